//! A small archive of made-up articles, and what looks into bundles of it.

#![allow(dead_code, reason = "each test file uses a part of it")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) const AIR: &str = "قصفت طائرات حربية روسية بلدة بنش في ريف إدلب أمس الاثنين، ما أدى إلى مقتل خمسة مدنيين وإصابة \
     12 آخرين، وفق ما أفاد الدفاع المدني السوري.\n\nوقال الأهالي إن القصف دمر سوق البلدة ومدرسة قريبة منه، وإن فرق \
     الإنقاذ بقيت تعمل حتى ساعات الفجر الأولى.";
pub(crate) const UPDATE: &str = "ارتفعت حصيلة القصف الروسي على بلدة بنش في ريف إدلب أمس الاثنين إلى سبعة قتلى مدنيين، بحسب مصدر \
     طبي في المستشفى الوطني.\n\nوقصفت طائرات حربية روسية البلدة ظهرا، ما أدى إلى مقتل سبعة مدنيين.";
pub(crate) const DENIAL: &str = "نفت وزارة الدفاع الروسية أن تكون طائراتها قصفت بلدة بنش في ريف إدلب أمس الاثنين.\n\nوقالت الوزارة \
     إن طائراتها لم تقصف بلدة بنش.";
pub(crate) const WITNESS: &str = "قال المزارع أيمن الراوي إن مسلحين خطفوا ثلاثة عمال في مدينة الحسكة يوم الأحد.\n\nوأضاف أن \
     المسلحين أطلقوا النار على سيارة للشرطة.";
pub(crate) const NAME: &str = "أيمن الراوي";
pub(crate) const HOSTILE: &str = "\"><script>alert('x')</script><img src=x onerror=alert(1)> \u{202E}مظاهرة";

/// A folder of its own for a test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("seal-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn page(title: &str, text: &str) -> String {
    let escaped = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs: String = text.split("\n\n").map(|p| format!("<p>{p}</p>\n")).collect();
    let title = escaped(title);
    format!(
        "<!DOCTYPE html><html lang=\"ar\" dir=\"rtl\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body><article><h1>{title}</h1>\n{paragraphs}</article></body></html>"
    )
}

/// A line of input.
pub(crate) fn article(id: &str, outlet: &str, at: &str, title: &str, text: &str) -> Value {
    json!({"id": id, "html": page(title, text), "url": format!("https://{id}.example/news?a=1&b=2"),
        "outlet": outlet, "title": title, "published": at})
}

/// The articles of the case.
pub(crate) fn articles() -> Vec<Value> {
    vec![
        article(
            "d-air",
            "مرفأ",
            "2024-12-03T08:00:00Z",
            "قتلى في قصف على بنش",
            AIR,
        ),
        article(
            "d-copy",
            "بيدر",
            "2024-12-03T09:30:00Z",
            "قصف روسي على بلدة بنش",
            AIR,
        ),
        article(
            "d-update",
            "سنابل",
            "2024-12-03T12:00:00Z",
            "ارتفاع حصيلة قصف بنش",
            UPDATE,
        ),
        article(
            "d-denial",
            "بيدر",
            "2024-12-03T15:00:00Z",
            "موسكو تنفي قصف بنش",
            DENIAL,
        ),
        article(
            "d-witness",
            "سنابل",
            "2024-12-09T08:00:00Z",
            "خطف عمال في الحسكة",
            WITNESS,
        ),
        article(
            "d-hostile",
            "<b>بيدر</b>",
            "2024-12-10T08:00:00Z",
            HOSTILE,
            "تظاهر مئات الطلاب في العاصمة بيروت يوم السبت احتجاجا على رفع الرسوم.",
        ),
    ]
}

pub(crate) fn musnad(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musnad"));
    command
        .args(arguments)
        .env_remove("MUSNAD_ARCHIVE")
        .env("MUSNAD_KNOWLEDGE", "none")
        .stdin(Stdio::null());
    command
}

/// Runs the program, and shows what it said where it does not end as it should.
pub(crate) fn ends(arguments: &[&str], status: i32) -> String {
    let output = musnad(arguments);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{arguments:?}\n{out}\n{err}");
    out + &err
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Takes articles into an archive, in one run.
pub(crate) fn ingest(archive: &Path, articles: &[Value]) {
    let input = archive.with_extension("jsonl");
    let lines: Vec<String> = articles.iter().map(Value::to_string).collect();
    std::fs::write(&input, lines.join("\n")).unwrap();
    ends(&["ingest", shown(&input), "--archive", shown(archive), "-q"], 0);
}

/// An archive of all articles with a key, in a folder of its own.
pub(crate) fn archive(name: &str) -> (PathBuf, PathBuf) {
    let folder = folder(name);
    let archive = folder.join("archive");
    ingest(&archive, &articles());
    ends(&["seal", "--new-key", "--archive", shown(&archive)], 0);
    (folder, archive)
}

pub(crate) fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The files of a bundle by their names without the folder; packed ones unpacked.
pub(crate) fn files(bundle: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(bundle).unwrap()).unwrap();
    let mut out = BTreeMap::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let name = file.name().unwrap().split_once('/').unwrap().1.to_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name.ends_with(".gz") {
            let packed = std::mem::take(&mut content);
            flate2::read::MultiGzDecoder::new(&packed[..])
                .read_to_end(&mut content)
                .unwrap();
        }
        out.insert(name, content);
    }
    out
}

pub(crate) fn lines(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<Value> {
    let content = text(&files[name]);
    content
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

/// The id of a claim of a document.
pub(crate) fn claim_of(archive: &Path, document: &str) -> String {
    let out = musnad(&[
        "search",
        "بنش",
        "--kind",
        "claim",
        "--archive",
        shown(archive),
        "--format",
        "jsonl",
    ]);
    let out = text(&out.stdout);
    let records = out.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok());
    let mut claims = records.filter(|r| r["record"] == "claim/1" && r["document"] == document);
    claims.next().unwrap()["id"].as_str().unwrap().to_owned()
}
