//! What other programs read in the forms: Python's own csv and json; pyarrow and LibreOffice where they are installed,
//! else the test says that it left them out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod made;

use made::{SENTENCE, all, options};
use musnad_export::{Format, Rows};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("musnad-export-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The Python to ask: `MUSNAD_PYTHON`, else `python3`.
fn python() -> String {
    std::env::var("MUSNAD_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// Whether Python can import a module; where it can't, the test says so and goes on.
fn has(module: &str) -> bool {
    let told = Command::new(python())
        .args(["-c", &format!("import {module}")])
        .output();
    let has = told.is_ok_and(|o| o.status.success());
    if !has {
        eprintln!("skipped: no Python with {module}");
    }
    has
}

/// What a script of Python says, given files.
fn ask(script: &str, files: &[&Path]) -> String {
    let out = Command::new(python())
        .env("PYTHONIOENCODING", "utf-8")
        .args(["-c", script])
        .args(files)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn python_reads_the_csv() {
    if !has("csv") {
        return;
    }
    let folder = Folder::new("csv");
    let script = "import csv, json, sys\n\
                  rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline=''), strict=True))\n\
                  assert all(None not in r and None not in r.values() for r in rows)\n\
                  print(json.dumps(rows))";
    for format in [Format::Csv, Format::Acled, Format::Ucdp] {
        let (bytes, summary) = made::events(format, &all(), options());
        let told = ask(script, &[&folder.file("events.csv", &bytes)]);
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&told).unwrap();
        assert_eq!(rows.len() as u64, summary.written, "{format:?}");
        let heads: Vec<&str> = format.heads(Rows::Events).iter().map(|h| h.name).collect();
        assert_eq!(rows[0].keys().collect::<Vec<_>>(), heads);
        if format != Format::Ucdp {
            let sentence = if format == Format::Acled {
                "notes"
            } else {
                "sentence"
            };
            assert_eq!(rows[0][sentence], SENTENCE.replace('\u{7}', ""));
        }
    }
}

#[test]
fn python_reads_the_json() {
    if !has("json") {
        return;
    }
    let folder = Folder::new("json");
    let (map, _) = made::events(Format::GeoJson, &all(), options());
    let (plover, _) = made::events(Format::Plover, &all(), options());
    let csl = made::documents(Format::Csl, options());
    let script = "import json, sys\n\
                  strict = dict(parse_constant=lambda c: 1 / 0)\n\
                  m = json.load(open(sys.argv[1], encoding='utf-8'), **strict)\n\
                  p = [json.loads(l, **strict) for l in open(sys.argv[2], encoding='utf-8')]\n\
                  c = json.load(open(sys.argv[3], encoding='utf-8'), **strict)\n\
                  print(len(m['features']), len(p), len(c))";
    let files = [
        folder.file("m", &map),
        folder.file("p", &plover),
        folder.file("c", &csl),
    ];
    let told = ask(script, &files.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    assert_eq!(told.trim(), "6 5 2");
}

#[test]
fn python_reads_the_xml() {
    if !has("xml.etree.ElementTree") {
        return;
    }
    let folder = Folder::new("xml");
    let (bytes, _) = made::events(Format::Atom, &all(), options());
    let script = "import sys, xml.etree.ElementTree as t\n\
                  f = t.parse(sys.argv[1]).getroot()\n\
                  a = '{http://www.w3.org/2005/Atom}'\n\
                  for e in [f] + f.findall(a + 'entry'):\n\
                  \x20   assert all(len(e.findall(a + n)) == 1 for n in ('id', 'title', 'updated'))\n\
                  print(len(f.findall(a + 'entry')), len(f.findall(a + 'author')))";
    let told = ask(script, &[&folder.file("feed.atom", &bytes)]);
    assert_eq!(told.trim(), "6 1");
}

#[test]
fn pyarrow_reads_the_parquet() {
    if !has("pyarrow.parquet") {
        return;
    }
    let folder = Folder::new("parquet");
    let (events, _) = made::events(Format::Parquet, &all(), options());
    let claims = made::claims(Format::Parquet);
    let documents = made::documents(Format::Parquet, options());
    let script = "import pyarrow.parquet as q, pyarrow as a, datetime, sys\n\
                  e, c, d = (q.read_table(f) for f in sys.argv[1:])\n\
                  s = e.schema\n\
                  assert s.field('date_start').type == a.date32() and s.field('lat').type == a.float64()\n\
                  assert s.field('killed_low').type == a.int64() and a.types.is_list(s.field('actors_ar').type)\n\
                  r = e.to_pylist()\n\
                  assert r[0]['date_start'] == datetime.date(2026, 3, 4), r[0]\n\
                  assert r[0]['actors_en'] == ['', 'Syrian Arab Army'] and r[2]['actors_en'] == []\n\
                  assert r[0]['killed_best'] is None and r[1]['killed_best'] == 15\n\
                  assert r[0]['killed_words'][0].startswith('\u{639}')\n\
                  m = q.ParquetFile(sys.argv[1]).metadata\n\
                  assert m.row_group(0).column(0).compression == 'ZSTD'\n\
                  print(e.num_rows, c.num_rows, d.num_rows)";
    let files = [
        folder.file("e.parquet", &events),
        folder.file("c.parquet", &claims),
        folder.file("d.parquet", &documents),
    ];
    let told = ask(script, &files.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    assert_eq!(told.trim(), "6 2 2");
}

#[test]
fn libreoffice_opens_the_csv() {
    let office = ["soffice", "libreoffice"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok());
    let Some(office) = office else {
        eprintln!("skipped: no LibreOffice");
        return;
    };
    let folder = Folder::new("office");
    let (events, _) = made::events(Format::Csv, &all(), options());
    let (acled, _) = made::events(Format::Acled, &all(), options());
    let tables = [
        ("events", events),
        ("acled", acled),
        ("claims", made::claims(Format::Csv)),
    ];
    for (name, bytes) in &tables {
        folder.file(&format!("{name}.csv"), bytes);
    }
    // the import filter as the dialog proposes it for a file with a byte order mark: comma, quotes, UTF-8
    let out = Command::new(office)
        .arg(format!(
            "-env:UserInstallation=file://{}",
            folder.0.join("profile").display()
        ))
        .args([
            "--headless",
            "--infilter=CSV:44,34,76,1",
            "--convert-to",
            "fods",
            "--outdir",
        ])
        .arg(&folder.0)
        .args(
            tables
                .iter()
                .map(|(name, _)| folder.0.join(format!("{name}.csv"))),
        )
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    for (name, _) in &tables {
        let sheet = std::fs::read_to_string(folder.0.join(format!("{name}.fods"))).unwrap();
        assert!(
            sheet.contains("طائرات حربية") && sheet.contains("عشرات المدنيين"),
            "{name}: Arabic is Arabic"
        );
        assert!(
            !sheet.contains("table:formula="),
            "{name}: nothing became a formula"
        );
        assert!(
            sheet.contains("office:value=\"35.12346\""),
            "{name}: numbers are numbers"
        );
        assert!(
            sheet.contains("office:date-value=\"2026-03-04\""),
            "{name}: days are days"
        );
    }
}
