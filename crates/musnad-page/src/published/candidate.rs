//! Signs made [`Candidate`]s: each a day that is sure, with its clock time and zone where they are told.
//!
//! A day that can be read in two ways, has no whole year or is counted from the fetching is settled by what the
//! other signs say; what cannot be a time of publication is passed over and told.

use super::address::address_date;
use super::clock::Clock;
use super::fact::Written;
use super::moment::{Moment, Reading, Told};
use super::words::Place;
use super::{LIGHT, Says, TimeFrom, TimeSign, zone};
use crate::{Diagnostic, Severity};
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Nothing that is read was published on the web before.
const EARLIEST: Date = date(1990, 1, 1);
/// The last day that a page without a time of fetching may be of.
const LATEST: Date = date(2100, 12, 31);
/// The most characters of a sign that are quoted.
const QUOTED: usize = 60;
/// The longest sign that is read, in bytes.
const LONGEST: usize = 1000;

/// A time that a sign tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) from: TimeFrom,
    pub(super) says: Says,
    pub(super) weight: u8,
    pub(super) date: Date,
    pub(super) clock: Option<Clock>,
    pub(super) zone: Option<Place>,
}

impl Candidate {
    /// Date and clock time as told.
    pub(super) fn civil(&self) -> Option<DateTime> {
        Some(self.date.to_datetime(self.clock?.time))
    }

    /// Whether it is made for machines.
    pub(super) fn machine(&self) -> bool {
        !matches!(self.from, TimeFrom::Line)
    }

    /// Whether its clock is said to be that of Greenwich.
    pub(super) fn zero(&self) -> bool {
        self.clock.is_some() && self.zone == Some(Place::Zero)
    }
}

/// What is known besides the signs.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// The outlet's zone.
    pub(super) zone: Option<TimeZone>,
    pub(super) fetched: Option<Timestamp>,
}

impl Around {
    /// The last day that a page may be of.
    fn latest(&self) -> Date {
        let last = self.fetched.and_then(|at| at.checked_add(24.hours()).ok());
        last.map_or(LATEST, |at| {
            TimeZone::fixed(jiff::tz::offset(14)).to_datetime(at).date()
        })
    }
}

/// A moment that isn't settled.
struct Open<'a> {
    sign: &'a TimeSign,
    moment: Moment,
}

/// The candidates of all signs, in their order, and what is to be said of those passed over.
pub(super) fn candidates(signs: &[TimeSign], around: &Around) -> (Vec<Candidate>, Vec<Diagnostic>) {
    let mut odd = Vec::new();
    let mut open = Vec::new();
    let heavy = |s: &&TimeSign| s.weight > 0 || s.from == TimeFrom::Url;
    for sign in signs.iter().filter(heavy) {
        let moments = read(sign);
        if moments.is_empty() && sign.from != TimeFrom::Url && sign.from != TimeFrom::Line {
            tell(&mut odd, &sign.text, "is no date that can be read");
        }
        open.extend(moments.into_iter().map(|moment| Open { sign, moment }));
    }
    let sure: Vec<Date> = open.iter().filter_map(|o| sure(o, around)).collect();
    let mut out = Vec::new();
    for one in &open {
        match settled(one, &sure, around) {
            Ok(found) => out.extend(found),
            Err(why) => tell(&mut odd, &one.sign.text, why),
        }
    }
    (out, odd)
}

fn tell(odd: &mut Vec<Diagnostic>, text: &str, why: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let quoted: String = text.chars().take(QUOTED).collect();
    let cut = if quoted.len() < text.len() { "…" } else { "" };
    let message = format!("“{quoted}{cut}” {why}");
    if odd.iter().any(|d: &Diagnostic| d.message == message) {
        return;
    }
    odd.push(Diagnostic {
        code: "odd-date",
        severity: Severity::Info,
        message,
        span: None,
    });
}

fn read(sign: &TimeSign) -> Vec<Moment> {
    if sign.text.len() > LONGEST {
        return Vec::new();
    }
    if sign.from == TimeFrom::Url {
        let day = address_date(&sign.text).map(|d| Written::Full {
            days: vec![d],
            short: false,
        });
        return day
            .map(|d| Moment {
                day: Some(Told::Day(d)),
                ..Moment::default()
            })
            .into_iter()
            .collect();
    }
    Reading::of(&sign.text, sign.from != TimeFrom::Line).moments()
}

/// The days that a moment may be, the likeliest first, which nothing speaks against.
fn possible(days: &[Date], around: &Around) -> Vec<Date> {
    let latest = around.latest();
    days.iter()
        .copied()
        .filter(|d| (EARLIEST..=latest).contains(d))
        .collect()
}

/// The day of a moment that needs no other sign.
fn sure(open: &Open<'_>, around: &Around) -> Option<Date> {
    if open.sign.weight < LIGHT && open.sign.from != TimeFrom::Url {
        return None;
    }
    match open.moment.day.as_ref()? {
        Told::Day(Written::Full { days, short: false }) => match possible(days, around)[..] {
            [day] => Some(day),
            _ => None,
        },
        Told::Hijri(date) => possible(&[(*date)?], around).first().copied(),
        Told::Instant(at) => possible(&[TimeZone::UTC.to_datetime(*at).date()], around)
            .first()
            .copied(),
        _ => None,
    }
}

