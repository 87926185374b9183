//! How long the encoder takes: `cargo bench -p musnad-encoder`.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot start is a failure")]

use divan::Bencher;
use divan::counter::ItemsCount;
use musnad_encoder::Encoder;

fn main() {
    divan::main();
}

/// An article of some length, of sentences of ours.
fn article(sentences: usize) -> String {
    let one = "قُتل ثلاثة جنود وأصيب خمسة آخرون في هجوم مسلح على حاجز قرب مدينة الرقة، بحسب مصدر أمني. ";
    let two = "ودانت وزارة الداخلية الهجوم، وقالت في بيان إن قواتها اعتقلت مشتبها به مساء الأربعاء. ";
    [one, two].iter().cycle().take(sentences).copied().collect()
}

/// Words a second, by the length of the article in sentences.
#[divan::bench(args = [1, 4, 16])]
fn words(bencher: Bencher<'_, '_>, sentences: usize) {
    let encoder = Encoder::builtin().unwrap();
    let text = article(sentences);
    let words = text.split_whitespace().count();
    bencher
        .counter(ItemsCount::new(words))
        .bench(|| encoder.read(&text, &[]));
}

/// What it takes to unpack the weights.
#[divan::bench(sample_count = 5)]
fn unpack() -> Encoder {
    Encoder::builtin().unwrap()
}
