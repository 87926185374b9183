//! `musnad seal` and `musnad verify` as they are used, on a small archive.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod sealing;

use sealing::*;
use serde_json::Value;
use std::time::{Duration, Instant};

#[test]
fn a_case_is_sealed_and_holds() {
    let (folder, archive) = archive("case");
    let bundle = folder.join("case-1.zip");
    let story = story_of(&archive, "بنش");
    let arguments = [
        "seal",
        "-o",
        shown(&bundle),
        "--archive",
        shown(&archive),
        "--story",
        &story,
        "--organisation",
        "مرصد السواحل",
    ];
    let told = ends(&arguments, 0);
    assert!(told.contains("4 documents, 4 pages"), "{told}");
    let files = files(&bundle);
    let documents = lines(&files, "data/records/documents.jsonl");
    let ids: Vec<&str> = documents.iter().map(|d| d["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["d-air", "d-copy", "d-update", "d-denial"]);
    for document in &documents {
        let page = format!("data/pages/{}.json", document["sha256"].as_str().unwrap());
        assert!(text(&files[&page]).starts_with("{\"id\":\"d-"), "{page}");
    }
    let events = lines(&files, "data/records/events.jsonl");
    assert!(events.iter().all(|e| e["record"] == "event/1") && !events.is_empty());
    assert_eq!(
        lines(&files, "data/records/stories.jsonl")[0]["id"],
        story.as_str()
    );
    let versions: Value = serde_json::from_slice(&files["data/versions.json"]).unwrap();
    assert_eq!(versions["readings"][0]["documents"], 4);
    assert!(
        versions["sealed_with"]
            .as_str()
            .unwrap()
            .contains("language data")
    );
    let info = text(&files["bag-info.txt"]);
    assert!(info.contains("Source-Organization: مرصد السواحل"), "{info}");

    let public = archive.join("seal-public.pem");
    let out = ends(
        &[
            "verify",
            shown(&bundle),
            "--trust",
            shown(&public),
            "--format",
            "table",
        ],
        0,
    );
    let at = |word: &str| out.find(word).unwrap_or_else(|| panic!("{word}: {out}"));
    assert!(at("holds  zip") < at("holds  signature") && at("holds  signature") < at("holds  records"));
    assert!(out.contains("The bundle holds."), "{out}");
    let out = ends(&["verify", shown(&bundle), "--format", "jsonl"], 0);
    let last: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["holds"], &last["documents"]),
        (&Value::from(true), &Value::from(4))
    );
    // nothing is written over
    let again = ends(&arguments, 1);
    assert!(again.contains("case-1.zip"), "{again}");
}

/// The id of the story that a search finds.
fn story_of(archive: &std::path::Path, words: &str) -> String {
    let out = musnad(&["story", words, "--archive", shown(archive), "--format", "jsonl"]);
    let out = text(&out.stdout);
    let line = out
        .lines()
        .find(|l| l.contains("\"story/1\""))
        .unwrap_or_else(|| panic!("{out}"));
    let story: Value = serde_json::from_str(line).unwrap();
    story["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_flipped_byte_is_named_and_a_strange_key_too() {
    let (folder, archive) = archive("flipped");
    let bundle = folder.join("case.zip");
    ends(
        &[
            "seal",
            "-o",
            shown(&bundle),
            "--archive",
            shown(&archive),
            "--document",
            "d-air",
        ],
        0,
    );
    let bytes = std::fs::read(&bundle).unwrap();
    let wrong = folder.join("wrong.zip");
    for at in (0..bytes.len()).step_by(bytes.len() / 12) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 4;
        std::fs::write(&wrong, bytes).unwrap();
        let out = ends(&["verify", shown(&wrong), "--format", "table"], 1);
        assert!(
            out.contains("FAILS  ") && out.contains("does not hold"),
            "byte {at}: {out}"
        );
        let out = ends(&["verify", shown(&wrong), "--format", "jsonl"], 1);
        let failed = out.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
        let failed: Vec<Value> = failed.filter(|l| l["place"].is_string()).collect();
        assert!(
            failed.len() == 1 && failed[0]["holds"] == false,
            "byte {at}: {out}"
        );
    }
    ends(
        &[
            "seal",
            "--new-key",
            "--key",
            shown(&folder.join("other").join("seal-key.pem")),
        ],
        0,
    );
    let public = folder.join("other").join("seal-public.pem");
    let out = ends(
        &[
            "verify",
            shown(&bundle),
            "--trust",
            shown(&public),
            "--format",
            "table",
        ],
        1,
    );
    assert!(out.contains("none of those that are trusted"), "{out}");
    ends(&["verify", shown(&bundle), "--trust", shown(&bundle)], 2);
    ends(&["verify"], 2);
    ends(&["verify", shown(&folder.join("none.zip"))], 1);
}

