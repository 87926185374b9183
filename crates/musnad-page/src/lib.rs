//! The page layer: bytes as they came in, made a [`Document`].
//!
//! In come bytes and what the caller knows of them; out comes one article: its text, its blocks, and apart from
//! it the teasers of other stories. Reading never fails: what is wrong with the bytes is a [`Diagnostic`].
//! [`decode`] makes characters of bytes, [`read`] takes a page of bare text, [`read_record`] and [`RecordLines`] take JSON Lines.

mod clean;
mod dateline;
mod decode;
mod document;
mod html;
mod language;
mod line;
mod published;
mod read;
mod record;
mod segment;
mod sites;
mod words;

pub use decode::decode;
pub use document::{Block, BlockKind, Dateline, Diagnostic, Document, Image, Related, Severity};
pub use read::{Hints, LARGEST, explain_page, read, read_from, read_page};
pub use record::{Content, RecordLine, RecordLines, publication_date, read_record};
pub use sites::{Sites, SitesError};
