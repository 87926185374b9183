//! Pieces of pages: what comes from outside is escaped by the templates and set apart from the direction of what stands
//! around it.

use crate::ask::Ask;
use crate::words::{Language, Words};
use maud::{Markup, html};
use musnad_record::event::{Event, Place, Reason, Time};
use musnad_record::v1::{self, Source};
use std::borrow::Cow;

/// The day that an empty field for days shows as an example.
const EXAMPLE: &str = "2026-03-01";

/// What shows things to one reader: the words in their language, and how they want digits and months.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Show<'a> {
    pub(crate) words: &'a Words,
    pub(crate) ask: &'a Ask,
}

/// Characters that turn the direction of what follows: they are evidence in the saved page, and left out on the screen.
pub(crate) fn still(text: &str) -> Cow<'_, str> {
    let turns = |c: char| {
        matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
            || c.is_control() && !matches!(c, '\n' | '\t')
    };
    match text.contains(turns) {
        true => Cow::Owned(text.replace(turns, "")),
        false => Cow::Borrowed(text),
    }
}

/// Words from outside in a line.
pub(crate) fn outside(text: &str, language: Option<&str>) -> Markup {
    html! { bdi lang=[language] { (still(text)) } }
}

/// A code, an id: from left to right in both languages.
pub(crate) fn code(text: &str) -> Markup {
    html! { bdi.code dir="ltr" { (still(text)) } }
}

/// A command to be typed: it breaks between its words alone, not at hyphens.
pub(crate) fn command(text: &str) -> Markup {
    html! {
        bdi.code dir="ltr" { @for (n, word) in text.split(' ').enumerate() { @if n > 0 { " " } span.between { (word) } } }
    }
}

