//! The corpus of stories: documents of many outlets, read as the program reads them, put together and held against
//! what they were written to be, as `corpus/README.md` describes.

use crate::tally::Tally;
use musnad_extract::Reader;
use musnad_page::{Document, Hints};
use musnad_record::event::{Event, Line};
use musnad_record::v1::Records;
use musnad_story::{About, Grouper, Placed, Policy, Settings, Told, Viewer};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::fmt::Write as _;

/// What the gold says of a file's stories.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    document: Vec<Written>,
    #[serde(default, rename = "event")]
    events: Vec<Happening>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    story: String,
    outlet: String,
    published: String,
    copies: Option<String>,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Happening {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[allow(dead_code, reason = "for people")]
    about: String,
    first: String,
    disputed: Vec<String>,
    told: Vec<Telling>,
    #[serde(default)]
    toll: Vec<Figure>,
    #[serde(default)]
    range: Vec<Range>,
    /// Latitude and longitude, in degrees, where they are known to some three kilometres.
    at: Option<(f64, f64)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Telling {
    document: String,
    trigger: String,
    near: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    document: String,
    #[allow(dead_code, reason = "for people")]
    text: String,
    outcome: String,
    value: Option<u64>,
    min: Option<u64>,
    max: Option<u64>,
    bound: String,
    #[allow(dead_code, reason = "for people")]
    source: Option<String>,
    #[allow(dead_code, reason = "for people")]
    by: String,
    #[serde(default)]
    old: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    outcome: String,
    low: Option<u64>,
    high: Option<u64>,
}

/// The corpus.
#[derive(Debug, Default)]
pub struct Stories {
    documents: Vec<Written>,
    events: Vec<Happening>,
}

impl Stories {
    /// Reads the files of the corpus, each with its name.
    ///
    /// # Errors
    /// Names the file that cannot be read, and why.
    pub fn parse(files: &[(String, String)]) -> Result<Stories, String> {
        let mut all = Stories::default();
        for (name, text) in files {
            let file: File = toml::from_str(text).map_err(|e| format!("{name}: {e}"))?;
            all.documents.extend(file.document);
            all.events.extend(file.events);
        }
        Ok(all)
    }

    /// How many documents and events it has.
    pub fn size(&self) -> (usize, usize) {
        (self.documents.len(), self.events.len())
    }
}

/// Kilometres within which a place is right.
const NEAR: f64 = 10.0;

/// How well documents were put together.
#[derive(Debug, Default)]
pub struct Together {
    /// Pairs of documents with one text.
    pub copies: Tally,
    /// Pairs of documents of one story.
    pub stories: Tally,
    /// Tellings that any claim was read from.
    pub found: Tally,
    /// Pairs of found tellings of one event.
    pub events: Tally,
    /// Events with the right first report.
    pub first: Tally,
    /// Figures of events, each with its document, outcome and value.
    pub lines: Tally,
    /// Least and greatest of an outcome.
    pub range: Tally,
    /// What events dispute.
    pub disputed: Tally,
    /// Events put within [`NEAR`] kilometres of where they were.
    pub places: Tally,
    /// What was wrong.
    pub wrong: Vec<String>,
}

struct Run<'a> {
    gold: &'a Stories,
    documents: &'a [Document],
    records: &'a [Records<'a>],
    placed: Vec<Placed>,
    /// Document and claim of each telling that was found, with its event of the gold.
    tellings: Vec<(usize, usize, usize)>,
    /// The number of the event that each claim was put with.
    event_of: FxHashMap<(usize, usize), u32>,
}

