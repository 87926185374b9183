//! The store in one file of SQLite, in WAL mode: one process writes, any number read.
//!
//! A change is one transaction, its journal's entry included: a stop at any moment leaves all of it or nothing.

use crate::error::Kind;
use crate::reasons::Phrases;
use crate::store::{Change, Correction, Document, Named, Of, Size, Store, Telling};
use crate::{Error, schema};
use musnad_seal::Hash;
use musnad_seal::journal::{Body, End, Entry, Link};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use std::cell::RefCell;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file's name inside its folder.
const FILE: &str = "archive.sqlite";
/// Whoever writes holds a lock on this file.
const LOCK: &str = "archive.lock";
/// Pages of the file that are kept in memory, in KiB.
const CACHE: i64 = 65_536;
/// How long somebody who is reading or writing is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// What was written and is not in its place yet, in bytes, before readers are waited for so that it can be put there:
/// the longer it is, the longer each page is looked for.
const LOG: u64 = 128 << 20;
/// Pages in the log from which on they are put in their places while nobody reads: a page that changes often is written
/// once for many changes.
const PUT: i64 = 8192;
/// How long they are waited for.
const READERS: Duration = Duration::from_secs(2);

/// More statements than there are.
const STATEMENTS: usize = 128;
/// Readings that say that they are larger are unpacked piece by piece.
const LARGEST: usize = 16 << 20;

/// A store in a file.
#[derive(Debug)]
pub struct Sqlite {
    db: Connection,
    folder: PathBuf,
    /// Held by whoever writes.
    lock: Option<File>,
    /// The last entry of the journal when others were let write.
    rested: u64,
    /// The length of the log, in bytes, from which on readers are waited for.
    log: u64,
    /// Phrases of reasons that were read or written.
    phrases: RefCell<Phrases>,
}

/// The lock of whoever writes.
fn lock(folder: &Path) -> Result<File, Error> {
    let lock = File::create(folder.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            let message = format!("{}: another process is writing to this archive", folder.display());
            Err(Error::new(Kind::Busy, message))
        }
        Err(TryLockError::Error(e)) => Err(e.into()),
    }
}

