//! Why something could not be fetched or kept: one opaque error with a stable code.

use std::error::Error as StdError;
use std::fmt;

/// Why a fetch, a configuration or an archive failed.
#[derive(Debug)]
pub struct Error {
    code: &'static str,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Codes of what the rules forbid.
const REFUSED: &[&str] = &[
    "bad-url",
    "bad-scheme",
    "has-credentials",
    "refused-port",
    "refused-address",
];

/// Codes of what may be well a while later.
const TEMPORARY: &[&str] = &[
    "timeout",
    "no-connection",
    "unknown-host",
    "cut-connection",
    "rate-limited",
    "server-error",
    "robots-unreachable",
];

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

    /// The stable name of what went wrong, kebab-case: `cut-connection`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether the rules forbid the address: its scheme, port, credentials or network.
    pub fn is_refused(&self) -> bool {
        REFUSED.contains(&self.code)
    }

    /// Whether it took longer than allowed.
    pub fn is_timeout(&self) -> bool {
        self.code == "timeout"
    }

    /// Whether the answer was larger than allowed, as sent or when decompressed.
    pub fn is_too_large(&self) -> bool {
        matches!(self.code, "too-large" | "large-headers")
    }

    /// Whether the site's robots.txt forbids it, now or at all.
    pub fn is_forbidden_by_robots(&self) -> bool {
        matches!(self.code, "robots-forbid" | "robots-unreachable")
    }

    /// Whether another attempt later may go well.
    pub fn is_temporary(&self) -> bool {
        TEMPORARY.contains(&self.code)
    }

    /// Whether another process watches the archive.
    pub fn is_watched(&self) -> bool {
        self.code == "watched"
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

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Error {
        Error::new("archive", format!("the archive: {e}")).because(e)
    }
}
