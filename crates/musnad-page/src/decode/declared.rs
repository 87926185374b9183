//! What a page is said to be written in: by the server, or by its own head.
//!
//! In come a content type or label and the page's first bytes; out goes the label, as it was written, and the
//! encoding that it names, if it names one.

use encoding_rs::{Encoding, UTF_8, X_USER_DEFINED};
use std::borrow::Cow;

/// How many bytes of a page are searched for its own declaration.
const PRESCAN: usize = 4 << 10;
/// How many characters of a label are repeated in messages.
const SHOWN: usize = 40;

/// A declaration of an encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declared {
    /// The label as it was written, shortened.
    pub(super) label: String,
    /// What it names; nothing for labels that are unknown or name no encoding of text.
    pub(super) encoding: Option<&'static Encoding>,
}

/// What `server` says (a content type or a charset alone), else what the page says of itself.
pub(super) fn declared(bytes: &[u8], server: Option<&str>) -> Option<Declared> {
    let of_server = server.and_then(of_content_type);
    let label = match of_server {
        Some(label) => Cow::Borrowed(label),
        None => of_page(bytes.get(..PRESCAN).unwrap_or(bytes))?,
    };
    let known = Encoding::for_label_no_replacement(label.as_bytes());
    Some(Declared {
        label: label.chars().filter(|c| !c.is_control()).take(SHOWN).collect(),
        encoding: known.filter(|e| *e != X_USER_DEFINED),
    })
}

/// The charset in `text/html; charset="utf-8"`, or a label that stands alone.
fn of_content_type(text: &str) -> Option<&str> {
    let label = match find(text.as_bytes(), b"charset") {
        Some(at) => value(text.get(at + "charset".len()..)?)?,
        None if text.contains(['/', ';', '=']) => return None,
        None => text.trim(),
    };
    (!label.is_empty()).then_some(label)
}

/// What follows `=`, with or without quotation marks.
fn value(text: &str) -> Option<&str> {
    let text = text.trim_start().strip_prefix('=')?.trim_start();
    let inside = match text.chars().next()? {
        quote @ ('"' | '\'') => text.get(1..)?.split(quote).next()?,
        _ => text
            .split(|c: char| c.is_whitespace() || matches!(c, ';' | '"' | '\'' | '>' | '/' | ','))
            .next()?,
    };
    Some(inside.trim())
}

/// The encoding that an XML declaration or a `<meta>` names.
fn of_page(head: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(start) = head.trim_ascii_start().strip_prefix(b"<?xml") {
        let end = find(start, b"?>").unwrap_or(start.len());
        if let Some(label) = attribute(&start[..end], b"encoding") {
            return Some(label);
        }
    }
    let mut rest = head;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at + 1..];
        if rest.starts_with(b"!--") {
            // what is commented out declares nothing
            rest = &rest[find(rest, b"-->")?..];
            continue;
        }
        if !is_meta(rest) {
            continue;
        }
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        if let Some(label) = attribute(&rest[..end], b"charset") {
            return Some(label);
        }
    }
    None
}

fn is_meta(tag: &[u8]) -> bool {
    tag.get(..4)
        .is_some_and(|name| name.eq_ignore_ascii_case(b"meta"))
        && tag.get(4).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
}

/// The value of the first `name=…` in `tag`; `charset` is found inside `content="text/html; charset=…"` too.
fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<Cow<'a, str>> {
    let mut rest = tag;
    while let Some(at) = find(rest, name) {
        rest = rest.get(at + name.len()..)?;
        let found = match String::from_utf8_lossy(rest) {
            Cow::Borrowed(text) => value(text).map(Cow::Borrowed),
            Cow::Owned(text) => value(&text).map(|v| Cow::Owned(v.to_owned())),
        };
        if found.as_ref().is_some_and(|v| !v.is_empty()) {
            return found;
        }
    }
    None
}

/// Where `needle`, lower case, first stands in `bytes` in whatever case.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|part| part.eq_ignore_ascii_case(needle))
}

/// Whether the declaration is of `encoding`, or of plain ASCII while the text is UTF-8.
impl Declared {
    pub(super) fn fits(&self, encoding: &'static Encoding) -> bool {
        let named_unicode = encoding == UTF_8 && self.label.trim().eq_ignore_ascii_case("unicode");
        self.encoding == Some(encoding) || named_unicode
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(page: &[u8], server: Option<&str>) -> Option<String> {
        declared(page, server).map(|d| d.label)
    }

    #[test]
    fn the_server_is_asked_first() {
        let page = b"<meta charset=windows-1256>";
        for (server, want) in [
            (Some("text/html; charset=utf-8"), Some("utf-8")),
            (
                Some("text/html;Charset = \"ISO-8859-6\"; x=y"),
                Some("ISO-8859-6"),
            ),
            (Some("text/html; charset=cp1256; q"), Some("cp1256")),
            (Some("UTF-8"), Some("UTF-8")),
            (Some("text/html"), Some("windows-1256")),
            (Some(""), Some("windows-1256")),
            (Some("text/html; charset="), Some("windows-1256")),
            (None, Some("windows-1256")),
        ] {
            assert_eq!(label(page, server).as_deref(), want, "{server:?}");
        }
    }

    #[test]
    fn pages_say_it_in_many_ways() {
        for (page, want) in [
            ("<META CHARSET='cp1256'/>", Some("cp1256")),
            ("<meta charset = utf-8 >", Some("utf-8")),
            (
                "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1256\">",
                Some("windows-1256"),
            ),
            (
                "<meta content='text/html;charset=iso-8859-6' http-equiv='Content-Type'>",
                Some("iso-8859-6"),
            ),
            (
                "<?xml version=\"1.0\" encoding=\"utf-16\"?><html>",
                Some("utf-16"),
            ),
            ("<?xml version=\"1.0\"?><meta charset=big5>", Some("big5")),
            ("<!-- <meta charset=big5> --><meta charset=utf-8>", Some("utf-8")),
            ("<meta name=charset content=x><meta charset=utf-8>", Some("utf-8")),
            ("<metadata charset=big5>", None),
            ("charset=utf-8", None),
            ("<meta charset=>", None),
            ("<!-- <meta charset=big5>", None),
            ("<meta charset", None),
            ("", None),
        ] {
            assert_eq!(label(page.as_bytes(), None).as_deref(), want, "{page}");
        }
        let far = [" ".repeat(PRESCAN).as_str(), "<meta charset=utf-8>"].concat();
        assert_eq!(label(far.as_bytes(), None), None);
    }

    #[test]
    fn labels_that_name_nothing() {
        for server in ["x-user-defined", "utf-7", "none", "iso-2022-kr"] {
            let found = declared(b"", Some(server));
            assert_eq!(found.map(|d| d.encoding), Some(None), "{server}");
        }
    }
}
