//! Stems: what is left of a word when all that is written on to it comes off, and what is sure of it.

#![allow(clippy::unwrap_used, reason = "a lexicon that doesn't load is a failure")]

use musnad_lexicon::Lexicon;

/// A word, what it surely is, and what it may be.
const WORDS: &[(&str, &[&str], &[&str])] = &[
    ("وبالمستشفى", &["مستشفي"], &[]),
    ("مستشفاه", &["مستشفي", "مستشفاه"], &[]),
    ("مدينتهم", &["مدينه", "مدينتهم"], &[]),
    ("أبناؤهم", &["ابناء", "ابناوهم"], &[]),
    ("للجنة", &["لجنه", "للجنه"], &[]),
    ("سيقصف", &["يقصف", "سيقصف"], &[]),
    ("جريحا", &["جريح", "جريحا"], &[]),
    ("وقتل", &["قتل", "وقتل"], &[]),
    ("ببغداد", &["بغداد", "ببغداد"], &[]),
    // a name may be written like a clitic and a word
    ("كمال", &["كمال"], &["مال"]),
    ("وكمال", &["وكمال"], &["كمال", "مال"]),
    ("لبنان", &["لبنان"], &["بنان"]),
    ("باسم", &["باسم"], &["اسم"]),
    // and not every letter is a clitic
    ("والد", &["والد"], &[]),
    ("بنك", &["بنك"], &[]),
    ("كتب", &["كتب"], &[]),
    ("وليد", &["وليد"], &[]),
];

#[test]
fn stems_of_words() {
    let lexicon = Lexicon::builtin().unwrap();
    for (word, sure, maybe) in WORDS {
        let stems = lexicon.stems(&lexicon.read(word));
        let of = |wanted: bool| {
            let mut forms: Vec<&str> = stems
                .iter()
                .filter(|s| s.sure == wanted)
                .map(|s| s.form.as_str())
                .collect();
            forms.sort_unstable();
            forms
        };
        let sorted = |words: &[&'static str]| {
            let mut words = words.to_vec();
            words.sort_unstable();
            words
        };
        assert_eq!(of(true), sorted(sure), "{word}");
        assert_eq!(of(false), sorted(maybe), "{word}");
    }
}

#[test]
fn anything_has_a_stem() {
    let lexicon = Lexicon::builtin().unwrap();
    for word in ["و", "ال", "بال", "ه", "وبالها", "x", "12", "\u{202B}", "ـ"] {
        assert!(!lexicon.stems(&lexicon.read(word)).is_empty(), "{word}");
    }
}
