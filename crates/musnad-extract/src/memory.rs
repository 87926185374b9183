//! What a document has named so far, so that a word can point back to it over sentences: «الجماعة», «الوزير»,
//! «المدينة», a family name alone.

use crate::claim::Place;
use crate::frame::View;
use crate::lexical::{Sent, Tag};
use crate::names::Resolved;
use crate::party::Party;
use crate::phrase::NpId;
use crate::place::entry_place;
use crate::whereabouts::PlaceWord;
use musnad_knowledge::Entry;
use musnad_lexicon::{Clitics, Pos, Pron};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// The most parties and places that are remembered; the oldest is forgotten first.
const MOST: usize = 48;

/// What a document has named, the latest last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    parties: Vec<Known>,
    /// Places, with the kind word by which they were named.
    places: Vec<(u32, Option<u16>)>,
}

/// A party and the words by which it may be called again, as look-up forms without the article.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    words: SmallVec<[String; 4]>,
    party: Party,
    /// It is a person.
    person: bool,
}

/// What a sentence adds to the memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learned {
    parties: Vec<Known>,
    places: Vec<(u32, Option<u16>)>,
}

/// Family names of people whose whole names came before, with who bears them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surnames(FxHashMap<String, Vec<Entry>>);

impl Surnames {
    /// Whoever was named before and may be called by the single word `key`.
    pub(crate) fn of(&self, key: &str) -> Option<&[Entry]> {
        self.0.get(key).map(Vec::as_slice)
    }

    /// Adds the people that `sent` names in whole.
    pub(crate) fn note(&mut self, sent: &Sent<'_>) {
        for hit in sent.names.iter().filter(|h| h.last > h.first) {
            let person = hit.entries.is_empty()
                || hit
                    .entries
                    .iter()
                    .all(|e| matches!(e, Entry::Actor(n) if sent.lang.knowledge.actor(*n).kind == "person"));
            let key = sent.toks[hit.last].key();
            let word = sent.toks[hit.last].in_names.person;
            if person && (word.family() || !word.is_some()) && !key.is_empty() {
                self.0.insert(key.to_owned(), hit.entries.clone());
            }
            // «القاعدة» after «تنظيم القاعدة»
            for e in &hit.entries {
                let Entry::Actor(n) = e else { continue };
                let actor = sent.lang.knowledge.actor(*n);
                let short = actor
                    .names()
                    .filter(|name| actor.ambiguous() && !name.contains(' '));
                for name in short {
                    self.0.insert(musnad_text::key(name), vec![*e]);
                }
            }
        }
    }
}

impl Memory {
    /// Adds what a sentence named.
    pub(crate) fn learn(&mut self, learned: Learned) {
        for known in learned.parties {
            self.parties
                .retain(|k| k.party.id.is_none() || k.party.id != known.party.id);
            self.parties.push(known);
        }
        for place in learned.places {
            // a place that was once called a town is that town when it is named again
            let called = self
                .places
                .iter()
                .find(|(p, _)| *p == place.0)
                .and_then(|(_, kind)| *kind);
            self.places.retain(|(p, _)| *p != place.0);
            self.places.push((place.0, place.1.or(called)));
        }
        let forget = |len: usize| 0..len.saturating_sub(MOST);
        self.parties.drain(forget(self.parties.len()));
        self.places.drain(forget(self.places.len()));
    }

    /// The last party with an entry that is a person, or none.
    fn last(&self, person: bool) -> Option<&Party> {
        let known = self.parties.iter().rev().filter(|k| k.party.id.is_some());
        known
            .map(|k| (k.person, &k.party))
            .find(|(p, _)| *p == person)
            .map(|(_, party)| party)
    }

    fn party(&self, word: &str) -> Option<&Party> {
        self.parties
            .iter()
            .rfind(|k| k.words.iter().any(|w| w == word))
            .map(|k| &k.party)
    }
}

