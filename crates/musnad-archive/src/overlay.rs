//! What people said of a document's claims, laid over what the machine read there.

use crate::Error;
use crate::store::Correction;
use musnad_record::v1::{Actor, Claim, Count, Place, Records, Source, Span, Text, Time};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::borrow::Cow;

/// What became of a claim that people judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Somebody says that it is one.
    Accepted,
    /// Somebody says that it is none.
    Rejected,
    /// Somebody set a field of it.
    Corrected,
}

impl Status {
    /// Its name, as search has it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Accepted => "accepted",
            Status::Rejected => "rejected",
            Status::Corrected => "corrected",
        }
    }

    /// Whether people say that it is a claim.
    pub fn is_claim(self) -> bool {
        self != Status::Rejected
    }
}

/// The corrections of a document's claims that hold: without those that were undone.
#[derive(Debug, Default)]
pub(crate) struct Overlay(FxHashMap<String, Vec<Correction>>);

impl Overlay {
    pub(crate) fn of(all: Vec<Correction>) -> Overlay {
        let mut out = Overlay::default();
        for one in live(all) {
            out.0.entry(one.target.clone()).or_default().push(one);
        }
        out
    }

    /// Whether nobody said anything that holds.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What became of a claim; nothing where nobody judged it. The last word counts: whoever sets a field of a claim
    /// that was rejected says that it is one.
    pub(crate) fn status(&self, claim: &str) -> Option<Status> {
        let all = self.0.get(claim)?;
        if all.last()?.kind == "reject" {
            return Some(Status::Rejected);
        }
        let set = all.iter().any(|c| c.kind == "set");
        Some(if set { Status::Corrected } else { Status::Accepted })
    }

    /// What became of all claims that people judged.
    pub(crate) fn statuses(&self) -> FxHashMap<String, Status> {
        let all = self.0.keys();
        all.filter_map(|claim| Some((claim.clone(), self.status(claim)?)))
            .collect()
    }

    pub(crate) fn is_rejected(&self, claim: &str) -> bool {
        self.status(claim) == Some(Status::Rejected)
    }

    /// Sets the fields of a claim that people set, each as it was set last.
    pub(crate) fn apply(&self, claim: &mut Claim<'_>) -> Result<(), Error> {
        for one in self.0.get(claim.id.as_str()).into_iter().flatten() {
            set(claim, one)?;
        }
        Ok(())
    }

    /// All records of a document with what people said: claims that they rejected go, and what they accepted is in
    /// doubt no more.
    pub(crate) fn records(&self, records: &mut Records<'_>) -> Result<(), Error> {
        records.claims.retain(|c| !self.is_rejected(&c.id));
        let mut sure = Vec::new();
        for claim in &mut records.claims {
            if self.status(&claim.id).is_some() {
                sure.push((claim.trigger.start, claim.trigger.end));
            }
            self.apply(claim)?;
        }
        records.document.diagnostics.retain(|d| {
            let at = d.span.as_ref().map(|s| (s.start, s.end));
            d.code != "doubtful" || !at.is_some_and(|at| sure.contains(&at))
        });
        Ok(())
    }
}

/// Corrections without those that were undone, and without the undoing.
pub(crate) fn live(mut all: Vec<Correction>) -> Vec<Correction> {
    let undone: FxHashSet<i64> = all.iter().filter_map(undoes).collect();
    all.retain(|c| c.kind != "undo" && !undone.contains(&c.n));
    all
}

/// The number of the correction that this one undoes.
pub(crate) fn undoes(correction: &Correction) -> Option<i64> {
    let number = || correction.value.as_deref()?.parse().ok();
    (correction.kind == "undo").then(number).flatten()
}

/// Sets the field of a claim that a correction sets; one that accepts or rejects sets none.
pub(crate) fn set(claim: &mut Claim<'_>, correction: &Correction) -> Result<(), Error> {
    let (Some(field), Some(value)) = (&correction.field, &correction.value) else {
        return Ok(());
    };
    let value: Value = serde_json::from_str(value)?;
    match field.as_str() {
        "type" => claim.r#type = owned(&value, None).unwrap_or_default(),
        "mode" => claim.mode = owned(&value, None),
        "modality" => claim.modality = owned(&value, None).unwrap_or_default(),
        "place" => claim.place = (!value.is_null()).then(|| place(claim, &value)),
        "time" => claim.time = (!value.is_null()).then(|| time(claim, &value)),
        "actor" | "recipient" => party(claim, field, &value),
        "toll" => toll(claim, &value),
        "source" => source(claim, &value),
        _ => {}
    }
    Ok(())
}

fn owned<'a>(value: &Value, key: Option<&str>) -> Option<Text<'a>> {
    let value = key.map_or(Some(value), |key| value.get(key))?;
    Some(Cow::Owned(value.as_str()?.to_owned()))
}

