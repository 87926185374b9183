//! Asides: what stands in the midst of a clause and doesn't end it, and clauses about a noun of the clause round them.

use crate::form::is_oblique;
use crate::frame::{NounFrame, VerbFrame, View};
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece, Prep, clitics_at};
use musnad_lexicon::{Aspect, Clitics, Pos};

impl View<'_, '_> {
    /// «الوزير، الذي …، قال»: the phrase before an aside between commas or dashes.
    pub(crate) fn subject_over_aside(&self, start: usize) -> Option<NpId> {
        let Piece::Mark(close) = self.chunks.list.get(start.checked_sub(1)?)?.piece else {
            return None;
        };
        if !matches!(close, '،' | ',' | '-' | '–' | '—' | ')') {
            return None;
        }
        let open = (0..start - 1).rev().take(12).find(|c| matches!(self.chunks.list[*c].piece, Piece::Mark(m) if m == close || (close == ')' && m == '(')))?;
        let inner_verb = (open..start).any(|c| self.chunks.list[c].piece == Piece::Word(Pos::Rel));
        let before = open.checked_sub(1)?;
        match self.chunks.list[before].piece {
            Piece::Np(np) if (inner_verb || start - open <= 5) && self.clause_start(before) == before => {
                Some(np)
            }
            _ => None,
        }
    }

    /// «اعتقلت الشرطة مجموعة من الأشخاص أقدموا على حرق سيارة»: after the verb of the clause a second one that nothing
    /// joins tells of the people named right before it, or of a state: «بدد القصف هدوءا سيطر منذ أيام».
    pub(crate) fn describes_last(&self, chunk: usize, frame: &VerbFrame) -> bool {
        let Some(np) = frame.antecedent.filter(|np| !self.is_definite(*np)) else {
            return false;
        };
        let people = |np: NpId| {
            let head = &self.sent.toks[self.chunks.nps[np].head];
            let counted = self.chunks.nps[np].quantity.is_some();
            head.tag == Tag::Noun
                && head
                    .readings()
                    .any(|r| r.pos == Pos::Person || counted && r.pos == Pos::Nisba)
        };
        let mood = |np: NpId| self.sent.is(self.chunks.nps[np].head, &self.sent.lang.class.mood);
        let right_before = self.chunks.of_token[self.chunks.nps[self.chunks.outermost(np)].last] + 1 == chunk;
        let governed = frame.clause.0 > 0 && self.chunks.list[frame.clause.0 - 1].piece == Piece::Verb;
        // «بجراح أصيبت بها»: what the clause takes up again does not act in it
        let resumed = matches!(
            self.chunks.list.get(chunk + 1).map(|c| c.piece),
            Some(Piece::PrepPron(..))
        );
        right_before
            && governed
            && !resumed
            && frame.pronoun.is_none()
            && (people(np) || self.chunks.nps[np].of.is_some_and(people) || mood(np))
            && self.agrees(frame.verb, np, true)
    }

    /// «تعرض مزارعان، كانا يقطفان الزيتون، لاعتداء»: the mark that closes a clause about an indefinite subject, when a
    /// preposition written on to a noun goes on behind it.
    pub(crate) fn over_clause(&self, c: usize, frame: &VerbFrame) -> Option<usize> {
        let subject = frame
            .subject
            .filter(|np| !frame.subject_first && !self.is_definite(*np))?;
        let verb = self
            .chunks
            .list
            .get(c + 1)
            .filter(|x| x.piece == Piece::Verb)?
            .first;
        let about = !self.sent.toks[verb].clitics().has_conj() && self.agrees(verb, subject, true);
        if !about || frame.object.is_some() {
            return None;
        }
        let close = (c + 2..self.chunks.list.len().min(c + 14))
            .find(|i| matches!(self.chunks.list[*i].piece, Piece::Mark('،' | ',')))?;
        let goes_on = match self.chunks.list.get(close + 1).map(|x| x.piece) {
            Some(Piece::Pp(Prep::Clitic(_), _)) => true,
            // «اتهم شيخ، فضل عدم ذكر اسمه، السلطات»
            Some(Piece::Np(np)) => self.is_object_to_come(frame, np),
            _ => false,
        };
        goes_on.then_some(close)
    }

