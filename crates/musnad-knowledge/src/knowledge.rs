//! The registries in use and the look-up of names.

use crate::pack::{self, Kind, Pack, Record};
use crate::rows::{Registry, Rows};
use crate::table::{Error, Problem};
use std::collections::HashMap;

/// A state organ, group, body or person.
#[derive(Clone, Debug)]
pub struct Actor<'k> {
    /// Stable name of the entry.
    pub id: &'k str,
    /// Neutral Arabic name.
    pub name_ar: Option<&'k str>,
    /// Neutral English name.
    pub name_en: Option<&'k str>,
    /// What it is: `army`, `group`, `person`.
    pub kind: &'k str,
    /// ISO alpha-3, or `IGO`, `NGO`.
    pub country: Option<&'k str>,
    /// PLOVER's sector.
    pub sector: Option<&'k str>,
    /// The entry it belongs to.
    pub parent: Option<&'k str>,
    /// Countries it is aligned with.
    aligned_with: &'k str,
    /// First date on which the line holds, ISO.
    pub from: Option<&'k str>,
    /// Last date, ISO.
    pub to: Option<&'k str>,
    /// Where the line was checked.
    pub source: &'k str,
    /// What else is said of it; of a person, the office.
    pub note: &'k str,
    /// What is left of the entry to read: its names.
    names: Record<'k>,
}

impl<'k> Actor<'k> {
    /// Whether the line holds on `date` (ISO, or its beginning); an unknown bound holds.
    pub fn holds_on(&self, date: &str) -> bool {
        let cut = |bound: &str| date.len().min(bound.len());
        let after = self.from.is_none_or(|f| date[..cut(f)] >= f[..cut(f)]);
        let before = self.to.is_none_or(|t| date[..cut(t)] <= t[..cut(t)]);
        after && before
    }

    /// The countries that it is aligned with.
    pub fn aligned_with(&self) -> impl Iterator<Item = &'k str> + use<'k> {
        self.aligned_with.split_whitespace()
    }

    /// All its Arabic names.
    pub fn names(&self) -> impl Iterator<Item = &'k str> + use<'k> {
        self.names.clone().text().lines()
    }

    /// Whether one of its names is also a common word, a place or somebody else.
    pub fn ambiguous(&self) -> bool {
        self.note
            .split_whitespace()
            .any(|w| w.trim_matches([';', ',']) == "ambiguous")
    }
}

/// A place.
#[derive(Clone, Debug)]
pub struct Place<'k> {
    /// Stable name of the entry.
    pub id: &'k str,
    /// Arabic name.
    pub name_ar: Option<&'k str>,
    /// English name.
    pub name_en: Option<&'k str>,
    /// What it is: `town`, `governorate`.
    pub kind: &'k str,
    /// ISO alpha-3.
    pub country: Option<&'k str>,
    /// First administrative level, in English.
    pub admin1: Option<&'k str>,
    /// Degrees north and east, WGS 84.
    pub point: Option<(f64, f64)>,
    /// The contract's word for how fine it is.
    pub precision: &'k str,
    /// People who live there; 0 where unknown.
    pub population: u32,
    /// Whether it is a state's capital, whose name may stand for its government.
    pub capital: bool,
    /// Whether the name is also a common word, another place or a person's name.
    pub ambiguous: bool,
    /// Whether its line was written by hand; else it is a gazetteer's.
    pub by_hand: bool,
    /// What is left of the entry to read: its names.
    names: Record<'k>,
}

impl<'k> Place<'k> {
    /// All its Arabic names.
    pub fn names(&self) -> impl Iterator<Item = &'k str> + use<'k> {
        self.names.clone().text().lines()
    }

    /// Whether it is no more than a quarter, a village or a site: known to few who do not read of its country.
    pub fn is_minor(&self) -> bool {
        !self.by_hand
            || matches!(
                self.kind,
                "quarter" | "camp" | "village" | "town" | "street" | "base" | "district" | "site"
            )
    }

    /// Kilometres to another place, where both have coordinates.
    pub fn distance(&self, other: &Place<'_>) -> Option<f64> {
        Some(crate::geo::kilometres(self.point?, other.point?))
    }
}

