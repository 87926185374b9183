//! What is asked of an archive: words and filters of the command line made a question to its index.

use musnad_knowledge::{Entry, Knowledge};
use musnad_search::{Bounds, Facet, Filter, Kind, Query, Sort};
use musnad_story::seconds;

/// What is looked for in an archive.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Question {
    /// Words that must all stand there; "…" for an exact phrase, -WORD for none of it, OR between two, WORD* for any ending
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// PLOVER's event types: ASSAULT, PROTEST, …; several with commas, as for all that follow
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// PLOVER's modes
    #[arg(long, value_name = "MODE", value_delimiter = ',')]
    mode: Vec<String>,
    /// asserted, denied, negated, planned, demanded, conditional, possible, historical
    #[arg(long, value_name = "MODALITY", value_delimiter = ',')]
    modality: Vec<String>,
    /// Who is said to have done it: a name in Arabic or English, an id, or a country's code
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    actor: Vec<String>,
    /// To whom
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    recipient: Vec<String>,
    /// Where, with all that lies inside: a name in Arabic or English, an id, or a country's code
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    place: Vec<String>,
    /// Who is quoted
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    source: Vec<String>,
    /// official, military, medical, witness, agency, media, organisation, document, social, unnamed
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    source_kind: Vec<String>,
    /// Who published it
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    outlet: Vec<String>,
    /// How well an event is attested: confirmed, fair, weak, contested, discounted
    #[arg(long, value_name = "GRADE", value_delimiter = ',')]
    grade: Vec<String>,
    /// What people said of it: accepted, rejected, corrected
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<String>,
    /// Only of these stories, by id
    #[arg(long = "in-story", value_name = "ID", value_delimiter = ',')]
    in_story: Vec<String>,
    /// Not before this day
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    from: Option<String>,
    /// Before this day
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    to: Option<String>,
    /// Only inside this box, in degrees: west,south,east,north
    #[arg(long = "box", value_name = "W,S,E,N", value_parser = bounds, allow_hyphen_values = true)]
    within: Option<Bounds>,
    /// Claims in doubt too
    #[arg(long)]
    all: bool,
}

fn bounds(text: &str) -> Result<Bounds, String> {
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
    /// The words, as they were given.
    pub(super) fn words(&self) -> String {
        self.words.join(" ")
    }

    /// The filters, as they were given.
    pub(super) fn filters(&self) -> Vec<String> {
        let by_name = self
            .filters_by_name()
            .map(|(facet, values)| (facet.name(), values));
        let others = [
            ("actor", &self.actor[..]),
            ("recipient", &self.recipient),
            ("place", &self.place),
            ("source", &self.source),
            ("outlet", &self.outlet),
        ];
        let lists = by_name
            .into_iter()
            .chain(others)
            .filter(|(_, values)| !values.is_empty());
        let mut out: Vec<String> = lists
            .map(|(name, values)| format!("{name}: {}", values.join(", ")))
            .collect();
        let moments = [("from", &self.from), ("to", &self.to)];
        out.extend(
            moments
                .iter()
                .filter_map(|(name, day)| Some(format!("{name}: {}", day.as_ref()?))),
        );
        out.extend(
            self.within
                .map(|b| format!("box: {},{},{},{}", b.west, b.south, b.east, b.north)),
        );
        out
    }

    fn filters_by_name(&self) -> [(Facet, &[String]); 7] {
        [
            (Facet::Type, &self.types),
            (Facet::Mode, &self.mode),
            (Facet::Modality, &self.modality),
            (Facet::SourceKind, &self.source_kind),
            (Facet::Grade, &self.grade),
            (Facet::Status, &self.status),
            (Facet::Story, &self.in_story),
        ]
    }

    /// The question to the index; names are looked up in the registries.
    ///
    /// # Errors
    /// Names what no registry knows.
    pub(super) fn query(&self, kind: Option<Kind>, knowledge: &Knowledge, now: i64) -> Result<Query, String> {
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
        for (facet, values) in self.filters_by_name() {
            let as_kept = |v: &String| match facet {
                Facet::Type => v.to_uppercase(),
                _ => v.clone(),
            };
            add(facet, values.iter().map(as_kept).collect());
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
            words: self.words(),
            filters,
            from: self.from.as_deref().and_then(day),
            to: self.to.as_deref().and_then(day),
            within: self.within,
            doubtful: self.all,
            sort: Sort::default(),
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

fn each(names: &[String], values: impl Fn(&str) -> Option<Vec<String>>) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    for name in names {
        let found = values(name).filter(|v| !v.is_empty());
        out.extend(found.ok_or_else(|| {
            format!("no registry has “{name}”: musnad knowledge find “{name}” shows what is near")
        })?);
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
