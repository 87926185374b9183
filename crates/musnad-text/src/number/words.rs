//! Numerals: digits and number words put together into one value.
//!
//! In comes a sentence with what its tokens may mean, out comes the numeral that begins at a token. Parts join
//! as the language joins them: unit and ten, unit and tens, hundreds and what is below, each group with its
//! scale, and every further group smaller than the scale before it.

use super::digits;
use super::lexicon::{Lexicon, Link, Meaning, Need, Role, Word};
use super::phrases::{Hit, Peel};
use crate::{Kind, Seen};

/// A sentence and what each of its tokens may begin.
pub(super) struct Line<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) tokens: &'a [Seen<'a>],
    pub(super) hits: Vec<Vec<Hit<'a, Meaning>>>,
}

/// A numeral read from a token on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numeral {
    /// One past its last token.
    pub(super) end: usize,
    pub(super) value: f64,
    /// The scale that its last part was multiplied by, 1 where there was none.
    pub(super) scale: f64,
    /// Whether a number stands before that scale, so that a range may share it.
    pub(super) shares: bool,
}

/// A numeral of which only limits are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unstated {
    pub(super) end: usize,
    pub(super) min: Option<u64>,
    pub(super) max: Option<u64>,
}

impl<'a> Line<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, tokens: &'a [Seen<'a>]) -> Line<'a> {
        Line {
            lexicon,
            tokens,
            hits: lexicon.phrases.hits(tokens),
        }
    }

    /// The first entry at `at` that `pick` takes.
    pub(super) fn find<T>(&self, at: usize, pick: impl FnMut(&Hit<'a, Meaning>) -> Option<T>) -> Option<T> {
        self.hits.get(at)?.iter().find_map(pick)
    }

    pub(super) fn link(&self, at: usize, link: Link) -> Option<usize> {
        self.find(at, |hit| match hit.meaning {
            Meaning::Link(l) if *l == link => Some(hit.end),
            _ => None,
        })
    }

    fn word(&self, at: usize) -> Option<(Word, Peel)> {
        self.find(at, |hit| match hit.meaning {
            Meaning::Word(word) => Some((*word, hit.peel)),
            _ => None,
        })
    }

    fn role(&self, at: usize, roles: &[Role]) -> Option<(Word, Peel)> {
        self.word(at).filter(|(w, _)| roles.contains(&w.role))
    }

    /// A word of one of `roles` with nothing before it.
    fn bare(&self, at: usize, roles: &[Role]) -> Option<Word> {
        let (word, peel) = self.role(at, roles)?;
        (peel.bare() && !peel.article).then_some(word)
    }

    /// The token that a part joined on at `at` begins with: «وعشرون», «و 20».
    pub(super) fn joined(&self, at: usize) -> Option<usize> {
        let token = self.tokens.get(at)?;
        if token.key == self.lexicon.phrases.clitics.join {
            return (at + 1 < self.tokens.len()).then_some(at + 1);
        }
        let (_, peel) = self.word(at)?;
        // «وأحد عشر» has the key of «واحد»
        let swallowed = token.key.starts_with(&self.lexicon.phrases.clitics.join)
            && self.bare(at + 1, &[Role::Ten]).is_some();
        (peel.join && !peel.preposition || swallowed).then_some(at)
    }

    /// The cardinal number that begins at `at`.
    pub(super) fn cardinal(&self, at: usize) -> Option<Numeral> {
        let mut sum = self.group(at)?;
        loop {
            if let Some(more) = self.fraction_after(&sum) {
                return Some(more);
            }
            let Some(lower) = self.joined(sum.end).and_then(|next| self.group(next)) else {
                break;
            };
            if sum.scale <= 1.0 || lower.value >= sum.scale {
                break;
            }
            sum = Numeral {
                end: lower.end,
                value: sum.value + lower.value,
                scale: lower.scale,
                shares: false,
            };
        }
        Some(self.point_after(&sum).unwrap_or(sum))
    }

    /// «ونصف» after a number: half of its scale.
    fn fraction_after(&self, sum: &Numeral) -> Option<Numeral> {
        let at = self.joined(sum.end)?;
        let (word, _) = self.role(at, &[Role::Fraction])?;
        let scale = self
            .role(at + 1, &[Role::Scale])
            .filter(|(w, peel)| w.value == sum.scale && peel.bare());
        Some(Numeral {
            end: if scale.is_some() { at + 2 } else { at + 1 },
            value: sum.value + word.value * sum.scale,
            ..*sum
        })
    }

    /// «ثلاثة فاصلة خمسة».
    fn point_after(&self, sum: &Numeral) -> Option<Numeral> {
        let at = self.link(sum.end, Link::Point)?;
        let after = self.group(at).filter(|n| n.value.fract() == 0.0)?;
        let digits = format!("{}", after.value / after.scale).len() as i32;
        let value = sum.value + after.value / after.scale / 10f64.powi(digits);
        Some(Numeral {
            end: after.end,
            value: value * after.scale,
            scale: after.scale,
            shares: after.scale > 1.0,
        })
    }

    /// A number below a thousand with its scale, or a scale alone.
    fn group(&self, at: usize) -> Option<Numeral> {
        let base = self
            .scaled_fraction(at)
            .or_else(|| self.below_thousand(at))
            .or_else(|| self.scale_alone(at))?;
        Some(self.scaled(base))
    }

    fn scaled(&self, mut n: Numeral) -> Numeral {
        while let Some(word) = self.bare(n.end, &[Role::Scale, Role::Plural]) {
            if word.value < 1000.0 {
                break;
            }
            n = Numeral {
                end: n.end + 1,
                value: n.value * word.value,
                scale: if n.scale > 1.0 {
                    n.scale * word.value
                } else {
                    word.value
                },
                shares: n.shares || n.scale == 1.0,
            };
        }
        n
    }

    /// «نصف مليون», «ربع المليون».
    fn scaled_fraction(&self, at: usize) -> Option<Numeral> {
        let (part, _) = self.role(at, &[Role::Fraction])?;
        let (scale, peel) = self.role(at + 1, &[Role::Scale])?;
        peel.bare().then_some(Numeral {
            end: at + 2,
            value: part.value * scale.value,
            scale: scale.value,
            shares: false,
        })
    }

    fn scale_alone(&self, at: usize) -> Option<Numeral> {
        let (word, _) = self.role(at, &[Role::Scale, Role::TwoOfScale])?;
        let times = if word.role == Role::TwoOfScale { 2.0 } else { 1.0 };
        Some(Numeral {
            end: at + 1,
            value: word.value,
            scale: word.value / times,
            shares: false,
        })
    }

    fn below_thousand(&self, at: usize) -> Option<Numeral> {
        let digits = self.digits(at);
        if digits.is_some() && self.hundred(at).is_none() {
            return digits;
        }
        let Some(hundred) = self.hundred(at) else {
            return self.below_hundred(at);
        };
        let rest = self
            .joined(hundred.end)
            .and_then(|next| self.digits(next).or_else(|| self.below_hundred(next)))
            .filter(|rest| rest.value < 100.0 && rest.value.fract() == 0.0);
        Some(match rest {
            Some(rest) => Numeral {
                value: hundred.value + rest.value,
                ..rest
            },
            None => hundred,
        })
    }

    fn hundred(&self, at: usize) -> Option<Numeral> {
        if let Some(n) = self.digits(at) {
            let few = n.value.fract() == 0.0 && n.value < 10.0;
            let hundred = self.bare(n.end, &[Role::Hundred]).filter(|_| few)?;
            return Some(Numeral::below(n.end + 1, n.value * hundred.value));
        }
        let (word, _) = self.role(at, &[Role::Hundred, Role::Hundreds, Role::Unit])?;
        if word.role != Role::Unit {
            return Some(Numeral::below(at + 1, word.value));
        }
        let hundred = self.bare(at + 1, &[Role::Hundred])?;
        Some(Numeral::below(at + 2, word.value * hundred.value))
    }

    fn below_hundred(&self, at: usize) -> Option<Numeral> {
        let (word, peel) = self.word(at)?;
        match word.role {
            Role::Ten | Role::Teen | Role::Tens => Some(Numeral::below(at + 1, word.value)),
            Role::Unit | Role::UnitInCompound => self
                .teen(at, word)
                .or_else(|| self.unit_and_tens(at, word))
                .or_else(|| {
                    let alone = word.role == Role::Unit && self.fits(at, word, peel);
                    alone.then_some(Numeral::below(at + 1, word.value))
                }),
            _ => None,
        }
    }

    fn teen(&self, at: usize, unit: Word) -> Option<Numeral> {
        let ten = self.bare(at + 1, &[Role::Ten])?;
        (unit.value < 10.0).then_some(Numeral::below(at + 2, unit.value + ten.value))
    }

    fn unit_and_tens(&self, at: usize, unit: Word) -> Option<Numeral> {
        let next = self.joined(at + 1)?;
        let (tens, _) = self.role(next, &[Role::Tens])?;
        (unit.value < 10.0).then_some(Numeral::below(next + 1, unit.value + tens.value))
    }

    /// Whether a word that is also another word has what it asks for.
    fn fits(&self, at: usize, word: Word, peel: Peel) -> bool {
        match word.need {
            None => true,
            Some(Need::Definite) => peel.article,
            Some(Need::Indefinite) => !peel.article,
            Some(Need::Counted) => {
                !peel.article && !peel.preposition && self.indefinite_word(at + 1)
                    || self.bare(at + 1, &[Role::Scale, Role::Plural]).is_some()
            }
        }
    }

    fn indefinite_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| {
            t.kind == Kind::Word && !t.key.starts_with(self.lexicon.phrases.clitics.article.as_str())
        })
    }

    /// The ordinal that begins at `at`: «الثانية», «الحادي عشر», «الخامس والعشرين».
    pub(super) fn ordinal(&self, at: usize) -> Option<Numeral> {
        let (word, peel) = self.role(at, &[Role::Ordinal, Role::OrdinalInCompound])?;
        if let Some(teen) = self.teen(at, word) {
            return Some(teen);
        }
        if peel.article
            && let Some(next) = self.joined(at + 1)
            && let Some((tens, tens_peel)) = self.role(next, &[Role::Tens])
            && tens_peel.article
        {
            return Some(Numeral::below(next + 1, word.value + tens.value));
        }
        let alone = word.role == Role::Ordinal && self.fits(at, word, peel);
        alone.then_some(Numeral::below(at + 1, word.value))
    }

    /// «عشرات», «مئات الآلاف», «بضعة آلاف», «عدد من».
    pub(super) fn unstated(&self, at: usize) -> Option<Unstated> {
        let (end, min, max) = self.few(at).or_else(|| self.plural(at))?;
        let mut out = Unstated { end, min, max };
        if let Some((ten, _)) = self.role(end, &[Role::Ten])
            && self.few(at).is_some()
        {
            return Some(out.shift(ten.value));
        }
        while let Some((word, peel)) = self.role(out.end, &[Role::Plural, Role::Scale]) {
            if !peel.bare() {
                break;
            }
            out = out.times(word.value);
        }
        Some(out)
    }

    fn few(&self, at: usize) -> Option<(usize, Option<u64>, Option<u64>)> {
        self.find(at, |hit| match hit.meaning {
            Meaning::Few { min, max } => Some((hit.end, *min, *max)),
            _ => None,
        })
    }

    fn plural(&self, at: usize) -> Option<(usize, Option<u64>, Option<u64>)> {
        let (word, _) = self.role(at, &[Role::Plural])?;
        Some((at + 1, Some(word.value as u64), word.max))
    }

    /// A number in digits that is neither part of a date, a clock time or a code.
    fn digits(&self, at: usize) -> Option<Numeral> {
        let token = self.tokens.get(at).filter(|t| t.kind == Kind::Number)?;
        if self.in_code(at) {
            return None;
        }
        if let Some(letter) = self.tokens.get(at + 1)
            && self.touches(at)
            && self.touches(at + 1)
            && self.lexicon.decimal_letters.contains(letter.key)
            && let Some(last) = self.tokens.get(at + 2).filter(|t| t.kind == Kind::Number)
        {
            return Some(Numeral::below(at + 3, digits::lettered(token.plain, last.plain)?));
        }
        let end = self.groups_after(at);
        if end > at + 1 {
            let digits: String = self.tokens[at..end].iter().map(|t| t.plain).collect();
            return Some(Numeral::below(end, digits.parse().ok()?));
        }
        Some(Numeral::below(end, digits::value(token.plain)?))
    }

    /// Past groups of three digits with single spaces before them: «10 000».
    fn groups_after(&self, at: usize) -> usize {
        let pure = |i: usize| {
            self.tokens
                .get(i)
                .filter(|t| t.kind == Kind::Number && t.plain.bytes().all(|b| b.is_ascii_digit()))
                .map(|t| t.plain)
        };
        let lone = at == 0 || pure(at - 1).is_none();
        let leads = pure(at).is_some_and(|d| d.len() <= 3 && !d.starts_with('0'));
        let mut end = at + 1;
        while lone && leads && pure(end).is_some_and(|d| d.len() == 3) && self.space_before(end) {
            end += 1;
        }
        end
    }

    /// Whether one space, no-break or not, parts `at` from the token before it.
    fn space_before(&self, at: usize) -> bool {
        let gap = self.tokens[at].span.start - self.tokens[at - 1].span.end;
        (1..=3).contains(&gap)
    }

    /// Whether the digits at `at` touch what makes them part of something else.
    fn in_code(&self, at: usize) -> bool {
        let before = at.checked_sub(1).filter(|b| self.touches(*b));
        let after = Some(at + 1).filter(|_| self.touches(at));
        let kind = |i: usize| self.tokens.get(i).map(|t| t.kind);
        match before.and_then(kind) {
            Some(Kind::Latin | Kind::Punct('/' | ':' | '+' | '#' | '@' | '_')) => return true,
            Some(Kind::Punct('-')) if self.word_before_dash(at) => return true,
            _ => {}
        }
        match after.and_then(kind) {
            Some(Kind::Latin | Kind::Punct('_')) => true,
            Some(Kind::Punct('/' | ':')) => self.touches(at + 1) && kind(at + 2) == Some(Kind::Number),
            _ => self.in_chain(at),
        }
    }

    /// «إف-16», «كوفيد-19».
    fn word_before_dash(&self, at: usize) -> bool {
        at >= 2
            && self.touches(at - 2)
            && matches!(self.tokens[at - 2].kind, Kind::Word | Kind::Latin)
            && self.tokens[at - 2].key.chars().count() > 1
    }

    /// Whether `at` is one of three or more numbers with dashes between them.
    fn in_chain(&self, at: usize) -> bool {
        let (mut first, mut last) = (at, at);
        while first >= 2 && self.dash(first - 2) {
            first -= 2;
        }
        while self.dash(last) {
            last += 2;
        }
        last - first >= 4
    }

    /// Whether a number, a touching dash and a number begin at `at`.
    pub(super) fn dash(&self, at: usize) -> bool {
        let kind = |i: usize| self.tokens.get(i).map(|t| t.kind);
        kind(at) == Some(Kind::Number)
            && matches!(kind(at + 1), Some(Kind::Punct('-' | '–' | '—' | '−' | '‒')))
            && kind(at + 2) == Some(Kind::Number)
            && self.touches(at)
            && self.touches(at + 1)
    }

    pub(super) fn touches(&self, at: usize) -> bool {
        match (self.tokens.get(at), self.tokens.get(at + 1)) {
            (Some(a), Some(b)) => a.span.end == b.span.start,
            _ => false,
        }
    }
}

impl Numeral {
    fn below(end: usize, value: f64) -> Numeral {
        Numeral {
            end,
            value,
            scale: 1.0,
            shares: false,
        }
    }
}

impl Unstated {
    fn times(self, scale: f64) -> Unstated {
        let scale = scale as u64;
        Unstated {
            end: self.end + 1,
            min: self.min.map(|m| m.saturating_mul(scale)),
            max: self
                .max
                .map(|m| m.saturating_add(1).saturating_mul(scale).saturating_sub(1)),
        }
    }

    fn shift(self, by: f64) -> Unstated {
        Unstated {
            end: self.end + 1,
            min: self.min.map(|m| m.saturating_add(by as u64)),
            max: self.max.map(|m| m.saturating_add(by as u64)),
        }
    }
}
