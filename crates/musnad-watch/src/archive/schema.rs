//! The tables of an archive and the steps from one version of them to the next.

use crate::error::Error;
use rusqlite::Connection;

/// Marks the file as ours: "MSND".
const APPLICATION: i32 = 0x4d53_4e44;

/// What leads from each version to the next; the first step from an empty file.
const STEPS: &[&str] = &["
CREATE TABLE outlet (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, active INTEGER NOT NULL,
    every INTEGER NOT NULL, delay INTEGER NOT NULL, backlog INTEGER NOT NULL
) STRICT;
CREATE TABLE source (
    id INTEGER PRIMARY KEY, outlet TEXT NOT NULL REFERENCES outlet(id), kind TEXT NOT NULL,
    url TEXT NOT NULL UNIQUE, parent INTEGER REFERENCES source(id), active INTEGER NOT NULL,
    target TEXT, hops INTEGER NOT NULL DEFAULT 0, host TEXT NOT NULL, due INTEGER NOT NULL,
    etag TEXT, modified TEXT, failures INTEGER NOT NULL DEFAULT 0,
    ok INTEGER, failed INTEGER, code TEXT, message TEXT
) STRICT;
CREATE TABLE page (
    id INTEGER PRIMARY KEY, outlet TEXT NOT NULL REFERENCES outlet(id), source INTEGER NOT NULL,
    url TEXT NOT NULL UNIQUE, published INTEGER, seen INTEGER NOT NULL,
    target TEXT, hops INTEGER NOT NULL DEFAULT 0, host TEXT NOT NULL, due INTEGER,
    stage INTEGER NOT NULL DEFAULT 0, etag TEXT, modified TEXT, failures INTEGER NOT NULL DEFAULT 0,
    first INTEGER, checked INTEGER, code TEXT
) STRICT;
CREATE INDEX page_due ON page(host, stage, due) WHERE due IS NOT NULL;
CREATE INDEX page_outlet ON page(outlet, seen);
CREATE TABLE version (
    id INTEGER PRIMARY KEY, page INTEGER NOT NULL REFERENCES page(id), url TEXT NOT NULL,
    final_url TEXT NOT NULL, fetched INTEGER NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL,
    content_type TEXT, sha256 BLOB NOT NULL REFERENCES body(sha256)
) STRICT;
CREATE INDEX version_page ON version(page, id);
CREATE TABLE body (sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL, zstd BLOB NOT NULL) STRICT;
CREATE TABLE robots (
    site TEXT PRIMARY KEY, until INTEGER NOT NULL, text TEXT, why TEXT
) STRICT;
CREATE TABLE host (
    host TEXT PRIMARY KEY, free INTEGER NOT NULL, failures INTEGER NOT NULL, ok INTEGER, failed INTEGER, code TEXT
) STRICT;
CREATE TABLE failure (
    at INTEGER NOT NULL, outlet TEXT NOT NULL, url TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL
) STRICT;
CREATE INDEX failure_at ON failure(outlet, at);
"];

/// Brings the tables to the present version.
///
/// # Errors
/// `archive` where the file is none of ours, or of a later version.
pub(super) fn migrate(db: &mut Connection) -> Result<(), Error> {
    let version = check(db)?;
    for (n, step) in (0..).zip(STEPS).skip(version as usize) {
        let change = db.transaction()?;
        change.execute_batch(step)?;
        change.pragma_update(None, "application_id", APPLICATION)?;
        change.pragma_update(None, "user_version", n + 1_u32)?;
        change.commit()?;
    }
    Ok(())
}

/// The version of the tables.
///
/// # Errors
/// As [`migrate`].
pub(super) fn check(db: &Connection) -> Result<u32, Error> {
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: u32 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && tables > 0 {
        return Err(Error::new(
            "archive",
            "a database of something else than musnad watch",
        ));
    }
    if version as usize > STEPS.len() {
        return Err(Error::new(
            "archive",
            format!(
                "the archive was made by a later version of Musnad (tables {version}, known to {})",
                STEPS.len()
            ),
        ));
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_others_and_of_the_future_are_refused() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db).unwrap();
        migrate(&mut db).unwrap();
        assert_eq!(check(&db).unwrap() as usize, STEPS.len());
        db.pragma_update(None, "user_version", 99).unwrap();
        assert!(
            migrate(&mut db)
                .unwrap_err()
                .to_string()
                .contains("later version")
        );
        let mut other = Connection::open_in_memory().unwrap();
        other.execute_batch("CREATE TABLE bookmarks(x)").unwrap();
        assert!(
            migrate(&mut other)
                .unwrap_err()
                .to_string()
                .contains("something else")
        );
    }
}