#[test]
fn what_is_wrong_with_the_command_is_told() {
    let (folder, archive) = archive("usage");
    let bundle = folder.join("case.zip");
    let seal = |more: &[&str], status: i32| {
        let first = ["seal", "-o", shown(&bundle), "--archive", shown(&archive)];
        ends(&[&first[..], more].concat(), status)
    };
    assert!(seal(&[], 2).contains("say which documents"));
    assert!(seal(&["--document", "d-none"], 1).contains("there is no document “d-none”"));
    assert!(seal(&["--story", "s0"], 1).contains("there is no story"));
    assert!(seal(&["كلمةلايعرفهاأحد"], 1).contains("no document"));
    assert!(seal(&["--document", "d-air", "--key", shown(&folder)], 2).contains("--new-key"));
    let rules = folder.join("rules.toml");
    std::fs::write(&rules, "[[rule]]\nname = \"a\"\nnmaes = [\"هدى\"]").unwrap();
    assert!(seal(&["--document", "d-air", "--leave-out", shown(&rules)], 2).contains("nmaes"));
    assert!(ends(&["seal", "--new-key", "--archive", shown(&archive)], 2).contains("seal-key.pem"));
    assert!(!bundle.exists());
    let nothing = folder.join("nothing");
    let out = ends(&["archive", "check", "--archive", shown(&nothing)], 1);
    assert!(out.contains("there is no archive here"), "{out}");
}

#[cfg(unix)]
#[test]
fn the_key_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("key");
    let key = folder.join("k").join("team.pem");
    let out = musnad(&["seal", "--new-key", "--key", shown(&key)]);
    assert!(out.status.success());
    let mode = std::fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let fingerprint = text(&out.stdout);
    assert!(fingerprint.trim().len() == 32 && fingerprint.trim().bytes().all(|b| b.is_ascii_hexdigit()));
}