    /// «تلقى الأمير، وزير الخارجية، فلان الفلاني، اتصالا»: the last mark of what says over again who the subject is, when
    /// the clause goes on behind it.
    pub(crate) fn over_apposition(&self, c: usize, frame: &VerbFrame) -> Option<usize> {
        frame
            .subject
            .filter(|_| !frame.subject_first && frame.object.is_none() && frame.pronoun.is_none())?;
        let piece = |c: usize| self.chunks.list.get(c).map(|x| x.piece);
        let mark = |c: &usize| matches!(piece(*c), Some(Piece::Mark('،' | ',')));
        let names = |np: NpId| {
            let head = self.chunks.nps[np].head;
            let person = self.sent.toks[head].readings().any(|r| r.pos == Pos::Person);
            !self.is_coordinated(np)
                && (self.sent.names_a_person(head) || person && self.is_definite(self.innermost(np)))
        };
        let mut last = None;
        let mut open = c;
        while let Some(Piece::Np(np)) = piece(open + 1)
            && names(np)
            && let Some(close) = (open + 2..self.chunks.list.len().min(open + 8)).find(mark)
            && (open + 2..close).all(|c| matches!(piece(c), Some(Piece::Np(_) | Piece::Pp(..))))
        {
            (last, open) = (Some(close), close);
        }
        last.filter(|close| {
            let to_come = |np: NpId| !self.is_coordinated(np) && !self.is_adverbial(np);
            matches!(piece(close + 1), Some(Piece::Np(np)) if to_come(np))
                || piece(close + 1) == Some(Piece::Word(Pos::Comp))
                || self.goes_on_after_mark(*close)
        })
    }

    /// «وزير خارجية العراق»: the phrase whose article makes the whole definite.
    pub(crate) fn innermost(&self, np: NpId) -> NpId {
        self.chunks.nps[np]
            .genitive
            .map_or(np, |inner| self.innermost(inner))
    }

    /// Whether `np` behind an aside is the object that the verb still lacks.
    fn is_object_to_come(&self, frame: &VerbFrame, np: NpId) -> bool {
        let class = &self.sent.lang.class;
        let takes = self.sent.is(frame.verb, &class.takes) || self.sent.is(frame.verb, &class.does);
        takes
            && frame.object.is_none()
            && frame.pronoun.is_none()
            && !self.is_coordinated(np)
            && !self.is_adverbial(np)
    }

    /// «علقت هولندا، التي لا يشملها القرار، منحة»: the mark that closes a relative clause about the subject, when the
    /// object is still to come behind it.
    pub(crate) fn over_relative(&self, c: usize, frame: &VerbFrame) -> Option<usize> {
        frame.subject.filter(|_| !frame.subject_first)?;
        let opens = self.chunks.list.get(c + 1)?.piece == Piece::Word(Pos::Rel);
        let close = (c + 2..self.chunks.list.len().min(c + 14))
            .find(|i| matches!(self.chunks.list[*i].piece, Piece::Mark('،' | ',')))?;
        let goes_on = match self.chunks.list.get(close + 1)?.piece {
            Piece::Np(np) => self.is_object_to_come(frame, np),
            // «وأوضحت الشركة، التي تدير السفينة، أن»
            Piece::Word(Pos::Comp) => self.sent.is(frame.verb, &self.sent.lang.class.report),
            _ => false,
        };
        (opens && goes_on).then_some(close)
    }

    /// «اتفق الطرفان، في ختام جولة احتضنتها مسقط، على أن»: the mark that closes an aside with a clause of its own,
    /// when a preposition goes on behind it, or the object («أوقفت الشرطة، بناء على معلومات وفرتها الاستخبارات، أربعة
    /// أشخاص»).
    pub(crate) fn past_aside(&self, c: usize, aside: bool, frame: &VerbFrame) -> Option<usize> {
        let verb = self.chunks.list[c].first;
        if !aside || self.sent.toks[verb].clitics().has_conj() {
            return None;
        }
        let close = (c + 1..self.chunks.list.len().min(c + 6))
            .find(|i| matches!(self.chunks.list[*i].piece, Piece::Mark('،' | ',')))?;
        let goes_on = match self.chunks.list.get(close + 1).map(|x| x.piece) {
            Some(Piece::Pp(..) | Piece::PrepPron(..) | Piece::Word(Pos::Prep)) => true,
            Some(Piece::Np(np)) => frame.subject.is_some() && self.is_object_to_come(frame, np),
            _ => false,
        };
        goes_on.then_some(close)
    }

