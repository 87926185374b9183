//! Shows how a page is taken apart: `cargo run -p musnad-page --example pieces -- FILE`.
//!
//! A line for each piece of text: number, role, kind and zone, its words with those that are links, its element.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_default();
    let bytes = std::fs::read(path)?;
    let out = musnad_page::explain_page(&bytes, &musnad_page::Hints::default());
    std::io::stdout().write_all(out.as_bytes())
}
