//! The lexicon: what a written word may be.
//!
//! In comes the text of one token, out comes a [`Word`] with its [`Reading`]s: lexeme, part of speech, features
//! and clitics. Readings are an ambiguity that later layers settle; nothing is cut here. The tables of
//! `lang/ar/lexicon` are compiled to one automaton when the program is built.

mod clitic;
#[allow(dead_code, unreachable_pub)] // shared with the build script
mod compile;
mod lexeme;
mod stem;
mod word;

pub use clitic::{Clitics, Pron};
pub use lexeme::{CLASSES, ClassId, ClassSet, Lexeme, LexemeId, Pos};
pub use musnad_morph::{Aspect, Case, Feats, Gender, Mood, Number, State, Voice};
pub use stem::Stem;
pub use word::{Error, Lexicon, Phrase, Reading, Report, Word};
