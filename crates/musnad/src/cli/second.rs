//! A second reader: a language model behind an OpenAI-compatible address, asked about claims in doubt alone.
//!
//! What it says is written down as its own word, in a diagnostic `second-reader` with its name; a claim's type,
//! fields and confidence stay what the rules and the scorer say.

use musnad_extract::{Claim, Reading};
use musnad_page::{Diagnostic, Document, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use ureq::Agent;

/// After so many failures in a row nobody is asked any more.
const PATIENCE: u32 = 3;
/// The longest answer that is read, in bytes.
const LONGEST: u64 = 1 << 20;
/// The longest reason that is kept, in characters.
const REASON: usize = 200;

/// What it is asked, from `lang/ar/reader.toml`.
#[derive(Debug, Deserialize)]
struct Questions {
    instructions: String,
    question: String,
    meaning: BTreeMap<String, String>,
}

/// An OpenAI-compatible endpoint.
pub(super) struct SecondReader {
    url: String,
    model: String,
    key: Option<String>,
    agent: Agent,
    questions: Questions,
    failures: AtomicU32,
}

/// What it says of one claim.
enum Answer {
    Said { event: bool, why: String },
    Failed(String),
}

impl SecondReader {
    /// The reader at `url`: the address that ends before `/chat/completions`, or with it.
    ///
    /// # Errors
    /// If it is no address, or if a key would be sent in the clear to another machine.
    pub(super) fn new(url: &str, model: &str, key: Option<String>, wait: Duration) -> Result<Self, String> {
        let parsed: ureq::http::Uri = url.parse().map_err(|e| format!("--reader {url}: {e}"))?;
        let host = parsed.host().unwrap_or_default();
        let here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        match parsed.scheme_str() {
            Some("https") => {}
            Some("http") if here || key.is_none() => {}
            Some("http") => {
                return Err(format!(
                    "--reader {url}: a key (MUSNAD_READER_KEY) is not sent over http to another machine"
                ));
            }
            _ => {
                return Err(format!(
                    "--reader {url}: an address begins with http:// or https://"
                ));
            }
        }
        let base = url.trim_end_matches('/');
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(wait))
            .build();
        Ok(SecondReader {
            url: if base.ends_with("/chat/completions") {
                base.to_owned()
            } else {
                format!("{base}/chat/completions")
            },
            model: model.to_owned(),
            key,
            agent: Agent::new_with_config(config),
            questions: toml::from_str(include_str!("../../../../lang/ar/reader.toml"))
                .map_err(|e| e.to_string())?,
            failures: AtomicU32::new(0),
        })
    }

    /// Asks about the claims in doubt; those that it takes for events are to be told, with what it said noted in
    /// `document`. Of the others the numbers come back.
    pub(super) fn judge(&self, document: &mut Document, reading: &Reading) -> Vec<usize> {
        let mut refused = Vec::new();
        for (n, claim) in reading.claims.iter().enumerate().filter(|(_, c)| c.doubtful) {
            if self.failures.load(Ordering::Relaxed) >= PATIENCE {
                refused.push(n);
                continue;
            }
            let (severity, message, event) = match self.ask(&document.text, claim) {
                Answer::Said { event, why } => {
                    self.failures.store(0, Ordering::Relaxed);
                    let said = if event { "an event" } else { "no event" };
                    let why = if why.is_empty() { why } else { format!(": {why}") };
                    (Severity::Info, format!("{} says {said}{why}", self.model), event)
                }
                Answer::Failed(why) => {
                    let last = self.failures.fetch_add(1, Ordering::Relaxed) + 1 >= PATIENCE;
                    let end = if last { "; it is asked no more" } else { "" };
                    let message = format!("{} gave no answer: {why}{end}", self.model);
                    (Severity::Warning, message, false)
                }
            };
            if !event {
                refused.push(n);
            }
            document.diagnostics.push(Diagnostic {
                code: "second-reader",
                severity,
                message,
                span: Some(claim.trigger),
            });
        }
        refused
    }

    fn ask(&self, text: &str, claim: &Claim) -> Answer {
        let name = claim.kind.name();
        let meaning = self.questions.meaning.get(name).map_or("", String::as_str);
        let parts = [
            ("{type}", name),
            ("{meaning}", meaning),
            ("{trigger}", claim.trigger.of(text)),
            ("{text}", claim.sentence.of(text)),
        ];
        // the sentence last, so that nothing in it is taken for a blank
        let question = (parts.iter()).fold(self.questions.question.clone(), |q, (blank, with)| {
            q.replace(blank, with)
        });
        let body = serde_json::json!({
            "model": self.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": self.questions.instructions},
                {"role": "user", "content": question},
            ],
        });
        match self.send(&body.to_string()) {
            Ok(answer) => read_answer(&answer),
            Err(why) => Answer::Failed(why),
        }
    }

    fn send(&self, body: &str) -> Result<String, String> {
        let mut request = self
            .agent
            .post(&self.url)
            .header("content-type", "application/json");
        if let Some(key) = &self.key {
            request = request.header("authorization", &format!("Bearer {key}"));
        }
        let mut response = request.send(body).map_err(|e| e.to_string())?;
        let status = response.status().as_u16();
        let answer =
            (response.body_mut().with_config().limit(LONGEST).read_to_string()).map_err(|e| e.to_string())?;
        if status != 200 {
            return Err(format!("HTTP status {status}"));
        }
        Ok(answer)
    }
}

