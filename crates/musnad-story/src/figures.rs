//! The figures of an event, gathered from its claims, before it is told what each is to the others.

use crate::cues::Cues;
use crate::stem::Stemmer;
use crate::view::Told;
use musnad_record::v1::{Claim, Count, Span};
use musnad_text::NumberReader;
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// A figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure<'r> {
    pub(crate) count: Cow<'r, Count<'r>>,
    pub(crate) claim: &'r str,
    pub(crate) document: &'r str,
    pub(crate) published: Option<&'r str>,
    /// What all versions of its document's page have in common.
    pub(crate) page: &'r str,
    /// When a later version of a page was first seen.
    pub(crate) seen: Option<&'r str>,
    /// When its document was there, in seconds since 1970.
    pub(crate) time: i64,
    /// Its source's number and name.
    pub(crate) by: usize,
    pub(crate) name: &'r str,
    /// The outlet gives it in its own name.
    pub(crate) own: bool,
    /// It stands in the title.
    pub(crate) title: bool,
    /// Who published it.
    pub(crate) outlet: Option<&'r str>,
    /// The document is a copy.
    pub(crate) copy: bool,
    /// The document takes back what its outlet wrote before.
    pub(crate) corrects: bool,
    /// It counts some of those that another figure of its claim counts.
    pub(crate) part: bool,
    /// It counts something else.
    pub(crate) other: bool,
    /// It counts over a time since something began.
    pub(crate) sum: bool,
    /// How near the words are that say that it was given before.
    pub(crate) earlier: Option<usize>,
    /// So many of those who had been hurt died: they come to the dead before.
    pub(crate) died: Option<u64>,
}

/// A speaker's number, its name, and whether it is the outlet itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speaker<'r> {
    pub(crate) number: usize,
    pub(crate) name: &'r str,
    pub(crate) own: bool,
}

/// The figures for one outcome, in the order of what was told.
pub(crate) fn gather<'r>(
    (cues, numbers, stemmer): (&Cues, &NumberReader, &Stemmer),
    outcome: &str,
    told: &[Told<'r>],
    by: &[Speaker<'r>],
) -> Vec<Figure<'r>> {
    let mut out = Vec::new();
    let correcting = told.iter().filter(|t| cues.corrects(t.claim));
    let correcting: FxHashSet<&str> = correcting.map(|t| t.document.id).collect();
    for (t, by) in told.iter().zip(by) {
        let claim: &'r Claim<'r> = t.claim;
        let figures = wholes_and_parts(cues, claim, outcome);
        let replaced = figures
            .iter()
            .filter_map(|(count, _)| cues.replaced(numbers, claim, count));
        let replaced: Vec<_> = replaced.map(|count| (Cow::Owned(count), false, true)).collect();
        let given = figures.into_iter().map(|(count, part)| (count, part, false));
        for (count, part, replaced) in given.chain(replaced) {
            if tells_no_number(&count) || cues.denies(claim, &count) {
                continue;
            }
            let mut cue = cues.read(claim, &count);
            if replaced {
                cue.earlier = Some(0);
            }
            let hurt = count.who.as_deref().is_some_and(|w| stemmer.is_hurt(w));
            let dead = (outcome == "killed" && (cue.died || hurt))
                .then_some(count.value)
                .flatten();
            let part = part || cues.is_one_of(&count);
            out.push(Figure {
                claim: &claim.id,
                document: t.document.id,
                published: t.document.published,
                page: t.document.page(),
                seen: t.document.seen(),
                time: t.document.time(),
                by: by.number,
                name: by.name,
                own: by.own,
                title: claim.sentence.start == 0,
                outlet: t.document.outlet,
                copy: t.document.copy_of.is_some(),
                corrects: correcting.contains(t.document.id),
                part,
                other: cue.other,
                sum: stemmer.asides.is_sum(claim, &count.span),
                earlier: cue.earlier,
                died: dead,
                count,
            });
        }
    }
    // beside others' a sum over a time is another quantity; the event of such sums has no other
    if out.iter().any(|f| !f.sum && !f.other) {
        out.iter_mut().for_each(|f| f.other |= f.sum);
    } else {
        out.iter_mut().for_each(|f| f.other &= !f.sum);
    }
    // «عشرات الجرحى» tells nothing where somebody counts them
    if out.iter().any(|f| f.count.value.is_some()) {
        out.retain(|f| f.count.value.is_some());
    }
    out
}

