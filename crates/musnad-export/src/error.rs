//! Why an export failed: one opaque error with a stable code.

use std::error::Error as StdError;
use std::fmt;

/// Why an export failed.
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

    fn because(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        Error {
            source: Some(source.into()),
            ..self
        }
    }

    /// The stable name of what went wrong, kebab-case: `cannot-write`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether the writer took no more: a full disk, a closed pipe.
    pub fn is_write(&self) -> bool {
        self.code == "cannot-write"
    }

    /// Whether a form was asked for rows that it doesn't have, or got rows other than those it was opened for.
    pub fn is_wrong_rows(&self) -> bool {
        self.code == "wrong-rows"
    }

    /// Whether an option is no address or no authority.
    pub fn is_bad_option(&self) -> bool {
        self.code == "bad-option"
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|e| e as &(dyn StdError + 'static))
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Error {
        Error::new("cannot-write", format!("the export cannot be written: {e}")).because(e)
    }
}

impl From<csv::Error> for Error {
    fn from(e: csv::Error) -> Error {
        Error::new("cannot-write", format!("the export cannot be written: {e}")).because(e)
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Error {
        Error::new("cannot-write", format!("the export cannot be written: {e}")).because(e)
    }
}

impl From<parquet::errors::ParquetError> for Error {
    fn from(e: parquet::errors::ParquetError) -> Error {
        Error::new("cannot-write", format!("the export cannot be written: {e}")).because(e)
    }
}

impl From<toml::de::Error> for Error {
    fn from(e: toml::de::Error) -> Error {
        Error::new("bad-data", format!("data/ontology.toml: {e}")).because(e)
    }
}
