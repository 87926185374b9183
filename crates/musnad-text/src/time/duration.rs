//! Durations: «يومين», «ثلاثة أشهر», «عام ونصف», and what «قبل», «بعد» and «منذ» make of them.

use super::calendar::{Unit, shift, window};
use super::lexicon::{Count, Sense};
use super::line::Line;
use super::stretch::{Stretch, midnight};
use super::{Basis, Precision, TimeRole};

/// So many units of time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Duration {
    pub(super) end: usize,
    /// Not known of a bare plural: «سنوات».
    pub(super) count: Option<u64>,
    /// Minutes of a half or quarter on top, as parts of sixty.
    part: i64,
    pub(super) unit: Unit,
}

impl Line<'_> {
    /// The duration that begins at `at`, with «نحو» before it.
    pub(super) fn duration(&self, at: usize) -> Option<Duration> {
        let start = self.skip_article(self.skip(at, Sense::Hedge));
        let found = self
            .numbered(at)
            .or_else(|| self.numbered(start))
            .or_else(|| self.worded(start))?;
        Some(self.with_part(found))
    }

    fn numbered(&self, at: usize) -> Option<Duration> {
        let q = self
            .quantity(at)
            .filter(|q| !q.percent && !q.ordinal && q.decimal.is_none())?;
        let (unit, _, _, end, peel) = self.unit(q.number.end)?;
        peel.bare().then_some(Duration {
            end,
            count: q.value,
            part: 0,
            unit,
        })
    }

    fn worded(&self, at: usize) -> Option<Duration> {
        let (unit, count, _, end, peel) = self.unit(at)?;
        if peel.article {
            return None;
        }
        let one = self
            .quantity(end)
            .filter(|q| q.value == Some(1) && !q.ordinal && count == Count::One && q.clitic == 0);
        Some(Duration {
            end: one.map_or(end, |q| q.number.end),
            count: match count {
                Count::One => Some(1),
                Count::Two => Some(2),
                Count::Many => None,
            },
            part: 0,
            unit,
        })
    }

    /// «ونصف» after a duration.
    fn with_part(&self, d: Duration) -> Duration {
        let part = self.joined(d.end).and_then(|at| {
            self.sense(at, |s| match s {
                Sense::Minutes { minutes } if minutes > 0 => Some(minutes),
                _ => None,
            })
        });
        match part {
            Some((part, end, peel)) if !peel.article => Duration { end, part, ..d },
            _ => d,
        }
    }

    /// A role before a duration: «قبل يومين», «منذ شهر», «خلال 48 ساعة».
    pub(super) fn counted(&self, role: TimeRole, at: usize) -> Option<(Stretch, TimeRole)> {
        let mut d = self.duration(at)?;
        d.end = self.counted_from_now(d.end).unwrap_or(d.end);
        let out = Stretch::new(d.end, d.unit.precision(), Basis::Relative);
        let open = Stretch {
            precision: Precision::Open,
            ..out
        };
        Some(match role {
            TimeRole::Before | TimeRole::After if self.anchored(role, d.end) => {
                (if d.count.is_none() { open } else { out }, role)
            }
            TimeRole::Before if d.count.is_none() => (self.not_long_ago(open, d.unit), TimeRole::At),
            TimeRole::Before => (out.between(self.window_at(d, -1)), TimeRole::At),
            TimeRole::After if d.count.is_none() => (open, TimeRole::After),
            TimeRole::After => (out.between(self.window_at(d, 1)), TimeRole::At),
            TimeRole::Since if d.count.is_none() => (open, role),
            TimeRole::Since => (
                Stretch {
                    from: self.moment_ago(d),
                    ..out
                },
                role,
            ),
            TimeRole::Until | TimeRole::At => return None,
            TimeRole::During | TimeRole::Duration => {
                (if d.count.is_none() { open } else { out }, TimeRole::Duration)
            }
        })
    }

    /// «بعد يومين من الآن»: the end of what says that publication is meant.
    fn counted_from_now(&self, at: usize) -> Option<usize> {
        self.is(self.is(at, Sense::Anchor)?, Sense::Day { offset: 0 })
    }

    /// «بعد يومين من الهجوم», «بعد يومين على الهجوم»; «قبل يومين على» counts from now.
    fn anchored(&self, role: TimeRole, at: usize) -> bool {
        self.is(at, Sense::Anchor).is_some()
            || (role == TimeRole::After && self.is(at, Sense::AnchorAfter).is_some())
    }

    /// «قبل أيام»: before the day of publication, no telling how long; «قبل ساعات»: on that day.
    fn not_long_ago(&self, out: Stretch, unit: Unit) -> Stretch {
        if unit <= Unit::Hour {
            return self.some_hour(out.end);
        }
        Stretch {
            to: self.today().map(midnight),
            ..out
        }
    }

    /// The named unit that lies so far from publication; a half is told in the next smaller unit.
    fn window_at(&self, d: Duration, sign: i64) -> Option<(jiff::civil::DateTime, jiff::civil::DateTime)> {
        let now = self.now.filter(|n| d.unit >= Unit::Day || n.timed())?;
        let (unit, count) = d.smaller()?;
        let at = shift(now.at, unit, sign * count)?;
        window(at, unit.min(d.unit), 0, self.lexicon.week_starts)
    }

    /// The moment so long ago, at midnight where the unit is a day or more.
    fn moment_ago(&self, d: Duration) -> Option<jiff::civil::DateTime> {
        let now = self.now.filter(|n| d.unit >= Unit::Day || n.timed())?;
        let (unit, count) = d.smaller()?;
        let at = shift(now.at, unit, -count)?;
        Some(if d.unit >= Unit::Day {
            midnight(at.date())
        } else {
            at
        })
    }
}

impl Duration {
    /// The whole count of the unit, or of the next smaller one where a part of it is said.
    fn smaller(self) -> Option<(Unit, i64)> {
        let count = i64::try_from(self.count?).ok()?;
        if self.part == 0 {
            return Some((self.unit, count));
        }
        let (unit, per) = match self.unit {
            Unit::Minute => return Some((Unit::Minute, count)),
            Unit::Hour => (Unit::Minute, 60),
            Unit::Day => (Unit::Hour, 24),
            Unit::Week => (Unit::Day, 7),
            Unit::Month => (Unit::Day, 30),
            Unit::Year => (Unit::Month, 12),
            Unit::Decade => (Unit::Year, 10),
            Unit::Century => (Unit::Year, 100),
        };
        Some((unit, count.checked_mul(per)?.checked_add(self.part * per / 60)?))
    }
}
