//! What holds for every store: the conformance suite. `suite!(Place)` makes a test of each of its parts.

use musnad_archive::Error;
use musnad_archive::store::{Change, Correction, Document, Named, Of, Page, Reading, Store, Telling};
use musnad_seal::Hash;
use musnad_seal::journal::{Body, End, verify};

/// Where one store lies; it goes away with everything in it when it is dropped.
pub(crate) trait Place {
    /// What is held to the suite.
    type Store: Store + Send;
    /// A place with no store in it yet.
    fn new() -> Self;
    /// Opens the store to write to it; makes it where there is none.
    fn write(&self) -> Self::Store;
    /// Opens the store to read it, while it may be written.
    fn read(&self) -> Self::Store;
}

/// Makes a test of each part of the suite.
#[macro_export]
macro_rules! suite {
    ($place:ty) => {
        $crate::suite!(
            $place: an_empty_store_has_nothing,
            documents_come_back_as_they_went_in,
            a_document_that_changed_keeps_its_number_and_its_earlier_reading,
            documents_are_found_by_time_and_by_number_in_order,
            documents_at_one_address_are_found_in_order,
            pages_come_back_byte_for_byte_and_are_kept_once,
            stories_copies_and_events_are_found_from_both_sides,
            a_story_is_known_by_its_last_document_and_by_all_that_its_documents_tell,
            a_claim_that_is_put_elsewhere_moves,
            claims_that_are_told_anew_leave_their_events,
            merged_events_lead_on_and_come_back,
            possible_duplicates_are_found_from_both_sides,
            pairs_to_settle_come_newest_first_without_those_that_went_into_others,
            corrections_come_in_order_and_by_target,
            each_change_is_the_next_entry_of_the_journal,
            who_had_a_document_kept_is_found_by_its_id,
            a_change_that_fails_half_way_leaves_nothing,
            what_was_kept_is_there_when_opened_again,
            what_is_asked_at_once_is_of_one_moment,
            who_reads_sees_whole_changes_while_another_writes
        );
    };
    ($place:ty: $($part:ident),*) => {
        $(#[test]
        fn $part() {
            store::$part::<$place>();
        })*
    };
}

const AT: &str = "2026-03-01T08:00:00Z";

fn hash(text: &str) -> String {
    Hash::of(text.as_bytes()).to_string()
}

fn packed(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 1).unwrap()
}

fn page(text: &str) -> Page {
    Page {
        sha256: hash(text),
        zstd: packed(text),
        size: text.len() as u64,
    }
}

fn document(n: i64, id: &str) -> Document {
    Document {
        n,
        id: id.to_owned(),
        sha256: hash(id),
        url: Some(format!("https://marfa.example/{n}")),
        outlet: Some("المرفأ".to_owned()),
        title: Some(format!("حريق في المرفأ ({n})")),
        published: Some("2026-02-28T10:00:00+03:00".to_owned()),
        fetched: Some(format!("2026-02-28T08:{n:02}:00Z")),
        time: 1000 * n,
        copy_of: None,
        story: None,
    }
}

fn reading(document: i64, lines: &str, version: &str) -> Reading {
    Reading {
        document,
        version: version.to_owned(),
        zstd: packed(lines),
        sha256: hash(lines),
    }
}

fn named(n: i64, id: &str) -> Named {
    Named { n, id: id.to_owned() }
}

fn telling(document: i64, claim: u64, event: i64) -> Telling {
    Telling {
        document,
        claim: format!("{claim:016x}"),
        event,
        why: String::new(),
    }
}

fn change(body: &str) -> Change {
    Change {
        at: AT.to_owned(),
        kind: "ingest".to_owned(),
        body: body.to_owned(),
        ..Change::default()
    }
}

/// Two documents of one story that tell one event, the second a copy; a third that tells another.
fn affair() -> Change {
    let of = |n, id, copy_of, story| Document {
        copy_of,
        story,
        ..document(n, id)
    };
    Change {
        documents: vec![
            of(1, "خبر-1", None, Some(1)),
            of(2, "خبر-2", Some(1), Some(1)),
            of(3, "خبر-3", None, None),
        ],
        readings: vec![
            reading(1, "أول", "1"),
            reading(2, "ثان", "1"),
            reading(3, "ثالث", "1"),
        ],
        stories: vec![named(1, "s1")],
        events: vec![named(1, "e1"), named(2, "e2")],
        tellings: vec![
            telling(1, 0xa1, 1),
            Telling {
                why: "[]".to_owned(),
                ..telling(2, 0xffff_0000_0000_00a2, 1)
            },
            telling(3, 0xa3, 2),
        ],
        ..change("{}")
    }
}

