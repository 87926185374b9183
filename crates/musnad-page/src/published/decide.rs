//! Candidates weighed: which of them is the time of publication, and on whose clock it is told.
//!
//! The hard part is Greenwich. Programs write «+00:00» after clock times that are no Greenwich time, and right
//! ones leave out where the page is from. What readers see tells: the same clock time with another zone named
//! unmasks the first, a difference of whole quarters of an hour gives the offset of the second.

use super::candidate::{Around, Candidate, apart};
use super::words::Place;
use super::zone::{real_zone, written, zone_of, zoned};
use super::{LIGHT, Says, TimeFrom};
use crate::Diagnostic;
use crate::decode::warning;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};

/// Days that metadata and the visible line may lie apart.
const TOLERANCE: i64 = 2;
/// What a confirmation by another kind of sign adds to a weight.
const CONFIRMED: i32 = 30;
/// Seconds by which a server's clock may be ahead.
const AHEAD: i64 = 600;
/// Days over which an offset learnt from one time holds for another; summer time may lie between.
const SEASON: i64 = 30;

/// A time as it will be written.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) date: Date,
    /// The moment, where clock and zone are known.
    pub(super) moment: Option<Zoned>,
    /// What was learnt of the clock that the page writes as Greenwich's.
    lesson: Option<Lesson>,
}

/// What a clock time that is written as Greenwich's really is.
#[derive(Clone, Debug, PartialEq)]
enum Lesson {
    /// Greenwich's, on a page with this clock.
    True(TimeZone),
    /// A time on this clock.
    False(TimeZone),
    /// No telling whose.
    Doubt,
}

impl Settled {
    fn day(date: Date) -> Settled {
        Settled {
            date,
            moment: None,
            lesson: None,
        }
    }

    fn at(moment: Zoned, lesson: Option<Lesson>) -> Settled {
        Settled {
            date: moment.date(),
            moment: Some(moment),
            lesson,
        }
    }

    /// RFC 3339, or the date alone.
    pub(super) fn text(&self) -> String {
        self.moment
            .as_ref()
            .map_or_else(|| self.date.to_string(), written)
    }

    /// Whether it lies before `other` beyond doubt.
    fn before(&self, other: &Settled) -> bool {
        match (&self.moment, &other.moment) {
            (Some(a), Some(b)) => a.timestamp() < b.timestamp(),
            _ => self.date < other.date,
        }
    }
}

/// Publication and last change, where candidates tell them.
pub(super) fn decide(
    all: &[Candidate],
    around: &Around,
) -> (Option<Settled>, Option<Settled>, Vec<Diagnostic>) {
    let first = best(all, published_class).map(|c| permanent(c, all));
    let last = best(all, updated_class);
    let alone = last.map(|c| settle(c, &beside(c, all, is_updated), around, None));
    let published = first.map(|c| {
        let beside = beside(c, all, may_be_published);
        settle(c, &beside, around, alone.as_ref())
    });
    let updated = last.map(|c| settle(c, &beside(c, all, is_updated), around, published.as_ref()));
    let updated = updated.filter(|u| !published.as_ref().is_some_and(|p| u.before(p)));
    let told = first.and_then(|c| disagreement(c, all));
    (published, updated, told.into_iter().collect())
}

fn is_updated(candidate: &Candidate) -> bool {
    candidate.says == Says::Updated && candidate.from != TimeFrom::Header
}

fn may_be_published(candidate: &Candidate) -> bool {
    candidate.says != Says::Updated && candidate.from != TimeFrom::Header
}

/// How near a candidate is to being the publication, 0 the nearest.
fn published_class(candidate: &Candidate) -> Option<u8> {
    if !may_be_published(candidate) {
        return None;
    }
    let class = match (candidate.from, candidate.says) {
        (TimeFrom::Url, _) => 3,
        (TimeFrom::Line, Says::Published) => 1,
        (_, Says::Published) => 0,
        _ => 2,
    };
    let light = candidate.weight < LIGHT && candidate.from != TimeFrom::Url;
    Some(class + if light { 4 } else { 0 })
}

fn updated_class(candidate: &Candidate) -> Option<u8> {
    let light = candidate.weight < LIGHT;
    is_updated(candidate).then_some(u8::from(light))
}

