//! `musnad read --reader`: a stand-in on this machine answers as an OpenAI-compatible service does, well and badly.

#![allow(clippy::unwrap_used, reason = "a program that cannot be run is a failure")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

/// What is no event though a rule reads it: a beast, a custom of old, a film, a turn of phrase; and one plain event. Of the
/// first four some stay in doubt, whatever the weights.
const TEXT: &str = "يهاجم الذئب القطيع إذا جاع.\nكان الملوك يقتلون من يخالفهم.\nيروي الفيلم قصة شرطي قتل صديقه.\nقتل الوقت مشكلة الشباب في القرية.\nقصفت طائرات إسرائيلية بلدة الخيام في جنوب لبنان أمس وقتلت ثلاثة أشخاص.\n";

type Asked = Arc<Mutex<Vec<String>>>;

/// Serves `answer` to each request's body; what was asked is kept.
fn stand_in(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let asked = Asked::default();
    let kept = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = read_request(&mut stream);
            let (status, body) = answer(&request);
            kept.lock().unwrap().push(request);
            let _ = write!(
                stream,
                "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    (url, asked)
}

fn read_request(stream: &mut TcpStream) -> String {
    let (mut data, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let n = stream.read(&mut piece).unwrap();
        data.extend_from_slice(&piece[..n]);
        let text = String::from_utf8_lossy(&data);
        let length = text.lines().find_map(|l| {
            l.to_ascii_lowercase()
                .strip_prefix("content-length:")?
                .trim()
                .parse()
                .ok()
        });
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
        if n == 0
            || length
                .zip(body)
                .is_some_and(|(length, body): (usize, usize)| body >= length)
        {
            return text.into_owned();
        }
    }
}

fn completion(content: &str) -> String {
    serde_json::json!({"choices": [{"message": {"role": "assistant", "content": content}}]}).to_string()
}

fn read(arguments: &[&str], key: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musnad"));
    command
        .env("MUSNAD_KNOWLEDGE", "none")
        .env_remove("MUSNAD_READER_KEY");
    if let Some(key) = key {
        command.env("MUSNAD_READER_KEY", key);
    }
    let mut child = command
        .args(["read", "--format", "jsonl"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(TEXT.as_bytes());
    child.wait_with_output().unwrap()
}

fn records(output: &Output) -> Vec<serde_json::Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn claims(records: &[serde_json::Value]) -> Vec<(String, f64)> {
    let claims = records.iter().filter(|r| r["record"] == "claim/1");
    let told = |r: &serde_json::Value| {
        (
            r["trigger"]["quote"].as_str().unwrap().to_owned(),
            r["confidence"].as_f64().unwrap(),
        )
    };
    claims.map(told).collect()
}

fn noted(records: &[serde_json::Value]) -> Vec<String> {
    let all = records[0]["diagnostics"].as_array().unwrap();
    let mine = all
        .iter()
        .filter(|d| d["code"] == "second-reader" && !d["span"].is_null());
    mine.map(|d| d["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn it_is_asked_about_doubt_alone_and_its_word_stays_its_own() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let (url, asked) = stand_in(move |_| {
        let yes = first.swap(false, std::sync::atomic::Ordering::Relaxed);
        (
            200,
            completion(&format!("{{\"event\": {yes}, \"why\": \"as it reads\"}}")),
        )
    });
    let usual = records(&read(&[], None));
    let all = records(&read(&["--all"], None));
    let with = records(&read(
        &["--reader", &url, "--reader-model", "stand-in"],
        Some("k-1"),
    ));
    let doubtful = claims(&all).len() - claims(&usual).len();
    let asked = asked.lock().unwrap();
    assert!(
        doubtful > 0 && asked.len() == doubtful,
        "{doubtful} {}",
        asked.len()
    );
    assert!(
        asked
            .iter()
            .all(|r| r.starts_with("POST /v1/chat/completions ") && !r.contains("الخيام"))
    );
    assert!(
        asked
            .iter()
            .all(|r| r.to_lowercase().contains("authorization: bearer k-1"))
    );
    // what it took for an event is told with the confidence that it had, and by whose word
    let more: Vec<_> = claims(&with)
        .into_iter()
        .filter(|c| !claims(&usual).contains(c))
        .collect();
    assert_eq!(more.len(), 1);
    assert!(claims(&all).contains(&more[0]));
    assert_eq!(noted(&with).len(), doubtful);
    assert!(noted(&with).contains(&"stand-in says an event: as it reads".to_owned()));
    assert!(
        with[0]["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .any(|d| d["code"] == "doubtful")
    );
}

#[test]
fn a_reader_that_fails_is_told_and_left() {
    for (status, body) in [
        (500, String::new()),
        (200, "<html>".to_owned()),
        (200, completion("perhaps")),
    ] {
        let (url, _) = stand_in(move |_| (status, body.clone()));
        let output = read(&["--reader", &url, "-j", "1"], None);
        assert!(output.status.success());
        let with = records(&output);
        assert_eq!(claims(&with), claims(&records(&read(&[], None))));
        assert!(!noted(&with).is_empty() && noted(&with).len() <= 3);
        assert!(
            noted(&with).iter().all(|m| m.contains("gave no answer")),
            "{:?}",
            noted(&with)
        );
    }
    // nobody listens
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = read(&["--reader", &format!("http://{gone}")], None);
    assert!(output.status.success() && !noted(&records(&output)).is_empty());
}

#[test]
fn an_address_that_is_none_is_refused() {
    assert_eq!(read(&["--reader", "reader.example"], None).status.code(), Some(2));
    assert_eq!(
        read(&["--reader", "http://reader.example/v1"], Some("k"))
            .status
            .code(),
        Some(2)
    );
    assert_eq!(read(&["--reader-model", "m"], None).status.code(), Some(2));
}
