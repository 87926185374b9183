//! Parties: who a noun phrase stands for in the registries and by its own words.

use crate::claim::{Bound, Count, EventType, Outcome, Role};
use crate::frame::View;
use crate::lexical::Tag;
use crate::names::Resolved;
use crate::phrase::{Np, NpId, clitics_at};
use musnad_knowledge::Entry;
use musnad_lexicon::{Lexeme, Number, Pos, Reading, State};
use musnad_text::Span;
use std::rc::Rc;

/// What a noun phrase stands for as a party to an event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Party {
    pub(crate) id: Option<String>,
    pub(crate) name_ar: Option<String>,
    pub(crate) name_en: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) sector: Option<String>,
    pub(crate) aligned_with: Vec<String>,
    /// It names people, a body or a state.
    pub(crate) is_party: bool,
    /// The sector where neither an adjective nor the body that it belongs to says another: people of whom nothing
    /// more is said are civilians, officials belong to the government.
    pub(crate) otherwise: Option<String>,
}

/// PLOVER's codes that stand in the place of a country: an organisation of states or of nobody's state is no
/// sector of a country.
const STATELESS: [&str; 2] = ["IGO", "NGO"];

impl Party {
    /// Takes what is missing from `other`.
    fn fill(&mut self, other: &Party) {
        let take = |mine: &mut Option<String>, theirs: &Option<String>| {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        };
        take(&mut self.country, &other.country);
        take(&mut self.sector, &other.sector);
        take(&mut self.otherwise, &other.otherwise);
    }

    fn settled(mut self) -> Party {
        self.sector = self.sector.or(self.otherwise.take());
        let stateless = self.sector.as_deref().is_some_and(|s| STATELESS.contains(&s));
        if stateless && (self.country.is_none() || self.country == self.sector) {
            self.country = self.sector.take();
        }
        self
    }
}

impl View<'_, '_> {
    /// What `np` stands for, on `date` (ISO) if it is known.
    pub(crate) fn party(&self, np: NpId, date: Option<&str>) -> Party {
        self.party_at(np, date, 0).settled()
    }

    /// Whether `np` names people, a body or a state.
    pub(crate) fn is_party(&self, np: NpId, date: Option<&str>) -> bool {
        let known = self
            .parties
            .borrow()
            .get(np)
            .and_then(|p| p.as_ref().map(|p| p.is_party));
        known.unwrap_or_else(|| self.party(np, date).is_party)
    }

    /// What `np` stands for as the `role` of an event of this kind: those who protest are civilians where the text
    /// names no more than how many they are.
    pub(crate) fn party_to(&self, np: NpId, kind: EventType, role: Role, date: Option<&str>) -> Party {
        let mut party = self.party(np, date);
        let p = &self.chunks.nps[np];
        let class = &self.sent.lang.class;
        let bare = self.sent.toks[p.head].tag == Tag::Num || self.sent.is(p.head, &class.others);
        if (kind, role) == (EventType::Protest, Role::Actor)
            && bare
            && party.country.is_none()
            && party.sector.is_none()
        {
            party.sector = Some("CVL".to_owned());
        }
        party
    }

    fn party_at(&self, np: NpId, date: Option<&str>, depth: usize) -> Party {
        let known = self.parties.borrow().get(np).cloned().flatten();
        if let Some(known) = known {
            return Party::clone(&known);
        }
        let party = self.read_party(np, date, depth);
        if depth == 0 {
            let mut all = self.parties.borrow_mut();
            all.resize(self.chunks.nps.len(), None);
            all[np] = Some(Rc::new(party.clone()));
        }
        party
    }

