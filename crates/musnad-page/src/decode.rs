//! Bytes to characters: what the bytes are decides over what they are declared to be.
//!
//! In come the bytes of a text or of a page in HTML and what the server called them; out come characters, and
//! diagnostics for what was guessed, overruled, mended or lost. Byte-order marks are asked first, then files
//! that are no text, UTF-16 without a mark, UTF-8, the encodings that old Arabic pages were written in, and last
//! the declaration and a guess. What was read wrongly before it came here is turned back where that is safe.

mod alphabet;
mod binary;
mod declared;
mod mixed;
mod twice;
mod wide;

use crate::{Diagnostic, Severity};
use chardetng::EncodingDetector;
use declared::Declared;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use musnad_text::Span;

/// How many bytes a guess is made from.
const GUESS: usize = 1 << 20;
/// How often a text is turned back that was read wrongly again and again.
const TURNS: usize = 3;

/// The characters of `bytes`; what was wrong with them goes to `diagnostics`. No text for what is none.
///
/// `server` is the content type or the charset that the server named; where it names none, the first
/// `<meta charset>` or XML declaration of the page itself is heard. What the bytes are decides over both.
///
/// ```
/// use musnad_page::decode;
/// let mut diagnostics = Vec::new();
/// let bytes = b"\xDE\xD5\xDD \xC7\xE1\xC8\xE1\xCF\xC9";
/// let text = decode(bytes, Some("text/html; charset=iso-8859-1"), &mut diagnostics);
/// assert_eq!(text, "قصف البلدة");
/// assert_eq!(diagnostics[0].code, "encoding-overruled");
/// ```
pub fn decode(bytes: &[u8], server: Option<&str>, diagnostics: &mut Vec<Diagnostic>) -> String {
    let text = characters(bytes, server, diagnostics);
    let text = without_zeros(text, diagnostics);
    turned_back(text, diagnostics)
}

fn characters(bytes: &[u8], server: Option<&str>, diagnostics: &mut Vec<Diagnostic>) -> String {
    let marked = Encoding::for_bom(bytes);
    let rest = marked.map_or(bytes, |(_, length)| bytes.get(length..).unwrap_or(&[]));
    let declared = declared::declared(rest, server);
    let declared = declared.as_ref();
    if let Some((encoding, _)) = marked.filter(|(e, _)| *e != UTF_8) {
        tell_overruled(encoding, declared, diagnostics);
        return whole(rest, encoding, diagnostics);
    }
    if let Some(name) = binary::by_beginning(rest) {
        return no_text(name, diagnostics);
    }
    if let Some(encoding) = wide::order(rest) {
        tell_read(encoding, declared, diagnostics);
        return whole(rest, encoding, diagnostics);
    }
    if let Some(name) = binary::by_content(rest) {
        return no_text(name, diagnostics);
    }
    match simdutf8::basic::from_utf8(rest) {
        Ok(text) => {
            if !text.is_ascii() {
                tell_overruled(UTF_8, declared, diagnostics);
            }
            text.to_owned()
        }
        Err(_) => not_utf8(rest, declared, diagnostics),
    }
}

fn no_text(name: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
    let message = format!("these bytes are no text; they seem to be {name}");
    diagnostics.push(error("binary", message));
    String::new()
}

/// Another encoding, UTF-8 that was damaged, or both in one page.
fn not_utf8(bytes: &[u8], declared: Option<&Declared>, diagnostics: &mut Vec<Diagnostic>) -> String {
    let runs = mixed::survey(bytes);
    let other = alphabet::arabic(&runs.sample, declared.and_then(|d| d.encoding));
    let is_whole = match other {
        Some(_) => runs.utf8 == 0 && runs.either < runs.foreign,
        None => runs.utf8 + runs.either < runs.foreign,
    };
    if is_whole && other.is_none() && bytes.contains(&0) {
        return no_text(binary::seeming(bytes), diagnostics);
    }
    if is_whole {
        let encoding = other.unwrap_or_else(|| declared_or_guessed(bytes, declared));
        tell_read(encoding, declared, diagnostics);
        return whole(bytes, encoding, diagnostics);
    }
    let mixed = mixed::read(bytes, other);
    if mixed.stretches > 0 {
        let (name, line) = (mixed::name(other), mixed.line);
        let count = mixed.stretches;
        let message = format!("UTF-8 with pieces in {name}: {count} of them, the first on line {line}");
        diagnostics.push(warning("mixed-encoding", message));
    } else {
        tell_overruled(UTF_8, declared, diagnostics);
    }
    checked(mixed.text, mixed.bad, UTF_8, diagnostics)
}

