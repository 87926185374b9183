//! `musnad knowledge`: registries that a team adds, and what bears a name.

use super::{Format, Outcome, complain, print, tell};
use crate::screen::{Screen, harmless};
use crate::store::{Failure, Source, Store, is_name, name_after};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use musnad_extract::Reader;
use musnad_knowledge::{Choice, Clues, Entry, Knowledge};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Faults of a table that are shown; the rest are counted.
const SHOWN: usize = 20;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Add registers: a dump of GeoNames, features of Who's On First, UCDP's actors, or tables of your own
    Add {
        /// Files, or folders of them
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        /// What to call it; one of that name is replaced [default: after the first path]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Show what was added
    List,
    /// Take away what was added by a name
    Remove {
        /// The name
        name: String,
    },
    /// Compile what was added anew, after a new version of Musnad
    Rebuild,
    /// Show everything that bears a name, and which place it most likely is
    Find {
        /// A name in Arabic or English, or an id
        name: String,
        /// The country that the text speaks of, as three letters
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        /// Only what bears the name on this day
        #[arg(long, value_name = "DATE", value_parser = super::date)]
        published: Option<String>,
        /// How to write: table on a terminal, jsonl otherwise
        #[arg(long, value_enum)]
        format: Option<Format>,
    },
}

/// The registries to use: with what the user has added, if anything.
pub(super) fn load(folder: Option<&Path>) -> Result<Knowledge, String> {
    match Store::of(folder)? {
        Some(store) => store.load(),
        None => Knowledge::builtin().map_err(|e| e.to_string()),
    }
}

pub(super) fn run(command: &Command, folder: Option<&Path>) -> Outcome {
    let store = match Store::of(folder) {
        Ok(Some(store)) => store,
        Ok(None) if matches!(command, Command::Find { .. }) => return find(command, folder, &[]),
        Ok(None) => {
            tell("musnad: --knowledge none has no folder to work on");
            return Outcome::WrongUsage;
        }
        Err(why) => return complain(&why),
    };
    match command {
        Command::Add { paths, name } => add(&store, paths, name.as_deref()),
        Command::List => list(&store),
        Command::Remove { name } => match store.remove(name) {
            Ok(true) => Outcome::AllRead,
            Ok(false) => complain(&format!("nothing was added by the name {name:?}")),
            Err(why) => complain(&why),
        },
        Command::Rebuild => match store.rebuild() {
            Ok(count) => {
                tell(&format!("{count} compiled"));
                Outcome::AllRead
            }
            Err(failure) => fail(failure),
        },
        Command::Find { .. } => match store.sources() {
            Ok(sources) => find(command, folder, &sources),
            Err(why) => complain(&why),
        },
    }
}

