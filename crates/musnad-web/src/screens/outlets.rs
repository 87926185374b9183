//! Outlets: what they published, how much of it first or copied and from whom, and which words they use for what others
//! tell too.

use super::event::{policy, telling_address};
use super::search::about as published;
use super::watching;
use crate::answer::Answer;
use crate::give;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, encoded, outside};
use maud::{Markup, html};
use musnad_archive::Question;
use musnad_archive::store::{Document, Store};
use musnad_record::v1::Claim;
use musnad_search::{Facet, Kind, Query, Sort};
use serde_json::json;
use std::collections::BTreeMap;

/// So many outlets are listed; so many documents and events of one are looked through.
const LISTED: usize = 1000;
const DOCUMENTS: usize = 200;
const EVENTS: usize = 60;
/// So many documents, and so many events told in different words, are shown.
const SHOWN: usize = 12;

/// All outlets, those with most documents first.
pub(crate) fn list(look: &Look<'_>) -> Result<Answer, Problem> {
    let search = look.app.search()?;
    let count = |kind| -> Result<Vec<(String, u64)>, Problem> {
        let asked = Query {
            kind: Some(kind),
            facets: vec![Facet::Outlet],
            values: give::values(look, LISTED),
            ..Query::default()
        };
        let facets = search.ask(&asked)?.facets.pop();
        Ok(facets.map(|f| f.values).unwrap_or_default())
    };
    let (documents, events) = (count(Kind::Document)?, count(Kind::Event)?);
    let told: BTreeMap<&str, u64> = events.iter().map(|(o, n)| (o.as_str(), *n)).collect();
    let told = |outlet: &str| told.get(outlet).copied().unwrap_or(0);
    let objects = || {
        let all = documents.iter();
        all.map(|(o, n)| json!({ "outlet": o, "documents": n, "events": told(o) }))
            .collect()
    };
    if let Some(answer) = give::listed(look, "outlets", &["outlet", "documents", "events"], objects)? {
        return Ok(answer);
    }
    let show = &look.show;
    let watched = watching::all(look);
    // one that never answered has no document yet
    let silent = watched.iter().flatten().map(|w| w.outlet.as_str());
    let silent = silent.filter(|name| !documents.iter().any(|(o, _)| o == name));
    let all = documents.iter().map(|(o, n)| (o.as_str(), *n));
    let body = html! {
        h1 { (show.word("way.outlets")) }
        @if watched.is_none() { p.hint { (show.word("watch.none")) } }
        div.wide { table {
            thead { tr {
                th scope="col" { (show.word("outlet")) }
                th scope="col" { (show.word("documents")) }
                th scope="col" { (show.word("events")) }
                @if watched.is_some() { th scope="col" { (show.word("watch")) } }
            } }
            tbody {
                @for (outlet, n) in all.chain(silent.map(|name| (name, 0))) {
                    tr {
                        td { a href=(format!("/outlets/{}", encoded(outlet))) { (outside(outlet, Some("ar"))) } }
                        td { (show.number(n)) }
                        td { (show.number(told(outlet))) }
                        @if let Some(watched) = &watched { td { (watching::line(show, watched, outlet)) } }
                    }
                }
            }
        } }
    };
    let mut page = Page::new(show.word("way.outlets"), "/outlets", body);
    page.forms = give::LIST_FORMS;
    Ok(Answer::Page(page))
}

/// How often which outlet.
type Tally = BTreeMap<String, u64>;

/// What of an outlet's last documents is its own.
#[derive(Default)]
struct Share {
    looked: u64,
    copies: u64,
    from: Tally,
    by: Tally,
}

