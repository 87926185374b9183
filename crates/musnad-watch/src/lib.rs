//! Watching outlets: feeds, sections and sitemaps go in, pages as they were fetched come out of an archive.
//!
//! [`fetch`] asks for one address safely, [`config`] says what is watched, [`Watch`] asks for what is due, politely,
//! and [`Archive`] keeps what came, so that a stop at any moment loses nothing and doubles nothing.

pub mod address;
mod clock;
mod error;
pub mod fetch;
mod page;

pub use clock::{Clock, SystemClock};
pub use error::Error;
pub use fetch::{Fetcher, Rules, fetch_page};
pub use page::Page;
