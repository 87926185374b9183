//! Events as a table, with what they can be narrowed by, on the map and over time; the same address gives them in every
//! form. And pairs that may be one, to be settled.

use super::event::policy;
use super::finding::{moment, query};
use super::{bars, facets, map};
use crate::answer::Answer;
use crate::give::Giving;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, outside};
use maud::{Markup, html};
use musnad_archive::store::Store;
use musnad_export::Rows;
use musnad_record::event::{Duplicate, Event, Reason};
use musnad_search::{Facet, FacetCounts, Hits, Kind, Query, Sort};
use serde_json::json;

/// The forms of events.
pub(crate) const FORMS: &[&str] = &[
    "json", "jsonl", "csv", "acled", "ucdp", "plover", "geojson", "parquet", "atom",
];

pub(crate) const FACETS: &[Facet] = &[
    Facet::Type,
    Facet::Modality,
    Facet::Place,
    Facet::Actor,
    Facet::Recipient,
    Facet::Source,
    Facet::Outlet,
    Facet::Grade,
];

/// So many pairs stand on one page.
const PAIRS: usize = 30;

/// The columns that there are; those before the bar are shown if nobody says which.
const COLUMNS: &[&str] = &[
    "title",
    "place",
    "day",
    "toll",
    "grade",
    "reports",
    "outlets",
    "disputed",
    "actor",
    "recipient",
    "modality",
    "first",
    "story",
    "id",
];
const USUAL: usize = 8;

/// The events that are asked for.
pub(crate) fn list(look: &Look<'_>) -> Result<Answer, Problem> {
    if look.ask.get("duplicates").is_some_and(|v| v != "0") {
        return duplicates(look);
    }
    let policy = policy(look)?;
    let query = query(look, Some(Kind::Event), FACETS)?;
    if look.ask.form.is_some_and(|f| f != "json") {
        return Ok(Answer::Give(Box::new(Giving::of(
            look,
            Rows::Events,
            query,
            policy,
        )?)));
    }
    let found = Found::of(look, query)?;
    let events: Vec<Event> = found
        .hits
        .hits
        .iter()
        .map(|hit| look.archive.event(&hit.id, policy))
        .collect::<Result<_, _>>()?;
    if look.ask.form == Some("json") {
        return found.json(look, serde_json::to_value(&events)?);
    }
    let show = &look.show;
    let body = html! {
        h1 { (show.word("events")) }
        (found.head(look, "n.events"))
        div.found {
            div {
                (found.overview(look))
                (controls(look))
                (table(look, &events))
                (found.more(look))
            }
            aside.facets aria-label=(show.word("narrow")) {
                p { a href="/events?duplicates=1" { (show.word("duplicates.settle")) } }
                (facets::aside(look, &found.hits.facets))
            }
        }
    };
    let mut page = Page::new(show.word("events"), "/events", body);
    (page.forms, page.next) = (FORMS, found.next(look));
    Ok(Answer::Page(page))
}

/// What a question found, with what goes beside any list of it.
pub(crate) struct Found {
    pub(crate) hits: Hits,
    /// Counts of many places, for the map.
    places: Vec<(String, u64)>,
}

impl Found {
    /// Asks the index.
    pub(crate) fn of(look: &Look<'_>, query: Query) -> Result<Found, Problem> {
        let search = look.app.search()?;
        let places = match look.ask.form {
            None if query.kind != Some(Kind::Document) && query.kind != Some(Kind::Quote) => {
                let all = Query {
                    size: 0,
                    after: None,
                    facets: vec![Facet::Place],
                    values: map::PLACES,
                    ..query.clone()
                };
                search.ask(&all)?.facets.pop().map(|f| f.values)
            }
            _ => None,
        };
        let days = look.ask.form.is_none();
        Ok(Found {
            hits: search.ask(&Query { days, ..query })?,
            places: places.unwrap_or_default(),
        })
    }