/// The candidate of the nearest class that weighs most.
fn best(all: &[Candidate], class: fn(&Candidate) -> Option<u8>) -> Option<&Candidate> {
    let value = |c: &Candidate| {
        let weight = i32::from(c.weight) + CONFIRMED * confirmations(c, all);
        let exact = u8::from(c.clock.is_some()) + u8::from(c.clock.is_some() && c.zone.is_some());
        Some((std::cmp::Reverse(class(c)?), weight, exact))
    };
    let mut found: Option<&Candidate> = None;
    for candidate in all.iter().filter(|c| value(c).is_some()) {
        if found.is_none_or(|f| value(f) < value(candidate)) {
            found = Some(candidate);
        }
    }
    found
}

/// The date of the address in place of one that nothing says to be of publication and nothing else bears out: the
/// day of the visit stands on many pages.
fn permanent<'c>(chosen: &'c Candidate, all: &'c [Candidate]) -> &'c Candidate {
    let unsaid = chosen.says == Says::Unknown && confirmations(chosen, all) == 0;
    let other = |c: &&Candidate| c.from == TimeFrom::Url && apart(c.date, chosen.date) > TOLERANCE;
    all.iter().find(other).filter(|_| unsaid).unwrap_or(chosen)
}

/// The kinds of other signs that tell the same day.
fn confirmations(candidate: &Candidate, all: &[Candidate]) -> i32 {
    let mut kinds: Vec<TimeFrom> = Vec::new();
    for other in all {
        let heavy = other.weight >= LIGHT || other.from == TimeFrom::Url;
        let same = other.from != candidate.from && apart(other.date, candidate.date) <= 1;
        if heavy && same && !kinds.contains(&other.from) {
            kinds.push(other.from);
        }
    }
    kinds.len() as i32
}

/// The other candidates that tell the same time, the heaviest first.
fn beside<'c>(one: &Candidate, all: &'c [Candidate], fits: fn(&Candidate) -> bool) -> Vec<&'c Candidate> {
    let heavy = |c: &Candidate| c.weight >= LIGHT.min(one.weight);
    let near = |c: &&Candidate| fits(c) && *c != one && heavy(c) && apart(c.date, one.date) <= 1;
    let mut out: Vec<&Candidate> = all.iter().filter(near).collect();
    out.sort_by_key(|c| std::cmp::Reverse(c.weight));
    out
}

/// The time that `one` tells, with the help of those `beside` it and of the page's `other` time.
fn settle(one: &Candidate, beside: &[&Candidate], around: &Around, other: Option<&Settled>) -> Settled {
    let Some(civil) = one.civil() else {
        return settle_day(one, beside, around, other);
    };
    if one.zero() {
        return settle_zero(one, civil, beside, around, other);
    }
    let civil = shown(one, beside).unwrap_or(civil);
    let stated = one
        .zone
        .as_ref()
        .and_then(|place| zone_of(place, around.zone.as_ref()));
    let zone = stated
        .or_else(|| zone_beside(one, beside))
        .or_else(|| around.zone.clone());
    if let Some(moment) = zone.and_then(|z| zoned(civil, &z)) {
        return Settled::at(moment, None);
    }
    if let Some(found) = with_greenwich(one, beside, around) {
        return found;
    }
    match hint(civil.date(), other).and_then(|z| zoned(civil, &z)) {
        Some(moment) => Settled::at(moment, None),
        None => Settled::day(one.date),
    }
}

/// The clock time that readers see where the metadata has a date filled up with midnight.
fn shown(one: &Candidate, beside: &[&Candidate]) -> Option<DateTime> {
    let filled = one.machine() && one.clock.is_some_and(|c| c.time == Time::midnight());
    let seen = |c: &&&Candidate| !c.machine() && c.zone.is_none() && c.date == one.date && c.clock.is_some();
    beside.iter().filter(|_| filled).find(seen)?.civil()
}

