//! Claims as people read them on a screen: one small block a claim, under a heading for each document.
//!
//! Latin script comes first on a line and Arabic last, so that neither moves the other.

use crate::screen::{Screen, harmless, wrapped};
use anstyle::{AnsiColor, Style};
use musnad_extract::{Actor, Bound, Claim, Count, Place, Reading, Role, Source};
use musnad_page::Document;
use musnad_text::Span;

const MARGIN: usize = 4;
const LABELS: usize = 10;
const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const EVENT: Style = AnsiColor::Cyan.on_default().bold();
const WORD: Style = AnsiColor::Yellow.on_default().bold();
/// Stand round the trigger until lines are cut; private characters that no text needs.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Writes what was read in `document` to `out`.
pub fn write(out: &mut String, document: &Document, reading: &Reading, screen: Screen) {
    let mut page = Page {
        out,
        document,
        screen,
    };
    page.heading();
    for (n, claim) in reading.claims.iter().enumerate() {
        page.claim(n + 1, claim);
    }
    if reading.claims.is_empty() {
        page.line(&screen.styled("    no claims", FAINT));
    }
    page.line("");
}

struct Page<'a> {
    out: &'a mut String,
    document: &'a Document,
    screen: Screen,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self) {
        let document = self.document;
        let first = document.blocks.first().map(|b| b.span.of(&document.text));
        let title = document.title.as_deref().or(first).unwrap_or("");
        let lines = wrapped(&harmless(title), self.screen.width);
        // a text without a title is told by its first two lines
        for line in lines.iter().take(2) {
            let styled = self.screen.styled(line, BOLD);
            let isolated = self.screen.isolated(&styled);
            self.line(&isolated);
        }
        let parts = [Some(document.id.as_str()), document.published.as_deref()];
        let mut about: Vec<String> = parts.into_iter().flatten().map(harmless).collect();
        if let Some(outlet) = &document.outlet {
            about.push(self.screen.isolated(&harmless(outlet)));
        }
        let about = self.screen.styled(&about.join(" · "), FAINT);
        self.line(&about);
    }

    fn claim(&mut self, number: usize, claim: &Claim) {
        let mode = claim.mode.as_deref().unwrap_or("—");
        let kind = self.screen.styled(claim.kind.name(), EVENT);
        let share = (claim.confidence * 100.0).round();
        let doubt = if claim.doubtful { " · in doubt" } else { "" };
        let about = format!(
            "event {} · {share} %{doubt} · {}",
            claim.event,
            harmless(&claim.rule)
        );
        let about = self.screen.styled(&about, FAINT);
        self.line(&format!(
            "{number:>3} {kind} · {mode} · {}   {about}",
            claim.modality.name()
        ));
        for role in [Role::Actor, Role::Recipient] {
            let label = if role == Role::Actor { "who" } else { "to whom" };
            for actor in claim.actors.iter().filter(|a| a.role == role) {
                self.field(label, &party(actor), actor.span.of(&self.document.text));
            }
        }
        for (label, place) in [("where", &claim.place), ("from", &claim.from), ("to", &claim.to)] {
            if let Some(place) = place {
                self.field(label, &place_in_latin(place), place.span.of(&self.document.text));
            }
        }
        if let Some(time) = &claim.time {
            let end = time.end.as_deref().unwrap_or("…");
            let range = time.start.as_deref().map(|start| format!("{start} – {end}"));
            let about = format!("{} ({})", range.unwrap_or_default(), time.precision.name());
            self.field("when", about.trim(), time.span.of(&self.document.text));
        }
        for count in &claim.toll {
            self.field("toll", &figure(count), count.span.of(&self.document.text));
        }
        let chain = self.chain(&claim.attribution);
        self.field("according", "", &chain);
        self.sentence(claim);
    }

    /// One field: its label, what is in Latin script, and on the same line, if there is room, the words.
    fn field(&mut self, label: &str, latin: &str, words: &str) {
        let room = self.screen.width.saturating_sub(MARGIN + LABELS).max(20);
        let head = self.screen.styled(&format!("{label:<LABELS$}"), FAINT);
        let latin = harmless(latin);
        let lines = wrapped(&harmless(words), room);
        let both = latin.chars().count() + 2 + unicode_width::UnicodeWidthStr::width(lines[0].as_str());
        let mut label = format!("{:MARGIN$}{head}", "");
        if !latin.is_empty() {
            if lines.len() == 1 && both <= room {
                let words = self.screen.isolated(&lines[0]);
                return self.line(format!("{label}{latin}  {words}").trim_end());
            }
            self.line(&format!("{label}{latin}"));
            label = " ".repeat(MARGIN + LABELS);
        }
        for line in &lines {
            let words = self.screen.isolated(line);
            self.line(format!("{label}{words}").trim_end());
            label = " ".repeat(MARGIN + LABELS);
        }
    }

    /// The sources, nearest to the event first, in the reading direction of their own words.
    fn chain(&self, sources: &[Source]) -> String {
        let name = |source: &Source| {
            let words = source.span.map(|s| s.of(&self.document.text));
            let outlet = self.document.outlet.as_deref();
            let name = words.or(source.name_ar.as_deref()).or(outlet);
            name.unwrap_or("—").to_owned()
        };
        sources.iter().map(name).collect::<Vec<_>>().join(" ← ")
    }

    fn sentence(&mut self, claim: &Claim) {
        let marked = marked(&self.document.text, claim.sentence, claim.trigger);
        let room = self.screen.width.saturating_sub(MARGIN + LABELS).max(20);
        let mut label = format!(
            "{:MARGIN$}{}",
            "",
            self.screen.styled(&format!("{:<LABELS$}", "words"), FAINT)
        );
        let mut inside = false;
        for line in wrapped(&marked, room) {
            let shown = self.shown(&line, &mut inside);
            let words = self.screen.isolated(&shown);
            self.line(&format!("{label}{words}"));
            label = " ".repeat(MARGIN + LABELS);
        }
    }

    /// A line with the trigger's marks made visible; `inside` tells whether the trigger began on a line before.
    fn shown(&self, line: &str, inside: &mut bool) -> String {
        if !self.screen.color {
            return line.replace(OPEN, "[").replace(CLOSE, "]");
        }
        let mut out = if *inside {
            WORD.render().to_string()
        } else {
            String::new()
        };
        for c in line.chars() {
            match c {
                OPEN => out.push_str(&WORD.render().to_string()),
                CLOSE => out.push_str(&WORD.render_reset().to_string()),
                other => out.push(other),
            }
            *inside = c == OPEN || *inside && c != CLOSE;
        }
        if *inside {
            out.push_str(&WORD.render_reset().to_string());
        }
        out
    }
}

