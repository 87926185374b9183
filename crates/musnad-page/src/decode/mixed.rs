//! Bytes that are not UTF-8 throughout: another encoding, UTF-8 with damage, or a page glued from both.
//!
//! The bytes are looked at run by run, a run being what stands between two ASCII characters. Old includes leave
//! stretches of windows-1256 in pages of UTF-8; each run that is no UTF-8 is read so where that gives Arabic.

use super::alphabet::{self, SAMPLE, high_half};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::borrow::Cow;

/// What a run of bytes above ASCII is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// UTF-8 of two characters or more, or with a letter cut off.
    Utf8,
    /// One character in UTF-8, or two bytes of something else.
    Either,
    /// No UTF-8.
    Foreign,
}

/// What the runs of a page are.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// How many are UTF-8 beyond doubt.
    pub(super) utf8: usize,
    /// How many are no UTF-8.
    pub(super) foreign: usize,
    /// How many might be either.
    pub(super) either: usize,
    /// The first of the bytes that are no UTF-8, each run with a space after it.
    pub(super) sample: Vec<u8>,
}

/// Counts the runs of `bytes`.
pub(super) fn survey(bytes: &[u8]) -> Runs {
    let mut out = Runs::default();
    for (start, end) in runs(bytes) {
        let run = &bytes[start..end];
        match kind(run) {
            Kind::Utf8 => out.utf8 += 1,
            Kind::Either => out.either += 1,
            Kind::Foreign => {
                out.foreign += 1;
                if out.sample.len() < SAMPLE {
                    out.sample.extend_from_slice(run.get(..SAMPLE).unwrap_or(run));
                    out.sample.push(b' ');
                }
            }
        }
    }
    out
}

/// Where the runs of bytes above ASCII begin and end.
fn runs(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|b| !b.is_ascii())?;
        let length = bytes[start..].iter().position(u8::is_ascii);
        at = length.map_or(bytes.len(), |length| start + length);
        Some((start, at))
    })
}

fn kind(run: &[u8]) -> Kind {
    let (mut characters, mut good, mut bad) = (0, 0, 0);
    for chunk in run.utf8_chunks() {
        characters += chunk.valid().chars().count();
        good += chunk.valid().len();
        bad += chunk.invalid().len();
    }
    match (characters, bad) {
        (1, 0) => Kind::Either,
        // «قد»» in windows-1256 ends in two bytes that are UTF-8 by chance; two characters are no chance
        (2.., _) if good > bad => Kind::Utf8,
        _ => Kind::Foreign,
    }
}

/// A page read as UTF-8 and, where it is none, as another encoding.
#[derive(Debug, Default)]
pub(super) struct Mixed {
    /// The characters.
    pub(super) text: String,
    /// How many stretches were read in the other encoding.
    pub(super) stretches: usize,
    /// The line of the first of them, from 1.
    pub(super) line: usize,
    /// Whether anything is in neither.
    pub(super) bad: bool,
}

/// Reads `bytes` as UTF-8 with stretches in `other`, or with stray marks of Windows if there is no other.
pub(super) fn read(bytes: &[u8], other: Option<&'static Encoding>) -> Mixed {
    let mut out = Mixed::default();
    out.text.reserve(bytes.len() + bytes.len() / 8);
    for (number, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let before = out.stretches;
        match std::str::from_utf8(line) {
            Ok(good) => out.text.push_str(good),
            Err(_) => out.read_line(line, other),
        }
        if before == 0 && out.stretches > 0 {
            out.line = number + 1;
        }
    }
    out
}

impl Mixed {
    /// A line with bytes that are no UTF-8: cut into stretches of one kind.
    fn read_line(&mut self, line: &[u8], other: Option<&'static Encoding>) {
        let mut done = 0;
        while done < line.len() {
            let (end, kind) = stretch(line, done);
            let part = &line[done..end];
            done = end;
            match other {
                Some(other) if kind == Kind::Foreign && alphabet::is_arabic_too(part, other) => {
                    let (text, bad) = other.decode_without_bom_handling(part);
                    self.text.push_str(&text);
                    self.bad |= bad;
                    self.stretches += 1;
                }
                _ => self.push_damaged(part),
            }
        }
    }

    /// UTF-8 with bytes that are none: marks of Windows are read, the rest is replaced.
    fn push_damaged(&mut self, part: &[u8]) {
        for chunk in part.utf8_chunks() {
            self.text.push_str(chunk.valid());
            match chunk.invalid() {
                [] => {}
                // at the very start it is rather the end of a character that was cut
                [byte] if !self.text.is_empty() && is_stray_mark(*byte) => {
                    self.text.push(high_half(WINDOWS_1252)[usize::from(*byte - 0x80)]);
                    self.stretches += 1;
                }
                _ => {
                    self.text.push('\u{FFFD}');
                    self.bad = true;
                }
            }
        }
    }
}

/// Dots, quotation marks, dashes, the hard space and signs as ©, the same in windows-1252 and windows-1256.
fn is_stray_mark(byte: u8) -> bool {
    matches!(
        byte,
        0x85 | 0x91..=0x97 | 0xA0 | 0xA9 | 0xAB | 0xAE | 0xB0 | 0xB7 | 0xBB
    )
}

/// One past the stretch of `line` that begins at `from`, and whether it is UTF-8 or foreign.
fn stretch(line: &[u8], from: usize) -> (usize, Kind) {
    let mut found: Option<Kind> = None;
    for (start, end) in runs(&line[from..]) {
        let now = kind(&line[from + start..from + end]);
        match found {
            _ if now == Kind::Either => {}
            None => found = Some(now),
            Some(before) if before != now => return (from + start, before),
            Some(_) => {}
        }
    }
    (line.len(), found.unwrap_or(Kind::Utf8))
}

/// The name of what the stretches were read in.
pub(super) fn name(other: Option<&'static Encoding>) -> Cow<'static, str> {
    other.unwrap_or(WINDOWS_1252).name().into()
}
