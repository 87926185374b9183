//! Many pages and a long journal are sealed and verified in little memory, and so is what was made to fill it. It stands alone, since what a process has
//! used is told of all its threads.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what goes wrong here is a failure"
)]

mod case;

use std::io::Write;

use musnad_seal::journal::{End, Link};
use musnad_seal::{About, Check, Page, Sealer, Table, verify};

const PAGES: usize = 10_000;
const ENTRIES: u64 = 100_000;

/// The most memory that this process ever held, in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A bundle whose web archive is one record of 64 MiB of zeros, or 64 MiB behind a record of nothing.
fn bomb(bundle: &[u8], length: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let head = "WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: ";
    write!(out, "{head}{length}\r\n\r\n").unwrap();
    let zeros = [0; 1 << 16];
    (0..64 << 4).for_each(|_| out.write_all(&zeros).unwrap());
    let mut entries = case::entries(bundle);
    case::set(&mut entries, "pages.warc.gz", out.finish().unwrap());
    case::forged(entries)
}

#[test]
fn many_pages_and_bombs_in_bounded_memory() {
    let folder = case::folder();
    let (_, bytes, key) = case::sealed(folder.path());
    let path = folder.path().join("many.zip");
    let before = peak();
    for length in ["0", "67108864"] {
        let found = case::failure(&bomb(&bytes, length)).unwrap();
        assert_eq!(found.check, Check::Warc, "{found}");
    }
    let about = About {
        journal_start: End::NONE,
        ..case::about()
    };
    let mut sealer = Sealer::create(&path, about).unwrap();
    for n in 0..PAGES {
        let text = format!("<p>الخبر رقم {n}</p>{}", "سيول الساحل ".repeat(180));
        let url = format!("https://marfa.example/{n}");
        let page = Page {
            bytes: text.as_bytes(),
            url: &url,
            ..case::flood()
        };
        let hash = sealer.page(&page).unwrap();
        let line = format!(
            r#"{{"id":"{n}","sha256":"{hash}","text":"{}"}}"#,
            "سيول ".repeat(100)
        );
        sealer.record(Table::Documents, &line).unwrap();
    }
    let mut end = End::NONE;
    for n in 1..=ENTRIES {
        let link = Link::after(end, case::entry(n));
        end = link.end();
        sealer.journal(&link).unwrap();
    }
    sealer.seal(&case::enclosed(), &key).unwrap();
    let verdict = verify(&path, &[key.public()]).unwrap();
    assert!(verdict.holds(), "{:?}", verdict.failure);
    assert_eq!((verdict.pages, verdict.documents), (PAGES as u64, PAGES as u64));
    let size = std::fs::metadata(&path).unwrap().len() >> 10;
    let used = peak() - before;
    eprintln!("{size} KiB sealed and verified in {used} KiB");
    assert!(size > 70 << 10 && used < 16 << 10, "{size} KiB in {used} KiB");
}
