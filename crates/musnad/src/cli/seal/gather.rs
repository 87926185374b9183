//! What belongs to a case: records, pages, stories, events and corrections of its documents, without what may not
//! leave.

use super::Stop;
use super::choice::tellers;
use crate::report;
use crate::restrict::Restricted;
use musnad_archive::store::{Document, Store};
use musnad_archive::{Archive, Sqlite};
use musnad_record::event::Story;
use musnad_story::Policy;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The policy by which a bundle's best figures are chosen.
pub(super) const POLICY: Policy = Policy::Latest;

/// A case before it is put into its bundle.
pub(super) struct Gathered<'a> {
    pub(super) archive: &'a Archive<Sqlite>,
    pub(super) restricted: Restricted,
    pub(super) sheets: Vec<Sheet>,
    /// Events, with how many documents elsewhere tell each.
    pub(super) events: Vec<(Value, usize)>,
    pub(super) stories: Vec<Value>,
    pub(super) corrections: Vec<Value>,
    /// What made the last readings, and how many of them.
    pub(super) versions: BTreeMap<String, u64>,
}

/// A document with all that was read in it.
pub(super) struct Sheet {
    pub(super) row: Document,
    pub(super) report: report::Document,
    /// The lines of its last reading, as they leave.
    pub(super) lines: Vec<Line>,
    /// Records of readings before.
    pub(super) earlier: Vec<String>,
    /// Its pages that go with it.
    pub(super) pages: Vec<Kept>,
}

/// A page that a document was read from.
pub(super) struct Kept {
    pub(super) sha256: String,
    pub(super) url: Option<String>,
    pub(super) fetched: Option<String>,
}

impl Kept {
    /// The page of a reading, as its document's record has it.
    fn of(lines: &str) -> Result<Kept, Stop> {
        let record = parsed(lines.lines().next().unwrap_or_default())?;
        let text = |key: &str| record.get(key).and_then(Value::as_str).map(str::to_owned);
        Ok(Kept {
            sha256: text("sha256").unwrap_or_default(),
            url: text("url"),
            fetched: text("fetched"),
        })
    }
}

/// A record as it leaves.
pub(super) struct Line {
    pub(super) kind: Kind,
    pub(super) json: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Quote,
    Claim,
}

/// Gathers what belongs to `documents`.
pub(super) fn gather(
    archive: &Archive<Sqlite>,
    mut documents: Vec<Document>,
    mut restricted: Restricted,
) -> Result<Gathered<'_>, Stop> {
    documents.retain(|d| match restricted.rule_of(&d.id, &[&d.id]).map(str::to_owned) {
        Some(rule) => {
            restricted.count(&rule, "document");
            false
        }
        None => true,
    });
    let mut all = Gathered {
        archive,
        restricted,
        sheets: Vec::new(),
        events: Vec::new(),
        stories: Vec::new(),
        corrections: Vec::new(),
        versions: BTreeMap::new(),
    };
    let mut pages: HashMap<String, Vec<String>> = HashMap::new();
    for d in &documents {
        pages.entry(d.sha256.clone()).or_default().push(d.id.clone());
    }
    for row in documents {
        let beside = pages.get(&row.sha256).cloned().unwrap_or_default();
        let sheet = all.sheet(row, &beside)?;
        all.sheets.push(sheet);
    }
    all.events_and_stories()?;
    all.corrected()?;
    Ok(all)
}

