//! Numbers: how many, as the text says it, with what it leaves open.
//!
//! In come the tokens of one sentence, out come [`Quantity`] values in order: digits and number words to
//! trillions, ordinals, percentages, unstated many («عشرات», «بضعة»), ranges, and the words around them that
//! make a number a bound («نحو», «أكثر من», «على الأقل»). The words are in `lang/ar/numbers.toml`.

mod digits;
mod error;
mod lexicon;
pub(crate) mod phrases;
mod words;

pub use error::Error;

use crate::{Seen, Span, is_mark};
use lexicon::{Lexicon, Link, Meaning, Place};
use serde::Deserialize;
use std::ops::Range;
use words::{Line, Numeral};

/// How many counted words may stand between a number and «على الأقل».
const APART: usize = 3;

/// How far from joined digits a word that makes them a score may stand, in tokens.
const CONTEST: usize = 6;

/// One number as the text says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its tokens, with bounding words that adjoin it and the words for percent.
    pub tokens: Range<usize>,
    /// The tokens of the numeral alone; of a range, from its first numeral to its last.
    pub number: Range<usize>,
    /// Words elsewhere that bound it: «12 شخصا على الأقل».
    pub apart: Option<Range<usize>>,
    /// The number, where it is one and whole.
    pub value: Option<u64>,
    /// The number, where it is one and not whole.
    pub decimal: Option<f64>,
    /// What the words around it leave open.
    pub bound: Bound,
    /// The least that the words allow; `None` for ordinals and percentages.
    pub min: Option<u64>,
    /// The most that the words allow; `None` for ordinals and percentages.
    pub max: Option<u64>,
    /// Whether it tells the place in an order: «الثالث».
    pub ordinal: bool,
    /// Whether it is a share of a hundred.
    pub percent: bool,
    /// Bytes of conjunction or preposition at the front of the first token, in its letters without marks.
    /// [`Quantity::span`] takes them off.
    pub clitic: usize,
}

/// What the words around a number leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The number itself.
    Exact,
    /// The number or more.
    AtLeast,
    /// Above the number.
    MoreThan,
    /// The number or less.
    AtMost,
    /// Below the number.
    LessThan,
    /// Near the number; neither `min` nor `max` is known.
    About,
    /// No one number: a range, or an unstated many.
    Vague,
}

impl Quantity {
    /// The number, whole or not.
    pub fn amount(&self) -> Option<f64> {
        self.decimal.or(self.value.map(|v| v as f64))
    }

    /// The words it stands in, without the clitic; `tokens` are those that it was read from, in `text`.
    pub fn span(&self, text: &str, tokens: &[Seen<'_>]) -> Span {
        written(text, &tokens[self.tokens.clone()], self.clitic)
    }
}

/// The span of `tokens` without the first `clitic` bytes of letters and the marks on them.
pub(crate) fn written(text: &str, tokens: &[Seen<'_>], clitic: usize) -> Span {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Span::default();
    };
    let mut left = clitic;
    let mut start = first.span.start as usize;
    if clitic > 0 {
        for c in first.span.of(text).chars() {
            if !is_mark(c) {
                if left == 0 {
                    break;
                }
                left = left.saturating_sub(2);
            }
            start += c.len_utf8();
        }
    }
    Span::new(start, last.span.end as usize)
}

/// Reads numbers; made once, used for any number of sentences.
#[derive(Clone, Debug)]
pub struct NumberReader {
    lexicon: Lexicon,
}

impl NumberReader {
    /// The reader with Musnad's own table.
    ///
    /// ```
    /// use musnad_text::{Bound, Folded, NumberReader, tokens};
    /// let text = "قتل ما لا يقل عن خمسة وعشرين شخصا";
    /// let folded = Folded::of(text, &tokens(text));
    /// let found = NumberReader::builtin()?.read(&folded.seen());
    /// assert_eq!((found[0].value, found[0].bound), (Some(25), Bound::AtLeast));
    /// # Ok::<(), musnad_text::Error>(())
    /// ```
    ///
    /// # Errors
    /// Never in a released version: the table is tested.
    pub fn builtin() -> Result<NumberReader, Error> {
        NumberReader::parse(include_str!("../../../../lang/ar/numbers.toml"))
    }

    /// A reader with a table of one's own, in the shape of `lang/ar/numbers.toml`.
    ///
    /// # Errors
    /// Where `table` isn't of that shape.
    pub fn parse(table: &str) -> Result<NumberReader, Error> {
        Ok(NumberReader {
            lexicon: Lexicon::parse(table)?,
        })
    }

