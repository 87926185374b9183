//! Reads pages and shows their documents: `cargo run -p musnad-page --example page -- FILE...`.

use musnad_page::{Document, Hints, read_page};
use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        writeln!(out, "==== {path}")?;
        for document in read_page(&bytes, &Hints::default()) {
            show(&mut out, &document)?;
        }
    }
    Ok(())
}

fn show(out: &mut impl Write, d: &Document) -> std::io::Result<()> {
    writeln!(
        out,
        "-- {} {:?} outlet {:?} language {:?}",
        d.id, d.url, d.outlet, d.language
    )?;
    writeln!(
        out,
        "published {:?} updated {:?} byline {:?} dateline {:?}",
        d.published, d.updated, d.byline, d.dateline
    )?;
    for block in &d.blocks {
        writeln!(out, "[{:?}] {}", block.kind, block.span.of(&d.text))?;
    }
    for story in &d.related {
        writeln!(
            out,
            "related: {} | {:?} | {:?}",
            story.title, story.excerpt, story.url
        )?;
    }
    for image in &d.images {
        writeln!(out, "image: {:?} {:?}", image.url, image.caption)?;
    }
    for said in &d.diagnostics {
        writeln!(out, "{:?} {}: {}", said.severity, said.code, said.message)?;
    }
    Ok(())
}
