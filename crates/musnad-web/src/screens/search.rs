//! Search over documents, quotes, claims and events; and the lists of documents, claims and quotes, which are the same
//! question asked of one kind.

use super::event::{policy, telling_address};
use super::events::{Found, sorts};
use super::facets;
use super::finding::query;
use crate::answer::Answer;
use crate::give::Giving;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, encoded, outside, still};
use maud::{Markup, html};
use musnad_archive::Brief;
use musnad_archive::store::{Document, Store};
use musnad_export::Rows;
use musnad_record::v1::Records;
use musnad_search::{Facet, Highlighter, Hit, Kind};
use serde_json::Value;
use std::ops::Range;

/// So many letters of a text are shown round what was found.
const PASSAGE: usize = 260;

const FACETS: &[Facet] = &[
    Facet::Type,
    Facet::Modality,
    Facet::Place,
    Facet::Actor,
    Facet::Source,
    Facet::SourceKind,
    Facet::Outlet,
    Facet::Grade,
];

pub(crate) const DOCUMENT_FORMS: &[&str] = &["json", "jsonl", "csv", "parquet", "atom", "bibtex", "csl"];
pub(crate) const RECORD_FORMS: &[&str] = &["json", "jsonl", "csv", "parquet"];

/// Everything that is found.
pub(crate) fn all(look: &Look<'_>) -> Result<Answer, Problem> {
    let kind = match look.ask.get("kind") {
        Some(name) => Some(
            Kind::from_name(name.strip_suffix('s').unwrap_or(name))
                .ok_or_else(|| Problem::wrong(format!("kind: “{name}” is none")))?,
        ),
        None => None,
    };
    of_kind(look, kind, "way.search", "/search")
}

/// The documents.
pub(crate) fn documents(look: &Look<'_>) -> Result<Answer, Problem> {
    of_kind(look, Some(Kind::Document), "documents", "/search")
}

/// The claims.
pub(crate) fn claims(look: &Look<'_>) -> Result<Answer, Problem> {
    of_kind(look, Some(Kind::Claim), "claims", "/search")
}

/// What people are quoted with.
pub(crate) fn quotes(look: &Look<'_>) -> Result<Answer, Problem> {
    of_kind(look, Some(Kind::Quote), "quotes", "/quotes")
}

fn of_kind(
    look: &Look<'_>,
    kind: Option<Kind>,
    title: &'static str,
    way: &'static str,
) -> Result<Answer, Problem> {
    let query = query(look, kind, FACETS)?;
    let (rows, forms) = match kind {
        None | Some(Kind::Document) => (Rows::Documents, DOCUMENT_FORMS),
        Some(Kind::Claim) => (Rows::Claims, RECORD_FORMS),
        Some(Kind::Event) => (Rows::Events, super::events::FORMS),
        Some(Kind::Quote) => (Rows::Quotes, RECORD_FORMS),
    };
    if look.ask.form.is_some_and(|f| f != "json") {
        return Ok(Answer::Give(Box::new(Giving::of(
            look,
            rows,
            query,
            policy(look)?,
        )?)));
    }
    let words = query.words.clone();
    let found = Found::of(look, query)?;
    if look.ask.form == Some("json") {
        let items: Vec<Value> = found
            .hits
            .hits
            .iter()
            .filter_map(|hit| record(look, hit).transpose())
            .collect::<Result<_, _>>()?;
        return found.json(look, Value::Array(items));
    }
    let light = look.app.search()?.highlighter(&words);
    let mut hits = Vec::new();
    for hit in &found.hits.hits {
        hits.extend(shown(look, hit, &light)?);
    }
    let show = &look.show;
    let body = html! {
        h1 { (show.word(title)) }
        @if look.ask.path == "/search" { (kinds(look, kind)) }
        (controls(look))
        (found.head(look, "n.hits"))
        div.found {
            div {
                @if kind.is_some() { (found.overview(look)) }
                @if hits.is_empty() { p.hint { (show.word("found.none")) } }
                ol.hits { @for hit in &hits { li { (hit) } } }
                (found.more(look))
            }
            aside.facets aria-label=(show.word("narrow")) { (facets::aside(look, &found.hits.facets)) }
        }
    };
    let mut page = Page::new(show.word(title), way, body);
    (page.forms, page.next) = (forms, found.next(look));
    Ok(Answer::Page(page))
}

/// The kinds to choose from.
fn kinds(look: &Look<'_>, chosen: Option<Kind>) -> Markup {
    let show = &look.show;
    let to = |kind: &str| look.ask.address(None, &[("kind", kind), ("cursor", "")]);
    html! {
        nav.tabs aria-label=(show.word("kind")) {
            a href=(to("")) aria-current=[chosen.is_none().then_some("true")] { (show.word("kinds.all")) }
            @for (kind, key) in [(Kind::Document, "documents"), (Kind::Quote, "quotes"), (Kind::Claim, "claims"), (Kind::Event, "way.events")] {
                a href=(to(kind.name())) aria-current=[(chosen == Some(kind)).then_some("true")] { (show.word(key)) }
            }
        }
    }
}

fn controls(look: &Look<'_>) -> Markup {
    let (show, ask) = (&look.show, look.ask);
    html! {
        form.controls action=(ask.path) {
            (facets::kept(ask, &["q", "sort", "from", "to", "all"]))
            label { (show.word("words-in")) " " input type="search" name="q" dir="auto" value=[ask.get("q")] placeholder=(show.word("search.hint")); }
            label { (show.word("from")) " " (show.day_field("from", ask.get("from"))) }
            label { (show.word("to")) " " (show.day_field("to", ask.get("to"))) }
            (sorts(look))
            label { input type="checkbox" name="all" value="1" checked[ask.get("all").is_some()]; " " (show.word("doubtful.too")) }
            button { (show.word("apply")) }
        }
    }
}

