//! What people say lies over what the machine read, and never in its place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod shelf;

use musnad_archive::store::Store;
use musnad_archive::{Archive, Brief, Reach, Said, Search, Sqlite};
use musnad_record::event::Event;
use musnad_record::v1::Records;
use musnad_search::{Facet, Filter, Kind, Query};
use musnad_story::Policy;
use serde_json::{Value, json};
use shelf::{by, filled, id};
use tempfile::tempdir;

fn set(field: &str, value: Value) -> Said {
    Said::Set {
        field: field.to_owned(),
        value,
    }
}

/// The event that a claim tells.
fn event_of(archive: &Archive<Sqlite>, claim: u64) -> Option<Event> {
    let document = archive.store().claim(&id(claim)).unwrap()?;
    let told = archive.store().told(document).unwrap();
    let n = told.iter().find(|t| t.claim == id(claim))?.event;
    let event = archive.event_at(n, Policy::Latest).unwrap()?;
    event
        .tellings
        .iter()
        .any(|t| t.claim == id(claim))
        .then_some(event)
}

fn place(id: &str) -> Value {
    json!({"id": id, "name_ar": "القرداحة", "country": "SYR", "precision": "town", "lat": 35.4, "lon": 36.0})
}

#[test]
fn a_set_field_lies_over_the_reading_and_is_taken_back() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let machine = archive.lines("a").unwrap();
    let killed = json!({"outcome": "killed", "value": 3, "bound": "exact", "min": 3, "max": 3});
    let said = [
        set("type", json!("PROTEST")),
        set("mode", Value::Null),
        set("modality", json!("denied")),
        set("place", place("geo:9")),
        set(
            "time",
            json!({"start": "2026-03-03", "end": "2026-03-04", "precision": "day"}),
        ),
        set(
            "actor",
            json!({"text": "الجيش", "entry": {"id": "RUS-ARMY", "country": "RUS"}}),
        ),
        set("toll", killed),
        set("source", json!({"text": "سوق الخضار", "kind": "witness"})),
    ];
    let kept = archive.judge(&id(1), &said, None, by("هدى")).unwrap();
    assert_eq!(
        kept.iter().map(|c| c.n).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6, 7, 8]
    );
    let event = event_of(&archive, 1).unwrap();
    assert_eq!(event.r#type, "PROTEST");
    let lines = archive.corrected("a").unwrap();
    let records = Records::read(&lines).unwrap();
    let claim = records.claims.iter().find(|c| c.id == id(1)).unwrap();
    assert_eq!((claim.mode.as_deref(), claim.modality.as_ref()), (None, "denied"));
    assert_eq!(claim.place.as_ref().unwrap().id.as_deref(), Some("geo:9"));
    assert_eq!(claim.place.as_ref().unwrap().span.quote, "السدرة");
    assert_eq!(claim.time.as_ref().unwrap().start.as_deref(), Some("2026-03-03"));
    assert_eq!(claim.actors[0].id.as_deref(), Some("RUS-ARMY"));
    assert_eq!(claim.toll[0].value, Some(3));
    assert_eq!(claim.attribution[0].kind, "witness");
    let span = claim.attribution[0].span.as_ref().unwrap();
    let text: Vec<char> = records.document.text.chars().collect();
    assert_eq!(
        text[span.start..span.end].iter().collect::<String>(),
        "سوق الخضار"
    );
    // what the machine read is as it was
    assert_eq!(archive.lines("a").unwrap(), machine);
    for n in 1..=8 {
        archive.undo(n, by("سامي")).unwrap();
    }
    let records_again = Records::read(&machine).unwrap();
    let undone = archive.corrected("a").unwrap();
    let undone = Records::read(&undone).unwrap();
    assert_eq!(
        serde_json::to_value(&undone.claims).unwrap(),
        serde_json::to_value(&records_again.claims).unwrap()
    );
    let history = archive.history(Some(&id(1))).unwrap();
    assert_eq!(history.len(), 16);
    assert_eq!((history[3].undone, history[3].who.as_str()), (Some(12), "هدى"));
    assert_eq!(history[3].reading["id"], "geo:1");
    assert_eq!(history[6].reading[0]["value"], 9);
}

