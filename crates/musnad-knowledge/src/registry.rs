//! The registries and the look-up of names.

use crate::table::{Error, Row, rows};
use musnad_text::key;
use rustc_hash::FxHashMap;

/// A state organ, group, body or person.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Stable name of the entry.
    pub id: String,
    /// Neutral Arabic name.
    pub name_ar: String,
    /// Neutral English name.
    pub name_en: Option<String>,
    /// What it is: `army`, `group`, `person`.
    pub kind: String,
    /// ISO alpha-3, or `IGO`, `NGO`.
    pub country: Option<String>,
    /// PLOVER's sector.
    pub sector: Option<String>,
    /// The entry it belongs to.
    pub parent: Option<String>,
    /// Countries it is aligned with.
    pub aligned_with: Vec<String>,
    /// First date on which the line holds, ISO.
    pub from: Option<String>,
    /// Last date, ISO.
    pub to: Option<String>,
}

impl Actor {
    /// Whether the line holds on `date` (ISO, or its beginning); an unknown bound holds.
    pub fn holds_on(&self, date: &str) -> bool {
        let cut = |bound: &str| date.len().min(bound.len());
        let after = self.from.as_deref().is_none_or(|f| date[..cut(f)] >= f[..cut(f)]);
        let before = self.to.as_deref().is_none_or(|t| date[..cut(t)] <= t[..cut(t)]);
        after && before
    }
}

/// A place.
#[derive(Clone, Debug)]
pub struct Place {
    /// Stable name of the entry.
    pub id: String,
    /// Arabic name.
    pub name_ar: String,
    /// English name.
    pub name_en: Option<String>,
    /// What it is: `town`, `governorate`.
    pub kind: String,
    /// ISO alpha-3.
    pub country: Option<String>,
    /// First administrative level, in English.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// The contract's word for how fine it is.
    pub precision: String,
    /// Whether it is a state's capital, whose name may stand for its government.
    pub capital: bool,
    /// Whether the name is also a common word or a person's name.
    pub ambiguous: bool,
}

/// A publisher.
#[derive(Clone, Debug)]
pub struct Outlet {
    /// Stable name of the entry.
    pub id: String,
    /// Arabic name.
    pub name_ar: String,
    /// English name.
    pub name_en: Option<String>,
    /// What it is: `agency`, `channel`.
    pub kind: String,
    /// ISO alpha-3.
    pub country: Option<String>,
    /// The marks it leaves in a dateline, folded.
    pub marks: Vec<String>,
}

/// A country, as the table of nationalities has it.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO alpha-3.
    pub code: String,
    /// Arabic name.
    pub name_ar: String,
    /// English name.
    pub name_en: Option<String>,
}

/// What a name stands for: a registry and the number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// In [`Knowledge::actor`].
    Actor(u32),
    /// In [`Knowledge::outlet`].
    Outlet(u32),
    /// In [`Knowledge::place`].
    Place(u32),
    /// In [`Knowledge::country`].
    Country(u32),
}

/// A name found at the head of a run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How many words it takes.
    pub words: usize,
    /// What bears it.
    pub entries: Vec<Entry>,
}

/// All registries.
#[derive(Debug, Default)]
pub struct Knowledge {
    actors: Vec<Actor>,
    outlets: Vec<Outlet>,
    places: Vec<Place>,
    countries: Vec<Country>,
    names: FxHashMap<String, Vec<(Vec<String>, Entry)>>,
}

