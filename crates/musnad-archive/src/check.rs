//! Whether an archive still is what its journal says: the chain of entries, and documents, readings and pages held to
//! the hashes in them, stories, copies and events to what they say was joined; and whether these hang together.
//!
//! Whoever changes a row without the journal is found here. Whoever rewrites the journal too is found by its head alone,
//! where somebody has written that down: in a sealed bundle, or on paper.

use crate::Error;
use crate::store::{Correction, Document, Store};
use musnad_record::v1::Records;
use musnad_seal::Hash;
use musnad_seal::journal::{Body, End, Link, chain};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::fmt;

/// So many entries or documents are held at once.
const CHUNK: usize = 256;

/// Something that is not as the journal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The entry or document.
    pub place: String,
    /// What is wrong there.
    pub why: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

/// What was gone through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Where the journal ends.
    pub head: End,
    /// Its entries.
    pub entries: u64,
    /// Documents.
    pub documents: u64,
    /// Their readings.
    pub readings: u64,
    /// Documents of which the page is kept.
    pub pages: u64,
    /// How much was found wrong.
    pub wrong: u64,
}

/// Goes through an archive, and tells `found` all that is not as the journal says.
///
/// # Errors
/// If the store cannot be read at all.
pub fn check<S: Store>(store: &S, found: &mut dyn FnMut(Wrong)) -> Result<Checked, Error> {
    let mut walk = Walk {
        store,
        found,
        copies: FxHashMap::default(),
        events: FxHashMap::default(),
        known: FxHashMap::default(),
        said: FxHashMap::default(),
        checked: Checked {
            head: End::NONE,
            entries: 0,
            documents: 0,
            readings: 0,
            pages: 0,
            wrong: 0,
        },
    };
    walk.journal()?;
    walk.documents()?;
    walk.circles()?;
    walk.gone();
    walk.corrections()?;
    Ok(walk.checked)
}

/// What the journal says of a document.
#[derive(Default)]
struct Known {
    /// The entry that named it last.
    entry: u64,
    /// SHA-256 of its page.
    page: String,
    /// The page was kept.
    kept: bool,
    /// SHA-256 of its readings, in their order.
    readings: Vec<String>,
    /// What it was put with; nothing where the entry is of a time when entries did not tell it.
    put: Option<Put>,
}

/// What the journal says a document was put with.
struct Put {
    story: Option<String>,
    copy_of: Option<String>,
    /// SHA-256 of its events as an entry tells them; nothing where people moved its claims since and the entry does
    /// not tell where, as those of older archives don't.
    events: Option<Hash>,
}

struct Walk<'a, S> {
    store: &'a S,
    found: &'a mut dyn FnMut(Wrong),
    known: FxHashMap<String, Known>,
    /// What each copy is one of, by number.
    copies: FxHashMap<i64, i64>,
    /// Ids of events that were asked for; nothing for those that there are not, or not any more.
    events: FxHashMap<i64, Option<String>>,
    /// What people said, by number, with the entry that holds it and its time.
    said: FxHashMap<i64, (u64, String, Value)>,
    checked: Checked,
}

