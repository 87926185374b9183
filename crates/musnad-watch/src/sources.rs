//! What feeds, sitemaps and sections lead to: their bytes go in, addresses of pages with their dates come out.

use crate::error::Error;
use crate::fetch::{gunzip, host_of};
use crate::links::{Looks, links};
use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::str::FromStr;
use url::Url;

/// The most bytes of a sitemap that is itself a gzip file, when decompressed.
const LARGEST: u64 = 64 << 20;

/// The kinds of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// RSS, Atom, RDF or JSON Feed.
    Feed,
    /// A page whose links are followed.
    Section,
    /// A sitemap, or an index of them.
    Sitemap,
}

impl Kind {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Feed => "feed",
            Kind::Section => "section",
            Kind::Sitemap => "sitemap",
        }
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(name: &str) -> Result<Kind, ()> {
        let all = [Kind::Feed, Kind::Section, Kind::Sitemap];
        all.into_iter().find(|k| k.as_str() == name).ok_or(())
    }
}

/// A link that a source gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it leads.
    pub url: Url,
    /// When that was published, or last changed, by the source's word.
    pub published: Option<Timestamp>,
}

/// What a source gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Pages, in its order.
    pub pages: Vec<Found>,
    /// Sitemaps that a sitemap names.
    pub sitemaps: Vec<Found>,
}

/// Reads a source of this kind, which was fetched from `base`.
///
/// # Errors
/// `feed-is-html`, `bad-feed`, `bad-sitemap`, `not-html`.
pub(crate) fn read(kind: Kind, bytes: &[u8], base: &Url, looks: Looks) -> Result<Listing, Error> {
    match kind {
        Kind::Feed => feed(bytes, base),
        Kind::Sitemap => sitemap(bytes, base),
        Kind::Section => section(bytes, base, looks),
    }
}

fn feed(bytes: &[u8], base: &Url) -> Result<Listing, Error> {
    if is_html(bytes) {
        return Err(Error::new(
            "feed-is-html",
            "a page in HTML where a feed was expected",
        ));
    }
    let parse = |bytes: &[u8]| {
        let parser = feed_rs::parser::Builder::new()
            .base_uri(Some(base.as_str()))
            .build();
        parser.parse(bytes)
    };
    // the fault that is told is that of the feed as it came
    let feed = parse(bytes).or_else(|e| parse(mended(bytes).as_bytes()).map_err(|_| e));
    let feed = feed.map_err(|e| Error::new("bad-feed", format!("no feed: {e}")).because(e))?;
    let pages = feed.entries.into_iter().filter_map(|e| entry(&e, base)).collect();
    Ok(Listing {
        pages,
        sitemaps: Vec::new(),
    })
}

/// The text of a feed without the faults that feeds often have: words before its beginning, bytes that are no UTF-8,
/// ampersands that are meant as such.
fn mended(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let starts = ["<rss", "<feed", "<rdf:RDF"];
    let start = starts.iter().filter_map(|s| text.find(s)).min().unwrap_or(0);
    let mut out = String::with_capacity(text.len());
    let mut rest = &text[start..];
    while let Some(at) = rest.find('&') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        out.push_str(if is_reference(&behind[1..]) { "&" } else { "&amp;" });
        rest = &behind[1..];
    }
    out.push_str(rest);
    out
}

/// Whether what follows an ampersand makes it a reference: `amp;`, `#1575;`.
fn is_reference(behind: &str) -> bool {
    let name = behind.trim_start_matches('#');
    let length = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    (1..=32).contains(&length) && name[length..].starts_with(';')
}

fn entry(entry: &feed_rs::model::Entry, base: &Url) -> Option<Found> {
    let page = |l: &&feed_rs::model::Link| l.rel.as_deref().is_none_or(|r| r == "alternate");
    let link = entry.links.iter().find(page).map(|l| l.href.as_str());
    // an entry without a link may name itself by its address
    let link = link.unwrap_or(&entry.id);
    let url = base
        .join(link.trim())
        .ok()
        .filter(|u| matches!(u.scheme(), "http" | "https"))?;
    if link == entry.id && Url::parse(link).is_err() {
        return None;
    }
    let date = entry.published.or(entry.updated);
    let published = date.and_then(|d| Timestamp::from_millisecond(d.timestamp_millis()).ok());
    Some(Found { url, published })
}

