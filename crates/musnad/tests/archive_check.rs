//! `musnad archive check`: what is changed behind the journal's back is named.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod sealing;

use rusqlite::Connection;
use sealing::*;
use std::path::Path;

/// Checks an archive that `harm` was done to, and gives what is said of it.
fn harmed(archive: &Path, harm: impl FnOnce(&Connection)) -> String {
    let copy = archive.with_extension("harmed");
    let _ = std::fs::remove_dir_all(&copy);
    std::fs::create_dir_all(&copy).unwrap();
    let db = Connection::open(archive.join("archive.sqlite")).unwrap();
    db.execute("VACUUM INTO ?1", [shown(&copy.join("archive.sqlite"))])
        .unwrap();
    let db = Connection::open(copy.join("archive.sqlite")).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    harm(&db);
    drop(db);
    let out = musnad(&["archive", "check", "--archive", shown(&copy), "--format", "table"]);
    let said = text(&out.stdout) + &text(&out.stderr);
    let whole = said.contains("is as its journal says");
    assert_eq!(out.status.code(), Some(i32::from(!whole)), "{said}");
    said
}

#[test]
fn what_is_changed_is_named() {
    let folder = folder("check");
    let archive = folder.join("archive");
    for one in articles() {
        ingest(&archive, &[one]);
    }
    let run = |sql: &'static str| {
        harmed(&archive, |db| {
            assert_eq!(db.execute(sql, []).unwrap(), 1, "{sql}")
        })
    };
    assert!(harmed(&archive, |_| {}).contains("6 entries, 6 documents, 6 readings, 6 pages"));
    let flipped = |table: &'static str, of: &'static str| {
        harmed(&archive, |db| {
            let sql = format!("SELECT zstd FROM {table} WHERE {of}");
            let mut bytes: Vec<u8> = db.query_row(&sql, [], |row| row.get(0)).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            let sql = format!("UPDATE {table} SET zstd = ?1 WHERE {of}");
            assert_eq!(db.execute(&sql, [bytes]).unwrap(), 1);
        })
    };
    let said = flipped("reading", "document = 2");
    assert!(said.contains("document “d-copy”: its reading"), "{said}");
    let said = flipped("page", "sha256 = (SELECT sha256 FROM document WHERE n = 3)");
    assert!(said.contains("document “d-update”: its page"), "{said}");
    for (sql, wanted) in [
        (
            "UPDATE document SET title = 'آخر' WHERE n = 1",
            "document “d-air”: its row was changed: title",
        ),
        (
            "UPDATE document SET time = time + 1 WHERE n = 1",
            "document “d-air”: its row was changed: time",
        ),
        (
            "UPDATE document SET id = 'd-x' WHERE n = 1",
            "document “d-air”: is gone, though entry 1",
        ),
        (
            "DELETE FROM document WHERE n = 4",
            "document “d-denial”: is gone, though entry 4",
        ),
        (
            "DELETE FROM reading WHERE document = 4",
            "document “d-denial”: has 0 readings",
        ),
        ("DELETE FROM journal WHERE n = 3", "journal entry 3: is missing"),
        ("DELETE FROM journal WHERE n = 1", "journal entry 1: is missing"),
        (
            "DELETE FROM journal WHERE n = 6",
            "document “d-hostile”: no entry of the journal tells of it",
        ),
        (
            "UPDATE journal SET at = '2020-01-01T00:00:00Z' WHERE n = 2",
            "journal entry 2: was changed",
        ),
        (
            "UPDATE journal SET body = '{}' WHERE n = 5",
            "journal entry 5: was changed",
        ),
        (
            "DELETE FROM page WHERE sha256 = (SELECT sha256 FROM document WHERE n = 2)",
            "document “d-copy”: its page, kept by entry 2, is gone",
        ),
        (
            "UPDATE document SET story = NULL WHERE n = 1",
            "document “d-air”: it is not of the story that entry 1 says",
        ),
        (
            "UPDATE document SET story = 77 WHERE n = 1",
            "document “d-air”: its story is not there",
        ),
        (
            "UPDATE document SET copy_of = NULL WHERE n = 2",
            "document “d-copy”: it is not a copy of what entry 2 says",
        ),
        (
            "UPDATE document SET copy_of = 2 WHERE n = 1",
            "is a copy of its own copy",
        ),
        (
            "UPDATE document SET copy_of = 77 WHERE n = 1",
            "document “d-air”: what it is a copy of is not there",
        ),
        (
            "UPDATE telling SET event = (SELECT max(n) FROM event) WHERE claim = (SELECT claim FROM telling WHERE \
             document = 1 ORDER BY event LIMIT 1)",
            "document “d-air”: its claims do not tell the events that entry 1 says",
        ),
        (
            "UPDATE event SET merged = (SELECT max(n) FROM event) WHERE n = (SELECT min(event) FROM telling)",
            "tells an event that is gone",
        ),
        (
            "UPDATE telling SET claim = claim + 1 WHERE claim = (SELECT max(claim) FROM telling WHERE document = 1)",
            "is not in its last reading",
        ),
        (
            "INSERT INTO reading (document, version, sha256, zstd) SELECT document, version, sha256, zstd FROM \
             reading WHERE document = 1",
            "document “d-air”: no entry tells of its reading 2",
        ),
    ] {
        let said = run(sql);
        assert!(said.contains(wanted), "{sql}\n{said}");
        assert!(said.contains("is not as its journal says"), "{said}");
    }
}

