//! The tables of an archive, and the steps from one version of them to the next.

use crate::Error;
use crate::error::Kind;
use rusqlite::{Connection, TransactionBehavior};

/// Marks the file as ours: "MSNA".
const APPLICATION: i32 = 0x4d53_4e41;

/// What leads from each version to the next; the first step from an empty file.
const STEPS: &[&str] = &[
    "
CREATE TABLE page (sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL, zstd BLOB NOT NULL) STRICT;
CREATE TABLE version (n INTEGER PRIMARY KEY, made TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE story (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE event (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, merged INTEGER REFERENCES event(n)
) STRICT;
CREATE TABLE document (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sha256 BLOB NOT NULL, url TEXT, outlet TEXT, title TEXT,
    published TEXT, time INTEGER NOT NULL, copy_of INTEGER REFERENCES document(n),
    story INTEGER REFERENCES story(n)
) STRICT;
CREATE INDEX document_time ON document(time);
CREATE INDEX document_story ON document(story) WHERE story IS NOT NULL;
CREATE INDEX document_copy ON document(copy_of) WHERE copy_of IS NOT NULL;
CREATE TABLE reading (
    n INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document(n),
    version INTEGER NOT NULL REFERENCES version(n), sha256 BLOB NOT NULL, zstd BLOB NOT NULL
) STRICT;
CREATE INDEX reading_document ON reading(document);
CREATE TABLE telling (
    claim INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document(n),
    event INTEGER NOT NULL REFERENCES event(n), why TEXT
) STRICT;
CREATE TABLE reason (n INTEGER PRIMARY KEY, about TEXT NOT NULL, found TEXT NOT NULL, UNIQUE (about, found)) STRICT;
CREATE INDEX telling_event ON telling(event);
CREATE INDEX telling_document ON telling(document);
CREATE TABLE duplicate (
    a INTEGER NOT NULL REFERENCES event(n), b INTEGER NOT NULL REFERENCES event(n), why TEXT NOT NULL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_b ON duplicate(b);
CREATE TABLE correction (
    n INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, target TEXT NOT NULL,
    kind TEXT NOT NULL, field TEXT, value TEXT
) STRICT;
CREATE INDEX correction_target ON correction(target);
CREATE TABLE journal (
    n INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL
) STRICT;
",
    "
ALTER TABLE correction ADD COLUMN document INTEGER REFERENCES document(n);
ALTER TABLE correction ADD COLUMN follows INTEGER REFERENCES correction(n);
CREATE INDEX correction_document ON correction(document) WHERE document IS NOT NULL;
CREATE TABLE doubtful (claim INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document(n)) STRICT;
CREATE INDEX doubtful_document ON doubtful(document);
",
    "
ALTER TABLE document ADD COLUMN fetched TEXT;
CREATE INDEX document_url ON document(url) WHERE url IS NOT NULL;
",
    "
CREATE INDEX journal_kept ON journal(n) WHERE kind = 'keep';
",
    // documents of a story in their order, claims of a document with their events: from the index alone. Rows of a large
    // table are counted as they come and go, not one by one whenever somebody asks how many there are
    "
DROP INDEX document_story;
CREATE INDEX document_story ON document(story, time) WHERE story IS NOT NULL;
DROP INDEX telling_document;
CREATE INDEX telling_document ON telling(document, event);
CREATE TABLE tally (of TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO tally VALUES
    ('documents', (SELECT count(*) FROM document)), ('claims', (SELECT count(*) FROM telling)),
    ('events', (SELECT count(*) FROM event WHERE merged IS NULL)), ('stories', (SELECT count(*) FROM story)),
    ('corrections', (SELECT count(*) FROM correction)), ('journal', (SELECT count(*) FROM journal));
CREATE TRIGGER document_comes AFTER INSERT ON document BEGIN
    UPDATE tally SET n = n + 1 WHERE of = 'documents';
END;
CREATE TRIGGER telling_comes AFTER INSERT ON telling BEGIN
    UPDATE tally SET n = n + 1 WHERE of = 'claims';
END;
CREATE TRIGGER telling_goes AFTER DELETE ON telling BEGIN
    UPDATE tally SET n = n - 1 WHERE of = 'claims';
END;
CREATE TRIGGER event_comes AFTER INSERT ON event BEGIN
    UPDATE tally SET n = n + 1 WHERE of = 'events';
END;
CREATE TRIGGER event_merged AFTER UPDATE OF merged ON event BEGIN
    UPDATE tally SET n = n + (new.merged IS NULL) - (old.merged IS NULL) WHERE of = 'events';
END;
CREATE TRIGGER story_comes AFTER INSERT ON story BEGIN
    UPDATE tally SET n = n + 1 WHERE of = 'stories';
END;
CREATE TRIGGER correction_comes AFTER INSERT ON correction BEGIN
    UPDATE tally SET n = n + 1 WHERE of = 'corrections';
END;
CREATE TRIGGER journal_grows AFTER INSERT ON journal BEGIN
    UPDATE tally SET n = n + 1 WHERE of = 'journal';
END;
",
    // whose claims tell an event is asked of the index alone: the claims' own rows lie far apart
    "
DROP INDEX telling_event;
CREATE INDEX telling_event ON telling(event, document);
",
];

/// Brings the tables to the present version.
///
/// # Errors
/// Where the file is none of ours, or of a later version.
pub(crate) fn migrate(db: &mut Connection) -> Result<(), Error> {
    let version = check(db)?;
    for (n, step) in (0..).zip(STEPS).skip(version as usize) {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
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
pub(crate) fn check(db: &Connection) -> Result<u32, Error> {
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: u32 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && tables > 0 {
        return Err(Error::broken("the file is a database of something else"));
    }
    if version as usize > STEPS.len() {
        return Err(Error::new(
            Kind::Newer,
            format!(
                "the archive was made by a later version of Musnad (tables {version}, known to {})",
                STEPS.len()
            ),
        ));
    }
    Ok(version)
}

/// Whether the tables are those of the present version.
pub(crate) fn is_present(version: u32) -> bool {
    version as usize == STEPS.len()
}
