//! How fast Musnad reads, on one core: `cargo bench -p musnad-extract`.
//!
//! The texts are those of the gold corpus, over and over until they have 10,000 sentences.

#![allow(
    clippy::unwrap_used,
    reason = "a corpus that cannot be read ends the benchmark"
)]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use musnad_extract::{Reader, check_rules};
use musnad_lexicon::Lexicon;
use musnad_page::{Document, Hints, read};
use musnad_text::{Kind, sentences, tokens};
use std::path::Path;

const SENTENCES: usize = 10_000;

fn main() {
    divan::main();
}

/// The texts of the corpus with their dates of publication.
fn texts() -> Vec<(String, Option<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/dev/articles");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    let parsed = paths.iter().map(|p| {
        std::fs::read_to_string(p)
            .unwrap()
            .parse::<toml::Table>()
            .unwrap()
    });
    let text_of = |t: toml::Table| {
        let text = t.get("text")?.as_str()?.to_owned();
        Some((
            text,
            t.get("published").and_then(|p| p.as_str()).map(str::to_owned),
        ))
    };
    parsed.filter_map(text_of).collect()
}

fn documents() -> Vec<Document> {
    let make = |(text, published): &(String, Option<String>)| {
        let hints = Hints {
            published: published.as_deref(),
            ..Hints::default()
        };
        read(text.as_bytes(), &hints)
    };
    texts().iter().map(make).collect()
}

fn sentences_in(document: &Document) -> usize {
    let count = |b: &musnad_page::Block| {
        let text = b.span.of(&document.text);
        sentences(text, &tokens(text)).len()
    };
    document.blocks.iter().map(count).sum()
}

/// Documents with at least [`SENTENCES`] sentences, and how many they have.
fn many() -> (Vec<Document>, usize) {
    let once = documents();
    let each: usize = once.iter().map(sentences_in).sum();
    let times = SENTENCES.div_ceil(each);
    (std::iter::repeat_n(once, times).flatten().collect(), each * times)
}

/// From clean text to quotes and claims; items are sentences.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_to_claims(bencher: Bencher<'_, '_>) {
    let reader = Reader::builtin().unwrap();
    let (documents, count) = many();
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        let claims: usize = documents
            .iter()
            .map(|d| reader.read(black_box(d)).claims.len())
            .sum();
        claims
    });
}

/// From bytes to documents, headline and teasers told apart; items are pages.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn bytes_to_documents(bencher: Bencher<'_, '_>) {
    let texts = texts();
    bencher.counter(ItemsCount::new(texts.len())).bench_local(|| {
        let blocks: usize = texts
            .iter()
            .map(|(t, _)| read(black_box(t.as_bytes()), &Hints::default()).blocks.len())
            .sum();
        blocks
    });
}

/// What each word may be, nothing remembered; items are words.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn words_to_readings(bencher: Bencher<'_, '_>) {
    let lexicon = Lexicon::builtin().unwrap();
    let documents = documents();
    let words: Vec<&str> = documents
        .iter()
        .flat_map(|d| {
            tokens(&d.text)
                .into_iter()
                .filter(|t| t.kind == Kind::Word)
                .map(|t| t.span.of(&d.text))
        })
        .collect();
    bencher.counter(ItemsCount::new(words.len())).bench_local(|| {
        let readings: usize = words
            .iter()
            .map(|w| lexicon.read(black_box(w)).readings.len())
            .sum();
        readings
    });
}

/// What has to be ready before the first text: dictionary, registries, rules.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn start_up() -> Reader {
    Reader::builtin().unwrap()
}

/// The dictionary's part of starting up.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn start_up_dictionary() -> Lexicon {
    Lexicon::builtin().unwrap()
}

/// All rules compiled and held to their examples, as `musnad rules test` does.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn rules_test() -> usize {
    check_rules(&[]).passed
}
