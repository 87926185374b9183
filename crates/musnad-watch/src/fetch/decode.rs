//! Bodies as sent, decompressed: `Content-Encoding` and bytes go in, bytes within a limit come out.

use crate::error::Error;
use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use std::io::Read;

/// Codings laid over each other that are undone; honest servers send one.
const MOST_LAYERS: usize = 2;

/// The body without its codings, which `encoding` lists in the order in which they were laid on.
///
/// # Errors
/// `unknown-encoding`, `bad-encoding` where the bytes are not what they are said to be or end early, `too-large`
/// where more than `limit` bytes come out.
pub(super) fn decode(body: &[u8], encoding: &str, limit: u64) -> Result<Vec<u8>, Error> {
    let codings: Vec<String> = encoding
        .split(',')
        .map(|c| c.trim().to_ascii_lowercase())
        .filter(|c| !c.is_empty() && c != "identity")
        .collect();
    if codings.len() > MOST_LAYERS {
        return Err(Error::new(
            "unknown-encoding",
            format!("{} compressions laid over each other", codings.len()),
        ));
    }
    let mut out = body.to_vec();
    for coding in codings.iter().rev() {
        // an answer without a body has nothing to decompress
        if !out.is_empty() {
            out = undo(&out, coding, limit)?;
        }
    }
    Ok(out)
}

fn undo(bytes: &[u8], coding: &str, limit: u64) -> Result<Vec<u8>, Error> {
    match coding {
        "gzip" | "x-gzip" => gunzip(bytes, limit),
        "deflate" if is_zlib(bytes) => take(ZlibDecoder::new(bytes), limit),
        "deflate" => take(DeflateDecoder::new(bytes), limit),
        "br" => take(Decompressor::new(bytes, 1 << 12), limit),
        _ => Err(Error::new(
            "unknown-encoding",
            format!("compressed as {coding:?}, which was not asked for"),
        )),
    }
}

/// Whether "deflate" is what the standard calls so; some servers send the bare stream.
fn is_zlib(bytes: &[u8]) -> bool {
    let [first, second, ..] = bytes else { return false };
    first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0
}

/// The content of gzip members, one after the other; what follows the last and is none is let be, as browsers do.
///
/// # Errors
/// As [`decode`].
pub(crate) fn gunzip(bytes: &[u8], limit: u64) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let mut rest = bytes;
    loop {
        let mut member = GzDecoder::new(rest);
        let left = limit - out.len() as u64;
        out.append(&mut take(&mut member, left)?);
        rest = member.into_inner();
        if !rest.starts_with(&[0x1f, 0x8b]) {
            return Ok(out);
        }
    }
}

fn take(decoder: impl Read, limit: u64) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let read = decoder.take(limit.saturating_add(1)).read_to_end(&mut out);
    match read {
        Err(e) => Err(Error::new("bad-encoding", format!("cannot be decompressed: {e}")).because(e)),
        Ok(n) if n as u64 > limit => Err(Error::new(
            "too-large",
            format!("more than {limit} bytes when decompressed"),
        )),
        Ok(_) => Ok(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::best());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn code(result: Result<Vec<u8>, Error>) -> &'static str {
        result.unwrap_err().code()
    }

    #[test]
    fn each_coding_is_undone() {
        let text = "نص الخبر".repeat(50).into_bytes();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&text).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(&text).unwrap();
        let cases = [
            ("gzip", gzip(&text)),
            ("X-GZIP", gzip(&text)),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", bare.finish().unwrap()),
            ("gzip, gzip", gzip(&gzip(&text))),
            ("identity", text.clone()),
            ("", text.clone()),
        ];
        for (encoding, body) in cases {
            assert_eq!(decode(&body, encoding, 1 << 20).unwrap(), text, "{encoding}");
        }
        // "hello" by the reference encoder
        let brotli = [0x0b, 0x02, 0x80, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x03];
        assert_eq!(decode(&brotli, "br", 100).unwrap(), b"hello");
    }

    #[test]
    fn members_follow_each_other_and_what_follows_them_is_let_be() {
        let mut two = gzip(b"one ");
        two.extend(gzip(b"two"));
        assert_eq!(gunzip(&two, 100).unwrap(), b"one two");
        assert_eq!(code(gunzip(&two, 6)), "too-large");
        two.extend(b"\n\n");
        assert_eq!(gunzip(&two, 100).unwrap(), b"one two");
    }

    #[test]
    fn bombs_and_lies_are_told() {
        let bomb = gzip(&vec![0; 4 << 20]);
        assert!(bomb.len() < 16 << 10);
        assert_eq!(code(decode(&bomb, "gzip", 1 << 20)), "too-large");
        assert_eq!(code(decode(&gzip(&bomb), "gzip, gzip", 1 << 20)), "too-large");
        assert_eq!(code(decode(b"<html>", "gzip", 1 << 20)), "bad-encoding");
        assert_eq!(
            code(decode(&bomb[..bomb.len() - 20], "gzip", 8 << 20)),
            "bad-encoding"
        );
        assert_eq!(code(decode(b"x", "zstd", 1 << 20)), "unknown-encoding");
        assert_eq!(code(decode(b"x", "gzip,gzip,gzip", 1 << 20)), "unknown-encoding");
        assert_eq!(decode(b"", "gzip", 10).unwrap(), b"");
    }
}
