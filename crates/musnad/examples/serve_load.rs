//! How quickly a running `musnad serve` answers: the time to the first byte of each screen, asked for one by one under
//! addresses that nobody asked for lately, then requests for many different pages at a steady rate.
//!
//! `musnad serve --archive FOLDER --port 7373`, and beside it
//! `cargo run --release -p musnad --example serve_load -- 127.0.0.1:7373 500 30`: so many requests a second, so many
//! seconds; 0 seconds for the screens alone. With the server's process number behind these, the processor time that it
//! spent on each answer is told too, which others on the machine do not change.
//!
//! Of the steady rate every page is asked for once before. A request has its moment, whether or not those before it
//! were answered in time: what one has to wait for others counts as its own time.

use serde_json::Value;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// So often each screen is asked for.
const TIMES: usize = 40;
/// Connections of the steady rate.
const CONNECTIONS: usize = 32;
/// Words that documents are searched for.
const WORDS: [&str; 8] = [
    "قصف",
    "قتلى",
    "مظاهرة",
    "اعتقال",
    "مستشفى",
    "اتفاق",
    "طائرة",
    "حصار",
];

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let host = arguments.next().ok_or("name host and port")?;
    let rate: usize = arguments.next().map_or(Ok(500), |n| n.parse())?;
    let seconds: usize = arguments.next().map_or(Ok(30), |n| n.parse())?;
    let process = arguments.next();
    let spent = || process.as_deref().map_or(Ok(0), processor);
    let screens = screens(&host)?;
    println!(
        "{:12} {:>8} {:>8} {:>8} {:>10}  milliseconds",
        "first byte", "median", "95th", "slowest", "processor"
    );
    let mut connection = Connection::to(&host)?;
    let mut run = 0;
    for (name, addresses) in &screens {
        let mut times = Vec::with_capacity(TIMES);
        let before = spent()?;
        for n in 0..TIMES {
            let address = &addresses[n % addresses.len()];
            // what nobody asked for lately is made anew
            run += 1;
            let mark = if address.contains('?') { '&' } else { '?' };
            let answer = connection.ask(&format!("{address}{mark}load={}{run}", std::process::id()))?;
            if answer.status != 200 {
                return Err(format!("{address}: {}", answer.status).into());
            }
            times.push(answer.first);
        }
        times.sort_unstable();
        let processor = (spent()? - before) as f64 / TIMES as f64;
        println!(
            "{name:12} {:>8} {:>8} {:>8} {processor:>10.1}",
            at(&times, 50),
            at(&times, 95),
            at(&times, 100)
        );
    }
    if seconds > 0 {
        steady(&host, &screens, rate, seconds)?;
    }
    Ok(())
}

/// Each screen with the addresses that it is asked for under.
fn screens(host: &str) -> Result<Vec<(&'static str, Vec<String>)>, Failure> {
    let mut connection = Connection::to(host)?;
    let mut json = |address: &str| -> Result<Value, Failure> {
        Ok(serde_json::from_slice(&connection.ask(address)?.body)?)
    };
    let ids = |found: &Value, of: &str, path: &str| -> Vec<String> {
        let all = found.as_array().or_else(|| found["items"].as_array());
        let ids = all.into_iter().flatten().filter_map(|i| i[of].as_str());
        ids.take(200)
            .map(|id| format!("/{path}/{}", encoded(id)))
            .collect()
    };
    let documents = ids(&json("/documents.json?size=200")?, "id", "documents");
    let events = ids(&json("/events.json?size=200")?, "id", "events");
    let stories = ids(&json("/stories.json")?, "id", "stories");
    let claims = ids(&json("/claims.json?size=200")?, "id", "claims");
    let actors = ids(&json("/actors.json")?, "id", "actors");
    let places = ids(&json("/places.json")?, "id", "places");
    let outlets = ids(&json("/outlets.json")?, "outlet", "outlets");
    let searches = WORDS
        .iter()
        .map(|w| format!("/search?q={}", encoded(w)))
        .collect();
    let types = ["ASSAULT", "PROTEST", "COERCE", "ACCUSE", "AGREE"];
    let lists = types
        .iter()
        .map(|t| format!("/events?type={t}"))
        .chain(["/events".to_owned()]);
    let one = |address: &str| vec![address.to_owned()];
    let all = vec![
        ("first page", one("/")),
        ("stories", one("/stories")),
        ("story", stories),
        ("documents", one("/documents")),
        ("document", documents),
        ("claim", claims),
        ("events", lists.collect()),
        ("event", events),
        ("pairs", one("/events?duplicates=1")),
        ("search", searches),
        ("actors", one("/actors")),
        ("actor", actors),
        ("places", one("/places")),
        ("place", places),
        ("outlets", one("/outlets")),
        ("outlet", outlets),
        ("quotes", one("/quotes")),
        ("review", one("/review")),
        ("quality", one("/quality")),
        ("rules", one("/rules?type=assault")),
        ("paste", one("/paste")),
        ("interface", one("/api")),
    ];
    match all.iter().find(|(_, addresses)| addresses.is_empty()) {
        Some((name, _)) => Err(format!("nothing of this kind: {name}").into()),
        None => Ok(all),
    }
}

