//! The records of the registries as their tables have them, checked one by one and against each other.

use crate::table::{At, Problem, Row, rows};
use std::collections::{HashMap, HashSet};

/// A line of `actors.tsv`.
#[derive(Clone, Debug, Default)]
pub struct ActorRow {
    pub id: String,
    pub name_ar: String,
    pub name_en: String,
    pub names: Vec<String>,
    pub kind: String,
    pub country: String,
    pub sector: String,
    pub parent: String,
    /// The column where the parent stands, in code points from 1.
    pub parent_column: usize,
    pub aligned_with: Vec<String>,
    pub from: String,
    pub to: String,
    pub source: String,
    pub note: String,
    pub at: At,
}

/// A line of `places.tsv`.
#[derive(Clone, Debug, Default)]
pub struct PlaceRow {
    pub id: String,
    pub name_ar: String,
    pub name_en: String,
    pub names: Vec<String>,
    pub kind: &'static str,
    pub country: String,
    pub admin1: String,
    pub point: Option<(f64, f64)>,
    pub precision: &'static str,
    pub population: u32,
    pub capital: bool,
    pub ambiguous: bool,
    /// Written by hand, not taken from a gazetteer: its line says how fine it is, or its table counts no people.
    pub by_hand: bool,
    pub at: At,
}

/// A line of `outlets.tsv`.
#[derive(Clone, Debug, Default)]
pub struct OutletRow {
    pub id: String,
    pub name_ar: String,
    pub name_en: String,
    pub names: Vec<String>,
    pub marks: Vec<String>,
    pub kind: String,
    pub country: String,
    pub owner: String,
    pub domains: Vec<String>,
    pub at: At,
}

/// A country of `nationalities.tsv`.
#[derive(Clone, Debug, Default)]
pub struct CountryRow {
    pub code: String,
    pub name_ar: String,
    pub name_en: String,
    pub names: Vec<String>,
}

/// A word of `person-names.tsv`.
#[derive(Clone, Debug, Default)]
pub struct NameRow {
    pub word: String,
    pub given: bool,
    pub family: bool,
    pub common: bool,
    /// How many people of the source bear it.
    pub people: u32,
}

/// A word of `person-particles.tsv`: what may stand inside a person's name.
#[derive(Clone, Debug, Default)]
pub struct ParticleRow {
    pub word: String,
    pub place: String,
}

/// The registries as rows.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub actors: Vec<ActorRow>,
    pub places: Vec<PlaceRow>,
    pub outlets: Vec<OutletRow>,
    pub countries: Vec<CountryRow>,
    pub names: Vec<NameRow>,
    pub particles: Vec<ParticleRow>,
    /// The files read, for what is wrong across rows.
    pub files: Vec<String>,
}

const ACTOR: &[&str] = &[
    "id",
    "name_ar",
    "name_en",
    "aliases",
    "kind",
    "country",
    "sector",
    "parent",
    "aligned_with",
    "from",
    "to",
    "source",
    "note",
];
const PLACE: &[&str] = &[
    "id",
    "name_ar",
    "name_en",
    "aliases",
    "kind",
    "country",
    "admin1",
    "lat",
    "lon",
    "precision",
    "population",
    "note",
];
const OUTLET: &[&str] = &[
    "id", "name_ar", "name_en", "aliases", "kind", "country", "owner", "domains", "marks", "source", "note",
];
const COUNTRY: &[&str] = &["nisba", "plural", "country", "name", "aliases", "english"];
const NAME: &[&str] = &["name", "role", "people", "common"];
const PARTICLE: &[&str] = &["particle", "place", "note"];

/// What an actor may be.
pub const ACTOR_KINDS: &[&str] = &[
    "state",
    "army",
    "police",
    "intelligence",
    "ministry",
    "government",
    "parliament",
    "court",
    "group",
    "party",
    "movement",
    "coalition",
    "igo",
    "ngo",
    "monitor",
    "office",
    "person",
    "company",
    "union",
    "religious",
    "tribe",
];
/// What a place may be.
pub const PLACE_KINDS: &[&str] = &[
    "governorate",
    "district",
    "city",
    "town",
    "village",
    "camp",
    "quarter",
    "crossing",
    "base",
    "airport",
    "port",
    "region",
    "mountain",
    "river",
    "valley",
    "lake",
    "dam",
    "sea",
    "strait",
    "street",
    "island",
    "desert",
    "prison",
    "site",
];
/// What an outlet may be.
pub const OUTLET_KINDS: &[&str] = &[
    "agency", "paper", "channel", "site", "radio", "monitor", "ministry",
];
/// PLOVER's sectors.
pub const SECTORS: &[&str] = &[
    "GOV", "MIL", "COP", "SPY", "LEG", "JUD", "OPP", "PTY", "REB", "UAF", "REL", "MED", "CVL", "IGO", "NGO",
    "BUS", "LAB", "HLH", "EDU", "REF", "CRM", "ELI", "AGR", "ENV", "SET", "JEW", "MUS",
];
/// The contract's words for how fine a place is.
pub const PRECISIONS: &[&str] = &[
    "point", "town", "district", "province", "region", "country", "sea", "vague",
];

