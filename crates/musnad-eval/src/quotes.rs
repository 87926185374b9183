//! Quotes held against the coded ones.

use crate::gold::Item;
use crate::score::Scores;
use crate::words::{overlap, shared};
use musnad_extract::{Quote, SourceKind};
use musnad_page::Document;

/// The least share of words of the longer of two contents that must be common.
const LIKE: f64 = 0.5;

/// Counts the quotes of one item, if any of its file are coded.
pub(crate) fn score(scores: &mut Scores, document: &Document, quotes: &[Quote], item: &Item) {
    if item.quotes.is_empty() {
        return;
    }
    let text = &document.text;
    let mut left: Vec<&Quote> = quotes.iter().collect();
    for want in &item.quotes {
        let likeness = |q: &&Quote| {
            let have = q.content.of(text);
            let longer = have
                .split_whitespace()
                .count()
                .max(want.content.split_whitespace().count());
            shared(have, &want.content) as f64 / longer.max(1) as f64
        };
        let best = (0..left.len()).max_by(|a, b| likeness(&left[*a]).total_cmp(&likeness(&left[*b])));
        let Some(best) = best.filter(|b| likeness(&left[*b]) >= LIKE) else {
            scores.fields.entry("quote").or_default().add(0, 0, 1);
            continue;
        };
        let have = left.remove(best);
        scores.fields.entry("quote").or_default().add(1, 1, 1);
        scores
            .fields
            .entry("quote.kind")
            .or_default()
            .answer(have.kind.name() == want.kind);
        if let (Some(cue), Some(given)) = (&want.cue, have.cue) {
            scores
                .fields
                .entry("quote.cue")
                .or_default()
                .answer(overlap(cue, given.of(text)));
        }
        let links = have
            .attribution
            .iter()
            .filter(|s| s.kind != SourceKind::Outlet)
            .filter_map(|s| s.span);
        let links: Vec<&str> = links.map(|s| s.of(text)).collect();
        let same =
            links.len() == want.sources.len() && links.iter().zip(&want.sources).all(|(a, b)| overlap(a, b));
        scores.fields.entry("quote.sources").or_default().answer(same);
    }
    scores.fields.entry("quote").or_default().add(0, left.len(), 0);
}
