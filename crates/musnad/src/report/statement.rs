//! One statement in the report: who says it, in which words of which page, and how it was read.

use super::mark::{self, address, code, facts, field, items, moment, outside, text, withheld};
use super::{Document, Language, Report, escaped};
use serde_json::Value;
use std::fmt::Write as _;

impl Report<'_> {
    /// A claim with its words, and the documents that copied it.
    pub(super) fn statement(&self, id: &str, copies: &[&str]) -> String {
        let Some((n, claim)) = self.claims.get(id) else {
            return String::new();
        };
        let document = &self.case.documents[*n];
        let modality = text(claim, "modality").unwrap_or_default();
        let who = self.chain(items(claim, "attribution"), document);
        let copies: Vec<String> = copies.iter().map(|d| self.document_link(d)).collect();
        let words = match claim.get("sentence") {
            Some(sentence) if sentence.is_object() => {
                marked(sentence, claim.get("trigger").unwrap_or(&Value::Null))
            }
            _ => withheld(&self.words),
        };
        let confidence = claim.get("confidence").and_then(Value::as_f64);
        let mut rows = vec![("document", Some(self.document_link(document.id())))];
        rows.extend(self.whence(document));
        rows.extend([
            ("claim", Some(code(id))),
            ("rule", text(claim, "rule").map(code)),
            ("confidence", confidence.map(|c| code(&format!("{c:.2}")))),
            ("corrections", self.corrected(id)),
            ("copied-by", (!copies.is_empty()).then(|| copies.join(" · "))),
        ]);
        format!(
            "<article class=\"statement {}\">\n<p class=\"who\">{who} <span class=\"modality\">{}</span></p>\n\
             <blockquote dir=\"auto\" lang=\"{}\">{words}</blockquote>\n{}</article>\n",
            escaped(modality),
            escaped(&self.words.code("modality", modality)),
            escaped(document.language().unwrap_or_default()),
            facts(&rows, &self.words)
        )
    }

    /// What people said of a claim, in short; the table of corrections has it all.
    fn corrected(&self, claim: &str) -> Option<String> {
        let own = self
            .case
            .corrections
            .iter()
            .filter(|c| text(c, "target") == Some(claim));
        let all: Vec<String> = own
            .map(|c| {
                let kind = self.words.code("correction", text(c, "kind").unwrap_or_default());
                let field = text(c, "field").map(code).unwrap_or_default();
                let who = mark::field(c, "who", &self.words, |w| outside(w, None));
                format!(
                    "<strong>{}</strong> {field} ({})",
                    escaped(&kind),
                    who.unwrap_or_default()
                )
            })
            .collect();
        (!all.is_empty()).then(|| all.join(" · "))
    }

    /// What leads from a statement to its page.
    fn whence(&self, document: &Document) -> [(&'static str, Option<String>); 4] {
        let record = &document.record;
        [
            ("published", field(record, "published", &self.words, moment)),
            ("address", field(record, "url", &self.words, address)),
            ("sha256", text(record, "sha256").map(code)),
            ("page", Some(self.page(document))),
        ]
    }

    /// The saved page, or why there is none.
    pub(super) fn page(&self, document: &Document) -> String {
        match &document.page {
            Some(file) => format!("<a href=\"{}\">{}</a>", escaped(file), code(file)),
            None if text(&document.record, "without_page") == Some("not-kept") => self.word("page.not-kept"),
            None => self.word("page.restricted"),
        }
    }

    /// The chain of sources, the outlet first: who says it, citing whom.
    pub(super) fn chain(&self, sources: &[Value], document: &Document) -> String {
        let mut names: Vec<String> = sources.iter().rev().map(|s| self.source(s, document)).collect();
        if sources
            .last()
            .is_none_or(|s| text(s, "kind") != Some("outlet") && !s.is_null())
        {
            names.insert(0, self.outlet(document));
        }
        names.dedup();
        names.join(&format!("{} {} ", self.word("comma"), self.word("citing")))
    }

    fn outlet(&self, document: &Document) -> String {
        let outlet = field(&document.record, "outlet", &self.words, |o| {
            outside(o, document.language())
        });
        outlet.unwrap_or_else(|| self.document_link(document.id()))
    }

    fn source(&self, source: &Value, document: &Document) -> String {
        if source.is_null() {
            let words = self.word("source-left-out");
            return format!("<span class=\"withheld\">[{words}]</span>");
        }
        let own = text(source, "text");
        // a registry's name is told where it says more than the words
        let name = self.name(source).filter(|_| {
            let known = ["name_ar", "name_en"].map(|k| text(source, k));
            self.words.language == Language::English && known[1].is_some() || known[0] != own
        });
        let own = own.map(|t| outside(t, document.language()));
        let shown = match (name, own) {
            _ if text(source, "kind") == Some("outlet") => self.outlet(document),
            (Some(name), Some(own)) => format!("{own} ({name})"),
            (None, Some(own)) | (Some(own), None) => own,
            (None, None) => self.word("unknown"),
        };
        match text(source, "stance") {
            None | Some("neutral") => shown,
            Some(stance) => format!("{shown} ({})", escaped(&self.words.code("stance", stance))),
        }
    }

    /// Statements that no event holds.
    pub(super) fn alone(&mut self) {
        let held: std::collections::HashSet<&str> = self
            .case
            .events
            .iter()
            .flat_map(|(e, _)| items(e, "tellings"))
            .filter_map(|t| text(t, "claim"))
            .collect();
        let mut html = String::new();
        for claim in self.case.documents.iter().flat_map(|d| &d.claims) {
            let id = text(claim, "id").unwrap_or_default();
            if !held.contains(id) {
                html.push_str(&self.statement(id, &[]));
            }
        }
        if !html.is_empty() {
            let _ = write!(
                self.out,
                "<section class=\"story\">\n<h2>{}</h2>\n{html}</section>\n",
                self.word("alone")
            );
        }
    }

    /// What is quoted in a document.
    pub(super) fn quotes(&self, document: &Document) -> String {
        let mut out = String::new();
        for quote in &document.quotes {
            let kind = self.words.code("quote", text(quote, "kind").unwrap_or_default());
            let content = quote.get("content").and_then(|c| text(c, "quote"));
            let content = content.map_or_else(|| withheld(&self.words), mark::escaped);
            let _ = write!(
                out,
                "<li><p class=\"who\">{} <span class=\"modality\">{}</span></p>\n\
                 <blockquote dir=\"auto\" lang=\"{}\">{content}</blockquote></li>\n",
                self.chain(items(quote, "attribution"), document),
                escaped(&kind),
                escaped(document.language().unwrap_or_default()),
            );
        }
        match out.is_empty() {
            true => out,
            false => format!(
                "<h4>{}</h4>\n<ul class=\"quotes\">{out}</ul>\n",
                self.word("quotes.of")
            ),
        }
    }
}

/// The sentence, with its trigger marked inside.
fn marked(sentence: &Value, trigger: &Value) -> String {
    let quote = text(sentence, "quote").unwrap_or_default();
    let at = |v: &Value, key: &str| v.get(key).and_then(Value::as_u64);
    let inside = || {
        let start = at(trigger, "start")?.checked_sub(at(sentence, "start")?)?;
        let long = at(trigger, "end")?.checked_sub(at(trigger, "start")?)?;
        let mut chars = quote.chars();
        let before: String = chars.by_ref().take(usize::try_from(start).ok()?).collect();
        let word: String = chars.by_ref().take(usize::try_from(long).ok()?).collect();
        (Some(word.as_str()) == text(trigger, "quote")).then(|| {
            let (before, word, behind) = (escaped(&before), escaped(&word), escaped(chars.as_str()));
            format!("{before}<mark>{word}</mark>{behind}")
        })
    };
    inside().unwrap_or_else(|| escaped(quote))
}
