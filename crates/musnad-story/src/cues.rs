//! Words around a figure that say what it counts: `lang/ar/ledger.toml`.

use musnad_record::v1::{Claim, Count};
use musnad_text::key;
use serde::Deserialize;

const DATA: &str = include_str!("../../../lang/ar/ledger.toml");

/// Phrases, as look-ups write them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cues {
    since: Vec<String>,
    together: Vec<String>,
    earlier: Vec<String>,
    corrects: Vec<String>,
    /// Bodies that speak for the one named after them, as written.
    pub(crate) speaks_for: Vec<String>,
}

/// What the words round a figure say of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue {
    /// It counts something else than this event's: a war's or a year's sum, or several outcomes at once.
    pub(crate) other: bool,
    /// How far the nearest word is, in code points, that says that it was given before; none where none does.
    pub(crate) earlier: Option<usize>,
}

impl Cues {
    pub(crate) fn builtin() -> Result<Cues, toml::de::Error> {
        let mut cues: Cues = toml::from_str(DATA)?;
        for list in [
            &mut cues.since,
            &mut cues.together,
            &mut cues.earlier,
            &mut cues.corrects,
        ] {
            for phrase in list.iter_mut() {
                *phrase = key(phrase);
            }
        }
        Ok(cues)
    }

    /// What the words round a figure say of it.
    pub(crate) fn read(&self, claim: &Claim<'_>, count: &Count<'_>) -> Cue {
        let (before, after) = around(claim, count);
        let has = |phrases: &[String], text: &str| phrases.iter().any(|p| text.contains(p.as_str()));
        let ends = |p: &String| before.rfind(p.as_str()).map(|at| length(&before[at + p.len()..]));
        let starts = |p: &String| after.find(p.as_str()).map(|at| length(&after[..at]));
        Cue {
            other: count.cumulative && has(&self.since, &key(&claim.sentence.quote))
                || has(&self.together, &after),
            earlier: self
                .earlier
                .iter()
                .flat_map(|p| [ends(p), starts(p)])
                .flatten()
                .min(),
        }
    }

    /// Whether a claim stands in a title that takes back what was written.
    pub(crate) fn corrects(&self, claim: &Claim<'_>) -> bool {
        if claim.sentence.start > 0 {
            return false;
        }
        let sentence = key(&claim.sentence.quote);
        self.corrects.iter().any(|p| sentence.starts_with(p.as_str()))
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// What stands in a claim's sentence before and after a figure, as look-ups write it.
fn around(claim: &Claim<'_>, count: &Count<'_>) -> (String, String) {
    let sentence = &claim.sentence;
    let part = |from: usize, to: usize| -> String {
        let all = sentence.quote.chars();
        all.skip(from).take(to.saturating_sub(from)).collect()
    };
    let (start, end) = (
        count.span.start.saturating_sub(sentence.start),
        count.span.end.saturating_sub(sentence.start),
    );
    (key(&part(0, start)), key(&part(end, usize::MAX)))
}
