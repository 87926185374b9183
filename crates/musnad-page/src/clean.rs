//! Text as it left the page, made the text that a document keeps.
//!
//! In comes one block or title, or a whole page of bare text; out comes the same without what nobody sees or
//! says: entities that were escaped twice, control characters and zero-width characters inside words, odd white
//! space, presentation forms in place of letters. What a reader sees stays as evidence: tatweel, vowel marks,
//! letters of other languages, and the direction marks and joiners by which it is shown in order; the text layer
//! passes over these.

use crate::Diagnostic;
use crate::decode::info;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// What was changed in the texts of one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextSigns {
    /// How many presentation forms were made letters.
    presentation: usize,
    /// How many entities were decoded once more.
    escaped: usize,
    /// How many characters that nobody sees were taken out.
    invisible: usize,
}

impl TextSigns {
    /// One remark for each kind of change.
    pub(crate) fn tell(&self, diagnostics: &mut Vec<Diagnostic>) {
        let kinds = [
            (
                self.presentation,
                "presentation-forms",
                "presentation forms were made letters",
            ),
            (
                self.escaped,
                "double-escaped",
                "entities were escaped twice and are decoded",
            ),
            (
                self.invisible,
                "invisible-characters",
                "control or zero-width characters were left out",
            ),
        ];
        for (count, code, what) in kinds {
            if count > 0 {
                diagnostics.push(info(code, format!("{what}: {count}")));
            }
        }
    }
}

/// One block or title: clean, without white space at its ends; white space inside is one space, or one line end
/// where it has any.
pub(crate) fn clean_text<'a>(text: &'a str, seen: &mut TextSigns) -> Cow<'a, str> {
    cleaned(text, Space::Folded, seen)
}

/// A page of bare text: clean, its lines and tabs kept.
pub(crate) fn clean_lines<'a>(text: &'a str, seen: &mut TextSigns) -> Cow<'a, str> {
    cleaned(text, Space::Lines, seen)
}

/// What becomes of white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    /// A run is one character.
    Folded,
    /// Only spaces are folded.
    Lines,
}

fn cleaned<'a>(text: &'a str, space: Space, seen: &mut TextSigns) -> Cow<'a, str> {
    if is_clean(text, space) {
        return Cow::Borrowed(text);
    }
    let mut out = Cleaner {
        out: String::with_capacity(text.len()),
        space,
        gap: None,
        seen,
    };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let escaped = if c == '&' { entity(rest) } else { None };
        out.seen.escaped += usize::from(escaped.is_some());
        let (c, length) = escaped.unwrap_or((c, c.len_utf8()));
        out.push(c);
        rest = &rest[length..];
    }
    out.finish()
}

/// Whether nothing is to be changed.
fn is_clean(text: &str, space: Space) -> bool {
    let folded = space == Space::Folded;
    // white space at the beginning is one too many where it is folded
    let mut after_space = folded;
    for (at, c) in text.char_indices() {
        let is_space = match c {
            '\u{0621}'..='\u{0652}' | '!'..='%' | '\''..='~' => false,
            '&' if entity(&text[at..]).is_some() => return false,
            '\n' if folded => true,
            '\n' | '\r' | '\t' if !folded => {
                after_space = false;
                continue;
            }
            ' ' => true,
            _ if class(c) != Class::Seen => return false,
            _ => false,
        };
        if is_space && after_space {
            return false;
        }
        after_space = is_space;
    }
    !(folded && after_space && !text.is_empty())
}

/// What a character is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Itself.
    Seen,
    /// A space.
    White,
    /// Nothing.
    Unseen,
    /// The letters that it stands for.
    Form,
    /// What Windows has at this place.
    Control,
}

fn class(c: char) -> Class {
    match c {
        _ if c.is_whitespace() && c != '\u{85}' => Class::White,
        '\u{80}'..='\u{9F}' => Class::Control,
        '\0'..='\u{1F}' | '\u{7F}' => Class::Unseen,
        '\u{AD}' | '\u{34F}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => {
            Class::Unseen
        }
        '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' => Class::Unseen,
        // signs of their own: God's name, formulas, the riyal, the Koran's brackets
        '\u{FD3E}'..='\u{FD4F}' | '\u{FDF2}' | '\u{FDFA}'..='\u{FDFF}' => Class::Seen,
        '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{1EE00}'..='\u{1EEFF}' => Class::Form,
        _ => Class::Seen,
    }
}

/// The text so far, and the white space that may come after it.
struct Cleaner<'s> {
    out: String,
    space: Space,
    gap: Option<char>,
    seen: &'s mut TextSigns,
}

