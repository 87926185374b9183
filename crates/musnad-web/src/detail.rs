//! What exactly went wrong, in the reader's language: programs are told in English, and what other crates say is English
//! too, so that a message is known again by its words.

use crate::show::outside;
use crate::words::Language;
use maud::{Markup, html};

/// English and Arabic, `{}` for what is different each time.
const TABLES: &[&str] = &[
    include_str!("../../../lang/ar/web/details.tsv"),
    include_str!("../../../lang/ar/web/api.tsv"),
    include_str!("../../../lang/ar/web/failures.tsv"),
];

const OPEN: &str = "{}";

/// A message in Arabic: its own words, and what stands between them.
type Said<'m> = Vec<(&'static str, Option<&'m str>)>;

/// A message as a line of a page; as it is where it has no words in the language.
pub(crate) fn shown(language: Language, message: &str) -> Markup {
    match said(language, message) {
        None => html! { bdi dir="ltr" lang="en" { (crate::show::still(message)) } },
        Some(said) => html! {
            @for (own, other) in said {
                @for (n, word) in own.split(' ').enumerate() {
                    @if n > 0 { " " }
                    @if is_apart(word) { bdi dir="ltr" { (word) } } @else { (word) }
                }
                @if let Some(other) = other { (within(language, other)) }
            }
        },
    }
}

/// What stands in an open place: another message, or something from outside.
fn within(language: Language, other: &str) -> Markup {
    match said(language, other) {
        Some(_) => shown(language, other),
        None => outside(other, None),
    }
}

/// A message as plain text, with what comes from outside set apart in its direction.
pub(crate) fn plain(language: Language, message: &str) -> String {
    let Some(said) = said(language, message) else {
        return message.to_owned();
    };
    let mut out = String::new();
    for (own, other) in said {
        for (n, word) in own.split(' ').enumerate() {
            out.push_str(if n > 0 { " " } else { "" });
            match is_apart(word) {
                true => out.push_str(&format!("\u{2066}{word}\u{2069}")),
                false => out.push_str(word),
            }
        }
        if let Some(other) = other {
            out.push_str(&format!("\u{2068}{other}\u{2069}"));
        }
    }
    out
}

/// Whether the order of a word's parts is from left to right whatever stands around it: a day, degrees, a value.
fn is_apart(word: &str) -> bool {
    word.is_ascii() && word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| !b.is_ascii_digit())
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TABLES
        .iter()
        .flat_map(|t| t.lines().filter(|l| !l.starts_with('#')).skip(1));
    lines.filter_map(|row| row.split_once('\t'))
}

fn said(language: Language, message: &str) -> Option<Said<'_>> {
    if language == Language::English {
        return None;
    }
    let fitting = rows().filter_map(|(en, ar)| Some((en.replace(OPEN, "").len(), fits(en, message)?, ar)));
    let (_, found, ar) = fitting.max_by_key(|(letters, ..)| *letters)?;
    let mut found = found.into_iter();
    Some(ar.split(OPEN).map(|own| (own, found.next())).collect())
}

