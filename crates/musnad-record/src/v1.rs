//! Version 1 of the records: documents, quotes and claims as they leave Musnad, one JSON object a line.
//!
//! In come a [`Document`](musnad_page::Document) and its [`Reading`](musnad_extract::Reading) with byte spans; out
//! go records whose spans count Unicode code points and carry their words. Keys stand in the contract's order;
//! what is not known is `null`. `docs/schema/record-v1.json` describes the same.

mod wire;

use musnad_extract as inner;
use musnad_page as page;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// Text that a record borrows from its document or its JSON; it owns what is escaped there.
pub type Text<'a> = Cow<'a, str>;

/// Words of a document's text: offsets in code points, half open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span<'a> {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Exactly what stands there.
    #[serde(borrow)]
    pub quote: Cow<'a, str>,
}

/// One article.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "the fields are the contract's, told in docs/schema/record-v1.json"
)]
pub struct Document<'a> {
    #[serde(borrow)]
    pub record: Cow<'a, str>,
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub url: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub outlet: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub title: Option<Text<'a>>,
    pub byline: Cow<'a, [String]>,
    pub dateline: Dateline<'a>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub published: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub fetched: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub language: Option<Text<'a>>,
    #[serde(borrow)]
    pub sha256: Text<'a>,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    pub blocks: Vec<Block<'a>>,
    pub related: Vec<Related<'a>>,
    pub diagnostics: Vec<Diagnostic<'a>>,
}

impl Document<'_> {
    /// The document as it was when it was read: for whoever reads it again and has no more than its record. What was
    /// wrong with its page is not in it.
    ///
    /// ```
    /// use musnad_record::v1::Records;
    /// let document = musnad_page::read("قصفت طائرات بلدة حدودية.".as_bytes(), &Default::default());
    /// let reading = musnad_extract::Reading::default();
    /// assert_eq!(Records::of(&document, &reading).document.page(), document);
    /// ```
    pub fn page(&self) -> page::Document {
        wire::page(self)
    }
}

/// The head of a first paragraph.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Dateline<'a> {
    #[serde(borrow, default, deserialize_with = "known")]
    pub place: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub agency: Option<Text<'a>>,
}

/// One part of the text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Block<'a> {
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    pub span: Span<'a>,
}

/// A teaser of another story.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Related<'a> {
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub excerpt: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub url: Option<Text<'a>>,
}

/// Something wrong with the input.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Diagnostic<'a> {
    #[serde(borrow)]
    pub code: Cow<'a, str>,
    #[serde(borrow)]
    pub severity: Cow<'a, str>,
    #[serde(borrow)]
    pub message: Cow<'a, str>,
    pub span: Option<Span<'a>>,
}

/// One reported statement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Quote<'a> {
    #[serde(borrow)]
    pub record: Cow<'a, str>,
    pub id: String,
    #[serde(borrow)]
    pub document: Cow<'a, str>,
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    pub content: Span<'a>,
    pub cue: Option<Span<'a>>,
    pub attribution: Vec<Source<'a>>,
}

/// One telling of one event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Claim<'a> {
    #[serde(borrow)]
    pub record: Cow<'a, str>,
    pub id: String,
    #[serde(borrow)]
    pub document: Cow<'a, str>,
    pub event: u32,
    #[serde(borrow)]
    pub r#type: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub mode: Option<Text<'a>>,
    pub contexts: Cow<'a, [String]>,
    #[serde(borrow)]
    pub modality: Cow<'a, str>,
    pub trigger: Span<'a>,
    pub actors: Vec<Actor<'a>>,
    pub place: Option<Place<'a>>,
    pub from: Option<Place<'a>>,
    pub to: Option<Place<'a>>,
    pub time: Option<Time<'a>>,
    pub toll: Vec<Count<'a>>,
    pub attribution: Vec<Source<'a>>,
    pub sentence: Span<'a>,
    #[serde(borrow)]
    pub rule: Cow<'a, str>,
    pub confidence: f32,
}

