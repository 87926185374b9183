//! Events: tellings of many documents joined, as they come.

use crate::same::{Found, compare, may_be_one, scenes, when_and_where};
use crate::stories::Threads;
use crate::telling::Telling;
use rustc_hash::{FxHashMap, FxHashSet};

/// Points from which on a telling joins an event.
pub(crate) const JOIN: f32 = 0.75;
/// From so many points on, events that were not joined may be one.
const DOUBT: f32 = -0.1;
/// So many of them are named at most.
const DOUBTS: usize = 3;
/// An event's likeness is the mean of that to its nearest so many tellings.
const NEAREST: usize = 3;
/// What it takes away if one of an event's tellings gives another time and none the same.
const ELSEWHEN: f32 = 1.5;
/// Tellings of documents published further apart, in seconds, are of one event only where a person says so: neither two
/// that are compared, nor the first and the last of one event.
const APART: i64 = 15 * 86_400;
/// Reports of those that have no more in common than their kind and their country, in seconds.
const ALIKE_ONLY: i64 = 3 * 86_400;
/// A telling fits an event if of the event's tellings no more than so many times those that give its time give another
/// one; so too for its place.
const OTHERS: f32 = 2.0;
/// So many tellings that name no place may stand in news of other places, before most must stand in news of one.
const SCENES: f32 = 5.0;
/// The tellings of so many documents that are most alike are compared.
const ALIKE: usize = 16;
/// Of those at one place in some days, so many are compared.
const AT_PLACE: usize = 16;

/// A place, a kind of event, and days as long as tellings of one event may lie apart.
type Corner = (u32, u32, i64);

#[derive(Debug)]
struct Entry {
    telling: Telling,
    event: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Events {
    tellings: FxHashMap<u32, Entry>,
    members: FxHashMap<u32, Vec<u32>>,
    /// Events that people merged: no whole is asked of them.
    by_hand: FxHashSet<u32>,
    by_document: FxHashMap<u32, Vec<u32>>,
    by_place: FxHashMap<Corner, Vec<u32>>,
    /// Numbers that come next.
    next_telling: u32,
    next_event: u32,
}

/// The event that a telling is of, or may be of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) event: u32,
    pub(crate) points: f32,
    /// What was found with the nearest of its tellings.
    pub(crate) found: Found,
    /// Others of its tellings, or this one, were at another time or place.
    pub(crate) apart: bool,
    /// It fits the event as a whole, not only the nearest of its tellings.
    pub(crate) fits: bool,
}

/// What becomes of a telling.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Matched {
    /// The event that it was put with before, and stays with.
    pub(crate) stays: Option<u32>,
    /// The event that it is found to be of; none for a new one.
    pub(crate) is: Option<Match>,
    /// The event that its nearest tellings are of, where it does not fit that as a whole.
    pub(crate) follows: Option<u32>,
    /// Events that may be the same.
    pub(crate) may_be: Vec<Match>,
    /// Events that were at another time or place.
    pub(crate) apart: Vec<u32>,
}

impl Matched {
    /// The event that it is of; none for a new one.
    pub(crate) fn event(&self) -> Option<u32> {
        self.stays.or(self.is.map(|m| m.event))
    }
}

impl Events {
    /// The tellings of one document: which events they are of. Those that `stay` with one are not compared.
    pub(crate) fn matches(
        &mut self,
        tellings: &mut [Telling],
        stay: &[Option<u32>],
        near: &FxHashMap<u32, f32>,
        threads: &Threads,
    ) -> Vec<Matched> {
        let nearest = nearest(near);
        let mut out = vec![Matched::default(); tellings.len()];
        let mut pairs: Vec<(usize, Match)> = Vec::new();
        let mut taken: Vec<(u32, usize)> = Vec::new();
        for (n, t) in tellings.iter_mut().enumerate() {
            t.lengths = threads.measured(t);
            if let Some(event) = stay.get(n).copied().flatten() {
                out[n].stays = Some(event);
                taken.push((event, n));
                continue;
            }
            let candidates = self.candidates(t, &nearest);
            self.measure(&candidates, threads);
            let found = self.compared(t, &candidates, near, threads);
            let other = found.iter().filter(|m| m.apart && m.points < JOIN);
            out[n].apart = other.map(|m| m.event).collect();
            let near = found.into_iter().filter(|m| m.points >= DOUBT);
            pairs.extend(near.map(|m| (n, m)));
        }
        // each event takes the telling that is nearest to any of its own
        pairs.sort_by(|(n, a), (m, b)| {
            let points = b.found.points().total_cmp(&a.found.points());
            points.then(n.cmp(m)).then(a.event.cmp(&b.event))
        });
        for (n, m) in pairs {
            let apart = |t: &(u32, usize)| {
                let (first, second) = (t.1.min(n), t.1.max(n));
                t.0 == m.event && !may_be_one(&tellings[first], &tellings[second])
            };
            if m.points >= JOIN && m.fits && out[n].is.is_none() && !taken.iter().any(apart) {
                out[n].is = Some(m);
                taken.push((m.event, n));
                continue;
            }
            if m.points >= JOIN && !m.fits && out[n].follows.is_none() {
                out[n].follows = Some(m.event);
            }
            if out[n].may_be.len() < DOUBTS && !taken.iter().any(|t| t.0 == m.event) {
                out[n].may_be.push(m);
            }
        }
        out
    }

