//! The extraction layer: what a document says, and according to whom.
//!
//! In comes a [`Document`](musnad_page::Document), out comes a [`Reading`]: its quotes and its claims, each field
//! tied to words of the text. Reading is pure: the same document gives the same reading on any thread.

mod claim;
mod reader;

pub use claim::{
    Actor, Bound, Claim, Count, EventType, Modality, Outcome, Place, PlacePrecision, Quote, QuoteKind,
    Reading, Role, Source, SourceKind, Stance, Time, TimeBasis, TimePrecision,
};
pub use reader::{Error, Reader, RuleReport, check_rules};