    fn read_party(&self, np: NpId, date: Option<&str>, depth: usize) -> Party {
        let p = &self.chunks.nps[np];
        let mut party = self.head_party(p.head, date);
        if self.is_kind_of_place(np) {
            // «قضاء خانقين» is no judiciary
            party = Party::default();
        }
        if let Some(name) = p.apposed {
            self.name_apposed(&mut party, name, date);
        }
        for &adjective in &p.adjectives {
            self.adjective_party(&mut party, adjective);
        }
        if party.country.is_some() && party.sector.is_none() && self.is_force_of_a_state(p) {
            party.otherwise = Some("MIL".to_owned());
        }
        if depth < 5 {
            for part in [p.of, p.genitive].into_iter().flatten() {
                self.owner(&mut party, np, part, date, depth);
            }
        }
        if let Some(patron) = p.patron {
            let link = self.chunks.nps[patron].first.saturating_sub(1);
            // «يعتقد أنها للتحالف»
            let said = (link.saturating_sub(1)..=link).any(|i| self.sent.toks[i].tag == Tag::Word(Pos::Comp));
            if said || self.sent.is(link, &self.sent.lang.class.belong) {
                self.owner(&mut party, np, patron, date, depth);
            } else {
                let patron = self.party_at(patron, date, depth + 1);
                party.aligned_with.extend(patron.country);
            }
        }
        if depth < 5
            && party.country.is_none()
            && party.id.is_none()
            && let Some(earlier) = self.pointed_at(np)
        {
            let told = self.party_at(earlier, date, depth + 1);
            let again = self.sent.toks[p.head].clitics().has(musnad_lexicon::Clitics::AL);
            if again && told.id.is_some() {
                // «حزب الله … الحزب»
                return told;
            }
            party.fill(&told);
        }
        if p.apposed.is_none()
            && let Some(holder) = self.office_holder(np, &party, date)
        {
            return holder;
        }
        if party.id.is_none()
            && party.country.is_none()
            && let Some(known) = self.recalled_party(np)
        {
            let (own, strong) = (party, known.clone());
            party = Party {
                sector: strong.sector.or(own.sector.filter(|_| strong.id.is_none())),
                otherwise: strong.otherwise.or(own.otherwise),
                ..strong
            };
        }
        party.is_party |= p.quantity.is_some() && self.sent.toks[p.head].tag == Tag::Num;
        party.is_party |= self.are_people_who(p.head) || self.is_own_country(p.head);
        party
    }

    /// «أن بلاده ستنسحب»: whose it is acts.
    fn is_own_country(&self, head: usize) -> bool {
        let own = |r: &musnad_lexicon::Reading| {
            r.pron.is_some() && r.classes.meets(&self.sent.lang.class.own_country)
        };
        self.sent.toks[head].readings().any(own)
    }

    /// «المداهمون», «المشاركين»: a participle in the sound masculine plural is of people.
    fn are_people_who(&self, head: usize) -> bool {
        let tok = &self.sent.toks[head];
        let who = |r: &musnad_lexicon::Reading| {
            matches!(r.pos, Pos::ActivePart | Pos::PassivePart)
                && matches!(r.number(), Some(Number::Plural | Number::Dual))
                && r.feats.gender() == Some(musnad_lexicon::Gender::Masc)
        };
        let mut nominal = tok.readings().filter(|r| r.pos.is_nominal()).peekable();
        tok.tag == Tag::Noun && nominal.peek().is_some() && nominal.all(who)
    }

    /// What the phrase `part` that `np` belongs to adds: the body of its members, the country of its place.
    fn owner(&self, party: &mut Party, np: NpId, part: NpId, date: Option<&str>, depth: usize) {
        let p = &self.chunks.nps[np];
        let class = &self.sent.lang.class;
        let inner = self.party_at(part, date, depth + 1);
        let head = self.chunks.nps[part].head;
        let is = |set| self.sent.toks[p.head].tag == Tag::Noun && self.sent.is(p.head, set);
        let weak = party.otherwise.is_some();
        let place = self.sent.is(head, &class.place_noun);
        let body = inner.id.is_some() || self.sent.is(head, &class.body) && !place;
        let people = p.of == Some(part) && self.sent.toks[head].readings().any(|r| r.pos == Pos::Person);
        let member =
            (self.is_people(p.head) || p.of.is_some()) && (party.sector.is_none() || is(&class.fighter));
        if member && inner.id.is_some() && party.id.is_none() && inner.sector.as_deref() != Some("GOV") {
            (party.id, party.name_ar, party.name_en) =
                (inner.id.clone(), inner.name_ar.clone(), inner.name_en.clone());
            party.sector = inner.sector.clone().or(party.sector.take());
        }
        let own = is(&class.kin) || weak && !body && (place || !people);
        // whoever is for somebody has no nation by that
        if is(&class.supporter) && inner.id.as_deref().is_some_and(|id| self.is_person(id)) {
            return;
        }
        if own {
            party.country = party.country.take().or(inner.country);
        } else {
            party.fill(&inner);
        }
        if party.country.is_none() && (weak || [&class.body, &class.kin, &class.title].into_iter().any(is)) {
            party.country = self.place(part).and_then(|place| place.country);
        }
    }

