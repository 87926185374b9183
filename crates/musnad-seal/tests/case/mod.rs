//! A small case to seal, and what somebody needs who wants to forge one: bundles taken apart and put together again,
//! with right checksums, right manifests, and a signature by a key of their own.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test uses a part of this, and what goes wrong here is a failure of the test"
)]

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use ed25519_dalek::Signer;
use ed25519_dalek::pkcs8::EncodePublicKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use musnad_seal::journal::{Body, End, Entry, Link};
use musnad_seal::{About, Answer, Enclosed, Failure, Hash, Key, LeftOut, Page, Sealer, Table, verify_in};

pub const FLOOD: &str =
    "<html><title>سيول الساحل</title><p>قطعت السيول الطريق الساحلي قرب المرفأ.</p></html>";
pub const QUIET: &str = "عاد الهدوء إلى المرفأ صباح السبت.";
pub const AT: &str = "2026-03-01T08:00:00Z";

/// A folder that is gone at the end of the test.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

pub fn about() -> About {
    About {
        sealed: AT.into(),
        description: "سيول الساحل، شباط 2026".into(),
        organization: Some("مرصد المرفأ".into()),
        journal_start: End {
            n: 6,
            hash: Hash::of(b"before"),
        },
    }
}

/// What goes with the small case.
pub fn enclosed() -> Enclosed {
    Enclosed {
        versions: r#"{"rules":"1","knowledge":"2"}"#.into(),
        report_ar: "<!doctype html><html lang=\"ar\" dir=\"rtl\"><p>تقرير</p></html>".into(),
        report_en: "<!doctype html><html lang=\"en\"><p>Report</p></html>".into(),
        left_out: vec![LeftOut {
            rule: "حماية الشهود".into(),
            what: "claim".into(),
            count: 2,
        }],
    }
}

pub fn entry(n: u64) -> Entry {
    Entry {
        n,
        at: AT.into(),
        kind: "ingest".into(),
        body: Body::Open(format!(r#"{{"id":"خبر-{n}"}}"#)),
    }
}

pub fn flood() -> Page<'static> {
    Page {
        bytes: FLOOD.as_bytes(),
        url: "https://marfa.example/news/1?q=%D8%B3",
        fetched: "2026-02-28T10:00:00Z",
        media: Some("text/html; charset=utf-8"),
        answer: Some(Answer {
            status: 200,
            headers: vec![
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Encoding", "gzip"),
                ("Content-Length", "77"),
                ("Last-Modified", "Sat, 28 Feb 2026 09:00:00 GMT"),
            ],
        }),
    }
}

pub fn quiet() -> Page<'static> {
    Page {
        bytes: QUIET.as_bytes(),
        url: "https://sada.example/2",
        fetched: "2026-02-28T11:00:00Z",
        media: Some("text/plain"),
        answer: None,
    }
}

