//! The table of time words: `lang/ar/times.toml` as the reader holds it.

use super::calendar::{Calendar, Phase, Unit};
use crate::TimeRole;
use crate::number::Error;
use crate::number::phrases::{Clitics, Phrases};
use serde::Deserialize;

const TABLE: &str = "times";

/// What a phrase of the table says about time.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(super) enum Sense {
    /// A day counted from the day of publication.
    Day {
        offset: i64,
    },
    /// The night that begins on a day counted from the day of publication.
    Night {
        offset: i64,
        from: i64,
        to: i64,
    },
    /// Monday is 1; asks for the article, or the word for day before it.
    Weekday {
        day: i8,
    },
    /// The word for day before the name of one: «يوم الأحد».
    DayHead,
    /// Hours of a day, counted on past 24 for the next day.
    Part {
        from: i64,
        to: i64,
        place: PartPlace,
    },
    Unit {
        unit: Unit,
        count: Count,
        /// Whether it is also an adjective: «الأمين العام».
        #[serde(default)]
        adjective: bool,
    },
    Month {
        calendar: Calendar,
        month: u8,
        #[serde(default)]
        evidence: Evidence,
    },
    /// Steps from the present one, or from the one that the text told last; neither where another in the text is
    /// meant and no telling which.
    Direction {
        steps: Option<i64>,
        told: Option<i64>,
        /// Whether only several units take it: «السنوات الأخيرة».
        #[serde(default)]
        several: bool,
    },
    This,
    /// «ذلك» before a unit: the one that the text told last.
    That,
    /// «على التوالي» after «لليوم الرابع».
    InARow,
    Phase {
        phase: Phase,
    },
    Role {
        role: TimeRole,
    },
    /// A season by its first month.
    Season {
        month: i8,
    },
    /// A clock's place, in minutes east of Greenwich where it doesn't change with the season.
    Zone {
        minutes: Option<i32>,
    },
    /// Minutes after or before the full hour.
    Minutes {
        minutes: i64,
    },
    /// A part of a year or a month: «النصف الأول».
    Piece {
        parts: i64,
    },
    /// The head of a clock time: «الساعة».
    Clock,
    /// «من» between a day and its month.
    Of,
    /// Prepositions that make it plausible that a time follows.
    In,
    Between,
    From,
    To,
    /// «الموافق» between two dates of one day.
    Corresponds,
    Era {
        calendar: Calendar,
    },
    /// «نحو» before a duration.
    Hedge,
    /// «القليلة» between units and «الماضية».
    Few,
    /// «آخر» before a duration.
    Last,
    /// Not long ago.
    Recent,
    /// «قبل قليل»: on the day of publication.
    JustNow,
    /// Words that tie a duration to another happening: «بعد يومين من».
    Anchor,
    /// A word after «بعد يومين» that names what it is counted from.
    AnchorAfter,
    /// No time in spite of its words.
    Name,
}

/// Where a word for part of a day stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PartPlace {
    /// Before the day: «فجر الأحد».
    Before,
    /// After a day or a clock time: «الأحد فجرا».
    After,
    Both,
}

/// How many units one word holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Count {
    One,
    Two,
    Many,
}

/// What a month's name asks for, being another word too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Evidence {
    #[default]
    None,
    /// At least a preposition before it.
    Preposition,
    /// A day, a year, the word for month, or its other name.
    Date,
}

/// The whole table.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    pub(super) phrases: Phrases<Sense>,
    /// The first day of the week, Monday being 1.
    pub(super) week_starts: i8,
    /// How far ahead of publication a date without a year may lie, in days.
    pub(super) ahead: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    week_starts: i8,
    ahead: i64,
    clitics: Clitics,
    term: Vec<Term>,
}

#[derive(Deserialize)]
struct Term {
    #[serde(flatten)]
    sense: Sense,
    #[serde(default)]
    strict: bool,
    forms: Vec<String>,
}

/// The terms of a table in TOML: what they say and their forms as written.
pub(super) fn terms(text: &str) -> Result<Vec<(Sense, Vec<String>)>, Error> {
    let file: File = toml::from_str(text).map_err(|e| Error::syntax(TABLE, e))?;
    Ok(file.term.into_iter().map(|t| (t.sense, t.forms)).collect())
}

impl Lexicon {
    /// Reads the table from TOML.
    pub(super) fn parse(text: &str) -> Result<Lexicon, Error> {
        let file: File = toml::from_str(text).map_err(|e| Error::syntax(TABLE, e))?;
        if !(1..=7).contains(&file.week_starts) {
            return Err(Error::content(
                TABLE,
                format!("no day {} begins a week", file.week_starts),
            ));
        }
        let mut phrases = Phrases::new(file.clitics);
        for term in &file.term {
            for form in &term.forms {
                phrases.add(form, term.strict, term.sense);
            }
        }
        Ok(Lexicon {
            phrases,
            week_starts: file.week_starts,
            ahead: file.ahead,
        })
    }
}
