//! JSON Lines: one document a line, `{"id","text" or "html","url","outlet","title","published"}`.

use crate::decode::{error, warning};
use crate::read::{LARGEST, bare, document, hexadecimal, read_page};
use crate::{Diagnostic, Document, Hints};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::BufRead;

#[derive(Deserialize)]
struct Record {
    id: Option<Value>,
    text: Option<Value>,
    html: Option<Value>,
    url: Option<Value>,
    outlet: Option<Value>,
    title: Option<Value>,
    published: Option<Value>,
}

/// Reads line `number` (from 1) of a JSON Lines file; what the record lacks is taken from `hints`.
///
/// The record's `text` is taken to be an article: it stays as it came unless it holds labelled teasers. A line
/// that cannot be read gives a document without text and an error that names the line.
///
/// ```
/// use musnad_page::{read_record, Hints};
/// let line = r#"{"id":"a1","text":"قصفت طائرات بلدة حدودية.","published":"2024-12-02"}"#;
/// let document = read_record(line, 1, &Hints::default());
/// assert_eq!((document.id.as_str(), document.blocks.len()), ("a1", 1));
/// ```
pub fn read_record(line: &str, number: usize, hints: &Hints<'_>) -> Document {
    let sha256 = hexadecimal(&Sha256::digest(line.as_bytes()));
    let line = line.trim_start_matches('\u{FEFF}');
    if !line.trim_start().starts_with('{') {
        return failed(
            sha256,
            hints,
            "bad-json",
            format!("line {number}: not a JSON object"),
        );
    }
    match serde_json::from_str::<Record>(line) {
        Ok(record) => from_record(record, number, sha256, hints),
        Err(e) => {
            let message = format!("line {number}, column {}: not JSON: {}", e.column(), reason(&e));
            failed(sha256, hints, "bad-json", message)
        }
    }
}

/// What `serde_json` says, without its own count of lines.
fn reason(error: &serde_json::Error) -> String {
    let all = error.to_string();
    all.split(" at line ").next().unwrap_or(&all).to_owned()
}

fn from_record(record: Record, number: usize, sha256: String, hints: &Hints<'_>) -> Document {
    let mut odd = Vec::new();
    let id = match record.id {
        Some(Value::Number(n)) => Some(n.to_string()),
        other => string("id", other, number, &mut odd),
    };
    let [url, outlet, title, published] = [
        ("url", record.url),
        ("outlet", record.outlet),
        ("title", record.title),
        ("published", record.published),
    ]
    .map(|(key, value)| string(key, value, number, &mut odd));
    let published = published.and_then(|p| {
        let date = publication_date(&p);
        if date.is_none() {
            odd.push(warning(
                "bad-published",
                format!("line {number}: “{p}” is no date that can be read"),
            ));
        }
        date
    });
    let hints = Hints {
        id: id.as_deref().or(hints.id),
        url: url.as_deref().or(hints.url),
        outlet: outlet.as_deref().or(hints.outlet),
        title: title.as_deref().or(hints.title),
        published: published.as_deref().or(hints.published),
        ..*hints
    };
    match (record.text, record.html) {
        (Some(Value::String(text)), _) => document(&text, true, sha256, &hints, odd),
        (None | Some(Value::Null), Some(Value::String(html))) => from_page(&html, sha256, &hints, odd),
        _ => {
            let message = format!("line {number}: neither “text” nor “html” is there");
            failed(sha256, &hints, "bad-record", message)
        }
    }
}

/// The page in a record, as [`read_page`] reads it; what the record says of it comes before what the page says.
///
/// A record is one document: of a live blog the posts after the first are left out, and that is told.
fn from_page(html: &str, sha256: String, hints: &Hints<'_>, odd: Vec<Diagnostic>) -> Document {
    let hints = Hints {
        content_type: Some("text/html; charset=utf-8"),
        ..*hints
    };
    let mut posts = read_page(html.as_bytes(), &hints).into_iter();
    let mut out = posts.next().unwrap_or_else(|| bare(sha256.clone(), &hints));
    let more = posts.len();
    if hints.id.is_none() {
        out.id = bare(sha256.clone(), &hints).id;
    }
    out.sha256 = sha256;
    out.diagnostics.splice(0..0, odd);
    if more > 0 {
        let message = format!("{more} more posts of a live blog were left out");
        out.diagnostics.push(warning("posts-left-out", message));
    }
    out
}

