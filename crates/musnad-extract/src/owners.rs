//! Who and what belongs to a noun phrase: its owner, its name, its patron, the group it is of.
//!
//! A noun phrase has been begun by [`Parser`](crate::phrase::Parser); here it is told whether what stands behind it
//! belongs to it («قائد الجيش», «الرئيس محمود», «فصائل موالية لإيران», «عضو في الحزب») or begins something new.

use crate::form::{is_place_name, opens_quote};
use crate::lexical::Tag;
use crate::phrase::{Np, NpId, Parser};
use musnad_lexicon::{Clitics, Gender, Number, Pos, Reading, Voice};

impl Parser<'_, '_> {
    /// «موالية لإيران», «مدعومة من تركيا»: the patron is no actor of the event.
    pub(crate) fn patron(&mut self, np: &mut Np, at: usize, depth: usize) -> bool {
        let Some(adjective) = np.adjectives.last().copied() else {
            return false;
        };
        if np.patron.is_some() || adjective + 1 != at || !self.sent.is(adjective, &self.sent.lang.class.align)
        {
            return false;
        }
        // «أمدت القوات الحليفة بالوقود»: «ب» names no patron
        if self.clitics(at).has(Clitics::BI) {
            return false;
        }
        let start = match self.tag(at) {
            Some(Tag::Word(Pos::Prep)) => at + self.sent.toks[at].phrase,
            Some(Tag::Noun | Tag::Name) if self.clitics(at).has_prep() => at,
            _ => return false,
        };
        let Some(patron) = self.np(start, depth + 1) else {
            return false;
        };
        np.patron = Some(patron);
        np.last = self.nps[patron].last;
        true
    }

    /// «قوات نعتقد أنها تابعة للتحالف», «طيران يرجح أنه روسي»: whose they are, as somebody believes; the words stay part of
    /// the phrase.
    pub(crate) fn believed(&mut self, np: &mut Np, at: usize, depth: usize) -> bool {
        let class = &self.sent.lang.class;
        let believes = matches!(self.tag(at), Some(Tag::Verb | Tag::Word(Pos::Modal)))
            && self.sent.toks[at]
                .readings()
                .any(|r| r.classes.meets(&class.believe));
        if np.patron.is_some() || !believes || self.tag(at + 1) != Some(Tag::Word(Pos::Comp)) {
            return false;
        }
        let belongs = self
            .tok(at + 2)
            .is_some_and(|_| self.sent.is(at + 2, &class.belong));
        let next = at + 2 + usize::from(belongs);
        let nation = |r: &Reading| r.pos == Pos::Nisba && r.clitics.count() == 0;
        let described = matches!(self.tag(next), Some(Tag::Noun | Tag::Adj));
        if described && self.sent.toks[next].readings().any(nation) {
            np.adjectives.push(next);
            np.last = next;
            return true;
        }
        let of = self.tag(next) == Some(Tag::Word(Pos::Prep)) && self.sent.is(next, &class.partitive);
        let start = next + usize::from(of);
        if !of && !self.clitics(start).has(Clitics::LI) {
            return false;
        }
        let Some(owner) = self.np(start, depth + 1) else {
            return false;
        };
        np.patron = Some(owner);
        np.last = self.nps[owner].last;
        true
    }

    /// A short aside in brackets after the head: «(شرق)», «(هتش)».
    pub(crate) fn aside(&self, np: &mut Np, at: usize) -> bool {
        if !self.tok(at).is_some_and(|t| t.is_punct('(')) {
            return false;
        }
        let close = (at + 1..self.sent.toks.len())
            .take(6)
            .find(|i| self.sent.toks[*i].is_punct(')'));
        let Some(close) = close else { return false };
        let plain = (at + 1..close).all(|i| !matches!(self.sent.toks[i].tag, Tag::Verb | Tag::Punct(_)));
        let goes_on = matches!(self.tag(close + 1), Some(Tag::Adj | Tag::Noun | Tag::Name));
        if !plain || !goes_on {
            return false;
        }
        np.last = close;
        true
    }