fn claims(tellings: &[Telling]) -> Vec<u64> {
    let mut out: Vec<u64> = tellings
        .iter()
        .map(|t| u64::from_str_radix(&t.claim, 16).unwrap())
        .collect();
    out.sort_unstable();
    out
}

fn numbers(documents: &[Document]) -> Vec<i64> {
    documents.iter().map(|d| d.n).collect()
}

/// All that can be asked, as text, to tell whether anything changed.
fn everything(store: &impl Store) -> String {
    let documents = store.after(0, 100).unwrap();
    let mut out = format!("{:?} {:?}", store.size().unwrap(), store.last().unwrap());
    for d in &documents {
        out += &format!(
            "{d:?} {:?} {:?}",
            store.readings(d.n).unwrap(),
            store.told(d.n).unwrap()
        );
    }
    out += &format!(
        "{:?} {:?}",
        store.corrections(None).unwrap(),
        store.journal(0, 1000).unwrap()
    );
    out
}

/// The journal holds from its first entry to its last, of which there are so many.
fn journal_holds(store: &impl Store, entries: u64) {
    let links = store.journal(0, 10_000).unwrap();
    let end = verify(links.into_iter().map(Ok), End::NONE, None)
        .unwrap()
        .unwrap();
    assert_eq!(end.n, entries);
}

pub(crate) fn an_empty_store_has_nothing<P: Place>() {
    let place = P::new();
    let store = place.write();
    assert_eq!(store.size().unwrap(), Default::default());
    assert_eq!(store.last().unwrap(), (0, 0, 0));
    assert!(store.document("خبر").unwrap().is_none());
    assert!(store.documents(&[1, 2]).unwrap().is_empty());
    assert!(store.lines(1).unwrap().is_none());
    assert!(store.page(&hash("صفحة")).unwrap().is_none());
    assert!(store.event("e1").unwrap().is_none());
    assert!(store.event_id(1).unwrap().is_none());
    assert!(store.story("s1").unwrap().is_none());
    assert!(store.story_id(1).unwrap().is_none());
    assert!(store.claim("00000000000000a1").unwrap().is_none());
    assert!(store.journal(0, 10).unwrap().is_empty());
    assert!(store.corrections(None).unwrap().is_empty());
}

