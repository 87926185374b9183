//! Clock times, clocks of places, and time that has passed.

use super::fact::{Fact, Line};
use super::words::{Half, Place, Sense};
use jiff::civil::Time;

/// A clock time as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) time: Time,
    /// Whether seconds are told.
    pub(super) seconds: bool,
    /// Whether morning and evening are told apart.
    pub(super) sure: bool,
}

impl Clock {
    pub(super) fn new(hour: i8, minute: i8, second: Option<i8>, sure: bool) -> Option<Clock> {
        let time = Time::new(hour, minute, second.unwrap_or(0).min(59), 0).ok()?;
        Some(Clock {
            time,
            seconds: second.is_some(),
            sure: sure || hour > 12 || hour == 0,
        })
    }

    fn halved(self, half: Half) -> Option<Clock> {
        let hour = self.time.hour();
        let placed = match (half, hour) {
            (_, 13..) => hour,
            (Half::Pm, 0) => return None,
            (Half::Am | Half::Night, 12) => 0,
            (Half::Pm, 1..=11) | (Half::Noon, 1..=5) | (Half::Night, 6..=11) => hour + 12,
            _ => hour,
        };
        let time = Time::new(placed, self.time.minute(), self.time.second(), 0).ok()?;
        Some(Clock {
            time,
            sure: true,
            ..self
        })
    }
}

