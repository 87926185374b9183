//! Feeds: RSS, Atom, JSON Feed; each entry a page, or a short text where the feed has no more of it.

use crate::mend::{bare, broken, text};
use crate::{Content, Item};
use chrono::DateTime;
use feed_rs::model::{Entry, Feed};
use feed_rs::parser::Builder;
use musnad_page::Severity;
use quick_xml::escape::escape;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

/// The entries of a feed.
pub(crate) fn entries(stream: impl Read) -> std::vec::IntoIter<Item> {
    let source = match text(stream) {
        Ok(source) => source,
        Err(why) => return vec![Item::failed("unreadable", why)].into_iter(),
    };
    match Parsed::of(&source) {
        Ok(feed) => feed.items(),
        Err(why) => rescued(&source, why),
    }
    .into_iter()
}

/// What of a broken feed can be read, and where it breaks.
fn rescued(source: &str, why: String) -> Vec<Item> {
    let found =
        broken(source, &["item", "entry"]).filter(|_| source.starts_with('<') || source.contains("\n<"));
    let (mut items, message) = match found {
        Some(found) => (
            Parsed::of(&found.before).map(Parsed::items).unwrap_or_default(),
            found.message,
        ),
        None => (Vec::new(), why),
    };
    items.push(Item::failed("bad-feed", message));
    items
}

/// A feed that was read, with its times as they were written.
struct Parsed {
    feed: Feed,
    times: Vec<String>,
}

impl Parsed {
    fn of(source: &str) -> Result<Parsed, String> {
        let times = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&times);
        // the parser keeps times in UTC and drops those with Arabic months: in place of a time it is given the
        // number of the text
        let numbered = move |text: &str| {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push(text.to_owned());
            DateTime::from_timestamp(kept.len() as i64, 0)
        };
        let parser = Builder::new().timestamp_parser(numbered).sanitize_content(false);
        let feed = parser
            .id_generator(|_, _, _| String::new())
            .build()
            .parse(source.as_bytes())
            .map_err(|e| e.to_string())?;
        let times = times.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Parsed { feed, times })
    }

    fn items(self) -> Vec<Item> {
        let outlet = self.feed.title.as_ref().map(|t| bare(&t.content));
        let outlet = outlet.filter(|o| !o.is_empty());
        let numbered = self.feed.entries.iter().zip(1..);
        let items = numbered.map(|(entry, number)| {
            let mut item = item(entry).at(format!("entry {number}"));
            item.known.outlet.clone_from(&outlet);
            let time = entry.published.or(entry.updated).map(|t| t.timestamp() - 1);
            if let Some(written) = time.and_then(|n| self.times.get(usize::try_from(n).ok()?)) {
                item.published(written);
            }
            item
        });
        items.collect()
    }
}

fn item(entry: &Entry) -> Item {
    let title = entry.title.as_ref().map(|t| bare(&t.content));
    let title = title.filter(|t| !t.is_empty());
    let content = entry.content.as_ref().and_then(|c| {
        let body = c.body.as_deref().filter(|b| !b.trim().is_empty())?;
        Some((body, c.content_type.subty() == "plain"))
    });
    let mut item = match content {
        Some((html, false)) => page(title.as_deref(), html),
        Some((words, true)) => Item::new(Content::Text(article(title.as_deref(), words.trim()))),
        None => summary(entry, title.as_deref()),
    };
    let link = entry
        .links
        .iter()
        .find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
    item.known.url = link.or(entry.links.first()).map(|l| l.href.clone());
    item.known.id = Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty());
    item.known.title = title;
    item
}

/// The whole article as a page: its title over what the feed has of it.
fn page(title: Option<&str>, html: &str) -> Item {
    let title = escape(title.unwrap_or("")).into_owned();
    let page = format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body><article><h1>{title}</h1>\n{html}\n</article></body></html>\n"
    );
    let mut item = Item::new(Content::Page(page.into_bytes()));
    item.known.content_type = Some("text/html; charset=utf-8".to_owned());
    item
}

fn summary(entry: &Entry, title: Option<&str>) -> Item {
    let summary = entry.summary.as_ref().map(|s| bare(&s.content));
    let mut item = Item::new(Content::Text(article(title, &summary.unwrap_or_default())));
    let message = "the feed has no more than a summary of the article";
    item.say("summary-only", Severity::Info, message);
    item
}

/// A title and a text below it; once where both are the same.
fn article(title: Option<&str>, text: &str) -> String {
    match title {
        Some(title) if title != text && !text.is_empty() => format!("{title}\n\n{text}"),
        Some(title) => title.to_owned(),
        None => text.to_owned(),
    }
}
