//! What came of one request, written into a transaction.

use super::Task;
use crate::error::Error;
use crate::fetch::{Response, host_of};
use crate::links::normalised;
use crate::plan::{ATTEMPTS, MINUTE, again, backed_off, jittered};
use crate::sources::{Found, Listing};
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};
use url::Url;

/// New links of one source that are taken at once; the rest come when it is asked again.
const MOST_NEW: usize = 1000;
/// Sitemaps of one index that are followed.
const MOST_SITEMAPS: usize = 50;
/// Redirects to other hosts in a row.
const MOST_HOPS: u32 = 5;
/// A page that failed is asked again after this, then after twice as long.
const RETRY: i64 = 5 * MINUTE;

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// A source, and what it leads to.
    Listing(Box<Response>, Listing),
    /// A page.
    Page(Box<Response>),
    /// It is as it was, says the server.
    Unchanged,
    /// It is on another host.
    Moved(Url),
    /// It failed.
    Failed(Error),
}

/// What a request says of its host.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) host: String,
    pub(crate) now: i64,
    /// Until when the host is left alone; none where it was not asked at all.
    pub(crate) free: Option<i64>,
    /// Why the host, and not the page alone, cannot be asked.
    pub(crate) fault: Option<&'static str>,
    /// Until when the host asks to be left alone.
    pub(crate) wish: Option<i64>,
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// So many links were new, of so many; and whether there are more than are taken at once.
    Links { new: usize, all: usize, more: bool },
    /// This version of the page, counted from 1.
    Version(u32),
    /// Nothing has changed.
    Unchanged,
    /// It is asked on another host next.
    Moved,
    /// It failed; when it is asked again, in milliseconds since 1970.
    Failed(Option<i64>),
}

/// A body, ready to be stored.
pub(super) struct Packed {
    sha256: Vec<u8>,
    size: i64,
    zstd: Vec<u8>,
}

/// The body of a page, compressed before the archive is held.
pub(super) fn packed(outcome: &Outcome) -> Result<Option<Packed>, Error> {
    let Outcome::Page(response) = outcome else {
        return Ok(None);
    };
    let zstd = zstd::encode_all(response.body.as_slice(), 3)
        .map_err(|e| Error::new("archive", format!("cannot compress: {e}")).because(e))?;
    Ok(Some(Packed {
        sha256: Sha256::digest(&response.body).to_vec(),
        size: i64::try_from(response.body.len()).unwrap_or(i64::MAX),
        zstd,
    }))
}

pub(super) fn outcome(
    change: &Transaction,
    task: &Task,
    outcome: &Outcome,
    body: Option<&Packed>,
    note: &Note,
) -> Result<Kept, Error> {
    match outcome {
        Outcome::Listing(response, listing) => listed(change, task, response, listing, note),
        Outcome::Page(response) => match body {
            Some(body) => page(change, task, response, body, note),
            None => Ok(Kept::Unchanged),
        },
        Outcome::Unchanged => unchanged(change, task, note),
        Outcome::Moved(_) if task.hops >= MOST_HOPS => {
            let e = Error::new("too-many-redirects", "redirected from host to host without end");
            failed(change, task, &e, note)
        }
        Outcome::Moved(url) => moved(change, task, url),
        Outcome::Failed(e) => failed(change, task, e, note),
    }
}

/// Keeps what a request says of its host.
pub(super) fn host(change: &Transaction, note: &Note) -> Result<(), Error> {
    let Some(free) = note.free else { return Ok(()) };
    let failed = note.fault.is_some();
    change.execute(
        "INSERT INTO host (host, free, failures, ok, failed, code) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (host) DO UPDATE SET free = ?2, failures = CASE WHEN ?3 THEN failures + 1 ELSE 0 END,
         ok = coalesce(?4, ok), failed = coalesce(?5, failed), code = coalesce(?6, code)",
        params![
            note.host,
            free,
            i64::from(failed),
            (!failed).then_some(note.now),
            failed.then_some(note.now),
            note.fault
        ],
    )?;
    Ok(())
}

