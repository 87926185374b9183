//! Doers that stand off the place where a rule looks for them: who decides an act, whose weapon does it, whose
//! raid the harm came from.

use crate::claim::EventType;
use crate::draft::{Draft, Filler};
use crate::frame::{VerbFrame, View};
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::phrase::NpId;
use crate::rule::Relation;
use musnad_lexicon::{Clitics, Pos, Reading};

impl Matcher<'_, '_, '_> {
    /// The doer of an event whose rule found none: `passive` where the rule looks for no subject.
    pub(crate) fn doer(&self, node: &Node, slots: &[crate::rule::Slot]) -> Vec<Filler> {
        let active = slots.iter().any(|s| s.path == [Relation::Subject]);
        match node {
            Node::Verb(f) if active => self.owner_of_weapon(f).into_iter().collect(),
            Node::Verb(f) => self.cause(&f.pps).into_iter().collect(),
            Node::Np(f) => {
                let decided = self.decider(f.np);
                if decided.is_empty()
                    && self
                        .view
                        .sent
                        .is(self.view.chunks.nps[f.np].head, &self.view.sent.lang.class.harm)
                {
                    return self.cause(&f.pps).into_iter().collect();
                }
                decided
            }
            Node::Word(_) => Vec::new(),
        }
    }

    /// «هجوم بسيارة يقودها انتحاري», «في عمليات نفذها قراصنة»: the doer that a clause about the attack or its vehicle
    /// names, for an event that is told without one.
    pub(crate) fn told_of_means(&self, draft: &mut Draft) {
        let view = self.view;
        let class = &view.sent.lang.class;
        if draft.kind != EventType::Assault || !draft.actor.is_empty() {
            return;
        }
        let means = |np: NpId| {
            let head = view.chunks.nps[np].head;
            [&class.event_noun, &class.weapon, &class.operation]
                .iter()
                .any(|c| view.sent.is(head, c))
        };
        let about = |at: usize| view.sent.is(at, &class.undertake) || view.sent.is(at, &class.drive);
        let clause = draft.clause.0..=draft.clause.1;
        let told = |np: NpId| {
            clause.contains(&view.chunks.nps[np].first) && view.chunks.within(np).into_iter().any(means)
        };
        let doer = (0..view.sent.toks.len())
            .filter(|at| view.sent.toks[*at].tag == Tag::Verb && about(*at))
            .map(|at| self.frames.verb(view, at))
            .filter(|f| f.pronoun.is_some() && !f.subject_first && f.antecedent.is_some_and(told))
            .find_map(|f| {
                f.subject.filter(|np| {
                    let party = view.party(*np, self.date);
                    party.is_party || party.country.is_some()
                })
            });
        draft.actor.extend(doer.map(Filler::Np));
    }

    /// The demonstrators whom the sentence of a protest names further on: «اندلعت تظاهرة … وأحرق المتظاهرون».
    pub(crate) fn protesters(&self, draft: &mut Draft) {
        let chunks = &self.view.chunks;
        let class = &self.view.sent.lang.class;
        if draft.kind != EventType::Protest || !draft.actor.is_empty() {
            return;
        }
        let named = |np: &NpId| self.view.sent.is(chunks.nps[*np].head, &class.protester);
        let after = |np: &NpId| chunks.nps[*np].head > draft.trigger[0];
        // «سقط خلالها 15 متظاهرا», «والأمن يوقف ستة محتجين»: some of them were harmed
        let harmed: Vec<NpId> = (0..self.view.sent.toks.len())
            .filter(|at| self.view.sent.toks[*at].tag == Tag::Verb)
            .filter(|at| {
                [&class.upon_people, &class.harm, &class.occur]
                    .iter()
                    .any(|c| self.view.sent.is(*at, c))
            })
            .map(|at| self.frames.verb(self.view, at))
            .filter_map(|f| f.object.or(f.subject))
            .collect();
        let first = (0..chunks.nps.len())
            .filter(|np| named(np) && after(np) && !harmed.contains(np))
            .min_by_key(|np| chunks.nps[*np].head);
        let whole = first.map(|np| {
            if self.view.sent.toks[chunks.nps[chunks.outermost(np)].head].tag == Tag::Num {
                chunks.outermost(np)
            } else {
                np
            }
        });
        draft.actor.extend(whole.map(Filler::Np));
    }

    /// «دبابات روسية فتحت النار», «طيران التحالف يشن غارات»: the nation or owner of the weapon that is the subject.
    fn owner_of_weapon(&self, frame: &VerbFrame) -> Option<Filler> {
        let np = frame.subject?;
        let (view, class) = (self.view, &self.view.sent.lang.class);
        let p = &view.chunks.nps[np];
        if !view.sent.is(p.head, &class.weapon) && !view.sent.is(p.head, &class.aircraft) {
            return None;
        }
        let owner = p.genitive.filter(|np| view.party(*np, self.date).is_party);
        view.nation(np).map(Filler::Word).or(owner.map(Filler::Np))
    }

    /// «قتلوا جراء ضربة جوية أميركية»: the nation of the attack that people were hurt in.
    fn cause(&self, pps: &[usize]) -> Option<Filler> {
        let view = self.view;
        pps.iter()
            .filter_map(|c| view.chunks.np_of(*c))
            .filter(|np| {
                view.sent
                    .is(view.chunks.nps[*np].head, &view.sent.lang.class.event_noun)
            })
            .find_map(|np| view.nation(np))
            .map(Filler::Word)
    }

    /// The doer of an act named by a verbal noun that a verb of deciding or doing governs: «قررت الحكومة إغلاق».
    fn decider(&self, np: NpId) -> Vec<Filler> {
        let class = &self.view.sent.lang.class;
        let Some(verb) = self.governor(np) else {
            return Vec::new();
        };
        let decides = [&class.intend, &class.begin, &class.undertake, &class.decide]
            .iter()
            .any(|c| self.view.sent.is(verb.verb, c));
        let subject = verb.subject.filter(|subject| {
            decides && *subject != self.view.chunks.outermost(np) && self.view.is_party(*subject, self.date)
        });
        subject.into_iter().map(Filler::Np).collect()
    }
}

impl View<'_, '_> {
    /// The adjective of `np` that names a country.
    pub(crate) fn nation(&self, np: NpId) -> Option<usize> {
        self.chunks.nps[np]
            .adjectives
            .iter()
            .copied()
            .find(|a| self.country_of_word(*a).is_some())
    }

    /// The country that a word by itself names: «سوري».
    pub(crate) fn country_of_word(&self, at: usize) -> Option<String> {
        let lexicon = &self.sent.lang.lexicon;
        let mut entries = self.sent.toks[at].readings().filter_map(|r| r.lexeme);
        let country = entries.find_map(|l| lexicon.lexeme(l).country.clone());
        country.filter(|_| !self.is_matter(at))
    }

    /// «وزير المالية», not «الحكومة المالية»: what may be a nation's adjective or another, behind a noun without the
    /// article, which it can't describe.
    pub(crate) fn is_matter(&self, at: usize) -> bool {
        let tok = &self.sent.toks[at];
        let other = |r: &Reading| {
            let entry = r.lexeme.map(|l| self.sent.lang.lexicon.lexeme(l));
            r.pos == Pos::Adj && entry.is_some_and(|e| e.country.is_none())
        };
        let before = at.checked_sub(1).map(|i| &self.sent.toks[i]);
        let bare = before.is_some_and(|t| t.tag == Tag::Noun && t.readings().all(|r| !r.is_definite()));
        bare && tok.clitics().has(Clitics::AL) && tok.readings().any(other)
    }
}
