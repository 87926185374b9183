//! What types, modes, parties, places and times are in the shapes of other data sets: `data/ontology.toml` and
//! `data/countries.tsv`.

use crate::Error;
use serde::Deserialize;
use std::collections::HashMap;

const ONTOLOGY: &str = include_str!("../../../data/ontology.toml");
const COUNTRIES: &str = include_str!("../../../data/countries.tsv");

/// The tables.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ontology {
    event: Vec<Row>,
    none: Vec<Without>,
    ucdp: Ucdp,
    violence: Vec<Violence>,
    quad: HashMap<String, i16>,
    party: Vec<Party>,
    inter: HashMap<What, i16>,
    place: HashMap<String, PlacePrecision>,
    time: HashMap<String, TimePrecision>,
    #[serde(skip)]
    countries: HashMap<&'static str, Country>,
}

/// ACLED's three names for an event; what it can't be told is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acled {
    pub(crate) disorder_type: String,
    #[serde(default)]
    pub(crate) event_type: String,
    #[serde(default)]
    pub(crate) sub_event_type: String,
}

/// What kind of actor a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum What {
    State,
    Rebel,
    Militia,
    Rioters,
    Protesters,
    People,
    External,
}

impl What {
    /// Whether it bears arms.
    pub(crate) fn armed(self) -> bool {
        matches!(self, What::State | What::Rebel | What::Militia | What::External)
    }
}

/// What the shapes call a precision of place.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PlacePrecision {
    pub(crate) acled: Option<i16>,
    pub(crate) ucdp: Option<i16>,
    pub(crate) pin: bool,
    pub(crate) uncertainty_km: Option<i16>,
}

/// What the shapes call a precision of time.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TimePrecision {
    pub(crate) acled: Option<i16>,
    pub(crate) ucdp: Option<i16>,
}

