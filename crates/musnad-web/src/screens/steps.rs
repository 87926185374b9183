//! The steps of a derivation on the screen: `musnad explain` writes them as plain text in English; what it calls things
//! is said in the reader's language, codes and the words of the text stay as they are.

use super::features::{class, feature};
use crate::show::{Show, code, outside, still};
use crate::words::Language;
use maud::{Markup, html};

/// A line each.
pub(super) fn steps(show: &Show<'_>, text: &str) -> Markup {
    html! {
        ol.steps {
            @for line in text.lines() {
                @let words = line.trim_start();
                li class=(if line.len() - words.len() > 1 { "deep" } else { "" }) { (self::line(show, words)) }
            }
        }
    }
}

fn line(show: &Show<'_>, words: &str) -> Markup {
    let found = token(show, words).or_else(|| name(show, words));
    if let Some(found) = found.or_else(|| candidate(show, words)) {
        return found;
    }
    html! {
        // parts stand two spaces apart
        @for (n, part) in words.split("  ").map(str::trim).filter(|p| !p.is_empty() && !p.ends_with(':')).enumerate() {
            @if n > 0 { " " }
            (self::part(show, part))
        }
    }
}

/// A word of the sentence: its number, part of speech, dictionary entry and classes.
fn token(show: &Show<'_>, words: &str) -> Option<Markup> {
    let (number, rest) = words.split_once("  ")?;
    let [word, tag, lemma, classes] = rest.split('\t').collect::<Vec<_>>()[..] else {
        return None;
    };
    let classes = classes.split(' ').filter(|c| !c.is_empty());
    Some(html! {
        bdi { (show.digits(number)) } " " (outside(word, Some("ar")))
        @match show.words.known("speech", tag) { Some(tag) => { " · " (tag) }, None => { " · " (code(tag)) } }
        @if !lemma.is_empty() { " · " (outside(lemma, Some("ar"))) }
        @for (n, name) in classes.enumerate() {
            @if n == 0 { " · " } @else { (show.word("comma")) " " }
            @match class(show.words, name) { Some(class) => (class), None => (code(name)) }
        }
    })
}

/// A known name, and who bears it.
fn name(show: &Show<'_>, words: &str) -> Option<Markup> {
    let (name, who) = words.strip_prefix("name  ")?.rsplit_once(": ")?;
    Some(html! {
        span.key { (show.word("step.name")) } " " (outside(name, Some("ar"))) ": "
        @match show.words.phrase("step", who) {
            Some(who) => (who),
            None => @for (n, id) in who.split(' ').enumerate() { @if n > 0 { " " } (code(id)) },
        }
    })
}

/// `→ syr-aleppo (city SYR) 3.5 = size +1.0, kind word +2.5`.
fn candidate(show: &Show<'_>, words: &str) -> Option<Markup> {
    let chosen = words.strip_prefix("→ ");
    let (id, rest) = chosen.unwrap_or(words).split_once(" (")?;
    let (about, rest) = rest.split_once(") ")?;
    let (points, reasons) = rest.split_once(" =")?;
    let (kind, country) = about.split_once(' ')?;
    Some(html! {
        @if chosen.is_some() { "✓ " }
        (code(id)) " (" (show.name_of("place-kind", kind)) " " (code(country)) ") " (code(points))
        @for (n, reason) in reasons.split(',').map(str::trim).filter(|r| !r.is_empty()).enumerate() {
            @if n == 0 { " = " } @else { (show.word("comma")) " " }
            @let (reason, points) = reason.rsplit_once(' ').unwrap_or((reason, ""));
            (show.words.phrase("place-reason", reason).unwrap_or(reason)) " " (code(points))
        }
    })
}

