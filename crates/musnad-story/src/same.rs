//! Whether two tellings are of one event: points for and against, each with what was found.

use crate::stem::Stem;
use crate::telling::{Counted, Moment, Side, Spot, Telling};
use musnad_record::event::Reason;

const DAY: i64 = 86_400;
/// So long figures go on rising, in seconds.
const RISES: i64 = 5 * DAY;
/// How coarse a district is.
const DISTRICT: u8 = 2;
/// Documents as alike as this are on the same matter.
const SAME_MATTER: f32 = 0.5;
/// Two tellings of a document are of one event only if no more speaks against it.
const OWN: f32 = 0.0;
/// Kilometres between two places that are as good as one.
const BESIDE: f64 = 5.0;
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
    /// Still the days of one's document are those of the other.
    pub(crate) time_maybe: f32,
    pub(crate) place_same: f32,
    pub(crate) place_within: f32,
    pub(crate) place_words: f32,
    pub(crate) place_apart: f32,
    /// One place, no larger than a district, or one that only its words tell.
    pub(crate) place_one: f32,
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
    /// The titles of documents that lead with them are alike.
    pub(crate) titles: f32,
    /// The documents are alike.
    pub(crate) documents: f32,
    pub(crate) copied: f32,
    pub(crate) about: f32,
    pub(crate) alone: f32,
    pub(crate) past_apart: f32,
    /// One is told to be another one than one before, the other is not.
    pub(crate) another: f32,
    /// Whoever did one is of the side that the other was done to.
    pub(crate) turned: f32,
    /// Something said, by two who are known for others.
    pub(crate) others_say: f32,
    /// One names no place and stands in news of another place than the other's.
    pub(crate) scene_apart: f32,
    /// One names no place, or counts nobody, and the other does.
    pub(crate) place_unsaid: f32,
    pub(crate) toll_unsaid: f32,
    /// Both count over a time since something began; figures of such sums are those of two times or of two matters.
    pub(crate) sums: f32,
    pub(crate) sums_apart: f32,
}

/// What tellings are compared by, beside themselves.
pub(crate) trait Rarity {
    /// How much a stem tells, 0 for one that is everywhere.
    fn rarity(&self, stem: Stem) -> f32;

    /// How long the words of a telling, those of what it is about and those of its title are.
    fn lengths(&self, t: &Telling) -> [f32; 3] {
        [&t.words, &t.about, &t.title].map(|words| {
            let squares = words.iter().map(|s| self.rarity(*s).powi(2));
            squares.sum::<f32>().sqrt()
        })
    }
}

pub(crate) fn compare(a: &Telling, b: &Telling, documents: f32, rarity: &impl Rarity) -> Found {
    let mut f = Found::default();
    times(a, b, &mut f);
    places(&a.places, &b.places, &mut f);
    parties(&a.parties, &b.parties, &mut f);
    f.turned = on(turned(&a.parties, &b.parties) || turned(&b.parties, &a.parties));
    counts(&a.counts, &b.counts, &mut f);
    let shared = a.modes.iter().any(|m| b.modes.contains(m));
    f.mode_same = on(shared);
    f.mode_apart = on(!shared && !a.modes.is_empty() && !b.modes.is_empty());
    f.trigger = on(a.triggers.iter().any(|t| b.triggers.contains(t)));
    let (x, y) = (rarity.lengths(a), rarity.lengths(b));
    f.words = likeness(&a.words, &b.words, x[0] * y[0], rarity);
    if a.leads && b.leads {
        f.titles = likeness(&a.title, &b.title, x[2] * y[2], rarity);
    }
    f.documents = documents;
    f.copied = on(a.sentences.iter().any(|s| b.sentences.contains(s)));
    f.about = likeness(&a.about, &b.about, x[1] * y[1], rarity);
    f.alone = documents / (a.among * b.among) as f32;
    f.past_apart = on(a.past != b.past);
    f.scene_apart = scene_apart(a, b);
    f.place_unsaid = on(a.places.is_empty() != b.places.is_empty());
    f.toll_unsaid = on(a.counts.is_empty() != b.counts.is_empty());
    f.others_say = on(a.spoken && others_act(&a.parties, &b.parties));
    f.sums = on(a.sums && b.sums);
    f.sums_apart = f.sums * f.toll_apart;
    // whoever tells of another one, tells of that of which others tell as another one too
    f.another = on(a.another != b.another && a.document != b.document);
    f
}

