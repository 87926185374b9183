//! The headline: which piece of the page it is, and its words.

use super::meta::Meta;
use super::pieces::{Kind, Page, Piece};
use super::select::Selector;
use crate::words::form;

/// The headline of a page.
#[derive(Debug, Default)]
pub(crate) struct Title {
    /// The piece that shows it.
    pub(crate) piece: Option<usize>,
    /// Its words.
    pub(crate) text: Option<String>,
}

/// Finds the headline: what one of `known` selects, or the heading that says what the page's own titles say.
pub(crate) fn title(page: &Page, meta: &Meta, known: &[Selector]) -> Title {
    let known = known
        .iter()
        .find_map(|s| page.pieces_of(s.first(&page.dom)?).next());
    if let Some(at) = known {
        return Title {
            piece: Some(at),
            text: Some(page.pieces[at].text.clone()),
        };
    }
    let declared = declared(meta);
    let forms: Vec<String> = declared.iter().map(|t| form(t)).collect();
    let scored = page
        .pieces
        .iter()
        .enumerate()
        .filter_map(|(at, piece)| Some((score(piece, &forms)?, at)));
    // the first of the best
    let best = scored.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    match best {
        Some((_, at)) => Title {
            piece: Some(at),
            text: Some(page.pieces[at].text.clone()),
        },
        None => Title {
            piece: None,
            text: declared.into_iter().next(),
        },
    }
}

/// `title`, unless it stands far from the article or is the site's name: then the heading over the text in `root`.
pub(crate) fn nearer(page: &Page, root: usize, title: Title, meta: &Meta) -> Title {
    let inside = page.pieces_of(root);
    let Some(at) = title.piece else { return title };
    let site = meta.first(&["og:site_name"]).map(form);
    let is_site = site.is_some() && title.text.as_deref().map(form) == site;
    let fits = at + 15 >= inside.start && at < inside.end;
    if fits && !is_site && !page.pieces[at].is_linked() {
        return title;
    }
    let first = inside
        .clone()
        .find(|n| page.pieces[*n].stops && page.pieces[*n].words >= 8);
    let over = inside.start.saturating_sub(5)..first.unwrap_or(inside.start);
    let heads = over.filter(|n| {
        let piece = &page.pieces[*n];
        matches!(piece.kind, Kind::Heading(_)) && !piece.is_linked() && (3..=30).contains(&piece.words)
    });
    match heads.min_by_key(|n| page.pieces[*n].kind.level()) {
        Some(at) => Title {
            piece: Some(at),
            text: Some(page.pieces[at].text.clone()),
        },
        None => title,
    }
}

fn declared(meta: &Meta) -> Vec<String> {
    let headline = meta.articles.iter().find_map(|a| a.headline.clone());
    let named = ["og:title", "twitter:title"]
        .into_iter()
        .filter_map(|n| meta.first(&[n]).map(str::to_owned));
    headline
        .into_iter()
        .chain(named)
        .chain(meta.window.clone())
        .collect()
}

/// How well a piece fits the declared titles; none if it is no headline.
fn score(piece: &Piece, declared: &[String]) -> Option<u32> {
    if piece.words == 0 || piece.words > 40 {
        return None;
    }
    let linked = if piece.is_linked() { 8 } else { 0 };
    let rank = match piece.kind {
        Kind::Heading(1) => 6,
        Kind::Heading(2) => 3,
        Kind::Heading(_) => 2,
        _ => 0,
    };
    // what is longer than all titles, or a word, is none of them
    let longest = declared.iter().map(String::len).max().unwrap_or(0);
    let headline = matches!(piece.kind, Kind::Heading(1));
    if !headline && (piece.words < 2 || piece.text.len() > longest + 80) {
        return None;
    }
    let own = form(&piece.text);
    let fits = declared
        .iter()
        .map(|d| fit(&own, d, piece.words))
        .max()
        .unwrap_or(0);
    match (fits, piece.kind) {
        (0, Kind::Heading(1)) if piece.words >= 3 => Some(rank),
        (0, _) => None,
        _ => Some((fits + rank).saturating_sub(linked)),
    }
}

/// 20 for the same words, less for a part of them that is long enough to be no accident.
fn fit(own: &str, declared: &str, words: usize) -> u32 {
    if own == declared {
        return 20;
    }
    let part = 8 + words.min(10) as u32;
    let whole = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    match declared.strip_prefix(own) {
        Some(rest) if whole(rest) && words >= 2 => return part,
        _ => {}
    }
    match own.strip_prefix(declared) {
        Some(rest) if whole(rest) && words >= 3 => return 12,
        _ => {}
    }
    if words >= 3 && declared.contains(own) {
        part
    } else {
        0
    }
}
