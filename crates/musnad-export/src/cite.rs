//! Documents as references: BibTeX and CSL-JSON.

use crate::Error;
use crate::cell::{Cell, columns, object};
use crate::clean::{line, web};
use crate::documents::{DocumentCell, DocumentRow};
use crate::when;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Write;

columns! {
    /// The fields of an `@online`, as biblatex names them.
    BIBTEX(DocumentCell):
    "author" Text "The byline, else the outlet; each name in braces, so that it isn't taken apart."
        <- "document.byline, outlet" => |r| authors(r).into();
    "title" Text "The title, in braces, so that it isn't put in small letters."
        <- "document.title" => |r| r.document.title.as_ref().map(|t| format!("{{{}}}", latex(t))).into();
    "organization" Text "The outlet."
        <- "document.outlet" => |r| r.document.outlet.as_ref().map(|o| latex(o)).into();
    "date" Date "The day of publication."
        <- "document.published" => |r| r.document.published.as_deref().and_then(when::day).into();
    "url" Text "The address, if it is one of the web."
        <- "document.url" => |r| r.document.url.as_deref().and_then(web).map(address).into();
    "urldate" Date "The day it was fetched."
        <- "document.fetched" => |r| r.document.fetched.as_deref().and_then(when::day).into();
    "langid" Text "arabic, where the document is."
        <- "document.language"
        => |r| r.document.language.as_deref().filter(|l| l.starts_with("ar")).map(|_| "arabic").into();
    "note" Text "The hash of the bytes as they came in."
        <- "document.sha256"
        => |r| Some(&r.document.sha256).filter(|s| !s.is_empty()).map(|s| format!("SHA-256 {}", latex(s))).into();
}

columns! {
    /// The variables of an item of CSL.
    CSL(DocumentCell):
    "id" Text "The same key as in BibTeX." <- "document.id" => |r| key(&r.document.id).into();
    "type" Text "article-newspaper." <- "" => |_| "article-newspaper".into();
    "title" Text "The title." <- "document.title" => |r| r.document.title.as_ref().map(|t| line(t)).into();
    "author" Json "The byline, each name as a literal; else the outlet."
        <- "document.byline, outlet" => |r| literals(r).into();
    "container-title" Text "The outlet."
        <- "document.outlet" => |r| r.document.outlet.as_ref().map(|o| line(o)).into();
    "issued" Json "The day of publication."
        <- "document.published" => |r| r.document.published.as_deref().and_then(parts).into();
    "accessed" Json "The day it was fetched."
        <- "document.fetched" => |r| r.document.fetched.as_deref().and_then(parts).into();
    "URL" Text "The address, if it is one of the web."
        <- "document.url" => |r| r.document.url.as_deref().and_then(web).into();
    "language" Text "The language." <- "document.language" => |r| r.document.language.as_ref().into();
}

/// Writes a document as an entry of BibTeX.
pub(crate) fn bibtex<W: Write>(out: &mut W, row: &DocumentRow<'_>) -> Result<(), Error> {
    write!(out, "@online{{{}", key(&row.document.id))?;
    for column in BIBTEX {
        let value = match (column.cell)(row) {
            Cell::Text(text) => text.into_owned(),
            Cell::Date(day) => day.to_string(),
            _ => continue,
        };
        if !value.is_empty() {
            write!(out, ",\n  {} = {{{value}}}", column.head.name)?;
        }
    }
    writeln!(out, "\n}}\n")?;
    Ok(())
}

/// A document as an item of CSL.
pub(crate) fn csl(row: &DocumentRow<'_>) -> Value {
    Value::Object(object(CSL.iter().map(|c| (c.head.name, (c.cell)(row))), false))
}

/// A key of small letters, digits and hyphens, the same for the same id: the id itself, else what of it can stand
/// in a key and a hash of it.
fn key(id: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.is_empty() && id.len() <= 64 && id.chars().all(plain) {
        return format!("musnad-{id}");
    }
    let readable: String = id.chars().filter(|c| plain(*c)).take(24).collect();
    let hash = Sha256::digest(id.as_bytes());
    let hash: String = hash.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("musnad-{readable}.{hash}")
}

fn authors(row: &DocumentRow<'_>) -> Option<String> {
    let names: Vec<String> = names(row).map(|n| format!("{{{}}}", latex(n))).collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

fn literals(row: &DocumentRow<'_>) -> Option<Value> {
    let names: Vec<Value> = names(row).map(|n| json!({"literal": line(n)})).collect();
    (!names.is_empty()).then_some(Value::Array(names))
}

/// The byline, else the outlet.
fn names<'a>(row: &'a DocumentRow<'_>) -> impl Iterator<Item = &'a str> {
    let byline = row.document.byline.iter().map(String::as_str);
    let outlet = row
        .document
        .outlet
        .as_deref()
        .filter(|_| row.document.byline.is_empty());
    byline.chain(outlet).filter(|n| !n.trim().is_empty())
}

fn parts(time: &str) -> Option<Value> {
    let day = when::day(time)?;
    Some(json!({"date-parts": [[day.year(), day.month(), day.day()]]}))
}

/// Text on one line in which LaTeX sees no command; braces stay balanced.
fn latex(text: &str) -> String {
    let mut out = String::new();
    for c in line(text).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '%' | '$' | '#' | '&' | '_' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// An address as biblatex reads it verbatim: without what would end the field.
fn address(url: &str) -> String {
    let mut out = String::new();
    for c in url.chars() {
        match c {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            ' ' => out.push_str("%20"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
