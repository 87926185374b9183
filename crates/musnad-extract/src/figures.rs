//! Figures that words of their own tell: what a number has come to, whom it counts, and what others say of it.

use crate::claim::{Count, EventType, Outcome};
use crate::draft::Draft;
use crate::frame::{VerbFrame, View};
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece};
use crate::rule::Rules;
use musnad_lexicon::{Number, Pos};

impl View<'_, '_> {
    /// Figures that a verb of their own tells: of the people of a relative clause («عدد التلاميذ الذين خطفهم مسلحون يبلغ
    /// 52», «ارتفع عدد الأشخاص الذين قتلوا إلى 12»), of those spoken of before («يضرب العمال منذ الاثنين، وعددهم بلغ 2600»).
    pub(crate) fn figures_apart(&self, rules: &Rules, drafts: &mut [Draft]) {
        let rises = |at: &usize| {
            self.sent.toks[*at].tag == Tag::Verb && self.sent.is(*at, &self.sent.lang.class.rise)
        };
        for verb in (0..self.sent.toks.len()).filter(rises) {
            let frame = self.verb_frame(verb);
            let (Some(subject), Some(figure)) = (frame.subject, self.figure(&frame)) else {
                continue;
            };
            let head = self.chunks.nps[subject].head;
            let theirs = self.sent.is(head, &self.sent.lang.class.toll)
                && self.sent.toks[head].readings().any(|r| r.pron.is_some());
            let about = |d: &&mut Draft| {
                let at = d.trigger[0];
                theirs && at < verb
                    || at > head
                        && at != verb
                        && self.sent.toks[at].tag == Tag::Verb
                        && self.verb_frame(at).antecedent == Some(subject)
            };
            let Some(draft) = drafts.iter_mut().rev().find(about) else {
                continue;
            };
            let outcome = match draft.kind {
                EventType::Protest => Some(Outcome::Participants),
                _ => rules.list[draft.rule].toll.first().map(|t| t.outcome),
            };
            let told = |o: &Outcome| draft.toll.iter().any(|c| c.outcome == *o);
            let count = outcome.filter(|o| !told(o)).and_then(|o| self.count(figure, o));
            draft.toll.extend(count.map(|c| self.exceeded(verb, c)));
        }
        self.toll_become(drafts);
        self.number_of_whom(rules, drafts);
        // «قتلت من فيه وعددهم عشرون»
        for np in 0..self.chunks.nps.len() {
            let (head, end) = (
                self.chunks.nps[np].head,
                self.chunks.of_token[self.chunks.nps[np].last],
            );
            let theirs = self.sent.is(head, &self.sent.lang.class.toll)
                && self.sent.toks[head].readings().any(|r| r.pron.is_some());
            let figure = self.chunks.list.get(end + 1).map(|c| c.piece);
            let Some(Piece::Np(figure)) = figure.filter(|_| theirs) else {
                continue;
            };
            let before = drafts.iter_mut().rev().find(|d| d.trigger[0] < head);
            let Some(draft) = before.filter(|_| self.is_counted(figure)) else {
                continue;
            };
            let outcome = rules.list[draft.rule].toll.first().map(|t| t.outcome);
            let outcome = outcome.filter(|o| draft.toll.iter().all(|c| c.outcome != *o));
            draft.toll.extend(outcome.and_then(|o| self.count(figure, o)));
        }
    }

    /// «توفيت جريحة، لتصبح الحصيلة ستة», «انتشلت جثة، لترتفع الحصيلة إلى ستة قتلى وسبعة جرحى»: what the toll of the deaths
    /// told before has come to.
    pub(crate) fn toll_become(&self, drafts: &mut [Draft]) {
        let class = &self.sent.lang.class;
        let becomes = |at: &usize| {
            let told = self.sent.is(*at, &class.aux) || self.sent.is(*at, &class.rise);
            self.sent.toks[*at].tag == Tag::Verb && told
        };
        for verb in (0..self.sent.toks.len()).filter(becomes) {
            let frame = self.verb_frame(verb);
            let toll = |np: &NpId| self.sent.is(self.chunks.nps[*np].head, &class.toll);
            let (Some(_), Some(figure)) = (frame.subject.filter(toll), self.figure(&frame)) else {
                continue;
            };
            let last = drafts
                .iter_mut()
                .rev()
                .find(|d| d.trigger[0] < verb && d.kind == EventType::Assault);
            let dead = |d: &Draft| d.toll.iter().any(|c| c.outcome == Outcome::Killed);
            let Some(draft) = last.filter(|d| dead(d) && !d.trigger.contains(&verb)) else {
                continue;
            };
            for np in self.coordinated(figure) {
                let outcome = self.outcome_of(np).unwrap_or(Outcome::Killed);
                let count = self.count(np, outcome).filter(|c| {
                    let mut known = draft.toll.iter().filter(|o| o.outcome == outcome);
                    known.all(|o| o.value < c.value)
                });
                let sum = count.map(|c| Count {
                    cumulative: true,
                    ..c
                });
                draft.toll.splice(0..0, sum);
            }
        }
    }

