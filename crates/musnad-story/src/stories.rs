//! Stories: documents of one running affair, found as they come.
//!
//! Each document is compared with those published near it by the words that both have, weighed by how rare they are.
//! It joins the story whose documents are nearest to it, or begins one. What arrives late is compared with what was
//! published near it, whenever that came. No document ever leaves its story by itself.

use crate::profile::Profile;
use crate::same::Rarity;
use crate::stem::Stem;
use crate::telling::Telling;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

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
/// Words in a greater share of the documents of some days lead to none,
const COMMON: usize = 10;
/// unless they are in so few,
const FEW: usize = 50;
/// nor words in so many.
const MANY: usize = 120;
/// So many documents at most are compared with a new one.
const COMPARED: usize = 48;
/// Rarity is reckoned anew when so much of what was counted has come on top.
const ANEW: u32 = 8;
/// The likeness to a story is the mean of that to its nearest so many documents.
const NEAREST: usize = 3;
/// A paragraph is on one of two stories if it has so many times the words of it.
const LEANS: f32 = 2.0;
/// One in so many paragraphs at least is on each of two stories in a document that tells both.
const SHARE: usize = 3;
const DAY: f32 = 86_400.0;

/// A document with its story.
#[derive(Debug)]
struct Entry {
    profile: Profile,
    story: Option<u32>,
    /// The length of its words as weighed at this reckoning of rarity.
    length: (u32, f32),
}

/// Documents published in some days of the window's length, by their words.
#[derive(Debug, Default)]
struct Days {
    documents: usize,
    postings: FxHashMap<Stem, Vec<u32>>,
}

/// How many documents have a word: now, and when rarity was last reckoned.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    now: u32,
    reckoned: u32,
}

/// The documents that new ones are compared with.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    settings: Settings,
    entries: FxHashMap<u32, Entry>,
    days: BTreeMap<i64, Days>,
    /// Numbers that come next.
    documents: u32,
    stories: u32,
    /// Documents counted, now and when rarity was last reckoned, and which reckoning that was.
    counted: Counted,
    reckoning: u32,
    counts: FxHashMap<Stem, Counted>,
}

impl Threads {
    pub(crate) fn new(settings: Settings) -> Threads {
        Threads {
            settings,
            ..Threads::default()
        }
    }

    pub(crate) fn rarity_of(&self, stem: Stem) -> f32 {
        let all = self.counted.reckoned as f32 + READ_BEFORE;
        let with = self.counts.get(&stem).map_or(0, |c| c.reckoned) as f32;
        (all / (with + 1.0)).ln()
    }

    /// The words of a document with what they weigh, their rarity, and the length of all.
    fn weighed(&self, words: &[(Stem, u32)]) -> (Vec<(Stem, f32, f32)>, f32) {
        let weighed: Vec<(Stem, f32, f32)> = words
            .iter()
            .map(|(stem, n)| {
                let rarity = self.rarity_of(*stem);
                (*stem, often(*n) * rarity, rarity)
            })
            .collect();
        let length = weighed.iter().map(|w| w.1.powi(2)).sum::<f32>().sqrt();
        (weighed, length)
    }

    /// Days are put together as long as the window is.
    fn stretch(&self, time: i64) -> i64 {
        time.div_euclid((self.settings.window * DAY).max(1.0) as i64)
    }

    /// Documents that share weighty words with `profile` and were published near it.
    fn near(&self, profile: &Profile, weighed: &[(Stem, f32, f32)]) -> Vec<u32> {
        let mut leads: Vec<(f32, Stem)> = weighed.iter().map(|(s, w, _)| (*w, *s)).collect();
        leads.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        leads.truncate(LEADS);
        let stretch = self.stretch(profile.time);
        let mut shared: FxHashMap<u32, f32> = FxHashMap::default();
        for days in self.days.range(stretch - 1..=stretch + 1).map(|(_, d)| d) {
            let most = (days.documents / COMMON).clamp(FEW, MANY);
            for (weight, stem) in &leads {
                let Some(postings) = days.postings.get(stem).filter(|p| p.len() <= most) else {
                    continue;
                };
                for n in postings {
                    *shared.entry(*n).or_default() += weight * weight;
                }
            }
        }
        let mut shared: Vec<(f32, u32)> = shared.into_iter().map(|(n, weight)| (weight, n)).collect();
        let more = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let (mut rest, mut out) = (shared.as_mut_slice(), Vec::with_capacity(COMPARED));
        // when each was published is asked of those alone that share most: of thousands it would take longer than
        // comparing the few
        while out.len() < COMPARED && !rest.is_empty() {
            let some = (2 * COMPARED).min(rest.len());
            rest.select_nth_unstable_by(some - 1, more);
            let (first, last) = rest.split_at_mut(some);
            first.sort_unstable_by(more);
            let near = first.iter().map(|(_, n)| *n);
            out.extend(near.filter(|n| self.days(profile, *n) <= self.settings.window));
            rest = last;
        }
        out.truncate(COMPARED);
        out
    }

