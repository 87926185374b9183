//! Documents on the screen, and what people change there: marks, claims, corrections, and who may make them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod site;

use serde_json::Value;
use site::{Article, Server, archive};

const FIRST: Article<'_> = (
    "https://harbour.example/a b/1?x=1#post",
    "المرفأ",
    "2024-12-02T10:00:00+02:00",
    Some("https://harbour.example/1"),
    "قصف الجيش السوري بلدة سراقب صباح الاثنين وقتل ثلاثة مدنيين، وفق مصدر طبي.\n\nواعتقلت الشرطة العراقية عشرات المتظاهرين في بغداد.",
);
const SECOND: Article<'_> = (
    "second",
    "الساحل",
    "2024-12-02T13:00:00+02:00",
    None,
    "قتل سبعة مدنيين في قصف للجيش السوري على بلدة سراقب صباح الاثنين، وفق ناشطين، وأغلقت المدارس أبوابها.",
);
/// The first, where it stands in an address.
const ADDRESS: &str = "/documents/https%3A%2F%2Fharbour%2Eexample%2Fa%20b%2F1%3Fx%3D1%23post";

/// The claim of this type in a document.
fn claim(server: &Server, document: &str, kind: &str) -> Value {
    let all = server.get(&format!("/documents/{document}.json")).json();
    let found = all
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["record"] == "claim/1" && r["type"] == kind);
    found.unwrap_or_else(|| panic!("{all}")).clone()
}

fn assault(server: &Server) -> Value {
    claim(server, "second", "ASSAULT")
}

/// A page as it reads: without its elements.
fn read(html: &str) -> String {
    let parts = html
        .split('<')
        .map(|p| p.split_once('>').map_or(p, |(_, text)| text));
    parts.collect()
}

#[test]
fn a_document_is_shown_with_its_marks_and_its_words_in_order() {
    let folder = archive(&[FIRST, SECOND]);
    let server = Server::over(folder.path(), true, false);
    let page = server.get(ADDRESS);
    assert_eq!(page.status, 200, "{}", page.body);
    let text = page
        .body
        .split("<div class=\"text\">")
        .nth(1)
        .unwrap()
        .split("<aside")
        .next()
        .unwrap();
    assert!(
        read(text).contains("قصف الجيش السوري بلدة سراقب صباح الاثنين وقتل ثلاثة مدنيين، وفق مصدر طبي."),
        "{text}"
    );
    let records = server.get(&format!("{ADDRESS}.json")).json();
    let own = records
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["type"] == "ASSAULT")
        .unwrap();
    let id = own["id"].as_str().unwrap();
    // the words lead to the claim and the claim to its words
    for part in [format!("id=\"c{id}\""), format!("href=\"#k{id}\"")] {
        assert!(text.contains(&part), "{part}: {text}");
    }
    assert!(page.body.contains(&format!("id=\"k{id}\"")));
    assert!(
        text.contains("trigger") && text.contains(&format!("data-claims=\"{id}")),
        "{text}"
    );
    // nothing but inline elements stands inside a paragraph
    for paragraph in text.split("<p dir=\"auto\"").skip(1) {
        let inside = paragraph.split("</p>").next().unwrap();
        assert!(!inside.contains("<div") && !inside.contains("<mark"), "{inside}");
    }
    let lines = server.get(&format!("{ADDRESS}.jsonl")).body;
    assert!(
        lines.starts_with("{\"record\":\"document/1\"")
            && lines.lines().count() == records.as_array().unwrap().len()
    );
    let why = server.get(&format!("{ADDRESS}/why/{id}"));
    assert!(
        why.status == 200 && why.body.contains("weighs most"),
        "{}",
        why.body
    );
    assert!(why.body.contains("/rules?type=assault#"), "{}", why.body);
    let arabic = server.ask(
        "GET",
        &format!("{ADDRESS}/why/{id}"),
        &[("Cookie", "lang=ar")],
        "",
    );
    for part in ["كلمة الحدث", "الأثقل وزنًا", "يُذكر ابتداءً من"] {
        assert!(arabic.body.contains(part), "{part}: {}", arabic.body);
    }
    for english in ["trigger:", "modality:", "sector "] {
        assert!(!arabic.body.contains(english), "{english}: {}", arabic.body);
    }
    let arabic = |address: &str| server.ask("GET", address, &[("Accept-Language", "ar")], "");
    let page = arabic("/documents/none").body;
    assert!(
        page.contains("لا وثيقة بالمعرّف «<bdi>none</bdi>»") && !page.contains("there is no"),
        "{page}"
    );
    let problem: serde_json::Value = serde_json::from_str(&arabic("/documents/none.json").body).unwrap();
    assert_eq!(problem["code"], "missing");
    assert!(
        problem["detail"].as_str().unwrap().contains("لا وثيقة"),
        "{problem}"
    );
    // who asks for no language is told in English
    let problem = server.get("/documents/none.json").json();
    assert_eq!(problem["detail"], "there is no document “none”");
    assert_eq!(server.get("/documents/none").status, 404);
    assert_eq!(server.get("/documents/second/why/0123456789abcdef").status, 404);
}

