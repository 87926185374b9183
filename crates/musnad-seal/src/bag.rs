//! A bag by BagIt (RFC 8493): the names inside it, and its tag files as text.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::hash::Hash;
use crate::journal::End;

/// The declaration, as a bundle's must read.
pub(crate) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

pub(crate) const BAGIT: &str = "bagit.txt";
pub(crate) const INFO: &str = "bag-info.txt";
pub(crate) const README: &str = "README.txt";
pub(crate) const MANIFEST: &str = "manifest-sha256.txt";
pub(crate) const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
pub(crate) const SIGNATURE_JSON: &str = "signature/ed25519.json";
pub(crate) const SIGNATURE: &str = "signature/tagmanifest.sig";
pub(crate) const PUBLIC: &str = "signature/public.pem";
pub(crate) const QUERY: &str = "signature/timestamp.tsq";
pub(crate) const STAMP: &str = "signature/timestamp.tsr";

/// The tag files that the tag manifest lists, in its order.
pub(crate) const TAGS: [&str; 4] = [BAGIT, INFO, README, MANIFEST];
/// What stands behind them, in this order; a time stamp may follow.
pub(crate) const BEHIND: [&str; 5] = [TAG_MANIFEST, SIGNATURE_JSON, SIGNATURE, PUBLIC, QUERY];

pub(crate) const WARC: &str = "data/pages.warc.gz";
pub(crate) const DOCUMENTS: &str = "data/records/documents.jsonl";
pub(crate) const QUOTES: &str = "data/records/quotes.jsonl";
pub(crate) const CLAIMS: &str = "data/records/claims.jsonl";
pub(crate) const EVENTS: &str = "data/records/events.jsonl";
pub(crate) const STORIES: &str = "data/records/stories.jsonl";
pub(crate) const EARLIER: &str = "data/records/earlier.jsonl";
pub(crate) const CORRECTIONS: &str = "data/corrections.jsonl";
pub(crate) const JOURNAL: &str = "data/journal.jsonl";
pub(crate) const VERSIONS: &str = "data/versions.json";
pub(crate) const REPORT_AR: &str = "data/report.ar.html";
pub(crate) const REPORT_EN: &str = "data/report.en.html";
pub(crate) const LEFT_OUT: &str = "data/left-out.json";

/// The payload behind the pages, in the order in which it stands.
pub(crate) const PAYLOAD: [&str; 13] = [
    WARC,
    DOCUMENTS,
    QUOTES,
    CLAIMS,
    EVENTS,
    STORIES,
    EARLIER,
    CORRECTIONS,
    JOURNAL,
    VERSIONS,
    REPORT_AR,
    REPORT_EN,
    LEFT_OUT,
];

/// The labels of `bag-info.txt`.
pub(crate) mod label {
    pub(crate) const ORGANIZATION: &str = "Source-Organization";
    pub(crate) const DESCRIPTION: &str = "External-Description";
    pub(crate) const IDENTIFIER: &str = "External-Identifier";
    pub(crate) const DATE: &str = "Bagging-Date";
    pub(crate) const AGENT: &str = "Bag-Software-Agent";
    pub(crate) const OXUM: &str = "Payload-Oxum";
    pub(crate) const SEALED: &str = "Musnad-Sealed";
    pub(crate) const START: &str = "Musnad-Journal-Start";
    pub(crate) const HEAD: &str = "Musnad-Journal-Head";
}

/// The name of a page with this hash and media type.
pub(crate) fn page(hash: Hash, media: Option<&str>) -> String {
    let media = media.unwrap_or_default();
    let kind = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let extension = match kind.as_str() {
        "text/html" | "application/xhtml+xml" => "html",
        "text/plain" => "txt",
        "application/json" | "application/ld+json" => "json",
        "text/xml" | "application/xml" | "application/rss+xml" | "application/atom+xml" => "xml",
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        _ => "bin",
    };
    format!("data/pages/{hash}.{extension}")
}

/// The hash in the name of a page; `None` where it is no name of a page.
pub(crate) fn page_hash(name: &str) -> Option<Hash> {
    let (hash, extension) = name.strip_prefix("data/pages/")?.split_once('.')?;
    let plain = !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    hash.parse().ok().filter(|_| plain)
}

/// The lines of a manifest, as `sha256sum` writes and checks them.
pub(crate) fn manifest<'a>(files: impl Iterator<Item = (&'a str, Hash)>) -> String {
    let mut out = String::new();
    for (name, hash) in files {
        let _ = writeln!(out, "{hash}  {name}");
    }
    out
}

/// A line of a manifest; `None` where it is not in the one form that [`manifest`] writes.
pub(crate) fn manifest_line(line: &str) -> Option<(Hash, &str)> {
    let (hash, name) = line.split_once("  ")?;
    Some((hash.parse().ok()?, name))
}

/// `bag-info.txt` of these labels and values.
pub(crate) fn info(fields: &[(&str, String)]) -> String {
    let mut out = String::new();
    for (label, value) in fields {
        let _ = writeln!(out, "{label}: {value}");
    }
    out
}

/// The labels and values of a `bag-info.txt`; the number of the line where one has no label, or stands twice.
pub(crate) fn parse_info(text: &str) -> Result<HashMap<&str, &str>, usize> {
    let mut fields = HashMap::new();
    for (at, line) in text.lines().enumerate() {
        let (label, value) = line.split_once(": ").ok_or(at + 1)?;
        if fields.insert(label, value).is_some() {
            return Err(at + 1);
        }
    }
    Ok(fields)
}

/// An end of a chain, as it stands in `bag-info.txt`.
pub(crate) fn parse_end(text: &str) -> Option<End> {
    let (n, hash) = text.split_once(' ')?;
    let end = End {
        n: n.parse().ok()?,
        hash: hash.parse().ok()?,
    };
    (end.to_string() == text).then_some(end)
}
