//! Prints the numbers and times of a text: `cargo run --example read_times -- TEXT [PUBLISHED]`.

use musnad_text::{Folded, NumberReader, Published, TimeReader, tokens};

fn main() -> Result<(), musnad_text::Error> {
    let mut args = std::env::args().skip(1);
    let text = args.next().unwrap_or_default();
    let now = args.next().and_then(|at| Published::parse(&at));
    let folded = Folded::of(&text, &tokens(&text));
    let seen = folded.seen();
    let numbers = NumberReader::builtin()?.read(&seen);
    for n in &numbers {
        println!("{} {n:?}", n.span(&text, &seen).of(&text));
    }
    for t in TimeReader::builtin()?.read(&seen, &numbers, now) {
        println!("{} {t:?}", t.span(&text, &seen).of(&text));
    }
    Ok(())
}