    /// «خطف مسلحون يرتدون زيا عسكريا خمسة سياح»: the last chunk of a relative clause about the subject when the
    /// object is still to come.
    pub(crate) fn past_relative(&self, c: usize, frame: &VerbFrame) -> Option<usize> {
        if let Some(end) = self
            .past_relative_of_object(c, frame)
            .or_else(|| self.past_relative_of_speaker(c, frame))
            .or_else(|| self.past_relative_of_attack(c, frame))
        {
            return Some(end);
        }
        if let Some(end) = self.past_relative_of_phrase(c) {
            return Some(end);
        }
        let subject = frame.subject.filter(|_| !frame.subject_first)?;
        let about = c > 0 && self.chunks.np_of(c - 1) == Some(subject);
        let verb = self.chunks.list[c].first;
        if about && !self.is_definite(subject) && frame.object.is_none() && frame.pronoun.is_none() {
            // «أرسلت بلديات تديرها المعارضة شاحنات»
            let points_back = self.sent.toks[verb]
                .reading()
                .is_some_and(|r| r.pron.is_some() && !r.clitics.has_conj());
            let doer = self
                .next_np(c)
                .filter(|np| points_back && self.agrees(verb, *np, false));
            if let Some(doer) = doer {
                let end = self.chunks.of_token[self.chunks.nps[doer].last];
                return self
                    .next_np(end)
                    .filter(|np| self.is_object_to_come(frame, *np))
                    .map(|_| end);
            }
        }
        if !about
            || frame.object.is_some()
            || frame.pronoun.is_some()
            || self.sent.toks[verb].clitics().has_conj()
            || !self.aspect_is(verb, Aspect::Imperfect)
            || self.aspect_is(verb, Aspect::Perfect)
            || self.is_definite(subject)
            || !self.agrees(verb, subject, true)
        {
            return None;
        }
        let inner = self.verb_frame(verb);
        let end = inner
            .object
            .map_or(c, |np| self.chunks.of_token[self.chunks.nps[np].last]);
        let end = self.past_time(end);
        self.next_np(end)
            .filter(|np| inner.object.is_some() && !self.is_coordinated(*np) && !self.is_adverbial(*np))
            .map(|_| end)
    }

    /// «قالت شركة تدير السفينة إن», «قال رجل فقد ابنه في القصف إن»: a clause about an indefinite speaker, when what he
    /// says opens with «أن» right behind it.
    fn past_relative_of_speaker(&self, c: usize, frame: &VerbFrame) -> Option<usize> {
        let verb = self.chunks.list[c].first;
        let subject = frame
            .subject
            .filter(|np| !frame.subject_first && !self.is_definite(self.innermost(*np)))?;
        let about = c > 0 && self.chunks.np_of(c - 1) == Some(subject);
        let says = self.sent.is(frame.verb, &self.sent.lang.class.report)
            && frame.object.is_none()
            && frame.pronoun.is_none();
        if !about || !says || self.sent.toks[verb].clitics().has_conj() || !self.agrees(verb, subject, true) {
            return None;
        }
        // «شركة تدير السفينة التي ترفع علم بنما»: a clause inside the clause
        let phrase = |c: &usize| match self.chunks.list[*c].piece {
            Piece::Np(_) | Piece::Pp(..) | Piece::PrepPron(..) | Piece::Time | Piece::Word(Pos::Rel) => true,
            Piece::Verb => self.chunks.list[*c - 1].piece == Piece::Word(Pos::Rel),
            _ => false,
        };
        let clause = (c + 1..self.chunks.list.len().min(c + 10)).take_while(phrase);
        let end = clause.last().unwrap_or(c);
        let opens = self.chunks.list.get(end + 1)?;
        (opens.piece == Piece::Word(Pos::Comp) && !clitics_at(self.sent, opens.first).has_conj())
            .then_some(end)
    }

