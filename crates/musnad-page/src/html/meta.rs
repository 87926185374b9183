//! What a page says of itself where readers don't see it: `meta`, `link`, JSON-LD.

use super::dom::{Data, Dom};
use crate::clean::{TextSigns, clean_text};
use serde_json::Value;

/// Everything a page says of itself, each list in the order of the page.
#[derive(Debug, Default)]
pub(crate) struct Meta {
    /// The content of `title`.
    pub(crate) window: Option<String>,
    /// Names and contents of `meta` elements, names in lower case.
    pub(crate) named: Vec<(String, String)>,
    pub(crate) canonical: Option<String>,
    /// The `lang` of the page.
    pub(crate) language: Option<String>,
    /// Articles and live blogs that JSON-LD describes.
    pub(crate) articles: Vec<Article>,
    /// The JSON-LD `@type`s of the page that are no article.
    pub(crate) types: Vec<String>,
    /// JSON-LD that could not be read, with the reason.
    pub(crate) broken: Vec<String>,
}

/// What JSON-LD says of one article or post.
#[derive(Clone, Debug, Default)]
pub(crate) struct Article {
    pub(crate) kind: String,
    pub(crate) headline: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) images: Vec<String>,
    pub(crate) url: Option<String>,
    /// The posts of a live blog.
    pub(crate) posts: Vec<Article>,
}

impl Meta {
    /// What the page in `dom` says.
    pub(crate) fn of(dom: &Dom) -> Meta {
        let mut out = Meta::default();
        for at in 1..dom.nodes.len() {
            let Data::Element(name, _) = &dom.nodes[at].data else {
                continue;
            };
            match &**name {
                "html" => {
                    out.language = dom
                        .attribute(at, "lang")
                        .or(dom.attribute(at, "xml:lang"))
                        .map(str::to_owned)
                }
                "title" if out.window.is_none() && !dom.ancestors(at).any(|a| dom.tag(a) == "svg") => {
                    out.window = filled(&dom.text(at));
                }
                "meta" => out.meta(dom, at),
                "link" if dom.attribute(at, "rel") == Some("canonical") => {
                    out.canonical = dom.attribute(at, "href").and_then(filled);
                }
                "script" if dom.attribute(at, "type").is_some_and(is_json_ld) => out.json(&dom.text(at)),
                _ => {}
            }
        }
        out
    }

    /// The first content of a `meta` of one of these names.
    pub(crate) fn first(&self, names: &[&str]) -> Option<&str> {
        let of = |name: &str| Some(self.named.iter().find(|(n, _)| n == name)?.1.as_str());
        names.iter().find_map(|name| of(name))
    }

    /// All contents of `meta` elements of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.named
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, content)| content.as_str())
    }

    fn meta(&mut self, dom: &Dom, at: usize) {
        let name = ["property", "name", "itemprop"]
            .into_iter()
            .find_map(|key| dom.attribute(at, key));
        let content = dom.attribute(at, "content").and_then(filled);
        if let (Some(name), Some(content)) = (name, content) {
            self.named.push((name.trim().to_ascii_lowercase(), content));
        }
    }

    fn json(&mut self, text: &str) {
        let text = text
            .trim()
            .trim_start_matches("<!--")
            .trim_end_matches("-->")
            .trim();
        let text = text
            .trim_start_matches("//<![CDATA[")
            .trim_end_matches("//]]>")
            .trim();
        if text.is_empty() {
            return;
        }
        match serde_json::from_str::<Value>(text).or_else(|_| serde_json::from_str(&without_breaks(text))) {
            Ok(value) => self.value(&value, 0),
            Err(e) => {
                self.broken.push(e.to_string());
                self.articles.extend(scraps(text));
            }
        }
    }

    fn value(&mut self, value: &Value, depth: usize) {
        if depth > 8 {
            return;
        }
        match value {
            Value::Array(list) => list.iter().for_each(|v| self.value(v, depth + 1)),
            Value::Object(map) => {
                let kinds = strings(&value["@type"]);
                match kinds.iter().find(|k| is_article(k)) {
                    Some(kind) => self.articles.push(article(value, kind)),
                    None => self.types.extend(kinds),
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    if let Some(inner) = map.get(key) {
                        self.value(inner, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_json_ld(kind: &str) -> bool {
    kind.split(';')
        .next()
        .is_some_and(|k| k.trim().eq_ignore_ascii_case("application/ld+json"))
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || matches!(
            kind,
            "BlogPosting" | "LiveBlogPosting" | "Report" | "Posting" | "VideoObject"
        )
}

fn article(value: &Value, kind: &str) -> Article {
    Article {
        kind: kind.to_owned(),
        headline: first(&value["headline"]).or_else(|| first(&value["name"])),
        body: first(&value["articleBody"]),
        published: ["datePublished", "dateCreated", "uploadDate"]
            .into_iter()
            .find_map(|k| first(&value[k])),
        modified: first(&value["dateModified"]),
        authors: names(&value["author"]),
        publisher: names(&value["publisher"]).into_iter().next(),
        images: images(&value["image"]),
        url: first(&value["url"]).or_else(|| first(&value["mainEntityOfPage"]["@id"])),
        posts: match &value["liveBlogUpdate"] {
            Value::Array(list) => list.iter().map(|v| article(v, "BlogPosting")).collect(),
            one @ Value::Object(_) => vec![article(one, "BlogPosting")],
            _ => Vec::new(),
        },
    }
}

/// What can be saved of JSON-LD that is none: times and the headline, by their keys.
fn scraps(text: &str) -> Option<Article> {
    let after = |key: &str| -> Option<String> {
        let at = text.find(&format!("\"{key}\""))? + key.len() + 2;
        let rest = text[at..]
            .trim_start()
            .strip_prefix(':')?
            .trim_start()
            .strip_prefix('"')?;
        filled(&rest[..rest.find('"')?])
    };
    let out = Article {
        kind: "Article".into(),
        headline: after("headline"),
        published: after("datePublished"),
        modified: after("dateModified"),
        ..Article::default()
    };
    (out.published.is_some() || out.headline.is_some()).then_some(out)
}

/// Line breaks inside strings are the commonest fault.
fn without_breaks(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(s) => filled(s).into_iter().collect(),
        Value::Array(list) => list.iter().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

fn first(value: &Value) -> Option<String> {
    strings(value).into_iter().next()
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(names).collect(),
        Value::Object(_) => strings(&value["name"]),
        other => strings(other),
    }
}

fn images(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(images).collect(),
        Value::Object(_) => strings(&value["url"]),
        other => strings(other),
    }
}

/// `text` with single spaces, if it holds anything.
pub(crate) fn filled(text: &str) -> Option<String> {
    let text = clean_text(text, &mut TextSigns::default());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
