//! The toll ledger: every figure that anyone gave for one outcome of an event, and what each is to those before.

use crate::figures::Figure;
use musnad_record::event::{Line, Toll};

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

/// A toll with whether its sources contradict each other.
pub(crate) struct Ledger {
    pub(crate) toll: Toll,
    pub(crate) disputed: bool,
}

/// The ledger of one outcome; `figures` in the order of publication, those of one document in its own. `risen` are
/// documents that tell of more dead than any before: some of whom others counted as hurt or missing.
pub(crate) fn ledger(outcome: &str, figures: Vec<Figure<'_>>, risen: &[&str], policy: Policy) -> Ledger {
    let figures = with_sums(with_died(once(figures)));
    let rules = Rules { outcome, risen };
    let mut is: Vec<&'static str> = Vec::new();
    for n in 0..figures.len() {
        let kind = rules.kind(&figures, &is, n);
        is.push(kind);
    }
    withdraw(&figures, &mut is);
    let current = current(&figures, &is);
    let now: Vec<&Figure<'_>> = figures
        .iter()
        .zip(&current)
        .filter(|(_, c)| **c)
        .map(|(f, _)| f)
        .collect();
    let best = match policy {
        Policy::Latest => now.iter().max_by_key(|f| f.time).and_then(|f| f.value()),
        Policy::Most => most(&now),
        Policy::Low => now.iter().filter_map(|f| f.value()).min(),
        Policy::High => now.iter().filter_map(|f| f.value()).max(),
    };
    let disputed = (0..now.len()).any(|n| now[..n].iter().any(|o| rules.clash(now[n], o)));
    let lines = figures.iter().zip(&is).zip(&current);
    let toll = Toll {
        outcome: outcome.to_owned(),
        low: now.iter().filter_map(|f| f.low()).min(),
        best,
        high: now.iter().filter_map(|f| f.high()).max(),
        lines: lines.map(|((f, is), current)| line(f, is, *current)).collect(),
    };
    Ledger { toll, disputed }
}

fn line(f: &Figure<'_>, is: &str, current: bool) -> Line {
    Line {
        claim: f.claim.to_owned(),
        document: f.document.to_owned(),
        published: f.published.map(str::to_owned),
        seen: f.seen.map(str::to_owned),
        by: f.name.to_owned(),
        words: f.count.span.quote.to_string(),
        value: f.count.value,
        bound: f.count.bound.to_string(),
        min: f.count.min,
        max: f.count.max,
        is: is.to_owned(),
        current,
    }
}

