//! What is asked of an archive by people: words and names made a question to its index.

use crate::Error;
use musnad_knowledge::{Entry, Knowledge};
use musnad_search::{Bounds, Facet, Filter, Kind, Query};
use musnad_story::seconds;

/// What is looked for. Names are in Arabic or English; an id or a country's code stands for a name too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Words, as [`Query::words`] has them.
    pub words: String,
    /// Values of facets that are asked for as they are kept: types, modes, modalities, kinds of sources, grades,
    /// stories, what people said.
    pub values: Vec<(Facet, Vec<String>)>,
    /// Who is said to have done it.
    pub actor: Vec<String>,
    /// To whom.
    pub recipient: Vec<String>,
    /// Where, with all that lies inside.
    pub place: Vec<String>,
    /// Who is quoted.
    pub source: Vec<String>,
    /// Who published it.
    pub outlet: Vec<String>,
    /// Not before this day or moment, ISO 8601.
    pub from: Option<String>,
    /// Before this day or moment.
    pub to: Option<String>,
    /// Only inside this box.
    pub within: Option<Bounds>,
    /// Claims in doubt too.
    pub doubtful: bool,
}

/// A box on the Earth, written as `west,south,east,north` in degrees.
///
/// # Errors
/// Says what is wrong with it.
pub fn bounds(text: &str) -> Result<Bounds, String> {
    let degrees: Vec<f64> = text.split(',').filter_map(|d| d.trim().parse().ok()).collect();
    let on_earth = |b: &Bounds| {
        [b.west, b.east].iter().all(|d| d.abs() <= 180.0)
            && [b.south, b.north].iter().all(|d| d.abs() <= 90.0)
            && b.south <= b.north
    };
    let [west, south, east, north] = degrees[..] else {
        return Err("not four degrees: west,south,east,north, as 35.5,36,38,37.5".to_owned());
    };
    let bounds = Bounds {
        west,
        south,
        east,
        north,
    };
    on_earth(&bounds)
        .then_some(bounds)
        .ok_or_else(|| "not a box on the Earth: west,south,east,north in degrees".to_owned())
}

impl Question {
    /// The filters by name with their values, those that were given.
    pub fn filters(&self) -> Vec<(&'static str, String)> {
        let names = [
            ("actor", &self.actor),
            ("recipient", &self.recipient),
            ("place", &self.place),
            ("source", &self.source),
            ("outlet", &self.outlet),
        ];
        let values = self.values.iter().map(|(facet, values)| (facet.name(), values));
        let lists = values.chain(names).filter(|(_, values)| !values.is_empty());
        let mut out: Vec<(&'static str, String)> =
            lists.map(|(name, values)| (name, values.join(", "))).collect();
        out.extend(self.from.clone().map(|day| ("from", day)));
        out.extend(self.to.clone().map(|day| ("to", day)));
        let written = |b: Bounds| ("box", format!("{},{},{},{}", b.west, b.south, b.east, b.north));
        out.extend(self.within.map(written));
        out
    }

    /// The question to the index; names are looked up in the registries. `now` is the present in seconds, from which
    /// ages are counted.
    ///
    /// # Errors
    /// `is_refused` names what no registry knows.
    pub fn query(&self, kind: Option<Kind>, knowledge: &Knowledge, now: i64) -> Result<Query, Error> {
        let mut filters: Vec<Filter> = Vec::new();
        let mut add = |facet: Facet, values: Vec<String>| {
            if !values.is_empty() {
                filters.push(Filter {
                    facet,
                    values,
                    exclude: false,
                });
            }
        };
        for (facet, values) in &self.values {
            let as_kept = |v: &String| match facet {
                Facet::Type => v.to_uppercase(),
                _ => v.clone(),
            };
            add(*facet, values.iter().map(as_kept).collect());
        }
        for (facet, names) in [
            (Facet::Actor, &self.actor),
            (Facet::Recipient, &self.recipient),
            (Facet::Source, &self.source),
        ] {
            add(facet, each(names, |name| actors(knowledge, name))?);
        }
        add(Facet::Place, each(&self.place, |name| places(knowledge, name))?);
        add(
            Facet::Outlet,
            each(&self.outlet, |name| Some(outlets(knowledge, name)))?,
        );
        Ok(Query {
            kind,
            words: self.words.clone(),
            filters,
            from: self.from.as_deref().and_then(day),
            to: self.to.as_deref().and_then(day),
            within: self.within,
            doubtful: self.doubtful,
            now: Some(now),
            ..Query::default()
        })
    }
}

/// The first second of a day, or the moment.
fn day(text: &str) -> Option<i64> {
    const NOON: i64 = 12 * 3600;
    seconds(text).map(|s| if text.len() == 10 { s - NOON } else { s })
}

fn each(names: &[String], values: impl Fn(&str) -> Option<Vec<String>>) -> Result<Vec<String>, Error> {
    let mut out = Vec::new();
    for name in names {
        let found = values(name).filter(|v| !v.is_empty());
        let unknown = || {
            let message =
                format!("no registry has “{name}”: musnad knowledge find “{name}” shows what is near");
            Error::new(crate::error::Kind::Refused, message)
        };
        out.extend(found.ok_or_else(unknown)?);
    }
    Ok(out)
}

fn is_code(name: &str) -> bool {
    name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase())
}

/// The actors that a name may mean, by id; a country's code with or without a sector is one itself.
fn actors(knowledge: &Knowledge, name: &str) -> Option<Vec<String>> {
    let code = name.split('/').next().unwrap_or_default();
    if is_code(code) {
        return Some(vec![name.to_owned()]);
    }
    if knowledge.actor_by_id(name).is_some() || knowledge.by_id(name).is_some() {
        return Some(vec![name.to_owned()]);
    }
    let named = knowledge
        .named(name)
        .into_iter()
        .chain(knowledge.named_in_english(name));
    Some(
        named
            .filter_map(|e| match e {
                Entry::Actor(n) => Some(knowledge.actor(n).id.to_owned()),
                Entry::Outlet(n) => Some(knowledge.outlet(n).id.to_owned()),
                Entry::Country(n) => Some(knowledge.country(n).code.to_owned()),
                Entry::Place(_) => None,
            })
            .collect(),
    )
}

/// What is found by a place's name: its id, and of a country or of what is a first administrative level all inside.
fn places(knowledge: &Knowledge, name: &str) -> Option<Vec<String>> {
    if is_code(name) || name.contains('/') {
        return Some(vec![name.to_owned()]);
    }
    let entries = match knowledge.by_id(name) {
        Some(entry) => vec![entry],
        None => knowledge
            .named(name)
            .into_iter()
            .chain(knowledge.named_in_english(name))
            .collect(),
    };
    let mut out = Vec::new();
    for entry in entries {
        match entry {
            Entry::Country(n) => out.push(knowledge.country(n).code.to_owned()),
            Entry::Place(n) => {
                let place = knowledge.place(n);
                out.push(place.id.to_owned());
                let wide = matches!(place.precision, "province" | "region");
                if let (true, Some(country), Some(admin1)) = (wide, place.country, place.admin1) {
                    out.push(format!("{country}/{admin1}"));
                }
            }
            Entry::Actor(_) | Entry::Outlet(_) => {}
        }
    }
    Some(out)
}

/// An outlet under all its names, and as it was given: archives have outlets that no registry knows.
fn outlets(knowledge: &Knowledge, name: &str) -> Vec<String> {
    let mut out = vec![name.to_owned()];
    if let Some(outlet) = knowledge.outlet_named(name) {
        out.extend(outlet.names().map(str::to_owned));
    }
    out
}