fn listed(
    change: &Transaction,
    task: &Task,
    response: &Response,
    listing: &Listing,
    note: &Note,
) -> Result<Kept, Error> {
    let mut new = 0;
    let mut more = false;
    for found in &listing.pages {
        more = new == MOST_NEW;
        if more {
            break;
        }
        new += usize::from(add_page(change, task, found, note)?);
    }
    for found in listing.sitemaps.iter().take(MOST_SITEMAPS) {
        add_sitemap(change, task, found, note)?;
    }
    // what was not taken is to be taken the next time, though the source has not changed
    let (etag, modified) = match more {
        true => (None, None),
        false => (response.header("etag"), response.header("last-modified")),
    };
    change.execute(
        "UPDATE source SET etag = ?2, modified = ?3, failures = 0, hops = 0, ok = ?4, due = ?5 WHERE id = ?1",
        params![task.id, etag, modified, note.now, regular(task, note)],
    )?;
    Ok(Kept::Links {
        new,
        all: listing.pages.len(),
        more,
    })
}

/// When a source is asked the next time if all went well.
fn regular(task: &Task, note: &Note) -> i64 {
    note.now + jittered(task.every, key(task, note))
}

fn key(task: &Task, note: &Note) -> u64 {
    (note.now as u64) ^ (task.id as u64).rotate_left(40)
}

/// Adds a link; whether it is new and to be fetched. What is older than the outlet's backlog is noted alone.
fn add_page(change: &Transaction, task: &Task, found: &Found, note: &Note) -> Result<bool, Error> {
    let url = normalised(&found.url);
    let published = found.published.map(jiff::Timestamp::as_millisecond);
    let old = published.is_some_and(|p| p < note.now - task.backlog);
    let added = change
        .prepare_cached(
            "INSERT INTO page (outlet, source, url, published, seen, host, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (url) DO NOTHING",
        )?
        .execute(params![
            task.outlet,
            task.id,
            url.as_str(),
            published,
            note.now,
            host_of(&url),
            (!old).then_some(note.now)
        ])?;
    Ok(added > 0 && !old)
}

/// Follows a sitemap of an index, if it is of the same host and not of a time long past.
fn add_sitemap(change: &Transaction, task: &Task, found: &Found, note: &Note) -> Result<(), Error> {
    let changed = found.published.map(jiff::Timestamp::as_millisecond);
    let old = changed.is_some_and(|c| c < note.now - task.backlog);
    if old || host_of(&found.url) != task.host {
        return Ok(());
    }
    change.execute(
        "INSERT INTO source (outlet, kind, url, parent, active, host, due) VALUES (?1, 'sitemap', ?2, ?3, 1, ?4, 0)
         ON CONFLICT (url) DO NOTHING",
        params![task.outlet, found.url.as_str(), task.id, task.host],
    )?;
    Ok(())
}

