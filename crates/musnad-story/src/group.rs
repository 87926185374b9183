//! Documents put with others as they come: copies, stories, events.

use crate::copies;
use crate::events::{Events, Match};
use crate::profile::Profile;
use crate::stem::Stemmer;
use crate::stories::{Links, Settings, Threads};
use crate::telling::Telling;
use musnad_lexicon::Lexicon;
use musnad_record::v1::Records;
use rustc_hash::FxHashMap;

/// Sequences shared from which on a text is a copy, as a share of the shorter text's.
const COPY: f32 = 0.4;
/// Documents less alike are no copies.
const ALIKE: f32 = 0.25;

/// Puts documents with others.
#[derive(Debug)]
pub struct Grouper {
    stemmer: Stemmer,
    threads: Threads,
    events: Events,
    copy_of: Vec<Option<u32>>,
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
            copy_of: Vec::new(),
        })
    }

    /// Puts documents that came together with those that came before them, in the order of their publication.
    /// Their words are counted first, so that what all of them speak of joins none.
    pub fn add_all(&mut self, all: &[Records<'_>]) -> Vec<Placed> {
        let mut profiles: Vec<(usize, Profile)> = all
            .iter()
            .map(|r| Profile::of(&self.stemmer, r))
            .enumerate()
            .collect();
        for (_, profile) in &profiles {
            self.threads.count(profile);
        }
        profiles.sort_by_key(|(n, p)| (p.time, *n));
        let mut out: Vec<Placed> = vec![Placed::default(); all.len()];
        for (n, profile) in profiles {
            out[n] = self.place(&all[n], profile);
        }
        out
    }

    fn place(&mut self, records: &Records<'_>, profile: Profile) -> Placed {
        let document = self.threads.len();
        let likes = self.threads.likes(&profile);
        let (copy_of, copied_by) = self.copies(&profile, &likes);
        let tellings = Telling::all(&self.stemmer, records, document, profile.time);
        let matches = self.events.matches(&tellings, &likes, &self.threads);
        let links = self.links(&tellings, &matches, &likes);
        let choice = self.threads.choose(&profile, &likes, &links);
        let story = self.threads.add(profile, choice);
        let claims: Vec<Vec<usize>> = tellings.iter().map(|t| t.claims.clone()).collect();
        let numbers = self.events.add(tellings, &matches);
        self.copy_of.push(copy_of);
        for copy in &copied_by {
            self.copy_of[*copy as usize] = Some(document);
        }
        let events = numbers.into_iter().zip(claims).zip(&matches);
        Placed {
            document,
            story,
            copy_of,
            copied_by,
            events: events
                .map(|((event, claims), m)| PlacedEvent {
                    event,
                    claims,
                    points: m.map(|m| m.points),
                })
                .collect(),
        }
    }

    /// The document that `profile` took its text from, and those that took theirs from it.
    fn copies(&self, profile: &Profile, likes: &FxHashMap<u32, f32>) -> (Option<u32>, Vec<u32>) {
        let mut of: Option<(f32, u32)> = None;
        let mut by = Vec::new();
        for (n, _) in likes.iter().filter(|(_, likeness)| **likeness >= ALIKE) {
            let other = self.threads.profile(*n);
            let shared = copies::shared(profile, other);
            if shared < COPY {
                continue;
            }
            if copies::took(other, profile) {
                by.push(*n);
            } else if of.is_none_or(|(best, m)| shared > best || shared == best && *n < m) {
                of = Some((shared, *n));
            }
        }
        by.retain(|n| self.copy_of[*n as usize].is_none());
        by.sort_unstable();
        (of.map(|(_, n)| n), by)
    }

    fn links(&self, tellings: &[Telling], matches: &[Option<Match>], likes: &FxHashMap<u32, f32>) -> Links {
        let story_of = |event: u32| self.events.story(event, |d| self.threads.story(d));
        let mut links = Links::default();
        for (t, m) in tellings.iter().zip(matches) {
            if t.leads {
                links.told.extend(m.and_then(|m| story_of(m.event)));
            }
        }
        let main = tellings.iter().position(|t| t.leads && !t.past);
        if let Some(n) = main {
            links.main = matches[n].and_then(|m| story_of(m.event));
            let stories = self.events.leading(tellings[n].kind, likes.keys().copied());
            links.apart = stories
                .filter_map(story_of)
                .filter(|s| Some(*s) != links.main)
                .collect();
        }
        links
    }
}
