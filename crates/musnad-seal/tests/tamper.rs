//! Whoever touches a bundle is found out: every byte, every length, every layer, and hostile files end in words.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what goes wrong here is a failure"
)]

mod case;

use std::io::{Cursor, Write};

use case::{Entries, content, entries, failure, forged, remanifest, resign, retag, sealed, set, zip};
use musnad_seal::{Check, Failure, verify_in};

/// Verifies what `make` gives for each of `0..count`, on two threads, and gives the numbers of those that hold.
fn unfound(count: usize, make: impl Fn(usize) -> Vec<u8> + Sync) -> Vec<usize> {
    let part = |from: usize| {
        let made = (from..count).step_by(2).filter(|n| match failure(&make(*n)) {
            None => true,
            Some(Failure { place, why, .. }) => place.is_empty() || why.is_empty(),
        });
        made.collect::<Vec<usize>>()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| part(1));
        let mut all = part(0);
        all.extend(other.join().unwrap());
        all
    })
}

#[test]
fn the_second_writer_agrees_with_the_first() {
    let folder = case::folder();
    let (_, bytes, _) = sealed(folder.path());
    assert!(zip(&entries(&bytes)) == bytes);
    let forged = forged(entries(&bytes));
    assert_eq!(failure(&forged), None);
    assert_ne!(forged, bytes);
}

#[test]
fn every_flipped_byte_is_found() {
    let folder = case::folder();
    let (_, bytes, _) = sealed(folder.path());
    let with = |at: usize| {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        changed
    };
    assert_eq!(unfound(bytes.len(), with), [0; 0]);
}

#[test]
fn every_truncation_and_addition_is_found() {
    let folder = case::folder();
    let (_, bytes, _) = sealed(folder.path());
    assert_eq!(unfound(bytes.len(), |length| bytes[..length].to_vec()), [0; 0]);
    assert_eq!(
        unfound(bytes.len(), |gone| [&bytes[..gone], &bytes[gone + 1..]].concat()),
        [0; 0]
    );
    assert_eq!(
        unfound(bytes.len() + 1, |at| [&bytes[..at], b"\0", &bytes[at..]].concat()),
        [0; 0]
    );
}

#[test]
fn every_flipped_byte_with_right_checksums_is_found() {
    let folder = case::folder();
    let (_, bytes, _) = sealed(folder.path());
    let whole = entries(&bytes);
    let places: Vec<(usize, usize)> = (0..whole.len())
        .flat_map(|entry| (0..whole[entry].1.len()).map(move |at| (entry, at)))
        .collect();
    let with = |n: usize| {
        let (entry, at) = places[n];
        let mut changed = whole.clone();
        changed[entry].1[at] ^= 0x01;
        zip(&changed)
    };
    assert_eq!(unfound(places.len(), with), [0; 0]);
}

#[test]
fn each_layer_that_a_forger_mends_leaves_the_next() {
    let folder = case::folder();
    let (_, bytes, key) = sealed(folder.path());
    let mut forged = entries(&bytes);
    let report = content(&mut forged, "report.en.html");
    let at = report.windows(6).position(|w| w == b"Report").unwrap();
    report[at..at + 6].copy_from_slice(b"Forged");
    let found = |entries: &Entries| failure(&zip(entries)).unwrap();
    assert_eq!(
        found(&forged).to_string(),
        "payload: data/report.en.html: has not the hash that manifest-sha256.txt gives it"
    );
    remanifest(&mut forged);
    assert_eq!(
        found(&forged).to_string(),
        "tags: manifest-sha256.txt: has not the hash that tagmanifest-sha256.txt gives it"
    );
    retag(&mut forged);
    let signed = found(&forged);
    assert_eq!(
        (signed.check, signed.place.as_str()),
        (Check::Signature, "signature/tagmanifest.sig")
    );
    resign(&mut forged);
    let bytes = zip(&forged);
    assert_eq!(failure(&bytes), None);
    let verdict = verify_in(Cursor::new(&bytes), &[key.public()]).unwrap();
    let untrusted = verdict.failure.unwrap();
    assert_eq!(untrusted.check, Check::Signature);
    assert!(
        untrusted.why.contains("none of those that are trusted"),
        "{untrusted}"
    );
}