fn page(
    change: &Transaction,
    task: &Task,
    response: &Response,
    body: &Packed,
    note: &Note,
) -> Result<Kept, Error> {
    let last: Option<(Vec<u8>, u32)> = change
        .query_row(
            "SELECT sha256, (SELECT count(*) FROM version WHERE page = ?1) FROM version WHERE page = ?1
             ORDER BY id DESC LIMIT 1",
            [task.id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let kept = match last {
        Some((hash, _)) if hash == body.sha256 => Kept::Unchanged,
        last => {
            add_version(change, task, response, body, note)?;
            Kept::Version(last.map_or(0, |(_, count)| count) + 1)
        }
    };
    let (etag, modified) = (response.header("etag"), response.header("last-modified"));
    checked(change, task, note, Some((etag, modified)))?;
    Ok(kept)
}

fn add_version(
    change: &Transaction,
    task: &Task,
    response: &Response,
    body: &Packed,
    note: &Note,
) -> Result<(), Error> {
    change.execute(
        "INSERT INTO body (sha256, size, zstd) VALUES (?1, ?2, ?3) ON CONFLICT (sha256) DO NOTHING",
        params![body.sha256, body.size, body.zstd],
    )?;
    let headers: Vec<String> = response
        .headers
        .iter()
        .map(|(n, v)| format!("{n}: {v}"))
        .collect();
    change.execute(
        "INSERT INTO version (page, url, final_url, fetched, status, headers, content_type, sha256)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            task.id,
            task.url,
            response.url.as_str(),
            note.now,
            response.status,
            headers.join("\n"),
            response.header("content-type"),
            body.sha256
        ],
    )?;
    Ok(())
}

/// A page was asked for and is there: the next time is further away.
fn checked(
    change: &Transaction,
    task: &Task,
    note: &Note,
    marks: Option<(Option<&str>, Option<&str>)>,
) -> Result<(), Error> {
    let first = task.first.unwrap_or(note.now);
    let stage = task.stage + 1;
    change.execute(
        "UPDATE page SET first = ?2, checked = ?3, stage = ?4, due = ?5, failures = 0, hops = 0, code = NULL
         WHERE id = ?1",
        params![task.id, first, note.now, stage, again(first, stage, note.now)],
    )?;
    if let Some((etag, modified)) = marks {
        change.execute(
            "UPDATE page SET etag = ?2, modified = ?3 WHERE id = ?1",
            params![task.id, etag, modified],
        )?;
    }
    Ok(())
}

fn unchanged(change: &Transaction, task: &Task, note: &Note) -> Result<Kept, Error> {
    if task.kind.is_some() {
        change.execute(
            "UPDATE source SET failures = 0, hops = 0, ok = ?2, due = ?3 WHERE id = ?1",
            params![task.id, note.now, regular(task, note)],
        )?;
    } else {
        checked(change, task, note, None)?;
    }
    Ok(Kept::Unchanged)
}

/// The other host is asked next, by its own delay and rules.
fn moved(change: &Transaction, task: &Task, url: &Url) -> Result<Kept, Error> {
    let table = if task.kind.is_some() { "source" } else { "page" };
    change.execute(
        &format!(
            "UPDATE {table} SET target = ?2, host = ?3, hops = hops + 1, etag = NULL, modified = NULL WHERE id = ?1"
        ),
        params![task.id, url.as_str(), host_of(url)],
    )?;
    Ok(Kept::Moved)
}

/// How often something that fails so is asked.
fn attempts(e: &Error) -> u32 {
    match e.code() {
        "robots-forbid" | "wrong-type" | "redirect-loop" | "bad-redirect" | "too-many-redirects" => 1,
        _ if e.is_refused() => 1,
        "not-found" | "forbidden" | "too-large" => 3,
        _ => ATTEMPTS,
    }
}

fn failed(change: &Transaction, task: &Task, e: &Error, note: &Note) -> Result<Kept, Error> {
    let failures = task.failures + 1;
    let wish = note.wish.unwrap_or(0);
    let own_host = Url::parse(&task.url).map_or(String::new(), |u| host_of(&u));
    change.execute(
        "INSERT INTO failure (at, outlet, url, code, message) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![note.now, task.outlet, task.url, e.code(), e.to_string()],
    )?;
    let due = if task.kind.is_some() {
        let due = note.now + jittered(backed_off(task.every, failures), key(task, note));
        let due = due.max(wish);
        change.execute(
            "UPDATE source SET failures = ?2, failed = ?3, code = ?4, message = ?5, due = ?6, target = NULL, hops = 0,
             host = ?7, etag = NULL, modified = NULL WHERE id = ?1",
            params![task.id, failures, note.now, e.code(), e.to_string(), due, own_host],
        )?;
        Some(due)
    } else {
        let retry = note.now + jittered(backed_off(RETRY, task.failures), key(task, note));
        let due = match failures < attempts(e) {
            true => Some(retry.max(wish)),
            // a page that was there may come back
            false => task.first.and_then(|first| again(first, 1, note.now)),
        };
        change.execute(
            "UPDATE page SET failures = ?2, checked = ?3, code = ?4, due = ?5, target = NULL, hops = 0, host = ?6
             WHERE id = ?1",
            params![task.id, failures, note.now, e.code(), due, own_host],
        )?;
        due
    };
    Ok(Kept::Failed(due))
}
