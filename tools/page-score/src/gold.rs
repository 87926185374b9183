//! Pages with what a reader would make of them.

use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::Path;

/// One page and its gold.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub name: String,
    pub url: Option<String>,
    pub fetched: Option<String>,
    pub html: Vec<u8>,
    pub kind: String,
    /// The article's text without its title.
    pub body: String,
    /// Titles of other stories on the page, if the gold tells them.
    pub teasers: Option<Vec<String>>,
    /// What the page's own gold says; none in the public sets.
    pub more: Option<More>,
}

/// What only the gold of our own templates tells.
#[derive(Clone, Debug, Default)]
pub struct More {
    pub title: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub byline: Vec<String>,
    pub blocks: Vec<(String, String)>,
    pub posts: Vec<(Option<String>, String)>,
    pub captions: Vec<String>,
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The pages of a set.
pub fn read(folder: &Path) -> Result<Vec<Page>> {
    for (gold, inside) in [("gold.json", ""), ("ground-truth.json", "html")] {
        if let Ok(text) = fs::read_to_string(folder.join(gold)) {
            return public(&text, &folder.join(inside));
        }
    }
    templates(folder)
}

fn public(gold: &str, folder: &Path) -> Result<Vec<Page>> {
    let Value::Object(gold) = serde_json::from_str(gold)? else {
        return Err("the gold is no object".into());
    };
    let string = |v: &Value, key: &str| v[key].as_str().map(str::to_owned);
    let mut pages = Vec::new();
    for (name, value) in gold {
        pages.push(Page {
            html: html(folder, &name)?,
            name,
            url: string(&value, "url"),
            kind: "article".into(),
            body: string(&value, "articleBody")
                .or_else(|| string(&value, "body"))
                .unwrap_or_default(),
            teasers: value["teasers"].as_array().map(|list| {
                let all = list.iter().filter_map(Value::as_str);
                all.map(str::to_owned).collect()
            }),
            ..Page::default()
        });
    }
    Ok(pages)
}

fn html(folder: &Path, name: &str) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    match fs::File::open(folder.join(format!("{name}.html.gz"))) {
        Ok(file) => flate2::read::GzDecoder::new(file).read_to_end(&mut out)?,
        Err(_) => fs::File::open(folder.join(format!("{name}.html")))?.read_to_end(&mut out)?,
    };
    Ok(out)
}

fn templates(folder: &Path) -> Result<Vec<Page>> {
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<std::io::Result<_>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files.iter().map(|file| template(file).map_err(|e| format!("{}: {e}", file.display()).into())).collect()
}

fn template(file: &Path) -> Result<Page> {
    let gold: toml::Table = toml::from_str(&fs::read_to_string(file)?)?;
    let string = |table: &toml::Table, key: &str| table.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let strings = |key: &str| -> Vec<String> {
        let list = gold.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
        list.iter().filter_map(|v| v.as_str()).map(str::to_owned).collect()
    };
    let tables = |key: &str| -> Vec<toml::Table> {
        let list = gold.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
        list.into_iter().filter_map(|v| v.as_table().cloned()).collect()
    };
    let blocks: Vec<(String, String)> = tables("block")
        .iter()
        .map(|b| (string(b, "kind").unwrap_or_default(), string(b, "text").unwrap_or_default()))
        .collect();
    let posts: Vec<(Option<String>, String)> = tables("post")
        .iter()
        .map(|p| {
            let title = string(p, "title").map(|t| t + "\n").unwrap_or_default();
            (string(p, "published"), title + &string(p, "text").unwrap_or_default())
        })
        .collect();
    // words under pictures are no part of the text, in this gold as in the public sets
    let captions = blocks.iter().filter(|b| b.0 == "caption").map(|b| b.1.clone()).collect();
    let blocks: Vec<(String, String)> = blocks.into_iter().filter(|b| b.0 != "caption").collect();
    let texts = blocks.iter().map(|b| b.1.as_str()).chain(posts.iter().map(|p| p.1.as_str()));
    Ok(Page {
        name: file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
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
