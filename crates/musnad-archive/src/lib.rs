//! The archive: everything that was read, kept, joined and found again.
//!
//! Records of documents go in; documents, stories and events come out, in one folder that one process writes and any
//! number read. Nothing is overwritten: what is read again is another reading, what people say stands beside what the
//! machine read, and the journal holds each change in a chain of hashes.

mod archive;
mod check;
mod correct;
mod entry;
mod error;
mod grouping;
mod known;
mod leave;
mod overlay;
mod question;
mod reasons;
mod reread;
mod review;
mod schema;
mod search;
mod since;
mod sqlite;
pub mod store;
mod thread;

pub use archive::{Archive, Incoming, Kept, Taken};
pub use check::{Checked, Wrong, check};
pub use correct::{By, Reach, Said};
pub use error::Error;
pub use leave::{give, kind_of};
pub use overlay::Status;
pub use question::{Question, bounds};
pub use reread::Reread;
pub use review::Reviewed;
pub use search::{Brief, Search};
pub use since::{Changed, Gone};
pub use sqlite::Sqlite;
pub use thread::Thread;
