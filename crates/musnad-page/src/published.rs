//! When a page was published, worked out from all that the page says of it.
//!
//! In come the [`TimeSign`]s that a page bears, the outlet's zone and the time of fetching where they are known;
//! out come [`Times`]: RFC 3339 with an offset, a date alone where the clock or its zone is not known, or nothing.

use crate::{Diagnostic, publication_date};
use musnad_text::Span;

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
    /// How sure it is that it belongs to the article and to no other story: 0 not at all, 255 wholly.
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
pub(crate) struct DateLine {
    /// The bytes of the text that label, date, time and zone take.
    pub(crate) span: Span,
    /// Whether the line holds nothing else.
    pub(crate) alone: bool,
    /// What its first label says.
    pub(crate) says: Says,
}

/// What `signs` say together; `zone` is the outlet's by its IANA name, `fetched` in RFC 3339.
#[allow(dead_code, reason = "pages in HTML ask")]
pub(crate) fn times(signs: &[TimeSign], zone: Option<&str>, fetched: Option<&str>) -> Times {
    let _ = (zone, fetched);
    let of = |says| signs.iter().filter(move |s| s.says == says);
    let first = |says| of(says).find_map(|s| publication_date(&s.text));
    Times {
        published: first(Says::Published).or_else(|| first(Says::Unknown)),
        updated: first(Says::Updated),
        diagnostics: Vec::new(),
    }
}

/// The date in a short line, if the line is there to tell it: alone, or set apart from a byline by a mark.
#[allow(dead_code, reason = "pages in HTML ask")]
pub(crate) fn date_line(text: &str) -> Option<DateLine> {
    publication_date(text)?;
    Some(DateLine {
        span: Span::new(0, text.len()),
        alone: true,
        says: Says::Unknown,
    })
}
