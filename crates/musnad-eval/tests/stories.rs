//! The corpus of stories: documents read and put together as the program does, held against what they were written
//! to be.
//!
//! `corpus/stories/floors.toml` names the figures below which no change may fall, for each half. `report` prints
//! today's; with `MUSNAD_MISSES=1` also what was wrong in dev, with `MUSNAD_FLOORS=1` floors a hair below.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a corpus that cannot be read is a failure"
)]

use musnad_eval::stories::{Stories, Together};
use musnad_extract::Reader;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// How far below a figure its floor is set, at least, and how many more wrong answers it allows.
const HAIR: f64 = 0.005;
const ALLOWED: f64 = 1.5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    /// SHA-256 of the files, one after the other in the order of their names.
    corpus: String,
    floors: BTreeMap<String, f64>,
}

const PARTS: [&str; 2] = ["dev", "test"];

static MEASURED: LazyLock<Vec<(Together, String)>> = LazyLock::new(|| {
    let reader = Reader::builtin().unwrap();
    let measured = PARTS.iter().map(|part| {
        let files = files(part);
        let mut hash = Sha256::new();
        for (_, text) in &files {
            hash.update(text);
        }
        let hash = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        let stories = Stories::parse(&files).unwrap();
        (Together::of(&reader, &stories).unwrap(), hash)
    });
    measured.collect()
});

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/stories")
}

fn files(part: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder().join(part)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.display().to_string(), text)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn report() {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
    for (part, (together, hash)) in PARTS.iter().zip(MEASURED.iter()) {
        println!("== {part}\n{}", together.table());
        // what is wrong in the test half stays unseen
        if set("MUSNAD_MISSES") && *part == "dev" {
            println!("{}", together.wrong.join("\n"));
        }
        if set("MUSNAD_FLOORS") {
            println!("[{part}]\ncorpus = \"{hash}\"\n\n[{part}.floors]");
            for (name, tally) in together.figures() {
                let below = HAIR.max(ALLOWED / tally.answers().max(1) as f64);
                let floor = ((tally.f1() - below) * 1000.0).floor().max(0.0) / 1000.0;
                println!("\"{name}\" = {floor:.3}");
            }
        }
    }
}

#[test]
fn no_figure_is_below_its_floor() {
    let text = std::fs::read_to_string(folder().join("floors.toml")).unwrap();
    let parts: BTreeMap<String, Floors> = toml::from_str(&text).unwrap();
    let mut wrong = String::new();
    for (part, (together, hash)) in PARTS.iter().zip(MEASURED.iter()) {
        let floors = &parts[*part];
        assert!(
            *hash == floors.corpus,
            "the stories of {part} have changed: look at the floors again, then write\ncorpus = \"{hash}\""
        );
        for (name, tally) in together.figures() {
            match floors.floors.get(name) {
                Some(floor) if tally.f1() >= *floor => {}
                Some(floor) => {
                    let _ = writeln!(wrong, "{part}: {name} is {:.4}, its floor is {floor}", tally.f1());
                }
                None => {
                    let _ = writeln!(wrong, "{part}: {name} has no floor");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
