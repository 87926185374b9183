//! What an entry of the journal tells of documents that came in or were read again, as JSON.
//!
//! `documents` holds a list for each, in this order: its id, the SHA-256 of its page, that of its reading, whether the
//! page was kept (`null` where nothing was to be kept anew), its story, the document that it is a copy of, and its
//! events: for each its id and its claims, by their place among those of the reading, from 0. A text that another one
//! of the same id followed in the same entry has the first four alone, and so have all in entries of older archives.
//! `moved` of a correction holds, for each document of which it moved claims, its id and its events after that.
//! `copies` holds documents that were there before and turned out to be copies, each with what it is one of; `events`
//! the ids of events that claims left; `who` whoever wanted the documents to be kept, where somebody did (kind `keep`).

use crate::Error;
use crate::archive::Incoming;
use crate::store::{Change, Document, Named, Store};
use musnad_record::v1::Records;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// A document as the entry tells of it.
pub(crate) struct Told<'a> {
    /// Its records.
    pub(crate) records: &'a Records<'a>,
    /// Its readings in their order; the last is the one of `records`.
    pub(crate) readings: Vec<&'a Incoming>,
    /// Whether pages come with it.
    pub(crate) pages: bool,
}

/// The body of the entry that a change becomes; `told` its documents, `left` events that claims left, `who` wanted
/// the documents to be kept.
pub(crate) fn body<S: Store>(
    store: &S,
    change: &Change,
    told: &[Told<'_>],
    mut left: Vec<i64>,
    who: Option<&str>,
) -> Result<String, Error> {
    let mut names = Names::of(store, change);
    let mut documents = Vec::with_capacity(told.len());
    let mut events: FxHashMap<i64, Vec<(i64, &str)>> = FxHashMap::default();
    for t in &change.tellings {
        events.entry(t.document).or_default().push((t.event, &t.claim));
    }
    let rows: FxHashMap<&str, &Document> = change.documents.iter().map(|d| (d.id.as_str(), d)).collect();
    for one in told {
        let document = &one.records.document;
        let Some((last, earlier)) = one.readings.split_last() else {
            continue;
        };
        for incoming in earlier {
            let page = incoming.page_sha256()?;
            documents.push(json!([
                document.id,
                page,
                incoming.sha256(),
                incoming.page.is_some()
            ]));
        }
        let Some(row) = rows.get(document.id.as_ref()) else {
            continue;
        };
        let its = events.get(&row.n).map_or(&[][..], Vec::as_slice);
        let its = self::events(one.records, its, |n| names.event(n))?;
        documents.push(json!([
            document.id,
            document.sha256,
            last.sha256(),
            one.pages.then_some(last.page.is_some()),
            names.story(row.story)?,
            names.document(row.copy_of)?,
            its
        ]));
    }
    let mut out = json!({ "documents": documents });
    if !change.copies.is_empty() {
        let mut copies = Vec::with_capacity(change.copies.len());
        for (late, of) in &change.copies {
            copies.push(json!([names.document(Some(*late))?, names.document(Some(*of))?]));
        }
        out["copies"] = Value::Array(copies);
    }
    left.sort_unstable();
    left.dedup();
    if !left.is_empty() {
        let ids: Result<Vec<_>, Error> = left.into_iter().map(|n| names.event(n)).collect();
        out["events"] = json!(ids?);
    }
    if let Some(who) = who {
        out["who"] = json!(who);
    }
    Ok(out.to_string())
}

/// What a correction tells of documents of which it moves claims: for each its id, and its events after that.
pub(crate) fn moved<S: Store>(store: &S, change: &Change) -> Result<Value, Error> {
    let mut names = Names::of(store, change);
    let touched = change.tellings.iter().map(|t| t.document);
    let mut numbers: Vec<i64> = touched.chain(change.retold.iter().copied()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut out = Vec::with_capacity(numbers.len());
    for document in store.documents(&numbers)? {
        let Some((lines, _)) = store.lines(document.n)? else {
            continue;
        };
        let records = Records::read(&lines)?;
        let stays = match change.retold.contains(&document.n) {
            true => Vec::new(),
            false => store.told(document.n)?,
        };
        let own = change.tellings.iter().filter(|t| t.document == document.n);
        // what was moved stands before what it was
        let told: Vec<(i64, &str)> = own.chain(&stays).map(|t| (t.event, t.claim.as_str())).collect();
        let events = events(&records, &told, |n| names.event(n))?;
        out.push(json!([document.id, events]));
    }
    Ok(Value::Array(out))
}

/// The events of a document as an entry tells them, in the order of their first claims; `tellings` has events with
/// claims, `name` gives ids of events.
pub(crate) fn events(
    records: &Records<'_>,
    tellings: &[(i64, &str)],
    mut name: impl FnMut(i64) -> Result<Option<String>, Error>,
) -> Result<Value, Error> {
    let mut out: Vec<(i64, Vec<Value>)> = Vec::new();
    for (n, claim) in records.claims.iter().enumerate() {
        let Some((event, _)) = tellings.iter().find(|(_, id)| *id == claim.id) else {
            continue;
        };
        match out.iter_mut().find(|(e, _)| e == event) {
            Some((_, list)) => list.push(json!(n)),
            None => out.push((*event, vec![json!(name(*event)?), json!(n)])),
        }
    }
    Ok(out.into_iter().map(|(_, list)| Value::Array(list)).collect())
}

/// Ids of what has numbers: of what is new in a change, else of the store.
struct Names<'a, S> {
    store: &'a S,
    change: &'a Change,
    events: FxHashMap<i64, String>,
}

impl<S: Store> Names<'_, S> {
    fn of<'a>(store: &'a S, change: &'a Change) -> Names<'a, S> {
        let events = change.events.iter().map(|e| (e.n, e.id.clone())).collect();
        Names {
            store,
            change,
            events,
        }
    }

    fn event(&mut self, n: i64) -> Result<Option<String>, Error> {
        if let Some(known) = self.events.get(&n) {
            return Ok(Some(known.clone()));
        }
        let id = self.store.event_id(n)?;
        if let Some(id) = &id {
            self.events.insert(n, id.clone());
        }
        Ok(id)
    }

    fn story(&self, n: Option<i64>) -> Result<Option<String>, Error> {
        let Some(n) = n else { return Ok(None) };
        let new = |s: &&Named| s.n == n;
        match self.change.stories.iter().find(new) {
            Some(new) => Ok(Some(new.id.clone())),
            None => self.store.story_id(n),
        }
    }

    fn document(&self, n: Option<i64>) -> Result<Option<String>, Error> {
        let Some(n) = n else { return Ok(None) };
        match self.change.documents.iter().find(|d| d.n == n) {
            Some(new) => Ok(Some(new.id.clone())),
            None => Ok(self.store.documents(&[n])?.pop().map(|d| d.id)),
        }
    }
}