#[test]
fn versions_show_their_difference_and_pages_are_never_live() {
    let before = "<html><head><title>قصف على سراقب</title></head><body><article><h1>قصف على سراقب</h1><p>قصف الجيش السوري بلدة سراقب صباح الاثنين وقتل ثلاثة مدنيين، وفق مصدر طبي.</p><script>alert(1)</script></article></body></html>";
    let after = before.replace("ثلاثة", "خمسة");
    let url = Some("https://harbour.example/news/7");
    let folder = archive(&[
        ("v1", "المرفأ", "2024-12-02T10:00:00+02:00", url, before),
        ("v2", "المرفأ", "2024-12-02T12:00:00+02:00", url, &after),
    ]);
    let server = Server::over(folder.path(), true, false);
    let page = server.get("/documents/v2").body;
    assert!(page.contains("/documents/v2?with=v1"), "{page}");
    let compared = server.get("/documents/v2?with=v1").body;
    assert!(compared.contains("<del>ثلاثة</del><ins>خمسة</ins>"), "{compared}");
    let sha256 = server.get("/documents/v1.json").json()[0]["sha256"]
        .as_str()
        .unwrap()
        .to_owned();
    let fetched = server.get(&format!("/pages/{sha256}"));
    assert_eq!(fetched.body, before);
    assert!(
        fetched.header("content-type").unwrap().starts_with("text/plain"),
        "{}",
        fetched.head
    );
    assert!(
        fetched
            .header("content-disposition")
            .unwrap()
            .starts_with("attachment"),
        "{}",
        fetched.head
    );
    assert!(
        fetched
            .header("content-security-policy")
            .unwrap()
            .contains("sandbox"),
        "{}",
        fetched.head
    );
    for none in [
        "/pages/..%2Fkeys.json",
        "/pages/zz",
        &format!("/pages/{}", "0".repeat(64)),
    ] {
        assert_eq!(server.get(none).status, 404, "{none}");
    }
}

