//! The corpus of `lang/ar/corpus/dates.toml`: lines as written and as the wild writes them. All failures are shown
//! at once.

use super::fact::Written;
use super::moment::{Moment, Reading, Told};
use super::words::Place;
use super::{Says, date_line};
use serde::Deserialize;

const SOURCE: &str = include_str!("../../../../lang/ar/corpus/dates.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    line: Vec<Lines>,
    machine: Vec<Texts>,
    none: Negative,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    day: String,
    time: Option<String>,
    zone: Option<String>,
    says: Option<String>,
    then: Option<String>,
    lines: Vec<String>,
    #[serde(default)]
    as_written: bool,
    /// Whether clock and label may be anything.
    #[serde(default)]
    any: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    day: String,
    time: Option<String>,
    zone: Option<String>,
    texts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Negative {
    lines: Vec<String>,
}

fn corpus() -> Corpus {
    toml::from_str(SOURCE).unwrap()
}

/// A line and its noisy sisters; brackets stay where they are.
fn noisy(line: &str) -> Vec<String> {
    let letters = |f: &dyn Fn(char) -> String| line.chars().map(f).collect::<String>();
    let digits = |zero: u32| {
        letters(&|c| match c.to_digit(10) {
            Some(d) => char::from_u32(zero + d).unwrap().to_string(),
            None => c.to_string(),
        })
    };
    let stretched = letters(&|c| match c {
        'ن' | 'س' | 'م' | 'ل' | 'ي' => format!("{c}\u{640}"),
        _ => c.to_string(),
    });
    let marked = letters(&|c| match c {
        'ا'..='ي' if c != '\u{640}' => format!("{c}\u{64E}"),
        _ => c.to_string(),
    });
    let bare = letters(&|c| match c {
        'أ' | 'إ' | 'آ' => "ا".to_owned(),
        'ة' => "ه".to_owned(),
        _ => c.to_string(),
    });
    let turned = letters(&|c| match c {
        ' ' => "\u{200F} \u{202B}".to_owned(),
        '/' | '-' => format!("\u{200F}{c}\u{200E}"),
        _ => c.to_string(),
    });
    let wide = line.replace(' ', "\u{A0}");
    vec![
        line.to_owned(),
        digits(0x660),
        digits(0x6F0),
        stretched,
        marked,
        bare,
        turned,
        wide,
    ]
}

fn bracketed(line: &str) -> (String, std::ops::Range<usize>) {
    match (line.find('['), line.find(']')) {
        (Some(open), Some(close)) => (line.replace(['[', ']'], ""), open..close - 1),
        _ => (line.to_owned(), 0..line.len()),
    }
}

/// A moment as the corpus writes it.
fn day(moment: &Moment) -> String {
    match moment.day.as_ref().unwrap() {
        Told::Day(Written::Full { days, .. }) => days.first().map_or("none".into(), ToString::to_string),
        Told::Day(Written::NoYear(month, day)) => format!("{month:02}-{day:02}"),
        Told::Hijri(date) => date.map_or("none".into(), |d| d.to_string()),
        Told::Near(days) => days.to_string(),
        Told::Instant(at) => at.strftime("%Y-%m-%d").to_string(),
        Told::Ago(None) => "just now".into(),
        Told::Ago(Some((least, most))) => {
            let unit = [(1440, "d"), (60, "h"), (1, "m")];
            let (minutes, name) = unit
                .iter()
                .find(|(m, _)| (most - least) * 2 / 3 >= *m)
                .unwrap_or(&unit[2]);
            format!("{}{name}", most / minutes - 1)
        }
    }
}

fn time(moment: &Moment) -> Option<String> {
    if let Some(Told::Instant(at)) = moment.day {
        return Some(at.strftime("%H:%M:%S").to_string());
    }
    let clock = moment.clock?;
    let format = if clock.seconds { "%H:%M:%S" } else { "%H:%M" };
    Some(clock.time.strftime(format).to_string())
}

fn zone(moment: &Moment) -> Option<String> {
    if let Some(Told::Instant(_)) = moment.day {
        return Some("Z".into());
    }
    Some(match moment.zone.as_ref()? {
        Place::Zero => "Z".into(),
        Place::Local => "local".into(),
        Place::Named(name) => name.clone(),
        Place::Offset(seconds) => {
            let sign = if *seconds < 0 { '-' } else { '+' };
            let minutes = seconds.abs() / 60;
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    })
}

fn says(says: Says) -> Option<String> {
    match says {
        Says::Unknown => None,
        Says::Published => Some("published".into()),
        Says::Updated => Some("updated".into()),
    }
}

/// What is wrong with what was read of one line, if anything is.
fn fault(entry: &Lines, line: &str) -> Option<String> {
    let (text, range) = bracketed(line);
    let Some(found) = date_line(&text) else {
        return Some(format!("{line}: no date line"));
    };
    let trim = |s: &str| {
        s.trim_matches(|c: char| musnad_text::is_mark(c) || c.is_whitespace())
            .to_owned()
    };
    if line.contains('[') {
        let (got, want) = (trim(found.span.of(&text)), trim(&text[range]));
        if got != want || found.alone {
            return Some(format!("{line}: the date is in [{got}]"));
        }
    } else if !found.alone {
        return Some(format!("{line}: not alone"));
    }
    let moments = Reading::of(found.span.of(&text), false).moments();
    let first = moments.first()?;
    let got = (day(first), time(first), zone(first), says(first.says));
    let want = (
        entry.day.clone(),
        entry.time.clone(),
        entry.zone.clone(),
        entry.says.clone(),
    );
    let same = if entry.any { got.0 == want.0 } else { got == want };
    if !same {
        return Some(format!("{line}\n    want {want:?}\n    got  {got:?}"));
    }
    let then = moments
        .get(1)
        .map(|m| format!("{} {}", day(m), time(m).unwrap_or_default()));
    (then != entry.then).then(|| format!("{line}: then {then:?}"))
}

#[test]
fn lines_tell_what_they_say() {
    let (mut faults, mut count) = (Vec::new(), 0);
    for entry in &corpus().line {
        for line in &entry.lines {
            count += 1;
            let sisters = if entry.as_written {
                vec![line.clone()]
            } else {
                noisy(line)
            };
            faults.extend(sisters.iter().find_map(|sister| fault(entry, sister)));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {count} fail:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(count >= 150, "only {count} lines");
}

#[test]
fn metadata_tells_what_it_says() {
    let mut faults = Vec::new();
    for entry in &corpus().machine {
        for text in &entry.texts {
            let moments = Reading::of(text, true).moments();
            let got = moments.first().map(|m| (day(m), time(m), zone(m)));
            let want = (entry.day.clone(), entry.time.clone(), entry.zone.clone());
            if got.as_ref() != Some(&want) {
                faults.push(format!("{text}\n    want {want:?}\n    got  {got:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} fail:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn other_lines_are_no_date_lines() {
    let lines = corpus().none.lines;
    let all = lines.iter().flat_map(|line| noisy(line));
    let faults: Vec<String> = all
        .filter_map(|line| date_line(&line).map(|d| format!("{line}: [{}]", d.span.of(&line))))
        .collect();
    assert!(faults.is_empty(), "{} fail:\n{}", faults.len(), faults.join("\n"));
    assert!(lines.len() >= 40, "only {} lines", lines.len());
}
#[test]
fn no_piece_of_a_line_makes_it_fail() {
    let corpus = corpus();
    let texts = corpus.machine.iter().flat_map(|m| &m.texts);
    let lines = corpus.line.iter().flat_map(|l| &l.lines).chain(texts);
    for line in lines.chain(&corpus.none.lines) {
        for (at, _) in line.char_indices().step_by(3) {
            for piece in [&line[at..], &line[..at]] {
                if let Some(found) = date_line(piece) {
                    assert!(!found.span.of(piece).is_empty(), "{piece}");
                }
                Reading::of(piece, true).moments();
            }
        }
    }
    let long = corpus.line[0].lines[0].repeat(20_000);
    assert!(date_line(&long).is_none() && Reading::of(&long, true).moments().is_empty());
}
