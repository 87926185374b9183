//! Text that was read in the wrong encoding once, written down so, and is UTF-8 now: «Ø§Ù„Ø®Ø¨Ø±», «ط§ظ„ط®ط¨ط±»,
//! «ÇáÎÈÑ».
//!
//! In comes good UTF-8; where the wrong reading can be taken back without a rest and gives Arabic words, out
//! comes the text with these words set right. Good pages pay for one search of two bytes.

use super::alphabet::{self, SAMPLE, high_half};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1256};
use std::collections::HashMap;

/// How often one run may have been read wrongly.
const TURNS: usize = 3;

/// In how many lines there must be words that were read wrongly before single letters are believed elsewhere.
const THROUGHOUT: usize = 5;

/// What was turned back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TurnedBack {
    /// The whole text, set right.
    pub(super) text: String,
    /// The line of the first word that was set right, from 1.
    pub(super) line: usize,
    /// What the bytes were in.
    pub(super) written: &'static str,
    /// What they had been read in.
    pub(super) read_as: &'static str,
}

/// A wrong reading: bytes in `written` taken for `read_as`.
#[derive(Clone, Copy, Debug)]
struct Mistake {
    written: &'static Encoding,
    read_as: &'static Encoding,
}

/// A run of characters above ASCII that was turned back.
struct Back {
    start: usize,
    end: usize,
    text: String,
    /// How many Arabic letters it has.
    letters: usize,
}

/// `text` with its wrongly read words set right, if it has any.
pub(super) fn turned_back(text: &str) -> Option<TurnedBack> {
    let mistake = suspected(text)?;
    let bytes = byte_table(mistake.read_as);
    let lines = || text.split_inclusive('\n');
    // single letters are believed beside words, or where there are words throughout
    let has_word = |line: &str| backs(line, mistake, &bytes).iter().any(|b| b.letters >= 3);
    let throughout = lines().filter(|line| has_word(line)).take(THROUGHOUT).count() == THROUGHOUT;
    let mut out = String::with_capacity(text.len());
    let mut first: Option<usize> = None;
    for (number, line) in lines().enumerate() {
        let backs = backs(line, mistake, &bytes);
        if backs.is_empty() || !throughout && backs.iter().all(|b| b.letters < 3) {
            out.push_str(line);
            continue;
        }
        first.get_or_insert(number + 1);
        let mut done = 0;
        for back in backs {
            out.push_str(&line[done..back.start]);
            out.push_str(&back.text);
            done = back.end;
        }
        out.push_str(&line[done..]);
    }
    Some(TurnedBack {
        text: out,
        line: first?,
        written: mistake.written.name(),
        read_as: mistake.read_as.name(),
    })
}

/// The mistake that the rarest bytes speak for.
fn suspected(text: &str) -> Option<Mistake> {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied();
    for at in memchr::memchr2_iter(0xC2, 0xC3, bytes) {
        let next = byte(at + 1);
        if byte(at) == Some(0xC2) {
            // «ط§»: alef, with a letter that no mark as this follows
            let after = at >= 2 && bytes[at - 2] == 0xD8 && matches!(bytes[at - 1], 0xB7 | 0xB8);
            if after && !matches!(next, Some(0xA0 | 0xAB | 0xBB)) {
                return Some(mistake(UTF_8, WINDOWS_1256));
            }
        } else if next == Some(0x83) && matches!(byte(at + 2), Some(0xC2 | 0xCB | 0xE2)) {
            // «Ã˜», «Ã™»: so read two times
            return Some(mistake(UTF_8, WINDOWS_1252));
        } else if matches!(next, Some(0x98 | 0x99))
            && matches!(byte(at + 2), Some(0xC2 | 0xC5 | 0xC6 | 0xCB | 0xE2))
        {
            return Some(mistake(UTF_8, WINDOWS_1252));
        } else if byte(at + 2) == Some(0xC3) && byte(at + 4) == Some(0xC3) {
            return single_byte(text);
        }
    }
    None
}

fn mistake(written: &'static Encoding, read_as: &'static Encoding) -> Mistake {
    Mistake { written, read_as }
}

/// Three accented letters in a row: Arabic in a single-byte encoding, if it is Arabic so.
fn single_byte(text: &str) -> Option<Mistake> {
    let table = byte_table(WINDOWS_1252);
    let sample: Vec<u8> = text
        .chars()
        .map(|c| {
            if c.is_ascii() {
                b' '
            } else {
                table.get(&c).copied().unwrap_or(b' ')
            }
        })
        .filter(|b| !b.is_ascii() || *b == b' ')
        .take(SAMPLE)
        .collect();
    let written = alphabet::arabic_after_all(&sample)?;
    Some(mistake(written, WINDOWS_1252))
}

/// The byte of each character above ASCII; those that Latin-1 leaves to control characters, under both readings.
fn byte_table(encoding: &'static Encoding) -> HashMap<char, u8> {
    let controls = (0x80..=0x9F_u8).map(|b| (char::from(b), b));
    let high = high_half(encoding).into_iter().zip(0x80..=0xFF_u8);
    controls.chain(high).collect()
}

/// The runs of `line` that can be turned back.
fn backs(line: &str, mistake: Mistake, table: &HashMap<char, u8>) -> Vec<Back> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = line[at..].find(|c: char| !c.is_ascii()) {
        let start = at + found;
        let end = line[start..]
            .find(|c: char| c.is_ascii())
            .map_or(line.len(), |n| start + n);
        at = end;
        if let Some((text, letters)) = back(&line[start..end], mistake, table, TURNS) {
            out.push(Back {
                start,
                end,
                text,
                letters,
            });
        }
    }
    out
}

/// One run as it was meant; marks that were added later, «»» after the last word, stay.
fn back(run: &str, mistake: Mistake, table: &HashMap<char, u8>, turns: usize) -> Option<(String, usize)> {
    let turns = turns.checked_sub(1)?;
    let is_later = |c: char| {
        matches!(
            c,
            '«' | '»' | '“' | '”' | '،' | '؛' | '؟' | '\u{A0}' | '\u{200E}' | '\u{200F}'
        )
    };
    let end = run.trim_end_matches(is_later).len();
    let start = run.len() - run.trim_start_matches(is_later).len();
    for (start, end) in [(0, run.len()), (0, end), (start, end)] {
        let inside = run.get(start..end)?;
        let bytes: Option<Vec<u8>> = inside.chars().map(|c| table.get(&c).copied()).collect();
        let Some(bytes) = bytes else { continue };
        let (text, bad) = mistake.written.decode_without_bom_handling(&bytes);
        if bad {
            continue;
        }
        let letters = text.chars().filter(|c| is_letter(*c)).count();
        let is_done = !text.is_ascii() && text != inside && text.chars().all(fits);
        // read wrongly more than once: each turn shortens it
        if !text.is_ascii()
            && text.len() < inside.len()
            && let Some(again) = back(&text, mistake, table, turns)
            && (again.1 > 1 || letters < 2 || !is_done)
        {
            return Some(again);
        }
        if !is_done {
            continue;
        }
        return Some(([&run[..start], &text, &run[end..]].concat(), letters));
    }
    None
}

fn is_letter(c: char) -> bool {
    matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}')
}

/// What Arabic text has above ASCII: its own block, its presentation forms, marks and symbols.
fn fits(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06FF}' | '\u{A0}'..='\u{BF}' | '×' | '÷' | '\u{2000}'..='\u{2BFF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{1F000}'..='\u{1FAFF}')
}
