//! The toll ledger: every figure that anyone gave for one outcome of an event, and what each is to those before.

use crate::sources::By;
use musnad_record::event::{Line, Toll};
use musnad_record::v1::Count;

/// Which figure of several is told as the best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// The one published last.
    #[default]
    Latest,
    /// The one that most sources give; of several, the one published last.
    Most,
    /// The least.
    Low,
    /// The greatest.
    High,
}

impl Policy {
    /// All of them.
    pub const ALL: &'static [Policy] = &[Policy::Latest, Policy::Most, Policy::Low, Policy::High];

    /// Its name on command lines.
    pub fn name(self) -> &'static str {
        match self {
            Policy::Latest => "latest",
            Policy::Most => "most",
            Policy::Low => "low",
            Policy::High => "high",
        }
    }
}

/// A figure before it is told what it is.
#[derive(Clone, Debug)]
pub(crate) struct Figure<'r> {
    pub(crate) count: &'r Count<'r>,
    pub(crate) claim: &'r str,
    pub(crate) document: &'r str,
    pub(crate) published: Option<&'r str>,
    /// Seconds since 1970.
    pub(crate) time: i64,
    pub(crate) by: By,
    /// The document is a copy.
    pub(crate) copy: bool,
    /// It counts some of those that another figure of its claim counts.
    pub(crate) part: bool,
}

impl Figure<'_> {
    fn value(&self) -> Option<u64> {
        self.count.value.or(self.count.min).or(self.count.max)
    }

    fn low(&self) -> Option<u64> {
        self.count.min.or(self.count.value)
    }

    fn high(&self) -> Option<u64> {
        self.count.max.or(self.count.value).or(self.count.min)
    }

    fn meets(&self, other: &Figure<'_>) -> bool {
        let (low, high) = (self.count.min.unwrap_or(0), self.count.max.unwrap_or(u64::MAX));
        low <= other.count.max.unwrap_or(u64::MAX) && other.count.min.unwrap_or(0) <= high
    }

    fn says_the_same(&self, other: &Figure<'_>) -> bool {
        self.count.min == other.count.min && self.count.max == other.count.max
    }
}

/// The ledger of one outcome; `figures` in the order of publication, those of one document in its own.
pub(crate) fn ledger(outcome: &str, figures: Vec<Figure<'_>>, policy: Policy) -> Toll {
    let figures = once(figures);
    let mut is: Vec<&'static str> = Vec::new();
    for n in 0..figures.len() {
        let kind = kind(&figures, &is, n);
        is.push(kind);
    }
    withdraw(&figures, &mut is);
    let current = current(&figures, &is);
    let now = || figures.iter().zip(&current).filter(|(_, c)| **c).map(|(f, _)| f);
    let low = now().filter_map(Figure::low).min();
    let high = now().filter_map(Figure::high).max();
    let best = match policy {
        Policy::Latest => now().max_by_key(|f| f.time).and_then(Figure::value),
        Policy::Most => most(&now().collect::<Vec<_>>()),
        Policy::Low => now().filter_map(Figure::value).min(),
        Policy::High => now().filter_map(Figure::value).max(),
    };
    let lines = figures.iter().zip(&is).zip(&current);
    Toll {
        outcome: outcome.to_owned(),
        low,
        best,
        high,
        lines: lines
            .map(|((f, is), current)| Line {
                claim: f.claim.to_owned(),
                document: f.document.to_owned(),
                published: f.published.map(str::to_owned),
                by: f.by.name.clone(),
                words: f.count.span.quote.to_string(),
                value: f.count.value,
                bound: f.count.bound.to_string(),
                min: f.count.min,
                max: f.count.max,
                is: (*is).to_owned(),
                current: *current,
            })
            .collect(),
    }
}

/// The figures without those that only say again what another of their document says: a source that repeats itself,
/// and a title or lead that gives in the outlet's name, perhaps rounded, what the text gives with its source.
fn once(figures: Vec<Figure<'_>>) -> Vec<Figure<'_>> {
    let said = |n: usize| {
        let f = &figures[n];
        figures.iter().enumerate().any(|(m, o)| {
            let twice = o.by.is(&f.by) && o.says_the_same(f);
            let echo = f.by.is_outlet() && !o.by.is_outlet() && o.meets(f);
            m != n && o.document == f.document && o.part == f.part && (echo || twice && m < n)
        })
    };
    let keep: Vec<bool> = (0..figures.len()).map(|n| !said(n)).collect();
    let mut keep = keep.into_iter();
    figures
        .into_iter()
        .filter(|_| keep.next().unwrap_or(true))
        .collect()
}

/// What figure `n` is to those before it.
fn kind(figures: &[Figure<'_>], is: &[&'static str], n: usize) -> &'static str {
    let f = &figures[n];
    if f.part {
        return "part";
    }
    let before = || {
        figures[..n]
            .iter()
            .zip(is)
            .filter(|(_, is)| !matches!(**is, "part" | "earlier"))
    };
    let own = before().rfind(|(o, _)| o.by.is(&f.by));
    match own {
        // a document tells the news first, then what was said before
        Some((o, _)) if o.document == f.document && !o.says_the_same(f) => return "earlier",
        Some((o, _)) if o.says_the_same(f) => return if f.copy { "copy" } else { "repeat" },
        Some(_) => return "update",
        None => {}
    }
    let Some((last, _)) = before().next_back() else {
        return "first";
    };
    if before().any(|(o, _)| o.says_the_same(f)) {
        return if f.copy { "copy" } else { "repeat" };
    }
    let more = f.low() > last.high();
    let later = f.time > last.time + HOURS;
    if f.meets(last) || more && later {
        "update"
    } else {
        "contradiction"
    }
}

/// A higher figure of another source that came so much later is news, not a contradiction; in seconds.
const HOURS: i64 = 3 * 3600;

/// A source that gives less than before has withdrawn what it gave.
fn withdraw(figures: &[Figure<'_>], is: &mut [&'static str]) {
    for n in 0..figures.len() {
        let less = (n + 1..figures.len()).any(|m| {
            let (old, new) = (&figures[n], &figures[m]);
            matches!(is[m], "update") && new.by.is(&old.by) && new.high() < old.low()
        });
        if less && !matches!(is[n], "part" | "earlier") {
            is[n] = "withdrawn";
        }
    }
}

/// The latest whole figure of each source.
fn current(figures: &[Figure<'_>], is: &[&'static str]) -> Vec<bool> {
    let counts = |n: usize| !matches!(is[n], "part" | "earlier" | "withdrawn" | "copy");
    (0..figures.len())
        .map(|n| {
            let newer = (n + 1..figures.len()).any(|m| counts(m) && figures[m].by.is(&figures[n].by));
            counts(n) && !newer
        })
        .collect()
}

fn most(now: &[&Figure<'_>]) -> Option<u64> {
    let sources = |f: &Figure<'_>| now.iter().filter(|o| o.value() == f.value()).count();
    now.iter()
        .max_by_key(|f| (sources(f), f.time))
        .and_then(|f| f.value())
}
