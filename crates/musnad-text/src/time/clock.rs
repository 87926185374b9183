//! Clock times: «الساعة العاشرة والنصف صباحا», «10:30», «الثامنة من مساء أمس», «بتوقيت غرينتش».

use super::calendar::{Unit, shift};
use super::day::Day;
use super::lexicon::Sense;
use super::line::Line;
use super::stretch::Stretch;
use super::stretch::midnight;
use super::{Basis, Precision};
use jiff::tz::Offset;

/// From this hour on a clock time without a day is of the evening before, for what is published by [`NIGHT`].
const EVENING: i64 = 18;
/// The hour before which it is still night.
const NIGHT: i8 = 4;

/// Hours and minutes as they stand in the text, before a part of the day decides between morning and evening.
#[derive(Clone, Copy, Debug)]
struct Face {
    end: usize,
    hour: i64,
    /// `None` where only the hour is told.
    minute: Option<i64>,
    /// Whether it needs no further word to be a clock time.
    sure: bool,
}

impl Line<'_> {
    /// A clock time; `day` where one stands before it.
    pub(super) fn clock(&self, at: usize, day: Option<Day>) -> Option<Stretch> {
        let head = self.is(at, Sense::Clock);
        let face = self.face(self.skip(head.unwrap_or(at), Sense::Hedge), head.is_some())?;
        let (hours, end) = self.hours_after(face.end);
        let later = if hours.is_some() || day.is_none() {
            self.day_after(end, day)
        } else {
            None
        };
        let end = later.map_or(end, |d| d.end);
        let (zone, end) = self.zone(end);
        let told =
            hours.is_some() || zone.is_some() || face.sure && (self.after_preposition(at) || later.is_some());
        if head.is_none() && !told {
            return None;
        }
        let day = later.or(day);
        let hour = hours.map_or(face.hour, |(from, to)| placed(face.hour, from, to));
        let precision = if face.minute.is_some() {
            Precision::Minute
        } else {
            Precision::Hour
        };
        // «الحادية عشرة ليلا», read after midnight
        let last_night = day.is_none() && hour >= EVENING && self.small_hours();
        let today = self
            .today()
            .and_then(|d| if last_night { d.yesterday().ok() } else { Some(d) });
        let date = day.map_or(today, |d| d.date);
        let start = date
            .and_then(|d| shift(midnight(d), Unit::Hour, hour))
            .and_then(|d| shift(d, Unit::Minute, face.minute.unwrap_or(0)));
        let unit = if face.minute.is_some() {
            Unit::Minute
        } else {
            Unit::Hour
        };
        let out = Stretch::new(end, precision, day.map_or(Basis::Published, |d| d.basis));
        Some(Stretch {
            zone: zone.flatten(),
            ..out.between(start.and_then(|s| Some((s, shift(s, unit, 1)?))))
        })
    }

    /// Whether the text was published between midnight and morning.
    fn small_hours(&self) -> bool {
        self.now.is_some_and(|n| n.timed() && n.at.hour() < NIGHT)
    }

    fn face(&self, at: usize, headed: bool) -> Option<Face> {
        if let Some(face) = self.digital(at).or_else(|| self.dotted(at)) {
            return Some(face);
        }
        let article = self.sense(at, |_| Some(())).is_none();
        // «قتل 5 مساء أمس» tells no hour
        let led = headed || at > 0 && self.is(at - 1, Sense::In).is_some();
        if led && let Some(hour) = self.small_number(at, 2).filter(|h| (0..=24).contains(h)) {
            return Some(self.with_minutes(Face {
                end: at + 1,
                hour: hour.into(),
                minute: None,
                sure: false,
            }));
        }
        let q = self
            .quantity(at)
            .filter(|q| !q.percent && (headed || q.ordinal && article))?;
        let amount = q.amount().filter(|a| (1.0..=24.0).contains(a))?;
        let minute = ((amount.fract() * 60.0).round() as i64).rem_euclid(60);
        Some(self.with_minutes(Face {
            end: q.number.end,
            hour: amount.trunc() as i64,
            minute: (minute > 0).then_some(minute),
            sure: false,
        }))
    }

    /// «10:30».
    fn digital(&self, at: usize) -> Option<Face> {
        let hour = self.small_number(at, 2).filter(|h| (0..=24).contains(h))?;
        let minute = self.small_number(at + 2, 2).filter(|m| (0..60).contains(m))?;
        let tight = self.punct(at + 1, &[':']) && self.touches(at) && self.touches(at + 1);
        let seconds = self.punct(at + 3, &[':']) && self.small_number(at + 4, 2).is_some();
        let two = self.tokens[at + 2].plain.len() == 2;
        (tight && two).then_some(Face {
            end: if seconds { at + 5 } else { at + 3 },
            hour: hour.into(),
            minute: Some(minute.into()),
            sure: true,
        })
    }

    /// «20.30», which needs another word to be a clock time.
    fn dotted(&self, at: usize) -> Option<Face> {
        let token = self.tokens.get(at).filter(|t| t.kind == crate::Kind::Number)?;
        let (hour, minute) = token.plain.split_once(['.', ',', '،'])?;
        let two = |digits: &str| {
            if digits.len() <= 2 {
                digits.parse::<i64>().ok()
            } else {
                None
            }
        };
        let hour = two(hour).filter(|h| (0..=24).contains(h))?;
        let minute = two(minute).filter(|m| minute.len() == 2 && (0..60).contains(m))?;
        Some(Face {
            end: at + 1,
            hour,
            minute: Some(minute),
            sure: false,
        })
    }

    /// «والنصف», «إلا ربعا», «و20 دقيقة».
    fn with_minutes(&self, face: Face) -> Face {
        let stated = self.sense(face.end, |s| match s {
            Sense::Minutes { minutes } => Some(minutes),
            _ => None,
        });
        if let Some((minutes, end, peel)) = stated
            && (peel.join || minutes < 0)
        {
            let all = face.hour * 60 + minutes;
            return Face {
                end,
                hour: all.div_euclid(60),
                minute: Some(all.rem_euclid(60)),
                ..face
            };
        }
        let minutes = self.joined(face.end).and_then(|at| {
            let q = self.quantity(at)?;
            let (unit, _, _, end, _) = self.unit(q.number.end)?;
            let minutes = i64::try_from(q.value?).ok().filter(|m| *m < 60)?;
            (unit == Unit::Minute).then_some((minutes, end))
        });
        match minutes {
            Some((minute, end)) => Face {
                end,
                minute: Some(minute),
                ..face
            },
            None => face,
        }
    }

    /// The part of the day after a clock time: «صباحا», «من مساء».
    fn hours_after(&self, at: usize) -> (Option<(i64, i64)>, usize) {
        match self.any_part(self.skip(at, Sense::Of)) {
            Some((from, to, end)) => (Some((from, to)), end),
            None => (None, at),
        }
    }

    fn day_after(&self, at: usize, day: Option<Day>) -> Option<Day> {
        if day.is_some() {
            return None;
        }
        let start = self.skip(self.skip(at, Sense::Of), Sense::In);
        let free = self
            .sense(start, |_| Some(()))
            .is_none_or(|(_, _, peel)| !peel.join);
        self.day(start).filter(|d| free && d.until.is_none())
    }

    /// «بتوقيت غرينتش», in brackets or not.
    fn zone(&self, at: usize) -> (Option<Option<Offset>>, usize) {
        let bracket = self.punct(at, &['(']);
        let found = self.sense(at + usize::from(bracket), |s| match s {
            Sense::Zone { minutes } => Some(minutes),
            _ => None,
        });
        let Some((minutes, end, _)) = found else {
            return (None, at);
        };
        if bracket && !self.punct(end, &[')']) {
            return (None, at);
        }
        let offset = minutes.and_then(|m| Offset::from_seconds(m * 60).ok());
        (Some(offset), end + usize::from(bracket))
    }
}

/// The hour of twenty-four that `hour` is, told with a part of the day that runs between these hours.
fn placed(hour: i64, from: i64, to: i64) -> i64 {
    if hour > 12 {
        return hour;
    }
    let distance = |h: i64| if h < from { from - h } else { (h - to + 1).max(0) };
    [hour, hour + 12, hour + 24]
        .into_iter()
        .filter(|h| *h <= to.max(24))
        .min_by_key(|h| distance(*h))
        .unwrap_or(hour)
}
