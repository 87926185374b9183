//! Cursors: where a page of hits ended.

use crate::error::Error;
use crate::query::Sort;
use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

/// Where an entry stands in an order; the greater comes first. No two entries have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    /// Score or time, as a number that grows with what comes first.
    pub(crate) first: u64,
    pub(crate) key: Reverse<u64>,
    pub(crate) kind: Reverse<u8>,
}

/// Where a page of hits ended: the next page begins behind it, whatever was added before it in the meantime.
///
/// In the orders by time it holds for good. In the order by relevance scores move a little with each commit, so
/// that an entry may show twice or not at all where entries were added between two pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) sort: Sort,
    pub(crate) rank: Rank,
    /// The moment from which ages were counted.
    pub(crate) now: Option<i64>,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rank { first, key, kind } = self.rank;
        write!(f, "{}.{first:x}.{:x}.{}", self.sort.name(), key.0, kind.0)?;
        self.now.map_or(Ok(()), |now| write!(f, ".{now}"))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Cursor, Error> {
        parse(text).ok_or_else(|| Error::new("bad-query", format!("{text:?} is no cursor")))
    }
}

fn parse(text: &str) -> Option<Cursor> {
    let mut parts = text.split('.');
    let sort = Sort::from_name(parts.next()?)?;
    let first = u64::from_str_radix(parts.next()?, 16).ok()?;
    let key = u64::from_str_radix(parts.next()?, 16).ok()?;
    let kind = parts.next()?.parse().ok()?;
    let now = parts.next().map(str::parse).transpose().ok()?;
    let rank = Rank {
        first,
        key: Reverse(key),
        kind: Reverse(kind),
    };
    parts.next().is_none().then_some(Cursor { sort, rank, now })
}
