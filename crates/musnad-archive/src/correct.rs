//! What people say of claims and events: kept beside the readings, taken back at will.
//!
//! Each thing said is a change with its entry of the journal. Claims that are rejected, set or accepted keep the
//! reading that the machine made; events that are merged leave a redirect, and events that are split off get ids of
//! their own.

use crate::Error;
use crate::archive::{Archive, missing, short};
use crate::entry;
use crate::error::Kind;
use crate::grouping::event_id;
use crate::overlay::{Overlay, Status, live, undoes};
use crate::store::{Change, Correction, Document, Named, Store, Telling};
use musnad_record::event::Reason;
use musnad_record::v1::{Claim, Records};
use rustc_hash::FxHashSet;
use serde_json::{Value, json};

/// So many documents are looked at at once.
const CHUNK: usize = 256;
/// The fields that can be set.
const FIELDS: &str = "type, mode, modality, place, time, actor, recipient, toll, source";

/// Who says something, when and why.
#[derive(Clone, Copy, Debug)]
pub struct By<'b> {
    /// Who.
    pub who: &'b str,
    /// Why; may be empty.
    pub why: &'b str,
    /// The present, RFC 3339 in UTC.
    pub at: &'b str,
}

/// What somebody says of a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// It is one.
    Accept,
    /// It is none.
    Reject,
    /// A field of it is to be read so. `null` is for what the text does not say; a type, mode or modality is its
    /// name; a place, a party's entry and a source have the contract's keys, with `text` for the words.
    ///
    /// - `time`: `{"start","end","precision"}`
    /// - `actor`, `recipient`: `{"text","entry"}`, the words as the machine read them, and who they mean
    /// - `toll`: `{"outcome","value","bound","min","max"}`; without a bound, there is no figure
    Set {
        /// `type`, `mode`, `modality`, `place`, `time`, `actor`, `recipient`, `toll` or `source`.
        field: String,
        /// Its value.
        value: Value,
    },
}

/// How far a correction of a place or a party goes: to all mentions with the same words and the same reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In the claim's document.
    Document,
    /// In the documents of its story.
    Story,
    /// In all documents.
    Archive,
}

impl<S: Store> Archive<S> {
    /// Keeps what somebody says of a claim, and of the other mentions that it reaches; gives back all that was kept.
    ///
    /// # Errors
    /// `is_missing` where there is no such claim, `is_refused` where a field or its value cannot be.
    pub fn judge(
        &mut self,
        claim: &str,
        said: &[Said],
        reach: Option<Reach>,
        by: By<'_>,
    ) -> Result<Vec<Correction>, Error> {
        let making = self.judging(claim, said, reach, by)?;
        self.finish(making)
    }

    /// What [`Archive::judge`] would keep; nothing is kept.
    ///
    /// # Errors
    /// Those of `judge`.
    pub fn foresee(
        &self,
        claim: &str,
        said: &[Said],
        reach: Option<Reach>,
        by: By<'_>,
    ) -> Result<Vec<Correction>, Error> {
        Ok(self.judging(claim, said, reach, by)?.change.corrections)
    }

