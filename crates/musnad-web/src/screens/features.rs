//! Features of the scorer in words: `actor:sector MIL|ASSAULT +0.12` is what `musnad explain` calls one, a family, its
//! value, the type that it is of and what it adds.

use crate::show::{Show, code, outside};
use crate::words::Words;
use maud::{Markup, html};
use musnad_extract::LONE;

/// Families whose value is a word of the text, as it stands in the dictionary.
const OF_WORDS: &[&str] = &[
    "lemma",
    "form",
    "before",
    "before2",
    "after",
    "verb",
    "head",
    "learned-verb",
    "learned-noun",
    "w",
    "b",
];
/// Families whose value is a class of words.
const OF_CLASSES: &[&str] = &[
    "class",
    "in",
    "near",
    "before-class",
    "after-class",
    "verb-class",
    "head-class",
];
/// Parts of a value that what follows belongs to.
const HEADS: &[&str] = &["sector", "count", "links"];

/// A feature with what it adds; as it is where there are no words for it.
pub(super) fn feature(show: &Show<'_>, text: &str) -> Markup {
    let (name, adds) = text.rsplit_once(' ').unwrap_or((text, ""));
    html! {
        @match said(show, name) {
            Some(said) => { (said) " " (code(adds)) },
            None => (code(text)),
        }
    }
}

/// A feature in words, if there are any.
pub(crate) fn said(show: &Show<'_>, name: &str) -> Option<Markup> {
    let (family, rest) = name.split_once(':')?;
    let (rest, alone) = rest.strip_suffix(LONE).map_or((rest, false), |r| (r, true));
    let (value, of_type) = rest.rsplit_once('|').map_or((rest, false), |(v, _)| (v, true));
    let family = match (family, value.chars().next()) {
        ("w", Some('<')) => "w.before",
        ("w", Some('>')) => "w.after",
        (family, _) => family,
    };
    let called = show.words.known("feature", family)?;
    let value = value.trim_start_matches(['<', '>']).trim();
    let value = match family.split_once('.').map_or(family, |(f, _)| f) {
        "rule" | "loose" | "lacks" => code(value),
        f if OF_WORDS.contains(&f) => words(show, value)?,
        f if OF_CLASSES.contains(&f) => html! { (class(show.words, value)?) },
        f => html! { (values(show, f, value)?) },
    };
    Some(html! {
        span.key { (called) ":" } " " (value)
        @if !of_type && !matches!(family, "rule" | "loose" | "lacks") { " (" (show.word("feature.of-any-type")) ")" }
        @if alone { " (" (show.word("feature.alone")) ")" }
    })
}

/// What a class of words is called; of a sector or country, with its name or code.
pub(super) fn class(words: &Words, name: &str) -> Option<String> {
    match name.split_once(':') {
        None => words.known("class", name).map(str::to_owned),
        Some((of, code)) => {
            let own = match of {
                "sector" => words.known("sector", code)?,
                _ => code,
            };
            Some(format!("{} {own}", words.known("class", of)?))
        }
    }
}

/// Words of the text, and what stands for numbers, names and the ends of a sentence.
fn words(show: &Show<'_>, value: &str) -> Option<Markup> {
    let one = |word: &str| {
        let instead = match word {
            "#number" => "feature.value.number",
            "#name" => "feature.value.name",
            "^" => "feature.value.start",
            "$" => "feature.value.end",
            "none" => "feature.value.none",
            _ => return outside(word, Some("ar")),
        };
        html! { (show.words.get(instead)) }
    };
    (!value.is_empty())
        .then(|| html! { @for (n, word) in value.split(' ').enumerate() { @if n > 0 { " " } (one(word)) } })
}

