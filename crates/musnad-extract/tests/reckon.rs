//! Figures that no rule gives an event, weighed as its own.
#![allow(
    clippy::expect_used,
    reason = "weights that cannot be read are a fault of the test"
)]

use musnad_extract::scorer::Scorer;
use musnad_extract::{EventType, Outcome, Reader};
use musnad_page::Hints;

const TEXT: &str = "قتل جنديان في هجوم شنه مسلحون على حاجز، وفي المستشفى ثلاثة رعاة بينهم مصاب بجروح بالغة.";

/// The outcomes and figures of the attack, as read with these weights.
fn tolls(weights: &str) -> Vec<(Outcome, Option<u64>)> {
    let reader = Reader::builtin().expect("built-in data");
    let all = format!("bias\t9\nthreshold\tASSAULT\t0.1\nthreshold-alone\tASSAULT\t0.1\n{weights}");
    let reader = reader.judged_by(Some(Scorer::parse(&all).expect("weights")));
    let document = musnad_page::read(TEXT.as_bytes(), &Hints::default());
    let claims = reader.read(&document).claims;
    let attack = claims.into_iter().find(|c| c.kind == EventType::Assault);
    let toll = attack.expect("an attack").toll.into_iter();
    toll.map(|c| (c.outcome, c.value)).collect()
}

#[test]
fn without_weights_the_figures_of_the_rules_stand() {
    assert_eq!(tolls(""), [(Outcome::Killed, Some(2))]);
}

#[test]
fn what_weighs_enough_is_added_once() {
    let all = tolls("toll/bias\t9\n");
    assert_eq!(all.iter().filter(|c| c.1 == Some(2)).count(), 1, "{all:?}");
    assert!(all.iter().any(|c| c.1 == Some(3)), "{all:?}");
}

#[test]
fn what_the_rules_found_goes_only_if_much_speaks_against_it() {
    assert_eq!(tolls("toll/bias\t-1\n"), [(Outcome::Killed, Some(2))]);
    assert_eq!(tolls("toll/bias\t-9\n"), []);
}
