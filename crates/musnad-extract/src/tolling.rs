//! Tolls that stand apart from their event: parts of a counted group told behind a mark, the dead and wounded that no
//! rule reaches, and nobody hurt.
//!
//! A rule counts what its own slots reach. Once the drafts of a sentence are joined, what follows the counted people
//! is looked at («ثلاثة شبان، أحدهم في عينه», «عشرة مدنيين، سبعة منهم نساء»), and what is said to have hurt nobody
//! gets a count of none («دون أن تسفر عن إصابات»).

use crate::claim::{Bound, Claim, Count, EventType, Modality, Outcome};
use crate::draft::{Draft, Filler};
use crate::frame::View;
use crate::lexical::{Tag, Tok};
use crate::phrase::{NpId, Piece, clitics_at};
use crate::rule::{Part, Rules};
use musnad_lexicon::{ClassSet, Number, Pos, Reading};
use musnad_text::{Kind, Span};

/// A line of more words tells more than figures.
const LINE: usize = 8;

/// Adds to each draft the counts that its rule could not reach.
pub(crate) fn look_further(view: &View<'_, '_>, rules: &Rules, drafts: &mut Vec<Draft>) {
    view.figures_apart(rules, drafts);
    view.figures_of_others(drafts);
    view.missing_people(drafts);
    view.casualties_apart(drafts);
    let undivided = view.undivided();
    for draft in drafts.iter_mut() {
        let part = |count: &Count| undivided.iter().any(|words| words.contains(count.span));
        draft.toll.retain(|count| !part(count));
    }
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
            // «الغارات لم توقع خسائر»: the negation stands before the verb
            let from = heads[n] - usize::from(view.is_negated(heads[n]));
            if let Some(nobody) = view.nobody_hurt(draft.clause.0.max(from), until) {
                // «دون سقوط ضحايا»: nor are they anybody whom it was done to
                draft.recipient.retain(|f| match f {
                    Filler::Np(np) => !nobody.span.contains(view.words(*np)),
                    Filler::Word(_) => true,
                });
                draft.toll.push(nobody);
            }
        }
    }
}

/// Gives the counts of doubtful claims that stand on the counted people alone to the last attack told before them:
/// «طائرات تقصف القرية، [تسعة شهداء] وعشرون جريحا».
pub(crate) fn hand_over(view: &View<'_, '_>, drafts: &[Draft], claims: &mut [Claim]) {
    let class = &view.sent.lang.class;
    for n in 0..claims.len() {
        let at = drafts[n].trigger[0];
        // «لا يزال 11 جريحا يتلقون العلاج», «ونقل 20 مصابا»
        let act = [&class.harm, &class.event_noun, &class.hits];
        let mut trigger = drafts[n].trigger.iter();
        let acts = trigger.any(|at| act.iter().any(|c| view.sent.is(*at, c)));
        let hurt = |c: &Count| {
            let mut toks = view.sent.toks.iter().enumerate();
            toks.any(|(i, t)| c.span.contains(t.span) && view.sent.is(i, &class.casualty))
        };
        let alone = drafts[n].trigger.len() == 1 && view.sent.is(at, &class.casualty);
        let apart = alone || !acts && claims[n].toll.iter().all(hurt);
        let bare = claims[n].doubtful && apart;
        if !bare || claims[n].kind != EventType::Assault {
            continue;
        }
        let attack = |m: &usize| {
            let head = drafts[*m].trigger[0];
            let strikes = view.sent.is(head, &class.event_noun) || view.sent.is(head, &class.hits);
            let told = claims[*m].kind == EventType::Assault && !claims[*m].doubtful;
            told && strikes && head < at && claims[*m].modality == claims[n].modality
        };
        let Some(to) = (0..claims.len())
            .filter(attack)
            .max_by_key(|m| drafts[*m].trigger[0])
        else {
            continue;
        };
        let known: Vec<Outcome> = claims[to].toll.iter().map(|c| c.outcome).collect();
        let counts = claims[n].toll.clone().into_iter();
        claims[to]
            .toll
            .extend(counts.filter(|c| !known.contains(&c.outcome)));
    }
}

