//! The command line: `musnad read`, `explain`, `rules test`, `knowledge`, `eval`, `train`, `watch`,
//! `seal`, `verify`, `archive check`, `completions`.
//!
//! Data goes to standard output, everything meant for people to standard error. The exit status is 0 where all
//! was read, 1 where some input could not be read, 2 where the command itself was wrong.

mod correct;
mod demonstration;
mod diff;
mod eval;
mod export;
mod fetching;
mod find;
mod ingest;
mod input;
mod keeping_up;
mod key;
mod knowledge;
mod look;
mod open;
mod pipeline;
mod question;
mod read;
mod reread;
mod rules;
mod seal;
mod second;
mod serve;
mod sites;
mod taking;
mod verify;
mod watch;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use musnad_encoder::Encoder;
use musnad_extract::Reader;
use musnad_extract::scorer::Scorer;
use musnad_intake::{Columns, Kind};
use musnad_page::{Hints, publication_date};
use std::ffi::OsString;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Reads Arabic news as evidence: who did what to whom, where, when, and according to whom.
#[derive(Debug, Parser)]
#[command(name = "musnad", version = VERSION, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Where registries that were added are kept; none for the built-in ones alone
    #[arg(long, global = true, value_name = "DIR", env = "MUSNAD_KNOWLEDGE")]
    knowledge: Option<PathBuf>,
    /// Let the encoder read too, after the rules: more often right, and many times slower
    #[arg(long, global = true, env = "MUSNAD_ENCODER")]
    encoder: bool,
    /// Judge by these weights, as `musnad train` writes them, instead of those built in
    #[arg(long, global = true, value_name = "FILE")]
    scorer: Option<PathBuf>,
}

/// What is read with: the folder of registries that were added, other weights, and whether the encoder reads too.
#[derive(Clone, Copy, Debug)]
struct With<'a> {
    folder: Option<&'a Path>,
    scorer: Option<&'a Path>,
    encoder: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read articles and write their claims
    Read(ReadArguments),
    /// Read articles into an archive, which joins what they say with what it holds
    Ingest(ingest::IngestArguments),
    /// Find documents, quotes, claims and events in an archive
    Search(look::SearchArguments),
    /// Show events: what their claims agree on and dispute, by whom; by id, or those that a question finds
    Event(look::Look),
    /// Show stories with their documents and events; by id, or those that a question finds
    Story(look::Look),
    /// Show the tolls of events, each figure with who gave it when
    Toll(look::Look),
    /// Show the documents of a document's story, and its copies
    Related(look::RelatedArguments),
    /// Write what a question finds for other programs: CSV, ACLED- and UCDP-shaped, PLOVER, GeoJSON, Parquet, Atom, …
    Export(export::ExportArguments),
    /// Show what is new, changed and gone between two exports of events as jsonl, and why
    Diff(diff::DiffArguments),
    /// Accept, reject or correct claims, merge, split or grade events, and see who said what
    Correct(Box<correct::CorrectArguments>),
    /// Read again what another version of the program read into an archive
    Reread(reread::RereadArguments),
    /// Seal documents of an archive, with all that belongs to them, in one signed file
    Seal(seal::SealArguments),
    /// Check a sealed bundle: what holds, in order, and the first thing that does not
    Verify(verify::VerifyArguments),
    /// Work with an archive as a whole
    Archive {
        #[command(subcommand)]
        command: verify::ArchiveCommand,
    },
    /// Show step by step how a text is read
    Explain(ExplainArguments),
    /// Work with rule files
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Work with registries of actors, places and outlets
    Knowledge {
        #[command(subcommand)]
        command: knowledge::Command,
    },
    /// Measure readings against gold
    Eval(eval::EvalArguments),
    /// Train the scorer on gold and on sentences that coders voted on
    Train(eval::TrainArguments),
    /// Watch outlets: fetch their pages politely, again and again, and read them into an archive
    Watch(watch::WatchArguments),
    /// Show an archive in the browser, and answer programs
    Serve(serve::ServeArguments),
    /// Work with keys: who may change an archive in the browser, and read a closed one
    Key {
        #[command(subcommand)]
        command: key::Command,
    },
    /// Write a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What is to be read.
