//! What an index says of itself with each commit: how far it goes, and how high the numbers in it are.

use crate::entry::Kind;
use crate::error::Error;
use std::fmt;

/// Written as `7 512 97`; by earlier versions of the program as `7` alone.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    /// The archive's number of the last change in it.
    pub(crate) seq: u64,
    /// The highest keys of documents and of events that it ever had.
    highest: [u64; 2],
}

impl Mark {
    /// That of the last commit.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub(crate) fn of(index: &tantivy::Index) -> Result<Mark, Error> {
        let Some(payload) = index.load_metas()?.payload else {
            return Ok(Mark::default());
        };
        let numbers: Result<Vec<u64>, _> = payload.split(' ').map(str::parse).collect();
        let numbers =
            numbers.map_err(|e| Error::stale("the search index doesn't say how far it goes").because(e))?;
        let highest = |n: usize| numbers.get(n).copied().unwrap_or(u64::MAX);
        Ok(Mark {
            seq: numbers.first().copied().unwrap_or_default(),
            highest: [highest(1), highest(2)],
        })
    }

    /// Notes an entry.
    pub(crate) fn reach(&mut self, kind: Kind, key: u64) {
        if let Some(highest) = place(kind).map(|n| &mut self.highest[n]) {
            *highest = key.max(*highest);
        }
    }

    pub(crate) fn is_beyond(&self, kind: Kind, key: u64) -> bool {
        place(kind).is_some_and(|n| key > self.highest[n])
    }
}

fn place(kind: Kind) -> Option<usize> {
    match kind {
        Kind::Document => Some(0),
        Kind::Event => Some(1),
        Kind::Quote | Kind::Claim => None,
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [documents, events] = self.highest;
        write!(f, "{} {documents} {events}", self.seq)
    }
}
