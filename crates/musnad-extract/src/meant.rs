//! What a slot of a rule means where the words leave it open: what a pronoun stands for, and whether a word that the
//! rule excludes can mean anything else.

use crate::claim::{Count, Outcome};
use crate::draft::Filler;
use crate::lexical::{Tag, suits};
use crate::matching::{Matcher, Node};
use crate::phrase::{NpId, Piece};
use crate::rule::{Relation, Rule, Slot, Test};
use musnad_lexicon::Pos;

impl Matcher<'_, '_, '_> {
    /// «بعد شهر من خطفه», «كانوا قد اعتقلوه»: whoever is held or abducted, if an ending stands for him, and his number.
    pub(crate) fn held_before(
        &self,
        r: &Rule,
        trigger: &Node,
        actor: &[Filler],
        (recipient, toll): (&mut Vec<Filler>, &mut Vec<Count>),
    ) {
        let held = (r.toll.first().map(|t| t.outcome))
            .filter(|o| matches!(o, Outcome::Abducted | Outcome::Detained));
        if let Some((outcome, np)) = held.zip(self.person_meant(trigger, actor)) {
            recipient.push(Filler::Np(np));
            toll.extend(self.view.count(np, outcome).filter(|_| toll.is_empty()));
        }
    }

    /// «الإفراج عن طبيب بعد شهر من خطفه», «…، كان مسلحون قد اختطفوه»: the person or people before the trigger for whom
    /// its ending stands.
    fn person_meant(&self, trigger: &Node, actor: &[Filler]) -> Option<NpId> {
        let tok = &self.view.sent.toks[self.head(trigger)];
        let masdar = tok.reading().is_some_and(|r| r.pos == Pos::Masdar);
        let pron = tok.reading().and_then(|r| r.pron)?;
        let free = match trigger {
            Node::Verb(f) => f.act.is_none() && f.object.is_none(),
            _ => masdar,
        };
        let person = |np: &NpId| {
            let p = &self.view.chunks.nps[*np];
            let head = self.view.sent.toks[p.head].reading();
            head.is_some_and(|r| r.pos == Pos::Person && !r.is_definite())
        };
        let mut all = self.view.may_stand_for(self.head(trigger), pron).filter(|_| free);
        all.find(|np| person(np) && !actor.contains(&Filler::Np(*np)))
    }

    /// Whether what a rule excludes stands there. A word anywhere in the sentence must mean it and nothing else:
    /// «المهاجمون» may be forwards, «الحكم» a referee.
    pub(crate) fn excludes(&self, slot: &Slot, nodes: &[Node]) -> bool {
        let found = self.follow(slot, nodes);
        let far = matches!(slot.path[..], [Relation::Sentence]);
        match &slot.test {
            Some(test) if far => found.iter().any(|n| self.means_only(test, n)),
            Some(test) => found.iter().any(|n| !self.is_rather_somebody(test, n)),
            None => !found.is_empty(),
        }
    }

    /// «قتل المهاجم أربعة»: whether the word at `node` is also one for somebody that the test does not look for, and nothing
    /// else speaks for what it looks for, as «المهاجم البرازيلي» and «المباراة» do.
    fn is_rather_somebody(&self, test: &Test, node: &Node) -> bool {
        let (sent, head) = (self.view.sent, self.head(node));
        let tok = &sent.toks[head];
        let of = |at: usize| sent.toks[at].tag == Tag::Noun && at != head;
        let another = (0..sent.toks.len()).any(|at| of(at) && self.means_only(test, &Node::Word(at)));
        let nation = |t: &crate::lexical::Tok| t.tag == Tag::Adj && t.readings().any(|r| r.pos == Pos::Nisba);
        if another || sent.toks.get(head + 1).is_some_and(nation) {
            return false;
        }
        let fits = |r: &musnad_lexicon::Reading| {
            r.classes.meets(&test.classes) || r.lexeme.is_some_and(|l| test.lexemes.contains(&l))
        };
        let mut people = tok.readings().filter(|r| r.pos == Pos::Person).peekable();
        tok.tag == Tag::Noun && people.peek().is_some() && !people.any(fits)
    }

    /// Whether every reading of the word at `node` is what the test looks for.
    fn means_only(&self, test: &Test, node: &Node) -> bool {
        let tok = &self.view.sent.toks[self.head(node)];
        let fits = |r: &musnad_lexicon::Reading| {
            r.classes.meets(&test.classes) || r.lexeme.is_some_and(|l| test.lexemes.contains(&l))
        };
        let described =
            |r: &musnad_lexicon::Reading| tok.tag == Tag::Noun && matches!(r.pos, Pos::Adj | Pos::Nisba);
        let mut own = tok.readings().filter(|r| suits(tok.tag, r.pos) && !described(r));
        test.classes.is_empty() && test.lexemes.is_empty()
            || !matches!(tok.tag, Tag::Noun | Tag::Adj)
            || test.meets_compound(tok)
            || own.all(fits)
    }

    /// What a pronoun in the place of the subject or object stands for, where the slot says what is sought:
    /// «سيطر على البلدة قبل أن تستعيدها قوة», «أسقط 277 منها».
    pub(crate) fn stood_for(&self, slot: &Slot, start: &Node) -> Vec<Node> {
        let (Some(test), [relation @ (Relation::Object | Relation::Subject)], Node::Verb(f)) =
            (&slot.test, &slot.path[..], start)
        else {
            return Vec::new();
        };
        let chunks = &self.view.chunks;
        let counted = |np: NpId| {
            let p = &chunks.nps[np];
            let alone = self.view.sent.toks[p.head].tag == Tag::Num;
            match chunks.list.get(chunks.of_token[p.last] + 1)?.piece {
                Piece::PrepPron(at, pron) if alone => Some((at, pron)),
                _ => None,
            }
        };
        let pointing = match relation {
            Relation::Object if f.object.is_none() => {
                f.pronoun.filter(|_| f.act.is_none()).map(|pron| (f.verb, pron))
            }
            Relation::Object => f.object.and_then(counted),
            _ => f.subject.and_then(counted),
        };
        let stands = pointing
            .into_iter()
            .flat_map(|(at, pron)| self.view.may_stand_for(at, pron));
        let mut nodes = stands.map(|np| Node::Np(self.frames.noun(self.view, np)));
        nodes
            .find(|n| self.test(test, n) && self.sort_fits(&slot.sorts, n))
            .into_iter()
            .collect()
    }
}
