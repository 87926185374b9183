//! The report of a case, in HTML: what was said by whom, in which words, and what became of it.
//!
//! Records come in as they stand in a sealed bundle, with what was left out of them as `null`; a page of HTML goes
//! out, in Arabic or English, that needs nothing from outside and runs nothing. It never tells that something
//! happened: it tells who said so.

mod event;
mod mark;
mod rest;
mod statement;
mod words;

pub use mark::escaped;
pub use words::{Language, Words};

use mark::{code, field, moment, outside, text, withheld};
use musnad_seal::LeftOut;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;

const STYLE: &str = include_str!("style.css");

/// A case, as far as its report tells it.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// What it is called; none takes the first story's title.
    pub title: Option<String>,
    /// When it was sealed.
    pub sealed: String,
    /// The fingerprint of the key.
    pub key: String,
    /// Who sealed it.
    pub organisation: Option<String>,
    /// What was asked for: a key of the table of words, and what was said there; none where that may not be told.
    pub asked: Vec<(&'static str, Option<String>)>,
    /// The documents, in the order of publication.
    pub documents: Vec<Document>,
    /// Stories, as `story/1`.
    pub stories: Vec<Value>,
    /// Events, as `event/1`, and how many documents elsewhere tell each.
    pub events: Vec<(Value, usize)>,
    /// What people corrected.
    pub corrections: Vec<Value>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// By which policy the best figure is chosen.
    pub policy: &'static str,
    /// The version of the program that sealed it.
    pub program: String,
    /// What read the documents, and how many of them.
    pub readings: Vec<(String, u64)>,
}

/// A document with what was read in it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// `document/1`.
    pub record: Value,
    /// `quote/1`.
    pub quotes: Vec<Value>,
    /// `claim/1`.
    pub claims: Vec<Value>,
    /// The saved page's file, from where the report stands.
    pub page: Option<String>,
    /// The document that it took its text from.
    pub copy_of: Option<String>,
    /// The entry of the journal that took it in last, and when.
    pub entry: Option<(u64, String)>,
}

impl Document {
    fn id(&self) -> &str {
        text(&self.record, "id").unwrap_or_default()
    }

    fn language(&self) -> Option<&str> {
        text(&self.record, "language")
    }
}

/// A report that is being written.
struct Report<'c> {
    case: &'c Case,
    words: Words,
    /// Each document's place in the case.
    documents: HashMap<&'c str, usize>,
    /// Each claim with its document's place.
    claims: HashMap<&'c str, (usize, &'c Value)>,
    out: String,
}

/// The report of `case` in a language.
///
/// ```
/// use musnad::report::{Case, Language, html};
/// let case = Case { title: Some("سيول <الساحل>".into()), ..Case::default() };
/// assert!(html(&case, Language::Arabic).contains("سيول &lt;الساحل&gt;"));
/// ```
pub fn html(case: &Case, language: Language) -> String {
    let documents = case.documents.iter().enumerate().map(|(n, d)| (d.id(), n));
    let claims = case.documents.iter().enumerate().flat_map(|(n, d)| {
        let id = move |c| Some((text(c, "id")?, (n, c)));
        d.claims.iter().filter_map(id)
    });
    let mut report = Report {
        case,
        words: Words::of(language),
        documents: documents.collect(),
        claims: claims.collect(),
        out: String::new(),
    };
    report.write();
    report.out
}

