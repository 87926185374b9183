//! HTML made a tree: nodes in document order, each with the end of what is inside it.
//!
//! Parsing is html5ever's, as browsers do it. The tree is flat, so that what is inside a node is a range of
//! indices. Deep nesting is cut off before the parser sees it: its work grows with the depth.

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName, ns};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;

/// How deep elements may lie in each other; browsers stop at a like depth.
pub(crate) const DEEPEST: u32 = 400;
/// The most nodes that are kept of one page.
pub(crate) const MOST_NODES: usize = 1_000_000;

/// The most attributes that are read of one tag.
const MOST_ATTRIBUTES: usize = 1_000;
/// How many bytes of a tag show whether it may have so many.
const LONG_TAG: usize = 8 << 10;

/// A page as a tree; node 0 is the document.
#[derive(Debug, Default)]
pub(crate) struct Dom {
    pub(crate) nodes: Vec<Node>,
    /// Whether elements lay deeper than [`DEEPEST`].
    pub(crate) too_deep: bool,
    /// Whether there were more than [`MOST_NODES`].
    pub(crate) too_many: bool,
}

/// An element, a text, or the document itself.
#[derive(Debug)]
pub(crate) struct Node {
    /// The element that it lies in; the document's is itself.
    pub(crate) parent: usize,
    /// One past the last node inside it.
    pub(crate) end: usize,
    pub(crate) data: Data,
}

#[derive(Debug, Default)]
pub(crate) enum Data {
    /// The document, or what is none of the others.
    #[default]
    Other,
    Text(StrTendril),
    Element(LocalName, Vec<Attribute>),
}

impl Dom {
    /// The tree of `html`.
    pub(crate) fn parse(html: &str) -> Dom {
        let options = TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        };
        let shallow = Shallow {
            builder: TreeBuilder::new(Growing::default(), options),
            depth: Cell::new(0),
            left_out: Cell::new(0),
            too_deep: Cell::new(false),
        };
        let tokenizer = Tokenizer::new(shallow, Default::default());
        let input = BufferQueue::default();
        let (html, too_many_attributes) = without_endless_tags(html);
        input.push_back(StrTendril::from_slice(&html));
        // the tokenizer stops at the end of each script, and goes on where it is asked
        while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
        tokenizer.end();
        let too_deep = tokenizer.sink.too_deep.get();
        let mut dom = tokenizer.sink.builder.sink.flat();
        dom.too_deep = too_deep;
        dom.too_many |= too_many_attributes;
        dom
    }

    /// An element's name, empty for what is no element.
    pub(crate) fn tag(&self, at: usize) -> &str {
        match &self.nodes[at].data {
            Data::Element(name, _) => name,
            _ => "",
        }
    }

    /// An attribute's value.
    pub(crate) fn attribute(&self, at: usize, name: &str) -> Option<&str> {
        match &self.nodes[at].data {
            Data::Element(_, attributes) => {
                let found = attributes.iter().find(|a| &*a.name.local == name)?;
                Some(&found.value)
            }
            _ => None,
        }
    }

    /// The nodes inside `at`.
    pub(crate) fn inside(&self, at: usize) -> Range<usize> {
        at + 1..self.nodes[at].end
    }

    /// The elements named `tag` inside `at`.
    pub(crate) fn all<'a>(&'a self, at: usize, tag: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.inside(at).filter(move |n| self.tag(*n) == tag)
    }

    /// All text inside `at`, as it stands.
    pub(crate) fn text(&self, at: usize) -> String {
        let mut out = String::new();
        for node in &self.nodes[at..self.nodes[at].end] {
            if let Data::Text(text) = &node.data {
                out.push_str(text);
            }
        }
        out
    }

    /// The elements that `at` lies in, nearest first, itself left out.
    pub(crate) fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let up = |at: usize| (at > 0).then(|| self.nodes[at].parent);
        std::iter::successors(up(at), move |at| up(*at))
    }
}

