//! How fast bytes become characters, on one core: `cargo bench -p musnad-page`.
//!
//! The page is sentences of our own amid markup, about 256 KiB of it, in each of the encodings.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use encoding_rs::{ISO_8859_6, WINDOWS_1252, WINDOWS_1256};
use musnad_page::{Hints, decode, read};

const SENTENCES: &[&str] = &[
    "أعلنت البلدية إغلاق الجسر القديم أسبوعين لإصلاحه، ودعت السائقين إلى سلوك الطريق الساحلي.",
    "وقال مهندس المشروع إن «الأعمال تسير كما خُطط لها»، مؤكدا أن 14 عاملا يعملون ليلا ونهارا.",
    "ويخدم الجسر نحو 3000 سيارة في اليوم، ولم يُرمم منذ بنائه قبل أربعين سنة.",
];
const LENGTH: usize = 256 << 10;

fn main() {
    divan::main();
}

/// A page of markup and prose, in UTF-8.
fn page() -> String {
    let mut out = String::from("<!doctype html><html dir=\"rtl\"><head><title>الجسر</title></head><body>\n");
    while out.len() < LENGTH {
        for sentence in SENTENCES {
            out += "<p class=\"article-text\">";
            out += sentence;
            out += "</p>\n";
        }
    }
    out
}

fn time(bencher: Bencher<'_, '_>, bytes: &[u8]) {
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        decode(
            black_box(bytes),
            Some("text/html; charset=utf-8"),
            &mut Vec::new(),
        )
    });
}

/// What nearly all pages are.
#[divan::bench]
fn utf8(bencher: Bencher<'_, '_>) {
    time(bencher, page().as_bytes());
}

/// Markup alone.
#[divan::bench]
fn ascii(bencher: Bencher<'_, '_>) {
    time(
        bencher,
        "<div class=\"row\"><a href=\"/page/12\">12</a></div>\n"
            .repeat(5000)
            .as_bytes(),
    );
}

/// A page in windows-1256 that says UTF-8.
#[divan::bench]
fn windows_1256(bencher: Bencher<'_, '_>) {
    time(bencher, &WINDOWS_1256.encode(&page()).0);
}

/// A page in ISO-8859-6.
#[divan::bench]
fn iso_8859_6(bencher: Bencher<'_, '_>) {
    let plain = page().replace(['«', '»'], "\"");
    time(bencher, &ISO_8859_6.encode(&plain).0);
}

/// UTF-16 without a byte-order mark.
#[divan::bench]
fn utf_16(bencher: Bencher<'_, '_>) {
    let bytes: Vec<u8> = page().encode_utf16().flat_map(u16::to_le_bytes).collect();
    time(bencher, &bytes);
}

/// Every third paragraph in windows-1256.
#[divan::bench]
fn mixed(bencher: Bencher<'_, '_>) {
    let page = page();
    let lines = page.lines().enumerate().map(|(n, line)| match n % 3 {
        0 => WINDOWS_1256.encode(line).0.into_owned(),
        _ => line.as_bytes().to_vec(),
    });
    let bytes: Vec<u8> = lines.collect::<Vec<_>>().join(&b'\n');
    time(bencher, &bytes);
}

/// UTF-8 read as windows-1252 and encoded again.
#[divan::bench]
fn encoded_twice(bencher: Bencher<'_, '_>) {
    let page = page();
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(page.as_bytes());
    time(bencher, text.as_bytes());
}

/// The whole way of a page of bare text, cleaned and cut into blocks.
#[divan::bench]
fn bare_text_to_document(bencher: Bencher<'_, '_>) {
    let text = SENTENCES.join("\n\n").repeat(LENGTH / 500);
    bencher
        .counter(BytesCount::new(text.len()))
        .bench_local(|| read(black_box(text.as_bytes()), &Hints::default()));
}
