//! What trails after the article: titles of other stories, the page's foot.

use super::{Role, Sorter};
use crate::BlockKind;
use crate::line::End;

impl Sorter<'_> {
    /// Three and more titles after the last paragraph, where paragraphs end with stops: other stories.
    pub(super) fn trail(&mut self, body: usize) {
        if self.crowded {
            return self.crowded_trail(body);
        }
        if self.page.clean || !self.uses_stops {
            return;
        }
        let mut run = Vec::new();
        for at in (body..self.lines.len()).rev() {
            match self.roles[at] {
                Some(Role::Keep(BlockKind::Paragraph | BlockKind::Heading))
                    if self.lines[at].is_title_like() && self.lines[at].words >= 4 =>
                {
                    run.push(at);
                }
                Some(Role::Keep(_)) => break,
                _ => {}
            }
        }
        if run.len() >= 3 {
            for at in run {
                self.roles[at] = Some(Role::Related(self.lines[at].span));
            }
        }
    }

    /// After the last paragraph of a crowded page nothing is the article's, nor after many short lines.
    fn crowded_trail(&mut self, body: usize) {
        let mut last = body;
        for at in body..self.lines.len() {
            let kept = matches!(self.roles[at], Some(Role::Keep(_)));
            if kept && at - last <= 12 && self.is_prose(at) {
                last = at;
            }
        }
        for at in last + 1..self.lines.len() {
            if matches!(self.roles[at], Some(Role::Keep(_))) {
                self.roles[at] = None;
            }
        }
        self.all_related(last + 1, self.lines.len());
    }

    fn is_prose(&self, at: usize) -> bool {
        let line = &self.lines[at];
        line.end != End::Open && line.words >= 8 || line.words >= 22
    }
}
