//! The page layer: bytes as they came in, made a [`Document`].
//!
//! In come bytes and what the caller knows of them; out comes one article: its text, its blocks, and apart from
//! it the teasers of other stories. Reading never fails: what is wrong with the bytes is a [`Diagnostic`].

mod document;

pub use document::{Block, BlockKind, Dateline, Diagnostic, Document, Related, Severity};
