//! `musnad read`: articles in, records or a table out.

use super::input::{Job, jobs};
use super::open::Opening;
use super::pipeline::in_order;
use super::second::SecondReader;
use super::{Format, Outcome, ReadArguments, With, complain, tell};
use crate::screen::{Screen, harmless};
use crate::table;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use musnad_page::{Document, Severity};
use musnad_record::v1::Records;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How much of what is wrong with the input people want to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loudness {
    Quiet,
    Usual,
    Verbose,
}

/// What comes of a batch of jobs.
#[derive(Default)]
struct Done {
    data: Vec<u8>,
    messages: Vec<String>,
    documents: u64,
    claims: u64,
    failed: u64,
}

struct Work<'a> {
    arguments: &'a ReadArguments,
    opening: Opening<'a>,
    second: Option<SecondReader>,
    format: Format,
    screen: Screen,
    loudness: Loudness,
}

pub(super) fn run(arguments: &ReadArguments, with: With<'_>) -> Outcome {
    let opening = match Opening::of(&arguments.inputs, with) {
        Ok(opening) => opening,
        Err(outcome) => return outcome,
    };
    let second = arguments.reader.as_deref().map(|url| {
        let key = std::env::var("MUSNAD_READER_KEY").ok().filter(|k| !k.is_empty());
        let wait = Duration::from_secs(arguments.reader_wait.into());
        SecondReader::new(url, &arguments.reader_model, key, wait)
    });
    let second = match second.transpose() {
        Ok(second) => second,
        Err(message) => {
            tell(&format!("musnad: {message}"));
            return Outcome::WrongUsage;
        }
    };
    let mut sink = match Sink::open(arguments.output.as_deref()) {
        Ok(sink) => sink,
        Err(message) => return complain(&message),
    };
    let screen = sink.screen();
    let work = Work {
        arguments,
        opening,
        second,
        format: arguments.format.unwrap_or(if screen.terminal {
            Format::Table
        } else {
            Format::Jsonl
        }),
        screen,
        loudness: arguments.inputs.loudness(),
    };
    let progress = progress(work.loudness, screen);
    let mut sum = Done::default();
    let mut written = Ok(());
    in_order(
        arguments.inputs.threads(),
        |send| jobs(&arguments.inputs.paths, &work.opening.wanted, send),
        |batch| work.batch(batch),
        |done| {
            written = sink.write(&done.data);
            progress.suspend(|| done.messages.iter().for_each(|m| tell(m)));
            sum.documents += done.documents;
            sum.claims += done.claims;
            sum.failed += done.failed;
            progress.set_position(sum.documents);
            written.is_ok()
        },
    );
    progress.finish_and_clear();
    match sink.close(written) {
        // whoever read the output wants no more of it
        Err(e) if e.kind() == ErrorKind::BrokenPipe => {}
        Err(e) => return complain(&format!("cannot write: {e}")),
        Ok(()) => {}
    }
    if work.loudness == Loudness::Verbose {
        tell(&format!(
            "{} documents, {} claims, {} could not be read",
            sum.documents, sum.claims, sum.failed
        ));
    }
    if sum.failed > 0 {
        Outcome::SomeFailed
    } else {
        Outcome::AllRead
    }
}

