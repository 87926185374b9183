//! Is this what was kept, and has nobody touched it?
//!
//! Bytes and plain values come in: entries of a [`journal`], pages, records as text. A chain of hashes goes out, and a
//! bundle: a ZIP that is a bag by BagIt (RFC 8493), signed by a [`Key`], which `sha256sum` and `openssl` can check
//! without Musnad, and [`verify`] to its last byte. What a bundle holds and proves is told in `docs/seal.md`.
//!
//! There is no clock here and no net: times are handed in. Files are touched where a path is given and nowhere else.

mod bag;
mod error;
mod hash;
pub mod journal;
mod key;
mod layout;
mod lines;
mod sealer;
mod stamp;
mod verdict;
mod verify;
mod warc;
mod whole;

pub use error::Error;
pub use hash::Hash;
pub use key::{Key, PublicKey};
pub use sealer::{About, Answer, Enclosed, LeftOut, Page, Sealed, Sealer, Table, add_timestamp};
pub use verdict::{Check, Failure, Verdict};
pub use verify::{verify, verify_in};
