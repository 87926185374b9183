//! Gathering: from all entries that a query matches to a page of them, their number and the counts of facets.
//!
//! In come entries in the order of the index, a thousand at a time; conditions on kind, doubt, time and place are
//! settled here, by columns, and so is the order.

use crate::cursor::Rank;
use crate::entry::{Facet, Kind};
use crate::query::{Bounds, FacetCounts, Sort};
use crate::schema;
use crate::values::Values;
use crate::writer::micro;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentReader};

/// How many entries are looked at together.
const BLOCK: usize = 1024;

/// So many values of a facet are given where nobody says how many.
const VALUES: usize = 100;

const DAY: i64 = 86_400;

/// How much more the newest weighs.
const PREFERENCE: f64 = 0.5;

/// In how many seconds half of that is gone: 180 days.
const HALF_LIFE: f64 = 180.0 * 86_400.0;

/// What the least confident weighs.
const LEAST_CONFIDENT: f64 = 0.75;

/// Kind and doubt in one number, as the index keeps them.
pub(crate) fn flags(kind: Kind, doubtful: bool) -> u64 {
    kind as u64 | u64::from(doubtful) << 2
}

/// What is settled while gathering.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) kind: Option<Kind>,
    pub(crate) doubtful: bool,
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
    pub(crate) within: Option<Bounds>,
    pub(crate) sort: Sort,
    /// Whether there are words to score by.
    pub(crate) words: bool,
    pub(crate) now: Option<i64>,
    pub(crate) after: Option<Rank>,
    pub(crate) size: usize,
    pub(crate) facets: Vec<Facet>,
    pub(crate) values: usize,
    pub(crate) days: bool,
}

impl Plan {
    /// The score that a rank was made of.
    pub(crate) fn score(&self, rank: Rank) -> f32 {
        match self.sort {
            Sort::Relevance => f32::from_bits(rank.first as u32),
            Sort::Newest | Sort::Oldest | Sort::Unsure => 0.0,
        }
    }

    /// Time as a number that grows with what comes first; 0 where there is none.
    fn by_time(&self, time: Option<i64>) -> u64 {
        // shifted so that all times are above 0, which is for none
        let shifted = |t: i64| (t.max(i64::MIN + 1) as u64) ^ (1 << 63);
        match self.sort {
            Sort::Oldest => time.map_or(0, |t| shifted(t.saturating_neg())),
            _ => time.map_or(0, shifted),
        }
    }

    /// Relevance as a number that grows with what comes first.
    fn by_relevance(&self, score: Score, time: Option<i64>, confidence: u64) -> u64 {
        let new = match (self.now, time) {
            (Some(now), Some(time)) => {
                let age = now.saturating_sub(time).max(0) as f64;
                PREFERENCE * (-age / HALF_LIFE).exp2()
            }
            _ => 0.0,
        };
        let sure = LEAST_CONFIDENT + (1.0 - LEAST_CONFIDENT) * confidence as f64 / 1000.0;
        bits(self.base(score) * (1.0 + new) * sure)
    }

    /// What [`by_relevance`](Plan::by_relevance) cannot exceed for this score.
    fn at_most(&self, score: Score) -> u64 {
        bits(self.base(score) * (1.0 + PREFERENCE))
    }

    /// BM25, or the same for all where there are no words.
    fn base(&self, score: Score) -> f64 {
        if self.words {
            f64::from(score.max(0.0))
        } else {
            1.0
        }
    }

    fn is_in_time(&self, time: Option<i64>) -> bool {
        time.is_some_and(|t| self.from.is_none_or(|from| from <= t) && self.to.is_none_or(|to| t < to))
    }

    fn is_kind(&self, flags: u64) -> bool {
        self.kind.is_none_or(|kind| flags & 3 == kind as u64) && (self.doubtful || flags >> 2 == 0)
    }
}

/// A score, not negative, as a number in the same order.
fn bits(score: f64) -> u64 {
    u64::from((score as f32).to_bits())
}

/// What was gathered.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) total: u64,
    /// The best that come after the cursor, in order.
    pub(crate) best: Vec<(Rank, DocAddress)>,
    /// Whether more come after them.
    pub(crate) beyond: bool,
    pub(crate) facets: Vec<FacetCounts>,
    pub(crate) days: Vec<(i64, u64)>,
}

/// Gathers by a plan.
pub(crate) struct Gather {
    plan: Arc<Plan>,
    values: Arc<Values>,
}

impl Gather {
    pub(crate) fn new(plan: Plan, values: Arc<Values>) -> Gather {
        let plan = Arc::new(plan);
        Gather { plan, values }
    }

