//! XML as it comes: its characters, where it breaks, and what of it stands before that.

use encoding_rs::{Encoding, UTF_8};
use musnad_page::LARGEST;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Read;

/// How deep elements may lie in each other.
const DEEPEST: usize = 1000;
/// How deep an entry of a feed may lie.
const DEEPEST_ENTRY: usize = 8;
/// The most bytes that a tag may have.
const LONGEST_TAG: usize = 16 << 10;
/// The most bytes that an entity may have.
const LONGEST_ENTITY: usize = 40;

/// Where XML breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Break {
    /// For people, with line and column, from 1, in characters.
    pub(crate) message: String,
    /// What could be read, made whole.
    pub(crate) before: String,
}

/// The characters of `stream`, its declaration taken off.
///
/// # Errors
/// If it can't be read or is larger than [`LARGEST`] bytes: for people.
pub(crate) fn text(stream: impl Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut stream = stream.take(LARGEST as u64 + 1);
    stream.read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() > LARGEST {
        return Err(format!("larger than {} MiB, not read", LARGEST >> 20));
    }
    let (text, _, _) = encoding(&bytes).decode(&bytes);
    let text = text.trim_start();
    // lines stay where they were
    let declaration = text.find("?>").filter(|_| text.starts_with("<?xml "));
    Ok(match declaration {
        Some(end) => text[end + 2..].to_owned(),
        None => text.to_owned(),
    })
}

/// What the bytes are written in: UTF-8 if they are that, else what is declared.
fn encoding(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declared = head.split("encoding=").nth(1).and_then(|rest| {
        let quote = rest.chars().next()?;
        let name = rest[quote.len_utf8()..].split(quote).next()?;
        Encoding::for_label(name.as_bytes())
    });
    declared.unwrap_or(UTF_8)
}

/// Where `xml` breaks, if it does. What stands before is cut behind the last whole element whose name is one of
/// `wholes`, and the elements round it are closed.
pub(crate) fn broken(xml: &str, wholes: &[&str]) -> Option<Break> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    let mut whole = (0, Vec::new());
    let (at, why) = loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let name = element.name();
                open.push(name.as_ref().to_owned());
                if open.len() > DEEPEST {
                    break (
                        reader.buffer_position(),
                        "elements lie too deep in each other".to_owned(),
                    );
                }
            }
            Ok(Event::End(_)) => {
                let name = open.pop().unwrap_or_default();
                if open.len() < DEEPEST_ENTRY && wholes.contains(&name.as_str()) {
                    whole = (reader.buffer_position(), open.clone());
                }
            }
            Ok(Event::Eof) => match open.last() {
                Some(name) => break (reader.buffer_position(), format!("it ends inside <{name}>")),
                None => return None,
            },
            Ok(_) => {}
            Err(e) => break (reader.error_position(), e.to_string()),
        }
    };
    let position = |at: u64| floor(xml, usize::try_from(at).unwrap_or(usize::MAX));
    let (line, column) = place(&xml[..position(at)]);
    let mut before = xml[..position(whole.0)].to_owned();
    before.extend(whole.1.iter().rev().map(|name| format!("</{name}>")));
    Some(Break {
        message: format!("line {line}, column {column}: {why}"),
        before,
    })
}

/// The last character boundary that is no further than `at`.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Line and column of what stands behind `before`.
fn place(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or("");
    (line, last.chars().count() + 1)
}

/// Where the ASCII character `byte` comes first in `text`, no further than `most` bytes from its start.
fn near(text: &str, byte: u8, most: usize) -> Option<usize> {
    text.bytes().take(most).position(|b| b == byte)
}

/// The text of HTML: its tags left out, its entities written as characters, one space for many.
pub(crate) fn bare(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c));
        match near(tag, b'>', LONGEST_TAG).filter(|_| is_tag) {
            Some(end) => {
                text.push(' ');
                rest = &tag[end + 1..];
            }
            None => {
                text.push('<');
                rest = &tag[1..];
            }
        }
    }
    text.push_str(rest);
    let words: Vec<String> = text.split_whitespace().map(unescaped).collect();
    words.join(" ").replace('\u{A0}', " ").trim().to_owned()
}

/// Entities as characters; what is none stays.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let entity = &rest[at..];
        let found = near(entity, b';', LONGEST_ENTITY).and_then(|end| {
            let name = &entity[..=end];
            let told = quick_xml::escape::unescape(name).ok()?;
            Some((told.into_owned(), end + 1))
        });
        let (told, used) = found.unwrap_or(("&".to_owned(), 1));
        out.push_str(&told);
        rest = &entity[used..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_told_and_mended() {
        let xml = "<rss>\n<channel><item>أ</item><item>ب</itm></channel></rss>";
        let found = broken(xml, &["item"]).unwrap();
        assert_eq!(found.before, "<rss>\n<channel><item>أ</item></channel></rss>");
        assert!(found.message.starts_with("line 2, column "), "{}", found.message);
        assert_eq!(broken("<rss><item>أ</item></rss>", &["item"]), None);
        let cut = broken("<rss><item>أ</item><item>", &["item"]).unwrap();
        assert_eq!(cut.message, "line 1, column 26: it ends inside <item>");
    }

    #[test]
    fn html_becomes_text() {
        assert_eq!(
            bare("<p>سيول&nbsp;تقطع&#x627;  <b>الطريق</b></p> 2 < 3 &amp; &x"),
            "سيول تقطعا الطريق 2 < 3 & &x"
        );
    }

    #[test]
    fn characters_are_told_by_the_declaration() {
        let xml = "<?xml version=\"1.0\" encoding=\"windows-1256\"?>\n<rss>خبر</rss>";
        let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(xml);
        assert_eq!(text(&bytes[..]).unwrap(), "\n<rss>خبر</rss>");
        assert_eq!(text(xml.as_bytes()).unwrap(), "\n<rss>خبر</rss>");
    }
}
