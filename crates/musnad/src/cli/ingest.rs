//! `musnad ingest`: articles read into an archive.

use super::input::jobs;
use super::open::Opening;
use super::pipeline::in_order;
use super::read::progress;
use super::taking::{Reading, now};
use super::{Inputs, Outcome, With, complain, tell, watch};
use crate::screen::Screen;
use musnad_archive::{Archive, Incoming, Search, Sqlite, Taken};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

/// So many documents are kept at once, those among them that are known already counted: whoever was stopped and
/// begins again keeps the same documents together, and puts them with others as if nothing had been.
const BATCH: usize = 512;
/// After so many batches the index is brought up, beside what goes on.
const INDEXED: usize = 64;

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

pub(super) fn run(arguments: &IngestArguments, with: With<'_>) -> Outcome {
    let inputs = &arguments.inputs;
    let opening = match Opening::of(inputs, with) {
        Ok(opening) => opening,
        Err(outcome) => return outcome,
    };
    let path = match arguments.archive.path() {
        Ok(path) => path,
        Err(why) => return complain(&why),
    };
    let opened =
        Sqlite::open(&path).and_then(|store| Ok((Archive::new(store)?, Reading::new(&opening, &path)?)));
    let (mut archive, reading) = match opened {
        Ok(opened) => opened,
        Err(e) => return complain(&format!("{}: {e}", path.display())),
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
        |send| jobs(&inputs.paths, &opening.wanted, send),
        |batch| reading.batch(batch),
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