/// Progress on standard error, where that is a terminal and the output is not written over it.
pub(super) fn progress(loudness: Loudness, screen: Screen) -> ProgressBar {
    let shown = loudness != Loudness::Quiet && !screen.terminal && std::io::stderr().is_terminal();
    let target = if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{spinner} {human_pos} documents, {elapsed}, {per_sec}");
    let bar = ProgressBar::with_draw_target(None, target);
    if shown {
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

impl Work<'_> {
    fn batch(&self, batch: Vec<Job>) -> Done {
        let mut done = Done::default();
        for job in batch {
            self.job(job, &mut done);
        }
        done
    }

    fn job(&self, job: Job, done: &mut Done) {
        let name = job.place();
        match self.opening.documents(job, &mut |_| {}) {
            Ok(documents) => documents.iter().for_each(|d| self.document(&name, d, done)),
            Err(note) => done.messages.extend(self.opening.inputs.told(&name, &note)),
        }
    }

    fn document(&self, name: &str, document: &Document, done: &mut Done) {
        let mut reading = self.opening.reader.read(document);
        let mut judged = None;
        let mut kept = Vec::new();
        if let Some(second) = self
            .second
            .as_ref()
            .filter(|_| reading.claims.iter().any(|c| c.doubtful))
        {
            let document = judged.insert(document.clone());
            let refused = second.judge(document, &reading);
            kept = (0..reading.claims.len())
                .filter(|n| !refused.contains(n))
                .collect();
        }
        let document = judged.as_ref().unwrap_or(document);
        if !self.arguments.all {
            let mut n = 0..;
            reading
                .claims
                .retain(|c| n.next().is_some_and(|n| !c.doubtful || kept.contains(&n)));
        }
        done.documents += 1;
        done.claims += reading.claims.len() as u64;
        done.failed += u64::from(has_failed(document));
        match self.format {
            Format::Jsonl => {
                let start = done.data.len();
                if let Err(e) = Records::of(document, &reading).write(&mut done.data) {
                    done.data.truncate(start);
                    done.failed += 1;
                    done.messages.push(format!("musnad: {}: {e}", harmless(name)));
                }
            }
            Format::Table => {
                let mut out = String::new();
                table::write(&mut out, document, &reading, self.screen);
                done.data.extend_from_slice(out.as_bytes());
            }
        }
        done.messages
            .extend(show_diagnostics(name, document, self.loudness));
    }
}

/// Whether a document could not be read.
pub(super) fn has_failed(document: &Document) -> bool {
    document.diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// What is wrong with a document, a line each, as far as people want to see it.
pub(super) fn show_diagnostics(name: &str, document: &Document, loudness: Loudness) -> Vec<String> {
    let shown = |severity| match severity {
        Severity::Error => true,
        Severity::Warning => loudness != Loudness::Quiet,
        Severity::Info => loudness == Loudness::Verbose,
    };
    // the name says the place already
    let wanted = document
        .diagnostics
        .iter()
        .filter(|d| shown(d.severity) && d.code != "place");
    wanted
        .map(|d| {
            let severity = match d.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "note",
            };
            let message = harmless(&d.message);
            format!("musnad: {}: {severity}: {message} [{}]", harmless(name), d.code)
        })
        .collect()
}

/// Where the data goes: standard output, or a file that gets its name when it is whole.
pub(super) enum Sink {
    Stdout,
    File {
        file: BufWriter<File>,
        unfinished: PathBuf,
        path: PathBuf,
    },
}

impl Sink {
    pub(super) fn open(path: Option<&Path>) -> Result<Sink, String> {
        let Some(path) = path.filter(|p| p.as_os_str() != "-") else {
            return Ok(Sink::Stdout);
        };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let unfinished = path.with_file_name(name);
        let file = File::create(&unfinished).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Sink::File {
            file: BufWriter::with_capacity(1 << 16, file),
            unfinished,
            path: path.to_owned(),
        })
    }

    fn screen(&self) -> Screen {
        let stdout = Screen::of_stdout();
        match self {
            Sink::Stdout => stdout,
            Sink::File { .. } => Screen {
                color: false,
                terminal: false,
                ..stdout
            },
        }
    }

    pub(super) fn write(&mut self, data: &[u8]) -> std::io::Result<()> {
        match self {
            Sink::Stdout => {
                let mut out = std::io::stdout().lock();
                out.write_all(data)?;
                out.flush()
            }
            Sink::File { file, .. } => file.write_all(data),
        }
    }

    /// Gives the file its name if all was `written`, else takes it away.
    pub(super) fn close(self, written: std::io::Result<()>) -> std::io::Result<()> {
        let Sink::File {
            mut file,
            unfinished,
            path,
        } = self
        else {
            return written;
        };
        let whole = written
            .and_then(|()| file.flush())
            .and_then(|()| file.get_ref().sync_all());
        let named = whole.and_then(|()| std::fs::rename(&unfinished, &path));
        if named.is_err() {
            // the error that came first is the one to tell
            let _ = std::fs::remove_file(&unfinished);
        }
        named
    }
}
