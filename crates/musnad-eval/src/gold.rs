//! The gold corpus: articles and sentences with their claims and quotes, as `corpus/README.md` describes them.

#![allow(
    missing_docs,
    reason = "the fields are told in corpus/README.md and in the record contract"
)]

use musnad_extract::EventType;
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: String,
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub register: String,
    pub text: String,
    pub title: String,
    #[serde(default)]
    pub related: Vec<String>,
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
    #[serde(default, rename = "quote")]
    pub quotes: Vec<Quote>,
    /// A file of sentences says what makes each of them hard.
    #[serde(default)]
    pub about: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    pub content: String,
    pub kind: String,
    pub cue: Option<String>,
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A file of sentences.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    sentence: Vec<Sentence>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    text: String,
    about: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    #[serde(default, rename = "claim")]
    claims: Vec<Claim>,
    #[serde(default, rename = "quote")]
    quotes: Vec<Quote>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub modality: String,
    pub trigger: Vec<String>,
    #[serde(default)]
    pub near: String,
    #[serde(default)]
    pub actor: Vec<Party>,
    #[serde(default)]
    pub recipient: Vec<Party>,
    pub place: Option<Place>,
    pub from: Option<Place>,
    pub to: Option<Place>,
    pub time: Option<Time>,
    #[serde(default)]
    pub toll: Vec<Count>,
    pub sources: Vec<String>,
    #[serde(default)]
    pub event: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    pub text: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    #[serde(default)]
    pub aligned_with: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub text: String,
    pub country: Option<String>,
    pub precision: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    pub text: String,
    pub start: Option<String>,
    pub end: Option<String>,
    pub precision: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    pub outcome: String,
    pub who: Option<String>,
    pub value: Option<u64>,
    pub bound: String,
    pub min: Option<u64>,
    pub max: Option<u64>,
    #[serde(default)]
    pub cumulative: bool,
}

impl Count {
    /// Least and most, worked out from value and bound as the record contract does; `None` for «about».
    pub fn range(&self) -> Option<(Option<u64>, Option<u64>)> {
        let value = self.value;
        match self.bound.as_str() {
            "exact" => Some((value, value)),
            "at_least" => Some((value, None)),
            "more_than" => Some((value.map(|v| v + 1), None)),
            "at_most" => Some((None, value)),
            "less_than" => Some((None, value.map(|v| v.saturating_sub(1)))),
            "vague" => Some((self.min, self.max)),
            _ => None,
        }
    }
}

/// The register of a single sentence.
pub const SENTENCE: &str = "sentence";

/// The articles and sentences of files, each with its name and text, in the order given, and the SHA-256 of the files
/// one after the other.
///
/// # Errors
/// If a file is no gold; with its name.
pub fn parse(files: &[(String, String)]) -> Result<(Vec<Item>, String), String> {
    let (mut hash, mut items) = (Sha256::new(), Vec::<Item>::new());
    for (name, text) in files {
        let told = |e: toml::de::Error| format!("{name}: {e}");
        hash.update(text);
        if text.contains("[[sentence]]") {
            let file: Sentences = toml::from_str(text).map_err(told)?;
            let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".toml");
            items.extend(
                file.sentence
                    .into_iter()
                    .enumerate()
                    .map(|(n, s)| s.item(stem, n)),
            );
        } else {
            items.push(toml::from_str(text).map_err(told)?);
        }
    }
    let unknown = |c: &&Claim| EventType::from_name(&c.kind).is_none() || c.trigger.is_empty();
    for item in &items {
        if let Some(claim) = item.claims.iter().find(unknown) {
            return Err(format!(
                "{}: a claim of type {:?} that can't be used",
                item.id, claim.kind
            ));
        }
    }
    let hash = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    Ok((items, hash))
}

impl Sentence {
    fn item(self, file: &str, n: usize) -> Item {
        let mut claims = self.claims;
        for (event, claim) in (1..).zip(&mut claims) {
            claim.event = event;
            if let (true, Some(trigger)) = (claim.near.is_empty(), claim.trigger.first()) {
                claim.near.clone_from(trigger);
            }
        }
        Item {
            id: format!("{file}#{}", n + 1),
            outlet: self.outlet,
            published: self.published,
            register: SENTENCE.to_owned(),
            text: self.text,
            title: String::new(),
            related: Vec::new(),
            claims,
            quotes: self.quotes,
            about: self.about,
        }
    }
}