    /// A name after a title, office or kind; unknown words after it belong to the name.
    pub(crate) fn apposition(&mut self, np: &mut Np, at: usize, depth: usize) -> bool {
        if np.apposed.is_some() || depth > 3 {
            return false;
        }
        let class = &self.sent.lang.class;
        let titled = [np.head, np.last]
            .iter()
            .any(|i| self.sent.is(*i, &class.title) || self.sent.is(*i, &class.group))
            // «قائد الجيش عبد الفتاح البرهان»
            || (self.sent.is(np.head, &class.leader) || self.is_known_person(np.head))
                && self.tag(at) == Some(Tag::Name)
                && self.sent.names_a_person(at);
        // «سلمت الجماعة اللجنة الدولية»: a body of its own after one that is known
        let article = |i: usize| self.sent.toks[i].readings().any(|r| r.clitics.has(Clitics::AL));
        if self.sent.is(np.head, &class.group)
            && !self.sent.is(np.head, &class.title)
            && (self.clitics(np.head).has(Clitics::AL) && np.adjectives.is_empty()
                // «زود جهاز الأمن الأردني السلطات السورية»
                || self.tag(np.last) == Some(Tag::Adj)
                    && (self.sent.is(at, &class.group) || self.tag(at) == Some(Tag::Name) && !self.sent.names_a_person(at)))
            && article(at)
        {
            return false;
        }
        let quote = matches!(self.tag(at), Some(Tag::Punct(c)) if opens_quote(c));
        let kind = titled
            || self.sent.is(np.head, &class.place_noun)
            || self.sent.is(np.head, &class.facility)
            || self.sent.is(np.head, &class.office)
            || self.sent.is(np.head, &class.source)
            || self.is_known_person(np.head);
        if quote && kind {
            let Some(name) = self.np(at, depth + 1) else {
                return false;
            };
            return self.appose(np, name);
        }
        if self.sent.is(np.head, &class.place_noun)
            && self.clitics(np.head).has(Clitics::AL)
            && self.place_name_at(at)
        {
            let name = self.push(Np {
                first: at,
                last: self.sent.toks[at].part_of.map_or(at, |n| self.sent.names[n].last),
                head: at,
                ..Np::default()
            });
            return self.appose(np, name);
        }
        let definite = np.adjectives.last().copied().unwrap_or(np.head);
        let is_definite = self.clitics(definite).has(Clitics::AL)
            || np.genitive.is_some()
            || self.sent.is(np.head, &class.title)
            || self.sent.is(np.head, &class.leader);
        // «الرئيس الفرنسي القاهرة»: where he goes, not his name
        let elsewhere = !np.adjectives.is_empty() && is_place_name(self.sent, at);
        if !titled || !is_definite || elsewhere || self.clitics(at).has_prep() || self.clitics(at).has_conj()
        {
            return false;
        }
        let group = [np.head, np.last].iter().any(|i| self.sent.is(*i, &class.group));
        let last = self.sent.name_words(at, group);
        if last < at {
            return false;
        }
        let name = Np {
            first: at,
            last,
            head: at,
            ..Np::default()
        };
        let name = self.push(name);
        self.appose(np, name)
    }

    /// «الطفل», «الصحفية»: one person of whom a name may follow.
    fn is_known_person(&self, head: usize) -> bool {
        let tok = &self.sent.toks[head];
        tok.tag == Tag::Noun
            && tok.clitics().has(Clitics::AL)
            && !self.sent.is(head, &self.sent.lang.class.body)
            && (tok.readings()).any(|r| r.pos == Pos::Person && r.number() == Some(Number::Sing))
    }

