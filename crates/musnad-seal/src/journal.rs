//! The journal: entries in a chain of hashes, so that none can be changed, taken out, moved or put in without being
//! seen. Entries come in one by one, and nothing of them is held.
//!
//! The hash of an entry is SHA-256 over these bytes, one after another; numbers are 8 bytes, the largest first:
//!
//! | bytes | what |
//! |---|---|
//! | 17 | `musnad-journal/1` and a line feed |
//! | 32 | the hash of the entry before; zeros before the first |
//! | 8 | `n` |
//! | 8, then so many | the length of `at` in bytes, then `at` in UTF-8 |
//! | 8, then so many | the length of `kind` in bytes, then `kind` in UTF-8 |
//! | 32 | SHA-256 of `body` in UTF-8 |
//!
//! The body goes in as its hash, so that an entry whose body may not be shown still holds its place in the chain.
//!
//! As a file a journal is JSON Lines with the keys `n, at, kind, body, prev, hash` in this order, `body` a string;
//! where it is withheld, `body_sha256` stands in its place.

use std::fmt;
use std::io::{BufRead, Write};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::lines::{self, Lines};
use crate::{Error, Hash};

/// One change that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number: 1 for the first, then one more each.
    pub n: u64,
    /// When, in UTC by RFC 3339: `2026-03-01T08:00:00Z`.
    pub at: String,
    /// What kind of change: `ingest`, `correct`.
    pub kind: String,
    /// What was changed, as JSON in one canonical form: its very bytes are what counts.
    pub body: Body,
}

/// What an entry says, or its hash alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// The text.
    Open(String),
    /// The SHA-256 of a text that is not shown. Whoever guesses a short text can test the guess against it.
    Withheld(Hash),
}

impl Body {
    /// The SHA-256 of the text, shown or not.
    pub fn hash(&self) -> Hash {
        match self {
            Body::Open(text) => Hash::of(text.as_bytes()),
            Body::Withheld(hash) => *hash,
        }
    }
}

/// An entry as it was kept: with the hash before it and its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The entry.
    pub entry: Entry,
    /// The hash of the entry before.
    pub prev: Hash,
    /// The hash of this one, [`chain`] of the two above.
    pub hash: Hash,
}

impl Link {
    /// `entry` as what comes after `end`, without a look at its number.
    pub fn after(end: End, entry: Entry) -> Link {
        let hash = chain(end.hash, &entry);
        Link {
            entry,
            prev: end.hash,
            hash,
        }
    }

    /// The same with the body withheld: its place in the chain and its hash stay.
    #[must_use]
    pub fn withheld(mut self) -> Link {
        self.entry.body = Body::Withheld(self.entry.body.hash());
        self
    }

    /// Where the chain ends with this link.
    pub fn end(&self) -> End {
        End {
            n: self.entry.n,
            hash: self.hash,
        }
    }
}

/// An end of a chain: the number and hash of its last entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The number of the last entry, 0 where there is none.
    pub n: u64,
    /// Its hash, zeros where there is none.
    pub hash: Hash,
}

impl End {
    /// What stands before the first entry of all.
    pub const NONE: End = End {
        n: 0,
        hash: Hash::ZERO,
    };
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.n, self.hash)
    }
}

/// The first entry of a chain that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The number of the entry.
    pub n: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not what its hash, or the hash that follows on it, was taken from.
    Changed,
    /// It is not there.
    Missing,
    /// It stands at another place than its number says.
    OutOfOrder,
    /// It stands there twice.
    Doubled,
    /// It stands behind the end of the chain.
    Extra,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.fault {
            Fault::Changed => "was changed",
            Fault::Missing => "is missing",
            Fault::OutOfOrder => "is out of order",
            Fault::Doubled => "stands there twice",
            Fault::Extra => "stands behind the end",
        };
        write!(f, "entry {} {what}", self.n)
    }
}

/// The hash of `entry` with `prev`, the hash of the entry before.
///
/// ```
/// use musnad_seal::Hash;
/// use musnad_seal::journal::{Body, Entry, chain};
/// let body = Body::Open(r#"{"id":"خبر-1"}"#.to_owned());
/// let entry = Entry { n: 1, at: "2026-03-01T08:00:00Z".into(), kind: "ingest".into(), body };
/// let hash = chain(Hash::ZERO, &entry);
/// assert_ne!(hash, chain(hash, &entry));
/// ```
pub fn chain(prev: Hash, entry: &Entry) -> Hash {
    let mut sum = Sha256::new();
    sum.update(b"musnad-journal/1\n");
    sum.update(prev.0);
    sum.update(entry.n.to_be_bytes());
    for text in [&entry.at, &entry.kind] {
        sum.update((text.len() as u64).to_be_bytes());
        sum.update(text);
    }
    sum.update(entry.body.hash().0);
    Hash(sum.finalize().into())
}

