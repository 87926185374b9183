//! The archive: documents taken in, put with others, kept, and seen together.

use crate::error::Kind;
use crate::grouping::{Arrival, Grouping};
use crate::known::{has, has_text};
use crate::overlay::Overlay;
use crate::store::{Change, Document, Of, Page, Reading, Store, Telling};
use crate::{Error, Sqlite};
use musnad_record::event::{Duplicate, Event, Reason};
use musnad_record::v1::{Claim, Records, Source};
use musnad_seal::Hash;
use musnad_search::Hit;
use musnad_story::{About, Later, Policy, Told, Version, Viewer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::sync::Arc;

/// How hard readings and pages are compressed; more costs more time than it saves room.
const LEVEL: i32 = 3;
/// So many documents that were looked at are held.
const LOADED: usize = 4096;

/// A document on its way into an archive: its records, and its page as it came.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub(crate) lines: String,
    zstd: Vec<u8>,
    pub(crate) sha256: String,
    pub(crate) page: Option<Page>,
    version: Arc<str>,
}

impl Incoming {
    /// Makes ready what is to be kept of a document: `lines` its records as JSON Lines, `page` the bytes that its
    /// `sha256` was taken of, `version` what made the records. Works on any thread.
    ///
    /// # Errors
    /// If it cannot be compressed.
    pub fn new(lines: String, page: Option<&[u8]>, version: Arc<str>) -> Result<Incoming, Error> {
        let page = page.map(|bytes| {
            Ok::<_, Error>(Page {
                sha256: Hash::of(bytes).to_string(),
                zstd: compressed(bytes)?,
                size: bytes.len() as u64,
            })
        });
        Ok(Incoming {
            zstd: compressed(lines.as_bytes())?,
            sha256: Hash::of(lines.as_bytes()).to_string(),
            page: page.transpose()?,
            lines,
            version,
        })
    }

    /// SHA-256 of its records.
    pub(crate) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// SHA-256 of its page, as its records tell it.
    ///
    /// # Errors
    /// If they cannot be understood.
    pub(crate) fn page_sha256(&self) -> Result<String, Error> {
        Ok(Records::read(&self.lines)?.document.sha256.into_owned())
    }

    /// It as a reading of the document with this number.
    pub(crate) fn reading(&self, document: i64) -> Reading {
        Reading {
            document,
            version: self.version.to_string(),
            zstd: self.zstd.clone(),
            sha256: self.sha256.clone(),
        }
    }
}

thread_local! {
    /// What compresses is large and its making dear: each thread makes it once.
    static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
}

fn compressed(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    COMPRESSOR.with_borrow_mut(|made| {
        let compressor = match made {
            Some(compressor) => compressor,
            None => made.insert(zstd::bulk::Compressor::new(LEVEL)?),
        };
        Ok(compressor.compress(bytes)?)
    })
}

/// What became of documents that were given to an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// They were new.
    pub new: usize,
    /// Another text was known under their ids.
    pub changed: usize,
    /// They were known already.
    pub known: usize,
}

/// Who wanted a document to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Who.
    pub who: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// An archive over a store.
#[derive(Debug)]
pub struct Archive<S> {
    pub(crate) store: S,
    pub(crate) viewer: Viewer,
    grouper: Option<Grouping>,
    /// Documents that were looked at last, by number.
    loaded: RefCell<FxHashMap<i64, Arc<Loaded>>>,
}

impl Archive<Sqlite> {
    /// Lets other processes write to the archive until [`Archive::go_on`]; till then it can be asked alone.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn rest(&mut self) -> Result<(), Error> {
        self.store.rest()
    }

    /// Takes documents in again; what other processes wrote meanwhile is known from then on.
    ///
    /// # Errors
    /// `is_busy` while another process is writing.
    pub fn go_on(&mut self) -> Result<(), Error> {
        if self.store.go_on()? {
            self.grouper = None;
            self.loaded.borrow_mut().clear();
        }
        Ok(())
    }
}

impl<S: Store> Archive<S> {
    /// An archive over a store.
    ///
    /// # Errors
    /// If the built-in data cannot be used.
    pub fn new(store: S) -> Result<Archive<S>, Error> {
        Ok(Archive {
            store,
            viewer: Viewer::builtin()?,
            grouper: None,
            loaded: RefCell::default(),
        })
    }

