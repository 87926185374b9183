//! Which part of a page is the article's text.

use super::pieces::{Kind, Page, Piece, Zone};
use std::ops::Range;

/// How much a word that is no prose counts against an element that would be the article.
const COST: f64 = 0.8;

/// The element that holds the article and little else.
pub(crate) fn root(page: &Page) -> Option<usize> {
    let gains: Vec<f64> = page.pieces.iter().map(gain).collect();
    let mut sums = vec![0.0];
    for gain in &gains {
        sums.push(sums.last().copied().unwrap_or(0.0) + gain);
    }
    let of = |range: Range<usize>| sums[range.end] - sums[range.start];
    let all = (0..page.dom.nodes.len()).filter(|n| !page.dom.tag(*n).is_empty());
    let best = all.map(|n| (of(page.pieces_of(n)), n)).max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
    (best.0 > 0.0).then_some(best.1)
}

/// What a piece is worth to an element that holds it.
fn gain(piece: &Piece) -> f64 {
    let own = piece.words - piece.link_words.min(piece.words);
    let prose = own as f64 * if piece.stops { 1.0 } else { 0.3 };
    match piece.zone {
        Zone::Open | Zone::Lead if is_prose(piece) => prose,
        Zone::Open | Zone::Lead => -COST * piece.words as f64,
        Zone::Date | Zone::Byline => 0.0,
        _ => -COST * 0.5 * piece.words as f64,
    }
}

pub(crate) fn is_prose(piece: &Piece) -> bool {
    let links_few = piece.link_words * 2 <= piece.words;
    let long = piece.words >= 12 || piece.stops && piece.words >= 4;
    links_few && (long || matches!(piece.kind, Kind::Heading(_) | Kind::Quote))
}

/// The pieces of `root` that are the article's.
pub(crate) fn kept(page: &Page, root: usize, title: Option<usize>) -> Vec<usize> {
    let inside = page.pieces_of(root);
    let is_core = |at: &usize| is_open(&page.pieces[*at]) && is_prose(&page.pieces[*at]) && is_text(&page.pieces[*at]);
    let first = inside.clone().find(is_core);
    let last = inside.clone().rev().find(is_core);
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let middle = first..last + 1;
    let fits = |at: &usize| {
        let piece = &page.pieces[*at];
        let own = if middle.contains(at) { is_of_body(piece) } else { is_prose(piece) && is_text(piece) };
        Some(*at) != title && is_open(piece) && piece.kind != Kind::Caption && own
    };
    inside.filter(fits).collect()
}

fn is_open(piece: &Piece) -> bool {
    matches!(piece.zone, Zone::Open | Zone::Lead)
}

/// Not a heading, not a caption.
fn is_text(piece: &Piece) -> bool {
    !matches!(piece.kind, Kind::Heading(_) | Kind::Caption)
}

/// Between the first and the last prose of the article: everything but links that stand alone.
fn is_of_body(piece: &Piece) -> bool {
    let linked = piece.link_words * 5 > piece.words * 4;
    !(linked && piece.words > 0)
}
