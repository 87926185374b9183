//! The cases of `tests/times.toml`: what signs say together. All failures are shown at once.

use super::{Says, TimeFrom, TimeSign, times};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    zone: Option<String>,
    fetched: Option<String>,
    signs: Vec<Sign>,
    published: Option<String>,
    updated: Option<String>,
    #[serde(default)]
    told: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Sign {
    Light(String, String, String, u8),
    Usual(String, String, String),
}

fn sign(sign: &Sign) -> TimeSign {
    let (from, says, text, weight) = match sign {
        Sign::Light(from, says, text, weight) => (from, says, text, *weight),
        Sign::Usual(from, says, text) => (from, says, text, 200),
    };
    TimeSign {
        from: match from.as_str() {
            "jsonld" => TimeFrom::JsonLd,
            "meta" => TimeFrom::Meta,
            "element" => TimeFrom::Element,
            "line" => TimeFrom::Line,
            "url" => TimeFrom::Url,
            "feed" => TimeFrom::Feed,
            "header" => TimeFrom::Header,
            other => panic!("{other}"),
        },
        says: match says.as_str() {
            "published" => Says::Published,
            "updated" => Says::Updated,
            "unknown" => Says::Unknown,
            other => panic!("{other}"),
        },
        text: text.clone(),
        weight,
    }
}

#[test]
fn signs_are_weighed() {
    let cases: Cases = toml::from_str(include_str!("../../tests/times.toml")).unwrap();
    let mut faults = Vec::new();
    for case in &cases.case {
        let signs: Vec<TimeSign> = case.signs.iter().map(sign).collect();
        let got = times(&signs, case.zone.as_deref(), case.fetched.as_deref());
        let told: Vec<&str> = got.diagnostics.iter().map(|d| d.code).collect();
        if got.published != case.published || got.updated != case.updated || told != case.told {
            faults.push(format!(
                "{}\n    want {:?} {:?}\n    got  {got:?}",
                case.name, case.published, case.updated
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {} fail:\n{}",
        faults.len(),
        cases.case.len(),
        faults.join("\n")
    );
    assert!(cases.case.len() >= 40, "only {} cases", cases.case.len());
}

/// A sign of usual weight.
fn usual(from: TimeFrom, text: String) -> TimeSign {
    let says = match from {
        TimeFrom::Line => Says::Unknown,
        _ => Says::Published,
    };
    TimeSign {
        from,
        says,
        text,
        weight: 200,
    }
}

#[test]
fn moments_come_back_as_they_were() {
    let zones = [
        "Asia/Beirut",
        "Africa/Cairo",
        "Asia/Riyadh",
        "Asia/Tehran",
        "Africa/Casablanca",
        "Asia/Dubai",
    ];
    let database = jiff::tz::TimeZoneDatabase::bundled();
    let mut seed = 7_u64;
    for turn in 0..600 {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let name = zones[turn % zones.len()];
        let zone = database.get(name).unwrap();
        // minutes of the years 2010 to 2030; an hour that comes twice tells nothing
        let second = 1_262_304_000 + i64::try_from((seed >> 33) % 10_000_000).unwrap() * 60;
        let truth = jiff::Timestamp::from_second(second)
            .unwrap()
            .to_zoned(zone.clone());
        let seconds = truth.strftime("%H:%M:%S").to_string();
        if zone.to_ambiguous_timestamp(truth.datetime()).is_ambiguous() || seconds == "00:00:00" {
            continue;
        }
        let utc = truth.with_time_zone(jiff::tz::TimeZone::UTC);
        if utc.time() == jiff::civil::Time::midnight() {
            continue;
        }
        let (local, zero) = (truth.datetime(), utc.datetime());
        let shown = usual(TimeFrom::Line, local.strftime("%d/%m/%Y - %H:%M").to_string());
        let offset = truth.strftime("%:z").to_string();
        let named = usual(TimeFrom::Line, format!("{} (GMT{offset})", shown.text));
        let data = |text: String| usual(TimeFrom::JsonLd, text);
        let line = shown.text.clone();
        let want = truth.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let cases = [
            (vec![data(format!("{zero}Z")), shown.clone()], None),
            (vec![data(format!("{local}+00:00")), named.clone()], None),
            (vec![data(format!("{local}Z")), shown.clone()], Some(name)),
            (vec![data(format!("{local}")), named], None),
            (vec![data(format!("{local}"))], Some(name)),
            (vec![data(format!("{zero}Z"))], Some(name)),
            (vec![data(second.to_string()), shown.clone()], None),
            (vec![shown], Some(name)),
        ];
        for (at, (signs, zone)) in cases.iter().enumerate() {
            let got = times(signs, *zone, None).published;
            // an outlet on Greenwich's clock in one season
            let ambiguous = offset == "+00:00" && zone.is_none();
            let same = got.as_deref() == Some(want.as_str());
            assert!(same || ambiguous, "{at} {name} {line}: {got:?}, not {want}");
        }
    }
}
