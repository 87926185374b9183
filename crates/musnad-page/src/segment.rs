//! The lines of a page sorted: which are the article's, and as what; which name other stories; which are neither.
//!
//! A page is a head (all before the first full paragraph), a body, and what trails after it. Labels, cut
//! excerpts and the length and ending of lines tell other stories' titles from the article's own.

mod choice;
mod head;
mod trail;

use crate::BlockKind;
use crate::line::{End, Line, Sign};
use crate::words::form;
use musnad_text::Span;
use std::collections::HashSet;

/// What a line is to the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A block of the text.
    Keep(BlockKind),
    /// The title of another story.
    Related(Span),
    /// The cut text under the title of another story.
    Excerpt,
    /// The name of who wrote it.
    Byline(Span),
    /// None of the article's.
    Drop,
}

/// What is known of the page besides its lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page<'a> {
    /// The text that the lines are of.
    pub(crate) source: &'a str,
    /// Whether it was handed over as an article: then only what is labelled is left out.
    pub(crate) clean: bool,
    /// The title, where the caller knows it.
    pub(crate) title: Option<&'a str>,
}

/// The role of each of `lines`.
pub(crate) fn segment(page: Page<'_>, lines: &[Line]) -> Vec<Role> {
    Sorter::of(page, lines).sort()
}

struct Sorter<'a> {
    page: Page<'a>,
    lines: &'a [Line],
    roles: Vec<Option<Role>>,
    /// Whether the writer ends paragraphs with full stops.
    uses_stops: bool,
    /// Whether most lines are too short for an article: a whole page with its menus.
    crowded: bool,
}

/// A box of other stories inside the body.
struct RelatedBox {
    /// Its label and titles stand without an empty line between them.
    glued: bool,
    titles: usize,
}

