//! What may not leave does not leave, in no file of a bundle; and what the reports say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod sealing;

use sealing::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// A bundle of all documents, sealed with these rules.
fn sealed(name: &str, rules: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let (folder, archive) = archive(name);
    let (bundle, file) = (folder.join("case.zip"), folder.join("rules.toml"));
    std::fs::write(&file, rules).unwrap();
    let mut arguments = vec!["seal", "-o", shown(&bundle), "--archive", shown(&archive)];
    if !rules.is_empty() {
        arguments.extend(["--leave-out", shown(&file)]);
    }
    arguments.extend(["--from", "2020-01-01"]);
    arguments.extend(more);
    ends(&arguments, 0);
    ends(&["verify", shown(&bundle)], 0);
    files(&bundle)
}

/// The elements of a report, none of which loads or runs anything.
const TAGS: &[&str] = &[
    "!DOCTYPE",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "header",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "h4",
    "small",
    "p",
    "strong",
    "span",
    "bdi",
    "a",
    "mark",
    "blockquote",
    "dl",
    "div",
    "dt",
    "dd",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "pre",
];

fn nowhere(files: &BTreeMap<String, Vec<u8>>, words: &str) {
    for (name, content) in files {
        assert!(!text(content).contains(words), "{words} is in {name}");
    }
}

#[test]
fn a_restricted_name_is_nowhere_in_the_bundle() {
    let all = sealed("all", "", &[]);
    assert!(text(&all["data/pages.warc.gz"]).contains(NAME));
    assert!(text(&all["data/report.ar.html"]).contains(NAME));
    let rules = "[[rule]]\nname = \"witness-1\"\nnames = [\"ايمن الرَّاوي\"]\n";
    let files = sealed("name", rules, &["--document", "d-witness", NAME]);
    for words in [NAME, "أيمن", "الراوي"] {
        nowhere(&files, words);
    }
    let documents = lines(&files, "data/records/documents.jsonl");
    let witness = documents.iter().find(|d| d["id"] == "d-witness").unwrap();
    assert_eq!(
        (&witness["without_page"], &witness["text"]),
        (&"restricted".into(), &Value::Null)
    );
    assert!(witness["title"].is_string(), "what does not hold the name stays");
    let marks = witness["left_out"].as_array().unwrap();
    assert!(
        marks
            .iter()
            .any(|m| m["field"] == "/text" && m["rule"] == "witness-1")
    );
    assert!(!files.contains_key(&format!(
        "data/pages/{}.json",
        witness["sha256"].as_str().unwrap()
    )));
    let left_out: Value = serde_json::from_slice(&files["data/left-out.json"]).unwrap();
    let count = |what: &str| {
        let rows = left_out.as_array().unwrap();
        rows.iter()
            .find(|r| r["what"] == what)
            .map(|r| r["count"].as_u64().unwrap())
    };
    assert_eq!(count("page"), Some(1));
    assert!(count("field") > Some(1));
    for report in ["data/report.ar.html", "data/report.en.html"] {
        let report = text(&files[report]);
        assert!(report.contains("witness-1") && report.contains("class=\"withheld\""));
    }
}

#[test]
fn a_restricted_document_is_nowhere_in_the_bundle() {
    let rules = "[[rule]]\nname = \"file-7\"\ndocuments = [\"d-update\"]\n";
    let files = sealed("document", rules, &[]);
    nowhere(&files, "d-update");
    nowhere(&files, "سبعة قتلى");
    let left_out = text(&files["data/left-out.json"]);
    assert!(
        left_out.contains("{\"rule\": \"file-7\", \"what\": \"document\", \"count\": 1}"),
        "{left_out}"
    );
    for event in lines(&files, "data/records/events.jsonl") {
        for toll in event["toll"].as_array().unwrap() {
            assert_ne!(toll["high"], 7, "a figure of the document alone: {toll}");
        }
    }
    // the entry that took it in tells of it
    assert!(lines(&files, "data/journal.jsonl")[0]["body_sha256"].is_string());
}

#[test]
fn unnamed_sources_of_an_outlet_are_nowhere_in_the_bundle() {
    let all = sealed("sources-all", "", &[]);
    assert!(text(&all["data/records/claims.jsonl"]).contains("مصدر طبي"));
    let rules = "[[rule]]\nname = \"sources\"\nunnamed_sources_of = [\"سنابل\"]\n";
    let files = sealed("sources", rules, &[]);
    nowhere(&files, "مصدر طبي");
    let documents = lines(&files, "data/records/documents.jsonl");
    let air = documents.iter().find(|d| d["id"] == "d-air").unwrap();
    assert!(
        air["text"].is_string() && air["left_out"].is_null(),
        "another outlet's document is whole"
    );
}

#[test]
fn what_the_caller_words_may_not_hold_what_is_left_out() {
    let (folder, archive) = archive("worded");
    let file = folder.join("rules.toml");
    std::fs::write(&file, format!("[[rule]]\nname = \"w\"\nnames = [\"{NAME}\"]\n")).unwrap();
    let bundle = folder.join("case.zip");
    let first = [
        "seal",
        "-o",
        shown(&bundle),
        "--archive",
        shown(&archive),
        "--document",
        "d-air",
    ];
    let more = ["--leave-out", shown(&file), "--title", "شهادة أيمن الراوي"];
    let told = ends(&[&first[..], &more].concat(), 2);
    assert!(told.contains("--title holds what rule “w” leaves out"), "{told}");
    assert!(!bundle.exists());
}

