//! `musnad ingest` killed at any moment, and what is wrong with disks and archives: nothing told as kept is lost,
//! nothing is there twice, and whoever is at the keyboard is told what is wrong and where.
//!
//! Kills as often as fits into some seconds; `MUSNAD_KILLS=300` kills so often (best with `--release`). What else
//! writes is killed in `changes_killed.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod killing;

use killing::*;
use musnad_archive::Sqlite;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// So many documents are read into an archive.
const DOCUMENTS: usize = 1200;
/// Without a number of kills, they go on for so long.
const FOR: Duration = Duration::from_secs(40);

/// An ingest that failed: status 1 or 2, nothing like a panic, and a message that names the archive.
fn refused(output: Output, archive: &Path, what: &str) {
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(what), "{told}");
    assert!(told.contains(archive.to_str().unwrap()), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

#[test]
fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    let here = folder("killed");
    let input = documents(&here, DOCUMENTS);
    let whole = here.join("whole");
    let begun = Instant::now();
    done(ingest(&whole, &input).output().unwrap());
    let takes = begun.elapsed();
    let expected = contents(&whole, 1);
    journal_holds(&whole);
    index_agrees(&whole);

    let wanted = wanted();
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
            contents(&archive, 1) == expected,
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
    assert!(contents(&one, 1) == contents(&two, 1));
    let told = done(ingest(&two, &input).output().unwrap());
    assert!(
        told.contains("0 documents taken in, 0 changed, 1024 known already"),
        "{told}"
    );
    assert!(contents(&one, 1) == contents(&two, 1));
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
    assert!(contents(&archive, 1) == contents(&whole, 1));
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
    // so too by whoever shows the archive, before anybody can ask
    std::fs::write(index.join("format"), "musnad-search 1 another").unwrap();
    let mut serve = Command::new(env!("CARGO_BIN_EXE_musnad"));
    serve.args(["serve", "--port", "0", "--archive"]).arg(&archive);
    alone(&mut serve);
    let mut serving = serve.stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(serving.stderr.take().unwrap()).lines();
    let told: Vec<String> = lines
        .map(Result::unwrap)
        .take_while(|l| !l.contains("http://"))
        .collect();
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(told.concat().contains("search index"), "{told:?}");
    index_agrees(&archive);
}