/// Gives what a line counts that tells no event to the last attack told not far before it, the `sentence`-th of its
/// document: «قصف سوق البلدة», and under it «وفيات: 27».
pub(crate) fn hand_back(view: &View<'_, '_>, claims: &mut [Claim], far: impl Fn(usize) -> bool) {
    let figures = view.lone_figures();
    if figures.is_empty() {
        return;
    }
    let told = |n: &usize| claims[*n].kind == EventType::Assault && !claims[*n].doubtful && !far(*n);
    let Some(to) = (0..claims.len()).rev().find(told) else {
        return;
    };
    let real = claims[to].modality == Modality::Asserted;
    for count in figures.into_iter().filter(|_| real) {
        if claims[to].toll.iter().all(|c| c.outcome != count.outcome) {
            claims[to].toll.push(count);
        }
    }
}

impl View<'_, '_> {
    /// The words of a trigger about figures that tell what happened, first and last: «حصيلة [التفجير]», «عدد [قتلى
    /// الدراجة المفخخة] … بلغ اثنين».
    pub(crate) fn counted_event(&self, trigger: &[usize]) -> Option<(usize, usize)> {
        let class = &self.sent.lang.class;
        let within = |at: usize| {
            let np = self.chunks.headed_by[at];
            let all = np.into_iter().flat_map(|np| self.chunks.within(np)).skip(1);
            all.map(|n| self.chunks.nps[n].head)
        };
        let happens = |at: &usize| self.sent.is(*at, &class.event_noun) || self.sent.is(*at, &class.war);
        let happening = |at: usize| within(at).find(happens);
        let casualty = |at: usize| within(at).find(|h| self.sent.is(*h, &class.casualty));
        // «الحصيلة الإجمالية للتفجير»
        let behind = |at: usize| {
            let next = self.chunks.of_token[self.chunks.nps[self.chunks.headed_by[at]?].last] + 1;
            let of = next < self.chunks.list.len() && self.has_prep(next, "ل", &ClassSet::default());
            let head = self.chunks.nps[self.chunks.np_of(next).filter(|_| of)?].head;
            Some(head).filter(|h| self.sent.is(*h, &class.event_noun))
        };
        let toll = trigger.iter().copied().find(|t| self.sent.is(*t, &class.toll));
        if let Some(at) = toll.and_then(|t| casualty(t).or_else(|| happening(t)).or_else(|| behind(t))) {
            return Some((at, at));
        }
        let risen = self.sent.is(trigger[0], &class.rise);
        let people = trigger.iter().skip(1).copied().filter(|_| risen);
        let people = people.clone().find(|t| self.sent.is(*t, &class.counted))?;
        let last = happening(people)
            .filter(|e| *e > people && e - people <= 2)
            .unwrap_or(people);
        let first = if people > trigger[0] && people - trigger[0] <= 2 {
            trigger[0]
        } else {
            people
        };
        Some((first, last))
    }

    /// «ارتفاع حصيلة القصف», «تجاوز عدد القتلى»: what a toll or the number of the dead has come to.
    pub(crate) fn tells_toll(&self, np: NpId) -> bool {
        let class = &self.sent.lang.class;
        let counts = |n: NpId| {
            let head = self.chunks.nps[n].head;
            self.sent.is(head, &class.toll) || self.sent.is(head, &class.casualty)
        };
        let toward = |c: &usize| self.has_prep(*c, "", &class.toward);
        let moves = self.chunks.within(np).into_iter().skip(1).any(counts);
        moves && self.noun_frame(np).pps.iter().any(toward)
    }

