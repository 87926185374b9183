//! The scorer: how likely a coder is to accept a candidate, from its [features](crate::features) and the weights in
//! `lang/ar/scorer`.
//!
//! The model is a logistic regression, so what a feature adds can be shown as it is. `musnad train` makes the
//! weights; the card beside them tells from what.

use crate::attach::Field;
use crate::claim::EventType;
use crate::error::Error;
use crate::learned::Triggers;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher as _;

/// The weights that come with the program.
const BUILTIN: &str = include_str!("../../../lang/ar/scorer/weights.txt");

/// How many places there are for features that are told apart by a hash.
const PLACES: usize = 1 << 18;

/// Families whose features are told apart by a hash alone.
const HASHED: [&str; 2] = ["w:", "b:"];

/// A logistic regression over features by name.
#[derive(Clone, Debug, Default)]
pub struct Scorer {
    /// The day on which it was trained.
    pub version: String,
    /// Added to each sum.
    pub bias: f32,
    /// By type, in the order of [`EventType::ALL`]: the probability from which a claim is told, in articles and in
    /// sentences that stand alone.
    pub thresholds: [[f32; 16]; 2],
    /// Rules that are tried without what they require too.
    pub loose: Vec<String>,
    /// Words that no rule reads and that tell an event often enough to be tried.
    pub triggers: Triggers,
    /// What each feature that has a name adds, by half of its [`key`]: the smaller the table, the sooner it is read.
    named: FxHashMap<u32, f32>,
    /// What is known of somebody adds so much to him in each role, by half of the [`key`] of its name as an actor's.
    roles: FxHashMap<u32, [f32; 2]>,
    /// Added to each sum of them.
    pub(crate) role_bias: [f32; 2],
    /// What each of the others adds, in thousandths, by its place.
    placed: Vec<i16>,
}

/// Weights are written in steps of one thousandth.
const STEP: f32 = 1000.0;

/// The place of a feature that is told apart by a hash alone.
fn place(name: &str) -> Option<usize> {
    if !HASHED.iter().any(|f| name.starts_with(f)) {
        return None;
    }
    // FNV-1a: short, and the same on every machine
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    Some((hash ^ (hash >> 32)) as usize % PLACES)
}

/// The key of a feature: of its name, or of its place among the hashed ones. It is not for keeping.
pub fn key(name: &str) -> u64 {
    place(name).map_or_else(|| FxBuildHasher.hash_one(name) | 1 << 63, |p| p as u64)
}

fn half(key: u64) -> u32 {
    (key >> 24) as u32
}

/// Features that are looked up one straight after the other, which is sooner done than each where it is found.
#[derive(Debug, Default)]
pub(crate) struct Features(Vec<(u64, f32)>);