#[test]
fn a_party_or_place_that_is_none_goes() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let said = [
        set("actor", json!({"text": "الجيش", "entry": null})),
        set("place", Value::Null),
        set("toll", json!({"outcome": "killed"})),
    ];
    archive.judge(&id(1), &said, None, by("هدى")).unwrap();
    let lines = archive.corrected("a").unwrap();
    let records = Records::read(&lines).unwrap();
    let claim = &records.claims[0];
    assert!(claim.actors.is_empty() && claim.place.is_none() && claim.toll.is_empty());
}

#[test]
fn a_rejected_claim_tells_nothing() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let before = event_of(&archive, 1).unwrap();
    assert_eq!(before.tellings.len(), 2, "{before:?}");
    assert_eq!(before.toll[0].lines.len(), 2);
    archive.judge(&id(3), &[Said::Reject], None, by("هدى")).unwrap();
    assert!(event_of(&archive, 3).is_none());
    let after = event_of(&archive, 1).unwrap();
    assert_eq!((after.id.as_str(), after.tellings.len()), (before.id.as_str(), 1));
    assert_eq!((after.toll[0].lines.len(), after.toll[0].best), (1, Some(9)));
    assert_eq!((after.independent, after.reports), (1, 1));
    assert!(
        Records::read(&archive.corrected("b").unwrap())
            .unwrap()
            .claims
            .is_empty()
    );
    // with nothing left, there is no such event, in the story neither
    archive.judge(&id(1), &[Said::Reject], None, by("هدى")).unwrap();
    assert!(
        archive
            .event(&before.id, Policy::Latest)
            .unwrap_err()
            .is_missing()
    );
    let story = archive.story(before.story.as_deref().unwrap()).unwrap();
    assert!(!story.events.contains(&before.id));
    // whoever sets a field says that it is a claim
    archive
        .judge(&id(1), &[set("modality", json!("possible"))], None, by("سامي"))
        .unwrap();
    assert_eq!(event_of(&archive, 1).unwrap().modality, "possible");
    archive.undo(1, by("هدى")).unwrap();
    assert_eq!(event_of(&archive, 1).unwrap().tellings.len(), 2);
}

#[test]
fn a_claim_in_doubt_that_is_accepted_tells() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    assert!(event_of(&archive, 5).is_none());
    archive.judge(&id(5), &[Said::Accept], None, by("هدى")).unwrap();
    // with that of the claim with its number
    assert_eq!(
        event_of(&archive, 5).unwrap().id,
        event_of(&archive, 2).unwrap().id
    );
    let lines = archive.corrected("a").unwrap();
    let records = Records::read(&lines).unwrap();
    assert!(records.claims.iter().all(|c| !records.is_doubtful(c)));
    archive.undo(1, by("هدى")).unwrap();
    assert!(event_of(&archive, 5).is_none());
    assert!(event_of(&archive, 2).is_some());
    // it can be judged again
    archive.judge(&id(5), &[Said::Accept], None, by("هدى")).unwrap();
    assert!(event_of(&archive, 5).is_some());
}

#[test]
fn a_place_is_corrected_everywhere() {
    let places = |archive: &Archive<Sqlite>, document: &str| -> Vec<String> {
        let lines = archive.corrected(document).unwrap();
        let records = Records::read(&lines).unwrap();
        let of = |c: &musnad_record::v1::Claim<'_>| {
            c.place.as_ref().and_then(|p| p.id.as_deref().map(str::to_owned))
        };
        records.claims.iter().filter_map(of).collect()
    };
    for (reach, want) in [
        (
            Reach::Document,
            [vec!["geo:9", "geo:9"], vec!["geo:1"], vec!["geo:1"]],
        ),
        (
            Reach::Story,
            [vec!["geo:9", "geo:9"], vec!["geo:9"], vec!["geo:1"]],
        ),
        (
            Reach::Archive,
            [vec!["geo:9", "geo:9"], vec!["geo:9"], vec!["geo:9"]],
        ),
    ] {
        let folder = tempdir().unwrap();
        let mut archive = filled(folder.path());
        let said = [set("place", place("geo:9"))];
        let kept = archive.judge(&id(1), &said, Some(reach), by("هدى")).unwrap();
        assert!(kept[0].follows.is_none() && kept[1..].iter().all(|c| c.follows == Some(kept[0].n)));
        assert_eq!(["a", "b", "c"].map(|d| places(&archive, d)), want, "{reach:?}");
        // what followed goes with what it followed
        assert_eq!(archive.undo(kept[0].n, by("هدى")).unwrap().len(), kept.len());
        assert_eq!(
            ["a", "b", "c"].map(|d| places(&archive, d)),
            [vec!["geo:1", "geo:1"], vec!["geo:1"], vec!["geo:1"]]
        );
    }
}

