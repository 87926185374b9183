//! What tests share that kill the program: made-up archives, and what must hold of one however it was stopped.

#![allow(dead_code, reason = "each test file uses a part of it")]

#[path = "../../examples/archive_documents.rs"]
mod archive_documents;

use musnad_archive::store::Store;
use musnad_archive::{Archive, Search, Sqlite};
use musnad_record::v1::Records;
use musnad_search::Kind;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// An archive opens in less than this, however the process before ended.
const AT_ONCE: Duration = Duration::from_secs(2);

pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A file of made-up documents, the same each time.
pub(crate) fn documents(folder: &Path, count: usize) -> PathBuf {
    let path = folder.join("documents.jsonl");
    archive_documents::write(count, File::create(&path).unwrap()).unwrap();
    path
}

pub(crate) fn ingest(archive: &Path, documents: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musnad"));
    command.args(["ingest", "--archive"]).arg(archive).arg(documents);
    alone(&mut command);
    command
}

pub(crate) fn alone(command: &mut Command) {
    command
        .env_remove("MUSNAD_ARCHIVE")
        .env("MUSNAD_KNOWLEDGE", "none")
        .stdin(Stdio::null());
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn done(output: Output) -> String {
    let told = stderr(&output);
    assert!(output.status.success(), "{told}");
    told
}

/// What an archive holds, by ids alone: documents with story and original, claims with events, last readings. Each
/// document was read so often.
pub(crate) fn contents(folder: &Path, times: usize) -> Vec<String> {
    let store = Sqlite::read(folder).unwrap();
    let mut out = Vec::new();
    for d in store.after(0, usize::MAX >> 1).unwrap() {
        let story = d.story.and_then(|s| store.story_id(s).unwrap());
        let of = d.copy_of.map(|n| store.documents(&[n]).unwrap()[0].id.clone());
        out.push(format!("{} {} {} {story:?} {of:?}", d.n, d.id, d.sha256));
        let readings = store.readings(d.n).unwrap();
        assert_eq!(readings.len(), times, "readings of {}", d.id);
        out.extend(readings.into_iter().next_back().map(|(_, lines)| lines));
        let told = store.told(d.n).unwrap();
        out.extend(told.iter().map(|t| {
            format!(
                "{} {} {}",
                t.claim,
                store.event_id(t.event).unwrap().unwrap(),
                t.why
            )
        }));
        assert!(store.page(&d.sha256).unwrap().is_some(), "{} has no page", d.id);
    }
    out.push(format!("{:?}", store.size().unwrap()));
    out
}

/// The journal's chain holds; it names each document once as taken in, and at most once as read again.
pub(crate) fn journal_holds(folder: &Path) {
    let store = Sqlite::read(folder).unwrap();
    let links = store.journal(0, usize::MAX >> 1).unwrap();
    let mut named = BTreeMap::new();
    for link in &links {
        let musnad_seal::journal::Body::Open(body) = &link.entry.body else {
            panic!("a body is withheld");
        };
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        if link.entry.kind == "correct" {
            continue;
        }
        for d in body["documents"].as_array().unwrap() {
            *named
                .entry((link.entry.kind.clone(), d[0].to_string()))
                .or_insert(0) += 1;
        }
    }
    let size = store.size().unwrap();
    let taken = named.keys().filter(|(kind, _)| kind == "ingest");
    assert_eq!(taken.count() as i64, size.documents);
    assert!(
        named.values().all(|n| *n == 1),
        "a document was told as kept twice"
    );
    let end = musnad_seal::journal::verify(links.into_iter().map(Ok), musnad_seal::journal::End::NONE, None);
    assert_eq!(end.unwrap().unwrap().n as i64, size.journal);
}

/// The index has what the store has.
pub(crate) fn index_agrees(folder: &Path) {
    let store = Sqlite::read(folder).unwrap();
    let size = store.size().unwrap();
    let mut claims = 0;
    for d in store.after(0, usize::MAX >> 1).unwrap() {
        let (lines, _) = store.lines(d.n).unwrap().unwrap();
        claims += Records::read(&lines).unwrap().claims.len();
    }
    let events = size.events as usize;
    assert_eq!(indexed(folder), [size.documents as usize, claims, events]);
    let archive = Archive::new(Sqlite::read(folder).unwrap()).unwrap();
    assert_eq!(Search::open(folder).unwrap().refresh(&archive).unwrap(), 0);
}

/// How many documents, claims and events the index has.
pub(crate) fn indexed(folder: &Path) -> [usize; 3] {
    let search = Search::read(folder).unwrap();
    [Kind::Document, Kind::Claim, Kind::Event].map(|kind| {
        let query = musnad_search::Query {
            kind: Some(kind),
            doubtful: true,
            ..Default::default()
        };
        search.ask(&query).unwrap().total as usize
    })
}

/// How many documents are kept, as somebody sees who reads along; 0 before there is an archive.
pub(crate) fn kept(folder: &Path) -> i64 {
    Sqlite::read(folder).map_or(0, |store| store.size().map_or(0, |s| s.documents))
}

/// Numbers that look like chance and are the same each time.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % most
    }
}

/// How many kills are wanted, if somebody says so.
pub(crate) fn wanted() -> Option<usize> {
    let wanted = std::env::var("MUSNAD_KILLS").ok()?;
    Some(wanted.parse().unwrap())
}

/// Lets the program run for a while and kills it; says whether it was still running.
pub(crate) fn killed(mut child: Child, after: Duration) -> bool {
    std::thread::sleep(after);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

/// The archive opens at once, with no fewer documents than were seen in it, and nothing in it is torn.
pub(crate) fn opens(archive: &Path, seen: i64) {
    // killed before it had made anything
    if !archive.join("archive.sqlite").exists() {
        return assert_eq!(seen, 0);
    }
    let begun = Instant::now();
    drop(Sqlite::open(archive).unwrap());
    let took = begun.elapsed();
    assert!(took < AT_ONCE, "opening took {took:?}");
    assert!(kept(archive) >= seen);
    journal_holds(archive);
}
