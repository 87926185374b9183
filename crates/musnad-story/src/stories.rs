//! Stories: documents of one running affair, found as they come.
//!
//! Each document is compared with those published near it by the words that both have, weighed by how rare they are.
//! It joins the story whose documents are nearest to it, or begins one. What arrives late is compared with what was
//! published near it, whenever that came. No document ever leaves its story by itself.

use crate::profile::Profile;
use crate::stem::Stem;
use rustc_hash::FxHashMap;

/// What is compared, and from when on documents are of one story.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Likeness from which on a document joins a story, 0 to 1.
    pub join: f32,
    /// After so many days between them, documents are less alike by a factor of e.
    pub fade: f32,
    /// Documents published further apart are not compared, in days.
    pub window: f32,
    /// What it adds if the main event is one of the story, and takes away if it is another of its kind.
    pub main: f32,
    /// From this share of the nearest story's points on, the next is as near.
    pub even: f32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            join: 0.1,
            fade: 8.0,
            window: 8.0,
            main: 0.1,
            even: 0.6,
        }
    }
}

/// As many documents are taken for read before the first, so that rare words of few documents weigh as they should.
const READ_BEFORE: f32 = 10.0;
/// So many of a document's weightiest words lead to others.
const LEADS: usize = 24;
/// Words in a greater share of all documents lead to none.
const COMMON: f32 = 0.1;
/// The likeness to a story is the mean of that to its nearest so many documents.
const NEAREST: usize = 3;
const DAY: f32 = 86_400.0;

/// A document with its story.
#[derive(Debug)]
struct Entry {
    profile: Profile,
    story: Option<u32>,
}

/// The documents that new ones are compared with.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    settings: Settings,
    entries: Vec<Entry>,
    /// Where each word stands.
    postings: FxHashMap<Stem, Vec<u32>>,
    stories: u32,
    /// Documents counted, and how many of them have each word.
    counted: u32,
    counts: FxHashMap<Stem, u32>,
}

impl Threads {
    pub(crate) fn new(settings: Settings) -> Threads {
        Threads {
            settings,
            ..Threads::default()
        }
    }

    pub(crate) fn rarity_of(&self, stem: Stem) -> f32 {
        let all = self.counted as f32 + READ_BEFORE;
        let with = self.counts.get(&stem).copied().unwrap_or(0) as f32;
        (all / (with + 1.0)).ln()
    }

    fn weight(&self, stem: Stem, times: u32) -> f32 {
        (1.0 + (times as f32).ln()) * self.rarity_of(stem)
    }

    fn length(&self, words: &[(Stem, u32)]) -> f32 {
        let squares = words.iter().map(|(s, n)| self.weight(*s, *n).powi(2));
        squares.sum::<f32>().sqrt()
    }

