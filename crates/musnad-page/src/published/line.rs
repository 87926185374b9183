//! Whether a short line is there to tell a date, and where in it the date stands.

use super::fact::{Fact, Written};
use super::lex::TermKind;
use super::moment::{Moment, Placed, Reading, Told, is_link};
use super::words::Sense;
use super::{DateLine, Says};
use musnad_text::{Span, is_figure};
use std::ops::Range;

/// The longest line that may be there for its date, in bytes.
const LONGEST: usize = 400;
/// The most words of one part of a line that stands beside a date.
const MOST_WORDS: usize = 6;
/// The most words after a day of the week, a date and a clock time that needn't be set apart from them.
const FEW_WORDS: usize = 3;
/// The most words of all parts.
const MOST_WORDS_IN_ALL: usize = 14;

/// Marks that set a date apart from what stands beside it.
const SEPARATORS: [char; 17] = [
    '|', '-', '/', '•', '·', ':', ',', '(', ')', '[', ']', '>', '<', '←', '»', '●', '¦',
];
/// Marks of prose.
const PROSE: [char; 8] = ['؟', '?', '!', '…', '"', '“', '”', '؛'];

/// The date in a short line, if the line is there to tell it: alone, or set apart from other words by a mark.
///
/// «كتب فلان | الأحد 3 مايو 2026» is one, a sentence with a date in it is not.
pub(crate) fn date_line(text: &str) -> Option<DateLine> {
    if text.len() > LONGEST || !may_hold_a_date(text) {
        return None;
    }
    let reading = Reading::of(text, false);
    let others = reading.others();
    if others.is_empty() {
        let whole = 0..reading.terms.len();
        return is_told(&reading.facts, &reading).then(|| line(&reading, &whole, true, false))?;
    }
    glued(&reading, &others)
}

/// A quick look: there are figures, or few words.
fn may_hold_a_date(text: &str) -> bool {
    text.contains(is_figure) || text.split_whitespace().nth(5).is_none()
}

/// Whether the facts of a line that holds nothing else make it a line for a date.
fn is_told(facts: &[Placed], reading: &Reading) -> bool {
    let any = |is: fn(&Fact) -> bool| facts.iter().any(|f| is(&f.fact));
    let words = reading
        .terms
        .iter()
        .any(|t| matches!(t.kind, TermKind::Phrase(_)));
    let label = any(|f| matches!(f, Fact::Label(_)));
    let clock = any(|f| matches!(f, Fact::Clock(_)));
    has_year(facts)
        || any(|f| matches!(f, Fact::Ago(_) | Fact::Day(Written::NoYear(..))))
        || any(|f| matches!(f, Fact::Near(_))) && (clock || label)
        || clock && words
}

/// Whether a whole date is among `facts`; two digits of a year need another fact.
fn has_year(facts: &[Placed]) -> bool {
    let supported = facts
        .iter()
        .any(|f| matches!(f.fact, Fact::Label(_) | Fact::Clock(_) | Fact::Weekday(_)));
    facts.iter().any(|f| match &f.fact {
        Fact::Day(Written::Full { days, short }) => !days.is_empty() && (supported || !short),
        Fact::Hijri(date) => date.is_some(),
        _ => false,
    })
}

/// A date beside other words.
fn glued(reading: &Reading, others: &[usize]) -> Option<DateLine> {
    let mut runs = runs(reading.terms.len(), others)
        .into_iter()
        .filter_map(|run| trimmed(reading, &run));
    let run = runs.find(|run| is_whole(&inside(reading, run), run.start == 0))?;
    let labelled = inside(reading, &run)
        .first()
        .is_some_and(|f| matches!(f.fact, Fact::Label(_)));
    let (before, after) = (0..run.start, run.end..reading.terms.len());
    let by = opens_byline(reading, 0) || opens_byline(reading, after.start + leading_marks(reading, &after));
    let opened = opens_byline(reading, 0) || labelled;
    let apart_before = before.is_empty() || opened || ends_apart(reading, &before);
    let apart_after =
        after.is_empty() || opens_byline(reading, after.start) || goes_on_apart(reading, &after);
    let count = words(reading, &before)? + words(reading, &after)?;
    let apart = apart_before && apart_after
        || before.is_empty() && is_complete(&inside(reading, &run)) && count <= FEW_WORDS;
    (apart && count <= MOST_WORDS_IN_ALL).then(|| line(reading, &run, false, by))?
}

/// Whether all that a stamp has is told: «السبت 14 مارس 2026 - 17:20».
fn is_complete(facts: &[Placed]) -> bool {
    let any = |is: fn(&Fact) -> bool| facts.iter().any(|f| is(&f.fact));
    any(|f| matches!(f, Fact::Weekday(_))) && any(|f| matches!(f, Fact::Clock(_))) && has_year(facts)
}

/// Whether facts beside other words are more than a chance mention: a date with its year, a label, or, at the
/// beginning, how long ago it was.
fn is_whole(facts: &[Placed], first: bool) -> bool {
    let label = facts.iter().any(|f| matches!(f.fact, Fact::Label(_)));
    let day = |f: &Placed| {
        matches!(
            f.fact,
            Fact::Ago(Some(_)) | Fact::Near(_) | Fact::Day(Written::NoYear(..))
        )
    };
    let ago = |f: &Placed| matches!(f.fact, Fact::Ago(Some(_)));
    has_year(facts) || label && facts.iter().any(day) || first && facts.first().is_some_and(ago)
}

