//! What the elements round a piece say of it: names, unless the page's own prose says otherwise.

use super::pieces::{Kind, Page, Zone, says, zone_for};
use super::title::Title;
use crate::published::date_line;
use crate::sites::Site;
use std::ops::Range;

/// More words than this in an element are no date and no byline, and more than that no lead.
const LONGEST_LINE: usize = 32;
const LONGEST_LEAD: usize = 150;

impl Page {
    /// Cuts the headline, and a date after it, off a paragraph that begins with them; the dates that were cut.
    pub(crate) fn unglue(&mut self, title: &Title) -> Vec<String> {
        let (Some(at), Some(words)) = (title.piece, &title.text) else {
            return Vec::new();
        };
        let mut dates = Vec::new();
        for piece in self.pieces.iter_mut().skip(at + 1).take(40) {
            let Some(end) = after(&piece.text, words) else {
                continue;
            };
            let (date, rest) = without_date(&piece.text[end..]);
            if rest.split(' ').count() < 12 {
                continue;
            }
            dates.extend(date.map(str::to_owned));
            piece.words = rest.split(' ').count();
            piece.text = rest.to_owned();
            piece.links.clear();
            piece.link_words = 0;
        }
        dates
    }

    /// Tells each piece its zone; what is said of an element that holds piece `title` or most of the prose is
    /// taken back. What is known of the `site` holds whatever names say.
    pub(crate) fn settle(&mut self, title: Option<usize>, site: &Site) {
        self.take_known(site);
        self.mark_stories(title);
        let sums = self.prose();
        let mut inherited = vec![Zone::Open; self.zones.len()];
        for at in 1..self.zones.len() {
            if self.zones[at] != Zone::Open && self.is_wrong(at, title, &sums) {
                self.zones[at] = Zone::Open;
            }
            let outer = inherited[self.dom.nodes[at].parent];
            inherited[at] = match (outer, self.zones[at]) {
                (_, Zone::Open) => outer,
                (Zone::Open | Zone::Drop, Zone::Embed) => Zone::Embed,
                (_, Zone::Embed) => outer,
                (Zone::Open | Zone::Lead | Zone::Byline | Zone::Date | Zone::Hidden, own) => own,
                _ => outer,
            };
        }
        for piece in &mut self.pieces {
            piece.zone = inherited[self.dom.nodes[piece.node].parent];
        }
        self.mark_cards(title);
    }

    /// What stands beside the article in a box of the same name, under a headline of its own, is another story.
    fn mark_stories(&mut self, title: Option<usize>) {
        let Some(title) = title else { return };
        let level = self.pieces[title].kind;
        let Kind::Heading(_) = level else { return };
        let node = self.pieces[title].node;
        let boxes: Vec<usize> = self.dom.ancestors(node).filter(|a| *a > 0).collect();
        for own in boxes.windows(2) {
            let (own, parent) = (own[0], own[1]);
            let mut at = parent + 1;
            while at < self.dom.nodes[parent].end {
                if at != own && self.is_alike(own, at) && self.is_story(at, level) {
                    self.zones[at] = Zone::Story;
                }
                at = self.dom.nodes[at].end;
            }
        }
    }

    fn is_alike(&self, a: usize, b: usize) -> bool {
        let name = |at: usize| {
            let class = self.dom.attribute(at, "class").unwrap_or("");
            class.split_ascii_whitespace().next().unwrap_or("").to_owned()
        };
        let tag = self.dom.tag(a);
        !tag.is_empty() && tag == self.dom.tag(b) && (name(a) == name(b) || tag == "article")
    }

    fn is_story(&self, at: usize, level: Kind) -> bool {
        let pieces = &self.pieces[self.pieces_of(at)];
        let words: usize = pieces.iter().filter(|p| p.stops).map(|p| p.words).sum();
        pieces.iter().any(|p| p.kind == level) && words >= 30
    }

    /// The words of sentences before each piece, links left out; one more than there are pieces.
    fn prose(&self) -> Vec<usize> {
        let mut sums = vec![0];
        for piece in &self.pieces {
            let own = piece.words - piece.link_words.min(piece.words);
            let last = sums.last().copied().unwrap_or(0);
            sums.push(last + if piece.stops { own } else { 0 });
        }
        sums
    }

