//! Periods: «الأسبوع الماضي», «هذا الشهر», «الأيام الثلاثة الماضية», «صيف 2014», «مطلع العام».

use super::calendar::{Calendar, Phase, Unit, phase, shift, window};
use super::day::Step;
use super::lexicon::{Count, Sense};
use super::line::Line;
use super::stretch::{Stretch, midnight};
use super::{Basis, Precision};
use crate::number::phrases::Peel;
use jiff::civil::{Date, DateTime};

impl Line<'_> {
    pub(super) fn unit(&self, at: usize) -> Option<(Unit, Count, bool, usize, Peel)> {
        let ((unit, count, adjective), end, peel) = self.sense(at, |s| match s {
            Sense::Unit {
                unit,
                count,
                adjective,
            } => Some((unit, count, adjective)),
            _ => None,
        })?;
        Some((unit, count, adjective, end, peel))
    }

    /// «الأسبوع الماضي», «هذا العام», «الشهر الجاري».
    pub(super) fn unit_stretch(&self, at: usize) -> Option<Stretch> {
        let this = self.is(at, Sense::This);
        let that = self.is(at, Sense::That);
        let start = this.or(that).unwrap_or(at);
        let (unit, count, adjective, end, peel) = self.unit(start)?;
        if !peel.article || count != Count::One || unit <= Unit::Hour {
            return None;
        }
        if that.is_some() {
            return Some(self.moved(unit, Step::Told(0), end)).filter(|s| s.from.is_some());
        }
        if let Some((steps, end)) = self.direction(end, false) {
            let present = steps.now().is_none_or(|s| s >= 0);
            let title = adjective && present && this.is_none() && self.after_definite(at);
            return (!title).then(|| self.moved(unit, steps, end));
        }
        this.map(|_| self.moved(unit, Step::Now(0), end))
    }

    /// Whether a noun with the article stands right before `at`: «الأمين العام».
    fn after_definite(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        let article = &self.lexicon.phrases.clitics.article;
        self.sense(before, |_| Some(())).is_none() && self.tokens[before].key.starts_with(article.as_str())
    }

    fn moved(&self, unit: Unit, step: Step, end: usize) -> Stretch {
        let limits = match step {
            Step::Now(steps) => self.window(unit, steps),
            Step::Told(steps) => self.told(unit, steps),
            Step::Elsewhere => None,
        };
        Stretch::new(end, unit.precision(), Basis::Relative).between(limits)
    }

    /// The `unit` of publication, moved by `steps`.
    pub(super) fn window(&self, unit: Unit, steps: i64) -> Option<(DateTime, DateTime)> {
        let now = self.now.filter(|n| unit >= Unit::Day || n.timed())?;
        window(now.at, unit, steps, self.lexicon.week_starts)
    }

    /// «الـ24 ساعة الماضية», «الأيام الثلاثة الماضية», «الساعات القليلة الماضية», «آخر يومين».
    pub(super) fn several_units(&self, at: usize) -> Option<Stretch> {
        if let Some(start) = self.is(at, Sense::Last) {
            let d = self.duration(start)?;
            return d.count.map(|n| self.run(Some(n), d.unit, -1, d.end));
        }
        if let Some(q) = self.quantity(self.skip_article(at)).filter(|q| !q.ordinal)
            && let Some((unit, _, _, end, peel)) = self.unit(q.number.end)
            && !peel.article
            && let Some((steps, end)) = self.direction(end, true)
        {
            return Some(self.run(q.value, unit, steps.now()?, end));
        }
        let (unit, count, _, end, peel) = self.unit(at)?;
        if !peel.article || count == Count::One {
            return None;
        }
        let after = self.skip_article(end);
        let (number, end) = match (self.quantity(after), self.is(end, Sense::Few)) {
            (Some(q), _) => (q.value, q.number.end),
            (None, Some(end)) => (None, end),
            (None, None) => ((count == Count::Two).then_some(2), end),
        };
        let (steps, end) = self.direction(end, true)?;
        Some(self.run(number, unit, steps.now()?, end))
    }

    /// So many units up to publication, or from it on; open where their number isn't said.
    fn run(&self, number: Option<u64>, unit: Unit, steps: i64, end: usize) -> Stretch {
        let precision = if number.is_some() {
            unit.precision()
        } else {
            Precision::Open
        };
        let mut out = Stretch::new(end, precision, Basis::Relative);
        let Some(now) = self.now.filter(|n| unit >= Unit::Day || n.timed()) else {
            return out;
        };
        let far = number.and_then(|n| i64::try_from(n).ok());
        let (today, tomorrow) = if unit <= Unit::Hour {
            (Some(now.at), Some(now.at))
        } else {
            let today = midnight(now.at.date());
            (Some(today), shift(today, Unit::Day, 1))
        };
        let reach = |from: Option<DateTime>, sign: i64| from.and_then(|f| shift(f, unit, sign * far?));
        // «خلال الساعات الماضية»: some of the day's
        if number.is_none() && unit <= Unit::Hour && steps < 0 {
            (out.from, out.to) = (Some(midnight(now.at.date())), Some(now.at));
            return out;
        }
        (out.from, out.to) = if steps < 0 {
            (reach(today, -1), tomorrow)
        } else {
            (today, reach(tomorrow, 1))
        };
        out
    }

    /// «صيف 2014», «الشتاء الماضي», «صيف العام الماضي», «هذا الصيف».
    pub(super) fn season(&self, at: usize) -> Option<Stretch> {
        let this = self.is(at, Sense::This);
        let (month, end, peel) = self.sense(this.unwrap_or(at), |s| match s {
            Sense::Season { month } => Some(month),
            _ => None,
        })?;
        let out = |end, limits| Some(Stretch::new(end, Precision::Season, Basis::Stated).days(limits));
        if peel.article {
            let (steps, end) = match this {
                Some(_) => (Step::Now(0), end),
                None => self.direction(end, false)?,
            };
            let found = out(end, self.season_by_steps(month, steps.now()))?;
            return Some(Stretch {
                basis: Basis::Relative,
                ..found
            });
        }
        let after = self.skip(end, Sense::Of);
        let year = self
            .unit_stretch(after)
            .filter(|s| s.precision == Precision::Year)
            .or_else(|| self.bare_year(after))?;
        out(
            year.end,
            year.from.and_then(|f| season_of(f.date().year(), month)),
        )
    }

    fn season_by_steps(&self, month: i8, steps: Option<i64>) -> Option<(Date, Date)> {
        let (today, steps) = (self.today()?, steps?);
        let last_begun = |end: bool| {
            Calendar::Gregorian.nearest(today, 0, |y| {
                season_of(y, month).map(|s| if end { s.1 } else { s.0 })
            })
        };
        let year = match steps {
            ..0 => last_begun(true)? + steps as i16 + 1,
            0 => last_begun(false)?,
            _ => last_begun(false)? + steps as i16,
        };
        season_of(year, month)
    }

    /// «قبل قليل», «قبل ساعات»: some hour of the day of publication.
    pub(super) fn some_hour(&self, end: usize) -> Stretch {
        Stretch::new(end, Precision::Hour, Basis::Relative).between(self.window(Unit::Day, 0))
    }

    /// Whether a word for this part of a period stands at `at`: «نهاية».
    pub(super) fn is_phase(&self, at: usize, which: Phase) -> bool {
        self.is(at, Sense::Phase { phase: which }).is_some()
    }

    /// «مطلع الشهر», «أواخر عام 2023», «منتصف نوفمبر», «نهاية الأسبوع الماضي».
    pub(super) fn phase(&self, at: usize) -> Option<Stretch> {
        let (third, end, peel) = self.sense(at, |s| match s {
            Sense::Phase { phase } => Some(phase),
            _ => None,
        })?;
        if peel.article {
            return None;
        }
        let start = self.skip(end, Sense::Of);
        let whole = self
            .month_stretch(start, false)
            .or_else(|| self.year_stretch(start))
            .or_else(|| self.unit_stretch(start))
            .or_else(|| self.season(start))
            .or_else(|| self.present_unit(start))?;
        // «مطلع الأسبوع» may be any of its days
        if whole.precision == Precision::Week && third == Phase::Start {
            return Some(whole);
        }
        let precision = match whole.precision {
            Precision::Week => Precision::Day,
            Precision::Month => Precision::Week,
            Precision::Season => Precision::Month,
            Precision::Year => Precision::Season,
            _ => return None,
        };
        let days = match (whole.from, whole.to) {
            (Some(from), Some(to)) => phase(from.date(), to.date(), third),
            _ => None,
        };
        Some(Stretch { precision, ..whole }.days(days))
    }

    /// «الأسبوع الأول من نوفمبر», «النصف الثاني من العام», «الربع الأخير من 2023».
    pub(super) fn piece(&self, at: usize) -> Option<Stretch> {
        let (parts, end, peel) = self.sense(at, |s| match s {
            Sense::Piece { parts } => Some(Some(parts)),
            Sense::Unit {
                unit: Unit::Week,
                count: Count::One,
                ..
            } => Some(None),
            _ => None,
        })?;
        let (place, end) = match self.quantity(end) {
            Some(q) if q.ordinal => (q.value, q.number.end),
            _ => (
                None,
                self.direction(end, true).filter(|d| d.0 == Step::Now(-1))?.1,
            ),
        };
        let of = self.skip(end, Sense::Of);
        let whole = self
            .bare_year(of)
            .or_else(|| {
                if of > end {
                    self.month_stretch(of, true)
                } else {
                    None
                }
            })
            .or_else(|| self.unit_stretch(of))
            .or_else(|| self.present_unit(of))?;
        let precision = match whole.precision {
            Precision::Month => Precision::Week,
            Precision::Year if parts.is_some() => Precision::Season,
            Precision::Year => Precision::Week,
            _ => return None,
        };
        let days = match (whole.from, whole.to) {
            (Some(from), Some(to)) => piece_of(from.date(), to.date(), parts, place),
            _ => None,
        };
        (peel.article).then_some(Stretch { precision, ..whole }.days(days))
    }

    /// «مطلع الأسبوع»: the present one.
    fn present_unit(&self, at: usize) -> Option<Stretch> {
        let (unit, count, _, end, peel) = self.unit(at)?;
        let fits = peel.article && count == Count::One && (Unit::Week..=Unit::Year).contains(&unit);
        fits.then(|| self.moved(unit, Step::Now(0), end))
    }
}

