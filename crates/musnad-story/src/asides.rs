//! Words in a claim's sentence that say what it tells is no news of its event as such: `lang/ar/asides.toml`.

use musnad_record::v1::{Claim, Span};
use musnad_text::{Kind, key, tokens};
use serde::Deserialize;

const DATA: &str = include_str!("../../../lang/ar/asides.toml");

/// So many words behind «منذ» tell what it is since.
const BEGINNING: usize = 4;
/// So many words behind a death tell what it was of.
const NEAR: usize = 8;

/// Words, as look-ups write them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asides {
    since: Vec<String>,
    starts: Vec<String>,
    months: Vec<String>,
    over: Vec<String>,
    lasting: Vec<String>,
    most: Vec<String>,
    than: String,
    after: Vec<String>,
    of: Vec<String>,
    spans: Vec<String>,
    eve: Vec<String>,
    before: Vec<String>,
    parts: Vec<Vec<String>>,
    at: Vec<String>,
    wounds: Vec<String>,
    speaks: Vec<String>,
    fronts: Vec<String>,
    and: String,
}

/// A word of a sentence, or a sign.
struct Word {
    key: String,
    /// The same without what is written on its front.
    bare: Option<String>,
    /// A conjunction is written on its front.
    joined: bool,
    /// Where it stands in its document, in code points.
    start: usize,
    sign: bool,
    number: bool,
}

impl Word {
    /// Whether it is one of these, perhaps with a conjunction on its front.
    fn is(&self, words: &[String]) -> bool {
        let is = |w: &str| words.iter().any(|x| x == w);
        is(&self.key) || self.bare.as_deref().is_some_and(is)
    }
}

impl Asides {
    pub(crate) fn builtin() -> Result<Asides, toml::de::Error> {
        let mut asides: Asides = toml::from_str(DATA)?;
        let lists = [
            &mut asides.since,
            &mut asides.starts,
            &mut asides.months,
            &mut asides.over,
            &mut asides.lasting,
            &mut asides.most,
            &mut asides.after,
            &mut asides.of,
            &mut asides.spans,
            &mut asides.eve,
            &mut asides.before,
            &mut asides.at,
            &mut asides.wounds,
            &mut asides.speaks,
        ];
        for list in lists.into_iter().chain(&mut asides.parts) {
            for phrase in list.iter_mut() {
                *phrase = key(phrase);
            }
        }
        Ok(asides)
    }

    /// Whether what stands at `at` in a claim's sentence, a figure or its trigger, counts over a time since something
    /// began: «511 قتيلا منذ بدء الهدنة».
    pub(crate) fn is_sum(&self, claim: &Claim<'_>, at: &Span<'_>) -> bool {
        let text = key(&claim.sentence.quote);
        let has = |phrases: &[String]| phrases.iter().any(|p| text.contains(p.as_str()));
        if !has(&self.since) && !has(&self.over) {
            return false;
        }
        let words = self.words(claim);
        let here = words.iter().position(|w| w.start >= at.start).unwrap_or(0);
        (0..words.len()).any(|n| self.tells_time(&words, n) && reaches(&words, n, here))
    }

    /// Whether a claim tells what was before the news of its sentence, or what that answers: «غداة سقوط عشرة».
    pub(crate) fn is_before(&self, claim: &Claim<'_>) -> bool {
        let text = key(&claim.sentence.quote);
        let any = [&self.after, &self.eve, &self.before];
        if !any.iter().any(|l| l.iter().any(|p| text.contains(p.as_str()))) {
            return false;
        }
        let words = self.words(claim);
        let here = words
            .iter()
            .position(|w| w.start >= claim.trigger.start)
            .unwrap_or(0);
        (0..here).any(|n| {
            // what the sentence begins with is told up to the next sign, and then the news
            let to_sign = n > 0 || !words[..here].iter().any(|w| w.sign);
            self.points_back(&words, n) && to_sign
        })
    }

    /// Whether a word begins a phrase behind which stands what was before.
    fn points_back(&self, words: &[Word], n: usize) -> bool {
        let phrase = |p: &String| self.is_phrase(p, words, n);
        let behind = words[n + 1..].iter().take(BEGINNING).take_while(|w| !w.sign);
        let span = behind.clone().position(|w| w.is(&self.spans));
        let then = span.and_then(|at| words.get(n + 2 + at));
        words[n].is(&self.eve)
            || self.before.iter().any(phrase)
            || words[n].is(&self.after) && then.is_some_and(|w| w.is(&self.of))
    }

