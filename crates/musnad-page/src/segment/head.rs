//! The head of a page: menus, teasers, and among them the article's own title.

use super::{Role, Sorter, heading_or, item};
use crate::BlockKind;
use crate::line::{End, Sign};
use crate::words::{form, is_marked};
use std::collections::HashSet;

impl Sorter<'_> {
    /// All before the first full paragraph: menus, teasers, the title.
    pub(super) fn head(&mut self, body: usize, forced: Option<usize>) {
        if self.crowded {
            return self.crowded_head(body, forced);
        }
        let label = (0..body).find(|at| self.lines[*at].sign == Sign::RelatedLabel);
        let own_before = label.is_some_and(|label| {
            let titles = (0..label).filter(|at| self.is_open(*at));
            titles.clone().any(|at| {
                let line = &self.lines[at];
                line.is_title_like() && line.words >= 5 && !self.lines[at + 1].is_cut()
            }) && !self.is_strange_before(label, body)
        });
        let from = match (label, self.page.clean) {
            (Some(label), _) if own_before || self.page.clean => label,
            (None, true) => body,
            _ => 0,
        };
        let last_pair = self.pairs(from, body);
        let Some(label) = label else {
            self.return_only_pair(last_pair, body, forced);
            return self.own_head(0, body, forced);
        };
        if own_before || forced.is_some_and(|at| at < label) {
            self.own_head(0, label, forced);
            self.all_related(label, last_pair.unwrap_or(body));
            return self.all_headings(label, body);
        }
        let own = match last_pair {
            Some(last) => last + 1,
            None => self.end_of_glued(label, body).unwrap_or(body - 1),
        };
        let own = forced.filter(|at| *at < body).unwrap_or(own);
        // what stands before the label and is no title is a section's name
        self.all_related(label, own);
        self.all_dropped(0, label);
        self.own_head(own, body, forced);
    }

    /// Before the body of a crowded page only the title is the article's: the line near it that shares most
    /// words with the first paragraph.
    fn crowded_head(&mut self, body: usize, forced: Option<usize>) {
        self.pairs(0, body);
        let words = |at: usize| -> HashSet<String> {
            let text = self.lines[at].span.of(self.page.source);
            let words = text.split_whitespace().map(form);
            words.filter(|w| w.chars().count() > 2).collect()
        };
        let first = words(body);
        let near = (body.saturating_sub(25)..body).filter(|at| self.is_open(*at));
        let titles = near.filter(|at| self.lines[*at].is_title_like() && self.lines[*at].words >= 3);
        let shared = titles.map(|at| (words(at).intersection(&first).count(), at));
        let best = shared.max().filter(|(shared, _)| *shared > 0).map(|(_, at)| at);
        if let Some(title) = forced.or(best) {
            self.roles[title] = Some(Role::Keep(BlockKind::Title));
        }
        self.all_related(0, body);
    }

    /// Marks pairs of a title and a cut text in `from..to` as related; the last line of the last pair.
    fn pairs(&mut self, from: usize, to: usize) -> Option<usize> {
        let mut last = None;
        for at in from + 1..to {
            let pair = self.is_open(at - 1) && self.is_open(at);
            if pair && self.lines[at - 1].is_title_like() && self.lines[at].is_cut() {
                self.roles[at - 1] = Some(Role::Related(self.lines[at - 1].span));
                self.roles[at] = Some(Role::Excerpt);
                last = Some(at);
            }
        }
        last
    }

    /// A title and a lead that ends in «...» look like a teaser: they are the article's if nothing else can be.
    fn return_only_pair(&mut self, pair: Option<usize>, body: usize, forced: Option<usize>) {
        let Some(at) = pair else { return };
        let other = (0..body).any(|at| self.is_open(at) && self.lines[at].is_title_like());
        if !other && forced.is_none() {
            self.roles[at - 1] = Some(Role::Keep(BlockKind::Title));
            self.roles[at] = Some(Role::Keep(BlockKind::Paragraph));
        }
    }

    /// Where the lines that stand right under a label end, if an empty line shows it.
    fn end_of_glued(&self, label: usize, body: usize) -> Option<usize> {
        let glued = !self.lines.get(label + 1)?.after_blank;
        let end = (label + 2..body).find(|at| self.lines[*at].after_blank);
        end.filter(|_| glued)
    }

    pub(super) fn all_related(&mut self, from: usize, to: usize) {
        for at in from..to {
            if self.is_open(at) {
                let least = if self.crowded { 5 } else { 3 };
                let role = if self.lines[at].words < least || self.lines[at].end == End::Stop {
                    Role::Drop
                } else if at > 0
                    && self.lines[at].is_cut()
                    && matches!(self.roles[at - 1], Some(Role::Related(_)))
                {
                    Role::Excerpt
                } else {
                    Role::Related(item(&self.lines[at]))
                };
                self.roles[at] = Some(role);
            }
        }
    }

    fn all_headings(&mut self, from: usize, to: usize) {
        for at in from..to {
            if self.is_open(at) {
                self.roles[at] = Some(Role::Keep(heading_or(&self.lines[at])));
            }
        }
    }

    fn all_dropped(&mut self, from: usize, to: usize) {
        for at in from..to {
            if self.is_open(at) {
                self.roles[at] = Some(Role::Drop);
            }
        }
    }

    /// The article's own head in `from..to`: its title, and headings under it.
    fn own_head(&mut self, from: usize, to: usize, forced: Option<usize>) {
        if !self.page.clean {
            self.drop_menus(from, to);
            self.drop_repeats(from, to);
        }
        if let Some(title) = forced.filter(|at| (from..to).contains(at)) {
            if !self.page.clean {
                self.all_related(from, title);
            }
            return self.all_headings(from, to);
        }
        let is_candidate = |at: &usize| {
            let line = &self.lines[*at];
            self.is_open(*at) && line.sign == Sign::Plain && line.end == End::Open
        };
        let candidates: Vec<usize> = (from..to).filter(is_candidate).collect();
        let kicker = candidates.len() > 1 && self.lines[candidates[0]].words <= 2;
        let title = match candidates.len() {
            0 => None,
            _ if self.page.clean => candidates.get(usize::from(kicker)),
            _ => self.titled(&candidates, to),
        };
        if let Some(title) = title.copied() {
            self.roles[title] = Some(Role::Keep(BlockKind::Title));
            if !self.page.clean {
                self.drop_echoes(title, from, to);
                self.name_under(title, to);
                let before: Vec<usize> = candidates.into_iter().filter(|at| *at < title).collect();
                for at in before {
                    self.all_related(at, at + 1);
                }
                let listed = |at: &usize| matches!(self.lines[*at].sign, Sign::Bullet(_));
                let items: Vec<usize> = (from..title).filter(listed).collect();
                for at in items {
                    self.all_related(at, at + 1);
                }
            }
        }
        self.all_headings(from, to);
    }

    /// Four and more lines of few words one after the other, before any paragraph: a menu.
    fn drop_menus(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let short = |at: usize| self.lines[at].words <= 3 && self.lines[at].end == End::Open;
            let end = (at..to).find(|at| !short(*at)).unwrap_or(to);
            if end - at >= 4 {
                self.all_dropped(at, end);
            }
            at = end.max(at) + 1;
        }
    }

    /// The title of the window and then the title again: the last stays.
    fn drop_repeats(&mut self, from: usize, to: usize) {
        let open: Vec<usize> = (from..to).filter(|at| self.is_open(*at)).collect();
        for pair in open.windows(2) {
            let [a, b] = [pair[0], pair[1]].map(|at| form(self.lines[at].span.of(self.page.source)));
            let window = a
                .strip_prefix(&b)
                .is_some_and(|rest| rest.is_empty() || is_marked(rest));
            if self.lines[pair[1]].words >= 3 && window {
                self.roles[pair[0]] = Some(Role::Drop);
            }
        }
    }
}
