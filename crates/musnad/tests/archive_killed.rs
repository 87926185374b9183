//! `musnad ingest` killed at any moment, and what is wrong with disks and archives: nothing told as kept is lost,
//! nothing is there twice, and whoever is at the keyboard is told what is wrong and where.
//!
//! Kills as often as fits into some seconds; `MUSNAD_KILLS=300` kills so often (best with `--release`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[allow(dead_code, reason = "its main is not called here")]
#[path = "../examples/archive_documents.rs"]
mod archive_documents;

use musnad_archive::store::Store;
use musnad_archive::{Archive, Search, Sqlite};
use musnad_record::v1::Records;
use musnad_search::Kind;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// So many documents are read into an archive.
const DOCUMENTS: usize = 1200;
/// Without a number of kills, they go on for so long.
const FOR: Duration = Duration::from_secs(40);
/// An archive opens in less than this, however the process before ended.
const AT_ONCE: Duration = Duration::from_secs(2);

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A file of made-up documents, the same each time.
fn documents(folder: &Path, count: usize) -> PathBuf {
    let path = folder.join("documents.jsonl");
    archive_documents::write(count, File::create(&path).unwrap()).unwrap();
    path
}

fn ingest(archive: &Path, documents: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musnad"));
    command.args(["ingest", "--archive"]).arg(archive).arg(documents);
    alone(&mut command);
    command
}

