//! `musnad watch`: outlets watched for an archive, what they publish read into it, and how they fare.

use super::keeping_up::{self, KeepingUp};
use super::open::Opening;
use super::{Format, Outcome, With, complain, print, tell};
use crate::screen::{Screen, harmless};
use etcetera::BaseStrategy;
use jiff::Timestamp;
use musnad_watch::config::Config;
use musnad_watch::fetch::OwnHost;
use musnad_watch::{Archive, Fetcher, Health, Rules, SystemClock, Told, Watch, What, health};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

#[derive(Debug, clap::Args)]
pub(super) struct WatchArguments {
    /// What to watch: a TOML file, or feeds in OPML
    #[arg(value_name = "CONFIG", required_unless_present = "status")]
    config: Option<PathBuf>,
    /// The archive's folder, where pages are kept too [default: what CONFIG says, else a folder of the user's data]
    #[arg(long, value_name = "DIR", env = "MUSNAD_ARCHIVE")]
    archive: Option<PathBuf>,
    /// Ask each source once, fetch what is due, read it, and end
    #[arg(long, conflicts_with = "status")]
    once: bool,
    /// Keep the pages alone; another run, or musnad ingest, reads them into the archive
    #[arg(long, conflicts_with = "status")]
    fetch_only: bool,
    /// What is known of outlets' pages, over what comes with the program
    #[arg(long, value_name = "FILE", env = "MUSNAD_SITES")]
    sites: Option<PathBuf>,
    /// Show how each outlet fares, and ask nobody
    #[arg(long)]
    status: bool,
    /// How to write the status: table on a terminal, jsonl otherwise
    #[arg(long, value_enum, requires = "status")]
    format: Option<Format>,
    /// Where the sites' people can reach you: a mail address or the address of a page
    #[arg(long, value_name = "CONTACT", env = "MUSNAD_CONTACT")]
    contact: Option<String>,
    /// A host of your own that may be asked on any port and at private addresses too
    #[arg(long, value_name = "HOST[:PORT]")]
    allow_host: Vec<OwnHost>,
    /// Show failures alone
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(arguments: &WatchArguments, with: With<'_>) -> Outcome {
    let config = match arguments.config.as_deref().map(read) {
        None => None,
        Some(Ok(config)) => Some(config),
        Some(Err(why)) => {
            why.lines()
                .for_each(|line| tell(&format!("musnad: {}", harmless(line))));
            return Outcome::WrongUsage;
        }
    };
    let folder = match folder(arguments, config.as_ref()) {
        Ok(folder) => folder,
        Err(why) => return complain(&why),
    };
    match config {
        Some(config) if !arguments.status => watch(arguments, &config, &folder, with),
        _ => status(&folder, arguments.format),
    }
}

fn read(path: &Path) -> Result<Config, String> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
    Config::read(&text, &name).map_err(|e| e.to_string())
}

/// The archive's folder: what the command says, else the configuration, from its own folder, else the user's.
fn folder(arguments: &WatchArguments, config: Option<&Config>) -> Result<PathBuf, String> {
    if let Some(folder) = &arguments.archive {
        return Ok(folder.clone());
    }
    if let Some(folder) = config.and_then(|c| c.archive.as_deref()) {
        let beside = arguments.config.as_deref().and_then(Path::parent);
        return Ok(beside.map_or_else(|| folder.to_owned(), |b| b.join(folder)));
    }
    own_folder()
}

/// The folder of the user's data in which archives are where none is named.
///
/// # Errors
/// If the user has no such folder.
pub(super) fn own_folder() -> Result<PathBuf, String> {
    let user = etcetera::choose_base_strategy().map_err(|e| e.to_string())?;
    Ok(user.data_dir().join("musnad").join("archive"))
}

fn watch(arguments: &WatchArguments, config: &Config, folder: &Path, with: With<'_>) -> Outcome {
    let contact = arguments.contact.as_deref().or(config.contact.as_deref());
    let Some(contact) = contact else {
        tell(
            "musnad: say how the sites' people can reach you: --contact desk@archive.example, or contact in the configuration",
        );
        return Outcome::WrongUsage;
    };
    let mut rules = match Rules::with_contact(contact) {
        Ok(rules) => rules,
        Err(e) => {
            tell(&format!("musnad: {e}"));
            return Outcome::WrongUsage;
        }
    };
    rules.own_hosts = arguments.allow_host.clone();
    let inputs = keeping_up::inputs(folder, arguments.sites.clone());
    let opening = match (!arguments.fetch_only).then(|| Opening::of(&inputs, with)) {
        Some(Err(outcome)) => return outcome,
        Some(Ok(opening)) => Some(opening),
        None => None,
    };
    let archive = match Archive::open(folder) {
        Ok(archive) => archive,
        Err(e) => return complain(&e.to_string()),
    };
    let stop = Arc::new(AtomicBool::new(false));
    if let Err(e) = heed_interrupts(&stop) {
        return complain(&format!("cannot heed Ctrl-C: {e}"));
    }
    if !arguments.quiet {
        let outlets = config.outlets.len();
        tell(&format!(
            "watching {outlets} outlets for {}; Ctrl-C ends it",
            folder.display()
        ));
    }
    let watch = Watch::new(archive, Fetcher::new(rules), Arc::new(SystemClock));
    let keeping_up = opening.as_ref().map(|opening| KeepingUp {
        folder,
        opening,
        stop: &stop,
        quiet: arguments.quiet,
    });
    let once = arguments.once;
    std::thread::scope(|scope| {
        let (word, fetched) = channel();
        let read = keeping_up.map(|k| scope.spawn(move || k.run(&fetched, once)));
        let show = |told: &Told| {
            if !arguments.quiet || matches!(told.what, What::Failed(..)) {
                tell(&format!("{:.0} {}", told.at, harmless(&told.to_string())));
            }
            if matches!(told.what, What::Version(_)) {
                // nobody reads where pages are kept alone
                let _ = word.send(());
            }
        };
        let watched = watch.run(config, once, &stop, &show);
        drop(word);
        let read = read.is_none_or(|read| read.join().unwrap_or(false));
        match watched {
            Err(e) => complain(&e.to_string()),
            Ok(()) if !read => Outcome::SomeFailed,
            Ok(()) => Outcome::AllRead,
        }
    })
}

