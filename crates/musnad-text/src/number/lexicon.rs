//! The table of number words: `lang/ar/numbers.toml` as the reader holds it.

use super::error::Error;
use super::phrases::{Clitics, Phrases};
use crate::{Bound, key};
use rustc_hash::FxHashSet;
use serde::Deserialize;

const TABLE: &str = "numbers";

/// What a phrase of the table does in a number.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Word(Word),
    /// An unstated few, with what its words promise.
    Few {
        min: Option<u64>,
        max: Option<u64>,
    },
    Bound {
        bound: Bound,
        place: Place,
    },
    Percent,
    Link(Link),
    /// No number in spite of its words.
    Name,
}

/// One number word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) role: Role,
    pub(super) value: f64,
    pub(super) max: Option<u64>,
    pub(super) need: Option<Need>,
}

/// Where a word may stand in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    /// 1 to 9.
    Unit,
    /// 1 and 2 in the form that only a compound has.
    UnitInCompound,
    /// 10, alone or second in 11 to 19.
    Ten,
    /// 11 to 19 in one word.
    Teen,
    /// 20 to 90.
    Tens,
    /// 100, alone or after a unit.
    Hundred,
    /// 200 to 900 in one word.
    Hundreds,
    /// 1,000 and up, after any number or alone.
    Scale,
    /// Two of a scale in one word.
    TwoOfScale,
    /// The plural of a power of ten: an unstated many when alone, a scale after a number.
    Plural,
    Fraction,
    Ordinal,
    OrdinalInCompound,
}

/// What a word asks of its surroundings before it counts as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Need {
    Definite,
    Indefinite,
    /// No article, no preposition, and a word without the article after it.
    Counted,
}

/// Where words that change a number's bound stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    Before,
    After,
    /// After, even with the counted words in between.
    Apart,
}

/// Words that make two numbers one range, or part a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Link {
    Between,
    From,
    To,
    /// Between two numbers only where «من» stands before the first.
    Until,
    Or,
    Point,
}

/// The whole table.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    pub(super) phrases: Phrases<Meaning>,
    pub(super) decimal_letters: FxHashSet<String>,
    /// Words near which two joined digits are a score.
    pub(super) contests: FxHashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    clitics: Clitics,
    decimal_letters: Vec<String>,
    contests: Vec<String>,
    percent: Vec<String>,
    names: Vec<String>,
    word: Vec<WordEntry>,
    few: Vec<FewEntry>,
    bound: Vec<BoundEntry>,
    link: Vec<LinkEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordEntry {
    role: Role,
    value: f64,
    max: Option<u64>,
    need: Option<Need>,
    #[serde(default)]
    strict: bool,
    forms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FewEntry {
    min: Option<u64>,
    max: Option<u64>,
    #[serde(default)]
    strict: bool,
    forms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BoundEntry {
    bound: Bound,
    place: Place,
    forms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkEntry {
    link: Link,
    forms: Vec<String>,
}

impl Lexicon {
    /// Reads the table from TOML.
    pub(super) fn parse(text: &str) -> Result<Lexicon, Error> {
        let file: File = toml::from_str(text).map_err(|e| Error::syntax(TABLE, e))?;
        file.check()?;
        let mut phrases = Phrases::new(file.clitics);
        for entry in &file.word {
            let word = Word {
                role: entry.role,
                value: entry.value,
                max: entry.max,
                need: entry.need,
            };
            for form in &entry.forms {
                phrases.add(form, entry.strict, Meaning::Word(word));
            }
        }
        for entry in &file.few {
            let few = Meaning::Few {
                min: entry.min,
                max: entry.max,
            };
            entry
                .forms
                .iter()
                .for_each(|f| phrases.add(f, entry.strict, few.clone()));
        }
        for entry in &file.bound {
            let bound = Meaning::Bound {
                bound: entry.bound,
                place: entry.place,
            };
            entry
                .forms
                .iter()
                .for_each(|f| phrases.add(f, false, bound.clone()));
        }
        for entry in &file.link {
            let link = Meaning::Link(entry.link);
            entry
                .forms
                .iter()
                .for_each(|f| phrases.add(f, false, link.clone()));
        }
        file.percent
            .iter()
            .for_each(|f| phrases.add(f, false, Meaning::Percent));
        file.names
            .iter()
            .for_each(|f| phrases.add(f, false, Meaning::Name));
        Ok(Lexicon {
            phrases,
            decimal_letters: file.decimal_letters.iter().map(|w| key(w)).collect(),
            contests: file.contests.iter().map(|w| key(w)).collect(),
        })
    }
}

impl File {
    fn check(&self) -> Result<(), Error> {
        match self.word.iter().find(|w| w.forms.is_empty() || w.value <= 0.0) {
            Some(w) => Err(Error::content(
                TABLE,
                format!("the entry for {} has no forms or no value", w.value),
            )),
            None => Ok(()),
        }
    }
}
