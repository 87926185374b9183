//! Dates: «27 تشرين الثاني/نوفمبر 2024», «الخامس من الشهر الجاري», «12/5/2024», months and years.

use super::calendar::{Calendar, Unit, add_days};
use super::day::{Day, Name};
use super::lexicon::{Count, Evidence, Sense};
use super::line::Line;
use super::stretch::Stretch;
use super::{Basis, Precision};
use crate::Kind;
use jiff::civil::Date;

/// Hijri years of the last hundred years and of a few to come: no one means the Gregorian ones.
const RECENT_HIJRI: std::ops::RangeInclusive<i16> = 1340..=1460;

/// Which year a month without one of its own belongs to.
#[derive(Clone, Copy, Debug)]
enum Year {
    Stated(i16),
    /// «الماضي», «المقبل»: the one before or after publication, or its own.
    Steps(i64),
    Nearest,
    Unknown,
}

/// A month's name at some token.
#[derive(Clone, Copy, Debug)]
struct Month {
    end: usize,
    calendar: Calendar,
    month: u8,
    evidence: Evidence,
    /// Whether both its names stand together.
    paired: bool,
}

impl Line<'_> {
    /// A date in digits or words.
    pub(super) fn date(&self, at: usize) -> Option<Day> {
        self.numeric(at).or_else(|| {
            let (first, last, end) = self.day_numbers(self.skip_article(at))?;
            self.in_month(first, last, end)
                .or_else(|| self.in_near_month(at, first, end))
        })
    }

    /// «في 27 الجاري»: a day of the month of publication, or of one beside it.
    fn in_near_month(&self, at: usize, day: u8, end: usize) -> Option<Day> {
        let plain = self.tokens[end - 1].kind == Kind::Number || self.quantity(at).is_some_and(|q| q.ordinal);
        let (steps, end) = self.direction(end, false).filter(|_| plain)?;
        let before = at.checked_sub(1)?;
        let led = self
            .is(before, Sense::In)
            .or_else(|| self.is(before, Sense::DayHead))
            .is_some();
        let month = steps.now().and_then(|s| self.window(Unit::Month, s));
        let date = month.and_then(|(from, to)| {
            let date = add_days(from.date(), i64::from(day) - 1)?;
            (date < to.date()).then_some(date)
        });
        led.then_some(Day {
            basis: Basis::Relative,
            ..stated(end, date, None)
        })
    }

    /// Days `first` to `last` of the month that is named at `end`.
    fn in_month(&self, first: u8, last: u8, end: usize) -> Option<Day> {
        // «11/ تموز/ 2017»
        let mark = usize::from(self.punct(end, &['/']));
        let after = self.skip(end + mark, Sense::Of);
        if let Some(month) = self.month(self.skip_unit(after, Unit::Month)) {
            let (year, end) = self.year_of_month(month.end, month.calendar);
            let calendar = month.calendar;
            let from = self.day_in(calendar, month.month, first, year);
            let until = self.day_in(calendar, month.month, last, year);
            let valid = month.calendar == Calendar::Hijri || last <= longest_month(month.month);
            return valid.then_some(stated(end, from, until.filter(|_| last > first)));
        }
        let month = (self
            .unit_stretch(after)
            .filter(|s| s.precision == Precision::Month))
        .or_else(|| self.month_told(after).filter(|_| after > end))?;
        let quite = after > end || month.from.is_none() || self.tokens[end - 1].kind == Kind::Number;
        quite.then_some(())?;
        let day = |n: u8| {
            let date = add_days(month.from?.date(), i64::from(n) - 1)?;
            (date < month.to?.date()).then_some(date)
        };
        Some(Day {
            basis: Basis::Relative,
            ..stated(month.end, day(first), day(last).filter(|_| last > first))
        })
    }

    /// «الثامن عشر من الشهر»: of the month that was told last.
    fn month_told(&self, at: usize) -> Option<Stretch> {
        let (unit, count, _, end, peel) = self.unit(at)?;
        let fits = unit == Unit::Month && count == Count::One && peel.article && peel.bare();
        let month = Stretch::new(end, Precision::Month, Basis::Relative);
        fits.then(|| month.between(self.told(unit, 0)))
    }

    /// «15 و16 نوفمبر» after the word for two days.
    pub(super) fn day_pair(&self, at: usize) -> Option<Stretch> {
        let (first, _, end) = self.day_numbers(at)?;
        let (_, last, end) = self.day_numbers(self.joined(end)?)?;
        let day = self.in_month(first, last, end).filter(|_| first < last)?;
        Some(Stretch::new(day.end, Precision::Day, day.basis).days(day.limits()))
    }

    /// The number of a day, or of the first and last of several.
    fn day_numbers(&self, at: usize) -> Option<(u8, u8, usize)> {
        if let Some(q) = self.quantity(at) {
            let number = |n: Option<u64>| {
                n.and_then(|n| u8::try_from(n).ok())
                    .filter(|n| (1..=31).contains(n))
            };
            let (first, last) = match q.value {
                Some(_) => (number(q.value)?, number(q.value)?),
                None => (number(q.min)?, number(q.max)?),
            };
            return (!q.percent && q.apart.is_none()).then_some((first, last, q.number.end));
        }
        let day = self.small_number(at, 2).filter(|n| (1..=31).contains(n))? as u8;
        Some((day, day, at + 1))
    }

    /// Up to `width` digits and nothing else.
    pub(super) fn small_number(&self, at: usize, width: usize) -> Option<i16> {
        let token = self.tokens.get(at).filter(|t| t.kind == Kind::Number)?;
        (token.plain.len() <= width).then(|| token.plain.parse().ok())?
    }

    /// «12/5/2024», «2024-05-12», «12.5.2024»; day before month unless it can't be.
    fn numeric(&self, at: usize) -> Option<Day> {
        let (parts, end) = self.number_parts(at)?;
        let (year, month, day) = match parts {
            [y, m, d] if y >= 1000 => (y, m, d),
            [d, m, y] if y >= 1000 && m <= 12 => (y, m, d),
            [m, d, y] if y >= 1000 => (y, m, d),
            _ => return None,
        };
        let (calendar, end) = self.era(year, end);
        let date = calendar.day(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
        Some(stated(end, Some(date), None))
    }

    /// Three numbers of a date, and their end.
    fn number_parts(&self, at: usize) -> Option<([i16; 3], usize)> {
        let token = self.tokens.get(at).filter(|t| t.kind == Kind::Number)?;
        let numbers: Vec<i16> = token.plain.split('.').filter_map(|p| p.parse().ok()).collect();
        if let [a, b, c] = numbers[..] {
            return Some(([a, b, c], at + 1));
        }
        let mark = [at + 1, at + 3].map(|i| self.tokens.get(i).map(|t| t.kind));
        let same = mark[0] == mark[1] && matches!(mark[0], Some(Kind::Punct('/' | '-')));
        let tight = (at..at + 4).all(|i| self.touches(i));
        let number = |i| self.small_number(i, 4);
        (same && tight).then_some(([number(at)?, number(at + 2)?, number(at + 4)?], at + 5))
    }

    /// A month's name with its other name: «تشرين الثاني/نوفمبر», «أكتوبر (تشرين الأول)», «نوفمبر تشرين الثاني».
    fn month(&self, at: usize) -> Option<Month> {
        let first = self.month_name(at)?;
        let bracket = self.punct(first.end, &['(']);
        let mark = usize::from(bracket || self.punct(first.end, &['/', '-', '–']));
        let other = self
            .month_name(first.end + mark)
            .filter(|o| o.month == first.month && o.calendar == first.calendar)
            .filter(|o| !bracket || self.punct(o.end, &[')']));
        Some(match other {
            Some(other) => Month {
                end: other.end + usize::from(bracket),
                paired: true,
                ..first
            },
            None => first,
        })
    }

    fn month_name(&self, at: usize) -> Option<Month> {
        let ((calendar, month, evidence), end, peel) = self.sense(at, |s| match s {
            Sense::Month {
                calendar,
                month,
                evidence,
            } => Some((calendar, month, evidence)),
            _ => None,
        })?;
        (!peel.article).then_some(Month {
            end,
            calendar,
            month,
            evidence,
            paired: false,
        })
    }

    /// Past the word for `unit` before the name of one: «شهر نوفمبر», «عام 2020».
    fn skip_unit(&self, at: usize, unit: Unit) -> usize {
        self.sense(at, |s| match s {
            Sense::Unit {
                unit: u,
                count: Count::One,
                ..
            } if u == unit => Some(()),
            _ => None,
        })
        .map_or(at, |(_, end, _)| end)
    }

    /// A month as a whole. `sure` where something else tells that it is one.
    pub(super) fn month_stretch(&self, at: usize, sure: bool) -> Option<Stretch> {
        let start = self.skip_unit(at, Unit::Month);
        let month = self.month(start)?;
        let (year, end) = self.year_of_month(month.end, month.calendar);
        let dated = sure || start > at || month.paired || end > month.end;
        let enough = match month.evidence {
            Evidence::None => true,
            Evidence::Preposition => dated || self.after_preposition(at),
            Evidence::Date => dated,
        };
        let calendar = month.calendar;
        let year = self.month_year(calendar, month.month, year);
        let days = year.and_then(|y| calendar.month(y, month.month));
        enough.then_some(Stretch::new(end, Precision::Month, Basis::Stated).days(days))
    }

    /// The year after a month: «2024», «من العام الماضي», «الماضي».
    fn year_of_month(&self, at: usize, calendar: Calendar) -> (Year, usize) {
        if let Some((steps, end)) = self.direction(at, false) {
            return (steps.now().map_or(Year::Unknown, Year::Steps), end);
        }
        let after = self.skip(at, Sense::Of);
        if let Some(year) = self
            .unit_stretch(after)
            .filter(|s| s.precision == Precision::Year)
        {
            let number = year.from.and_then(|f| calendar.year_of(f.date()));
            return (number.map_or(Year::Unknown, Year::Stated), year.end);
        }
        let comma = usize::from(self.punct(at, &['،', ',', '/']));
        let head = self.skip_unit(after, Unit::Year);
        let year = match head > after {
            true => self.year_number(head),
            false => self
                .small_number(at + comma, 4)
                // «منذ منتصف أيلول 1800 سلة»: of so long ago the word for year is said, or the era
                .filter(|y| {
                    *y >= 1900
                        || calendar == Calendar::Hijri
                        || self.era(*y, at + comma + 1).1 > at + comma + 1
                })
                .map(|y| (y, at + comma + 1)),
        };
        match year {
            Some((year, end)) if (1000..=2100).contains(&year) => (Year::Stated(year), self.era(year, end).1),
            _ => (Year::Nearest, at),
        }
    }

    /// The calendar of a year and the end of the mark that names it. Without a mark a year of our times is told
    /// by its size.
    fn era(&self, year: i16, end: usize) -> (Calendar, usize) {
        let era = self.sense(end, |s| match s {
            Sense::Era { calendar } => Some(calendar),
            _ => None,
        });
        match era {
            Some((calendar, end, _)) => (calendar, end),
            None if RECENT_HIJRI.contains(&year) => (Calendar::Hijri, end),
            None => (Calendar::Gregorian, end),
        }
    }

    fn day_in(&self, calendar: Calendar, month: u8, day: u8, year: Year) -> Option<Date> {
        let make = |y| calendar.day(y, month, day);
        if let Year::Stated(y) = year {
            return make(y);
        }
        let today = self.today()?;
        make(match year {
            Year::Steps(0) => calendar.year_of(today)?,
            Year::Steps(s) if s < 0 => calendar.nearest(add_days(today, -1)?, 0, make)? + (s as i16 + 1),
            Year::Steps(s) => calendar.nearest(today, 0, make)? + s as i16,
            Year::Nearest => calendar.nearest(today, self.lexicon.ahead, make)?,
            _ => return None,
        })
    }

    fn month_year(&self, calendar: Calendar, month: u8, year: Year) -> Option<i16> {
        if let Year::Stated(y) = year {
            return Some(y);
        }
        let today = self.today()?;
        let start = |y| calendar.day(y, month, 1);
        let end = |y| calendar.month(y, month).map(|m| m.1);
        match year {
            Year::Steps(0) => calendar.year_of(today),
            Year::Steps(s) if s < 0 => Some(calendar.nearest(today, 0, end)? + (s as i16 + 1)),
            Year::Steps(s) => Some(calendar.nearest(today, 0, start)? + s as i16),
            Year::Nearest => calendar.nearest(today, 0, start),
            _ => None,
        }
    }

    /// «عام 2020», «2024 م», «1446 هـ»; a bare year after a preposition.
    pub(super) fn year_stretch(&self, at: usize) -> Option<Stretch> {
        let head = self.skip_unit(at, Unit::Year);
        if head > at {
            let (year, end) = self.year_number(head)?;
            let short = (40..100).contains(&year);
            return self.year_days(if short { year + 1900 } else { year }, end);
        }
        if let Some(range) = self.year_range(at) {
            return Some(range);
        }
        let year = self.small_number(at, 4).filter(|y| *y >= 1000)?;
        let marked = self.era(year, at + 1).1 > at + 1;
        // «في 2000 قرية»
        let likely = self.after_preposition(at) && (1900..2100).contains(&year) && year % 100 != 0;
        if marked || likely {
            self.year_days(year, at + 1)
        } else {
            None
        }
    }

    /// A year where another word says that it is one.
    pub(super) fn bare_year(&self, at: usize) -> Option<Stretch> {
        let (year, end) = self.year_number(self.skip_unit(at, Unit::Year))?;
        self.year_days(year, end)
    }

    /// «بين 2011 و2013», «من 2011 إلى 2013», and joined digits after a preposition or the word for year.
    fn year_range(&self, at: usize) -> Option<Stretch> {
        let q = self
            .quantity(at)
            .filter(|q| q.value.is_none() && q.tokens.start == at)?;
        let joined = q.number.len() == 3 && matches!(self.tokens[at + 1].kind, Kind::Punct(_));
        let framed = joined || q.number.start > at || self.after_preposition(at);
        let year = |n: Option<u64>| {
            n.and_then(|n| i16::try_from(n).ok())
                .filter(|n| (1900..2100).contains(n))
        };
        let (first, last) = (year(q.min)?, year(q.max)?);
        let days = (
            Calendar::Gregorian.day(first, 1, 1)?,
            Calendar::Gregorian.day(last + 1, 1, 1)?,
        );
        (framed && !q.percent)
            .then_some(Stretch::new(q.number.end, Precision::Year, Basis::Stated).days(Some(days)))
    }

    /// A year's number in digits or words.
    fn year_number(&self, at: usize) -> Option<(i16, usize)> {
        let at = self.skip_article(at);
        if let Some(year) = self.small_number(at, 4) {
            return Some((year, at + 1));
        }
        let q = self.quantity(at).filter(|q| !q.percent && !q.ordinal)?;
        let year = i16::try_from(q.value?).ok().filter(|y| *y >= 1000)?;
        Some((year, q.number.end))
    }

    fn year_days(&self, year: i16, end: usize) -> Option<Stretch> {
        if !(600..=2100).contains(&year) {
            return None;
        }
        let (calendar, end) = self.era(year, end);
        Some(Stretch::new(end, Precision::Year, Basis::Stated).days(calendar.year(year)))
    }
}

/// The most days that a Gregorian month has.
fn longest_month(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn stated(end: usize, date: Option<Date>, last: Option<Date>) -> Day {
    Day {
        end,
        date,
        until: last.and_then(|l| add_days(l, 1)),
        basis: Basis::Stated,
        name: Name::Date,
    }
}
