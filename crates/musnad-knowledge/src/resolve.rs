//! Which of several places a name means, from what the text says round it.
//!
//! Each candidate gets points for each reason; the best is chosen if it has enough and the next is well behind or
//! near by. Where two far apart are alike, none is chosen: what they share (a country) is still told. Pure: the
//! same clues give the same choice.

use crate::knowledge::{Knowledge, Place};
use musnad_text::{Spelling, agreement};

/// What the text says round a name.
#[derive(Clone, Debug, Default)]
pub struct Clues<'c> {
    /// The name as it is written, without what is written on to it.
    pub written: &'c str,
    /// The kinds of place that the word before the name asks for, best first; empty where there is none.
    pub kinds: &'c [String],
    /// The countries that an adjective after the name gives: «طرابلس اللبنانية».
    pub nationality: &'c [String],
    /// Places that the text says it is in: «الزهراء في حلب».
    pub within: &'c [u32],
    /// Countries that the text says it is in.
    pub within_countries: &'c [String],
    /// Countries that the document speaks of, with their share of it, 0 to 1.
    pub countries: &'c [(String, f32)],
    /// Something other than an army, its weapons and attacks names one of them: those act abroad as well.
    pub countries_sure: bool,
    /// The country of the dateline, else of the outlet.
    pub home: Option<&'c str>,
    /// Points of other places of the document, degrees north and east.
    pub near: &'c [(f64, f64)],
    /// A preposition of place stands before the name.
    pub located: bool,
    /// The name is no other word of the language.
    pub only_a_name: bool,
}

/// Why a candidate has points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// How well known it is: a capital, a city, how many people.
    Size,
    /// How its name is spelled.
    Spelling,
    /// The kind word before the name.
    Kind,
    /// The adjective of nationality after it.
    Nationality,
    /// The place it is said to be in.
    Within,
    /// The countries that the document speaks of.
    Country,
    /// The country of dateline or outlet.
    Home,
    /// How near it is to other places of the document.
    Near,
    /// The preposition before the name.
    Located,
    /// Nothing else bears the name.
    Alone,
}

impl Reason {
    /// All of them, in the order of [`Scored::points`].
    pub const ALL: [Reason; 10] = [
        Reason::Size,
        Reason::Spelling,
        Reason::Kind,
        Reason::Nationality,
        Reason::Within,
        Reason::Country,
        Reason::Home,
        Reason::Near,
        Reason::Located,
        Reason::Alone,
    ];

    /// What it is called in explanations.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Size => "size",
            Reason::Spelling => "spelling",
            Reason::Kind => "kind word",
            Reason::Nationality => "nationality",
            Reason::Within => "said to be in",
            Reason::Country => "country of the text",
            Reason::Home => "dateline or outlet",
            Reason::Near => "other places",
            Reason::Located => "preposition",
            Reason::Alone => "nothing else of the name",
        }
    }
}

/// A candidate with its points.
#[derive(Clone, Debug)]
pub struct Scored {
    /// The number of the place.
    pub place: u32,
    /// The points of each reason, in the order of [`Reason::ALL`].
    pub points: [f32; Reason::ALL.len()],
}

impl Scored {
    /// All points together.
    pub fn score(&self) -> f32 {
        self.points.iter().sum()
    }

    /// The reasons that gave or took points.
    pub fn reasons(&self) -> impl Iterator<Item = (Reason, f32)> + '_ {
        Reason::ALL
            .into_iter()
            .zip(self.points)
            .filter(|(_, p)| *p != 0.0)
    }
}

/// What a name was resolved to.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The place; none where nothing has enough points or two are alike.
    pub place: Option<u32>,
    /// The country that all likely candidates share, where no place was chosen.
    pub country: Option<String>,
    /// The first division that they share.
    pub admin1: Option<String>,
    /// The candidates, best first.
    pub candidates: Vec<Scored>,
}

