//! Knowledge: the names that news uses, and what they stand for.
//!
//! In comes a run of folded words, out come the [`Entry`]s that bear that name: actors, outlets, places,
//! countries. The registries are the tables of `data/`; resolving is pure.

mod registry;
mod table;

pub use registry::{Actor, Country, Entry, Found, Knowledge, Outlet, Place};
pub use table::Error;
