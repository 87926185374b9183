//! Events: tellings of many documents joined, as they come.

use crate::same::{Rarity, compare, within};
use crate::telling::Telling;
use rustc_hash::FxHashMap;

/// Points from which on a telling joins an event.
const JOIN: f32 = 0.9;
/// An event's likeness is the mean of that to its nearest so many tellings.
/// Two tellings of a document that were not joined are of one event only if so little speaks against it.
const OWN: f32 = -1.0;
const NEAREST: usize = 3;

#[derive(Debug, Default)]
pub(crate) struct Events {
    pub(crate) tellings: Vec<Telling>,
    /// The event of each telling.
    pub(crate) event_of: Vec<u32>,
    /// Tellings of each event.
    pub(crate) members: Vec<Vec<u32>>,
    /// Tellings of each document.
    pub(crate) by_document: FxHashMap<u32, Vec<u32>>,
    pub(crate) by_place: FxHashMap<u32, Vec<u32>>,
}

/// The event that a telling is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) event: u32,
    pub(crate) points: f32,
}

impl Events {
    /// The tellings of one document: which events they are of, and with how many points; none for a new one.
    pub(crate) fn matches(
        &self,
        tellings: &[Telling],
        near: &FxHashMap<u32, f32>,
        rarity: &impl Rarity,
    ) -> Vec<Option<Match>> {
        let mut pairs: Vec<(f32, usize, u32)> = Vec::new();
        for (n, t) in tellings.iter().enumerate() {
            let mut candidates: Vec<u32> = near
                .keys()
                .filter_map(|d| self.by_document.get(d))
                .flatten()
                .copied()
                .collect();
            let places = t.places.iter().filter_map(|p| p.id);
            candidates.extend(places.filter_map(|p| self.by_place.get(&p)).flatten().copied());
            candidates.sort_unstable();
            candidates.dedup();
            let mut by_event: FxHashMap<u32, Vec<f32>> = FxHashMap::default();
            for c in candidates {
                let other = &self.tellings[c as usize];
                if other.kind != t.kind || (other.published - t.published).abs() > 15 * 86_400 {
                    continue;
                }
                let documents = near.get(&other.document).copied().unwrap_or(0.0);
                let points = compare(t, other, documents, rarity).points();
                by_event
                    .entry(self.event_of[c as usize])
                    .or_default()
                    .push(points);
            }
            for (event, mut all) in by_event {
                all.sort_by(|a, b| b.total_cmp(a));
                all.truncate(NEAREST);
                let mean = all.iter().sum::<f32>() / all.len() as f32;
                if mean >= JOIN {
                    pairs.push((mean, n, event));
                }
            }
        }
        // each event takes the telling that is nearest to it
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut out = vec![None; tellings.len()];
        let mut taken = Vec::new();
        for (points, n, event) in pairs {
            let apart = |m: &&(u32, usize)| m.0 == event && within(&tellings[m.1], &tellings[n]) < OWN;
            if out[n].is_none() && !taken.iter().any(|m| apart(&m)) {
                out[n] = Some(Match { event, points });
                taken.push((event, n));
            }
        }
        out
    }

    /// The story that most documents of an event are of.
    pub(crate) fn story(&self, event: u32, story_of: impl Fn(u32) -> Option<u32>) -> Option<u32> {
        let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
        for n in &self.members[event as usize] {
            let t = &self.tellings[*n as usize];
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
        let leading = tellings.filter(move |n| {
            let t = &self.tellings[**n as usize];
            t.kind == kind && t.leads
        });
        leading.map(|n| self.event_of[*n as usize])
    }

    pub(crate) fn add(&mut self, tellings: Vec<Telling>, matches: &[Option<Match>]) -> Vec<u32> {
        let mut out = Vec::new();
        for (t, m) in tellings.into_iter().zip(matches) {
            let event = m.map_or_else(
                || {
                    self.members.push(Vec::new());
                    self.members.len() as u32 - 1
                },
                |m| m.event,
            );
            let n = self.tellings.len() as u32;
            self.members[event as usize].push(n);
            self.event_of.push(event);
            self.by_document.entry(t.document).or_default().push(n);
            for id in t.places.iter().filter_map(|p| p.id) {
                self.by_place.entry(id).or_default().push(n);
            }
            self.tellings.push(t);
            out.push(event);
        }
        out
    }
}
