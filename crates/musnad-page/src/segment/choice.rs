//! Which of several lines over an article is its title: the one whose words come again in the text under it.

use super::{Role, Sorter};
use crate::line::{End, Sign};
use crate::words::form;

impl Sorter<'_> {
    /// The title among `candidates`, lines before the first paragraph of the article's head, which ends at `to`.
    ///
    /// Of two or three the first is the title, if it is no name of a section and not of another matter. Of more,
    /// the first that has at least half the points of the best.
    pub(super) fn titled<'c>(&self, candidates: &'c [usize], to: usize) -> Option<&'c usize> {
        let points: Vec<usize> = candidates.iter().map(|at| self.points(*at, to)).collect();
        let best = points.iter().max().copied().unwrap_or(0);
        let first_with = |least: usize| points.iter().position(|p| *p >= least);
        let at = match candidates.len() {
            n if n >= 4 && best == 0 => n - 1,
            n if n >= 4 => first_with(best.div_ceil(2))?,
            2 | 3 if self.lines[candidates[0]].words <= 2 => 1,
            2 | 3 if points[0] == 0 && best >= 3 => first_with(best)?,
            _ => 0,
        };
        candidates.get(at)
    }

    /// Whether all before a label is of another matter than the text, while something after it is not.
    pub(super) fn is_strange_before(&self, label: usize, body: usize) -> bool {
        let most = |from, to| {
            let open = (from..to).filter(|at| self.is_open(*at));
            open.map(|at| self.shared(at, body)).max().unwrap_or(0)
        };
        most(0, label) == 0 && most(label, body) >= 2
    }

    /// How much a line looks like the title of the text after `to`.
    fn points(&self, at: usize, to: usize) -> usize {
        let again = (0..to).any(|other| other > at + 1 && self.is_same(at, other));
        let again = again && self.lines[at].words >= 4;
        self.shared(at, to) + if again { 3 } else { 0 }
    }

    /// How many words of a line come again in the first paragraph from `to` on, particles and endings aside.
    fn shared(&self, at: usize, to: usize) -> usize {
        let Some(body) = (to..self.lines.len()).find(|at| self.is_full(*at)) else {
            return 0;
        };
        let under = self.long_words(body);
        let mut words = self.long_words(at);
        words.sort();
        words.dedup();
        words.iter().filter(|w| under.iter().any(|u| akin(w, u))).count()
    }

    fn long_words(&self, at: usize) -> Vec<String> {
        let words = self.lines[at].span.of(self.page.source).split_whitespace();
        words.map(form).filter(|w| w.chars().count() > 2).collect()
    }

    fn is_same(&self, a: usize, b: usize) -> bool {
        let [a, b] = [a, b].map(|at| form(self.lines[at].span.of(self.page.source)));
        a == b
    }

    /// Lines that say the title again.
    pub(super) fn drop_echoes(&mut self, title: usize, from: usize, to: usize) {
        for at in from..to {
            if at != title && self.is_open(at) && self.is_same(title, at) {
                self.roles[at] = Some(Role::Drop);
            }
        }
    }

    /// The names that stand under the offices of a masthead.
    pub(super) fn drop_mastheads(&mut self, body: usize) {
        for at in 1..body {
            let under = self.lines[at - 1].sign == Sign::Masthead;
            if under && self.is_open(at) && self.lines[at].words <= 5 && self.lines[at].end == End::Open {
                self.roles[at] = Some(Role::Drop);
            }
        }
    }

    /// The words for a picture that is not shown and then the same under the picture: the last stays.
    pub(super) fn drop_doubled(&mut self, body: usize) {
        for at in 1..body {
            let glued = !self.lines[at].after_blank;
            let [a, b] = [at - 1, at].map(|at| form(self.lines[at].span.of(self.page.source)));
            let caption = self.lines[at].sign == Sign::Caption;
            if glued && self.is_open(at - 1) && (a == b || caption && !a.is_empty() && b.starts_with(&a)) {
                self.roles[at - 1] = Some(Role::Drop);
            }
        }
    }
}

/// Whether two words are one but for what is written onto either end: no more than three letters.
fn akin(a: &str, b: &str) -> bool {
    let [n, m] = [a, b].map(|w| w.chars().count());
    n.abs_diff(m) <= 3 && (a.contains(b) || b.contains(a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_particles_are_akin() {
        assert!(akin("الضفه", "ضفه"));
        assert!(akin("بالضفه", "ضفه"));
        assert!(!akin("ضفه", "ضفتان"));
        assert!(!akin("من", "المستوطنين"));
    }
}