    /// «أوقعت معارك دارت ليلا في المدينة، على بعد 45 كلم من العاصمة، سبعة قتلى»: a clause about what cost lives, when
    /// the dead or wounded are still to come.
    fn past_relative_of_attack(&self, c: usize, frame: &VerbFrame) -> Option<usize> {
        let class = &self.sent.lang.class;
        let subject = frame.subject.filter(|_| !frame.subject_first)?;
        let head = self.chunks.nps[subject].head;
        let tells = self.sent.is(frame.verb, &class.cause)
            && (self.sent.is(head, &class.event_noun) || self.sent.is(head, &class.war))
            && !self.is_definite(self.innermost(subject));
        let verb = self.chunks.list[c].first;
        let about = c > 0 && self.chunks.np_of(c - 1) == Some(subject);
        if !tells
            || !about
            || frame.object.is_some()
            || self.sent.toks[verb].clitics().has_conj()
            || !self.agrees(verb, subject, true)
        {
            return None;
        }
        let goes_on = |c: &usize| {
            matches!(
                self.chunks.list[*c].piece,
                Piece::Np(_)
                    | Piece::Pp(..)
                    | Piece::PrepPron(..)
                    | Piece::Time
                    | Piece::Word(Pos::Adv)
                    | Piece::Mark('،' | ',')
            )
        };
        let hurt = |c: &usize| match self.chunks.list[*c].piece {
            Piece::Np(np) => {
                let p = &self.chunks.nps[np];
                p.quantity.is_some() && self.sent.is(p.head, &class.casualty)
            }
            _ => false,
        };
        let mut rest = (c + 1..self.chunks.list.len().min(c + 16)).take_while(goes_on);
        rest.find(hurt).map(|c| c - 1)
    }

    /// «تعهد المانحون في مؤتمر استضافته برلين أمس بتقديم»: the last chunk of a clause about an indefinite noun behind a
    /// preposition, when another phrase with a preposition written on to it goes on.
    fn past_relative_of_phrase(&self, c: usize) -> Option<usize> {
        let Piece::Pp(_, np) = self.chunks.list.get(c.checked_sub(1)?)?.piece else {
            return None;
        };
        let verb = self.chunks.list[c].first;
        let pointing =
            (self.sent.toks[verb].reading()).is_some_and(|r| r.pron.is_some() && !r.clitics.has_conj());
        let doer = self.next_np(c).filter(|np| self.agrees(verb, *np, false))?;
        if self.is_definite(np) || !pointing || self.chunks.of_token[self.chunks.nps[doer].first] != c + 1 {
            return None;
        }
        let end = self.chunks.of_token[self.chunks.nps[doer].last];
        let rest = (end + 1..self.chunks.list.len()).find(|c| self.chunks.list[*c].piece != Piece::Time)?;
        matches!(self.chunks.list[rest].piece, Piece::Pp(Prep::Clitic(_), _)).then_some(rest - 1)
    }

    /// «يستقلان دراجة، مساء الأحد، مدير مكتب»: the mark that closes a time behind chunk `end`.
    fn past_time(&self, end: usize) -> usize {
        let piece = |c: usize| self.chunks.list.get(c).map(|x| x.piece);
        let mark = |c: usize| matches!(piece(c), Some(Piece::Mark('،' | ',')));
        if mark(end + 1) && piece(end + 2) == Some(Piece::Time) && mark(end + 3) {
            end + 3
        } else {
            end
        }
    }

    /// «منعت السلطات طائرة تقل نوابا من الهبوط»: the same about the object, when a preposition goes on.
    fn past_relative_of_object(&self, c: usize, frame: &VerbFrame) -> Option<usize> {
        let object = frame.object.filter(|np| !self.is_definite(*np))?;
        let verb = self.chunks.list[c].first;
        let about = c > 0 && self.chunks.np_of(c - 1) == Some(object);
        let plain = !self.sent.toks[verb].clitics().has_conj()
            && self.aspect_is(verb, Aspect::Imperfect)
            && !self.aspect_is(verb, Aspect::Perfect)
            && self.agrees(verb, object, true);
        let inner = self.next_np(c).filter(|_| about && plain)?;
        let end = self.chunks.of_token[self.chunks.nps[inner].last];
        let goes_on = matches!(
            self.chunks.list.get(end + 1)?.piece,
            Piece::Pp(..) | Piece::PrepPron(..)
        );
        goes_on.then_some(end)
    }

