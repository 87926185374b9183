//! What many documents say together: events, stories and their tolls, version 1.
//!
//! The contract's records are what single documents say; these are what the archive makes of them. An event never
//! says that something happened: it holds what its claims agree on, what they dispute, and who said what when.

use serde::{Deserialize, Serialize};

/// What claims of one or many documents tell of one happening.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `event/1`.
    pub record: String,
    /// Stays the same when claims come and go; a merge leaves a redirect.
    pub id: String,
    /// The story that most of its documents belong to.
    pub story: Option<String>,
    /// PLOVER's event type.
    pub r#type: String,
    /// PLOVER's mode, where the claims that have one agree.
    pub mode: Option<String>,
    /// PLOVER's contexts that any claim has.
    pub contexts: Vec<String>,
    /// What most independent sources say of whether it happened, in the words of the contract.
    pub modality: String,
    /// The finest place that no claim contradicts.
    pub place: Option<Place>,
    /// The narrowest time that no claim contradicts.
    pub time: Option<Time>,
    /// Who is said to have done it and to whom.
    pub parties: Vec<Party>,
    /// One ledger an outcome.
    pub toll: Vec<Toll>,
    /// What claims disagree about: `perpetrator`, `toll`, `happened`.
    pub disputed: Vec<String>,
    /// How well it is attested: `confirmed`, `fair`, `weak`, `contested`, `discounted`.
    pub grade: String,
    /// The report that came first.
    pub first: Option<First>,
    /// Documents that tell it; all versions of one page are one.
    pub reports: u32,
    /// Of them, copies of others.
    pub copies: u32,
    /// Sources that say it, each counted once however often it is copied or cited.
    pub independent: u32,
    /// The claims, in the order of their documents' publication.
    pub tellings: Vec<Telling>,
    /// Events that may be the same and were not merged.
    pub duplicates: Vec<Duplicate>,
}

/// Where an event is said to have been.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of a claim's place in the contract"
)]
pub struct Place {
    pub id: Option<String>,
    pub name_ar: Option<String>,
    pub name_en: Option<String>,
    pub country: Option<String>,
    pub admin1: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub precision: String,
}

/// When an event is said to have been.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// ISO 8601, inclusive.
    pub start: String,
    /// ISO 8601, exclusive; none for what goes on.
    pub end: Option<String>,
    /// As in the contract.
    pub precision: String,
}

/// A party to an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// `actor` or `recipient`.
    pub role: String,
    /// Its entry in the registry.
    pub id: Option<String>,
    /// The registry's Arabic name.
    pub name_ar: Option<String>,
    /// The registry's English name.
    pub name_en: Option<String>,
    /// The words of the first claim that names it.
    pub text: String,
    /// As in the contract.
    pub country: Option<String>,
    /// As in the contract.
    pub sector: Option<String>,
    /// Claims that name it.
    pub claims: Vec<String>,
    /// Who says so, one name a source.
    pub by: Vec<String>,
    /// `claimed` where it says so itself, `denied` where it denies it, `alleged` otherwise.
    pub stance: String,
}

/// The ledger of one outcome: every figure that anyone gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toll {
    /// As in the contract: `killed`, `injured`, …
    pub outcome: String,
    /// The least that the latest figures of independent sources allow.
    pub low: Option<u64>,
    /// By the policy that was asked for.
    pub best: Option<u64>,
    /// The most that they allow; none where one of them has no upper bound and no figure.
    pub high: Option<u64>,
    /// The figures in the order of their publication.
    pub lines: Vec<Line>,
}

/// One figure that one claim gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The claim.
    pub claim: String,
    /// Its document.
    pub document: String,
    /// When the document was published.
    pub published: Option<String>,
    /// Where the document is a later version of its page: when that was first seen.
    pub seen: Option<String>,
    /// Who gives the figure: one name a source, the same in every document.
    pub by: String,
    /// The words of the figure.
    pub words: String,
    /// As in the contract; of hurt people who died since, with the dead of the figure before.
    pub value: Option<u64>,
    /// As in the contract.
    pub bound: String,
    /// As in the contract.
    pub min: Option<u64>,
    /// As in the contract.
    pub max: Option<u64>,
    /// What it is to the lines before: `first`, `update`, `repeat`, `copy`, `contradiction`, `other` (another
    /// quantity), `earlier` (called so by the text), `part` (of the whole), `withdrawn` (corrected later).
    pub is: String,
    /// Whether it counts for the range: the latest whole figure of an independent source.
    pub current: bool,
}

/// The report that came first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the ids and times of the document that told it first")]
pub struct First {
    pub document: String,
    pub claim: String,
    pub outlet: Option<String>,
    pub published: Option<String>,
    /// Where the document is a later version of its page: when that was first seen.
    pub seen: Option<String>,
}

/// One claim of an event, and why it belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// The claim.
    pub claim: String,
    /// Its document.
    pub document: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// The document that this one took its text from.
    pub copy_of: Option<String>,
    /// The version of its page that came before this document.
    pub version_of: Option<String>,
    /// Who is nearest to the event in the claim's chain.
    pub by: String,
    /// As in the contract.
    pub modality: String,
    /// Why it was merged with the others; nothing for those that the event began with.
    pub why: Vec<Reason>,
}

/// One reason for or against that two tellings are of one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What was compared: `type`, `place`, `time`, `party`, `toll`, `words`, `story`, `copy`, `document`, `person`.
    pub about: String,
    /// Points for it; negative against it.
    pub points: f32,
    /// What was found, in plain English.
    pub found: String,
}

/// An event that may be the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the other event's id, and the reasons")]
pub struct Duplicate {
    pub event: String,
    pub why: Vec<Reason>,
}

/// Documents of one running affair.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// `story/1`.
    pub record: String,
    /// Stays the same when documents come and go; a merge leaves a redirect.
    pub id: String,
    /// The title of the document that is nearest to the others.
    pub title: Option<String>,
    /// When its first document was published.
    pub first: Option<String>,
    /// When its last document was published.
    pub last: Option<String>,
    /// Its documents, in the order of publication.
    pub documents: Vec<Member>,
    /// Its events, by id.
    pub events: Vec<String>,
}

/// A document of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the document's own fields")]
pub struct Member {
    pub document: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<String>,
    /// The document that this one took its text from.
    pub copy_of: Option<String>,
    /// The version of its page that came before this one.
    pub version_of: Option<String>,
    /// Where it is a later version of its page: when that was first seen.
    pub seen: Option<String>,
}
