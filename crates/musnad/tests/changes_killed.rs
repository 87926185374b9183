//! `musnad reread`, `correct` and `seal` killed at any moment: what was told as kept is there, what was not is there
//! whole or not at all, nothing is there twice, and no half bundle or key stands under its name.
//!
//! Each is killed a few times; `MUSNAD_KILLS=75` kills each so often (best with `--release`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod killing;

use killing::*;
use musnad_archive::Sqlite;
use musnad_archive::store::{Store, Telling};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// So often each is killed where nobody says how often.
const KILLS: usize = 12;

fn musnad(arguments: &[&str], archive: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musnad"));
    command.args(arguments);
    alone(&mut command);
    command.env("MUSNAD_ARCHIVE", archive).env("MUSNAD_WHO", "سلمى");
    command
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// An archive of so many documents.
fn filled(here: &Path, count: usize) -> PathBuf {
    let archive = here.join("first");
    done(ingest(&archive, &documents(here, count)).output().unwrap());
    archive
}

/// The archive as it is, once more under another name.
fn copied(from: &Path, to: PathBuf) -> PathBuf {
    let _ = std::fs::remove_dir_all(&to);
    std::fs::create_dir_all(to.join("index")).unwrap();
    for inside in [PathBuf::new(), PathBuf::from("index")] {
        for entry in std::fs::read_dir(from.join(&inside)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                std::fs::copy(entry.path(), to.join(&inside).join(entry.file_name())).unwrap();
            }
        }
    }
    to
}

/// What `musnad archive check` holds the archive to.
fn checked(archive: &Path) {
    let output = musnad(&["archive", "check"], archive).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output);
    assert!(output.status.success(), "{told}");
}

/// Runs a command and kills it within the time that it takes, or a little later; says whether it was still running,
/// and what it told.
fn cut_short(mut command: Command, takes: Duration, chance: &mut Chance) -> (bool, Output) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(takes.mul_f64(chance.below(1100) as f64 / 1000.0));
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    (running, child.wait_with_output().unwrap())
}

fn timed(mut command: Command) -> (Duration, Output) {
    let begun = Instant::now();
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    (begun.elapsed(), output)
}

/// A folder of registries with a village more: what reads with it is another version.
fn other_knowledge(here: &Path) -> PathBuf {
    let (added, own) = (here.join("added.tsv"), here.join("knowledge"));
    std::fs::write(
        &added,
        "id\tname_ar\tname_en\tkind\tcountry\tlat\tlon\tprecision\nsyr-talla\tالتلة البيضاء\tTalla\tvillage\tSYR\t35.1\t36.2\ttown\n",
    )
    .unwrap();
    let arguments = ["--knowledge", shown(&own), "knowledge", "add", shown(&added)];
    done(musnad(&arguments, here).output().unwrap());
    own
}

/// How many documents were read twice, as somebody sees who reads along.
fn read_again(archive: &Path) -> usize {
    let store = Sqlite::read(archive).unwrap();
    let all = store.after(0, usize::MAX >> 1).unwrap();
    all.iter()
        .filter(|d| store.readings(d.n).unwrap().len() > 1)
        .count()
}

#[test]
fn a_new_reading_is_kept_whole_or_not_at_all() {
    const DOCUMENTS: usize = 500;
    let here = folder("killed-rereading");
    let (first, own) = (filled(&here, DOCUMENTS), other_knowledge(&here));
    let again = |archive: &Path| musnad(&["--knowledge", shown(&own), "reread"], archive);
    let whole = copied(&first, here.join("whole"));
    let (takes, _) = timed(again(&whole));
    let expected = (contents(&whole, 2), indexed(&whole));
    let (mut kills, mut chance) = (0, Chance(0xbead));
    while kills < wanted().unwrap_or(KILLS) {
        let archive = copied(&first, here.join("killed"));
        for _ in 0..=chance.below(4) {
            let before = read_again(&archive);
            let (running, _) = cut_short(again(&archive), takes, &mut chance);
            kills += usize::from(running);
            opens(&archive, DOCUMENTS as i64);
            assert!(read_again(&archive) >= before);
        }
        let known = read_again(&archive);
        let told = done(again(&archive).output().unwrap());
        let rest = format!("{} documents read again", DOCUMENTS - known);
        assert!(told.starts_with(&rest), "{told} where {rest}");
        assert!((contents(&archive, 2), indexed(&archive)) == expected);
        journal_holds(&archive);
        checked(&archive);
    }
    println!("a rereading killed {kills} times; it takes {takes:.1?}");
}

/// What a reviewer says one after the other: each step is kept by one command, which may keep much.
fn steps(archive: &Path) -> Vec<Vec<String>> {
    let store = Sqlite::read(archive).unwrap();
    let documents = store.after(0, usize::MAX >> 1).unwrap();
    let told: Vec<Telling> = documents.iter().flat_map(|d| store.told(d.n).unwrap()).collect();
    let mut events: Vec<Vec<&Telling>> = Vec::new();
    for telling in &told {
        match events.iter_mut().find(|e| e[0].event == telling.event) {
            Some(event) => event.push(telling),
            None => events.push(vec![telling]),
        }
    }
    events.sort_by_key(|e| std::cmp::Reverse(e.len()));
    let id = |at: usize| store.event_id(events[at][0].event).unwrap().unwrap();
    let claim = |at: usize, n: usize| events[at][n].claim.as_str();
    let (one, other, third) = (id(0), id(1), id(2));
    let said: [&[&str]; 9] = [
        &[claim(3, 0), "--accept"],
        &[claim(0, 1), "--set", "place=syr-idlib", "--everywhere=archive"],
        &[&one, "--merge", &other],
        &[&third, "--split", claim(2, 1), claim(2, 2)],
        &[&one, "--grade", "weak"],
        &[claim(4, 0), "--reject"],
        &[claim(5, 0), "--set", "toll=killed=7", "--set", "modality=denied"],
        &["--undo", "1"],
        &[claim(0, 0), "--reject"],
    ];
    said.iter()
        .map(|words| words.iter().map(|w| (*w).to_owned()).collect())
        .collect()
}

