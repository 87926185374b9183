//! The posts of a live blog made documents.

use super::article::push;
use super::dom::Dom;
use super::live::{self, Blog};
use super::meta::{Article, Meta};
use super::pieces::Page;
use super::sort::Role;
use crate::language::language;
use crate::published::{Says, TimeFrom, TimeSign, times};
use crate::words::Words;
use crate::{BlockKind, Document, Hints};
use jiff::civil::Time;
use jiff::tz::TimeZoneDatabase;

/// A post before it is a document.
pub(super) struct Post {
    id: Option<String>,
    title: Option<String>,
    blocks: Vec<(BlockKind, String)>,
    times: Vec<TimeSign>,
}

/// The posts of `blog`; their pieces are taken out of the page's own text.
pub(super) fn take_posts(page: &Page, roles: &mut [Role], blog: &Blog) -> Vec<Post> {
    let mut out = Vec::new();
    for nodes in &blog.posts {
        let (head, kept) = live::text_of(page, roles, nodes);
        let blocks = kept.iter().filter_map(|n| match roles[*n] {
            Role::Keep(kind) => Some((kind, page.pieces[*n].text.clone())),
            _ => None,
        });
        out.push(Post {
            id: page.dom.attribute(nodes.start, "id").map(str::to_owned),
            title: head.map(|n| page.pieces[n].text.clone()),
            blocks: blocks.collect(),
            times: live::times_of(page, nodes),
        });
        for piece in live::pieces_in(page, nodes) {
            if matches!(roles[piece], Role::Keep(_)) {
                roles[piece] = Role::Drop;
            }
        }
    }
    out.retain(|p| !p.blocks.is_empty());
    out
}

/// A document for each post: those that the mark-up shows, or those that JSON-LD tells where it tells more.
pub(super) fn posts_of(
    page_document: &Document,
    page: &Page,
    meta: &Meta,
    shown: Vec<Post>,
    hints: &Hints<'_>,
) -> Vec<Document> {
    let declared: Vec<Post> = live::declared(meta).into_iter().map(declared_post).collect();
    let posts = if declared.len() >= shown.len() {
        declared
    } else {
        shown
    };
    let count = posts.len();
    let mut clocks = Clocks::of(page_document, page, hints, &posts);
    posts
        .into_iter()
        .enumerate()
        .map(|(at, post)| post_document(page_document, post, count - at, &mut clocks))
        .collect()
}

fn declared_post(post: &Article) -> Post {
    let body = post.body.as_deref().unwrap_or("");
    let inner = Page::of(Dom::parse(body));
    let texts = inner.pieces.into_iter().map(|p| (BlockKind::Paragraph, p.text));
    let time = post.published.as_ref().or(post.modified.as_ref());
    let sign = |text: &String| TimeSign {
        from: TimeFrom::JsonLd,
        says: Says::Published,
        text: text.clone(),
        weight: 220,
    };
    Post {
        id: post
            .url
            .as_deref()
            .and_then(|u| u.split_once('#'))
            .map(|(_, id)| id.to_owned()),
        title: post.headline.clone(),
        blocks: texts.collect(),
        times: time.map(sign).into_iter().collect(),
    }
}

fn post_document(blog: &Document, post: Post, number: usize, clocks: &mut Clocks<'_>) -> Document {
    let number = number.to_string();
    let own = post.id.as_deref().filter(|id| !id.is_empty()).unwrap_or(&number);
    let mut out = Document {
        id: format!("{}#{own}", blog.id),
        url: blog.url.clone(),
        outlet: blog.outlet.clone(),
        title: post.title.clone(),
        fetched: blog.fetched.clone(),
        sha256: blog.sha256.clone(),
        published: clocks.time(&post.times),
        ..Document::default()
    };
    if let Some(title) = &post.title {
        push(&mut out, BlockKind::Title, title);
    }
    for (kind, text) in &post.blocks {
        push(&mut out, *kind, text);
    }
    out.language = language(&out.text, Words::builtin());
    out
}

