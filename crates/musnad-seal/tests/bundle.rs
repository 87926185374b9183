//! What is sealed can be read and checked with the tools of others, is there whole or not at all, and is the same for
//! the same input.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what goes wrong here is a failure"
)]

mod case;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use case::{content, entries, entry, fill, flood, folder, has, run, sealed};
use musnad_intake::{Content, Input, Options, items};
use musnad_seal::journal::{End, Link};
use musnad_seal::{About, Answer, Check, Hash, Key, Page, PublicKey, Sealer, Table, add_timestamp, verify};

#[test]
fn what_is_sealed_holds_and_says_what_it_is() {
    let folder = folder();
    let (path, bytes, key) = sealed(folder.path());
    let verdict = verify(&path, &[key.public()]).unwrap();
    assert_eq!(verdict.failure, None);
    assert!(verdict.holds());
    assert_eq!(verdict.signer, Some(key.public()));
    assert_eq!((verdict.pages, verdict.documents, verdict.stamped), (2, 2, None));
    assert_eq!(verdict.sealed.as_deref(), Some(case::AT));
    let (start, head) = verdict.journal.unwrap();
    assert_eq!((start.n, head.n), (6, 10));
    let mut entries = entries(&bytes);
    let info = String::from_utf8(content(&mut entries, "bag-info.txt").clone()).unwrap();
    assert!(
        info.contains("External-Description: سيول الساحل، شباط 2026\n"),
        "{info}"
    );
    assert!(info.contains("Bagging-Date: 2026-03-01\n"), "{info}");
    let page = format!("case-7/data/pages/{}.html", Hash::of(case::FLOOD.as_bytes()));
    assert_eq!(content(&mut entries, &page), case::FLOOD.as_bytes());
    let left_out = String::from_utf8(content(&mut entries, "left-out.json").clone()).unwrap();
    assert_eq!(
        left_out,
        "[\n  {\"rule\": \"حماية الشهود\", \"what\": \"claim\", \"count\": 2}\n]\n"
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = folder();
    let (_, bytes, key) = sealed(folder.path());
    let other = folder.path().join("elsewhere");
    std::fs::create_dir(&other).unwrap();
    let path = other.join("case-7.zip");
    let mut sealer = Sealer::create(&path, case::about()).unwrap();
    fill(&mut sealer);
    sealer.seal(&case::enclosed(), &key).unwrap();
    assert!(std::fs::read(path).unwrap() == bytes);
}

/// Unzips with the system's `unzip`; the folder of the bag.
fn unzipped(path: &Path, into: &Path) -> std::path::PathBuf {
    run(into, "unzip", &["-q", path.to_str().unwrap()]);
    into.join("case-7")
}

#[test]
fn sha256sum_alone_checks_it() {
    if !has("sha256sum", "--version") || !has("unzip", "-v") {
        return;
    }
    let folder = folder();
    let (path, ..) = sealed(folder.path());
    let bag = unzipped(&path, folder.path());
    let said = run(&bag, "sha256sum", &["--strict", "-c", "manifest-sha256.txt"]);
    assert_eq!(said.lines().filter(|l| l.ends_with(": OK")).count(), 15, "{said}");
    let said = run(&bag, "sha256sum", &["--strict", "-c", "tagmanifest-sha256.txt"]);
    assert_eq!(said.lines().filter(|l| l.ends_with(": OK")).count(), 4, "{said}");
}

#[test]
fn openssl_checks_the_signature_as_the_readme_says() {
    if !has("openssl", "version") || !has("unzip", "-v") || !has("sha256sum", "--version") {
        return;
    }
    let folder = folder();
    let (path, _, key) = sealed(folder.path());
    let bag = unzipped(&path, folder.path());
    let readme = std::fs::read_to_string(bag.join("README.txt")).unwrap();
    let commands: Vec<&str> = readme
        .lines()
        .filter_map(|l| l.strip_prefix("    "))
        .map(str::trim)
        .collect();
    // the same commands in both languages
    let (arabic, english) = commands.split_at(commands.len() / 2);
    assert_eq!((arabic, arabic.len()), (english, 5));
    for command in &arabic[..4] {
        let said = run(&bag, "sh", &["-ec", command]);
        if command.contains("-verify") {
            assert!(said.contains("Signature Verified Successfully"), "{said}");
        }
        if command.contains("-outform") {
            assert!(said.starts_with(&key.public().fingerprint()), "{said}");
        }
    }
    std::fs::write(bag.join("tagmanifest-sha256.txt"), "x").unwrap();
    let verify = arabic.iter().find(|c| c.contains("pkeyutl")).unwrap();
    assert!(
        !Command::new("sh")
            .args(["-c", verify])
            .current_dir(&bag)
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[test]
fn openssl_and_musnad_read_each_others_keys() {
    if !has("openssl", "version") {
        return;
    }
    let folder = folder();
    run(
        folder.path(),
        "sh",
        &[
            "-c",
            "umask 077; openssl genpkey -algorithm ed25519 -out theirs.pem",
        ],
    );
    let key = Key::load(&folder.path().join("theirs.pem")).unwrap();
    let public = run(
        folder.path(),
        "openssl",
        &["pkey", "-in", "theirs.pem", "-pubout"],
    );
    assert_eq!(PublicKey::from_pem(&public).unwrap(), key.public());
    assert_eq!(key.public().to_pem().unwrap(), public);
    let key = Key::generate(&folder.path().join("ours.pem")).unwrap();
    let public = run(folder.path(), "openssl", &["pkey", "-in", "ours.pem", "-pubout"]);
    assert_eq!(key.public().to_pem().unwrap(), public);
}

#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("key.pem");
    Key::generate(&path).unwrap();
    let mode = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    for shared in [0o640, 0o604, 0o620, 0o777] {
        mode(shared);
        let error = Key::load(&path).unwrap_err();
        assert!(
            error.is_key() && error.to_string().contains(&format!("mode {shared:03o}")),
            "{error}"
        );
    }
    mode(0o400);
    Key::load(&path).unwrap();
    mode(0o600);
    std::fs::write(&path, "ليس مفتاحا").unwrap();
    assert!(Key::load(&path).unwrap_err().is_key());
    assert!(Key::load(&folder.path().join("none.pem")).unwrap_err().is_io());
}

/// An authority of one's own: `ca.pem` and what answers queries, in `folder`.
fn authority(folder: &Path) {
    let config = "[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=ext\n[dn]\nCN=Stamps\n[ext]\n\
         extendedKeyUsage=critical,timeStamping\n[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_digest=sha256\n\
         default_policy=1.2.3.4\nclock_precision_digits=3\ndigests=sha256\naccuracy=secs:1\nsigner_cert=ca.pem\nsigner_key=ca.key\ncerts=ca.pem\n";
    std::fs::write(folder.join("tsa.cnf"), config).unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    let make =
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -config tsa.cnf";
    run(folder, "sh", &["-c", make]);
}

fn answer(folder: &Path, query: &[u8]) -> Vec<u8> {
    std::fs::write(folder.join("q.tsq"), query).unwrap();
    run(
        folder,
        "sh",
        &[
            "-c",
            "openssl ts -reply -config tsa.cnf -section t -queryfile q.tsq -out a.tsr",
        ],
    );
    std::fs::read(folder.join("a.tsr")).unwrap()
}

#[test]
fn a_time_stamp_is_added_later() {
    if !has("openssl", "version") || !has("unzip", "-v") {
        return;
    }
    let folder = folder();
    let at = folder.path();
    let (path, bytes, key) = sealed(at);
    authority(at);
    let query = content(&mut entries(&bytes), "timestamp.tsq").clone();
    std::fs::write(at.join("sig"), content(&mut entries(&bytes), "tagmanifest.sig")).unwrap();
    run(
        at,
        "openssl",
        &[
            "ts",
            "-query",
            "-data",
            "sig",
            "-sha256",
            "-cert",
            "-no_nonce",
            "-out",
            "theirs.tsq",
        ],
    );
    assert_eq!(std::fs::read(at.join("theirs.tsq")).unwrap(), query);

    let mut other = query.clone();
    other[30] ^= 1;
    let wrong = add_timestamp(&path, &answer(at, &other)).unwrap_err();
    assert!(
        wrong.is_unsound() && wrong.to_string().contains("a stamp on something else"),
        "{wrong}"
    );
    for junk in [
        &b""[..],
        b"\x30\x80",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x05\x30\x03\x02\x01\x02",
        &query,
    ] {
        let wrong = add_timestamp(&path, junk).unwrap_err();
        assert!(wrong.is_unsound(), "{wrong}");
    }
    assert!(std::fs::read(&path).unwrap() == bytes, "nothing was changed");

    let answer = answer(at, &query);
    assert!(add_timestamp(&path, &answer).unwrap().stamped.is_some());
    let verdict = verify(&path, &[key.public()]).unwrap();
    assert!(verdict.holds(), "{:?}", verdict.failure);
    let time = verdict.stamped.unwrap();
    assert!(time.starts_with("20") && time.ends_with('Z'), "{time}");
    assert!(add_timestamp(&path, &answer).unwrap_err().is_exists());

    let bag = unzipped(&path, at);
    let readme = std::fs::read_to_string(bag.join("README.txt")).unwrap();
    let command = readme.lines().find(|l| l.contains("openssl ts -verify")).unwrap();
    let said = run(&bag, "sh", &["-c", &command.replace("CA.pem", "../ca.pem")]);
    assert!(said.contains("Verification: OK"), "{said}");

    let stamped = std::fs::read(&path).unwrap();
    let begins = stamped.len() - answer.len() - 4000;
    for n in begins..stamped.len() {
        let mut changed = stamped.clone();
        changed[n] ^= 0x10;
        assert!(case::failure(&changed).is_some(), "byte {n}");
    }
}

#[test]
fn a_bag_of_no_pages_is_a_bag() {
    let folder = folder();
    let key = Key::generate(&folder.path().join("key.pem")).unwrap();
    let about = About {
        organization: None,
        journal_start: End::NONE,
        ..case::about()
    };
    let path = folder.path().join("empty.zip");
    Sealer::create(&path, about)
        .unwrap()
        .seal(&case::enclosed(), &key)
        .unwrap();
    let verdict = verify(&path, &[key.public()]).unwrap();
    assert!(verdict.holds(), "{:?}", verdict.failure);
    assert_eq!(
        (verdict.pages, verdict.journal),
        (0, Some((End::NONE, End::NONE)))
    );
}

#[test]
fn a_bundle_of_arabic_name_in_a_folder_of_arabic_name() {
    let folder = folder();
    let (_, _, key) = sealed(folder.path());
    let inside = folder.path().join("ملفات المحكمة");
    std::fs::create_dir(&inside).unwrap();
    let path = inside.join("قضية السيول ٧.zip");
    let mut sealer = Sealer::create(&path, case::about()).unwrap();
    fill(&mut sealer);
    sealer.seal(&case::enclosed(), &key).unwrap();
    assert!(verify(&path, &[key.public()]).unwrap().holds());
    let entries = entries(&std::fs::read(&path).unwrap());
    assert!(
        entries
            .iter()
            .all(|(name, _)| name.starts_with("musnad-bundle/") && name.is_ascii())
    );
    assert_eq!(
        std::fs::read_dir(&inside).unwrap().count(),
        1,
        "nothing else is left there"
    );
}

#[test]
fn musnad_reads_the_web_archive_again() {
    let folder = folder();
    let (_, bytes, _) = sealed(folder.path());
    let warc = content(&mut entries(&bytes), "pages.warc.gz").clone();
    let found: Vec<_> = items(Input::stream(std::io::Cursor::new(warc)), Options::default()).collect();
    let page = |at: usize| {
        let item = &found[at];
        assert!(item.diagnostics.is_empty(), "{:?}", item.diagnostics);
        match &item.content {
            Content::Page(bytes) => (
                item.known.url.clone().unwrap(),
                String::from_utf8(bytes.clone()).unwrap(),
            ),
            other => panic!("{other:?}"),
        }
    };
    // and a note on the record that is about the archive
    assert_eq!(found.len(), 4, "{found:?}");
    assert_eq!(
        page(0),
        ("https://marfa.example/news/1?q=%D8%B3".into(), case::FLOOD.into())
    );
    assert_eq!(page(1), ("https://sada.example/2".into(), case::QUIET.into()));
    assert_eq!(page(2).0, "https://copies.example/1");
}

#[test]
fn the_web_archive_keeps_what_the_server_said() {
    let folder = folder();
    let (_, bytes, _) = sealed(folder.path());
    let warc = content(&mut entries(&bytes), "pages.warc.gz").clone();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(&warc[..]), &mut text).unwrap();
    for line in [
        "HTTP/1.1 200 \r\nContent-Type: text/html; charset=utf-8\r\n",
        "X-Archive-Orig-Content-Encoding: gzip\r\nX-Archive-Orig-Content-Length: 77\r\nLast-Modified: ",
        "WARC-Target-URI: https://sada.example/2\r\n",
        "WARC-Type: resource\r\n",
    ] {
        assert!(text.contains(line), "{line:?} in {text}");
    }
}

#[test]
fn what_is_unfit_is_refused_and_nothing_is_left() {
    let folder = folder();
    let (path, bytes, key) = sealed(folder.path());
    assert!(Sealer::create(&path, case::about()).err().unwrap().is_exists());
    let nowhere = folder.path().join("لا مجلد").join("case.zip");
    assert!(Sealer::create(&nowhere, case::about()).err().unwrap().is_io());
    let path = folder.path().join("other.zip");
    let unfit: [fn(&mut About); 4] = [
        |a| a.sealed = "2026-03-01T08:00:00+03:00".into(),
        |a| a.sealed = "أمس".into(),
        |a| a.description = "سطر\nPayload-Oxum: 0.0".into(),
        |a| a.organization = Some(" مرصد".into()),
    ];
    for change in unfit {
        let mut about = case::about();
        change(&mut about);
        assert!(Sealer::create(&path, about).err().unwrap().is_value());
    }
    let mut sealer = Sealer::create(&path, case::about()).unwrap();
    let bad_header = Some(Answer {
        status: 200,
        headers: vec![("X", "a\r\nSet-Cookie: b")],
    });
    let pages = [
        Page { url: "", ..flood() },
        Page {
            url: "https://a.example/\r\nWARC-Type: x",
            ..flood()
        },
        Page {
            fetched: "2026-02-30T10:00:00Z",
            ..flood()
        },
        Page {
            answer: bad_header,
            ..flood()
        },
        Page {
            media: Some("text/html\r\n"),
            answer: None,
            ..flood()
        },
    ];
    for page in pages {
        assert!(sealer.page(&page).unwrap_err().is_value(), "{page:?}");
    }
    assert!(sealer.record(Table::Claims, "{}\n{}").unwrap_err().is_value());
    assert!(sealer.record(Table::Claims, "خبر").unwrap_err().is_value());
    let start = case::about().journal_start;
    let mut link = Link::after(start, entry(8));
    let error = sealer.journal(&link).unwrap_err();
    assert!(
        error.is_unsound() && error.to_string().contains("entry 7 is missing"),
        "{error}"
    );
    link = Link::after(start, entry(7));
    link.entry.kind = "reject".into();
    let error = sealer.journal(&link).unwrap_err();
    assert!(error.to_string().contains("entry 7 was changed"), "{error}");
    sealer.page(&flood()).unwrap();
    let line = format!(r#"{{"id":"d1","sha256":"{}"}}"#, Hash::of(b"no such page"));
    sealer.record(Table::Documents, &line).unwrap();
    let error = sealer.seal(&case::enclosed(), &key).unwrap_err();
    assert!(
        error.is_unsound() && error.to_string().contains("documents.jsonl line 1"),
        "{error}"
    );
    drop(Sealer::create(&path, case::about()).unwrap());
    assert!(!path.exists());
    assert!(verify(&path, &[]).unwrap_err().is_io());
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        2,
        "the key and the first bundle"
    );
    assert!(std::fs::read(folder.path().join("case-7.zip")).unwrap() == bytes);
    assert_eq!(case::failure(b"not a bundle").unwrap().check, Check::Zip);
}

/// Seals again and again until it is killed: the other end of the test below.
#[test]
#[ignore = "run by the test that kills it"]
fn seals_until_killed() {
    let Some(folder) = std::env::var_os("MUSNAD_SEAL_INTO") else {
        return;
    };
    let key = Key::load(&Path::new(&folder).join("key.pem")).unwrap();
    for n in 0.. {
        let path = Path::new(&folder).join(format!("{}-{n}.zip", std::process::id()));
        let mut sealer = Sealer::create(&path, case::about()).unwrap();
        fill(&mut sealer);
        sealer.seal(&case::enclosed(), &key).unwrap();
    }
}

#[test]
fn killed_at_any_moment_a_bundle_is_whole_or_not_there() {
    let folder = folder();
    Key::generate(&folder.path().join("key.pem")).unwrap();
    for round in 0..40 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "seals_until_killed", "--ignored"])
            .env("MUSNAD_SEAL_INTO", folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(60) + Duration::from_micros(1700) * round);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let names = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().path());
    let bundles: Vec<_> = names
        .filter(|p| p.extension().is_some_and(|e| e == "zip"))
        .collect();
    assert!(bundles.len() > 10, "{}", bundles.len());
    for path in bundles {
        let verdict = verify(&path, &[]).unwrap();
        assert!(verdict.holds(), "{}: {:?}", path.display(), verdict.failure);
    }
}
