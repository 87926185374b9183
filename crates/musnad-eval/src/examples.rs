//! What the scorer learns from: candidates with their features and the share of coders who accept them.

use crate::gold::{Item, SENTENCE};
use crate::score::{document, right};
use crate::votes::Voted;
use musnad_extract::{EventType, Reader};
use musnad_page::Hints;
use std::collections::BTreeMap;

/// How much more a candidate of a coded sentence counts than one of an article: they are few beside the voted ones,
/// from which they differ.
const SENTENCES: f32 = 3.0;

/// One candidate.
#[derive(Clone, Debug)]
pub struct Example {
    /// The sentence or article it is of, by number: what belongs together is never divided between folds.
    pub group: usize,
    /// Its type.
    pub kind: EventType,
    /// The share of coders who accept it.
    pub share: f32,
    /// How much it counts.
    pub weight: f32,
    /// What is known of it.
    pub features: Vec<(String, f32)>,
}

/// How many coded claims a rule must find where what it asks for is missing to be tried so, and which share of what
/// it finds there they must be.
const WORTH: (usize, f64) = (2, 0.1);

/// What rules find where what they ask for is missing.
#[derive(Debug, Default)]
pub struct Loose {
    /// By rule: of each such candidate the number of its item, and whether it is a coded claim.
    found: BTreeMap<String, Vec<(usize, bool)>>,
}

impl Loose {
    /// What they find in coded articles and sentences; `reader` tries all rules so.
    pub fn of(reader: &Reader, items: &[Item]) -> Loose {
        let mut out = Loose::default();
        for example in of_gold(reader, items, 0) {
            let Some(rule) = loosely(&example.features) else {
                continue;
            };
            let found = out.found.entry(rule.to_owned()).or_default();
            found.push((example.group, example.share > 0.5));
        }
        out
    }

    /// The rules that are worth trying so.
    pub fn rules(&self) -> Vec<String> {
        let rules = self.found.keys();
        rules.filter(|r| self.is_worth(r, None)).cloned().collect()
    }

    /// Whether a rule is worth trying so, told without looking at one of the items.
    fn is_worth(&self, rule: &str, without: Option<usize>) -> bool {
        let found = self.found.get(rule).into_iter().flatten();
        let others: Vec<bool> = found.filter(|f| Some(f.0) != without).map(|f| f.1).collect();
        let right = others.iter().filter(|r| **r).count();
        right >= WORTH.0 && right as f64 >= WORTH.1 * others.len() as f64
    }

    /// Leaves out the candidates of rules that would not be tried had their own article not been looked at.
    pub fn fair(&self, examples: &mut Vec<Example>, first: usize) {
        examples
            .retain(|e| loosely(&e.features).is_none_or(|rule| self.is_worth(rule, Some(e.group - first))));
    }
}

/// The rule of a candidate that was found without what the rule asks for.
fn loosely(features: &[(String, f32)]) -> Option<&str> {
    features.iter().find_map(|(name, _)| name.strip_prefix("loose:"))
}

/// The candidates in sentences that were voted on, of the type that the vote was about; `first` is the number of the
/// first sentence.
pub fn of_votes(reader: &Reader, voted: &[Voted], first: usize) -> Vec<Example> {
    let mut out = Vec::new();
    for (n, sentence) in voted.iter().enumerate() {
        let hints = Hints {
            id: Some(&sentence.id),
            ..Hints::default()
        };
        let candidates = reader.candidates(&musnad_page::read(sentence.text.as_bytes(), &hints));
        let mine: Vec<_> = candidates
            .into_iter()
            .filter(|(c, _)| c.kind.name() == sentence.kind)
            .collect();
        let weight = 1.0 / mine.len().max(1) as f32;
        out.extend(mine.into_iter().map(|(claim, features)| Example {
            group: first + n,
            kind: claim.kind,
            share: sentence.share(),
            weight,
            features,
        }));
    }
    out
}

/// The candidates in coded articles and sentences: accepted where a coded claim matches.
pub fn of_gold(reader: &Reader, items: &[Item], first: usize) -> Vec<Example> {
    let mut out = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let document = document(item);
        let candidates = reader.candidates(&document);
        let claims: Vec<_> = candidates.iter().map(|(c, _)| c.clone()).collect();
        let right = right(&claims, &document, item);
        out.extend(
            candidates
                .into_iter()
                .zip(right)
                .map(|((claim, features), right)| Example {
                    group: first + n,
                    kind: claim.kind,
                    share: f32::from(u8::from(right)),
                    weight: if item.register == SENTENCE { SENTENCES } else { 1.0 },
                    features,
                }),
        );
    }
    out
}
