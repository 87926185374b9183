//! The pieces of a page sorted: which are the article's, and as what; which name other stories; which are neither.

use super::body::{is_prose, is_text};
use super::pieces::{Kind, Page, Piece, Zone};
use super::title::Title;
use crate::BlockKind;
use crate::line::{End, Line, Sign, line};
use crate::published::date_line;
use crate::words::{Words, form};
use musnad_text::Span;
use std::collections::HashSet;
use std::ops::Range;

/// What a piece is to the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A block of the text.
    Keep(BlockKind),
    /// Words under a picture.
    Caption,
    /// Titles of other stories: their places in the piece.
    Related(Vec<Range<usize>>),
    /// The text under the title of another story.
    Excerpt,
    /// Who wrote it: where the names are.
    Byline(Range<usize>),
    /// When it was published, perhaps.
    Date,
    /// None of the article's.
    Drop,
}

/// The fewest words of a link that names a story.
const TITLE_WORDS: usize = 4;

/// The role of each piece, the article being in `root`.
pub(crate) fn sort(page: &Page, root: usize, title: &Title) -> Vec<Role> {
    let inside = page.pieces_of(root);
    let start = title
        .piece
        .unwrap_or(inside.start)
        .min(inside.start)
        .saturating_sub(8);
    let lines = page.pieces.iter().enumerate().map(|(at, piece)| {
        let asked = (start..inside.end).contains(&at);
        looks(&piece.text, asked, piece.words)
    });
    let lines = lines.collect();
    let mut sorter = Sorter {
        page,
        lines,
        roles: page.pieces.iter().map(outside).collect(),
        root: page.pieces_of(root),
        title: title.piece,
        hidden_words: 0,
        shown: HashSet::new(),
    };
    sorter.hidden();
    sorter.inside();
    sorter.cards();
    sorter.trim();
    sorter.lead();
    sorter.repeats(title);
    sorter.lone_headings();
    sorter.roles
}

/// What a piece looks like by itself; far from the article nobody asks.
fn looks(text: &str, asked: bool, words: usize) -> Line {
    let span = Span::new(0, text.len());
    if asked {
        return line(text, span, false, Words::builtin());
    }
    Line {
        span,
        after_blank: false,
        words,
        end: End::Open,
        sign: Sign::Plain,
    }
}

struct Sorter<'a> {
    page: &'a Page,
    lines: Vec<Line>,
    roles: Vec<Role>,
    root: Range<usize>,
    title: Option<usize>,
    /// The words of hidden sentences in the root, and how what is shown begins, if there are any.
    hidden_words: usize,
    shown: HashSet<String>,
}

/// The first words of a text, by which it is known again.
fn beginning(text: &str) -> String {
    form(&text.split(' ').take(5).collect::<Vec<_>>().join(" "))
}

/// What a piece is outside the article: other stories, or nothing.
pub(crate) fn outside(piece: &Piece) -> Role {
    match piece.zone {
        Zone::Story if matches!(piece.kind, Kind::Heading(_)) => Role::Related(whole(&piece.text)),
        Zone::Comment | Zone::Hidden | Zone::Story => Role::Drop,
        // a ticker is a bar with headlines; what menus and key words say is shorter
        Zone::Menu | Zone::Drop => related(piece, TITLE_WORDS + 2),
        Zone::Date => Role::Date,
        Zone::Byline => Role::Byline(0..piece.text.len()),
        Zone::Open | Zone::Lead | Zone::Box | Zone::Embed => related(piece, TITLE_WORDS),
    }
}

/// The whole of a text, as a list of one.
fn whole(text: &str) -> Vec<Range<usize>> {
    std::iter::once(0..text.len()).collect()
}

fn related(piece: &Piece, least: usize) -> Role {
    let is_title = |range: &Range<usize>| {
        let text = piece.text.get(range.clone()).unwrap_or("");
        let words = text.split(' ').filter(|w| w.contains(char::is_alphabetic));
        words.count() >= least
    };
    let titles: Vec<_> = piece.links.iter().map(|l| l.0.clone()).filter(is_title).collect();
    if titles.is_empty() {
        Role::Drop
    } else {
        Role::Related(titles)
    }
}

