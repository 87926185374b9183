//! Records are held to `docs/schema/record-v1.json`, keys in its order, and spans to the text.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod schema;

use musnad_extract::{
    Actor, Bound, Claim, Count, EventType, Modality, Outcome, Place, PlacePrecision, Quote, QuoteKind,
    Reading, Role, Source, SourceKind, Stance, Time, TimeBasis, TimePrecision,
};
use musnad_page::{Document, Hints, read};
use musnad_record::v1::Records;
use musnad_text::Span;
use schema::departs;
use serde_json::Value;
use std::borrow::Cow;

const SCHEMA: &str = include_str!("../../../docs/schema/record-v1.json");
const PAGE: &str = "غارة على السدرة\n\nبيروت (رويترز) - قُتل ثلاثة جنود في غارة 🕊️ على السدرة أمس، وفق مصدر.\n";

fn find(document: &Document, words: &str) -> Span {
    let at = document.text.find(words).unwrap();
    Span::new(at, at + words.len())
}

fn count(document: &Document) -> Count {
    Count {
        outcome: Outcome::Killed,
        who: Some("جنود".into()),
        value: Some(3),
        bound: Bound::Exact,
        min: Some(3),
        max: Some(3),
        cumulative: false,
        span: find(document, "ثلاثة جنود"),
    }
}

fn source(document: &Document) -> Source {
    Source {
        span: Some(find(document, "مصدر")),
        id: None,
        name_ar: None,
        name_en: None,
        kind: SourceKind::Unnamed,
        named: false,
        count: None,
        cue: Some(find(document, "وفق")),
        stance: Stance::Neutral,
    }
}

fn place(document: &Document) -> Place {
    Place {
        span: find(document, "السدرة أمس"),
        id: None,
        name_ar: None,
        name_en: None,
        country: None,
        admin1: None,
        lat: Some(33.5),
        lon: None,
        precision: PlacePrecision::Town,
    }
}

fn claim(document: &Document) -> Claim {
    Claim {
        event: 1,
        kind: EventType::Assault,
        mode: Some("aerial".into()),
        contexts: vec!["military".into()],
        modality: Modality::Asserted,
        trigger: find(document, "قُتل"),
        actors: vec![Actor {
            role: Role::Recipient,
            span: find(document, "جنود"),
            id: None,
            name_ar: None,
            name_en: None,
            country: None,
            sector: Some("MIL".into()),
            aligned_with: vec!["IRN".into()],
            count: Some(count(document)),
        }],
        place: Some(place(document)),
        from: None,
        to: None,
        time: Some(Time {
            span: find(document, "أمس"),
            start: None,
            end: None,
            precision: TimePrecision::PartOfDay,
            basis: TimeBasis::Relative,
        }),
        toll: vec![count(document)],
        attribution: vec![source(document)],
        sentence: document.blocks[1].span,
        rule: "test".into(),
        confidence: 0.91,
        doubtful: false,
    }
}

fn records() -> Vec<Value> {
    let document = read(PAGE.as_bytes(), &Hints::default());
    let quote = Quote {
        kind: QuoteKind::Indirect,
        content: find(&document, "قُتل ثلاثة جنود"),
        cue: None,
        attribution: vec![source(&document)],
    };
    let reading = Reading {
        quotes: vec![quote],
        claims: vec![claim(&document), claim(&document)],
        knowledge: Some("0123456789ab".into()),
    };
    let mut out = Vec::new();
    Records::of(&document, &reading).write(&mut out).unwrap();
    let lines = std::str::from_utf8(&out).unwrap().lines();
    lines.map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn records_fit_the_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let records = records();
    assert_eq!(records.len(), 4);
    for record in &records {
        let name = record["record"].as_str().unwrap().trim_end_matches("/1");
        departs(&schema, &schema["$defs"][name], record, name).unwrap();
        departs(&schema, &schema, record, name).unwrap();
    }
    let mut broken = records[3].clone();
    broken["modality"] = "maybe".into();
    assert!(departs(&schema, &schema["$defs"]["claim"], &broken, "claim").is_err());
}

#[test]
fn spans_count_code_points_and_carry_their_words() {
    fn each(value: &Value, text: &[char], seen: &mut usize) {
        if let (Some(start), Some(end)) = (value["start"].as_u64(), value["end"].as_u64()) {
            let words: String = text[start as usize..end as usize].iter().collect();
            assert_eq!(value["quote"], words);
            *seen += 1;
        }
        match value {
            Value::Array(all) => all.iter().for_each(|v| each(v, text, seen)),
            Value::Object(all) => all.values().for_each(|v| each(v, text, seen)),
            _ => {}
        }
    }
    let records = records();
    let text: Vec<char> = records[0]["text"].as_str().unwrap().chars().collect();
    let mut seen = 0;
    records.iter().for_each(|r| each(r, &text, &mut seen));
    assert!(seen > 15, "{seen}");
}

#[test]
fn what_is_read_is_what_was_written_and_borrows_what_it_can() {
    let written: Vec<String> = records().iter().map(Value::to_string).collect();
    let lines = written.join("\n");
    let read = Records::read(&lines).unwrap();
    let mut again = Vec::new();
    read.write(&mut again).unwrap();
    let again = std::str::from_utf8(&again).unwrap().lines();
    assert!(
        again
            .map(|l| serde_json::from_str::<Value>(l).unwrap())
            .eq(records())
    );

    let claim = &read.claims[0];
    assert!(matches!(claim.sentence.quote, Cow::Borrowed(_)));
    assert!(matches!(claim.attribution[0].text, Some(Cow::Borrowed(_))));
    // line breaks are escaped in JSON
    assert!(matches!(read.document.text, Cow::Owned(_)));
    // an earlier version may lack what a later one adds
    let without = lines.replacen("\"fetched\":null,", "", 1);
    assert_ne!(without, lines);
    assert!(Records::read(&without).unwrap().document.fetched.is_none());
}

#[test]
fn ids_are_stable_and_apart() {
    let ids: Vec<String> = records().iter().map(|r| r["id"].to_string()).collect();
    assert_eq!(
        ids,
        records().iter().map(|r| r["id"].to_string()).collect::<Vec<_>>()
    );
    let mut apart = ids.clone();
    apart.sort();
    apart.dedup();
    assert_eq!(apart.len(), ids.len());
}
