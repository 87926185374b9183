//! Days: «اليوم», «الأحد الماضي», «مساء أمس», «ليل السبت - الأحد», and the same day named twice.

use super::calendar::{Unit, add_days, last_weekday};
use super::lexicon::{PartPlace, Sense};
use super::line::Line;
use super::stretch::Stretch;
use super::{Basis, Precision, TimeRole};
use jiff::civil::Date;

/// A day, or a run of days, read from the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) end: usize,
    pub(super) date: Option<Date>,
    /// The day after the last of several.
    pub(super) until: Option<Date>,
    pub(super) basis: Basis,
    pub(super) name: Name,
}

/// What names a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Date,
    /// Counted from publication.
    Counted,
    /// The weekday's number, and whether a direction fixes which.
    Weekday(i8, bool),
}

/// Which of several of one name a word such as «الماضي» means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// So many from the present one.
    Now(i64),
    /// So many from the one that was told last.
    Told(i64),
    /// Another in the text, no telling which.
    Elsewhere,
}

impl Step {
    /// Steps from the present one.
    pub(super) fn now(self) -> Option<i64> {
        match self {
            Step::Now(steps) => Some(steps),
            _ => None,
        }
    }
}

/// The hour at which nights begin, and the one by which dawn has broken.
const NIGHT: i64 = 18;
const MORNING: i64 = 6;

/// Whether a part of the day that begins at this hour is of the night or the dawn.
fn is_dark(from: i64) -> bool {
    !(MORNING..NIGHT).contains(&from)
}

