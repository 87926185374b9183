//! Sentences on which coders voted whether they tell an event of one type: JSON Lines with `id`, `text`, `type`,
//! `label`, `accept`, `reject`.

use crate::tally::Tally;
use musnad_extract::Reader;
use musnad_page::Hints;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One sentence and its votes.
#[derive(Clone, Debug, Deserialize)]
pub struct Voted {
    /// Its name.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: String,
    /// `yes`, `difficult no`, `easy no` or `ambiguous`.
    pub label: String,
    /// Coders who saw an event of the type.
    pub accept: u32,
    /// Coders who saw none.
    pub reject: u32,
}

impl Voted {
    /// The share of coders who saw an event.
    pub fn share(&self) -> f32 {
        self.accept as f32 / (self.accept + self.reject).max(1) as f32
    }
}

/// Reads a file of sentences.
///
/// # Errors
/// At the first line that is no such record, with its number.
pub fn parse(text: &str) -> Result<Vec<Voted>, String> {
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    lines
        .map(|(n, line)| serde_json::from_str(line).map_err(|e| format!("line {}: {e}", n + 1)))
        .collect()
}

/// What a reader finds in sentences of one type.
#[derive(Clone, Debug, Default)]
pub struct Detection {
    /// Sentences that all coders accepted, against those that they did not; the ambiguous ones left out.
    pub all: Tally,
    /// The same without sentences that nobody accepted.
    pub hard: Tally,
}

impl Detection {
    /// By type, what `reader` tells in sentences that were voted on.
    pub fn of(reader: &Reader, voted: &[Voted]) -> BTreeMap<String, Detection> {
        let mut out: BTreeMap<String, Detection> = BTreeMap::new();
        for sentence in voted.iter().filter(|v| v.label != "ambiguous") {
            let hints = Hints {
                id: Some(&sentence.id),
                ..Hints::default()
            };
            let reading = reader.read(&musnad_page::read(sentence.text.as_bytes(), &hints));
            let found = reading.told().any(|c| c.kind.name() == sentence.kind);
            let yes = sentence.label == "yes";
            let entry = out.entry(sentence.kind.clone()).or_default();
            let (right, given, wanted) = ((found && yes).into(), found.into(), yes.into());
            entry.all.add(right, given, wanted);
            if sentence.label != "easy no" {
                entry.hard.add(right, given, wanted);
            }
        }
        out
    }
}
