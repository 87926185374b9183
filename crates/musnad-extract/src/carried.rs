//! Before the verb: whom its clause describes, and who acts where the subject is left unsaid or carried on from the
//! verb before it.

use crate::frame::View;
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece, head_gender};
use musnad_lexicon::{Gender, Number, Pos, Pron, Voice};

impl View<'_, '_> {
    /// «الهجوم الذي شنه», «هجوم شنه», «مسلحون هاجموا»: the phrase right before.
    pub(crate) fn antecedent(&self, chunk: usize) -> Option<NpId> {
        let mut c = chunk.checked_sub(1)?;
        while matches!(
            self.chunks.list[c].piece,
            Piece::Word(Pos::Modal | Pos::Neg | Pos::Fut) | Piece::Time
        ) {
            c = c.checked_sub(1)?;
        }
        // «شاحنة كان يقودها»
        let aux = &self.chunks.list[c];
        if aux.piece == Piece::Verb
            && self.sent.is(aux.first, &self.sent.lang.class.aux)
            && !self.sent.toks[aux.first].clitics().has_conj()
        {
            c = c.checked_sub(1)?;
        }
        if self.chunks.list[c].piece == Piece::Word(Pos::Rel) {
            c = c.checked_sub(1)?;
        }
        if matches!(self.chunks.list[c].piece, Piece::Mark('،' | ')')) {
            c = self.before_part(c).unwrap_or(c).checked_sub(1)?;
        }
        if self.sent.toks[self.chunks.list[chunk].first].clitics().has_conj() {
            return None;
        }
        let np = self.chunks.np_of(c)?;
        let bare = c + 1 == chunk;
        let inner = || self.inner_described(np, self.chunks.list[chunk].first);
        let of_act = || self.done_to(np).filter(|_| !bare);
        if let Some(freed) = self.freed(np) {
            return Some(freed);
        }
        Some((inner().filter(|_| bare).or_else(of_act)).unwrap_or_else(|| self.counted_happening(np)))
    }

    /// «ملف 12 مناصرا أوقفوا», «سراح راعيين خطفتهما قبيلة»: the clause describes the people inside the phrase, whom its verb
    /// or its pronoun agrees with, and the phrase does not.
    fn inner_described(&self, np: NpId, verb: usize) -> Option<NpId> {
        let mut inner = self.chunks.within(np).into_iter().skip(1);
        let inner = inner.next_back()?;
        let p = &self.chunks.nps[inner];
        let people = (self.sent.toks[p.head].readings()).any(|r| r.pos == Pos::Person && !r.is_definite());
        let is = |np: NpId, number: Number| {
            let p = &self.chunks.nps[np];
            match p.quantity.map(|q| self.sent.quantities[q].value) {
                Some(value) => (value == Some(2)) == (number == Number::Dual),
                None => (self.sent.toks[p.head].readings()).any(|r| r.number() == Some(number)),
            }
        };
        let told = match self.sent.toks[verb].reading().and_then(|r| r.pron) {
            Some(Pron::Two) => Some(Number::Dual),
            Some(Pron::They | Pron::TheyFem) => Some(Number::Plural),
            Some(_) => None,
            None => self.reading_number(verb).filter(|n| *n != Number::Sing),
        };
        told.filter(|n| people && is(inner, *n) && !is(np, *n))
            .map(|_| inner)
    }

    /// «سبيل صحافي أوقفته», «سراح الناشطة التي اعتقلت»: the clause describes who is freed.
    fn freed(&self, np: NpId) -> Option<NpId> {
        let within = self.chunks.within(np);
        let liberty = |n: &NpId| {
            self.sent
                .is(self.chunks.nps[*n].head, &self.sent.lang.class.liberty)
        };
        within
            .into_iter()
            .find(liberty)
            .and_then(|n| self.chunks.nps[n].genitive)
    }