/// The figures without those that only say again what another of their document says: a source that repeats itself,
/// a title or lead that gives in the outlet's name, perhaps rounded, what the text gives with its source, and a title
/// that calls this source by a shorter name («محامون: 176 موقوفا»). What a page still says in its next version is no line either.
fn once(figures: Vec<Figure<'_>>) -> Vec<Figure<'_>> {
    let said = |n: usize| {
        let f = &figures[n];
        figures.iter().enumerate().any(|(m, o)| {
            let first = if f.title == o.title { m < n } else { f.title };
            let twice = o.by == f.by && o.says_the_same(f) && first;
            let echo = !o.own && (f.own || f.title && !o.title) && o.meets(f);
            m != n && o.document == f.document && o.part == f.part && (echo || twice)
        }) || before(&figures, n).any(|o| o.part == f.part && o.says_the_same(f))
    };
    let keep: Vec<bool> = (0..figures.len()).map(|n| !said(n)).collect();
    let mut keep = keep.into_iter();
    figures
        .into_iter()
        .filter(|_| keep.next().unwrap_or(true))
        .collect()
}

/// The figures with those of the hurt who died since: some of the dead that their document counts, where that is news;
/// else they come to the figure before, that of their document, of their source or the latest, so that their line tells
/// the sum. Who tells of the same deaths again adds none.
fn with_died(mut figures: Vec<Figure<'_>>) -> Vec<Figure<'_>> {
    for n in 0..figures.len() {
        let f = &figures[n];
        let Some(died) = f.died.filter(|_| !f.part && !f.other) else {
            continue;
        };
        let whole = |o: &&Figure<'_>| !o.part && !o.other && o.died != Some(died);
        let earlier = || {
            figures
                .iter()
                .filter(|o| o.document != f.document && o.time < f.time)
        };
        let beside = || figures.iter().filter(|o| o.document == f.document).filter(whole);
        // a copy tells what its original told
        let told = |o: &&Figure<'_>| {
            o.document != f.document
                && o.by == f.by
                && o.died == f.died
                && o.count.span.quote == f.count.span.quote
        };
        if let Some(original) = figures[..n].iter().find(told).filter(|_| f.copy) {
            let (part, count) = (original.part, original.count.clone());
            (figures[n].part, figures[n].count) = (part, count);
            continue;
        }
        // «ارتفعت الحصيلة إلى تسعة بعد وفاة اثنين من الجرحى»: it counts them, whoever had counted as many before
        let risen = |o: &Figure<'_>| o.count.cumulative || !earlier().any(|e| e.says_the_same(o));
        if beside().any(risen) {
            figures[n].part = true;
            continue;
        }
        let known = || {
            figures[..n]
                .iter()
                .rev()
                .filter(|o| o.earlier.is_none())
                .filter(whole)
        };
        let before = beside().max_by_key(|o| o.value());
        let before = before
            .or_else(|| known().find(|o| o.by == f.by))
            .or_else(|| known().next());
        let Some(before) = before.map(|o| o.count.clone()) else {
            continue;
        };
        let count = figures[n].count.to_mut();
        let more = |known: Option<u64>| known.map(|k| k + died);
        (count.value, count.min, count.max) = (more(before.value), more(before.min), more(before.max));
        count.bound = before.bound.clone();
    }
    figures
}

/// The figures, where what one source of a document gives adds up to what the document counts: those are parts of it.
fn with_sums(mut figures: Vec<Figure<'_>>) -> Vec<Figure<'_>> {
    for n in 0..figures.len() {
        let Some(whole) = figures[n]
            .exact()
            .filter(|_| !figures[n].part && !figures[n].other)
        else {
            continue;
        };
        let fits = |o: &Figure<'_>, by: usize| {
            o.document == figures[n].document && o.by == by && !o.part && !o.other && o.value() < Some(whole)
        };
        let sums = |by: usize| {
            let parts: Vec<Option<u64>> = figures
                .iter()
                .filter(|o| fits(o, by))
                .map(Figure::exact)
                .collect();
            parts.len() > 1 && parts.into_iter().sum::<Option<u64>>() == Some(whole)
        };
        let adds = figures.iter().map(|o| o.by).find(|by| sums(*by));
        let parts: Vec<usize> = match adds {
            Some(by) => (0..figures.len()).filter(|m| fits(&figures[*m], by)).collect(),
            None => continue,
        };
        for part in parts {
            figures[part].part = true;
        }
    }
    figures
}

/// What the source of figure `n` said in the version of its page before.
fn before<'f, 'r>(figures: &'f [Figure<'r>], n: usize) -> impl Iterator<Item = &'f Figure<'r>> {
    let f = &figures[n];
    let own = move |o: &&Figure<'_>| o.page == f.page && o.document != f.document && o.by == f.by;
    let earlier = &figures[..n];
    let version = earlier.iter().rev().find(own).map(|o| o.document);
    earlier
        .iter()
        .filter(move |o| own(o) && Some(o.document) == version)
}

/// Whether a line is a whole figure of this event that its document holds for true.
fn is_whole(is: &str) -> bool {
    !matches!(is, "part" | "other" | "earlier")
}

struct Rules<'a> {
    outcome: &'a str,
    risen: &'a [&'a str],
}

