//! The gold corpus: every article read as the program reads it, the claims held against the coded ones.
//!
//! `corpus/floors.toml`, `test-floors.toml` and, for a reader with the encoder, `encoder-floors.toml` name the figures
//! below which no change may fall. The full report:
//! `cargo test -p musnad-eval --test corpus -- --nocapture report`, with each claim that was missed or is one
//! too many and each field that is wrong where `MUSNAD_MISSES=1` is set. `MUSNAD_FLOORS=1` prints floors a hair below today's figures.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a corpus that cannot be read is a failure"
)]

use musnad_encoder::Encoder;
use musnad_eval::score::Scores;
use musnad_eval::{gold, report};
use musnad_extract::Reader;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// How far below a figure its floor is set, at least.
const HAIR: f64 = 0.005;

/// How far a figure that is shown may be from today's.
const SHOWN: f64 = 0.001;

/// How many more wrong answers a floor allows, so that figures made of few are not nailed down.
const ALLOWED: f64 = 1.5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    corpus: String,
    floors: BTreeMap<String, f64>,
}

/// What is read: a half of the corpus, the file of its floors, and whether the encoder reads too.
struct Part {
    half: &'static str,
    floors: &'static str,
    encoder: bool,
}

const fn part(half: &'static str, floors: &'static str, encoder: bool) -> Part {
    Part {
        half,
        floors,
        encoder,
    }
}

/// The half that rules, scorer and encoder are made with, and the half that only the scorer of this test looks at.
const PARTS: [Part; 3] = [
    part("dev", "floors.toml", false),
    part("test", "test-floors.toml", false),
    part("test", "encoder-floors.toml", true),
];

static SCORED: LazyLock<Vec<(Scores, String)>> = LazyLock::new(|| {
    let scored = PARTS.iter().map(|part| {
        let mut reader = Reader::builtin().unwrap();
        if part.encoder {
            reader = reader.with_encoder(Arc::new(Encoder::builtin().unwrap()));
        }
        let (items, hash) = gold::parse(&files(part.half)).unwrap();
        (Scores::of(&reader, &items), hash)
    });
    scored.collect()
});

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

/// The files of one part of the corpus in the order of their names.
fn files(part: &str) -> Vec<(String, String)> {
    let inside = |at: PathBuf| std::fs::read_dir(at).unwrap().map(|e| e.unwrap().path());
    let mut paths: Vec<PathBuf> = inside(folder().join(part)).flat_map(inside).collect();
    paths.sort();
    let read = |path: PathBuf| {
        (
            path.display().to_string(),
            std::fs::read_to_string(&path).unwrap(),
        )
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn report() {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
    for (part, (scores, hash)) in PARTS.iter().zip(SCORED.iter()) {
        let name = if part.encoder { "encoder" } else { part.half };
        println!("== {name}\n{}", report::tables(scores));
        // what is missed in the test half stays unseen
        if set("MUSNAD_MISSES") && part.half == "dev" {
            println!("{}", report::misses(scores));
        }
        if set("MUSNAD_FLOORS") {
            println!("{}", floors_below(scores, hash));
        }
    }
}

#[test]
fn no_figure_is_below_its_floor() {
    let mut wrong = String::new();
    for (Part { floors: file, .. }, (scores, hash)) in PARTS.iter().zip(SCORED.iter()) {
        let text = std::fs::read_to_string(folder().join(file)).unwrap();
        let floors: Floors = toml::from_str(&text).unwrap();
        assert!(
            *hash == floors.corpus,
            "the corpus has changed: look at the floors again, then write into corpus/{file}\ncorpus = \"{hash}\""
        );
        let metrics = scores.metrics();
        for (name, floor) in &floors.floors {
            match metrics.get(name) {
                Some((figure, _)) if figure >= floor => {}
                Some((figure, _)) => {
                    let _ = writeln!(wrong, "{file}: {name} is {figure:.4}, its floor is {floor}");
                }
                None => {
                    let _ = writeln!(wrong, "{file}: {name} is no figure of the scorer");
                }
            }
        }
        for name in metrics.keys().filter(|name| !floors.floors.contains_key(*name)) {
            let _ = writeln!(wrong, "{file}: {name} has no floor");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What scorer and encoder learn from besides `dev`: each claim stands where it says.
#[test]
fn what_is_learned_from_says_where_its_claims_stand() {
    let (items, _) = gold::parse(&files("train")).unwrap();
    assert!(items.len() > 900, "{} articles and sentences", items.len());
    let mut wrong = String::new();
    for item in &items {
        for claim in &item.claims {
            let trigger = &claim.trigger[0];
            let once = item.text.matches(&claim.near).count() == 1;
            if !once || !claim.near.contains(trigger) {
                let _ = writeln!(wrong, "{}: {trigger:?} in {:?}", item.id, claim.near);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What the program shows of its own quality is what is measured today.
#[test]
fn the_figures_that_are_shown_are_those_of_today() {
    for (Part { half: part, .. }, (scores, _)) in PARTS.iter().zip(SCORED.iter()).filter(|(p, _)| !p.encoder)
    {
        let file = folder().join(format!("../data/quality/{part}.json"));
        let told: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let off = |(name, (figure, _)): &(&String, &(f64, usize))| {
            let told = told["figures"][name.as_str()]["figure"].as_f64();
            told.is_none_or(|told| (told - figure).abs() > SHOWN)
        };
        let metrics = scores.metrics();
        let wrong: Vec<_> = metrics.iter().filter(off).collect();
        assert!(
            wrong.is_empty(),
            "data/quality/{part}.json tells other figures: musnad eval --gold corpus/{part} --stories \
             corpus/stories/{part} --format json > data/quality/{part}.json\n{wrong:?}"
        );
    }
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
