//! The fields of the index.

use crate::analyse::{Analyzer, Part, Terms};
use crate::entry::Facet;
use std::sync::Arc;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

/// Changes with the fields and with how words are folded; an index of another number is stale.
const FORMAT: u32 = 3;

pub(crate) const KEY: &str = "key";
pub(crate) const TIME: &str = "time";
pub(crate) const LATITUDE: &str = "latitude";
pub(crate) const LONGITUDE: &str = "longitude";
pub(crate) const CONFIDENCE: &str = "confidence";
pub(crate) const FLAGS: &str = "flags";

const SURFACES: &str = "surfaces";
const STEMS: &str = "stems";

/// Each field by what it holds.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    /// Kind and id together: what an entry is replaced by.
    pub(crate) own: Field,
    pub(crate) id: Field,
    pub(crate) shown: Field,
    pub(crate) surfaces: Field,
    pub(crate) stems: Field,
    pub(crate) key: Field,
    pub(crate) time: Field,
    pub(crate) latitude: Field,
    pub(crate) longitude: Field,
    /// Thousandths.
    pub(crate) confidence: Field,
    /// [`flags`](crate::collect::flags).
    pub(crate) flags: Field,
    facets: Vec<Field>,
}

impl Fields {
    pub(crate) fn facet(&self, facet: Facet) -> Field {
        self.facets[facet as usize]
    }
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut schema = SchemaBuilder::new();
    let fields = Fields {
        own: schema.add_text_field("own", exact()),
        id: schema.add_text_field("id", STORED),
        shown: schema.add_text_field("shown", STORED),
        surfaces: schema.add_text_field(
            SURFACES,
            words(SURFACES, IndexRecordOption::WithFreqsAndPositions, false),
        ),
        stems: schema.add_text_field(STEMS, words(STEMS, IndexRecordOption::WithFreqs, true)),
        key: schema.add_u64_field(KEY, FAST),
        time: schema.add_i64_field(TIME, FAST),
        latitude: schema.add_i64_field(LATITUDE, FAST),
        longitude: schema.add_i64_field(LONGITUDE, FAST),
        confidence: schema.add_u64_field(CONFIDENCE, FAST),
        flags: schema.add_u64_field(FLAGS, FAST),
        facets: Facet::ALL
            .iter()
            .map(|f| schema.add_text_field(f.name(), exact().set_fast("raw")))
            .collect(),
    };
    (schema.build(), fields)
}

/// The tokenizers that the fields name.
pub(crate) fn tokenizers(analyzer: &Arc<Analyzer>) -> TokenizerManager {
    let manager = TokenizerManager::default();
    for (name, part) in [(SURFACES, Part::Surfaces), (STEMS, Part::Stems)] {
        let analyzer = analyzer.clone();
        manager.register(name, TextAnalyzer::from(Terms { analyzer, part }));
    }
    manager
}

/// What the index's own file says: an index with another text in it is stale.
pub(crate) fn format(fingerprint: u64) -> String {
    format!("musnad-search {FORMAT} {fingerprint:016x}\n")
}

fn exact() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
}

fn words(tokenizer: &str, option: IndexRecordOption, lengths: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(option)
        .set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}
