//! Filters, facets, dates, boxes, order and pages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed search is a failed test"
)]

mod shelf;

use musnad_search::{Bounds, Cursor, Entry, Facet, Filter, Index, Kind, Query, Sort};
use shelf::{claim, counts, found, ids, index, words};

const DAY: i64 = 86_400;
const NOON: i64 = 1_717_243_200;

/// Four claims, a document and an event.
fn shelf_of(name: &str) -> Index {
    let base = claim("", 0, "قصف على المدينة");
    let entries = [
        Entry {
            id: "aleppo",
            key: 1,
            time: Some(NOON),
            at: Some((36.2, 37.15)),
            facets: &[
                (Facet::Type, "ASSAULT"),
                (Facet::Country, "SYR"),
                (Facet::Place, "aleppo"),
                (Facet::Place, "aleppo-governorate"),
                (Facet::Place, "syria"),
            ],
            ..base
        },
        Entry {
            id: "homs",
            key: 2,
            time: Some(NOON + DAY),
            at: Some((34.73, 36.71)),
            facets: &[
                (Facet::Type, "ASSAULT"),
                (Facet::Country, "SYR"),
                (Facet::Place, "homs"),
                (Facet::Place, "syria"),
            ],
            ..base
        },
        Entry {
            id: "suva",
            key: 3,
            time: Some(NOON + 2 * DAY),
            at: Some((-18.1, 178.4)),
            facets: &[(Facet::Type, "PROTEST"), (Facet::Country, "FJI")],
            ..base
        },
        Entry {
            id: "samoa",
            key: 4,
            doubtful: true,
            at: Some((-13.8, -171.8)),
            facets: &[(Facet::Type, "PROTEST"), (Facet::Country, "WSM")],
            ..base
        },
        Entry {
            id: "article",
            kind: Kind::Document,
            key: 1,
            time: Some(NOON),
            facets: &[(Facet::Outlet, "o1"), (Facet::Outlet, "o1")],
            ..base
        },
        Entry {
            id: "event",
            kind: Kind::Event,
            key: 1,
            ..base
        },
    ];
    index(name, &entries)
}

fn filter(facet: Facet, values: &[&str]) -> Filter {
    Filter {
        facet,
        values: values.iter().map(|v| (*v).to_owned()).collect(),
        exclude: false,
    }
}

#[test]
fn filters_hold_together() {
    let index = shelf_of("filters");
    let ask = |filters: Vec<Filter>| {
        found(
            &index,
            &Query {
                filters,
                size: 10,
                ..Query::default()
            },
        )
    };
    assert_eq!(ask(vec![filter(Facet::Type, &["ASSAULT"])]), ["aleppo", "homs"]);
    assert_eq!(ask(vec![filter(Facet::Place, &["syria"])]), ["aleppo", "homs"]);
    assert_eq!(
        ask(vec![filter(Facet::Place, &["homs", "aleppo-governorate"])]),
        ["aleppo", "homs"]
    );
    assert_eq!(
        ask(vec![
            filter(Facet::Place, &["syria"]),
            filter(Facet::Type, &["PROTEST"])
        ]),
        [""; 0]
    );
    assert_eq!(ask(vec![filter(Facet::Country, &["syr"])]), [""; 0]);
    assert_eq!(ask(vec![filter(Facet::Country, &[])]), [""; 0]);
    let without = |values: &[&str]| Filter {
        exclude: true,
        ..filter(Facet::Country, values)
    };
    assert_eq!(ask(vec![without(&["SYR"])]), ["article", "event", "suva"]);
    assert_eq!(
        ask(vec![
            without(&["SYR"]),
            filter(Facet::Type, &["ASSAULT", "PROTEST"])
        ]),
        ["suva"]
    );
    let both = Query {
        filters: vec![without(&["SYR", "FJI"])],
        ..words("قصف")
    };
    assert_eq!(found(&index, &both), ["article", "event"]);
}

#[test]
fn kinds_and_doubt() {
    let index = shelf_of("kinds");
    let ask = |kind, doubtful| {
        found(
            &index,
            &Query {
                kind,
                doubtful,
                ..words("قصف")
            },
        )
    };
    assert_eq!(ask(Some(Kind::Claim), false), ["aleppo", "homs", "suva"]);
    assert_eq!(ask(Some(Kind::Claim), true), ["aleppo", "homs", "samoa", "suva"]);
    assert_eq!(ask(Some(Kind::Document), false), ["article"]);
    assert_eq!(ask(Some(Kind::Quote), true), [""; 0]);
    assert_eq!(ask(None, true).len(), 6);
}

