//! What the scorer learns from: candidates with their features and the share of coders who accept them.

use crate::gold::{self, Item};
use crate::score::{document, main_trigger, right};
use crate::votes::Voted;
use musnad_extract::learned::{learned_family, share_in_tenths, sort};
use musnad_extract::{EventType, Reader};
use musnad_page::Hints;
use std::collections::BTreeMap;

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

/// How often a word must tell an event of a type in coded articles to be tried as its trigger, and in which share of its
/// occurrences.
const TELLING: (usize, f32) = (2, 0.05);

/// What words tell.
#[derive(Debug, Default)]
pub struct Learned {
    /// By sort and lemma: of each time the number of its item and what is told.
    seen: BTreeMap<String, Vec<(usize, Option<EventType>)>>,
}

impl Learned {
    /// What they tell in coded articles and sentences.
    pub fn of(reader: &Reader, items: &[Item]) -> Learned {
        let mut out = Learned::default();
        for (n, item) in items.iter().enumerate() {
            let document = document(item);
            let told = |gold: &gold::Claim| {
                Some((
                    main_trigger(&document.text, gold)?,
                    EventType::from_name(&gold.kind)?,
                ))
            };
            let told: Vec<_> = item.claims.iter().filter_map(told).collect();
            for word in reader.telling_words(&document) {
                let here = told.iter().find(|(at, _)| at.overlaps(word.span));
                let word = format!("{} {}", sort(word.verb), word.lemma);
                let seen = out.seen.entry(word).or_default();
                seen.push((n, here.map(|(_, kind)| *kind)));
            }
        }
        out
    }

    /// In which share of its occurrences a word tells an event of this type, without looking at one of the items; none if
    /// it is not worth trying.
    fn telling(&self, word: &str, kind: EventType, without: Option<usize>) -> Option<f32> {
        let seen = self.seen.get(word)?;
        let others = || seen.iter().filter(|s| Some(s.0) != without);
        let told = others().filter(|s| s.1 == Some(kind)).count();
        let share = told as f32 / others().count().max(1) as f32;
        (told >= TELLING.0 && share >= TELLING.1).then_some(share)
    }

    /// The words that are worth trying, as lines of the file of weights.
    pub fn lines(&self) -> String {
        let all = self
            .seen
            .keys()
            .flat_map(|word| EventType::ALL.iter().map(move |kind| (word, *kind)));
        let line = |(word, kind): (&String, EventType)| {
            let share = self.telling(word, kind, None)?;
            Some(format!("trigger\t{} {word}\t{share:.2}\n", kind.name()))
        };
        all.filter_map(line).collect()
    }

    /// Leaves out the candidates of words that would not be tried had their own article not been looked at, and tells
    /// the others the share that the rest gives theirs.
    pub fn fair(&self, examples: &mut Vec<Example>, first: usize) {
        examples.retain_mut(|e| {
            let Some(word) = e.features.iter().find_map(|(name, _)| learned_word(name)) else {
                return true;
            };
            let Some(share) = self.telling(&word, e.kind, Some(e.group - first)) else {
                return false;
            };
            for (name, _) in e.features.iter_mut().filter(|f| f.0.starts_with("share:")) {
                let of_kind = name
                    .split_once('|')
                    .map_or(String::new(), |(_, kind)| format!("|{kind}"));
                *name = format!("share:{}{of_kind}", share_in_tenths(share));
            }
            true
        });
    }
}

/// The word of a candidate that a learned trigger found, with its sort.
fn learned_word(feature: &str) -> Option<String> {
    let (family, word) = feature.split_once(':')?;
    let verb = [false, true]
        .into_iter()
        .find(|verb| family == learned_family(*verb))?;
    let lemma = word.rsplit_once('|').map_or(word, |(lemma, _)| lemma);
    Some(format!("{} {lemma}", sort(verb)))
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
                    weight: 1.0,
                    features,
                }),
        );
    }
    out
}
