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
        Err(why) if source.trim_start().starts_with('{') => vec![Item::failed("bad-feed", why)],
        Err(_) => rescued(&with_ampersands(&with_version(&source))),
    }
    .into_iter()
}

/// What of a feed can be read that has been given what such feeds often lack, and where it breaks.
fn rescued(source: &str) -> Vec<Item> {
    let why = match Parsed::of(source) {
        Ok(feed) => return feed.items(),
        Err(why) => why,
    };
    let (mut items, message) = match broken(source, &["item", "entry"]) {
        Some(found) => {
            let before = Parsed::of(&found.before).map(Parsed::items);
            (before.unwrap_or_default(), found.message)
        }
        None => (Vec::new(), why),
    };
    items.push(Item::failed("bad-feed", message));
    items
}

/// `xml` with the version of RSS that all but very old feeds have, whatever it says.
fn with_version(xml: &str) -> String {
    let tag = xml
        .find("<rss")
        .and_then(|at| Some((at, at + xml[at..].find('>')?)));
    let Some((at, end)) = tag else {
        return xml.to_owned();
    };
    let others = xml[at + "<rss".len()..end].split_whitespace();
    let others: String = others
        .filter(|a| !a.starts_with("version="))
        .map(|a| format!(" {a}"))
        .collect();
    format!("{}<rss version=\"2.0\"{others}{}", &xml[..at], &xml[end..])
}

/// `xml` with each `&` that begins no entity written as one; what is marked as characters stays.
fn with_ampersands(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    for (at, part) in xml.split("<![CDATA[").enumerate() {
        let (data, rest) = match part.find("]]>").filter(|_| at > 0) {
            Some(end) => part.split_at(end),
            None => ("", part),
        };
        out.push_str(if at > 0 { "<![CDATA[" } else { "" });
        out.push_str(data);
        for (at, rest) in rest.split('&').enumerate() {
            out.push_str(match at {
                0 => "",
                _ if begins_entity(rest) => "&",
                _ => "&amp;",
            });
            out.push_str(rest);
        }
    }
    out
}

/// Whether `text` is what follows the `&` of an entity.
fn begins_entity(text: &str) -> bool {
    let name = text.strip_prefix('#').unwrap_or(text).as_bytes();
    let end = name.iter().take(33).position(|b| !b.is_ascii_alphanumeric());
    end.is_some_and(|end| end > 0 && name[end] == b';')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_feeds_often_lack_is_given() {
        let xml =
            "<rss xmlns:a='b' version='2.00'><link>u?a=1&b=2&amp;&#39;</link><![CDATA[a & b]]> & </rss>";
        assert_eq!(
            with_ampersands(&with_version(xml)),
            "<rss version=\"2.0\" xmlns:a='b'><link>u?a=1&amp;b=2&amp;&#39;</link><![CDATA[a & b]]> &amp; </rss>"
        );
    }
}
