//! One export from its head to its end: rows come in one by one, the form decides what is written.

use crate::claims::{CLAIMS, ClaimRow};
use crate::documents::{DOCUMENTS, DocumentRow};
use crate::event::EventRow;
use crate::events::EVENTS;
use crate::format::{Format, Rows};
use crate::json::Array;
use crate::ontology::Ontology;
use crate::quotes::{QUOTES, QuoteRow};
use crate::table::Table;
use crate::{DocumentFacts, Error, acled, atom, cite, geojson, plover, ucdp};
use jiff::Timestamp;
use musnad_record::event::Event;
use musnad_record::v1::{Claim, Document, Quote};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use url::Url;

/// What the caller decides about an export.
#[derive(Clone, Debug)]
pub struct Options {
    /// When the export is made.
    pub now: Timestamp,
    /// The address under which records can be seen, `https://archive.example/`; links lead there. Without it there
    /// are none.
    pub base: Option<String>,
    /// Who names records that have no address (RFC 4151): a domain or mail address and a year in which its owner
    /// has it, `archive.example,2026`.
    pub authority: String,
    /// The title of a feed.
    pub title: String,
    /// The address of a feed, which is also its id.
    pub feed: Option<String>,
    /// What stands for the dead in ACLED's shape where no report has a figure.
    pub fatalities: Fatalities,
}

impl Options {
    /// The usual options for an export made at `now`: no addresses, no rounding.
    pub fn at(now: Timestamp) -> Options {
        Options {
            now,
            base: None,
            authority: "musnad.invalid,2026".to_owned(),
            title: "Musnad".to_owned(),
            feed: None,
            fatalities: Fatalities::default(),
        }
    }
}

/// What ACLED's `fatalities` has where words stand for a figure: a policy of the project that uses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fatalities {
    /// Words stay words: the ledger's best figure where a report that counts gives it, else nothing.
    #[default]
    None,
    /// ACLED's: the most conservative figure, 10 for tens, 100 for hundreds, 0 where nobody tells of dead.
    Acled,
}

/// What an export came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows written.
    pub written: u64,
    /// Events that the form has no place for, by reason: `no-counterpart` (its type or mode), `not-asserted` (it is
    /// denied, planned, demanded or in doubt), `no-deaths` (UCDP records deaths).
    pub left_out: BTreeMap<&'static str, u64>,
}

/// What every row may ask for.
pub(crate) struct Context {
    pub(crate) options: Options,
    pub(crate) ontology: Ontology,
    base: Option<Url>,
}

impl Context {
    /// The address of a record, if records have addresses.
    pub(crate) fn address(&self, kind: &str, id: &str) -> Option<String> {
        let mut url = self.base.clone()?;
        url.path_segments_mut().ok()?.pop_if_empty().push(kind).push(id);
        Some(url.into())
    }
}

enum Sink<W: Write + Send> {
    Table(Table<W>),
    Lines(BufWriter<W>),
    Array(Array<W>),
    Feed(atom::Feed<W>),
    Entries(BufWriter<W>),
}

/// An export that rows are given to. Without [`finish`](Export::finish) what was written is no whole file.
pub struct Export<W: Write + Send> {
    format: Format,
    rows: Rows,
    context: Context,
    sink: Sink<W>,
    summary: Summary,
}

impl<W: Write + Send> Export<W> {
    /// Begins an export of `rows` to `out`; its head is written even if no row follows.
    ///
    /// # Errors
    /// If the form has no such rows, an option is wrong, or `out` fails.
    pub fn new(format: Format, rows: Rows, out: W, options: Options) -> Result<Export<W>, Error> {
        if !format.rows().contains(&rows) {
            return Err(wrong(format!("{} is no form of {}", format.name(), rows.name())));
        }
        let context = Context {
            base: options.base.as_deref().map(base).transpose()?,
            ontology: Ontology::read()?,
            options,
        };
        let heads = format.heads(rows);
        let sink = match format {
            Format::Csv | Format::Acled | Format::Ucdp => Sink::Table(Table::csv(out, &heads)?),
            Format::Parquet => Sink::Table(Table::parquet(out, rows.name(), &heads)?),
            Format::Jsonl | Format::Plover => Sink::Lines(BufWriter::new(out)),
            Format::GeoJson => Sink::Array(geojson::begin(out)?),
            Format::Csl => Sink::Array(Array::begin(out, "[", "]\n")?),
            Format::Atom => Sink::Feed(atom::Feed::begin(out, rows, &context)?),
            Format::BibTex => Sink::Entries(BufWriter::new(out)),
        };
        Ok(Export {
            format,
            rows,
            context,
            sink,
            summary: Summary::default(),
        })
    }

