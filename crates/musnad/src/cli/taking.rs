//! Documents on their way into an archive: what was found is read and made ready to be taken in, on any thread, for
//! `musnad ingest` and `musnad watch`.

use super::input::Job;
use super::open::Opening;
use super::read::{has_failed, show_diagnostics};
use crate::screen::harmless;
use jiff::Timestamp;
use musnad_archive::store::Store;
use musnad_archive::{Incoming, Sqlite};
use musnad_extract::Reader;
use musnad_page::Document;
use musnad_record::v1::Records;
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// What comes of a batch of jobs.
#[derive(Default)]
pub(super) struct Done {
    /// Documents in their order; nothing for one that need not be read, since the archive has it.
    pub(super) incoming: Vec<Option<Incoming>>,
    pub(super) messages: Vec<String>,
    pub(super) failed: u64,
}

/// Reads documents for an archive.
pub(super) struct Reading<'a> {
    opening: &'a Opening<'a>,
    version: Arc<str>,
    /// The archive, to be asked what it has.
    archive: Mutex<Sqlite>,
}

impl<'a> Reading<'a> {
    /// Reads what `opening` opens for the archive of a folder.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub(super) fn new(opening: &'a Opening<'a>, folder: &Path) -> Result<Reading<'a>, musnad_archive::Error> {
        Ok(Reading {
            version: made_by(&opening.reader).into(),
            opening,
            archive: Mutex::new(Sqlite::read(folder)?),
        })
    }

    /// Whether the archive has the documents of a page, by its SHA-256.
    pub(super) fn has_page(&self, sha256: &str) -> bool {
        self.asked(|archive| archive.has_page(sha256))
    }

    /// Whether the archive has this very document.
    fn has(&self, document: &Document) -> bool {
        let known = |known: &musnad_archive::store::Document| known.sha256 == document.sha256;
        self.asked(|archive| Ok(archive.document(&document.id)?.is_some_and(|d| known(&d))))
    }

    /// What the archive says; where it can't be asked, what takes documents in will tell.
    fn asked(&self, ask: impl FnOnce(&Sqlite) -> Result<bool, musnad_archive::Error>) -> bool {
        let archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        ask(&archive).unwrap_or(false)
    }

    /// Reads a batch. Pages are of others: one at which the reader breaks is told and costs itself alone.
    pub(super) fn batch(&self, batch: Vec<Job>) -> Done {
        let mut done = Done::default();
        for job in batch {
            let name = job.place();
            let read = catch_unwind(AssertUnwindSafe(|| {
                let mut one = Done::default();
                self.job(&name, job, &mut one);
                one
            }));
            match read {
                Ok(one) => {
                    done.incoming.extend(one.incoming);
                    done.messages.extend(one.messages);
                    done.failed += one.failed;
                }
                Err(_) => {
                    done.failed += 1;
                    done.messages.push(format!(
                        "musnad: {}: error: a fault of Musnad's own; please report it with the page [bug]",
                        harmless(&name)
                    ));
                }
            }
        }
        done
    }

    fn job(&self, name: &str, job: Job, done: &mut Done) {
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
                    self.document(name, document, page, done);
                }
            }
            Err(note) => done.messages.extend(self.opening.inputs.told(name, &note)),
        }
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

/// The present, as the archive tells it.
pub(super) fn now() -> String {
    format!("{:.0}", Timestamp::now())
}

/// What makes the records: the versions of program, language data, registries and weights.
pub(super) fn made_by(reader: &Reader) -> String {
    reader.made_by(&super::version())
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
