//! Files that are no text: told by how they begin, or by bytes that no text has.

/// How many bytes at the head are looked at.
const HEAD: usize = 8 << 10;

/// How files begin, at which byte, and what they are; none of these is how a text begins.
const BEGINNINGS: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "a PDF document"),
    (0, b"\x1F\x8B\x08", "gzip-compressed data"),
    (0, b"PK\x03\x04", "a zip archive or office document"),
    (0, b"PK\x05\x06", "an empty zip archive"),
    (0, b"Rar!\x1A\x07", "a RAR archive"),
    (0, b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (0, b"\xFD7zXZ\0", "xz-compressed data"),
    (0, b"\x28\xB5\x2F\xFD", "zstd-compressed data"),
    (0, b"BZh91AY&SY", "bzip2-compressed data"),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old office document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\x89PNG", "a PNG image"),
    (0, b"\xFF\xD8\xFF", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBPVP8", "a WebP image"),
    (4, b"ftypavif", "an AVIF image"),
    (4, b"ftyp", "a video or image in an MP4 container"),
    (0, b"OggS\0", "an Ogg recording"),
    (0, b"ID3\x03", "an MP3 recording"),
    (0, b"ID3\x04", "an MP3 recording"),
    (0, b"\x7FELF", "a program"),
    (257, b"ustar", "a tar archive"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"wOFF\0", "a font"),
    (0, b"wOF2\0", "a font"),
];

/// How files begin whose first bytes may begin a text too: what they are is said only where the rest is no text.
const DOUBTFUL: &[(&[u8], &str)] = &[
    (b"\x78\x01", "deflate-compressed data"),
    (b"\x78\x5E", "deflate-compressed data"),
    (b"\x78\x9C", "deflate-compressed data"),
    (b"\x78\xDA", "deflate-compressed data"),
    (b"\x1F\x8B", "gzip-compressed data"),
    (b"BM", "a BMP image"),
    (b"MZ", "a program"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\x01\0", "an icon"),
    (b"RIFF", "a recording or image"),
];

/// What `bytes` seem to be if they begin as no text does.
pub(super) fn by_beginning(bytes: &[u8]) -> Option<&'static str> {
    let begins =
        |(at, sign, _): &&(usize, &[u8], &str)| bytes.get(*at..).is_some_and(|b| b.starts_with(sign));
    BEGINNINGS.iter().find(begins).map(|(_, _, name)| *name)
}

/// What `bytes` seem to be if they have bytes that no text has.
///
/// Zeros are forgiven where what stands between them is text.
pub(super) fn by_content(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let zeros = head.iter().filter(|b| **b == 0).count();
    let controls = head.iter().filter(|b| is_control(**b)).count();
    let rest = head.len() - zeros;
    let some = controls < 4 && controls * 3 <= rest;
    let is_text = rest > 0 && (controls * 50 <= rest || some);
    let is_binary = !is_text && !bytes.is_empty() && !is_words(head);
    is_binary.then(|| seeming(bytes))
}

/// Whether `head`, control characters and all, is UTF-8 and mostly letters above ASCII: no data are so by chance.
fn is_words(head: &[u8]) -> bool {
    let valid = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let letters = valid
        .chars()
        .filter(|c| !c.is_ascii() && c.is_alphabetic())
        .count();
    valid.len() + 4 > head.len() && letters * 2 > valid.chars().count()
}

/// What `bytes`, which are no text, seem to be.
pub(super) fn seeming(bytes: &[u8]) -> &'static str {
    let begins = DOUBTFUL.iter().find(|(sign, _)| bytes.starts_with(sign));
    begins.map_or("data that are no text", |(_, name)| name)
}

/// Control characters but for zero, white space, and the escape and end-of-file signs of old systems.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0x01..=0x08 | 0x0E..=0x19 | 0x1C..=0x1F | 0x7F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named() {
        for (bytes, name) in [
            (&b"%PDF-1.7\n%\xE2\xE3"[..], "a PDF document"),
            (b"\x1F\x8B\x08\0\0\0\0\0", "gzip-compressed data"),
            (b"PK\x03\x04\x14\0", "a zip archive or office document"),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "a JPEG image"),
            (b"RIFF\x10\x20\0\0WEBPVP8 ", "a WebP image"),
            (b"\0\0\0 ftypisom", "a video or image in an MP4 container"),
        ] {
            assert_eq!(by_beginning(bytes), Some(name));
        }
        let deflated = b"\x78\x9C\xCB\x48\xCD\xC9\xC9\x57\x28\xCF\x2F\x02\x05\x16\x01\x1A\x0B\x04\x5D";
        assert_eq!(by_content(deflated), Some("deflate-compressed data"));
        assert_eq!(by_content(b"\x01\x02\x03\x04abc"), Some("data that are no text"));
        assert_eq!(by_content(&[0; 100]), Some("data that are no text"));
    }

    #[test]
    fn texts_are_no_files() {
        for text in [
            "x^2 + y^2",
            "BMW تستدعي سيارات",
            "MZ",
            "قُتل\0ثلاثة",
            "خ\u{1}بر",
            "خ\u{1}\u{2}بر عا\u{3}\u{4}جل م\u{1}ن بيروت",
            "PK",
            "%PDF",
            "",
        ] {
            assert_eq!(by_beginning(text.as_bytes()), None, "{text}");
            assert_eq!(by_content(text.as_bytes()), None, "{text}");
        }
    }
}
