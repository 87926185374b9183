//! What a server asks of the world outside its archive. The program answers: no other crate may ask the net.

use jiff::Timestamp;
use std::fmt::Debug;

/// Whoever answers.
pub trait Outside: Debug + Send + Sync {
    /// How the outlets fare that are watched for the archive, at this moment; nothing where no watch is known.
    fn watched(&self, now: Timestamp) -> Option<Vec<Watched>>;

    /// Whether pages can be fetched at all.
    fn can_fetch(&self) -> bool;

    /// The page at an address that somebody named.
    ///
    /// # Errors
    /// If it may not be asked for, or cannot be had.
    fn page(&self, url: &str) -> Result<Fetched, Unfetched>;
}

/// How an outlet fares that is watched.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Its name, as its documents bear it.
    pub outlet: String,
    /// When a source of it last answered as it should.
    pub answered: Option<Timestamp>,
    /// When it last published something new.
    pub published: Option<Timestamp>,
    /// Whether it has published nothing for longer than usual.
    pub silent: bool,
    /// Its sources, and those of them that failed the last time.
    pub sources: u32,
    /// Those that failed the last time.
    pub failing: u32,
    /// Failures in the last 24 hours.
    pub failures: u32,
    /// What failed last: when, a stable code, and the failure in English.
    pub failed: Option<(Timestamp, Unfetched)>,
    /// Pages that were fetched.
    pub pages: u32,
    /// Pages still to be fetched.
    pub waiting: u32,
    /// Versions that changed an earlier one.
    pub changes: u32,
    /// The median time from publication to the first fetch, in seconds.
    pub delay: Option<i64>,
}

/// A page as it was fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The address that answered.
    pub url: String,
    /// When it was fetched.
    pub fetched: Timestamp,
    /// What the server called it.
    pub content_type: Option<String>,
    /// The body, compression undone.
    pub bytes: Vec<u8>,
}

/// Why a page was not had.
#[derive(Clone, Debug)]
pub struct Unfetched {
    /// A stable code, which is also the key of the words for it: `fetch.timeout`.
    pub code: String,
    /// What exactly, in English.
    pub message: String,
}
