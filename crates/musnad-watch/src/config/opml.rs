//! Lists of feeds in OPML: each host of feeds is an outlet, named by its first feed.

use super::{BACKLOG, Config, DELAY, EVERY, Fault, HOSTS, Outlet, address};
use crate::sources::Kind;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;

pub(super) fn read(text: &str) -> Result<Config, Vec<Fault>> {
    let mut reader = Reader::from_str(text);
    let mut list = List::default();
    let mut rooted = false;
    let mut depth = 0usize;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(0);
        match reader.read_event() {
            Err(e) => {
                list.faults.push(Fault::new(at, e.to_string()));
                return Err(list.faults);
            }
            Ok(Event::Eof) => {
                if depth > 0 {
                    list.faults.push(Fault::new(at, "the file ends early"));
                }
                break;
            }
            Ok(Event::Start(tag)) => {
                rooted |= tag.local_name().as_ref().eq_ignore_ascii_case("opml");
                depth += 1;
                list.outline(&tag, at);
            }
            Ok(Event::Empty(tag)) => list.outline(&tag, at),
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(_) => {}
        }
    }
    if !rooted {
        list.faults.push(Fault::new(0, "neither TOML nor OPML"));
    } else if list.outlets.is_empty() && list.faults.is_empty() {
        list.faults
            .push(Fault::new(0, "no outline with an xmlUrl to watch"));
    }
    match list.faults.is_empty() {
        false => Err(list.faults),
        true => Ok(Config {
            contact: None,
            archive: None,
            hosts: HOSTS,
            outlets: list.outlets,
        }),
    }
}

#[derive(Default)]
struct List {
    outlets: Vec<Outlet>,
    seen: HashSet<String>,
    faults: Vec<Fault>,
}

impl List {
    fn outline(&mut self, tag: &BytesStart, at: usize) {
        if !tag.local_name().as_ref().eq_ignore_ascii_case("outline") {
            return;
        }
        let Some(feed) = attribute(tag, "xmlUrl") else {
            return;
        };
        let url = match address(&feed) {
            Ok(url) => url,
            Err(why) => return self.faults.push(Fault::new(at, why)),
        };
        // readers' lists often hold a feed in two folders
        if !self.seen.insert(url.to_string()) {
            return;
        }
        let id = id_of(url.host_str().unwrap_or_default());
        let named = || attribute(tag, "title").or_else(|| attribute(tag, "text"));
        match self.outlets.iter_mut().find(|o| o.id == id) {
            Some(outlet) => outlet.sources.push((Kind::Feed, url)),
            None => self.outlets.push(Outlet {
                name: named().unwrap_or_else(|| id.clone()),
                id,
                sources: vec![(Kind::Feed, url)],
                every: EVERY,
                delay: DELAY,
                backlog: BACKLOG,
            }),
        }
    }
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|a| a.key.as_ref().eq_ignore_ascii_case(name))?;
    let raw = found.value.into_owned();
    let value = quick_xml::escape::unescape(&raw).map_or(raw.clone(), |v| v.into_owned());
    Some(value.trim().to_owned()).filter(|v| !v.is_empty())
}

/// An id after a host: `www.press.example` is `press-example`.
fn id_of(host: &str) -> String {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    host.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn feeds_of_a_list_are_read() {
        let text = r#"<?xml version="1.0"?><opml version="2.0"><body><outline text="صحف">
            <outline text="المرفأ" xmlUrl="https://www.harbour.example/rss?a=1&amp;b=2"/>
            <outline text="المرفأ: محليات" xmlUrl="https://harbour.example/local"/></outline>
            <outline title="التلة" xmlUrl="https://hill.example/feed"/>
            <outline title="التلة" xmlUrl="https://hill.example/feed"/></body></opml>"#;
        let outlets = Config::read(text, "list.opml").unwrap().outlets;
        let shown: Vec<_> = outlets
            .iter()
            .map(|o| (o.id.as_str(), o.name.as_str(), o.sources.len()))
            .collect();
        assert_eq!(
            shown,
            [("harbour-example", "المرفأ", 2), ("hill-example", "التلة", 1)]
        );
        assert_eq!(
            outlets[0].sources[0].1.as_str(),
            "https://www.harbour.example/rss?a=1&b=2"
        );
    }

    #[test]
    fn faults_have_their_place() {
        let cases = [
            (
                "<opml><body>\n<outline xmlUrl='x'/></body></opml>",
                "f:2:1: no address",
            ),
            ("<opml><body>\n</opml>", "f:2:"),
            ("<opml><body>", "f:1:13: the file ends early"),
            ("<html></html>", "f:1:1: neither TOML nor OPML"),
            ("<opml></opml>", "f:1:1: no outline"),
        ];
        for (text, start) in cases {
            let told = Config::read(text, "f").unwrap_err().to_string();
            assert!(told.starts_with(start), "{text:?}: {told}");
        }
    }
}
