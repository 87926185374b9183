//! Rules' own checks: each rule reads its examples, once, with the fields it promises, after a neutral sentence
//! and in careless spelling; on its near misses it and its type stay silent.

use crate::claim::{Claim, Outcome, Role};
use crate::lang::Lang;
use crate::reader::Reader;
use crate::rule::{At, Example, Rule, Rules};
use crate::scorer::Scorer;
use musnad_page::{Block, BlockKind, Document};
use musnad_text::{Span, key};
use serde::Deserialize;
use std::fmt::Write as _;

/// The outcome of rules' own checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleReport {
    /// Checks that passed.
    pub passed: usize,
    /// Checks that failed, as `file:line:column: message`.
    pub failures: Vec<String>,
    /// What is suspicious but no failure.
    pub warnings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Checks {
    neutral: String,
    noise: Vec<Noise>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Noise {
    name: String,
    mark: Option<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// Runs the checks of rule files, given as path and content; of the built-in ones where none are given. Rules of
/// `files` take the place of built-in rules with the same id.
pub fn check_rules(files: &[(String, String)]) -> RuleReport {
    let mut report = RuleReport::default();
    let own = !files.is_empty();
    let mut all: Vec<(String, String)> = files.to_vec();
    let lang = match Lang::builtin() {
        Ok(lang) => lang,
        Err(e) => {
            report.failures.push(e.to_string());
            return report;
        }
    };
    // a user's rules stand before the built-in ones, so that of two rules with one id the user's is kept
    all.extend(crate::builtin_rules());
    let mine = if own { files.len() } else { all.len() };
    let (rules, problems) = Rules::compile(&lang, &all);
    for p in problems.iter().filter(|p| p.file < mine) {
        report.failures.push(place(
            &all,
            &At {
                file: p.file,
                byte: p.byte,
            },
            &p.what,
        ));
    }
    for (at, lemma) in rules.unknown.iter().filter(|(at, _)| at.file < mine) {
        report.warnings.push(place(
            &all,
            at,
            &format!("{lemma:?} is not in the lexicon · الكلمة ليست في المعجم"),
        ));
    }
    let checks: Checks = match toml::from_str(include_str!("../../../lang/ar/checks.toml")) {
        Ok(checks) => checks,
        Err(e) => {
            report.failures.push(format!("checks.toml: {e}"));
            return report;
        }
    };
    learned(&all, mine, &checks, &mut report);
    match Reader::with(lang, rules) {
        Ok(reader) => {
            let named = |r: &&Rule| r.at.file < mine && !r.learned;
            for rule in reader.rules.list.iter().filter(named) {
                Check {
                    reader: &reader,
                    files: &all,
                    checks: &checks,
                    report: &mut report,
                }
                .rule(rule);
            }
        }
        Err(e) => report.failures.push(e.to_string()),
    }
    report
}

/// Holds the frames of learned triggers to their examples, under a title and with weights that know the words of all;
/// without the word a frame reads nothing.
fn learned(files: &[(String, String)], mine: usize, checks: &Checks, report: &mut RuleReport) {
    let Ok(lang) = Lang::builtin() else { return };
    let (rules, _) = Rules::compile(&lang, files);
    let mut weights = "bias\t9\n".to_owned();
    for rule in rules.list.iter().filter(|r| r.learned) {
        for word in rule.examples.iter().filter_map(|(_, e)| e.word.as_ref()) {
            weights += &format!("trigger\t{} {word}\t1.00\n", rule.kind.name());
        }
    }
    let readers = Reader::with(lang, rules).and_then(|r| Ok(r.judged_by(Some(Scorer::parse(&weights)?))));
    let reader = match readers {
        Ok(reader) => reader,
        Err(e) => return report.failures.push(e.to_string()),
    };
    for rule in reader.rules.list.iter().filter(|r| r.learned && r.at.file < mine) {
        let mut check = Check {
            reader: &reader,
            files,
            checks,
            report,
        };
        if rule.examples.is_empty() {
            check.fail(
                &rule.at,
                &format!("rule {} has no example", rule.id),
                "لا مثال للقاعدة",
            );
        }
        for (at, example) in &rule.examples {
            let text = format!("{}\n\n{}\n", checks.neutral, example.text);
            check.example(rule, at, example, &text, "under a title");
        }
    }
}

struct Check<'c> {
    reader: &'c Reader,
    files: &'c [(String, String)],
    checks: &'c Checks,
    report: &'c mut RuleReport,
}

impl Check<'_> {
    fn rule(&mut self, rule: &Rule) {
        if rule.examples.is_empty() {
            self.fail(
                &rule.at,
                &format!("rule {} has no example", rule.id),
                "لا مثال للقاعدة",
            );
        }
        if rule.rejects.is_empty() {
            self.report.warnings.push(place(
                self.files,
                &rule.at,
                &format!("rule {} has no near miss · لا مثال مضاد للقاعدة", rule.id),
            ));
        }
        for (at, example) in &rule.examples {
            self.example(rule, at, example, &example.text.clone(), "as written");
            let shifted = format!("{}\n{}", self.checks.neutral, example.text);
            self.example(rule, at, example, &shifted, "after a neutral sentence");
            for noise in &self.checks.noise {
                let text = noise.on(&example.text);
                if text != example.text {
                    self.example(rule, at, example, &text, &format!("with {} noise", noise.name));
                }
            }
        }
        for (at, reject) in &rule.rejects {
            let claims = self.told(&document(&reject.text));
            match claims.iter().find(|c| c.kind == rule.kind) {
                Some(c) => self.fail(
                    at,
                    &format!("near miss of {} is read by {}", rule.id, c.rule),
                    "مثال مضاد قُرئ حدثًا",
                ),
                None => self.report.passed += 1,
            }
        }
    }

    fn example(&mut self, rule: &Rule, at: &At, example: &Example, text: &str, how: &str) {
        let document = document(text);
        let claims = self.told(&document);
        let mine: Vec<&Claim> = claims.iter().filter(|c| c.rule == rule.id).collect();
        let [claim] = mine.as_slice() else {
            let others: Vec<&str> = claims.iter().map(|c| c.rule.as_str()).collect();
            self.fail(
                at,
                &format!(
                    "{}: fires {} times {how}; others: {others:?}",
                    rule.id,
                    mine.len()
                ),
                "لم تنطبق القاعدة مرة واحدة",
            );
            return;
        };
        let wrong = differences(example, claim, &document.text);
        if wrong.is_empty() {
            self.report.passed += 1;
        } else {
            self.fail(at, &format!("{} {how}: {wrong}", rule.id), "خانة غير المتوقع");
        }
    }

    fn told(&self, document: &Document) -> Vec<Claim> {
        self.reader.read(document).told().cloned().collect()
    }

    fn fail(&mut self, at: &At, english: &str, arabic: &str) {
        self.report
            .failures
            .push(place(self.files, at, &format!("{english} · {arabic}")));
    }
}