    fn is_person(&self, id: &str) -> bool {
        let actor = self.sent.lang.knowledge.actor_by_id(id);
        actor.is_some_and(|a| a.kind == "person")
    }

    /// «وحدة إسرائيلية», «دورية بريطانية»: one force of which no more is said than whose it is.
    fn is_force_of_a_state(&self, p: &Np) -> bool {
        let tok = &self.sent.toks[p.head];
        let one = tok.reading().is_some_and(|r| r.number() != Some(Number::Plural));
        tok.tag == Tag::Noun && one && self.sent.is(p.head, &self.sent.lang.class.force)
    }

    fn head_party(&self, head: usize, date: Option<&str>) -> Party {
        let tok = &self.sent.toks[head];
        match (tok.tag, tok.part_of) {
            (Tag::Name, Some(n)) => {
                let hit = &self.sent.names[n];
                if hit.entries.is_empty() {
                    // a person whom no registry has
                    return Party {
                        is_party: true,
                        ..Party::default()
                    };
                }
                let place = |e: &&Entry| matches!(e, Entry::Place(_));
                match &hit.place {
                    // «طرابلس» in Lebanon is no capital
                    Resolved::Place(n) if hit.entries.iter().all(|e| place(&e)) => {
                        self.entry_party(&[Entry::Place(*n)], date)
                    }
                    _ => self.entry_party(&hit.entries, date),
                }
            }
            (Tag::Noun | Tag::Adj, _) => self.word_party(head),
            _ => Party::default(),
        }
    }

    fn entry_party(&self, entries: &[Entry], date: Option<&str>) -> Party {
        let k = &self.sent.lang.knowledge;
        let actors = || {
            entries.iter().filter_map(|e| {
                if let Entry::Actor(n) = e {
                    Some(k.actor(*n))
                } else {
                    None
                }
            })
        };
        let mut all = actors().filter(|a| date.is_none_or(|d| a.holds_on(d)));
        let valid = all.next();
        if let Some(first) = &valid
            && let Some(other) = all.find(|a| a.country != first.country)
        {
            // «العدالة والتنمية» where the text does not tell whose
            let same = first.sector.filter(|s| other.sector == Some(s));
            return Party {
                sector: same.map(str::to_owned),
                is_party: true,
                ..Party::default()
            };
        }
        let known = valid.is_some();
        if let Some(a) = valid.or_else(|| actors().next()) {
            return Party {
                id: known.then(|| a.id.to_owned()),
                name_ar: a.name_ar.filter(|_| known).map(str::to_owned),
                name_en: a.name_en.filter(|_| known).map(str::to_owned),
                country: a.country.map(str::to_owned),
                sector: a.sector.map(str::to_owned),
                aligned_with: a.aligned_with().map(str::to_owned).collect(),
                is_party: true,
                otherwise: None,
            };
        }
        for entry in entries {
            match entry {
                Entry::Country(n) => {
                    let c = k.country(*n);
                    return Party {
                        country: Some(c.code.to_owned()),
                        name_ar: Some(c.name_ar.to_owned()),
                        name_en: c.name_en.map(str::to_owned),
                        is_party: true,
                        ..Party::default()
                    };
                }
                Entry::Outlet(n) => {
                    let o = k.outlet(*n);
                    return Party {
                        name_ar: o.name_ar.map(str::to_owned),
                        name_en: o.name_en.map(str::to_owned),
                        country: o.country.map(str::to_owned),
                        sector: Some("MED".to_owned()),
                        is_party: true,
                        ..Party::default()
                    };
                }
                Entry::Place(n) if k.place(*n).capital => {
                    return Party {
                        country: k.place(*n).country.map(str::to_owned),
                        is_party: true,
                        ..Party::default()
                    };
                }
                _ => {}
            }
        }
        Party::default()
    }

