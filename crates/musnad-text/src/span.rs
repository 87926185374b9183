//! Places in a text: byte spans inside, code points on the wire.

/// A half-open range of bytes in one text, on char boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, in bytes.
    ///
    /// ```
    /// use musnad_text::Span;
    /// assert_eq!(Span::new(0, 6).of("قصف جوي"), "قصف");
    /// ```
    pub fn new(start: usize, end: usize) -> Span {
        Span {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The words that the span stands for; empty where it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// The same as a range of `usize`.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing is inside.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Turns byte offsets of one text into code points: built once, asked often.
#[derive(Debug)]
pub struct CodePoints {
    /// Code points before each block of [`STEP`] bytes.
    before: Vec<u32>,
}

const STEP: usize = 64;

impl CodePoints {
    /// Counts `text` once.
    ///
    /// ```
    /// use musnad_text::CodePoints;
    /// assert_eq!(CodePoints::of("قصف").at("قصف", 4), 2);
    /// ```
    pub fn of(text: &str) -> CodePoints {
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % STEP == 0 {
                before.push(count);
            }
            count += u32::from(is_start(byte));
        }
        CodePoints { before }
    }

    /// The number of code points before byte `at` of the same `text`.
    pub fn at(&self, text: &str, at: usize) -> usize {
        let at = at.min(text.len());
        let block = (at / STEP).min(self.before.len().saturating_sub(1));
        let base = self.before.get(block).copied().unwrap_or(0) as usize;
        base + text.as_bytes()[block * STEP..at]
            .iter()
            .filter(|b| is_start(**b))
            .count()
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_agree_with_counting() {
        let text = "قالت «رويترز» إن 12 شخصا قُتلوا — 🕊️ وجُرح آخرون في الغارة على بلدة قرب صور مساء أمس الأحد."
            .repeat(4);
        let map = CodePoints::of(&text);
        for (n, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(map.at(&text, at), n);
        }
        assert_eq!(map.at(&text, text.len()), text.chars().count());
        assert_eq!(CodePoints::of("").at("", 0), 0);
    }
}
