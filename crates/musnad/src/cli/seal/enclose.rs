//! A gathered case put into its bundle.

use super::gather::{Gathered, Kept, Kind, POLICY, Sheet};
use super::{SealArguments, Stop};
use crate::report::{self, Case, Language};
use jiff::Timestamp;
use musnad_archive::store::Store;
use musnad_seal::journal::{Body, Link};
use musnad_seal::{Enclosed, Key, LeftOut, Page, Sealed, Sealer, Table};
use serde_json::{Value, json};
use std::collections::HashMap;

/// So many entries of the journal are held at once.
const CHUNK: usize = 256;

/// What the journal tells of the case.
struct Entries {
    /// Which entry took each document in last, and when.
    documents: HashMap<String, (u64, String)>,
    /// When each page was taken in first.
    pages: HashMap<String, String>,
}

/// Puts a case into its bundle and signs it; tells what was left out.
pub(super) fn enclose(
    mut sealer: Sealer,
    mut all: Gathered<'_>,
    arguments: &SealArguments,
    asked: Vec<(&'static str, String)>,
    sealed: &str,
    key: &Key,
) -> Result<(Sealed, Vec<LeftOut>), Stop> {
    let entries = journal(&mut sealer, &all)?;
    let mut sheets = std::mem::take(&mut all.sheets);
    for sheet in &mut sheets {
        sheet.report.entry = entries.documents.get(&sheet.row.id).cloned();
        for kept in &sheet.pages {
            let file = page(&mut sealer, &all, kept, &entries)?;
            sheet.report.page = file.filter(|_| kept.sha256 == sheet.row.sha256);
        }
        for line in &sheet.lines {
            let table = match line.kind {
                Kind::Document => Table::Documents,
                Kind::Quote => Table::Quotes,
                Kind::Claim => Table::Claims,
            };
            sealer.record(table, &line.json)?;
        }
        for line in &sheet.earlier {
            sealer.record(Table::Earlier, line)?;
        }
    }
    let events = all.events.iter().map(|(e, _)| (Table::Events, e));
    let stories = all.stories.iter().map(|s| (Table::Stories, s));
    let corrections = all.corrections.iter().map(|c| (Table::Corrections, c));
    for (table, record) in events.chain(stories).chain(corrections) {
        sealer.record(table, &record.to_string())?;
    }
    let restricted = &all.restricted;
    let left_out = restricted.left_out();
    let case = Case {
        title: arguments.title.clone(),
        sealed: sealed.to_owned(),
        key: key.public().fingerprint(),
        organisation: arguments.organisation.clone(),
        asked: asked
            .into_iter()
            .map(|(key, said)| (key, restricted.rule_of(&said, &[]).is_none().then_some(said)))
            .collect(),
        documents: sheets.into_iter().map(|s| s.report).collect(),
        stories: all.stories,
        events: all.events,
        corrections: all.corrections,
        left_out: left_out.clone(),
        policy: POLICY.name(),
        program: crate::cli::version(),
        readings: all.versions.into_iter().collect(),
    };
    let enclosed = Enclosed {
        versions: versions(&case),
        report_ar: report::html(&case, Language::Arabic),
        report_en: report::html(&case, Language::English),
        left_out: left_out.clone(),
    };
    Ok((sealer.seal(&enclosed, key)?, left_out))
}

fn versions(case: &Case) -> String {
    let reading = |(made, documents): &(String, u64)| json!({"made": made, "documents": documents});
    let readings: Vec<Value> = case.readings.iter().map(reading).collect();
    json!({"sealed_with": case.program, "readings": readings}).to_string()
}

/// Puts the journal in: an entry is open where it tells of the case's documents alone.
fn journal(sealer: &mut Sealer, all: &Gathered<'_>) -> Result<Entries, Stop> {
    let none = |s: &Sheet| (s.row.id.clone(), (0, String::new()));
    let mut entries = Entries {
        documents: all.sheets.iter().map(none).collect(),
        pages: HashMap::new(),
    };
    let mut after = 0;
    loop {
        let links = all.archive.store().journal(after, CHUNK)?;
        if links.is_empty() {
            return Ok(entries);
        }
        for link in links {
            after = link.entry.n;
            let link = match is_open(&link, all, &mut entries) {
                true => link,
                false => link.withheld(),
            };
            sealer.journal(&link)?;
        }
    }
}

/// Whether an entry tells of the case's documents alone; notes those that it took in.
fn is_open(link: &Link, all: &Gathered<'_>, entries: &mut Entries) -> bool {
    let Body::Open(text) = &link.entry.body else {
        return false;
    };
    let body: Value = serde_json::from_str(text).unwrap_or_default();
    let told = body["documents"].as_array().map_or(&[][..], Vec::as_slice);
    let ids: Vec<&str> = told
        .iter()
        .filter_map(|d| d.as_str().or_else(|| d[0].as_str()))
        .collect();
    for (id, told) in ids.iter().zip(told) {
        if let (Some(entry), Some(page)) = (entries.documents.get_mut(*id), told[1].as_str()) {
            *entry = (link.entry.n, link.entry.at.clone());
            entries
                .pages
                .entry(page.to_owned())
                .or_insert_with(|| link.entry.at.clone());
        }
    }
    // documents that are copies of others name these
    let copies = body["copies"].as_array().map_or(&[][..], Vec::as_slice);
    let others = told.iter().map(|d| &d[5]);
    let others = others.chain(copies.iter().flat_map(|c| [&c[0], &c[1]]));
    let mut named = ids.iter().copied().chain(others.filter_map(Value::as_str));
    let own = !ids.is_empty() && named.all(|id| entries.documents.contains_key(id));
    own && all.restricted.rule_of(text, &ids).is_none()
}

/// Puts a page in, and gives its file from where the reports stand.
fn page(
    sealer: &mut Sealer,
    all: &Gathered<'_>,
    kept: &Kept,
    entries: &Entries,
) -> Result<Option<String>, Stop> {
    let Some(bytes) = all.archive.store().page(&kept.sha256)? else {
        return Ok(None);
    };
    let (media, extension) = media(&bytes);
    let url = kept.url.as_deref().map(without_spaces).filter(|u| !u.is_empty());
    let hash = sealer.page(&Page {
        bytes: &bytes,
        url: &url.unwrap_or_else(|| format!("urn:sha256:{}", kept.sha256)),
        fetched: &fetched(kept, entries)?,
        media: Some(media),
        answer: None,
    })?;
    Ok(Some(format!("pages/{hash}.{extension}")))
}

/// When a page was fetched, else when the archive took it in.
fn fetched(kept: &Kept, entries: &Entries) -> Result<String, Stop> {
    let said = kept.fetched.as_deref().and_then(|t| t.parse::<Timestamp>().ok());
    let entry = || entries.pages.get(&kept.sha256).cloned();
    said.map(|t| t.to_string()).or_else(entry).ok_or_else(|| {
        let page = &kept.sha256;
        Stop::Failed(format!(
            "no entry of the journal tells of page {page}: musnad archive check"
        ))
    })
}

/// What a page is, by its first character, and how its file's name ends: archives keep no media types.
fn media(bytes: &[u8]) -> (&'static str, &'static str) {
    let text = musnad_page::decode(bytes, None, &mut Vec::new());
    match text.trim_start().chars().next() {
        Some('<') => ("text/html", "html"),
        Some('{') => ("application/json", "json"),
        _ => ("text/plain", "txt"),
    }
}

/// An address as a web archive can hold it.
fn without_spaces(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.trim().chars() {
        match c.is_whitespace() || c.is_control() {
            true => c
                .to_string()
                .bytes()
                .for_each(|b| out.push_str(&format!("%{b:02X}"))),
            false => out.push(c),
        }
    }
    out
}
