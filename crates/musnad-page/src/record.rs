//! JSON Lines: one document a line, `{"id","text" or "html","url","outlet","title","published"}`.

use crate::decode::{decode, error, place_invalid, warning};
use crate::published::{Says, TimeFrom, TimeSign, times};
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
    let first = read_record_page(line, number, hints).into_iter().next();
    // there always is one
    first.unwrap_or_default()
}

/// [`read_record`] for a record whose `html` may be a live blog: the page, and then each of its posts.
fn read_record_page(line: &str, number: usize, hints: &Hints<'_>) -> Vec<Document> {
    let sha256 = hexadecimal(&Sha256::digest(line.as_bytes()));
    let line = line.trim_start_matches('\u{FEFF}');
    if !line.trim_start().starts_with('{') {
        return vec![failed(
            sha256,
            hints,
            "bad-json",
            format!("line {number}: not a JSON object"),
        )];
    }
    match serde_json::from_str::<Record>(line) {
        Ok(record) => from_record(record, number, sha256, hints),
        Err(e) => {
            let message = format!("line {number}, column {}: not JSON: {}", e.column(), reason(&e));
            vec![failed(sha256, hints, "bad-json", message)]
        }
    }
}

/// What `serde_json` says, without its own count of lines.
fn reason(error: &serde_json::Error) -> String {
    let all = error.to_string();
    all.split(" at line ").next().unwrap_or(&all).to_owned()
}

fn from_record(record: Record, number: usize, sha256: String, hints: &Hints<'_>) -> Vec<Document> {
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
        (Some(Value::String(text)), _) => vec![document(&text, true, sha256, &hints, odd)],
        (None | Some(Value::Null), Some(Value::String(html))) => from_page(&html, sha256, &hints, odd),
        _ => {
            let message = format!("line {number}: neither “text” nor “html” is there");
            vec![failed(sha256, &hints, "bad-record", message)]
        }
    }
}

/// The page in a record, as [`read_page`] reads it; what the record says of it comes before what the page says.
fn from_page(html: &str, sha256: String, hints: &Hints<'_>, odd: Vec<Diagnostic>) -> Vec<Document> {
    let id = bare(sha256.clone(), hints).id;
    let hints = Hints {
        id: Some(&id),
        content_type: Some("text/html; charset=utf-8"),
        ..*hints
    };
    let mut documents = read_page(html.as_bytes(), &hints);
    for document in &mut documents {
        document.sha256.clone_from(&sha256);
    }
    if let Some(first) = documents.first_mut() {
        first.diagnostics.splice(0..0, odd);
    }
    documents
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
/// A time without an offset says less than it seems to, so its date alone is kept. What is in none of the forms
/// that programs exchange is read as a date line of a page is.
///
/// ```
/// use musnad_page::publication_date;
/// assert_eq!(publication_date("2024-12-02").as_deref(), Some("2024-12-02"));
/// assert_eq!(publication_date("2024-12-02 10:30").as_deref(), Some("2024-12-02"));
/// assert_eq!(publication_date("الاثنين 2 كانون الأول 2024").as_deref(), Some("2024-12-02"));
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
    if let Ok(date) = text.parse::<jiff::civil::DateTime>() {
        return Some(date.date().to_string());
    }
    let sign = TimeSign {
        from: TimeFrom::Meta,
        says: Says::Published,
        text: text.to_owned(),
        weight: u8::MAX,
    };
    times(&[sign], None, None).published
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
    /// Reads the line as [`read_record`] does; of a live blog the page, and then each of its posts.
    pub fn read(&self, hints: &Hints<'_>) -> Vec<Document> {
        let number = self.number;
        let bytes = match &self.content {
            Content::Bytes(bytes) => bytes,
            Content::TooLarge(sha256) => {
                let message = format!("line {number}: longer than {} MiB, not read", LARGEST >> 20);
                return vec![failed(sha256.clone(), hints, "too-large", message)];
            }
        };
        match std::str::from_utf8(bytes) {
            Ok(line) => read_record_page(line, number, hints),
            Err(_) => read_undecoded(bytes, number, hints),
        }
    }
}

/// Reads a line that is not UTF-8 throughout.
fn read_undecoded(bytes: &[u8], number: usize, hints: &Hints<'_>) -> Vec<Document> {
    let mut found = Vec::new();
    let line = decode(bytes, None, &mut found);
    let sha256 = hexadecimal(&Sha256::digest(bytes));
    let mut documents = read_record_page(&line, number, hints);
    for out in &mut documents {
        out.sha256.clone_from(&sha256);
    }
    let Some(out) = documents.first_mut() else {
        return documents;
    };
    for mut diagnostic in found {
        // within one line there is no telling of lines
        let what = diagnostic
            .message
            .split(", the first on line")
            .next()
            .unwrap_or("");
        diagnostic.message = format!("line {number}: {what}");
        out.diagnostics.push(diagnostic);
    }
    place_invalid(&out.text, &mut out.diagnostics);
    documents
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
