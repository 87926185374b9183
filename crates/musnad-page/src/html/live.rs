//! Live blogs: pages of many short posts, each with its own time.

use super::meta::{Article, Meta};
use super::pieces::{Kind, Page, Piece, Zone};
use super::sort::Role;
use super::title::Title;
use crate::published::{Says, TimeFrom, TimeSign, date_line};
use crate::words::{Words, form};
use std::ops::Range;

/// The fewest posts that make a live blog of a page that calls itself one, and of one that does not.
const FEWEST: usize = 2;
const FEWEST_UNSAID: usize = 5;
/// The fewest words of a post.
const LEAST_WORDS: usize = 6;
/// The most posts that are read of one page.
const MOST: usize = 2_000;

/// Where the posts of a live blog lie.
#[derive(Debug)]
pub(crate) struct Blog {
    /// The element that holds them.
    pub(crate) holder: usize,
    /// The nodes of each, in the order of the page.
    pub(crate) posts: Vec<Range<usize>>,
}

/// The posts on a page, if it is a live blog.
pub(crate) fn blog(page: &Page, meta: &Meta, title: &Title, url: Option<&str>) -> Option<Blog> {
    let said = is_said(meta, title, url);
    let least = if said { FEWEST } else { FEWEST_UNSAID };
    let all: usize = page
        .pieces
        .iter()
        .filter(|p| p.stops && !p.in_card)
        .map(own_words)
        .sum();
    let mut best: Option<(usize, Blog)> = None;
    for holder in 1..page.dom.nodes.len() {
        if page.pieces_of(holder).len() < least * 2 {
            continue;
        }
        let posts = posts(page, holder, title);
        let words: usize = posts.iter().map(|p| prose(page, p)).sum();
        let most = said || words * 10 >= all * 7;
        // what holds the blog and a list of news with times has more words, but few such children
        let worth = words * posts.len().min(10);
        if posts.len() >= least && most && best.as_ref().is_none_or(|(w, _)| *w < worth) {
            best = Some((worth, Blog { holder, posts }));
        }
    }
    best.map(|(_, blog)| blog)
}

/// The posts among the children of `holder`: each a child with a time, or a time and the children after it.
fn posts(page: &Page, holder: usize, title: &Title) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut grows = false;
    for child in children(page, holder) {
        let nodes = child..page.dom.nodes[child].end;
        if has_time(page, &nodes) {
            grows = prose(page, &nodes) < LEAST_WORDS;
            groups.push(nodes);
        } else if let Some(last) = groups.last_mut().filter(|_| grows) {
            last.end = nodes.end;
        }
    }
    groups.retain(|nodes| is_post(page, nodes, title));
    groups.truncate(MOST);
    groups
}

/// Whether a page calls itself a live blog.
fn is_said(meta: &Meta, title: &Title, url: Option<&str>) -> bool {
    if meta.articles.iter().any(|a| a.kind == "LiveBlogPosting") {
        return true;
    }
    let words = Words::builtin();
    let title = title.text.as_deref().map(form).unwrap_or_default();
    let bare = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let title: String = title.chars().map(bare).collect();
    let parts: Vec<&str> = url.unwrap_or("").split('/').collect();
    let in_title = words
        .live
        .iter()
        .any(|w| format!(" {title} ").contains(&format!(" {w} ")));
    in_title
        || parts
            .iter()
            .any(|p| matches!(*p, "live" | "liveblog" | "live-blog"))
}

fn children(page: &Page, holder: usize) -> impl Iterator<Item = usize> + '_ {
    let mut at = holder + 1;
    let end = page.dom.nodes[holder].end;
    std::iter::from_fn(move || {
        let child = (at < end).then_some(at)?;
        at = page.dom.nodes[child].end;
        Some(child)
    })
}

/// The pieces that begin in `nodes`.
pub(crate) fn pieces_in(page: &Page, nodes: &Range<usize>) -> Range<usize> {
    let before = |at: usize| page.before.get(at).map_or(page.pieces.len(), |n| *n as usize);
    before(nodes.start)..before(nodes.end)
}

/// Whether nodes are a post: prose, and no other story's headline.
fn is_post(page: &Page, nodes: &Range<usize>, title: &Title) -> bool {
    let range = pieces_in(page, nodes);
    let holds_title = title.piece.is_some_and(|t| range.contains(&t));
    if range.is_empty() || holds_title || prose(page, nodes) < LEAST_WORDS {
        return false;
    }
    let foreign = |p: &Piece| p.in_card || matches!(p.zone, Zone::Comment | Zone::Menu | Zone::Box);
    !page.pieces[range].iter().any(foreign)
}

