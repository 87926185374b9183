//! Where the words of a sentence stand in the text.

use crate::lexical::{Sent, Tag};
use musnad_text::Span;

impl Sent<'_> {
    /// The span of tokens `first..=last`, without conjunction and preposition written on to the first.
    pub(crate) fn span_of(&self, first: usize, last: usize) -> Span {
        let tok = &self.toks[first];
        let skip = match (tok.tag, tok.part_of) {
            (Tag::Name, Some(n)) if self.names[n].first == first => usize::from(self.names[n].skip),
            (Tag::Num, Some(n)) if self.quantities[n].tokens.start == first => {
                return self.cut(first, last, self.quantities[n].clitic);
            }
            (Tag::Time, Some(n)) if self.times[n].tokens.start == first => {
                return self.cut(first, last, self.times[n].clitic);
            }
            _ => tok.reading().map_or(0, |r| usize::from(r.skip)),
        };
        let bytes = bytes_of_letters(tok.span.of(self.text), skip);
        self.cut(first, last, bytes)
    }

    fn cut(&self, first: usize, last: usize, bytes: usize) -> Span {
        let mut span = self.toks[first].span.cover(self.toks[last].span);
        span.start += bytes as u32;
        span
    }
}

/// Bytes of the first `letters` letters of a written word, marks among them.
fn bytes_of_letters(written: &str, letters: usize) -> usize {
    if letters == 0 {
        return 0;
    }
    let mut left = letters + 1;
    for (at, c) in written.char_indices() {
        if !musnad_text::is_mark(c) {
            left -= 1;
            if left == 0 {
                return at;
            }
        }
    }
    0
}