impl Together {
    /// Reads all documents and puts them together.
    ///
    /// # Errors
    /// If the built-in data is broken.
    pub fn of(reader: &Reader, gold: &Stories) -> Result<Together, String> {
        let documents: Vec<Document> = gold.documents.iter().map(document).collect();
        let readings: Vec<_> = documents
            .iter()
            .map(|d| {
                let mut reading = reader.read(d);
                reading.claims.retain(|c| !c.doubtful);
                reading
            })
            .collect();
        let records: Vec<Records<'_>> = documents
            .iter()
            .zip(&readings)
            .map(|(d, r)| Records::of(d, r))
            .collect();
        let told = |e: musnad_story::Error| e.to_string();
        let mut grouper = Grouper::builtin(Settings::default()).map_err(told)?;
        let viewer = Viewer::builtin().map_err(told)?;
        let placed = grouper.add_all(&records);
        let mut run = Run {
            gold,
            documents: &documents,
            records: &records,
            event_of: placed
                .iter()
                .enumerate()
                .flat_map(|(d, p)| {
                    p.events
                        .iter()
                        .flat_map(move |e| e.claims.iter().map(move |c| ((d, *c), e.event)))
                })
                .collect(),
            placed,
            tellings: Vec::new(),
        };
        let mut out = Together::default();
        run.find(&mut out);
        run.documents(&mut out);
        run.pairs(&mut out);
        run.events(&viewer, &mut out);
        Ok(out)
    }

    /// The figures by name.
    pub fn figures(&self) -> [(&'static str, Tally); 9] {
        [
            ("copies", self.copies),
            ("stories", self.stories),
            ("tellings found", self.found),
            ("same event", self.events),
            ("first report", self.first),
            ("ledger lines", self.lines),
            ("low and high", self.range),
            ("disputed", self.disputed),
            ("within 10 km", self.places),
        ]
    }

    /// A table of the figures.
    pub fn table(&self) -> String {
        let mut out = String::from("                 precision  recall  F1     answers\n");
        for (name, t) in self.figures() {
            let _ = writeln!(
                out,
                "{name:<16} {:>9.3} {:>7.3} {:>6.3} {:>8}",
                t.precision(),
                t.recall(),
                t.f1(),
                t.answers()
            );
        }
        out
    }
}

fn document(written: &Written) -> Document {
    musnad_page::read(
        written.text.as_bytes(),
        &Hints {
            id: Some(&written.id),
            outlet: Some(&written.outlet),
            published: Some(&written.published),
            ..Hints::default()
        },
    )
}

impl Run<'_> {
    fn place(&self, id: &str) -> usize {
        let found = self.gold.documents.iter().position(|d| d.id == id);
        found.unwrap_or(usize::MAX)
    }

    /// Which tellings any claim was read from.
    fn find(&mut self, out: &mut Together) {
        for (e, event) in self.gold.events.iter().enumerate() {
            for told in &event.told {
                let d = self.place(&told.document);
                let claim = self.span(d, told).and_then(|(start, end)| {
                    self.records[d].claims.iter().position(|c| {
                        c.r#type == event.kind.as_str() && c.trigger.start < end && start < c.trigger.end
                    })
                });
                out.found.add(claim.is_some().into(), 0, 1);
                match claim {
                    Some(c) => self.tellings.push((d, c, e)),
                    None => out.wrong.push(format!(
                        "not found: {} {} «{}»",
                        event.id, told.document, told.trigger
                    )),
                }
            }
        }
        out.found.given = out.found.right;
    }

    /// Where a telling's trigger stands, in code points.
    fn span(&self, d: usize, told: &Telling) -> Option<(usize, usize)> {
        let text = &self.documents.get(d)?.text;
        let from = told
            .near
            .as_ref()
            .map_or(Some(0), |near| text.find(near.as_str()))?;
        let at = from + text[from..].find(told.trigger.as_str())?;
        let start = text[..at].chars().count();
        Some((start, start + told.trigger.chars().count()))
    }

    fn root(&self, d: usize) -> usize {
        match &self.gold.documents[d].copies {
            Some(of) => self.root(self.place(of)),
            None => d,
        }
    }

    fn placed_root(&self, d: usize) -> usize {
        let mut at = d;
        // a circle would be a fault; it ends all the same
        for _ in 0..self.placed.len() {
            let of = self.copy_of(at);
            match of {
                Some(of) => at = of,
                None => return at,
            }
        }
        at
    }

    /// The document that another was put down as a copy of, by its place in the corpus.
    fn copy_of(&self, d: usize) -> Option<usize> {
        let place = |n: u32| self.placed.iter().position(|p| p.document == n);
        let late = self
            .placed
            .iter()
            .position(|p| p.copied_by.contains(&self.placed[d].document));
        late.or_else(|| self.placed[d].copy_of.and_then(place))
    }

