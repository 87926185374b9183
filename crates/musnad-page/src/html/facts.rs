//! What a page tells of its article beside the text: who wrote it, when, which outlet, which pictures.

use super::meta::{Article, Meta};
use super::pieces::{Page, Zone};
use super::sort::Role;
use super::title::Title;
use crate::published::{Phrases, Says, TimeFrom, TimeSign, date_line};
use crate::words::{Words, form};
use crate::{BlockKind, Hints, Image};
use std::ops::Range;
use url::Url;

/// `meta` names of the time of publication, and of the last change.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "publicationdate",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.created",
    "date",
    "cxenseparse:recs:publishtime",
    "date_published",
    "created",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "article:updated",
    "modified",
];

/// The most signs of one kind that are weighed; a page with more is no article.
const MOST_SIGNS: usize = 30;

/// The article among those that JSON-LD describes that is this page's.
pub(crate) fn own_article<'a>(meta: &'a Meta, title: &Title) -> Option<&'a Article> {
    let own = title.text.as_deref().map(form);
    let same = |a: &&Article| a.headline.as_deref().map(form) == own;
    meta.articles.iter().find(same).or(meta.articles.first())
}

/// Everything on the page that tells a time of the article.
pub(crate) fn time_signs(
    page: &Page,
    meta: &Meta,
    title: &Title,
    roles: &[Role],
    hints: &Hints<'_>,
) -> Vec<TimeSign> {
    let mut out = Vec::new();
    let mut add = |from, says, text: Option<&str>, weight| {
        if let Some(text) = text {
            out.push(TimeSign {
                from,
                says,
                text: text.to_owned(),
                weight,
            });
        }
    };
    if let Some(article) = own_article(meta, title) {
        add(
            TimeFrom::JsonLd,
            Says::Published,
            article.published.as_deref(),
            220,
        );
        add(TimeFrom::JsonLd, Says::Updated, article.modified.as_deref(), 220);
    }
    add(TimeFrom::Meta, Says::Published, meta.first(PUBLISHED), 200);
    add(TimeFrom::Meta, Says::Updated, meta.first(UPDATED), 200);
    add(
        TimeFrom::Url,
        Says::Published,
        hints.url.or(meta.canonical.as_deref()),
        100,
    );
    add(TimeFrom::Feed, Says::Published, hints.listed, 60);
    let near = near_head(title, roles);
    out.extend(element_signs(page, &near).into_iter().take(MOST_SIGNS));
    out.extend(line_signs(page, roles, &near).into_iter().take(MOST_SIGNS));
    out.extend(small_signs(page, &near).into_iter().take(MOST_SIGNS));
    out.extend(dateline_sign(page, roles));
    out
}

/// The pieces about the headline and the head of the text, and a few after its end.
struct Near {
    title: Option<usize>,
    head: Range<usize>,
    end: Range<usize>,
}

impl Near {
    fn weight(&self, at: usize) -> Option<u8> {
        if self.head.contains(&at) {
            // below the first lines of the text it is less sure
            return Some(if at + 6 < self.head.end { 180 } else { 90 });
        }
        self.end.contains(&at).then_some(90)
    }
}

fn near_head(title: &Title, roles: &[Role]) -> Near {
    let kept = |role: &Role| matches!(role, Role::Keep(_));
    let first = roles.iter().position(kept).or(title.piece).unwrap_or(0);
    let last = roles.iter().rposition(kept).unwrap_or(first);
    let start = title
        .piece
        .filter(|t| *t <= first && first - t < 40)
        .unwrap_or(first)
        .saturating_sub(8);
    Near {
        title: title.piece,
        head: start..first + 8,
        end: last + 1..last + 6,
    }
}

