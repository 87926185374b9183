//! Mentions: a time with the words that say how what happens lies to it, and ranges of two times.

use super::calendar::{Phase, Unit, window};
use super::lexicon::{Count, Lexicon, Sense};
use super::stretch::Stretch;
use super::{Basis, Precision, Published, TimeMention, TimeRole, Told};
use crate::number::phrases::{Hit, Peel};
use crate::{Kind, Quantity, Seen};
use jiff::civil::{Date, DateTime};

/// A sentence, what each of its tokens may begin, and the moment of publication.
pub(super) struct Line<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) tokens: &'a [Seen<'a>],
    hits: Vec<Vec<Hit<'a, Sense>>>,
    quantities: &'a [Quantity],
    pub(super) now: Option<Published>,
    /// What was told before.
    pub(super) told: Told,
}

impl<'a> Line<'a> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        tokens: &'a [Seen<'a>],
        quantities: &'a [Quantity],
        now: Option<Published>,
        told: Told,
    ) -> Line<'a> {
        Line {
            lexicon,
            tokens,
            hits: lexicon.phrases.hits(tokens),
            quantities,
            now,
            told,
        }
    }

    /// The time that begins at `at`, the longest reading, and the moment that it tells.
    pub(super) fn mention(&self, at: usize) -> Option<(TimeMention, Option<DateTime>)> {
        if let Some(streak) = self.streak(at) {
            let (mention, from) = self.told_as(at, streak, TimeRole::Since);
            // ل has swallowed the article: the word stays whole
            return Some((TimeMention { clitic: 0, ..mention }, from));
        }
        // «ذلك العام» is a time where another was told before it, and nothing to go by where none was
        let back = self.is(at, Sense::That).and_then(|_| self.stretch(at));
        if let Some(back) = back {
            return Some(self.told_as(at, back, TimeRole::At));
        }
        if self.name(at).is_some() || !self.may_begin(at) {
            return None;
        }
        let framed = self
            .is(at, Sense::Between)
            .or_else(|| self.is(at, Sense::From))
            .is_some();
        let role = if framed { TimeRole::During } else { TimeRole::At };
        let plain = self.stretch(at).map(|s| (s, role));
        let range = self.range(at).map(|s| (s, role));
        // «بعد ظهر اليوم» is no «بعد» before «ظهر اليوم»
        let alone = self.part_alone(at).map(|s| (s, TimeRole::At));
        let (stretch, role) = longest([plain, range, self.ongoing(at), self.with_role(at), alone])?;
        Some(self.told_as(at, stretch, role))
    }

    fn told_as(&self, at: usize, stretch: Stretch, role: TimeRole) -> (TimeMention, Option<DateTime>) {
        let mention = TimeMention {
            tokens: at..stretch.end,
            clitic: self.clitic(at),
            start: stretch.iso(stretch.from, self.now),
            end: stretch.iso(stretch.to, self.now),
            precision: stretch.precision,
            basis: stretch.basis,
            role,
        };
        (mention, stretch.from)
    }

    /// The `unit` that was told last, moved by `steps`, where something as fine was told.
    pub(super) fn told(&self, unit: Unit, steps: i64) -> Option<(DateTime, DateTime)> {
        let (from, precision) = self.told.0?;
        let fine = precision <= unit.precision() && unit >= Unit::Day && from.year() > 0;
        fine.then(|| window(from, unit, steps, self.lexicon.week_starts))
            .flatten()
    }

    /// «لليوم الرابع على التوالي»: since the first of them. Of nights it isn't clear which day they are reckoned to.
    fn streak(&self, at: usize) -> Option<Stretch> {
        let (unit, count, _, end, peel) = self.unit(at)?;
        let begins = self.tokens[at]
            .key
            .starts_with(&self.lexicon.phrases.clitics.contracted);
        let fits = begins && peel.preposition && count == Count::One && unit >= Unit::Day;
        let nth = self.quantity(end).filter(|q| fits && q.ordinal)?;
        let steps = nth.value.filter(|n| (2..=400).contains(n))? as i64 - 1;
        let night = self.sense(at, |s| matches!(s, Sense::Part { .. }).then_some(()));
        let first = self.window(unit, -steps).filter(|_| night.is_none());
        Some(Stretch {
            from: first.map(|w| w.0),
            ..Stretch::new(
                self.skip(nth.number.end, Sense::InARow),
                Precision::Open,
                Basis::Relative,
            )
        })
    }

    /// The next token at which a time may begin after none began at `at`.
    pub(super) fn past(&self, at: usize) -> usize {
        self.name(at).unwrap_or(at + 1)
    }

    /// The end of a name that holds time words; a year after it makes them a date again.
    fn name(&self, at: usize) -> Option<usize> {
        let end = self.is(at, Sense::Name)?;
        let dated = self.small_number(end, 4).is_some_and(|year| year >= 1000);
        (!dated).then_some(end)
    }

    fn may_begin(&self, at: usize) -> bool {
        !self.hits[at].is_empty()
            || self.tokens[at].kind == Kind::Number
            || self.quantity(at).is_some()
            || self.skip_article(at) > at
    }

    fn clitic(&self, at: usize) -> usize {
        match (self.hits[at].first(), self.quantity(at)) {
            (Some(hit), _) => hit.peel.clitic,
            (None, Some(q)) => q.clitic,
            (None, None) => self
                .lexicon
                .phrases
                .clitics
                .before_article(&self.tokens[at])
                .unwrap_or(0),
        }
    }

    /// The first entry at `at` that `pick` takes, its end and its peel.
    pub(super) fn sense<T>(&self, at: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<(T, usize, Peel)> {
        self.hits
            .get(at)?
            .iter()
            .find_map(|hit| Some((pick(*hit.meaning)?, hit.end, hit.peel)))
    }

    /// The end of the entry `want` at `at`.
    pub(super) fn is(&self, at: usize, want: Sense) -> Option<usize> {
        self.sense(at, |s| (s == want).then_some(()))
            .map(|(_, end, _)| end)
    }

    /// Past the entry `want` where it stands at `at`.
    pub(super) fn skip(&self, at: usize, want: Sense) -> usize {
        self.is(at, want).unwrap_or(at)
    }

    /// Past an article that stands alone before digits.
    pub(super) fn skip_article(&self, at: usize) -> usize {
        let alone = self
            .tokens
            .get(at)
            .is_some_and(|t| self.lexicon.phrases.clitics.is_article(t));
        if alone { at + 1 } else { at }
    }

    pub(super) fn punct(&self, at: usize, marks: &[char]) -> bool {
        matches!(self.tokens.get(at).map(|t| t.kind), Some(Kind::Punct(c)) if marks.contains(&c))
    }

    pub(super) fn touches(&self, at: usize) -> bool {
        match (self.tokens.get(at), self.tokens.get(at + 1)) {
            (Some(a), Some(b)) => a.span.end == b.span.start,
            _ => false,
        }
    }

    /// The number whose numeral, or whose bounding words, begin at `at`.
    pub(super) fn quantity(&self, at: usize) -> Option<&'a Quantity> {
        let next = self.quantities.partition_point(|q| q.tokens.end <= at);
        let q = self.quantities.get(next)?;
        (q.tokens.start == at || q.number.start == at).then_some(q)
    }

    /// Where the second of two joined times begins: «والأحد», «و 15».
    pub(super) fn joined(&self, at: usize) -> Option<usize> {
        let token = self.tokens.get(at)?;
        if token.key == self.lexicon.phrases.clitics.join {
            return Some(at + 1);
        }
        let hit = self.hits[at]
            .first()
            .is_some_and(|h| h.peel.join && !h.peel.preposition);
        let number = self
            .quantity(at)
            .is_some_and(|q| q.clitic > 0 && token.key.starts_with(&self.lexicon.phrases.clitics.join));
        (hit || number).then_some(at)
    }

    pub(super) fn today(&self) -> Option<Date> {
        self.now.map(|n| n.at.date())
    }

    /// Whether what stands before `at` makes it plausible that a time begins there.
    pub(super) fn after_preposition(&self, at: usize) -> bool {
        let prefixed = self
            .hits
            .get(at)
            .and_then(|h| h.first())
            .is_some_and(|h| h.peel.preposition);
        prefixed || at > 0 && self.leads_in(at - 1)
    }

    fn leads_in(&self, at: usize) -> bool {
        self.sense(at, |s| {
            matches!(
                s,
                Sense::In
                    | Sense::Of
                    | Sense::From
                    | Sense::Between
                    | Sense::To
                    | Sense::Role { .. }
                    | Sense::Phase { .. }
            )
            .then_some(())
        })
        .is_some()
    }

    /// An interval with nothing before it.
    pub(super) fn stretch(&self, at: usize) -> Option<Stretch> {
        longest(
            [
                self.clock(at, None),
                self.part_of_day(at),
                self.day_stretch(at),
                self.month_stretch(at, false),
                self.year_stretch(at),
                self.season(at),
                self.unit_stretch(at),
                self.several_units(at),
                self.phase(at),
                self.piece(at),
                self.pair(at),
            ]
            .map(|found| found.map(|s| (s, ()))),
        )
        .map(|(s, ())| s)
    }

    /// «منذ», «حتى», «قبل», «خلال» and what they stand before.
    fn with_role(&self, at: usize) -> Option<(Stretch, TimeRole)> {
        let roles = self.hits[at].iter().filter_map(|hit| match hit.meaning {
            Sense::Role { role } => Some((*role, hit.end)),
            _ => None,
        });
        roles
            .filter_map(|(role, end)| longest([self.counted(role, end), self.framed(role, end)]))
            .max_by_key(|(s, _)| s.end)
    }

    /// A role before an interval: «منذ عام 2020».
    fn framed(&self, role: TimeRole, at: usize) -> Option<(Stretch, TimeRole)> {
        let at = if self.is(at, Sense::Hedge).is_some() {
            self.skip(at, Sense::Hedge)
        } else {
            self.skip(at, Sense::In)
        };
        let found = longest([self.stretch(at).map(|s| (s, ())), self.range(at).map(|s| (s, ()))]);
        let stretch = found.map(|(s, ())| s).or_else(|| self.part_today(role, at))?;
        let role = if role == TimeRole::Duration {
            TimeRole::During
        } else {
            role
        };
        // «قبل نهاية العام»: up to its very end
        if role == TimeRole::Before && self.is_phase(at, Phase::End) {
            return Some((stretch.seen_as(TimeRole::Until), role));
        }
        Some((stretch.seen_as(role), role))
    }

    /// «مؤخرا»: some time before publication; «قبل قليل»: on its day.
    fn ongoing(&self, at: usize) -> Option<(Stretch, TimeRole)> {
        if let Some(end) = self.is(at, Sense::JustNow) {
            return Some((self.some_hour(end), TimeRole::At));
        }
        let end = self.is(at, Sense::Recent)?;
        let to = self.now.map(|n| n.at.date()).map(super::stretch::midnight);
        let stretch = Stretch {
            to: to.and_then(|t| super::calendar::shift(t, super::calendar::Unit::Day, 1)),
            ..Stretch::new(end, Precision::Open, Basis::Relative)
        };
        Some((stretch, TimeRole::At))
    }

    /// «بين السبت والاثنين», «من 27 نوفمبر إلى 5 ديسمبر».
    fn range(&self, at: usize) -> Option<Stretch> {
        let between = self.is(at, Sense::Between);
        let first = between.or_else(|| self.is(at, Sense::From))?;
        // «الفترة من 3 إلى 5 مايو»: the number begins with «من»
        if first > at + 1
            && let Some(whole) = self.stretch(first - 1)
        {
            return Some(whole);
        }
        let low = self.stretch(first)?;
        if between.is_some() {
            return match self.joined(low.end).and_then(|next| self.stretch(next)) {
                Some(high) => self.cover(self.in_year_of(first, low, high), high),
                None => self.pair(first),
            };
        }
        let next = self.is(low.end, Sense::To).or_else(|| {
            self.is(
                low.end,
                Sense::Role {
                    role: TimeRole::Until,
                },
            )
        })?;
        let high = self.stretch(next)?;
        self.cover(self.in_year_of(first, low, high), high)
    }

    /// «بين يناير وسبتمبر 2020»: a first month or day without a year, that was taken for a later one than the last,
    /// is of its year.
    fn in_year_of(&self, first: usize, low: Stretch, high: Stretch) -> Stretch {
        let dated = (first..low.end).any(|at| self.small_number(at, 4).is_some_and(|n| n >= 1000));
        let (Some(from), Some(end)) = (low.from, high.from) else {
            return low;
        };
        let moved = from.with().year(end.year()).build().ok().filter(|m| *m <= end);
        match moved {
            Some(moved) if !dated && from > end && low.basis == Basis::Stated => Stretch {
                from: Some(moved),
                ..low
            },
            _ => low,
        }
    }

    /// Two days, months or years that one word announces: «يومي السبت والأحد», «عامي 2011 و2013».
    fn pair(&self, at: usize) -> Option<Stretch> {
        let (unit, start, _) = self.sense(at, |s| match s {
            Sense::Unit {
                unit,
                count: Count::Two,
                ..
            } => Some(unit),
            _ => None,
        })?;
        let one = |at| match unit {
            super::calendar::Unit::Year => self.bare_year(at),
            super::calendar::Unit::Month => self.month_stretch(at, true),
            super::calendar::Unit::Day => self.day_stretch(at),
            _ => None,
        };
        if let Some(low) = one(start)
            && let Some(next) = self.joined(low.end)
            && let Some(high) = one(next)
        {
            return self.cover(low, high);
        }
        if unit == super::calendar::Unit::Day {
            self.day_pair(start)
        } else {
            None
        }
    }

    /// From the start of one to the end of the other. Weekdays that were each taken as the last of their name
    /// are put in order.
    pub(super) fn cover(&self, low: Stretch, high: Stretch) -> Option<Stretch> {
        let mut from = low.from;
        if let (Some(a), Some(b)) = (low.from, high.from)
            && a > b
        {
            if low.basis != Basis::Weekday || high.basis != Basis::Weekday {
                return None;
            }
            from = super::calendar::shift(a, super::calendar::Unit::Week, -1);
        }
        Some(Stretch {
            from,
            to: high.to,
            precision: low.precision.min(high.precision),
            basis: if low.basis == high.basis {
                low.basis
            } else {
                Basis::Relative
            },
            ..high
        })
    }
}

/// The reading that ends last; of equals the first.
pub(super) fn longest<T, const N: usize>(found: [Option<(Stretch, T)>; N]) -> Option<(Stretch, T)> {
    found
        .into_iter()
        .flatten()
        .reduce(|best, next| if next.0.end > best.0.end { next } else { best })
}
