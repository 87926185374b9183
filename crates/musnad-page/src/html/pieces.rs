//! A page as pieces of text: what stands on lines of its own when a browser shows it.

use super::dom::{Data, Dom};
use super::names::{Names, Says};
use crate::clean::{TextSigns, clean_lines};

use std::ops::Range;

/// A run of text that nothing but inline elements and line breaks interrupt.
#[derive(Debug)]
pub(crate) struct Piece {
    /// Its words, white space made single spaces.
    pub(crate) text: String,
    /// The block element that it lies in.
    pub(crate) block: usize,
    /// Its first text node.
    pub(crate) node: usize,
    /// What the mark-up calls it.
    pub(crate) kind: Kind,
    /// Its words, and those of them that are links.
    pub(crate) words: usize,
    pub(crate) link_words: usize,
    /// Whether a sentence ends in it.
    pub(crate) stops: bool,
    /// Whether it is wholly bold.
    pub(crate) bold: bool,
    /// Its links: where in `text`, and the `a` element.
    pub(crate) links: Vec<(Range<usize>, usize)>,
    /// Where it lies, as far as it is known.
    pub(crate) zone: Zone,
    /// Whether it stands in one small box with a heading that is a link.
    pub(crate) in_card: bool,
}

impl Piece {
    /// Whether (nearly) all of it is links.
    pub(crate) fn is_linked(&self) -> bool {
        self.link_words * 5 >= self.words * 4 && self.link_words > 0
    }

    /// Whether it is a heading that leads to another story.
    pub(crate) fn heads_story(&self) -> bool {
        matches!(self.kind, Kind::Heading(_)) && self.is_linked() && self.words >= 3
    }
}

/// What the mark-up calls a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `p`.
    Paragraph,
    /// `h1` to `h6`.
    Heading(u8),
    /// In a `li`.
    Item,
    /// In a `blockquote`.
    Quote,
    /// In a `figcaption`, or what is named so.
    Caption,
    /// In a cell of a table.
    Cell,
    /// In another block.
    Other,
}

impl Kind {
    /// The level of a heading, 9 for what is none.
    pub(crate) fn level(self) -> u8 {
        match self {
            Kind::Heading(level) => level,
            _ => 9,
        }
    }
}

/// What the elements round a piece say of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Zone {
    #[default]
    Open,
    /// Menus and bars.
    Menu,
    /// Boxes of other stories.
    Box,
    /// What readers wrote.
    Comment,
    /// To share, to subscribe, key words.
    Drop,
    Lead,
    Byline,
    Date,
    /// Written elsewhere, shown amid the article.
    Embed,
    /// Not shown until a reader asks.
    Hidden,
    /// Another story that follows the article on the same page.
    Story,
}

/// The pieces of a page and what each element is.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) dom: Dom,
    pub(crate) pieces: Vec<Piece>,
    /// For each node what it says of what is inside it.
    pub(crate) zones: Vec<Zone>,
    /// For each node the number of pieces that begin before it.
    pub(crate) before: Vec<u32>,
    /// What was odd in its text.
    pub(crate) signs: TextSigns,
}

impl Page {
    /// The pieces that begin inside `at`.
    pub(crate) fn pieces_of(&self, at: usize) -> Range<usize> {
        let end = self.dom.nodes[at].end;
        let last = self.before.get(end).copied().unwrap_or(self.pieces.len() as u32);
        self.before[at] as usize..last as usize
    }

    /// Takes `dom` apart.
    pub(crate) fn of(dom: Dom) -> Page {
        let mut walk = Walk {
            pieces: Vec::new(),
            zones: vec![Zone::Open; dom.nodes.len()],
            before: Vec::with_capacity(dom.nodes.len()),
            open: Vec::new(),
            piece: Growing::default(),
            signs: TextSigns::default(),
            dom: &dom,
        };
        walk.run();
        let Walk {
            pieces,
            zones,
            before,
            signs,
            ..
        } = walk;
        Page {
            pieces,
            zones,
            before,
            signs,
            dom,
        }
    }
}

struct Walk<'a> {
    dom: &'a Dom,
    pieces: Vec<Piece>,
    zones: Vec<Zone>,
    before: Vec<u32>,
    /// Elements that are open, with what they are.
    open: Vec<Open>,
    piece: Growing,
    signs: TextSigns,
}

#[derive(Clone, Copy)]
struct Open {
    at: usize,
    end: usize,
    is_block: bool,
}

#[derive(Default)]
struct Growing {
    text: String,
    node: usize,
    breaks: usize,
    /// Whether an element that stands apart was just closed.
    closed: bool,
    /// Whether any was since the last text.
    parted: bool,
    link: usize,
    links: Vec<(Range<usize>, usize)>,
    link_start: usize,
    bold_letters: usize,
    letters: usize,
}

