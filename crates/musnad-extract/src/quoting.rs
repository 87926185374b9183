//! Quoting: the reports of a sentence as quotes, what is reported without the words that report it.

use crate::claim::{Quote, QuoteKind, Source};
use crate::lexical::Tag;
use crate::reader::SentenceReading;
use crate::report::Report;

/// The quotes of a sentence.
pub(crate) fn quotes_of(reading: &SentenceReading<'_>) -> Vec<Quote> {
    let toks = &reading.sent.toks;
    let mut out = Vec::new();
    for r in &reading.reports {
        let content = said(reading, r);
        if content.is_empty() || r.quiet {
            continue;
        }
        let quoted = (content.clone())
            .filter(|i| matches!(toks[*i].tag, Tag::Punct('«' | '"' | '“')))
            .count();
        let kind = match (r.direct, quoted) {
            (true, _) => QuoteKind::Direct,
            (false, 0) => QuoteKind::Indirect,
            (false, _) => QuoteKind::Mixed,
        };
        out.push(Quote {
            kind,
            content: toks[content.start].span.cover(toks[content.end - 1].span),
            cue: Some(r.cue),
            attribution: told_by(r, &reading.reports),
        });
    }
    out
}

/// The chain of a report: its own sources, then those of the reports that it stands in.
fn told_by(report: &Report, all: &[Report]) -> Vec<Source> {
    let mut outer: Vec<&Report> = all
        .iter()
        .filter(|o| {
            o.at != report.at && o.content.contains(&report.at) && o.content.len() > report.content.len()
        })
        .filter(|o| o.content.contains(&report.content.start))
        .collect();
    outer.sort_by_key(|o| o.content.len());
    let mut out = report.sources.clone();
    for source in outer.iter().flat_map(|o| &o.sources) {
        if !out
            .iter()
            .any(|s| s.span == source.span || s.id.is_some() && s.id == source.id)
        {
            out.push(source.clone());
        }
    }
    out
}

/// The tokens that a report gives as said: without the words that cite at either end, and without the marks round
/// them; with «إن» where it carries a pronoun («إنه»).
fn said(reading: &SentenceReading<'_>, report: &Report) -> std::ops::Range<usize> {
    let toks = &reading.sent.toks;
    let (mut start, mut end) = (report.content.start, report.content.end.min(toks.len()));
    let mark = |i: usize| matches!(toks[i].tag, Tag::Punct(_));
    let complementer = |i: usize| toks[i].tag == Tag::Word(musnad_lexicon::Pos::Comp);
    let cites = &report.citing;
    if start < end && cites.start < cites.end {
        if (start..cites.start).all(mark) {
            start = cites.end.max(start);
            while start < end && (mark(start) && !is_opening(toks[start].tag) || complementer(start)) {
                start += 1;
            }
        } else if (cites.end.min(end)..end).all(mark) {
            end = cites.start;
        }
    }
    let with_pronoun = |i: usize| complementer(i) && toks[i].reading().is_some_and(|r| r.pron.is_some());
    if start > 0 && start < end && with_pronoun(start - 1) {
        start -= 1;
    }
    while start < end && matches!(toks[start].tag, Tag::Punct('،' | ',' | ':' | '؛' | '-' | '–')) {
        start += 1;
    }
    while start < end
        && matches!(
            toks[end - 1].tag,
            Tag::Punct('،' | ',' | '.' | '؛' | ':' | '-' | '–')
        )
    {
        end -= 1;
    }
    if report.direct && start < end {
        let close = match toks[start].tag {
            Tag::Punct(c) if is_opening(toks[start].tag) => crate::form::closing(c),
            _ => None,
        };
        start += usize::from(close.is_some());
        end -= usize::from(
            start < end
                && matches!(toks[end - 1].tag, Tag::Punct(c) if close == Some(c) || matches!(c, '»' | '”')),
        );
    }
    start..end.max(start)
}

fn is_opening(tag: Tag) -> bool {
    matches!(tag, Tag::Punct(c) if crate::form::opens_quote(c))
}