    /// «ارتفاع حصيلة التفجير الذي استهدف السوق إلى 12 شهيدا»: the figure that a noun of rising comes to behind a clause.
    pub(crate) fn come_to(&self, np: NpId, frame: &NounFrame) -> Option<usize> {
        let class = &self.sent.lang.class;
        let toward = |c: &usize| {
            let counted = |np: NpId| self.chunks.nps[np].quantity.is_some();
            self.has_prep(*c, "", &class.toward) && self.chunks.np_of(*c).is_some_and(counted)
        };
        let rises =
            self.sent.is(self.chunks.nps[np].head, &class.rise) && self.chunks.nps[np].genitive.is_some();
        if !rises || frame.pps.iter().any(toward) {
            return None;
        }
        let end = self.chunks.of_token[self.chunks.nps[np].last];
        let clause = |c: &usize| {
            !matches!(
                self.chunks.list[*c].piece,
                Piece::Mark('.' | '؛' | ':') | Piece::Word(Pos::Comp)
            )
        };
        let mut behind = (end + 1..self.chunks.list.len().min(end + 14)).take_while(clause);
        behind.find(toward)
    }

    /// «ارتفع عدد قتلى القصف الذي طال مدرسة إلى عشرين»: the figure that a verb of rising reaches behind a clause about
    /// what rises.
    pub(crate) fn risen_to(&self, frame: &VerbFrame) -> Option<usize> {
        let class = &self.sent.lang.class;
        let toward = |c: &usize| {
            self.has_prep(*c, "", &class.toward)
                && self
                    .chunks
                    .np_of(*c)
                    .is_some_and(|np| self.chunks.nps[np].quantity.is_some())
        };
        let rises = self.sent.is(frame.verb, &class.rise) && !frame.subject_first;
        let subject = frame.subject.filter(|_| rises && frame.object.is_none())?;
        let end = self.chunks.of_token[self.chunks.nps[subject].last];
        if end != frame.clause.1 || frame.pps.iter().any(toward) {
            return None;
        }
        let opens = self.chunks.list.get(end + 1)?;
        let about = matches!(opens.piece, Piece::Word(Pos::Rel | Pos::Prep) | Piece::Verb)
            && !clitics_at(self.sent, opens.first).has_conj();
        (end + 2..self.chunks.list.len().min(end + 14))
            .take_while(|c| !matches!(self.chunks.list[*c].piece, Piece::Mark('.' | '؛' | ':')))
            .find(toward)
            .filter(|_| about)
    }

    /// «خطف مسلحون قبل يومين، عددا من الموظفين»: an accusative after a comma is the object still to come.
    pub(crate) fn object_after_mark(&self, c: usize, frame: &VerbFrame) -> bool {
        let Some(Piece::Np(np)) = self.chunks.list.get(c + 1).map(|x| x.piece) else {
            return false;
        };
        let accusative = self.sent.toks[self.chunks.nps[np].first]
            .readings()
            .any(|r| r.feats.is_acc_alif())
            || is_oblique(self.sent.toks[self.chunks.nps[np].first].readings());
        // «استقبل رئيس الوزراء، اليوم، بمقر الحكومة، نظيره الأردني»
        let last = c - 1;
        let over = frame
            .subject
            .is_some_and(|s| self.chunks.of_token[self.chunks.nps[s].last] < last)
            && matches!(self.chunks.list[last].piece, Piece::Pp(..) | Piece::Time)
            && self.sent.is(frame.verb, &self.sent.lang.class.takes)
            && !self.has_verb_until_mark(c + 1);
        // «مسلحون خطفوا، لدى دخولهم المدينة، 23 شخصا»
        let here = self.chunks.of_token[frame.verb];
        let behind = matches!(
            self.chunks.list.get(here + 1).map(|x| x.piece),
            Some(Piece::Mark('،' | ','))
        ) && here + 1 < c
            && self.chunks.nps[np].quantity.is_some();
        // «أعلنت بنما، تأييدها للخطة»: a lone mark between who acts and a thing that is acted on
        let right_behind = |s: NpId| {
            let first = self.chunks.of_token[self.chunks.nps[s].last];
            let more = |c: usize| self.chunks.np_of(c).is_some_and(|np| self.is_coordinated(np));
            (first + 1..=last).all(more)
        };
        let thing = || {
            frame.subject.is_some_and(right_behind)
                && self.is_object_to_come(frame, np)
                && self.sent.toks[self.chunks.nps[np].head].tag == Tag::Noun
                && !self.is_party(np, None)
                && !self.has_verb_until_mark(c + 1)
        };
        frame.subject.is_some()
            && (!frame.subject_first || behind)
            && frame.object.is_none()
            && frame.pronoun.is_none()
            && (accusative || over || behind || thing())
            && !self.is_adverbial(np)
            && !self.is_coordinated(np)
    }

