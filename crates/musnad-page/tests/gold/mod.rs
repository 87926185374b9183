//! Pages with what a reader would make of them: our own templates, and how near a text comes to another.
//!
//! Used by the test of the templates and by `tools/page-score`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// One page and its gold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) url: Option<String>,
    pub(crate) fetched: Option<String>,
    pub(crate) html: Vec<u8>,
    pub(crate) kind: String,
    /// The article's text without its title.
    pub(crate) body: String,
    /// Titles of other stories on the page, if the gold tells them.
    pub(crate) teasers: Option<Vec<String>>,
    /// What the page's own gold says; none in the public sets.
    pub(crate) more: Option<More>,
}

/// What only the gold of our own templates tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct More {
    pub(crate) title: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) updated: Option<String>,
    pub(crate) byline: Vec<String>,
    pub(crate) blocks: Vec<(String, String)>,
    pub(crate) posts: Vec<(Option<String>, String)>,
    pub(crate) captions: Vec<String>,
}

/// What goes wrong where gold cannot be read.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The pages of a folder of templates, by name.
///
/// # Errors
/// If a page or its gold cannot be read.
pub(crate) fn templates(folder: &Path) -> Result<Vec<Page>> {
    let mut files: Vec<_> = fs::read_dir(folder)?
        .map(|e| e.map(|e| e.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files
        .iter()
        .map(|file| template(file).map_err(|e| format!("{}: {e}", file.display()).into()))
        .collect()
}

fn template(file: &Path) -> Result<Page> {
    let gold: toml::Table = toml::from_str(&fs::read_to_string(file)?)?;
    let string = |table: &toml::Table, key: &str| table.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let strings = |key: &str| -> Vec<String> {
        let list = gold
            .get(key)
            .and_then(|v| v.as_array())
            .cloned()
            .unwrap_or_default();
        list.iter()
            .filter_map(|v| v.as_str())
            .map(str::to_owned)
            .collect()
    };
    let tables = |key: &str| -> Vec<toml::Table> {
        let list = gold
            .get(key)
            .and_then(|v| v.as_array())
            .cloned()
            .unwrap_or_default();
        list.into_iter().filter_map(|v| v.as_table().cloned()).collect()
    };
    let blocks: Vec<(String, String)> = tables("block")
        .iter()
        .map(|b| {
            (
                string(b, "kind").unwrap_or_default(),
                string(b, "text").unwrap_or_default(),
            )
        })
        .collect();
    let posts: Vec<(Option<String>, String)> = tables("post")
        .iter()
        .map(|p| {
            let title = string(p, "title").map(|t| t + "\n").unwrap_or_default();
            (
                string(p, "published"),
                title + &string(p, "text").unwrap_or_default(),
            )
        })
        .collect();
    // words under pictures are no part of the text, in this gold as in the public sets
    let captions = blocks
        .iter()
        .filter(|b| b.0 == "caption")
        .map(|b| b.1.clone())
        .collect();
    let blocks: Vec<(String, String)> = blocks.into_iter().filter(|b| b.0 != "caption").collect();
    let texts = blocks
        .iter()
        .map(|b| b.1.as_str())
        .chain(posts.iter().map(|p| p.1.as_str()));
    Ok(Page {
        name: file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        url: string(&gold, "url"),
        fetched: string(&gold, "fetched"),
        html: fs::read(file.with_extension("html"))?,
        kind: string(&gold, "kind").unwrap_or_else(|| "article".into()),
        body: texts.collect::<Vec<_>>().join("\n"),
        teasers: Some(strings("related")),
        more: Some(More {
            title: string(&gold, "title"),
            published: string(&gold, "published"),
            updated: string(&gold, "updated"),
            byline: strings("byline"),
            blocks,
            posts,
            captions,
        }),
    })
}

/// Precision and recall of shingles of four words.
pub(crate) fn overlap(gold: &str, made: &str) -> (f64, f64) {
    let (a, b) = (shingles(gold), shingles(made));
    let hit: usize = a
        .iter()
        .map(|(k, n)| (*n).min(b.get(k).copied().unwrap_or(0)))
        .sum();
    let total = |bag: &HashMap<String, usize>| bag.values().sum::<usize>().max(1) as f64;
    let p = if b.is_empty() { 0.0 } else { hit as f64 / total(&b) };
    let r = if a.is_empty() { 1.0 } else { hit as f64 / total(&a) };
    (p, r)
}

/// How often each run of four words stands in `text`.
pub(crate) fn shingles(text: &str) -> HashMap<String, usize> {
    // a mark is no part of a word, as in the public benchmark's own script
    let is_word = |c: char| {
        (c.is_alphanumeric() || c == '_') && !('\u{64B}'..='\u{65F}').contains(&c) && c != '\u{670}'
    };
    let words: Vec<&str> = text
        .split(|c: char| !is_word(c))
        .filter(|w| !w.is_empty())
        .collect();
    let mut out = HashMap::new();
    if words.is_empty() {
        return out;
    }
    for at in 0..words.len().saturating_sub(3).max(1) {
        *out.entry(words[at..words.len().min(at + 4)].join(" "))
            .or_insert(0) += 1;
    }
    out
}

/// Letters and figures alone.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two texts have the same letters.
pub(crate) fn same(a: &str, b: &str) -> bool {
    squeezed(a) == squeezed(b)
}
