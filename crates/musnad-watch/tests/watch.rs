//! Watching a server that misbehaves, by a clock that waits for nobody: hours pass in moments.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod server;

use jiff::Timestamp;
use musnad_watch::config::Config;
use musnad_watch::fetch::SystemNames;
use musnad_watch::{Archive, Clock, Fetcher, Pages, Rules, Told, Watch, What, Which, health};
use server::{Asked, HTML, Server, answer, ok, send};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const START: &str = "2024-12-02T10:00:00Z";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn start() -> i64 {
    START.parse::<Timestamp>().unwrap().as_millisecond()
}

/// A clock that goes on only while nothing is under way, and says stop at its end.
struct Virtual {
    now: Mutex<i64>,
    end: i64,
}

impl Clock for Virtual {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(*self.now.lock().unwrap()).unwrap()
    }

    fn wait(&self, until: Timestamp, busy: usize, done: &Receiver<()>, stop: &AtomicBool) {
        if busy > 0 {
            done.recv_timeout(Duration::from_secs(60)).unwrap();
            return;
        }
        let mut now = self.now.lock().unwrap();
        *now = until.as_millisecond().max(*now);
        if *now > self.end {
            stop.store(true, Ordering::SeqCst);
        }
    }
}

/// A folder of its own for a test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let n = NEXT.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("musnad-watch-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn config(text: &str) -> Config {
    Config::read(text, "watch.toml").unwrap()
}

/// One outlet with one feed.
fn feed(server: &Server) -> Config {
    config(&format!(
        "[[outlet]]\nid = 'harbour'\nname = 'المرفأ'\nfeeds = ['{}']",
        server.url("/feed")
    ))
}

fn fetcher(clock: Arc<dyn Clock>) -> Fetcher {
    let mut rules = Rules::with_contact("desk@archive.example").unwrap();
    rules.own_hosts = vec!["127.0.0.1".parse().unwrap()];
    rules.whole = Duration::from_secs(20);
    rules.body_bytes = 1 << 20;
    rules.decoded_bytes = 2 << 20;
    Fetcher::with(rules, Arc::new(SystemNames), clock)
}

/// Watches from `from` for so many milliseconds of the virtual clock, or one round; until `enough` of what is told.
fn run_until(
    folder: &Path,
    config: &Config,
    from: i64,
    span: Option<i64>,
    enough: impl Fn(&Told) -> bool + Sync,
) -> Vec<Told> {
    let clock = Arc::new(Virtual {
        now: Mutex::new(from),
        end: from + span.unwrap_or(HOUR),
    });
    let all = Mutex::new(Vec::new());
    let stop = AtomicBool::new(false);
    let watch = Watch::new(Archive::open(folder).unwrap(), fetcher(clock.clone()), clock);
    let tell = |told: &Told| {
        println!("{:.0} {told}", told.at);
        if enough(told) {
            stop.store(true, Ordering::SeqCst);
        }
        all.lock().unwrap().push(told.clone());
    };
    watch.run(config, span.is_none(), &stop, &tell).unwrap();
    all.into_inner().unwrap()
}

fn run(folder: &Folder, config: &Config, span: i64) -> Vec<Told> {
    run_until(&folder.0, config, start(), Some(span), |_| false)
}

fn once(folder: &Folder, config: &Config) -> Vec<Told> {
    run_until(&folder.0, config, start(), None, |_| false)
}

fn rss(links: &[String]) -> String {
    let items: String = links
        .iter()
        .map(|l| format!("<item><title>خبر</title><link>{l}</link></item>"))
        .collect();
    format!("<rss version=\"2.0\"><channel><title>المرفأ</title>{items}</channel></rss>")
}

/// Serves robots.txt with `robots`, a feed of these paths, and pages by `page`.
fn site(
    robots: &'static str,
    paths: &'static [&'static str],
    page: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static,
) -> Server {
    Server::start(move |asked, s| match asked.path.as_str() {
        "/robots.txt" => ok(s, "text/plain", robots),
        "/feed" => {
            let host = asked.header("host").unwrap();
            let links: Vec<String> = paths.iter().map(|p| format!("http://{host}{p}")).collect();
            ok(s, "application/rss+xml", rss(&links));
        }
        _ => page(asked, s),
    })
}