    /// «نحو 30 مدنيا بين قتيل وجريح», «أكثر من ثلاثين قتيلا وجريحا»: the words of people of whom some died and some were
    /// hurt; how many of each is not told, nor are they one and one.
    pub(crate) fn undivided(&self) -> Vec<Span> {
        let class = &self.sent.lang.class;
        let chunks = &self.chunks;
        let mut out = Vec::new();
        for np in (0..chunks.nps.len()).filter(|np| self.is_counted(*np)) {
            let single = |np: NpId| {
                let head = self.sent.toks[chunks.nps[np].head].reading();
                chunks.nps[np].quantity.is_none()
                    && head.is_some_and(|r| r.number() != Some(Number::Plural) && !r.is_definite())
            };
            let both = |np: NpId, other: NpId| {
                let outcomes = [np, other].map(|np| self.outcome_of(np));
                outcomes == [Some(Outcome::Killed), Some(Outcome::Injured)]
            };
            let joined = self.coordinated(np);
            if joined.len() >= 2 && both(np, joined[1]) && single(joined[1]) {
                out.extend([np, joined[1]].map(|np| self.words(np)));
            }
        }
        for c in 0..chunks.list.len() {
            let Piece::Pp(_, np) = chunks.list[c].piece else {
                continue;
            };
            let ends = self.coordinated(np);
            let outcomes: Vec<_> = ends.iter().map(|np| self.outcome_of(*np)).collect();
            let both = [Outcome::Killed, Outcome::Injured].map(|o| outcomes.contains(&Some(o))) == [true; 2];
            let bare = ends.iter().all(|np| chunks.nps[*np].quantity.is_none());
            // «العشرات منهم بين قتيل وجريح»
            let first = self.chunks.list[c].first;
            let between = (first..chunks.nps[np].first).any(|at| {
                matches!(self.sent.toks[at].tag, Tag::Word(_)) && self.word_classes(at).meets(&class.between)
            });
            if both && bare && between {
                let all = c.checked_sub(1).and_then(|c| chunks.np_of(c));
                out.extend(ends.into_iter().chain(all).map(|np| self.words(np)));
            }
        }
        out
    }

    /// Those whom an attack left missing: «وثلاثة مفقودون», «ولا يزال اثنان من زملائه في عداد المفقودين».
    fn missing_people(&self, drafts: &mut [Draft]) {
        for (who, at) in self.missing() {
            self.add_missing(who, at, drafts);
        }
    }

    /// Counted people who are told to be missing, each with the token that tells it.
    fn missing(&self) -> Vec<(NpId, usize)> {
        let mut out = Vec::new();
        let class = &self.sent.lang.class;
        let missing = |np: NpId| {
            let mut all = self.chunks.within(np).into_iter();
            all.any(|n| self.sent.is(self.chunks.nps[n].head, &class.missing))
        };
        for c in 0..self.chunks.list.len() {
            let Some(np) = self.chunks.np_of(c).filter(|np| missing(*np)) else {
                continue;
            };
            // «أفراد الطاقم البالغ عددهم 22 مفقودون»: the figure before is of others
            let of_others = |np: NpId| {
                let p = &self.chunks.nps[np];
                (p.first.saturating_sub(1)..=p.head).any(|at| {
                    let mut all = self.sent.toks[at].readings();
                    all.any(|r| r.pron.is_some() && r.classes.meets(&class.toll))
                })
            };
            let who = if self.is_counted(np) && !of_others(np) {
                Some(np)
            } else {
                let stop = |c: &usize| {
                    matches!(
                        self.chunks.list[*c].piece,
                        Piece::Mark(_) | Piece::Word(Pos::Comp) | Piece::Verb
                    )
                };
                let mut before = (0..c).rev().take(6).take_while(|c| !stop(c));
                before.find_map(|c| match self.chunks.list[c].piece {
                    Piece::Np(np) => Some(np).filter(|np| self.is_counted(*np) && !of_others(*np)),
                    _ => None,
                })
            };
            out.extend(who.map(|who| (who, self.chunks.list[c].first)));
        }
        // «وفُقد 24», «وفقدان نحو ثلاثين من ركابه»
        for at in (0..self.sent.toks.len()).filter(|at| self.sent.is(*at, &class.go_missing)) {
            let who = if self.sent.toks[at].tag == Tag::Verb {
                let frame = self.verb_frame(at);
                frame.subject.filter(|_| frame.object.is_none())
            } else {
                self.chunks.headed_by[at].and_then(|np| self.chunks.nps[np].genitive)
            };
            out.extend(who.filter(|np| self.is_counted(*np)).map(|who| (who, at)));
        }
        out
    }

