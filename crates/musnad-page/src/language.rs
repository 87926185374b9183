//! Whether a text is Arabic: the script first, then letters that only other languages use.

use crate::line::floor;
use crate::words::Words;
use musnad_text::{is_arabic_letter, is_letter, is_mark};

/// How much of a text is looked at, in bytes.
const LOOK: usize = 64 << 10;

/// ISO 639-1 code of the main language: `ar`, or none.
pub(crate) fn language(text: &str, words: &Words) -> Option<String> {
    let (mut arabic, mut foreign, mut other) = (0usize, 0usize, 0usize);
    let look = text.get(..floor(text, LOOK)).unwrap_or(text);
    for c in look.chars() {
        if words.foreign_letters.contains(&c) {
            foreign += 1;
        } else if is_arabic_letter(c) {
            arabic += 1;
        } else if is_letter(c) && !is_mark(c) {
            other += 1;
        }
    }
    // Iraqi and Maghrebi names borrow a letter now and then; Persian and Urdu have one in twenty
    let is_arabic = arabic > 0 && arabic >= other && foreign * 40 <= arabic;
    is_arabic.then(|| "ar".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_not_arabic() {
        let is = |text: &str| language(text, Words::builtin()).is_some();
        assert!(is("قُتل ثلاثة في غارة"));
        assert!(is(
            "قال متحدث باسم شركة Example Corp إن ڤيتو أُعلن في تقرير للوكالة عن التنظيم"
        ));
        assert!(is("قـــُـــتـــِـــلَ ثَـــلاثَـــةٌ"));
        assert!(!is("Three killed in a raid"));
        assert!(!is("وزیر امور خارجه گفت که گفتگوها پیش از این برگزار شده است"));
        assert!(!is("وزیر خارجہ نے کہا ہے کہ مذاکرات کل ہوں گے"));
        assert!(!is("2024"));
        assert!(!is(""));
    }
}
