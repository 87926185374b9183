//! Web archives: what is taken from them, and that damage costs no more than what is damaged.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod made;

use made::{gzip, members, page, read, read_as, record, request, response, response_of, told, url};
use musnad_intake::{Content, Input, Item, Options, items};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

fn urls(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(url).collect()
}

fn is_fault(told: &str) -> bool {
    told.starts_with("record")
}

fn codes(item: &Item) -> Vec<&'static str> {
    item.diagnostics.iter().map(|d| d.code).collect()
}

fn bytes(item: &Item) -> &[u8] {
    let Content::Page(bytes) = &item.content else {
        panic!("{item:?}")
    };
    bytes
}

#[test]
fn pages_come_out_of_every_packing() {
    let records: Vec<Vec<u8>> = (0..5).flat_map(|n| [request(n), response(n)]).collect();
    let plain = records.concat();
    let zstd = zstd::encode_all(&plain[..], 1).unwrap();
    for (packed, place) in [
        (plain.clone(), plain_offset(&records, 3).to_string()),
        (members(&records), members(&records[..3]).len().to_string()),
        (gzip(&plain), format!("{} unpacked", plain_offset(&records, 3))),
        (zstd, plain_offset(&records, 3).to_string()),
    ] {
        let items = read(packed);
        assert_eq!(told(&items), urls(0..5));
        assert_eq!(bytes(&items[1]), page(1).as_bytes());
        let known = &items[1].known;
        assert_eq!(known.fetched.as_deref(), Some("2024-12-02T10:30:00Z"));
        assert_eq!(known.content_type.as_deref(), Some("text/html; charset=utf-8"));
        let told_place = items[1].place.clone().unwrap().replace(',', "");
        assert_eq!(told_place, format!("record 4 at byte {place}"));
        let Content::Note(note) = &items[5].content else {
            panic!()
        };
        assert_eq!(note, "5 pages; passed over: 5 of type request");
    }
}

fn plain_offset(records: &[Vec<u8>], at: usize) -> usize {
    records[..at].iter().map(Vec::len).sum()
}

#[test]
fn only_pages_are_taken() {
    let http = |head: &str| format!("HTTP/1.1 {head}\r\n\r\n<html><p>خبر").into_bytes();
    let made = [
        response_of("u:404", "", &http("404 Not Found\r\nContent-Type: text/html")),
        response_of("u:image", "", &http("200 OK\r\nContent-Type: image/png")),
        response_of(
            "u:xhtml",
            "",
            &http("200 OK\r\nContent-Type: application/xhtml+xml"),
        ),
        response_of("u:untold", "", &http("200 OK\r\nServer: x")),
        response_of(
            "https://marfa.example/robots.txt",
            "",
            &http("200 OK\r\nContent-Type: text/plain"),
        ),
        record(
            "WARC-Type: resource\r\nWARC-Target-URI: u:resource\r\nContent-Type: text/html\r\n",
            b"<p>a",
        ),
        record(
            "WARC-Type: conversion\r\nWARC-Target-URI: <u:text>\r\nContent-Type: text/plain\r\n",
            "نص".as_bytes(),
        ),
        record(
            "WARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\n",
            b"software: x",
        ),
    ];
    let items = read(members(&made));
    assert_eq!(told(&items), ["u:xhtml", "u:untold", "u:resource", "u:text"]);
    let Some(Content::Note(note)) = items.last().map(|i| &i.content) else {
        panic!()
    };
    for part in [
        "1 with status 404",
        "1 of type image/png",
        "1 robots.txt",
        "1 of type warcinfo",
    ] {
        assert!(note.contains(part), "{note}");
    }
}

