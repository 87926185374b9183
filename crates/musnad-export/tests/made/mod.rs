//! Made-up events, claims and documents: Arabic names, quotes, line ends, bidi marks, formulas, and everything missing.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test that cannot go on fails; each test uses a part"
)]

use musnad_export::{DocumentFacts, Export, Fatalities, Format, Options, Rows, Summary};
use musnad_record::event::{Event, First, Line, Party, Place, Telling, Time, Toll};
use musnad_record::v1::{Claim, Document};
use serde_json::{Value, json};

/// A title that a spreadsheet would run, with a bidi override and quotes.
pub(crate) const EVIL: &str = "\u{202e}=HYPERLINK(\"https://evil.example\",\"اضغط هنا\")";
/// A sentence with a line end, a quoted name, mark-up and a control character.
pub(crate) const SENTENCE: &str =
    "قُتل عشرات المدنيين، بينهم \"أبو الليل\" <b>القائد</b>،\nفي غارة\u{7} على بلدة السدرة الشرقية & محيطها.";

pub(crate) fn options() -> Options {
    let mut options = Options::at("2026-03-10T12:00:00Z".parse().unwrap());
    options.base = Some("https://archive.example/m/".into());
    options
}

fn span(quote: &str) -> Value {
    json!({"start": 5, "end": 5 + quote.chars().count(), "quote": quote})
}

fn source(text: &str, kind: &str) -> Value {
    json!({"text": text, "span": null, "id": null, "name_ar": text, "name_en": null, "kind": kind, "named": true,
           "count": null, "cue": null, "stance": "neutral"})
}

pub(crate) fn claim(id: &str, document: &str) -> Claim<'static> {
    let killed = json!({"outcome": "killed", "who": "مدنيين", "value": 12, "bound": "exact", "min": 12, "max": 12,
                        "cumulative": false, "span": span("12 مدنيا")});
    let vague = json!({"outcome": "killed", "who": null, "value": null, "bound": "vague", "min": 10, "max": 99,
                       "cumulative": false, "span": span("عشرات المدنيين")});
    let value = json!({
        "record": "claim/1", "id": id, "document": document, "event": 1, "type": "ASSAULT", "mode": "aerial",
        "contexts": ["military", "humanitarian"], "modality": "asserted", "trigger": span("غارة"),
        "actors": [
            {"role": "actor", "text": "طائرات حربية", "span": span("طائرات حربية"), "id": null, "name_ar": null,
             "name_en": null, "country": "RUS", "sector": "MIL", "aligned_with": [], "count": null},
            {"role": "recipient", "text": "مدنيين", "span": span("مدنيين"), "id": null, "name_ar": null,
             "name_en": null, "country": null, "sector": "CVL", "aligned_with": [], "count": killed},
        ],
        "place": {"text": "السدرة", "span": span("السدرة"), "id": "syr-sidra", "name_ar": "السدرة الشرقية",
                  "name_en": "East Sidra", "country": "SYR", "admin1": "Idlib", "lat": 35.1234567, "lon": 36.7,
                  "precision": "town"},
        "from": null, "to": null,
        "time": {"text": "أمس", "span": span("أمس"), "start": "2026-03-04", "end": "2026-03-05",
                 "precision": "day", "basis": "relative"},
        "toll": [vague], "attribution": [source("مصدر طبي", "medical"), source("صحيفة المرفأ", "outlet")],
        "sentence": span(SENTENCE), "rule": "assault.airstrike.nominal", "confidence": 0.912_345,
    });
    serde_json::from_str(Box::leak(value.to_string().into_boxed_str())).unwrap()
}

pub(crate) fn facts() -> Vec<DocumentFacts<'static>> {
    vec![
        DocumentFacts {
            id: "d1",
            url: Some("https://harbour.example/a?x=1&y=2"),
            outlet: Some("صحيفة المرفأ"),
            title: Some(EVIL),
            published: Some("2026-03-05T08:30:00+03:00"),
        },
        DocumentFacts {
            id: "d2",
            url: Some("javascript:alert(1)"),
            outlet: Some("وكالة التل, \"الأولى\""),
            title: Some("-3 درجات"),
            published: Some("2026-03-06"),
        },
    ]
}

