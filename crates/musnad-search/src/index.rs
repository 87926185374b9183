//! The index in its folder: opened, asked, and told whether it is still good.

use crate::analyse::Analyzer;
use crate::ask::Asked;
use crate::error::Error;
use crate::highlight::Highlighter;
use crate::mark::Mark;
use crate::query::{self, Hits, Query};
use crate::schema::{self, Fields};
use crate::values::Values;
use crate::writer::Writer;
use musnad_lexicon::Lexicon;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::{IndexReader, IndexSettings, ReloadPolicy, Searcher};

/// The index's own file, which says by which format and lexicon it was made.
const FORMAT: &str = "format";

/// The file that tantivy replaces at each commit.
const META: &str = "meta.json";

/// An index in a folder.
pub struct Index {
    folder: PathBuf,
    inner: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    analyzer: Arc<Analyzer>,
    values: Arc<Values>,
    /// What [`META`] said when the reader was loaded.
    loaded: Mutex<Vec<u8>>,
}

impl Index {
    /// Opens the index in `folder`, and makes one where there is none.
    ///
    /// # Errors
    /// If it [is stale](Error::is_stale), if the folder holds something else, or if the disk refuses.
    pub fn open(folder: &Path, lexicon: &Arc<Lexicon>) -> Result<Index, Error> {
        match Index::open_existing(folder, lexicon) {
            Err(e) if e.is_missing() => create(folder, lexicon)?,
            other => return other,
        }
        Index::open_existing(folder, lexicon)
    }

    /// Opens the index in `folder`, and makes none: for whoever only reads, also while another process writes.
    ///
    /// # Errors
    /// If there [is none](Error::is_missing), else as [`open`](Index::open).
    pub fn open_existing(folder: &Path, lexicon: &Arc<Lexicon>) -> Result<Index, Error> {
        match fs::read(folder.join(FORMAT)) {
            Ok(format) if format == schema::format(lexicon.fingerprint()).as_bytes() => {}
            Ok(_) => {
                return Err(Error::stale(
                    "the search index was made by another version of the program",
                ));
            }
            Err(e) if e.kind() == ErrorKind::NotFound => return Err(missing(folder)),
            Err(e) => return Err(e.into()),
        }
        if !folder.join(META).exists() {
            return Err(missing(folder));
        }
        let mut inner = tantivy::Index::open_in_dir(folder)?;
        let (schema, fields) = schema::schema();
        if inner.schema() != schema {
            return Err(Error::stale("the search index has other fields"));
        }
        // one that indexes and one that is asked, so that neither waits for the other
        let analyzer = || Arc::new(Analyzer::new(lexicon.clone()));
        inner.set_tokenizers(schema::tokenizers(&analyzer()));
        let reader = inner
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Index {
            folder: folder.to_owned(),
            inner,
            reader,
            fields,
            analyzer: analyzer(),
            values: Arc::default(),
            loaded: Mutex::default(),
        })
    }

    /// The one writer that the index can have at a time, over all processes.
    ///
    /// # Errors
    /// If there [is one](Error::is_locked), or the folder cannot be written.
    pub fn writer(&self) -> Result<Writer, Error> {
        Writer::open(&self.inner, self.fields.clone())
    }

    /// The archive's number of the change that the last commit went up to, 0 before the first.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn committed(&self) -> Result<u64, Error> {
        Ok(Mark::of(&self.inner)?.seq)
    }

    /// Finds what `query` asks for, as of the last commit of whoever writes.
    ///
    /// # Errors
    /// If the index cannot be read, or [the query](Error::is_bad_query) cannot be meant; its words never are at
    /// fault.
    pub fn search(&self, query: &Query) -> Result<Hits, Error> {
        query::search(
            &self.searcher()?,
            &self.fields,
            &self.analyzer,
            &self.values,
            query,
        )
    }

    /// Shows in texts what `words` finds there.
    pub fn highlighter(&self, words: &str) -> Highlighter {
        Highlighter::new(self.analyzer.clone(), Asked::read(words, &self.analyzer))
    }

    /// A view of the last commit.
    fn searcher(&self) -> Result<Searcher, Error> {
        let meta = fs::read(self.folder.join(META))?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if *loaded != meta {
            self.reader.reload()?;
            self.values.keep(self.reader.searcher().segment_readers());
            *loaded = meta;
        }
        Ok(self.reader.searcher())
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

fn create(folder: &Path, lexicon: &Arc<Lexicon>) -> Result<(), Error> {
    fs::create_dir_all(folder)?;
    if !folder.join(FORMAT).exists() && fs::read_dir(folder)?.next().is_some() {
        let message = format!("{} holds something else than a search index", folder.display());
        return Err(Error::new("foreign-folder", message));
    }
    // written whole or not at all: a format cut short would be taken for another one's
    let new = folder.join("format.new");
    fs::write(&new, schema::format(lexicon.fingerprint()))?;
    fs::rename(&new, folder.join(FORMAT))?;
    tantivy::Index::builder()
        .schema(schema::schema().0)
        .settings(IndexSettings::default())
        .create_in_dir(folder)?;
    Ok(())
}

fn missing(folder: &Path) -> Error {
    Error::new("no-index", format!("no search index in {}", folder.display()))
}
