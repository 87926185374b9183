//! What changed after a moment, by the journal: for whoever keeps a copy and asks what is new.

use crate::search::{body, ids};
use crate::store::Store;
use crate::{Archive, Error};
use musnad_story::Policy;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Entries of the journal that are read at once.
const CHUNK: usize = 200;

/// What changed, by id, in the order of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Documents that came, were read again or corrected.
    pub documents: BTreeSet<String>,
    /// Events whose claims came, went, or were judged.
    pub events: BTreeSet<String>,
}

/// An event that is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its id.
    pub event: String,
    /// The event that it went into; none where no claim tells it any more.
    pub into: Option<String>,
}

impl<S: Store> Archive<S> {
    /// What changed at `moment` or after it: RFC 3339 in UTC, as the journal has it.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn changed_since(&self, moment: &str) -> Result<Changed, Error> {
        let (mut at, mut changed) = (self.before(moment)?, Changed::default());
        loop {
            let links = self.store().journal(at, CHUNK)?;
            let Some(last) = links.last() else { break };
            at = last.entry.n;
            for link in &links {
                let body = body(link)?;
                changed.documents.extend(ids(&body, "documents"));
                changed.events.extend(ids(&body, "events"));
            }
        }
        self.with_told(changed)
    }

    /// Events that changed at `moment` or after it and are no more.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn gone_since(&self, moment: &str) -> Result<Vec<Gone>, Error> {
        let mut gone = Vec::new();
        for event in self.changed_since(moment)?.events {
            let Some(n) = self.store().event(&event)? else {
                continue;
            };
            let into = self.store().event_id(n)?.filter(|id| *id != event);
            if into.is_some() || self.event_at(n, Policy::Latest)?.is_none() {
                gone.push(Gone { event, into });
            }
        }
        Ok(gone)
    }

    /// The number of the last entry of the journal before a moment.
    fn before(&self, moment: &str) -> Result<u64, Error> {
        // entries come in the order of time
        let (mut low, mut high) = (0, self.store().size()?.journal.unsigned_abs());
        while low < high {
            let middle = low + (high - low) / 2;
            let links = self.store().journal(middle, 1)?;
            match links.first() {
                Some(link) if link.entry.at.as_str() < moment => low = middle + 1,
                _ => high = middle,
            }
        }
        Ok(low)
    }

    /// With the events that changed documents tell.
    fn with_told(&self, mut changed: Changed) -> Result<Changed, Error> {
        let mut numbers = FxHashSet::default();
        for id in &changed.documents {
            if let Some(document) = self.store().document(id)? {
                numbers.extend(self.store().told(document.n)?.into_iter().map(|t| t.event));
            }
        }
        for n in numbers {
            changed.events.extend(self.store().event_id(n)?);
        }
        Ok(changed)
    }
}
