//! An event on the screen: what its claims agree on and dispute, its toll by time and source, and each telling in its own
//! words with its chain of sources. Never that it happened: who said so.

use super::chart;
use crate::answer::Answer;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, encoded, outside};
use maud::{Markup, html};
use musnad_archive::store::Document;
use musnad_record::event::{Event, Party, Toll};
use musnad_record::v1::Claim;
use musnad_story::Policy;

/// The page of one event.
pub(crate) fn one(look: &Look<'_>, id: &str) -> Result<Answer, Problem> {
    let event = look.archive.event(id, policy(look)?)?;
    if event.id != id {
        // it went into another
        let form = look.ask.form.map(|f| format!(".{f}")).unwrap_or_default();
        return Ok(Answer::See(format!("/events/{}{form}", event.id)));
    }
    if look.ask.form == Some("json") {
        return Ok(Answer::Data("application/json", serde_json::to_vec(&event)?));
    }
    let show = &look.show;
    let body = html! {
        (section(look, id)?)
        @if let Some(story) = &event.story {
            p { a href=(format!("/stories/{story}")) { (show.word("to-story")) } }
        }
    };
    let title = show.event_title(&event).into_string();
    let title = title
        .split('<')
        .filter_map(|t| t.split_once('>'))
        .map(|(_, t)| t)
        .collect::<String>();
    let mut page = Page::new(title, "/events", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

/// The policy that the address names.
pub(crate) fn policy(look: &Look<'_>) -> Result<Policy, Problem> {
    let Some(name) = look.ask.get("policy") else {
        return Ok(Policy::Latest);
    };
    let found = Policy::ALL.iter().copied().find(|p| p.name() == name);
    found.ok_or_else(|| Problem::wrong(format!("policy: “{name}” is none")))
}

/// An event, whole.
pub(crate) fn section(look: &Look<'_>, id: &str) -> Result<Markup, Problem> {
    let show = &look.show;
    let policy = policy(look)?;
    Ok(look.archive.with_event(id, policy, |event, claims, documents| {
        html! {
            article.event id=(event.id) {
                h2 { a href=(format!("/events/{}", event.id)) { (show.event_title(event)) } }
                (facts(show, event))
                (parties(show, &called(event, claims)))
                @for toll in &event.toll { (ledger(show, toll)) }
                (tellings(show, event, claims, documents))
                (duplicates(show, event))
                (super::edit::event(look, event, claims))
            }
        }
    })?)
}

/// What is agreed and what is disputed.
fn facts(show: &Show<'_>, event: &Event) -> Markup {
    html! {
        dl.facts {
            @if let Some(place) = &event.place { div { dt { (show.word("where")) } dd { (show.place(place)) } } }
            @if let Some(time) = &event.time { div { dt { (show.word("when")) } dd { (show.time(time)) } } }
            div { dt { (show.word("whether")) } dd.modality.(event.modality) { (show.name_of("modality", &event.modality)) } }
            div { dt { (show.word("grade")) } dd { span.grade.(event.grade) { (show.name_of("grade", &event.grade)) } } }
            div { dt { (show.word("disputed")) } dd {
                @if event.disputed.is_empty() { (show.word("disputed.none")) }
                @for (n, what) in event.disputed.iter().enumerate() {
                    @if n > 0 { " · " } strong { (show.name_of("disputed", what)) }
                }
            } }
            @if let Some(first) = &event.first {
                div { dt { (show.word("first")) } dd {
                    a href=(telling_address(&first.document, &first.claim)) {
                        @match &first.outlet { Some(outlet) => (outside(outlet, Some("ar"))), None => (code(&first.document)) }
                    }
                    @if let Some(published) = &first.published { " · " (show.moment(published)) }
                } }
            }
            div { dt { (show.word("reports")) } dd {
                (show.number(event.reports.into())) " · " (show.count("n.copies", event.copies.into()))
                " · " (show.count("n.independent", event.independent.into()))
            } }
        }
    }
}

/// The address of the sentence that a claim was read from.
pub(crate) fn telling_address(document: &str, claim: &str) -> String {
    format!("/documents/{}#c{claim}", encoded(document))
}

/// A party with all words that stand for it in the claims, and all who name it.
struct Called<'e> {
    at: usize,
    party: &'e Party,
    words: Vec<&'e str>,
    by: Vec<&'e str>,
}

/// The parties of an event, each once: one that claims name without saying which it is stands with the one of the
/// registry that others call by the same words.
fn called<'e>(event: &'e Event, claims: &'e [Claim<'_>]) -> Vec<Called<'e>> {
    let mut out: Vec<Called<'e>> = Vec::new();
    let (known, others): (Vec<_>, Vec<_>) = event
        .parties
        .iter()
        .enumerate()
        .partition(|(_, p)| p.id.is_some());
    for (at, party) in known.into_iter().chain(others) {
        let words = words_for(party, claims);
        let by = || party.by.iter().map(String::as_str);
        let same = out.iter_mut().find(|c| {
            let alike = (&c.party.role, &c.party.stance) == (&party.role, &party.stance);
            party.id.is_none() && c.party.id.is_some() && alike && words.iter().all(|w| c.words.contains(w))
        });
        match same {
            Some(known) => {
                let more: Vec<&str> = by().filter(|b| !known.by.contains(b)).collect();
                known.by.extend(more);
            }
            None => out.push(Called {
                at,
                party,
                words,
                by: by().collect(),
            }),
        }
    }
    out.sort_by_key(|c| (c.party.role != "actor", c.at));
    out
}

