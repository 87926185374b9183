//! Frames: what stands round a verb or an event noun in its clause.
//!
//! A verb's subject is the phrase after it that it can agree with, or the phrase that opens its clause; what
//! follows the subject is the object. A verb that may be active or passive is passive when it has no object.
//! Prepositional phrases up to the end of the clause belong to the frame.

use crate::form::opens_quote;
use crate::form::{is_nominative, is_oblique};
use crate::lexical::{Sent, Tag};
use crate::party::Party;
use crate::phrase::{Chunk, Chunks, NpId, Piece, Prep, clitics_at, head_gender};
use musnad_lexicon::{Clitics, Gender, Number, Pos, Pron, Reading, Voice};
use std::cell::RefCell;
use std::rc::Rc;

/// What stands round a verb.
#[derive(Clone, Debug, Default)]
pub(crate) struct VerbFrame {
    pub(crate) verb: usize,
    pub(crate) subject: Option<NpId>,
    /// The subject stands before the verb.
    pub(crate) subject_first: bool,
    /// The subject is a pronoun that stands for nothing found.
    pub(crate) unsaid: bool,
    pub(crate) object: Option<NpId>,
    /// The word «ما» of an object that is only told about: «انتقدت المنظمة [ما سمته ظلما]».
    pub(crate) unnamed: Option<usize>,
    /// What is given to the object: «سلمت الحركة الصليب الأحمر [عشرين أسيرا]».
    pub(crate) given: Option<NpId>,
    /// The object is a pronoun at the end of the verb.
    pub(crate) pronoun: Option<Pron>,
    /// The phrase that a relative clause with this verb describes.
    pub(crate) antecedent: Option<NpId>,
    /// Chunks with a preposition, in order.
    pub(crate) pps: Vec<usize>,
    /// The chunk of «أن», «إن» after the verb.
    pub(crate) complement: Option<usize>,
    /// First and last chunk of the clause.
    pub(crate) clause: (usize, usize),
    /// A passive, with its subject for the object: what an act was done to.
    pub(crate) turned: bool,
    /// No verb, but a verbal noun that is read as one, in this voice.
    pub(crate) act: Option<(NpId, Voice)>,
}

/// What stands round an event noun.
#[derive(Clone, Debug, Default)]
pub(crate) struct NounFrame {
    pub(crate) np: NpId,
    /// Chunks with a preposition after it, in order.
    pub(crate) pps: Vec<usize>,
    /// First and last chunk of the clause.
    pub(crate) clause: (usize, usize),
}

/// A sentence with its chunks, as frames and rules look at it.
#[derive(Debug)]
pub(crate) struct View<'s, 'a> {
    pub(crate) sent: &'s Sent<'a>,
    pub(crate) chunks: &'s Chunks,
    /// What phrases have been found to stand for.
    pub(crate) parties: RefCell<Vec<Option<Rc<Party>>>>,
}

impl<'s, 'a> View<'s, 'a> {
    pub(crate) fn of(sent: &'s Sent<'a>, chunks: &'s Chunks) -> View<'s, 'a> {
        View {
            sent,
            chunks,
            parties: RefCell::default(),
        }
    }
}

