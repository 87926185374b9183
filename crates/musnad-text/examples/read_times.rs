//! Prints the numbers and times of each line of standard input:
//! `cargo run --example read_times -- [PUBLISHED]`.

use musnad_text::{Folded, NumberReader, Published, TimeReader, sentences, tokens};
use std::io::BufRead;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let now = std::env::args().nth(1).and_then(|at| Published::parse(&at));
    let (numbers, times) = (NumberReader::builtin()?, TimeReader::builtin()?);
    for text in std::io::stdin().lock().lines() {
        let text = text?;
        let all = tokens(&text);
        println!("{text}");
        for sentence in sentences(&text, &all) {
            let folded = Folded::of(&text, &all[sentence.tokens]);
            let seen = folded.seen();
            let found = numbers.read(&seen);
            for q in &found {
                let words = q.span(&text, &seen).of(&text);
                let (amount, bound) = (q.amount(), q.bound);
                println!("  number {amount:?} {bound:?} {:?}..{:?}\t{words}", q.min, q.max);
            }
            for t in times.read(&seen, &found, now) {
                let words = t.span(&text, &seen).of(&text);
                let (start, end) = (t.start.as_deref().unwrap_or("…"), t.end.as_deref().unwrap_or("…"));
                println!(
                    "  time {start} {end} {:?} {:?} {:?}\t{words}",
                    t.precision, t.basis, t.role
                );
            }
        }
    }
    Ok(())
}
