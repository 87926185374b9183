//! Where an archive's facts are kept: what any store must be able to do.
//!
//! A store keeps rows and gives them back; it decides nothing. What belongs together goes in as one [`Change`],
//! which is kept whole or not at all, and which is the next entry of the journal. The conformance suite
//! (`tests/store/mod.rs`) holds every store to this.

use crate::Error;
use musnad_seal::journal::Link;

/// A document as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its number in the archive, from 1.
    pub n: i64,
    /// Its id.
    pub id: String,
    /// SHA-256 of its page.
    pub sha256: String,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// When it was published, as in the contract.
    pub published: Option<String>,
    /// When it was fetched, as in the contract.
    pub fetched: Option<String>,
    /// When it was published, or else came, in seconds since 1970.
    pub time: i64,
    /// The document that it took its text from.
    pub copy_of: Option<i64>,
    /// Its story.
    pub story: Option<i64>,
}

/// A page as it was fetched, compressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its bytes, compressed with zstd.
    pub zstd: Vec<u8>,
    /// How many bytes it has.
    pub size: u64,
}

/// A reading of a document: its records as JSON Lines, and what made them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The document's number.
    pub document: i64,
    /// The versions of program, language data, registries and weights, as one line.
    pub version: String,
    /// The records, compressed with zstd.
    pub zstd: Vec<u8>,
    /// SHA-256 of the records before they were compressed.
    pub sha256: String,
}

/// A claim put with an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The document's number.
    pub document: i64,
    /// The claim's id.
    pub claim: String,
    /// The event's number.
    pub event: i64,
    /// Why it was put there: reasons as JSON; empty for those that the event began with.
    pub why: String,
}

/// Whose claims are asked for, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// An event's.
    Event(i64),
    /// A document's.
    Document(i64),
    /// Those of a story's documents, in the order of publication.
    Story(i64),
}

/// A story or an event: its number and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number in the archive, from 1.
    pub n: i64,
    /// Its id.
    pub id: String,
}

/// What a person says of a claim or an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Its number in the archive, from 1; 0 for the next one, given when it is kept.
    pub n: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// The id of the claim or event.
    pub target: String,
    /// What: `accept`, `reject`, `set`, `grade`, `merge`, `split`, `undo`.
    pub kind: String,
    /// The field that is set, and its value as JSON; for a merge the event that goes in, for a split the new one,
    /// each with the claims that move (`{"event","claims"}`); for `undo` the number of what is undone.
    pub field: Option<String>,
    /// As above.
    pub value: Option<String>,
    /// The number of the claim's document.
    pub document: Option<i64>,
    /// The number of the correction of another mention that it follows.
    pub follows: Option<i64>,
}

/// What is kept together, or not at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// What the journal calls it.
    pub kind: String,
    /// What the journal says of it, as JSON.
    pub body: String,
    /// Pages that may be new.
    pub pages: Vec<Page>,
    /// Documents that are new, or known and changed.
    pub documents: Vec<Document>,
    /// Readings; the last of a document is the one that counts.
    pub readings: Vec<Reading>,
    /// Stories that are new.
    pub stories: Vec<Named>,
    /// Events that are new.
    pub events: Vec<Named>,
    /// Claims put with events; one that was with another before moves.
    pub tellings: Vec<Telling>,
    /// Documents whose claims are put anew: what is not among `tellings` is with no event any more, what is not
    /// among `doubtful` is not known as such.
    pub retold: Vec<i64>,
    /// Claims that are in doubt and tell no event by themselves: which, of which document.
    pub doubtful: Vec<(String, i64)>,
    /// Documents found to be copies after they came: which, of which.
    pub copies: Vec<(i64, i64)>,
    /// Pairs of events that may be one, with the reasons as JSON.
    pub duplicates: Vec<(i64, i64, String)>,
    /// Events that went into others: which, into which; with itself, it stands again.
    pub merged: Vec<(i64, i64)>,
    /// What people said.
    pub corrections: Vec<Correction>,
}

/// How much an archive holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Size {
    pub documents: i64,
    pub claims: i64,
    pub events: i64,
    pub stories: i64,
    pub corrections: i64,
    pub journal: i64,
}