/// Which registry a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    Actors,
    Places,
    Outlets,
    Countries,
    Names,
    Particles,
}

impl Registry {
    /// The registry whose columns the head line of a table has.
    pub fn of(bytes: &[u8]) -> Option<Registry> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let head = bytes
            .split(|b| *b == b'\n')
            .find(|l| !l.trim_ascii().is_empty() && !l.starts_with(b"#"))?;
        let head = std::str::from_utf8(head).ok()?;
        let has = |column: &str| head.split('\t').any(|c| c.trim() == column);
        Some(match () {
            () if has("lat") || has("precision") => Registry::Places,
            () if has("sector") || has("parent") => Registry::Actors,
            () if has("domains") || has("marks") => Registry::Outlets,
            () if has("nisba") => Registry::Countries,
            () if has("particle") => Registry::Particles,
            () if has("name") && has("role") => Registry::Names,
            () => return None,
        })
    }
}

impl Rows {
    /// Adds the table `bytes`, which is the registry `which`.
    pub fn add(&mut self, which: Registry, file: &str, bytes: &[u8], problems: &mut Vec<Problem>) {
        let number = self.files.len();
        self.files.push(file.to_owned());
        let at = |row: &Row<'_>| At {
            file: number,
            line: row.line(),
        };
        match which {
            Registry::Actors => rows(file, bytes, ACTOR, problems, |row, wrong| {
                self.actors.extend(actor(row, at(row), wrong));
            }),
            Registry::Places => rows(file, bytes, PLACE, problems, |row, wrong| {
                self.places.extend(place(row, at(row), wrong));
            }),
            Registry::Outlets => rows(file, bytes, OUTLET, problems, |row, wrong| {
                self.outlets.extend(outlet(row, at(row), wrong));
            }),
            Registry::Countries => rows(file, bytes, COUNTRY, problems, |row, _| {
                let code = row.text("country");
                let known = self.countries.iter().any(|c| c.code == code);
                if let (false, Some(name)) = (known || code.is_empty(), row.cell("name")) {
                    self.countries.push(country(row, code, name));
                }
            }),
            Registry::Names => rows(file, bytes, NAME, problems, |row, wrong| {
                self.names.extend(name(row, wrong));
            }),
            Registry::Particles => rows(file, bytes, PARTICLE, problems, |row, wrong| {
                match (row.cell("particle"), row.cell("place")) {
                    (Some(word), Some(place @ ("before" | "after" | "between" | "title" | "rank"))) => {
                        self.particles.push(ParticleRow {
                            word: word.replace('_', " "),
                            place: place.to_owned(),
                        });
                    }
                    _ => wrong.push(row.problem(
                        "place",
                        "a particle stands before, after, between, as title or as rank",
                    )),
                }
            }),
        }
    }

    /// What is wrong across rows: an id that stands twice, a parent that is nobody or its own descendant.
    /// `elsewhere` tells the parent of an actor outside these rows, empty where it has none; none where there is no
    /// such actor.
    pub fn check(&self, elsewhere: impl Fn(&str) -> Option<String>, problems: &mut Vec<Problem>) {
        let mut seen: HashSet<&str> = HashSet::new();
        let ids = (self.actors.iter().map(|r| (&r.id, &r.at)))
            .chain(self.places.iter().map(|r| (&r.id, &r.at)))
            .chain(self.outlets.iter().map(|r| (&r.id, &r.at)));
        // outlets and actors share some ids on purpose: an observatory is both
        let outlets_from = self.actors.len() + self.places.len();
        for (n, (id, at)) in ids.enumerate() {
            if n == outlets_from {
                seen.clear();
            }
            if !seen.insert(id) {
                problems.push(self.problem(at, format!("the id {id:?} stands twice")));
            }
        }
        let own: HashMap<&str, &str> = self
            .actors
            .iter()
            .map(|a| (a.id.as_str(), a.parent.as_str()))
            .collect();
        let parent = |id: &str| match own.get(id) {
            Some(parent) => Some((*parent).to_owned()),
            None => elsewhere(id),
        };
        for a in self.actors.iter().filter(|a| !a.parent.is_empty()) {
            let mut wrong = |why: String| {
                problems.push(Problem {
                    column: a.parent_column,
                    ..self.problem(&a.at, why)
                });
            };
            let mut up = a.parent.clone();
            for step in 0..64 {
                if up == a.id {
                    wrong(format!("{:?} is its own parent's parent", a.id));
                    break;
                }
                match parent(&up) {
                    Some(next) if !next.is_empty() => up = next,
                    None if step == 0 => {
                        wrong(format!("there is no parent {up:?}"));
                        break;
                    }
                    _ => break,
                }
            }
        }
    }

    fn problem(&self, at: &At, why: String) -> Problem {
        Problem {
            file: self.files[at.file].clone(),
            line: at.line,
            column: 1,
            why,
        }
    }
}

