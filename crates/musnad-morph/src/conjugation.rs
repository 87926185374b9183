//! Finite forms of a verb: perfect and imperfect, active and passive, thirteen persons each.

use crate::feats::{Gender, Mood, Number, State};
use crate::pattern::{Build, Slot, Stem, build, vowels};
use crate::sounds::{is_vowel, join, settle};
use crate::spelling::spell;
use crate::{Aspect, Error, Feats, Form, Pos, Verb, Voice, Written, merge};

/// All written forms of a verb, without imperatives.
///
/// Active forms carry [`State::Free`], [`State::Pron`] (before an attached pronoun: «رما(ه)», «قتلو(ه)») or
/// both; passive forms are free only. Forms of one spelling are joined where they differ in mood, state or
/// gender alone.
///
/// # Errors
/// If root and form do not fit each other, or do not make the lemma.
pub fn conjugate(verb: &Verb) -> Result<Vec<Written>, Error> {
    let build = build(verb)?;
    let mut out = Vec::with_capacity(240);
    for vowels in vowels(verb) {
        for voice in [Voice::Active, Voice::Passive] {
            perfect(
                &mut out,
                &build,
                Slot {
                    imperfect: false,
                    voice,
                    vowels,
                },
            );
            imperfect(
                &mut out,
                &build,
                Slot {
                    imperfect: true,
                    voice,
                    vowels,
                },
            );
        }
    }
    Ok(merge(out))
}

