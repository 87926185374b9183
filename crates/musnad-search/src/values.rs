//! The values of facets over all segments.
//!
//! A segment numbers the values of a facet by itself, and asking it for the names of thousands of numbers takes
//! longer than counting. So each segment's numbers are made numbers of the index once, the first time that the
//! facet is counted in it, and names are asked for those that are shown.

use crate::entry::Facet;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tantivy::SegmentReader;
use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;

/// The values of each facet that was counted.
#[derive(Debug, Default)]
pub(crate) struct Values(Mutex<FxHashMap<Facet, Numbered>>);

#[derive(Debug, Default)]
struct Numbered {
    names: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
    /// For each segment, the number in the index for each of its own.
    segments: FxHashMap<SegmentId, Arc<[u32]>>,
}

impl Values {
    /// The index's number for each of the numbers that `segment` has for the values of `facet`.
    pub(crate) fn numbers(
        &self,
        facet: Facet,
        segment: &SegmentReader,
        column: &StrColumn,
    ) -> std::io::Result<Arc<[u32]>> {
        let mut all = self.lock();
        let numbered = all.entry(facet).or_default();
        if let Some(known) = numbered.segments.get(&segment.segment_id()) {
            return Ok(known.clone());
        }
        let mut numbers = Vec::with_capacity(column.num_terms());
        let mut names = column.dictionary().stream()?;
        while names.advance() {
            numbers.push(numbered.number(&String::from_utf8_lossy(names.key())));
        }
        let numbers: Arc<[u32]> = numbers.into();
        numbered.segments.insert(segment.segment_id(), numbers.clone());
        Ok(numbers)
    }

    /// The `most` frequent values by name, the most frequent first, equals by name; `counts` are by the index's
    /// numbers.
    pub(crate) fn most_frequent(&self, facet: Facet, counts: &[u64], most: usize) -> Vec<(String, u64)> {
        let mut all = self.lock();
        let names = &all.entry(facet).or_default().names;
        let occurring = counts.iter().zip(names).filter(|(count, _)| **count > 0);
        let mut values: Vec<(&u64, &Arc<str>)> = occurring.collect();
        let order = |a: &(&u64, &Arc<str>), b: &(&u64, &Arc<str>)| b.0.cmp(a.0).then_with(|| a.1.cmp(b.1));
        if values.len() > most {
            values.select_nth_unstable_by(most, order);
            values.truncate(most);
        }
        values.sort_unstable_by(order);
        values
            .into_iter()
            .map(|(count, name)| (name.to_string(), *count))
            .collect()
    }

    /// Forgets what it knows of segments that are no longer there.
    pub(crate) fn keep(&self, segments: &[SegmentReader]) {
        for numbered in self.lock().values_mut() {
            numbered
                .segments
                .retain(|id, _| segments.iter().any(|s| s.segment_id() == *id));
        }
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<Facet, Numbered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Numbered {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let (number, name) = (self.names.len() as u32, Arc::<str>::from(name));
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }
}
