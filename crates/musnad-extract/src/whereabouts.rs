//! Words round the names of places: what kind of place, which side of it, how far (`lang/ar/places.toml`).

use crate::error::Error;
use crate::lexical::Sent;
use musnad_lexicon::{LexemeId, Lexicon, Reading};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<Kind>,
    direction: Vec<Direction>,
    inside: Words,
    around: Surroundings,
    distance: Distance,
    unless: Unless,
}

/// What kind of place a word before a name asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    pub(crate) words: Vec<String>,
    /// Kinds of the registry of places, best first.
    pub(crate) kinds: Vec<String>,
    /// How fine a place of this kind is that no registry knows.
    pub(crate) precision: String,
    /// Whether the word with the article points back to a place of this kind that was named before.
    #[serde(default = "yes")]
    pub(crate) recall: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Direction {
    words: Vec<String>,
    bearing: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Surroundings {
    words: Vec<String>,
    land: Vec<String>,
    plural: Vec<String>,
    /// The plurals that are written as prepositions: «في ضواحي».
    plural_forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unless {
    words: Vec<String>,
    before: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Distance {
    words: Vec<String>,
    unit: Vec<Unit>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    words: Vec<String>,
    kilometres: f64,
}

/// What a word says of the place named after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PlaceWord {
    /// Its kind, by number.
    Kind(u16),
    /// A side of it, degrees clockwise from north.
    Direction(f64),
    /// A part of it as fine as itself.
    Inside,
    /// What lies round it.
    Around,
    /// The land that is called by it: «ريف حلب».
    Land,
}

/// The words of `lang/ar/places.toml`.
#[derive(Debug)]
pub(crate) struct PlaceWords {
    kinds: Vec<Kind>,
    by_lexeme: FxHashMap<LexemeId, PlaceWord>,
    /// Words whose plural means what lies round a place.
    plural_around: FxHashSet<LexemeId>,
    /// Look-up forms of the words for a part of a place, and for what lies round it.
    inside: Vec<String>,
    around: Vec<String>,
    /// Words after which a name is no place's.
    unless: FxHashSet<LexemeId>,
    /// Look-up forms of names with the word after them that makes them no place's.
    unless_before: Vec<Vec<String>>,
    /// Look-up forms of the words of a distance, and of units with their kilometres.
    distance: Vec<String>,
    units: Vec<(String, f64)>,
}

impl PlaceWords {
    pub(crate) fn builtin(
        lexicon: &Lexicon,
        lemmas: &FxHashMap<String, Vec<LexemeId>>,
    ) -> Result<PlaceWords, Error> {
        let file: File = toml::from_str(include_str!("../../../lang/ar/places.toml")).map_err(Error::data)?;
        let mut by_lexeme = FxHashMap::default();
        let mut put = |words: &[String], word: PlaceWord| {
            for lemma in words {
                // a direction may be a noun and an adjective, and a word of the table may lack in the lexicon
                for id in lemmas.get(lemma).into_iter().flatten() {
                    if lexicon.lexeme(*id).pos.is_nominal() {
                        by_lexeme.entry(*id).or_insert(word);
                    }
                }
            }
        };
        for d in &file.direction {
            put(&d.words, PlaceWord::Direction(d.bearing));
        }
        for (n, kind) in file.kind.iter().enumerate() {
            put(&kind.words, PlaceWord::Kind(n as u16));
        }
        put(&file.inside.words, PlaceWord::Inside);
        put(&file.around.words, PlaceWord::Around);
        put(&file.around.land, PlaceWord::Land);
        let plural = file.around.plural.iter().filter_map(|w| lemmas.get(w));
        let plural_around = plural.flatten().copied().collect();
        let keys = |words: &[String]| -> Vec<String> { words.iter().map(|w| musnad_text::key(w)).collect() };
        let units = file.distance.unit.iter();
        Ok(PlaceWords {
            by_lexeme,
            plural_around,
            inside: keys(&file.inside.words),
            around: [
                keys(&file.around.words),
                keys(&file.around.land),
                keys(&file.around.plural_forms),
            ]
            .concat(),
            unless: (file.unless.words.iter().filter_map(|w| lemmas.get(w)))
                .flatten()
                .copied()
                .collect(),
            unless_before: file
                .unless
                .before
                .iter()
                .map(|b| b.split(' ').map(musnad_text::key).collect())
                .collect(),
            distance: keys(&file.distance.words),
            units: units
                .flat_map(|u| keys(&u.words).into_iter().map(|w| (w, u.kilometres)))
                .collect(),
            kinds: file.kind,
        })
    }

    /// Kind number `n`.
    pub(crate) fn kind(&self, n: u16) -> &Kind {
        &self.kinds[usize::from(n)]
    }
}

impl Sent<'_> {
    /// Whether token `at` says that what follows holds it: «وسط بغداد», whatever its part of speech.
    pub(crate) fn is_inside(&self, at: usize) -> bool {
        self.lang
            .place_words
            .inside
            .iter()
            .any(|w| w == self.toks[at].key())
    }

    /// Whether token `at`, part of a preposition, says that something lies round what follows: «في محيط».
    pub(crate) fn is_around(&self, at: usize) -> bool {
        self.lang
            .place_words
            .around
            .iter()
            .any(|w| w == self.toks[at].key())
    }

    /// Whether token `at` alone with the article may point back to a place of its kind; «السجن» may not.
    pub(crate) fn may_recall(&self, at: usize) -> bool {
        match self.place_word(at) {
            Some(PlaceWord::Kind(kind)) => self.lang.place_words.kind(kind).recall,
            _ => true,
        }
    }

    /// Whether the name after token `at` is no place's: «أذان المغرب».
    pub(crate) fn makes_no_place(&self, at: usize) -> bool {
        self.toks[at].readings().any(|r| {
            r.lexeme
                .is_some_and(|l| self.lang.place_words.unless.contains(&l))
        })
    }

    /// Whether the word after tokens `first..=last` makes them no place's name: «مسقط رأسه».
    pub(crate) fn is_no_place_before(&self, first: usize, last: usize) -> bool {
        let all = &self.lang.place_words.unless_before;
        let key = |at: usize| self.toks.get(at).map_or("", |t| t.key());
        let stem = |at: usize, word: &String| {
            let next = self.toks.get(at);
            next.is_some_and(|t| {
                let lemma = |r: &Reading| {
                    r.lexeme
                        .is_some_and(|l| musnad_text::key(&self.lang.lexicon.lexeme(l).lemma) == *word)
                };
                t.readings().any(lemma)
            })
        };
        first == last
            && all.iter().any(|words| {
                matches!(&words[..], [name, word] if key(first).ends_with(name.as_str()) && stem(last + 1, word))
            })
    }

    /// Whether token `at` is a plural that means what lies round the place named after it: «ضواحي».
    pub(crate) fn plural_around(&self, at: usize) -> bool {
        let words = &self.lang.place_words;
        let plural = |r: &Reading| r.number() == Some(musnad_lexicon::Number::Plural);
        let known = |r: &Reading| r.lexeme.is_some_and(|l| words.plural_around.contains(&l));
        let Some(tok) = self.toks.get(at) else {
            return false;
        };
        tok.readings().any(|r| known(r) && plural(r)) && !tok.readings().any(|r| known(r) && !plural(r))
    }

    /// What token `at` says of a place named after it.
    pub(crate) fn place_word(&self, at: usize) -> Option<PlaceWord> {
        let words = &self.lang.place_words;
        // a word with a pronoun is nobody's kind: «بلديه» for «بلدية» is no «بلد»
        let nominal = self
            .toks
            .get(at)?
            .readings()
            .filter(|r| r.pos.is_nominal() && r.pron.is_none());
        nominal
            .filter_map(|r| words.by_lexeme.get(&r.lexeme?).copied())
            .min_by_key(|w| u8::from(!matches!(w, PlaceWord::Kind(_))))
    }

    /// The direction that tokens from `at` give, and how many they are: «شمال», «شمال شرقي».
    pub(crate) fn direction_at(&self, at: usize) -> Option<(f64, usize)> {
        let bearing = |at: usize| match self.place_word(at) {
            Some(PlaceWord::Direction(bearing)) => Some(bearing),
            _ => None,
        };
        let first = bearing(at)?;
        match bearing(at + 1) {
            // north and west meet at 315 degrees, not at 135
            Some(second) if (first - second).abs() == 270.0 => Some((315.0, 2)),
            Some(second) if (first - second).abs() == 90.0 => Some(((first + second) / 2.0, 2)),
            _ => Some((first, 1)),
        }
    }

    /// The kilometres of a distance that ends right before token `end`: «على بعد 40 كلم».
    pub(crate) fn distance_before(&self, end: usize) -> Option<(f64, usize)> {
        let words = &self.lang.place_words;
        let unit_at = end.checked_sub(1)?;
        let unit = self.toks[unit_at].key();
        let unit = words.units.iter().find(|(w, _)| {
            let rest = unit.strip_prefix(w.as_str());
            // «كيلومترا», «كيلومترات»
            rest.is_some_and(|r| r.chars().count() <= 2)
        })?;
        let quantity = self
            .quantities
            .iter()
            .find(|q| q.tokens.end == unit_at && !q.ordinal && !q.percent)?;
        let start = (0..quantity.tokens.start)
            .rev()
            .take(3)
            .find(|i| words.distance.iter().any(|w| w == self.toks[*i].key()))?;
        let value = quantity.value.or(quantity.min)?;
        Some((value as f64 * unit.1, start))
    }
}
