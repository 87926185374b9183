//! The command line as its users meet it: what goes where, and how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PAGE: &str = "سيول تقطع الطريق\n\nقال تجار إن البندورة ما زالت أغلى من العام الماضي.\n";

fn musnad(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musnad"));
    // what the user of this machine has added is no part of the tests
    command.env("MUSNAD_KNOWLEDGE", "none");
    command
        .args(arguments)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn fed(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = musnad(arguments).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn records(output: &Output) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_piped_text_becomes_records() {
    for arguments in [
        &["read"][..],
        &["read", "-"],
        &["read", "--format", "jsonl", "-j1"],
    ] {
        let output = fed(arguments, PAGE.as_bytes());
        assert_eq!((status(&output), stderr(&output).as_str()), (0, ""));
        let all = records(&output);
        assert_eq!(all[0]["record"], "document/1");
        assert_eq!(all[0]["title"], "سيول تقطع الطريق");
    }
}

#[test]
fn what_the_caller_knows_is_kept() {
    let output = fed(
        &["read", "--published", "2024-12-02", "--outlet", "المرفأ"],
        PAGE.as_bytes(),
    );
    let document = &records(&output)[0];
    assert_eq!(
        (&document["published"], &document["outlet"]),
        (&"2024-12-02".into(), &"المرفأ".into())
    );
}

#[test]
fn broken_lines_are_told_and_the_run_goes_on() {
    let lines = "{\"id\":\"a\",\"text\":\"قصفت طائرات بلدة.\"}\n\n{broken\n{\"id\":\"c\",\"text\":\"قصفت طائرات بلدة.\"}";
    let output = fed(&["read"], lines.as_bytes());
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("line 3"), "{}", stderr(&output));
    let all = records(&output);
    let documents: Vec<_> = all.iter().filter(|r| r["record"] == "document/1").collect();
    assert_eq!(documents.len(), 3);
    assert_eq!(
        (&documents[0]["id"], &documents[2]["id"]),
        (&"a".into(), &"c".into())
    );
    assert!(
        documents[1]["diagnostics"][0]["message"]
            .as_str()
            .unwrap()
            .contains("line 3")
    );
}

#[test]
fn odd_inputs_end_well() {
    let old = [
        0xC7u8, 0xE1, 0xDE, 0xD5, 0xDD, b' ', 0xC7, 0xE1, 0xCC, 0xE6, 0xED, b'.',
    ];
    for (input, code, ends) in [
        (&b""[..], "empty", 0),
        (b" \n\n ", "empty", 0),
        (b"\x7fELF\0\0\0\x01", "binary", 1),
        (
            "قصف جوي على البلد\u{e9}".as_bytes().split_last().unwrap().1,
            "invalid-utf8",
            0,
        ),
        (&old, "encoding-guessed", 0),
        (b"Three people were killed.", "not-arabic", 0),
    ] {
        let output = fed(&["read"], input);
        assert_eq!(status(&output), ends, "{code}");
        let document = &records(&output)[0];
        let codes: Vec<_> = document["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| &d["code"])
            .collect();
        assert!(
            codes.contains(&&serde_json::Value::from(code)),
            "{code}: {codes:?}"
        );
    }
}

#[test]
fn folders_are_read_in_order_on_any_number_of_threads() {
    let folder = folder("folder");
    std::fs::create_dir(folder.join("b")).unwrap();
    for n in 0..300 {
        let place = if n % 2 == 0 {
            folder.join(format!("{n:03}.txt"))
        } else {
            folder.join(format!("b/{n:03}.txt"))
        };
        std::fs::write(place, format!("أصيب {n} أشخاص في حادث سير.")).unwrap();
    }
    let lines: String = (0..2000)
        .map(|n| format!("{{\"id\":{n},\"text\":\"أصيب {n} أشخاص أمس.\"}}\n"))
        .collect();
    std::fs::write(folder.join("z.jsonl"), lines).unwrap();
    std::fs::write(folder.join("notes.md"), "not to be read").unwrap();
    let path = folder.to_str().unwrap();
    let one = musnad(&["read", "-j1", path]).output().unwrap();
    assert_eq!(status(&one), 0, "{}", stderr(&one));
    let documents = records(&one)
        .iter()
        .filter(|r| r["record"] == "document/1")
        .count();
    assert_eq!(documents, 2300);
    for jobs in ["-j2", "-j4"] {
        assert!(
            musnad(&["read", jobs, path]).output().unwrap().stdout == one.stdout,
            "{jobs}"
        );
    }
}

#[test]
fn a_missing_file_is_told_and_the_rest_is_read() {
    let folder = folder("missing");
    let page = folder.join("page.txt");
    std::fs::write(&page, PAGE).unwrap();
    let output = musnad(&["read", "nowhere.txt", page.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("nowhere.txt"));
    assert_eq!(records(&output)[0]["record"], "document/1");
}

#[test]
fn output_goes_to_a_file_that_appears_whole() {
    let folder = folder("output");
    let file = folder.join("out.jsonl");
    let output = fed(&["read", "-o", file.to_str().unwrap()], PAGE.as_bytes());
    assert_eq!((status(&output), output.stdout.len()), (0, 0));
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .starts_with("{\"record\":\"document/1\"")
    );
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    let nowhere = folder.join("none/out.jsonl");
    assert_eq!(
        status(&fed(&["read", "-o", nowhere.to_str().unwrap()], PAGE.as_bytes())),
        1
    );
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in [
        &["raed"][..],
        &["read", "--published", "tomorrow", "-"],
        &["read", "-j0"],
        &["explain"],
    ] {
        assert_eq!(status(&musnad(arguments).output().unwrap()), 2, "{arguments:?}");
    }
    assert!(stderr(&musnad(&["raed"]).output().unwrap()).contains("'read'"));
}

#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let folder = folder("pipe");
    let file = folder.join("many.jsonl");
    std::fs::write(&file, "{\"text\":\"أصيب ثلاثة أشخاص أمس.\"}\n".repeat(20_000)).unwrap();
    let mut child = musnad(&["read", file.to_str().unwrap()]).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 100]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!((status(&output), stderr(&output).as_str()), (0, ""));
}