fn alone(command: &mut Command) {
    command
        .env_remove("MUSNAD_ARCHIVE")
        .env("MUSNAD_KNOWLEDGE", "none")
        .stdin(Stdio::null());
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn done(output: Output) -> String {
    let told = stderr(&output);
    assert!(output.status.success(), "{told}");
    told
}

/// An ingest that failed: status 1 or 2, nothing like a panic, and a message that names the archive.
fn refused(output: Output, archive: &Path, what: &str) {
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(what), "{told}");
    assert!(told.contains(archive.to_str().unwrap()), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

/// What an archive holds, by ids alone: documents with story and original, claims with events, readings.
fn contents(folder: &Path) -> Vec<String> {
    let store = Sqlite::read(folder).unwrap();
    let mut out = Vec::new();
    for d in store.after(0, usize::MAX >> 1).unwrap() {
        let story = d.story.and_then(|s| store.story_id(s).unwrap());
        let of = d.copy_of.map(|n| store.documents(&[n]).unwrap()[0].id.clone());
        out.push(format!("{} {} {} {story:?} {of:?}", d.n, d.id, d.sha256));
        let readings = store.readings(d.n).unwrap();
        assert_eq!(readings.len(), 1, "{} was read twice", d.id);
        out.push(readings[0].1.clone());
        let told = store.told(d.n).unwrap();
        out.extend(told.iter().map(|t| {
            format!(
                "{} {} {}",
                t.claim,
                store.event_id(t.event).unwrap().unwrap(),
                t.why
            )
        }));
        assert!(store.page(&d.sha256).unwrap().is_some(), "{} has no page", d.id);
    }
    out.push(format!("{:?}", store.size().unwrap()));
    out
}

/// The journal's chain holds, and it names each document once.
fn journal_holds(folder: &Path) {
    let store = Sqlite::read(folder).unwrap();
    let links = store.journal(0, usize::MAX >> 1).unwrap();
    let mut named = BTreeMap::new();
    for link in &links {
        let musnad_seal::journal::Body::Open(body) = &link.entry.body else {
            panic!("a body is withheld");
        };
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        for d in body["documents"].as_array().unwrap() {
            *named.entry(d[0].to_string()).or_insert(0) += 1;
        }
    }
    let size = store.size().unwrap();
    assert_eq!(named.len() as i64, size.documents);
    assert!(
        named.values().all(|n| *n == 1),
        "a document was told as kept twice"
    );
    let end = musnad_seal::journal::verify(links.into_iter().map(Ok), musnad_seal::journal::End::NONE, None);
    assert_eq!(end.unwrap().unwrap().n as i64, size.journal);
}

/// The index has what the store has.
fn index_agrees(folder: &Path) {
    let store = Sqlite::read(folder).unwrap();
    let size = store.size().unwrap();
    let mut claims = 0;
    for d in store.after(0, usize::MAX >> 1).unwrap() {
        let (lines, _) = store.lines(d.n).unwrap().unwrap();
        claims += Records::read(&lines).unwrap().claims.len();
    }
    assert_eq!(indexed(folder, Kind::Document), size.documents as usize);
    assert_eq!(indexed(folder, Kind::Claim), claims);
    assert_eq!(indexed(folder, Kind::Event), size.events as usize);
    let archive = Archive::new(Sqlite::read(folder).unwrap()).unwrap();
    assert_eq!(Search::open(folder).unwrap().refresh(&archive).unwrap(), 0);
}

fn indexed(folder: &Path, kind: Kind) -> usize {
    let query = musnad_search::Query {
        kind: Some(kind),
        doubtful: true,
        ..Default::default()
    };
    Search::read(folder).unwrap().ask(&query).unwrap().total as usize
}

/// How many documents are kept, as somebody sees who reads along; 0 before there is an archive.
fn kept(folder: &Path) -> i64 {
    Sqlite::read(folder).map_or(0, |store| store.size().map_or(0, |s| s.documents))
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % most
    }
}

/// Lets an ingest run for a while and kills it; says whether it was still running.
fn killed(mut child: Child, after: Duration) -> bool {
    std::thread::sleep(after);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

#[test]
fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    let here = folder("killed");
    let input = documents(&here, DOCUMENTS);
    let whole = here.join("whole");
    let begun = Instant::now();
    done(ingest(&whole, &input).output().unwrap());
    let takes = begun.elapsed();
    let expected = contents(&whole);
    journal_holds(&whole);
    index_agrees(&whole);

    let wanted = std::env::var("MUSNAD_KILLS")
        .ok()
        .map(|n| n.parse::<usize>().unwrap());
    let (begun, mut kills, mut chance) = (Instant::now(), 0, Chance(0x5eed));
    let goes_on = |kills| wanted.map_or_else(|| begun.elapsed() < FOR, |n| kills < n);
    for round in 0.. {
        if !goes_on(kills) {
            break;
        }
        let archive = here.join(format!("killed-{round}"));
        // a few times over one archive, so that what comes after a kill is killed too
        for _ in 0..=chance.below(4) {
            let after = takes.mul_f64(chance.below(1000) as f64 / 1000.0);
            let mut child = ingest(&archive, &input);
            let child = child.stderr(Stdio::null()).spawn().unwrap();
            let seen = kept(&archive);
            kills += usize::from(killed(child, after));
            opens(&archive, seen);
        }
        let before = kept(&archive);
        let told = done(ingest(&archive, &input).output().unwrap());
        let known = format!("{before} known already");
        assert!(told.contains(&known), "{told} where {known}");
        assert!(
            contents(&archive) == expected,
            "round {round}: another archive came of it"
        );
        journal_holds(&archive);
        index_agrees(&archive);
        std::fs::remove_dir_all(&archive).unwrap();
    }
    println!(
        "killed {kills} times in {:.0?}; a run takes {takes:.1?}",
        begun.elapsed()
    );
    assert!(kills > 0);
}

/// The archive opens at once, with no fewer documents than were seen in it, and nothing in it is torn.
fn opens(archive: &Path, seen: i64) {
    // killed before it had made anything
    if !archive.join("archive.sqlite").exists() {
        return assert_eq!(seen, 0);
    }
    let begun = Instant::now();
    drop(Sqlite::open(archive).unwrap());
    let took = begun.elapsed();
    assert!(took < AT_ONCE, "opening took {took:?}");
    assert!(kept(archive) >= seen);
    journal_holds(archive);
}

#[test]
fn in_two_runs_as_in_one() {
    let here = folder("two-runs");
    let input = documents(&here, 1024);
    let text = std::fs::read_to_string(&input).unwrap();
    let (first, _) = text.split_at(text.match_indices('\n').nth(511).unwrap().0 + 1);
    let half = here.join("half.jsonl");
    std::fs::write(&half, first).unwrap();
    let (one, two) = (here.join("one"), here.join("two"));
    done(ingest(&one, &input).output().unwrap());
    done(ingest(&two, &half).output().unwrap());
    let told = done(ingest(&two, &input).output().unwrap());
    assert!(
        told.contains("512 documents taken in, 0 changed, 512 known already"),
        "{told}"
    );
    assert!(contents(&one) == contents(&two));
    let told = done(ingest(&two, &input).output().unwrap());
    assert!(
        told.contains("0 documents taken in, 0 changed, 1024 known already"),
        "{told}"
    );
    assert!(contents(&one) == contents(&two));
}

/// Runs `command` with a small or read-only disk mounted at `at`; nothing where this machine does not let us.
fn mounted(at: &Path, options: &str, command: &Command) -> Option<Output> {
    let mut words = vec![command.get_program()];
    words.extend(command.get_args());
    let script = format!("mount -t tmpfs -o {options} none \"$0\" && exec \"$@\"");
    let mut shell = Command::new("unshare");
    shell.args(["-Urm", "sh", "-c", &script]).arg(at).args(words);
    alone(&mut shell);
    let can = Command::new("unshare")
        .args(["-Urm", "sh", "-c", "mount -t tmpfs none \"$0\""])
        .arg(at)
        .output();
    can.is_ok_and(|o| o.status.success())
        .then(|| shell.output().unwrap())
}

#[test]
fn a_full_disk_is_told_and_does_no_harm() {
    let here = folder("full");
    let input = documents(&here, 1500);
    let disk = here.join("disk");
    std::fs::create_dir(&disk).unwrap();
    let Some(output) = mounted(&disk, "size=2m", &ingest(&disk.join("kept"), &input)) else {
        return println!("no disk can be mounted here");
    };
    refused(output, &disk.join("kept"), "the disk is full");
}

/// Files may not grow over a limit: what a full disk does, and the archive can be looked at afterwards.
#[test]
fn what_cannot_be_written_leaves_what_was_kept() {
    let here = folder("limit");
    let input = documents(&here, 1500);
    let (archive, whole) = (here.join("kept"), here.join("whole"));
    for blocks in [64, 512, 1500, 3000] {
        let command = ingest(&archive, &input);
        let mut shell = Command::new("bash");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        shell.args(["-c", &script, "-"]).arg(command.get_program());
        shell.args(command.get_args());
        alone(&mut shell);
        refused(shell.output().unwrap(), &archive, "musnad: ");
        opens(&archive, 0);
    }
    done(ingest(&archive, &input).output().unwrap());
    done(ingest(&whole, &input).output().unwrap());
    assert!(contents(&archive) == contents(&whole));
    index_agrees(&archive);
}

#[test]
fn a_read_only_folder_is_told() {
    let here = folder("read-only");
    let input = documents(&here, 20);
    let disk = here.join("disk");
    std::fs::create_dir(&disk).unwrap();
    let Some(output) = mounted(&disk, "ro", &ingest(&disk.join("kept"), &input)) else {
        return println!("no disk can be mounted here");
    };
    refused(output, &disk.join("kept"), "ead-only");
}

#[test]
fn of_two_writers_the_second_is_told() {
    let here = folder("two");
    let input = documents(&here, 20);
    let archive = here.join("kept");
    let held = Sqlite::open(&archive).unwrap();
    refused(
        ingest(&archive, &input).output().unwrap(),
        &archive,
        "another process is writing to this archive",
    );
    drop(held);
    done(ingest(&archive, &input).output().unwrap());
}

#[test]
fn what_is_no_archive_of_ours_is_left_alone() {
    let here = folder("wrong");
    let input = documents(&here, 200);
    let archive = here.join("kept");
    done(ingest(&archive, &input).output().unwrap());
    let file = archive.join("archive.sqlite");
    let whole = std::fs::read(&file).unwrap();
    let mut newer = whole.clone();
    // the file's header holds user_version in bytes 60 to 63
    newer[63] = 99;
    let wrong: [(&str, Vec<u8>, &str); 4] = [
        ("newer", newer, "later version of Musnad"),
        ("text", "ليس أرشيفا".repeat(500).into_bytes(), "no archive"),
        ("cut", whole[..whole.len() / 2].to_vec(), "damaged"),
        ("stub", whole[..50].to_vec(), "no archive"),
    ];
    for (name, bytes, what) in wrong {
        let archive = here.join(name);
        std::fs::create_dir(&archive).unwrap();
        let file = archive.join("archive.sqlite");
        std::fs::write(&file, &bytes).unwrap();
        refused(ingest(&archive, &input).output().unwrap(), &archive, what);
        assert!(std::fs::read(&file).unwrap() == bytes, "{name} was written to");
    }
}

#[test]
fn an_index_that_is_gone_or_cannot_be_used_is_made_again() {
    let here = folder("index");
    let input = documents(&here, 100);
    let archive = here.join("kept");
    done(ingest(&archive, &input).output().unwrap());
    index_agrees(&archive);
    let index = archive.join("index");
    std::fs::remove_dir_all(&index).unwrap();
    done(ingest(&archive, &input).output().unwrap());
    index_agrees(&archive);
    for entry in std::fs::read_dir(&index).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "json") {
            std::fs::write(path, "{}").unwrap();
        }
    }
    done(ingest(&archive, &input).output().unwrap());
    index_agrees(&archive);
}
