//! Sounds of a word and how weak letters and hamzas change one another, before anything is spelled.
//!
//! A word is a string of: Arabic consonants (`و` and `ي` as consonants, `ء` for every hamza), short vowels
//! `a i u`, long vowels `A I U`, `Y` for a long a that is spelled «ى» at the end of a word, `W` for the
//! joining alif, `N` for the alif of the indefinite accusative, `ة`, `-` where stem and ending meet, `.` for a vowel that is
//! not known and `H` for a hamza already spelled on the line. Other letters stand for themselves.

/// Whether the sound is a short vowel.
pub(crate) const fn is_short(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u')
}

/// Whether the sound is a vowel of any length.
pub(crate) const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u' | 'A' | 'I' | 'U' | 'Y' | 'N' | '.')
}

/// Whether the radical is weak.
pub(crate) const fn is_weak(c: char) -> bool {
    matches!(c, 'و' | 'ي')
}

/// Settles a whole word: two hamzas at its start become one with a long vowel (`ءaءم` → `ءAم`), `w` and `y`
/// before a consonant follow the vowel before them (`iwر` → `Iر`).
pub(crate) fn settle(word: &str) -> Vec<char> {
    let mut sounds: Vec<char> = word.chars().collect();
    if let ['ء', vowel, 'ء', next, ..] = sounds[..]
        && is_short(vowel)
        && !is_vowel(next)
        && next != '-'
    {
        sounds[1] = vowel.to_ascii_uppercase();
        sounds.remove(2);
    }
    for i in 2..sounds.len() {
        let (vowel, glide, next) = (sounds[i - 2], sounds[i - 1], sounds[i]);
        if is_vowel(next) || next == glide || next == '-' {
            continue;
        }
        match (vowel, glide) {
            ('i', 'و') => sounds[i - 1] = 'ي',
            ('u', 'ي') => sounds[i - 1] = 'و',
            _ => {}
        }
    }
    sounds
}

/// Joins a stem and an ending that starts with a vowel or consonant, or is empty.
///
/// A stem in a short vowel and `w`/`y` is defective: `رaمay` and `at` make `رaمaت`.
pub(crate) fn join(stem: &str, ending: &str) -> String {
    let mut tail = stem.chars().rev();
    let (last, vowel) = (tail.next().unwrap_or('.'), tail.next().unwrap_or('.'));
    if !is_weak(last) || !is_short(vowel) {
        return [stem, "-", ending].concat();
    }
    let base = &stem[..stem.len() - last.len_utf8() - vowel.len_utf8()];
    let mut word = String::from(base);
    match vowel {
        'a' => join_a(&mut word, last, ending),
        _ => join_i_u(&mut word, vowel, last, ending),
    }
    word
}

fn join_a(word: &mut String, glide: char, ending: &str) {
    let first = ending.chars().next();
    match first {
        None => word.push('a'),
        Some('a' | 'u' | 'i') if ending.len() == 1 => word.push(final_a(word, glide)),
        Some('a') if ending.starts_with("aت") => word.push_str(ending),
        Some('a') if ending.starts_with("aة") => push_all(word, "A", &ending[1..]),
        Some('U') => push_all(word, "aو", &ending[1..]),
        Some('I') => push_all(word, "aي", &ending[1..]),
        _ => {
            word.push('a');
            word.push(glide);
            word.push_str(ending);
        }
    }
}

/// «رمى» but «دعا», and never «ى» after «ي»: «أحيا».
fn final_a(word: &str, glide: char) -> char {
    if glide == 'و' || word.ends_with('ي') {
        'A'
    } else {
        'Y'
    }
}

fn join_i_u(word: &mut String, vowel: char, glide: char, ending: &str) {
    let first = ending.chars().next();
    match first {
        None => word.push(vowel),
        Some('u' | 'i') if ending.len() == 1 => word.push(vowel.to_ascii_uppercase()),
        Some('U' | 'I') => word.push_str(ending),
        Some('a' | 'A' | 'N') => {
            word.push(vowel);
            word.push(if vowel == 'i' { 'ي' } else { glide });
            word.push_str(ending);
        }
        Some(_) => {
            word.push(vowel.to_ascii_uppercase());
            word.push_str(ending);
        }
    }
}

fn push_all(word: &mut String, a: &str, b: &str) {
    word.push_str(a);
    word.push_str(b);
}
