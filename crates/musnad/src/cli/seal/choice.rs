//! Which documents are sealed, and how that is told.

use super::{SealArguments, Stop};
use jiff::Timestamp;
use musnad_archive::store::{Document, Store};
use musnad_archive::{Archive, Search, Sqlite};
use musnad_knowledge::Knowledge;
use musnad_search::{Facet, Hit, Kind, Query, Sort};
use std::collections::BTreeMap;
use std::path::Path;

/// So many hits are taken at once.
const PAGE: usize = 1000;

/// The documents that were asked for, in the order of their publication.
pub(super) fn chosen(
    arguments: &SealArguments,
    archive: &Archive<Sqlite>,
    path: &Path,
    knowledge: &Knowledge,
) -> Result<Vec<Document>, Stop> {
    let store = archive.store();
    let missing = |what: &str, id: &str| Stop::Failed(format!("there is no {what} “{id}” in this archive"));
    let mut out: BTreeMap<i64, Document> = BTreeMap::new();
    let mut add = |all: Vec<Document>| out.extend(all.into_iter().map(|d| (d.n, d)));
    for id in &arguments.document {
        add(vec![store.document(id)?.ok_or_else(|| missing("document", id))?]);
    }
    for id in &arguments.story {
        let n = store.story(id)?.ok_or_else(|| missing("story", id))?;
        add(store.members(n)?);
    }
    for id in &arguments.event {
        let n = store.event(id)?.ok_or_else(|| missing("event", id))?;
        add(store.documents(&tellers(store, n)?)?);
    }
    let now = Timestamp::now().as_second();
    let query = arguments
        .question
        .query(None, knowledge, now)
        .map_err(Stop::Usage)?;
    let by_id = arguments.document.len() + arguments.story.len() + arguments.event.len() > 0;
    match (asks(&query), by_id) {
        (true, _) => add(found(archive, path, query)?),
        (false, true) => {}
        (false, false) => {
            let why = "say which documents: words or filters, --story, --event or --document";
            return Err(Stop::Usage(why.to_owned()));
        }
    }
    let mut out: Vec<Document> = out.into_values().collect();
    out.sort_by_key(|d| (d.time, d.n));
    Ok(out)
}

/// The documents that tell an event, by number.
pub(super) fn tellers(store: &impl Store, event: i64) -> Result<Vec<i64>, Stop> {
    let mut numbers: Vec<i64> = store.tellings(event)?.iter().map(|t| t.document).collect();
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

fn asks(query: &Query) -> bool {
    let moments = query.from.is_some() || query.to.is_some();
    !query.words.trim().is_empty() || !query.filters.is_empty() || moments || query.within.is_some()
}

/// The documents that a question finds: by their own words where it asks for nothing that only claims have, else by
/// their claims.
fn found(archive: &Archive<Sqlite>, path: &Path, query: Query) -> Result<Vec<Document>, Stop> {
    let of_documents = [Facet::Outlet, Facet::Story, Facet::Document];
    let plain = query.within.is_none() && query.filters.iter().all(|f| of_documents.contains(&f.facet));
    let mut query = Query {
        kind: Some(if plain { Kind::Document } else { Kind::Claim }),
        sort: Sort::Oldest,
        size: PAGE,
        ..query
    };
    let search = match Search::read(path) {
        Err(e) if e.is_missing() => Search::open(path)?,
        other => other?,
    };
    let store = archive.store();
    let mut out = Vec::new();
    loop {
        let hits = search.ask(&query)?;
        for hit in &hits.hits {
            out.extend(document(store, hit)?);
        }
        query.after = hits.next;
        if query.after.is_none() {
            return Ok(out);
        }
    }
}

fn document(store: &impl Store, hit: &Hit) -> Result<Option<Document>, Stop> {
    if hit.kind == Kind::Document {
        return Ok(store.document(&hit.id)?);
    }
    Ok(match store.claim(&hit.id)? {
        Some(n) => store.documents(&[n])?.pop(),
        None => None,
    })
}

/// What was asked for, each with its key in the table of words.
pub(super) fn asked(arguments: &SealArguments) -> Vec<(&'static str, String)> {
    let each = |key: &'static str, all: &[String]| -> Vec<(&'static str, String)> {
        all.iter().map(|v| (key, v.clone())).collect()
    };
    let words = arguments.question.words();
    let mut out = Vec::new();
    if !words.trim().is_empty() {
        out.push(("asked.words", words));
    }
    out.extend(
        arguments
            .question
            .filters()
            .into_iter()
            .map(|f| ("asked.filter", f)),
    );
    out.extend(each("asked.story", &arguments.story));
    out.extend(each("asked.event", &arguments.event));
    out.extend(each("asked.document", &arguments.document));
    out
}
