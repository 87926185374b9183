//! When a page was published, worked out from all that the page says of it.
//!
//! In come the [`TimeSign`]s that a page bears, the outlet's zone and the time of fetching where they are known;
//! out come [`Times`]: RFC 3339 with an offset, a date alone where the clock or its zone is not known, or nothing.

mod address;
mod candidate;
#[cfg(test)]
mod cases;
mod clock;
#[cfg(test)]
mod corpus;
mod decide;
mod fact;
mod lex;
mod line;
mod moment;
mod words;
mod zone;

pub(crate) use line::date_line;
pub(crate) use words::Phrases;

use crate::Diagnostic;
use candidate::{around, candidates};
use decide::decide;
use musnad_text::Span;

/// A sign that weighs less is likely to be another story's.
pub(crate) const LIGHT: u8 = 64;

/// Where on a page a time was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(dead_code, reason = "pages in HTML make them")]
pub(crate) enum TimeFrom {
    /// A field of JSON-LD.
    JsonLd,
    /// A `meta` element.
    Meta,
    /// `<time datetime>`, `itemprop`, an attribute made for machines.
    Element,
    /// A line that readers see.
    Line,
    /// The page's address.
    Url,
    /// The feed that led to the page.
    Feed,
    /// `Last-Modified` of the answer of the server.
    Header,
}

/// What a sign is said to be the time of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Says {
    /// The first publication.
    Published,
    /// A later change.
    Updated,
    /// Either.
    #[default]
    Unknown,
}

/// One place on a page that tells a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimeSign {
    pub(crate) from: TimeFrom,
    pub(crate) says: Says,
    /// As it stands on the page.
    pub(crate) text: String,
    /// How sure it is that it belongs to the article and to no other story: 0 not at all, 255 wholly. Under
    /// [`LIGHT`] it counts only where there is nothing else. Of an address it says nothing.
    pub(crate) weight: u8,
}

/// The times of a page; RFC 3339 with an offset, or a date alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) published: Option<String>,
    pub(crate) updated: Option<String>,
    /// `odd-date` and `dates-disagree`.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A line that tells when a page was published or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "pages in HTML ask")]
pub(crate) struct DateLine {
    /// The bytes of the text that label, date, time and zone take.
    pub(crate) span: Span,
    /// Whether the line holds nothing else.
    pub(crate) alone: bool,
    /// Whether what stands beside the date opens as a byline does.
    pub(crate) by: bool,
    /// What its first label says.
    pub(crate) says: Says,
    /// The first day that the line tells without help of others: `2026-03-14`.
    pub(crate) date: Option<String>,
}

/// What `signs` say together; `zone` is the outlet's by its IANA name, `fetched` in RFC 3339.
pub(crate) fn times(signs: &[TimeSign], zone: Option<&str>, fetched: Option<&str>) -> Times {
    let around = around(zone, fetched);
    let (candidates, mut diagnostics) = candidates(signs, &around);
    let (published, updated, told) = decide(&candidates, &around);
    diagnostics.extend(told);
    Times {
        published: published.map(|s| s.text()),
        updated: updated.map(|s| s.text()),
        diagnostics,
    }
}
