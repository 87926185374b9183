//! Why an index could not be opened, written or asked: one opaque error with a stable code.

use std::error::Error as StdError;
use std::fmt;
use std::io::ErrorKind;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError};

/// Why an index could not be opened, written or asked.
#[derive(Debug)]
pub struct Error {
    code: &'static str,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Error {
        Error {
            code,
            message: message.into(),
            source: None,
        }
    }

    pub(crate) fn because(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        Error {
            source: Some(source.into()),
            ..self
        }
    }

    pub(crate) fn stale(message: impl Into<String>) -> Error {
        Error::new("stale-index", message)
    }

    /// The stable name of what went wrong, kebab-case: `stale-index`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether the index is broken, or made by another format or lexicon: its folder may be deleted and the index
    /// made anew, nothing in it is original.
    pub fn is_stale(&self) -> bool {
        self.code == "stale-index"
    }

    /// Whether another process, or another writer of this one, writes to the index.
    pub fn is_locked(&self) -> bool {
        self.code == "locked-index"
    }

    /// Whether there is no index in the folder.
    pub fn is_missing(&self) -> bool {
        self.code == "no-index"
    }

    /// Whether the question itself cannot be meant: a box without an inside, a cursor of another question.
    pub fn is_bad_query(&self) -> bool {
        self.code == "bad-query"
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|e| &**e as &(dyn StdError + 'static))
    }
}

impl From<TantivyError> for Error {
    fn from(source: TantivyError) -> Error {
        let error = match &source {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::new(
                "locked-index",
                "the search index is being written by another process",
            ),
            e if is_damage(e) => Error::stale("the search index is damaged"),
            _ => Error::new("index-failed", "the search index could not be used"),
        };
        error.because(source)
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Error {
        Error::new("index-failed", "the search index could not be read or written").because(source)
    }
}

fn is_damage(error: &TantivyError) -> bool {
    match error {
        TantivyError::DataCorruption(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::DeserializeError(_)
        | TantivyError::FieldNotFound(_)
        | TantivyError::SchemaError(_)
        | TantivyError::OpenReadError(
            OpenReadError::FileDoesNotExist(_) | OpenReadError::IncompatibleIndex(_),
        ) => true,
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => is_cut(io_error),
        TantivyError::IoError(e) => is_cut(e),
        _ => false,
    }
}

fn is_cut(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData)
}
