//! The READMEs show what the program really writes: each block marked `text` in them is part of the output of
//! `musnad read examples/`. Where it is not, the test prints that output to copy from.

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
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let output = String::from_utf8(run.stdout).unwrap();
    for name in ["README.md", "README.ar.md"] {
        let readme = std::fs::read_to_string(root.join(name)).unwrap();
        let blocks: Vec<&str> = readme
            .split("```text\n")
            .skip(1)
            .filter_map(|b| b.split("```").next())
            .collect();
        assert!(!blocks.is_empty(), "{name} shows no output");
        for block in blocks {
            assert!(
                output.contains(block),
                "{name} shows\n{block}\nbut musnad read examples/ writes\n{output}"
            );
        }
    }
}
