//! The archive: pages as they were fetched, with what is known of sources and hosts, in one file of SQLite.
//!
//! What comes of a request is kept in one transaction, its new links and the host's state included: a stop at any
//! moment, by power too, leaves all of it or nothing. One process watches an archive, any number read it.

mod health;
mod keep;
mod reading;
mod schema;

pub use health::{Health, health};
pub use reading::{Pages, Which, is_archive};

pub(crate) use keep::{Kept, Note, Outcome};

use crate::config::Config;
use crate::error::Error;
use crate::fetch::host_of;
use crate::robots::Robots;
use crate::sources::Kind;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Url;

/// The file's name inside its folder.
const FILE: &str = "pages.sqlite";
/// Whoever watches holds a lock on this file.
const LOCK: &str = "pages.lock";
/// Failures are told of for so long, in milliseconds.
const REMEMBERED: i64 = 30 * crate::plan::DAY;
/// A host that asks to be left alone for longer is no part of a single round, in milliseconds.
const PATIENCE: i64 = 2 * crate::plan::MINUTE;

/// An archive that is being watched.
#[derive(Debug)]
pub struct Archive {
    db: Mutex<Connection>,
    // held as long as the archive is
    _lock: File,
}

/// Something that is due.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// A source of this kind; a page has none.
    pub(crate) kind: Option<Kind>,
    pub(crate) id: i64,
    pub(crate) outlet: String,
    /// The address by which it is known.
    pub(crate) url: String,
    /// The address to ask: another where the first redirects to another host.
    pub(crate) target: String,
    pub(crate) host: String,
    pub(crate) hops: u32,
    pub(crate) stage: u32,
    pub(crate) first: Option<i64>,
    pub(crate) failures: u32,
    pub(crate) etag: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) every: i64,
    pub(crate) delay: i64,
    pub(crate) backlog: i64,
}

/// What is to be done next.
#[derive(Debug)]
pub(crate) enum Next {
    /// This, now.
    Task(Box<Task>),
    /// Nothing before this moment, in milliseconds since 1970.
    At(i64),
    /// Nothing at all.
    Nothing,
}

/// The file of an archive that is named by its folder or itself.
pub fn file_of(path: &Path) -> PathBuf {
    match path.is_dir() {
        true => path.join(FILE),
        false => path.to_owned(),
    }
}

impl Archive {
    /// Opens an archive to watch for it; makes one where there is none.
    ///
    /// # Errors
    /// `watched` where another process watches it; `archive` where it cannot be opened.
    pub fn open(folder: &Path) -> Result<Archive, Error> {
        let told = |e: std::io::Error| Error::new("archive", format!("{}: {e}", folder.display())).because(e);
        fs::create_dir_all(folder).map_err(told)?;
        let lock = File::create(folder.join(LOCK)).map_err(told)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("{}: another musnad watch is at work here", folder.display());
                return Err(Error::new("watched", message));
            }
            Err(TryLockError::Error(e)) => return Err(told(e)),
        }
        let mut db = Connection::open(folder.join(FILE))?;
        db.busy_timeout(Duration::from_secs(30))?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        // what is told as fetched outlives a power cut
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "foreign_keys", true)?;
        schema::migrate(&mut db)?;
        Ok(Archive {
            db: Mutex::new(db),
            _lock: lock,
        })
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        // a transaction that a panic cut short was rolled back
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the sources those of `config`; what is no longer watched is kept and let be. In a single round every
    /// source is due.
    pub(crate) fn set_up(&self, config: &Config, now: i64, once: bool) -> Result<(), Error> {
        let mut db = self.db();
        let change = db.transaction()?;
        change.execute_batch("UPDATE outlet SET active = 0; UPDATE source SET active = 0;")?;
        for o in &config.outlets {
            change.execute(
                "INSERT INTO outlet (id, name, active, every, delay, backlog) VALUES (?1, ?2, 1, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, active = 1, every = ?3, delay = ?4, backlog = ?5",
                params![o.id, o.name, o.every, o.delay, o.backlog],
            )?;
            for (kind, url) in &o.sources {
                change.execute(
                    "INSERT INTO source (outlet, kind, url, active, host, due) VALUES (?1, ?2, ?3, 1, ?4, 0)
                     ON CONFLICT (url) DO UPDATE SET outlet = ?1, kind = ?2, active = 1, parent = NULL,
                     due = min(due, ?5)",
                    params![
                        o.id,
                        kind.as_str(),
                        url.as_str(),
                        host_of(url),
                        now + o.every + o.every / 10
                    ],
                )?;
            }
        }
        // a failing source keeps what it is put off by, save that somebody asks for a round now
        change.execute_batch(
            "UPDATE source SET active = 1 WHERE parent IN (SELECT id FROM source WHERE active = 1);",
        )?;
        if once {
            change.execute("UPDATE source SET due = min(due, ?1)", [now])?;
        }
        change.execute("DELETE FROM failure WHERE at < ?1", [now - REMEMBERED])?;
        // whoever starts anew has perhaps mended what was in the way
        change.execute("DELETE FROM robots WHERE why IS NOT NULL", [])?;
        change.commit()?;
        Ok(())
    }

    /// What is to be done next, hosts in `busy` left out; in a single round that began at `round`, only what was due
    /// by then and pages that are new.
    pub(crate) fn next(&self, now: i64, round: Option<i64>, busy: &HashSet<String>) -> Result<Next, Error> {
        let db = self.db();
        let due_by = round.unwrap_or(i64::MAX);
        let mut hosts = db.prepare_cached(
            "SELECT d.host, min(d.due), coalesce(h.free, 0) FROM (
                SELECT s.host, s.due FROM source s WHERE s.active = 1 AND s.due <= ?1
                UNION ALL
                SELECT p.host, min(p.due) FROM page p JOIN outlet o ON o.id = p.outlet
                WHERE p.due IS NOT NULL AND o.active = 1 AND (p.due <= ?1 OR (p.stage = 0 AND p.failures = 0))
                GROUP BY p.host
             ) d LEFT JOIN host h ON h.host = d.host GROUP BY d.host",
        )?;
        let mut earliest: Option<(i64, String)> = None;
        let mut rows = hosts.query([due_by])?;
        while let Some(row) = rows.next()? {
            let (host, due, free): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let skipped = round.is_some() && free - now > PATIENCE;
            let ready = due.max(free);
            if !busy.contains(&host) && !skipped && earliest.as_ref().is_none_or(|(at, _)| ready < *at) {
                earliest = Some((ready, host));
            }
        }
        match earliest {
            None => Ok(Next::Nothing),
            Some((at, _)) if at > now => Ok(Next::At(at)),
            Some((_, host)) => {
                let task = due(&db, &host, now, due_by)?;
                Ok(task.map_or(Next::Nothing, |t| Next::Task(Box::new(t))))
            }
        }
    }

    /// What is known of the robots.txt of a site, if that still counts.
    pub(crate) fn robots(&self, site: &str, now: i64) -> Result<Option<Robots>, Error> {
        let found = self.db().query_row(
            "SELECT until, text, why FROM robots WHERE site = ?1 AND until > ?2",
            params![site, now],
            |row| {
                let text: Option<String> = row.get(1)?;
                let why: Option<String> = row.get(2)?;
                Ok(Robots {
                    until: row.get(0)?,
                    text: text.ok_or(why.unwrap_or_default()),
                })
            },
        );
        Ok(found.optional()?)
    }

    /// Keeps a site's robots.txt.
    pub(crate) fn keep_robots(&self, site: &str, robots: &Robots, note: &Note) -> Result<(), Error> {
        let mut db = self.db();
        let change = db.transaction()?;
        change.execute(
            "INSERT OR REPLACE INTO robots (site, until, text, why) VALUES (?1, ?2, ?3, ?4)",
            params![
                site,
                robots.until,
                robots.text.as_ref().ok(),
                robots.text.as_ref().err()
            ],
        )?;
        keep::host(&change, note)?;
        change.commit()?;
        Ok(())
    }

    /// How often in a row a host could not be asked.
    pub(crate) fn host_failures(&self, host: &str) -> Result<u32, Error> {
        let found = self
            .db()
            .query_row("SELECT failures FROM host WHERE host = ?1", [host], |row| {
                row.get(0)
            });
        Ok(found.optional()?.unwrap_or(0))
    }

    /// Keeps what came of a task, all of it in one transaction.
    pub(crate) fn keep(&self, task: &Task, outcome: &Outcome, note: &Note) -> Result<Kept, Error> {
        let body = keep::packed(outcome)?;
        let mut db = self.db();
        let change = db.transaction()?;
        let kept = keep::outcome(&change, task, outcome, body.as_ref(), note)?;
        keep::host(&change, note)?;
        change.commit()?;
        Ok(kept)
    }
}