/// Keeps what an archive knows.
pub trait Store {
    /// Keeps a change whole, as the next entry of the journal, or nothing of it.
    ///
    /// # Errors
    /// If it cannot be kept; then nothing of it is.
    fn keep(&mut self, change: &Change) -> Result<Link, Error>;
    /// Asks several things of the store as it is at one moment, whatever another process keeps meanwhile; it is also
    /// the fastest way to ask many.
    ///
    /// # Errors
    /// Those of `ask`, or if the store cannot be read.
    fn at_once<T>(&self, ask: impl FnOnce(&Self) -> Result<T, Error>) -> Result<T, Error>
    where
        Self: Sized;
    /// The document with this id.
    ///
    /// # Errors
    /// If the store cannot be read; so for all below.
    fn document(&self, id: &str) -> Result<Option<Document>, Error>;
    /// The documents with these numbers, those that there are, in no order.
    fn documents(&self, numbers: &[i64]) -> Result<Vec<Document>, Error>;
    /// Documents published from one moment up to another, in seconds since 1970, in the order of their numbers.
    fn between(&self, from: i64, to: i64) -> Result<Vec<Document>, Error>;
    /// Documents with numbers over `after`, in order, at most `most`.
    fn after(&self, after: i64, most: usize) -> Result<Vec<Document>, Error>;
    /// Documents published last, the latest first, at most `most`: those before one that was published then and has
    /// that number, where one is named.
    fn latest(&self, before: Option<(i64, i64)>, most: usize) -> Result<Vec<Document>, Error>;
    /// Documents with numbers over `after` whose last reading was not made by `version`, in order, at most `most`.
    fn outdated(&self, version: &str, after: i64, most: usize) -> Result<Vec<Document>, Error>;
    /// The records of a document's last reading, as JSON Lines, and what made them.
    fn lines(&self, document: i64) -> Result<Option<(String, String)>, Error>;
    /// All readings of a document, the first first: what made each, and its records.
    fn readings(&self, document: i64) -> Result<Vec<(String, String)>, Error>;
    /// Whether there is a page with this SHA-256, and so the documents that were read from it.
    fn has_page(&self, sha256: &str) -> Result<bool, Error>;
    /// A page as it was fetched.
    fn page(&self, sha256: &str) -> Result<Option<Vec<u8>>, Error>;
    /// The claims of an event, a document or a story, with their events and without why they are with these: the fastest way
    /// to ask for many.
    fn put(&self, of: Of) -> Result<Vec<Telling>, Error>;
    /// The claims put with an event.
    fn tellings(&self, event: i64) -> Result<Vec<Telling>, Error>;
    /// The claims of a document with their events.
    fn told(&self, document: i64) -> Result<Vec<Telling>, Error>;
    /// The number of the event with this id, of the one it went into if it did.
    fn event(&self, id: &str) -> Result<Option<i64>, Error>;
    /// The number of the event with this very id, though it may have gone into another.
    fn own_event(&self, id: &str) -> Result<Option<i64>, Error>;
    /// The id of an event.
    fn event_id(&self, n: i64) -> Result<Option<String>, Error>;
    /// Pairs with this event that may be one with it.
    fn duplicates(&self, event: i64) -> Result<Vec<(i64, String)>, Error>;
    /// Pairs of events that may be one and of which neither went into another, the lower number first in each, the
    /// newest pair first, at most `most`: those behind the pair that is named, where one is.
    fn pairs(&self, behind: Option<(i64, i64)>, most: usize) -> Result<Vec<(i64, i64, String)>, Error>;
    /// The number of the story with this id.
    fn story(&self, id: &str) -> Result<Option<i64>, Error>;
    /// The id of a story.
    fn story_id(&self, n: i64) -> Result<Option<String>, Error>;
    /// The documents of a story.
    fn members(&self, story: i64) -> Result<Vec<Document>, Error>;
    /// The documents at an address, in the order of their numbers.
    fn at(&self, url: &str) -> Result<Vec<Document>, Error>;
    /// The documents at the addresses of a story's documents, in the order of their numbers.
    fn versions(&self, story: i64) -> Result<Vec<Document>, Error>;
    /// Documents that are the last of their stories, the latest first, at most `most`: those before one that was
    /// published then and has that number, where one is named.
    fn newest(&self, before: Option<(i64, i64)>, most: usize) -> Result<Vec<Document>, Error>;
    /// The events that a story's documents tell, each with the number of claims put with it, in whatever document.
    fn told_in(&self, story: i64) -> Result<Vec<(i64, i64)>, Error>;
    /// Copies of a document.
    fn copies(&self, document: i64) -> Result<Vec<Document>, Error>;
    /// The document of the claim with this id, be it in doubt or not.
    fn claim(&self, id: &str) -> Result<Option<i64>, Error>;
    /// What people said of a claim or event, in order; of all where none is named.
    fn corrections(&self, target: Option<&str>) -> Result<Vec<Correction>, Error>;
    /// What people said of the claims of a document, in order.
    fn corrections_in(&self, document: i64) -> Result<Vec<Correction>, Error>;
    /// What people said of the claims of a story's documents, in order.
    fn corrections_on(&self, story: i64) -> Result<Vec<Correction>, Error>;
    /// Moment and body of the journal's entries by which somebody had documents kept, of those that may tell of the
    /// document with this id.
    fn kept(&self, id: &str) -> Result<Vec<(String, String)>, Error>;
    /// The journal's entries over `after`, in order, at most `most`.
    fn journal(&self, after: u64, most: usize) -> Result<Vec<Link>, Error>;
    /// How much there is.
    fn size(&self) -> Result<Size, Error>;
    /// The highest numbers given: documents, events, stories.
    fn last(&self) -> Result<(i64, i64, i64), Error>;
}
