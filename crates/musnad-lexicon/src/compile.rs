//! Tables in, automaton out: every written form of every lexeme under its look-up key.
//!
//! Shared by the build script and by run-time loading of a user's own tables. A line that cannot be used is a
//! problem with its file and line; the rest goes on.

use musnad_morph::{self as morph, Written};
use musnad_text::{key, plain};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The tables that make the lexicon, in the order of their lexemes.
pub const TABLES: [&str; 9] = [
    "classes",
    "verbs",
    "nouns",
    "people",
    "adjectives",
    "nationalities",
    "demonyms",
    "particles",
    "reporting",
];

/// Bytes of one entry: lexeme, part of speech and number of the spelling, features.
pub const ENTRY: usize = 12;

/// The text of the tables, by name.
#[derive(Default)]
pub struct Tables {
    texts: Vec<(&'static str, String)>,
}

impl Tables {
    /// Adds the text of table `name`.
    pub fn add(&mut self, name: &'static str, text: &str) {
        self.texts.push((name, text.to_owned()));
    }

    fn rows<'a>(&'a self, name: &str) -> Vec<Row<'a>> {
        let Some((table, text)) = self.texts.iter().find(|(n, _)| *n == name) else {
            return Vec::new();
        };
        let mut lines = text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
        let Some((_, head)) = lines.next() else {
            return Vec::new();
        };
        let columns: Vec<&str> = head.split('\t').collect();
        lines
            .map(|(n, line)| Row {
                table,
                line: n + 1,
                cells: columns.iter().copied().zip(line.split('\t')).collect(),
            })
            .collect()
    }
}

struct Row<'a> {
    table: &'a str,
    line: usize,
    cells: Vec<(&'a str, &'a str)>,
}

impl<'a> Row<'a> {
    fn cell(&self, column: &str) -> &'a str {
        self.cells
            .iter()
            .find(|(c, _)| *c == column)
            .map_or("", |(_, v)| v.trim())
    }

    fn list(&self, column: &str) -> Vec<&'a str> {
        self.cell(column).split_whitespace().collect()
    }
}

/// What compiling gave.
pub struct Compiled {
    /// The automaton: key → place and number of entries.
    pub forms: Vec<u8>,
    /// The entries, [`ENTRY`] bytes each.
    pub entries: Vec<u8>,
    /// The lexemes, a line each.
    pub lexemes: String,
    /// Lines that could not be used: `table.tsv:line: why`.
    pub problems: Vec<String>,
}

#[derive(Default)]
struct Builder {
    by_key: BTreeMap<String, Vec<[u32; 3]>>,
    lexemes: String,
    count: u32,
    problems: Vec<String>,
}

/// Compiles `tables`.
pub fn compile(tables: &Tables) -> Compiled {
    let mut b = Builder::default();
    let classes: FxHashSet<&str> = tables.rows("classes").iter().map(|r| r.cell("class")).collect();
    for row in tables.rows("classes") {
        let _ = writeln!(b.lexemes, "class\t{}\t\t\t\t", row.cell("class"));
    }
    for name in [
        "verbs",
        "nouns",
        "people",
        "adjectives",
        "nationalities",
        "demonyms",
        "particles",
    ] {
        for row in tables.rows(name) {
            check_classes(&mut b, &row, &classes);
            if let Err(why) = add_row(&mut b, name, &row) {
                b.problems.push(format!("{}.tsv:{}: {why}", row.table, row.line));
            }
        }
    }
    for row in tables.rows("reporting") {
        let cell = |c| row.cell(c);
        let _ = writeln!(
            b.lexemes,
            "report\t{}\t{}\t{}\t{}\t",
            cell("lemma"),
            cell("stance"),
            cell("frames"),
            cell("to")
        );
    }
    b.finish()
}

fn check_classes(b: &mut Builder, row: &Row<'_>, known: &FxHashSet<&str>) {
    for class in row.list("class") {
        let declared = known.contains(class)
            || class
                .split_once(':')
                .is_some_and(|(k, _)| known.contains(format!("{k}:").as_str()));
        if !declared {
            b.problems.push(format!(
                "{}.tsv:{}: class {class:?} is not in classes.tsv",
                row.table, row.line
            ));
        }
    }
}

fn add_row(b: &mut Builder, table: &str, row: &Row<'_>) -> Result<(), String> {
    match table {
        "verbs" => add_verb(b, row),
        "nouns" | "people" => add_noun(b, table, row),
        "adjectives" => add_adjective(b, row),
        "nationalities" | "demonyms" => add_nationality(b, row),
        _ => add_particle(b, row),
    }
}

fn add_verb(b: &mut Builder, row: &Row<'_>) -> Result<(), String> {
    let verb = morph::Verb {
        lemma: row.cell("lemma"),
        root: row.cell("root"),
        form: row.cell("form").parse().map_err(|e| format!("{e}"))?,
        vowels: row.list("vowels").iter().filter_map(|v| v.parse().ok()).collect(),
        masdars: row.list("masdar"),
    };
    let conjugated = morph::conjugate(&verb).map_err(|e| e.to_string());
    let id = b.lexeme("verb", verb.lemma, row.cell("class"), "", "");
    for forms in [
        conjugated,
        morph::participles(&verb).map_err(|e| e.to_string()),
        morph::masdars(&verb).map_err(|e| e.to_string()),
    ] {
        b.forms(id, &forms?);
    }
    Ok(())
}