    /// Weighs anew what was weighed at an earlier reckoning of rarity.
    fn measure(&mut self, candidates: &[u32], threads: &Threads) {
        for n in candidates {
            let old = |e: &&mut Entry| !threads.is_measured(&e.telling);
            if let Some(entry) = self.tellings.get_mut(n).filter(old) {
                entry.telling.lengths = threads.measured(&entry.telling);
            }
        }
    }

    /// The events that a telling was compared with.
    fn compared(
        &self,
        t: &Telling,
        candidates: &[u32],
        near: &FxHashMap<u32, f32>,
        threads: &Threads,
    ) -> Vec<Match> {
        let mut by_event: FxHashMap<u32, Vec<(f32, Found)>> = FxHashMap::default();
        for c in candidates {
            let entry = &self.tellings[c];
            let other = &entry.telling;
            if (other.published - t.published).abs() > APART {
                continue;
            }
            let documents = near.get(&other.document).copied().unwrap_or(0.0);
            let found = compare(t, other, documents, threads);
            by_event
                .entry(entry.event)
                .or_default()
                .push((found.points(), found));
        }
        let mut out = Vec::new();
        for (event, mut all) in by_event {
            all.sort_by(|a, b| b.0.total_cmp(&a.0));
            // who gives no time fits all of a day, who gives one tells which it is
            let any = |of: fn(&Found) -> f32| all.iter().any(|(_, f)| of(f) >= 1.0);
            let elsewhen = any(|f| f.time_apart) && !any(|f| f.time_same);
            all.truncate(NEAREST);
            let mean = all.iter().map(|(p, _)| p).sum::<f32>() / all.len() as f32;
            let points = mean - if elsewhen { ELSEWHEN } else { 0.0 };
            let found = all[0].1;
            out.push(Match {
                event,
                points,
                found,
                apart: elsewhen || found.is_apart(),
                fits: points < JOIN || self.by_hand.contains(&event) || self.fits(t, event, &all),
            });
        }
        out
    }

