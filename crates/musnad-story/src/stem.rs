//! Stems: words cut so that spellings of one word look alike.
//!
//! A written word comes in, the hash of its stem goes out. Nothing is looked up and nothing understood: it serves to
//! compare texts of thousands of documents a second. What comes off is data, `lang/ar/stems.toml`; words that only
//! bind others are left out.

use crate::asides::Asides;
use musnad_lexicon::Lexicon;
use musnad_text::{Kind, key, tokens};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::Deserialize;
use std::hash::{Hash, Hasher};

const DATA: &str = include_str!("../../../lang/ar/stems.toml");

/// The hash of a stem.
pub(crate) type Stem = u32;

/// So many pieces come off the end of one word: «لبنانية» as far as «لبنان».
const ENDS: usize = 2;

#[derive(Deserialize)]
struct Data {
    fronts: Vec<String>,
    short: Vec<String>,
    ends: Vec<String>,
    least: usize,
    another: Vec<String>,
    hurt: Vec<String>,
    roundups: Vec<String>,
}

/// Pieces of words by the letter at which a word with them is known, the longest first.
type Pieces = FxHashMap<char, Vec<String>>;

fn pieces(mut all: Vec<String>, letter: impl Fn(&str) -> Option<char>) -> Pieces {
    all.sort_by_key(|p| std::cmp::Reverse(p.chars().count()));
    let mut out = Pieces::default();
    for piece in all {
        if let Some(letter) = letter(&piece) {
            out.entry(letter).or_default().push(piece);
        }
    }
    out
}

fn first(word: &str) -> Option<char> {
    word.chars().next()
}

fn last(word: &str) -> Option<char> {
    word.chars().next_back()
}

/// Cuts words to stems.
#[derive(Debug)]
pub(crate) struct Stemmer {
    /// What comes off the front, by its first letter.
    fronts: Pieces,
    /// What of that comes off only where a letter more stays.
    short: FxHashSet<String>,
    /// What comes off the end, by its last letter.
    ends: Pieces,
    least: usize,
    /// Keys of words that only bind others.
    binding: FxHashSet<String>,
    /// Keys of words by which an event is told to be another one.
    another: FxHashSet<String>,
    /// Keys of words for those who were hurt.
    hurt: FxHashSet<String>,
    /// Keys of words by which a title is told to be over several stories.
    roundups: FxHashSet<String>,
    /// Words that tell what is no news of an event.
    pub(crate) asides: Asides,
}

impl Stemmer {
    /// The stemmer of the built-in language data.
    pub(crate) fn builtin(lexicon: &Lexicon) -> Result<Stemmer, toml::de::Error> {
        let data: Data = toml::from_str(DATA)?;
        let particles = lexicon.lexemes().filter(|(_, l)| l.pos.is_particle());
        Ok(Stemmer {
            asides: Asides::builtin()?,
            fronts: pieces(data.fronts, first),
            short: data.short.into_iter().collect(),
            ends: pieces(data.ends, last),
            least: data.least,
            another: data.another.iter().map(|w| key(w)).collect(),
            hurt: data.hurt.iter().map(|w| key(w)).collect(),
            roundups: data.roundups.iter().map(|w| key(w)).collect(),
            binding: particles.map(|(_, l)| key(&l.lemma)).collect(),
        })
    }

    /// What may come off the front of a key.
    fn fronts(&self, key: &str) -> impl Iterator<Item = &String> {
        first(key).and_then(|c| self.fronts.get(&c)).into_iter().flatten()
    }

    /// What may come off its end.
    fn ends(&self, key: &str) -> impl Iterator<Item = &String> {
        last(key).and_then(|c| self.ends.get(&c)).into_iter().flatten()
    }

    /// The stem of one written word; none for one that only binds others.
    pub(crate) fn stem(&self, word: &str) -> Option<Stem> {
        let key = key(word);
        if self.binding.contains(&key) {
            return None;
        }
        // «ومن» is short, and still a word that only binds others with a conjunction on its front
        let bound = |front: &String| {
            key.strip_prefix(front.as_str())
                .is_some_and(|r| self.binding.contains(r))
        };
        if self.fronts(&key).any(bound) {
            return None;
        }
        let mut rest = key.as_str();
        let long = |rest: &str, least: usize| rest.chars().take(least).count() == least;
        let front = self.fronts(rest).find_map(|front| {
            let without = rest.strip_prefix(front.as_str())?;
            let least = self.least + usize::from(self.short.contains(front));
            long(without, least).then_some(without)
        });
        if let Some(without) = front {
            rest = without;
        }
        for _ in 0..ENDS {
            let cut = |end: &String| rest.strip_suffix(end.as_str()).filter(|r| long(r, self.least));
            let Some(without) = self.ends(rest).find_map(cut) else {
                break;
            };
            rest = without;
        }
        long(rest, 2).then(|| hashed(rest))
    }

    /// What is left of a key without the longest article or preposition on its front.
    pub(crate) fn without_front(&self, key: &str) -> Option<String> {
        let cut = |front: &String| key.strip_prefix(front.as_str()).map(str::to_owned);
        let mut left = self.fronts(key).filter_map(cut);
        left.find(|rest| rest.chars().count() >= self.least)
    }

    /// Whether a word next to an event's says that there was one before.
    pub(crate) fn is_another(&self, word: &str) -> bool {
        let key = key(word);
        let article = self.fronts(&key).any(|f| {
            key.strip_prefix(f.as_str())
                .is_some_and(|r| self.another.contains(r))
        });
        self.another.contains(&key) || article
    }

    /// Whether a word is one for those who were hurt.
    pub(crate) fn is_hurt(&self, word: &str) -> bool {
        self.hurt.contains(&key(word))
    }

    /// Whether a title begins as one over several stories does.
    pub(crate) fn is_roundup(&self, title: &str) -> bool {
        let first = tokens(title)
            .iter()
            .find(|t| t.kind == Kind::Word)
            .map(|t| key(t.span.of(title)));
        first.is_some_and(|w| self.roundups.contains(&w))
    }

    /// The stems of a text's words and numbers, in order.
    pub(crate) fn stems(&self, text: &str) -> Vec<Stem> {
        tokens(text)
            .iter()
            .filter_map(|t| match t.kind {
                Kind::Word => self.stem(t.span.of(text)),
                Kind::Number => Some(hashed(&key(t.span.of(text)))),
                Kind::Latin => Some(hashed(&t.span.of(text).to_lowercase())),
                Kind::Punct(_) | Kind::Other => None,
            })
            .collect()
    }
}

/// The hash of any text; the same in every run of one program.
pub(crate) fn hashed(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    let h = hasher.finish();
    (h ^ (h >> 32)) as u32
}

/// How often each stem stands in `stems`.
pub(crate) fn counted(stems: &[Stem]) -> FxHashMap<Stem, u32> {
    let mut out = FxHashMap::default();
    for stem in stems {
        *out.entry(*stem).or_default() += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_have_one_stem() {
        let stemmer = Stemmer::builtin(&Lexicon::builtin().unwrap()).unwrap();
        let stem = |w| stemmer.stem(w);
        for (a, b) in [
            ("المستشفى", "وبالمستشفى"),
            ("حكومة", "الحكومة"),
            ("إصابتهم", "الاصابه"),
            ("مدينة", "لمدينة"),
            ("قتلى", "القتلى"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        for (a, b) in [("بنك", "نكبة"), ("والد", "الدار"), ("سلاح", "لاح")] {
            assert_ne!(stem(a), stem(b), "{a} {b}");
        }
        assert_eq!(stem("إلى"), None);
        assert_eq!(stem("ومن"), None);
    }
}
