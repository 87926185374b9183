//! When: the times of claims as the record tells them.

use crate::claim::{Modality, Time, TimeBasis, TimePrecision};
use crate::frame::View;
use crate::lexical::Tok;
use musnad_text::TimeRole;

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

/// Whether a time begins after the day of publication.
pub(crate) fn is_ahead(start: Option<&str>, date: Option<&str>) -> bool {
    let day = |d: &str| d.get(..10).map(str::to_owned);
    let (start, date) = (start.and_then(day), date.and_then(day));
    start.zip(date).is_some_and(|(start, date)| start > date)
}

/// The time with number `n` of the sentence as that of a claim: what has happened did not happen after publication,
/// and a weekday for which something is planned is the next one.
pub(crate) fn told_time(
    view: &View<'_, '_>,
    n: usize,
    modality: Modality,
    date: Option<&str>,
) -> Option<Time> {
    let mut time = time(view, n);
    let ahead = is_ahead(time.start.as_deref(), date);
    let to_come = matches!(
        modality,
        Modality::Planned | Modality::Demanded | Modality::Conditional
    );
    if ahead
        && matches!(
            modality,
            Modality::Asserted | Modality::Denied | Modality::Historical
        )
    {
        return None;
    }
    let passed = date.is_some_and(|d| time.end.as_deref().and_then(|e| e.get(..10)) < d.get(..10));
    // «سيبدأ الأربعاء», «ستجرى في ديسمبر»
    let later = match time.basis {
        TimeBasis::Weekday => Some(jiff::Span::new().days(7)),
        TimeBasis::Stated if modality == Modality::Planned && !names_year(view, n) => {
            Some(jiff::Span::new().years(1))
        }
        _ => None,
    };
    if let Some(later) = later.filter(|_| to_come && passed) {
        time.start = time.start.as_deref().map(|m| moved(m, later));
        time.end = time.end.as_deref().map(|m| moved(m, later));
    }
    Some(time)
}

/// Whether the words of a time say which year it is of, by a number of four digits or by «منذ».
fn names_year(view: &View<'_, '_>, n: usize) -> bool {
    let t = &view.sent.times[n];
    let digits = |tok: &Tok| {
        tok.span
            .of(view.sent.text)
            .chars()
            .filter(|c| c.is_numeric())
            .count()
    };
    let mut toks = view.sent.toks[t.tokens.clone()].iter();
    t.role == TimeRole::Since || toks.any(|tok| digits(tok) == 4)
}

/// The same moment so much later.
fn moved(moment: &str, later: jiff::Span) -> String {
    let (date, rest) = moment.split_at(moment.len().min(10));
    let next = (date.parse::<jiff::civil::Date>().ok()).and_then(|d| d.checked_add(later).ok());
    next.map_or_else(|| moment.to_owned(), |d| format!("{d}{rest}"))
}

/// The time with number `n` of the sentence.
pub(crate) fn time(view: &View<'_, '_>, n: usize) -> Time {
    let t = &view.sent.times[n];
    Time {
        span: view.sent.span_of(t.tokens.start, t.tokens.end - 1),
        start: t.start.clone(),
        end: t.end.clone(),
        precision: match t.precision {
            _ if t.start.is_some() && t.end.is_none() => TimePrecision::Open,
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
