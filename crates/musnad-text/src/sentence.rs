//! Sentences: where a statement ends, in spite of abbreviations, decimals, quotation marks and headings.
//!
//! A line is the largest unit: headings, bullet lines and one-line paragraphs end with it. Inside a line a full
//! stop, question or exclamation mark ends a sentence unless it stands in a number, after a single letter
//! («د. », «أ.ف.ب») or inside brackets; closing quotes and brackets after it belong to it.

use crate::span::Span;
use crate::token::{Kind, Token};
use std::ops::Range;

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first token to its last.
    pub span: Span,
    /// Its tokens, as indices into the slice that was cut.
    pub tokens: Range<usize>,
    /// The line it stands in, counted from 0 over the lines that hold tokens.
    pub line: usize,
}

/// Groups the tokens of `text` into sentences; each token is in exactly one.
///
/// ```
/// use musnad_text::{sentences, tokens};
/// let text = "قال د. سعيد: «لن نقبل. هذا قرارنا». وانتهى.";
/// assert_eq!(sentences(text, &tokens(text)).len(), 3);
/// ```
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    let mut out = Vec::new();
    let (mut start, mut line, mut depth, mut at) = (0, 0, 0i32, 0);
    while at < tokens.len() {
        depth += bracket(tokens[at].kind);
        let mut end = at + 1;
        let stop = depth <= 0 && stops(text, tokens, at);
        if stop {
            while end < tokens.len() && touches(tokens, end - 1) && belongs_to_stop(tokens[end].kind) {
                depth += bracket(tokens[end].kind);
                end += 1;
            }
        }
        let line_ends = end < tokens.len() && line_ends_after(text, tokens, end - 1);
        if stop || line_ends || end == tokens.len() {
            out.push(Sentence {
                span: tokens[start].span.cover(tokens[end - 1].span),
                tokens: start..end,
                line,
            });
            start = end;
        }
        if line_ends {
            line += 1;
            depth = 0;
        }
        at = end;
    }
    out
}

fn bracket(kind: Kind) -> i32 {
    match kind {
        Kind::Punct('(' | '[') => 1,
        Kind::Punct(')' | ']') => -1,
        _ => 0,
    }
}

/// Whether token `at` is a mark that ends a sentence.
fn stops(text: &str, tokens: &[Token], at: usize) -> bool {
    match tokens[at].kind {
        Kind::Punct('؟' | '?' | '!' | '۔') => true,
        // «...» is a pause
        Kind::Punct('.') => {
            tokens[at].span.len() == 1 && !after_initial(text, tokens, at) && !before_latin(tokens, at)
        }
        _ => false,
    }
}

/// «د.» and «أ.»: a full stop right after a single letter.
fn after_initial(text: &str, tokens: &[Token], at: usize) -> bool {
    at > 0
        && touches(tokens, at - 1)
        && matches!(tokens[at - 1].kind, Kind::Word | Kind::Latin)
        && crate::orthography::plain(tokens[at - 1].span.of(text))
            .chars()
            .count()
            == 1
}

/// A full stop inside an address or a figure: «x.com», «.5».
fn before_latin(tokens: &[Token], at: usize) -> bool {
    touches(tokens, at)
        && matches!(
            tokens.get(at + 1).map(|t| t.kind),
            Some(Kind::Latin | Kind::Number)
        )
}

/// Whether the next token follows token `at` with no gap.
fn touches(tokens: &[Token], at: usize) -> bool {
    tokens
        .get(at + 1)
        .is_some_and(|next| next.span.start == tokens[at].span.end)
}

/// Marks that a sentence keeps after its stop: closing quotes and brackets, a second stop.
fn belongs_to_stop(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Punct('»' | '”' | '"' | ')' | '’' | ']' | '.' | '!' | '؟' | '?')
    )
}

fn line_ends_after(text: &str, tokens: &[Token], at: usize) -> bool {
    let gap = tokens[at].span.end as usize..tokens[at + 1].span.start as usize;
    text.get(gap)
        .is_some_and(|gap| gap.contains(['\n', '\r', '\u{2028}', '\u{2029}']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokens;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text, &tokens(text))
            .iter()
            .map(|s| s.span.of(text))
            .collect()
    }

    #[test]
    fn stops_and_what_only_looks_like_one() {
        assert_eq!(
            cut("قال د. سعيد إن النسبة 10.5 في المئة. وأضاف."),
            ["قال د. سعيد إن النسبة 10.5 في المئة.", "وأضاف."]
        );
        assert_eq!(
            cut("نقلت أ.ف.ب. عن مصدر... ثم صمت! لماذا؟"),
            ["نقلت أ.ف.ب. عن مصدر... ثم صمت!", "لماذا؟"]
        );
        assert_eq!(
            cut("قال: «لن نقبل.» وغادر القاعة (الثانية. الكبرى)."),
            ["قال: «لن نقبل.»", "وغادر القاعة (الثانية. الكبرى)."]
        );
        assert_eq!(
            cut("انتهى الأمر.وقال آخرون x.com/a.b نعم"),
            ["انتهى الأمر.", "وقال آخرون x.com/a.b نعم"]
        );
    }

    #[test]
    fn lines_end_sentences() {
        assert_eq!(
            cut("عنوان بلا نقطة\n\nفقرة أولى. ثانية\n- بند (أول\n- بند ثان"),
            ["عنوان بلا نقطة", "فقرة أولى.", "ثانية", "- بند (أول", "- بند ثان"]
        );
        let text = "أ\nب. ج\nد";
        let lines: Vec<_> = sentences(text, &tokens(text)).iter().map(|s| s.line).collect();
        assert_eq!(lines, [0, 1, 2]);
    }

    #[test]
    fn each_token_is_in_one_sentence() {
        let text = "قال: «نعم. لا». (و. ز) ؟! « a.\n»..";
        let all = tokens(text);
        let mut next = 0;
        for s in sentences(text, &all) {
            assert_eq!(s.tokens.start, next);
            assert!(s.tokens.end > s.tokens.start);
            next = s.tokens.end;
        }
        assert_eq!(next, all.len());
    }
}
