//! A line cut into [`Term`]s: numbers, phrases of the date words, marks, and words that are none.

use super::words::{Phrases, Sense, form};
use musnad_text::{Span, is_letter, is_mark};

/// The most terms that are read of one line.
const MOST: usize = 200;

/// A part of a line.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) kind: TermKind,
    /// Where it stands in the line, in bytes.
    pub(super) span: Span,
    /// Whether white space stands before it.
    pub(super) spaced: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TermKind {
    /// Digits, at most eighteen.
    Number { value: u64, digits: usize },
    /// A phrase with what it may mean.
    Phrase(Vec<&'static Sense>),
    /// A mark; dashes are «-», commas «,», slashes «/».
    Mark(char),
    /// A word that is no date word.
    Word,
}

impl Term {
    pub(super) fn senses(&self) -> &[&'static Sense] {
        match &self.kind {
            TermKind::Phrase(senses) => senses,
            _ => &[],
        }
    }
}

/// A word or mark before phrases are looked for.
struct Piece {
    kind: PieceKind,
    span: Span,
    spaced: bool,
}

enum PieceKind {
    Number { value: u64, digits: usize },
    Word(String),
    Mark(char),
}

/// The terms of `text`; none where it has more than a line with a date has.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let pieces = pieces(text);
    if pieces.len() > MOST {
        return Vec::new();
    }
    let mut out = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let (taken, kind) = term(&pieces, at);
        let end = pieces[at + taken - 1].span.end;
        out.push(Term {
            kind,
            span: Span {
                start: pieces[at].span.start,
                end,
            },
            spaced: pieces[at].spaced,
        });
        at += taken;
    }
    out
}

fn term(pieces: &[Piece], at: usize) -> (usize, TermKind) {
    match &pieces[at].kind {
        PieceKind::Number { value, digits } => (
            1,
            TermKind::Number {
                value: *value,
                digits: *digits,
            },
        ),
        PieceKind::Mark(c) => (1, TermKind::Mark(*c)),
        PieceKind::Word(_) => {
            let words: Vec<&str> = pieces[at..].iter().map_while(word).take(5).collect();
            match Phrases::builtin().longest(&words) {
                Some((taken, senses)) => (taken, TermKind::Phrase(senses)),
                None => (1, TermKind::Word),
            }
        }
    }
}

fn word(piece: &Piece) -> Option<&str> {
    match &piece.kind {
        PieceKind::Word(word) => Some(word),
        _ => None,
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let (mut at, mut spaced) = (0, false);
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || is_mark(c) {
            spaced |= c.is_whitespace();
            at += c.len_utf8();
            continue;
        }
        if out.len() > MOST {
            break;
        }
        let (end, kind) = piece(text, at, c);
        out.push(Piece {
            kind,
            span: Span::new(at, end),
            spaced,
        });
        (at, spaced) = (end, false);
    }
    out
}

fn piece(text: &str, at: usize, c: char) -> (usize, PieceKind) {
    if is_digit(c) {
        let end = at + digits_end(&text[at..], c);
        let plain = form(&text[at..end]);
        let digits = plain.len();
        let kind = match plain.parse() {
            Ok(value) if digits <= 18 => PieceKind::Number { value, digits },
            _ => PieceKind::Word(plain),
        };
        return (end, kind);
    }
    if is_letter(c) {
        let end = word_end(text, at);
        return (end, PieceKind::Word(form(&text[at..end]).replace('.', "")));
    }
    (at + c.len_utf8(), PieceKind::Mark(unified(c)))
}

/// The end of a number in figures of one script. A year that a clock time is glued to ends after four: «202617:20».
fn digits_end(text: &str, first: char) -> usize {
    let zero = script(first);
    let end = run(text, |c| is_digit(c) && script(c) == zero);
    let figures = form(&text[..end]);
    let clock = text[end..].starts_with(':') && matches!(figures.len(), 5 | 6);
    if clock && (figures.starts_with("19") || figures.starts_with("20")) {
        return run_of(text, 4);
    }
    end
}

/// The bytes that the first `count` figures of `text` take.
fn run_of(text: &str, count: usize) -> usize {
    let last = text.char_indices().filter(|(_, c)| is_digit(*c)).nth(count - 1);
    last.map_or(0, |(at, c)| at + c.len_utf8())
}

/// The zero of a figure's script.
fn script(c: char) -> char {
    match c {
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => '0',
    }
}

/// The end of a word, or of single letters with full stops between: «a.m.».
fn word_end(text: &str, at: usize) -> usize {
    let mut end = at + run(&text[at..], is_letter);
    let mut letters = form(&text[at..end]).chars().count();
    while letters == 1 {
        let Some(rest) = text[end..].strip_prefix('.') else {
            break;
        };
        let length = run(rest, is_letter);
        letters = form(&rest[..length]).chars().count();
        if letters == 1 {
            end += 1 + length;
        }
    }
    end
}

/// The bytes that `text` begins with for which `is` holds, marks that carry no letter among them but not at the end.
fn run(text: &str, is: impl Fn(char) -> bool) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if is(c) && !is_format(c) {
            end = at + c.len_utf8();
        } else if !is_mark(c) {
            break;
        }
    }
    end
}

fn is_format(c: char) -> bool {
    is_mark(c) && !is_letter(c)
}

fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '٠'..='٩' | '۰'..='۹')
}

fn unified(c: char) -> char {
    match c {
        '-' | '–' | '—' | '−' | '‑' | '‐' | '―' => '-',
        ',' | '،' | '﹐' => ',',
        '/' | '⁄' | '∕' | '\\' => '/',
        '：' => ':',
        other => other,
    }
}
