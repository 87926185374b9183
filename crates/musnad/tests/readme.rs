//! The READMEs show what the program really writes: each block marked `text` in them is part of the output of
//! `musnad read examples/`, each block of Rust is part of `musnad-extract/examples/claims.rs`. Where it is not, the
//! test prints what to copy from.

#![allow(clippy::unwrap_used, reason = "a README that cannot be read is a failure")]

use std::path::Path;
use std::process::Command;

#[test]
fn readmes_show_real_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let run = Command::new(env!("CARGO_BIN_EXE_musnad"))
        .args(["read", "--format", "table", "examples/"])
        .current_dir(&root)
        .env("COLUMNS", "90")
        .env("MUSNAD_KNOWLEDGE", "none")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let output = String::from_utf8(run.stdout).unwrap();
    let example = std::fs::read_to_string(root.join("crates/musnad-extract/examples/claims.rs")).unwrap();
    let example: String = example
        .lines()
        .map(|l| format!("{}\n", l.strip_prefix("    ").unwrap_or(l)))
        .collect();
    for name in ["README.md", "README.ar.md"] {
        let readme = std::fs::read_to_string(root.join(name)).unwrap();
        let blocks = |kind: &str| -> Vec<&str> {
            let opened = readme.split(kind).skip(1);
            opened.filter_map(|b| b.split("```").next()).collect()
        };
        assert!(!blocks("```text\n").is_empty(), "{name} shows no output");
        for block in blocks("```text\n") {
            assert!(
                output.contains(block),
                "{name} shows\n{block}\nbut musnad read examples/ writes\n{output}"
            );
        }
        for block in blocks("```rust\n") {
            assert!(
                example.contains(block),
                "{name} shows\n{block}\nbut the example is\n{example}"
            );
        }
    }
}