/// The words by which claims call a party.
fn words_for<'e>(party: &'e Party, claims: &'e [Claim<'_>]) -> Vec<&'e str> {
    let mut out = vec![party.text.as_str()];
    for claim in claims.iter().filter(|c| party.claims.contains(&c.id)) {
        for actor in claim.actors.iter().filter(|a| a.role == party.role) {
            let is = match (party.id.as_deref(), actor.id.as_deref()) {
                (None, None) => {
                    let alike = (party.country.as_deref(), party.sector.as_deref())
                        == (actor.country.as_deref(), actor.sector.as_deref());
                    alike && party.sector.is_some()
                }
                (a, b) => a == b,
            };
            if is && !out.contains(&&*actor.text) {
                out.push(&actor.text);
            }
        }
    }
    out
}

fn parties(show: &Show<'_>, parties: &[Called<'_>]) -> Markup {
    html! {
        @if !parties.is_empty() {
            ul.parties {
                @for Called { party, words, by, .. } in parties {
                    li {
                        small { (show.name_of("role", &party.role)) } " "
                        @let name = show.name(party.name_ar.as_deref(), party.name_en.as_deref());
                        @let is_named = name.is_some();
                        @match (&party.id, name) {
                            (Some(id), Some(name)) => a href=(format!("/actors/{}", encoded(id))) { (name) },
                            (None, Some(name)) => (name),
                            (_, None) => (outside(&party.text, Some("ar"))),
                        }
                        // the words themselves, unless they are what stands there already
                        @for word in words.iter().skip(usize::from(!is_named)).filter(|w| party.name_ar.as_deref() != Some(**w)) {
                            " " q.called lang="ar" dir="auto" { (crate::show::still(word)) }
                        }
                        " " small {
                            (show.name_of("stance", &party.stance)) ": "
                            @for (n, by) in by.iter().enumerate() { @if n > 0 { " · " } (outside(by, None)) }
                        }
                    }
                }
            }
        }
    }
}

/// The toll of one outcome by time and source: a chart, and the same as a table.
fn ledger(show: &Show<'_>, toll: &Toll) -> Markup {
    let figure = |n: Option<u64>| n.map_or_else(|| html! { (show.word("toll.none")) }, |n| show.number(n));
    html! {
        section.toll {
            h3 { (show.name_of("outcome", &toll.outcome)) }
            p.range {
                span { small { (show.word("toll.low")) } " " (figure(toll.low)) }
                span.best { small { (show.word("toll.best")) } " " b { (figure(toll.best)) } }
                span { small { (show.word("toll.high")) } " " (figure(toll.high)) }
            }
            (chart::toll(show, toll))
            details open[toll.lines.len() <= 6] {
                summary { (show.count("n.figures", toll.lines.len() as u64)) }
                div.wide { table.stacked {
                    thead { tr {
                        th scope="col" { (show.word("published")) }
                        th scope="col" { (show.word("by")) }
                        th scope="col" { (show.word("figure")) }
                        th scope="col" { (show.word("words")) }
                        th scope="col" { (show.word("counts-as")) }
                    } }
                    tbody {
                        @for line in &toll.lines {
                            tr.current[line.current] {
                                td { @if let Some(published) = &line.published { (show.moment(published)) } }
                                td { (outside(&line.by, None)) }
                                td {
                                    @if line.bound != "exact" { (show.name_of("bound", &line.bound)) " " }
                                    @match (line.value, line.min, line.max) {
                                        (Some(value), ..) => (show.number(value)),
                                        (None, Some(min), Some(max)) => { (show.number(min)) "–" (show.number(max)) },
                                        (None, min, _) => (figure(min)),
                                    }
                                }
                                td { a href=(telling_address(&line.document, &line.claim)) { (outside(&line.words, Some("ar"))) } }
                                td { (show.name_of("line", &line.is)) }
                            }
                        }
                    }
                } }
            }
        }
    }
}