impl Cleaner<'_> {
    fn push(&mut self, c: char) {
        match class(c) {
            Class::Seen => self.push_seen(c),
            Class::White => self.push_white(c),
            Class::Unseen => self.seen.invisible += 1,
            Class::Control => {
                self.seen.invisible += 1;
                if let Some(c) = windows(c) {
                    self.push_seen(c);
                }
            }
            Class::Form => {
                self.seen.presentation += 1;
                // vowel marks that stand alone are written over a space
                for letter in std::iter::once(c).nfkc().filter(|c| *c != ' ') {
                    self.push_seen(letter);
                }
            }
        }
    }

    fn push_seen(&mut self, c: char) {
        self.out.extend(self.gap.take());
        self.out.push(c);
    }

    fn push_white(&mut self, c: char) {
        let is_line_end = matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{2028}' | '\u{2029}');
        match self.space {
            Space::Lines if is_line_end || c == '\t' => self.push_seen(c),
            Space::Lines => self.gap = Some(' '),
            Space::Folded if self.out.is_empty() => {}
            Space::Folded if is_line_end => self.gap = Some('\n'),
            Space::Folded => self.gap = self.gap.or(Some(' ')),
        }
    }

    fn finish<'a>(mut self) -> Cow<'a, str> {
        if self.space == Space::Lines {
            self.out.extend(self.gap);
        }
        Cow::Owned(self.out)
    }
}

/// The character of windows-1252 for a control character that was one of its bytes.
fn windows(control: char) -> Option<char> {
    let byte = u8::try_from(u32::from(control)).ok()?;
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().filter(|c| !c.is_control())
}

