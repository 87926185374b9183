//! Documents read again by another version keep ids, corrections and the earlier reading.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod shelf;

use musnad_archive::store::Store;
use musnad_archive::{Reread, Said, Search};
use musnad_search::{Kind, Query};
use musnad_story::Policy;
use serde_json::json;
use shelf::{AT, Article, Read, articles, by, filled, id};
use tempfile::tempdir;

/// What the next version reads in the first article: claim 1 as before, 2 is gone, 5 is sure, 6 and 7 are new.
fn first_again() -> Article {
    let mut article = articles().remove(0);
    article.claims.remove(1);
    article.claims[1].doubtful = false;
    article.claims.push(Read {
        id: 6,
        sentence: 0,
        event: 1,
        trigger: "وسقط",
        ..Read::default()
    });
    article.claims.push(Read {
        id: 7,
        sentence: 1,
        event: 3,
        trigger: "مدخل",
        ..Read::default()
    });
    article
}

#[test]
fn a_new_reading_keeps_what_was_there() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let search = Search::open(folder.path()).unwrap();
    search.refresh(&archive).unwrap();
    let event = |archive: &musnad_archive::Archive<_>, claim: u64| -> Option<i64> {
        let store: &musnad_archive::Sqlite = archive.store();
        let document = store.claim(&id(claim)).unwrap()?;
        let told = store.told(document).unwrap();
        Some(told.iter().find(|t| t.claim == id(claim))?.event)
    };
    let (first, second) = (event(&archive, 1).unwrap(), event(&archive, 2).unwrap());
    let killed = json!({"outcome": "killed", "value": 3, "bound": "exact", "min": 3, "max": 3});
    let toll = Said::Set {
        field: "toll".to_owned(),
        value: killed,
    };
    archive.judge(&id(1), &[toll], None, by("هدى")).unwrap();
    archive.judge(&id(2), &[Said::Accept], None, by("هدى")).unwrap();
    let earlier = archive.lines("a").unwrap();
    let document = archive.store().document("a").unwrap().unwrap();

    let taken = archive.reread(&[first_again().incoming("two")], AT).unwrap();
    let want = Reread {
        documents: 1,
        kept: 1,
        new: 3,
        gone: 1,
    };
    assert_eq!(taken, want);
    assert_eq!(archive.store().document("a").unwrap().unwrap(), document);
    // claims that stay are with their event, new ones with that of their neighbours, else with one of their own
    assert_eq!(event(&archive, 1), Some(first));
    assert_eq!(event(&archive, 6), Some(first));
    assert_eq!(event(&archive, 2), None);
    let new = [event(&archive, 5).unwrap(), event(&archive, 7).unwrap()];
    assert!(new[0] != new[1] && !new.contains(&first) && !new.contains(&second));
    assert!(archive.event_at(second, Policy::Latest).unwrap().is_none());
    // the correction lies over the new reading, that of the claim that is gone is told as such
    let event_now = archive.event_at(first, Policy::Latest).unwrap().unwrap();
    assert!(
        event_now.toll[0]
            .lines
            .iter()
            .any(|l| l.claim == id(1) && l.value == Some(3))
    );
    let history = archive.history(None).unwrap();
    assert_eq!((history[0].gone, history[1].gone), (false, true));
    assert_eq!(
        (history[1].document.as_deref(), &history[1].reading["type"]),
        (Some("a"), &json!("COERCE"))
    );
    // both readings are there
    let readings = archive.store().readings(document.n).unwrap();
    assert_eq!(readings[0], ("one".to_owned(), earlier));
    assert_eq!(readings[1].0, "two");
    search.refresh(&archive).unwrap();
    let ids = |kind: Kind| -> Vec<String> {
        let query = Query {
            kind: Some(kind),
            doubtful: true,
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
    let claims = ids(Kind::Claim);
    assert!(!claims.contains(&id(2)) && claims.contains(&id(7)), "{claims:?}");
    let gone = archive.store().event_id(second).unwrap().unwrap();
    assert!(!ids(Kind::Event).contains(&gone));
    // read as before, the claim is back with its event and its correction
    archive.reread(&[articles()[0].incoming("three")], AT).unwrap();
    assert_eq!(event(&archive, 2), Some(second));
    assert!(!archive.history(None).unwrap()[1].gone);
}

#[test]
fn a_claim_that_a_person_accepts_tells_though_the_machine_doubts() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    archive.judge(&id(5), &[Said::Accept], None, by("هدى")).unwrap();
    let taken = archive.reread(&[articles()[0].incoming("two")], AT).unwrap();
    assert_eq!((taken.kept, taken.new, taken.gone), (3, 0, 0));
    // and it can be judged still
    archive.judge(&id(5), &[Said::Reject], None, by("هدى")).unwrap();
}

