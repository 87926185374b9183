//! The ways in of `musnad read`: what it is, is told by the content; what is wrong has its place; the rest is read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const TEXT: &str = "قالت السلطات إن السيول قطعت الطريق الساحلي أمس.";

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_musnad"))
        .args(arguments)
        .env("MUSNAD_KNOWLEDGE", "none")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // a program that doesn't read its input is no failure
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn documents(output: &Output) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    let records = text
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
    records.filter(|r| r["record"] == "document/1").collect()
}

fn ended(output: &Output) -> (i32, String) {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap(), told)
}

fn message(document: &serde_json::Value, code: &str) -> String {
    let all = document["diagnostics"].as_array().unwrap();
    let found = all.iter().find(|d| d["code"] == code);
    found.map_or_else(String::new, |d| d["message"].as_str().unwrap().to_owned())
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A record of a WARC with page `number`, packed.
fn member(number: usize) -> Vec<u8> {
    let text = format!("خبر رقم {number}\n\n{TEXT}\n");
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}");
    gzip(
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://marfa.example/{number}\r\n\
             WARC-Date: 2024-12-02T10:30:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
        .as_bytes(),
    )
}

#[test]
fn an_archive_is_read_over_its_damage_and_from_the_middle() {
    let folder = folder("archive");
    let file = folder.join("news.warc.gz");
    let mut members: Vec<Vec<u8>> = (0..5).map(member).collect();
    let middle = members[2].len() / 2;
    members[2][middle..middle + 6].fill(0xAA);
    std::fs::write(&file, members.concat()).unwrap();
    let path = file.to_str().unwrap();
    let whole = run(&["read", path], b"");
    let (status, told) = ended(&whole);
    assert_eq!(status, 1);
    assert!(told.contains("news.warc.gz record 3 at byte "), "{told}");
    let all = documents(&whole);
    assert_eq!(all.len(), 5);
    assert_eq!(all[1]["url"], "https://marfa.example/1");
    assert_eq!(all[1]["fetched"], "2024-12-02T10:30:00Z");
    assert_eq!(all[2]["diagnostics"][0]["severity"], "error");
    assert_eq!(run(&["read", "-j4", path], b"").stdout, whole.stdout);
    let place = message(&all[3], "place");
    let byte = place.split("at byte ").nth(1).unwrap();
    let rest = run(&["read", "--resume-at", byte, path], b"");
    assert_eq!(ended(&rest), (0, String::new()));
    let urls: Vec<_> = documents(&rest).iter().map(|d| d["url"].clone()).collect();
    assert_eq!(urls, ["https://marfa.example/3", "https://marfa.example/4"]);
    let noted = ended(&run(&["read", "-v", path], b"")).1;
    assert!(noted.contains("note: 4 pages"), "{noted}");
}

#[test]
fn feeds_come_through_pipes() {
    let feed = format!(
        "<rss version='2.0'><channel><title>صحيفة المرفأ</title><item><title>سيول</title>\
         <link>https://marfa.example/1</link><pubDate>Mon, 02 Dec 2024 10:30:00 +0300</pubDate>\
         <description>{TEXT}</description></item></channel></rss>"
    );
    for input in [feed.clone().into_bytes(), gzip(feed.as_bytes())] {
        let output = run(&["read"], &input);
        assert_eq!(ended(&output), (0, String::new()));
        let document = &documents(&output)[0];
        assert_eq!(document["text"], format!("سيول\n\n{TEXT}"));
        assert_eq!(document["outlet"], "صحيفة المرفأ");
        assert_eq!(document["published"], "2024-12-02T10:30:00+03:00");
        assert!(!message(document, "summary-only").is_empty());
        assert_eq!(message(document, "place"), "standard input entry 1");
    }
    let page = run(&["read", "--expect", "feed"], b"<html><body>x</body></html>");
    let (status, told) = ended(&page);
    assert_eq!(status, 1);
    assert!(told.contains("expected a feed, found an HTML page"), "{told}");
}

