//! Deaths and damage by an accident or by nature, which are no act of anybody: «أدى زلزال إلى مقتل», «ضحايا انهيار مبنى».

use crate::claim::EventType;
use crate::draft::{Draft, Lost, Why};
use crate::frame::View;
use crate::frames::Frames;
use crate::lexical::Tag;
use crate::matching::Matcher;
use crate::phrase::{NpId, Piece, Prep};
use musnad_lexicon::{ClassSet, Pos, Reading};

impl View<'_, '_> {
    /// Whether what befell people in the sentence is told to be of an accident or of nature, and nobody uses force in it.
    pub(crate) fn is_mishap(&self, frames: &Frames) -> bool {
        let class = &self.sent.lang.class;
        let forced = |at: usize| {
            let told = matches!(self.sent.toks[at].tag, Tag::Noun | Tag::Verb);
            told && self.sent.is(at, &class.force_used)
        };
        let mishaps = (0..self.chunks.nps.len()).filter(|np| self.names_mishap(*np));
        let mishaps: Vec<NpId> = mishaps.filter(|np| self.brings_harm(frames, *np)).collect();
        // «تحطم طائرة حربية»: its own words are none of force
        let own = |at: &usize| {
            let of = |np: &NpId| (self.chunks.nps[*np].first..=self.chunks.nps[*np].last).contains(at);
            mishaps.iter().any(of)
        };
        !mishaps.is_empty() && !(0..self.sent.toks.len()).filter(|at| !own(at)).any(forced)
    }

    /// Whether the head of `np` is a word for an accident or an act of nature, and for nothing else.
    fn names_mishap(&self, np: NpId) -> bool {
        let tok = &self.sent.toks[self.chunks.nps[np].head];
        let class = &self.sent.lang.class;
        let compound = tok
            .compound
            .is_some_and(|(_, classes)| classes.meets(&class.mishap));
        let mut nouns = tok.readings().filter(|r| r.pos != Pos::Verb).peekable();
        let only = |r: &Reading| r.classes.meets(&class.mishap);
        tok.tag == Tag::Noun && (compound || nouns.peek().is_some() && nouns.any(only))
    }

    /// «أدى زلزال إلى», «في حريق», «جراء السيول», «حصيلة الفيضانات»: whether it is what brought harm.
    fn brings_harm(&self, frames: &Frames, np: NpId) -> bool {
        let class = &self.sent.lang.class;
        let outer = self.chunks.outermost(np);
        let chunk = self.chunks.of_token[self.chunks.nps[outer].head];
        if outer != np {
            // «حصيلة الزلزال», «ضحايا حريق»
            let head = self.chunks.nps[outer].head;
            return self.sent.is(head, &class.tally) || self.behind_cause(chunk);
        }
        let verbs = (0..self.sent.toks.len()).filter(|at| self.sent.toks[*at].tag == Tag::Verb);
        let does = verbs
            .filter(|at| self.sent.is(*at, &class.brings_harm))
            .any(|at| frames.verb(self, at).subject == Some(np));
        does || self.behind_cause(chunk)
    }

    /// Whether chunk `c` is a phrase that tells in or by what something befell.
    fn behind_cause(&self, c: usize) -> bool {
        let class = &self.sent.lang.class;
        match self.chunks.list[c].piece {
            Piece::Pp(Prep::At(_), _) => {
                // «خلف زلزال عشرين قتيلا»: the verb is read as the preposition
                [&class.location, &class.because, &class.time_prep]
                    .iter()
                    .any(|set| self.has_prep(c, "", set))
            }
            Piece::Pp(Prep::Clitic(_), _) => self.has_prep(c, "ب", &ClassSet::default()),
            _ => false,
        }
    }
}

impl Matcher<'_, '_, '_> {
    /// «أدى زلزال إلى مقتل مئة»: what an accident or nature did, and nobody is said to have done.
    pub(crate) fn drop_mishaps(&self, drafts: &mut Vec<Draft>, lost: &mut Vec<Lost>) {
        let nobody = |d: &Draft| d.kind == EventType::Assault && d.actor.is_empty();
        if !drafts.iter().any(nobody) || !self.view.is_mishap(self.frames) {
            return;
        }
        drafts.retain(|d| {
            if nobody(d) {
                lost.push(Lost {
                    rule: d.rule,
                    at: d.trigger[0],
                    why: Why::Mishap,
                });
            }
            !nobody(d)
        });
    }
}
