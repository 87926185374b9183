//! Addresses of pages: made comparable, found in a page, and judged by their form.

use std::collections::HashSet;
use std::sync::LazyLock;
use url::Url;

const TRACKING: &str = include_str!("../../../data/tracking-parameters.tsv");

/// Links of one page that are looked at.
const MOST: usize = 20_000;

/// Names of parameters that do not tell which page is meant, and beginnings of such names.
struct Tracking {
    names: HashSet<&'static str>,
    beginnings: Vec<&'static str>,
}

static TABLE: LazyLock<Tracking> = LazyLock::new(|| {
    let lines = TRACKING.lines().filter(|l| !l.starts_with('#')).skip(1);
    let names = lines.filter_map(|l| l.split('\t').next());
    let (open, whole): (Vec<_>, Vec<_>) = names.partition(|n| n.ends_with('*'));
    Tracking {
        names: whole.into_iter().collect(),
        beginnings: open.into_iter().map(|n| n.trim_end_matches('*')).collect(),
    }
});

/// Whether a parameter says only where the reader came from.
fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TABLE.names.contains(name.as_str()) || TABLE.beginnings.iter().any(|b| name.starts_with(b))
}

/// An address by which two links to one page are the same: without fragment and tracking parameters.
pub fn normalised(url: &Url) -> Url {
    let mut out = url.clone();
    out.set_fragment(None);
    if let Some(query) = url.query() {
        // the rest stays byte for byte: servers tell spellings apart
        let kept: Vec<&str> = query
            .split('&')
            .filter(|part| !part.is_empty() && !is_tracking(part.split('=').next().unwrap_or("")))
            .collect();
        let kept = kept.join("&");
        out.set_query(Some(kept.as_str()).filter(|q| !q.is_empty()));
    }
    out
}

/// Judges by its address whether a link of a section leads to an article.
pub type Looks = fn(&Url) -> bool;

/// Extensions of files that may be pages.
const PAGES: &[&str] = &[
    "html", "htm", "shtml", "xhtml", "php", "asp", "aspx", "jsp", "cfm",
];

/// Whether an address has the form of an article's: a number of some length, a title of several words, or a long
/// last part; and nothing that is a picture, a feed or the page of a month.
pub fn looks_like_article(url: &Url) -> bool {
    let parts: Vec<&str> = url.path().split('/').filter(|p| !p.is_empty()).collect();
    let Some(last) = parts.last() else {
        return digits(url.query().unwrap_or("")) >= 4;
    };
    let (stem, extension) = match last.rsplit_once('.') {
        Some((stem, e)) if e.len() <= 5 && e.chars().all(|c| c.is_ascii_alphanumeric()) => (stem, e),
        _ => (*last, ""),
    };
    let known = PAGES.contains(&extension.to_ascii_lowercase().as_str());
    let number = extension.chars().all(|c| c.is_ascii_digit());
    if !known && !number || parts.contains(&"feed") {
        return false;
    }
    let calendar = parts.iter().all(|p| p.len() <= 4 && digits(p) == p.len());
    if calendar {
        return false;
    }
    let words = stem.split(['-', '_', '+']).filter(|w| !w.is_empty()).count();
    digits(url.path()) + digits(url.query().unwrap_or("")) >= 5 || words >= 4 || stem.len() >= 60
}

/// Digits outside percent signs' codes.
fn digits(text: &str) -> usize {
    let mut rest = text.chars();
    let mut count = 0;
    while let Some(c) = rest.next() {
        match c {
            '%' => {
                rest.nth(1);
            }
            c => count += usize::from(c.is_ascii_digit()),
        }
    }
    count
}

/// The addresses that the `<a href>` of a page lead to, in order, each once.
pub fn links(html: &[u8], base: &Url) -> Vec<Url> {
    let mut base = base.clone();
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    let tags = Tags { rest: html };
    for (name, tag) in tags.take(MOST * 20) {
        let Some(href) = attribute(tag, b"href") else {
            continue;
        };
        let href = unescaped(String::from_utf8_lossy(href).trim());
        let Ok(url) = base.join(&href) else { continue };
        if name.eq_ignore_ascii_case(b"base") {
            base = url;
        } else if matches!(url.scheme(), "http" | "https") && seen.insert(url.clone()) {
            out.push(url);
        }
        if out.len() == MOST {
            break;
        }
    }
    out
}

/// The tags `a` and `base` of a page: the name, and what stands behind it.
struct Tags<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Tags<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let open = self.rest.iter().position(|b| *b == b'<')?;
            self.rest = &self.rest[open + 1..];
            if self.rest.starts_with(b"!--") {
                let end = self.rest.windows(3).position(|w| w == b"-->")?;
                self.rest = &self.rest[end..];
                continue;
            }
            let length = self.rest.iter().position(|b| !b.is_ascii_alphabetic())?;
            let (name, behind) = self.rest.split_at(length);
            if name.eq_ignore_ascii_case(b"a") || name.eq_ignore_ascii_case(b"base") {
                let (tag, rest) = behind.split_at(end_of_tag(behind));
                self.rest = rest;
                return Some((name, tag));
            }
        }
    }
}

