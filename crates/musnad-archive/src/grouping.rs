//! Documents put with others as they come in, and what is to be kept of it.
//!
//! The grouper holds the documents that were published near those that come in. What it lacks of them is restored from
//! the store, in the order of numbers; when it holds many, the oldest are forgotten. Its documents, stories and events
//! have the archive's numbers.

use crate::Error;
use crate::archive::{Incoming, doubtful, short};
use crate::store::{Change, Document, Named, Store, Telling};
use jiff::Timestamp;
use musnad_record::v1::Records;
use musnad_story::{Grouper, Placed, PlacedEvent, Settings};
use rustc_hash::FxHashMap;
use serde_json::json;
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

/// A document that comes in: its records, what is kept of it, and the one that was known under its id.
pub(crate) type Arrival<'a> = (Records<'a>, &'a Incoming, Option<Document>);

/// The grouper, and what it holds of the archive.
#[derive(Debug)]
pub(crate) struct Grouping {
    grouper: Grouper,
    /// Days since 1970 whose documents the grouper has, and how many those are.
    days: BTreeMap<i64, usize>,
    /// Numbers under which the grouper has documents that came again with another text, and those of the archive.
    again: FxHashMap<u32, i64>,
    /// So too stories and events that such documents began before.
    stories_again: FxHashMap<u32, i64>,
    events_again: FxHashMap<u32, i64>,
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
            again: FxHashMap::default(),
            stories_again: FxHashMap::default(),
            events_again: FxHashMap::default(),
            last,
        };
        let (documents, events, stories) = last;
        let next = |n: i64| number(n + 1);
        grouping
            .grouper
            .taken(next(documents), next(stories), next(events));
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
                let records = Records::read(lines)?;
                placed.push(kept(store, document, &records)?);
                all.push(records);
            }
            self.grouper.restore(&all, &placed);
        }
        Ok(())
    }

    /// Puts documents with others, and says what is to be kept of it.
    pub(crate) fn change(
        &mut self,
        parsed: &[Arrival<'_>],
        begun: &Begun,
        at: &str,
    ) -> Result<Change, Error> {
        let records: Vec<Records<'_>> = parsed.iter().map(|(r, _, _)| r.clone()).collect();
        let placed = self.grouper.add_all(&records);
        let mut change = Change {
            at: at.to_owned(),
            kind: "ingest".to_owned(),
            ..Change::default()
        };
        // in the order in which the grouper took them: what is first of its story or event names it
        let mut order: Vec<(&Arrival<'_>, &Placed)> = parsed.iter().zip(&placed).collect();
        order.sort_by_key(|(_, placed)| placed.document);
        let mut body = Vec::with_capacity(parsed.len());
        for ((records, incoming, known), placed) in order {
            let n = known.as_ref().map_or(i64::from(placed.document), |k| k.n);
            if known.is_some() {
                self.again.insert(placed.document, n);
            }
            self.document(&mut change, records, (n, placed), begun);
            self.events(&mut change, records, (n, placed), begun)?;
            change.readings.push(incoming.reading(n));
            change.doubtful.extend(doubtful(records, n));
            change.pages.extend(incoming.page.clone());
            change.retold.extend(known.as_ref().map(|k| k.n));
            body.push(json!([
                records.document.id,
                records.document.sha256,
                incoming.sha256,
                incoming.page.is_some()
            ]));
        }
        change.body = json!({ "documents": body }).to_string();
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

    /// The archive's number of one of the grouper's documents.
    fn number(&self, document: u32) -> i64 {
        let again = self.again.get(&document).copied();
        again.unwrap_or(i64::from(document))
    }

    fn event(&self, event: u32) -> i64 {
        let again = self.events_again.get(&event).copied();
        again.unwrap_or(i64::from(event))
    }

    fn document(
        &mut self,
        change: &mut Change,
        records: &Records<'_>,
        (n, placed): (i64, &Placed),
        begun: &Begun,
    ) {
        let d = &records.document;
        let time = musnad_story::published(d);
        *self.days.entry(day(time)).or_default() += 1;
        let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
        let story = placed.story.map(|s| {
            if i64::from(s) > self.last.2 {
                self.last.2 = i64::from(s);
                new(
                    s,
                    story_id(&d.id),
                    &mut self.stories_again,
                    &mut change.stories,
                    begun,
                );
            }
            self.stories_again.get(&s).copied().unwrap_or(i64::from(s))
        });
        let copy_of = placed.copy_of.map(|of| self.number(of));
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
            // a document that came again with another text is no copy of itself
            copy_of: copy_of.filter(|of| *of != n),
            story,
        });
        let late = placed.copied_by.iter().map(|late| self.number(*late));
        change
            .copies
            .extend(late.filter(|late| *late != n).map(|late| (late, n)));
    }

    fn events(
        &mut self,
        change: &mut Change,
        records: &Records<'_>,
        (n, placed): (i64, &Placed),
        begun: &Begun,
    ) -> Result<(), Error> {
        for event in &placed.events {
            let claims = event.claims.iter().map(|c| &*records.claims[*c].id);
            if i64::from(event.event) > self.last.1 {
                self.last.1 = i64::from(event.event);
                let id = event_id(claims.clone().next().unwrap_or_default());
                new(event.event, id, &mut self.events_again, &mut change.events, begun);
            }
            let number = self.event(event.event);
            let why = match event.why.is_empty() {
                true => String::new(),
                false => serde_json::to_string(&event.why)?,
            };
            change.tellings.extend(claims.map(|claim| Telling {
                document: n,
                claim: claim.to_owned(),
                event: number,
                why: why.clone(),
            }));
        }
        for pair in &placed.duplicates {
            let why = serde_json::to_string(&pair.why)?;
            change
                .duplicates
                .push((self.event(pair.event), self.event(pair.other), why));
        }
        Ok(())
    }
}

/// A story or an event that the grouper began: new, or one that the same document began before.
fn new(n: u32, id: String, again: &mut FxHashMap<u32, i64>, all: &mut Vec<Named>, begun: &Begun) {
    match begun.get(&id) {
        Some(before) => {
            again.insert(n, *before);
        }
        None => all.push(Named { n: i64::from(n), id }),
    }
}

/// Ids of stories and events that there are, with their numbers.
pub(crate) type Begun = FxHashMap<String, i64>;

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
        let event = number(telling.event);
        match events.iter_mut().find(|e| e.event == event) {
            Some(known) => known.claims.push(claim),
            None => events.push(PlacedEvent {
                event,
                claims: vec![claim],
                ..PlacedEvent::default()
            }),
        }
    }
    Ok(Placed {
        document: number(document.n),
        story: document.story.map(number),
        copy_of: document.copy_of.map(number),
        events,
        ..Placed::default()
    })
}