/// Points that a place written by hand needs.
const ENOUGH: f32 = 1.0;
/// Points that a place of a gazetteer needs: its name alone says little.
const ENOUGH_FOR_GAZETTEER: f32 = 2.4;
/// By how much the best must lead one that is elsewhere.
const LEAD: f32 = 0.6;
/// Points of the one place of its name, where the name is no other word.
const ALONE: f32 = 1.0;
/// Kilometres beyond which a name that is something else as often is rarely that of a place.
const FAR: f64 = 1200.0;
/// Two that are no further apart mean the same for a map.
const SAME_SPOT: f64 = 12.0;

impl Knowledge {
    /// Chooses among `candidates`, numbers of places, by `clues`.
    pub fn choose(&self, candidates: &[u32], clues: &Clues<'_>) -> Choice {
        let mut scored: Vec<Scored> = candidates
            .iter()
            .map(|n| Scored {
                place: *n,
                points: self.points(&self.place(*n), clues, candidates.len() == 1),
            })
            .collect();
        scored.sort_by(|a, b| b.score().total_cmp(&a.score()).then(a.place.cmp(&b.place)));
        let (place, likely) = self.best(&scored);
        let share = |of: fn(&Place<'_>) -> Option<String>| {
            let mut all = likely.iter().map(|s| of(&self.place(s.place)));
            let first = all.next().flatten();
            first.filter(|f| all.all(|other| other.as_ref() == Some(f)))
        };
        let country = place
            .is_none()
            .then(|| share(|p| p.country.map(str::to_owned)))
            .flatten();
        let admin1 = country
            .is_some()
            .then(|| share(|p| p.admin1.map(str::to_owned)))
            .flatten();
        Choice {
            place,
            country,
            admin1,
            candidates: scored,
        }
    }

    /// The best candidate, if it is good enough and alone; and all that come near it.
    fn best<'s>(&self, scored: &'s [Scored]) -> (Option<u32>, &'s [Scored]) {
        let Some(first) = scored.first() else {
            return (None, &[]);
        };
        let place = self.place(first.place);
        let enough = if place.by_hand {
            ENOUGH
        } else {
            ENOUGH_FOR_GAZETTEER
        };
        if first.score() < enough {
            // «مخيم حلب» is somewhere about Aleppo, but is not Aleppo; not where the news is of another country
            let kind = first.points[Reason::Kind as usize];
            let abroad = first.points[Reason::Country as usize] < 0.0;
            let about = kind < 0.0 && !abroad && first.score() - kind >= enough;
            return (None, if about { &scored[..1] } else { &[] });
        }
        let close = scored.partition_point(|s| first.score() - s.score() < LEAD);
        let elsewhere = |s: &Scored| {
            let other = self.place(s.place);
            let same_spot = place.distance(&other).is_some_and(|d| d <= SAME_SPOT);
            !same_spot
        };
        let alone = !scored[1..close].iter().any(elsewhere);
        (alone.then_some(first.place), &scored[..close])
    }

    fn points(&self, p: &Place<'_>, clues: &Clues<'_>, alone: bool) -> [f32; Reason::ALL.len()] {
        [
            size(p, clues.written.contains(' ')),
            spelling(p, clues),
            kind(p, clues.kinds),
            nationality(p, clues.nationality),
            self.within(p, clues),
            country(p, clues),
            match (clues.home, p.country) {
                (Some(home), Some(country)) if home == country => 0.6,
                _ => 0.0,
            },
            near(p, clues.near),
            if clues.located { 0.4 } else { 0.0 },
            if clues.only_a_name && alone { ALONE } else { 0.0 },
        ]
    }

    fn within(&self, p: &Place<'_>, clues: &Clues<'_>) -> f32 {
        if p.country.is_none() || clues.within.is_empty() && clues.within_countries.is_empty() {
            return 0.0;
        }
        let inside_country = |c: &String| p.country == Some(c.as_str());
        let inside = |n: &u32| {
            let outer = self.place(*n);
            let reach = match outer.precision {
                "province" | "region" => 250.0,
                "district" => 80.0,
                _ => 45.0,
            };
            let near = p.distance(&outer).is_some_and(|d| d <= reach);
            let same_admin = p.admin1.is_some() && p.admin1 == outer.admin1;
            p.country == outer.country && (same_admin || near) && p.id != outer.id
        };
        if clues.within.iter().any(inside) {
            3.0
        } else if clues.within_countries.iter().any(inside_country) {
            2.5
        } else {
            -2.0
        }
    }
}