/// `html` without what goes beyond [`MOST_ATTRIBUTES`] in a tag, and whether there was such: the parser compares each
/// attribute with those before it.
fn without_endless_tags(html: &str) -> (Cow<'_, str>, bool) {
    let mut out = String::new();
    let (mut copied, mut from) = (0, 0);
    while let Some(found) = html[from..].find('<') {
        let start = from + found;
        let tag = &html[start..];
        from = start + 1 + raw_length(tag);
        if !tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let Some(cut) = excess(tag) else { continue };
        out.push_str(&html[copied..start + cut.start]);
        copied = start + cut.end;
        from = copied;
    }
    if copied == 0 {
        return (Cow::Borrowed(html), false);
    }
    out.push_str(&html[copied..]);
    (Cow::Owned(out), true)
}

/// The length of a script or style that begins with `tag`; 0 for other tags.
fn raw_length(tag: &str) -> usize {
    let ends = [("<script", "</script"), ("<style", "</style")];
    let is = |open: &str| {
        tag.get(..open.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(open))
    };
    let end = ends.iter().find(|(open, _)| is(open)).map(|(_, end)| *end);
    // without an end all that follows belongs to it
    end.map_or(0, |end| tag.find(end).unwrap_or(tag.len() - 1))
}

/// Where the attributes of a tag that are too many stand. A tag that has few in its first bytes is not read on.
fn excess(tag: &str) -> Option<Range<usize>> {
    let (mut quote, mut count, mut from) = (None, 0, None);
    let mut apart = false;
    for (at, byte) in tag.bytes().enumerate() {
        if at == LONG_TAG && count < MOST_ATTRIBUTES / 4 {
            return None;
        }
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return from.map(|from| from..at),
            // another tag, looked at by itself
            (None, b'<') if at > 0 && from.is_none() => return None,
            (None, b' ' | b'\n' | b'\t' | b'\r' | b'/') => apart = true,
            (None, _) if apart => {
                apart = false;
                count += 1;
                if count > MOST_ATTRIBUTES && from.is_none() {
                    from = Some(at);
                }
            }
            _ => {}
        }
    }
    from.map(|from| from..tag.len())
}

/// Hands tokens on to the tree builder, but no tag that would open an element too deep.
struct Shallow {
    builder: TreeBuilder<usize, Growing>,
    depth: Cell<u32>,
    left_out: Cell<u32>,
    too_deep: Cell<bool>,
}

impl TokenSink for Shallow {
    type Handle = usize;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<usize> {
        let full = self.builder.sink.nodes.borrow().len() >= MOST_NODES;
        if full {
            self.builder.sink.too_many.set(true);
        }
        let left_out = match &token {
            Token::TagToken(tag) => !self.fits(tag) || full,
            Token::CharacterTokens(_) | Token::CommentToken(_) => full,
            _ => false,
        };
        if left_out {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Shallow {
    /// Keeps count of open elements; ends that match a tag which was left out are left out too.
    fn fits(&self, tag: &Tag) -> bool {
        // those that close each other add no depth that lasts
        if is_never_open(&tag.name) || tag.self_closing || may_stay_open(&tag.name) || is_raw(&tag.name) {
            return true;
        }
        match tag.kind {
            TagKind::StartTag if self.depth.get() >= DEEPEST => {
                self.left_out.set(self.left_out.get() + 1);
                self.too_deep.set(true);
                false
            }
            TagKind::StartTag => {
                self.depth.set(self.depth.get() + 1);
                true
            }
            TagKind::EndTag if self.left_out.get() > 0 => {
                self.left_out.set(self.left_out.get() - 1);
                false
            }
            TagKind::EndTag => {
                self.depth.set(self.depth.get().saturating_sub(1));
                true
            }
        }
    }
}

/// Elements without content.
fn is_never_open(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose content is no mark-up: the tokenizer needs both their tags.
fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "textarea" | "title" | "iframe" | "noembed" | "noframes" | "xmp" | "plaintext"
    )
}

/// Elements whose end is often left out and that close each other.
fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "dt"
            | "dd"
            | "option"
            | "optgroup"
            | "tr"
            | "td"
            | "th"
            | "tbody"
            | "thead"
            | "tfoot"
            | "html"
            | "head"
            | "body"
            | "colgroup"
            | "rp"
            | "rt"
    )
}

