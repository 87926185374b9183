//! Importers: registers of others become tables of ours.
//!
//! In come the files of one source, line by line where they may be large; out go tables as `data/` has them, to be
//! checked and compiled like any other. What has no name in Arabic letters is left out and counted; what cannot be
//! read is a [`Problem`] at its place.

mod beside;
mod geonames;
mod judged;
mod ucdp;
mod whosonfirst;

pub use beside::Beside;

use crate::geo::kilometres;
use crate::knowledge::{Entry, Knowledge, Place};
use crate::rows::Registry;
use crate::table::Problem;
use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};

/// What a file is, as its first characters show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table of ours.
    Table,
    /// A dump of GeoNames: 19 columns without a head line.
    GeoNames,
    /// First divisions of countries as GeoNames lists them: `SY.09`, name, name, number.
    Divisions,
    /// GeoNames' list of names with their languages.
    AlternateNames,
    /// Features of Who's On First in GeoJSON.
    WhosOnFirst,
    /// The list of actors of the Uppsala Conflict Data Program.
    UcdpActors,
}

impl Format {
    /// What a file is that begins with `start`; some thousand bytes are enough.
    pub fn of(start: &[u8]) -> Option<Format> {
        let text = String::from_utf8_lossy(start);
        let text = text
            .trim_start_matches('\u{FEFF}')
            .trim_start_matches(['\n', '\r', ' ']);
        let line = text.lines().next().unwrap_or_default();
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |n: usize| cells.get(n).is_some_and(|c| c.parse::<f64>().is_ok());
        if text.starts_with('{') {
            let feature = ["\"Feature", "\"features\"", "\"properties\""];
            return feature
                .iter()
                .any(|f| text.contains(f))
                .then_some(Format::WhosOnFirst);
        }
        if line.contains("ActorId") && line.contains("NameData") {
            return Some(Format::UcdpActors);
        }
        // one broken number of three does not hide what the file is
        if (18..=20).contains(&cells.len()) && [0, 4, 5].iter().filter(|n| number(**n)).count() >= 2 {
            return Some(Format::GeoNames);
        }
        if cells.len() == 4 && number(3) && cells[0].get(2..3) == Some(".") {
            return Some(Format::Divisions);
        }
        if (8..=10).contains(&cells.len()) && number(0) && number(1) && !number(2) {
            return Some(Format::AlternateNames);
        }
        Registry::of(start)
            .filter(|r| *r != Registry::Countries)
            .map(|_| Format::Table)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::GeoNames => "GeoNames",
            Format::Divisions => "GeoNames divisions",
            Format::AlternateNames => "GeoNames alternate names",
            Format::WhosOnFirst => "Who's On First",
            Format::UcdpActors => "UCDP actors",
        }
    }
}

/// Tables that were made of what others wrote.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The tables with their names, head line first.
    pub tables: Vec<(&'static str, String)>,
    /// How many records they have.
    pub records: usize,
    /// How many records of the files have no Arabic name of their own, stand no more, or are known by another id.
    pub left_out: usize,
    /// The ids of actors of theirs that are known here, and by which id.
    pub known: Vec<(String, String)>,
}

/// Makes tables of the files of one source.
pub struct Importer<'k> {
    beside: Beside,
    judged: judged::Judged,
    /// What is known already.
    knowledge: &'k Knowledge,
    out: Import,
    places: String,
    actors: String,
    features: whosonfirst::Features,
    /// The ids made so far, each with the letters in front of its number.
    seen: HashSet<(&'static str, u64)>,
    problems: Vec<Problem>,
}