fn part(show: &Show<'_>, part: &str) -> Markup {
    if let Some(name) = show.words.phrase("step", part).filter(|_| !part.contains(':')) {
        return html! { span.key { (name) } };
    }
    if let Some(weights) = part.strip_prefix("weighs most: ") {
        return html! {
            span.key { (show.word("step.weighs-most")) ":" }
            ul.features { @for one in weights.split(", ") { li { (feature(show, one)) } } }
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
    // what is reported stands to the left of whoever reports it
    let text = text.replace('⟶', "⟵");
    let (text, by_outlet) = match text
        .strip_suffix("outlet")
        .filter(|t| t.is_empty() || t.ends_with(" ← "))
    {
        Some(before) => (before, true),
        None => (text.as_str(), false),
    };
    // what the rule asks for there follows the reason
    let (reason, asked) = text.split_once(" — ").unwrap_or((text, ""));
    let lost = reason
        .rsplit_once(": ")
        .and_then(|(rule, why)| Some((rule, show.words.phrase("lost", why)?)));
    let (own, codes) = match text.strip_suffix(']').and_then(|t| t.rsplit_once(" [")) {
        Some((own, codes)) => (own, codes),
        None => (text, ""),
    };
    html! {
        @match lost {
            Some((rule, why)) => {
                @match rule.split_once(": ") {
                    Some((word, rule)) => { (outside(word, Some("ar"))) ": " (code(rule)) },
                    None => (code(rule)),
                }
                ": " (why)
                @if !asked.is_empty() { " — " (code(asked)) }
            },
            None => {
                // of a chain each by itself: the page's direction is theirs
                @for (n, one) in own.split(" ← ").filter(|o| !o.is_empty()).enumerate() {
                    @if n > 0 { (onward(show)) }
                    bdi { (still(one)) }
                }
                @if !codes.is_empty() { " " (self::codes(show, codes)) }
            },
        }
        @if by_outlet {
            @if !own.is_empty() { (onward(show)) }
            (show.name_of("kind", "outlet"))
        }
        @if carried { " (" (show.word("step.carried-on")) ")" }
    }
}

/// From one of a chain to the next.
fn onward(show: &Show<'_>) -> &'static str {
    match show.words.language {
        Language::Arabic => " ← ",
        Language::English => " → ",
    }
}

/// What stands in brackets behind words: ids, countries, how fine a place is, which sector somebody is of.
fn codes(show: &Show<'_>, codes: &str) -> Markup {
    if codes.contains('…') {
        return html! { "[" (code(codes)) "]" };
    }
    let known = |part: &str| {
        let tables = ["precision", "sector"].iter();
        tables.filter_map(|t| show.words.known(t, part)).next()
    };
    let codes: Vec<&str> = codes.split(' ').filter(|c| *c != "-").collect();
    html! {
        "["
        @for (n, part) in codes.iter().enumerate() {
            @if n > 0 { " " }
            @match known(part) { Some(name) => (name), None => (code(part)) }
        }
        "]"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Ask;
    use crate::words::Words;
    use musnad_page::{Hints, read};

    /// What is shown of a page, without its codes.
    fn without_codes(html: &str) -> String {
        let mut out = String::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once("<bdi class=\"code\"") {
            out.push_str(before);
            rest = after.split_once("</bdi>").map_or("", |(_, after)| after);
        }
        out.push_str(rest);
        let mut is_text = true;
        let text = out.chars().filter(|c| {
            let was = is_text;
            is_text = match c {
                '<' => false,
                '>' => true,
                _ => is_text,
            };
            was && is_text
        });
        text.collect::<String>()
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
    }

    #[test]
    fn in_arabic_no_english_is_left_in_the_steps_but_codes() {
        let reader = musnad_extract::Reader::with_knowledge(
            musnad_knowledge::Knowledge::builtin().expect("the registries"),
        )
        .expect("a reader");
        let words = Words::of(Language::Arabic);
        let ask = Ask::of("/");
        let show = Show {
            words: &words,
            ask: &ask,
        };
        let mut tried = 0;
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lang/ar/rules/event");
        for file in std::fs::read_dir(folder).expect("the rules").flatten() {
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            let file: serde_json::Value = toml::from_str(&text).expect("rules");
            let rules = file["rule"].as_array().into_iter().flatten();
            let texts = rules.flat_map(|rule| {
                let examples = ["example", "reject"].map(|key| rule[key].as_array().into_iter().flatten());
                let texts = examples.into_iter().flatten().map(|e| e["text"].as_str());
                texts.flatten().take(2).collect::<Vec<_>>()
            });
            for text in texts {
                let told = reader.explain(&read(text.as_bytes(), &Hints::default()));
                let shown = without_codes(&steps(&show, &told).into_string());
                let latin = shown.split(|c: char| !c.is_ascii_alphabetic());
                let own = |w: &&str| !w.is_empty() && !text.contains(*w);
                let left: Vec<&str> = latin.filter(own).collect();
                assert!(left.is_empty(), "{left:?} of {text}:\n{told}");
                tried += 1;
            }
        }
        assert!(tried > 100, "{tried}");
    }

    #[test]
    fn kinds_of_places_and_reasons_for_them_have_words() {
        for language in [Language::Arabic, Language::English] {
            let words = Words::of(language);
            for kind in musnad_knowledge::PLACE_KINDS {
                assert!(words.known("place-kind", kind).is_some(), "{kind}");
            }
            for reason in musnad_knowledge::Reason::ALL {
                let name = reason.name();
                assert!(words.phrase("place-reason", name).is_some(), "{name}");
            }
        }
    }
}
