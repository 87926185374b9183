//! The moment that relative times are counted from.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// When a text was published, on the clock of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Date and time as stated; midnight where only the date is known.
    pub at: DateTime,
    /// Distance from UTC, where stated.
    pub offset: Option<Offset>,
}

impl Published {
    /// Reads RFC 3339, the same without an offset, or a bare date.
    ///
    /// ```
    /// use musnad_text::Published;
    /// let at = Published::parse("2024-12-02T18:00:00+03:00").unwrap();
    /// assert_eq!(at.at.hour(), 18);
    /// assert!(Published::parse("2024-12-02").unwrap().offset.is_none());
    /// assert!(Published::parse("yesterday").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Published> {
        let text = text.trim();
        let (civil, offset) = split_offset(text)?;
        let at = civil
            .parse::<DateTime>()
            .or_else(|_| civil.parse::<Date>().map(|d| d.to_datetime(Time::midnight())))
            .ok()?;
        Some(Published { at, offset })
    }

    /// Whether the time of day is known: midnight with no offset stands for a bare date.
    pub(super) fn timed(self) -> bool {
        self.offset.is_some() || self.at.time() != Time::midnight()
    }
}

/// The civil part and the offset of a timestamp: «Z», «+03:00», «+0300», or none.
fn split_offset(text: &str) -> Option<(&str, Option<Offset>)> {
    if let Some(civil) = text.strip_suffix(['Z', 'z']) {
        return Some((civil, Some(Offset::UTC)));
    }
    let Some(at) = text.get(10..).and_then(|t| t.rfind(['+', '-'])).map(|at| at + 10) else {
        return Some((text, None));
    };
    let (civil, zone) = text.split_at(at);
    let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits
        .get(2..)
        .filter(|m| !m.is_empty())
        .unwrap_or("0")
        .parse()
        .ok()?;
    let seconds = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    Some((civil.trim_end(), Some(Offset::from_seconds(sign * seconds).ok()?)))
}
