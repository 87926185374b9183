//! Words: what finds what, and what doesn't.

#![allow(clippy::unwrap_used, reason = "a failed search is a failed test")]

mod shelf;

use musnad_search::{Index, Note};
use shelf::{found, texts, words};

fn notes(index: &Index, text: &str) -> Vec<Note> {
    index.search(&words(text)).unwrap().notes
}

/// Whether a text of this one word is found by that one.
fn finds(index: &Index, asked: &str, at: usize) -> bool {
    found(index, &words(asked)).contains(&at.to_string())
}

/// Each word of the text, with questions that find it and questions that don't.
const WORDS: &[(&str, &[&str], &[&str])] = &[
    // spelling
    ("إطلاق", &["اطلاق", "أطلاق", "إِطْلاق", "إطـــلاق"], &["طلق"]),
    ("مدينة", &["مدينه", "المدينة", "والمدينه"], &["مدن", "مدين"]),
    ("مستشفى", &["مستشفي", "ﻣﺴﺘﺸﻔﻰ", "مستشفی"], &["مستشفيات"]),
    ("قُتِلَ", &["قتل", "قُتل"], &["قاتل", "تل"]),
    ("مسؤول", &["مسوول", "مسؤول"], &["سؤال"]),
    ("١٢٠٠", &["1200", "۱۲۰۰", "1,200"], &["120", "200"]),
    ("١٠٫٥", &["10.5", "10,5"], &["105"]),
    ("Reuters", &["reuters", "REUTERS"], &["reuter"]),
    ("Erdoğan's", &["erdogan"], &["erdo"]),
    // what is written on to a word
    (
        "وبالمستشفى",
        &["مستشفى", "المستشفى", "بمستشفى", "والمستشفى"],
        &["شفى"],
    ),
    ("للجنة", &["لجنة", "اللجنة"], &["جنة"]),
    ("بمستشفاهم", &["مستشفى"], &["مستشفيات"]),
    ("مدينتهم", &["مدينة", "مدينتها"], &["مدن"]),
    ("أبنائه", &["أبناء", "أبناؤه"], &["ابن"]),
    ("سيقصف", &["يقصف"], &["قصف"]),
    ("كالطائرات", &["طائرات"], &["طائرة"]),
    ("فانسحبت", &["انسحبت"], &["سحب"]),
    ("جريحا", &["جريح"], &["جرح"]),
    ("وبيروت", &["بيروت", "وبيروت"], &["روت"]),
    ("ببغداد", &["بغداد"], &["داد"]),
    ("وكمال", &["كمال"], &[]),
    ("بصواريخهم", &["صواريخ", "الصواريخ"], &["صاروخ"]),
    // what only looks like it
    ("والد", &["والد", "الوالد"], &["الد", "لد"]),
    ("بنك", &["بنك", "البنك"], &["نك"]),
    ("كتب", &["كتب"], &["تب"]),
    ("وليد", &["وليد"], &["ليد", "يد"]),
    ("فهد", &["فهد"], &["فه"]),
    ("مال", &["مال", "المال"], &["كمال"]),
    ("بنان", &["بنان"], &["لبنان"]),
    ("سام", &["سام"], &["وسامي"]),
];

