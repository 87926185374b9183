//! One thing found in an input, with what the input tells of it.

use musnad_page::{Diagnostic, Hints, RecordLine, Severity, publication_date};
use std::fmt;
use std::io::Read;

/// One thing found in an input.
#[derive(Debug)]
pub struct Item {
    /// Where in the input it stands, for people: «record 812 at byte 10,283,112»; `None` for the whole of it.
    pub place: Option<String>,
    /// What the input tells of it.
    pub known: Known,
    /// What it is.
    pub content: Content,
    /// What is to be said of it besides what reading it tells.
    pub diagnostics: Vec<Diagnostic>,
}

/// What an item is.
pub enum Content {
    /// The bytes of a page: HTML or bare text.
    Page(Vec<u8>),
    /// A page whose bytes are still to come.
    Stream(Box<dyn Read + Send>),
    /// An article as text, nothing around it.
    Text(String),
    /// A record as [`musnad_page::read_record`] reads it.
    Record(RecordLine),
    /// A page that has to be fetched from this URL.
    Fetch(String),
    /// What could not be read.
    Failed {
        /// Stable name of what is wrong, kebab-case.
        code: &'static str,
        /// For people, in plain English.
        message: String,
    },
    /// No document, only something that is good to know of the input.
    Note(String),
}

/// What an input tells of a page; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The input's own id of the page.
    pub id: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// When it was published: RFC 3339, or a date alone.
    pub published: Option<String>,
    /// When a feed or sitemap says that it was published; the page's own word goes before.
    pub listed: Option<String>,
    /// When it was fetched: RFC 3339.
    pub fetched: Option<String>,
    /// What the server called it, as in HTTP: `text/html; charset=windows-1256`.
    pub content_type: Option<String>,
}

impl Known {
    /// The hints for reading the page; what the input doesn't tell is taken from `otherwise`.
    pub fn hints<'a>(&'a self, otherwise: &Hints<'a>) -> Hints<'a> {
        Hints {
            id: self.id.as_deref().or(otherwise.id),
            url: self.url.as_deref().or(otherwise.url),
            outlet: self.outlet.as_deref().or(otherwise.outlet),
            title: self.title.as_deref().or(otherwise.title),
            published: self.published.as_deref().or(otherwise.published),
            listed: self.listed.as_deref().or(otherwise.listed),
            fetched: self.fetched.as_deref().or(otherwise.fetched),
            content_type: self.content_type.as_deref().or(otherwise.content_type),
            ..*otherwise
        }
    }
}

impl Item {
    /// An item without a place of its own of which nothing is known.
    pub(crate) fn new(content: Content) -> Item {
        Item {
            place: None,
            known: Known::default(),
            content,
            diagnostics: Vec::new(),
        }
    }

    /// What could not be read.
    pub(crate) fn failed(code: &'static str, message: impl Into<String>) -> Item {
        Item::new(Content::Failed {
            code,
            message: message.into(),
        })
    }

    pub(crate) fn at(mut self, place: impl Into<String>) -> Item {
        self.place = Some(place.into());
        self
    }

    /// Keeps the time of publication that the input writes as `text`; says so where it can't be read.
    pub(crate) fn published(&mut self, text: &str) {
        self.known.published = publication_date(text);
        if self.known.published.is_none() && !text.trim().is_empty() {
            let message = format!("“{}” is no date that can be read", text.trim());
            self.say("bad-published", Severity::Warning, message);
        }
    }

    pub(crate) fn say(&mut self, code: &'static str, severity: Severity, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic {
            code,
            severity,
            message: message.into(),
            span: None,
        });
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Content::Page(bytes) => write!(f, "Page({:?})", String::from_utf8_lossy(bytes)),
            Content::Stream(_) => f.write_str("Stream(..)"),
            Content::Text(text) => write!(f, "Text({text:?})"),
            Content::Record(line) => write!(f, "Record({line:?})"),
            Content::Fetch(url) => write!(f, "Fetch({url:?})"),
            Content::Failed { code, message } => write!(f, "Failed({code}: {message})"),
            Content::Note(note) => write!(f, "Note({note:?})"),
        }
    }
}

/// `number` with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let told = [0, 999, 1000, 10_283_112].map(grouped);
        assert_eq!(told, ["0", "999", "1,000", "10,283,112"]);
    }

    #[test]
    fn dates_that_cannot_be_read_are_told() {
        let mut item = Item::new(Content::Text(String::new()));
        item.published("Mon, 02 Dec 2024 10:30:00 +0300");
        assert_eq!(item.known.published.as_deref(), Some("2024-12-02T10:30:00+03:00"));
        item.published("قريبا");
        assert_eq!(item.known.published, None);
        assert!(item.diagnostics[0].message.contains("قريبا"));
    }
}
