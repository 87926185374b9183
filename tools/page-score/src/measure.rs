//! Runs each extractor over the pages of a set and prints a line of figures for it.

use crate::shared::{Page, overlap, same, shingles, squeezed};
use musnad_page::{BlockKind, Document, Hints};
use std::path::Path;
use std::time::Instant;

/// What an extractor made of a page.
#[derive(Debug, Default)]
struct Made {
    title: Option<String>,
    body: String,
    related: Option<Vec<String>>,
    published: Option<String>,
    updated: Option<String>,
    byline: Vec<String>,
    blocks: Vec<(String, String)>,
    posts: Vec<(Option<String>, String)>,
    captions: Vec<String>,
    no_article: bool,
}

/// Measures all extractors on `pages`; `show` is a page's name or `misses`.
pub fn all(folder: &Path, pages: &[Page], show: Option<&str>) {
    println!("{} ({} pages)", folder.display(), pages.len());
    if let Some(name) = show.filter(|s| *s != "misses") {
        let wanted = pages.iter().filter(|p| p.name.starts_with(name)).cloned().collect::<Vec<_>>();
        return report("musnad", &wanted, musnad, show);
    }
    report("musnad", pages, musnad, show);
    if show.is_none() {
        report("trafilatura", pages, trafilatura, None);
        report("dom_smoothie", pages, dom_smoothie, None);
    }
}

fn musnad(page: &Page) -> Made {
    let hints = Hints {
        url: page.url.as_deref(),
        fetched: page.fetched.as_deref(),
        content_type: Some("text/html"),
        ..Hints::default()
    };
    let documents = musnad_page::read_page(&page.html, &hints);
    let Some(first) = documents.first() else { return Made::default() };
    let blocks = |d: &Document| -> Vec<(String, String)> {
        let kept = d.blocks.iter().filter(|b| b.kind != BlockKind::Title);
        kept.map(|b| (format!("{:?}", b.kind).to_lowercase(), b.span.of(&d.text).to_owned())).collect()
    };
    let posts: Vec<(Option<String>, String)> = documents[1..]
        .iter()
        .map(|d| (d.published.clone(), d.text.replace("\n\n", "\n")))
        .collect();
    let own = blocks(first);
    let texts = own.iter().map(|b| b.1.as_str()).chain(posts.iter().map(|p| p.1.as_str()));
    Made {
        title: first.title.clone(),
        body: texts.collect::<Vec<_>>().join("\n"),
        related: Some(first.related.iter().map(|r| r.title.clone()).collect()),
        published: first.published.clone(),
        updated: first.updated.clone(),
        byline: first.byline.clone(),
        no_article: first.diagnostics.iter().any(|d| d.code == "no-article"),
        captions: first.images.iter().filter_map(|i| i.caption.clone()).collect(),
        blocks: own,
        posts,
    }
}

fn trafilatura(page: &Page) -> Made {
    let html = String::from_utf8_lossy(&page.html);
    let Ok(out) = trafilatura::extract(&html, &trafilatura::Options::default()) else { return Made::default() };
    Made {
        title: Some(out.metadata.title),
        published: out.metadata.date.map(|d| d.to_string()),
        body: out.content_text,
        ..Made::default()
    }
}

fn dom_smoothie(page: &Page) -> Made {
    let html = String::from_utf8_lossy(&page.html);
    let article = dom_smoothie::Readability::new(html.as_ref(), page.url.as_deref(), None).and_then(|mut r| r.parse());
    let Ok(article) = article else { return Made::default() };
    Made {
        title: Some(article.title),
        published: article.published_time,
        body: article.text_content.to_string(),
        ..Made::default()
    }
}

fn report(name: &str, pages: &[Page], extract: fn(&Page) -> Made, show: Option<&str>) {
    let start = Instant::now();
    let made: Vec<Made> = pages.iter().map(extract).collect();
    let seconds = start.elapsed().as_secs_f64();
    let mut sum = Sum::default();
    for (page, made) in pages.iter().zip(&made) {
        let line = sum.add(page, made);
        match show {
            Some("misses") => println!("{line}"),
            Some(wanted) if page.name.starts_with(wanted) => print_page(page, made, &line),
            _ => {}
        }
    }
    println!("  {name:<13} {sum}  {:.0} pages/s", pages.len() as f64 / seconds);
}

fn print_page(page: &Page, made: &Made, line: &str) {
    println!("{line}\ntitle: {:?}\npublished: {:?} updated {:?} byline {:?}", made.title, made.published, made.updated, made.byline);
    if let Some(more) = &page.more {
        println!("gold:  {:?}\npublished: {:?} updated {:?} byline {:?}", more.title, more.published, more.updated, more.byline);
    }
    let gold: Vec<&str> = page.body.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    for (kind, text) in &made.blocks {
        let mark = if page.body.contains(text.as_str()) { ' ' } else { '+' };
        println!("{mark} [{kind}] {text}");
    }
    for (published, text) in &made.posts {
        println!("  [post {published:?}] {text}");
    }
    let bag = shingles(&made.body);
    for line in gold {
        let own = shingles(line);
        let hit: usize = own.iter().map(|(k, n)| (*n).min(bag.get(k).copied().unwrap_or(0))).sum();
        if hit * 2 < own.values().sum::<usize>() {
            println!("- {line}");
        }
    }
    let gold_related = page.teasers.clone().unwrap_or_default();
    for title in made.related.iter().flatten() {
        let mark = if gold_related.iter().any(|g| same(g, title)) { ' ' } else { '+' };
        println!("{mark} related: {title}");
    }
    for title in &gold_related {
        if !made.related.iter().flatten().any(|m| same(m, title)) {
            println!("- related: {title}");
        }
    }
}

