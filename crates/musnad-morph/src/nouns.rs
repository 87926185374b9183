//! Nouns and adjectives of the lexicon, declined from their unvocalised spelling.
//!
//! What the spelling hides is read from the listed plurals: «قضاة» shows that «قاضي» is defective («قاض»),
//! «سوريون» that «سوري» is not. A tanwin kasra in the lexicon («محامٍ», «مبانٍ») says it outright.

use crate::declension::Table;
use crate::feats::{Case, Gender, Number, State};
use crate::pattern::plain;
use crate::{Feats, Pos, Written, merge};

const TANWIN_KASRA: char = '\u{64d}';

/// All forms of a noun: singular, dual, the listed plurals.
///
/// A word of several parts («إطلاق نار», joined by a space or underscore) comes out as it is.
pub fn decline_noun(lemma: &str, plurals: &[&str], gender: Gender) -> Vec<Written> {
    let mut table = Table::new(Pos::Noun);
    noun(&mut table, lemma, plurals, gender);
    merge(table.out)
}

/// All forms of a noun that has no singular («قوات» as an entry of its own).
pub fn decline_plural(plural: &str, gender: Gender) -> Vec<Written> {
    let mut table = Table::new(Pos::Noun);
    plural_of(&mut table, plural, plural, gender);
    merge(table.out)
}

/// All forms of an adjective: both genders, dual, sound plurals and the listed ones.
///
/// For a colour or comparative («أحمر», «أكبر») no feminine in ة and no tanwin is made; list «حمراء» or
/// «كبرى» among the plurals and it is declined as the feminine singular.
pub fn decline_adjective(lemma: &str, plurals: &[&str]) -> Vec<Written> {
    let mut table = Table::new(Pos::Adj);
    adjective(&mut table, lemma, plurals);
    merge(table.out)
}

/// All forms of a nisba («سوري»): both genders, dual, sound plurals and the listed ones.
pub fn nisba(lemma: &str, plurals: &[&str]) -> Vec<Written> {
    let mut table = Table::new(Pos::Adj);
    table.adjective(&stem(lemma));
    for plural in plurals {
        plural_of(&mut table, lemma, plural, Gender::Masc);
    }
    merge(table.out)
}

/// Declines a listed verbal noun.
pub(crate) fn decline_as(table: &mut Table, lemma: &str) {
    let feminine = plain(lemma).ends_with('ة');
    let gender = if feminine { Gender::Fem } else { Gender::Masc };
    noun(table, lemma, &[], gender);
    if let Some(bare) = stem(lemma).strip_suffix('ة')
        && feminine
        && !bare.ends_with('A')
    {
        table.women(bare);
    }
}

fn noun(table: &mut Table, lemma: &str, plurals: &[&str], gender: Gender) {
    if lemma.contains(['_', ' ']) {
        return phrase(table, lemma, gender, Number::Sing);
    }
    let stem = if is_defective(lemma, plurals) {
        defective(lemma)
    } else {
        stem(lemma)
    };
    table.one(&stem, gender, Number::Sing, true);
    table.two(&stem, gender);
    for plural in plurals {
        plural_of(table, lemma, plural, gender);
    }
}

fn adjective(table: &mut Table, lemma: &str, plurals: &[&str]) {
    if lemma.contains(['_', ' ']) {
        return phrase(table, lemma, Gender::Masc, Number::Sing);
    }
    if is_elative(lemma) {
        let stem = stem(lemma);
        table.one(&stem, Gender::Masc, Number::Sing, false);
        table.two(&stem, Gender::Masc);
    } else if is_defective(lemma, plurals) {
        table.adjective(&defective(lemma));
    } else {
        table.adjective(&stem(lemma));
    }
    for plural in plurals {
        if is_elative(lemma) && is_feminine_of_elative(plural) {
            let stem = stem(plural);
            table.one(&stem, Gender::Fem, Number::Sing, false);
            table.two(&stem, Gender::Fem);
        } else {
            plural_of(table, lemma, plural, Gender::Masc);
        }
    }
}

fn phrase(table: &mut Table, lemma: &str, gender: Gender, number: Number) {
    let feats = Feats::new()
        .with_gender(gender)
        .with_number(number)
        .with_case(Case::Any)
        .with_state(State::Free);
    table.out.push(Written {
        text: plain(lemma).replace('_', " "),
        pos: table.pos,
        feats,
    });
}

/// A listed plural: sound masculine, sound feminine or broken.
fn plural_of(table: &mut Table, lemma: &str, plural: &str, gender: Gender) {
    if plural.contains(['_', ' ']) {
        return phrase(table, plural, gender, Number::Plural);
    }
    let text = plain(plural).replace("آت", "أات");
    if let Some(base) = text.strip_suffix("ون")
        && is_base(base, &plain(lemma))
    {
        return table.men(&masculine_base(base, &plain(lemma)));
    }
    if let Some(base) = text.strip_suffix("ات")
        && is_feminine_plural(base, &text, &plain(lemma))
    {
        return table.women(&stem(base));
    }
    let defective_plural = plural.ends_with(TANWIN_KASRA)
        || is_diptote(&text) && text.ends_with('ي')
        || lost_its_ya(lemma, &text);
    let stem = if defective_plural {
        defective(plural)
    } else {
        stem(plural)
    };
    table.one(&stem, gender, Number::Plural, !is_diptote(&text));
}

