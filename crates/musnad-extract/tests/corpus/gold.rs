//! The gold corpus: `corpus/*.toml`, as `corpus/README.md` describes it.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    pub id: String,
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub register: String,
    pub text: String,
    pub title: String,
    pub related: Vec<String>,
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub modality: String,
    pub trigger: Vec<String>,
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

/// The folder of the corpus.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

/// The articles in the order of their names, and the SHA-256 of their files one after the other.
pub fn articles() -> (Vec<Article>, String) {
    let entries = std::fs::read_dir(folder()).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml") && !p.ends_with("floors.toml"));
    paths.sort();
    let mut hash = Sha256::new();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        hash.update(&text);
        toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let articles = paths.iter().map(read).collect();
    (
        articles,
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect(),
    )
}
