//! The fields of one claim held against those of the gold claim that it matches.

use crate::gold;
use crate::score::Scores;
use crate::words::{overlap, shared};
use musnad_extract::{Actor, Bound, Claim, Count, Place, Role, Source, SourceKind, Time};

/// One matched pair.
pub(crate) struct Fields<'a> {
    pub(crate) scores: &'a mut Scores,
    pub(crate) article: &'a str,
    pub(crate) text: &'a str,
    pub(crate) claim: &'a Claim,
    pub(crate) gold: &'a gold::Claim,
}

impl Fields<'_> {
    pub(crate) fn score(&mut self) {
        let (claim, gold, text) = (self.claim, self.gold, self.text);
        self.code("mode", claim.mode.as_deref(), gold.mode.as_deref());
        self.code("modality", Some(claim.modality.name()), Some(&gold.modality));
        let names = ["actor", "actor.country", "actor.sector"];
        self.parties(names, Role::Actor, &gold.actor);
        let names = ["recipient", "recipient.country", "recipient.sector"];
        self.parties(names, Role::Recipient, &gold.recipient);
        self.words(
            "from",
            words_at(&claim.from, text),
            gold.from.as_ref().map(|p| &*p.text),
        );
        self.words(
            "to",
            words_at(&claim.to, text),
            gold.to.as_ref().map(|p| &*p.text),
        );
        self.words(
            "place",
            words_at(&claim.place, text),
            gold.place.as_ref().map(|p| &*p.text),
        );
        if let (Some(have), Some(want)) = (&claim.place, &gold.place)
            && overlap(have.span.of(text), &want.text)
        {
            self.code("place.country", have.country.as_deref(), want.country.as_deref());
            self.code(
                "place.precision",
                Some(have.precision.name()),
                Some(&want.precision),
            );
        }
        self.time();
        self.toll();
        self.chain();
    }

    /// Counts an answer, and notes it where it is wrong.
    fn count(&mut self, name: &'static str, right: bool, given: Option<&str>, wanted: Option<&str>) {
        let tally = self.scores.fields.entry(name).or_default();
        tally.add(right.into(), given.is_some().into(), wanted.is_some().into());
        if !right && (given.is_some() || wanted.is_some()) {
            let trigger = self.claim.trigger.of(self.text);
            let (given, wanted) = (given.unwrap_or("–"), wanted.unwrap_or("–"));
            self.scores.wrong.push(format!(
                "{name}\t{}\t{trigger}\t{given}\tnot {wanted}",
                self.article
            ));
        }
    }

    /// A field whose value is one of a list.
    fn code(&mut self, name: &'static str, given: Option<&str>, wanted: Option<&str>) {
        self.count(name, given.is_some() && given == wanted, given, wanted);
    }

    /// A field whose value is words of the text.
    fn words(&mut self, name: &'static str, given: Option<&str>, wanted: Option<&str>) {
        let right = given.zip(wanted).is_some_and(|(a, b)| overlap(a, b));
        self.count(name, right, given, wanted);
    }

    fn parties(&mut self, names: [&'static str; 3], role: Role, gold: &[gold::Party]) {
        let [name, country, sector] = names;
        let text = self.text;
        let mut left: Vec<&Actor> = self.claim.actors.iter().filter(|a| a.role == role).collect();
        for want in gold {
            let likeness = |i: &usize| (shared(left[*i].span.of(text), &want.text), usize::MAX - i);
            let best = (0..left.len()).max_by_key(likeness);
            let Some(i) = best.filter(|i| overlap(left[*i].span.of(text), &want.text)) else {
                self.count(name, false, None, Some(&want.text));
                continue;
            };
            let have = left.remove(i);
            self.count(name, true, Some(have.span.of(text)), Some(&want.text));
            self.code(country, have.country.as_deref(), want.country.as_deref());
            self.code(sector, have.sector.as_deref(), want.sector.as_deref());
            if !want.aligned_with.is_empty() {
                let (given, wanted) = (have.aligned_with.join(" "), want.aligned_with.join(" "));
                self.code("aligned_with", Some(&given), Some(&wanted));
            }
        }
        for extra in left {
            self.count(name, false, Some(extra.span.of(text)), None);
        }
    }

    fn time(&mut self) {
        let (have, want) = (&self.claim.time, &self.gold.time);
        let given = have.as_ref().map(|t| {
            let range = format!(
                "{} – {}",
                t.start.as_deref().unwrap_or(""),
                t.end.as_deref().unwrap_or("")
            );
            format!("{} {range}", t.span.of(self.text))
        });
        let wanted = want.as_ref().map(|t| {
            let range = format!(
                "{} – {}",
                t.start.as_deref().unwrap_or(""),
                t.end.as_deref().unwrap_or("")
            );
            format!("{} {range}", t.text)
        });
        let right = have
            .as_ref()
            .zip(want.as_ref())
            .is_some_and(|(a, b)| same_time(a, b));
        self.count("time", right, given.as_deref(), wanted.as_deref());
        if let (Some(have), Some(want)) = (have, want) {
            self.words("time.words", Some(have.span.of(self.text)), Some(&want.text));
            self.code(
                "time.precision",
                Some(have.precision.name()),
                Some(&want.precision),
            );
        }
    }

    fn toll(&mut self) {
        let mut left: Vec<&Count> = self.claim.toll.iter().collect();
        for want in &self.gold.toll {
            let same_who = |have: &Count| match (&have.who, &want.who) {
                (Some(a), Some(b)) => overlap(a, b),
                (a, b) => a.is_none() && b.is_none(),
            };
            let fits = |have: &&Count| have.outcome.name() == want.outcome && same_figure(have, want);
            let best = left.iter().position(|have| fits(have) && same_who(have));
            let wanted = format!("{} {:?}", want.outcome, want.range());
            let Some(i) = best.or_else(|| left.iter().position(fits)) else {
                self.count("toll", false, None, Some(&wanted));
                continue;
            };
            let have = left.remove(i);
            self.count("toll", true, Some(""), Some(""));
            let [given, wanted] = [have.cumulative, want.cumulative].map(|c| c.to_string());
            self.code("toll.cumulative", Some(&given), Some(&wanted));
            if want.who.is_some() {
                self.count(
                    "toll.who",
                    same_who(have),
                    have.who.as_deref(),
                    want.who.as_deref(),
                );
            }
        }
        for extra in left {
            let given = format!("{} {:?}", extra.outcome.name(), (extra.min, extra.max));
            self.count("toll", false, Some(&given), None);
        }
    }

    /// The sources without the outlet.
    fn chain(&mut self) {
        let quoted = |s: &&Source| s.kind != SourceKind::Outlet || s.span.is_some();
        let links = self
            .claim
            .attribution
            .iter()
            .filter(quoted)
            .map(|s| words_of(s, self.text));
        let (links, wanted): (Vec<&str>, &[String]) = (links.collect(), &self.gold.sources);
        self.words(
            "source.first",
            links.first().copied(),
            wanted.first().map(String::as_str),
        );
        let same = links.len() == wanted.len() && links.iter().zip(wanted).all(|(a, b)| overlap(a, b));
        let (links, joined) = (links.join(" ← "), wanted.join(" ← "));
        self.count("source.chain", same, Some(&links), Some(&joined));
        if wanted.len() > 1 {
            self.count("source.long-chain", same, Some(&links), Some(&joined));
        }
    }
}