#[derive(Debug, Default, clap::Args)]
struct Inputs {
    /// Pages, feeds, records, tables, web archives, folders of these, URLs, or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    about: About,
    /// What the input must be; without it, its content tells
    #[arg(long, value_enum, value_name = "KIND")]
    expect: Option<Expected>,
    /// Where a table or a record has the fields: text=body,url=link,published=date
    #[arg(
        long,
        value_name = "FIELD=NAME,...",
        default_value = "",
        hide_default_value = true
    )]
    columns: Columns,
    /// Begin in a WARC at the record that was told to stand at this byte
    #[arg(long, value_name = "BYTE", value_parser = byte)]
    resume_at: Option<u64>,
    /// What is known of outlets' pages, over what comes with the program
    #[arg(long, value_name = "FILE", env = "MUSNAD_SITES")]
    sites: Option<PathBuf>,
    /// Read every version of an archive's pages, not the last alone
    #[arg(long)]
    versions: bool,
    /// For URLs: where the sites' people can reach you, a mail address or the address of a page
    #[arg(long, value_name = "CONTACT", env = "MUSNAD_CONTACT")]
    contact: Option<String>,
    /// A host of your own that may be asked on any port and at private addresses too
    #[arg(long, value_name = "HOST[:PORT]")]
    allow_host: Vec<musnad_watch::fetch::OwnHost>,
    /// Work on this many documents at once [default: the number of processors]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Show errors alone: no progress, no warnings
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Show also what is only good to know, and a summary
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, clap::Args)]
struct ReadArguments {
    #[command(flatten)]
    inputs: Inputs,
    /// Write also the claims that are in doubt, marked as such
    #[arg(long)]
    all: bool,
    /// A second reader to ask about claims in doubt: the address of an OpenAI-compatible service
    #[arg(long, value_name = "URL", env = "MUSNAD_READER")]
    reader: Option<String>,
    /// The model that the second reader is to use
    #[arg(long, value_name = "NAME", default_value = "default", requires = "reader")]
    reader_model: String,
    /// How long the second reader may take for one claim, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "reader", value_parser = clap::value_parser!(u16).range(1..=3600))]
    reader_wait: u16,
    /// How to write: table on a terminal, jsonl otherwise
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to a file; it appears when all is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct ExplainArguments {
    /// The text, or - for standard input
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    text: Option<String>,
    /// Take the text from a file
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    #[command(flatten)]
    about: About,
}

/// What is known of the documents.
#[derive(Clone, Debug, Default, clap::Args)]
struct About {
    /// When it was published: 2024-12-02, or RFC 3339; for what carries no date of its own
    #[arg(long, value_name = "DATE", value_parser = date)]
    published: Option<String>,
    /// Who published it; for what names no outlet of its own
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
}

impl About {
    fn hints(&self) -> Hints<'_> {
        Hints {
            outlet: self.outlet.as_deref(),
            published: self.published.as_deref(),
            ..Hints::default()
        }
    }
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Check rules against their own examples
    Test {
        /// Rule files or folders of them; all rules that come with the program where none is given
        #[arg(value_name = "FILE")]
        paths: Vec<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One record a line: each document, then its quotes, then its claims
    Jsonl,
}

/// What an input may be asked to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Expected {
    /// A page in HTML
    Html,
    /// A page of bare text
    Text,
    /// RSS, Atom or JSON Feed
    Feed,
    /// A sitemap, or an index of sitemaps
    Sitemap,
    /// JSON Lines, or a list of records
    Json,
    /// A web archive
    Warc,
    /// A web archive with its pages, zipped
    Wacz,
    /// A table
    Parquet,
}

impl From<Expected> for Kind {
    fn from(expected: Expected) -> Kind {
        match expected {
            Expected::Html => Kind::Html,
            Expected::Text => Kind::Text,
            Expected::Feed => Kind::Feed,
            Expected::Sitemap => Kind::Sitemap,
            Expected::Json => Kind::Json,
            Expected::Warc => Kind::Warc,
            Expected::Wacz => Kind::Zip,
            Expected::Parquet => Kind::Parquet,
        }
    }
}

/// A number of bytes, perhaps with commas between thousands, as places are told.
fn byte(text: &str) -> Result<u64, String> {
    let digits = text.replace(',', "");
    digits.parse().map_err(|_| "not a number of bytes".to_owned())
}

fn date(text: &str) -> Result<String, String> {
    publication_date(text).ok_or_else(|| "not a date like 2024-12-02 or 2024-12-02T10:30:00+03:00".to_owned())
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    AllRead,
    SomeFailed,
    WrongUsage,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::AllRead => 0,
            Outcome::SomeFailed => 1,
            Outcome::WrongUsage => 2,
        })
    }
}

/// The program's version with those of the data that it reads by.
fn version() -> String {
    let language = env!("MUSNAD_LANGUAGE_DATA");
    let knowledge = knowledge::version(folder_asked().as_deref());
    format!("{VERSION} (language data {language}, knowledge {knowledge})")
}

/// The folder of registries that is asked for beside `--version`, where nothing else is parsed.
fn folder_asked() -> Option<PathBuf> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let joined = |a: &OsString| a.to_str()?.strip_prefix("--knowledge=").map(OsString::from);
    let at = arguments.iter().position(|a| a == "--knowledge");
    let named = at.and_then(|at| arguments.get(at + 1).cloned());
    let named = named.or_else(|| arguments.iter().find_map(joined));
    named
        .or_else(|| std::env::var_os("MUSNAD_KNOWLEDGE"))
        .map(PathBuf::from)
}

