//! What `musnad watch` fetches, read into the archive while it goes on fetching.
//!
//! Word of each new version comes in; the pages come out of what was kept of them, so that whatever moment all stops
//! at, the next run finds what the archive lacks. What goes wrong is told and tried again; it never stops the
//! fetching. Others can write to the archive whenever nothing is being taken in.

use super::Inputs;
use super::input::{Job, archived};
use super::open::Opening;
use super::taking::{Reading, now};
use super::tell;
use jiff::Timestamp;
use musnad_archive::{Archive, Incoming, Search, Sqlite, Taken};
use musnad_watch::{Pages, Which};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// So many new versions are read at once,
const ENOUGH: usize = 64;
/// or what there is after so long.
const OFTEN: Duration = Duration::from_secs(120);
/// So many pages are held in memory, read and taken in together,
const BATCH: usize = 256;
/// or fewer that have so many bytes.
const BATCH_BYTES: usize = 32 << 20;
/// For so long one waits for whoever is writing to the archive, before trying again with what comes next.
const PATIENCE: Duration = Duration::from_secs(600);
/// One asks so often whether the archive is free.
const ASKED_AGAIN: Duration = Duration::from_millis(500);

/// How `musnad ingest` would be asked to read what is fetched: every version of each page.
pub(super) fn inputs(folder: &Path, sites: Option<PathBuf>) -> Inputs {
    Inputs {
        paths: vec![folder.to_owned()],
        versions: true,
        sites,
        quiet: true,
        ..Inputs::default()
    }
}

/// Reads what is fetched.
pub(super) struct KeepingUp<'a> {
    /// The folder of what is fetched, and of the archive.
    pub(super) folder: &'a Path,
    pub(super) opening: &'a Opening<'a>,
    /// Ends the reading after the batch under way.
    pub(super) stop: &'a AtomicBool,
    pub(super) quiet: bool,
}

/// What is open while pages are read.
struct Open<'a> {
    archive: Archive<Sqlite>,
    reading: Reading<'a>,
    pages: Pages,
}

impl<'a> KeepingUp<'a> {
    /// Reads what `fetched` tells of, and what earlier runs left, until nobody fetches any more; `once` the fetching has
    /// ended, all at once. Says whether what there was in the end was taken in.
    pub(super) fn run(&self, fetched: &Receiver<()>, once: bool) -> bool {
        let mut open = None;
        if once {
            fetched.iter().for_each(drop);
        }
        let mut going = !once;
        loop {
            let round = self.round(&mut open);
            if let Err(why) = &round {
                // where it stopped is found again by what the archive lacks
                open = None;
                tell(&format!(
                    "{:.0} musnad: {why}; tried again later",
                    Timestamp::now()
                ));
            }
            if !going {
                return round.is_ok();
            }
            going = is_going(fetched);
        }
    }

    /// Takes in all that the archive lacks.
    fn round(&self, open: &mut Option<Open<'a>>) -> Result<(), String> {
        let told = |e: musnad_archive::Error| format!("{}: {e}", self.folder.display());
        let mut sum = (Taken::default(), 0);
        while !self.is_stopped() {
            let open = match open {
                Some(open) => open,
                None => match self.open()? {
                    Some(new) => open.insert(new),
                    None => break,
                },
            };
            let batch = open.batch();
            if batch.is_empty() {
                break;
            }
            let done = open.reading.batch(batch);
            done.messages.iter().for_each(|m| tell(m));
            sum.1 += done.failed;
            let new: Vec<Incoming> = done.incoming.into_iter().flatten().collect();
            if new.is_empty() {
                continue;
            }
            if self.patiently(|| open.archive.go_on()).map_err(told)?.is_none() {
                break;
            }
            let taken = self.take(&mut open.archive, new);
            open.archive.rest().map_err(told)?;
            let taken = taken.map_err(told)?;
            sum.0.new += taken.new;
            sum.0.changed += taken.changed;
        }
        self.say(sum);
        Ok(())
    }

    fn say(&self, (taken, failed): (Taken, u64)) {
        if self.quiet || taken.new + taken.changed == 0 {
            return;
        }
        tell(&format!(
            "{:.0} {} documents taken in, {} changed, {failed} could not be read",
            Timestamp::now(),
            taken.new,
            taken.changed
        ));
    }

    fn take(
        &self,
        archive: &mut Archive<Sqlite>,
        new: Vec<Incoming>,
    ) -> Result<Taken, musnad_archive::Error> {
        let taken = archive.take(new, &now())?;
        Search::open(self.folder)?.refresh(archive)?;
        Ok(taken)
    }

    /// Opens the archive, and the pages from their first on; nothing where somebody says stop.
    fn open(&self) -> Result<Option<Open<'a>>, String> {
        let told = |e: musnad_archive::Error| format!("{}: {e}", self.folder.display());
        let Some(store) = self.patiently(|| Sqlite::open(self.folder)).map_err(told)? else {
            return Ok(None);
        };
        let mut archive = Archive::new(store).map_err(told)?;
        // who was stopped after taking in and before indexing
        Search::open(self.folder)
            .and_then(|search| search.refresh(&archive))
            .map_err(told)?;
        archive.rest().map_err(told)?;
        Ok(Some(Open {
            archive,
            reading: Reading::new(self.opening, self.folder).map_err(told)?,
            pages: Pages::open(self.folder, Which::All).map_err(|e| e.to_string())?,
        }))
    }

    /// What `ask` gives, asked again while another process is writing to the archive; nothing where somebody says stop.
    fn patiently<T>(
        &self,
        mut ask: impl FnMut() -> Result<T, musnad_archive::Error>,
    ) -> Result<Option<T>, musnad_archive::Error> {
        let begun = Instant::now();
        loop {
            match ask() {
                Err(e) if e.is_busy() && begun.elapsed() < PATIENCE => {}
                answer => return answer.map(Some),
            }
            if self.is_stopped() {
                return Ok(None);
            }
            std::thread::sleep(ASKED_AGAIN);
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Open<'_> {
    /// The next pages that the archive lacks; a body that is damaged is told.
    fn batch(&mut self) -> Vec<Job> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            match self.pages.next_unless(|hash| self.reading.has_page(hash)) {
                None => break,
                Some(Err(e)) => tell(&format!("musnad: {e}")),
                Some(Ok(page)) => {
                    bytes += page.bytes.len();
                    batch.push(Job {
                        name: page.url.as_str().into(),
                        item: archived(page),
                    });
                }
            }
        }
        batch
    }
}

/// Waits for enough new versions, or often enough; says whether more may be fetched.
fn is_going(fetched: &Receiver<()>) -> bool {
    let begun = Instant::now();
    for _ in 0..ENOUGH {
        match fetched.recv_timeout(OFTEN.saturating_sub(begun.elapsed())) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}
