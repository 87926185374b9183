//! Documents put with others as they come in, and what is to be kept of it.
//!
//! The grouper holds the documents that were published near those that come in. What it lacks of them is restored from
//! the store, in the order of numbers; when it holds many, the oldest are forgotten. Its documents, stories and events
//! have the archive's numbers.

use crate::Error;
use crate::archive::{Incoming, doubtful, short};
use crate::correct::parted_or_joined;
use crate::entry::{self, Told};
use crate::overlay::Overlay;
use crate::store::{Change, Document, Named, Store, Telling};
use jiff::Timestamp;
use musnad_record::v1::Records;
use musnad_story::{Grouper, Placed, PlacedEvent, Settings};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

const DAY: i64 = 86_400;
/// Documents and what they tell are compared with those published so many days before and after, not further.
const WINDOW: i64 = 16;
/// An archive of no more documents is restored whole, so that words are as rare as when they came in.
const WHOLE: i64 = 5_000;
/// Beyond so many documents, those of the oldest days are forgotten,
const HELD: usize = 40_000;
/// down to so many days: what comes late finds its neighbours still there.
const KEPT_DAYS: i64 = 3 * WINDOW;
/// Documents are restored in such pieces.
const PIECE: usize = 256;

/// A document that comes in.
pub(crate) struct Arrival<'a> {
    /// Its records.
    pub(crate) records: Records<'a>,
    /// What is kept of it.
    pub(crate) incoming: &'a Incoming,
    /// The one that was known under its id.
    pub(crate) known: Option<Document>,
    /// Its texts that came with it, before it.
    pub(crate) earlier: Vec<&'a Incoming>,
}

/// The grouper, and what it holds of the archive.
#[derive(Debug)]
pub(crate) struct Grouping {
    grouper: Grouper,
    /// Days since 1970 whose documents the grouper has, and how many those are.
    days: BTreeMap<i64, usize>,
    /// Pairs of events that a person split, which are not told as possible duplicates.
    apart: FxHashSet<(i64, i64)>,
    /// The highest numbers given: documents, events, stories.
    last: (i64, i64, i64),
}

impl Grouping {
    /// A grouper that goes on after what is in the store.
    pub(crate) fn after<S: Store>(store: &S) -> Result<Grouping, Error> {
        let last = store.last()?;
        let mut grouping = Grouping {
            grouper: Grouper::builtin(Settings::default())?,
            days: BTreeMap::new(),
            apart: apart(store)?,
            last,
        };
        let (documents, events, stories) = last;
        let next = |n: i64| number(n + 1);
        grouping
            .grouper
            .taken(next(documents), next(stories), next(events));
        for (_, into) in parted_or_joined(store, "merge")? {
            if let Some(n) = store.event(&into)? {
                grouping.grouper.by_hand(number(n));
            }
        }
        if documents <= WHOLE {
            let all = store.after(0, WHOLE.unsigned_abs() as usize)?;
            let days = all.iter().map(|d| day(d.time));
            if let (Some(first), Some(last)) = (days.clone().min(), days.max()) {
                grouping.days.extend((first..=last).map(|day| (day, 0)));
            }
            grouping.restore(store, &all)?;
        }
        Ok(grouping)
    }

    /// Sees to it that the grouper has whatever documents published at these moments are to be compared with.
    pub(crate) fn reach<S: Store>(&mut self, store: &S, times: &[i64]) -> Result<(), Error> {
        let wanted = times.iter().flat_map(|t| day(*t) - WINDOW..=day(*t) + WINDOW);
        let mut missing: Vec<i64> = wanted.filter(|day| !self.days.contains_key(day)).collect();
        missing.sort_unstable();
        missing.dedup();
        self.days.extend(missing.iter().map(|day| (*day, 0)));
        for days in missing.chunk_by(|a, b| a + 1 == *b) {
            if let (Some(first), Some(last)) = (days.first(), days.last()) {
                let documents = store.between(first * DAY, (last + 1) * DAY)?;
                self.restore(store, &documents)?;
            }
        }
        Ok(())
    }

    fn restore<S: Store>(&mut self, store: &S, documents: &[Document]) -> Result<(), Error> {
        for document in documents {
            *self.days.entry(day(document.time)).or_default() += 1;
        }
        for some in documents.chunks(PIECE) {
            let mut texts = Vec::with_capacity(some.len());
            for document in some {
                if let Some((lines, _)) = store.lines(document.n)? {
                    texts.push((document, lines));
                }
            }
            let (mut all, mut placed) = (Vec::new(), Vec::new());
            for (document, lines) in &texts {
                let mut records = Records::read(lines)?;
                Overlay::of(store.corrections_in(document.n)?).records(&mut records)?;
                placed.push(kept(store, document, &records)?);
                all.push(records);
            }
            self.grouper.restore(&all, &placed);
        }
        Ok(())
    }

