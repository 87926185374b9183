//! Pages in HTML.

pub(crate) mod body;
pub(crate) mod dom;
pub(crate) mod meta;
pub(crate) mod names;
pub(crate) mod pieces;
pub(crate) mod sort;
pub(crate) mod title;

use crate::read::{bare, hexadecimal};
use crate::{Block, Diagnostic, Document, Hints, Related};
use musnad_text::Span;
use pieces::Page;
use sha2::{Digest, Sha256};

/// The documents of a page in HTML.
pub(crate) fn read_html(html: &str, bytes: &[u8], hints: &Hints<'_>, diagnostics: Vec<Diagnostic>) -> Vec<Document> {
    let mut out = bare(hexadecimal(&Sha256::digest(bytes)), hints);
    out.diagnostics = diagnostics;
    let mut page = Page::of(dom::Dom::parse(html));
    let meta = meta::Meta::of(&page.dom);
    let title = title::title(&page, &meta);
    page.settle(title.piece);
    if std::env::var("SHOW").is_ok() {
        for (n, p) in page.pieces.iter().enumerate() {
            eprintln!("{n} {:?} {:?} w{} l{} {} <{} {:?} {:?}> {}", p.kind, p.zone, p.words, p.link_words, p.stops, page.dom.tag(p.block), page.dom.attribute(p.block, "class"), page.dom.attribute(p.block, "id"), p.text);
        }
    }
    let Some(root) = body::root(&page) else { return vec![out] };
    if std::env::var("SHOW").is_ok() {
        eprintln!("title {title:?}");
        eprintln!("root {} {:?} {:?}", page.dom.tag(root), page.dom.attribute(root, "class"), page.pieces_of(root));
    }
    out.title = title.text.clone();
    let roles = sort::sort(&page, root, &title);
    for (piece, role) in page.pieces.iter().zip(&roles) {
        match role {
            sort::Role::Keep(kind) => {
                if !out.text.is_empty() {
                    out.text.push_str("\n\n");
                }
                let start = out.text.len();
                out.text.push_str(&piece.text);
                out.blocks.push(Block { kind: *kind, span: Span::new(start, out.text.len()) });
            }
            sort::Role::Related(ranges) => {
                for range in ranges {
                    let title = piece.text[range.clone()].to_owned();
                    if !out.related.iter().any(|r| r.title == title) {
                        out.related.push(Related { title, ..Related::default() });
                    }
                }
            }
            _ => {}
        }
    }
    vec![out]
}