fn plain(asked: &Asked, s: &mut TcpStream) {
    ok(s, HTML, format!("<p>خبر {}</p>", asked.path));
}

/// The codes of failures of what ends in `path`.
fn failures(told: &[Told], path: &str) -> Vec<&'static str> {
    let code = |t: &Told| match t.what {
        What::Failed(code, ..) if t.url.ends_with(path) => Some(code),
        _ => None,
    };
    told.iter().filter_map(code).collect()
}

/// When answers on what ends in `path` were kept, in minutes since the start.
fn minutes(told: &[Told], path: &str) -> Vec<i64> {
    let of = told.iter().filter(|t| t.url.ends_with(path));
    of.map(|t| (t.at.as_millisecond() - start()) / MINUTE).collect()
}

fn pages(folder: &Folder, which: Which) -> Vec<musnad_watch::Page> {
    Pages::open(&folder.0, which)
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn pages_of_a_feed_are_kept_as_fetched() {
    let folder = Folder::new();
    let server = site(
        "",
        &["/news/1?utm_source=rss#top", "/news/1", "/news/2"],
        |asked, s| {
            answer(
                s,
                200,
                &["Content-Type: text/html; charset=windows-1256", "X-Desk: 7"],
                format!("<p>{}</p>", asked.path),
            );
        },
    );
    once(&folder, &feed(&server));
    assert_eq!(server.paths(), ["/robots.txt", "/feed", "/news/1", "/news/2"]);
    let kept = pages(&folder, Which::Latest);
    let urls: Vec<&str> = kept.iter().map(|p| p.url.as_str()).collect();
    assert_eq!(urls, [server.url("/news/1"), server.url("/news/2")]);
    assert_eq!(kept[0].bytes, b"<p>/news/1</p>");
    assert_eq!(kept[0].outlet.as_deref(), Some("المرفأ"));
    assert_eq!(
        kept[0].content_type.as_deref(),
        Some("text/html; charset=windows-1256")
    );
    assert!(kept[0].headers.contains(&("x-desk".to_owned(), "7".to_owned())));
    assert!(kept[0].fetched < kept[1].fetched);
}

#[test]
fn bodies_that_are_known_are_passed_over_and_what_comes_later_is_found() {
    let folder = Folder::new();
    let server = site("", &["/1", "/2"], plain);
    once(&folder, &feed(&server));
    let mut kept = Pages::open(&folder.0, Which::All).unwrap();
    let mut hashes = Vec::new();
    let mut first = true;
    let mut next = |kept: &mut Pages| {
        let page = kept.next_unless(|hash| {
            hashes.push(hash.to_owned());
            std::mem::take(&mut first)
        });
        page.map(|p| p.unwrap().url)
    };
    assert_eq!(next(&mut kept), Some(server.url("/2")));
    assert_eq!(next(&mut kept), None);
    let later = site("", &["/3"], plain);
    once(&folder, &feed(&later));
    assert_eq!(next(&mut kept), Some(later.url("/3")));
    assert_eq!(next(&mut kept), None);
    assert_eq!(hashes.len(), 3, "each is asked for once: {hashes:?}");
    assert!(hashes.iter().all(|h| h.len() == 64));
}

#[test]
fn a_host_is_left_alone_between_requests() {
    let folder = Folder::new();
    let server = site("User-agent: *\nCrawl-delay: 20", &["/1", "/2", "/3"], plain);
    let told = once(&folder, &feed(&server));
    let at: Vec<i64> = told.iter().map(|t| t.at.as_millisecond() - start()).collect();
    // five seconds after the file that asks for twenty
    assert_eq!(at, [0, 5_000, 25_000, 45_000, 65_000]);
}

#[test]
fn hosts_are_asked_side_by_side() {
    let folder = Folder::new();
    let one = site("", &["/1", "/2"], plain);
    let two = site("", &["/3", "/4"], plain);
    let text = format!(
        "[[outlet]]\nid = 'a'\nfeeds = ['{}']\n[[outlet]]\nid = 'b'\ndelay = '7s'\nfeeds = ['{}']",
        one.url("/feed"),
        two.url("/feed")
    );
    let told = once(&folder, &config(&text));
    let of = |id: &str| -> Vec<i64> {
        let of = told.iter().filter(|t| t.outlet == id);
        of.map(|t| (t.at.as_millisecond() - start()) / 1000).collect()
    };
    assert_eq!((of("a"), of("b")), (vec![0, 5, 10, 15], vec![0, 7, 14, 21]));
}

#[test]
fn pages_are_asked_again_and_changes_kept() {
    let folder = Folder::new();
    let server = site("", &["/steady", "/changed"], |asked, s| {
        match asked.path.as_str() {
            "/changed" => ok(s, HTML, if asked.before < 2 { "first" } else { "second" }),
            _ => plain(asked, s),
        }
    });
    let told = run(&folder, &feed(&server), 100 * HOUR);
    assert_eq!(minutes(&told, "/steady"), [0, 60, 360, 1440, 4320]);
    let changes: Vec<&What> = told
        .iter()
        .filter(|t| t.url.ends_with("/changed"))
        .map(|t| &t.what)
        .collect();
    let want = [
        What::Version(1),
        What::Unchanged,
        What::Version(2),
        What::Unchanged,
        What::Unchanged,
    ];
    assert_eq!(changes, want.iter().collect::<Vec<_>>());
    let bodies = |which| {
        pages(&folder, which)
            .into_iter()
            .map(|p| String::from_utf8(p.bytes).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(bodies(Which::Latest), ["<p>خبر /steady</p>", "second"]);
    assert_eq!(bodies(Which::All), ["<p>خبر /steady</p>", "first", "second"]);
}

#[test]
fn feeds_are_asked_at_their_interval_on_condition() {
    let folder = Folder::new();
    let server = Server::start(
        |asked, s| match (asked.path.as_str(), asked.header("if-none-match")) {
            ("/robots.txt", _) => answer(s, 404, &[], ""),
            (_, Some("\"1\"")) => answer(s, 304, &[], ""),
            _ => answer(s, 200, &["ETag: \"1\"", "Content-Type: text/xml"], rss(&[])),
        },
    );
    let told = run(&folder, &feed(&server), 6 * HOUR);
    let at = minutes(&told, "/feed");
    assert!((32..=40).contains(&at.len()), "{at:?}");
    assert!(at.windows(2).all(|w| (8..=11).contains(&(w[1] - w[0]))), "{at:?}");
    let same = told.iter().filter(|t| t.what == What::Unchanged).count();
    assert_eq!(same, at.len() - 1);
    assert_eq!(server.count("/robots.txt"), 1);
}

#[test]
fn robots_are_heeded_and_asked_anew_each_day() {
    let folder = Folder::new();
    let server = site(
        "User-agent: *\nDisallow: /private",
        &["/private/1", "/open"],
        plain,
    );
    let told = run(&folder, &feed(&server), 30 * HOUR);
    assert_eq!(server.count("/private/1"), 0);
    assert_eq!(failures(&told, "/private/1"), ["robots-forbid"]);
    assert!(server.count("/open") > 1);
    assert_eq!(server.count("/robots.txt"), 2);
}

#[test]
fn a_server_that_cannot_say_is_not_asked_for_now() {
    let folder = Folder::new();
    let server = Server::start(|asked, s| match (asked.path.as_str(), asked.before) {
        ("/robots.txt", 0) => answer(s, 500, &[], "no"),
        ("/robots.txt", _) => answer(s, 404, &[], "no"),
        ("/feed", _) => ok(s, "text/xml", rss(&[])),
        _ => plain(asked, s),
    });
    let told = run(&folder, &feed(&server), 5 * HOUR);
    assert_eq!(&server.paths()[..3], ["/robots.txt", "/robots.txt", "/feed"]);
    let failed = failures(&told, "/feed");
    assert!(
        !failed.is_empty() && failed.iter().all(|c| *c == "robots-unreachable"),
        "{failed:?}"
    );
    // what fails so falls due after 20, 40 minutes; the file counts for an hour
    assert!(minutes(&told, "/robots.txt")[1] >= 60);
}

#[test]
fn wishes_of_servers_are_heeded_in_both_forms() {
    for (status, wish) in [
        (429, "Retry-After: 7200"),
        (503, "Retry-After: Mon, 02 Dec 2024 12:00:00 GMT"),
    ] {
        let folder = Folder::new();
        let server = site("", &["/1", "/2"], move |asked, s| match asked.before {
            0 if asked.path == "/1" => answer(s, status, &[wish], "slow down"),
            _ => plain(asked, s),
        });
        let told = run(&folder, &feed(&server), 3 * HOUR);
        let code = if status == 429 {
            "rate-limited"
        } else {
            "server-error"
        };
        assert_eq!(failures(&told, "/1"), [code]);
        // the whole host is left alone for two hours
        let after: Vec<i64> = minutes(&told, "").into_iter().skip(3).collect();
        assert!(after[0] >= 120, "{wish}: {after:?}");
        assert!(minutes(&told, "/1")[1] >= 120 && minutes(&told, "/2")[0] >= 120);
    }
}

#[test]
fn failing_feeds_are_asked_ever_more_seldom() {
    let folder = Folder::new();
    let server = Server::start(|asked, s| match asked.path.as_str() {
        "/robots.txt" => answer(s, 404, &[], ""),
        _ => ok(s, HTML, "<!DOCTYPE html><title>عذرا</title>"),
    });
    let told = run(&folder, &feed(&server), 40 * HOUR);
    let failed = failures(&told, "/feed");
    assert!(failed.iter().all(|c| *c == "feed-is-html"));
    let at = minutes(&told, "/feed");
    let gaps: Vec<i64> = at.windows(2).map(|w| w[1] - w[0]).collect();
    for (gap, want) in gaps.iter().zip([20, 40, 80, 160, 320, 360, 360]) {
        assert!((want * 89 / 100..=want * 111 / 100).contains(gap), "{gaps:?}");
    }
    assert!(gaps.len() >= 7);
}

#[test]
fn each_fault_of_a_page_is_told_and_the_run_goes_on() {
    let folder = Folder::new();
    const PATHS: &[&str] = &[
        "/cut",
        "/cut-head",
        "/pdf",
        "/bomb",
        "/gone",
        "/away",
        "/file",
        "/inside",
        "/circle",
        "/chunks",
        "/empty",
        "/secret",
        "/last",
    ];
    let server = site(
        "User-agent: *\nDisallow: /private",
        PATHS,
        |asked, s| match asked.path.as_str() {
            "/cut" => {
                send(s, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            }
            "/cut-head" => {
                send(s, "HTTP/1.1 200 OK\r\nConte");
            }
            "/empty" => ok(s, HTML, "\r\n"),
            "/secret" => answer(s, 302, &["Location: /private/1"], ""),
            "/pdf" => ok(s, "application/pdf", "%PDF-1.7"),
            "/bomb" => answer(s, 200, &["Content-Type: text/html"], vec![b'x'; 1 << 21]),
            "/gone" => answer(s, 410, &[], "gone"),
            "/file" => answer(s, 302, &["Location: file:///etc/passwd"], ""),
            "/inside" => answer(s, 302, &["Location: http://10.0.0.1/"], ""),
            "/circle" => answer(s, 302, &["Location: /circle"], ""),
            "/chunks" => {
                send(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            }
            "/away" => answer(s, 403, &["Set-Cookie: id=1"], "no"),
            _ => plain(asked, s),
        },
    );
    let told = run(&folder, &feed(&server), 80 * HOUR);
    let cases = [
        ("/cut", "cut-connection", 10),
        ("/cut-head", "cut-connection", 10),
        ("/pdf", "wrong-type", 1),
        ("/bomb", "too-large", 3),
        ("/gone", "not-found", 3),
        ("/away", "forbidden", 3),
        ("/file", "bad-scheme", 1),
        ("/circle", "redirect-loop", 1),
        ("/chunks", "bad-http", 10),
        ("/empty", "empty", 10),
        ("/secret", "robots-forbid", 1),
    ];
    for (path, code, times) in cases {
        assert_eq!(failures(&told, path), vec![code; times], "{path}");
        assert_eq!(server.count(path), times, "{path}");
    }
    // handed back as another host, then refused there
    assert_eq!(failures(&told, "/inside").last(), Some(&"refused-address"));
    assert_eq!(pages(&folder, Which::All).len(), 1);
    assert!(server.asked().iter().all(|a| a.header("cookie").is_none()));
    let health = health(&folder.0, Timestamp::from_millisecond(start() + HOUR).unwrap()).unwrap();
    assert_eq!((health[0].pages, health[0].versions), (1, 1));
    assert!(health[0].errors > 10);
}

#[test]
fn a_page_on_another_host_is_asked_by_that_hosts_rules() {
    let folder = Folder::new();
    let other = Server::start(|asked, s| match asked.path.as_str() {
        "/robots.txt" => ok(s, "text/plain", "User-agent: *\nDisallow: /no"),
        _ => ok(s, HTML, "there"),
    });
    let to = other.url("");
    let server = site("", &["/moved", "/forbidden"], move |asked, s| {
        let path = if asked.path == "/moved" { "/there" } else { "/no" };
        answer(s, 301, &[&format!("Location: {to}{path}")], "");
    });
    let told = once(&folder, &feed(&server));
    assert_eq!(other.paths(), ["/robots.txt", "/there"]);
    assert_eq!(failures(&told, "/forbidden"), ["robots-forbid"]);
    let kept = pages(&folder, Which::All);
    assert_eq!(
        (kept[0].url.clone(), kept[0].final_url.clone()),
        (server.url("/moved"), other.url("/there"))
    );
}

#[test]
fn hosts_that_redirect_to_each_other_end() {
    let folder = Folder::new();
    let known: Arc<Mutex<Vec<String>>> = Arc::default();
    let hosts = known.clone();
    let make = move || {
        let hosts = hosts.clone();
        Server::start(move |asked, s| match asked.path.as_str() {
            "/robots.txt" => answer(s, 404, &[], ""),
            "/feed" => ok(
                s,
                "text/xml",
                rss(&[format!("http://{}/a", asked.header("host").unwrap())]),
            ),
            _ => {
                let here = asked.header("host").unwrap().to_owned();
                let other = hosts
                    .lock()
                    .unwrap()
                    .iter()
                    .find(|h| **h != here)
                    .unwrap()
                    .clone();
                answer(s, 302, &[&format!("Location: http://{other}/a")], "");
            }
        })
    };
    let (one, two) = (make(), make());
    known
        .lock()
        .unwrap()
        .extend([one.address.to_string(), two.address.to_string()]);
    let told = once(&folder, &feed(&one));
    assert_eq!(failures(&told, "/a"), ["too-many-redirects"]);
    assert_eq!(one.count("/a") + two.count("/a"), 6);
}

#[test]
fn large_feeds_are_taken_in_parts() {
    let folder = Folder::new();
    let server = Server::start(|asked, s| match asked.path.as_str() {
        "/robots.txt" => answer(s, 404, &[], ""),
        "/feed" => {
            let host = asked.header("host").unwrap();
            // 1,200 of the last days, the others of a year ago
            let item = |n: usize| {
                let date = if n < 1200 {
                    "Sun, 01 Dec 2024"
                } else {
                    "Fri, 01 Dec 2023"
                };
                format!("<item><link>http://{host}/{n}</link><pubDate>{date} 10:00:00 GMT</pubDate></item>")
            };
            let items: String = (0..10_000).map(item).collect();
            ok(
                s,
                "text/xml",
                format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"),
            );
        }
        _ => plain(asked, s),
    });
    let config = feed(&server);
    let listed = |t: &Told| matches!(t.what, What::Links(..));
    let told = run_until(&folder.0, &config, start(), None, listed);
    assert!(told.iter().any(|t| t.what == What::Many(1000)));
    let told = run_until(&folder.0, &config, start() + HOUR, None, listed);
    assert!(
        told.iter().any(|t| t.what == What::Links(200, 10_000)),
        "{told:?}"
    );
    let health = health(&folder.0, Timestamp::from_millisecond(start()).unwrap()).unwrap();
    assert!((1190..=1200).contains(&health[0].waiting), "{health:?}");
}

#[test]
fn sections_and_sitemaps_are_followed() {
    let folder = Folder::new();
    let server = Server::start(|asked, s| {
        let host = asked.header("host").unwrap();
        match asked.path.as_str() {
            "/robots.txt" => answer(s, 404, &[], ""),
            "/local" => ok(s, HTML, "<a href='/local/10001'>1</a><a href='/about'>2</a><a href='http://b.example/10001'>3</a>"),
            "/index.xml" => ok(s, "text/xml", format!("<sitemapindex><sitemap><loc>http://{host}/map.xml</loc></sitemap>
                <sitemap><loc>http://{host}/old.xml</loc><lastmod>2020-01-01T00:00:00Z</lastmod></sitemap></sitemapindex>")),
            "/map.xml" => ok(s, "text/xml", format!("<urlset><url><loc>http://{host}/map/1</loc></url></urlset>")),
            _ => plain(asked, s),
        }
    });
    let text = format!(
        "[[outlet]]\nid = 'a'\nsections = ['{}']\nsitemaps = ['{}']",
        server.url("/local"),
        server.url("/index.xml")
    );
    once(&folder, &config(&text));
    let mut paths = server.paths();
    paths.sort();
    assert_eq!(
        paths,
        [
            "/index.xml",
            "/local",
            "/local/10001",
            "/map.xml",
            "/map/1",
            "/robots.txt"
        ]
    );
}

#[test]
fn one_watches_and_any_number_read() {
    let folder = Folder::new();
    let server = site("", &["/1"], plain);
    once(&folder, &feed(&server));
    let held = Archive::open(&folder.0).unwrap();
    let error = Archive::open(&folder.0).unwrap_err();
    assert!(error.is_watched(), "{error}");
    assert_eq!(pages(&folder, Which::All).len(), 1);
    drop(held);
    assert!(Archive::open(&folder.0).is_ok());
}

#[test]
fn no_archive_is_told() {
    let folder = Folder::new();
    assert_eq!(Pages::open(&folder.0, Which::All).unwrap_err().code(), "archive");
    std::fs::write(folder.0.join("pages.sqlite"), "SQLite format 3\0nonsense").unwrap();
    assert_eq!(Pages::open(&folder.0, Which::All).unwrap_err().code(), "archive");
    assert_eq!(Archive::open(&folder.0).unwrap_err().code(), "archive");
}

#[test]
fn outlets_fare_as_told() {
    let folder = Folder::new();
    // a new page every half hour for ten hours, then none
    let clock_start = start();
    let served = Arc::new(AtomicU32::new(0));
    let count = served.clone();
    let server = Server::start(move |asked, s| match asked.path.as_str() {
        "/robots.txt" => answer(s, 404, &[], ""),
        "/feed" => {
            let host = asked.header("host").unwrap();
            let n = count.fetch_add(1, Ordering::SeqCst).min(20);
            let item = |n: u32| {
                let date = Timestamp::from_millisecond(clock_start + i64::from(n) * 30 * MINUTE - 2 * MINUTE)
                    .unwrap();
                format!(
                    "<item><link>http://{host}/{n}</link><pubDate>{}</pubDate></item>",
                    date.strftime("%a, %d %b %Y %T GMT")
                )
            };
            let items: String = (0..=n).map(item).collect();
            ok(
                s,
                "text/xml",
                format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"),
            );
        }
        _ => plain(asked, s),
    });
    let text = format!(
        "[[outlet]]\nid = 'a'\nevery = '30m'\nfeeds = ['{}']",
        server.url("/feed")
    );
    let at = |hours: i64| Timestamp::from_millisecond(start() + hours * HOUR).unwrap();
    run_until(&folder.0, &config(&text), start(), Some(10 * HOUR), |_| false);
    let before = &health(&folder.0, at(10)).unwrap()[0];
    assert!(!before.silent && before.pages >= 18, "{before:?}");
    // published two minutes before the half hour, which the interval may miss by its tenth
    assert!((0..3600).contains(&before.delay.unwrap()), "{before:?}");
    run_until(
        &folder.0,
        &config(&text),
        start() + 10 * HOUR,
        Some(8 * HOUR),
        |_| false,
    );
    let after = &health(&folder.0, at(18)).unwrap()[0];
    assert!(after.silent, "{after:?}");
    assert_eq!((after.errors, after.changes, after.sources), (0, 0, 1));
    // nobody watched for two days: that is not the outlet's silence
    assert_eq!(health(&folder.0, at(66)).unwrap()[0].silent, after.silent);
}

#[test]
fn a_single_round_waits_for_no_host_that_wants_to_be_left_alone() {
    let folder = Folder::new();
    let slow = site("", &["/1", "/2"], |_, s| {
        answer(s, 429, &["Retry-After: 7200"], "")
    });
    let quick = site("", &["/3"], plain);
    let text = format!(
        "[[outlet]]\nid = 'a'\nfeeds = ['{}']\n[[outlet]]\nid = 'b'\nfeeds = ['{}']",
        slow.url("/feed"),
        quick.url("/feed")
    );
    let told = once(&folder, &config(&text));
    assert_eq!((slow.asked().len(), quick.asked().len()), (3, 3));
    assert!(told.iter().all(|t| t.at.as_millisecond() - start() < 2 * MINUTE));
}

#[test]
fn what_is_taken_off_the_list_is_let_be() {
    let folder = Folder::new();
    let one = site("", &["/1"], plain);
    let two = site("", &["/2"], plain);
    run(&folder, &feed(&one), HOUR / 2);
    let asked = one.asked().len();
    let told = run_until(
        &folder.0,
        &feed(&two).clone(),
        start() + HOUR / 2,
        Some(10 * HOUR),
        |_| false,
    );
    // the outlet is the same, its old feed is not; its pages still are asked again
    assert!(one.asked()[asked..].iter().all(|a| a.path != "/feed"));
    assert!(told.iter().any(|t| t.url.ends_with("/2")));
    let other = config(&format!(
        "[[outlet]]\nid = 'other'\nfeeds = ['{}']",
        two.url("/feed")
    ));
    let asked = one.asked().len();
    run_until(&folder.0, &other, start() + 11 * HOUR, Some(100 * HOUR), |_| {
        false
    });
    assert_eq!(one.asked().len(), asked);
    assert_eq!(pages(&folder, Which::All).len(), 2);
}

#[test]
fn a_stop_ends_the_run_after_the_requests_under_way() {
    let folder = Folder::new();
    let stop = Arc::new(AtomicBool::new(false));
    let said = stop.clone();
    let server = site("", &["/1", "/2"], move |asked, s| {
        said.store(true, Ordering::SeqCst);
        plain(asked, s);
    });
    let clock = Arc::new(Virtual {
        now: Mutex::new(start()),
        end: start() + 100 * HOUR,
    });
    let watch = Watch::new(Archive::open(&folder.0).unwrap(), fetcher(clock.clone()), clock);
    watch.run(&feed(&server), false, &stop, &|_| {}).unwrap();
    assert_eq!((server.count("/1"), server.count("/2")), (1, 0));
    assert_eq!(pages(&folder, Which::All).len(), 1);
}

#[test]
fn a_fault_of_our_own_is_told_and_the_run_goes_on() {
    let folder = Folder::new();
    let server = Server::start(|asked, s| match asked.path.as_str() {
        "/robots.txt" => answer(s, 404, &[], ""),
        "/broken" => ok(s, HTML, "<a href='/boom'>1</a>"),
        "/whole" => ok(s, HTML, "<a href='/1'>1</a>"),
        _ => plain(asked, s),
    });
    let text = format!(
        "[[outlet]]\nid = 'a'\nsections = ['{}', '{}']",
        server.url("/broken"),
        server.url("/whole")
    );
    let clock = Arc::new(Virtual {
        now: Mutex::new(start()),
        end: start() + HOUR,
    });
    let told = Mutex::new(Vec::new());
    let watch = Watch::new(Archive::open(&folder.0).unwrap(), fetcher(clock.clone()), clock);
    let watch = watch.with_looks(|url| {
        assert!(url.path() != "/boom");
        true
    });
    let tell = |t: &Told| told.lock().unwrap().push(t.clone());
    watch
        .run(&config(&text), true, &AtomicBool::new(false), &tell)
        .unwrap();
    assert_eq!(failures(&told.lock().unwrap(), "/broken"), ["bug"]);
    assert_eq!(server.count("/1"), 1);
}

#[test]
fn a_host_that_fails_is_left_alone_for_longer_and_longer() {
    let folder = Folder::new();
    let server = site("", &["/1", "/2", "/3", "/4", "/5"], |asked, s| {
        match asked.path.as_str() {
            "/5" => plain(asked, s),
            _ => answer(s, 500, &[], ""),
        }
    });
    let told = once(&folder, &feed(&server));
    let at: Vec<i64> = told.iter().map(|t| t.at.as_millisecond() - start()).collect();
    // the first failure may be the page's own
    assert_eq!(&at[2..5], [10_000, 15_000, 75_000]);
    // in a single round nobody waits for longer than two minutes
    assert_eq!(at.len(), 6, "{at:?}");
}
