//! Search over an archive: its index, made of the store and kept up with it.
//!
//! The index is derived: where it is missing, of another version or behind, it is made or brought up from the
//! journal. It lies in a folder beside the store.

use crate::Error;
use crate::archive::Archive;
use crate::overlay::{Overlay, Status};
use crate::store::{Document, Of, Store, Telling};
use musnad_lexicon::Lexicon;
use musnad_record::event::Event;
use musnad_record::v1::{Claim, Place, Quote, Records, Source};
use musnad_seal::journal::Link;
use musnad_search::{Entry, Facet, Filter, Highlighter, Hit, Hits, Index, Kind, Query, Sort, Writer};
use musnad_story::seconds;
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::Arc;

/// The index's folder inside the archive's.
const FOLDER: &str = "index";
/// Entries of the journal that are brought in before the index is committed.
const CHUNK: usize = 40;
/// So many events are brought in at once.
const PIECE: usize = 512;
/// Of so many of its claims, an event's sentences are found.
const SENTENCES: usize = 6;

/// An archive's index.
#[derive(Debug)]
pub struct Search {
    index: Index,
}

impl Search {
    /// Opens the index of an archive's folder to bring it up to date; makes it where there is none or one that cannot
    /// be used any more.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(folder: &Path) -> Result<Search, Error> {
        let (at, lexicon) = (folder.join(FOLDER), lexicon()?);
        let index = match Index::open(&at, &lexicon) {
            Err(e) if e.is_stale() => {
                std::fs::remove_dir_all(&at)?;
                Index::open(&at, &lexicon)?
            }
            other => other?,
        };
        Ok(Search { index })
    }

    /// Opens the index of an archive's folder to ask it.
    ///
    /// # Errors
    /// `is_missing` where there is none, or one of another version: [`Search::open`] makes it.
    pub fn read(folder: &Path) -> Result<Search, Error> {
        Ok(Search {
            index: Index::open_existing(&folder.join(FOLDER), &lexicon()?)?,
        })
    }

    /// Brings the index up to the store; says how many documents were new to it.
    ///
    /// # Errors
    /// If the store cannot be read or the index written.
    pub fn refresh<S: Store>(&self, archive: &Archive<S>) -> Result<usize, Error> {
        let mut at = self.index.committed()?;
        let mut links = archive.store().journal(at, CHUNK)?;
        if links.is_empty() {
            return Ok(0);
        }
        let mut writer = self.index.writer()?;
        let mut documents = 0;
        while let Some(last) = links.last() {
            at = last.entry.n;
            documents += bring_in(archive, &mut writer, &links)?;
            writer.commit(at)?;
            links = archive.store().journal(at, CHUNK)?;
        }
        writer.finish()?;
        Ok(documents)
    }

    /// Asks the index.
    ///
    /// # Errors
    /// If the question cannot be asked or the index read.
    pub fn ask(&self, query: &Query) -> Result<Hits, Error> {
        Ok(self.index.search(query)?)
    }

    /// Those of these events that the index has, in a line each, in no order.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn briefs(&self, events: Vec<String>) -> Result<Vec<Brief>, Error> {
        let hits = self.ask(&Query {
            kind: Some(Kind::Event),
            size: events.len(),
            filters: vec![Filter {
                facet: Facet::Event,
                values: events,
                exclude: false,
            }],
            sort: Sort::Newest,
            ..Query::default()
        })?;
        hits.hits.iter().map(Brief::of_hit).collect()
    }

    /// The number of the journal's entry up to which the index goes.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn up_to(&self) -> Result<u64, Error> {
        Ok(self.index.committed()?)
    }

    /// What shows where words stand in texts.
    pub fn highlighter(&self, words: &str) -> Highlighter {
        self.index.highlighter(words)
    }
}

/// Brings into the index what entries of the journal changed; says how many documents. The store is read in pieces:
/// what is written while somebody reads cannot be put in its place, and waits in a log that grows.
fn bring_in<S: Store>(archive: &Archive<S>, writer: &mut Writer, links: &[Link]) -> Result<usize, Error> {
    let (mut documents, mut events) = (0, Events::default());
    for link in links {
        let body = body(link)?;
        archive.store().at_once(|_| {
            for id in ids(&body, "documents") {
                documents += 1;
                add_document(archive, writer, &id, &mut events)?;
            }
            for id in ids(&body, "events") {
                changed_event(archive, writer, &id, &mut events)?;
            }
            Ok(())
        })?;
    }
    // those of one story are told by the same documents, each of which is then looked at once
    let mut events: Vec<(Option<i64>, i64)> = events.into_iter().map(|(n, story)| (story, n)).collect();
    events.sort_unstable();
    for some in events.chunks(PIECE) {
        archive
            .store()
            .at_once(|_| some.iter().try_for_each(|(_, n)| add_event(archive, writer, *n)))?;
    }
    Ok(documents)
}

