//! `musnad ingest`: articles read into an archive.

use super::input::{Job, jobs};
use super::open::Opening;
use super::pipeline::in_order;
use super::read::{has_failed, progress, show_diagnostics};
use super::{Inputs, Outcome, complain, tell, watch};
use crate::screen::{Screen, harmless};
use jiff::Timestamp;
use musnad_archive::store::Store;
use musnad_archive::{Archive, Incoming, Search, Sqlite, Taken};
use musnad_extract::Reader;
use musnad_page::Document;
use musnad_record::v1::Records;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// So many documents are kept at once, those among them that are known already counted: whoever was stopped and
/// begins again keeps the same documents together, and puts them with others as if nothing had been.
const BATCH: usize = 512;
/// After so many batches the index is brought up, beside what goes on.
const INDEXED: usize = 16;

#[derive(Debug, clap::Args)]
pub(super) struct IngestArguments {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    archive: ArchiveFolder,
}

/// Which archive.
#[derive(Debug, clap::Args)]
pub(super) struct ArchiveFolder {
    /// The archive's folder [default: a folder of the user's data]
    #[arg(long, value_name = "DIR", env = "MUSNAD_ARCHIVE")]
    archive: Option<PathBuf>,
}

impl ArchiveFolder {
    /// Where it is.
    ///
    /// # Errors
    /// If none is named and the user has no folder for data.
    pub(super) fn path(&self) -> Result<PathBuf, String> {
        self.archive.clone().map_or_else(watch::own_folder, Ok)
    }
}

/// What comes of a batch of jobs.
#[derive(Default)]
struct Done {
    /// Documents in their order; nothing for one that need not be read, since the archive has it.
    incoming: Vec<Option<Incoming>>,
    messages: Vec<String>,
    failed: u64,
}

struct Work<'a> {
    opening: Opening<'a>,
    version: Arc<str>,
    /// The archive as it was when the work began, to be asked what it has.
    archive: Mutex<Sqlite>,
}

pub(super) fn run(arguments: &IngestArguments, folder: Option<&Path>) -> Outcome {
    let inputs = &arguments.inputs;
    let opening = match Opening::of(inputs, folder) {
        Ok(opening) => opening,
        Err(outcome) => return outcome,
    };
    let path = match arguments.archive.path() {
        Ok(path) => path,
        Err(why) => return complain(&why),
    };
    let opened = Sqlite::open(&path).and_then(|store| Ok((Archive::new(store)?, Sqlite::read(&path)?)));
    let (mut archive, seen) = match opened {
        Ok(opened) => opened,
        Err(e) => return complain(&format!("{}: {e}", path.display())),
    };
    let work = Work {
        version: made_by(&opening.reader).into(),
        opening,
        archive: Mutex::new(seen),
    };
    let progress = progress(
        inputs.loudness(),
        Screen {
            terminal: false,
            ..Screen::of_stdout()
        },
    );
    let (mut waiting, mut failed, mut kept) = (Waiting::default(), 0, Ok(()));
    let (more, asked) = sync_channel(1);
    let indexing = std::thread::spawn({
        let path = path.clone();
        move || index(&path, &asked)
    });
    in_order(
        inputs.threads(),
        |send| jobs(&inputs.paths, &work.opening.wanted, send),
        |batch| work.batch(batch),
        |done| {
            progress.suspend(|| done.messages.iter().for_each(|m| tell(m)));
            failed += done.failed;
            waiting.incoming.extend(done.incoming);
            while kept.is_ok() && waiting.incoming.len() >= BATCH {
                kept = waiting.keep(&mut archive);
                waiting.batches += 1;
                if waiting.batches.is_multiple_of(INDEXED) {
                    // where the index is still being brought up, it is told already
                    let _ = more.try_send(());
                }
                progress
                    .set_position((waiting.taken.new + waiting.taken.changed + waiting.taken.known) as u64);
            }
            kept.is_ok()
        },
    );
    let kept = kept.and_then(|()| waiting.keep(&mut archive));
    drop(more);
    let indexed = indexing
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let kept = kept.and(indexed);
    let taken = waiting.taken;
    progress.finish_and_clear();
    if !inputs.quiet {
        tell(&format!(
            "{} documents taken in, {} changed, {} known already, {failed} could not be read",
            taken.new, taken.changed, taken.known
        ));
    }
    match kept {
        Err(e) => complain(&format!("{}: {e}", path.display())),
        Ok(()) if failed > 0 => Outcome::SomeFailed,
        Ok(()) => Outcome::AllRead,
    }
}

