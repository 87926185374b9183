//! What the encoder says of a document: whether what the rules found is right, and which words tell something that no
//! rule reads.
//!
//! It reads the document once the rules have, and is told what they found; then the rules read again and its word
//! counts beside the scorer's ([`Reader::read`](crate::Reader::read)).

use crate::claim::{Claim, EventType};
use crate::scorer::logistic;
use musnad_encoder::{Encoder, Found, Told};
use musnad_text::Span;
use rustc_hash::FxHashMap;

/// From this probability on what the rules found is told, where the encoder judges it.
pub(crate) const LEAST: f32 = 0.4;
/// The same where it counts people: a figure that is lost is worse than an event told twice.
const LEAST_COUNTED: f32 = 0.27;
/// From here on the encoder's own word is taken for a trigger.
const FRESH: f32 = 0.6;
/// From here on a word of a claim is the first of its event.
const FIRST: f32 = 0.5;
/// So many words apart two triggers of one type are one telling.
const CLOSE: usize = 4;
/// How the encoder's log-odds become those with which coders accept a claim, of the rules and of fresh words: fitted on
/// `corpus/dev`, each document judged by an encoder that had not seen it.
const OF_RULES: (f32, f32) = (0.007, 0.336);
const OF_FRESH: (f32, f32) = (-0.764, 0.325);
/// What its log-odds and those of the scorer count, of what the rules found; fitted on a fifth of `corpus/train` that neither
/// had seen.
const BOTH: (f32, f32) = (0.8, 0.4);

/// What it says of one claim.
pub(crate) struct Judged {
    /// How likely it is right.
    pub(crate) probability: f32,
    /// From here on it is told.
    pub(crate) least: f32,
    /// No rule reads it.
    pub(crate) fresh: bool,
}

/// What it says of one document.
#[derive(Debug)]
pub(crate) struct Opinion {
    told: Told,
    /// The encoder's number of each type, in the order of [`EventType::ALL`].
    kinds: Vec<Option<usize>>,
    roles: Vec<String>,
    /// Words that tell something and that no rule reads.
    fresh: FxHashMap<usize, (EventType, f32)>,
}

impl Opinion {
    /// What the encoder says of a text in which the rules have found these claims.
    pub(crate) fn of(encoder: &Encoder, text: &str, claims: &[Claim]) -> Opinion {
        let kinds: Vec<Option<usize>> = (EventType::ALL.iter())
            .map(|kind| encoder.kinds().iter().position(|k| k == kind.name()))
            .collect();
        let found: Vec<Found> = (claims.iter())
            .filter_map(|c| {
                Some(Found {
                    words: c.trigger,
                    kind: kinds[c.kind as usize]?,
                    confidence: c.confidence,
                })
            })
            .collect();
        let mut out = Opinion {
            told: encoder.read(text, &found),
            kinds,
            roles: encoder.roles().to_vec(),
            fresh: FxHashMap::default(),
        };
        out.fresh = out.fresh(claims);
        out
    }

    /// How likely a claim of the rules is right.
    fn right(&self, kind: EventType, trigger: Span) -> Option<f32> {
        let word = self.told.word_of(trigger)?;
        let p = self.told.right(word, self.kinds[kind as usize]?);
        Some(along(OF_RULES, p))
    }

    /// How likely a claim is right that the scorer takes to be so with this probability; `learned` if no rule names its
    /// trigger.
    pub(crate) fn judge(&self, claim: &Claim, learned: bool, scored: f32) -> Option<Judged> {
        let fresh = learned.then(|| self.fresh_at(claim.trigger)).flatten();
        if let Some((_, p)) = fresh.filter(|(kind, _)| *kind == claim.kind) {
            return Some(Judged {
                probability: along(OF_FRESH, p),
                least: along(OF_FRESH, FRESH),
                fresh: true,
            });
        }
        let right = self.right(claim.kind, claim.trigger)?;
        Some(Judged {
            probability: logistic(BOTH.0 * log_odds(right) + BOTH.1 * log_odds(scored)),
            least: least(claim),
            fresh: false,
        })
    }

