//! The steps of a derivation on the screen: `musnad explain` writes them as plain text in English; what it calls things
//! is said in the reader's language, codes and the words of the text stay as they are.

use crate::show::{Show, code, still};
use maud::{Markup, html};

/// A line each.
pub(super) fn steps(show: &Show<'_>, text: &str) -> Markup {
    html! {
        ol.steps {
            @for line in text.lines() {
                @let words = line.trim_start();
                li class=(if line.len() - words.len() > 1 { "deep" } else { "" }) {
                    // parts stand two spaces apart
                    @for (n, part) in words.split("  ").map(str::trim).filter(|p| !p.is_empty() && !p.ends_with(':')).enumerate() {
                        @if n > 0 { " " }
                        (self::part(show, part))
                    }
                }
            }
        }
    }
}

fn part(show: &Show<'_>, part: &str) -> Markup {
    if let Some(name) = show.words.phrase("step", part).filter(|_| !part.contains(':')) {
        return html! { span.key { (name) } };
    }
    if let Some(weights) = part.strip_prefix("weighs most: ") {
        return html! {
            span.key { (show.word("step.weighs-most")) ":" }
            // each from left to right by itself: a feature with Arabic words in it stays whole
            @for (n, one) in weights.split(", ").enumerate() { @if n > 0 { " ·" } " " (code(one)) }
        };
    }
    if let Some(claim) = claim(show, part).or_else(|| confidence(show, part)) {
        return claim;
    }
    let called = part.split_once(": ").and_then(|(name, rest)| {
        let name = show
            .words
            .phrase("step", name)
            .or_else(|| show.words.phrase("outcome", name));
        Some((name?, rest))
    });
    html! {
        @match called {
            Some((name, rest)) => { span.key { (name) ":" } " " (value(show, rest)) },
            None => (value(show, part)),
        }
    }
}

/// `ASSAULT asserted by rule assault.bomb`.
fn claim(show: &Show<'_>, part: &str) -> Option<Markup> {
    let (what, rule) = part.split_once(" by rule ")?;
    let (kind, modality) = what.split_once(' ')?;
    Some(html! {
        (show.name_of("type", kind)) " · " (show.name_of("modality", modality)) " · "
        span.key { (show.word("rule")) ":" } " " (code(rule))
    })
}

/// `confidence 0.93 (told from 0.50, in doubt)`.
fn confidence(show: &Show<'_>, part: &str) -> Option<Markup> {
    let (is, rest) = part.strip_prefix("confidence ")?.split_once(" (told from ")?;
    let from = rest.trim_end_matches(')');
    let (from, doubt) = from
        .split_once(", ")
        .map_or((from, false), |(from, _)| (from, true));
    Some(html! {
        span.key { (show.word("confidence")) ":" } " " bdi { (show.digits(is)) }
        " · " span.key { (show.word("threshold")) ":" } " " bdi { (show.digits(from)) }
        @if doubt { " · " (show.word("claim.doubtful")) }
    })
}

/// Words of the text, codes, and why a rule was passed over.
fn value(show: &Show<'_>, text: &str) -> Markup {
    let (text, carried) = match text.split_once(" (carried on)") {
        Some((before, after)) => (format!("{before}{after}"), true),
        None => (text.to_owned(), false),
    };
    // a party of which nothing is known has no codes
    let text = text.trim_end_matches(" []");
    let (text, by_outlet) = match text
        .strip_suffix("outlet")
        .filter(|t| t.is_empty() || t.ends_with(" ← "))
    {
        Some(before) => (before, true),
        None => (text, false),
    };
    let lost = text
        .rsplit_once(": ")
        .and_then(|(rule, why)| Some((rule, show.words.phrase("lost", why)?)));
    html! {
        @match lost {
            Some((rule, why)) => { bdi { (still(rule)) } ": " (why) },
            None => bdi { (still(&text.replace('\t', " · "))) },
        }
        @if by_outlet { (show.name_of("kind", "outlet")) }
        @if carried { " (" (show.word("step.carried-on")) ")" }
    }
}
