//! Highlights: which words of a text a question found, and the passage that shows it best.
//!
//! In comes the text that the caller keeps, out come byte ranges in it, on char boundaries: whole written words
//! with their marks and with what is written on to them.

use crate::analyse::{Analyzer, Forms};
use crate::ask::{Asked, Atom};
use musnad_text::is_invisible;
use std::ops::Range;
use std::sync::Arc;

/// Shows in texts what a question finds there; made once, used for each hit.
#[derive(Clone, Debug)]
pub struct Highlighter {
    analyzer: Arc<Analyzer>,
    atoms: Vec<Atom>,
}

/// A passage of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// What was found in it, in bytes of the text, not of the passage.
    pub highlights: Vec<Range<usize>>,
}

/// Something found: where, and for which atom.
struct Match {
    at: Range<usize>,
    atom: usize,
}

impl Highlighter {
    pub(crate) fn new(analyzer: Arc<Analyzer>, asked: Asked) -> Highlighter {
        let items = asked.groups.into_iter().flatten().filter(|item| !item.unwanted);
        let mut atoms = Vec::new();
        items.for_each(|item| flatten(item.atom, &mut atoms));
        Highlighter { analyzer, atoms }
    }

    /// What of `text` was found, in order, without overlaps; a phrase is one range. What a question excludes is
    /// never among it.
    ///
    /// Ranges are in bytes, on char boundaries.
    pub fn highlight(&self, text: &str) -> Vec<Range<usize>> {
        joined(self.matches(text).into_iter().map(|m| m.at))
    }

    /// The passage of at most `width` code points with the most of what was asked for, cut between words; the
    /// beginning of the text where there is nothing of it.
    pub fn snippet(&self, text: &str, width: usize) -> Snippet {
        let matches = self.matches(text);
        let middle = best(text, &matches, width);
        let span = widened(text, middle, width);
        let inside = matches.into_iter().filter_map(|m| {
            let at = m.at.start.max(span.start)..m.at.end.min(span.end);
            (at.start < at.end).then_some(at)
        });
        let highlights = joined(inside);
        Snippet { span, highlights }
    }

    /// All that was found, by where it begins.
    fn matches(&self, text: &str) -> Vec<Match> {
        if self.atoms.is_empty() {
            return Vec::new();
        }
        let words = self.analyzer.words(text);
        let forms: Vec<Forms> = words.iter().map(|w| self.analyzer.forms(text, w)).collect();
        let mut out = Vec::new();
        for at in 0..words.len() {
            for (number, atom) in self.atoms.iter().enumerate() {
                if let Some(length) = length(atom, &forms[at..]) {
                    let cover = words[at].span.cover(words[at + length - 1].span);
                    out.push(Match {
                        at: visible(text, cover.range()),
                        atom: number,
                    });
                }
            }
        }
        out
    }
}

fn flatten(atom: Atom, out: &mut Vec<Atom>) {
    match atom {
        Atom::All(atoms) => atoms.into_iter().for_each(|a| flatten(a, out)),
        other => out.push(other),
    }
}

/// How many words, from the first of `words` on, `atom` finds.
fn length(atom: &Atom, words: &[Forms]) -> Option<usize> {
    let first = words.first()?;
    let found = match atom {
        Atom::Word(stems) => first.stems.iter().any(|(form, _)| stems.contains(form)),
        Atom::Prefix(starts) => {
            let begins = |form: &str| starts.iter().any(|s| form.starts_with(s.as_str()));
            first.stems.iter().any(|(form, _)| begins(form))
        }
        Atom::Phrase(surfaces) => {
            let same = surfaces.iter().zip(words).filter(|(s, w)| **s == w.surface);
            return (same.count() == surfaces.len()).then_some(surfaces.len());
        }
        Atom::All(_) => false,
    };
    found.then_some(1)
}

/// The range without what is invisible at its ends.
fn visible(text: &str, range: Range<usize>) -> Range<usize> {
    let word = &text[range.clone()];
    let from_start = word.trim_start_matches(is_invisible);
    let start = range.end - from_start.len();
    start..start + from_start.trim_end_matches(is_invisible).len()
}