#[test]
fn a_search_chooses_documents_by_words_and_by_what_claims_have() {
    let (folder, archive) = archive("search");
    let chosen = |name: &str, more: &[&str]| {
        let bundle = folder.join(name);
        let first = ["seal", "-o", shown(&bundle), "--archive", shown(&archive)];
        ends(&[&first[..], more].concat(), 0);
        let documents = lines(&files(&bundle), "data/records/documents.jsonl");
        documents
            .iter()
            .map(|d| d["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(chosen("a.zip", &["الدفاع المدني"]), ["d-air", "d-copy"]);
    assert_eq!(chosen("b.zip", &["--outlet", "بيدر"]), ["d-copy", "d-denial"]);
    assert_eq!(chosen("c.zip", &["--type", "PROTEST"]), ["d-hostile"]);
    assert_eq!(
        chosen("d.zip", &["--type", "PROTEST", "--document", "d-air"]),
        ["d-air", "d-hostile"]
    );
}

#[test]
fn entries_about_other_documents_are_withheld_and_hold_the_chain() {
    let folder = folder("journal");
    let archive = folder.join("archive");
    let all = articles();
    ingest(&archive, &all[..1]);
    ingest(&archive, &all[1..]);
    ends(&["seal", "--new-key", "--archive", shown(&archive)], 0);
    let bundle = folder.join("case.zip");
    ends(
        &[
            "seal",
            "-o",
            shown(&bundle),
            "--archive",
            shown(&archive),
            "--document",
            "d-air",
        ],
        0,
    );
    let files = files(&bundle);
    let journal = lines(&files, "data/journal.jsonl");
    assert_eq!(journal.len(), 2);
    assert!(journal[0]["body"].as_str().unwrap().contains("d-air"));
    assert!(journal[1]["body_sha256"].is_string() && journal[1]["body"].is_null());
    for (name, content) in &files {
        assert!(!text(content).contains("d-witness"), "{name}");
    }
}

#[test]
fn a_document_read_again_keeps_its_earlier_reading() {
    let folder = folder("earlier");
    let archive = folder.join("archive");
    ingest(&archive, &articles()[..1]);
    let later = article(
        "d-air",
        "مرفأ",
        "2024-12-03T10:00:00Z",
        "قتلى في قصف على بنش",
        UPDATE,
    );
    ingest(&archive, &[later]);
    ends(&["seal", "--new-key", "--archive", shown(&archive)], 0);
    let bundle = folder.join("case.zip");
    ends(
        &[
            "seal",
            "-o",
            shown(&bundle),
            "--archive",
            shown(&archive),
            "--document",
            "d-air",
        ],
        0,
    );
    let earlier = lines(&files(&bundle), "data/records/earlier.jsonl");
    assert_eq!(earlier[0]["record"]["record"], "document/1");
    assert!(
        earlier[0]["record"]["text"]
            .as_str()
            .unwrap()
            .contains("خمسة مدنيين")
    );
    assert_eq!(
        (&earlier[0]["document"], &earlier[0]["reading"]),
        (&"d-air".into(), &1.into())
    );
    ends(&["archive", "check", "--archive", shown(&archive)], 0);
    let pages = files(&bundle)
        .keys()
        .filter(|n| n.starts_with("data/pages/"))
        .count();
    assert_eq!(pages, 2, "the page of each reading");
}

#[test]
fn a_page_that_is_not_kept_is_said_to_be_missing() {
    let (folder, archive) = archive("no-page");
    let db = rusqlite::Connection::open(archive.join("archive.sqlite")).unwrap();
    let sql = "DELETE FROM page WHERE sha256 = (SELECT sha256 FROM document WHERE id = 'd-air')";
    assert_eq!(db.execute(sql, []).unwrap(), 1);
    drop(db);
    let bundle = folder.join("case.zip");
    let both = ["--document", "d-air", "--document", "d-update"];
    let first = ["seal", "-o", shown(&bundle), "--archive", shown(&archive)];
    ends(&[&first[..], &both].concat(), 0);
    let out = ends(&["verify", shown(&bundle), "--format", "table"], 0);
    assert!(out.contains("2, 1 of them without their page"), "{out}");
    let files = files(&bundle);
    assert_eq!(
        lines(&files, "data/records/documents.jsonl")[0]["without_page"],
        "not-kept"
    );
    assert!(text(&files["data/left-out.json"]).contains("not-kept"));
    assert!(text(&files["data/report.en.html"]).contains("not kept in the archive"));
}

#[test]
fn killed_at_any_moment_a_bundle_is_whole_or_not_there() {
    let (folder, archive) = archive("killed");
    let seal = |bundle: &std::path::Path| {
        command(&[
            "seal",
            "-o",
            shown(bundle),
            "--archive",
            shown(&archive),
            "--document",
            "d-air",
            "بنش",
        ])
    };
    let began = Instant::now();
    assert!(seal(&folder.join("whole.zip")).output().unwrap().status.success());
    let whole = began.elapsed();
    let (mut kept, mut lost, mut seed) = (0, 0, 7_u64);
    for round in 0..40 {
        let bundle = folder.join(format!("{round}.zip"));
        let mut child = seal(&bundle).stderr(std::process::Stdio::null()).spawn().unwrap();
        // moments all over the run, more of them where it ends
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = if round % 2 == 0 {
            seed >> 33
        } else {
            (1 << 31) - (seed >> 36)
        };
        std::thread::sleep(Duration::from_secs_f64(
            whole.as_secs_f64() * share as f64 / (1_u64 << 31) as f64,
        ));
        child.kill().unwrap();
        child.wait().unwrap();
        if bundle.exists() {
            ends(&["verify", shown(&bundle)], 0);
            kept += 1;
        } else {
            lost += 1;
        }
    }
    assert!(lost > 0, "{kept} kept");
    // the archive is none the worse
    ends(&["archive", "check", "--archive", shown(&archive)], 0);
    assert!(seal(&folder.join("after.zip")).output().unwrap().status.success());
}
