//! How long registries take to load and to ask: `cargo bench -p musnad-knowledge`.

#![allow(
    clippy::unwrap_used,
    reason = "registries that cannot be read end the benchmark"
)]

use divan::{Bencher, black_box};
use musnad_knowledge::{Clues, Entry, Knowledge};

fn main() {
    divan::main();
}

/// From nothing to registries that answer.
#[divan::bench]
fn load() -> Knowledge {
    Knowledge::builtin().unwrap()
}

/// The bearers of one name.
#[divan::bench(args = ["دمشق", "قوات سوريا الديمقراطية", "الزهراء", "كلمة"])]
fn look_up(bencher: Bencher<'_, '_>, name: &str) {
    let k = Knowledge::builtin().unwrap();
    bencher.bench_local(|| k.named(black_box(name)));
}

/// Which place «طرابلس» is in a text on Lebanon.
#[divan::bench]
fn choose(bencher: Bencher<'_, '_>) {
    let k = Knowledge::builtin().unwrap();
    let candidates: Vec<u32> = k
        .named("طرابلس")
        .into_iter()
        .filter_map(|e| match e {
            Entry::Place(n) => Some(n),
            _ => None,
        })
        .collect();
    let countries = [("LBN".to_owned(), 1.0)];
    bencher.bench_local(|| {
        let clues = Clues {
            written: "طرابلس",
            countries: &countries,
            ..Clues::default()
        };
        k.choose(black_box(&candidates), &clues)
    });
}
