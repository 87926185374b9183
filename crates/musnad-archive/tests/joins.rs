//! What people split, merged and corrected holds for what comes in later, and for documents that come again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod shelf;

use musnad_archive::store::Store;
use musnad_archive::{Archive, Incoming, Said, Sqlite, Taken, check};
use musnad_story::Policy;
use serde_json::{Value, json};
use shelf::{AT, Article, Read, articles, by, filled, id};
use std::path::Path;
use std::sync::Arc;
use tempfile::tempdir;

const TOWN: Option<(&str, &str)> = Some(("السدرة", "geo:1"));
const ARMY: Option<(&str, &str)> = Some(("الجيش", "SYR-ARMY"));

fn opened(folder: &Path) -> Archive<Sqlite> {
    Archive::new(Sqlite::open(folder).unwrap()).unwrap()
}

/// The number of the event that a claim is with.
fn event(archive: &Archive<Sqlite>, claim: u64) -> i64 {
    let document = archive.store().claim(&id(claim)).unwrap().unwrap();
    let told = archive.store().told(document).unwrap();
    told.iter().find(|t| t.claim == id(claim)).unwrap().event
}

fn name(archive: &Archive<Sqlite>, claim: u64) -> String {
    archive.store().event_id(event(archive, claim)).unwrap().unwrap()
}

/// An article's records as those of another text, which may say when it was fetched.
fn text(article: &Article, version: u8, fetched: Option<&str>) -> Incoming {
    let sha256 = format!("\"sha256\":\"{version:064x}\"");
    let mut lines = article.lines();
    let at = lines.find("\"sha256\":").unwrap();
    lines.replace_range(at..at + sha256.len(), &sha256);
    if let Some(fetched) = fetched {
        lines = lines.replacen("\"fetched\":null", &format!("\"fetched\":\"{fetched}\""), 1);
    }
    Incoming::new(lines, None, Arc::from("one")).unwrap()
}

/// What `musnad archive check` finds.
fn wrong(archive: &Archive<Sqlite>) -> Vec<String> {
    let mut out = Vec::new();
    check(archive.store(), &mut |w| out.push(w.to_string())).unwrap();
    out
}

fn none() -> Vec<String> {
    Vec::new()
}

/// A later document that tells what the first of [`articles`] tells, in its words.
fn like_a() -> Article {
    Article {
        id: "like-a",
        outlet: "الضفة",
        published: "2026-03-04T16:00:00Z",
        sentences: &["قصف الجيش بلدة السدرة صباح الأربعاء وسقط تسعة قتلى في سوق الخضار، وفق شهود."],
        claims: vec![Read {
            id: 11,
            place: TOWN,
            actor: ARMY,
            killed: Some(9),
            ..Read::default()
        }],
    }
}

/// So too of the second.
fn like_b() -> Article {
    Article {
        id: "like-b",
        outlet: "الضفة",
        published: "2026-03-04T17:00:00Z",
        sentences: &[
            "أفاد مراسلنا بأن قصف الجيش على السدرة قبل الظهر أودى بحياة سبعة مدنيين قرب السوق، وأن المدارس أغلقت أبوابها مبكرا.",
        ],
        claims: vec![Read {
            id: 12,
            place: TOWN,
            actor: ARMY,
            killed: Some(7),
            ..Read::default()
        }],
    }
}

#[test]
fn a_telling_of_a_merged_event_goes_to_the_event_that_is_left() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let (one, other) = (name(&archive, 1), name(&archive, 4));
    archive.merge(&one, &other, by("هدى")).unwrap();
    let late = |id, n| Article {
        id,
        outlet: "الساحل",
        published: "2026-02-01T18:00:00Z",
        claims: vec![Read {
            id: n,
            place: TOWN,
            ..Read::default()
        }],
        ..articles().remove(2)
    };
    archive
        .take(vec![late("late-1", 13).incoming("one")], AT)
        .unwrap();
    assert_eq!(name(&archive, 13), one);
    drop(archive);
    let mut archive = opened(folder.path());
    archive
        .take(vec![late("late-2", 14).incoming("one")], AT)
        .unwrap();
    assert_eq!(name(&archive, 14), one);
    assert!(
        archive
            .store()
            .tellings(archive.store().own_event(&other).unwrap().unwrap())
            .unwrap()
            .is_empty()
    );
    assert_eq!(wrong(&archive), none());
}

#[test]
fn tellings_after_a_split_go_to_the_part_that_they_fit() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let whole = name(&archive, 1);
    archive.split(&whole, &[&id(3)], by("هدى")).unwrap();
    let parts = [event(&archive, 1), event(&archive, 3)];
    assert_ne!(parts[0], parts[1]);
    drop(archive);
    let mut archive = opened(folder.path());
    let both = vec![like_a().incoming("one"), like_b().incoming("one")];
    archive.take(both, AT).unwrap();
    assert_eq!([event(&archive, 11), event(&archive, 12)], parts);
    // and nobody is asked again whether the two are one
    for part in parts {
        let others = archive.store().duplicates(part).unwrap();
        assert!(others.iter().all(|(n, _)| !parts.contains(n)), "{others:?}");
    }
    assert_eq!(wrong(&archive), none());
}