#[derive(Default)]
struct Sum {
    pages: usize,
    precision: f64,
    recall: f64,
    titles: (usize, usize),
    times: (usize, usize),
    days: (usize, usize),
    updates: (usize, usize),
    bylines: (usize, usize),
    teasers: (usize, usize),
    said_related: usize,
    leaked: usize,
    kinds: (usize, usize),
    no_articles: (usize, usize),
    posts: (usize, usize),
    captions: (usize, usize),
}

fn count(pair: &mut (usize, usize), good: bool) -> bool {
    pair.0 += usize::from(good);
    pair.1 += 1;
    good
}

impl Sum {
    fn add(&mut self, page: &Page, made: &Made) -> String {
        let mut bad = Vec::new();
        let article = matches!(page.kind.as_str(), "article" | "live");
        let mut f1 = 1.0;
        if article {
            let (p, r) = overlap(&page.body, &made.body);
            self.pages += 1;
            self.precision += p;
            self.recall += r;
            f1 = 2.0 * p * r / (p + r).max(1e-9);
            bad.push(format!("P {p:.3} R {r:.3}"));
        }
        if let (Some(_), false) = (&page.more, article) {
            if !count(&mut self.no_articles, made.no_article) {
                bad.push("taken for an article".into());
            }
        }
        if let Some(teasers) = &page.teasers {
            self.related(teasers, page, made, &mut bad);
        }
        if let (Some(more), true) = (&page.more, article) {
            if !count(&mut self.titles, same(made.title.as_deref().unwrap_or(""), more.title.as_deref().unwrap_or(""))) {
                bad.push("title".into());
            }
            if !count(&mut self.times, made.published == more.published) {
                bad.push(format!("time {:?} not {:?}", made.published, more.published));
            }
            let day = |t: &Option<String>| t.as_ref().and_then(|t| t.get(..10)).map(str::to_owned);
            count(&mut self.days, day(&made.published) == day(&more.published));
            if more.updated.is_some() && !count(&mut self.updates, made.updated == more.updated) {
                bad.push(format!("updated {:?} not {:?}", made.updated, more.updated));
            }
            if !count(&mut self.bylines, made.byline == more.byline) {
                bad.push(format!("byline {:?} not {:?}", made.byline, more.byline));
            }
            for (kind, text) in &more.blocks {
                count(&mut self.kinds, made.blocks.iter().any(|(k, t)| k == kind && same(t, text)));
            }
            for text in &more.captions {
                count(&mut self.captions, made.captions.iter().any(|c| same(c, text)));
            }
            for (time, text) in &more.posts {
                let found = made.posts.iter().any(|(t, x)| t == time && overlap(text, x).1 > 0.9 && overlap(text, x).0 > 0.9);
                count(&mut self.posts, found);
            }
        }
        format!("    {f1:.3} {} {}", page.name.chars().take(40).collect::<String>(), bad.join("; "))
    }

    fn related(&mut self, teasers: &[String], page: &Page, made: &Made, bad: &mut Vec<String>) {
        let body = squeezed(&made.body);
        let own = squeezed(&page.body);
        let title = squeezed(page.more.as_ref().and_then(|m| m.title.as_deref()).unwrap_or(""));
        for teaser in teasers {
            let form = squeezed(teaser);
            if form.chars().count() >= 15 && body.contains(&form) && !own.contains(&form) && !title.contains(&form) {
                self.leaked += 1;
                bad.push(format!("leaked «{teaser}»"));
            }
        }
        let Some(found) = &made.related else { return };
        let hit = teasers.iter().filter(|t| found.iter().any(|f| same(f, t))).count();
        self.teasers.0 += hit;
        self.teasers.1 += teasers.len();
        self.said_related += found.len();
        if hit < teasers.len() || found.len() > teasers.len() {
            bad.push(format!("teasers {hit} of {}, {} said", teasers.len(), found.len()));
        }
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n = self.pages.max(1) as f64;
        let (p, r) = (self.precision / n, self.recall / n);
        write!(f, "P {p:.3} R {r:.3} F1 {:.3}", 2.0 * p * r / (p + r).max(1e-9))?;
        write!(f, " | leaked {}", self.leaked)?;
        for (name, (good, all)) in [
            ("title", self.titles),
            ("time", self.times),
            ("day", self.days),
            ("updated", self.updates),
            ("byline", self.bylines),
            ("teasers", self.teasers),
            ("blocks", self.kinds),
            ("captions", self.captions),
            ("posts", self.posts),
            ("no article", self.no_articles),
        ] {
            if all > 0 {
                write!(f, " | {name} {good}/{all}={:.3}", good as f64 / all as f64)?;
            }
        }
        if self.said_related > 0 {
            write!(f, " | said related {}", self.said_related)?;
        }
        Ok(())
    }
}
