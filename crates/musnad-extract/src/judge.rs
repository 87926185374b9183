//! Judging: candidates handed to the scorer, one by one for reading and whole for training.

use crate::attach::{Attacher, Field};
use crate::claim::{Claim, Count, EventType};
use crate::draft::Draft;
use crate::features::{Candidate, sentence_words, twice};
use crate::frame::View;
use crate::frames::Frames;
use crate::learned::Word;
use crate::lexical::Tag;
use crate::opinion::Opinion;
use crate::reader::{Reader, SentenceReading, Weak};
use crate::rule::Rules;
use crate::scorer::{Features, Scorer, logistic};
use musnad_page::Document;
use musnad_text::Span;

/// A place, time, figure, party or source that a claim might have.
#[derive(Clone, Debug)]
pub struct Attachable {
    /// Its words.
    pub words: Span,
    /// How many people a figure counts, and what became of them.
    pub count: Option<Count>,
    /// What is known of it, by the names of the features.
    pub features: Vec<(String, f32)>,
}

impl<'a> SentenceReading<'a> {
    /// One of its drafts as a candidate; `view` and `frames` are of this sentence.
    pub(crate) fn candidate<'c, 's>(
        &'c self,
        (view, frames): (&'c View<'s, 'a>, &'c Frames),
        draft: &'c Draft,
        claim: &'c Claim,
    ) -> Candidate<'c, 's, 'a> {
        Candidate {
            view,
            frames,
            draft,
            claim,
            reports: &self.reports,
            all: &self.drafts,
            setting: self.setting,
        }
    }

    /// What it offers for the fields of its drafts; `view` and `frames` are of this sentence.
    pub(crate) fn attacher<'c, 's>(
        &'c self,
        view: &'c View<'s, 'a>,
        frames: &'c Frames,
        rules: &'c Rules,
    ) -> Attacher<'c, 's, 'a> {
        Attacher {
            view,
            frames,
            reports: &self.reports,
            before: &self.speaker,
            drafts: &self.drafts,
            rules,
            date: self.date.as_deref(),
            opinion: self.opinion.as_deref(),
        }
    }
}

impl Reader {
    /// Every candidate of a document with what is known of it, by the names of the features.
    pub fn candidates(&self, document: &Document) -> Vec<(Claim, Vec<(String, f32)>)> {
        let mut out = Vec::new();
        self.each_sentence(document, None, Weak::All, |_, reading| {
            let view = View::of(&reading.sent, &reading.chunks);
            let frames = Frames::new(&view);
            for (draft, claim) in reading.drafts.iter().zip(&reading.claims) {
                let mut features = Vec::new();
                reading
                    .candidate((&view, &frames), draft, claim)
                    .features(&mut |name, value| features.push((name.to_owned(), value)));
                out.push((claim.clone(), features));
            }
        });
        out
    }

    /// The words of a document that may tell something.
    pub fn telling_words(&self, document: &Document) -> Vec<Word> {
        let mut out = Vec::new();
        self.each_sentence(document, None, Weak::All, |_, reading| {
            let view = View::of(&reading.sent, &reading.chunks);
            let tells = |at: &usize| matches!(view.sent.toks[*at].tag, Tag::Verb | Tag::Noun | Tag::Adj);
            out.extend((0..view.sent.toks.len()).filter(tells).map(|at| Word {
                span: view.sent.toks[at].span,
                verb: view.sent.toks[at].tag == Tag::Verb,
                lemma: crate::features::lemma(&view, at).to_owned(),
            }));
        });
        out
    }

    /// Every candidate of a document with all that its sentence offers for each field, in the order of [`Field::ALL`], and
    /// what is known of it as the candidate's own.
    pub fn attachments(&self, document: &Document) -> Vec<(Claim, [Vec<Attachable>; 6])> {
        let mut out = Vec::new();
        self.each_sentence(document, None, Weak::All, |_, reading| {
            let view = View::of(&reading.sent, &reading.chunks);
            let frames = Frames::new(&view);
            let attacher = reading.attacher(&view, &frames, &self.rules);
            let fields = Field::ALL.map(|f| (f, attacher.spots(f)));
            for (n, claim) in reading.claims.iter().enumerate() {
                let known = fields.each_ref().map(|(field, spots)| {
                    let one = |s: usize| {
                        let mut features = Vec::new();
                        attacher.features(*field, n, spots, s, &mut |name, value| {
                            features.push((name.to_owned(), value));
                        });
                        let words = attacher.words(*field, &spots[s]);
                        Attachable {
                            words,
                            count: spots[s].count.clone(),
                            features,
                        }
                    };
                    let befits = |s: &usize| attacher.befits(*field, n, &spots[*s]);
                    (0..spots.len()).filter(befits).map(one).collect()
                });
                out.push((claim.clone(), known));
            }
        });
        out
    }

    /// The words of a document's sentences as the scorer sees them for this type, with or without a candidate.
    pub fn words(&self, document: &Document, kind: EventType) -> Vec<(String, f32)> {
        let mut out = Vec::new();
        self.each_sentence(document, None, Weak::All, |_, reading| {
            let view = View::of(&reading.sent, &reading.chunks);
            sentence_words(&view, kind.name(), &mut |name, value| {
                out.push((name.to_owned(), value));
            });
        });
        out
    }

    /// Judges a claim by its features; `said` is of its sentence.
    pub(crate) fn judge(
        &self,
        candidate: &Candidate<'_, '_, '_>,
        said: &mut Said,
        opinion: Option<&Opinion>,
    ) -> (f32, bool) {
        let sound = candidate.draft.is_sound();
        let Some(scorer) = &self.scorer else {
            return (f32::from(u8::from(sound)), !sound);
        };
        let kind = candidate.claim.kind;
        // one by one in the order of all features, so that the sum is the same to its last bit
        said.features.clear();
        candidate.own(&mut |name, value| said.features.push(name, value));
        let mut sum = scorer.weights(&said.features).fold(scorer.bias, |a, b| a + b);
        sum = said
            .of(candidate.view, (kind, candidate.stands_apart()), scorer)
            .iter()
            .fold(sum, |a, b| a + b);
        said.features.clear();
        candidate.round(&mut |name, value| said.features.push(name, value));
        sum = scorer.weights(&said.features).fold(sum, |a, b| a + b);
        let probability = logistic(sum);
        let threshold = scorer.threshold(kind, candidate.setting.is_alone());
        let learned = candidate.draft.learned.is_some();
        let doubtful = probability < threshold;
        let asked = opinion.filter(|_| !candidate.draft.weak || !doubtful);
        match asked.and_then(|o| o.judge(candidate.claim, learned, probability)) {
            Some(judged) => (judged.probability, judged.probability < judged.least),
            None => (probability, doubtful),
        }
    }
}

/// What the words of a sentence add to each of its claims, by type, as far as it was asked for.
#[derive(Default)]
pub(crate) struct Said {
    /// Those of the candidate at hand, so that their room is asked for once.
    features: Features,
    by_kind: Vec<(EventType, Vec<f32>)>,
}

impl Said {
    fn of(&mut self, view: &View<'_, '_>, (kind, apart): (EventType, bool), scorer: &Scorer) -> &[f32] {
        let known = self.by_kind.iter().position(|(k, _)| *k == kind);
        let at = known.unwrap_or_else(|| {
            self.features.clear();
            let mut push = |name: &str, value| self.features.push(name, value);
            sentence_words(view, kind.name(), &mut twice(apart, &mut push));
            self.by_kind
                .push((kind, scorer.weights(&self.features).collect()));
            self.by_kind.len() - 1
        });
        &self.by_kind[at].1
    }
}
