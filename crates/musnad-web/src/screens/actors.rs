//! Actors: what they are said to have done and to whom, what is said to have been done to them, and who says so.

use super::event::policy;
use super::events::{Found, table};
use super::facets;
use super::finding::query;
use crate::answer::Answer;
use crate::give;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, encoded, outside};
use crate::words::Language;
use maud::{Markup, html};
use musnad_knowledge::Actor;
use musnad_record::event::Event;
use musnad_search::{Facet, FacetCounts, Filter, Kind, Query};
use serde_json::json;
use std::collections::BTreeMap;

/// So many actors stand in the list.
const LISTED: usize = 400;
/// So many events, and so many others of a network, are shown.
const EVENTS: usize = 20;
const OTHERS: usize = 9;

/// Names with how often.
type Counts = Vec<(String, u64)>;

/// All actors, those that are said to act most first.
pub(crate) fn list(look: &Look<'_>) -> Result<Answer, Problem> {
    let asked = Query {
        kind: Some(Kind::Event),
        facets: vec![Facet::Actor, Facet::Recipient],
        values: give::values(look, LISTED),
        ..Query::default()
    };
    let found = look.app.search()?.ask(&asked)?;
    let [acting, receiving] = counts(found.facets, [Facet::Actor, Facet::Recipient]);
    let mut received: BTreeMap<&str, u64> = receiving.iter().map(|(id, n)| (id.as_str(), *n)).collect();
    let mut all: Vec<(&str, u64, u64)> = acting
        .iter()
        .map(|(id, n)| (id.as_str(), *n, received.remove(id.as_str()).unwrap_or(0)))
        .collect();
    let only = receiving
        .iter()
        .filter(|(id, _)| received.contains_key(id.as_str()));
    all.extend(only.map(|(id, n)| (id.as_str(), 0, *n)));
    let knowledge = look.app.settings.reader.knowledge();
    let objects = || {
        let named = all.iter().filter_map(|(id, acts, receives)| {
            let (ar, en) = facets::names(knowledge, id)?;
            Some(json!({ "id": id, "name_ar": ar, "name_en": en, "acts": acts, "receives": receives }))
        });
        named.collect()
    };
    let fields = &["id", "name_ar", "name_en", "acts", "receives"];
    if let Some(answer) = give::listed(look, "actors", fields, objects)? {
        return Ok(answer);
    }
    let show = &look.show;
    let body = html! {
        h1 { (show.word("way.actors")) }
        p.about { (show.word("actors.about")) }
        div.wide { table {
            thead { tr {
                th scope="col" { (show.word("name")) }
                th scope="col" { (show.word("actors.acts")) }
                th scope="col" { (show.word("actors.receives")) }
            } }
            tbody {
                @for (id, acts, receives) in &all {
                    @if let Some(name) = facets::name(show, knowledge, id) {
                        tr {
                            td { a href=(format!("/actors/{}", encoded(id))) { (name) } }
                            td { (show.number(*acts)) }
                            td { (show.number(*receives)) }
                        }
                    }
                }
            }
        } }
    };
    let mut page = Page::new(show.word("way.actors"), "/actors", body);
    page.forms = give::LIST_FORMS;
    Ok(Answer::Page(page))
}