    /// The address of the next page.
    pub(crate) fn next(&self, look: &Look<'_>) -> Option<String> {
        let cursor = self.hits.next?.to_string();
        Some(look.ask.address(look.ask.form, &[("cursor", &cursor)]))
    }

    /// How many there are, and what is filtered.
    pub(crate) fn head(&self, look: &Look<'_>, key: &str) -> Markup {
        html! {
            p.about { (look.show.count(key, self.hits.total)) }
            p.live data-live hidden { (look.show.word("live.news")) " " a href=(look.ask.address(None, &[("cursor", "")])) { (look.show.word("live.again")) } }
            (notes(look, &self.hits))
            (facets::chips(look))
        }
    }

    /// The map, and counts over time.
    pub(crate) fn overview(&self, look: &Look<'_>) -> Markup {
        let spots = map::spots(look, &self.places);
        html! {
            div.overview {
                (map::map(&look.show, look.app.settings.reader.knowledge(), &spots, look.ask, map::WIDE))
                (bars::over_time(look, &self.hits.days))
            }
        }
    }

    /// The link to the next page.
    pub(crate) fn more(&self, look: &Look<'_>) -> Markup {
        html! {
            @if let Some(next) = self.next(look) {
                p.more { a rel="next" href=(next) { (look.show.word("further")) } }
            }
        }
    }

    /// The page as JSON: how many there are in all, the items, the counts, the address of the next page.
    pub(crate) fn json(&self, look: &Look<'_>, items: serde_json::Value) -> Result<Answer, Problem> {
        let next = self.next(look);
        let notes: Vec<&str> = self.hits.notes.iter().map(|n| n.code()).collect();
        let counts = |f: &FacetCounts| {
            let values = f.values.iter().map(|(v, n)| json!({ "value": v, "count": n }));
            (f.facet.name().to_owned(), values.collect())
        };
        let facets: serde_json::Map<String, serde_json::Value> =
            self.hits.facets.iter().map(counts).collect();
        let part = json!({
            "total": self.hits.total, "items": items, "next": next, "facets": facets, "notes": notes,
        });
        Ok(Answer::Part(serde_json::to_vec(&part)?, next))
    }
}

/// What of the words was taken otherwise than it may have been meant.
fn notes(look: &Look<'_>, hits: &Hits) -> Markup {
    html! { @for note in &hits.notes { p.note { (look.show.name_of("note", note.code())) } } }
}

/// Order, columns and days, to be chosen.
fn controls(look: &Look<'_>) -> Markup {
    let (show, ask) = (&look.show, look.ask);
    let chosen = columns(look);
    html! {
        form.controls action=(ask.path) {
            (facets::kept(ask, &["sort", "columns", "from", "to", "q"]))
            label { (show.word("words-in")) " " input type="search" name="q" dir="auto" value=[ask.get("q")]; }
            label { (show.word("from")) " " (show.day_field("from", ask.get("from"))) }
            label { (show.word("to")) " " (show.day_field("to", ask.get("to"))) }
            (sorts(look))
            details {
                summary { (show.word("columns")) }
                @for column in COLUMNS {
                    label { input type="checkbox" name="columns" value=(column) checked[chosen.contains(column)]; " " (show.name_of("column", column)) }
                }
            }
            button { (show.word("apply")) }
        }
    }
}

/// The orders to choose from.
pub(crate) fn sorts(look: &Look<'_>) -> Markup {
    let (show, ask) = (&look.show, look.ask);
    let usual = if ask.get("q").is_some() {
        Sort::Relevance
    } else {
        Sort::Newest
    };
    let chosen = ask.get("sort").and_then(Sort::from_name).unwrap_or(usual);
    html! {
        label { (show.word("sort")) " " select name="sort" {
            @for sort in [Sort::Newest, Sort::Oldest, Sort::Relevance] {
                option value=(sort.name()) selected[sort == chosen] { (show.name_of("sort", sort.name())) }
            }
        } }
    }
}