fn line(claim: &str, words: &str, value: Option<u64>, min: u64, max: u64, current: bool) -> Line {
    Line {
        claim: claim.into(),
        document: "d1".into(),
        by: "مصدر طبي".into(),
        words: words.into(),
        value,
        bound: if value.is_some() { "exact" } else { "vague" }.into(),
        min: Some(min),
        max: Some(max),
        is: "first".into(),
        current,
        ..Line::default()
    }
}

fn party(role: &str, text: &str, country: Option<&str>, sector: Option<&str>) -> Party {
    Party {
        role: role.into(),
        text: text.into(),
        country: country.map(Into::into),
        sector: sector.map(Into::into),
        stance: "alleged".into(),
        ..Party::default()
    }
}

/// An airstrike with everything; only words for the dead.
pub(crate) fn strike() -> Event {
    Event {
        record: "event/1".into(),
        id: "e1".into(),
        story: Some("s1".into()),
        r#type: "ASSAULT".into(),
        mode: Some("aerial".into()),
        contexts: vec!["military".into(), "humanitarian".into()],
        modality: "asserted".into(),
        place: Some(Place {
            id: Some("syr-sidra".into()),
            name_ar: Some("السدرة الشرقية".into()),
            name_en: Some("East Sidra".into()),
            country: Some("SYR".into()),
            admin1: Some("Idlib".into()),
            lat: Some(35.123_456_7),
            lon: Some(36.7),
            precision: "town".into(),
        }),
        time: Some(Time {
            start: "2026-03-04".into(),
            end: Some("2026-03-05".into()),
            precision: "day".into(),
        }),
        parties: vec![
            party("actor", "طائرات حربية", Some("RUS"), Some("MIL")),
            Party {
                id: Some("syr-arab-army".into()),
                name_ar: Some("الجيش العربي السوري".into()),
                name_en: Some("Syrian Arab Army".into()),
                ..party("actor", "الجيش", Some("SYR"), Some("MIL"))
            },
            party("recipient", "مدنيين", None, Some("CVL")),
        ],
        toll: vec![Toll {
            outcome: "killed".into(),
            low: Some(10),
            best: None,
            high: Some(99),
            lines: vec![line("c1", "عشرات المدنيين", None, 10, 99, true)],
        }],
        disputed: vec!["perpetrator".into(), "toll".into()],
        grade: "fair".into(),
        first: Some(First {
            document: "d1".into(),
            claim: "c1".into(),
            outlet: Some("صحيفة المرفأ".into()),
            published: Some("2026-03-05T08:30:00+03:00".into()),
            ..First::default()
        }),
        reports: 2,
        copies: 1,
        independent: 1,
        tellings: ["c1", "c2"]
            .map(|c| Telling {
                claim: c.into(),
                document: "d1".into(),
                by: "مصدر طبي".into(),
                modality: "asserted".into(),
                ..Telling::default()
            })
            .into(),
        ..Event::default()
    }
}

/// The same with a figure.
pub(crate) fn counted() -> Event {
    let mut event = strike();
    event.id = "e2".into();
    event.toll[0].best = Some(15);
    event.toll[0].low = Some(12);
    event.toll[0].high = Some(15);
    event.toll[0].lines = vec![
        line("c1", "12 مدنيا", Some(12), 12, 12, false),
        line("c1", "15 قتيلا", Some(15), 15, 15, true),
    ];
    event
}

/// An event of which nothing is known but that it was.
pub(crate) fn bare() -> Event {
    Event {
        record: "event/1".into(),
        id: "=e3".into(),
        r#type: "PROTEST".into(),
        modality: "asserted".into(),
        grade: "weak".into(),
        ..Event::default()
    }
}

