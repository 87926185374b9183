//! What is read from: a stream, or a file that can be searched; and its first bytes, which tell what it is.

use crate::kind::HEAD;
use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use std::fmt;
use std::io::{Cursor, ErrorKind, Read, Result, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

/// What can be read from anywhere.
pub trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

/// What is read from.
pub struct Input {
    file: Option<Shared>,
    stream: Box<dyn Read + Send>,
}

impl Input {
    /// A stream that is read once.
    pub fn stream(stream: impl Read + Send + 'static) -> Input {
        Input {
            file: None,
            stream: Box::new(stream),
        }
    }

    /// A file: WACZ and Parquet need one.
    ///
    /// # Errors
    /// If its length cannot be found.
    pub fn file(file: impl Seekable + 'static) -> Result<Input> {
        let file = Shared::new(Box::new(file))?;
        let stream = Box::new(file.section(0, file.length));
        Ok(Input {
            file: Some(file),
            stream,
        })
    }

    /// Reads the first bytes.
    pub(crate) fn open(mut self) -> Result<Opened> {
        let head = head(&mut self.stream)?;
        Ok(Opened {
            stream: Box::new(Cursor::new(head.clone()).chain(self.stream)),
            head,
            file: self.file,
        })
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.file.is_some() { "file" } else { "stream" };
        write!(f, "Input({kind})")
    }
}

/// An input whose first bytes were read.
pub(crate) struct Opened {
    pub(crate) head: Vec<u8>,
    /// The file, where it is one.
    pub(crate) file: Option<Shared>,
    /// All of it, from the first byte on.
    pub(crate) stream: Box<dyn Read + Send>,
}

/// The first bytes of `stream`: [`HEAD`] of them, or fewer where a whole record came before, since whoever writes
/// into a pipe may wait for what becomes of it.
pub(crate) fn head(stream: &mut dyn Read) -> Result<Vec<u8>> {
    let mut head = vec![0; HEAD];
    let mut length = 0;
    while length < HEAD {
        match stream.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
        if head.starts_with(b"{") && head[..length].ends_with(b"}\n") {
            break;
        }
    }
    head.truncate(length);
    Ok(head)
}

/// A file that several readers look into.
#[derive(Clone)]
pub(crate) struct Shared {
    file: Arc<Mutex<Placed>>,
    length: u64,
}

struct Placed {
    file: Box<dyn Seekable>,
    at: u64,
}

impl Shared {
    fn new(mut file: Box<dyn Seekable>) -> Result<Shared> {
        let length = file.seek(SeekFrom::End(0))?;
        let file = Arc::new(Mutex::new(Placed { file, at: length }));
        Ok(Shared { file, length })
    }

    /// The bytes `from..to`, as a stream.
    pub(crate) fn section(&self, from: u64, to: u64) -> Section {
        Section {
            file: self.clone(),
            at: from,
            end: to.min(self.length),
        }
    }

    /// The bytes from `from` on.
    pub(crate) fn rest(&self, from: u64) -> Section {
        self.section(from, self.length)
    }

    fn read_at(&self, at: u64, out: &mut [u8]) -> Result<usize> {
        let mut placed = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if placed.at != at {
            placed.at = placed.file.seek(SeekFrom::Start(at))?;
        }
        let read = placed.file.read(out)?;
        placed.at += read as u64;
        Ok(read)
    }
}

/// A part of a file.
pub(crate) struct Section {
    file: Shared,
    at: u64,
    end: u64,
}

impl Read for Section {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let part = out.len().min(left);
        if part == 0 {
            return Ok(0);
        }
        let read = self.file.read_at(self.at, &mut out[..part])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let from = |base: u64, by: i64| base.checked_add_signed(by);
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => from(self.end, by),
            SeekFrom::Current(by) => from(self.at, by),
        };
        self.at = at.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Shared {
    type T = std::io::BufReader<Section>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        Ok(std::io::BufReader::new(self.rest(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        // a length that the file cannot have is not believed
        let end = start.saturating_add(length as u64);
        if end > self.length {
            return Err(ParquetError::EOF(format!("bytes {start} to {end} are not there")));
        }
        let mut bytes = Vec::with_capacity(length);
        self.section(start, end).read_to_end(&mut bytes)?;
        Ok(Bytes::from(bytes))
    }
}
