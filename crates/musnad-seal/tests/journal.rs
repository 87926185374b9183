//! The journal: whatever is done to a chain, its first entry that does not hold is named, and why.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what goes wrong here is a failure"
)]

mod case;

use std::process::Command;

use case::{entry, has};
use musnad_seal::journal::{Body, Broken, End, Entry, Fault, Link, chain, read, verify, write};
use musnad_seal::{Error, Hash};

/// A chain of `count` entries.
fn links(count: u64) -> Vec<Link> {
    let mut end = End::NONE;
    let link = |n| {
        let link = Link::after(end, entry(n));
        end = link.end();
        link
    };
    (1..=count).map(link).collect()
}

fn checked(links: &[Link], head: Option<End>) -> Result<End, Broken> {
    verify(links.iter().cloned().map(Ok), End::NONE, head).unwrap()
}

#[track_caller]
fn broken(links: &[Link], head: End, n: u64, fault: Fault) {
    assert_eq!(checked(links, Some(head)), Err(Broken { n, fault }));
}

fn file(links: &[Link]) -> Vec<u8> {
    let mut out = Vec::new();
    links.iter().for_each(|link| write(&mut out, link).unwrap());
    out
}

#[test]
fn the_hash_is_over_the_bytes_that_the_page_says() {
    let entry = Entry {
        n: 258,
        at: "2026-03-01T08:00:00Z".into(),
        kind: "ingest".into(),
        body: Body::Open("{\"ن\":1}".into()),
    };
    let prev = Hash::of(b"before");
    let mut bytes = b"musnad-journal/1\n".to_vec();
    bytes.extend(prev.0);
    bytes.extend([0, 0, 0, 0, 0, 0, 1, 2]);
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 20]);
    bytes.extend(b"2026-03-01T08:00:00Z");
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 6]);
    bytes.extend(b"ingest");
    bytes.extend(Hash::of("{\"ن\":1}".as_bytes()).0);
    assert_eq!(chain(prev, &entry), Hash::of(&bytes));
    let link = Link::after(End { n: 257, hash: prev }, entry.clone()).withheld();
    assert_eq!(chain(prev, &link.entry), Hash::of(&bytes));
    assert_eq!(link.hash, Hash::of(&bytes));
    // what moves from one field to the next is another entry
    let moved = Entry {
        at: entry.at.clone() + "i",
        kind: "ngest".into(),
        ..entry.clone()
    };
    assert_ne!(chain(prev, &moved), chain(prev, &entry));
}

#[test]
fn what_is_whole_holds() {
    let all = links(9);
    let head = all[8].end();
    assert_eq!(checked(&all, Some(head)), Ok(head));
    assert_eq!(checked(&all, None), Ok(head));
    assert_eq!(checked(&[], Some(End::NONE)), Ok(End::NONE));
    let part = verify(all[3..].iter().cloned().map(Ok), all[2].end(), Some(head)).unwrap();
    assert_eq!(part, Ok(head));
}