impl View<'_, '_> {
    /// The frame of the verb at token `verb`.
    pub(crate) fn verb_frame(&self, verb: usize) -> VerbFrame {
        let chunk = self.chunks.of_token[verb];
        let mut frame = VerbFrame {
            verb,
            clause: (chunk, chunk),
            ..VerbFrame::default()
        };
        let reading = self.sent.toks[verb].reading().copied();
        frame.pronoun = reading.and_then(|r| r.pron);
        frame.antecedent = self.antecedent(chunk).filter(|np| !self.is_measure(*np));
        let before = self.before_verb(chunk, &mut frame);
        if let Some(np) = self.subject_over_relative(chunk, verb) {
            (frame.subject, frame.subject_first) = (Some(np), true);
        }
        if self.fills_relative(chunk, &frame) || self.describes_last(chunk, &frame) {
            (frame.subject, frame.subject_first) = (frame.antecedent, true);
        }
        if let Some(np) = (self.attack_before(chunk, verb)).or_else(|| self.cause_before(chunk, verb)) {
            (frame.subject, frame.subject_first) = (Some(np), true);
        }
        if let Some(np) = self.figure_before(chunk, verb) {
            (frame.subject, frame.subject_first) = (Some(np), true);
        }
        let first_np = self.next_np(chunk);
        let after_fits = first_np.is_some_and(|np| self.agrees(verb, np, false));
        match before {
            Some(np)
                if frame.subject.is_none()
                    && self.agrees(verb, np, true)
                    // «هدنة رعتها قطر»: the pronoun stands for what goes before
                    && !(after_fits && frame.pronoun.is_some() && frame.antecedent.is_some())
                    && !(after_fits && self.needs_subject_after(verb, np)) =>
            {
                (frame.subject, frame.subject_first) = (Some(np), true);
            }
            _ => {}
        }
        let held = self.taken_up_by(chunk, frame.pronoun);
        frame.antecedent = held.or(frame.antecedent);
        if held.is_none()
            && frame.subject.is_none()
            && let Some(said) = self.unsaid_subject(chunk, verb)
        {
            (frame.subject, frame.subject_first) = (said, said.is_some());
            frame.unsaid = said.is_none();
        }
        self.after_verb(chunk, &mut frame);
        if let Some(np) = self.struck_in_idafa(&frame) {
            frame.object = Some(np);
        }
        if let Some(c) = self.risen_to(&frame) {
            frame.pps.push(c);
            frame.clause.1 = frame.clause.1.max(c);
        }
        if let (Some(place), Some(np)) = (frame.subject, frame.object)
            && !frame.subject_first
            && self.moves_through(&frame, place, np)
        {
            (frame.subject, frame.object) = (Some(np), Some(place));
        }
        if let Some(np) = self.fell_victim(&frame) {
            (frame.subject, frame.subject_first) = (Some(np), false);
        }
        if frame.subject.is_none() && held.is_none() {
            frame.subject = self.subject_before(chunk, verb);
            frame.subject_first = frame.subject.is_some();
        }
        if frame.subject.is_none()
            && let Some(np) = frame
                .antecedent
                .filter(|np| frame.pronoun.is_none() && self.agrees(verb, *np, true))
        {
            (frame.subject, frame.subject_first) = (Some(np), true);
        }
        frame
    }

    /// «قصف السوق، وراح ضحيته سبعة»: those behind «ضحيته».
    fn fell_victim(&self, frame: &VerbFrame) -> Option<NpId> {
        let np = frame.object?;
        let head = self.chunks.nps[np].head;
        let theirs = self.sent.toks[head].readings().any(|r| r.pron.is_some());
        let victim = self.sent.is(head, &self.sent.lang.class.victim);
        self.second_after(np).filter(|_| victim && theirs)
    }

    /// The frame of the event noun that heads `np`.
    pub(crate) fn noun_frame(&self, np: NpId) -> NounFrame {
        let outer = self.chunks.outermost(np);
        let chunk = self.chunks.of_token[self.chunks.nps[outer].head.max(self.chunks.nps[outer].first)];
        let mut frame = NounFrame {
            np,
            pps: Vec::new(),
            clause: (chunk, chunk),
        };
        let mut c = chunk + 1;
        while c < self.chunks.list.len() {
            match self.chunks.list[c].piece {
                Piece::Pp(..) | Piece::PrepPron(..) => frame.pps.push(c),
                Piece::Time | Piece::Word(Pos::Adv) => {}
                Piece::Mark('(') => c = self.skip_brackets(c),
                Piece::Np(next) if self.is_coordinated(next) || self.is_measure(next) => {}
                // «شهيدان أم وطفلها في قصف»: who those counted are
                Piece::Np(next) if c == chunk + 1 && self.are_told_as(outer, next) => {}
                Piece::Word(Pos::Conj) if self.conj_of_phrase(c) => c += 1,
                _ => break,
            }
            frame.clause.1 = c.min(self.chunks.list.len() - 1);
            c += 1;
        }
        if let Some(c) = self.come_to(outer, &frame) {
            frame.pps.push(c);
        }
        frame.clause.0 = self.clause_start(chunk);
        frame
    }

    /// The end of a bracket that opens at chunk `c`.
    fn skip_brackets(&self, c: usize) -> usize {
        (c..self.chunks.list.len())
            .take(12)
            .find(|i| self.chunks.list[*i].piece == Piece::Mark(')'))
            .unwrap_or(c)
    }