impl Walk<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.dom.nodes.len() {
            while self.open.last().is_some_and(|o| o.end <= at) {
                self.close();
            }
            self.before.push(self.count());
            match &self.dom.nodes[at].data {
                Data::Text(text) => self.text(at, text),
                Data::Element(name, _) if is_shown(name) => self.element(at, name),
                Data::Element(..) => {
                    let end = self.dom.nodes[at].end;
                    for _ in at + 1..end {
                        self.before.push(self.count());
                    }
                    at = end;
                    continue;
                }
                Data::Other => {}
            }
            at += 1;
        }
        while !self.open.is_empty() {
            self.close();
        }
        self.flush();
    }

    /// The pieces so far, the growing one among them.
    fn count(&self) -> u32 {
        self.pieces.len() as u32 + u32::from(!self.piece.text.is_empty())
    }

    fn is_hidden(&self, at: usize) -> bool {
        self.dom.attribute(at, "hidden").is_some() && self.dom.tag(at) != "body"
            || self.dom.attribute(at, "style").is_some_and(is_hiding)
    }

    fn element(&mut self, at: usize, name: &str) {
        let end = self.dom.nodes[at].end;
        let is_block = is_block(name);
        if name == "br" {
            self.line_break();
            return;
        }
        if is_block {
            self.flush();
        } else if (self.piece.closed || self.piece.link != 0) && self.is_named(at) {
            push_space(&mut self.piece.text);
        }
        self.zones[at] = self.zone(at, name);
        self.open.push(Open { at, end, is_block });
        if name == "a" {
            self.end_link();
            self.piece.link = at;
            self.piece.link_start = self.piece.text.len();
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.at == self.piece.link {
            self.end_link();
        }
        if open.is_block {
            self.flush();
        }
        self.piece.closed = self.is_named(open.at);
        self.piece.parted |= matches!(self.dom.tag(open.at), "span" | "a" | "time");
    }

    /// Whether an inline element has a class: such stand apart when they are shown, marks of type don't.
    fn is_named(&self, at: usize) -> bool {
        match self.dom.tag(at) {
            "a" | "time" | "small" | "label" => true,
            "span" | "i" => self.dom.attribute(at, "class").is_some(),
            _ => false,
        }
    }

    /// Two breaks part pieces, and one does after the end of a sentence.
    fn line_break(&mut self) {
        self.piece.breaks += 1;
        let ended = self
            .piece
            .text
            .trim_end()
            .ends_with(['.', ':', '؟', '!', '»', '"', '…', '?', '”']);
        if self.piece.breaks > 1 || ended {
            let breaks = self.piece.breaks;
            self.flush();
            self.piece.breaks = breaks;
        } else {
            push_space(&mut self.piece.text);
        }
    }

    fn text(&mut self, at: usize, text: &str) {
        let mut any = false;
        let bold = self
            .open
            .iter()
            .rev()
            .take_while(|o| !o.is_block)
            .any(|o| matches!(self.dom.tag(o.at), "b" | "strong"));
        let text = clean_lines(text, &mut self.signs);
        self.part_figures(&text);
        for c in text.chars() {
            if c.is_whitespace() {
                push_space(&mut self.piece.text);
                continue;
            }
            if self.piece.text.is_empty() && !any {
                self.piece.node = at;
            }
            any = true;
            self.piece.text.push(c);
            let letter = usize::from(c.is_alphanumeric());
            self.piece.letters += letter;
            self.piece.bold_letters += if bold { letter } else { 0 };
        }
        if any {
            self.piece.breaks = 0;
            self.piece.closed = false;
        }
    }

    /// Two elements of which one ends and the other begins with a figure stand apart when they are shown.
    fn part_figures(&mut self, text: &str) {
        let last = self.piece.text.chars().next_back();
        let (Some(last), Some(first)) = (last, text.chars().next()) else {
            return;
        };
        let both = last.is_alphanumeric() && first.is_alphanumeric();
        if self.piece.parted && both && (last.is_numeric() || first.is_numeric()) {
            push_space(&mut self.piece.text);
        }
        self.piece.parted = false;
    }

    fn end_link(&mut self) {
        let piece = &mut self.piece;
        let end = piece.text.trim_end().len();
        if piece.link != 0 && end > piece.link_start {
            piece.links.push((piece.link_start..end, piece.link));
        }
        piece.link = 0;
    }

    /// Ends the growing piece; a link that goes on goes on in the next.
    fn flush(&mut self) {
        let link = self.piece.link;
        self.end_link();
        let grown = std::mem::take(&mut self.piece);
        self.piece.link = link;
        let text = grown.text.trim_end();
        if !text.chars().any(|c| !c.is_whitespace()) {
            return;
        }
        let words = words(text);
        let link_words = grown
            .links
            .iter()
            .map(|(range, _)| words_of(text.get(range.clone())))
            .sum();
        let block = self.open.iter().rev().find(|o| o.is_block).map_or(0, |o| o.at);
        // blocks whose end closed them before this was called are closed already: the node tells
        let block = self.block_of(grown.node).unwrap_or(block);
        self.pieces.push(Piece {
            words,
            link_words,
            stops: has_stop(text),
            bold: grown.letters > 0 && grown.bold_letters * 10 >= grown.letters * 9,
            kind: self.kind(block),
            zone: Zone::Open,
            in_card: false,
            text: text.to_owned(),
            node: grown.node,
            links: grown.links,
            block,
        });
    }

    fn block_of(&self, node: usize) -> Option<usize> {
        self.dom.ancestors(node).find(|a| is_block(self.dom.tag(*a)))
    }

    fn kind(&self, block: usize) -> Kind {
        let tag = self.dom.tag(block);
        if let Some(level) = heading(tag) {
            return Kind::Heading(level);
        }
        let up = std::iter::once(block).chain(self.dom.ancestors(block)).take(6);
        for element in up {
            match self.dom.tag(element) {
                "figcaption" => return Kind::Caption,
                "blockquote" => return Kind::Quote,
                "li" | "dd" => return Kind::Item,
                "td" | "th" if element == block => return Kind::Cell,
                "article" | "main" | "section" | "table" => break,
                other => {
                    if let Some(level) = heading(other) {
                        return Kind::Heading(level);
                    }
                }
            }
            if self.says(element).contains(&Says::Caption) {
                return Kind::Caption;
            }
        }
        match tag {
            "p" => Kind::Paragraph,
            _ => Kind::Other,
        }
    }

    fn says(&self, at: usize) -> Vec<Says> {
        says(self.dom, at)
    }

    /// What an element is by its name and the names that it was given.
    fn zone(&mut self, at: usize, tag: &str) -> Zone {
        if self.is_hidden(at) {
            return Zone::Hidden;
        }
        match tag {
            "nav" => return Zone::Menu,
            "footer" => return Zone::Menu,
            "aside" => return Zone::Box,
            "html" | "body" | "h1" | "main" => return Zone::Open,
            _ => {}
        }
        match self.dom.attribute(at, "role") {
            Some("navigation" | "banner" | "contentinfo" | "search" | "dialog" | "menu" | "menubar") => {
                return Zone::Menu;
            }
            Some("complementary") => return Zone::Box,
            _ => {}
        }
        match self.dom.attribute(at, "itemprop") {
            Some(p) if p.split_ascii_whitespace().any(|p| p == "articleBody") => {
                return Zone::Open;
            }
            Some("datePublished" | "dateModified" | "dateCreated") => return Zone::Date,
            Some("author") => return Zone::Byline,
            _ => {}
        }
        let said = says(self.dom, at);
        if said.contains(&Says::Body) {
            return Zone::Open;
        }
        said.iter().find_map(|s| zone_for(*s)).unwrap_or_default()
    }
}

