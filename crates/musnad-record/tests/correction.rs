//! Corrections and agreement are held to `docs/schema/correction-v1.json`, keys in its order, and come back from
//! their JSON.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod schema;

use musnad_record::correction::{Agreement, Correction, Pair};
use schema::departs;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../../docs/schema/correction-v1.json");

fn set() -> Correction {
    Correction {
        record: "correction/1".into(),
        n: 3,
        at: "2026-03-08T09:00:00Z".into(),
        who: "هدى".into(),
        target: "5f2ac0d1e39b7784".into(),
        document: Some("d1".into()),
        kind: "set".into(),
        field: Some("place".into()),
        value: json!({"id": "syr-idlib"}),
        reading: json!({"text": "السدرة", "id": null}),
        follows: Some(2),
        undone: Some(4),
        gone: true,
        ..Correction::default()
    }
}

fn accept() -> Correction {
    Correction {
        record: "correction/1".into(),
        kind: "accept".into(),
        ..Correction::default()
    }
}

fn agreement() -> Agreement {
    let pair = |kappa| Pair {
        a: "هدى".into(),
        b: "سامي".into(),
        field: "verdict".into(),
        both: 4,
        same: 3,
        agreement: 0.75,
        kappa,
    };
    Agreement {
        record: "agreement/1".into(),
        judged: 5,
        twice: 4,
        pairs: vec![pair(Some(-0.2)), pair(None)],
    }
}

/// Where a record departs from its part of the schema, and from the whole, which must know it as that part alone.
fn told(name: &str, text: &str) -> Result<(), String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let value: Value = serde_json::from_str(text).unwrap();
    departs(&schema, &schema["$defs"][name], &value, name)?;
    departs(&schema, &schema, &value, name)
}

#[test]
fn corrections_fit_the_schema_and_come_back() {
    for one in [set(), accept()] {
        let text = serde_json::to_string(&one).unwrap();
        told("correction", &text).unwrap();
        assert_eq!(serde_json::from_str::<Correction>(&text).unwrap(), one);
    }
    let text = serde_json::to_string(&agreement()).unwrap();
    told("agreement", &text).unwrap();
    assert_eq!(serde_json::from_str::<Agreement>(&text).unwrap(), agreement());
}

#[test]
fn what_does_not_fit_is_told() {
    let broken = |change: fn(&mut Value)| {
        let mut value = serde_json::to_value(set()).unwrap();
        change(&mut value);
        told("correction", &value.to_string()).is_err()
    };
    assert!(broken(|c| c["kind"] = "guess".into()));
    assert!(broken(|c| c["n"] = "3".into()));
    assert!(broken(|c| c["more"] = 1.into()));
}
