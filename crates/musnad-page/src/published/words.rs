//! The words of date lines: those of `lang/ar/dates.toml`, and names of months, days and units of `times.toml`.
//!
//! A phrase is one to several words in look-up form; what it may mean are its [`Sense`]s.

use super::Says;
use crate::words::Words as PageWords;
use musnad_text::{TimeName, TimeReader};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("../../../../lang/ar/dates.toml");

/// What a phrase may mean in a date line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sense {
    Label(Says),
    Link,
    /// A month; a weak name needs its day and year.
    Month {
        month: u8,
        weak: bool,
    },
    HijriMonth(u8),
    /// Monday is 1.
    Weekday(i8),
    /// A day counted from that of publication.
    Day(i64),
    Unit {
        minutes: Option<i64>,
        count: Option<i64>,
    },
    Era,
    HijriEra,
    Half(Half),
    /// The head of a clock time.
    Clock,
    /// Between hours and minutes: «17h20».
    HourMark,
    Of,
    Year,
    Ordinal,
    Ago,
    AgoAfter,
    And,
    JustNow,
    By,
    Zone(Place),
}

/// Halves of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    Am,
    Pm,
    Noon,
    Night,
}

/// Which clock a time is told by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Greenwich, or no distance from it.
    Zero,
    /// So many seconds east of Greenwich, not none.
    Offset(i32),
    /// An IANA zone.
    Named(String),
    /// That of the place, whichever it is.
    Local,
}

