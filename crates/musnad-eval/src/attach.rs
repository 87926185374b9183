//! Learning which place, time, figures, parties and source of a sentence are those of an event, and how well it is
//! learned.

use crate::fields::{same_figure, words_of};
use crate::gold::{Claim as GoldClaim, Item, Party};
use crate::logistic::{Fit, Row, fit};
use crate::score::{document, matched};
use crate::tally::Tally;
use crate::train::part_of;
use crate::words::{alike, overlap};
use musnad_extract::scorer::key;
use musnad_extract::{Attachable, Claim, Count, LEAST_FIGURE, Reader, Role, SourceKind};
use musnad_text::Span;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// The inverse of the penalty.
const FREEDOM: f64 = 0.2;

/// A feature that fewer candidates have is not learned.
const SEEN: u32 = 3;

/// The fields, with the probability from which one is taken: a wrong place keeps reports of one event apart, so it must
/// be likelier than not; a wrong figure spoils a ledger, so it must be much likelier.
const FIELDS: [(&str, f64); 6] = [
    ("place", 0.5),
    ("time", 0.4),
    ("toll", 0.73),
    ("actor", 0.5),
    ("recipient", 0.48),
    ("source", 0.42),
];

/// Which of them are the figures and the parties, of which a claim may have several, and the source.
const TOLL: usize = 2;
const PARTIES: [(usize, Role); 2] = [(3, Role::Actor), (4, Role::Recipient)];
const SOURCE: usize = 5;

const PARTS: usize = 10;

/// Weights smaller than this are not worth their line.
const SMALLEST: f64 = 0.025;

/// When two pieces of text are the same.
type Same = fn(&str, &str) -> bool;

/// A coded claim that a candidate matches: how many are wanted, how many the rules found and how many of these are right,
/// what there is to choose from.
#[derive(Debug)]
struct Case {
    group: usize,
    wanted: usize,
    by_rules: Given,
    /// Those of the rules that are not among the choices.
    beyond: Given,
    choices: Vec<Row>,
    /// Where several may be chosen: the words of each choice, and whether it is a figure that the rules found.
    several: Vec<(Span, bool)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Given {
    right: usize,
    given: usize,
}

impl Case {
    /// Adds those that are taken: figures of the rules first, then the heaviest, no words twice.
    fn choose<'r>(&self, weighed: impl Iterator<Item = (f64, &'r Row)>, chosen: &mut Given) {
        let mut all: Vec<_> = weighed.zip(&self.several).collect();
        all.sort_by(|a, b| b.1.1.cmp(&a.1.1).then(b.0.0.total_cmp(&a.0.0)));
        let mut taken: Vec<Span> = Vec::new();
        for ((sum, row), (span, found)) in all {
            let free = || !taken.iter().any(|t| t.overlaps(*span));
            let least = if *found { f64::from(LEAST_FIGURE) } else { 0.0 };
            if sum > least && (*found || free()) {
                chosen.add(row.share > 0.5);
                taken.push(*span);
            }
        }
    }
}

impl Given {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.given += 1;
    }
}

/// What the rules found, and what of it is not offered as a choice.
fn given<'t, T: 't>(
    found: impl Iterator<Item = &'t T>,
    right: impl Fn(&T) -> bool,
    offered: impl Fn(&T) -> bool,
) -> (Given, Given) {
    let (mut by_rules, mut beyond) = (Given::default(), Given::default());
    for one in found {
        by_rules.add(right(one));
        if !offered(one) {
            beyond.add(right(one));
        }
    }
    (by_rules, beyond)
}

/// One field of claims.
#[derive(Debug)]
struct Field {
    name: &'static str,
    taken: f64,
    cases: Vec<Case>,
    columns: FxHashMap<u64, u32>,
    names: Vec<String>,
    seen: Vec<u32>,
}

/// What there is to choose from for coded claims, to learn from.
#[derive(Debug)]
pub struct Attachments {
    fields: [Field; 6],
}

