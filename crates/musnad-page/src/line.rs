//! One line of a page, and what its looks say before its neighbours are asked.

use crate::published::date_line;
use crate::words::{Words, after_opener, form, is_marked};
use musnad_text::{Span, is_figure, is_letter, is_letter_or_figure, is_mark};

/// The longest line that is read whole, in bytes.
pub(crate) const LONGEST_LINE: usize = 1 << 20;

/// The most lines that are read of one text.
pub(crate) const MOST_LINES: usize = 100_000;

/// A line that holds something.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Where its content stands in the source, white space at either end left out.
    pub(crate) span: Span,
    /// Whether an empty line stands before it.
    pub(crate) after_blank: bool,
    /// How many words it has.
    pub(crate) words: usize,
    /// How it ends.
    pub(crate) end: End,
    /// What it looks like.
    pub(crate) sign: Sign,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With no mark, or with a question or exclamation mark as titles do.
    Open,
    /// With a full stop or a mark that holds a sentence together, or with a full stop inside.
    Stop,
    /// With «...»: cut.
    Cut,
}

/// What a line looks like by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Nothing but words.
    Plain,
    /// A label over other stories.
    RelatedLabel,
    /// One other story, named after a label on the same line; where its title begins in the source.
    RelatedInline(Span),
    /// Menus and buttons.
    Chrome,
    /// An office of the paper's masthead; the name of who holds it follows.
    Masthead,
    /// From here on nothing is the article's.
    Ending,
    /// A label over key words, alone.
    TagLabel,
    /// Key words.
    Tags,
    /// A date alone.
    Date,
    /// Who wrote it.
    Byline(Span),
    /// Where it is from, who took the picture.
    Credit,
    /// The words under a picture.
    Caption,
    /// A line of a list; where its text begins.
    Bullet(Span),
    /// Wholly within quotation marks.
    Quoted,
}

impl Line {
    /// Whether it may be the title of a story: not long, no final stop.
    pub(crate) fn is_title_like(&self) -> bool {
        self.sign == Sign::Plain && self.end == End::Open && (2..=20).contains(&self.words)
    }

    /// Whether it is a cut text such as teasers have.
    pub(crate) fn is_cut(&self) -> bool {
        matches!(self.sign, Sign::Plain | Sign::Quoted) && self.end == End::Cut && self.words <= 40
    }
}

/// The lines of a text.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Those that hold something, [`MOST_LINES`] at most.
    pub(crate) lines: Vec<Line>,
    /// The length in bytes of the first that is longer than [`LONGEST_LINE`].
    pub(crate) too_long: Option<usize>,
    /// Whether there are more than [`MOST_LINES`].
    pub(crate) too_many: bool,
}

/// The lines of `source` that hold something.
pub(crate) fn lines(source: &str, words: &Words) -> Lines {
    let mut out = Lines::default();
    let (mut after_blank, mut at) = (false, 0);
    for raw in source.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0B}', '\u{0C}']) {
        let mut span = trimmed(source, at, at + raw.len());
        let newline = raw.ends_with(['\n', '\u{2028}', '\u{2029}']);
        at += raw.len();
        if span.is_empty() {
            after_blank |= newline;
            continue;
        }
        if span.len() > LONGEST_LINE {
            out.too_long.get_or_insert(span.len());
            span = shortened(source, span);
        }
        if out.lines.len() == MOST_LINES {
            out.too_many = true;
            break;
        }
        out.lines.push(line(source, span, after_blank, words));
        after_blank = false;
    }
    out
}

/// A line's beginning, up to the last white space that fits.
fn shortened(source: &str, span: Span) -> Span {
    let start = span.start as usize;
    let end = floor(source, start + LONGEST_LINE);
    let head = source.get(start..end).unwrap_or("");
    let cut = head.rfind(char::is_whitespace).filter(|at| *at > 0);
    trimmed(source, start, start + cut.unwrap_or(head.len()))
}

/// The last char boundary of `text` at or before byte `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn trimmed(source: &str, start: usize, end: usize) -> Span {
    let empty = |c: char| c.is_whitespace() || is_mark(c) && !matches!(c, '\u{064B}'..='\u{065F}');
    let raw = source.get(start..end).unwrap_or("");
    let left = raw.len() - raw.trim_start_matches(empty).len();
    Span::new(start + left, start + left + raw.trim_matches(empty).len())
}

pub(crate) fn line(source: &str, span: Span, after_blank: bool, words: &Words) -> Line {
    let text = span.of(source);
    let count = text
        .split_whitespace()
        .filter(|w| w.contains(is_letter_or_figure))
        .count();
    // what a sign is read from is short; a long line is prose, whatever it begins with
    let sign = if count > 45 {
        Sign::Plain
    } else {
        sign(source, span, count, words)
    };
    Line {
        span,
        after_blank,
        words: count,
        end: end_of(text, words),
        sign,
    }
}