#[test]
fn words_are_found_in_any_spelling_and_with_what_is_written_on_to_them() {
    let index = texts("forgiving", &WORDS.iter().map(|w| w.0).collect::<Vec<_>>());
    let mut wrong = String::new();
    for (at, (word, finding, missing)) in WORDS.iter().enumerate() {
        for asked in finding.iter().filter(|asked| !finds(&index, asked, at)) {
            wrong += &format!("«{word}» is not found by «{asked}»\n");
        }
        for asked in missing.iter().filter(|asked| finds(&index, asked, at)) {
            wrong += &format!("«{word}» is found by «{asked}»\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn all_words_must_occur() {
    let index = texts("all", &["قصف جوي على المدينة", "قصف مدفعي", "غارة على المدينة"]);
    assert_eq!(found(&index, &words("قصف المدينة")), ["0"]);
    assert_eq!(found(&index, &words("القصف")), ["0", "1"]);
    assert!(found(&index, &words("قصف بحري")).is_empty());
}

#[test]
fn phrases_keep_words_as_written_and_in_order() {
    let index = texts(
        "phrases",
        &[
            "وقف إطلاق النار في المدينة",
            "إطلاق سراح الموقوفين بعد وقف النار",
            "وقْفُ اطلاق النّار",
            "أُعلن وقف «إطلاق» النار",
            "لوقف إطلاق النار",
        ],
    );
    assert_eq!(found(&index, &words("\"وقف إطلاق النار\"")), ["0", "2", "3"]);
    assert_eq!(found(&index, &words("«وقف إطلاق النار»")), ["0", "2", "3"]);
    assert_eq!(found(&index, &words("“وقف إطلاق النار” المدينة")), ["0"]);
    assert_eq!(found(&index, &words("\"لوقف\"")), ["4"]);
    assert!(found(&index, &words("\"النار إطلاق\"")).is_empty());
}

#[test]
fn a_phrase_does_not_run_from_the_title_into_the_text() {
    let mut entry = shelf::claim("0", 0, "النار مستمر");
    entry.title = "وقف إطلاق";
    let index = shelf::index("title", &[entry]);
    assert!(found(&index, &words("\"إطلاق النار\"")).is_empty());
    assert_eq!(found(&index, &words("وقف مستمر")), ["0"]);
}

#[test]
fn minus_excludes() {
    let index = texts(
        "minus",
        &["قصف جوي", "قصف مدفعي", "قصف بالمدفعية والطيران", "هدنة"],
    );
    assert_eq!(found(&index, &words("قصف -مدفعي")), ["0", "2"]);
    assert_eq!(found(&index, &words("قصف -\"قصف جوي\"")), ["1", "2"]);
    assert_eq!(found(&index, &words("-قصف")), ["3"]);
    assert_eq!(found(&index, &words("قصف -مدفع*")), ["0"]);
    assert_eq!(found(&index, &words("قصف -جوي/قصف")), ["1", "2"]);
    assert_eq!(found(&index, &words("-\"قصف جوي\" -هدنة -\"قصف مدفعي\"")), ["2"]);
}

#[test]
fn or_stands_between_alternatives() {
    let index = texts(
        "or",
        &["قصف على حلب", "قصف على حمص", "هدنة في حمص", "غارة على حلب"],
    );
    assert_eq!(found(&index, &words("قصف OR غارة")), ["0", "1", "3"]);
    assert_eq!(found(&index, &words("حلب قصف OR غارة")), ["0", "3"]);
    assert_eq!(
        found(&index, &words("\"هدنة في\" OR غارة OR قصف حلب")),
        ["0", "3"]
    );
    assert_eq!(found(&index, &words("هدنة OR -حمص")), ["0", "2", "3"]);
}

#[test]
fn a_star_stands_for_any_ending() {
    let index = texts(
        "star",
        &["المستشفيات", "مستشفى", "بالمستشفيين", "مشفى", "Reuters", "وزارة"],
    );
    assert_eq!(found(&index, &words("مستشف*")), ["0", "1", "2"]);
    assert_eq!(found(&index, &words("المستشف*")), ["0", "1", "2"]);
    assert_eq!(found(&index, &words("reut*")), ["4"]);
    assert_eq!(notes(&index, "و*"), [Note::ShortPrefix]);
}

#[test]
fn words_typed_as_one_are_several() {
    let index = texts(
        "several",
        &["في حلب وفي 15 بلدة", "حلب", "قُتل و15 آخرون", "قالت لـ«رويترز»"],
    );
    assert_eq!(found(&index, &words("حلب/15")), ["0"]);
    assert_eq!(found(&index, &words("قتل 15")), ["2"]);
    assert_eq!(found(&index, &words("و15 قتل")), ["2"]);
    assert_eq!(found(&index, &words("لـ\"رويترز\"")), ["3"]);
}

#[test]
fn odd_questions_are_answered() {
    let index = texts("odd", &["قصف على حلب", "or", "هدنة"]);
    assert_eq!(found(&index, &words("")).len(), 3);
    assert_eq!(found(&index, &words(" \n\t")).len(), 3);
    for (asked, note, want) in [
        ("؟؟؟ !!! …", Note::NoWords, &[][..]),
        ("\"\"", Note::NoWords, &[]),
        ("-", Note::NoWords, &[]),
        ("\u{0}\u{1}\u{202E}", Note::NoWords, &[]),
        ("*", Note::NoWords, &[]),
        ("\"قصف حلب", Note::UnbalancedQuote, &["0"]),
        ("«حلب", Note::UnbalancedQuote, &["0"]),
        ("OR", Note::StrayOr, &["1"]),
        ("قصف OR", Note::StrayOr, &[]),
        ("OR هدنة", Note::StrayOr, &[]),
    ] {
        assert_eq!(notes(&index, asked), [note], "{asked:?}");
        assert_eq!(found(&index, &words(asked)), want, "{asked:?}");
    }
    assert_eq!(found(&index, &words("حلب»")), ["0"]);
    assert_eq!(found(&index, &words("ح\u{0}ل\u{200B}ب\u{7}")), ["0"]);
    assert_eq!(found(&index, &words("حلب حلب حلب")), ["0"]);
    let many: String = (0..10_000).map(|n| format!("كلمة{n} ")).collect();
    assert_eq!(notes(&index, &many), [Note::TooManyWords]);
    assert!(found(&index, &words(&many)).is_empty());
    assert!(found(&index, &words(&"ب".repeat(1_000_000))).is_empty());
    assert_eq!(notes(&index, &"\"".repeat(9_999)).last(), Some(&Note::NoWords));
    assert!(found(&index, &words(&format!("\"{many}\""))).is_empty());
    assert!(found(&index, &words("(a|b) [x]+ \\w .* {2}")).is_empty());
    assert!(found(&index, &words("a.b* c+d* \\*")).is_empty());
}