impl<'k> Importer<'k> {
    /// An importer that has the lists of `beside`; what `knowledge` has, written by hand, is not taken once more.
    pub fn new(beside: Beside, knowledge: &'k Knowledge) -> Importer<'k> {
        Importer {
            beside,
            judged: judged::Judged::builtin(),
            knowledge,
            out: Import::default(),
            places: String::new(),
            actors: String::new(),
            features: whosonfirst::Features::default(),
            seen: HashSet::new(),
            problems: Vec::new(),
        }
    }

    /// Reads the file `file`, which is of that format. `tick` hears now and then how many bytes are done.
    ///
    /// # Errors
    /// If `stream` cannot be read; what is wrong in it is told at the end.
    pub fn read(
        &mut self,
        format: Format,
        file: &str,
        stream: &mut dyn BufRead,
        tick: &mut dyn FnMut(u64),
    ) -> io::Result<()> {
        match format {
            Format::GeoNames => self.geonames(file, stream, tick),
            Format::WhosOnFirst => {
                self.whosonfirst(file, &whole(stream)?);
                Ok(())
            }
            Format::UcdpActors => {
                self.ucdp(file, &whole(stream)?);
                Ok(())
            }
            Format::Table | Format::Divisions | Format::AlternateNames => Ok(()),
        }
    }

    /// The tables.
    ///
    /// # Errors
    /// All that is wrong with the files.
    pub fn finish(mut self) -> Result<Import, Vec<Problem>> {
        self.places.push_str(&self.features.rows());
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let made = [
            (PLACES, "places.tsv", self.places),
            (ACTORS, "actors.tsv", self.actors),
        ];
        for (head, name, rows) in made {
            if !rows.is_empty() {
                self.out.tables.push((name, format!("{head}{rows}")));
            }
        }
        Ok(self.out)
    }

    /// The names that a place of a gazetteer keeps beside what was written by hand: none where that has the place
    /// itself, not those of a country, not those by which everybody understands a better-known place, and no words.
    fn own_names(&self, place: &Gazetted<'_>, names: Vec<String>) -> Vec<String> {
        let mut kept = Vec::with_capacity(names.len());
        for name in names {
            let mut taken = self.judged.is_word(&name, place.alpha2, place.population);
            let (id, point) = (place.id, place.point);
            for entry in self.knowledge.named(&name) {
                let Entry::Place(n) = entry else {
                    taken |= matches!(entry, Entry::Country(_));
                    continue;
                };
                let place = self.knowledge.place(n);
                if !place.by_hand || place.id == id {
                    continue;
                }
                if is_settled(&place) && place.point.is_some_and(|p| kilometres(p, point) <= SAME) {
                    return Vec::new();
                }
                taken |= place.capital || FAMOUS.contains(&place.kind);
            }
            if !taken {
                kept.push(name);
            }
        }
        kept
    }

    fn problem(&mut self, file: &str, line: usize, column: usize, why: impl Into<String>) {
        self.problems.push(Problem {
            file: file.to_owned(),
            line,
            column,
            why: why.into(),
        });
    }

    /// Whether an id is new among those of the source.
    fn is_new(&mut self, kind: &'static str, number: u64) -> bool {
        self.seen.insert((kind, number))
    }
}

/// What a gazetteer says of a place whose names are looked at.
struct Gazetted<'p> {
    id: &'p str,
    point: (f64, f64),
    alpha2: &'p str,
    population: u64,
}

/// Kilometres between two points of one town that two registers give at most.
const SAME: f64 = 25.0;

/// Kinds of places whose names, written by hand, are everybody's.
const FAMOUS: [&str; 4] = ["city", "governorate", "sea", "river"];

fn is_settled(place: &Place<'_>) -> bool {
    matches!(place.kind, "city" | "town" | "village" | "camp" | "quarter")
}

fn whole(stream: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Calls `each` with every line that is not empty, its number from 1, and how many bytes were read by then.
fn lines(stream: &mut dyn BufRead, mut each: impl FnMut(usize, &[u8], u64)) -> io::Result<()> {
    let (mut line, mut number, mut done) = (Vec::new(), 0, 0u64);
    loop {
        line.clear();
        let read = stream.read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        done += read as u64;
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let text = if number == 1 {
            text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
        } else {
            text
        };
        if !text.is_empty() {
            each(number, text, done);
        }
    }
}

/// A line as text; else the column of the first byte that is none.
fn text_of(line: &[u8]) -> Result<&str, (usize, String)> {
    std::str::from_utf8(line).map_err(|e| {
        let before = String::from_utf8_lossy(&line[..e.valid_up_to()]);
        (before.chars().count() + 1, "the bytes are no UTF-8".to_owned())
    })
}

/// The table of codes of countries: two letters, three letters, the number of Gleditsch and Ward.
const CODES: &str = include_str!("../../../../data/iso-3166.tsv");

/// The three-letter code of a country.
fn alpha3(alpha2: &str) -> Option<&'static str> {
    let at = CODES.find(&format!("\n{alpha2}\t"))? + alpha2.len() + 2;
    CODES.get(at..at + 3).filter(|_| alpha2.len() == 2)
}