/// `time` elements and what carries `itemprop` or `datetime`.
fn element_signs(page: &Page, near: &Near) -> Vec<TimeSign> {
    let mut out = Vec::new();
    let elsewhere = |at: &usize| {
        let mut zones = page.dom.ancestors(*at).map(|a| page.zones[a]);
        zones.any(|z| matches!(z, Zone::Box | Zone::Comment | Zone::Story))
    };
    let all = page.dom.all(0, "time").filter(|at| !elsewhere(at));
    let alone = all.take(2).count() == 1;
    for at in 1..page.dom.nodes.len() {
        let prop = page.dom.attribute(at, "itemprop").unwrap_or("");
        let is_prop = matches!(prop, "datePublished" | "dateModified" | "dateCreated");
        if page.dom.tag(at) != "time" && !is_prop {
            continue;
        }
        let value = ["datetime", "content"]
            .into_iter()
            .find_map(|a| page.dom.attribute(at, a));
        let piece = page.before[at] as usize;
        let close = near.weight(piece.saturating_sub(1)).or(near.weight(piece));
        let Some(weight) = close.or(alone.then_some(90)) else {
            continue;
        };
        let Some(value) = value.filter(|v| !v.trim().is_empty()) else {
            continue;
        };
        let weight = if is_open(page, at) || alone && !elsewhere(&at) {
            weight
        } else {
            40
        };
        let changed = prop == "dateModified" || says_changed(page, at);
        let says = match (changed, is_prop || page.dom.attribute(at, "pubdate").is_some()) {
            (true, _) => Says::Updated,
            (_, true) => Says::Published,
            _ => Says::Unknown,
        };
        out.push(TimeSign {
            from: TimeFrom::Element,
            says,
            text: value.to_owned(),
            weight,
        });
    }
    out
}

/// Small elements by the headline that hold a date and nothing else, amid a line that holds more.
fn small_signs(page: &Page, near: &Near) -> Vec<TimeSign> {
    let mut out = Vec::new();
    for at in 1..page.dom.nodes.len() {
        let small = matches!(
            page.dom.tag(at),
            "span" | "em" | "small" | "i" | "b" | "strong" | "time" | "font" | "abbr"
        );
        let inside = page.dom.inside(at);
        if !small || inside.is_empty() || inside.len() > 6 {
            continue;
        }
        let piece = (page.before[at] as usize).saturating_sub(1);
        let Some(weight) = near.weight(piece).filter(|_| is_open(page, at)) else {
            continue;
        };
        let text = page.dom.text(at);
        if text.len() <= 120
            && let Some(found) = date_line(text.trim()).filter(|f| f.alone)
        {
            let text = text.trim().to_owned();
            out.push(TimeSign {
                from: TimeFrom::Line,
                says: found.says,
                text,
                weight: weight.saturating_sub(10),
            });
        }
    }
    out
}

/// The date in the head of the first paragraph: «بنغازي 05 أكتوبر 2018 (وال) -».
fn dateline_sign(page: &Page, roles: &[Role]) -> Option<TimeSign> {
    let first = roles
        .iter()
        .position(|r| *r == Role::Keep(BlockKind::Paragraph))?;
    let text = &page.pieces[first].text;
    let end = text
        .char_indices()
        .take(70)
        .find(|(_, c)| matches!(c, '-' | '–' | '—' | 'ـ' | ':'))
        .map(|(at, _)| at)?;
    let head = text.get(..end).filter(|h| h.contains(char::is_numeric))?;
    Some(TimeSign {
        from: TimeFrom::Line,
        says: Says::Unknown,
        text: head.to_owned(),
        weight: 120,
    })
}

/// Whether `at` lies in no box of other stories.
fn is_open(page: &Page, at: usize) -> bool {
    let zones = page.dom.ancestors(at).map(|a| page.zones[a]);
    !zones
        .into_iter()
        .any(|z| matches!(z, Zone::Box | Zone::Comment | Zone::Menu))
}

/// A class such as «updated» or «modified».
fn says_changed(page: &Page, at: usize) -> bool {
    let class = page.dom.attribute(at, "class").unwrap_or("").to_ascii_lowercase();
    class.contains("updated") && !class.contains("published") || class.contains("modified")
}