/// A day alone: another sign may know the clock time.
fn settle_day(one: &Candidate, beside: &[&Candidate], around: &Around, other: Option<&Settled>) -> Settled {
    let clocked = beside.iter().filter(|c| c.clock.is_some() && !is_midnight(c));
    let same_day = |c: &&&Candidate| c.date == one.date || c.zero() || c.says == Says::Published;
    let rest: Vec<&Candidate> = beside.iter().copied().filter(|c| c.clock.is_some()).collect();
    let found = clocked.filter(same_day).find_map(|c| {
        let settled = settle(c, &without(&rest, c), around, other);
        let fits = settled.date == one.date || c.zero() && around.zone.is_none() && settled.lesson.is_none();
        (settled.moment.is_some() && fits).then_some(settled)
    });
    found.unwrap_or_else(|| Settled::day(one.date))
}

fn without<'c>(all: &[&'c Candidate], one: &Candidate) -> Vec<&'c Candidate> {
    all.iter().copied().filter(|c| *c != one).collect()
}

/// Whether it is a midnight of Greenwich, with which programs fill up a date.
fn is_midnight(candidate: &Candidate) -> bool {
    candidate.zero() && candidate.clock.is_some_and(|c| c.time == Time::midnight())
}

/// A time that is told as Greenwich's.
fn settle_zero(
    one: &Candidate,
    civil: DateTime,
    beside: &[&Candidate],
    around: &Around,
    other: Option<&Settled>,
) -> Settled {
    let lesson = lesson(one, civil, beside, around);
    if is_midnight(one) && !matches!(lesson, Some(Lesson::True(_))) {
        let day = Candidate {
            clock: None,
            zone: None,
            ..one.clone()
        };
        return settle_day(&day, beside, around, other);
    }
    let lesson = lesson.or_else(|| other.and_then(|o| o.lesson.clone()));
    let moment = match &lesson {
        Some(Lesson::Doubt) => None,
        Some(Lesson::False(zone)) => zoned(civil, zone),
        Some(Lesson::True(zone)) => on(civil, zone),
        None => on(civil, &around.zone.clone().unwrap_or(TimeZone::UTC)),
    };
    match moment {
        Some(moment) => Settled::at(moment, lesson),
        None => Settled::day(one.date),
    }
}

/// A time of Greenwich on the clock of another zone.
fn on(civil: DateTime, zone: &TimeZone) -> Option<Zoned> {
    Some(zoned(civil, &TimeZone::UTC)?.with_time_zone(zone.clone()))
}

/// What the times beside one of Greenwich say of it.
fn lesson(one: &Candidate, civil: DateTime, beside: &[&Candidate], around: &Around) -> Option<Lesson> {
    let local = |c: &&&Candidate| c.clock.is_some() && !c.zero();
    let learnt = beside
        .iter()
        .filter(local)
        .find_map(|c| compared(civil, c, around));
    learnt
        .or_else(|| unmasked(civil, beside, around))
        .or_else(|| ahead(one, civil, around))
}

/// A time of Greenwich compared with one of the same event on a local clock.
fn compared(civil: DateTime, local: &Candidate, around: &Around) -> Option<Lesson> {
    let difference = minutes(civil, local.civil()?)?;
    let stated = local.zone.as_ref().and_then(|p| zone_of(p, around.zone.as_ref()));
    if let Some(zone) = stated.clone().or_else(|| around.zone.clone()) {
        let offset = offset(civil, &zone)?;
        if difference == 0 && offset != 0 {
            return Some(Lesson::False(zone));
        }
        // a minute more or less: rounded
        if (difference - offset).abs() <= 1 {
            return Some(Lesson::True(zone));
        }
    }
    if stated.is_some() {
        return None;
    }
    let half_a_day = if local.clock?.sure { 0 } else { 12 * 60 };
    let usual = |minutes: &i64| (-6 * 60..=6 * 60).contains(minutes);
    let readings = [difference, difference + half_a_day];
    let likely = readings.iter().find(|m| usual(m)).unwrap_or(&difference);
    if *likely == 0 {
        return None;
    }
    Some(Lesson::True(real_zone(*likely)?))
}

/// Two times of Greenwich for one event: that which readers see, or which is ahead as the outlet's clock is, is
/// the false one.
fn unmasked(civil: DateTime, beside: &[&Candidate], around: &Around) -> Option<Lesson> {
    let shown = |c: &&Candidate| {
        !c.zero() && c.zone.is_none() && c.civil().and_then(|seen| minutes(civil, seen)) == Some(0)
    };
    let seen = beside.iter().any(shown);
    beside
        .iter()
        .filter(|c| c.zero() && !is_midnight(c))
        .find_map(|c| {
            let other = c.civil()?;
            let ahead = minutes(other, civil).filter(|m| *m != 0)?;
            let outlet = around.zone.clone();
            match outlet.filter(|z| offset(other, z) == Some(ahead)) {
                Some(zone) => Some(Lesson::False(zone)),
                None if seen => Some(Lesson::False(real_zone(ahead)?)),
                None => None,
            }
        })
}

