//! Names of people that no registry has: where a name of several words begins and ends.
//!
//! A name is a given name and what may follow it: more names, «بن» and a name, a family name. A word that is also
//! an everyday one is taken only where what follows shows that it is no verb or noun of the sentence.

use crate::lexical::{Sent, Tag};
use crate::phrase::clitics_at;
use musnad_knowledge::{Entry, NameWord};
use musnad_lexicon::{Clitics, Pos};
use musnad_text::Kind;

/// The most words that a name has, particles among them.
const LONGEST: usize = 7;

/// So many bear a name that is a name first and another word second.
const WELL_KNOWN: u32 = 150;

/// So many bear a name that is more than the name of a place.
const KNOWN: u32 = 40;

impl Sent<'_> {
    /// What token `at` may be in a person's name.
    pub(crate) fn name_word(&self, at: usize) -> NameWord {
        match self.toks.get(at) {
            Some(t) if t.kind == Kind::Word && t.tag == Tag::Other => t.in_names.person,
            _ => NameWord::default(),
        }
    }

    /// The last token of the person's name that begins at `at`, with what is written on to its front. One word
    /// alone is a name only after a title.
    pub(crate) fn person_at(&self, at: usize) -> Option<(usize, Clitics, u8)> {
        let whole = self.name_word(at);
        if whole.is_some()
            && let Some(last) = self.name_from(at, whole)
        {
            return Some((last, Clitics::default(), 0));
        }
        let tok = self
            .toks
            .get(at)
            .filter(|t| t.kind == Kind::Word && t.tag == Tag::Other)?;
        let in_dictionary = tok
            .readings()
            .any(|r| r.lexeme.is_some() && r.clitics.count() == 0);
        if in_dictionary || whole.is_some() || !tok.in_names.person_behind {
            return None;
        }
        let mut found = None;
        self.lang.lexicon.without_front(tok.key(), |rest, clitics, skip| {
            let word = self.lang.knowledge.name_word(rest);
            let glued = (clitics.has_conj() || clitics.has_prep()) && !clitics.has(Clitics::AL);
            if found.is_none() && glued && word.is_some() {
                found = self.name_from(at, word).map(|last| (last, clitics, skip));
            }
        });
        found
    }

    fn name_from(&self, at: usize, first: NameWord) -> Option<usize> {
        let titled = self.follows_title(at) || self.follows_person(at) && !first.common();
        if self.place_word(at).is_some() && !titled || !self.may_open(at, first, titled) {
            return None;
        }
        let (last, _) = self.name_run(at, first, titled);
        let alone = last == at;
        (!alone || titled && first.given() && !self.is_everyday(at, first)).then_some(last)
    }

    /// The last token of a name that goes on after token `at`, which is a part of it.
    pub(crate) fn name_end(&self, at: usize) -> usize {
        let word = self.toks[at].in_names.person;
        self.name_run(at, word, true).0
    }

    /// The last token of a name that has begun with the word `first` at token `at`, and what it is.
    fn name_run(&self, at: usize, first: NameWord, titled: bool) -> (usize, NameWord) {
        let (mut last, mut names) = (at, usize::from(!first.before() || first.given()));
        let mut word = first;
        while last + 1 < self.toks.len() && last - at + 1 < LONGEST {
            let next = self.name_word(last + 1);
            let open = word.before() && !word.given() || word.between() && !word.given();
            // «أبو سلمية»: after such a word even a place's name is a person's
            let kunya = open && self.is_place(last + 1, NameWord::default()) && !self.is_particle(last + 1);
            let unknown = kunya
                || self.is_unknown(last + 1) && (open || (1..4).contains(&names) && (titled || names >= 2));
            if !(unknown || next.is_some() && self.goes_on(last + 1, next, open, names)) {
                break;
            }
            last += 1;
            names += usize::from(!(next.before() || next.between()) || next.given());
            word = next;
        }
        // a name does not end in «بن» or «عبد»
        while last > at && (word.before() || word.between()) && !word.given() && !word.family() {
            last -= 1;
            word = if last == at { first } else { self.name_word(last) };
        }
        (last, word)
    }

    /// Whether a name may begin with the word at `at`.
    fn may_open(&self, at: usize, first: NameWord, titled: bool) -> bool {
        let next = self.name_word(at + 1);
        // «الوزير نظيره»: somebody's counterpart
        let of_his = |r: &musnad_lexicon::Reading| r.pos == Pos::Person && r.pron.is_some();
        if self.toks[at].readings().any(of_his) && first.people() < WELL_KNOWN {
            return false;
        }
        if (first.title() || first.rank()) && (titled || self.is_everyday(at, first) || next.is_some())
            || self.is_place(at, first) && !(next.family() && !next.given() && !next.common())
        {
            return false;
        }
        if first.before() && !first.given() {
            return next.part()
                || next.after()
                || (next.given() || next.family())
                || titled && self.is_unknown(at + 1);
        }
        let sure = (next.given() || next.family()) && !self.is_everyday(at + 1, next)
            || next.between() && !next.given();
        first.given() && (!self.is_everyday(at, first) || (titled || sure) && !self.is_particle(at))
    }

    /// A word of names that is more often another word: it is also an everyday one, and few bear it.
    fn is_everyday(&self, at: usize, word: NameWord) -> bool {
        word.common() && (word.people() < WELL_KNOWN || self.is_particle(at))
    }

    /// A function word, spelled as one: «على» is no «علي».
    fn is_particle(&self, at: usize) -> bool {
        let tok = &self.toks[at];
        let written = tok.word.as_ref().map_or("", |w| w.plain.as_str());
        let same = |l| self.lang.lexicon.lexeme(l).lemma == written;
        tok.readings()
            .any(|r| r.pos.is_particle() && r.clitics.count() == 0 && r.lexeme.is_none_or(same))
    }

    /// Whether the word at `at` goes on a name that has begun; `open` if the word before asks for another.
    fn goes_on(&self, at: usize, word: NameWord, open: bool, names: usize) -> bool {
        if self.is_particle(at) && !word.before() && !word.between() {
            return false;
        }
        let next = self.name_word(at + 1);
        if word.between() || word.before() {
            return next.is_some() || self.is_unknown(at + 1) || self.is_place(at + 1, NameWord::default());
        }
        // «قصي البغدادي»: one name and a family's
        let family = word.family() && self.toks[at].readings().any(|r| r.clitics.has(Clitics::AL));
        if family && names == 1 {
            return true;
        }
        if open || word.after() || !word.common() {
            return open || !word.part();
        }
        let supported = next.is_some() && !next.common() || next.between() || self.is_unknown(at + 1);
        if word.people() >= WELL_KNOWN || supported {
            return true;
        }
        let tok = &self.toks[at];
        let verb = tok
            .readings()
            .any(|r| r.pos == Pos::Verb && r.clitics.count() == 0);
        let definite = tok.readings().any(|r| r.clitics.has(Clitics::AL));
        let Some(after) = self.toks.get(at + 1) else {
            return !verb;
        };
        let stops = !matches!(after.kind, Kind::Word)
            || after.readings().any(|r| r.pos.is_particle())
            || after.readings().any(|r| r.pos == Pos::Verb) && !after.readings().any(|r| r.pos.is_nominal());
        (definite || !verb) && stops
    }

    /// A word that neither the lexicon nor a registry of places knows.
    fn is_unknown(&self, at: usize) -> bool {
        self.toks.get(at).is_some_and(|t| {
            t.kind == Kind::Word
                && t.tag == Tag::Other
                && t.readings().all(|r| r.pos == Pos::Unknown)
                && !t.in_names.person_behind
                && !self.is_place(at, NameWord::default())
                && !self.is_told(at)
        })
    }

    /// «قال أحمد العلي لرويترز»: whom somebody told it, behind «ل».
    fn is_told(&self, at: usize) -> bool {
        let k = &self.lang.knowledge;
        let outlet = |e: &Entry| matches!(e, Entry::Outlet(_));
        let mut told = false;
        self.lang
            .lexicon
            .without_front(self.toks[at].key(), |rest, clitics, _| {
                let following = self.toks[at + 1..].iter().map(|t| t.key());
                let found = k.find(rest, following);
                told |= clitics.has(Clitics::LI) && found.is_some_and(|f| f.entries.iter().any(outlet));
            });
        told
    }

    /// Whether the single word at `at`, `word` in a person's name, is rather that of a place or country.
    fn is_place(&self, at: usize, word: NameWord) -> bool {
        let k = &self.lang.knowledge;
        let Some(tok) = self.toks.get(at) else {
            return false;
        };
        let found = (tok.in_names.begins)
            .then(|| k.find(tok.key(), std::iter::empty()))
            .flatten();
        let place = |e: &Entry| match e {
            Entry::Country(_) => true,
            Entry::Place(n) => k.place(*n).by_hand,
            _ => false,
        };
        word.people() < KNOWN && found.is_some_and(|f| f.entries.iter().any(place))
    }

    /// Whether a title or office stands before token `at`: «الشيخ», «وزير الدفاع العراقي».
    pub(crate) fn follows_title(&self, at: usize) -> bool {
        for i in (at.saturating_sub(5)..at).rev() {
            let tok = &self.toks[i];
            let nominal = tok.kind == Kind::Word
                && matches!(tok.tag, Tag::Other | Tag::Name)
                && (tok.tag == Tag::Name || tok.readings().any(|r| r.pos.is_nominal()))
                && !tok
                    .readings()
                    .any(|r| r.pos.is_particle() && r.clitics.count() == 0);
            if !nominal {
                return false;
            }
            if tok.in_names.person.title()
                || tok
                    .readings()
                    .any(|r| r.pos.is_nominal() && r.classes.meets(&self.lang.class.title))
            {
                return true;
            }
            // a finite verb ends the office
            if tok.readings().all(|r| r.pos == Pos::Verb) {
                return false;
            }
        }
        false
    }

    /// «الطفل يوسف», «الأختين مها وسلمى»: whether the word before token `at` is a known person.
    fn follows_person(&self, at: usize) -> bool {
        let person = |r: &musnad_lexicon::Reading| {
            let people = r.pos == Pos::Person || r.classes.meets(&self.lang.class.kin);
            people && r.clitics.has(Clitics::AL)
        };
        at.checked_sub(1)
            .map(|i| &self.toks[i])
            .is_some_and(|tok| tok.kind == Kind::Word && tok.readings().any(person))
    }

    /// The last of up to five tokens from `at` that read as parts of a person's name; `at - 1` if none.
    pub(crate) fn name_words(&self, at: usize, group: bool) -> usize {
        let mut last = at.wrapping_sub(1);
        for i in at..(at + 5).min(self.toks.len()) {
            let tok = &self.toks[i];
            let clitics = clitics_at(self, i);
            if !matches!(tok.tag, Tag::Noun | Tag::Name | Tag::Adj) {
                break;
            }
            if i > at && (clitics.has_conj() || clitics.has_prep()) {
                break;
            }
            // «عن حاكم بانتي مينتشي قوله»
            if i > at
                && tok.tag == Tag::Noun
                && tok
                    .reading()
                    .is_some_and(|r| r.pron.is_some() && !r.classes.is_empty())
            {
                break;
            }
            if tok.tag == Tag::Name && self.names_a_state(i) && !self.names_a_person(i) {
                break;
            }
            // «رئيس حركة أمل نبيه بري»: a body's name is the genitive of a title, no part of a person's name
            if tok.tag == Tag::Name && !self.names_a_person(i) && (i > at || !group) {
                break;
            }
            let unknown = tok.reading().is_some_and(|r| r.pos == Pos::Unknown);
            let may_be = unknown
                || tok.tag == Tag::Name
                || (i == at
                    && tok.tag == Tag::Noun
                    && tok.in_names.person.is_some()
                    && tok
                        .reading()
                        .is_some_and(|r| !r.is_definite() && r.pos != Pos::Person && r.classes.is_empty()));
            let particle = i > at
                && tok.tag == Tag::Noun
                && tok.in_names.person.is_some()
                && tok
                    .reading()
                    .is_some_and(|r| r.classes.is_empty() && r.pos != Pos::Masdar);
            if !(may_be || particle) {
                break;
            }
            last = i;
        }
        let known = (at..=last.min(self.toks.len() - 1)).any(|i| {
            last >= at
                && (self.toks[i].tag == Tag::Name
                    || self.toks[i].reading().is_some_and(|r| r.pos == Pos::Unknown))
        });
        if last >= at && known {
            last
        } else {
            at.wrapping_sub(1)
        }
    }
}
