//! Whether two tellings are of one event: points for and against, each with what was found.

use crate::stem::Stem;
use crate::telling::{Counted, Moment, Side, Spot, Telling};

const DAY: i64 = 86_400;
/// Kilometres between two places that may still be one.
const NEAR: f64 = 12.0;

/// What was found when two tellings were compared; each of 0 to 1 save where told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// Stated times overlap.
    pub(crate) time_same: f32,
    /// Stated times are apart: on one day, or on several.
    pub(crate) time_apart: f32,
    pub(crate) time_fits: f32,
    pub(crate) time_off: f32,
    /// No time is stated for one of them, and their documents are so many days apart.
    pub(crate) days: f32,
    pub(crate) place_same: f32,
    pub(crate) place_within: f32,
    pub(crate) place_words: f32,
    pub(crate) place_apart: f32,
    pub(crate) party_same: f32,
    pub(crate) party_alike: f32,
    pub(crate) party_apart: f32,
    pub(crate) toll_same: f32,
    pub(crate) toll_near: f32,
    pub(crate) toll_apart: f32,
    pub(crate) mode_same: f32,
    pub(crate) mode_apart: f32,
    pub(crate) trigger: f32,
    pub(crate) words: f32,
    /// The documents are alike.
    pub(crate) documents: f32,
    pub(crate) copied: f32,
    pub(crate) about: f32,
    pub(crate) alone: f32,
    pub(crate) past_apart: f32,
    /// One is told to be another one than one before, the other is not.
    pub(crate) another: f32,
}

/// What tellings are compared by, beside themselves.
pub(crate) trait Rarity {
    /// How much a stem tells, 0 for one that is everywhere.
    fn rarity(&self, stem: Stem) -> f32;
}

pub(crate) fn compare(a: &Telling, b: &Telling, documents: f32, rarity: &impl Rarity) -> Found {
    let mut f = Found::default();
    times(a, b, &mut f);
    places(&a.places, &b.places, &mut f);
    parties(&a.parties, &b.parties, &mut f);
    counts(&a.counts, &b.counts, &mut f);
    let shared = a.modes.iter().any(|m| b.modes.contains(m));
    f.mode_same = on(shared);
    f.mode_apart = on(!shared && !a.modes.is_empty() && !b.modes.is_empty());
    f.trigger = on(a.triggers.iter().any(|t| b.triggers.contains(t)));
    f.words = likeness(&a.words, &b.words, rarity);
    f.documents = documents;
    f.copied = on(a.sentences.iter().any(|s| b.sentences.contains(s)));
    f.about = likeness(&a.about, &b.about, rarity);
    f.alone = documents / (a.among * b.among) as f32;
    f.past_apart = on(a.past != b.past);
    // whoever tells of another one, tells of that of which others tell as another one too
    f.another = on(a.another != b.another && a.document != b.document);
    f
}

