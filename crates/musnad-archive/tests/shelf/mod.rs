//! Archives of a few documents for tests: each document is sentences with claims in them.

#![allow(dead_code, reason = "each test uses some of it")]

use musnad_archive::{Archive, By, Incoming, Sqlite};
use musnad_record::v1::{Claim, Document, Records};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

pub(crate) const AT: &str = "2026-03-08T09:00:00Z";

/// A claim of a document: its id as a number, its sentence, and what else is read of it.
pub(crate) struct Read {
    pub(crate) id: u64,
    pub(crate) kind: (&'static str, &'static str),
    pub(crate) sentence: usize,
    pub(crate) event: u32,
    pub(crate) trigger: &'static str,
    pub(crate) place: Option<(&'static str, &'static str)>,
    pub(crate) actor: Option<(&'static str, &'static str)>,
    pub(crate) killed: Option<u64>,
    pub(crate) doubtful: bool,
}

impl Default for Read {
    fn default() -> Read {
        Read {
            id: 1,
            kind: ("ASSAULT", "aerial"),
            sentence: 0,
            event: 1,
            trigger: "قصف",
            place: None,
            actor: None,
            killed: None,
            doubtful: false,
        }
    }
}

pub(crate) struct Article {
    pub(crate) id: &'static str,
    pub(crate) outlet: &'static str,
    pub(crate) published: &'static str,
    pub(crate) sentences: &'static [&'static str],
    pub(crate) claims: Vec<Read>,
}

pub(crate) fn id(n: u64) -> String {
    format!("{n:016x}")
}

fn span(text: &str, from: usize, words: &str) -> Value {
    let at = text[from..].find(words).unwrap_or_else(|| panic!("{words}")) + from;
    let start = text[..at].chars().count();
    json!({"start": start, "end": start + words.chars().count(), "quote": words})
}