/// Brings the index up to the archive whenever it is asked to, and a last time when nobody will ask any more.
fn index(path: &Path, asked: &Receiver<()>) -> Result<(), musnad_archive::Error> {
    let refresh = || Search::open(path)?.refresh(&Archive::new(Sqlite::read(path)?)?);
    while asked.recv().is_ok() {
        refresh()?;
    }
    refresh().map(|_| ())
}

/// Documents that are to be kept together, and what became of those before.
#[derive(Default)]
struct Waiting {
    incoming: VecDeque<Option<Incoming>>,
    /// How many batches were kept.
    batches: usize,
    taken: Taken,
}

impl Waiting {
    fn keep(&mut self, archive: &mut Archive<Sqlite>) -> Result<(), musnad_archive::Error> {
        let batch = self.incoming.len().min(BATCH);
        let new: Vec<Incoming> = self.incoming.drain(..batch).flatten().collect();
        let known = batch - new.len();
        let some = archive.take(new, &now())?;
        self.taken.new += some.new;
        self.taken.changed += some.changed;
        self.taken.known += some.known + known;
        Ok(())
    }
}

/// The present, as the archive tells it.
pub(super) fn now() -> String {
    format!("{:.0}", Timestamp::now())
}

/// What makes the records: the versions of program, language data, registries and weights.
pub(super) fn made_by(reader: &Reader) -> String {
    let scorer = reader.scorer().map_or("none", |s| s.version.as_str());
    format!("{}, scorer {scorer}", super::version())
}

impl Work<'_> {
    /// Whether the archive had this very document; where it can't be asked, what takes documents in will tell.
    fn has(&self, document: &Document) -> bool {
        let archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        let known = archive.document(&document.id).ok().flatten();
        known.is_some_and(|known| known.sha256 == document.sha256)
    }

    fn batch(&self, batch: Vec<Job>) -> Done {
        let mut done = Done::default();
        for job in batch {
            let name = job.place();
            let mut pages = Vec::new();
            match self
                .opening
                .documents(job, &mut |bytes| pages.push(bytes.to_vec()))
            {
                Ok(documents) => {
                    let hashes: Vec<String> = pages.iter().map(|p| hexadecimal(p)).collect();
                    for document in &documents {
                        let page = hashes
                            .iter()
                            .position(|h| *h == document.sha256)
                            .map(|n| pages[n].as_slice());
                        self.document(&name, document, page, &mut done);
                    }
                }
                Err(note) => done.messages.extend(self.opening.inputs.told(&name, &note)),
            }
        }
        done
    }

    fn document(&self, name: &str, document: &Document, page: Option<&[u8]>, done: &mut Done) {
        done.messages
            .extend(show_diagnostics(name, document, self.opening.inputs.loudness()));
        if has_failed(document) {
            done.failed += 1;
            return;
        }
        if self.has(document) {
            done.incoming.push(None);
            return;
        }
        let reading = self.opening.reader.read(document);
        let mut lines = Vec::new();
        let written = Records::of(document, &reading).write(&mut lines);
        let incoming = written
            .map_err(|e| e.to_string())
            .and_then(|()| String::from_utf8(lines).map_err(|e| e.to_string()))
            .and_then(|lines| {
                Incoming::new(lines, page, Arc::clone(&self.version)).map_err(|e| e.to_string())
            });
        match incoming {
            Ok(incoming) => done.incoming.push(Some(incoming)),
            Err(e) => {
                done.failed += 1;
                done.messages.push(format!("musnad: {}: {e}", harmless(name)));
            }
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