/// The stretches of terms between `others`.
fn runs(length: usize, others: &[usize]) -> Vec<Range<usize>> {
    let starts = std::iter::once(0).chain(others.iter().map(|at| at + 1));
    let ends = others.iter().copied().chain(std::iter::once(length));
    starts
        .zip(ends)
        .filter(|(a, b)| a < b)
        .map(|(a, b)| a..b)
        .collect()
}

/// A stretch without what stands before its first fact and after its last. «اليوم» after another word is part of
/// a name.
fn trimmed(reading: &Reading, run: &Range<usize>) -> Option<Range<usize>> {
    let facts = inside(reading, run);
    let named = |f: &&Placed| run.start > 0 && matches!(f.fact, Fact::Near(_));
    let first = facts.iter().find(|f| !named(f))?;
    Some(first.terms.start..facts.last()?.terms.end)
}

fn inside(reading: &Reading, run: &Range<usize>) -> Vec<Placed> {
    let within = |f: &&Placed| run.start <= f.terms.start && f.terms.end <= run.end;
    reading.facts.iter().filter(within).cloned().collect()
}

/// How many words stand in `part`; none if it is prose.
fn words(reading: &Reading, part: &Range<usize>) -> Option<usize> {
    let (mut all, mut piece) = (0, 0);
    for at in part.clone() {
        match &reading.terms[at].kind {
            TermKind::Mark(c) if PROSE.contains(c) => return None,
            TermKind::Mark(_) if is_separator(reading, at) => piece = 0,
            TermKind::Mark(_) => {}
            _ => (all, piece) = (all + 1, piece + 1),
        }
        if piece > MOST_WORDS {
            return None;
        }
    }
    let plain = part
        .clone()
        .any(|at| matches!(reading.terms[at].kind, TermKind::Word | TermKind::Phrase(_)));
    (plain || all == 0).then_some(all)
}

fn is_separator(reading: &Reading, at: usize) -> bool {
    match reading.terms.get(at).map(|t| &t.kind) {
        Some(TermKind::Mark(c)) => SEPARATORS.contains(c) || !c.is_ascii() && !PROSE.contains(c) && *c != '«',
        _ => false,
    }
}

/// Whether the terms before a date end with a mark, words like «في» aside. What a colon ends is the name of the
/// date, and no label of publication.
fn ends_apart(reading: &Reading, before: &Range<usize>) -> bool {
    let last = before
        .clone()
        .rev()
        .find(|at| matches!(reading.terms[*at].kind, TermKind::Mark(_)) || !is_link(&reading.terms[*at]));
    last.is_some_and(|at| is_separator(reading, at) && reading.terms[at].kind != TermKind::Mark(':'))
}

/// Whether what follows a date begins with a mark; after a colon or comma a sentence goes on.
fn goes_on_apart(reading: &Reading, after: &Range<usize>) -> bool {
    let sentence = matches!(reading.terms[after.start].kind, TermKind::Mark(':' | ','));
    let apart = after.start + usize::from(sentence);
    is_separator(reading, after.start) && (!sentence || opens_byline(reading, apart))
}

fn leading_marks(reading: &Reading, part: &Range<usize>) -> usize {
    part.clone()
        .take_while(|at| matches!(reading.terms[*at].kind, TermKind::Mark(_)))
        .count()
}

fn opens_byline(reading: &Reading, at: usize) -> bool {
    reading
        .terms
        .get(at)
        .is_some_and(|t| t.senses().contains(&&Sense::By))
}

/// The line with its date in the terms of `run`.
fn line(reading: &Reading, run: &Range<usize>, alone: bool, by: bool) -> Option<DateLine> {
    let facts = inside(reading, run);
    let first = facts.first()?.terms.start;
    let last = closed(reading, first, facts.iter().map(|f| f.terms.end).max()?);
    let says = facts.iter().find_map(|f| match f.fact {
        Fact::Label(says) => Some(says),
        _ => None,
    });
    let moments = super::moment::moments(facts.iter().map(|f| &f.fact));
    let span = Span {
        start: reading.terms.get(first)?.span.start,
        end: reading.terms.get(last.checked_sub(1)?)?.span.end,
    };
    Some(DateLine {
        span,
        alone,
        by,
        says: says.unwrap_or(Says::Unknown),
        date: moments.iter().find_map(date),
    })
}

/// The term after a run from `first` to `last`, with the bracket that closes one inside it.
fn closed(reading: &Reading, first: usize, last: usize) -> usize {
    let is = |at: usize, bracket: char| reading.terms[at].kind == TermKind::Mark(bracket);
    let open = (first..last).rev().find(|at| is(*at, '(') || is(*at, ')'));
    let closes = last < reading.terms.len() && is(last, ')');
    last + usize::from(closes && open.is_some_and(|at| is(at, '(')))
}

/// The day of a moment where the line alone tells it.
fn date(moment: &Moment) -> Option<String> {
    match moment.day.as_ref()? {
        Told::Day(Written::Full { days, .. }) => days.first().map(ToString::to_string),
        Told::Hijri(date) => date.map(|d| d.to_string()),
        _ => None,
    }
}
