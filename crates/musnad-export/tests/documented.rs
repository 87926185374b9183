//! docs/exports.md is held to the columns that are written. `MUSNAD_DOCS=1` writes its tables anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use musnad_export::{Format, Head, Rows};
use std::path::{Path, PathBuf};

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/exports.md")
}

/// The forms whose columns the page shows; Parquet's are those of CSV.
fn shown() -> Vec<(Format, Rows)> {
    let all = Format::ALL
        .iter()
        .filter(|f| !matches!(f, Format::Jsonl | Format::Parquet));
    all.flat_map(|f| f.rows().iter().map(|r| (*f, *r))).collect()
}

fn table(heads: &[Head]) -> String {
    let mut out = String::from("| name | kind | meaning | from |\n|---|---|---|---|\n");
    for Head {
        name,
        kind,
        means,
        from,
    } in heads
    {
        assert!(
            !means.contains('|') && !from.contains('|'),
            "{name} would break the table"
        );
        let from = if from.is_empty() {
            String::new()
        } else {
            format!("`{from}`")
        };
        out += &format!("| `{name}` | {} | {means} | {from} |\n", kind.name());
    }
    out
}

#[test]
fn the_page_shows_what_is_written() {
    let mut text = std::fs::read_to_string(page()).unwrap();
    let mut wrong = String::new();
    for (format, rows) in shown() {
        let name = format!("{} of {}", format.name(), rows.name());
        let (begin, end) = (format!("<!-- {name} -->\n"), "<!-- end -->");
        let Some(from) = text.find(&begin).map(|at| at + begin.len()) else {
            panic!("docs/exports.md has no place for {name}: {begin}{end}")
        };
        let to = from + text[from..].find(end).unwrap();
        let table = table(&format.heads(rows));
        if text[from..to] != table {
            wrong += &format!("the table of {name} is not what is written\n");
            text.replace_range(from..to, &table);
        }
    }
    if std::env::var_os("MUSNAD_DOCS").is_some() {
        std::fs::write(page(), text).unwrap();
    } else {
        assert!(
            wrong.is_empty(),
            "\n{wrong}MUSNAD_DOCS=1 cargo test -p musnad-export --test documented"
        );
    }
}

#[test]
fn every_form_is_named() {
    let text = std::fs::read_to_string(page()).unwrap();
    for format in Format::ALL {
        assert!(
            text.contains(&format!("| `{}` |", format.name())),
            "{}",
            format.name()
        );
        assert_eq!(Format::named(format.name()), Some(*format));
    }
}

#[test]
fn columns_have_names_of_their_own() {
    for (format, rows) in shown() {
        let mut names: Vec<&str> = format.heads(rows).iter().map(|h| h.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{format:?} {rows:?}");
    }
}