    /// Whether a telling fits an event as a whole: its days, and the times and places that most of its tellings give.
    /// Without this each telling need only be near some other, and an event goes on without end.
    fn fits(&self, t: &Telling, event: u32, nearest: &[(f32, Found)]) -> bool {
        let members = self.members.get(&event).into_iter().flatten();
        let members = members.filter_map(|n| self.tellings.get(n)).map(|e| &e.telling);
        let (mut first, mut last) = (t.published, t.published);
        let (mut time, mut place, mut scene) = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0));
        for other in members {
            first = first.min(other.published);
            last = last.max(other.published);
            let found = when_and_where(t, other);
            time = (time.0 + found.time_same, time.1 + found.time_apart);
            place = (place.0 + found.place_same, place.1 + found.place_apart);
            let found = scenes(t, other);
            scene = (scene.0 + found.place_same, scene.1 + found.place_apart);
        }
        let days = match nearest.iter().any(|(_, f)| f.is_anchored()) {
            true => APART,
            false => ALIKE_ONLY,
        };
        let mostly = |(same, apart): (f32, f32)| apart <= same * OTHERS;
        // what only stands in documents that are alike is of one matter with those of one place
        let named = nearest.iter().any(|(_, f)| f.is_named());
        let around = named || scene.1 <= scene.0 * OTHERS + SCENES;
        last - first <= days && mostly(time) && mostly(place) && around
    }

    /// Tellings of its kind that it is compared with: of documents that are alike, and of those at its place.
    fn candidates(&self, t: &Telling, nearest: &[u32]) -> Vec<u32> {
        let mut out: Vec<u32> = nearest
            .iter()
            .filter_map(|d| self.by_document.get(d))
            .flatten()
            .copied()
            .filter(|n| self.tellings.get(n).is_some_and(|e| e.telling.kind == t.kind))
            .collect();
        let days = t.published.div_euclid(APART);
        for place in t.places.iter().filter_map(|p| p.id) {
            for days in days - 1..=days + 1 {
                let all = self.by_place.get(&(place, t.kind, days));
                out.extend(all.into_iter().flatten().rev().take(AT_PLACE));
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The story that most documents of an event are of.
    pub(crate) fn story(&self, event: u32, story_of: impl Fn(u32) -> Option<u32>) -> Option<u32> {
        let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
        let members = self.members.get(&event)?;
        for t in members
            .iter()
            .filter_map(|n| self.tellings.get(n))
            .map(|e| &e.telling)
        {
            if let Some(story) = story_of(t.document) {
                *counts.entry(story).or_default() += if t.leads { 3 } else { 1 };
            }
        }
        counts
            .into_iter()
            .max_by_key(|(story, n)| (*n, std::cmp::Reverse(*story)))
            .map(|(s, _)| s)
    }

    /// Events of this kind that documents lead with.
    pub(crate) fn leading(
        &self,
        kind: u32,
        documents: impl Iterator<Item = u32>,
    ) -> impl Iterator<Item = u32> {
        let tellings = documents.filter_map(|d| self.by_document.get(&d)).flatten();
        let entries = tellings.filter_map(|n| self.tellings.get(n));
        let leading = entries.filter(move |e| e.telling.kind == kind && e.telling.leads);
        leading.map(|e| e.event)
    }

    /// Adds the tellings of a document; says of which events they are now.
    pub(crate) fn add(&mut self, tellings: Vec<Telling>, matches: &[Matched]) -> Vec<u32> {
        let mut out = Vec::new();
        for (t, m) in tellings.into_iter().zip(matches) {
            let event = m.event().unwrap_or(self.next_event);
            self.put(t, event);
            out.push(event);
        }
        out
    }

    /// Puts a telling with an event.
    pub(crate) fn put(&mut self, telling: Telling, event: u32) {
        self.taken(event + 1);
        let n = self.next_telling;
        self.next_telling += 1;
        self.members.entry(event).or_default().push(n);
        self.by_document.entry(telling.document).or_default().push(n);
        for corner in corners(&telling) {
            self.by_place.entry(corner).or_default().push(n);
        }
        self.tellings.insert(n, Entry { telling, event });
    }

    /// An event is one because somebody says so.
    pub(crate) fn by_hand(&mut self, event: u32) {
        self.by_hand.insert(event);
    }

    /// So many numbers of events are taken.
    pub(crate) fn taken(&mut self, events: u32) {
        self.next_event = self.next_event.max(events);
    }

    /// Forgets the tellings of documents.
    pub(crate) fn forget(&mut self, documents: &[u32]) {
        for n in documents
            .iter()
            .filter_map(|d| self.by_document.remove(d))
            .flatten()
        {
            let Some(gone) = self.tellings.remove(&n) else {
                continue;
            };
            leave(&mut self.members, &gone.event, n);
            for corner in corners(&gone.telling) {
                leave(&mut self.by_place, &corner, n);
            }
        }
    }
}

/// The documents most alike, of many.
fn nearest(near: &FxHashMap<u32, f32>) -> Vec<u32> {
    let mut out: Vec<(f32, u32)> = near.iter().map(|(n, likeness)| (*likeness, *n)).collect();
    out.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    out.truncate(ALIKE);
    out.into_iter().map(|(_, n)| n).collect()
}

fn corners(t: &Telling) -> impl Iterator<Item = Corner> {
    let days = t.published.div_euclid(APART);
    let mut places: Vec<u32> = t.places.iter().filter_map(|p| p.id).collect();
    places.sort_unstable();
    places.dedup();
    let kind = t.kind;
    places.into_iter().map(move |p| (p, kind, days))
}

fn leave<K: std::hash::Hash + Eq>(lists: &mut FxHashMap<K, Vec<u32>>, key: &K, n: u32) {
    if let Some(list) = lists.get_mut(key) {
        list.retain(|m| *m != n);
        if list.is_empty() {
            lists.remove(key);
        }
    }
}