#[test]
fn records_with_other_keys_are_read() {
    let line = format!("{{\"body\":\"{TEXT}\",\"link\":\"https://marfa.example/1\",\"text\":\"no\"}}\n");
    let columns = ["read", "--columns", "text=body,url=link"];
    let output = run(&columns, line.as_bytes());
    let document = &documents(&output)[0];
    assert_eq!(
        (&document["text"], &document["url"]),
        (&TEXT.into(), &"https://marfa.example/1".into())
    );
    let plain = run(&["read"], line.trim_end().as_bytes());
    let same = &documents(&plain)[0];
    assert_eq!(
        document["sha256"],
        documents(&run(&columns, line.as_bytes()))[0]["sha256"]
    );
    assert_eq!(document["sha256"], same["sha256"], "the hash is of what came in");
    assert_eq!(document["id"], same["id"]);
    let list = run(
        &["read", "-q"],
        format!("[{{\"text\":\"{TEXT}\"}},\n {{\"id\":\"b\"}}]").as_bytes(),
    );
    assert_eq!((ended(&list).0, documents(&list).len()), (1, 2));
    assert!(
        ended(&list).1.contains("standard input record 2: error: line 2"),
        "{}",
        ended(&list).1
    );
    let first_broken = run(
        &["read", "-q"],
        format!("{{broken\n{{\"text\":\"{TEXT}\"}}\n").as_bytes(),
    );
    assert!(
        ended(&first_broken).1.contains("line 1"),
        "{}",
        ended(&first_broken).1
    );
    assert_eq!(documents(&first_broken)[1]["text"], TEXT);
    assert_eq!(ended(&run(&["read", "--columns", "words=body"], b"")).0, 2);
}

#[test]
fn folders_are_read_by_content() {
    let folder = folder("mixed");
    let feed =
        format!("<rss version='2.0'><channel><item><description>{TEXT}</description></item></channel></rss>");
    std::fs::write(folder.join("a.txt"), TEXT).unwrap();
    std::fs::write(folder.join("b.xml"), &feed).unwrap();
    std::fs::write(folder.join("c.gz"), member(1)).unwrap();
    std::fs::write(folder.join("d.json"), format!("[{{\"text\":\"{TEXT}\"}}]")).unwrap();
    std::fs::write(folder.join("package.json"), "{\"name\":\"x\"}").unwrap();
    std::fs::write(folder.join("paper.gz"), gzip(b"%PDF-1.4")).unwrap();
    std::fs::write(folder.join("notes.md"), "not to be read").unwrap();
    let path = folder.to_str().unwrap();
    let output = run(&["read", path], b"");
    assert_eq!(ended(&output), (0, String::new()));
    assert_eq!(documents(&output).len(), 4);
    let noted = ended(&run(&["read", "-v", path], b"")).1;
    assert!(
        noted.contains("package.json: note: passed over") && noted.contains("paper.gz: note:"),
        "{noted}"
    );
}

#[test]
fn what_cannot_be_read_says_why() {
    let output = run(&["read", "https://marfa.example/1"], b"");
    assert_eq!(
        (ended(&output).0, documents(&output)[0]["url"].as_str()),
        (1, Some("https://marfa.example/1"))
    );
    for (input, why) in [
        (&b"PAR1 and nothing"[..], "Parquet is read from a file"),
        (b"PK\x03\x04 and nothing", "WACZ is read from a file"),
        (b"<?xml version='1.0'?><invoice/>", "neither a feed nor a sitemap"),
        (b"\x1f\x8b\x08\x00 and nothing", "deflate"),
    ] {
        let output = run(&["read"], input);
        let (status, told) = ended(&output);
        assert_eq!((status, documents(&output).len()), (1, 1), "{why}");
        assert!(told.contains(why), "{why}: {told}");
    }
    let output = run(&["read", "--resume-at", "5"], TEXT.as_bytes());
    assert!(ended(&output).1.contains("only a WARC"), "{}", ended(&output).1);
}