/// Runs the program with the arguments it was started with.
pub fn main() -> ExitCode {
    let asked = std::env::args_os().any(|a| a == "--version" || a == "-V");
    let command = match asked {
        true => Arguments::command().version(version()),
        false => Arguments::command(),
    };
    let parsed = command
        .try_get_matches()
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(e) => {
            // help that nobody reads to its end is no failure
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2));
        }
    };
    let folder = arguments.knowledge.as_deref();
    let with = With {
        folder,
        scorer: arguments.scorer.as_deref(),
        encoder: arguments.encoder,
    };
    let outcome = match arguments.command {
        Command::Read(read) => read::run(&read, with),
        Command::Ingest(ingest) => ingest::run(&ingest, with),
        Command::Search(arguments) => look::search(&arguments, folder),
        Command::Event(look) => look::event(&look, folder),
        Command::Story(look) => look::story(&look, folder),
        Command::Toll(look) => look::toll(&look, folder),
        Command::Related(arguments) => look::related(&arguments),
        Command::Export(arguments) => export::export(&arguments, folder),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Correct(arguments) => correct::run(&arguments, folder),
        Command::Reread(arguments) => reread::run(&arguments, with),
        Command::Seal(arguments) => seal::run(&arguments, folder),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Archive { command } => verify::archive(&command),
        Command::Explain(text) => explain(&text, with),
        Command::Knowledge { command } => knowledge::run(&command, folder),
        Command::Eval(arguments) => eval::eval(&arguments, with),
        Command::Train(arguments) => eval::train(&arguments, with),
        Command::Watch(arguments) => watch::run(&arguments, with),
        Command::Serve(arguments) => serve::run(&arguments, with),
        Command::Key { command } => key::run(&command),
        Command::Rules {
            command: RulesCommand::Test { paths },
        } => rules::test(&paths),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "musnad", &mut script);
            print(&script)
        }
    };
    outcome.into()
}

/// Writes to standard output; that nobody reads it to its end is no failure.
fn print(bytes: &[u8]) -> Outcome {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => complain(&format!("cannot write: {e}")),
        _ => Outcome::AllRead,
    }
}

/// Tells people what failed.
fn complain(message: &str) -> Outcome {
    tell(&format!("musnad: {message}"));
    Outcome::SomeFailed
}

fn tell(message: &str) {
    // nothing is left to be done where standard error is closed
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// What reads.
///
/// # Errors
/// What is wrong with the data that it reads by.
fn read_with(with: With<'_>) -> Result<Reader, String> {
    let knowledge = knowledge::load(with.folder)?;
    let mut reader =
        Reader::with_knowledge(knowledge).map_err(|e| format!("the rules cannot be used: {e}"))?;
    if let Some(path) = with.scorer {
        let told = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
        let weights = std::fs::read_to_string(path).map_err(|e| told(&e))?;
        reader = reader.judged_by(Some(Scorer::parse(&weights).map_err(|e| told(&e))?));
    }
    if !with.encoder {
        return Ok(reader);
    }
    let encoder = Encoder::builtin().map_err(|e| e.to_string())?;
    Ok(reader.with_encoder(Arc::new(encoder)))
}

fn reader(with: With<'_>) -> Result<Reader, Outcome> {
    read_with(with).map_err(|why| complain(&why))
}

fn explain(arguments: &ExplainArguments, with: With<'_>) -> Outcome {
    let hints = arguments.about.hints();
    let read = match (&arguments.file, arguments.text.as_deref()) {
        (Some(path), _) => std::fs::File::open(path)
            .and_then(|file| musnad_page::read_from(file, &hints))
            .map_err(|e| format!("{}: {e}", path.display())),
        (None, Some("-")) => {
            let stdin = std::io::stdin();
            if stdin.is_terminal() {
                tell("musnad: reading from the keyboard; end with Ctrl-D");
            }
            musnad_page::read_from(stdin.lock().by_ref(), &hints).map_err(|e| format!("standard input: {e}"))
        }
        (None, text) => Ok(musnad_page::read(text.unwrap_or("").as_bytes(), &hints)),
    };
    let document = match read {
        Ok(document) => document,
        Err(message) => return complain(&message),
    };
    let shown = read::show_diagnostics("text", &document, read::Loudness::Usual);
    for line in &shown {
        tell(line);
    }
    let reader = match reader(with) {
        Ok(reader) => reader,
        Err(outcome) => return outcome,
    };
    let printed = print(reader.explain(&document).as_bytes());
    if read::has_failed(&document) {
        Outcome::SomeFailed
    } else {
        printed
    }
}
