//! Forms and what they are forms of: which rows each takes, and which columns it writes for them.

use crate::cell::{Column, Head};
use crate::{acled, atom, cite, claims, documents, events, geojson, plover, quotes, ucdp};

/// The form in which a result leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON Lines: the records as they are.
    Jsonl,
    /// CSV for spreadsheets.
    Csv,
    /// CSV in ACLED's shape.
    Acled,
    /// CSV in the shape of UCDP's georeferenced events.
    Ucdp,
    /// PLOVER's JSON, one event a line.
    Plover,
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// Parquet, zstd.
    Parquet,
    /// An Atom feed (RFC 4287).
    Atom,
    /// BibTeX, as biblatex reads it.
    BibTex,
    /// CSL-JSON.
    Csl,
}

/// What the rows of an export are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rows {
    /// Events with their claims and documents.
    Events,
    /// Claims with their documents.
    Claims,
    /// Documents.
    Documents,
    /// Quotes with their documents.
    Quotes,
}

impl Rows {
    /// All of them.
    pub const ALL: &'static [Rows] = &[Rows::Events, Rows::Claims, Rows::Documents, Rows::Quotes];

    /// The name of what a row is, for people.
    pub fn name(self) -> &'static str {
        match self {
            Rows::Events => "events",
            Rows::Claims => "claims",
            Rows::Documents => "documents",
            Rows::Quotes => "quotes",
        }
    }
}

impl Format {
    /// All forms.
    pub const ALL: &'static [Format] = &[
        Format::Jsonl,
        Format::Csv,
        Format::Acled,
        Format::Ucdp,
        Format::Plover,
        Format::GeoJson,
        Format::Parquet,
        Format::Atom,
        Format::BibTex,
        Format::Csl,
    ];

    /// Its name on command lines and in addresses.
    ///
    /// ```
    /// use musnad_export::Format;
    /// assert_eq!(Format::named("geojson"), Some(Format::GeoJson));
    /// assert_eq!(Format::GeoJson.name(), "geojson");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Acled => "acled",
            Format::Ucdp => "ucdp",
            Format::Plover => "plover",
            Format::GeoJson => "geojson",
            Format::Parquet => "parquet",
            Format::Atom => "atom",
            Format::BibTex => "bibtex",
            Format::Csl => "csl",
        }
    }

    /// The form of this name.
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// The type of what is written, for a `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Jsonl | Format::Plover => "application/jsonl",
            Format::Csv | Format::Acled | Format::Ucdp => "text/csv; charset=utf-8; header=present",
            Format::GeoJson => "application/geo+json",
            Format::Parquet => "application/vnd.apache.parquet",
            Format::Atom => "application/atom+xml; charset=utf-8",
            Format::BibTex => "application/x-bibtex; charset=utf-8",
            Format::Csl => "application/vnd.citationstyles.csl+json",
        }
    }

    /// The ending of a file's name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jsonl | Format::Plover => "jsonl",
            Format::Csv | Format::Acled | Format::Ucdp => "csv",
            Format::GeoJson => "geojson",
            Format::Parquet => "parquet",
            Format::Atom => "atom",
            Format::BibTex => "bib",
            Format::Csl => "json",
        }
    }

    /// What it can be a form of.
    pub fn rows(self) -> &'static [Rows] {
        match self {
            Format::Jsonl | Format::Csv | Format::Parquet => Rows::ALL,
            Format::Acled | Format::Ucdp | Format::Plover | Format::GeoJson => &[Rows::Events],
            Format::Atom => &[Rows::Events, Rows::Documents],
            Format::BibTex | Format::Csl => &[Rows::Documents],
        }
    }

    /// The columns or fields of one row, in their order; none for JSON Lines, whose schema is the records' own.
    pub fn heads(self, rows: Rows) -> Vec<Head> {
        match (self, rows) {
            (Format::Csv | Format::Parquet, Rows::Events) => heads(events::EVENTS),
            (Format::Csv | Format::Parquet, Rows::Claims) => heads(claims::CLAIMS),
            (Format::Csv | Format::Parquet, Rows::Documents) => heads(documents::DOCUMENTS),
            (Format::Csv | Format::Parquet, Rows::Quotes) => heads(quotes::QUOTES),
            (Format::Acled, Rows::Events) => heads(acled::ACLED),
            (Format::Ucdp, Rows::Events) => heads(ucdp::UCDP),
            (Format::Plover, Rows::Events) => heads(plover::PLOVER),
            (Format::GeoJson, Rows::Events) => geojson::heads(),
            (Format::Atom, Rows::Events) => atom::EVENTS.to_vec(),
            (Format::Atom, Rows::Documents) => atom::DOCUMENTS.to_vec(),
            (Format::BibTex, Rows::Documents) => heads(cite::BIBTEX),
            (Format::Csl, Rows::Documents) => heads(cite::CSL),
            _ => Vec::new(),
        }
    }
}

fn heads<F>(columns: &[Column<F>]) -> Vec<Head> {
    columns.iter().map(|c| c.head).collect()
}
