//! How each outlet of an archive fares.

use super::reading::open;
use crate::error::Error;
use crate::plan::{DAY, HOUR};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// Pages of so many days tell what silence is usual.
const USUAL: i64 = 14 * DAY;
/// So many pages are needed to tell.
const ENOUGH: usize = 10;

/// How one outlet fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When a source last answered as it should.
    pub ok: Option<Timestamp>,
    /// When something last failed.
    pub failed: Option<Timestamp>,
    /// The code of that failure.
    pub code: Option<String>,
    /// That failure in words.
    pub message: Option<String>,
    /// Its sources.
    pub sources: u32,
    /// Its sources that failed the last time.
    pub failing: u32,
    /// Its sources that are due.
    pub due: u32,
    /// Pages that were fetched.
    pub pages: u32,
    /// Pages still to be fetched.
    pub waiting: u32,
    /// Versions of pages.
    pub versions: u32,
    /// Versions that changed an earlier one.
    pub changes: u32,
    /// Failures in the last 24 hours.
    pub errors: u32,
    /// The median time from publication to the first fetch, in seconds, of what a source dates.
    pub delay: Option<i64>,
    /// When a new link last came.
    pub new: Option<Timestamp>,
    /// Whether no new link has come for longer than ever in the last two weeks, though its sources answered.
    pub silent: bool,
}

/// How the outlets of an archive fare that are watched, by id.
///
/// # Errors
/// If the archive cannot be read.
pub fn health(path: &Path, now: Timestamp) -> Result<Vec<Health>, Error> {
    let db = open(path)?;
    let now = now.as_millisecond();
    let mut outlets = db.prepare("SELECT id, name FROM outlet WHERE active = 1 ORDER BY id")?;
    let named = outlets.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut out = Vec::new();
    for outlet in named {
        let (id, name) = outlet?;
        out.push(of_outlet(&db, id, name, now)?);
    }
    Ok(out)
}

fn moment(ms: Option<i64>) -> Option<Timestamp> {
    ms.and_then(|ms| Timestamp::from_millisecond(ms).ok())
}

fn of_outlet(db: &Connection, id: String, name: String, now: i64) -> Result<Health, Error> {
    let mut health = Health {
        name,
        ..Health::default()
    };
    let mut ok: Option<i64> = None;
    db.query_row(
        "SELECT max(ok), count(*), coalesce(sum(failures > 0), 0), coalesce(sum(due <= ?2), 0) FROM source
         WHERE outlet = ?1 AND active = 1",
        params![id, now],
        |row| {
            ok = row.get(0)?;
            health.sources = row.get(1)?;
            health.failing = row.get(2)?;
            health.due = row.get(3)?;
            Ok(())
        },
    )?;
    db.query_row(
        "SELECT coalesce(sum(first IS NOT NULL), 0), coalesce(sum(first IS NULL AND due IS NOT NULL), 0), max(seen)
         FROM page WHERE outlet = ?1",
        [&id],
        |row| {
            health.pages = row.get(0)?;
            health.waiting = row.get(1)?;
            health.new = moment(row.get(2)?);
            Ok(())
        },
    )?;
    health.versions = db.query_row(
        "SELECT count(*) FROM version v JOIN page p ON p.id = v.page WHERE p.outlet = ?1",
        [&id],
        |row| row.get(0),
    )?;
    health.changes = health.versions.saturating_sub(health.pages);
    health.errors = db.query_row(
        "SELECT count(*) FROM failure WHERE outlet = ?1 AND at > ?2",
        params![id, now - DAY],
        |row| row.get(0),
    )?;
    let last = db
        .query_row(
            "SELECT at, code, url || ': ' || message FROM failure WHERE outlet = ?1 ORDER BY at DESC, rowid DESC LIMIT 1",
            [&id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    if let Some((at, code, message)) = last {
        (health.failed, health.code, health.message) = (moment(Some(at)), Some(code), Some(message));
    }
    health.ok = moment(ok);
    health.delay = delay(db, &id)?;
    health.silent = silent(db, &id, ok, now)?;
    health.id = id;
    Ok(health)
}

/// The median delay of the pages of the last two weeks, in seconds. What was published before the outlet was watched
/// says nothing of it.
fn delay(db: &Connection, outlet: &str) -> Result<Option<i64>, Error> {
    let mut rows = db.prepare(
        "SELECT first - published FROM page WHERE outlet = ?1 AND first IS NOT NULL AND published IS NOT NULL
         AND published >= (SELECT min(seen) FROM page WHERE outlet = ?1) AND first >= published
         ORDER BY id DESC LIMIT 1000",
    )?;
    let delays = rows.query_map([outlet], |row| row.get::<_, i64>(0))?;
    let mut delays = delays.collect::<Result<Vec<_>, _>>()?;
    delays.sort_unstable();
    Ok(delays.get(delays.len() / 2).map(|ms| ms / 1000))
}

/// Whether the time from the last new link to the last good answer is longer than any between two new links.
fn silent(db: &Connection, outlet: &str, ok: Option<i64>, now: i64) -> Result<bool, Error> {
    let mut rows =
        db.prepare("SELECT DISTINCT seen FROM page WHERE outlet = ?1 AND seen > ?2 ORDER BY seen")?;
    let seen = rows.query_map(params![outlet, now - USUAL], |row| row.get::<_, i64>(0))?;
    let seen = seen.collect::<Result<Vec<_>, _>>()?;
    let (Some(last), Some(ok)) = (seen.last(), ok) else {
        return Ok(false);
    };
    let longest = seen.windows(2).map(|w| w[1] - w[0]).max().unwrap_or(0);
    Ok(seen.len() >= ENOUGH && ok - last > (longest + longest / 2).max(HOUR))
}
