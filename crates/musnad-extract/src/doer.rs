//! Doers that stand off the place where a rule looks for them: who decides an act, whose weapon does it, whose
//! raid the harm came from.

use crate::claim::EventType;
use crate::draft::{Draft, Filler};
use crate::frame::{VerbFrame, View};
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::phrase::NpId;
use crate::rule::{Relation, Sort};
use musnad_lexicon::{ClassSet, Clitics, Number, Pos, Reading};

impl Matcher<'_, '_, '_> {
    /// The doer of an event whose rule found none: `passive` where the rule looks for no subject.
    pub(crate) fn doer(&self, node: &Node, slots: &[crate::rule::Slot]) -> Vec<Filler> {
        let active = slots.iter().any(|s| s.path == [Relation::Subject]);
        match node {
            Node::Verb(f) if active => {
                let owner = f.subject.and_then(|np| self.owner_of_weapon(np));
                owner.into_iter().collect()
            }
            Node::Verb(f) => self.cause(&f.pps).into_iter().collect(),
            Node::Np(f) => {
                let (view, class) = (self.view, &self.view.sent.lang.class);
                let decided = self.decider(f.np);
                if !decided.is_empty() {
                    decided
                } else if view.sent.is(view.chunks.nps[f.np].head, &class.harm) {
                    self.cause(&f.pps).into_iter().collect()
                } else {
                    self.striker(f.np).into_iter().collect()
                }
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

    /// «مدرعات روسية أطلقت النار», «طيران التحالف يشن غارات»: the nation or owner of a weapon.
    fn owner_of_weapon(&self, np: NpId) -> Option<Filler> {
        let (view, class) = (self.view, &self.view.sent.lang.class);
        let p = &view.chunks.nps[np];
        if !view.sent.is(p.head, &class.weapon) && !view.sent.is(p.head, &class.aircraft) {
            return None;
        }
        let owner = p.genitive.filter(|np| view.party(*np, self.date).is_party);
        view.nation(np).map(Filler::Word).or(owner.map(Filler::Np))
    }

    /// «قتلوا جراء ضربة جوية أميركية», «في قصف لقوات النظام», «بنيران دبابات الجيش»: whose attack or weapon people were
    /// hurt by.
    fn cause(&self, pps: &[usize]) -> Option<Filler> {
        let (view, class) = (self.view, &self.view.sent.lang.class);
        let attacks = || {
            let of_attack = |np: &NpId| view.sent.is(view.chunks.nps[*np].head, &class.event_noun);
            (pps.iter().filter_map(|c| view.chunks.np_of(*c))).filter(of_attack)
        };
        let by = |c: &&usize| view.has_prep(**c, "", &class.agent);
        let weapon = || {
            let mut fired = (pps.iter().filter(by)).filter_map(|c| view.chunks.np_of(*c));
            fired.find_map(|np| self.owner_of_weapon(np))
        };
        (attacks().find_map(|np| view.nation(np)).map(Filler::Word))
            .or_else(|| attacks().find_map(|np| self.striker(np)))
            .or_else(weapon)
    }

    /// «قصف الجيش», «غارة لطيران التحالف»: whose attack it is, as its genitive or what stands right behind it says.
    fn striker(&self, np: NpId) -> Option<Filler> {
        let (view, class) = (self.view, &self.view.sent.lang.class);
        let p = &view.chunks.nps[np];
        if !view.sent.is(p.head, &class.blow) || view.nation(np).is_some() {
            return None;
        }
        let c = view.chunks.of_token[p.last] + 1;
        let next = view.chunks.list.get(c).map(|_| c);
        let by = |c: &usize| view.has_prep(*c, "ل", &class.partitive);
        let behind = next.filter(by).and_then(|c| view.chunks.np_of(c));
        self.user_of_force(p.genitive.or(behind)?)
    }

    /// «استهداف الجيش لمنزل», «قصف مسيرة تركية سيارة»: who does what a verbal noun tells, and to whom, where its genitive
    /// is the doer.
    pub(crate) fn doer_and_done(&self, np: NpId, pps: &[usize]) -> Option<(NpId, Filler, NpId)> {
        let (view, class) = (self.view, &self.view.sent.lang.class);
        let p = &view.chunks.nps[np];
        let on_others = [&class.upon_people, &class.hits, &class.hits_sites];
        let act = view.sent.toks[p.head].is_act() && on_others.iter().any(|c| view.sent.is(p.head, c));
        let genitive = p.genitive.filter(|_| act)?;
        let doer = self.user_of_force(genitive)?;
        let suffers = |np: &NpId| {
            let acted = view.sent.toks[view.chunks.nps[*np].head]
                .masdars()
                .next()
                .is_some();
            let sorts = [Sort::Party, Sort::Facility, Sort::Place];
            !acted && self.sort_fits(&sorts, &Node::Np(self.frames.noun(view, *np)))
        };
        let nation = matches!(doer, Filler::Word(_));
        let to =
            |c: &&usize| (nation || view.is_known(genitive)) && view.has_prep(**c, "ل", &ClassSet::default());
        let mut marked = pps.iter().filter(to).filter_map(|c| view.chunks.np_of(*c));
        let done = self.view.object_after(np).or_else(|| marked.next());
        Some((genitive, doer, done.filter(suffers)?))
    }

    /// `np`, or whose weapon it names, if those use force: an army, the police, armed people, a state.
    fn user_of_force(&self, np: NpId) -> Option<Filler> {
        let party = self.view.party(np, self.date);
        let armed = match party.sector.as_deref() {
            Some("MIL" | "COP" | "REB" | "UAF" | "SPY") => true,
            // «النظام», no official
            Some("GOV") => {
                let head = &self.view.sent.toks[self.view.chunks.nps[np].head];
                let body = head.tag == Tag::Noun && head.readings().all(|r| r.pos != Pos::Person);
                body && !self.view.is_facility(np)
            }
            _ => false,
        };
        let state =
            party.is_party && party.sector.is_none() && party.id.is_some() && party.id == party.country;
        (armed || state)
            .then_some(Filler::Np(np))
            .or_else(|| self.owner_of_weapon(np))
    }

    /// The doer of an act named by a verbal noun that a verb of deciding or doing governs: «قررت الحكومة إغلاق»; or one of
    /// announcing, where a body announces its own act: «أعلنت الشرطة توقيف», «أعلن العمال عن تعليق إضرابهم».
    fn decider(&self, np: NpId) -> Vec<Filler> {
        let class = &self.view.sent.lang.class;
        let Some(verb) = self.governor(np) else {
            return Vec::new();
        };
        let decides = [&class.intend, &class.begin, &class.undertake, &class.decide]
            .iter()
            .any(|c| self.view.sent.is(verb.verb, c))
            || self.announces_own(np, &verb);
        let subject = verb.subject.filter(|subject| {
            decides && *subject != self.view.chunks.outermost(np) && self.view.is_party(*subject, self.date)
        });
        subject.into_iter().map(Filler::Np).collect()
    }

    /// «داعيا إلى»: the doer of an accusative participle is the subject of the verb before it, or of one further off that
    /// it agrees with in gender: «أثنى المحافظ على ما بذلته الوزارة، مطالبا».
    pub(crate) fn participle_subject(&self, np: NpId) -> Option<NpId> {
        let (view, head) = (self.view, self.view.chunks.nps[np].head);
        let gender = |np: NpId| {
            let head = &view.sent.toks[view.chunks.nps[np].head];
            let mut nouns = head.readings().filter(|r| r.pos != Pos::Verb);
            let first = nouns.next().filter(|r| r.number() != Some(Number::Plural))?;
            let gender = first.feats.gender();
            nouns.all(|r| r.feats.gender() == gender).then_some(gender)?
        };
        let mine = gender(np);
        let verbs = (0..head).rev().filter(|i| view.sent.toks[*i].tag == Tag::Verb);
        let mut subjects = verbs.take(4).map(|at| self.frames.verb(view, at).subject);
        let nearest = subjects.next().filter(|_| self.is_circumstance(np))?;
        let other = |np: NpId| mine.zip(gender(np)).is_some_and(|(a, b)| a != b);
        let further = || {
            subjects
                .flatten()
                .find(|np| !other(*np) && view.is_party(*np, self.date))
        };
        match nearest {
            Some(subject) if other(subject) => further().or(nearest),
            _ => nearest,
        }
    }

    /// Whether what `verb` announces is this act, and who announces it a body that can have done it.
    fn announces_own(&self, np: NpId, verb: &VerbFrame) -> bool {
        let (view, chunks) = (self.view, &self.view.chunks);
        let class = &view.sent.lang.class;
        let head = chunks.nps[np].head;
        let chunk = chunks.of_token[head];
        let told = verb.object == Some(chunks.outermost(np)) || verb.pps.contains(&chunk);
        let act = view.sent.toks[head].is_act() && !view.sent.is(head, &class.harm);
        // «أعلنوا تعليق إضرابهم»: what is theirs
        let own = chunks.nps[np].genitive.is_some_and(|of| {
            let tok = &view.sent.toks[chunks.nps[of].head];
            tok.reading().is_some_and(|r| r.pron.is_some())
        });
        let acts = verb.subject.is_some_and(|subject| {
            let head = chunks.nps[subject].head;
            own || view.sent.is(head, &class.body) && !view.sent.is(head, &class.source)
                || view.sent.names_a_state(head)
        });
        told && act && acts && view.sent.is(verb.verb, &class.announce)
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