/// Asks for pages of every kind, so many a second.
fn steady(
    host: &str,
    screens: &[(&'static str, Vec<String>)],
    rate: usize,
    seconds: usize,
) -> Result<(), Failure> {
    let addresses: Vec<String> = screens
        .iter()
        .flat_map(|(_, a)| a.iter().take(30).cloned())
        .collect();
    let (addresses, next) = (Arc::new(addresses), Arc::new(AtomicUsize::new(0)));
    let mut connection = Connection::to(host)?;
    for address in addresses.iter() {
        connection.ask(address)?;
    }
    let begun = Instant::now() + Duration::from_millis(100);
    let total = rate * seconds;
    let mut threads = Vec::new();
    for _ in 0..CONNECTIONS {
        let (addresses, next, host) = (Arc::clone(&addresses), Arc::clone(&next), host.to_owned());
        threads.push(std::thread::spawn(
            move || -> Result<(Vec<u128>, usize), Failure> {
                let mut connection = Connection::to(&host)?;
                let (mut times, mut failed) = (Vec::new(), 0);
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= total {
                        return Ok((times, failed));
                    }
                    let due = begun + Duration::from_secs_f64(n as f64 / rate as f64);
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    // a step that meets every address, and not in their order
                    let address = &addresses[(n * 7919) % addresses.len()];
                    let answer = connection.ask(address)?;
                    failed += usize::from(answer.status != 200);
                    times.push(due.elapsed().as_micros());
                }
            },
        ));
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    for thread in threads {
        let (own, wrong) = thread.join().map_err(|_| "a connection panicked")??;
        times.extend(own);
        failed += wrong;
    }
    times.sort_unstable();
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{} requests for {} pages in {took:.1} s, {failed} not answered with 200: median {} ms, 95th {}, 99th {}, slowest {}",
        times.len(),
        addresses.len(),
        at(&times, 50),
        at(&times, 95),
        at(&times, 99),
        at(&times, 100)
    );
    Ok(())
}

/// Milliseconds of both processors together that a process has spent.
fn processor(process: &str) -> Result<u64, Failure> {
    let told = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // fields are counted behind the name, which may hold anything; ticks are hundredths of a second
    let fields = told
        .rsplit_once(')')
        .map_or("", |(_, rest)| rest)
        .split_whitespace();
    let ticks: Result<Vec<u64>, _> = fields.skip(11).take(2).map(str::parse).collect();
    Ok(ticks?.iter().sum::<u64>() * 10)
}

/// The time, in milliseconds, that so many of a hundred do not exceed.
fn at(sorted: &[u128], share: usize) -> String {
    let n = (sorted.len() * share).div_ceil(100).max(1) - 1;
    sorted
        .get(n)
        .map_or("none".to_owned(), |t| format!("{:.1}", *t as f64 / 1000.0))
}

fn encoded(id: &str) -> String {
    let bytes = id.bytes().map(|b| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'/' => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    });
    bytes.collect()
}

/// A connection that is kept open from one request to the next.
struct Connection {
    host: String,
    stream: BufReader<TcpStream>,
}

struct Answer {
    status: u16,
    /// Microseconds until its first byte was there.
    first: u128,
    body: Vec<u8>,
}

impl Connection {
    fn to(host: &str) -> Result<Connection, Failure> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            host: host.to_owned(),
            stream: BufReader::new(stream),
        })
    }

    fn ask(&mut self, address: &str) -> Result<Answer, Failure> {
        let data = address
            .split('?')
            .next()
            .is_some_and(|path| path.ends_with(".json"));
        let packed = if data {
            ""
        } else {
            "Accept: text/html\r\nAccept-Encoding: gzip\r\n"
        };
        let request = format!(
            "GET {address} HTTP/1.1\r\nHost: {}\r\nCookie: lang=ar\r\n{packed}\r\n",
            self.host
        );
        let begun = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.stream.fill_buf()?;
        let first = begun.elapsed().as_micros();
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).ok_or("no status")?.parse()?;
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            chunked |= header.starts_with("transfer-encoding:") && header.ends_with("chunked");
        }
        let mut body = Vec::new();
        loop {
            if chunked {
                line.clear();
                self.stream.read_line(&mut line)?;
                length = usize::from_str_radix(line.trim(), 16)?;
            }
            let from = body.len();
            body.resize(from + length, 0);
            self.stream.read_exact(&mut body[from..])?;
            if chunked {
                line.clear();
                self.stream.read_line(&mut line)?;
            }
            if !chunked || length == 0 {
                break;
            }
        }
        Ok(Answer { status, first, body })
    }
}
