//! Matching: rules tried on the words of one sentence, giving drafts of claims.
//!
//! Only words in a class that some rule names are looked at. A rule that fits gives a [`Draft`]; where several
//! fit one word, the one with the longest trigger and then the most found fields wins, and the others are kept
//! as what lost, with the reason.

use crate::claim::{EventType, Outcome};
use crate::draft::{Draft, Filler, Lost, Why};
use crate::frame::{NounFrame, VerbFrame, View};
use crate::frames::Frames;
use crate::learned::Triggers;
use crate::lexical::{Tag, suits};
use crate::opinion::Opinion;
use crate::phrase::{NpId, Piece, Prep};
use crate::rule::{Relation, Rule, Rules, Slot, Sort, Test};
use musnad_lexicon::Pos;
use std::rc::Rc;

/// How many fields a verbal noun must have to tell an act by a rule of verbs.
const ACT: u8 = 2;

/// A word of the trigger with what stands round it.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Verb(Rc<VerbFrame>),
    Np(Rc<NounFrame>),
    Word(usize),
}

/// Tries rules on a sentence.
pub(crate) struct Matcher<'m, 's, 'a> {
    pub(crate) view: &'m View<'s, 'a>,
    pub(crate) frames: &'m Frames,
    pub(crate) rules: &'m Rules,
    /// Publication date, ISO, for offices and groups that change.
    pub(crate) date: Option<&'m str>,
    /// Whether loose rules are tried without what they require, and words that often tell something are vouched for.
    pub(crate) loosely: bool,
    /// Words that no rule reads and that are tried with the frame of their type.
    pub(crate) triggers: Option<&'m Triggers>,
    /// What the encoder says of the document.
    pub(crate) opinion: Option<&'m Opinion>,
}

