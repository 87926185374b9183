//! A verb as the lexicon gives it.

use crate::Error;
use std::str::FromStr;

/// One line of `verbs.tsv`.
#[derive(Clone, Debug)]
pub struct Verb<'a> {
    /// Third person masculine singular, perfect, without vowel marks: «أعلن».
    pub lemma: &'a str,
    /// The true radicals, a radical hamza always «ء»: «قول» for «قال».
    pub root: &'a str,
    /// The pattern.
    pub form: Form,
    /// Vowels of the middle radical; form I needs at least one pair, the others ignore them.
    pub vowels: Vec<Vowels>,
    /// Listed verbal nouns; all of them for form I, the irregular ones for the others.
    pub masdars: Vec<&'a str>,
}

/// A verb pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// فعل
    I,
    /// فعّل
    II,
    /// فاعل
    III,
    /// أفعل
    IV,
    /// تفعّل
    V,
    /// تفاعل
    VI,
    /// انفعل
    VII,
    /// افتعل
    VIII,
    /// افعلّ
    IX,
    /// استفعل
    X,
    /// فعلل
    Q1,
    /// تفعلل
    Q2,
    /// افعللّ
    Q4,
}

impl Form {
    /// How many radicals the pattern has.
    pub const fn radicals(self) -> usize {
        match self {
            Form::Q1 | Form::Q2 | Form::Q4 => 4,
            _ => 3,
        }
    }
}

impl FromStr for Form {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "1" => Form::I,
            "2" => Form::II,
            "3" => Form::III,
            "4" => Form::IV,
            "5" => Form::V,
            "6" => Form::VI,
            "7" => Form::VII,
            "8" => Form::VIII,
            "9" => Form::IX,
            "10" => Form::X,
            "Q1" => Form::Q1,
            "Q2" => Form::Q2,
            "Q4" => Form::Q4,
            _ => return Err(Error::form(text)),
        })
    }
}

/// A short vowel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vowel {
    /// Fatha.
    A,
    /// Kasra.
    I,
    /// Damma.
    U,
}

impl Vowel {
    pub(crate) const fn short(self) -> char {
        match self {
            Vowel::A => 'a',
            Vowel::I => 'i',
            Vowel::U => 'u',
        }
    }

    pub(crate) const fn long(self) -> char {
        match self {
            Vowel::A => 'A',
            Vowel::I => 'I',
            Vowel::U => 'U',
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "a" => Some(Vowel::A),
            "i" => Some(Vowel::I),
            "u" => Some(Vowel::U),
            _ => None,
        }
    }
}

/// The vowels of the middle radical of a form I verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Vowels {
    /// In the perfect: `a` in «قتَل».
    pub perfect: Vowel,
    /// In the imperfect: `u` in «يقتُل».
    pub imperfect: Vowel,
}

impl FromStr for Vowels {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (perfect, imperfect) = text.split_once('-').ok_or_else(|| Error::vowels(text))?;
        match (Vowel::parse(perfect), Vowel::parse(imperfect)) {
            (Some(perfect), Some(imperfect)) => Ok(Self { perfect, imperfect }),
            _ => Err(Error::vowels(text)),
        }
    }
}
