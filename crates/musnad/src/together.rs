//! Events, stories and tolls as people read them on a screen.
//!
//! Latin script comes first on a line and Arabic last, so that neither moves the other. Nothing is said to have
//! happened: each line names who says it.

use crate::screen::{Screen, harmless, wrapped};
use anstyle::{AnsiColor, Style};
use musnad_archive::store::Document;
use musnad_record::event::{Event, Line, Party, Story, Toll};
use musnad_search::{FacetCounts, Highlighter};
use std::fmt::Write as _;

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const EVENT: Style = AnsiColor::Cyan.on_default().bold();
const WORD: Style = AnsiColor::Yellow.on_default().bold();
/// Code points of a passage that shows what was found.
const PASSAGE: usize = 180;

/// Something found, as far as it is shown.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Found<'a> {
    pub kind: &'a str,
    pub id: &'a str,
    pub title: &'a str,
    pub outlet: &'a str,
    pub published: &'a str,
    pub what: &'a str,
    pub said_by: &'a str,
    pub text: &'a str,
}

fn put(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// Writes one thing found, with a passage in which the words are lit.
pub fn found(out: &mut String, found: &Found<'_>, light: &Highlighter, screen: Screen) {
    let about = [found.what, found.said_by].join(" ");
    let head = format!(
        "{} {} · {} · {} {}",
        screen.styled(found.kind, EVENT),
        found.id,
        harmless(found.published),
        screen.isolated(&harmless(found.outlet)),
        screen.isolated(&harmless(about.trim())),
    );
    put(out, head.trim_end());
    if !found.title.is_empty() {
        put(
            out,
            &format!(
                "    {}",
                screen.isolated(&screen.styled(&harmless(found.title), BOLD))
            ),
        );
    }
    let snippet = light.snippet(found.text, PASSAGE);
    let mut shown = String::new();
    let mut at = snippet.span.start;
    for lit in &snippet.highlights {
        shown += &harmless(&found.text[at..lit.start]);
        shown += &screen.styled(&harmless(&found.text[lit.clone()]), WORD);
        at = lit.end;
    }
    shown += &harmless(&found.text[at..snippet.span.end]);
    // colours take no columns, so that lines are not cut where they stand
    put(out, &format!("    {}\n", screen.isolated(&shown)));
}

/// Writes how often each value stands.
pub fn counts(out: &mut String, facets: &[FacetCounts], screen: Screen) {
    for facet in facets {
        put(out, &screen.styled(facet.facet.name(), BOLD));
        for (value, n) in &facet.values {
            let _ = writeln!(out, "{n:>8}  {}", screen.isolated(&harmless(value)));
        }
    }
}

fn place(event: &Event) -> String {
    let Some(place) = &event.place else {
        return "—".to_owned();
    };
    let name = place
        .name_en
        .as_deref()
        .or(place.name_ar.as_deref())
        .unwrap_or("—");
    let parts = [
        Some(name),
        place.admin1.as_deref(),
        place.country.as_deref(),
        Some(place.precision.as_str()),
    ];
    let mut shown: Vec<&str> = Vec::new();
    for part in parts.into_iter().flatten() {
        if !shown.contains(&part) {
            shown.push(part);
        }
    }
    harmless(&shown.join(", "))
}

fn day(event: &Event) -> &str {
    let start = event.time.as_ref().map(|t| t.start.as_str());
    let first = event.first.as_ref().and_then(|f| f.published.as_deref());
    start.or(first).and_then(|t| t.get(..10)).unwrap_or("—")
}

fn figure(toll: &Toll) -> String {
    let number = |n: Option<u64>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
    match (toll.low, toll.high) {
        (low, high) if low == high => format!("{} {}", number(low), toll.outcome),
        (low, high) => format!("{}–{} {}", number(low), number(high), toll.outcome),
    }
}

fn name(party: &Party) -> String {
    let name = party.name_ar.as_deref().unwrap_or(&party.text);
    harmless(name)
}

/// Writes an event on one line.
pub fn event_line(out: &mut String, event: &Event, screen: Screen) {
    let toll: Vec<String> = event.toll.iter().map(figure).collect();
    let sides = |role: &str| {
        let names = event.parties.iter().filter(|p| p.role == role).map(name);
        names.take(2).collect::<Vec<_>>().join("، ")
    };
    let (who, whom) = (sides("actor"), sides("recipient"));
    let parties = format!(
        "{} ← {}",
        if whom.is_empty() { "—" } else { &whom },
        if who.is_empty() { "—" } else { &who }
    );
    let _ = writeln!(
        out,
        "{}  {}  {:<9} {:<10} {} reports, {} sources  {}  {}  {}",
        event.id,
        day(event),
        screen.styled(&event.r#type, EVENT),
        event.grade,
        event.reports,
        event.independent,
        place(event),
        toll.join(", "),
        screen.isolated(&parties),
    );
}

fn row(out: &mut String, label: &str, value: &str, screen: Screen) {
    let label = screen.styled(&format!("{label:<12}"), FAINT);
    let _ = writeln!(out, "    {label}{value}");
}

/// Writes an event with all that its claims say.
pub fn event(out: &mut String, event: &Event, screen: Screen) {
    let mode = event
        .mode
        .as_deref()
        .map(|m| format!(" · {m}"))
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "{} {}{mode} · {} · {}",
        event.id,
        screen.styled(&event.r#type, EVENT),
        event.modality,
        screen.styled(&event.grade, BOLD)
    );
    row(out, "where", &place(event), screen);
    let time = event.time.as_ref();
    let until = time
        .and_then(|t| t.end.as_deref())
        .map(|e| format!(" to {e}"))
        .unwrap_or_default();
    let when = time.map(|t| format!("{}{until} ({})", t.start, t.precision));
    row(out, "when", when.as_deref().unwrap_or("—"), screen);
    for party in &event.parties {
        let label = if party.role == "actor" { "who" } else { "to whom" };
        let by = party
            .by
            .iter()
            .map(|b| harmless(b))
            .collect::<Vec<_>>()
            .join("، ");
        let codes = [party.country.as_deref(), party.sector.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        let text = screen.isolated(&format!("{} · {by}", name(party)));
        row(out, label, &format!("{} {codes} {text}", party.stance), screen);
    }
    tolls_of(out, event, screen);
    if !event.disputed.is_empty() {
        row(out, "disputed", &event.disputed.join(", "), screen);
    }
    if let Some(first) = &event.first {
        let outlet = first.outlet.as_deref().unwrap_or("—");
        let published = first.published.as_deref().unwrap_or("—");
        let seen = seen(first.seen.as_deref());
        row(
            out,
            "first",
            &format!(
                "{published}{seen} {} {}",
                first.document,
                screen.isolated(&harmless(outlet))
            ),
            screen,
        );
    }
    let reports = format!(
        "{} documents, {} of them copies{}; {} sources",
        event.reports,
        event.copies,
        later_versions(event),
        event.independent
    );
    row(out, "reports", &reports, screen);
    for telling in &event.tellings {
        let copy = took(telling.copy_of.as_deref(), telling.version_of.as_deref());
        let outlet = telling.outlet.as_deref().unwrap_or("—");
        let says = screen.isolated(&harmless(&format!("{} · {outlet}", telling.by)));
        row(
            out,
            "",
            &format!(
                "{} {} {}{copy} {says}",
                telling.claim, telling.document, telling.modality
            ),
            screen,
        );
        for why in &telling.why {
            row(
                out,
                "",
                &format!("    {:+.1} {}: {}", why.points, why.about, harmless(&why.found)),
                screen,
            );
        }
    }
    for other in &event.duplicates {
        row(out, "perhaps", &format!("the same as {}", other.event), screen);
    }
    out.push('\n');
}

/// How many later versions of their pages are not counted.
fn later_versions(event: &Event) -> String {
    let later = event.tellings.iter().filter(|t| t.version_of.is_some());
    let mut later: Vec<&str> = later.map(|t| t.document.as_str()).collect();
    later.sort_unstable();
    later.dedup();
    match later.len() {
        0 => String::new(),
        n => format!(", and {n} later versions of them"),
    }
}

/// What a document is a copy or a later version of.
fn took(copy_of: Option<&str>, version_of: Option<&str>) -> String {
    let copy = copy_of.map(|of| format!(" copy of {of}"));
    let version = version_of.map(|of| format!(" later version of {of}"));
    [copy, version].into_iter().flatten().collect()
}

/// When a later version of a page was seen.
fn seen(seen: Option<&str>) -> String {
    let minute = seen.and_then(minute);
    minute.map_or_else(String::new, |minute| format!(" (page changed, seen {minute})"))
}

/// A moment in UTC to its minute.
fn minute(moment: &str) -> Option<String> {
    moment.get(..16).map(|minute| format!("{minute}Z"))
}

/// Writes an event's tolls alone.
pub fn tolls(out: &mut String, event: &Event, screen: Screen) {
    event_line(out, event, screen);
    tolls_of(out, event, screen);
    out.push('\n');
}

fn tolls_of(out: &mut String, event: &Event, screen: Screen) {
    for toll in &event.toll {
        let best = toll.best.map_or_else(|| "—".to_owned(), |b| b.to_string());
        row(out, "toll", &format!("{}, best {best}", figure(toll)), screen);
        for line in &toll.lines {
            toll_line(out, line, screen);
        }
    }
}

fn toll_line(out: &mut String, line: &Line, screen: Screen) {
    let value = line
        .value
        .or(line.min)
        .map_or_else(|| "?".to_owned(), |v| v.to_string());
    let says = screen.isolated(&harmless(&format!("{} · {}", line.words, line.by)));
    let mark = if line.current { "•" } else { " " };
    let published = line.published.as_deref().and_then(|p| p.get(..16));
    let (when, changed) = match line.seen.as_deref().and_then(minute) {
        Some(seen) => (seen, " (page changed)"),
        None => (published.unwrap_or("—").to_owned(), ""),
    };
    let text = format!(
        "{mark} {when:<17} {value:>6} {:<9} {:<13} {}{changed} {says}",
        line.bound, line.is, line.document
    );
    row(out, "", &text, screen);
}

/// Writes a story: its title and span, and unless it is one of many, its documents.
pub fn story(out: &mut String, story: &Story, short: bool, screen: Screen) {
    let (first, last) = (
        story.first.as_deref().unwrap_or("—"),
        story.last.as_deref().unwrap_or("—"),
    );
    let sizes = format!(
        "{} documents, {} events",
        story.documents.len(),
        story.events.len()
    );
    let _ = writeln!(out, "{} {first} – {last} · {sizes}", story.id);
    for line in wrapped(
        &harmless(story.title.as_deref().unwrap_or("—")),
        screen.width.saturating_sub(4),
    ) {
        put(
            out,
            &format!("    {}", screen.isolated(&screen.styled(&line, BOLD))),
        );
    }
    for d in story.documents.iter().filter(|_| !short) {
        let copy = took(d.copy_of.as_deref(), d.version_of.as_deref());
        let seen = seen(d.seen.as_deref());
        let says = format!(
            "{} · {}",
            d.outlet.as_deref().unwrap_or("—"),
            d.title.as_deref().unwrap_or("—")
        );
        let published = d.published.as_deref().unwrap_or("—");
        let _ = writeln!(
            out,
            "    {published}{seen} {}{copy} {}",
            d.document,
            screen.isolated(&harmless(&says))
        );
    }
}

/// Writes a document on one line.
pub fn document_line(out: &mut String, document: &Document, screen: Screen) {
    let says = format!(
        "{} · {}",
        document.outlet.as_deref().unwrap_or("—"),
        document.title.as_deref().unwrap_or("—")
    );
    let published = document.published.as_deref().unwrap_or("—");
    let _ = writeln!(
        out,
        "{published} {} {}",
        document.id,
        screen.isolated(&harmless(&says))
    );
}