/// Times and places alone: what tells an event from others of its kind.
pub(crate) fn when_and_where(a: &Telling, b: &Telling) -> Found {
    let mut f = Found::default();
    times(a, b, &mut f);
    places(&a.places, &b.places, &mut f);
    f
}

/// The places of the news in which two stand that name none.
pub(crate) fn scenes(a: &Telling, b: &Telling) -> Found {
    let mut f = Found::default();
    places(&a.scene, &b.scene, &mut f);
    f
}

/// Whether one of two names no place, and the news that it stands in is of another place.
fn scene_apart(a: &Telling, b: &Telling) -> f32 {
    fn ground(t: &Telling) -> &[Spot] {
        if t.places.is_empty() { &t.scene } else { &t.places }
    }
    let mut f = Found::default();
    if a.places.is_empty() || b.places.is_empty() {
        places(ground(a), ground(b), &mut f);
    }
    f.place_apart
}

fn on(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

/// When it was, stated or else by its document; whether stated.
fn when(t: &Telling) -> Option<(Moment, bool)> {
    if let Some(m) = t.times.first() {
        return Some((*m, true));
    }
    (t.leads && is_news(t)).then_some((lately(t), false))
}

/// When it may have been, where nobody says so.
fn maybe_when(t: &Telling) -> Option<Moment> {
    when(t)
        .map(|(m, _)| m)
        .or((is_news(t) && !t.before).then(|| lately(t)))
}

fn is_news(t: &Telling) -> bool {
    !t.past && !t.future
}

/// The time that news is of.
fn lately(t: &Telling) -> Moment {
    // a figure that has risen is news of what was before
    let back = if t.risen { RISES } else { DAY * 5 / 4 };
    Moment {
        start: t.published - back,
        end: t.published,
    }
}

fn times(a: &Telling, b: &Telling, f: &mut Found) {
    let (Some((x, stated)), Some((y, also))) = (when(a), when(b)) else {
        if let (Some(x), Some(y)) = (maybe_when(a), maybe_when(b)) {
            f.time_maybe = on(x.start.max(y.start) < x.end.min(y.end));
        }
        f.days = ((a.published - b.published).abs() as f32 / DAY as f32).min(10.0);
        return;
    };
    let gap = x.start.max(y.start).saturating_sub(x.end.min(y.end));
    let short = |m: &Moment| m.end.saturating_sub(m.start) <= DAY;
    let part = |m: &Moment| m.end.saturating_sub(m.start) < DAY;
    match stated && also {
        // an hour of slack: «قبيل الفجر» and «فجرا», but not two days that are told
        true if gap < 0 || gap <= 3600 && short(&x) && short(&y) && (part(&x) || part(&y)) => {
            f.time_same = 1.0
        }
        // two hours stated, or two days next to each other
        true if gap < DAY / 2 && !(part(&x) && part(&y)) => f.time_apart = 0.5,
        true => f.time_apart = 1.0,
        false if gap < DAY / 4 => f.time_fits = 1.0,
        false => f.time_off = (0.5 + gap as f32 / DAY as f32).min(5.0),
    }
}

fn places(a: &[Spot], b: &[Spot], f: &mut Found) {
    let (mut apart, mut neighbours, mut in_words) = (false, false, false);
    for x in a {
        for y in b {
            let same = x.id.is_some() && x.id == y.id;
            let near = x.at.zip(y.at).map(|(p, q)| kilometres(p, q));
            let coarse = x.coarse.max(y.coarse) >= DISTRICT;
            let larger = x.coarse.max(y.coarse) > DISTRICT;
            let one_region = x.country.is_some()
                && x.country == y.country
                && (x.admin1.is_none() || y.admin1.is_none() || x.admin1 == y.admin1);
            let near_by = near.filter(|km| *km <= NEAR && !coarse);
            if same || near_by.is_some_and(|km| km <= BESIDE) {
                f.place_same = 1.0;
                f.place_one = f.place_one.max(on(!larger));
            } else if near_by.is_some() {
                neighbours = true;
            } else if coarse && one_region {
                f.place_within = 1.0;
            } else if near.is_some() && !coarse
                || x.country.is_some() && y.country.is_some() && x.country != y.country
            {
                // «المدينة» may have been taken for another
                apart |= !x.pointed && !y.pointed;
            }
            let words = x.words.iter().filter(|w| y.words.contains(w)).count();
            let least = x.words.len().min(y.words.len()).max(1);
            f.place_words = f.place_words.max(words as f32 / least as f32);
            // «الفرن الآلي في بلدة عرى» is at «بلدة عرى», whichever other places are told with it
            in_words |= (x.id.is_none() || y.id.is_none()) && least > 1 && words >= least;
            let unknown = x.id.is_none() && y.id.is_none();
            f.place_one = f.place_one.max(on(unknown && words >= least));
        }
    }
    if f.place_same == 0.0 && !in_words {
        f.place_apart = on(apart).max(0.5 * on(neighbours));
    }
}

/// The distance over the ground in kilometres between two points in degrees, by the haversine formula on a sphere of
/// 6,371 km.
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
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

/// Whether those who did one are of the side that the other was done to, and neither was done by or to one side: an
/// attack on a station, and the killing of the attackers.
fn turned(a: &[Side], b: &[Side]) -> bool {
    let meet = |did: bool, had: bool| {
        let of_side = |x: &Side| b.iter().any(|y| y.actor == had && x.is_of_side(y));
        a.iter().any(|x| x.actor == did && of_side(x))
    };
    meet(true, false) && !meet(true, true) && !meet(false, false)
}

/// Whether the doers of both are known, and none is of both.
fn others_act(a: &[Side], b: &[Side]) -> bool {
    fn doers(sides: &[Side]) -> impl Iterator<Item = u32> {
        sides.iter().filter(|s| s.actor).filter_map(|s| s.id)
    }
    doers(a).next().is_some() && doers(b).next().is_some() && !doers(a).any(|x| doers(b).any(|y| x == y))
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

/// How alike words are, both sorted; `lengths` is the product of theirs.
fn likeness(a: &[Stem], b: &[Stem], lengths: f32, rarity: &impl Rarity) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += rarity.rarity(a[i]).powi(2);
                i += 1;
                j += 1;
            }
        }
    }
    if lengths > 0.0 { sum / lengths } else { 0.0 }
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

