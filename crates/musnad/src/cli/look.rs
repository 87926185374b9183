//! `musnad search`, `event`, `story`, `toll`, `related`: what an archive holds, found and shown.

use super::ingest::ArchiveFolder;
use super::question::Asked;
use super::{Format, Outcome, complain, knowledge, print, tell};
use crate::screen::Screen;
use crate::together;
use jiff::Timestamp;
use musnad_archive::store::Store;
use musnad_archive::{Archive, Error, Search, Sqlite};
use musnad_record::event::Event;
use musnad_record::v1::{Claim, Quote, Records};
use musnad_search::{Cursor, Facet, FacetCounts, Highlighter, Hit, Hits, Kind, Note, Sort};
use musnad_story::Policy;
use serde_json::{json, to_string};
use std::path::{Path, PathBuf};

/// What to look for, where, and how to show it.
#[derive(Debug, clap::Args)]
pub(super) struct Look {
    #[command(flatten)]
    question: Asked,
    #[command(flatten)]
    archive: ArchiveFolder,
    /// What comes first: relevance, newest, oldest, unsure (claims of which the machine is least sure)
    #[arg(long, value_name = "ORDER", default_value = "relevance", value_parser = sort)]
    sort: Sort,
    /// How many to show, 1000 at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(0..=1000))]
    size: u16,
    /// Go on where a page ended: what was told there
    #[arg(long, value_name = "CURSOR", value_parser = cursor)]
    after: Option<Cursor>,
    /// Count the values of these over all that is found: type, mode, modality, actor, recipient, source, source_kind, place, country, outlet, story, grade, status
    #[arg(long, value_name = "FACET", value_delimiter = ',', value_parser = facet)]
    facets: Vec<Facet>,
    /// Which figure is told as the best: latest, most, low, high
    #[arg(long, value_name = "POLICY", default_value = "latest", value_parser = policy)]
    policy: Policy,
    /// How to write: table on a terminal, jsonl otherwise
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Debug, clap::Args)]
pub(super) struct SearchArguments {
    #[command(flatten)]
    look: Look,
    /// Only documents, quotes, claims or events
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
}

#[derive(Debug, clap::Args)]
pub(super) struct RelatedArguments {
    /// A document's id
    document: String,
    #[command(flatten)]
    archive: ArchiveFolder,
    /// How to write: table on a terminal, jsonl otherwise
    #[arg(long, value_enum)]
    format: Option<Format>,
}

fn listed<T>(found: Option<T>, all: impl Iterator<Item = &'static str>) -> Result<T, String> {
    found.ok_or_else(|| format!("one of: {}", all.collect::<Vec<_>>().join(", ")))
}

fn sort(text: &str) -> Result<Sort, String> {
    listed(
        Sort::from_name(text),
        ["relevance", "newest", "oldest", "unsure"].into_iter(),
    )
}

fn facet(text: &str) -> Result<Facet, String> {
    listed(Facet::from_name(text), Facet::ALL.iter().map(|f| f.name()))
}

fn kind(text: &str) -> Result<Kind, String> {
    let one = text.strip_suffix('s').unwrap_or(text);
    listed(Kind::from_name(one), Kind::ALL.iter().map(|k| k.name()))
}

pub(super) fn policy(text: &str) -> Result<Policy, String> {
    let found = Policy::ALL.iter().copied().find(|p| p.name() == text);
    listed(found, Policy::ALL.iter().map(|p| p.name()))
}

fn cursor(text: &str) -> Result<Cursor, String> {
    text.parse()
        .map_err(|_| "not a place where a page ended".to_owned())
}

/// An archive that is open to be asked.
pub(super) struct Opened {
    path: PathBuf,
    pub(super) archive: Archive<Sqlite>,
    search: Option<Search>,
}

impl Opened {
    /// # Errors
    /// What to tell, with the archive's folder.
    pub(super) fn of(folder: &ArchiveFolder) -> Result<Opened, String> {
        let path = folder.path()?;
        let told = |e: Error| format!("{}: {e}", path.display());
        let archive = Sqlite::read(&path).and_then(Archive::new).map_err(told)?;
        Ok(Opened {
            path,
            archive,
            search: None,
        })
    }

    fn told(&self, e: &Error) -> String {
        format!("{}: {e}", self.path.display())
    }

    /// The archive with its index.
    ///
    /// # Errors
    /// What to tell.
    pub(super) fn both(&mut self) -> Result<(&Archive<Sqlite>, &Search), String> {
        self.search()?;
        let search = self.search.as_ref().ok_or("the archive has no index")?;
        Ok((&self.archive, search))
    }

    /// Its index.
    ///
    /// # Errors
    /// What to tell.
    pub(super) fn search(&mut self) -> Result<&Search, String> {
        let search = match self.search.take() {
            Some(search) => search,
            None => Search::read(&self.path).map_err(|e| match e.is_missing() {
                true => format!(
                    "{}: the archive has no index that this program can use: musnad ingest makes it",
                    self.path.display()
                ),
                false => self.told(&e),
            })?,
        };
        Ok(self.search.insert(search))
    }
}