/// For what is neither Unicode nor Arabic: the declared encoding where the bytes allow it, else a guess.
fn declared_or_guessed(bytes: &[u8], declared: Option<&Declared>) -> &'static Encoding {
    let head = bytes.get(..GUESS).unwrap_or(bytes);
    let allowed = |e: &&'static Encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(e);
    if let Some(encoding) = declared.and_then(|d| d.encoding).filter(allowed)
        && !encoding.decode_without_bom_handling(head).1
    {
        return encoding;
    }
    let mut detector = EncodingDetector::new();
    detector.feed(head, true);
    detector.guess(None, false)
}

/// All of `bytes` in one encoding.
fn whole(bytes: &[u8], encoding: &'static Encoding, diagnostics: &mut Vec<Diagnostic>) -> String {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    checked(text.into_owned(), bad, encoding, diagnostics)
}

/// Says what was read where the declaration says another thing, or nothing.
fn tell_read(encoding: &'static Encoding, declared: Option<&Declared>, diagnostics: &mut Vec<Diagnostic>) {
    match declared {
        Some(_) => tell_overruled(encoding, declared, diagnostics),
        None => {
            let message = format!("not UTF-8; read as {}", encoding.name());
            diagnostics.push(info("encoding-guessed", message));
        }
    }
}

/// Says so where something else was declared than what was read.
fn tell_overruled(
    encoding: &'static Encoding,
    declared: Option<&Declared>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(declared) = declared.filter(|d| !d.fits(encoding)) else {
        return;
    };
    let (label, name) = (&declared.label, encoding.name());
    let unknown = if declared.encoding.is_none() {
        ", which names no encoding"
    } else {
        ""
    };
    let message = format!("declared to be “{label}”{unknown}; the bytes are {name}");
    diagnostics.push(info("encoding-overruled", message));
}

/// Drops the zeros that a text does not need.
fn without_zeros(mut text: String, diagnostics: &mut Vec<Diagnostic>) -> String {
    let Some(first) = memchr::memchr(0, text.as_bytes()) else {
        return text;
    };
    let line = line_of(&text, first);
    let before = text.len();
    text.retain(|c| c != '\0');
    let message = format!(
        "NUL bytes were left out: {}, the first on line {line}",
        before - text.len()
    );
    diagnostics.push(warning("nul-bytes", message));
    text
}

/// Turns back what was read wrongly before it came here.
fn turned_back(text: String, diagnostics: &mut Vec<Diagnostic>) -> String {
    let mut text = text;
    for _ in 0..TURNS {
        let Some(turned) = twice::turned_back(&text) else {
            break;
        };
        let (written, read_as, line) = (turned.written, turned.read_as, turned.line);
        let message = format!(
            "{written} was read as {read_as} and written again; turned back, the first on line {line}"
        );
        diagnostics.push(info("encoded-twice", message));
        text = turned.text;
    }
    text
}

/// The number of the line, from 1, that has byte `at`.
fn line_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes().get(..at).unwrap_or(&[])).count() + 1
}

fn checked(
    text: String,
    bad: bool,
    encoding: &'static Encoding,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    if bad {
        let line = line_of(&text, text.find('\u{FFFD}').unwrap_or(0));
        let name = encoding.name();
        let code = if encoding == UTF_8 {
            "invalid-utf8"
        } else {
            "invalid-bytes"
        };
        let message = format!("bytes that are not {name} were replaced, the first on line {line}");
        diagnostics.push(warning(code, message));
    }
    text
}

/// Points the complaint about replaced bytes at the first of them that the text has.
pub(crate) fn place_invalid(text: &str, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics {
        if matches!(diagnostic.code, "invalid-utf8" | "invalid-bytes") {
            let at = text.find('\u{FFFD}');
            diagnostic.span = at.map(|at| Span::new(at, at + '\u{FFFD}'.len_utf8()));
        }
    }
}

/// A warning without a place.
pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Warning,
        message: message.into(),
        span: None,
    }
}

/// A remark without a place.
pub(crate) fn info(code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Info,
        message: message.into(),
        span: None,
    }
}

/// An error without a place.
pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        message: message.into(),
        span: None,
    }
}
