//! The store in one file of SQLite, held to what holds for every store, and what is its own: files and locks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod store;

use musnad_archive::store::{Change, Store};
use musnad_archive::{Search, Sqlite};
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
