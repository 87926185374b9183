//! What people say of claims and events, version 1: beside the machine's reading, never in its place.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that one person said of a claim or an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// `correction/1`.
    pub record: String,
    /// Its number in the archive, from 1.
    pub n: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why; empty where nothing was said.
    pub why: String,
    /// The id of the claim or event.
    pub target: String,
    /// The claim's document.
    pub document: Option<String>,
    /// `accept`, `reject`, `set`, `grade`, `merge`, `split`, `undo`.
    pub kind: String,
    /// The field that is set.
    pub field: Option<String>,
    /// What it is set to; for a merge the event that went in, for a split the new one, each with the claims that
    /// moved; for `undo` the number of what is undone.
    pub value: Value,
    /// What the machine read there, as the contract has it; nothing for events.
    pub reading: Value,
    /// The correction of another mention that this one follows.
    pub follows: Option<i64>,
    /// The correction that undid this one.
    pub undone: Option<i64>,
    /// Whether the claim is no more in the document's last reading.
    pub gone: bool,
}

/// How far those who judged the same claims agree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// `agreement/1`.
    pub record: String,
    /// Claims that anyone judged.
    pub judged: u64,
    /// Claims that two or more judged.
    pub twice: u64,
    /// Each two people who judged some of the same claims, for each kind of field.
    pub pairs: Vec<Pair>,
}

/// Two people and one kind of field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// One of them.
    pub a: String,
    /// The other.
    pub b: String,
    /// `verdict` (whether it is a claim), else the field.
    pub field: String,
    /// Claims that both judged.
    pub both: u64,
    /// Of them, those on which they say the same.
    pub same: u64,
    /// Their share.
    pub agreement: f64,
    /// Cohen's kappa; none where both always say one and the same thing.
    pub kappa: Option<f64>,
}
