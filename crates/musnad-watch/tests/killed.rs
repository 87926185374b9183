//! A real process that watches is killed at fifty moments of its work, in the middle of answers and of what is kept:
//! what it said it kept is there, nothing is there twice, nothing is there by halves.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod server;

use musnad_watch::config::Config;
use musnad_watch::{Archive, Fetcher, Pages, Rules, SystemClock, Told, Watch, What, Which};
use server::{Asked, HTML, Server, answer, ok, send};
use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const KILLS: usize = 50;
/// So many at each of two hosts that even a fast machine has not fetched them all before the last kill.
const PAGES: usize = 600;
const CHILD: &str = "MUSNAD_WATCH_TEST_CHILD";

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// When the process that asks is to be killed: at which request of the run, and how far that has come.
#[derive(Clone, Copy)]
enum Moment {
    Asked,
    Half,
    Answered(Duration),
}

#[derive(Default)]
struct Plan {
    left: usize,
    moment: Option<Moment>,
    child: Option<Child>,
}

/// The moment of this request, if it is the one.
fn moment(plan: &Mutex<Plan>) -> Option<Moment> {
    let mut plan = plan.lock().unwrap();
    plan.left = plan.left.saturating_sub(1);
    (plan.left == 0).then(|| plan.moment.take()).flatten()
}

fn kill(plan: &Mutex<Plan>) {
    if let Some(child) = &mut plan.lock().unwrap().child {
        child.kill().unwrap();
    }
}

fn body(path: &str) -> String {
    format!("<p>خبر {path}</p>{}", path.repeat(200))
}

fn serve(asked: &Asked, s: &mut TcpStream) {
    match asked.path.as_str() {
        "/robots.txt" => answer(s, 404, &[], ""),
        "/feed" => {
            let host = asked.header("host").unwrap();
            let item = |n: usize| format!("<item><link>http://{host}/{n}</link></item>");
            let items: String = (0..PAGES).map(item).collect();
            ok(
                s,
                "text/xml",
                format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"),
            );
        }
        path => ok(s, HTML, body(path)),
    }
}