fn words_at<'t>(place: &Option<Place>, text: &'t str) -> Option<&'t str> {
    place.as_ref().map(|p| p.span.of(text))
}

/// The words of a source, or its name.
pub(crate) fn words_of<'s>(source: &'s Source, text: &'s str) -> &'s str {
    source
        .span
        .map_or_else(|| source.name_ar.as_deref().unwrap_or(""), |s| s.of(text))
}

/// Same least and most; for «about», the same figure.
pub(crate) fn same_figure(have: &Count, want: &gold::Count) -> bool {
    match want.range() {
        Some(range) => range == (have.min, have.max),
        None => have.value == want.value && have.bound == Bound::About,
    }
}

/// Same start and end, by the day: for hours and parts of a day the day is enough.
fn same_time(have: &Time, want: &gold::Time) -> bool {
    let start = have.start.as_deref().map(|t| day(t, false));
    let end = have.end.as_deref().map(|t| day(t, true));
    start == want.start && end == want.end
}

/// The day of an ISO 8601 moment; `up` gives the next day unless the moment is a midnight.
fn day(moment: &str, up: bool) -> String {
    let (date, clock) = (moment.get(..10).unwrap_or(moment), moment.get(11..16));
    if !up || clock.is_none_or(|c| c == "00:00") {
        return date.to_owned();
    }
    let next = date
        .parse::<jiff::civil::Date>()
        .ok()
        .and_then(|d| d.tomorrow().ok());
    next.map_or_else(|| date.to_owned(), |d| d.to_string())
}