    fn days(&self, profile: &Profile, n: u32) -> f32 {
        let time = self.entries.get(&n).map_or(i64::MIN / 2, |e| e.profile.time);
        (time - profile.time).abs() as f32 / DAY
    }

    /// Counts the words of a document, by which their rarity is told.
    pub(crate) fn count(&mut self, profile: &Profile) {
        self.counted.now += 1;
        for (stem, _) in &profile.words {
            self.counts.entry(*stem).or_default().now += 1;
        }
        if self.counted.now > self.counted.reckoned + self.counted.reckoned / ANEW {
            self.counted.reckoned = self.counted.now;
            for count in self.counts.values_mut() {
                count.reckoned = count.now;
            }
            self.reckoning += 1;
        }
    }

    /// The number of the document that comes next.
    pub(crate) fn next(&self) -> u32 {
        self.documents
    }

    /// Documents near `profile`, and how like it they are.
    pub(crate) fn likes(&mut self, profile: &Profile) -> FxHashMap<u32, f32> {
        let (weighed, length) = self.weighed(&profile.words);
        let near = self.near(profile, &weighed);
        self.measure(&near);
        let likeness = |n: u32| {
            let other = &self.entries[&n];
            let lengths = length * other.length.1;
            let sum = product(&weighed, &other.profile.words);
            (n, if lengths > 0.0 { sum / lengths } else { 0.0 })
        };
        near.into_iter().map(likeness).collect()
    }

    /// Measures anew whose words were weighed at an earlier reckoning.
    fn measure(&mut self, documents: &[u32]) {
        for n in documents {
            let old = |e: &&Entry| e.length.0 != self.reckoning;
            let Some(entry) = self.entries.get(n).filter(old) else {
                continue;
            };
            let (_, length) = self.weighed(&entry.profile.words);
            if let Some(entry) = self.entries.get_mut(n) {
                entry.length = (self.reckoning, length);
            }
        }
    }

