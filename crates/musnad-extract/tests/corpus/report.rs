//! The figures as tables for people.

use crate::score::Scores;
use crate::tally::Tally;
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
    let _ = writeln!(
        out,
        "\n{:<40}{:>7}{:>7}{:>11}",
        "confidence carried, share that is right", "right", "given", "share"
    );
    for (carried, t) in &scores.confidence {
        let _ = writeln!(
            out,
            "{:<40}{:>7}{:>7}{:>11.3}",
            format!("0.{carried:02}"),
            t.right,
            t.given,
            t.precision()
        );
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
