//! What people said of claims and events as others read it on a screen.
//!
//! Latin script comes first on a line and Arabic last, so that neither moves the other.

use crate::screen::{Screen, harmless};
use anstyle::{AnsiColor, Style};
use musnad_record::correction::{Agreement, Correction};
use serde_json::Value;
use std::fmt::Write as _;

const FAINT: Style = Style::new().dimmed();
const SAID: Style = AnsiColor::Cyan.on_default().bold();

/// Writes one correction: what, of what, who and why, and what the machine read there.
pub fn correction(out: &mut String, said: &Correction, screen: Screen) {
    let what = match &said.field {
        Some(field) => format!("{} {}", said.kind, harmless(field)),
        None => said.kind.clone(),
    };
    let _ = writeln!(
        out,
        "{:>4} {} · {} · {}",
        said.n,
        screen.styled(&what, SAID),
        harmless(&said.at),
        screen.isolated(&harmless(&said.who))
    );
    let mut of = harmless(&said.target);
    if let Some(document) = &said.document {
        let _ = write!(of, " in {}", harmless(document));
    }
    if let Some(n) = said.follows {
        let _ = write!(of, " · follows {n}");
    }
    if let Some(n) = said.undone {
        let _ = write!(of, " · undone by {n}");
    }
    if said.gone {
        of += " · the claim is no more in the last reading";
    }
    field(out, "of", &of, screen);
    if !said.value.is_null() || said.kind == "set" {
        field(out, "is", &short(&said.value), screen);
    }
    if said.document.is_some() && said.kind != "undo" {
        field(out, "read as", &short(&said.reading), screen);
    }
    if !said.why.is_empty() {
        field(out, "why", &said.why, screen);
    }
    out.push('\n');
}

/// Writes how far people agree: a line for each two of them and each kind of field.
pub fn agreement(all: &Agreement, screen: Screen) -> String {
    let mut out = format!("{} claims judged, {} by two or more\n", all.judged, all.twice);
    if !all.pairs.is_empty() {
        let head = format!(
            "{:<10} {:>6} {:>6} {:>9} {:>7}",
            "field", "both", "same", "agreement", "kappa"
        );
        let _ = writeln!(out, "\n{}", screen.styled(&head, FAINT));
    }
    for pair in &all.pairs {
        let kappa = pair.kappa.map_or("–".to_owned(), |k| format!("{k:.2}"));
        let _ = writeln!(
            out,
            "{:<10} {:>6} {:>6} {:>9.2} {kappa:>7}   {} – {}",
            pair.field,
            pair.both,
            pair.same,
            pair.agreement,
            screen.isolated(&harmless(&pair.a)),
            screen.isolated(&harmless(&pair.b)),
        );
    }
    out
}

fn field(out: &mut String, label: &str, text: &str, screen: Screen) {
    let label = screen.styled(&format!("{label:<8}"), FAINT);
    let _ = writeln!(out, "     {label}{}", screen.isolated(&harmless(text)));
}

/// A value in a few words: ids, names and figures before what goes without saying.
fn short(value: &Value) -> String {
    const KEYS: [&str; 18] = [
        "event", "claims", "type", "mode", "modality", "outcome", "bound", "value", "min", "max", "start",
        "end", "id", "country", "sector", "entry", "name_ar", "text",
    ];
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.is_empty() => "–".to_owned(),
        Value::Array(all) => all.iter().map(short).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let known = KEYS.iter().filter_map(|key| map.get(*key));
            let shown = known.filter(|v| !v.is_null()).map(short);
            shown.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