pub(crate) fn documents_come_back_as_they_went_in<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    let full = document(1, "خبر «1»");
    let bare = Document {
        url: None,
        outlet: None,
        title: None,
        published: None,
        ..document(2, "2")
    };
    store
        .keep(&Change {
            documents: vec![full.clone(), bare.clone()],
            readings: vec![
                reading(1, "{\"سجل\":1}\n", "0.1, قواعد"),
                reading(2, "", "0.1, قواعد"),
            ],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(store.document("خبر «1»").unwrap(), Some(full.clone()));
    assert_eq!(store.document("2").unwrap(), Some(bare.clone()));
    let mut both = store.documents(&[2, 7, 1]).unwrap();
    both.sort_by_key(|d| d.n);
    assert_eq!(both, [full, bare]);
    let lines = store.lines(1).unwrap();
    assert_eq!(lines, Some(("{\"سجل\":1}\n".to_owned(), "0.1, قواعد".to_owned())));
    assert_eq!(store.last().unwrap(), (2, 0, 0));
}

pub(crate) fn a_document_that_changed_keeps_its_number_and_its_earlier_reading<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    let changed = Document {
        sha256: hash("نص آخر"),
        title: Some("عنوان آخر".to_owned()),
        ..document(1, "خبر-1")
    };
    store
        .keep(&Change {
            documents: vec![changed.clone()],
            readings: vec![reading(1, "أول مرة أخرى", "2")],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(store.document("خبر-1").unwrap(), Some(changed));
    assert_eq!(store.size().unwrap().documents, 3);
    let last = store.lines(1).unwrap();
    assert_eq!(last, Some(("أول مرة أخرى".to_owned(), "2".to_owned())));
    let all = store.readings(1).unwrap();
    let made: Vec<(&str, &str)> = all.iter().map(|(v, l)| (v.as_str(), l.as_str())).collect();
    assert_eq!(made, [("1", "أول"), ("2", "أول مرة أخرى")]);
}

pub(crate) fn documents_are_found_by_time_and_by_number_in_order<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    let times = [500, 100, 300, 300, 900];
    let documents = times.iter().zip(1..).map(|(time, n)| Document {
        time: *time,
        ..document(n, &format!("خبر-{n}"))
    });
    store
        .keep(&Change {
            documents: documents.collect(),
            ..change("{}")
        })
        .unwrap();
    assert_eq!(numbers(&store.between(100, 500).unwrap()), [2, 3, 4]);
    assert_eq!(numbers(&store.between(300, 901).unwrap()), [1, 3, 4, 5]);
    assert!(store.between(500, 500).unwrap().is_empty());
    assert_eq!(numbers(&store.after(0, 2).unwrap()), [1, 2]);
    assert_eq!(numbers(&store.after(2, 100).unwrap()), [3, 4, 5]);
    assert!(store.after(5, 100).unwrap().is_empty());
}

pub(crate) fn documents_at_one_address_are_found_in_order<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    let at = |n, url: Option<&str>| Document {
        url: url.map(str::to_owned),
        ..document(n, &format!("خبر-{n}"))
    };
    let (here, there) = ("https://marfa.example/a", "https://marfa.example/A");
    let documents = vec![
        at(3, Some(here)),
        at(1, Some(here)),
        at(2, Some(there)),
        at(4, None),
    ];
    store
        .keep(&Change {
            documents,
            ..change("{}")
        })
        .unwrap();
    assert_eq!(numbers(&store.at(here).unwrap()), [1, 3]);
    assert_eq!(numbers(&store.at(there).unwrap()), [2]);
    assert!(store.at("").unwrap().is_empty());
}

pub(crate) fn pages_come_back_byte_for_byte_and_are_kept_once<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    let text = "<p>حريق</p>\0\r\n";
    for _ in 0..2 {
        store
            .keep(&Change {
                pages: vec![page(text), page(text), page("")],
                ..change("{}")
            })
            .unwrap();
    }
    assert_eq!(store.page(&hash(text)).unwrap().as_deref(), Some(text.as_bytes()));
    assert_eq!(store.page(&hash("")).unwrap().as_deref(), Some(&b""[..]));
    assert!(store.page(&hash("أخرى")).unwrap().is_none());
    assert!(store.page("no hash").is_err());
    assert!(store.has_page(&hash(text)).unwrap());
    assert!(!store.has_page(&hash("أخرى")).unwrap());
    assert!(store.has_page("no hash").is_err());
}

