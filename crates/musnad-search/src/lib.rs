//! The search index: where does something stand?
//!
//! In come [`Entry`]s, which are documents, quotes, claims and events as plain words and values; out come [`Hits`]
//! for a [`Query`]. The words are Arabic that forgives: spelling, marks, digits, the article and what is written
//! on to a word make no difference, but for phrases in quotation marks, which keep the word as written.
//!
//! The index is a folder, made with tantivy. It is derived data: nothing in it cannot be made again, and an index
//! of another format or lexicon says that it [is stale](Error::is_stale). One process writes, any number read.
//!
//! ```
//! use musnad_search::{Entry, Index, Kind, Query};
//! # let folder = std::env::temp_dir().join(format!("musnad-search-doc-{}", std::process::id()));
//! let lexicon = std::sync::Arc::new(musnad_lexicon::Lexicon::builtin()?);
//! let index = Index::open(&folder, &lexicon)?;
//! let mut writer = index.writer()?;
//! writer.add(&Entry {
//!     kind: Kind::Claim,
//!     id: "c1",
//!     key: 1,
//!     time: Some(1_700_000_000),
//!     title: "",
//!     text: "لحقت أضرار بالمستشفى وبمدرسة",
//!     facets: &[],
//!     at: None,
//!     confidence: 0.9,
//!     doubtful: false,
//!     shown: "",
//! })?;
//! writer.commit(1)?;
//! let hits = index.search(&Query { words: "مستشفى".to_owned(), size: 10, ..Query::default() })?;
//! assert_eq!(hits.hits[0].id, "c1");
//! # writer.finish()?;
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod analyse;
mod ask;
mod collect;
mod cursor;
mod entry;
mod error;
mod highlight;
mod index;
mod mark;
mod query;
mod schema;
mod values;
mod writer;

pub use ask::Note;
pub use cursor::Cursor;
pub use entry::{Entry, Facet, Kind};
pub use error::Error;
pub use highlight::{Highlighter, Snippet};
pub use index::Index;
pub use query::{Bounds, FacetCounts, Filter, Hit, Hits, Query, Sort};
pub use writer::Writer;