/// A publisher.
#[derive(Clone, Debug)]
pub struct Outlet<'k> {
    /// Stable name of the entry.
    pub id: &'k str,
    /// Arabic name.
    pub name_ar: Option<&'k str>,
    /// English name.
    pub name_en: Option<&'k str>,
    /// What it is: `agency`, `channel`.
    pub kind: &'k str,
    /// ISO alpha-3.
    pub country: Option<&'k str>,
    /// Who owns it, in English.
    pub owner: Option<&'k str>,
    domains: &'k str,
    /// What is left of the entry to read: its names.
    names: Record<'k>,
}

impl<'k> Outlet<'k> {
    /// Its web domains, without `www`.
    pub fn domains(&self) -> impl Iterator<Item = &'k str> + use<'k> {
        self.domains.split_whitespace()
    }

    /// All its Arabic names.
    pub fn names(&self) -> impl Iterator<Item = &'k str> + use<'k> {
        self.names.clone().text().lines()
    }
}

/// A country, as the table of nationalities has it.
#[derive(Clone, Debug)]
pub struct Country<'k> {
    /// ISO alpha-3.
    pub code: &'k str,
    /// Arabic name.
    pub name_ar: &'k str,
    /// English name.
    pub name_en: Option<&'k str>,
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
    /// What bears it; a team's own entries first.
    pub entries: Vec<Entry>,
}

/// What a word may be in a person's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameWord(u64);

impl NameWord {
    /// Whether it may be in a name at all.
    pub fn is_some(self) -> bool {
        let inside = pack::GIVEN | pack::FAMILY | pack::PART | pack::BEFORE | pack::AFTER | pack::BETWEEN;
        self.0 & inside != 0
    }

    /// How many people bear it, of those that the table was made from.
    pub fn people(self) -> u32 {
        (self.0 >> pack::PEOPLE_SHIFT) as u32
    }

    /// Stands between a title and the name: «الركن», «المتقاعد».
    pub fn rank(self) -> bool {
        self.0 & pack::RANK != 0
    }

    /// Stands in a name only behind a particle: «الرحمن».
    pub fn part(self) -> bool {
        self.0 & pack::PART != 0
    }

    /// A given name.
    pub fn given(self) -> bool {
        self.0 & pack::GIVEN != 0
    }

    /// A family name.
    pub fn family(self) -> bool {
        self.0 & pack::FAMILY != 0
    }

    /// Also an everyday word.
    pub fn common(self) -> bool {
        self.0 & pack::COMMON != 0
    }

    /// Stands before another word of the name: «عبد», «أبو».
    pub fn before(self) -> bool {
        self.0 & pack::BEFORE != 0
    }

    /// Stands after one: «الدين».
    pub fn after(self) -> bool {
        self.0 & pack::AFTER != 0
    }

    /// Stands between two: «بن».
    pub fn between(self) -> bool {
        self.0 & pack::BETWEEN != 0
    }

    /// Stands before a whole name: «الشيخ».
    pub fn title(self) -> bool {
        self.0 & pack::TITLE != 0
    }
}

/// One set of registries and the numbers at which its entries begin.
#[derive(Debug)]
struct Layer {
    pack: Pack,
    base: [u32; 4],
}

/// All registries: those of the program and, before them, those that a team added.
#[derive(Debug)]
pub struct Knowledge {
    /// The added first, the program's own last.
    layers: Vec<Layer>,
    codes: HashMap<String, u32>,
}

impl Knowledge {
    /// The registries built into the program.
    ///
    /// # Errors
    /// If the built-in pack is damaged.
    pub fn builtin() -> Result<Knowledge, Error> {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/registries.pack"));
        let pack = Pack::of_static(bytes).ok_or_else(|| damaged("the built-in registries"))?;
        Ok(Knowledge::of(vec![pack]))
    }

