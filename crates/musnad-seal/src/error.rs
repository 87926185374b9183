//! Why something could not be sealed, signed or read: one opaque error.

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;

use crate::verdict::Failure;

/// Why a key, a journal or a bundle could not be written or read.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Io,
    Exists,
    Key,
    Value,
    Unsound,
}

impl Error {
    /// Whether the disk said no: not there, full, read-only, not allowed.
    pub fn is_io(&self) -> bool {
        self.kind == Kind::Io
    }

    /// Whether a file of that name stands there already; nothing is ever written over.
    pub fn is_exists(&self) -> bool {
        self.kind == Kind::Exists
    }

    /// Whether a key is at fault: no key, or one that others can read.
    pub fn is_key(&self) -> bool {
        self.kind == Kind::Key
    }

    /// Whether a value that was handed in is not fit to be kept: a time that is none, a line of two lines.
    pub fn is_value(&self) -> bool {
        self.kind == Kind::Value
    }

    /// Whether the bundle, as it would stand, would not hold when checked.
    pub fn is_unsound(&self) -> bool {
        self.kind == Kind::Unsound
    }

    pub(crate) fn io(path: &Path, doing: &str, source: std::io::Error) -> Error {
        let kind = match source.kind() {
            std::io::ErrorKind::AlreadyExists => Kind::Exists,
            _ => Kind::Io,
        };
        Error {
            kind,
            message: format!("{}: cannot {doing}", path.display()),
            source: Some(source.into()),
        }
    }

    pub(crate) fn key(message: impl Into<String>) -> Error {
        Error::of(Kind::Key, message)
    }

    pub(crate) fn value(message: impl Into<String>) -> Error {
        Error::of(Kind::Value, message)
    }

    pub(crate) fn unsound(failure: Failure) -> Error {
        let message = format!("the bundle does not hold: {failure}");
        Error::of(Kind::Unsound, message)
    }

    pub(crate) fn because(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        Error {
            source: Some(source.into()),
            ..self
        }
    }

    fn of(kind: Kind, message: impl Into<String>) -> Error {
        Error {
            kind,
            message: message.into(),
            source: None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}