/// Names of entities that no text has by chance, with what they stand for.
const ENTITIES: &[(&str, char)] = &[
    ("quot", '"'),
    ("amp", '&'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", '\u{A0}'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("laquo", '«'),
    ("raquo", '»'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("bull", '•'),
    ("middot", '·'),
    ("zwnj", '\u{200C}'),
    ("zwj", '\u{200D}'),
    ("lrm", '\u{200E}'),
    ("rlm", '\u{200F}'),
    ("shy", '\u{AD}'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("times", '×'),
    ("euro", '€'),
];
/// How often an ampersand may have been escaped again.
const DEEPEST: usize = 5;
/// The longest entity, in bytes without its ampersand: «#x10FFFF;».
const LONGEST: usize = 9;

/// The character of the entity that `text` begins with, and its length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    let mut length = 1;
    let mut found = None;
    for _ in 0..DEEPEST {
        let Some((c, more)) = named(text.get(length..)?) else {
            break;
        };
        length += more;
        found = Some((c, length));
        if c != '&' {
            break;
        }
    }
    found.filter(|_| text.starts_with('&'))
}

/// The entity that `text`, what follows an ampersand, begins with.
fn named(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = text.get(..end)?;
    let c = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => ENTITIES.iter().find(|(n, _)| *n == name)?.1,
    };
    Some((c, end + 1))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| *c >= ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, TextSigns) {
        let mut seen = TextSigns::default();
        (clean_text(text, &mut seen).into_owned(), seen)
    }

    #[test]
    fn clean_text_is_not_copied() {
        for text in [
            "",
            "قُتل ثلاثة جنود في غارة على الحدود، قال الجيش.",
            "بـــــيـــــان عـــاجـل",
            "سعر 5 & 6 AT&T و«ﷺ» ﴿آية﴾ ۱۲",
            "بيروت\u{200F} - (رويترز)",
            "سطر\nوسطر",
        ] {
            assert!(
                matches!(clean_text(text, &mut TextSigns::default()), Cow::Borrowed(t) if t == text),
                "{text}"
            );
        }
        for text in ["سطر\r\n\r\n\tوسطر ", " خبر\n"] {
            assert!(
                matches!(clean_lines(text, &mut TextSigns::default()), Cow::Borrowed(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn white_space_is_folded() {
        for (text, want, lines) in [
            ("  خبر \u{A0}\u{2009} عاجل\u{3000}", "خبر عاجل", " خبر عاجل "),
            ("سطر \n\n \t وسطر", "سطر\nوسطر", "سطر \n\n \t وسطر"),
            ("سطر\u{2028}وسطر", "سطر\nوسطر", "سطر\u{2028}وسطر"),
            ("خبر\tعاجل", "خبر عاجل", "خبر\tعاجل"),
            ("\u{A0}", "", " "),
            (" \n ", "", " \n "),
        ] {
            assert_eq!(read(text).0, want, "{text:?}");
            assert_eq!(clean_lines(text, &mut TextSigns::default()), lines, "{text:?}");
        }
    }

    #[test]
    fn entities_are_decoded_once_more() {
        for (text, want) in [
            ("&quot;خبر&quot;", "\"خبر\""),
            ("قال&nbsp;&nbsp;الوزير&hellip;", "قال الوزير…"),
            ("&#1575;&#x644;خبر", "الخبر"),
            ("&amp;quot;خبر&amp;amp;quot;", "\"خبر\""),
            ("شركة A&amp;B", "شركة A&B"),
            ("&laquo;خبر&raquo; &#8211; بيان", "«خبر» – بيان"),
            ("&#147;خبر&#148;", "“خبر”"),
            ("خ&shy;بر&rlm;", "خبر\u{200F}"),
            ("&#xFEFB; شيء", "لا شيء"),
        ] {
            let (out, seen) = read(text);
            assert_eq!(out, want, "{text}");
            assert!(seen.escaped > 0, "{text}");
        }
        for text in [
            "?a=1&copy=2",
            "أ & ب;",
            "&;",
            "&#;",
            "&#xD800;",
            "&#0;",
            "&#10;",
            "&خبر;",
            "&unknown;",
            "&",
            "&quot",
        ] {
            assert_eq!(read(text), (text.into(), TextSigns::default()), "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        for text in [
            "خ\u{200B}بر",
            "\u{FEFF}خبر",
            "خ\u{AD}بر",
            "خ\u{1}ب\u{7F}ر",
            "خبر\u{2060}",
            "خ\u{81}بر",
            "\u{0}خبر",
        ] {
            let (out, seen) = read(text);
            assert_eq!(
                (out.as_str(), seen.escaped, seen.presentation),
                ("خبر", 0, 0),
                "{text:?}"
            );
            assert!(seen.invisible > 0);
        }
        assert_eq!(read("\u{93}خبر\u{94}\u{85}").0, "“خبر”…");
    }

    #[test]
    fn presentation_forms_are_made_letters() {
        for (text, want) in [
            ("ﻗﺘﻴﻞ", "قتيل"),
            ("ﻻ ﻷ ﻹ ﻵ", "لا لأ لإ لآ"),
            ("ﷴ", "محمد"),
            ("ﯾﮏ", "یک"),
            ("ﱠ", "\u{64E}\u{651}"),
            ("قﹷت", "قـ\u{64E}ت"),
        ] {
            let (out, seen) = read(text);
            assert_eq!(out, want, "{text}");
            assert!(seen.presentation > 0);
        }
        for sign in ["ﷲ", "ﷺ", "ﷻ", "﷼", "﷽", "﴾", "﴿"] {
            assert_eq!(read(sign), (sign.into(), TextSigns::default()));
        }
    }

    /// Any characters in any order: always a text, no longer than forms and folded space allow.
    #[test]
    fn no_text_makes_it_fail() {
        let parts = [
            "خبر",
            " ",
            "\u{A0}",
            "\n",
            "\t",
            "&",
            "amp;",
            "quot;",
            "#1575;",
            "#x",
            ";",
            "ﻻ",
            "ﷺ",
            "\u{FEFF}",
            "\u{85}",
            "\u{200F}",
            "\0",
            "é",
            "\u{FC5E}",
            "\u{10FFFF}",
        ];
        let mut number = 88_172_645_463_325_252_u64;
        for _ in 0..3000 {
            let mut text = String::new();
            for _ in 0..12 {
                number ^= number << 13;
                number ^= number >> 7;
                number ^= number << 17;
                text += parts[(number % parts.len() as u64) as usize];
            }
            let out = read(&text).0;
            assert_eq!(out.trim(), out, "{text:?}");
            assert!(!out.contains(['\0', '\u{FEFF}', 'ﻻ', '\u{A0}']), "{text:?}");
            assert!(out.len() <= text.len() * 2, "{text:?}");
            let lines = clean_lines(&text, &mut TextSigns::default()).into_owned();
            assert_eq!(
                lines.matches('\n').count(),
                text.matches('\n').count(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn one_remark_for_each_kind() {
        let mut seen = TextSigns::default();
        clean_text("ﻗﺘﻴﻞ&quot;", &mut seen);
        clean_text("ﻗﺘﻴﻞ\u{FEFF}", &mut seen);
        let mut told = Vec::new();
        seen.tell(&mut told);
        let codes: Vec<&str> = told.iter().map(|d| d.code).collect();
        assert_eq!(
            codes,
            ["presentation-forms", "double-escaped", "invisible-characters"]
        );
        assert!(told[0].message.ends_with(": 8"), "{}", told[0].message);
    }
}