/// One actor.
pub(crate) fn one(look: &Look<'_>, id: &str) -> Result<Answer, Problem> {
    let knowledge = look.app.settings.reader.knowledge();
    let country = id
        .split('/')
        .next()
        .and_then(|code| knowledge.country_by_code(code));
    let known = knowledge.actor_by_id(id);
    if known.is_none() && country.is_none() && knowledge.by_id(id).is_none() {
        return Err(Problem::missing(format!("no registry has “{id}”")));
    }
    let acts = asked(look, id, Facet::Actor, Kind::Event, EVENTS)?;
    let receives = asked(look, id, Facet::Recipient, Kind::Event, EVENTS)?;
    let told = asked(look, id, Facet::Actor, Kind::Claim, 0)?;
    let [types, whom] = counts(acts.hits.facets, [Facet::Type, Facet::Recipient]);
    let [suffered, by] = counts(receives.hits.facets, [Facet::Type, Facet::Actor]);
    let [sources] = counts(told.hits.facets, [Facet::Source]);
    if look.ask.form == Some("json") {
        let data = json!({
            "id": id, "acts": acts.hits.total, "receives": receives.hits.total, "to_whom": whom, "by_whom": by,
            "types": types, "types_received": suffered, "said_by": sources,
        });
        return Ok(Answer::Data("application/json", serde_json::to_vec(&data)?));
    }
    let show = &look.show;
    let title = match &known {
        Some(actor) => show.name(actor.name_ar, actor.name_en),
        None => facets::name(show, knowledge, id.split('/').next().unwrap_or(id)),
    };
    let title = html! { @match title { Some(title) => (title), None => (code(id)) } };
    let own = known.as_ref().and_then(|a| a.country);
    let (whom, by) = (others(id, own, whom), others(id, own, by));
    let events = |hits: &[musnad_search::Hit]| -> Result<Vec<Event>, Problem> {
        let policy = policy(look)?;
        Ok(hits
            .iter()
            .map(|h| look.archive.event(&h.id, policy))
            .collect::<Result<_, _>>()?)
    };
    let (acted, suffered_events) = (events(&acts.hits.hits)?, events(&receives.hits.hits)?);
    let body = html! {
        h1 { (title) @if id.contains('/') { " " (code(id)) } }
        @if let Some(actor) = &known { (about(look, actor)) }
        (network(show, look, id, (&by, &whom)))
        div {
            (side(look, ("actors.does", "actor", acts.hits.total), id, &types, &acted))
            (side(look, ("actors.suffers", "recipient", receives.hits.total), id, &suffered, &suffered_events))
        }
        h2 { (show.word("actors.said-by")) }
        ul.counts {
            @for (source, n) in &sources {
                @if let Some(name) = facets::name(show, knowledge, source) {
                    li { a href=(format!("/claims?actor={}&source={}", parameter(id), parameter(source))) { (name) } " " small { (show.number(*n)) } }
                }
            }
        }
    };
    let name = match &known {
        Some(actor) => actor.name_ar.or(actor.name_en).unwrap_or(id),
        None => id,
    };
    let mut page = Page::new(name, "/actors", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

fn asked(look: &Look<'_>, id: &str, role: Facet, kind: Kind, size: usize) -> Result<Found, Problem> {
    let facets = [Facet::Type, Facet::Recipient, Facet::Actor, Facet::Source];
    let mut query = query(look, Some(kind), &facets)?;
    query.filters.push(Filter {
        facet: role,
        values: vec![id.to_owned()],
        exclude: false,
    });
    query.size = size;
    Found::of(look, query)
}

/// The counts of these facets, in this order.
fn counts<const N: usize>(found: Vec<FacetCounts>, of: [Facet; N]) -> [Counts; N] {
    of.map(|facet| {
        let counts = found.iter().find(|f| f.facet == facet);
        counts.map(|f| f.values.clone()).unwrap_or_default()
    })
}

/// Others than the actor itself and its country.
fn others(id: &str, own: Option<&str>, counts: Counts) -> Counts {
    let code = own
        .unwrap_or_else(|| id.split('/').next().unwrap_or(id))
        .to_owned();
    counts
        .into_iter()
        .filter(|(other, _)| other != id && *other != code && !other.contains('/'))
        .take(OTHERS)
        .collect()
}

fn parameter(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// What the registry says of an actor.
fn about(look: &Look<'_>, actor: &Actor<'_>) -> Markup {
    let show = &look.show;
    let knowledge = look.app.settings.reader.knowledge();
    let (ar, en) = (actor.name_ar, actor.name_en);
    let other = if show.words.language == Language::Arabic {
        en
    } else {
        ar
    };
    html! {
        p.about {
            (show.word("aliases")) ": "
            @for (n, name) in actor.names().filter(|n| Some(*n) != ar).enumerate() { @if n > 0 { " · " } (outside(&name.replace('_', " "), Some("ar"))) }
        }
        dl.facts {
            @if let Some(other) = other { div { dt { (show.word("name.other")) } dd { (outside(other, None)) } } }
            div { dt { (show.word("kind")) } dd { (code(actor.kind)) } }
            @if let Some(name) = actor.country.and_then(|c| facets::name(show, knowledge, c)) {
                div { dt { (show.name_of("facet", "country")) } dd { (name) } }
            }
            @if let Some(parent) = actor.parent { div { dt { (show.word("part-of")) } dd {
                a href=(format!("/actors/{}", encoded(parent))) { @match facets::name(show, knowledge, parent) { Some(name) => (name), None => (code(parent)) } }
            } } }
            @if actor.from.is_some() || actor.to.is_some() { div { dt { (show.word("when.exists")) } dd {
                (code(actor.from.unwrap_or("…"))) " – " (code(actor.to.unwrap_or("…")))
            } } }
        }
    }
}

/// What it is said to have done, or what is said to have been done to it.
fn side(
    look: &Look<'_>,
    (key, role, total): (&str, &str, u64),
    id: &str,
    types: &Counts,
    events: &[Event],
) -> Markup {
    let show = &look.show;
    let to = format!("/events?{role}={}", parameter(id));
    html! {
        section {
            h2 { (show.words.get(key).to_owned()) }
            p { a href=(to) { (show.count("n.events", total)) } }
            ul.counts {
                @for (kind, n) in types {
                    li { a href=(format!("{to}&type={kind}")) { (show.name_of("type", kind)) } " " small { (show.number(*n)) } }
                }
            }
            @if !events.is_empty() { (table(look, events)) }
        }
    }
}

/// Who acted on it, and on whom it acted: beside it in reading direction, and as a table.
fn network(show: &Show<'_>, look: &Look<'_>, id: &str, (by, whom): (&Counts, &Counts)) -> Markup {
    let knowledge = look.app.settings.reader.knowledge();
    let name = |id: &str| facets::name(show, knowledge, id).unwrap_or_else(|| code(id));
    let side = |all: &Counts| {
        html! { @for (other, n) in all { li.(tie(*n)) { (node(name(other), other, *n, show)) } } }
    };
    html! {
        @if by.len() + whom.len() > 0 {
            h2 { (show.word("actors.network")) }
            div.network {
                ul.by aria-label=(show.word("role.actor")) { (side(by)) }
                span.self aria-hidden="true" {}
                ul.whom aria-label=(show.word("role.recipient")) { (side(whom)) }
            }
            details {
                summary { (show.word("as-table")) }
                div.wide { table {
                    thead { tr { th scope="col" { (show.word("role.actor")) } th scope="col" { (show.word("role.recipient")) } th scope="col" { (show.word("events")) } } }
                    tbody {
                        @for (other, n) in by { tr { td { (name(other)) } td { (name(id)) } td { (show.number(*n)) } } }
                        @for (other, n) in whom { tr { td { (name(id)) } td { (name(other)) } td { (show.number(*n)) } } }
                    }
                } }
            }
        }
    }
}

/// How thick a line is between two, as often as it is told.
fn tie(n: u64) -> &'static str {
    match n {
        0..=2 => "thin",
        3..=9 => "some",
        _ => "thick",
    }
}

fn node(name: Markup, id: &str, n: u64, show: &Show<'_>) -> Markup {
    html! { a href=(format!("/actors/{}", encoded(id))) { (name) " " small { "(" (show.number(n)) ")" } } }
}
