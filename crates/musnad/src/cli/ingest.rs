//! `musnad ingest`: articles read into an archive.

use super::input::{Job, jobs};
use super::open::Opening;
use super::pipeline::in_order;
use super::read::{has_failed, progress, show_diagnostics};
use super::{Inputs, Outcome, complain, tell, watch};
use crate::screen::{Screen, harmless};
use jiff::Timestamp;
use musnad_archive::{Archive, Incoming, Search, Sqlite, Taken};
use musnad_extract::Reader;
use musnad_page::Document;
use musnad_record::v1::Records;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many documents are kept at once.
const BATCH: usize = 512;

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
    incoming: Vec<Incoming>,
    messages: Vec<String>,
    failed: u64,
}

struct Work<'a> {
    opening: Opening<'a>,
    version: Arc<str>,
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
    let mut archive = match Sqlite::open(&path).and_then(Archive::new) {
        Ok(archive) => archive,
        Err(e) => return complain(&format!("{}: {e}", path.display())),
    };
    let work = Work {
        version: made_by(&opening.reader).into(),
        opening,
    };
    let progress = progress(
        inputs.loudness(),
        Screen {
            terminal: false,
            ..Screen::of_stdout()
        },
    );
    let (mut taken, mut failed, mut waiting, mut kept) = (Taken::default(), 0, Vec::new(), Ok(()));
    let mut keep = |waiting: &mut Vec<Incoming>, taken: &mut Taken| {
        let some = archive.take(std::mem::take(waiting), &now())?;
        taken.new += some.new;
        taken.changed += some.changed;
        taken.known += some.known;
        Ok::<_, musnad_archive::Error>(())
    };
    in_order(
        inputs.threads(),
        |send| jobs(&inputs.paths, &work.opening.wanted, send),
        |batch| work.batch(batch),
        |done| {
            progress.suspend(|| done.messages.iter().for_each(|m| tell(m)));
            failed += done.failed;
            waiting.extend(done.incoming);
            if waiting.len() >= BATCH {
                kept = keep(&mut waiting, &mut taken);
                progress.set_position((taken.new + taken.changed + taken.known) as u64);
            }
            kept.is_ok()
        },
    );
    if kept.is_ok() {
        kept = keep(&mut waiting, &mut taken);
    }
    let kept = kept.and_then(|()| Search::open(&path)?.refresh(&archive).map(|_| ()));
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
            Ok(incoming) => done.incoming.push(incoming),
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
