//! Judging: candidates handed to the scorer, one by one for reading and whole for training.

use crate::claim::{Claim, EventType};
use crate::draft::Draft;
use crate::features::{Candidate, Setting, sentence_words};
use crate::frame::View;
use crate::matching::Frames;
use crate::reader::{Reader, SentenceReading};
use crate::scorer::logistic;
use musnad_page::Document;

impl<'a> SentenceReading<'a> {
    /// One of its drafts as a candidate; `view` and `frames` are of this sentence.
    pub(crate) fn candidate<'c, 's>(
        &'c self,
        (view, frames): (&'c View<'s, 'a>, &'c Frames),
        draft: &'c Draft,
        claim: &'c Claim,
        setting: Setting,
    ) -> Candidate<'c, 's, 'a> {
        Candidate {
            view,
            frames,
            draft,
            claim,
            reports: &self.reports,
            all: &self.drafts,
            setting,
        }
    }
}

impl Reader {
    /// Every candidate of a document with what is known of it, by the names of the features.
    pub fn candidates(&self, document: &Document) -> Vec<(Claim, Vec<(String, f32)>)> {
        let mut out = Vec::new();
        self.each_sentence(document, |place, reading| {
            let setting = Setting::of(document, place);
            let view = View::of(&reading.sent, &reading.chunks);
            let frames = Frames::new(&view);
            for (draft, claim) in reading.drafts.iter().zip(&reading.claims) {
                let mut features = Vec::new();
                reading
                    .candidate((&view, &frames), draft, claim, setting)
                    .features(&mut |name, value| features.push((name.to_owned(), value)));
                out.push((claim.clone(), features));
            }
        });
        out
    }

    /// The words of a document's sentences as the scorer sees them for this type, with or without a candidate.
    pub fn words(&self, document: &Document, kind: EventType) -> Vec<(String, f32)> {
        let (mut out, mut name) = (Vec::new(), String::new());
        self.each_sentence(document, |_, reading| {
            let view = View::of(&reading.sent, &reading.chunks);
            sentence_words(&view, kind.name(), &mut name, &mut |n, value| {
                out.push((n.to_owned(), value))
            });
        });
        out
    }

    /// Judges a claim by its features.
    pub(crate) fn judge(&self, candidate: &Candidate<'_, '_, '_>) -> (f32, bool) {
        let sound = candidate.draft.is_sound();
        let Some(scorer) = &self.scorer else {
            return (f32::from(u8::from(sound)), !sound);
        };
        let mut sum = scorer.bias;
        candidate.features(&mut |name, value| sum += scorer.weight(name) * value);
        let probability = logistic(sum);
        (probability, probability < scorer.threshold(candidate.claim.kind))
    }
}
