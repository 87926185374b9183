//! What can go wrong with an archive.

use std::fmt;

/// Why an archive could not do what was asked.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Another process writes to the archive.
    Busy,
    /// The disk is full.
    Full,
    /// The archive may not be written.
    ReadOnly,
    /// It was made by a later version of Musnad.
    Newer,
    /// It is no archive, or it is damaged.
    Broken,
    /// What was asked for is not in it.
    Missing,
    /// What was asked cannot be done.
    Refused,
    /// Anything else.
    Other,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error {
            kind,
            message: message.into(),
            cause: None,
        }
    }

    pub(crate) fn because(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Error {
        self.cause = Some(Box::new(cause));
        self
    }

    pub(crate) fn broken(what: impl Into<String>) -> Error {
        Error::new(Kind::Broken, what)
    }

    /// Whether another process is writing to the archive.
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Busy
    }

    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        self.kind == Kind::Full
    }

    /// Whether the archive may not be written.
    pub fn is_read_only(&self) -> bool {
        self.kind == Kind::ReadOnly
    }

    /// Whether the archive was made by a later version of Musnad.
    pub fn is_newer(&self) -> bool {
        self.kind == Kind::Newer
    }

    /// Whether the file is no archive, or a damaged one.
    pub fn is_broken(&self) -> bool {
        self.kind == Kind::Broken
    }

    /// Whether what was asked for is not in the archive.
    pub fn is_missing(&self) -> bool {
        self.kind == Kind::Missing
    }

    /// Whether what was asked cannot be done, as merging an event with itself.
    pub fn is_refused(&self) -> bool {
        self.kind == Kind::Refused
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let cause = self.cause.as_deref()?;
        Some(cause)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode;
        let (kind, message) = match e.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                (Kind::Busy, "another process is writing to the archive")
            }
            Some(ErrorCode::DiskFull) => (Kind::Full, "the disk is full; nothing of this was kept"),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                (Kind::ReadOnly, "the archive cannot be opened for writing")
            }
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                (Kind::Broken, "the file is no archive, or it is damaged")
            }
            _ => (Kind::Other, "the archive cannot be read or written"),
        };
        Error::new(kind, format!("{message} ({e})")).because(e)
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Error {
        Error::broken(format!("a record of the archive cannot be read ({e})")).because(e)
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Error {
        let kind = match e.kind() {
            std::io::ErrorKind::StorageFull => Kind::Full,
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => Kind::ReadOnly,
            _ => Kind::Other,
        };
        Error::new(kind, e.to_string()).because(e)
    }
}

impl From<musnad_story::Error> for Error {
    fn from(e: musnad_story::Error) -> Error {
        Error::new(Kind::Other, e.to_string()).because(e)
    }
}

impl From<musnad_search::Error> for Error {
    fn from(e: musnad_search::Error) -> Error {
        let kind = match () {
            () if e.is_locked() => Kind::Busy,
            () if e.is_missing() || e.is_stale() => Kind::Missing,
            () if e.is_bad_query() => Kind::Refused,
            () => Kind::Other,
        };
        Error::new(kind, e.to_string()).because(e)
    }
}

impl From<musnad_export::Error> for Error {
    fn from(e: musnad_export::Error) -> Error {
        Error::new(Kind::Other, e.to_string()).because(e)
    }
}