    /// Whether a verb stands between chunk `c` and the next mark.
    pub(crate) fn has_verb_until_mark(&self, c: usize) -> bool {
        self.chunks.list[c..]
            .iter()
            .take_while(|x| !matches!(x.piece, Piece::Mark(_)))
            .any(|x| x.piece == Piece::Verb)
    }

    /// «في تفجير استهدف مسجدا», «بانفجار سيارة استهدفت دورية»: a verb right after an attack or a weapon that is not
    /// known yet tells of it.
    pub(crate) fn attack_before(&self, chunk: usize, verb: usize) -> Option<NpId> {
        let class = &self.sent.lang.class;
        // «في قصف مدفعي لقوات الدعم السريع استهدف سوقا»
        let phrase = |c: usize| match self.chunks.list[c].piece {
            Piece::Pp(_, np) => Some(np),
            Piece::Np(np) if c == chunk.saturating_sub(2) => Some(np),
            _ => None,
        };
        let attack = |np: &NpId| self.sent.is(self.chunks.nps[*np].head, &class.event_noun);
        // «وفي ضربة أوكرانية، استهدفت مستودعا»
        let mark = chunk
            .checked_sub(1)
            .is_some_and(|c| matches!(self.chunks.list[c].piece, Piece::Mark('،' | ',')));
        let chunk = chunk - usize::from(mark && self.sent.is(verb, &class.hits));
        let right = phrase(chunk.checked_sub(1)?)?;
        let np = if attack(&right) || chunk < 2 {
            right
        } else {
            phrase(chunk - 2).filter(attack).unwrap_or(right)
        };
        let plain = !self.sent.toks[verb].clitics().has_conj()
            && self.sent.toks[verb].reading().is_some_and(|r| r.pron.is_none());
        let inner = self.chunks.within(np).into_iter().rev();
        inner.filter(|_| plain && attack(&np)).find(|n| {
            let head = self.chunks.nps[*n].head;
            (self.sent.is(head, &class.event_noun) || self.sent.is(head, &class.weapon))
                && !self.is_definite(*n)
                && self.agrees(verb, *n, true)
        })
    }

    /// «اشتباكات بين القبيلتين أسفرت عن», «معارك دامت يومين، وأسفرت عن»: what a verb of causing goes back to over the
    /// phrases between.
    pub(crate) fn cause_before(&self, chunk: usize, verb: usize) -> Option<NpId> {
        let class = &self.sent.lang.class;
        if !self.sent.is(verb, &class.cause) || self.sent.toks[verb].clitics().has(Clitics::THEN) {
            return None;
        }
        let mut readings = self.sent.toks[verb].readings();
        let joined = readings.any(|r| r.clitics.has_conj() && r.classes.meets(&class.cause));
        let phrase = |c: usize| match self.chunks.list[c].piece {
            Piece::Np(np) if self.is_coordinated(np) || joined => Some(Some(np)),
            Piece::Pp(_, np) => Some(Some(np)),
            Piece::Time | Piece::Mark('،' | ',') | Piece::Word(Pos::Adv) if joined => Some(None),
            // «اشتباكات بين القبيلتين استمرت حتى الفجر وأدت إلى»
            Piece::Verb if joined => {
                let at = self.chunks.list[c].first;
                let lasts = self.sent.is(at, &class.begin) || self.sent.is(at, &class.occur);
                lasts.then_some(None)
            }
            _ => None,
        };
        let happening = |np: &NpId| {
            let head = self.chunks.nps[*np].head;
            self.sent.is(head, &class.event_noun) && self.agrees(verb, *np, true)
        };
        let mut before = (0..chunk)
            .rev()
            .map_while(phrase)
            .take(if joined { 8 } else { 4 });
        let before = before.find_map(|np| np.filter(happening))?;
        (self.chunks.of_token[self.chunks.nps[before].last] + 1 < chunk || joined).then_some(before)
    }