impl<S: Store> Walk<'_, S> {
    fn wrong(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.checked.wrong += 1;
        (self.found)(Wrong {
            place: place.into(),
            why: why.into(),
        });
    }

    /// Goes along the chain, and gathers what it says of documents.
    fn journal(&mut self) -> Result<(), Error> {
        loop {
            let links = self.store.journal(self.checked.head.n, CHUNK)?;
            if links.is_empty() {
                return Ok(());
            }
            for link in links {
                self.link(&link);
                self.checked.head = link.end();
                self.checked.entries += 1;
            }
        }
    }

    fn link(&mut self, link: &Link) {
        let (n, head) = (link.entry.n, self.checked.head);
        if n > head.n + 1 {
            // what it follows on is lost, so its own hash cannot be taken again
            for missing in head.n + 1..n {
                self.wrong(format!("journal entry {missing}"), "is missing");
            }
        } else if chain(head.hash, &link.entry) != link.hash {
            self.wrong(format!("journal entry {n}"), "was changed");
        }
        let Body::Open(body) = &link.entry.body else {
            return;
        };
        let body: Value = match serde_json::from_str(body) {
            Ok(body) => body,
            Err(_) => return self.wrong(format!("journal entry {n}"), "is no JSON"),
        };
        for said in body["corrections"].as_array().into_iter().flatten() {
            if let Some(number) = said["n"].as_i64() {
                let at = link.entry.at.clone();
                self.said.insert(number, (n, at, said.clone()));
            }
        }
        for told in body["documents"].as_array().into_iter().flatten() {
            let text = |at: usize| told[at].as_str().map(str::to_owned);
            // people may have moved claims of it
            if let Some(put) = told.as_str().and_then(|id| self.known.get_mut(id)?.put.as_mut())
                && !body["moved"].is_array()
            {
                put.events = None;
            }
            let (Some(id), Some(page), Some(reading)) = (text(0), text(1), text(2)) else {
                continue;
            };
            let known = self.known.entry(id).or_default();
            known.kept = told[3].as_bool().unwrap_or(known.kept && known.page == page);
            known.entry = n;
            known.page = page;
            known.readings.push(reading);
            known.put = told[6].is_array().then(|| Put {
                story: text(4),
                copy_of: text(5),
                events: Some(Hash::of(told[6].to_string().as_bytes())),
            });
        }
        for moved in body["moved"].as_array().into_iter().flatten() {
            let known = moved[0].as_str().and_then(|id| self.known.get_mut(id));
            if let Some(put) = known.and_then(|k| k.put.as_mut()) {
                put.events = Some(Hash::of(moved[1].to_string().as_bytes()));
            }
        }
        for copy in body["copies"].as_array().into_iter().flatten() {
            let known = copy[0].as_str().and_then(|id| self.known.get_mut(id));
            if let Some(put) = known.and_then(|k| k.put.as_mut()) {
                put.copy_of = copy[1].as_str().map(str::to_owned);
            }
        }
    }

    fn documents(&mut self) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let some = self.store.after(after, CHUNK)?;
            let Some(last) = some.last() else {
                return Ok(());
            };
            after = last.n;
            for document in &some {
                self.document(document)?;
            }
        }
    }

    fn document(&mut self, document: &Document) -> Result<(), Error> {
        self.checked.documents += 1;
        let place = format!("document “{}”", document.id);
        let Some(known) = self.known.remove(&document.id) else {
            self.wrong(place, "no entry of the journal tells of it");
            return Ok(());
        };
        let entry = known.entry;
        if document.sha256 != known.page {
            self.wrong(&place, format!("has another page than entry {entry} says"));
        }
        match self.store.page(&known.page) {
            Ok(Some(page)) if Hash::of(&page).to_string() == known.page => self.checked.pages += 1,
            Ok(Some(_)) => self.wrong(&place, "its page was changed"),
            Ok(None) if known.kept => self.wrong(&place, format!("its page, kept by entry {entry}, is gone")),
            Ok(None) => {}
            Err(e) => self.wrong(&place, format!("its page cannot be read: {e}")),
        }
        let readings = match self.store.readings(document.n) {
            Ok(readings) => readings,
            Err(e) => {
                self.wrong(place, format!("its readings cannot be read: {e}"));
                return Ok(());
            }
        };
        for (n, (_, lines)) in readings.iter().enumerate() {
            self.checked.readings += 1;
            match known.readings.get(n) {
                Some(hash) if *hash == Hash::of(lines.as_bytes()).to_string() => {}
                Some(_) => self.wrong(&place, format!("its reading {} was changed", n + 1)),
                None => self.wrong(&place, format!("no entry tells of its reading {}", n + 1)),
            }
        }
        if readings.len() < known.readings.len() {
            let (has, told) = (readings.len(), known.readings.len());
            self.wrong(&place, format!("has {has} readings, the journal tells of {told}"));
        }
        let Some((_, lines)) = readings.last() else {
            return Ok(());
        };
        match Records::read(lines) {
            Ok(records) => {
                self.row(document, &records, &place);
                self.put(
                    document,
                    &records,
                    known.put.as_ref().map(|put| (entry, put)),
                    &place,
                )
            }
            Err(_) => {
                self.wrong(place, "its last reading cannot be understood");
                Ok(())
            }
        }
    }

    /// Holds a document's story, copies and events to each other and to what its entry says that they are.
    fn put(
        &mut self,
        document: &Document,
        records: &Records<'_>,
        known: Option<(u64, &Put)>,
        place: &str,
    ) -> Result<(), Error> {
        let store = self.store;
        let story = document.story.map(|n| store.story_id(n)).transpose()?.flatten();
        if document.story.is_some() && story.is_none() {
            self.wrong(place, "its story is not there");
        }
        let copy_of = match document.copy_of {
            Some(of) => store.documents(&[of])?.pop().map(|d| d.id),
            None => None,
        };
        if let Some(of) = document.copy_of {
            self.copies.insert(document.n, of);
            if copy_of.is_none() {
                self.wrong(place, "what it is a copy of is not there");
            }
        }
        let told = store.told(document.n)?;
        for telling in &told {
            let claim = &telling.claim;
            if records.claims.iter().all(|c| c.id != *claim) {
                self.wrong(place, format!("its claim {claim} is not in its last reading"));
            }
            if self.event(telling.event)?.is_none() {
                self.wrong(place, format!("its claim {claim} tells an event that is gone"));
            }
        }
        let Some((entry, put)) = known else {
            return Ok(());
        };
        let tellings: Vec<(i64, &str)> = told.iter().map(|t| (t.event, t.claim.as_str())).collect();
        let events = crate::entry::events(records, &tellings, |n| self.event(n))?;
        let events = Hash::of(events.to_string().as_bytes());
        let differs = [
            (story != put.story, "it is not of the story that"),
            (copy_of != put.copy_of, "it is not a copy of what"),
            (
                put.events.is_some_and(|said| said != events),
                "its claims do not tell the events that",
            ),
        ];
        for (_, what) in differs.iter().filter(|(differs, _)| *differs) {
            self.wrong(place, format!("{what} entry {entry} says"));
        }
        Ok(())
    }

    /// The id of an event, where there is one and it did not go into another.
    fn event(&mut self, n: i64) -> Result<Option<String>, Error> {
        if let Some(known) = self.events.get(&n) {
            return Ok(known.clone());
        }
        let mut id = self.store.event_id(n)?;
        if let Some(of) = &id
            && self.store.event(of)? != Some(n)
        {
            id = None;
        }
        self.events.insert(n, id.clone());
        Ok(id)
    }

    /// Names documents that are copies of their own copies.
    fn circles(&mut self) -> Result<(), Error> {
        let copies = std::mem::take(&mut self.copies);
        let mut done = FxHashSet::default();
        for start in copies.keys() {
            let (mut way, mut at) = (Vec::new(), *start);
            while done.insert(at) {
                way.push(at);
                match copies.get(&at) {
                    Some(of) => at = *of,
                    None => break,
                }
            }
            // on this very way it was seen before
            if way.contains(&at) && copies.contains_key(&at) {
                for d in self.store.documents(&[at])? {
                    self.wrong(format!("document “{}”", d.id), "is a copy of its own copy");
                }
            }
        }
        Ok(())
    }

    /// Holds a document's row to its last reading.
    fn row(&mut self, document: &Document, records: &Records<'_>, place: &str) {
        let read = &records.document;
        let fields = [
            ("url", &document.url, &read.url),
            ("outlet", &document.outlet, &read.outlet),
            ("title", &document.title, &read.title),
            ("published", &document.published, &read.published),
        ];
        let mut wrong: Vec<&str> = fields
            .iter()
            .filter(|(_, kept, read)| kept.as_deref() != read.as_deref())
            .map(|(name, ..)| *name)
            .collect();
        if document.time != musnad_story::published(read) {
            wrong.push("time");
        }
        if !wrong.is_empty() {
            let why = format!("its row was changed: {} is not as read", wrong.join(", "));
            self.wrong(place, why);
        }
    }

    /// Names the documents that the journal tells of and that are not there.
    fn gone(&mut self) {
        let mut gone: Vec<(u64, String)> = self.known.drain().map(|(id, k)| (k.entry, id)).collect();
        gone.sort();
        for (entry, id) in gone {
            self.wrong(
                format!("document “{id}”"),
                format!("is gone, though entry {entry} tells of it"),
            );
        }
    }

    /// Holds what people said to the entries that it came with.
    fn corrections(&mut self) -> Result<(), Error> {
        for c in self.store.corrections(None)? {
            let place = format!("correction {}", c.n);
            match self.said.remove(&c.n) {
                None => self.wrong(place, "no entry of the journal tells of it"),
                Some((entry, at, said)) if at != c.at || !is_said(&c, &said) => {
                    self.wrong(place, format!("is not what entry {entry} says"));
                }
                Some(_) => {}
            }
        }
        let mut gone: Vec<(i64, u64)> = self.said.drain().map(|(n, (entry, ..))| (n, entry)).collect();
        gone.sort_unstable();
        for (n, entry) in gone {
            self.wrong(
                format!("correction {n}"),
                format!("is gone, though entry {entry} tells of it"),
            );
        }
        Ok(())
    }
}

/// Whether a correction is the one that its entry holds.
fn is_said(c: &Correction, said: &Value) -> bool {
    let value = c.value.as_deref().and_then(|v| serde_json::from_str(v).ok());
    let texts = [
        ("who", Some(&c.who)),
        ("why", Some(&c.why)),
        ("target", Some(&c.target)),
        ("kind", Some(&c.kind)),
        ("field", c.field.as_ref()),
    ];
    texts
        .iter()
        .all(|(key, kept)| said[*key].as_str() == kept.map(String::as_str))
        && said["value"] == value.unwrap_or(Value::Null)
        && said["follows"].as_i64() == c.follows
}
