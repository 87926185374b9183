//! Lists, searches and what is had of them as files, asked of a real server over an archive of made-up articles.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a server that does not answer is a failure"
)]

use musnad_archive::{Archive, By, Incoming, Search, Sqlite};
use musnad_extract::Reader;
use musnad_page::{Hints, read};
use musnad_record::v1::Records;
use musnad_web::{Fetched, Outside, Settings, Site, Unfetched, Watched};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread::JoinHandle;
use tempfile::TempDir;
use tokio::sync::watch;

/// Outlet, time, page.
const ARTICLES: &[(&str, &str, &str)] = &[
    (
        "صوت الوادي",
        "2026-02-10T08:00:00Z",
        "هجوم في مدينة الأبيض\n\nقتل مسلحون خمسة مدنيين في هجوم على سوق مدينة الأبيض أمس، وفق ما أعلنت وزارة الصحة السودانية.",
    ),
    (
        "أخبار الضفة",
        "2026-02-10T11:00:00Z",
        "ارتفاع الحصيلة في الأبيض\n\nقالت وزارة الصحة السودانية إن سبعة مدنيين قتلوا في هجوم شنه مسلحون على سوق مدينة الأبيض أمس.",
    ),
    (
        "أخبار الضفة",
        "2026-02-12T09:00:00Z",
        "اعتقالات في نابلس\n\nاعتقل الجيش الإسرائيلي أربعة شبان في مدينة نابلس فجر اليوم، بحسب شهود عيان.",
    ),
    (
        "<b>نشرة</b>",
        "2026-02-14T09:00:00Z",
        "<script>alert(1)</script> مظاهرة في تونس\n\nتظاهر مئات العمال في مدينة صفاقس اليوم احتجاجا على تأخر الأجور، وقال الاتحاد العام التونسي للشغل إن الإضراب سيستمر.",
    ),
];

fn archive() -> TempDir {
    let folder = TempDir::new().unwrap();
    let reader = Reader::builtin().unwrap();
    let mut all = Vec::new();
    for (n, (outlet, published, page)) in ARTICLES.iter().enumerate() {
        let id = format!("d{n}");
        let hints = Hints {
            id: Some(&id),
            outlet: Some(outlet),
            published: Some(published),
            ..Hints::default()
        };
        let document = read(page.as_bytes(), &hints);
        let mut lines = Vec::new();
        Records::of(&document, &reader.read(&document))
            .write(&mut lines)
            .unwrap();
        let lines = String::from_utf8(lines).unwrap();
        all.push(Incoming::new(lines, Some(page.as_bytes()), "test".into()).unwrap());
    }
    let mut archive = Archive::new(Sqlite::open(folder.path()).unwrap()).unwrap();
    archive.take(all, "2026-02-15T00:00:00Z").unwrap();
    Search::open(folder.path()).unwrap().refresh(&archive).unwrap();
    folder
}

/// A world that is not asked.
#[derive(Debug)]
struct Nothing;

impl Outside for Nothing {
    fn watched(&self, _: jiff::Timestamp) -> Option<Vec<Watched>> {
        None
    }

    fn can_fetch(&self) -> bool {
        false
    }

    fn page(&self, _: &str) -> Result<Fetched, Unfetched> {
        panic!("nobody may be asked")
    }
}

struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    run: Option<JoinHandle<()>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(run) = self.run.take() {
            run.join().unwrap();
        }
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn over(folder: &Path) -> Server {
        let site = Site::new(Settings {
            folder: folder.to_owned(),
            reader: Reader::builtin().unwrap(),
            version: "test".to_owned(),
            hosts: Vec::new(),
            demonstration: false,
            closed: false,
            now: jiff::Timestamp::now,
            outside: Box::new(Nothing),
        })
        .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let run = std::thread::spawn(move || site.run(listener, stopped).unwrap());
        Server {
            address,
            stop,
            run: Some(run),
        }
    }

    fn send(&self, path: &str, more: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let request = format!("GET {path} HTTP/1.0\r\nHost: {}\r\n{more}\r\n", self.address);
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn with(&self, path: &str, more: &str) -> Answer {
        let mut answer = Vec::new();
        self.send(path, more).read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.with(path, "Cookie: lang=en\r\n")
    }

    fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|l| l.split_once(": "));
        lines.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
    }
}

