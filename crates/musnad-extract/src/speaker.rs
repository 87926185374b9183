//! Who speaks: the subjects and media of reporting words, and the sources that they are.

use crate::claim::{Count, Outcome, Source, SourceKind, Stance};
use crate::form::opens_quote;
use crate::frame::VerbFrame;
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece, Prep};
use crate::report::{Reporter, Speaker, Spoken};
use musnad_knowledge::Entry;
use musnad_lexicon::{Clitics, Gender, Number, Pos};

impl Reporter<'_, '_, '_> {
    /// The speakers of a reporting verb, and whether they are carried over from before.
    pub(crate) fn speakers(
        &self,
        at: usize,
        frame: &VerbFrame,
        how: &musnad_lexicon::Report,
        until: usize,
        speaker: &Speaker,
    ) -> (Vec<Source>, bool) {
        let to = how.to.as_deref();
        let relay = how.relays();
        // what reports has a speaker, whatever noun he is called by; «نقل عنه قوله» has none of its own
        let goes_on = self.view.sent.toks[at].clitics().has_conj();
        let topic = self.view.topic(self.view.chunks.of_token[at]);
        let subject = frame.subject.filter(|np| {
            if goes_on && self.view.chunks.nps[*np].first < at && topic != Some(*np) {
                return false;
            }
            let head = self.view.chunks.nps[*np].head;
            let saying = self.view.sent.is(head, &self.view.sent.lang.class.statement)
                && self.view.sent.toks[head]
                    .reading()
                    .is_some_and(|r| r.pron.is_some());
            // «أعلن المستشفى وفاة جريحين»: a house speaks by its people
            let speaks = self.can_speak(*np) || self.is_named_thing(*np) || self.view.is_facility(*np);
            speaks && !(relay.is_some() && saying)
        });
        let mut chain = Vec::new();
        let mut carried = false;
        match subject {
            Some(np) if self.is_anaphor(np, speaker) => {
                carried = true;
                chain.extend(speaker.chain.iter().cloned());
            }
            Some(np) => match self.told_medium(frame, np) {
                // «على ما أفاد وكالة فرانس برس ضابط»: the medium stands before who speaks
                Some(by) => chain.extend([self.joint_source(by), self.source(np)]),
                None => chain.push(self.joint_source(np)),
            },
            None if relay.is_none() && (frame.subject.is_none() || goes_on) => {
                carried = true;
                chain.extend(speaker.chain.iter().cloned());
            }
            None => {}
        }
        if let Some(quoted) = relay {
            let from = self.relayed(frame, how).filter(|np| self.can_speak(*np));
            if let Some(np) = from {
                chain.insert(0, self.source(np));
                carried = false;
            } else if self.pointed_at(frame, quoted) {
                let of_before = self.main_speaker(at).unwrap_or_else(|| speaker.chain.clone());
                carried = chain.is_empty();
                chain.splice(0..0, of_before);
            }
        } else if !carried {
            chain.extend(self.medium(at, frame, to, until));
        }
        (chain, carried)
    }

    /// Who tells it to a medium that stands in the subject's place.
    fn told_medium(&self, frame: &VerbFrame, subject: NpId) -> Option<NpId> {
        let by = frame
            .object
            .filter(|np| self.can_speak(*np) && self.outlet(*np).is_none())?;
        (self.outlet(subject).is_some() && self.view.agrees(frame.verb, by, false)).then_some(by)
    }

    /// The subject of the reporting verb that token `at` goes on from: the first since another began with «و»; where
    /// no verb reports, of the verb before. A participle agrees with him.
    pub(crate) fn main_speaker(&self, at: usize) -> Option<Vec<Source>> {
        let sent = self.view.sent;
        let verbs = || (0..at).filter(|i| sent.toks[*i].tag == Tag::Verb);
        let spoken = |v: usize| {
            self.frames
                .verb(self.view, v)
                .subject
                .filter(|np| self.can_speak(*np) && self.may_go_on(at, *np))
        };
        let reports = |v: &usize| sent.report(*v).is_some();
        let from = verbs()
            .filter(reports)
            .rfind(|v| sent.toks[*v].clitics().has_conj())
            .unwrap_or(0);
        let np = verbs()
            .filter(|v| *v >= from && reports(v))
            .find_map(spoken)
            .or_else(|| verbs().rev().find_map(spoken))?;
        Some(vec![self.source(np)])
    }

    /// «نعت البلدية أربعة من أبنائها، مؤكدة أن»: whether the participle at token `at` may be of a speaker by its gender.
    fn may_go_on(&self, at: usize, np: NpId) -> bool {
        let sent = self.view.sent;
        let woman = |r: &musnad_lexicon::Reading| r.feats.gender() == Some(Gender::Fem);
        let mut participles = (sent.toks[at].readings())
            .filter(|r| r.pos == Pos::ActivePart && r.number() == Some(Number::Sing))
            .peekable();
        if participles.peek().is_none() {
            return true;
        }
        let hers = participles.all(woman);
        let head = &sent.toks[self.view.chunks.nps[np].head];
        let mut known = head.readings().filter(|r| r.lexeme.is_some()).peekable();
        if head.tag == Tag::Name || known.peek().is_none() {
            return true;
        }
        if hers {
            known.any(|r| woman(r) || r.number() == Some(Number::Plural))
        } else {
            known.any(|r| !woman(r) && r.number() != Some(Number::Plural))
        }
    }

    /// The subject of the first verb before token `at` that can report, where `at` goes on from it with «و».
    pub(crate) fn reporter_before(&self, at: usize) -> Option<NpId> {
        let sent = self.view.sent;
        let reports = |v: &usize| sent.toks[*v].tag == Tag::Verb && sent.report(*v).is_some();
        let first = (0..at)
            .find(reports)
            .filter(|_| sent.toks[at].clitics().has_conj())?;
        let np = self.frames.verb(self.view, first).subject?;
        let own = self.view.chunks.nps[np].first > first && self.can_speak(np);
        (own && self.view.agrees(at, np, true)).then_some(np)
    }

    /// The medium that a statement was made to or that carried it: «قال مصدر لرويترز», «أبلغ مصدر رويترز»,
    /// «قالت الوزارة في بيان نشرته وكالة الأنباء».
    pub(crate) fn medium(&self, at: usize, frame: &VerbFrame, to: Option<&str>, until: usize) -> Vec<Source> {
        let chunks = &self.view.chunks;
        let spoken = frame.subject.map_or(at, |np| chunks.nps[np].last.max(at));
        let end = until.max(chunks.list[frame.clause.1].last + 1);
        let from = chunks.of_token[at] + 1;
        let (mut told, mut carries) = (to == Some("object"), false);
        let mut out = Vec::new();
        for (c, chunk) in chunks
            .list
            .iter()
            .enumerate()
            .skip(from)
            .take_while(|(_, c)| c.first < end)
        {
            let np = match chunk.piece {
                Piece::Verb => {
                    (told, carries) = (false, true);
                    continue;
                }
                Piece::Pp(_, np) => np,
                Piece::Np(np) if told || carries => np,
                _ => continue,
            };
            if chunk.first > spoken
                && (carries || out.is_empty())
                && (self.is_medium(np) || self.hears(c, np))
            {
                out.push(self.source(np));
            }
        }
        out
    }

    /// «لإذاعة محلية», «عبر إذاعة الأندلس»: a medium by its kind and what it is called or like, behind the preposition of
    /// who is told or through whom.
    fn hears(&self, c: usize, np: NpId) -> bool {
        let p = &self.view.chunks.nps[np];
        let told = matches!(self.view.chunks.list[c].piece, Piece::Pp(Prep::Clitic(by), _) if by.has(Clitics::LI))
            || self.view.has_prep(c, "", &self.view.sent.lang.class.means);
        let called = p.apposed.is_some() || p.genitive.is_some() || !p.adjectives.is_empty();
        told && called && self.view.sent.is(p.head, &self.view.sent.lang.class.agency)
    }

    /// An outlet by name, or one pointed back at: «للقناة ذاتها».
    pub(crate) fn is_medium(&self, np: NpId) -> bool {
        let p = &self.view.chunks.nps[np];
        let agency = self.view.sent.is(p.head, &self.view.sent.lang.class.agency);
        let points = |i: usize| i < self.view.sent.toks.len() && self.points_back(i);
        // «أبلغ مصدر قناة «ديجي»», «قال ناجون لمنظمة «هاتف الإنذار»»: by a kind and a name
        let body = agency || self.view.sent.is(p.head, &self.view.sent.lang.class.org);
        let named = p.apposed.is_some_and(|a| {
            let first = self.view.chunks.nps[a].first;
            matches!(self.view.sent.toks[first].tag, Tag::Punct(c) if opens_quote(c))
        });
        self.outlet(np).is_some()
            || body && named
            || agency && (points(p.last + 1) || p.adjectives.first().is_some_and(|a| points(*a)))
    }

    /// Whose words a verb hands on, or what they stand in: «نقل عن مصدر», «جاء في بيان».
    pub(crate) fn relayed(&self, frame: &VerbFrame, how: &musnad_lexicon::Report) -> Option<NpId> {
        self.pp_np(frame, how.relays()?)
    }

    /// A preposition with a pronoun: «نقل عنه».
    pub(crate) fn pointed_at(&self, frame: &VerbFrame, lemma: &str) -> bool {
        let none = musnad_lexicon::ClassSet::default();
        frame.pps.iter().any(|c| {
            matches!(self.view.chunks.list[*c].piece, Piece::PrepPron(..))
                && self.view.has_prep(*c, lemma, &none)
        })
    }

    fn pp_np(&self, frame: &VerbFrame, lemma: &str) -> Option<NpId> {
        let none = musnad_lexicon::ClassSet::default();
        frame
            .pps
            .iter()
            .find(|c| self.view.has_prep(**c, lemma, &none))
            .and_then(|c| self.view.chunks.np_of(*c))
    }

    /// «المصدر», «المسؤول نفسه»: the speaker of before, by the noun alone.
    pub(crate) fn is_anaphor(&self, np: NpId, speaker: &Speaker) -> bool {
        let p = &self.view.chunks.nps[np];
        let tok = &self.view.sent.toks[p.head];
        let bare = p.genitive.is_none()
            && p.apposed.is_none()
            && p.of.is_none()
            && tok.tag != Tag::Name
            && tok.clitics().has(Clitics::AL);
        let adjectives_only_point = p.adjectives.is_empty() || self.points_back(p.adjectives[0]);
        let points = self
            .view
            .sent
            .toks
            .get(p.last + 1)
            .is_some_and(|_| self.points_back(p.last + 1));
        let body = speaker.party.as_ref().is_some_and(|s| s.body);
        let speaks = self.view.sent.is(p.head, &self.view.sent.lang.class.source)
            || self.view.sent.is(p.head, &self.view.sent.lang.class.title) && !body
            || (!speaker.head.is_empty() && self.head_key(np) == speaker.head);
        !speaker.chain.is_empty() && bare && (points || (speaks && adjectives_only_point))
    }

    /// The look-up form of the noun that heads a phrase, without what is written on to it.
    pub(crate) fn head_key(&self, np: NpId) -> String {
        let head = self.view.chunks.nps[np].head;
        self.view
            .sent
            .lexeme(head)
            .map(|e| musnad_text::key(&e.lemma))
            .unwrap_or_default()
    }

    pub(crate) fn points_back(&self, at: usize) -> bool {
        self.view.word_classes(at).meets(&self.view.sent.lang.class.same)
    }

    /// Whether a phrase can say something: people, bodies, sources, names.
    pub(crate) fn can_speak(&self, np: NpId) -> bool {
        let sent = self.view.sent;
        let p = &self.view.chunks.nps[np];
        if self.outlet(np).is_some() || self.view.is_party(np, self.date) {
            return true;
        }
        let tok = &sent.toks[p.head];
        let unknown = tok.reading().is_some_and(|r| r.pos == Pos::Unknown);
        unknown
            || sent.is(p.head, &sent.lang.class.source)
            || sent.is(p.head, &sent.lang.class.statement)
            || tok.kind == musnad_text::Kind::Latin
    }

    /// The outlet that a phrase names.
    pub(crate) fn outlet(&self, np: NpId) -> Option<u32> {
        self.view.chunks.within(np).into_iter().find_map(|part| {
            let tok = &self.view.sent.toks[self.view.chunks.nps[part].head];
            let hit = tok
                .part_of
                .filter(|_| tok.tag == Tag::Name)
                .map(|n| &self.view.sent.names[n])?;
            hit.entries
                .iter()
                .find_map(|e| if let Entry::Outlet(n) = e { Some(*n) } else { None })
        })
    }

    pub(crate) fn spoken(&self, np: NpId) -> Spoken {
        Spoken {
            span: self.view.words(np),
            head: self.head_key(np),
            body: self
                .view
                .sent
                .is(self.view.chunks.nps[np].head, &self.view.sent.lang.class.body),
            party: self.view.party(np, self.date),
        }
    }

    /// Speakers joined by «و» are one link: they say it together.
    pub(crate) fn joint_source(&self, np: NpId) -> Source {
        let first = self.source(np);
        let last = self
            .view
            .coordinated(np)
            .last()
            .copied()
            .filter(|last| *last != np);
        let span = first
            .span
            .zip(last.map(|l| self.view.words(l)))
            .map(|(a, b)| a.cover(b));
        Source {
            span: span.or(first.span),
            ..first
        }
    }

    /// A noun or name that could be a body or a person: not a word for time, weather or the like, and no event.
    pub(crate) fn is_named_thing(&self, np: NpId) -> bool {
        let head = self.view.chunks.nps[np].head;
        let sent = self.view.sent;
        if self.view.place(np).is_some() {
            return false;
        }
        // «أفادت به «حملة الأهالي»»: a name of its own
        let first = self.view.chunks.nps[np].first;
        if matches!(sent.toks[first].tag, Tag::Punct(c) if opens_quote(c)) {
            return true;
        }
        matches!(sent.toks[head].tag, Tag::Name)
            || sent.toks[head].tag == Tag::Noun
                && !self.is_event_noun(np)
                && !sent.is(head, &sent.lang.class.weapon_fire)
    }

    /// Whose a toll or statement is: «حصيلة جديدة لوزارة الصحة», «حصيلة أعلنها الدفاع المدني», «بيان لمجلس السيادة».
    pub(crate) fn whose(&self, np: NpId) -> Option<NpId> {
        let (chunks, sent) = (&self.view.chunks, self.view.sent);
        let p = &chunks.nps[np];
        let toll = sent.is(p.head, &sent.lang.class.toll);
        let statement = sent.is(p.head, &sent.lang.class.statement);
        if !(toll || statement) || p.genitive.is_some_and(|g| !self.can_speak(g)) {
            return None;
        }
        let from = chunks.of_token[p.last] + 1;
        if !toll {
            let Piece::Pp(Prep::Clitic(front), owner) = chunks.list.get(from)?.piece else {
                return None;
            };
            let speaks = front.has(Clitics::LI) && (self.can_speak(owner) || self.is_named_thing(owner));
            return speaks.then_some(owner);
        }
        for c in from..chunks.list.len().min(from + 3) {
            match chunks.list[c].piece {
                Piece::Pp(Prep::Clitic(front), owner)
                    if front.has(Clitics::LI) && (self.can_speak(owner) || self.is_named_thing(owner)) =>
                {
                    return Some(owner);
                }
                Piece::Pp(..) | Piece::Time | Piece::Word(Pos::Rel) => {}
                Piece::Verb => {
                    let verb = chunks.list[c].first;
                    let tok = &sent.toks[verb];
                    let of_it = tok.reading().is_some_and(|r| r.pron.is_some()) && !tok.clitics().has_conj();
                    let frame = self.frames.verb(self.view, verb);
                    return frame.subject.filter(|s| {
                        of_it && !frame.subject_first && (self.can_speak(*s) || self.is_named_thing(*s))
                    });
                }
                _ => break,
            }
        }
        p.genitive
    }

    /// A phrase as a link of the chain.
    pub(crate) fn source(&self, np: NpId) -> Source {
        let np = self.whose(np).unwrap_or(np);
        let sent = self.view.sent;
        let p = &self.view.chunks.nps[np];
        let party = self.view.party(np, self.date);
        let outlet = self
            .outlet(np)
            .filter(|_| !sent.is(p.head, &sent.lang.class.person_source))
            .map(|n| sent.lang.knowledge.outlet(n));
        let named = self.view.chunks.within(np).iter().any(|part| {
            let tok = &sent.toks[self.view.chunks.nps[*part].head];
            tok.tag == Tag::Name || p.apposed.is_some()
        });
        let unnamed = sent.is(p.head, &sent.lang.class.person_source);
        let count = self
            .view
            .count(np, Outcome::Participants)
            .filter(|_| unnamed || p.quantity.is_some());
        let kind = self.kind(np, &party, outlet.as_ref().map(|o| o.kind));
        Source {
            span: Some(self.view.words(np)),
            id: (outlet.as_ref().map(|o| o.id.to_owned())).or(party.id.clone().filter(|_| !unnamed)),
            name_ar: (outlet.as_ref().and_then(|o| o.name_ar).map(str::to_owned))
                .or(party.name_ar.clone().filter(|_| !unnamed)),
            name_en: (outlet.as_ref().and_then(|o| o.name_en).map(str::to_owned))
                .or(party.name_en.clone().filter(|_| !unnamed)),
            kind,
            named: named && !unnamed,
            count: count.map(|c| Count { who: None, ..c }),
            cue: None,
            stance: Stance::Neutral,
        }
    }

    pub(crate) fn kind(&self, np: NpId, party: &crate::party::Party, outlet: Option<&str>) -> SourceKind {
        let sent = self.view.sent;
        let head = self.view.chunks.nps[np].head;
        let class = &sent.lang.class;
        match outlet {
            Some("agency") => return SourceKind::Agency,
            Some("monitor") => return SourceKind::Organisation,
            Some("ministry") => return SourceKind::Official,
            Some(_) => return SourceKind::Media,
            None => {}
        }
        if sent.is(head, &class.witness) {
            return SourceKind::Witness;
        }
        match party.sector.as_deref() {
            Some("MIL") => SourceKind::Military,
            Some("GOV" | "LEG" | "JUD" | "COP" | "SPY") => SourceKind::Official,
            Some("HLH") => SourceKind::Medical,
            Some("MED") if sent.is(head, &class.agency) => SourceKind::Agency,
            Some("MED") => SourceKind::Media,
            Some(_) => SourceKind::Organisation,
            None if sent.is(head, &class.statement) => SourceKind::Document,
            None if sent.is(head, &class.title) => SourceKind::Official,
            None if party.id.is_some() => SourceKind::Organisation,
            None if party.country.is_some() && sent.toks[head].tag == Tag::Name => SourceKind::Official,
            None => SourceKind::Unnamed,
        }
    }
}