/// All that was said, but for when.
fn said(archive: &Path) -> Vec<String> {
    let all = Sqlite::read(archive).unwrap().corrections(None).unwrap();
    let timeless = all.into_iter().map(|mut c| {
        c.at.clear();
        format!("{c:?}")
    });
    timeless.collect()
}

#[test]
fn what_people_say_is_kept_whole_or_not_at_all() {
    let here = folder("killed-corrections");
    let first = filled(&here, 150);
    let steps = steps(&first);
    let say = |archive: &Path, step: &[String]| {
        let mut command = musnad(&["correct", "--format", "jsonl"], archive);
        command.args(step);
        command
    };
    let whole = copied(&first, here.join("whole"));
    let after: Vec<(Duration, Vec<String>)> = steps
        .iter()
        .map(|step| (timed(say(&whole, step)).0, said(&whole)))
        .collect();
    assert!(
        after[1].1.len() > 3,
        "what is said of one mention is said of others"
    );
    let expected = (contents(&whole, 1), indexed(&whole));
    let (mut kills, mut chance) = (0, Chance(0xc0de));
    while kills < wanted().unwrap_or(KILLS) {
        let archive = copied(&first, here.join("killed"));
        let mut before = Vec::new();
        for (step, (takes, then)) in steps.iter().zip(&after) {
            for _ in 0..=chance.below(2) {
                let (running, output) = cut_short(say(&archive, step), *takes, &mut chance);
                kills += usize::from(running);
                opens(&archive, 150);
                let now = said(&archive);
                if !output.stdout.is_empty() {
                    assert!(now == *then, "told as kept and lost: {step:?}");
                }
                assert!(now == before || now == *then, "kept in part: {step:?}");
                if now == *then {
                    break;
                }
            }
            if said(&archive) == before {
                done(say(&archive, step).output().unwrap());
            }
            assert!(said(&archive) == *then, "{step:?}");
            before.clone_from(then);
        }
        // brings up an index that a kill left behind
        done(ingest(&archive, &here.join("documents.jsonl")).output().unwrap());
        assert!((contents(&archive, 1), indexed(&archive)) == expected);
        journal_holds(&archive);
        checked(&archive);
    }
    println!("corrections killed {kills} times");
}

#[test]
fn a_bundle_and_a_key_stand_whole_or_not_at_all() {
    let here = folder("killed-sealing");
    let archive = filled(&here, 150);
    let before = contents(&archive, 1);
    let (takes, _) = timed(musnad(&["seal", "--new-key"], &here.join("elsewhere")));
    let (mut kills, mut chance) = (0, Chance(0x5ea1));
    let key = archive.join("seal-key.pem");
    for _ in 0..wanted().unwrap_or(KILLS) / 3 {
        for name in ["seal-key.pem", "seal-public.pem"] {
            let _ = std::fs::remove_file(archive.join(name));
        }
        let (running, output) = cut_short(musnad(&["seal", "--new-key"], &archive), takes, &mut chance);
        kills += usize::from(running);
        assert!(output.stdout.is_empty() || key.exists());
        if key.exists() {
            musnad_seal::Key::load(&key).unwrap();
        }
    }
    // goes on where one was killed before it wrote the public half
    if !archive.join("seal-public.pem").exists() {
        done(musnad(&["seal", "--new-key"], &archive).output().unwrap());
    }

    let outlet = Sqlite::read(&archive).unwrap().after(0, 200).unwrap();
    let bundle = here.join("case.zip");
    let mut arguments = vec!["seal", "-o", shown(&bundle)];
    for d in &outlet {
        arguments.extend(["--document", &d.id]);
    }
    let public = archive.join("seal-public.pem");
    let holds = || {
        let verify = ["verify", shown(&bundle), "--trust", shown(&public)];
        let output = musnad(&verify, &archive).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    };
    let (takes, _) = timed(musnad(&arguments, &archive));
    holds();
    while kills < wanted().unwrap_or(KILLS) {
        let _ = std::fs::remove_file(&bundle);
        let (running, output) = cut_short(musnad(&arguments, &archive), takes, &mut chance);
        kills += usize::from(running);
        assert!(output.stderr.is_empty() || bundle.exists(), "{}", stderr(&output));
        if bundle.exists() {
            holds();
        }
        opens(&archive, 150);
    }
    let _ = std::fs::remove_file(&bundle);
    done(musnad(&arguments, &archive).output().unwrap());
    holds();
    for entry in std::fs::read_dir(&here).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = ["first", "elsewhere", "documents.jsonl", "case.zip"];
        let left = name.starts_with(".musnad-seal-") && name.ends_with(".tmp");
        assert!(left || known.contains(&name.as_str()), "{name}");
    }
    assert!(contents(&archive, 1) == before);
    checked(&archive);
    println!("sealing killed {kills} times; it takes {takes:.1?}");
}