    /// «تأمين الطريق الذي أغلقه مسلحون»: the clause describes what the act is done to, unless the act is a happening.
    fn done_to(&self, np: NpId) -> Option<NpId> {
        let p = &self.chunks.nps[np];
        let act = self.sent.toks[p.head].readings().all(|r| r.pos == Pos::Masdar)
            && !self.sent.is(p.head, &self.sent.lang.class.event_noun);
        let inner = p.genitive.filter(|inner| act && self.is_definite(*inner))?;
        (self.chunks.nps[inner].genitive.is_none()).then_some(inner)
    }

    /// «عدد قتلى القصف الذي طال السوق»: the clause describes the shelling.
    fn counted_happening(&self, np: NpId) -> NpId {
        let class = &self.sent.lang.class;
        let head = self.chunks.nps[np].head;
        let counts = self.sent.is(head, &class.casualty) || self.sent.is(head, &class.toll);
        let happening = |n: &NpId| {
            let head = self.chunks.nps[*n].head;
            self.sent.is(head, &class.event_noun) && !self.sent.is(head, &class.casualty)
        };
        let mut inner = self.chunks.within(np).into_iter().skip(1).filter(|_| counts);
        inner.next_back().filter(happening).unwrap_or(np)
    }

    /// «ستة أفراد، بينهم رضيعة، أصيبوا»: the mark that opens the aside that closes at `c`.
    fn before_part(&self, c: usize) -> Option<usize> {
        let mark = |c: &usize| matches!(self.chunks.list[*c].piece, Piece::Mark('،' | ','));
        let open = (c.saturating_sub(6)..c).rev().find(mark)?;
        self.has_prep(open + 1, "", &self.sent.lang.class.among)
            .then_some(open)
    }

    /// The subject of the verb before, for a verb that «و», «ثم» or «قبل أن» joins to it: «اقتحمت القوات البلدة واعتقلت
    /// ثلاثة»; where that one can't be, the people or body that acted before it.
    pub(crate) fn subject_before(&self, chunk: usize, verb: usize) -> Option<NpId> {
        let joined = self.sent.toks[verb].clitics().has_conj();
        if !joined && !self.goes_on(chunk) && self.auxiliary_before(chunk).is_none() {
            return None;
        }
        let mut before = (0..chunk)
            .rev()
            .filter(|c| self.chunks.list[*c].piece == Piece::Verb)
            .take(3)
            .enumerate();
        // «الدعاوى التي كانت قد رفعتها وتعهدت بعدم معاقبة»: only people ask, say and promise
        let class = &self.sent.lang.class;
        let speaks = [&class.asks, &class.report, &class.promise]
            .iter()
            .any(|c| self.sent.is(verb, c));
        // «سقطت قذيفة على دير كان فيه نازحون، فقتلت راهبا»
        let harms = self.sent.is(verb, &class.harm);
        let means = |np: NpId| {
            let head = self.chunks.nps[np].head;
            self.sent.is(head, &class.event_noun) || self.sent.is(head, &class.weapon)
        };
        before.find_map(|(n, c)| {
            let frame = self.verb_frame(self.chunks.list[c].first);
            frame
                .subject
                .filter(|np| self.agrees(verb, *np, true) && !self.is_one_of_several(verb, *np))
                .filter(|np| n == 0 && !speaks || self.is_party(*np, None) || harms && means(*np))
        })
    }

    /// «30 راعيا كانت تحتجزهم»: those right before the auxiliary of a clause whose verb has a pronoun for them; they don't
    /// act in it.
    pub(crate) fn taken_up_by(&self, chunk: usize, pronoun: Option<Pron>) -> Option<NpId> {
        pronoun.filter(|p| matches!(p, Pron::They | Pron::TheyFem | Pron::Two))?;
        let aux = self.auxiliary_before(chunk)?;
        let joined = self.sent.toks[aux].clitics().has_conj();
        let before = self.chunks.np_of(self.chunks.of_token[aux.checked_sub(1)?])?;
        let p = &self.chunks.nps[before];
        let many = p.quantity.is_some() || head_gender(self.sent, p).1 != Some(Number::Sing);
        (many && !joined && p.last + 1 == aux && !self.is_definite(before)).then_some(before)
    }

