//! What is asked back before a field is set: which of several is meant, and how many other mentions follow.

use super::edit::value;
use crate::app::App;
use crate::ask::Ask;
use crate::change::Fields;
use crate::layout::Page;
use crate::setting::Candidate;
use crate::show::{Show, code, outside};
use crate::words::Words;
use maud::{Markup, html};
use musnad_archive::store::Correction;

fn hidden(fields: &Fields, without: &str) -> Markup {
    html! {
        @for (name, value) in fields.0.iter().filter(|(n, _)| n != without) { input type="hidden" name=(name) value=(value); }
    }
}

/// The page on which one of several is chosen.
pub(crate) fn choose(app: &App, ask: &Ask, fields: &Fields, candidates: &[Candidate]) -> Page {
    let words = app.words(ask.language);
    let show = Show { words, ask };
    let body = html! {
        h1 { (words.get("choose")) }
        p { (outside(fields.get("value").unwrap_or_default(), None)) }
        form.stack method="post" action=(ask.path) {
            (hidden(fields, "value"))
            @for one in candidates {
                button.candidate name="value" value=(one.id) {
                    @if let Some(name) = show.name(one.name_ar.as_deref(), one.name_en.as_deref()) { (name) " " }
                    @for part in [&one.admin1, &one.country].into_iter().flatten() { small { (code(part)) " " } }
                    small { (code(&one.id)) }
                }
            }
        }
    };
    Page::new(words.get("choose"), "", body)
}

/// The page that tells how many other mentions would follow.
pub(crate) fn confirm(app: &App, ask: &Ask, fields: &Fields, kept: &[Correction]) -> Page {
    let words = app.words(ask.language);
    let show = Show { words, ask };
    let mut documents: Vec<i64> = kept.iter().filter_map(|c| c.document).collect();
    documents.sort_unstable();
    documents.dedup();
    let first = kept.first();
    let set = first.and_then(|c| Some((c.field.as_deref()?, c.value.as_deref()?)));
    let body = html! {
        h1 { (words.get("confirm")) }
        @if let Some((field, json)) = set {
            p { (show.name_of("field", field)) ": " (value(&show, field, &serde_json::from_str(json).unwrap_or_default())) }
        }
        p { (show.count("n.claims", kept.len() as u64)) " · " (show.count("n.documents", documents.len() as u64)) }
        form.stack method="post" action=(ask.path) {
            (hidden(fields, "sure"))
            input type="hidden" name="sure" value="yes";
            button { (words.get("confirm.yes")) }
        }
        @if let Some(to) = fields.get("to").filter(|to| crate::routes::is_inside(to)) { p { a href=(to) { (words.get("confirm.no")) } } }
    };
    Page::new(words.get("confirm"), "", body)
}

/// What was typed, to be seen where it could not be kept.
pub(crate) fn typed(words: &Words, fields: &Fields) -> Markup {
    let own: Vec<&(String, String)> = fields
        .0
        .iter()
        .filter(|(name, value)| ["value", "why", "grade"].contains(&name.as_str()) && !value.is_empty())
        .collect();
    html! {
        @if !own.is_empty() {
            p.hint { (words.get("typed")) }
            ul { @for (_, value) in own { li { (outside(value, None)) } } }
        }
    }
}