/// A case of two pages, one of them under two addresses, with all tables and four entries of the journal.
pub fn fill(sealer: &mut Sealer) {
    let flood_hash = sealer.page(&flood()).unwrap();
    let quiet_hash = sealer.page(&quiet()).unwrap();
    let copy = Page {
        url: "https://copies.example/1",
        ..flood()
    };
    sealer.page(&copy).unwrap();
    for (id, hash) in [("d1", flood_hash), ("d2", quiet_hash)] {
        let line = format!(r#"{{"record":"document/1","id":"{id}","sha256":"{hash}","title":"سيول"}}"#);
        sealer.record(Table::Documents, &line).unwrap();
    }
    for (table, line) in [
        (Table::Quotes, r#"{"record":"quote/1","id":"q1","document":"d1"}"#),
        (Table::Claims, r#"{"record":"claim/1","id":"c1","document":"d2"}"#),
        (Table::Events, r#"{"id":"e1","claims":["c1"]}"#),
        (Table::Corrections, r#"{"claim":"c1","why":"خطأ في المكان"}"#),
    ] {
        sealer.record(table, line).unwrap();
    }
    let mut end = about().journal_start;
    for n in 7..11 {
        let link = Link::after(end, entry(n));
        end = link.end();
        sealer
            .journal(&if n == 8 { link.withheld() } else { link })
            .unwrap();
    }
}

/// The small case, sealed; its path, bytes and key.
pub fn sealed(folder: &Path) -> (PathBuf, Vec<u8>, Key) {
    let key = Key::generate(&folder.join("key.pem")).unwrap();
    let path = folder.join("case-7.zip");
    let mut sealer = Sealer::create(&path, about()).unwrap();
    fill(&mut sealer);
    sealer.seal(&enclosed(), &key).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    (path, bytes, key)
}

/// The first thing that does not hold, with any key trusted.
pub fn failure(bytes: &[u8]) -> Option<Failure> {
    verify_in(Cursor::new(bytes), &[]).unwrap().failure
}

pub type Entries = Vec<(String, Vec<u8>)>;

/// The entries of a ZIP, as the zip crate reads them.
pub fn entries(bytes: &[u8]) -> Entries {
    let mut zip = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

pub fn content<'a>(entries: &'a mut Entries, name: &str) -> &'a mut Vec<u8> {
    let found = entries.iter_mut().find(|(n, _)| n.ends_with(name));
    &mut found.unwrap_or_else(|| panic!("no {name}")).1
}

pub fn set(entries: &mut Entries, name: &str, text: impl Into<Vec<u8>>) {
    *content(entries, name) = text.into();
}

/// A ZIP of these entries in the layout of bundles, written a second time from docs/seal.md.
pub fn zip(entries: &Entries) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let offset = out.len() as u32;
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut shared = vec![10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        shared.extend(crc.sum().to_le_bytes());
        shared.extend((content.len() as u32).to_le_bytes());
        shared.extend((content.len() as u32).to_le_bytes());
        shared.extend((name.len() as u16).to_le_bytes());
        shared.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&shared);
        out.extend(name.as_bytes());
        out.extend(content);
        directory.extend(b"PK\x01\x02\x1e\x03");
        directory.extend(&shared);
        directory.extend([0; 6]);
        directory.extend((0o100_644_u32 << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = out.len() as u32;
    let count = (entries.len() as u16).to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn base(entries: &Entries) -> String {
    entries[0].0.split('/').next().unwrap().to_owned()
}

fn lines(entries: &Entries, of: impl Fn(&str) -> bool) -> String {
    let base = base(entries) + "/";
    let inside = entries.iter().map(|(n, c)| (n.strip_prefix(&base).unwrap(), c));
    inside
        .filter(|(n, _)| of(n))
        .map(|(n, c)| format!("{}  {n}\n", Hash::of(c)))
        .collect()
}

/// Makes payload manifest and Oxum right again.
pub fn remanifest(entries: &mut Entries) {
    let manifest = lines(entries, |n| n.starts_with("data/"));
    set(entries, "/manifest-sha256.txt", manifest);
    let payload = entries.iter().filter(|(n, _)| n.contains("/data/"));
    let (files, bytes) = payload.fold((0, 0), |(f, b), (_, c)| (f + 1, b + c.len()));
    let info = String::from_utf8(content(entries, "/bag-info.txt").clone()).unwrap();
    let info: String = info
        .lines()
        .map(|line| match line.starts_with("Payload-Oxum") {
            true => format!("Payload-Oxum: {bytes}.{files}\n"),
            false => format!("{line}\n"),
        })
        .collect();
    set(entries, "/bag-info.txt", info);
}

/// Makes the tag manifest right again.
pub fn retag(entries: &mut Entries) {
    let tags = ["bagit.txt", "bag-info.txt", "README.txt", "manifest-sha256.txt"];
    let text = lines(entries, |n| tags.contains(&n));
    set(entries, "/tagmanifest-sha256.txt", text);
}

/// Signs with a key of one's own.
pub fn resign(entries: &mut Entries) {
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let text = content(entries, "/tagmanifest-sha256.txt").clone();
    let signature = key.sign(&text).to_bytes();
    let der = key.verifying_key().to_public_key_der().unwrap();
    let fingerprint = Hash::of(der.as_bytes()).to_string()[..32].to_owned();
    let digits: String = signature.iter().map(|b| format!("{b:02x}")).collect();
    let json = format!(
        "{{\n  \"seal\": 1,\n  \"algorithm\": \"Ed25519\",\n  \"signed\": \"tagmanifest-sha256.txt\",\n  \"sha256\": \
         \"{}\",\n  \"fingerprint\": \"{fingerprint}\",\n  \"signature\": \"{digits}\"\n}}\n",
        Hash::of(&text)
    );
    set(entries, "/ed25519.json", json);
    set(entries, "/tagmanifest.sig", signature);
    set(
        entries,
        "/public.pem",
        key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap(),
    );
    let query = content(entries, "/timestamp.tsq");
    query[24..56].copy_from_slice(&Hash::of(&signature).0);
}

/// A bundle whose makers had these entries: everything that can be worked out of them is right.
pub fn forged(mut entries: Entries) -> Vec<u8> {
    remanifest(&mut entries);
    retag(&mut entries);
    resign(&mut entries);
    zip(&entries)
}

/// Whether a program is installed; says so where it is not.
pub fn has(program: &str, arg: &str) -> bool {
    let found = Command::new(program)
        .arg(arg)
        .output()
        .is_ok_and(|o| o.status.success());
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// What a program says, in `folder`; a panic where it fails.
pub fn run(folder: &Path, program: &str, args: &[&str]) -> String {
    let output = Command::new(program)
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}: {said}");
    said
}