/// Whether results are written for people.
pub(super) fn is_table(format: Option<Format>) -> bool {
    format.map_or_else(|| Screen::of_stdout().terminal, |f| f == Format::Table)
}

/// Where results go, and in which form.
struct Out {
    screen: Screen,
    table: bool,
    text: String,
}

impl Out {
    fn of(format: Option<Format>) -> Out {
        Out {
            screen: Screen::of_stdout(),
            table: is_table(format),
            text: String::new(),
        }
    }

    fn record(&mut self, record: serde_json::Result<String>) -> Result<(), String> {
        self.text += &record.map_err(|e| e.to_string())?;
        self.text.push('\n');
        Ok(())
    }
}

fn ended(result: Result<Out, String>) -> Outcome {
    match result {
        Ok(out) => print(out.text.as_bytes()),
        Err(message) => complain(&message),
    }
}

impl Look {
    fn ask(&self, opened: &mut Opened, kind: Option<Kind>, folder: Option<&Path>) -> Result<Hits, String> {
        let knowledge = knowledge::load(folder)?;
        let mut query = self
            .question
            .query(kind, &knowledge, Timestamp::now().as_second())?;
        query.sort = self.sort;
        query.size = self.size.into();
        query.after.clone_from(&self.after);
        query.facets.clone_from(&self.facets);
        let hits = opened.search()?.ask(&query).map_err(|e| e.to_string())?;
        for note in &hits.notes {
            tell(&format!("musnad: {} [{}]", meant(*note), note.code()));
        }
        Ok(hits)
    }

