//! Holds the readers of numbers and times against test files in the shape of Recognizers-Text, and measures
//! their speed: `cargo run --release --example recognizers -- [--misses] PATH…`.
//!
//! Its phrases are a user's orders to an assistant, not news, and its dates look ahead; the shares are a check
//! from outside, not a target. A result is found where a reading shares words with it, and equal where the
//! reading's value is among its resolutions.

use musnad_text::{Folded, NumberReader, Published, Quantity, Seen, TimeMention, TimeReader, tokens};
use serde_json::Value;
use std::error::Error;
use std::time::Instant;

struct Readers {
    numbers: NumberReader,
    times: TimeReader,
}

#[derive(Default)]
struct Score {
    wanted: usize,
    found: usize,
    equal: usize,
    /// Readings in texts that hold nothing to find.
    extra: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    let misses = paths.iter().any(|p| p == "--misses");
    paths.retain(|p| p != "--misses");
    let readers = Readers {
        numbers: NumberReader::builtin()?,
        times: TimeReader::builtin()?,
    };
    let mut inputs = Vec::new();
    println!("wanted  found  equal  extra  file");
    for path in paths {
        let text = std::fs::read_to_string(&path)?;
        let cases: Vec<Value> = serde_json::from_str(text.trim_start_matches('\u{FEFF}'))?;
        let numbers = path.contains("Model");
        let mut score = Score::default();
        for case in &cases {
            readers.judge(case, numbers, misses, &mut score);
            inputs.extend(case["Input"].as_str().map(str::to_owned));
        }
        let share = |n: usize| 100.0 * n as f64 / score.wanted.max(1) as f64;
        let (found, equal) = (share(score.found), share(score.equal));
        println!(
            "{:6} {found:5.1}% {equal:5.1}% {:6}  {path}",
            score.wanted, score.extra
        );
    }
    readers.speed(&inputs);
    Ok(())
}

impl Readers {
    fn judge(&self, case: &Value, numbers: bool, misses: bool, score: &mut Score) {
        let text = case["Input"].as_str().unwrap_or_default();
        let results = case["Results"].as_array().map_or(&[][..], Vec::as_slice);
        let folded = Folded::of(text, &tokens(text));
        let seen = folded.seen();
        let readings = self.readings(text, &seen, numbers, case);
        if results.is_empty() {
            score.extra += readings.len();
        }
        for result in results {
            let words = result["Text"].as_str().unwrap_or_default();
            let near = |r: &&Reading| shares_words(&r.words, words);
            let near: Vec<&Reading> = readings.iter().filter(near).collect();
            let equal = near.iter().any(|r| r.agrees(result));
            score.wanted += 1;
            score.found += usize::from(!near.is_empty());
            score.equal += usize::from(equal);
            if misses && !equal {
                let near: Vec<_> = near.iter().map(|r| (&r.words, &r.value)).collect();
                println!(
                    "  {words}  |  {text}  |  {}  |  {near:?}",
                    values(result).join(" ")
                );
            }
        }
    }

    fn readings(&self, text: &str, seen: &[Seen<'_>], numbers: bool, case: &Value) -> Vec<Reading> {
        let found = self.numbers.read(seen);
        if numbers {
            return found.iter().map(|q| Reading::number(q, text, seen)).collect();
        }
        let at = case["Context"]["ReferenceDateTime"].as_str();
        let now = Published::parse(at.unwrap_or("2016-11-07T12:00"));
        let times = self.times.read(seen, &found, now);
        times.iter().map(|t| Reading::time(t, text, seen)).collect()
    }

    fn speed(&self, inputs: &[String]) {
        let folded: Vec<Folded> = inputs
            .iter()
            .map(|text| Folded::of(text, &tokens(text)))
            .collect();
        let (mut count, start) = (0, Instant::now());
        let now = Published::parse("2024-12-02");
        for _ in 0..50 {
            for folded in &folded {
                let seen = folded.seen();
                let numbers = self.numbers.read(&seen);
                self.times.read(&seen, &numbers, now);
                count += seen.len();
            }
        }
        let rate = count as f64 / start.elapsed().as_secs_f64();
        println!("{rate:.0} tokens a second for numbers and times together");
    }
}

/// One reading and the values it may be compared by.
struct Reading {
    words: String,
    value: Vec<String>,
}

impl Reading {
    fn number(q: &Quantity, text: &str, seen: &[Seen<'_>]) -> Reading {
        let limits = |n: Option<u64>| n.map(|n| n.to_string());
        let mut value: Vec<String> = q.amount().map(|a| a.to_string()).into_iter().collect();
        if q.value.is_none() && q.decimal.is_none() {
            value.extend(limits(q.min).into_iter().chain(limits(q.max)));
        }
        Reading {
            words: q.span(text, seen).of(text).to_owned(),
            value,
        }
    }

    fn time(t: &TimeMention, text: &str, seen: &[Seen<'_>]) -> Reading {
        Reading {
            words: t.span(text, seen).of(text).to_owned(),
            value: t.start.iter().chain(&t.end).cloned().collect(),
        }
    }

    /// Whether each of this reading's values stands in one of the result's.
    fn agrees(&self, result: &Value) -> bool {
        let wanted = values(result);
        let within = |value: &String| {
            wanted.iter().any(|w| {
                let w = w.trim_end_matches('%').replace(' ', "T");
                w == *value
                    || (w.len() > 9 && value.len() >= 10 && w.starts_with(value.as_str()))
                    || value.get(11..16).is_some_and(|clock| w.starts_with(clock))
                    || w.starts_with(['[', '(']) && range_ends(&w).any(|end| end == value)
            })
        };
        !self.value.is_empty() && self.value.first().is_some_and(within)
    }
}

fn range_ends(range: &str) -> impl Iterator<Item = &str> {
    range.trim_matches(['[', ']', '(', ')']).split(',')
}

/// All strings among a result's resolutions.
fn values(result: &Value) -> Vec<String> {
    let mut out = Vec::new();
    collect(&result["Resolution"], &mut out);
    collect(&result["Value"], &mut out);
    out
}

fn collect(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(s) => out.push(s.clone()),
        Value::Array(list) => list.iter().for_each(|v| collect(v, out)),
        Value::Object(map) => map.values().for_each(|v| collect(v, out)),
        _ => {}
    }
}

fn shares_words(a: &str, b: &str) -> bool {
    a.contains(b) || b.contains(a) || b.split_whitespace().any(|w| w.len() > 4 && a.contains(w))
}