    /// What a line that tells no event counts: «وفيات: 27», «٤ جرحى», «ولا يزال خمسة أشخاص في عداد المفقودين».
    pub(crate) fn lone_figures(&self) -> Vec<Count> {
        let class = &self.sent.lang.class;
        let light = [
            &class.rise,
            &class.still,
            &class.aux,
            &class.occur,
            &class.go_missing,
            &class.record,
        ];
        let plain = |(at, tok): (usize, &Tok)| match tok.tag {
            Tag::Verb => light.iter().any(|c| self.sent.is(at, c)),
            Tag::Word(Pos::Neg) => at + 1 < self.sent.toks.len() && self.sent.is(at + 1, &class.still),
            _ => true,
        };
        let words = self.sent.toks.iter().filter(|t| t.kind == Kind::Word).count();
        if words > LINE || !self.sent.toks.iter().enumerate().all(plain) {
            return Vec::new();
        }
        let missing = self.missing().into_iter();
        let mut out: Vec<Count> = missing
            .filter_map(|(np, _)| self.count(np, Outcome::Missing))
            .collect();
        for np in 0..self.chunks.nps.len() {
            let head = self.chunks.nps[np].head;
            let told = if self.is_counted(np) {
                Some(np)
            } else {
                self.predicate(np)
            };
            let outcome = self.outcome_of(np).or_else(|| self.heading(head));
            let outcome = outcome.filter(|o| out.iter().all(|c| c.outcome != *o));
            if let (Some(np), Some(outcome)) = (told.filter(|np| self.is_counted(*np)), outcome) {
                out.extend(self.count(np, outcome));
            }
        }
        out
    }

    /// What became of those whom a heading counts: «وفيات», «إصابات».
    pub(crate) fn heading(&self, head: usize) -> Option<Outcome> {
        let class = &self.sent.lang.class;
        let several = |set| {
            let mut nouns = self.sent.toks[head].readings();
            let of = |r: &Reading| {
                r.pos != Pos::Verb && r.number() == Some(Number::Plural) && r.classes.meets(set)
            };
            self.sent.toks[head].tag == Tag::Noun && nouns.any(of)
        };
        if several(&class.deaths) {
            Some(Outcome::Killed)
        } else {
            several(&class.injure).then_some(Outcome::Injured)
        }
    }

    /// Gives those missing, told at token `at`, to the nearest attack before, or else the first one behind.
    fn add_missing(&self, who: NpId, at: usize, drafts: &mut [Draft]) {
        let Some(count) = self.count(who, Outcome::Missing) else {
            return;
        };
        let attack = |d: &&mut Draft| {
            d.kind == EventType::Assault && d.toll.iter().all(|c| c.outcome != Outcome::Missing)
        };
        let told = drafts
            .iter()
            .rposition(|d| d.trigger[0] < at && d.kind == EventType::Assault);
        let draft = drafts.iter_mut().skip(told.unwrap_or(0)).find(attack);
        if let Some(draft) = draft.filter(|d| d.toll.iter().all(|c| c.span != count.span)) {
            draft.toll.push(count);
        }
    }