/// Ranges in order, those that overlap made one.
fn joined(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = ranges.collect();
    all.sort_unstable_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(all.len());
    for range in all {
        match out.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => out.push(range),
        }
    }
    out
}

/// The stretch with the most different atoms, then the most matches, that fits into `width`; the first of equals.
fn best(text: &str, matches: &[Match], width: usize) -> Range<usize> {
    let mut best = (0..0, (0, 0));
    let mut counts: Vec<(usize, usize)> = Vec::new();
    let (mut first, mut chars, mut counted_to) = (0, 0, 0);
    for last in 0..matches.len() {
        let end = matches[last].at.end;
        if last == 0 {
            counted_to = matches[0].at.start;
        }
        chars += text.get(counted_to..end).map_or(0, |t| t.chars().count());
        counted_to = counted_to.max(end);
        add(&mut counts, matches[last].atom);
        while chars > width && first < last {
            chars -= text[matches[first].at.start..matches[first + 1].at.start]
                .chars()
                .count();
            take(&mut counts, matches[first].atom);
            first += 1;
        }
        let value = (counts.len(), last + 1 - first);
        if value > best.1 {
            best = (matches[first].at.start..counted_to, value);
        }
    }
    best.0
}

fn add(counts: &mut Vec<(usize, usize)>, atom: usize) {
    match counts.iter_mut().find(|(a, _)| *a == atom) {
        Some((_, n)) => *n += 1,
        None => counts.push((atom, 1)),
    }
}

fn take(counts: &mut Vec<(usize, usize)>, atom: usize) {
    if let Some((_, n)) = counts.iter_mut().find(|(a, _)| *a == atom) {
        *n -= 1;
    }
    counts.retain(|(_, n)| *n > 0);
}

/// `middle` with words around it, to `width` code points; a middle that is longer is cut at its end.
fn widened(text: &str, middle: Range<usize>, width: usize) -> Range<usize> {
    let (before, after) = (&text[..middle.start], &text[middle.end..]);
    let length = text[middle.clone()].chars().count();
    if length >= width && length > 0 {
        let rest = &text[middle.start..];
        return middle.start..middle.start + cut(rest, width).unwrap_or_else(|| bytes(rest, width));
    }
    let spare = width - length;
    let (has_before, has_after) = (
        chars_to(before.chars().rev(), spare),
        chars_to(after.chars(), spare),
    );
    // what one side doesn't need, the other has
    let wanted_before = has_before.min((spare / 2).max(spare - has_after));
    let start = before
        .char_indices()
        .rev()
        .take(wanted_before)
        .last()
        .map_or(before.len(), |(at, _)| at);
    let start = whole_words(before, start);
    let left = width - text[start..middle.end].chars().count();
    // a text of one long word is cut in it, what was found is not lengthened by half a word
    let whole = if middle.is_empty() { bytes(after, left) } else { 0 };
    start..middle.end + cut(after, left).unwrap_or(whole)
}

/// How many chars there are, counted to `most`.
fn chars_to(chars: impl Iterator<Item = char>, most: usize) -> usize {
    chars.take(most).count()
}

/// The first byte from `start` on where a word of `text` begins, its end at the latest.
fn whole_words(text: &str, start: usize) -> usize {
    let inside = text[..start].ends_with(|c: char| !c.is_whitespace());
    let rest = &text[start..];
    let word = if inside {
        rest.find(char::is_whitespace).unwrap_or(rest.len())
    } else {
        0
    };
    let space = rest[word..].len() - rest[word..].trim_start().len();
    start + word + space
}

/// How many bytes of `text` fit into `width` code points when it is cut between words; none if it cannot.
fn cut(text: &str, width: usize) -> Option<usize> {
    let Some((end, _)) = text.char_indices().nth(width) else {
        return Some(text.trim_end().len());
    };
    let fits = &text[..end];
    let border = if text[end..].starts_with(char::is_whitespace) {
        Some(end)
    } else {
        fits.rfind(char::is_whitespace)
    };
    border.map(|border| fits[..border].trim_end().len())
}

/// How many bytes `width` code points take.
fn bytes(text: &str, width: usize) -> usize {
    text.char_indices().nth(width).map_or(text.len(), |(at, _)| at)
}