    /// How likely a claim of the rules stands on a further word of an event that another word tells first.
    pub(crate) fn goes_on(&self, kind: EventType, trigger: Span) -> Option<f32> {
        let kind = self.kinds[kind as usize]?;
        let words = self.told.words_of(trigger);
        words.map(|w| self.told.tells_on(w, kind)).reduce(f32::max)
    }

    /// How likely the likeliest word of a phrase is in this role to a trigger, if anything is known of it.
    pub(crate) fn role(&self, trigger: Span, phrase: Span, role: &str) -> Option<f32> {
        let role = self.roles.iter().position(|r| r == role)?;
        let trigger = self.told.word_of(trigger)?;
        let words = self.told.words_of(phrase);
        words
            .filter_map(|w| self.told.role(trigger, w, role))
            .reduce(f32::max)
    }

    /// What a word tells that no rule reads, and how likely it is.
    pub(crate) fn fresh_at(&self, word: Span) -> Option<(EventType, f32)> {
        self.fresh.get(&self.told.word_of(word)?).copied()
    }

    /// The words that tell something, but for those near which the rules read the same.
    fn fresh(&self, claims: &[Claim]) -> FxHashMap<usize, (EventType, f32)> {
        /// A claim of the rules: its words, whether it is held for right and told, whether it stands on the first
        /// word of an event.
        struct Read<'c> {
            claim: &'c Claim,
            words: std::ops::Range<usize>,
            held: bool,
            told: bool,
            first: bool,
        }
        let words = self.told.words();
        let read: Vec<Read<'_>> = (claims.iter())
            .filter_map(|claim| {
                let mine = self.told.words_of(claim.trigger);
                let right = self.right(claim.kind, claim.trigger)?;
                let kind = self.kinds[claim.kind as usize]?;
                Some(Read {
                    claim,
                    first: mine.clone().any(|w| self.told.tells(w, kind) >= FIRST),
                    words: mine,
                    held: right >= LEAST,
                    told: right >= least(claim),
                })
            })
            .collect();
        let mut all: Vec<(f32, usize, EventType)> = Vec::new();
        for (&kind, number) in EventType::ALL.iter().zip(&self.kinds) {
            let Some(number) = *number else { continue };
            let likely = (0..words.len()).map(|w| (self.told.tells(w, number), w, kind));
            all.extend(likely.filter(|(p, ..)| *p > FRESH));
        }
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut out: FxHashMap<usize, (EventType, f32)> = FxHashMap::default();
        for (p, word, kind) in all {
            let apart = |r: &Read<'_>| {
                let (start, last) = (r.words.start, r.words.end - 1);
                start.saturating_sub(word).max(word.saturating_sub(last))
            };
            let same_telling = |r: &Read<'_>| {
                let sentence = r.claim.sentence;
                let inside = sentence.start <= words[word].start && words[word].start < sentence.end;
                r.told && inside && (apart(r) <= CLOSE || !r.first)
            };
            let known = read.iter().any(|r| match r.claim.kind == kind {
                true => r.words.contains(&word) || same_telling(r),
                false => r.words.contains(&word) && r.held,
            });
            let nearby = out
                .iter()
                .any(|(w, (k, _))| *w == word || *k == kind && w.abs_diff(word) <= CLOSE);
            if !known && !nearby {
                out.insert(word, (kind, p));
            }
        }
        out
    }
}

/// From this probability on a claim of the rules is told.
fn least(claim: &Claim) -> f32 {
    if claim.toll.is_empty() {
        LEAST
    } else {
        LEAST_COUNTED
    }
}

/// A probability of the encoder as one of coders.
fn along((constant, share): (f32, f32), p: f32) -> f32 {
    logistic(constant + share * log_odds(p))
}

/// The log-odds of a probability, within what can be told apart.
pub(crate) fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}
