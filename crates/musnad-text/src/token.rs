//! Tokens: words, numbers and marks, each with its span; what lies between is the gap.
//!
//! A word is a run of Arabic letters with its marks. A conjunction or preposition written on to digits («و15»,
//! «بـ20») is a token of its own; clitics inside words are not cut here, they stay readings of the word.

use crate::orthography::{is_arabic_letter, is_invisible, is_mark};
use crate::span::Span;

/// How many invisible characters in a row are passed over within a token.
const MOST_INVISIBLE: usize = 8;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Arabic letters.
    Word,
    /// Digits of any script, with separators inside: «10,5», «١٠٫٥», «1.000».
    Number,
    /// Letters of another script.
    Latin,
    /// One mark of punctuation, or a run of the same («...»).
    Punct(char),
    /// Anything else: symbols, emoji.
    Other,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// Cuts `text` into tokens, in order. Tokens and the gaps between them rebuild the text; gaps hold white space,
/// stray marks and the marks of hashtags («#دير_الزور») only.
///
/// ```
/// use musnad_text::{tokens, Kind};
/// let text = "قتل و15 جريحا.";
/// let words: Vec<_> = tokens(text).iter().map(|t| t.span.of(text)).collect();
/// assert_eq!(words, ["قتل", "و", "15", "جريحا", "."]);
/// ```
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 8);
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let Some(class) = class_of(c) else { continue };
        let mut end = start + c.len_utf8();
        let mut only_marks = class == Class::Mark;
        while let Some(&(at, next)) = rest.peek() {
            if !continues(class, c, next, text, at) {
                break;
            }
            only_marks &= is_mark(next);
            end = at + next.len_utf8();
            rest.next();
        }
        if is_of_hashtag(text, start, end, c) {
            continue;
        }
        let kind = match class {
            Class::Mark if only_marks => dash_or_nothing(text, start, end),
            Class::Mark | Class::Letter => Some(Kind::Word),
            Class::Digit => Some(Kind::Number),
            Class::Latin => Some(Kind::Latin),
            Class::Punct => Some(Kind::Punct(c)),
            Class::Other => Some(Kind::Other),
        };
        if let Some(kind) = kind {
            out.push(Token {
                span: Span::new(start, end),
                kind,
            });
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Mark,
    Digit,
    Latin,
    Punct,
    Other,
}

/// The class of a char, `None` for white space.
fn class_of(c: char) -> Option<Class> {
    Some(match c {
        _ if c.is_whitespace() => return None,
        _ if is_mark(c) => Class::Mark,
        _ if is_arabic_letter(c) => Class::Letter,
        _ if is_digit(c) => Class::Digit,
        _ if c.is_alphabetic() => Class::Latin,
        _ if is_punct(c) => Class::Punct,
        _ => Class::Other,
    })
}

/// Whether a mark belongs to the spelling of a hashtag alone: «#» before its first word, «_» between two words.
fn is_of_hashtag(text: &str, start: usize, end: usize, mark: char) -> bool {
    let letter = |c: char| matches!(class_of(c), Some(Class::Letter | Class::Mark | Class::Latin));
    let after = visible(text, end);
    let before = || text[..start].chars().next_back();
    match mark {
        '#' => after.is_some_and(|c| letter(c) || is_digit(c)),
        '_' => after.is_some_and(letter) && before().is_some_and(|c| letter(c) || is_digit(c)),
        _ => false,
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '٠'..='٩' | '۰'..='۹')
}

fn is_punct(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(
            c,
            '،' | '؛'
                | '؟'
                | '٪'
                | '«'
                | '»'
                | '“'
                | '”'
                | '„'
                | '‘'
                | '’'
                | '‹'
                | '›'
                | '…'
                | '–'
                | '—'
                | '·'
                | '•'
                | '۔'
                | '٭'
                | '﴾'
                | '﴿'
                | '٫'
                | '٬'
                | '■'
                | '▪'
                | '●'
                | '◾'
                | '►'
                | '―'
                | '‒'
                | '−'
                | '¬'
        )
}

