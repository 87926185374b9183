//! What was found in an input made documents.

use super::fetching::Fetching;
use super::input::{BATCH_JOBS, Job, Wanted, archived};
use super::read::Loudness;
use super::sites::sites;
use super::{Inputs, Outcome, With, complain, tell};
use crate::screen::harmless;
use musnad_extract::Reader;
use musnad_intake::{Columns, Content, Input, Item, Options, items};
use musnad_page::{Diagnostic, Document, Hints, LARGEST, RecordLine, Severity, Sites};
use musnad_watch::Which;
use sha2::{Digest, Sha256};
use std::io::{Cursor, IsTerminal, Read};

/// What inputs are opened with.
pub(super) struct Opening<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) reader: Reader,
    pub(super) wanted: Wanted,
    sites: Sites,
    fetching: Fetching,
}

impl<'a> Opening<'a> {
    /// What `inputs` ask for; what is wrong with them is told.
    ///
    /// # Errors
    /// How the run ends.
    pub(super) fn of(inputs: &'a Inputs, with: With<'_>) -> Result<Opening<'a>, Outcome> {
        if inputs.paths.is_empty() && std::io::stdin().is_terminal() {
            tell("musnad: nothing to read: name files or folders, or pipe a text in (musnad read --help)");
            return Err(Outcome::WrongUsage);
        }
        if inputs.resume_at.is_some() && inputs.paths.len() > 1 {
            tell("musnad: --resume-at is for one WARC");
            return Err(Outcome::WrongUsage);
        }
        let reader = super::reader(with)?;
        let sites =
            sites(inputs.sites.as_deref(), reader.knowledge()).map_err(|message| complain(&message))?;
        let fetching = Fetching::of(inputs.contact.as_deref(), &inputs.allow_host).map_err(|e| {
            tell(&format!("musnad: {e}"));
            Outcome::WrongUsage
        })?;
        Ok(Opening {
            inputs,
            reader,
            wanted: Wanted {
                expect: inputs.expect.map(Into::into),
                columns: inputs.columns.clone(),
                resume_at: inputs.resume_at.unwrap_or(0),
                which: if inputs.versions {
                    Which::All
                } else {
                    Which::Latest
                },
                batch: BATCH_JOBS[usize::from(with.encoder)],
            },
            sites,
            fetching,
        })
    }

    /// The documents of a job; `seen` is shown the bytes that they are read from.
    ///
    /// # Errors
    /// What there is instead of documents, to be told as a note.
    pub(super) fn documents(&self, job: Job, seen: &mut dyn FnMut(&[u8])) -> Result<Vec<Document>, String> {
        if let Content::Note(note) = &job.item.content {
            return Err(note.clone());
        }
        let name = job.place();
        let otherwise = Hints {
            sites: Some(&self.sites),
            ..self.inputs.about.hints()
        };
        Ok(documents(
            job.item,
            &name,
            &self.inputs.columns,
            &self.fetching,
            &otherwise,
            seen,
        ))
    }
}

impl Inputs {
    pub(super) fn loudness(&self) -> Loudness {
        match (self.quiet, self.verbose) {
            (true, _) => Loudness::Quiet,
            (_, true) => Loudness::Verbose,
            _ => Loudness::Usual,
        }
    }

    pub(super) fn threads(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.map_or_else(processors, usize::from)
    }

    /// A note, as far as people want to see notes.
    pub(super) fn told(&self, name: &str, note: &str) -> Option<String> {
        let told = || format!("musnad: {}: note: {}", harmless(name), harmless(note));
        (self.loudness() == Loudness::Verbose).then(told)
    }
}

/// The documents in `item`, which stands at `name`; what it lacks is taken from `otherwise`. `seen` is shown the bytes
/// that documents are read from.
fn documents(
    item: Item,
    name: &str,
    columns: &Columns,
    fetching: &Fetching,
    otherwise: &Hints<'_>,
    seen: &mut dyn FnMut(&[u8]),
) -> Vec<Document> {
    let hints = item.known.hints(otherwise);
    let mut documents = match item.content {
        Content::Page(bytes) => {
            seen(&bytes);
            musnad_page::read_page(&bytes, &hints)
        }
        Content::Stream(stream) => streamed(stream, &hints, seen)
            .unwrap_or_else(|e| vec![failed("unreadable", e.to_string(), name, &hints)]),
        Content::Text(text) => {
            seen(text.as_bytes());
            vec![article(&text, &hints)]
        }
        Content::Record(line) => {
            if let musnad_page::Content::Bytes(bytes) = &line.content {
                seen(bytes);
            }
            record(&line, columns, &hints)
        }
        Content::Fetch(url) => fetched(&url, columns, fetching, &hints, Step::Asked, seen),
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
fn streamed(
    mut stream: Box<dyn Read + Send>,
    hints: &Hints<'_>,
    seen: &mut dyn FnMut(&[u8]),
) -> std::io::Result<Vec<Document>> {
    let mut bytes = Vec::new();
    stream.by_ref().take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() <= LARGEST {
        seen(&bytes);
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
    seen: &mut dyn FnMut(&[u8]),
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
    let mut documents = |item: Item| match &item.content {
        Content::Fetch(_) if step == Step::Listed => Vec::new(),
        Content::Fetch(next) => {
            let listed = item.known.hints(hints);
            fetched(
                next,
                columns,
                fetching,
                &Hints { url: None, ..listed },
                Step::Listed,
                seen,
            )
        }
        _ => self::documents(item, url, columns, fetching, &known, seen),
    };
    inside.flat_map(&mut documents).collect()
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