fn add_noun(b: &mut Builder, table: &str, row: &Row<'_>) -> Result<(), String> {
    let person = table == "people";
    let kind = if person { "person" } else { "noun" };
    let lemma = row.cell("lemma");
    let id = b.lexeme(
        kind,
        lemma,
        row.cell("class"),
        row.cell("sector"),
        row.cell("country"),
    );
    let gender = match row.cell("gender") {
        "f" => morph::Gender::Fem,
        _ if lemma.ends_with('ة') => morph::Gender::Fem,
        _ => morph::Gender::Masc,
    };
    if row.cell("gender") == "pl" || row.cell("feminine") == "pl" {
        b.forms(id, &morph::decline_plural(lemma, morph::Gender::Fem));
        return Ok(());
    }
    b.forms(id, &morph::decline_noun(lemma, &row.list("plural"), gender));
    for feminine in row.list("feminine") {
        b.forms(id, &morph::decline_noun(feminine, &[], morph::Gender::Fem));
    }
    Ok(())
}

fn add_adjective(b: &mut Builder, row: &Row<'_>) -> Result<(), String> {
    let tagged = |tag: &str| {
        row.list("class")
            .iter()
            .find_map(|c| c.strip_prefix(tag))
            .unwrap_or("")
            .to_owned()
    };
    let (sector, country) = (tagged("sector:"), tagged("country:"));
    let id = b.lexeme("adj", row.cell("lemma"), row.cell("class"), &sector, &country);
    b.forms(
        id,
        &morph::decline_adjective(row.cell("lemma"), &row.list("plural")),
    );
    Ok(())
}

fn add_nationality(b: &mut Builder, row: &Row<'_>) -> Result<(), String> {
    let id = b.lexeme("nisba", row.cell("nisba"), "", "", row.cell("country"));
    b.place(row.cell("place"));
    b.forms(id, &morph::nisba(row.cell("nisba"), &row.list("plural")));
    Ok(())
}

fn add_particle(b: &mut Builder, row: &Row<'_>) -> Result<(), String> {
    let form = row.cell("form");
    let id = b.lexeme(row.cell("pos"), form, row.cell("class"), "", "");
    if !form.contains('_') {
        b.entry(id, form, 0, 0);
    }
    Ok(())
}

impl Builder {
    fn lexeme(&mut self, pos: &str, lemma: &str, classes: &str, sector: &str, country: &str) -> u32 {
        let _ = writeln!(self.lexemes, "{pos}\t{lemma}\t{classes}\t{sector}\t{country}\t");
        self.count += 1;
        self.count - 1
    }

    /// Adds to the lexeme made last the place that it comes from.
    fn place(&mut self, id: &str) {
        self.lexemes.truncate(self.lexemes.trim_end_matches('\n').len());
        let _ = writeln!(self.lexemes, "{id}");
    }

    fn forms(&mut self, lexeme: u32, forms: &[Written]) {
        for form in forms {
            self.entry(lexeme, &form.text, form.pos as u32 + 1, form.feats.bits());
        }
    }

    /// Adds one written form; `pos` 0 stands for the lexeme's own.
    fn entry(&mut self, lexeme: u32, text: &str, pos: u32, feats: u32) {
        let text = plain(text);
        let entry = [lexeme, (pos << 24) | spelling_code(&text), feats];
        let entries = self.by_key.entry(key(&text)).or_default();
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }

    fn finish(self) -> Compiled {
        let mut entries = Vec::new();
        let mut map = fst::MapBuilder::memory();
        let mut problems = self.problems;
        for (key, list) in &self.by_key {
            let at = (entries.len() / ENTRY) as u64;
            if let Err(error) = map.insert(key, (at << 8) | list.len().min(255) as u64) {
                problems.push(error.to_string());
            }
            for entry in list.iter().take(255) {
                entries.extend(entry.iter().flat_map(|n| n.to_le_bytes()));
            }
        }
        let forms = map.into_inner().unwrap_or_default();
        Compiled {
            forms,
            entries,
            lexemes: self.lexemes,
            problems,
        }
    }
}

/// Which of the merged letters a form has, in order, two bits each: enough to tell «على» from «علي», since the
/// key gives the rest.
pub fn spelling_code(plain: &str) -> u32 {
    let mut code = 0;
    let mut at = 0;
    for c in plain.chars() {
        let Some(value) = letter_code(c) else { continue };
        if at < 24 {
            code |= value << at;
        }
        at += 2;
    }
    code
}

/// The number of a letter among those with one key; `None` for letters that stand alone.
pub fn letter_code(c: char) -> Option<u32> {
    Some(match c {
        'ا' | 'ي' | 'ه' | 'و' => 0,
        'أ' | 'ى' | 'ة' | 'ؤ' => 1,
        'إ' | 'ئ' => 2,
        'آ' => 3,
        _ => return None,
    })
}