impl Attachments {
    /// All that `reader` offers for the claims of `items`.
    pub fn of(reader: &Reader, items: &[Item]) -> Attachments {
        let mut fields = FIELDS.map(|(name, taken)| Field {
            name,
            taken,
            cases: Vec::new(),
            columns: FxHashMap::default(),
            names: Vec::new(),
            seen: Vec::new(),
        });
        for (group, item) in items.iter().enumerate() {
            let document = document(item);
            let text: &str = &document.text;
            let offered = reader.attachments(&document);
            let claims: Vec<_> = offered.iter().map(|(c, _)| c.clone()).collect();
            let coded = matched(&claims, &document, item);
            for ((claim, choices), coded) in offered.iter().zip(coded) {
                let Some(coded) = coded.map(|n| &item.claims[n]) else {
                    continue;
                };
                let wanted = [
                    coded.place.as_ref().map(|p| p.text.as_str()),
                    coded.time.as_ref().map(|t| t.text.as_str()),
                ];
                let by_rules = [
                    claim.place.as_ref().map(|p| p.span.of(text)),
                    claim.time.as_ref().map(|t| t.span.of(text)),
                ];
                for ((n, role), coded) in PARTIES.into_iter().zip([&coded.actor, &coded.recipient]) {
                    fields[n].add_parties(group, text, (claim, role), coded, &choices[n]);
                }
                let nearest = claim.attribution.first().filter(|s| s.kind != SourceKind::Outlet);
                let nearest = nearest.map(|s| words_of(s, text));
                let wanted_source = coded.sources.first().map(String::as_str);
                fields[SOURCE].add_one(group, text, (wanted_source, nearest, alike), &choices[SOURCE]);
                fields[TOLL].add_figures(group, claim, coded, &choices[TOLL]);
                for (n, field) in fields[..TOLL].iter_mut().enumerate() {
                    field.add_one(group, text, (wanted[n], by_rules[n], overlap), &choices[n]);
                }
            }
        }
        for field in &mut fields {
            let seen = &field.seen;
            let rows = field.cases.iter_mut().flat_map(|c| &mut c.choices);
            rows.for_each(|row| row.cells.retain(|c| seen[c.0 as usize] >= SEEN));
        }
        Attachments { fields }
    }

    /// The lines of the file of weights.
    pub fn weights(&self) -> String {
        let mut out = String::new();
        for field in &self.fields {
            let learned = field.learned(&|_| true);
            let _ = writeln!(out, "{}/bias\t{:.3}", field.name, learned.bias - field.least());
            let lines = field.names.iter().zip(&learned.weights);
            let mut lines: Vec<_> = lines.filter(|(_, w)| w.abs() >= SMALLEST).collect();
            lines.sort_by(|a, b| a.0.cmp(b.0));
            for (name, weight) in lines {
                let _ = writeln!(out, "{name}\t{weight:.3}");
            }
        }
        out
    }

    /// How often the rules' own finds are right, and those learned from the other parts of the data: by field.
    pub fn nested(&self) -> [(&'static str, [Tally; 2]); 6] {
        self.fields.each_ref().map(|f| (f.name, f.nested()))
    }
}

impl Field {
    /// The features as columns.
    fn columns(&mut self, features: &[(String, f32)]) -> Vec<(u32, f32)> {
        let mut cells: Vec<(u32, f32)> = Vec::with_capacity(features.len());
        for (name, value) in features {
            let next = self.names.len() as u32;
            let column = *self.columns.entry(key(name)).or_insert(next);
            if column == next {
                self.names.push(name.clone());
                self.seen.push(0);
            }
            cells.push((column, *value));
        }
        for (column, _) in &cells {
            self.seen[*column as usize] += 1;
        }
        cells
    }

    /// Adds what a claim might have at most one of: what is wanted and what the rules found, in words, and when two are the
    /// same.
    fn add_one(
        &mut self,
        group: usize,
        text: &str,
        (wanted, found, same): (Option<&str>, Option<&str>, Same),
        choices: &[Attachable],
    ) {
        let right = |words: &str| wanted.is_some_and(|w| same(words, w));
        let mut by_rules = Given::default();
        found.into_iter().for_each(|w| by_rules.add(right(w)));
        let given = (by_rules, Given::default());
        let right = |c: &Attachable| right(c.words.of(text));
        self.add(group, wanted.is_some().into(), given, choices, &right, Vec::new());
    }