impl Line<'_> {
    /// A clock time; `after` tells whether another fact stands before it, which «17.20» needs.
    pub(super) fn clock(&self, at: usize, after: bool) -> Option<(Clock, usize)> {
        let head = usize::from(self.is(at, &Sense::Clock));
        let marked = at + head;
        let start = marked + usize::from(head > 0 && self.is_mark(marked, &[':', ',']));
        if let Some((half, clock, end)) = self.half_first(start) {
            return Some((clock.halved(half)?, end));
        }
        let led = head > 0 || after;
        let (clock, end) = self
            .digital(start)
            .or_else(|| {
                self.dotted(start)
                    .filter(|(_, end)| led || self.half(*end).is_some())
            })
            .or_else(|| self.hour(start, head > 0))?;
        match self.half(end) {
            Some(half) => Some((clock.halved(half)?, end + 1)),
            None => Some((clock, end)),
        }
    }

    fn half(&self, at: usize) -> Option<Half> {
        self.sense(at, |s| match s {
            Sense::Half(half) => Some(*half),
            _ => None,
        })
    }

    /// «م 05:20», as programs write that turn a line round.
    fn half_first(&self, at: usize) -> Option<(Half, Clock, usize)> {
        let half = self.half(at)?;
        let (clock, end) = self.digital(at + 1)?;
        self.half(end).is_none().then_some((half, clock, end))
    }

    /// «17:20», «17:20:05.123», «17h20».
    fn digital(&self, at: usize) -> Option<(Clock, usize)> {
        let hour = self.small(at)?;
        let french = self.is(at + 1, &Sense::HourMark);
        if !french && !self.is_mark(at + 1, &[':']) {
            return None;
        }
        let minute = self.two_digits(at + 2)?;
        let second = self
            .two_digits(at + 4)
            .filter(|_| !french && self.is_mark(at + 3, &[':']));
        let end = at + if second.is_some() { 5 } else { 3 };
        let clock = Clock::new(hour as i8, minute as i8, second.map(|s| s as i8), french)?;
        Some((clock, self.after_fraction(end)))
    }

    /// The term after «.123» at `at`.
    fn after_fraction(&self, at: usize) -> usize {
        let fraction = self.is_mark(at, &['.', ',']) && self.tight(at) && self.tight(at + 1);
        match self.number(at + 1) {
            Some(_) if fraction => at + 2,
            _ => at,
        }
    }

    /// «17.20».
    fn dotted(&self, at: usize) -> Option<(Clock, usize)> {
        let hour = self.small(at)?;
        let tight = self.is_mark(at + 1, &['.']) && self.tight(at + 1) && self.tight(at + 2);
        let more = self.tight(at + 3) && self.is_mark(at + 3, &['.', '/', '-']) && self.tight(at + 4);
        let minute = self.two_digits(at + 2).filter(|_| tight && !more)?;
        Some((Clock::new(hour as i8, minute as i8, None, false)?, at + 3))
    }

    /// «5 م», «الساعة 17», «17h».
    fn hour(&self, at: usize, headed: bool) -> Option<(Clock, usize)> {
        let hour = self.small(at).filter(|h| *h < 24)?;
        if headed && self.is(at + 1, &Sense::HourMark) {
            return Some((Clock::new(hour as i8, 0, None, true)?, at + 2));
        }
        if let Some((minute, end)) = self.minutes_joined(at + 1).filter(|_| headed) {
            return Some((Clock::new(hour as i8, minute as i8, None, false)?, end));
        }
        let halved = self.half(at + 1).is_some() && (1..=12).contains(&hour);
        (headed || halved).then_some((Clock::new(hour as i8, 0, None, false)?, at + 1))
    }

    /// «و20 دقيقة» after the hour.
    fn minutes_joined(&self, at: usize) -> Option<(u8, usize)> {
        let minute = self.small(at + 1).filter(|_| self.is(at, &Sense::And))?;
        let minutes = |s: &Sense| matches!(s, Sense::Unit { minutes: Some(1), .. }).then_some(());
        self.sense(at + 2, minutes)?;
        Some((minute, at + 3))
    }

    fn two_digits(&self, at: usize) -> Option<u8> {
        self.small(at)
            .filter(|_| self.number(at).is_some_and(|(_, d)| d == 2))
    }

    /// «بتوقيت بيروت», «GMT+3», «+03:00», «Z».
    pub(super) fn zone(&self, at: usize, after: bool) -> Option<(Fact, usize)> {
        let place = self.sense(at, |s| match s {
            Sense::Zone(place) => Some(place.clone()),
            _ => None,
        });
        match place {
            Some(Place::Zero) => {
                let offset = self.offset(at + 1);
                Some(offset.unwrap_or((Fact::Zone(Place::Zero), at + 1)))
            }
            Some(place) => Some((Fact::Zone(place), at + 1)),
            None if after => self.offset(at).filter(|(_, end)| self.is_offset(at, *end)),
            None => None,
        }
    }

    /// Whether a sign and figures after a clock time can be nothing but its offset.
    fn is_offset(&self, at: usize, end: usize) -> bool {
        let follows_clock = at > 0 && self.number(at - 1).is_some();
        let four = self.number(at + 1).is_some_and(|(_, digits)| digits == 4);
        let minus = self.machine && (four || follows_clock && self.tight(at));
        let day = self.month(at + 2).is_some();
        let free = !day && (self.number(end).is_none() || !self.tight(end));
        self.tight(at + 1) && free && (minus || self.is_mark(at, &['+']))
    }

    /// «+3», «+0300», «-05:30».
    fn offset(&self, at: usize) -> Option<(Fact, usize)> {
        let sign = match self.mark(at)? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        let (value, digits) = self.number(at + 1)?;
        let value = i32::try_from(value).ok()?;
        let colon = self.is_mark(at + 2, &[':']) && self.tight(at + 2);
        let (minutes, end) = match (digits, self.two_digits(at + 3).filter(|_| colon)) {
            (1..=2, Some(minutes)) => (value * 60 + i32::from(minutes), at + 4),
            (1..=2, None) => (value * 60, at + 2),
            (3..=4, _) => (value / 100 * 60 + value % 100, at + 2),
            _ => return None,
        };
        let place = match sign * minutes {
            0 => Place::Zero,
            minutes if (-14 * 60..=14 * 60).contains(&minutes) => Place::Offset(minutes * 60),
            _ => return None,
        };
        Some((Fact::Zone(place), end))
    }

    /// «منذ 3 ساعات», «قبل يومين», «3 hours ago», «منذ قليل».
    pub(super) fn ago(&self, at: usize) -> Option<(Fact, usize)> {
        if self.is(at, &Sense::JustNow) {
            return Some((Fact::Ago(None), at + 1));
        }
        let ago = self.is(at, &Sense::Ago);
        let (range, end) = self.length(at + usize::from(ago))?;
        let after = usize::from(!ago && self.is(end, &Sense::AgoAfter));
        (ago || after > 0).then_some((Fact::Ago(range), end + after))
    }

    /// «3 ساعات», «يومين», «ساعة و20 دقيقة»: minutes, at least and at most.
    fn length(&self, at: usize) -> Option<(Option<(i64, i64)>, usize)> {
        let (first, end) = self.amount(at)?;
        if self.is(end, &Sense::And)
            && let Some((second, last)) = self.amount(end + 1)
        {
            let both = first.zip(second);
            return Some((both.map(|((a, m), (b, n))| range(a * m + b * n, n)), last));
        }
        Some((first.map(|(count, minutes)| range(count * minutes, minutes)), end))
    }

    /// A number of units and the minutes in one, none from the month on.
    fn amount(&self, at: usize) -> Option<(Option<(i64, i64)>, usize)> {
        let count = self.small(at).map(i64::from);
        let unit = at + usize::from(count.is_some());
        let (minutes, held) = self.sense(unit, |s| match s {
            Sense::Unit { minutes, count } => Some((*minutes, *count)),
            _ => None,
        })?;
        let count = count.or(held)?;
        Some((minutes.map(|m| (count, m)), unit + 1))
    }
}

/// Programs round to the unit, or cut the rest off.
fn range(minutes: i64, unit: i64) -> (i64, i64) {
    (minutes - unit / 2, minutes + unit)
}