    fn place_name_at(&self, at: usize) -> bool {
        self.tag(at) == Some(Tag::Name)
            && self.sent.names_a_state(at)
            && !self.clitics(at).has_prep()
            && !self.clitics(at).has_conj()
    }

    fn appose(&mut self, np: &mut Np, name: NpId) -> bool {
        np.apposed = Some(name);
        np.last = self.nps[name].last;
        true
    }

    /// The genitive of an indefinite head: «وزير [الخارجية]», «مقتل [ثلاثة جنود]».
    pub(crate) fn genitive(&mut self, np: &mut Np, at: usize, depth: usize) -> bool {
        if np.genitive.is_some() || np.of.is_some() || !np.adjectives.is_empty() || np.apposed.is_some() {
            return false;
        }
        let clitics = self.clitics(at);
        if clitics.has_prep() || clitics.has_conj() || !self.may_take_genitive(np.head) {
            return false;
        }
        // «دمر فوق ثلاث مناطق 27 مسيرة», «تسلمت بلدية حلب عشرين حافلة»: what is counted or named owns no number
        if (np.quantity.is_some() || self.tag(np.head) == Some(Tag::Name)) && self.tag(at) == Some(Tag::Num) {
            return false;
        }
        // «أكد في بيان احتجاز السفينة»: what a statement tells, not whose it is
        let class = &self.sent.lang.class;
        let behind_in = np
            .head
            .checked_sub(1)
            .is_some_and(|i| self.tag(i) == Some(Tag::Word(Pos::Prep)) && self.sent.is(i, &class.location));
        let in_a_statement = behind_in && np.first == np.head && self.sent.is(np.head, &class.statement);
        if in_a_statement && self.sent.toks[at].is_act() && !clitics.has(Clitics::AL) {
            return false;
        }
        // «أردت الشرطة شابا طعن امرأتين»: one who is the object rather than two who own
        // «عبر قناة على تيليغرام مسؤوليته»
        let unknown = |i: usize| self.sent.toks[i].reading().is_some_and(|r| r.pos == Pos::Unknown);
        if unknown(np.head)
            && self.sent.toks[at]
                .reading()
                .is_some_and(|r| r.pron.is_some() && r.lexeme.is_some())
        {
            return false;
        }
        let one = self.sent.toks[np.head]
            .readings()
            .any(|r| r.pos == Pos::Person && r.feats.is_acc_alif());
        let definite = self.tag(at) == Some(Tag::Name)
            || self.sent.toks[at]
                .readings()
                .any(|r| r.is_definite() || r.pron.is_some());
        if one && !definite {
            return false;
        }
        let accusative =
            self.tag(at) == Some(Tag::Noun) && self.sent.toks[at].readings().any(|r| r.feats.is_acc_alif());
        let opens = match self.tag(at) {
            Some(Tag::Noun | Tag::Name | Tag::Num) => !accusative,
            Some(Tag::Word(Pos::Quant | Pos::Dem)) => true,
            Some(Tag::Punct(c)) => opens_quote(c),
            Some(Tag::Adj) if self.is_titled_one(np.head, at) || self.outnumbers(np.head, at) => true,
            _ => self.is_another(np.head, at) || self.is_one_of_them(at),
        };
        if !opens || np.last != np.head && self.tag(np.head) != Some(Tag::Name) {
            return false;
        }
        // «آخرهم», «جثث سبعة أشخاص»
        let last_of = self.sent.is(np.head, &class.others) || self.sent.is(np.head, &class.corpse);
        if (self.is_people(np.head) && !last_of && self.is_no_owner(at))
            || self.is_whereabouts(np.head, at)
            || self.strikes(np.first, np.head, at)
            || self.acts_on(np.first, np.head, at)
        {
            return false;
        }
        // «اقتحم 250 مستوطنا المسجد»: what is counted in the accusative owns nothing
        let counted = np.quantity.is_some()
            && self.sent.toks[np.head]
                .readings()
                .any(|r| r.feats.is_acc_alif() && r.number() == Some(Number::Sing));
        if (counted || self.counts_apart(np, at)) && !self.sent.names_a_state(at) {
            return false;
        }
        let Some(genitive) = self.np(at, depth + 1) else {
            return false;
        };
        np.genitive = Some(genitive);
        np.last = self.nps[genitive].last;
        true
    }