/// Whether `next`, at byte `at`, goes on the token that began with `first` of `class`.
fn continues(class: Class, first: char, next: char, text: &str, at: usize) -> bool {
    match class {
        Class::Letter | Class::Mark => is_arabic_letter(next) || is_mark(next),
        Class::Digit => {
            is_digit(next)
                || (is_separator(next) && digit_follows(text, at + next.len_utf8()))
                || is_mark(next)
        }
        Class::Latin => {
            (next.is_alphabetic() && !is_arabic_letter(next))
                || next == '\''
                || next == '’' && latin_follows(text, at)
        }
        // «12\u{200F}/\u{200F}5»: what is invisible between a mark and what follows parts nothing
        Class::Punct if is_invisible(next) => visible_follows(text, at),
        Class::Punct => {
            next == first
                && matches!(
                    first,
                    '.' | '-' | '*' | '=' | '_' | '!' | '؟' | '?' | '…' | '·' | '~'
                )
        }
        Class::Other => false,
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '٫' | '٬' | '،')
}

fn digit_follows(text: &str, at: usize) -> bool {
    visible(text, at).is_some_and(is_digit)
}

/// Whether what follows at byte `at`, passing over what is invisible, is neither white space nor the end.
fn visible_follows(text: &str, at: usize) -> bool {
    visible(text, at).is_some_and(|c| !c.is_whitespace())
}

/// The first char from byte `at` on that is seen; a long run of what is not is passed over by nothing.
fn visible(text: &str, at: usize) -> Option<char> {
    text.get(at..)?
        .chars()
        .take(MOST_INVISIBLE)
        .find(|c| !is_invisible(*c))
}

fn latin_follows(text: &str, at: usize) -> bool {
    text.get(at..)
        .and_then(|t| t.chars().nth(1))
        .is_some_and(|c| c.is_alphabetic() && !is_arabic_letter(c))
}

/// A tatweel that stands alone is a dash; other marks alone are nothing.
fn dash_or_nothing(text: &str, start: usize, end: usize) -> Option<Kind> {
    text[start..end].contains('\u{0640}').then_some(Kind::Punct('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| t.span.of(text)).collect()
    }

    #[test]
    fn words_numbers_and_marks() {
        assert_eq!(
            words("بـ20 و10,5% (أ ف ب)"),
            ["بـ", "20", "و", "10,5", "%", "(", "أ", "ف", "ب", ")"]
        );
        assert_eq!(words("لـ«رويترز»..."), ["لـ", "«", "رويترز", "»", "..."]);
        assert_eq!(
            words("12/5/2024 عند 10:30"),
            ["12", "/", "5", "/", "2024", "عند", "10", ":", "30"]
        );
        assert_eq!(words("بيروت ـ رويترز"), ["بيروت", "ـ", "رويترز"]);
        assert_eq!(words("قُـتِـلَ BBC's"), ["قُـتِـلَ", "BBC's"]);
        assert_eq!(words("بلغ 5، ثم 1،200."), ["بلغ", "5", "،", "ثم", "1،200", "."]);
        assert_eq!(
            words("12\u{200F}/\u{200F}5،\u{200F}"),
            ["12\u{200F}", "/\u{200F}", "5", "،"]
        );
        assert_eq!(words("1,\u{200F}200 قت\u{1}يل"), ["1,\u{200F}200", "قت\u{1}يل"]);
        assert_eq!(words("في #دير_الزور__ #1"), ["في", "دير", "الزور", "__", "1"]);
        assert!(words(" \n\u{200F}").is_empty());
    }

    #[test]
    fn tokens_and_gaps_rebuild_the_text() {
        for text in [
            "وقُتل ١٢ شخصاً… في «الغوطة» (ريف دمشق)؛ بحسب ـ رويترز\u{202C} — 🕊️ x",
            "\u{FEFF}ﻗﺘﻴﻞ\tو\n\nabc،،",
        ] {
            let (mut built, mut at) = (String::new(), 0);
            for t in tokens(text) {
                let gap = &text[at..t.span.start as usize];
                assert!(gap.chars().all(|c| c.is_whitespace() || is_mark(c)), "{gap:?}");
                built.push_str(gap);
                built.push_str(t.span.of(text));
                at = t.span.end as usize;
            }
            built.push_str(&text[at..]);
            assert_eq!(built, text);
        }
    }
}
