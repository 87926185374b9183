//! Arabic morphology as data: one line of the lexicon goes in, every written form that it stands for comes
//! out, with its features.
//!
//! The output is spelled as newspapers spell it: no vowel marks, no shadda, true hamzas. Where usage has two
//! spellings of one form («يقرؤون» and «يقرأون», «مسؤول» and «مسئول») both come out.
//!
//! Inside, a word is a row of sounds (letters for consonants, `a i u` and `A I U` for vowels) built from a
//! pattern and a root. [`conjugate`] and its siblings join stem and ending by the rules for weak letters,
//! and only the last step, the speller, thinks about alifs and hamza seats. No Arabic word is listed here:
//! words live in `lang/ar/lexicon`.
//!
//! ```
//! use musnad_morph::{conjugate, Aspect, Form, Verb, Voice};
//!
//! let verb = Verb { lemma: "قال", root: "قول", form: Form::I, vowels: vec!["a-u".parse()?], masdars: vec!["قول"] };
//! let said = conjugate(&verb)?;
//! let passive = said.iter().find(|w| w.text == "قيل").expect("the passive of قال");
//! assert_eq!(passive.feats.aspect(), Some(Aspect::Perfect));
//! assert_eq!(passive.feats.voice(), Voice::Passive);
//! # Ok::<(), musnad_morph::Error>(())
//! ```

mod conjugation;
mod declension;
mod error;
mod feats;
mod nouns;
mod pattern;
mod sounds;
mod spelling;
mod verb;
mod verbal_nouns;

pub use conjugation::conjugate;
pub use error::Error;
pub use feats::{Aspect, Case, Feats, Gender, Mood, Number, State, Voice};
pub use nouns::{decline_adjective, decline_noun, decline_plural, nisba};
pub use verb::{Form, Verb, Vowel, Vowels};
pub use verbal_nouns::{masdars, participles};

/// What a written form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pos {
    /// A finite verb: «قتل», «يقتلون».
    Verb,
    /// A verbal noun: «إعلان».
    Masdar,
    /// An active participle: «قاتل».
    ActivePart,
    /// A passive participle: «مقتول».
    PassivePart,
    /// A noun: «غارة».
    Noun,
    /// An adjective, the nisba among them: «سوري».
    Adj,
}

/// One spelling and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Written {
    /// Unvocalised text, true hamzas, no attached pronoun, no article.
    pub text: String,
    /// What it is.
    pub pos: Pos,
    /// Person, number, state and so on.
    pub feats: Feats,
}

/// Joins entries that differ in one set-valued feature alone (mood, state, gender, case), then sorts by text.
pub(crate) fn merge(mut all: Vec<Written>) -> Vec<Written> {
    all.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    let mut kept: Vec<Written> = Vec::with_capacity(all.len());
    let mut first = 0;
    for one in all {
        if kept.get(first).is_none_or(|w| w.text != one.text) {
            settle_group(&mut kept, first);
            first = kept.len();
        }
        kept.push(one);
    }
    settle_group(&mut kept, first);
    kept
}

fn settle_group(kept: &mut Vec<Written>, first: usize) {
    for mask in Feats::SETS {
        let mut i = first;
        while i < kept.len() {
            let mut j = i + 1;
            while j < kept.len() {
                let (a, b) = (&kept[i], &kept[j]);
                if a.pos == b.pos && a.feats.without(mask) == b.feats.without(mask) {
                    let twin = kept.swap_remove(j);
                    kept[i].feats = kept[i].feats.union(twin.feats);
                } else {
                    j += 1;
                }
            }
            i += 1;
        }
    }
    kept[first..].sort_unstable_by_key(|w| (w.pos, w.feats));
}

/// Runs the code of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
