//! The store in one file of SQLite, held to what holds for every store, and what is its own: files and locks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod shelf;
mod store;

use musnad_archive::store::{Change, Store};
use musnad_archive::{Archive, Search, Sqlite};
use shelf::{AT, articles, filled};
use std::path::Path;
use tempfile::TempDir;

struct Folder(TempDir);

impl store::Place for Folder {
    type Store = Sqlite;

    fn new() -> Folder {
        Folder(TempDir::new().unwrap())
    }

    fn write(&self) -> Sqlite {
        Sqlite::open(self.0.path()).unwrap()
    }

    fn read(&self) -> Sqlite {
        Sqlite::read(self.0.path()).unwrap()
    }
}

suite!(Folder);

fn change() -> Change {
    Change {
        at: "2026-03-01T08:00:00Z".to_owned(),
        kind: "ingest".to_owned(),
        body: "{}".to_owned(),
        ..Change::default()
    }
}

fn raise_version(folder: &Path) {
    let db = rusqlite::Connection::open(folder.join("archive.sqlite")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
}

#[test]
fn one_writes_and_the_next_is_told_so() {
    let folder = TempDir::new().unwrap();
    let first = Sqlite::open(folder.path()).unwrap();
    let second = Sqlite::open(folder.path()).unwrap_err();
    assert!(second.is_busy(), "{second}");
    drop(first);
    Sqlite::open(folder.path()).unwrap();
}

#[test]
fn an_archive_that_rests_lets_others_write_and_knows_what_they_wrote() {
    let folder = TempDir::new().unwrap();
    let mut archive = Archive::new(Sqlite::open(folder.path()).unwrap()).unwrap();
    archive.go_on().unwrap();
    archive.rest().unwrap();
    let refused = archive.take(vec![articles()[0].incoming("1")], AT).unwrap_err();
    assert!(refused.is_read_only(), "{refused}");

    // another process takes in what the next document belongs to
    let mut other = Archive::new(Sqlite::open(folder.path()).unwrap()).unwrap();
    other.take(vec![articles()[0].incoming("1")], AT).unwrap();
    assert!(archive.go_on().unwrap_err().is_busy());
    drop(other);
    archive.go_on().unwrap();
    assert!(Sqlite::open(folder.path()).unwrap_err().is_busy());
    let taken = archive
        .take(articles().iter().take(2).map(|a| a.incoming("1")).collect(), AT)
        .unwrap();
    assert_eq!((taken.new, taken.known), (1, 1));
    let event = archive
        .event("e0000000000000001", musnad_story::Policy::Latest)
        .unwrap();
    assert_eq!(
        event.reports, 2,
        "the second document tells what the other process took in"
    );
}

#[test]
fn an_archive_of_an_older_version_is_brought_up_to_date() {
    let folder = TempDir::new().unwrap();
    let size = filled(folder.path()).store().size().unwrap();
    let db = rusqlite::Connection::open(folder.path().join("archive.sqlite")).unwrap();
    db.execute_batch(
        "DROP INDEX journal_kept; DROP INDEX document_url; ALTER TABLE document DROP COLUMN fetched; \
         DROP TABLE tally; PRAGMA user_version = 2;",
    )
    .unwrap();
    let triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
    let names: Result<Vec<String>, _> = db
        .prepare(triggers)
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect();
    for name in names.unwrap() {
        db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    drop(db);
    assert!(Sqlite::read(folder.path()).unwrap_err().is_refused());
    let store = Sqlite::open(folder.path()).unwrap();
    let all = store.after(0, 10).unwrap();
    assert_eq!(all.len(), articles().len());
    assert!(all.iter().all(|d| d.fetched.is_none()));
    assert_eq!(store.size().unwrap(), size);
    assert!(size.claims > 0 && size.events > 0 && size.stories > 0, "{size:?}");
}

#[test]
fn whose_claims_tell_an_event_is_asked_of_the_index_alone() {
    let folder = TempDir::new().unwrap();
    drop(filled(folder.path()));
    let db = rusqlite::Connection::open(folder.path().join("archive.sqlite")).unwrap();
    let asked =
        "EXPLAIN QUERY PLAN SELECT document, claim, event FROM telling WHERE event = 1 ORDER BY document";
    let plan: Vec<String> = db
        .prepare(asked)
        .unwrap()
        .query_map([], |row| row.get(3))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        plan,
        ["SEARCH telling USING COVERING INDEX telling_event (event=?)"]
    );
}

#[test]
fn an_archive_of_a_later_version_is_left_alone() {
    let folder = TempDir::new().unwrap();
    Sqlite::open(folder.path()).unwrap().keep(&change()).unwrap();
    raise_version(folder.path());
    let before = std::fs::read(folder.path().join("archive.sqlite")).unwrap();
    assert!(Sqlite::open(folder.path()).unwrap_err().is_newer());
    assert!(Sqlite::read(folder.path()).unwrap_err().is_newer());
    assert_eq!(
        std::fs::read(folder.path().join("archive.sqlite")).unwrap(),
        before
    );
}

#[test]
fn what_is_no_archive_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("archive.sqlite");
    std::fs::write(&file, "ليس أرشيفا ".repeat(400)).unwrap();
    let before = std::fs::read(&file).unwrap();
    assert!(Sqlite::open(folder.path()).unwrap_err().is_broken());
    assert!(Sqlite::read(folder.path()).unwrap_err().is_broken());
    assert_eq!(std::fs::read(&file).unwrap(), before);
    std::fs::remove_file(&file).unwrap();
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE mine (n)").unwrap();
    assert!(Sqlite::open(folder.path()).unwrap_err().is_broken());
}

#[test]
fn a_folder_without_an_archive_has_none() {
    let folder = TempDir::new().unwrap();
    assert!(Sqlite::read(folder.path()).unwrap_err().is_missing());
    assert!(Search::read(folder.path()).unwrap_err().is_missing());
}