/// Where a tag ends, `>` in quotes left out.
fn end_of_tag(tag: &[u8]) -> usize {
    let mut quote = None;
    for (at, byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(q), b) if q == *b => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The value of an attribute, with or without quotes.
fn attribute<'a>(tag: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    let mut rest = tag;
    loop {
        let start = rest.iter().position(|b| !b.is_ascii_whitespace() && *b != b'/')?;
        rest = &rest[start..];
        let end = rest
            .iter()
            .position(|b| b.is_ascii_whitespace() || *b == b'=')
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let behind = behind.trim_ascii_start();
        let (value, after) = match behind.strip_prefix(b"=") {
            Some(value) => value_of(value.trim_ascii_start()),
            None => (&b""[..], behind),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        // a sign of equality without a name before it would never be passed
        rest = if after.len() < rest.len() {
            after
        } else {
            &rest[1..]
        };
    }
}

fn value_of(text: &[u8]) -> (&[u8], &[u8]) {
    match text.first() {
        Some(quote @ (b'"' | b'\'')) => {
            let inside = &text[1..];
            let end = inside.iter().position(|b| b == quote).unwrap_or(inside.len());
            (&inside[..end], &inside[(end + 1).min(inside.len())..])
        }
        _ => text.split_at(
            text.iter()
                .position(u8::is_ascii_whitespace)
                .unwrap_or(text.len()),
        ),
    }
}

/// The few entities that stand in addresses.
fn unescaped(text: &str) -> String {
    match text.contains('&') {
        false => text.to_owned(),
        true => text
            .replace("&#38;", "&")
            .replace("&#038;", "&")
            .replace("&#x26;", "&")
            .replace("&amp;", "&"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn addresses_of_one_page_are_the_same() {
        let cases = [
            (
                "https://Press.example:443/a?utm_source=x&id=7&UTM_Medium=y#top",
                "https://press.example/a?id=7",
            ),
            ("https://press.example/a?fbclid=1", "https://press.example/a"),
            (
                "https://press.example/a?b=%D8%AE&c",
                "https://press.example/a?b=%D8%AE&c",
            ),
            (
                "https://press.example/a?utmost=1",
                "https://press.example/a?utmost=1",
            ),
            ("https://press.example/a/", "https://press.example/a/"),
        ];
        for (from, to) in cases {
            assert_eq!(normalised(&url(from)).as_str(), to);
        }
    }

    #[test]
    fn articles_are_told_by_their_addresses() {
        for yes in [
            "https://press.example/news/118273",
            "https://press.example/2024/12/2/a",
            "https://press.example/local/the-bridge-is-open-again",
            "https://press.example/خبر/وصول-قافلة-إغاثة-إلى-البلدة",
            "https://press.example/?p=48213",
            "https://press.example/article.aspx?id=88123",
            "https://press.example/story-1.2345678",
        ] {
            assert!(looks_like_article(&url(yes)), "{yes}");
        }
        for no in [
            "https://press.example/",
            "https://press.example/politics",
            "https://press.example/أخبار",
            "https://press.example/2024/12/",
            "https://press.example/page/2",
            "https://press.example/photos/bridge-118273.jpg",
            "https://press.example/2024/12/02/bridge/feed/",
            "https://press.example/about-us",
        ] {
            assert!(!looks_like_article(&url(no)), "{no}");
        }
    }

    #[test]
    fn links_are_found_in_any_mark_up() {
        let html = r##"<base href="/sub/"><A class=x HREF='one?a=1&amp;b=2'>1</a><a
            title="a > b" href=two>2</a><!-- <a href="/no"> --><a href="mailto:x@y.example"><a href="//other.example/3">
            <a href="#top"><a =><a href="one?a=1&b=2"><abbr href="/no"><a href="http://["><a href="/four"##;
        let found = links(html.as_bytes(), &url("https://press.example/index"));
        let found: Vec<&str> = found.iter().map(Url::as_str).collect();
        assert_eq!(
            found,
            [
                "https://press.example/sub/one?a=1&b=2",
                "https://press.example/sub/two",
                "https://other.example/3",
                "https://press.example/sub/#top",
                "https://press.example/four",
            ]
        );
    }

    #[test]
    fn no_mark_up_takes_long() {
        for piece in ["<a ", "<a href=", "<!--", "<a =", "<a href=\"", "<"] {
            let html = piece.repeat(200_000);
            assert!(links(html.as_bytes(), &url("https://press.example/")).len() <= MOST);
        }
    }
}