fn prose(page: &Page, nodes: &Range<usize>) -> usize {
    let pieces = &page.pieces[pieces_in(page, nodes)];
    pieces
        .iter()
        .filter(|p| p.stops || p.words >= LEAST_WORDS)
        .map(own_words)
        .sum()
}

fn own_words(piece: &Piece) -> usize {
    piece.words - piece.link_words.min(piece.words)
}

/// Whether nodes tell a time among their first pieces, or to machines.
fn has_time(page: &Page, nodes: &Range<usize>) -> bool {
    let machine = nodes
        .clone()
        .any(|n| page.dom.tag(n) == "time" || page.zones[n] == Zone::Date);
    machine
        || pieces_in(page, nodes)
            .take(4)
            .any(|n| is_clock(&page.pieces[n].text))
}

/// A short line that holds a clock time, «14:35»; with a full stop only where there is little else: «8.99» is a price.
fn is_clock(text: &str) -> bool {
    let words = text.split(' ').count();
    let figures = |part: &str| part.chars().all(char::is_numeric) && !part.is_empty();
    let is_time = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_numeric());
        let parts = word
            .split_once(':')
            .or_else(|| word.split_once('.').filter(|_| words <= 2));
        parts.is_some_and(|(hour, minute)| {
            figures(hour) && figures(minute) && hour.chars().count() <= 2 && minute.chars().count() == 2
        })
    };
    words <= 8 && text.split(' ').any(is_time)
}

/// What a post tells of its time, and which piece tells it where one does.
pub(crate) fn times_of(page: &Page, nodes: &Range<usize>) -> Vec<TimeSign> {
    let sign = |from, text: &str| TimeSign {
        from,
        says: Says::Published,
        text: text.to_owned(),
        weight: 200,
    };
    let machine = nodes.clone().find_map(|n| {
        let value = page.dom.attribute(n, "datetime").or_else(|| {
            let prop = page.dom.attribute(n, "itemprop")?;
            page.dom
                .attribute(n, "content")
                .filter(|_| prop.starts_with("date"))
        });
        value
            .filter(|v| !v.trim().is_empty())
            .map(|v| sign(TimeFrom::Element, v))
    });
    let own = ["data-timestamp", "data-time", "data-date", "data-published"];
    let data = nodes.clone().take(12);
    let data = data.filter_map(|n| own.iter().find_map(|a| page.dom.attribute(n, a)));
    let data = data.map(|v| sign(TimeFrom::Element, v)).next();
    let shown = shown_time(page, nodes).map(|n| sign(TimeFrom::Line, &page.pieces[n].text));
    machine.or(data).into_iter().chain(shown).collect()
}

/// The piece of a post that shows its time.
pub(crate) fn shown_time(page: &Page, nodes: &Range<usize>) -> Option<usize> {
    pieces_in(page, nodes).take(5).find(|n| {
        let piece = &page.pieces[*n];
        piece.words <= 14
            && piece.text.contains(char::is_numeric)
            && (is_clock(&piece.text) || date_line(&piece.text).is_some())
            && (piece.zone == Zone::Date || !piece.stops)
    })
}

/// The clock time in a short line, as it stands there with what follows it.
pub(crate) fn clock(text: &str) -> Option<&str> {
    let start = text.find(char::is_numeric)?;
    is_clock(text).then(|| text[start..].trim())
}

/// The pieces of a post that are its text, and the one that is its headline.
pub(crate) fn text_of(page: &Page, roles: &[Role], nodes: &Range<usize>) -> (Option<usize>, Vec<usize>) {
    let range = pieces_in(page, nodes);
    let time = shown_time(page, nodes);
    let kept = range.filter(|n| matches!(roles[*n], Role::Keep(_)) && Some(*n) != time);
    let mut kept: Vec<usize> = kept.collect();
    let heads = kept.first().is_some_and(|n| {
        let piece = &page.pieces[*n];
        matches!(piece.kind, Kind::Heading(_)) || piece.bold && !piece.stops && kept.len() > 1
    });
    let head = heads.then(|| kept.remove(0));
    (head, kept)
}

/// The posts that JSON-LD gives with their text.
pub(crate) fn declared(meta: &Meta) -> Vec<&Article> {
    let blogs = meta.articles.iter().filter(|a| a.kind == "LiveBlogPosting");
    let posts = blogs.flat_map(|b| b.posts.iter()).take(MOST);
    posts
        .filter(|p| p.body.as_deref().is_some_and(|b| !b.trim().is_empty()))
        .collect()
}
