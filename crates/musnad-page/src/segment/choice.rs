//! Which of several lines over an article is its title: the one whose words come again in the text under it.

use super::{Role, Sorter};
use crate::BlockKind;
use crate::line::{End, Sign, is_date};
use crate::published::Phrases;
use crate::words::{Words, form};
use musnad_text::{Span, is_mark};

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
            2 | 3 if best >= 3 && points[0] * 4 <= best => first_with(best)?,
            _ => 0,
        };
        candidates.get(self.last_said(candidates, at))
    }

    /// The last place where the line at `first` of the candidates stands, if titles of others stand between.
    fn last_said(&self, candidates: &[usize], first: usize) -> usize {
        let same = |n: &usize| self.is_same(candidates[first], candidates[*n]);
        let Some(last) = (first + 1..candidates.len()).rev().find(same) else {
            return first;
        };
        let others = (first + 1..last).filter(|n| !same(n) && self.lines[candidates[*n]].words >= 5);
        if others.count() >= 3 { last } else { first }
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

    /// Lines that say the title again, perhaps after the outlet's name.
    pub(super) fn drop_echoes(&mut self, title: usize, from: usize, to: usize) {
        for at in from..to {
            let [line, title_form] = [at, title].map(|at| form(self.lines[at].span.of(self.page.source)));
            if at != title && self.is_open(at) && line.ends_with(&title_form) {
                self.roles[at] = Some(Role::Drop);
            }
        }
    }

    /// A title that ends with a full stop: a short sentence by itself over a longer paragraph that tells it again.
    pub(super) fn stopped_title(&mut self) -> Option<usize> {
        let at = (0..self.lines.len()).find(|at| self.is_open(*at))?;
        let next = (at + 1..self.lines.len()).find(|at| self.is_open(*at))?;
        let (line, under) = (&self.lines[at], &self.lines[next]);
        let text = line.span.of(self.page.source);
        let sentence = text.ends_with('.') && !text.trim_end_matches('.').contains(". ");
        let short = (4..=14).contains(&line.words) && line.words * 3 <= under.words * 2;
        let apart = line.sign == Sign::Plain && line.end == End::Stop && under.after_blank;
        if self.page.clean || !(sentence && short && apart && self.shared(at, next) >= 4) {
            return None;
        }
        self.roles[at] = Some(Role::Keep(BlockKind::Title));
        Some(at)
    }

    /// «شاهد: انهيار جسر»: a title with an opener of teasers, if it is the first line, tells of the text and there
    /// is no other.
    pub(super) fn opened_title(&mut self, body: usize) -> Option<usize> {
        let other = (0..body).any(|at| self.is_open(at) && self.lines[at].is_title_like());
        let first = self.lines.first()?;
        let opened = matches!(first.sign, Sign::RelatedInline(_)) && first.words >= 5;
        if self.page.clean || other || !opened || self.shared(0, body) < 3 {
            return None;
        }
        self.roles[0] = Some(Role::Keep(BlockKind::Title));
        Some(0)
    }

    /// Short lines without an Arabic letter over and under an Arabic text: names of icons, of files.
    pub(super) fn drop_foreign(&mut self, body: usize) {
        let arabic = |at: usize| {
            let text = self.lines[at].span.of(self.page.source);
            text.chars().any(|c| ('\u{0620}'..='\u{064A}').contains(&c))
        };
        if !arabic(body) {
            return;
        }
        let few = |at: usize| self.lines[at].words <= if at < body { 6 } else { 3 };
        let foreign: Vec<usize> = (0..self.lines.len())
            .filter(|at| self.is_open(*at) && self.lines[*at].sign == Sign::Plain && few(*at) && !arabic(*at))
            .collect();
        for at in foreign {
            self.roles[at] = Some(Role::Drop);
        }
    }

    /// The line under a title that names the author: «سليم الوادي 3 مايو 2021 10:15», «سليم الوادي (بيروت)».
    pub(super) fn name_under(&mut self, title: usize, to: usize) {
        for at in title + 1..to {
            if self.is_open(at)
                && let Some(name) = author(self.lines[at].span, self.page.source)
            {
                self.roles[at] = Some(Role::Byline(name));
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

/// A name of two to four words before a date or a place in brackets, with nothing after.
fn author(line: Span, source: &str) -> Option<Span> {
    let text = line.of(source);
    let words = Words::builtin();
    let at = text.find(|c: char| c.is_numeric() || c == '(')?;
    let (name, rest) = text.split_at(at);
    let name = name.trim_end();
    let plain = name
        .chars()
        .all(|c| c.is_alphabetic() || c.is_whitespace() || c == '.' || is_mark(c));
    let place = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')).map(form);
    let fits = place.is_some_and(|p| words.dateline_places.contains(&p)) || is_whole_date(&form(rest));
    let count = name.split_whitespace().count();
    let dated = name
        .split_whitespace()
        .any(|w| Phrases::builtin().is_date_word(&form(w)));
    if !(plain && fits && !dated && (2..=4).contains(&count)) {
        return None;
    }
    Some(Span::new(line.start as usize, line.start as usize + name.len()))
}

/// A date with a month, or a day and a year and more: «3» alone is a number of dead.
fn is_whole_date(form: &str) -> bool {
    is_date(form)
        && form
            .split(|c: char| !c.is_ascii_digit())
            .filter(|f| !f.is_empty())
            .count()
            >= 2
}

/// Whether two words are one but for what is written onto either end: three letters at most, less in short words.
fn akin(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let [a, b]: [Vec<char>; 2] = [a, b].map(|w| w.chars().take(LONGEST_WORD).collect());
    let common = longest_common(&a, &b);
    let odd = a.len().max(b.len()) - common;
    let inside = common == a.len().min(b.len());
    odd <= 3 && (common >= 5 || common == 4 && odd <= 2 || common >= 3 && inside)
}

/// What is longer is no word.
const LONGEST_WORD: usize = 24;

/// The length of the longest run of letters that two words have in common.
fn longest_common(a: &[char], b: &[char]) -> usize {
    let mut best = 0;
    let mut before = vec![0; b.len() + 1];
    for x in a {
        let mut now = vec![0; b.len() + 1];
        for (at, y) in b.iter().enumerate() {
            if x == y {
                now[at + 1] = before[at] + 1;
                best = best.max(now[at + 1]);
            }
        }
        before = now;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_particles_are_akin() {
        assert!(akin("الضفه", "ضفه"));
        assert!(akin("بالضفه", "ضفه"));
        assert!(!akin("ضفه", "ضفتان"));
        assert!(akin("للعاصمه", "العاصمه"));
        assert!(akin("المقاتلين", "المقاتله"));
        assert!(!akin("من", "المستوطنين"));
        assert!(!akin("المدينه", "المدرسه"));
        assert!(!akin("الاحد", "الاحرار"));
    }
}