impl Knowledge {
    /// The registries built into the program.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn builtin() -> Result<Knowledge, Error> {
        let mut k = Knowledge::default();
        k.add_actors("data/actors.tsv", include_str!("../../../data/actors.tsv"))?;
        k.add_outlets("data/outlets.tsv", include_str!("../../../data/outlets.tsv"))?;
        k.add_places("data/places.tsv", include_str!("../../../data/places.tsv"))?;
        k.add_countries(
            "lang/ar/lexicon/nationalities.tsv",
            include_str!("../../../lang/ar/lexicon/nationalities.tsv"),
        )?;
        k.names
            .values_mut()
            .for_each(|list| list.sort_by_key(|(words, entry)| (std::cmp::Reverse(words.len()), *entry)));
        Ok(k)
    }

    fn add_actors(&mut self, file: &str, text: &str) -> Result<(), Error> {
        rows(file, text, |row| {
            let entry = Entry::Actor(self.actors.len() as u32);
            self.add_names(row, entry)?;
            self.actors.push(Actor {
                id: row.must("id")?,
                name_ar: row.must("name_ar")?.replace('_', " "),
                name_en: row.text("name_en"),
                kind: row.must("kind")?,
                country: row.text("country"),
                sector: row.text("sector"),
                parent: row.text("parent"),
                aligned_with: row.values("aligned_with"),
                from: row.text("from"),
                to: row.text("to"),
            });
            Ok(())
        })
    }

    fn add_outlets(&mut self, file: &str, text: &str) -> Result<(), Error> {
        rows(file, text, |row| {
            let entry = Entry::Outlet(self.outlets.len() as u32);
            self.add_names(row, entry)?;
            let marks = row.values("marks");
            marks.iter().for_each(|m| self.add_name(m, entry));
            self.outlets.push(Outlet {
                id: row.must("id")?,
                name_ar: row.must("name_ar")?.replace('_', " "),
                name_en: row.text("name_en"),
                kind: row.must("kind")?,
                country: row.text("country"),
                marks: marks.iter().map(|m| key(m)).collect(),
            });
            Ok(())
        })
    }

    fn add_places(&mut self, file: &str, text: &str) -> Result<(), Error> {
        rows(file, text, |row| {
            let entry = Entry::Place(self.places.len() as u32);
            self.add_names(row, entry)?;
            self.places.push(Place {
                id: row.must("id")?,
                name_ar: row.must("name_ar")?.replace('_', " "),
                name_en: row.text("name_en"),
                kind: row.must("kind")?,
                country: row.text("country"),
                admin1: row.text("admin1"),
                lat: row.number("lat")?,
                lon: row.number("lon")?,
                precision: row.must("precision")?,
                capital: row.cell("note").is_some_and(|n| {
                    n.split_whitespace()
                        .any(|w| w.trim_matches([';', ',']) == "capital")
                }),
                ambiguous: row
                    .cell("note")
                    .is_some_and(|n| n.split_whitespace().any(|w| w == "ambiguous")),
            });
            Ok(())
        })
    }

    fn add_countries(&mut self, file: &str, text: &str) -> Result<(), Error> {
        rows(file, text, |row| {
            let (Some(code), Some(_)) = (row.text("country"), row.cell("name")) else {
                return Ok(());
            };
            if self.countries.iter().any(|c| c.code == code) {
                return Ok(());
            }
            let entry = Entry::Country(self.countries.len() as u32);
            let name_ar = row.must("name")?.replace('_', " ");
            self.add_name(&name_ar, entry);
            row.values("aliases").iter().for_each(|a| self.add_name(a, entry));
            let name_en = row.text("english").map(|n| n.replace('_', " "));
            self.countries.push(Country {
                code,
                name_ar,
                name_en,
            });
            Ok(())
        })
    }

    fn add_names(&mut self, row: &Row<'_>, entry: Entry) -> Result<(), Error> {
        self.add_name(&row.must("name_ar")?.replace('_', " "), entry);
        row.values("aliases").iter().for_each(|a| self.add_name(a, entry));
        Ok(())
    }

    fn add_name(&mut self, name: &str, entry: Entry) {
        let words: Vec<String> = musnad_text::tokens(name)
            .iter()
            .map(|t| key(t.span.of(name)))
            .collect();
        let Some(first) = words.first().cloned() else {
            return;
        };
        let list = self.names.entry(first).or_default();
        if !list.iter().any(|(w, e)| *w == words && *e == entry) {
            list.push((words, entry));
        }
    }

    /// The longest name that `words` (look-up forms) begin with, with all that bear it.
    pub fn find<'a>(&self, first: &str, rest: impl Iterator<Item = &'a str> + Clone) -> Option<Found> {
        let list = self.names.get(first)?;
        let fits = |name: &[String]| {
            let mut rest = rest.clone();
            name[1..].iter().all(|w| rest.next() == Some(w.as_str()))
        };
        let words = list.iter().find(|(name, _)| fits(name))?.0.len();
        let entries = list
            .iter()
            .filter(|(name, _)| name.len() == words && fits(name))
            .map(|(_, e)| *e)
            .collect();
        Some(Found { words, entries })
    }

    /// Actor number `n`.
    pub fn actor(&self, n: u32) -> &Actor {
        &self.actors[n as usize]
    }

    /// The actor with this id.
    pub fn actor_by_id(&self, id: &str) -> Option<&Actor> {
        self.actors.iter().find(|a| a.id == id)
    }

    /// Outlet number `n`.
    pub fn outlet(&self, n: u32) -> &Outlet {
        &self.outlets[n as usize]
    }

    /// The outlet with this name, alias or mark.
    pub fn outlet_named(&self, name: &str) -> Option<&Outlet> {
        let words: Vec<String> = musnad_text::tokens(name)
            .iter()
            .map(|t| key(t.span.of(name)))
            .collect();
        let found = self.find(words.first()?, words[1..].iter().map(String::as_str))?;
        let whole = found.words == words.len();
        found.entries.iter().filter(|_| whole).find_map(|e| {
            if let Entry::Outlet(n) = e {
                Some(self.outlet(*n))
            } else {
                None
            }
        })
    }

    /// Place number `n`.
    pub fn place(&self, n: u32) -> &Place {
        &self.places[n as usize]
    }

    /// Country number `n`.
    pub fn country(&self, n: u32) -> &Country {
        &self.countries[n as usize]
    }

    /// The country with this code.
    pub fn country_by_code(&self, code: &str) -> Option<&Country> {
        self.countries.iter().find(|c| c.code == code)
    }

    /// How many entries each registry has: actors, outlets, places, countries.
    pub fn sizes(&self) -> [usize; 4] {
        [
            self.actors.len(),
            self.outlets.len(),
            self.places.len(),
            self.countries.len(),
        ]
    }
}