    /// Puts documents with others, and says what is to be kept of it; `who` wanted it so, where somebody did.
    pub(crate) fn change<S: Store>(
        &mut self,
        store: &S,
        arrivals: &[Arrival<'_>],
        who: Option<&str>,
        at: &str,
    ) -> Result<Change, Error> {
        let mut before = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            before.push(match &arrival.known {
                Some(known) => Some(Before::of(store, known, &arrival.records)?),
                None => None,
            });
        }
        let all: Vec<Records<'_>> = arrivals
            .iter()
            .zip(&before)
            .map(|(a, before)| before.as_ref().map_or(&a.records, |b| &b.records).clone())
            .collect();
        let places: Vec<Option<Placed>> = before.iter().map(|b| Some(b.as_ref()?.placed.clone())).collect();
        let placed = self.grouper.add_again(&all, &places);
        let mut change = Change {
            at: at.to_owned(),
            kind: who.map_or("ingest", |_| "keep").to_owned(),
            ..Change::default()
        };
        // in the order in which the grouper took them: what is first of its story or event names it
        let mut order: Vec<usize> = (0..arrivals.len()).collect();
        order.sort_by_key(|n| (musnad_story::published(&all[*n].document), *n));
        let (mut told, mut left) = (Vec::with_capacity(arrivals.len()), Vec::new());
        for n in order {
            let (arrival, placed) = (&arrivals[n], &placed[n]);
            let number = i64::from(placed.document);
            self.document(&mut change, &arrival.records, placed);
            let from = change.tellings.len();
            self.events(&mut change, &all[n], placed)?;
            if let Some(before) = &before[n] {
                before.keep(&mut change, from);
                left.extend(before.told.iter().map(|t| t.event));
                if let Some(days) = self.days.get_mut(&day(before.time)) {
                    *days = days.saturating_sub(1);
                }
            }
            let readings: Vec<&Incoming> = arrival
                .earlier
                .iter()
                .copied()
                .chain([arrival.incoming])
                .collect();
            for incoming in &readings {
                change.readings.push(incoming.reading(number));
                change.pages.extend(incoming.page.clone());
            }
            change.doubtful.extend(doubtful(&arrival.records, number));
            told.push(Told {
                records: &arrival.records,
                readings,
                pages: true,
            });
        }
        change.body = entry::body(store, &change, &told, left, who)?;
        Ok(change)
    }

    /// Forgets the oldest documents where there are many; says whether too many are left all the same, because
    /// documents come in from the newest to the oldest.
    pub(crate) fn forget(&mut self, times: &[i64]) -> bool {
        if self.days.values().sum::<usize>() <= HELD {
            return false;
        }
        let mut days: Vec<i64> = times.iter().map(|t| day(*t)).collect();
        days.sort_unstable();
        let Some(middle) = days.get(days.len() / 2) else {
            return false;
        };
        let before = middle - KEPT_DAYS;
        if let Ok(moment) = Timestamp::from_second(before * DAY) {
            self.grouper.forget(moment);
            self.days = self.days.split_off(&before);
        }
        self.days
            .range(middle + KEPT_DAYS..)
            .map(|(_, n)| n)
            .sum::<usize>()
            > HELD
    }

    fn document(&mut self, change: &mut Change, records: &Records<'_>, placed: &Placed) {
        let d = &records.document;
        let time = musnad_story::published(d);
        *self.days.entry(day(time)).or_default() += 1;
        let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
        let (n, story) = (i64::from(placed.document), placed.story.map(i64::from));
        if let Some(new) = story.filter(|s| *s > self.last.2) {
            self.last.2 = new;
            let id = story_id(&d.id);
            change.stories.push(Named { n: new, id });
        }
        change.documents.push(Document {
            n,
            id: d.id.to_string(),
            sha256: d.sha256.to_string(),
            url: owned(&d.url),
            outlet: owned(&d.outlet),
            title: owned(&d.title),
            published: owned(&d.published),
            fetched: owned(&d.fetched),
            time,
            copy_of: placed.copy_of.map(i64::from),
            story,
        });
        let late = placed.copied_by.iter().map(|late| (i64::from(*late), n));
        change.copies.extend(late);
    }

