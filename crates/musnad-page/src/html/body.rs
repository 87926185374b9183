//! Which part of a page is the article's text.

use super::pieces::{Kind, Page, Piece, Zone};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How much a word of a link counts against an element that would be the article; less where nothing passes.
const COSTS: [f64; 2] = [0.8, 0.1];

/// The element that holds the article and little else.
pub(crate) fn root(page: &Page) -> Option<usize> {
    COSTS
        .into_iter()
        .find_map(|cost| best(page, cost))
        .or_else(|| nearest(page))
}

/// Where the prose lies amid much else: the element of which most of it is a child.
fn nearest(page: &Page) -> Option<usize> {
    let mut words: FxHashMap<usize, usize> = FxHashMap::default();
    for piece in &page.pieces {
        if gain(piece, 1.0) > 0.0 {
            *words.entry(page.dom.nodes[piece.block].parent).or_default() += piece.words;
        }
    }
    let most = words
        .into_iter()
        .max_by_key(|(at, words)| (*words, std::cmp::Reverse(*at)));
    most.map(|(at, _)| at)
}

fn best(page: &Page, cost: f64) -> Option<usize> {
    let mut sums = vec![0.0];
    for piece in &page.pieces {
        sums.push(sums.last().copied().unwrap_or(0.0) + gain(piece, cost));
    }
    let of = |range: Range<usize>| sums[range.end] - sums[range.start];
    let all = (0..page.dom.nodes.len()).filter(|n| may_hold(page.dom.tag(*n)));
    let gains = all.map(|n| (of(page.pieces_of(n)), n));
    let (gain, best) = gains.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
    (gain > 0.0).then_some(best)
}

/// Whether an element is a container: one paragraph is no article.
fn may_hold(tag: &str) -> bool {
    !matches!(
        tag,
        "" | "p"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "span"
            | "a"
            | "b"
            | "strong"
            | "em"
            | "i"
            | "blockquote"
    )
}

/// What a piece is worth to an element that holds it.
fn gain(piece: &Piece, cost: f64) -> f64 {
    let own = piece.words - piece.link_words.min(piece.words);
    let prose = own as f64 * if piece.stops { 1.0 } else { 0.3 };
    match piece.zone {
        _ if piece.in_card => -cost * piece.words as f64,
        Zone::Open | Zone::Lead | Zone::Embed if is_prose(piece) => prose,
        // tables of figures have no sentences
        Zone::Open if piece.kind == Kind::Cell && piece.link_words == 0 => 0.0,
        // short lines without links are more often lists and tables of the article than menus
        Zone::Open | Zone::Lead | Zone::Embed => -cost * (piece.link_words as f64 + 0.25 * own as f64),
        Zone::Date | Zone::Byline | Zone::Hidden => 0.0,
        Zone::Story => -2.0 * piece.words as f64,
        _ => -cost * 0.5 * piece.words as f64,
    }
}

pub(crate) fn is_prose(piece: &Piece) -> bool {
    let links_few = piece.link_words * 2 <= piece.words;
    let long = piece.words >= 12 || piece.stops && piece.words >= 4;
    links_few && (long || matches!(piece.kind, Kind::Heading(_) | Kind::Quote))
}

/// Not a heading, not a caption.
pub(crate) fn is_text(piece: &Piece) -> bool {
    !matches!(piece.kind, Kind::Heading(_) | Kind::Caption)
}