fn ids(part: &Value) -> Vec<String> {
    let items = part["items"].as_array().unwrap();
    items
        .iter()
        .map(|i| i["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_filter_narrows_page_json_and_files_alike() {
    let folder = archive();
    let server = Server::over(folder.path());
    let all = server.json("/events.json");
    // «نابلس», percent-encoded
    let place = "place=%D9%86%D8%A7%D8%A8%D9%84%D8%B3";
    let some = server.json(&format!("/events.json?{place}"));
    assert!(some["total"].as_u64().unwrap() > 0);
    assert!(some["total"].as_u64() < all["total"].as_u64());
    let lines = server.get(&format!("/events.jsonl?{place}")).body;
    let given: BTreeSet<String> = lines
        .lines()
        .map(|l| {
            serde_json::from_str::<Value>(l).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(given, ids(&some).into_iter().collect());
    let page = server.get(&format!("/events?{place}")).body;
    for id in ids(&all) {
        assert_eq!(
            page.contains(&format!("/events/{id}\"")),
            given.contains(&id),
            "{id}"
        );
    }
    // what is filtered can be taken away again, and a value of a facet adds itself
    assert!(page.contains("class=\"chips\""));
    assert!(
        page.contains(&format!("/events?{place}&amp;type=COERCE")),
        "{page}"
    );
}

#[test]
fn every_form_that_a_page_names_is_given_with_its_type_and_name() {
    let folder = archive();
    let server = Server::over(folder.path());
    for path in [
        "/events",
        "/documents",
        "/claims",
        "/search",
        "/quotes",
        "/actors",
        "/places",
        "/outlets",
    ] {
        let page = server.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        let forms: Vec<String> = page
            .body
            .split(&format!("href=\"{path}."))
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert!(forms.iter().any(|f| f == "json"), "{path}: {forms:?}");
        for form in forms {
            let answer = server.get(&format!("{path}.{form}"));
            assert_eq!(answer.status, 200, "{path}.{form}: {}", answer.body);
            let kind = answer.header("content-type").unwrap();
            match form.as_str() {
                "csv" | "acled" | "ucdp" => {
                    assert!(kind.starts_with("text/csv"), "{kind}");
                    assert!(answer.body.starts_with('\u{feff}'));
                    let name = answer.header("content-disposition").unwrap();
                    assert!(name.ends_with("2026-02-15.csv\""), "{name}");
                }
                "atom" => assert!(answer.header("content-disposition").is_none()),
                _ => assert!(!kind.starts_with("text/html"), "{kind}"),
            }
        }
    }
    let none = server.get("/events.bibtex");
    assert_eq!(
        (none.status, none.header("content-type")),
        (404, Some("application/problem+json"))
    );
}

#[test]
fn lists_for_programs_have_names_and_numbers() {
    let folder = archive();
    let server = Server::over(folder.path());
    let lines = |path: &str| -> Vec<Value> {
        let body = server.get(path).body;
        body.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    for path in ["/actors", "/places", "/outlets"] {
        let all = server.json(&format!("{path}.json"));
        assert_eq!(Value::Array(lines(&format!("{path}.jsonl"))), all, "{path}");
        let rows = server.get(&format!("{path}.csv")).body;
        assert_eq!(
            rows.lines().count(),
            all.as_array().unwrap().len() + 1,
            "{path}: {rows}"
        );
    }
    let army = server.get("/actors.csv").body;
    assert!(
        army.lines()
            .any(|l| l.starts_with("isr-idf,الجيش الإسرائيلي,") && l.ends_with(",1,0")),
        "{army}"
    );
    let place = server.json("/places.json");
    let place = place
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["name_ar"] == "نابلس")
        .unwrap()
        .clone();
    assert!(
        place["country"] == "PSE" && place["lat"].as_f64().unwrap() > 32.0,
        "{place}"
    );
    let quotes = server.get("/quotes.csv").body;
    assert!(
        quotes.starts_with("\u{feff}id,document_id,kind,content,"),
        "{quotes}"
    );
    assert_eq!(lines("/quotes.jsonl").len() + 1, quotes.lines().count());
    assert!(
        quotes.contains(&format!("http://{}/documents/d", server.address)),
        "{quotes}"
    );
    assert_eq!(server.get("/actors.parquet").status, 404);
}

#[test]
fn without_a_watch_and_a_contact_the_screens_say_so() {
    let folder = archive();
    let server = Server::over(folder.path());
    // «أخبار الضفة»
    let outlet = "/outlets/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1%20%D8%A7%D9%84%D8%B6%D9%81%D8%A9";
    for path in ["/outlets", outlet] {
        let page = server.get(path).body;
        assert!(page.contains("No watch is known"), "{path}: {page}");
    }
    assert_eq!(server.json(&format!("{outlet}.json"))["watch"], Value::Null);
    let paste = server.get("/paste").body;
    assert!(
        paste.contains("--contact</span>") && !paste.contains("name=\"address\""),
        "{paste}"
    );
}

#[test]
fn pages_follow_each_other_and_hold_each_event_once() {
    let folder = archive();
    let server = Server::over(folder.path());
    let total = server.json("/events.json")["total"].as_u64().unwrap();
    assert!(total > 2);
    let (mut seen, mut next) = (Vec::new(), Some("/events.json?size=1".to_owned()));
    while let Some(path) = next {
        let answer = server.get(&path);
        let part: Value = serde_json::from_str(&answer.body).unwrap();
        seen.extend(ids(&part));
        let link = answer.header("link").map(|l| {
            let (address, rel) = l.split_once(">; ").unwrap();
            assert_eq!(rel, "rel=\"next\"");
            address.trim_start_matches('<').to_owned()
        });
        assert_eq!(part["next"].as_str(), link.as_deref());
        next = link;
    }
    let once: BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len() as u64, once.len() as u64), (total, total));
}

#[test]
fn what_cannot_be_asked_is_told() {
    let folder = archive();
    let server = Server::over(folder.path());
    for path in [
        "/events.json?place=nowhere-at-all",
        "/events.csv?from=yesterday",
        "/events.json?box=1,2,3",
        "/events.json?cursor=x",
        "/events.json?sort=best",
        "/events.json?updated_since=soon",
        "/events.acled?fatalities=many",
        "/deleted.json",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 400, "{path}: {}", answer.body);
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["code"], "wrong", "{path}");
    }
    for path in [
        "/actors/nobody.json",
        "/places/nowhere.json",
        "/outlets/none.json",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn what_changed_and_what_is_no_more_is_told_by_the_journal() {
    let folder = archive();
    let server = Server::over(folder.path());
    let all = server.json("/events.json");
    assert_eq!(
        server.json("/events.json?updated_since=2026-02-15")["total"],
        all["total"]
    );
    assert_eq!(server.json("/events.json?updated_since=2026-02-16")["total"], 0);
    let known = server.get("/events.csv");
    let tag = format!(
        "If-None-Match: {}\r\nCookie: lang=en\r\n",
        known.header("etag").unwrap()
    );
    assert_eq!(server.with("/events.csv", &tag).status, 304);

    let events = ids(&all);
    let mut archive = Archive::new(Sqlite::open(folder.path()).unwrap()).unwrap();
    let by = By {
        who: "منى",
        why: "واقعة واحدة",
        at: "2026-02-20T10:00:00Z",
    };
    archive.merge(&events[0], &events[1], by).unwrap();
    Search::open(folder.path()).unwrap().refresh(&archive).unwrap();
    let gone = server.json("/deleted.json?since=2026-02-20");
    let gone = gone["events"].as_array().unwrap();
    assert_eq!(gone.len(), 1, "{gone:?}");
    let pair: BTreeSet<&str> = [
        gone[0]["event"].as_str().unwrap(),
        gone[0]["into"].as_str().unwrap(),
    ]
    .into();
    assert_eq!(pair, BTreeSet::from([events[0].as_str(), events[1].as_str()]));
    assert_eq!(
        server.json("/deleted.json?since=2026-02-21")["events"],
        Value::Array(Vec::new())
    );
    let changed = server.json("/events.json?updated_since=2026-02-20");
    assert_eq!(ids(&changed), [gone[0]["into"].as_str().unwrap()]);
    assert_eq!(server.with("/events.csv", &tag).status, 200);
}

#[test]
fn words_are_found_and_lit_and_outside_text_is_text() {
    let folder = archive();
    let server = Server::over(folder.path());
    // «الأجور» without its article
    let found = server.get("/search?q=%D8%A3%D8%AC%D9%88%D8%B1");
    assert!(found.body.contains("<mark>الأجور</mark>"), "{}", found.body);
    for path in ["/search", "/documents", "/outlets", "/quotes", "/events"] {
        let page = server.get(path).body;
        assert!(
            !page.contains("<script>alert") && !page.contains("<b>نشرة"),
            "{path}"
        );
    }
    let unbalanced = server.get("/search?q=%22x").body;
    assert!(unbalanced.contains("class=\"note\""));
}

#[test]
fn no_screen_shows_a_key_for_words() {
    let folder = archive();
    let server = Server::over(folder.path());
    let pages = [
        "/events",
        "/events?duplicates=1",
        "/search?q=x",
        "/documents",
        "/claims",
        "/quotes",
        "/actors",
        "/places",
        "/outlets",
        "/places/PSE",
        "/actors/isr-idf",
        "/api",
        "/deleted?since=2026-01-01",
    ];
    for path in pages {
        for language in ["ar", "en"] {
            let answer = server.with(path, &format!("Cookie: lang={language}\r\n"));
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            let texts = answer
                .body
                .split('<')
                .filter_map(|t| t.split_once('>'))
                .map(|(_, t)| t.trim());
            let is_key = |t: &&str| {
                t.contains('.')
                    && t.bytes()
                        .all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'-')
            };
            let keys: Vec<&str> = texts
                .filter(is_key)
                .filter(|t| !t.starts_with('.') && *t != "test")
                .collect();
            assert!(keys.is_empty(), "{path}: {keys:?}");
        }
    }
}

#[test]
fn who_listens_hears_at_once_and_the_server_still_ends() {
    let folder = archive();
    let server = Server::over(folder.path());
    let mut lines = BufReader::new(server.send("/live", "")).lines();
    let said = lines.find_map(|l| l.unwrap().strip_prefix("data: ").map(str::to_owned));
    assert_eq!(said.as_deref(), Some("1"));
    drop(server);
    assert_eq!(
        lines
            .map_while(Result::ok)
            .filter(|l| l.starts_with("data"))
            .count(),
        0
    );
}
