//! Whoever asks, and the world outside the archive: how often one client may ask, outlets that are watched on the
//! screen, and pages that are fetched to be read.

#![allow(clippy::unwrap_used, reason = "a server that does not answer is a failure")]

mod site;

use jiff::Timestamp;
use musnad_archive::store::Store;
use musnad_archive::{Archive, Sqlite, check};
use musnad_web::{Keys, Role};
use site::{Answer, Server, archive};

const ARTICLE: site::Article<'_> = (
    "one",
    "المرفأ",
    "2024-12-02T13:00:00+02:00",
    None,
    "اعتقلت الشرطة ثلاثة متظاهرين في المدينة صباح الاثنين.",
);
/// «الساحل», «المرفأ».
const WATCHED: &str = "/outlets/%D8%A7%D9%84%D8%B3%D8%A7%D8%AD%D9%84";
const OTHER: &str = "/outlets/%D8%A7%D9%84%D9%85%D8%B1%D9%81%D8%A3";

#[test]
fn an_outlet_shows_how_it_fares_though_it_never_answered() {
    let folder = archive(&[ARTICLE]);
    let server = Server::over(folder.path(), true, false);
    let page = server.get(WATCHED);
    assert_eq!(page.status, 200);
    for part in [
        "silent for longer than usual",
        "10 minutes",
        "took longer",
        "&lt;b&gt;30 s",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    let watch = server.get(&format!("{WATCHED}.json")).json()["watch"].clone();
    assert!(
        watch["silent"] == true && watch["last_failure"]["code"] == "timeout",
        "{watch}"
    );
    assert!(
        server
            .get(OTHER)
            .body
            .contains("not among the outlets that are watched")
    );
    let list = server.get("/outlets").body;
    assert!(
        list.contains("الساحل") && list.contains("no source answers"),
        "{list}"
    );
    assert_eq!(server.get("/outlets/none").status, 404);
}

#[test]
fn a_page_is_fetched_and_read_and_not_kept() {
    let folder = archive(&[ARTICLE]);
    let server = Server::over(folder.path(), true, false);
    let sent = |address: &str| server.post("/paste", &format!("address={address}"));
    let read = sent("https://sahel.example/1");
    assert!(
        read.status == 200
            && read.body.contains("class=\"claim\"")
            && read.body.contains("https://sahel.example/1"),
        "{read:?}"
    );
    assert_eq!(server.get("/documents.json").json()["total"], 1);
    let refused = sent("http://10.0.0.1/?a=<b>");
    assert!(
        refused.status == 200
            && refused.body.contains("the address is of a private network")
            && refused.body.contains("value=\"http://10.0.0.1/?a=&lt;b&gt;\"")
            && !refused.body.contains("class=\"claim\""),
        "{refused:?}"
    );
    let elsewhere = server.ask(
        "POST",
        "/paste",
        &[("Origin", "http://elsewhere.example")],
        "address=https://sahel.example/1",
    );
    assert_eq!(elsewhere.status, 403, "a page elsewhere makes nobody fetch");
}

#[test]
fn what_was_pasted_is_kept_where_an_editor_says_so() {
    let folder = archive(&[ARTICLE]);
    let server = Server::over(folder.path(), true, false);
    let text = "text=مقتل+سبعة+عمال%0A%0Aقال+مسعف+إن+سبعة+عمال+قتلوا+في+قصف+استهدف+مصنعا+في+تعز+صباح+الأحد.&outlet=الموقع";
    assert!(
        server
            .post("/paste", text)
            .body
            .contains("action=\"/paste/keep\"")
    );
    assert_eq!(server.get("/documents.json").json()["total"], 1);
    let nameless = server.post("/paste/keep", text);
    assert_eq!(nameless.status, 400, "{nameless:?}");
    let kept = server.post("/paste/keep", &format!("{text}&who=ليلى"));
    assert_eq!(kept.status, 303, "{kept:?}");
    let page = server.get(kept.header("location").unwrap());
    assert!(page.body.contains("سبعة عمال"), "{page:?}");
    assert!(
        page.body.contains("Kept by") && page.body.contains("ليلى"),
        "{page:?}"
    );
    assert!(!server.get("/documents/one").body.contains("Kept by"));
    let archive = Archive::new(Sqlite::read(folder.path()).unwrap()).unwrap();
    let journal = archive.store().journal(1, 10).unwrap();
    assert_eq!(journal.len(), 1);
    let body = format!("{:?}", journal[0].entry.body);
    assert!(journal[0].entry.kind == "keep" && body.contains("ليلى"), "{body}");
    check(archive.store(), &mut |wrong| panic!("{wrong:?}")).unwrap();
    assert_eq!(server.get("/documents.json").json()["total"], 2);
    assert_eq!(
        server.get("/search.json?kind=document&q=مصنعا").json()["total"],
        1,
        "it is found"
    );

    server.post("/paste/keep", &format!("{text}&who=ليلى"));
    assert_eq!(
        server.get("/documents.json").json()["total"],
        2,
        "it is known already"
    );
    server.post("/paste/keep", "address=https://sahel.example/1&who=ليلى");
    assert_eq!(server.get("/documents.json").json()["total"], 3);
    let refused = server.post("/paste/keep", "address=http://10.0.0.1/&who=ليلى");
    assert_eq!(refused.status, 400, "{refused:?}");

    let reading = Server::over(folder.path(), false, false);
    assert!(!reading.post("/paste", text).body.contains("/paste/keep"));
    assert_eq!(reading.post("/paste/keep", text).status, 401);
}

#[test]
fn the_page_that_was_read_is_kept_and_another_one_is_shown_first() {
    let folder = archive(&[ARTICLE]);
    let server = Server::over(folder.path(), true, false);
    let address = "address=https://sahel.example/live";
    let seen = |page: &Answer| {
        let found = page.body.split("name=\"seen\" value=\"").nth(1).unwrap();
        found.split('"').next().unwrap().to_owned()
    };
    let first = seen(&server.post("/paste", address));
    // meanwhile the page changes
    assert_ne!(seen(&server.post("/paste", address)), first);
    let kept = server.post("/paste/keep", &format!("{address}&seen={first}&who=ليلى"));
    assert_eq!(kept.status, 303, "{kept:?}");
    let id = kept.header("location").unwrap().to_owned();
    let document = server.get(&format!("{id}.json")).json()[0].clone();
    assert_eq!(document["sha256"], first.as_str(), "{document}");
    assert!(
        document["text"].as_str().unwrap().contains("تحديث 0"),
        "{document}"
    );

    // what was read is held no more: what stands there now is another one, and is shown before it is kept
    let gone = "0".repeat(64);
    let changed = server.post("/paste/keep", &format!("{address}&seen={gone}&who=ليلى"));
    assert!(
        changed.status == 409
            && changed.body.contains("role=\"alert\"")
            && changed.body.contains("class=\"claim\""),
        "{changed:?}"
    );
    assert_eq!(server.get("/documents.json").json()["total"], 2);
    let origin = server.origin();
    let program = [("Origin", origin.as_str()), ("Accept", "application/json")];
    let told = server.ask(
        "POST",
        "/paste/keep",
        &program,
        &format!("{address}&seen={gone}&who=ليلى"),
    );
    assert_eq!((told.status, &told.json()["code"]), (409, &"changed".into()));
    let second = seen(&changed);
    let kept = server.post("/paste/keep", &format!("{address}&seen={second}&who=ليلى"));
    assert_eq!(kept.status, 303, "{kept:?}");
    let document = server
        .get(&format!("{}.json", kept.header("location").unwrap()))
        .json()[0]
        .clone();
    assert_eq!(document["sha256"], second.as_str());
}

/// A clock that stands, so that nothing comes in again.
fn standing() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn is_too_many(answer: &Answer) -> bool {
    answer.status == 429
        && answer.header("content-type") == Some("application/problem+json")
        && answer.json()["code"] == "too-many"
        && answer
            .header("retry-after")
            .is_some_and(|s| s.parse().is_ok_and(|s: u64| s > 0))
}

#[test]
fn who_sends_too_much_is_told_when_to_come_again_and_may_still_read() {
    let folder = archive(&[ARTICLE]);
    let server = Server::at(folder.path(), true, false, standing);
    let send = |headers: &[(&str, &str)]| server.ask("POST", "/leave", headers, "");
    for n in 0..200 {
        assert_eq!(send(&[]).status, 403, "{n}");
    }
    let refused = send(&[]);
    assert!(is_too_many(&refused), "{refused:?}");
    assert_eq!(refused.header("x-content-type-options"), Some("nosniff"));
    // people are told on a page
    let page = send(&[("Accept", "text/html"), ("Cookie", "lang=en")]);
    assert!(
        page.status == 429 && page.body.contains("<h1>Too much at once"),
        "{page:?}"
    );
    assert_eq!(server.get("/documents/one").status, 200);
    // another client of the same proxy is another client
    let named = [("Host", "proxy.example"), ("X-Forwarded-For", "192.0.2.1")];
    assert_eq!(send(&named).status, 403);
}

#[test]
fn what_is_refused_before_it_is_read_is_told_in_the_language_of_the_page() {
    let folder = archive(&[ARTICLE]);
    let server = Server::over(folder.path(), true, false);
    let origin = server.origin();
    let headers = [
        ("Origin", origin.as_str()),
        ("Accept", "text/html"),
        ("Cookie", "lang=ar"),
    ];
    let much = format!("text={}", "a".repeat(3 << 20));
    let answer = server.ask("POST", "/paste", &headers, &much);
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("أكثر مما يؤخذ دفعة واحدة"), "{answer:?}");
    let answer = server.ask("POST", "/stories", &headers, "a=b");
    assert_eq!(answer.status, 405);
    assert!(answer.body.contains("لا يقبل هذا العنوان"), "{answer:?}");
    assert!(
        answer.header("allow").is_none_or(|a| a.contains("get")),
        "{answer:?}"
    );
    let data = server.ask("POST", "/stories.json", &[], "{}");
    assert_eq!(data.json()["detail"], "this address does not take what was sent");
}