    /// «إجمالي من قضوا في القصف بلغ 21», «يرتفع إلى 14 عدد من قتلوا», «مجموع من خطفوا 16»: the number of those whom a verb
    /// tells of behind «من».
    pub(crate) fn number_of_whom(&self, rules: &Rules, drafts: &mut [Draft]) {
        let class = &self.sent.lang.class;
        for draft in drafts {
            let verb = draft.trigger[0];
            let number = |at: usize| {
                self.sent.toks[at]
                    .readings()
                    .any(|r| r.classes.meets(&class.toll))
            };
            let who = |at: usize| {
                self.sent.toks[at]
                    .readings()
                    .any(|r| r.classes.meets(&class.partitive))
            };
            let counted =
                verb >= 2 && self.sent.toks[verb].tag == Tag::Verb && who(verb - 1) && number(verb - 2);
            let outcome = rules.list[draft.rule].toll.first().map(|t| t.outcome);
            let Some(outcome) = outcome.filter(|o| counted && draft.toll.iter().all(|c| c.outcome != *o))
            else {
                continue;
            };
            let rises = |at: &usize| self.sent.toks[*at].tag == Tag::Verb && self.sent.is(*at, &class.rise);
            let before = (verb.saturating_sub(8)..verb - 2).rev().find(rises);
            let behind = (verb + 1..self.sent.toks.len().min(verb + 16)).find(rises);
            let told = before
                .or(behind)
                .and_then(|at| Some((at, self.figure(&self.verb_frame(at))?)));
            let count = match told {
                Some((at, np)) => self.count(np, outcome).map(|c| self.exceeded(at, c)),
                None => {
                    let plain =
                        |c: &usize| !matches!(self.chunks.list[*c].piece, Piece::Mark(_) | Piece::Verb);
                    let here = self.chunks.of_token[verb];
                    let mut behind = (here + 1..self.chunks.list.len()).take_while(plain);
                    let figure = |c: usize| match self.chunks.list[c].piece {
                        Piece::Np(np) => Some(np).filter(|np| self.is_counted(*np)),
                        _ => None,
                    };
                    behind.find_map(figure).and_then(|np| self.count(np, outcome))
                }
            };
            draft.toll.extend(count);
        }
    }

    /// «قدر المنظمون المتظاهرين بألف، بينما قالت الشرطة إنهم لم يتجاوزوا مئتين»: what another says of their number is a
    /// telling of its own.
    pub(crate) fn figures_of_others(&self, drafts: &mut Vec<Draft>) {
        let class = &self.sent.lang.class;
        for verb in 0..self.sent.toks.len() {
            let told = self.sent.toks[verb].tag == Tag::Verb
                && self.sent.is(verb, &class.rise)
                && (self.after_own_comp(self.chunks.of_token[verb]) || self.turns_to_several(verb))
                && drafts.iter().all(|d| !d.trigger.contains(&verb));
            if !told {
                continue;
            }
            let frame = self.verb_frame(verb);
            let says = |at: &usize| {
                self.sent.toks[*at].tag == Tag::Verb && self.sent.is(*at, &class.report) && *at != verb
            };
            let before = drafts.iter().rev().find(|d| d.trigger[0] < verb);
            let turns = self.turns_to_several(verb);
            let before = before.filter(|d| turns || (d.trigger[0] + 1..verb).any(|at| says(&at)));
            let outcome = before.and_then(|d| d.toll.first()).map(|c| c.outcome);
            let count = self.figure(&frame).zip(outcome);
            let count = count.and_then(|(np, outcome)| self.count(np, outcome));
            if let (Some(first), Some(count)) = (before.cloned(), count) {
                drafts.push(Draft {
                    trigger: vec![verb],
                    toll: vec![self.exceeded(verb, count)],
                    clause: (verb, verb),
                    ..first
                });
            }
        }
    }

    /// «بينما لم يتجاوزوا مئتين وفق الشرطة»: a verb of several who are not named, behind a word that turns to another.
    pub(crate) fn turns_to_several(&self, verb: usize) -> bool {
        let light = |c: &usize| {
            matches!(
                self.chunks.list[*c].piece,
                Piece::Word(Pos::Neg | Pos::Modal | Pos::Fut)
            )
        };
        let before = (0..self.chunks.of_token[verb]).rev().find(|c| !light(c));
        let turns = |c: usize| {
            self.chunks.list[c].piece == Piece::Word(Pos::Conj)
                && self
                    .word_classes(self.chunks.list[c].first)
                    .meets(&self.sent.lang.class.turn)
        };
        before.is_some_and(turns) && self.reading_number(verb) == Some(Number::Plural)
    }

    /// The phrase with the figure that a verb such as «بلغ» or «ارتفع» reaches.
    pub(crate) fn figure(&self, frame: &VerbFrame) -> Option<NpId> {
        let counted = |np: &NpId| self.chunks.nps[*np].quantity.is_some();
        let toward = |c: &usize| self.has_prep(*c, "", &self.sent.lang.class.toward);
        let behind = frame
            .pps
            .iter()
            .filter(|c| toward(c))
            .find_map(|c| self.chunks.np_of(*c).filter(counted));
        frame.object.filter(counted).or(behind)
    }
}