    /// The store, to be asked.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Takes documents in: puts them with others and keeps them, all or none. `at` is the present, RFC 3339 in UTC.
    ///
    /// # Errors
    /// If they cannot be kept; then none of them is.
    pub fn take(&mut self, incoming: Vec<Incoming>, at: &str) -> Result<Taken, Error> {
        self.take_by(incoming, None, at)
    }

    /// The same, of documents that somebody wanted to be kept: the journal names who.
    ///
    /// # Errors
    /// As [`Archive::take`].
    pub fn take_for(&mut self, incoming: Vec<Incoming>, who: &str, at: &str) -> Result<Taken, Error> {
        self.take_by(incoming, Some(who), at)
    }

    /// Who wanted a document to be kept, and when, each time that its text was new; nothing of what an ingest took in.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn kept_by(&self, id: &str) -> Result<Vec<Kept>, Error> {
        let mut out = Vec::new();
        for (at, body) in self.store.kept(id)? {
            let body: serde_json::Value = serde_json::from_str(&body)?;
            if crate::search::ids(&body, "documents").iter().any(|d| d == id) {
                let who = body["who"].as_str().unwrap_or_default().to_owned();
                out.push(Kept { who, at });
            }
        }
        Ok(out)
    }

    fn take_by(&mut self, incoming: Vec<Incoming>, who: Option<&str>, at: &str) -> Result<Taken, Error> {
        let (mut taken, mut arrivals) = (Taken::default(), Vec::<Arrival<'_>>::new());
        for one in &incoming {
            let records = Records::read(&one.lines)?;
            let d = &records.document;
            let known = self.store.document(&d.id)?;
            let same = |a: &Arrival<'_>| a.records.document.id == d.id;
            let before = arrivals.iter().position(same);
            // of several texts of one document that come together, the last is the one that counts
            let texts = before.map_or(&[][..], |n| arrivals[n].earlier.as_slice());
            let last = before.map(|n| arrivals[n].incoming);
            let has = match &known {
                Some(known) => has(&self.store, known, d)?,
                None => false,
            };
            if has || has_text(d, last.into_iter().chain(texts.iter().copied()))? {
                taken.known += 1;
                continue;
            }
            match known.is_some() || before.is_some() {
                true => taken.changed += 1,
                false => taken.new += 1,
            }
            match before.map(|n| &mut arrivals[n]) {
                Some(before) => {
                    before.earlier.push(std::mem::replace(&mut before.incoming, one));
                    before.records = records;
                }
                None => arrivals.push(Arrival {
                    records,
                    incoming: one,
                    known,
                    earlier: Vec::new(),
                }),
            }
        }
        if arrivals.is_empty() {
            return Ok(taken);
        }
        let mut grouping = match self.grouper.take() {
            Some(grouping) => grouping,
            None => Grouping::after(&self.store)?,
        };
        let times: Vec<i64> = arrivals
            .iter()
            .map(|a| musnad_story::published(&a.records.document))
            .collect();
        grouping.reach(&self.store, &times)?;
        let change = grouping.change(&self.store, &arrivals, who, at)?;
        drop(arrivals);
        // where it cannot be kept, the grouper knows what the store doesn't: it is made anew
        self.keep(&change)?;
        let too_much = grouping.forget(&times);
        self.grouper = Some(grouping).filter(|_| !too_much);
        Ok(taken)
    }

    /// Keeps a change; what was known of events before it is asked for anew.
    pub(crate) fn keep(&mut self, change: &Change) -> Result<(), Error> {
        self.grouper = None;
        self.store.keep(change)?;
        self.loaded.borrow_mut().clear();
        Ok(())
    }

    /// An event with all that its claims say.
    ///
    /// # Errors
    /// `is_missing` where there is none with this id.
    pub fn event(&self, id: &str, policy: Policy) -> Result<Event, Error> {
        let n = self.store.event(id)?.ok_or_else(|| missing("event", id))?;
        self.event_at(n, policy)?.ok_or_else(|| missing("event", id))
    }

    /// The event with this number; nothing where no claim tells it any more.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn event_at(&self, n: i64, policy: Policy) -> Result<Option<Event>, Error> {
        let loaded = self.told(n)?;
        let parsed = parsed(&loaded)?;
        self.view(n, &loaded, &parsed, policy)
    }

    /// An event with its claims and documents, given to `use_them`.
    ///
    /// # Errors
    /// `is_missing` where there is none with this id.
    pub fn with_event<T>(
        &self,
        id: &str,
        policy: Policy,
        use_them: impl FnOnce(&Event, &[Claim<'_>], &[Document]) -> T,
    ) -> Result<T, Error> {
        let n = self.store.event(id)?.ok_or_else(|| missing("event", id))?;
        let loaded = self.told(n)?;
        let parsed = parsed(&loaded)?;
        let event = self
            .view(n, &loaded, &parsed, policy)?
            .ok_or_else(|| missing("event", id))?;
        let claims: Vec<Claim<'_>> = parsed
            .iter()
            .flat_map(|(_, c)| c.iter().map(|(c, _)| c.clone()))
            .collect();
        let documents: Vec<Document> = loaded.iter().map(|(d, _)| d.row.clone()).collect();
        Ok(use_them(&event, &claims, &documents))
    }

    /// The event with this number as the documents that `only` names tell it; nothing where none of them does.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn event_told_by(
        &self,
        n: i64,
        policy: Policy,
        only: &dyn Fn(&str) -> bool,
    ) -> Result<Option<Event>, Error> {
        let mut loaded = self.told(n)?;
        loaded.retain(|(document, _)| only(&document.row.id));
        let parsed = parsed(&loaded)?;
        self.view(n, &loaded, &parsed, policy)
    }

    /// An event with what the index keeps of it besides.
    pub(crate) fn event_with_words(&self, n: i64, most: usize) -> Result<Option<Worded>, Error> {
        let loaded = self.tellers(self.store.put(Of::Event(n))?)?;
        let parsed = parsed(&loaded)?;
        let mut sentences: Vec<&str> = Vec::new();
        for (claim, _) in parsed.iter().flat_map(|(_, claims)| claims) {
            if sentences.len() < most && !sentences.contains(&claim.sentence.quote.as_ref()) {
                sentences.push(&claim.sentence.quote);
            }
        }
        let text = sentences.join("\n");
        let chains = parsed
            .iter()
            .flat_map(|(_, claims)| claims.iter().flat_map(|(c, _)| &c.attribution));
        let source = |s: &Source<'_>| (s.id.as_deref().map(str::to_owned), s.kind.to_string());
        let sources: FxHashSet<_> = chains.filter(|s| s.kind != "outlet").map(source).collect();
        let mut stories = Vec::new();
        for story in loaded
            .iter()
            .filter_map(|(d, _)| d.row.story)
            .collect::<FxHashSet<_>>()
        {
            stories.extend(self.store.story_id(story)?);
        }
        let told = told(&parsed).collect();
        let event = self.viewer.without_tolls(self.about(n, &loaded)?, told);
        let event = event.map(|event| self.graded(event)).transpose()?;
        Ok(event.map(|event| Worded {
            event,
            text,
            sources,
            stories,
        }))
    }

    /// The documents that tell an event, each with its claims of it.
    fn told(&self, n: i64) -> Result<Vec<Teller>, Error> {
        self.tellers(self.store.tellings(n)?)
    }

    /// The documents of claims, each with its own.
    fn tellers(&self, tellings: Vec<Telling>) -> Result<Vec<Teller>, Error> {
        let mut out: Vec<Teller> = Vec::new();
        for telling in tellings {
            match out.last_mut().filter(|(d, _)| d.row.n == telling.document) {
                Some((_, all)) => all.push(telling),
                None => {
                    if let Some(loaded) = self.load(telling.document)? {
                        out.push((loaded, vec![telling]));
                    }
                }
            }
        }
        Ok(out)
    }

    fn load(&self, n: i64) -> Result<Option<Arc<Loaded>>, Error> {
        if let Some(known) = self.loaded.borrow().get(&n) {
            return Ok(Some(Arc::clone(known)));
        }
        let Some(row) = self.store.documents(&[n])?.pop() else {
            return Ok(None);
        };
        let Some((mut lines, _)) = self.store.lines(n)? else {
            return Ok(None);
        };
        // claims stand last; what is before them need not be held
        let claims = lines.find("\n{\"record\":\"claim/").unwrap_or(lines.len());
        let of = match row.copy_of {
            Some(of) => self.store.documents(&[of])?.pop().map(|d| d.id),
            None => None,
        };
        let loaded = Arc::new(Loaded {
            origin: self.origin(&row)?,
            page: self.page(&row)?,
            said: Overlay::of(self.store.corrections_in(n)?),
            of,
            row,
            claims: lines.split_off(claims),
        });
        let mut all = self.loaded.borrow_mut();
        if all.len() >= LOADED {
            all.clear();
        }
        all.insert(n, Arc::clone(&loaded));
        Ok(Some(loaded))
    }

    fn view(
        &self,
        n: i64,
        loaded: &[Teller],
        parsed: &[Parsed<'_>],
        policy: Policy,
    ) -> Result<Option<Event>, Error> {
        let about = About {
            duplicates: self.duplicates(n)?,
            ..self.about(n, loaded)?
        };
        let event = self.viewer.event(about, told(parsed).collect(), policy);
        event.map(|event| self.graded(event)).transpose()
    }

    /// An event's id and story, without what may be the same.
    fn about(&self, n: i64, loaded: &[Teller]) -> Result<About, Error> {
        let story = loaded.iter().find_map(|(d, _)| d.row.story);
        Ok(About {
            id: self.store.event_id(n)?.unwrap_or_default(),
            story: match story {
                Some(story) => self.store.story_id(story)?,
                None => None,
            },
            duplicates: Vec::new(),
        })
    }

    /// An event with the grade that a person gave it, where one did.
    fn graded(&self, event: Event) -> Result<Event, Error> {
        Ok(match self.grade_by_hand(&event.id)? {
            Some(grade) => Event { grade, ..event },
            None => event,
        })
    }

    fn duplicates(&self, n: i64) -> Result<Vec<Duplicate>, Error> {
        let mut out = Vec::new();
        for (other, why) in self.store.duplicates(n)? {
            if let Some(event) = self.store.event_id(other)? {
                let why: Vec<Reason> = serde_json::from_str(&why)?;
                out.push(Duplicate { event, why });
            }
        }
        Ok(out)
    }

    /// Who published the first of the chain of copies that a document is in.
    fn origin(&self, row: &Document) -> Result<Option<String>, Error> {
        let (mut at, mut outlet) = (row.copy_of, row.outlet.clone());
        // copies of copies of copies end somewhere
        for _ in 0..32 {
            let Some(of) = at else { break };
            let Some(original) = self.store.documents(&[of])?.pop() else {
                break;
            };
            (at, outlet) = (original.copy_of, original.outlet);
        }
        Ok(outlet)
    }

    /// The documents at a document's address, itself among them.
    fn page(&self, row: &Document) -> Result<Vec<Document>, Error> {
        match row.url.as_deref() {
            Some(url) => self.store.at(url),
            None => Ok(Vec::new()),
        }
    }

    /// The documents of a document's story and its copies, nearest in time first, itself left out.
    ///
    /// # Errors
    /// `is_missing` where there is no document with this id.
    pub fn related(&self, id: &str) -> Result<Vec<Document>, Error> {
        let document = self.store.document(id)?.ok_or_else(|| missing("document", id))?;
        let mut out = match document.story {
            Some(story) => self.store.members(story)?,
            None => self.store.copies(document.n)?,
        };
        out.retain(|d| d.n != document.n);
        out.sort_by_key(|d| ((d.time - document.time).abs(), d.n));
        Ok(out)
    }

    /// The records of a document as JSON Lines, as they were last read.
    ///
    /// # Errors
    /// `is_missing` where there is no document with this id.
    pub fn lines(&self, id: &str) -> Result<String, Error> {
        let document = self.store.document(id)?.ok_or_else(|| missing("document", id))?;
        let lines = self.store.lines(document.n)?;
        lines
            .map(|(lines, _)| lines)
            .ok_or_else(|| missing("document", id))
    }

    /// The records of a document as JSON Lines with what people said laid over them: fields as they were set, claims
    /// that were rejected left out.
    ///
    /// # Errors
    /// `is_missing` where there is no document with this id.
    pub fn corrected(&self, id: &str) -> Result<String, Error> {
        let document = self.store.document(id)?.ok_or_else(|| missing("document", id))?;
        let lines = self.lines(id)?;
        let said = Overlay::of(self.store.corrections_in(document.n)?);
        if said.is_empty() {
            return Ok(lines);
        }
        let mut records = Records::read(&lines)?;
        said.records(&mut records)?;
        let mut out = Vec::new();
        records.write(&mut out)?;
        String::from_utf8(out).map_err(|e| Error::broken("a record is not UTF-8").because(e))
    }
}

impl<S: Store> Archive<S> {
    /// The records of a hit's document with what people said laid over them; as the machine read them for a claim that
    /// was rejected.
    ///
    /// # Errors
    /// `is_missing` where there is no document with this id.
    pub fn lines_with(&self, document: &str, hit: &Hit) -> Result<String, Error> {
        let lines = self.corrected(document)?;
        match hit.kind == musnad_search::Kind::Claim && !lines.contains(&hit.id) {
            true => self.lines(document),
            false => Ok(lines),
        }
    }

    /// Forgets documents that were looked at before: another process may have changed what people said of them.
    pub fn look_anew(&self) {
        self.loaded.borrow_mut().clear();
    }
}

pub(crate) fn missing(what: &str, id: &str) -> Error {
    Error::new(
        Kind::Missing,
        format!("there is no {what} “{id}” in this archive"),
    )
}

/// What is needed of a document to show its events.
#[derive(Debug)]
struct Loaded {
    row: Document,
    /// The records of its claims.
    claims: String,
    /// The id of the document that it is a copy of.
    of: Option<String>,
    /// Who published the first of the chain of copies.
    origin: Option<String>,
    /// The documents at its address.
    page: Vec<Document>,
    /// What people said of its claims.
    said: Overlay,
}

/// An event with what the index keeps of it besides.
pub(crate) struct Worded {
    pub(crate) event: Event,
    /// The sentences of its first claims.
    pub(crate) text: String,
    /// Who is quoted for any: by id, and of what kind.
    pub(crate) sources: FxHashSet<(Option<String>, String)>,
    /// The stories that its documents belong to.
    pub(crate) stories: Vec<String>,
}

/// A document that tells an event, with its claims of it.
type Teller = (Arc<Loaded>, Vec<Telling>);

/// A document with those of its claims that tell one event, and why each does.
type Parsed<'l> = (musnad_story::Document<'l>, Vec<(Claim<'l>, Vec<Reason>)>);

fn parsed(loaded: &[Teller]) -> Result<Vec<Parsed<'_>>, Error> {
    let mut out = Vec::with_capacity(loaded.len());
    for (d, tellings) in loaded {
        let document = musnad_story::Document {
            id: &d.row.id,
            outlet: d.row.outlet.as_deref(),
            published: d.row.published.as_deref(),
            fetched: d.row.fetched.as_deref(),
            copy_of: d.of.as_deref(),
            origin: d.origin.as_deref(),
            later: later(&d.row, &d.page),
        };
        out.push((document, claims(d, tellings)?));
    }
    Ok(out)
}

/// Claims with their documents, and why they were merged.
fn told<'l>(parsed: &'l [Parsed<'l>]) -> impl Iterator<Item = Told<'l>> {
    parsed.iter().flat_map(|(document, claims)| {
        claims.iter().map(move |(claim, why)| Told {
            document,
            claim,
            why: why.clone(),
        })
    })
}

/// What a document is to those at its address that are versions of its page.
pub(crate) fn later<'d>(document: &'d Document, page: &'d [Document]) -> Option<Later<'d>> {
    let all: Vec<Version<'d>> = page.iter().map(version).collect();
    version(document).later(&all)
}

fn version(document: &Document) -> Version<'_> {
    Version {
        id: &document.id,
        outlet: document.outlet.as_deref(),
        url: document.url.as_deref(),
        fetched: document.fetched.as_deref(),
    }
}

/// The claims among a document's records that were put with an event and not rejected, each with why.
fn claims<'l>(loaded: &'l Loaded, tellings: &[Telling]) -> Result<Vec<(Claim<'l>, Vec<Reason>)>, Error> {
    let mut out = Vec::new();
    for line in loaded.claims.lines() {
        // the id is the second key; a claim of another event need not be read whole
        let Some(telling) = tellings
            .iter()
            .find(|t| line.get(..64).is_some_and(|l| l.contains(&t.claim)))
        else {
            continue;
        };
        let why = match telling.why.is_empty() {
            true => Vec::new(),
            false => serde_json::from_str(&telling.why)?,
        };
        if loaded.said.is_rejected(&telling.claim) {
            continue;
        }
        let mut claim: Claim<'_> = serde_json::from_str(line)?;
        loaded.said.apply(&mut claim)?;
        out.push((claim, why));
    }
    Ok(out)
}

/// The claims of a document that are in doubt.
pub(crate) fn doubtful(records: &Records<'_>, document: i64) -> Vec<(String, i64)> {
    let claims = records.claims.iter().filter(|c| records.is_doubtful(c));
    claims.map(|c| (c.id.clone(), document)).collect()
}

/// Sixteen digits of a hash of `parts`.
pub(crate) fn short(parts: &[&str]) -> String {
    let mut out = Hash::of(parts.join("\0").as_bytes()).to_string();
    out.truncate(16);
    out
}
