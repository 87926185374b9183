//! Digests of what a server sent, as WARC records name them: `sha1:` or `sha256:` in base 32 or hexadecimal.

use sha1::{Digest, Sha1};
use sha2::Sha256;

/// Whether `bytes` have the digest written as `told`; `None` where it is of a kind that is not known.
pub(crate) fn fits(told: &str, bytes: &[u8]) -> Option<bool> {
    let (name, value) = told.split_once(':')?;
    let hash = match name.trim().to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => Sha256::digest(bytes).to_vec(),
        _ => return None,
    };
    let value = value.trim().trim_end_matches('=');
    let written = match value.len() == hash.len() * 2 {
        true => hexadecimal(&hash),
        false => base32(&hash),
    };
    Some(written.eq_ignore_ascii_case(value))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Base 32 of RFC 4648, without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bits, mut held, mut out) = (0u16, 0, String::new());
    let mut push = |five: u16| out.push(char::from(LETTERS[usize::from(five & 31)]));
    for byte in bytes {
        bits = bits << 8 | u16::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            push(bits >> held);
        }
    }
    if held > 0 {
        push(bits << (5 - held));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_held_to_their_bytes() {
        // the examples of RFC 4648 and the digest of nothing
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"foob"), "MZXW6YQ");
        let empty = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ";
        assert_eq!(fits(empty, b""), Some(true));
        assert_eq!(fits(empty, b"x"), Some(false));
        let hexadecimal = "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709";
        assert_eq!(fits(hexadecimal, b""), Some(true));
        assert_eq!(fits("md5:00", b""), None);
    }
}