impl Gathered<'_> {
    fn sheet(&mut self, row: Document, beside: &[String]) -> Result<Sheet, Stop> {
        let store = self.archive.store();
        let readings = store.readings(row.n)?;
        let Some(((made, last), before)) = readings.split_last() else {
            return Err(Stop::Failed(format!("document “{}” has no reading", row.id)));
        };
        *self.versions.entry(made.clone()).or_default() += 1;
        let touched: Vec<&str> = beside
            .iter()
            .map(String::as_str)
            .chain([row.id.as_str()])
            .collect();
        let page = Kept::of(last)?;
        let without = self.without_page(&page, &readings, &touched)?;
        let mut pages = Vec::new();
        for (_, lines) in before {
            let earlier = Kept::of(lines)?;
            let other = |k: &Kept| k.sha256 != earlier.sha256;
            if other(&page)
                && pages.iter().all(other)
                && self.without_page(&earlier, &readings, &touched)?.is_none()
            {
                pages.push(earlier);
            }
        }
        if without.is_none() {
            pages.push(page);
        }
        let mut sheet = Sheet {
            report: report::Document::default(),
            lines: Vec::new(),
            earlier: Vec::new(),
            pages,
            row,
        };
        for line in last.lines() {
            self.line(line, without, &mut sheet)?;
        }
        for (n, (made, lines)) in before.iter().enumerate() {
            for line in lines.lines() {
                let mut record = parsed(line)?;
                self.restricted.clean(&mut record, &[&sheet.row.id]);
                let earlier =
                    json!({"document": sheet.row.id, "reading": n + 1, "made": made, "record": record});
                sheet.earlier.push(earlier.to_string());
            }
        }
        if let Some(of) = sheet.row.copy_of {
            let of = store.documents(&[of])?.pop().map(|d| d.id);
            sheet.report.copy_of = of.filter(|id| self.restricted.rule_of(id, &[]).is_none());
        }
        Ok(sheet)
    }

    /// Why a page does not go with its document, if it does not.
    fn without_page(
        &mut self,
        kept: &Kept,
        readings: &[(String, String)],
        touched: &[&str],
    ) -> Result<Option<&'static str>, Stop> {
        let Some(bytes) = self.archive.store().page(&kept.sha256)? else {
            self.restricted.count("not-kept", "page");
            return Ok(Some("not-kept"));
        };
        if self.restricted.is_empty() {
            return Ok(None);
        }
        let rule = {
            let of = |text: &str| self.restricted.rule_of(text, touched);
            let page = || {
                let decoded = musnad_page::decode(&bytes, None, &mut Vec::new());
                self.restricted.rule_of_page(&decoded, touched)
            };
            // what the page says is also what was read in it, but for what only reading undoes
            let read = || readings.iter().flat_map(|(_, lines)| lines.lines()).find_map(of);
            let address = || kept.url.as_deref().and_then(of);
            of(&kept.sha256)
                .or_else(address)
                .or_else(page)
                .or_else(read)
                .map(str::to_owned)
        };
        let Some(rule) = rule else { return Ok(None) };
        self.restricted.count(&rule, "page");
        Ok(Some("restricted"))
    }

    fn line(&mut self, line: &str, without: Option<&str>, sheet: &mut Sheet) -> Result<(), Stop> {
        let mut record = parsed(line)?;
        let kind = match report_kind(&record) {
            "document/1" => Kind::Document,
            "quote/1" => Kind::Quote,
            _ => Kind::Claim,
        };
        self.restricted.clean(&mut record, &[&sheet.row.id]);
        if let (Kind::Document, Some(why), Value::Object(fields)) = (kind, without, &mut record) {
            fields.insert("without_page".to_owned(), why.into());
        }
        let same = record.get("left_out").is_none() && record.get("without_page").is_none();
        sheet.lines.push(Line {
            kind,
            // what nothing was taken from goes out as it was kept, to the byte
            json: if same { line.to_owned() } else { record.to_string() },
        });
        match kind {
            Kind::Document => sheet.report.record = record,
            Kind::Quote => sheet.report.quotes.push(record),
            Kind::Claim => sheet.report.claims.push(record),
        }
        Ok(())
    }

    fn events_and_stories(&mut self) -> Result<(), Stop> {
        let (archive, store) = (self.archive, self.archive.store());
        let chosen: HashSet<String> = self.sheets.iter().map(|s| s.row.id.clone()).collect();
        let numbers: HashSet<i64> = self.sheets.iter().map(|s| s.row.n).collect();
        let (mut events, mut stories) = (Vec::new(), Vec::new());
        for sheet in &self.sheets {
            stories.extend(sheet.row.story.filter(|s| !stories.contains(s)));
            for telling in store.told(sheet.row.n)? {
                if !events.contains(&telling.event) {
                    events.push(telling.event);
                }
            }
        }
        let mut ids = HashSet::new();
        for n in events {
            let Some(event) = archive.event_told_by(n, POLICY, &|id| chosen.contains(id))? else {
                continue;
            };
            let elsewhere = tellers(store, n)?.iter().filter(|n| !numbers.contains(n)).count();
            ids.insert(event.id.clone());
            let touched: Vec<&str> = event.tellings.iter().map(|t| t.document.as_str()).collect();
            let mut record = serde_json::to_value(&event).map_err(|e| Stop::Failed(e.to_string()))?;
            self.restricted.clean(&mut record, &touched);
            without_ranges(&mut record);
            self.events.push((record, elsewhere));
        }
        for n in stories {
            let Some(id) = store.story_id(n)? else { continue };
            let story = told_by(archive.story(&id)?, &chosen, &ids);
            let touched: Vec<&str> = story.documents.iter().map(|m| m.document.as_str()).collect();
            let mut record = serde_json::to_value(&story).map_err(|e| Stop::Failed(e.to_string()))?;
            self.restricted.clean(&mut record, &touched);
            self.stories.push(record);
        }
        Ok(())
    }

    /// What people said of the case's claims, events, stories and documents, all of it in its order.
    fn corrected(&mut self) -> Result<(), Stop> {
        let mut touched: HashMap<String, Vec<String>> = HashMap::new();
        for sheet in &self.sheets {
            let own = vec![sheet.row.id.clone()];
            for claim in &sheet.report.claims {
                let id = claim.get("id").and_then(Value::as_str).unwrap_or_default();
                touched.insert(id.to_owned(), own.clone());
            }
            touched.insert(sheet.row.id.clone(), own);
        }
        let all: Vec<String> = self.sheets.iter().map(|s| s.row.id.clone()).collect();
        for record in self.events.iter().map(|(e, _)| e).chain(&self.stories) {
            let id = record.get("id").and_then(Value::as_str).unwrap_or_default();
            touched.insert(id.to_owned(), all.clone());
        }
        let mut said = self.archive.store().corrections(None)?;
        said.retain(|c| touched.contains_key(&c.target));
        for correction in self.archive.shown(said)? {
            let documents = touched.get(&correction.target).map_or(&[][..], Vec::as_slice);
            let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
            let mut record = serde_json::to_value(&correction).map_err(|e| Stop::Failed(e.to_string()))?;
            self.restricted.clean(&mut record, &documents);
            self.corrections.push(record);
        }
        Ok(())
    }
}