#[test]
fn a_split_that_is_taken_back_is_no_bar() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let whole = name(&archive, 1);
    let split = archive.split(&whole, &[&id(3)], by("هدى")).unwrap();
    archive.undo(split.n, by("هدى")).unwrap();
    let both = vec![like_a().incoming("one"), like_b().incoming("one")];
    archive.take(both, AT).unwrap();
    let all = [1, 3, 11, 12].map(|c| name(&archive, c));
    assert!(all.iter().all(|e| *e == whole), "{all:?}");
}

/// An article whose one telling has two claims.
fn double() -> Article {
    Article {
        id: "d",
        outlet: "المرفأ",
        published: "2026-04-04T10:00:00Z",
        sentences: &["قصف الجيش جسر الوادي فجر السبت وقتل حارسان، وقصفت مدفعيته محطة الوادي صباحا."],
        claims: vec![
            Read {
                id: 21,
                actor: ARMY,
                killed: Some(2),
                ..Read::default()
            },
            Read {
                id: 22,
                trigger: "وقصفت",
                ..Read::default()
            },
        ],
    }
}

#[test]
fn a_split_within_a_document_holds_when_it_comes_again() {
    let folder = tempdir().unwrap();
    let mut archive = opened(folder.path());
    archive.take(vec![double().incoming("one")], AT).unwrap();
    let whole = name(&archive, 21);
    assert_eq!(name(&archive, 22), whole);
    archive.split(&whole, &[&id(22)], by("هدى")).unwrap();
    let parts = [event(&archive, 21), event(&archive, 22)];
    let why = archive.store().told(1).unwrap();
    for again in [text(&double(), 7, None), text(&double(), 8, None)] {
        assert_eq!(archive.take(vec![again], AT).unwrap().changed, 1);
        assert_eq!([event(&archive, 21), event(&archive, 22)], parts);
        // who split them, and why, is told still
        assert_eq!(archive.store().told(1).unwrap(), why);
        drop(archive);
        archive = opened(folder.path());
    }
    archive.reread(&[text(&double(), 8, None)], AT).unwrap();
    assert_eq!([event(&archive, 21), event(&archive, 22)], parts);
    assert_eq!(wrong(&archive), none());
}

#[test]
fn a_document_that_comes_again_keeps_splits_merges_and_its_story() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let (whole, other) = (name(&archive, 1), name(&archive, 4));
    archive.split(&whole, &[&id(3)], by("هدى")).unwrap();
    archive.merge(&other, &whole, by("هدى")).unwrap();
    let all = |archive: &Archive<Sqlite>| [1, 2, 3, 4].map(|c| name(archive, c));
    let rows = |archive: &Archive<Sqlite>| {
        let rows = archive.store().after(0, 10).unwrap();
        rows.into_iter()
            .map(|d| (d.n, d.id, d.story, d.copy_of))
            .collect::<Vec<_>>()
    };
    let (before, documents) = (all(&archive), rows(&archive));
    drop(archive);
    let mut archive = opened(folder.path());
    // and with it a claim that is new, which goes with those of its number
    let mut changed = articles();
    changed[0].claims.push(Read {
        id: 6,
        trigger: "وسقط",
        place: TOWN,
        ..Read::default()
    });
    let again = changed.iter().zip(1..).map(|(a, n)| text(a, n, None)).collect();
    assert_eq!(archive.take(again, AT).unwrap().changed, 3);
    assert_eq!(all(&archive), before);
    assert_eq!(name(&archive, 6), before[0]);
    assert_eq!(rows(&archive), documents);
    assert_eq!(wrong(&archive), none());
    // what was split and merged can be taken back still
    archive.undo(2, by("هدى")).unwrap();
    assert_eq!((name(&archive, 1), name(&archive, 4)), (whole, other));
    assert_eq!(wrong(&archive), none());
}

#[test]
fn a_claim_that_came_back_is_with_its_event_again() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let before = name(&archive, 2);
    let mut without = articles().remove(0);
    without.claims.remove(1);
    archive.take(vec![text(&without, 1, None)], AT).unwrap();
    assert!(archive.event(&before, Policy::Latest).unwrap_err().is_missing());
    archive.take(vec![text(&articles()[0], 2, None)], AT).unwrap();
    assert_eq!(name(&archive, 2), before);
    assert_eq!(wrong(&archive), none());
}

