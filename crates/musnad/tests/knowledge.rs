//! `musnad knowledge` as a user runs it: adding, finding, overriding, taking away, and what is wrong with a table.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder for one test, empty.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("knowledge-{name}"));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn musnad(store: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_musnad"))
        .arg("--knowledge")
        .arg(store)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const PLACES: &str = "id\tname_ar\tname_en\taliases\tkind\tcountry\tadmin1\tlat\tlon\tprecision\n";

#[test]
fn an_added_place_is_read_in_a_text_and_taken_away_again() {
    let at = folder("add");
    let (store, table) = (at.join("store"), at.join("our-places.tsv"));
    let rows =
        format!("{PLACES}x-wardan\tوردانية الجسر\tWardaniyat al-Jisr\t\ttown\tSYR\tHama\t35.1\t36.5\ttown\n");
    std::fs::write(&table, rows).unwrap();
    let text = "قتل ثلاثة أشخاص في غارة على بلدة وردانية الجسر.";
    let read = |store: &Path| out(&musnad(store, &["read", "--format", "jsonl"], text));
    assert!(!read(&store).contains("x-wardan"));

    let added = musnad(&store, &["knowledge", "add", table.to_str().unwrap()], "");
    assert!(added.status.success(), "{}", err(&added));
    assert!(
        err(&added).contains("our-places: 1 records added"),
        "{}",
        err(&added)
    );
    let records = read(&store);
    assert!(records.contains("\"id\":\"x-wardan\""), "{records}");
    let listed = out(&musnad(&store, &["knowledge", "list"], ""));
    assert!(listed.starts_with("our-places\t1 records"), "{listed}");
    // each document says which version it was read with
    let version = listed.lines().last().unwrap().split(['\t', ' ']).nth(1).unwrap();
    assert!(version.contains('+'), "{version}");
    let note =
        format!("{{\"code\":\"knowledge\",\"severity\":\"info\",\"message\":\"{version}\",\"span\":null}}");
    assert!(records.lines().next().unwrap().contains(&note), "{records}");

    assert!(
        musnad(&store, &["knowledge", "remove", "our-places"], "")
            .status
            .success()
    );
    assert!(!read(&store).contains("x-wardan"));
    assert_eq!(
        musnad(&store, &["knowledge", "remove", "our-places"], "")
            .status
            .code(),
        Some(1)
    );
}

#[test]
fn a_line_with_our_id_takes_the_place_of_ours_and_the_later_source_wins() {
    let at = folder("override");
    let store = at.join("store");
    for (name, english) in [("first", "Halab One"), ("second", "Halab Two")] {
        let table = at.join(format!("{name}.tsv"));
        std::fs::write(
            &table,
            format!("{PLACES}syr-aleppo\tحلب\t{english}\t\tcity\tSYR\tAleppo\t36.2\t37.1\ttown\n"),
        )
        .unwrap();
        assert!(
            musnad(&store, &["knowledge", "add", table.to_str().unwrap()], "")
                .status
                .success()
        );
    }
    let found = out(&musnad(
        &store,
        &["knowledge", "find", "حلب", "--format", "jsonl"],
        "",
    ));
    assert!(found.contains("Halab Two"), "{found}");
    assert!(
        !found.contains("Halab One") && !found.contains("\"Aleppo City\""),
        "{found}"
    );
    let cities = found.matches("\"id\":\"syr-aleppo\"").count();
    assert_eq!(cities, 1, "{found}");
    assert!(musnad(&store, &["knowledge", "rebuild"], "").status.success());
    let again = out(&musnad(
        &store,
        &["knowledge", "find", "syr-aleppo", "--format", "jsonl"],
        "",
    ));
    assert!(again.contains("\"source\":\"second\""), "{again}");
}

#[test]
fn find_tells_why_a_place_is_likelier() {
    let store = folder("find").join("store");
    let find = |country: &str| {
        let arguments = [
            "knowledge",
            "find",
            "طرابلس",
            "--country",
            country,
            "--format",
            "jsonl",
        ];
        out(&musnad(&store, &arguments, ""))
    };
    let first =
        |found: &str| serde_json::from_str::<serde_json::Value>(found.lines().next().unwrap()).unwrap();
    let (lebanon, libya) = (first(&find("LBN")), first(&find("LBY")));
    assert_eq!(
        (&lebanon["id"], &libya["id"]),
        (&"lbn-tripoli".into(), &"lby-tripoli".into())
    );
    let reasons = lebanon["reasons"].as_array().unwrap();
    assert!(
        reasons.iter().any(|r| r["reason"] == "country of the text"),
        "{reasons:?}"
    );
    let nobody = musnad(&store, &["knowledge", "find", "زقزوقستان"], "");
    assert!(nobody.status.success() && nobody.stdout.is_empty() && err(&nobody).contains("nothing bears"));
    let english = out(&musnad(
        &store,
        &["knowledge", "find", "hezbollah", "--format", "jsonl"],
        "",
    ));
    assert!(english.contains("\"id\":\"hezbollah\""), "{english}");
}

