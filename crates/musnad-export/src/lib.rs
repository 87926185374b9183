//! Exports: in which form does a result leave?
//!
//! Events, claims, documents and quotes come in one by one, as the archive hands them over; rows of JSON Lines, CSV,
//! Parquet, ACLED-shaped, UCDP-shaped and PLOVER events, GeoJSON, Atom, BibTeX and CSL go out to any writer, in
//! memory that doesn't grow with their number. No disk, no clock: the caller gives the time.
//!
//! ```
//! use musnad_export::{Export, Format, Options, Rows};
//! use musnad_record::event::{Event, Toll};
//!
//! let mut event = Event { id: "e1".into(), r#type: "ASSAULT".into(), ..Event::default() };
//! event.toll.push(Toll { outcome: "killed".into(), best: Some(3), ..Toll::default() });
//! let mut out = Vec::new();
//! let now = "2026-03-04T10:00:00Z".parse()?;
//! let mut export = Export::new(Format::Csv, Rows::Events, &mut out, Options::at(now))?;
//! export.event(&event, &[], &[])?;
//! let summary = export.finish()?;
//! assert_eq!(summary.written, 1);
//! assert!(String::from_utf8_lossy(&out).starts_with("\u{feff}id,story_id,type,"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod acled;
mod atom;
mod cell;
mod cite;
mod claims;
mod clean;
mod documents;
mod error;
mod event;
mod events;
mod export;
mod format;
mod geojson;
mod json;
mod ontology;
mod plover;
mod quotes;
mod table;
mod ucdp;
mod when;

pub use cell::{Head, Kind};
pub use documents::DocumentFacts;
pub use error::Error;
pub use export::{Export, Fatalities, Options, Summary};
pub use format::{Format, Rows};
pub use table::csv;