/// The moment as a candidate, nothing where its day stays open, or why it is passed over.
fn settled(open: &Open<'_>, sure: &[Date], around: &Around) -> Result<Option<Candidate>, &'static str> {
    let moment = &open.moment;
    let Some(day) = &moment.day else { return Ok(None) };
    let date = match day {
        Told::Day(Written::Full { days, short }) => full(days, *short, open, sure, around)?,
        Told::Day(Written::NoYear(month, day)) => no_year(*month, *day, moment, sure, around),
        Told::Hijri(date) => match date {
            Some(date) => Some(checked(&[*date], around)?),
            None => None,
        },
        Told::Instant(at) => return instant(open, *at, around).map(Some),
        Told::Ago(range) => range.and_then(|r| ago(r, around)),
        Told::Near(days) => near(*days, around),
    };
    Ok(date.map(|date| Candidate {
        date,
        clock: moment.clock,
        zone: moment.zone.clone(),
        ..blank(open)
    }))
}

fn blank(open: &Open<'_>) -> Candidate {
    let TimeSign {
        from, says, weight, ..
    } = open.sign;
    Candidate {
        from: *from,
        // what the words say is nearer than what was thought of them
        says: match open.moment.says {
            Says::Unknown => *says,
            told => told,
        },
        weight: *weight,
        date: EARLIEST,
        clock: None,
        zone: None,
    }
}

fn instant(open: &Open<'_>, at: Timestamp, around: &Around) -> Result<Candidate, &'static str> {
    let civil = TimeZone::UTC.to_datetime(at);
    let date = checked(&[civil.date()], around)?;
    let clock = Clock::new(civil.hour(), civil.minute(), Some(civil.second()), true);
    Ok(Candidate {
        date,
        clock,
        zone: Some(Place::Zero),
        ..blank(open)
    })
}

/// The first of `days` that a page may be of, or why there is none.
fn checked(days: &[Date], around: &Around) -> Result<Date, &'static str> {
    match possible(days, around).first() {
        Some(day) => Ok(*day),
        None if days.is_empty() => Err("is no day of the calendar"),
        None if days.iter().all(|d| *d < EARLIEST) => Err("is before 1990"),
        None => Err("lies after the page was fetched"),
    }
}

/// A day written with its year; two digits of a year count where something bears them out.
fn full(
    days: &[Date],
    short: bool,
    open: &Open<'_>,
    sure: &[Date],
    around: &Around,
) -> Result<Option<Date>, &'static str> {
    let first = checked(days, around)?;
    let likely = possible(days, around);
    let borne_out = likely
        .iter()
        .find(|d| sure.iter().any(|s| apart(**d, *s) <= 2))
        .or_else(|| {
            let weekday = open.moment.weekday?;
            likely
                .iter()
                .find(|d| d.weekday().to_monday_one_offset() == weekday)
        });
    if let Some(day) = borne_out {
        return Ok(Some(*day));
    }
    let labelled = open.moment.says != Says::Unknown || open.moment.clock.is_some();
    if short && !labelled {
        return Ok(None);
    }
    Ok(Some(if is_american(open) {
        likely.last().copied().unwrap_or(first)
    } else {
        first
    }))
}

/// «3/4/2026 5:20:00 PM»: programs of one maker write the month first with such a clock.
fn is_american(open: &Open<'_>) -> bool {
    let text = &open.sign.text;
    let latin = text.is_ascii() && text.to_ascii_lowercase().ends_with('m');
    open.sign.from != TimeFrom::Line && latin && text.contains('/')
}

/// The days between two dates.
pub(super) fn apart(a: Date, b: Date) -> i64 {
    a.until(b).map_or(i64::MAX, |s| i64::from(s.get_days()).abs())
}

/// A day without its year: that of a sure day beside it, or the last year in which the day of the week fits.
fn no_year(month: u8, day: u8, moment: &Moment, sure: &[Date], around: &Around) -> Option<Date> {
    let of = |year: i16| Date::new(year, month as i8, day as i8).ok();
    let near = sure.iter().find_map(|s| {
        let years = [s.year(), s.year() - 1, s.year() + 1];
        years.into_iter().filter_map(of).find(|d| apart(*d, *s) <= 2)
    });
    if near.is_some() {
        return near;
    }
    let weekday = moment.weekday?;
    let last = around
        .fetched
        .map(|at| TimeZone::UTC.to_datetime(at).date().year())?;
    let fits = |d: &Date| d.weekday().to_monday_one_offset() == weekday && *d <= around.latest();
    (0..5).filter_map(|back| of(last - back)).find(fits)
}

/// The day so many minutes before the fetching, if it is one day on the outlet's clock; where that is not known, on
/// every clock from Greenwich to four hours before it, which Arabic outlets go by.
fn ago((least, most): (i64, i64), around: &Around) -> Option<Date> {
    let at = around.fetched?;
    let day = |zone: &TimeZone, minutes: i64| {
        let back = jiff::SignedDuration::from_mins(minutes);
        Some(zone.to_datetime(at.checked_sub(back).ok()?).date())
    };
    let east = TimeZone::fixed(jiff::tz::offset(4));
    let zones = around
        .zone
        .as_ref()
        .map_or(vec![TimeZone::UTC, east], |zone| vec![zone.clone()]);
    let latest = day(zones.first()?, least)?;
    let same = |zone: &TimeZone| day(zone, least) == Some(latest) && day(zone, most) == Some(latest);
    zones.iter().all(same).then_some(latest)
}

/// A day counted from that of the fetching on the outlet's clock.
fn near(days: i64, around: &Around) -> Option<Date> {
    let today = around.zone.as_ref()?.to_datetime(around.fetched?).date();
    let date = today.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    (days <= 0).then_some(date)
}

/// The outlet's zone and the time of fetching, read.
pub(super) fn around(name: Option<&str>, fetched: Option<&str>) -> Around {
    Around {
        zone: name.and_then(zone::zone),
        fetched: fetched.and_then(zone::fetched),
    }
}