fn end_of(text: &str, words: &Words) -> End {
    let text = text.trim_end_matches([' ', '\u{A0}', '"', '”', '»', '’', '\'', ')', ']', '“']);
    if text.ends_with("...") || text.ends_with('…') || text.ends_with("..") {
        return End::Cut;
    }
    if text.ends_with(['.', '،', '؛', ':', ',', ';', '۔']) {
        return End::Stop;
    }
    let dots = text.rfind("...").or_else(|| text.rfind('…'));
    if dots.is_some_and(|at| text.len() - at < 80 && words.more.contains(&form(&text[at..]))) {
        return End::Cut;
    }
    if has_stop_inside(text) {
        End::Stop
    } else {
        End::Open
    }
}

/// Whether a sentence ends within the line: a single full stop after a word, before white space.
fn has_stop_inside(text: &str) -> bool {
    text.match_indices(". ").any(|(at, _)| {
        let before = text[..at].rsplit(char::is_whitespace).next().unwrap_or("");
        before.chars().filter(|c| is_letter(*c)).count() > 1 && !before.contains('.')
    })
}

fn sign(source: &str, span: Span, count: usize, words: &Words) -> Sign {
    let text = span.of(source);
    let form = form(text);
    if words.related_labels.contains(&form) {
        return Sign::RelatedLabel;
    }
    if words.endings.contains(&form) {
        return Sign::Ending;
    }
    if words.tag_labels.contains(&form) {
        return Sign::TagLabel;
    }
    if let Some(names) = dated_byline(source, span, words) {
        return Sign::Byline(names);
    }
    match after_opener(&form, &words.mastheads) {
        Some("") => return Sign::Masthead,
        Some(rest) if is_marked(rest) && end_of(text, words) == End::Open => return Sign::Chrome,
        _ => {}
    }
    if is_markup(text) || is_chrome(text, &form, words) {
        return Sign::Chrome;
    }
    if let Some(sign) = dated(source, span, words) {
        return sign;
    }
    if let Some(sign) = opened(source, span, &form, count, words) {
        return sign;
    }
    if is_date_with_buttons(&form, words) {
        return Sign::Chrome;
    }
    if is_tags(text) {
        return Sign::Tags;
    }
    if let Some(names) = wire_credit(source, span, &form, words) {
        return Sign::Byline(names);
    }
    if let Some(sign) = credit(text, &form, count, words) {
        return sign;
    }
    if is_post(text) {
        return Sign::Quoted;
    }
    if let Some(item) = bullet(text) {
        return Sign::Bullet(Span::new(span.end as usize - item.len(), span.end as usize));
    }
    if is_quoted(text) && count >= 4 {
        return Sign::Quoted;
    }
    Sign::Plain
}

/// A line with a date alone, or with a date and a byline on either side of it.
fn dated(source: &str, span: Span, words: &Words) -> Option<Sign> {
    let date = date_line(span.of(source))?;
    if date.alone {
        return Some(Sign::Date);
    }
    let (start, end) = (span.start as usize, span.end as usize);
    let at = |within: u32| start + within as usize;
    [(start, at(date.span.start)), (at(date.span.end), end)]
        .into_iter()
        .find_map(|(from, to)| byline(source, Span::new(from, to), words))
        .map(Sign::Byline)
}

/// The name after a byline's opening word in the part of a line beside its date.
fn byline(source: &str, part: Span, words: &Words) -> Option<Span> {
    let text = part.of(source);
    let end = part.start as usize + text.trim_end_matches(|c: char| !is_letter_or_figure(c)).len();
    let form = form(text);
    let bare = after_opener(&form, &words.byline_openers_bare);
    let rest = bare.or_else(|| after_opener(&form, &words.byline_openers))?;
    let name = tail(source, Span::new(part.start as usize, end), &form, rest);
    (!name.is_empty()).then_some(name)
}

