//! Version 1 of the records: documents, quotes and claims as they leave Musnad, one JSON object a line.
//!
//! In come a [`Document`](musnad_page::Document) and its [`Reading`](musnad_extract::Reading) with byte spans; out
//! go records whose spans count Unicode code points and carry their words. Keys stand in the contract's order;
//! what is not known is `null`. `docs/schema/record-v1.json` describes the same.

mod wire;

use musnad_extract as inner;
use musnad_page as page;
use serde::Serialize;

/// Words of a document's text: offsets in code points, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span<'a> {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Exactly what stands there.
    pub quote: &'a str,
}

/// One article.
#[derive(Clone, Debug, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are the contract's, told in docs/schema/record-v1.json"
)]
pub struct Document<'a> {
    pub record: &'static str,
    pub id: &'a str,
    pub url: Option<&'a str>,
    pub outlet: Option<&'a str>,
    pub title: Option<&'a str>,
    pub byline: &'a [String],
    pub dateline: Dateline<'a>,
    pub published: Option<&'a str>,
    pub fetched: Option<&'a str>,
    pub language: Option<&'a str>,
    pub sha256: &'a str,
    pub text: &'a str,
    pub blocks: Vec<Block<'a>>,
    pub related: Vec<Related<'a>>,
    pub diagnostics: Vec<Diagnostic<'a>>,
}

/// The head of a first paragraph.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Dateline<'a> {
    pub place: Option<&'a str>,
    pub agency: Option<&'a str>,
}

/// One part of the text.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Block<'a> {
    pub kind: &'static str,
    pub span: Span<'a>,
}

/// A teaser of another story.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Related<'a> {
    pub title: &'a str,
    pub excerpt: Option<&'a str>,
    pub url: Option<&'a str>,
}

/// Something wrong with the input.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Diagnostic<'a> {
    pub code: &'static str,
    pub severity: &'static str,
    pub message: &'a str,
    pub span: Option<Span<'a>>,
}

/// One reported statement.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Quote<'a> {
    pub record: &'static str,
    pub id: String,
    pub document: &'a str,
    pub kind: &'static str,
    pub content: Span<'a>,
    pub cue: Option<Span<'a>>,
    pub attribution: Vec<Source<'a>>,
}

/// One telling of one event.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Claim<'a> {
    pub record: &'static str,
    pub id: String,
    pub document: &'a str,
    pub event: u32,
    pub r#type: &'static str,
    pub mode: Option<&'a str>,
    pub contexts: &'a [String],
    pub modality: &'static str,
    pub trigger: Span<'a>,
    pub actors: Vec<Actor<'a>>,
    pub place: Option<Place<'a>>,
    pub from: Option<Place<'a>>,
    pub to: Option<Place<'a>>,
    pub time: Option<Time<'a>>,
    pub toll: Vec<Count<'a>>,
    pub attribution: Vec<Source<'a>>,
    pub sentence: Span<'a>,
    pub rule: &'a str,
    pub confidence: f32,
}

/// One party to an event.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Actor<'a> {
    pub role: &'static str,
    pub text: &'a str,
    pub span: Span<'a>,
    pub id: Option<&'a str>,
    pub name_ar: Option<&'a str>,
    pub name_en: Option<&'a str>,
    pub country: Option<&'a str>,
    pub sector: Option<&'a str>,
    pub aligned_with: &'a [String],
    pub count: Option<Count<'a>>,
}

/// A place of an event.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Place<'a> {
    pub text: &'a str,
    pub span: Span<'a>,
    pub id: Option<&'a str>,
    pub name_ar: Option<&'a str>,
    pub name_en: Option<&'a str>,
    pub country: Option<&'a str>,
    pub admin1: Option<&'a str>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub precision: &'static str,
}

/// A time of an event.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Time<'a> {
    pub text: &'a str,
    pub span: Span<'a>,
    pub start: Option<&'a str>,
    pub end: Option<&'a str>,
    pub precision: &'static str,
    pub basis: &'static str,
}

/// A count of people.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Count<'a> {
    pub outcome: &'static str,
    pub who: Option<&'a str>,
    pub value: Option<u64>,
    pub bound: &'static str,
    pub min: Option<u64>,
    pub max: Option<u64>,
    pub cumulative: bool,
    pub span: Span<'a>,
}

/// One link of a chain of sources.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Source<'a> {
    pub text: Option<&'a str>,
    pub span: Option<Span<'a>>,
    pub id: Option<&'a str>,
    pub name_ar: Option<&'a str>,
    pub name_en: Option<&'a str>,
    pub kind: &'static str,
    pub named: bool,
    pub count: Option<Count<'a>>,
    pub cue: Option<Span<'a>>,
    pub stance: &'static str,
}

/// The records of one document, in the contract's order.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    /// The document itself.
    pub document: Document<'a>,
    /// Its quotes, in the order of the text.
    pub quotes: Vec<Quote<'a>>,
    /// Its claims, in the order of the text.
    pub claims: Vec<Claim<'a>>,
}

impl<'a> Records<'a> {
    /// The records of `document` and of its `reading`.
    ///
    /// ```
    /// use musnad::record::v1::Records;
    /// let document = musnad_page::read("قصفت طائرات بلدة حدودية.".as_bytes(), &Default::default());
    /// let reading = musnad_extract::Reading::default();
    /// let block = Records::of(&document, &reading).document.blocks[0];
    /// assert_eq!((block.span.start, block.span.end), (0, 24));
    /// ```
    pub fn of(document: &'a page::Document, reading: &'a inner::Reading) -> Records<'a> {
        wire::records(document, reading)
    }

    /// Appends the records to `out` as JSON Lines.
    ///
    /// # Errors
    /// If a record cannot be written as JSON.
    pub fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        line(out, &self.document)?;
        self.quotes.iter().try_for_each(|quote| line(out, quote))?;
        self.claims.iter().try_for_each(|claim| line(out, claim))
    }
}

fn line(out: &mut Vec<u8>, record: &impl Serialize) -> serde_json::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.push(b'\n');
    Ok(())
}