fn on(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

/// When it was, stated or else by its document; whether stated.
fn when(t: &Telling) -> Option<(Moment, bool)> {
    if let Some(m) = t.times.first() {
        return Some((*m, true));
    }
    let news = t.leads && !t.past && !t.future;
    news.then_some((
        Moment {
            start: t.published - DAY * 5 / 4,
            end: t.published,
        },
        false,
    ))
}

fn times(a: &Telling, b: &Telling, f: &mut Found) {
    let (Some((x, stated)), Some((y, also))) = (when(a), when(b)) else {
        f.days = ((a.published - b.published).abs() as f32 / DAY as f32).min(10.0);
        return;
    };
    let gap = x.start.max(y.start).saturating_sub(x.end.min(y.end));
    let short = |m: &Moment| m.end.saturating_sub(m.start) <= DAY;
    let part = |m: &Moment| m.end.saturating_sub(m.start) < DAY;
    match stated && also {
        // an hour of slack: «قبيل الفجر» and «فجرا»
        true if gap < 0 || gap <= 3600 && short(&x) && short(&y) => f.time_same = 1.0,
        // two hours stated, or two days next to each other
        true if gap < DAY / 2 && !(part(&x) && part(&y)) => f.time_apart = 0.5,
        true => f.time_apart = 1.0,
        false if gap < DAY / 4 => f.time_fits = 1.0,
        false => f.time_off = (gap as f32 / DAY as f32).min(5.0),
    }
}

fn places(a: &[Spot], b: &[Spot], f: &mut Found) {
    let mut apart = false;
    for x in a {
        for y in b {
            let same = x.id.is_some() && x.id == y.id;
            let near = x.at.zip(y.at).map(|(p, q)| kilometres(p, q));
            let coarse = x.coarse.max(y.coarse) >= 2;
            let one_region = x.country.is_some()
                && x.country == y.country
                && (x.admin1.is_none() || y.admin1.is_none() || x.admin1 == y.admin1);
            if same || near.is_some_and(|km| km <= NEAR && !coarse) {
                f.place_same = 1.0;
            } else if coarse && one_region {
                f.place_within = 1.0;
            } else if near.is_some() && !coarse
                || x.country.is_some() && y.country.is_some() && x.country != y.country
            {
                apart = true;
            }
            let words = x.words.iter().filter(|w| y.words.contains(w)).count();
            let least = x.words.len().min(y.words.len()).max(1);
            f.place_words = f.place_words.max(words as f32 / least as f32);
        }
    }
    f.place_apart = on(apart && f.place_same == 0.0);
}

/// The distance over the ground, by the haversine formula on a sphere of 6,371 km.
pub(crate) fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lat2) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = (lat2 - lat1, (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

fn parties(a: &[Side], b: &[Side], f: &mut Found) {
    for x in a {
        for y in b.iter().filter(|y| y.actor == x.actor) {
            if x.id.is_some() && x.id == y.id {
                f.party_same = 1.0;
            } else if x.id.is_some() && y.id.is_some() && x.country != y.country {
                f.party_apart = 1.0;
            }
            let kind = x.sector.is_some() && x.sector == y.sector && x.country == y.country;
            let words = x.words.iter().any(|w| y.words.contains(w));
            if kind || words {
                f.party_alike = (f.party_alike + 0.5).min(1.0);
            }
        }
    }
    if f.party_same > 0.0 {
        f.party_apart = 0.0;
    }
}

fn counts(a: &[Counted], b: &[Counted], f: &mut Found) {
    for x in a {
        for y in b.iter().filter(|y| y.outcome == x.outcome) {
            let (low, high) = (x.min.min(y.min) as f32, x.min.max(y.min) as f32);
            if x.min == y.min {
                f.toll_same = f.toll_same.max(if x.min > 2 { 1.0 } else { 0.5 });
            } else if high <= 2.0 * low + 2.0 {
                f.toll_near = 1.0;
            } else if high > 4.0 * low + 3.0 {
                f.toll_apart = 1.0;
            }
        }
    }
    if f.toll_same > 0.0 {
        (f.toll_near, f.toll_apart) = (0.0, 0.0);
    }
}

fn likeness(a: &[Stem], b: &[Stem], rarity: &impl Rarity) -> f32 {
    let length = |w: &[Stem]| w.iter().map(|s| rarity.rarity(*s).powi(2)).sum::<f32>().sqrt();
    let both = a.iter().filter(|s| b.binary_search(s).is_ok());
    let sum: f32 = both.map(|s| rarity.rarity(*s).powi(2)).sum();
    let lengths = length(a) * length(b);
    if lengths > 0.0 { sum / lengths } else { 0.0 }
}

/// Points for what is found.
struct Points {
    bias: f32,
    time_same: f32,
    time_apart: f32,
    time_fits: f32,
    time_off: f32,
    days: f32,
    place_same: f32,
    place_within: f32,
    place_words: f32,
    place_apart: f32,
    party_same: f32,
    party_alike: f32,
    party_apart: f32,
    toll_same: f32,
    toll_near: f32,
    toll_apart: f32,
    mode_same: f32,
    mode_apart: f32,
    past_apart: f32,
    another: f32,
    words: f32,
    about: f32,
    documents: f32,
    alone: f32,
}

struct Even;

impl Rarity for Even {
    fn rarity(&self, _: Stem) -> f32 {
        1.0
    }
}

/// Joins the tellings of one document that nothing speaks against being of one event: who tells of an attack goes on
/// telling of it.
pub(crate) fn own(tellings: Vec<Telling>) -> Vec<Telling> {
    let mut out: Vec<Telling> = Vec::new();
    for t in tellings {
        let best = out
            .iter_mut()
            .filter(|o| o.kind == t.kind)
            .map(|o| (within(o, &t), o))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((points, o)) if points > 0.0 => o.join(t),
            _ => out.push(t),
        }
    }
    out
}

/// Points for two tellings of one document being of one event.
pub(crate) fn within(a: &Telling, b: &Telling) -> f32 {
    let f = compare(a, b, 0.0, &Even);
    let exact = |c: &Counted| c.max == Some(c.min) && !c.cumulative;
    let differ = a.counts.iter().any(|x| {
        let of = |y: &&Counted| y.outcome == x.outcome && y.by == x.by && exact(x) && exact(y);
        b.counts.iter().filter(of).all(|y| y.min != x.min) && b.counts.iter().any(|y| of(&y))
    });
    let elsewhere = f.about == 0.0 && !a.about.is_empty() && !b.about.is_empty();
    let stated = !a.times.is_empty() && !b.times.is_empty();
    1.0 + f.copied + 0.5 * f.trigger + 1.5 * f.about + f.place_same + 0.5 * f.toll_same
        - if stated { 3.0 * f.time_apart } else { 0.0 }
        - 2.5 * f.place_apart
        - 1.2 * f.mode_apart
        - 2.0 * f.past_apart
        - 1.5 * f.toll_apart
        - if differ { 1.2 } else { 0.0 }
        - if elsewhere { 0.6 } else { 0.0 }
}

/// Points for each thing that may be found, fitted on our own stories and rounded; from 0 on, two tellings are of one
/// event.
const POINTS: Points = Points {
    bias: -1.8,
    time_same: 1.6,
    time_apart: -2.6,
    time_fits: 1.9,
    time_off: -2.0,
    days: -0.5,
    place_same: 0.2,
    place_within: 1.0,
    place_words: 1.2,
    place_apart: -2.2,
    party_same: 0.3,
    party_alike: 0.9,
    party_apart: -0.5,
    toll_same: 0.6,
    toll_near: 0.4,
    toll_apart: -1.5,
    mode_same: 0.3,
    mode_apart: -1.0,
    past_apart: -1.0,
    another: -0.8,
    words: 2.4,
    about: 1.9,
    documents: 1.6,
    alone: 2.4,
};

impl Found {
    /// All points together.
    pub(crate) fn points(&self) -> f32 {
        let p = &POINTS;
        p.bias
            + p.time_same * self.time_same
            + p.time_apart * self.time_apart
            + p.time_fits * self.time_fits
            + p.time_off * self.time_off
            + p.days * self.days
            + p.place_same * self.place_same
            + p.place_within * self.place_within
            + p.place_words * self.place_words
            + p.place_apart * self.place_apart
            + p.party_same * self.party_same
            + p.party_alike * self.party_alike
            + p.party_apart * self.party_apart
            + p.toll_same * self.toll_same
            + p.toll_near * self.toll_near
            + p.toll_apart * self.toll_apart
            + p.mode_same * self.mode_same
            + p.mode_apart * self.mode_apart
            + p.past_apart * self.past_apart
            + p.another * self.another
            + p.words * self.words
            + p.about * self.about
            + p.documents * self.documents
            + p.alone * self.alone
    }
}