/// Whether «ون» after `base` is a sound plural of the lemma («فنون» is none of «فن»).
fn is_base(base: &str, lemma: &str) -> bool {
    let whole = base == lemma && base.chars().count() > 2;
    let cut = lemma
        .strip_suffix(['ي', 'ى', 'ة'])
        .is_some_and(|cut| cut == base || cut.strip_prefix('ا') == Some(base));
    let without_alif = lemma.strip_prefix('ا') == Some(base);
    let seat = lemma
        .strip_suffix(['ء', 'أ', 'ئ'])
        .is_some_and(|cut| base.strip_suffix(['ؤ', 'ئ', 'أ', 'ء']) == Some(cut));
    whole || cut || without_alif || seat
}

fn masculine_base(base: &str, lemma: &str) -> String {
    if lemma.ends_with('ى') {
        return [&stem(base), "aي"].concat();
    }
    if lemma.ends_with(['ء', 'أ', 'ئ']) {
        stem(lemma)
    } else {
        stem(base)
    }
}

/// «أصوات» is a broken plural of «صوت», not a sound one.
fn is_feminine_plural(base: &str, plural: &str, lemma: &str) -> bool {
    let broken = lemma.ends_with('ت') && !plural.starts_with(lemma);
    !broken && !base.is_empty()
}

/// Whether the word drops «ي» where it is indefinite («قاض»).
fn is_defective(lemma: &str, plurals: &[&str]) -> bool {
    let text = plain(lemma);
    if lemma.ends_with(TANWIN_KASRA) {
        return true;
    }
    let Some(base) = text.strip_suffix('ي') else {
        return false;
    };
    plurals.iter().map(|plural| plain(plural)).any(|plural| {
        let chars: Vec<char> = plural.chars().collect();
        plural == [base, "ون"].concat()
            || matches!(chars[..], [_, _, 'ا', 'ة'])
            || matches!(chars[..], [_, 'و', 'ا', _])
            || matches!(chars[..], [_, 'و', 'ا', _, 'ي']) && text.chars().count() == 4
    })
}

/// Four letters with «أ» in front: «أحمر», «أكبر», «أعلى».
fn is_elative(lemma: &str) -> bool {
    // «أمني», «أهلي» are nisbas of three letters, no elatives
    lemma.starts_with('أ') && plain(lemma).chars().count() == 4 && !lemma.ends_with('ي')
}

fn is_feminine_of_elative(plural: &str) -> bool {
    let chars: Vec<char> = plain(plural).chars().collect();
    matches!(chars[..], [first, _, _, 'ى'] | [first, _, _, 'ا' | 'ي', 'ا' | 'ء'] if first != 'أ')
        || matches!(chars[..], [_, _, 'ي', 'ا'])
}

/// Three or four letters around a third-letter alif («مدارس», «صواريخ»), which never take tanwin.
fn is_diptote(plural: &str) -> bool {
    let chars: Vec<char> = plural.chars().collect();
    match chars[..] {
        [_, _, 'ا', _, last] => last != 'ة',
        [_, _, 'ا', _, 'ي', last] => last != 'ة',
        _ => false,
    }
}

/// «مبان» of «مبنى», «نواد» of «نادي».
fn lost_its_ya(lemma: &str, plural: &str) -> bool {
    let lemma = plain(lemma);
    let strong = ["ية", "ي", "ى"].iter().find_map(|end| lemma.strip_suffix(end));
    let four = matches!(plural.chars().nth(2), Some('ا')) && plural.chars().count() == 4;
    four && strong.is_some_and(|strong| strong.chars().last() == plural.chars().last())
}

fn defective(lemma: &str) -> String {
    let text = plain(lemma);
    [&letters(text.strip_suffix('ي').unwrap_or(&text)), "iي"].concat()
}

/// The sounds that an unvocalised spelling shows: letters, and how the last one behaves.
fn stem(lemma: &str) -> String {
    let text = plain(lemma);
    let mut tail = text.chars().rev();
    let (last, before) = (tail.next(), tail.next());
    let cut = |n: usize| -> &str {
        let at = text.char_indices().rev().nth(n - 1).map_or(0, |(at, _)| at);
        &text[..at]
    };
    match (last, before) {
        (Some('ة'), Some('ا')) => [&letters(cut(2)), "Aة"].concat(),
        (Some('ة'), Some('ء')) if cut(2).ends_with('ا') => [&letters(cut(3)), "Aءaة"].concat(),
        (Some('ة'), _) => [&letters(cut(1)), "ة"].concat(),
        (Some('ى'), _) => [&letters(cut(1)), "aي"].concat(),
        (Some('ا'), Some(_)) => [&letters(cut(1)), "aو"].concat(),
        (Some('أ'), Some(_)) => [&letters(cut(1)), "aء"].concat(),
        (Some('ئ'), Some(_)) => [&letters(cut(1)), "iء"].concat(),
        (Some('ؤ'), Some(_)) => [&letters(cut(1)), "uء"].concat(),
        (Some('ء'), Some('ا')) => [&letters(cut(2)), "Aء"].concat(),
        (Some('ء'), Some('ي')) => [&letters(cut(2)), "Iء"].concat(),
        (Some('ء'), Some('و')) => [&letters(cut(2)), "Uء"].concat(),
        (Some('ء'), Some(_)) => [letters(cut(1)).trim_end_matches('.'), "ء"].concat(),
        _ => letters(&text),
    }
}

/// Letters that stand for themselves, with an unknown vowel after each.
fn letters(text: &str) -> String {
    let mut sounds = String::with_capacity(text.len() * 2);
    for letter in text.chars() {
        sounds.push(if letter == 'ء' { 'H' } else { letter });
        sounds.push('.');
    }
    sounds
}
