//! Words compared as a reader would: by overlap, in folded spelling.

use musnad_text::{Span, is_arabic_letter, is_mark, key};

/// Words in which two pieces of text may not be said to overlap.
const SMALL: &[&str] = &[
    "في", "من", "علي", "الي", "عن", "بين", "مع", "ان", "او", "و", "لم", "قد",
];

/// Whether two pieces of text share a word of weight.
pub(crate) fn overlap(a: &str, b: &str) -> bool {
    shared(a, b) > 0
}

/// How many words two pieces of text share.
pub(crate) fn shared(a: &str, b: &str) -> usize {
    common(&words(a), &words(b))
}

/// Whether two pieces of text name one thing: they begin with one word, or share as many words as they do not.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    let both = common(&a, &b);
    let heads = a.first().zip(b.first()).is_some_and(|(a, b)| same(a, b));
    heads || both * 3 >= a.len() + b.len()
}

fn common(a: &[String], b: &[String]) -> usize {
    a.iter().filter(|w| b.iter().any(|v| same(w, v))).count()
}

fn words(text: &str) -> Vec<String> {
    let folded = key(text);
    let split = folded.split(|c: char| !c.is_alphanumeric());
    let all: Vec<String> = split.filter(|w| !w.is_empty()).map(str::to_owned).collect();
    let weighty: Vec<String> = all
        .iter()
        .filter(|w| !SMALL.contains(&w.as_str()))
        .cloned()
        .collect();
    if weighty.is_empty() { all } else { weighty }
}

fn same(a: &str, b: &str) -> bool {
    a == b
        || forms(a).any(|f| f == b)
        || forms(b).any(|f| f == a)
        || forms(a).any(|f| forms(b).any(|g| f == g))
}

/// A folded word without what may be written on to its front.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    const FRONTS: &[&str] = &[
        "ال", "لل", "وال", "فال", "بال", "كال", "ولل", "و", "ف", "ب", "ل", "ك",
    ];
    FRONTS
        .iter()
        .filter_map(move |f| word.strip_prefix(f))
        .filter(|rest| rest.chars().count() > 2)
}

/// Where `word` stands in `text` as a whole word, in bytes.
pub(crate) fn places_of<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = Span> + 't {
    let letter = |c: char| is_arabic_letter(c) || is_mark(c);
    text.match_indices(word).filter_map(move |(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let whole = !before.is_some_and(letter) && !after.is_some_and(letter);
        whole.then(|| Span::new(at, at + found.len()))
    })
}