/// Events to be brought in, each with the story of a document that tells it.
type Events = FxHashMap<i64, Option<i64>>;

fn lexicon() -> Result<Arc<Lexicon>, Error> {
    let lexicon = Lexicon::builtin().map_err(|e| Error::broken("the lexicon cannot be used").because(e))?;
    Ok(Arc::new(lexicon))
}

/// What an entry of the journal says.
pub(crate) fn body(link: &Link) -> Result<serde_json::Value, Error> {
    match &link.entry.body {
        musnad_seal::journal::Body::Open(body) => Ok(serde_json::from_str(body)?),
        _ => Ok(serde_json::Value::Null),
    }
}

/// The ids of the documents or events that an entry of the journal changed.
pub(crate) fn ids(body: &serde_json::Value, of: &str) -> Vec<String> {
    let all = body[of].as_array().into_iter().flatten();
    let id = |d: &serde_json::Value| d.as_str().or_else(|| d[0].as_str()).map(str::to_owned);
    all.filter_map(id).collect()
}

/// An event whose claims came, went or were judged; one that went into another is found no more.
fn changed_event<S: Store>(
    archive: &Archive<S>,
    writer: &mut Writer,
    id: &str,
    events: &mut Events,
) -> Result<(), Error> {
    let store = archive.store();
    let Some(n) = store.event(id)? else {
        return Ok(());
    };
    if store.own_event(id)? != Some(n) {
        writer.delete(Kind::Event, id);
    }
    events.entry(n).or_default();
    Ok(())
}

/// The facets of an entry, while they are gathered.
#[derive(Default)]
struct Facets(Vec<(Facet, String)>);

impl Facets {
    fn add(&mut self, facet: Facet, value: Option<&str>) {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            let new = (facet, value.to_owned());
            if !self.0.contains(&new) {
                self.0.push(new);
            }
        }
    }

    fn of_document(document: &Document, story: Option<&str>) -> Facets {
        let mut facets = Facets::default();
        facets.add(Facet::Outlet, document.outlet.as_deref());
        facets.add(Facet::Story, story);
        facets.add(Facet::Document, Some(&document.id));
        facets
    }

    /// A place is found by its id, by its first administrative level and by its country.
    fn place(&mut self, id: Option<&str>, country: Option<&str>, admin1: Option<&str>) {
        self.add(Facet::Place, id);
        self.add(Facet::Place, country);
        self.add(Facet::Country, country);
        if let (Some(country), Some(admin1)) = (country, admin1) {
            self.add(Facet::Place, Some(&format!("{country}/{admin1}")));
        }
    }

    /// Somebody is found by id, by country, and by country with sector: `ISR`, `ISR/MIL`.
    fn party(&mut self, facet: Facet, id: Option<&str>, country: Option<&str>, sector: Option<&str>) {
        self.add(facet, id);
        self.add(facet, country);
        if let (Some(country), Some(sector)) = (country, sector) {
            self.add(facet, Some(&format!("{country}/{sector}")));
        }
    }

    fn sources(&mut self, chain: &[Source<'_>]) {
        for source in chain.iter().filter(|s| s.kind != "outlet") {
            self.add(Facet::Source, source.id.as_deref());
            self.add(Facet::SourceKind, Some(&source.kind));
        }
    }

    fn with<T>(&self, use_them: impl FnOnce(&[(Facet, &str)]) -> T) -> T {
        let borrowed: Vec<(Facet, &str)> = self.0.iter().map(|(f, v)| (*f, v.as_str())).collect();
        use_them(&borrowed)
    }
}