/// A ledger that lost a line has no range: that would tell its figure.
fn without_ranges(event: &mut Value) {
    let tolls = event.get_mut("toll").and_then(Value::as_array_mut);
    for toll in tolls.into_iter().flatten() {
        let lines = toll.get("lines").and_then(Value::as_array);
        if lines.is_some_and(|l| l.iter().any(Value::is_null)) {
            ["low", "best", "high"]
                .iter()
                .for_each(|key| toll[*key] = Value::Null);
        }
    }
}

fn parsed(line: &str) -> Result<Value, Stop> {
    serde_json::from_str(line).map_err(|e| Stop::Failed(format!("a record of the archive is broken: {e}")))
}

fn report_kind(record: &Value) -> &str {
    record.get("record").and_then(Value::as_str).unwrap_or_default()
}

/// A story as far as the case goes.
fn told_by(mut story: Story, chosen: &HashSet<String>, events: &HashSet<String>) -> Story {
    let before = story.documents.len();
    story.documents.retain(|m| chosen.contains(&m.document));
    story.events.retain(|e| events.contains(e));
    if story.documents.len() < before {
        let first = story.documents.first();
        story.title = first.and_then(|m| m.title.clone());
        story.first = first.and_then(|m| m.published.clone());
        story.last = story.documents.last().and_then(|m| m.published.clone());
    }
    story
}