/// Lines near the headline that tell a date.
fn line_signs(page: &Page, roles: &[Role], near: &Near) -> Vec<TimeSign> {
    let mut out = Vec::new();
    for (at, piece) in page.pieces.iter().enumerate() {
        let Some(mut weight) = near.weight(at) else {
            continue;
        };
        let zone_fits = !matches!(piece.zone, Zone::Box | Zone::Comment) && !piece.in_card;
        if piece.words > 40 || !zone_fits || !piece.text.contains(char::is_numeric) && piece.words > 12 {
            continue;
        }
        if piece.zone == Zone::Menu {
            weight /= 3;
        }
        let kept = matches!(roles[at], Role::Keep(_));
        // a short line that is named so, or stands by the headline, is read whole: names stand beside the date
        let named = matches!(piece.zone, Zone::Date | Zone::Byline);
        let close = near
            .title
            .is_some_and(|t| (t.saturating_sub(3)..t + 7).contains(&at));
        if !kept && (named || close && !piece.stops) && piece.words <= 32 {
            let text = piece.text.clone();
            if piece.words <= 12 && !text.contains(char::is_numeric) && date_line(&text).is_none() {
                continue;
            }
            out.push(TimeSign {
                from: TimeFrom::Line,
                says: Says::Unknown,
                text,
                weight,
            });
            continue;
        }
        out.extend(
            signs_of(&piece.text, weight)
                .into_iter()
                .filter(|s| !kept || s.1)
                .map(|s| s.0),
        );
    }
    out
}

/// A time that readers see.
pub(crate) fn shown(text: &str, weight: u8) -> TimeSign {
    TimeSign {
        from: TimeFrom::Line,
        says: Says::Unknown,
        text: text.to_owned(),
        weight,
    }
}

/// Each date that a line tells, and whether it tells nothing else.
pub(crate) fn signs_of(text: &str, weight: u8) -> Vec<(TimeSign, bool)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(found) = date_line(rest).filter(|f| f.span.end > 0) {
        let text = found.span.of(rest).to_owned();
        let sign = TimeSign {
            from: TimeFrom::Line,
            says: found.says,
            text,
            weight,
        };
        out.push((sign, found.alone));
        rest = rest.get(found.span.end as usize..).unwrap_or("");
    }
    out
}

/// The outlet as the page names it.
pub(crate) fn outlet(meta: &Meta, title: &Title) -> Option<String> {
    let named = meta
        .first(&["og:site_name", "application-name", "apple-mobile-web-app-title"])
        .map(str::to_owned);
    let publisher = || own_article(meta, title).and_then(|a| a.publisher.clone());
    named.or_else(publisher).or_else(|| suffix(meta, title))
}

/// What the window's title has after the headline: «… | الساحل».
fn suffix(meta: &Meta, title: &Title) -> Option<String> {
    let window = meta.window.as_deref()?;
    let rest = window.strip_prefix(title.text.as_deref()?)?.trim_start();
    let name = rest.strip_prefix(['|', '-', '–', '—', '•', '·', ':'])?.trim();
    (!name.is_empty() && name.split(' ').count() <= 6).then(|| name.to_owned())
}

