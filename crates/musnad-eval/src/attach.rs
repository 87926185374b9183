//! Learning which place, which time and which figures of a sentence are those of an event, and how well it is learned.

use crate::fields::same_figure;
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

/// Which of them are the figures and the parties: a claim may have several.
const TOLL: usize = 2;
const PARTIES: [usize; 2] = [3, 4];
const SOURCE: usize = 5;

const PARTS: usize = 10;

/// Weights smaller than this are not worth their line.
const SMALLEST: f64 = 0.02;

/// A coded claim that a candidate matches: how many are wanted, how many the rules found and how many of these are right,
/// what there is to choose from.
#[derive(Debug)]
struct Case {
    group: usize,
    wanted: usize,
    by_rules: Given,
    /// Figures of the rules that are not among the choices.
    beyond: Given,
    choices: Vec<Row>,
    /// Of figures alone: the words of each choice, and whether the rules found it.
    figures: Vec<(Span, bool)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Given {
    right: usize,
    given: usize,
}

impl Case {
    /// Adds the figures that are taken: those of the rules first, then the heaviest, no words twice.
    fn choose<'r>(&self, weighed: impl Iterator<Item = (f64, &'r Row)>, chosen: &mut Given) {
        let mut all: Vec<_> = weighed.zip(&self.figures).collect();
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

/// The places, times and figures of coded claims, to learn from.
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
                for (n, coded) in PARTIES.into_iter().zip([&coded.actor, &coded.recipient]) {
                    fields[n].add_parties(group, text, claim, coded, &choices[n]);
                }
                fields[SOURCE].add_source(group, text, claim, coded, &choices[SOURCE]);
                fields[TOLL].add_figures(group, claim, coded, &choices[TOLL]);
                for (n, field) in fields[..TOLL].iter_mut().enumerate() {
                    let right = |words: &str| wanted[n].is_some_and(|w| overlap(words, w));
                    let rows = choices[n].iter().map(|choice| Row {
                        cells: field.columns(&choice.features),
                        share: f32::from(u8::from(right(choice.words.of(text)))),
                        weight: 1.0,
                    });
                    let choices = rows.collect();
                    let mut by_rules_given = Given::default();
                    by_rules[n].into_iter().for_each(|w| by_rules_given.add(right(w)));
                    field.cases.push(Case {
                        group,
                        wanted: wanted[n].is_some().into(),
                        by_rules: by_rules_given,
                        beyond: Given::default(),
                        choices,
                        figures: Vec::new(),
                    });
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
        [0, 1, 2, 3, 4, 5].map(|n| (self.fields[n].name, self.fields[n].nested()))
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

    /// Adds the figures that a claim might have.
    fn add_figures(&mut self, group: usize, claim: &Claim, coded: &GoldClaim, choices: &[Attachable]) {
        let right = |c: &Count| {
            let mut wanted = coded.toll.iter();
            wanted.any(|w| w.outcome == c.outcome.name() && same_figure(c, w))
        };
        let counts: Vec<&Count> = choices.iter().filter_map(|c| c.count.as_ref()).collect();
        let (mut by_rules, mut beyond) = (Given::default(), Given::default());
        for count in &claim.toll {
            by_rules.add(right(count));
            if !counts.iter().any(|c| c.is_same(count)) {
                beyond.add(right(count));
            }
        }
        let found = |c: &Count| claim.toll.iter().any(|t| t.is_same(c));
        let figures = counts.iter().map(|c| (c.span, found(c))).collect();
        let row = |c: &Attachable| Row {
            cells: self.columns(&c.features),
            share: f32::from(u8::from(c.count.as_ref().is_some_and(right))),
            weight: 1.0,
        };
        let choices = choices.iter().map(row).collect();
        self.cases.push(Case {
            group,
            wanted: coded.toll.len(),
            by_rules,
            beyond,
            choices,
            figures,
        });
    }

    /// Adds those who may have acted or suffered.
    fn add_parties(
        &mut self,
        group: usize,
        text: &str,
        claim: &Claim,
        coded: &[Party],
        choices: &[Attachable],
    ) {
        let role = if self.name == "actor" {
            Role::Actor
        } else {
            Role::Recipient
        };
        let right = |words: Span| coded.iter().any(|p| alike(words.of(text), &p.text));
        let theirs: Vec<Span> = claim
            .actors
            .iter()
            .filter(|a| a.role == role)
            .map(|a| a.span)
            .collect();
        let (mut by_rules, mut beyond) = (Given::default(), Given::default());
        for span in &theirs {
            by_rules.add(right(*span));
            if !choices.iter().any(|c| c.words == *span) {
                beyond.add(right(*span));
            }
        }
        let figures = choices.iter().map(|c| (c.words, false)).collect();
        let row = |c: &Attachable| Row {
            cells: self.columns(&c.features),
            share: f32::from(u8::from(right(c.words))),
            weight: 1.0,
        };
        let choices = choices.iter().map(row).collect();
        self.cases.push(Case {
            group,
            wanted: coded.len(),
            by_rules,
            beyond,
            choices,
            figures,
        });
    }

    /// Adds those by whose word it may be told.
    fn add_source(
        &mut self,
        group: usize,
        text: &str,
        claim: &Claim,
        coded: &GoldClaim,
        choices: &[Attachable],
    ) {
        let wanted = coded.sources.first();
        let right = |words: &str| wanted.is_some_and(|w| alike(words, w));
        let nearest = claim.attribution.first().filter(|s| s.kind != SourceKind::Outlet);
        let mut by_rules = Given::default();
        if let Some(source) = nearest {
            let name = source.name_ar.as_deref().unwrap_or("");
            by_rules.add(right(source.span.map_or(name, |s| s.of(text))));
        }
        let row = |c: &Attachable| Row {
            cells: self.columns(&c.features),
            share: f32::from(u8::from(right(c.words.of(text)))),
            weight: 1.0,
        };
        let choices = choices.iter().map(row).collect();
        self.cases.push(Case {
            group,
            wanted: wanted.is_some().into(),
            by_rules,
            beyond: Given::default(),
            choices,
            figures: Vec::new(),
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
                if case.figures.is_empty() {
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
