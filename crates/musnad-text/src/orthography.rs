//! Spelling: the forms of one word that newspapers write differently.
//!
//! [`plain`] takes away what carries no letter (vowel marks, tatweel, bidi controls) and opens presentation
//! forms; [`key`] also merges the letters that typists merge (أ إ آ ا, ة ه, ى ي, ؤ و, ئ ي). Both make new
//! strings and never touch a span. [`agreement`] says how well a written word fits a dictionary form with the
//! same key.

use unicode_normalization::UnicodeNormalization;

/// How a written word agrees with a dictionary form of the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelling {
    /// Another letter where the dictionary has one of its own: «إ» for «أ».
    Contrary,
    /// Less is written than the dictionary has: «ا» for «أ», «ه» for «ة».
    Loose,
    /// Letter for letter, with final «ى» and «ي» taken as one.
    Exact,
}

/// Whether `c` carries no letter: vowel marks, tatweel, and what [`is_invisible`].
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{06D6}'..='\u{06ED}'
        | '\u{08D3}'..='\u{08FF}')
        || is_invisible(c)
}

/// Whether nothing is seen where `c` stands: zero-width and direction controls, and control characters that
/// are no white space.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0000}'..='\u{0008}' | '\u{000E}'..='\u{001F}' | '\u{007F}'..='\u{0084}' | '\u{0086}'..='\u{009F}'
        | '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether `c` is a letter of the Arabic script, presentation forms among them.
pub fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{063F}' | '\u{0641}'..='\u{064A}' | '\u{066E}'..='\u{066F}' | '\u{0671}'..='\u{06D3}'
        | '\u{06D5}' | '\u{06EE}'..='\u{06EF}' | '\u{06FA}'..='\u{06FC}' | '\u{06FF}' | '\u{0750}'..='\u{077F}'
        | '\u{FB50}'..='\u{FBB1}' | '\u{FBD3}'..='\u{FD3D}' | '\u{FD50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}')
}

/// Whether `c` is one of the letters that nearly all Arabic is written in: what the standard library looks up of a
/// character need not be looked up of these.
fn is_common(c: char) -> bool {
    matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}')
}

/// [`char::is_alphabetic`], sooner for Arabic.
pub fn is_letter(c: char) -> bool {
    is_common(c) || c.is_alphabetic()
}

/// [`char::is_numeric`], sooner for Arabic.
pub fn is_figure(c: char) -> bool {
    !is_common(c) && c.is_numeric()
}

/// [`char::is_alphanumeric`], sooner for Arabic.
pub fn is_letter_or_figure(c: char) -> bool {
    is_common(c) || c.is_alphanumeric()
}

/// The letters of a word alone: marks gone, presentation forms opened, letters of other languages made the
/// Arabic ones that they stand for (ک ك, ۃ ة, ڤ ف), digits made ASCII.
///
/// ```
/// assert_eq!(musnad_text::plain("قُـتـِلَ ١٢"), "قتل 12");
/// ```
pub fn plain(text: &str) -> String {
    let mut last = ' ';
    letters(text, |out, c, now| {
        if !is_arabic_letter(c) {
            end_word(out, std::mem::replace(&mut last, ' '));
        }
        if let Some(now) = now {
            out.push(now);
            last = c;
        }
    })
}

/// Gives each character of a text that is no mark to `write`, with the plain letter that it stands for; at the end a
/// space that stands for nothing.
fn letters(text: &str, mut write: impl FnMut(&mut String, char, Option<char>)) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if is_common(c) || matches!(c, ' '..='~') => write(&mut out, c, Some(c)),
            _ if is_mark(c) => {}
            '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
                for c in std::iter::once(c).nfkc().filter(|c| !is_mark(*c)) {
                    write(&mut out, c, Some(plain_char(c)));
                }
            }
            _ => write(&mut out, c, Some(plain_char(c))),
        }
    }
    write(&mut out, ' ', None);
    out
}

/// A Persian yeh at the end of a word has no dots: it is written for ى as often as for ي.
fn end_word(out: &mut String, last: char) {
    if last == 'ی' && out.pop().is_some() {
        out.push('ى');
    }
}