/// One outlet.
pub(crate) fn one(look: &Look<'_>, name: &str) -> Result<Answer, Problem> {
    let (documents, total) = documents(look, name)?;
    let watched = watching::all(look);
    let fares = watched.iter().flatten().find(|w| w.outlet == name);
    if documents.is_empty() && fares.is_none() {
        return Err(Problem::missing(format!("no document is of “{name}”")));
    }
    let share = share(look, &documents)?;
    let told = told(look, name)?;
    if look.ask.form == Some("json") {
        let words: Vec<_> = told.apart.iter().map(|(event, _, words)| {
            let words: Vec<_> = words.iter().map(|w| json!({ "outlet": w.outlet, "document": w.document, "claim": w.claim, "trigger": w.trigger, "parties": w.parties })).collect();
            json!({ "event": event, "words": words })
        }).collect();
        let data = json!({
            "outlet": name, "documents": total, "looked_at": share.looked, "copies": share.copies, "copied_from": share.from,
            "copied_by": share.by, "events_looked_at": told.looked, "first": told.first, "words": words,
            "watch": fares.map(watching::data),
        });
        return Ok(Answer::Data("application/json", serde_json::to_vec(&data)?));
    }
    let show = &look.show;
    let list = format!(
        "/documents?{}",
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("outlet", name)
            .finish()
    );
    let body = html! {
        h1 { (outside(name, Some("ar"))) }
        dl.facts {
            div { dt { (show.word("documents")) } dd { a href=(list) { (show.count("n.documents", total)) } } }
            div { dt { (show.word("outlets.copies")) } dd { (show.number(share.copies)) " / " (show.number(share.looked)) } }
            div { dt { (show.word("outlets.first")) } dd { (show.number(told.first)) " / " (show.number(told.looked)) } }
            div { dt { (show.word("outlets.from")) } dd { (tally(show, &share.from)) } }
            div { dt { (show.word("outlets.by")) } dd { (tally(show, &share.by)) } }
        }
        (watching::section(show, watched.is_some(), fares))
        div.columns {
            section {
                h2 { (show.word("outlets.words")) }
                @if told.apart.is_empty() { p.hint { (show.word("outlets.words.none")) } }
                @for (event, title, words) in &told.apart { (side_by_side(show, name, (event.as_str(), title), words)) }
            }
            aside {
                h2 { (show.word("documents")) }
                ul.thread {
                    @for document in documents.iter().take(SHOWN) {
                        li {
                            span.when { (published(show, document)) @if document.copy_of.is_some() { " · " (show.word("copy")) } }
                            a href=(format!("/documents/{}", encoded(&document.id))) {
                                @match document.title.as_deref().filter(|t| !t.is_empty()) { Some(t) => (outside(t, Some("ar"))), None => (code(&document.id)) }
                            }
                        }
                    }
                }
            }
        }
    };
    let mut page = Page::new(name, "/outlets", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

/// What the index has of an outlet, the newest first.
fn asked(look: &Look<'_>, name: &str, kind: Kind, size: usize) -> Result<musnad_search::Hits, Problem> {
    let question = Question {
        outlet: vec![name.to_owned()],
        ..Question::default()
    };
    let query = question.query(Some(kind), look.app.settings.reader.knowledge(), 0)?;
    let query = Query {
        sort: Sort::Newest,
        size,
        now: None,
        ..query
    };
    Ok(look.app.search()?.ask(&query)?)
}

/// Its last documents, and how many there are in all.
fn documents(look: &Look<'_>, name: &str) -> Result<(Vec<Document>, u64), Problem> {
    let hits = asked(look, name, Kind::Document, DOCUMENTS)?;
    let numbers: Vec<i64> = hits.hits.iter().map(|h| h.key.cast_signed()).collect();
    Ok((look.archive.store().documents(&numbers)?, hits.total))
}

fn share(look: &Look<'_>, documents: &[Document]) -> Result<Share, Problem> {
    let store = look.archive.store();
    let mut share = Share {
        looked: documents.len() as u64,
        ..Share::default()
    };
    for document in documents {
        if let Some(of) = document.copy_of {
            share.copies += 1;
            let outlet = store.documents(&[of])?.pop().and_then(|d| d.outlet);
            *share.from.entry(outlet.unwrap_or_default()).or_default() += 1;
        }
        for copy in store.copies(document.n)? {
            *share.by.entry(copy.outlet.unwrap_or_default()).or_default() += 1;
        }
    }
    Ok(share)
}

/// The words of one telling.
struct Words {
    outlet: String,
    document: String,
    claim: String,
    trigger: String,
    parties: Vec<(String, String)>,
}

/// What it tells with others.
#[derive(Default)]
struct Told {
    looked: u64,
    first: u64,
    /// Events that outlets tell in different words.
    apart: Vec<(String, Markup, Vec<Words>)>,
}

fn told(look: &Look<'_>, name: &str) -> Result<Told, Problem> {
    let policy = policy(look)?;
    let mut told = Told::default();
    for hit in asked(look, name, Kind::Event, EVENTS)?.hits {
        let (first, title, words) =
            look.archive
                .with_event(&hit.id, policy, |event, claims, documents| {
                    let first = event.first.as_ref().and_then(|f| f.outlet.as_deref()) == Some(name);
                    (first, look.show.event_title(event), words(claims, documents))
                })?;
        told.looked += 1;
        told.first += u64::from(first);
        let differ = words
            .iter()
            .any(|w| w.outlet != name && words.iter().any(|o| o.outlet == name && o.trigger != w.trigger));
        if differ && told.apart.len() < SHOWN {
            told.apart.push((hit.id, title, words));
        }
    }
    Ok(told)
}

/// The words of each outlet's tellings, the same ones once.
fn words(claims: &[Claim<'_>], documents: &[Document]) -> Vec<Words> {
    let mut out: Vec<Words> = Vec::new();
    for claim in claims {
        let document = documents.iter().find(|d| d.id == claim.document);
        let Some(outlet) = document.and_then(|d| d.outlet.clone()) else {
            continue;
        };
        let new = Words {
            outlet,
            document: claim.document.to_string(),
            claim: claim.id.clone(),
            trigger: claim.trigger.quote.to_string(),
            parties: claim
                .actors
                .iter()
                .map(|a| (a.role.to_string(), a.text.to_string()))
                .collect(),
        };
        let same = |w: &Words| w.outlet == new.outlet && w.trigger == new.trigger && w.parties == new.parties;
        if !out.iter().any(same) {
            out.push(new);
        }
    }
    out.sort_by(|a, b| a.outlet.cmp(&b.outlet));
    out
}

fn tally(show: &Show<'_>, tally: &Tally) -> Markup {
    let mut all: Vec<(&String, &u64)> = tally.iter().collect();
    all.sort_by(|a, b| b.1.cmp(a.1));
    html! {
        @if all.is_empty() { (show.word("nothing")) }
        @for (n, (outlet, count)) in all.iter().take(SHOWN).enumerate() {
            @if n > 0 { " · " }
            @if outlet.is_empty() { (show.word("unknown")) } @else { a href=(format!("/outlets/{}", encoded(outlet))) { (outside(outlet, Some("ar"))) } }
            " " small { (show.number(**count)) }
        }
    }
}

/// The words of several outlets for one event.
fn side_by_side(show: &Show<'_>, own: &str, (event, title): (&str, &Markup), words: &[Words]) -> Markup {
    let parties = |w: &Words, role: &str| {
        let texts: Vec<&str> = w
            .parties
            .iter()
            .filter(|p| p.0 == role)
            .map(|p| p.1.as_str())
            .collect();
        html! { @for (n, text) in texts.iter().enumerate() { @if n > 0 { " · " } (outside(text, Some("ar"))) } }
    };
    html! {
        div.wide { table.words.stacked {
            caption { a href=(format!("/events/{event}")) { (title) } }
            thead { tr {
                th scope="col" { (show.word("outlet")) }
                th scope="col" { (show.word("words")) }
                th scope="col" { (show.word("role.actor")) }
                th scope="col" { (show.word("role.recipient")) }
            } }
            tbody {
                @for w in words {
                    tr.current[w.outlet == own] {
                        td { (outside(&w.outlet, Some("ar"))) }
                        td { a href=(telling_address(&w.document, &w.claim)) { (outside(&w.trigger, Some("ar"))) } }
                        td data-label=(show.word("role.actor")) { (parties(w, "actor")) }
                        td data-label=(show.word("role.recipient")) { (parties(w, "recipient")) }
                    }
                }
            }
        } }
    }
}