fn size(p: &Place<'_>, several: bool) -> f32 {
    let people = match p.population {
        0 => 0.0,
        n => ((n as f32).log10() / 2.0 - 1.0).clamp(0.0, 2.5),
    };
    if !p.by_hand {
        return people * 0.8;
    }
    let known: f32 = match p.kind {
        _ if p.capital => 2.6,
        "city" => 1.8,
        "region" | "sea" | "strait" | "mountain" | "river" | "island" => 1.6,
        "governorate" => 1.5,
        "town" => 1.3,
        "district" | "valley" | "desert" | "lake" | "airport" | "port" | "crossing" | "base" | "prison"
        | "dam" => 1.2,
        _ => 1.0,
    };
    // a name that is something else as often asks for a reason of its own
    let doubt = if p.ambiguous && !p.capital && (!several || p.is_minor()) {
        0.6
    } else {
        0.0
    };
    known + people * 0.3 - doubt
}

fn spelling(p: &Place<'_>, clues: &Clues<'_>) -> f32 {
    let written = musnad_text::plain(clues.written);
    if p.names().any(|name| name == written) {
        return 0.0;
    }
    let written: Vec<&str> = written.split_whitespace().collect();
    let agrees = |name: &str| -> Option<Spelling> {
        let name: Vec<&str> = name.split_whitespace().collect();
        let same = name.len() == written.len();
        let mut all = name.iter().zip(&written);
        same.then(|| {
            all.try_fold(Spelling::Exact, |worst, (n, w)| {
                let alike = musnad_text::key(n) == musnad_text::key(w);
                alike.then(|| worst.min(agreement(w, n)))
            })
        })
        .flatten()
    };
    match p.names().filter_map(agrees).max() {
        // «أب» is a father before it is «إب»
        Some(Spelling::Contrary) if !clues.only_a_name => -2.0,
        Some(Spelling::Contrary) => -0.8,
        Some(Spelling::Loose) => -0.1,
        _ => 0.0,
    }
}

fn kind(p: &Place<'_>, wanted: &[String]) -> f32 {
    if wanted.is_empty() {
        return 0.0;
    }
    let suits = |k: &String| k == p.kind || p.capital && k == "capital";
    match wanted.iter().position(suits) {
        Some(0) => 2.5,
        Some(_) => 2.0,
        None => -3.0,
    }
}

fn nationality(p: &Place<'_>, countries: &[String]) -> f32 {
    match p.country {
        _ if countries.is_empty() => 0.0,
        Some(c) if countries.iter().any(|n| n == c) => 4.0,
        Some(_) => -4.0,
        None => 0.0,
    }
}

fn country(p: &Place<'_>, clues: &Clues<'_>) -> f32 {
    match p.country {
        None => 0.0,
        Some(c) => match clues.countries.iter().find(|(known, _)| known == c) {
            Some((_, share)) => 1.2 + 1.3 * share,
            None if clues.countries.is_empty() || !clues.countries_sure => 0.0,
            None if p.is_minor() => -1.6,
            None if p.ambiguous => -0.8,
            None => -0.4,
        },
    }
}

fn near(p: &Place<'_>, points: &[(f64, f64)]) -> f32 {
    let Some(mine) = p.point.filter(|_| !points.is_empty()) else {
        return 0.0;
    };
    let least = points
        .iter()
        .map(|other| crate::geo::kilometres(mine, *other))
        .fold(f64::INFINITY, f64::min);
    match least {
        d if d <= 30.0 => 1.2,
        d if d <= 80.0 => 0.9,
        d if d <= 200.0 => 0.5,
        d if d <= 500.0 => 0.2,
        // «الناصرية» in news of Sabha is no city of Iraq
        d if d > FAR && p.ambiguous && !p.capital => -1.5,
        _ => 0.0,
    }
}