impl Matcher<'_, '_, '_> {
    /// The drafts of the sentence in the order of their anchors, weak ones by what their words may tell besides, and what
    /// lost.
    pub(crate) fn drafts(&self, anchors: &musnad_lexicon::ClassSet) -> (Vec<Draft>, Vec<Draft>, Vec<Lost>) {
        let (mut drafts, mut lost, mut candidates) = (Vec::new(), Vec::new(), Vec::new());
        let mut weak = Vec::new();
        for at in 0..self.view.sent.toks.len() {
            let tok = &self.view.sent.toks[at];
            if !matches!(tok.tag, Tag::Verb | Tag::Noun | Tag::Adj) || tok.of_facility {
                continue;
            }
            let classes = tok.classes();
            let lexemes = tok
                .readings()
                .filter(|r| suits(tok.tag, r.pos))
                .filter_map(|r| r.lexeme)
                .chain(tok.compound.map(|(id, _)| id));
            let classes = Some(classes).filter(|c| c.meets(anchors)).unwrap_or_default();
            self.rules.candidates(&classes, lexemes, &mut candidates);
            let own = self.node(at);
            let mut here = self.fresh(&own);
            if !here.is_empty() {
                self.settle(here, at, &mut drafts, &mut lost);
                continue;
            }
            for &rule in &candidates {
                match self.try_rule(rule, &own, false) {
                    Ok(draft) => here.push(draft),
                    Err(why) => lost.push(Lost { rule, at, why }),
                }
            }
            if here.is_empty() {
                let excluded = self.excluded(&lost, at, false);
                here = self.drafts_of_acts(at);
                if here.is_empty()
                    && let Some(turned) = self.turned(&own)
                {
                    let tried = candidates
                        .iter()
                        .filter_map(|rule| self.try_rule(*rule, &turned, false).ok());
                    here = tried.filter(Draft::is_sound).collect();
                }
                here.retain(|d| !excluded.contains(&d.kind));
            }
            if here.is_empty() && self.loosely {
                let loose = candidates.iter().filter(|rule| self.rules.list[**rule].loose);
                here = loose
                    .filter_map(|rule| self.try_rule(*rule, &own, true).ok())
                    .collect();
            }
            let excluded = self.excluded(&lost, at, true);
            if here.is_empty() && self.loosely {
                here = self.learned(&own);
                here.retain(|d| !excluded.contains(&d.kind));
            }
            let read = self.settle(here, at, &mut drafts, &mut lost);
            let mut besides = self.besides(&own, read);
            besides.retain(|d| !excluded.contains(&d.kind));
            weak.extend(besides);
        }
        self.drop_inner(&mut drafts, &mut lost);
        // that one of many guesses is none is not worth telling
        let mut untold = Vec::new();
        for (drafts, lost) in [(&mut drafts, &mut lost), (&mut weak, &mut untold)] {
            self.drop_mishaps(drafts, lost);
            self.drop_words(drafts, lost);
        }
        for draft in drafts.iter_mut().chain(&mut weak) {
            self.protesters(draft);
            self.participants(draft);
            self.told_of_means(draft);
        }
        (drafts, weak, lost)
    }

    /// The types of which a rule for the word at token `at` excludes what stands there; only of rules that name the word
    /// itself, if `named`.
    fn excluded(&self, lost: &[Lost], at: usize, named: bool) -> Vec<EventType> {
        let here = lost
            .iter()
            .filter(|l| l.at == at && matches!(l.why, Why::Excluded(_)));
        let rules = here.map(|l| &self.rules.list[l.rule]);
        let rules = rules.filter(|r| !named || !r.anchor.lexemes.is_empty());
        rules.map(|r| r.kind).collect()
    }

    /// Of the drafts on one anchor keeps the best, whose type it tells; ties go to the earlier rule.
    fn settle(
        &self,
        mut here: Vec<Draft>,
        at: usize,
        drafts: &mut Vec<Draft>,
        lost: &mut Vec<Lost>,
    ) -> Option<EventType> {
        here.sort_by_key(|d| std::cmp::Reverse((d.is_sound(), d.trigger.len(), d.evidence())));
        let mut here = here.into_iter();
        let best = here.next();
        let kind = best.as_ref().map(|d| d.kind);
        drafts.extend(best);
        lost.extend(here.map(|d| Lost {
            rule: d.rule,
            at,
            why: Why::Longer,
        }));
        kind
    }

    /// A word inside a longer trigger is no event of its own.
    fn drop_inner(&self, drafts: &mut Vec<Draft>, lost: &mut Vec<Lost>) {
        let taken: Vec<(usize, bool, usize)> = drafts
            .iter()
            .enumerate()
            .flat_map(|(n, d)| d.trigger.iter().skip(1).map(move |t| (n, d.is_sound(), *t)))
            .collect();
        let kinds: Vec<EventType> = drafts.iter().map(|d| d.kind).collect();
        let mut n = 0;
        drafts.retain(|d| {
            let inner = taken.iter().any(|(of, sound, t)| {
                let outranks = *sound || !d.is_sound();
                // «أقدم محتجون على قطع الطريق»: once
                let same = d.trigger.len() == 1 || kinds[*of] == d.kind && *of < n;
                // «قضى أربعة مدنيين وأصيب سبعة»: «و» begins another
                let joined = self.view.sent.toks[d.trigger[0]].clitics().has_conj();
                let next = kinds[*of] == d.kind && *of < n && d.trigger[0] == *t + 1 && !joined;
                let inside = d.trigger[0] == *t || next;
                *of != n && outranks && same && inside
            });
            if inner {
                lost.push(Lost {
                    rule: d.rule,
                    at: d.trigger[0],
                    why: Why::Inside,
                });
            }
            n += 1;
            !inner
        });
    }

    /// «تعهد بتقديم مليار», «هدد بقصف الميناء», «رفضت التفاوض»: what is promised, threatened or refused is not done.
    fn drop_words(&self, drafts: &mut Vec<Draft>, lost: &mut Vec<Lost>) {
        let chunks = &self.view.chunks;
        let told: Vec<usize> = (drafts.iter())
            .filter(|d| {
                let promises = || self.view.sent.is(d.trigger[0], &self.view.sent.lang.class.promise);
                let words = matches!(d.kind, EventType::Threaten | EventType::Reject)
                    || d.kind == EventType::Agree && promises();
                d.is_sound() && words
            })
            .filter(|d| self.view.sent.toks[d.trigger[0]].tag == Tag::Verb)
            .flat_map(|d| {
                let frame = self.frames.verb(self.view, d.trigger[0]);
                let by = frame.pps.iter().filter(|c| {
                    let with = |clitics: musnad_lexicon::Clitics| clitics.has(musnad_lexicon::Clitics::BI);
                    **c > chunks.of_token[d.trigger[0]]
                        && matches!(chunks.list[**c].piece, Piece::Pp(Prep::Clitic(clitics), _) if with(clitics))
                });
                let by = by.filter_map(|c| chunks.np_of(*c)).collect::<Vec<_>>();
                by.into_iter().chain(frame.object).map(|np| chunks.nps[np].head).collect::<Vec<_>>()
            })
            .collect();
        drafts.retain(|d| {
            let words = told.contains(&d.trigger[0]) && self.view.sent.toks[d.trigger[0]].tag == Tag::Noun;
            if words {
                lost.push(Lost {
                    rule: d.rule,
                    at: d.trigger[0],
                    why: Why::OnlyWords,
                });
            }
            !words
        });
    }

    pub(crate) fn try_rule(&self, rule: usize, anchor: &Node, loosely: bool) -> Result<Draft, Why> {
        let r = &self.rules.list[rule];
        if !self.test(&r.anchor, anchor) {
            return Err(Why::Form);
        }
        let mut nodes = vec![anchor.clone()];
        for (n, slot) in r.more.iter().enumerate() {
            let found = self.follow(slot, &nodes[..1]).into_iter().next();
            nodes.push(found.ok_or(Why::Missing(n))?);
        }
        let missing = |any: &Vec<Slot>| {
            any.iter()
                .all(|s| self.follow(s, &nodes).is_empty() && !self.acts_for_nation(s, anchor))
        };
        let lacks = r.require.iter().position(missing).map(Why::Required);
        let found = r.unless.iter().position(|s| self.excludes(s, &nodes));
        let excluded = found.map(Why::Excluded);
        let loose = lacks.or(excluded);
        // either may be waived, not both, and not what the doer or what it is done to excludes: that is another meaning
        let party = |s: &Slot| matches!(s.path[..], [Relation::Subject | Relation::Object, ..]);
        let firm = || r.unless.iter().any(|s| party(s) && self.excludes(s, &nodes));
        let waived = loosely && r.loose && !(lacks.is_some() && excluded.is_some()) && !firm();
        if let (Some(why), false) = (excluded.or(lacks), waived) {
            return Err(why);
        }
        let mut draft = self.fill(rule, r, &nodes);
        draft.loose = loose;
        draft.background = r.news && !self.is_news(&nodes[0]);
        let act = matches!(&nodes[0], Node::Verb(f) if f.act.is_some());
        let asked = if act { r.evidence.max(ACT) } else { r.evidence };
        draft.background |= act && !self.is_news(&nodes[0]);
        draft.thin = draft.evidence() + u8::from(self.is_told(&nodes[0])) < asked;
        Ok(draft)
    }

    /// «توغلت آليات إسرائيلية»: a weapon or vehicle with the adjective of a nation acts as a party would.
    fn acts_for_nation(&self, slot: &Slot, anchor: &Node) -> bool {
        let Node::Verb(f) = anchor else { return false };
        let weapon = |np: &NpId| {
            self.view
                .sent
                .is(self.view.chunks.nps[*np].head, &self.view.sent.lang.class.weapon)
        };
        slot.path == [Relation::Subject]
            && slot.sorts == [Sort::Party]
            && f.subject
                .filter(weapon)
                .is_some_and(|np| self.view.nation(np).is_some())
    }

    /// Whether a verb says of an event noun that it takes place: «تمت مهاجمة القاعدة».
    fn is_told(&self, node: &Node) -> bool {
        let at = self.head(node);
        let noun = match node {
            Node::Verb(f) => f.act.is_some(),
            Node::Np(_) => true,
            Node::Word(_) => false,
        };
        noun && crate::modality::carrier(self.view, self.frames, at, false).is_some()
    }

    fn node(&self, at: usize) -> Node {
        match self.view.sent.toks[at].tag {
            Tag::Verb => Node::Verb(self.frames.verb(self.view, at)),
            _ => match self.view.chunks.headed_by[at] {
                Some(np) => Node::Np(self.frames.noun(self.view, np)),
                None => Node::Word(at),
            },
        }
    }

    pub(crate) fn head(&self, node: &Node) -> usize {
        match node {
            Node::Verb(f) => f.verb,
            Node::Np(f) => self.view.chunks.nps[f.np].head,
            Node::Word(at) => *at,
        }
    }

    pub(crate) fn test(&self, test: &Test, node: &Node) -> bool {
        let at = self.head(node);
        let tok = &self.view.sent.toks[at];
        if let (Tag::Word(_), true) = (tok.tag, test.pos.is_empty()) {
            return self.view.word_classes(at).meets(&test.classes) || self.view.is_word(at, &test.lexemes);
        }
        let named = test.classes.is_empty() && !test.names;
        let chosen = |r: &musnad_lexicon::Reading| !test.chosen || tok.reading() == Some(r);
        // «مطار أربيل», «قوات سوريا الديمقراطية»: the first word of a name says what it is the name of
        let opens_name = tok.tag == Tag::Name
            && tok.part_of.is_some_and(|n| {
                let name = &self.view.sent.names[n];
                name.first == at && name.last > at
            });
        let act = matches!(node, Node::Verb(f) if f.act.is_some());
        let of_verb = act && test.pos == [Pos::Verb];
        let of_masdar = |r: &musnad_lexicon::Reading| {
            named || r.classes.meets(&test.classes) || r.lexeme.is_some_and(|l| test.lexemes.contains(&l))
        };
        let told = || of_verb && tok.masdars().any(of_masdar);
        let reading = tok.readings().filter(|r| chosen(r)).any(|r| {
            let suited = suits(tok.tag, r.pos) || opens_name && matches!(r.pos, Pos::Noun | Pos::Person);
            let pos = (test.pos.is_empty() || test.pos.contains(&r.pos)) && suited;
            let lemma = || r.lexeme.is_some_and(|l| test.lexemes.contains(&l));
            pos && (named || r.classes.meets(&test.classes) || lemma())
        });
        let name_ok = tok.tag == Tag::Name && test.pos == [Pos::Unknown];
        let indefinite = test
            .indefinite
            .is_none_or(|want| want != tok.reading().is_some_and(musnad_lexicon::Reading::is_definite));
        let voice = match (test.voice, node) {
            (Some(v), Node::Verb(f)) => self.view.voice_is(f, v),
            _ => true,
        };
        let aspect = test.aspect.is_none_or(|a| !act && self.view.aspect_is(at, a));
        let pronoun = !test.pronoun || tok.reading().is_some_and(|r| r.pron.is_some());
        (reading || test.meets_compound(tok) || name_ok || told()) && indefinite && voice && aspect && pronoun
    }

    /// The nodes that a slot reaches from the first of `nodes` from which it reaches any.
    pub(crate) fn follow(&self, slot: &Slot, nodes: &[Node]) -> Vec<Node> {
        for start in nodes {
            let mut reached = match slot.path.first() {
                Some(relation) => self.step(relation, start),
                None => vec![start.clone()],
            };
            for relation in slot.path.iter().skip(1) {
                reached = reached.iter().flat_map(|n| self.step(relation, n)).collect();
            }
            reached.retain(|n| {
                slot.test.as_ref().is_none_or(|t| self.test(t, n)) && self.sort_fits(&slot.sorts, n)
            });
            if reached.is_empty() {
                reached = self.stood_for(slot, start);
            }
            if !reached.is_empty() {
                return reached;
            }
        }
        Vec::new()
    }

    fn step(&self, relation: &Relation, node: &Node) -> Vec<Node> {
        let np = |np: NpId| Node::Np(self.frames.noun(self.view, np));
        let nps = &self.view.chunks.nps;
        match (relation, node) {
            // what only an ending stands for is there, with no words of its own
            (Relation::Subject, Node::Verb(f)) if self.view.implies_people(f) => vec![Node::Word(f.verb)],
            (Relation::Object, Node::Verb(f))
                if f.object.is_none() && f.antecedent.is_none() && f.pronoun.is_some() =>
            {
                vec![Node::Word(f.verb)]
            }
            (Relation::Object, Node::Verb(f)) if f.object.is_none() && f.unnamed.is_some() => {
                f.unnamed.into_iter().map(Node::Word).collect()
            }
            (Relation::Subject, Node::Verb(f)) => self.seen_through(f.subject),
            (Relation::Object, Node::Verb(f)) => {
                let object = f.object.or(f.antecedent.filter(|_| f.pronoun.is_some()));
                let mut reached = self.seen_through(object);
                reached.extend(self.seen_through(f.given));
                reached
            }
            (Relation::Subject, Node::Np(f)) => self.seen_through(self.participle_subject(f.np)),
            (Relation::Object, Node::Np(f)) => self.seen_through(self.participle_object(f.np)),
            (Relation::Antecedent, Node::Verb(f)) => f.antecedent.into_iter().map(np).collect(),
            (Relation::Genitive, Node::Np(f)) if self.has_ending(f.np) => vec![Node::Word(nps[f.np].head)],
            (Relation::Genitive, Node::Np(f)) => {
                nps[f.np].genitive.or(nps[f.np].of).into_iter().map(np).collect()
            }
            (Relation::Adjective, Node::Np(f)) => {
                nps[f.np].adjectives.iter().map(|a| Node::Word(*a)).collect()
            }
            (Relation::Prep(preps), Node::Verb(f)) => self.pps(&f.pps, preps),
            (Relation::Prep(preps), Node::Np(f)) => self.pps(&f.pps, preps),
            (Relation::Governor, Node::Np(f)) => self.governor(f.np).map(Node::Verb).into_iter().collect(),
            (Relation::Itself, _) => vec![node.clone()],
            (Relation::Before, _) => self
                .head(node)
                .checked_sub(1)
                .map(Node::Word)
                .into_iter()
                .collect(),
            (Relation::After, _) => Some(self.head(node) + 1)
                .filter(|i| *i < self.view.sent.toks.len())
                .map(Node::Word)
                .into_iter()
                .collect(),
            (Relation::Clause, _) => {
                let (first, last) = self.clause_tokens(node);
                (first..=last).map(Node::Word).collect()
            }
            (Relation::Predicate, Node::Np(f)) => self.view.predicate(f.np).into_iter().map(np).collect(),
            (Relation::Aim, _) => self.aim(self.head(node)).into_iter().collect(),
            (Relation::Sentence, _) => (0..self.view.sent.toks.len()).map(Node::Word).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether an event is told as news. A verb is, unless it stands in a relative clause about somebody known. A
    /// noun is where it opens its clause, or depends on a verb that reports, causes, undertakes or happens, or is
    /// joined to such a noun; in «منذ اغتيال», «جريمة خطف» it is background.
    fn is_news(&self, node: &Node) -> bool {
        match node {
            Node::Verb(f) => match f.act {
                Some((np, _)) => f.subject.is_some() && f.object.is_some() || self.is_news_noun(np),
                None => !self.view.is_known_relative(f),
            },
            Node::Np(f) => self.is_news_noun(f.np),
            Node::Word(_) => false,
        }
    }

    fn is_news_noun(&self, np: NpId) -> bool {
        let chunks = &self.view.chunks;
        let outer = chunks.outermost(np);
        if outer != np && !self.is_light(chunks.nps[outer].head) {
            return false;
        }
        let here = chunks.of_token[chunks.nps[outer].head];
        let bare = matches!(chunks.list[here].piece, Piece::Np(_));
        let start = self.view.clause_start(here);
        if bare
            && (start..here).all(|c| {
                matches!(
                    chunks.list[c].piece,
                    Piece::Time | Piece::Word(_) | Piece::Np(_) | Piece::Pp(..)
                )
            })
            && !self.verb_before(here)
        {
            return true;
        }
        let class = &self.view.sent.lang.class;
        let carries = [
            &class.cause,
            &class.undertake,
            &class.suffer,
            &class.occur,
            &class.report,
            &class.begin,
            &class.harm,
        ];
        let carried = |at: usize| carries.iter().any(|s| self.view.sent.is(at, s));
        (start.saturating_sub(1)..here)
            .rev()
            .find(|c| {
                chunks.list[*c].piece == Piece::Verb
                    || matches!(chunks.list[*c].piece, Piece::Np(n) if self.is_carrier(n))
            })
            .is_some_and(|c| match chunks.list[c].piece {
                Piece::Np(_) => true,
                _ => carried(chunks.list[c].first),
            })
    }

    /// «عمليات», «حملة», «محاولة» before the event's own noun.
    fn is_light(&self, head: usize) -> bool {
        self.view.sent.is(head, &self.view.sent.lang.class.operation)
            || self.view.sent.toks[head].tag == Tag::Num
    }

    /// A verbal noun of reporting or causing: «إعلانه مقتل».
    fn is_carrier(&self, np: NpId) -> bool {
        let class = &self.view.sent.lang.class;
        self.view.sent.is(self.view.chunks.nps[np].head, &class.cause)
            || self
                .view
                .sent
                .is(self.view.chunks.nps[np].head, &class.event_noun)
    }

    /// Whether a verb stands before chunk `c` in its clause, right over the clause's start.
    fn verb_before(&self, c: usize) -> bool {
        let start = self.view.clause_start(c);
        start > 0 && self.view.chunks.list[start - 1].piece == Piece::Verb
    }

    pub(crate) fn is_circumstance(&self, np: NpId) -> bool {
        let tok = &self.view.sent.toks[self.view.chunks.nps[np].head];
        tok.readings()
            .any(|r| r.pos == Pos::ActivePart && !r.is_definite())
    }

    /// «متهما إثيوبيا»: what follows such a participle.
    fn participle_object(&self, np: NpId) -> Option<NpId> {
        let p = &self.view.chunks.nps[np];
        let next = self.view.chunks.of_token[p.last] + 1;
        let after = || match self.view.chunks.list.get(next)?.piece {
            Piece::Np(np) => Some(np),
            _ => None,
        };
        self.is_circumstance(np)
            .then(|| p.genitive.or_else(after))
            .flatten()
    }

    /// A phrase, and what it counts where its head is a word such as «سلسلة»: «سلسلة غارات», «جولة من المحادثات».
    fn seen_through(&self, np: Option<NpId>) -> Vec<Node> {
        let Some(np) = np else { return Vec::new() };
        let chunks = &self.view.chunks;
        let p = &chunks.nps[np];
        let class = &self.view.sent.lang.class;
        // «واحدة من أعنف الغارات»
        let one = self.view.sent.toks[p.head].tag == Tag::Num && p.quantity.is_some();
        let counts = self.view.sent.is(p.head, &class.series) || one || self.is_elative(p.head);
        let next = chunks.of_token[p.last] + 1;
        let taken = || match chunks.list.get(next)?.piece {
            Piece::Pp(Prep::At(at), of) if self.view.word_classes(at).meets(&class.partitive) => Some(of),
            _ => None,
        };
        let mut inner = if counts {
            p.genitive.or_else(taken).or(p.of)
        } else {
            None
        };
        if let Some(most) = inner.filter(|np| self.is_elative(chunks.nps[*np].head)) {
            inner = chunks.nps[most].genitive.or(inner);
        }
        std::iter::once(np)
            .chain(inner)
            .map(|n| Node::Np(self.frames.noun(self.view, n)))
            .collect()
    }

    /// «أعنف الغارات»: an adjective that heads what it is said of.
    fn is_elative(&self, at: usize) -> bool {
        let tok = &self.view.sent.toks[at];
        tok.tag == Tag::Noun && tok.readings().all(|r| r.pos == Pos::Adj)
    }

    /// The frame of the nearest verb before a noun that reaches it.
    pub(crate) fn governor(&self, np: NpId) -> Option<Rc<VerbFrame>> {
        let chunks = &self.view.chunks;
        let here = chunks.of_token[chunks.nps[np].head];
        let verbs = (0..here)
            .rev()
            .chain(here + 1..chunks.list.len())
            .filter(|c| chunks.list[*c].piece == Piece::Verb);
        verbs
            .map(|c| self.frames.verb(self.view, chunks.list[c].first))
            .find(|f| f.clause.0 <= here && here <= f.clause.1)
    }

    fn pps(&self, pps: &[usize], preps: &crate::rule::PrepTest) -> Vec<Node> {
        pps.iter()
            .filter(|c| self.view.has_any_prep(**c, preps))
            .flat_map(|c| match self.view.chunks.np_of(*c) {
                Some(np) => self.seen_through(Some(np)),
                // «عليها»: there, but nothing to take words from
                None => vec![Node::Word(self.view.chunks.list[*c].first)],
            })
            .collect()
    }

    pub(crate) fn sort_fits(&self, sorts: &[Sort], node: &Node) -> bool {
        if sorts.is_empty() {
            return true;
        }
        sorts.iter().any(|sort| match (sort, node) {
            (Sort::Thing, Node::Word(at)) => self.view.sent.toks[*at].tag != Tag::Verb,
            (Sort::Thing, _) => true,
            (Sort::Party, Node::Np(f)) => self.view.is_party(f.np, self.date) || self.is_unknown(f.np),
            (Sort::Party, Node::Word(at)) => self.is_national(*at) || self.stands_for_people(*at),
            (Sort::Place, Node::Np(f)) => self.view.place(f.np).is_some(),
            (Sort::Count, Node::Np(f)) => {
                self.view.chunks.nps[f.np].quantity.is_some()
                    || self.view.count(f.np, Outcome::Killed).is_some()
            }
            (Sort::Facility, Node::Np(f)) => self.view.is_facility(f.np),
            (Sort::Event, _) => self
                .view
                .sent
                .is(self.head(node), &self.view.sent.lang.class.event_noun),
            _ => false,
        })
    }

    /// «توقيفه»: a verbal noun with a pronoun for its object.
    fn has_ending(&self, np: NpId) -> bool {
        let tok = &self.view.sent.toks[self.view.chunks.nps[np].head];
        tok.reading()
            .is_some_and(|r| r.pos == Pos::Masdar && r.pron.is_some())
    }

    /// A word whose ending stands for people: «نرفض», «توقيفهم», «عنهم».
    fn stands_for_people(&self, at: usize) -> bool {
        let tok = &self.view.sent.toks[at];
        match tok.tag {
            Tag::Verb => true,
            Tag::Noun => tok.reading().is_some_and(|r| r.pron.is_some()),
            Tag::Word(Pos::Prep) => tok.readings().any(|r| r.pron.is_some()),
            _ => false,
        }
    }

    /// A word that the dictionary lacks is most often somebody's name.
    fn is_unknown(&self, np: NpId) -> bool {
        let tok = &self.view.sent.toks[self.view.chunks.nps[np].head];
        tok.tag == Tag::Noun
            && tok.reading().is_some_and(|r| r.pos == Pos::Unknown)
            && tok.kind == musnad_text::Kind::Word
    }

    /// An adjective that names a country or a sector.
    fn is_national(&self, at: usize) -> bool {
        self.view.sent.toks[at].readings().any(|r| {
            let country = |l| self.view.sent.lang.lexicon.lexeme(l).country.is_some();
            // «أوروبي», «عربي»: of several states
            r.pos == Pos::Nisba || r.lexeme.is_some_and(country)
        })
    }

    fn fill(&self, rule: usize, r: &Rule, nodes: &[Node]) -> Draft {
        let head_nodes: Vec<usize> = nodes.iter().map(|n| self.head(n)).collect();
        let clause = nodes
            .iter()
            .map(|n| self.clause_tokens(n))
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            .unwrap_or((0, 0));
        let mut actor = self.fillers(&r.actor, nodes, &[Sort::Party]);
        if let Node::Np(f) = &nodes[0]
            && actor.first() == Some(&Filler::Np(self.view.chunks.outermost(f.np)))
        {
            // «تم القضاء على المسلح»: the act is no doer of itself
            actor.clear();
        }
        if actor.is_empty() && !r.actor.is_empty() {
            actor = self.doer(&nodes[0], &r.actor);
        }
        let mut recipient = self.fillers(&r.recipient, nodes, &[]);
        if let Node::Np(f) = &nodes[0]
            && let [Filler::Np(genitive)] = actor[..]
            && self.view.chunks.nps[f.np].genitive == Some(genitive)
            && let Some(doer) = self.only_doer(f.np)
        {
            actor = vec![Filler::Np(doer)];
            if recipient.is_empty() {
                recipient = vec![Filler::Np(genitive)];
            }
        }
        if let Node::Np(f) = &nodes[0]
            && let Some((genitive, doer, done)) = self.doer_and_done(f.np, &f.pps)
            && (actor.iter().chain(&recipient)).all(|x| *x == doer || *x == Filler::Np(genitive))
            && !(r.actor.is_empty() || r.recipient.is_empty())
        {
            actor = vec![doer];
            recipient = (self.view.coordinated(done).into_iter())
                .map(Filler::Np)
                .collect();
        }
        if r.mutual && recipient.is_empty() && actor.len() > 1 {
            recipient = actor.split_off(1);
        }
        recipient.retain(|f| !actor.contains(f));
        let mut toll = self.toll(r, nodes);
        if recipient.is_empty() {
            self.held_before(r, &nodes[0], &actor, (&mut recipient, &mut toll));
        }
        let aimed = self.is_aimed(&r.recipient, nodes);
        let general = || {
            self.place_near(r.kind, nodes, clause, if aimed { &[] } else { &recipient })
                .filter(|_| !r.placeless)
        };
        let place = self.place_of(&r.place, nodes).or_else(general);
        Draft {
            rule,
            kind: r.kind,
            part: r.part,
            actor,
            recipient,
            aimed,
            place,
            from: self.place_of(&r.from, nodes),
            to: self.place_of(&r.to, nodes),
            time: self.time_near(r.kind, head_nodes[0], clause),
            found: (None, None),
            toll,
            trigger: head_nodes,
            clause,
            background: false,
            thin: false,
            loose: None,
            learned: None,
            weak: false,
            ruled: Default::default(),
            heard: None,
        }
    }

    /// What the first slot that reaches anything gives, with what is joined to it.
    fn fillers(&self, slots: &[Slot], nodes: &[Node], default: &[Sort]) -> Vec<Filler> {
        for slot in slots {
            let reached = self.follow(slot, nodes);
            let fits = |n: &&Node| !slot.sorts.is_empty() || self.sort_fits(default, n);
            let first = reached.iter().find(fits);
            match first {
                Some(Node::Np(f)) => {
                    let all = self.view.coordinated(f.np);
                    let parallel = all
                        .iter()
                        .skip(1)
                        .all(|np| self.sort_fits(&slot.sorts, &Node::Np(self.frames.noun(self.view, *np))));
                    let kept = if parallel { all } else { vec![f.np] };
                    return kept.into_iter().map(Filler::Np).collect();
                }
                Some(Node::Word(at)) if self.is_national(*at) => {
                    return vec![Filler::Word(*at)];
                }
                _ => {}
            }
        }
        Vec::new()
    }

    fn place_of(&self, slots: &[Slot], nodes: &[Node]) -> Option<NpId> {
        slots.iter().find_map(|slot| {
            self.follow(slot, nodes).into_iter().find_map(|n| match n {
                Node::Np(f) if self.view.place(f.np).is_some() => Some(f.np),
                _ => None,
            })
        })
    }

    fn clause_tokens(&self, node: &Node) -> (usize, usize) {
        let chunks = &self.view.chunks.list;
        let (lo, hi) = match node {
            Node::Verb(f) => f.clause,
            Node::Np(f) => self.noun_clause(f),
            Node::Word(at) => (self.view.chunks.of_token[*at], self.view.chunks.of_token[*at]),
        };
        (chunks[lo].first, chunks[hi.min(chunks.len() - 1)].last)
    }

    /// The clause of an event noun: its own phrases, and those of the verb that it depends on unless that verb
    /// reports or judges.
    pub(crate) fn noun_clause(&self, f: &NounFrame) -> (usize, usize) {
        let chunks = &self.view.chunks;
        let (mut lo, mut hi) = f.clause;
        let here = chunks.of_token[chunks.nps[f.np].head];
        let verb = (lo.saturating_sub(1)..here)
            .rev()
            .find(|c| chunks.list[*c].piece == Piece::Verb);
        if let Some(c) = verb {
            let at = chunks.list[c].first;
            let class = &self.view.sent.lang.class;
            let carries = [
                &class.cause,
                &class.undertake,
                &class.suffer,
                &class.begin,
                &class.occur,
            ]
            .iter()
            .any(|s| self.view.sent.is(at, s));
            if carries {
                let frame = self.frames.verb(self.view, at);
                (lo, hi) = (lo.min(frame.clause.0), hi.max(frame.clause.1));
            } else {
                lo = here;
            }
        }
        (lo, hi)
    }
}
