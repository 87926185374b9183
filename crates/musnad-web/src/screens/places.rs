//! Places: what is said to have happened there and inside, on the map.

use super::event::policy;
use super::events::{FACETS, Found, table};
use super::finding::query;
use super::{facets, map};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::give;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, encoded, outside};
use crate::words::Language;
use maud::{Markup, html};
use musnad_knowledge::{Entry, Knowledge};
use musnad_record::event::Event;
use musnad_search::{Facet, Kind, Query};
use serde_json::{Value, json};

/// So many places stand in the list, and so many events on a place's page.
const LISTED: usize = 600;
const EVENTS: usize = 30;

/// The columns of the list for programs.
const FIELDS: &[&str] = &[
    "id",
    "name_ar",
    "name_en",
    "country",
    "lat",
    "lon",
    "precision",
    "events",
];

/// The same look at the list of events with one filter: what is linked from there narrows that list.
fn events_at(ask: &Ask, id: Option<&str>) -> Ask {
    let filter = id.map(|id| ("place".to_owned(), id.to_owned()));
    Ask {
        path: "/events".to_owned(),
        pairs: filter.into_iter().collect(),
        ..ask.clone()
    }
}

/// All places, those of which most is told first.
pub(crate) fn list(look: &Look<'_>) -> Result<Answer, Problem> {
    let asked = Query {
        kind: Some(Kind::Event),
        facets: vec![Facet::Place],
        values: give::values(look, LISTED),
        ..Query::default()
    };
    let mut found = look.app.search()?.ask(&asked)?;
    let counts = found.facets.pop().map(|f| f.values).unwrap_or_default();
    let knowledge = look.app.settings.reader.knowledge();
    let objects = || {
        counts
            .iter()
            .filter_map(|(id, n)| object(knowledge, id, *n))
            .collect()
    };
    if let Some(answer) = give::listed(look, "places", FIELDS, objects)? {
        return Ok(answer);
    }
    let show = &look.show;
    let (countries, places): (Vec<_>, Vec<_>) = counts
        .iter()
        .partition(|(id, _)| knowledge.country_by_code(id).is_some());
    let asked = events_at(look.ask, None);
    let at = Look { ask: &asked, ..*look };
    let spots = map::spots(&at, &counts);
    let line = |(id, n): &(String, u64)| {
        facets::name(show, knowledge, id).map(|name| {
            html! { li { a href=(format!("/places/{}", encoded(id))) { (name) } " " small { (show.number(*n)) } } }
        })
    };
    let body = html! {
        h1 { (show.word("way.places")) }
        (map::map(show, knowledge, &spots, &asked, map::WIDE))
        h2 { (show.word("countries")) }
        ul.counts { @for one in &countries { @if let Some(line) = line(one) { (line) } } }
        h2 { (show.word("places.inside")) }
        ul.counts { @for one in &places { @if let Some(line) = line(one) { (line) } } }
    };
    let mut page = Page::new(show.word("way.places"), "/places", body);
    page.forms = give::LIST_FORMS;
    Ok(Answer::Page(page))
}

/// A place in the list for programs; nothing for a part of a country that stands for no place.
fn object(knowledge: &Knowledge, id: &str, events: u64) -> Option<Value> {
    let (ar, en) = facets::names(knowledge, id)?;
    let place = match knowledge.by_id(id) {
        Some(Entry::Place(n)) => Some(knowledge.place(n)),
        _ => None,
    };
    let point = place.as_ref().and_then(|p| p.point);
    Some(json!({
        "id": id, "name_ar": ar, "name_en": en, "country": place.as_ref().map_or(Some(id), |p| p.country),
        "lat": point.map(|p| p.0), "lon": point.map(|p| p.1),
        "precision": place.map_or("country", |p| p.precision), "events": events,
    }))
}

/// One place.
pub(crate) fn one(look: &Look<'_>, id: &str) -> Result<Answer, Problem> {
    let knowledge = look.app.settings.reader.knowledge();
    let is_place = matches!(knowledge.by_id(id), Some(Entry::Place(_) | Entry::Country(_)));
    if !is_place && knowledge.country_by_code(id).is_none() {
        return Err(Problem::missing(format!("no registry has a place “{id}”")));
    }
    let asked = events_at(look.ask, Some(id));
    let show = Show {
        ask: &asked,
        ..look.show
    };
    let at = Look {
        ask: &asked,
        show,
        ..*look
    };
    let mut query = query(&at, Some(Kind::Event), FACETS)?;
    query.size = EVENTS;
    let found = Found::of(&at, query)?;
    let policy = policy(look)?;
    let events: Vec<Event> = found
        .hits
        .hits
        .iter()
        .map(|hit| look.archive.event(&hit.id, policy))
        .collect::<Result<_, _>>()?;
    if look.ask.form == Some("json") {
        return found.json(&at, serde_json::to_value(&events)?);
    }
    let title = facets::name(&show, knowledge, id).unwrap_or_else(|| code(id));
    let body = html! {
        h1 { (title) }
        (about(look, id))
        p { a href=(asked.address(None, &[])) { (show.count("n.events", found.hits.total)) } }
        div.found {
            div {
                (found.overview(&at))
                (table(&at, &events))
                (found.more(&at))
            }
            aside.facets aria-label=(show.word("narrow")) { (facets::aside(&at, &found.hits.facets)) }
        }
    };
    let mut page = Page::new(id, "/places", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

/// What the registry says of a place.
fn about(look: &Look<'_>, id: &str) -> Markup {
    let show = &look.show;
    let knowledge = look.app.settings.reader.knowledge();
    let Some(Entry::Place(n)) = knowledge.by_id(id) else {
        return html! {};
    };
    let place = knowledge.place(n);
    let arabic = show.words.language == Language::Arabic;
    let other = if arabic { place.name_en } else { place.name_ar };
    let country = place
        .country
        .and_then(|c| Some((c, facets::name(show, knowledge, c)?)));
    html! {
        p.about {
            (show.word("aliases")) ": "
            @for (n, name) in place.names().filter(|n| Some(*n) != place.name_ar).enumerate() { @if n > 0 { " · " } (outside(&name.replace('_', " "), Some("ar"))) }
        }
        dl.facts {
            @if let Some(other) = other { div { dt { (show.word("name.other")) } dd { (outside(other, None)) } } }
            @if let Some((code, name)) = country {
                div { dt { (show.name_of("facet", "country")) } dd { a href=(format!("/places/{code}")) { (name) } } }
            }
            @if let Some(admin1) = place.admin1 { div { dt { (show.word("part-of")) } dd { (outside(admin1, Some("en"))) } } }
            div { dt { (show.word("known-to")) } dd { (show.name_of("precision", place.precision)) } }
            @if let Some((lat, lon)) = place.point { div { dt { (show.word("point")) } dd { (code(&format!("{lat:.3}, {lon:.3}"))) } } }
        }
    }
}
