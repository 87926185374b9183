//! `musnad watch` as it is used: a server on the loopback address is watched, its pages are read, its health is shown.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PAGE: &str =
    "قتل ثلاثة جنود في قصف على بلدة حدودية\n\nبيروت - قتل ثلاثة جنود أمس الاثنين في قصف مدفعي على بلدة حدودية.";

/// Serves a feed of one page until the process ends.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let here = address.clone();
    std::thread::spawn(move || listener.incoming().flatten().for_each(|s| answer(s, &here)));
    address
}

fn answer(mut stream: TcpStream, address: &str) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    while lines.next().is_some_and(|l| l.is_ok_and(|l| !l.is_empty())) {}
    let (kind, body) = match first.split(' ').nth(1).unwrap() {
        "/feed" => (
            "application/rss+xml",
            format!(
                "<rss version=\"2.0\"><channel><item><link>http://{address}/news/1</link></item></channel></rss>"
            ),
        ),
        "/robots.txt" => ("text/plain", String::new()),
        _ => ("text/plain; charset=utf-8", PAGE.to_owned()),
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    // whoever asked may have gone
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body.as_bytes()));
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn musnad(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_musnad"))
        .args(arguments)
        .env_remove("MUSNAD_CONTACT")
        .env_remove("MUSNAD_ARCHIVE")
        .env("MUSNAD_KNOWLEDGE", "none")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn what_is_watched_can_be_read() {
    let (folder, address) = (folder("watch-read"), serve());
    let config = folder.join("watch.toml");
    let outlet = format!(
        "archive = \"kept\"\n[[outlet]]\nid = \"harbour\"\nname = \"صحيفة المرفأ\"\ndelay = \"0s\"\nfeeds = [\"http://{address}/feed\"]\n"
    );
    std::fs::write(&config, outlet).unwrap();
    let config = config.to_str().unwrap();
    let run = [
        "watch",
        config,
        "--once",
        "--contact",
        "desk@archive.example",
        "--allow-host",
        &address,
    ];
    let done = musnad(&run);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let told = text(&done.stderr);
    assert!(
        told.contains("harbour: http://") && told.contains("links"),
        "{told}"
    );
    let kept = folder.join("kept");
    let status = musnad(&["watch", config, "--status", "--format", "jsonl"]);
    let status: serde_json::Value = serde_json::from_str(&text(&status.stdout)).unwrap();
    assert_eq!(
        (status["outlet"].as_str(), status["sources"].as_u64()),
        (Some("harbour"), Some(1))
    );
    let table = musnad(&[
        "watch",
        "--status",
        "--archive",
        kept.to_str().unwrap(),
        "--format",
        "table",
    ]);
    assert!(text(&table.stdout).contains("صحيفة المرفأ"));
    for path in [&kept, &kept.join("pages.sqlite")] {
        let read = musnad(&[
            "read",
            path.to_str().unwrap(),
            "--published",
            "2024-12-03",
            "--format",
            "jsonl",
        ]);
        assert!(read.status.success(), "{}", text(&read.stderr));
        let records: Vec<serde_json::Value> = text(&read.stdout)
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        let document = &records[0];
        assert_eq!(document["url"], format!("http://{address}/news/1"));
        assert_eq!(document["outlet"], "صحيفة المرفأ");
        assert!(document["fetched"].is_string());
        assert!(records.iter().any(|r| r["record"] == "claim/1"), "{records:?}");
    }
}

#[test]
fn nobody_watches_without_a_contact_or_with_a_faulty_file() {
    let folder = folder("watch-wrong");
    let good = folder.join("good.toml");
    std::fs::write(
        &good,
        "[[outlet]]\nid = \"harbour\"\nfeeds = [\"https://harbour.example/rss\"]\n",
    )
    .unwrap();
    let bad = folder.join("bad.toml");
    std::fs::write(&bad, "[[outlet]]\nid = \"harbour\"\nfeed = \"x\"\n").unwrap();
    let kept = folder.join("kept");
    let (good, bad, kept) = (
        good.to_str().unwrap(),
        bad.to_str().unwrap(),
        kept.to_str().unwrap(),
    );
    let cases: [(&[&str], i32, &str); 5] = [
        (&["watch", good, "--archive", kept, "--once"], 2, "--contact"),
        (
            &["watch", good, "--archive", kept, "--contact", "desk"],
            2,
            "mail address",
        ),
        (
            &[
                "watch",
                bad,
                "--archive",
                kept,
                "--contact",
                "desk@archive.example",
            ],
            2,
            "bad.toml:3:1: unknown field `feed`",
        ),
        (&["watch", "--once"], 2, "CONFIG"),
        (&["watch", "--status", "--archive", kept], 1, "no archive"),
    ];
    for (arguments, status, said) in cases {
        let output = musnad(arguments);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{told}");
        assert!(told.contains(said), "{told}");
    }
    assert!(!Path::new(kept).exists());
}
