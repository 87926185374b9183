//! Sitemaps and their indexes: the URLs in them, with what a news sitemap tells of each.

use crate::mend::{broken, text, unescaped};
use crate::{Content, Item};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Read;

/// The URLs of a sitemap, each to be fetched.
pub(crate) fn urls(stream: impl Read) -> std::vec::IntoIter<Item> {
    let xml = match text(stream) {
        Ok(xml) => xml,
        Err(why) => return vec![Item::failed("unreadable", why)].into_iter(),
    };
    let found = broken(&xml, &["url", "sitemap"]);
    let mut out = read(found.as_ref().map_or(&xml, |b| &b.before));
    if let Some(found) = found {
        out.push(Item::failed("bad-xml", found.message));
    }
    out.into_iter()
}

/// What one entry says, by element.
#[derive(Default)]
struct Entry {
    loc: String,
    title: String,
    name: String,
    date: String,
}

impl Entry {
    fn field(&mut self, element: &str) -> Option<&mut String> {
        match element {
            "url/loc" | "sitemap/loc" => Some(&mut self.loc),
            "news/title" => Some(&mut self.title),
            "publication/name" => Some(&mut self.name),
            "news/publication_date" => Some(&mut self.date),
            _ => None,
        }
    }

    fn item(self) -> Option<Item> {
        let url = self.loc.trim().to_owned();
        if url.is_empty() {
            return None;
        }
        let said = |text: String| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        let mut item = Item::new(Content::Fetch(url.clone()));
        item.published(&self.date);
        item.known.url = Some(url);
        item.known.title = said(self.title);
        item.known.outlet = said(self.name);
        Some(item)
    }
}

/// The entries of XML that is whole.
fn read(xml: &str) -> Vec<Item> {
    let mut reader = Reader::from_str(xml);
    let (mut open, mut entry, mut out) = (Vec::<String>::new(), Entry::default(), Vec::new());
    while let Ok(event) = reader.read_event() {
        let part = match &event {
            Event::Eof => break,
            Event::Start(element) => {
                let name = element.local_name();
                open.push(name.as_ref().to_owned());
                continue;
            }
            Event::End(_) => {
                let name = open.pop();
                if matches!(name.as_deref(), Some("url" | "sitemap")) {
                    out.extend(std::mem::take(&mut entry).item());
                }
                continue;
            }
            Event::Text(text) => text.to_string(),
            Event::CData(text) => text.to_string(),
            Event::GeneralRef(name) => unescaped(&format!("&{};", &**name)),
            _ => continue,
        };
        if let [.., parent, name] = open.as_slice()
            && let Some(field) = entry.field(&format!("{parent}/{name}"))
        {
            field.push_str(&part);
        }
    }
    out
}