pub(crate) fn zone_for(says: Says) -> Option<Zone> {
    match says {
        Says::Menu => Some(Zone::Menu),
        Says::Box => Some(Zone::Box),
        Says::Comment => Some(Zone::Comment),
        Says::Drop => Some(Zone::Drop),
        Says::Lead => Some(Zone::Lead),
        Says::Byline => Some(Zone::Byline),
        Says::Date => Some(Zone::Date),
        Says::Embed => Some(Zone::Embed),
        Says::Body | Says::Caption | Says::Nothing => None,
    }
}

/// What the class and the id of an element say.
pub(crate) fn says(dom: &Dom, at: usize) -> Vec<Says> {
    let names = Names::builtin();
    let mut out = Vec::new();
    for attribute in ["class", "id"] {
        if let Some(value) = dom.attribute(at, attribute) {
            out.extend(names.all(value));
        }
    }
    out
}

fn push_space(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// Words, two letters counted as one where a script leaves no spaces between words.
fn words(text: &str) -> usize {
    let spaced = text
        .split(' ')
        .filter(|w| w.contains(char::is_alphanumeric))
        .count();
    let unspaced = text
        .chars()
        .filter(|c| ('\u{3040}'..='\u{9FFF}').contains(c))
        .count();
    spaced + unspaced / 2
}

fn words_of(text: Option<&str>) -> usize {
    text.map_or(0, words)
}

/// Whether a sentence ends in `text`, or part of one.
fn has_stop(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '»', '”', ')', '’']);
    end.ends_with(['.', '؟', '!', '?', '…', '。'])
        || text.contains(". ")
        || text.matches(['،', ',']).count() >= 2
        || text.contains(['。', '、'])
        || text.contains("؟ ")
}

fn heading(tag: &str) -> Option<u8> {
    match tag.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

fn is_hiding(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// Elements whose content a reader sees as text.
fn is_shown(tag: &str) -> bool {
    !matches!(
        tag,
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "embed"
            | "video"
            | "audio"
            | "canvas"
            | "map"
            | "select"
            | "option"
            | "textarea"
            | "button"
            | "input"
            | "label"
            | "datalist"
            | "title"
            | "dialog"
            | "noframes"
            | "applet"
            | "meter"
            | "progress"
    )
}

fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "caption"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    ) || tag.contains('-') && tag != "amp-img"
}
