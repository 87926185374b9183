//! What is typed to judge, correct, merge, split and grade: forms that work without scripts. They are there for whoever
//! may make changes.

use crate::routes::Look;
use crate::setting::modes;
use crate::show::{Show, code, outside, still};
use maud::{Markup, html};
use musnad_archive::Status;
use musnad_archive::store::Document;
use musnad_extract::{Bound, EventType, Modality, Outcome};
use musnad_record::correction::Correction;
use musnad_record::event::Event;
use musnad_record::v1::{Actor, Claim};
use serde_json::Value;

fn may_edit(look: &Look<'_>) -> bool {
    look.ask
        .person
        .as_ref()
        .is_some_and(crate::access::Person::may_edit)
}

/// Where a name is still to be given, the field for it.
fn own_name(look: &Look<'_>) -> Markup {
    let nameless = look.ask.person.as_ref().is_some_and(|p| p.name.is_empty());
    html! {
        @if nameless { label.who { (look.show.word("who.you")) " " input name="who" required dir="auto" maxlength="80"; } }
    }
}

/// Why, and where to go back to.
fn ending(look: &Look<'_>, to: &str) -> Markup {
    html! {
        input type="hidden" name="to" value=(to);
        label { (look.show.word("why")) " " input name="why" dir="auto" maxlength="2000"; }
        (own_name(look))
    }
}

/// Accept, reject, correct.
pub(crate) fn judge(look: &Look<'_>, claim: &str, status: Option<Status>, to: &str) -> Markup {
    judging(look, claim, status, to, &html! {})
}

/// The same, with the name asked for where it is not known yet: among many claims it is asked for after the first.
pub(super) fn judge_by_name(look: &Look<'_>, claim: &str, status: Option<Status>, to: &str) -> Markup {
    judging(look, claim, status, to, &own_name(look))
}

fn judging(look: &Look<'_>, claim: &str, status: Option<Status>, to: &str, name: &Markup) -> Markup {
    let show = &look.show;
    let accept = format!("/claims/{claim}/accept");
    html! {
        @if may_edit(look) {
            form.judge method="post" action=(accept) {
                input type="hidden" name="to" value=(to);
                (name)
                @if status != Some(Status::Accepted) { button.accept name="do" value="accept" { (show.word("accept")) } }
                @if status != Some(Status::Rejected) {
                    button.reject name="do" value="reject" formaction=(format!("/claims/{claim}/reject")) { (show.word("reject")) }
                }
                a.correct href=(format!("/claims/{claim}")) { (show.word("correct")) }
            }
        } @else {
            p.about { a href=(format!("/claims/{claim}")) { (show.word("claim.history")) } }
        }
    }
}