    /// The first chunk of the clause that chunk `c` is in.
    pub(crate) fn clause_start(&self, c: usize) -> usize {
        let mut start = c;
        let mut closed = 0;
        while start > 0 {
            let before = self.chunks.list[start - 1].piece;
            // «مرتبطة بـ «الحكومة» استعملت»: a quotation that ends before stands inside the clause
            match before {
                Piece::Mark('»' | '”') => {
                    closed += 1;
                    start -= 1;
                    continue;
                }
                Piece::Mark(m) if opens_quote(m) && m != '"' && closed > 0 => {
                    closed -= 1;
                    start -= 1;
                    continue;
                }
                _ => {}
            }
            let verb_with_conj = self.chunks.list[start].piece == Piece::Verb
                && self.sent.toks[self.chunks.list[start].first].clitics().has_conj();
            if self.opens_quoted_verb(start - 1) {
                start -= 1;
                continue;
            }
            let stop = verb_with_conj
                || match before {
                    Piece::Mark(m) => {
                        matches!(m, ':' | '؛' | '،' | ',' | '-' | '–' | '—' | '.' | '|') || opens_quote(m)
                    }
                    Piece::Word(p) => matches!(p, Pos::Comp | Pos::Cond | Pos::Conj | Pos::Rel),
                    Piece::Verb => true,
                    _ => false,
                };
            if stop {
                break;
            }
            start -= 1;
        }
        start
    }

    /// «رجال أمن «اختطفوا» موظفا», «إن قواته «لم تطلق قذيفة»»: quotation marks that open at the verb keep the words at
    /// a distance and close no clause.
    fn opens_quoted_verb(&self, c: usize) -> bool {
        let piece = |c: usize| self.chunks.list.get(c).map(|x| x.piece);
        let light = matches!(piece(c + 1), Some(Piece::Word(Pos::Neg | Pos::Modal | Pos::Fut)));
        let verb = if light { c + 2 } else { c + 1 };
        let joined = || self.sent.toks[self.chunks.list[verb].first].clitics().has_conj();
        let after_phrase = c > 0 && matches!(piece(c - 1), Some(Piece::Np(_) | Piece::Pp(..)));
        matches!(piece(c), Some(Piece::Mark(m)) if opens_quote(m))
            && piece(verb) == Some(Piece::Verb)
            && !joined()
            && (after_phrase || matches!(piece(c + 2), Some(Piece::Mark('»' | '”' | '"' | '’' | '\''))))
    }

    /// The phrase that opens the verb's clause and reaches it, over adverbials; and the phrases with a
    /// preposition on the way.
    fn before_verb(&self, chunk: usize, frame: &mut VerbFrame) -> Option<NpId> {
        let start = self.clause_start(chunk);
        frame.clause.0 = start;
        if self.sent.toks[frame.verb].clitics().has_conj() {
            return self.topic(start);
        }
        let mut subject = None;
        for c in start..chunk {
            match self.chunks.list[c].piece {
                Piece::Np(np) if c == start && self.is_taken_before(c, np) => {}
                Piece::Np(np)
                    if subject.is_none_or(|s| !self.counted_with(s, np)) && self.opens_clause(np, chunk)
                        || subject.is_none() =>
                {
                    subject = Some(np);
                }
                Piece::Pp(..) | Piece::PrepPron(..) => frame.pps.push(c),
                _ => {}
            }
        }
        let far = || {
            self.subject_over_aside(start)
                .or_else(|| self.subject_of_that(start, frame.verb))
        };
        subject.or_else(far)
    }

    /// «انتحاري يرتدي حزاما فجر نفسه»: an accusative right behind another verb is that verb's object.
    fn is_taken_before(&self, c: usize, np: NpId) -> bool {
        let verb = c.checked_sub(1).map(|c| self.chunks.list[c]);
        let acts =
            verb.is_some_and(|v| v.piece == Piece::Verb && !self.sent.is(v.first, &self.sent.lang.class.aux));
        let mut head = self.sent.toks[self.chunks.nps[np].head].readings();
        acts && self.chunks.nps[np].quantity.is_none() && head.any(|r| r.feats.is_acc_alif())
    }

    /// «إن حي القابون في العاصمة، تعرض لغارات»: the phrase right behind «إن», before a comma and the verb of its clause.
    fn subject_of_that(&self, start: usize, verb: usize) -> Option<NpId> {
        let comma = start.checked_sub(1)?;
        let list = &self.chunks.list;
        let light = |c: &usize| matches!(list[*c].piece, Piece::Pp(..) | Piece::PrepPron(..) | Piece::Time);
        let mark = matches!(list[comma].piece, Piece::Mark('،' | ','));
        let first = (0..comma).rev().find(|c| !light(c)).filter(|_| mark)?;
        let that = list.get(first.checked_sub(1)?)?.piece == Piece::Word(Pos::Comp);
        match list[first].piece {
            Piece::Np(np) if that && self.agrees(verb, np, true) => Some(np),
            _ => None,
        }
    }