impl Noise {
    fn on(&self, text: &str) -> String {
        if let Some(mark) = &self.mark {
            let mut letters = 0;
            let mut out = String::with_capacity(text.len() * 2);
            for c in text.chars() {
                out.push(c);
                letters = if musnad_text::is_arabic_letter(c) {
                    letters + 1
                } else {
                    0
                };
                if letters == 2 {
                    out.push_str(mark);
                }
            }
            return out;
        }
        let one = |c: char| {
            let Some(n) = self.from.chars().position(|f| f == c) else {
                return c;
            };
            self.to
                .chars()
                .nth(n)
                .or_else(|| self.to.chars().last())
                .unwrap_or(c)
        };
        text.chars().map(one).collect()
    }
}

/// What the claim has other than the example says.
fn differences(example: &Example, claim: &Claim, text: &str) -> String {
    let mut out = String::new();
    let party = |role| {
        claim
            .actors
            .iter()
            .find(|a| a.role == role)
            .map(|a| a.span.of(text).to_owned())
    };
    let place = |p: &Option<crate::claim::Place>| p.as_ref().map(|p| p.span.of(text).to_owned());
    let words = [
        ("actor", &example.actor, party(Role::Actor)),
        ("recipient", &example.recipient, party(Role::Recipient)),
        ("place", &example.place, place(&claim.place)),
        ("from", &example.from, place(&claim.from)),
        ("to", &example.to, place(&claim.to)),
        (
            "modality",
            &example.modality,
            Some(claim.modality.name().to_owned()),
        ),
        ("mode", &example.mode, claim.mode.clone()),
        ("source", &example.source, Some(chain(claim, text))),
    ];
    for (name, want, have) in words {
        let Some(want) = want else { continue };
        let have = have.unwrap_or_default();
        if key(want) != key(&have) {
            let _ = write!(out, "{name} is «{have}», not «{want}»; ");
        }
    }
    let counts = [
        (Outcome::Killed, &example.killed),
        (Outcome::Injured, &example.injured),
        (Outcome::Detained, &example.detained),
        (Outcome::Abducted, &example.abducted),
        (Outcome::Missing, &example.missing),
        (Outcome::Displaced, &example.displaced),
        (Outcome::Participants, &example.participants),
    ];
    for (outcome, want) in counts {
        let Some(want) = want else { continue };
        let have = claim
            .toll
            .iter()
            .find(|c| c.outcome == outcome)
            .map(|c| range(c.min, c.max))
            .unwrap_or_default();
        if *want != have {
            let _ = write!(out, "{} is {have:?}, not {want:?}; ", outcome.name());
        }
    }
    out
}

fn chain(claim: &Claim, text: &str) -> String {
    let links: Vec<&str> = claim
        .attribution
        .iter()
        .filter_map(|s| s.span)
        .map(|s| s.of(text))
        .collect();
    links.join(" ← ")
}

/// «12», «12..», «..5», «10..99».
fn range(min: Option<u64>, max: Option<u64>) -> String {
    let show = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    if min == max && min.is_some() {
        show(min)
    } else {
        format!("{}..{}", show(min), show(max))
    }
}

/// A text as a document of plain paragraphs.
pub(crate) fn document(text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        blocks.push(Block {
            kind: BlockKind::Paragraph,
            span: Span::new(at, at + line.len()),
        });
        at += line.len() + 1;
    }
    Document {
        text: text.to_owned(),
        blocks,
        ..Document::default()
    }
}

/// `file:line:column: what`.
fn place(files: &[(String, String)], at: &At, what: &str) -> String {
    let Some((path, text)) = files.get(at.file) else {
        return what.to_owned();
    };
    let before = text.get(..at.byte.min(text.len())).unwrap_or("");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    format!("{path}:{line}:{column}: {what}")
}
