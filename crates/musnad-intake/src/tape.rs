//! A stream with a look ahead and a way back: bytes are read in chunks, and the last of them are kept.

use std::io::{Error, ErrorKind, Read, Result};

/// How much is read at a time, in bytes.
const CHUNK: usize = 128 << 10;

/// A stream that can be looked into without taking from it, and gone back in by at least `keep` bytes.
///
/// It holds no more than three times `keep`, a chunk, and what is looked at ahead.
#[derive(Debug)]
pub(crate) struct Tape<R> {
    inner: R,
    keep: usize,
    buffer: Vec<u8>,
    /// How many bytes of the buffer were read; behind them is room.
    end: usize,
    /// Where in the buffer the next byte is.
    at: usize,
    /// The offset of the buffer's first byte.
    start: u64,
    ended: bool,
}

impl<R: Read> Tape<R> {
    /// A tape over `inner`, whose next byte has the offset `start`.
    pub(crate) fn new(inner: R, start: u64, keep: usize) -> Tape<R> {
        Tape {
            inner,
            keep,
            buffer: Vec::new(),
            end: 0,
            at: 0,
            start,
            ended: false,
        }
    }

    /// The offset of the next byte.
    pub(crate) fn offset(&self) -> u64 {
        self.start + self.at as u64
    }

    pub(crate) fn inner(&self) -> &R {
        &self.inner
    }

    pub(crate) fn inner_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    /// What lies ahead: at least `least` bytes where the stream has as many.
    ///
    /// # Errors
    /// If the stream cannot be read; what was read before stays.
    pub(crate) fn ahead(&mut self, least: usize) -> Result<&[u8]> {
        while !self.ended && self.end - self.at < least {
            self.fill()?;
        }
        Ok(&self.buffer[self.at..self.end])
    }

    fn fill(&mut self) -> Result<()> {
        if self.at > 2 * self.keep + CHUNK {
            let gone = self.at - self.keep;
            self.buffer.copy_within(gone..self.end, 0);
            self.buffer.truncate(self.end - gone + CHUNK);
            self.start += gone as u64;
            self.at -= gone;
            self.end -= gone;
        }
        if self.buffer.len() - self.end < CHUNK / 2 {
            self.buffer.resize(self.end + CHUNK, 0);
        }
        loop {
            match self.inner.read(&mut self.buffer[self.end..]) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
                Ok(read) => {
                    self.end += read;
                    self.ended = read == 0;
                    return Ok(());
                }
            }
        }
    }

    /// Goes on by `count` bytes, no further than what was looked at.
    pub(crate) fn pass(&mut self, count: usize) {
        self.at = (self.at + count).min(self.end);
    }

    /// Goes back to `offset`, or as far as what is kept reaches.
    pub(crate) fn back_to(&mut self, offset: u64) {
        let back = usize::try_from(offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.at = self.at.min(back);
    }

    /// Gives `bytes`, which were the last to be taken, back.
    pub(crate) fn give_back(&mut self, bytes: Vec<u8>) {
        let offset = self.offset() - bytes.len() as u64;
        let ahead = std::mem::replace(&mut self.buffer, bytes);
        self.buffer.extend_from_slice(&ahead[self.at..self.end]);
        (self.at, self.end, self.start) = (0, self.buffer.len(), offset);
    }

    /// Goes on where the inner stream had come to an end, but has more now.
    pub(crate) fn reopen(&mut self) {
        self.ended = false;
    }

    /// Adds the next `count` bytes to `out`, or as many as there are; says how many.
    ///
    /// # Errors
    /// If the stream cannot be read; what was read before is in `out`.
    pub(crate) fn read_to(&mut self, out: &mut Vec<u8>, count: usize) -> Result<usize> {
        let mut left = count;
        while left > 0 {
            let ahead = self.ahead(1)?;
            if ahead.is_empty() {
                break;
            }
            let part = ahead.len().min(left);
            out.extend_from_slice(&ahead[..part]);
            self.pass(part);
            left -= part;
        }
        Ok(count - left)
    }
}

/// An error of bytes that are not what they should be.
pub(crate) fn damaged(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidData, message.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_and_back_and_holds_little() {
        let source = (0..8u32 << 20).map(|n| (n % 251) as u8).collect::<Vec<u8>>();
        let mut tape = Tape::new(&source[..], 0, 1 << 20);
        while !tape.ahead(1).unwrap().is_empty() {
            tape.pass(70_000);
            assert!(tape.buffer.len() <= (3 << 20) + 2 * CHUNK);
        }
        let end = tape.offset();
        assert_eq!(end, source.len() as u64);
        tape.back_to(end - (1 << 20));
        assert_eq!(tape.offset(), end - (1 << 20));
        let from = source.len() - (1 << 20);
        assert_eq!(tape.ahead(1 << 20).unwrap(), &source[from..]);
        tape.back_to(0);
        assert!(tape.offset() > 0, "what is gone is gone");
    }

    #[test]
    fn what_was_taken_can_be_given_back() {
        let mut tape = Tape::new(&b"abcdef"[..], 10, 0);
        let mut out = Vec::new();
        assert_eq!(tape.read_to(&mut out, 4).unwrap(), 4);
        tape.give_back(out);
        assert_eq!((tape.offset(), tape.ahead(9).unwrap()), (10, &b"abcdef"[..]));
    }
}
