//! What an input is, told from its first bytes.

use memchr::memmem;
use std::fmt;

/// How many bytes at the head of an input tell what it is.
pub(crate) const HEAD: usize = 16 << 10;

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A page in HTML or XHTML.
    Html,
    /// A page of bare text, or nothing at all.
    Text,
    /// A feed: RSS, Atom or JSON Feed.
    Feed,
    /// A list of URLs: a sitemap, or an index of sitemaps.
    Sitemap,
    /// Records in JSON: JSON Lines, a list, or one object.
    Json,
    /// A web archive.
    Warc,
    /// A zip file, which a WACZ is.
    Zip,
    /// Rows in columns.
    Parquet,
    /// Something packed with gzip.
    Gzip,
    /// Something packed with zstd.
    Zstd,
    /// XML that is none of the above.
    Xml,
    /// Bytes that are no text.
    Binary,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Html => "an HTML page",
            Kind::Text => "bare text",
            Kind::Feed => "a feed",
            Kind::Sitemap => "a sitemap",
            Kind::Json => "JSON",
            Kind::Warc => "a WARC",
            Kind::Zip => "a zip file",
            Kind::Parquet => "a Parquet file",
            Kind::Gzip => "a gzip file",
            Kind::Zstd => "a zstd file",
            Kind::Xml => "XML",
            Kind::Binary => "bytes that are no text",
        })
    }
}

impl Kind {
    /// What an input is that begins with `head`.
    ///
    /// ```
    /// use musnad_intake::Kind;
    /// assert_eq!(Kind::of(b"<!doctype html><title>x</title>"), Kind::Html);
    /// assert_eq!(Kind::of("سيول تقطع الطريق".as_bytes()), Kind::Text);
    /// ```
    pub fn of(head: &[u8]) -> Kind {
        packed(head).unwrap_or_else(|| written(head))
    }
}

/// Formats that begin with a signature.
fn packed(head: &[u8]) -> Option<Kind> {
    const SIGNATURES: &[(&[u8], Kind)] = &[
        (b"\x1f\x8b\x08", Kind::Gzip),
        (b"\x28\xb5\x2f\xfd", Kind::Zstd),
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06", Kind::Zip),
        (b"PAR1", Kind::Parquet),
        (b"WARC/", Kind::Warc),
        (b"%PDF-", Kind::Binary),
    ];
    let found = SIGNATURES.iter().find(|(s, _)| head.starts_with(s));
    found.map(|(_, kind)| *kind)
}

/// Formats that are text.
fn written(head: &[u8]) -> Kind {
    let narrowed = narrowed(head);
    let text = narrowed.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&narrowed);
    if text.contains(&0) {
        return Kind::Binary;
    }
    let text = text.trim_ascii_start();
    match text.first() {
        Some(b'<') => marked_up(text),
        Some(b'{' | b'[') if is_json(text) => json(text),
        _ if text.starts_with(b"WARC/") => Kind::Warc,
        _ if has_records(text) => Kind::Json,
        _ => Kind::Text,
    }
}

/// UTF-16 with a byte-order mark, its ASCII alone and everything else as `?`; other bytes as they are.
fn narrowed(head: &[u8]) -> Vec<u8> {
    let ascii = |high: u8, low: u8| if high == 0 { low } else { b'?' };
    match head {
        [0xFF, 0xFE, rest @ ..] => rest.chunks_exact(2).map(|p| ascii(p[1], p[0])).collect(),
        [0xFE, 0xFF, rest @ ..] => rest.chunks_exact(2).map(|p| ascii(p[0], p[1])).collect(),
        _ => head.to_vec(),
    }
}