    /// «100 جندي معسكر بانغي»: behind people in the singular who are counted, what is known is not theirs.
    fn counts_apart(&self, np: &Np, at: usize) -> bool {
        let many = np.quantity.is_some_and(|q| {
            let q = &self.sent.quantities[q];
            q.value.or(q.min).is_some_and(|n| n > 10)
        });
        let mut people = self.sent.toks[np.head]
            .readings()
            .filter(|r| r.pos == Pos::Person);
        let single = people.any(|r| r.number() == Some(Number::Sing));
        let known = |at: usize| {
            self.tag(at) == Some(Tag::Name)
                || self.tag(at) == Some(Tag::Noun) && self.clitics(at).has(Clitics::AL)
        };
        let noun = self.tag(at) == Some(Tag::Noun);
        let free = |at: usize| !self.clitics(at).has_prep() && !self.clitics(at).has_conj();
        many && single && (known(at) || noun && known(at + 1) && free(at + 1))
    }

    fn is_people(&self, head: usize) -> bool {
        self.sent.toks[head].readings().any(|r| r.pos == Pos::Person) && self.sent.toks[head].tag == Tag::Noun
    }

    /// What does not own people: a number, a weapon's fire, a death with a pronoun of theirs.
    fn is_no_owner(&self, at: usize) -> bool {
        let class = &self.sent.lang.class;
        let own_pronoun = self.sent.toks[at].reading().is_some_and(|r| r.pron.is_some())
            && !self.sent.is(at, &class.office);
        self.tag(at) == Some(Tag::Num) || self.sent.is(at, &class.weapon_fire) || own_pronoun
    }

    /// «رعاة جنوب الخليل»: a direction after a noun that is no place says where, not whose.
    fn is_whereabouts(&self, head: usize, at: usize) -> bool {
        let class = &self.sent.lang.class;
        let direction = self.sent.toks[at]
            .readings()
            .any(|r| r.classes.meets(&class.direction) && !r.clitics.has(Clitics::AL));
        direction && !self.sent.is(head, &class.place_noun) && !self.sent.is(head, &class.direction)
    }

    /// «استهدفت مسيرة سيارة», «دمرت غارة جسرا»: after its verb a raid or a weapon hits what follows and is not of it.
    fn strikes(&self, first: usize, head: usize, at: usize) -> bool {
        let class = &self.sent.lang.class;
        let after_verb = first == head && head > 0 && self.tag(head - 1) == Some(Tag::Verb);
        let weapon = self.sent.is(head, &class.weapon) || self.sent.is(head, &class.event_noun);
        let one = self.sent.toks[head]
            .readings()
            .any(|r| r.feats.gender() == Some(Gender::Fem));
        let hit = self.tag(at) == Some(Tag::Noun)
            && [&class.facility, &class.vehicle, &class.place_noun, &class.hurt]
                .iter()
                .any(|c| self.sent.is(at, c));
        // «فجر انتحاري سيارة»
        let armed = self.sent.is(head, &class.fighter) && !self.sent.is(head, &class.title);
        let thing = self.sent.is(at, &class.weapon) && self.tag(at) == Some(Tag::Noun);
        // «استهدفت مدفعية الجيش محيط الملعب»: what it hits stands behind the army
        let known = self.sent.toks[at].readings().any(|r| r.clitics.has(Clitics::AL));
        let whose = self.sent.is(at, &class.body) && known && {
            let next = (at + 1..self.sent.toks.len()).find(|i| self.tag(*i) != Some(Tag::Adj));
            next.is_some_and(|i| matches!(self.tag(i), Some(Tag::Noun | Tag::Name)))
        };
        after_verb
            && self.sent.is(head - 1, &class.hits)
            && (weapon && one && hit && !whose || armed && thing)
    }

