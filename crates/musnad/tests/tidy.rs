//! What holds across the workspace: which crate knows which, where Arabic words live, who may ask the clock or the
//! disk, and the form of rules and tables. Each test shows all that is wrong at once.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a tree that cannot be read is a failure"
)]

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Each crate with the crates of the workspace that it may know.
const EDGES: &[(&str, &[&str])] = &[
    ("musnad-morph", &[]),
    ("musnad-text", &[]),
    ("musnad-lexicon", &["musnad-morph", "musnad-text"]),
    ("musnad-page", &["musnad-text"]),
    ("musnad-encoder", &["musnad-text"]),
    ("musnad-knowledge", &["musnad-text"]),
    ("musnad-intake", &["musnad-page", "musnad-text"]),
    ("musnad-search", &["musnad-lexicon", "musnad-text"]),
    ("musnad-watch", &[]),
    ("musnad-seal", &[]),
    (
        "musnad-extract",
        &[
            "musnad-encoder",
            "musnad-text",
            "musnad-lexicon",
            "musnad-page",
            "musnad-knowledge",
        ],
    ),
    ("musnad-record", &["musnad-extract", "musnad-page", "musnad-text"]),
    ("musnad-export", &["musnad-record"]),
    (
        "musnad-story",
        &["musnad-lexicon", "musnad-record", "musnad-text"],
    ),
    (
        "musnad-archive",
        &[
            "musnad-export",
            "musnad-knowledge",
            "musnad-lexicon",
            "musnad-record",
            "musnad-seal",
            "musnad-search",
            "musnad-story",
        ],
    ),
    (
        "musnad-web",
        &[
            "musnad-archive",
            "musnad-export",
            "musnad-extract",
            "musnad-knowledge",
            "musnad-page",
            "musnad-record",
            "musnad-search",
            "musnad-story",
            "musnad-text",
        ],
    ),
    (
        "musnad-eval",
        &[
            "musnad-extract",
            "musnad-page",
            "musnad-record",
            "musnad-story",
            "musnad-text",
        ],
    ),
    (
        "musnad",
        &[
            "musnad-encoder",
            "musnad-story",
            "musnad-archive",
            "musnad-export",
            "musnad-seal",
            "musnad-search",
            "musnad-eval",
            "musnad-text",
            "musnad-page",
            "musnad-intake",
            "musnad-knowledge",
            "musnad-extract",
            "musnad-record",
            "musnad-watch",
            "musnad-web",
        ],
    ),
];

/// Files that may hold Arabic words, with the reason.
const ARABIC: &[(&str, &str)] = &[
    ("musnad-morph/src/", "patterns and endings of the grammar"),
    ("musnad-extract/src/check.rs", "messages to rule writers"),
    ("musnad-extract/src/rule.rs", "messages to rule writers"),
    ("musnad-extract/src/explain.rs", "messages to rule writers"),
    (
        "musnad-extract/src/report.rs",
        "the prepositions of reporting frames",
    ),
    (
        "musnad-eval/src/words.rs",
        "what comparing leaves off, kept apart from the data that is measured",
    ),
    (
        "musnad-extract/src/lexical.rs",
        "one preposition, told from a verb",
    ),
];

/// What only the program and whoever watches may ask for: below them, the same input gives the same output.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
];

/// What a crate may ask for all the same, with the reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    (
        "musnad-seal",
        "std::fs",
        "keys and bundles are files, and how they get their names is what keeps them whole",
    ),
    (
        "musnad-archive",
        "std::fs",
        "an archive is a folder, and a lock in it",
    ),
    ("musnad-search", "std::fs", "the search index is a folder"),
    (
        "musnad-web",
        "std::fs",
        "the keys of an archive are a file in its folder",
    ),
    (
        "musnad-web",
        "std::net",
        "a server listens where the program tells it to",
    ),
];

/// The most lines that a source file may have, comments and empty lines left out.
const LONGEST: usize = 700;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files under `folder` with this extension, by path from the workspace's root.
fn files(folder: &str, extension: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    collect(&root().join(folder), extension, &mut out);
    out
}

fn collect(folder: &Path, extension: &str, out: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extension, out);
        } else if path.extension().is_some_and(|e| e == extension) {
            let name = path
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
            out.insert(name, text);
        }
    }
}

/// The sources of the crates: `src` alone, tests and build scripts left out.
fn sources() -> BTreeMap<String, String> {
    let mut all = files("crates", "rs");
    all.retain(|name, _| name.split('/').nth(2) == Some("src"));
    assert!(!all.is_empty());
    all
}

