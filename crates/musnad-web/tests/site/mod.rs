//! A server over an archive of made-up articles, and whoever asks it.

use musnad_archive::{Archive, Incoming, Search, Sqlite};
use musnad_extract::Reader;
use musnad_knowledge::Knowledge;
use musnad_page::{Hints, read};
use musnad_record::v1::Records;
use musnad_web::{Fetched, Outside, Settings, Site, Unfetched, Watched};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use tempfile::TempDir;

/// An article: id, outlet, time, address, page.
pub(crate) type Article<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, &'a str);

fn reader() -> Reader {
    Reader::with_knowledge(Knowledge::builtin().unwrap()).unwrap()
}

/// An archive of these articles.
pub(crate) fn archive(articles: &[Article<'_>]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let reader = reader();
    let mut all = Vec::new();
    for (id, outlet, published, url, page) in articles {
        let hints = Hints {
            id: Some(id),
            outlet: Some(outlet),
            published: Some(published),
            fetched: Some(published),
            url: *url,
            ..Hints::default()
        };
        let document = read(page.as_bytes(), &hints);
        let mut lines = Vec::new();
        Records::of(&document, &reader.read(&document))
            .write(&mut lines)
            .unwrap();
        keep(&mut all, String::from_utf8(lines).unwrap(), Some(page.as_bytes()));
    }
    fill(folder.path(), all);
    folder
}

pub(crate) fn keep(all: &mut Vec<Incoming>, lines: String, page: Option<&[u8]>) {
    all.push(Incoming::new(lines, page, "test".into()).unwrap());
}

pub(crate) fn fill(folder: &Path, all: Vec<Incoming>) {
    let mut archive = Archive::new(Sqlite::open(folder).unwrap()).unwrap();
    archive.take(all, "2026-03-05T00:00:00Z").unwrap();
    Search::open(folder).unwrap().refresh(&archive).unwrap();
}

/// A world with one outlet that is watched, and one page.
#[derive(Debug)]
struct World;

pub(crate) const PAGE: &str =
    "مقتل أربعة عمال\n\nقال مسعف إن أربعة عمال قتلوا في قصف استهدف ورشة في البلدة صباح الأحد.";

/// How often a page was fetched that says so.
static FETCHES: AtomicU32 = AtomicU32::new(0);

impl Outside for World {
    fn watched(&self, now: jiff::Timestamp) -> Option<Vec<Watched>> {
        let why = Unfetched {
            code: "timeout".to_owned(),
            message: "https://sahel.example/feed: <b>30 s</b>".to_owned(),
        };
        Some(vec![Watched {
            outlet: "الساحل".to_owned(),
            answered: Some(now),
            sources: 1,
            failing: 1,
            silent: true,
            failed: Some((now, why)),
            delay: Some(600),
            ..Watched::default()
        }])
    }

    fn can_fetch(&self) -> bool {
        true
    }

    fn page(&self, url: &str) -> Result<Fetched, Unfetched> {
        match url {
            "https://sahel.example/1" => Ok(Fetched {
                url: url.to_owned(),
                fetched: jiff::Timestamp::UNIX_EPOCH,
                content_type: Some("text/plain; charset=utf-8".to_owned()),
                bytes: PAGE.as_bytes().to_vec(),
            }),
            "https://sahel.example/live" => Ok(Fetched {
                url: url.to_owned(),
                fetched: jiff::Timestamp::UNIX_EPOCH,
                content_type: Some("text/plain; charset=utf-8".to_owned()),
                bytes: format!("{PAGE}\n\nتحديث {}", FETCHES.fetch_add(1, Ordering::SeqCst)).into_bytes(),
            }),
            _ => Err(Unfetched {
                code: "refused-address".to_owned(),
                message: "the address is of a private network".to_owned(),
            }),
        }
    }
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    stop: tokio::sync::watch::Sender<bool>,
    run: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn over(folder: &Path, demonstration: bool, closed: bool) -> Server {
        Server::at(folder, demonstration, closed, jiff::Timestamp::now)
    }

    /// One that takes its time from `now`.
    pub(crate) fn at(
        folder: &Path,
        demonstration: bool,
        closed: bool,
        now: fn() -> jiff::Timestamp,
    ) -> Server {
        let site = Site::new(Settings {
            folder: folder.to_owned(),
            reader: reader(),
            version: "test".to_owned(),
            hosts: vec!["proxy.example".to_owned()],
            demonstration,
            closed,
            now,
            outside: Box::new(World),
        })
        .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let run = std::thread::spawn(move || site.run(listener, stopped).unwrap());
        Server {
            address,
            stop,
            run: Some(run),
        }
    }

    /// What is answered to a request with these headers and this body.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let mut request = format!("{method} {path} HTTP/1.0\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() && !body.starts_with('{') {
            request += "Content-Type: application/x-www-form-urlencoded\r\n";
        }
        stream
            .write_all(format!("{request}\r\n{body}").as_bytes())
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("Cookie", "lang=en")], "")
    }

    /// A change from a page of this server.
    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        self.ask(
            "POST",
            path,
            &[("Origin", &self.origin()), ("Accept", "text/html")],
            body,
        )
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send(true).unwrap();
        self.run.take().unwrap().join().unwrap();
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// In small letters.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The value of a header, in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.head.lines().find_map(|l| l.strip_prefix(start.as_str()))
    }
}