/// A hit's document: its row, and its records as JSON Lines.
fn read(look: &Look<'_>, hit: &Hit) -> Result<Option<(Document, String)>, Problem> {
    let row = look.archive.store().documents(&[hit.key.cast_signed()])?.pop();
    let Some(row) = row else { return Ok(None) };
    let lines = look.archive.lines_with(&row.id, hit)?;
    Ok(Some((row, lines)))
}

/// The record of a hit.
fn record(look: &Look<'_>, hit: &Hit) -> Result<Option<Value>, Problem> {
    if hit.kind == Kind::Event {
        return Ok(Some(serde_json::to_value(
            look.archive.event(&hit.id, policy(look)?)?,
        )?));
    }
    let Some((_, lines)) = read(look, hit)? else {
        return Ok(None);
    };
    let mark = format!("{{\"record\":\"{}/", hit.kind.name());
    let is = |l: &&str| {
        l.starts_with(&mark)
            && (hit.kind == Kind::Document || l.get(..80).is_some_and(|l| l.contains(&hit.id)))
    };
    let line = lines.lines().find(is);
    Ok(line.map(serde_json::from_str).transpose()?)
}

/// A hit, with what was found in it lit.
fn shown(look: &Look<'_>, hit: &Hit, light: &Highlighter) -> Result<Option<Markup>, Problem> {
    let show = &look.show;
    if hit.kind == Kind::Event {
        let Brief {
            event,
            tellings,
            sentence,
        } = Brief::of_hit(hit)?;
        return Ok(Some(html! {
            (tag(show, hit.kind))
            h3 { a href=(format!("/events/{}", event.id)) { (show.event_title(&event)) } }
            p.about { (show.count("n.tellings", tellings as u64)) " · " span.grade.(event.grade) { (show.name_of("grade", &event.grade)) } }
            @if !sentence.is_empty() { p.passage lang="ar" dir="auto" { (passage(light, &sentence)) } }
        }));
    }
    let Some((row, lines)) = read(look, hit)? else {
        return Ok(None);
    };
    let records = Records::read(&lines)?;
    Ok(Some(match hit.kind {
        Kind::Quote => {
            let quote = records.quotes.iter().find(|q| q.id == hit.id);
            html! {
                @if let Some(quote) = quote {
                    (tag(show, hit.kind))
                    blockquote.telling {
                        p lang="ar" dir="auto" { a href=(format!("/documents/{}#q{}", encoded(&row.id), quote.id)) { (passage(light, &quote.content.quote)) } }
                        footer { (show.chain(&quote.attribution)) " " (about(show, &row)) }
                    }
                }
            }
        }
        Kind::Claim => {
            let claim = records.claims.iter().find(|c| c.id == hit.id);
            html! {
                @if let Some(claim) = claim {
                    (tag(show, hit.kind)) " "
                    span.type.(claim.r#type) { (show.name_of("type", &claim.r#type)) }
                    @if claim.modality != "asserted" { " " span.modality.(claim.modality) { (show.name_of("modality", &claim.modality)) } }
                    blockquote.telling {
                        p lang="ar" dir="auto" { a href=(telling_address(&row.id, &claim.id)) { (passage(light, &claim.sentence.quote)) } }
                        footer { (show.chain(&claim.attribution)) " " (about(show, &row)) }
                    }
                }
            }
        }
        _ => html! {
            (tag(show, hit.kind))
            h3 { a href=(format!("/documents/{}", encoded(&row.id))) { (title(show, &row, light)) } }
            p.about { (about(show, &row)) @if row.copy_of.is_some() { " · " (show.word("copy")) } }
            p.passage lang="ar" dir="auto" { (passage(light, &records.document.text)) }
        },
    }))
}

fn tag(show: &Show<'_>, kind: Kind) -> Markup {
    html! { small.tag { (show.name_of("found", kind.name())) } }
}

/// A document's title, what was found in it lit.
pub(crate) fn title(show: &Show<'_>, row: &Document, light: &Highlighter) -> Markup {
    match row.title.as_deref().filter(|t| !t.is_empty()) {
        Some(title) => html! { bdi lang="ar" { (lit(title, 0..title.len(), &light.highlight(title))) } },
        None => html! { (show.word("untitled")) },
    }
}

/// Who published a document, and when.
pub(crate) fn about(show: &Show<'_>, row: &Document) -> Markup {
    html! {
        @if let Some(outlet) = &row.outlet { (outside(outlet, Some("ar"))) }
        @if let Some(published) = &row.published { " " span.since { (show.moment(published)) } }
    }
}

/// The part of a text with the most of what was asked for.
fn passage(light: &Highlighter, text: &str) -> Markup {
    let found = light.snippet(text, PASSAGE);
    html! {
        @if found.span.start > 0 { "… " }
        (lit(text, found.span.clone(), &found.highlights))
        @if found.span.end < text.len() { " …" }
    }
}

/// A span of a text with some of it marked.
fn lit(text: &str, span: Range<usize>, marks: &[Range<usize>]) -> Markup {
    let piece = |from: usize, to: usize| still(text.get(from..to).unwrap_or_default());
    let ends = marks.iter().map(|m| m.end);
    let begins = std::iter::once(span.start).chain(ends);
    let last = marks.last().map_or(span.start, |m| m.end);
    html! {
        @for (begin, mark) in begins.zip(marks) { (piece(begin, mark.start)) mark { (piece(mark.start, mark.end)) } }
        (piece(last, span.end))
    }
}