/// Whether so little speaks against two tellings of one document that they are of one event if anything else says so.
/// `a` stands first, or was put with the event first.
pub(crate) fn may_be_one(a: &Telling, b: &Telling) -> bool {
    within(a, b) >= OWN
}

/// Points for two tellings of one document being of one event, of which `a` stands first.
fn within(a: &Telling, b: &Telling) -> f32 {
    let f = compare(a, b, 0.0, &Even);
    let exact = |c: &Counted| c.max == Some(c.min) && !c.cumulative;
    let differ = a.counts.iter().any(|x| {
        let of = |y: &&Counted| y.outcome == x.outcome && y.by == x.by && exact(x) && exact(y);
        b.counts.iter().filter(of).all(|y| y.min != x.min) && b.counts.iter().any(|y| of(&y))
    });
    let elsewhere = f.about == 0.0 && !a.about.is_empty() && !b.about.is_empty();
    let stated = !a.times.is_empty() && !b.times.is_empty();
    let parts = a.part.zip(b.part).is_some_and(|(x, y)| x != y);
    1.0 + f.copied + 0.5 * f.trigger + 1.5 * f.about + f.place_same + 0.5 * f.toll_same
        // a document agrees with itself about days
        - if stated && f.time_apart > 0.0 { 3.0 } else { 0.0 }
        - 2.5 * f.place_apart
        - 1.2 * f.mode_apart
        - 2.0 * f.past_apart
        - 1.5 * f.toll_apart
        - 2.5 * f.turned
        - 3.0 * f.others_say
        - 3.0 * f.sums_apart
        - if b.before && !a.before { 3.0 } else { 0.0 }
        - if parts { 3.0 } else { 0.0 }
        - if differ { 1.2 } else { 0.0 }
        - if elsewhere { 0.6 } else { 0.0 }
}

/// What counts for or against two tellings being of one event.
struct Weight {
    /// What was compared, in the words of `musnad_record::event::Reason`.
    about: &'static str,
    points: f32,
    of: fn(&Found) -> f32,
    /// What it says where it is found.
    found: &'static str,
}

/// Points before anything is compared.
const BIAS: f32 = -1.0;
/// Reasons of fewer points are not told.
const WEIGHS: f32 = 0.15;

const fn weight(about: &'static str, points: f32, of: fn(&Found) -> f32, found: &'static str) -> Weight {
    Weight {
        about,
        points,
        of,
        found,
    }
}