impl Rules<'_> {
    /// What figure `n` is to those before it.
    fn kind(&self, figures: &[Figure<'_>], is: &[&'static str], n: usize) -> &'static str {
        let f = &figures[n];
        if f.part {
            return "part";
        }
        if f.other {
            return "other";
        }
        if is_earlier(figures, n) {
            return "earlier";
        }
        let before = || {
            figures[..n]
                .iter()
                .zip(is)
                .filter(|(_, is)| is_whole(is))
                .map(|(o, _)| o)
        };
        let again = if f.copy { "copy" } else { "repeat" };
        let mut own = before().filter(|o| o.by == f.by && o.document != f.document);
        match own.clone().next_back() {
            // a page that goes back to an earlier figure takes the later one back
            Some(last) if last.page == f.page && !last.says_the_same(f) => return "update",
            // whoever comes late still tells what was told before
            Some(_) if own.any(|o| o.says_the_same(f)) => return again,
            Some(_) => return "update",
            None => {}
        }
        if before().next().is_none() {
            return "first";
        }
        if before().any(|o| o.says_the_same(f)) {
            return again;
        }
        if before().any(|o| self.clash(f, o)) {
            "contradiction"
        } else {
            "update"
        }
    }

    /// Whether two figures of two sources, of which `old` came no later, cannot both be right.
    fn clash(&self, new: &Figure<'_>, old: &Figure<'_>) -> bool {
        // how many were taken or came does not grow by itself, as the number of the dead who are found does
        let fixed = matches!(self.outcome, "abducted" | "participants");
        if new.by == old.by {
            return false;
        }
        if fixed {
            return !new.agrees(old);
        }
        if new.document == old.document {
            // what an outlet says in its own name sums up what it has of several
            return !new.own && !old.own && !new.agrees(old);
        }
        let fewer = !new.meets(old) && new.high() < old.low();
        let died = matches!(self.outcome, "injured" | "missing") && self.risen.contains(&new.document);
        fewer && !died
    }
}

/// Whether a document tells figure `n` as one that was given before, beside the one that it holds for true.
fn is_earlier(figures: &[Figure<'_>], n: usize) -> bool {
    let f = &figures[n];
    let beside = |o: &Figure<'_>| o.document == f.document && !o.part && !o.other && !o.says_the_same(f);
    let nearer = |o: &Figure<'_>| match (o.earlier, f.earlier) {
        (Some(other), Some(this)) => this < other,
        (None, Some(_)) => true,
        _ => false,
    };
    let others = || figures.iter().filter(|o| beside(o));
    if f.earlier.is_some() && others().next().is_some() && others().all(|o| nearer(o) || o.by != f.by) {
        return true;
    }
    let own = || {
        figures
            .iter()
            .enumerate()
            .filter(|(_, o)| beside(o) && o.by == f.by)
    };
    let known = |n: usize| {
        let g = &figures[n];
        let mut earlier = figures
            .iter()
            .filter(|o| o.by == g.by && o.document != g.document && o.time < g.time);
        earlier.any(|o| o.says_the_same(g))
    };
    // its source said so before, and says something else now; or else the news stands first
    own().any(|(m, o)| match (known(n), known(m)) {
        (true, false) => true,
        (false, true) => false,
        _ => m < n && o.earlier.is_none(),
    })
}

/// A source that gives less than before has withdrawn what it gave, and a correction what its outlet wrote.
fn withdraw(figures: &[Figure<'_>], is: &mut [&'static str]) {
    for n in 0..figures.len() {
        let old = &figures[n];
        let gone = (n + 1..figures.len()).any(|m| {
            let new = &figures[m];
            let less = is[m] == "update" && new.by == old.by && new.high() < old.low();
            let wrong = new.corrects
                && new.outlet == old.outlet
                && new.document != old.document
                && (old.own || new.by == old.by)
                && !new.says_the_same(old);
            is_whole(is[m]) && (less || wrong)
        });
        if gone && is_whole(is[n]) {
            is[n] = "withdrawn";
        }
    }
}

/// The latest whole figure of each source.
fn current(figures: &[Figure<'_>], is: &[&'static str]) -> Vec<bool> {
    let counts = |n: usize| is_whole(is[n]) && !matches!(is[n], "withdrawn" | "copy");
    let stale = |n: usize| {
        let mut own = (0..n).filter(|m| is_whole(is[*m]) && figures[*m].by == figures[n].by);
        is[n] == "repeat"
            && own
                .next_back()
                .is_some_and(|m| !figures[m].says_the_same(&figures[n]))
    };
    (0..figures.len())
        .map(|n| {
            let newer = |m: usize| counts(m) && !stale(m) && figures[m].by == figures[n].by;
            counts(n) && !stale(n) && !(n + 1..figures.len()).any(newer)
        })
        .collect()
}

fn most(now: &[&Figure<'_>]) -> Option<u64> {
    let sources = |f: &Figure<'_>| now.iter().filter(|o| o.value() == f.value()).count();
    now.iter()
        .max_by_key(|f| (sources(f), f.time))
        .and_then(|f| f.value())
}