fn add(store: &Store, paths: &[PathBuf], name: Option<&str>) -> Outcome {
    let name = name.map_or_else(|| name_after(&paths[0]), str::to_owned);
    if !is_name(&name) {
        tell("musnad: a name has small Latin letters, digits and hyphens");
        return Outcome::WrongUsage;
    }
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    let style = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}, {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let now = jiff::Timestamp::now().to_string();
    let added = store.add(&name, paths, &now, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    match added {
        Ok(source) => {
            tell(&format!(
                "{}: {} records added, {} left out, {}",
                source.name, source.records, source.left_out, source.format
            ));
            Outcome::AllRead
        }
        Err(failure) => fail(failure),
    }
}

fn fail(failure: Failure) -> Outcome {
    match failure {
        Failure::Other(why) => complain(&why),
        Failure::Tables(problems) => {
            for p in problems.iter().take(SHOWN) {
                tell(&harmless(&p.to_string()));
            }
            let more = problems.len().saturating_sub(SHOWN);
            if more > 0 {
                tell(&format!("and {more} more"));
            }
            complain("nothing was added")
        }
    }
}

fn list(store: &Store) -> Outcome {
    let (sources, knowledge) = match store.sources().and_then(|s| Ok((s, store.load()?))) {
        Ok(both) => both,
        Err(why) => return complain(&why),
    };
    let mut out = String::new();
    for s in &sources {
        let _ = writeln!(
            out,
            "{}\t{} records\t{}\t{}\t{}",
            s.name, s.records, s.format, s.added, s.sha256
        );
    }
    let [actors, outlets, places, countries] = knowledge.sizes();
    let _ = writeln!(
        out,
        "version {}\t{actors} actors, {outlets} outlets, {places} places, {countries} countries",
        knowledge.version()
    );
    print(out.as_bytes())
}

fn find(command: &Command, folder: Option<&Path>, sources: &[Source]) -> Outcome {
    let Command::Find {
        name,
        country,
        published,
        format,
    } = command
    else {
        return Outcome::WrongUsage;
    };
    let reader = match load(folder).and_then(|k| Reader::with_knowledge(k).map_err(|e| e.to_string())) {
        Ok(reader) => reader,
        Err(why) => return complain(&why),
    };
    let k = reader.knowledge();
    let mut entries = reader.bearers(name);
    for entry in k.by_id(name).into_iter().chain(k.named_in_english(name)) {
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    if let Some(day) = published.as_deref().map(|d| d.get(..10).unwrap_or(d)) {
        entries.retain(|e| !matches!(e, Entry::Actor(n) if !k.actor(*n).holds_on(day)));
    }
    if entries.is_empty() {
        tell("musnad: nothing bears that name");
        return Outcome::AllRead;
    }
    let places: Vec<u32> = entries
        .iter()
        .filter_map(|e| match e {
            Entry::Place(n) => Some(*n),
            _ => None,
        })
        .collect();
    let countries: Vec<(String, f32)> = country.iter().map(|c| (c.clone(), 1.0)).collect();
    let choice = k.choose(
        &places,
        &Clues {
            written: name,
            countries: &countries,
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
    let records: Vec<Value> = entries.iter().map(|e| record(k, *e, &choice, sources)).collect();
    let screen = Screen::of_stdout();
    let table = format.map_or(screen.terminal, |f| f == Format::Table);
    let mut out = String::new();
    for r in &records {
        if table {
            out.push_str(&shown(r));
        } else {
            let _ = writeln!(out, "{r}");
        }
    }
    print(out.as_bytes())
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

/// A record for people.
fn shown(r: &Value) -> String {
    let text = |key: &str| r[key].as_str().unwrap_or_default();
    let mut out = format!(
        "{}{}\t{}\t{}\n",
        if r["chosen"] == true { "→ " } else { "" },
        text("id"),
        text("name_en"),
        text("name_ar")
    );
    let facts: Vec<String> = [
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
    .map(|key| text(key).to_owned())
    .chain(
        r["lat"]
            .as_f64()
            .zip(r["lon"].as_f64())
            .map(|(lat, lon)| format!("{lat}, {lon}")),
    )
    .chain(r["population"].as_u64().map(|p| format!("{p} people")))
    .chain(
        (!text("from").is_empty() || !text("to").is_empty())
            .then(|| format!("{} – {}", text("from"), text("to"))),
    )
    .chain([text("source").to_owned()])
    .filter(|f| !f.is_empty())
    .collect();
    let _ = writeln!(out, "    {}", facts.join(" · "));
    let reasons: Vec<String> = r["reasons"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|x| {
            format!(
                "{} {:+.1}",
                x["reason"].as_str().unwrap_or_default(),
                x["points"].as_f64().unwrap_or(0.0)
            )
        })
        .collect();
    if !reasons.is_empty() {
        let _ = writeln!(
            out,
            "    {:.1} = {}",
            r["points"].as_f64().unwrap_or(0.0),
            reasons.join(", ")
        );
    }
    let names: Vec<&str> = r["names"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .skip(1)
        .collect();
    if !names.is_empty() {
        let _ = writeln!(out, "    {}", names.join("، "));
    }
    out
}
