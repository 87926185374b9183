//! Rules: what the program reads as an event, with the examples that hold each rule to it, and a place to try a sentence.

use super::steps::steps;
use crate::answer::Answer;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, outside};
use maud::{Markup, html};
use musnad_extract::rule_files;
use musnad_page::{Hints, read};
use serde_json::Value;

/// The longest sentence that is tried, in bytes.
const LONGEST: usize = 4000;

/// The rules of all files, or those of one type.
pub(crate) fn list(look: &Look<'_>) -> Result<Answer, Problem> {
    let show = &look.show;
    let files: Vec<(String, Vec<Value>)> = rule_files()
        .map(|(path, text)| (type_of(path), rules(text)))
        .collect();
    let wanted = look.ask.get("type").map(str::to_lowercase);
    let shown = files
        .iter()
        .filter(|(kind, _)| wanted.as_ref().is_none_or(|w| w == kind));
    let body = html! {
        h1 { (show.word("way.rules")) }
        p { (show.word("rules.about")) }
        form.try action="/rules" {
            label for="try" { (show.word("rules.try")) }
            textarea #try name="try" rows="2" dir="rtl" lang="ar" maxlength=(LONGEST) { (look.ask.get("try").unwrap_or_default()) }
            button { (show.word("rules.read")) }
        }
        @if let Some(sentence) = look.ask.get("try") { (tried(look, sentence)?) }
        nav.kinds aria-label=(show.word("type")) {
            @for (kind, rules) in &files {
                a href=(look.ask.address(None, &[("type", kind), ("try", "")])) aria-current=[(wanted.as_ref() == Some(kind)).then_some("true")] {
                    (show.name_of("type", &kind.to_uppercase())) " " small { (show.number(rules.len() as u64)) }
                }
            }
        }
        @if wanted.is_some() {
            @for (_, rules) in shown { @for rule in rules { (one(show, rule)) } }
        }
    };
    Ok(Answer::Page(Page::new(show.word("way.rules"), "/rules", body)))
}

/// The type that a file of rules has in its name.
fn type_of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.trim_end_matches(".toml").to_owned()
}

fn rules(text: &str) -> Vec<Value> {
    let file: Value = toml::from_str(text).unwrap_or_default();
    file["rule"].as_array().cloned().unwrap_or_default()
}

fn tried(look: &Look<'_>, sentence: &str) -> Result<Markup, Problem> {
    if sentence.len() > LONGEST {
        return Err(Problem::wrong(format!(
            "a sentence may have {LONGEST} bytes here"
        )));
    }
    let derivation = look
        .app
        .settings
        .reader
        .explain(&read(sentence.as_bytes(), &Hints::default()));
    Ok(html! {
        section.derivation {
            h2 { (look.show.word("rules.derivation")) }
            (steps(&look.show, &derivation))
        }
    })
}

/// A rule with its examples.
fn one(show: &Show<'_>, rule: &Value) -> Markup {
    let text = |key: &str| rule[key].as_str().unwrap_or_default();
    let parts = rule.as_object().into_iter().flatten();
    let parts = parts.filter(|(key, _)| !["id", "type", "note", "example", "reject"].contains(&key.as_str()));
    let list = |key: &str| rule[key].as_array().cloned().unwrap_or_default();
    html! {
        article.rule id=(text("id")) {
            h3 { (code(text("id"))) }
            p lang="ar" dir="auto" { (text("note")) }
            dl.parts {
                @for (key, value) in parts {
                    div { dt { (code(key)) } dd { @for part in each(value) { span.part dir="ltr" { (part) } " " } } }
                }
            }
            ul.examples {
                @for example in list("example") {
                    li { (outside(example["text"].as_str().unwrap_or_default(), Some("ar"))) }
                }
                @for reject in list("reject") {
                    li.reject {
                        (outside(reject["text"].as_str().unwrap_or_default(), Some("ar")))
                        " " small { (show.word("rules.not")) ": " (outside(reject["why"].as_str().unwrap_or_default(), Some("ar"))) }
                    }
                }
            }
        }
    }
}

fn each(value: &Value) -> Vec<String> {
    let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    match value.as_array() {
        Some(all) => all.iter().map(plain).collect(),
        None => vec![plain(value)],
    }
}