    /// «إسرائيل تطلق النار والجيش يعزز انتشاره»: a phrase that «و» joins right before the verb of its own, where a
    /// verb has gone before.
    fn opens_clause(&self, np: NpId, chunk: usize) -> bool {
        let here = self.chunks.of_token[self.chunks.nps[np].head];
        let adjacent = (here + 1..chunk).all(|c| {
            matches!(
                self.chunks.list[c].piece,
                Piece::Time | Piece::Word(Pos::Adv | Pos::Neg | Pos::Modal | Pos::Fut)
            )
        });
        // «قتلى بقصف على الفاشر والبرهان يتوعد»
        let before = (0..here).any(|c| self.chunks.list[c].piece == Piece::Verb)
            || self.sent.names_a_person(self.chunks.nps[np].head);
        adjacent && before && self.is_coordinated(np) && self.agrees(self.chunks.list[chunk].first, np, true)
    }

    /// «أما النقابة فذكرت»: the phrase that the verb of chunk `verb` is about, which «ف» takes up again.
    pub(crate) fn topic(&self, verb: usize) -> Option<NpId> {
        let at = self.chunks.list[verb].first;
        let takes_up = self.piece_is(verb, Piece::Verb) && clitics_at(self.sent, at).has(Clitics::THEN);
        let phrase = |c: &usize| matches!(self.chunks.list[*c].piece, Piece::Np(_) | Piece::Pp(..));
        let first = (0..verb).rev().filter(|_| takes_up).take_while(phrase).last()?;
        let opener = self.chunks.list.get(first.checked_sub(1)?)?;
        let opens = opener.piece == Piece::Word(Pos::Conj)
            && self.word_classes(opener.first).meets(&self.sent.lang.class.turn);
        match self.chunks.list[first].piece {
            Piece::Np(np) if opens => Some(np),
            _ => None,
        }
    }

    /// «ستة جنود وشرطيين قتلوا»: two numbers of people that one verb tells of.
    fn counted_with(&self, first: NpId, next: NpId) -> bool {
        let counted = |np: NpId| {
            let p = &self.chunks.nps[np];
            p.quantity.is_some() || head_gender(self.sent, p).1 == Some(Number::Dual)
        };
        self.is_coordinated(next)
            && counted(first)
            && counted(next)
            && self.coordinated(first).contains(&next)
    }

    /// «غادرت ميناء خليفة سفينة إغاثية», «دخل المدينة مسلحون»: with a verb of motion the place may stand before who
    /// goes there.
    fn moves_through(&self, frame: &VerbFrame, place: NpId, goer: NpId) -> bool {
        let class = &self.sent.lang.class;
        let head = |np: NpId| self.chunks.nps[np].head;
        let goes = [
            &class.weapon,
            &class.body,
            &class.fighter,
            &class.title,
            &class.aid,
            &class.people,
        ]
        .iter()
        .any(|c| self.sent.is(head(goer), c));
        self.sent.is(frame.verb, &class.motion)
            && goes
            && (crate::form::is_place_name(self.sent, head(place))
                || self.sent.is(head(place), &class.place_noun)
                || self.sent.is(head(place), &class.facility))
            && self.agrees(frame.verb, goer, false)
    }

    /// The phrase that stands behind `np` without a preposition.
    pub(crate) fn second_after(&self, np: NpId) -> Option<NpId> {
        let last = self.chunks.of_token[self.chunks.nps[self.chunks.outermost(np)].last];
        self.next_np(last)
            .filter(|np| !self.is_coordinated(*np) && !self.is_adverbial(*np))
    }

    /// Whether `np` is something that people do or do something to, and does nothing itself.
    pub(crate) fn is_done(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let class = &self.sent.lang.class;
        let doer = [&class.body, &class.weapon, &class.source, &class.event_noun]
            .iter()
            .any(|c| self.sent.is(p.head, c));
        let people = self.sent.toks[p.head].readings().any(|r| r.pos == Pos::Person);
        self.sent.toks[p.head].tag == Tag::Noun && p.quantity.is_none() && !doer && !people
    }

    /// «إنها صدت»: right before the verb stands «أن» with a pronoun.
    pub(crate) fn after_own_comp(&self, chunk: usize) -> bool {
        let light = |c: &usize| {
            matches!(
                self.chunks.list[*c].piece,
                Piece::Word(Pos::Modal | Pos::Neg | Pos::Fut | Pos::Adv) | Piece::Time
            )
        };
        let before = (0..chunk).rev().find(|c| !light(c));
        before.is_some_and(|c| {
            let at = self.chunks.list[c].first;
            let tok = &self.sent.toks[at];
            // «لكنه لم يستبعد»
            if matches!(self.chunks.list[c].piece, Piece::Word(Pos::Conj)) {
                return self.word_classes(at).meets(&self.sent.lang.class.own_turn);
            }
            self.chunks.list[c].piece == Piece::Word(Pos::Comp)
                && tok.readings().any(|r| r.pos == Pos::Comp && r.pron.is_some())
        })
    }

