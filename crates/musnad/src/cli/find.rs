//! `musnad knowledge find`: everything that bears a name, and which place it most likely is.

use super::knowledge::load;
use super::{Format, Outcome, complain, print, tell};
use crate::screen::{Screen, harmless};
use crate::store::Source;
use musnad_extract::{Named, Reader};
use musnad_knowledge::{Choice, Clues, Entry, Knowledge};
use musnad_page::{Hints, read};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Names that are almost the one asked for and are offered instead.
const NEAR_MISSES: usize = 8;

#[derive(Debug, clap::Args)]
pub(super) struct FindArguments {
    /// A name in Arabic or English, or an id
    name: String,
    /// Ask as if the name stood in this text: the countries and places that it names count
    #[arg(long = "in", value_name = "TEXT")]
    text: Option<String>,
    /// Ask as if the text spoke of this country, as three letters
    #[arg(long, value_name = "CODE", value_parser = code)]
    country: Option<String>,
    /// Only what bears the name on this day
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    published: Option<String>,
    /// How to write: table on a terminal, jsonl otherwise
    #[arg(long, value_enum)]
    format: Option<Format>,
}

fn code(text: &str) -> Result<String, String> {
    let code = text.to_uppercase();
    let fit = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    fit.then_some(code)
        .ok_or_else(|| "not a code of three letters like SYR".to_owned())
}

pub(super) fn run(arguments: &FindArguments, folder: Option<&Path>, sources: &[Source]) -> Outcome {
    let reader = match load(folder).and_then(|k| Reader::with_knowledge(k).map_err(|e| e.to_string())) {
        Ok(reader) => reader,
        Err(why) => return complain(&why),
    };
    let k = reader.knowledge();
    let name = arguments.name.trim();
    let mut entries = bearers(&reader, name);
    if let Some(day) = arguments.published.as_deref().map(|d| d.get(..10).unwrap_or(d)) {
        entries.retain(|e| !matches!(e, Entry::Actor(n) if !k.actor(*n).holds_on(day)));
    }
    if entries.is_empty() {
        tell("musnad: nothing bears that name");
        let near: Vec<String> = near_misses(k, name).iter().map(|n| harmless(n)).collect();
        if !near.is_empty() {
            tell(&format!("musnad: there is: {}", near.join("، ")));
        }
        return Outcome::AllRead;
    }
    let places: Vec<u32> = entries
        .iter()
        .filter_map(|e| match e {
            Entry::Place(n) => Some(*n),
            _ => None,
        })
        .collect();
    let mut around = Around::of(&reader, arguments, name);
    if let Some(code) = &arguments.country {
        around.countries.retain(|(c, _)| c != code);
        around.countries.insert(0, (code.clone(), 1.0));
    }
    let choice = k.choose(
        &places,
        &Clues {
            written: name,
            countries: &around.countries,
            near: &around.points,
            ..Clues::default()
        },
    );
    // the likeliest place first, other entries as they were found
    let rank = |e: &Entry| match e {
        Entry::Place(n) => choice
            .candidates
            .iter()
            .position(|c| c.place == *n)
            .unwrap_or(usize::MAX),
        _ => 0,
    };
    entries.sort_by_key(rank);
    let screen = Screen::of_stdout();
    let table = arguments.format.map_or(screen.terminal, |f| f == Format::Table);
    let mut out = String::new();
    for entry in entries {
        let mut record = record(k, entry, &choice, sources);
        if arguments.text.is_some() {
            let id = record["id"].as_str().unwrap_or_default();
            record["read_as"] = around.read_as.iter().any(|read| read == id).into();
        }
        if table {
            out.push_str(&shown(&record, screen));
        } else {
            let _ = writeln!(out, "{record}");
        }
    }
    if table && choice.place.is_none() && !places.is_empty() {
        let share = choice.country.as_deref();
        let share = share.map_or(String::new(), |c| format!("; the likely ones are in {c}"));
        tell(&format!("musnad: of the places none would be chosen{share}"));
    }
    print(out.as_bytes())
}

