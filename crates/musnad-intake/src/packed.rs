//! What is packed as a whole, with gzip or zstd, as a stream of what is inside.

use crate::tape::damaged;
use std::io::{BufReader, Read, Result};

/// From so many unpacked bytes on, a stream is held to [`MOST_TIMES`].
const FREE: u64 = 64 << 20;
/// What unpacks to more than this many times its size holds no pages.
const MOST_TIMES: u64 = 250;
/// The most memory that a zstd stream may ask for, as a power of two: 128 MiB, what its own program allows.
const WINDOW: u32 = 27;

/// What is inside the gzip file `stream`.
pub(crate) fn gzip(stream: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    let packed = BufReader::with_capacity(64 << 10, Counted::new(stream));
    Box::new(Unpacked {
        decoder: flate2::bufread::MultiGzDecoder::new(packed),
        used: |d| d.get_ref().get_ref().count,
        made: 0,
    })
}

/// What is inside the zstd file `stream`.
///
/// # Errors
/// If nothing can be unpacked here.
pub(crate) fn zstd(stream: impl Read + Send + 'static) -> Result<Box<dyn Read + Send>> {
    let packed = BufReader::with_capacity(64 << 10, Counted::new(stream));
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
    decoder.window_log_max(WINDOW)?;
    Ok(Box::new(Unpacked {
        decoder,
        used: |d| d.get_ref().get_ref().count,
        made: 0,
    }))
}

struct Counted<R> {
    stream: R,
    count: u64,
}

impl<R> Counted<R> {
    fn new(stream: R) -> Counted<R> {
        Counted { stream, count: 0 }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let read = self.stream.read(out)?;
        self.count += read as u64;
        Ok(read)
    }
}

/// A decoder that is held to how much it may make of what it used.
struct Unpacked<D> {
    decoder: D,
    used: fn(&D) -> u64,
    made: u64,
}

impl<D: Read> Read for Unpacked<D> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let made = self.decoder.read(out)?;
        self.made += made as u64;
        if self.made > FREE && self.made / MOST_TIMES > (self.used)(&self.decoder) {
            return Err(damaged(format!(
                "it unpacks to more than {MOST_TIMES} times its size"
            )));
        }
        Ok(made)
    }
}