/// What the shapes call a country; an empty text where they have nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Country {
    pub(crate) numeric: Option<i16>,
    pub(crate) gw: Option<i16>,
    pub(crate) name_en: &'static str,
    pub(crate) acled_region: &'static str,
    pub(crate) ucdp_region: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    r#type: String,
    mode: Option<String>,
    acled: Option<Acled>,
    armed: Option<Acled>,
    people: Option<Acled>,
    /// Why there is no counterpart.
    none: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Without {
    types: Vec<String>,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ucdp {
    types: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Violence {
    actor: Vec<What>,
    recipient: Vec<What>,
    code: i16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Party {
    #[serde(default)]
    sectors: Vec<String>,
    #[serde(default)]
    countries: Vec<String>,
    actor: Option<What>,
    recipient: Option<What>,
}

impl Party {
    fn fits(&self, country: Option<&str>, sector: Option<&str>) -> bool {
        let by_country = |c: &str| self.countries.iter().any(|x| x == c || x == "*");
        match (self.sectors.is_empty(), self.countries.is_empty()) {
            (false, true) => sector.is_some_and(|s| self.sectors.iter().any(|x| x == s)),
            (false, false) => {
                sector.is_some_and(|s| self.sectors.iter().any(|x| x == s)) && country.is_some_and(by_country)
            }
            // where a sector is told, what stands for the country is only where it belongs
            (true, _) => sector.is_none() && country.is_some_and(by_country),
        }
    }
}

impl Ontology {
    /// The tables that the program carries with it.
    pub(crate) fn read() -> Result<Ontology, Error> {
        let mut ontology: Ontology = toml::from_str(ONTOLOGY)?;
        ontology.countries = countries();
        Ok(ontology)
    }

    /// What ACLED calls an event of this type and mode, or why it has no name for it. A mode that stands nowhere is
    /// as no mode.
    pub(crate) fn acled(
        &self,
        kind: &str,
        mode: Option<&str>,
        recipient: Option<What>,
    ) -> Result<&Acled, &str> {
        if let Some(without) = self.none.iter().find(|n| n.types.iter().any(|t| t == kind)) {
            return Err(&without.why);
        }
        let of_type = || self.event.iter().filter(|row| row.r#type == kind);
        let row = of_type()
            .find(|row| row.mode.as_deref() == mode)
            .or_else(|| of_type().find(|row| row.mode.is_none()))
            .ok_or("a type that is not PLOVER's")?;
        let against = match recipient {
            Some(what) if what.armed() => row.armed.as_ref(),
            Some(_) => row.people.as_ref(),
            None => None,
        };
        let plain = || row.acled.as_ref().ok_or(row.none.as_deref().unwrap_or_default());
        against.map_or_else(plain, Ok)
    }

    /// Whether UCDP records events of this type at all.
    pub(crate) fn ucdp(&self, kind: &str) -> bool {
        self.ucdp.types.iter().any(|t| t == kind)
    }

    /// UCDP's type of violence.
    pub(crate) fn violence(&self, actor: What, recipient: What) -> Option<i16> {
        let fits = |v: &&Violence| v.actor.contains(&actor) && v.recipient.contains(&recipient);
        self.violence.iter().find(fits).map(|v| v.code)
    }

    /// PLOVER's quad code.
    pub(crate) fn quad(&self, kind: &str) -> Option<i16> {
        self.quad.get(kind).copied()
    }

    /// What a party of this country and sector is when it acts, or when it is acted on.
    pub(crate) fn party(&self, acts: bool, country: Option<&str>, sector: Option<&str>) -> Option<What> {
        let row = self.party.iter().find(|p| p.fits(country, sector))?;
        if acts { row.actor } else { row.recipient }
    }

    /// ACLED's number of an actor kind.
    pub(crate) fn inter(&self, what: What) -> Option<i16> {
        self.inter.get(&what).copied()
    }

    /// What the shapes call a precision of place.
    pub(crate) fn place(&self, precision: &str) -> PlacePrecision {
        self.place.get(precision).copied().unwrap_or_default()
    }

    /// What the shapes call a precision of time.
    pub(crate) fn time(&self, precision: &str) -> TimePrecision {
        self.time.get(precision).copied().unwrap_or_default()
    }

    /// What the shapes call a country, by its code of three letters.
    pub(crate) fn country(&self, code: &str) -> Option<Country> {
        self.countries.get(code).copied()
    }
}

fn countries() -> HashMap<&'static str, Country> {
    let rows = COUNTRIES.lines().filter(|l| !l.starts_with('#')).skip(1);
    rows.filter_map(|line| {
        let mut cells = line.split('\t');
        let code = cells.next()?;
        let mut next = || cells.next().unwrap_or_default();
        let country = Country {
            numeric: next().parse().ok(),
            gw: next().parse().ok(),
            name_en: next(),
            acled_region: next(),
            ucdp_region: next(),
        };
        Some((code, country))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    /// The types and modes of the coding guide.
    fn coded() -> Vec<(&'static str, Vec<&'static str>)> {
        let guide = include_str!("../../../docs/coding.md");
        let rows = guide
            .lines()
            .skip_while(|l| !l.starts_with("| type | what |"))
            .skip(2);
        let rows = rows.take_while(|l| l.starts_with('|'));
        rows.map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let modes = cells[3].split(',').map(str::trim).filter(|m| !m.is_empty());
            (cells[1], modes.collect())
        })
        .collect()
    }

    #[test]
    fn every_type_and_mode_is_mapped_or_said_to_have_no_counterpart() {
        let ontology = Ontology::read().unwrap();
        let coded = coded();
        assert_eq!(coded.len(), 16);
        for (kind, modes) in &coded {
            assert!(ontology.quad(kind).is_some(), "{kind} has no quad code");
            let without = ontology.none.iter().any(|n| n.types.iter().any(|t| t == kind));
            let all = modes.iter().map(|m| Some(*m)).chain([None]);
            for mode in all.filter(|_| !without) {
                let rows = ontology.event.iter();
                let rows: Vec<&Row> = rows
                    .filter(|r| r.r#type == *kind && r.mode.as_deref() == mode)
                    .collect();
                assert_eq!(rows.len(), 1, "{kind} {mode:?}");
                assert_ne!(rows[0].acled.is_some(), rows[0].none.is_some(), "{kind} {mode:?}");
            }
        }
        for row in &ontology.event {
            let (_, modes) = coded.iter().find(|(kind, _)| *kind == row.r#type).unwrap();
            assert!(
                row.mode.as_deref().is_none_or(|m| modes.contains(&m)),
                "{} {:?}",
                row.r#type,
                row.mode
            );
        }
    }

    #[test]
    fn every_precision_of_the_contract_is_known() {
        let ontology = Ontology::read().unwrap();
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../docs/schema/record-v1.json")).unwrap();
        for (part, known) in [
            ("place", ontology.place.keys().collect::<Vec<_>>()),
            ("time", ontology.time.keys().collect()),
        ] {
            let names = schema["$defs"][part]["properties"]["precision"]["enum"]
                .as_array()
                .unwrap();
            for name in names {
                assert!(known.iter().any(|k| name == *k), "{part} {name}");
            }
        }
    }

    #[test]
    fn countries_have_their_numbers() {
        let ontology = Ontology::read().unwrap();
        let syria = ontology.country("SYR").unwrap();
        assert_eq!(
            (syria.numeric, syria.gw, syria.name_en),
            (Some(760), Some(652), "Syria")
        );
        assert_eq!(
            (syria.acled_region, syria.ucdp_region),
            ("Middle East", "Middle East")
        );
        assert!(ontology.country("IGO").is_none());
    }
}