/// Everything that bears `name`: in Arabic, in English, or as its id.
fn bearers(reader: &Reader, name: &str) -> Vec<Entry> {
    let k = reader.knowledge();
    let mut out = reader.bearers(name);
    let by_id = [k.by_id(name), k.by_id(&format!("outlet:{name}"))];
    for entry in by_id.into_iter().flatten().chain(k.named_in_english(name)) {
        if !out.contains(&entry) {
            out.push(entry);
        }
    }
    out
}

/// What the text says round the name.
#[derive(Default)]
struct Around {
    countries: Vec<(String, f32)>,
    points: Vec<(f64, f64)>,
    /// The ids of what the name is read as where it stands in the text.
    read_as: Vec<String>,
}

impl Around {
    fn of(reader: &Reader, arguments: &FindArguments, name: &str) -> Around {
        let Some(text) = &arguments.text else {
            return Around::default();
        };
        let hints = Hints {
            published: arguments.published.as_deref(),
            ..Hints::default()
        };
        let document = read(text.as_bytes(), &hints);
        let key = musnad_text::key(name);
        let mut out = Around::default();
        let mut countries: BTreeMap<String, f32> = BTreeMap::new();
        for mention in reader.mentions(&document) {
            let itself = musnad_text::key(mention.span.of(&document.text)).contains(&key);
            let (country, id) = match mention.what {
                Named::Place(place) => {
                    if let (Some(point), false) = (place.lat.zip(place.lon), itself) {
                        out.points.push(point);
                    }
                    (place.country, place.id)
                }
                Named::Party(actor) => (actor.country, actor.id),
                Named::Outlet(id) => (None, Some(id)),
                Named::Person => (None, None),
            };
            if itself {
                out.read_as.extend(id);
            } else if let Some(country) = country {
                *countries.entry(country).or_default() += 1.0;
            }
        }
        let all: f32 = countries.values().sum();
        out.countries = countries.into_iter().map(|(c, n)| (c, n / all)).collect();
        out.countries.sort_by(|a, b| b.1.total_cmp(&a.1));
        out
    }
}