impl<'a> Sorter<'a> {
    fn of(page: Page<'a>, lines: &'a [Line]) -> Sorter<'a> {
        let short = lines.iter().filter(|l| l.words <= 6).count();
        Sorter {
            page,
            lines,
            roles: lines.iter().map(|l| by_sign(&l.sign)).collect(),
            uses_stops: uses_stops(page.source, lines),
            crowded: !page.clean && lines.len() >= 30 && short * 2 >= lines.len(),
        }
    }

    fn sort(mut self) -> Vec<Role> {
        if self.page.clean && self.lines.len() <= 2 || self.lines.len() == 1 {
            self.roles.fill(None);
        }
        let forced = self.forced_title().or_else(|| self.stopped_title());
        let open = |at: &usize| self.roles[*at].is_none() && Some(*at) != forced;
        match (0..self.lines.len()).filter(open).find(|at| self.is_full(*at)) {
            Some(body) => {
                let forced = forced.or_else(|| self.opened_title(body));
                if !self.page.clean {
                    self.drop_foreign(body);
                    self.drop_mastheads(body);
                    self.drop_doubled(body);
                }
                self.head(body, forced);
                self.body(body);
                self.trail(body);
            }
            None => self.short(forced),
        }
        let mut roles: Vec<Role> = self.roles.iter().map(|r| r.unwrap_or(Role::Drop)).collect();
        mark_lead(&mut roles);
        roles
    }

    /// The line that is the title which the caller gave.
    fn forced_title(&mut self) -> Option<usize> {
        let wanted = form(self.page.title?);
        let near = self.lines.iter().take(40).enumerate();
        let at = near
            .filter(|(_, l)| l.words <= 60)
            .find(|(_, l)| form(l.span.of(self.page.source)) == wanted)?
            .0;
        if self.lines.len() > 1 {
            self.roles[at] = Some(Role::Keep(BlockKind::Title));
        }
        Some(at)
    }

    /// Whether a line is a paragraph beyond doubt.
    fn is_full(&self, at: usize) -> bool {
        let line = &self.lines[at];
        if line.sign != Sign::Plain {
            return false;
        }
        let limit = if self.uses_stops { 22 } else { 13 };
        let next_is_longer = || self.lines.get(at + 1).is_some_and(|n| n.words > line.words);
        match line.end {
            End::Stop => line.words >= if self.crowded { 15 } else { 4 },
            End::Open if at == 0 && !self.uses_stops && line.words <= 20 => !next_is_longer(),
            End::Open => line.words >= limit,
            End::Cut => line.words > 40,
        }
    }

    fn is_open(&self, at: usize) -> bool {
        self.roles.get(at).is_some_and(Option::is_none)
    }

    /// No full paragraph: a sentence, a headline, a list of lines.
    fn short(&mut self, forced: Option<usize>) {
        let open: Vec<usize> = (0..self.lines.len()).filter(|at| self.is_open(*at)).collect();
        for (n, at) in open.iter().enumerate() {
            let first = n == 0 && open.len() > 1 && forced.is_none();
            let title = first && self.lines[*at].is_title_like();
            let kind = if title {
                BlockKind::Title
            } else {
                kind_by_sign(&self.lines[*at].sign)
            };
            self.roles[*at] = Some(Role::Keep(kind));
        }
    }

    /// From the first full paragraph on.
    fn body(&mut self, body: usize) {
        let title = self.title_form();
        let (mut inside, mut tags, mut ended): (Option<RelatedBox>, _, _) = (None, false, false);
        for at in body..self.lines.len() {
            let line = &self.lines[at];
            match &line.sign {
                Sign::RelatedLabel if self.roles[at].is_some() => {
                    let glued = self.lines.get(at + 1).is_some_and(|l| !l.after_blank);
                    (inside, tags) = (Some(RelatedBox { glued, titles: 0 }), false);
                }
                Sign::Ending => ended |= self.full_after(at) < 2,
                Sign::TagLabel => tags = true,
                _ => {}
            }
            if !self.is_open(at) {
                continue;
            }
            tags &= line.words <= 4 && line.end == End::Open;
            if let Some(role) = self.in_box(at, &mut inside) {
                self.roles[at] = Some(role);
                continue;
            }
            if tags || ended || !self.page.clean && self.repeats_title(at, title.as_deref()) {
                self.roles[at] = Some(Role::Drop);
                continue;
            }
            if !self.page.clean && self.is_teaser_pair(at) {
                self.roles[at] = Some(Role::Related(line.span));
                self.roles[at + 1] = Some(Role::Excerpt);
                continue;
            }
            let kind = if self.is_heading(at, body) {
                BlockKind::Heading
            } else {
                kind_by_sign(&line.sign)
            };
            self.roles[at] = Some(Role::Keep(kind));
        }
    }

    fn title_form(&self) -> Option<String> {
        let at = self
            .roles
            .iter()
            .position(|r| *r == Some(Role::Keep(BlockKind::Title)))?;
        Some(form(self.lines[at].span.of(self.page.source)))
    }

    fn repeats_title(&self, at: usize, title: Option<&str>) -> bool {
        let line = &self.lines[at];
        title.is_some_and(|t| line.is_title_like() && form(line.span.of(self.page.source)) == t)
    }

    fn full_after(&self, at: usize) -> usize {
        (at + 1..self.lines.len())
            .filter(|at| self.is_open(*at) && self.is_full(*at))
            .take(2)
            .count()
    }

    /// The role of a line inside a box of other stories; the box is closed where its stories end.
    fn in_box(&self, at: usize, inside: &mut Option<RelatedBox>) -> Option<Role> {
        let now = inside.as_mut()?;
        let line = &self.lines[at];
        let left_by_blank = now.glued && now.titles > 0 && line.after_blank;
        let heading = now.titles > 0 && line.words <= 5 && self.is_full_next(at);
        let listed = matches!(line.sign, Sign::Bullet(_)) && line.end == End::Open && line.words <= 20;
        if left_by_blank || heading && line.is_title_like() {
            *inside = None;
            return None;
        }
        if line.is_cut() && at > 0 && matches!(self.roles[at - 1], Some(Role::Related(_))) {
            return Some(Role::Excerpt);
        }
        if line.is_title_like() || line.is_cut() || listed {
            now.titles += 1;
            return Some(Role::Related(item(line)));
        }
        *inside = None;
        None
    }

    fn is_full_next(&self, at: usize) -> bool {
        (at + 1..self.lines.len())
            .find(|at| self.is_open(*at))
            .is_some_and(|next| self.is_full(next))
    }

    /// A title and a cut text amid full paragraphs, without a label.
    fn is_teaser_pair(&self, at: usize) -> bool {
        let line = &self.lines[at];
        self.is_open(at + 1)
            && line.is_title_like()
            && line.words >= 5
            && self.lines[at + 1].is_cut()
            && self.lines[at + 1].words <= 25
    }

    /// A short line between paragraphs.
    fn is_heading(&self, at: usize, body: usize) -> bool {
        let line = &self.lines[at];
        let limit = if self.uses_stops { 10 } else { 7 };
        let next = (at + 1..self.lines.len()).find(|at| self.is_open(*at));
        // the last of a run of short lines is one of them
        let run = at > 0 && self.lines[at - 1].is_title_like() && self.lines[at - 1].words <= limit;
        at > body
            && !(run && self.roles[at - 1] == Some(Role::Keep(BlockKind::Paragraph)))
            && line.sign == Sign::Plain
            && line.end == End::Open
            && line.words <= limit
            && next.is_some_and(|n| {
                self.is_full(n) || matches!(self.lines[n].sign, Sign::Bullet(_) | Sign::Quoted)
            })
    }
}

