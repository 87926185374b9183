//! Documents read again by another version: ids, people's corrections and the earlier reading stay.

use crate::Error;
use crate::archive::{Archive, Incoming, doubtful, missing};
use crate::correct::Placing;
use crate::entry::{self, Told};
use crate::overlay::Overlay;
use crate::store::{Change, Document, Store, Telling};
use musnad_record::v1::Records;

/// What became of documents that were read again, and of their claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reread {
    /// Documents read again.
    pub documents: usize,
    /// Claims that were read before and are read again.
    pub kept: usize,
    /// Claims that are new.
    pub new: usize,
    /// Claims that are gone, or in doubt now: they tell nothing any more.
    pub gone: usize,
}

impl<S: Store> Archive<S> {
    /// Keeps new readings of documents that it holds, all or none. A claim that was read before stays with its event,
    /// a new one goes to the event of those with its number in the document or begins one.
    ///
    /// # Errors
    /// `is_missing` where it does not hold a document; if they cannot be kept; then none of them is.
    pub fn reread(&mut self, again: &[Incoming], at: &str) -> Result<Reread, Error> {
        let mut out = Reread::default();
        let mut making = Making {
            change: Change {
                at: at.to_owned(),
                kind: "reread".to_owned(),
                ..Change::default()
            },
            last: self.store.last()?.1,
            events: Vec::new(),
        };
        let mut all = Vec::with_capacity(again.len());
        for one in again {
            let records = Records::read(&one.lines)?;
            let id = &records.document.id;
            let document = self.store.document(id)?.ok_or_else(|| missing("document", id))?;
            self.again(&mut making, &mut out, one, &records, document)?;
            all.push(records);
        }
        if out.documents == 0 {
            return Ok(out);
        }
        let told: Vec<Told<'_>> = all
            .iter()
            .zip(again)
            .map(|(records, one)| Told {
                records,
                readings: vec![one],
                pages: false,
            })
            .collect();
        making.change.body = entry::body(&self.store, &making.change, &told, making.events, None)?;
        self.keep(&making.change)?;
        Ok(out)
    }

    fn again(
        &self,
        making: &mut Making,
        out: &mut Reread,
        one: &Incoming,
        records: &Records<'_>,
        document: Document,
    ) -> Result<(), Error> {
        let n = document.n;
        let told = self.store.told(n)?;
        let said = Overlay::of(self.store.corrections_in(n)?);
        let tells = |id: &str, in_doubt: bool| !in_doubt || said.status(id).is_some_and(|s| s.is_claim());
        let (mut placed, mut rest) = (Vec::<Telling>::new(), Vec::new());
        for claim in &records.claims {
            if !tells(&claim.id, records.is_doubtful(claim)) {
                continue;
            }
            match told.iter().find(|t| t.claim == claim.id) {
                Some(telling) => placed.push(telling.clone()),
                None => rest.push(claim),
            }
        }
        out.documents += 1;
        out.kept += placed.len();
        out.new += rest.len();
        out.gone += told.len() - placed.len();
        for claim in rest {
            let placing = Placing {
                store: &self.store,
                told: &[],
                last: making.last,
            };
            let (telling, new) = placing.place(claim, records, n, &placed)?;
            if let Some(new) = new {
                making.last = new.n;
                making.change.events.push(new);
            }
            placed.push(telling);
        }
        making
            .events
            .extend(told.iter().chain(&placed).map(|t| t.event).filter(|e| *e > 0));
        let change = &mut making.change;
        change.readings.push(one.reading(n));
        change.retold.push(n);
        change.tellings.extend(placed);
        change.doubtful.extend(doubtful(records, n));
        change.documents.push(renewed(document, records));
        Ok(())
    }
}

/// A change that is being made of new readings.
struct Making {
    change: Change,
    /// The highest number of an event.
    last: i64,
    events: Vec<i64>,
}

/// A document with what its new reading says of it; its id, page, story and copies stay.
fn renewed(document: Document, records: &Records<'_>) -> Document {
    let d = &records.document;
    let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
    Document {
        url: owned(&d.url),
        outlet: owned(&d.outlet),
        title: owned(&d.title),
        published: owned(&d.published),
        fetched: owned(&d.fetched),
        time: musnad_story::published(d),
        ..document
    }
}
