//! `musnad seal`: documents of an archive, with all that belongs to them, in one signed file.

mod choice;
mod enclose;
mod gather;
mod rules;

use super::ingest::ArchiveFolder;
use super::question::Asked;
use super::{Outcome, complain, knowledge, print, tell};
use crate::restrict::{Restricted, Rules};
use jiff::Timestamp;
use musnad_archive::{Archive, Sqlite};
use musnad_seal::journal::End;
use musnad_seal::{About, Key, Sealed, Sealer};
use std::path::{Path, PathBuf};

/// The key's file inside the archive's folder, and that of its public half.
const KEY: &str = "seal-key.pem";
const PUBLIC: &str = "seal-public.pem";

#[derive(Debug, clap::Args)]
pub(super) struct SealArguments {
    #[command(flatten)]
    question: Asked,
    /// A story's documents, by its id
    #[arg(long, value_name = "ID")]
    story: Vec<String>,
    /// The documents that tell an event, by its id
    #[arg(long, value_name = "ID")]
    event: Vec<String>,
    /// A document, by its id
    #[arg(long, value_name = "ID")]
    document: Vec<String>,
    #[command(flatten)]
    archive: ArchiveFolder,
    /// The bundle's file; nothing may stand there
    #[arg(short, long, value_name = "FILE", required_unless_present = "new_key")]
    output: Option<PathBuf>,
    /// The key that signs [default: the one in the archive's folder]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Make a key, print its fingerprint, and seal nothing
    #[arg(long, conflicts_with = "output")]
    new_key: bool,
    /// Who seals it
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// What the case is called
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Names and documents that must not leave
    #[arg(long, value_name = "RULES.toml")]
    leave_out: Option<PathBuf>,
}

/// Why nothing was sealed.
enum Stop {
    Usage(String),
    Failed(String),
}

impl From<musnad_archive::Error> for Stop {
    fn from(e: musnad_archive::Error) -> Stop {
        Stop::Failed(e.to_string())
    }
}

impl From<musnad_seal::Error> for Stop {
    fn from(e: musnad_seal::Error) -> Stop {
        Stop::Failed(told(&e))
    }
}

/// An error with what it comes from.
fn told(e: &musnad_seal::Error) -> String {
    let mut out = e.to_string();
    let mut from = std::error::Error::source(e);
    while let Some(source) = from {
        out = format!("{out}: {source}");
        from = source.source();
    }
    out
}

pub(super) fn run(arguments: &SealArguments, folder: Option<&Path>) -> Outcome {
    let path = match arguments.archive.path() {
        Ok(path) => path,
        Err(why) => return complain(&why),
    };
    let key = arguments.key.clone().unwrap_or_else(|| path.join(KEY));
    let done = match arguments.new_key {
        true => new_key(&key),
        false => seal(arguments, &path, &key, folder),
    };
    match done {
        Ok(outcome) => outcome,
        Err(Stop::Failed(why)) => complain(&why),
        Err(Stop::Usage(why)) => {
            tell(&format!("musnad: {why}"));
            Outcome::WrongUsage
        }
    }
}

/// Makes a key, and its public half beside it for those who check; where a run was stopped between the two, writes
/// the public half alone.
fn new_key(path: &Path) -> Result<Outcome, Stop> {
    let io = |e: std::io::Error| Stop::Failed(format!("{}: {e}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(io)?;
    }
    let beside = path.with_file_name(PUBLIC);
    let key = match Key::generate(path) {
        Err(e) if e.is_exists() && !beside.exists() => Key::load(path),
        made => made,
    };
    let public = key.map_err(|e| Stop::Usage(told(&e)))?.public();
    public.write(&beside)?;
    tell(&format!(
        "The key is {}: keep it from others. Its public half is {}: give it to those who check, and publish the \
         fingerprint.",
        path.display(),
        beside.display()
    ));
    Ok(print(format!("{public}\n").as_bytes()))
}

fn seal(arguments: &SealArguments, path: &Path, key: &Path, folder: Option<&Path>) -> Result<Outcome, Stop> {
    let output = arguments.output.clone().unwrap_or_default();
    let rules = match &arguments.leave_out {
        Some(path) => read_rules(path)?,
        None => Rules::default(),
    };
    if !key.is_file() {
        let why = format!(
            "{}: there is no key; musnad seal --new-key makes one",
            key.display()
        );
        return Err(Stop::Usage(why));
    }
    let key = Key::load(key).map_err(|e| Stop::Usage(told(&e)))?;
    let store = Sqlite::read(path)?;
    // what others write meanwhile is not seen, so that all of the bundle is of one moment
    store.hold_still()?;
    let archive = Archive::new(store)?;
    let knowledge = knowledge::load(folder).map_err(Stop::Failed)?;
    let chosen = choice::chosen(arguments, &archive, path, &knowledge)?;
    let (documents, restricted) = rules::restricted(&rules, &archive, &knowledge, chosen)?;
    if documents.is_empty() {
        return Err(Stop::Failed(
            "no document of this archive is what was asked for".to_owned(),
        ));
    }
    let sealed = format!("{:.0}", Timestamp::now());
    let about = about(arguments, &output, sealed.clone(), &restricted)?;
    let sealer = Sealer::create(&output, about).map_err(|e| match e.is_value() {
        true => Stop::Usage(told(&e)),
        false => Stop::Failed(told(&e)),
    })?;
    let gathered = gather::gather(&archive, documents, restricted)?;
    let asked = choice::asked(arguments);
    let done = enclose::enclose(sealer, gathered, arguments, asked, &sealed, &key)?;
    let summary = summary(&output, &done, &key);
    tell(&summary);
    Ok(Outcome::AllRead)
}

fn read_rules(path: &Path) -> Result<Rules, Stop> {
    let named = |e: String| Stop::Usage(format!("{}: {e}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|e| named(e.to_string()))?;
    Rules::read(&text).map_err(named)
}

/// What the bundle says of itself; that may hold nothing restricted, and is the caller's to word.
fn about(
    arguments: &SealArguments,
    output: &Path,
    sealed: String,
    restricted: &Restricted,
) -> Result<About, Stop> {
    let name = output.file_stem().and_then(|s| s.to_str());
    let said = [
        ("--title", arguments.title.as_deref()),
        ("--organisation", arguments.organisation.as_deref()),
        ("the file's name", name),
    ];
    for (what, text) in said {
        if let Some(rule) = text.and_then(|t| restricted.rule_of(t, &[])) {
            return Err(Stop::Usage(format!("{what} holds what rule “{rule}” leaves out")));
        }
    }
    Ok(About {
        description: arguments
            .title
            .clone()
            .unwrap_or_else(|| "Documents of an archive, as fetched and as read".to_owned()),
        organization: arguments.organisation.clone(),
        sealed,
        journal_start: End::NONE,
    })
}

fn summary(output: &Path, done: &(Sealed, Vec<musnad_seal::LeftOut>), key: &Key) -> String {
    let (sealed, left_out) = done;
    let verdict = &sealed.verdict;
    let mut out = format!(
        "{}: {} documents, {} pages, signed by {}",
        output.display(),
        verdict.documents,
        verdict.pages,
        key.public()
    );
    for l in left_out {
        out.push_str(&format!("\nleft out by {}: {} ({})", l.rule, l.count, l.what));
    }
    out
}