    /// «رشق شبان سيارات الشرطة», «احتجز مسلح رهائن»: behind its verb people who own neither cars nor others do
    /// something to them.
    fn acts_on(&self, first: usize, head: usize, at: usize) -> bool {
        let class = &self.sent.lang.class;
        let after_verb = first == head && head > 0 && self.tag(head - 1) == Some(Tag::Verb);
        let active = || {
            let verb = |r: &musnad_lexicon::Reading| r.pos == Pos::Verb && r.feats.voice() == Voice::Active;
            self.sent.toks[head - 1].readings().any(verb)
        };
        let people = [&class.fighter, &class.anybody, &class.protester]
            .iter()
            .any(|c| self.sent.is(head, c))
            && ![&class.title, &class.leader, &class.kin]
                .iter()
                .any(|c| self.sent.is(head, c));
        // «نهبت مليشيات محال تجارية»
        let indefinite = |i: usize| {
            !self.sent.toks[i]
                .readings()
                .any(|r| r.is_definite() || r.pron.is_some())
        };
        let spoils = self.sent.is(head.wrapping_sub(1).min(head), &class.spoils)
            && self.sent.is(at, &class.facility)
            && indefinite(at);
        let people = people || spoils && self.sent.is(head, &class.group) && indefinite(head);
        // «رشق شبان قوات الاحتلال»
        let force = self.sent.is(head.wrapping_sub(1).min(head), &class.hits)
            && self.sent.is(head, &class.anybody)
            && !self.sent.is(head, &class.fighter)
            && self.sent.toks[at]
                .readings()
                .any(|r| r.classes.meets(&class.force));
        if after_verb && active() && people && force {
            return true;
        }
        let object = spoils
            || [&class.vehicle, &class.weapon, &class.weapon_fire, &class.detained]
                .iter()
                .any(|c| self.sent.is(at, c));
        after_verb && active() && people && object && self.tag(at) == Some(Tag::Noun)
    }

    fn may_take_genitive(&self, head: usize) -> bool {
        let tok = &self.sent.toks[head];
        if tok.tag != Tag::Noun {
            return false;
        }
        tok.readings().any(|r| {
            r.pos.is_nominal()
                && !r.is_definite()
                && !r.feats.is_acc_alif()
                && (r.pos == Pos::Unknown || r.feats.has_state(musnad_lexicon::State::Construct))
        })
    }

    /// «عناصر من الشرطة», «مقاتلون من الحركة»: the body that people come from.
    pub(crate) fn member_of(&mut self, np: &mut Np, at: usize, depth: usize) -> bool {
        if self.clitics(at).has(Clitics::LI) {
            return self.belongs_to(np, at, depth);
        }
        if self.sent.toks[at].entry.is_some_and(|l| {
            self.sent
                .lang
                .lexicon
                .lexeme(l)
                .classes
                .meets(&self.sent.lang.class.behalf)
        }) || self.sent.is(at, &self.sent.lang.class.behalf)
        {
            return self.speaks_for(np, at, depth);
        }
        if np.of.is_some() || self.tag(at) != Some(Tag::Word(Pos::Prep)) {
            return false;
        }
        // «تمكنت القوات من القضاء على»: what one manages is no body one belongs to
        let manages = np.first > 0 && self.sent.is(np.first - 1, &self.sent.lang.class.manage);
        if manages && self.is_min(at) {
            return false;
        }
        let member = !self.is_min(at);
        if member && !self.sent.toks[at].classes().meets(&self.sent.lang.class.member) {
            return false;
        }
        let people = self.sent.toks[np.head].readings().any(|r| r.pos == Pos::Person);
        if !people {
            return false;
        }
        let class = &self.sent.lang.class;
        let Some(of) = self.np(at + 1, depth + 1) else {
            return false;
        };
        let head = self.nps[of].head;
        // «آخر جنودها من النيجر»: whence, not who
        let known = np.genitive.is_some_and(|g| {
            let own = &self.sent.toks[self.nps[g].head];
            own.readings().any(|r| r.is_definite() || r.pron.is_some())
        });
        if !member && known && self.sent.names_a_state(head) {
            return false;
        }
        let is_group = self.sent.toks[head].tag == Tag::Name && !is_place_name(self.sent, head)
            || self.sent.is(head, &class.group)
            || self.sent.is(head, &class.office)
            || self.sent.is(head, &class.org)
            || !member && self.sent.toks[head].readings().any(|r| r.pos == Pos::Person);
        let named_group = self.sent.toks[head].tag == Tag::Name && !self.sent.names_a_state(head);
        if !is_group || member && self.sent.toks[head].tag == Tag::Name && !named_group {
            return false;
        }
        np.of = Some(of);
        np.last = self.nps[of].last;
        true
    }