    /// «التي ضربت أستراليا»: a relative clause with no pronoun that points back has what it describes for its
    /// subject.
    fn fills_relative(&self, chunk: usize, frame: &VerbFrame) -> bool {
        let after_relative = chunk > 0 && self.chunks.list[chunk - 1].piece == Piece::Word(Pos::Rel);
        let resumed = (chunk + 1..self.chunks.list.len().min(chunk + 5))
            .any(|c| matches!(self.chunks.list[c].piece, Piece::PrepPron(..)));
        let agrees = frame
            .antecedent
            .is_some_and(|np| self.agrees(frame.verb, np, true));
        after_relative && frame.pronoun.is_none() && !resumed && agrees
    }

    /// Whether a verb opens a relative clause with «الذي» that tells something known of what it describes.
    pub(crate) fn is_known_relative(&self, frame: &VerbFrame) -> bool {
        let chunk = self.chunks.of_token[frame.verb];
        // «الذي اغتيل بعبوة استهدفت سيارته»: known as is what it tells of
        if self.attack_before(chunk, frame.verb).is_some() {
            let verb = (0..chunk)
                .rev()
                .find(|c| self.chunks.list[*c].piece == Piece::Verb);
            return verb.is_some_and(|c| self.is_known_relative(&self.verb_frame(self.chunks.list[c].first)));
        }
        chunk > 0
            && self.chunks.list[chunk - 1].piece == Piece::Word(Pos::Rel)
            && frame.antecedent.is_none_or(|np| {
                !self
                    .sent
                    .is(self.chunks.nps[np].head, &self.sent.lang.class.event_noun)
            })
    }

    pub(crate) fn next_np(&self, chunk: usize) -> Option<NpId> {
        for c in chunk + 1..self.chunks.list.len() {
            match self.chunks.list[c].piece {
                Piece::Np(np) => return Some(np),
                Piece::Pp(..) | Piece::PrepPron(..) | Piece::Time | Piece::Word(Pos::Adv | Pos::Modal) => {}
                _ => return None,
            }
        }
        None
    }

    /// A singular verb between a phrase that could be its topic and one that could be its subject: the phrase
    /// after it wins when the phrase before it disagrees in number.
    fn needs_subject_after(&self, verb: usize, before: NpId) -> bool {
        let (_, number) = head_gender(self.sent, &self.chunks.nps[before]);
        let singular = self.reading_number(verb) == Some(Number::Sing);
        // «عدد الموقوفين بلغ 140»
        let counts = self.sent.toks[self.chunks.nps[before].first].tag == Tag::Word(Pos::Quant);
        // «أن وفدا سيزور»: one in the accusative, no two
        let head = &self.sent.toks[self.chunks.nps[before].head];
        let one = head.readings().any(|r| r.feats.is_acc_alif());
        singular && !counts && !one && number == Some(Number::Dual)
    }

    pub(crate) fn reading_number(&self, verb: usize) -> Option<Number> {
        self.sent.toks[verb].reading().and_then(Reading::number)
    }

