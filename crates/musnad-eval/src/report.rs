//! The figures as tables for people.

use crate::score::Scores;
use crate::stories::Together;
use crate::tally::Tally;
use crate::votes::Detection;
use musnad_extract::Reader;
use musnad_extract::scorer::Scorer;
use musnad_page::Hints;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many of the worst articles are named.
const WORST: usize = 15;

/// All figures.
pub fn tables(scores: &Scores) -> String {
    let mut out = String::new();
    head(&mut out, "claims by type");
    for (name, tally) in &scores.types {
        line(&mut out, name, *tally);
    }
    line(&mut out, "all", scores.claims);
    head(&mut out, "fields of matched claims");
    for (name, tally) in &scores.fields {
        line(&mut out, name, *tally);
    }
    head(&mut out, "articles with most missed or too many");
    let mut worst: Vec<&(String, Tally)> = scores.articles.iter().collect();
    worst.sort_by_key(|(_, t)| std::cmp::Reverse(t.given + t.wanted - 2 * t.right));
    for (name, tally) in worst.iter().take(WORST) {
        line(&mut out, name, *tally);
    }
    calibration(&mut out, scores);
    rules(&mut out, scores);
    let _ = writeln!(out, "\ncoded as, read as");
    for ((coded, read), n) in &scores.confused {
        let _ = writeln!(out, "{n:>5}  {coded:<10} {read}");
    }
    out.push('\n');
    kinds(&mut out, "why claims were missed", scores, false);
    kinds(&mut out, "why claims are too many", scores, true);
    out
}

/// Every claim that was missed or is one too many, and every wrong field of the others.
pub fn misses(scores: &Scores) -> String {
    let mut out = String::new();
    for m in &scores.misses {
        let _ = match &m.rule {
            None => writeln!(out, "missed\t{}\t{}\t{}\t{}", m.article, m.kind, m.why, m.words),
            Some(rule) => writeln!(
                out,
                "extra\t{}\t{}\t{}\t{}\t{}",
                m.article, m.kind, m.why, rule, m.words
            ),
        };
    }
    for wrong in &scores.wrong {
        let _ = writeln!(out, "wrong\t{wrong}");
    }
    out
}

fn head(out: &mut String, what: &str) {
    let _ = writeln!(
        out,
        "\n{what:<40}{:>7}{:>7}{:>7}{:>11}{:>9}{:>8}",
        "right", "given", "wanted", "precision", "recall", "F1"
    );
}

fn line(out: &mut String, name: &str, t: Tally) {
    let (p, r, f) = (t.precision(), t.recall(), t.f1());
    let _ = writeln!(
        out,
        "{name:<40}{:>7}{:>7}{:>7}{p:>11.3}{r:>9.3}{f:>8.3}",
        t.right, t.given, t.wanted
    );
}

