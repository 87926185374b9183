//! The folder: replaced, deleted, committed, torn, read beside a writer.

#![allow(clippy::unwrap_used, reason = "a disk that fails is a failed test")]

mod shelf;

use musnad_search::{Entry, Index, Kind};
use shelf::{claim, folder, found, lexicon, words};
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        match fs::copy(file.path(), to.join(file.file_name())) {
            // what the writer took away meanwhile belongs to no commit
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            copied => drop(copied.unwrap()),
        }
    }
}

#[test]
fn an_id_stands_once() {
    let index = Index::open(&folder("once"), lexicon()).unwrap();
    let mut writer = index.writer().unwrap();
    writer.add(&claim("a", 1, "قصف")).unwrap();
    writer.add(&claim("a", 1, "غارة")).unwrap();
    writer.add(&claim("b", 2, "قصف")).unwrap();
    let quote = Entry {
        kind: Kind::Quote,
        ..claim("a", 3, "غارة")
    };
    writer.add(&quote).unwrap();
    writer.commit(1).unwrap();
    assert_eq!(found(&index, &words("غارة")), ["a", "a"]);
    assert_eq!(found(&index, &words("قصف")), ["b"]);
    writer.add(&claim("a", 1, "هدنة")).unwrap();
    writer.delete(Kind::Claim, "b");
    writer.delete(Kind::Claim, "never");
    writer.commit(2).unwrap();
    assert_eq!(found(&index, &words("غارة")), ["a"]);
    assert_eq!(found(&index, &words("هدنة")), ["a"]);
    assert!(found(&index, &words("قصف")).is_empty());
    assert_eq!(found(&index, &words("")).len(), 2);
    let long = "x".repeat(1001);
    assert_eq!(writer.add(&claim(&long, 4, "قصف")).unwrap_err().code(), "long-id");
    writer.finish().unwrap();
    assert_eq!(found(&index, &words("")).len(), 2);
}

#[test]
fn it_is_known_which_keys_no_document_and_no_event_ever_had() {
    let folder = folder("beyond");
    let index = Index::open(&folder, lexicon()).unwrap();
    let numbered = |kind: Kind, n: u64| Entry {
        kind,
        key: n,
        ..claim("a", n, "قصف")
    };
    let mut writer = index.writer().unwrap();
    assert!(writer.is_beyond(Kind::Document, 1));
    writer.add_new(&numbered(Kind::Document, 5)).unwrap();
    writer.add(&numbered(Kind::Event, 2)).unwrap();
    writer.add_new(&numbered(Kind::Claim, 5)).unwrap();
    writer.commit(3).unwrap();
    writer.add_new(&numbered(Kind::Document, 9)).unwrap();
    assert!(!writer.is_beyond(Kind::Document, 9));
    // what was not committed never was
    drop(writer);
    let knows = |document: u64, event: u64| {
        let writer = index.writer().unwrap();
        let beyond = |kind, n| (writer.is_beyond(kind, n), writer.is_beyond(kind, n + 1));
        (beyond(Kind::Document, document), beyond(Kind::Event, event))
    };
    assert_eq!(knows(5, 2), ((false, true), (false, true)));
    assert!(!index.writer().unwrap().is_beyond(Kind::Claim, 99));
    // an earlier version of the program told the change alone
    let meta = folder.join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    assert!(text.contains("\"3 5 2\""), "{text}");
    fs::write(&meta, text.replace("\"3 5 2\"", "\"3\"")).unwrap();
    let index = Index::open(&folder, lexicon()).unwrap();
    assert_eq!(index.committed().unwrap(), 3);
    let writer = index.writer().unwrap();
    assert!(!writer.is_beyond(Kind::Document, 99) && !writer.is_beyond(Kind::Event, 99));
}

#[test]
fn what_was_not_committed_is_not_there() {
    let folder = folder("torn");
    let index = Index::open(&folder, lexicon()).unwrap();
    assert_eq!(index.committed().unwrap(), 0);
    let mut writer = index.writer().unwrap();
    writer.add(&claim("a", 1, "قصف")).unwrap();
    writer.commit(7).unwrap();
    let long = "كلام طويل عن قصف ".repeat(200);
    for n in 0..500 {
        writer.add(&claim(&format!("b{n}"), n, &long)).unwrap();
    }
    writer.delete(Kind::Claim, "a");
    // as a process leaves the folder that is killed here
    let torn = folder.with_extension("copy");
    let _ = fs::remove_dir_all(&torn);
    copy(&folder, &torn);
    drop(writer);
    for place in [&torn, &folder] {
        let index = Index::open(place, lexicon()).unwrap();
        assert_eq!(index.committed().unwrap(), 7);
        assert_eq!(found(&index, &words("قصف")), ["a"]);
        let mut writer = index.writer().unwrap();
        writer.add(&claim("c", 3, "قصف")).unwrap();
        writer.commit(8).unwrap();
        assert_eq!(index.committed().unwrap(), 8);
        assert_eq!(found(&index, &words("قصف")), ["a", "c"]);
    }
}

