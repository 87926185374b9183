//! An event in the report: what its tellings agree on and dispute, its ledger, and each telling in its own words.

use super::mark::{code, facts, field, items, moment, outside, table, text, withheld};
use super::{Report, escaped};
use crate::report::words::Language;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;

impl Report<'_> {
    pub(super) fn event(&mut self, (event, elsewhere): &(Value, usize)) {
        let id = text(event, "id").unwrap_or_default();
        let mode = text(event, "mode").map(|m| self.words.code("mode", m));
        let kind = self.words.code("type", text(event, "type").unwrap_or_default());
        let kind = [Some(kind), mode].into_iter().flatten().collect::<Vec<_>>();
        let _ = write!(
            self.out,
            "<section class=\"event\">\n<h3><small>{}</small> {}</h3>\n",
            self.word("event"),
            escaped(&kind.join(" · ")),
        );
        let number = |key: &str| {
            event
                .get(key)
                .and_then(Value::as_u64)
                .map(|n| code(&n.to_string()))
        };
        let disputed = self.disputed(event);
        let rows = [
            ("id", Some(code(id))),
            ("where", self.place(event)),
            ("when", self.time(event)),
            (
                "whether",
                field(event, "modality", &self.words, |m| {
                    escaped(&self.words.code("modality", m))
                }),
            ),
            ("grade", self.grade(event)),
            ("first", self.first(event)),
            ("reports", number("reports")),
            ("copies", number("copies")),
            ("independent", number("independent")),
            (
                "elsewhere",
                (*elsewhere > 0).then(|| code(&elsewhere.to_string())),
            ),
            ("disputed", Some(disputed)),
            ("duplicates", self.duplicates(event)),
        ];
        self.out.push_str(&facts(&rows, &self.words));
        self.parties(event);
        items(event, "toll").iter().for_each(|t| self.toll(t));
        self.tellings(event);
        self.out.push_str("</section>\n");
    }

    /// A name in the report's language, where a registry has one.
    pub(super) fn name(&self, of: &Value) -> Option<String> {
        let (ar, en) = (("name_ar", "ar"), ("name_en", "en"));
        let order = match self.words.language {
            Language::Arabic => [ar, en],
            Language::English => [en, ar],
        };
        let known = order
            .into_iter()
            .find_map(|(key, lang)| Some((text(of, key)?, lang)));
        known.map(|(name, lang)| outside(name, Some(lang)))
    }

    fn place(&self, event: &Value) -> Option<String> {
        let place = event.get("place")?;
        if place.is_null() {
            return super::mark::is_withheld(event, "/place").then(|| withheld(&self.words));
        }
        let mut parts = vec![self.name(place).unwrap_or_else(|| self.word("unknown"))];
        parts.extend(text(place, "country").map(code));
        let precision = text(place, "precision").map(|p| escaped(&self.words.code("precision", p)));
        let at = |key: &str| place.get(key).and_then(Value::as_f64);
        if let (Some(lat), Some(lon)) = (at("lat"), at("lon")) {
            parts.push(code(&format!("{lat:.4}, {lon:.4}")));
        }
        Some(format!(
            "{} ({})",
            parts.join(" · "),
            precision.unwrap_or_else(|| self.word("unknown"))
        ))
    }

    fn time(&self, event: &Value) -> Option<String> {
        let time = event.get("time").filter(|t| !t.is_null())?;
        let end = text(time, "end").map_or_else(|| "…".to_owned(), moment);
        let precision = text(time, "precision").map(|p| escaped(&self.words.code("precision", p)));
        Some(format!(
            "{} – {end} ({})",
            moment(text(time, "start")?),
            precision.unwrap_or_default()
        ))
    }

    /// The grade with the rule that gives it.
    fn grade(&self, event: &Value) -> Option<String> {
        let grade = text(event, "grade")?;
        let perpetrator = items(event, "disputed").iter().any(|d| d == "perpetrator");
        let rule = match (grade, perpetrator) {
            ("contested", true) => "contested.rule.perpetrator".to_owned(),
            ("contested", false) => "contested.rule.happened".to_owned(),
            _ => format!("{grade}.rule"),
        };
        Some(format!(
            "<strong>{}</strong>{} {}: {}",
            escaped(&self.words.code("grade", grade)),
            self.word("comma"),
            self.word("grade.by-rule"),
            escaped(&self.words.code("grade", &rule))
        ))
    }

    fn first(&self, event: &Value) -> Option<String> {
        let first = event.get("first").filter(|f| !f.is_null())?;
        let outlet = text(first, "outlet").map(|o| outside(o, None));
        let parts = [
            outlet,
            text(first, "published").map(moment),
            text(first, "document").map(|d| self.document_link(d)),
        ];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
    }

    /// The id of a document, leading to it where it is in the case.
    pub(super) fn document_link(&self, id: &str) -> String {
        match self.documents.get(id) {
            Some(n) => format!("<a href=\"#d{n}\">{}</a>", code(id)),
            None => code(id),
        }
    }

    fn disputed(&self, event: &Value) -> String {
        let all: Vec<String> = items(event, "disputed")
            .iter()
            .filter_map(Value::as_str)
            .map(|d| format!("<strong>{}</strong>", escaped(&self.words.code("disputed", d))))
            .collect();
        match all.is_empty() {
            true => self.word("disputed.none"),
            false => all.join(" · "),
        }
    }

    fn duplicates(&self, event: &Value) -> Option<String> {
        let all: Vec<String> = items(event, "duplicates")
            .iter()
            .map(|d| text(d, "event").map_or_else(|| withheld(&self.words), code))
            .collect();
        (!all.is_empty()).then(|| all.join(" · "))
    }

    fn parties(&mut self, event: &Value) {
        let rows: Vec<Vec<String>> = items(event, "parties").iter().map(|p| self.party(p)).collect();
        if !rows.is_empty() {
            let heads = ["role", "name", "words", "stance", "by"];
            let table = table(&heads, &rows, &self.words);
            let _ = write!(self.out, "<h4>{}</h4>\n{table}", self.word("parties"));
        }
    }

    fn party(&self, party: &Value) -> Vec<String> {
        if party.is_null() {
            return vec![withheld(&self.words); 5];
        }
        let coded = |of: &str, key: &str| text(party, key).map(|c| escaped(&self.words.code(of, c)));
        let codes = [text(party, "country"), text(party, "sector")]
            .into_iter()
            .flatten();
        let codes: Vec<&str> = codes.collect();
        let name = [
            self.name(party),
            (!codes.is_empty()).then(|| code(&codes.join(" "))),
        ];
        vec![
            coded("role", "role").unwrap_or_default(),
            name.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            text(party, "text")
                .map(|t| outside(t, Some("ar")))
                .unwrap_or_default(),
            coded("stance", "stance").unwrap_or_default(),
            self.names(items(party, "by")),
        ]
    }

    fn names(&self, all: &[Value]) -> String {
        let name = |n: &Value| {
            n.as_str()
                .map_or_else(|| withheld(&self.words), |n| outside(n, None))
        };
        all.iter().map(name).collect::<Vec<_>>().join(" · ")
    }

    fn toll(&mut self, toll: &Value) {
        if toll.is_null() {
            return;
        }
        let outcome = self
            .words
            .code("outcome", text(toll, "outcome").unwrap_or_default());
        let lines: Vec<Vec<String>> = items(toll, "lines").iter().map(|l| self.line(l)).collect();
        let heads = [
            "published",
            "by",
            "words",
            "figure",
            "counts-as",
            "current",
            "document",
        ];
        let figure = |key: &str| {
            let figure = toll.get(key).and_then(Value::as_u64);
            let none = || match items(toll, "lines").iter().any(Value::is_null) {
                true => withheld(&self.words),
                false => self.word("toll.none"),
            };
            Some(figure.map_or_else(none, |n| code(&n.to_string())))
        };
        let policy = format!("policy.{}", self.case.policy);
        let rows = [
            ("toll.low", figure("low")),
            ("toll.best", figure("best")),
            ("toll.high", figure("high")),
            ("toll.policy", Some(self.word(&policy))),
        ];
        let (facts, table) = (facts(&rows, &self.words), table(&heads, &lines, &self.words));
        let _ = write!(
            self.out,
            "<h4>{} · {}</h4>\n{table}{facts}",
            self.word("toll"),
            escaped(&outcome)
        );
    }

    fn line(&self, line: &Value) -> Vec<String> {
        if line.is_null() {
            return vec![withheld(&self.words); 7];
        }
        let current = line.get("current").and_then(Value::as_bool).unwrap_or(false);
        vec![
            text(line, "published").map_or_else(|| self.word("unknown"), moment),
            text(line, "by").map_or_else(|| withheld(&self.words), |b| outside(b, None)),
            text(line, "words")
                .map(|w| outside(w, Some("ar")))
                .unwrap_or_default(),
            self.figure(line),
            escaped(&self.words.code("line", text(line, "is").unwrap_or_default())),
            self.word(if current { "yes" } else { "no" }),
            text(line, "document")
                .map(|d| self.document_link(d))
                .unwrap_or_default(),
        ]
    }

    /// A figure with its bound; of vague words, the range that they allow.
    fn figure(&self, line: &Value) -> String {
        let number = |key: &str| line.get(key).and_then(Value::as_u64);
        let bound = text(line, "bound").unwrap_or_default();
        let shown = match (number("value"), number("min"), number("max")) {
            (Some(value), ..) => value.to_string(),
            (None, None, None) => String::new(),
            (None, min, max) => {
                let [min, max] = [min, max].map(|n| n.map_or_else(|| "…".to_owned(), |n| n.to_string()));
                format!("{min}–{max}")
            }
        };
        format!("{} {}", escaped(&self.words.code("bound", bound)), code(&shown))
    }

    /// The tellings, copies under what they copy, and denials beside what they deny.
    fn tellings(&mut self, event: &Value) {
        let tellings = items(event, "tellings");
        let left_out = tellings.iter().filter(|t| t.is_null()).count();
        let told: Vec<&Value> = tellings.iter().filter(|t| !t.is_null()).collect();
        let origins: HashMap<&str, Option<&str>> = told
            .iter()
            .filter_map(|t| Some((text(t, "document")?, text(t, "copy_of"))))
            .collect();
        let (mut said, mut denied) = (String::new(), String::new());
        for telling in &told {
            let document = text(telling, "document").unwrap_or_default();
            if origin(&origins, document) != document {
                continue;
            }
            let mut copies: Vec<&str> = told
                .iter()
                .filter_map(|t| text(t, "document"))
                .filter(|d| *d != document && origin(&origins, d) == document)
                .collect();
            copies.dedup();
            let html = self.statement(text(telling, "claim").unwrap_or_default(), &copies);
            match text(telling, "modality") {
                Some("denied" | "negated") => denied.push_str(&html),
                _ => said.push_str(&html),
            }
        }
        for _ in 0..left_out {
            let _ = writeln!(
                said,
                "<article class=\"statement\">{}</article>",
                withheld(&self.words)
            );
        }
        let column = |head: &str, html: &str| match html.is_empty() {
            true => String::new(),
            false => format!("<div><h4>{}</h4>\n{html}</div>\n", self.word(head)),
        };
        let both = if said.is_empty() || denied.is_empty() {
            ""
        } else {
            " both"
        };
        let columns = format!(
            "<div class=\"columns{both}\">\n{}{}</div>\n",
            column("said", &said),
            column("denied", &denied)
        );
        self.out.push_str(&columns);
    }
}

/// The first document of the chain of copies that a document is in, as far as it is among them.
fn origin<'e>(origins: &HashMap<&'e str, Option<&'e str>>, document: &'e str) -> &'e str {
    let mut at = document;
    // copies of copies of copies end somewhere
    for _ in 0..32 {
        match origins.get(at) {
            Some(Some(of)) if origins.contains_key(of) => at = of,
            _ => break,
        }
    }
    at
}
