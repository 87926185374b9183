//! From text to terms: each word's folded surface and its stems.
//!
//! In comes a text, out come the tokens that count as words, and for each its [`Forms`]. What a word's forms are
//! is kept for the next time it comes, so that the lexicon reads each word once and indexing runs at the speed of
//! a look-up.

use musnad_lexicon::{Clitics, Lexicon};
use musnad_text::{Kind, Token, is_invisible, key, plain, tokens};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tantivy::tokenizer::{self, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most words whose forms are kept; then it begins anew.
const KEPT: usize = 200_000;

/// The most bytes of a word that are looked at: longer ones are no words.
const LONGEST: usize = 256;

/// What a written word is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forms {
    /// The word as it stands, folded: what phrases compare.
    pub(crate) surface: String,
    /// What it may be without what is written on to it, and whether surely.
    pub(crate) stems: Vec<(String, bool)>,
}

impl Forms {
    /// What a word of a question asks for: itself, and what it surely is.
    pub(crate) fn asked(&self) -> Vec<String> {
        let sure = self.stems.iter().filter(|(_, sure)| *sure).map(|(form, _)| form);
        let mut out: Vec<String> = sure.cloned().collect();
        if !out.contains(&self.surface) {
            out.push(self.surface.clone());
        }
        out
    }

    fn single(surface: String) -> Forms {
        Forms {
            stems: vec![(surface.clone(), true)],
            surface,
        }
    }
}

/// Reads words, and keeps what it read.
#[derive(Debug)]
pub(crate) struct Analyzer {
    lexicon: Arc<Lexicon>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    numbers: FxHashMap<Box<str>, u32>,
    forms: Vec<Forms>,
}

impl Analyzer {
    pub(crate) fn new(lexicon: Arc<Lexicon>) -> Analyzer {
        Analyzer {
            lexicon,
            known: Mutex::default(),
        }
    }

    /// The words of `text`, in order: no punctuation, and no clitic written before digits, Latin or a quotation
    /// mark.
    pub(crate) fn words(&self, text: &str) -> Vec<Token> {
        let all = tokens(text);
        let mut out = Vec::with_capacity(all.len());
        for (at, token) in all.iter().enumerate() {
            match token.kind {
                Kind::Punct(_) | Kind::Other => {}
                Kind::Word
                    if all
                        .get(at + 1)
                        .is_some_and(|next| self.is_glued(text, token, next)) => {}
                _ => out.push(*token),
            }
        }
        out
    }

    /// Whether `text` alone is a clitic that stands at the front of words.
    pub(crate) fn is_front_clitic(&self, text: &str) -> bool {
        self.lexicon.front_clitics(&key(text)) != Clitics::default()
    }

    /// The forms of one word.
    pub(crate) fn forms(&self, text: &str, token: &Token) -> Forms {
        let mut known = self.known();
        let number = known.number(&self.lexicon, token.span.of(text), token.kind);
        known.forms[number as usize].clone()
    }

    fn is_glued(&self, text: &str, token: &Token, next: &Token) -> bool {
        token.span.end == next.span.start
            && matches!(
                next.kind,
                Kind::Number | Kind::Latin | Kind::Punct('«' | '"' | '“' | '„')
            )
            && self.is_front_clitic(token.span.of(text))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // what a thread that panicked left behind is whole: forms are pushed before they are numbered
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// The number of the forms of `word`.
    fn number(&mut self, lexicon: &Lexicon, word: &str, kind: Kind) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        if self.forms.len() >= KEPT {
            self.forms.clear();
            self.numbers.clear();
        }
        let number = self.forms.len() as u32;
        self.forms.push(read(lexicon, word, kind));
        self.numbers.insert(word.into(), number);
        number
    }
}

fn read(lexicon: &Lexicon, word: &str, kind: Kind) -> Forms {
    let word = first_bytes(word, LONGEST);
    match kind {
        Kind::Word => {
            let word = lexicon.read(word);
            let stems = lexicon.stems(&word).into_iter().map(|s| (s.form, s.sure));
            Forms {
                stems: stems.collect(),
                surface: word.key,
            }
        }
        Kind::Number => Forms::single(fold_number(word)),
        _ => Forms::single(fold_latin(word)),
    }
}

/// At most the first `most` bytes of `text`, on a char boundary.
fn first_bytes(text: &str, most: usize) -> &str {
    let end = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= most);
    &text[..end.last().unwrap_or(0)]
}

/// Digits as ASCII, thousands joined, a point before decimals: «١٬٢٠٠» is 1200, «10,5» is 10.5.
fn fold_number(word: &str) -> String {
    let digits = plain(word).replace('،', ",");
    let mut parts = digits.split(',');
    let first = parts.next().unwrap_or("");
    let grouped = !first.is_empty() && first.len() <= 3 && parts.all(|p| p.len() == 3);
    digits.replace(',', if grouped { "" } else { "." })
}

/// Small letters without accents, without the English genitive.
fn fold_latin(word: &str) -> String {
    let bare = word
        .strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .unwrap_or(word);
    bare.nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Which terms of a text a field of the index holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Each word's surface.
    Surfaces,
    /// Each word's stems, all at the word's position.
    Stems,
}

/// The tokenizer of one field.
#[derive(Clone)]
pub(crate) struct Terms {
    pub(crate) analyzer: Arc<Analyzer>,
    pub(crate) part: Part,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream {
            words: self.analyzer.words(text).into_iter(),
            known: self.analyzer.known(),
            lexicon: &self.analyzer.lexicon,
            text,
            part: self.part,
            current: 0,
            left: 0,
            token: tokenizer::Token::default(),
        }
    }
}

/// The terms of one text.
pub(crate) struct Stream<'a> {
    words: std::vec::IntoIter<Token>,
    known: MutexGuard<'a, Known>,
    lexicon: &'a Lexicon,
    text: &'a str,
    part: Part,
    /// The number of the forms of the word at hand, and how many of its stems are still to come.
    current: u32,
    left: usize,
    token: tokenizer::Token,
}

impl Stream<'_> {
    /// Goes on to the next word; `false` at the end.
    fn next_word(&mut self) -> bool {
        let Some(word) = self.words.next() else {
            return false;
        };
        self.current = self
            .known
            .number(self.lexicon, word.span.of(self.text), word.kind);
        self.left = match self.part {
            Part::Surfaces => 1,
            Part::Stems => self.known.forms[self.current as usize].stems.len(),
        };
        self.token.position = self.token.position.wrapping_add(1);
        true
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        while self.left == 0 {
            if !self.next_word() {
                return false;
            }
        }
        self.left -= 1;
        let forms = &self.known.forms[self.current as usize];
        let term = match self.part {
            Part::Surfaces => &forms.surface,
            Part::Stems => &forms.stems[self.left].0,
        };
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &tokenizer::Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut tokenizer::Token {
        &mut self.token
    }
}