#[test]
fn everywhere_leaves_what_people_said() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    archive
        .judge(&id(2), &[set("place", place("geo:7"))], None, by("سامي"))
        .unwrap();
    archive.judge(&id(3), &[Said::Reject], None, by("سامي")).unwrap();
    let said = [set("place", place("geo:9"))];
    let kept = archive
        .judge(&id(1), &said, Some(Reach::Archive), by("هدى"))
        .unwrap();
    let targets: Vec<&str> = kept.iter().map(|c| c.target.as_str()).collect();
    assert_eq!(targets, [id(1), id(4)]);
    assert!(event_of(&archive, 3).is_none());
    let said = [Said::Accept, set("type", json!("PROTEST"))];
    let e = archive
        .judge(&id(1), &said, Some(Reach::Story), by("هدى"))
        .unwrap_err();
    assert!(e.is_refused(), "{e}");
}

#[test]
fn events_are_merged_and_parted_again() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let (one, other) = (event_of(&archive, 1).unwrap(), event_of(&archive, 4).unwrap());
    archive.merge(&one.id, &other.id, by("هدى")).unwrap();
    let merged = event_of(&archive, 4).unwrap();
    assert_eq!((merged.id.as_str(), merged.tellings.len()), (one.id.as_str(), 3));
    // the other's id leads to it, and the telling says who moved it
    assert_eq!(archive.event(&other.id, Policy::Latest).unwrap().id, one.id);
    let moved = merged.tellings.iter().find(|t| t.claim == id(4)).unwrap();
    assert_eq!(
        (moved.why[0].about.as_str(), moved.why[0].found.contains("هدى")),
        ("person", true)
    );
    assert!(
        archive
            .merge(&other.id, &one.id, by("هدى"))
            .unwrap_err()
            .is_refused()
    );
    archive.undo(1, by("سامي")).unwrap();
    assert_eq!(event_of(&archive, 4).unwrap(), other);
    assert_eq!(event_of(&archive, 1).unwrap(), one);
    // undone and done again, from the other side
    archive.merge(&other.id, &one.id, by("هدى")).unwrap();
    assert_eq!(event_of(&archive, 1).unwrap().id, other.id);
}

#[test]
fn an_event_is_split_and_joined_again() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let whole = event_of(&archive, 1).unwrap();
    let split = archive.split(&whole.id, &[&id(3)], by("هدى")).unwrap();
    let new = event_of(&archive, 3).unwrap();
    assert_ne!(new.id, whole.id);
    assert_eq!(split.target, whole.id);
    assert!(split.value.unwrap().contains(&new.id));
    assert_eq!(
        (new.tellings.len(), event_of(&archive, 1).unwrap().tellings.len()),
        (1, 1)
    );
    archive.undo(split.n, by("هدى")).unwrap();
    assert_eq!(event_of(&archive, 3).unwrap(), whole);
    assert_eq!(archive.event(&new.id, Policy::Latest).unwrap().id, whole.id);
    // again, with another id; and a merge the other way leads to no circle
    let again = archive.split(&whole.id, &[&id(3)], by("هدى")).unwrap();
    let newer = event_of(&archive, 3).unwrap();
    assert_ne!(newer.id, new.id);
    archive.merge(&newer.id, &whole.id, by("هدى")).unwrap();
    archive.undo(again.n, by("هدى")).unwrap();
    assert_eq!(archive.event(&whole.id, Policy::Latest).unwrap().id, newer.id);
    for claims in [vec![id(1), id(3)], vec![], vec![id(2)]] {
        let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
        assert!(
            archive
                .split(&newer.id, &claims, by("هدى"))
                .unwrap_err()
                .is_refused()
        );
    }
}

#[test]
fn a_grade_is_given_by_hand() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let event = event_of(&archive, 1).unwrap();
    archive.grade(&event.id, "discounted", by("هدى")).unwrap();
    assert_eq!(event_of(&archive, 1).unwrap().grade, "discounted");
    archive.undo(1, by("هدى")).unwrap();
    assert_eq!(event_of(&archive, 1).unwrap().grade, event.grade);
    let e = archive.grade(&event.id, "certain", by("هدى")).unwrap_err();
    assert!(e.is_refused() && e.to_string().contains("confirmed"), "{e}");
}