#[test]
fn what_a_killed_writer_left_is_in_nobodys_way() {
    let folder = folder("killed");
    let index = Index::open(&folder, lexicon()).unwrap();
    let mut writer = index.writer().unwrap();
    writer.add(&claim("a", 1, "قصف")).unwrap();
    writer.add(&claim("b", 2, "قصف")).unwrap();
    writer.commit(1).unwrap();
    writer.finish().unwrap();
    let meta = folder.join("meta.json");
    let before = fs::read(&meta).unwrap();
    let delete = || {
        let index = Index::open(&folder, lexicon())?;
        let mut writer = index.writer()?;
        writer.delete(Kind::Claim, "a");
        writer.commit(2)?;
        writer.finish()?;
        Ok::<_, musnad_search::Error>(found(&index, &words("قصف")))
    };
    assert_eq!(delete().unwrap(), ["b"]);
    // killed when all was written but the file that makes it count
    fs::write(&meta, before).unwrap();
    assert_eq!(delete().unwrap(), ["b"]);
}

#[test]
fn readers_see_commits_of_the_one_writer() {
    let folder = folder("beside");
    let missing = Index::open_existing(&folder, lexicon()).unwrap_err();
    assert!(missing.is_missing() && !missing.is_stale() && !folder.exists());
    let writing = Index::open(&folder, lexicon()).unwrap();
    let mut writer = writing.writer().unwrap();
    let reading = Index::open_existing(&folder, lexicon()).unwrap();
    assert!(reading.writer().err().unwrap().is_locked());
    assert!(
        Index::open(&folder, lexicon())
            .unwrap()
            .writer()
            .err()
            .unwrap()
            .is_locked()
    );
    for n in 1..30 {
        writer.add(&claim(&n.to_string(), n, "قصف")).unwrap();
        assert_eq!(found(&reading, &words("قصف")).len() as u64, n - 1);
        writer.commit(n).unwrap();
        assert_eq!(found(&reading, &words("قصف")).len() as u64, n);
        assert_eq!(reading.committed().unwrap(), n);
    }
    drop(writer);
    assert!(reading.writer().is_ok());
}

/// Spoils a file or folder.
type Spoil = fn(&Path);

#[test]
fn a_broken_or_older_index_is_stale() {
    let whole = folder("whole");
    let index = Index::open(&whole, lexicon()).unwrap();
    let mut writer = index.writer().unwrap();
    writer.add(&claim("a", 1, "قصف")).unwrap();
    writer.commit(1).unwrap();
    writer.finish().unwrap();
    let breaks: &[(&str, Spoil)] = &[
        ("older", |f| {
            fs::write(f.join("format"), "musnad-search 0\n").unwrap()
        }),
        ("garbled", |f| fs::write(f.join("meta.json"), "{").unwrap()),
        ("empty", |f| fs::write(f.join("meta.json"), "").unwrap()),
        ("gone", |f| {
            each_of(f, "idx", |file| fs::remove_file(file).unwrap())
        }),
        ("cut", |f| {
            each_of(f, "fast", |file| fs::write(file, "x").unwrap())
        }),
        ("half-terms", |f| each_of(f, "term", halve)),
        ("half-postings", |f| each_of(f, "idx", halve)),
        ("half-columns", |f| each_of(f, "fast", halve)),
        ("half-store", |f| each_of(f, "store", halve)),
    ];
    for (name, spoil) in breaks {
        let place = folder(&format!("broken-{name}"));
        copy(&whole, &place);
        spoil(&place);
        let error = Index::open(&place, lexicon())
            .and_then(|index| index.search(&words("قصف")))
            .unwrap_err();
        assert!(error.is_stale(), "{name}: {error} {error:?}");
        fs::remove_dir_all(&place).unwrap();
        assert_eq!(Index::open(&place, lexicon()).unwrap().committed().unwrap(), 0);
    }
}

fn each_of(folder: &Path, extension: &str, spoil: Spoil) {
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == extension) {
            spoil(&path);
        }
    }
}

fn halve(file: &Path) {
    let all = fs::read(file).unwrap();
    fs::write(file, &all[..all.len() / 2]).unwrap();
}

#[test]
fn making_an_index_is_taken_up_where_it_ended() {
    let place = folder("begun");
    drop(Index::open(&place, lexicon()).unwrap());
    fs::remove_file(place.join("meta.json")).unwrap();
    assert!(Index::open_existing(&place, lexicon()).unwrap_err().is_missing());
    assert_eq!(Index::open(&place, lexicon()).unwrap().committed().unwrap(), 0);
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let place = folder("else");
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("letter.txt"), "dear").unwrap();
    let error = Index::open(&place, lexicon()).unwrap_err();
    assert_eq!((error.code(), error.is_stale()), ("foreign-folder", false));
    assert_eq!(fs::read_dir(&place).unwrap().count(), 1);
    let file = place.join("letter.txt");
    assert!(!Index::open(&file, lexicon()).unwrap_err().is_stale());
}
