//! SHA-256 as a value: 32 bytes in, 64 hexadecimal digits out, and back.

use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::Error;

/// A SHA-256, written as 64 hexadecimal digits in lower case.
///
/// ```
/// use musnad_seal::Hash;
/// let hash = Hash::of("خبر".as_bytes());
/// assert_eq!(hash.to_string().parse::<Hash>().unwrap(), hash);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Thirty-two zeros: what stands before the first entry of a journal.
    pub const ZERO: Hash = Hash([0; 32]);

    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = Error;

    /// # Errors
    /// [`Error::is_value`] where `text` is anything but 64 digits of 0 to 9 and a to f.
    fn from_str(text: &str) -> Result<Hash, Error> {
        let wrong = || Error::value(format!("{text:?} is no SHA-256 of 64 digits in lower case"));
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(wrong());
        }
        let mut out = [0; 32];
        for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
            let (high, low) = (nibble(pair[0]), nibble(pair[1]));
            *byte = high.zip(low).map(|(h, l)| h << 4 | l).ok_or_else(wrong)?;
        }
        Ok(Hash(out))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Bytes as hexadecimal digits in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u8| char::from(DIGITS[usize::from(n & 15)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(*b)]).collect()
}

/// What a stream of bytes comes to: how many, their checksum in ZIP, their hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) size: u64,
    pub(crate) crc: u32,
    pub(crate) hash: Hash,
}

impl Sum {
    pub(crate) fn of(bytes: &[u8]) -> Sum {
        let mut tally = Tally::default();
        tally.add(bytes);
        tally.sum()
    }
}

/// Counts bytes as they go by.
#[derive(Default)]
pub(crate) struct Tally {
    crc: flate2::Crc,
    hash: Sha256,
    size: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.crc.update(bytes);
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
    }

    pub(crate) fn sum(&self) -> Sum {
        Sum {
            size: self.size,
            crc: self.crc.sum(),
            hash: Hash(self.hash.clone().finalize().into()),
        }
    }
}

/// Reads `from` to its end, hands each piece to `to`, and says what came by.
pub(crate) fn pour(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<Sum> {
    let mut tally = Tally::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(tally.sum()),
            n => {
                tally.add(&buffer[..n]);
                to.write_all(&buffer[..n])?;
            }
        }
    }
}
