//! An index of a test's own, and short ways to fill and ask it.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "a test's own ground")]

use musnad_lexicon::Lexicon;
use musnad_search::{Entry, Facet, Hits, Index, Kind, Query};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| Arc::new(Lexicon::builtin().unwrap()));

pub(crate) fn lexicon() -> &'static Arc<Lexicon> {
    &LEXICON
}

/// An empty folder of that name.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("search-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// A claim with no more than words.
pub(crate) fn claim<'a>(id: &'a str, key: u64, text: &'a str) -> Entry<'a> {
    Entry {
        kind: Kind::Claim,
        id,
        key,
        time: None,
        title: "",
        text,
        facets: &[],
        at: None,
        confidence: 1.0,
        doubtful: false,
        shown: "",
    }
}

/// An index of these entries.
pub(crate) fn index(name: &str, entries: &[Entry<'_>]) -> Index {
    let index = Index::open(&folder(name), lexicon()).unwrap();
    let mut writer = index.writer().unwrap();
    entries.iter().for_each(|e| writer.add(e).unwrap());
    writer.commit(1).unwrap();
    index
}

/// An index of texts, whose ids are their numbers.
pub(crate) fn texts(name: &str, texts: &[&str]) -> Index {
    let ids: Vec<String> = (0..texts.len()).map(|n| n.to_string()).collect();
    let entries: Vec<Entry<'_>> = texts
        .iter()
        .zip(&ids)
        .enumerate()
        .map(|(n, (text, id))| claim(id, n as u64, text))
        .collect();
    index(name, &entries)
}

/// A question of words alone.
pub(crate) fn words(words: &str) -> Query {
    Query {
        words: words.to_owned(),
        size: 100,
        ..Query::default()
    }
}

/// The ids that a question finds, in order of the ids.
pub(crate) fn found(index: &Index, query: &Query) -> Vec<String> {
    let mut ids = ids(&index.search(query).unwrap());
    ids.sort();
    ids
}

/// The ids of hits, in their order.
pub(crate) fn ids(hits: &Hits) -> Vec<String> {
    hits.hits.iter().map(|h| h.id.clone()).collect()
}

/// What a facet counted.
pub(crate) fn counts(hits: &Hits, facet: Facet) -> Vec<(&str, u64)> {
    let of = hits.facets.iter().find(|f| f.facet == facet).unwrap();
    of.values.iter().map(|(v, n)| (v.as_str(), *n)).collect()
}