    /// «وكانت قد سيطرت»: the auxiliary right before the verb.
    fn auxiliary_before(&self, chunk: usize) -> Option<usize> {
        let light = |c: &usize| matches!(self.chunks.list[*c].piece, Piece::Word(Pos::Modal) | Piece::Time);
        let before = (0..chunk).rev().find(|c| !light(c))?;
        let at = self.chunks.list[before].first;
        let aux =
            self.chunks.list[before].piece == Piece::Verb && self.sent.is(at, &self.sent.lang.class.aux);
        aux.then_some(at)
    }

    /// A verb in the singular, and people in the plural who would act before it.
    fn is_one_of_several(&self, verb: usize, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let several = matches!(head_gender(self.sent, p).1, Some(Number::Plural | Number::Dual))
            || p.quantity.is_some();
        let people = self.sent.toks[p.head].readings().any(|r| r.pos == Pos::Person);
        let agrees = head_gender(self.sent, p).0 == Some(Gender::Fem);
        several && people && !agrees && self.reading_number(verb) == Some(Number::Sing)
    }

    /// «قبل أن تنسحب», «ثم أغلقوا», «بينما نقضت»: a word that goes on with the scene stands right before the verb.
    fn goes_on(&self, chunk: usize) -> bool {
        let class = &self.sent.lang.class;
        let light = |c: &usize| {
            matches!(
                self.chunks.list[*c].piece,
                Piece::Word(Pos::Modal | Pos::Neg | Pos::Fut | Pos::Adv) | Piece::Time
            )
        };
        (0..chunk).rev().find(|c| !light(c)).is_some_and(|c| {
            let words = self.word_classes(self.chunks.list[c].first);
            self.chunks.list[c].piece == Piece::Word(Pos::Conj) && words.meets(&class.goes_on)
        })
    }

