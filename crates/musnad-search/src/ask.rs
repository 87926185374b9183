//! What the words of a question ask for.
//!
//! In comes what somebody typed, out comes [`Asked`]: groups that must all hold, each of alternatives. Reading
//! never fails: what cannot be understood is taken as words, and a [`Note`] says so.

use crate::analyse::Analyzer;
use musnad_text::Kind;

/// The most words of a question that are looked for.
const MOST: usize = 64;

/// The least letters before `*`: one alone would match half of all words.
const LEAST_PREFIX: usize = 2;

/// What of a question was taken otherwise than it may have been meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// A quotation mark without its other half: the words after it are no phrase.
    UnbalancedQuote,
    /// `OR` without something on either side: taken as a word.
    StrayOr,
    /// Too little before `*`: taken as a word.
    ShortPrefix,
    /// More words than are looked for: the first were taken.
    TooManyWords,
    /// Nothing in it is a word: nothing is found.
    NoWords,
}

impl Note {
    /// Its stable name, kebab-case: `unbalanced-quote`.
    pub fn code(self) -> &'static str {
        match self {
            Note::UnbalancedQuote => "unbalanced-quote",
            Note::StrayOr => "stray-or",
            Note::ShortPrefix => "short-prefix",
            Note::TooManyWords => "too-many-words",
            Note::NoWords => "no-words",
        }
    }
}

/// One thing that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    /// A word with any of these stems.
    Word(Vec<String>),
    /// A word with a stem that begins with any of these.
    Prefix(Vec<String>),
    /// These surfaces in a row.
    Phrase(Vec<String>),
    /// All of these: words typed as one («12/5»).
    All(Vec<Atom>),
}

/// An atom, wanted or unwanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) unwanted: bool,
    pub(crate) atom: Atom,
}

/// What is asked for: of each group one item must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) groups: Vec<Vec<Item>>,
    pub(crate) notes: Vec<Note>,
}

impl Asked {
    pub(crate) fn read(text: &str, analyzer: &Analyzer) -> Asked {
        let mut reader = Reader {
            analyzer,
            asked: Asked::default(),
            words: 0,
            or: false,
        };
        let mut rest = text.trim_start();
        while !rest.is_empty() && reader.words < MOST {
            rest = reader.step(rest).trim_start();
        }
        if !rest.is_empty() {
            reader.note(Note::TooManyWords);
        }
        reader.finish(text)
    }
}

struct Reader<'a> {
    analyzer: &'a Analyzer,
    asked: Asked,
    words: usize,
    /// Whether an `OR` waits for what follows.
    or: bool,
}

impl Reader<'_> {
    /// Takes one piece off the front of `rest`, which has no white space before it.
    fn step<'t>(&mut self, rest: &'t str) -> &'t str {
        let unwanted = rest.starts_with('-');
        let body = rest.strip_prefix('-').unwrap_or(rest);
        if let Some(open) = body.chars().next().filter(|c| closing(*c).is_some()) {
            let inside = &body[open.len_utf8()..];
            if let Some((phrase, after)) = cut_phrase(open, inside) {
                self.phrase(phrase, unwanted);
                return after;
            }
            self.note(Note::UnbalancedQuote);
            return if unwanted { body } else { inside };
        }
        let end = body
            .find(|c: char| c.is_whitespace() || closing(c).is_some())
            .unwrap_or(body.len());
        let (piece, after) = body.split_at(end);
        let before_quote = after.starts_with(|c| closing(c).is_some());
        if before_quote && self.analyzer.is_front_clitic(piece) {
            return after;
        }
        self.piece(piece, unwanted);
        after
    }

    fn piece(&mut self, piece: &str, unwanted: bool) {
        if piece == "OR" && !unwanted {
            if self.asked.groups.is_empty() || self.or {
                self.note(Note::StrayOr);
            } else {
                self.or = true;
                return;
            }
        }
        let (bare, prefix) = match piece.strip_suffix('*') {
            Some(bare) => (bare, true),
            None => (piece, false),
        };
        let words = self.analyzer.words(bare);
        let mut atoms = Vec::new();
        for (at, word) in words.iter().take(MOST - self.words).enumerate() {
            let forms = self.analyzer.forms(bare, word);
            let long = forms.surface.chars().count() >= LEAST_PREFIX;
            let last = at + 1 == words.len();
            atoms.push(match forms.surface.as_str() {
                "" => continue,
                surface if prefix && last && long && word.kind != Kind::Number => {
                    // what comes off at the end of an unfinished word is no pronoun
                    let starts = forms
                        .asked()
                        .into_iter()
                        .filter(|s| surface.ends_with(s.as_str()));
                    Atom::Prefix(starts.collect())
                }
                _ => {
                    if prefix && last {
                        self.note(Note::ShortPrefix);
                    }
                    Atom::Word(forms.asked())
                }
            });
        }
        if words.len() > MOST - self.words {
            self.note(Note::TooManyWords);
        }
        self.words += atoms.len();
        let atom = match atoms.len() {
            0 => return,
            1 => atoms.swap_remove(0),
            _ => Atom::All(atoms),
        };
        self.add(Item { unwanted, atom });
    }

    fn phrase(&mut self, phrase: &str, unwanted: bool) {
        let words = self.analyzer.words(phrase);
        if words.len() > MOST - self.words {
            self.note(Note::TooManyWords);
        }
        let surfaces = words.iter().take(MOST - self.words);
        let surfaces: Vec<String> = surfaces
            .map(|word| self.analyzer.forms(phrase, word).surface)
            .collect();
        self.words += surfaces.len();
        if !surfaces.is_empty() {
            self.add(Item {
                unwanted,
                atom: Atom::Phrase(surfaces),
            });
        }
    }

    fn add(&mut self, item: Item) {
        let groups = &mut self.asked.groups;
        match groups.last_mut().filter(|_| std::mem::take(&mut self.or)) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }

    fn note(&mut self, note: Note) {
        if !self.asked.notes.contains(&note) {
            self.asked.notes.push(note);
        }
    }

    fn finish(mut self, text: &str) -> Asked {
        if self.or {
            self.or = false;
            self.note(Note::StrayOr);
            self.add(Item {
                unwanted: false,
                atom: Atom::Word(vec!["or".to_owned()]),
            });
        }
        if self.asked.groups.is_empty() && !text.trim().is_empty() {
            self.note(Note::NoWords);
        }
        // what is asked for twice counts once
        for group in std::mem::take(&mut self.asked.groups) {
            if !self.asked.groups.contains(&group) {
                self.asked.groups.push(group);
            }
        }
        self.asked
    }
}

/// What a phrase that `open` opened may close with.
fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"', '”']),
        '“' | '„' => Some(&['”', '“', '"']),
        '«' => Some(&['»']),
        _ => None,
    }
}

/// The inside of a phrase, and what comes after it.
fn cut_phrase(open: char, inside: &str) -> Option<(&str, &str)> {
    let closing = closing(open)?;
    let end = inside.find(closing)?;
    let width = inside[end..].chars().next().map_or(0, char::len_utf8);
    Some((&inside[..end], &inside[end + width..]))
}