/// A time of Greenwich that lies after the fetching is of another clock.
fn ahead(one: &Candidate, civil: DateTime, around: &Around) -> Option<Lesson> {
    let fetched = around.fetched?;
    let moment = zoned(civil, &TimeZone::UTC)?.timestamp();
    if one.from == TimeFrom::Url || moment.duration_since(fetched).as_secs() <= AHEAD {
        return None;
    }
    let zone = around.zone.clone();
    Some(zone.map_or(Lesson::Doubt, Lesson::False))
}

/// Whole minutes from a time of Greenwich to a local one.
fn minutes(civil: DateTime, shown: DateTime) -> Option<i64> {
    let cut = |t: DateTime| t.date().at(t.hour(), t.minute(), 0, 0);
    let between: SignedDuration = cut(shown).duration_since(cut(civil));
    (between.abs() <= SignedDuration::from_hours(26)).then(|| between.as_mins())
}

/// Minutes from Greenwich to a zone at a time of Greenwich.
fn offset(civil: DateTime, zone: &TimeZone) -> Option<i64> {
    Some(i64::from(on(civil, zone)?.offset().seconds()) / 60)
}

/// The zone that another sign states for the same clock time, or for the same day.
fn zone_beside(one: &Candidate, beside: &[&Candidate]) -> Option<TimeZone> {
    let stated =
        |c: &&&Candidate| c.clock.is_some() && matches!(c.zone, Some(Place::Offset(_) | Place::Named(_)));
    let same = |c: &&&Candidate| {
        let pair = one.civil().zip(c.civil());
        pair.is_some_and(|(a, b)| minutes(a, b) == Some(0))
    };
    let found = beside.iter().filter(stated).find(same);
    let found = found.or_else(|| beside.iter().filter(stated).find(|c| c.machine()));
    zone_of(found?.zone.as_ref()?, None)
}

/// A local clock time whose distance from Greenwich a time of Greenwich beside it tells.
fn with_greenwich(one: &Candidate, beside: &[&Candidate], around: &Around) -> Option<Settled> {
    let zero = beside.iter().filter(|c| c.zero() && !is_midnight(c));
    zero.filter_map(|c| {
        let civil = c.civil()?;
        let lesson = compared(civil, one, around);
        let same = minutes(civil, one.civil()?) == Some(0);
        match &lesson {
            Some(Lesson::True(zone)) => Some(Settled::at(on(civil, zone)?, lesson)),
            None if same && ahead(c, civil, around).is_none() => {
                Some(Settled::at(zoned(civil, &TimeZone::UTC)?, None))
            }
            _ => None,
        }
    })
    .next()
}

/// The clock of the page's other time, if it is of the same season.
fn hint(date: Date, other: Option<&Settled>) -> Option<TimeZone> {
    let moment = other?.moment.as_ref()?;
    let zone = moment.time_zone();
    (*zone != TimeZone::UTC && apart(moment.date(), date) <= SEASON).then(|| zone.clone())
}

/// What is to be said where the metadata and what readers see are days apart.
fn disagreement(chosen: &Candidate, all: &[Candidate]) -> Option<Diagnostic> {
    let seen = |c: &&Candidate| c.from == TimeFrom::Line && may_be_published(c) && c.weight >= LIGHT;
    let heaviest = all.iter().filter(seen).map(|c| c.weight).max()?;
    let lines: Vec<&Candidate> = all.iter().filter(seen).filter(|c| c.weight == heaviest).collect();
    let agrees = |c: &&Candidate| apart(c.date, chosen.date) <= TOLERANCE;
    if chosen.from == TimeFrom::Line || lines.iter().any(agrees) {
        return None;
    }
    let message = format!(
        "the page's data says that it was published on {}, the page itself says {}",
        chosen.date,
        lines.first()?.date
    );
    Some(warning("dates-disagree", message))
}