#[test]
fn a_bad_record_costs_itself_alone() {
    let good = |n: usize| response(n);
    let wrong_length = |length: &str, n: usize| {
        let text = String::from_utf8(response(n)).unwrap();
        let real = text
            .split("Content-Length: ")
            .nth(1)
            .unwrap()
            .split("\r\n")
            .next()
            .unwrap()
            .to_owned();
        text.replacen(&real, length, 1).into_bytes()
    };
    for (name, bad) in [
        ("no version", response(9).split_off(5)),
        (
            "no length",
            String::from_utf8(response(9))
                .unwrap()
                .replace("Content-Length", "Length")
                .into_bytes(),
        ),
        ("a length that is no number", wrong_length("many", 9)),
        ("too long a length", wrong_length("6000", 9)),
        ("a length beyond the file", wrong_length("50000000", 9)),
        ("a length beyond all memory", wrong_length("500000000000", 9)),
        ("too short a length", wrong_length("200", 9)),
    ] {
        let records = [good(0), good(1), bad, good(2), good(3)];
        for (packing, packed) in [
            ("plain", records.concat()),
            ("members", members(&records)),
            ("one member", gzip(&records.concat())),
        ] {
            let told = told(&read(packed));
            assert_eq!(told.len(), 5, "{name}, {packing}: {told:?}");
            assert!(is_fault(&told[2]), "{name}, {packing}: {told:?}");
            let rest: Vec<_> = [&told[..2], &told[3..]].concat();
            assert_eq!(rest, urls(0..4), "{name}, {packing}");
            let at = match packing {
                "members" => members(&records[..2]).len(),
                _ => plain_offset(&records, 2),
            };
            let place = format!("record 3 at byte {at}");
            assert!(
                told[2].replace(',', "").starts_with(&place),
                "{name}, {packing}: {}",
                told[2]
            );
        }
    }
}

#[test]
fn a_damaged_member_costs_itself_alone() {
    let all: Vec<Vec<u8>> = (0..40).map(|n| gzip(&response(n))).collect();
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 6] = [
        ("cut", |m| m.truncate(m.len() - 30)),
        ("cut in its head", |m| m.truncate(6)),
        ("changed in the middle", |m| {
            let middle = m.len() / 2;
            m[middle..middle + 8].fill(0xAA);
        }),
        ("wrong sum", |m| {
            let sum = m.len() - 8;
            m[sum] ^= 1;
        }),
        ("something else", |m| m.fill(b'x')),
        ("no magic", |m| m[0] = 0x1e),
    ];
    for (name, damage) in damages {
        for at in [0, 17] {
            let mut members = all.clone();
            // the kind of the file is told from its head
            if at == 0 && matches!(name, "something else" | "no magic" | "cut in its head") {
                continue;
            }
            damage(&mut members[at]);
            let told = told(&read(members.concat()));
            let faults: Vec<_> = told.iter().filter(|t| is_fault(t)).collect();
            assert_eq!(faults.len(), 1, "{name}: {faults:?}");
            let byte = members[..at].concat().len();
            let place = format!("record {} at byte {byte}:", at + 1);
            assert!(
                faults[0].replace(',', "").starts_with(&place),
                "{name}: {}",
                faults[0]
            );
            let rest: Vec<_> = told.iter().filter(|t| !is_fault(t)).cloned().collect();
            assert_eq!(rest, urls((0..40).filter(|n| *n != at)), "{name}");
        }
    }
}

#[test]
fn no_change_of_a_byte_costs_another_record() {
    let small = |n: usize| {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>خبر رقم {n} من المرفأ</p>");
        response_of(&url(n), "", http.as_bytes())
    };
    let records: Vec<Vec<u8>> = (0..5).map(small).collect();
    let packed: Vec<Vec<u8>> = records.iter().map(|r| gzip(r)).collect();
    for parts in [records, packed] {
        let start = parts[..2].concat().len();
        for at in start..start + parts[2].len() {
            for change in [0x01, 0x20, 0xFF] {
                let mut file = parts.concat();
                file[at] ^= change;
                let told = told(&read(file));
                let kept = urls([0, 1, 3, 4]).iter().all(|u| told.contains(u));
                assert!(kept && told.len() <= 6, "byte {at}, {change}: {told:?}");
            }
        }
    }
}

#[test]
fn a_cut_file_tells_where_it_ends() {
    let records: Vec<Vec<u8>> = (0..4).map(response).collect();
    let last = records[3].len();
    for cut in [last / 2, last - 20, 10] {
        let plain = records.concat();
        let told_plain = told(&read(plain[..plain.len() - cut].to_vec()));
        assert_eq!(told_plain[..3], urls(0..3));
        assert!(told_plain[3].starts_with("record 4 at byte "), "{told_plain:?}");
    }
    let packed = members(&records);
    let told = told(&read(packed[..packed.len() - 40].to_vec()));
    assert_eq!(told[..3], urls(0..3));
    assert!(told[3].contains("the file ends inside"), "{told:?}");
}

