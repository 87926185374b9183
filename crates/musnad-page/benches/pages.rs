//! Pages in HTML to documents: pages a second over the templates of the tests, or over any folder of pages.
//!
//! `PAGES=FOLDER cargo bench -p musnad-page --bench pages` measures on `FOLDER/*.html`.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench that cannot go on fails")]

use divan::{Bencher, counter::ItemsCount};
use musnad_page::{Hints, read_page};
use std::path::{Path, PathBuf};

fn main() {
    divan::main();
}

fn pages() -> Vec<Vec<u8>> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates");
    let folder = std::env::var_os("PAGES").map_or(own, PathBuf::from);
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|f| f.extension().is_some_and(|e| e == "html"))
        .collect();
    files.sort();
    files.iter().map(|f| std::fs::read(f).unwrap()).collect()
}

#[divan::bench(sample_count = 20)]
fn html_to_documents(bencher: Bencher<'_, '_>) {
    let pages = pages();
    let read = |page: &Vec<u8>| read_page(page, &Hints::default()).len();
    let all = || pages.iter().map(read).sum::<usize>();
    bencher.counter(ItemsCount::new(pages.len())).bench_local(all);
}

#[divan::bench(sample_count = 5)]
fn twenty_thousand_nested_divs() -> usize {
    let html = format!(
        "{}<p>خبر قصير عن البلدة{}",
        "<div>".repeat(20_000),
        "</div>".repeat(20_000)
    );
    read_page(html.as_bytes(), &Hints::default()).len()
}

#[divan::bench(sample_count = 3)]
fn a_page_of_50_mb() -> usize {
    let part =
        "<div class=story><p>أعلنت البلدية أمس عن <a href=/n/1>خطة</a> لإصلاح الطرق في المدينة.</p></div>";
    read_page(part.repeat(360_000).as_bytes(), &Hints::default()).len()
}
