//! Events and stories are held to `docs/schema/event-v1.json`, keys in its order, and come back from their JSON.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod schema;

use musnad_record::event::{
    Duplicate, Event, First, Line, Member, Party, Place, Reason, Story, Telling, Time, Toll,
};
use schema::departs;
use serde_json::Value;

const SCHEMA: &str = include_str!("../../../docs/schema/event-v1.json");

fn reason() -> Reason {
    Reason {
        about: "place".into(),
        points: -1.5,
        found: "the towns are 40 km apart".into(),
    }
}

/// An event in which everything is there.
fn full() -> Event {
    Event {
        record: "event/1".into(),
        id: "e1".into(),
        story: Some("s1".into()),
        r#type: "ASSAULT".into(),
        mode: Some("aerial".into()),
        contexts: vec!["military".into()],
        modality: "asserted".into(),
        place: Some(Place {
            name_ar: Some("السدرة".into()),
            lat: Some(35.1),
            lon: Some(36.0),
            precision: "town".into(),
            ..Place::default()
        }),
        time: Some(Time {
            start: "2026-03-04".into(),
            end: None,
            precision: "open".into(),
        }),
        parties: vec![Party {
            role: "recipient".into(),
            text: "مدنيين".into(),
            sector: Some("CVL".into()),
            claims: vec!["c1".into()],
            by: vec!["مصدر طبي".into()],
            stance: "alleged".into(),
            ..Party::default()
        }],
        toll: vec![Toll {
            outcome: "killed".into(),
            low: Some(10),
            high: Some(99),
            lines: vec![Line {
                claim: "c1".into(),
                document: "d1".into(),
                by: "مصدر طبي".into(),
                words: "عشرات القتلى".into(),
                bound: "vague".into(),
                min: Some(10),
                max: Some(99),
                seen: Some("2026-03-04T11:00:00Z".into()),
                is: "first".into(),
                current: true,
                ..Line::default()
            }],
            ..Toll::default()
        }],
        disputed: vec!["toll".into()],
        grade: "fair".into(),
        first: Some(First {
            document: "d1".into(),
            claim: "c1".into(),
            ..First::default()
        }),
        reports: 2,
        copies: 1,
        independent: 1,
        tellings: vec![Telling {
            claim: "c1".into(),
            document: "d1".into(),
            outlet: Some("المرفأ".into()),
            copy_of: Some("d0".into()),
            version_of: Some("d9".into()),
            by: "مصدر طبي".into(),
            modality: "asserted".into(),
            why: vec![reason()],
        }],
        duplicates: vec![Duplicate {
            event: "e2".into(),
            why: vec![reason()],
        }],
    }
}

/// An event of which only what must be said is said.
fn bare() -> Event {
    Event {
        record: "event/1".into(),
        id: "e2".into(),
        r#type: "PROTEST".into(),
        modality: "denied".into(),
        grade: "weak".into(),
        ..Event::default()
    }
}

fn story() -> Story {
    Story {
        record: "story/1".into(),
        id: "s1".into(),
        title: Some("غارة على السدرة".into()),
        first: Some("2026-03-04T08:00:00+03:00".into()),
        last: None,
        documents: vec![Member {
            document: "d1".into(),
            version_of: Some("d9".into()),
            seen: Some("2026-03-04T11:00:00Z".into()),
            ..Member::default()
        }],
        events: vec!["e1".into()],
    }
}

/// Where a record departs from its part of the schema, and from the whole, which must know it as that part alone.
fn told(name: &str, value: &Value) -> Result<(), String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    departs(&schema, &schema["$defs"][name], value, name)?;
    departs(&schema, &schema, value, name)
}

#[test]
fn events_and_stories_fit_the_schema() {
    for event in [full(), bare()] {
        // through text, where the order of the keys shows
        let value: Value = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();
        told("event", &value).unwrap();
    }
    let value: Value = serde_json::from_str(&serde_json::to_string(&story()).unwrap()).unwrap();
    told("story", &value).unwrap();
}

#[test]
fn what_does_not_fit_is_told() {
    let broken = |change: fn(&mut Value)| {
        let mut value = serde_json::to_value(full()).unwrap();
        change(&mut value);
        told("event", &value).is_err()
    };
    assert!(broken(|e| e["grade"] = "certain".into()));
    assert!(broken(|e| e["toll"][0]["lines"][0]["is"] = "".into()));
    assert!(broken(|e| e["toll"][0]["low"] = "ten".into()));
    assert!(broken(|e| e["place"]["precision"] = Value::Null));
    assert!(broken(|e| e["more"] = 1.into()));
}

#[test]
fn events_and_stories_come_back_from_their_json() {
    for event in [full(), bare()] {
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
    }
    let text = serde_json::to_string(&story()).unwrap();
    assert_eq!(serde_json::from_str::<Story>(&text).unwrap(), story());
}
