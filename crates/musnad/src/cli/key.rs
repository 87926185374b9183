//! `musnad key`: keys with which people and programs may read a closed archive and change one.

use super::ingest::ArchiveFolder;
use super::taking::now;
use super::{Outcome, complain, print, tell};
use crate::screen::harmless;
use musnad_archive::Sqlite;
use musnad_web::{Keys, Role};
use std::fmt::Write as _;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Make a key and show it, once
    Add {
        /// Who holds it; changes bear this name
        #[arg(long, value_name = "NAME")]
        name: String,
        /// What they may do
        #[arg(long, value_name = "ROLE", value_parser = role, default_value = "reader")]
        role: Role,
        #[command(flatten)]
        archive: ArchiveFolder,
    },
    /// Show who has keys
    List {
        #[command(flatten)]
        archive: ArchiveFolder,
    },
    /// Take a key away
    Remove {
        /// The name of whoever holds it, or its id
        #[arg(value_name = "NAME")]
        which: String,
        #[command(flatten)]
        archive: ArchiveFolder,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_name(text).ok_or_else(|| "one of: reader, editor, admin".to_owned())
}

pub(super) fn run(command: &Command) -> Outcome {
    match done(command) {
        Ok(text) => print(text.as_bytes()),
        Err(why) => complain(&why),
    }
}

fn done(command: &Command) -> Result<String, String> {
    let (Command::Add { archive, .. } | Command::List { archive } | Command::Remove { archive, .. }) =
        command;
    let folder = archive.path()?;
    // a wrong folder is told
    Sqlite::read(&folder).map_err(|e| e.to_string())?;
    let mut keys = Keys::read(&folder).map_err(|e| e.to_string())?;
    let mut out = String::new();
    match command {
        Command::Add { name, role, .. } => {
            let key = keys.add(name, *role, &now()).map_err(|e| e.to_string())?;
            tell("This key is shown once and kept nowhere; whoever has it may do what it allows:");
            out = format!("{key}\n");
        }
        Command::List { .. } => {
            for key in keys.all() {
                let _ = writeln!(
                    out,
                    "{}\t{}\t{}\t{}",
                    key.id,
                    harmless(&key.name),
                    key.role.name(),
                    key.made
                );
            }
        }
        Command::Remove { which, .. } => keys.remove(which).map_err(|e| e.to_string())?,
    }
    Ok(out)
}