/// «عدد من الجرحى»: some, nobody says how many.
fn tells_no_number(count: &Count<'_>) -> bool {
    count.bound == "vague" && count.value.is_none() && count.max.is_none()
}

/// The figures of a claim for one outcome, each with whether it counts some of those that another counts. Those that
/// are counted beside each other are one: «خمسة مدنيين وثلاثة جنود».
fn wholes_and_parts<'r>(cues: &Cues, claim: &'r Claim<'r>, outcome: &str) -> Vec<(Cow<'r, Count<'r>>, bool)> {
    let mut out: Vec<(Cow<'r, Count<'r>>, bool)> = Vec::new();
    for count in claim.toll.iter().filter(|c| c.outcome == outcome) {
        let least = out.first().map(|(whole, _)| whole.min);
        match out.last_mut() {
            Some((before, false)) if cues.counts_more(claim, before, count) => {
                *before = Cow::Owned(sum(claim, before, count));
            }
            _ => out.push((
                Cow::Borrowed(count),
                least.is_some_and(|whole| count.min <= whole),
            )),
        }
    }
    out
}

/// Two counts of one sentence together.
fn sum<'r>(claim: &Claim<'r>, a: &Count<'r>, b: &Count<'r>) -> Count<'r> {
    let both = |x: Option<u64>, y: Option<u64>| Some(x? + y?);
    let bound = if a.bound == b.bound || b.bound == "exact" {
        a.bound.clone()
    } else if a.bound == "exact" {
        b.bound.clone()
    } else {
        "vague".into()
    };
    let (start, end) = (a.span.start, b.span.end);
    let sentence = &claim.sentence;
    let quote = sentence.quote.chars().skip(start.saturating_sub(sentence.start));
    Count {
        outcome: a.outcome.clone(),
        who: None,
        value: both(a.value, b.value),
        bound,
        min: both(a.min, b.min),
        max: both(a.max, b.max),
        cumulative: a.cumulative || b.cumulative,
        span: Span {
            start,
            end,
            quote: quote.take(end.saturating_sub(start)).collect::<String>().into(),
        },
    }
}

impl Figure<'_> {
    pub(crate) fn value(&self) -> Option<u64> {
        self.count.value.or(self.count.min).or(self.count.max)
    }

    /// Its number, where it is given as it is.
    pub(crate) fn exact(&self) -> Option<u64> {
        self.count.value.filter(|_| self.count.bound == "exact")
    }

    pub(crate) fn low(&self) -> Option<u64> {
        self.count.value.or(self.count.min)
    }

    pub(crate) fn high(&self) -> Option<u64> {
        self.count.max.or(self.count.value).or(self.count.min)
    }

    /// Whether both may be true of one number.
    pub(crate) fn meets(&self, other: &Figure<'_>) -> bool {
        let bounds = |f: &Figure<'_>| (f.count.min.unwrap_or(0), f.count.max.unwrap_or(u64::MAX));
        let ((low, high), (least, most)) = (bounds(self), bounds(other));
        low <= most && least <= high
    }

    /// The same, where «نحو» is held to a fifth more or less.
    pub(crate) fn agrees(&self, other: &Figure<'_>) -> bool {
        let bounds = |f: &Figure<'_>| match (f.count.bound.as_ref(), f.count.value) {
            ("about", Some(v)) => (v - v / 5, v + v / 5),
            _ => (f.count.min.unwrap_or(0), f.count.max.unwrap_or(u64::MAX)),
        };
        let ((low, high), (least, most)) = (bounds(self), bounds(other));
        low <= most && least <= high
    }

    pub(crate) fn says_the_same(&self, other: &Figure<'_>) -> bool {
        let said = |f: &Figure<'_>| (f.count.value, f.count.min, f.count.max);
        said(self) == said(other)
    }
}
