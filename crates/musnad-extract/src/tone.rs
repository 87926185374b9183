//! The tone of a document: whether its words are those of news, or of other fields or of the past.

use crate::lexical::Sent;
use crate::memory::Surnames;
use crate::reader::{Reader, WORDS, shift};
use musnad_page::{BlockKind, Document};
use musnad_text::{Basis, Kind, Precision, Published, Told};

/// How many words of a document are looked at.
const LOOK: usize = 600;
/// A year so far before publication is history.
const LONG_AGO: u32 = 30;
/// The year before which that is, where publication isn't known.
const BEFORE: u32 = 1990;

/// What the words of a document are, by number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tone {
    words: u32,
    /// Words that sport, the arts or markets alone have.
    field: u32,
    /// Words of states, forces and offices.
    public: u32,
    /// Years named that lie long before publication.
    long_ago: u32,
    /// Days named as those before publication are: «أمس», «الجمعة».
    recent: u32,
}

impl Tone {
    /// Whether nothing in the document is news: it is about sport, the arts or markets, where words of war are figures
    /// of speech, or tells history.
    pub(crate) fn is_silent(self) -> bool {
        let field = self.field >= 3 && self.field * 25 >= self.words && self.field >= self.public;
        self.words >= 30 && (field || self.long_ago >= 2 && self.recent * 2 < self.long_ago)
    }
}

impl Reader {
    pub(crate) fn tone(&self, document: &Document) -> Tone {
        let class = &self.lang.class;
        let published = document
            .published
            .as_deref()
            .and_then(|p| p.get(..4)?.parse::<u32>().ok());
        let before = published.map_or(BEFORE, |year| year.saturating_sub(LONG_AGO));
        let mut tone = Tone::default();
        let tokens = musnad_text::tokens(&document.text);
        let looked = tokens
            .iter()
            .filter(|t| matches!(t.kind, Kind::Word | Kind::Number));
        WORDS.with(|cache| {
            for token in looked.take(LOOK) {
                let written = token.span.of(&document.text);
                if token.kind == Kind::Number {
                    tone.long_ago += u32::from(is_year(written, before));
                    continue;
                }
                let word = cache.read(&self.lang, written).0;
                tone.words += 1;
                let mut readings = word.readings.iter().filter(|r| r.pos.is_nominal()).peekable();
                let only = |r: &musnad_lexicon::Reading| r.classes.meets(&class.silent);
                if readings.peek().is_some() && readings.clone().all(only) {
                    tone.field += 1;
                } else if readings.any(|r| r.classes.meets(&class.public)) {
                    tone.public += 1;
                }
            }
        });
        if tone.long_ago == 1 && self.is_anniversary(document) {
            tone.long_ago += 1;
        }
        if tone.long_ago >= 2 {
            tone.recent = self.days_of_late(document, before);
        }
        tone
    }

    /// Whether the title counts the years since then: «خمسون عاما على الحرب», «بعد مئة سنة».
    fn is_anniversary(&self, document: &Document) -> bool {
        let class = &self.lang.class;
        let mut titles = document.blocks.iter().filter(|b| b.kind == BlockKind::Title);
        WORDS.with(|cache| {
            titles.any(|block| {
                let tokens: Vec<_> = (musnad_text::tokens(block.span.of(&document.text)).into_iter())
                    .map(|t| shift(t, block.span.start))
                    .collect();
                let when = (None, &mut Told::default());
                let sent = Sent::read(
                    &self.lang,
                    cache,
                    &document.text,
                    &tokens,
                    when,
                    &Surnames::default(),
                );
                sent.quantities.iter().any(|q| {
                    let (start, end) = (q.tokens.start, q.tokens.end);
                    let counts = start == 0 || sent.is(start - 1, &class.time_prep);
                    let years = end < sent.toks.len() && sent.is(end, &class.year);
                    counts && years && q.value.is_some_and(|n| n >= u64::from(LONG_AGO))
                })
            })
        })
    }

    /// Days named in sentences without a year long ago: «الأحد» beside «1975» is a day of then. «اليوم» is as often
    /// "nowadays" where the past is told, but for the lead.
    fn days_of_late(&self, document: &Document, before: u32) -> u32 {
        let now = document.published.as_deref().and_then(Published::parse);
        let surnames = Surnames::default();
        let (mut days, mut told) = (0, Told::default());
        WORDS.with(|cache| {
            let blocks = document.blocks.iter().filter(|b| b.kind != BlockKind::Title);
            for (at, block) in blocks.enumerate() {
                let tokens: Vec<_> = (musnad_text::tokens(block.span.of(&document.text)).into_iter())
                    .map(|t| shift(t, block.span.start))
                    .collect();
                for sentence in musnad_text::sentences(&document.text, &tokens) {
                    let mine = &tokens[sentence.tokens.clone()];
                    if mine.iter().any(|t| is_year(t.span.of(&document.text), before)) {
                        continue;
                    }
                    let when = (now.as_ref(), &mut told);
                    let sent = Sent::read(&self.lang, cache, &document.text, mine, when, &surnames);
                    let today = document.published.as_deref().and_then(|p| p.get(..10));
                    let late = sent.times.iter().filter(|t| {
                        let then = t.start.as_deref().and_then(|s| s.get(..10));
                        t.basis == Basis::Weekday
                            || t.basis == Basis::Relative
                                && t.precision <= Precision::Day
                                && (at == 0
                                    || t.precision < Precision::Day
                                    || then.is_none()
                                    || then != today)
                    });
                    days += late.count() as u32;
                }
            }
        });
        days
    }
}

/// Whether `written` is a year before that one.
fn is_year(written: &str, before: u32) -> bool {
    let year = (written.chars().count() == 4)
        .then(|| written.parse().ok())
        .flatten();
    year.is_some_and(|y| (1000..before).contains(&y))
}