fn plain_char(c: char) -> char {
    match c {
        '\u{0621}'..='\u{064A}' => c,
        'ی' | 'ې' | 'ۍ' | 'ێ' | 'ے' => 'ي',
        'ۓ' => 'ئ',
        'ک' | 'ڪ' | 'ګ' => 'ك',
        'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ہ' | 'ھ' | 'ە' | 'ۂ' => 'ه',
        // a heh with a hamza over it is how a Persian keyboard writes ة
        'ۃ' | 'ۀ' => 'ة',
        // the Maghreb's letters, and those that old fonts leave without dots
        'ڢ' | 'ڡ' | 'ڤ' => 'ف',
        'ڧ' | 'ٯ' => 'ق',
        'ٮ' | 'پ' => 'ب',
        'ں' => 'ن',
        'ۆ' | 'ۇ' | 'ۈ' | 'ۋ' => 'و',
        'ڵ' => 'ل',
        'ڕ' => 'ر',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        '٫' => '.',
        '٬' => ',',
        '٪' => '%',
        other => other,
    }
}

fn digit(c: char, zero: char) -> char {
    char::from(b'0' + (c as u32 - zero as u32) as u8)
}

/// The form under which a word is looked up: [`plain`], and letters that typists merge made one.
///
/// ```
/// use musnad_text::key;
/// assert_eq!(key("أمّة"), key("امه"));
/// assert_eq!(key("على"), key("علي"));
/// ```
pub fn key(text: &str) -> String {
    // what stands at a word's end is one letter here
    letters(text, |out, _, now| out.extend(now.map(key_char)))
}

/// One letter of [`plain`] text as [`key`] writes it.
fn key_char(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' | 'ئ' => 'ي',
        'ة' => 'ه',
        'ؤ' => 'و',
        other => other,
    }
}

/// How well the `written` word agrees with the `dictionary` form; both in [`plain`] letters with one key.
///
/// ```
/// use musnad_text::{Spelling, agreement};
/// assert_eq!(agreement("اعلن", "أعلن"), Spelling::Loose);
/// assert_eq!(agreement("إعلان", "أعلان"), Spelling::Contrary);
/// ```
pub fn agreement(written: &str, dictionary: &str) -> Spelling {
    let mut worst = Spelling::Exact;
    let mut pairs = written.chars().zip(dictionary.chars()).peekable();
    while let Some((w, d)) = pairs.next() {
        let last = pairs.peek().is_none();
        let now = match (w, d) {
            _ if w == d => Spelling::Exact,
            ('ى', 'ي') | ('ي', 'ى') if last => Spelling::Exact,
            ('ا' | 'ي' | 'ه' | 'و', _) | ('ى', 'ي' | 'ئ') => Spelling::Loose,
            _ => Spelling::Contrary,
        };
        worst = worst.min(now);
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_figures_are_those_of_the_standard() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_figure(c), c.is_numeric(), "{c:?}");
            assert_eq!(is_letter_or_figure(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn folding_forgives_what_typists_do() {
        for (a, b) in [
            ("القاهرة", "القاهره"),
            ("إلى", "الي"),
            ("مسؤول", "مسوول"),
            ("رئيس", "رييس"),
            ("آذار", "اذار"),
            ("قـــتـــيـــل", "قتيل"),
            ("ﻗﺘﻴﻞ", "قتيل"),
            ("ﷲ", "الله"),
            ("\u{202B}بيروت\u{202C}", "بيروت"),
            ("۱۲٫۵", "12.5"),
            ("مستشفی", "مستشفى"),
            ("مدینۀ", "مدينة"),
            ("مدینۃ", "مدينة"),
            ("وڪالة", "وكالة"),
            ("ڤيتو", "فيتو"),
            ("ڧفصة", "قفصة"),
            ("قتـ\u{2}ـيـ\u{34F}ـل\u{FE0F}", "قتيل"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        assert_ne!(key("قتل"), key("قاتل"));
        assert_eq!(plain("هدوءاً"), "هدوءا");
        assert_eq!(plain("مستشفی بیروت، فی \u{FBE8}\u{FBFD}"), "مستشفى بيروت، فى ىى");
    }

    #[test]
    fn agreement_orders_spellings() {
        assert_eq!(agreement("على", "علي"), Spelling::Exact);
        assert_eq!(agreement("مدينه", "مدينة"), Spelling::Loose);
        assert_eq!(agreement("مدينة", "مدينه"), Spelling::Contrary);
        assert_eq!(agreement("سأل", "سأل"), Spelling::Exact);
    }
}