fn string(key: &str, value: Option<Value>, number: usize, odd: &mut Vec<Diagnostic>) -> Option<String> {
    match value? {
        Value::String(s) if !s.trim().is_empty() => Some(s),
        Value::Null | Value::String(_) => None,
        _ => {
            odd.push(warning(
                "bad-field",
                format!("line {number}: “{key}” is not a string"),
            ));
            None
        }
    }
}

fn failed(sha256: String, hints: &Hints<'_>, code: &'static str, message: String) -> Document {
    let mut document = bare(sha256, hints);
    document.diagnostics.push(error(code, message));
    document
}

/// A time of publication as documents keep it: RFC 3339 with its offset, or a date alone.
///
/// A time without an offset says less than it seems to, so its date alone is kept.
///
/// ```
/// use musnad_page::publication_date;
/// assert_eq!(publication_date("2024-12-02").as_deref(), Some("2024-12-02"));
/// assert_eq!(publication_date("2024-12-02 10:30").as_deref(), Some("2024-12-02"));
/// assert_eq!(publication_date("الاثنين"), None);
/// ```
pub fn publication_date(text: &str) -> Option<String> {
    let text = text.trim();
    if text.parse::<jiff::Timestamp>().is_ok() {
        return Some(text.replacen(' ', "T", 1));
    }
    if let Ok(time) = jiff::fmt::rfc2822::parse(text) {
        return Some(time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    let date: jiff::civil::DateTime = text.parse().ok()?;
    Some(date.date().to_string())
}

/// One line of a JSON Lines file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLine {
    /// Its number, from 1.
    pub number: usize,
    /// Its bytes, without the line's end.
    pub content: Content,
}

/// What a line holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// More than [`LARGEST`] bytes, which were passed over; their SHA-256 in hexadecimal.
    TooLarge(String),
}

impl RecordLine {
    /// Reads the line as [`read_record`] does.
    pub fn read(&self, hints: &Hints<'_>) -> Document {
        let number = self.number;
        let bytes = match &self.content {
            Content::Bytes(bytes) => bytes,
            Content::TooLarge(sha256) => {
                let message = format!("line {number}: longer than {} MiB, not read", LARGEST >> 20);
                return failed(sha256.clone(), hints, "too-large", message);
            }
        };
        match std::str::from_utf8(bytes) {
            Ok(line) => read_record(line, number, hints),
            Err(_) => {
                let mut out = read_record(&String::from_utf8_lossy(bytes), number, hints);
                out.sha256 = hexadecimal(&Sha256::digest(bytes));
                let message = format!("line {number}: bytes that are not UTF-8 were replaced");
                out.diagnostics.push(warning("invalid-utf8", message));
                out
            }
        }
    }
}

/// The lines of a JSON Lines stream that hold something, one at a time.
///
/// No more than [`LARGEST`] bytes of the stream are held: a longer line is skipped, and told.
#[derive(Debug)]
pub struct RecordLines<R> {
    stream: R,
    number: usize,
}

impl<R: BufRead> RecordLines<R> {
    /// The lines of `stream`.
    pub fn of(stream: R) -> RecordLines<R> {
        RecordLines { stream, number: 0 }
    }

    /// The next line, `None` at the end.
    fn line(&mut self) -> std::io::Result<Option<Content>> {
        let mut bytes = Vec::new();
        let mut passed_over: Option<Sha256> = None;
        let mut any = false;
        loop {
            let chunk = match self.stream.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            let end = chunk.iter().position(|b| *b == b'\n');
            if chunk.is_empty() && !any {
                return Ok(None);
            }
            let part = &chunk[..end.unwrap_or(chunk.len())];
            if let Some(hash) = &mut passed_over {
                hash.update(part);
            } else if bytes.len() + part.len() > LARGEST {
                passed_over = Some(Sha256::new().chain_update(&bytes).chain_update(part));
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(part);
            }
            any = true;
            let done = end.is_some() || chunk.is_empty();
            let used = part.len() + usize::from(end.is_some());
            self.stream.consume(used);
            if done {
                return Ok(Some(match passed_over {
                    Some(hash) => Content::TooLarge(hexadecimal(&hash.finalize())),
                    None => Content::Bytes(bytes),
                }));
            }
        }
    }
}

impl<R: BufRead> Iterator for RecordLines<R> {
    type Item = std::io::Result<RecordLine>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let content = match self.line() {
                Ok(Some(content)) => content,
                Ok(None) => return None,
                Err(e) => return Some(Err(e)),
            };
            self.number += 1;
            let blank = matches!(&content, Content::Bytes(b) if b.trim_ascii().is_empty());
            if !blank {
                let number = self.number;
                return Some(Ok(RecordLine { number, content }));
            }
        }
    }
}
