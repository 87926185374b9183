//! The columns of quotes in CSV and Parquet.

use crate::DocumentFacts;
use crate::cell::{Cell, columns};
use crate::event::{Language, chain};
use crate::export::Context;
use musnad_record::v1::Quote;

/// A quote as the forms see it.
pub(crate) struct QuoteRow<'a> {
    pub(crate) quote: &'a Quote<'a>,
    pub(crate) document: &'a DocumentFacts<'a>,
    pub(crate) context: &'a Context,
}

impl QuoteRow<'_> {
    fn chain(&self, language: Language) -> Option<String> {
        Some(chain(&self.quote.attribution, language)).filter(|c| !c.is_empty())
    }

    fn address(&self) -> Option<String> {
        let document = self.context.address("documents", &self.quote.document)?;
        Some(format!("{document}#q{}", self.quote.id))
    }
}

/// Fills a cell of a quote.
pub(crate) type QuoteCell = for<'r> fn(&'r QuoteRow<'r>) -> Cell<'r>;

columns! {
    /// One row a quote.
    QUOTES(QuoteCell):
    "id" Text "The quote." <- "quote.id" => |r| (&r.quote.id).into();
    "document_id" Text "Its document." <- "quote.document" => |r| (&r.quote.document).into();
    "kind" Text "`direct`, `indirect`, `mixed`." <- "quote.kind" => |r| (&r.quote.kind).into();
    "content" Text "What is quoted." <- "quote.content.quote" => |r| (&r.quote.content.quote).into();
    "content_start" Integer "Its first code point in the document's text."
        <- "quote.content.start" => |r| r.quote.content.start.into();
    "content_end" Integer "One past its last code point."
        <- "quote.content.end" => |r| r.quote.content.end.into();
    "cue" Text "The words that say that it is quoted."
        <- "quote.cue.quote" => |r| r.quote.cue.as_ref().map(|c| &c.quote).into();
    "attribution" Text "The chain of sources, nearest first, links joined by ←."
        <- "quote.attribution" => |r| r.chain(Language::Arabic).into();
    "attribution_en" Text "The same with the registry's English names, where it has them."
        <- "quote.attribution.name_en" => |r| r.chain(Language::English).into();
    "outlet" Text "Who published the document." <- "document.outlet" => |r| r.document.outlet.into();
    "title" Text "The document's title." <- "document.title" => |r| r.document.title.into();
    "published" Text "When the document was published."
        <- "document.published" => |r| r.document.published.into();
    "url" Text "The document's address." <- "document.url" => |r| r.document.url.into();
    "record_url" Text "The quote in its document's page; empty without an address of the archive."
        <- "option base" => |r| r.address().into();
}