    /// Writes an event, with its claims and the facts of its documents, as far as they are at hand.
    ///
    /// # Errors
    /// If the export is not of events, or the writer fails.
    pub fn event(
        &mut self,
        event: &Event,
        claims: &[Claim<'_>],
        documents: &[DocumentFacts<'_>],
    ) -> Result<(), Error> {
        self.expect(Rows::Events)?;
        let row = EventRow {
            event,
            claims,
            documents,
            context: &self.context,
        };
        let left_out = match self.format {
            Format::Acled => acled::left_out(&row),
            Format::Ucdp => ucdp::left_out(&row),
            Format::Plover => plover::left_out(&row),
            _ => None,
        };
        if let Some(why) = left_out {
            *self.summary.left_out.entry(why).or_default() += 1;
            return Ok(());
        }
        match (&mut self.sink, self.format) {
            (Sink::Table(table), Format::Acled) => table.row(acled::ACLED.iter().map(|c| (c.cell)(&row)))?,
            (Sink::Table(table), Format::Ucdp) => table.row(ucdp::UCDP.iter().map(|c| (c.cell)(&row)))?,
            (Sink::Table(table), _) => table.row(EVENTS.iter().map(|c| (c.cell)(&row)))?,
            (Sink::Lines(out), Format::Plover) => line(out, &serde_json::to_vec(&plover::event(&row))?)?,
            (Sink::Lines(out), _) => line(out, &serde_json::to_vec(event)?)?,
            (Sink::Array(array), _) => array.push(&geojson::feature(&row))?,
            (Sink::Feed(feed), _) => feed.event(&row)?,
            (Sink::Entries(_), _) => return Err(self.no_place()),
        }
        self.summary.written += 1;
        Ok(())
    }

    /// Writes a claim, with the facts of its document.
    ///
    /// # Errors
    /// If the export is not of claims, or the writer fails.
    pub fn claim(&mut self, claim: &Claim<'_>, document: &DocumentFacts<'_>) -> Result<(), Error> {
        self.expect(Rows::Claims)?;
        let row = ClaimRow {
            claim,
            document,
            context: &self.context,
        };
        match &mut self.sink {
            Sink::Table(table) => table.row(CLAIMS.iter().map(|c| (c.cell)(&row)))?,
            Sink::Lines(out) => line(out, &serde_json::to_vec(claim)?)?,
            _ => return Err(self.no_place()),
        }
        self.summary.written += 1;
        Ok(())
    }

    /// Writes a document.
    ///
    /// # Errors
    /// If the export is not of documents, or the writer fails.
    pub fn document(&mut self, document: &Document<'_>) -> Result<(), Error> {
        self.expect(Rows::Documents)?;
        let row = DocumentRow {
            document,
            context: &self.context,
        };
        match &mut self.sink {
            Sink::Table(table) => table.row(DOCUMENTS.iter().map(|c| (c.cell)(&row)))?,
            Sink::Lines(out) => line(out, &serde_json::to_vec(document)?)?,
            Sink::Array(array) => array.push(&cite::csl(&row))?,
            Sink::Feed(feed) => feed.document(&row)?,
            Sink::Entries(out) => cite::bibtex(out, &row)?,
        }
        self.summary.written += 1;
        Ok(())
    }

    /// Writes a quote, with the facts of its document.
    ///
    /// # Errors
    /// If the export is not of quotes, or the writer fails.
    pub fn quote(&mut self, quote: &Quote<'_>, document: &DocumentFacts<'_>) -> Result<(), Error> {
        self.expect(Rows::Quotes)?;
        let row = QuoteRow {
            quote,
            document,
            context: &self.context,
        };
        match &mut self.sink {
            Sink::Table(table) => table.row(QUOTES.iter().map(|c| (c.cell)(&row)))?,
            Sink::Lines(out) => line(out, &serde_json::to_vec(quote)?)?,
            _ => return Err(self.no_place()),
        }
        self.summary.written += 1;
        Ok(())
    }

    /// Writes the end, flushes the writer and says what was written and what was left out.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn finish(self) -> Result<Summary, Error> {
        match self.sink {
            Sink::Table(table) => table.finish()?,
            Sink::Lines(mut out) | Sink::Entries(mut out) => out.flush()?,
            Sink::Array(array) => array.finish()?,
            Sink::Feed(feed) => feed.finish()?,
        }
        Ok(self.summary)
    }

    /// Records of all kinds may follow each other as JSON Lines; a table has rows of one kind.
    fn expect(&self, rows: Rows) -> Result<(), Error> {
        if rows == self.rows || self.format == Format::Jsonl {
            return Ok(());
        }
        let (is, got) = (self.rows.name(), rows.name());
        Err(wrong(format!("the export is of {is} and was given {got}")))
    }

    fn no_place(&self) -> Error {
        wrong(format!("{} has no place for this record", self.format.name()))
    }
}

fn wrong(message: String) -> Error {
    Error::new("wrong-rows", message)
}

fn base(text: &str) -> Result<Url, Error> {
    let bad = |why: String| Error::new("bad-option", format!("{text} is no address of an archive: {why}"));
    let url = Url::parse(text).map_err(|e| bad(e.to_string()))?;
    if matches!(url.scheme(), "http" | "https") {
        Ok(url)
    } else {
        Err(bad("it is neither http nor https".to_owned()))
    }
}

fn line<W: Write>(out: &mut W, json: &[u8]) -> Result<(), Error> {
    out.write_all(json)?;
    out.write_all(b"\n")?;
    Ok(())
}