#[test]
fn reading_is_limited_far_later() {
    let folder = archive(&[ARTICLE]);
    let server = Server::at(folder.path(), true, false, standing);
    let refused = (0..4001).find_map(|n| {
        let answer = server.get("/assets/0/none");
        (answer.status == 429).then_some((n, answer))
    });
    let (n, answer) = refused.unwrap();
    assert!(n == 4000 && is_too_many(&answer), "{n} {answer:?}");
}

#[test]
fn keys_cannot_be_tried_without_end() {
    let folder = archive(&[ARTICLE]);
    let mut keys = Keys::read(folder.path()).unwrap();
    let known = keys.add("salma", Role::Reader, "2026-01-01T00:00:00Z").unwrap();
    let other = keys.add("huda", Role::Reader, "2026-01-01T00:00:00Z").unwrap();
    let server = Server::at(folder.path(), false, true, standing);
    let read = |key: &str| {
        let bearer = format!("Bearer {key}");
        server.ask("GET", "/documents/one.json", &[("Authorization", &bearer)], "")
    };
    assert_eq!(read(&known).status, 200);
    for n in 0..10 {
        assert_eq!(read(&format!("{n:08}-00")).status, 401, "{n}");
    }
    assert!(is_too_many(&read("00000000-00")));
    let origin = server.origin();
    let entered = server.ask("POST", "/enter", &[("Origin", &origin)], &format!("key={other}"));
    assert!(is_too_many(&entered), "{entered:?}");
    assert_eq!(read(&known).status, 200, "who is known already is not kept out");
}