/// What is due on a host: sources first, then new pages, then pages to be asked again.
fn due(db: &Connection, host: &str, now: i64, due_by: i64) -> Result<Option<Task>, Error> {
    let source = db
        .prepare_cached(
            "SELECT s.kind, s.id, s.outlet, s.url, s.target, s.host, s.hops, 0, NULL, s.failures, s.etag, s.modified,
                    o.every, o.delay, o.backlog
             FROM source s JOIN outlet o ON o.id = s.outlet
             WHERE s.active = 1 AND s.host = ?1 AND s.due <= ?2 AND s.due <= ?3 ORDER BY s.due, s.id LIMIT 1",
        )?
        .query_row(params![host, now, due_by], task)
        .optional()?;
    if source.is_some() {
        return Ok(source);
    }
    let page = db
        .prepare_cached(
            "SELECT NULL, p.id, p.outlet, p.url, p.target, p.host, p.hops, p.stage, p.first, p.failures, p.etag,
                    p.modified, o.every, o.delay, o.backlog
             FROM page p JOIN outlet o ON o.id = p.outlet
             WHERE o.active = 1 AND p.host = ?1 AND p.due <= ?2
                   AND (p.due <= ?3 OR (p.stage = 0 AND p.failures = 0)) ORDER BY p.stage, p.due, p.id LIMIT 1",
        )?
        .query_row(params![host, now, due_by], task)
        .optional()?;
    Ok(page)
}

fn task(row: &Row) -> rusqlite::Result<Task> {
    let kind: Option<String> = row.get(0)?;
    let kind = kind.map(|k| k.parse().map_err(|()| rusqlite::Error::InvalidQuery));
    let url: String = row.get(3)?;
    let target: Option<String> = row.get(4)?;
    Ok(Task {
        kind: kind.transpose()?,
        id: row.get(1)?,
        outlet: row.get(2)?,
        target: target.unwrap_or_else(|| url.clone()),
        url,
        host: row.get(5)?,
        hops: row.get(6)?,
        stage: row.get(7)?,
        first: row.get(8)?,
        failures: row.get(9)?,
        etag: row.get(10)?,
        modified: row.get(11)?,
        every: row.get(12)?,
        delay: row.get(13)?,
        backlog: row.get(14)?,
    })
}

/// The site of an address: scheme, host and port.
pub(crate) fn site_of(url: &Url) -> String {
    format!("{}://{}", url.scheme(), host_of(url))
}
