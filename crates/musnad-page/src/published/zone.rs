//! Clocks of places: offsets of zones, and what is written of a moment.

use super::words::Place;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};
use std::sync::OnceLock;

/// Offsets in use that are no whole hours, in minutes.
const ODD_OFFSETS: [i64; 11] = [-570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765];

/// The zone of that IANA name, from the data that the program carries with it.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled).get(name).ok()
}

/// The zone that a place has, where it is known.
pub(super) fn zone_of(place: &Place, outlet: Option<&TimeZone>) -> Option<TimeZone> {
    match place {
        Place::Zero => Some(TimeZone::UTC),
        Place::Offset(seconds) => Some(TimeZone::fixed(Offset::from_seconds(*seconds).ok()?)),
        Place::Named(name) => zone(name),
        Place::Local => outlet.cloned(),
    }
}

/// A zone that lies so many minutes from Greenwich, if any place has such a clock.
pub(super) fn real_zone(minutes: i64) -> Option<TimeZone> {
    let whole = minutes % 60 == 0 && (-12 * 60..=14 * 60).contains(&minutes);
    if !whole && !ODD_OFFSETS.contains(&minutes) {
        return None;
    }
    let seconds = i32::try_from(minutes * 60).ok()?;
    Some(TimeZone::fixed(Offset::from_seconds(seconds).ok()?))
}

/// The moment of a clock time in a zone.
pub(super) fn zoned(civil: DateTime, zone: &TimeZone) -> Option<Zoned> {
    civil.to_zoned(zone.clone()).ok()
}

/// RFC 3339; «Z» for UTC itself.
pub(super) fn written(moment: &Zoned) -> String {
    let utc = *moment.time_zone() == TimeZone::UTC;
    let format = if utc {
        "%Y-%m-%dT%H:%M:%SZ"
    } else {
        "%Y-%m-%dT%H:%M:%S%:z"
    };
    moment.strftime(format).to_string()
}

/// The time of fetching, from RFC 3339 or a date alone, which is taken to its end.
pub(super) fn fetched(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    let civil: DateTime = text.parse().ok()?;
    civil
        .date()
        .tomorrow()
        .ok()?
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|z| z.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_that_some_place_has() {
        assert!(real_zone(180).is_some() && real_zone(345).is_some());
        assert!(real_zone(195).is_none() && real_zone(15 * 60).is_none());
    }

    #[test]
    fn summer_is_known_without_the_machine() {
        let beirut = zone("Asia/Beirut").unwrap();
        let of = |civil: DateTime| written(&zoned(civil, &beirut).unwrap());
        assert_eq!(
            of(jiff::civil::date(2026, 1, 5).at(8, 0, 0, 0)),
            "2026-01-05T08:00:00+02:00"
        );
        assert_eq!(
            of(jiff::civil::date(2026, 7, 5).at(8, 0, 0, 0)),
            "2026-07-05T08:00:00+03:00"
        );
        assert!(zone("Asia/Nowhere").is_none());
    }
}
