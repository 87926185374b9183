//! Pages of the shapes that scrapers leave, each with the blocks and other stories that a reader would tell.
//!
//! `tests/pages/NAME.txt` is the page, `NAME.toml` says what must come of it. To add one, copy a pair.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use musnad_page::{BlockKind, Document, Hints, read, read_record};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    title: Option<String>,
    #[serde(default)]
    byline: Vec<String>,
    place: Option<String>,
    agency: Option<String>,
    published: Option<String>,
    blocks: Vec<(String, String)>,
    related: Vec<Vec<String>>,
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    pages.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    pages.sort();
    pages
}

fn kind(kind: BlockKind) -> String {
    format!("{kind:?}").to_lowercase()
}

fn told(document: &Document) -> String {
    let blocks = document.blocks.iter().map(|b| {
        let text: String = b.span.of(&document.text).chars().take(50).collect();
        format!("{}\t{text}\n", kind(b.kind))
    });
    let related = document
        .related
        .iter()
        .map(|r| format!("related\t{}\t{:?}\n", r.title, r.excerpt));
    blocks.chain(related).collect()
}

fn differs(document: &Document, expected: &Expected) -> bool {
    let blocks_fit = document.blocks.len() == expected.blocks.len()
        && document
            .blocks
            .iter()
            .zip(&expected.blocks)
            .all(|(b, (k, head))| kind(b.kind) == *k && b.span.of(&document.text).starts_with(head.as_str()));
    let related: Vec<Vec<String>> = document
        .related
        .iter()
        .map(|r| {
            std::iter::once(r.title.clone())
                .chain(r.excerpt.clone())
                .collect()
        })
        .collect();
    !blocks_fit
        || related != expected.related
        || document.title != expected.title
        || document.byline != expected.byline
        || document.published != expected.published
        || document.dateline.place != expected.place
        || document.dateline.agency != expected.agency
}

#[test]
fn pages_are_cut_as_a_reader_would() {
    let mut wrong = String::new();
    let pages = pages();
    assert!(pages.len() >= 25);
    for path in &pages {
        let expected = std::fs::read_to_string(path.with_extension("toml")).unwrap();
        let expected: Expected = toml::from_str(&expected).unwrap();
        let document = read(&std::fs::read(path).unwrap(), &Hints::default());
        if differs(&document, &expected) {
            wrong += &format!(
                "{}: {:?} {:?} {:?} {:?}\n{}\n",
                path.file_name().unwrap().to_string_lossy(),
                document.title,
                document.byline,
                document.published,
                document.dateline,
                told(&document)
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn blocks_are_in_order_and_made_of_the_source() {
    for path in pages() {
        let source = std::fs::read_to_string(&path).unwrap();
        let document = read(source.as_bytes(), &Hints::default());
        let mut last = 0;
        for block in &document.blocks {
            assert!(
                block.span.start >= last && !block.span.is_empty(),
                "{}",
                path.display()
            );
            last = block.span.end;
            let words = block.span.of(&document.text);
            let unbroken = source.replace('\n', " ");
            assert!(
                source.contains(words) || unbroken.contains(words),
                "{}",
                path.display()
            );
        }
        for other in &document.related {
            assert!(!document.text.contains(&other.title), "{}", path.display());
        }
    }
}

/// Any page cut anywhere, even amid a character, gives a document.
#[test]
fn no_input_makes_it_fail() {
    for path in pages() {
        let bytes = std::fs::read(&path).unwrap();
        for cut in (0..bytes.len()).step_by(37) {
            let _ = read(&bytes[..cut], &Hints::default());
            let _ = read(&bytes[cut..], &Hints::default());
        }
    }
}

#[test]
fn records_stay_as_they_came() {
    for text in [
        "  قصفت طائرات بلدة السدرة فجر اليوم...  ",
        "عاجل",
        "* هل تصمد الهدنة؟",
        "قصف على السدرة\n\nقالت السلطات إن القصف أصاب السوق القديمة.\n\nذكرت الأنباء أن شخصا أصيب...",
    ] {
        let line = serde_json::json!({"id": 7, "text": text, "title": "شيء آخر"}).to_string();
        let document = read_record(&line, 1, &Hints::default());
        assert_eq!(document.text, text);
        assert_eq!(
            (document.id.as_str(), document.title.as_deref()),
            ("7", Some("شيء آخر"))
        );
        assert!(!document.blocks.is_empty() && document.related.is_empty());
    }
}

#[test]
fn labelled_teasers_leave_records_too() {
    let text = "سيول في السدرة\n\nقطعت السيول الطريق أمس.\n\nاقرأ أيضا: قصف على بلدة أخرى\n\nوعزلت ثلاث قرى.";
    let line = serde_json::json!({ "text": text }).to_string();
    let document = read_record(&line, 1, &Hints::default());
    assert_eq!(
        document.text,
        "سيول في السدرة\n\nقطعت السيول الطريق أمس.\n\nوعزلت ثلاث قرى."
    );
    assert_eq!(document.related[0].title, "قصف على بلدة أخرى");
}

#[test]
fn records_of_pages_are_read_as_pages() {
    let page = "وفد أممي يزور البلدة\n\nزار وفد البلدة أمس.\n\nذات صلة\n\nخبر آخر عن البلدة";
    let line =
        serde_json::json!({ "html": page, "url": "https://marfa.example/1", "published": "غدا" }).to_string();
    let document = read_record(&line, 3, &Hints::default());
    assert_eq!(document.url.as_deref(), Some("https://marfa.example/1"));
    assert!(document.text.contains("زار وفد البلدة أمس.") && !document.text.contains("خبر آخر"));
    assert_eq!(document.diagnostics[0].code, "bad-published");
    assert!(
        document.sha256.starts_with(&document.id),
        "the hash is of the line"
    );
}

#[test]
fn broken_records_name_their_line() {
    for (line, code) in [
        ("{\"id\":", "bad-json"),
        ("[1]", "bad-json"),
        ("{}", "bad-record"),
        ("{\"text\":5}", "bad-record"),
        ("{\"html\":5}", "bad-record"),
    ] {
        let document = read_record(line, 12, &Hints::default());
        let found = &document.diagnostics[0];
        assert_eq!((found.code, document.text.as_str()), (code, ""), "{line}");
        assert!(found.message.contains("line 12"), "{}", found.message);
    }
}