/// All phrases, under their first words.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    by_first: FxHashMap<String, Vec<(Vec<String>, Sense)>>,
    /// The words of phrases that a date is made of.
    parts: FxHashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    article: String,
    published: Vec<String>,
    updated: Vec<String>,
    links: Vec<String>,
    clock: Vec<String>,
    hour_mark: Vec<String>,
    of: Vec<String>,
    year: Vec<String>,
    ordinal: Vec<String>,
    ago: Vec<String>,
    ago_after: Vec<String>,
    and: Vec<String>,
    just_now: Vec<String>,
    by: Vec<String>,
    half: Halves,
    zones: Zones,
    month: Vec<Month>,
    weekdays: BTreeMap<String, Vec<String>>,
    units: BTreeMap<String, i64>,
    days: BTreeMap<String, i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Halves {
    am: Vec<String>,
    pm: Vec<String>,
    noon: Vec<String>,
    night: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Zones {
    heads: Vec<String>,
    local: Vec<String>,
    utc: Vec<String>,
    fixed: BTreeMap<String, i32>,
    places: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Month {
    month: u8,
    forms: Vec<String>,
    weak: Vec<String>,
}

impl Phrases {
    /// The built-in phrases.
    pub(crate) fn builtin() -> &'static Phrases {
        static PHRASES: OnceLock<Phrases> = OnceLock::new();
        // a check below holds the files to their shape, so that no list is missing
        PHRASES.get_or_init(|| Phrases::parse(SOURCE).unwrap_or_default())
    }

    fn parse(source: &str) -> Result<Phrases, toml::de::Error> {
        let source: Source = toml::from_str(source)?;
        let mut out = Phrases::default();
        for (name, what) in TimeReader::names().unwrap_or_default() {
            out.add_name(&name, what, &source.article);
        }
        out.add_words(&source);
        out.add_zones(&source.zones);
        out.add_names(&source);
        for phrases in out.by_first.values_mut() {
            phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Ok(out)
    }

    fn add(&mut self, phrase: &str, sense: Sense) {
        let words: Vec<String> = form(phrase).split(' ').map(str::to_owned).collect();
        if is_part(&sense) {
            self.parts.extend(words.iter().cloned());
        }
        let entries = self
            .by_first
            .entry(words.first().cloned().unwrap_or_default())
            .or_default();
        if !entries.iter().any(|(w, s)| *w == words && *s == sense) {
            entries.push((words, sense));
        }
    }

    fn add_all(&mut self, phrases: &[String], sense: &Sense) {
        for phrase in phrases {
            self.add(phrase, sense.clone());
        }
    }

    fn add_name(&mut self, name: &str, what: TimeName, article: &str) {
        let sense = match what {
            TimeName::Month(month) => Sense::Month { month, weak: false },
            TimeName::HijriMonth(month) => Sense::HijriMonth(month),
            TimeName::Weekday(day) => {
                self.add(&format!("{article}{name}"), Sense::Weekday(day));
                Sense::Weekday(day)
            }
            TimeName::Day(days) => Sense::Day(days),
            TimeName::Unit { minutes, count } => Sense::Unit { minutes, count },
            TimeName::Era => Sense::Era,
            TimeName::HijriEra => Sense::HijriEra,
        };
        self.add(name, sense);
    }

    fn add_words(&mut self, source: &Source) {
        let lists = [
            (&source.published, Sense::Label(Says::Published)),
            (&source.updated, Sense::Label(Says::Updated)),
            (&source.links, Sense::Link),
            (&source.clock, Sense::Clock),
            (&source.hour_mark, Sense::HourMark),
            (&source.of, Sense::Of),
            (&source.year, Sense::Year),
            (&source.ordinal, Sense::Ordinal),
            (&source.ago, Sense::Ago),
            (&source.ago_after, Sense::AgoAfter),
            (&source.and, Sense::And),
            (&source.just_now, Sense::JustNow),
            (&source.by, Sense::By),
            (&source.half.am, Sense::Half(Half::Am)),
            (&source.half.pm, Sense::Half(Half::Pm)),
            (&source.half.noon, Sense::Half(Half::Noon)),
            (&source.half.night, Sense::Half(Half::Night)),
        ];
        for (phrases, sense) in lists {
            self.add_all(phrases, &sense);
        }
        for opener in &PageWords::builtin().byline_openers {
            self.add(opener, Sense::By);
        }
    }

    fn add_zones(&mut self, zones: &Zones) {
        self.add_all(&zones.local, &Sense::Zone(Place::Local));
        self.add_all(&zones.utc, &Sense::Zone(Place::Zero));
        for (name, minutes) in &zones.fixed {
            self.add(name, Sense::Zone(Place::Offset(minutes * 60)));
        }
        for (id, places) in &zones.places {
            for (head, place) in zones
                .heads
                .iter()
                .flat_map(|h| places.iter().map(move |p| (h, p)))
            {
                self.add(&format!("{head} {place}"), Sense::Zone(Place::Named(id.clone())));
            }
        }
    }

    fn add_names(&mut self, source: &Source) {
        for Month { month, forms, weak } in &source.month {
            let sense = |weak| Sense::Month { month: *month, weak };
            self.add_all(forms, &sense(false));
            self.add_all(weak, &sense(true));
        }
        for (day, names) in &source.weekdays {
            self.add_all(names, &Sense::Weekday(day.parse().unwrap_or_default()));
        }
        for (day, days) in &source.days {
            self.add(day, Sense::Day(*days));
        }
        for (unit, minutes) in &source.units {
            let unit_sense = Sense::Unit {
                minutes: Some(*minutes),
                count: None,
            };
            self.add(unit, unit_sense);
        }
    }

    /// Whether `word`, in look-up form, is one that dates are made of.
    pub(crate) fn is_date_word(&self, word: &str) -> bool {
        self.parts.contains(word)
    }

    /// The senses of the longest phrase that `words` begin with, and how many of them it takes.
    pub(crate) fn longest(&self, words: &[&str]) -> Option<(usize, Vec<&Sense>)> {
        let entries = self.by_first.get(*words.first()?)?;
        let fits = |phrase: &[String]| {
            phrase.len() <= words.len() && phrase.iter().zip(words).all(|(a, b)| a.as_str() == *b)
        };
        let length = entries.iter().find(|(phrase, _)| fits(phrase))?.0.len();
        let of_length = entries
            .iter()
            .filter(|(phrase, _)| phrase.len() == length && fits(phrase));
        Some((length, of_length.map(|(_, sense)| sense).collect()))
    }
}

/// Whether a date is made of such phrases; labels and names of places are not among them.
fn is_part(sense: &Sense) -> bool {
    match sense {
        Sense::Month { weak, .. } => !weak,
        Sense::Zone(place) => !matches!(place, Place::Named(_)),
        Sense::Label(_) | Sense::By | Sense::Ago | Sense::AgoAfter | Sense::And | Sense::JustNow => false,
        _ => true,
    }
}

/// The form under which words are compared.
pub(crate) fn form(text: &str) -> String {
    musnad_text::key(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_can_be_read() {
        let phrases = Phrases::parse(SOURCE).unwrap();
        let (length, senses) = phrases.longest(&["كانون", "الثاني", "2026"]).unwrap();
        assert_eq!(length, 2);
        assert!(senses.contains(&&Sense::Month {
            month: 1,
            weak: false
        }));
        let beirut = Sense::Zone(Place::Named("Asia/Beirut".into()));
        assert_eq!(phrases.longest(&["بتوقيت", "بيروت"]), Some((2, vec![&beirut])));
        assert!(phrases.longest(&["بيروت"]).is_none());
        let (_, half) = phrases.longest(&["م"]).unwrap();
        assert!(half.contains(&&Sense::Era) && half.contains(&&Sense::Half(Half::Pm)));
    }

    #[test]
    fn every_zone_of_the_list_is_in_the_database() {
        let source: Source = toml::from_str(SOURCE).unwrap();
        let database = jiff::tz::TimeZoneDatabase::bundled();
        for id in source.zones.places.keys() {
            assert!(database.get(id).is_ok(), "{id}");
        }
        assert_eq!(source.month.len(), 12);
        assert!(source.weekdays.keys().all(|d| ("1"..="7").contains(&d.as_str())));
    }
}