/// Names of one letter more, less or other than `name`.
fn near_misses(k: &Knowledge, name: &str) -> Vec<String> {
    let key: Vec<char> = musnad_text::key(name).chars().collect();
    if key.len() < 3 || key.len() > 40 || !key.iter().all(|c| *c == ' ' || musnad_text::is_arabic_letter(*c))
    {
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    let mut take = |letters: &[&[char]]| {
        let written: String = letters.concat().iter().collect();
        for entry in k.named(&written) {
            let names: Vec<&str> = match entry {
                Entry::Actor(n) => k.actor(n).names().collect(),
                Entry::Outlet(n) => k.outlet(n).names().collect(),
                Entry::Place(n) => k.place(n).names().collect(),
                Entry::Country(n) => vec![k.country(n).name_ar],
            };
            let same = names
                .into_iter()
                .find(|n| musnad_text::key(n) == musnad_text::key(&written));
            let name = same.unwrap_or(&written).to_owned();
            if out.len() < NEAR_MISSES && !out.contains(&name) {
                out.push(name);
            }
        }
    };
    let letters = ('\u{621}'..='\u{63A}').chain('\u{641}'..='\u{64A}').chain([' ']);
    let letters: Vec<char> = letters
        .filter(|c| musnad_text::key(&c.to_string()) == c.to_string())
        .collect();
    for at in 0..=key.len() {
        let (before, behind) = key.split_at(at);
        if let Some((_, rest)) = behind.split_first() {
            take(&[before, rest]);
            for c in &letters {
                take(&[before, &[*c], rest]);
            }
        }
        for c in &letters {
            take(&[before, &[*c], behind]);
        }
    }
    out
}

/// An entry as a record: what is known of it, where it comes from, and of a place the points of its reasons.
fn record(k: &Knowledge, entry: Entry, choice: &Choice, sources: &[Source]) -> Value {
    let origin = k
        .origin(entry)
        .and_then(|n| sources.get(n))
        .map_or("built-in", |s| s.name.as_str());
    match entry {
        Entry::Actor(n) => {
            let a = k.actor(n);
            json!({"registry": "actors", "id": a.id, "name_ar": a.name_ar, "name_en": a.name_en, "kind": a.kind,
                "country": a.country, "sector": a.sector, "parent": a.parent, "from": a.from, "to": a.to,
                "names": a.names().collect::<Vec<_>>(), "checked": a.source, "source": origin})
        }
        Entry::Outlet(n) => {
            let o = k.outlet(n);
            json!({"registry": "outlets", "id": o.id, "name_ar": o.name_ar, "name_en": o.name_en, "kind": o.kind,
                "country": o.country, "owner": o.owner, "domains": o.domains().collect::<Vec<_>>(),
                "names": o.names().collect::<Vec<_>>(), "source": origin})
        }
        Entry::Place(n) => {
            let p = k.place(n);
            let scored = choice.candidates.iter().find(|c| c.place == n);
            let reasons: Vec<Value> = scored
                .into_iter()
                .flat_map(|s| s.reasons())
                .map(|(reason, points)| json!({"reason": reason.name(), "points": tenth(points)}))
                .collect();
            json!({"registry": "places", "id": p.id, "name_ar": p.name_ar, "name_en": p.name_en, "kind": p.kind,
                "country": p.country, "admin1": p.admin1, "lat": p.point.map(|(lat, _)| lat),
                "lon": p.point.map(|(_, lon)| lon), "precision": p.precision,
                "population": (p.population > 0).then_some(p.population),
                "names": p.names().collect::<Vec<_>>(), "chosen": choice.place == Some(n),
                "points": scored.map(|s| tenth(s.score())), "reasons": reasons, "source": origin})
        }
        Entry::Country(n) => {
            let c = k.country(n);
            json!({"registry": "countries", "id": c.code, "name_ar": c.name_ar, "name_en": c.name_en, "source": origin})
        }
    }
}

fn tenth(points: f32) -> f64 {
    (f64::from(points) * 10.0).round() / 10.0
}

/// A record for people: Latin letters first, Arabic names on lines of their own.
fn shown(r: &Value, screen: Screen) -> String {
    let text = |key: &str| harmless(r[key].as_str().unwrap_or_default());
    let mark = |key: &str, sign: &str| {
        if r[key] == true {
            sign.to_owned()
        } else {
            String::new()
        }
    };
    let english = text("name_en");
    let mut out = format!("{}{}  {english}", mark("chosen", "→ "), text("id"))
        .trim_end()
        .to_owned();
    out.push('\n');
    let place = r["lat"].as_f64().zip(r["lon"].as_f64());
    let (from, to) = (text("from"), text("to"));
    let mut facts: Vec<String> = [
        "registry",
        "kind",
        "country",
        "sector",
        "admin1",
        "precision",
        "parent",
        "owner",
    ]
    .iter()
    .map(|key| text(key))
    .collect();
    facts.extend(place.map(|(lat, lon)| format!("{lat}, {lon}")));
    facts.extend(r["population"].as_u64().map(|p| format!("{p} people")));
    facts.push(if from.is_empty() && to.is_empty() {
        String::new()
    } else {
        format!("{from} – {to}")
    });
    facts.push(format!("source {}", text("source")));
    facts.push(mark("read_as", "read so in the text"));
    facts.retain(|f| !f.is_empty());
    let _ = writeln!(out, "    {}", facts.join(" · "));
    let reasons = r["reasons"].as_array().into_iter().flatten();
    let reasons: Vec<String> = reasons
        .map(|x| {
            format!(
                "{} {:+.1}",
                x["reason"].as_str().unwrap_or_default(),
                x["points"].as_f64().unwrap_or(0.0)
            )
        })
        .collect();
    if let Some(points) = r["points"].as_f64() {
        let sum = if reasons.is_empty() {
            "no reasons".to_owned()
        } else {
            reasons.join(", ")
        };
        let _ = writeln!(out, "    {points:.1} points: {sum}");
    }
    let mut names: Vec<String> = vec![text("name_ar")];
    names.extend(
        r["names"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(harmless),
    );
    let first = names[0].clone();
    let others: Vec<String> = names.drain(..).skip(1).filter(|n| *n != first).collect();
    for line in [first, others.join("، ")] {
        if !line.is_empty() {
            let _ = writeln!(out, "    {}", screen.isolated(&line));
        }
    }
    out
}
