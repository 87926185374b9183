//! The two single-byte encodings of Arabic that pages still have, told apart by what comes out.
//!
//! In come stretches of bytes above ASCII; out goes the encoding in which they are Arabic words. windows-1256
//! read as ISO-8859-6 has bytes that are nothing, the other way round it has accented Latin letters amid words,
//! and European or Asian text has both, or single letters where words should be.

use encoding_rs::{Encoding, ISO_8859_6, WINDOWS_1256};
use std::sync::OnceLock;

/// How many bytes are looked at.
pub(super) const SAMPLE: usize = 64 << 10;

/// What a byte above ASCII is when read in an encoding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter before «ف».
    Early,
    /// A letter from «ف» on.
    Late,
    /// A vowel mark, which has a letter before it.
    Vowel,
    /// What stretches a letter.
    Tatweel,
    /// Punctuation, Persian letters: seen in Arabic text, but no sign of it.
    Fitting,
    /// What Arabic text has not.
    Odd,
}

/// What a stretch is made of when read in an encoding.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    letters: usize,
    /// Letters and tatweels that have a letter before them.
    joined: usize,
    /// Letters from «ف» on, about half of any Arabic text.
    late: usize,
    odd: usize,
}

/// The encoding in which `sample` is Arabic; `declared` decides where both would do.
pub(super) fn arabic(sample: &[u8], declared: Option<&'static Encoding>) -> Option<&'static Encoding> {
    let sample = sample.get(..SAMPLE).unwrap_or(sample);
    let mut best: Option<(usize, &'static Encoding)> = None;
    for encoding in [WINDOWS_1256, ISO_8859_6] {
        let tally = tally(sample, encoding);
        let points = tally.letters.saturating_sub(4 * tally.odd);
        let better = match best {
            Some((most, _)) => points > most || points == most && declared == Some(encoding),
            None => true,
        };
        if tally.is_arabic() && better {
            best = Some((points, encoding));
        }
    }
    best.map(|(_, encoding)| encoding)
}

/// [`arabic`] for bytes that make sense as they are: more letters are asked for.
pub(super) fn arabic_after_all(sample: &[u8]) -> Option<&'static Encoding> {
    let encoding = arabic(sample, None)?;
    let tally = tally(sample, encoding);
    (tally.letters >= 5 && tally.has_both_halves(5)).then_some(encoding)
}

/// Whether a stretch of a page that has Arabic in `encoding`, one of the two, is in it too: a syllable will do.
pub(super) fn is_arabic_too(stretch: &[u8], encoding: &'static Encoding) -> bool {
    let tally = tally(stretch, encoding);
    tally.joined > 0 && tally.joined * 3 >= tally.letters && tally.odd * 6 <= tally.letters
}

impl Tally {
    fn is_arabic(self) -> bool {
        let words = self.letters >= 2 && self.joined * 3 >= self.letters && self.odd * 6 <= self.letters;
        words && (self.letters < 24 || self.has_both_halves(6))
    }

    /// Whether neither half of the alphabet has less than one in `parts` of the letters.
    ///
    /// Cyrillic in KOI8 stands where ISO-8859-6 has the first half, and so do the capitals of Latin-1.
    fn has_both_halves(self, parts: usize) -> bool {
        let least = self.letters.div_ceil(parts);
        (least..=self.letters - least).contains(&self.late)
    }
}

fn tally(sample: &[u8], encoding: &'static Encoding) -> Tally {
    let classes = classes(encoding);
    let mut out = Tally::default();
    let mut after_letter = false;
    for byte in sample {
        let class = byte.checked_sub(0x80).map(|high| classes[usize::from(high)]);
        match class {
            Some(Class::Early | Class::Late) => {
                out.letters += 1;
                out.joined += usize::from(after_letter);
                out.late += usize::from(class == Some(Class::Late));
            }
            // European letters stand where vowel marks are, but not only after others
            Some(Class::Vowel) => out.odd += usize::from(!after_letter),
            Some(Class::Tatweel) => out.joined += usize::from(after_letter),
            Some(Class::Odd) => out.odd += 1,
            _ => {}
        }
        // marks and tatweel do not part two letters
        after_letter = match class {
            Some(Class::Fitting | Class::Vowel | Class::Tatweel) => after_letter,
            other => matches!(other, Some(Class::Early | Class::Late)),
        };
    }
    out
}

fn classes(encoding: &'static Encoding) -> &'static [Class; 128] {
    static WINDOWS: OnceLock<[Class; 128]> = OnceLock::new();
    static ISO: OnceLock<[Class; 128]> = OnceLock::new();
    let table = if encoding == ISO_8859_6 { &ISO } else { &WINDOWS };
    table.get_or_init(|| high_half(encoding).map(class))
}

/// The characters of the bytes from 0x80 in a single-byte encoding.
pub(super) fn high_half(encoding: &'static Encoding) -> [char; 128] {
    let mut out = ['\u{FFFD}'; 128];
    for (byte, place) in (0x80..=0xFF_u8).zip(&mut out) {
        let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte));
        *place = text.chars().next().unwrap_or('\u{FFFD}');
    }
    out
}

