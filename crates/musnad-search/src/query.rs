//! Questions and answers: from a [`Query`] to [`Hits`].

use crate::analyse::Analyzer;
use crate::ask::{Asked, Atom, Item, Note};
use crate::collect::{Found, Gather, Plan};
use crate::cursor::{Cursor, Rank};
use crate::entry::{Facet, Kind};
use crate::error::Error;
use crate::schema::{self, Fields};
use crate::values::Values;
use std::sync::Arc;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery,
    Query as Find, RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption, TantivyDocument, Value as _};
use tantivy::{DocAddress, Searcher, Term};

/// The most hits of one page.
const MOST_HITS: usize = 1000;

/// A question. What is left at its default asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Only entries of this kind.
    pub kind: Option<Kind>,
    /// What is to stand in the entry. Each word must, in any spelling and with whatever is written on to it;
    /// `"…"` and `«…»` keep words as written and in their order, `-` before a word or phrase excludes it, `OR`
    /// stands between two of which one suffices, `*` after a word stands for any ending.
    pub words: String,
    /// Values that the entry has or lacks; all must hold.
    pub filters: Vec<Filter>,
    /// Not before this moment, in seconds UTC.
    pub from: Option<i64>,
    /// Before this moment.
    pub to: Option<i64>,
    /// Only what lies within.
    pub within: Option<Bounds>,
    /// Doubtful entries too.
    pub doubtful: bool,
    /// What comes first.
    pub sort: Sort,
    /// The moment from which ages are counted, for the order by relevance; without it age doesn't matter.
    pub now: Option<i64>,
    /// How many hits to give; a thousand are the most. None gives total and facets alone.
    pub size: usize,
    /// Goes on where another page ended.
    pub after: Option<Cursor>,
    /// The facets whose values are counted over all that is found.
    pub facets: Vec<Facet>,
    /// How many values of each to give; a hundred where it is 0.
    pub values: usize,
    /// Whether to count how much is found of each day.
    pub days: bool,
}

/// A condition on one facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Which facet.
    pub facet: Facet,
    /// One of these suffices.
    pub values: Vec<String>,
    /// Whether having one of them rules the entry out instead.
    pub exclude: bool,
}

/// A box on the Earth, in degrees; where `west` is greater than `east` it crosses the 180th meridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// −180 to 180.
    pub west: f64,
    /// −90 to 90.
    pub south: f64,
    /// −180 to 180.
    pub east: f64,
    /// −90 to 90.
    pub north: f64,
}

/// What comes first; equals go by key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// BM25, times up to 1.5 for what is new: half of that preference is gone every 180 days; times three quarters
    /// to one by confidence.
    #[default]
    Relevance,
    /// The latest; what has no time last.
    Newest,
    /// The earliest; what has no time last.
    Oldest,
    /// Those whose confidence is nearest to one half: of them one knows least whether they are right.
    Unsure,
}

impl Sort {
    /// Its name: `newest`.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
            Sort::Unsure => "unsure",
        }
    }

    /// The order of that name.
    pub fn from_name(name: &str) -> Option<Sort> {
        [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Unsure]
            .into_iter()
            .find(|s| s.name() == name)
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// How many there are, on all pages.
    pub total: u64,
    /// This page.
    pub hits: Vec<Hit>,
    /// For each facet that was asked for, in that order, its values.
    pub facets: Vec<FacetCounts>,
    /// Where they were asked for, the days on which something was found, in order: days since 1970 in UTC, and how
    /// much. What has no time is on none.
    pub days: Vec<(i64, u64)>,
    /// Where the next page begins; none behind the last.
    pub next: Option<Cursor>,
    /// What of the words was taken otherwise than it may have been meant.
    pub notes: Vec<Note>,
}

/// One entry that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its key.
    pub key: u64,
    /// How well it fits; 0 in the orders by time.
    pub score: f32,
    /// Its time, in seconds UTC.
    pub time: Option<i64>,
    /// What was given to be shown of it.
    pub shown: String,
}

/// How often each value of a facet is among what was found, the most frequent first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: Facet,
    /// Value and count.
    pub values: Vec<(String, u64)>,
}

pub(crate) fn search(
    searcher: &Searcher,
    fields: &Fields,
    analyzer: &Analyzer,
    values: &Arc<Values>,
    query: &Query,
) -> Result<Hits, Error> {
    let asked = Asked::read(&query.words, analyzer);
    let plan = plan(query, &asked)?;
    let find = find(query, &asked, fields)?;
    let found = searcher.search(&*find, &Gather::new(plan.clone(), values.clone()))?;
    hits(searcher, fields, &plan, found, asked.notes)
}

fn plan(query: &Query, asked: &Asked) -> Result<Plan, Error> {
    if let Some(b) = &query.within {
        let all = [b.west, b.south, b.east, b.north];
        if all.iter().any(|d| !d.is_finite()) || b.south > b.north {
            return Err(Error::new(
                "bad-query",
                "a box needs west, south, east and north, south below north",
            ));
        }
    }
    if query.after.is_some_and(|cursor| cursor.sort != query.sort) {
        return Err(Error::new("bad-query", "the cursor belongs to another order"));
    }
    let wanted = |g: &Vec<Item>| g.iter().any(|item| !item.unwanted);
    Ok(Plan {
        kind: query.kind,
        doubtful: query.doubtful,
        from: query.from,
        to: query.to,
        within: query.within,
        sort: query.sort,
        words: asked.groups.iter().any(wanted),
        now: query.after.map_or(query.now, |cursor| cursor.now),
        after: query.after.map(|cursor| cursor.rank),
        size: query.size.min(MOST_HITS),
        facets: query.facets.clone(),
        values: query.values,
        days: query.days,
    })
}