/// A tree that still grows.
struct Growing {
    nodes: RefCell<Vec<Branch>>,
    too_many: Cell<bool>,
}

const NONE: usize = usize::MAX;

struct Branch {
    parent: usize,
    first: usize,
    last: usize,
    previous: usize,
    next: usize,
    data: Data,
    name: Option<(Namespace, LocalName)>,
}

impl Branch {
    fn of(data: Data, name: Option<(Namespace, LocalName)>) -> Branch {
        Branch {
            parent: NONE,
            first: NONE,
            last: NONE,
            previous: NONE,
            next: NONE,
            data,
            name,
        }
    }
}

impl Default for Growing {
    fn default() -> Growing {
        let root = Branch::of(Data::Other, None);
        Growing {
            nodes: RefCell::new(vec![root]),
            too_many: Cell::new(false),
        }
    }
}

impl Growing {
    fn add(&self, branch: Branch) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(branch);
        nodes.len() - 1
    }

    /// Puts `child` under `parent`, before `before` or at the end.
    fn put(&self, parent: usize, before: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let neighbour = if before == NONE {
                    nodes[parent].last
                } else {
                    nodes[before].previous
                };
                if neighbour != NONE
                    && let Data::Text(there) = &mut nodes[neighbour].data
                {
                    there.push_tendril(&text);
                    return;
                }
                drop(nodes);
                self.add(Branch::of(Data::Text(text), None))
            }
        };
        self.cut(child);
        let mut nodes = self.nodes.borrow_mut();
        let previous = if before == NONE {
            nodes[parent].last
        } else {
            nodes[before].previous
        };
        nodes[child].parent = parent;
        nodes[child].previous = previous;
        nodes[child].next = before;
        match previous {
            NONE => nodes[parent].first = child,
            _ => nodes[previous].next = child,
        }
        match before {
            NONE => nodes[parent].last = child,
            _ => nodes[before].previous = child,
        }
    }

    /// Takes `node` out of where it is.
    fn cut(&self, node: usize) {
        let mut nodes = self.nodes.borrow_mut();
        let Branch {
            parent,
            previous,
            next,
            ..
        } = nodes[node];
        if parent == NONE {
            return;
        }
        match previous {
            NONE => nodes[parent].first = next,
            _ => nodes[previous].next = next,
        }
        match next {
            NONE => nodes[parent].last = previous,
            _ => nodes[next].previous = previous,
        }
        nodes[node].parent = NONE;
        nodes[node].previous = NONE;
        nodes[node].next = NONE;
    }

    /// The nodes in document order.
    fn flat(self) -> Dom {
        let mut old = self.nodes.into_inner();
        let mut out: Vec<Node> = Vec::with_capacity(old.len());
        // where each open node stands in `out`, with the one that follows it
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        loop {
            let parent = open.last().map_or(0, |(place, _)| *place);
            let data = std::mem::take(&mut old[at].data);
            out.push(Node { parent, end: 0, data });
            open.push((out.len() - 1, old[at].next));
            if old[at].first != NONE {
                at = old[at].first;
                continue;
            }
            loop {
                let Some((place, next)) = open.pop() else {
                    return Dom {
                        nodes: out,
                        too_deep: false,
                        too_many: self.too_many.get(),
                    };
                };
                out[place].end = out.len();
                if next != NONE {
                    at = next;
                    break;
                }
            }
        }
    }
}

/// The name of an element, as the tree builder asks for it.
#[derive(Debug)]
pub(crate) struct Name(Namespace, LocalName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0
    }

    fn local_name(&self) -> &LocalName {
        &self.1
    }
}

impl TreeSink for Growing {
    type Handle = usize;
    type Output = Growing;
    type ElemName<'a> = Name;