impl Features {
    pub(crate) fn push(&mut self, name: &str, value: f32) {
        self.0.push((key(name), value));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// How a feature is written in the file of weights: by its name, or `#` and its place in hexadecimal.
pub fn written(name: &str) -> String {
    place(name).map_or_else(|| name.to_owned(), |p| format!("#{p:05x}"))
}

/// The probability that belongs to a sum of weights.
pub fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

impl Scorer {
    /// The scorer that comes with the program.
    ///
    /// # Errors
    /// If its file is damaged.
    pub fn builtin() -> Result<Scorer, Error> {
        Scorer::parse(BUILTIN)
    }

    /// Reads a file of weights: `version`, `bias`, `threshold TYPE`, `threshold-alone TYPE`, `loose` and a rule,
    /// `trigger` and a type, sort and lemma with its share, then a feature and its weight a line, separated
    /// by tabs.
    ///
    /// # Errors
    /// At the first line that is none of these, by its number.
    pub fn parse(text: &str) -> Result<Scorer, Error> {
        let mut out = Scorer {
            placed: vec![0; PLACES],
            ..Scorer::default()
        };
        for (n, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with("# ") {
                continue;
            }
            let wrong = || {
                let shown: String = line.chars().take(60).collect();
                Error::data(format!("weights, line {}: {shown:?}", n + 1))
            };
            let (name, value) = line.rsplit_once('\t').ok_or_else(wrong)?;
            if name == "version" {
                value.clone_into(&mut out.version);
                continue;
            }
            if name == "loose" {
                out.loose.push(value.to_owned());
                continue;
            }
            if let Some(word) = name.strip_prefix("trigger\t") {
                out.triggers.insert(word, value).ok_or_else(wrong)?;
                continue;
            }
            let value: f32 = value
                .parse()
                .ok()
                .filter(|v: &f32| v.is_finite())
                .ok_or_else(wrong)?;
            let of_role = |f: Field| Some((f.role()?, name.strip_prefix(f.prefix())?));
            if let Some((role, rest)) = Field::ALL.into_iter().find_map(of_role) {
                match rest {
                    "bias" => out.role_bias[role as usize] = value,
                    _ => {
                        let shared = format!("{}{rest}", Field::Actor.prefix());
                        out.roles.entry(half(key(&shared))).or_default()[role as usize] = value;
                    }
                }
            } else if name == "bias" {
                out.bias = value;
            } else if let Some((setting, kind)) = name.split_once('\t') {
                let alone = ["threshold", "threshold-alone"]
                    .iter()
                    .position(|s| *s == setting);
                let at = EventType::ALL.iter().position(|k| k.name() == kind);
                out.thresholds[alone.ok_or_else(wrong)?][at.ok_or_else(wrong)?] = value;
            } else {
                let written = name.strip_prefix('#').map(|p| usize::from_str_radix(p, 16));
                match written.transpose().map_err(|_| wrong())?.or_else(|| place(name)) {
                    Some(place) => {
                        *out.placed.get_mut(place).ok_or_else(wrong)? = (value * STEP).round() as i16;
                    }
                    None => drop(out.named.insert(half(key(name)), value)),
                }
            }
        }
        Ok(out)
    }

    /// What the feature `name` adds for each unit of its value.
    pub fn weight(&self, name: &str) -> f32 {
        self.weight_at(key(name))
    }

    fn weight_at(&self, key: u64) -> f32 {
        match key >> 63 {
            0 => f32::from(self.placed.get(key as usize).copied().unwrap_or(0)) / STEP,
            _ => self.named.get(&half(key)).copied().unwrap_or(0.0),
        }
    }

    /// What each of these features adds.
    pub(crate) fn weights(&self, features: &Features) -> impl Iterator<Item = f32> {
        (features.0.iter()).map(|(key, value)| self.weight_at(*key) * value)
    }

    /// What these features of somebody add to `from` in each role; their names are those of an actor's.
    pub(crate) fn roles(&self, from: [f32; 2], features: &Features) -> [f32; 2] {
        let mut sums = from;
        for (key, value) in &features.0 {
            if let Some(weights) = self.roles.get(&half(*key)) {
                sums[0] += weights[0] * value;
                sums[1] += weights[1] * value;
            }
        }
        sums
    }

    /// Whether it has weights for this field.
    pub(crate) fn attaches(&self, field: Field) -> bool {
        match field.role() {
            Some(_) => !self.roles.is_empty(),
            None => self.named.contains_key(&half(key(field.bias()))),
        }
    }

    /// The probability from which a claim of this type is told, in an article or in a sentence that stands alone.
    pub fn threshold(&self, kind: EventType, alone: bool) -> f32 {
        let at = EventType::ALL.iter().position(|k| *k == kind);
        at.map_or(0.0, |at| self.thresholds[usize::from(alone)][at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let hashed = written("w:x|ASSAULT");
        assert!(hashed.starts_with('#'), "{hashed}");
        let file = format!(
            "# about\nversion\t2026-01-01\nbias\t-1\nthreshold\tASSAULT\t0.4\nthreshold-alone\tASSAULT\t0.6\nrule:a\t0.5\n{hashed}\t2\n"
        );
        let scorer = Scorer::parse(&file).expect("a file of weights");
        assert_eq!(scorer.weight("rule:a"), 0.5);
        assert_eq!(scorer.weight("w:x|ASSAULT"), 2.0);
        assert_eq!(scorer.weight("rule:b"), 0.0);
        assert_eq!(scorer.threshold(EventType::Assault, false), 0.4);
        assert_eq!(scorer.threshold(EventType::Assault, true), 0.6);
        assert_eq!(scorer.version, "2026-01-01");
    }

    #[test]
    fn a_damaged_line_is_told_by_its_number() {
        let told = Scorer::parse("bias\t0\nrule:a\tmuch\n")
            .expect_err("no number")
            .to_string();
        assert!(told.contains("line 2"), "{told}");
    }
}