/// What a change to the small case leads to, when all that can be worked out was made right.
fn forgery(change: impl Fn(&mut Entries)) -> Option<Failure> {
    let folder = case::folder();
    let (_, bytes, _) = sealed(folder.path());
    let mut all = entries(&bytes);
    change(&mut all);
    failure(&forged(all))
}

fn text(entries: &mut Entries, name: &str, from: &str, to: &str) {
    let old = String::from_utf8(content(entries, name).clone()).unwrap();
    assert!(old.contains(from), "{from} is not in {name}");
    set(entries, name, old.replacen(from, to, 1));
}

#[track_caller]
fn fails(change: impl Fn(&mut Entries), check: Check, place: &str, why: &str) {
    let found = forgery(change).expect("found");
    assert_eq!(found.check, check, "{found}");
    assert!(found.place.contains(place) && found.why.contains(why), "{found}");
}

#[test]
fn what_is_rightly_signed_and_wrong_is_named() {
    fails(
        |e| set(e, "bagit.txt", "BagIt-Version: 0.97\n"),
        Check::Declaration,
        "bagit.txt",
        "1.0",
    );
    fails(
        |e| text(e, "bag-info.txt", "Musnad-Sealed: ", "Sealed "),
        Check::Declaration,
        "bag-info.txt",
        "line 7",
    );
    fails(
        |e| {
            e.iter_mut()
                .for_each(|(name, _)| *name = name.replacen("case-7", "case-8", 1))
        },
        Check::Declaration,
        "bag-info.txt",
        "sealed as case-7",
    );
    fails(
        |e| text(e, "journal.jsonl", "ingest", "correct"),
        Check::Journal,
        "journal.jsonl",
        "entry 7 was changed",
    );
    fails(
        |e| text(e, "journal.jsonl", "{\"n\"", "{ \"n\""),
        Check::Journal,
        "journal.jsonl",
        "line 1",
    );
    fails(
        |e| text(e, "bag-info.txt", "Head: 10", "Head: 11"),
        Check::Journal,
        "journal",
        "entry 11 is missing",
    );
    fails(
        |e| text(e, "documents.jsonl", "\"sha256\":\"", "\"sha256\":\"0"),
        Check::Records,
        "documents.jsonl line 1",
        "names a page that is not there",
    );
    fails(
        |e| {
            text(
                e,
                "documents.jsonl",
                "\"sha256\":\"",
                "\"without_page\":\"restricted\",\"sha256\":\"",
            )
        },
        Check::Records,
        "documents.jsonl line 1",
        "says that its page is not there, but it is",
    );
    fails(
        |e| text(e, "claims.jsonl", "d2", "d3"),
        Check::Records,
        "claims.jsonl line 1",
        "document",
    );
    fails(
        |e| set(e, "events.jsonl", "[]\n"),
        Check::Records,
        "events.jsonl",
        "line 1 is no JSON object",
    );
}