fn deadly(plan: Arc<Mutex<Plan>>) -> Server {
    Server::start(move |asked, s| match moment(&plan) {
        None => serve(asked, s),
        Some(Moment::Asked) => kill(&plan),
        Some(Moment::Half) => {
            send(s, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<p>");
            kill(&plan);
        }
        Some(Moment::Answered(after)) => {
            serve(asked, s);
            std::thread::sleep(after);
            kill(&plan);
        }
    })
}

/// The process that is killed: started by the other test, else it has nothing to do.
#[test]
fn child() {
    let Ok(given) = std::env::var(CHILD) else { return };
    let (folder, text) = given.split_once('\n').unwrap();
    let mut rules = Rules::with_contact("desk@archive.example").unwrap();
    rules.own_hosts = vec!["127.0.0.1".parse().unwrap()];
    let watch = Watch::new(
        Archive::open(Path::new(folder)).unwrap(),
        Fetcher::new(rules),
        Arc::new(SystemClock),
    );
    let tell = |told: &Told| {
        let word = match told.what {
            What::Version(1) => "kept",
            What::Links(..) => "listed",
            _ => return,
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{word} {}", told.url)
            .and_then(|()| out.flush())
            .unwrap();
    };
    watch
        .run(
            &Config::read(text, "c").unwrap(),
            true,
            &AtomicBool::new(false),
            &tell,
        )
        .unwrap();
}

fn spawn(folder: &Path, config: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture", "--test-threads", "1"])
        .env(CHILD, format!("{}\n{config}", folder.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Runs the process to its end, by itself or by a kill; what it said.
fn life(plan: &Mutex<Plan>, folder: &Path, config: &str) -> Vec<(String, String)> {
    let mut child = spawn(folder, config);
    let mut out = child.stdout.take().unwrap();
    plan.lock().unwrap().child = Some(child);
    let mut text = Vec::new();
    out.read_to_end(&mut text).unwrap();
    let mut child = plan.lock().unwrap().child.take().unwrap();
    child.wait().unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    // a line that was cut says nothing
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let said = |l: &str| l.split_once(' ').map(|(w, u)| (w.to_owned(), u.to_owned()));
    whole
        .lines()
        .filter_map(said)
        .filter(|(w, _)| w == "kept" || w == "listed")
        .collect()
}

/// What the archive holds, and that it is whole: how often each address was kept.
fn check(folder: &Path, said: &[(String, String)]) -> HashMap<String, usize> {
    let db = rusqlite::Connection::open(folder.join("pages.sqlite")).unwrap();
    let ask = |sql: &str| db.query_row(sql, [], |row| row.get::<_, String>(0));
    assert_eq!(ask("PRAGMA integrity_check").unwrap(), "ok");
    assert!(
        db.prepare("PRAGMA foreign_key_check")
            .unwrap()
            .query([])
            .unwrap()
            .next()
            .unwrap()
            .is_none()
    );
    // a feed's links are there all, or none
    let mut rows = db.prepare("SELECT count(*) FROM page GROUP BY host").unwrap();
    let counts: Vec<i64> = rows
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(counts.iter().all(|n| *n == PAGES as i64), "{counts:?}");
    let mut kept = HashMap::new();
    for page in Pages::open(folder, Which::All).unwrap() {
        let page = page.unwrap();
        let path = page.url.rsplit_once('/').unwrap().1;
        assert_eq!(page.bytes, body(&format!("/{path}")).as_bytes());
        *kept.entry(page.url).or_insert(0) += 1;
    }
    assert!(kept.values().all(|n| *n == 1));
    for (word, url) in said {
        assert!(
            word != "kept" || kept.contains_key(url),
            "{url} was said to be kept"
        );
    }
    // a page that was kept is put off, one that was not is due
    let off = ask("SELECT CAST(count(*) AS TEXT) FROM page WHERE first IS NOT NULL").unwrap();
    assert_eq!(off, kept.len().to_string());
    kept
}

#[test]
fn a_stop_at_any_moment_loses_nothing_and_doubles_nothing() {
    let folder: PathBuf = std::env::temp_dir().join(format!("musnad-watch-killed-{}", std::process::id()));
    let plan = Arc::new(Mutex::new(Plan::default()));
    let (one, two) = (deadly(plan.clone()), deadly(plan.clone()));
    let config = format!(
        "[[outlet]]\nid = 'a'\ndelay = '0s'\nfeeds = ['{}']\n[[outlet]]\nid = 'b'\ndelay = '0s'\nfeeds = ['{}']",
        one.url("/feed"),
        two.url("/feed")
    );
    let mut chance = Chance(20_241_202);
    let mut said = Vec::new();
    let mut done: HashSet<String> = HashSet::new();
    for _ in 0..KILLS {
        {
            let mut plan = plan.lock().unwrap();
            plan.left = 1 + chance.below(9) as usize;
            plan.moment = Some(match chance.below(6) {
                0 => Moment::Asked,
                1 => Moment::Half,
                _ => Moment::Answered(Duration::from_micros(chance.below(12_000))),
            });
        }
        let before = (one.asked().len(), two.asked().len());
        said.extend(life(&plan, &folder, &config));
        let mut again: Vec<String> = one.asked()[before.0..].iter().map(|a| one.url(&a.path)).collect();
        again.extend(two.asked()[before.1..].iter().map(|a| two.url(&a.path)));
        again.retain(|url| done.contains(url));
        assert!(again.is_empty(), "kept and asked for again: {again:?}");
        if folder.join("pages.sqlite").is_file() {
            done = check(&folder, &said).into_keys().collect();
        }
    }
    assert!(
        done.len() < 2 * PAGES,
        "there were not enough pages to be killed at all moments"
    );
    assert!(plan.lock().unwrap().moment.is_none());
    // some answers were on their way when the process was killed, or the kills would prove nothing
    let pages = |s: &Server| s.paths().iter().filter(|p| p.len() < 5).count();
    let lost = pages(&one) + pages(&two) - done.len();
    println!("{} kept, {lost} on their way", done.len());
    assert!(lost >= KILLS / 10 && done.len() >= KILLS, "{lost} {}", done.len());
    said.extend(life(&plan, &folder, &config));
    let kept = check(&folder, &said);
    assert_eq!(kept.len(), 2 * PAGES);
    let _ = std::fs::remove_dir_all(&folder);
}
