//! What the scorer learns from: candidates with their features and the share of coders who accept them.

use crate::gold::{Item, SENTENCE};
use crate::score::{document, right};
use crate::votes::Voted;
use musnad_extract::{EventType, Reader};
use musnad_page::Hints;

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
