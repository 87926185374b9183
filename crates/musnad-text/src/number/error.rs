//! What can go wrong with the tables that numbers and times are read by.

/// Why a table of number or time words can't be used.
#[derive(thiserror::Error)]
#[error("{table}: {kind}")]
pub struct Error {
    table: &'static str,
    kind: Kind,
}

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    #[error("{0}")]
    Content(String),
}

// a TOML error holds the whole table; its message is enough
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Error {
    /// Whether the table is no TOML of the expected shape; otherwise its content contradicts itself.
    pub fn is_syntax(&self) -> bool {
        matches!(self.kind, Kind::Toml(_))
    }

    pub(crate) fn syntax(table: &'static str, source: toml::de::Error) -> Error {
        Error {
            table,
            kind: Kind::Toml(source),
        }
    }

    pub(crate) fn content(table: &'static str, message: String) -> Error {
        Error {
            table,
            kind: Kind::Content(message),
        }
    }
}
