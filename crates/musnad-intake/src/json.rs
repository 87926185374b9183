//! Records in JSON: one a line, or objects of any shape, in a list or one after the other.

use crate::{Content, Item};
use musnad_page::{Content as Line, LARGEST, RecordLine, RecordLines};
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Read};

/// The records of `stream`, which begins with `head`.
pub(crate) fn records(stream: Box<dyn Read + Send>, head: &[u8]) -> Box<dyn Iterator<Item = Item> + Send> {
    let stream = BufReader::with_capacity(64 << 10, stream);
    let (name, found): (_, Box<dyn Iterator<Item = std::io::Result<RecordLine>> + Send>) =
        match is_lines(head) {
            true => (None, Box::new(RecordLines::of(stream))),
            false => (Some("record"), Box::new(Objects::of(stream))),
        };
    let (mut number, mut broken) = (0, false);
    Box::new(found.map_while(move |line| {
        number += 1;
        // a stream that is broken once gives the same error for ever
        if std::mem::replace(&mut broken, line.is_err()) {
            return None;
        }
        let item = match line {
            Ok(line) => Item::new(Content::Record(line)),
            Err(e) => Item::failed("unreadable", e.to_string()),
        };
        Some(match name {
            Some(name) => item.at(format!("{name} {number}")),
            None => item,
        })
    }))
}

/// Whether each record has a line of its own: told by the first two lines.
fn is_lines(head: &[u8]) -> bool {
    let head = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    if head.starts_with(b"[") {
        return false;
    }
    let mut lines = head.split(|b| *b == b'\n');
    let first = lines.next().unwrap_or(&[]);
    let second = lines.next().unwrap_or(&[]).trim_ascii_start();
    let cut = serde_json::from_slice::<serde::de::IgnoredAny>(first).is_err_and(|e| e.is_eof());
    !cut || second.is_empty() || second.starts_with(b"{")
}

/// The values of a stream, told apart by their brackets.
struct Objects<R> {
    stream: R,
    line: usize,
    ended: bool,
}

/// Where in a value one is.
#[derive(Default)]
struct Depth {
    brackets: usize,
    string: bool,
    escaped: bool,
}

impl<R: BufRead> Objects<R> {
    fn of(stream: R) -> Objects<R> {
        Objects {
            stream,
            line: 1,
            ended: false,
        }
    }

    fn read(&mut self) -> std::io::Result<Option<RecordLine>> {
        let mut value = Value::default();
        let (mut depth, mut number) = (Depth::default(), self.line);
        loop {
            let chunk = match self.stream.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if chunk.is_empty() {
                return Ok(value.done(number));
            }
            let (mut used, mut start, mut done) = (0, 0, false);
            for byte in chunk {
                used += 1;
                let between = value.is_empty() && used - start == 1 && is_between(*byte);
                done = !between && depth.ends(*byte);
                self.line += usize::from(*byte == b'\n');
                if between {
                    (start, number) = (used, self.line);
                }
                if done {
                    break;
                }
            }
            value.add(&chunk[start..used]);
            self.stream.consume(used);
            if done {
                return Ok(value.done(number));
            }
        }
    }
}

fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b",[]\xEF\xBB\xBF".contains(&byte)
}

impl Depth {
    /// Whether a value ends with `byte`: with its last bracket, or with a line's end where it has none.
    fn ends(&mut self, byte: u8) -> bool {
        let escaped = std::mem::take(&mut self.escaped);
        match byte {
            _ if escaped => {}
            b'\\' if self.string => self.escaped = true,
            b'"' => self.string = !self.string,
            // no string of JSON has a line's end in it
            b'\n' => {
                self.string = false;
                return self.brackets == 0;
            }
            _ if self.string => {}
            b'{' | b'[' => self.brackets += 1,
            b'}' | b']' => {
                self.brackets = self.brackets.saturating_sub(1);
                return self.brackets == 0;
            }
            _ => {}
        }
        false
    }
}

/// The bytes of a value; those of one that is too large are hashed alone.
#[derive(Default)]
struct Value {
    bytes: Vec<u8>,
    passed_over: Option<Sha256>,
}

impl Value {
    fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.passed_over.is_none()
    }

    fn add(&mut self, part: &[u8]) {
        if let Some(hash) = &mut self.passed_over {
            hash.update(part);
        } else if self.bytes.len() + part.len() > LARGEST {
            let hash = Sha256::new().chain_update(&self.bytes).chain_update(part);
            *self = Value {
                bytes: Vec::new(),
                passed_over: Some(hash),
            };
        } else {
            self.bytes.extend_from_slice(part);
        }
    }

    fn done(self, number: usize) -> Option<RecordLine> {
        let content = match self.passed_over {
            Some(hash) => Line::TooLarge(hash.finalize().iter().map(|b| format!("{b:02x}")).collect()),
            None if self.bytes.trim_ascii().is_empty() => return None,
            None => Line::Bytes(self.bytes),
        };
        Some(RecordLine { number, content })
    }
}

impl<R: BufRead> Iterator for Objects<R> {
    type Item = std::io::Result<RecordLine>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read();
        self.ended = !matches!(read, Ok(Some(_)));
        read.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(usize, String)> {
        // every cut between two reads is tried by reading byte by byte
        let one = |capacity| {
            let stream = BufReader::with_capacity(capacity, text.as_bytes());
            let lines = Objects::of(stream).map(|line| {
                let line = line.unwrap();
                let Line::Bytes(bytes) = line.content else {
                    panic!()
                };
                (line.number, String::from_utf8(bytes).unwrap())
            });
            lines.collect::<Vec<_>>()
        };
        assert_eq!(one(1), one(4096));
        one(7)
    }

    #[test]
    fn objects_are_told_apart() {
        let got = values("[\n {\"a\": \"}\\\"{\",\n  \"b\":[1,{}]} , {\"a\":2}\n,\n3\n{\"a\":");
        let want = [
            (2, "{\"a\": \"}\\\"{\",\n  \"b\":[1,{}]}"),
            (3, "{\"a\":2}"),
            (5, "3\n"),
            (6, "{\"a\":"),
        ];
        assert_eq!(got, want.map(|(n, t)| (n, t.to_owned())));
        assert_eq!(values(" [ ] \n"), []);
    }

    #[test]
    fn lines_are_told_from_objects() {
        for (head, lines) in [
            ("{\"id\":1}\n{\"id\":2}", true),
            ("{\"id\":1}", true),
            ("{\"id\":\n{\"id\":2}", true),
            ("{\"id\":1 broken\n{\"id\":2}", true),
            ("{\"id\": \"no end", true),
            ("{\n \"id\":1}", false),
            ("{\"id\":1,\n\"text\":2}", false),
            ("[{\"id\":1}]", false),
        ] {
            assert_eq!(is_lines(head.as_bytes()), lines, "{head}");
        }
    }
}