impl Sqlite {
    /// Opens the store of a folder to write to it; makes one where there is none.
    ///
    /// # Errors
    /// `is_busy` where another process writes to it, `is_newer`, `is_broken`, `is_read_only`, `is_full`.
    pub fn open(folder: &Path) -> Result<Sqlite, Error> {
        std::fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        let mut db = Connection::open(folder.join(FILE))?;
        db.busy_timeout(PATIENCE)?;
        schema::check(&db)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        // what is told as kept outlives a power cut
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "cache_size", -CACHE)?;
        db.pragma_update(None, "wal_autocheckpoint", PUT)?;
        // what a statement would take back if it failed need not outlive the process
        db.pragma_update(None, "temp_store", "MEMORY")?;
        schema::migrate(&mut db)?;
        prepared(&db)?;
        Ok(Sqlite {
            db,
            folder: folder.to_owned(),
            lock: Some(lock),
            rested: 0,
            log: LOG,
            phrases: RefCell::default(),
        })
    }

    /// Puts what is in the log into its place where it has grown long, if nobody goes on reading what was before.
    fn shorten(&mut self) -> Result<(), Error> {
        let log = self.folder.join(format!("{FILE}-wal"));
        let length = std::fs::metadata(log)?.len();
        if length < self.log {
            return Ok(());
        }
        self.db.busy_timeout(READERS)?;
        let busy = self
            .db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        self.db.busy_timeout(PATIENCE)?;
        self.log = if busy? { length + LOG } else { LOG };
        Ok(())
    }

    /// Lets other processes write, until [`Sqlite::go_on`].
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn rest(&mut self) -> Result<(), Error> {
        self.rested = Sqlite::end(&self.db)?.n;
        self.lock = None;
        Ok(())
    }

    /// Writes again, where it was let be; says whether others have written meanwhile.
    ///
    /// # Errors
    /// `is_busy` where another process is writing; `is_newer`.
    pub(crate) fn go_on(&mut self) -> Result<bool, Error> {
        if self.lock.is_none() {
            self.lock = Some(lock(&self.folder)?);
            schema::check(&self.db)?;
        }
        Ok(Sqlite::end(&self.db)?.n != self.rested)
    }

    /// Opens the store of a folder to read it, while another process may be writing to it.
    ///
    /// # Errors
    /// `is_missing` where there is none, `is_newer`, `is_broken`.
    pub fn read(folder: &Path) -> Result<Sqlite, Error> {
        let file = folder.join(FILE);
        if !file.is_file() {
            let message = format!("{}: there is no archive here", folder.display());
            return Err(Error::new(Kind::Missing, message));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(file, flags)?;
        db.busy_timeout(PATIENCE)?;
        db.pragma_update(None, "cache_size", -CACHE)?;
        if !schema::is_present(schema::check(&db)?) {
            let message =
                "the archive has tables of an older version: open it for writing once, as with musnad ingest";
            return Err(Error::new(Kind::Refused, message));
        }
        prepared(&db)?;
        Ok(Sqlite {
            db,
            folder: folder.to_owned(),
            lock: None,
            rested: 0,
            log: LOG,
            phrases: RefCell::default(),
        })
    }

    /// A number that is another one after anybody else, in this process or another, has changed the store.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn state(&self) -> Result<i64, Error> {
        Ok(self
            .db
            .pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// From now on shows the store as it is at this moment, whatever others write.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn hold_still(&self) -> Result<(), Error> {
        self.db.execute_batch("BEGIN; SELECT count(*) FROM version;")?;
        Ok(())
    }

    fn end(db: &Connection) -> Result<End, Error> {
        let last = db
            .query_row("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1", [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?))
            })
            .optional()?;
        Ok(last.map_or(End::NONE, |(n, hash)| End {
            n: n.unsigned_abs(),
            hash: Hash(hash),
        }))
    }

    fn documents_where(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<Document>, Error> {
        let mut asked = self.db.prepare_cached(&format!("{DOCUMENT} {condition}"))?;
        let rows = asked.query_map(values, document)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn tellings_where(&self, condition: &str, value: i64) -> Result<Vec<Telling>, Error> {
        let sql = format!("SELECT document, claim, event, why FROM telling {condition}");
        let mut asked = self.db.prepare_cached(&sql)?;
        let rows = asked.query_map([value], |row| {
            Ok(Telling {
                document: row.get(0)?,
                claim: claim_id(row.get(1)?),
                event: row.get(2)?,
                why: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            })
        })?;
        let mut out: Vec<Telling> = rows.collect::<rusqlite::Result<_>>()?;
        let mut phrases = self.phrases.borrow_mut();
        for telling in &mut out {
            telling.why = phrases.unpacked(&self.db, std::mem::take(&mut telling.why))?;
        }
        Ok(out)
    }

    fn corrections_where(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<Correction>, Error> {
        let sql = format!(
            "SELECT n, at, who, why, target, kind, field, value, document, follows FROM correction
             {condition} ORDER BY n"
        );
        let mut asked = self.db.prepare_cached(&sql)?;
        let rows = asked.query_map(values, |row| {
            Ok(Correction {
                n: row.get(0)?,
                at: row.get(1)?,
                who: row.get(2)?,
                why: row.get(3)?,
                target: row.get(4)?,
                kind: row.get(5)?,
                field: row.get(6)?,
                value: row.get(7)?,
                document: row.get(8)?,
                follows: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn number(&self, sql: &str, id: &str) -> Result<Option<i64>, Error> {
        Ok(self
            .db
            .prepare_cached(sql)?
            .query_row([id], |row| row.get(0))
            .optional()?)
    }

    fn name(&self, sql: &str, n: i64) -> Result<Option<String>, Error> {
        Ok(self
            .db
            .prepare_cached(sql)?
            .query_row([n], |row| row.get(0))
            .optional()?)
    }
}

const DOCUMENT: &str =
    "SELECT n, id, sha256, url, outlet, title, published, time, copy_of, story, fetched FROM document";

fn document(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        n: row.get(0)?,
        id: row.get(1)?,
        sha256: Hash(row.get(2)?).to_string(),
        url: row.get(3)?,
        outlet: row.get(4)?,
        title: row.get(5)?,
        published: row.get(6)?,
        time: row.get(7)?,
        copy_of: row.get(8)?,
        story: row.get(9)?,
        fetched: row.get(10)?,
    })
}

/// A claim's id as it is kept: its 16 digits are a number of 64 bits.
fn claim_number(id: &str) -> Result<i64, Error> {
    let number = u64::from_str_radix(id, 16).ok().filter(|_| id.len() == 16);
    let number = number.ok_or_else(|| Error::new(Kind::Refused, format!("“{id}” is no claim's id")))?;
    Ok(number.cast_signed())
}

fn claim_id(number: i64) -> String {
    format!("{:016x}", number.cast_unsigned())
}

fn hash(text: &str) -> Result<[u8; 32], Error> {
    let hash: Hash = text
        .parse()
        .map_err(|e| Error::new(Kind::Refused, format!("{e}")))?;
    Ok(hash.0)
}

impl Store for Sqlite {
    fn keep(&mut self, change: &Change) -> Result<Link, Error> {
        if self.lock.is_none() {
            let message = format!("{}: open to be read alone", self.folder.display());
            return Err(Error::new(Kind::ReadOnly, message));
        }
        // put back where all is kept: phrases of what is not are not there
        let mut phrases = self.phrases.take();
        // who reads holds the right to write for a moment, to look whether the log is whole: waited for here alone,
        // and never by a transaction that has read before it writes
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        // a copy may come in before what it is a copy of; all is there in the end
        tx.pragma_update(None, "defer_foreign_keys", true)?;
        let end = Sqlite::end(&tx)?;
        let link = Link::after(
            end,
            Entry {
                n: end.n + 1,
                at: change.at.clone(),
                kind: change.kind.clone(),
                body: Body::Open(change.body.clone()),
            },
        );
        documents(&tx, change)?;
        events(&tx, &mut phrases, change)?;
        people(&tx, change)?;
        tx.execute(
            "INSERT INTO journal (n, at, kind, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                link.entry.n.cast_signed(),
                link.entry.at,
                link.entry.kind,
                change.body,
                link.hash.0
            ],
        )?;
        tx.commit()?;
        self.phrases = RefCell::new(phrases);
        // the change is kept, whatever comes of this
        let _ = self.shorten();
        Ok(link)
    }

    fn at_once<T>(&self, ask: impl FnOnce(&Sqlite) -> Result<T, Error>) -> Result<T, Error> {
        // nothing is written in it: it ends when it goes
        let _moment = self.db.unchecked_transaction()?;
        ask(self)
    }

    fn document(&self, id: &str) -> Result<Option<Document>, Error> {
        Ok(self.documents_where("WHERE id = ?1", [id])?.into_iter().next())
    }

    fn documents(&self, numbers: &[i64]) -> Result<Vec<Document>, Error> {
        let mut out = Vec::with_capacity(numbers.len());
        for n in numbers {
            out.extend(self.documents_where("WHERE n = ?1", [n])?);
        }
        Ok(out)
    }

    fn between(&self, from: i64, to: i64) -> Result<Vec<Document>, Error> {
        self.documents_where("WHERE time >= ?1 AND time < ?2 ORDER BY n", [from, to])
    }

    fn after(&self, after: i64, most: usize) -> Result<Vec<Document>, Error> {
        self.documents_where("WHERE n > ?1 ORDER BY n LIMIT ?2", params![after, most as i64])
    }

    fn latest(&self, before: Option<(i64, i64)>, most: usize) -> Result<Vec<Document>, Error> {
        let (time, n) = before.unwrap_or((i64::MAX, i64::MAX));
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let condition = "WHERE (time, n) < (?1, ?2) ORDER BY time DESC, n DESC LIMIT ?3";
        self.documents_where(condition, [time, n, most])
    }

    fn outdated(&self, version: &str, after: i64, most: usize) -> Result<Vec<Document>, Error> {
        let condition = "WHERE n > ?1 AND (
                SELECT v.made FROM reading r JOIN version v ON v.n = r.version
                WHERE r.document = document.n ORDER BY r.n DESC LIMIT 1
            ) IS NOT ?2 ORDER BY n LIMIT ?3";
        self.documents_where(condition, params![after, version, most as i64])
    }

    fn lines(&self, document: i64) -> Result<Option<(String, String)>, Error> {
        let last = self
            .db
            .prepare_cached(
                "SELECT v.made, r.zstd FROM reading r JOIN version v ON v.n = r.version
                 WHERE r.document = ?1 ORDER BY r.n DESC LIMIT 1",
            )?
            .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        last.map(|(made, zstd): (String, Vec<u8>)| Ok((unpacked(&zstd)?, made)))
            .transpose()
    }

    fn readings(&self, document: i64) -> Result<Vec<(String, String)>, Error> {
        let mut asked = self.db.prepare_cached(
            "SELECT v.made, r.zstd FROM reading r JOIN version v ON v.n = r.version
             WHERE r.document = ?1 ORDER BY r.n",
        )?;
        let rows = asked.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(String, Vec<u8>)> = rows.collect::<rusqlite::Result<_>>()?;
        rows.into_iter()
            .map(|(made, zstd)| Ok((made, unpacked(&zstd)?)))
            .collect()
    }

    fn has_page(&self, sha256: &str) -> Result<bool, Error> {
        let mut asked = self.db.prepare_cached("SELECT 1 FROM page WHERE sha256 = ?1")?;
        Ok(asked.exists([hash(sha256)?])?)
    }

    fn page(&self, sha256: &str) -> Result<Option<Vec<u8>>, Error> {
        let found: Option<Vec<u8>> = self
            .db
            .prepare_cached("SELECT zstd FROM page WHERE sha256 = ?1")?
            .query_row([hash(sha256)?], |row| row.get(0))
            .optional()?;
        found
            .map(|zstd| Ok(zstd::decode_all(zstd.as_slice())?))
            .transpose()
    }

    fn put(&self, of: Of) -> Result<Vec<Telling>, Error> {
        let (of, value) = match of {
            Of::Event(n) => ("telling WHERE event = ?1 ORDER BY document", n),
            Of::Document(n) => ("telling WHERE document = ?1 ORDER BY claim", n),
            Of::Story(n) => (
                "document CROSS JOIN telling ON document = n WHERE story = ?1 ORDER BY time, n, claim",
                n,
            ),
        };
        let sql = format!("SELECT document, claim, event FROM {of}");
        let mut asked = self.db.prepare_cached(&sql)?;
        let rows = asked.query_map([value], |row| {
            Ok(Telling {
                document: row.get(0)?,
                claim: claim_id(row.get(1)?),
                event: row.get(2)?,
                why: String::new(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn tellings(&self, event: i64) -> Result<Vec<Telling>, Error> {
        self.tellings_where("WHERE event = ?1 ORDER BY document", event)
    }

    fn told(&self, document: i64) -> Result<Vec<Telling>, Error> {
        self.tellings_where("WHERE document = ?1 ORDER BY claim", document)
    }

    fn event(&self, id: &str) -> Result<Option<i64>, Error> {
        let Some(mut n) = self.own_event(id)? else {
            return Ok(None);
        };
        let sql = "SELECT merged FROM event WHERE n = ?1 AND merged IS NOT NULL";
        while let Some(into) = self
            .db
            .prepare_cached(sql)?
            .query_row([n], |row| row.get(0))
            .optional()?
        {
            n = into;
        }
        Ok(Some(n))
    }

    fn own_event(&self, id: &str) -> Result<Option<i64>, Error> {
        self.number("SELECT n FROM event WHERE id = ?1", id)
    }

    fn event_id(&self, n: i64) -> Result<Option<String>, Error> {
        self.name("SELECT id FROM event WHERE n = ?1", n)
    }

    fn duplicates(&self, event: i64) -> Result<Vec<(i64, String)>, Error> {
        let mut asked = self.db.prepare_cached(
            "SELECT b, why FROM duplicate WHERE a = ?1 UNION ALL SELECT a, why FROM duplicate WHERE b = ?1",
        )?;
        let rows = asked.query_map([event], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
        rows.into_iter()
            .map(|(other, why)| Ok((other, self.phrases.borrow_mut().unpacked(&self.db, why)?)))
            .collect()
    }

    fn pairs(&self, behind: Option<(i64, i64)>, most: usize) -> Result<Vec<(i64, i64, String)>, Error> {
        let (a, b) = behind.unwrap_or((i64::MAX, i64::MAX));
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut asked = self.db.prepare_cached(
            "SELECT a, b, why FROM duplicate WHERE (b, a) < (?2, ?1)
             AND NOT EXISTS (SELECT 1 FROM event WHERE n IN (a, b) AND merged IS NOT NULL)
             ORDER BY b DESC, a DESC LIMIT ?3",
        )?;
        let rows = asked.query_map([a, b, most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let rows: Vec<(i64, i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
        rows.into_iter()
            .map(|(a, b, why)| Ok((a, b, self.phrases.borrow_mut().unpacked(&self.db, why)?)))
            .collect()
    }

    fn story(&self, id: &str) -> Result<Option<i64>, Error> {
        self.number("SELECT n FROM story WHERE id = ?1", id)
    }

    fn story_id(&self, n: i64) -> Result<Option<String>, Error> {
        self.name("SELECT id FROM story WHERE n = ?1", n)
    }

    fn members(&self, story: i64) -> Result<Vec<Document>, Error> {
        self.documents_where("WHERE story = ?1 ORDER BY time, n", [story])
    }

    fn at(&self, url: &str) -> Result<Vec<Document>, Error> {
        self.documents_where("WHERE url = ?1 ORDER BY n", [url])
    }

    fn versions(&self, story: i64) -> Result<Vec<Document>, Error> {
        let condition = "WHERE url IN (SELECT url FROM document WHERE story = ?1) ORDER BY n";
        self.documents_where(condition, [story])
    }

    fn newest(&self, before: Option<(i64, i64)>, most: usize) -> Result<Vec<Document>, Error> {
        let (time, n) = before.unwrap_or((i64::MAX, i64::MAX));
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let condition = "WHERE (time, n) < (?1, ?2) AND n = (
                SELECT n FROM document AS last WHERE last.story = document.story ORDER BY time DESC, n DESC LIMIT 1
            ) ORDER BY time DESC, n DESC LIMIT ?3";
        self.documents_where(condition, [time, n, most])
    }

    fn told_in(&self, story: i64) -> Result<Vec<(i64, i64)>, Error> {
        let mut asked = self.db.prepare_cached(
            "SELECT event, count(*) FROM telling WHERE event IN (
                SELECT event FROM document CROSS JOIN telling ON document = n WHERE story = ?1
            ) GROUP BY event",
        )?;
        let rows = asked.query_map([story], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn copies(&self, document: i64) -> Result<Vec<Document>, Error> {
        self.documents_where("WHERE copy_of = ?1 ORDER BY time, n", [document])
    }

    fn claim(&self, id: &str) -> Result<Option<i64>, Error> {
        let sql = "SELECT document FROM telling WHERE claim = ?1
                   UNION ALL SELECT document FROM doubtful WHERE claim = ?1 LIMIT 1";
        let found = self
            .db
            .prepare_cached(sql)?
            .query_row([claim_number(id)?], |row| row.get(0));
        Ok(found.optional()?)
    }

    fn corrections(&self, target: Option<&str>) -> Result<Vec<Correction>, Error> {
        match target {
            Some(target) => self.corrections_where("WHERE target = ?1", [target]),
            None => self.corrections_where("", []),
        }
    }

    fn corrections_in(&self, document: i64) -> Result<Vec<Correction>, Error> {
        self.corrections_where("WHERE document = ?1", [document])
    }

    fn corrections_on(&self, story: i64) -> Result<Vec<Correction>, Error> {
        let condition = "WHERE document IN (SELECT n FROM document WHERE story = ?1)";
        self.corrections_where(condition, [story])
    }

    fn journal(&self, after: u64, most: usize) -> Result<Vec<Link>, Error> {
        let mut asked = self.db.prepare_cached(
            "SELECT n, at, kind, body, hash FROM journal WHERE n >= ?1 ORDER BY n LIMIT ?2",
        )?;
        // the entry before is read too, for its hash
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let rows = asked.query_map(params![after.cast_signed(), limit], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get::<_, [u8; 32]>(4)?,
            ))
        })?;
        let mut prev = Hash::ZERO;
        let mut out = Vec::new();
        for row in rows {
            let (n, at, kind, body, hash): (i64, String, String, String, [u8; 32]) = row?;
            let n = n.unsigned_abs();
            if n > after && out.len() < most {
                out.push(Link {
                    entry: Entry {
                        n,
                        at,
                        kind,
                        body: Body::Open(body),
                    },
                    prev,
                    hash: Hash(hash),
                });
            }
            prev = Hash(hash);
        }
        Ok(out)
    }

    fn kept(&self, id: &str) -> Result<Vec<(String, String)>, Error> {
        let mut asked = self.db.prepare_cached(
            "SELECT at, body FROM journal WHERE kind = 'keep' AND instr(body, ?1) > 0 ORDER BY n",
        )?;
        // as the id stands in JSON
        let id = serde_json::to_string(id)?;
        let found: Result<Vec<_>, _> = asked
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect();
        Ok(found?)
    }

    fn size(&self) -> Result<Size, Error> {
        let of = |what: &str| {
            let mut asked = self.db.prepare_cached("SELECT n FROM tally WHERE of = ?1")?;
            asked.query_row([what], |row| row.get(0))
        };
        Ok(Size {
            documents: of("documents")?,
            claims: of("claims")?,
            events: of("events")?,
            stories: of("stories")?,
            corrections: of("corrections")?,
            journal: of("journal")?,
        })
    }

    fn last(&self) -> Result<(i64, i64, i64), Error> {
        let last = |table: &str| {
            self.db
                .query_row(&format!("SELECT coalesce(max(n), 0) FROM {table}"), [], |row| {
                    row.get(0)
                })
        };
        Ok((last("document")?, last("event")?, last("story")?))
    }
}

/// Statements are prepared once each, and not anew for other values.
fn prepared(db: &Connection) -> Result<(), Error> {
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

thread_local! {
    /// What reads compressed readings is made once.
    static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

fn unpacked(zstd: &[u8]) -> Result<String, Error> {
    let size = zstd::zstd_safe::get_frame_content_size(zstd).ok().flatten();
    let bytes = match size.and_then(|size| usize::try_from(size).ok()) {
        Some(size) if size <= LARGEST => DECOMPRESSOR.with_borrow_mut(|made| {
            let decompressor = match made {
                Some(decompressor) => decompressor,
                None => made.insert(zstd::bulk::Decompressor::new()?),
            };
            decompressor.decompress(zstd, size)
        })?,
        _ => zstd::decode_all(zstd)?,
    };
    // copied, since the standard library's own check of Arabic takes longer than both
    let text = simdutf8::basic::from_utf8(&bytes);
    text.map(str::to_owned)
        .map_err(|e| Error::broken("a reading of the archive is not UTF-8").because(e))
}

/// Pages, documents and their readings.
fn documents(tx: &Transaction<'_>, change: &Change) -> Result<(), Error> {
    let mut page = tx
        .prepare_cached("INSERT INTO page (sha256, size, zstd) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
    for p in &change.pages {
        page.execute(params![hash(&p.sha256)?, p.size.cast_signed(), p.zstd])?;
    }
    named(tx, "story", &change.stories)?;
    let mut document = tx.prepare_cached(
        "INSERT INTO document (n, id, sha256, url, outlet, title, published, time, copy_of, story, fetched)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (n) DO UPDATE SET sha256 = ?3, url = ?4, outlet = ?5, title = ?6, published = ?7, time = ?8,
         copy_of = ?9, story = ?10, fetched = ?11",
    )?;
    for d in &change.documents {
        document.execute(params![
            d.n,
            d.id,
            hash(&d.sha256)?,
            d.url,
            d.outlet,
            d.title,
            d.published,
            d.time,
            d.copy_of,
            d.story,
            d.fetched
        ])?;
    }
    let mut copy = tx.prepare_cached("UPDATE document SET copy_of = ?2 WHERE n = ?1")?;
    for (n, of) in &change.copies {
        copy.execute([n, of])?;
    }
    let mut version = tx.prepare_cached("INSERT INTO version (made) VALUES (?1) ON CONFLICT DO NOTHING")?;
    let mut reading = tx.prepare_cached(
        "INSERT INTO reading (document, version, sha256, zstd)
         VALUES (?1, (SELECT n FROM version WHERE made = ?2), ?3, ?4)",
    )?;
    for r in &change.readings {
        version.execute([&r.version])?;
        reading.execute(params![r.document, r.version, hash(&r.sha256)?, r.zstd])?;
    }
    Ok(())
}

fn named(tx: &Transaction<'_>, table: &str, all: &[Named]) -> Result<(), Error> {
    let mut row = tx.prepare_cached(&format!("INSERT INTO {table} (n, id) VALUES (?1, ?2)"))?;
    for x in all {
        row.execute(params![x.n, x.id])?;
    }
    Ok(())
}

/// Events and the claims put with them.
fn events(tx: &Transaction<'_>, phrases: &mut Phrases, change: &Change) -> Result<(), Error> {
    named(tx, "event", &change.events)?;
    let mut forget = tx.prepare_cached("DELETE FROM telling WHERE document = ?1")?;
    let mut undoubted = tx.prepare_cached("DELETE FROM doubtful WHERE document = ?1")?;
    for n in &change.retold {
        forget.execute([n])?;
        undoubted.execute([n])?;
    }
    let mut doubtful =
        tx.prepare_cached("INSERT INTO doubtful (claim, document) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for (claim, document) in &change.doubtful {
        doubtful.execute(params![claim_number(claim)?, document])?;
    }
    let mut telling = tx.prepare_cached(
        "INSERT INTO telling (claim, document, event, why) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (claim) DO UPDATE SET document = ?2, event = ?3, why = ?4",
    )?;
    for t in &change.tellings {
        let why = match t.why.is_empty() {
            true => None,
            false => Some(phrases.packed(tx, &t.why)?),
        };
        telling.execute(params![claim_number(&t.claim)?, t.document, t.event, why])?;
    }
    let mut duplicate =
        tx.prepare_cached("INSERT INTO duplicate (a, b, why) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
    for (a, b, why) in &change.duplicates {
        duplicate.execute(params![a.min(b), a.max(b), phrases.packed(tx, why)?])?;
    }
    let mut merged = tx.prepare_cached("UPDATE event SET merged = nullif(?2, ?1) WHERE n = ?1")?;
    for (n, into) in &change.merged {
        merged.execute([n, into])?;
    }
    Ok(())
}

/// What people said.
fn people(tx: &Transaction<'_>, change: &Change) -> Result<(), Error> {
    let mut row = tx.prepare_cached(
        "INSERT INTO correction (n, at, who, why, target, kind, field, value, document, follows)
         VALUES (nullif(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for c in &change.corrections {
        row.execute(params![
            c.n, c.at, c.who, c.why, c.target, c.kind, c.field, c.value, c.document, c.follows
        ])?;
    }
    Ok(())
}