    /// The built-in registries under `added`, compiled tables of which an earlier one wins over a later: an entry
    /// with the same id takes the place of the other.
    ///
    /// # Errors
    /// If one of `added` is no pack that this version of the program made; the message has its number, from 1.
    pub fn with(added: Vec<Vec<u8>>) -> Result<Knowledge, Error> {
        let own = include_bytes!(concat!(env!("OUT_DIR"), "/registries.pack"));
        let own = Pack::of_static(own).ok_or_else(|| damaged("the built-in registries"))?;
        let mut packs = Vec::with_capacity(added.len() + 1);
        for (n, bytes) in added.into_iter().enumerate() {
            let what = format!("the added registries, number {}", n + 1);
            packs.push(Pack::of_bytes(bytes).ok_or_else(|| damaged(&what))?);
        }
        packs.push(own);
        Ok(Knowledge::of(packs))
    }

    fn of(packs: Vec<Pack>) -> Knowledge {
        let mut layers = Vec::with_capacity(packs.len());
        let mut next = [0u32; 4];
        for pack in packs {
            let base = next;
            for kind in Kind::ALL {
                next[kind as usize] += pack.len(kind) as u32;
            }
            layers.push(Layer { pack, base });
        }
        let mut out = Knowledge {
            layers,
            codes: HashMap::new(),
        };
        let codes = (0..next[Kind::Country as usize]).map(|n| (out.country(n).code.to_owned(), n));
        out.codes = codes.collect();
        out
    }

    /// The version: that of the program's registries and, after a `+`, that of what was added.
    pub fn version(&self) -> String {
        let versions: Vec<&str> = self.layers.iter().rev().map(|l| l.pack.version()).collect();
        versions.join("+")
    }

    /// Compiles tables that a team adds: their names, for messages, with their bytes. Each must have the head
    /// line of a registry. `elsewhere` is what their entries may name as parents.
    ///
    /// # Errors
    /// All that is wrong with the tables; nothing is half compiled.
    pub fn compile(tables: &[(String, Vec<u8>)], elsewhere: &Knowledge) -> Result<Vec<u8>, Error> {
        let (mut rows, mut problems) = (Rows::default(), Vec::new());
        for (file, bytes) in tables {
            match Registry::of(bytes) {
                Some(registry) => rows.add(registry, file, bytes, &mut problems),
                None => problems.push(Problem {
                    file: file.clone(),
                    line: 1,
                    column: 1,
                    why: match std::str::from_utf8(bytes) {
                        Err(_) => "the bytes are no UTF-8".to_owned(),
                        Ok(_) => {
                            "no head line with the columns of actors, places, outlets or names".to_owned()
                        }
                    },
                }),
            }
        }
        let parent = |id: &str| {
            let actor = elsewhere.actor_by_id(id)?;
            Some(actor.parent.unwrap_or_default().to_owned())
        };
        rows.check(parent, &mut problems);
        if !problems.is_empty() {
            return Err(Error(problems));
        }
        let pack = pack::compile(rows, &mut problems);
        if problems.is_empty() {
            Ok(pack)
        } else {
            Err(Error(problems))
        }
    }