    /// The dead and wounded that an attack or the clearing of a protest before them left, told where its rule does not
    /// reach: «تفجير حافلة، وقد خلّف خمسة قتلى», «فرقت الشرطة الطلاب، ما أسفر عن إصابة ستة منهم».
    fn casualties_apart(&self, drafts: &mut [Draft]) {
        let class = &self.sent.lang.class;
        for c in 0..self.chunks.list.len() {
            let Some(whole) = self.chunks.np_of(c) else {
                continue;
            };
            let deed = self.chunks.nps[whole].head;
            let harmed = self.chunks.nps[whole]
                .genitive
                .filter(|_| self.sent.is(deed, &class.harm) && self.is_brought_about(c));
            let np = harmed.unwrap_or(whole);
            if let Some(count) = self.said_of_people(c) {
                let attack = |d: &&mut Draft| d.kind == EventType::Assault && d.trigger[0] <= deed;
                let nearest = drafts.iter_mut().filter(attack).max_by_key(|d| d.trigger[0]);
                if let Some(draft) = nearest.filter(|d| d.toll.iter().all(|o| o.outcome != count.outcome)) {
                    draft.toll.push(count);
                }
                continue;
            }
            let described = self.described_outcome(np);
            if !self.is_counted(np) && described.is_none() {
                continue;
            }
            let head = self.chunks.nps[np].head;
            let of_deed = |deadly: bool| {
                harmed.is_some()
                    && self
                        .sent
                        .is(deed, if deadly { &class.deadly } else { &class.injure })
            };
            let told_by = if harmed.is_some() { deed } else { head };
            let outcome = if self.sent.is(told_by, &class.killed) || of_deed(true) {
                Outcome::Killed
            } else if self.sent.is(told_by, &class.injured) || of_deed(false) {
                Outcome::Injured
            } else if let Some(outcome) = described.filter(|_| harmed.is_none()) {
                outcome
            } else {
                continue;
            };
            // «بينهم أربعة جرحى», «ثلاثة من المصابين» are some of others
            let known = self.sent.toks[head].reading().is_some_and(|r| r.is_definite());
            if known || self.has_prep(c, "", &class.among) {
                continue;
            }
            let Some(count) = self.count(np, outcome) else {
                continue;
            };
            let told = |d: &Draft| {
                let overlaps = |o: &Count| o.span.overlaps(count.span);
                // «ستة من جرحى القصف»
                let own = d.trigger[0] == head && harmed.is_none();
                d.toll.iter().any(overlaps) || d.trigger.contains(&head) && !own || d.trigger.contains(&deed)
            };
            if drafts.iter().any(told) {
                continue;
            }
            let harms = |d: &Draft| {
                let clears = d.kind == EventType::Coerce && d.part == Part::Cause;
                d.kind == EventType::Assault || clears && self.is_brought_about(c)
            };
            let attack = |d: &&mut Draft| harms(d) && d.trigger[0] <= head;
            let nearest = drafts.iter_mut().filter(attack).max_by_key(|d| d.trigger[0]);
            if let Some(draft) = nearest.filter(|d| d.toll.iter().all(|o| o.outcome != outcome)) {
                draft.toll.push(count);
            }
        }
    }

    /// «امرأتان والسائق شهداء», «وأمهما مجروحة»: the people of whom chunk `c` says that they are dead or hurt.
    fn said_of_people(&self, c: usize) -> Option<Count> {
        let class = &self.sent.lang.class;
        let Piece::Np(told) = self.chunks.list[c].piece else {
            return None;
        };
        let p = &self.chunks.nps[told];
        let said = |r: &Reading| !r.is_definite() && r.clitics.count() == 0;
        let is = |set| {
            self.sent.toks[p.head]
                .readings()
                .any(|r| said(r) && r.classes.meets(set))
        };
        let suffered = |r: &Reading| said(r) && r.pos == Pos::PassivePart && r.classes.meets(&class.injure);
        let outcome = if is(&class.killed) {
            Outcome::Killed
        } else if is(&class.injured) || self.sent.toks[p.head].readings().any(suffered) {
            Outcome::Injured
        } else {
            return None;
        };
        let people = |c: usize| {
            let Piece::Np(np) = self.chunks.list[c].piece else {
                return None;
            };
            let mut all = self.sent.toks[self.chunks.nps[np].head].readings();
            let person = all.any(|r| r.pos == Pos::Person || r.classes.meets(&class.kin));
            Some(np).filter(|np| person && self.outcome_of(*np).is_none())
        };
        let mut all: Vec<NpId> = (0..c).rev().map_while(people).collect();
        // those joined by «و», the first of them included
        let first = all.iter().position(|np| !self.is_coordinated(*np));
        all.truncate(first.map_or(all.len(), |n| n + 1));
        let known = |np: &NpId| self.is_definite(*np);
        if p.quantity.is_some()
            || p.genitive.is_some()
            || !all
                .first()
                .is_some_and(|np| known(np) || all.len() > 1 || self.is_coordinated(*np))
        {
            return None;
        }
        let counts: Vec<Count> = all
            .iter()
            .map(|np| self.count(*np, outcome))
            .collect::<Option<_>>()?;
        let value: Option<u64> = counts.iter().map(|c| c.value).sum();
        let (last, whole) = (counts.first()?, counts.last()?);
        Some(Count {
            value,
            min: value,
            max: value,
            who: last.who.clone().filter(|_| counts.len() == 1),
            span: whole.span.cover(last.span),
            ..last.clone()
        })
    }

