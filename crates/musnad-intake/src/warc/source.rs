//! The bytes of a WARC file, unpacked: as they are, or member by member of a gzip file.
//!
//! A WARC packed with gzip has a member for each record, by which it can be entered in the middle; some programs
//! pack the whole file into one. Both are read here, and a member that is damaged does not cost those behind it.

use crate::tape::{Tape, damaged};
use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::io::{Error, ErrorKind, Read, Result};

/// The way back that is kept in a packed file, in bytes: so far may a damaged member be read into the next.
const KEEP: usize = 1 << 20;
/// From so many unpacked bytes on, a member is held to [`MOST_TIMES`].
const FREE: u64 = 64 << 20;
/// A member that unpacks to more than this many times its size holds no pages.
const MOST_TIMES: u64 = 250;

/// Where a file's unpacked bytes come from; a read of nothing is the end of a member, or of a plain file.
#[derive(Debug)]
pub(crate) enum Source<R> {
    Plain(R),
    Gzip(Box<Members<R>>),
}

impl<R: Read> Source<R> {
    /// The bytes of `stream`, unpacked if it is `packed`; its next byte has the offset `start`.
    pub(crate) fn new(stream: R, packed: bool, start: u64) -> Source<R> {
        match packed {
            true => Source::Gzip(Box::new(Members::new(stream, start))),
            false => Source::Plain(stream),
        }
    }

    /// Where the member that is being read begins; `None` in a plain file.
    pub(crate) fn member(&self) -> Option<u64> {
        match self {
            Source::Plain(_) => None,
            Source::Gzip(members) => Some(members.start),
        }
    }

    /// Goes on to the next member; `false` at the end of the file.
    pub(crate) fn next_member(&mut self) -> Result<bool> {
        match self {
            Source::Plain(_) => Ok(false),
            Source::Gzip(members) => members.next_member(),
        }
    }

    /// After damage: goes back to where the member began and on to the next one with a record; `false` where
    /// there is none.
    pub(crate) fn resynchronise(&mut self) -> Result<bool> {
        match self {
            Source::Plain(_) => Ok(false),
            Source::Gzip(members) => members.resynchronise(),
        }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        match self {
            Source::Plain(stream) => stream.read(out),
            Source::Gzip(members) => members.read(out),
        }
    }
}

/// The members of a gzip file, one after the other.
pub(crate) struct Members<R> {
    tape: Tape<R>,
    inflate: Decompress,
    crc: Crc,
    /// The offset of the member.
    start: u64,
    open: bool,
}

impl<R> std::fmt::Debug for Members<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Members {{ start: {}, open: {} }}", self.start, self.open)
    }
}

impl<R: Read> Members<R> {
    fn new(stream: R, start: u64) -> Members<R> {
        Members {
            tape: Tape::new(stream, start, KEEP),
            inflate: Decompress::new(false),
            crc: Crc::new(),
            start,
            open: false,
        }
    }

    fn next_member(&mut self) -> Result<bool> {
        while self.tape.ahead(1)?.first() == Some(&0) {
            // some programs fill up the end of a file
            self.tape.pass(1);
        }
        self.start = self.tape.offset();
        if self.tape.ahead(1)?.is_empty() {
            return Ok(false);
        }
        let length = self.head()?;
        self.tape.pass(length);
        self.inflate.reset(false);
        self.crc.reset();
        self.open = true;
        Ok(true)
    }

    /// The length of the member's head.
    fn head(&mut self) -> Result<usize> {
        let head = self.tape.ahead(10)?;
        if !head.starts_with(b"\x1f\x8b\x08") {
            return Err(damaged("no gzip member begins here"));
        }
        let flags = *head.get(3).ok_or_else(cut)?;
        let mut length = 10;
        if flags & 4 != 0 {
            let extra = self.tape.ahead(12)?;
            let (low, high) = (extra.get(10).ok_or_else(cut)?, extra.get(11).ok_or_else(cut)?);
            length += 2 + usize::from(u16::from_le_bytes([*low, *high]));
        }
        for _ in 0..(flags >> 3 & 1) + (flags >> 4 & 1) {
            length += self.name(length)?;
        }
        length += usize::from(flags & 2);
        match self.tape.ahead(length)?.len() < length {
            true => Err(cut()),
            false => Ok(length),
        }
    }

    /// The length of the name or comment that stands at `from`, with the zero that ends it.
    fn name(&mut self, from: usize) -> Result<usize> {
        let longest = 4 << 10;
        let ahead = self.tape.ahead(from + longest)?;
        let name = ahead.get(from..).unwrap_or(&[]);
        let end = name.iter().take(longest).position(|b| *b == 0);
        end.map(|end| end + 1)
            .ok_or_else(|| damaged("the head of a gzip member has no end"))
    }

    /// Checks what stands behind a member.
    fn trailer(&mut self) -> Result<()> {
        self.open = false;
        let ahead = self.tape.ahead(8)?;
        let [a, b, c, d, e, f, g, h, ..] = *ahead else {
            return Err(cut());
        };
        let sum = u32::from_le_bytes([a, b, c, d]);
        let length = u32::from_le_bytes([e, f, g, h]);
        self.tape.pass(8);
        if sum != self.crc.sum() || length != self.crc.amount() {
            return Err(damaged("the checksum of the gzip member is wrong"));
        }
        Ok(())
    }

    fn resynchronise(&mut self) -> Result<bool> {
        self.open = false;
        self.tape.back_to(self.start + 1);
        loop {
            let ahead = self.tape.ahead(4 << 10)?;
            if ahead.len() < 4 {
                return Ok(false);
            }
            match memchr::memmem::find(ahead, b"\x1f\x8b\x08") {
                Some(0) if begins_record(ahead) => return Ok(true),
                Some(0) => self.tape.pass(1),
                Some(at) => self.tape.pass(at),
                None => {
                    let all = ahead.len();
                    self.tape.pass(all - 2);
                }
            }
        }
    }
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        while self.open && !out.is_empty() {
            let packed = self.tape.ahead(1)?;
            if packed.is_empty() {
                return Err(cut());
            }
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(packed, out, FlushDecompress::None);
            let used = self.inflate.total_in() - before_in;
            let made = self.inflate.total_out() - before_out;
            let status = status.map_err(|_| damaged("the gzip member is damaged"))?;
            // both are no more than the length of a slice
            let (used, made) = (used as usize, made as usize);
            self.tape.pass(used);
            self.crc.update(&out[..made]);
            if status == Status::StreamEnd {
                self.trailer()?;
            }
            let (all_in, all_out) = (self.inflate.total_in(), self.inflate.total_out());
            if all_out > FREE && all_out / MOST_TIMES > all_in {
                return Err(damaged(format!(
                    "the gzip member unpacks to more than {MOST_TIMES} times its size"
                )));
            }
            if made > 0 {
                return Ok(made);
            }
        }
        Ok(0)
    }
}

fn cut() -> Error {
    Error::new(ErrorKind::UnexpectedEof, "the file ends inside a gzip member")
}

/// Whether a gzip member begins at the head of `packed` and a record in it.
pub(crate) fn begins_record(packed: &[u8]) -> bool {
    let mut start = [0; 5];
    let mut unpacked = flate2::bufread::GzDecoder::new(packed);
    unpacked.read_exact(&mut start).is_ok() && &start == b"WARC/"
}
