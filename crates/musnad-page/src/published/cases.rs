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