#[test]
fn a_wrong_oxum_is_named() {
    let folder = case::folder();
    let (_, bytes, _) = sealed(folder.path());
    let mut all = entries(&bytes);
    text(&mut all, "bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: 1");
    assert_eq!(failure(&zip(&all)).unwrap().check, Check::Oxum);
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

#[test]
fn the_web_archive_must_be_of_the_same_pages() {
    let resource = |body: &str, hash: musnad_seal::Hash| {
        let head = "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Payload-Digest: sha256:";
        let long = body.len();
        gzip(format!("{head}{hash}\r\nContent-Length: {long}\r\n\r\n{body}\r\n\r\n").as_bytes())
    };
    let other = resource("خبر آخر", musnad_seal::Hash::of("خبر آخر".as_bytes()));
    let lying = resource("خبر آخر", musnad_seal::Hash::of(case::QUIET.as_bytes()));
    let warc = |bytes: Vec<u8>| move |e: &mut Entries| set(e, "pages.warc.gz", bytes.clone());
    fails(
        warc(Vec::new()),
        Check::Warc,
        "data/pages/",
        "is not in the web archive",
    );
    fails(
        warc(other),
        Check::Warc,
        "record 1",
        "a page that is not among the page files",
    );
    fails(
        warc(lying),
        Check::Warc,
        "record 1",
        "another payload than its digest says",
    );
    fails(warc(b"plain".to_vec()), Check::Warc, "record 1", "");
    fails(
        warc(gzip(b"WARC/1.0\r\n\r\n")),
        Check::Warc,
        "record 1",
        "WARC/1.1",
    );
    fails(
        warc(gzip(&[b'x'; 3 << 20])),
        Check::Warc,
        "record 1",
        "no end to its head",
    );
}

#[test]
fn names_are_those_of_a_bundle_each_once() {
    let add = |name: &'static str| move |e: &mut Entries| e.push((name.to_owned(), b"x".to_vec()));
    fails(
        add("case-7/extra.txt"),
        Check::Names,
        "extra.txt",
        "no file of a bundle",
    );
    fails(
        add("case-7/signature/timestamp.tsr"),
        Check::Stamp,
        "timestamp.tsr",
        "no answer by RFC 3161",
    );
    fails(
        |e| e.insert(0, e[0].clone()),
        Check::Names,
        "data/pages/",
        "twice",
    );
    fails(|e| e.swap(3, 4), Check::Names, "", "should");
    fails(
        |e| {
            let name = format!("case-7/data/pages/{}.html", musnad_seal::Hash::of(b"y"));
            e.insert(0, (name, b"x".to_vec()));
        },
        Check::Payload,
        "data/pages/",
        "is not what its name says",
    );
    let folder = case::folder();
    let (_, bytes, _) = sealed(folder.path());
    let whole = entries(&bytes);
    for at in 0..whole.len() {
        let mut less = whole.clone();
        less.remove(at);
        assert!(failure(&zip(&less)).is_some(), "without {}", whole[at].0);
    }
    let hostile = [
        "../case-7/x",
        "/etc/x",
        "case-7/../x",
        "case-7\\x",
        "C:/x",
        "case-7//x",
        "case-7/",
        "case-7/con.txt",
        "case-7/.hidden",
        "case-7/x.",
        "case-7/صورة.jpg",
        "",
    ];
    for name in hostile {
        let mut more = whole.clone();
        more.push((name.to_owned(), Vec::new()));
        let found = failure(&zip(&more)).unwrap();
        assert_eq!(found.check, Check::Zip, "{name:?}: {found}");
        assert!(found.why.contains("a name that"), "{name:?}: {found}");
    }
    let mut outside = whole.clone();
    outside.push(("other/x".into(), Vec::new()));
    assert_eq!(failure(&zip(&outside)).unwrap().why, "stands outside the bag");
}

#[test]
fn hostile_zips_end_in_words() {
    let folder = case::folder();
    let (_, bytes, _) = sealed(folder.path());
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    // a symbolic link: the mode in the directory
    let mut link = bytes.clone();
    link[directory + 41] = 0xa1;
    // 65,535 entries said to be there
    let mut many = bytes.clone();
    let end = many.len() - 22;
    many[end + 8..end + 12].fill(0xff);
    // four gigabytes said to follow
    let mut long = bytes.clone();
    long[18..26].fill(0xff);
    // a comment behind the end, and room for one
    let mut comment = bytes.clone();
    comment[end + 20] = 4;
    comment.extend(b"note");
    let mut deflated = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    deflated
        .start_file("case-7/data/bomb", ::zip::write::SimpleFileOptions::default())
        .unwrap();
    deflated.write_all(&vec![0; 64 << 20]).unwrap();
    let deflated = deflated.finish().unwrap().into_inner();
    let before = [b"#!/bin/sh\n", &bytes[..]].concat();
    let twice = [&bytes[..], &bytes].concat();
    for file in [
        link,
        many,
        long,
        comment,
        deflated,
        before,
        twice,
        Vec::new(),
        b"PK\x05\x06".to_vec(),
    ] {
        let found = failure(&file).unwrap();
        assert_eq!(found.check, Check::Zip, "{found}");
    }
}
