# What is done often: `just test`, `just fmt`, `just bench`.

# Everything that must hold before a change lands
test:
    .ci/run

# Put the code into its form
fmt:
    cargo fmt --all

# Time on a million sentences of our own, with the memory that it takes
bench:
    cargo build --release -p musnad
    cargo run --release -q -p musnad --example sentences -- 1000000 > target/sentences.jsonl
    time ./target/release/musnad read target/sentences.jsonl -o target/sentences.out.jsonl

# How well pages become documents, beside other extractors: our own templates, and folders of pages with gold
pages *SETS:
    cargo run --release --manifest-path tools/page-score/Cargo.toml -- crates/musnad-page/tests/templates {{SETS}}
