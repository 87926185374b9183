//! `musnad correct` and `musnad reread`: what people say is kept, shown, taken back, and lasts.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FIRST: &str = r#"{"id":"first","outlet":"المرفأ","published":"2024-12-02T10:00:00+02:00","text":"قصف الجيش السوري بلدة سراقب صباح الاثنين وقتل ثلاثة مدنيين، وفق مصدر طبي.\n\nواعتقلت الشرطة العراقية عشرات المتظاهرين في بغداد."}"#;
const SECOND: &str = r#"{"id":"second","outlet":"الساحل","published":"2024-12-02T13:00:00+02:00","text":"قتل سبعة مدنيين في قصف للجيش السوري على بلدة سراقب صباح الاثنين، وفق ناشطين، وأغلقت المدارس أبوابها."}"#;

fn run(arguments: &[&str], archive: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_musnad"))
        .args(arguments)
        .env("MUSNAD_KNOWLEDGE", "none")
        .env("MUSNAD_ARCHIVE", archive)
        .env_remove("MUSNAD_WHO")
        .output()
        .unwrap()
}

fn records(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// An archive of two documents, and the claims that were read in them.
fn filled(name: &str) -> (PathBuf, Vec<Value>) {
    let folder = std::env::temp_dir().join(format!("musnad-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let input = folder.join("pages.jsonl");
    std::fs::write(&input, format!("{FIRST}\n{SECOND}\n")).unwrap();
    let input = input.display().to_string();
    let archive = folder.join("archive");
    let ingested = run(&["ingest", &input, "-q"], &archive);
    assert!(
        ingested.status.success(),
        "{}",
        String::from_utf8_lossy(&ingested.stderr)
    );
    let read = records(&run(&["read", &input, "--format", "jsonl"], &archive));
    let claims: Vec<Value> = read.into_iter().filter(|r| r["record"] == "claim/1").collect();
    (archive, claims)
}

fn claim<'c>(claims: &'c [Value], document: &str, kind: &str) -> &'c str {
    let own = |c: &&Value| c["document"] == document && c["type"] == kind;
    claims.iter().find(own).unwrap_or_else(|| panic!("{claims:?}"))["id"]
        .as_str()
        .unwrap()
}

#[test]
fn a_claim_is_corrected_and_listed_and_taken_back() {
    let (archive, claims) = filled("correct");
    let raid = claim(&claims, "first", "ASSAULT");
    let said = records(&run(
        &[
            "correct",
            raid,
            "--set",
            "place=syr-aleppo",
            "--set",
            "toll=killed=at_least:4",
            "--set",
            "modality=denied",
            "--set",
            "source=مصدر طبي",
            "--set",
            "time=2024-12-01",
            "--who",
            "هدى",
            "--why",
            "الصفحة تقول حلب",
        ],
        &archive,
    ));
    assert_eq!(said.len(), 5);
    assert_eq!(
        (&said[0]["record"], &said[0]["who"], &said[0]["document"]),
        (&"correction/1".into(), &"هدى".into(), &"first".into())
    );
    assert_eq!(said[0]["value"]["id"], "syr-aleppo");
    assert_eq!(
        (&said[1]["value"]["min"], &said[1]["value"]["bound"]),
        (&4.into(), &"at_least".into())
    );
    assert_eq!(said[4]["value"]["end"], "2024-12-02");
    let listed = records(&run(&["correct", raid, "--list"], &archive));
    assert_eq!(listed, said);
    // what the machine read stands beside it
    assert_eq!(said[0]["reading"]["text"], "بلدة سراقب");
    let undone = records(&run(&["correct", "--undo", "1", "--who", "سامي"], &archive));
    assert_eq!(
        (&undone[0]["kind"], &undone[0]["value"]),
        (&"undo".into(), &1.into())
    );
    let listed = records(&run(&["correct", "--list"], &archive));
    assert_eq!((listed.len(), &listed[0]["undone"]), (6, &6.into()));
    let table = run(&["correct", "--list", "--format", "table"], &archive);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(
        table.contains("set place") && table.contains("undone by 6") && table.contains("هدى"),
        "{table}"
    );
}

#[test]
fn events_are_judged_and_reviewers_compared() {
    let (archive, claims) = filled("judge");
    let (raid, arrest) = (
        claim(&claims, "first", "ASSAULT"),
        claim(&claims, "first", "COERCE"),
    );
    let other = claim(&claims, "second", "ASSAULT");
    for (target, what, who) in [
        (raid, "--accept", "هدى"),
        (raid, "--accept", "سامي"),
        (arrest, "--reject", "هدى"),
        (other, "--accept", "هدى"),
    ] {
        assert_eq!(
            records(&run(&["correct", target, what, "--who", who], &archive)).len(),
            1
        );
    }
    let agreement = &records(&run(&["correct", "--agreement"], &archive))[0];
    assert_eq!(
        (&agreement["judged"], &agreement["twice"]),
        (&3.into(), &1.into())
    );
    let verdict = &agreement["pairs"][0];
    assert_eq!(
        (&verdict["field"], &verdict["both"], &verdict["same"]),
        (&"verdict".into(), &1.into(), &1.into())
    );
    let table = run(&["correct", "--agreement", "--format", "table"], &archive);
    assert!(String::from_utf8(table.stdout).unwrap().contains("verdict"));
    let event = format!("e{arrest}");
    // the claim is rejected, and the event's id still names it
    let graded = records(&run(
        &["correct", &event, "--grade", "weak", "--who", "هدى"],
        &archive,
    ));
    assert_eq!(
        (&graded[0]["kind"], &graded[0]["value"]),
        (&"grade".into(), &"weak".into())
    );
}

#[test]
fn reviewed_documents_are_gold() {
    let (archive, claims) = filled("gold");
    for c in claims.iter().filter(|c| c["document"] == "first") {
        let id = c["id"].as_str().unwrap();
        let what = match c["type"].as_str().unwrap() {
            "COERCE" => vec!["--reject"],
            _ => vec!["--set", "place=syr-idlib"],
        };
        let all = [vec!["correct", id, "--who", "هدى"], what].concat();
        records(&run(&all, &archive));
    }
    let folder = archive.with_file_name("gold");
    let at = folder.display().to_string();
    let written = run(&["correct", "--gold", &at], &archive);
    assert!(
        String::from_utf8_lossy(&written.stderr).contains("1 documents written"),
        "{written:?}"
    );
    let text = std::fs::read_to_string(folder.join("first.toml")).unwrap();
    let (items, _) = musnad_eval::gold::parse(&[("first.toml".to_owned(), text)]).unwrap();
    assert!(items[0].claims.iter().all(|c| c.kind != "COERCE"));
    let raid = items[0].claims.iter().find(|c| c.kind == "ASSAULT").unwrap();
    assert_eq!(raid.toll[0].value, Some(3));
    // the program reads it too
    let measured = run(&["eval", "--gold", &at, "--format", "json"], &archive);
    assert!(
        measured.status.success(),
        "{}",
        String::from_utf8_lossy(&measured.stderr)
    );
}

#[test]
fn what_is_wrong_is_told() {
    let (archive, claims) = filled("wrong");
    let raid = claim(&claims, "first", "ASSAULT");
    let nowhere = archive.with_file_name("nowhere");
    let nowhere = nowhere.display().to_string();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["correct", raid, "--accept"], 2, "--who"),
        (&["correct", "--accept", "--who", "هدى"], 2, "id"),
        (&["correct", raid, "--who", "هدى"], 2, "--accept"),
        (
            &["correct", raid, "--accept", "--reject", "--who", "هدى"],
            2,
            "--reject",
        ),
        (
            &["correct", "0000000000000009", "--accept", "--who", "هدى"],
            1,
            "0000000000000009",
        ),
        (
            &["correct", raid, "--set", "place=atlantis", "--who", "هدى"],
            2,
            "atlantis",
        ),
        (
            &["correct", raid, "--set", "actor=nobody", "--who", "هدى"],
            2,
            "nobody",
        ),
        (
            &["correct", raid, "--set", "colour=red", "--who", "هدى"],
            2,
            "colour",
        ),
        (
            &["correct", raid, "--set", "type", "--who", "هدى"],
            2,
            "FIELD=VALUE",
        ),
        (
            &["correct", raid, "--set", "type=WAR", "--who", "هدى"],
            2,
            "ASSAULT",
        ),
        (
            &["correct", raid, "--set", "mode=visit", "--who", "هدى"],
            2,
            "aerial",
        ),
        (
            &["correct", raid, "--set", "toll=killed=many", "--who", "هدى"],
            2,
            "many",
        ),
        (
            &["correct", raid, "--set", "source=غير موجود", "--who", "هدى"],
            2,
            "غير موجود",
        ),
        (
            &["correct", raid, "--accept", "--everywhere", "--who", "هدى"],
            1,
            "everywhere",
        ),
        (&["correct", "--undo", "7", "--who", "هدى"], 1, "7"),
        (&["correct", "e1", "--merge", "e2", "--who", "هدى"], 1, "e1"),
        (&["correct", "nothing", "--list"], 1, "nothing"),
        (
            &["correct", raid, "--accept", "--who", "هدى", "--archive", &nowhere],
            1,
            "no archive",
        ),
        (&["reread", "--archive", &nowhere], 1, "no archive"),
    ];
    for (arguments, status, word) in cases {
        let output = run(arguments, &archive);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(*status), "{arguments:?}: {told}");
        assert!(told.contains(word), "{arguments:?}: {told}");
    }
    assert!(records(&run(&["correct", "--list"], &archive)).is_empty());
    assert!(!Path::new(&nowhere).exists());
}

