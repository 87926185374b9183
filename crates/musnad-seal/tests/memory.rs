//! Many pages and a long journal are sealed and verified in little memory. It stands alone, since what a process has
//! used is told of all its threads.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what goes wrong here is a failure"
)]

mod case;

use musnad_seal::journal::{End, Link};
use musnad_seal::{About, Key, Page, Sealer, Table, verify};

const PAGES: usize = 10_000;
const ENTRIES: u64 = 100_000;

/// The most memory that this process ever held, in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn ten_thousand_pages_in_bounded_memory() {
    let folder = case::folder();
    let key = Key::generate(&folder.path().join("key.pem")).unwrap();
    let path = folder.path().join("many.zip");
    let before = peak();
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
