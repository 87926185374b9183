//! Knowledge: the names that news uses, and what they stand for.
//!
//! In comes a run of folded words, out come the [`Entry`]s that bear that name: actors, outlets, places,
//! countries. The registries are the tables of `data/`, compiled when the program is built, and those that a team
//! adds; resolving is pure.

mod geo;
pub mod import;
mod knowledge;
#[allow(dead_code, unreachable_pub, missing_docs)] // shared with the build script
mod pack;
mod resolve;
#[allow(dead_code, unreachable_pub, missing_docs)] // shared with the build script
mod rows;
#[allow(dead_code, unreachable_pub, missing_docs)] // shared with the build script
mod table;

pub use geo::{destination, kilometres};
pub use knowledge::{Actor, Country, Entry, Found, Knowledge, NameWord, Outlet, Place, version_of};
pub use resolve::{Choice, Clues, Reason, Scored};
pub use rows::{PLACE_KINDS, SECTORS};
pub use table::{Error, Problem};