    /// Whether a phrase stands at a word, perhaps with a conjunction on its front.
    fn is_phrase(&self, phrase: &str, words: &[Word], n: usize) -> bool {
        let mut parts = phrase.split(' ');
        let all = parts
            .by_ref()
            .zip(&words[n..])
            .all(|(part, w)| w.key == part || w.bare.as_deref() == Some(part));
        all && words.len() - n >= phrase.split(' ').count()
    }

    /// Whether a claim tells that somebody died of a wound that he had before.
    pub(crate) fn is_of_wounds(&self, claim: &Claim<'_>) -> bool {
        let text = key(&claim.sentence.quote);
        if !self.wounds.iter().any(|w| text.contains(w.as_str())) {
            return false;
        }
        let words = self.words(claim);
        let here = words
            .iter()
            .position(|w| w.start >= claim.trigger.start)
            .unwrap_or(0);
        words[here..].iter().take(NEAR).any(|w| w.is(&self.wounds))
    }

    /// Whether the time of a claim stands with somebody's speaking of it: «أعلن الاثنين مسؤوليته عن تفجير».
    pub(crate) fn is_time_of_telling(&self, claim: &Claim<'_>) -> bool {
        let Some(time) = &claim.time else { return false };
        let between = self
            .words(claim)
            .into_iter()
            .filter(|w| w.start >= time.span.end && w.start < claim.trigger.start);
        claim.modality != "planned" && between.into_iter().any(|w| w.is(&self.speaks))
    }

    /// The part of the day that a claim's sentence begins with, where it says no more of the time.
    pub(crate) fn part_of_day(&self, claim: &Claim<'_>) -> Option<usize> {
        let words = self.words(claim);
        let first = usize::from(words.first().is_some_and(|w| w.is(&self.at)));
        let named = |w: &Word| self.parts.iter().position(|p| w.is(p));
        let part = words.get(first).and_then(named)?;
        words.get(first + 1).is_some_and(|w| w.sign).then_some(part)
    }

    /// The words and signs of a claim's sentence.
    fn words(&self, claim: &Claim<'_>) -> Vec<Word> {
        let text = claim.sentence.quote.as_ref();
        let mut out = Vec::new();
        let (mut byte, mut at) = (0, claim.sentence.start);
        for token in tokens(text) {
            let start = token.span.start as usize;
            at += text[byte..start].chars().count();
            byte = start;
            let key = key(token.span.of(text));
            let cut = |front: &String| key.strip_prefix(front.as_str()).map(str::to_owned);
            out.push(Word {
                bare: self.fronts.iter().find_map(cut),
                joined: key.starts_with(self.and.as_str()),
                key,
                start: at,
                sign: matches!(token.kind, Kind::Punct('،' | '؛' | '.' | ':' | ',' | ';')),
                number: token.kind == Kind::Number,
            });
        }
        out
    }

    /// Whether a word begins a phrase that tells a time since something began.
    fn tells_time(&self, words: &[Word], n: usize) -> bool {
        let clause = words[..n].iter().rev().take_while(|w| !w.sign).count();
        // «أكثر من 500» is no worst of its kind
        let most = |m: usize| words[m].is(&self.most) && words[m + 1].key != self.than;
        if (n - clause..n).any(most) {
            return false;
        }
        if self.over.iter().any(|p| self.is_phrase(p, words, n)) {
            return true;
        }
        let behind = words[n + 1..].iter().take(BEGINNING).take_while(|w| !w.sign);
        let begins = |(at, w): (usize, &Word)| {
            at == 0 && w.is(&self.starts) || w.is(&self.months) || w.number && w.key.len() == 4
        };
        words[n].is(&self.since)
            && !words[..n].last().is_some_and(|w| w.is(&self.lasting))
            && behind.enumerate().any(begins)
    }
}

/// Whether a phrase at `from` holds for what stands at `to`: it begins the sentence, or nothing between them begins
/// another clause but one that is counted on («، وأصاب 1402»).
fn reaches(words: &[Word], from: usize, to: usize) -> bool {
    if from == 0 {
        return true;
    }
    let between = &words[from.min(to)..from.max(to)];
    let on = |pair: &[Word]| !pair[0].sign || from < to && pair[1].joined;
    between.windows(2).all(on)
        && !between
            .last()
            .is_some_and(|w| w.sign && !words[to.max(from)].joined)
}