    fn word_party(&self, head: usize) -> Party {
        let tok = &self.sent.toks[head];
        let sector = |r: &&Reading| {
            let entry = r.lexeme.map(|l| self.sent.lang.lexicon.lexeme(l));
            entry.is_some_and(|e| e.sector.is_some())
        };
        let mut persons = tok.readings().filter(|r| r.pos == Pos::Person);
        let people = persons.clone().find(sector).or_else(|| persons.next());
        // «المالية» is finance before it is somebody from Mali
        let noun = tok
            .readings()
            .any(|r| matches!(r.pos, Pos::Noun | Pos::Adj) && r.pron.is_none());
        let nisba = || tok.readings().find(|r| r.pos == Pos::Nisba && !noun);
        let Some(reading) = people.or_else(nisba) else {
            if let Some(nation) = self.compound(head).filter(|e| e.country.is_some()) {
                return Party {
                    country: nation.country.clone(),
                    is_party: true,
                    ..Party::default()
                };
            }
            // «الدفاع المدني»: a body whose first word is nobody
            let body = tok.compound.map(|(id, _)| self.sent.lang.lexicon.lexeme(id));
            if let Some(body) = body.filter(|e| e.pos == Pos::Person) {
                return Party {
                    country: body.country.clone(),
                    sector: body.sector.clone(),
                    is_party: true,
                    ..Party::default()
                };
            }
            let outcome = tok.classes().meets(&self.sent.lang.class.person);
            return Party {
                is_party: outcome,
                ..Party::default()
            };
        };
        let class = &self.sent.lang.class;
        let person = reading.pos == Pos::Person;
        let compound = self
            .compound(head)
            .filter(|_| person || reading.pos == Pos::Nisba);
        let entry = compound.or(reading.lexeme.map(|l| self.sent.lang.lexicon.lexeme(l)));
        let sector = entry.and_then(|e| e.sector.clone());
        let weak = entry.is_some_and(|e| {
            let anybody = e.classes.meets(&class.anybody) && !e.classes.meets(&class.kin);
            let armed = e.classes.meets(&class.armed) && matches!(sector.as_deref(), Some("UAF" | "MIL"));
            person && (anybody || armed || e.classes.meets(&class.chief))
        });
        let (sector, otherwise) = if weak { (None, sector) } else { (sector, None) };
        Party {
            country: entry.and_then(|e| e.country.clone()),
            sector,
            otherwise,
            is_party: true,
            ..Party::default()
        }
    }

    /// The entry of several words that begins at `head`, whatever its number and article: «رجال الدين».
    fn compound(&self, head: usize) -> Option<&Lexeme> {
        let lexicon = &self.sent.lang.lexicon;
        let article = |key: &str| key.strip_prefix(lexicon.article()).unwrap_or(key).to_owned();
        let follows = |keys: &[String]| {
            keys.iter().enumerate().skip(1).all(|(n, key)| {
                self.sent.toks.get(head + n).is_some_and(|t| {
                    let lemma = |r: &Reading| r.lexeme.map(|l| musnad_text::key(&lexicon.lexeme(l).lemma));
                    article(t.key()) == article(key) || t.readings().any(|r| lemma(r).as_ref() == Some(key))
                })
            })
        };
        let lemmas = self.sent.toks[head].readings().filter_map(|r| r.lexeme);
        let lemmas = lemmas.filter(|l| self.sent.lang.openers.contains(l));
        lemmas
            .flat_map(|l| lexicon.phrases(&musnad_text::key(&lexicon.lexeme(l).lemma)))
            .filter(|p| matches!(lexicon.lexeme(p.lexeme).pos, Pos::Person | Pos::Nisba) && follows(&p.keys))
            .max_by_key(|p| p.keys.len())
            .map(|p| lexicon.lexeme(p.lexeme))
    }