/// Points for each thing that may be found, fitted on our own stories and rounded.
const WEIGHTS: [Weight; 33] = [
    weight("time", 1.5, |f| f.time_same, "the stated times overlap"),
    weight("time", -2.0, |f| f.time_apart, "the stated times differ"),
    weight(
        "time",
        1.9,
        |f| f.time_fits,
        "the stated time is that of the other's news",
    ),
    weight(
        "time",
        -0.4,
        |f| f.time_off,
        "the stated time is days from the other's news",
    ),
    weight(
        "time",
        -0.3,
        |f| f.days,
        "no time is stated, and the reports are days apart",
    ),
    weight(
        "time",
        0.9,
        |f| f.time_maybe,
        "no time is stated, and the reports are of the same days",
    ),
    weight(
        "place",
        -1.3,
        |f| f.scene_apart,
        "one names no place, and its news is of another",
    ),
    weight(
        "place",
        0.3,
        |f| f.place_same,
        "the places are the same or next to each other",
    ),
    weight(
        "place",
        0.4,
        |f| f.place_within,
        "one place is in the region of the other",
    ),
    weight(
        "place",
        1.0,
        |f| f.place_words,
        "the places are called by the same words",
    ),
    weight("place", -2.0, |f| f.place_apart, "the places are apart"),
    weight("party", -0.2, |f| f.party_same, "the same party"),
    weight("party", 1.0, |f| f.party_alike, "parties of one kind or name"),
    weight("party", -0.6, |f| f.party_apart, "parties of different countries"),
    weight("toll", 0.5, |f| f.toll_same, "the same figure"),
    weight("toll", 0.3, |f| f.toll_near, "figures near each other"),
    weight("toll", -1.0, |f| f.toll_apart, "figures far from each other"),
    weight("type", 0.0, |f| f.mode_same, "done in the same way"),
    weight("type", -1.1, |f| f.mode_apart, "done in different ways"),
    weight("time", -1.4, |f| f.past_apart, "one is told as history"),
    weight(
        "words",
        -0.7,
        |f| f.another,
        "one is called another than one before",
    ),
    weight("words", 2.7, |f| f.words, "words of the sentences"),
    weight(
        "words",
        2.3,
        |f| f.about,
        "words of the place and of those it was done to",
    ),
    weight(
        "words",
        0.7,
        |f| f.titles,
        "words of the titles that lead with it",
    ),
    weight("story", 1.7, |f| f.documents, "the documents are alike"),
    weight(
        "story",
        2.5,
        |f| f.alone,
        "alike documents tell only this of its kind",
    ),
    weight(
        "party",
        -2.1,
        |f| f.turned,
        "who did one is of the side that the other was done to",
    ),
    weight("party", -3.0, |f| f.others_say, "something said, each by another"),
    weight("toll", 2.0, |f| f.sums, "both count since something began"),
    weight("toll", -5.0, |f| f.sums_apart, "sums far from each other"),
    weight("place", 0.6, |f| f.place_unsaid, "one names no place"),
    weight("toll", 0.7, |f| f.toll_unsaid, "one counts nobody"),
    weight("copy", 0.0, |f| f.copied, "the same sentence"),
];

/// What a reason may say that was found in two tellings, in plain English: all that [`Reason::found`] has of it.
pub fn phrases() -> impl Iterator<Item = &'static str> {
    WEIGHTS.iter().map(|w| w.found)
}

impl Found {
    /// All points together; from `events::JOIN` on, two tellings are of one event.
    pub(crate) fn points(&self) -> f32 {
        BIAS + WEIGHTS.iter().map(|w| w.points * (w.of)(self)).sum::<f32>()
    }

    /// Whether it was at another time or place.
    pub(crate) fn is_apart(&self) -> bool {
        self.time_apart >= 0.5 || self.time_off > 0.0 || self.place_apart > 0.0
    }

    /// Whether more was found than all events of one kind in a country have in common: a place, a known party, a figure
    /// of some size, a stated time, or documents on the same matter.
    pub(crate) fn is_anchored(&self) -> bool {
        self.is_named() || self.documents >= SAME_MATTER
    }

    /// The same, but for the documents.
    pub(crate) fn is_named(&self) -> bool {
        let found = [self.place_one, self.party_same, self.toll_same, self.time_same];
        found.iter().any(|f| *f >= 1.0)
    }

    /// What weighs, the weightiest first.
    pub(crate) fn reasons(&self) -> Vec<Reason> {
        let mut out: Vec<Reason> = WEIGHTS
            .iter()
            .map(|w| (w, w.points * (w.of)(self)))
            .filter(|(_, points)| points.abs() >= WEIGHS)
            .map(|(w, points)| Reason {
                about: w.about.to_owned(),
                points: (points * 100.0).round() / 100.0,
                found: w.found.to_owned(),
            })
            .collect();
        out.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
        out
    }
}
