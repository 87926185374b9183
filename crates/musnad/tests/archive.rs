//! An archive as its user meets it: articles taken in, found, shown, exported and compared.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("musnad-archive-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn articles(&self, name: &str, articles: &[Value]) -> PathBuf {
        let path = self.0.join(name);
        let lines: Vec<String> = articles.iter().map(Value::to_string).collect();
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        path
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_musnad"))
            .args(arguments)
            .env("MUSNAD_ARCHIVE", self.0.join("archive"))
            .env("MUSNAD_KNOWLEDGE", "none")
            .output()
            .unwrap()
    }

    fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        let run = self.run(arguments);
        assert!(
            run.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
        let text = String::from_utf8(run.stdout).unwrap();
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }

    fn ingest(&self, path: &Path) -> String {
        let run = self.run(&["ingest", path.to_str().unwrap()]);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stderr).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn article(id: &str, outlet: &str, published: &str, text: &str) -> Value {
    json!({ "id": id, "outlet": outlet, "published": published, "text": text })
}

/// A bombing told by an agency, copied by an outlet, told anew with a higher toll; and talks elsewhere.
fn market() -> Vec<Value> {
    vec![
        article(
            "a1",
            "رويترز",
            "2025-03-04T10:00:00+03:00",
            "مقتل خمسة في تفجير سوق بمدينة كركوك\n\nكركوك (رويترز) - قالت الشرطة العراقية إن خمسة أشخاص قتلوا وأصيب تسعة آخرون في تفجير عبوة ناسفة داخل سوق شعبية في مدينة كركوك صباح اليوم الثلاثاء.\n\nوقال شاهد إن العبوة انفجرت قرب محال بيع الخضراوات حين كانت السوق مكتظة بالمتسوقين.",
        ),
        article(
            "a2",
            "صحيفة الرافد",
            "2025-03-04T11:30:00+03:00",
            "تفجير يهز سوقا شعبية في كركوك\n\nقالت الشرطة العراقية إن خمسة أشخاص قتلوا وأصيب تسعة آخرون في تفجير عبوة ناسفة داخل سوق شعبية في مدينة كركوك صباح اليوم الثلاثاء.\n\nوقال شاهد إن العبوة انفجرت قرب محال بيع الخضراوات حين كانت السوق مكتظة بالمتسوقين. (رويترز)",
        ),
        article(
            "a3",
            "قناة الميناء",
            "2025-03-04T19:00:00+03:00",
            "ارتفاع حصيلة تفجير سوق كركوك إلى ثمانية قتلى\n\nأعلنت دائرة صحة كركوك أن ثمانية أشخاص قتلوا وأصيب 14 آخرون في تفجير عبوة ناسفة داخل سوق شعبية وسط مدينة كركوك صباح الثلاثاء.\n\nوفرضت قوات الأمن طوقا حول السوق ومنعت حركة السيارات في الشوارع القريبة.",
        ),
        article(
            "b1",
            "صحيفة الضفة",
            "2025-03-04T13:00:00+02:00",
            "وزير الخارجية المصري يلتقي نظيره التونسي في القاهرة\n\nالتقى وزير الخارجية المصري نظيره التونسي في القاهرة اليوم الثلاثاء، وبحثا التعاون في مجالي الطاقة والنقل.",
        ),
    ]
}

