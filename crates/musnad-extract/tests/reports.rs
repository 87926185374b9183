//! Reported statements: what is said, by which word, in whose mouth, held to `reports.tsv`.

use musnad_extract::{QuoteKind, Reader};
use musnad_page::Hints;
use std::fmt::Write as _;

#[test]
fn statements_have_their_words_and_chain() {
    let Ok(reader) = Reader::builtin() else {
        panic!("the built-in data is damaged");
    };
    let mut wrong = String::new();
    let rows = include_str!("reports.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'));
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [text, kind, cue, content, chain] = cells[..] else {
            panic!("five cells in {row}");
        };
        let document = musnad_page::read(text.as_bytes(), &Hints::default());
        let found: Vec<String> = reader
            .read(&document)
            .quotes
            .iter()
            .map(|q| {
                let words = |s: musnad_text::Span| s.of(&document.text);
                let kind = match q.kind {
                    QuoteKind::Direct => "direct",
                    QuoteKind::Indirect => "indirect",
                    QuoteKind::Mixed => "mixed",
                };
                let chain: Vec<&str> = q.attribution.iter().filter_map(|s| s.span).map(words).collect();
                let cue = q.cue.map_or("", words);
                format!("{kind}\t{cue}\t{}\t{}", words(q.content), chain.join(" ← "))
            })
            .collect();
        let want = format!("{kind}\t{cue}\t{content}\t{chain}");
        let right = if kind == "-" {
            found.is_empty()
        } else {
            found.contains(&want)
        };
        if !right {
            let _ = writeln!(wrong, "{text}\n  not {want}\n  but {found:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn who_counts_people_is_the_source_of_their_number() {
    let Ok(reader) = Reader::builtin() else {
        panic!("the built-in data is damaged");
    };
    for (text, by) in [
        ("أحصت شبكة الأطباء 17 قتيلا في القصف على الحي.", "شبكة الأطباء"),
        ("تحدثت البلدية عن 12 قتيلا في القصف على الحي.", "البلدية"),
        (
            "قال مدير المستشفى إن القصف قتل تسعة، موضحا أن جثتين سجلتا مرتين.\n\nوأضاف أن 34 شخصا أصيبوا في القصف.",
            "مدير المستشفى",
        ),
    ] {
        let document = musnad_page::read(text.as_bytes(), &Hints::default());
        let claims = reader.read(&document).claims;
        let last = claims.last().and_then(|c| c.attribution.first());
        let said = last.and_then(|s| s.span).map(|s| s.of(&document.text));
        assert_eq!(said, Some(by), "{text}");
    }
}
