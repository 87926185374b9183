//! `musnad verify` and `musnad archive check`: whether a sealed bundle, or an archive, is what it was.

use super::ingest::ArchiveFolder;
use super::{Format, Outcome, complain, print, tell};
use crate::screen::{Screen, harmless};
use musnad_archive::{Checked, Sqlite, check};
use musnad_seal::{Check, PublicKey, Verdict};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The checks of a bundle in their order, with what each finds to hold.
const CHECKS: [(Check, &str); 11] = [
    (Check::Zip, "the file is one ZIP, byte for byte"),
    (Check::Names, "the files are those of a bundle, each once"),
    (
        Check::Declaration,
        "it declares a bag, and has the name it was sealed under",
    ),
    (Check::Oxum, "there are as many files and bytes as it says"),
    (Check::Payload, "each file is as its manifest has it"),
    (Check::Tags, "each manifest is as it was signed"),
    (Check::Signature, "the signature is right"),
    (Check::Stamp, "the time stamp is on this bundle"),
    (Check::Journal, "the journal is an unbroken chain"),
    (Check::Warc, "the web archive holds the same pages"),
    (
        Check::Records,
        "the records name no page and no document that is not there",
    ),
];

#[derive(Debug, clap::Args)]
pub(super) struct VerifyArguments {
    /// The bundle
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// A public key in PEM that may have signed it; several times for several
    #[arg(long, value_name = "PUBLIC.pem")]
    trust: Vec<PathBuf>,
    /// How to write: table on a terminal, jsonl otherwise
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum ArchiveCommand {
    /// Hold an archive to its journal: what was changed without it is named
    Check(CheckArguments),
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    archive: ArchiveFolder,
    /// How to write: table on a terminal, jsonl otherwise
    #[arg(long, value_enum)]
    format: Option<Format>,
}

fn is_table(format: Option<Format>) -> bool {
    format.map_or_else(|| Screen::of_stdout().terminal, |f| f == Format::Table)
}

pub(super) fn run(arguments: &VerifyArguments) -> Outcome {
    let trusted: Result<Vec<PublicKey>, String> = arguments.trust.iter().map(|p| key(p)).collect();
    let trusted = match trusted {
        Ok(trusted) => trusted,
        Err(why) => {
            tell(&format!("musnad: {why}"));
            return Outcome::WrongUsage;
        }
    };
    let verdict = match musnad_seal::verify(&arguments.bundle, &trusted) {
        Ok(verdict) => verdict,
        Err(e) => return complain(&e.to_string()),
    };
    let out = match is_table(arguments.format) {
        true => shown(&verdict, !trusted.is_empty()),
        false => lines(&verdict),
    };
    match print(out.as_bytes()) {
        Outcome::AllRead if verdict.holds() => Outcome::AllRead,
        _ => Outcome::SomeFailed,
    }
}

fn key(path: &Path) -> Result<PublicKey, String> {
    let named = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let pem = std::fs::read_to_string(path).map_err(|e| named(&e))?;
    PublicKey::from_pem(&pem).map_err(|e| named(&e))
}

/// What each check came to, those that were not made left out.
fn checked(verdict: &Verdict) -> impl Iterator<Item = (Check, &'static str, bool)> {
    let failed = verdict.failure.as_ref().map(|f| f.check);
    let stamped = verdict.stamped.is_some();
    CHECKS
        .into_iter()
        .filter(move |(check, _)| failed.is_none_or(|f| *check <= f))
        .filter(move |(check, _)| *check != Check::Stamp || stamped || failed == Some(Check::Stamp))
        .map(move |(check, words)| (check, words, failed != Some(check)))
}

fn shown(verdict: &Verdict, trusted: bool) -> String {
    let mut out = String::new();
    for (check, words, holds) in checked(verdict) {
        if holds {
            let _ = writeln!(out, "holds  {:<12} {words}", check.to_string());
        }
    }
    if let Some(f) = &verdict.failure {
        let (place, why) = (harmless(&f.place), harmless(&f.why));
        let _ = writeln!(out, "FAILS  {:<12} {place}: {why}", f.check.to_string());
    }
    let mut about = |label: &str, value: String| {
        let _ = writeln!(out, "{label:<20}{value}");
    };
    if let Some(signer) = &verdict.signer {
        let whose = if trusted {
            ""
        } else {
            " (compare it with what the team published)"
        };
        about("signed by", format!("{signer}{whose}"));
    }
    if let Some(sealed) = &verdict.sealed {
        about("sealed, as it says", harmless(sealed));
    }
    if let Some(stamped) = &verdict.stamped {
        about("stamped", harmless(stamped));
    }
    if let Some((start, head)) = &verdict.journal {
        about("journal", format!("from {} to {head}", start.n + 1));
    }
    if verdict.holds() {
        let without = match verdict.without_page {
            0 => String::new(),
            n => format!(", {n} of them without their page"),
        };
        about("documents", format!("{}{without}", verdict.documents));
        about("pages", verdict.pages.to_string());
        out.push_str("The bundle holds.\n");
    } else {
        out.push_str("The bundle does not hold.\n");
    }
    out
}

fn lines(verdict: &Verdict) -> String {
    let failure = verdict.failure.as_ref();
    let mut out = String::new();
    for (check, _, holds) in checked(verdict) {
        let wrong = failure.filter(|_| !holds);
        let line = json!({"check": check.to_string(), "holds": holds,
            "place": wrong.map(|f| f.place.as_str()), "why": wrong.map(|f| f.why.as_str())});
        let _ = writeln!(out, "{line}");
    }
    let journal = verdict.journal.as_ref();
    let last: Value = json!({"holds": verdict.holds(), "signer": verdict.signer.map(|s| s.to_string()),
        "sealed": verdict.sealed, "stamped": verdict.stamped,
        "journal_start": journal.map(|(start, _)| start.to_string()),
        "journal_head": journal.map(|(_, head)| head.to_string()),
        "documents": verdict.documents, "without_page": verdict.without_page, "pages": verdict.pages});
    let _ = writeln!(out, "{last}");
    out
}

pub(super) fn archive(command: &ArchiveCommand) -> Outcome {
    let ArchiveCommand::Check(arguments) = command;
    let path = match arguments.archive.path() {
        Ok(path) => path,
        Err(why) => return complain(&why),
    };
    let table = is_table(arguments.format);
    let mut out = String::new();
    let checked = Sqlite::read(&path).and_then(|store| {
        store.hold_still()?;
        check(&store, &mut |wrong| {
            let _ = match table {
                true => writeln!(out, "FAILS  {}", harmless(&wrong.to_string())),
                false => writeln!(out, "{}", json!({"place": wrong.place, "why": wrong.why})),
            };
        })
    });
    let checked = match checked {
        Ok(checked) => checked,
        Err(e) => {
            print(out.as_bytes());
            return complain(&format!("{}: {e}", path.display()));
        }
    };
    out.push_str(&summed(&checked, table));
    match print(out.as_bytes()) {
        Outcome::AllRead if checked.wrong == 0 => Outcome::AllRead,
        _ => Outcome::SomeFailed,
    }
}

fn summed(checked: &Checked, table: bool) -> String {
    let Checked {
        head,
        entries,
        documents,
        readings,
        pages,
        wrong,
    } = checked;
    if !table {
        let line = json!({"holds": *wrong == 0, "journal_head": head.to_string(), "entries": entries,
            "documents": documents, "readings": readings, "pages": pages, "wrong": wrong});
        return format!("{line}\n");
    }
    let end = match wrong {
        0 => {
            "The archive is as its journal says. Keep the head: it shows whether the journal itself is rewritten."
        }
        _ => "The archive is not as its journal says.",
    };
    format!(
        "{entries} entries, {documents} documents, {readings} readings, {pages} pages\njournal's head  {head}\n{end}\n"
    )
}