    /// Copies and stories.
    fn documents(&self, out: &mut Together) {
        let all = &self.gold.documents;
        for i in 0..all.len() {
            for j in 0..i {
                let names = format!("{} {}", all[j].id, all[i].id);
                let (is, said) = (
                    self.root(i) == self.root(j),
                    self.placed_root(i) == self.placed_root(j),
                );
                pair(&mut out.copies, is, said, "copy", &names, &mut out.wrong);
                let is = all[i].story == all[j].story && all[i].story != "none";
                let said = self.placed[i].story.is_some() && self.placed[i].story == self.placed[j].story;
                pair(&mut out.stories, is, said, "story", &names, &mut out.wrong);
            }
        }
    }

    /// Pairs of tellings of one event.
    fn pairs(&self, out: &mut Together) {
        for (i, (d, c, e)) in self.tellings.iter().enumerate() {
            for (d2, c2, e2) in &self.tellings[..i] {
                if (d, c) == (d2, c2) {
                    continue;
                }
                let is = e == e2;
                let said = self
                    .event_of
                    .get(&(*d, *c))
                    .is_some_and(|x| self.event_of.get(&(*d2, *c2)) == Some(x));
                let name = |d: usize, c: usize, e: usize| {
                    let claim = &self.records[d].claims[c];
                    format!(
                        "{} {}«{}»",
                        self.gold.events[e].id, self.gold.documents[d].id, claim.trigger.quote
                    )
                };
                let names = format!("{} {}", name(*d2, *c2, *e2), name(*d, *c, *e));
                pair(&mut out.events, is, said, "event", &names, &mut out.wrong);
            }
        }
    }

    /// The event that most of a gold event's tellings were put with.
    fn likest(&self, e: usize) -> Option<u32> {
        let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
        for (d, c, _) in self.tellings.iter().filter(|t| t.2 == e) {
            *counts.entry(*self.event_of.get(&(*d, *c))?).or_default() += 1;
        }
        counts
            .into_iter()
            .max_by_key(|(event, n)| (*n, std::cmp::Reverse(*event)))
            .map(|(event, _)| event)
    }

    fn view(&self, viewer: &Viewer, event: u32) -> Option<Event> {
        let written = |d: usize| &self.gold.documents[d];
        let documents: Vec<musnad_story::Document<'_>> = (0..self.records.len())
            .map(|d| musnad_story::Document {
                id: &written(d).id,
                outlet: Some(&written(d).outlet),
                published: Some(&written(d).published),
                copy_of: self.copy_of(d).map(|of| written(of).id.as_str()),
                origin: Some(&written(self.placed_root(d)).outlet),
                fetched: None,
                later: None,
            })
            .collect();
        let told = self
            .event_of
            .iter()
            .filter(|(_, e)| **e == event)
            .map(|((d, c), _)| Told {
                document: &documents[*d],
                claim: &self.records[*d].claims[*c],
                why: Vec::new(),
            });
        viewer.event(About::default(), told.collect(), Policy::Latest)
    }

    /// First reports, tolls and disputes.
    fn events(&self, viewer: &Viewer, out: &mut Together) {
        for (e, gold) in self.gold.events.iter().enumerate() {
            let view = self.likest(e).and_then(|event| self.view(viewer, event));
            let first = view
                .as_ref()
                .and_then(|v| v.first.as_ref())
                .map(|f| f.document.as_str());
            if self.tellings.iter().any(|t| t.2 == e) {
                out.first.answer(first == Some(gold.first.as_str()));
                if first != Some(gold.first.as_str()) {
                    out.wrong
                        .push(format!("first: {} not {} but {first:?}", gold.id, gold.first));
                }
                self.disputes(gold, view.as_ref(), out);
                place(gold, view.as_ref(), out);
            }
            lines(gold, view.as_ref(), out, |figure| self.why(e, figure));
            ranges(gold, view.as_ref(), out);
        }
    }

