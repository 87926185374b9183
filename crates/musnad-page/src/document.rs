//! One article, as the rest of Musnad sees it.

use crate::dateline::dateline;
use crate::words::Words;
use musnad_text::Span;

/// One article: its text alone, with what is known of where it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The caller's id, else made from the content's hash.
    pub id: String,
    /// Where it was published, if known.
    pub url: Option<String>,
    /// The outlet's name as the caller or the page gives it.
    pub outlet: Option<String>,
    /// The title as it stands in `text`, or as the caller gave it.
    pub title: Option<String>,
    /// Names of the authors.
    pub byline: Vec<String>,
    /// The place and agency at the head of the first paragraph.
    pub dateline: Dateline,
    /// When it was published: RFC 3339, or a date alone.
    pub published: Option<String>,
    /// When it was last changed, if the page says so: RFC 3339, or a date alone.
    pub updated: Option<String>,
    /// When it was fetched: RFC 3339.
    pub fetched: Option<String>,
    /// ISO 639-1 code of the main language, if it could be told.
    pub language: Option<String>,
    /// SHA-256 of the bytes as they came in, before decoding, in hexadecimal.
    pub sha256: String,
    /// The article's text. Spans point into it.
    pub text: String,
    /// The parts of the text, in order, not overlapping.
    pub blocks: Vec<Block>,
    /// Teasers of other stories; never part of `text`.
    pub related: Vec<Related>,
    /// Pictures of the article with the words under them, which are no part of `text` of a page in HTML: they tell
    /// of the picture, and that is often of another day.
    pub images: Vec<Image>,
    /// What was wrong with the input.
    pub diagnostics: Vec<Diagnostic>,
}

impl Document {
    /// The span of the dateline at the head of the first paragraph, if it stands there.
    pub fn dateline_span(&self) -> Option<Span> {
        if self.dateline == Dateline::default() {
            return None;
        }
        let is_prose = |b: &&Block| matches!(b.kind, BlockKind::Lead | BlockKind::Paragraph);
        let first = self.blocks.iter().find(is_prose)?;
        let agency: Vec<&str> = self.dateline.agency.as_deref().into_iter().collect();
        let found = dateline(first.span.of(&self.text), &agency, Words::builtin())?;
        let start = first.span.start as usize;
        (found.dateline == self.dateline).then(|| Span::new(start, start + found.end))
    }
}

/// The head of a first paragraph: «بيروت (رويترز) –».
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dateline {
    /// The place as written.
    pub place: Option<String>,
    /// The agency as written.
    pub agency: Option<String>,
}

/// One part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What part it is.
    pub kind: BlockKind,
    /// Where it stands in the document's text.
    pub span: Span,
}

/// The kinds of blocks, by the contract's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The headline.
    Title,
    /// The paragraph that sums up.
    Lead,
    /// A heading inside the body.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A quotation set apart.
    Quote,
    /// The words under a picture.
    Caption,
    /// A line of a list.
    List,
}

/// A teaser of another story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// Its title.
    pub title: String,
    /// Its cut text, if any.
    pub excerpt: Option<String>,
    /// Where it leads, if known.
    pub url: Option<String>,
}

/// A picture of the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Where it is, as the page tells it.
    pub url: Option<String>,
    /// The words under it.
    pub caption: Option<String>,
}

/// Something wrong with the input, with a stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of what was seen, kebab-case: `invalid-utf8`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// For people, in plain English.
    pub message: String,
    /// Where, in the document's text, if it is in the text.
    pub span: Option<Span>,
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The input could not be read.
    Error,
    /// Something may be missing or wrong.
    Warning,
    /// Good to know.
    Info,
}
