//! What the terms of a line say: [`Fact`]s, each found where it begins.
//!
//! Dates are here in all their spellings; clock times are in `clock`, lengths of time that have passed in `ago`.

use super::Says;
use super::clock::Clock;
use super::lex::{Term, TermKind};
use super::words::{Place, Sense};
use jiff::Timestamp;
use jiff::civil::Date;
use musnad_text::umm_al_qura;

/// Years that a page can be of; 1990 itself is the decision's limit, not the reader's.
const YEARS: std::ops::RangeInclusive<u64> = 1900..=2100;
/// Years of the Hijri calendar that a page can be of.
const HIJRI_YEARS: std::ops::RangeInclusive<u64> = 1400..=1500;

/// One thing that a line says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fact {
    Label(Says),
    Day(Written),
    /// A day of the Hijri calendar, where it could be worked out.
    Hijri(Option<Date>),
    Clock(Clock),
    Zone(Place),
    Weekday(i8),
    /// So many minutes ago, at least and at most; none where it isn't said how many.
    Ago(Option<(i64, i64)>),
    /// A day counted from that of fetching.
    Near(i64),
    /// Unix time.
    Instant(Timestamp),
}

/// A day as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Its readings, the likeliest first; none where there is no such day.
    Full {
        days: Vec<Date>,
        /// Whether the year has two digits.
        short: bool,
    },
    /// Month and day.
    NoYear(u8, u8),
}

/// Facts that stand together, and the term after them.
pub(super) type Found = Option<(Vec<Fact>, usize)>;

/// The terms of a line, to be asked for facts.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) terms: &'a [Term],
    /// Whether it is made for machines: then digits alone may be a time.
    pub(super) machine: bool,
}

/// The name of a month.
#[derive(Clone, Copy)]
pub(super) struct Month {
    month: u8,
    hijri: bool,
    weak: bool,
}

/// A year and the term after it.
struct Year {
    year: i16,
    hijri: bool,
    short: bool,
    end: usize,
}