impl<'a> Show<'a> {
    /// The words for a key.
    pub(crate) fn word(&self, key: &'a str) -> &'a str {
        self.words.get(key)
    }

    /// The words for a code of the records.
    pub(crate) fn name_of(&self, of: &str, code: &str) -> String {
        self.words.code(of, code)
    }

    /// Digits as the reader wants them.
    pub(crate) fn digits(&self, text: &str) -> String {
        if !self.ask.eastern {
            return text.to_owned();
        }
        eastern(text)
    }

    /// A number by itself.
    pub(crate) fn number(&self, n: u64) -> Markup {
        html! { bdi { (self.digits(&grouped(n))) } }
    }

    /// So many things: «٣ وثائق».
    pub(crate) fn count(&self, key: &str, n: u64) -> String {
        self.words.count(key, n).replace('#', &self.digits(&grouped(n)))
    }

    /// A moment or a day as the records have it, in words: the zone is that of the record.
    pub(crate) fn moment(&self, text: &str) -> Markup {
        let day = text.get(..10).unwrap_or(text);
        let clock = text.get(11..16);
        html! {
            time datetime=(text) {
                bdi {
                    (self.day(day))
                    @if let Some(clock) = clock { (self.word("comma")) " " bdi dir="ltr" { (self.digits(clock)) } }
                }
            }
        }
    }

    /// A day, ISO 8601, in words.
    pub(crate) fn day(&self, day: &str) -> String {
        let parts: Vec<u64> = day.split('-').filter_map(|p| p.parse().ok()).collect();
        let [year, month, date] = parts[..] else {
            return self.digits(day);
        };
        let months = match (self.words.language, self.ask.egyptian) {
            (Language::Arabic, true) => "month.egypt",
            _ => "month.levant",
        };
        let month = self.words.code(months, &month.to_string());
        self.digits(&format!("{date} {month} {year}"))
    }

    /// A field for a day, ISO 8601, which stands in it in words; it may be typed in any way that [`crate::day`] reads.
    pub(crate) fn day_field(&self, name: &str, day: Option<&str>) -> Markup {
        let shown = |day: &str| match day.len() {
            10 => self.day(day),
            _ => day.to_owned(),
        };
        html! {
            input.day name=(name) size="15" autocomplete="off" placeholder=(self.day(EXAMPLE))
                title=(self.word("day.how")) value=[day.map(shown)];
        }
    }

    /// A name in the reader's language, else in the other.
    pub(crate) fn name(&self, ar: Option<&str>, en: Option<&str>) -> Option<Markup> {
        let (ar, en) = (ar.map(|n| (n, "ar")), en.map(|n| (n, "en")));
        let (name, language) = match self.words.language {
            Language::Arabic => ar.or(en),
            Language::English => en.or(ar),
        }?;
        Some(outside(name, Some(language)))
    }

    /// A place of a claim.
    pub(crate) fn claim_place(&self, place: &v1::Place<'_>) -> Markup {
        self.place(&Place {
            id: place.id.as_deref().map(str::to_owned),
            name_ar: place.name_ar.as_deref().or(Some(&place.text)).map(str::to_owned),
            name_en: place.name_en.as_deref().map(str::to_owned),
            precision: place.precision.to_string(),
            ..Place::default()
        })
    }

    /// A time of a claim: its words where it is not known which day they mean.
    pub(crate) fn claim_time(&self, time: &v1::Time<'_>) -> Markup {
        match &time.start {
            Some(start) => self.time(&Time {
                start: start.to_string(),
                end: time.end.as_deref().map(str::to_owned),
                precision: time.precision.to_string(),
            }),
            None => outside(&time.text, Some("ar")),
        }
    }

    /// A figure in words.
    pub(crate) fn figure(&self, count: &v1::Count<'_>) -> Markup {
        html! {
            (self.name_of("outcome", &count.outcome)) ": "
            @if count.bound != "exact" { (self.name_of("bound", &count.bound)) " " }
            @match (count.value, count.min, count.max) {
                (Some(value), ..) => (self.number(value)),
                (None, Some(min), Some(max)) => { (self.number(min)) "–" (self.number(max)) },
                (None, Some(one), None) | (None, None, Some(one)) => (self.number(one)),
                (None, None, None) => (outside(&count.span.quote, Some("ar"))),
            }
        }
    }

    pub(crate) fn place(&self, place: &Place) -> Markup {
        let name = self.name(place.name_ar.as_deref(), place.name_en.as_deref());
        html! {
            @if let Some(name) = name {
                @match &place.id {
                    Some(id) => a href=(format!("/places/{}", encoded(id))) { (name) },
                    None => (name),
                }
            } @else { (self.word("unknown")) }
            " " span.precision { "(" (self.name_of("precision", &place.precision)) ")" }
        }
    }

    pub(crate) fn time(&self, time: &Time) -> Markup {
        let (start, end) = (time.start.as_str(), time.end.as_deref().unwrap_or_default());
        let clock = |moment: &str| moment.get(11..16).map(|c| self.digits(c));
        let within_a_day = start.get(..10) == end.get(..10);
        html! {
            @match (clock(start), clock(end)) {
                _ if time.precision == "day" || end.is_empty() => (self.moment(start.get(..10).unwrap_or(start))),
                (Some(from), Some(to)) if within_a_day => {
                    (self.moment(start.get(..10).unwrap_or(start))) (self.word("comma")) " "
                    bdi.between dir="ltr" { (from) "–" (to) }
                },
                _ => { (self.moment(start)) " – " (self.moment(end)) },
            }
            " " span.precision { "(" (self.name_of("precision", &time.precision)) ")" }
        }
    }

    /// What an event is called: type, mode, place, day.
    pub(crate) fn event_title(&self, event: &Event) -> Markup {
        let mode = event.mode.as_deref().map(|m| self.name_of("mode", m));
        html! {
            span.type.(event.r#type) { (self.name_of("type", &event.r#type)) }
            @if let Some(mode) = mode { " · " (mode) }
            @if let Some(name) = event.place.as_ref().and_then(|p| self.name(p.name_ar.as_deref(), p.name_en.as_deref())) {
                " · " (name)
            }
            @if let Some(time) = &event.time { " · " (self.day(time.start.get(..10).unwrap_or_default())) }
        }
    }

    /// Why two tellings are taken for one event, or for two.
    pub(crate) fn reason(&self, reason: &Reason) -> Markup {
        let found = reason.found.as_str();
        if let Some(words) = self.words.phrase("reason", found) {
            return html! { (words) };
        }
        let claim = found
            .strip_prefix("claim ")
            .and_then(|r| r.strip_suffix(" fits both"));
        let person = found.split_once(" by ").filter(|_| reason.about == "person");
        html! {
            @match (claim, person) {
                (Some(id), _) => a href=(format!("/claims/{}", encoded(id))) { (self.word("reason.claim")) },
                (None, Some((how, who))) => { (self.name_of("reason", how)) " " (outside(who, None)) },
                (None, None) => bdi dir="ltr" lang="en" { (still(found)) },
            }
        }
    }

    /// The chain of sources, from whoever is nearest to the event to the outlet, drawn as a chain.
    pub(crate) fn chain(&self, sources: &[Source<'_>]) -> Markup {
        html! {
            ol.chain aria-label=(self.word("chain")) {
                @for source in sources {
                    li.(source.kind) title=(self.name_of("kind", &source.kind)) {
                        (self.source(source))
                        @if source.stance != "neutral" { " " small { (self.name_of("stance", &source.stance)) } }
                    }
                }
            }
        }
    }

    fn source(&self, source: &Source<'_>) -> Markup {
        let known = self.name(source.name_ar.as_deref(), source.name_en.as_deref());
        let own = source.text.as_deref();
        html! {
            @match (own, known) {
                (Some(own), _) => (outside(own, Some("ar"))),
                (None, Some(known)) => (known),
                (None, None) => (self.name_of("kind", &source.kind)),
            }
        }
    }
}

/// Digits as they are written in the Arab East.
pub(crate) fn eastern(text: &str) -> String {
    let digit = |c: char| match c.to_digit(10).and_then(|d| char::from_u32(0x0660 + d)) {
        Some(eastern) if c.is_ascii_digit() => eastern,
        _ => c,
    };
    text.chars().map(digit).collect()
}

/// An id as it may stand in an address.
pub(crate) fn encoded(id: &str) -> String {
    // browsers take `.`, `..` and nothing between slashes for steps; the end of an id is no form
    let steps = id.split('/').any(|part| matches!(part, "" | "." | ".."));
    let slash = if steps { "%2F" } else { "/" };
    let parts = id.split('/').map(|part| {
        let bytes = url::form_urlencoded::byte_serialize(part.as_bytes());
        bytes
            .map(|s| if s == "+" { "%20" } else { s })
            .collect::<String>()
    });
    let out = parts.collect::<Vec<_>>().join(slash);
    match out.rsplit_once('.') {
        Some((rest, end)) if !rest.is_empty() => format!("{rest}%2E{end}"),
        _ => out,
    }
}

/// A number with its thousands set apart.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            out.push(',');
        }
        out.push(c);
    }
    out
}
