//! The page layer: bytes as they came in, made a [`Document`].
//!
//! In come bytes and what the caller knows of them; out comes one article: its text, its blocks, and apart from
//! it the teasers of other stories. Reading never fails: what is wrong with the bytes is a [`Diagnostic`].
//! [`decode`] makes characters of bytes, [`read`] takes a page of bare text, [`read_record`] and [`RecordLines`] take JSON Lines.

mod clean;
mod dateline;
mod decode;
mod document;
mod language;
mod line;
mod read;
mod record;
mod segment;
mod words;

pub use decode::decode;
pub use document::{Block, BlockKind, Dateline, Diagnostic, Document, Related, Severity};
pub use read::{Hints, LARGEST, read, read_from, read_page};
pub use record::{Content, RecordLine, RecordLines, publication_date, read_record};
