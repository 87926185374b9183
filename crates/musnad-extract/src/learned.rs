//! Triggers that no rule names: words that coded articles show to tell an event of a type. Where no rule reads them they
//! are read with the frame of the type (`learned = true` in `lang/ar/rules/event`) and judged by the scorer, whose file of
//! weights lists them.

use crate::claim::EventType;
use crate::draft::Draft;
use crate::features::lemma;
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::opinion::Opinion;
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

/// The words that are tried, by lemma and sort: the type of event that each tells, and in which share of its
/// occurrences.
#[derive(Clone, Debug, Default)]
pub struct Triggers(FxHashMap<String, [Option<(EventType, f32)>; 2]>);

impl Triggers {
    /// Adds a word, `TYPE noun|verb lemma`, and its share; none if it is not written so.
    pub(crate) fn insert(&mut self, word: &str, share: &str) -> Option<()> {
        let (kind, rest) = word.split_once(' ')?;
        let (sort, lemma) = rest.split_once(' ')?;
        let told = (EventType::from_name(kind)?, share.parse().ok()?);
        let sort = SORTS.iter().position(|s| *s == sort)?;
        self.0.entry(lemma.to_owned()).or_default()[sort] = Some(told);
        Some(())
    }
}

impl Matcher<'_, '_, '_> {
    /// What the frame of the type that the word is known to tell reads round it.
    pub(crate) fn learned(&self, node: &Node) -> Vec<Draft> {
        let at = self.head(node);
        let verb = self.view.sent.toks[at].tag == Tag::Verb;
        let known = self.triggers.and_then(|t| t.0.get(lemma(self.view, at)));
        let Some((kind, share)) = known.and_then(|sorts| sorts[usize::from(verb)]) else {
            return Vec::new();
        };
        self.by_frame(kind, share, node)
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
