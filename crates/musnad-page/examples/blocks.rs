//! Prints how a page on standard input is cut: `cargo run -p musnad-page --example blocks < page.txt`.

use musnad_page::{Hints, read_from};

fn main() -> std::io::Result<()> {
    let document = read_from(std::io::stdin(), &Hints::default())?;
    for block in &document.blocks {
        println!("{:?}\t{}", block.kind, block.span.of(&document.text));
    }
    for story in &document.related {
        println!(
            "related\t{}\t{}",
            story.title,
            story.excerpt.as_deref().unwrap_or("")
        );
    }
    println!(
        "title\t{:?}\nbyline\t{:?}\ndateline\t{:?}",
        document.title, document.byline, document.dateline
    );
    for d in &document.diagnostics {
        println!("{:?}\t{}\t{}", d.severity, d.code, d.message);
    }
    Ok(())
}
