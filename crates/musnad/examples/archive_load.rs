//! What an archive costs: made-up documents are read into new archives with `musnad ingest`, and time, memory and
//! sizes are printed.
//!
//! `cargo build --release -p musnad && cargo run --release -p musnad --example archive_load -- FOLDER 50000 100000 200000`
//!
//! Time is told twice: as it went by, and as both processors together spent it, which others on the machine do not
//! change. Grouping is timed once more alone, over the records that the archive holds. Memory is read from `/proc`.

use musnad_archive::Sqlite;
use musnad_archive::store::Store;
use musnad_record::v1::Records;
use musnad_story::{Grouper, Settings};
use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[allow(dead_code, reason = "its main is not called here")]
#[path = "archive_documents.rs"]
mod archive_documents;

/// Documents that are put with others at once, as an ingest does.
const TOGETHER: usize = 512;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder that is not there yet")?);
    std::fs::create_dir(&folder)?;
    let mut counts: Vec<usize> = arguments.map(|n| n.parse()).collect::<Result<_, _>>()?;
    if counts.is_empty() {
        counts = vec![50_000, 100_000, 200_000];
    }
    for count in counts {
        let input = folder.join(format!("{count}.jsonl"));
        archive_documents::write(count, BufWriter::new(File::create(&input)?))?;
        let archive = folder.join(format!("{count}"));
        println!("{count} documents, {}", megabytes(input.metadata()?.len()));
        ingest(&archive, &input, count)?;
        sizes(&archive)?;
        grouping(&archive)?;
    }
    Ok(())
}

/// The program, which lies beside the folder of examples.
fn program() -> Result<PathBuf, Box<dyn Error>> {
    let here = std::env::current_exe()?;
    let above = here.parent().and_then(Path::parent).ok_or("no folder above")?;
    Ok(above.join("musnad"))
}

fn ingest(archive: &Path, input: &Path, count: usize) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let mut child = Command::new(program()?)
        .args(["ingest", "--jobs", "2", "--quiet", "--archive"])
        .args([archive, input])
        .env("MUSNAD_KNOWLEDGE", "none")
        .stdin(Stdio::null())
        .spawn()?;
    let (mut memory, mut spent) = (0, 0.0);
    let status = loop {
        let process = PathBuf::from(format!("/proc/{}", child.id()));
        memory = peak(&process).unwrap_or(memory);
        spent = processor(&process.join("stat")).unwrap_or(spent);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    if !status.success() {
        return Err(format!("musnad ingest: {status}").into());
    }
    let took = begun.elapsed().as_secs_f64();
    println!(
        "  {took:.0} s, {:.0} documents a second; {spent:.0} s of processor, {:.0} documents a second on two",
        count as f64 / took,
        2.0 * count as f64 / spent
    );
    println!("  {} of memory at its highest", megabytes(memory));
    Ok(())
}

/// The most memory that a process has had, in bytes.
fn peak(process: &Path) -> Option<u64> {
    let status = std::fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

/// Seconds of processor that a process has had; clocks tick a hundred times a second.
fn processor(stat: &Path) -> Option<f64> {
    let stat = std::fs::read_to_string(stat).ok()?;
    let fields = stat.rsplit(')').next()?.split_whitespace().skip(11).take(2);
    let ticks: f64 = fields.filter_map(|t| t.parse::<f64>().ok()).sum();
    (ticks > 0.0).then_some(ticks / 100.0)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

fn sizes(archive: &Path) -> Result<(), Box<dyn Error>> {
    let size = Sqlite::read(archive)?.size()?;
    println!(
        "  {} documents, {} claims in {} events, {} stories",
        size.documents, size.claims, size.events, size.stories
    );
    let file = archive.join("archive.sqlite");
    let db = rusqlite::Connection::open(&file)?;
    let largest: i64 = db.query_row(
        "SELECT coalesce(max(n), 0) FROM (SELECT count(*) n FROM telling GROUP BY event)",
        [],
        |row| row.get(0),
    )?;
    println!("  {largest} claims in the largest event");
    print!("  {} in one file", megabytes(file.metadata()?.len()));
    let mut asked =
        db.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12")?;
    let parts = asked.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    for part in parts {
        let (name, bytes) = part?;
        print!(", {name} {}", megabytes(bytes.unsigned_abs()));
    }
    let index = std::fs::read_dir(archive.join("index"))?;
    let bytes = index.filter_map(|f| Some(f.ok()?.metadata().ok()?.len())).sum();
    println!("; index {}", megabytes(bytes));
    Ok(())
}

/// Groups the documents of an archive once more, in their order, and times nothing else.
fn grouping(archive: &Path) -> Result<(), Box<dyn Error>> {
    let store = Sqlite::read(archive)?;
    let mut grouper = Grouper::builtin(Settings::default())?;
    let (mut after, mut spent, mut documents) = (0, Duration::ZERO, 0);
    loop {
        let rows = store.after(after, TOGETHER)?;
        let Some(last) = rows.last() else { break };
        after = last.n;
        let lines = rows
            .iter()
            .map(|d| Ok(store.lines(d.n)?.map_or(String::new(), |(l, _)| l)));
        let lines: Vec<String> = lines.collect::<Result<_, musnad_archive::Error>>()?;
        let records: Vec<Records<'_>> = lines.iter().map(|l| Records::read(l)).collect::<Result<_, _>>()?;
        let begun = Instant::now();
        grouper.add_all(&records);
        spent += begun.elapsed();
        documents += rows.len();
    }
    println!(
        "  grouping alone {:.1} s, {:.0} µs a document",
        spent.as_secs_f64(),
        spent.as_secs_f64() * 1e6 / documents as f64
    );
    Ok(())
}