pub(crate) fn stories_copies_and_events_are_found_from_both_sides<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    assert_eq!(store.story("s1").unwrap(), Some(1));
    assert_eq!(store.story_id(1).unwrap().as_deref(), Some("s1"));
    assert_eq!(numbers(&store.members(1).unwrap()), [1, 2]);
    assert_eq!(numbers(&store.copies(1).unwrap()), [2]);
    assert_eq!(store.event("e2").unwrap(), Some(2));
    assert_eq!(store.event_id(2).unwrap().as_deref(), Some("e2"));
    let told = store.tellings(1).unwrap();
    assert_eq!(claims(&told), [0xa1, 0xffff_0000_0000_00a2]);
    assert_eq!(told.iter().map(|t| t.document).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((told[0].why.as_str(), told[1].why.as_str()), ("", "[]"));
    assert_eq!(store.told(3).unwrap(), [telling(3, 0xa3, 2)]);
    let without_why = |told: Vec<Telling>| -> Vec<Telling> {
        let bare = |t| Telling {
            why: String::new(),
            ..t
        };
        told.into_iter().map(bare).collect()
    };
    assert_eq!(store.put(Of::Event(1)).unwrap(), without_why(told));
    assert_eq!(store.put(Of::Document(3)).unwrap(), [telling(3, 0xa3, 2)]);
    assert!(store.put(Of::Event(9)).unwrap().is_empty());
    assert_eq!(store.claim("ffff0000000000a2").unwrap(), Some(2));
    assert!(store.claim("00000000000000a9").unwrap().is_none());
    assert!(store.claim("ليست هوية").is_err());
    store
        .keep(&Change {
            copies: vec![(3, 1)],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(numbers(&store.copies(1).unwrap()), [2, 3]);
    let size = store.size().unwrap();
    assert_eq!(
        (size.documents, size.claims, size.events, size.stories),
        (3, 3, 2, 1)
    );
    assert_eq!(store.last().unwrap(), (3, 2, 1));
}

pub(crate) fn a_story_is_known_by_its_last_document_and_by_all_that_its_documents_tell<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    let of = |n, story, time| Document {
        story,
        time,
        url: Some("https://marfa.example/2".to_owned()),
        ..document(n, &format!("خبر-{n}"))
    };
    let correction = |document, target: &str| Correction {
        target: target.to_owned(),
        document: Some(document),
        kind: "reject".to_owned(),
        ..Correction::default()
    };
    store
        .keep(&Change {
            documents: vec![of(4, Some(2), 1500), of(5, Some(2), 3000), of(6, None, 9000)],
            stories: vec![named(2, "s2")],
            tellings: vec![telling(5, 0xa5, 2), telling(4, 0xb4, 2), telling(4, 0xa4, 1)],
            corrections: vec![
                correction(5, "00000000000000a5"),
                correction(1, "00000000000000a1"),
            ],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(numbers(&store.newest(None, 10).unwrap()), [5, 2]);
    assert_eq!(numbers(&store.newest(None, 1).unwrap()), [5]);
    assert_eq!(numbers(&store.newest(Some((3000, 5)), 10).unwrap()), [2]);
    assert!(store.newest(Some((2000, 2)), 10).unwrap().is_empty());
    let told = [telling(4, 0xa4, 1), telling(4, 0xb4, 2), telling(5, 0xa5, 2)];
    assert_eq!(store.put(Of::Story(2)).unwrap(), told);
    let mut told = store.told_in(2).unwrap();
    told.sort_unstable();
    assert_eq!(told, [(1, 3), (2, 3)]);
    assert_eq!(store.told_in(1).unwrap(), [(1, 3)]);
    assert!(store.told_in(9).unwrap().is_empty());
    assert_eq!(numbers(&store.versions(1).unwrap()), [1, 2, 4, 5, 6]);
    let said = store.corrections_on(2).unwrap();
    assert_eq!(said.iter().map(|c| c.document).collect::<Vec<_>>(), [Some(5)]);
    assert!(store.corrections_on(9).unwrap().is_empty());
}

pub(crate) fn a_claim_that_is_put_elsewhere_moves<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    store
        .keep(&Change {
            tellings: vec![telling(3, 0xa3, 1)],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(
        claims(&store.tellings(1).unwrap()),
        [0xa1, 0xa3, 0xffff_0000_0000_00a2]
    );
    assert!(store.tellings(2).unwrap().is_empty());
    assert_eq!(store.size().unwrap().claims, 3);
}

pub(crate) fn claims_that_are_told_anew_leave_their_events<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    store
        .keep(&Change {
            retold: vec![1],
            tellings: vec![telling(1, 0xb1, 2)],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(claims(&store.told(1).unwrap()), [0xb1]);
    assert_eq!(claims(&store.tellings(1).unwrap()), [0xffff_0000_0000_00a2]);
    assert!(store.claim("00000000000000a1").unwrap().is_none());
    assert_eq!(store.size().unwrap().claims, 3);
    let left = Change {
        retold: vec![2, 3],
        ..change("{}")
    };
    store.keep(&left).unwrap();
    assert_eq!(store.size().unwrap().claims, 1);
}

pub(crate) fn merged_events_lead_on_and_come_back<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    let events = vec![named(3, "e3")];
    store
        .keep(&Change {
            events,
            merged: vec![(3, 2), (2, 1)],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(store.event("e3").unwrap(), Some(1));
    assert_eq!(store.event("e2").unwrap(), Some(1));
    assert_eq!(store.event_id(3).unwrap().as_deref(), Some("e3"));
    assert_eq!(store.size().unwrap().events, 1);
    store
        .keep(&Change {
            merged: vec![(2, 2)],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(store.event("e2").unwrap(), Some(2));
    assert_eq!(store.event("e3").unwrap(), Some(2));
    assert_eq!(store.size().unwrap().events, 2);
    assert_eq!(store.last().unwrap().1, 3);
}

pub(crate) fn possible_duplicates_are_found_from_both_sides<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    for why in ["[\"أول\"]", "[\"ثان\"]"] {
        let duplicates = vec![(2, 1, why.to_owned())];
        store
            .keep(&Change {
                duplicates,
                ..change("{}")
            })
            .unwrap();
    }
    assert_eq!(store.duplicates(1).unwrap(), [(2, "[\"أول\"]".to_owned())]);
    assert_eq!(store.duplicates(2).unwrap(), [(1, "[\"أول\"]".to_owned())]);
}

pub(crate) fn pairs_to_settle_come_newest_first_without_those_that_went_into_others<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    let why = |n: i64| format!("[\"سبب {n}\"]");
    let third = Named {
        n: 3,
        id: "e0000000000000003".to_owned(),
    };
    store
        .keep(&Change {
            events: vec![third],
            duplicates: vec![(2, 1, why(1)), (3, 1, why(2)), (3, 2, why(3))],
            ..change("{}")
        })
        .unwrap();
    let all = store.pairs(None, 10).unwrap();
    assert_eq!(all, [(2, 3, why(3)), (1, 3, why(2)), (1, 2, why(1))]);
    assert_eq!(store.pairs(None, 1).unwrap(), all[..1]);
    assert_eq!(store.pairs(Some((2, 3)), 10).unwrap(), all[1..]);
    store
        .keep(&Change {
            merged: vec![(2, 1)],
            ..change("{}")
        })
        .unwrap();
    assert_eq!(store.pairs(None, 10).unwrap(), all[1..2]);
}

pub(crate) fn corrections_come_in_order_and_by_target<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    let said = |target: &str, kind: &str| Correction {
        at: AT.to_owned(),
        who: "منى".to_owned(),
        why: "الاسم خطأ".to_owned(),
        target: target.to_owned(),
        kind: kind.to_owned(),
        field: Some("place".to_owned()),
        value: Some("null".to_owned()),
        ..Correction::default()
    };
    let all = [
        said("00000000000000a1", "set"),
        said("e1", "grade"),
        said("00000000000000a1", "undo"),
    ];
    for one in &all {
        store
            .keep(&Change {
                corrections: vec![one.clone()],
                ..change("{}")
            })
            .unwrap();
    }
    let kept: Vec<Correction> = all
        .into_iter()
        .zip(1..)
        .map(|(c, n)| Correction { n, ..c })
        .collect();
    assert_eq!(store.corrections(None).unwrap(), kept);
    assert_eq!(store.corrections(Some("e1")).unwrap(), kept[1..2]);
    let of_claim = store.corrections(Some("00000000000000a1")).unwrap();
    assert_eq!(of_claim, [kept[0].clone(), kept[2].clone()]);
    assert_eq!(store.size().unwrap().corrections, 3);
}

pub(crate) fn each_change_is_the_next_entry_of_the_journal<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    let mut links = Vec::new();
    for n in 1..=7 {
        let body = format!("{{\"رقم\":{n}}}");
        let link = store.keep(&change(&body)).unwrap();
        assert_eq!((link.entry.n, link.entry.kind.as_str()), (n, "ingest"));
        assert_eq!(link.entry.body, Body::Open(body));
        links.push(link);
    }
    journal_holds(&store, 7);
    assert_eq!(store.journal(0, 100).unwrap(), links);
    assert_eq!(store.journal(2, 3).unwrap(), links[2..5]);
    assert!(store.journal(7, 3).unwrap().is_empty());
    let rest = store.journal(4, 100).unwrap().into_iter().map(Ok);
    assert_eq!(
        verify(rest, links[3].end(), Some(links[6].end())).unwrap(),
        Ok(links[6].end())
    );
}

pub(crate) fn who_had_a_document_kept_is_found_by_its_id<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    let keep = |store: &mut P::Store, kind: &str, body: &str| {
        let kind = kind.to_owned();
        store.keep(&Change { kind, ..change(body) }).unwrap();
    };
    keep(&mut store, "ingest", r#"{"documents":[["a"]]}"#);
    keep(&mut store, "keep", r#"{"documents":[["a"]],"who":"سلمى"}"#);
    keep(&mut store, "keep", r#"{"documents":[["ab"]],"who":"هدى"}"#);
    let found = store.kept("a").unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].1.contains("سلمى"));
    assert!(store.kept("b").unwrap().is_empty());
}

pub(crate) fn a_change_that_fails_half_way_leaves_nothing<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    let before = everything(&store);
    let new = || Change {
        pages: vec![page("صفحة")],
        documents: vec![document(4, "خبر-4")],
        readings: vec![reading(4, "رابع", "9")],
        stories: vec![named(2, "s2")],
        events: vec![named(3, "e3")],
        tellings: vec![telling(4, 0xa4, 3)],
        retold: vec![1],
        copies: vec![(3, 1)],
        ..change("{}")
    };
    let (mut event, mut doubled, mut claim, mut of, mut hash_) = (new(), new(), new(), new(), new());
    event.tellings.push(telling(4, 0xa5, 99));
    doubled.events.push(named(4, "e1"));
    claim.tellings.push(Telling {
        claim: "x".to_owned(),
        ..telling(4, 0, 3)
    });
    of.readings.push(reading(99, "لا أحد", "9"));
    hash_.documents[0].sha256 = "abc".to_owned();
    for wrong in [event, doubled, claim, of, hash_] {
        let kept: Result<_, Error> = store.keep(&wrong);
        assert!(kept.is_err(), "{wrong:?}");
        assert_eq!(everything(&store), before);
        assert!(store.page(&hash("صفحة")).unwrap().is_none());
        assert!(store.story("s2").unwrap().is_none());
    }
    store.keep(&new()).unwrap();
    journal_holds(&store, 2);
    assert_eq!(store.size().unwrap().documents, 4);
}

pub(crate) fn what_was_kept_is_there_when_opened_again<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    let before = everything(&store);
    drop(store);
    assert_eq!(everything(&place.read()), before);
    let mut store = place.write();
    assert_eq!(everything(&store), before);
    let link = store.keep(&change("{}")).unwrap();
    assert_eq!(link.entry.n, 2);
    journal_holds(&store, 2);
}

pub(crate) fn what_is_asked_at_once_is_of_one_moment<P: Place>() {
    let place = P::new();
    let mut store = place.write();
    store.keep(&affair()).unwrap();
    let reader = place.read();
    let (before, after) = reader
        .at_once(|reader| {
            let before = everything(reader);
            let documents = vec![document(4, "خبر-4")];
            store.keep(&Change {
                documents,
                ..change("{}")
            })?;
            Ok((before, everything(reader)))
        })
        .unwrap();
    assert_eq!(before, after);
    assert_eq!(reader.size().unwrap().documents, 4);
}

pub(crate) fn who_reads_sees_whole_changes_while_another_writes<P: Place>() {
    const CHANGES: i64 = 200;
    let place = P::new();
    let mut store = place.write();
    store.keep(&change("{}")).unwrap();
    let reader = place.read();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            // the store goes where it writes: it need not be shared between threads
            let mut store = store;
            for n in 0..CHANGES {
                let (a, b) = (2 * n + 1, 2 * n + 2);
                let documents = vec![document(a, &format!("خبر-{a}")), document(b, &format!("خبر-{b}"))];
                store
                    .keep(&Change {
                        documents,
                        ..change("{}")
                    })
                    .unwrap();
            }
        });
        let mut last = 0;
        while !writing.is_finished() {
            let seen = reader.size().unwrap().documents;
            assert!(seen >= last && seen % 2 == 0, "{seen} documents after {last}");
            last = seen;
        }
        writing.join().unwrap();
    });
    assert_eq!(reader.size().unwrap().documents, 2 * CHANGES);
    journal_holds(&reader, CHANGES.unsigned_abs() + 1);
}
