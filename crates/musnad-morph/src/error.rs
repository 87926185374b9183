//! The one error of the crate: a lexicon line that cannot be what it says.

use std::fmt;

/// Why a lexicon line yields no paradigm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Root(String),
    Form(String),
    Vowels(String),
    Lemma { lemma: String, generated: String },
}

impl Error {
    pub(crate) fn root(text: impl Into<String>) -> Self {
        Self {
            kind: Kind::Root(text.into()),
        }
    }

    pub(crate) fn form(text: impl Into<String>) -> Self {
        Self {
            kind: Kind::Form(text.into()),
        }
    }

    pub(crate) fn vowels(text: impl Into<String>) -> Self {
        Self {
            kind: Kind::Vowels(text.into()),
        }
    }

    pub(crate) fn lemma(lemma: &str, generated: String) -> Self {
        Self {
            kind: Kind::Lemma {
                lemma: lemma.to_owned(),
                generated,
            },
        }
    }

    /// Whether the root has the wrong number of letters for the form, or a letter that is no radical.
    pub fn is_bad_root(&self) -> bool {
        matches!(self.kind, Kind::Root(_))
    }

    /// Whether root and form make another verb than the lemma.
    pub fn is_lemma_mismatch(&self) -> bool {
        matches!(self.kind, Kind::Lemma { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Root(root) => write!(
                f,
                "bad root «{root}»: three or four Arabic letters that fit the form, hamza as «ء»"
            ),
            Kind::Form(form) => write!(f, "bad verb form «{form}»: 1 to 10, Q1, Q2 or Q4"),
            Kind::Vowels(vowels) => write!(f, "bad vowels «{vowels}»: form 1 needs them, written like a-u"),
            Kind::Lemma { lemma, generated } => {
                write!(
                    f,
                    "lemma «{lemma}» does not fit its root and form, which make «{generated}»"
                )
            }
        }
    }
}

impl std::error::Error for Error {}
