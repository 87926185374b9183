//! The words of menus, buttons, labels and datelines, as `lang/ar/page.toml` lists them.
//!
//! All comparing is done on look-up forms ([`form`]); the lists are read once.

use musnad_text::is_letter_or_figure;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("../../../lang/ar/page.toml");

/// The lists, in look-up form.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) related_labels: FxHashSet<String>,
    pub(crate) related_openers: Vec<String>,
    pub(crate) related_openers_marked: Vec<String>,
    pub(crate) chrome: FxHashSet<String>,
    pub(crate) chrome_openers: Vec<String>,
    pub(crate) endings: FxHashSet<String>,
    pub(crate) tag_labels: Vec<String>,
    pub(crate) byline_openers: Vec<String>,
    pub(crate) byline_openers_bare: Vec<String>,
    pub(crate) wire_openers: Vec<String>,
    pub(crate) mastheads: Vec<String>,
    pub(crate) source_openers: Vec<String>,
    pub(crate) caption_openers: Vec<String>,
    pub(crate) credit_words: FxHashSet<String>,
    pub(crate) more: Vec<String>,
    pub(crate) agencies: FxHashSet<String>,
    pub(crate) desks: FxHashSet<String>,
    pub(crate) waw_names: FxHashSet<String>,
    pub(crate) neighbours: Vec<String>,
    pub(crate) credit_openers: FxHashSet<String>,
    pub(crate) outlet_words: Vec<String>,
    pub(crate) live: Vec<String>,
    /// The agencies under their first words.
    pub(crate) agencies_by_word: FxHashMap<String, Vec<String>>,
    pub(crate) dateline_places: FxHashSet<String>,
    pub(crate) foreign_letters: FxHashSet<char>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    related_labels: Vec<String>,
    related_openers: Vec<String>,
    related_openers_marked: Vec<String>,
    chrome: Vec<String>,
    chrome_openers: Vec<String>,
    endings: Vec<String>,
    tag_labels: Vec<String>,
    byline_openers: Vec<String>,
    byline_openers_bare: Vec<String>,
    wire_openers: Vec<String>,
    mastheads: Vec<String>,
    source_openers: Vec<String>,
    caption_openers: Vec<String>,
    credit_words: Vec<String>,
    more: Vec<String>,
    agencies: Vec<String>,
    desks: Vec<String>,
    waw_names: Vec<String>,
    neighbours: Vec<String>,
    credit_openers: Vec<String>,
    outlet_words: Vec<String>,
    live: Vec<String>,
    dateline_places: Vec<String>,
    foreign_letters: String,
}

impl Words {
    /// The built-in lists.
    pub(crate) fn builtin() -> &'static Words {
        static WORDS: OnceLock<Words> = OnceLock::new();
        // a check below holds the file to its shape, so that the empty lists are never used
        WORDS.get_or_init(|| Words::parse(SOURCE).unwrap_or_default())
    }

    fn parse(source: &str) -> Result<Words, toml::de::Error> {
        let s: Source = toml::from_str(source)?;
        Ok(Words {
            related_labels: set(&s.related_labels),
            related_openers: openers(&s.related_openers),
            related_openers_marked: openers(&s.related_openers_marked),
            chrome: set(&s.chrome),
            chrome_openers: openers(&s.chrome_openers),
            endings: set(&s.endings),
            tag_labels: openers(&s.tag_labels),
            byline_openers: openers(&s.byline_openers),
            byline_openers_bare: openers(&s.byline_openers_bare),
            wire_openers: openers(&s.wire_openers),
            mastheads: openers(&s.mastheads),
            source_openers: openers(&s.source_openers),
            caption_openers: openers(&s.caption_openers),
            credit_words: set(&s.credit_words),
            more: openers(&s.more),
            agencies: set(&s.agencies),
            desks: set(&s.desks),
            waw_names: set(&s.waw_names),
            neighbours: openers(&s.neighbours),
            credit_openers: set(&s.credit_openers),
            outlet_words: openers(&s.outlet_words),
            live: openers(&s.live),
            agencies_by_word: by_first_word(&s.agencies),
            dateline_places: set(&s.dateline_places),
            foreign_letters: s.foreign_letters.chars().collect(),
        })
    }
}

fn set(words: &[String]) -> FxHashSet<String> {
    words.iter().map(|w| form(w)).collect()
}

fn by_first_word(words: &[String]) -> FxHashMap<String, Vec<String>> {
    let mut out: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for word in words.iter().map(|w| form(w)) {
        let first = word.split(' ').next().unwrap_or("").to_owned();
        out.entry(first).or_default().push(word);
    }
    out
}

/// Longest first, so that the longest is found.
fn openers(words: &[String]) -> Vec<String> {
    let mut out: Vec<String> = words.iter().map(|w| form(w)).collect();
    out.sort_by_key(|w| std::cmp::Reverse(w.len()));
    out
}

/// The form under which lines and words are compared: folded, lower case, single spaces, no marks at either end.
pub(crate) fn form(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in musnad_text::key(text).split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined.make_ascii_lowercase();
    trim_marks(&joined).to_owned()
}

/// Whether one of `names` stands in `form` as whole words.
pub(crate) fn holds(form: &str, names: &[String]) -> bool {
    let form = format!(" {form} ");
    names.iter().any(|name| form.contains(&format!(" {name} ")))
}

/// `text` without what is neither letter nor figure at either end.
pub(crate) fn trim_marks(text: &str) -> &str {
    text.trim_matches(|c: char| !is_letter_or_figure(c))
}

/// The rest of `form` after the first of `openers` that it begins with as whole words.
pub(crate) fn after_opener<'a>(form: &'a str, openers: &[String]) -> Option<&'a str> {
    openers.iter().find_map(|opener| {
        let rest = form.strip_prefix(opener.as_str())?;
        (!rest.starts_with(is_letter_or_figure)).then_some(rest)
    })
}

/// Whether `rest`, what follows an opener, begins with a mark that sets it apart.
pub(crate) fn is_marked(rest: &str) -> bool {
    rest.trim_start()
        .starts_with([':', '|', '-', '–', '—', 'ـ', '/', '←', '…', '»', '>', '.', '؟'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_can_be_read() {
        let words = Words::parse(SOURCE).unwrap();
        assert!(words.related_labels.contains(&form("ذاتُ صلة:")));
        assert!(words.chrome.contains(&form("| فيسبوك")));
        assert!(words.foreign_letters.contains(&'پ'));
    }

    #[test]
    fn openers_are_whole_words() {
        let openers = openers(&["كتب".into(), "كتب وصور".into()]);
        assert_eq!(after_opener(&form("كتب وصور: سالم"), &openers), Some(": سالم"));
        assert_eq!(after_opener(&form("كتبت الصحيفة"), &openers), None);
    }
}