fn kinds(out: &mut String, what: &str, scores: &Scores, extra: bool) {
    let mut by: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for m in scores.misses.iter().filter(|m| m.rule.is_some() == extra) {
        *by.entry((&m.why, &m.kind)).or_default() += 1;
        if let Some(rule) = &m.rule {
            *rules.entry(rule).or_default() += 1;
        }
    }
    let _ = writeln!(out, "{what}");
    let mut by: Vec<_> = by.into_iter().collect();
    by.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    for ((why, kind), n) in by.iter().take(40) {
        let _ = writeln!(out, "{n:>5}  {kind:<10} {why}");
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    for (rule, n) in rules.iter().take(20) {
        let _ = writeln!(out, "{n:>5}  {rule}");
    }
}

/// The head of a report: what was measured, with which weights.
pub fn about(scorer: Option<&Scorer>, items: usize, voted: usize) -> String {
    let scorer = scorer.map_or("none", |s| s.version.as_str());
    format!("scorer {scorer}; {items} coded articles and sentences, {voted} voted sentences\n")
}

/// The mean distance between the confidence that candidates carry and the share of them that is right.
pub fn calibration_error(scores: &Scores) -> f64 {
    let all: usize = scores.confidence.iter().map(|t| t.0).sum();
    let off: f64 = scores
        .confidence
        .iter()
        .map(|(_, told, right)| (told - *right as f64).abs())
        .sum();
    off / all.max(1) as f64
}

fn calibration(out: &mut String, scores: &Scores) {
    let _ = writeln!(
        out,
        "\n{:<40}{:>7}{:>11}{:>9}   calibration error {:.3}",
        "confidence of candidates",
        "number",
        "carried",
        "right",
        calibration_error(scores)
    );
    for (n, (count, told, right)) in scores.confidence.iter().enumerate() {
        let share = |x: f64| x / (*count).max(1) as f64;
        let (told, right) = (share(*told), share(*right as f64));
        let _ = writeln!(out, "{:<40}{count:>7}{told:>11.2}{right:>9.2}", format!(".{n}–"));
    }
}

/// What each rule adds: the F1 of all claims less the F1 without those that the rule read.
fn rules(out: &mut String, scores: &Scores) {
    let all = scores.claims;
    let gain = |t: &Tally| {
        let mut without = all;
        without.right -= t.right;
        without.given -= t.given;
        all.f1() - without.f1()
    };
    let mut rules: Vec<(&String, &Tally)> = scores.rules.iter().collect();
    rules.sort_by(|a, b| gain(b.1).total_cmp(&gain(a.1)).then(a.0.cmp(b.0)));
    let _ = writeln!(
        out,
        "\n{:<40}{:>7}{:>7}{:>11}{:>9}",
        "rule", "right", "given", "precision", "adds"
    );
    for (rule, t) in rules {
        let (right, given, precision, gain) = (t.right, t.given, t.precision(), gain(t));
        let _ = writeln!(out, "{rule:<40}{right:>7}{given:>7}{precision:>11.3}{gain:>9.4}");
    }
}

/// The paragraphs with most that is wrong, and how they are read when they stand alone.
pub fn worst(scores: &Scores, reader: &Reader, many: usize) -> String {
    let mut out = String::new();
    let mut faults: Vec<_> = scores.faults.iter().collect();
    faults.sort_by_key(|(at, what)| (std::cmp::Reverse(what.len()), **at));
    for ((item, span), what) in faults.into_iter().take(many) {
        let document = &scores.documents[*item];
        let _ = writeln!(out, "\nworst paragraph: {}", document.id);
        for fault in what {
            let _ = writeln!(out, "  {fault}");
        }
        let hints = Hints {
            published: document.published.as_deref(),
            outlet: document.outlet.as_deref(),
            ..Hints::default()
        };
        let alone = musnad_page::read(span.of(&document.text).as_bytes(), &hints);
        out += &reader.explain(&alone);
    }
    out
}

/// What was found in sentences that coders voted on.
pub fn detections(detections: &BTreeMap<String, Detection>) -> String {
    let mut out = String::new();
    if detections.is_empty() {
        return out;
    }
    head(&mut out, "voted sentences");
    for (kind, d) in detections {
        line(&mut out, kind, d.all);
        line(&mut out, &format!("{kind}, hard ones"), d.hard);
    }
    out
}

/// All figures for programs: each with the number of answers it is made of, and the shares that were right of
/// candidates by the confidence that they carry, a tenth at a time.
pub fn json(
    scores: Option<&Scores>,
    detections: &BTreeMap<String, Detection>,
    together: &[Together],
    scorer: Option<&Scorer>,
) -> String {
    let mut figures: BTreeMap<String, (f64, usize)> = scores.map(Scores::metrics).unwrap_or_default();
    let bins = scores.map_or(&[][..], |s| &s.confidence[..]);
    if let Some(scores) = scores {
        let all = bins.iter().map(|t| t.0).sum();
        figures.insert("calibration.error".to_owned(), (calibration_error(scores), all));
    }
    for (kind, d) in detections {
        for (name, t) in [("all", d.all), ("hard", d.hard)] {
            figures.insert(format!("votes.{kind}.{name}.precision"), (t.precision(), t.given));
            figures.insert(format!("votes.{kind}.{name}.recall"), (t.recall(), t.wanted));
            figures.insert(format!("votes.{kind}.{name}.f1"), (t.f1(), t.answers()));
        }
    }
    for (name, t) in together.iter().flat_map(Together::figures) {
        figures.insert(
            format!("together.{}", name.replace(' ', "-")),
            (t.f1(), t.answers()),
        );
    }
    let figures: BTreeMap<&String, serde_json::Value> = figures
        .iter()
        .map(|(name, (figure, answers))| {
            (
                name,
                serde_json::json!({"figure": rounded(*figure), "answers": answers}),
            )
        })
        .collect();
    let bin = |(count, told, right): &(usize, f64, usize)| {
        let share = |x: f64| rounded(x / (*count).max(1) as f64);
        serde_json::json!({"candidates": count, "carried": share(*told), "right": share(*right as f64)})
    };
    let bins: Vec<serde_json::Value> = bins.iter().map(bin).collect();
    let value =
        serde_json::json!({"scorer": scorer.map(|s| &s.version), "figures": figures, "calibration": bins});
    format!("{value:#}\n")
}

/// To four digits, which more than any corpus tells.
fn rounded(figure: f64) -> f64 {
    (figure * 1e4).round() / 1e4
}
