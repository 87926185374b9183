//! Page templates after the mark-up habits of Arabic outlets, each with the document that a reader would make of it.
//!
//! `tests/templates/NAME.html` is the page, `NAME.toml` its gold. The figures may not fall below
//! `tests/template-floors.toml`. All that is wrong with each page: `just pages`, or
//! `cargo run --manifest-path tools/page-score/Cargo.toml -- --show misses crates/musnad-page/tests/templates`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[allow(dead_code, reason = "the score beside other extractors uses all of it")]
mod gold;

use gold::{More, Page, overlap, same, squeezed};
use musnad_page::{BlockKind, Document, Hints, read_page};
use serde::Deserialize;
use std::path::Path;

#[derive(Debug, Default)]
struct Share {
    good: usize,
    all: usize,
}

impl Share {
    fn count(&mut self, good: bool) {
        self.good += usize::from(good);
        self.all += 1;
    }

    fn of(&self) -> f64 {
        self.good as f64 / self.all.max(1) as f64
    }
}

/// What is asked of all templates together, each as a share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    pages: usize,
    body_f1: f64,
    title: f64,
    published: f64,
    related: f64,
    byline: f64,
    posts: f64,
    no_article: f64,
}

#[derive(Debug, Default)]
struct Sum {
    articles: usize,
    precision: f64,
    recall: f64,
    title: Share,
    published: Share,
    related: Share,
    byline: Share,
    posts: Share,
    no_article: Share,
    leaked: Vec<String>,
}

fn read(page: &Page) -> Vec<Document> {
    let hints = Hints {
        url: page.url.as_deref(),
        fetched: page.fetched.as_deref(),
        content_type: Some("text/html"),
        ..Hints::default()
    };
    read_page(&page.html, &hints)
}

fn body(documents: &[Document]) -> String {
    let first = &documents[0];
    let kept = first.blocks.iter().filter(|b| b.kind != BlockKind::Title);
    let own = kept.map(|b| b.span.of(&first.text).to_owned());
    own.chain(documents[1..].iter().map(|d| d.text.clone()))
        .collect::<Vec<_>>()
        .join("\n")
}

impl Sum {
    fn add(&mut self, page: &Page) {
        let documents = read(page);
        let first = &documents[0];
        let teasers = page.teasers.clone().unwrap_or_default();
        for teaser in &teasers {
            self.related
                .count(first.related.iter().any(|r| same(&r.title, teaser)));
        }
        if !matches!(page.kind.as_str(), "article" | "live") {
            return self
                .no_article
                .count(first.diagnostics.iter().any(|d| d.code == "no-article"));
        }
        let made = body(&documents);
        let (p, r) = overlap(&page.body, &made);
        self.articles += 1;
        self.precision += p;
        self.recall += r;
        let (text, own) = (squeezed(&made), squeezed(&page.body));
        let leaks = |t: &&String| {
            let form = squeezed(t);
            form.chars().count() >= 15 && text.contains(&form) && !own.contains(&form)
        };
        self.leaked.extend(
            teasers
                .iter()
                .filter(leaks)
                .map(|t| format!("{}: {t}", page.name)),
        );
        if let Some(more) = &page.more {
            self.more(more, &documents);
        }
    }

    fn more(&mut self, more: &More, documents: &[Document]) {
        let first = &documents[0];
        let title = |t: &Option<String>| t.clone().unwrap_or_default();
        self.title.count(same(&title(&first.title), &title(&more.title)));
        self.published.count(first.published == more.published);
        self.byline.count(first.byline == more.byline);
        for (time, text) in &more.posts {
            let fits = |d: &Document| {
                let (p, r) = overlap(text, &d.text);
                d.published == *time && p > 0.9 && r > 0.9
            };
            self.posts.count(documents[1..].iter().any(fits));
        }
    }

    fn f1(&self) -> f64 {
        let (p, r) = (
            self.precision / self.articles as f64,
            self.recall / self.articles as f64,
        );
        2.0 * p * r / (p + r)
    }
}

#[test]
fn templates_become_the_documents_that_a_reader_would_make() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let pages = gold::templates(&tests.join("templates")).unwrap();
    let floors: Floors =
        toml::from_str(&std::fs::read_to_string(tests.join("template-floors.toml")).unwrap()).unwrap();
    let mut sum = Sum::default();
    pages.iter().for_each(|page| sum.add(page));
    let figures = [
        ("body_f1", sum.f1(), floors.body_f1),
        ("title", sum.title.of(), floors.title),
        ("published", sum.published.of(), floors.published),
        ("related", sum.related.of(), floors.related),
        ("byline", sum.byline.of(), floors.byline),
        ("posts", sum.posts.of(), floors.posts),
        ("no_article", sum.no_article.of(), floors.no_article),
    ];
    println!("{} pages: {figures:?}", pages.len());
    let fallen: Vec<_> = figures
        .into_iter()
        .filter(|(_, figure, floor)| figure < floor)
        .collect();
    assert!(fallen.is_empty(), "below the floor: {fallen:?}");
    assert_eq!(sum.leaked, Vec::<String>::new(), "teasers in the text");
    assert_eq!(
        pages.len(),
        floors.pages,
        "a page was added or taken away: say so in the floors"
    );
}
