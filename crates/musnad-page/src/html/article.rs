//! The document of a page, put together from what the other modules found.

use super::dom::Dom;
use super::facts;
use super::live;
use super::meta::Meta;
use super::pieces::{Page, Piece};
use super::posts::{posts_of, take_posts};
use super::sort::{Role, outside, sort};
use super::title::{Title, nearer, title};
use super::{body, dom};
use crate::decode::warning;
use crate::language::language;
use crate::line::{floor, tail};
use crate::published::{date_line, times};
use crate::read::{bare, first_dateline};
use crate::sites::{Site, known};
use crate::words::{Words, after_opener, form};
use crate::{Block, BlockKind, Diagnostic, Document, Hints, Related, Severity};
use musnad_text::Span;
use std::collections::HashSet;
use url::Url;

/// The most bytes of a page in HTML that are read: 16 MiB of text.
const LARGEST_HTML: usize = 16 << 20;

/// The documents of a page in HTML whose bytes have this hash.
pub(crate) fn read_html(
    html: &str,
    sha256: String,
    hints: &Hints<'_>,
    diagnostics: Vec<Diagnostic>,
) -> Vec<Document> {
    let head = &html[..floor(html, LARGEST_HTML)];
    let dom = Dom::parse(head);
    let mut out = bare(sha256, hints);
    out.diagnostics = diagnostics;
    if head.len() < html.len() {
        let message = format!(
            "a page of {} MiB; read to its first {} MiB",
            html.len() >> 20,
            LARGEST_HTML >> 20
        );
        out.diagnostics.push(warning("long-page", message));
    }
    out.diagnostics.extend(limits(&dom));
    let meta = Meta::of(&dom);
    let nothing = Site::default();
    let (hints, site) = known(hints, meta.canonical.as_deref());
    let (hints, site) = (&hints, site.unwrap_or(&nothing));
    out.outlet = hints.outlet.map(str::to_owned);
    let mut page = Page::of(dom);
    let title = title(&page, &meta, &site.title);
    let glued = page.unglue(&title);
    page.settle(title.piece, site);
    let blog = live::blog(&page, &meta, &title, hints.url);
    let known = site.body.iter().find_map(|s| s.first(&page.dom));
    let root = blog
        .as_ref()
        .map(|b| b.holder)
        .or(known)
        .or_else(|| body::root(&page));
    let title = match root {
        Some(root) if blog.is_none() => nearer(&page, root, title, &meta),
        _ => title,
    };
    let mut roles = match root {
        Some(root) => sort(&page, root, &title),
        None => page.pieces.iter().map(outside).collect(),
    };
    let other = root
        .filter(|_| blog.is_none())
        .and_then(|root| no_article(&page, root, &roles, &meta));
    if other.is_some() {
        for role in roles.iter_mut().filter(|r| matches!(r, Role::Keep(_))) {
            *role = Role::Caption;
        }
    }
    let posts = blog
        .map(|blog| take_posts(&page, &mut roles, &blog))
        .unwrap_or_default();
    fill(&mut out, &page, &meta, &title, &roles, &glued, hints);
    if let Some(what) = other {
        out.diagnostics.retain(|d| d.code != "no-article");
        out.diagnostics.push(warning("no-article", what));
    }
    let posts = posts_of(&out, &page, &meta, posts, hints);
    if !posts.is_empty() {
        let message = format!("a live blog: {} posts, each a document of its own", posts.len());
        out.diagnostics.retain(|d| d.code != "no-article");
        out.diagnostics.push(info("live-blog", message));
    }
    std::iter::once(out).chain(posts).collect()
}

fn info(code: &'static str, message: String) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Info,
        message,
        span: None,
    }
}

/// A line for each piece of a page, with what it was taken for; for those who mend the reading of pages.
pub(crate) fn explain(html: &str) -> String {
    let dom = Dom::parse(html);
    let meta = Meta::of(&dom);
    let mut page = Page::of(dom);
    let title = title(&page, &meta, &[]);
    page.settle(title.piece, &Site::default());
    let root = body::root(&page);
    let roles = root.map(|root| sort(&page, root, &title)).unwrap_or_default();
    let mut out = format!(
        "title {title:?}\nroot {:?}\n",
        root.map(|r| (element(&page, r), page.pieces_of(r)))
    );
    for (at, piece) in page.pieces.iter().enumerate() {
        let (role, element) = (roles.get(at), element(&page, piece.block));
        let Piece {
            kind,
            zone,
            words,
            link_words,
            text,
            ..
        } = piece;
        let date = date_line(text).filter(|_| *words < 40).map(|d| d.span.of(text));
        out += &format!("{at} {role:?} {kind:?} {zone:?} {words}/{link_words} <{element}> {date:?} {text}\n");
    }
    out
}

fn element(page: &Page, at: usize) -> String {
    let of = |name| page.dom.attribute(at, name).unwrap_or("");
    format!("{}#{}.{}", page.dom.tag(at), of("id"), of("class"))
}

