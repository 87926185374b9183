//! What the rules for leaving out come to in an archive: names of ids, sources of outlets, documents.

use super::Stop;
use crate::cli::tell;
use crate::restrict::{Restricted, Rule, Rules};
use musnad_archive::store::{Document, Store};
use musnad_archive::{Archive, Sqlite};
use musnad_knowledge::Knowledge;
use serde_json::Value;
use std::collections::HashSet;

/// The documents that may leave, and what of them may not.
pub(super) fn restricted(
    rules: &Rules,
    archive: &Archive<Sqlite>,
    knowledge: &Knowledge,
    mut documents: Vec<Document>,
) -> Result<(Vec<Document>, Restricted), Stop> {
    let mut restricted = Restricted::default();
    let store = archive.store();
    for rule in &rules.rules {
        for id in &rule.documents {
            restricted.id(&rule.name, id);
            match store.document(id)? {
                // a page of several documents holds this one too
                Some(document) => restricted.id(&rule.name, &document.sha256),
                None => note(rule, id),
            }
            let before = documents.len();
            documents.retain(|d| d.id != *id);
            (documents.len()..before).for_each(|_| restricted.count(&rule.name, "document"));
        }
        rule.names
            .iter()
            .for_each(|n| restricted.words(&rule.name, n, None));
    }
    for rule in &rules.rules {
        for id in &rule.ids {
            let mut names = registered(knowledge, id);
            names.extend(called(store, &documents, id)?);
            if names.is_empty() {
                note(rule, id);
            }
            restricted.id(&rule.name, id);
            names.iter().for_each(|n| restricted.words(&rule.name, n, None));
        }
        for outlet in &rule.unnamed_sources_of {
            unnamed(store, &documents, outlet, rule, &mut restricted)?;
        }
    }
    Ok((documents, restricted))
}

/// A rule that finds nothing may be misspelt, and then leaves nothing out.
fn note(rule: &Rule, id: &str) {
    tell(&format!(
        "musnad: rule “{}”: nothing here is called “{id}”",
        rule.name
    ));
}

/// The names that the registry has for an id.
fn registered(knowledge: &Knowledge, id: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    if let Some(actor) = knowledge.actor_by_id(id) {
        names.extend(actor.names().map(str::to_owned));
        names.extend(
            [actor.name_ar, actor.name_en]
                .into_iter()
                .flatten()
                .map(str::to_owned),
        );
    }
    names.retain(|n| !n.is_empty());
    names
}

/// What the documents call who has this id.
fn called(store: &Sqlite, documents: &[Document], id: &str) -> Result<HashSet<String>, Stop> {
    let mut names = HashSet::new();
    each_part(store, documents, &mut |part| {
        if part.get("id").and_then(Value::as_str) == Some(id) {
            let keys = ["text", "name_ar", "name_en"];
            names.extend(
                keys.iter()
                    .filter_map(|k| part.get(*k)?.as_str())
                    .map(str::to_owned),
            );
        }
    })?;
    Ok(names)
}

/// What an outlet calls sources that it does not name, in its documents and in their copies.
fn unnamed(
    store: &Sqlite,
    documents: &[Document],
    outlet: &str,
    rule: &Rule,
    restricted: &mut Restricted,
) -> Result<(), Stop> {
    let mut own: Vec<Document> = documents
        .iter()
        .filter(|d| d.outlet.as_deref() == Some(outlet))
        .cloned()
        .collect();
    let originals = own.clone();
    // copies of copies stand behind what they copy, in the order of publication or not
    loop {
        let numbers: HashSet<i64> = own.iter().map(|d| d.n).collect();
        let copy = |d: &&Document| d.copy_of.is_some_and(|of| numbers.contains(&of));
        let more: Vec<Document> = documents
            .iter()
            .filter(copy)
            .filter(|d| !numbers.contains(&d.n))
            .cloned()
            .collect();
        if more.is_empty() {
            break;
        }
        own.extend(more);
    }
    let within: HashSet<String> = own.into_iter().map(|d| d.id).collect();
    let mut names = HashSet::new();
    each_part(store, &originals, &mut |part| {
        let unnamed = part.get("named").and_then(Value::as_bool) == Some(false);
        let outlet = part.get("kind").and_then(Value::as_str) == Some("outlet");
        let text = part.get("text").and_then(Value::as_str);
        names.extend(text.filter(|_| unnamed && !outlet).map(str::to_owned));
    })?;
    names
        .iter()
        .for_each(|n| restricted.words(&rule.name, n, Some(&within)));
    Ok(())
}

/// Shows each object inside of all readings of documents.
fn each_part(store: &Sqlite, documents: &[Document], seen: &mut dyn FnMut(&Value)) -> Result<(), Stop> {
    for document in documents {
        for (_, lines) in store.readings(document.n)? {
            for line in lines.lines() {
                let record = serde_json::from_str(line).map_err(|e| Stop::Failed(e.to_string()))?;
                walk(&record, seen);
            }
        }
    }
    Ok(())
}

fn walk(value: &Value, seen: &mut dyn FnMut(&Value)) {
    match value {
        Value::Object(fields) => {
            seen(value);
            fields.values().for_each(|v| walk(v, seen));
        }
        Value::Array(all) => all.iter().for_each(|v| walk(v, seen)),
        _ => {}
    }
}