/// What stands in the open places of a pattern, if a message has its words.
fn fits<'m>(pattern: &str, message: &'m str) -> Option<Vec<&'m str>> {
    let mut words = pattern.split(OPEN);
    let mut rest = message.strip_prefix(words.next()?)?;
    let mut out = Vec::new();
    let mut words = words.peekable();
    while let Some(next) = words.next() {
        let (between, after) = match words.peek() {
            None => (rest.strip_suffix(next)?, ""),
            Some(_) => rest.split_once(next)?,
        };
        out.push(between);
        rest = after;
    }
    rest.is_empty().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_different_each_time_comes_back_in_its_place() {
        let told = plain(Language::Arabic, "from: “soon” is no day: 2026-03-01");
        assert!(told.contains("\u{2066}2026-03-01\u{2069}"), "{told}");
        assert!(
            told.contains("\u{2068}from\u{2069}: «\u{2068}soon\u{2069}»"),
            "{told}"
        );
        assert!(!told.contains("is no day"), "{told}");
        // the pattern with most words of its own
        let event = plain(Language::Arabic, "there is no event “x” in this archive");
        assert!(event.contains("واقعة") && !event.contains("event"), "{event}");
        let english = "there is no claim “x”";
        assert_eq!(plain(Language::English, english), english);
        assert_eq!(
            plain(Language::Arabic, "as nobody ever said"),
            "as nobody ever said"
        );
        let failure = "redirected to https://example.org/: the server answered with status 404";
        let html = shown(Language::Arabic, failure).into_string();
        assert!(
            html.contains("<bdi>404</bdi>") && !html.contains("server"),
            "{html}"
        );
        let html = shown(Language::Arabic, "there is no claim “<b>”").into_string();
        assert!(html.contains("&lt;b&gt;") && !html.contains("claim"), "{html}");
    }

    #[test]
    fn both_columns_are_there_and_have_the_same_open_places() {
        for (en, ar) in rows() {
            assert_eq!(en.matches(OPEN).count(), ar.matches(OPEN).count(), "{en}");
            assert!(
                en == "box: {}" || ar.chars().any(musnad_text::is_arabic_letter),
                "{en}"
            );
        }
    }

    /// Of each call that begins with `before`, the words in quotes behind so many others.
    fn messages(source: &str, before: &str, skipped: usize) -> Vec<String> {
        let quoted = |call: &str| {
            let (mut open, mut out, mut within) = (1, vec![String::new()], false);
            for c in call.chars() {
                match c {
                    '"' => within = !within,
                    _ if within => out.last_mut()?.push(c),
                    '(' => open += 1,
                    ')' => open -= 1,
                    _ => {}
                }
                if c == '"' && !within {
                    out.push(String::new());
                }
                if open == 0 {
                    break;
                }
            }
            out.into_iter().nth(skipped)
        };
        let calls = source.match_indices(before);
        let found = calls.filter_map(|(at, _)| quoted(&source[at + before.len()..]));
        // what hands on a message of others has none of its own
        found.filter(|m| m.chars().any(|c| c == ' ')).collect()
    }

    /// A message with something in its open places, as `format!` would make it.
    fn filled(message: &str) -> String {
        let mut out = String::new();
        for (n, part) in message.split('{').enumerate() {
            let rest = part
                .split_once('}')
                .filter(|_| n > 0)
                .map_or(part, |(_, rest)| rest);
            if n > 0 {
                out.push_str("any");
            }
            out.push_str(rest);
        }
        out
    }

    #[test]
    fn every_message_of_the_web_app_and_of_what_refuses_in_the_archive_has_arabic_words() {
        let own = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/../musnad-archive/src");
        let mut all = Vec::new();
        let mut folders = vec![own.to_owned(), archive.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("sources").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path.display().to_string());
                    continue;
                }
                let text = std::fs::read_to_string(&path).expect("a source");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                let marks = [
                    "Problem::wrong(",
                    "Problem::missing(",
                    "refused(",
                    "Kind::Refused,",
                    "Kind::Missing,",
                ];
                for mark in marks {
                    all.extend(messages(code, mark, 0));
                }
                all.extend(messages(code, "Problem::new(", 1));
                if path.ends_with("routes.rs") {
                    all.extend(messages(code, "=> (", 1));
                }
                if path.ends_with("setting.rs") {
                    for mark in ["Err(format!(", "|| format!(", "=> format!(", "format!(\n"] {
                        all.extend(messages(code, mark, 0));
                    }
                }
            }
        }
        let watch = concat!(env!("CARGO_MANIFEST_DIR"), "/../musnad-watch/src");
        for file in [
            "fetch.rs",
            "fetch/resolve.rs",
            "fetch/decode.rs",
            "robots.rs",
            "watch.rs",
            "sources.rs",
        ] {
            let text = std::fs::read_to_string(format!("{watch}/{file}")).expect("a source");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            all.extend(messages(code, "Error::new(", 1));
            all.extend(messages(code, "let message = format!(", 0));
        }
        // told by the program before it asks anybody
        all.retain(|m| !m.starts_with("the contact is to be"));
        assert!(all.len() > 80, "{}", all.len());
        let untold: Vec<&String> = all
            .iter()
            .filter(|m| said(Language::Arabic, &filled(m)).is_none())
            .collect();
        assert!(untold.is_empty(), "lang/ar/web/details.tsv: {untold:#?}");
    }
}
