//! What grouping costs: documents made from templates are put together, and the time for each is printed.
//!
//! `cargo run --release -p musnad-story --example scale -- 50000 100000 200000`

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example")]

#[path = "../tests/made/mod.rs"]
mod made;

use made::{Made, Said, assault, count, document, said};
use musnad_story::{Grouper, Settings};
use std::time::{Duration, Instant};

/// Documents of so many days, whatever their number: more of them means more of each day.
const DAYS: u64 = 365;
/// Documents that come together.
const TOGETHER: usize = 500;
const WORDS: u64 = 40_000;

/// Numbers that look like chance and are the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % most.max(1)
    }

    /// Few of them often, most of them seldom, as words are.
    fn word(&mut self) -> String {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        word(((WORDS as f64).powf(share)) as u64)
    }
}

fn word(n: u64) -> String {
    const LETTERS: [char; 16] = [
        'ب', 'ت', 'ج', 'ح', 'د', 'ر', 'س', 'ش', 'ص', 'ط', 'ع', 'غ', 'ق', 'م', 'ن', 'ه',
    ];
    let mut n = n.wrapping_mul(2_654_435_761) % (1 << 20);
    let mut out = String::new();
    for _ in 0..5 {
        out.push(LETTERS[(n % 16) as usize]);
        n /= 16;
    }
    out
}

/// The event of a story: its place, its time and its own words.
struct Story {
    place: u64,
    minute: u64,
    words: Vec<String>,
    killed: u64,
}

impl Story {
    fn of(n: u64, stories: u64) -> Story {
        let mut chance = Chance(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let minute = n * DAYS * 1440 / stories;
        let words = (0..12).map(|_| word(1 + chance.below(WORDS))).collect();
        let (place, killed) = (chance.below(3000), 2 + chance.below(20));
        Story {
            place,
            minute,
            words,
            killed,
        }
    }

    fn telling(&self, made: &str, event: u32) -> Said {
        let day = moment(self.minute);
        assault(event, made)
            .at(
                &format!("p{}", self.place),
                &word(self.place + 7),
                20.0 + self.place as f64 / 100.0,
                30.0,
            )
            .on(&day[..10], &moment(self.minute + 1440)[..10])
    }

    /// One document on it; of eight, two are copies.
    fn document(&self, n: u64, k: u64) -> Made {
        let mut chance = Chance((n * 8 + if k % 4 == 3 { k - 1 } else { k }) | 1);
        let minute = self.minute + k * 180;
        let mut paragraph = |length: usize| {
            let words: Vec<String> = (0..length)
                .map(|_| match chance.below(4) {
                    0 => self.words[chance.below(12) as usize].clone(),
                    _ => chance.word(),
                })
                .collect();
            words.join(" ")
        };
        let title = format!("مقتل {} {}", self.killed, paragraph(6));
        let lead = format!("قتل {} {}", self.killed, paragraph(30));
        let (second, third) = (
            format!("قال {}", paragraph(40)),
            format!("ودعا {}", paragraph(40)),
        );
        let outlet = format!("o{}", k % 8);
        let id = format!("{n}-{k}");
        let figure = self.killed.to_string();
        let made = document(
            &id,
            &outlet,
            &moment(minute),
            &title,
            &[&lead, &second, &third, &paragraph(40)],
        );
        made.claim(
            self.telling("مقتل", 1)
                .counting(count("killed", self.killed, "exact", &figure)),
        )
        .claim(
            self.telling("قتل ", 1)
                .counting(count("killed", self.killed, "exact", &figure)),
        )
        .claim(self.telling("قال", 2).by("الشرطة"))
        .claim(said(3, "REQUEST", "ودعا"))
        .claim(said(4, "CONSULT", "ودعا"))
    }
}

fn moment(minute: u64) -> String {
    let start: jiff::Timestamp = "2025-01-01T00:00:00Z".parse().unwrap();
    (start + Duration::from_secs(minute * 60)).to_string()
}

/// The memory that this process holds, in MB, where the system tells.
fn memory() -> u64 {
    let told = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = told.split(' ').nth(1).and_then(|p| p.parse::<u64>().ok());
    pages.unwrap_or(0) * 4 / 1024
}

/// What this thread has spent on a core, where the system tells, else the time of day: other programs' work is not
/// ours.
fn spent_so_far(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|n| n.parse().ok());
    nanoseconds.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

fn main() {
    let begun = Instant::now();
    let sizes: Vec<u64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    for size in sizes {
        let stories = size / 8;
        // the documents of eight stories that run at one time come mixed
        let mut order: Vec<(u64, u64, u64)> = (0..stories)
            .flat_map(|n| (0..8).map(move |k| (n * DAYS * 1440 / stories + k * 180, n, k)))
            .collect();
        order.sort_unstable();
        let mut grouper = Grouper::builtin(Settings::default()).unwrap();
        let (mut spent, mut last, mut told) = (Duration::ZERO, Duration::ZERO, 0);
        let (mut copies, mut events) = (0, 0);
        let before = memory();
        for (n, part) in order.chunks(TOGETHER).enumerate() {
            let made: Vec<_> = part
                .iter()
                .map(|(_, n, k)| Story::of(*n, stories).document(*n, *k).records())
                .collect();
            let start = spent_so_far(begun);
            let placed = grouper.add_all(&made);
            last = spent_so_far(begun) - start;
            spent += last;
            told += made.len();
            copies += placed.iter().filter(|p| p.copy_of.is_some()).count();
            events = placed
                .iter()
                .flat_map(|p| &p.events)
                .map(|e| e.event)
                .max()
                .unwrap_or(0)
                .max(events);
            if n % 40 == 39 {
                // what is older than any window is compared with nothing
                let oldest: jiff::Timestamp = moment(part[0].0.saturating_sub(60 * 1440)).parse().unwrap();
                grouper.forget(oldest);
            }
        }
        let each = |d: Duration, n: usize| d.as_secs_f64() * 1000.0 / n.max(1) as f64;
        println!(
            "{told} documents: {:.3} ms each, {:.3} ms among the last {TOGETHER}, {} MB more at the end; {copies} copies, {} events",
            each(spent, told),
            each(last, (order.len() - 1) % TOGETHER + 1),
            memory().saturating_sub(before),
            events + 1,
        );
    }
}