fn add_document<S: Store>(
    archive: &Archive<S>,
    writer: &mut Writer,
    id: &str,
    events: &mut Events,
) -> Result<(), Error> {
    let store = archive.store();
    let Some(document) = store.document(id)? else {
        return Ok(());
    };
    let Some((lines, _)) = store.lines(document.n)? else {
        return Ok(());
    };
    let records = Records::read(&lines)?;
    let said = Overlay::of(store.corrections_in(document.n)?);
    let new = writer.is_beyond(Kind::Document, document.n.unsigned_abs());
    if !new {
        // of an earlier reading nothing is found any more
        writer.forget(Facet::Document, id);
    }
    let mut add = |entry: &Entry<'_>| match new {
        true => writer.add_new(entry),
        false => writer.add(entry),
    };
    let story = match document.story {
        Some(story) => store.story_id(story)?,
        None => None,
    };
    let facets = Facets::of_document(&document, story.as_deref());
    let entry = Entry {
        kind: Kind::Document,
        id,
        key: document.n.unsigned_abs(),
        time: Some(document.time),
        title: document.title.as_deref().unwrap_or_default(),
        text: &records.document.text,
        facets: &[],
        at: None,
        confidence: 1.0,
        doubtful: false,
        shown: "",
    };
    facets.with(|facets| add(&Entry { facets, ..entry }))?;
    for quote in &records.quotes {
        add_quote(&mut add, quote, &document, story.as_deref())?;
    }
    let told = store.put(Of::Document(document.n))?;
    events.extend(told.iter().map(|t| (t.event, document.story)));
    for claim in &records.claims {
        let status = said.status(&claim.id);
        let telling = told
            .iter()
            .find(|t| t.claim == claim.id && !said.is_rejected(&t.claim));
        let event = match telling {
            Some(Telling { event, .. }) => store.event_id(*event)?,
            None => None,
        };
        let doubtful = status.map_or_else(|| records.is_doubtful(claim), |s| !s.is_claim());
        let mut claim = claim.clone();
        said.apply(&mut claim)?;
        let about = (&document, story.as_deref(), event.as_deref());
        add_claim(&mut add, &claim, about, (status, doubtful))?;
    }
    Ok(())
}

/// Puts an entry into the index.
type Add<'a> = dyn FnMut(&Entry<'_>) -> Result<(), musnad_search::Error> + 'a;

fn add_quote(
    add: &mut Add<'_>,
    quote: &Quote<'_>,
    document: &Document,
    story: Option<&str>,
) -> Result<(), Error> {
    let mut facets = Facets::of_document(document, story);
    facets.sources(&quote.attribution);
    facets.with(|facets| {
        add(&Entry {
            kind: Kind::Quote,
            id: &quote.id,
            key: document.n.unsigned_abs(),
            time: Some(document.time),
            title: "",
            text: &quote.content.quote,
            facets,
            at: None,
            confidence: 1.0,
            doubtful: false,
            shown: "",
        })
    })?;
    Ok(())
}

fn point(place: Option<&Place<'_>>) -> Option<(f64, f64)> {
    place.and_then(|p| p.lat.zip(p.lon))
}

/// When a claim's event is said to have been, else when the document was published.
fn time(claim: &Claim<'_>, document: &Document) -> i64 {
    let stated = claim.time.as_ref().and_then(|t| t.start.as_deref());
    stated.and_then(seconds).unwrap_or(document.time)
}