impl View<'_, '_> {
    /// What the sentence names that later ones may point back to.
    pub(crate) fn learned(&self, date: Option<&str>) -> Learned {
        let mut out = Learned::default();
        // «مسؤول أميركي … المسؤول نفسه»
        for (np, p) in self.chunks.nps.iter().enumerate() {
            let class = &self.sent.lang.class;
            let who = self.sent.is(p.head, &class.title) || self.sent.is(p.head, &class.person_source);
            let titled = who && p.apposed.is_none() && self.sent.toks[p.head].tag == Tag::Noun;
            let party = titled
                .then(|| self.party(np, date))
                .filter(|k| k.country.is_some() || k.sector.is_some());
            out.parties.extend(party.map(|party| Known {
                words: [self.lemma_key(p.head)].into_iter().collect(),
                party,
                person: false,
            }));
        }
        for hit in &self.sent.names {
            if let Resolved::Place(place) = hit.place {
                let kind = hit.around.as_ref().and_then(|a| a.kind).map(|(kind, _)| kind);
                let own = match self.sent.place_word(hit.first) {
                    Some(PlaceWord::Kind(kind)) if hit.last > hit.first => Some(kind),
                    _ => None,
                };
                out.places.push((place, kind.or(own)));
            }
            let np = self.chunks.headed_by[hit.first];
            let np =
                np.or_else(|| (0..self.chunks.nps.len()).find(|n| self.chunks.nps[*n].first == hit.first));
            let actor = |e: &Entry| matches!(e, Entry::Actor(_));
            if let Some(np) = np
                && (hit.entries.is_empty() || hit.entries.iter().any(actor))
            {
                out.parties.extend(self.known(np, hit.last, date));
            }
        }
        out
    }

    /// The party that is named by the phrase `np`, with the words by which it may be called again: the first words
    /// of its names, the title before a person's name, his family name.
    fn known(&self, np: NpId, last: usize, date: Option<&str>) -> Option<Known> {
        let k = &self.sent.lang.knowledge;
        let titled = self.chunks.nps[np]
            .inside
            .filter(|outer| self.chunks.nps[*outer].apposed == Some(np))
            .or_else(|| self.title_over_comma(np));
        let party = self.party(titled.unwrap_or(np), date);
        let mut words: SmallVec<[String; 4]> = SmallVec::new();
        let mut add = |word: String| {
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        };
        let entry = party.id.as_deref().and_then(|id| k.actor_by_id(id));
        let person = entry.as_ref().is_none_or(|a| a.kind == "person");
        if let Some(actor) = entry.as_ref().filter(|_| !person) {
            let firsts = actor.names().filter(|n| n.contains(' '));
            for first in firsts.filter_map(|n| n.split(' ').next()) {
                add(self.bare(&musnad_text::key(first)));
            }
        }
        if person {
            add(self.sent.toks[last].key().to_owned());
            let head = titled.map(|t| self.chunks.nps[t].head);
            add(head.map_or_else(String::new, |h| self.lemma_key(h)));
        }
        (party.is_party && !words.is_empty()).then_some(Known { words, party, person })
    }

    /// «نقيب الشرطة، جعفر الوائلي،»: the office before a comma and the name after it.
    fn title_over_comma(&self, np: NpId) -> Option<NpId> {
        let comma = self.chunks.nps[np].first.checked_sub(1)?;
        let comma = matches!(self.sent.toks[comma].tag, Tag::Punct('،' | ',')).then_some(comma)?;
        (0..self.chunks.nps.len()).find(|n| {
            let p = &self.chunks.nps[*n];
            p.last + 1 == comma && p.inside.is_none() && self.sent.is(p.head, &self.sent.lang.class.title)
        })
    }

    /// A look-up form without the article.
    fn bare(&self, key: &str) -> String {
        let article = self.sent.lang.lexicon.article();
        key.strip_prefix(article).unwrap_or(key).to_owned()
    }

    fn lemma_key(&self, at: usize) -> String {
        let lemma = self.sent.lexeme(at).map(|e| musnad_text::key(&e.lemma));
        lemma.map_or_else(String::new, |key| self.bare(&key))
    }

