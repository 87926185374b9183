//! `musnad diff`: what changed between two exports of events, and why.
//!
//! An export of events as JSON Lines is a snapshot, and the SHA-256 of its bytes its id. What is gone has its reason
//! in the archive, where one is named.

use super::ingest::ArchiveFolder;
use super::look::Opened;
use super::{Outcome, complain, print};
use crate::screen::harmless;
use musnad_archive::store::Store;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct DiffArguments {
    /// The earlier export: events as JSON Lines
    before: PathBuf,
    /// The later one
    after: PathBuf,
    #[command(flatten)]
    archive: ArchiveFolder,
    /// How to write: table on a terminal, jsonl otherwise
    #[arg(long, value_enum)]
    format: Option<super::Format>,
}

/// An export, as far as it is compared.
struct Snapshot {
    id: String,
    events: BTreeMap<String, Value>,
}

impl Snapshot {
    fn read(path: &Path) -> Result<Snapshot, String> {
        let told = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
        let text = std::fs::read_to_string(path).map_err(|e| told(&e))?;
        let mut events = BTreeMap::new();
        for (n, line) in text.lines().enumerate() {
            let event: Value =
                serde_json::from_str(line).map_err(|e| told(&format!("line {}: {e}", n + 1)))?;
            let id = event["id"].as_str().filter(|_| event["record"] == "event/1");
            let id = id.ok_or_else(|| told(&format!("line {}: no event of an export as jsonl", n + 1)))?;
            events.insert(id.to_owned(), event);
        }
        Ok(Snapshot {
            id: Sha256::digest(text.as_bytes())
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect(),
            events,
        })
    }
}

pub(super) fn run(arguments: &DiffArguments) -> Outcome {
    match compared(arguments) {
        Ok(text) => print(text.as_bytes()),
        Err(message) => complain(&message),
    }
}

fn compared(arguments: &DiffArguments) -> Result<String, String> {
    let (before, after) = (
        Snapshot::read(&arguments.before)?,
        Snapshot::read(&arguments.after)?,
    );
    // without an archive it is only not said why
    let opened = Opened::of(&arguments.archive).ok();
    let mut lines = Vec::new();
    for (id, event) in &after.events {
        match before.events.get(id) {
            None => lines.push(json!({ "change": "new", "event": id })),
            Some(old) if old != event => {
                lines.push(json!({ "change": "changed", "event": id, "fields": fields(old, event) }));
            }
            Some(_) => {}
        }
    }
    for id in before.events.keys().filter(|id| !after.events.contains_key(*id)) {
        lines.push(json!({ "change": "gone", "event": id, "why": why(opened.as_ref(), id) }));
    }
    let table = super::look::is_table(arguments.format);
    let mut out = String::new();
    if table {
        out += &format!("{} → {}\n", &before.id[..16], &after.id[..16]);
    }
    for line in &lines {
        match table {
            true => out += &row(line),
            false => out += &format!("{line}\n"),
        }
    }
    Ok(out)
}

fn row(line: &Value) -> String {
    let about = match line["change"].as_str() {
        Some("changed") => line["fields"].as_object().map_or_else(String::new, |f| {
            let names: Vec<&str> = f.keys().map(String::as_str).collect();
            names.join(", ")
        }),
        _ => line["why"].as_str().unwrap_or_default().to_owned(),
    };
    let (change, event) = (
        line["change"].as_str().unwrap_or_default(),
        line["event"].as_str().unwrap_or_default(),
    );
    format!("{change:<8} {}  {}\n", harmless(event), harmless(&about))
}

/// The fields that differ, each with its values before and after; what is long is told by its size.
fn fields(before: &Value, after: &Value) -> Value {
    let mut out = serde_json::Map::new();
    let names = before
        .as_object()
        .into_iter()
        .chain(after.as_object())
        .flat_map(|o| o.keys());
    for name in names {
        let (old, new) = (&before[name], &after[name]);
        if old != new && !out.contains_key(name) {
            let short = |v: &Value| {
                v.as_array()
                    .filter(|a| a.len() > 3)
                    .map_or_else(|| v.clone(), |a| json!(a.len()))
            };
            out.insert(name.clone(), json!([short(old), short(new)]));
        }
    }
    Value::Object(out)
}

/// Why an event is no longer where it was.
fn why(opened: Option<&Opened>, id: &str) -> String {
    let Some(opened) = opened else {
        return "no archive was named".to_owned();
    };
    let store = opened.archive.store();
    let Ok(Some(n)) = store.event(id) else {
        return "the archive has no such event".to_owned();
    };
    let now = store.event_id(n).ok().flatten().unwrap_or_default();
    if now != id {
        return format!("merged into {now}");
    }
    match store.tellings(n).map(|t| t.is_empty()) {
        Ok(true) => "no claim tells it any more".to_owned(),
        _ => "it is no longer found by what was asked".to_owned(),
    }
}