/// Signs that stand at a line's beginning.
fn opened(source: &str, span: Span, form: &str, count: usize, words: &Words) -> Option<Sign> {
    let prose = end_of(span.of(source), words) == End::Stop && count > 8;
    if let Some(rest) = after_opener(form, &words.related_openers)
        && (is_marked(rest) || !prose && count <= 20)
    {
        return Some(Sign::RelatedInline(tail(source, span, form, rest)));
    }
    if let Some(rest) = after_opener(form, &words.related_openers_marked)
        && is_marked(rest)
        && count <= 25
    {
        return Some(Sign::RelatedInline(tail(source, span, form, rest)));
    }
    if after_opener(form, &words.chrome_openers).is_some() {
        return Some(Sign::Chrome);
    }
    if after_opener(form, &words.tag_labels).is_some_and(is_marked) && !prose {
        return Some(Sign::Tags);
    }
    if count > 9 || prose {
        return None;
    }
    let bare = after_opener(form, &words.byline_openers_bare);
    // a line of tatweel is a dash, and looking up takes it away: «كتبت ــ سلمى حداد»
    let dash = span
        .of(source)
        .split_whitespace()
        .skip(1)
        .take(2)
        .any(|w| w.chars().all(|c| c == 'ـ'));
    let marked = || after_opener(form, &words.byline_openers).filter(|r| dash || is_marked(r));
    if let Some(rest) = bare.or_else(marked) {
        return Some(Sign::Byline(tail(source, span, form, rest)));
    }
    let rest = after_opener(form, &words.source_openers)?;
    let label = rest.is_empty() && span.of(source).ends_with(':');
    (label || is_marked(rest)).then_some(Sign::Credit)
}

/// The part of the line after its opener; `rest` is what its form has after it.
pub(crate) fn tail(source: &str, span: Span, form: &str, rest: &str) -> Span {
    let opener = form.get(..form.len() - rest.len()).unwrap_or("");
    let mut left = opener.split_whitespace().count();
    let mut in_word = false;
    let text = span.of(source);
    for (at, c) in text.char_indices() {
        let letter = is_letter_or_figure(c) || is_mark(c);
        if in_word && !letter {
            left -= 1;
        }
        in_word = letter;
        let opens = letter || matches!(c, '«' | '“' | '"' | '(' | '‘' | '#');
        if left == 0 && opens {
            return Span::new(span.start as usize + at, span.end as usize);
        }
    }
    Span::new(span.end as usize, span.end as usize)
}

/// A line made of buttons or menu items alone.
fn is_chrome(text: &str, form: &str, words: &Words) -> bool {
    if words.chrome.contains(form) || form.is_empty() {
        return true;
    }
    let items = split_items(text);
    if items.len() < 2 {
        return only_chrome_words(form, words);
    }
    let short = items.iter().all(|i| i.split_whitespace().count() <= 4);
    let known = items.iter().filter(|i| only_chrome_words(i, words)).count();
    short && known * 2 >= items.len()
}

/// An address alone, or a piece of markup.
fn is_markup(text: &str) -> bool {
    let arabic = || text.chars().any(|c| ('\u{0620}'..='\u{06FF}').contains(&c));
    let alone = !text.contains(char::is_whitespace);
    // a sentence in another language may hold a sign of equality too
    let sentence = text.trim_end().ends_with('.') && text.split_whitespace().count() > 6;
    alone && (text.contains("://") || text.starts_with("www."))
        || text.contains('=') && !arabic() && !sentence
}

/// The items of a menu line, in look-up form.
fn split_items(text: &str) -> Vec<String> {
    text.split(['|', '•', '›', '>', '»', '/', '·', '،', '←', '\t'])
        .map(form)
        .filter(|i| !i.is_empty())
        .collect()
}

/// Whether a form is one item of the menu words, figures aside, or a run of such items.
fn only_chrome_words(form: &str, words: &Words) -> bool {
    let letters: Vec<&str> = form
        .split_whitespace()
        .filter(|w| w.contains(is_letter))
        .collect();
    let letters = letters.join(" ");
    let mut rest = letters.as_str();
    while !rest.is_empty() {
        let ends = rest.match_indices(' ').map(|(at, _)| at).chain([rest.len()]);
        let items = ends.take(4).filter(|end| words.chrome.contains(&rest[..*end]));
        let Some(longest) = items.last() else {
            return false;
        };
        rest = rest[longest..].trim_start();
    }
    true
}

/// Whether a line is a date alone.
pub(crate) fn is_date(text: &str) -> bool {
    date_line(text).is_some_and(|date| date.alone)
}

/// «1200 مشاهدة 3 مايو 2021»: a date and what a menu is made of.
fn is_date_with_buttons(form: &str, words: &Words) -> bool {
    let parts: Vec<&str> = form
        .split(|c: char| !is_letter_or_figure(c))
        .filter(|w| !w.is_empty())
        .collect();
    let is_button = |at: usize| parts.get(at).is_some_and(|w| words.chrome.contains(*w));
    // the count of views stands before its word
    let is_count = |at: usize| parts[at].chars().all(is_figure) && is_button(at + 1);
    let rest: Vec<&str> = (0..parts.len())
        .filter(|at| !is_button(*at) && !is_count(*at))
        .map(|at| parts[at])
        .collect();
    rest.len() < parts.len() && is_date(&rest.join(" "))
}

fn is_tags(text: &str) -> bool {
    let mut tags = text.split_whitespace().peekable();
    tags.peek().is_some() && tags.all(|w| w.starts_with('#') && w.len() > 1)
}

