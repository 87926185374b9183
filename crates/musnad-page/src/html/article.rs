//! The document of a page, put together from what the other modules found.

use super::dom::Dom;
use super::facts;
use super::meta::Meta;
use super::pieces::{Page, Piece};
use super::sort::{Role, sort};
use super::title::{Title, title};
use super::{body, dom};
use crate::decode::warning;
use crate::language::language;
use crate::published::times;
use crate::read::{bare, first_dateline};
use crate::words::{Words, form};
use crate::{Block, BlockKind, Diagnostic, Document, Hints, Related, Severity};
use musnad_text::Span;
use std::collections::HashSet;
use url::Url;

/// The documents of a page in HTML whose bytes have this hash.
pub(crate) fn read_html(
    html: &str,
    sha256: String,
    hints: &Hints<'_>,
    diagnostics: Vec<Diagnostic>,
) -> Vec<Document> {
    let dom = Dom::parse(html);
    let mut out = bare(sha256, hints);
    out.diagnostics = diagnostics;
    out.diagnostics.extend(limits(&dom));
    let meta = Meta::of(&dom);
    let mut page = Page::of(dom);
    let title = title(&page, &meta);
    page.settle(title.piece);
    let roles = match body::root(&page) {
        Some(root) => sort(&page, root, &title),
        None => vec![Role::Drop; page.pieces.len()],
    };
    fill(&mut out, &page, &meta, &title, &roles, hints);
    vec![out]
}

fn limits(dom: &Dom) -> Vec<Diagnostic> {
    let deep = dom.too_deep.then(|| {
        let message = format!(
            "elements lie more than {} deep; those below are read as if they lay there",
            dom::DEEPEST
        );
        warning("too-deep", message)
    });
    let many = dom.too_many.then(|| {
        let message = format!("more than {} elements and texts; read to there", dom::MOST_NODES);
        warning("too-many-elements", message)
    });
    deep.into_iter().chain(many).collect()
}

fn fill(out: &mut Document, page: &Page, meta: &Meta, title: &Title, roles: &[Role], hints: &Hints<'_>) {
    let words = Words::builtin();
    let own_url = || {
        meta.canonical
            .clone()
            .or_else(|| meta.first(&["og:url"]).map(str::to_owned))
    };
    out.url = out.url.take().or_else(own_url);
    out.outlet = out.outlet.take().or_else(|| facts::outlet(meta, title));
    out.title = title.text.clone().or(out.title.take());
    let base = out.url.as_deref().and_then(|u| Url::parse(u).ok());
    put_text(out, page, title, roles);
    put_related(out, page, roles, base.as_ref());
    out.byline = facts::byline(page, meta, title, roles, out.outlet.as_deref());
    out.images = facts::images(page, meta, title, roles);
    out.dateline = first_dateline(out, hints, words);
    let signs = facts::time_signs(page, meta, title, roles, hints);
    let told = times(&signs, hints.zone, hints.fetched);
    out.published = out.published.take().or(told.published);
    out.updated = told.updated;
    out.diagnostics.extend(told.diagnostics);
    out.language = language(&out.text, words).or_else(|| declared_language(meta));
    out.diagnostics.extend(verdict(out, meta));
    if let Some(updated) = &out.updated {
        let message = updated.clone();
        out.diagnostics.push(Diagnostic {
            code: "updated",
            severity: Severity::Info,
            message,
            span: None,
        });
    }
}

fn declared_language(meta: &Meta) -> Option<String> {
    let code = meta
        .language
        .as_deref()?
        .split(['-', '_'])
        .next()?
        .to_ascii_lowercase();
    (code.len() == 2 && code != "ar").then_some(code)
}

fn put_text(out: &mut Document, page: &Page, title: &Title, roles: &[Role]) {
    if let Some(text) = &title.text {
        push(out, BlockKind::Title, text);
    }
    for (piece, role) in page.pieces.iter().zip(roles) {
        if let Role::Keep(kind) = role {
            push(out, *kind, &piece.text);
        }
    }
}

fn push(out: &mut Document, kind: BlockKind, text: &str) {
    if !out.text.is_empty() {
        out.text.push_str("\n\n");
    }
    let start = out.text.len();
    out.text.push_str(text);
    out.blocks.push(Block {
        kind,
        span: Span::new(start, out.text.len()),
    });
}

fn put_related(out: &mut Document, page: &Page, roles: &[Role], base: Option<&Url>) {
    let mut stories = Stories {
        seen: out.title.iter().map(|t| form(t)).collect(),
        last: None,
        list: Vec::new(),
    };
    if let Some(own) = &out.url {
        stories.seen.insert(own.clone());
    }
    for (piece, role) in page.pieces.iter().zip(roles) {
        match role {
            Role::Related(titles) => {
                for range in titles {
                    let link = piece
                        .links
                        .iter()
                        .find(|l| l.0.start < range.end && range.start < l.0.end);
                    stories.add(piece, range.clone(), link.map(|l| l.1), page, base);
                }
            }
            Role::Excerpt => stories.excerpt(&piece.text),
            Role::Keep(_) => stories.last = None,
            _ => {}
        }
    }
    out.related = stories.list;
}

struct Stories {
    /// Titles and addresses that were told already.
    seen: HashSet<String>,
    /// The link of the story before.
    last: Option<usize>,
    list: Vec<Related>,
}

impl Stories {
    fn add(
        &mut self,
        piece: &Piece,
        range: std::ops::Range<usize>,
        link: Option<usize>,
        page: &Page,
        base: Option<&Url>,
    ) {
        let text = piece.text.get(range).unwrap_or("").trim();
        if link.is_some() && link == self.last {
            return self.excerpt(text);
        }
        let url = link.and_then(|l| facts::address(base, page.dom.attribute(l, "href")?));
        let known = url.iter().any(|u| self.seen.contains(u));
        if known || text.is_empty() || !self.seen.insert(form(text)) {
            return;
        }
        self.seen.extend(url.clone());
        self.last = link;
        self.list.push(Related {
            title: text.to_owned(),
            excerpt: None,
            url,
        });
    }

    fn excerpt(&mut self, text: &str) {
        if let Some(story) = self.list.last_mut()
            && story.excerpt.is_none()
        {
            story.excerpt = Some(text.to_owned());
        }
    }
}

/// What is to be said of a page that holds no article, or none in Arabic.
fn verdict(out: &Document, meta: &Meta) -> Option<Diagnostic> {
    let body: usize = out
        .blocks
        .iter()
        .filter(|b| b.kind != BlockKind::Title)
        .map(|b| b.span.len())
        .sum();
    if body == 0 {
        let declared = !meta.articles.is_empty() || meta.first(&["og:type"]) == Some("article");
        let message = if declared {
            "an article without text"
        } else {
            "no article on this page"
        };
        return Some(warning("no-article", message));
    }
    (out.language.as_deref() != Some("ar")).then(|| warning("not-arabic", "the text is not in Arabic"))
}