    fn events(&mut self, change: &mut Change, records: &Records<'_>, placed: &Placed) -> Result<(), Error> {
        for event in &placed.events {
            let claims = event.claims.iter().map(|c| &*records.claims[*c].id);
            let number = i64::from(event.event);
            if number > self.last.1 {
                self.last.1 = number;
                let id = event_id(claims.clone().next().unwrap_or_default());
                change.events.push(Named { n: number, id });
            }
            let why = match event.why.is_empty() {
                true => String::new(),
                false => serde_json::to_string(&event.why)?,
            };
            change.tellings.extend(claims.map(|claim| Telling {
                document: i64::from(placed.document),
                claim: claim.to_owned(),
                event: number,
                why: why.clone(),
            }));
        }
        for pair in &placed.duplicates {
            let (a, b) = (i64::from(pair.event), i64::from(pair.other));
            if !self.apart.contains(&(a.min(b), a.max(b))) {
                change.duplicates.push((a, b, serde_json::to_string(&pair.why)?));
            }
        }
        Ok(())
    }
}

/// A document that comes again with another text: what of it stays.
struct Before<'a> {
    /// When its earlier text was published.
    time: i64,
    /// The records of its new text with what people said: what tells an event, and as what.
    records: Records<'a>,
    /// Its number and story, and the events of those claims that are put already.
    placed: Placed,
    /// Claims of the earlier text with their events.
    told: Vec<Telling>,
    /// Claims of the new text that people rejected: they stay where they were, and tell nothing.
    rejected: Vec<String>,
}

impl<'a> Before<'a> {
    fn of<S: Store>(store: &S, known: &Document, records: &Records<'a>) -> Result<Before<'a>, Error> {
        let said = Overlay::of(store.corrections_in(known.n)?);
        let (all, mut records) = (&records.claims, records.clone());
        let rejected = all.iter().map(|c| c.id.clone()).filter(|c| said.is_rejected(c));
        let rejected = rejected.collect();
        said.records(&mut records)?;
        let mut placed = kept(store, known, &records)?;
        // an event that a claim began, which was gone and is there again
        for (n, claim) in records.claims.iter().enumerate() {
            if placed.events.iter().any(|e| e.claims.contains(&n)) {
                continue;
            }
            if let Some(event) = store.event(&event_id(&claim.id))? {
                put(&mut placed.events, number(event), n);
            }
        }
        // so too its story
        if placed.story.is_none() {
            placed.story = store.story(&story_id(&known.id))?.map(number);
        }
        Ok(Before {
            time: known.time,
            records,
            placed,
            told: store.told(known.n)?,
            rejected,
        })
    }

    /// Sees to it that a change keeps what is told of why claims are with their events; `from` where the document's
    /// begin in it.
    fn keep(&self, change: &mut Change, from: usize) {
        for telling in change.tellings.iter_mut().skip(from) {
            let same = |t: &&Telling| t.claim == telling.claim && t.event == telling.event;
            if let Some(before) = self.told.iter().find(same) {
                telling.why.clone_from(&before.why);
            }
        }
        let rejected = self.told.iter().filter(|t| self.rejected.contains(&t.claim));
        change.tellings.extend(rejected.cloned());
        change.retold.push(i64::from(self.placed.document));
    }
}

/// Pairs of events that people split and that are two still.
fn apart<S: Store>(store: &S) -> Result<FxHashSet<(i64, i64)>, Error> {
    let mut out = FxHashSet::default();
    for (one, other) in parted_or_joined(store, "split")? {
        if let (Some(a), Some(b)) = (store.event(&one)?, store.event(&other)?) {
            out.insert((a.min(b), a.max(b)));
        }
    }
    Ok(out)
}

/// The id of the story that a document begins.
pub(crate) fn story_id(document: &str) -> String {
    format!("s{}", short(&["story", document]))
}

/// The id of the event that a claim begins.
pub(crate) fn event_id(claim: &str) -> String {
    format!("e{claim}")
}

fn day(time: i64) -> i64 {
    time.div_euclid(DAY)
}

/// The grouper's number for one of the archive's.
fn number(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Where a document of the store was put.
fn kept<S: Store>(store: &S, document: &Document, records: &Records<'_>) -> Result<Placed, Error> {
    let mut events: Vec<PlacedEvent> = Vec::new();
    for telling in store.told(document.n)? {
        let Some(claim) = records.claims.iter().position(|c| c.id == telling.claim) else {
            continue;
        };
        put(&mut events, number(telling.event), claim);
    }
    Ok(Placed {
        document: number(document.n),
        story: document.story.map(number),
        copy_of: document.copy_of.map(number),
        events,
        ..Placed::default()
    })
}

fn put(events: &mut Vec<PlacedEvent>, event: u32, claim: usize) {
    match events.iter_mut().find(|e| e.event == event) {
        Some(known) => known.claims.push(claim),
        None => events.push(PlacedEvent {
            event,
            claims: vec![claim],
            ..PlacedEvent::default()
        }),
    }
}
