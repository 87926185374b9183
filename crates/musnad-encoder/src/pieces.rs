//! Pieces: words cut as the encoder was trained on them, by the likeliest way to make them of known pieces.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization as _;

/// Stands before each word.
const SPACE: char = '\u{2581}';

/// The known pieces with how likely each is.
#[derive(Debug)]
pub(crate) struct Pieces {
    known: FxHashMap<Box<str>, (u32, f32)>,
    /// The longest, in characters.
    longest: usize,
    /// What stands for a character that is in none, and its cost.
    unknown: (u32, f32),
}

impl Pieces {
    pub(crate) fn new<'a>(known: impl Iterator<Item = (&'a str, f32)>, unknown: (u32, f32)) -> Pieces {
        let mut longest = 1;
        let each = known.enumerate().map(|(id, (piece, score))| {
            longest = longest.max(piece.chars().count());
            (Box::from(piece), (id as u32, score))
        });
        Pieces {
            known: each.collect(),
            longest,
            unknown,
        }
    }

    /// The pieces of a word.
    pub(crate) fn cut(&self, word: &str) -> Vec<u32> {
        let kept = |c: &char| !(c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}'));
        let written: String = std::iter::once(SPACE)
            .chain(word.chars().filter(kept).flat_map(|c| std::iter::once(c).nfkc()))
            .collect();
        let mut ends: Vec<usize> = written.char_indices().map(|(at, _)| at).collect();
        ends.push(written.len());
        let n = ends.len() - 1;
        // the best way to each place: its score, where its last piece begins and which that is
        let mut best: Vec<(f32, usize, u32)> = vec![(f32::NEG_INFINITY, 0, self.unknown.0); n + 1];
        best[0].0 = 0.0;
        for from in 0..n {
            let score = best[from].0;
            for to in from + 1..=(from + self.longest).min(n) {
                if let Some((id, s)) = self.known.get(&written[ends[from]..ends[to]])
                    && *id != self.unknown.0
                    && score + s > best[to].0
                {
                    best[to] = (score + s, from, *id);
                }
            }
            if score + self.unknown.1 > best[from + 1].0 {
                best[from + 1] = (score + self.unknown.1, from, self.unknown.0);
            }
        }
        let mut out = Vec::new();
        let mut at = n;
        while at > 0 {
            out.push(best[at].2);
            at = best[at].1;
        }
        out.reverse();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(word: &str) -> Vec<u32> {
        let known = [
            ("<unk>", 0.0),
            ("▁", -3.0),
            ("قصف", -4.0),
            ("▁قصف", -6.0),
            ("وا", -5.0),
            ("و", -4.0),
            ("ا", -4.5),
        ];
        Pieces::new(known.into_iter(), (0, -20.0)).cut(word)
    }

    #[test]
    fn the_likeliest_way_is_taken() {
        assert_eq!(cut("قصف"), [3]);
        assert_eq!(cut("قصفوا"), [3, 4]);
        assert_eq!(cut("وقصف"), [1, 5, 2]);
    }

    #[test]
    fn what_is_in_no_piece_is_unknown_by_its_characters() {
        assert_eq!(cut("xقصف"), [1, 0, 2]);
        assert_eq!(cut("\u{200F}قصف"), [3]);
        assert_eq!(cut(""), [1]);
    }
}
