//! Training the scorer, and how good it is on what it was not trained on.
//!
//! Two regressions make one table of weights: one on the words of all sentences that were voted on, one on the
//! candidates of the rules with all their features. Their sum is brought to the scale on which a probability is the
//! share of coders who accept, and each type gets the threshold at which its F1 is best; both are found by dividing
//! the training data, so that nothing is measured where it was learned. [`nested`] does all that again for each part
//! of the data, with that part left out, and measures on it.

use crate::examples::{Example, Learned, Loose, of_gold, of_votes};
use crate::gold::Item;
use crate::logistic::{Fit, Row, fit};
use crate::tally::Tally;
use crate::votes::Voted;
use musnad_extract::scorer::{key, logistic, written};
use musnad_extract::{EventType, Reader};
use musnad_page::Hints;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The inverse of the penalty for words of sentences, and for features of candidates.
const FREEDOM_WORDS: f64 = 2.0;
const FREEDOM_CANDIDATES: f64 = 0.05;

/// How features of sentences that stand alone begin; the type follows.
const ALONE: &str = "setting:lone|";

/// Into how many parts the data is divided, outside and inside.
const PARTS: usize = 10;
const INNER_PARTS: usize = 5;

/// Weights smaller than this are not worth their line.
const SMALLEST: f32 = 0.006;

/// F1 by which a threshold may be worse than the best to be taken for being higher.
const NEARLY: f64 = 0.003;

/// Thresholds that are tried.
const TRIED: std::ops::Range<u32> = 5..80;

/// One sentence or article: what it is of, and what is wanted of it.
#[derive(Clone, Debug)]
struct Group {
    /// The vote on it, where it is a sentence that was voted on.
    vote: Option<(EventType, String, f32)>,
    /// How many claims are coded in it, by type.
    wanted: BTreeMap<&'static str, usize>,
    /// Its words, where it was voted on.
    words: Vec<(u32, f32)>,
}

/// All that is learned from.
#[derive(Debug, Default)]
pub struct Data {
    groups: Vec<Group>,
    examples: Vec<(Example, Row)>,
    columns: FxHashMap<u64, u32>,
    /// How each column is written.
    names: Vec<String>,
    /// In how many places each column stands.
    seen: Vec<u32>,
    /// The columns of standing alone.
    alone: Vec<u32>,
}

/// Weights in the making: a sum for a candidate is that of both, on the right scale.
#[derive(Debug, Default)]
struct Model {
    words: BTreeMap<&'static str, Fit>,
    candidates: Fit,
    /// How the two sums and standing alone make the probability.
    join: Fit,
    thresholds: Thresholds,
}

/// By type: the probabilities from which a claim is told, in articles and in sentences that stand alone.
type Thresholds = BTreeMap<&'static str, [f32; 2]>;

/// How good weights are on data that they were not made from.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Sentences that were voted on, by type: found and unanimously seen.
    pub detection: BTreeMap<&'static str, Tally>,
    /// The same without the sentences that nobody accepted.
    pub hard: BTreeMap<&'static str, Tally>,
    /// Coded claims.
    pub claims: Tally,
    /// By tenth of the probability of voted and of coded candidates: their number, the sum of their probabilities, and
    /// of their shares.
    pub tenths: [[(f64, f64, f64); 10]; 2],
}

impl Figures {
    /// The mean distance between the probability told and the share that is accepted, weighed by how often it is
    /// told; of voted candidates, or of coded ones.
    pub fn calibration_error(&self, coded: bool) -> f64 {
        let tenths = &self.tenths[usize::from(coded)];
        let all: f64 = tenths.iter().map(|t| t.0).sum();
        tenths
            .iter()
            .map(|(_, told, accepted)| (told - accepted).abs())
            .sum::<f64>()
            / all.max(1.0)
    }
}

impl Data {
    /// Adds sentences on which coders voted.
    pub fn add_votes(&mut self, reader: &Reader, voted: &[Voted]) {
        let first = self.groups.len();
        for sentence in voted {
            let Some(kind) = EventType::from_name(&sentence.kind) else {
                continue;
            };
            let hints = Hints {
                id: Some(&sentence.id),
                ..Hints::default()
            };
            let words = reader.words(&musnad_page::read(sentence.text.as_bytes(), &hints), kind);
            let words = self.cells(&words);
            self.groups.push(Group {
                vote: Some((kind, sentence.label.clone(), sentence.share())),
                wanted: BTreeMap::new(),
                words,
            });
        }
        self.add(of_votes(reader, voted, first));
    }

