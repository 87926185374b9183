//! From sounds to letters: which vowels are written, and what a hamza sits on.

use crate::sounds::{is_short, is_vowel};

/// Spells a settled word; more than one result where usage differs, the first the commonest.
///
/// `open` says that an attached pronoun follows, so that the last letter is not at the end.
pub(crate) fn spell(sounds: &[char], open: bool) -> Vec<String> {
    let mut speller = Speller {
        out: vec![String::with_capacity(sounds.len())],
        open,
    };
    let mut at = 0;
    while at < sounds.len() {
        at = speller.step(sounds, at);
    }
    speller.out
}

struct Speller {
    out: Vec<String>,
    open: bool,
}

impl Speller {
    fn step(&mut self, sounds: &[char], at: usize) -> usize {
        let sound = sounds[at];
        match sound {
            'a' | 'i' | 'u' | '-' | '.' => {}
            'A' | 'W' | 'N' => self.push('ا'),
            'I' => self.push('ي'),
            'U' => self.push('و'),
            'H' => self.push('ء'),
            'Y' => self.push(if self.ends(&sounds[at + 1..]) { 'ى' } else { 'ا' }),
            'ة' => self.push(if self.ends(&sounds[at + 1..]) { 'ة' } else { 'ت' }),
            'ء' => return self.hamza(sounds, at),
            _ => {
                self.push(sound);
                return skip_twin(sounds, at);
            }
        }
        at + 1
    }

    fn push(&mut self, letter: char) {
        for text in &mut self.out {
            text.push(letter);
        }
    }

    /// Whether nothing that is written follows.
    fn ends(&self, rest: &[char]) -> bool {
        !self.open && rest.iter().all(|&c| is_short(c) || c == '-')
    }

    fn hamza(&mut self, sounds: &[char], at: usize) -> usize {
        let mut next = skip_twin(sounds, at);
        let seam = sounds.get(next) == Some(&'-');
        if seam {
            next += 1;
        }
        let rest = &sounds[next..];
        let before = Before::new(sounds[..at].strip_suffix(&['-']).unwrap_or(&sounds[..at]));
        let seats = if at == 0 {
            initial(rest.first())
        } else if self.ends(rest) {
            last(before)
        } else {
            let final_alif = rest.first() == Some(&'Y') && self.ends(&rest[1..]);
            medial(before, After::new(rest.first(), final_alif), seam)
        };
        self.branch(seats);
        let alif = matches!(rest.first(), Some('A' | 'Y'));
        if alif && seats[0].ends_with(['ا', 'آ']) {
            next + 1
        } else {
            next
        }
    }

    fn branch(&mut self, seats: &[&str]) {
        let stems = std::mem::take(&mut self.out);
        for seat in seats {
            self.out.extend(stems.iter().map(|stem| [stem, *seat].concat()));
        }
    }
}

