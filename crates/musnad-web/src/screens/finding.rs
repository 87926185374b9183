//! What is asked of the archive by an address: words and filters made a question to its index.

use crate::ask::Ask;
use crate::problem::Problem;
use crate::routes::Look;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use musnad_archive::{Question, bounds};
use musnad_search::{Facet, Filter, Kind, Query, Sort};
use musnad_story::seconds;

/// So many hits stand on one page, if nobody says how many; and the most.
const SIZE: usize = 50;
const MOST: usize = 1000;

/// Parameters whose values are asked for as the index keeps them.
pub(crate) const KEPT: &[Facet] = &[
    Facet::Type,
    Facet::Mode,
    Facet::Modality,
    Facet::SourceKind,
    Facet::Grade,
    Facet::Status,
    Facet::Story,
];

/// Parameters whose values are names.
pub(crate) const NAMED: &[Facet] = &[
    Facet::Actor,
    Facet::Recipient,
    Facet::Place,
    Facet::Source,
    Facet::Outlet,
];

/// The question that an address asks.
///
/// # Errors
/// If a day or a box cannot be read.
pub(crate) fn question(ask: &Ask) -> Result<Question, Problem> {
    let day = |name: &str| match ask.get(name) {
        Some(text) if seconds(text).is_none() => {
            Err(Problem::wrong(format!("{name}: “{text}” is no day: 2026-03-01")))
        }
        day => Ok(day.map(str::to_owned)),
    };
    let within = ask.get("box").map(bounds).transpose();
    let values = KEPT.iter().map(|f| (*f, ask.all(f.name())));
    Ok(Question {
        words: ask.get("q").unwrap_or_default().to_owned(),
        values: values.filter(|(_, v)| !v.is_empty()).collect(),
        actor: ask.all("actor"),
        recipient: ask.all("recipient"),
        place: ask.all("place"),
        source: ask.all("source"),
        outlet: ask.all("outlet"),
        from: day("from")?,
        to: day("to")?,
        within: within.map_err(|e| Problem::wrong(format!("box: {e}")))?,
        doubtful: ask.get("all").is_some_and(|v| v != "0"),
    })
}

/// The question to the index, with its page: names are looked up, and what changed after a moment is told apart.
///
/// # Errors
/// If something of it cannot be read or no registry knows it.
pub(crate) fn query(look: &Look<'_>, kind: Option<Kind>, facets: &[Facet]) -> Result<Query, Problem> {
    let ask = look.ask;
    let mut query = question(ask)?.query(kind, look.app.settings.reader.knowledge(), 0)?;
    query.now = None;
    query.facets = facets.to_vec();
    query.size = ask.read("size")?.unwrap_or(SIZE).min(MOST);
    query.after = match ask.get("cursor") {
        Some(cursor) => Some(
            cursor
                .parse()
                .map_err(|_| Problem::wrong("cursor: not a place where a page ended"))?,
        ),
        None => None,
    };
    query.sort = match ask.get("sort") {
        Some(name) => {
            Sort::from_name(name).ok_or_else(|| Problem::wrong(format!("sort: “{name}” is none")))?
        }
        None if query.words.is_empty() => Sort::Newest,
        None => Sort::Relevance,
    };
    if let Some(since) = ask.get("updated_since") {
        let changed = look.archive.changed_since(&moment("updated_since", since)?)?;
        let (facet, ids) = match kind {
            Some(Kind::Event) => (Facet::Event, changed.events),
            _ => (Facet::Document, changed.documents),
        };
        query.filters.push(Filter {
            facet,
            values: ids.into_iter().collect(),
            exclude: false,
        });
    }
    Ok(query)
}

/// A moment or the beginning of a day in UTC, as the journal writes it.
///
/// # Errors
/// If it is neither.
pub(crate) fn moment(name: &str, text: &str) -> Result<String, Problem> {
    let day = || {
        text.parse::<Date>()
            .and_then(|d| d.to_zoned(TimeZone::UTC))
            .map(|d| d.timestamp())
    };
    let read = text.parse::<Timestamp>().or_else(|_| day());
    let wrong = |_| Problem::wrong(format!("{name}: “{text}” is no moment: 2026-03-01T08:00:00Z"));
    read.map(|m| m.to_string()).map_err(wrong)
}
