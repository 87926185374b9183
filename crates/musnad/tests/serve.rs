//! `musnad serve` as it is used: over an archive that is watched, with pages that are fetched where somebody names them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Serves a feed of one page, and the page, until the process ends.
fn outlet() -> String {
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
    let (status, kind, body) = match first.split(' ').nth(1).unwrap() {
        "/feed" => (
            "200 OK",
            "application/rss+xml",
            format!(
                "<rss version=\"2.0\"><channel><item><link>http://{address}/news/1</link></item></channel></rss>"
            ),
        ),
        "/news/1" => (
            "200 OK",
            "text/plain; charset=utf-8",
            "مقتل ثلاثة جنود\n\nقتل ثلاثة جنود أمس الاثنين في قصف مدفعي على بلدة حدودية.".to_owned(),
        ),
        "/robots.txt" => ("200 OK", "text/plain", String::new()),
        _ => ("404 Not Found", "text/plain", "none".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    // whoever asked may have gone
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body.as_bytes()));
}

fn musnad(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musnad"));
    command
        .args(arguments)
        .env_remove("MUSNAD_CONTACT")
        .env_remove("MUSNAD_ARCHIVE")
        .env("MUSNAD_KNOWLEDGE", "none");
    command
}

/// A server, until it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn over(archive: &Path, more: &[&str]) -> Server {
        let mut child = musnad(&["serve", "--port", "0", "--archive", archive.to_str().unwrap()])
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .split('/')
            .nth(2)
            .unwrap_or_else(|| panic!("{line}"))
            .to_owned();
        Server { child, address }
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let here = &self.address;
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {here}\r\nOrigin: http://{here}\r\nCookie: lang=en\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_archive_that_is_watched_shows_how_its_outlets_fare_and_pages_are_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let (config, kept) = (folder.path().join("watch.toml"), folder.path().join("kept"));
    let address = outlet();
    let told = format!(
        "[[outlet]]\nid = \"harbour\"\nname = \"harbour\"\ndelay = \"0s\"\nfeeds = [\"http://{address}/feed\", \"http://{address}/none\"]\n"
    );
    std::fs::write(&config, told).unwrap();
    let watch = [
        "watch",
        config.to_str().unwrap(),
        "--archive",
        kept.to_str().unwrap(),
        "--once",
        "--quiet",
    ];
    let own = ["--contact", "desk@archive.example", "--allow-host", &address];
    musnad(&watch).args(own).status().unwrap();

    let server = Server::over(&kept, &own);
    let page = server.ask("GET", "/outlets/harbour", "");
    assert!(
        page.contains("is not there") && page.contains("<bdi>1</bdi> / <bdi>2</bdi>"),
        "{page}"
    );
    let read = server.ask("POST", "/paste", &format!("address=http://{address}/news/1"));
    assert!(read.contains("class=\"claim\""), "{read}");
    let none = server.ask("POST", "/paste", &format!("address=http://{address}/none"));
    assert!(none.contains("answered with status 404"), "{none}");
    // another host of this machine is no host of ours
    let private = server.ask("POST", "/paste", "address=http://127.0.0.1:1/");
    assert!(private.contains("may not be asked"), "{private}");

    let off = Server::over(&kept, &[]);
    assert!(off.ask("GET", "/paste", "").contains("--contact</span>"));
    let refused = off.ask("POST", "/paste", &format!("address=http://{address}/news/1"));
    assert!(!refused.contains("class=\"claim\""), "{refused}");
}