    fn judging<'b>(
        &self,
        claim: &str,
        said: &[Said],
        reach: Option<Reach>,
        by: By<'b>,
    ) -> Result<Making<'b>, Error> {
        let document = self.document_of(claim)?;
        let lines = self.lines(&document.id)?;
        let records = Records::read(&lines)?;
        let own = records.claims.iter().find(|c| c.id == claim);
        let own = own.ok_or_else(|| missing("claim", claim))?;
        let mut making = Making::of(self, by)?;
        if said.is_empty() {
            return Err(refused("nothing is said of the claim"));
        }
        for one in said {
            let n = match one {
                Said::Accept => making.add(claim, "accept", None, Some(document.n), None),
                Said::Reject => making.add(claim, "reject", None, Some(document.n), None),
                Said::Set { field, value } => {
                    check(own, field, value)?;
                    making.add(claim, "set", Some((field, value)), Some(document.n), None)
                }
            };
            if let (Some(reach), Said::Set { field, value }) = (reach, one) {
                self.spread(&mut making, n, (&document, own), (field, value), reach)?;
            }
        }
        let spreads = |s: &Said| matches!(s, Said::Set { field, .. } if spreads(field));
        if reach.is_some() && !said.iter().any(spreads) {
            return Err(refused(
                "only a place, an actor or a recipient is corrected everywhere",
            ));
        }
        self.tell(
            &mut making,
            said_is_claim(said).then_some(claim),
            &document,
            &records,
        )?;
        Ok(making)
    }

    /// Puts the claims of another event with an event; the other's id then leads to it.
    ///
    /// # Errors
    /// `is_missing` where one of them does not exist, `is_refused` where both are one already.
    pub fn merge(&mut self, event: &str, other: &str, by: By<'_>) -> Result<Correction, Error> {
        let (into, from) = (self.event_number(event)?, self.event_number(other)?);
        if into == from {
            return Err(refused(&format!("“{event}” and “{other}” are one event already")));
        }
        let (event, other) = (self.event_name(into)?, self.event_name(from)?);
        let mut making = Making::of(self, by)?;
        let tellings = self.store.tellings(from)?;
        let claims: Vec<&str> = tellings.iter().map(|t| t.claim.as_str()).collect();
        let value = json!({ "event": other, "claims": claims });
        making.add(&event, "merge", Some(("", &value)), None, None);
        making.change.merged.push((from, into));
        making.events.extend([event, other]);
        making.move_to(into, tellings, Some("merged"))?;
        one(self.finish(making)?)
    }

    /// Takes claims out of an event into a new one.
    ///
    /// # Errors
    /// `is_missing` where there is no such event, `is_refused` where a claim is not one of its claims or none would
    /// be left.
    pub fn split(&mut self, event: &str, claims: &[&str], by: By<'_>) -> Result<Correction, Error> {
        let from = self.event_number(event)?;
        let event = self.event_name(from)?;
        let tellings = self.store.tellings(from)?;
        if let Some(claim) = claims.iter().find(|c| !tellings.iter().any(|t| t.claim == **c)) {
            return Err(refused(&format!("“{claim}” is no claim of the event “{event}”")));
        }
        let (out, left): (Vec<Telling>, Vec<Telling>) = tellings
            .into_iter()
            .partition(|t| claims.contains(&t.claim.as_str()));
        let Some(first) = out.first().filter(|_| !left.is_empty()) else {
            return Err(refused("a split takes some of the claims and leaves some"));
        };
        let mut making = Making::of(self, by)?;
        let new = Named {
            n: self.store.last()?.1 + 1,
            id: format!("e{}", short(&["split", &making.next.to_string(), &first.claim])),
        };
        let moved: Vec<&str> = out.iter().map(|t| t.claim.as_str()).collect();
        let value = json!({ "event": new.id, "claims": moved });
        making.add(&event, "split", Some(("", &value)), None, None);
        making.events.extend([event, new.id.clone()]);
        making.change.events.push(new.clone());
        making.move_to(new.n, out, Some("split"))?;
        one(self.finish(making)?)
    }

    /// Gives an event a grade by hand, over what the rules say.
    ///
    /// # Errors
    /// `is_missing` where there is no such event, `is_refused` where there is no such grade.
    pub fn grade(&mut self, event: &str, grade: &str, by: By<'_>) -> Result<Correction, Error> {
        let event = self.event_name(self.event_number(event)?)?;
        let known = self.viewer.grades();
        if !known.contains(&grade) {
            let known = known.join(", ");
            return Err(refused(&format!(
                "there is no grade “{grade}”; there are {known}"
            )));
        }
        let mut making = Making::of(self, by)?;
        making.add(&event, "grade", Some(("grade", &json!(grade))), None, None);
        making.events.push(event);
        one(self.finish(making)?)
    }

    /// Takes back what was said, and what followed it; each by a correction of its own, and nothing is lost.
    ///
    /// # Errors
    /// `is_missing` where there is no such correction, `is_refused` where it is undone already, or undoes another.
    pub fn undo(&mut self, n: i64, by: By<'_>) -> Result<Vec<Correction>, Error> {
        let all = self.store.corrections(None)?;
        let Some(first) = all.iter().find(|c| c.n == n) else {
            return Err(missing("correction", &n.to_string()));
        };
        if first.kind == "undo" {
            return Err(refused(&format!(
                "{n} took something back; say again what is to hold"
            )));
        }
        let undone: FxHashSet<i64> = all.iter().filter_map(undoes).collect();
        if undone.contains(&n) {
            return Err(refused(&format!("{n} is taken back already")));
        }
        let mut making = Making::of(self, by)?;
        let with_it = |c: &&Correction| (c.n == n || c.follows == Some(n)) && !undone.contains(&c.n);
        for c in all.iter().filter(with_it) {
            let follows = (c.n != n).then_some(first.n);
            making.add(&c.target, "undo", Some(("", &json!(c.n))), c.document, follows);
            match c.kind.as_str() {
                "merge" => self.unmerge(&mut making, c)?,
                "split" => self.unsplit(&mut making, c)?,
                "grade" => making.events.push(c.target.clone()),
                _ => {}
            }
        }
        let mut documents: Vec<i64> = all.iter().filter(with_it).filter_map(|c| c.document).collect();
        documents.dedup();
        for document in documents {
            self.untell(&mut making, document)?;
        }
        self.finish(making)
    }

    /// The grade that somebody gave an event last.
    pub(crate) fn grade_by_hand(&self, event: &str) -> Result<Option<String>, Error> {
        let said = live(self.store.corrections(Some(event))?);
        let last = said.into_iter().rfind(|c| c.kind == "grade");
        let value = last.and_then(|c| c.value);
        Ok(value.map(|v| serde_json::from_str(&v)).transpose()?)
    }

    /// The document of a claim that is in its last reading.
    ///
    /// # Errors
    /// `is_missing` where there is no such claim.
    pub fn document_of(&self, claim: &str) -> Result<Document, Error> {
        // what cannot be a claim's id is no claim's
        let n = self.store.claim(claim).map_err(|e| {
            if e.is_refused() {
                missing("claim", claim)
            } else {
                e
            }
        })?;
        let n = n.ok_or_else(|| missing("claim", claim))?;
        let document = self.store.documents(&[n])?.pop();
        document.ok_or_else(|| missing("claim", claim))
    }

    fn event_number(&self, id: &str) -> Result<i64, Error> {
        self.store.event(id)?.ok_or_else(|| missing("event", id))
    }

    fn event_name(&self, n: i64) -> Result<String, Error> {
        self.store
            .event_id(n)?
            .ok_or_else(|| missing("event", &n.to_string()))
    }

    /// Corrects the other mentions of what a correction says.
    fn spread(
        &self,
        making: &mut Making<'_>,
        n: i64,
        (document, own): (&Document, &Claim<'_>),
        (field, value): (&str, &Value),
        reach: Reach,
    ) -> Result<(), Error> {
        let Some(mention) = spreads(field).then(|| mention(own, field, value)).flatten() else {
            return Ok(());
        };
        match (reach, document.story) {
            (Reach::Archive, _) => {
                let mut at = 0;
                loop {
                    let some = self.store.after(at, CHUNK)?;
                    let Some(last) = some.last() else { return Ok(()) };
                    at = last.n;
                    for d in &some {
                        self.spread_in(making, n, d, own, (field, value), &mention)?;
                    }
                }
            }
            (Reach::Story, Some(story)) => {
                for d in self.store.members(story)? {
                    self.spread_in(making, n, &d, own, (field, value), &mention)?;
                }
                Ok(())
            }
            _ => self.spread_in(making, n, document, own, (field, value), &mention),
        }
    }

    fn spread_in(
        &self,
        making: &mut Making<'_>,
        n: i64,
        document: &Document,
        own: &Claim<'_>,
        (field, value): (&str, &Value),
        mention: &Mention,
    ) -> Result<(), Error> {
        let Some((lines, _)) = self.store.lines(document.n)? else {
            return Ok(());
        };
        // words that JSON writes as they are stand in the lines; most documents need not be read whole
        let is_plain = !mention
            .text
            .contains(|c: char| c.is_control() || matches!(c, '"' | '\\'));
        if is_plain && !lines.contains(&mention.text) {
            return Ok(());
        }
        let records = Records::read(&lines)?;
        let said = live(self.store.corrections_in(document.n)?);
        let status = Overlay::of(said.clone());
        for claim in records.claims.iter().filter(|c| c.id != own.id) {
            // what somebody said of that very mention stays, and what is no claim stays none
            let is_said = said
                .iter()
                .any(|c| c.target == claim.id && c.field.as_deref() == Some(field));
            let is_none = match status.status(&claim.id) {
                Some(status) => status == Status::Rejected,
                None => records.is_doubtful(claim),
            };
            if !is_said && !is_none && self::mention(claim, field, value).as_ref() == Some(mention) {
                making.add(&claim.id, "set", Some((field, value)), Some(document.n), Some(n));
                making.touch(&document.id);
            }
        }
        Ok(())
    }

    /// Puts a claim in doubt that somebody says is one with an event: that of the claims with its number, or a new
    /// one.
    fn tell(
        &self,
        making: &mut Making<'_>,
        claim: Option<&str>,
        document: &Document,
        records: &Records<'_>,
    ) -> Result<(), Error> {
        making.touch(&document.id);
        let told = self.store.told(document.n)?;
        let Some(own) = claim.and_then(|id| records.claims.iter().find(|c| c.id == id)) else {
            return Ok(());
        };
        if told.iter().any(|t| t.claim == own.id) {
            return Ok(());
        }
        let placing = Placing {
            store: &self.store,
            told: &told,
            last: self.store.last()?.1,
        };
        let (telling, new) = placing.place(own, records, document.n, &[])?;
        making.change.events.extend(new);
        making.change.tellings.push(telling);
        Ok(())
    }

    /// Takes the claims in doubt of a document from their events again, where nobody says any more that they are some.
    fn untell(&self, making: &mut Making<'_>, n: i64) -> Result<(), Error> {
        for document in self.store.documents(&[n])? {
            making.touch(&document.id);
        }
        let Some((lines, _)) = self.store.lines(n)? else {
            return Ok(());
        };
        let records = Records::read(&lines)?;
        let mut said = self.store.corrections_in(n)?;
        said.extend(making.change.corrections.iter().cloned());
        let said = Overlay::of(said);
        let doubtful = crate::archive::doubtful(&records, n);
        let mut told = self.store.told(n)?;
        let before = told.len();
        told.retain(|t| said.status(&t.claim).is_some() || !doubtful.iter().any(|(c, _)| *c == t.claim));
        if told.len() < before {
            for t in self.store.told(n)? {
                making.events.extend(self.store.event_id(t.event)?);
            }
            making.change.retold.push(n);
            making.change.tellings.extend(told);
            making.change.doubtful.extend(doubtful);
        }
        Ok(())
    }

    fn unmerge(&self, making: &mut Making<'_>, merge: &Correction) -> Result<(), Error> {
        let moved = Moved::of(merge)?;
        let from = self.event_number(&merge.target)?;
        let Some(back) = self.store.own_event(&moved.event)? else {
            return Ok(());
        };
        making.change.merged.push((back, back));
        making
            .events
            .extend([merge.target.clone(), self.event_name(from)?, moved.event.clone()]);
        let mut tellings = self.store.tellings(from)?;
        tellings.retain(|t| moved.claims.contains(&t.claim));
        making.move_to(back, tellings, None)
    }

    fn unsplit(&self, making: &mut Making<'_>, split: &Correction) -> Result<(), Error> {
        let moved = Moved::of(split)?;
        let (from, back) = (
            self.event_number(&moved.event)?,
            self.event_number(&split.target)?,
        );
        if from == back {
            return Ok(());
        }
        making.events.extend([
            self.event_name(back)?,
            self.event_name(from)?,
            moved.event.clone(),
        ]);
        let (out, left): (Vec<Telling>, Vec<Telling>) = self
            .store
            .tellings(from)?
            .into_iter()
            .partition(|t| moved.claims.contains(&t.claim));
        if left.is_empty() {
            making.change.merged.push((from, back));
        }
        making.move_to(back, out, None)
    }

    fn finish(&mut self, mut making: Making<'_>) -> Result<Vec<Correction>, Error> {
        let mut moved: Vec<i64> = making.change.tellings.iter().map(|t| t.document).collect();
        moved.dedup();
        for d in self.store.documents(&moved)? {
            making.touch(&d.id);
        }
        let corrections = making.change.corrections.clone();
        let moved = entry::moved(&self.store, &making.change)?;
        let change = making.change(moved);
        self.keep(&change)?;
        Ok(corrections)
    }
}

