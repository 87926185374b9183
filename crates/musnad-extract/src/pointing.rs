//! Pointing back: phrases that say who they mean by a word before them in the sentence.

use crate::frame::View;
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece, head_gender};
use musnad_lexicon::{Clitics, Gender, Number, Pron};

impl View<'_, '_> {
    /// The phrase before `np` that says who it is: the owner that its pronoun stands for («قواته»), the body that it
    /// names again («هذه القوات»), or those that its people are others of («وإصابة ثلاثة آخرين»).
    pub(crate) fn pointed_at(&self, np: NpId) -> Option<NpId> {
        let p = &self.chunks.nps[np];
        let class = &self.sent.lang.class;
        let tok = &self.sent.toks[p.head];
        if tok.tag == Tag::Num || self.sent.is(p.head, &class.others) {
            return self.counted_before(np);
        }
        let own = [&class.body, &class.fighter, &class.title]
            .iter()
            .any(|c| self.sent.is(p.head, c));
        if tok.tag != Tag::Noun || !own || p.genitive.is_some() || p.of.is_some() || p.apposed.is_some() {
            return None;
        }
        match tok.reading().and_then(|r| r.pron) {
            Some(pron) => self.owner_before(np, pron),
            None if tok.clitics().has(Clitics::AL) && p.adjectives.is_empty() => self.named_before(np),
            None => None,
        }
    }

    /// «سيطر التنظيم على البلدة قبل أن تستعيدها قوة», «أطلق 300 مسيرة أسقط منها 277»: the phrases before token `at` that
    /// a pronoun there may stand for, the nearest first.
    pub(crate) fn may_stand_for(&self, at: usize, pron: Pron) -> impl Iterator<Item = NpId> + '_ {
        let mut all: Vec<NpId> = (0..self.chunks.nps.len())
            .filter(|n| self.chunks.nps[*n].last < at && self.suits(*n, pron))
            .collect();
        all.sort_by_key(|n| std::cmp::Reverse(self.chunks.nps[*n].head));
        all.into_iter()
    }

    /// Whether a pronoun may stand for `np`, by gender and number.
    fn suits(&self, np: NpId, pron: Pron) -> bool {
        let p = &self.chunks.nps[np];
        let tok = &self.sent.toks[p.head];
        let (gender, number) = head_gender(self.sent, p);
        let people = tok.readings().any(|r| r.pos == musnad_lexicon::Pos::Person);
        let count = p.quantity.map(|q| self.sent.quantities[q].value);
        let several = number == Some(Number::Plural) || count.is_some_and(|c| c != Some(1) && c != Some(2));
        let two = number == Some(Number::Dual) || count == Some(Some(2));
        match pron {
            Pron::He => tok.tag == Tag::Name || gender == Some(Gender::Masc) && !several && !two,
            Pron::She => tok.tag == Tag::Name || gender == Some(Gender::Fem) && !two || several && !people,
            Pron::Two => two,
            Pron::They | Pron::TheyFem => several && people,
            Pron::Other => false,
        }
    }

    fn before(&self, np: NpId) -> impl Iterator<Item = NpId> + '_ {
        let first = self.chunks.nps[np].first;
        let mut all: Vec<NpId> = (0..self.chunks.nps.len())
            .filter(|n| self.chunks.nps[*n].last < first)
            .collect();
        all.sort_by_key(|n| std::cmp::Reverse((self.chunks.nps[*n].last, self.chunks.nps[*n].first)));
        all.into_iter()
    }

    /// People counted before, those among them left out.
    fn counted_before(&self, np: NpId) -> Option<NpId> {
        let class = &self.sent.lang.class;
        let among = |n: NpId| {
            let chunk = self.chunks.of_token[self.chunks.nps[n].head];
            matches!(self.chunks.list[chunk].piece, Piece::Pp(..)) && self.has_prep(chunk, "", &class.among)
                || chunk
                    .checked_sub(1)
                    .is_some_and(|c| self.has_prep(c, "", &class.among))
        };
        self.before(np).find(|n| {
            let p = &self.chunks.nps[*n];
            p.quantity.is_some()
                && self.sent.toks[p.head].tag != Tag::Num
                && self.sent.toks[p.head]
                    .readings()
                    .any(|r| r.pos == musnad_lexicon::Pos::Person)
                && !self.sent.is(p.head, &class.others)
                && !among(*n)
        })
    }

    /// The nearest body before that the pronoun agrees with.
    fn owner_before(&self, np: NpId, pron: Pron) -> Option<NpId> {
        let gender = match pron {
            Pron::He => Gender::Masc,
            Pron::She => Gender::Fem,
            _ => return None,
        };
        self.before(np).find(|n| {
            let head = self.chunks.nps[*n].head;
            let tok = &self.sent.toks[head];
            let body = match tok.tag {
                Tag::Name => tok.part_of.is_some_and(|name| {
                    self.sent.names[name]
                        .entries
                        .iter()
                        .any(|e| matches!(e, musnad_knowledge::Entry::Actor(_)))
                }),
                _ => self.sent.is(head, &self.sent.lang.class.body),
            };
            let agrees = tok
                .word
                .iter()
                .flat_map(|w| &w.readings)
                .filter(|r| r.pos.is_noun())
                .any(|r| {
                    let plural = r.number() == Some(Number::Plural);
                    r.feats.gender() == Some(gender) && !plural || plural && gender == Gender::Fem
                });
            body && agrees
        })
    }

    /// A phrase before with the same head word and more of a name.
    fn named_before(&self, np: NpId) -> Option<NpId> {
        let lexeme = self.sent.toks[self.chunks.nps[np].head].reading()?.lexeme?;
        self.before(np).find(|n| {
            let p = &self.chunks.nps[*n];
            let named = p.genitive.is_some() || p.apposed.is_some() || !p.adjectives.is_empty();
            let tok = &self.sent.toks[p.head];
            let same = tok
                .word
                .iter()
                .flat_map(|w| &w.readings)
                .any(|r| r.lexeme == Some(lexeme));
            same && (named || tok.tag == Tag::Name)
        })
    }
}
