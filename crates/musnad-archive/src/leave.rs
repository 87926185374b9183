//! What leaves an archive: what a question finds, given to an export one by one.

use crate::store::{Document, Store};
use crate::{Archive, Error, Search};
use musnad_export::{DocumentFacts, Export, Rows};
use musnad_record::v1::Records;
use musnad_search::{Hit, Kind, Query, Sort};
use musnad_story::Policy;
use std::io::Write;

/// So many hits are asked for at once.
const PAGE: usize = 1000;

/// What is asked for where rows of this kind are to leave.
pub fn kind_of(rows: Rows) -> Kind {
    match rows {
        Rows::Events => Kind::Event,
        Rows::Claims => Kind::Claim,
        Rows::Documents => Kind::Document,
        Rows::Quotes => Kind::Quote,
    }
}

/// Gives all that `query` finds to an export, the oldest first; `query` asks for the kind of its rows. `told` hears of
/// each how many there are in all.
///
/// # Errors
/// If the archive cannot be read or the export written.
pub fn give<S: Store, W: Write + Send>(
    archive: &Archive<S>,
    search: &Search,
    mut query: Query,
    policy: Policy,
    export: &mut Export<W>,
    told: &mut dyn FnMut(u64),
) -> Result<(), Error> {
    // an order that stays the same while pages are turned
    (query.sort, query.size, query.now) = (Sort::Oldest, PAGE, None);
    loop {
        let hits = search.ask(&query)?;
        for hit in &hits.hits {
            one(archive, hit, policy, export)?;
            told(hits.total);
        }
        match hits.next {
            Some(next) => query.after = Some(next),
            None => return Ok(()),
        }
    }
}

fn one<S: Store, W: Write + Send>(
    archive: &Archive<S>,
    hit: &Hit,
    policy: Policy,
    export: &mut Export<W>,
) -> Result<(), Error> {
    if hit.kind == Kind::Event {
        archive.with_event(&hit.id, policy, |event, claims, documents| {
            let facts: Vec<DocumentFacts<'_>> = documents.iter().map(facts).collect();
            export.event(event, claims, &facts)
        })??;
        return Ok(());
    }
    let Some(row) = archive.store().documents(&[hit.key.cast_signed()])?.pop() else {
        return Ok(());
    };
    let lines = archive.lines_with(&row.id, hit)?;
    let records = Records::read(&lines)?;
    match hit.kind {
        Kind::Claim => {
            if let Some(claim) = records.claims.iter().find(|c| c.id == hit.id) {
                export.claim(claim, &facts(&row))?;
            }
        }
        Kind::Quote => {
            if let Some(quote) = records.quotes.iter().find(|q| q.id == hit.id) {
                export.quote(quote, &facts(&row))?;
            }
        }
        _ => export.document(&records.document)?,
    }
    Ok(())
}

fn facts(document: &Document) -> DocumentFacts<'_> {
    DocumentFacts {
        id: &document.id,
        url: document.url.as_deref(),
        outlet: document.outlet.as_deref(),
        title: document.title.as_deref(),
        published: document.published.as_deref(),
    }
}