/// The claims, denials beside what they deny; those of copies folded.
fn tellings(show: &Show<'_>, event: &Event, claims: &[Claim<'_>], documents: &[Document]) -> Markup {
    let is_copy = |claim: &Claim<'_>| {
        let telling = event.tellings.iter().find(|t| t.claim == claim.id);
        telling.is_some_and(|t| t.copy_of.is_some())
    };
    let denies = |claim: &Claim<'_>| {
        ["denied", "negated"].contains(&claim.modality.as_ref())
            || claim.attribution.iter().any(|s| s.stance == "denying")
    };
    let (copies, own): (Vec<&Claim<'_>>, Vec<&Claim<'_>>) = claims.iter().partition(|c| is_copy(c));
    let (denying, saying): (Vec<&Claim<'_>>, Vec<&Claim<'_>>) = own.into_iter().partition(|c| denies(c));
    let all = |list: &[&Claim<'_>]| html! { @for claim in list { (telling(show, claim, documents)) } };
    html! {
        div.sides.both[!denying.is_empty() && !saying.is_empty()] {
            @if !saying.is_empty() { div { h3 { (show.word("said")) } (all(&saying)) } }
            @if !denying.is_empty() { div.denying { h3 { (show.word("denied")) } (all(&denying)) } }
        }
        @if !copies.is_empty() {
            details { summary { (show.count("n.copies", copies.len() as u64)) } (all(&copies)) }
        }
    }
}

/// A claim in its own words.
fn telling(show: &Show<'_>, claim: &Claim<'_>, documents: &[Document]) -> Markup {
    let document = documents.iter().find(|d| d.id == claim.document);
    html! {
        blockquote.telling.(claim.modality) cite=[document.and_then(|d| d.url.as_deref()).filter(|u| u.starts_with("http"))] {
            p dir="auto" lang="ar" {
                a href=(telling_address(&claim.document, &claim.id)) { (marked(claim)) }
            }
            footer {
                (show.chain(&claim.attribution))
                @if claim.modality != "asserted" { " " span.modality { (show.name_of("modality", &claim.modality)) } }
                @if let Some(published) = document.and_then(|d| d.published.as_deref()) { " " (show.moment(published)) }
            }
        }
    }
}

/// A claim by itself: what it tells, in its own words, by whom.
pub(crate) fn claim(show: &Show<'_>, claim: &Claim<'_>) -> Markup {
    let place = claim.place.as_ref().map(|p| p.text.as_ref());
    let side = |role: &'static str| {
        html! {
            @for party in claim.actors.iter().filter(|a| a.role == role) { " · " small { (show.name_of("role", role)) } " " (outside(&party.text, Some("ar"))) }
        }
    };
    html! {
        article.claim {
            p.what {
                b { (show.name_of("type", &claim.r#type)) }
                @if let Some(mode) = &claim.mode { " · " (show.name_of("mode", mode)) }
                @if claim.modality != "asserted" { " " span.modality.(claim.modality) { (show.name_of("modality", &claim.modality)) } }
                (side("actor")) (side("recipient"))
                @if let Some(place) = place { " · " small { (show.word("where")) } " " (outside(place, Some("ar"))) }
                @for count in &claim.toll {
                    " · " small { (show.name_of("outcome", &count.outcome)) } " " (outside(&count.span.quote, Some("ar")))
                }
            }
            blockquote.telling.(claim.modality) {
                p dir="auto" lang="ar" { (marked(claim)) }
                footer { (show.chain(&claim.attribution)) }
            }
        }
    }
}

/// A claim's sentence with its trigger marked.
fn marked(claim: &Claim<'_>) -> Markup {
    let sentence = &claim.sentence;
    let at = |offset: usize| {
        let within = offset.saturating_sub(sentence.start);
        sentence
            .quote
            .char_indices()
            .nth(within)
            .map_or(sentence.quote.len(), |(at, _)| at)
    };
    let (start, end) = (at(claim.trigger.start), at(claim.trigger.end));
    let (before, rest) = sentence.quote.split_at(start.min(end));
    let (trigger, after) = rest.split_at(end.saturating_sub(start).min(rest.len()));
    html! { (crate::show::still(before)) mark { (crate::show::still(trigger)) } (crate::show::still(after)) }
}

fn duplicates(show: &Show<'_>, event: &Event) -> Markup {
    html! {
        @if !event.duplicates.is_empty() {
            details.duplicates {
                summary { (show.word("duplicates")) }
                ul {
                    @for pair in &event.duplicates {
                        li {
                            a href=(format!("/events/{}", pair.event)) { (code(&pair.event)) } " "
                            @for reason in &pair.why { small.reason { (show.reason(reason)) } " " }
                        }
                    }
                }
            }
        }
    }
}