    /// Whether a verb of causing stands right before chunk `c`: «ما أسفر عن إصابة ستة».
    fn is_brought_about(&self, c: usize) -> bool {
        let before = c.checked_sub(1).map(|c| &self.chunks.list[c]);
        before.is_some_and(|x| x.piece == Piece::Verb && self.sent.is(x.first, &self.sent.lang.class.cause))
    }

    pub(crate) fn is_counted(&self, np: NpId) -> bool {
        let quantity = self.chunks.nps[np].quantity.map(|q| &self.sent.quantities[q]);
        quantity.is_some_and(|q| !q.ordinal && !q.percent)
    }

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
        if let Some(among) = self.among_behind(chunk, whole) {
            let of_whole = |c: Count| Count {
                cumulative: whole.cumulative,
                ..c
            };
            let parts = self.coordinated(among).into_iter();
            return parts
                .filter_map(|np| self.count(np, whole.outcome).map(of_whole))
                .collect();
        }
        let at = chunk + 1 + usize::from(mark(chunk + 1));
        let Some(next) = self.chunks.list.get(at) else {
            return Vec::new();
        };
        // «أربعة أشخاص هم مسعف وعاملان», «ثلاثة مدنيين، وهم طفلان وجدتهما»
        let few = whole.value.is_none_or(|n| n < 2);
        if next.piece == Piece::Word(Pos::Pron)
            && !few
            && let Some(Piece::Np(np)) = self.chunks.list.get(at + 1).map(|x| x.piece)
        {
            let counts = self.coordinated(np).into_iter();
            let counts: Vec<Count> = counts.filter_map(|np| self.count(np, whole.outcome)).collect();
            let all: Option<u64> = counts.iter().map(|c| c.value).sum();
            if all.is_some_and(|n| Some(n) <= whole.value) {
                let of_whole = |c: Count| Count {
                    cumulative: whole.cumulative,
                    ..c
                };
                return counts.into_iter().map(of_whole).collect();
            }
        }
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

    /// «اعتقال 61 شخصا في المدينة، بينهم مصور ومدرستان»: those told to be among a number of people, behind their place
    /// and time.
    fn among_behind(&self, chunk: usize, whole: &Count) -> Option<NpId> {
        let few = whole.min.or(whole.value).is_none_or(|n| n < 2);
        let among = |c: &usize| self.has_prep(*c, "", &self.sent.lang.class.among);
        let light = |c: &usize| {
            matches!(
                self.chunks.list[*c].piece,
                Piece::Pp(..) | Piece::Time | Piece::Mark('،' | ',') | Piece::Word(Pos::Adv)
            )
        };
        let mut behind = (chunk + 1..self.chunks.list.len()).take(6).take_while(light);
        let at = behind.find(among).filter(|_| !few)?;
        self.chunks.np_of(at)
    }

