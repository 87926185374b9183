//! Lines of JSON from a stream, none longer than a limit.

use std::io::{BufRead, Read};

use serde_json::{Map, Value};

use crate::Error;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// The lines of a file with their numbers from 1, without their line feeds. It ends behind the first error.
pub(crate) struct Lines<R> {
    file: R,
    at: u64,
    done: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(file: R) -> Lines<R> {
        Lines {
            file,
            at: 0,
            done: false,
        }
    }

    fn read(&mut self) -> Result<Option<String>, Error> {
        let wrong = |why: &str| Error::value(format!("line {}: {why}", self.at));
        let mut line = Vec::new();
        let read = (&mut self.file).take(LONGEST).read_until(b'\n', &mut line);
        read.map_err(|e| wrong("cannot be read").because(e))?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.pop() != Some(b'\n') {
            return Err(wrong("has no end, or is too long"));
        }
        String::from_utf8(line)
            .map(Some)
            .map_err(|_| wrong("is no UTF-8"))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<(u64, String), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.at += 1;
        let line = self.read().transpose();
        self.done = !matches!(line, Some(Ok(_)));
        line.map(|line| line.map(|text| (self.at, text)))
    }
}

/// The JSON object on line `at`.
pub(crate) fn object(at: u64, text: &str) -> Result<Map<String, Value>, Error> {
    serde_json::from_str(text).map_err(|e| Error::value(format!("line {at} is no JSON object")).because(e))
}