/// A folder of registries with a village more, which makes another version of what reads.
fn other_version(archive: &Path) -> String {
    let added = archive.with_file_name("added.tsv");
    std::fs::write(
        &added,
        "id\tname_ar\tname_en\tkind\tcountry\tlat\tlon\tprecision\nsyr-talla\tالتلة البيضاء\tTalla\tvillage\tSYR\t35.1\t36.2\ttown\n",
    )
    .unwrap();
    let own = archive.with_file_name("knowledge").display().to_string();
    let added = added.display().to_string();
    let added = run(&["--knowledge", &own, "knowledge", "add", &added], archive);
    assert!(
        added.status.success(),
        "{}",
        String::from_utf8_lossy(&added.stderr)
    );
    own
}

#[test]
fn pages_are_read_again_as_they_were_read() {
    let (archive, _) = filled("pages");
    let page = archive.with_file_name("page.html");
    let body = "قتل أربعة جنود في هجوم شنه مسلحون على حاجز للجيش المصري قرب العريش مساء الأحد، وفق مصدر أمني.";
    let html = format!(
        "<html><head><title>هجوم على حاجز قرب العريش</title><meta property=\"article:published_time\" \
         content=\"2024-12-01T20:00:00+02:00\"></head><body><article><h1>هجوم على حاجز قرب العريش</h1><p>{body}</p>\
         <p>وقال الجيش في بيان إن قواته ردت على مصادر النيران وطوقت المنطقة.</p></article></body></html>"
    );
    std::fs::write(&page, html).unwrap();
    let text = archive.with_file_name("page.txt");
    std::fs::write(
        &text,
        "قصفت طائرات حربية مستودعا قرب بلدة سرمين فجر الاثنين\n\nوأفاد ناشطون بمقتل حارسين.\n",
    )
    .unwrap();
    for (path, more) in [
        (&page, ["--outlet", "الضفة"]),
        (&text, ["--published", "2024-12-02"]),
    ] {
        let path = path.display().to_string();
        let ingested = run(&[&["ingest", &path, "-q"], more.as_slice()].concat(), &archive);
        assert!(
            ingested.status.success(),
            "{}",
            String::from_utf8_lossy(&ingested.stderr)
        );
    }
    let all = |kind: &str| {
        let mut found = records(&run(&["search", "--kind", kind, "--format", "jsonl"], &archive));
        // the version of the registries is told there
        found.iter_mut().for_each(|r| r["diagnostics"] = Value::Null);
        found.sort_by_key(|r| r["id"].as_str().unwrap_or_default().to_owned());
        found
    };
    let (documents, claims, events) = (all("documents"), all("claims"), all("events"));
    assert_eq!(documents.len(), 4, "{documents:?}");
    assert!(
        documents
            .iter()
            .any(|d| d["outlet"] == "الضفة" && d["published"] == "2024-12-01T20:00:00+02:00")
    );
    let own = other_version(&archive);
    let again = run(&["--knowledge", &own, "reread"], &archive);
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(
        told.starts_with("4 documents read again, 0 could not be"),
        "{told}"
    );
    assert!(told.contains(" 0 new, 0 gone"), "{told}");
    assert_eq!(
        (all("documents"), all("claims"), all("events")),
        (documents, claims, events)
    );
}