    /// Adds coded articles and sentences.
    pub fn add_gold(&mut self, reader: &Reader, items: &[Item], loose: &Loose, learned: &Learned) {
        let first = self.groups.len();
        for item in items {
            let mut wanted = BTreeMap::new();
            for kind in item.claims.iter().filter_map(|c| EventType::from_name(&c.kind)) {
                *wanted.entry(kind.name()).or_default() += 1;
            }
            self.groups.push(Group {
                vote: None,
                wanted,
                words: Vec::new(),
            });
        }
        let mut examples = of_gold(reader, items, first);
        loose.fair(&mut examples, first);
        learned.fair(&mut examples, first);
        self.add(examples);
    }

    /// How many sentences and articles, and how many candidates there are.
    pub fn size(&self) -> (usize, usize) {
        (self.groups.len(), self.examples.len())
    }

    fn add(&mut self, examples: Vec<Example>) {
        for example in examples {
            let cells = self.cells(&example.features);
            let row = Row {
                cells,
                share: example.share,
                weight: example.weight,
            };
            self.examples.push((example, row));
        }
    }

    /// The features as columns; what stands twice is added up.
    fn cells(&mut self, features: &[(String, f32)]) -> Vec<(u32, f32)> {
        let mut cells: BTreeMap<u32, f32> = BTreeMap::new();
        for (name, value) in features {
            let next = self.names.len() as u32;
            let column = *self.columns.entry(key(name)).or_insert(next);
            if column == next {
                self.names.push(written(name));
                self.seen.push(0);
                if name.starts_with(ALONE) {
                    self.alone.push(column);
                }
            }
            *cells.entry(column).or_default() += value;
        }
        for column in cells.keys() {
            self.seen[*column as usize] += 1;
        }
        cells.into_iter().collect()
    }

    /// Forgets what stands in one place alone: nothing can be learned from it for others.
    pub fn prune(&mut self) {
        let seen = &self.seen;
        let known = |cells: &mut Vec<(u32, f32)>| cells.retain(|c| seen[c.0 as usize] > 1);
        self.groups.iter_mut().for_each(|g| known(&mut g.words));
        self.examples
            .iter_mut()
            .for_each(|(_, row)| known(&mut row.cells));
    }

    /// Learns the weights from the groups for which `mine` holds, without scale and thresholds.
    fn weights(&self, mine: &dyn Fn(usize) -> bool) -> Model {
        let mut words = BTreeMap::new();
        for kind in EventType::ALL {
            let rows: Vec<Row> = (self.groups.iter().enumerate())
                .filter(|(n, _)| mine(*n))
                .filter_map(|(_, g)| {
                    let (of, _, share) = g.vote.as_ref()?;
                    (of == kind).then(|| Row {
                        cells: g.words.clone(),
                        share: *share,
                        weight: 1.0,
                    })
                })
                .collect();
            if !rows.is_empty() {
                let rows: Vec<&Row> = rows.iter().collect();
                words.insert(kind.name(), fit(&rows, self.names.len(), FREEDOM_WORDS));
            }
        }
        let rows: Vec<&Row> = self
            .examples
            .iter()
            .filter(|(e, _)| mine(e.group))
            .map(|(_, r)| r)
            .collect();
        Model {
            words,
            candidates: fit(&rows, self.names.len(), FREEDOM_CANDIDATES),
            join: Fit::default(),
            thresholds: Thresholds::new(),
        }
    }

    /// The sum of the candidate's features, that of the words of its sentence, and whether it stands alone.
    fn sums(&self, model: &Model, kind: EventType, row: &Row) -> [(u32, f32); 3] {
        let words = model
            .words
            .get(kind.name())
            .map_or(0.0, |f| f.sum(&row.cells) - f.bias);
        // only what was voted on stands alone in other surroundings than the coded claims
        let alone = model.words.contains_key(kind.name()) && self.is_alone(row);
        [
            (
                0,
                (model.candidates.sum(&row.cells) - model.candidates.bias) as f32,
            ),
            (1, words as f32),
            (2, f32::from(u8::from(alone))),
        ]
    }

    /// Whether the candidate's sentence stands alone.
    fn is_alone(&self, row: &Row) -> bool {
        row.cells.iter().any(|c| self.alone.contains(&c.0))
    }