    fn finish(self) -> Growing {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Name {
        let name = self.nodes.borrow()[*target].name.clone();
        let (namespace, local) = name.unwrap_or((ns!(html), LocalName::from("")));
        Name(namespace, local)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        let data = Data::Element(name.local.clone(), attributes);
        self.add(Branch::of(data, Some((name.ns, name.local))))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(Branch::of(Data::Other, None))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(Branch::of(Data::Other, None))
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.put(*parent, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &usize, previous: &usize, child: NodeOrText<usize>) {
        let parent = self.nodes.borrow()[*element].parent;
        match parent {
            NONE => self.put(*previous, NONE, child),
            _ => self.put(parent, *element, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        // what a template holds is not shown; it lies inside it, and is passed over with it
        *target
    }

    fn same_node(&self, a: &usize, b: &usize) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let parent = self.nodes.borrow()[*sibling].parent;
        if parent != NONE {
            self.put(parent, *sibling, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &usize, more: Vec<Attribute>) {
        if let Data::Element(_, attributes) = &mut self.nodes.borrow_mut()[*target].data {
            for attribute in more {
                if !attributes.iter().any(|a| a.name == attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.cut(*target);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        loop {
            let first = self.nodes.borrow()[*node].first;
            if first == NONE {
                return;
            }
            self.cut(first);
            self.put(*new_parent, NONE, NodeOrText::AppendNode(first));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_in_document_order() {
        let dom = Dom::parse("<p id=a>قصف <b>البلدة</b> أمس<p>ثم <a href=/x>هدأت");
        let p: Vec<usize> = dom.all(0, "p").collect();
        assert_eq!(p.len(), 2);
        assert_eq!(dom.text(p[0]), "قصف البلدة أمس");
        assert_eq!(dom.attribute(p[0], "id"), Some("a"));
        let a = dom.all(0, "a").next().unwrap();
        assert_eq!(dom.text(a), "هدأت");
        assert!(dom.ancestors(a).any(|n| n == p[1]));
        assert!(!dom.inside(p[0]).contains(&a));
    }

    #[test]
    fn depth_has_an_end() {
        let mut html = "<div>".repeat(20_000);
        html += "وصل الوفد إلى المدينة";
        html += &"</div>".repeat(20_000);
        html += "<p>ثم غادرها";
        let dom = Dom::parse(&html);
        assert!(dom.too_deep);
        assert!(dom.text(0).contains("وصل الوفد إلى المدينة"));
        let p = dom.all(0, "p").next().unwrap();
        assert!(dom.ancestors(p).count() < 10, "the end tags closed what was open");
        assert!(!Dom::parse("<div><p>قصير").too_deep);
    }

    #[test]
    fn a_page_that_multiplies_has_an_end() {
        // each paragraph opens again all bold elements that were left open
        let open: String = (0..300).map(|n| format!("<b class=c{n}>")).collect();
        let dom = Dom::parse(&("<p>".to_owned() + &open + &"<p>خبر".repeat(20_000)));
        assert!(dom.too_many);
        assert!(dom.nodes.len() < MOST_NODES + 1_000);
    }

    #[test]
    fn a_tag_has_an_end() {
        let many: String = (0..100_000).map(|n| format!(" a{n}='>'")).collect();
        let dom = Dom::parse(&format!(
            "<p id=x{many} class=y>خبر</p><p title='{}'>آخر",
            "س".repeat(9_000)
        ));
        let p: Vec<usize> = dom.all(0, "p").collect();
        assert_eq!((dom.text(p[0]), dom.text(p[1])), ("خبر".into(), "آخر".into()));
        assert_eq!(dom.attribute(p[0], "id"), Some("x"));
        assert!(dom.too_many);
        assert!(!Dom::parse(&format!("<p title='{}'>خبر", " س=".repeat(9_000))).too_many);
    }

    #[test]
    fn misnested_marks_do_no_harm() {
        let dom = Dom::parse("<table><b>عنوان<tr><td>خبر</b></td></table></p></span><i><p>تتمة</i>");
        let text = dom.text(0);
        assert!(text.contains("عنوان") && text.contains("خبر") && text.contains("تتمة"));
    }
}