/// «{module …}», «[button …]»: commands of the site's own software.
fn is_shortcode(text: &str) -> bool {
    let command =
        text.starts_with('{') && text.ends_with('}') || text.starts_with('[') && text.ends_with(']');
    command && (text.is_ascii() || text.contains('='))
}

/// A short line with an address for letters: how to reach whoever wrote it.
fn is_contact(text: &str) -> bool {
    let is_address = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    text.contains('@') && text.split(' ').count() <= 8 && text.split(' ').any(is_address)
}

/// «… – تصوير: …»: a short line that ends by telling who took the picture.
fn has_credit(text: &str) -> bool {
    let words = Words::builtin();
    let Some((before, after)) = text.rsplit_once(':') else {
        return false;
    };
    let short = text.split(' ').count() <= 30 && after.split_whitespace().count() <= 4;
    let last = before.rsplit([' ', '(', '|', '-', '–', '/']).next().unwrap_or("");
    let head = before[..before.len() - last.len()].trim_end();
    // «قال المصور: …» goes on, «… - المصور: …» is apart
    let set_apart =
        head.ends_with(['(', '|', '-', '–', '—', '/', '.', '،']) && !after.trim_end().ends_with('.');
    short && set_apart && words.credit_openers.contains(&form(last))
}

/// The titles in a line of which `rest` follows the label.
fn after_opener(role: Role, rest: Range<usize>) -> Role {
    match role {
        Role::Related(titles) => {
            let own = titles.into_iter().map(|t| t.start.max(rest.start)..t.end);
            Role::Related(own.filter(|t| t.start < t.end).collect())
        }
        _ if !rest.is_empty() => Role::Related(vec![rest]),
        other => other,
    }
}