    /// Learns all from the groups for which `mine` holds.
    fn model(&self, mine: &dyn Fn(usize) -> bool) -> Model {
        let mut sums = Vec::new();
        for part in 0..INNER_PARTS {
            let out = |group: usize| part_of(group, 1) % INNER_PARTS == part;
            let model = self.weights(&|g| mine(g) && !out(g));
            let left = self
                .examples
                .iter()
                .enumerate()
                .filter(|(_, (e, _))| mine(e.group) && out(e.group));
            sums.extend(left.map(|(n, (e, row))| (n, self.sums(&model, e.kind, row))));
        }
        let mut model = self.weights(mine);
        let rows: Vec<Row> = sums
            .iter()
            .map(|(n, cells)| Row {
                cells: cells.to_vec(),
                ..self.examples[*n].1.clone()
            })
            .collect();
        model.join = fit(&rows.iter().collect::<Vec<_>>(), 3, 1e3);
        let told: FxHashMap<usize, f32> = sums
            .iter()
            .map(|(n, cells)| (*n, logistic(model.join.sum(cells) as f32)))
            .collect();
        model.thresholds = self.thresholds(&told, mine);
        model
    }

    /// The highest thresholds with nearly the best F1: on coded claims in articles; for sentences that stand alone on
    /// voted and coded ones together, for the types that were voted on, all alike.
    fn thresholds(&self, told: &FxHashMap<usize, f32>, mine: &dyn Fn(usize) -> bool) -> Thresholds {
        let best = |f1: &dyn Fn(f32) -> f64| {
            let f1s: Vec<f64> = TRIED.map(|per_cent| f1(per_cent as f32 / 100.0)).collect();
            // the best is where those round it are good too
            let smooth = |n: usize| {
                let near = &f1s[n.saturating_sub(3)..(n + 4).min(f1s.len())];
                near.iter().sum::<f64>() / near.len() as f64
            };
            let highest = (0..f1s.len()).map(&smooth).fold(0.0, f64::max);
            // what an article doesn't tell must not be read in it
            let at = (0..f1s.len())
                .rfind(|n| smooth(*n) >= highest - NEARLY)
                .unwrap_or(0);
            (TRIED.start + at as u32) as f32 / 100.0
        };
        let coded = best(&|t| self.figures(told, mine, &|_, _| t).claims.f1());
        let on_votes = |kind: EventType| {
            self.groups
                .iter()
                .any(|g| g.vote.as_ref().is_some_and(|v| v.0 == kind))
        };
        let alone = best(&|t| {
            let f = self.figures(told, mine, &|kind, alone| {
                if alone && on_votes(kind) { t } else { coded }
            });
            f.detection.values().map(|t| t.f1()).sum::<f64>() + f.claims.f1()
        });
        EventType::ALL
            .iter()
            .map(|k| (k.name(), [coded, if on_votes(*k) { alone } else { coded }]))
            .collect()
    }

    /// What comes of probabilities, by number of the candidate, under thresholds.
    fn figures(
        &self,
        told: &FxHashMap<usize, f32>,
        mine: &dyn Fn(usize) -> bool,
        threshold: &dyn Fn(EventType, bool) -> f32,
    ) -> Figures {
        let mut out = Figures::default();
        let mut found = vec![false; self.groups.len()];
        for (n, p) in told {
            let (e, row) = &self.examples[*n];
            let is_told = *p >= threshold(e.kind, self.is_alone(row));
            found[e.group] |= is_told;
            let coded = self.groups[e.group].vote.is_none();
            if coded && is_told {
                out.claims.add(usize::from(e.share > 0.5), 1, 0);
            }
            let tenth = &mut out.tenths[usize::from(coded)][((p * 10.0) as usize).min(9)];
            tenth.0 += 1.0;
            tenth.1 += f64::from(*p);
            tenth.2 += f64::from(e.share);
        }
        for (n, group) in self.groups.iter().enumerate().filter(|(n, _)| mine(*n)) {
            let Some((kind, label, _)) = &group.vote else {
                out.claims.wanted += group.wanted.values().sum::<usize>();
                continue;
            };
            let yes = label == "yes";
            if label == "ambiguous" {
                continue;
            }
            let (given, right) = (found[n].into(), (found[n] && yes).into());
            out.detection
                .entry(kind.name())
                .or_default()
                .add(right, given, yes.into());
            if label != "easy no" {
                out.hard
                    .entry(kind.name())
                    .or_default()
                    .add(right, given, yes.into());
            }
        }
        out
    }

    /// Whether a column is that of standing alone, of a type that was voted on.
    fn is_alone_of_voted(&self, model: &Model, column: usize) -> bool {
        let kind = self.names[column].strip_prefix(ALONE);
        kind.is_some_and(|k| model.words.contains_key(k))
    }

