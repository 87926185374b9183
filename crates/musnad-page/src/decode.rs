//! Bytes to characters: byte-order marks first, then UTF-8, then what old Arabic pages were written in.

use crate::{Diagnostic, Severity};
use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8};
use musnad_text::Span;

/// How many bytes at the head are searched for signs of a file that is no text.
const HEAD: usize = 8 << 10;

/// The characters of `bytes`; what was wrong with them goes to `diagnostics`. No text for what is none.
///
/// `declared` is the content type or the charset that the server named.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>, diagnostics: &mut Vec<Diagnostic>) -> String {
    let _ = declared;
    let bom = Encoding::for_bom(bytes);
    if bom.is_none() && is_binary(bytes) {
        diagnostics.push(error("binary", "these bytes are no text"));
        return String::new();
    }
    if let Some((encoding, length)) = bom {
        let (text, bad) = encoding.decode_without_bom_handling(&bytes[length..]);
        return checked(text.into_owned(), bad, encoding, diagnostics);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => guessed(bytes, diagnostics),
    }
}

fn is_binary(bytes: &[u8]) -> bool {
    let zeros = |part: &[u8]| part.iter().filter(|b| **b == 0).count();
    let head = &bytes[..bytes.len().min(HEAD)];
    zeros(head) > 0 || bytes.starts_with(b"%PDF-") || zeros(bytes) * 1000 > bytes.len()
}

/// Not UTF-8 throughout: either UTF-8 that was damaged, or another encoding.
fn guessed(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> String {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good >= bad {
        return checked(
            String::from_utf8_lossy(bytes).into_owned(),
            true,
            UTF_8,
            diagnostics,
        );
    }
    let mut detector = EncodingDetector::new();
    detector.feed(bytes, true);
    let encoding = detector.guess(None, false);
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    diagnostics.push(Diagnostic {
        code: "encoding-guessed",
        severity: Severity::Info,
        message: format!("not UTF-8; read as {}", encoding.name()),
        span: None,
    });
    checked(text.into_owned(), bad, encoding, diagnostics)
}

fn checked(
    text: String,
    bad: bool,
    encoding: &'static Encoding,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    if bad {
        let first = text.find('\u{FFFD}').unwrap_or(0);
        let line = text[..first].matches('\n').count() + 1;
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

/// An error without a place.
pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        message: message.into(),
        span: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Vec<&'static str>) {
        let mut diagnostics = Vec::new();
        let text = decode(bytes, None, &mut diagnostics);
        (text, diagnostics.iter().map(|d| d.code).collect())
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "قُتل ثلاثة جنود في غارة على الحدود، قال الجيش.";
        assert_eq!(read(text.as_bytes()), (text.into(), vec![]));
        let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        assert_eq!(read(&with_bom), (text.into(), vec![]));
        let utf16: Vec<u8> = "\u{FEFF}قصف".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16), ("قصف".into(), vec![]));
        let (old, _, _) = encoding_rs::WINDOWS_1256.encode(text);
        assert_eq!(read(&old), (text.into(), vec!["encoding-guessed"]));
    }

    #[test]
    fn damage_is_told() {
        let mut cut = "قصف على البلدة".as_bytes().to_vec();
        cut.truncate(cut.len() - 1);
        let (text, codes) = read(&cut);
        assert!(text.starts_with("قصف على البلد\u{FFFD}"));
        assert_eq!(codes, ["invalid-utf8"]);
        assert_eq!(read(b"\x89PNG\r\n\0\0\0"), (String::new(), vec!["binary"]));
    }
}