#[test]
fn an_event_in_a_line_is_the_event_as_it_stands() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let search = Search::open(folder.path()).unwrap();
    // the numbers of all claims that a line of any event tells
    let same = |archive: &Archive<Sqlite>| -> Vec<usize> {
        search.refresh(archive).unwrap();
        let known: Vec<String> = (1..100)
            .filter_map(|n| archive.store().event_id(n).unwrap())
            .collect();
        let mut briefs = search.briefs(known.clone()).unwrap();
        briefs.sort_by(|a, b| a.event.id.cmp(&b.event.id));
        for brief in &briefs {
            let event = archive.event(&brief.event.id, Policy::Latest).unwrap();
            assert_eq!(event.id, brief.event.id, "one that went into another is gone");
            assert_eq!(*brief, Brief::of(&event, &brief.sentence));
        }
        let there = |id: &&String| archive.event(id, Policy::Latest).is_ok_and(|e| e.id == **id);
        assert_eq!(briefs.len(), known.iter().filter(there).count());
        briefs.iter().map(|b| b.tellings).collect()
    };
    let sum = |tellings: Vec<usize>| tellings.iter().sum::<usize>();
    let all = sum(same(&archive));
    archive
        .judge(&id(1), &[set("place", place("geo:9"))], None, by("هدى"))
        .unwrap();
    archive.judge(&id(3), &[Said::Reject], None, by("هدى")).unwrap();
    assert_eq!(sum(same(&archive)), all - 1);
    let (one, other) = (event_of(&archive, 1).unwrap(), event_of(&archive, 4).unwrap());
    archive.grade(&one.id, "discounted", by("هدى")).unwrap();
    let apart = same(&archive);
    let merge = archive.merge(&one.id, &other.id, by("هدى")).unwrap();
    assert_eq!(same(&archive).len(), apart.len() - 1);
    archive.undo(merge.n, by("هدى")).unwrap();
    assert_eq!(same(&archive), apart);
}

#[test]
fn search_shows_what_people_said() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let search = Search::open(folder.path()).unwrap();
    search.refresh(&archive).unwrap();
    let found = |facet: Facet, value: &str, doubtful: bool| -> Vec<String> {
        let query = Query {
            kind: Some(Kind::Claim),
            filters: vec![Filter {
                facet,
                values: vec![value.to_owned()],
                exclude: false,
            }],
            size: 20,
            doubtful,
            ..Query::default()
        };
        let mut ids: Vec<String> = search
            .ask(&query)
            .unwrap()
            .hits
            .into_iter()
            .map(|h| h.id)
            .collect();
        ids.sort();
        ids
    };
    archive.judge(&id(1), &[Said::Accept], None, by("هدى")).unwrap();
    archive
        .judge(&id(2), &[set("place", place("geo:9"))], None, by("هدى"))
        .unwrap();
    archive.judge(&id(3), &[Said::Reject], None, by("هدى")).unwrap();
    search.refresh(&archive).unwrap();
    assert_eq!(found(Facet::Status, "accepted", false), [id(1)]);
    assert_eq!(found(Facet::Status, "corrected", false), [id(2)]);
    assert_eq!(found(Facet::Status, "rejected", false), Vec::<String>::new());
    assert_eq!(found(Facet::Status, "rejected", true), [id(3)]);
    assert_eq!(found(Facet::Place, "geo:9", false), [id(2)]);
    assert_eq!(found(Facet::Place, "geo:1", false), [id(1), id(4)]);
    // a merged event is found no more, and again when it stands again
    let (one, other) = (
        event_of(&archive, 1).unwrap().id,
        event_of(&archive, 4).unwrap().id,
    );
    let events = || -> Vec<String> {
        let query = Query {
            kind: Some(Kind::Event),
            size: 20,
            ..Query::default()
        };
        search
            .ask(&query)
            .unwrap()
            .hits
            .into_iter()
            .map(|h| h.id)
            .collect()
    };
    assert!(events().contains(&other));
    let merge = archive.merge(&one, &other, by("هدى")).unwrap();
    search.refresh(&archive).unwrap();
    assert!(!events().contains(&other) && events().contains(&one));
    assert_eq!(found(Facet::Event, &one, false), [id(1), id(4)]);
    archive.undo(merge.n, by("هدى")).unwrap();
    search.refresh(&archive).unwrap();
    assert!(events().contains(&other));
}

