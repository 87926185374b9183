//! `musnad correct`: what people say of claims and events, kept, taken back and looked at.

use super::ingest::ArchiveFolder;
use super::taking::now;
use super::{Format, Outcome, complain, knowledge, print, tell};
use crate::reviewed;
use crate::screen::Screen;
use musnad_archive::store::Correction;
use musnad_archive::{Archive, By, Error, Reach, Said, Search, Sqlite};
use musnad_record::v1::Records;
use musnad_web::Setting;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct CorrectArguments {
    /// The id of the claim or event
    #[arg(value_name = "ID")]
    target: Option<String>,
    #[command(flatten)]
    what: What,
    /// With --set of a place, actor or recipient: also wherever the same words were read the same, in the document, the story or the whole archive
    #[arg(long, value_name = "WHERE", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "story")]
    everywhere: Option<Everywhere>,
    /// Who says so
    #[arg(long, value_name = "NAME", env = "MUSNAD_WHO")]
    who: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
    #[command(flatten)]
    archive: ArchiveFolder,
    /// How to write: table on a terminal, jsonl otherwise
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// The claim is one
    #[arg(long)]
    accept: bool,
    /// The claim is none: it tells no event any more
    #[arg(long)]
    reject: bool,
    /// A field of the claim: type, mode, modality, place, time, actor, recipient, toll, source; `none` for what the text doesn't say
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Put the claims of another event with this event
    #[arg(long, value_name = "OTHER")]
    merge: Option<String>,
    /// Take claims out of the event into a new one
    #[arg(long, value_name = "CLAIM", num_args = 1..)]
    split: Vec<String>,
    /// How well the event is attested: confirmed, fair, weak, contested, discounted
    #[arg(long, value_name = "GRADE")]
    grade: Option<String>,
    /// Take back what was said, by its number
    #[arg(long, value_name = "N")]
    undo: Option<i64>,
    /// Show what was said of the claim or event, or of all
    #[arg(long)]
    list: bool,
    /// Show how far people agree who judged the same claims
    #[arg(long)]
    agreement: bool,
    /// Write the documents that people judged whole as gold for musnad eval and train, a file each
    #[arg(long, value_name = "DIR")]
    gold: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Everywhere {
    /// In the claim's document
    Document,
    /// In all documents of its story
    Story,
    /// In all documents
    Archive,
}

impl From<Everywhere> for Reach {
    fn from(everywhere: Everywhere) -> Reach {
        match everywhere {
            Everywhere::Document => Reach::Document,
            Everywhere::Story => Reach::Story,
            Everywhere::Archive => Reach::Archive,
        }
    }
}

/// What did not come about.
enum Failed {
    /// The command was wrong.
    Usage(String),
    /// It could not be done.
    Told(String),
}

impl From<String> for Failed {
    fn from(why: String) -> Failed {
        Failed::Told(why)
    }
}

pub(super) fn run(arguments: &CorrectArguments, folder: Option<&Path>) -> Outcome {
    match done(arguments, folder) {
        Ok(text) => print(text.as_bytes()),
        Err(Failed::Told(why)) => complain(&why),
        Err(Failed::Usage(why)) => {
            tell(&format!("musnad: {why}"));
            Outcome::WrongUsage
        }
    }
}

fn done(arguments: &CorrectArguments, folder: Option<&Path>) -> Result<String, Failed> {
    let path = arguments.archive.path()?;
    let told = |e: Error| Failed::Told(format!("{}: {e}", path.display()));
    let what = &arguments.what;
    if what.list || what.agreement || what.gold.is_some() {
        let archive = Sqlite::read(&path).and_then(Archive::new).map_err(told)?;
        return arguments.looked_at(&archive, &path);
    }
    let needs_target = what.undo.is_none();
    if needs_target && arguments.target.is_none() {
        return Err(Failed::Usage("name the claim or the event by its id".to_owned()));
    }
    let Some(who) = arguments.who.as_deref() else {
        return Err(Failed::Usage(
            "say who you are: --who NAME, or MUSNAD_WHO in the environment".to_owned(),
        ));
    };
    // a wrong folder is told, not made an archive
    match Sqlite::read(&path) {
        Err(e) if e.is_missing() => return Err(told(e)),
        _ => {}
    }
    let mut archive = Sqlite::open(&path).and_then(Archive::new).map_err(told)?;
    let at = now();
    let by = By {
        who,
        why: &arguments.why,
        at: &at,
    };
    let kept = arguments.say(&mut archive, by, folder, &path)?;
    Search::open(&path)
        .and_then(|search| search.refresh(&archive))
        .map_err(told)?;
    arguments.shown(&archive.shown(kept).map_err(told)?)
}

impl CorrectArguments {
    /// Keeps what is said.
    fn say(
        &self,
        archive: &mut Archive<Sqlite>,
        by: By<'_>,
        folder: Option<&Path>,
        path: &Path,
    ) -> Result<Vec<Correction>, Failed> {
        let told = |e: Error| Failed::Told(format!("{}: {e}", path.display()));
        let what = &self.what;
        let target = self.target.as_deref().unwrap_or_default();
        if let Some(n) = what.undo {
            return archive.undo(n, by).map_err(told);
        }
        let event = match (&what.merge, what.split.as_slice(), &what.grade) {
            (Some(other), _, _) => Some(archive.merge(target, other, by)),
            (_, claims @ [_, ..], _) => {
                let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
                Some(archive.split(target, &claims, by))
            }
            (_, _, Some(grade)) => Some(archive.grade(target, grade, by)),
            _ => None,
        };
        if let Some(said) = event {
            return Ok(vec![said.map_err(told)?]);
        }
        let said = match (what.accept, what.reject) {
            (true, _) => vec![Said::Accept],
            (_, true) => vec![Said::Reject],
            _ => self.settings(archive, target, folder, path)?,
        };
        let reach = self.everywhere.map(Reach::from);
        archive.judge(target, &said, reach, by).map_err(told)
    }

    fn settings(
        &self,
        archive: &Archive<Sqlite>,
        target: &str,
        folder: Option<&Path>,
        path: &Path,
    ) -> Result<Vec<Said>, Failed> {
        let told = |e: Error| Failed::Told(format!("{}: {e}", path.display()));
        let knowledge = knowledge::load(folder)?;
        let document = archive.document_of(target).map_err(told)?;
        let lines = archive.lines(&document.id).map_err(told)?;
        let records = Records::read(&lines).map_err(|e| format!("{}: {e}", path.display()))?;
        let claim = records.claims.iter().find(|c| c.id == target);
        let claim = claim.ok_or_else(|| format!("there is no claim “{target}” in this archive"))?;
        let settings = self.what.set.iter().map(|s| Setting::read(s));
        let settings: Vec<Setting<'_>> = settings.collect::<Result<_, _>>().map_err(Failed::Usage)?;
        musnad_web::said(&settings, &records.document, claim, &knowledge).map_err(Failed::Usage)
    }

    /// What was said, agreement or gold.
    fn looked_at(&self, archive: &Archive<Sqlite>, path: &Path) -> Result<String, Failed> {
        let told = |e: Error| Failed::Told(format!("{}: {e}", path.display()));
        if let Some(gold) = &self.what.gold {
            return Ok(write_gold(archive, gold).map(|()| String::new())?);
        }
        if self.what.agreement {
            let agreement = archive.agreement().map_err(told)?;
            return match is_table(self.format) {
                true => Ok(reviewed::agreement(&agreement, Screen::of_stdout())),
                false => Ok(line(serde_json::to_string(&agreement))?),
            };
        }
        self.shown(&archive.history(self.target.as_deref()).map_err(told)?)
    }

    fn shown(&self, all: &[musnad_record::correction::Correction]) -> Result<String, Failed> {
        let mut out = String::new();
        for one in all {
            match is_table(self.format) {
                true => reviewed::correction(&mut out, one, Screen::of_stdout()),
                false => out += &line(serde_json::to_string(one))?,
            }
        }
        Ok(out)
    }
}

/// Whether it is written for people.
fn is_table(format: Option<Format>) -> bool {
    format.map_or_else(|| Screen::of_stdout().terminal, |f| f == Format::Table)
}

fn line(record: serde_json::Result<String>) -> Result<String, String> {
    record.map(|r| r + "\n").map_err(|e| e.to_string())
}

/// Writes the documents that people judged whole, a file each.
fn write_gold(archive: &Archive<Sqlite>, folder: &Path) -> Result<(), String> {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", folder.display());
    let reviewed = archive.reviewed().map_err(|e| told(&e))?;
    std::fs::create_dir_all(folder).map_err(|e| told(&e))?;
    for lines in &reviewed.documents {
        let records = Records::read(lines).map_err(|e| told(&e))?;
        let text = musnad_eval::reviewed::write(&records).map_err(|e| told(&e))?;
        let path = folder.join(format!("{}.toml", file_name(&records.document.id)));
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    tell(&format!(
        "{} documents written; {} more were judged in part and left out",
        reviewed.documents.len(),
        reviewed.partly
    ));
    Ok(())
}

/// A document's id as the name of a file: as it is where that is plain, else a hash of it.
fn file_name(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !id.is_empty() && id.len() <= 64 && id.chars().all(plain) {
        true => id.to_owned(),
        false => Sha256::digest(id.as_bytes())
            .iter()
            .take(8)
            .map(|b| format!("{b:02x}"))
            .collect(),
    }
}
