//! The corpora of `lang/ar/corpus`: values with their spellings, as written and as the wild writes them. All
//! failures are shown at once.

#![allow(clippy::unwrap_used, reason = "a table that cannot be read is a failure")]

use musnad_text::{
    Basis, Bound, Folded, NumberReader, Precision, Published, Quantity, Seen, TimeMention, TimeReader,
    TimeRole, Told, tokens,
};
use serde::Deserialize;
use std::fmt::Debug;

fn text_of(path: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lang/ar/corpus/");
    std::fs::read_to_string(format!("{root}{path}")).unwrap()
}

/// A spelling without its brackets, and the byte range that they held.
fn bracketed(spelling: &str) -> (String, std::ops::Range<usize>) {
    match (spelling.find('['), spelling.find(']')) {
        (Some(open), Some(close)) => {
            let text = spelling.replace(['[', ']'], "");
            (text, open..close - 1)
        }
        _ => (spelling.to_owned(), 0..spelling.len()),
    }
}

/// A spelling and its noisy sisters; brackets stay where they are.
fn noisy(spelling: &str) -> Vec<String> {
    let letters = |f: &dyn Fn(char) -> String| spelling.chars().map(f).collect::<String>();
    let stretched = letters(&|c| match c {
        'ن' | 'س' | 'ث' | 'م' | 'ل' | 'ي' => format!("{c}\u{640}"),
        _ => c.to_string(),
    });
    let marked = letters(&|c| match c {
        'ا'..='ي' if c != '\u{640}' => format!("{c}\u{64E}"),
        _ => c.to_string(),
    });
    let bare_alif = letters(&|c| match c {
        'أ' | 'إ' | 'آ' => "ا".to_owned(),
        _ => c.to_string(),
    });
    let ha = letters(&|c| match c {
        'ة' => "ه".to_owned(),
        _ => c.to_string(),
    });
    let digits = letters(&|c| match c.to_digit(10) {
        Some(d) => char::from_u32(0x660 + d).unwrap().to_string(),
        None => c.to_string(),
    });
    let mut all = vec![spelling.to_owned(), stretched, marked, bare_alif, ha, digits];
    all.dedup();
    all
}

