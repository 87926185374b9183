//! Versions of one page: which they are, and what they are to an event, to its ledger and to copies.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod made;

use made::{Made, assault, document};
use musnad_record::event::Event;
use musnad_record::v1::Records;
use musnad_story::{About, Document, Grouper, Placed, Policy, Settings, Told, Version, Viewer};

const PAGE: &str = "https://nida.example/news/17";

/// A page of «نداء», published at six, as it was seen at this hour.
fn page(id: &str, hour: u32, text: &str) -> Made {
    let fetched = format!("2026-06-01T{hour:02}:05:00Z");
    document(
        id,
        "نداء",
        "2026-06-01T06:00:00Z",
        "قتلى في انهيار جسر الوادي",
        &[text],
    )
    .seen(PAGE, &fetched)
}

fn dead(n: u64, words: &str) -> made::Said {
    assault(1, "قتل").killed(n, words)
}

fn event(all: &[Made]) -> Event {
    let versions: Vec<Version<'_>> = all.iter().map(Made::version).collect();
    let records: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    let documents: Vec<Document<'_>> = all
        .iter()
        .map(|m| Document {
            id: &m.id,
            outlet: Some(&m.outlet),
            published: Some(m.published.as_str()).filter(|p| !p.is_empty()),
            fetched: m.fetched.as_deref(),
            later: m.version().later(&versions),
            ..Document::default()
        })
        .collect();
    let told = records.iter().zip(&documents).flat_map(|(r, document)| {
        r.claims.iter().map(move |claim| Told {
            document,
            claim,
            why: Vec::new(),
        })
    });
    let viewer = Viewer::builtin().unwrap();
    viewer
        .event(About::default(), told.collect(), Policy::Latest)
        .unwrap()
}

/// The lines of the dead: document, figure, what it is, whether it counts, when it was seen.
fn lines(event: &Event) -> Vec<(&str, u64, &str, bool, Option<&str>)> {
    let line = |l: &'_ musnad_record::event::Line| (l.value.unwrap(), l.current);
    event.toll[0]
        .lines
        .iter()
        .map(|l| {
            let (value, current) = line(l);
            (
                l.document.as_str(),
                value,
                l.is.as_str(),
                current,
                l.seen.as_deref(),
            )
        })
        .collect()
}

#[test]
fn a_page_that_changes_is_one_report_with_a_line_for_each_figure() {
    // given in any order, and an id tells nothing of which came first
    let e = event(&[
        page("a", 11, "قتل سبعة في انهيار الجسر.").claim(dead(7, "سبعة")),
        page("b", 6, "قتل خمسة في انهيار الجسر.").claim(dead(5, "خمسة")),
    ]);
    assert_eq!((e.reports, e.copies, e.independent), (1, 0, 1));
    assert_eq!(
        lines(&e),
        [
            ("b", 5, "first", false, None),
            ("a", 7, "update", true, Some("2026-06-01T11:05:00Z"))
        ]
    );
    let of: Vec<_> = e.tellings.iter().map(|t| t.version_of.as_deref()).collect();
    assert_eq!(of, [None, Some("b")]);
    assert_eq!(e.first.unwrap().document, "b");
}

#[test]
fn what_a_page_still_says_is_no_line_and_what_it_takes_back_is_withdrawn() {
    let e = event(&[
        page("a", 6, "قتل خمسة في الانهيار.").claim(dead(5, "خمسة")),
        page("b", 7, "قتل خمسة في الانهيار، كما أفاد مراسلنا.").claim(dead(5, "خمسة")),
        page("c", 9, "قتل سبعة في الانهيار.").claim(dead(7, "سبعة")),
        page("d", 10, "قتل خمسة في انهيار الجسر.").claim(dead(5, "خمسة")),
    ]);
    assert_eq!(e.reports, 1);
    let is: Vec<_> = lines(&e).iter().map(|l| (l.0, l.2, l.3)).collect();
    assert_eq!(
        is,
        [
            ("a", "first", false),
            ("c", "withdrawn", false),
            ("d", "update", true)
        ]
    );
    assert_eq!(e.toll[0].best, Some(5));
}

#[test]
fn a_claim_that_a_page_gets_later_did_not_come_when_the_page_was_published() {
    let silent = page("a", 6, "قتل عدد من العمال في الانهيار.");
    let later = page("b", 12, "قتل سبعة في الانهيار.").claim(dead(7, "سبعة"));
    let other = document(
        "c",
        "صدى",
        "2026-06-01T08:00:00Z",
        "سبعة قتلى",
        &["قتل سبعة عند الجسر."],
    )
    .claim(dead(7, "سبعة"));
    let e = event(&[silent, later, other]);
    let first = e.first.as_ref().unwrap();
    assert_eq!((first.document.as_str(), first.seen.as_deref()), ("c", None));
    assert_eq!((e.reports, lines(&e)[1].2), (2, "repeat"));
}

