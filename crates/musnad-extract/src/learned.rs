//! Triggers that no rule names: words that coded text shows to tell an event of a type, which the scorer's file of weights
//! lists. They are read with the frame of the type (`learned = true` in `lang/ar/rules/event`) and judged by the scorer.
//!
//! In an article a word that no rule reads and that tells such an event often enough is vouched for as by a rule. All
//! else is weak: a word that seldom tells it, or that the rules read as another type. Much is tried so and little right;
//! a weak draft is a claim only where it is likely enough to be told, and likelier than what the rules read there.

use crate::claim::EventType;
use crate::draft::Draft;
use crate::features::lemma;
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::opinion::Opinion;
use crate::reader::SentenceReading;
use musnad_text::Span;
use rustc_hash::FxHashMap;

/// Sorts of words, as they are written beside a lemma.
const SORTS: [&str; 2] = ["noun", "verb"];

/// The sort of a word: of a verb, or of any other.
pub fn sort(verb: bool) -> &'static str {
    SORTS[usize::from(verb)]
}

/// The family of features of a learned trigger, by its sort; the lemma follows.
pub fn learned_family(verb: bool) -> &'static str {
    ["learned-noun", "learned-verb"][usize::from(verb)]
}

/// A share as features tell it: in per cent, by tens.
pub fn share_in_tenths(share: f32) -> u32 {
    (share * 10.0).round() as u32 * 10
}

/// A word that may tell something.
#[derive(Clone, Debug)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// Whether it is a verb.
    pub verb: bool,
    /// Its lemma.
    pub lemma: String,
}

/// The words that are tried, by lemma and sort: the types of event that each tells, and in which share of its
/// occurrences, the greatest first.
#[derive(Clone, Debug, Default)]
pub struct Triggers(FxHashMap<String, [Vec<(EventType, f32)>; 2]>);

/// From this share on the frame of a word's first type vouches for it as a rule does.
const SURE: f32 = 0.3;

impl Triggers {
    /// Adds a word, `TYPE noun|verb lemma`, and its share; none if it is not written so.
    pub(crate) fn insert(&mut self, word: &str, share: &str) -> Option<()> {
        let (kind, rest) = word.split_once(' ')?;
        let (sort, lemma) = rest.split_once(' ')?;
        let told = (EventType::from_name(kind)?, share.parse().ok()?);
        let sort = SORTS.iter().position(|s| *s == sort)?;
        let known = &mut self.0.entry(lemma.to_owned()).or_default()[sort];
        known.push(told);
        known.sort_by(|a, b| b.1.total_cmp(&a.1));
        Some(())
    }
}

impl SentenceReading<'_> {
    /// Leaves out weak drafts that are not likely enough or no likelier than what the rules read at the same word, and else what the rules read
    /// there; the others go where their words stand.
    pub(crate) fn choose(&mut self) {
        let all = self.drafts.drain(..).zip(self.claims.drain(..));
        let (weak, sound): (Vec<_>, Vec<_>) = all.partition(|(draft, _)| draft.weak);
        (self.drafts, self.claims) = sound.into_iter().unzip();
        for (draft, claim) in weak.into_iter().filter(|(_, claim)| !claim.doubtful) {
            let at = draft.trigger[0];
            let rival = self.drafts.iter().position(|d| d.trigger.contains(&at));
            if let Some(n) = rival {
                let first = self.drafts[n].trigger[0] == at;
                if first && self.claims[n].confidence < claim.confidence {
                    (self.drafts[n], self.claims[n]) = (draft, claim);
                }
                continue;
            }
            let n = self.drafts.iter().position(|d| d.trigger[0] > at);
            let n = n.unwrap_or(self.drafts.len());
            self.drafts.insert(n, draft);
            self.claims.insert(n, claim);
        }
    }
}

impl Matcher<'_, '_, '_> {
    /// What the frame of the type that the word is known to tell reads round it.
    pub(crate) fn learned(&self, node: &Node) -> Vec<Draft> {
        match self.known(node).first() {
            Some((kind, share)) if *share >= SURE => self.by_frame(*kind, *share, node),
            _ => Vec::new(),
        }
    }

    /// What the frames of the other types that the word may tell read round it, one of each; the rules have read it as
    /// `read`.
    pub(crate) fn besides(&self, node: &Node, read: Option<EventType>) -> Vec<Draft> {
        let others = self.known(node).iter().filter(|(kind, _)| Some(*kind) != read);
        let best = |(kind, share): &(EventType, f32)| {
            let drafts = self.by_frame(*kind, *share, node).into_iter();
            drafts.max_by_key(|d| (!d.thin, d.evidence()))
        };
        others
            .filter_map(best)
            .map(|draft| Draft { weak: true, ..draft })
            .collect()
    }

    /// The types that the word is known to tell.
    fn known(&self, node: &Node) -> &[(EventType, f32)] {
        let at = self.head(node);
        let verb = self.view.sent.toks[at].tag == Tag::Verb;
        let known = self.triggers.and_then(|t| t.0.get(lemma(self.view, at)));
        known.map_or(&[], |sorts| &sorts[usize::from(verb)])
    }

    /// What the frame of the type that the encoder takes the word to tell reads round it.
    pub(crate) fn fresh(&self, node: &Node) -> Vec<Draft> {
        let told = |o: &Opinion| o.fresh_at(self.view.sent.toks[self.head(node)].span);
        let Some((kind, p)) = self.opinion.and_then(told) else {
            return Vec::new();
        };
        self.by_frame(kind, p, node)
    }

    fn by_frame(&self, kind: EventType, share: f32, node: &Node) -> Vec<Draft> {
        let rules = self.rules.learned(kind);
        let drafts = rules.filter_map(|rule| self.try_rule(rule, node, false).ok());
        drafts
            .map(|draft| Draft {
                learned: Some(share),
                ..draft
            })
            .collect()
    }
}