fn season_of(year: i16, month: i8) -> Option<(Date, Date)> {
    let from = Date::new(year, month, 1).ok()?;
    Some((from, shift(midnight(from), Unit::Month, 3)?.date()))
}

/// The part at that `place`, or the last: of years by months, else by days; without `parts` by weeks.
fn piece_of(from: Date, to: Date, parts: Option<i64>, place: Option<u64>) -> Option<(Date, Date)> {
    let days = i64::from(from.until(to).ok()?.get_days());
    let count = parts.unwrap_or((days + 6) / 7);
    let place = i64::try_from(place.unwrap_or(count as u64)).ok()?;
    let edge = |n: i64| match parts {
        None => super::calendar::add_days(from, 7 * n).map(|d| d.min(to)),
        Some(parts) if days > 31 => Some(shift(midnight(from), Unit::Month, 12 / parts * n)?.date()),
        Some(parts) if n < parts => super::calendar::add_days(from, 30 / parts * n),
        Some(_) => Some(to),
    };
    (1..=count)
        .contains(&place)
        .then(|| Some((edge(place - 1)?, edge(place)?)))?
}

impl Unit {
    pub(super) fn precision(self) -> Precision {
        match self {
            Unit::Minute => Precision::Minute,
            Unit::Hour => Precision::Hour,
            Unit::Day => Precision::Day,
            Unit::Week => Precision::Week,
            Unit::Month => Precision::Month,
            Unit::Year => Precision::Year,
            Unit::Decade | Unit::Century => Precision::Open,
        }
    }
}
