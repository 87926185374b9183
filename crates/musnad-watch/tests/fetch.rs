//! The fetcher against a server that misbehaves: each fault has its code, no limit is passed, nothing hangs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod server;

use flate2::Compression;
use flate2::write::GzEncoder;
use musnad_watch::fetch::{Names, Request, Response};
use musnad_watch::{Error, Fetcher, Rules, SystemClock};
use server::{Asked, HTML, Server, answer, ok, send};
use std::io::{self, Write};
use std::net::{IpAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use url::Url;

/// Rules with small limits, by which the loopback address may be asked.
fn rules(own: &[String]) -> Rules {
    let mut rules = Rules::with_contact("desk@archive.example").unwrap();
    rules.own_hosts = own.iter().map(|h| h.parse().unwrap()).collect();
    rules.whole = Duration::from_secs(20);
    rules.header_bytes = 8 << 10;
    rules.body_bytes = 64 << 10;
    rules.decoded_bytes = 256 << 10;
    rules
}

fn request(url: &str) -> Request {
    Request::of(Url::parse(url).unwrap())
}

fn fetch(server: &Server, path: &str) -> Result<Response, Error> {
    Fetcher::new(rules(&[server.address.to_string()])).fetch(&request(&server.url(path)))
}

/// The code of what `answer` leads to.
fn code(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> &'static str {
    let server = Server::start(answer);
    let error = fetch(&server, "/").unwrap_err();
    println!("{error}");
    error.code()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn an_answer_comes_as_it_was_sent() {
    let body = gzip("<p>خبر</p>".as_bytes());
    let sent = body.clone();
    let server = Server::start(move |_, s| {
        let lines = [
            "Content-Encoding: gzip",
            "X-B: 2",
            "Content-Type: text/html; charset=windows-1256",
            "X-A: 1",
        ];
        answer(s, 200, &lines, &sent);
    });
    let response = fetch(&server, "/news#part").unwrap();
    assert_eq!((response.served, response.status), (body, 200));
    assert_eq!(response.body, "<p>خبر</p>".as_bytes());
    assert_eq!(response.url.as_str(), server.url("/news"));
    let order: Vec<&str> = response.headers.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(
        order,
        ["content-length", "content-encoding", "x-b", "content-type", "x-a"]
    );
    let asked = &server.asked()[0];
    assert_eq!(asked.path, "/news");
    assert_eq!(
        asked.header("user-agent"),
        Some("Musnad/0.1 (+desk@archive.example)")
    );
}

#[test]
fn what_is_known_is_asked_for_on_condition() {
    let server = Server::start(|asked, s| match asked.header("if-none-match") {
        Some("\"a\"") => answer(s, 304, &[], ""),
        _ => ok(s, HTML, "all"),
    });
    let mut request = request(&server.url("/"));
    request.etag = Some("\"a\"".to_owned());
    request.last_modified = Some("Mon, 02 Dec 2024 10:00:00 GMT".to_owned());
    let fetcher = Fetcher::new(rules(&[server.address.to_string()]));
    let response = fetcher.fetch(&request).unwrap();
    assert_eq!((response.status, response.body.len()), (304, 0));
    let asked = &server.asked()[0];
    assert_eq!(
        asked.header("if-modified-since"),
        Some("Mon, 02 Dec 2024 10:00:00 GMT")
    );
}

#[test]
fn no_other_scheme_port_or_network_is_asked() {
    let fetcher = Fetcher::new(rules(&[]));
    let cases = [
        ("ftp://press.example/", "bad-scheme"),
        ("file:///etc/passwd", "bad-scheme"),
        ("http://press.example:22/", "refused-port"),
        ("http://user:secret@press.example/", "has-credentials"),
        ("http://127.0.0.1/", "refused-address"),
        ("http://127.1:8080/", "refused-address"),
        ("http://0x7f000001/", "refused-address"),
        ("http://2130706433/", "refused-address"),
        ("http://[::1]/", "refused-address"),
        ("http://[::ffff:10.0.0.1]/", "refused-address"),
        ("http://169.254.169.254/latest/", "refused-address"),
        ("http://localhost:8080/", "refused-address"),
    ];
    for (url, code) in cases {
        let error = fetcher.fetch(&request(url)).unwrap_err();
        assert_eq!(error.code(), code, "{url}: {error}");
        assert!(error.is_refused());
    }
}

/// Answers each question with the next of its addresses.
struct Rebinding(Vec<IpAddr>, AtomicUsize);

impl Names for Rebinding {
    fn addresses(&self, _: &str, _: Duration) -> io::Result<Vec<IpAddr>> {
        let n = self.1.fetch_add(1, Ordering::SeqCst);
        Ok(vec![self.0[n.min(self.0.len() - 1)]])
    }
}

#[test]
fn the_address_that_was_checked_is_the_one_asked() {
    let server = Server::start(|_, s| ok(s, HTML, "inside"));
    let port = server.address.port();
    let inside: IpAddr = "127.0.0.1".parse().unwrap();
    // a host of one's own resolves as the table says: the name leads to the server without any other look-up
    let names = Arc::new(Rebinding(
        vec![inside, "192.0.2.1".parse().unwrap()],
        AtomicUsize::new(0),
    ));
    let own = rules(&[format!("mine.example:{port}")]);
    let fetcher = Fetcher::with(own, names.clone(), Arc::new(SystemClock));
    let url = format!("http://mine.example:{port}/");
    assert_eq!(fetcher.fetch(&request(&url)).unwrap().body, b"inside");
    assert_eq!(names.1.load(Ordering::SeqCst), 1);
    // any other name at that address is refused, and nobody is asked
    let names = Arc::new(Rebinding(vec![inside], AtomicUsize::new(0)));
    let fetcher = Fetcher::with(rules(&[]), names, Arc::new(SystemClock));
    let error = fetcher.fetch(&request(&url)).unwrap_err();
    assert_eq!(error.code(), "refused-address");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn one_private_address_among_several_is_enough() {
    struct Both;
    impl Names for Both {
        fn addresses(&self, _: &str, _: Duration) -> io::Result<Vec<IpAddr>> {
            Ok(vec!["1.1.1.1".parse().unwrap(), "10.0.0.1".parse().unwrap()])
        }
    }
    let fetcher = Fetcher::with(rules(&[]), Arc::new(Both), Arc::new(SystemClock));
    let error = fetcher.fetch(&request("http://press.example/")).unwrap_err();
    assert_eq!(error.code(), "refused-address");
}

#[test]
fn redirects_are_followed_and_judged() {
    let server = Server::start(|asked, s| {
        let to = match asked.path.as_str() {
            "/a" => "/b#top",
            "/b" => "c?x=1",
            "/file" => "file:///etc/passwd",
            "/private" => "http://10.1.2.3/admin",
            "/metadata" => "http://169.254.169.254/",
            "/port" => "http://press.example:25/",
            "/secret" => "http://a:b@press.example/",
            "/loop" => "/loop2",
            "/loop2" => "/loop",
            "/nonsense" => "http://[",
            path if path.starts_with("/far") => &format!("{path}r"),
            _ => return ok(s, HTML, "there"),
        };
        answer(s, 302, &[&format!("Location: {to}")], "");
    });
    let there = fetch(&server, "/a").unwrap();
    assert_eq!(
        (there.url.as_str(), there.body.as_slice()),
        (server.url("/c?x=1").as_str(), &b"there"[..])
    );
    let cases = [
        ("/file", "bad-scheme"),
        ("/private", "refused-address"),
        ("/metadata", "refused-address"),
        ("/port", "refused-port"),
        ("/secret", "has-credentials"),
        ("/loop", "redirect-loop"),
        ("/nonsense", "bad-redirect"),
        ("/far", "too-many-redirects"),
    ];
    for (path, code) in cases {
        let error = fetch(&server, path).unwrap_err();
        assert_eq!(error.code(), code, "{path}: {error}");
    }
    // six requests are five redirects
    assert_eq!(server.paths().iter().filter(|p| p.starts_with("/far")).count(), 6);
}

#[test]
fn a_redirect_without_a_place_is_told() {
    assert_eq!(code(|_, s| answer(s, 301, &[], "")), "bad-redirect");
}

#[test]
fn another_host_can_be_handed_back() {
    let other = Server::start(|_, s| ok(s, HTML, "other"));
    let to = other.url("/there");
    let server = Server::start(move |_, s| answer(s, 301, &[&format!("Location: {to}")], ""));
    let own = [server.address.to_string(), other.address.to_string()];
    let mut request = request(&server.url("/"));
    request.stay = true;
    let response = Fetcher::new(rules(&own)).fetch(&request).unwrap();
    assert_eq!(response.moved.unwrap().as_str(), other.url("/there"));
    assert!(other.asked().is_empty());
}

#[test]
fn cookies_are_not_kept() {
    let other = Server::start(|_, s| ok(s, HTML, "other"));
    let to = other.url("/");
    let server = Server::start(move |asked, s| match asked.path.as_str() {
        "/" => answer(s, 302, &["Set-Cookie: id=7; Path=/", "Location: /again"], ""),
        _ => answer(s, 302, &["Set-Cookie: id=8", &format!("Location: {to}")], ""),
    });
    let own = [server.address.to_string(), other.address.to_string()];
    Fetcher::new(rules(&own))
        .fetch(&request(&server.url("/")))
        .unwrap();
    let asked: Vec<Asked> = server.asked().into_iter().chain(other.asked()).collect();
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|a| a.header("cookie").is_none()));
}

/// Writes a byte now and then until the client goes; the limit of the whole request ends it.
fn drip(s: &mut TcpStream) {
    while send(s, b"x") {
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn slow_drips_are_ended_by_the_whole_limit() {
    let server = Server::start(|asked, s| match asked.path.as_str() {
        "/head" => {
            send(s, "HTTP/1.1 200 OK\r\nX-Slow: ");
            drip(s);
        }
        "/body" => {
            send(s, "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
            drip(s);
        }
        "/endless" => {
            send(s, "HTTP/1.1 200 OK\r\n\r\n");
            drip(s);
        }
        // each redirect is quick, all of them are not
        path => {
            std::thread::sleep(Duration::from_millis(150));
            answer(s, 302, &[&format!("Location: {path}x")], "");
        }
    });
    let mut rules = rules(&[server.address.to_string()]);
    rules.whole = Duration::from_millis(400);
    let fetcher = Fetcher::new(rules);
    for path in ["/head", "/body", "/endless", "/hop"] {
        let error = fetcher.fetch(&request(&server.url(path))).unwrap_err();
        assert!(error.is_timeout(), "{path}: {error} [{}]", error.code());
    }
}

#[test]
fn bombs_are_told_before_they_go_off() {
    let bomb = gzip(&vec![b' '; 16 << 20]);
    assert_eq!(
        code(move |_, s| answer(s, 200, &["Content-Encoding: gzip"], &bomb)),
        "too-large"
    );
}

#[test]
fn large_bodies_are_told_by_length_and_as_they_come() {
    assert_eq!(
        code(|_, s| answer(s, 200, &[], vec![b'x'; 65 << 10])),
        "too-large"
    );
    let endless = |_: &Asked, s: &mut TcpStream| {
        send(s, "HTTP/1.1 200 OK\r\n\r\n");
        while send(s, [b'x'; 4096]) {}
    };
    assert_eq!(code(endless), "too-large");
    let chunked = |_: &Asked, s: &mut TcpStream| {
        send(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while send(s, format!("1000\r\n{}\r\n", "x".repeat(0x1000))) {}
    };
    assert_eq!(code(chunked), "too-large");
    let lying = |_: &Asked, s: &mut TcpStream| {
        send(
            s,
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\nshort",
        );
    };
    assert_eq!(code(lying), "too-large");
}

#[test]
fn large_headers_are_told() {
    let long = |_: &Asked, s: &mut TcpStream| {
        send(
            s,
            format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(100_000)),
        );
    };
    assert_eq!(code(long), "large-headers");
    let many = |_: &Asked, s: &mut TcpStream| {
        send(s, "HTTP/1.1 200 OK\r\n");
        while send(s, "X-More: 1\r\n".repeat(100)) {}
    };
    let told = code(many);
    assert!(["large-headers", "bad-http"].contains(&told), "{told}");
}

#[test]
fn cut_connections_are_told() {
    let cases: [(&str, &str); 6] = [
        ("nothing at all", ""),
        ("in the status line", "HTTP/1.1 20"),
        ("in the header", "HTTP/1.1 200 OK\r\nContent-Ty"),
        (
            "in the body",
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        ),
        (
            "before the body",
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        ),
        (
            "in a chunk",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf",
        ),
    ];
    for (what, sent) in cases {
        let told = code(move |_, s| {
            send(s, sent);
        });
        assert_eq!(told, "cut-connection", "{what}");
    }
    // all chunks are whole, the last is missing
    let told = code(|_, s| {
        send(
            s,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        );
    });
    assert_eq!(told, "cut-connection");
}

#[test]
fn what_follows_the_announced_length_is_no_part_of_the_page() {
    let server = Server::start(|_, s| {
        send(
            s,
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npageHTTP/1.1 200 OK\r\n\r\nmore",
        );
    });
    assert_eq!(fetch(&server, "/").unwrap().body, b"page");
}

#[test]
fn nonsense_is_told() {
    for sent in [
        "HELLO\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnonsense\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalfandmore\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx",
    ] {
        let told = code(move |_, s| {
            send(s, sent);
        });
        assert_eq!(told, "bad-http", "{sent:?}");
    }
    assert_eq!(
        code(|_, s| answer(s, 200, &["Content-Encoding: gzip"], "<html>")),
        "bad-encoding"
    );
    assert_eq!(
        code(|_, s| answer(s, 200, &["Content-Encoding: zstd"], "x")),
        "unknown-encoding"
    );
}

#[test]
fn nobody_there_is_told() {
    let address = {
        let gone = Server::start(|_, _| {});
        gone.address
    };
    let fetcher = Fetcher::new(rules(&[address.to_string()]));
    let error = fetcher
        .fetch(&request(&format!("http://{address}/")))
        .unwrap_err();
    assert_eq!(error.code(), "no-connection");
    assert!(error.is_temporary());
}

#[test]
fn a_server_without_tls_is_told() {
    let server = Server::start(|_, s| {
        send(s, "HTTP/1.1 400 Bad\r\n\r\n");
    });
    let fetcher = Fetcher::new(rules(&[server.address.to_string()]));
    let error = fetcher
        .fetch(&request(&format!("https://{}/", server.address)))
        .unwrap_err();
    assert!(
        ["bad-tls", "cut-connection"].contains(&error.code()),
        "{}: {error}",
        error.code()
    );
}

#[test]
fn a_contact_is_needed() {
    for bad in ["", "desk", "a b@c.example", "x@y.example)\r\nCookie: 1"] {
        assert_eq!(
            Rules::with_contact(bad).unwrap_err().code(),
            "bad-contact",
            "{bad}"
        );
    }
    assert!(Rules::with_contact("https://archive.example/bot").is_ok());
}

#[test]
fn a_page_that_is_not_there_is_an_error() {
    let server = Server::start(|asked, s| match asked.path.as_str() {
        "/there" => ok(s, HTML, "page"),
        _ => answer(s, 404, &[], "no"),
    });
    let rules = rules(&[server.address.to_string()]);
    let page = musnad_watch::fetch_page(&server.url("/there"), &rules).unwrap();
    assert_eq!(
        (page.bytes.as_slice(), page.content_type.as_deref()),
        (&b"page"[..], Some(HTML))
    );
    let error = musnad_watch::fetch_page(&server.url("/gone"), &rules).unwrap_err();
    assert_eq!(error.code(), "not-found");
}
