//! Times of records as days and as RFC 3339; nothing where they are no times.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};

/// The day that an ISO 8601 time lies in, on the clock that it is written in.
pub(crate) fn day(time: &str) -> Option<Date> {
    time.get(..10)?.parse().ok()
}

/// The last day before `end`, which is exclusive, but no day before `start`.
pub(crate) fn last_day(end: &str, start: Date) -> Option<Date> {
    let day = day(end)?;
    let midnight = end.get(11..).is_none_or(|clock| clock.starts_with("00:00"));
    let last = if midnight {
        day.checked_sub(1.day()).ok()?
    } else {
        day
    };
    Some(last.max(start))
}

/// `time` in RFC 3339. Where it has no offset, `-00:00` says so, as the standard has it.
pub(crate) fn rfc3339(time: &str) -> Option<String> {
    if let Ok(moment) = time.parse::<Timestamp>() {
        return Some(moment.to_string());
    }
    let clock: DateTime = time.parse().ok()?;
    Some(format!("{}-00:00", clock.strftime("%Y-%m-%dT%H:%M:%S")))
}

/// The moment of `time`, for comparing; without an offset as if it were UTC.
pub(crate) fn moment(time: &str) -> Option<Timestamp> {
    rfc3339(time)?.replace("-00:00", "Z").parse().ok()
}