/// A clash in a region, between rebels and an army, over a week.
pub(crate) fn clash() -> Event {
    let mut event = strike();
    event.id = "e4".into();
    event.mode = None;
    event.parties = vec![
        party("actor", "فصائل", Some("SYR"), Some("REB")),
        party("recipient", "قوات", Some("SYR"), Some("MIL")),
    ];
    event.toll.clear();
    if let Some(place) = &mut event.place {
        place.precision = "region".into();
        place.name_en = None;
    }
    event.time = Some(Time {
        start: "2026-03-01T00:00:00+03:00".into(),
        end: Some("2026-03-08T00:00:00+03:00".into()),
        precision: "week".into(),
    });
    event
}

pub(crate) fn denied() -> Event {
    Event {
        id: "e5".into(),
        modality: "denied".into(),
        ..strike()
    }
}

pub(crate) fn talks() -> Event {
    Event {
        id: "e6".into(),
        r#type: "CONSULT".into(),
        mode: Some("visit".into()),
        toll: Vec::new(),
        ..strike()
    }
}

pub(crate) fn all() -> Vec<Event> {
    vec![strike(), counted(), bare(), clash(), denied(), talks()]
}

pub(crate) fn document() -> Document<'static> {
    let value = json!({
        "record": "document/1", "id": "d1", "url": "https://harbour.example/a?x={1}&y=2", "outlet": "صحيفة المرفأ",
        "title": EVIL, "byline": ["ليلى الحسن", "@سمير {}"], "dateline": {"place": "بيروت", "agency": null},
        "published": "2026-03-05T08:30:00+03:00", "fetched": "2026-03-05T09:00:00Z", "language": "ar",
        "sha256": "ab12", "text": SENTENCE, "blocks": [{"kind": "lead", "span": span(SENTENCE)}], "related": [],
        "diagnostics": [],
    });
    serde_json::from_str(Box::leak(value.to_string().into_boxed_str())).unwrap()
}

pub(crate) fn empty_document() -> Document<'static> {
    let value = json!({
        "record": "document/1", "id": "https://Harbour.example/ü 1", "url": "javascript:alert(1)", "outlet": null,
        "title": null, "byline": [], "dateline": {"place": null, "agency": null}, "published": null,
        "fetched": null, "language": null, "sha256": "", "text": "", "blocks": [], "related": [],
        "diagnostics": [],
    });
    serde_json::from_str(Box::leak(value.to_string().into_boxed_str())).unwrap()
}

/// The events in a form.
pub(crate) fn events(format: Format, events: &[Event], options: Options) -> (Vec<u8>, Summary) {
    let mut out = Vec::new();
    let claims = [claim("c1", "d1"), claim("c2", "d2")];
    let mut export = Export::new(format, Rows::Events, &mut out, options).unwrap();
    for event in events {
        let full = event.first.is_some();
        let (claims, facts) = if full {
            (&claims[..], facts())
        } else {
            (&[][..], Vec::new())
        };
        export.event(event, claims, &facts).unwrap();
    }
    let summary = export.finish().unwrap();
    (out, summary)
}

pub(crate) fn claims(format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let mut export = Export::new(format, Rows::Claims, &mut out, options()).unwrap();
    export.claim(&claim("c1", "d1"), &facts()[0]).unwrap();
    export
        .claim(&claim("c2", "d2"), &DocumentFacts::default())
        .unwrap();
    export.finish().unwrap();
    out
}

pub(crate) fn documents(format: Format, options: Options) -> Vec<u8> {
    let mut out = Vec::new();
    let mut export = Export::new(format, Rows::Documents, &mut out, options).unwrap();
    export.document(&document()).unwrap();
    export.document(&empty_document()).unwrap();
    export.finish().unwrap();
    out
}

pub(crate) fn rounding(fatalities: Fatalities) -> Options {
    Options {
        fatalities,
        ..options()
    }
}