/// Names of the authors.
pub(crate) fn byline(
    page: &Page,
    meta: &Meta,
    title: &Title,
    roles: &[Role],
    outlet: Option<&str>,
) -> Vec<String> {
    let near = near_head(title, roles);
    let mut shown = Vec::new();
    for (at, piece) in page.pieces.iter().enumerate() {
        let Role::Byline(range) = &roles[at] else { continue };
        if near.weight(at).is_none() || piece.words > 25 || piece.in_card {
            continue;
        }
        let links = piece
            .links
            .iter()
            .map(|l| l.0.clone())
            .filter(|r| range.contains(&r.start));
        let mut parts: Vec<Range<usize>> = links.collect();
        if parts.is_empty() {
            parts = vec![range.clone()];
        }
        for part in parts {
            shown.extend(names(piece.text.get(part).unwrap_or("")));
        }
    }
    let declared = own_article(meta, title)
        .map(|a| a.authors.clone())
        .unwrap_or_default();
    let meta_names = meta
        .all("author")
        .chain(meta.all("article:author"))
        .map(str::to_owned);
    let mut out: Vec<String> = Vec::new();
    for list in [shown, declared, meta_names.collect()] {
        for name in list {
            if is_person(&name, outlet) && !out.iter().any(|o| form(o) == form(&name)) {
                out.push(name);
            }
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

/// The names in a byline, its opener and its date left out.
fn names(text: &str) -> Vec<String> {
    let words = Words::builtin();
    let date = date_line(text).map(|d| d.span);
    let text = match date {
        Some(span) if span.start > 0 => text.get(..span.start as usize).unwrap_or(text),
        Some(span) => text.get(span.end as usize..).unwrap_or(""),
        None => text,
    };
    let line = crate::line::line(text, musnad_text::Span::new(0, text.len()), false, words);
    let text = match line.sign {
        crate::line::Sign::Byline(span) => span.of(text),
        _ => text,
    };
    let marks = |c: char| matches!(c, '،' | ',' | '|' | '/' | '•' | '·' | '؛');
    let parts = text
        .split(marks)
        .flat_map(|p| p.split(" - "))
        .flat_map(|p| p.split(" – "));
    // «نص: سلمى حداد | صور: منى خالد»
    let bare = |part: &str| {
        let name = part
            .rsplit(':')
            .find(|p| p.contains(char::is_alphabetic))
            .unwrap_or(part);
        name.trim_matches(|c: char| !c.is_alphanumeric() || c == 'ـ')
            .to_owned()
    };
    parts
        .flat_map(|p| parted(&bare(p)))
        .filter(|p| !p.is_empty())
        .collect()
}

/// «سلمى حداد ومنى خالد» as two: where a word begins with «و» that no given name begins with, and two words or more
/// stand on either side.
fn parted(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let and = |w: &str| w.strip_prefix('و').is_some_and(|rest| rest.chars().count() >= 2);
    let known = &Words::builtin().waw_names;
    let at = (2..words.len().saturating_sub(1)).find(|n| and(words[*n]) && !known.contains(&form(words[*n])));
    let Some(at) = at else {
        return vec![name.to_owned()];
    };
    let rest = words[at..].join(" ");
    let mut out = vec![words[..at].join(" ")];
    out.extend(parted(rest.strip_prefix('و').unwrap_or(&rest)));
    out
}

fn is_person(name: &str, outlet: Option<&str>) -> bool {
    let words = Words::builtin();
    let own = form(name);
    let count = own.split(' ').count();
    let letters = !name.contains(|c: char| c.is_numeric() || matches!(c, '@' | '/' | ':'));
    let body = words.agencies.contains(&own) || words.desks.contains(&own) || words.chrome.contains(&own);
    let outlet = outlet.map(form);
    let is_outlet = outlet.is_some_and(|o| o.contains(&own) || own.contains(&o));
    let dated = own.split(' ').any(|w| Phrases::builtin().is_date_word(w));
    (2..=6).contains(&count) && letters && !body && !is_outlet && !dated
}

/// The pictures of the article, with the words under them.
pub(crate) fn images(page: &Page, meta: &Meta, title: &Title, roles: &[Role]) -> Vec<Image> {
    let mut out = Vec::new();
    for (piece, role) in page.pieces.iter().zip(roles) {
        if *role == Role::Caption {
            out.push(Image {
                url: picture(page, piece.block),
                caption: Some(piece.text.clone()),
            });
        }
    }
    let declared = own_article(meta, title)
        .map(|a| a.images.clone())
        .unwrap_or_default();
    let main = declared
        .into_iter()
        .next()
        .or_else(|| meta.first(&["og:image", "twitter:image"]).map(str::to_owned));
    if let Some(url) = main
        && !out.iter().any(|i| i.url.as_deref() == Some(&url))
    {
        out.push(Image {
            url: Some(url),
            caption: None,
        });
    }
    out
}

/// The picture that lies in one small box with `at`.
fn picture(page: &Page, at: usize) -> Option<String> {
    let boxes = std::iter::once(at).chain(page.dom.ancestors(at)).take(4);
    boxes.into_iter().find_map(|b| {
        let image = page
            .dom
            .inside(b)
            .take(200)
            .find(|n| matches!(page.dom.tag(*n), "img" | "amp-img"))?;
        let address = ["data-src", "data-lazy-src", "src"]
            .into_iter()
            .find_map(|a| page.dom.attribute(image, a));
        address.filter(|a| !a.starts_with("data:")).map(str::to_owned)
    })
}

/// Where `href` leads from the page at `base`.
pub(crate) fn address(base: Option<&Url>, href: &str) -> Option<String> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') || href.starts_with("javascript:") {
        return None;
    }
    match base {
        Some(base) => base.join(href).ok().map(String::from),
        None => Url::parse(href).ok().map(String::from),
    }
}
