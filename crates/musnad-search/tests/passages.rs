//! Highlights and passages, exactly on what is written.

#![allow(clippy::unwrap_used, reason = "a failed search is a failed test")]

mod shelf;

use musnad_search::Index;
use shelf::texts;

fn shown<'t>(index: &Index, asked: &str, text: &'t str) -> Vec<&'t str> {
    let ranges = index.highlighter(asked).highlight(text);
    ranges.into_iter().map(|r| &text[r]).collect()
}

#[test]
fn highlights_stand_on_the_written_words() {
    let index = texts("highlights", &[]);
    let text = "لَحِقَتْ أضرارٌ \u{202B}وبِالمُسْتَشْفَى\u{202C}، و١٢ مـدرسة؛ وقف إطلاق النّـار.";
    for (asked, want) in [
        ("مستشفى", &["وبِالمُسْتَشْفَى"][..]),
        ("اضرار مدرسة", &["أضرارٌ", "مـدرسة"]),
        ("12", &["١٢"]),
        ("مدر*", &["مـدرسة"]),
        ("\"وقف إطلاق النار\"", &["وقف إطلاق النّـار"]),
        ("\"وقف النار\"", &[]),
        ("مدرسة -مستشفى", &["مـدرسة"]),
        ("لحقت OR نار", &["لَحِقَتْ", "النّـار"]),
        ("\"إطلاق النار\" إطلاق", &["إطلاق النّـار"]),
        ("", &[]),
        ("؟", &[]),
    ] {
        assert_eq!(shown(&index, asked, text), want, "{asked}");
    }
    assert!(shown(&index, "نك لد تب", "بنك والد كتب").is_empty());
}

#[test]
fn what_is_found_is_highlighted() {
    let all = [
        "وقصفت الطائرات مستشفاهم",
        "زار وفدٌ لبنانَ وبيروت",
        "قال كمال لـ«رويترز» إن ١٬٢٠٠ شخص نزحوا",
    ];
    let index = texts("both", &all);
    for asked in [
        "مستشفى",
        "بيروت",
        "وفد لبنان",
        "كمال",
        "مال",
        "1200",
        "رويترز",
        "طائر*",
        "\"شخص نزحوا\"",
    ] {
        for id in shelf::found(&index, &shelf::words(asked)) {
            let text = all[id.parse::<usize>().unwrap()];
            assert!(!shown(&index, asked, text).is_empty(), "{asked} in {text}");
        }
    }
}

#[test]
fn a_passage_is_the_best_one_and_cut_between_words() {
    let index = texts("passages", &[]);
    let filler = "كلام كثير لا يعني شيئا في هذا الباب ".repeat(20);
    let text = format!("{filler}قصف وحده هنا. {filler}وقع قصفٌ على المستشفى ليلا ثم هدأ. {filler}");
    let finder = index.highlighter("قصف مستشفى");
    for width in [30, 60, 120, 400] {
        let snippet = finder.snippet(&text, width);
        let passage = &text[snippet.span.clone()];
        assert!(passage.chars().count() <= width, "{width}: {passage}");
        assert!(passage.contains("قصفٌ على المستشفى"), "{width}: {passage}");
        assert!(passage.chars().count() + 20 > width, "{width}: {passage}");
        let whole = |at: usize| {
            at == 0 || at == text.len() || text[..at].ends_with(' ') || text[at..].starts_with(' ')
        };
        assert!(
            whole(snippet.span.start) && whole(snippet.span.end),
            "{width}: {passage}"
        );
        let marked: Vec<&str> = snippet.highlights.iter().map(|r| &text[r.clone()]).collect();
        assert!(
            marked.ends_with(&["قصفٌ", "المستشفى"]) || width == 400,
            "{marked:?}"
        );
        assert!(
            snippet
                .highlights
                .iter()
                .all(|r| snippet.span.start <= r.start && r.end <= snippet.span.end)
        );
    }
}

#[test]
fn a_passage_of_anything_is_one() {
    let index = texts("anything", &[]);
    let finder = index.highlighter("قصف \"طويل جدا جدا\"");
    for text in [
        "",
        " ",
        "قصف",
        "قصفقصفقصفقصفقصفقصف",
        "لا شيء مما سئل عنه هنا",
        "طويل جدا جدا قصف",
        "\u{202B}قصف\u{202C}",
    ] {
        for width in [0, 1, 3, 5, 10, 1000] {
            let snippet = finder.snippet(text, width);
            assert!(
                text[snippet.span.clone()].chars().count() <= width,
                "{text} {width}"
            );
            assert!(snippet.highlights.iter().all(|r| text.get(r.clone()).is_some()));
        }
    }
    let snippet = finder.snippet("لا شيء مما سئل عنه هنا", 12);
    assert_eq!(snippet.span, 0.."لا شيء مما".len());
    assert!(snippet.highlights.is_empty());
}