#[test]
fn the_first_that_does_not_hold_is_named() {
    let all = links(9);
    let head = all[8].end();
    let with = |change: &dyn Fn(&mut Vec<Link>)| {
        let mut links = all.clone();
        change(&mut links);
        links
    };
    let changes: [&dyn Fn(&mut Link); 5] = [
        &|l| l.entry.at = "2026-03-01T08:00:01Z".into(),
        &|l| l.entry.kind = "reject".into(),
        &|l| l.entry.body = Body::Open("{}".into()),
        &|l| l.prev = Hash::ZERO,
        &|l| l.hash = Hash::ZERO,
    ];
    for change in changes {
        broken(&with(&|l| change(&mut l[4])), head, 5, Fault::Changed);
    }
    for at in 0..9 {
        broken(
            &with(&|l| drop(l.remove(at))),
            head,
            at as u64 + 1,
            Fault::Missing,
        );
        broken(
            &with(&|l| l.insert(at, l[at].clone())),
            head,
            at as u64 + 1,
            Fault::Doubled,
        );
        broken(&with(&|l| l.truncate(at)), head, at as u64 + 1, Fault::Missing);
    }
    broken(&with(&|l| l.swap(3, 4)), head, 4, Fault::OutOfOrder);
    broken(&with(&|l| l.push(l[2].clone())), head, 3, Fault::Doubled);
    broken(&with(&|l| l[4].entry.n = 7), head, 5, Fault::Missing);
    broken(&all, all[6].end(), 8, Fault::Extra);
    let other = End {
        n: 9,
        hash: Hash::ZERO,
    };
    broken(&all, other, 9, Fault::Changed);
    let late = verify(all.iter().cloned().map(Ok), all[2].end(), None).unwrap();
    assert_eq!(
        late,
        Err(Broken {
            n: 1,
            fault: Fault::OutOfOrder
        })
    );
    // a chain that was made anew from the fifth on ends elsewhere
    let anew = with(&|l| {
        l[4].entry.kind = "reject".into();
        for at in 4..9 {
            l[at] = Link::after(l[at - 1].end(), l[at].entry.clone());
        }
    });
    broken(&anew, head, 9, Fault::Changed);
}

#[test]
fn a_file_is_what_was_written() {
    let mut all = links(5);
    all[2] = all[2].clone().withheld();
    let bytes = file(&all);
    let again: Result<Vec<Link>, Error> = read(&bytes[..]).collect();
    assert_eq!(again.unwrap(), all);
    let text = String::from_utf8(bytes.clone()).unwrap();
    let first = text.lines().next().unwrap();
    assert!(
        first.starts_with(
            r#"{"n":1,"at":"2026-03-01T08:00:00Z","kind":"ingest","body":"{\"id\":\"خبر-1\"}","#
        )
    );
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let verified = verify(read(&changed[..]), End::NONE, Some(all[4].end()));
        assert!(!matches!(verified, Ok(Ok(_))), "byte {at}");
        let verified = verify(read(&bytes[..at]), End::NONE, Some(all[4].end()));
        assert!(!matches!(verified, Ok(Ok(_))), "cut at {at}");
    }
}

#[test]
fn lines_that_are_no_entries_end_in_words() {
    let good = String::from_utf8(file(&links(1))).unwrap();
    let bad = [
        "\n".to_owned(),
        "[1]\n".to_owned(),
        "خبر\n".to_owned(),
        good.trim_end().to_owned(),
        good.replacen('{', "{\"n\":1,", 1),
        good.replacen(":1,", ":1.0,", 1),
        good.replacen('}', ",\"more\":1}", 1),
        good.replacen("\"body\"", "\"body_sha256\"", 1),
        good.to_uppercase(),
        "[".repeat(100_000) + "\n",
    ];
    for text in bad {
        let mut found = read(text.as_bytes());
        let error = found.next().unwrap().unwrap_err();
        assert!(
            error.is_value() && error.to_string().contains("line 1") || error.to_string().contains("SHA-256"),
            "{error}"
        );
        assert!(found.next().is_none());
    }
}

/// The few lines in docs/seal.md by which anybody can check a chain.
#[test]
fn the_script_in_the_page_checks_a_chain() {
    if !has("python3", "--version") {
        return;
    }
    let page = include_str!("../../../docs/seal.md");
    let script = page
        .split("```python\n")
        .nth(1)
        .and_then(|s| s.split("```").next())
        .unwrap();
    let folder = case::folder();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let mut all = links(5);
    all[2] = all[2].clone().withheld();
    let says = |bytes: &[u8]| {
        std::fs::write(data.join("journal.jsonl"), bytes).unwrap();
        let output = Command::new("python3")
            .args(["-c", script])
            .current_dir(folder.path())
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let head = all[4].hash;
    assert_eq!(
        says(&file(&all)),
        (true, format!("starts from {}\nends with 5 {head}\n", Hash::ZERO))
    );
    all[3].entry.kind = "reject".into();
    assert!(!says(&file(&all)).0);
}
