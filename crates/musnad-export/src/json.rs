//! An array of JSON, written item by item.

use crate::Error;
use serde_json::Value;
use std::io::{BufWriter, Write};

/// An array that is open, between a head and a tail.
pub(crate) struct Array<W: Write> {
    out: BufWriter<W>,
    tail: &'static str,
    empty: bool,
}

impl<W: Write> Array<W> {
    /// Begins with `head`, which opens the array; `tail` closes it.
    pub(crate) fn begin(out: W, head: &str, tail: &'static str) -> Result<Array<W>, Error> {
        let mut out = BufWriter::new(out);
        out.write_all(head.as_bytes())?;
        Ok(Array {
            out,
            tail,
            empty: true,
        })
    }

    /// Writes an item on a line of its own.
    pub(crate) fn push(&mut self, item: &Value) -> Result<(), Error> {
        self.out.write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.empty = false;
        serde_json::to_writer(&mut self.out, item)?;
        Ok(())
    }

    /// Writes the tail and flushes.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        if !self.empty {
            self.out.write_all(b"\n")?;
        }
        self.out.write_all(self.tail.as_bytes())?;
        self.out.flush()?;
        Ok(())
    }
}