    /// The numbers in the tokens of one sentence, in order, none overlapping.
    pub fn read(&self, tokens: &[Seen<'_>]) -> Vec<Quantity> {
        let line = Line::new(&self.lexicon, tokens);
        let mut out = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if let Some(quantity) = line.quantity(at) {
                at = quantity.tokens.end;
                out.push(quantity);
            } else {
                at = line.past(at);
            }
        }
        out
    }
}

impl Line<'_> {
    /// The next token at which a number may begin after none began at `at`.
    fn past(&self, at: usize) -> usize {
        if self.dash(at) {
            return at + 3;
        }
        self.skipped(at).unwrap_or(at + 1)
    }

    /// The end of a phrase at `at` that holds number words and is no number.
    fn skipped(&self, at: usize) -> Option<usize> {
        self.find(at, |hit| {
            matches!(hit.meaning, Meaning::Name | Meaning::Percent).then_some(hit.end)
        })
    }

    fn quantity(&self, at: usize) -> Option<Quantity> {
        if self.skipped(at).is_some() {
            return None;
        }
        if let Some((bound, end, clitic)) = self.bound_before(at)
            && let Some(inner) = self
                .plain_start(end)
                .and_then(|start| self.range_or_number(start))
        {
            return Some(Quantity {
                tokens: at..inner.tokens.end,
                clitic,
                ..inner.bounded(bound)
            });
        }
        self.range_or_number(at)
    }

    fn bound_before(&self, at: usize) -> Option<(Bound, usize, usize)> {
        self.find(at, |hit| match hit.meaning {
            Meaning::Bound {
                bound,
                place: Place::Before | Place::Apart,
            } => Some((*bound, hit.end, hit.peel.clitic)),
            _ => None,
        })
    }

    /// Where a number after a bounding word begins: past an article of its own, never with a clitic.
    fn plain_start(&self, at: usize) -> Option<usize> {
        let article = self
            .tokens
            .get(at)
            .is_some_and(|t| self.lexicon.phrases.clitics.is_article(t));
        let start = if article { at + 1 } else { at };
        let free = self.hits.get(start)?.iter().all(|hit| hit.peel.bare());
        free.then_some(start)
    }

    fn range_or_number(&self, at: usize) -> Option<Quantity> {
        self.range_from(at).or_else(|| self.number(at))
    }

    /// «بين 10 و15», «من 10 إلى 15».
    fn range_from(&self, at: usize) -> Option<Quantity> {
        let clitic = self.hits.get(at)?.first()?.peel.clitic;
        let (start, between) = match self.link(at, Link::Between) {
            Some(end) => (end, true),
            None => (self.link(at, Link::From)?, false),
        };
        let start = self.plain_start(start)?;
        let low = self.cardinal(start)?;
        let middle = self.percent(low.end).unwrap_or(low.end);
        let next = if between {
            self.joined(middle).or_else(|| self.link(middle, Link::To))
        } else {
            self.link(middle, Link::To)
                .or_else(|| self.link(middle, Link::Until))
        }?;
        let next = if between { next } else { self.plain_start(next)? };
        let high = self.cardinal(next)?;
        self.range(at, start, clitic, low, high)
    }

    /// A number, alone or as the lower end of a range.
    fn number(&self, at: usize) -> Option<Quantity> {
        let clitic = self.clitic(at);
        if let Some(few) = self.unstated(at) {
            let mut out = Quantity::new(at, at..few.end, clitic);
            (out.min, out.max, out.bound) = (few.min, few.max, Bound::Vague);
            return Some(self.finished(out));
        }
        if let Some(ordinal) = self.ordinal(at) {
            let mut out = Quantity::new(at, at..ordinal.end, clitic);
            (out.value, out.ordinal) = (Some(ordinal.value as u64), true);
            return Some(out);
        }
        let low = self.cardinal(at)?;
        if self.dash(low.end - 1) {
            return self.dashed(at, clitic, low);
        }
        if let Some(next) = self.range_link(low.end)
            && let Some(high) = self.cardinal(next)
            && !self.is_year_before(at, &low, &high)
            && let Some(range) = self.range(at, at, clitic, low, high)
        {
            return Some(range);
        }
        let mut out = Quantity::new(at, at..low.end, clitic);
        out.set(low.value);
        Some(self.finished(out))
    }

    fn clitic(&self, at: usize) -> usize {
        self.hits
            .get(at)
            .and_then(|hits| hits.first())
            .map_or(0, |hit| hit.peel.clitic)
    }

    /// «10 إلى 15», «10 أو 15», «10 - 15».
    /// «منذ 7 أكتوبر 2023 إلى 69 ألفا»: a year and a figure that lies far from it.
    fn is_year_before(&self, at: usize, low: &Numeral, high: &Numeral) -> bool {
        low.end == at + 1
            && low.scale == 1.0
            && (1900.0..2100.0).contains(&low.value)
            && high.value > 2.0 * low.value
    }

