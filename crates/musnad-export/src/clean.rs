//! Text for programs that would act on it: without invisible characters that turn it, without formulas.

use std::borrow::Cow;

/// `text` without characters that no form of ours may hold: controls other than tab and line ends, and those that
/// change the direction of what is shown. Direction comes from the letters.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains(dropped) {
        Cow::Owned(text.replace(dropped, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// `text` on one line: line ends and tabs become spaces.
pub(crate) fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A cell of text for a spreadsheet: cleaned, and behind an apostrophe where a program would take it for a formula.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    if text.starts_with(begins_formula) {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

/// `url` if a browser would only fetch it.
pub(crate) fn web(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = url.split_once(':')?.0;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(url)
}

fn dropped(c: char) -> bool {
    matches!(
        c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// What spreadsheets begin a formula with, in full width too; tab and line ends, which some skip before they look.
fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}
