//! Stories: what many documents say together.
//!
//! Records of documents come in, one by one and in any order; out goes with which others each belongs: whose copy it
//! is, which story it goes on, which events it tells. What is joined says why, and doubtful pairs stay apart. No
//! disk, no clock: the same documents in the same order give the same groups.

mod asides;
mod copies;
mod cues;
mod error;
mod events;
mod figures;
mod grade;
mod group;
mod ledger;
mod profile;
mod same;
mod sources;
mod stem;
mod stories;
mod telling;
mod versions;
mod view;

pub use error::Error;
pub use group::{Grouper, Placed, PlacedEvent, Possible};
pub use ledger::Policy;
pub use profile::{published, seconds};
pub use same::{kilometres, phrases};
pub use stories::Settings;
pub use versions::{Later, Version};
pub use view::{About, Document, Told, Viewer};