#[test]
fn what_outlets_say_is_joined_found_and_exported() {
    let folder = Folder::new("joined");
    let path = folder.articles("market.jsonl", &market());
    assert!(folder.ingest(&path).contains("4 documents taken in"));
    assert!(folder.ingest(&path).contains("4 known already"));

    // one event, of two reports and a copy
    let events = folder.lines(&["event", "--type", "ASSAULT", "--place", "كركوك"]);
    assert_eq!(events.len(), 1, "{events:#?}");
    let event = &events[0];
    assert_eq!((&event["reports"], &event["copies"]), (&json!(3), &json!(1)));
    assert_eq!(event["first"]["document"], "a1");
    let killed = event["toll"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["outcome"] == "killed")
        .unwrap();
    assert_eq!(
        (&killed["low"], &killed["best"], &killed["high"]),
        (&json!(5), &json!(8), &json!(8))
    );
    let copy = killed["lines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|l| l["document"] == "a2")
        .unwrap();
    assert_eq!((&copy["is"], &copy["current"]), (&json!("copy"), &json!(false)));

    // one story of the three, the talks apart
    let stories = folder.lines(&["story", "تفجير"]);
    assert_eq!(stories.len(), 1);
    let members: Vec<&Value> = stories[0]["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| &d["document"])
        .collect();
    assert_eq!(members, ["a1", "a2", "a3"]);
    let related = folder.lines(&["related", "a1"]);
    assert_eq!(related.len(), 2);

    // in any spelling, with what is written on to words; an exact phrase is exact
    for words in ["السوق الشعبيه", "وبمدينة", "\"عبوة ناسفة\""] {
        let found = folder.lines(&["search", words, "--kind", "documents"]);
        assert_eq!(found.len(), 3, "{words}");
        assert_eq!(found[0]["record"], "document/1");
    }
    assert!(
        folder
            .lines(&["search", "\"ناسفة عبوة\"", "--kind", "documents"])
            .is_empty()
    );
    let counted = folder.lines(&["search", "--kind", "claims", "--size", "0", "--facets", "type"]);
    assert_eq!(counted[0]["record"], "facet/1");
    let met = folder.lines(&[
        "search", "--kind", "claims", "--type", "consult", "--actor", "EGY",
    ]);
    assert!(met.iter().all(|c| c["document"] == "b1") && !met.is_empty());

    // a line of CSV an event, and what changes between two exports
    let csv = folder.0.join("events.csv");
    let exported = folder.run(&[
        "export",
        "--format",
        "csv",
        "--type",
        "ASSAULT",
        "-o",
        csv.to_str().unwrap(),
    ]);
    assert!(exported.status.success());
    let text = std::fs::read_to_string(csv).unwrap();
    assert!(text.starts_with("\u{feff}id,") && text.lines().count() == 2);
    let before = folder.0.join("before.jsonl");
    folder.run(&["export", "-o", before.to_str().unwrap()]);
    let later = article(
        "a4",
        "وكالة السهل",
        "2025-03-05T09:00:00+03:00",
        "تسعة قتلى حصيلة تفجير سوق كركوك\n\nقالت دائرة صحة كركوك اليوم الأربعاء إن تسعة أشخاص قتلوا في تفجير عبوة ناسفة داخل سوق شعبية وسط مدينة كركوك صباح الثلاثاء.",
    );
    folder.ingest(&folder.articles("later.jsonl", &[later]));
    let after = folder.0.join("after.jsonl");
    folder.run(&["export", "-o", after.to_str().unwrap()]);
    let changes = folder.lines(&["diff", before.to_str().unwrap(), after.to_str().unwrap()]);
    let changed = changes.iter().find(|c| c["event"] == event["id"]).unwrap();
    assert_eq!(changed["change"], "changed", "{changes:#?}");
    assert!(changed["fields"]["toll"].is_array());
}

#[test]
fn what_is_not_there_is_told() {
    let folder = Folder::new("missing");
    for arguments in [&["search", "قصف"][..], &["event", "e0000000000000000"]] {
        let run = folder.run(arguments);
        assert_eq!(run.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&run.stderr).contains("there is no archive here"));
    }
    folder.ingest(&folder.articles("market.jsonl", &market()));
    let run = folder.run(&["event", "e0000000000000000"]);
    assert!(String::from_utf8_lossy(&run.stderr).contains("no event “e0000000000000000”"));
    let run = folder.run(&["search", "--place", "قرية لا يعرفها سجل"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).contains("no registry has"));
    for wrong in [
        &["search", "--box", "200,0,1,1"][..],
        &["toll", "--policy", "guess"],
        &["export", "--format", "xls"],
    ] {
        assert_eq!(folder.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
    let run = folder.run(&["search", "\"قصف"]);
    assert!(String::from_utf8_lossy(&run.stderr).contains("unbalanced-quote"));
}