/// The columns that the address chooses, in their own order.
fn columns(look: &Look<'_>) -> Vec<&'static str> {
    let asked = look.ask.all("columns");
    let chosen: Vec<&str> = COLUMNS
        .iter()
        .copied()
        .filter(|c| asked.iter().any(|a| a == c))
        .collect();
    match chosen.is_empty() {
        true => COLUMNS.iter().copied().take(USUAL).collect(),
        false => chosen,
    }
}

/// Events in rows.
pub(crate) fn table(look: &Look<'_>, events: &[Event]) -> Markup {
    let show = &look.show;
    let columns = columns(look);
    html! {
        @if events.is_empty() { p.hint { (show.word("found.none")) } }
        @else {
            div.wide { table.events.stacked {
                thead { tr { @for column in &columns { th scope="col" { (show.name_of("column", column)) } } } }
                tbody {
                    @for event in events {
                        tr { @for column in &columns { td data-label=[label(show, column)] { (cell(show, event, column)) } } }
                    }
                }
            } }
        }
    }
}

/// What stands before a value where rows are stacked, of those that do not say themselves what they are.
fn label(show: &Show<'_>, column: &str) -> Option<String> {
    let speaks = ["title", "place", "day", "toll", "grade", "outlets", "modality"].contains(&column);
    (!speaks).then(|| show.name_of("column", column))
}

fn cell(show: &Show<'_>, event: &Event, column: &str) -> Markup {
    html! {
        @match column {
            "title" => a href=(format!("/events/{}", event.id)) {
                span.type.(event.r#type) { (show.name_of("type", &event.r#type)) }
                @if let Some(mode) = &event.mode { " · " (show.name_of("mode", mode)) }
            },
            "place" => @if let Some(place) = &event.place { (show.place(place)) },
            "day" => @if let Some(time) = &event.time { (show.time(time)) },
            "toll" => (toll(show, event)),
            "grade" => span.grade.(event.grade) { (show.name_of("grade", &event.grade)) },
            "reports" => {
                (show.number(event.reports.into())) "\u{a0}/\u{a0}" (show.number(event.independent.into()))
            },
            "outlets" => (outlets(event)),
            "disputed" => @for (n, what) in event.disputed.iter().enumerate() {
                @if n > 0 { " · " } strong { (show.name_of("disputed", what)) }
            },
            "actor" | "recipient" => (parties(show, event, column)),
            "modality" => span.modality.(event.modality) { (show.name_of("modality", &event.modality)) },
            "first" => @if let Some(first) = &event.first {
                @if let Some(outlet) = &first.outlet { (outside(outlet, Some("ar"))) " " }
                @if let Some(published) = &first.published { (show.moment(published)) }
            },
            "story" => @if let Some(story) = &event.story { a href=(format!("/stories/{story}")) { (code(story)) } },
            _ => (code(&event.id)),
        }
    }
}

fn outlets(event: &Event) -> Markup {
    let mut outlets: Vec<&str> = event
        .tellings
        .iter()
        .filter_map(|t| t.outlet.as_deref())
        .collect();
    outlets.sort_unstable();
    outlets.dedup();
    html! {
        @for (n, outlet) in outlets.iter().take(3).enumerate() { @if n > 0 { " · " } (outside(outlet, Some("ar"))) }
        @if outlets.len() > 3 { " +" (outlets.len() - 3) }
    }
}

fn parties(show: &Show<'_>, event: &Event, role: &str) -> Markup {
    let all = event.parties.iter().filter(|p| p.role == role);
    html! {
        @for (n, party) in all.enumerate() {
            @if n > 0 { " · " }
            @match show.name(party.name_ar.as_deref(), party.name_en.as_deref()) {
                Some(name) => (name),
                None => (outside(&party.text, Some("ar"))),
            }
        }
    }
}

/// The figures of an event in a few words: the best, and from which to which.
fn toll(show: &Show<'_>, event: &Event) -> Markup {
    html! {
        @for (n, toll) in event.toll.iter().enumerate() {
            @if n > 0 { " " br; }
            small { (show.name_of("outcome", &toll.outcome)) } " "
            @match toll.best { Some(best) => b { (show.number(best)) }, None => (show.word("unknown")) }
            @if let (Some(low), Some(high)) = (toll.low, toll.high) {
                @if low != high { " " small.between { "(" bdi { (show.digits(&format!("{low}–{high}"))) } ")" } }
            }
        }
    }
}

/// Pairs of events that may be one, the newest first.
fn duplicates(look: &Look<'_>) -> Result<Answer, Problem> {
    let store = look.archive.store();
    let behind = match look.ask.get("cursor") {
        Some(cursor) => {
            let place = cursor
                .split_once('.')
                .and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            Some(place.ok_or_else(|| Problem::wrong("cursor: not a place where a page ended"))?)
        }
        None => None,
    };
    let found = store.pairs(behind, PAIRS)?;
    let next = found
        .last()
        .filter(|_| found.len() == PAIRS)
        .map(|(a, b, _)| format!("{a}.{b}"));
    let next = next.map(|n| look.ask.address(look.ask.form, &[("cursor", &n)]));
    let mut pairs: Vec<(Event, Event, Vec<Reason>)> = Vec::new();
    for (a, b, why) in found {
        let policy = policy(look)?;
        // one that no claim tells any more is nothing to settle
        if let (Some(a), Some(b)) = (
            look.archive.event_at(a, policy)?,
            look.archive.event_at(b, policy)?,
        ) {
            pairs.push((a, b, serde_json::from_str(&why)?));
        }
    }
    if look.ask.form.is_some() {
        let items: Vec<_> = pairs
            .into_iter()
            .map(|(a, b, why)| json!({ "event": a.id, "duplicate": Duplicate { event: b.id, why } }))
            .collect();
        let part = json!({ "items": items, "next": next });
        return Ok(Answer::Part(serde_json::to_vec(&part)?, next));
    }
    let show = &look.show;
    let body = html! {
        h1 { (show.word("duplicates")) }
        @if pairs.is_empty() { p.hint { (show.word("found.none")) } }
        ul.pairs {
            @for (a, b, why) in &pairs {
                li.card {
                    (table(look, &[a.clone(), b.clone()]))
                    p { @for reason in why {
                        small.reason title=(reason.points) { (show.reason(reason)) } " "
                    } }
                    p { a href=(format!("/events/{}", a.id)) { (code(&a.id)) } " · " a href=(format!("/events/{}", b.id)) { (code(&b.id)) } }
                }
            }
        }
        @if let Some(next) = &next { p.more { a rel="next" href=(next) { (show.word("further")) } } }
    };
    let mut page = Page::new(show.word("duplicates"), "/events", body);
    (page.forms, page.next) = (&["json"], next);
    Ok(Answer::Page(page))
}

/// Events that changed after a moment and are no more.
pub(crate) fn deleted(look: &Look<'_>) -> Result<Answer, Problem> {
    let since = look
        .ask
        .get("since")
        .ok_or_else(|| Problem::wrong("since: from which moment on?"))?;
    let since = moment("since", since)?;
    let gone = look.archive.gone_since(&since)?;
    if look.ask.form.is_some() {
        let events: Vec<_> = gone
            .iter()
            .map(|g| json!({ "event": g.event, "into": g.into }))
            .collect();
        let data = json!({ "since": since, "events": events, "documents": [] });
        return Ok(Answer::Data("application/json", serde_json::to_vec(&data)?));
    }
    let show = &look.show;
    let body = html! {
        h1 { (show.word("deleted")) }
        p.about { (show.count("n.events", gone.len() as u64)) " · " (show.moment(&since)) }
        ul {
            @for g in &gone {
                li {
                    (code(&g.event)) " "
                    @match &g.into {
                        Some(into) => { (show.word("deleted.into")) " " a href=(format!("/events/{into}")) { (code(into)) } },
                        None => (show.word("deleted.none")),
                    }
                }
            }
        }
    };
    let mut page = Page::new(show.word("deleted"), "/events", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}
