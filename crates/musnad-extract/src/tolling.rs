//! Tolls that stand apart from their event: parts of a counted group told behind a mark, and nobody hurt.
//!
//! A rule counts what its own slots reach. Once the drafts of a sentence are joined, what follows the counted people
//! is looked at («ثلاثة شبان، أحدهم في عينه», «عشرة مدنيين، سبعة منهم نساء»), and what is said to have hurt nobody
//! gets a count of none («دون أن تسفر عن إصابات»).

use crate::claim::{Bound, Count, EventType, Outcome};
use crate::draft::Draft;
use crate::frame::View;
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece, clitics_at};
use musnad_lexicon::Pos;

/// Adds to each draft the counts that its rule could not reach.
pub(crate) fn look_further(view: &View<'_, '_>, drafts: &mut [Draft]) {
    let heads: Vec<usize> = drafts.iter().map(|d| d.trigger[0]).collect();
    for (n, draft) in drafts.iter_mut().enumerate() {
        let parts: Vec<Count> = draft.toll.iter().flat_map(|c| view.parts_behind(c)).collect();
        for part in parts {
            if !draft.toll.iter().any(|c| c.span == part.span) {
                draft.toll.push(part);
            }
        }
        if draft.kind == EventType::Assault && draft.toll.is_empty() {
            let until = heads
                .iter()
                .enumerate()
                .filter(|(m, at)| *m != n && **at > heads[n]);
            let until = until.map(|(_, at)| *at).min().unwrap_or(view.sent.toks.len());
            draft
                .toll
                .extend(view.nobody_hurt(draft.clause.0.max(heads[n]), until));
        }
    }
}

impl View<'_, '_> {
    /// The parts of the counted people that are told right behind them: «، أحدهم ضابط», «، سبعة منهم نساء».
    fn parts_behind(&self, whole: &Count) -> Vec<Count> {
        let last = (self.sent.toks.iter()).rposition(|t| t.span.end <= whole.span.end);
        let Some(chunk) = last.map(|at| self.chunks.of_token[at]) else {
            return Vec::new();
        };
        let mark = |c: usize| {
            matches!(
                self.chunks.list.get(c).map(|x| x.piece),
                Some(Piece::Mark('،' | ',' | '-' | '–' | '('))
            )
        };
        let at = chunk + 1 + usize::from(mark(chunk + 1));
        let Some(next) = self.chunks.list.get(at) else {
            return Vec::new();
        };
        let part = |np: Option<NpId>, value, bound, min, max, (first, last)| Count {
            outcome: whole.outcome,
            who: np.map(|np| {
                let head = self.chunks.nps[np].head;
                self.sent.span_of(head, head).of(self.sent.text).to_owned()
            }),
            value,
            bound,
            min,
            max,
            cumulative: whole.cumulative,
            span: self.sent.span_of(first, last),
        };
        if self.is_one_of_them(next.first) {
            let np = self.chunks.np_of(at + 1).filter(|_| {
                matches!(self.chunks.list[at + 1].piece, Piece::Np(_))
                    && !clitics_at(self.sent, next.last + 1).has_conj()
            });
            let last = np.map_or(next.first, |np| self.chunks.nps[np].last);
            return vec![part(
                np,
                Some(1),
                Bound::Exact,
                Some(1),
                Some(1),
                (next.first, last),
            )];
        }
        let Piece::Np(np) = next.piece else {
            return Vec::new();
        };
        let counted = self.chunks.nps[np].quantity.map(|q| &self.sent.quantities[q]);
        let of_them = counted.filter(|q| !q.ordinal && !q.percent).is_some_and(|q| {
            let after = q.tokens.end;
            after < self.sent.toks.len()
                && self.sent.toks[after].tag == Tag::Word(Pos::Prep)
                && self.word_classes(after).meets(&self.sent.lang.class.among)
        });
        // «سبعة من أفراد الشرطة» is no part of those before it
        if !of_them {
            return Vec::new();
        }
        let count = self.count(np, whole.outcome);
        count
            .map(|c| Count {
                cumulative: whole.cumulative,
                ..c
            })
            .into_iter()
            .collect()
    }

    /// «أحدهم», «إحداهن»: one, with a pronoun for the others.
    fn is_one_of_them(&self, at: usize) -> bool {
        let tok = &self.sent.toks[at];
        self.sent.is(at, &self.sent.lang.class.one_of)
            && tok.tag == Tag::Word(Pos::Pron)
            && !clitics_at(self.sent, at).has_conj()
            && !clitics_at(self.sent, at).has_prep()
    }

    /// «دون أن تسفر عن إصابات», «ولم توقع قتلى»: those that an attack is said not to have hurt.
    fn nobody_hurt(&self, first: usize, until: usize) -> Option<Count> {
        let class = &self.sent.lang.class;
        let without = |at: &usize| {
            let tok = &self.sent.toks[*at];
            matches!(tok.tag, Tag::Word(Pos::Neg))
                || tok.tag == Tag::Word(Pos::Prep) && self.word_classes(*at).meets(&class.without)
        };
        let start = (first..until).find(without)?;
        let hurt = (start + 1..until.min(start + 8)).find(|at| self.hurt(*at).is_some())?;
        // between the two stand «أن», a verb of causing or recording, «أي», «وقوع»
        let light = (start + 1..hurt).all(|at| match self.sent.toks[at].tag {
            Tag::Verb => {
                self.sent.is(at, &class.cause)
                    || self.sent.is(at, &class.record)
                    || self.sent.is(at, &class.occur)
            }
            Tag::Word(_) => true,
            Tag::Noun => self.sent.is(at, &class.occur) || self.sent.is(at, &class.record),
            _ => false,
        });
        let np = self.chunks.headed_by[hurt];
        let counted = np.is_some_and(|np| self.chunks.nps[np].quantity.is_some());
        (light && !counted).then(|| Count {
            outcome: self.hurt(hurt).unwrap_or(Outcome::Killed),
            who: None,
            value: Some(0),
            bound: Bound::Exact,
            min: Some(0),
            max: Some(0),
            cumulative: false,
            span: self.sent.span_of(start, hurt),
        })
    }

    /// What became of the people that a plural noun of loss tells of.
    fn hurt(&self, at: usize) -> Option<Outcome> {
        let class = &self.sent.lang.class;
        let tok = &self.sent.toks[at];
        let indefinite = tok.reading().is_some_and(|r| !r.is_definite());
        if tok.tag != Tag::Noun || !indefinite {
            return None;
        }
        let plural = tok
            .readings()
            .any(|r| r.number() == Some(musnad_lexicon::Number::Plural));
        if self.sent.is(at, &class.losses) || plural && self.sent.is(at, &class.killed) {
            Some(Outcome::Killed)
        } else if plural && (self.sent.is(at, &class.injured) || self.sent.is(at, &class.injure)) {
            Some(Outcome::Injured)
        } else {
            None
        }
    }
}
