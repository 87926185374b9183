//! Words that coded text shows to tell events of several types: which is told, and that what is too unlikely is not kept.

#![allow(
    clippy::expect_used,
    reason = "weights that cannot be read are a fault of the test"
)]

use musnad_extract::scorer::Scorer;
use musnad_extract::{Claim, EventType, Reader};
use musnad_page::Hints;

/// What a reader with these weights tells of a sentence under a title, in doubt or not.
fn told(weights: &str, sentence: &str) -> Vec<Claim> {
    let reader = Reader::builtin().expect("built-in data");
    let scorer = Scorer::parse(weights).expect("weights");
    let text = format!("أخبار المدينة\n\n{sentence}\n");
    let document = musnad_page::read(text.as_bytes(), &Hints::default());
    reader.judged_by(Some(scorer)).read(&document).claims
}

const HALVES: &str = "threshold\tACCUSE\t0.5\nthreshold\tASSAULT\t0.5\nthreshold\tPROTEST\t0.5\n";

#[test]
fn a_word_that_seldom_tells_is_a_claim_only_where_it_is_likely() {
    let sentence = "سخط الوزير على الحكومة.";
    let seldom = format!("trigger\tACCUSE verb سخط\t0.10\n{HALVES}");
    assert!(told(&format!("{seldom}bias\t-2\n"), sentence).is_empty());
    let likely = told(&format!("{seldom}bias\t2\n"), sentence);
    assert!(matches!(&likely[..], [c] if c.kind == EventType::Accuse && !c.doubtful));
    // one that often does is kept in doubt
    let often = format!("trigger\tACCUSE verb سخط\t0.60\n{HALVES}bias\t-2\n");
    assert!(matches!(&told(&often, sentence)[..], [c] if c.doubtful));
}

#[test]
fn what_the_rules_read_gives_way_to_what_is_likelier() {
    let sentence = "قصف الجيش القرية.";
    let also = format!("trigger\tPROTEST verb قصف\t0.10\n{HALVES}bias\t1\n");
    let kinds =
        |weights: &str| -> Vec<EventType> { told(weights, sentence).iter().map(|c| c.kind).collect() };
    let protest = format!("{also}type:is|PROTEST\t1\n");
    assert_eq!(kinds(&protest), [EventType::Protest]);
    let assault = format!("{also}type:is|ASSAULT\t1\n");
    assert_eq!(kinds(&assault), [EventType::Assault]);
}
