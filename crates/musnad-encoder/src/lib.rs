//! The small encoder: a neural network that reads a whole article and says, of each word, how likely it tells an event
//! of a type, and which words are its parties, place, time and source.
//!
//! It knows no rules of Arabic; what the rules found is handed to it and weighed with the rest. Its weights are
//! `lang/ar/encoder/weights.zst`, made by `tools/encoder`; the card beside them tells from what. It runs on one core, a
//! thousand words a second and more.

mod net;
mod pieces;
mod weights;

use crate::net::{Net, logistic};
use crate::pieces::Pieces;
use musnad_text::Span;
use ndarray::{Array2, Axis, Slice};

/// Pieces that one window holds, without the marks at its ends.
const WINDOW: usize = 510;
/// Words that one window holds.
const WORDS: usize = 256;
/// Words on either side of a trigger between which distances are told apart.
const REACH: usize = 64;

/// The weights are damaged.
#[derive(Debug, thiserror::Error)]
#[error("weights of the encoder: {0}")]
pub struct Error(String);

/// What rules found: the words of a trigger, the type by its place in [`Encoder::kinds`], and how likely they take it
/// to be right, 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The words of the trigger.
    pub words: Span,
    /// The type.
    pub kind: usize,
    /// How likely it is right.
    pub confidence: f32,
}

/// The encoder with its weights, some 70 MB of memory; made once, shared by threads.
#[derive(Debug)]
pub struct Encoder {
    version: String,
    kinds: Vec<String>,
    roles: Vec<String>,
    pieces: Pieces,
    net: Net,
}

/// What the encoder says of a text, by its words.
#[derive(Debug)]
pub struct Told {
    words: Vec<Span>,
    /// For each word, `kinds` numbers three times over: that it is the first word of a trigger, a further one, and
    /// that what rules found there is right.
    sums: Array2<f32>,
    kinds: usize,
    /// What each word asks for as a trigger and offers as what a trigger asks for, by role.
    asks: Array2<f32>,
    offers: Array2<f32>,
    /// What each word offers by itself, by role.
    alone: Array2<f32>,
    /// By distance and role.
    distance: Array2<f32>,
    /// The window of each word.
    window: Vec<usize>,
}

impl Encoder {
    /// The encoder that comes with the program.
    ///
    /// # Errors
    /// If its file is damaged.
    pub fn builtin() -> Result<Encoder, Error> {
        weights::read(include_bytes!("../../../lang/ar/encoder/weights.zst"))
    }

    /// The day on which it was trained.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The types of events, by name.
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// What a trigger's words may be to it: `actor`, `place` and so on.
    pub fn roles(&self) -> &[String] {
        &self.roles
    }

    /// Reads a text of which rules have found this.
    pub fn read(&self, text: &str, found: &[Found]) -> Told {
        let words: Vec<Span> = words(text).collect();
        let kinds = self.kinds.len();
        let known = self.known(&words, found);
        let mut told = Told::of(words.len(), kinds, &self.net);
        for (n, window) in self.windows(text, &words).iter().enumerate() {
            self.net.read(window, &known, &mut told);
            told.window[window.words.clone()].fill(n);
        }
        told.words = words;
        told
    }

    /// What was found, as the net is told: for each word and type how likely it is, then that there is something.
    fn known(&self, words: &[Span], found: &[Found]) -> Array2<f32> {
        let kinds = self.kinds.len();
        let mut known = Array2::zeros((words.len(), 2 * kinds));
        for f in found.iter().filter(|f| f.kind < kinds) {
            let p = f.confidence.clamp(0.001, 0.999);
            let sure = ((p / (1.0 - p)).ln() + 5.0) / 3.0;
            for n in meeting(words, f.words) {
                known[(n, f.kind)] = sure.max(known[(n, f.kind)]);
                known[(n, kinds + f.kind)] = 1.0;
            }
        }
        known
    }

    /// The text cut so that each part is short enough for the net.
    fn windows(&self, text: &str, words: &[Span]) -> Vec<Window> {
        let mut out = Vec::new();
        let mut open = Window::default();
        for (n, word) in words.iter().enumerate() {
            let pieces = self.pieces.cut(word.of(text));
            // a word of hundreds of pieces is no word: what fits of it is read
            let pieces = &pieces[..pieces.len().min(WINDOW)];
            if open.pieces.len() + pieces.len() > WINDOW {
                open.close(&mut out, n);
            }
            open.counts.push(pieces.len());
            open.pieces.extend_from_slice(pieces);
        }
        open.close(&mut out, words.len());
        out
    }
}