#[test]
fn an_outlet_whose_clock_is_ahead_gives_its_versions_in_order() {
    let e = event(&[
        page("b", 3, "قتل خمسة.").claim(dead(5, "خمسة")),
        page("a", 4, "قتل سبعة.").claim(dead(7, "سبعة")),
    ]);
    assert_eq!(
        lines(&e).iter().map(|l| l.1).collect::<Vec<_>>(),
        [5, 7],
        "published at six by its own word, seen at three and four"
    );
}

#[test]
fn versions_of_a_page_without_a_time_of_its_own_are_in_order() {
    let undated = |page: Made| Made {
        published: String::new(),
        ..page
    };
    let e = event(&[
        undated(page("b", 6, "قتل خمسة.")).claim(dead(5, "خمسة")),
        undated(page("a", 8, "قتل سبعة.")).claim(dead(7, "سبعة")),
        document("c", "صدى", "2026-06-01T07:00:00Z", "قتلى", &["قتل ستة."]).claim(dead(6, "ستة")),
    ]);
    assert_eq!(lines(&e).iter().map(|l| l.1).collect::<Vec<_>>(), [5, 6, 7]);
}

#[test]
fn one_page_is_one_address_of_one_outlet_and_one_post_of_a_live_blog() {
    let version = |id, outlet, url| Version {
        id,
        outlet: Some(outlet),
        url: Some(url),
        fetched: None,
    };
    let one = version("a", "نداء", PAGE);
    assert!(one.is_of_page(&version("b", "نداء", PAGE)));
    assert!(!one.is_of_page(&version("b", "صدى", PAGE)));
    assert!(!one.is_of_page(&version("b", "نداء", "https://nida.example/news/18")));
    // a feed whose entries all lead to the front page
    for site in ["https://nida.example", "https://nida.example/"] {
        assert!(!version("a", "نداء", site).is_of_page(&version("b", "نداء", site)));
    }
    let nowhere = Version { url: None, ..one };
    assert!(!nowhere.is_of_page(&nowhere));
    let post = |id| version(id, "نداء", PAGE);
    assert!(post("a#post-3").is_of_page(&post("b#post-3")));
    assert!(!post("a#post-3").is_of_page(&post("a#post-4")));
    assert!(
        !post("a#3").is_of_page(&post("b#3")),
        "the third now, another then"
    );
    assert!(!post("a").is_of_page(&post("a#post-3")));
}

const TEXT: &str = "انهار جسر الوادي الخشبي صباح الاثنين تحت قافلة من الشاحنات المحملة بالحجارة قرب المطحنة القديمة، \
                    وقال حارس المطحنة إنه سمع صوت تكسر الأعمدة قبل أن تسقط الشاحنة الأولى في مجرى السيل.";

fn versions() -> Vec<Made> {
    let more = TEXT.replace("صباح الاثنين", "صباح اليوم");
    vec![
        page("a", 6, TEXT),
        document("w", "صدى", "2026-06-01T08:00:00Z", "جسر ينهار", &[TEXT]),
        // a page without a time of its own is of the time when it was fetched
        Made {
            published: "2026-06-01T11:05:00Z".to_owned(),
            ..page("b", 11, &more)
        },
    ]
}

fn one_by_one(all: &[Made]) -> Vec<Placed> {
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    all.iter().flat_map(|m| grouper.add_all(&[m.records()])).collect()
}

#[test]
fn no_outlet_copies_itself_nor_who_copied_it() {
    let all = versions();
    let together: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    let together = Grouper::builtin(Settings::default()).unwrap().add_all(&together);
    for placed in [one_by_one(&all), together] {
        let of: Vec<_> = placed.iter().map(|p| p.copy_of).collect();
        assert_eq!(of, [None, Some(placed[0].document), None]);
        assert_eq!(placed[0].story, placed[2].story);
    }
}

#[test]
fn a_later_version_of_a_copy_is_a_copy_of_the_same() {
    let mut all = versions();
    all[1].published = "2026-06-01T04:00:00Z".to_owned();
    all.swap(0, 1);
    let placed = one_by_one(&all);
    let wire = Some(placed[0].document);
    assert_eq!((placed[1].copy_of, placed[2].copy_of), (wire, wire));
}
