//! The extraction layer: what a document says, and according to whom.
//!
//! In comes a [`Document`](musnad_page::Document), out comes a [`Reading`]: its quotes and its claims, each field
//! tied to words of the text. Reading is pure: the same document gives the same reading on any thread.

mod accord;
mod acts;
mod aim;
mod asides;
mod asked;
mod attach;
mod attribution;
mod carried;
mod check;
mod claim;
mod counts;
mod doer;
mod draft;
mod error;
mod explain;
mod features;
mod figures;
mod form;
mod frame;
mod frames;
mod happening;
mod heard;
mod join;
mod joined;
mod judge;
mod lang;
pub mod learned;
mod lexical;
mod listing;
mod matching;
mod meant;
mod memory;
mod mention;
mod mishap;
mod modality;
mod modes;
mod names;
mod office;
mod opinion;
mod owners;
mod party;
mod people;
mod phrase;
mod place;
mod placing;
mod pointing;
mod quoting;
mod reach;
mod reader;
mod reckon;
mod report;
mod roles;
mod rule;
mod scene;
pub mod scorer;
mod speaker;
mod tolling;
mod tone;
mod trigger;
mod verbal;
mod when;
mod whereabouts;
mod who;
mod written;

pub use check::{RuleReport, check_rules};
pub use error::Error;
pub use explain::Derivation;
pub use features::{LONE, stands_alone};
pub use judge::Attachable;
pub use mention::{Mention, Named};
pub use reader::Reader;
pub use reckon::LEAST_FIGURE;

pub use claim::{
    Actor, Bound, Claim, Count, EventType, Modality, Outcome, Place, PlacePrecision, Quote, QuoteKind,
    Reading, Role, Source, SourceKind, Stance, Time, TimeBasis, TimePrecision,
};

/// The rule files built into the program as they were written: path and text.
pub fn rule_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().copied()
}

/// The rule files built into the program: path and text.
pub(crate) fn builtin_rules() -> Vec<(String, String)> {
    RULES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