/// A value of few: whole where it has words of its own, else part by part.
fn values(show: &Show<'_>, family: &str, value: &str) -> Option<String> {
    let (own, tables): (&str, &[&str]) = match family {
        "actor" | "recipient" => ("feature.party", &["sector", "bound"]),
        "piece-before" => ("feature.piece", &[]),
        "at" | "length" | "names" | "sentence" | "found" | "found-all" | "company-before"
        | "company-behind" => ("feature.bucket", &[]),
        "company-part" => ("feature.part", &[]),
        "loose-in" | "learned-in" => ("feature.setting", &[]),
        "doer" | "loose-doer" | "done-to" | "owner" => ("feature.sort", &[]),
        "beside" | "rival" => ("", &["type"]),
        "mode" => ("", &["mode"]),
        "modality" => ("", &["modality"]),
        "place" => ("", &["precision"]),
        "time" | "times" => ("feature.times", &["feature.basis", "precision"]),
        "toll" => ("feature.toll", &["outcome", "bound"]),
        "report" => ("feature.report", &["kind", "stance"]),
        _ => ("", &[]),
    };
    let group = format!("feature.{family}");
    let own = if own.is_empty() { group.as_str() } else { own };
    let whole = |text: &str| {
        let found = show.words.phrase(own, text);
        found.or_else(|| show.words.phrase("feature.value", text))
    };
    if let Some(words) = whole(value) {
        return Some(words.to_owned());
    }
    let part = |part: &str| {
        if part.bytes().all(|b| b.is_ascii_digit()) {
            return Some(show.digits(part));
        }
        let listed = || {
            let tables = tables.iter();
            tables
                .clone()
                .find_map(|t| show.words.known(t, part))
                .or_else(|| {
                    let snake = snake(part);
                    tables.clone().find_map(|t| show.words.known(t, &snake))
                })
        };
        whole(part).or_else(listed).map(str::to_owned)
    };
    let parts: Option<Vec<String>> = value.split(' ').map(part).collect();
    let is_head = value
        .split(' ')
        .next()
        .is_some_and(|first| HEADS.contains(&first));
    let comma = format!("{} ", show.words.get("comma"));
    Some(parts?.join(if is_head { " " } else { &comma }))
}

/// `PartOfDay` as records have it: `part_of_day`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Ask;
    use crate::words::Language;

    #[test]
    fn every_feature_that_weighs_and_every_class_of_words_is_said_in_both_languages() {
        let ask = Ask::of("/");
        let weights = include_str!("../../../../lang/ar/scorer/weights.txt");
        let names = weights.lines().filter_map(|l| l.split('\t').next());
        // of what weighs a place, time, figure, party or source nothing but the sum is shown
        let unseen = ["#", "place/", "time/", "toll/", "actor/", "recipient/", "source/"];
        let is_shown = |n: &&str| n.contains(':') && !unseen.iter().any(|other| n.starts_with(other));
        let names: Vec<&str> = names.filter(is_shown).collect();
        assert!(names.len() > 1000);
        let hashed = ["w: بيت|AID", "w:<#name|AID", "w:>بيت|AID", "b:^ بيت|AID"];
        let classes = include_str!("../../../../lang/ar/lexicon/classes.tsv");
        let classes = classes.lines().skip(1).filter_map(|l| l.split('\t').next());
        for language in [Language::Arabic, Language::English] {
            let words = Words::of(language);
            let show = Show {
                words: &words,
                ask: &ask,
            };
            for name in names.iter().chain(&hashed) {
                assert!(said(&show, name).is_some(), "{name}: lang/ar/web/steps.tsv");
            }
            for name in classes.clone() {
                let name = name.trim_end_matches(':');
                assert!(
                    words.known("class", name).is_some(),
                    "{name}: lang/ar/web/classes.tsv"
                );
            }
            for sector in musnad_knowledge::SECTORS {
                assert!(class(&words, &format!("sector:{sector}")).is_some(), "{sector}");
            }
            for unknown in [
                "actor:sector XYZ|AID",
                "nothing:1",
                "bias",
                "class:no-such-class|AID",
            ] {
                assert!(said(&show, unknown).is_none(), "{unknown}");
            }
        }
        let words = Words::of(Language::Arabic);
        let show = Show {
            words: &words,
            ask: &ask,
        };
        let said = said(&show, "actor:sector MIL|ASSAULT").map(maud::Markup::into_string);
        assert_eq!(
            said.as_deref(),
            Some("<span class=\"key\">الفاعل:</span> قطاعه جيش")
        );
    }
}