/// Checks every spelling of `entries`, with its noise, and panics with the list of those that fail.
fn check<E, G: PartialEq + Debug>(
    entries: &[E],
    spellings: impl Fn(&E) -> (&[String], bool),
    want: impl Fn(&E) -> G,
    read: impl Fn(&str) -> Vec<(String, G)>,
) -> usize {
    let (mut failures, mut count) = (Vec::new(), 0);
    for entry in entries {
        let (list, as_written) = spellings(entry);
        for spelling in list {
            count += 1;
            let sisters = if as_written {
                vec![spelling.clone()]
            } else {
                noisy(spelling)
            };
            for noisy in sisters {
                let (text, range) = bracketed(&noisy);
                let got = read(&text);
                let wanted = vec![(text[range].to_owned(), want(entry))];
                if trimmed(&got) != trimmed(&wanted) {
                    failures.push(format!("{noisy}\n    want {wanted:?}\n    got  {got:?}"));
                    break;
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {count} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
    count
}

/// Words without the marks at their edges: a vowel mark before the first letter belongs to what was cut off.
fn trimmed<G>(found: &[(String, G)]) -> Vec<(String, &G)> {
    let mark = |c: char| musnad_text::is_mark(c);
    found
        .iter()
        .map(|(words, value)| {
            (
                words.trim_start_matches(mark).trim_end_matches(mark).to_owned(),
                value,
            )
        })
        .collect()
}

fn silent(negative: &Negative, read: impl Fn(&str) -> Vec<String>) {
    let mut failures = Vec::new();
    let exact = negative.as_written.iter().map(|text| vec![text.clone()]);
    for sisters in negative.texts.iter().map(|text| noisy(text)).chain(exact) {
        for noisy in sisters {
            let got = read(&noisy);
            if !got.is_empty() {
                failures.push(format!("{noisy}: {got:?}"));
                break;
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} are read:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn with_seen<T>(text: &str, read: impl FnOnce(&[Seen<'_>]) -> T) -> T {
    let folded = Folded::of(text, &tokens(text));
    read(&folded.seen())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    number: Vec<NumberEntry>,
    negative: Negative,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Negative {
    texts: Vec<String>,
    /// Told by their letters alone, so that no noise is tried.
    #[serde(default)]
    as_written: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberEntry {
    value: Option<u64>,
    decimal: Option<f64>,
    bound: Option<Bound>,
    min: Option<u64>,
    max: Option<u64>,
    #[serde(default)]
    percent: bool,
    #[serde(default)]
    ordinal: bool,
    /// Whether the letters alone tell it from another word, so that no noise is tried.
    #[serde(default)]
    as_written: bool,
    spellings: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct NumberValue {
    value: Option<u64>,
    decimal: Option<f64>,
    bound: Bound,
    limits: (Option<u64>, Option<u64>),
    percent: bool,
    ordinal: bool,
}

fn wanted_number(e: &NumberEntry) -> NumberValue {
    let exact = e.bound.is_none() && !e.percent && !e.ordinal;
    NumberValue {
        value: e.value,
        decimal: e.decimal,
        bound: e.bound.unwrap_or(Bound::Exact),
        limits: if exact { (e.value, e.value) } else { (e.min, e.max) },
        percent: e.percent,
        ordinal: e.ordinal,
    }
}

fn number_value(q: &Quantity) -> NumberValue {
    NumberValue {
        value: q.value,
        decimal: q.decimal,
        bound: q.bound,
        limits: (q.min, q.max),
        percent: q.percent,
        ordinal: q.ordinal,
    }
}

fn read_numbers(reader: &NumberReader, text: &str) -> Vec<(String, NumberValue)> {
    with_seen(text, |seen| {
        reader
            .read(seen)
            .iter()
            .map(|q| (q.span(text, seen).of(text).to_owned(), number_value(q)))
            .collect()
    })
}

#[test]
fn numbers() {
    let corpus: Numbers = toml::from_str(&text_of("numbers.toml")).unwrap();
    let reader = NumberReader::builtin().unwrap();
    let count = check(
        &corpus.number,
        |e| (&e.spellings, e.as_written),
        wanted_number,
        |text| read_numbers(&reader, text),
    );
    assert!(count >= 150, "{count} spellings");
}

#[test]
fn no_numbers() {
    let corpus: Numbers = toml::from_str(&text_of("numbers.toml")).unwrap();
    let reader = NumberReader::builtin().unwrap();
    silent(&corpus.negative, |text| {
        read_numbers(&reader, text)
            .into_iter()
            .map(|(words, _)| words)
            .collect()
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    now: String,
    time: Vec<TimeEntry>,
    on: Vec<Further>,
    at: Vec<Elsewhen>,
    negative: Negative,
    unanchored: Negative,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimeEntry {
    start: Option<String>,
    end: Option<String>,
    precision: Precision,
    basis: Basis,
    role: Option<TimeRole>,
    /// Whether the letters alone tell it from another word, so that no noise is tried.
    #[serde(default)]
    as_written: bool,
    spellings: Vec<String>,
}

/// Times of a sentence that points back to the one before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Further {
    /// The sentence before.
    told: String,
    time: Vec<TimeEntry>,
}

/// Times of what was published at another moment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhen {
    now: String,
    time: Vec<TimeEntry>,
}

type TimeValue = (Option<String>, Option<String>, Precision, Basis, TimeRole);

fn wanted_time(e: &TimeEntry) -> TimeValue {
    let role = e.role.unwrap_or(TimeRole::At);
    (e.start.clone(), e.end.clone(), e.precision, e.basis, role)
}

/// The readers of both corpora with one moment of publication.
struct Readers {
    numbers: NumberReader,
    times: TimeReader,
    now: Option<Published>,
}

impl Readers {
    fn at(now: Option<&str>) -> Readers {
        Readers {
            numbers: NumberReader::builtin().unwrap(),
            times: TimeReader::builtin().unwrap(),
            now: now.map(|at| Published::parse(at).unwrap()),
        }
    }

    fn times(&self, text: &str) -> Vec<(String, TimeValue)> {
        self.times_on(text, &mut Told::default())
    }

    fn times_on(&self, text: &str, told: &mut Told) -> Vec<(String, TimeValue)> {
        with_seen(text, |seen| {
            let found = (self.times).read_on(seen, &self.numbers.read(seen), self.now, told);
            let value = |t: &TimeMention| (t.start.clone(), t.end.clone(), t.precision, t.basis, t.role);
            found
                .iter()
                .map(|t| (t.span(text, seen).of(text).to_owned(), value(t)))
                .collect()
        })
    }
}

fn times_corpus() -> Times {
    toml::from_str(&text_of("times.toml")).unwrap()
}

#[test]
fn times() {
    let corpus = times_corpus();
    let readers = Readers::at(Some(&corpus.now));
    let count = check(
        &corpus.time,
        |e| (&e.spellings, e.as_written),
        wanted_time,
        |text| readers.times(text),
    );
    assert!(count >= 200, "{count} spellings");
}

#[test]
fn times_of_other_moments() {
    for elsewhen in &times_corpus().at {
        let readers = Readers::at(Some(&elsewhen.now));
        check(
            &elsewhen.time,
            |e| (&e.spellings, e.as_written),
            wanted_time,
            |text| readers.times(text),
        );
    }
}

#[test]
fn times_point_back_to_what_was_told() {
    let corpus = times_corpus();
    let readers = Readers::at(Some(&corpus.now));
    for further in &corpus.on {
        check(
            &further.time,
            |e| (&e.spellings, e.as_written),
            wanted_time,
            |text| {
                let mut told = Told::default();
                readers.times_on(&further.told, &mut told);
                readers.times_on(text, &mut told)
            },
        );
    }
}

#[test]
fn no_times() {
    let corpus = times_corpus();
    let readers = Readers::at(Some(&corpus.now));
    silent(&corpus.negative, |text| {
        readers.times(text).into_iter().map(|(words, _)| words).collect()
    });
}

#[test]
fn times_without_publication_are_found_and_left_open() {
    let readers = Readers::at(None);
    for text in times_corpus().unanchored.texts {
        let found = readers.times(&text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].0, text);
        assert_eq!((&found[0].1.0, &found[0].1.1), (&None, &None), "{text}");
    }
}

#[test]
fn any_order_of_words_is_read_in_order() {
    let corpus = times_corpus();
    let numbers: Numbers = toml::from_str(&text_of("numbers.toml")).unwrap();
    let spellings = corpus.time.iter().flat_map(|e| &e.spellings);
    let all: Vec<&str> = spellings
        .chain(numbers.number.iter().flat_map(|e| &e.spellings))
        .flat_map(|s| s.split(' '))
        .collect();
    let readers = Readers::at(Some(&corpus.now));
    let mut seed = 1u64;
    for _ in 0..20_000 {
        let mut words = Vec::new();
        for _ in 0..8 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            words.push(all[(seed >> 33) as usize % all.len()]);
        }
        let text = words.join(" ");
        with_seen(&text, |seen| {
            let quantities = readers.numbers.read(seen);
            let times = readers.times.read(seen, &quantities, readers.now);
            assert!(
                quantities
                    .windows(2)
                    .all(|q| q[0].tokens.end <= q[1].tokens.start),
                "{text}"
            );
            assert!(
                times.windows(2).all(|t| t[0].tokens.end <= t[1].tokens.start),
                "{text}"
            );
            assert!(times.iter().all(|t| !t.span(&text, seen).is_empty()), "{text}");
            let forward = |t: &TimeMention| t.start.is_none() || t.end.is_none() || t.start < t.end;
            assert!(times.iter().all(forward), "{text}: {times:?}");
        });
    }
}
