//! A story: its documents in the order of publication, and the events that they tell.

use crate::Error;
use crate::archive::{Archive, later, missing};
use crate::overlay::Overlay;
use crate::store::{Correction, Document, Of, Store};
use musnad_record::event::{Member, Story};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a story is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its number in the archive.
    pub n: i64,
    /// Its documents, in the order of publication; there is one at least.
    pub documents: Vec<Document>,
    /// The numbers of its events, in the order in which its documents tell them.
    pub events: Vec<i64>,
}

impl<S: Store> Archive<S> {
    /// The documents and events of a story.
    ///
    /// # Errors
    /// `is_missing` where there is none with this id.
    pub fn thread(&self, id: &str) -> Result<Thread, Error> {
        let n = self.store.story(id)?.ok_or_else(|| missing("story", id))?;
        let mut said: FxHashMap<i64, Vec<Correction>> = FxHashMap::default();
        for one in self.store.corrections_on(n)? {
            said.entry(one.document.unwrap_or_default())
                .or_default()
                .push(one);
        }
        let said: FxHashMap<i64, Overlay> = said.into_iter().map(|(n, all)| (n, Overlay::of(all))).collect();
        let (mut seen, mut events) = (FxHashSet::default(), Vec::new());
        for telling in self.store.put(Of::Story(n))? {
            let is_rejected = || {
                said.get(&telling.document)
                    .is_some_and(|s| s.is_rejected(&telling.claim))
            };
            if !seen.contains(&telling.event) && !is_rejected() {
                seen.insert(telling.event);
                events.push(telling.event);
            }
        }
        Ok(Thread {
            n,
            documents: self.store.members(n)?,
            events,
        })
    }

    /// A story with its documents and events.
    ///
    /// # Errors
    /// `is_missing` where there is none with this id.
    pub fn story(&self, id: &str) -> Result<Story, Error> {
        let thread = self.thread(id)?;
        let mut pages: FxHashMap<String, Vec<Document>> = FxHashMap::default();
        for document in self.store.versions(thread.n)? {
            pages
                .entry(document.url.clone().unwrap_or_default())
                .or_default()
                .push(document);
        }
        let members = &thread.documents;
        let ids: FxHashMap<i64, &str> = members.iter().map(|m| (m.n, m.id.as_str())).collect();
        let mut documents = Vec::with_capacity(members.len());
        for m in members {
            let page = m.url.as_ref().and_then(|url| pages.get(url));
            let later = later(m, page.map_or(&[][..], Vec::as_slice));
            documents.push(Member {
                document: m.id.clone(),
                title: m.title.clone(),
                outlet: m.outlet.clone(),
                published: m.published.clone(),
                copy_of: m.copy_of.and_then(|of| ids.get(&of)).map(|id| (*id).to_owned()),
                version_of: later.map(|l| l.of.to_owned()),
                seen: later.and(m.fetched.clone()),
            });
        }
        let mut events = Vec::with_capacity(thread.events.len());
        for n in thread.events {
            events.extend(self.store.event_id(n)?);
        }
        let first = members.first();
        Ok(Story {
            record: "story/1".to_owned(),
            id: id.to_owned(),
            title: first.and_then(|m| m.title.clone()),
            first: first.and_then(|m| m.published.clone()),
            last: members.last().and_then(|m| m.published.clone()),
            documents,
            events,
        })
    }
}
