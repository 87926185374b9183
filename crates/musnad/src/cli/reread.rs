//! `musnad reread`: what another version read into an archive, read again from the pages that it keeps.

use super::ingest::ArchiveFolder;
use super::pipeline::in_order;
use super::read::{Loudness, has_failed, progress};
use super::sites::sites;
use super::taking::{made_by, now};
use super::{Outcome, With, complain, tell};
use crate::screen::{Screen, harmless};
use musnad_archive::store::Store;
use musnad_archive::{Archive, Error, Incoming, Reread, Search, Sqlite};
use musnad_extract::Reader;
use musnad_page::{Content, Document, Hints, RecordLine, Sites, read_page};
use musnad_record::v1::{self, Records};
use std::path::PathBuf;
use std::sync::Arc;

/// So many documents are read and kept at once.
const BATCH: usize = 128;

#[derive(Debug, clap::Args)]
pub(super) struct RereadArguments {
    #[command(flatten)]
    archive: ArchiveFolder,
    /// What is known of outlets' pages, over what comes with the program
    #[arg(long, value_name = "FILE", env = "MUSNAD_SITES")]
    sites: Option<PathBuf>,
    /// Work on this many documents at once [default: the number of processors]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Show errors alone: no progress, no summary
    #[arg(short, long)]
    quiet: bool,
}

/// A document as the archive has it.
struct Kept {
    id: String,
    lines: String,
    page: Option<Vec<u8>>,
}

struct Work {
    reader: Reader,
    sites: Sites,
    version: Arc<str>,
}

pub(super) fn run(arguments: &RereadArguments, with: With<'_>) -> Outcome {
    match reread(arguments, with) {
        Ok((_, failed)) if failed > 0 => Outcome::SomeFailed,
        Ok(_) => Outcome::AllRead,
        Err(why) => complain(&why),
    }
}

/// Reads all again; says what became of it, and how many documents could not be read.
fn reread(arguments: &RereadArguments, with: With<'_>) -> Result<(Reread, usize), String> {
    let path = arguments.archive.path()?;
    let told = |e: Error| format!("{}: {e}", path.display());
    // a wrong folder is told, not made an archive
    match Sqlite::read(&path) {
        Err(e) if e.is_missing() => return Err(told(e)),
        _ => {}
    }
    let mut archive = Sqlite::open(&path).and_then(Archive::new).map_err(told)?;
    let reader = super::read_with(with)?;
    let work = Work {
        sites: sites(arguments.sites.as_deref(), reader.knowledge())?,
        version: made_by(&reader).into(),
        reader,
    };
    let loudness = if arguments.quiet {
        Loudness::Quiet
    } else {
        Loudness::Usual
    };
    let screen = Screen {
        terminal: false,
        ..Screen::of_stdout()
    };
    let bar = progress(loudness, screen);
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.jobs.map_or_else(processors, usize::from);
    let (mut sum, mut failed, mut at) = (Reread::default(), 0, 0);
    loop {
        let documents = archive.store().outdated(&work.version, at, BATCH).map_err(told)?;
        let Some(last) = documents.last() else { break };
        at = last.n;
        let mut batch = Vec::with_capacity(documents.len());
        for d in &documents {
            batch.push(Kept {
                id: d.id.clone(),
                lines: archive.lines(&d.id).map_err(told)?,
                page: archive.store().page(&d.sha256).map_err(told)?,
            });
        }
        let mut again = Vec::with_capacity(batch.len());
        in_order(
            threads,
            |send| {
                for kept in batch {
                    if !send(kept) {
                        break;
                    }
                }
            },
            |kept| {
                work.again(&kept)
                    .map_err(|e| format!("musnad: {}: {e}", harmless(&kept.id)))
            },
            |one| {
                match one {
                    Ok(one) => again.push(one),
                    Err(message) => {
                        failed += 1;
                        bar.suspend(|| tell(&message));
                    }
                }
                true
            },
        );
        let some = archive.reread(&again, &now()).map_err(told)?;
        sum.documents += some.documents;
        sum.kept += some.kept;
        sum.new += some.new;
        sum.gone += some.gone;
        bar.set_position(sum.documents as u64);
    }
    // also what a run that was stopped left behind
    Search::open(&path)
        .and_then(|search| search.refresh(&archive))
        .map_err(told)?;
    bar.finish_and_clear();
    if !arguments.quiet {
        tell(&format!(
            "{} documents read again, {failed} could not be; {} claims as before, {} new, {} gone",
            sum.documents, sum.kept, sum.new, sum.gone
        ));
    }
    Ok((sum, failed))
}