#[test]
fn changes_need_an_editor_and_our_own_page() {
    let folder = archive(&[SECOND]);
    let mut keys = musnad_web::Keys::read(folder.path()).unwrap();
    let editor = keys
        .add("سلمى", musnad_web::Role::Editor, "2026-01-01T00:00:00Z")
        .unwrap();
    let reader = keys
        .add("reader", musnad_web::Role::Reader, "2026-01-01T00:00:00Z")
        .unwrap();
    assert!(
        !std::fs::read_to_string(folder.path().join("keys.json"))
            .unwrap()
            .contains(&editor)
    );
    let server = Server::over(folder.path(), false, false);
    let id = assault(&server)["id"].as_str().unwrap().to_owned();
    let accept = format!("/claims/{id}/accept");
    let origin = server.origin();
    let bearer = |key: &str| format!("Bearer {key}");
    // by nobody, by a reader, with a wrong key, by reading
    assert_eq!(server.post(&accept, "why=x").status, 401);
    let as_whom = |key: &str| {
        server.ask(
            "POST",
            &accept,
            &[("Authorization", &bearer(key)), ("Accept", "application/json")],
            "",
        )
    };
    assert_eq!(as_whom(&reader).status, 403);
    let (most, last) = editor.split_at(editor.len() - 1);
    let other = if last == "0" { "1" } else { "0" };
    assert_eq!(as_whom(&format!("{most}{other}")).status, 401);
    assert_eq!(server.get(&accept).status, 405);
    // with a key
    let kept = as_whom(&editor);
    assert_eq!(
        (kept.status, &kept.json()[0]["who"]),
        (200, &Value::from("سلمى")),
        "{kept:?}"
    );
    // with a session; from another page, or from none, it is refused
    let entered = server.ask(
        "POST",
        "/enter",
        &[("Origin", &origin)],
        &format!("key={editor}&to=/review"),
    );
    assert_eq!(
        (entered.status, entered.header("location")),
        (303, Some("/review"))
    );
    let cookie = entered
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    assert!(entered.head.contains("httponly; samesite=strict"));
    let from = |headers: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = headers
            .iter()
            .copied()
            .chain([("Cookie", cookie.as_str())])
            .collect();
        server.ask("POST", &accept, &all, "to=/review").status
    };
    assert_eq!(
        from(&[("Origin", &origin), ("Sec-Fetch-Site", "same-origin")]),
        303
    );
    for elsewhere in [
        &[("Origin", "http://elsewhere.example")][..],
        &[("Origin", "null")],
        &[("Origin", &origin), ("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[],
    ] {
        assert_eq!(from(elsewhere), 403, "{elsewhere:?}");
    }
    assert_eq!(
        server
            .ask("POST", "/enter", &[("Origin", &origin)], "key=wrong")
            .status,
        403
    );
    // the key goes, and whoever entered with it is out
    keys.remove("سلمى").unwrap();
    assert_eq!(from(&[("Origin", &origin)]), 401);
    assert_eq!(as_whom(&editor).status, 401);
    let much = format!("why={}", "x".repeat(100_000));
    assert_eq!(server.post(&accept, &much).status, 413);
}

#[test]
fn a_closed_archive_is_read_with_a_key_alone() {
    let folder = archive(&[SECOND]);
    let mut keys = musnad_web::Keys::read(folder.path()).unwrap();
    let key = keys
        .add("reader", musnad_web::Role::Reader, "2026-01-01T00:00:00Z")
        .unwrap();
    let server = Server::over(folder.path(), false, true);
    for path in ["/", "/documents/second", "/documents/second.json", "/review"] {
        assert_eq!(server.get(path).status, 401, "{path}");
    }
    let page = server.ask("GET", "/documents/second", &[("Accept", "text/html")], "");
    assert_eq!(
        (page.status, page.header("location")),
        (303, Some("/enter?to=%2fdocuments%2fsecond"))
    );
    assert_eq!(server.get("/enter").status, 200);
    let read = server.ask(
        "GET",
        "/documents/second.json",
        &[("Authorization", &format!("Bearer {key}"))],
        "",
    );
    assert_eq!(read.status, 200);
    // behind a proxy the cookie goes over TLS alone
    let host = ("Host", "proxy.example");
    let entered = server.ask(
        "POST",
        "/enter",
        &[host, ("Origin", "https://proxy.example")],
        &format!("key={key}"),
    );
    assert!(
        entered
            .header("set-cookie")
            .unwrap()
            .starts_with("__host-session=")
            && entered.head.contains("; secure"),
        "{entered:?}"
    );
}

#[test]
fn a_place_is_corrected_everywhere_and_taken_back() {
    let folder = archive(&[FIRST, SECOND]);
    let server = Server::over(folder.path(), true, false);
    let own = assault(&server);
    let id = own["id"].as_str().unwrap();
    let set = format!("/claims/{id}/set");
    // a name is needed, and nothing that was typed is lost
    let nameless = server.post(&set, "field=place&value=syr-aleppo&why=%D9%84");
    assert!(
        nameless.status == 400 && nameless.body.contains("value=\"syr-aleppo\""),
        "{nameless:?}"
    );
    // how many would follow is told first
    let asked = server.post(&set, "field=place&value=syr-aleppo&reach=archive&who=Salma");
    assert!(
        asked.status == 200 && asked.body.contains("name=\"sure\""),
        "{asked:?}"
    );
    assert_eq!(assault(&server)["place"]["id"], own["place"]["id"]);
    let before = server.get("/documents/second.json").body;
    let kept = server.post(
        &set,
        "field=place&value=syr-aleppo&reach=archive&who=Salma&sure=yes&to=/documents/second",
    );
    assert_eq!(
        (kept.status, kept.header("location")),
        (303, Some("/documents/second")),
        "{kept:?}"
    );
    assert!(kept.header("set-cookie").unwrap().starts_with("who=salma"));
    let changed = assault(&server);
    assert_eq!(changed["place"]["id"], "syr-aleppo");
    // the other document's mention, and the event
    let other = server.get(&format!("{ADDRESS}.json")).json();
    let other = other
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["type"] == "ASSAULT")
        .unwrap()
        .clone();
    assert_eq!(other["place"]["id"], "syr-aleppo");
    let page = server.get("/documents/second").body;
    let event = page
        .split("/events/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(
        server.get(&format!("/events/{event}.json")).json()["place"]["id"],
        "syr-aleppo"
    );
    // history, and back
    let history = server.get(&format!("/claims/{id}")).body;
    assert!(
        history.contains("Salma") && history.contains("/corrections/1/undo"),
        "{history}"
    );
    assert_eq!(
        server
            .post("/corrections/1/undo", "who=Salma&to=//elsewhere.example")
            .header("location"),
        Some("/")
    );
    assert_eq!(server.get("/documents/second.json").body, before);
    assert_eq!(server.post("/corrections/1/undo", "who=Salma").status, 400);
    assert_eq!(server.post("/corrections/99/undo", "who=Salma").status, 404);
}

