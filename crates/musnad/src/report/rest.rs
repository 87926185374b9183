//! What stands behind the statements in the report: documents, corrections, what was left out, how to check it.

use super::mark::{address, code, facts, field, is_withheld, moment, outside, table, text, withheld};
use super::{Report, escaped};
use serde_json::Value;
use std::fmt::Write as _;

/// What checks a bundle, inside its folder.
const FILES: &str = "sha256sum -c manifest-sha256.txt\nsha256sum -c tagmanifest-sha256.txt";
const SIGNATURE: &str = "openssl pkeyutl -verify -pubin -inkey signature/public.pem -rawin \
                         -in tagmanifest-sha256.txt -sigfile signature/tagmanifest.sig";
const KEY: &str = "openssl pkey -pubin -in signature/public.pem -outform DER | sha256sum";

impl Report<'_> {
    pub(super) fn documents(&mut self) {
        let case = self.case;
        let _ = write!(self.out, "<section>\n<h2>{}</h2>\n", self.word("documents"));
        for (n, document) in case.documents.iter().enumerate() {
            let record = &document.record;
            let language = document.language();
            let title = field(record, "title", &self.words, |t| outside(t, language));
            let entry = document
                .entry
                .as_ref()
                .map(|(n, at)| format!("{} · {}", code(&n.to_string()), moment(at)));
            let rows = [
                ("id", Some(code(document.id()))),
                (
                    "outlet",
                    field(record, "outlet", &self.words, |o| outside(o, language)),
                ),
                ("published", field(record, "published", &self.words, moment)),
                ("fetched", field(record, "fetched", &self.words, moment)),
                ("address", field(record, "url", &self.words, address)),
                ("page", Some(self.page(document))),
                ("sha256", text(record, "sha256").map(code)),
                (
                    "copy-of",
                    document.copy_of.as_deref().map(|d| self.document_link(d)),
                ),
                ("entry", entry),
            ];
            let (facts, quotes) = (facts(&rows, &self.words), self.quotes(document));
            let title = title.unwrap_or_else(|| code(document.id()));
            let _ = write!(
                self.out,
                "<article class=\"document\" id=\"d{n}\">\n<h3>{title}</h3>\n{facts}{quotes}</article>\n"
            );
        }
        self.out.push_str("</section>\n");
    }

    pub(super) fn corrections(&mut self) {
        let rows: Vec<Vec<String>> = self.case.corrections.iter().map(|c| self.correction(c)).collect();
        let body = match rows.is_empty() {
            true => format!("<p>{}</p>\n", self.word("corrections.none")),
            false => table(&["at", "who", "target", "what", "why"], &rows, &self.words),
        };
        let _ = write!(
            self.out,
            "<section>\n<h2>{}</h2>\n{body}</section>\n",
            self.word("corrections")
        );
    }

    fn correction(&self, correction: &Value) -> Vec<String> {
        let shown = |key: &str, show: fn(&str) -> String| {
            field(correction, key, &self.words, show).unwrap_or_default()
        };
        let kind = text(correction, "kind").unwrap_or_default();
        let what = [
            Some(escaped(&self.words.code("correction", kind))),
            field(correction, "field", &self.words, code),
            self.value(correction),
        ];
        vec![
            shown("at", moment),
            shown("who", |w| outside(w, None)),
            shown("target", code),
            what.into_iter().flatten().collect::<Vec<_>>().join(" "),
            shown("why", |w| outside(w, None)),
        ]
    }

    /// What a field was set to: words as they are, all else as JSON.
    fn value(&self, correction: &Value) -> Option<String> {
        match correction.get("value") {
            None => None,
            Some(Value::Null) if is_withheld(correction, "/value") => Some(withheld(&self.words)),
            Some(Value::Null) => (text(correction, "kind") == Some("set")).then(|| self.word("nothing")),
            Some(Value::String(value)) => Some(outside(value, None)),
            Some(value) => Some(code(&value.to_string())),
        }
    }

    pub(super) fn left_out(&mut self) {
        let rows: Vec<Vec<String>> = self
            .case
            .left_out
            .iter()
            .map(|l| {
                let rule = match l.rule.as_str() {
                    "not-kept" => self.word("what.not-kept"),
                    rule => code(rule),
                };
                let what = escaped(&self.words.code("what", &l.what));
                vec![rule, what, code(&l.count.to_string())]
            })
            .collect();
        let body = match rows.is_empty() {
            true => format!("<p>{}</p>\n", self.word("left-out.none")),
            false => format!(
                "<p>{}</p>\n{}",
                self.word("left-out.said"),
                table(
                    &["left-out.rule", "left-out.what", "left-out.count"],
                    &rows,
                    &self.words
                )
            ),
        };
        let _ = write!(
            self.out,
            "<section id=\"left-out\">\n<h2>{}</h2>\n{body}</section>\n",
            self.word("left-out")
        );
    }

    pub(super) fn check(&mut self) {
        let step = |key: &str, command: &str| {
            let (words, command) = (self.word(key), escaped(command));
            format!("<li><p>{words}</p>\n<pre dir=\"ltr\" lang=\"\">{command}</pre></li>\n")
        };
        let steps = [
            step("check.files", FILES),
            step("check.signature", SIGNATURE),
            step("check.key", KEY),
        ];
        let _ = write!(
            self.out,
            "<section>\n<h2>{}</h2>\n<ol>{}</ol>\n<p>{}</p>\n<p>{}</p>\n</section>\n",
            self.word("check"),
            steps.concat(),
            self.word("check.pages"),
            self.word("check.more"),
        );
    }

    pub(super) fn versions(&mut self) {
        let mut rows = vec![vec![
            self.word("version.program"),
            code(&self.case.program),
            String::new(),
        ]];
        rows.extend(self.case.readings.iter().map(|(made, documents)| {
            let label = self.word("version.readings");
            vec![label, code(made), code(&documents.to_string())]
        }));
        let table = table(&["what", "versions", "documents"], &rows, &self.words);
        let _ = write!(
            self.out,
            "<section>\n<h2>{}</h2>\n{table}</section>\n",
            self.word("versions")
        );
    }
}