fn find(query: &Query, asked: &Asked, fields: &Fields) -> Result<Box<dyn Find>, Error> {
    if asked.notes.contains(&Note::NoWords) {
        return Ok(Box::new(EmptyQuery));
    }
    let mut clauses = Vec::new();
    for group in &asked.groups {
        clauses.push(clause(group, fields)?);
    }
    for filter in &query.filters {
        let occur = if filter.exclude {
            Occur::MustNot
        } else {
            Occur::Must
        };
        clauses.push((occur, values(fields.facet(filter.facet), &filter.values)));
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Ok(Box::new(BooleanQuery::new(clauses)))
}

fn clause(group: &[Item], fields: &Fields) -> Result<(Occur, Box<dyn Find>), Error> {
    if let [item] = group {
        let found = atom(&item.atom, fields)?;
        return Ok(match item.unwanted {
            true => (Occur::MustNot, seekable(found)),
            false => (Occur::Must, found),
        });
    }
    let mut any = Vec::new();
    for item in group {
        let found = atom(&item.atom, fields)?;
        any.push((Occur::Should, if item.unwanted { without(found) } else { found }));
    }
    Ok((Occur::Must, Box::new(BooleanQuery::new(any))))
}

/// Everything but `found`.
fn without(found: Box<dyn Find>) -> Box<dyn Find> {
    let all: Box<dyn Find> = Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0));
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, all),
        (Occur::MustNot, seekable(found)),
    ]))
}

/// `found` as tantivy can exclude it: a phrase or an intersection as the one excluded is asked for entries before
/// the one it stands at, which it may not be (an assertion fails in its debug builds); a union may be.
fn seekable(found: Box<dyn Find>) -> Box<dyn Find> {
    Box::new(BooleanQuery::union(vec![found.box_clone(), found]))
}

fn atom(atom: &Atom, fields: &Fields) -> Result<Box<dyn Find>, Error> {
    match atom {
        Atom::Word(stems) => {
            let terms = stems.iter().map(|stem| term(fields.stems, stem));
            Ok(best(terms.collect()))
        }
        Atom::Prefix(starts) => {
            let mut any = Vec::new();
            for start in starts {
                let pattern = format!("{}.*", escaped(start));
                any.push(Box::new(RegexQuery::from_pattern(&pattern, fields.stems)?) as Box<dyn Find>);
            }
            Ok(best(any))
        }
        Atom::Phrase(surfaces) => Ok(match surfaces.as_slice() {
            [one] => term(fields.surfaces, one),
            all => {
                let terms = all.iter().map(|s| Term::from_field_text(fields.surfaces, s));
                Box::new(PhraseQuery::new(terms.collect()))
            }
        }),
        Atom::All(atoms) => {
            let all: Result<Vec<_>, Error> = atoms.iter().map(|a| self::atom(a, fields)).collect();
            Ok(Box::new(BooleanQuery::intersection(all?)))
        }
    }
}

/// Any of these, scored by the one that fits best.
fn best(mut any: Vec<Box<dyn Find>>) -> Box<dyn Find> {
    match any.len() {
        1 => any.swap_remove(0),
        _ => Box::new(DisjunctionMaxQuery::new(any)),
    }
}

fn term(field: Field, text: &str) -> Box<dyn Find> {
    Box::new(TermQuery::new(
        Term::from_field_text(field, text),
        IndexRecordOption::WithFreqs,
    ))
}

/// Entries with one of `values`, without weight in the score.
fn values(field: Field, values: &[String]) -> Box<dyn Find> {
    let terms = values.iter().map(|v| Term::from_field_text(field, v));
    let any: Box<dyn Find> = match values {
        [one] => Box::new(TermQuery::new(
            Term::from_field_text(field, one),
            IndexRecordOption::Basic,
        )),
        _ => Box::new(TermSetQuery::new(terms)),
    };
    Box::new(ConstScoreQuery::new(any, 0.0))
}

/// `text` as a pattern that matches it alone.
fn escaped(text: &str) -> String {
    let special = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric();
    text.chars().fold(String::new(), |mut out, c| {
        if special(c) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

fn hits(
    searcher: &Searcher,
    fields: &Fields,
    plan: &Plan,
    found: Found,
    notes: Vec<Note>,
) -> Result<Hits, Error> {
    let more = found.beyond && plan.size > 0;
    let next = found.best.last().filter(|_| more).map(|(rank, _)| Cursor {
        sort: plan.sort,
        rank: *rank,
        now: plan.now,
    });
    let hits: Result<Vec<Hit>, Error> = found
        .best
        .iter()
        .map(|(rank, at)| hit(searcher, fields, plan, *rank, *at))
        .collect();
    Ok(Hits {
        total: found.total,
        days: found.days,
        hits: hits?,
        facets: found.facets,
        next,
        notes,
    })
}

fn hit(searcher: &Searcher, fields: &Fields, plan: &Plan, rank: Rank, at: DocAddress) -> Result<Hit, Error> {
    let kept: TantivyDocument = searcher.doc(at)?;
    let text = |field| {
        kept.get_first(field)
            .and_then(|v| v.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let times = searcher
        .segment_reader(at.segment_ord)
        .fast_fields()
        .i64(schema::TIME)?;
    Ok(Hit {
        kind: Kind::from_code(rank.kind.0),
        id: text(fields.id),
        shown: text(fields.shown),
        key: rank.key.0,
        score: plan.score(rank),
        time: times.first(at.doc_id),
    })
}
