//! Watching outlets: feeds, sections and sitemaps go in, pages as they were fetched come out of an archive.
//!
//! [`fetch`] asks for one address safely, [`config`] says what is watched, [`Watch`] asks for what is due, politely,
//! and [`Archive`] keeps what came, so that a stop at any moment loses nothing and doubles nothing.

pub mod address;
mod archive;
mod clock;
pub mod config;
mod error;
pub mod fetch;
pub mod links;
mod page;
mod plan;
mod robots;
mod sources;
mod watch;

pub use archive::{Archive, Health, Pages, Which, file_of, health, is_archive};
pub use clock::{Clock, SystemClock};
pub use error::Error;
pub use fetch::{Fetcher, Rules, fetch_page};
pub use page::Page;
pub use sources::Kind;
pub use watch::{Told, Watch, What};
