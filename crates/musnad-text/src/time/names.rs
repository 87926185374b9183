//! The names of the table of time words, for readers of dates that stand in no sentence.

use super::TimeReader;
use super::calendar::{Calendar, Unit};
use super::lexicon::{Count, Sense, terms};
use crate::number::Error;
use jiff::civil::Date;

/// What a name in `lang/ar/times.toml` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeName {
    /// A month of the Gregorian year, 1 to 12.
    Month(u8),
    /// A month of the Hijri year, 1 to 12.
    HijriMonth(u8),
    /// A day of the week, Monday being 1; written without its article.
    Weekday(i8),
    /// A day so many days from the day of publication.
    Day(i64),
    /// A length of time in minutes, none from the month on; how many of it the word holds, none if a number does.
    Unit {
        /// Minutes in one.
        minutes: Option<i64>,
        /// One, two, or none.
        count: Option<i64>,
    },
    /// The mark of a year of the Gregorian calendar.
    Era,
    /// The mark of a year of the Hijri calendar.
    HijriEra,
}

impl TimeReader {
    /// The names in Musnad's own table, as it writes them.
    ///
    /// # Errors
    /// Never in a released version: the table is tested.
    pub fn names() -> Result<Vec<(String, TimeName)>, Error> {
        let all = terms(super::TABLE)?;
        let named = all
            .into_iter()
            .filter_map(|(sense, forms)| Some((name(sense)?, forms)));
        Ok(named
            .flat_map(|(name, forms)| forms.into_iter().map(move |form| (form, name)))
            .collect())
    }
}

/// The Gregorian date of a day of the Umm al-Qura calendar, where there is such a day.
///
/// ```
/// let date = musnad_text::umm_al_qura(1446, 9, 1).map(|d| d.to_string());
/// assert_eq!(date.as_deref(), Some("2025-03-01"));
/// ```
pub fn umm_al_qura(year: i16, month: u8, day: u8) -> Option<Date> {
    Calendar::Hijri.day(year, month, day)
}

fn name(sense: Sense) -> Option<TimeName> {
    Some(match sense {
        Sense::Month { calendar, month, .. } => match calendar {
            Calendar::Gregorian => TimeName::Month(month),
            Calendar::Hijri => TimeName::HijriMonth(month),
        },
        Sense::Weekday { day } => TimeName::Weekday(day),
        Sense::Day { offset } => TimeName::Day(offset),
        Sense::Unit { unit, count, .. } => TimeName::Unit {
            minutes: minutes(unit),
            count: match count {
                Count::One => Some(1),
                Count::Two => Some(2),
                Count::Many => None,
            },
        },
        Sense::Era { calendar } => match calendar {
            Calendar::Gregorian => TimeName::Era,
            Calendar::Hijri => TimeName::HijriEra,
        },
        _ => return None,
    })
}

fn minutes(unit: Unit) -> Option<i64> {
    match unit {
        Unit::Minute => Some(1),
        Unit::Hour => Some(60),
        Unit::Day => Some(24 * 60),
        Unit::Week => Some(7 * 24 * 60),
        Unit::Month | Unit::Year | Unit::Decade | Unit::Century => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_its_names() {
        let names = TimeReader::names().unwrap();
        let of = |form: &str| names.iter().find(|(f, _)| f == form).map(|(_, n)| *n);
        assert_eq!(of("نيسان"), Some(TimeName::Month(4)));
        assert_eq!(of("رجب"), Some(TimeName::HijriMonth(7)));
        assert_eq!(of("خميس"), Some(TimeName::Weekday(4)));
        assert_eq!(of("أمس"), Some(TimeName::Day(-1)));
        assert_eq!(
            of("ساعتين"),
            Some(TimeName::Unit {
                minutes: Some(60),
                count: Some(2)
            })
        );
        assert_eq!(of("صيف"), None);
    }
}
