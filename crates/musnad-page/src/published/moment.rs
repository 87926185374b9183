//! The facts of a line put together: [`Moment`]s, each a day with its clock time, zone and label.

use super::Says;
use super::clock::Clock;
use super::fact::{Fact, Line, Written};
use super::lex::{Term, TermKind, terms};
use super::words::{Place, Sense};
use jiff::Timestamp;
use jiff::civil::Date;
use std::ops::Range;

/// One time that a line tells, as far as the line tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Moment {
    pub(super) says: Says,
    pub(super) day: Option<Told>,
    pub(super) weekday: Option<i8>,
    pub(super) clock: Option<Clock>,
    pub(super) zone: Option<Place>,
}

/// How a line tells the day.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    Day(Written),
    Hijri(Option<Date>),
    Ago(Option<(i64, i64)>),
    Near(i64),
    Instant(Timestamp),
}

/// A fact with the terms that it was read from.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) fact: Fact,
    pub(super) terms: Range<usize>,
}

/// A line with what was found in it.
pub(super) struct Reading {
    pub(super) terms: Vec<Term>,
    pub(super) facts: Vec<Placed>,
}

impl Reading {
    /// Reads a line; `machine` tells whether it is made for machines.
    pub(super) fn of(text: &str, machine: bool) -> Reading {
        let terms = terms(text);
        let line = Line {
            terms: &terms,
            machine,
        };
        let (mut facts, mut at, mut after) = (Vec::new(), 0, false);
        while at < terms.len() {
            match line.fact(at, after) {
                Some((found, end)) => {
                    facts.extend(found.into_iter().map(|fact| Placed { fact, terms: at..end }));
                    (at, after) = (end, true);
                }
                None => {
                    after &= is_link(&terms[at]);
                    at += 1;
                }
            }
        }
        Reading { terms, facts }
    }

    /// The terms that are neither part of a fact nor between the parts of a date.
    pub(super) fn others(&self) -> Vec<usize> {
        let inside = |at: &usize| self.facts.iter().any(|f| f.terms.contains(at));
        (0..self.terms.len())
            .filter(|at| !is_link(&self.terms[*at]) && !inside(at))
            .collect()
    }

    /// The times that it tells.
    pub(super) fn moments(&self) -> Vec<Moment> {
        moments(self.facts.iter().map(|f| &f.fact))
    }
}

/// Whether a term says nothing where it stands between the parts of a date.
pub(super) fn is_link(term: &Term) -> bool {
    let empty = |s: &&Sense| {
        matches!(
            s,
            Sense::Link | Sense::Of | Sense::Clock | Sense::Era | Sense::HijriEra | Sense::Year
        )
    };
    match &term.kind {
        TermKind::Mark(_) => true,
        TermKind::Phrase(senses) => senses.iter().any(empty),
        _ => false,
    }
}

/// The times that `facts` tell together, in their order.
pub(super) fn moments<'f>(facts: impl Iterator<Item = &'f Fact>) -> Vec<Moment> {
    let mut out: Vec<Moment> = Vec::new();
    let mut now = Moment::default();
    for fact in facts {
        if begins_another(&now, fact) {
            out.push(std::mem::take(&mut now));
        }
        take(&mut now, fact);
    }
    out.push(now);
    out.retain(|m| m.day.is_some() || m.clock.is_some());
    share(&mut out);
    out.retain(|m| m.day.is_some());
    let updated = out.iter().skip(1).any(|m| m.says == Says::Updated);
    if let Some(first) = out.first_mut().filter(|m| updated && m.says == Says::Unknown) {
        first.says = Says::Published;
    }
    out
}

/// Whether `fact` belongs to another time than `now`.
fn begins_another(now: &Moment, fact: &Fact) -> bool {
    match (fact, &now.day) {
        (Fact::Label(_), day) => day.is_some() || now.clock.is_some(),
        (Fact::Day(new), Some(Told::Day(old))) => new != old,
        (Fact::Ago(_), Some(day)) => !matches!(day, Told::Day(_) | Told::Hijri(_)),
        (Fact::Instant(_), Some(_)) => true,
        _ => false,
    }
}

fn take(now: &mut Moment, fact: &Fact) {
    match fact {
        Fact::Label(says) => now.says = *says,
        Fact::Day(written) => now.day = Some(Told::Day(written.clone())),
        // the Gregorian day says it better
        Fact::Hijri(date) if !matches!(now.day, Some(Told::Day(_))) => now.day = Some(Told::Hijri(*date)),
        Fact::Ago(range) if now.day.is_none() => now.day = Some(Told::Ago(*range)),
        Fact::Near(days) if now.day.is_none() => now.day = Some(Told::Near(*days)),
        Fact::Instant(at) => now.day = Some(Told::Instant(*at)),
        Fact::Clock(clock) if now.clock.is_none() => now.clock = Some(*clock),
        Fact::Zone(place) if now.zone.is_none() => now.zone = Some(place.clone()),
        Fact::Weekday(day) => now.weekday = Some(*day),
        _ => {}
    }
}

/// Gives a clock time without a day that of the time before it, and all times the one zone that the line names.
fn share(all: &mut [Moment]) {
    let named = all.iter().find_map(|m| m.zone.clone());
    let mut day = None;
    for moment in all {
        if moment.day.is_none() {
            moment.day.clone_from(&day);
        }
        day.clone_from(&moment.day);
        if moment.clock.is_some() && moment.zone.is_none() {
            moment.zone.clone_from(&named);
        }
    }
}
