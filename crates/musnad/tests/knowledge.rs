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
    // a program that refuses its arguments ends before it has read
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Vec<serde_json::Value> {
    out(output)
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

/// Adds the file, which has to succeed.
fn add(store: &Path, file: &Path, more: &[&str]) -> String {
    let mut arguments = vec!["knowledge", "add", file.to_str().unwrap()];
    arguments.extend(more);
    let added = musnad(store, &arguments, "");
    assert!(added.status.success(), "{}", err(&added));
    err(&added)
}

/// All that lies in a folder, with what it holds.
fn everything(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else {
            all.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    all.sort();
    all
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
    let read = |store: &Path| out(&musnad(store, &["read", "--all", "--format", "jsonl"], text));
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
    let listed = json(&musnad(&store, &["knowledge", "list"], ""));
    assert_eq!(
        (
            &listed[0]["source"],
            &listed[0]["records"],
            &listed[0]["files"][0]
        ),
        (&"our-places".into(), &1.into(), &"our-places.tsv".into())
    );
    // each document says which version it was read with
    let version = listed[1]["version"].as_str().unwrap();
    assert!(
        version.ends_with(&format!("+{}", listed[0]["version"].as_str().unwrap())),
        "{version}"
    );
    let told = out(&musnad(&store, &["--version"], ""));
    assert!(
        told.trim_end().ends_with(&format!("knowledge {version})")),
        "{told}"
    );
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
    let within = |text: &str| {
        let arguments = ["knowledge", "find", "طرابلس", "--in", text];
        json(&musnad(&store, &arguments, ""))
    };
    let libyan =
        within("قتل شخصان في اشتباكات في طرابلس، وقالت وزارة الداخلية الليبية إن بنغازي ومصراتة هادئتان.");
    assert_eq!(
        (&libyan[0]["id"], &libyan[0]["read_as"]),
        (&"lby-tripoli".into(), &true.into()),
        "{libyan:?}"
    );
    let lebanese = within("قتل شخصان في اشتباكات في طرابلس، وقال الجيش اللبناني إن بيروت وصيدا هادئتان.");
    assert_eq!(lebanese[0]["id"], "lbn-tripoli");
    assert_eq!(
        musnad(&store, &["knowledge", "find", "x", "--country", "Syria"], "")
            .status
            .code(),
        Some(2)
    );
    let agency = json(&musnad(&store, &["knowledge", "find", "afp"], ""));
    assert_eq!(
        (&agency[0]["registry"], &agency[0]["source"]),
        (&"outlets".into(), &"built-in".into())
    );
    let near = musnad(&store, &["knowledge", "find", "طرابلص"], "");
    assert!(
        near.status.success() && err(&near).contains("طرابلس"),
        "{}",
        err(&near)
    );
    let table = out(&musnad(
        &store,
        &["knowledge", "find", "طرابلس", "--format", "table"],
        "",
    ));
    assert!(table.starts_with("→ ") && table.contains("points: "), "{table}");
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
    let before = everything(&store);
    let actors = "id\tname_ar\tname_en\tkind\tcountry\tsector\tparent\tfrom\tto\n";
    let cases: &[(&[u8], &str)] = &[
        (
            b"id\tname_ar\tlat\tlon\tprecision\nx\t\xC7\xE1\t1\t2\ttown\n",
            ":2:3: the bytes are no UTF-8",
        ),
        (
            b"id\tname_ar\tkind\tlat\tlon\tprecision\nx\t\xD8\xAA\xD9\x84\ttown\t\t\ttown\n",
            ":2:11: a place as fine as town needs coordinates",
        ),
        (
            b"id\tname_ar\tkind\tlat\tlon\tprecision\nx\t\xD8\xAA\xD9\x84\ttown\t95\t37\ttown\n",
            ":2:11: ",
        ),
        (
            b"1\tA\tA\t\xD8\xAA\xD9\x84\t36\tx\tP\tPPL\tSY\t\t\t\t\t\t5\t\t\t\t\n1\tA\n",
            "team.tsv:1:13: \"x\" is no coordinate",
        ),
        (b"first\tsecond\nx\ty\n", ":1:1: neither a table"),
        (b"PK\x03\x04rest", ":1:1: an archive; unpack it first"),
        (b"{\"type\": \"Feature\",\n\"properties\": }", ":2:15: "),
        (
            b"{\"type\": \"Feature\",\n\"properties\": {\"wof:id\": 7, \"wof:placetype\": \"locality\",\n\"name:ara_x_preferred\": [\"\xD8\xAA\xD9\x84\"]}}",
            ":2:15: a place without coordinates",
        ),
        (b"ActorId,NameData\n1,A\nx,B\n", ":3:1: ActorId \"x\" is no number"),
        (b"ActorId,NameData\n1,A\n2\n", ":3:1: 1 cells for 2 columns"),
        (
            b"1\tA\tA\t\xD8\xAA\xD9\x84\t36\t37\tP\tPPL\tSY\t\t\t\t\t\t5\t\t\t\t\n1\tA\n",
            ":2:4: 2 columns",
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
            ":2:26: \"x-a\" is its own parent's parent",
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
    assert!(
        everything(&store) == before,
        "nothing half imported, nothing left lying about"
    );
    // the first of two files is right
    std::fs::write(
        at.join("good.tsv"),
        format!("{PLACES}x-other\tبلدة النور\tO\t\ttown\tSYR\t\t36\t37\ttown\n"),
    )
    .unwrap();
    let both = [at.join("good.tsv"), table.clone()].map(|p| p.to_str().unwrap().to_owned());
    let added = musnad(&store, &["knowledge", "add", &both[0], &both[1]], "");
    assert_eq!(added.status.code(), Some(1));
    assert!(everything(&store) == before, "nothing half imported");
    // a store that is not there does not come to be
    let nowhere = at.join("nowhere");
    assert_eq!(
        musnad(&nowhere, &["knowledge", "add", &both[1]], "")
            .status
            .code(),
        Some(1)
    );
    assert!(!nowhere.exists());
}

#[test]
fn many_faults_are_shown_in_part_and_counted() {
    let at = folder("many");
    let rows: String = (0..50)
        .map(|n| format!("x-{n}\tبلدة\tT\t\tclub\tSYR\t\t36\t37\ttown\n"))
        .collect();
    std::fs::write(at.join("team.tsv"), format!("{PLACES}{rows}")).unwrap();
    let added = musnad(
        &at.join("store"),
        &["knowledge", "add", at.join("team.tsv").to_str().unwrap()],
        "",
    );
    let told = err(&added);
    assert_eq!(told.matches("team.tsv:").count(), 20, "{told}");
    assert!(told.contains("and 30 more\n"), "{told}");
}

#[test]
fn what_a_team_writes_lies_over_registers_of_others() {
    let at = folder("over");
    let store = at.join("store");
    std::fs::write(
        at.join("ours.tsv"),
        format!("{PLACES}gn-900000001\tدير الزنبق\tOurs\t\ttown\tSYR\tHama\t35.1\t36.9\ttown\n"),
    )
    .unwrap();
    let dump = "900000001\tTheirs\tTheirs\tدير الزنبق\t35\t36\tP\tPPL\tSY\t\t05\t\t\t\t900\t\t\tAsia/Damascus\t2026-01-01\n";
    std::fs::write(at.join("SY.txt"), dump).unwrap();
    add(&store, &at.join("ours.tsv"), &[]);
    add(&store, &at.join("SY.txt"), &[]);
    let english = || json(&musnad(&store, &["knowledge", "find", "gn-900000001"], ""))[0]["name_en"].clone();
    assert_eq!(english(), "Ours");
    let before = out(&musnad(&store, &["knowledge", "list"], ""));
    // one of the same name takes the place of the other
    std::fs::write(at.join("SY.txt"), dump.replace("Theirs", "Newer")).unwrap();
    add(&store, &at.join("SY.txt"), &["--name", "sy"]);
    assert_eq!(english(), "Ours");
    let after = json(&musnad(&store, &["knowledge", "list"], ""));
    assert_eq!(after.len(), 3, "{after:?}");
    assert_ne!(after[2]["version"], json_of(&before)[2]["version"]);
    assert!(
        musnad(&store, &["knowledge", "remove", "ours"], "")
            .status
            .success()
    );
    assert_eq!(english(), "Newer");
    // no folder is left of what was replaced or taken away
    let folders = std::fs::read_dir(&store)
        .unwrap()
        .filter(|e| e.as_ref().unwrap().path().is_dir());
    assert_eq!(folders.count(), 1);
}

fn json_of(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn a_source_that_another_needs_stays() {
    let at = folder("needed");
    let store = at.join("store");
    let head = "id\tname_ar\tkind\tcountry\tsector\tparent\n";
    std::fs::write(
        at.join("one.tsv"),
        format!("{head}x-a\tجبهة أصلية\tgroup\tSYR\tREB\t\n"),
    )
    .unwrap();
    std::fs::write(
        at.join("two.tsv"),
        format!("{head}x-b\tكتيبة فرعية\tgroup\tSYR\tREB\tx-a\n"),
    )
    .unwrap();
    let early = musnad(
        &store,
        &["knowledge", "add", at.join("two.tsv").to_str().unwrap()],
        "",
    );
    assert!(
        err(&early).contains("two.tsv:2:31: there is no parent \"x-a\""),
        "{}",
        err(&early)
    );
    add(&store, &at.join("one.tsv"), &[]);
    add(&store, &at.join("two.tsv"), &[]);
    let before = everything(&store);
    let removed = musnad(&store, &["knowledge", "remove", "one"], "");
    assert!(
        removed.status.code() == Some(1) && err(&removed).contains("no parent \"x-a\""),
        "{}",
        err(&removed)
    );
    std::fs::write(
        at.join("one.tsv"),
        format!("{head}x-c\tجبهة أخرى\tgroup\tSYR\tREB\t\n"),
    )
    .unwrap();
    let replaced = musnad(
        &store,
        &["knowledge", "add", at.join("one.tsv").to_str().unwrap()],
        "",
    );
    assert!(
        replaced.status.code() == Some(1) && err(&replaced).contains("x-b"),
        "{}",
        err(&replaced)
    );
    // a circle over two sources
    std::fs::write(
        at.join("one.tsv"),
        format!("{head}x-a\tجبهة أصلية\tgroup\tSYR\tREB\tx-b\n"),
    )
    .unwrap();
    let circle = musnad(
        &store,
        &["knowledge", "add", at.join("one.tsv").to_str().unwrap()],
        "",
    );
    assert!(
        err(&circle).contains("one.tsv:2:30: \"x-a\" is its own parent's parent"),
        "{}",
        err(&circle)
    );
    assert!(everything(&store) == before);
    for name in ["two", "one"] {
        assert!(
            musnad(&store, &["knowledge", "remove", name], "")
                .status
                .success()
        );
    }
}

#[test]
fn runs_at_once_lose_nothing() {
    let at = folder("at-once");
    let store = at.join("store");
    let runs: Vec<_> = (0..8)
        .map(|n| {
            let table = at.join(format!("t{n}.tsv"));
            std::fs::write(
                &table,
                format!(
                    "{PLACES}x-{n}\tتل {}\tT\t\ttown\tSYR\t\t36\t37\ttown\n",
                    "ن".repeat(n + 2)
                ),
            )
            .unwrap();
            Command::new(env!("CARGO_BIN_EXE_musnad"))
                .arg("--knowledge")
                .arg(&store)
                .args(["knowledge", "add", table.to_str().unwrap()])
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    let listed = json(&musnad(&store, &["knowledge", "list"], ""));
    assert_eq!(listed.len(), 9, "{listed:?}");
}

#[test]
fn a_pack_of_another_version_is_refused_until_it_is_rebuilt() {
    let at = folder("old");
    let store = at.join("store");
    std::fs::write(
        at.join("t.tsv"),
        format!("{PLACES}x-1\tتل الزنبق\tT\t\ttown\tSYR\t\t36\t37\ttown\n"),
    )
    .unwrap();
    add(&store, &at.join("t.tsv"), &[]);
    let (pack, mut bytes) = (everything(&store).into_iter())
        .find(|(path, _)| path.ends_with("registries.pack"))
        .unwrap();
    bytes[6] = 99;
    std::fs::write(&pack, bytes).unwrap();
    let read = musnad(&store, &["read"], "قتل ثلاثة.");
    assert!(
        read.status.code() == Some(1) && err(&read).contains("musnad knowledge rebuild"),
        "{}",
        err(&read)
    );
    assert!(musnad(&store, &["knowledge", "rebuild"], "").status.success());
    let found = json(&musnad(&store, &["knowledge", "find", "x-1"], ""));
    assert_eq!(found[0]["source"], "t");
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
    // what lies in a folder and is no register is passed over
    std::fs::write(dump.join("countryInfo.txt"), "AD\tAND\t020\n").unwrap();
    std::fs::write(dump.join("readme.txt"), "The data format is tab-delimited.\n").unwrap();
    std::fs::write(
        dump.join("alternateNames.txt"),
        "1\t900000001\tar\tدير الزنبقة\t1\t\t\t\n2\t900000001\tfa\tدیر\t\t\t\t\n",
    )
    .unwrap();
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
    assert!(
        err(&added).contains("countryInfo.txt: passed over"),
        "{}",
        err(&added)
    );
    assert!(found.contains("\"name_ar\":\"دير الزنبقة\""), "{found}");
    // the lists beside a dump are found where only the dump is named
    add(&at.join("other"), &dump.join("SY.txt"), &[]);
    let alone = json(&musnad(
        &at.join("other"),
        &["knowledge", "find", "دير الزنبقة"],
        "",
    ));
    assert_eq!(alone[0]["admin1"], "Hama");
    let quarter = out(&musnad(
        &store,
        &["knowledge", "find", "wof-5", "--format", "jsonl"],
        "",
    ));
    assert!(quarter.contains("\"kind\":\"quarter\""), "{quarter}");

    let list = at.join("actors.csv");
    std::fs::write(
        &list,
        "ActorId,NameData,NameOrig,Org,GWNOLoc\n7,Front of the Test,NA,1,652\n8,Hezbollah,NA,1,660\n",
    )
    .unwrap();
    let added = musnad(&store, &["knowledge", "add", list.to_str().unwrap()], "");
    assert!(
        err(&added).contains("actors: 1 records added, 1 left out"),
        "{}",
        err(&added)
    );
    assert!(
        err(&added).contains("ucdp-8 is hezbollah here\n"),
        "{}",
        err(&added)
    );
    let actor = json(&musnad(&store, &["knowledge", "find", "front of the test"], ""));
    assert_eq!(
        (&actor[0]["id"], &actor[0]["country"]),
        (&"ucdp-7".into(), &"SYR".into())
    );
    // it is given an Arabic name by a table of ours
    std::fs::write(
        at.join("names.tsv"),
        "id\tname_ar\tname_en\tkind\tcountry\tsector\nucdp-7\tجبهة الزنبق\tFront of the Test\tgroup\tSYR\tREB\n",
    )
    .unwrap();
    add(&store, &at.join("names.tsv"), &[]);
    let read = out(&musnad(
        &store,
        &["read", "--all"],
        "هاجمت جبهة الزنبق حاجزا للجيش.",
    ));
    assert!(read.contains("\"id\":\"ucdp-7\""), "{read}");
}

#[test]
fn the_examples_of_the_page_can_be_added() {
    let at = folder("page");
    let store = at.join("store");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/knowledge.md");
    let page = std::fs::read_to_string(page).unwrap();
    let blocks = page.split("```").skip(1).step_by(2);
    let mut added = 0;
    for block in blocks {
        let (kind, text) = block.split_once('\n').unwrap();
        let example = ["id\t", "9000", "{\"type\"", "ActorId"]
            .iter()
            .any(|start| text.starts_with(start));
        if !example {
            continue;
        }
        let file = at.join(format!("{added}.{kind}"));
        std::fs::write(&file, text).unwrap();
        let told = add(&store, &file, &["--name", &format!("example-{added}")]);
        assert!(told.contains("1 records added, 0 left out"), "{told}");
        added += 1;
    }
    assert_eq!(added, 5);
}