fn actor(row: &Row<'_>, at: At, wrong: &mut Vec<Problem>) -> Option<ActorRow> {
    let before = wrong.len();
    let out = ActorRow {
        id: id(row, wrong),
        name_ar: row.text("name_ar").replace('_', " "),
        name_en: row.text("name_en"),
        names: names(row, wrong),
        kind: one_of(row, "kind", ACTOR_KINDS, wrong).to_owned(),
        country: code(row, wrong),
        sector: if row.cell("sector").is_some() {
            one_of(row, "sector", SECTORS, wrong).to_owned()
        } else {
            String::new()
        },
        parent: row.text("parent"),
        parent_column: row.column("parent"),
        aligned_with: row.values("aligned_with"),
        from: date(row, "from", wrong),
        to: date(row, "to", wrong),
        source: row.text("source"),
        note: row.text("note"),
        at,
    };
    let common = out.from.len().min(out.to.len());
    if common > 0 && out.to[..common] < out.from[..common] {
        wrong.push(row.problem("to", format!("valid to {} before from {}", out.to, out.from)));
    }
    (wrong.len() == before).then_some(out)
}

fn place(row: &Row<'_>, at: At, wrong: &mut Vec<Problem>) -> Option<PlaceRow> {
    let before = wrong.len();
    let number = |column: &str, most: f64, wrong: &mut Vec<Problem>| -> Option<f64> {
        let cell = row.cell(column)?;
        let value = cell.parse::<f64>().ok().filter(|v| v.abs() <= most);
        if value.is_none() {
            wrong.push(row.problem(column, format!("{cell:?} is no {column} in degrees")));
        }
        value
    };
    let (lat, lon) = (number("lat", 90.0, wrong), number("lon", 180.0, wrong));
    let kind = one_of(row, "kind", PLACE_KINDS, wrong);
    let precision = match row.cell("precision") {
        Some(_) => one_of(row, "precision", PRECISIONS, wrong),
        None => usual_precision(kind),
    };
    if wrong.len() == before && lat.is_some() != lon.is_some() {
        wrong.push(row.problem("lat", "one coordinate without the other"));
    }
    if wrong.len() == before && lat.is_none() && matches!(precision, "point" | "town") {
        let why = format!("a place as fine as {precision} needs coordinates; without them it is coarser");
        wrong.push(row.problem("lat", why));
    }
    let note = row.text("note");
    let has = |word: &str| {
        note.split_whitespace()
            .any(|w| w.trim_matches([';', ',']) == word)
    };
    let population = row.cell("population").map_or(Ok(0), str::parse);
    if population.is_err() {
        wrong.push(row.problem("population", "not a number of people"));
    }
    let out = PlaceRow {
        id: id(row, wrong),
        name_ar: row.text("name_ar").replace('_', " "),
        name_en: row.text("name_en"),
        names: names(row, wrong),
        kind,
        country: code(row, wrong),
        admin1: row.text("admin1"),
        point: lat.zip(lon),
        precision,
        population: population.unwrap_or(0),
        capital: has("capital"),
        ambiguous: has("ambiguous"),
        by_hand: row.cell("precision").is_some() || !row.has("population"),
        at,
    };
    (wrong.len() == before).then_some(out)
}