/// The first Ctrl-C ends the run after the requests under way, the second at once: nothing is lost by either.
fn heed_interrupts(stop: &Arc<AtomicBool>) -> Result<(), ctrlc::Error> {
    let stop = stop.clone();
    ctrlc::set_handler(move || {
        if stop.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        tell("ending after the requests under way; Ctrl-C again ends at once");
    })
}

fn status(folder: &Path, format: Option<Format>) -> Outcome {
    let outlets = match health(folder, Timestamp::now()) {
        Ok(outlets) => outlets,
        Err(e) => return complain(&e.to_string()),
    };
    let screen = Screen::of_stdout();
    let table = format.map_or(screen.terminal, |f| f == Format::Table);
    let mut out = String::new();
    if table {
        shown(&mut out, &outlets, screen);
    } else {
        for outlet in &outlets {
            let _ = writeln!(out, "{}", record(outlet));
        }
    }
    print(out.as_bytes())
}

fn record(h: &Health) -> serde_json::Value {
    let moment = |t: Option<Timestamp>| t.map(|t| t.to_string());
    json!({"outlet": h.id, "name": h.name, "last_success": moment(h.ok), "last_failure": moment(h.failed),
        "last_failure_code": h.code, "last_failure_message": h.message, "sources": h.sources,
        "sources_failing": h.failing, "sources_due": h.due, "pages": h.pages, "pages_waiting": h.waiting,
        "versions": h.versions, "changes": h.changes, "errors_24h": h.errors, "median_delay_seconds": h.delay,
        "last_new_link": moment(h.new), "silent": h.silent})
}

/// The outlets as a table; names and reasons stand on lines of their own.
fn shown(out: &mut String, outlets: &[Health], screen: Screen) {
    let width = outlets.iter().map(|h| h.id.len()).max().unwrap_or(0).max(6);
    let _ = writeln!(
        out,
        "{:width$}  {:16}  {:>7}  {:>3}  {:>6}  {:>7}  {:>8}  {:>7}  {:>6}  {:>6}",
        "outlet",
        "last success",
        "sources",
        "due",
        "pages",
        "waiting",
        "versions",
        "changes",
        "errors",
        "delay"
    );
    for h in outlets {
        let _ = writeln!(
            out,
            "{:width$}  {:16}  {:>7}  {:>3}  {:>6}  {:>7}  {:>8}  {:>7}  {:>6}  {:>6}",
            h.id,
            minute(h.ok),
            h.sources,
            h.due,
            h.pages,
            h.waiting,
            h.versions,
            h.changes,
            h.errors,
            h.delay.map_or("-".to_owned(), span)
        );
        let _ = writeln!(out, "    {}", screen.isolated(&harmless(&h.name)));
        if let (Some(code), Some(message)) = (&h.code, &h.message) {
            let failing = if h.failing > 0 {
                format!(", {} sources failing", h.failing)
            } else {
                String::new()
            };
            let _ = writeln!(
                out,
                "    last failure {}{failing}: {} [{code}]",
                minute(h.failed),
                harmless(message)
            );
        }
        if h.silent {
            let _ = writeln!(
                out,
                "    silent for longer than usual: nothing new since {}",
                minute(h.new)
            );
        }
    }
}

fn minute(moment: Option<Timestamp>) -> String {
    let text = moment.map_or("never".to_owned(), |t| t.to_string());
    text.get(..16).map_or(text.clone(), |t| t.replace('T', " "))
}

/// Seconds for people.
fn span(seconds: i64) -> String {
    let steps = [(172_800, 86_400, "d"), (7200, 3600, "h"), (120, 60, "min")];
    let (size, unit) = steps
        .into_iter()
        .find(|(from, ..)| seconds >= *from)
        .map_or((1, "s"), |(_, size, unit)| (size, unit));
    format!("{} {unit}", seconds / size)
}