#[test]
fn facets_are_counted_over_all_that_is_found() {
    let index = shelf_of("facets");
    let query = Query {
        facets: vec![
            Facet::Country,
            Facet::Type,
            Facet::Place,
            Facet::Outlet,
            Facet::Story,
        ],
        size: 1,
        ..words("قصف")
    };
    let hits = index.search(&query).unwrap();
    assert_eq!((hits.total, hits.hits.len()), (5, 1));
    assert_eq!(counts(&hits, Facet::Country), [("SYR", 2), ("FJI", 1)]);
    assert_eq!(counts(&hits, Facet::Type), [("ASSAULT", 2), ("PROTEST", 1)]);
    let places = [
        ("syria", 2),
        ("aleppo", 1),
        ("aleppo-governorate", 1),
        ("homs", 1),
    ];
    assert_eq!(counts(&hits, Facet::Place), places);
    assert_eq!(counts(&hits, Facet::Outlet), [("o1", 1)]);
    assert!(counts(&hits, Facet::Story).is_empty());
    let none = Query { size: 0, ..query };
    let hits = index.search(&none).unwrap();
    assert_eq!((hits.total, hits.hits.len(), hits.next), (5, 0, None));
    assert_eq!(counts(&hits, Facet::Country), [("SYR", 2), ("FJI", 1)]);
}

#[test]
fn dates_are_half_open() {
    let index = shelf_of("dates");
    let ask = |from, to| {
        found(
            &index,
            &Query {
                from,
                to,
                ..words("قصف")
            },
        )
    };
    assert_eq!(ask(Some(NOON), Some(NOON + DAY)), ["aleppo", "article"]);
    assert_eq!(ask(Some(NOON + 1), None), ["homs", "suva"]);
    assert_eq!(ask(None, Some(NOON)), [""; 0]);
    assert_eq!(ask(Some(i64::MIN), Some(i64::MAX)).len(), 4);
    assert_eq!(ask(Some(NOON + DAY), Some(NOON)), [""; 0]);
}

#[test]
fn boxes_also_cross_the_180th_meridian() {
    let index = shelf_of("boxes");
    let ask = |west, south, east, north| {
        let within = Some(Bounds {
            west,
            south,
            east,
            north,
        });
        found(
            &index,
            &Query {
                within,
                doubtful: true,
                size: 10,
                ..Query::default()
            },
        )
    };
    assert_eq!(ask(35.0, 32.0, 43.0, 38.0), ["aleppo", "homs"]);
    assert_eq!(ask(37.15, 36.2, 37.15, 36.2), ["aleppo"]);
    assert_eq!(ask(170.0, -30.0, -170.0, 0.0), ["samoa", "suva"]);
    assert_eq!(ask(-180.0, -90.0, 180.0, 90.0).len(), 4);
    for (south, west) in [(50.0, 0.0), (0.0, f64::NAN), (f64::NEG_INFINITY, 0.0)] {
        let within = Some(Bounds {
            west,
            south,
            east: 10.0,
            north: 40.0,
        });
        let error = index
            .search(&Query {
                within,
                ..Query::default()
            })
            .unwrap_err();
        assert!(error.is_bad_query(), "{error}");
    }
}

#[test]
fn what_is_nowhere_on_earth_is_nowhere() {
    let far = Entry {
        at: Some((91.0, 0.0)),
        ..claim("far", 1, "قصف")
    };
    let odd = Entry {
        at: Some((f64::NAN, 0.0)),
        confidence: f32::NAN,
        ..claim("odd", 2, "قصف")
    };
    let index = index("nowhere", &[far, odd]);
    let within = Some(Bounds {
        west: -180.0,
        south: -90.0,
        east: 180.0,
        north: 90.0,
    });
    assert!(
        found(
            &index,
            &Query {
                within,
                ..words("قصف")
            }
        )
        .is_empty()
    );
    assert_eq!(found(&index, &words("قصف")), ["far", "odd"]);
}

#[test]
fn orders() {
    let index = shelf_of("orders");
    let ask = |sort| {
        ids(&index
            .search(&Query {
                kind: Some(Kind::Claim),
                doubtful: true,
                sort,
                ..words("قصف")
            })
            .unwrap())
    };
    assert_eq!(ask(Sort::Newest), ["suva", "homs", "aleppo", "samoa"]);
    assert_eq!(ask(Sort::Oldest), ["aleppo", "homs", "suva", "samoa"]);
}

#[test]
fn times_before_1970_are_times() {
    let at = |id, key, time| Entry {
        time,
        ..claim(id, key, "قصف")
    };
    let all = [
        at("none", 1, None),
        at("first", 2, Some(i64::MIN)),
        at("suez", 3, Some(-416_000_000)),
        at("epoch", 4, Some(0)),
        at("last", 5, Some(i64::MAX)),
    ];
    let index = index("before", &all);
    let ask = |sort| {
        ids(&index
            .search(&Query {
                sort, ..words("قصف")
            })
            .unwrap())
    };
    assert_eq!(ask(Sort::Newest), ["last", "epoch", "suez", "first", "none"]);
    assert_eq!(ask(Sort::Oldest), ["first", "suez", "epoch", "last", "none"]);
}

