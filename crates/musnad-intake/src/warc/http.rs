//! What a server sent: the head of an HTTP response, and its body with transfer and content encodings undone.

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use musnad_page::LARGEST;
use std::io::Read;

/// The most header fields that a response may have.
const FIELDS: usize = 512;

/// The most bytes that the head of a response may have.
const LONGEST_HEAD: usize = 256 << 10;

/// A response whose body is still as it was sent.
#[derive(Debug)]
pub(crate) struct Response<'a> {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) body: &'a [u8],
    chunked: bool,
    /// In the order in which they were applied.
    encodings: Vec<String>,
}

/// A body with its encodings undone.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    /// Without its chunks, still packed; `None` where that is the same as the body sent.
    pub(crate) unchunked: Option<Vec<u8>>,
    /// What was wrong with it, where part of it could be read.
    pub(crate) wrong: Option<String>,
}

/// Reads the head of a response.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn response(bytes: &[u8]) -> Result<Response<'_>, String> {
    // crawlers that speak HTTP/2 write its heads like those of HTTP/1.1, but for the version
    let version = bytes.iter().take(10).position(|b| *b == b' ').unwrap_or(0);
    if bytes.starts_with(b"HTTP/") && !bytes.starts_with(b"HTTP/1.") && version > 0 {
        let head = &bytes[version..bytes.len().min(LONGEST_HEAD)];
        return parsed(&[b"HTTP/1.1", head].concat(), version, bytes);
    }
    parsed(bytes, "HTTP/1.1".len(), bytes)
}

/// The response whose head stands at the start of `written`, and is that of `bytes` but for its version, which has
/// so many bytes there.
fn parsed<'a>(written: &[u8], version: usize, bytes: &'a [u8]) -> Result<Response<'a>, String> {
    let mut fields = vec![httparse::EMPTY_HEADER; FIELDS];
    let mut config = httparse::ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    let mut head = httparse::Response::new(&mut fields);
    let length = match config.parse_response(&mut head, written) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Err("the head of the HTTP response has no end".to_owned()),
        Err(e) => return Err(format!("the head of the HTTP response cannot be read: {e}")),
    };
    let mut out = Response {
        status: head.code.unwrap_or(0),
        content_type: None,
        body: bytes.get(length - "HTTP/1.1".len() + version..).unwrap_or(&[]),
        chunked: false,
        encodings: Vec::new(),
    };
    for field in head.headers.iter() {
        out.field(field.name, &String::from_utf8_lossy(field.value));
    }
    Ok(out)
}

impl Response<'_> {
    fn field(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("content-type") {
            self.content_type = Some(value.trim().to_owned());
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            self.chunked |= value.to_ascii_lowercase().contains("chunked");
        } else if name.eq_ignore_ascii_case("content-encoding") {
            let names = value.split(',').map(|n| n.trim().to_ascii_lowercase());
            self.encodings
                .extend(names.filter(|n| !n.is_empty() && n != "identity"));
        }
    }

    /// The body with its encodings undone.
    ///
    /// # Errors
    /// Where nothing of it can be read: what is wrong, for people.
    pub(crate) fn decoded(&self) -> Result<Body, String> {
        let mut wrong = None;
        let unchunked = match self.chunked.then(|| unchunked(self.body)).flatten() {
            Some((bytes, whole)) => {
                wrong = (!whole).then(|| "the last chunks of the page are missing".to_owned());
                Some(bytes)
            }
            None => None,
        };
        let mut bytes: Option<Vec<u8>> = None;
        for encoding in self.encodings.iter().rev() {
            let packed = bytes.as_deref().or(unchunked.as_deref()).unwrap_or(self.body);
            let (unpacked, why) = unpacked(encoding, packed)?;
            wrong = wrong.or(why);
            bytes = unpacked.or(bytes);
        }
        let plain = || unchunked.clone().unwrap_or_else(|| self.body.to_vec());
        Ok(Body {
            bytes: bytes.unwrap_or_else(plain),
            unchunked,
            wrong,
        })
    }
}

/// The bytes of the chunks in `body` and whether all are there; `None` where it has no chunks, since many
/// crawlers take them off but leave the header.
fn unchunked(body: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut first = true;
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(rest) else {
            return (!first).then_some((out, false));
        };
        first = false;
        if size == 0 {
            return Some((out, true));
        }
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let part = &rest[start..];
        out.extend_from_slice(&part[..part.len().min(size)]);
        let Some(behind) = part.get(size..) else {
            return Some((out, false));
        };
        rest = behind.strip_prefix(b"\r\n").unwrap_or(behind);
    }
}