#[test]
fn the_reports_tell_who_said_what_and_run_nothing() {
    let files = sealed("report", "", &[]);
    let [ar, en] = ["data/report.ar.html", "data/report.en.html"].map(|n| text(&files[n]));
    assert!(ar.contains("<html lang=\"ar\" dir=\"rtl\">") && en.contains("<html lang=\"en\" dir=\"ltr\">"));
    for report in [&ar, &en] {
        assert!(!report.contains("<script") && !report.contains("<img") && !report.contains('\u{202E}'));
        assert!(
            report.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"),
            "a title is text"
        );
        assert!(report.contains("&lt;b&gt;بيدر&lt;/b&gt;"));
        assert!(report.contains("https://d-air.example/news?a=1&amp;b=2"));
        for tag in report.split('<').skip(1) {
            let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap();
            assert!(TAGS.contains(&name), "<{tag}");
            let tag = tag.split('>').next().unwrap();
            assert!(
                !tag.contains(" src=") && !tag.contains(" on") && !tag.contains(" style="),
                "<{tag}"
            );
        }
        assert!(!report.contains("url(") && !report.contains("@import"));
        assert!(report.contains("<mark>"), "the words of a statement are marked");
        assert!(report.contains("sha256sum -c manifest-sha256.txt"));
        // every link leads to a place in the page, a file of the bundle or the web
        for link in report.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap();
            match link.strip_prefix('#') {
                Some(id) => assert!(report.contains(&format!("id=\"{id}\"")), "{link}"),
                None if link.starts_with("pages/") => assert!(files.contains_key(&format!("data/{link}"))),
                None => assert!(link.starts_with("https://"), "{link}"),
            }
        }
        assert_eq!(
            report.matches("<section").count(),
            report.matches("</section>").count()
        );
        assert_eq!(report.matches("<div").count(), report.matches("</div>").count());
    }
    for words in [
        "Toll ledger",
        "This report tells who said what",
        "killed",
        "citing",
        "says so",
    ] {
        assert!(en.contains(words), "{words}");
    }
    for document in lines(&files, "data/records/documents.jsonl") {
        let hash = document["sha256"].as_str().unwrap();
        assert!(ar.contains(hash) && en.contains(hash));
    }
    // no key of the table is left untranslated
    for report in [&ar, &en] {
        for line in include_str!("../../../lang/ar/seal/report.tsv").lines().skip(2) {
            let key = line.split('\t').next().unwrap();
            if key.contains(['.', '-']) {
                assert!(!report.contains(&format!(">{key}<")), "{key}");
            }
        }
    }
}

#[test]
fn corrections_go_with_their_claims_and_without_what_is_left_out() {
    let (folder, archive) = archive("corrected");
    let claim = claim_of(&archive, "d-air");
    let said = |why: &str, what: &[&str]| {
        let first = [
            "correct",
            &claim,
            "--who",
            "هدى <b>",
            "--why",
            why,
            "--archive",
            shown(&archive),
        ];
        ends(&[&first[..], what].concat(), 0)
    };
    said("كما قال أيمن الراوي", &["--reject"]);
    said("خبر قديم", &["--accept"]);
    let (file, bundle) = (folder.join("rules.toml"), folder.join("case.zip"));
    std::fs::write(&file, format!("[[rule]]\nname = \"w\"\nnames = [\"{NAME}\"]\n")).unwrap();
    let all = ["--from", "2020-01-01", "--leave-out", shown(&file)];
    ends(
        &[
            &["seal", "-o", shown(&bundle), "--archive", shown(&archive)][..],
            &all,
        ]
        .concat(),
        0,
    );
    let files = files(&bundle);
    nowhere(&files, NAME);
    let corrections = lines(&files, "data/corrections.jsonl");
    assert_eq!(
        (&corrections[0]["kind"], &corrections[0]["why"]),
        (&"reject".into(), &Value::Null)
    );
    assert_eq!(
        (&corrections[1]["kind"], &corrections[1]["why"]),
        (&"accept".into(), &"خبر قديم".into())
    );
    // the entry of the first tells what is left out
    let journal = lines(&files, "data/journal.jsonl");
    assert!(journal[1]["body_sha256"].is_string() && journal[2]["body"].is_string());
    let report = text(&files["data/report.en.html"]);
    assert!(report.contains("هدى &lt;b&gt;") && report.contains("rejected") && report.contains("خبر قديم"));
}

#[test]
fn an_id_is_left_out_under_all_its_names() {
    let rules = "[[rule]]\nname = \"ministry\"\nids = [\"rus-mod\"]\n";
    let files = sealed("ids", rules, &[]);
    for words in ["rus-mod", "وزارة الدفاع الروسية", "Russian Ministry of Defence"] {
        nowhere(&files, words);
    }
    assert!(text(&files["data/left-out.json"]).contains("ministry"));
}
