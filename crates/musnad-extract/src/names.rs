//! Known names in a sentence: where they stand, and whether a word that could be one is meant as one.

use crate::lexical::{Sent, Tag, Tok};
use musnad_knowledge::Entry;
use musnad_lexicon::{Clitics, Pos, Reading};
use musnad_text::Kind;

/// A known name in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct NameHit {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) entries: Vec<Entry>,
    /// What is written on to its first word.
    pub(crate) clitics: Clitics,
    /// Letters of those clitics.
    pub(crate) skip: u8,
}

impl Sent<'_> {
    /// Marks the known names of the sentence, the longest at each place.
    pub(crate) fn find_names(&mut self) {
        let mut at = 0;
        while at < self.toks.len() {
            match self.name_at(at) {
                Some(hit) => {
                    let next = hit.last + 1;
                    for tok in &mut self.toks[at..next] {
                        (tok.tag, tok.part_of) = (Tag::Name, Some(self.names.len()));
                    }
                    self.names.push(hit);
                    at = next;
                }
                None => at += 1,
            }
        }
    }

    fn name_at(&self, at: usize) -> Option<NameHit> {
        let tok = &self.toks[at];
        if tok.kind != Kind::Word && tok.kind != Kind::Latin || tok.tag == Tag::Time {
            return None;
        }
        let rest = || {
            self.toks[at + 1..]
                .iter()
                .take_while(|t| t.tag != Tag::Time && matches!(t.kind, Kind::Word | Kind::Latin))
        };
        let find = |first: &str| self.lang.knowledge.find(first, rest().map(Tok::key));
        let mut best = find(tok.key()).map(|f| (f, Clitics::default(), 0));
        // clitics come off only where the word as it stands is no word of the dictionary
        let whole_word = tok
            .readings()
            .any(|r| r.lexeme.is_some() && r.clitics.count() == 0);
        if best.as_ref().is_none_or(|(f, ..)| f.words == 1) {
            self.lang
                .lexicon
                .without_front(tok.key(), |first, clitics, skip| {
                    if let Some(found) = find(first) {
                        let longer = best.as_ref().is_none_or(|(b, ..)| found.words > b.words);
                        if longer && (found.words > 1 || !whole_word) {
                            best = Some((found, clitics, skip));
                        }
                    }
                });
        }
        let (found, clitics, skip) = best?;
        let hit = NameHit {
            first: at,
            last: at + found.words - 1,
            entries: found.entries,
            clitics,
            skip,
        };
        self.is_name(&hit).then_some(hit)
    }

    /// Whether a name that is also a common word or a number is meant as a name.
    fn is_name(&self, hit: &NameHit) -> bool {
        if hit.last > hit.first {
            return true;
        }
        let tok = &self.toks[hit.first];
        if self.describes(hit) {
            return false;
        }
        let ambiguous = hit.entries.iter().all(|e| match e {
            Entry::Place(n) => self.lang.knowledge.place(*n).ambiguous,
            _ => false,
        });
        let preposition = hit.first > 0
            && self.toks[hit.first - 1].readings().any(|r| {
                r.classes.meets(&self.lang.class.place_noun) || r.classes.meets(&self.lang.class.direction)
            });
        let common = |r: &Reading| r.lexeme.is_some() && r.pos != Pos::Nisba && r.clitics == hit.clitics;
        let in_dictionary = tok.readings().any(|r| r.lexeme.is_some());
        let article = tok.readings().any(|r| r.clitics.has(Clitics::AL));
        if ambiguous && in_dictionary {
            return preposition || (!article && self.after_place_preposition(hit.first));
        }
        let is_place = hit
            .entries
            .iter()
            .any(|e| matches!(e, Entry::Place(_) | Entry::Country(_)));
        // «عدن» could be a verb of women; in news it is not
        let likely = |r: &Reading| {
            r.feats.voice() == musnad_lexicon::Voice::Active
                && !(r.feats.gender() == Some(musnad_lexicon::Gender::Fem)
                    && r.number() == Some(musnad_lexicon::Number::Plural))
        };
        let verb = tok
            .readings()
            .any(|r| common(r) && r.pos == Pos::Verb && likely(r));
        let noun = tok
            .readings()
            .any(|r| common(r) || (article && r.lexeme.is_some() && r.pos != Pos::Nisba));
        let here = article || (is_place && !verb);
        tok.tag != Tag::Num && (!(noun || verb) || here)
    }

    /// «في», «إلى», «نحو» right before a word, or a preposition of place written on to it.
    fn after_place_preposition(&self, at: usize) -> bool {
        let class = &self.lang.class;
        at > 0
            && self.toks[at - 1].readings().any(|r| {
                r.pos == Pos::Prep && (r.classes.meets(&class.member) || r.classes.meets(&class.toward))
            })
    }

    /// «الدفاعات الجوية السعودية»: a country's name that is here the adjective of a definite noun.
    fn describes(&self, hit: &NameHit) -> bool {
        let state = hit.entries.iter().any(|e| matches!(e, Entry::Country(_)));
        let nisba = self.toks[hit.first]
            .readings()
            .any(|r| r.pos == Pos::Nisba && r.clitics == Clitics::AL);
        let Some(before) = hit.first.checked_sub(1).map(|i| &self.toks[i]) else {
            return false;
        };
        let definite = |r: &Reading| r.pos.is_nominal() && r.clitics.has(Clitics::AL);
        let known = before.readings();
        state
            && nisba
            && before.tag == Tag::Other
            && known.clone().next().is_some()
            && known.clone().all(definite)
    }

    /// Whether the name at token `at` may be a person's.
    pub(crate) fn names_a_person(&self, at: usize) -> bool {
        let hit = self.toks[at]
            .part_of
            .filter(|_| self.toks[at].tag == Tag::Name)
            .map(|n| &self.names[n]);
        hit.is_some_and(|h| {
            h.entries
                .iter()
                .any(|e| matches!(e, Entry::Actor(n) if self.lang.knowledge.actor(*n).kind == "person"))
        })
    }

    /// Whether the name at token `at` may be a country or place.
    pub(crate) fn names_a_state(&self, at: usize) -> bool {
        let hit = self.toks[at]
            .part_of
            .filter(|_| self.toks[at].tag == Tag::Name)
            .map(|n| &self.names[n]);
        hit.is_some_and(|h| {
            h.entries
                .iter()
                .any(|e| matches!(e, Entry::Country(_) | Entry::Place(_)))
        })
    }
}
