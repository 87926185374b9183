//! Stretches: an interval of civil time while it is being worked out, and its ISO 8601 form.

use super::calendar::add_days;
use super::{Basis, Precision, Published, TimeRole};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// An interval read from the text; `None` where an end is open or can't be known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    /// One past its last token.
    pub(super) end: usize,
    pub(super) from: Option<DateTime>,
    pub(super) to: Option<DateTime>,
    pub(super) precision: Precision,
    pub(super) basis: Basis,
    /// Its own place's clock, where it names one.
    pub(super) zone: Option<Offset>,
}

impl Stretch {
    pub(super) fn new(end: usize, precision: Precision, basis: Basis) -> Stretch {
        Stretch {
            end,
            from: None,
            to: None,
            precision,
            basis,
            zone: None,
        }
    }

    pub(super) fn between(self, limits: Option<(DateTime, DateTime)>) -> Stretch {
        Stretch {
            from: limits.map(|l| l.0),
            to: limits.map(|l| l.1),
            ..self
        }
    }

    pub(super) fn days(self, limits: Option<(Date, Date)>) -> Stretch {
        self.between(limits.map(|(a, b)| (midnight(a), midnight(b))))
    }

    /// Hours of `date`, counted on past 24.
    pub(super) fn hours(self, date: Option<Date>, from: i64, to: i64) -> Stretch {
        self.between(date.and_then(|d| Some((at_hour(d, from)?, at_hour(d, to)?))))
    }

    /// The interval that lies to this one as `role` says.
    pub(super) fn seen_as(self, role: TimeRole) -> Stretch {
        let (from, to) = match role {
            TimeRole::Since => (self.from, None),
            TimeRole::Until => (None, self.to),
            TimeRole::Before => (None, self.from),
            TimeRole::After => (self.to, None),
            TimeRole::At | TimeRole::During => (self.from, self.to),
            TimeRole::Duration => (None, None),
        };
        Stretch { from, to, ..self }
    }

    /// One of its ends in ISO 8601: a date where the words are no finer than a day. No year has less than four digits.
    pub(super) fn iso(self, end: Option<DateTime>, now: Option<Published>) -> Option<String> {
        let at = end.filter(|at| at.year() > 0)?;
        if self.precision >= Precision::Day && at.time() == Time::midnight() {
            return Some(at.date().to_string());
        }
        let offset = self.zone.or(now.and_then(|n| n.offset));
        Some(format!(
            "{}{}",
            at.strftime("%Y-%m-%dT%H:%M"),
            offset.map_or_else(String::new, suffix)
        ))
    }
}

fn suffix(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

pub(super) fn midnight(date: Date) -> DateTime {
    date.to_datetime(Time::midnight())
}

fn at_hour(date: Date, hour: i64) -> Option<DateTime> {
    Some(add_days(date, hour.div_euclid(24))?.at(i8::try_from(hour.rem_euclid(24)).ok()?, 0, 0, 0))
}