#[test]
fn merged_and_split_events_stay_so() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let told = |archive: &musnad_archive::Archive<musnad_archive::Sqlite>| {
        let document = archive.store().document("a").unwrap().unwrap();
        let mut told = archive.store().told(document.n).unwrap();
        told.sort_by(|a, b| a.claim.cmp(&b.claim));
        told
    };
    let ids: Vec<String> = told(&archive)
        .iter()
        .map(|t| archive.store().event_id(t.event).unwrap().unwrap())
        .collect();
    archive.merge(&ids[0], &ids[1], by("هدى")).unwrap();
    let before = told(&archive);
    archive.reread(&[articles()[0].incoming("two")], AT).unwrap();
    assert_eq!(told(&archive), before);
    archive.undo(1, by("هدى")).unwrap();
    assert_ne!(told(&archive), before);
}

#[test]
fn it_goes_on_where_it_was() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let outdated = |archive: &musnad_archive::Archive<musnad_archive::Sqlite>, after| -> Vec<String> {
        let some = archive.store().outdated("two", after, 10).unwrap();
        some.into_iter().map(|d| d.id).collect()
    };
    assert_eq!(outdated(&archive, 0).len(), 3);
    archive.reread(&[articles()[1].incoming("two")], AT).unwrap();
    drop(archive);
    let mut archive =
        musnad_archive::Archive::new(musnad_archive::Sqlite::open(folder.path()).unwrap()).unwrap();
    let left = outdated(&archive, 0);
    assert!(left.len() == 2 && !left.contains(&"b".to_owned()), "{left:?}");
    // a document that it does not hold, and then nothing of the others is kept
    let strange = Article {
        id: "zz",
        ..articles().remove(0)
    };
    let e = archive
        .reread(&[articles()[0].incoming("two"), strange.incoming("two")], AT)
        .unwrap_err();
    assert!(e.is_missing(), "{e}");
    assert_eq!(outdated(&archive, 0), left);
    assert_eq!(archive.reread(&[], AT).unwrap(), Reread::default());
}

#[test]
fn a_document_that_came_again_keeps_what_people_said() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    archive.judge(&id(1), &[Said::Reject], None, by("هدى")).unwrap();
    drop(archive);
    // another text under the same id, taken in by another process
    let mut archive =
        musnad_archive::Archive::new(musnad_archive::Sqlite::open(folder.path()).unwrap()).unwrap();
    let lines = articles()[0]
        .lines()
        .replacen("\"sha256\":\"0", "\"sha256\":\"1", 1);
    let again = musnad_archive::Incoming::new(lines, None, std::sync::Arc::from("one")).unwrap();
    assert_eq!(archive.take(vec![again], AT).unwrap().changed, 1);
    assert!(archive.history(None).unwrap()[0].undone.is_none());
    let records = archive.corrected("a").unwrap();
    let records = musnad_record::v1::Records::read(&records).unwrap();
    assert!(records.claims.iter().all(|c| c.id != id(1)));
    assert!(records.claims.iter().any(|c| c.id == id(2)));
}

#[test]
fn a_copy_may_come_in_before_its_original() {
    let folder = tempdir().unwrap();
    let mut archive =
        musnad_archive::Archive::new(musnad_archive::Sqlite::open(folder.path()).unwrap()).unwrap();
    let original = articles().remove(0);
    let copy = Article {
        id: "copy",
        outlet: "الساحل",
        published: "2026-03-04T15:00:00Z",
        claims: Vec::new(),
        ..articles().remove(0)
    };
    let both = vec![copy.incoming("one"), original.incoming("one")];
    assert_eq!(archive.take(both, AT).unwrap().new, 2);
    let copy = archive.store().document("copy").unwrap().unwrap();
    let original = archive.store().document("a").unwrap().unwrap();
    assert_eq!(copy.copy_of, Some(original.n));
}