    /// Trains on all, and writes the file of weights, with the lines of `attachments` at its end.
    pub fn train(&self, version: &str, attachments: &str) -> String {
        let model = self.model(&|_| true);
        let mut out = format!(
            "# The weights of the scorer, made by `musnad train`; what of is told in the card beside this file.\n\
             version\t{version}\nbias\t{:.4}\n",
            model.join.bias
        );
        for kind in EventType::ALL {
            let name = kind.name();
            let [article, alone] = model.thresholds[name];
            let _ = writeln!(
                out,
                "threshold\t{name}\t{article:.2}\nthreshold-alone\t{name}\t{alone:.2}"
            );
        }
        let mut lines: Vec<(String, f32)> = Vec::new();
        for (column, name) in self.names.iter().enumerate() {
            let words: f64 = model.words.values().filter_map(|f| f.weights.get(column)).sum();
            let [own, of_words, alone] = [0, 1, 2].map(|n| model.join.weights[n]);
            let mut weight = (own * model.candidates.weights[column] + of_words * words) as f32;
            if self.is_alone_of_voted(&model, column) {
                weight += alone as f32;
            }
            if weight.abs() >= SMALLEST {
                lines.push((name.clone(), weight));
            }
        }
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, weight) in lines {
            let _ = writeln!(out, "{name}\t{weight:.3}");
        }
        out += attachments;
        out
    }

    /// Trains ten times on nine tenths, thresholds and scale too, and measures on the tenth that was left out; each
    /// `round` divides otherwise.
    pub fn nested(&self, round: u64, mut progress: impl FnMut(usize, usize)) -> Figures {
        let mut told = FxHashMap::default();
        let mut thresholds: BTreeMap<usize, Thresholds> = BTreeMap::new();
        for part in 0..PARTS {
            progress(part, PARTS);
            let out = |group: usize| part_of(group, 2 * round) % PARTS == part;
            let model = self.model(&|g| !out(g));
            for (n, (e, row)) in self
                .examples
                .iter()
                .enumerate()
                .filter(|(_, (e, _))| out(e.group))
            {
                let p = logistic(model.join.sum(&self.sums(&model, e.kind, row)) as f32);
                told.insert(n, p);
            }
            thresholds.insert(part, model.thresholds);
        }
        let mut all = Figures::default();
        for part in 0..PARTS {
            let mine = |group: usize| part_of(group, 2 * round) % PARTS == part;
            let here = told
                .iter()
                .filter(|(n, _)| mine(self.examples[**n].0.group))
                .map(|(n, p)| (*n, *p))
                .collect();
            let figures = self.figures(&here, &mine, &|kind, alone| {
                thresholds[&part][kind.name()][usize::from(alone)]
            });
            all.absorb(&figures);
        }
        all
    }
}

impl Figures {
    fn absorb(&mut self, other: &Figures) {
        for (mine, theirs) in [
            (&mut self.detection, &other.detection),
            (&mut self.hard, &other.hard),
        ] {
            for (kind, t) in theirs {
                mine.entry(kind).or_default().add(t.right, t.given, t.wanted);
            }
        }
        self.claims
            .add(other.claims.right, other.claims.given, other.claims.wanted);
        for (mine, theirs) in self
            .tenths
            .iter_mut()
            .flatten()
            .zip(other.tenths.iter().flatten())
        {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
            mine.2 += theirs.2;
        }
    }
}

/// A number that scatters groups evenly over parts, another one for each `round`.
pub(crate) fn part_of(group: usize, round: u64) -> usize {
    let mut x =
        (group as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ round.wrapping_mul(0xD1B5_4A32_D192_ED03);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x >> 33) as usize
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut line = |name: &str, t: &Tally| {
            writeln!(
                f,
                "{name:<28} precision {:.3}  recall {:.3}  F1 {:.3}  ({} right of {} given, {} wanted)",
                t.precision(),
                t.recall(),
                t.f1(),
                t.right,
                t.given,
                t.wanted
            )
        };
        for (kind, t) in &self.detection {
            line(kind, t)?;
            line(&format!("{kind}, hard ones"), &self.hard[kind])?;
        }
        line("coded claims", &self.claims)?;
        for (coded, name) in [(false, "voted"), (true, "coded")] {
            writeln!(
                f,
                "calibration error, {name:<9} {:.3}",
                self.calibration_error(coded)
            )?;
            for (n, (count, told, accepted)) in self.tenths[usize::from(coded)].iter().enumerate() {
                let (told, accepted) = (told / count.max(1.0), accepted / count.max(1.0));
                writeln!(f, "  .{n}–  {count:>5}  told {told:.2}  accepted {accepted:.2}")?;
            }
        }
        Ok(())
    }
}
