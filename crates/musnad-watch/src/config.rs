//! What is watched: a TOML or OPML file goes in, outlets with their sources come out, or what is wrong and where.

mod opml;

use crate::error::Error;
use crate::plan::{DAY, HOUR, MINUTE, SECOND};
use crate::sources::Kind;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::PathBuf;
use toml::Spanned;
use url::Url;

/// What is watched, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where whoever watches can be reached.
    pub contact: Option<String>,
    /// The folder of the archive.
    pub archive: Option<PathBuf>,
    /// Hosts that are asked at once.
    pub hosts: usize,
    /// The outlets.
    pub outlets: Vec<Outlet>,
}

/// One outlet that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Its id: small Latin letters, digits and hyphens.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its sources, with their addresses.
    pub sources: Vec<(Kind, Url)>,
    /// How often sources are asked, in milliseconds.
    pub every: i64,
    /// The least time between two requests to a host, in milliseconds.
    pub delay: i64,
    /// What a source dates longer ago than this, in milliseconds, is not fetched.
    pub backlog: i64,
}

/// How often sources are asked where nothing else is said.
const EVERY: i64 = 10 * MINUTE;
/// The delay between two requests to a host where nothing else is said.
const DELAY: i64 = 5 * SECOND;
/// The age of what is still fetched where nothing else is said.
const BACKLOG: i64 = 7 * DAY;
/// Hosts asked at once where nothing else is said.
const HOSTS: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    contact: Option<String>,
    archive: Option<PathBuf>,
    hosts: Option<Spanned<usize>>,
    #[serde(default)]
    outlet: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    name: Option<String>,
    #[serde(default)]
    feeds: Vec<Spanned<String>>,
    #[serde(default)]
    sections: Vec<Spanned<String>>,
    #[serde(default)]
    sitemaps: Vec<Spanned<String>>,
    every: Option<Spanned<String>>,
    delay: Option<Spanned<String>>,
    backlog: Option<Spanned<String>>,
}

impl Config {
    /// Reads a configuration; `name` is the file's, for messages.
    ///
    /// # Errors
    /// `bad-config`: all that is wrong, a line each, with file, line and column.
    pub fn read(text: &str, name: &str) -> Result<Config, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let read = match text.trim_start().starts_with('<') {
            true => opml::read(text),
            false => from_toml(text),
        };
        read.map_err(|faults| {
            let lines: Vec<String> = faults.iter().map(|f| f.told(text, name)).collect();
            Error::new("bad-config", lines.join("\n"))
        })
    }
}

/// Something wrong, at a byte of the file.
struct Fault {
    at: usize,
    message: String,
}

impl Fault {
    fn new(at: usize, message: impl Into<String>) -> Fault {
        Fault {
            at,
            message: message.into(),
        }
    }

    fn told(&self, text: &str, name: &str) -> String {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        format!("{name}:{line}:{column}: {}", self.message)
    }
}

fn from_toml(text: &str) -> Result<Config, Vec<Fault>> {
    let file: File = toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        vec![Fault::new(at, e.message().to_owned())]
    })?;
    let mut faults = Vec::new();
    let mut ids = HashMap::new();
    let mut urls = HashMap::new();
    let mut outlets = Vec::new();
    for entry in file.outlet {
        let at = entry.id.span().start;
        if let Some(first) = ids.insert(entry.id.get_ref().clone(), at) {
            let _: usize = first;
            faults.push(Fault::new(
                at,
                format!("a second outlet with the id {:?}", entry.id.get_ref()),
            ));
        }
        outlets.push(outlet(entry, &mut urls, &mut faults));
    }
    if outlets.is_empty() {
        faults.push(Fault::new(0, "no [[outlet]] to watch"));
    }
    let hosts = file.hosts.map_or(HOSTS, |hosts| {
        if !(1..=64).contains(hosts.get_ref()) {
            faults.push(Fault::new(hosts.span().start, "hosts is to be from 1 to 64"));
        }
        hosts.into_inner()
    });
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Config {
        contact: file.contact,
        archive: file.archive,
        hosts,
        outlets,
    })
}

fn outlet(entry: Entry, urls: &mut HashMap<Url, usize>, faults: &mut Vec<Fault>) -> Outlet {
    let (at, id) = (entry.id.span().start, entry.id.into_inner());
    if !is_id(&id) {
        let message = format!("an id has small Latin letters, digits and hyphens, not {id:?}");
        faults.push(Fault::new(at, message));
    }
    let mut sources = Vec::new();
    let lists = [
        (Kind::Feed, entry.feeds),
        (Kind::Section, entry.sections),
        (Kind::Sitemap, entry.sitemaps),
    ];
    for (kind, list) in lists {
        for text in list {
            match address(text.get_ref()) {
                Err(why) => faults.push(Fault::new(text.span().start, why)),
                Ok(url) if urls.insert(url.clone(), 0).is_some() => {
                    faults.push(Fault::new(
                        text.span().start,
                        format!("{url} stands above already"),
                    ));
                }
                Ok(url) => sources.push((kind, url)),
            }
        }
    }
    if sources.is_empty() && faults.is_empty() {
        faults.push(Fault::new(at, format!("{id} has no feeds, sections or sitemaps")));
    }
    let mut span = |text: Option<Spanned<String>>, usual: i64, least: i64| {
        let Some(text) = text else { return usual };
        span_of(text.get_ref(), least).unwrap_or_else(|why| {
            faults.push(Fault::new(text.span().start, why));
            usual
        })
    };
    Outlet {
        every: span(entry.every, EVERY, MINUTE),
        delay: span(entry.delay, DELAY, 0),
        backlog: span(entry.backlog, BACKLOG, 0),
        name: entry.name.unwrap_or_else(|| id.clone()),
        id,
        sources,
    }
}

fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !id.is_empty() && id.chars().all(plain)
}

/// The address of a source.
fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|e| format!("no address: {text:?}: {e}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!("neither http nor https: {text:?}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address with a name or password".to_owned());
    }
    Ok(url)
}

/// A span of time like `90s`, `10m`, `6h`, `7d`, in milliseconds.
fn span_of(text: &str, least: i64) -> Result<i64, String> {
    let text = text.trim();
    let wrong = || format!("not a span of time like 5s, 10m, 6h or 7d: {text:?}");
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[number.len()..] {
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return Err(wrong()),
    };
    let count: i64 = number.parse().map_err(|_| wrong())?;
    let span = count.checked_mul(unit).filter(|s| *s <= 366 * DAY);
    let span = span.ok_or_else(|| format!("longer than a year: {text:?}"))?;
    if span < least {
        return Err(format!("shorter than {} s: {text:?}", least / SECOND));
    }
    Ok(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let text = r#"
            contact = "desk@archive.example"
            hosts = 2
            [[outlet]]
            id = "harbour"
            name = "صحيفة المرفأ"
            feeds = ["https://harbour.example/rss"]
            sections = ["https://harbour.example/local"]
            sitemaps = ["https://harbour.example/news.xml"]
            every = "15m"
            delay = "8s"
            backlog = "2d"
            [[outlet]]
            id = "hill"
            feeds = ["https://hill.example/feed"]
        "#;
        let config = Config::read(text, "watch.toml").unwrap();
        assert_eq!(
            (config.hosts, config.contact.as_deref()),
            (2, Some("desk@archive.example"))
        );
        let [harbour, hill] = config.outlets.as_slice() else {
            panic!("{config:?}")
        };
        assert_eq!(harbour.sources.len(), 3);
        assert_eq!(
            (harbour.every, harbour.delay, harbour.backlog),
            (15 * MINUTE, 8 * SECOND, 2 * DAY)
        );
        assert_eq!(
            (hill.name.as_str(), hill.every, hill.delay),
            ("hill", EVERY, DELAY)
        );
    }

    #[test]
    fn faults_have_their_place() {
        let cases = [
            ("[[outlet]]\nid = \"a\"\nfeed = []", "f:3:1: unknown field `feed`"),
            ("[[outlet]]\nid = = 1", "f:2:6: "),
            ("[[outlet]]\nname = \"x\"", "f:1:1: missing field `id`"),
            ("", "f:1:1: no [[outlet]]"),
            (
                "hosts = 0\n[[outlet]]\nid='a'\nfeeds=['http://a.example']",
                "f:1:9: hosts",
            ),
            ("[[outlet]]\nid = \"Ö\"\nfeeds = []", "f:2:6: an id"),
            (
                "[[outlet]]\nid = 'a'\nfeeds = ['خبر', 'ftp://x.example']",
                "f:3:10: no address",
            ),
            (
                "[[outlet]]\nid = 'a'\nfeeds = ['http://x.example', 'ftp://x.example']",
                "f:3:30: neither",
            ),
            (
                "[[outlet]]\nid = 'a'\nfeeds = ['http://u:p@x.example']",
                "f:3:10: an address with a name",
            ),
            (
                "[[outlet]]\nid='a'\nfeeds=['http://x.example','http://x.example/']",
                "f:3:27: http://x.example/ stands",
            ),
            (
                "[[outlet]]\nid='a'\nevery='10'\nfeeds=['http://x.example']",
                "f:3:7: not a span",
            ),
            (
                "[[outlet]]\nid='a'\nevery='10s'\nfeeds=['http://x.example']",
                "f:3:7: shorter",
            ),
            (
                "[[outlet]]\nid='a'\ndelay='99999999999999999d'\nfeeds=['http://x.example']",
                "f:3:7: longer",
            ),
            ("[[outlet]]\nid='a'", "f:2:4: a has no feeds"),
        ];
        for (text, start) in cases {
            let told = Config::read(text, "f").unwrap_err().to_string();
            assert!(told.starts_with(start), "{text:?}: {told}");
        }
        let two = "[[outlet]]\nid='a'\nfeeds=['x']\n[[outlet]]\nid='a'\nfeeds=['http://x.example']";
        assert_eq!(Config::read(two, "f").unwrap_err().to_string().lines().count(), 2);
    }
}
