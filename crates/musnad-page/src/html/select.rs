//! Selectors of one element: `div.story-text`, `#story`, `[itemprop=articleBody]`.

use super::dom::Dom;

/// What an element must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selector {
    tag: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(crate) fn parse(source: &str) -> Result<Selector, String> {
        let mut out = Selector::default();
        let mut rest = source.trim();
        let name_end = |s: &str| s.find(['.', '#', '[']).unwrap_or(s.len());
        while !rest.is_empty() {
            let (sign, after) = match rest.chars().next() {
                Some(sign @ ('.' | '#' | '[')) => (sign, &rest[1..]),
                _ => (' ', rest),
            };
            let end = if sign == '[' {
                after.find(']').ok_or("“[” without “]”")?
            } else {
                name_end(after)
            };
            let name = &after[..end];
            if name.is_empty() || name.contains([' ', '>', '+', '~', ',', ':', '*']) {
                return Err(format!("“{source}” is no selector of one element"));
            }
            match sign {
                '.' => out.classes.push(name.to_owned()),
                '#' => out.id = Some(name.to_owned()),
                '[' => out.attributes.push(attribute(name)),
                _ => out.tag = Some(name.to_ascii_lowercase()),
            }
            rest = &after[end + usize::from(sign == '[')..];
        }
        if out == Selector::default() {
            Err("an empty selector".into())
        } else {
            Ok(out)
        }
    }

    /// Whether the element `at` has all of it.
    pub(crate) fn fits(&self, dom: &Dom, at: usize) -> bool {
        let tag = dom.tag(at);
        if tag.is_empty() || self.tag.as_deref().is_some_and(|t| t != tag) {
            return false;
        }
        let id = || {
            self.id
                .as_deref()
                .is_none_or(|id| dom.attribute(at, "id") == Some(id))
        };
        let has = |class: &String| {
            let own = dom.attribute(at, "class").unwrap_or("");
            own.split_ascii_whitespace().any(|c| c == class)
        };
        let attributes = || {
            self.attributes
                .iter()
                .all(|(name, value)| match (dom.attribute(at, name), value) {
                    (Some(own), Some(value)) => own == value,
                    (own, None) => own.is_some(),
                    (None, Some(_)) => false,
                })
        };
        id() && self.classes.iter().all(has) && attributes()
    }

    /// The first element that fits.
    pub(crate) fn first(&self, dom: &Dom) -> Option<usize> {
        (1..dom.nodes.len()).find(|at| self.fits(dom, *at))
    }
}

fn attribute(source: &str) -> (String, Option<String>) {
    match source.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.trim_matches(['"', '\'']).to_owned())),
        None => (source.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_find_their_element() {
        let dom = Dom::parse("<p class=a>أ<div id=x class='story text' data-k=2>ب</div>");
        let found = |source: &str| {
            Selector::parse(source)
                .unwrap()
                .first(&dom)
                .map(|at| dom.text(at))
        };
        for source in [
            "div",
            "#x",
            ".story",
            "div.text.story",
            "[data-k]",
            "[data-k=2]",
            "div#x[data-k='2']",
        ] {
            assert_eq!(found(source).as_deref(), Some("ب"), "{source}");
        }
        for source in ["span", "p.story", ".stor", "[data-k=3]"] {
            assert_eq!(found(source), None, "{source}");
        }
        for source in ["", "div p", "a > b", "[x", ".", "p:first-child"] {
            assert!(Selector::parse(source).is_err(), "{source}");
        }
    }
}