    /// Subject, object, prepositional phrases and complement after the verb.
    fn after_verb(&self, chunk: usize, frame: &mut VerbFrame) {
        let mut c = chunk + 1;
        // «قتل وجرح سبعة جنود»: two verbs with one subject
        let paired = |n: &Chunk| n.piece == Piece::Verb && self.sent.toks[n.first].clitics().has_conj();
        let alone = frame.subject.is_none() && frame.pronoun.is_none() && self.clause_start(chunk) == chunk;
        if alone && self.chunks.list.get(c).is_some_and(paired) {
            c += 1;
        }
        let mut aside = false;
        while c < self.chunks.list.len() {
            let piece = self.chunks.list[c].piece;
            match piece {
                // «خطفوا، لدى دخولهم البلدة، 14 شخصا»: what an act told between marks is done to
                Piece::Np(_) if aside && self.is_act_of_theirs(c - 1) => {}
                Piece::Np(np) => {
                    if !self.take_np(np, frame) {
                        break;
                    }
                }
                Piece::Pp(..) | Piece::PrepPron(..) => frame.pps.push(c),
                // «قتل تسعة في القصف ولا يزال أربعة مفقودين»
                Piece::Word(Pos::Adv) if self.opens_still(c) => break,
                Piece::Time | Piece::Word(Pos::Adv | Pos::Modal | Pos::Quant | Pos::Pron) => {}
                Piece::Mark('(') => c = self.skip_brackets(c),
                Piece::Mark('،' | ',' | '-' | '–') if aside && c - frame.clause.1 <= 1 && self.resumes(c) => {
                    aside = false
                }
                Piece::Mark('،' | ',' | '-' | '–') if self.goes_on_after_mark(c) => aside = true,
                Piece::Mark('،' | ',' | '-' | '–') if self.over_aside(c).is_some() => {
                    c = self.over_aside(c).unwrap_or(c)
                }
                Piece::Mark('،' | ',') if self.over_clause(c, frame).is_some() => {
                    c = self.over_clause(c, frame).unwrap_or(c)
                }
                Piece::Mark('،' | ',') if self.over_relative(c, frame).is_some() => {
                    c = self.over_relative(c, frame).unwrap_or(c)
                }
                Piece::Mark('،' | ',') if self.over_apposition(c, frame).is_some() => {
                    c = self.over_apposition(c, frame).unwrap_or(c)
                }
                Piece::Mark('،' | ',') if self.object_after_mark(c, frame) => {}
                Piece::Mark(m) if opens_quote(m) || matches!(m, '»' | '”') => {}
                Piece::Verb => match self
                    .past_aside(c, aside, frame)
                    .or_else(|| self.past_relative(c, frame))
                {
                    Some(end) => c = end,
                    None => break,
                },
                Piece::Word(Pos::Comp) => {
                    frame.complement = Some(c);
                    break;
                }
                Piece::Word(_) if self.calls_something(c, frame) => {
                    frame.unnamed = Some(self.chunks.list[c].first);
                    break;
                }
                // «حذر من أن»
                Piece::Word(Pos::Prep) if self.piece_is(c + 1, Piece::Word(Pos::Comp)) => frame.pps.push(c),
                // «إلى 60 قتيلا و90 جريحا»
                Piece::Word(Pos::Conj) if self.conj_of_phrase(c) => c += 1,
                _ => break,
            }
            frame.clause.1 = c;
            c += 1;
        }
    }

    /// «ما سمته», «ما وصفه بـ»: what the verb before acts on, called by a word of judgement.
    fn calls_something(&self, c: usize, frame: &VerbFrame) -> bool {
        let class = &self.sent.lang.class;
        let words = self.word_classes(self.chunks.list[c].first);
        let called = |c: usize| {
            let verb = &self.sent.toks[self.chunks.list[c].first];
            verb.readings()
                .any(|r| r.pos == Pos::Verb && r.pron.is_some() && r.classes.meets(&class.report))
        };
        let verb = self.piece_is(c + 1, Piece::Verb) && called(c + 1);
        let free = frame.object.is_none() && frame.pronoun.is_none() && c > self.chunks.of_token[frame.verb];
        free && (words.meets(&class.so_called) || words.meets(&class.result) && verb)
    }

    fn piece_is(&self, c: usize, piece: Piece) -> bool {
        self.chunks.list.get(c).is_some_and(|x| x.piece == piece)
    }

    /// «ولا يزال»: a clause of its own begins.
    fn opens_still(&self, c: usize) -> bool {
        let at = self.chunks.list[c].first;
        self.sent.toks[at].readings().any(|r| r.clitics.has_conj())
            && self.word_classes(at).meets(&self.sent.lang.class.still)
    }

    pub(crate) fn is_definite(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let tok = &self.sent.toks[p.head];
        tok.tag == Tag::Name || tok.reading().is_some_and(Reading::is_definite)
    }

    /// Gives `np` its place in the frame; false where the clause ends before it.
    fn take_np(&self, np: NpId, frame: &mut VerbFrame) -> bool {
        if self.is_coordinated(np) || self.is_one_among(np) {
            return true;
        }
        if self.is_adverbial(np) || self.says_how(np, frame) || self.is_attribute(np) {
            return true;
        }
        // «خطف مسلحون ملثمون 15 شخصا»: in the nominative behind who acts stands who they are
        let p = &self.chunks.nps[np];
        let people = self.sent.toks[p.head].readings().any(|r| r.pos == Pos::Person);
        let described = frame.subject.is_some_and(|s| {
            !frame.subject_first && self.chunks.nps[s].last + 1 == p.first && !self.is_definite(s)
        });
        if described && people && p.quantity.is_none() && is_nominative(self.sent.toks[p.head].readings()) {
            return true;
        }
        let verb = frame.verb;
        if frame.subject.is_none()
            && !frame.unsaid
            && !self.is_third_plural(verb)
            && !self.is_measure(np)
            && self.agrees(verb, np, false)
        {
            frame.subject = Some(np);
        } else if frame.object.is_none() && frame.pronoun.is_none() {
            frame.object = Some(np);
        } else if frame.given.is_none() && self.sent.is(verb, &self.sent.lang.class.gives) {
            frame.given = Some(np).filter(|np| {
                let taker = frame.object.is_some_and(|np| self.is_party(np, None));
                taker && (self.chunks.nps[*np].quantity.is_some() || !self.is_party(*np, None))
            });
        } else {
            return frame.pronoun.is_some() || frame.object.is_some();
        }
        true
    }

