//! Times: when, as the text says it, worked out against the moment of publication.
//!
//! In come the tokens of one sentence, the numbers found in them and the moment of publication, out come
//! [`TimeMention`] values in order. Without that moment relative times are found all the same, with no start and
//! end. The words, and the hours that each part of the day stands for, are in `lang/ar/times.toml`.

mod calendar;
mod clock;
mod date;
mod day;
mod duration;
mod lexicon;
mod line;
mod names;
mod period;
mod published;
mod stretch;

pub use names::{TimeName, umm_al_qura};
pub use published::Published;

use crate::number::{Error, written};
use crate::{Quantity, Seen, Span};
use lexicon::Lexicon;
use line::Line;
use serde::Deserialize;
use std::ops::Range;

/// Musnad's own table.
const TABLE: &str = include_str!("../../../../lang/ar/times.toml");

/// One time as the text says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeMention {
    /// Its tokens, with «منذ», «حتى», «خلال» and their like, without «في».
    pub tokens: Range<usize>,
    /// Bytes of conjunction or preposition at the front of the first token, in its letters without marks.
    /// [`TimeMention::span`] takes them off.
    pub clitic: usize,
    /// Its first moment in ISO 8601: a date, or date and time with the offset where it is known.
    pub start: Option<String>,
    /// The moment after its last.
    pub end: Option<String>,
    /// How fine the words are.
    pub precision: Precision,
    /// What start and end were worked out from.
    pub basis: Basis,
    /// How what happens lies to it.
    pub role: TimeRole,
}

impl TimeMention {
    /// The words it stands in, without the clitic; `tokens` are those that it was read from, in `text`.
    pub fn span(&self, text: &str, tokens: &[Seen<'_>]) -> Span {
        written(text, &tokens[self.tokens.clone()], self.clitic)
    }
}

/// How fine a time is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// «10:30».
    Minute,
    /// «الساعة العاشرة».
    Hour,
    /// «فجر اليوم».
    PartOfDay,
    /// «أمس».
    Day,
    /// «الأسبوع الماضي», and a third of a month.
    Week,
    /// «نوفمبر».
    Month,
    /// «صيف 2014», and a third of a year.
    Season,
    /// «عام 2020».
    Year,
    /// «قبل سنوات».
    Open,
}

/// What a time was worked out from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The words name the date, if need be without its year.
    Stated,
    /// The words count from publication.
    Relative,
    /// The words name no day; that of publication is taken.
    Published,
    /// The words name a day of the week.
    Weekday,
}

/// How what happens lies to a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeRole {
    /// In it.
    At,
    /// From its start on, with no end.
    Since,
    /// Up to its end.
    Until,
    /// Somewhere or throughout in it.
    During,
    /// Ahead of it.
    Before,
    /// Behind it.
    After,
    /// For so long, wherever it lies.
    Duration,
}

/// The time that a text told last, to which «اليوم نفسه» and «في الشهر التالي» point back; empty where a text begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told(Option<(jiff::civil::DateTime, Precision)>);

/// Reads times; made once, used for any number of sentences.
#[derive(Clone, Debug)]
pub struct TimeReader {
    lexicon: Lexicon,
}

impl TimeReader {
    /// The reader with Musnad's own table.
    ///
    /// ```
    /// use musnad_text::{Folded, NumberReader, Published, TimeReader, tokens};
    /// let text = "قصفت الطائرات البلدة فجر اليوم";
    /// let folded = Folded::of(text, &tokens(text));
    /// let seen = folded.seen();
    /// let numbers = NumberReader::builtin()?.read(&seen);
    /// let found = TimeReader::builtin()?.read(&seen, &numbers, Published::parse("2024-12-02"));
    /// assert_eq!(found[0].start.as_deref(), Some("2024-12-02T03:00"));
    /// # Ok::<(), musnad_text::Error>(())
    /// ```
    ///
    /// # Errors
    /// Never in a released version: the table is tested.
    pub fn builtin() -> Result<TimeReader, Error> {
        TimeReader::parse(TABLE)
    }

    /// A reader with a table of one's own, in the shape of `lang/ar/times.toml`.
    ///
    /// # Errors
    /// Where `table` isn't of that shape.
    pub fn parse(table: &str) -> Result<TimeReader, Error> {
        Ok(TimeReader {
            lexicon: Lexicon::parse(table)?,
        })
    }

    /// The times in the tokens of one sentence, in order, none overlapping. `quantities` are the numbers found
    /// in the same tokens; those inside a time's tokens are no counts.
    pub fn read(
        &self,
        tokens: &[Seen<'_>],
        quantities: &[Quantity],
        now: Option<Published>,
    ) -> Vec<TimeMention> {
        self.read_on(tokens, quantities, now, &mut Told::default())
    }

    /// The times of a sentence that goes on from others: `told` is what they told last, and then what this one did.
    pub fn read_on(
        &self,
        tokens: &[Seen<'_>],
        quantities: &[Quantity],
        now: Option<Published>,
        told: &mut Told,
    ) -> Vec<TimeMention> {
        let mut line = Line::new(&self.lexicon, tokens, quantities, now, *told);
        let mut out = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match line.mention(at) {
                Some((mention, from)) => {
                    at = mention.tokens.end;
                    if let Some(from) = from {
                        line.told = Told(Some((from, mention.precision)));
                    }
                    out.push(mention);
                }
                None => at = line.past(at),
            }
        }
        *told = line.told;
        out
    }
}