/// Told by the first element, comments and declarations left out.
fn marked_up(text: &[u8]) -> Kind {
    let mut rest = text;
    let mut declared = false;
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', ..] if starts_with(rest, b"<!doctype html") => return Kind::Html,
            [b'<', b'!', ..] => b">",
            _ => break,
        };
        declared |= starts_with(rest, b"<?xml");
        match memmem::find(rest, end) {
            Some(at) => rest = &rest[at + end.len()..],
            None => break,
        }
    }
    let name = rest.strip_prefix(b"<").unwrap_or(b"");
    let length = name.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b':');
    let name = name[..length.unwrap_or(name.len())].to_ascii_lowercase();
    match name.rsplit(|b| *b == b':').next().unwrap_or(b"") {
        b"rss" | b"feed" | b"rdf" => Kind::Feed,
        b"urlset" | b"sitemapindex" => Kind::Sitemap,
        b"html" => Kind::Html,
        b"" => Kind::Text,
        _ if declared => Kind::Xml,
        _ => Kind::Html,
    }
}

fn starts_with(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// `{` and then a key or `}`, or a list of such.
fn is_json(text: &[u8]) -> bool {
    let inside = text.strip_prefix(b"[").map_or(text, <[u8]>::trim_ascii_start);
    let Some(rest) = inside.strip_prefix(b"{") else {
        return false;
    };
    matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}') | None)
}

/// Whether most lines are records, though the first is broken.
fn has_records(text: &[u8]) -> bool {
    let lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let lines = lines.filter(|l| !l.is_empty()).skip(1).take(20);
    let (all, records) = lines.fold((0, 0), |(all, records), line| {
        let is_record = line.starts_with(b"{\"") && is_json(line);
        (all + 1, records + usize::from(is_record))
    });
    records * 2 > all
}

fn json(text: &[u8]) -> Kind {
    if memmem::find(text, b"jsonfeed.org/version/").is_some() && text.starts_with(b"{") {
        return Kind::Feed;
    }
    Kind::Json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_told_apart() {
        for (head, kind) in [
            ("", Kind::Text),
            ("قصف", Kind::Text),
            ("{قصف}", Kind::Text),
            ("[صورة] قصف", Kind::Text),
            ("\"{\"", Kind::Text),
            ("< 3 قتلى", Kind::Text),
            ("{\"id\":1}", Kind::Json),
            (" \n{ \"text\": ", Kind::Json),
            ("\u{FEFF}{\"a\"", Kind::Json),
            ("[{\"text\":", Kind::Json),
            ("{}", Kind::Json),
            ("{broken\n\n{\"id\":1}\n", Kind::Json),
            ("قصف\n{\"id\":1}\nقصف\nقصف", Kind::Text),
            ("{\"version\":\"https://jsonfeed.org/version/1.1\"", Kind::Feed),
            ("{\"version\": \"https://jsonfeed.org/version/1\",", Kind::Feed),
            ("\n<!-- مخزن --><!DOCTYPE HTML>", Kind::Html),
            ("<div>خبر</div>", Kind::Html),
            ("<?xml version='1.0'?><html xmlns='x'>", Kind::Html),
            (
                "<?xml version='1.0'?>\n<!-- x -->\n<rss version='2.0'>",
                Kind::Feed,
            ),
            ("<?xml version='1.0'?><atom:feed>", Kind::Feed),
            ("<rdf:RDF xmlns:rdf='x'>", Kind::Feed),
            (
                "<?xml version='1.0'?><?xml-stylesheet href='x'?><urlset>",
                Kind::Sitemap,
            ),
            ("<sitemapindex xmlns='x'>", Kind::Sitemap),
            ("<?xml version='1.0'?><invoice>", Kind::Xml),
            ("WARC/1.0\r\n", Kind::Warc),
            ("PAR1", Kind::Parquet),
            ("PK\u{3}\u{4}", Kind::Zip),
            ("\u{1}\u{0}", Kind::Binary),
            ("%PDF-1.4", Kind::Binary),
        ] {
            assert_eq!(Kind::of(head.as_bytes()), kind, "{head}");
        }
        let wide: Vec<u8> = "\u{FEFF}<html>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(Kind::of(&wide), Kind::Html);
        assert_eq!(Kind::of(b"\x1f\x8b\x08\0"), Kind::Gzip);
    }
}