    /// Whether the names of the element `at` cannot mean what they say.
    fn is_wrong(&self, at: usize, title: Option<usize>, prose: &[usize]) -> bool {
        let (zone, range) = (self.zones[at], self.pieces_of(at));
        let pieces = &self.pieces[range.clone()];
        let words: usize = pieces.iter().map(|p| p.words).sum();
        let small = match zone {
            Zone::Story => return false,
            Zone::Date | Zone::Byline => {
                return words > LONGEST_LINE
                    || pieces
                        .iter()
                        .any(|p| p.heads_story() || p.is_linked() && p.words >= 5);
            }
            Zone::Lead => return words > LONGEST_LEAD,
            _ => title.is_some_and(|t| range.contains(&t)),
        };
        let all = prose.last().copied().unwrap_or(0);
        let own = prose[range.end] - prose[range.start];
        // what the page itself sets beside the article needs more to be the article
        let beside = self.dom.tag(at) == "aside" || self.dom.attribute(at, "role") == Some("complementary");
        let least = if beside { all / 4 * 3 } else { all / 2 };
        let most = zone != Zone::Comment && own > least && own > 60;
        small || most || self.is_linkless_aside(at)
    }

    /// An `aside` that leads nowhere tells of the article: its main points, its background.
    fn is_linkless_aside(&self, at: usize) -> bool {
        let inside = self
            .dom
            .ancestors(at)
            .any(|a| matches!(self.dom.tag(a), "article" | "main"));
        let linkless = self.pieces[self.pieces_of(at)].iter().all(|p| p.links.is_empty());
        self.dom.tag(at) == "aside"
            && inside
            && linkless
            && says(&self.dom, at).iter().all(|s| zone_for(*s).is_none())
    }

    fn take_known(&mut self, site: &Site) {
        let known = [
            (&site.byline, Zone::Byline),
            (&site.date, Zone::Date),
            (&site.drop, Zone::Drop),
        ];
        for (selectors, zone) in known.into_iter().filter(|(s, _)| !s.is_empty()) {
            for at in 1..self.zones.len() {
                if selectors.iter().any(|s| s.fits(&self.dom, at)) {
                    self.zones[at] = zone;
                }
            }
        }
    }

    fn mark_cards(&mut self, title: Option<usize>) {
        for at in 0..self.pieces.len() {
            if self.pieces[at].heads_story() && Some(at) != title {
                for other in self.card(at, title) {
                    self.pieces[other].in_card = true;
                }
            }
        }
    }

    /// The largest box round a heading that is a link which holds no other and little text.
    fn card(&self, at: usize, title: Option<usize>) -> Range<usize> {
        let mut card = at..at + 1;
        for element in self.dom.ancestors(self.pieces[at].node) {
            let range = self.pieces_of(element);
            if range.len() > 8 {
                break;
            }
            let pieces = &self.pieces[range.clone()];
            let heads = pieces.iter().filter(|p| p.heads_story()).count();
            let words: usize = pieces.iter().map(|p| p.words).sum();
            let has_title = title.is_some_and(|t| range.contains(&t));
            if heads > 1 || has_title || words > 120 {
                break;
            }
            card = range;
        }
        card
    }
}

/// Where `text` goes on after the letters and figures of `words`, if it begins with them.
fn after(text: &str, words: &str) -> Option<usize> {
    let mut wanted = words.chars().filter(|c| c.is_alphanumeric()).peekable();
    wanted.peek()?;
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        match wanted.peek() {
            Some(next) if *next == c => drop(wanted.next()),
            Some(_) => return None,
            None => return Some(at),
        }
    }
    None
}

/// A date at the beginning of `text`, and what stands after it.
fn without_date(text: &str) -> (Option<&str>, &str) {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let ends: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).take(10).collect();
    let is_date = |end: &&usize| date_line(&text[..**end]).is_some_and(|d| d.alone);
    match ends.iter().rev().find(is_date) {
        Some(end) => (
            Some(&text[..*end]),
            text[*end..].trim_start_matches(|c: char| !c.is_alphanumeric()),
        ),
        None => (None, text),
    }
}