impl Article {
    /// Its records as JSON Lines.
    pub(crate) fn lines(&self) -> String {
        let text = self.sentences.join("\n");
        let at = |n: usize| self.sentences[..n].iter().map(|s| s.len() + 1).sum::<usize>();
        let blocks: Vec<Value> = self
            .sentences
            .iter()
            .enumerate()
            .map(|(n, s)| json!({"kind": "paragraph", "span": span(&text, at(n), s)}))
            .collect();
        let doubts: Vec<Value> = self
            .claims
            .iter()
            .filter(|c| c.doubtful)
            .map(|c| {
                let span = span(&text, at(c.sentence), c.trigger);
                json!({"code": "doubtful", "severity": "info", "message": "", "span": span})
            })
            .collect();
        let document = json!({
            "record": "document/1", "id": self.id, "url": null, "outlet": self.outlet, "title": null, "byline": [],
            "dateline": {"place": null, "agency": null}, "published": self.published, "fetched": null,
            "language": "ar", "sha256": format!("{:064x}", self.id.len() * 7919 + self.id.as_bytes()[0] as usize),
            "text": text, "blocks": blocks, "related": [], "diagnostics": doubts,
        })
        .to_string();
        let claims =
            self.claims.iter().map(|c| {
                let words = |w: &str| span(&text, at(c.sentence), w);
                let place = c.place.map(|(words_of, id)| json!({
                "text": words_of, "span": words(words_of), "id": id, "name_ar": words_of, "name_en": null,
                "country": "SYR", "admin1": null, "lat": 35.0, "lon": 36.0, "precision": "town",
            }));
                let actors: Vec<Value> = c.actor.iter().map(|(who, id)| json!({
                "role": "actor", "text": who, "span": words(who), "id": id, "name_ar": who, "name_en": null,
                "country": "SYR", "sector": "MIL", "aligned_with": [], "count": null,
            })).collect();
                let toll: Vec<Value> = c.killed.iter().map(|n| json!({
                "outcome": "killed", "who": null, "value": n, "bound": "exact", "min": n, "max": n,
                "cumulative": false, "span": words(c.trigger),
            })).collect();
                json!({
                "record": "claim/1", "id": id(c.id), "document": self.id, "event": c.event, "type": c.kind.0,
                "mode": c.kind.1, "contexts": [], "modality": "asserted", "trigger": words(c.trigger),
                "actors": actors, "place": place, "from": null, "to": null, "time": null, "toll": toll,
                "attribution": [{"text": null, "span": null, "id": null, "name_ar": null, "name_en": null,
                    "kind": "outlet", "named": true, "count": null, "cue": null, "stance": "neutral"}],
                "sentence": words(self.sentences[c.sentence]), "rule": "assault.test", "confidence": 0.9,
            })
.to_string()
            });
        let claims: Vec<String> = claims.collect();

        let records = Records {
            document: serde_json::from_str::<Document<'_>>(&document).unwrap(),
            quotes: Vec::new(),
            claims: claims
                .iter()
                .map(|c| serde_json::from_str::<Claim<'_>>(c).unwrap())
                .collect(),
        };
        let mut out = Vec::new();
        records.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    pub(crate) fn incoming(&self, version: &str) -> Incoming {
        Incoming::new(self.lines(), None, Arc::from(version)).unwrap()
    }
}

/// Two documents of one story about one town, and one of another place: claims 1 and 2, 3, and 4.
pub(crate) fn articles() -> Vec<Article> {
    let town = Some(("السدرة", "geo:1"));
    vec![
        Article {
            id: "a",
            outlet: "المرفأ",
            published: "2026-03-04T10:00:00Z",
            sentences: &[
                "قصف الجيش بلدة السدرة صباح الأربعاء وسقط تسعة قتلى في سوق الخضار.",
                "واعتقلت دورية أربعة شبان عند مدخل السدرة مساء وصادرت دراجاتهم.",
            ],
            claims: vec![
                Read {
                    id: 1,
                    place: town,
                    actor: Some(("الجيش", "SYR-ARMY")),
                    killed: Some(9),
                    ..Read::default()
                },
                Read {
                    id: 2,
                    kind: ("COERCE", "arrest"),
                    sentence: 1,
                    event: 2,
                    trigger: "واعتقلت",
                    place: town,
                    ..Read::default()
                },
                Read {
                    id: 5,
                    sentence: 1,
                    event: 2,
                    trigger: "وصادرت",
                    doubtful: true,
                    ..Read::default()
                },
            ],
        },
        Article {
            id: "b",
            outlet: "الساحل",
            published: "2026-03-04T12:00:00Z",
            sentences: &[
                "أفاد مراسلنا بأن قصف الجيش على السدرة قبل الظهر أودى بحياة سبعة مدنيين قرب السوق، وأن المدارس أغلقت أبوابها.",
            ],
            claims: vec![Read {
                id: 3,
                place: town,
                actor: Some(("الجيش", "SYR-ARMY")),
                killed: Some(7),
                ..Read::default()
            }],
        },
        Article {
            id: "c",
            outlet: "المرفأ",
            published: "2026-02-01T12:00:00Z",
            sentences: &["تعرضت قرية التلة لحادث قصف ليلي قرب السدرة بحسب سكان."],
            claims: vec![Read {
                id: 4,
                place: town,
                ..Read::default()
            }],
        },
    ]
}

/// An archive that holds [`articles`].
pub(crate) fn filled(folder: &Path) -> Archive<Sqlite> {
    let mut archive = Archive::new(Sqlite::open(folder).unwrap()).unwrap();
    let incoming = articles().iter().map(|a| a.incoming("one")).collect();
    assert_eq!(archive.take(incoming, AT).unwrap().new, 3);
    archive
}

pub(crate) fn by(who: &str) -> By<'_> {
    By {
        who,
        why: "قرأت الصفحة",
        at: AT,
    }
}