    /// The longest name that `words` (look-up forms) begin with, with all that bear it.
    pub fn find<'a>(&self, first: &str, rest: impl Iterator<Item = &'a str> + Clone) -> Option<Found> {
        let mut best: Option<Found> = None;
        for n in 0..self.layers.len() {
            let Some(found) = self.find_in(n, first, rest.clone()) else {
                continue;
            };
            match &mut best {
                Some(b) if b.words > found.words => {}
                Some(b) if b.words == found.words => b.entries.extend(found.entries),
                _ => best = Some(found),
            }
        }
        best
    }

    /// The longest name of one layer whose entries are not all replaced.
    fn find_in<'a>(
        &self,
        n: usize,
        first: &str,
        rest: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<Found> {
        let layer = &self.layers[n];
        let mut most = usize::MAX;
        loop {
            let (words, at) = layer.pack.find(first, rest.clone().take(most - 1))?;
            let there = layer.pack.postings(at);
            let entries: Vec<Entry> = there
                .filter(|(kind, number)| !self.is_replaced(n, *kind, *number))
                .map(|(kind, number)| entry(kind, layer.base[kind as usize] + number))
                .collect();
            if !entries.is_empty() {
                return Some(Found { words, entries });
            }
            if words == 1 {
                return None;
            }
            // who bore the long name bears it no more; a shorter one may be another's
            most = words - 1;
        }
    }

    /// Whether a name begins with this word (its look-up form).
    pub fn begins_name(&self, word: &str) -> bool {
        self.layers.iter().any(|l| l.pack.begins_name(word))
    }

    /// Whether an entry of layer `layer` has the id of one that was added over it.
    fn is_replaced(&self, layer: usize, kind: Kind, number: u32) -> bool {
        let mine = &self.layers[layer].pack;
        self.layers[..layer]
            .iter()
            .any(|above| above.pack.replaces(kind, mine, number))
    }

    /// What bears `name`, written as it may be.
    pub fn named(&self, name: &str) -> Vec<Entry> {
        self.keyed(&pack::name_key(name))
    }

    fn keyed(&self, key: &str) -> Vec<Entry> {
        let mut words = key.split(' ');
        let count = words.clone().count();
        let found = words.next().and_then(|first| self.find(first, words));
        found
            .filter(|f| f.words == count)
            .map_or_else(Vec::new, |f| f.entries)
    }

    /// The added actors whose parent is nobody, or who are their own parent's parent, with that parent: what one
    /// source says of another's entries may fail when that one is changed or taken away.
    pub fn lost_parents(&self) -> Vec<(&str, &str)> {
        let own = self.layers.last().map_or(0, |l| l.base[Kind::Actor as usize]);
        let parent = |a: &Actor<'_>| a.parent.and_then(|p| self.actor_by_id(p));
        let mut out = Vec::new();
        for a in (0..own).map(|n| self.actor(n)) {
            let Some(named) = a.parent else { continue };
            let mut up = parent(&a);
            let mut wrong = up.is_none();
            for _ in 0..64 {
                let Some(u) = up else { break };
                wrong |= u.id == a.id;
                up = parent(&u);
            }
            if wrong {
                out.push((a.id, named));
            }
        }
        out
    }

    /// Where an entry comes from: the number of the added registries, the first of them 0; none for our own.
    pub fn origin(&self, entry: Entry) -> Option<usize> {
        let (kind, n) = match entry {
            Entry::Actor(n) => (Kind::Actor, n),
            Entry::Outlet(n) => (Kind::Outlet, n),
            Entry::Place(n) => (Kind::Place, n),
            Entry::Country(n) => (Kind::Country, n),
        };
        let bases = self.layers.iter().map(|l| l.base[kind as usize]);
        let at = bases.take_while(|base| *base <= n).count().checked_sub(1)?;
        (at + 1 < self.layers.len()).then_some(at)
    }

    /// All entries with the English name `name`, in whatever case, with or without hyphens and apostrophes.
    pub fn named_in_english(&self, name: &str) -> Vec<Entry> {
        self.keyed(&pack::english_key(name))
    }

    fn layer(&self, kind: Kind, n: u32) -> (&Layer, u32) {
        let at = self
            .layers
            .iter()
            .rposition(|l| l.base[kind as usize] <= n)
            .unwrap_or(0);
        let layer = &self.layers[at];
        (layer, n - layer.base[kind as usize])
    }

    /// Actor number `n`.
    pub fn actor(&self, n: u32) -> Actor<'_> {
        let (layer, n) = self.layer(Kind::Actor, n);
        let mut r = layer.pack.record(Kind::Actor, n);
        Actor {
            id: r.text(),
            name_ar: r.known(),
            name_en: r.known(),
            kind: r.text(),
            country: r.known(),
            sector: r.known(),
            parent: r.known(),
            from: r.known(),
            to: r.known(),
            source: r.text(),
            note: r.text(),
            aligned_with: r.text(),
            names: r,
        }
    }

    /// The actor with this id.
    pub fn actor_by_id(&self, id: &str) -> Option<Actor<'_>> {
        match self.by_id(id)? {
            Entry::Actor(n) => Some(self.actor(n)),
            _ => None,
        }
    }

    /// The entry with this id; a country's id is its code, an outlet's stands behind `outlet:`.
    pub fn by_id(&self, id: &str) -> Option<Entry> {
        self.layers.iter().find_map(|layer| {
            let (kind, n) = layer.pack.by_id(id)?;
            Some(entry(kind, layer.base[kind as usize] + n))
        })
    }

    /// Outlet number `n`.
    pub fn outlet(&self, n: u32) -> Outlet<'_> {
        let (layer, n) = self.layer(Kind::Outlet, n);
        let mut r = layer.pack.record(Kind::Outlet, n);
        Outlet {
            id: r.text(),
            name_ar: r.known(),
            name_en: r.known(),
            kind: r.text(),
            country: r.known(),
            owner: r.known(),
            domains: r.text(),
            names: r,
        }
    }

    /// The outlet with this name, alias or mark, with or without its mark in brackets behind it, or whose name is this
    /// behind a word for its kind; none where two outlets share what is no whole name.
    pub fn outlet_named(&self, name: &str) -> Option<Outlet<'_>> {
        let outlets = |entries: Vec<Entry>| {
            let all = entries.into_iter().filter_map(|e| match e {
                Entry::Outlet(n) => Some(n),
                _ => None,
            });
            all.collect::<Vec<u32>>()
        };
        if let Some(n) = outlets(self.named(name)).first() {
            return Some(self.outlet(*n));
        }
        // «وكالة الأنباء العراقية (واع)»
        if let Some((whole, _)) = name.trim_end().strip_suffix(')').and_then(|n| n.rsplit_once('(')) {
            return self.outlet_named(whole.trim());
        }
        match outlets(self.keyed(&pack::mark_key(name)))[..] {
            [n] => Some(self.outlet(n)),
            _ => None,
        }
    }

    /// Place number `n`.
    pub fn place(&self, n: u32) -> Place<'_> {
        let (layer, n) = self.layer(Kind::Place, n);
        let mut r = layer.pack.record(Kind::Place, n);
        let (lat, lon) = (r.number() as i32, r.number() as i32);
        let (population, flags) = (r.number(), r.number());
        let degrees = |n: i32| f64::from(n) / 1e5;
        Place {
            point: (lat != i32::MIN).then(|| (degrees(lat), degrees(lon))),
            population,
            capital: flags & 1 != 0,
            ambiguous: flags & 2 != 0,
            by_hand: flags & 4 != 0,
            id: r.text(),
            name_ar: r.known(),
            name_en: r.known(),
            kind: r.text(),
            country: r.known(),
            admin1: r.known(),
            precision: r.text(),
            names: r,
        }
    }

    /// Country number `n`.
    pub fn country(&self, n: u32) -> Country<'_> {
        let (layer, n) = self.layer(Kind::Country, n);
        let mut r = layer.pack.record(Kind::Country, n);
        Country {
            code: r.text(),
            name_ar: r.text(),
            name_en: r.known(),
        }
    }

    /// The country with this code.
    pub fn country_by_code(&self, code: &str) -> Option<Country<'_>> {
        self.codes.get(code).map(|n| self.country(*n))
    }

    /// What a word (its look-up form) may be in a person's name.
    pub fn name_word(&self, key: &str) -> NameWord {
        let what = (1 << pack::PEOPLE_SHIFT) - 1;
        NameWord(self.layers.iter().fold(0, |all, layer| {
            let word = layer.pack.person_word(key);
            // what a word may be adds up, of how many people bear it the greater number counts
            (all | word) & what | (all & !what).max(word & !what)
        }))
    }

    /// How many entries each registry has: actors, outlets, places, countries.
    pub fn sizes(&self) -> [usize; 4] {
        Kind::ALL.map(|kind| self.layers.iter().map(|l| l.pack.len(kind)).sum())
    }
}

/// The version of compiled tables; none where `pack` was not made by this version of the program.
pub fn version_of(pack: &[u8]) -> Option<String> {
    pack::version_of(pack).map(str::to_owned)
}

fn entry(kind: Kind, n: u32) -> Entry {
    match kind {
        Kind::Actor => Entry::Actor(n),
        Kind::Outlet => Entry::Outlet(n),
        Kind::Place => Entry::Place(n),
        Kind::Country => Entry::Country(n),
    }
}

fn damaged(what: &str) -> Error {
    Error(vec![Problem {
        file: what.to_owned(),
        line: 1,
        column: 1,
        why: "not a pack that this version of the program made".to_owned(),
    }])
}