/// The three-letter code of the state with this number of Gleditsch and Ward.
fn state(number: &str) -> Option<&'static str> {
    let states: HashMap<&str, &str> = CODES
        .lines()
        .filter_map(|l| {
            let mut cells = l.split('\t').skip(1);
            let code = cells.next()?;
            Some((cells.next()?, code))
        })
        .collect();
    states.get(number).copied().filter(|_| !number.is_empty())
}

/// Countries whose names in Arabic letters are Arabic, whatever keyboard wrote them.
const ARAB: &str = "AE BH DJ DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE ER SS";

/// The name as newspapers write it, if it is one in Arabic: letters and spaces alone, none that only Persian, Urdu
/// or Kurdish have, and outside the Arab countries no «y», «k» or «h» of theirs.
fn arabic(name: &str, alpha2: &str) -> Option<String> {
    let name = name.trim();
    let foreign = |c: char| matches!(c, '\u{06CC}' | '\u{06A9}' | '\u{06C1}' | '\u{06BE}');
    if name.is_ascii() || name.chars().any(foreign) && !ARAB.split(' ').any(|c| c == alpha2) {
        return None;
    }
    let letter = |c: char| matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}');
    let form = |c: char| c >= '\u{FB50}' || c == '\u{0671}';
    let own = |c: char| letter(c) || foreign(c) || form(c) || !musnad_text::is_arabic_letter(c);
    if !name.chars().all(own) {
        return None;
    }
    let name = musnad_text::plain(name);
    let fit = name.chars().all(|c| letter(c) || c == ' ') && name.chars().filter(|c| letter(*c)).count() >= 2;
    fit.then_some(name)
}

/// A cell: no tabs or line ends.
fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ").trim().to_owned()
}

/// Names as a cell of aliases.
fn aliases(names: &[String]) -> String {
    let joined: Vec<String> = names
        .iter()
        .map(|n| n.split_whitespace().collect::<Vec<_>>().join("_"))
        .collect();
    joined.join(" ")
}

/// How many people live there, as a cell: empty where it is not known.
fn people(population: u64) -> String {
    match population {
        0 => String::new(),
        n => n.min(u64::from(u32::MAX)).to_string(),
    }
}

const PLACES: &str = "id\tname_ar\tname_en\taliases\tkind\tcountry\tadmin1\tlat\tlon\tpopulation\n";
const ACTORS: &str = "id\tname_en\taliases\tkind\tcountry\tsector\tsource\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_line() {
        let dump = |lat: &str| format!("7\tA\tA\t\t{lat}\t2\tP\tPPL\tSY\t\t\t\t\t\t\t\t\t\t\n");
        for (start, format) in [
            (dump("1").as_str(), Some(Format::GeoNames)),
            (dump("north").as_str(), Some(Format::GeoNames)),
            ("SY.09\tAleppo\tAleppo\t170062\n", Some(Format::Divisions)),
            ("1\t170063\tar\tX\t\t\t\t\t\t\n", Some(Format::AlternateNames)),
            ("\u{FEFF}{\"type\":\"Feature\"", Some(Format::WhosOnFirst)),
            ("\"ActorId\",\"NameData\"\n", Some(Format::UcdpActors)),
            ("# ours\nid\tname_ar\tlat\tlon\n", Some(Format::Table)),
            ("particle\tplace\tnote\n", Some(Format::Table)),
            ("nisba\tplural\tcountry\tname\n", None),
            ("Lorem ipsum\n", None),
            ("", None),
        ] {
            assert_eq!(Format::of(start.as_bytes()), format, "{start}");
        }
    }

    #[test]
    fn persian_urdu_and_kurdish_names_are_none() {
        for (name, country, fit) in [
            ("تل الورد", "SY", true),
            ("تل عدی", "SY", true),
            ("تل عدی", "IR", false),
            ("گرگان", "IQ", false),
            ("ھڑپہ", "PK", false),
            ("سلێمانی", "IQ", false),
            ("Aleppo", "SY", false),
            ("تل-1", "SY", false),
            ("و", "SY", false),
        ] {
            assert_eq!(arabic(name, country).is_some(), fit, "{name}");
        }
    }

    #[test]
    fn codes_of_countries_are_found() {
        assert_eq!(
            (alpha3("SY"), alpha3("XK"), alpha3("S")),
            (Some("SYR"), Some("XKX"), None)
        );
        assert_eq!(
            (state("652"), state("347"), state("")),
            (Some("SYR"), Some("XKX"), None)
        );
    }
}
