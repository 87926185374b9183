//! `musnad export`: what a question finds, in a form that other programs read; `musnad diff`: what changed between
//! two exports of events.

use super::ingest::ArchiveFolder;
use super::look::{Opened, policy};
use super::question::Asked;
use super::read::Sink;
use super::{Outcome, complain, knowledge, tell};
use indicatif::{ProgressBar, ProgressDrawTarget};
use jiff::Timestamp;
use musnad_archive::{give, kind_of};
use musnad_export::{Export, Fatalities, Format, Options, Rows, Summary};
use musnad_story::Policy;
use sha2::{Digest, Sha256};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct ExportArguments {
    #[command(flatten)]
    question: Asked,
    #[command(flatten)]
    archive: ArchiveFolder,
    /// jsonl, csv, acled, ucdp, plover, geojson, parquet, atom, bibtex, csl
    #[arg(long, value_name = "FORMAT", default_value = "jsonl", value_parser = format)]
    format: Format,
    /// events, claims or documents [default: the first that the format has]
    #[arg(long, value_name = "ROWS", value_parser = rows)]
    rows: Option<Rows>,
    /// Write to a file; it appears when all is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Which figure is told as the best: latest, most, low, high
    #[arg(long, value_name = "POLICY", default_value = "latest", value_parser = policy)]
    policy: Policy,
    /// What ACLED's fatalities have where words stand for a figure: none, or acled for its conventions
    #[arg(long, value_name = "POLICY", default_value = "none", value_parser = fatalities)]
    fatalities: Fatalities,
    /// The address under which records can be seen: https://archive.example/
    #[arg(long, value_name = "URL")]
    base: Option<String>,
    /// The title of a feed
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Show errors alone
    #[arg(short, long)]
    quiet: bool,
}

fn format(text: &str) -> Result<Format, String> {
    Format::named(text).ok_or_else(|| {
        let all: Vec<&str> = Format::ALL.iter().map(|f| f.name()).collect();
        format!("one of: {}", all.join(", "))
    })
}

fn rows(text: &str) -> Result<Rows, String> {
    let found = Rows::ALL.iter().copied().find(|r| r.name() == text);
    found.ok_or_else(|| {
        let all: Vec<&str> = Rows::ALL.iter().map(|r| r.name()).collect();
        format!("one of: {}", all.join(", "))
    })
}

fn fatalities(text: &str) -> Result<Fatalities, String> {
    match text {
        "none" => Ok(Fatalities::None),
        "acled" => Ok(Fatalities::Acled),
        _ => Err("one of: none, acled".to_owned()),
    }
}

/// Bytes on their way out, and the hash of them all: the id of what is exported.
struct Hashing {
    sink: Sink,
    hash: Sha256,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.sink.write(bytes)?;
        self.hash.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(super) fn export(arguments: &ExportArguments, folder: Option<&Path>) -> Outcome {
    let sink = match Sink::open(arguments.output.as_deref()) {
        Ok(sink) => sink,
        Err(message) => return complain(&message),
    };
    let mut out = Hashing {
        sink,
        hash: Sha256::new(),
    };
    match exported(arguments, folder, &mut out) {
        Ok(summary) => {
            let id: String = out.hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
            if let Err(e) = out.sink.close(Ok(())) {
                return complain(&format!("cannot write: {e}"));
            }
            if !arguments.quiet {
                told(&summary, &id);
            }
            Outcome::AllRead
        }
        Err(message) => {
            // what was begun is taken away again
            let _ = out.sink.close(Err(std::io::Error::other("not whole")));
            complain(&message)
        }
    }
}

fn told(summary: &Summary, id: &str) {
    tell(&format!("{} rows, sha256 {id}", summary.written));
    for (reason, n) in &summary.left_out {
        tell(&format!("left out: {n} {reason}"));
    }
}

fn exported(
    arguments: &ExportArguments,
    folder: Option<&Path>,
    out: &mut Hashing,
) -> Result<Summary, String> {
    let rows = match arguments.rows {
        Some(rows) => rows,
        None => arguments
            .format
            .rows()
            .first()
            .copied()
            .ok_or("the format has no rows")?,
    };
    let mut options = Options::at(Timestamp::now());
    options.base.clone_from(&arguments.base);
    options.fatalities = arguments.fatalities;
    options.title = arguments.title.clone().unwrap_or(options.title);
    let mut opened = Opened::of(&arguments.archive)?;
    let mut export = Export::new(arguments.format, rows, out, options).map_err(|e| e.to_string())?;
    let knowledge = knowledge::load(folder)?;
    let query = arguments.question.query(Some(kind_of(rows)), &knowledge, 0)?;
    let shown = !arguments.quiet && std::io::stderr().is_terminal();
    let target = if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    let policy = arguments.policy;
    let (archive, search) = opened.both()?;
    give(archive, search, query, policy, &mut export, &mut |of| {
        bar.set_length(of);
        bar.inc(1);
    })
    .map_err(|e| e.to_string())?;
    bar.finish_and_clear();
    export.finish().map_err(|e| e.to_string())
}