struct Person {
    person: u8,
    gender: Gender,
    number: Number,
    prefix: char,
    /// Ending of the perfect, alone and before a pronoun.
    perfect: [&'static str; 2],
    /// Ending of the imperfect after the stem.
    imperfect: Ending,
}

#[derive(Clone, Copy)]
enum Ending {
    /// -u, -a, nothing.
    Bare,
    /// A long vowel and a nun that falls outside the indicative.
    Nun(&'static str, &'static str, &'static str),
    /// -na in all moods.
    Na,
}

const DUAL: Ending = Ending::Nun("Aنi", "A", "A");
const MANY: Ending = Ending::Nun("Uنa", "Uا", "U");
const YOU: Ending = Ending::Nun("Iنa", "I", "I");

const fn person(
    person: u8,
    gender: Gender,
    number: Number,
    prefix: char,
    perfect: [&'static str; 2],
    imperfect: Ending,
) -> Person {
    Person {
        person,
        gender,
        number,
        prefix,
        perfect,
        imperfect,
    }
}

const PERSONS: [Person; 13] = [
    person(3, Gender::Masc, Number::Sing, 'ي', ["a", "a"], Ending::Bare),
    person(3, Gender::Fem, Number::Sing, 'ت', ["aت", "aت"], Ending::Bare),
    person(3, Gender::Masc, Number::Dual, 'ي', ["A", "A"], DUAL),
    person(3, Gender::Fem, Number::Dual, 'ت', ["aتA", "aتA"], DUAL),
    person(3, Gender::Masc, Number::Plural, 'ي', ["Uا", "U"], MANY),
    person(3, Gender::Fem, Number::Plural, 'ي', ["نa", "نa"], Ending::Na),
    person(2, Gender::Masc, Number::Sing, 'ت', ["تa", "تa"], Ending::Bare),
    person(2, Gender::Fem, Number::Sing, 'ت', ["تi", "تi"], YOU),
    person(2, Gender::Both, Number::Dual, 'ت', ["تuمA", "تuمA"], DUAL),
    person(2, Gender::Masc, Number::Plural, 'ت', ["تuم", "تuمU"], MANY),
    person(
        2,
        Gender::Fem,
        Number::Plural,
        'ت',
        ["تuننa", "تuننa"],
        Ending::Na,
    ),
    person(1, Gender::Both, Number::Sing, 'ء', ["تu", "تu"], Ending::Bare),
    person(1, Gender::Both, Number::Plural, 'ن', ["نA", "نA"], Ending::Bare),
];

impl Person {
    fn feats(&self, slot: Slot) -> Feats {
        let aspect = if slot.imperfect {
            Aspect::Imperfect
        } else {
            Aspect::Perfect
        };
        Feats::new()
            .with_aspect(aspect)
            .with_voice(slot.voice)
            .with_person(self.person)
            .with_gender(self.gender)
            .with_number(self.number)
    }
}

fn perfect(out: &mut Vec<Written>, build: &Build, slot: Slot) {
    let stem = build.stem(slot);
    for person in &PERSONS {
        add(out, "", &stem, person.perfect, person.feats(slot));
    }
}

fn imperfect(out: &mut Vec<Written>, build: &Build, slot: Slot) {
    let long =
        matches!(build.form, Form::II | Form::III | Form::IV | Form::Q1) || slot.voice == Voice::Passive;
    for stem in build.stems(slot) {
        for person in &PERSONS {
            for prefix in prefixes(person.prefix, long, &stem) {
                moods(
                    out,
                    &prefix,
                    &stem,
                    person,
                    person.feats(slot),
                    build.is_doubled(),
                );
            }
        }
    }
}

/// The prefix; «أؤمن» beside «أومن» for I.
fn prefixes(letter: char, long: bool, stem: &Stem) -> Vec<String> {
    let vowel = if long { 'u' } else { 'a' };
    let plain = format!("{letter}{vowel}");
    let mut sounds = stem.vowel.chars();
    let two_hamzas =
        letter == 'ء' && sounds.next() == Some('ء') && sounds.next().is_some_and(|c| !is_vowel(c));
    if long && two_hamzas {
        vec![plain, format!("{letter}{vowel}-")]
    } else {
        vec![plain]
    }
}

fn moods(out: &mut Vec<Written>, prefix: &str, stem: &Stem, person: &Person, feats: Feats, doubled: bool) {
    let indicative = feats.with_mood(Mood::Indicative);
    let subjunctive = feats.with_mood(Mood::Subjunctive);
    let jussive = feats.with_mood(Mood::Jussive);
    match person.imperfect {
        Ending::Bare => {
            add(out, prefix, stem, ["u", "u"], indicative);
            add(out, prefix, stem, ["a", "a"], subjunctive);
            add(out, prefix, stem, ["", ""], jussive);
            if doubled {
                add(out, prefix, stem, ["a", "a"], jussive);
            }
        }
        Ending::Nun(full, cut, bound) => {
            add(out, prefix, stem, [full, full], indicative);
            add(
                out,
                prefix,
                stem,
                [cut, bound],
                subjunctive.with_mood(Mood::Jussive),
            );
        }
        Ending::Na => {
            let all = indicative.with_mood(Mood::Subjunctive).with_mood(Mood::Jussive);
            add(out, prefix, stem, ["نa", "نa"], all);
        }
    }
}

/// Spells prefix, stem and ending, alone and (if active) before a pronoun.
fn add(out: &mut Vec<Written>, prefix: &str, stem: &Stem, endings: [&str; 2], feats: Feats) {
    let [free, bound] = endings;
    let before_vowel = free.chars().next().is_some_and(is_vowel);
    let stem = if before_vowel {
        &stem.vowel
    } else {
        &stem.consonant
    };
    let sounds = word(prefix, stem, free);
    let active = feats.voice() == Voice::Active;
    let alike = free == bound && !sounds.contains(&'ء') && sounds.last() != Some(&'Y');
    let alone = feats.with_state(State::Free);
    if active && alike {
        return push(out, spell(&sounds, false), alone.with_state(State::Pron));
    }
    push(out, spell(&sounds, false), alone);
    if active {
        push(
            out,
            spell(&word(prefix, stem, bound), true),
            feats.with_state(State::Pron),
        );
    }
}

fn word(prefix: &str, stem: &str, ending: &str) -> Vec<char> {
    let joined = join(stem, ending);
    if prefix.is_empty() {
        settle(&joined)
    } else {
        settle(&[prefix, &joined].concat())
    }
}

fn push(out: &mut Vec<Written>, spellings: Vec<String>, feats: Feats) {
    out.extend(spellings.into_iter().map(|text| Written {
        text,
        pos: Pos::Verb,
        feats,
    }));
}
