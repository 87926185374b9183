//! `musnad knowledge`: registries that a team adds.

use super::find::{self, FindArguments};
use super::{Format, Outcome, complain, print, tell};
use crate::screen::{Screen, harmless};
use crate::store::{Failure, Progress, Source, Store, is_name, name_after};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use musnad_knowledge::Knowledge;
use serde_json::json;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

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
    /// Show what was added, and which version of the registries is used
    List {
        /// How to write: table on a terminal, jsonl otherwise
        #[arg(long, value_enum)]
        format: Option<Format>,
    },
    /// Take away what was added by a name
    Remove {
        /// The name
        name: String,
    },
    /// Compile what was added anew, after a new version of Musnad
    Rebuild,
    /// Show everything that bears a name, and which place it most likely is
    Find(FindArguments),
}

/// The registries to use: with what the user has added, if anything.
pub(super) fn load(folder: Option<&Path>) -> Result<Knowledge, String> {
    match Store::of(folder)? {
        Some(store) => store.load(),
        None => Knowledge::builtin().map_err(|e| e.to_string()),
    }
}

/// The version of the registries that would be used, as [`Knowledge::version`] has it, without loading them.
pub(super) fn version(folder: Option<&Path>) -> String {
    let builtin = Knowledge::builtin().map(|k| k.version());
    let store = Store::of(folder).ok().flatten();
    let added = store.and_then(|s| s.sources().ok()).unwrap_or_default();
    let mut all = vec![builtin.unwrap_or_default()];
    all.extend(added.into_iter().rev().map(|s| s.version));
    all.join("+")
}

pub(super) fn run(command: &Command, folder: Option<&Path>) -> Outcome {
    let store = match Store::of(folder) {
        Ok(Some(store)) => store,
        Ok(None) => {
            if let Command::Find(arguments) = command {
                return find::run(arguments, folder, &[]);
            }
            tell("musnad: --knowledge none has no folder to work on");
            return Outcome::WrongUsage;
        }
        Err(why) => return complain(&why),
    };
    match command {
        Command::Add { paths, name } => add(&store, paths, name.as_deref()),
        Command::List { format } => list(&store, *format),
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
        Command::Find(arguments) => match store.sources() {
            Ok(sources) => find::run(arguments, folder, &sources),
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
    let bar = progress();
    let now = jiff::Timestamp::now().to_string();
    let added = store.add(&name, paths, &now, &mut |progress| match progress {
        Progress::Reading(done, total) => {
            bar.set_length(total);
            bar.set_position(done);
        }
        Progress::Compiling => bar.set_message("compiling"),
    });
    bar.finish_and_clear();
    let added = match added {
        Ok(added) => added,
        Err(failure) => return fail(failure),
    };
    for path in added.passed.iter().take(SHOWN) {
        tell(&format!(
            "musnad: {}: passed over, no register",
            harmless(&path.display().to_string())
        ));
    }
    more(added.passed.len());
    for (theirs, ours) in added.known.iter().take(SHOWN) {
        tell(&format!("{theirs} is {ours} here"));
    }
    more(added.known.len());
    let s = &added.source;
    tell(&format!(
        "{}: {} records added, {} left out, {}, version {}",
        s.name, s.records, s.left_out, s.format, s.version
    ));
    Outcome::AllRead
}

/// Progress on standard error, where that is a terminal.
fn progress() -> ProgressBar {
    let shown = std::io::stderr().is_terminal();
    let target = if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    let style = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}, {elapsed} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    if shown {
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar
}

/// Says how many were not shown.
fn more(all: usize) {
    if all > SHOWN {
        tell(&format!("and {} more", all - SHOWN));
    }
}

fn fail(failure: Failure) -> Outcome {
    match failure {
        Failure::Other(why) => complain(&why),
        Failure::Tables(problems) => {
            for p in problems.iter().take(SHOWN) {
                tell(&harmless(&p.to_string()));
            }
            more(problems.len());
            complain("nothing was changed")
        }
    }
}

fn list(store: &Store, format: Option<Format>) -> Outcome {
    let (sources, knowledge) = match store.sources().and_then(|s| Ok((s, store.load()?))) {
        Ok(both) => both,
        Err(why) => return complain(&why),
    };
    let table = format.map_or(Screen::of_stdout().terminal, |f| f == Format::Table);
    let [actors, outlets, places, countries] = knowledge.sizes();
    let version = knowledge.version();
    let mut out = String::new();
    for s in &sources {
        let _ = if table {
            writeln!(out, "{}", shown(s))
        } else {
            let record = json!({"source": s.name, "format": s.format, "files": s.files, "records": s.records,
                "left_out": s.left_out, "own": s.own, "version": s.version, "added": s.added, "sha256": s.sha256});
            writeln!(out, "{record}")
        };
    }
    let _ = if table {
        writeln!(
            out,
            "version {version}: {actors} actors, {outlets} outlets, {places} places, {countries} countries"
        )
    } else {
        let record = json!({"version": version, "actors": actors, "outlets": outlets, "places": places,
            "countries": countries});
        writeln!(out, "{record}")
    };
    print(out.as_bytes())
}

/// A source for people.
fn shown(s: &Source) -> String {
    let day = s.added.get(..16).unwrap_or(&s.added).replace('T', " ");
    let files = harmless(&s.files.join(" "));
    format!(
        "{}\n    {} records, {} left out · {} · version {} · {day} UTC\n    {files}",
        s.name, s.records, s.left_out, s.format, s.version
    )
}
