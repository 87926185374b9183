//! Documents put with others as they come: copies, stories, events.

use crate::copies;
use crate::events::{Events, JOIN, Match, Matched};
use crate::profile::{Profile, paragraphs};
use crate::stem::Stemmer;
use crate::stories::{Choice, Links, Settings, Threads};
use crate::telling::Telling;
use jiff::Timestamp;
use musnad_lexicon::Lexicon;
use musnad_record::event::Reason;
use musnad_record::v1::Records;
use rustc_hash::FxHashMap;

/// Sequences shared from which on a text is a copy, as a share of the shorter text's.
const COPY: f32 = 0.4;
/// Documents less alike are no copies.
const ALIKE: f32 = 0.25;
/// A chain of copies is followed so far: older archives may hold a circle.
const CHAIN: usize = 64;

/// Puts documents with others.
#[derive(Debug)]
pub struct Grouper {
    stemmer: Stemmer,
    threads: Threads,
    events: Events,
    /// The document that each copy took its text from.
    copy_of: FxHashMap<u32, u32>,
}

/// Where a document was put. Documents, stories and events are numbered from 0 in the order of their coming.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placed {
    /// The document's number.
    pub document: u32,
    /// Its story; none for one that tells of several.
    pub story: Option<u32>,
    /// The document that it took its text from.
    pub copy_of: Option<u32>,
    /// Documents that took their texts from it, though they came before it.
    pub copied_by: Vec<u32>,
    /// The events that it tells.
    pub events: Vec<PlacedEvent>,
    /// Events that may be one and were not joined.
    pub duplicates: Vec<Possible>,
}

/// An event that a document tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacedEvent {
    /// Its number.
    pub event: u32,
    /// Its claims among those of the document, from 0.
    pub claims: Vec<usize>,
    /// Points for its being the event that it was put with; none for a new event.
    pub points: Option<f32>,
    /// What weighed for it and against it; nothing for a new event.
    pub why: Vec<Reason>,
}

/// Two events that may be one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Possible {
    /// The event that the document tells.
    pub event: u32,
    /// The other.
    pub other: u32,
    /// Points for their being one.
    pub points: f32,
    /// What weighed for it and against it.
    pub why: Vec<Reason>,
}

impl Grouper {
    /// A grouper with the built-in language data, which has seen nothing yet.
    ///
    /// # Errors
    /// If the built-in data is broken.
    pub fn builtin(settings: Settings) -> Result<Grouper, crate::Error> {
        let lexicon = Lexicon::builtin().map_err(crate::Error::new)?;
        Ok(Grouper {
            stemmer: Stemmer::builtin(&lexicon).map_err(crate::Error::new)?,
            threads: Threads::new(settings),
            events: Events::default(),
            copy_of: FxHashMap::default(),
        })
    }