/// The place after a consonant, past its double: «رaددa» is spelled «رد».
fn skip_twin(sounds: &[char], at: usize) -> usize {
    match sounds[at + 1..] {
        [twin, ..] if twin == sounds[at] => at + 2,
        ['-', twin, ..] if twin == sounds[at] => at + 3,
        _ => at + 1,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Before {
    A,
    /// A short a after a consonant that does not join the letter after it.
    ApartA,
    I,
    LongI,
    /// «ي» without a vowel.
    Ya,
    U,
    LongA,
    LongU,
    Diphthong,
    /// A consonant that joins the letter after it.
    Joining,
    /// A consonant that does not.
    Apart,
}

impl Before {
    fn new(sounds: &[char]) -> Self {
        match sounds {
            [.., 'ا' | 'و' | 'د' | 'ذ' | 'ر' | 'ز', 'a'] => Before::ApartA,
            [.., 'a'] => Before::A,
            [.., 'i'] => Before::I,
            [.., 'I'] => Before::LongI,
            [.., 'ي'] => Before::Ya,
            [.., 'u'] => Before::U,
            [.., 'A'] => Before::LongA,
            [.., 'U'] => Before::LongU,
            [.., 'و'] => Before::Diphthong,
            [.., 'ا' | 'د' | 'ذ' | 'ر' | 'ز'] => Before::Apart,
            _ => Before::Joining,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum After {
    Consonant,
    A,
    I,
    U,
    LongA,
    LongU,
    Tanwin,
}

impl After {
    fn new(sound: Option<&char>, final_alif: bool) -> Self {
        match sound {
            Some('a') => After::A,
            Some('Y') if final_alif => After::A,
            Some('A' | 'Y') => After::LongA,
            Some('i' | 'I') => After::I,
            Some('u') => After::U,
            Some('U') => After::LongU,
            Some('N') => After::Tanwin,
            Some(&c) if is_vowel(c) => After::A,
            _ => After::Consonant,
        }
    }
}

fn initial(next: Option<&char>) -> &'static [&'static str] {
    match next {
        Some('i' | 'I') => &["إ"],
        Some('A') => &["آ"],
        _ => &["أ"],
    }
}

fn last(before: Before) -> &'static [&'static str] {
    match before {
        Before::A | Before::ApartA => &["أ"],
        Before::U => &["ؤ"],
        Before::I => &["ئ"],
        _ => &["ء"],
    }
}

/// The seat inside a word. `seam`: stem and ending meet after the hamza, where usage varies most.
fn medial(before: Before, after: After, seam: bool) -> &'static [&'static str] {
    match (before, after) {
        (Before::I | Before::LongI, After::LongA) => &["ئا"],
        (Before::Ya, After::A) if !seam => &["أ", "ئ"],
        (Before::Ya, After::LongU) if !seam => &["ؤ", "ئ"],
        (Before::Ya, After::A | After::U | After::LongU | After::I | After::Tanwin) => &["ئ"],
        (Before::I | Before::LongI, _) | (_, After::I) => &["ئ"],
        (Before::U, After::LongA) => &["ؤا"],
        (Before::U, _) => &["ؤ"],
        (_, After::Tanwin) => {
            if before == Before::Joining {
                &["ئ"]
            } else {
                &["ء"]
            }
        }
        (_, After::LongU) => before_long_u(before, seam),
        (_, After::U) => before_u(before, seam),
        (_, After::LongA) => before_long_a(before, seam),
        (Before::A | Before::ApartA, _) => &["أ"],
        (Before::LongA | Before::LongU, _) => &["ء"],
        (Before::Diphthong, _) => {
            if seam {
                &["ء"]
            } else {
                &["أ"]
            }
        }
        (Before::Joining, After::A) if seam => &["أ", "ئ"],
        (Before::Apart, After::A) if seam => &["أ", "ء"],
        _ => &["أ"],
    }
}

fn before_long_u(before: Before, seam: bool) -> &'static [&'static str] {
    match before {
        Before::A if seam => &["ؤ", "أ", "ئ"],
        Before::ApartA if seam => &["ؤ", "أ", "ء"],
        Before::Joining if !seam => &["ؤ", "ئ"],
        Before::LongA | Before::LongU if seam => &["ؤ", "ء"],
        _ => &["ؤ"],
    }
}

fn before_u(before: Before, seam: bool) -> &'static [&'static str] {
    match before {
        Before::A | Before::ApartA if seam => &["ؤ", "أ"],
        Before::LongU | Before::Diphthong if seam => &["ؤ", "ء"],
        Before::Joining if seam => &["ؤ", "ئ"],
        Before::Apart if seam => &["ؤ", "ء"],
        _ => &["ؤ"],
    }
}

fn before_long_a(before: Before, seam: bool) -> &'static [&'static str] {
    match before {
        Before::A | Before::ApartA if seam => &["آ", "أا"],
        Before::LongA | Before::LongU | Before::Diphthong => &["ءا"],
        Before::Joining if seam => &["ئا", "آ"],
        Before::Apart if seam => &["ءا", "آ"],
        _ => &["آ"],
    }
}
