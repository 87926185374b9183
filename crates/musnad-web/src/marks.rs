//! Marks in a text: spans that may overlap go in, pieces that don't come out, in the order of the text. As inline
//! elements beside each other they can't change the order of its words.

use std::collections::BTreeMap;

/// A piece names so many of the claims that mark it.
const NAMED: usize = 12;

/// Words of a text that mean something to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// First code point of the document's text.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// What the words are: `actor`, `place`, …
    pub(crate) class: &'static str,
    /// The number of the claim; none for what belongs to no claim.
    pub(crate) claim: Option<usize>,
}

/// Words that all marks at them cover whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    pub(crate) text: &'t str,
    /// Its first code point, in the document.
    pub(crate) start: usize,
    /// Each class once, by name.
    pub(crate) classes: Vec<&'static str>,
    /// The claims, each once, in their order; not more than twelve.
    pub(crate) claims: Vec<usize>,
}

/// The pieces of `text`, which begins at the code point `at` of the document; together they are the text. A mark that
/// goes over its edges marks what is inside. No piece goes over one of `cuts`, code points of the document.
pub(crate) fn pieces<'t>(text: &'t str, at: usize, marks: &[Mark], cuts: &[usize]) -> Vec<Piece<'t>> {
    let inside = |mark: &&Mark| mark.start < mark.end && mark.end > at;
    let mut edges: Vec<(usize, bool, Option<&Mark>)> = Vec::new();
    for mark in marks.iter().filter(inside) {
        edges.push((mark.start.saturating_sub(at), true, Some(mark)));
        edges.push((mark.end - at, false, Some(mark)));
    }
    edges.extend(cuts.iter().map(|cut| (cut.saturating_sub(at), false, None)));
    edges.sort_by_key(|(place, begins, _)| (*place, *begins));
    let mut open = Open::default();
    let mut out = Vec::new();
    let (mut before, mut byte, mut chars) = (0, 0, text.chars());
    for (place, begins, mark) in edges {
        if place > before {
            let start = byte;
            byte += chars
                .by_ref()
                .take(place - before)
                .map(char::len_utf8)
                .sum::<usize>();
            out.extend(open.piece(text.get(start..byte).unwrap_or_default(), at + before));
            before = place;
        }
        if let Some(mark) = mark {
            open.change(mark, begins);
        }
    }
    out.extend(Open::default().piece(text.get(byte..).unwrap_or_default(), at + before));
    out
}

/// The marks that are open at a place, counted.
#[derive(Default)]
struct Open {
    classes: BTreeMap<&'static str, usize>,
    claims: BTreeMap<usize, usize>,
}

impl Open {
    fn change(&mut self, mark: &Mark, begins: bool) {
        fn count<K: Ord>(all: &mut BTreeMap<K, usize>, key: K, begins: bool) {
            if begins {
                *all.entry(key).or_default() += 1;
            } else if let Some(n) = all.get_mut(&key) {
                *n -= 1;
                if *n == 0 {
                    all.remove(&key);
                }
            }
        }
        count(&mut self.classes, mark.class, begins);
        if let Some(claim) = mark.claim {
            count(&mut self.claims, claim, begins);
        }
    }

    fn piece<'t>(&self, text: &'t str, start: usize) -> Option<Piece<'t>> {
        (!text.is_empty()).then(|| Piece {
            text,
            start,
            classes: self.classes.keys().copied().collect(),
            claims: self.claims.keys().copied().take(NAMED).collect(),
        })
    }
}

/// Sentences of a block that don't overlap: first and past the last code point, and the claims read from each. What
/// begins inside another ends it.
pub(crate) fn sentences(at: usize, end: usize, claims: &[(usize, usize, usize)]) -> Vec<Sentence> {
    let mut own: Vec<(usize, usize, usize)> = claims
        .iter()
        .copied()
        .filter(|(s, e, _)| *s < end && *e > at)
        .collect();
    own.sort_unstable();
    let mut out: Vec<Sentence> = Vec::new();
    for (start, stop, claim) in own {
        let (from, to) = (start.max(at), stop.min(end));
        match out.last_mut() {
            Some(last) if last.start == from => {
                last.end = last.end.max(to);
                last.claims.push(claim);
            }
            last => {
                if let Some(last) = last {
                    last.end = last.end.min(from);
                }
                out.push(Sentence {
                    start: from,
                    end: to,
                    claims: vec![claim],
                });
            }
        }
    }
    out
}

/// A sentence with claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Their numbers.
    pub(crate) claims: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, class: &'static str, claim: usize) -> Mark {
        Mark {
            start,
            end,
            class,
            claim: Some(claim),
        }
    }

    fn shown(pieces: &[Piece<'_>]) -> Vec<String> {
        let claims = |p: &Piece<'_>| {
            p.claims
                .iter()
                .map(usize::to_string)
                .collect::<Vec<_>>()
                .join(",")
        };
        pieces
            .iter()
            .map(|p| format!("{}|{}|{}", p.text, p.classes.join(" "), claims(p)))
            .collect()
    }

    #[test]
    fn marks_that_overlap_cut_each_other_and_lose_no_letter() {
        // قصف الطيران مشفى: «قصف» is a trigger, «قصف الطيران» and «الطيران مشفى» are of two claims
        let text = "قصف الطيران مشفى";
        let marks = [
            mark(0, 3, "trigger", 0),
            mark(0, 11, "actor", 0),
            mark(4, 16, "place", 1),
            mark(4, 16, "place", 1),
        ];
        let pieces = pieces(text, 0, &marks, &[]);
        assert_eq!(
            shown(&pieces),
            [
                "قصف|actor trigger|0",
                " |actor|0",
                "الطيران|actor place|0,1",
                " مشفى|place|1"
            ]
        );
        assert_eq!(pieces.iter().map(|p| p.text).collect::<String>(), text);
    }

    #[test]
    fn a_mark_over_the_edges_of_a_block_marks_what_is_inside() {
        // the block begins at the tenth code point
        let marks = [
            mark(5, 12, "quote", 3),
            mark(14, 99, "time", 4),
            mark(0, 10, "actor", 5),
            mark(90, 99, "actor", 6),
        ];
        assert_eq!(
            shown(&pieces("أمس مساء", 10, &marks, &[])),
            ["أم|quote|3", "س ||", "مساء|time|4"]
        );
        assert_eq!(pieces("", 10, &marks, &[]), []);
        assert_eq!(
            shown(&pieces(
                "أمس",
                0,
                &[mark(2, 2, "time", 0), mark(3, 1, "time", 0)],
                &[1]
            )),
            ["أ||", "مس||"]
        );
    }

    #[test]
    fn sentences_that_overlap_end_where_the_next_begins() {
        let found = sentences(
            10,
            50,
            &[(10, 30, 0), (10, 28, 1), (20, 60, 2), (0, 10, 3), (50, 60, 4)],
        );
        let of = |start, end, claims: &[usize]| Sentence {
            start,
            end,
            claims: claims.to_vec(),
        };
        assert_eq!(found, [of(10, 20, &[1, 0]), of(20, 50, &[2])]);
        let found = sentences(10, 50, &[(5, 20, 0)]);
        assert_eq!(found, [of(10, 20, &[0])]);
    }
}