#[test]
fn relevance_prefers_what_fits_then_gently_what_is_new_and_sure() {
    let long = "قصف ".to_owned() + &"كلام آخر طويل ".repeat(30);
    let at = |id, key, text, time, confidence| Entry {
        time: Some(time),
        confidence,
        ..claim(id, key, text)
    };
    let all = [
        at("fits-old", 1, "قصف مدفعي", NOON - 3000 * DAY, 1.0),
        at("fits-new", 2, "قصف مدفعي", NOON, 1.0),
        at("fits-unsure", 3, "قصف مدفعي", NOON, 0.2),
        at("long-new", 4, long.as_str(), NOON, 1.0),
        at("announced", 5, "قصف مدفعي", NOON + 400 * DAY, 0.99),
    ];
    let index = index("relevance", &all);
    let hits = index
        .search(&Query {
            now: Some(NOON),
            ..words("قصف")
        })
        .unwrap();
    assert_eq!(
        ids(&hits),
        ["fits-new", "announced", "fits-unsure", "fits-old", "long-new"]
    );
    let (new, old) = (hits.hits[0].score, hits.hits[3].score);
    assert!((new / old - 1.5).abs() < 0.01, "{new} {old}");
    let timeless = index.search(&words("قصف")).unwrap();
    assert_eq!(ids(&timeless)[..2], ["fits-old", "fits-new"]);
}

/// All pages of a question.
fn pages(index: &Index, query: &Query) -> Vec<String> {
    let mut query = query.clone();
    let mut out = Vec::new();
    loop {
        let hits = index.search(&query).unwrap();
        assert!(hits.hits.len() <= query.size && hits.total == 50);
        out.extend(ids(&hits));
        let Some(next) = hits.next else { return out };
        assert_eq!(hits.hits.len(), query.size);
        let text = next.to_string();
        query.after = Some(text.parse().unwrap());
        assert_eq!(query.after, Some(next), "{text}");
    }
}

#[test]
fn pages_over_equal_scores_give_each_hit_once() {
    let ids: Vec<String> = (0..50).map(|n| format!("c{n}")).collect();
    // in five commits, so that equals lie in several segments, with keys across them
    let index = Index::open(&shelf::folder("pages"), shelf::lexicon()).unwrap();
    let mut writer = index.writer().unwrap();
    for part in 0..5 {
        for n in (part..50).step_by(5) {
            let time = Some(-5 + (n as i64 % 3));
            let entry = claim(&ids[n], n as u64, "قصف على المدينة");
            writer.add(&Entry { time, ..entry }).unwrap();
        }
        writer.commit(part as u64).unwrap();
    }
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        for text in ["قصف", "قصف OR مدينة", ""] {
            let query = |size| Query {
                sort,
                size,
                words: text.to_owned(),
                now: Some(0),
                ..Query::default()
            };
            let whole = pages(&index, &query(1000));
            assert_eq!(whole.len(), 50);
            for size in [1, 7, 10, 25, 50] {
                assert_eq!(pages(&index, &query(size)), whole, "{sort:?} {size}");
            }
        }
    }
    let same = index
        .search(&Query {
            size: 50,
            ..words("قصف")
        })
        .unwrap();
    let keys: Vec<u64> = same.hits.iter().map(|h| h.key).collect();
    assert_eq!(keys, (0..50).collect::<Vec<_>>());
}

#[test]
fn a_page_goes_on_behind_its_cursor_when_more_was_added() {
    let index = index(
        "more",
        &[
            Entry {
                time: Some(1),
                ..claim("a", 1, "قصف")
            },
            Entry {
                time: Some(2),
                ..claim("b", 2, "قصف")
            },
            Entry {
                time: Some(3),
                ..claim("c", 3, "قصف")
            },
        ],
    );
    let query = Query {
        sort: Sort::Newest,
        size: 2,
        ..words("قصف")
    };
    let first = index.search(&query).unwrap();
    assert_eq!(ids(&first), ["c", "b"]);
    let mut writer = index.writer().unwrap();
    writer
        .add(&Entry {
            time: Some(9),
            ..claim("d", 4, "قصف")
        })
        .unwrap();
    writer.delete(Kind::Claim, "b");
    writer.commit(2).unwrap();
    let second = index
        .search(&Query {
            after: first.next,
            ..query
        })
        .unwrap();
    assert_eq!(ids(&second), ["a"]);
    assert_eq!(second.next, None);
}

#[test]
fn cursors_of_something_else_are_refused() {
    let index = shelf_of("cursors");
    for text in [
        "",
        "x",
        "newest",
        "newest.zz.1.1",
        "newest.1.1",
        "newest.1.1.1.1.1",
        "oldest.1.-1.0",
        "قصف",
    ] {
        let error = text.parse::<Cursor>().expect_err(text);
        assert!(error.is_bad_query(), "{error}");
    }
    let after = Some("newest.1.1.0".parse().unwrap());
    let error = index
        .search(&Query {
            after,
            ..words("قصف")
        })
        .unwrap_err();
    assert!(error.is_bad_query(), "{error}");
}

#[test]
fn names_are_read_back() {
    assert!(Kind::ALL.iter().all(|k| Kind::from_name(k.name()) == Some(*k)));
    assert!(Facet::ALL.iter().all(|f| Facet::from_name(f.name()) == Some(*f)));
    assert_eq!(
        (
            Kind::from_name("story"),
            Facet::from_name("Type"),
            Sort::from_name("")
        ),
        (None, None, None)
    );
}
