//! Learning which place and which time of a sentence is that of an event, and how well it is learned.

use crate::gold::Item;
use crate::logistic::{Fit, Row, fit};
use crate::score::{document, matched};
use crate::tally::Tally;
use crate::train::part_of;
use crate::words::overlap;
use musnad_extract::Reader;
use musnad_extract::scorer::key;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// The inverse of the penalty.
const FREEDOM: f64 = 0.2;

/// A feature that fewer candidates have is not learned.
const SEEN: u32 = 3;

/// The fields, with the probability from which a place or time is taken: a wrong place keeps reports of one event
/// apart, so it must be likelier than not.
const FIELDS: [(&str, f64); 2] = [("place", 0.5), ("time", 0.4)];

const PARTS: usize = 10;

/// Weights smaller than this are not worth their line.
const SMALLEST: f64 = 0.004;

/// A coded claim that a candidate matches: what is wanted, what the rules found, what there is to choose from.
#[derive(Debug)]
struct Case {
    group: usize,
    wanted: bool,
    by_rules: Option<bool>,
    choices: Vec<Row>,
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

/// The places and times of coded claims, to learn from.
#[derive(Debug)]
pub struct Attachments {
    fields: [Field; 2],
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
                for (n, field) in fields.iter_mut().enumerate() {
                    let right = |words: &str| wanted[n].is_some_and(|w| overlap(words, w));
                    let rows = choices[n].iter().map(|choice| Row {
                        cells: field.columns(&choice.features),
                        share: f32::from(u8::from(right(choice.words.of(text)))),
                        weight: 1.0,
                    });
                    let case = Case {
                        group,
                        wanted: wanted[n].is_some(),
                        by_rules: by_rules[n].map(right),
                        choices: rows.collect(),
                    };
                    field.cases.push(case);
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
    pub fn nested(&self) -> [(&'static str, [Tally; 2]); 2] {
        [0, 1].map(|n| (self.fields[n].name, self.fields[n].nested()))
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
                let best = weighed.max_by(|a, b| a.0.total_cmp(&b.0));
                let chosen = best
                    .filter(|(sum, _)| *sum > least)
                    .map(|(_, row)| row.share > 0.5);
                for (tally, given) in tallies.iter_mut().zip([case.by_rules, chosen]) {
                    let right = given == Some(true);
                    tally.add(right.into(), given.is_some().into(), case.wanted.into());
                }
            }
        }
        tallies
    }
}