/// A form for each field of a claim.
pub(super) fn fields(look: &Look<'_>, claim: &Claim<'_>, row: &Document) -> Markup {
    let show = &look.show;
    if !may_edit(look) {
        return html! { p.hint { (show.word("correct.key")) } };
    }
    let here = look.ask.address(None, &[]);
    let own_modes = modes(&claim.r#type).unwrap_or_default();
    let types: Vec<&str> = EventType::ALL.iter().map(|t| t.name()).collect();
    let modalities: Vec<&str> = Modality::ALL.iter().map(|t| t.name()).collect();
    let modes: Vec<&str> = own_modes.iter().map(String::as_str).collect();
    let set = |field: &str, about: Markup, inputs: Markup| {
        html! {
            details.field open[field == "place"] {
                summary { (about) }
                form.set method="post" action=(format!("/claims/{}/set", claim.id)) {
                    input type="hidden" name="field" value=(field);
                    (inputs)
                    (ending(look, &here))
                    button { (show.word("set")) }
                }
            }
        }
    };
    let place = claim.place.as_ref();
    html! {
        h2 { (show.word("correct")) }
        (set("type", html! { (show.word("type")) " " small { (show.name_of("type", &claim.r#type)) } }, choice(show, "type", "type", &types, Some(&claim.r#type), false)))
        @if !modes.is_empty() { (set("mode", html! { (show.word("mode")) @if let Some(mode) = &claim.mode { " " small { (show.name_of("mode", mode)) } } }, choice(show, "mode", "mode", &modes, claim.mode.as_deref(), true))) }
        (set("modality", html! { (show.word("whether")) " " small { (show.name_of("modality", &claim.modality)) } }, choice(show, "modality", "whether", &modalities, Some(&claim.modality), false)))
        (set("place", html! { (show.word("where")) @if let Some(p) = place { " " small { (show.claim_place(p)) } } },
            html! { (named(show)) (reach(show, row)) }))
        @for (n, actor) in numbered(&claim.actors) {
            (set(&actor.role, html! { (show.name_of("role", &actor.role)) " " small { (outside(&actor.text, Some("ar"))) } },
                html! { input type="hidden" name="which" value=(n); (named(show)) (reach(show, row)) }))
        }
        (set("time", html! { (show.word("when")) @if let Some(t) = &claim.time { " " small { (show.claim_time(t)) } } }, html! {
            label { (show.word("set.time")) " " input name="value" dir="ltr" required placeholder="2026-03-04"; }
        }))
        (set("toll", html! { (show.word("figure")) @for c in &claim.toll { " " small { (show.figure(c)) } } }, toll(show)))
        (set("source", html! { (show.word("source.nearest")) }, html! {
            label { (show.word("set.source")) " " input name="value" dir="auto" required; }
        }))
    }
}

/// Parties with their number among those in their role.
fn numbered<'c, 'a>(actors: &'c [Actor<'a>]) -> Vec<(usize, &'c Actor<'a>)> {
    let before = |at: usize| {
        let own = actors.get(at).map(|a| a.role.as_ref());
        actors
            .iter()
            .take(at)
            .filter(|a| Some(a.role.as_ref()) == own)
            .count()
    };
    actors
        .iter()
        .enumerate()
        .map(|(at, a)| (before(at) + 1, a))
        .collect()
}

fn choice(show: &Show<'_>, of: &str, label: &str, values: &[&str], own: Option<&str>, none: bool) -> Markup {
    html! {
        select name="value" aria-label=(show.words.get(label)) {
            @if none { option value="none" selected[own.is_none()] { (show.word("nothing")) } }
            @for value in values { option value=(value) selected[own == Some(*value)] { (show.name_of(of, value)) } }
        }
    }
}

/// A name or an id of the registries.
fn named(show: &Show<'_>) -> Markup {
    html! { label { (show.word("set.named")) " " input name="value" dir="auto" required; } }
}

/// How far a correction goes.
fn reach(show: &Show<'_>, row: &Document) -> Markup {
    html! {
        label { (show.word("reach")) " "
            select name="reach" {
                option value="" { (show.word("reach.claim")) }
                option value="document" { (show.word("reach.document")) }
                @if row.story.is_some() { option value="story" { (show.word("reach.story")) } }
                option value="archive" { (show.word("reach.archive")) }
            }
        }
    }
}

fn toll(show: &Show<'_>) -> Markup {
    html! {
        select name="outcome" aria-label=(show.word("figure")) {
            @for outcome in Outcome::ALL { option value=(outcome.name()) { (show.name_of("outcome", outcome.name())) } }
        }
        select name="bound" aria-label=(show.word("set.bound")) {
            @for bound in Bound::ALL { option value=(bound.name()) { (show.name_of("bound", bound.name())) } }
            option value="none" { (show.word("nothing")) }
        }
        label { (show.word("set.figure")) " " input name="value" dir="ltr" inputmode="numeric" placeholder="12, 10-99"; }
    }
}

/// What people said, each with a way to take it back.
pub(crate) fn history(look: &Look<'_>, all: &[Correction]) -> Markup {
    let show = &look.show;
    let here = look.ask.address(None, &[]);
    html! {
        section.history {
            h2 { (show.word("corrections")) }
            @if all.is_empty() { p.hint { (show.word("corrections.none")) } }
            ol {
                @for one in all {
                    li.undone[one.undone.is_some()] {
                        (said(show, one))
                        @if may_edit(look) && one.undone.is_none() && one.kind != "undo" {
                            form.judge method="post" action=(format!("/corrections/{}/undo", one.n)) {
                                input type="hidden" name="to" value=(here);
                                button.plain { (show.word("undo")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A correction in a line: when, who, what and why.
pub(super) fn said(show: &Show<'_>, one: &Correction) -> Markup {
    html! {
        (show.moment(&one.at)) " · " b { (outside(&one.who, None)) } " " (show.name_of("correction", &one.kind))
        @if let Some(field) = &one.field { " " (show.name_of("field", field)) ": " (value(show, field, &one.value)) }
        @if one.kind == "undo" { " " (show.number(one.value.as_u64().unwrap_or(0))) }
        @if one.follows.is_some() { " " small { (show.word("follows")) } }
        @if !one.why.is_empty() { " — " (outside(&one.why, None)) }
        @if let Some(by) = one.undone { " " small { (show.name_of("correction", "undo")) " (" (show.number(by.unsigned_abs())) ")" } }
    }
}

/// The value of a field as it was set.
pub(super) fn value(show: &Show<'_>, field: &str, value: &Value) -> Markup {
    let entry = value.get("entry").unwrap_or(value);
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let codes = ["type", "mode", "modality", "grade"];
    html! {
        @match value {
            Value::Null => (show.word("nothing")),
            Value::String(code) if codes.contains(&field) => (show.name_of(field, code)),
            _ if entry.is_null() => (show.word("nothing")),
            _ => {
                @if let Some(name) = show.name(text("name_ar"), text("name_en")) { (name) }
                @else if let (Some(start), end) = (text("start"), text("end")) { bdi dir="ltr" { (still(start)) @if let Some(end) = end { "/" (still(end)) } } }
                @else if let Some(outcome) = text("outcome") {
                    (show.name_of("outcome", outcome)) " "
                    @if let Some(bound) = text("bound") { (show.name_of("bound", bound)) }
                    @if let Some(n) = entry.get("value").and_then(Value::as_u64) { " " (show.number(n)) }
                }
                @else if let Some(words) = text("text") { (outside(words, Some("ar"))) }
                @else { (code(&value.to_string())) }
            },
        }
    }
}

/// Grading an event, merging what may be the same, taking claims out of it.
pub(super) fn event(look: &Look<'_>, event: &Event, claims: &[Claim<'_>]) -> Markup {
    let show = &look.show;
    if !may_edit(look) {
        return html! {};
    }
    let here = format!("/events/{}", event.id);
    let grades = ["confirmed", "fair", "weak", "contested", "discounted"];
    html! {
        details.editing {
            summary { (show.word("event.edit")) }
            form.set method="post" action=(format!("{here}/grade")) {
                (ending(look, &here))
                h3 { (show.word("grade")) }
                select name="grade" aria-label=(show.word("grade")) {
                    @for grade in grades { option value=(grade) selected[event.grade == grade] { (show.name_of("grade", grade)) } }
                }
                button { (show.word("set")) }
                @for pair in &event.duplicates {
                    h3 { (show.word("event.merge")) " " a href=(format!("/events/{}", pair.event)) { (code(&pair.event)) } }
                    button name="other" value=(pair.event) formaction=(format!("{here}/merge")) { (show.word("merge")) }
                }
                @if claims.len() > 1 {
                    h3 { (show.word("event.split")) }
                    @for claim in claims {
                        label.pick { input type="checkbox" name="claim" value=(claim.id); " " bdi dir="auto" lang="ar" { (still(&short(&claim.sentence.quote))) } }
                    }
                    button formaction=(format!("{here}/split")) { (show.word("split")) }
                }
            }
        }
    }
}

/// The beginning of a sentence.
fn short(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut out: String = text.chars().take(LONGEST).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
