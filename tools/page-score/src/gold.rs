//! Sets of pages with gold: public ones, and our own templates.

use crate::shared;
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::Path;

use shared::{Page, Result, templates};

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