fn class(c: char) -> Class {
    match c {
        '\u{0621}'..='\u{063A}' => Class::Early,
        '\u{0641}'..='\u{064A}' => Class::Late,
        '\u{064B}'..='\u{0652}' => Class::Vowel,
        '\u{0640}' => Class::Tatweel,
        'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | '،' | '؛' | '؟' => Class::Fitting,
        '\u{A0}' | '\u{AD}' | '«' | '»' | '·' => Class::Fitting,
        // quotation marks, dashes, dots, joiners and direction marks
        '\u{200C}'..='\u{2026}' => Class::Fitting,
        _ => Class::Odd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GBK, KOI8_R, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1255};

    fn of(text: &str, encoding: &'static Encoding) -> Option<&'static Encoding> {
        let (bytes, _, bad) = encoding.encode(text);
        assert!(!bad, "{text}");
        arabic(&bytes, None)
    }

    #[test]
    fn arabic_is_told_by_its_letters() {
        for text in [
            "قتل",
            "أغلقت الشرطة الطريق",
            "عاد الوفد إلى المدينة يوم الخميس، بعد غياب.",
            "قُتِلَ ثَلاثَةُ جُنودٍ في هُجومٍ عَلى الحاجِزِ",
        ] {
            assert_eq!(of(text, WINDOWS_1256), Some(WINDOWS_1256), "{text}");
            assert_eq!(of(text, ISO_8859_6), Some(ISO_8859_6), "{text}");
        }
        let with_marks = "قال: «لن نعود – أبدا…»";
        assert_eq!(of(with_marks, WINDOWS_1256), Some(WINDOWS_1256));
    }

    #[test]
    fn other_languages_are_not_arabic() {
        for (text, encoding) in [
            (
                "L'été dernier, le maire a été réélu à Orléans; où ça?",
                WINDOWS_1252,
            ),
            ("Größere Übungen für Müllmänner", WINDOWS_1252),
            ("El niño comió más piñas en España", WINDOWS_1252),
            ("Министр приехал в город вчера вечером", WINDOWS_1251),
            ("Министр приехал в город вчера вечером", KOI8_R),
            (
                "Министърът пристигна в града снощи. България: Новини",
                WINDOWS_1251,
            ),
            ("Ο υπουργός έφτασε χθες στην πόλη", WINDOWS_1253),
            ("השר הגיע לעיר אתמול בערב", WINDOWS_1255),
            ("部长昨天晚上抵达这座城市", GBK),
            ("部長昨天晚上抵達這座城市", BIG5),
            ("plain", WINDOWS_1252),
        ] {
            assert_eq!(of(text, encoding), None, "{text}");
        }
    }

    #[test]
    fn the_declaration_decides_between_equals() {
        // the letters of this word stand at the same bytes in both
        let (bytes, _, _) = ISO_8859_6.encode("بحر");
        assert_eq!(arabic(&bytes, None), Some(WINDOWS_1256));
        assert_eq!(arabic(&bytes, Some(ISO_8859_6)), Some(ISO_8859_6));
    }
}
