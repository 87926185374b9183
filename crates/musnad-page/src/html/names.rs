//! What class names, ids and roles of elements say, by the words of `data/html.toml`.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("../../../../data/html.toml");

/// What an element's names say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    Menu,
    Box,
    Comment,
    Drop,
    Body,
    Lead,
    Byline,
    Date,
    Caption,
    Embed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    menu: Vec<String>,
    r#box: Vec<String>,
    comment: Vec<String>,
    drop: Vec<String>,
    body: Vec<String>,
    lead: Vec<String>,
    byline: Vec<String>,
    date: Vec<String>,
    caption: Vec<String>,
    embed: Vec<String>,
}

/// Entries of one word and of two.
#[derive(Debug, Default)]
pub(crate) struct Names {
    one: FxHashMap<String, Says>,
    two: FxHashMap<(String, String), Says>,
    three: FxHashMap<(String, String, String), Says>,
}

impl Names {
    /// The built-in entries.
    pub(crate) fn builtin() -> &'static Names {
        static NAMES: OnceLock<Names> = OnceLock::new();
        // a test holds the file to its shape, so that the empty table is never used
        NAMES.get_or_init(|| Names::parse(SOURCE).unwrap_or_default())
    }

    fn parse(source: &str) -> Result<Names, toml::de::Error> {
        let s: Source = toml::from_str(source)?;
        let mut out = Names::default();
        for (says, entries) in [
            (Says::Body, s.body),
            (Says::Embed, s.embed),
            (Says::Menu, s.menu),
            (Says::Box, s.r#box),
            (Says::Comment, s.comment),
            (Says::Drop, s.drop),
            (Says::Lead, s.lead),
            (Says::Byline, s.byline),
            (Says::Date, s.date),
            (Says::Caption, s.caption),
        ] {
            for entry in entries {
                out.add(&entry, says);
            }
        }
        Ok(out)
    }

    fn add(&mut self, entry: &str, says: Says) {
        let words: Vec<String> = entry.split(' ').map(str::to_owned).collect();
        match words.as_slice() {
            [a] => drop(self.one.entry(a.clone()).or_insert(says)),
            [a, b] => drop(self.two.entry((a.clone(), b.clone())).or_insert(says)),
            [a, b, c] => drop(
                self.three
                    .entry((a.clone(), b.clone(), c.clone()))
                    .or_insert(says),
            ),
            _ => {}
        }
    }

    /// Everything that `value`, a class or id attribute, says, in order.
    pub(crate) fn all(&self, value: &str) -> Vec<Says> {
        let mut out = Vec::new();
        for name in value.split_ascii_whitespace() {
            let words = words(name);
            let mut at = 0;
            while at < words.len() {
                let (says, length) = self.at(&words[at..]);
                out.extend(says);
                at += length;
            }
        }
        out
    }

    fn at(&self, words: &[String]) -> (Option<Says>, usize) {
        if let [a, b, c, ..] = words
            && let Some(says) = self.three.get(&(a.clone(), b.clone(), c.clone()))
        {
            return (Some(*says), 3);
        }
        if let [a, b, ..] = words
            && let Some(says) = self.two.get(&(a.clone(), b.clone()))
        {
            return (Some(*says), 2);
        }
        (words.first().and_then(|a| self.one.get(a)).copied(), 1)
    }
}

/// «relatedPosts-box2» as related, posts, box.
fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in name.chars().take(200) {
        if c.is_ascii_alphabetic() {
            let starts = !last.is_ascii_alphabetic() || c.is_ascii_uppercase() && last.is_ascii_lowercase();
            if starts {
                out.push(String::new());
            }
            if let Some(word) = out.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        }
        last = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_their_words() {
        let names = Names::parse(SOURCE).unwrap();
        assert_eq!(names.all("single-relatedPosts2 wrap"), [Says::Box]);
        assert_eq!(names.all("td-post-content"), [Says::Body]);
        assert_eq!(names.all("entry-content clearfix"), [Says::Body]);
        assert_eq!(names.all("shadow header-top"), []);
        assert_eq!(names.all("post-date share-bar"), [Says::Date, Says::Drop]);
        assert_eq!(words("relatedPosts-box2_x"), ["related", "posts", "box", "x"]);
    }
}