#[test]
fn two_reviewers_agree_and_differ() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    for claim in [1, 2, 3, 4] {
        archive
            .judge(&id(claim), &[Said::Accept], None, by("هدى"))
            .unwrap();
    }
    archive.judge(&id(1), &[Said::Accept], None, by("سامي")).unwrap();
    archive
        .judge(&id(2), &[set("place", place("geo:9"))], None, by("سامي"))
        .unwrap();
    archive.judge(&id(3), &[Said::Reject], None, by("سامي")).unwrap();
    let all = archive.agreement().unwrap();
    assert_eq!((all.judged, all.twice), (4, 3));
    let of = |field: &str| all.pairs.iter().find(|p| p.field == field).unwrap();
    let verdict = of("verdict");
    assert_eq!((verdict.both, verdict.same), (3, 2));
    // one always says yes: what they agree on is chance
    assert!(verdict.kappa.unwrap().abs() < 1e-9, "{verdict:?}");
    assert_eq!((of("place").both, of("place").same), (2, 1));
    assert_eq!((of("type").both, of("type").kappa), (2, Some(1.0)));
    // where all is one value, chance alone would do
    assert_eq!((of("modality").same, of("modality").kappa), (2, None));
    // a judgement that is taken back is none
    archive.undo(7, by("سامي")).unwrap();
    assert_eq!(archive.agreement().unwrap().twice, 2);
}

#[test]
fn reviewed_documents_are_those_judged_whole() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    archive.judge(&id(1), &[Said::Accept], None, by("هدى")).unwrap();
    archive.judge(&id(3), &[Said::Reject], None, by("هدى")).unwrap();
    let reviewed = archive.reviewed().unwrap();
    assert_eq!((reviewed.documents.len(), reviewed.partly), (1, 1));
    archive
        .judge(&id(2), &[set("type", json!("PROTEST"))], None, by("هدى"))
        .unwrap();
    assert_eq!(archive.reviewed().unwrap().documents.len(), 2);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_kept() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let missing =
        |e: musnad_archive::Error, what: &str| assert!(e.is_missing() && e.to_string().contains(what), "{e}");
    for claim in ["", "nothing", &id(99), "e0000000000000001"] {
        missing(
            archive
                .judge(claim, &[Said::Accept], None, by("هدى"))
                .unwrap_err(),
            claim,
        );
        missing(
            archive
                .history(Some(if claim.is_empty() { "x" } else { claim }))
                .map(|_| ())
                .err()
                .unwrap_or_else(|| {
                    // an event's id is a target too
                    archive.event("nothing", Policy::Latest).unwrap_err()
                }),
            "",
        );
    }
    missing(archive.merge("e1", "e2", by("هدى")).unwrap_err(), "e1");
    missing(archive.undo(7, by("هدى")).unwrap_err(), "7");
    for (field, value) in [
        ("colour", json!("red")),
        ("type", json!(5)),
        ("place", json!("geo:1")),
        ("actor", json!({"text": "أحد", "entry": null})),
        ("actor", json!({"text": "الجيش", "entry": {}})),
        ("time", json!({"end": "2026-03-04"})),
        ("toll", json!(7)),
    ] {
        let e = archive
            .judge(&id(1), &[set(field, value)], None, by("هدى"))
            .unwrap_err();
        assert!(e.is_refused() && e.to_string().contains(field), "{e}");
    }
    assert!(
        archive
            .judge(&id(1), &[], None, by("هدى"))
            .unwrap_err()
            .is_refused()
    );
    assert!(
        archive
            .judge(&id(1), &[Said::Accept], None, by(" "))
            .unwrap_err()
            .is_refused()
    );
    assert_eq!(archive.history(None).unwrap(), []);
    assert_eq!(archive.store().size().unwrap().journal, 1);
    archive.judge(&id(1), &[Said::Accept], None, by("هدى")).unwrap();
    archive.undo(1, by("هدى")).unwrap();
    assert!(archive.undo(1, by("هدى")).unwrap_err().is_refused());
    assert!(archive.undo(2, by("هدى")).unwrap_err().is_refused());
}