fn section(bytes: &[u8], base: &Url, looks: Looks) -> Result<Listing, Error> {
    let head = head(bytes);
    if head.starts_with(b"{") || head.starts_with(b"%PDF") || head.starts_with(b"<?xml") && !is_html(bytes) {
        return Err(Error::new(
            "not-html",
            "no page in HTML where a section was expected",
        ));
    }
    let host = host_of(base);
    let same = |u: &Url| host_of(u) == host && looks(u);
    let found = links(bytes, base).into_iter().filter(same);
    let found = found.map(|url| Found { url, published: None });
    Ok(Listing {
        pages: found.collect(),
        sitemaps: Vec::new(),
    })
}

/// The first bytes without a mark of order and spaces.
fn head(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start()
}

/// Whether bytes begin as HTML does, comments and declarations left out.
fn is_html(bytes: &[u8]) -> bool {
    let mut rest = head(bytes);
    while let Some(close) = rest.strip_prefix(b"<!--").map(|_| b"-->".as_slice()).or_else(|| {
        let declared = rest.starts_with(b"<?xml");
        declared.then_some(b"?>".as_slice())
    }) {
        let Some(end) = rest.windows(close.len()).position(|w| w == close) else {
            return false;
        };
        rest = rest[end + close.len()..].trim_ascii_start();
    }
    let start = rest[..rest.len().min(14)].to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html") || start.starts_with(b"<head")
}

/// The part of a sitemap's element that is being read.
#[derive(Default)]
struct Item {
    location: String,
    changed: String,
    published: String,
}

impl Item {
    fn found(self, base: &Url) -> Option<Found> {
        let url = base.join(self.location.trim()).ok()?;
        let date = date(self.published.trim()).or_else(|| date(self.changed.trim()));
        let web = matches!(url.scheme(), "http" | "https");
        web.then_some(Found { url, published: date })
    }
}

/// A moment of RFC 3339; a day alone says too little to measure a delay by.
fn date(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok()
}

fn sitemap(bytes: &[u8], base: &Url) -> Result<Listing, Error> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return sitemap(&gunzip(bytes, LARGEST)?, base);
    }
    if is_html(bytes) {
        return Err(Error::new(
            "bad-sitemap",
            "a page in HTML where a sitemap was expected",
        ));
    }
    if head(bytes).starts_with(b"http") {
        return Ok(lines(bytes, base));
    }
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(&text));
    let mut out = Listing::default();
    let mut path: Vec<String> = Vec::new();
    let mut item = Item::default();
    let mut rooted = false;
    loop {
        let at = reader.buffer_position();
        match reader.read_event() {
            Err(e) => return Err(bad(at, &e.to_string())),
            Ok(Event::Eof) if !rooted => return Err(bad(at, "it has no urlset or sitemapindex")),
            Ok(Event::Eof) if !path.is_empty() => return Err(bad(at, "it ends early")),
            Ok(Event::Eof) => return Ok(out),
            Ok(Event::Start(tag)) => {
                let name = tag.local_name().as_ref().to_owned();
                rooted |= path.is_empty() && (name == "urlset" || name == "sitemapindex");
                path.push(name);
                if path.len() > 64 {
                    return Err(bad(at, "nested too deep"));
                }
            }
            Ok(Event::Text(text)) => note(&mut item, &path, &text),
            Ok(Event::CData(text)) => note(&mut item, &path, &text),
            Ok(Event::GeneralRef(name)) => {
                let meant = match &*name {
                    "amp" | "#38" | "#x26" => "&",
                    _ => "",
                };
                note(&mut item, &path, meant);
            }
            Ok(Event::End(_)) => match path.pop().as_deref() {
                Some("url") => out.pages.extend(std::mem::take(&mut item).found(base)),
                Some("sitemap") => out.sitemaps.extend(std::mem::take(&mut item).found(base)),
                _ => {}
            },
            Ok(_) => {}
        }
    }
}

fn note(item: &mut Item, path: &[String], text: &str) {
    let mut inside = path.iter().rev().map(String::as_str);
    match (inside.next(), inside.next()) {
        // pictures and films have addresses of their own, deeper inside
        (Some("loc"), Some("url" | "sitemap")) => item.location.push_str(text),
        (Some("lastmod"), _) => item.changed.push_str(text),
        (Some("publication_date"), _) => item.published.push_str(text),
        _ => {}
    }
}

fn bad(at: u64, why: &str) -> Error {
    Error::new("bad-sitemap", format!("no sitemap: byte {at}: {why}"))
}