/// How fine a place of this kind is where its line does not say.
pub fn usual_precision(kind: &str) -> &'static str {
    match kind {
        "city" | "town" | "village" | "camp" | "quarter" => "town",
        "governorate" => "province",
        "district" => "district",
        "sea" | "strait" => "sea",
        "region" | "mountain" | "river" | "valley" | "lake" | "desert" | "island" => "region",
        _ => "point",
    }
}

fn outlet(row: &Row<'_>, at: At, wrong: &mut Vec<Problem>) -> Option<OutletRow> {
    let before = wrong.len();
    let out = OutletRow {
        id: id(row, wrong),
        name_ar: row.text("name_ar").replace('_', " "),
        name_en: row.text("name_en"),
        names: names(row, wrong),
        marks: row.values("marks"),
        kind: one_of(row, "kind", OUTLET_KINDS, wrong).to_owned(),
        country: code(row, wrong),
        owner: row.text("owner"),
        domains: row.values("domains"),
        at,
    };
    (wrong.len() == before).then_some(out)
}

fn country(row: &Row<'_>, code: String, name: &str) -> CountryRow {
    let name_ar = name.replace('_', " ");
    let mut names = vec![name_ar.clone()];
    names.extend(row.values("aliases"));
    CountryRow {
        code,
        name_ar,
        name_en: row.text("english").replace('_', " "),
        names,
    }
}

fn name(row: &Row<'_>, wrong: &mut Vec<Problem>) -> Option<NameRow> {
    let role = row.cell("role").unwrap_or("both");
    let people = row.cell("people").map_or(Ok(0), str::parse);
    if !matches!(role, "given" | "family" | "both" | "part") {
        wrong.push(row.problem("role", "a name is given, family, both or part"));
    } else if people.is_err() {
        wrong.push(row.problem("people", "not a number of people"));
    }
    Some(NameRow {
        word: row.text("name"),
        given: matches!(role, "given" | "both"),
        family: matches!(role, "family" | "both"),
        common: row.cell("common").is_some(),
        people: people.ok()?,
    })
}

fn id(row: &Row<'_>, wrong: &mut Vec<Problem>) -> String {
    let id = row.text("id");
    let fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    if id.is_empty() || !id.chars().all(fit) {
        wrong.push(row.problem("id", "an id has small Latin letters, digits and hyphens"));
    }
    id
}

/// All Arabic names of a line, its first among them; a line without an Arabic name has its English one.
fn names(row: &Row<'_>, wrong: &mut Vec<Problem>) -> Vec<String> {
    let mut out = row.values("aliases");
    if let Some(name) = row.cell("name_ar") {
        out.insert(0, name.replace('_', " "));
    }
    if out.is_empty() {
        out.extend(row.cell("name_en").map(str::to_owned));
    }
    if out.is_empty() {
        wrong.push(row.problem("name_ar", "a line without a name"));
    }
    out
}

fn one_of(
    row: &Row<'_>,
    column: &str,
    known: &'static [&'static str],
    wrong: &mut Vec<Problem>,
) -> &'static str {
    let cell = row.cell(column).unwrap_or_default();
    let found = known.iter().find(|k| **k == cell);
    if found.is_none() {
        wrong.push(row.problem(column, format!("{cell:?} is none of: {}", known.join(" "))));
    }
    found.copied().unwrap_or_default()
}

fn code(row: &Row<'_>, wrong: &mut Vec<Problem>) -> String {
    let code = row.text("country");
    if !code.is_empty() && (code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase())) {
        wrong.push(row.problem("country", format!("{code:?} is no code of three capital letters")));
    }
    code
}

fn date(row: &Row<'_>, column: &str, wrong: &mut Vec<Problem>) -> String {
    let date = row.text(column);
    let parts: Vec<&str> = date.split('-').collect();
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let fit = match parts[..] {
        [y] => y.is_empty() || digits(y, 4),
        [y, m] => digits(y, 4) && digits(m, 2) && ("01"..="12").contains(&m),
        [y, m, d] => {
            digits(y, 4)
                && digits(m, 2)
                && digits(d, 2)
                && ("01"..="12").contains(&m)
                && ("01"..="31").contains(&d)
        }
        _ => false,
    };
    if !fit {
        wrong.push(row.problem(
            column,
            format!("{date:?} is no year, month or day like 2012-05-31"),
        ));
    }
    date
}
