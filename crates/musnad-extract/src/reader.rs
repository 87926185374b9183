//! The engine's ways in, as yet without an engine.

use crate::Reading;
use musnad_page::Document;

/// What went wrong in building a reader.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

/// Reads documents by rules.
#[derive(Debug)]
pub struct Reader(());

impl Reader {
    /// The reader with the rules that come with the program.
    ///
    /// # Errors
    /// If the rules cannot be used.
    pub fn builtin() -> Result<Reader, Error> {
        Ok(Reader(()))
    }

    /// What `document` says.
    pub fn read(&self, _document: &Document) -> Reading {
        Reading::default()
    }

    /// How `document` is read, step by step, as plain text.
    pub fn explain(&self, _document: &Document) -> String {
        String::new()
    }
}

/// The outcome of rules' own checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleReport {
    /// Checks that passed.
    pub passed: usize,
    /// Checks that failed, as `file:line:column: message`.
    pub failures: Vec<String>,
    /// What is suspicious but no failure.
    pub warnings: Vec<String>,
}

/// Runs the checks of rule files, given as path and content; of the built-in ones where none are given.
pub fn check_rules(_files: &[(String, String)]) -> RuleReport {
    RuleReport::default()
}