/// Where `words` stand in a claim's sentence; else where the field stood before, else the trigger.
fn span<'a>(claim: &Claim<'a>, words: Option<&str>, before: Option<&Span<'a>>) -> Span<'a> {
    let sentence = &claim.sentence;
    let found = words.filter(|w| !w.is_empty()).and_then(|words| {
        let at = sentence.quote.find(words)?;
        let start = sentence.start + sentence.quote.get(..at)?.chars().count();
        Some(Span {
            start,
            end: start + words.chars().count(),
            quote: Cow::Owned(words.to_owned()),
        })
    });
    found.unwrap_or_else(|| before.unwrap_or(&claim.trigger).clone())
}

fn place<'a>(claim: &Claim<'a>, value: &Value) -> Place<'a> {
    let text = |key| owned(value, Some(key));
    let number = |key| value.get(key).and_then(Value::as_f64);
    let span = span(
        claim,
        value.get("text").and_then(Value::as_str),
        claim.place.as_ref().map(|p| &p.span),
    );
    Place {
        text: text("text").unwrap_or_else(|| span.quote.clone()),
        span,
        id: text("id"),
        name_ar: text("name_ar"),
        name_en: text("name_en"),
        country: text("country"),
        admin1: text("admin1"),
        lat: number("lat"),
        lon: number("lon"),
        precision: text("precision").unwrap_or(Cow::Borrowed("vague")),
    }
}

fn time<'a>(claim: &Claim<'a>, value: &Value) -> Time<'a> {
    let text = |key| owned(value, Some(key));
    let span = span(claim, None, claim.time.as_ref().map(|t| &t.span));
    Time {
        text: span.quote.clone(),
        span,
        start: text("start"),
        end: text("end"),
        precision: text("precision").unwrap_or(Cow::Borrowed("day")),
        basis: Cow::Borrowed("stated"),
    }
}

/// Who the words of a party mean; with no entry, they mean no party.
fn party(claim: &mut Claim<'_>, role: &str, value: &Value) {
    let words = value.get("text").and_then(Value::as_str).unwrap_or_default();
    let is = |a: &Actor<'_>| a.role == role && a.text == words;
    let Some(entry) = value.get("entry").filter(|e| !e.is_null()) else {
        claim.actors.retain(|a| !is(a));
        return;
    };
    let text = |key| owned(entry, Some(key));
    for actor in claim.actors.iter_mut().filter(|a| is(a)) {
        actor.id = text("id");
        actor.name_ar = text("name_ar");
        actor.name_en = text("name_en");
        actor.country = text("country");
        actor.sector = text("sector");
        let aligned = entry.get("aligned_with").and_then(Value::as_array);
        let codes = aligned.into_iter().flatten().filter_map(Value::as_str);
        actor.aligned_with = Cow::Owned(codes.map(str::to_owned).collect());
    }
}

/// The one figure of an outcome; with no bound, there is none.
fn toll(claim: &mut Claim<'_>, value: &Value) {
    let Some(outcome) = owned(value, Some("outcome")) else {
        return;
    };
    let first = claim.toll.iter().find(|c| c.outcome == outcome);
    let span = span(claim, None, first.map(|c| &c.span));
    let cumulative = first.is_some_and(|c| c.cumulative);
    let at = claim.toll.iter().position(|c| c.outcome == outcome);
    claim.toll.retain(|c| c.outcome != outcome);
    let number = |key| value.get(key).and_then(Value::as_u64);
    if let Some(bound) = owned(value, Some("bound")) {
        let count = Count {
            outcome,
            who: None,
            value: number("value"),
            bound,
            min: number("min"),
            max: number("max"),
            cumulative,
            span,
        };
        let at = at.unwrap_or(claim.toll.len()).min(claim.toll.len());
        claim.toll.insert(at, count);
    }
}

/// The source that is nearest to the event; with none, the outlet itself says it.
fn source(claim: &mut Claim<'_>, value: &Value) {
    let is_outlet = |s: &Source<'_>| s.kind == "outlet";
    if value.is_null() {
        claim.attribution.retain(is_outlet);
        return;
    }
    let text = |key| owned(value, Some(key));
    let words = value.get("text").and_then(Value::as_str).unwrap_or_default();
    let before = claim.attribution.first().filter(|s| !is_outlet(s)).cloned();
    let span = claim
        .sentence
        .quote
        .contains(words)
        .then(|| span(claim, Some(words), None));
    let kind = text("kind").or_else(|| before.as_ref().map(|s| s.kind.clone()));
    let new = Source {
        text: text("text"),
        span,
        id: text("id"),
        name_ar: text("name_ar"),
        name_en: text("name_en"),
        kind: kind.unwrap_or(Cow::Borrowed("unnamed")),
        named: true,
        count: None,
        cue: before.as_ref().and_then(|s| s.cue.clone()),
        stance: before
            .as_ref()
            .map_or(Cow::Borrowed("neutral"), |s| s.stance.clone()),
    };
    match before {
        Some(_) => claim.attribution[0] = new,
        None => claim.attribution.insert(0, new),
    }
}