#[test]
fn reading_begins_where_it_was_told() {
    let mut records: Vec<Vec<u8>> = (0..6).map(response).collect();
    records.insert(2, request(9));
    for packed in [records.concat(), members(&records), gzip(&records.concat())] {
        let whole = read(packed.clone());
        for (n, item) in whole.iter().enumerate().take(6).skip(1) {
            let place = item.place.clone().unwrap().replace(',', "");
            let byte = place
                .split("byte ")
                .nth(1)
                .unwrap()
                .split(' ')
                .next()
                .unwrap()
                .parse()
                .unwrap();
            let options = || Options {
                resume_at: byte,
                ..Options::default()
            };
            assert_eq!(told(&read_as(packed.clone(), options())), urls(n..6));
            let stream = Input::stream(std::io::Cursor::new(packed.clone()));
            assert_eq!(told(&items(stream, options()).collect::<Vec<_>>()), urls(n..6));
        }
        let nowhere = Options {
            resume_at: 77,
            ..Options::default()
        };
        assert_eq!(
            told(&read_as(packed, nowhere)),
            ["-: no-such-record: no record begins at byte 77"]
        );
    }
}

#[test]
fn encodings_are_undone_and_digests_checked() {
    let body = gzip(page(1).as_bytes());
    let http = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
        &body[..],
    ]
    .concat();
    let digest = |of: &[u8]| {
        use sha1::Digest;
        let hash = sha1::Sha1::digest(of);
        let hexadecimal: String = hash.iter().map(|b| format!("{b:02x}")).collect();
        format!("WARC-Payload-Digest: sha1:{hexadecimal}\r\n")
    };
    let made = [
        response_of("u:1", &digest(&body), &http),
        response_of("u:2", &digest(page(1).as_bytes()), &http),
        response_of("u:3", &digest(b"other"), &http),
        response_of(
            "u:4",
            &format!("{}WARC-Truncated: length\r\n", digest(b"other")),
            &http,
        ),
    ];
    let items = read(members(&made));
    let found: Vec<_> = items[..4].iter().map(codes).collect();
    assert_eq!(
        found,
        [vec![], vec![], vec!["digest-mismatch"], vec!["truncated"]]
    );
    for item in &items[..4] {
        assert_eq!(bytes(item), page(1).as_bytes());
    }
}

#[test]
fn bombs_are_told_and_passed_by() {
    let zeros = gzip(&vec![0; 65 << 20]);
    let http = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
        &zeros[..],
    ]
    .concat();
    let records = [response(0), response_of("u:bomb", "", &http), response(1)];
    let told_inner = told(&read(members(&records)));
    assert!(
        told_inner[1].contains("record 2") && told_inner[1].contains("more than 64 MiB"),
        "{told_inner:?}"
    );
    assert_eq!([&told_inner[0], &told_inner[2]], [&url(0), &url(1)]);
    // a member that is a bomb itself
    let records = [
        response(0),
        record("WARC-Type: metadata\r\n", &vec![0; 65 << 20]),
        response(1),
    ];
    let told_outer = told(&read(members(&records)));
    assert!(told_outer[1].contains("more than 250 times"), "{told_outer:?}");
    assert_eq!([&told_outer[0], &told_outer[2]], [&url(0), &url(1)]);
}

/// A WARC of very many records that is made while it is read, and counts what was taken from it.
struct Endless {
    left: usize,
    next: Vec<u8>,
    at: usize,
    taken: Arc<AtomicU64>,
    member: Vec<u8>,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.next.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.left -= 1;
            self.next.clone_from(&self.member);
            self.at = 0;
        }
        let part = out.len().min(self.next.len() - self.at);
        out[..part].copy_from_slice(&self.next[self.at..self.at + part]);
        self.at += part;
        self.taken.fetch_add(part as u64, Ordering::Relaxed);
        Ok(part)
    }
}

#[test]
fn ten_thousand_records_are_read_as_they_come() {
    for packed in [true, false] {
        let http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>\xd8\xae\xd8\xa8\xd8\xb1</p>";
        let record = response_of(&url(7), "", http);
        let member = if packed { gzip(&record) } else { record };
        let size = member.len() as u64;
        let taken = Arc::new(AtomicU64::new(0));
        let stream = Endless {
            left: 10_000,
            next: Vec::new(),
            at: 0,
            taken: Arc::clone(&taken),
            member,
        };
        let mut pages = 0;
        for item in items(Input::stream(stream), Options::default()) {
            if let Content::Page(_) = item.content {
                pages += 1;
                // what was taken of the stream and not given yet is all that can be held
                let held = taken.load(Ordering::Relaxed) - (pages - 1) * size;
                assert!(held <= 512 << 10, "{held} bytes ahead at record {pages}");
            }
        }
        assert_eq!(pages, 10_000);
    }
}