#[test]
fn what_people_rejected_and_accepted_is_joined_so() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    archive.judge(&id(5), &[Said::Accept], None, by("هدى")).unwrap();
    archive.judge(&id(1), &[Said::Reject], None, by("هدى")).unwrap();
    archive.judge(&id(3), &[Said::Reject], None, by("هدى")).unwrap();
    let (arrests, attack) = (event(&archive, 5), event(&archive, 1));
    archive.take(vec![text(&articles()[0], 1, None)], AT).unwrap();
    assert_eq!((event(&archive, 5), event(&archive, 1)), (arrests, attack));
    // no claim tells the attack, so that nothing joins it
    archive.take(vec![like_a().incoming("one")], AT).unwrap();
    assert_ne!(event(&archive, 11), attack);
    // and a rejection can be taken back
    archive.undo(2, by("هدى")).unwrap();
    assert!(archive.event_at(attack, Policy::Latest).unwrap().is_some());
    assert_eq!(wrong(&archive), none());
}

#[test]
fn of_two_texts_in_one_input_the_later_wins_once() {
    let taken = |new, changed, known| Taken { new, changed, known };
    let folder = tempdir().unwrap();
    let mut archive = opened(folder.path());
    let article = articles().remove(0);
    let (first, second) = (text(&article, 1, None), text(&article, 2, None));
    let input = || vec![first.clone(), second.clone(), first.clone()];
    assert_eq!(archive.take(input(), AT).unwrap(), taken(1, 1, 1));
    let sha256 = |archive: &Archive<Sqlite>| archive.store().document("a").unwrap().unwrap().sha256;
    let latest = sha256(&archive);
    assert_eq!(latest, format!("{:064x}", 2));
    assert_eq!(archive.store().readings(1).unwrap().len(), 2);
    // the same input again, together or one by one
    assert_eq!(archive.take(input(), AT).unwrap(), taken(0, 0, 3));
    for one in input() {
        assert_eq!(archive.take(vec![one], AT).unwrap(), taken(0, 0, 1));
    }
    assert_eq!(sha256(&archive), latest);
    assert_eq!(archive.store().size().unwrap().journal, 1);
    assert_eq!(wrong(&archive), none());
    // a new text is taken in
    let third = text(&article, 3, None);
    assert_eq!(archive.take(vec![third], AT).unwrap(), taken(0, 1, 0));
    assert_eq!(wrong(&archive), none());
}

#[test]
fn a_page_that_went_back_to_an_earlier_text_is_told_by_when_it_was_fetched() {
    let folder = tempdir().unwrap();
    let mut archive = opened(folder.path());
    let article = articles().remove(0);
    let fetched = |version, day| text(&article, version, Some(&format!("2026-03-{day}T08:00:00Z")));
    let mut taken = |one| archive.take(vec![one], AT).unwrap();
    assert_eq!(taken(fetched(1, "05")).new, 1);
    assert_eq!(taken(fetched(2, "06")).changed, 1);
    assert_eq!(taken(fetched(1, "05")).known, 1);
    assert_eq!(taken(text(&article, 1, None)).known, 1);
    assert_eq!(taken(fetched(1, "07")).changed, 1);
    assert_eq!(taken(fetched(1, "07")).known, 1);
    assert_eq!(taken(fetched(2, "06")).known, 1);
    assert_eq!(archive.store().readings(1).unwrap().len(), 3);
}

#[test]
fn the_journal_tells_what_was_joined() {
    let folder = tempdir().unwrap();
    let mut archive = filled(folder.path());
    let body = |archive: &Archive<Sqlite>, n: u64| -> Value {
        let link = archive.store().journal(n - 1, 1).unwrap().remove(0);
        match link.entry.body {
            musnad_seal::journal::Body::Open(body) => serde_json::from_str(&body).unwrap(),
            _ => panic!("withheld"),
        }
    };
    let told = |body: &Value, document: &str| {
        let all = body["documents"].as_array().unwrap();
        let of = all.iter().find(|d| d[0] == document).unwrap();
        (of[4].clone(), of[5].clone(), of[6].clone())
    };
    let (attack, arrests) = (name(&archive, 1), name(&archive, 2));
    let entry = body(&archive, 1);
    let (story, copy_of, events) = told(&entry, "a");
    assert_eq!(
        (copy_of, &events),
        (Value::Null, &json!([[attack, 0], [arrests, 1]]))
    );
    let (second, _, events) = told(&entry, "b");
    assert_eq!((&second, events), (&story, json!([[attack, 0]])));
    // copies that come before their original, and events that claims left
    archive.take(vec![like_b().incoming("one")], AT).unwrap();
    let original = Article {
        id: "b0",
        published: "2026-03-04T11:00:00Z",
        claims: Vec::new(),
        ..like_b()
    };
    archive.take(vec![original.incoming("one")], AT).unwrap();
    assert_eq!(told(&body(&archive, 2), "like-b").1, json!("b"));
    assert_eq!(body(&archive, 3)["copies"], json!([["b", "b0"]]));
    let mut without = articles().remove(0);
    without.claims.remove(1);
    archive.take(vec![text(&without, 1, None)], AT).unwrap();
    assert_eq!(body(&archive, 4)["events"], json!([attack, arrests]));
    assert_eq!(wrong(&archive), none());
}
