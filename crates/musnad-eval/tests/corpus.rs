//! The gold corpus: every article read as the program reads it, the claims held against the coded ones.
//!
//! `corpus/floors.toml` names the figures below which no change may fall. The full report:
//! `cargo test -p musnad-eval --test corpus -- --nocapture report`, with each claim that was missed or is one
//! too many and each field that is wrong where `MUSNAD_MISSES=1` is set. `MUSNAD_FLOORS=1` prints floors a hair below today's figures.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a corpus that cannot be read is a failure"
)]

use musnad_eval::score::Scores;
use musnad_eval::{gold, report};
use musnad_extract::Reader;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// How far below a figure its floor is set, at least.
const HAIR: f64 = 0.005;

/// How many more wrong answers a floor allows, so that figures made of few are not nailed down.
const ALLOWED: f64 = 1.5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    corpus: String,
    floors: BTreeMap<String, f64>,
}

static SCORED: LazyLock<(Scores, String)> = LazyLock::new(|| {
    let (articles, hash) = gold::load(&gold::folder().join("dev")).unwrap();
    (Scores::of(&Reader::builtin().unwrap(), &articles), hash)
});

#[test]
fn report() {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
    println!("{}", report::tables(&SCORED.0));
    if set("MUSNAD_MISSES") {
        println!("{}", report::misses(&SCORED.0));
    }
    if set("MUSNAD_FLOORS") {
        println!("{}", floors_below(&SCORED.0, &SCORED.1));
    }
}

#[test]
fn no_figure_is_below_its_floor() {
    let (scores, hash) = &*SCORED;
    let text = std::fs::read_to_string(gold::folder().join("floors.toml")).unwrap();
    let floors: Floors = toml::from_str(&text).unwrap();
    assert!(
        *hash == floors.corpus,
        "the corpus has changed: look at the floors again, then write into corpus/floors.toml\ncorpus = \"{hash}\""
    );
    let metrics = scores.metrics();
    let mut wrong = String::new();
    for (name, floor) in &floors.floors {
        match metrics.get(name) {
            Some((figure, _)) if figure >= floor => {}
            Some((figure, _)) => {
                let _ = writeln!(wrong, "{name} is {figure:.4}, its floor is {floor}");
            }
            None => {
                let _ = writeln!(wrong, "{name} is no figure of the scorer");
            }
        }
    }
    for name in metrics.keys().filter(|name| !floors.floors.contains_key(*name)) {
        let _ = writeln!(wrong, "{name} has no floor");
    }
    assert!(wrong.is_empty(), "{}\n{wrong}", report::tables(scores));
}

fn floors_below(scores: &Scores, hash: &str) -> String {
    let mut out = format!("corpus = \"{hash}\"\n\n[floors]\n");
    for (name, (figure, answers)) in scores.metrics() {
        let below = HAIR.max(ALLOWED / answers.max(1) as f64);
        let floor = ((figure - below) * 1000.0).floor().max(0.0) / 1000.0;
        let _ = writeln!(out, "\"{name}\" = {floor:.3}");
    }
    out
}