    /// How near a document with these likenesses is to each story.
    fn nearness(&self, profile: &Profile, likes: &FxHashMap<u32, f32>) -> FxHashMap<u32, f32> {
        let mut by_story: FxHashMap<u32, Vec<f32>> = FxHashMap::default();
        for (n, likeness) in likes {
            if let Some(story) = self.story(*n) {
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
    /// one that tells the events of several. `paragraphs` gives the stems of each paragraph, where they are asked for.
    pub(crate) fn choose(
        &self,
        profile: &Profile,
        likes: &FxHashMap<u32, f32>,
        links: &Links,
        paragraphs: impl FnOnce() -> Vec<Vec<Stem>>,
    ) -> Choice {
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
                if links.others.contains(story) {
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
            _ if profile.roundup => Choice::None,
            [] => Choice::New,
            [(one, story), (two, other), ..]
                if *two > one * self.settings.even && told.contains(story) && told.contains(other) =>
            {
                Choice::None
            }
            [(one, story), (two, other), ..]
                if *two > one * self.settings.even && self.parted(&paragraphs(), likes, *story, *other) =>
            {
                Choice::None
            }
            [(_, story), ..] => Choice::Story(*story),
        }
    }

    /// Whether the paragraphs of a document are some on one story and some on another, by words that the nearest
    /// documents of these do not share.
    fn parted(&self, paragraphs: &[Vec<Stem>], likes: &FxHashMap<u32, f32>, one: u32, two: u32) -> bool {
        let nearest = |story: u32| {
            let members = likes.iter().filter(|(n, _)| self.story(**n) == Some(story));
            let best = members.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
            best.and_then(|(n, _)| self.profile(*n))
        };
        let (Some(a), Some(b)) = (nearest(one), nearest(two)) else {
            return false;
        };
        let has = |p: &Profile, stem: Stem| p.words.binary_search_by_key(&stem, |w| w.0).is_ok();
        let own = |words: &[Stem], this: &Profile, that: &Profile| -> f32 {
            let only = words.iter().filter(|s| has(this, **s) && !has(that, **s));
            only.map(|s| self.rarity_of(*s)).sum()
        };
        let (mut on_one, mut on_two) = (0, 0);
        for words in paragraphs {
            let (x, y) = (own(words, a, b), own(words, b, a));
            on_one += usize::from(x > y * LEANS);
            on_two += usize::from(y > x * LEANS);
        }
        on_one.min(on_two) * SHARE >= paragraphs.len().max(1) && on_one.min(on_two) > 0
    }

    /// Adds a document to a story, to a new one, or to none; says which.
    pub(crate) fn add(&mut self, profile: Profile, document: u32, choice: Choice) -> Option<u32> {
        let story = match choice {
            Choice::Story(story) => Some(story),
            Choice::None => None,
            Choice::New => Some(self.stories),
        };
        self.put(profile, document, story);
        story
    }

    /// Takes a document out as if it had never come.
    pub(crate) fn take_out(&mut self, document: u32) {
        let Some(gone) = self.entries.remove(&document) else {
            return;
        };
        self.counted.now = self.counted.now.saturating_sub(1);
        let stretch = self.stretch(gone.profile.time);
        let mut days = self.days.get_mut(&stretch);
        if let Some(days) = &mut days {
            days.documents = days.documents.saturating_sub(1);
        }
        for (stem, _) in &gone.profile.words {
            if let Some(count) = self.counts.get_mut(stem) {
                count.now = count.now.saturating_sub(1);
            }
            if let Some(all) = days.as_mut().and_then(|d| d.postings.get_mut(stem)) {
                all.retain(|n| *n != document);
            }
        }
    }

    /// Puts a document where it was put before.
    pub(crate) fn put(&mut self, profile: Profile, document: u32, story: Option<u32>) {
        self.taken(document + 1, story.map_or(0, |s| s + 1));
        let days = self.days.entry(self.stretch(profile.time)).or_default();
        days.documents += 1;
        for (stem, _) in &profile.words {
            days.postings.entry(*stem).or_default().push(document);
        }
        let length = (0, 0.0);
        self.entries.insert(
            document,
            Entry {
                profile,
                story,
                length,
            },
        );
    }

    /// So many numbers of documents and stories are taken.
    pub(crate) fn taken(&mut self, documents: u32, stories: u32) {
        self.documents = self.documents.max(documents);
        self.stories = self.stories.max(stories);
    }

    /// Forgets documents published before `moment`; returns them. How rare words are stays known.
    pub(crate) fn forget(&mut self, moment: i64) -> Vec<u32> {
        let old = |e: &Entry| e.profile.time < moment;
        let gone: Vec<u32> = self
            .entries
            .iter()
            .filter(|(_, e)| old(e))
            .map(|(n, _)| *n)
            .collect();
        self.entries.retain(|_, e| !old(e));
        let last = self.stretch(moment);
        self.days.retain(|stretch, _| *stretch >= last);
        if let Some(days) = self.days.get_mut(&last) {
            let entries = &self.entries;
            days.postings.retain(|_, all| {
                all.retain(|n| entries.contains_key(n));
                !all.is_empty()
            });
            let stretch = (self.settings.window * DAY).max(1.0) as i64;
            let left = entries
                .values()
                .filter(|e| e.profile.time.div_euclid(stretch) == last);
            days.documents = left.count();
        }
        gone
    }

    pub(crate) fn story(&self, document: u32) -> Option<u32> {
        self.entries.get(&document)?.story
    }

    pub(crate) fn profile(&self, document: u32) -> Option<&Profile> {
        self.entries.get(&document).map(|e| &e.profile)
    }
}

/// How much a word weighs for standing so often.
fn often(times: u32) -> f32 {
    match times {
        // most words stand once, and this is asked a hundred times a document
        1 => 1.0,
        _ => 1.0 + (times as f32).ln(),
    }
}

/// The inner product of weighed words and those of another document; both in the order of their stems.
fn product(a: &[(Stem, f32, f32)], b: &[(Stem, u32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * often(b[j].1) * a[i].2;
                i += 1;
                j += 1;
            }
        }
    }
    sum
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
    /// Stories with such events that were at another time or place.
    pub(crate) others: Vec<u32>,
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

impl Rarity for Threads {
    fn rarity(&self, stem: Stem) -> f32 {
        self.rarity_of(stem)
    }

    fn lengths(&self, t: &Telling) -> [f32; 3] {
        match t.lengths {
            (reckoning, lengths) if reckoning == self.reckoning => lengths,
            _ => self.measured(t).1,
        }
    }
}

impl Threads {
    pub(crate) fn is_measured(&self, t: &Telling) -> bool {
        t.lengths.0 == self.reckoning
    }

    /// The lengths of a telling at this reckoning of rarity, with its number.
    pub(crate) fn measured(&self, t: &Telling) -> (u32, [f32; 3]) {
        let lengths = [&t.words, &t.about, &t.title].map(|words| {
            let squares = words.iter().map(|s| self.rarity_of(*s).powi(2));
            squares.sum::<f32>().sqrt()
        });
        (self.reckoning, lengths)
    }
}
