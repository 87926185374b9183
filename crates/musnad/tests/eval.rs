//! `musnad eval`, `musnad train` and `musnad read --all`: what is measured, learned and kept in doubt.

#![allow(clippy::unwrap_used, reason = "a program that cannot be run is a failure")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn musnad(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_musnad"))
        .env("MUSNAD_KNOWLEDGE", "none")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // a program that refuses its arguments ends before it has read
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("eval-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

const GOLD: &str = r#"
[[sentence]]
about = "plain"
published = "2025-03-12T14:00:00+03:00"
text = "اعتقلت الشرطة ثلاثة متظاهرين في بنزرت أمس."

[[sentence.claim]]
type = "COERCE"
mode = "arrest"
modality = "asserted"
trigger = ["اعتقلت"]
sources = []

[[sentence]]
about = "nothing happens"
text = "تشرق الشمس كل صباح على البساتين."
"#;

const VOTES: &str = r#"{"id":"a","text":"قصفت طائرات سوقا وقتلت خمسة باعة أمس","type":"ASSAULT","label":"yes","accept":3,"reject":0}
{"id":"b","text":"قصفت مدفعية قرية أمس","type":"ASSAULT","label":"yes","accept":3,"reject":0}
{"id":"c","text":"قتل الكاتب بطله في الفصل الأخير","type":"ASSAULT","label":"easy no","accept":0,"reject":3}
{"id":"d","text":"ضربت العاصفة الساحل","type":"ASSAULT","label":"easy no","accept":0,"reject":3}
"#;

#[test]
fn readings_are_measured_against_gold_and_votes() {
    let at = folder("measure");
    std::fs::create_dir(at.join("gold")).unwrap();
    std::fs::write(at.join("gold/plain.toml"), GOLD).unwrap();
    std::fs::write(at.join("votes.jsonl"), VOTES).unwrap();
    let (gold, votes) = (at.join("gold"), at.join("votes.jsonl"));
    let (gold, votes) = (gold.to_str().unwrap(), votes.to_str().unwrap());
    let told = musnad(
        &[
            "eval",
            "--gold",
            gold,
            "--votes",
            votes,
            "--rules-alone",
            "--format",
            "json",
        ],
        "",
    );
    let told: serde_json::Value = serde_json::from_str(&out(&told)).unwrap();
    let figure = |name: &str| told["figures"][name]["figure"].as_f64().unwrap();
    assert_eq!((figure("claims.precision"), figure("claims.recall")), (1.0, 1.0));
    assert_eq!(figure("field.silent.sentences"), 1.0);
    assert_eq!(figure("votes.ASSAULT.all.recall"), 1.0);
    let table = out(&musnad(&["eval", "--gold", gold, "--misses"], ""));
    assert!(
        table.contains("coerce.arrest") && table.contains("calibration error"),
        "{table}"
    );
}

#[test]
fn no_weights_and_other_weights_are_not_asked_for_together() {
    for order in [
        ["eval", "--gold", "none", "--rules-alone", "--scorer", "none"],
        ["--scorer", "none", "eval", "--gold", "none", "--rules-alone"],
    ] {
        let output = musnad(&order, "");
        assert_eq!(output.status.code(), Some(2), "{order:?}");
    }
}

#[test]
fn weights_are_trained_and_used() {
    let at = folder("train");
    std::fs::create_dir(at.join("gold")).unwrap();
    std::fs::write(at.join("gold/plain.toml"), GOLD).unwrap();
    std::fs::write(at.join("votes.jsonl"), VOTES).unwrap();
    let path = |name: &str| at.join(name).to_str().unwrap().to_owned();
    let (gold, votes, weights) = (path("gold"), path("votes.jsonl"), path("weights.txt"));
    let train = [
        "train",
        "--gold",
        &gold,
        "--votes",
        &votes,
        "--rounds",
        "1",
        "--version",
        "2025-01-01",
        "-o",
        &weights,
    ];
    let trained = musnad(&train, "");
    assert_eq!(trained.status.code(), Some(0), "{trained:?}");
    assert!(
        out(&trained).contains("calibration error, voted"),
        "{}",
        out(&trained)
    );
    let written = std::fs::read_to_string(&weights).unwrap();
    assert!(
        written.contains("version\t2025-01-01\n") && written.contains("threshold\tASSAULT\t"),
        "{written}"
    );
    // the same data gives the same weights
    musnad(&train, "");
    assert_eq!(std::fs::read_to_string(&weights).unwrap(), written);
    let used = musnad(
        &[
            "eval", "--votes", &votes, "--scorer", &weights, "--format", "json",
        ],
        "",
    );
    assert!(
        out(&used).contains("\"scorer\": \"2025-01-01\""),
        "{}",
        out(&used)
    );

    std::fs::write(&weights, "bias\t0\nrule:a much\n").unwrap();
    let broken = musnad(&["eval", "--votes", &votes, "--scorer", &weights], "");
    let told = String::from_utf8(broken.stderr).unwrap();
    assert!(
        broken.status.code() == Some(1) && told.contains("line 2"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_measured_is_told() {
    assert_eq!(musnad(&["eval"], "").status.code(), Some(2));
    let at = folder("broken");
    std::fs::write(at.join("bad.toml"), "[[sentence]]\ntext = 5\n").unwrap();
    std::fs::write(at.join("bad.jsonl"), "{\"id\":\"a\"}\n").unwrap();
    let gold = musnad(&["eval", "--gold", at.to_str().unwrap()], "");
    let told = String::from_utf8(gold.stderr).unwrap();
    assert!(
        gold.status.code() == Some(1) && told.contains("bad.toml"),
        "{told}"
    );
    let votes = musnad(&["train", "--votes", at.join("bad.jsonl").to_str().unwrap()], "");
    let told = String::from_utf8(votes.stderr).unwrap();
    assert!(
        votes.status.code() == Some(1) && told.contains("bad.jsonl: line 1"),
        "{told}"
    );
}

#[test]
fn claims_in_doubt_are_kept_and_marked() {
    // a bank, stories and one plain event
    let text = "سحب المصرف قطع النقد القديمة من التداول.\nفي الرواية يقتل جندي رفيقه.\nلو هاجم الأعداء القلعة لسقطت.\nقصفت طائرات إسرائيلية بلدة الخيام في جنوب لبنان أمس وقتلت ثلاثة أشخاص.\n";
    let records = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let lines = out(&musnad(arguments, text));
        lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    let claims = |records: &[serde_json::Value]| records.iter().filter(|r| r["record"] == "claim/1").count();
    let doubts = |records: &[serde_json::Value]| {
        let told = records[0]["diagnostics"].as_array().unwrap();
        told.iter()
            .filter(|d| d["code"] == "doubtful" && !d["span"].is_null())
            .count()
    };
    let (usual, all) = (
        records(&["read", "--format", "jsonl"]),
        records(&["read", "--all", "--format", "jsonl"]),
    );
    assert_eq!(doubts(&usual), 0);
    assert!(doubts(&all) > 0);
    assert_eq!(claims(&usual) + doubts(&all), claims(&all));
    let table = out(&musnad(&["read", "--all", "--format", "table"], text));
    assert_eq!(table.matches("in doubt").count(), doubts(&all), "{table}");
    assert!(!out(&musnad(&["read", "--format", "table"], text)).contains("in doubt"));
}
