//! The head of a WARC record: a version, and fields of which a few say what the record is.

/// The most bytes that a head may have.
pub(crate) const LONGEST: usize = 64 << 10;

/// What the head of a record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// `response`, `resource`, `conversion`, `request`, …; lower case.
    pub(crate) kind: String,
    /// The URL of the page.
    pub(crate) url: Option<String>,
    /// When it was fetched.
    pub(crate) date: Option<String>,
    /// What the record's block is.
    pub(crate) content_type: String,
    /// How many bytes the block has.
    pub(crate) length: u64,
    /// The digest of what was sent, as written: `sha1:…`.
    pub(crate) digest: Option<String>,
    /// Why the crawler kept only part of it.
    pub(crate) truncated: Option<String>,
}

/// The length of the head at the start of `bytes` with the empty line that ends it.
pub(crate) fn length(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match bytes.get(at + 1..)? {
        [b'\r', b'\n', ..] => Some(at + 3),
        [b'\n', ..] => Some(at + 2),
        _ => None,
    })
}

/// Whether a record may begin at the start of `bytes`: a line with the version, then another.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"WARC/") else {
        return false;
    };
    let end = rest.iter().take(8).position(|b| *b == b'\n');
    let version = rest.get(..end.unwrap_or(0)).unwrap_or(&[]);
    version.first().is_some_and(u8::is_ascii_digit)
        && version.iter().all(|b| b.is_ascii_digit() || b".\r".contains(b))
}

/// Whether a record begins at the start of `bytes` beyond doubt: the version, then one of a WARC's own fields.
pub(crate) fn begins_surely(bytes: &[u8]) -> bool {
    let next = bytes.iter().take(16).position(|b| *b == b'\n');
    let next = &bytes[next.map_or(bytes.len(), |end| end + 1)..];
    let is_field = |name: &[u8]| {
        next.get(..name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name))
    };
    begins(bytes) && (is_field(b"WARC-") || is_field(b"Content-"))
}

/// Reads a head.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn parse(bytes: &[u8]) -> Result<Head, &'static str> {
    if !begins(bytes) {
        return Err("no record begins here");
    }
    let mut head = Head::default();
    let mut length = None;
    let mut field: Option<(String, String)> = None;
    for line in bytes.split(|b| *b == b'\n').skip(1) {
        let line = String::from_utf8_lossy(line);
        if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), &mut field) {
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        keep(&mut head, &mut length, field.take());
        let parts = line.split_once(':');
        field = parts.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    keep(&mut head, &mut length, field);
    head.length = match length.as_deref().map(str::parse) {
        None => return Err("its head has no Content-Length"),
        Some(Err(_)) => return Err("its Content-Length is no number"),
        Some(Ok(length)) => length,
    };
    match head.kind.is_empty() {
        true => Err("its head has no WARC-Type"),
        false => Ok(head),
    }
}

fn keep(head: &mut Head, length: &mut Option<String>, field: Option<(String, String)>) {
    let Some((name, value)) = field else { return };
    match name.as_str() {
        "warc-type" => head.kind = value.to_ascii_lowercase(),
        // some programs write the URL in pointed brackets
        "warc-target-uri" => head.url = Some(value.trim_matches(['<', '>']).to_owned()),
        "warc-date" => head.date = Some(value),
        "warc-payload-digest" => head.digest = Some(value),
        "warc-truncated" => head.truncated = Some(value),
        "content-type" => head.content_type = value,
        "content-length" => *length = Some(value),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"WARC/1.1\r\nWARC-Type: Response\r\nWARC-Target-URI: <https://marfa.example/1>\r\n\
        WARC-Date: 2024-12-02T10:30:00Z\r\nContent-Type: application/http;\r\n msgtype=response\r\ncontent-length: 12\r\n\r\n";

    #[test]
    fn heads_are_read() {
        let head = parse(HEAD).unwrap();
        assert_eq!((head.kind.as_str(), head.length), ("response", 12));
        assert_eq!(head.url.as_deref(), Some("https://marfa.example/1"));
        assert_eq!(head.content_type, "application/http; msgtype=response");
        assert_eq!(length(HEAD), Some(HEAD.len()));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (head, why) in [
            ("GET / HTTP/1.1\r\n\r\n", "no record"),
            ("WARC/x\r\n\r\n", "no record"),
            ("WARC/1.0\r\nWARC-Type: response\r\n\r\n", "no Content-Length"),
            ("WARC/1.0\r\nContent-Length: many\r\n\r\n", "no number"),
            ("WARC/1.0\r\nContent-Length: 3\r\n\r\n", "no WARC-Type"),
        ] {
            assert!(parse(head.as_bytes()).unwrap_err().contains(why), "{head}");
        }
    }
}