impl Sorter<'_> {
    fn hidden(&mut self) {
        let pieces = &self.page.pieces[self.root.clone()];
        let hidden = |p: &&Piece| p.zone == Zone::Hidden;
        self.hidden_words = pieces
            .iter()
            .filter(hidden)
            .filter(|p| p.stops)
            .map(|p| p.words)
            .sum();
        if self.hidden_words > 0 {
            self.shown = pieces
                .iter()
                .filter(|p| !hidden(p))
                .map(|p| beginning(&p.text))
                .collect();
        }
    }

    fn inside(&mut self) {
        let mut after_label = false;
        let mut prose = 0;
        for at in self.root.clone() {
            let role = self.role(at, after_label);
            match self.lines[at].sign {
                Sign::RelatedLabel | Sign::TagLabel => after_label = true,
                _ if prose >= 2 && self.ends_article(at) => {
                    self.root.end = at;
                    return;
                }
                _ if matches!(role, Role::Keep(_)) || self.heads_own(at) => after_label = false,
                _ => {}
            }
            prose += usize::from(matches!(role, Role::Keep(_)) && is_prose(&self.page.pieces[at]));
            let over_title = self.title.is_some_and(|t| at < t && self.root.contains(&t));
            if Some(at) != self.title {
                self.roles[at] = match role {
                    Role::Keep(_) if over_title => Role::Drop,
                    role => role,
                };
            }
        }
    }

    /// A heading that leads nowhere.
    fn heads_own(&self, at: usize) -> bool {
        let piece = &self.page.pieces[at];
        matches!(piece.kind, Kind::Heading(_)) && piece.links.is_empty() && piece.words > 0
    }

    /// A line of the page's foot, or a notice that leads to the rules of the site.
    fn ends_article(&self, at: usize) -> bool {
        let piece = &self.page.pieces[at];
        let endings = &Words::builtin().endings;
        let bare: String = piece.text.chars().filter(|c| !c.is_numeric()).collect();
        if piece.words <= 4 && endings.contains(&form(&bare)) {
            return true;
        }
        let to_rules =
            |range: &Range<usize>| endings.contains(&form(piece.text.get(range.clone()).unwrap_or("")));
        self.lines[at].sign == Sign::Ending || piece.links.iter().any(|l| to_rules(&l.0))
    }

    fn role(&self, at: usize, after_label: bool) -> Role {
        let piece = &self.page.pieces[at];
        // the rest of an article behind a button
        let unfolds = piece.zone == Zone::Hidden && self.is_core(at) && piece.stops && self.unfolds(at);
        if !unfolds && !matches!(piece.zone, Zone::Open | Zone::Lead | Zone::Embed) {
            return outside(piece);
        }
        if piece.zone == Zone::Embed {
            return Role::Keep(BlockKind::Quote);
        }
        if let Some(role) = self.by_sign(at) {
            return role;
        }
        if piece.kind == Kind::Caption {
            return Role::Caption;
        }
        if self.is_under_picture(at) {
            return Role::Caption;
        }
        if piece.kind == Kind::Cell && !is_prose(piece) {
            return Role::Drop;
        }
        let sentence = self.lines[at].end == End::Stop && piece.words >= 8;
        if piece.is_linked() && !sentence {
            return related(piece, TITLE_WORDS);
        }
        if after_label && !sentence && piece.kind != Kind::Paragraph && !self.heads_own(at) {
            return Role::Excerpt;
        }
        Role::Keep(block_kind(piece))
    }

    /// A line without a full stop that is alone in a box with a picture.
    fn is_under_picture(&self, at: usize) -> bool {
        let piece = &self.page.pieces[at];
        let line = piece.words <= 25 && piece.links.is_empty() && !piece.text.ends_with('.');
        let heading = matches!(piece.kind, Kind::Heading(_));
        let dom = &self.page.dom;
        let pictured = |b: usize| dom.inside(b).any(|n| matches!(dom.tag(n), "img" | "amp-img"));
        let boxes = std::iter::once(piece.block)
            .chain(dom.ancestors(piece.block))
            .take(3);
        let alone = |b: &usize| self.page.pieces_of(*b).len() == 1;
        line && !heading && boxes.take_while(alone).any(pictured)
    }

    /// Whether a hidden paragraph is one of several, and says nothing that is shown too.
    fn unfolds(&self, at: usize) -> bool {
        let piece = &self.page.pieces[at];
        piece.words >= 12 && self.hidden_words >= 60 && !self.shown.contains(&beginning(&piece.text))
    }

    fn by_sign(&self, at: usize) -> Option<Role> {
        let piece = &self.page.pieces[at];
        Some(match &self.lines[at].sign {
            Sign::RelatedLabel | Sign::Chrome | Sign::Ending | Sign::TagLabel | Sign::Tags | Sign::Credit => {
                Role::Drop
            }
            Sign::RelatedInline(span) => {
                after_opener(related(piece, 3), span.start as usize..span.end as usize)
            }
            Sign::Date => Role::Date,
            Sign::Byline(span) => Role::Byline(span.start as usize..span.end as usize),
            _ if is_shortcode(&piece.text) => Role::Drop,
            _ if has_credit(&piece.text) => Role::Caption,
            _ if is_contact(&piece.text) => Role::Drop,
            _ if self.says_title(at) => Role::Byline(0..piece.text.len()),
            _ if self.is_head_line(at) => Role::Byline(0..piece.text.len()),
            Sign::Caption if piece.kind != Kind::Paragraph || piece.words < 25 => Role::Caption,
            _ => return None,
        })
    }

    /// The headline again, with a date or a place after it.
    fn says_title(&self, at: usize) -> bool {
        let Some(title) = self.title.filter(|t| *t != at) else {
            return false;
        };
        let (own, title) = (&self.page.pieces[at], &self.page.pieces[title]);
        let more = own.words.saturating_sub(title.words);
        title.words >= 4 && more <= 15 && form(&own.text).starts_with(&form(&title.text)) && more > 0
    }

    /// A short line near the headline that tells a date, and perhaps a name: «بيروت – سلمى حداد · 14 آذار 2026».
    fn is_head_line(&self, at: usize) -> bool {
        let piece = &self.page.pieces[at];
        let near = self
            .title
            .is_some_and(|t| (t.saturating_sub(6)..t + 12).contains(&at));
        near && piece.words <= 20
            && piece.text.contains(char::is_numeric)
            && self.lines[at].end == End::Open
            && !matches!(piece.kind, Kind::Heading(_) | Kind::Item)
            && date_line(&piece.text).is_some()
    }

    /// What stands in one box with a heading that is a link tells of another story.
    fn cards(&mut self) {
        for at in self.root.clone() {
            if self.page.pieces[at].in_card && matches!(self.roles[at], Role::Keep(_)) {
                self.roles[at] = Role::Excerpt;
            }
        }
    }

    /// Before the first prose of the article and after its last only prose is its own.
    fn trim(&mut self) {
        let core = |at: &usize| matches!(self.roles[*at], Role::Keep(_)) && self.is_core(*at);
        let first = self.root.clone().find(core);
        let last = self
            .root
            .clone()
            .rev()
            .find(core)
            .map(|last| self.with_list(last));
        for at in self.root.clone() {
            let middle = first.is_some_and(|f| f <= at) && last.is_some_and(|l| at <= l);
            if matches!(self.roles[at], Role::Keep(_)) && !middle {
                self.roles[at] = Role::Drop;
            }
        }
    }

    /// A list or a table that follows the last prose ends the article.
    fn with_list(&self, last: usize) -> usize {
        let mut end = last;
        for at in last + 1..self.root.end {
            let piece = &self.page.pieces[at];
            let keeps = matches!(self.roles[at], Role::Keep(_)) && piece.link_words == 0;
            match piece.kind {
                Kind::Item | Kind::Cell if keeps => end = at,
                Kind::Heading(_) if keeps => {}
                _ => break,
            }
        }
        end
    }

    fn is_core(&self, at: usize) -> bool {
        let piece = &self.page.pieces[at];
        let linked = piece.words < 12 && piece.link_words * 5 > piece.words;
        is_prose(piece) && is_text(piece) && !linked
    }

    /// Prose between the headline and the first paragraph, or what is marked so, sums the article up.
    fn lead(&mut self) {
        let Some(first) = self
            .root
            .clone()
            .find(|at| matches!(self.roles[*at], Role::Keep(_)))
        else {
            return;
        };
        let start = self.title.map_or(first, |t| t + 1);
        let near = if start < first && first - start < 30 {
            start..first
        } else {
            first..first
        };
        for at in near {
            let piece = &self.page.pieces[at];
            if piece.kind == Kind::Caption && matches!(piece.zone, Zone::Open | Zone::Lead) {
                self.roles[at] = Role::Caption;
            } else if piece.zone == Zone::Open
                && let Some(role @ (Role::Byline(_) | Role::Date | Role::Caption)) = self.by_sign(at)
            {
                self.roles[at] = role;
            }
            let open = matches!(piece.zone, Zone::Open | Zone::Lead | Zone::Embed);
            let marked = piece.zone == Zone::Lead || matches!(piece.kind, Kind::Heading(_) | Kind::Paragraph);
            let plain = matches!(self.lines[at].sign, Sign::Plain | Sign::Quoted | Sign::Bullet(_));
            if open
                && marked
                && plain
                && piece.words >= 6
                && piece.link_words == 0
                && piece.kind != Kind::Caption
            {
                self.roles[at] = Role::Keep(BlockKind::Lead);
            }
        }
        if self.page.pieces[first].zone == Zone::Lead {
            self.roles[first] = Role::Keep(BlockKind::Lead);
        }
    }

    /// What says the headline again, or a paragraph again, is left out.
    fn repeats(&mut self, title: &Title) {
        let mut seen: HashSet<String> = title.text.iter().map(|t| form(t)).collect();
        for at in 0..self.roles.len() {
            if matches!(self.roles[at], Role::Keep(_)) {
                let form = form(&self.page.pieces[at].text);
                if seen.contains(&form) {
                    self.roles[at] = Role::Drop;
                } else if self.page.pieces[at].words >= 12 {
                    seen.insert(form);
                }
            }
        }
    }

    /// A heading over nothing of the article's is none of its own.
    fn lone_headings(&mut self) {
        let mut over_text = false;
        for at in self.root.clone().rev() {
            match self.roles[at] {
                Role::Keep(BlockKind::Heading) if !over_text => self.roles[at] = Role::Drop,
                Role::Keep(_) => over_text = true,
                Role::Related(_) => over_text = false,
                _ => {}
            }
        }
    }
}

fn block_kind(piece: &Piece) -> BlockKind {
    match piece.kind {
        Kind::Heading(_) => BlockKind::Heading,
        Kind::Item => BlockKind::List,
        Kind::Quote => BlockKind::Quote,
        _ => BlockKind::Paragraph,
    }
}