/// The answer in the JSON of a chat completion: its first object with `event`.
fn read_answer(body: &str) -> Answer {
    #[derive(Deserialize)]
    struct Said {
        event: bool,
        #[serde(default)]
        why: String,
    }
    let parsed: Result<serde_json::Value, _> = serde_json::from_str(body);
    let Ok(parsed) = parsed else {
        return Answer::Failed("no JSON".to_owned());
    };
    let Some(content) = parsed["choices"][0]["message"]["content"].as_str() else {
        return Answer::Failed("no chat completion".to_owned());
    };
    let objects = content.match_indices('{').map(|(at, _)| &content[at..]);
    let said = objects
        .filter_map(|rest| {
            serde_json::Deserializer::from_str(rest)
                .into_iter::<Said>()
                .next()?
                .ok()
        })
        .next();
    match said {
        Some(Said { event, why }) => Answer::Said {
            event,
            why: why.chars().take(REASON).collect(),
        },
        None => Answer::Failed("neither yes nor no".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(content: &str) -> Option<bool> {
        let body = serde_json::json!({"choices": [{"message": {"content": content}}]});
        match read_answer(&body.to_string()) {
            Answer::Said { event, .. } => Some(event),
            Answer::Failed(_) => None,
        }
    }

    #[test]
    fn answers_as_models_give_them() {
        assert_eq!(said("{\"event\": true, \"why\": \"an attack\"}"), Some(true));
        assert_eq!(said("```json\n{\"event\":false}\n```"), Some(false));
        assert_eq!(said("I think {so}: {\"event\": true} because"), Some(true));
        assert_eq!(said("yes"), None);
        assert_eq!(said("{\"event\": \"perhaps\"}"), None);
        assert!(matches!(read_answer("<html>"), Answer::Failed(_)));
        assert!(matches!(read_answer("{}"), Answer::Failed(_)));
    }

    #[test]
    fn a_key_goes_to_safe_addresses_alone() {
        let new = |url: &str, key: Option<&str>| {
            SecondReader::new(url, "m", key.map(str::to_owned), Duration::from_secs(1)).map(|r| r.url)
        };
        assert_eq!(
            new("http://localhost:8080/v1/", Some("k")).as_deref(),
            Ok("http://localhost:8080/v1/chat/completions")
        );
        assert!(new("http://reader.example/v1", None).is_ok());
        assert!(new("http://reader.example/v1", Some("k")).is_err());
        assert!(new("https://reader.example/v1", Some("k")).is_ok());
        assert!(new("reader.example", None).is_err());
        assert!(new("ftp://reader.example", None).is_err());
    }
}