impl Work {
    fn again(&self, kept: &Kept) -> Result<Incoming, String> {
        let told = |e: &dyn std::fmt::Display| e.to_string();
        let before = Records::read(&kept.lines).map_err(|e| told(&e))?;
        let before = &before.document;
        let page = kept.page.as_deref();
        let document = page.and_then(|bytes| from_page(bytes, before, &self.sites));
        let document = document.unwrap_or_else(|| before.page());
        let reading = self.reader.read(&document);
        let mut records = Records::of(&document, &reading);
        // where it stood in its input is known of no page
        let place = before.diagnostics.iter().filter(|d| d.code == "place");
        records.document.diagnostics.extend(place.cloned());
        let mut lines = Vec::new();
        records.write(&mut lines).map_err(|e| told(&e))?;
        let lines = String::from_utf8(lines).map_err(|e| told(&e))?;
        Incoming::new(lines, None, Arc::clone(&self.version)).map_err(|e| told(&e))
    }
}

/// The document in the page that it was read from; what the page does not tell, it is told as it was before. Nothing
/// where it is not found there any more, or where the page was an article and nothing else: then the text is read as
/// it was kept.
fn from_page(bytes: &[u8], before: &v1::Document<'_>, sites: &Sites) -> Option<Document> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    if std::str::from_utf8(bytes).is_ok_and(|text| words(text) == words(&before.text)) {
        return None;
    }
    let first = Hints {
        url: before.url.as_deref(),
        outlet: before.outlet.as_deref(),
        fetched: before.fetched.as_deref(),
        sites: Some(sites),
        ..Hints::default()
    };
    let found = found(bytes, &before.id, &first)?;
    let lacks = |now: &Option<String>, then: &Option<v1::Text<'_>>| now.is_none() && then.is_some();
    let (title, published) = (
        lacks(&found.title, &before.title),
        lacks(&found.published, &before.published),
    );
    if !title && !published {
        return Some(named(found, before));
    }
    let more = Hints {
        title: before.title.as_deref().filter(|_| title),
        published: before.published.as_deref().filter(|_| published),
        ..first
    };
    self::found(bytes, &before.id, &more).map(|d| named(d, before))
}

/// `document` under the hash of the page that it had before.
fn named(document: Document, before: &v1::Document<'_>) -> Document {
    Document {
        id: before.id.to_string(),
        sha256: before.sha256.to_string(),
        ..document
    }
}

/// The document with this id among those of a page. The caller may have named the page; of a live blog, each post has
/// the page's id with its own behind it.
fn found(bytes: &[u8], id: &str, hints: &Hints<'_>) -> Option<Document> {
    let blog = id.rsplit_once('#').map(|(blog, _)| blog);
    for name in [None, blog, Some(id)] {
        let documents = documents(bytes, &Hints { id: name, ..*hints });
        let is_blog = documents.len() > 1;
        let own = documents.into_iter().find(|d| d.id == id && !has_failed(d));
        match own {
            Some(own) => return Some(own),
            // a post that is gone is not the whole page
            None if is_blog && name == blog && name.is_some() => return None,
            None => {}
        }
    }
    None
}

fn documents(bytes: &[u8], hints: &Hints<'_>) -> Vec<Document> {
    let is_record = bytes.trim_ascii_start().starts_with(b"{");
    if !is_record {
        return read_page(bytes, hints);
    }
    let line = RecordLine {
        number: 1,
        content: Content::Bytes(bytes.to_vec()),
    };
    line.read(hints)
}
