//! Measures how well pages become documents, beside other extractors, in one run.
//!
//! `page-score [--show WHAT] SET...`: a SET is a folder with `gold.json` and `*.html`, or `ground-truth.json` and
//! `html/*.html.gz` (body against body, teasers that leak), or a folder of `*.html` with `*.toml` beside them
//! (title, time, teasers too). Body F1 counts shingles of four words, averaged over pages, as the public
//! benchmark of article extraction does.

mod gold;
mod measure;
#[path = "../../../crates/musnad-page/tests/gold/mod.rs"]
mod shared;

use std::path::PathBuf;

fn main() {
    let mut show = None;
    let mut sets = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--show" => show = arguments.next(),
            _ => sets.push(PathBuf::from(argument)),
        }
    }
    for folder in sets {
        match gold::read(&folder) {
            Ok(pages) => measure::all(&folder, &pages, show.as_deref()),
            Err(e) => eprintln!("{}: {e}", folder.display()),
        }
    }
}
