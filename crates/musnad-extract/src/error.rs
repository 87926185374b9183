//! What can go wrong before reading: the data and the rules.

use std::fmt;

/// Why a reader could not be made.
#[derive(Debug)]
pub struct Error {
    what: String,
}

impl Error {
    pub(crate) fn data(cause: impl fmt::Display) -> Error {
        Error {
            what: cause.to_string(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Error {}