    fn adjective_party(&self, party: &mut Party, adjective: usize) {
        if let Some(nation) = self.compound(adjective).filter(|_| party.country.is_none()) {
            party.country.clone_from(&nation.country);
        }
        for r in self.sent.toks[adjective].readings() {
            let Some(entry) = r.lexeme.map(|l| self.sent.lang.lexicon.lexeme(l)) else {
                continue;
            };
            if party.country.is_none() && matches!(r.pos, Pos::Nisba | Pos::Adj) && !self.is_matter(adjective)
            {
                party.country.clone_from(&entry.country);
            }
            let stateless = entry.sector.as_deref().is_some_and(|s| STATELESS.contains(&s));
            let soldier = party.otherwise.as_deref() == Some("MIL") && entry.sector.as_deref() == Some("UAF");
            let hollow = soldier || stateless && party.otherwise.is_some();
            if party.sector.is_none() && r.pos == Pos::Adj && !hollow {
                party.sector.clone_from(&entry.sector);
            }
        }
    }

    fn name_apposed(&self, party: &mut Party, name: NpId, date: Option<&str>) {
        for at in self.chunks.nps[name].first..=self.chunks.nps[name].last {
            let named = self.head_party(at, date);
            if named.id.is_some() {
                let (country, sector) = (party.country.take(), party.sector.take());
                *party = named;
                party.country = party.country.take().or(country);
                party.sector = party.sector.take().or(sector);
                return;
            }
        }
        party.is_party = true;
    }

    /// A word for a kind of place with the place's name: «قضاء خانقين», «لواء إسكندرون».
    fn is_kind_of_place(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let kind = matches!(
            self.sent.place_word(p.head),
            Some(crate::whereabouts::PlaceWord::Kind(_))
        );
        let named = |part: NpId| {
            let head = self.chunks.nps[part].head;
            self.sent.toks[head].tag == Tag::Name && self.sent.names_a_state(head)
        };
        kind && [p.genitive, p.apposed].into_iter().flatten().any(named)
    }

    fn is_people(&self, head: usize) -> bool {
        let tok = &self.sent.toks[head];
        let class = &self.sent.lang.class;
        tok.tag != Tag::Name
            && tok.readings().any(|r| r.pos == Pos::Person)
            && !tok.classes().meets(&class.title)
            && !tok.classes().meets(&class.office)
    }

    /// The words of `np`, without what is written on to its front and without quotation marks round it.
    pub(crate) fn words(&self, np: NpId) -> Span {
        let p = &self.chunks.nps[np];
        let is_quote = |at: usize| matches!(self.sent.toks[at].tag, Tag::Punct(_));
        let (mut first, mut last) = (p.first, p.last);
        while first < last && is_quote(first) {
            first += 1;
        }
        while last > first
            && is_quote(last)
            && !(first..last).any(|i| matches!(self.sent.toks[i].tag, Tag::Punct('«' | '“' | '"' | '(')))
        {
            last -= 1;
        }
        self.sent.span_of(first, last)
    }