/// `packed` with `encoding` undone, and what was wrong; no bytes where it was not packed at all.
fn unpacked(encoding: &str, packed: &[u8]) -> Result<(Option<Vec<u8>>, Option<String>), String> {
    let stream: Box<dyn Read + '_> = match encoding {
        "gzip" | "x-gzip" if packed.starts_with(b"\x1f\x8b") => Box::new(MultiGzDecoder::new(packed)),
        "gzip" | "x-gzip" => return Ok((None, None)),
        "deflate" if is_zlib(packed) => Box::new(ZlibDecoder::new(packed)),
        "deflate" => Box::new(DeflateDecoder::new(packed)),
        "br" => Box::new(Decompressor::new(packed, 16 << 10)),
        "zstd" if packed.starts_with(b"\x28\xb5\x2f\xfd") => {
            Box::new(zstd::stream::read::Decoder::new(packed).map_err(|e| e.to_string())?)
        }
        "zstd" => return Ok((None, None)),
        other => return Err(format!("its content encoding “{other}” is not known")),
    };
    let mut out = Vec::new();
    let read = stream.take(LARGEST as u64 + 1).read_to_end(&mut out);
    if out.len() > LARGEST {
        return Err(format!("it unpacks to more than {} MiB, not read", LARGEST >> 20));
    }
    match read {
        Ok(_) => Ok((Some(out), None)),
        // many crawlers unpack the body but leave the header
        Err(_) if is_text(packed) => Ok((None, None)),
        Err(_) if out.is_empty() => Err(format!("its content encoding “{encoding}” cannot be undone")),
        Err(_) => Ok((
            Some(out),
            Some("the end of the page cannot be unpacked".to_owned()),
        )),
    }
}

/// Whether `packed` begins with the two bytes of a zlib stream; some servers leave them out.
fn is_zlib(packed: &[u8]) -> bool {
    matches!(packed, [a, b, ..] if a & 15 == 8 && (u16::from(*a) << 8 | u16::from(*b)).is_multiple_of(31))
}

fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    head.trim_ascii_start().starts_with(b"<") && !head.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn decoded(head: &str, body: &[u8]) -> Result<(String, Option<String>), String> {
        let all = [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat();
        let body = response(&all)?.decoded()?;
        Ok((String::from_utf8(body.bytes).unwrap(), body.wrong))
    }

    #[test]
    fn encodings_are_undone() {
        let page = "<p>سيول تقطع الطريق</p>";
        let whole = Ok((page.to_owned(), None));
        let chunks = |bytes: &[u8]| {
            let (a, b) = bytes.split_at(7);
            [
                b"7\r\n",
                a,
                format!("\r\n{:x};x=y\r\n", b.len()).as_bytes(),
                b,
                b"\r\n0\r\n\r\n",
            ]
            .concat()
        };
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(page.as_bytes()).unwrap();
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(page.as_bytes()).unwrap();
        assert_eq!(decoded("A: b", page.as_bytes()), whole);
        assert_eq!(decoded("Content-Encoding: gzip", &gzip(page.as_bytes())), whole);
        assert_eq!(
            decoded("Content-Encoding: deflate", &zlib.finish().unwrap()),
            whole
        );
        assert_eq!(
            decoded("Content-Encoding: deflate", &raw.finish().unwrap()),
            whole
        );
        assert_eq!(
            decoded("Transfer-Encoding: chunked", &chunks(page.as_bytes())),
            whole
        );
        let both = "Transfer-Encoding: chunked\r\ncontent-encoding: gzip";
        assert_eq!(decoded(both, &chunks(&gzip(page.as_bytes()))), whole);
        assert_eq!(
            decoded(both, page.as_bytes()),
            whole,
            "headers that are out of date"
        );
    }

    #[test]
    fn what_is_cut_or_too_large_is_told() {
        let page = "<p>سيول تقطع الطريق</p>".repeat(900);
        let packed = gzip(page.as_bytes());
        let (text, wrong) = decoded("Content-Encoding: gzip", &packed[..packed.len() - 9]).unwrap();
        assert!(page.starts_with(&text) && wrong.is_some());
        let (text, wrong) = decoded("Transfer-Encoding: chunked", b"9\r\n<p>a</p>").unwrap();
        assert!(text == "<p>a</p>" && wrong.is_some());
        let bomb = gzip(&vec![b' '; LARGEST + 1]);
        assert!(
            decoded("Content-Encoding: gzip", &bomb)
                .unwrap_err()
                .contains("64 MiB")
        );
        assert!(
            decoded("Content-Encoding: pack200", b"x")
                .unwrap_err()
                .contains("pack200")
        );
        assert!(response(b"HTTP/1.1 200 OK\r\nA: b").is_err());
        let newer = response(b"HTTP/2 200\r\nContent-Type: text/html\r\n\r\n<p>").unwrap();
        assert_eq!((newer.status, newer.body), (200, &b"<p>"[..]));
    }
}