impl Line<'_> {
    /// What is said at term `at`; `after` tells whether another fact stands before it.
    pub(super) fn fact(&self, at: usize, after: bool) -> Found {
        let one = |found: Option<(Fact, usize)>| found.map(|(fact, end)| (vec![fact], end));
        self.date(at)
            .or_else(|| one(self.clock(at, after).map(|(c, end)| (Fact::Clock(c), end))))
            .or_else(|| one(self.zone(at, after)))
            .or_else(|| one(self.ago(at)))
            .or_else(|| one(self.name(at)))
    }

    /// Facts of one phrase.
    fn name(&self, at: usize) -> Option<(Fact, usize)> {
        let fact = self.sense(at, |s| match s {
            Sense::Label(says) => Some(Fact::Label(*says)),
            Sense::Weekday(day) => Some(Fact::Weekday(*day)),
            Sense::Day(days) => Some(Fact::Near(*days)),
            _ => None,
        })?;
        Some((fact, at + 1))
    }

    pub(super) fn sense<T>(&self, at: usize, get: impl Fn(&Sense) -> Option<T>) -> Option<T> {
        self.terms.get(at)?.senses().iter().find_map(|s| get(s))
    }

    pub(super) fn is(&self, at: usize, sense: &Sense) -> bool {
        self.sense(at, |s| (s == sense).then_some(())).is_some()
    }

    /// The number at `at` and how many digits it has.
    pub(super) fn number(&self, at: usize) -> Option<(u64, usize)> {
        match self.terms.get(at)?.kind {
            TermKind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    /// A number of one or two digits.
    pub(super) fn small(&self, at: usize) -> Option<u8> {
        let (value, digits) = self.number(at)?;
        if digits > 2 {
            return None;
        }
        u8::try_from(value).ok()
    }

    pub(super) fn mark(&self, at: usize) -> Option<char> {
        match self.terms.get(at)?.kind {
            TermKind::Mark(c) => Some(c),
            _ => None,
        }
    }

    pub(super) fn is_mark(&self, at: usize, any: &[char]) -> bool {
        self.mark(at).is_some_and(|c| any.contains(&c))
    }

    /// Whether no white space stands before the term.
    pub(super) fn tight(&self, at: usize) -> bool {
        self.terms.get(at).is_some_and(|t| !t.spaced)
    }

    fn date(&self, at: usize) -> Found {
        self.compact(at)
            .or_else(|| self.numeric(at))
            .or_else(|| self.day_first(at))
            .or_else(|| self.month_first(at))
            .or_else(|| self.year_first(at))
    }

    /// «20260314», «20260314172000», Unix seconds and milliseconds; for machines alone.
    fn compact(&self, at: usize) -> Found {
        let (value, digits) = self.number(at).filter(|_| self.machine)?;
        let alone = self.is_alone(at);
        let part = |from: u32, modulus: u64| value / 10_u64.pow(from) % modulus;
        let date = |from: u32| day(part(from + 4, 10_000), part(from + 2, 100), part(from, 100));
        match digits {
            8 => {
                let (clock, end) = self.compact_clock(at + 1).unzip();
                let facts = std::iter::once(full(vec![date(0)?])).chain(clock);
                Some((facts.collect(), end.unwrap_or(at + 1)))
            }
            12 | 14 => {
                let from = digits as u32 - 8;
                let second = (digits == 14).then_some(part(0, 100) as i8);
                let clock = Clock::new(part(from - 2, 100) as i8, part(from - 4, 100) as i8, second, true)?;
                Some((vec![full(vec![date(from)?]), Fact::Clock(clock)], at + 1))
            }
            10 if alone => instant(Timestamp::from_second(value as i64), self.terms.len()),
            13 if alone => instant(Timestamp::from_millisecond(value as i64), self.terms.len()),
            _ => None,
        }
    }

    /// Whether no number stands beside that at `at`, but for a fraction or an offset.
    fn is_alone(&self, at: usize) -> bool {
        let numbers = self.terms.iter().filter(|t| is_number(t)).count();
        let tail = self.is_mark(at + 1, &['.', '+', '-']) && self.number(at + 2).is_some();
        numbers == 1 + usize::from(tail)
    }

    /// «T172000» after the digits of a date.
    fn compact_clock(&self, at: usize) -> Option<(Fact, usize)> {
        let (value, digits) = self.number(at + 1)?;
        if !self.is(at, &Sense::Link) || !self.tight(at) || !self.tight(at + 1) {
            return None;
        }
        let (value, second) = match digits {
            6 => (value / 100, Some((value % 100) as i8)),
            4 => (value, None),
            _ => return None,
        };
        let clock = Clock::new((value / 100) as i8, (value % 100) as i8, second, true)?;
        Some((Fact::Clock(clock), at + 2))
    }

    /// «14/3/2026», «2026-03-14», «14.03.26».
    fn numeric(&self, at: usize) -> Found {
        let mark = self.mark(at + 1).filter(|c| ['/', '-', '.'].contains(c))?;
        let (a, b, c) = (self.number(at)?, self.number(at + 2)?, self.number(at + 4)?);
        let tight = (1..=4).all(|n| self.tight(at + n));
        if self.mark(at + 3) != Some(mark) || mark == '.' && !tight || self.is_chained(at) {
            return None;
        }
        let fact = match (a.1, b.1, c.1) {
            (4, 1..=2, 1..=2) => self.with_year(a.0, &[(b.0, c.0)])?,
            (1..=2, 1..=2, 4) => self.with_year(c.0, &[(b.0, a.0), (a.0, b.0)])?,
            (1..=2, 1..=2, 2) if tight => short(a.0, b.0, c.0)?,
            _ => return None,
        };
        Some((vec![fact], self.after_era(at + 5)))
    }

    /// Whether more numbers hang on the three from `at` on, as in addresses and telephone numbers.
    fn is_chained(&self, at: usize) -> bool {
        let joins = |mark: usize| self.tight(mark) && self.is_mark(mark, &['/', '-', '.', ':']);
        let before = at >= 2 && joins(at - 1) && self.tight(at) && self.number(at - 2).is_some();
        let plus = at >= 1 && self.is_mark(at - 1, &['+']);
        let after = joins(at + 5) && self.tight(at + 6) && self.number(at + 6).is_some();
        before || plus || after && !self.is_mark(at + 7, &[':'])
    }

    /// A day of a year of four digits; `pairs` are readings as month and day.
    fn with_year(&self, year: u64, pairs: &[(u64, u64)]) -> Option<Fact> {
        if HIJRI_YEARS.contains(&year) {
            let (month, day) = *pairs.first()?;
            let date = umm_al_qura(year as i16, month as u8, day as u8);
            return Some(Fact::Hijri(date));
        }
        let plausible = YEARS.contains(&year) && pairs.iter().all(|(m, d)| *m <= 31 && *d <= 31);
        let days = pairs.iter().filter_map(|(m, d)| day(year, *m, *d));
        (plausible || self.machine).then(|| full(days.collect()))
    }

    /// «14 مارس 2026», «14 آذار / مارس», «14-Mar-2026».
    fn day_first(&self, at: usize) -> Found {
        let day = self.small(at).filter(|d| (1..=31).contains(d))?;
        let ordinal = self.tight(at + 1) && self.is(at + 1, &Sense::Ordinal);
        let after = at + 1 + usize::from(ordinal);
        let joined = after + usize::from(self.is_mark(after, &['-', '/', ',', '.']));
        let of = joined + usize::from(self.is(joined, &Sense::Of));
        let (month, end) = self.month(of)?;
        self.dated(day, month, end)
    }

    /// «مارس 14، 2026», and «Mar 14 17:20:00 2026».
    fn month_first(&self, at: usize) -> Found {
        let (month, end) = self.month(at)?;
        let day = self.small(end).filter(|d| (1..=31).contains(d))?;
        if self.is_mark(end + 1, &[':']) && self.tight(end + 1) {
            return None;
        }
        let ordinal = self.tight(end + 1) && self.is(end + 1, &Sense::Ordinal);
        let after = end + 1 + usize::from(ordinal);
        self.clock_then_year(day, month, after)
            .or_else(|| self.dated(day, month, after))
    }

    /// A clock time between the day and its year.
    fn clock_then_year(&self, day: u8, month: Month, at: usize) -> Found {
        let (clock, clock_end) = self.clock(at, true)?;
        let zone = self.zone(clock_end, true);
        let end = zone.as_ref().map_or(clock_end, |(_, end)| *end);
        let (year, _) = self
            .number(end)
            .filter(|(y, digits)| *digits == 4 && YEARS.contains(y))?;
        let days = self::day(year, month.month.into(), day.into());
        let mut facts = vec![full(days.into_iter().collect()), Fact::Clock(clock)];
        facts.extend(zone.map(|(fact, _)| fact));
        (!month.hijri).then_some((facts, end + 1))
    }

    /// «2026 مارس 14».
    fn year_first(&self, at: usize) -> Found {
        let (year, digits) = self.number(at)?;
        let after = at + 1 + usize::from(self.is_mark(at + 1, &['-', '/', ',']));
        let (month, end) = self.month(after)?;
        let end = end + usize::from(self.is_mark(end, &['-', '/', ',']));
        let written = self.small(end).filter(|d| (1..=31).contains(d))?;
        if digits != 4 || !YEARS.contains(&year) || month.hijri {
            return None;
        }
        let days = day(year, month.month.into(), written.into());
        Some((vec![full(days.into_iter().collect())], end + 1))
    }

    /// A day and its month, with the year where one follows.
    fn dated(&self, written: u8, month: Month, end: usize) -> Found {
        let Some(year) = self.year(end) else {
            let fact = match month {
                Month { weak: true, .. } => return None,
                Month { hijri: true, .. } => Fact::Hijri(None),
                Month { month, .. } => Fact::Day(Written::NoYear(month, written)),
            };
            return Some((vec![fact], end));
        };
        let fact = match (month.hijri, year.hijri) {
            (true, true) => Fact::Hijri(umm_al_qura(year.year, month.month, written)),
            (false, false) => {
                let days = day(year.year as u64, month.month.into(), written.into());
                Fact::Day(Written::Full {
                    days: days.into_iter().collect(),
                    short: year.short,
                })
            }
            _ => return None,
        };
        Some((vec![fact], year.end))
    }

    /// A month under one or two names.
    pub(super) fn month(&self, at: usize) -> Option<(Month, usize)> {
        let first = self.month_name(at)?;
        let end = at + 1;
        let end = end + usize::from(self.is_mark(end, &['.']) && self.tight(end));
        let bracket = self.is_mark(end, &['(']);
        let other = end + usize::from(bracket || self.is_mark(end, &['/', '-']));
        let same = self
            .month_name(other)
            .is_some_and(|m| m.month == first.month && m.hijri == first.hijri);
        let closed = !bracket || self.is_mark(other + 1, &[')']);
        if same && closed {
            return Some((first, other + 1 + usize::from(bracket)));
        }
        Some((first, end))
    }

    fn month_name(&self, at: usize) -> Option<Month> {
        let month = |s: &Sense| match s {
            Sense::Month { month, weak } => Some(Month {
                month: *month,
                hijri: false,
                weak: *weak,
            }),
            Sense::HijriMonth(month) => Some(Month {
                month: *month,
                hijri: true,
                weak: false,
            }),
            _ => None,
        };
        self.sense(at, month)
    }

    /// The year after a month, with its era.
    fn year(&self, at: usize) -> Option<Year> {
        let marked = self.is_mark(at, &['-', '/', ',', '.', '\'', '’']);
        let after = at + usize::from(marked);
        let start = after + usize::from(self.is(after, &Sense::Year) || self.is(after, &Sense::Of));
        let (value, digits) = self.number(start)?;
        let hijri = HIJRI_YEARS.contains(&value);
        let whole = digits == 4 && (hijri || YEARS.contains(&value));
        let short =
            digits == 2 && marked && self.tight(at) && self.tight(start) && !self.is_clock_mark(start + 1);
        if !whole && !short {
            return None;
        }
        let year = if short { century(value) } else { value };
        Some(Year {
            year: i16::try_from(year).ok()?,
            hijri,
            short,
            end: self.after_era(start + 1),
        })
    }

    fn is_clock_mark(&self, at: usize) -> bool {
        self.tight(at) && self.is_mark(at, &[':', '.'])
    }

    /// The term after the mark of an era, if one stands at `at`.
    fn after_era(&self, at: usize) -> usize {
        let era = self.is(at, &Sense::Era) || self.is(at, &Sense::HijriEra);
        at + usize::from(era)
    }
}

fn is_number(term: &Term) -> bool {
    matches!(term.kind, TermKind::Number { .. })
}

fn instant(time: Result<Timestamp, jiff::Error>, end: usize) -> Found {
    Some((vec![Fact::Instant(time.ok()?)], end))
}

fn full(mut days: Vec<Date>) -> Fact {
    days.dedup();
    Fact::Day(Written::Full { days, short: false })
}

/// Two digits each: day, month and year, and the other orders that are used.
fn short(a: u64, b: u64, c: u64) -> Option<Fact> {
    let orders = [
        day(century(c), b, a),
        day(century(c), a, b),
        day(century(a), b, c),
    ];
    let mut days: Vec<Date> = Vec::new();
    for day in orders.into_iter().flatten() {
        if !days.contains(&day) {
            days.push(day);
        }
    }
    (!days.is_empty()).then_some(Fact::Day(Written::Full { days, short: true }))
}

/// The year that two digits stand for.
fn century(year: u64) -> u64 {
    if year >= 90 { 1900 + year } else { 2000 + year }
}

fn day(year: u64, month: u64, day: u64) -> Option<Date> {
    let [month, day] = [month, day].map(|n| i8::try_from(n).ok());
    Date::new(i16::try_from(year).ok()?, month?, day?).ok()
}
