//! Rules without what they ask for: tried in articles where the weights say so, judged there, and nowhere else; and
//! what a document told before, told to the scorer.

#![allow(
    clippy::expect_used,
    reason = "weights that cannot be read are a fault of the test"
)]

use musnad_extract::scorer::Scorer;
use musnad_extract::{EventType, Reader};
use musnad_page::Hints;

/// The noun asks for whom the raid is on, or where; here it has neither.
const RAID: &str = "تحدث السكان عن الغارة طويلا.";
const TITLE: &str = "قتلى في قصف على سوق صعدة";

fn reader(weights: &str) -> Reader {
    let reader = Reader::builtin().expect("the reader that comes with the program");
    reader.judged_by(Some(Scorer::parse(weights).expect("weights")))
}

/// Claims that are told of the sentence on the raid, which stands alone or under a title.
fn raids(weights: &str, alone: bool) -> usize {
    let text = if alone {
        RAID.to_owned()
    } else {
        format!("{TITLE}\n\n{RAID}\n")
    };
    let document = musnad_page::read(text.as_bytes(), &Hints::default());
    let reading = reader(weights).read(&document);
    let raid = |c: &&musnad_extract::Claim| c.trigger.of(&document.text).contains("الغارة") && !c.doubtful;
    reading.claims.iter().filter(raid).count()
}

#[test]
fn a_rule_is_tried_loosely_in_articles_if_the_weights_name_it() {
    assert_eq!(raids("bias\t3\n", false), 0);
    assert_eq!(raids("bias\t3\nloose\tassault.attack.noun\n", false), 1);
    assert_eq!(raids("bias\t3\nloose\tassault.attack.noun\n", true), 0);
}

#[test]
fn what_is_found_loosely_is_judged_and_what_the_title_told_counts() {
    let loose =
        "bias\t3\nthreshold\tASSAULT\t0.5\nthreshold-alone\tASSAULT\t0.5\nloose\tassault.attack.noun\n";
    assert_eq!(raids(&format!("{loose}flag:loose\t-9\n"), false), 0);
    assert_eq!(
        raids(
            &format!("{loose}flag:loose\t-9\nfound-head:true false|ASSAULT\t9\n"),
            false
        ),
        1
    );
    assert_eq!(
        raids(
            &format!("{loose}flag:loose\t-9\nfound-last:true false\t9\n"),
            false
        ),
        1
    );
    assert_eq!(
        raids(
            &format!("{loose}flag:loose\t-9\nfound-head:true false|PROTEST\t9\n"),
            false
        ),
        0
    );
}

#[test]
fn a_sentence_that_stands_alone_has_a_threshold_of_its_own() {
    let weights = "bias\t1\nthreshold\tASSAULT\t0.9\nthreshold-alone\tASSAULT\t0.5\n";
    let text = "قصفت طائرات حربية سوقا في صعدة.";
    let told = |text: &str| {
        let document = musnad_page::read(text.as_bytes(), &Hints::default());
        let claims = reader(weights).read(&document).claims;
        let mut attacks = claims.iter().filter(|c| c.kind == EventType::Assault);
        attacks.any(|c| !c.doubtful)
    };
    assert!(told(text));
    assert!(!told(&format!("هدوء في المدينة\n\n{text}\n")));
}
