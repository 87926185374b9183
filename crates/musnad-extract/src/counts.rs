//! How many: the tolls that a rule's own slots reach.

use crate::claim::{Bound, Count, EventType, Outcome};
use crate::draft::{Draft, Filler};
use crate::frame::View;
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::phrase::{NpId, Piece};
use crate::rule::Rule;
use musnad_lexicon::{Number, Pos, Pron, Reading};

impl Matcher<'_, '_, '_> {
    /// «محاولة اغتيال», «محاولة لاغتيال», «حاول اغتيال»: nobody was hurt by it yet.
    fn is_attempt(&self, node: &Node) -> bool {
        let Node::Np(f) = node else { return false };
        let view = self.view;
        let tries = |at: usize| view.sent.is(at, &view.sent.lang.class.attempt);
        let chunk = view.chunks.of_token[view.chunks.nps[f.np].head];
        let before = chunk.checked_sub(1).map(|c| view.chunks.list[c].last);
        tries(view.chunks.nps[view.chunks.outermost(f.np)].head) || before.is_some_and(tries)
    }

    /// «مقتل وإصابة خمسة جنود»: five for both, nobody knows how many for each.
    fn shares_count(&self, node: &Node) -> bool {
        let (view, harm) = (self.view, &self.view.sent.lang.class.harm);
        // «قتل وجرح 19 شخصا»
        if let Node::Verb(f) = node {
            let chunk = view.chunks.of_token[f.verb];
            let verb = |c: usize| {
                let x = view.chunks.list.get(c)?;
                (x.piece == Piece::Verb && view.sent.is(x.first, harm)).then_some(x.first)
            };
            let joined = |at: &usize| crate::phrase::clitics_at(view.sent, *at).has_conj();
            let next = verb(chunk + 1).filter(joined);
            let before = chunk.checked_sub(1).and_then(verb).filter(|_| joined(&f.verb));
            let deadly = |at: usize| view.sent.is(at, &view.sent.lang.class.deadly);
            // «ثمانية قضوا وأصيب 13» are two numbers
            let one = |at: usize| {
                let other = view.verb_frame(at);
                other.subject == f.subject && !other.subject_first && !f.subject_first
            };
            return next
                .or(before)
                .is_some_and(|at| deadly(at) != deadly(f.verb) && one(at));
        }
        let Node::Np(f) = node else { return false };
        let head = view.chunks.nps[f.np].head;
        let joined = crate::phrase::clitics_at(view.sent, head).has(musnad_lexicon::Clitics::AND);
        joined && head > 0 && view.sent.toks[head - 1].tag == Tag::Noun && view.sent.is(head - 1, harm)
    }

    /// «قبل أن يعتقلوهما»: two, by the pronoun.
    fn both(&self, at: usize, outcome: Outcome) -> Option<Count> {
        let tok = &self.view.sent.toks[at];
        let two = tok.reading().is_some_and(|r| r.pron == Some(Pron::Two));
        two.then_some(Count {
            outcome,
            who: None,
            value: Some(2),
            bound: Bound::Exact,
            min: Some(2),
            max: Some(2),
            cumulative: false,
            span: tok.span,
        })
    }

    pub(crate) fn toll(&self, r: &Rule, nodes: &[Node]) -> Vec<Count> {
        let mut out: Vec<Count> = Vec::new();
        if self.is_attempt(&nodes[0]) || self.shares_count(&nodes[0]) {
            return out;
        }
        // «بلغت الحصيلة 20 قتيلا»: no toll raised
        let reaches = self
            .view
            .sent
            .is(self.head(&nodes[0]), &self.view.sent.lang.class.reach);
        for toll in &r.toll {
            let reached = toll
                .of
                .iter()
                .map(|s| self.follow(s, nodes))
                .find(|found| !found.is_empty())
                .unwrap_or_default();
            for node in reached.iter().take(1) {
                let Node::Np(f) = node else {
                    out.extend(self.both(self.head(node), toll.outcome));
                    continue;
                };
                let parts = self.parts_of(nodes);
                for np in self.view.coordinated(f.np).into_iter().chain(parts) {
                    let figure = self.figure_of(np, nodes);
                    if figure == Some(None) || self.view.is_said_twice(f.np, np) {
                        continue;
                    }
                    let first = np == f.np;
                    let own = self.view.outcome_of(np).or(figure.flatten().filter(|_| first));
                    // «توفي ستة جرحى»: they are no longer what they were
                    // «مقتل ثلاثة نازحين»: what people were before is not what became of them
                    let were = |o: &Outcome| matches!(o, Outcome::Detained | Outcome::Displaced);
                    let own = own.filter(|o| !were(o) || were(&toll.outcome));
                    let own = own.filter(|o| {
                        // «مقتل رجل وجرح ستة»: the second are no dead
                        let died = self.dies(&nodes[0]) && (np == f.np || matches!(nodes[0], Node::Verb(_)));
                        toll.outcome != Outcome::Killed || *o != Outcome::Injured || !died
                    });
                    // «نقلت خمسة مصابين واثنين من المارة»: they are what those before them are
                    let bare = !first && self.view.sent.toks[self.view.chunks.nps[np].head].tag == Tag::Num;
                    let before = out.last().map(|c: &Count| c.outcome).filter(|_| bare);
                    let outcome = own.or(before).unwrap_or(toll.outcome);
                    let count = self
                        .view
                        .count(np, outcome)
                        .or_else(|| self.two(np, outcome, &nodes[0]));
                    let count = count.map(|c| Count {
                        cumulative: toll.cumulative && !reaches,
                        ..self.view.exceeded(self.head(&nodes[0]), c)
                    });
                    match (count, out.last_mut()) {
                        (Some(c), Some(last))
                            if self.is_one_more(np) && last.outcome == c.outcome && alone(last, &c) =>
                        {
                            let value = last.value.zip(c.value).map(|(a, b)| a + b);
                            (last.value, last.min, last.max) = (value, value, value);
                            last.span = last.span.cover(c.span);
                        }
                        (count, _) => {
                            out.extend(count.filter(|c| !out.iter().any(|o: &Count| o.span == c.span)));
                        }
                    }
                }
            }
        }
        out
    }

    /// «مقتل رجل وابنته», «مقتل أحمد سالم وعمر خالد»: a relative of the one before, or another by name, told together
    /// with him.
    fn is_one_more(&self, np: NpId) -> bool {
        let view = self.view;
        let p = &view.chunks.nps[np];
        let class = &view.sent.lang.class;
        let mut readings = view.sent.toks[p.head].readings();
        p.quantity.is_none()
            && view.is_coordinated(np)
            && (readings.any(|r| r.pron.is_some() && r.classes.meets(&class.kin))
                || view.sent.names_a_person(p.head))
    }

    /// «إن شرطيين قتلا», «صيادين خطفهما مسلحون»: the verb or its pronoun tells that they are two.
    fn two(&self, np: NpId, outcome: Outcome, node: &Node) -> Option<Count> {
        let Node::Verb(f) = node else { return None };
        let view = self.view;
        let dual = |r: &Reading| r.number() == Some(Number::Dual);
        let mut verbs = view.sent.toks[f.verb].readings().filter(|r| r.pos == Pos::Verb);
        let head = view.chunks.nps[np].head;
        let pair = f.subject == Some(np) && f.subject_first && verbs.all(dual);
        let both = f.pronoun == Some(Pron::Two) && f.antecedent == Some(np);
        ((pair || both) && view.sent.toks[head].readings().any(dual)).then(|| Count {
            outcome,
            who: Some(view.sent.span_of(head, head).of(view.sent.text).to_owned()),
            value: Some(2),
            bound: Bound::Exact,
            min: Some(2),
            max: Some(2),
            cumulative: false,
            span: view.words(np),
        })
    }

    /// Whether the trigger tells of dying or killing.
    fn dies(&self, node: &Node) -> bool {
        self.view
            .sent
            .is(self.head(node), &self.view.sent.lang.class.deadly)
    }

    /// What became of those whose number a bare figure tells: «ارتفع عدد الجرحى إلى 34»; nothing known where it tells
    /// of two outcomes at once («عدد القتلى والجرحى»).
    fn figure_of(&self, np: NpId, nodes: &[Node]) -> Option<Option<Outcome>> {
        let view = self.view;
        let bare = |np: NpId| view.sent.toks[view.chunks.nps[np].head].tag == Tag::Num;
        let people = nodes.iter().filter(|_| bare(np)).find_map(|n| match n {
            Node::Np(f) => {
                Some(f.np).filter(|n| view.chunks.nps[*n].quantity.is_none() && view.outcome_of(*n).is_some())
            }
            _ => None,
        })?;
        let mut outcomes = view
            .coordinated(people)
            .into_iter()
            // «إلى 11 والجرحى 13»: who has a number of their own are none of these
            .filter(|n| view.chunks.nps[*n].quantity.is_none())
            .filter_map(|n| view.outcome_of(n));
        let first = outcomes.next()?;
        Some(Some(first).filter(|o| outcomes.all(|other| other == *o)))
    }

    /// «يواصل 30 سجينا إضرابهم»: how many protest, where a number is given.
    pub(crate) fn participants(&self, draft: &mut Draft) {
        if draft.kind != EventType::Protest || draft.toll.iter().any(|c| c.outcome == Outcome::Participants) {
            return;
        }
        let counted = draft.actor.iter().find_map(|f| match f {
            Filler::Np(np) => {
                self.view.chunks.nps[*np].quantity?;
                self.view.count(*np, Outcome::Participants)
            }
            Filler::Word(_) => None,
        });
        draft.toll.extend(counted);
    }

    /// «بينهم ثلاثة أطفال»: those that the count has among it.
    fn parts_of(&self, nodes: &[Node]) -> Vec<NpId> {
        let among = &self.view.sent.lang.class.among;
        let pps: Vec<usize> = nodes
            .iter()
            .flat_map(|n| match n {
                Node::Verb(f) => f.pps.clone(),
                Node::Np(f) => f.pps.clone(),
                Node::Word(_) => Vec::new(),
            })
            .collect();
        let mut out: Vec<NpId> = pps
            .into_iter()
            .filter(|c| self.view.has_prep(*c, "", among))
            .filter_map(|c| self.view.chunks.np_of(c))
            .flat_map(|np| self.view.coordinated(np))
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Whether both are exact counts of one or two, and no parts of others.
fn alone(a: &Count, b: &Count) -> bool {
    let few = |c: &Count| c.bound == Bound::Exact && c.value.is_some_and(|v| v <= 2);
    few(a) && few(b)
}

impl View<'_, '_> {
    /// «31 مسعفا ومسعفة»: men and women of one kind under one number.
    fn is_said_twice(&self, first: NpId, next: NpId) -> bool {
        let [p, q] = [first, next].map(|np| &self.chunks.nps[np]);
        let kinds = |at: usize| self.sent.toks[at].readings().filter_map(|r| r.lexeme);
        let same = kinds(p.head).any(|kind| kinds(q.head).any(|k| k == kind));
        first != next && self.is_counted(first) && q.quantity.is_none() && !self.is_definite(next) && same
    }

    /// The outcome that a noun itself tells: «قتيل», «جريح».
    pub(crate) fn outcome_of(&self, np: NpId) -> Option<Outcome> {
        let class = &self.sent.lang.class;
        let is = |set| self.sent.is(self.chunks.nps[np].head, set);
        // «بينهم 3 أطفال» has no outcome of its own
        let counted = self.chunks.nps[np].quantity.is_some();
        if is(&class.killed) {
            Some(Outcome::Killed)
        } else if counted && is(&class.injure) {
            // «100 إصابة»
            Some(Outcome::Injured)
        } else if is(&class.injured) {
            Some(Outcome::Injured)
        } else if is(&class.missing) {
            Some(Outcome::Missing)
        } else if is(&class.detained) {
            Some(Outcome::Detained)
        } else if is(&class.displaced) {
            Some(Outcome::Displaced)
        } else {
            self.described_outcome(np)
        }
    }

    /// «طفلان شهيدان», «ثلاثة أطفال مجروحين»: what an adjective right behind people tells of them.
    pub(crate) fn described_outcome(&self, np: NpId) -> Option<Outcome> {
        let (p, class) = (&self.chunks.nps[np], &self.sent.lang.class);
        let next = p.head + 1;
        let person = self.sent.toks[p.head]
            .readings()
            .any(|r| r.pos == Pos::Person || r.classes.meets(&class.kin));
        let indefinite = |r: &Reading| r.pos != Pos::Verb && !r.is_definite() && r.clitics.count() == 0;
        let before = p.first.checked_sub(1);
        // «توفي طفل مصاب»: what they were before
        let died = before.is_some_and(|at| self.sent.is(at, &class.harm));
        let tok = self
            .sent
            .toks
            .get(next)
            .filter(|_| person && !died && next <= p.last)?;
        let of = |set| tok.readings().any(|r| indefinite(r) && r.classes.meets(set));
        let suffered =
            |r: &Reading| indefinite(r) && r.pos == Pos::PassivePart && r.classes.meets(&class.injure);
        if of(&class.killed) {
            Some(Outcome::Killed)
        } else {
            (of(&class.injured) || tok.readings().any(suffered)).then_some(Outcome::Injured)
        }
    }

    /// «عدد الجرحى 34», «الحصيلة الإجمالية للهجوم هي 19 قتيلا»: the count that is said of a noun that opens its clause.
    pub(crate) fn predicate(&self, np: NpId) -> Option<NpId> {
        if let Some(told) = self.told_behind(np) {
            return Some(told);
        }
        let outer = self.chunks.outermost(np);
        let here = self.chunks.of_token[self.chunks.nps[outer].head];
        let opens = self.chunks.list[here].piece == Piece::Np(outer)
            && self.clause_start(here) == here
            && (here == 0 || self.chunks.list[here - 1].piece != Piece::Verb);
        // «حصيلة القصف: 3 قتلى», «القتلى: 12», «وفيات: 27»
        let class = &self.sent.lang.class;
        let head = self.chunks.nps[outer].head;
        let counts = [&class.toll, &class.casualty]
            .iter()
            .any(|c| self.sent.is(head, c));
        let toll = counts || self.heading(head).is_some();
        let between = |c: &usize| match self.chunks.list[*c].piece {
            Piece::Mark(':') => toll,
            Piece::Pp(..) | Piece::PrepPron(..) | Piece::Time | Piece::Word(Pos::Adv | Pos::Pron) => true,
            _ => false,
        };
        let next = (here + 1..self.chunks.list.len())
            .find(|c| !between(c))
            .filter(|_| opens)?;
        match self.chunks.list[next].piece {
            Piece::Np(np) if !self.is_coordinated(np) => {
                let quantity = self.chunks.nps[np].quantity.map(|q| &self.sent.quantities[q]);
                quantity.filter(|q| !q.ordinal && !q.percent).map(|_| np)
            }
            _ => None,
        }
    }

    /// «أعلن المستشفى حصيلة الاشتباكات، وهي تسعة قتلى»: the count that «وهي» tells of a toll before it.
    fn told_behind(&self, np: NpId) -> Option<NpId> {
        let class = &self.sent.lang.class;
        let here = self.chunks.of_token[self.chunks.nps[np].head];
        let toll = self.sent.is(self.chunks.nps[np].head, &class.toll);
        let says = |c: &usize| {
            let at = self.chunks.list[*c].first;
            self.chunks.list[*c].piece == Piece::Word(Pos::Pron)
                && crate::phrase::clitics_at(self.sent, at).has_conj()
        };
        let at = (here + 1..self.chunks.list.len().min(here + 14))
            .find(says)
            .filter(|_| toll)?;
        match self.chunks.list.get(at + 1)?.piece {
            Piece::Np(told) => {
                let p = &self.chunks.nps[told];
                (p.quantity.is_some() && self.sent.is(p.head, &class.casualty)).then_some(told)
            }
            _ => None,
        }
    }

    /// «تجاوز عدد القتلى 300»: more than that; «لم يتجاوز»: that at most.
    pub(crate) fn exceeded(&self, verb: usize, count: Count) -> Count {
        if count.bound != Bound::Exact || !self.sent.is(verb, &self.sent.lang.class.exceed) {
            return count;
        }
        if self.is_negated(verb) {
            return Count {
                bound: Bound::AtMost,
                min: None,
                max: count.value,
                ..count
            };
        }
        Count {
            bound: Bound::MoreThan,
            min: count.value.map(|v| v.saturating_add(1)),
            max: None,
            ..count
        }
    }
}