impl Line<'_> {
    /// A day, the part of it or the clock time that follows.
    pub(super) fn day_stretch(&self, at: usize) -> Option<Stretch> {
        let day = self.day(at)?;
        if let Some(clock) = self.clock(self.skip(day.end, Sense::In), Some(day)) {
            return Some(clock);
        }
        if let Some((from, to, end)) = self.part_after(day.end) {
            return Some(Stretch::new(end, Precision::PartOfDay, day.basis).hours(day.date, from, to));
        }
        Some(Stretch::new(day.end, Precision::Day, day.basis).days(day.limits()))
    }

    /// «مساء الأحد», «هذا الصباح», «الليلة الماضية».
    pub(super) fn part_of_day(&self, at: usize) -> Option<Stretch> {
        let stretch = |end, basis| Stretch::new(end, Precision::PartOfDay, basis);
        if let Some(((offset, from, to), end, _)) = self.sense(at, |s| match s {
            Sense::Night { offset, from, to } => Some((offset, from, to)),
            _ => None,
        }) {
            let date = self.today().and_then(|d| add_days(d, offset));
            return Some(stretch(end, Basis::Relative).hours(date, from, to));
        }
        if let Some(this) = self.is(at, Sense::This) {
            let (from, to, end, article) = self.part(this, PartPlace::Before)?;
            return article.then(|| stretch(end, Basis::Relative).hours(self.today(), from, to));
        }
        let (from, to, end, article) = self.part(at, PartPlace::Before)?;
        if article {
            return None;
        }
        let day = self.day(self.skip(end, Sense::Of))?;
        let end = self.next_day_named(&day).unwrap_or(day.end);
        Some(stretch(end, day.basis).hours(day.date, from, to))
    }

    /// «منذ الصباح», «حتى المساء», «منذ ساعات الفجر»: on the day of publication.
    pub(super) fn part_today(&self, role: TimeRole, at: usize) -> Option<Stretch> {
        let known = self.part(at, PartPlace::Before).filter(|part| part.3);
        let (from, to, end, _) = known.or_else(|| self.part(at, PartPlace::After))?;
        let fits = matches!(role, TimeRole::Since | TimeRole::Until);
        fits.then(|| Stretch::new(end, Precision::PartOfDay, Basis::Published).hours(self.today(), from, to))
    }

    fn part(&self, at: usize, place: PartPlace) -> Option<(i64, i64, usize, bool)> {
        let (hours, end, peel) = self.sense(at, |s| match s {
            Sense::Part { from, to, place: p } if p == place || p == PartPlace::Both => Some((from, to)),
            _ => None,
        })?;
        Some((hours.0, hours.1, end, peel.article))
    }

    /// A part of the day that stands after the day: «أمس مساء».
    pub(super) fn part_after(&self, at: usize) -> Option<(i64, i64, usize)> {
        let free = self.sense(at, |_| Some(()))?.2.bare();
        let (from, to, end, _) = self.part(at, PartPlace::After).filter(|_| free)?;
        Some((from, to, end))
    }

    /// Any word for a part of the day: «الثامنة من مساء أمس».
    pub(super) fn any_part(&self, at: usize) -> Option<(i64, i64, usize)> {
        let (from, to, end, article) = self
            .part(at, PartPlace::Before)
            .or_else(|| self.part(at, PartPlace::After))?;
        (!article).then_some((from, to, end))
    }

    /// A night is named by both its days: «ليل السبت - الأحد».
    fn next_day_named(&self, day: &Day) -> Option<usize> {
        let Name::Weekday(first, _) = day.name else {
            return None;
        };
        let at = if self.punct(day.end, &['-', '/', '–', '—']) {
            day.end + 1
        } else {
            self.skip(day.end, Sense::To)
        };
        let next = self.weekday(at, false)?;
        matches!(next.name, Name::Weekday(second, false) if second == first % 7 + 1).then_some(next.end)
    }

    /// One day under all the names that stand together: «اليوم الاثنين», «أمس (الأحد)», «الاثنين 2 ديسمبر».
    pub(super) fn day(&self, at: usize) -> Option<Day> {
        let (start, head) = match self.is(at, Sense::DayHead) {
            Some(end) => (end, true),
            None => (at, false),
        };
        let mut day = self.day_name(start, head)?;
        let mut seen = vec![day];
        while let Some(next) = self.same_day(&day, &seen) {
            day = next;
            seen.push(next);
        }
        Some(day)
    }

    fn day_name(&self, at: usize, head: bool) -> Option<Day> {
        self.date(at)
            .or_else(|| self.counted_day(at))
            .or_else(|| self.weekday(at, head))
    }

    /// Another name of `day` right after it.
    fn same_day(&self, day: &Day, seen: &[Day]) -> Option<Day> {
        let bracket = self.punct(day.end, &['(']);
        let comma = self.punct(day.end, &['،', ',']);
        let corresponds = self.is(day.end, Sense::Corresponds);
        let at = corresponds.unwrap_or(day.end + usize::from(bracket || comma));
        let head = self.is(at, Sense::DayHead);
        let start = head.unwrap_or(at);
        let free = self
            .sense(start, |_| Some(()))
            .is_none_or(|(_, _, peel)| peel.bare());
        if !free && corresponds.is_none() {
            return None;
        }
        let mut next = self.day_name(start, head.is_some())?;
        let kind = |d: &Day| std::mem::discriminant(&d.name);
        let again = seen.iter().any(|d| kind(d) == kind(&next));
        if again && (corresponds.is_none() || next.name != Name::Date) || next.until.is_some() {
            return None;
        }
        if bracket {
            if !self.punct(next.end, &[')']) {
                return None;
            }
            next.end += 1;
        }
        self.agreed(day, next)
    }

    /// Two names of one day made one. A date is worth most; a weekday corrects a day counted from a date of
    /// publication that is off.
    fn agreed(&self, day: &Day, next: Day) -> Option<Day> {
        let end = next.end;
        Some(match (day.name, next.name) {
            (Name::Date, Name::Date) if day.date.is_none() => next,
            (Name::Date, _) => Day { end, ..*day },
            (_, Name::Date) => next,
            (Name::Counted, Name::Weekday(_, true)) | (Name::Weekday(_, true), Name::Counted) => {
                if day.date != next.date {
                    return None;
                }
                Day { end, ..*day }
            }
            (Name::Counted, Name::Weekday(weekday, _)) => day.moved_to(weekday, end),
            (Name::Weekday(weekday, _), Name::Counted) => next.moved_to(weekday, end),
            _ => return None,
        })
    }

    fn counted_day(&self, at: usize) -> Option<Day> {
        if let Some(unit) = self.is(at, Sense::That) {
            let end = self.is(unit, Sense::Day { offset: 0 })?;
            return Some(self.told_day(0, end)).filter(|d| d.date.is_some());
        }
        let at = self.skip(at, Sense::This);
        let (offset, end, _) = self.sense(at, |s| match s {
            Sense::Day { offset } => Some(offset),
            _ => None,
        })?;
        // «اليوم التالي» is a day of the story
        match self.direction(end, false) {
            Some((Step::Told(steps), end)) => return Some(self.told_day(steps, end)),
            Some((Step::Elsewhere, end)) => {
                return Some(Day {
                    date: None,
                    ..self.told_day(0, end)
                });
            }
            _ => {}
        }
        Some(Day {
            end,
            date: self.today().and_then(|d| add_days(d, offset)),
            until: None,
            basis: Basis::Relative,
            name: Name::Counted,
        })
    }

    /// The day that was told last, moved by `steps`.
    fn told_day(&self, steps: i64, end: usize) -> Day {
        Day {
            end,
            date: self.told(Unit::Day, steps).map(|w| w.0.date()),
            until: None,
            basis: Basis::Relative,
            name: Name::Counted,
        }
    }

    /// «وعاد الهدوء ظهرا»: on the day that was told last; «ليلا», and all where none was told, by publication. With
    /// another beside it, it says when something is usual: «صباحا ومساء».
    pub(super) fn part_alone(&self, at: usize) -> Option<Stretch> {
        let (from, to, end) = self.part_after(at)?;
        let joined = self.joined(end).and_then(|next| self.any_part(next)).is_some();
        let before = at > 0 && self.part(at - 1, PartPlace::After).is_some();
        if joined || before {
            return None;
        }
        let part = |date| Stretch::new(end, Precision::PartOfDay, Basis::Relative).hours(date, from, to);
        let told = self.told(Unit::Day, 0).map(|w| w.0.date());
        // «ظهر» may be anything, «ظهرا» by its alif no subject
        if told.is_none() && !self.tokens[at].plain.ends_with('\u{627}') {
            return None;
        }
        // «ليلا», «فجرا», and any where no day has been told: the last one before publication
        match self.now {
            Some(now) if is_dark(from) || told.is_none() => {
                let begun = !now.timed() && from < NIGHT || i64::from(now.at.hour()) >= from;
                Some(part(add_days(now.at.date(), if begun { 0 } else { -1 })))
            }
            _ => Some(part(told)),
        }
    }

    /// The last day of that name up to publication, unless a direction says otherwise.
    pub(super) fn weekday(&self, at: usize, head: bool) -> Option<Day> {
        let (weekday, end, peel) = self.sense(at, |s| match s {
            Sense::Weekday { day } => Some(day),
            _ => None,
        })?;
        if !(peel.article || head && peel.bare()) {
            return None;
        }
        if let Some(week) = self
            .unit_stretch(self.skip(end, Sense::Of))
            .filter(|s| s.precision == Precision::Week)
        {
            return Some(Day {
                end: week.end,
                date: week
                    .to
                    .and_then(|to| last_weekday(add_days(to.date(), -1)?, weekday)),
                until: None,
                basis: Basis::Weekday,
                name: Name::Weekday(weekday, true),
            });
        }
        let direction = self.direction(end, false);
        let date = self.today().and_then(|today| match direction.map(|d| d.0) {
            None | Some(Step::Now(0)) => last_weekday(today, weekday),
            Some(Step::Now(steps)) if steps < 0 => {
                add_days(last_weekday(add_days(today, -1)?, weekday)?, 7 * (steps + 1))
            }
            Some(Step::Now(steps)) => add_days(last_weekday(today, weekday)?, 7 * steps),
            Some(Step::Told(_) | Step::Elsewhere) => None,
        });
        Some(Day {
            end: direction.map_or(end, |d| d.1),
            date,
            until: None,
            basis: Basis::Weekday,
            name: Name::Weekday(weekday, direction.is_some()),
        })
    }

    /// «الماضي», «المقبل», «قبل الماضي» at `at`: the steps and its end.
    pub(super) fn direction(&self, at: usize, several: bool) -> Option<(Step, usize)> {
        let (step, end, peel) = self.sense(at, |s| match s {
            Sense::Direction {
                steps,
                told,
                several: only,
            } if several || !only => Some(match (steps, told) {
                (Some(steps), _) => Step::Now(steps),
                (None, Some(steps)) => Step::Told(steps),
                (None, None) => Step::Elsewhere,
            }),
            _ => None,
        })?;
        let phrase = end > at + 1;
        let fits = peel.article || phrase || step.now().is_none();
        (peel.bare() && fits).then_some((step, end))
    }
}

impl Day {
    /// First day and the day after the last.
    pub(super) fn limits(&self) -> Option<(Date, Date)> {
        let date = self.date?;
        Some((date, self.until.or_else(|| add_days(date, 1))?))
    }

    /// This day, or the nearest before or after it that is a `weekday`.
    fn moved_to(&self, weekday: i8, end: usize) -> Day {
        let near = self.date.and_then(|d| last_weekday(add_days(d, 3)?, weekday));
        let basis = if near == self.date {
            self.basis
        } else {
            Basis::Weekday
        };
        Day {
            end,
            date: near,
            basis,
            ..*self
        }
    }
}
