//! Importers: registers of others become tables of ours.
//!
//! In come the bytes of a file, out goes a table as `data/` has them, to be checked and compiled like any other.
//! What is no name in Arabic letters is left out and counted; what cannot be read is a [`Problem`] at its place.

mod geonames;
mod ucdp;
mod whosonfirst;

use crate::rows::Registry;
use crate::table::Problem;
use std::collections::HashMap;

/// What a file is, as its first characters show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table of ours.
    Table,
    /// A dump of GeoNames: 19 columns without a head line.
    GeoNames,
    /// Divisions of a country as GeoNames lists them: `SY.09`, name, name, number.
    Divisions,
    /// Features of Who's On First in GeoJSON.
    WhosOnFirst,
    /// The list of actors of the Uppsala Conflict Data Program.
    UcdpActors,
}

impl Format {
    /// What `bytes` are.
    pub fn of(bytes: &[u8]) -> Option<Format> {
        let start = &bytes[..bytes.len().min(4096)];
        let text = String::from_utf8_lossy(start);
        let text = text.trim_start_matches('\u{FEFF}').trim_start();
        let line = text.lines().next().unwrap_or_default();
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |n: usize| cells.get(n).is_some_and(|c| c.parse::<f64>().is_ok());
        if text.starts_with('{') {
            return Some(Format::WhosOnFirst);
        }
        if line.contains("ActorId") && line.contains("NameData") {
            return Some(Format::UcdpActors);
        }
        if cells.len() >= 18 && number(0) && number(4) && number(5) {
            return Some(Format::GeoNames);
        }
        if cells.len() == 4 && number(3) && cells[0].get(2..3) == Some(".") {
            return Some(Format::Divisions);
        }
        Registry::of(bytes).map(|_| Format::Table)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::GeoNames => "GeoNames",
            Format::Divisions => "GeoNames divisions",
            Format::WhosOnFirst => "Who's On First",
            Format::UcdpActors => "UCDP actors",
        }
    }
}

/// A table that was made of what others wrote.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The table, head line first.
    pub table: String,
    /// How many records it has.
    pub records: usize,
    /// How many records of the file have no Arabic name, or are known by another id.
    pub left_out: usize,
}

/// Names of the divisions of countries, by GeoNames' codes.
#[derive(Clone, Debug, Default)]
pub struct Divisions(HashMap<String, String>);

impl Divisions {
    /// Reads GeoNames' list of first divisions.
    pub fn of(bytes: &[u8]) -> Divisions {
        let text = String::from_utf8_lossy(bytes);
        let pair = |line: &str| {
            let mut cells = line.split('\t');
            Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
        };
        Divisions(text.lines().filter_map(pair).collect())
    }

    fn name(&self, country: &str, code: &str) -> &str {
        self.0
            .get(&format!("{country}.{code}"))
            .map_or("", String::as_str)
    }
}

/// Makes a table of the file `file`. `known` tells whether an English name is an actor's already; `tick` hears how
/// many bytes are done.
pub fn import(
    format: Format,
    file: &str,
    bytes: &[u8],
    divisions: &Divisions,
    known: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Problem>,
    tick: &mut dyn FnMut(u64),
) -> Import {
    match format {
        Format::GeoNames => geonames::import(file, bytes, divisions, problems, tick),
        Format::WhosOnFirst => whosonfirst::import(file, bytes, problems),
        Format::UcdpActors => ucdp::import(file, bytes, known, problems),
        Format::Table | Format::Divisions => Import::default(),
    }
}

/// The three-letter code of a country.
fn alpha3(alpha2: &str) -> Option<&'static str> {
    const CODES: &str = include_str!("../../../../data/iso-3166.tsv");
    let at = CODES.find(&format!("\n{alpha2}\t"))? + alpha2.len() + 2;
    CODES.get(at..at + 3).filter(|_| alpha2.len() == 2)
}

/// Countries whose names in Arabic letters are Arabic, whatever keyboard wrote them.
const ARAB: &str = "AE BH DJ DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE ER SS";

/// The name as newspapers write it, if it is one in Arabic: letters and spaces alone, none that only Persian, Urdu
/// or Kurdish have, and no bare «y» or «k» of theirs outside the Arab countries.
fn arabic(name: &str, alpha2: &str) -> Option<String> {
    let name = name.trim();
    let foreign = name.chars().any(|c| matches!(c, '\u{06CC}' | '\u{06A9}'));
    if foreign && !ARAB.split(' ').any(|c| c == alpha2) {
        return None;
    }
    let name = musnad_text::plain(name);
    let letter = |c: char| matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}');
    let fit = name.chars().all(|c| letter(c) || c == ' ') && name.chars().filter(|c| letter(*c)).count() >= 2;
    fit.then_some(name)
}

/// A cell: no tabs or line ends.
fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ").trim().to_owned()
}

/// Names as a cell of aliases.
fn aliases(names: &[String]) -> String {
    let joined: Vec<String> = names.iter().map(|n| cell(n).replace(' ', "_")).collect();
    joined.join(" ")
}

const PLACES: &str = "id\tname_ar\tname_en\taliases\tkind\tcountry\tadmin1\tlat\tlon\tpopulation\n";