/// The days of posts that show a clock time alone: counted from the day of the page, newest first or oldest first.
struct Clocks<'a> {
    hints: &'a Hints<'a>,
    fetched: Option<String>,
    offset: Option<String>,
    day: Option<jiff::civil::Date>,
    newest_first: bool,
    last: Option<Time>,
}

impl<'a> Clocks<'a> {
    fn of(blog: &Document, page: &Page, hints: &'a Hints<'a>, posts: &[Post]) -> Clocks<'a> {
        let shown = |post: &Post| {
            post.times
                .iter()
                .filter(|s| s.from == TimeFrom::Line)
                .find_map(clock)
        };
        let clocks: Vec<Time> = posts.iter().filter_map(shown).collect();
        let falls = clocks.windows(2).filter(|w| w[0] > w[1]).count();
        let newest_first = falls * 2 >= clocks.len().saturating_sub(1);
        let last_time = if newest_first {
            blog.updated.as_ref().or(blog.published.as_ref())
        } else {
            blog.published.as_ref()
        };
        let zoned = blog.published.as_ref().or(blog.updated.as_ref());
        Clocks {
            hints,
            fetched: blog.fetched.clone(),
            offset: zoned
                .and_then(|t| offset(t))
                .or_else(|| shown_offset(page, zoned?)),
            day: last_time.and_then(|t| t.get(..10)?.parse().ok()),
            newest_first,
            last: None,
        }
    }

    fn time(&mut self, signs: &[TimeSign]) -> Option<String> {
        let told = times(signs, self.hints.zone, self.fetched.as_deref()).published;
        if told.as_ref().is_some_and(|t| t.len() > 10) {
            return told;
        }
        let shown = signs.iter().find(|s| s.from == TimeFrom::Line)?;
        if let Some(date) = told.as_deref().and_then(|t| t.parse().ok()) {
            self.day = Some(date);
            self.last = None;
        }
        let Some(clock) = clock(shown) else { return told };
        self.pass_midnight(clock);
        let moment = self.day?.to_datetime(clock);
        match (&self.offset, self.hints.zone) {
            (_, Some(zone)) => {
                // never the database of the machine: one page gives one document anywhere
                let zone = TimeZoneDatabase::bundled().get(zone).ok()?;
                let zoned = moment.to_zoned(zone).ok()?;
                Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
            }
            (Some(offset), None) => Some(format!("{}{offset}", moment.strftime("%Y-%m-%dT%H:%M:%S"))),
            (None, None) => Some(self.day?.to_string()),
        }
    }

    fn pass_midnight(&mut self, clock: Time) {
        let passed = self.last.is_some_and(|last| {
            if self.newest_first {
                last < clock
            } else {
                last > clock
            }
        });
        if passed {
            let next = self.day.map(|d| {
                if self.newest_first {
                    d.yesterday()
                } else {
                    d.tomorrow()
                }
            });
            self.day = next.and_then(Result::ok);
        }
        self.last = Some(clock);
    }
}

/// The clock time that a short line shows, on any day.
fn clock(sign: &TimeSign) -> Option<Time> {
    let text = format!("2000-01-01 {}", live::clock(&sign.text)?);
    let on_a_day = TimeSign { text, ..sign.clone() };
    let told = times(&[on_a_day], Some("UTC"), None).published?;
    told.get(11..19)?.parse().ok()
}

/// The offset of a time: «+03:00».
fn offset(time: &str) -> Option<String> {
    time.get(19..).filter(|o| !o.is_empty()).map(str::to_owned)
}

/// The offset on `day` of the clock that a short line of the page names: «الأوقات بتوقيت الخرطوم».
fn shown_offset(page: &Page, day: &str) -> Option<String> {
    let lines = page
        .pieces
        .iter()
        .filter(|p| p.words <= 16 && p.links.is_empty())
        .take(60);
    lines.into_iter().find_map(|piece| {
        let words = piece.text.chars().filter(|c| !c.is_numeric());
        let text = format!("{} 12:00 {}", day.get(..10)?, words.collect::<String>());
        let sign = TimeSign {
            from: TimeFrom::Line,
            says: Says::Published,
            text,
            weight: 200,
        };
        offset(&times(&[sign], None, None).published?)
    })
}