#[test]
fn tables_have_no_colours_or_isolates_in_pipes() {
    let output = musnad(&["read", "--format", "table", "-"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(status(&output), 0);
    let long = "أسعار الخضر تستقر في السوق ".repeat(14);
    let page = format!("{long}\n\nقال تجار إن البندورة ما زالت أغلى من العام الماضي.\n");
    let mut child = musnad(&["read", "--format", "table"])
        .env("COLUMNS", "50")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    let text = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(!text.contains(['\u{1b}', '\u{2068}', '\u{2069}']), "{text}");
    assert!(text.lines().all(|l| l.chars().count() <= 50), "{text}");
}

#[test]
fn colours_come_when_forced_and_not_against_the_users_will() {
    let colored = |key: &str| {
        let mut child = musnad(&["read", "--format", "table"])
            .env("CLICOLOR_FORCE", "1")
            .env(key, "1")
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(PAGE.as_bytes()).unwrap();
        child.wait_with_output().unwrap().stdout.contains(&0x1b)
    };
    assert!(colored("MUSNAD_NOTHING"));
    assert!(!colored("NO_COLOR"));
}

#[test]
fn quiet_leaves_errors_alone() {
    let input = b"{\"text\":\"hello there\"}\n{broken";
    assert_eq!(stderr(&fed(&["read"], input)).lines().count(), 2);
    let quiet = stderr(&fed(&["read", "-q"], input));
    assert!(quiet.lines().count() == 1 && quiet.contains("error"), "{quiet}");
    assert!(stderr(&fed(&["read", "-v"], input)).contains("1 could not be read"));
}

#[test]
fn the_smaller_commands_work() {
    let version = musnad(&["--version"]).output().unwrap();
    assert!(String::from_utf8_lossy(&version.stdout).contains("language data"));
    let completions = musnad(&["completions", "bash"]).output().unwrap();
    assert!(String::from_utf8_lossy(&completions.stdout).contains("musnad"));
    assert_eq!(
        status(&musnad(&["explain", "قصفت طائرات بلدة."]).output().unwrap()),
        0
    );
    assert_eq!(
        status(&musnad(&["explain", "--file", "nowhere.txt"]).output().unwrap()),
        1
    );
    let rules = musnad(&["rules", "test"]).output().unwrap();
    assert!(String::from_utf8_lossy(&rules.stdout).contains(" passed, "));
    assert_eq!(
        status(&musnad(&["rules", "test", "nowhere.toml"]).output().unwrap()),
        1
    );
}

#[test]
fn the_encoder_reads_where_it_is_asked_to_the_same_on_any_number_of_threads() {
    let text = "وأضرم غاضبون النار في مقر البلدية بعد منتصف الليل، ورشقوا الحراس بالحجارة.";
    let lines: String = (0..12)
        .map(|n| format!("{}\n", serde_json::json!({"id": n.to_string(), "text": text})))
        .collect();
    let read = |arguments: &[&str]| {
        let output = fed(arguments, lines.as_bytes());
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        output.stdout
    };
    let [alone, one, three] = [
        read(&["read", "--expect", "json"]),
        read(&["--encoder", "read", "--expect", "json", "-j", "1"]),
        read(&["read", "--encoder", "--expect", "json", "-j", "3"]),
    ];
    assert_eq!(one, three);
    let told = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .matches("\"role\":\"actor\"")
            .count()
    };
    assert!(told(&one) > told(&alone), "{}", told(&one));
}

#[test]
fn weights_that_are_none_are_told() {
    let folder = folder("weights");
    let path = folder.join("weights.txt");
    std::fs::write(&path, "version\t2026-01-01\nnothing\n").unwrap();
    let output = fed(&["--scorer", path.to_str().unwrap(), "read"], PAGE.as_bytes());
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).contains("weights, line 2: \"nothing\""),
        "{}",
        stderr(&output)
    );
    let missing = folder.join("none.txt");
    let output = fed(&["--scorer", missing.to_str().unwrap(), "read"], PAGE.as_bytes());
    assert_eq!(status(&output), 1);
}
