//! Compiles the tables of `lang/ar/lexicon` to the automaton that the crate embeds, so that start-up is free.

#[path = "src/compile.rs"]
#[allow(dead_code, unreachable_pub)]
mod compile;

use std::path::PathBuf;
use std::{env, fs, process};

fn main() {
    if let Err(error) = run() {
        println!("cargo::error={error}");
        process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let tables = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../lang/ar/lexicon");
    println!("cargo::rerun-if-changed={}", tables.display());
    let mut sources = compile::Tables::default();
    for name in compile::TABLES {
        let path = tables.join(format!("{name}.tsv"));
        println!("cargo::rerun-if-changed={}", path.display());
        sources.add(
            name,
            &fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?,
        );
    }
    let compiled = compile::compile(&sources);
    for problem in &compiled.problems {
        println!("cargo::warning={problem}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("forms.fst"), &compiled.forms)?;
    fs::write(out.join("entries.bin"), &compiled.entries)?;
    fs::write(out.join("lexemes.tsv"), &compiled.lexemes)?;
    Ok(())
}
