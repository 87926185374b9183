//! Words around a figure that say what it counts: `lang/ar/ledger.toml`.

use musnad_record::v1::{Claim, Count, Span};
use musnad_text::NumberReader;
use musnad_text::{Folded, Token, key, tokens};
use serde::Deserialize;

const DATA: &str = include_str!("../../../lang/ar/ledger.toml");

/// Phrases, as look-ups write them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cues {
    since: Vec<String>,
    together: Vec<String>,
    earlier: Vec<String>,
    put_right: Vec<String>,
    was: Vec<String>,
    corrects: Vec<String>,
    among: Vec<String>,
    one_of: Vec<String>,
    the: String,
    and: String,
    died: Vec<String>,
    instead: Vec<String>,
    which: Vec<String>,
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
    /// It counts those who had been hurt and died since.
    pub(crate) died: bool,
}

/// Words that say of a figure whom it counts stand so near to it, in code points.
const NEAR: usize = 24;
/// Between two figures that are counted together stand so many words at most.
const BETWEEN: usize = 5;

impl Cues {
    pub(crate) fn builtin() -> Result<Cues, toml::de::Error> {
        let mut cues: Cues = toml::from_str(DATA)?;
        for list in [
            &mut cues.since,
            &mut cues.together,
            &mut cues.earlier,
            &mut cues.put_right,
            &mut cues.was,
            &mut cues.corrects,
            &mut cues.among,
            &mut cues.one_of,
            &mut cues.died,
            &mut cues.instead,
            &mut cues.which,
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
        let first = before.split_whitespace().next();
        let was = first.is_some_and(|w| self.was.iter().any(|p| p == w));
        Cue {
            other: count.cumulative && has(&self.since, &key(&claim.sentence.quote))
                || has(&self.together, &after),
            earlier: self
                .earlier
                .iter()
                .flat_map(|p| [ends(p), starts(p)])
                .flatten()
                .chain(self.put_right.iter().filter_map(starts))
                .chain(was.then(|| length(&before)))
                .min(),
            died: self.has_died(&before, count, &after),
        }
    }

    /// Whether a figure counts some of the hurt, who died since: «اثنان من الجرحى», «شاب متأثرا بجراحه».
    fn has_died(&self, before: &str, count: &Count<'_>, after: &str) -> bool {
        let own = format!("{} {}", key(&count.span.quote), start(after, NEAR));
        let behind = end(before, NEAR);
        let has = |text: &str| self.died.iter().any(|p| text.contains(p.as_str()));
        has(&own) || has(behind)
    }

    /// Whether a figure is one of those who are known: «أحد القتيلين».
    pub(crate) fn is_one_of(&self, count: &Count<'_>) -> bool {
        let quote = key(&count.span.quote);
        let mut words = quote.split_whitespace();
        let one = words.next().is_some_and(|w| self.one_of.iter().any(|o| o == w));
        one && words.next().is_some_and(|w| w.starts_with(self.the.as_str()))
    }

    /// Whether a figure of a claim counts others than the one before it, and not some of those.
    pub(crate) fn counts_more(&self, claim: &Claim<'_>, before: &Count<'_>, count: &Count<'_>) -> bool {
        let sentence = &claim.sentence;
        let at = |n: usize| n.saturating_sub(sentence.start);
        let (from, to) = (at(before.span.end), at(count.span.start));
        let between: String = sentence
            .quote
            .chars()
            .skip(from)
            .take(to.saturating_sub(from))
            .collect();
        let between = between.trim_end();
        let quote = key(&count.span.quote);
        let (_, after) = around(claim, count);
        let among = |text: &str| self.among.iter().any(|p| text.contains(p.as_str()));
        let joined = match between.strip_suffix(self.and.as_str()) {
            Some(rest) => rest.is_empty() || rest.ends_with(char::is_whitespace),
            None => quote.starts_with(self.and.as_str()) && from <= to,
        };
        joined
            && between.split_whitespace().count() <= BETWEEN
            && !between.contains(['.', '؛', ';', ':', '(', ')'])
            && !among(&key(between))
            && !among(&quote)
            && !among(start(&after, NEAR / 2))
    }

    /// The figure that another one stands in the place of: «58 لا 85», «196، لا 210 كما أعلن سابقا».
    pub(crate) fn replaced<'r>(
        &self,
        numbers: &NumberReader,
        claim: &Claim<'r>,
        count: &Count<'r>,
    ) -> Option<Count<'r>> {
        let sentence = &claim.sentence;
        let text = sentence.quote.as_ref();
        // most sentences have no such word, and cutting each into words would cost more than the rest
        let bare = |w: &str| {
            let word = w.trim_matches(|c: char| !c.is_alphabetic());
            self.instead.iter().any(|i| i == word)
        };
        if !text.split_whitespace().any(bare) {
            return None;
        }
        let all: Vec<Token> = tokens(text);
        let place = |byte: usize| sentence.start + text[..byte].chars().count();
        let ends = |t: &Token| t.span.end as usize;
        let after = |t: &&Token| place(t.span.start as usize) >= count.span.end;
        let from = all.iter().position(|t| after(&t))?;
        let says = |t: &Token| self.instead.contains(&key(t.span.of(text)));
        let at = (from..all.len().saturating_sub(1)).find(|n| says(&all[*n]))? + 1;
        let begins = place(all[at].span.start as usize);
        // it is that of the figure nearest before it
        let nearer = |c: &Count<'_>| c.span.start >= count.span.end && c.span.start < begins;
        if claim.toll.iter().any(nearer) {
            return None;
        }
        let folded = Folded::of(text, &all[at..]);
        let number = numbers.read(&folded.seen()).into_iter().next()?;
        let value = number.value.filter(|_| number.number.start == 0)?;
        if number.ordinal || number.percent || Some(value) == count.value {
            return None;
        }
        let last = &all[at + number.tokens.end - 1];
        let quote = &text[all[at].span.start as usize..ends(last)];
        Some(Count {
            outcome: count.outcome.clone(),
            who: None,
            value: Some(value),
            bound: "exact".into(),
            min: Some(value),
            max: Some(value),
            cumulative: false,
            span: Span {
                start: begins,
                end: place(ends(last)),
                quote: quote.to_owned().into(),
            },
        })
    }

    /// Whether whoever denies an event denies the figure with it: «نفت مقتل تسعة», and not «نفت الهجوم الذي قتل فيه تسعة».
    pub(crate) fn denies(&self, claim: &Claim<'_>, count: &Count<'_>) -> bool {
        let (before, _) = around(claim, count);
        let known = before
            .split_whitespace()
            .any(|w| self.which.iter().any(|p| p == w));
        claim.modality == "denied" && !known
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

/// So many code points of a text's front, at most.
fn start(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// So many code points of a text's end, at most.
fn end(text: &str, most: usize) -> &str {
    let skipped = length(text).saturating_sub(most);
    let start = text.char_indices().nth(skipped).map_or(text.len(), |(at, _)| at);
    &text[start..]
}