    fn range_link(&self, end: usize) -> Option<usize> {
        let at = self.percent(end).unwrap_or(end);
        let next = self.link(at, Link::To).or_else(|| self.link(at, Link::Or))?;
        self.plain_start(next)
    }

    /// «10-15»: a range where it rises and nothing near speaks of a contest; else a score or a code.
    fn dashed(&self, at: usize, clitic: usize, low: Numeral) -> Option<Quantity> {
        let high = self.cardinal(low.end + 1)?;
        let near = &self.tokens[at.saturating_sub(CONTEST)..self.tokens.len().min(high.end + CONTEST)];
        if near.iter().any(|t| self.lexicon.contests.contains(t.key)) {
            return None;
        }
        self.range(at, at, clitic, low, high)
    }

    fn range(
        &self,
        at: usize,
        start: usize,
        clitic: usize,
        mut low: Numeral,
        high: Numeral,
    ) -> Option<Quantity> {
        if low.scale == 1.0 && high.shares && low.value < high.value / high.scale {
            low.value *= high.scale;
        }
        if low.value >= high.value {
            return None;
        }
        let mut out = Quantity::new(at, start..high.end, clitic);
        out.bound = Bound::Vague;
        out.min = Some(low.value.ceil() as u64);
        out.max = Some(high.value.floor() as u64);
        Some(self.finished(out))
    }

    /// `out` with what follows it: percent, and bounding words near or apart.
    fn finished(&self, mut out: Quantity) -> Quantity {
        if let Some(end) = self.percent(out.tokens.end) {
            out.percent = true;
            out.tokens.end = end;
        }
        if let Some((bound, end)) = self.bound_after(out.tokens.end, false) {
            out.tokens.end = end;
            return out.bounded(bound);
        }
        for at in out.tokens.end + 1..=out.tokens.end + APART {
            if !self.counted_word(at - 1) {
                break;
            }
            if let Some((bound, end)) = self.bound_after(at, true) {
                out.apart = Some(at..end);
                return out.bounded(bound);
            }
        }
        out.bounded(Bound::Exact)
    }

    fn counted_word(&self, at: usize) -> bool {
        let is_word = self.tokens.get(at).is_some_and(|t| t.kind == crate::Kind::Word);
        let number = self.find(at, |hit| {
            matches!(hit.meaning, Meaning::Word(_) | Meaning::Few { .. }).then_some(())
        });
        is_word && number.is_none()
    }

    fn bound_after(&self, at: usize, apart: bool) -> Option<(Bound, usize)> {
        self.find(at, |hit| match hit.meaning {
            Meaning::Bound { bound, place } if *place == Place::Apart || *place == Place::After && !apart => {
                Some((*bound, hit.end))
            }
            _ => None,
        })
    }

    fn percent(&self, at: usize) -> Option<usize> {
        self.find(at, |hit| {
            matches!(hit.meaning, Meaning::Percent).then_some(hit.end)
        })
    }
}

impl Quantity {
    fn new(at: usize, number: Range<usize>, clitic: usize) -> Quantity {
        Quantity {
            tokens: at..number.end,
            number,
            apart: None,
            value: None,
            decimal: None,
            bound: Bound::Exact,
            min: None,
            max: None,
            ordinal: false,
            percent: false,
            clitic,
        }
    }

    fn set(&mut self, value: f64) {
        let rounded = value.round();
        if (value - rounded).abs() <= 1e-9 * rounded.max(1.0) {
            self.value = Some(rounded as u64);
        } else {
            self.decimal = Some(value);
        }
    }

    /// With `bound` and the limits that follow from it; a bound already set and limits of an unstated many
    /// stay.
    fn bounded(mut self, bound: Bound) -> Quantity {
        if self.bound != Bound::Exact {
            if self.percent {
                (self.min, self.max) = (None, None);
            }
            return self;
        }
        self.bound = bound;
        if self.percent || self.ordinal {
            return self;
        }
        let Some(amount) = self.amount() else { return self };
        let (up, down) = (amount.ceil() as u64, amount.floor() as u64);
        let whole = self.value;
        (self.min, self.max) = match bound {
            Bound::Exact => (whole, whole),
            Bound::AtLeast => (Some(up), None),
            Bound::MoreThan => (Some(whole.map_or(up, |v| v.saturating_add(1))), None),
            Bound::AtMost => (None, Some(down)),
            Bound::LessThan => (None, Some(whole.map_or(down, |v| v.saturating_sub(1)))),
            Bound::About | Bound::Vague => (None, None),
        };
        self
    }
}