/// A part of a text: its words and the pieces that they are made of.
#[derive(Clone, Debug, Default)]
struct Window {
    words: std::ops::Range<usize>,
    pieces: Vec<u32>,
    /// How many pieces each word has.
    counts: Vec<usize>,
}

impl Window {
    /// Ends before word `end`; in halves where it has too many words.
    fn close(&mut self, out: &mut Vec<Window>, end: usize) {
        let mut whole = std::mem::take(self);
        whole.words = end - whole.counts.len()..end;
        whole.halve(out);
        self.words = end..end;
    }

    fn halve(self, out: &mut Vec<Window>) {
        let n = self.counts.len();
        if n <= WORDS {
            if n > 0 {
                out.push(self);
            }
            return;
        }
        let (start, middle) = (self.words.start, self.words.start + n / 2);
        let cut: usize = self.counts[..n / 2].iter().sum();
        let part = |words: std::ops::Range<usize>, pieces: &[u32], counts: &[usize]| Window {
            words,
            pieces: pieces.to_vec(),
            counts: counts.to_vec(),
        };
        part(start..middle, &self.pieces[..cut], &self.counts[..n / 2]).halve(out);
        part(middle..start + n, &self.pieces[cut..], &self.counts[n / 2..]).halve(out);
    }
}

impl Told {
    fn of(words: usize, kinds: usize, net: &Net) -> Told {
        let (roles, width) = net.roles();
        Told {
            words: Vec::new(),
            sums: Array2::zeros((words, 3 * kinds)),
            kinds,
            asks: Array2::zeros((words, roles * width)),
            offers: Array2::zeros((words, roles * width)),
            alone: Array2::zeros((words, roles)),
            distance: net.distance().clone(),
            window: vec![0; words],
        }
    }

    /// The words of the text, as the encoder counts them: all between two spaces.
    pub fn words(&self) -> &[Span] {
        &self.words
    }

    /// The words that have something of `span`.
    pub fn words_of(&self, span: Span) -> std::ops::Range<usize> {
        meeting(&self.words, span)
    }

    /// The first of them.
    pub fn word_of(&self, span: Span) -> Option<usize> {
        self.words_of(span).next()
    }

    /// How likely the word is the first of an event's trigger, 0 to 1.
    pub fn tells(&self, word: usize, kind: usize) -> f32 {
        logistic(self.sums[(word, kind)])
    }

    /// How likely the word is a further word of an event's trigger, behind its first, 0 to 1.
    pub fn tells_on(&self, word: usize, kind: usize) -> f32 {
        logistic(self.sums[(word, self.kinds + kind)])
    }

    /// How likely what rules found there is right, 0 to 1.
    pub fn right(&self, word: usize, kind: usize) -> f32 {
        logistic(self.sums[(word, 2 * self.kinds + kind)])
    }

    /// How likely `word` is in this role to the trigger that begins at `trigger`, 0 to 1; nothing is known of words
    /// that were read apart.
    pub fn role(&self, trigger: usize, word: usize, role: usize) -> Option<f32> {
        if self.window[trigger] != self.window[word] {
            return None;
        }
        let roles = self.alone.ncols();
        let width = self.asks.ncols() / roles;
        let part = Slice::from(role * width..(role + 1) * width);
        let asked = self.asks.row(trigger).slice_axis_move(Axis(0), part);
        let offered = self.offers.row(word).slice_axis_move(Axis(0), part);
        let far = (word + REACH).saturating_sub(trigger).min(2 * REACH);
        let sum = asked.dot(&offered) / (width as f32).sqrt()
            + self.distance[(far, role)]
            + self.alone[(word, role)];
        Some(logistic(sum))
    }
}

/// Those of `words`, which stand one after the other, that have something of `span`.
fn meeting(words: &[Span], span: Span) -> std::ops::Range<usize> {
    words.partition_point(|w| w.end <= span.start)..words.partition_point(|w| w.start < span.end)
}

/// What stands between spaces.
fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    let base = text.as_ptr() as usize;
    text.split_whitespace().map(move |w| {
        let start = w.as_ptr() as usize - base;
        Span::new(start, start + w.len())
    })
}
