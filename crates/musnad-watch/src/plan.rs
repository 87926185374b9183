//! When something is asked again: pure arithmetic on moments, in milliseconds since 1970, UTC.

use jiff::Timestamp;
use jiff::fmt::rfc2822;

pub(crate) const SECOND: i64 = 1000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A page is asked again so long after it was first fetched.
const AGAIN: [i64; 4] = [HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR];
/// The longest that failures put something off.
const LONGEST: i64 = 6 * HOUR;
/// The longest that a server's wish is heeded.
const LONGEST_WISH: i64 = DAY;
/// A page that failed so often is given up.
pub(crate) const ATTEMPTS: u32 = 10;

/// A span of time with a tenth more or less, so that not everything falls due at once; `key` decides how much.
pub(crate) fn jittered(span: i64, key: u64) -> i64 {
    // splitmix64: neighbours' keys give unrelated numbers
    let mut z = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    let thousandths = i64::try_from(z % 201).unwrap_or(0) - 100;
    span + span / 1000 * thousandths
}

/// How long `failures` in a row put something off that is asked every `span`.
pub(crate) fn backed_off(span: i64, failures: u32) -> i64 {
    let doubled = span.saturating_mul(1 << failures.min(20));
    doubled.min(LONGEST.max(span))
}

/// When a page that was first fetched at `first` is asked for the next time, having been asked `stage` times.
pub(crate) fn again(first: i64, stage: u32, now: i64) -> Option<i64> {
    let rest = AGAIN.get(usize::try_from(stage).ok()?.checked_sub(1)?..)?;
    // what fell due while nobody watched is asked once
    rest.iter().map(|after| first + after).find(|due| *due > now)
}

/// Until when a server asks not to be asked: `Retry-After` in seconds or as a date.
pub(crate) fn retry_after(value: &str, now: i64) -> Option<i64> {
    let value = value.trim();
    let until = match value.parse::<i64>() {
        Ok(seconds) => now.saturating_add(seconds.saturating_mul(SECOND)),
        Err(_) => http_date(value)?,
    };
    Some(until.clamp(now, now + LONGEST_WISH))
}

/// A date of HTTP in any of its three forms.
fn http_date(value: &str) -> Option<i64> {
    let parsed = httpdate::parse_http_date(value).ok();
    let parsed = parsed.and_then(|t| Timestamp::try_from(t).ok());
    let parsed = parsed.or_else(|| rfc2822::parse(value).ok().map(|z| z.timestamp()));
    parsed.map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_within_a_tenth() {
        let all: Vec<i64> = (0..1000).map(|key| jittered(10 * MINUTE, key)).collect();
        assert!(all.iter().all(|s| (9 * MINUTE..=11 * MINUTE).contains(s)));
        assert!(all.iter().min() < Some(&(9 * MINUTE + 10 * SECOND)));
        assert!(all.iter().max() > Some(&(11 * MINUTE - 10 * SECOND)));
    }

    #[test]
    fn failures_double_up_to_six_hours() {
        let spans: Vec<i64> = (1..8).map(|n| backed_off(10 * MINUTE, n) / MINUTE).collect();
        assert_eq!(spans, [20, 40, 80, 160, 320, 360, 360]);
        assert_eq!(backed_off(DAY, 3), DAY);
        assert_eq!(backed_off(i64::MAX / 2, u32::MAX), i64::MAX / 2);
    }

    #[test]
    fn pages_are_asked_again_at_growing_intervals() {
        let first = 1000;
        assert_eq!(again(first, 1, first), Some(first + HOUR));
        assert_eq!(again(first, 2, first + HOUR), Some(first + 6 * HOUR));
        assert_eq!(again(first, 4, first + 25 * HOUR), Some(first + 72 * HOUR));
        assert_eq!(again(first, 5, first + 73 * HOUR), None);
        // nobody watched for two days
        assert_eq!(again(first, 2, first + 50 * HOUR), Some(first + 72 * HOUR));
        assert_eq!(again(first, 1, first + 80 * HOUR), None);
    }

    #[test]
    fn wishes_are_heeded_in_both_forms() {
        let now = "2024-12-02T10:00:00Z"
            .parse::<Timestamp>()
            .unwrap()
            .as_millisecond();
        assert_eq!(retry_after("120", now), Some(now + 120 * SECOND));
        assert_eq!(
            retry_after("Mon, 02 Dec 2024 10:30:00 GMT", now),
            Some(now + 30 * MINUTE)
        );
        assert_eq!(retry_after("Mon, 02 Dec 2024 09:00:00 GMT", now), Some(now));
        assert_eq!(retry_after("99999999999999999", now), Some(now + DAY));
        assert_eq!(retry_after("-5", now), Some(now));
        assert_eq!(retry_after("soon", now), None);
    }
}
