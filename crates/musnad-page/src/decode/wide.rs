//! UTF-16 without a byte-order mark: every second byte is 0 or 6, the page of Arabic letters.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// How many bytes at the head are looked at; an even number.
const HEAD: usize = 4 << 10;

/// The order of the bytes, if `bytes` are UTF-16 of Arabic or Latin text.
pub(super) fn order(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    memchr::memchr2(0, 6, head)?;
    let units = head.len() / 2;
    if units < 2 {
        return None;
    }
    let pages = |at: usize| {
        let high = head.chunks_exact(2).filter(|pair| matches!(pair[at], 0 | 6));
        high.count()
    };
    let (first, second) = (pages(0), pages(1));
    let clear = |many: usize, few: usize| many * 10 >= units * 7 && few * 10 <= units * 2;
    if clear(second, first) && is_text(head, u16::from_le_bytes) {
        return Some(UTF_16LE);
    }
    (clear(first, second) && is_text(head, u16::from_be_bytes)).then_some(UTF_16BE)
}

/// Whether nearly all units are characters that pages have.
fn is_text(head: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let units = head.len() / 2;
    let usual = head.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    usual.filter(|u| is_usual(*u)).count() * 20 >= units * 19
}

fn is_usual(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0x17F | 0x600..=0x6FF | 0x2000..=0x206F | 0xFB50..=0xFEFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn both_orders_are_told() {
        for text in [
            "قصف",
            "وصل الوفد إلى المدينة، قال مسؤول.\r\n",
            "<html><p>خبر</p></html>",
            "page 12",
        ] {
            assert_eq!(order(&bytes(text, u16::to_le_bytes)), Some(UTF_16LE), "{text}");
            assert_eq!(order(&bytes(text, u16::to_be_bytes)), Some(UTF_16BE), "{text}");
        }
    }

    #[test]
    fn other_bytes_are_not_utf16() {
        let numbers: Vec<u8> = (0..200_u32).flat_map(u32::to_le_bytes).collect();
        let zeros_inside = ["خبر قصير", "من المدينة"].join("\0");
        for other in [
            &numbers[..],
            zeros_inside.as_bytes(),
            "خبر".as_bytes(),
            b"",
            b"\0",
            b"a\0",
        ] {
            assert_eq!(order(other), None);
        }
    }
}