/// What a page is that looks like an article and is none.
fn no_article(page: &Page, root: usize, roles: &[Role], meta: &Meta) -> Option<String> {
    let kept: Vec<&Piece> = page
        .pieces
        .iter()
        .zip(roles)
        .filter(|(_, role)| matches!(role, Role::Keep(_)))
        .map(|(piece, _)| piece)
        .collect();
    let pictures = page
        .dom
        .inside(root)
        .filter(|n| matches!(page.dom.tag(*n), "img" | "amp-img"))
        .count();
    let captions = roles[page.pieces_of(root)]
        .iter()
        .filter(|r| **r == Role::Caption)
        .count();
    let short = kept.iter().all(|p| p.words <= 30);
    if pictures >= 4 && short && kept.len() + captions >= 3 && kept.len() <= pictures + 2 {
        return Some(format!("a gallery of {pictures} pictures, no article"));
    }
    let words: usize = kept.iter().map(|p| p.words).sum();
    let round = page
        .dom
        .ancestors(root)
        .take(3)
        .filter(|a| page.dom.tag(*a) != "body");
    let near = |at: usize| {
        page.dom
            .inside(at)
            .filter(|n| matches!(page.dom.tag(*n), "img" | "amp-img"))
            .count()
    };
    let about = round.map(near).max().unwrap_or(0);
    if !is_declared(meta) && words < 20 && about >= 5 {
        return Some(format!("a gallery of {about} pictures, no article"));
    }
    let stories = roles.iter().filter(|r| matches!(r, Role::Related(_))).count();
    let declared = is_declared(meta);
    (!declared && words < 30 && stories >= 6).then(|| "titles of other stories, no article".to_owned())
}

/// Whether the page says that it is an article.
fn is_declared(meta: &Meta) -> bool {
    !meta.articles.is_empty() || meta.first(&["og:type"]) == Some("article")
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
        let message = format!(
            "more than {} elements and texts, or a tag without end; read to there",
            dom::MOST_NODES
        );
        warning("too-many-elements", message)
    });
    deep.into_iter().chain(many).collect()
}

fn fill(
    out: &mut Document,
    page: &Page,
    meta: &Meta,
    title: &Title,
    roles: &[Role],
    glued: &[String],
    hints: &Hints<'_>,
) {
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
    let mut signs = facts::time_signs(page, meta, title, roles, hints);
    signs.extend(glued.iter().map(|text| facts::shown(text, 150)));
    let told = times(&signs, hints.zone, hints.fetched);
    out.published = out.published.take().or(told.published);
    out.updated = told.updated;
    out.diagnostics.extend(told.diagnostics);
    out.language = language(&out.text, words).or_else(|| declared_language(meta));
    page.signs.tell(&mut out.diagnostics);
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

pub(super) fn push(out: &mut Document, kind: BlockKind, text: &str) {
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
        own: out.url.clone(),
        seen: out.title.iter().map(|t| form(t)).collect(),
        last: None,
        list: Vec::new(),
    };
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

/// The title of another story without a label before it and a date beside it.
fn bare_title(text: &str) -> &str {
    let text = text.trim();
    let words = Words::builtin();
    let own = form(text);
    let lists = [&words.related_openers, &words.neighbours];
    let labelled = lists.into_iter().find_map(|list| after_opener(&own, list));
    let text = match labelled.filter(|rest| rest.split_whitespace().count() >= 3) {
        Some(rest) => tail(text, Span::new(0, text.len()), &own, rest).of(text),
        None => text,
    };
    let text = match text.rsplit_once(' ') {
        Some((rest, last)) if labelled.is_some() && words.neighbours.contains(&form(last)) => rest,
        _ => text,
    };
    let bare = |part: &'_ str| -> usize { part.split(' ').count() };
    let rest = apart_from_date(text);
    if bare(rest) >= 3 { rest } else { text }
}

/// `text` without a date that it begins or ends with.
fn apart_from_date(text: &str) -> &str {
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    // «منذ عام» may end a title, figures rarely do
    let is_date = |part: &str| part.contains(char::is_numeric) && date_line(part).is_some_and(|d| d.alone);
    let marks = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '|' | '•' | '،');
    if let Some(at) = spaces
        .iter()
        .rev()
        .take(7)
        .rev()
        .find(|at| is_date(&text[**at + 1..]))
    {
        return text[..*at].trim_end_matches(marks);
    }
    match spaces.iter().take(7).rev().find(|at| is_date(&text[..**at])) {
        Some(at) => text[*at..].trim_start_matches(marks),
        None => text,
    }
}

struct Stories {
    /// The address of the page itself.
    own: Option<String>,
    /// Titles that were told already.
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
        let text = bare_title(piece.text.get(range).unwrap_or(""));
        if link.is_some() && link == self.last {
            return self.excerpt(text);
        }
        let url = link.and_then(|l| facts::address(base, page.dom.attribute(l, "href")?));
        let before = self.list.last().filter(|_| self.last.is_some());
        let is_text = text.ends_with(['.', '…', '،']) || text.split(' ').count() > 18;
        if is_text && url.is_some() && before.is_some_and(|b| b.url == url) {
            return self.excerpt(text);
        }
        // a link into the page itself leads to no other story
        let inside = link
            .and_then(|l| page.dom.attribute(l, "href"))
            .is_some_and(|h| h.starts_with('#') && h.len() > 1);
        let own = url.is_some() && url == self.own || inside;
        if own || text.is_empty() || !self.seen.insert(form(text)) {
            return;
        }
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
        let message = if is_declared(meta) {
            "an article without text"
        } else {
            "no article on this page"
        };
        return Some(warning("no-article", message));
    }
    (out.language.as_deref() != Some("ar")).then(|| warning("not-arabic", "the text is not in Arabic"))
}
