//! Phrases that «و» joins: which of them are told together, and which begin something of their own.

use crate::frame::View;
use crate::lexical::Tag;
use crate::phrase::{Chunk, NpId, Piece, clitics_at, head_gender};
use musnad_lexicon::{Aspect, Clitics, Number, Pos, Reading};

impl View<'_, '_> {
    /// «الطفل وأخوه استشهدوا»: whether more are told with `np` right behind it.
    pub(crate) fn is_followed_by_more(&self, np: NpId) -> bool {
        let next = self.chunks.of_token[self.chunks.nps[self.chunks.outermost(np)].last] + 1;
        matches!(self.chunks.list.get(next).map(|c| c.piece), Some(Piece::Np(more)) if self.is_coordinated(more))
    }

    /// Phrases joined to `np` by «و», itself first.
    pub(crate) fn coordinated(&self, np: NpId) -> Vec<NpId> {
        let mut out = vec![np];
        let outer = self.chunks.outermost(np);
        let mut c = self.chunks.of_token[self.chunks.nps[outer].last] + 1;
        // «مقتل شخص وإصابة ثلاثة»: the second act is joined to the first, not to its genitive
        let act = |np: NpId| {
            let head = self.chunks.nps[np].head;
            self.sent.toks[head].tag == Tag::Noun
                && (self.sent.is(head, &self.sent.lang.class.harm)
                    || self.sent.is(head, &self.sent.lang.class.event_noun))
        };
        let inner = np != outer && act(outer) && !act(np);
        c = self.over_names(np, c);
        while let Some(chunk) = self.chunks.list.get(c) {
            match chunk.piece {
                Piece::Np(next)
                    if inner && (act(next) || self.is_act(next)) || self.is_act_among_people(outer, next) =>
                {
                    break;
                }
                Piece::Np(next) if self.has_own_harm(np, next) => break,
                Piece::Np(next) if self.is_coordinated(next) => out.push(next),
                Piece::Mark('،' | ',') if !inner && self.more_people(np, c + 1) => {}
                // «شهيدة على الأقل و6 إصابات»
                Piece::Word(Pos::Adv)
                    if self
                        .word_classes(chunk.first)
                        .meets(&self.sent.lang.class.at_least) => {}
                Piece::Word(Pos::Conj) if self.conj_of_phrase(c) => {
                    c += 1;
                    if let Some(Piece::Np(next)) = self.chunks.list.get(c).map(|x| x.piece) {
                        out.push(next);
                    }
                }
                // «12 قتيلا، بينهم ثلاث نساء، و30 جريحا»
                _ => match self.over_part(c).or_else(|| self.over_phrases(c)) {
                    Some(next) => c = next,
                    None => match self.besides(c) {
                        Some((next, np)) => {
                            out.push(np);
                            c = next;
                        }
                        None => break,
                    },
                },
            }
            c += 1;
        }
        out
    }

    /// «الأختين مها وسلمى»: the chunk after the names of two people that are told from chunk `c` on; `c` where none are.
    pub(crate) fn over_names(&self, people: NpId, c: usize) -> usize {
        let p = &self.chunks.nps[people];
        let two = head_gender(self.sent, p).1 == Some(Number::Dual)
            && (self.sent.toks[p.head].readings())
                .any(|r| r.pos == Pos::Person || r.classes.meets(&self.sent.lang.class.kin));
        let np = |c: usize| match self.chunks.list.get(c).map(|x| x.piece) {
            Some(Piece::Np(np)) => Some(np),
            _ => None,
        };
        let named = np(c)
            .is_some_and(|n| self.sent.names_a_person(self.chunks.nps[n].head) && !self.is_coordinated(n));
        if !two || !named {
            return c;
        }
        let other =
            np(c + 1).is_some_and(|n| self.is_coordinated(n) && self.chunks.nps[n].quantity.is_none());
        c + 1 + usize::from(other)
    }

    /// «قتل مدني واثنان جرحا»: those joined to `first`, whom a verb has told of, have a verb of their own for what befell
    /// them; or somebody known begins a clause: «28 قتيلا والوالي يعلن الطوارئ».
    pub(crate) fn has_own_harm(&self, first: NpId, next: NpId) -> bool {
        let end = self.chunks.of_token[self.chunks.nps[next].last];
        let opens = |x: &Chunk| {
            let clause = x.piece == Piece::Verb && !clitics_at(self.sent, x.first).has_conj();
            clause && self.aspect_is(x.first, Aspect::Imperfect) && !self.aspect_is(x.first, Aspect::Perfect)
        };
        let counted = self.chunks.nps[first].quantity.is_some() && self.chunks.nps[next].quantity.is_none();
        let known = self.is_coordinated(next) && self.is_definite(next);
        if counted && known && self.chunks.list.get(end + 1).is_some_and(opens) {
            return true;
        }
        let after = self.chunks.list.get(end + 1).filter(|x| x.piece == Piece::Verb);
        let told = self.chunks.of_token[self.chunks.nps[self.chunks.outermost(first)].first].checked_sub(1);
        let told = told.is_some_and(|c| self.chunks.list[c].piece == Piece::Verb);
        // «طفلان شهيدان وأمهما مجروحة»
        let hurt = match self.chunks.list.get(end + 1).map(|x| x.piece) {
            Some(Piece::Np(said)) => {
                let tok = &self.sent.toks[self.chunks.nps[said].head];
                let class = &self.sent.lang.class;
                let injured = |r: &Reading| {
                    let of = r.classes.meets(&class.injured)
                        || r.pos == Pos::PassivePart && r.classes.meets(&class.injure);
                    of && !r.is_definite() && r.clitics.count() == 0
                };
                self.is_definite(next) && tok.readings().any(injured)
            }
            _ => false,
        };
        self.is_coordinated(next) && hurt
            || told
                && self.is_coordinated(next)
                && self.chunks.nps[next].quantity.is_some()
                && after.is_some_and(|x| {
                    self.sent.is(x.first, &self.sent.lang.class.harm)
                        && !clitics_at(self.sent, x.first).has_conj()
                        && self.reading_number(x.first) != Some(Number::Sing)
                })
    }

    /// «مصادرة صواريخ والقبض على مشتبهين», «مقتل أربعة وخطف آخرين»: an act after what is none.
    pub(crate) fn is_act_among_people(&self, first: NpId, next: NpId) -> bool {
        let people = self.sent.toks[self.chunks.nps[first].head]
            .readings()
            .any(|r| r.pos == Pos::Person);
        self.is_act(next) && (people || self.chunks.nps[first].quantity.is_some())
    }

    /// Whether `np` tells an act: its head is a verbal noun of a class, and nobody.
    pub(crate) fn is_act(&self, np: NpId) -> bool {
        let tok = &self.sent.toks[self.chunks.nps[np].head];
        let masdar = |r: &Reading| r.pos == Pos::Masdar && !r.classes.is_empty();
        tok.tag == Tag::Noun && tok.readings().any(masdar) && !tok.readings().any(|r| r.pos == Pos::Person)
    }

    pub(crate) fn is_coordinated(&self, np: NpId) -> bool {
        clitics_at(self.sent, self.chunks.nps[np].first).has(Clitics::AND)
    }

    /// «و» written apart before a phrase with no preposition.
    pub(crate) fn conj_of_phrase(&self, chunk: usize) -> bool {
        matches!(
            self.chunks.list.get(chunk + 1).map(|c| c.piece),
            Some(Piece::Np(_))
        )
    }
}