    /// The count of `np`: its quantity, its dual, or one for a single person.
    pub(crate) fn count(&self, np: NpId, outcome: Outcome) -> Option<Count> {
        let p = &self.chunks.nps[np];
        let span = self.words(np);
        let who = (self.sent.toks[p.head].tag != Tag::Num)
            .then(|| self.sent.span_of(p.head, p.head).of(self.sent.text).to_owned());
        // «مليوني حبة», «200 كيلوغرام» are no people
        if self.sent.is(p.head, &self.sent.lang.class.unit) && self.sent.toks[p.head].tag == Tag::Noun {
            return None;
        }
        let count = |value, bound, min, max| Count {
            outcome,
            who,
            value,
            bound,
            min,
            max,
            cumulative: false,
            span,
        };
        if let Some(q) = p.quantity.map(|q| &self.sent.quantities[q]) {
            // «وأصيب ثالث»
            if q.ordinal && self.sent.toks[p.head].tag == Tag::Num {
                return Some(count(Some(1), Bound::Exact, Some(1), Some(1)));
            }
            if q.ordinal || q.percent {
                return None;
            }
            let value = q.value.filter(|_| q.bound != musnad_text::Bound::Vague);
            return Some(count(value, bound(q.bound), q.min, q.max));
        }
        // «موظفين اثنين على الأقل»: the number after
        let after = self.sent.quantities.iter().find(|q| q.tokens.start == p.last + 1);
        let joined = || clitics_at(self.sent, p.last + 1).has_conj();
        if let Some(q) = after.filter(|q| q.value == Some(2) && !q.ordinal && !q.percent && !joined()) {
            return Some(count(q.value, bound(q.bound), q.min, q.max));
        }
        if p.first != p.head && !p.demonstrative && self.sent.toks[p.first].tag == Tag::Word(Pos::Quant) {
            let one = self.word_classes(p.first).meets(&self.sent.lang.class.one_of);
            return one.then(|| count(Some(1), Bound::Exact, Some(1), Some(1)));
        }
        let tok = &self.sent.toks[p.head];
        if tok.tag == Tag::Name {
            let harm = !matches!(outcome, Outcome::Displaced | Outcome::Participants);
            return (harm && self.sent.names_a_person(p.head))
                .then(|| count(Some(1), Bound::Exact, Some(1), Some(1)));
        }
        // «عائلة من خمسة أفراد» are five, «عائلة» nobody knows how many
        if self.sent.is(p.head, &self.sent.lang.class.household) {
            let members = p.of.filter(|of| self.chunks.nps[*of].quantity.is_some())?;
            return self.count(members, outcome).map(|c| Count { span, ..c });
        }
        // «إصابة ثالث», «وأصيب ثالث»
        let alone = tok.tag == Tag::Adj
            || tok.tag == Tag::Noun && p.genitive.is_none() && !tok.readings().any(Reading::is_definite);
        if alone && self.sent.is(p.head, &self.sent.lang.class.ordinal) {
            return Some(count(Some(1), Bound::Exact, Some(1), Some(1)));
        }
        if tok.tag == Tag::Word(Pos::Pron) && self.sent.is(p.head, &self.sent.lang.class.one_of) {
            return Some(Count {
                who: None,
                ..count(Some(1), Bound::Exact, Some(1), Some(1))
            });
        }
        // «ضابطا» without an owner is one and no two
        let owned = |r: &&Reading| {
            r.number() != Some(Number::Dual) || r.feats.has_state(State::Free) || r.pron.is_some()
        };
        let people = || {
            tok.readings()
                .filter(|r| matches!(r.pos, Pos::Person | Pos::Nisba))
                .filter(|r| p.genitive.is_some() || owned(r))
                // «رئيسا بلديتين» are two: one would have no ending before an owner
                .filter(|r| p.genitive.is_none() || !r.feats.is_acc_alif())
        };
        let first = people().next()?;
        if people()
            .any(|r| r.number() != first.number() && r.clitics == first.clitics && r.pron == first.pron)
        {
            return None;
        }
        let person = people().find(|r| {
            matches!(r.pos, Pos::Person | Pos::Nisba)
                && !r.classes.meets(&self.sent.lang.class.group)
                && !r.classes.meets(&self.sent.lang.class.office)
        })?;
        let value = match person.number()? {
            Number::Dual => 2,
            Number::Sing => 1,
            Number::Plural => return None,
        };
        // «إصابة امرأتين على الأقل»
        let next = Some(p.last + 1).filter(|at| *at < self.sent.toks.len());
        let least = next.is_some_and(|at| self.word_classes(at).meets(&self.sent.lang.class.at_least));
        Some(if least {
            count(Some(value), Bound::AtLeast, Some(value), None)
        } else {
            count(Some(value), Bound::Exact, Some(value), Some(value))
        })
    }
}

fn bound(b: musnad_text::Bound) -> Bound {
    match b {
        musnad_text::Bound::Exact => Bound::Exact,
        musnad_text::Bound::AtLeast => Bound::AtLeast,
        musnad_text::Bound::MoreThan => Bound::MoreThan,
        musnad_text::Bound::AtMost => Bound::AtMost,
        musnad_text::Bound::LessThan => Bound::LessThan,
        musnad_text::Bound::About => Bound::About,
        musnad_text::Bound::Vague => Bound::Vague,
    }
}
