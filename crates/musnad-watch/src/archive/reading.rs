//! Pages out of an archive, in the order in which they were fetched; whoever watches may go on meanwhile.

use super::{file_of, schema};
use crate::error::Error;
use crate::page::Page;
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use std::path::Path;
use std::time::Duration;

/// The most bytes of one body.
const LARGEST: usize = 64 << 20;

/// Whether a file that begins with `head` may be an archive.
pub fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"SQLite format 3\0")
}

/// Which versions of pages are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The last of each page.
    Latest,
    /// All.
    All,
}

/// The pages of an archive, one after the other; memory holds one.
#[derive(Debug)]
pub struct Pages {
    db: Connection,
    which: Which,
    after: i64,
    ended: bool,
}

/// Opens an archive, named by its file or folder, to read from it.
///
/// # Errors
/// If there is none, or it is none.
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    let file = file_of(path);
    if !file.is_file() {
        return Err(Error::new("archive", format!("{}: no archive", file.display())));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(&file, flags)?;
    db.busy_timeout(Duration::from_secs(30))?;
    match schema::check(&db)? {
        0 => Err(Error::new(
            "archive",
            format!("{}: an empty archive", file.display()),
        )),
        _ => Ok(db),
    }
}

impl Pages {
    /// Opens an archive, named by its file or folder.
    ///
    /// # Errors
    /// If there is none, or it is none.
    pub fn open(path: &Path, which: Which) -> Result<Pages, Error> {
        Ok(Pages {
            db: open(path)?,
            which,
            after: 0,
            ended: false,
        })
    }

    /// The next page whose body is not `known` by its SHA-256, in hexadecimal digits; what is known is neither read
    /// nor unpacked. After the last there may be more later, when more was fetched.
    pub fn next_unless(&mut self, mut known: impl FnMut(&str) -> bool) -> Option<Result<Page, Error>> {
        if self.ended {
            return None;
        }
        let before = self.after;
        let read = self.read(&mut known).transpose();
        // one damaged body is passed over, a damaged file is left
        self.ended = matches!(read, Some(Err(_))) && self.after == before;
        read
    }

    fn read(&mut self, known: &mut dyn FnMut(&str) -> bool) -> Result<Option<Page>, Error> {
        let sql = match self.which {
            Which::All => NEXT,
            Which::Latest => LATEST,
        };
        loop {
            let next = self
                .db
                .prepare_cached(sql)?
                .query_row([self.after], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))
                .optional()?;
            let Some((id, hash)): Option<(i64, Vec<u8>)> = next else {
                return Ok(None);
            };
            let hash: String = hash.iter().map(|b| format!("{b:02x}")).collect();
            if !known(&hash) {
                return self.unpacked(id).map(Some);
            }
            self.after = id;
        }
    }

    fn unpacked(&mut self, id: i64) -> Result<Page, Error> {
        let (mut page, packed): (Page, Vec<u8>) = self
            .db
            .prepare_cached(PAGE)?
            .query_row([id], |row| Ok((page(row)?, row.get(9)?)))?;
        self.after = id;
        page.bytes = zstd::bulk::decompress(&packed, LARGEST).map_err(|e| {
            Error::new("archive", format!("the body of {} is damaged: {e}", page.url)).because(e)
        })?;
        Ok(page)
    }
}

impl Iterator for Pages {
    type Item = Result<Page, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_unless(|_| false)
    }
}

const NEXT: &str = "SELECT v.id, v.sha256 FROM version v WHERE v.id > ?1 ORDER BY v.id LIMIT 1";

const LATEST: &str = "SELECT v.id, v.sha256 FROM version v
    WHERE v.id > ?1 AND NOT EXISTS (SELECT 1 FROM version w WHERE w.page = v.page AND w.id > v.id)
    ORDER BY v.id LIMIT 1";

const PAGE: &str = "SELECT v.id, v.url, v.final_url, v.fetched, v.status, v.headers, v.content_type, o.name,
        p.published, b.zstd
    FROM version v JOIN page p ON p.id = v.page JOIN outlet o ON o.id = p.outlet JOIN body b ON b.sha256 = v.sha256
    WHERE v.id = ?1";

fn page(row: &Row) -> rusqlite::Result<Page> {
    let headers: String = row.get(5)?;
    let line = |l: &str| l.split_once(": ").map(|(n, v)| (n.to_owned(), v.to_owned()));
    let moment = |ms: i64| Timestamp::from_millisecond(ms).ok();
    let published: Option<i64> = row.get(8)?;
    Ok(Page {
        url: row.get(1)?,
        final_url: row.get(2)?,
        fetched: moment(row.get(3)?).unwrap_or_default(),
        status: row.get(4)?,
        headers: headers.lines().filter_map(line).collect(),
        content_type: row.get(6)?,
        outlet: row.get(7)?,
        published: published.and_then(moment),
        bytes: Vec::new(),
    })
}
