//! Documents: the facts that events and claims need of theirs, and the columns of documents in CSV and Parquet.

use crate::cell::{Cell, columns};
use crate::export::Context;
use musnad_record::v1::Document;

/// The short facts of a document that events and claims are exported with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentFacts<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its address.
    pub url: Option<&'a str>,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// Its title.
    pub title: Option<&'a str>,
    /// When it was published, ISO 8601.
    pub published: Option<&'a str>,
}

impl<'a> From<&'a Document<'_>> for DocumentFacts<'a> {
    fn from(document: &'a Document<'_>) -> DocumentFacts<'a> {
        DocumentFacts {
            id: &document.id,
            url: document.url.as_deref(),
            outlet: document.outlet.as_deref(),
            title: document.title.as_deref(),
            published: document.published.as_deref(),
        }
    }
}

/// A document as the forms see it.
pub(crate) struct DocumentRow<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) context: &'a Context,
}

impl DocumentRow<'_> {
    /// The address of the document's page in the archive, if records have addresses.
    pub(crate) fn address(&self) -> Option<String> {
        self.context.address("documents", &self.document.id)
    }
}

/// Fills a cell of a document.
pub(crate) type DocumentCell = for<'r> fn(&'r DocumentRow<'r>) -> Cell<'r>;

columns! {
    /// One row a document.
    DOCUMENTS(DocumentCell):
    "id" Text "The document." <- "document.id" => |r| (&r.document.id).into();
    "url" Text "Where it was published." <- "document.url" => |r| r.document.url.as_ref().into();
    "outlet" Text "Who published it." <- "document.outlet" => |r| r.document.outlet.as_ref().into();
    "title" Text "Its title." <- "document.title" => |r| r.document.title.as_ref().into();
    "byline" List "Who wrote it."
        <- "document.byline" => |r| r.document.byline.iter().map(String::as_str).collect::<Vec<_>>().into();
    "dateline_place" Text "The place at its head."
        <- "document.dateline.place" => |r| r.document.dateline.place.as_ref().into();
    "dateline_agency" Text "The agency at its head."
        <- "document.dateline.agency" => |r| r.document.dateline.agency.as_ref().into();
    "published" Text "When it was published, ISO 8601 as far as known."
        <- "document.published" => |r| r.document.published.as_ref().into();
    "fetched" Text "When it was fetched." <- "document.fetched" => |r| r.document.fetched.as_ref().into();
    "language" Text "Its language, ISO 639-1."
        <- "document.language" => |r| r.document.language.as_ref().into();
    "sha256" Text "The hash of the bytes as they came in."
        <- "document.sha256" => |r| (&r.document.sha256).into();
    "characters" Integer
        "The length of its text in code points. The text itself is in JSON Lines: it is longer than a \
         spreadsheet's cell may be."
        <- "document.text" => |r| r.document.text.chars().count().into();
    "record_url" Text "The document's page; empty without an address of the archive."
        <- "option base" => |r| r.address().into();
}