fn none(wrong: &str) {
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn dependencies_go_one_way() {
    let mut wrong = String::new();
    let edges: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let manifest = entry.unwrap().path().join("Cargo.toml");
        let manifest: toml::Table = std::fs::read_to_string(manifest).unwrap().parse().unwrap();
        let name = manifest["package"]["name"].as_str().unwrap();
        let Some(allowed) = edges.get(name) else {
            let _ = writeln!(wrong, "{name} is not in the list of crates");
            continue;
        };
        let known = ["dependencies", "build-dependencies"]
            .iter()
            .filter_map(|t| manifest.get(*t)?.as_table());
        for other in known.flat_map(|t| t.keys()).filter(|k| k.starts_with("musnad")) {
            if !allowed.contains(&other.as_str()) {
                let _ = writeln!(wrong, "{name} may not know {other}");
            }
        }
    }
    none(&wrong);
}

#[test]
fn arabic_words_live_in_the_language_data() {
    let mut wrong = String::new();
    for (name, text) in sources() {
        if ARABIC
            .iter()
            .any(|(path, _)| name.starts_with(&format!("crates/{path}")))
        {
            continue;
        }
        for (line, literal) in Source::of(&text).literals {
            if literal
                .split(|c| !musnad_text::is_arabic_letter(c))
                .any(|w| w.chars().count() > 1)
            {
                let _ = writeln!(wrong, "{name}:{line}: «{literal}» belongs in lang/ar");
            }
        }
    }
    none(&wrong);
}

#[test]
fn only_the_program_asks_the_world() {
    let mut wrong = String::new();
    for (name, text) in sources() {
        // whoever watches asks the net, keeps what comes and needs to know what time it is
        if name.starts_with("crates/musnad/") || name.starts_with("crates/musnad-watch/") {
            continue;
        }
        let code = Source::of(&text).code;
        let allowed = |what: &str| {
            let fits = |(of, this, _): &(&str, &str, &str)| {
                *this == what && name.starts_with(&format!("crates/{of}/"))
            };
            ALLOWED.iter().any(fits)
        };
        for what in OUTSIDE
            .iter()
            .filter(|what| code.contains(**what) && !allowed(what))
        {
            let _ = writeln!(wrong, "{name}: {what}");
        }
    }
    none(&wrong);
}

#[test]
fn only_records_are_written_out() {
    let mut wrong = String::new();
    for (name, text) in sources() {
        if name.starts_with("crates/musnad-record/src/") {
            continue;
        }
        let code = Source::of(&text).code;
        if code
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == "Serialize")
        {
            let _ = writeln!(wrong, "{name}: inner types have no wire form, musnad-record has");
        }
    }
    none(&wrong);
}

#[test]
fn sources_stay_short() {
    let mut wrong = String::new();
    for (name, text) in sources() {
        let said = |l: &&str| !l.trim().is_empty() && !l.trim_start().starts_with("//");
        let length = text.lines().filter(said).count();
        if length > LONGEST {
            let _ = writeln!(wrong, "{name} has {length} lines of code, {LONGEST} are the most");
        }
    }
    none(&wrong);
}

