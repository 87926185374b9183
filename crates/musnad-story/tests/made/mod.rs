//! Records made by hand: what a document says is given, nothing is read from its text.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "each test uses some of it, and one that cannot be made is a failure"
)]

use musnad_record::v1::{Actor, Block, Claim, Count, Dateline, Document, Place, Records, Source, Span, Time};
use musnad_story::Version;
use std::borrow::Cow;

/// A document to be made.
#[derive(Clone, Debug, Default)]
pub struct Made {
    pub id: String,
    pub outlet: String,
    pub published: String,
    pub url: Option<String>,
    pub fetched: Option<String>,
    pub title: String,
    pub paragraphs: Vec<String>,
    pub agency: Option<String>,
    pub claims: Vec<Said>,
}

/// A claim to be made: the title or paragraph that holds its trigger and its figures is its sentence.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub event: u32,
    pub kind: String,
    pub mode: Option<String>,
    pub modality: Option<String>,
    pub trigger: String,
    pub place: Option<(String, String, f64, f64)>,
    /// What the text calls the place, where that is not its name.
    pub called: Option<String>,
    pub day: Option<(String, String)>,
    /// The words of the time, where it matters where they stand.
    pub when: Option<String>,
    pub toll: Vec<Count<'static>>,
    pub by: Vec<Source<'static>>,
    pub actors: Vec<Actor<'static>>,
}

fn own(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn span(text: &str, words: &str, from: usize) -> Span<'static> {
    let at = text[from..].find(words).expect(words) + from;
    let start = length(&text[..at]);
    Span {
        start,
        end: start + length(words),
        quote: own(words),
    }
}

fn nowhere(words: &str) -> Span<'static> {
    Span {
        start: 0,
        end: length(words),
        quote: own(words),
    }
}

/// Where words stand in a sentence.
fn placed(sentence: &Span<'_>, words: &str) -> Span<'static> {
    let within = span(&sentence.quote, words, 0);
    Span {
        start: within.start + sentence.start,
        end: within.end + sentence.start,
        quote: within.quote,
    }
}

/// A document of an outlet.
pub fn document(id: &str, outlet: &str, published: &str, title: &str, paragraphs: &[&str]) -> Made {
    Made {
        id: id.to_owned(),
        outlet: outlet.to_owned(),
        published: published.to_owned(),
        title: title.to_owned(),
        paragraphs: paragraphs.iter().map(|p| (*p).to_owned()).collect(),
        ..Made::default()
    }
}

/// An assault told by these words.
pub fn assault(event: u32, trigger: &str) -> Said {
    said(event, "ASSAULT", trigger)
}

pub fn said(event: u32, kind: &str, trigger: &str) -> Said {
    Said {
        event,
        kind: kind.to_owned(),
        trigger: trigger.to_owned(),
        ..Said::default()
    }
}

/// A figure.
pub fn count(outcome: &str, value: u64, bound: &str, words: &str) -> Count<'static> {
    let (min, max) = match bound {
        "exact" => (Some(value), Some(value)),
        "at_least" => (Some(value), None),
        "more_than" => (Some(value + 1), None),
        "at_most" => (None, Some(value)),
        _ => (None, None),
    };
    Count {
        outcome: own(outcome),
        who: None,
        value: Some(value),
        bound: own(bound),
        min,
        max,
        cumulative: false,
        span: nowhere(words),
    }
}

impl Made {
    pub fn claim(mut self, said: Said) -> Made {
        self.claims.push(said);
        self
    }

    pub fn agency(mut self, name: &str) -> Made {
        self.agency = Some(name.to_owned());
        self
    }

    /// Where it was, and when it was seen there.
    pub fn seen(mut self, url: &str, fetched: &str) -> Made {
        self.url = Some(url.to_owned());
        self.fetched = Some(fetched.to_owned());
        self
    }