    fn merge(&self, parts: Vec<Part>) -> Found {
        let mut found = Found::default();
        let mut counts: Vec<Vec<u64>> = vec![Vec::new(); self.plan.facets.len()];
        let mut days = BTreeMap::new();
        for part in parts {
            found.total += part.total;
            found.best.extend(part.best);
            for (day, count) in part.days {
                *days.entry(day).or_default() += count;
            }
            for (counts, counter) in counts.iter_mut().zip(&part.facets) {
                counter.iter().for_each(|counter| counter.add_to(counts));
            }
        }
        found.best.sort_unstable_by_key(|(rank, _)| Reverse(*rank));
        found.beyond = found.best.len() > self.plan.size;
        found.best.truncate(self.plan.size);
        found.days = days.into_iter().collect();
        let most = if self.plan.values == 0 {
            VALUES
        } else {
            self.plan.values
        };
        let facets = self.plan.facets.iter().zip(counts);
        found.facets = facets
            .map(|(facet, counts)| FacetCounts {
                facet: *facet,
                values: self.values.most_frequent(*facet, &counts, most),
            })
            .collect();
        found
    }
}

impl Collector for Gather {
    type Fruit = Found;
    type Child = Segment;

    fn for_segment(&self, ordinal: u32, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = reader.fast_fields();
        let mut facets = Vec::new();
        for facet in &self.plan.facets {
            let column = columns.str(facet.name())?;
            facets.push(match column {
                Some(column) => {
                    let numbers = self.values.numbers(*facet, reader, &column)?;
                    Some(Counter::new(column, numbers))
                }
                None => None,
            });
        }
        Ok(Segment {
            plan: self.plan.clone(),
            ordinal,
            flags: columns.u64(schema::FLAGS)?,
            keys: columns.u64(schema::KEY)?,
            times: columns.i64(schema::TIME)?,
            confidence: columns.u64(schema::CONFIDENCE)?,
            latitudes: columns.i64(schema::LATITUDE)?,
            longitudes: columns.i64(schema::LONGITUDE)?,
            facets,
            docs: Vec::with_capacity(BLOCK),
            scores: Vec::with_capacity(BLOCK),
            days: FxHashMap::default(),
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.plan.words && self.plan.sort == Sort::Relevance
    }

    fn merge_fruits(&self, parts: Vec<Part>) -> tantivy::Result<Found> {
        Ok(self.merge(parts))
    }
}

/// What was gathered of one segment.
pub(crate) struct Part {
    total: u64,
    best: Vec<(Rank, DocAddress)>,
    /// By the plan's facets; none where no entry has a value.
    facets: Vec<Option<Counter>>,
    days: FxHashMap<i64, u64>,
}

/// Gathers in one segment.
pub(crate) struct Segment {
    plan: Arc<Plan>,
    ordinal: u32,
    flags: Column<u64>,
    keys: Column<u64>,
    times: Column<i64>,
    confidence: Column<u64>,
    latitudes: Column<i64>,
    longitudes: Column<i64>,
    facets: Vec<Option<Counter>>,
    docs: Vec<DocId>,
    scores: Vec<Score>,
    days: FxHashMap<i64, u64>,
    total: u64,
    /// One more than a page, to know whether there is another.
    best: BinaryHeap<Reverse<(Rank, DocId)>>,
}

impl SegmentCollector for Segment {
    type Fruit = Part;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.docs.push(doc);
        self.scores.push(score);
        if self.docs.len() >= BLOCK {
            self.settle();
        }
    }

    fn harvest(mut self) -> Part {
        self.settle();
        let address = |doc| DocAddress::new(self.ordinal, doc);
        let best = self
            .best
            .into_iter()
            .map(|Reverse((rank, doc))| (rank, address(doc)));
        Part {
            total: self.total,
            best: best.collect(),
            facets: self.facets,
            days: self.days,
        }
    }
}

impl Segment {
    /// Settles the entries at hand.
    fn settle(&mut self) {
        self.keep_wanted();
        self.total += self.docs.len() as u64;
        for counter in self.facets.iter_mut().flatten() {
            counter.count(&self.docs);
        }
        if self.plan.days {
            for time in firsts(&self.times, &self.docs).into_iter().flatten() {
                *self.days.entry(time.div_euclid(DAY)).or_default() += 1;
            }
        }
        self.rank();
        self.docs.clear();
        self.scores.clear();
    }

    /// Drops those that a condition rules out.
    fn keep_wanted(&mut self) {
        let plan = self.plan.clone();
        if plan.kind.is_some() || !plan.doubtful {
            let flags = firsts(&self.flags, &self.docs);
            self.keep(|at| flags[at].is_some_and(|f| plan.is_kind(f)));
        }
        if plan.from.is_some() || plan.to.is_some() {
            let times = firsts(&self.times, &self.docs);
            self.keep(|at| plan.is_in_time(times[at]));
        }
        if let Some(within) = plan.within.map(Within::new) {
            let latitudes = firsts(&self.latitudes, &self.docs);
            let longitudes = firsts(&self.longitudes, &self.docs);
            self.keep(|at| within.holds(latitudes[at], longitudes[at]));
        }
    }

    fn keep(&mut self, wanted: impl Fn(usize) -> bool) {
        let mut kept = 0;
        for at in 0..self.docs.len() {
            if wanted(at) {
                self.docs[kept] = self.docs[at];
                self.scores[kept] = self.scores[at];
                kept += 1;
            }
        }
        self.docs.truncate(kept);
        self.scores.truncate(kept);
    }

