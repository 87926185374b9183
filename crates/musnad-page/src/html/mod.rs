//! Pages in HTML made documents.
//!
//! [`dom`] parses, [`pieces`] takes the page apart into pieces of text and tells their zones, [`title`] finds the
//! headline, [`body`] the element of the article, [`sort`] says what each piece is to the article, [`facts`] reads
//! what the page says of itself, [`article`] puts the document together, [`live`] parts the posts of live blogs.

mod article;
mod body;
mod dom;
mod facts;
mod live;
mod meta;
mod names;
mod pieces;
mod posts;
mod select;
mod sort;
mod title;
mod zones;

pub(crate) use article::{explain, read_html};
pub(crate) use select::Selector;

/// How many bytes at the head tell whether a text is HTML.
const HEAD: usize = 4 << 10;

/// Whether `text` is a page in HTML: it begins with a tag, or has tags of pages near its beginning.
pub(crate) fn is_html(text: &str) -> bool {
    let head = &text[..crate::line::floor(text, HEAD)];
    let head = head
        .trim_start_matches(['\u{FEFF}', ' ', '\n', '\r', '\t'])
        .to_ascii_lowercase();
    let first = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<!--",
        "<meta",
        "<title",
        "<div",
        "<p>",
        "<article",
        "<table",
    ];
    let inside = [
        "<html", "<body", "<div", "<p>", "<p ", "</p>", "<br", "</a>", "<meta ", "</title>",
    ];
    first.iter().any(|tag| head.starts_with(tag))
        || inside.iter().filter(|tag| head.contains(**tag)).count() >= 2
}
