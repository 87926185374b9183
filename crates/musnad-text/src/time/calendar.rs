//! Calendars: days, weeks, months and years as intervals, in the Gregorian and the Umm al-Qura calendar.
//!
//! In come civil dates, out come civil dates; nothing here knows a word. What leaves the range of the calendars
//! is `None`.

use icu_calendar::Date as IcuDate;
use icu_calendar::cal::Hijri;
use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use serde::Deserialize;

/// A calendar that dates are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Calendar {
    Gregorian,
    /// Umm al-Qura, as Saudi Arabia reckons.
    Hijri,
}

/// A length of time that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
}

/// A third of a named length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    Start,
    Middle,
    End,
}

impl Calendar {
    /// The day of that number in that month.
    pub(super) fn day(self, year: i16, month: u8, day: u8) -> Option<Date> {
        match self {
            Calendar::Gregorian => Date::new(year, month as i8, day as i8).ok(),
            Calendar::Hijri => {
                let hijri =
                    IcuDate::try_new_hijri_with_calendar(year.into(), month, day, Hijri::new_umm_al_qura())
                        .ok()?;
                let iso = hijri.to_calendar(icu_calendar::Iso);
                let year = i16::try_from(iso.year().extended_year()).ok()?;
                Date::new(year, iso.month().ordinal as i8, iso.day_of_month().0 as i8).ok()
            }
        }
    }

    /// The year of this calendar that `date` lies in.
    pub(super) fn year_of(self, date: Date) -> Option<i16> {
        match self {
            Calendar::Gregorian => Some(date.year()),
            Calendar::Hijri => {
                let iso =
                    IcuDate::try_new_iso(date.year().into(), date.month() as u8, date.day() as u8).ok()?;
                let hijri = iso.to_calendar(Hijri::new_umm_al_qura());
                i16::try_from(hijri.year().extended_year()).ok()
            }
        }
    }

    /// First day of a month and of the month after it.
    pub(super) fn month(self, year: i16, month: u8) -> Option<(Date, Date)> {
        let next = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
        Some((self.day(year, month, 1)?, self.day(next.0, next.1, 1)?))
    }

    /// First day of a year and of the year after it.
    pub(super) fn year(self, year: i16) -> Option<(Date, Date)> {
        Some((self.day(year, 1, 1)?, self.day(year.checked_add(1)?, 1, 1)?))
    }

    /// The year in which what `make` builds is the last not more than `ahead` days after `now`.
    pub(super) fn nearest(self, now: Date, ahead: i64, make: impl Fn(i16) -> Option<Date>) -> Option<i16> {
        let limit = add_days(now, ahead)?;
        let year = self.year_of(now)?;
        // 29 February may be years away
        (year - 8..=year + 1)
            .rev()
            .find(|y| make(*y).is_some_and(|d| d <= limit))
    }
}

pub(super) fn add_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The `unit` that `at` lies in, moved by `steps`; weeks begin on `week_starts`.
pub(super) fn window(at: DateTime, unit: Unit, steps: i64, week_starts: i8) -> Option<(DateTime, DateTime)> {
    let start = floor(shift(at, unit, steps)?, unit, week_starts)?;
    Some((start, shift(start, unit, 1)?))
}

/// `at` moved by whole units.
pub(super) fn shift(at: DateTime, unit: Unit, steps: i64) -> Option<DateTime> {
    let none = Span::new();
    let span = match unit {
        Unit::Minute => none.try_minutes(steps),
        Unit::Hour => none.try_hours(steps),
        Unit::Day => none.try_days(steps),
        Unit::Week => none.try_weeks(steps),
        Unit::Month => none.try_months(steps),
        Unit::Year => none.try_years(steps),
        Unit::Decade => none.try_years(steps.checked_mul(10)?),
        Unit::Century => none.try_years(steps.checked_mul(100)?),
    };
    at.checked_add(span.ok()?).ok()
}

fn floor(at: DateTime, unit: Unit, week_starts: i8) -> Option<DateTime> {
    let date = at.date();
    let midnight = |d: Date| d.to_datetime(jiff::civil::Time::midnight());
    Some(match unit {
        Unit::Minute => at.date().at(at.hour(), at.minute(), 0, 0),
        Unit::Hour => at.date().at(at.hour(), 0, 0, 0),
        Unit::Day => midnight(date),
        Unit::Week => midnight(week_of(date, week_starts)?),
        Unit::Month => midnight(date.first_of_month()),
        Unit::Year => midnight(date.first_of_year()),
        Unit::Decade => midnight(Date::new(date.year() - date.year().rem_euclid(10), 1, 1).ok()?),
        Unit::Century => midnight(Date::new(date.year() - date.year().rem_euclid(100), 1, 1).ok()?),
    })
}

fn week_of(date: Date, week_starts: i8) -> Option<Date> {
    let back = (date.weekday().to_monday_one_offset() - week_starts).rem_euclid(7);
    date.checked_sub(i64::from(back).days()).ok()
}

/// The last `weekday` on or before `date`.
pub(super) fn last_weekday(date: Date, weekday: i8) -> Option<Date> {
    week_of(date, weekday)
}

/// A third of the days from `from` to `to`. Of a week: two, three and two days; of a month: 1–10, 11–20 and the
/// rest; of anything longer: by whole months.
pub(super) fn phase(from: Date, to: Date, phase: Phase) -> Option<(Date, Date)> {
    let days = i64::from(from.until(to).ok()?.get_days());
    let (first, second) = match days {
        ..=7 => (add_days(from, 2)?, add_days(from, 5)?),
        8..=31 => (add_days(from, 10)?, add_days(from, 20)?),
        _ => {
            let months = i64::from(from.until((jiff::Unit::Month, to)).ok()?.get_months()).max(3);
            // «مطلع العام» is its first quarter, «منتصف العام» the third in its midst
            let year = months == 12 && phase != Phase::Middle;
            let part = if year { 3 } else { months / 3 };
            (
                from.checked_add(part.months()).ok()?,
                from.checked_add((months - part).months()).ok()?,
            )
        }
    };
    Some(match phase {
        Phase::Start => (from, first),
        Phase::Middle => (first, second),
        Phase::End => (second, to),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn umm_al_qura() {
        assert_eq!(Calendar::Hijri.day(1446, 5, 29), Some(date(2024, 12, 1)));
        assert_eq!(Calendar::Hijri.day(1446, 9, 1), Some(date(2025, 3, 1)));
        assert_eq!(Calendar::Hijri.year_of(date(2024, 12, 2)), Some(1446));
        assert_eq!(Calendar::Hijri.day(1446, 5, 31), None);
    }

    #[test]
    fn weeks_and_thirds() {
        let monday = date(2024, 12, 2);
        assert_eq!(last_weekday(monday, 1), Some(monday));
        assert_eq!(last_weekday(monday, 7), Some(date(2024, 12, 1)));
        let (from, to) = window(monday.at(18, 0, 0, 0), Unit::Week, -1, 6).unwrap();
        assert_eq!((from.date(), to.date()), (date(2024, 11, 23), date(2024, 11, 30)));
        assert_eq!(
            phase(date(2024, 2, 1), date(2024, 3, 1), Phase::End),
            Some((date(2024, 2, 21), date(2024, 3, 1)))
        );
        assert_eq!(
            phase(date(2024, 1, 1), date(2025, 1, 1), Phase::Middle),
            Some((date(2024, 5, 1), date(2024, 9, 1)))
        );
    }
}