/// A change that is being made of what somebody says.
struct Making<'b> {
    by: By<'b>,
    change: Change,
    next: i64,
    /// Ids of documents and events that it changes; each document once.
    documents: Vec<String>,
    seen: FxHashSet<String>,
    events: Vec<String>,
}

impl<'b> Making<'b> {
    fn of<S: Store>(archive: &Archive<S>, by: By<'b>) -> Result<Making<'b>, Error> {
        if by.who.trim().is_empty() {
            return Err(refused("a correction needs the name of whoever makes it"));
        }
        let last = archive.store().corrections(None)?.last().map_or(0, |c| c.n);
        Ok(Making {
            by,
            change: Change::default(),
            next: last + 1,
            documents: Vec::new(),
            seen: FxHashSet::default(),
            events: Vec::new(),
        })
    }

    /// Adds a correction; says its number.
    fn add(
        &mut self,
        target: &str,
        kind: &str,
        set: Option<(&str, &Value)>,
        document: Option<i64>,
        follows: Option<i64>,
    ) -> i64 {
        let n = self.next;
        self.next += 1;
        self.change.corrections.push(Correction {
            n,
            at: self.by.at.to_owned(),
            who: self.by.who.trim().to_owned(),
            why: self.by.why.trim().to_owned(),
            target: target.to_owned(),
            kind: kind.to_owned(),
            field: set
                .map(|(field, _)| field.to_owned())
                .filter(|field| !field.is_empty()),
            value: set.map(|(_, value)| value.to_string()),
            document,
            follows,
        });
        n
    }

    fn touch(&mut self, document: &str) {
        if self.seen.insert(document.to_owned()) {
            self.documents.push(document.to_owned());
        }
    }

    /// Puts claims with another event; `how` is told as a reason, and without it the last such reason goes.
    fn move_to(&mut self, event: i64, tellings: Vec<Telling>, how: Option<&str>) -> Result<(), Error> {
        for mut telling in tellings {
            let mut why: Vec<Reason> = match telling.why.is_empty() {
                true => Vec::new(),
                false => serde_json::from_str(&telling.why)?,
            };
            match how {
                Some(how) => why.push(Reason {
                    about: "person".to_owned(),
                    points: 0.0,
                    found: format!("{how} by {}: {}", self.by.who.trim(), self.by.why.trim())
                        .trim_end_matches([':', ' '])
                        .to_owned(),
                }),
                None => {
                    if let Some(at) = why.iter().rposition(|r| r.about == "person") {
                        why.remove(at);
                    }
                }
            }
            telling.why = match why.is_empty() {
                true => String::new(),
                false => serde_json::to_string(&why)?,
            };
            telling.event = event;
            self.change.tellings.push(telling);
        }
        Ok(())
    }

    /// The change, whose entry tells of claims that it `moved`.
    fn change(self, moved: Value) -> Change {
        let told = |c: &Correction| {
            let value: Value = c
                .value
                .as_deref()
                .and_then(|v| serde_json::from_str(v).ok())
                .unwrap_or_default();
            json!({
                "n": c.n, "who": c.who, "why": c.why, "target": c.target, "kind": c.kind, "field": c.field,
                "value": value, "follows": c.follows,
            })
        };
        let corrections: Vec<Value> = self.change.corrections.iter().map(told).collect();
        let body = json!({
            "documents": self.documents, "events": self.events, "corrections": corrections, "moved": moved,
        });
        Change {
            at: self.by.at.to_owned(),
            kind: "correct".to_owned(),
            body: body.to_string(),
            ..self.change
        }
    }
}

/// What a merge or a split moved: to or from which event, and which claims.
struct Moved {
    event: String,
    claims: Vec<String>,
}

impl Moved {
    fn of(correction: &Correction) -> Result<Moved, Error> {
        let value: Value = serde_json::from_str(correction.value.as_deref().unwrap_or("null"))?;
        let claims = value["claims"].as_array().into_iter().flatten();
        Ok(Moved {
            event: value["event"].as_str().unwrap_or_default().to_owned(),
            claims: claims.filter_map(|c| c.as_str().map(str::to_owned)).collect(),
        })
    }
}

/// Merges or splits, as `kind` says, that were not taken back: the event that something went into or came out of, and
/// the other.
pub(crate) fn parted_or_joined<S: Store>(store: &S, kind: &str) -> Result<Vec<(String, String)>, Error> {
    let said = live(store.corrections(None)?);
    let of_kind = said.into_iter().filter(|c| c.kind == kind);
    of_kind.map(|c| Ok((Moved::of(&c)?.event, c.target))).collect()
}

/// Finds the event of a claim that is with none.
pub(crate) struct Placing<'s, S> {
    pub(crate) store: &'s S,
    /// The claims of its document that are with one.
    pub(crate) told: &'s [Telling],
    /// The highest number of an event.
    pub(crate) last: i64,
}