fn add_claim(
    add: &mut Add<'_>,
    claim: &Claim<'_>,
    (document, story, event): (&Document, Option<&str>, Option<&str>),
    (status, doubtful): (Option<Status>, bool),
) -> Result<(), Error> {
    let mut facets = Facets::of_document(document, story);
    facets.add(Facet::Status, status.map(Status::name));
    facets.add(Facet::Event, event);
    facets.add(Facet::Type, Some(&claim.r#type));
    facets.add(Facet::Mode, claim.mode.as_deref());
    facets.add(Facet::Modality, Some(&claim.modality));
    for actor in &claim.actors {
        let facet = match actor.role.as_ref() {
            "actor" => Facet::Actor,
            _ => Facet::Recipient,
        };
        facets.party(
            facet,
            actor.id.as_deref(),
            actor.country.as_deref(),
            actor.sector.as_deref(),
        );
    }
    for place in [&claim.place, &claim.from, &claim.to].into_iter().flatten() {
        facets.place(
            place.id.as_deref(),
            place.country.as_deref(),
            place.admin1.as_deref(),
        );
    }
    facets.sources(&claim.attribution);
    facets.with(|facets| {
        add(&Entry {
            kind: Kind::Claim,
            id: &claim.id,
            key: document.n.unsigned_abs(),
            time: Some(time(claim, document)),
            title: "",
            text: &claim.sentence.quote,
            facets,
            at: point(claim.place.as_ref()),
            confidence: claim.confidence,
            doubtful,
            shown: "",
        })
    })?;
    Ok(())
}

fn add_event<S: Store>(archive: &Archive<S>, writer: &mut Writer, n: i64) -> Result<(), Error> {
    let Some(worded) = archive.event_with_words(n, SENTENCES)? else {
        if let Some(id) = archive.store().event_id(n)? {
            writer.delete(Kind::Event, &id);
        }
        return Ok(());
    };
    let event = &worded.event;
    let mut facets = event_facets(event);
    worded
        .stories
        .iter()
        .for_each(|story| facets.add(Facet::Story, Some(story)));
    for (id, kind) in &worded.sources {
        facets.add(Facet::Source, id.as_deref());
        facets.add(Facet::SourceKind, Some(kind));
    }
    let place = event.place.as_ref();
    let start = event.time.as_ref().map(|t| t.start.as_str());
    let first = event.first.as_ref().and_then(|f| f.published.as_deref());
    let new = writer.is_beyond(Kind::Event, n.unsigned_abs());
    let shown = Brief::of(event, worded.text.lines().next().unwrap_or_default()).written()?;
    facets.with(|facets| {
        let entry = Entry {
            kind: Kind::Event,
            id: &event.id,
            key: n.unsigned_abs(),
            time: start.or(first).and_then(seconds),
            title: "",
            text: &worded.text,
            facets,
            at: place.and_then(|p| p.lat.zip(p.lon)),
            confidence: 1.0,
            doubtful: false,
            shown: &shown,
        };
        match new {
            true => writer.add_new(&entry),
            false => writer.add(&entry),
        }
    })?;
    Ok(())
}

fn event_facets(event: &Event) -> Facets {
    let mut facets = Facets::default();
    facets.add(Facet::Event, Some(&event.id));
    facets.add(Facet::Type, Some(&event.r#type));
    facets.add(Facet::Mode, event.mode.as_deref());
    facets.add(Facet::Modality, Some(&event.modality));
    facets.add(Facet::Grade, Some(&event.grade));
    for party in &event.parties {
        let facet = match party.role.as_str() {
            "actor" => Facet::Actor,
            _ => Facet::Recipient,
        };
        facets.party(
            facet,
            party.id.as_deref(),
            party.country.as_deref(),
            party.sector.as_deref(),
        );
    }
    if let Some(place) = &event.place {
        facets.place(
            place.id.as_deref(),
            place.country.as_deref(),
            place.admin1.as_deref(),
        );
    }
    let outlets = event.tellings.iter().filter_map(|t| t.outlet.as_deref());
    outlets.for_each(|o| facets.add(Facet::Outlet, Some(o)));
    facets
}

/// An event in a line, as the index keeps it: shown without reading the documents that tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// Its id, type, mode, place, time and grade; nothing else of it.
    pub event: Event,
    /// How many claims tell it.
    pub tellings: usize,
    /// The sentence of its first claim.
    pub sentence: String,
}

impl Brief {
    /// That of an event whose first claim stands in this sentence.
    pub fn of(event: &Event, sentence: &str) -> Brief {
        Brief {
            event: Event {
                id: event.id.clone(),
                r#type: event.r#type.clone(),
                mode: event.mode.clone(),
                place: event.place.clone(),
                time: event.time.clone(),
                grade: event.grade.clone(),
                ..Event::default()
            },
            tellings: event.tellings.len(),
            sentence: sentence.to_owned(),
        }
    }

    fn written(&self) -> Result<String, Error> {
        let event = &self.event;
        let (what, place, time) = ((&event.r#type, &event.mode), &event.place, &event.time);
        let told = (&event.grade, self.tellings, &self.sentence);
        Ok(serde_json::to_string(&(&event.id, what, place, time, told))?)
    }

    /// That of an event that was found.
    ///
    /// # Errors
    /// If it is none.
    pub fn of_hit(hit: &Hit) -> Result<Brief, Error> {
        let (id, (r#type, mode), place, time, (grade, tellings, sentence)) =
            serde_json::from_str(&hit.shown)?;
        let event = Event {
            id,
            r#type,
            mode,
            place,
            time,
            grade,
            ..Event::default()
        };
        Ok(Brief {
            event,
            tellings,
            sentence,
        })
    }
}