    pub(crate) fn likeness(&self, a: &Profile, b: &Profile) -> f32 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        let (x, y) = (&a.words, &b.words);
        while i < x.len() && j < y.len() {
            match x[i].0.cmp(&y[j].0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += self.weight(x[i].0, x[i].1) * self.weight(y[j].0, y[j].1);
                    i += 1;
                    j += 1;
                }
            }
        }
        let lengths = self.length(x) * self.length(y);
        if lengths > 0.0 { sum / lengths } else { 0.0 }
    }

    /// Documents that share weighty words with `profile` and were published near it.
    fn near(&self, profile: &Profile) -> Vec<u32> {
        let mut leads: Vec<(f32, Stem)> = profile
            .words
            .iter()
            .map(|(s, n)| (self.weight(*s, *n), *s))
            .collect();
        leads.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let most = (self.entries.len() as f32 * COMMON).max(50.0) as usize;
        let mut out: Vec<u32> = leads
            .iter()
            .take(LEADS)
            .filter_map(|(_, s)| self.postings.get(s))
            .filter(|p| p.len() <= most)
            .flatten()
            .copied()
            .filter(|n| self.days(profile, *n) <= self.settings.window)
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    fn days(&self, profile: &Profile, n: u32) -> f32 {
        (self.entries[n as usize].profile.time - profile.time).abs() as f32 / DAY
    }

    /// Counts the words of a document, by which their rarity is told.
    pub(crate) fn count(&mut self, profile: &Profile) {
        self.counted += 1;
        for (stem, _) in &profile.words {
            *self.counts.entry(*stem).or_default() += 1;
        }
    }

    pub(crate) fn len(&self) -> u32 {
        self.entries.len() as u32
    }

    /// Documents near `profile`, and how like it they are.
    pub(crate) fn likes(&self, profile: &Profile) -> FxHashMap<u32, f32> {
        let likes = self.near(profile).into_iter();
        likes
            .map(|n| (n, self.likeness(profile, &self.entries[n as usize].profile)))
            .collect()
    }

    /// How near a document with these likenesses is to each story.
    fn nearness(&self, profile: &Profile, likes: &FxHashMap<u32, f32>) -> FxHashMap<u32, f32> {
        let mut by_story: FxHashMap<u32, Vec<f32>> = FxHashMap::default();
        for (n, likeness) in likes {
            if let Some(story) = self.entries[*n as usize].story {
                let fades = (-self.days(profile, *n) / self.settings.fade).exp();
                by_story.entry(story).or_default().push(likeness * fades);
            }
        }
        by_story
            .into_iter()
            .map(|(story, mut all)| {
                all.sort_by(|a, b| b.total_cmp(a));
                all.truncate(NEAREST);
                (story, all.iter().sum::<f32>() / all.len() as f32)
            })
            .collect()
    }

    /// The story of a document: of which its main event is, else the one whose documents are nearest to it; none for
    /// one that tells the events of several.
    pub(crate) fn choose(&self, profile: &Profile, likes: &FxHashMap<u32, f32>, links: &Links) -> Choice {
        let nearness = self.nearness(profile, likes);
        let told: Vec<u32> = {
            let mut told: Vec<u32> = links
                .told
                .iter()
                .copied()
                .filter(|s| nearness.contains_key(s))
                .collect();
            told.sort_unstable();
            told.dedup();
            told
        };
        let mut ranked: Vec<(f32, u32)> = nearness
            .iter()
            .map(|(story, near)| {
                let mut points = *near;
                if links.main == Some(*story) {
                    points += self.settings.main;
                } else if links.apart.contains(story) {
                    points -= self.settings.main;
                }
                (points, *story)
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let joins: Vec<(f32, u32)> = ranked
            .iter()
            .copied()
            .filter(|r| r.0 >= self.settings.join)
            .collect();
        match joins.as_slice() {
            [] => Choice::New,
            [(one, story), (two, other), ..]
                if *two > one * self.settings.even && told.contains(story) && told.contains(other) =>
            {
                Choice::None
            }
            [(_, story), ..] => Choice::Story(*story),
        }
    }

    /// Adds a document to a story, to a new one, or to none; says which.
    pub(crate) fn add(&mut self, profile: Profile, choice: Choice) -> Option<u32> {
        let story = match choice {
            Choice::Story(story) => Some(story),
            Choice::None => None,
            Choice::New => {
                self.stories += 1;
                Some(self.stories - 1)
            }
        };
        let n = self.entries.len() as u32;
        for (stem, _) in &profile.words {
            self.postings.entry(*stem).or_default().push(n);
        }
        self.entries.push(Entry { profile, story });
        story
    }

    pub(crate) fn story(&self, document: u32) -> Option<u32> {
        self.entries[document as usize].story
    }

    pub(crate) fn profile(&self, document: u32) -> &Profile {
        &self.entries[document as usize].profile
    }
}

/// What the events of a document say of its story.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    /// The story whose event its main event is.
    pub(crate) main: Option<u32>,
    /// Stories with events that it tells.
    pub(crate) told: Vec<u32>,
    /// Stories with events of the kind of its main event, near it, that are other events.
    pub(crate) apart: Vec<u32>,
}

/// What becomes of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It is of this story.
    Story(u32),
    /// It begins a story.
    New,
    /// It tells of several.
    None,
}

impl crate::same::Rarity for Threads {
    fn rarity(&self, stem: Stem) -> f32 {
        self.rarity_of(stem)
    }
}