#[test]
fn faults_are_told_by_place_and_nothing_is_changed() {
    let at = folder("faults");
    let (store, table) = (at.join("store"), at.join("team.tsv"));
    std::fs::write(
        &table,
        format!("{PLACES}x-good\tبلدة الخير\tGood\t\ttown\tSYR\t\t36\t37\ttown\n"),
    )
    .unwrap();
    assert!(
        musnad(&store, &["knowledge", "add", table.to_str().unwrap()], "")
            .status
            .success()
    );
    let before = out(&musnad(&store, &["knowledge", "list"], ""));
    let actors = "id\tname_ar\tname_en\tkind\tcountry\tsector\tparent\tfrom\tto\n";
    let cases: &[(&[u8], &str)] = &[
        (
            b"id\tname_ar\tlat\tlon\tprecision\nx\t\xC7\xE1\t1\t2\ttown\n",
            ":2:3: the bytes are no UTF-8",
        ),
        (
            b"id\tname_ar\tkind\tlat\tlon\tprecision\nx\t\xD8\xAA\xD9\x84\ttown\t\t\ttown\n",
            "needs coordinates",
        ),
        (
            b"id\tname_ar\tkind\tlat\tlon\tprecision\nx\t\xD8\xAA\xD9\x84\ttown\t95\t37\ttown\n",
            ":2:11: ",
        ),
        (
            b"1\tA\tA\t\xD8\xAA\xD9\x84\t36\tx\tP\tPPL\tSY\t\t\t\t\t\t5\t\t\t\t\n1\tA\n",
            "neither a table",
        ),
        (
            b"1\tA\tA\t\xD8\xAA\xD9\x84\t36\t37\tP\tPPL\tSY\t\t\t\t\t\t5\t\t\t\t\n1\tA\n",
            ":2:1: 2 columns",
        ),
    ];
    for (bytes, why) in cases {
        std::fs::write(&table, bytes).unwrap();
        let added = musnad(&store, &["knowledge", "add", table.to_str().unwrap()], "");
        assert_eq!(added.status.code(), Some(1));
        assert!(
            err(&added).contains(why) && err(&added).contains("team.tsv:"),
            "{why}: {}",
            err(&added)
        );
    }
    for (row, why) in [
        (
            "x-a\tجبهة\tA\tgroup\tSYR\tREB\tx-b\t\t\nx-b\tحركة\tB\tgroup\tSYR\tREB\tx-a\t\t\n",
            "own parent",
        ),
        (
            "x-a\tجبهة\tA\tgroup\tSYR\tREB\t\t2015\t2012\n",
            ":2:32: valid to 2012 before from 2015",
        ),
    ] {
        std::fs::write(&table, format!("{actors}{row}")).unwrap();
        let added = musnad(&store, &["knowledge", "add", table.to_str().unwrap()], "");
        assert!(err(&added).contains(why), "{}", err(&added));
    }
    assert_eq!(
        out(&musnad(&store, &["knowledge", "list"], "")),
        before,
        "nothing half imported"
    );
    assert_eq!(
        std::fs::read_dir(&store).unwrap().count(),
        1,
        "nothing is left lying about"
    );
}

#[test]
fn a_folder_of_gazetteers_and_a_list_of_actors_are_recognised() {
    let at = folder("formats");
    let (store, dump) = (at.join("store"), at.join("dump"));
    std::fs::create_dir_all(dump.join("inner")).unwrap();
    std::fs::write(
        dump.join("SY.txt"),
        "900000001\tTest\tTest\tدير الزنبق\t35.1\t36.9\tP\tPPL\tSY\t\t05\t\t\t\t900\t\t\tAsia/Damascus\t2026-01-01\n\
         900000002\tLatin\tLatin\t\t35.1\t36.9\tP\tPPL\tSY\t\t05\t\t\t\t900\t\t\tAsia/Damascus\t2026-01-01\n",
    )
    .unwrap();
    std::fs::write(dump.join("admin1CodesASCII.txt"), "SY.05\tHama\tHama\t173043\n").unwrap();
    std::fs::write(
        dump.join("inner/5.geojson"),
        r#"{"type":"Feature","properties":{"wof:id":5,"wof:name":"Test Quarter","wof:placetype":"neighbourhood","wof:country":"SY","name:ara_x_preferred":["حي الزنبق"],"lbl:latitude":35.1,"lbl:longitude":36.7}}"#,
    )
    .unwrap();
    let added = musnad(
        &store,
        &["knowledge", "add", dump.to_str().unwrap(), "--name", "dump"],
        "",
    );
    assert!(
        err(&added).contains("dump: 2 records added, 1 left out"),
        "{}",
        err(&added)
    );
    let found = out(&musnad(
        &store,
        &["knowledge", "find", "دير الزنبق", "--format", "jsonl"],
        "",
    ));
    assert!(
        found.contains("\"id\":\"gn-900000001\"") && found.contains("\"admin1\":\"Hama\""),
        "{found}"
    );
    let quarter = out(&musnad(
        &store,
        &["knowledge", "find", "wof-5", "--format", "jsonl"],
        "",
    ));
    assert!(quarter.contains("\"kind\":\"quarter\""), "{quarter}");

    let list = at.join("actors.csv");
    std::fs::write(
        &list,
        "ActorId,NameData,NameOrig,Org\n7,Front of the Test,NA,1\n8,Hezbollah,NA,1\n",
    )
    .unwrap();
    let added = musnad(&store, &["knowledge", "add", list.to_str().unwrap()], "");
    assert!(
        err(&added).contains("actors: 1 records added, 1 left out"),
        "{}",
        err(&added)
    );
    let actor = out(&musnad(
        &store,
        &["knowledge", "find", "front of the test", "--format", "jsonl"],
        "",
    ));
    assert!(actor.contains("\"id\":\"ucdp-7\""), "{actor}");
}
