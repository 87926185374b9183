//! How fast web archives are opened, on one core: `cargo bench -p musnad-intake`.
//!
//! The archive is made here: 10,000 records, each third a request, pages of 8 to 60 KB of words drawn by chance.

#![allow(
    clippy::unwrap_used,
    reason = "an archive that cannot be made ends the benchmark"
)]

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use flate2::Compression;
use flate2::write::GzEncoder;
use musnad_intake::{Content, Input, Options, items};
use std::io::{Cursor, Write};
use std::sync::OnceLock;

const RECORDS: usize = 10_000;

fn main() {
    divan::main();
}

/// Numbers that look like chance, the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Words of letters drawn by chance, between tags, about as packable as news.
fn page(chance: &mut Chance, words: &[String]) -> String {
    let mut page = String::from("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>\n");
    for _ in 0..20 + chance.below(140) {
        page.push_str("<div class=\"text\"><p>");
        for _ in 0..25 {
            // words near the front come more often, as in any text
            let end = 1 + chance.below(words.len() as u64);
            page.push_str(&words[chance.below(end) as usize]);
            page.push(' ');
        }
        page.push_str("</p></div>\n");
    }
    page + "</body></html>"
}

fn records() -> &'static Vec<Vec<u8>> {
    static RECORDS_MADE: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    RECORDS_MADE.get_or_init(|| {
        let mut chance = Chance(7);
        let mut letters = |n: u64| {
            (0..n)
                .map(|_| char::from_u32(0x0628 + chance.below(32) as u32).unwrap())
                .collect()
        };
        let words: Vec<String> = (0..8000).map(|n| letters(2 + n % 7)).collect();
        let mut chance = Chance(11);
        (0..RECORDS).map(|n| record(n, &mut chance, &words)).collect()
    })
}

fn record(number: usize, chance: &mut Chance, words: &[String]) -> Vec<u8> {
    let (kind, block) = match number % 3 {
        0 => (
            "request",
            "GET / HTTP/1.1\r\nHost: marfa.example\r\n\r\n".to_owned(),
        ),
        _ => {
            let page = page(chance, words);
            let head = "HTTP/1.1 200 OK\r\nServer: marfa\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
            ("response", format!("{head}{page}"))
        }
    };
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://marfa.example/{number}\r\n\
         WARC-Date: 2024-12-02T10:30:00Z\r\nContent-Type: application/http; msgtype={kind}\r\n\
         Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block.as_bytes(), b"\r\n\r\n"].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn open(bencher: Bencher<'_, '_>, archive: Vec<u8>) {
    println!(
        "{} bytes of archive, {} unpacked",
        archive.len(),
        records().concat().len()
    );
    let archive: &'static [u8] = archive.leak();
    bencher
        .counter(ItemsCount::new(RECORDS))
        .counter(BytesCount::new(archive.len()))
        .bench_local(|| {
            let input = Input::file(Cursor::new(black_box(archive))).unwrap();
            let pages = items(input, Options::default()).filter(|i| matches!(i.content, Content::Page(_)));
            pages.count()
        });
}

/// A member for each record; items are records, bytes those of the file.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn members(bencher: Bencher<'_, '_>) {
    open(bencher, records().iter().flat_map(|r| gzip(r)).collect());
}

/// The whole file in one member.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn one_member(bencher: Bencher<'_, '_>) {
    open(bencher, gzip(&records().concat()));
}

/// Not packed.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn plain(bencher: Bencher<'_, '_>) {
    open(bencher, records().concat());
}