    /// «أحدهم», «إحداهن»: one, with a pronoun for the others.
    fn is_one_of_them(&self, at: usize) -> bool {
        let tok = &self.sent.toks[at];
        self.sent.is(at, &self.sent.lang.class.one_of)
            && tok.tag == Tag::Word(Pos::Pron)
            && !clitics_at(self.sent, at).has_conj()
            && !clitics_at(self.sent, at).has_prep()
    }

    /// «دون أن تسفر عن إصابات», «ولم توقع قتلى», «ولم يصب أحد»: those that an attack is said not to have hurt.
    fn nobody_hurt(&self, first: usize, until: usize) -> Option<Count> {
        let class = &self.sent.lang.class;
        let toks = &self.sent.toks;
        let without = |at: &usize| {
            matches!(toks[*at].tag, Tag::Word(Pos::Neg))
                || toks[*at].tag == Tag::Word(Pos::Prep) && self.word_classes(*at).meets(&class.without)
        };
        let (start, hurt, outcome) = (first..until).filter(without).find_map(|start| {
            let end = toks.len().min(start + 8);
            let people = |at: usize| Some((start, at, self.hurt(at)?));
            let found = (start + 1..end).find_map(people).filter(|(_, hurt, _)| {
                let np = self.chunks.headed_by[*hurt];
                let counted = np.is_some_and(|np| self.chunks.nps[np].quantity.is_some());
                !counted && (start + 1..*hurt).all(|at| self.is_light_before_losses(at))
            });
            found.or_else(|| self.harmed_nobody(start, end))
        })?;
        Some(Count {
            outcome,
            who: None,
            value: Some(0),
            bound: Bound::Exact,
            min: Some(0),
            max: Some(0),
            cumulative: false,
            span: self.sent.span_of(start, hurt),
        })
    }

    /// What stands between a negation and the losses: «أن», a verb of causing, recording or telling and the attack as
    /// its subject, «أي», «وقوع».
    fn is_light_before_losses(&self, at: usize) -> bool {
        let class = &self.sent.lang.class;
        let is = |c| self.sent.is(at, c);
        match self.sent.toks[at].tag {
            Tag::Verb => is(&class.cause) || is(&class.record) || is(&class.occur) || is(&class.report),
            Tag::Word(_) => true,
            Tag::Noun => is(&class.occur) || is(&class.record) || is(&class.event_noun) || is(&class.befall),
            _ => false,
        }
    }

    /// «لم يصب أحد», «دون أن يقتل أحد»: the negation at `start`, the word for anybody, and what did not befall him.
    fn harmed_nobody(&self, start: usize, end: usize) -> Option<(usize, usize, Outcome)> {
        let class = &self.sent.lang.class;
        let verb = (start + 1..end).find(|at| self.sent.toks[*at].tag == Tag::Verb)?;
        let outcome = if self.sent.is(verb, &class.injure) {
            Outcome::Injured
        } else if self.sent.is(verb, &class.deadly) {
            Outcome::Killed
        } else {
            return None;
        };
        let anybody = |at: &usize| {
            matches!(self.sent.toks[*at].tag, Tag::Word(_)) && self.word_classes(*at).meets(&class.any_person)
        };
        let after = (verb + 1..end.min(verb + 3)).find(anybody);
        let before = || start.checked_sub(1).filter(anybody).map(|_| verb);
        Some((start, after.or_else(before)?, outcome))
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
        // «خسائر بشرية», «خسائر في الأرواح»
        let end = self.sent.toks.len().min(at + 3);
        let lives = self.sent.is(at, &class.toll) && (at + 1..end).any(|i| self.sent.is(i, &class.of_lives));
        let dead = self.sent.is(at, &class.killed) || self.sent.is(at, &class.victim);
        if lives || self.sent.is(at, &class.losses) || plural && dead {
            Some(Outcome::Killed)
        } else if plural && (self.sent.is(at, &class.injured) || self.sent.is(at, &class.injure)) {
            Some(Outcome::Injured)
        } else {
            None
        }
    }
}