#[test]
fn an_archive_is_read_again_once_for_a_version() {
    let (archive, claims) = filled("reread");
    let raid = claim(&claims, "first", "ASSAULT");
    let again = run(&["reread"], &archive);
    assert!(
        String::from_utf8_lossy(&again.stderr).starts_with("0 documents"),
        "{again:?}"
    );
    records(&run(
        &["correct", raid, "--set", "modality=denied", "--who", "هدى"],
        &archive,
    ));
    let event = |archive: &Path| {
        let listed = run(&["event", &format!("e{raid}"), "--format", "jsonl"], archive);
        records(&listed)
    };
    let before = event(&archive);
    // another knowledge is another version of what reads
    let own = other_version(&archive);
    let again = run(&["--knowledge", &own, "reread"], &archive);
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(
        again.status.success() && told.starts_with("2 documents read again, 0 could not be"),
        "{told}"
    );
    assert!(
        told.contains(&format!("{} claims as before, 0 new, 0 gone", claims.len())),
        "{told}"
    );
    assert_eq!(event(&archive), before);
    let listed = records(&run(&["correct", "--list"], &archive));
    assert_eq!((listed.len(), &listed[0]["gone"]), (1, &false.into()));
    let once = run(&["--knowledge", &own, "reread"], &archive);
    assert!(
        String::from_utf8_lossy(&once.stderr).starts_with("0 documents"),
        "{once:?}"
    );
}