    /// «انتحاري يقود سيارة فجر نفسه»: between a phrase and its verb stands a clause about it.
    pub(crate) fn subject_over_relative(&self, chunk: usize, verb: usize) -> Option<NpId> {
        let mut between = (0..chunk).rev().take_while(|c| {
            !matches!(
                self.chunks.list[*c].piece,
                Piece::Mark(_) | Piece::Word(Pos::Comp | Pos::Rel)
            )
        });
        let before = between.find(|c| self.chunks.list[*c].piece == Piece::Verb)?;
        let about = self.chunks.list[before].first;
        // aspects that leave no doubt, so that two verbs never ask each other
        let only = |verb, this, other| self.aspect_is(verb, this) && !self.aspect_is(verb, other);
        if !only(about, Aspect::Imperfect, Aspect::Perfect)
            || !only(verb, Aspect::Perfect, Aspect::Imperfect)
            || self.sent.toks[verb].clitics().has_conj()
            || self.chunks.list[chunk - 1].piece == Piece::Word(Pos::Rel)
        {
            return None;
        }
        let frame = self.verb_frame(about);
        let np = frame
            .subject
            .filter(|np| frame.subject_first && !self.is_definite(*np))?;
        let object = frame.object?;
        // «يرتدي زيا عسكريا فجر»
        let behind = self.chunks.of_token[self.chunks.nps[object].last] + 1;
        let own = (behind..chunk).all(|c| self.chunks.list[c].piece == Piece::Word(Pos::Adv));
        (own && frame.antecedent == Some(np) && self.agrees(verb, np, true)).then_some(np)
    }

    /// «عدد الجرحى الذين استقبلهم المستشفى بلغ 34»: the phrase about a number of people that opens the clause, before a
    /// relative clause about it and the verb that tells the figure.
    pub(crate) fn figure_before(&self, chunk: usize, verb: usize) -> Option<NpId> {
        let class = &self.sent.lang.class;
        if !self.sent.is(verb, &class.rise) || self.sent.toks[verb].clitics().has_conj() {
            return None;
        }
        let piece = |c: usize| self.chunks.list[c].piece;
        let opens = |c: &usize| {
            matches!(
                piece(*c),
                Piece::Word(Pos::Comp) | Piece::Mark('.' | '؛' | ':' | '!' | '؟')
            )
        };
        let start = (0..chunk).rev().take(24).find(opens).map_or(0, |c| c + 1);
        let light = |c: &usize| matches!(piece(*c), Piece::Time | Piece::Word(Pos::Adv) | Piece::Verb);
        let first = (start..chunk).find(|c| !light(c)).filter(|c| *c <= start + 1)?;
        let Piece::Np(np) = piece(first) else { return None };
        let p = &self.chunks.nps[np];
        let counted = self.sent.toks[p.first].tag == Tag::Word(Pos::Quant) && p.quantity.is_none()
            || self.sent.is(p.head, &class.toll);
        let about = (first + 1..chunk).find(|c| !matches!(piece(*c), Piece::Pp(..) | Piece::Time));
        let relative = about.is_some_and(|c| {
            matches!(
                piece(c),
                Piece::Word(Pos::Rel) | Piece::Verb | Piece::Mark('،' | ',')
            ) && (c..chunk).any(|i| piece(i) == Piece::Verb)
        });
        (counted && relative && self.agrees(verb, np, true)).then_some(np)
    }

    /// «أصاب صاروخ سفينة شحن»: what a weapon hit, read as if the weapon belonged to it.
    pub(crate) fn struck_in_idafa(&self, frame: &VerbFrame) -> Option<NpId> {
        let class = &self.sent.lang.class;
        let weapon = frame
            .subject
            .filter(|_| !frame.subject_first && frame.object.is_none())?;
        let p = &self.chunks.nps[weapon];
        let hit = p
            .genitive
            .filter(|_| p.adjectives.is_empty() && frame.pronoun.is_none())?;
        let hit_head = self.chunks.nps[hit].head;
        let fits = self.sent.is(frame.verb, &class.hits)
            && self.sent.is(p.head, &class.munition)
            && self.sent.is(hit_head, &class.site);
        // «ألقت مروحيات براميل متفجرة»
        let drops = (self.sent.is(frame.verb, &class.undertake) || self.sent.is(frame.verb, &class.shoot))
            && self.sent.is(p.head, &class.aircraft)
            && self.sent.is(hit_head, &class.munition);
        (fits || drops).then_some(hit)
    }