/// Whether the writer ends paragraphs with full stops; long lines tell, where there are enough.
fn uses_stops(source: &str, lines: &[Line]) -> bool {
    // a title that stands twice and more tells once
    let mut seen = HashSet::new();
    let lines: Vec<&Line> = lines.iter().filter(|l| seen.insert(l.span.of(source))).collect();
    let share = |least: usize| {
        let long = lines.iter().filter(|l| l.sign == Sign::Plain && l.words >= least);
        long.fold((0, 0), |(n, s), l| (n + 1, s + usize::from(l.end == End::Stop)))
    };
    let (count, stops) = match share(22) {
        (n, stops) if n >= 3 => (n, stops),
        // over one long paragraph with a stop there may be any number of titles
        (n, stops) if n > 0 && n == stops => return true,
        _ => share(10),
    };
    count < 3 || stops * 10 >= count * 3
}

fn by_sign(sign: &Sign) -> Option<Role> {
    match sign {
        Sign::Plain | Sign::Caption | Sign::Bullet(_) | Sign::Quoted => None,
        Sign::RelatedInline(title) => Some(Role::Related(*title)),
        _ => Some(Role::Drop),
    }
}

fn kind_by_sign(sign: &Sign) -> BlockKind {
    match sign {
        Sign::Caption => BlockKind::Caption,
        Sign::Bullet(_) => BlockKind::List,
        Sign::Quoted => BlockKind::Quote,
        _ => BlockKind::Paragraph,
    }
}

fn heading_or(line: &Line) -> BlockKind {
    match kind_by_sign(&line.sign) {
        BlockKind::Paragraph if line.end == End::Open && line.words <= 20 => BlockKind::Heading,
        other => other,
    }
}

/// A title without its bullet.
fn item(line: &Line) -> Span {
    match line.sign {
        Sign::Bullet(text) => text,
        _ => line.span,
    }
}

/// The first paragraph is the lead where it is not all there is.
fn mark_lead(roles: &mut [Role]) {
    let blocks = roles.iter().filter(|r| matches!(r, Role::Keep(_))).count();
    let first = roles.iter().position(|r| *r == Role::Keep(BlockKind::Paragraph));
    if let (Some(at), true) = (first, blocks > 1) {
        roles[at] = Role::Keep(BlockKind::Lead);
    }
}