    /// «المتحدث باسم الجيش»: a spokesman and the body that he speaks for.
    fn speaks_for(&mut self, np: &mut Np, at: usize, depth: usize) -> bool {
        if np.of.is_some() || !self.sent.is(np.head, &self.sent.lang.class.title) {
            return false;
        }
        let Some(of) = self.np(at + self.sent.toks[at].phrase, depth + 1) else {
            return false;
        };
        np.of = Some(of);
        np.last = self.nps[of].last;
        true
    }

    /// «مركز للشرطة», «قافلة للأمم المتحدة»: an indefinite thing and its owner.
    fn belongs_to(&mut self, np: &mut Np, at: usize, depth: usize) -> bool {
        let class = &self.sent.lang.class;
        let owned = [
            &class.facility,
            &class.group,
            &class.weapon,
            &class.place_noun,
            &class.org,
        ]
        .iter()
        .any(|c| self.sent.is(np.head, c));
        // «المرصد» is a name with its article
        let article = self.sent.lang.lexicon.article();
        let named = (self.sent.lexeme(np.head)).is_some_and(|e| e.lemma.starts_with(article));
        let indefinite = self.sent.toks[np.head]
            .reading()
            .is_some_and(|r| !r.is_definite() && !named);
        // «الأمين العام للأمم المتحدة»
        let office = self.sent.is(np.head, &class.title) && !indefinite;
        // «وقال المسؤول للأناضول إن»: to whom he says it
        let told = office && np.adjectives.is_empty() && self.names_an_outlet(at);
        if np.of.is_some() || np.genitive.is_some() || told || !(owned && indefinite || office) {
            return false;
        }
        let named = self.tag(at) == Some(Tag::Name) && !self.sent.names_a_state(at);
        let owner = named
            || self.sent.is(at, &class.group)
            || self.sent.is(at, &class.office)
            || self.sent.toks[at].readings().any(|r| r.pos == Pos::Nisba);
        let Some(of) = owner.then(|| self.np(at, depth + 1)).flatten() else {
            return false;
        };
        np.of = Some(of);
        np.last = self.nps[of].last;
        true
    }

    fn names_an_outlet(&self, at: usize) -> bool {
        let tok = &self.sent.toks[at];
        let name = tok.part_of.filter(|_| tok.tag == Tag::Name);
        let mut entries = name.iter().flat_map(|n| &self.sent.names[*n].entries);
        entries.any(|e| matches!(e, musnad_knowledge::Entry::Outlet(_)))
    }

    pub(crate) fn is_min(&self, at: usize) -> bool {
        self.sent.toks[at].phrase == 1
            && self.sent.toks[at]
                .readings()
                .any(|r| r.pos == Pos::Prep && r.classes.meets(&self.sent.lang.class.partitive))
    }
}