/// A sitemap of bare text, an address a line.
fn lines(bytes: &[u8], base: &Url) -> Listing {
    let text = String::from_utf8_lossy(bytes);
    let pages = text.lines().filter(|l| !l.trim().is_empty()).filter_map(|l| {
        let item = Item {
            location: l.to_owned(),
            ..Item::default()
        };
        item.found(base)
    });
    Listing {
        pages: pages.collect(),
        sitemaps: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::looks_like_article;

    fn read_as(kind: Kind, text: &str) -> Result<Listing, Error> {
        let base = Url::parse("https://press.example/list/").unwrap();
        read(kind, text.as_bytes(), &base, looks_like_article)
    }

    fn pages(kind: Kind, text: &str) -> Vec<(String, Option<String>)> {
        let pages = read_as(kind, text).unwrap().pages.into_iter();
        pages
            .map(|f| (f.url.to_string(), f.published.map(|p| p.to_string())))
            .collect()
    }

    fn one(url: &str, published: Option<&str>) -> (String, Option<String>) {
        (url.to_owned(), published.map(str::to_owned))
    }

    #[test]
    fn feeds_of_each_kind_are_read() {
        let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>ت</title>
            <item><title>أ</title><link>https://press.example/1</link><pubDate>Mon, 02 Dec 2024 10:00:00 +0300</pubDate></item>
            <item><title>ب</title><link>/2</link><pubDate>الاثنين</pubDate></item>
            <item><title>ج</title><guid isPermaLink=\"true\">https://press.example/3</guid></item>
            <item><title>د</title></item></channel></rss>";
        let want = [
            one("https://press.example/1", Some("2024-12-02T07:00:00Z")),
            one("https://press.example/2", None),
            one("https://press.example/3", None),
        ];
        assert_eq!(pages(Kind::Feed, rss), want);
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>tag:1</id><link rel=\"enclosure\"
            href=\"/a.mp3\"/><link href=\"/4\"/><updated>2024-12-02T10:00:00Z</updated></entry></feed>";
        assert_eq!(
            pages(Kind::Feed, atom),
            [one("https://press.example/4", Some("2024-12-02T10:00:00Z"))]
        );
        let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"ت","items":[{"id":"5",
            "url":"https://press.example/5","content_text":"نص"}]}"#;
        assert_eq!(pages(Kind::Feed, json), [one("https://press.example/5", None)]);
    }

    #[test]
    fn sitemaps_are_read() {
        let text = "<?xml version=\"1.0\"?><urlset xmlns:n=\"news\" xmlns:image=\"image\"><url>
            <loc> https://press.example/a?x=1&amp;y=2 </loc><image:image><image:loc>https://press.example/p.jpg</image:loc></image:image>
            <lastmod>2024-12-03T10:00:00Z</lastmod><n:news><n:publication_date>2024-12-02T10:00:00+03:00</n:publication_date></n:news></url>
            <url><loc><![CDATA[https://press.example/b]]></loc><lastmod>2024-12-02</lastmod></url></urlset>";
        let want = [
            one("https://press.example/a?x=1&y=2", Some("2024-12-02T07:00:00Z")),
            one("https://press.example/b", None),
        ];
        assert_eq!(pages(Kind::Sitemap, text), want);
        let index = "<sitemapindex><sitemap><loc>https://press.example/s1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read_as(Kind::Sitemap, index).unwrap().sitemaps.len(), 1);
        assert_eq!(pages(Kind::Sitemap, "https://press.example/c\n\n").len(), 1);
    }

    #[test]
    fn what_is_something_else_is_told() {
        let html = "<!-- x --><!DOCTYPE html><html><title>404</title></html>";
        let cases = [
            (Kind::Feed, html, "feed-is-html"),
            (Kind::Feed, "<rss><channel><item>", "bad-feed"),
            (Kind::Feed, "nothing", "bad-feed"),
            (Kind::Feed, "", "bad-feed"),
            (Kind::Sitemap, html, "bad-sitemap"),
            (
                Kind::Sitemap,
                "<urlset><url><loc>https://press.example/a",
                "bad-sitemap",
            ),
            (Kind::Sitemap, "<rss/>", "bad-sitemap"),
            (Kind::Sitemap, "", "bad-sitemap"),
            (Kind::Section, "{\"a\":1}", "not-html"),
            (Kind::Section, "<?xml version=\"1.0\"?><rss/>", "not-html"),
        ];
        for (kind, text, code) in cases {
            assert_eq!(read_as(kind, text).unwrap_err().code(), code, "{kind:?} {text:?}");
        }
    }

    #[test]
    fn sections_give_articles_of_their_host() {
        let html = "<a href='/news/12345'>1</a><a href='https://other.example/news/12345'>2</a><a href='/about'>3</a>";
        assert_eq!(
            pages(Kind::Section, html),
            [one("https://press.example/news/12345", None)]
        );
    }

    #[test]
    fn hostile_lists_are_told() {
        let deep = "<a>".repeat(300_000);
        let entities = "&a;".repeat(100_000);
        let cases = [
            (
                Kind::Feed,
                format!("<rss version=\"2.0\"><channel><item>{deep}"),
                Err("bad-feed"),
            ),
            (
                Kind::Feed,
                format!("<rss version=\"2.0\"><channel><item><description>{deep}"),
                Err("bad-feed"),
            ),
            (
                Kind::Feed,
                format!(
                    "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}",
                    "[".repeat(300_000)
                ),
                Err("bad-feed"),
            ),
            (
                Kind::Feed,
                format!(
                    "<!DOCTYPE rss [<!ENTITY a \"{deep}\">]><rss version=\"2.0\"><channel><title>{entities}</title></channel></rss>"
                ),
                Ok(0),
            ),
            (Kind::Sitemap, format!("<urlset>{deep}"), Err("bad-sitemap")),
            (
                Kind::Sitemap,
                format!(
                    "<!DOCTYPE urlset [<!ENTITY a \"{deep}\">]><urlset><url><loc>{entities}</loc></url></urlset>"
                ),
                Ok(1),
            ),
        ];
        for (kind, text, want) in cases {
            let read = read_as(kind, &text).map(|l| l.pages.len()).map_err(|e| e.code());
            assert_eq!(read, want, "{}", &text[..60]);
        }
    }

    #[test]
    fn feeds_with_common_faults_are_read() {
        let feed = |head: &str, inside: &str| {
            let item = "<item><link>https://press.example/9</link></item>";
            format!("{head}<rss version=\"2.0\"><channel>{inside}{item}</channel></rss>").into_bytes()
        };
        // an alef lam of windows-1256 for each at sign
        let raw = |head: &str| -> Vec<u8> {
            let bytes = feed(head, "<title>@@</title>").into_iter();
            bytes.map(|b| if b == b'@' { 0xc7 } else { b }).collect()
        };
        let utf16 = String::from_utf8(feed("<?xml version=\"1.0\" encoding=\"utf-16\"?>", "")).unwrap();
        let utf16 = std::iter::once(0xfeff)
            .chain(utf16.encode_utf16())
            .flat_map(u16::to_le_bytes);
        let cases = [
            ("empty lines", feed("\n\n<?xml version=\"1.0\"?>", "")),
            ("byte-order mark", feed("\u{feff}<?xml version=\"1.0\"?>", "")),
            (
                "a warning",
                feed("Warning: x in y<br />\n<?xml version=\"1.0\"?>", ""),
            ),
            ("an ampersand", feed("", "<title>a & b &amp; c&#1575;</title>")),
            (
                "entities of HTML",
                feed("", "<title>a&nbsp;&laquo;b&raquo;</title>"),
            ),
            ("a control character", feed("", "<title>a\u{8}b</title>")),
            (
                "windows-1256",
                raw("<?xml version=\"1.0\" encoding=\"windows-1256\"?>"),
            ),
            (
                "windows-1256 called UTF-8",
                raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>"),
            ),
            ("windows-1256 called nothing", raw("")),
            ("UTF-16", utf16.collect()),
        ];
        let base = Url::parse("https://press.example/").unwrap();
        for (what, bytes) in cases {
            let pages = read(Kind::Feed, &bytes, &base, looks_like_article).unwrap().pages;
            let urls: Vec<&str> = pages.iter().map(|p| p.url.as_str()).collect();
            assert_eq!(urls, ["https://press.example/9"], "{what}");
        }
        let link = feed("", "<item><link>https://press.example/?a=1&b=2</link></item>");
        let pages = read(Kind::Feed, &link, &base, looks_like_article).unwrap().pages;
        assert_eq!(pages[0].url.as_str(), "https://press.example/?a=1&b=2");
    }
}