impl<S: Store> Placing<'_, S> {
    /// The event of the other claims with the same number in the document, those among `placed` included, else one
    /// that is new.
    pub(crate) fn place(
        &self,
        claim: &Claim<'_>,
        records: &Records<'_>,
        document: i64,
        placed: &[Telling],
    ) -> Result<(Telling, Option<Named>), Error> {
        let same = |id: &str| {
            records
                .claims
                .iter()
                .any(|c| c.id == id && c.event == claim.event)
        };
        let telling = |event| Telling {
            document,
            claim: claim.id.clone(),
            event,
            why: String::new(),
        };
        if let Some(with) = self.told.iter().chain(placed).find(|t| same(&t.claim)) {
            return Ok((telling(with.event), None));
        }
        // an event that this claim began before it was gone
        let id = event_id(&claim.id);
        if let Some(n) = self.store.event(&id)? {
            return Ok((telling(n), None));
        }
        let n = self.last + 1;
        Ok((telling(n), Some(Named { n, id })))
    }
}

/// Whether somebody says, by any of this, that it is a claim.
fn said_is_claim(said: &[Said]) -> bool {
    !said.contains(&Said::Reject)
}

/// Whether a correction of this field can be one of other mentions too.
fn spreads(field: &str) -> bool {
    matches!(field, "place" | "actor" | "recipient")
}

