//! What was found in an input made documents.

use super::fetching::Fetching;
use super::input::archived;
use musnad_intake::{Columns, Content, Input, Item, Options, items};
use musnad_page::{Diagnostic, Document, Hints, LARGEST, RecordLine, Severity};
use sha2::{Digest, Sha256};
use std::io::{Cursor, Read};

/// The documents in `item`, which stands at `name`; what it lacks is taken from `otherwise`.
pub(super) fn documents(
    item: Item,
    name: &str,
    columns: &Columns,
    fetching: &Fetching,
    otherwise: &Hints<'_>,
) -> Vec<Document> {
    let hints = item.known.hints(otherwise);
    let mut documents = match item.content {
        Content::Page(bytes) => musnad_page::read_page(&bytes, &hints),
        Content::Stream(stream) => streamed(stream, &hints)
            .unwrap_or_else(|e| vec![failed("unreadable", e.to_string(), name, &hints)]),
        Content::Text(text) => vec![article(&text, &hints)],
        Content::Record(line) => record(&line, columns, &hints),
        Content::Fetch(url) => fetched(&url, columns, fetching, &hints, Step::Asked),
        Content::Failed { code, message } => vec![failed(code, message, name, &hints)],
        Content::Note(_) => Vec::new(),
    };
    for document in &mut documents {
        document.diagnostics.extend_from_slice(&item.diagnostics);
        document
            .diagnostics
            .extend(item.place.is_some().then(|| Diagnostic {
                code: "place",
                severity: Severity::Info,
                message: name.to_owned(),
                span: None,
            }));
    }
    documents
}

/// A page whose bytes are still to come; of one that is too large nothing is kept.
fn streamed(mut stream: Box<dyn Read + Send>, hints: &Hints<'_>) -> std::io::Result<Vec<Document>> {
    let mut bytes = Vec::new();
    stream.by_ref().take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() <= LARGEST {
        return Ok(musnad_page::read_page(&bytes, hints));
    }
    let whole = Cursor::new(bytes).chain(stream);
    Ok(vec![musnad_page::read_from(whole, hints)?])
}

/// A text that is an article, nothing around it.
fn article(text: &str, hints: &Hints<'_>) -> Document {
    let line = serde_json::json!({ "text": text }).to_string();
    hashed(musnad_page::read_record(&line, 1, hints), text.as_bytes())
}

fn record(line: &RecordLine, columns: &Columns, hints: &Hints<'_>) -> Vec<Document> {
    match (columns.renamed(line), &line.content) {
        (Some(renamed), musnad_page::Content::Bytes(bytes)) => renamed
            .read(hints)
            .into_iter()
            .map(|d| hashed(d, bytes))
            .collect(),
        _ => line.read(hints),
    }
}

/// `document` with the hash of the bytes as they came in, and the id that is made of it.
fn hashed(mut document: Document, bytes: &[u8]) -> Document {
    let made = document.sha256.get(..16) == Some(&document.id);
    document.sha256 = hexadecimal(bytes);
    if made {
        document.id = document.sha256.chars().take(16).collect();
    }
    document
}

/// How far a URL is from what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Asked,
    /// A sitemap that was asked for lists it.
    Listed,
}

/// What is found at `url`: a page, or an input of another kind. The pages that a sitemap lists are fetched too, the
/// sitemaps that an index lists are not.
fn fetched(
    url: &str,
    columns: &Columns,
    fetching: &Fetching,
    hints: &Hints<'_>,
    step: Step,
) -> Vec<Document> {
    let page = match fetching.page(url) {
        Ok(page) => page,
        Err((code, why)) => {
            let hints = Hints {
                url: Some(url),
                ..*hints
            };
            return vec![failed(code, why, url, &hints)];
        }
    };
    let mut whole = archived(page);
    let Content::Page(bytes) = std::mem::replace(&mut whole.content, Content::Note(String::new())) else {
        return Vec::new();
    };
    let options = Options {
        columns: columns.clone(),
        ..Options::default()
    };
    let known = whole.known.hints(hints);
    let inside = items(Input::stream(Cursor::new(bytes)), options);
    let documents = |item: Item| match &item.content {
        Content::Fetch(_) if step == Step::Listed => Vec::new(),
        Content::Fetch(next) => {
            let listed = item.known.hints(hints);
            fetched(
                next,
                columns,
                fetching,
                &Hints { url: None, ..listed },
                Step::Listed,
            )
        }
        _ => documents(item, url, columns, fetching, &known),
    };
    inside.flat_map(documents).collect()
}

/// A document of what could not be read: no text, and an error that says why.
fn failed(code: &'static str, message: String, name: &str, hints: &Hints<'_>) -> Document {
    let text = |hint: Option<&str>| hint.map(str::to_owned);
    Document {
        id: text(hints.id).unwrap_or_else(|| hexadecimal(name.as_bytes()).chars().take(16).collect()),
        url: text(hints.url),
        outlet: text(hints.outlet),
        title: text(hints.title),
        published: text(hints.published),
        fetched: text(hints.fetched),
        // there are no bytes
        sha256: hexadecimal(b""),
        diagnostics: vec![Diagnostic {
            code,
            severity: Severity::Error,
            message,
            span: None,
        }],
        ..Document::default()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