/// «الجمعة 3 مايو 2021 | كتب: فلان |»: who wrote it, among dates and buttons.
fn dated_byline(source: &str, span: Span, words: &Words) -> Option<Span> {
    let text = span.of(source);
    if !text.contains('|') {
        return None;
    }
    let (mut found, mut at) = (None, span.start as usize);
    for part in text.split('|') {
        let item = trimmed(source, at, at + part.len());
        at += part.len() + 1;
        let form = form(item.of(source));
        let rest = after_opener(&form, &words.byline_openers).filter(|r| is_marked(r));
        match rest {
            Some(rest) if found.is_none() => found = Some(tail(source, item, &form, rest)),
            _ if is_date(item.of(source)) || only_chrome_words(&form, words) => {}
            _ => return None,
        }
    }
    found
}

/// «(تغطية صحفية فلان - تحرير علان)»: the names after the first opener, up to a dash.
fn wire_credit(source: &str, span: Span, form: &str, words: &Words) -> Option<Span> {
    let text = span.of(source);
    if !text.starts_with('(') || !text.ends_with(')') {
        return None;
    }
    let names = tail(source, span, form, after_opener(form, &words.wire_openers)?);
    let end = names.of(source).find([')', '-', '–', '—'])?;
    let start = names.start as usize;
    Some(trimmed(source, start, start + end))
}

/// A credit by itself, or a caption with a credit at its end.
fn credit(text: &str, form: &str, count: usize, words: &Words) -> Option<Sign> {
    let is_name =
        |part: &str| words.credit_words.contains(part) || words.agencies.contains(&spaced_initials(part));
    let all_names = |inside: &str| {
        let mut parts = inside
            .split(['-', '–', '—', '/', '|', '،', ',', ':'])
            .map(crate::words::form)
            .filter(|p| !p.is_empty())
            .peekable();
        parts.peek().is_some() && parts.all(|p| is_name(&p))
    };
    let apart = count <= 5 && text.starts_with(['(', '[', '©']);
    if (apart || count <= 3) && all_names(text) {
        return Some(Sign::Credit);
    }
    if after_opener(form, &words.caption_openers).is_some() && count <= 40 {
        return Some(Sign::Caption);
    }
    let desk = |(_, name): (&str, &str)| words.desks.contains(&crate::words::form(name));
    if count <= 4 && text.rsplit_once(['-', '–', '—', '/']).is_some_and(desk) {
        return Some(Sign::Credit);
    }
    if count <= 12
        && text
            .rsplit_once(". ")
            .is_some_and(|(before, name)| !before.is_empty() && all_names(name))
    {
        return Some(Sign::Caption);
    }
    let named_last = text
        .rsplit_once('/')
        .is_some_and(|(before, name)| !before.is_empty() && all_names(name));
    let told = text.split(" - ").skip(1);
    let mut told = told.map(crate::words::form);
    if count <= 25 && (named_last || told.any(|part| after_opener(&part, &words.caption_openers).is_some())) {
        return Some(Sign::Caption);
    }
    let inside = text.strip_suffix([')', ']'])?.rsplit(['(', '[']).next()?;
    (count <= 35 && all_names(inside)).then_some(Sign::Caption)
}

/// «أ.ف.ب» and «أ ف ب» as one form.
pub(crate) fn spaced_initials(form: &str) -> String {
    form.split(['.', ' '])
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text of a list line, after its bullet or number.
fn bullet(text: &str) -> Option<&str> {
    let rest = match text.strip_prefix(['•', '▪', '●', '◦', '■', '-', '–', '*', '▸', '►', '✓', '♦'])
    {
        Some(rest) => rest,
        None => {
            let digits = text.len() - text.trim_start_matches(is_figure).len();
            if digits == 0 || digits > 4 {
                return None;
            }
            text.get(digits..)?.strip_prefix([')', '-', '.', '–'])?
        }
    };
    let item = rest.trim_start();
    (item.len() < rest.len() && !item.is_empty()).then_some(item)
}

/// A line of a post that was set into the article: its end with an address of a picture, or who wrote it.
fn is_post(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or("");
    let picture = last.contains("pic.twitter.com/") || last.starts_with("https://t.co/");
    picture || text.starts_with(['—', '–', '-']) && text.contains("(@")
}

fn is_quoted(text: &str) -> bool {
    let body = text.trim_end_matches(['.', '،', '!', '؟']);
    [('«', '»'), ('“', '”'), ('"', '"'), ('”', '“')]
        .iter()
        .any(|(open, close)| {
            body.strip_prefix(*open)
                .and_then(|b| b.strip_suffix(*close))
                .is_some_and(|inside| !inside.contains([*open, *close]))
        })
}