    /// The party that a phrase points back to over sentences: a bare noun with the article («الجماعة»), or the
    /// name of a person whom no registry has.
    pub(crate) fn recalled_party(&self, np: NpId) -> Option<&Party> {
        let p = &self.chunks.nps[np];
        let tok = &self.sent.toks[p.head];
        if let (Tag::Name, Some(n)) = (tok.tag, tok.part_of) {
            let hit = &self.sent.names[n];
            let nobody = hit.entries.is_empty();
            return nobody
                .then(|| self.sent.memory.party(self.sent.toks[hit.last].key()))
                .flatten();
        }
        let class = &self.sent.lang.class;
        // «قواته», «قواتها»: the forces of whom the text spoke last
        let pron = tok
            .reading()
            .and_then(|r| r.pron)
            .filter(|_| tok.tag == Tag::Noun);
        if let Some(pron) = pron.filter(|_| self.sent.is(p.head, &class.force)) {
            let person = match pron {
                Pron::He => true,
                Pron::She => false,
                _ => return None,
            };
            return self.sent.memory.last(person);
        }
        let bare = p.genitive.is_none()
            && p.of.is_none()
            && p.apposed.is_none()
            && p.quantity.is_none()
            && tok.tag == Tag::Noun
            && tok.clitics().has(Clitics::AL);
        let adjectives = p.adjectives.iter().all(|a| self.sent.is(*a, &class.same));
        let one = tok.reading().is_some_and(|r| {
            r.pos != Pos::Person
                || r.number() != Some(musnad_lexicon::Number::Plural)
                || self.sent.is(p.head, &class.body)
        });
        let known = |word: &str| self.sent.memory.party(word);
        (bare && adjectives && one)
            .then(|| known(&self.bare(tok.key())).or_else(|| known(&self.lemma_key(p.head))))
            .flatten()
    }

    /// «المدينة», «المخيم»: the place of that kind that the text named last.
    pub(crate) fn recalled_place(&self, np: NpId) -> Option<Place> {
        let p = &self.chunks.nps[np];
        let class = &self.sent.lang.class;
        let tok = &self.sent.toks[p.head];
        let bare = p.genitive.is_none()
            && p.apposed.is_none()
            && p.quantity.is_none()
            && tok.tag == Tag::Noun
            && tok.clitics().has(Clitics::AL)
            && p.adjectives.iter().all(|a| self.sent.is(*a, &class.same));
        let singular = tok
            .reading()
            .is_some_and(|r| r.number() == Some(musnad_lexicon::Number::Sing));
        let Some(PlaceWord::Kind(kind)) = self.sent.place_word(p.head).filter(|_| bare && singular) else {
            return None;
        };
        let number = kind;
        let kind = self.sent.lang.place_words.kind(kind);
        let k = &self.sent.lang.knowledge;
        // «المنطقة» may be anything; what has a kind of its own was named by it
        let own = kind.recall && kind.precision != "region";
        let few = if kind.precision == "province" { 1 } else { 2 };
        let named = |n: &u32| {
            let place = k.place(*n);
            let suits = |known: &String| known == place.kind || place.capital && known == "capital";
            own && kind.kinds.iter().take(few).any(suits)
        };
        let earlier = self.sent.memory.places.iter().rev().copied();
        let here = self.sent.names.iter().rev().filter(|h| h.last < p.first);
        let here = here.filter_map(|h| match h.place {
            Resolved::Place(n) => Some((n, h.around.as_ref().and_then(|a| a.kind).map(|(kind, _)| kind))),
            _ => None,
        });
        let all: Vec<(u32, Option<u16>)> = here.chain(earlier).filter(|(n, _)| named(n)).collect();
        // «مدينة زوارة … من طرابلس … المدينة»: the one that was called so, if the sentence does not open in another
        let called = all.iter().find(|(_, kind)| *kind == Some(number));
        let opened = self.opened_in().filter(|n| named(n));
        // «▪ العشارة: … على أطراف المدينة»: whatever the registry calls it
        let label = self
            .headed()
            .filter(|n| own && k.place(*n).precision == kind.precision);
        let meant = (opened.or(label)).or_else(|| called.or(all.first()).map(|(n, _)| *n));
        meant.map(|n| entry_place(&k.place(n)))
    }

    /// The place by whose name the line begins.
    fn headed(&self) -> Option<u32> {
        let hit = self.sent.names.first()?;
        match hit.place {
            Resolved::Place(n) if self.is_label(self.chunks.of_token[hit.first]) => Some(n),
            _ => None,
        }
    }

    /// «وفي أم درمان، استهدفت …»: the place that the sentence opens in.
    fn opened_in(&self) -> Option<u32> {
        let hit = self.sent.names.first()?;
        let chunk = self.chunks.of_token[hit.first];
        let opens = chunk == 0 && self.has_prep(chunk, "", &self.sent.lang.class.location);
        match hit.place {
            Resolved::Place(n) if opens => Some(n),
            _ => None,
        }
    }
}
