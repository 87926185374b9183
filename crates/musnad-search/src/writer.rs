//! Writing: entries in, nothing seen of them until they are committed.

use crate::collect::flags;
use crate::entry::{Entry, Facet, Kind};
use crate::error::Error;
use crate::mark::Mark;
use crate::schema::Fields;
use tantivy::schema::TantivyDocument;
use tantivy::{IndexWriter, Term};

/// How many bytes of terms are gathered before they go to disk: the fewer pieces an index is written in, the less is
/// put together again.
const BUDGET: usize = 192 << 20;

/// The most bytes of an id: what is much longer would not be found again, to be replaced.
const LONGEST_ID: usize = 1000;

/// Micro-degrees: 11 centimetres.
const DEGREE: f64 = 1e6;

/// The one that writes to an index. What it was given and has not [committed](Writer::commit) is lost with it.
pub struct Writer {
    inner: IndexWriter,
    fields: Fields,
    mark: Mark,
}

impl Writer {
    pub(crate) fn open(index: &tantivy::Index, fields: Fields) -> Result<Writer, Error> {
        let mark = Mark::of(index)?;
        // one thread: the archive reads articles on the others
        let inner = index.writer_with_num_threads(1, BUDGET)?;
        // what a writer that was killed had written and not committed stands where the same is written again
        inner.garbage_collect_files().wait()?;
        Ok(Writer { inner, fields, mark })
    }

    /// Adds an entry; one of the same kind and id makes room for it.
    ///
    /// # Errors
    /// If the id is longer than a thousand bytes, or writing failed, now or in the background before.
    pub fn add(&mut self, entry: &Entry<'_>) -> Result<(), Error> {
        self.delete(entry.kind, entry.id);
        self.add_new(entry)
    }

    /// Adds an entry where the index has none of its kind and id: to look for one to replace takes as long as to add it.
    ///
    /// # Errors
    /// Those of [`add`](Writer::add).
    pub fn add_new(&mut self, entry: &Entry<'_>) -> Result<(), Error> {
        if entry.id.len() > LONGEST_ID {
            return Err(Error::new(
                "long-id",
                "an entry's id is longer than a thousand bytes",
            ));
        }
        self.inner.add_document(document(entry, &self.fields))?;
        self.mark.reach(entry.kind, entry.key);
        Ok(())
    }

    /// Whether the index never had a document or an event with this key or a higher one. Of an index that earlier
    /// versions of the program made, and of other kinds, nobody knows.
    pub fn is_beyond(&self, kind: Kind, key: u64) -> bool {
        self.mark.is_beyond(kind, key)
    }

    /// Deletes the entry of that kind and id, if there is one.
    pub fn delete(&mut self, kind: Kind, id: &str) {
        self.inner
            .delete_term(Term::from_field_text(self.fields.own, &own(kind, id)));
    }

    /// Deletes all entries of which a facet has this value: those of a document that is read anew.
    pub fn forget(&mut self, facet: Facet, value: &str) {
        self.inner
            .delete_term(Term::from_field_text(self.fields.facet(facet), value));
    }

    /// Makes all that was added and deleted last and seen, all at once, with the archive's number of the change
    /// that it goes up to.
    ///
    /// # Errors
    /// If it could not be written; the index is then as it was at the last commit.
    pub fn commit(&mut self, seq: u64) -> Result<(), Error> {
        self.mark.seq = seq;
        let mut commit = self.inner.prepare_commit()?;
        commit.set_payload(&self.mark.to_string());
        commit.commit()?;
        Ok(())
    }

    /// Ends writing after what goes on in the background: dropping the writer is safe too, but leaves the index in
    /// more pieces.
    ///
    /// # Errors
    /// If something in the background failed; what was committed is kept.
    pub fn finish(self) -> Result<(), Error> {
        Ok(self.inner.wait_merging_threads()?)
    }
}

fn document(entry: &Entry<'_>, fields: &Fields) -> TantivyDocument {
    let mut out = TantivyDocument::default();
    out.add_text(fields.own, own(entry.kind, entry.id));
    out.add_text(fields.id, entry.id);
    if !entry.shown.is_empty() {
        out.add_text(fields.shown, entry.shown);
    }
    for text in [entry.title, entry.text].into_iter().filter(|t| !t.is_empty()) {
        out.add_text(fields.surfaces, text);
        out.add_text(fields.stems, text);
    }
    out.add_u64(fields.key, entry.key);
    if let Some(time) = entry.time {
        out.add_i64(fields.time, time);
    }
    if let Some((latitude, longitude)) = entry.at.filter(|at| on_earth(*at)) {
        out.add_i64(fields.latitude, micro(latitude));
        out.add_i64(fields.longitude, micro(longitude));
    }
    let confidence = (f64::from(entry.confidence) * 1000.0).round() as u64;
    out.add_u64(fields.confidence, confidence.min(1000));
    out.add_u64(fields.flags, flags(entry.kind, entry.doubtful));
    for (at, own) in entry.facets.iter().enumerate() {
        // an entry counts once for a value, however often it was given
        if !entry.facets[..at].contains(own) {
            out.add_text(fields.facet(own.0), own.1);
        }
    }
    out
}

/// Degrees as the index keeps them.
pub(crate) fn micro(degrees: f64) -> i64 {
    (degrees * DEGREE).round() as i64
}

fn on_earth((latitude, longitude): (f64, f64)) -> bool {
    latitude.abs() <= 90.0 && longitude.abs() <= 180.0
}

fn own(kind: Kind, id: &str) -> String {
    format!("{}:{id}", kind.name())
}