    /// «قتلوا في غارة، بينهم أب وأم وأطفالهما الثلاثة»: those told as a part of others, up to the next mark or verb, and
    /// not what goes on with them all («لقي ستة بينهم طفلة مصرعهم»).
    fn is_one_among(&self, np: NpId) -> bool {
        let head = &self.sent.toks[self.chunks.nps[np].head];
        let theirs = |r: Reading| r.pron.is_some() && r.pos != Pos::Person;
        if head.reading().copied().is_some_and(theirs) {
            return false;
        }
        // «ارتفع إلى 14 بينهم طفلان عدد القتلى»
        let first = &self.sent.toks[self.chunks.nps[np].first];
        if first
            .readings()
            .any(|r| r.classes.meets(&self.sent.lang.class.toll))
        {
            return false;
        }
        let before = (0..self.chunks.of_token[self.chunks.nps[np].first]).rev();
        let mut before =
            before.skip_while(|c| matches!(self.chunks.list[*c].piece, Piece::Np(_) | Piece::Word(_)));
        before
            .next()
            .is_some_and(|c| self.has_prep(c, "", &self.sent.lang.class.among))
    }

    /// «خلال احتجاجات أكتوبر المناهضة للتمديد»: an adjective with the article behind a phrase describes it.
    fn is_attribute(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let tok = &self.sent.toks[p.head];
        let describes = |r: &Reading| {
            let kind = matches!(r.pos, Pos::Adj | Pos::Nisba | Pos::ActivePart | Pos::PassivePart);
            kind && r.clitics.has(Clitics::AL) && r.feats.gender() == Some(Gender::Fem)
        };
        let mut nominal = tok.readings().filter(|r| r.pos.is_nominal()).peekable();
        let before = self.chunks.of_token[p.first].checked_sub(1);
        let behind = before.is_some_and(|c| matches!(self.chunks.list[c].piece, Piece::Pp(..) | Piece::Time));
        let all = nominal.peek().is_some() && nominal.all(describes);
        // «المناهضة للتمديد» may be a noun as well
        let goes_on = self.chunks.list.get(self.chunks.of_token[p.last] + 1);
        let to =
            matches!(goes_on.map(|c| c.piece), Some(Piece::Pp(Prep::Clitic(c), _)) if c.has(Clitics::LI));
        behind && p.quantity.is_none() && (all || to && tok.readings().any(describes))
    }

    /// «قتلوا قنصا»: an indefinite verbal noun of the kind of the verb, behind who was there before.
    fn says_how(&self, np: NpId, frame: &VerbFrame) -> bool {
        let p = &self.chunks.nps[np];
        let tok = &self.sent.toks[p.head];
        let mut nominal = tok.readings().filter(|r| r.pos.is_nominal());
        let kind = self.sent.toks[frame.verb].classes();
        frame.subject_first
            && frame.object.is_none()
            && p.quantity.is_none()
            && p.genitive.is_none()
            && tok.tag == Tag::Noun
            && tok
                .readings()
                .any(|r| r.pos == Pos::Masdar && r.feats.is_acc_alif())
            && nominal.all(|r| r.pos == Pos::Masdar && r.classes.meets(&kind))
    }

    pub(crate) fn is_third_plural(&self, verb: usize) -> bool {
        let mut verbs = self.sent.toks[verb].readings().filter(|r| r.pos == Pos::Verb);
        verbs.all(|r| matches!(r.number(), Some(Number::Plural | Number::Dual)))
    }

    /// «توغلت القوات كيلومترين»: how far or how long, which acts as little as it is acted on.
    fn is_measure(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let class = &self.sent.lang.class;
        let counted = p.quantity.is_some() || is_oblique(self.sent.toks[p.head].readings());
        counted && self.sent.is(p.head, &class.unit) && !self.sent.is(p.head, &class.money)
    }

