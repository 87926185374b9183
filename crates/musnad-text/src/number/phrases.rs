//! Phrases: which entries of a table begin at which token, with the clitics before them cut off.
//!
//! In come the tokens of a sentence, out comes for each token the list of entries that begin there. The table
//! is entered by the key of an entry's first word, so a token that begins nothing costs a few look-ups.

use crate::{Folded, Kind, Seen, Spelling, agreement, tokens};
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// The letters that a language writes on to the front of its words, as the tables name them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clitics {
    /// Joins two parts of one number or two ends of one range; a token of its own before digits.
    pub(crate) join: String,
    /// Other conjunctions.
    conjunctions: Vec<String>,
    prepositions: Vec<String>,
    pub(crate) article: String,
    /// A preposition grown together with the article; the preposition is its first letter.
    pub(crate) contracted: String,
}

/// What was cut off the front of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Peel {
    /// Bytes of conjunction and preposition.
    pub(crate) clitic: usize,
    pub(crate) join: bool,
    pub(crate) preposition: bool,
    pub(crate) article: bool,
    /// Bytes cut in all.
    stem: usize,
}

impl Peel {
    /// Whether nothing stands before the word or its article.
    pub(crate) fn bare(self) -> bool {
        self.clitic == 0
    }
}

impl Clitics {
    /// Whether `token` is nothing but the article before digits: «الـ15».
    pub(crate) fn is_article(&self, token: &Seen<'_>) -> bool {
        self.before_article(token).is_some()
    }

    /// Bytes of preposition in a token that is otherwise nothing but the article: «بالـ15».
    pub(crate) fn before_article(&self, token: &Seen<'_>) -> Option<usize> {
        let front = token.key.strip_suffix(self.article.as_str())?;
        let known = front.is_empty() || self.prepositions.iter().any(|p| p == front);
        known.then_some(front.len())
    }

    /// The first way to cut `key` after which `look` finds something, the least cut first.
    fn find<'k, T>(&self, key: &'k str, mut look: impl FnMut(&'k str, Peel) -> Option<T>) -> Option<T> {
        if let Some(found) = self.after(key, Peel::default(), &mut look) {
            return Some(found);
        }
        std::iter::once(&self.join)
            .chain(&self.conjunctions)
            .find_map(|front| {
                let rest = key.strip_prefix(front.as_str())?;
                let peel = Peel {
                    clitic: front.len(),
                    stem: front.len(),
                    join: *front == self.join,
                    ..Peel::default()
                };
                self.after(rest, peel, &mut look)
            })
    }

    fn after<'k, T>(
        &self,
        rest: &'k str,
        peel: Peel,
        look: &mut impl FnMut(&'k str, Peel) -> Option<T>,
    ) -> Option<T> {
        self.with_article(rest, peel, look)
            .or_else(|| self.grown_together(rest, peel, look))
            .or_else(|| {
                self.prepositions.iter().find_map(|front| {
                    let stem = rest.strip_prefix(front.as_str())?;
                    self.with_article(stem, peel.preposition(front.len(), front.len()), look)
                })
            })
    }

    fn with_article<'k, T>(
        &self,
        rest: &'k str,
        peel: Peel,
        look: &mut impl FnMut(&'k str, Peel) -> Option<T>,
    ) -> Option<T> {
        look(rest, peel).or_else(|| {
            let stem = rest.strip_prefix(self.article.as_str())?;
            look(stem, peel.article(self.article.len()))
        })
    }

    fn grown_together<'k, T>(
        &self,
        rest: &'k str,
        peel: Peel,
        look: &mut impl FnMut(&'k str, Peel) -> Option<T>,
    ) -> Option<T> {
        let stem = rest.strip_prefix(self.contracted.as_str())?;
        let first = self.contracted.chars().next().map_or(0, char::len_utf8);
        let cut = peel.preposition(first, self.contracted.len());
        look(stem, Peel { article: true, ..cut })
    }
}

impl Peel {
    fn article(self, bytes: usize) -> Peel {
        Peel {
            article: true,
            stem: self.stem + bytes,
            ..self
        }
    }

    fn preposition(self, clitic: usize, stem: usize) -> Peel {
        Peel {
            preposition: true,
            clitic: self.clitic + clitic,
            stem: self.stem + stem,
            ..self
        }
    }
}

/// A table of phrases and what each means.
#[derive(Clone, Debug)]
pub(crate) struct Phrases<T> {
    pub(crate) clitics: Clitics,
    by_first: FxHashMap<Box<str>, Vec<Phrase<T>>>,
}

#[derive(Clone, Debug)]
struct Phrase<T> {
    rest: Vec<Box<str>>,
    /// The first word letter for letter, where its key alone would also be another word's.
    strict: Option<Box<str>>,
    meaning: T,
}

/// One entry found at a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit<'p, T> {
    /// One past its last token.
    pub(crate) end: usize,
    pub(crate) peel: Peel,
    pub(crate) meaning: &'p T,
}

impl<T: Clone> Phrases<T> {
    pub(crate) fn new(clitics: Clitics) -> Phrases<T> {
        Phrases {
            clitics,
            by_first: FxHashMap::default(),
        }
    }

    /// Enters `form`; with `strict` it is found only as it is written here, letter for letter.
    pub(crate) fn add(&mut self, form: &str, strict: bool, meaning: T) {
        let cut = tokens(form);
        let folded = Folded::of(form, &cut);
        let seen = folded.seen();
        let Some((first, rest)) = seen.split_first() else {
            return;
        };
        let list = self.by_first.entry(first.key.into()).or_default();
        list.push(Phrase {
            rest: rest.iter().map(|t| t.key.into()).collect(),
            strict: strict.then(|| first.plain.into()),
            meaning,
        });
        list.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
    }

    /// What begins at each of `tokens`, the longest first.
    pub(crate) fn hits<'p>(&'p self, tokens: &[Seen<'_>]) -> Vec<Vec<Hit<'p, T>>> {
        (0..tokens.len()).map(|at| self.at(tokens, at)).collect()
    }

    fn at<'p>(&'p self, tokens: &[Seen<'_>], at: usize) -> Vec<Hit<'p, T>> {
        let token = &tokens[at];
        let look = |stem: &str, peel: Peel| {
            // «كم» is no «ك» before «م»
            if peel.stem > 0 && stem.chars().nth(1).is_none() {
                return None;
            }
            let list = self.by_first.get(stem)?;
            let hits: Vec<_> = list.iter().filter_map(|p| p.hit(tokens, at, peel)).collect();
            (!hits.is_empty()).then_some(hits)
        };
        match token.kind {
            Kind::Word => self.clitics.find(token.key, look),
            Kind::Number => None,
            _ => look(token.key, Peel::default()),
        }
        .unwrap_or_default()
    }
}

impl<T> Phrase<T> {
    fn hit(&self, tokens: &[Seen<'_>], at: usize, peel: Peel) -> Option<Hit<'_, T>> {
        let rest = tokens.get(at + 1..at + 1 + self.rest.len())?;
        if !rest.iter().zip(&self.rest).all(|(t, want)| *t.key == **want) {
            return None;
        }
        let stem = tokens[at].plain.get(peel.stem..)?;
        if self
            .strict
            .as_deref()
            .is_some_and(|strict| agreement(stem, strict) != Spelling::Exact)
        {
            return None;
        }
        Some(Hit {
            end: at + 1 + self.rest.len(),
            peel,
            meaning: &self.meaning,
        })
    }
}