    /// Why a figure is not among the lines of its event.
    fn why(&self, e: usize, figure: &Figure) -> &'static str {
        let d = self.place(&figure.document);
        let told: Vec<usize> = (self.tellings.iter().filter(|t| (t.0, t.2) == (d, e)))
            .map(|t| t.1)
            .collect();
        let of = |c: &usize| self.event_of.get(&(d, *c)).copied();
        let event = self.likest(e);
        let has = |c: usize| {
            let mut tolls = self.records[d].claims[c].toll.iter();
            tolls.any(|t| t.outcome == figure.outcome && t.bound == figure.bound && t.value == figure.value)
        };
        let mut having = (0..self.records[d].claims.len()).filter(|c| has(*c)).peekable();
        let read = having.peek().is_some();
        match having.any(|c| of(&c) == event) {
            _ if told.is_empty() => "no claim",
            _ if told.iter().all(|c| of(c) != event) => "claim of another event",
            true if figure.old => "not told as old",
            true => "told as old or as a part",
            false if read => "of another claim",
            false => "not read",
        }
    }

    fn disputes(&self, gold: &Happening, view: Option<&Event>, out: &mut Together) {
        let said = view.map(|v| v.disputed.as_slice()).unwrap_or_default();
        let right = said.iter().filter(|d| gold.disputed.contains(d)).count();
        out.disputed.add(right, said.len(), gold.disputed.len());
        if right < said.len().max(gold.disputed.len()) {
            out.wrong.push(format!(
                "disputed: {} not {:?} but {said:?}",
                gold.id, gold.disputed
            ));
        }
    }
}

fn pair(tally: &mut Tally, is: bool, said: bool, what: &str, names: &str, wrong: &mut Vec<String>) {
    tally.add((is && said).into(), said.into(), is.into());
    if is != said {
        let how = if is { "not joined" } else { "joined" };
        wrong.push(format!("{what} {how}: {names}"));
    }
}

fn place(gold: &Happening, view: Option<&Event>, out: &mut Together) {
    let Some(at) = gold.at else { return };
    let place = view.and_then(|v| v.place.as_ref());
    let said = place.and_then(|p| p.lat.zip(p.lon));
    let off = said.map(|said| musnad_story::kilometres(at, said));
    let right = off.is_some_and(|km| km <= NEAR);
    out.places.add(right.into(), said.is_some().into(), 1);
    if !right {
        let name = place.and_then(|p| p.name_ar.as_deref());
        out.wrong
            .push(format!("place: {} {off:.0?} km {name:?}", gold.id));
    }
}

fn lines(gold: &Happening, view: Option<&Event>, out: &mut Together, why: impl Fn(&Figure) -> &'static str) {
    let is_line = |l: &&Line| l.is != "part";
    let mut said: Vec<(&str, &Line)> = view
        .iter()
        .flat_map(|v| &v.toll)
        .flat_map(|t| t.lines.iter().filter(is_line).map(|l| (t.outcome.as_str(), l)))
        .collect();
    // two sources of one document with one figure are two lines in both
    let (given, wanted) = (said.len(), gold.toll.len());
    let mut right = 0;
    for figure in &gold.toll {
        let fits = |(outcome, l): &(&str, &Line)| {
            *outcome == figure.outcome
                && l.document == figure.document
                && l.bound == figure.bound
                && (l.value == figure.value
                    || figure.value.is_none() && (l.min, l.max) == (figure.min, figure.max))
                && (l.is == "earlier") == figure.old
        };
        match said.iter().position(fits) {
            Some(n) => {
                said.swap_remove(n);
                right += 1;
            }
            None => out.wrong.push(format!(
                "line ({}): {} {} {} {:?} {}{}",
                why(figure),
                gold.id,
                figure.document,
                figure.outcome,
                figure.value.or(figure.min),
                figure.bound,
                if figure.old { " old" } else { "" }
            )),
        }
    }
    for (outcome, l) in said {
        out.wrong.push(format!(
            "line too many: {} {} {outcome} {:?} {} {}",
            gold.id,
            l.document,
            l.value.or(l.min),
            l.bound,
            l.is
        ));
    }
    out.lines.add(right, given, wanted);
}

fn ranges(gold: &Happening, view: Option<&Event>, out: &mut Together) {
    for range in &gold.range {
        let toll = view.and_then(|v| v.toll.iter().find(|t| t.outcome == range.outcome));
        let right = toll.is_some_and(|t| t.low == range.low && t.high == range.high);
        out.range.answer(right);
        if !right {
            let said = toll.map(|t| (t.low, t.high));
            out.wrong.push(format!(
                "range: {} {} not {:?} {:?} but {said:?}",
                gold.id, range.outcome, range.low, range.high
            ));
        }
    }
}
