//! `musnad watch` as it is used: a server on the loopback address is watched, its pages are read into the archive, its
//! health is shown.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use musnad_archive::Sqlite;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PAGE: &str =
    "قتل ثلاثة جنود في قصف على بلدة حدودية\n\nبيروت - قتل ثلاثة جنود أمس الاثنين في قصف مدفعي على بلدة حدودية.";

/// Serves a feed of one page until the process ends.
fn serve() -> String {
    serve_what_is(Arc::new(Mutex::new(PAGE.to_owned())), 1)
}

/// Serves a feed of so many pages that are at each moment what `page` holds, each with its own number in place of «#».
fn serve_what_is(page: Arc<Mutex<String>>, pages: u32) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let here = address.clone();
    std::thread::spawn(move || {
        let now = || page.lock().unwrap().clone();
        listener
            .incoming()
            .flatten()
            .for_each(|s| answer(s, &here, now(), pages));
    });
    address
}

fn answer(mut stream: TcpStream, address: &str, page: String, pages: u32) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    while lines.next().is_some_and(|l| l.is_ok_and(|l| !l.is_empty())) {}
    let path = first.split(' ').nth(1).unwrap();
    let page = page.replace('#', path.trim_start_matches("/news/"));
    let item = |n| format!("<item><link>http://{address}/news/{n}</link></item>");
    let (kind, body) = match path {
        "/feed" => (
            "application/rss+xml",
            format!(
                "<rss version=\"2.0\"><channel>{}</channel></rss>",
                (1..=pages).map(item).collect::<String>()
            ),
        ),
        "/robots.txt" => ("text/plain", String::new()),
        _ if page.starts_with('<') => ("text/html; charset=utf-8", page),
        _ => ("text/plain; charset=utf-8", page),
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

/// A page of a day in 2024 that tells of so many dead.
fn told(dead: &str, more: &str) -> String {
    format!(
        "<html lang=\"ar\"><head><title>{dead} قتلى في قصف على سوق تلعفر</title>\
         <meta property=\"article:published_time\" content=\"2024-12-03T06:00:00+03:00\"></head>\
         <body><article><h1>{dead} قتلى في قصف على سوق تلعفر</h1>\
         <p>قتل {dead} مدنيين صباح الثلاثاء في قصف مدفعي على سوق الخضار في بلدة تلعفر شمالي العراق، وأغلقت المدارس \
         والدكاكين القريبة من الساحة أبوابها بعد سقوط القذائف.</p><p>{more}وقال بائع إنه كان يفرغ صناديق الطماطم حين \
         سمع صفير القذيفة الأولى، وإن الناس ركضوا نحو المسجد القديم عند طرف السوق.</p></article></body></html>"
    )
}

/// A watched server with one page that may change.
struct Watched {
    page: Arc<Mutex<String>>,
    address: String,
    config: PathBuf,
    kept: PathBuf,
}

impl Watched {
    fn new(name: &str) -> Watched {
        Watched::with(name, told("خمسة", ""), 1)
    }

    fn with(name: &str, page: String, pages: u32) -> Watched {
        let folder = folder(name);
        let page = Arc::new(Mutex::new(page));
        let address = serve_what_is(page.clone(), pages);
        let config = folder.join("watch.toml");
        let outlet = format!(
            "[[outlet]]\nid = \"harbour\"\nname = \"صحيفة المرفأ\"\ndelay = \"0s\"\nfeeds = [\"http://{address}/feed\"]\n"
        );
        std::fs::write(&config, outlet).unwrap();
        Watched {
            page,
            address,
            config,
            kept: folder.join("kept"),
        }
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_musnad"));
        command
            .args(["watch", self.config.to_str().unwrap(), "--once"])
            .args(["--archive", self.kept.to_str().unwrap()])
            .args(["--contact", "desk@archive.example", "--allow-host", &self.address])
            .args(more)
            .env("MUSNAD_KNOWLEDGE", "none");
        command
    }

    /// One round; what it told, and its exit status.
    fn round(&self, more: &[&str]) -> (String, Option<i32>) {
        let output = self.command(more).output().unwrap();
        (text(&output.stderr), output.status.code())
    }

    fn changes(&self, page: String) {
        *self.page.lock().unwrap() = page;
        // as if hours had gone by
        let pages = rusqlite::Connection::open(self.kept.join("pages.sqlite")).unwrap();
        assert_eq!(pages.execute("UPDATE page SET due = 1", []).unwrap(), 1);
    }

    fn shown(&self, command: &str, what: &str, format: &str) -> String {
        let kept = self.kept.to_str().unwrap();
        let output = musnad(&[command, what, "--archive", kept, "--format", format]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    }

    fn records(&self, command: &str, what: &str) -> Vec<Value> {
        let lines = self.shown(command, what, "jsonl");
        let lines = lines.lines().map(|l| serde_json::from_str(l).unwrap());
        lines.collect()
    }
}

#[test]
fn a_page_that_changes_is_one_report_with_two_figures() {
    let watched = Watched::new("watch-versions");
    let (said, status) = watched.round(&[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("1 documents taken in"), "{said}");
    watched.changes(told("سبعة", "وأعلن المستشفى أن جريحين توفيا ليلا. "));
    let (said, status) = watched.round(&[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(
        said.contains("version 2") && said.contains("1 documents taken in"),
        "{said}"
    );

    let events = watched.records("event", "تلعفر");
    let event = events.iter().find(|e| !e["toll"].as_array().unwrap().is_empty());
    let event = event.unwrap_or_else(|| panic!("{events:?}"));
    assert_eq!(
        (&event["reports"], &event["copies"], &event["independent"]),
        (&1.into(), &0.into(), &1.into()),
        "{event}"
    );
    let lines = event["toll"][0]["lines"].as_array().unwrap();
    let figures: Vec<(u64, &str)> = lines
        .iter()
        .map(|l| (l["value"].as_u64().unwrap(), l["is"].as_str().unwrap()))
        .collect();
    assert_eq!(figures, [(5, "first"), (7, "update")]);
    assert!(
        lines[0]["seen"].is_null() && lines[1]["seen"].is_string(),
        "{event}"
    );
    assert_eq!(event["toll"][0]["best"], 7);
    let (first, second) = (&lines[0]["document"], &lines[1]["document"]);
    let later = event["tellings"].as_array().unwrap();
    let later = later.iter().filter(|t| t["document"] == *second);
    assert!(
        later.clone().count() > 0
            && later
                .clone()
                .all(|t| t["version_of"] == *first && t["copy_of"].is_null())
    );
    assert_eq!(event["first"]["document"], *first);

    let story = &watched.records("story", "تلعفر")[0];
    let members = story["documents"].as_array().unwrap();
    assert_eq!(members.len(), 2, "{story}");
    assert!(
        members[0]["version_of"].is_null() && members[1]["version_of"] == *first,
        "{story}"
    );

    let id = event["id"].as_str().unwrap();
    let first = first.as_str().unwrap();
    for (command, what) in [("event", id), ("story", story["id"].as_str().unwrap())] {
        let shown = watched.shown(command, what, "table");
        assert!(shown.contains(&format!("later version of {first}")), "{shown}");
        assert!(!shown.contains("copy of"), "{shown}");
    }
    let seen = &lines[1]["seen"].as_str().unwrap()[..16];
    for command in ["event", "toll"] {
        let shown = watched.shown(command, id, "table");
        let line = shown.lines().find(|l| l.contains("(page changed)"));
        assert!(
            line.is_some_and(|l| l.contains(seen) && l.contains(" 7 ")),
            "{shown}"
        );
    }
}

#[test]
fn what_was_fetched_and_not_read_is_read_by_the_next_run_and_then_no_more() {
    let watched = Watched::new("watch-later");
    let (said, status) = watched.round(&["--fetch-only"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(watched.kept.join("pages.sqlite").is_file() && !watched.kept.join("archive.sqlite").exists());
    let (said, _) = watched.round(&[]);
    assert!(said.contains("1 documents taken in"), "{said}");
    assert_eq!(
        watched
            .records("search", "تلعفر")
            .iter()
            .filter(|r| r["record"] == "document/1")
            .count(),
        1
    );
    // a body that the archive has is not even unpacked: nobody misses it
    let pages = rusqlite::Connection::open(watched.kept.join("pages.sqlite")).unwrap();
    pages.execute("UPDATE body SET zstd = x'00'", []).unwrap();
    let (said, status) = watched.round(&[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(!said.contains("taken in") && !said.contains("damaged"), "{said}");
}

#[test]
fn while_another_process_writes_the_watch_fetches_and_waits() {
    let watched = Watched::new("watch-busy");
    let other = Sqlite::open(&watched.kept).unwrap();
    let mut run = watched.command(&[]).stderr(Stdio::piped()).spawn().unwrap();
    let pages = watched.kept.join("pages.sqlite");
    let fetched = || {
        let pages = rusqlite::Connection::open(&pages).ok()?;
        let count = pages.query_row("SELECT count(*) FROM version", [], |row| row.get::<_, i64>(0));
        count.ok().filter(|n| *n > 0)
    };
    while fetched().is_none() {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(700));
    assert!(run.try_wait().unwrap().is_none(), "it waits");
    drop(other);
    let output = run.wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 documents taken in"),
        "{said}"
    );
}

#[test]
fn an_archive_that_cannot_be_written_does_not_stop_the_fetching() {
    let watched = Watched::new("watch-broken");
    std::fs::create_dir_all(&watched.kept).unwrap();
    std::fs::write(watched.kept.join("archive.sqlite"), "ليس أرشيفا ".repeat(400)).unwrap();
    let (said, status) = watched.round(&[]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("fetched") && said.contains("no archive"), "{said}");
    std::fs::remove_file(watched.kept.join("archive.sqlite")).unwrap();
    let (said, status) = watched.round(&[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("1 documents taken in"), "{said}");
}

#[test]
fn whenever_it_is_killed_the_next_run_goes_on() {
    const PAGES: u32 = 300;
    let page = told("خمسة", "وكان الزقاق رقم # خاليا. ");
    let watched = Watched::with("watch-killed", page, PAGES);
    let (said, status) = watched.round(&["--fetch-only", "--quiet"]);
    assert_eq!(status, Some(0), "{said}");
    // more than one batch is read: some kills fall before it, some between what is taken in, some after
    for wait in [250, 500, 750, 1000, 1500, 2000, 3000, 4000] {
        let mut run = watched
            .command(&["--quiet"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        run.kill().unwrap();
        run.wait().unwrap();
    }
    let (said, status) = watched.round(&["--quiet"]);
    assert_eq!(status, Some(0), "{said}");
    let archive = rusqlite::Connection::open(watched.kept.join("archive.sqlite")).unwrap();
    let count = |sql: &str| archive.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM document"), PAGES);
    assert_eq!(count("SELECT count(DISTINCT url) FROM document"), PAGES);
    assert_eq!(count("SELECT count(*) FROM reading"), PAGES, "none is read twice");
    let kept = watched.kept.to_str().unwrap();
    let found = musnad(&[
        "search",
        "الزقاق",
        "--kind",
        "documents",
        "--size",
        "1000",
        "--archive",
        kept,
    ]);
    assert_eq!(
        text(&found.stdout).lines().count() as u32,
        PAGES,
        "the index has them all"
    );
}
