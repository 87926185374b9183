//! The registries that come with the program: how many they are, that the places of the news lie where they
//! should, and that no name of an actor belongs to two on one day.

#![allow(clippy::unwrap_used, reason = "registries that cannot be read are a failure")]

use musnad_knowledge::{Actor, Clues, Entry, Knowledge, kilometres};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Names with the country of the text, the points that they must mean, and how the text may name their kind.
const PLACES: &[(&str, &str, &str, f64, f64)] = &[
    ("حلب", "SYR", "", 36.202, 37.134),
    ("البوكمال", "SYR", "", 34.455, 40.917),
    ("حماة", "SYR", "", 35.132, 36.758),
    ("إدلب", "SYR", "", 35.931, 36.634),
    ("دير الزور", "SYR", "", 35.336, 40.140),
    ("سراقب", "SYR", "", 35.863, 36.805),
    ("معرة النعمان", "SYR", "", 35.643, 36.676),
    ("القامشلي", "SYR", "", 37.052, 41.231),
    ("منبج", "SYR", "", 36.528, 37.955),
    ("عفرين", "SYR", "", 36.512, 36.869),
    ("تل رفعت", "SYR", "", 36.473, 37.097),
    ("السفيرة", "SYR", "", 36.077, 37.372),
    ("نبل", "SYR", "", 36.375, 36.993),
    ("الزهراء", "SYR", "town", 36.391, 37.007),
    ("الزهراء", "SYR", "quarter", 34.733, 36.735),
    ("القصير", "SYR", "", 34.509, 36.580),
    ("صنعاء", "YEM", "", 15.354, 44.207),
    ("الحديدة", "YEM", "", 14.798, 42.954),
    ("مأرب", "YEM", "", 15.463, 45.325),
    ("تعز", "YEM", "", 13.578, 44.018),
    ("بنغازي", "LBY", "", 32.115, 20.068),
    ("الفاشر", "SDN", "", 13.628, 25.349),
    ("أم درمان", "SDN", "", 15.645, 32.477),
    ("خان يونس", "PSE", "", 31.346, 34.303),
    ("رفح", "PSE", "", 31.287, 34.252),
    ("غزة", "PSE", "", 31.502, 34.467),
    ("جنين", "PSE", "", 32.461, 35.300),
    ("الموصل", "IRQ", "", 36.335, 43.119),
    ("كركوك", "IRQ", "", 35.468, 44.392),
    ("النبطية", "LBN", "", 33.379, 35.484),
    ("الضاحية الجنوبية", "LBN", "", 33.850, 35.505),
    ("بعلبك", "LBN", "", 34.006, 36.209),
    ("صور", "LBN", "", 33.273, 35.194),
    ("أنقرة", "TUR", "", 39.920, 32.854),
];

#[test]
fn places_of_the_news_lie_within_five_kilometres() {
    let k = Knowledge::builtin().unwrap();
    let mut wrong = String::new();
    for (name, country, kind, lat, lon) in PLACES {
        let places: Vec<u32> = k
            .named(name)
            .into_iter()
            .filter_map(|e| match e {
                Entry::Place(n) => Some(n),
                _ => None,
            })
            .collect();
        let kinds: Vec<String> = kind.split_whitespace().map(str::to_owned).collect();
        let countries = [((*country).to_owned(), 1.0)];
        let clues = Clues {
            written: name,
            kinds: &kinds,
            countries: &countries,
            ..Clues::default()
        };
        let chosen = k.choose(&places, &clues).place.map(|n| k.place(n));
        let off = chosen
            .as_ref()
            .and_then(|p| p.point)
            .map(|p| kilometres(p, (*lat, *lon)));
        if !off.is_some_and(|km| km <= 5.0) {
            let _ = writeln!(wrong, "{name} {kind}: {:?}, {off:?} km off", chosen.map(|p| p.id));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn registries_are_as_large_as_they_are_said_to_be() {
    let k = Knowledge::builtin().unwrap();
    let [actors, outlets, places, countries] = k.sizes();
    let by_hand = (0..places as u32).filter(|n| k.place(*n).by_hand).count();
    assert!(actors >= 700, "{actors} actors");
    assert!(outlets >= 200, "{outlets} outlets");
    assert!(by_hand >= 800, "{by_hand} places by hand");
    assert!(
        places - by_hand >= 5000,
        "{} places of the gazetteer",
        places - by_hand
    );
    assert!(countries >= 190, "{countries} countries");
}

#[test]
fn ids_lead_to_their_entries() {
    let k = Knowledge::builtin().unwrap();
    for n in 0..k.sizes()[0] as u32 {
        assert_eq!(k.by_id(k.actor(n).id), Some(Entry::Actor(n)));
    }
    for n in 0..k.sizes()[2] as u32 {
        assert_eq!(k.by_id(k.place(n).id), Some(Entry::Place(n)));
    }
}

#[test]
fn an_outlet_is_known_with_its_mark_behind_it() {
    let k = Knowledge::builtin().unwrap();
    let id = |name: &str| k.outlet_named(name).map(|o| o.id.to_owned());
    assert_eq!(id("وكالة الأنباء العراقية (واع)"), Some("ina-iq".to_owned()));
    // what bears another's mark is not the other
    assert_eq!(id("نشرة لا يعرفها أحد (واع)"), None);
}

#[test]
fn no_name_belongs_to_two_actors_on_one_day() {
    let k = Knowledge::builtin().unwrap();
    let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for n in 0..k.sizes()[0] as u32 {
        for name in k.actor(n).names() {
            let key = musnad_text::key(name);
            let list = by_name.entry(key).or_default();
            if !list.contains(&n) {
                list.push(n);
            }
        }
    }
    let mut wrong = String::new();
    for (name, bearers) in by_name {
        for (i, a) in bearers.iter().enumerate() {
            for b in &bearers[i + 1..] {
                let (a, b) = (k.actor(*a), k.actor(*b));
                // a person with two offices has a line for each
                let same = a.kind == "person" && a.name_en == b.name_en;
                // of two countries' parties with one name the text chooses
                let chosen = a.country != b.country && a.ambiguous() && b.ambiguous();
                if !same && !chosen && overlap(&a, &b) {
                    let _ = writeln!(wrong, "«{name}» is {} and {}", a.id, b.id);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Whether two lines hold for more than one day together; the day on which an office passes on is both's.
fn overlap(a: &Actor<'_>, b: &Actor<'_>) -> bool {
    let before = |to: Option<&str>, from: Option<&str>| match (to, from) {
        (Some(to), Some(from)) => {
            let cut = to.len().min(from.len());
            to[..cut] <= from[..cut]
        }
        _ => false,
    };
    !before(a.to, b.from) && !before(b.to, a.from)
}