#[test]
fn claims_are_reviewed_one_by_one() {
    let folder = archive(&[FIRST, SECOND]);
    let server = Server::over(folder.path(), true, false);
    let waiting = || server.get("/review.json").json();
    let first = waiting();
    let all = first["waiting"].as_u64().unwrap();
    assert!(all > 1, "{first}");
    let id = first["next"].as_str().unwrap();
    let skipped = server.get(&format!("/review.json?skip={id}")).json();
    assert_ne!(skipped["next"], first["next"]);
    let page = server.get("/review").body;
    assert!(
        page.contains(&format!("/claims/{id}/accept")) && page.contains(&format!("skip={id}")),
        "{page}"
    );
    let decided = server.post(&format!("/claims/{id}/reject"), "who=Salma&to=/review");
    assert_eq!(decided.header("location"), Some("/review"));
    let next = waiting();
    assert_eq!(
        (next["waiting"].as_u64(), next["next"] == first["next"]),
        (Some(all - 1), false)
    );
    assert!(
        !server.get("/documents/second.json").body.contains(id)
            || !server.get(&format!("{ADDRESS}.json")).body.contains(id)
    );
}

#[test]
fn an_event_is_graded_and_split() {
    let folder = archive(&[FIRST, SECOND]);
    let server = Server::over(folder.path(), true, false);
    let page = server.get("/documents/second").body;
    let event = page
        .split("/events/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let json = || server.get(&format!("/events/{event}.json")).json();
    assert_eq!(
        server
            .post(&format!("/events/{event}/grade"), "grade=contested&who=Salma")
            .status,
        303
    );
    assert_eq!(json()["grade"], "contested");
    assert_eq!(
        server
            .post(&format!("/events/{event}/grade"), "grade=none&who=Salma")
            .status,
        400
    );
    let tellings = json()["tellings"].as_array().unwrap().clone();
    assert!(tellings.len() > 1, "{tellings:?}");
    let out = tellings[0]["claim"].as_str().unwrap();
    assert_eq!(
        server
            .post(
                &format!("/events/{event}/split"),
                &format!("claim={out}&who=Salma")
            )
            .status,
        303
    );
    assert_eq!(json()["tellings"].as_array().unwrap().len(), tellings.len() - 1);
}

#[test]
fn while_another_writes_nothing_that_was_typed_is_lost() {
    let folder = archive(&[SECOND]);
    let server = Server::over(folder.path(), true, false);
    let id = assault(&server)["id"].as_str().unwrap().to_owned();
    let writer = musnad_archive::Sqlite::open(folder.path()).unwrap();
    let busy = server.post(&format!("/claims/{id}/accept"), "who=Salma&why=seen+by+me");
    assert_eq!(busy.status, 503);
    assert!(
        busy.body.contains("value=\"seen by me\"")
            && busy.body.contains(&format!("action=\"/claims/{id}/accept\"")),
        "{}",
        busy.body
    );
    drop(writer);
    assert_eq!(
        server.post(&format!("/claims/{id}/accept"), "who=Salma").status,
        303
    );
}

#[test]
fn hostile_documents_are_shown_safely() {
    // without optimisation a tenth has to do
    let part = if cfg!(debug_assertions) { 10 } else { 1 };
    let bidi = "\u{202E}\u{2066}قصف الجيش السوري بلدة سراقب وقتل ثلاثة مدنيين\u{202C} <script>alert(1)</script> \"onmouseover=x";
    // a paragraph of 5 MB with one claim, and 10,000 claims of a word or two: what is shown, not what is read, is tried
    let long = format!(
        "قصف الجيش السوري بلدة سراقب {}",
        "والطقس معتدل في البلاد اليوم ".repeat(95_000 / part)
    );
    assert!(long.len() > 5_000_000 / part);
    let many = "قتل مدنيان. ".repeat(10_500 / part);
    let folder = archive(&[
        (
            "<script>alert(1)</script>",
            "<b>ناشر</b>",
            "2024-12-02T10:00:00+02:00",
            Some("javascript:alert(1)"),
            bidi,
        ),
        ("many", "المرفأ", "2024-12-02T10:00:00+02:00", None, &many),
        ("long", "المرفأ", "2024-12-02T10:00:00+02:00", None, &long),
    ]);
    let server = Server::over(folder.path(), true, false);
    let page = server.get("/documents/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    assert_eq!(page.status, 200, "{}", page.body);
    for wrong in [
        "<script>alert",
        "<b>ناشر",
        "href=\"javascript",
        "\u{202E}",
        "\u{2066}",
    ] {
        assert!(!page.body.contains(wrong), "{wrong}: {}", page.body);
    }
    assert!(page.body.contains("&lt;script&gt;alert(1)"));
    for id in ["many", "long"] {
        assert_eq!(server.get(&format!("/documents/{id}")).status, 200);
    }
    let claims = server.get("/documents/many.jsonl").body.lines().count();
    assert!(claims > 10_000 / part, "{claims}");
    // bytes that are no UTF-8 in an address
    assert!(server.get("/documents/%FF%FE").status < 500);
    assert_eq!(server.get("/documents/many?from=99999999").status, 200);
    assert_eq!(server.get("/documents/many?from=x").status, 400);
}

#[test]
fn a_circle_of_a_story_leads_to_all_its_places() {
    let text = "قصف الجيش السوري بلدة سراقب صباح الاثنين وقتل ثلاثة مدنيين.\n\nوقصف الجيش السوري مدينة إدلب مساء الاثنين وقتل مدنيين اثنين.";
    let folder = archive(&[("one", "المرفأ", "2024-12-02T22:00:00+02:00", None, text), SECOND]);
    let server = Server::over(folder.path(), true, false);
    let story = server.get("/stories.json").json()[0].clone();
    let page = server
        .get(&format!("/stories/{}", story["id"].as_str().unwrap()))
        .body;
    let circle = page
        .split("href=\"")
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"))
        .find(|href| href.starts_with("/events?story=") && href.contains("box="));
    let circle = circle
        .unwrap_or_else(|| panic!("{page}"))
        .replace("/events?", "/events.json?");
    let found = server.get(&circle).json();
    let mut places: Vec<&str> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["place"]["id"].as_str().unwrap())
        .collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 2, "{circle}: {found}");
}