/// One party to an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Actor<'a> {
    #[serde(borrow)]
    pub role: Cow<'a, str>,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    pub span: Span<'a>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub name_ar: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub name_en: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub country: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub sector: Option<Text<'a>>,
    pub aligned_with: Cow<'a, [String]>,
    pub count: Option<Count<'a>>,
}

/// A place of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Place<'a> {
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    pub span: Span<'a>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub name_ar: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub name_en: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub country: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub admin1: Option<Text<'a>>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    #[serde(borrow)]
    pub precision: Cow<'a, str>,
}

/// A time of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Time<'a> {
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    pub span: Span<'a>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub start: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub end: Option<Text<'a>>,
    #[serde(borrow)]
    pub precision: Cow<'a, str>,
    #[serde(borrow)]
    pub basis: Cow<'a, str>,
}

/// A count of people.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Count<'a> {
    #[serde(borrow)]
    pub outcome: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub who: Option<Text<'a>>,
    pub value: Option<u64>,
    #[serde(borrow)]
    pub bound: Cow<'a, str>,
    pub min: Option<u64>,
    pub max: Option<u64>,
    pub cumulative: bool,
    pub span: Span<'a>,
}

/// One link of a chain of sources.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Source<'a> {
    #[serde(borrow, default, deserialize_with = "known")]
    pub text: Option<Text<'a>>,
    pub span: Option<Span<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub name_ar: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "known")]
    pub name_en: Option<Text<'a>>,
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    pub named: bool,
    pub count: Option<Count<'a>>,
    pub cue: Option<Span<'a>>,
    #[serde(borrow)]
    pub stance: Cow<'a, str>,
}

/// A text as it stands in JSON, which needs no copy where nothing in it is escaped.
#[derive(Deserialize)]
struct Lent<'a>(#[serde(borrow)] Cow<'a, str>);

fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Text<'de>>, D::Error> {
    Ok(Option::<Lent<'de>>::deserialize(from)?.map(|text| text.0))
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
    /// use musnad_record::v1::Records;
    /// let document = musnad_page::read("قصفت طائرات بلدة حدودية.".as_bytes(), &Default::default());
    /// let reading = musnad_extract::Reading::default();
    /// let block = &Records::of(&document, &reading).document.blocks[0];
    /// assert_eq!((block.span.start, block.span.end), (0, 24));
    /// ```
    pub fn of(document: &'a page::Document, reading: &'a inner::Reading) -> Records<'a> {
        wire::records(document, reading)
    }

    /// The records of one document from its JSON Lines, as [`write`](Records::write) leaves them.
    ///
    /// # Errors
    /// If a line is no record of this version, or the first is no document.
    ///
    /// ```
    /// use musnad_record::v1::Records;
    /// let document = musnad_page::read("قصفت طائرات بلدة حدودية.".as_bytes(), &Default::default());
    /// let reading = musnad_extract::Reading::default();
    /// let mut lines = Vec::new();
    /// Records::of(&document, &reading).write(&mut lines)?;
    /// let again = Records::read(std::str::from_utf8(&lines).unwrap_or_default())?;
    /// assert_eq!(again.document.text, document.text);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn read(lines: &'a str) -> serde_json::Result<Records<'a>> {
        let mut lines = lines.lines();
        let document = serde_json::from_str(lines.next().unwrap_or_default())?;
        let (mut quotes, mut claims) = (Vec::new(), Vec::new());
        for line in lines {
            // the record's name is the first key
            if line.starts_with("{\"record\":\"quote/") {
                quotes.push(serde_json::from_str(line)?);
            } else {
                claims.push(serde_json::from_str(line)?);
            }
        }
        Ok(Records {
            document,
            quotes,
            claims,
        })
    }

    /// Whether a claim is kept though it is under the threshold of its type, as a diagnostic of the document says.
    pub fn is_doubtful(&self, claim: &Claim<'_>) -> bool {
        let marks = self.document.diagnostics.iter().filter(|d| d.code == "doubtful");
        marks.filter_map(|d| d.span.as_ref()).any(|s| *s == claim.trigger)
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