#[test]
fn each_rule_has_an_example_and_a_near_miss() {
    let mut wrong = String::new();
    for (name, text) in files("lang/ar/rules", "toml") {
        let Ok(table) = text.parse::<toml::Table>() else {
            let _ = writeln!(wrong, "{name} is no TOML");
            continue;
        };
        for rule in table
            .get("rule")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
        {
            let id = rule.get("id").and_then(toml::Value::as_str).unwrap_or("(no id)");
            // a frame of learned words excludes nothing
            let learned = rule.get("learned").is_some();
            for what in ["example", "reject"] {
                if learned && what == "reject" {
                    continue;
                }
                if rule
                    .get(what)
                    .and_then(toml::Value::as_array)
                    .is_none_or(Vec::is_empty)
                {
                    let _ = writeln!(wrong, "{name}: {id} has no {what}");
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn toml_is_toml() {
    let mut wrong = String::new();
    for folder in ["lang", "data", "corpus"] {
        for (name, text) in files(folder, "toml") {
            if let Err(e) = text.parse::<toml::Table>() {
                let _ = writeln!(wrong, "{name}: {e}");
            }
        }
    }
    none(&wrong);
}

#[test]
fn tables_are_tables() {
    let mut wrong = String::new();
    for folder in ["lang", "data"] {
        for (name, text) in files(folder, "tsv") {
            table(&name, &text, &mut wrong);
        }
    }
    none(&wrong);
}

/// A table: a line of column names, then lines with no more cells than columns; an `id` stands once.
fn table(name: &str, text: &str, wrong: &mut String) {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.starts_with('#') && !l.is_empty());
    let Some((_, head)) = lines.next() else {
        let _ = writeln!(wrong, "{name} is empty");
        return;
    };
    let columns: Vec<&str> = head.split('\t').collect();
    let named: HashSet<&&str> = columns.iter().collect();
    if named.len() != columns.len() || columns.iter().any(|c| c.trim().is_empty()) {
        let _ = writeln!(wrong, "{name}: columns without a name of their own: {head:?}");
    }
    let mut ids = HashSet::new();
    for (at, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let problem = match cells.first() {
            _ if cells.len() > columns.len() => "more cells than columns",
            _ if line.contains('\r') => "a carriage return",
            _ if cells.iter().any(|c| c.trim() != *c) => "spaces at the edge of a cell",
            Some(&"") => "nothing in the first column",
            Some(first) if columns[0] == "id" && !ids.insert(*first) => "an id that stands above",
            _ => continue,
        };
        let _ = writeln!(wrong, "{name}:{}: {problem}: {line:?}", at + 1);
    }
}

/// Rust source with its string literals and its code apart; comments and `#[cfg(test)]` items are in neither.
#[derive(Default)]
struct Source {
    code: String,
    literals: Vec<(usize, String)>,
}

impl Source {
    fn of(text: &str) -> Source {
        let mut out = Source::default();
        let mut rest = text;
        // depth of braces inside an item for tests, and whether its braces have opened
        let mut hidden: Option<(usize, bool)> = None;
        while let Some(c) = rest.chars().next() {
            let take = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else if let Some((whole, literal)) = string(rest, out.code.chars().next_back()) {
                if hidden.is_none() {
                    let line = 1 + text[..text.len() - rest.len()].matches('\n').count();
                    out.literals.push((line, literal.to_owned()));
                    out.code.push_str("\"\"");
                }
                whole
            } else if let Some(end) = character(rest) {
                end
            } else if rest.starts_with("#[cfg(test)]") {
                hidden = hidden.or(Some((0, false)));
                "#[cfg(test)]".len()
            } else {
                match &mut hidden {
                    None => out.code.push(c),
                    Some((depth, opened)) => {
                        match c {
                            '{' => (*depth, *opened) = (*depth + 1, true),
                            '}' => *depth = depth.saturating_sub(1),
                            _ => {}
                        }
                        if (*opened && *depth == 0) || (!*opened && c == ';') {
                            hidden = None;
                        }
                    }
                }
                c.len_utf8()
            };
            rest = &rest[take..];
        }
        out
    }
}

/// The length of the string literal that `rest` begins with, and what is inside.
fn string(rest: &str, before: Option<char>) -> Option<(usize, &str)> {
    let inside_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if let Some(raw) = rest
        .strip_prefix('r')
        .filter(|_| !inside_word || before == Some('b'))
    {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        let end = body.find(&close)?;
        return Some((1 + hashes + 1 + end + close.len(), &body[..end]));
    }
    let body = rest.strip_prefix('"')?;
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some((at + 2, &body[..at])),
            _ => {}
        }
    }
    None
}

/// The length of the character literal that `rest` begins with; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let mut chars = body.char_indices();
    let (_, first) = chars.next()?;
    let close = if first == '\\' {
        let after = chars.next().map(|(at, c)| at + c.len_utf8())?;
        after + body[after..].find('\'')?
    } else {
        chars.next().filter(|(_, c)| *c == '\'')?.0
    };
    Some(close + 2)
}

#[test]
fn source_is_told_apart() {
    let text = "let a: &'static str = \"قصف\"; // «قصف»\nlet q = '\"'; let b = r#\"غارة\"#; /* \"x\" */\n\
                #[cfg(test)]\nmod tests { const C: &str = \"لا }\"; }\nlet d = \"\\\"هدنة\";";
    let source = Source::of(text);
    let want = [(1, "قصف"), (2, "غارة"), (5, "\\\"هدنة")].map(|(n, w)| (n, w.to_owned()));
    assert_eq!(source.literals, want);
    assert!(source.code.contains("let d") && !source.code.contains("const C"));
}

/// The web app says in Arabic of which class a word is: whoever adds a class says what it is called.
#[test]
fn each_class_of_words_has_a_name_in_arabic() {
    let first = |path: &str| -> Vec<String> {
        let text = std::fs::read_to_string(root().join(path)).expect("a table");
        let rows = text.lines().filter(|l| !l.starts_with('#')).skip(1);
        rows.filter_map(|l| l.split('\t').next().map(str::to_owned))
            .collect()
    };
    let named = first("lang/ar/web/classes.tsv");
    let unnamed: Vec<String> = first("lang/ar/lexicon/classes.tsv")
        .into_iter()
        .filter(|class| !named.contains(&format!("class.{}", class.trim_end_matches(':'))))
        .collect();
    assert!(
        unnamed.is_empty(),
        "lang/ar/web/classes.tsv has no row for {unnamed:?}"
    );
}