    /// A comma inside the clause: a phrase with a preposition or a time follows, no verb and no new subject.
    pub(crate) fn goes_on_after_mark(&self, c: usize) -> bool {
        matches!(
            self.chunks.list.get(c + 1).map(|x| x.piece),
            Some(Piece::Pp(..) | Piece::Time | Piece::PrepPron(..))
        ) && !self.chunks.list.get(c + 1).is_some_and(|x| {
            clitics_at(self.sent, x.first).has_conj() || self.sent.is(x.first, &self.sent.lang.class.accord)
        })
    }

    /// The end of an aside that cites («، بحسب ناطق،») when the clause goes on after it.
    pub(crate) fn over_aside(&self, c: usize) -> Option<usize> {
        let first = self.chunks.list.get(c + 1)?.first;
        if !self.word_classes(first).meets(&self.sent.lang.class.accord) {
            return None;
        }
        let close = (c + 2..self.chunks.list.len().min(c + 8))
            .find(|i| self.chunks.list[*i].piece == self.chunks.list[c].piece)?;
        self.resumes(close).then_some(close)
    }

    /// The second mark of an aside, with the object still to come: «خاض الأطباء، أمس، إضرابا».
    pub(crate) fn resumes(&self, c: usize) -> bool {
        matches!(self.chunks.list.get(c + 1).map(|x| x.piece), Some(Piece::Np(np)) if !self.is_coordinated(np))
            || self.goes_on_after_mark(c)
    }

    /// The chunk before the one that goes on with a list behind «بينهم ثلاث نساء،».
    pub(crate) fn over_part(&self, mut c: usize) -> Option<usize> {
        let mark = |c: usize| {
            matches!(
                self.chunks.list.get(c).map(|x| x.piece),
                Some(Piece::Mark('،' | ','))
            )
        };
        c += usize::from(mark(c));
        if c >= self.chunks.list.len() || !self.has_prep(c, "", &self.sent.lang.class.among) || !mark(c + 1) {
            return None;
        }
        let Some(Piece::Np(next)) = self.chunks.list.get(c + 2).map(|x| x.piece) else {
            return None;
        };
        let counted = self.chunks.nps[next].quantity.is_some();
        (self.is_coordinated(next) && counted).then_some(c + 1)
    }

    /// «ضابط برتبة نقيب وثلاثة من مرافقيه»: the last phrase with a preposition before more people that are counted.
    pub(crate) fn over_phrases(&self, c: usize) -> Option<usize> {
        let phrase = |c: &usize| {
            matches!(self.chunks.list[*c].piece, Piece::Pp(..))
                && !clitics_at(self.sent, self.chunks.list[*c].first).has_conj()
        };
        let end = (c..self.chunks.list.len()).take(3).take_while(phrase).last()?;
        let Piece::Np(next) = self.chunks.list.get(end + 1)?.piece else {
            return None;
        };
        let counted = self.chunks.nps[next].quantity.is_some();
        (self.is_coordinated(next) && counted && !self.is_act(next)).then_some(end)
    }

    /// «12 مصليا، إضافة إلى أربعة من رجال الشرطة»: more people that are counted, and their chunk.
    pub(crate) fn besides(&self, c: usize) -> Option<(usize, NpId)> {
        let mark = matches!(self.chunks.list[c].piece, Piece::Mark('،' | ','));
        let c = c + usize::from(mark);
        match self.chunks.list.get(c)?.piece {
            Piece::Pp(_, np) if self.has_prep(c, "", &self.sent.lang.class.addition) => {
                self.chunks.nps[np].quantity.map(|_| (c, np))
            }
            _ => None,
        }
    }

    /// «لدى دخولهم»: a phrase of an act with its doer as an ending.
    pub(crate) fn is_act_of_theirs(&self, c: usize) -> bool {
        let Piece::Pp(_, np) = self.chunks.list[c].piece else {
            return false;
        };
        let head = self.sent.toks[self.chunks.nps[np].head].reading();
        let when = self.has_prep(c, "", &self.sent.lang.class.time_prep);
        when && head.is_some_and(|r| r.pron.is_some())
    }
}