#[test]
fn what_people_said_is_held_to_the_journal_too() {
    let folder = folder("check-said");
    let archive = folder.join("archive");
    ingest(&archive, &articles());
    let claim = claim_of(&archive, "d-air");
    let correct = ["correct", &claim, "--reject", "--who", "هدى", "--why", "خبر قديم"];
    ends(&[&correct[..], &["--archive", shown(&archive)]].concat(), 0);
    assert!(harmed(&archive, |_| {}).contains("2 entries"));
    for (sql, wanted) in [
        (
            "UPDATE correction SET who = 'سمير'",
            "correction 1: is not what entry 2 says",
        ),
        (
            "UPDATE correction SET kind = 'accept'",
            "correction 1: is not what entry 2 says",
        ),
        ("DELETE FROM correction", "correction 1: is gone, though entry 2"),
        (
            "INSERT INTO correction (at, who, why, target, kind) SELECT at, who, why, target, kind FROM correction",
            "correction 2: no entry of the journal tells of it",
        ),
    ] {
        let said = harmed(&archive, |db| {
            assert_eq!(db.execute(sql, []).unwrap(), 1, "{sql}")
        });
        assert!(said.contains(wanted), "{sql}\n{said}");
    }
}

#[test]
fn claims_that_people_moved_are_held_to_where_they_were_moved() {
    let folder = folder("check-moved");
    let archive = folder.join("archive");
    ingest(&archive, &articles());
    let event = |db: &Connection, document: i64| -> String {
        let sql = "SELECT e.id FROM telling t JOIN event e ON e.n = t.event WHERE t.document = ?1 LIMIT 1";
        db.query_row(sql, [document], |row| row.get(0)).unwrap()
    };
    let db = Connection::open(archive.join("archive.sqlite")).unwrap();
    let (one, other) = (event(&db, 1), event(&db, 6));
    drop(db);
    let say = |words: &[&str]| {
        let whole = [
            &["correct"],
            words,
            &["--who", "هدى", "--archive", shown(&archive)],
        ]
        .concat();
        ends(&whole, 0);
    };
    let moved =
        "UPDATE telling SET event = (SELECT min(event) FROM telling WHERE document = 5) WHERE document = 6";
    let wanted = "document “d-hostile”: its claims do not tell the events that entry";
    let held = || {
        assert!(harmed(&archive, |_| {}).contains("is as its journal says"));
        let said = harmed(&archive, |db| assert!(db.execute(moved, []).unwrap() > 0));
        assert!(said.contains(wanted), "{said}");
    };
    held();
    say(&[&one, "--merge", &other]);
    held();
    say(&["--undo", "1"]);
    held();
    let claim = claim_of(&archive, "d-air");
    say(&[&claim, "--accept"]);
    held();
}
