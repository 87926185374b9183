//! What people have judged of names in gazetteers, for the base that comes with the program: places to leave out,
//! names put right, words of every day that are also the name of some village. It holds for imports as well.

use musnad_text::key;
use std::collections::{HashMap, HashSet};

/// Places of GeoNames that are left out, with the reason.
const DROP: &str = include_str!("../../../../data/recipes/places-drop.tsv");
/// Arabic names that are right where GeoNames' are not.
const NAMES: &str = include_str!("../../../../data/recipes/places-names.tsv");

/// Countries that Arabic news is close to, beside the Arab ones.
const NEAR: &str = "IL TR UA SS ET ER TD ML NE BF SN NG IR AF PK";
/// Towns there share their names with half of the surnames in the news.
const ENGLISH: &str = "US GB CA AU NZ IE ZA";

/// Judgements by GeoNames' numbers and by names.
#[derive(Debug)]
pub(super) struct Judged {
    drop: HashSet<u64>,
    names: HashMap<u64, String>,
    /// The look-up forms of words of every day.
    words: HashSet<String>,
}

impl Judged {
    pub(super) fn builtin() -> Judged {
        let rows = |table: &'static str| {
            table.lines().filter_map(|line| {
                let (number, rest) = line.split_once('\t')?;
                Some((number.parse::<u64>().ok()?, rest))
            })
        };
        let word = |why: &str| {
            let word = why.strip_prefix("an everyday word: «")?.split('»').next()?;
            Some(key(word))
        };
        let name = |rest: &str| rest.split('\t').next().unwrap_or_default().to_owned();
        Judged {
            drop: rows(DROP).map(|(number, _)| number).collect(),
            names: rows(NAMES).map(|(number, rest)| (number, name(rest))).collect(),
            words: rows(DROP).filter_map(|(_, why)| word(why)).collect(),
        }
    }

    /// Whether GeoNames' place is left out.
    pub(super) fn is_dropped(&self, number: u64) -> bool {
        self.drop.contains(&number)
    }

    /// The right name of GeoNames' place, where its own is not.
    pub(super) fn name_of(&self, number: u64) -> Option<&str> {
        self.names.get(&number).map(String::as_str)
    }

    /// Whether a name is more often a word, or a person, in Arabic news than a place of that country with so many
    /// people.
    pub(super) fn is_word(&self, name: &str, alpha2: &str, population: u64) -> bool {
        if self.words.contains(&key(name)) {
            return true;
        }
        let among = |list: &str| list.split(' ').any(|c| c == alpha2);
        if name.contains(' ') || among(super::ARAB) && !among(NEAR) {
            return false;
        }
        let letters = name.chars().count();
        if among(NEAR) {
            return letters <= 3 && population < 50_000;
        }
        among(ENGLISH) && population < 100_000
            || letters <= 3 && population < 300_000
            || letters == 4 && population < 50_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_far_away_and_words_of_every_day_are_none() {
        let judged = Judged::builtin();
        for (name, country, people, word) in [
            ("أن", "BE", 27_000, true),
            ("باريس", "FR", 2_000_000, false),
            ("لينكولن", "US", 60_000, true),
            ("لينكولن", "US", 290_000, false),
            ("نوى", "SY", 0, false),
            ("وان", "TR", 400_000, false),
            ("البلاد", "SY", 900, true),
            ("تل البلاد", "SY", 900, false),
        ] {
            assert_eq!(judged.is_word(name, country, people), word, "{name}");
        }
        assert!(judged.is_dropped(4273) && judged.name_of(73422) == Some("المعلا"));
    }
}