/// Words, and what the machine took them for.
#[derive(PartialEq)]
struct Mention {
    text: String,
    id: Option<String>,
}

/// The mention in a claim that a correction of this field is about.
fn mention(claim: &Claim<'_>, field: &str, value: &Value) -> Option<Mention> {
    if field == "place" {
        let place = claim.place.as_ref()?;
        return Some(Mention {
            text: place.text.to_string(),
            id: place.id.as_deref().map(str::to_owned),
        });
    }
    let words = value.get("text")?.as_str()?;
    let actor = claim.actors.iter().find(|a| a.role == field && a.text == words)?;
    Some(Mention {
        text: actor.text.to_string(),
        id: actor.id.as_deref().map(str::to_owned),
    })
}

/// Whether a field can have a value.
fn check(claim: &Claim<'_>, field: &str, value: &Value) -> Result<(), Error> {
    let has = |key: &str| value.get(key).is_some_and(Value::is_string);
    let fits = match field {
        "type" | "modality" => value.is_string(),
        "mode" => value.is_string() || value.is_null(),
        "place" => value.is_null() || has("precision"),
        "time" => value.is_null() || has("start") && has("precision"),
        "actor" | "recipient" => {
            let words = value.get("text").and_then(Value::as_str).unwrap_or_default();
            if !claim.actors.iter().any(|a| a.role == field && a.text == words) {
                return Err(refused(&format!("the claim has no {field} “{words}”")));
            }
            let is_known = |e: &Value| ["id", "country"].iter().any(|key| e[*key].is_string());
            value.get("entry").is_some_and(|e| e.is_null() || is_known(e))
        }
        "toll" => has("outcome"),
        "source" => value.is_null() || has("text"),
        _ => {
            return Err(refused(&format!(
                "there is no field “{field}”; there are {FIELDS}"
            )));
        }
    };
    match fits {
        true => Ok(()),
        false => Err(refused(&format!("the field “{field}” cannot be {value}"))),
    }
}

fn refused(why: &str) -> Error {
    Error::new(Kind::Refused, why)
}

fn one(corrections: Vec<Correction>) -> Result<Correction, Error> {
    let first = corrections.into_iter().next();
    first.ok_or_else(|| refused("nothing was said"))
}
