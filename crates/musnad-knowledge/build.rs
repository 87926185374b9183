//! Compiles the registries of `data` to the pack that the crate embeds, so that start-up is free.

#[path = "src/pack.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod pack;
#[path = "src/rows.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod rows;
#[path = "src/table.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod table;

use rows::Registry;
use std::path::PathBuf;
use std::{env, fs, process};

const TABLES: &[(&str, Registry)] = &[
    ("data/actors.tsv", Registry::Actors),
    ("data/outlets.tsv", Registry::Outlets),
    ("data/places.tsv", Registry::Places),
    ("data/places-base.tsv", Registry::Places),
    ("data/person-names.tsv", Registry::Names),
    ("data/person-particles.tsv", Registry::Particles),
    ("lang/ar/lexicon/nationalities.tsv", Registry::Countries),
];

fn main() {
    if let Err(error) = run() {
        for line in error.to_string().lines() {
            println!("cargo::error={line}");
        }
        process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let mut all = rows::Rows::default();
    let mut problems = Vec::new();
    for (file, registry) in TABLES {
        let path = root.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        let bytes = fs::read(&path).map_err(|e| format!("{file}: {e}"))?;
        all.add(*registry, file, &bytes, &mut problems);
    }
    all.check(|_| None, &mut problems);
    let pack = pack::compile(all, &mut problems);
    if !problems.is_empty() {
        return Err(table::Error(problems).into());
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("registries.pack"), pack)?;
    Ok(())
}