    /// Adds the figures that a claim might have.
    fn add_figures(&mut self, group: usize, claim: &Claim, coded: &GoldClaim, choices: &[Attachable]) {
        let right = |c: &Count| {
            let mut wanted = coded.toll.iter();
            wanted.any(|w| w.outcome == c.outcome.name() && same_figure(c, w))
        };
        let counts: Vec<&Count> = choices.iter().filter_map(|c| c.count.as_ref()).collect();
        let offered = |c: &Count| counts.iter().any(|o| o.is_same(c));
        let given = given(claim.toll.iter(), right, offered);
        let found = |c: &Count| claim.toll.iter().any(|t| t.is_same(c));
        let several = counts.iter().map(|c| (c.span, found(c))).collect();
        let right = |c: &Attachable| c.count.as_ref().is_some_and(right);
        self.add(group, coded.toll.len(), given, choices, &right, several);
    }

    /// Adds those who may have acted or suffered.
    fn add_parties(
        &mut self,
        group: usize,
        text: &str,
        (claim, role): (&Claim, Role),
        coded: &[Party],
        choices: &[Attachable],
    ) {
        let right = |words: &Span| coded.iter().any(|p| alike(words.of(text), &p.text));
        let offered = |words: &Span| choices.iter().any(|c| c.words == *words);
        let theirs = claim.actors.iter().filter(|a| a.role == role);
        let given = given(theirs.map(|a| &a.span), right, offered);
        let several = choices.iter().map(|c| (c.words, false)).collect();
        self.add(group, coded.len(), given, choices, &|c| right(&c.words), several);
    }

    fn add(
        &mut self,
        group: usize,
        wanted: usize,
        (by_rules, beyond): (Given, Given),
        choices: &[Attachable],
        right: &dyn Fn(&Attachable) -> bool,
        several: Vec<(Span, bool)>,
    ) {
        let row = |c: &Attachable| Row {
            cells: self.columns(&c.features),
            share: f32::from(u8::from(right(c))),
            weight: 1.0,
        };
        let choices = choices.iter().map(row).collect();
        self.cases.push(Case {
            group,
            wanted,
            by_rules,
            beyond,
            choices,
            several,
        });
    }

    /// Learned from the groups for which `mine` holds.
    fn learned(&self, mine: &dyn Fn(usize) -> bool) -> Fit {
        let cases = self.cases.iter().filter(|c| mine(c.group));
        let rows: Vec<&Row> = cases.flat_map(|c| &c.choices).collect();
        fit(&rows, self.names.len(), FREEDOM)
    }

    /// The sum above which one is taken.
    fn least(&self) -> f64 {
        (self.taken / (1.0 - self.taken)).ln()
    }

    fn nested(&self) -> [Tally; 2] {
        let mut tallies = [Tally::default(); 2];
        let least = self.least();
        for part in 0..PARTS {
            let out = |group: usize| part_of(group, 1) % PARTS == part;
            let learned = self.learned(&|g| !out(g));
            for case in self.cases.iter().filter(|c| out(c.group)) {
                let weighed = case.choices.iter().map(|row| (learned.sum(&row.cells), row));
                let mut chosen = case.beyond;
                if case.several.is_empty() {
                    let best = weighed.max_by(|a, b| a.0.total_cmp(&b.0));
                    let best = best.filter(|(sum, _)| *sum > least);
                    best.into_iter().for_each(|(_, row)| chosen.add(row.share > 0.5));
                } else {
                    case.choose(weighed.map(|(sum, row)| (sum - least, row)), &mut chosen);
                }
                for (tally, given) in tallies.iter_mut().zip([case.by_rules, chosen]) {
                    let right = given.right.min(case.wanted);
                    tally.add(right, given.given, case.wanted);
                }
            }
        }
        tallies
    }
}