    /// Whether the subject of a verb is left unsaid, and what it then stands for: «وقالت القوات إنها صدت هجوما»,
    /// «رحبت الحركة وأبدت موافقة». What follows such a verb is its object.
    pub(crate) fn unsaid_subject(&self, chunk: usize, verb: usize) -> Option<Option<NpId>> {
        // «وتحاصر القوات المدينة، وكانت قد اعتقلت سكانا»
        let carried = || {
            let subject = self.verb_frame(self.auxiliary_before(chunk)?).subject;
            subject.filter(|np| self.agrees(verb, *np, true) && self.is_party(*np, None))
        };
        if let Some(subject) = carried() {
            return Some(Some(subject));
        }
        let joined = self.sent.toks[verb].clitics().has_conj() || self.goes_on(chunk);
        if !joined && !self.after_own_comp(chunk) {
            return None;
        }
        let before = (0..chunk)
            .rev()
            .find(|c| self.chunks.list[*c].piece == Piece::Verb);
        let subject = before.and_then(|c| self.verb_frame(self.chunks.list[c].first).subject);
        let subject = subject.filter(|np| self.agrees(verb, *np, true));
        if !joined {
            return Some(subject);
        }
        let next = self.next_np(chunk)?;
        // «اقتحمت القوات المخيم وأصابت ثلاثة»: whom it hits agrees with the verb less than who was acting before
        let bare = self.chunks.nps[next].quantity.is_some()
            && self.sent.toks[self.chunks.nps[next].head].tag == Tag::Num;
        let acting = |np: &NpId| {
            let (gender, _) = head_gender(self.sent, &self.chunks.nps[*np]);
            let mut verbs = self.sent.toks[verb].readings().filter(|r| r.pos == Pos::Verb);
            verbs.any(|r| {
                r.feats.voice() == Voice::Active && gender == Some(Gender::Fem) && r.feats.gender() == gender
            })
        };
        if bare && let Some(np) = subject.filter(acting) {
            return Some(Some(np));
        }
        // «تسلم الجيش المواقع وصادر منها ذخائر»: a verb in the masculine, and what is feminine behind it
        let (gender, _) = head_gender(self.sent, &self.chunks.nps[next]);
        let mut verbs = self.sent.toks[verb].readings().filter(|r| r.pos == Pos::Verb);
        let masc = verbs.all(|r| r.feats.gender() == Some(Gender::Masc) && r.feats.voice() == Voice::Active);
        let quantified = self.chunks.nps[next].quantity.is_some();
        if masc
            && gender == Some(Gender::Fem)
            && !quantified
            && let Some(np) = subject.filter(|np| self.is_party(*np, None))
        {
            return Some(Some(np));
        }
        let class = &self.sent.lang.class;
        // «أعلنت القوة الأرض مغلقة ومنعت أصحابها من العودة»: several men agree with it less, too
        let head = self.chunks.nps[next].head;
        let (gender, number) = head_gender(self.sent, &self.chunks.nps[next]);
        let free = self.sent.toks[verb].reading().is_some_and(|r| r.pron.is_none());
        let men = free
            && self.sent.toks[head].readings().any(|r| r.pos == Pos::Person)
            && gender == Some(Gender::Masc)
            && number == Some(Number::Plural);
        if men
            && self.sent.is(verb, &class.upon_people)
            && let Some(np) = subject.filter(acting)
        {
            return Some(Some(np));
        }
        // «وفتش المنازل واقتاد ستة رعاة»: no passive is written so, and nothing else stands there to suffer it
        let mut voices = self.sent.toks[verb].readings().filter(|r| r.pos == Pos::Verb);
        let active = voices.all(|r| r.feats.voice() == Voice::Active);
        let bare = !self.is_definite(self.innermost(next)) && self.sent.toks[verb].clitics().has_conj();
        let lone = active
            && free
            && bare
            && (self.sent.is(verb, &class.upon_people) || self.sent.is(verb, &class.harm))
            && self.second_after(next).is_none();
        // «أودى القصف بحياة أربعة وأصاب آخرين»
        let harms = |np: &NpId| {
            let head = self.chunks.nps[*np].head;
            let means = self.sent.is(head, &class.event_noun) || self.sent.is(head, &class.weapon);
            self.is_party(*np, None) || means && self.sent.is(verb, &class.harm)
        };
        if lone && let Some(np) = subject.filter(|np| *np != next && harms(np)) {
            return Some(Some(np));
        }
        // «دانت سلطنة عمان الهجوم وقدمت تعازيها»: what belongs to whoever acts, and is nobody
        let theirs = self.sent.toks[self.chunks.nps[next].head]
            .reading()
            .is_some_and(|r| matches!(r.pron, Some(Pron::He | Pron::She | Pron::They | Pron::Two)));
        if theirs
            && free
            && active
            && !self.is_party(next, None)
            && !self.sent.is(verb, &class.occur)
            && !self.sent.is(verb, &class.rise)
            && let Some(np) = subject.filter(|np| self.is_party(*np, None))
        {
            return Some(Some(np));
        }
        // «شكر الرئيس الأشقاء وناشد المجتمع الدولي التدخل»: the verb never stands without whom it asks
        let happening = |np: NpId| {
            let head = self.chunks.nps[np].head;
            self.sent.toks[head].is_act() && !self.is_party(np, None)
        };
        if self.sent.is(verb, &class.addressed)
            && free
            && self.second_after(next).is_none_or(happening)
            && let Some(np) = subject.filter(|np| *np != next && self.is_party(*np, None))
        {
            return Some(Some(np));
        }
        // «أعربت المفوضية عن قلقها وطلبت زيارة الإقليم»: no happening asks or says
        let speaks = self.sent.is(verb, &class.asks) || self.sent.is(verb, &class.report);
        if happening(next)
            && speaks
            && free
            && let Some(np) = subject.filter(|np| self.is_party(*np, None))
        {
            return Some(Some(np));
        }
        let does = self.sent.is(verb, &class.does) && !self.sent.is(verb, &class.occur)
            || self.sent.is(verb, &class.hits_sites) && self.sent.is(self.chunks.nps[next].head, &class.site);
        let fired =
            self.sent.is(verb, &class.shoot) && self.sent.is(self.chunks.nps[next].head, &class.weapon);
        ((does && self.is_done(next) || fired) && subject.is_some()).then_some(subject)
    }
}