    /// «رميا بالرصاص», «احتجاجا على»: an indefinite accusative that says how or why.
    pub(crate) fn is_adverbial(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        // «، مستخدمة الهراوات،»
        let after_mark = p
            .first
            .checked_sub(1)
            .is_some_and(|i| matches!(self.sent.toks[i].tag, Tag::Punct('،' | ',')));
        let how = after_mark
            && p.quantity.is_none()
            && self.sent.toks[p.head].readings().any(|r| {
                r.pos == Pos::ActivePart
                    && r.feats.gender() == Some(Gender::Fem)
                    && !r.clitics.has(Clitics::AL)
            })
            && !self.sent.toks[p.head].readings().any(|r| r.pos == Pos::Noun);
        how || p.quantity.is_none()
            && self.sent.toks[p.head].tag == Tag::Noun
            && self.sent.toks[p.head].reading().is_some_and(|r| {
                r.feats.is_acc_alif() && matches!(r.pos, Pos::Masdar | Pos::ActivePart | Pos::Adj)
            })
    }

    /// Whether the verb can have `np` for its subject.
    pub(crate) fn agrees(&self, verb: usize, np: NpId, subject_first: bool) -> bool {
        let (gender, number) = head_gender(self.sent, &self.chunks.nps[np]);
        let p = &self.chunks.nps[np];
        // «مجموعة من الأشخاص أقدموا»
        let several = p.of.is_some_and(|of| {
            let number = head_gender(self.sent, &self.chunks.nps[of]).1;
            number == Some(Number::Plural)
        });
        // «وقتل مدنيين اثنين»: a number after the noun leaves its case to it
        let counted = p
            .quantity
            .is_some_and(|q| self.sent.quantities[q].tokens.start < p.head);
        if !subject_first
            && !counted
            && self.sent.toks[p.head].tag == Tag::Noun
            && self.sent.toks[p.first].tag != Tag::Word(Pos::Quant)
            && (is_oblique(self.sent.toks[p.head].readings())
                || p.genitive.is_none() && self.sent.toks[p.head].readings().any(|r| r.feats.is_acc_alif()))
        {
            return false;
        }
        let mut voices = self.sent.toks[verb].readings().filter(|r| r.pos == Pos::Verb);
        let only_passive = voices.all(|r| r.feats.voice() == Voice::Passive);
        self.sent.toks[verb]
            .readings()
            .filter(|r| r.pos == Pos::Verb && r.feats.person() == Some(3))
            .any(|r| {
                let (vg, vn) = (r.feats.gender(), r.feats.number());
                let plural = several
                    || subject_first && self.is_followed_by_more(np)
                    || matches!(number, Some(Number::Plural | Number::Dual))
                    || p.quantity.is_some();
                match (vn, vg) {
                    (Some(Number::Plural), _) => plural || number.is_none(),
                    (Some(Number::Dual), _) => number != Some(Number::Plural) || number.is_none(),
                    // «حُجبت ثلاثة مواقع»
                    (_, Some(Gender::Fem))
                        if p.quantity.is_some()
                            && gender == Some(Gender::Masc)
                            && !subject_first
                            && !only_passive =>
                    {
                        false
                    }
                    // «نازحون … وقتلت»: men before it ask for its plural
                    (_, Some(Gender::Fem))
                        if subject_first
                            && gender == Some(Gender::Masc)
                            && is_nominative(self.sent.toks[p.head].readings()) =>
                    {
                        false
                    }
                    // «أوقفت المصالح ستة أشخاص … وحجزت قاربين»: counted men are no «هي»
                    (Some(Number::Sing), Some(Gender::Fem))
                        if subject_first
                            && p.quantity.is_some()
                            && gender == Some(Gender::Masc)
                            && self.sent.toks[p.head].readings().any(|r| r.pos == Pos::Person) =>
                    {
                        false
                    }
                    (_, Some(Gender::Fem)) => gender != Some(Gender::Masc) || plural || p.quantity.is_some(),
                    _ if subject_first => gender != Some(Gender::Fem) || p.quantity.is_some(),
                    // «ارتفع عدد ضحايا القصف»: the word of quantity is what agrees
                    _ => {
                        let quantified = self.sent.toks[p.first].tag == Tag::Word(Pos::Quant);
                        gender != Some(Gender::Fem)
                            || p.quantity.is_some()
                            || quantified
                            || !adjacent(verb, p.first)
                    }
                }
            })
    }
}

fn adjacent(verb: usize, first: usize) -> bool {
    verb + 1 == first
}
