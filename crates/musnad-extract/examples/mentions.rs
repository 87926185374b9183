//! Lists what a text names, a line each: `cargo run --release -p musnad-extract --example mentions < article.txt`.

use musnad_extract::{Named, Reader};
use musnad_page::{Hints, read};
use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut page = Vec::new();
    std::io::stdin().read_to_end(&mut page)?;
    let published = std::env::args().nth(1);
    let hints = Hints {
        published: published.as_deref(),
        ..Hints::default()
    };
    let document = read(&page, &hints);
    for m in Reader::builtin()?.mentions(&document) {
        let words = m.span.of(&document.text);
        match m.what {
            Named::Place(p) => println!(
                "place\t{words}\t{}\t{}\t{}",
                p.id.as_deref().unwrap_or("—"),
                p.country.as_deref().unwrap_or("—"),
                p.precision.name()
            ),
            Named::Party(a) => println!(
                "party\t{words}\t{}\t{}\t{}",
                a.id.as_deref().unwrap_or("—"),
                a.country.as_deref().unwrap_or("—"),
                a.sector.as_deref().unwrap_or("—")
            ),
            Named::Person => println!("person\t{words}"),
            Named::Outlet(id) => println!("outlet\t{words}\t{id}"),
        }
    }
    Ok(())
}
