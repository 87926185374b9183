//! When: the times of claims as the record tells them.

use crate::claim::{Time, TimeBasis, TimePrecision};
use crate::frame::View;

/// Whether a time ended more than a year before publication.
pub(crate) fn is_old(end: Option<&str>, date: Option<&str>) -> bool {
    let year = |d: &str| d.get(..4).and_then(|y| y.parse::<i32>().ok());
    let Some((end, date)) = end.zip(date) else {
        return false;
    };
    let (Some(ended), Some(published)) = (year(end), year(date)) else {
        return false;
    };
    published - ended > 1 || published - ended == 1 && end.get(4..10) < date.get(4..10)
}

/// The time with number `n` of the sentence.
pub(crate) fn time(view: &View<'_, '_>, n: usize) -> Time {
    let t = &view.sent.times[n];
    Time {
        span: view.sent.span_of(t.tokens.start, t.tokens.end - 1),
        start: t.start.clone(),
        end: t.end.clone(),
        precision: match t.precision {
            musnad_text::Precision::Minute => TimePrecision::Minute,
            musnad_text::Precision::Hour => TimePrecision::Hour,
            musnad_text::Precision::PartOfDay => TimePrecision::PartOfDay,
            musnad_text::Precision::Day => TimePrecision::Day,
            musnad_text::Precision::Week => TimePrecision::Week,
            musnad_text::Precision::Month => TimePrecision::Month,
            musnad_text::Precision::Season => TimePrecision::Season,
            musnad_text::Precision::Year => TimePrecision::Year,
            musnad_text::Precision::Open => TimePrecision::Open,
        },
        basis: match t.basis {
            musnad_text::Basis::Stated => TimeBasis::Stated,
            musnad_text::Basis::Relative => TimeBasis::Relative,
            musnad_text::Basis::Published => TimeBasis::Published,
            musnad_text::Basis::Weekday => TimeBasis::Weekday,
        },
    }
}