/// Goes along `links`, which follow on `start`, and gives where they end; `head`, where it is known, says where they
/// should. The outer error is one of reading `links`.
///
/// ```
/// use musnad_seal::journal::{Body, End, Entry, Fault, Link, verify};
/// let entry = |n: u64| Entry {
///     n,
///     at: "2026-03-01T08:00:00Z".into(),
///     kind: "correct".into(),
///     body: Body::Open(r#"{"why":"خطأ في الاسم"}"#.into()),
/// };
/// let one = Link::after(End::NONE, entry(1));
/// let mut two = Link::after(one.end(), entry(2));
/// assert_eq!(verify([Ok(one.clone()), Ok(two.clone())], End::NONE, None).unwrap(), Ok(two.end()));
/// two.entry.kind = "reject".into();
/// let broken = verify([Ok(one), Ok(two)], End::NONE, None).unwrap().unwrap_err();
/// assert_eq!((broken.n, broken.fault), (2, Fault::Changed));
/// ```
///
/// # Errors
/// The first error among `links`.
pub fn verify(
    links: impl IntoIterator<Item = Result<Link, Error>>,
    start: End,
    head: Option<End>,
) -> Result<Result<End, Broken>, Error> {
    let mut links = links.into_iter();
    let mut end = start;
    let broken = |n, fault| Ok(Err(Broken { n, fault }));
    while let Some(link) = links.next() {
        let link = link?;
        let n = link.entry.n;
        let next = end.n.saturating_add(1);
        if head.is_some_and(|h| end.n >= h.n && n > h.n) {
            return broken(n, Fault::Extra);
        }
        if n <= start.n {
            return broken(n, Fault::OutOfOrder);
        }
        if n < next {
            return broken(n, Fault::Doubled);
        }
        if n > next {
            let fault = match stands_later(next, links)? {
                true => Fault::OutOfOrder,
                false => Fault::Missing,
            };
            return broken(next, fault);
        }
        if link.prev != end.hash || chain(end.hash, &link.entry) != link.hash {
            return broken(n, Fault::Changed);
        }
        end = link.end();
    }
    match head {
        Some(head) if end.n < head.n => broken(end.n + 1, Fault::Missing),
        Some(head) if end != head => broken(end.n, Fault::Changed),
        _ => Ok(Ok(end)),
    }
}

fn stands_later(n: u64, links: impl Iterator<Item = Result<Link, Error>>) -> Result<bool, Error> {
    for link in links {
        if link?.entry.n == n {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes `link` as one line.
///
/// # Errors
/// What `out` says.
pub fn write(out: &mut dyn Write, link: &Link) -> std::io::Result<()> {
    out.write_all(line(link).as_bytes())
}

/// The line of `link`, with its line feed.
pub(crate) fn line(link: &Link) -> String {
    let Entry { n, at, kind, body } = &link.entry;
    let string = |text: &str| Value::from(text).to_string();
    let body = match body {
        Body::Open(text) => format!("\"body\":{}", string(text)),
        Body::Withheld(hash) => format!("\"body_sha256\":\"{hash}\""),
    };
    let (at, kind) = (string(at), string(kind));
    let (prev, hash) = (link.prev, link.hash);
    format!("{{\"n\":{n},\"at\":{at},\"kind\":{kind},{body},\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}\n")
}

/// The links in a file of JSON Lines, one after another.
///
/// Each line has the one form that [`write`] gives it. After an error nothing more comes.
///
/// ```
/// use musnad_seal::journal;
/// let bad = "{\"n\":1}\n".as_bytes();
/// let error = journal::read(bad).next().unwrap().unwrap_err();
/// assert!(error.is_value());
/// ```
pub fn read(file: impl BufRead) -> impl Iterator<Item = Result<Link, Error>> {
    Lines::new(file).map(|line| line.and_then(|(at, text)| parse(at, &text)))
}

fn parse(at: u64, text: &str) -> Result<Link, Error> {
    let wrong = || Error::value(format!("line {at} is no entry of a journal"));
    let value = lines::object(at, text)?;
    let string = |key: &str| value.get(key).and_then(Value::as_str).ok_or_else(wrong);
    let body = match value.get("body_sha256") {
        None => Body::Open(string("body")?.to_owned()),
        Some(_) => Body::Withheld(string("body_sha256")?.parse()?),
    };
    let link = Link {
        entry: Entry {
            n: value.get("n").and_then(Value::as_u64).ok_or_else(wrong)?,
            at: string("at")?.to_owned(),
            kind: string("kind")?.to_owned(),
            body,
        },
        prev: string("prev")?.parse()?,
        hash: string("hash")?.parse()?,
    };
    // one entry has one line: nothing may hide in spaces, further keys or another spelling
    let canonical = line(&link);
    match canonical.strip_suffix('\n') == Some(text) {
        true => Ok(link),
        false => Err(wrong()),
    }
}
