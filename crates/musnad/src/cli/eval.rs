//! `musnad eval` and `musnad train`: how good the readings are, and the scorer made from gold.

use super::{Outcome, With, complain, print, reader, tell};
use indicatif::{ProgressBar, ProgressDrawTarget};
use musnad_eval::attach::Attachments;
use musnad_eval::examples::{Learned, Loose};
use musnad_eval::score::Scores;
use musnad_eval::stories::{Stories, Together};
use musnad_eval::train::Data;
use musnad_eval::votes::{Detection, Voted};
use musnad_eval::{gold, report, votes};
use musnad_extract::Reader;
use musnad_extract::scorer::Scorer;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What is measured on or learned from.
#[derive(Debug, clap::Args)]
struct Sources {
    /// Folders of coded articles and sentences
    #[arg(long, value_name = "DIR")]
    gold: Vec<PathBuf>,
    /// Sentences that coders voted on, JSON Lines with id, text, type, label, accept, reject
    #[arg(long, value_name = "FILE")]
    votes: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct EvalArguments {
    #[command(flatten)]
    sources: Sources,
    /// Folders of stories: documents of many outlets, with what they tell together
    #[arg(long, value_name = "DIR")]
    stories: Vec<PathBuf>,
    /// Judge by no weights: all that the rules read
    #[arg(long)]
    rules_alone: bool,
    /// Show this many of the worst paragraphs with how they were read
    #[arg(long, value_name = "N", default_value_t = 3)]
    worst: usize,
    /// List every claim missed or too many, and every wrong field
    #[arg(long)]
    misses: bool,
    /// How to write: table for people, json for programs
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people
    Table,
    /// Each figure by name, with the number of answers it is made of
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct TrainArguments {
    #[command(flatten)]
    sources: Sources,
    /// Where to write the weights; without it they are only measured
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day that the weights are told by
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    version: Option<String>,
    /// How many times the data is divided to measure what such weights are worth; 0 measures nothing
    #[arg(long, value_name = "N", default_value_t = 1)]
    rounds: u64,
}

impl Sources {
    fn are_none(&self) -> bool {
        self.gold.is_empty() && self.votes.is_empty()
    }

    fn gold(&self) -> Result<Vec<gold::Item>, String> {
        let mut all = Vec::new();
        for folder in &self.gold {
            let mut files = Vec::new();
            super::rules::collect(folder, &mut files)?;
            files.retain(|(name, _)| !name.ends_with("floors.toml"));
            all.extend(gold::parse(&files)?.0);
        }
        Ok(all)
    }

    fn votes(&self) -> Result<Vec<Voted>, String> {
        let mut all = Vec::new();
        for path in &self.votes {
            let told = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
            let text = std::fs::read_to_string(path).map_err(|e| told(&e))?;
            all.extend(votes::parse(&text).map_err(|e| told(&e))?);
        }
        Ok(all)
    }
}

fn nothing() -> Outcome {
    tell("musnad: nothing to measure on: name --gold DIR, --votes FILE or both");
    Outcome::WrongUsage
}

pub(super) fn eval(arguments: &EvalArguments, with: With<'_>) -> Outcome {
    if arguments.sources.are_none() && arguments.stories.is_empty() {
        return nothing();
    }
    // clap does not see what stands before the command
    if arguments.rules_alone && with.scorer.is_some() {
        tell("musnad: --rules-alone and --scorer cannot be asked for together");
        return Outcome::WrongUsage;
    }
    let reader = match reader(with) {
        Ok(reader) => reader,
        Err(outcome) => return outcome,
    };
    match evaluated(arguments, reader) {
        Ok(text) => print(text.as_bytes()),
        Err(message) => complain(&message),
    }
}

fn evaluated(arguments: &EvalArguments, mut reader: Reader) -> Result<String, String> {
    if arguments.rules_alone {
        reader = reader.judged_by(None);
    }
    let (mut together, mut measured_together) = (String::new(), Vec::new());
    for folder in &arguments.stories {
        let mut files = Vec::new();
        super::rules::collect(folder, &mut files)?;
        let stories = Stories::parse(&files)?;
        let measured = Together::of(&reader, &stories)?;
        let (documents, events) = stories.size();
        together += &format!(
            "stories of {}: {documents} documents, {events} events\n{}",
            folder.display(),
            measured.table()
        );
        if arguments.misses {
            together += &(measured.wrong.join("\n") + "\n");
        }
        measured_together.push(measured);
    }
    let json = arguments.format == Form::Json;
    if arguments.sources.are_none() {
        return Ok(match json {
            true => report::json(None, &BTreeMap::new(), &measured_together, reader.scorer()),
            false => together,
        });
    }
    let (items, voted) = (arguments.sources.gold()?, arguments.sources.votes()?);
    let scores = Scores::of(&reader, &items);
    let detections = Detection::of(&reader, &voted);
    if json {
        let scores = (!items.is_empty()).then_some(&scores);
        return Ok(report::json(
            scores,
            &detections,
            &measured_together,
            reader.scorer(),
        ));
    }
    let mut out = report::about(reader.scorer(), items.len(), voted.len());
    if !items.is_empty() {
        out += &report::tables(&scores);
        out += &report::worst(&scores, &reader, arguments.worst);
    }
    out += &report::detections(&detections);
    if arguments.misses {
        out += &report::misses(&scores);
    }
    out += &together;
    Ok(out)
}

pub(super) fn train(arguments: &TrainArguments, with: With<'_>) -> Outcome {
    if arguments.sources.are_none() {
        return nothing();
    }
    let reader = match reader(with) {
        Ok(reader) => reader.judged_by(None),
        Err(outcome) => return outcome,
    };
    match trained(arguments, reader) {
        Ok(text) => print(text.as_bytes()),
        Err(message) => complain(&message),
    }
}

fn trained(arguments: &TrainArguments, reader: Reader) -> Result<String, String> {
    let gold = arguments.sources.gold()?;
    let words = Learned::of(&reader, &gold);
    let triggers = words.lines();
    let reader = reader.judged_by(Some(Scorer::parse(&triggers).map_err(|e| e.to_string())?));
    let attachments = Attachments::of(&reader, &gold);
    let weights = attachments.weights();
    let mut placed = Scorer::parse(&weights).map_err(|e| e.to_string())?;
    placed.loose = reader.strict_rules().map(str::to_owned).collect();
    let reader = reader.judged_by(Some(placed.clone()));
    let tried = Loose::of(&reader, &gold);
    placed.loose = tried.rules();
    let loose: String = placed.loose.iter().map(|id| format!("loose\t{id}\n")).collect();
    let weights = triggers + &loose + &weights;
    let placed = Scorer::parse(&weights).map_err(|e| e.to_string())?;
    let reader = &reader.judged_by(Some(placed));
    let mut data = Data::default();
    data.add_votes(reader, &arguments.sources.votes()?);
    data.add_gold(reader, &gold, &tried, &words);
    data.prune();
    let (groups, candidates) = data.size();
    let mut out = format!("{groups} sentences and articles, {candidates} candidates\n");
    let fields = (arguments.rounds > 0).then(|| attachments.nested());
    for (field, [rules, learned]) in fields.into_iter().flatten() {
        for (name, t) in [("by the rules", rules), ("learned from the rest", learned)] {
            let (p, r, f1) = (t.precision(), t.recall(), t.f1());
            out += &format!("{field:<10}{name:<22} precision {p:.3}  recall {r:.3}  F1 {f1:.3}\n");
        }
    }
    for round in 0..arguments.rounds {
        let bar = ProgressBar::with_draw_target(None, target());
        let figures = data.nested(round, |part, parts| {
            bar.set_length(parts as u64);
            bar.set_position(part as u64);
        });
        bar.finish_and_clear();
        out += &format!(
            "\ndivided for the {}. time, each part measured with weights made without it\n{figures}",
            round + 1
        );
    }
    if let Some(path) = &arguments.output {
        let today = || jiff::Zoned::now().date().to_string();
        let version = arguments.version.clone().unwrap_or_else(today);
        std::fs::write(path, data.train(&version, &weights))
            .map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(out)
}

fn target() -> ProgressDrawTarget {
    if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    }
}