    /// The ids that stand in place of words: «e» or «s» and sixteen digits.
    fn ids(&self, letter: char) -> Vec<String> {
        let is_id = |w: &str| {
            w.strip_prefix(letter)
                .is_some_and(|d| d.len() == 16 && d.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let words = self.question.words();
        let words: Vec<&str> = words.split_whitespace().collect();
        match words.iter().all(|w| is_id(w)) {
            true => words.iter().map(|w| (*w).to_owned()).collect(),
            false => Vec::new(),
        }
    }

    /// What is left to be told after the hits: how many there are, how to go on, the counts.
    fn after_hits(&self, hits: &Hits, out: &mut Out) -> Result<(), String> {
        if out.table {
            together::counts(&mut out.text, &hits.facets, out.screen);
            let shown = hits.hits.len();
            out.text += &format!("{shown} of {}\n", hits.total);
        } else {
            for facet in &hits.facets {
                out.record(to_string(&counted(facet)))?;
            }
        }
        if let Some(next) = &hits.next {
            tell(&format!(
                "musnad: {} in all; go on with --after {next}",
                hits.total
            ));
        }
        Ok(())
    }
}

/// What of a question was taken otherwise than it may have been meant, for people.
fn meant(note: Note) -> &'static str {
    match note {
        Note::UnbalancedQuote => {
            "a quotation mark has no other half: the words after it are taken one by one"
        }
        Note::StrayOr => "OR has nothing on one side: it is taken as a word",
        Note::ShortPrefix => "too few letters before *: it is taken as a word",
        Note::TooManyWords => "more words than are looked for: the first were taken",
        Note::NoWords => "nothing of this is a word: nothing is found",
    }
}

fn counted(counts: &FacetCounts) -> serde_json::Value {
    let values: Vec<_> = counts
        .values
        .iter()
        .map(|(value, n)| json!({ "value": value, "count": n }))
        .collect();
    json!({ "record": "facet/1", "facet": counts.facet.name(), "values": values })
}

pub(super) fn search(arguments: &SearchArguments, folder: Option<&Path>) -> Outcome {
    ended(searched(arguments, folder))
}

fn searched(arguments: &SearchArguments, folder: Option<&Path>) -> Result<Out, String> {
    let look = &arguments.look;
    let mut out = Out::of(look.format);
    let mut opened = Opened::of(&look.archive)?;
    let hits = look.ask(&mut opened, arguments.kind, folder)?;
    let light = opened.search()?.highlighter(&look.question.words());
    for hit in &hits.hits {
        show(&opened, hit, look.policy, &light, &mut out)?;
    }
    look.after_hits(&hits, &mut out)?;
    Ok(out)
}

/// One hit: the whole record, or a few lines with the words lit.
fn show(
    opened: &Opened,
    hit: &Hit,
    policy: Policy,
    light: &Highlighter,
    out: &mut Out,
) -> Result<(), String> {
    let told = |e: Error| opened.told(&e);
    if hit.kind == Kind::Event {
        let event = opened.archive.event(&hit.id, policy).map_err(told)?;
        return match out.table {
            true => {
                together::event_line(&mut out.text, &event, out.screen);
                Ok(())
            }
            false => out.record(to_string(&event)),
        };
    }
    let row = opened
        .archive
        .store()
        .documents(&[hit.key.cast_signed()])
        .map_err(told)?
        .pop();
    let Some(row) = row else { return Ok(()) };
    let lines = opened.archive.lines_with(&row.id, hit).map_err(told)?;
    if !out.table {
        // the record as it is kept, with what people said
        let mark = match hit.kind {
            Kind::Document => "{\"record\":\"document/",
            Kind::Quote => "{\"record\":\"quote/",
            Kind::Claim | Kind::Event => "{\"record\":\"claim/",
        };
        let is = |l: &&str| {
            l.starts_with(mark)
                && (hit.kind == Kind::Document || l.get(..80).is_some_and(|l| l.contains(&hit.id)))
        };
        if let Some(line) = lines.lines().find(is) {
            out.text += line;
            out.text.push('\n');
        }
        return Ok(());
    }
    let records = Records::read(&lines).map_err(|e| e.to_string())?;
    let quote = records.quotes.iter().find(|q| q.id == hit.id);
    let claim = records.claims.iter().find(|c| c.id == hit.id);
    let text = match hit.kind {
        Kind::Quote => quote.map(|q: &Quote<'_>| q.content.quote.as_ref()),
        Kind::Claim => claim.map(|c: &Claim<'_>| c.sentence.quote.as_ref()),
        Kind::Document | Kind::Event => Some(records.document.text.as_ref()),
    };
    let about = together::Found {
        kind: hit.kind.name(),
        id: &hit.id,
        title: row.title.as_deref().unwrap_or_default(),
        outlet: row.outlet.as_deref().unwrap_or_default(),
        published: row.published.as_deref().unwrap_or_default(),
        what: claim.map(|c| c.r#type.as_ref()).unwrap_or_default(),
        said_by: quote
            .and_then(|q| q.attribution.first())
            .and_then(|s| s.text.as_deref())
            .unwrap_or_default(),
        text: text.unwrap_or_default(),
    };
    together::found(&mut out.text, &about, light, out.screen);
    Ok(())
}

pub(super) fn event(look: &Look, folder: Option<&Path>) -> Outcome {
    ended(events(look, folder, |event, out| {
        together::event(&mut out.text, event, out.screen);
    }))
}

pub(super) fn toll(look: &Look, folder: Option<&Path>) -> Outcome {
    ended(events(look, folder, |event, out| {
        together::tolls(&mut out.text, event, out.screen);
    }))
}

/// Events by their ids, each shown whole, or those that a question finds, a line each.
fn events(look: &Look, folder: Option<&Path>, whole: impl Fn(&Event, &mut Out)) -> Result<Out, String> {
    let mut out = Out::of(look.format);
    let mut opened = Opened::of(&look.archive)?;
    let ids = look.ids('e');
    for id in &ids {
        let event = opened
            .archive
            .event(id, look.policy)
            .map_err(|e| opened.told(&e))?;
        if out.table {
            whole(&event, &mut out);
        } else {
            out.record(to_string(&event))?;
        }
    }
    if ids.is_empty() {
        let hits = look.ask(&mut opened, Some(Kind::Event), folder)?;
        for hit in &hits.hits {
            let event = opened
                .archive
                .event(&hit.id, look.policy)
                .map_err(|e| opened.told(&e))?;
            if out.table {
                together::event_line(&mut out.text, &event, out.screen);
            } else {
                out.record(to_string(&event))?;
            }
        }
        look.after_hits(&hits, &mut out)?;
    }
    Ok(out)
}

pub(super) fn story(look: &Look, folder: Option<&Path>) -> Outcome {
    ended(stories(look, folder))
}

/// Stories by their ids, each with its documents and events, or those that a question finds documents of.
fn stories(look: &Look, folder: Option<&Path>) -> Result<Out, String> {
    let mut out = Out::of(look.format);
    let mut opened = Opened::of(&look.archive)?;
    let mut ids = look.ids('s');
    let asked = ids.is_empty();
    if asked {
        let hits = look.ask(&mut opened, Some(Kind::Document), folder)?;
        for hit in &hits.hits {
            let told = |e: Error| opened.told(&e);
            let row = opened
                .archive
                .store()
                .documents(&[hit.key.cast_signed()])
                .map_err(told)?
                .pop();
            if let Some(n) = row.and_then(|r| r.story)
                && let Some(id) = opened.archive.store().story_id(n).map_err(told)?
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
    }
    for id in &ids {
        let told = |e: Error| opened.told(&e);
        let story = opened.archive.story(id).map_err(told)?;
        if !out.table {
            out.record(to_string(&story))?;
            continue;
        }
        together::story(&mut out.text, &story, asked, out.screen);
        for event in story.events.iter().filter(|_| !asked) {
            let event = opened.archive.event(event, look.policy).map_err(told)?;
            together::event_line(&mut out.text, &event, out.screen);
        }
    }
    Ok(out)
}

pub(super) fn related(arguments: &RelatedArguments) -> Outcome {
    let shown = || {
        let mut out = Out::of(arguments.format);
        let opened = Opened::of(&arguments.archive)?;
        let documents = opened
            .archive
            .related(&arguments.document)
            .map_err(|e| opened.told(&e))?;
        for d in &documents {
            if out.table {
                together::document_line(&mut out.text, d, out.screen);
            } else {
                out.record(to_string(&json!({
                    "record": "related/1", "document": d.id, "title": d.title, "outlet": d.outlet,
                    "published": d.published, "url": d.url,
                })))?;
            }
        }
        Ok(out)
    };
    ended(shown())
}