/// The sentence with private marks round the trigger.
fn marked(text: &str, sentence: Span, trigger: Span) -> String {
    let part = |start: u32, end: u32| {
        let words = Span { start, end }.of(text);
        harmless(words).replace([OPEN, CLOSE], " ")
    };
    if !sentence.contains(trigger) {
        return part(sentence.start, sentence.end);
    }
    format!(
        "{}{OPEN}{}{CLOSE}{}",
        part(sentence.start, trigger.start),
        part(trigger.start, trigger.end),
        part(trigger.end, sentence.end)
    )
}

fn party(actor: &Actor) -> String {
    let aligned = (!actor.aligned_with.is_empty()).then(|| format!("with {}", actor.aligned_with.join(", ")));
    let count = actor.count.as_ref().and_then(|c| c.value).map(|v| v.to_string());
    let codes = [actor.country.as_deref(), actor.sector.as_deref()];
    let codes = codes.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let codes = (!codes.is_empty()).then_some(codes);
    joined([actor.name_en.clone(), codes, aligned, count])
}

fn place_in_latin(place: &Place) -> String {
    let name = place.name_en.clone().or_else(|| place.country.clone());
    joined([
        name,
        place.admin1.clone(),
        Some(place.precision.name().to_owned()),
        None,
    ])
}

fn figure(count: &Count) -> String {
    let sign = match count.bound {
        Bound::Exact => "",
        Bound::AtLeast => "≥ ",
        Bound::MoreThan => "> ",
        Bound::AtMost => "≤ ",
        Bound::LessThan => "< ",
        Bound::About => "≈ ",
        Bound::Vague => "",
    };
    let value = count.value.map(|v| format!("{sign}{v}"));
    let range = || {
        let [min, max] = [count.min, count.max].map(|v| v.map_or("…".to_owned(), |v| v.to_string()));
        format!("{min}–{max}")
    };
    let so_far = count.cumulative.then(|| "in all".to_owned());
    joined([
        Some(count.outcome.name().to_owned()),
        Some(value.unwrap_or_else(range)),
        so_far,
        None,
    ])
}

fn joined(parts: [Option<String>; 4]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