    /// It as one of the versions of its page.
    pub fn version(&self) -> Version<'_> {
        Version {
            id: &self.id,
            outlet: Some(&self.outlet),
            url: self.url.as_deref(),
            fetched: self.fetched.as_deref(),
        }
    }

    pub fn text(&self) -> String {
        format!("{}\n\n{}", self.title, self.paragraphs.join("\n\n"))
    }

    /// Its records.
    pub fn records(&self) -> Records<'static> {
        let text = self.text();
        let mut from = 0;
        let mut blocks = Vec::new();
        for (n, part) in std::iter::once(&self.title).chain(&self.paragraphs).enumerate() {
            let span = span(&text, part, from);
            from = text[from..].find(part.as_str()).unwrap() + from + part.len();
            blocks.push(Block {
                kind: own(if n == 0 { "title" } else { "paragraph" }),
                span,
            });
        }
        let claims = self.claims.iter().enumerate();
        let claims = claims.map(|(n, s)| self.record(n, s, &text, &blocks)).collect();
        Records {
            document: Document {
                record: own("document/1"),
                id: own(&self.id),
                url: self.url.as_deref().map(own),
                outlet: Some(own(&self.outlet)),
                title: Some(own(&self.title)),
                byline: Cow::Owned(Vec::new()),
                dateline: Dateline {
                    place: None,
                    agency: self.agency.as_deref().map(own),
                },
                published: Some(own(&self.published)),
                fetched: self.fetched.as_deref().map(own),
                language: None,
                sha256: own(""),
                text: own(&text),
                blocks,
                related: Vec::new(),
                diagnostics: Vec::new(),
            },
            quotes: Vec::new(),
            claims,
        }
    }

    fn record(&self, n: usize, said: &Said, text: &str, blocks: &[Block<'static>]) -> Claim<'static> {
        let holds = |b: &&Block<'static>| {
            let all = said.toll.iter().all(|c| b.span.quote.contains(&*c.span.quote));
            b.span.quote.contains(&said.trigger) && all
        };
        let block = blocks.iter().find(holds);
        let sentence = block.expect(&said.trigger).span.clone();
        let trigger = placed(&sentence, &said.trigger);
        let mut toll = said.toll.clone();
        for count in &mut toll {
            count.span = placed(&sentence, &count.span.quote);
        }
        let outlet = Source {
            kind: own("outlet"),
            ..source("", "outlet", None)
        };
        debug_assert!(text.contains(&*sentence.quote));
        Claim {
            record: own("claim/1"),
            id: format!("{}-{n}", self.id),
            document: own(&self.id),
            event: said.event,
            r#type: own(&said.kind),
            mode: said.mode.as_deref().map(own),
            contexts: Cow::Owned(Vec::new()),
            modality: own(said.modality.as_deref().unwrap_or("asserted")),
            trigger,
            actors: said.actors.clone(),
            place: said.place.as_ref().map(|(id, name, lat, lon)| Place {
                text: own(said.called.as_deref().unwrap_or(name)),
                span: nowhere(name),
                id: Some(own(id)),
                name_ar: Some(own(name)),
                name_en: None,
                country: Some(own("SYR")),
                admin1: None,
                lat: Some(*lat),
                lon: Some(*lon),
                precision: own("town"),
            }),
            from: None,
            to: None,
            time: said.day.as_ref().map(|(start, end)| Time {
                text: own(start),
                span: match &said.when {
                    Some(words) => placed(&sentence, words),
                    None => nowhere(start),
                },
                start: Some(own(start)),
                end: Some(own(end)),
                precision: own(if start.len() == 10 { "day" } else { "hour" }),
                basis: own("stated"),
            }),
            toll,
            attribution: said.by.iter().cloned().chain([outlet]).collect(),
            sentence,
            rule: own("made.by.hand"),
            confidence: 0.9,
        }
    }
}

/// A source; without words it is the outlet.
pub fn source(text: &str, kind: &str, id: Option<&str>) -> Source<'static> {
    Source {
        text: (!text.is_empty()).then(|| own(text)),
        span: (!text.is_empty()).then(|| nowhere(text)),
        id: id.map(own),
        name_ar: None,
        name_en: None,
        kind: own(kind),
        named: false,
        count: None,
        cue: None,
        stance: own("neutral"),
    }
}

/// A party.
pub fn party(role: &str, text: &str, id: Option<&str>, country: &str, sector: &str) -> Actor<'static> {
    Actor {
        role: own(role),
        text: own(text),
        span: nowhere(text),
        id: id.map(own),
        name_ar: None,
        name_en: None,
        country: Some(own(country)),
        sector: Some(own(sector)),
        aligned_with: Cow::Owned(Vec::new()),
        count: None,
    }
}

impl Said {
    pub fn by(mut self, text: &str) -> Said {
        self.by.insert(0, source(text, "official", None));
        self
    }

    pub fn at(mut self, id: &str, name: &str, lat: f64, lon: f64) -> Said {
        self.place = Some((id.to_owned(), name.to_owned(), lat, lon));
        self
    }

    pub fn on(mut self, start: &str, end: &str) -> Said {
        self.day = Some((start.to_owned(), end.to_owned()));
        self
    }

    pub fn called(mut self, words: &str) -> Said {
        self.called = Some(words.to_owned());
        self
    }

    pub fn when(mut self, words: &str) -> Said {
        self.when = Some(words.to_owned());
        self
    }

    pub fn killed(mut self, value: u64, words: &str) -> Said {
        self.toll.push(count("killed", value, "exact", words));
        self
    }

    pub fn counting(mut self, count: Count<'static>) -> Said {
        self.toll.push(count);
        self
    }

    pub fn mode(mut self, mode: &str) -> Said {
        self.mode = Some(mode.to_owned());
        self
    }

    pub fn modality(mut self, modality: &str) -> Said {
        self.modality = Some(modality.to_owned());
        self
    }

    pub fn actor(mut self, text: &str, id: Option<&str>, country: &str, sector: &str) -> Said {
        self.actors.push(party("actor", text, id, country, sector));
        self
    }
}