    /// Keeps the best of the entries at hand.
    fn rank(&mut self) {
        match self.plan.sort {
            _ if self.plan.size == 0 => {}
            Sort::Relevance => self.rank_by_relevance(),
            Sort::Newest | Sort::Oldest => self.rank_by_time(),
            Sort::Unsure => self.rank_by_doubt(),
        }
    }

    fn rank_by_time(&mut self) {
        let times = firsts(&self.times, &self.docs);
        for (at, time) in times.into_iter().enumerate() {
            let first = self.plan.by_time(time);
            if !self.is_below(first) {
                self.keep_best(first, self.docs[at]);
            }
        }
    }

    fn rank_by_doubt(&mut self) {
        for at in 0..self.docs.len() {
            let confidence = self.confidence.first(self.docs[at]).unwrap_or(0);
            let first = 1000_u64.saturating_sub(confidence.abs_diff(500));
            if !self.is_below(first) {
                self.keep_best(first, self.docs[at]);
            }
        }
    }

    fn rank_by_relevance(&mut self) {
        for at in 0..self.docs.len() {
            let (doc, score) = (self.docs[at], self.scores[at]);
            // most are far below the page: not worth asking the columns for
            if self.is_below(self.plan.at_most(score)) {
                continue;
            }
            let (time, confidence) = (self.times.first(doc), self.confidence.first(doc));
            let first = self.plan.by_relevance(score, time, confidence.unwrap_or(0));
            if !self.is_below(first) {
                self.keep_best(first, doc);
            }
        }
    }

    /// Whether the page is full of better ones.
    fn is_below(&self, first: u64) -> bool {
        let worst = self.best.peek().filter(|_| self.best.len() > self.plan.size);
        worst.is_some_and(|Reverse((worst, _))| first < worst.first)
    }

    fn keep_best(&mut self, first: u64, doc: DocId) {
        let rank = Rank {
            first,
            key: Reverse(self.keys.first(doc).unwrap_or(0)),
            kind: Reverse((self.flags.first(doc).unwrap_or(0) & 3) as u8),
        };
        if self.plan.after.is_some_and(|after| rank >= after) {
            return;
        }
        self.best.push(Reverse((rank, doc)));
        if self.best.len() > self.plan.size + 1 {
            self.best.pop();
        }
    }
}

/// The first value of each of `docs`.
fn firsts<T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static>(
    column: &Column<T>,
    docs: &[DocId],
) -> Vec<Option<T>> {
    let mut out = vec![None; docs.len()];
    column.first_vals(docs, &mut out);
    out
}

/// A box as the index keeps degrees.
struct Within {
    west: i64,
    south: i64,
    east: i64,
    north: i64,
}

impl Within {
    fn new(bounds: Bounds) -> Within {
        Within {
            west: micro(bounds.west),
            south: micro(bounds.south),
            east: micro(bounds.east),
            north: micro(bounds.north),
        }
    }

    fn holds(&self, latitude: Option<i64>, longitude: Option<i64>) -> bool {
        let (Some(latitude), Some(longitude)) = (latitude, longitude) else {
            return false;
        };
        let across = self.west > self.east;
        let (behind_west, before_east) = (self.west <= longitude, longitude <= self.east);
        let between = if across {
            behind_west || before_east
        } else {
            behind_west && before_east
        };
        between && (self.south..=self.north).contains(&latitude)
    }
}

/// Counts the values of one facet in one segment, by their numbers there.
struct Counter {
    column: StrColumn,
    /// The index's number for each.
    numbers: Arc<[u32]>,
    counts: Vec<u32>,
    docs: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<u64>,
}

impl Counter {
    fn new(column: StrColumn, numbers: Arc<[u32]>) -> Counter {
        Counter {
            counts: vec![0; numbers.len()],
            column,
            numbers,
            docs: Vec::new(),
            rows: Vec::new(),
            values: Vec::new(),
        }
    }

    fn count(&mut self, docs: &[DocId]) {
        let ordinals = self.column.ords();
        let (Some(first), Some(last)) = (docs.first(), docs.last()) else {
            return;
        };
        if (last - first) as usize + 1 == docs.len() {
            // in a row, as where nothing is ruled out: unpacked together
            let rows = ordinals.index.docid_range_to_rowids(*first..last + 1);
            self.values.resize(rows.len(), 0);
            ordinals.values.get_range(u64::from(rows.start), &mut self.values);
        } else {
            self.docs.clear();
            self.rows.clear();
            ordinals.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
            self.values.resize(self.rows.len(), 0);
            ordinals.values.get_vals(&self.rows, &mut self.values);
        }
        for ordinal in &self.values {
            if let Some(count) = self.counts.get_mut(*ordinal as usize) {
                *count += 1;
            }
        }
    }

    /// Adds what was counted to `all`, which is by the index's numbers.
    fn add_to(&self, all: &mut Vec<u64>) {
        let most = self.numbers.iter().max().map_or(0, |n| *n as usize + 1);
        if all.len() < most {
            all.resize(most, 0);
        }
        for (count, number) in self.counts.iter().zip(self.numbers.iter()) {
            all[*number as usize] += u64::from(*count);
        }
    }
}