impl Report<'_> {
    fn word(&self, key: &str) -> String {
        escaped(self.words.get(key))
    }

    fn write(&mut self) {
        let language = self.words.language;
        let title = self.title();
        let _ = write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n",
            language.code(),
            language.direction(),
            title.as_deref().map_or_else(|| self.word("report"), escaped),
        );
        self.head(title.as_deref());
        self.stories();
        self.alone();
        self.documents();
        self.corrections();
        self.left_out();
        self.check();
        self.versions();
        self.out.push_str("</body>\n</html>\n");
    }

    fn title(&self) -> Option<String> {
        let story = || self.case.stories.iter().find_map(|s| text(s, "title"));
        let document = || self.case.documents.iter().find_map(|d| text(&d.record, "title"));
        let given = self.case.title.as_deref();
        given.or_else(story).or_else(document).map(str::to_owned)
    }

    fn head(&mut self, title: Option<&str>) {
        let case = self.case;
        let title = title.map(|t| format!("<h1>{}</h1>\n", outside(t, None)));
        let asked = case.asked.iter().map(|(key, value)| {
            let value = match value {
                Some(value) => outside(value, None),
                None => withheld(&self.words),
            };
            format!("<li>{}: {value}</li>", self.word(key))
        });
        let asked = format!("<ul>{}</ul>", asked.collect::<String>());
        let facts = mark::facts(
            &[
                ("sealed", Some(moment(&case.sealed))),
                ("key", Some(code(&case.key))),
                (
                    "organisation",
                    case.organisation.as_deref().map(|o| outside(o, None)),
                ),
                ("asked", Some(asked)),
            ],
            &self.words,
        );
        let count = |n: usize| Some(code(&n.to_string()));
        let pages: std::collections::HashSet<&str> =
            case.documents.iter().filter_map(|d| d.page.as_deref()).collect();
        let left_out: u64 = case.left_out.iter().map(|l| l.count).sum();
        let counts = mark::facts(
            &[
                ("documents", count(case.documents.len())),
                ("pages", count(pages.len())),
                ("stories", count(case.stories.len())),
                ("events", count(case.events.len())),
                ("claims", count(self.claims.len())),
                (
                    "quotes",
                    count(case.documents.iter().map(|d| d.quotes.len()).sum()),
                ),
                ("corrections", count(case.corrections.len())),
                (
                    "left-out",
                    Some(format!(
                        "<a href=\"#left-out\">{}</a>",
                        code(&left_out.to_string())
                    )),
                ),
            ],
            &self.words,
        );
        let _ = write!(
            self.out,
            "<header>\n<p class=\"kind\">{}</p>\n{}{facts}</header>\n<p class=\"not-said\"><strong>{}</strong> {}</p>\n\
             <section><h2>{}</h2>{counts}</section>\n",
            self.word("report"),
            title.unwrap_or_default(),
            self.word("not-said"),
            self.word("machine"),
            self.word("counts"),
        );
    }

    /// Stories with their events, then events of no story.
    fn stories(&mut self) {
        let case = self.case;
        let known: Vec<&str> = case.stories.iter().filter_map(|s| text(s, "id")).collect();
        for story in &case.stories {
            let id = text(story, "id").unwrap_or_default();
            let title = field(story, "title", &self.words, |t| outside(t, None));
            let span = [text(story, "first"), text(story, "last")].map(|t| t.map(moment));
            let span = match span {
                [Some(first), Some(last)] => Some(format!("{first} – {last}")),
                [first, last] => first.or(last),
            };
            let facts = mark::facts(
                &[
                    ("id", Some(code(id))),
                    ("published", span),
                    (
                        "documents",
                        Some(code(&mark::items(story, "documents").len().to_string())),
                    ),
                ],
                &self.words,
            );
            let _ = write!(
                self.out,
                "<section class=\"story\">\n<h2><small>{}</small> {}</h2>\n{facts}",
                self.word("story"),
                title.unwrap_or_default(),
            );
            let own = |e: &&(Value, usize)| text(&e.0, "story") == Some(id);
            case.events.iter().filter(own).for_each(|e| self.event(e));
            self.out.push_str("</section>\n");
        }
        let mut none = case
            .events
            .iter()
            .filter(|e| !text(&e.0, "story").is_some_and(|s| known.contains(&s)))
            .peekable();
        if none.peek().is_some() {
            let _ = write!(
                self.out,
                "<section class=\"story\">\n<h2>{}</h2>\n",
                self.word("story.none")
            );
            none.for_each(|e| self.event(e));
            self.out.push_str("</section>\n");
        }
    }
}