    /// Puts documents that came together with those that came before them, in the order of their publication.
    /// Their words are counted first, so that what all of them speak of joins none.
    pub fn add_all(&mut self, all: &[Records<'_>]) -> Vec<Placed> {
        self.add_again(all, &vec![None; all.len()])
    }

    /// The same where some of the documents were there before, with another text: `before` holds of each such document
    /// its place, with the claims of its new text that are put already. It keeps its number and its story, these claims
    /// their events; whose copy it is and what else it tells is told anew. Its earlier text is forgotten first, so that
    /// nothing is compared with it.
    pub fn add_again(&mut self, all: &[Records<'_>], before: &[Option<Placed>]) -> Vec<Placed> {
        for placed in before.iter().flatten() {
            self.take_out(placed.document);
        }
        let mut profiles: Vec<(usize, Profile)> = all
            .iter()
            .map(|r| Profile::of(&self.stemmer, r))
            .enumerate()
            .collect();
        profiles.sort_by_key(|(n, p)| (p.time, *n));
        for (_, profile) in &profiles {
            self.threads.count(profile);
        }
        let mut out: Vec<Placed> = vec![Placed::default(); all.len()];
        for (n, profile) in profiles {
            out[n] = self.place(&all[n], profile, before.get(n).and_then(Option::as_ref));
        }
        out
    }

    /// Takes documents with the places that an earlier run gave them, and decides nothing anew: what is added after is
    /// put where that run would have put it. `placed` holds the place of each document of `all`.
    ///
    /// A claim that none of a place's events has (since it was read anew) belongs to no event.
    pub fn restore(&mut self, all: &[Records<'_>], placed: &[Placed]) {
        let mut all: Vec<(&Records<'_>, &Placed)> = all.iter().zip(placed).collect();
        all.sort_by_key(|(_, p)| p.document);
        for (records, placed) in all {
            let profile = Profile::of(&self.stemmer, records);
            self.threads.count(&profile);
            for telling in Telling::all(&self.stemmer, records, placed.document, profile.time) {
                for (telling, event) in self.parted(records, telling, &placed.events) {
                    if let Some(event) = event {
                        self.events.put(telling, event);
                    }
                }
            }
            self.threads.put(profile, placed.document, placed.story);
            if let Some(of) = placed.copy_of {
                self.copy_of.insert(placed.document, of);
            }
            for copy in &placed.copied_by {
                self.copy_of.insert(*copy, placed.document);
            }
        }
    }

    /// Says which numbers are taken by documents that [`Grouper::restore`] was not given: those below these.
    pub fn taken(&mut self, documents: u32, stories: u32, events: u32) {
        self.threads.taken(documents, stories);
        self.events.taken(events);
    }

    /// Says that somebody merged others with an event: it may be of several times and places, and what is near to one of
    /// its tellings joins it.
    pub fn by_hand(&mut self, event: u32) {
        self.events.by_hand(event);
    }

    /// Forgets documents published before a moment: nothing is compared with them any more. Numbers stay taken.
    pub fn forget(&mut self, before: Timestamp) {
        let gone = self.threads.forget(before.as_second());
        self.events.forget(&gone);
        for document in &gone {
            self.copy_of.remove(document);
        }
    }

    fn take_out(&mut self, document: u32) {
        self.threads.take_out(document);
        self.events.forget(&[document]);
        self.copy_of.remove(&document);
    }

    /// A telling whose claims `events` has, with its event; in parts where it has them in several, as they are after
    /// somebody split what the document tells together.
    fn parted(
        &self,
        records: &Records<'_>,
        telling: Telling,
        events: &[PlacedEvent],
    ) -> Vec<(Telling, Option<u32>)> {
        let of = |claim: usize| events.iter().find(|e| e.claims.contains(&claim)).map(|e| e.event);
        let mut all: Vec<u32> = telling.claims.iter().filter_map(|c| of(*c)).collect();
        let first = all.first().copied();
        all.sort_unstable();
        all.dedup();
        if all.len() < 2 {
            return vec![(telling, first)];
        }
        let part = |event: &u32| {
            // a claim that nobody put stays with what stands first
            let own = |c: &&usize| of(**c).or(first) == Some(*event);
            let claims: Vec<usize> = telling.claims.iter().filter(own).copied().collect();
            let part = telling.part(&self.stemmer, records, &claims)?;
            Some((part, Some(*event)))
        };
        all.iter().filter_map(part).collect()
    }

    fn place(&mut self, records: &Records<'_>, profile: Profile, before: Option<&Placed>) -> Placed {
        let document = before.map_or(self.threads.next(), |b| b.document);
        let likes = self.threads.likes(&profile);
        let (copy_of, copied_by) = self.copies(document, &profile, &likes);
        let known = before.map_or(&[][..], |b| b.events.as_slice());
        let (mut tellings, kept): (Vec<Telling>, Vec<Option<u32>>) =
            Telling::all(&self.stemmer, records, document, profile.time)
                .into_iter()
                .flat_map(|t| self.parted(records, t, known))
                .unzip();
        let matches = self.events.matches(&mut tellings, &kept, &likes, &self.threads);
        let links = self.links(&tellings, &matches, &likes);
        let choice = match before.and_then(|b| b.story) {
            Some(story) => Choice::Story(story),
            None => {
                let stems = || paragraphs(&self.stemmer, &records.document);
                self.threads.choose(&profile, &likes, &links, stems)
            }
        };
        let story = self.threads.add(profile, document, choice);
        let first = |t: &Telling| t.claims.first().and_then(|c| records.claims.get(*c));
        let shown: Vec<&str> = tellings.iter().map(|t| first(t).map_or("", |c| &*c.id)).collect();
        let claims: Vec<Vec<usize>> = tellings.iter().map(|t| t.claims.clone()).collect();
        let numbers = self.events.add(tellings, &matches);
        if let Some(of) = copy_of {
            self.copy_of.insert(document, of);
        }
        for copy in &copied_by {
            self.copy_of.insert(*copy, document);
        }
        let events = numbers.iter().zip(claims).zip(&matches);
        let events = events.map(|((event, claims), m)| PlacedEvent {
            event: *event,
            claims,
            points: m.is.map(|m| m.points),
            why: m.is.map(|m| m.found.reasons()).unwrap_or_default(),
        });
        Placed {
            document,
            story,
            copy_of,
            copied_by,
            events: events.collect(),
            duplicates: possible(&numbers, &matches, &shown),
        }
    }

    /// The document that `profile` took its text from, and those that took theirs from it. Versions of one page are no
    /// copies: what is most like the one before took its text from where that did.
    fn copies(
        &self,
        document: u32,
        profile: &Profile,
        likes: &FxHashMap<u32, f32>,
    ) -> (Option<u32>, Vec<u32>) {
        let mut of: Option<(f32, u32)> = None;
        let mut before: Option<(f32, u32)> = None;
        let mut by = Vec::new();
        for (n, _) in likes.iter().filter(|(_, likeness)| **likeness >= ALIKE) {
            let Some(other) = self.threads.profile(*n) else {
                continue;
            };
            let shared = copies::shared(profile, other);
            // nothing is a copy of its own copies
            if shared < COPY || self.leads_to(*n, document) {
                continue;
            }
            let better = |best: Option<(f32, u32)>| {
                best.is_none_or(|(most, m)| shared > most || shared == most && *n < m)
            };
            if profile.page.is_some() && profile.page == other.page {
                if better(before) {
                    before = Some((shared, *n));
                }
            } else if copies::took(other, profile) {
                by.push(*n);
            } else if better(of) {
                of = Some((shared, *n));
            }
        }
        let of = match (of, before) {
            (of, Some((most, n))) if of.is_none_or(|(shared, _)| shared <= most) => {
                self.copy_of.get(&n).copied()
            }
            (of, _) => of.map(|(_, n)| n),
        };
        by.retain(|n| !self.copy_of.contains_key(n) && !of.is_some_and(|of| self.leads_to(of, *n)));
        by.sort_unstable();
        (of, by)
    }

    /// Whether a document is another one, or a copy of it, or of a copy of it.
    fn leads_to(&self, mut document: u32, other: u32) -> bool {
        for _ in 0..CHAIN {
            if document == other {
                return true;
            }
            match self.copy_of.get(&document) {
                Some(of) => document = *of,
                None => return false,
            }
        }
        true
    }

    fn links(&self, tellings: &[Telling], matches: &[Matched], likes: &FxHashMap<u32, f32>) -> Links {
        let story_of = |event: u32| self.events.story(event, |d| self.threads.story(d));
        let of = |m: &Matched| m.event().or(m.follows).and_then(story_of);
        let mut links = Links::default();
        for (t, m) in tellings.iter().zip(matches) {
            if t.leads {
                links.told.extend(of(m));
            }
        }
        let main = tellings.iter().position(|t| t.leads && !t.past);
        if let Some(n) = main {
            links.main = of(&matches[n]);
            let leading = self.events.leading(tellings[n].kind, likes.keys().copied());
            let mut leading: Vec<u32> = leading.collect();
            leading.sort_unstable();
            leading.dedup();
            links.apart = leading
                .into_iter()
                .filter_map(story_of)
                .filter(|s| Some(*s) != links.main)
                .collect();
            let others = matches[n].apart.iter().filter_map(|e| story_of(*e));
            links.others = others.filter(|s| Some(*s) != links.main).collect();
        }
        links
    }
}

/// The events of a document that may be one with others; `claims` holds the first claim of each telling. Where it is
/// put with one that was there before and would have joined the other too, it is the claim that shows that both may be
/// one, and is told among the reasons.
fn possible(events: &[u32], matches: &[Matched], claims: &[&str]) -> Vec<Possible> {
    let mut out: Vec<Possible> = Vec::new();
    for ((event, m), claim) in events.iter().zip(matches).zip(claims) {
        let shows = m.event().map(|_| Reason {
            about: "document".to_owned(),
            points: 0.0,
            found: format!("claim {claim} fits both"),
        });
        for Match {
            event: other,
            points,
            found,
            ..
        } in &m.may_be
        {
            let pair = |p: &Possible| (p.event, p.other) == (*event, *other);
            if event != other && !out.iter().any(pair) {
                out.push(Possible {
                    event: *event,
                    other: *other,
                    points: *points,
                    why: shows
                        .iter()
                        .filter(|_| *points >= JOIN)
                        .cloned()
                        .chain(found.reasons())
                        .collect(),
                });
            }
        }
    }
    out
}
