//! How fast and large the index is: 200,000 documents of some 150 words with five claims of some 30 words each,
//! made up of the lexicon's words, then a mix of questions with five facets counted.
//!
//! `cargo run --release -p musnad-search --example million -- [DOCUMENTS] [FOLDER]`

use musnad_lexicon::Lexicon;
use musnad_search::{Bounds, Entry, Facet, Filter, Index, Kind, Query, Sort, Writer};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const CLAIMS: usize = 5;
const START: i64 = 1_388_534_400;
const DAY: i64 = 86_400;
const TYPES: [&str; 6] = ["ASSAULT", "PROTEST", "CONSULT", "COERCE", "AID", "ACCUSE"];
const MODES: [&str; 4] = ["aerial", "arrest", "demo", "visit"];
const MODALITIES: [&str; 4] = ["asserted", "denied", "planned", "demanded"];
const FRONTS: [&str; 8] = ["", "", "", "ال", "ال", "وال", "بال", "و"];
const SHUFFLED: [&str; 5] = ["القصف على", "المدينة", "محلية", "مصادر", "على القصف"];
const PHRASE: &str = "وأفادت مصادر محلية بأن القصف على المدينة أدى إلى مقتل مدنيين وإصابة آخرين بجروح";

/// The counted facets of each question.
const COUNTED: [Facet; 5] = [
    Facet::Type,
    Facet::Country,
    Facet::Place,
    Facet::Actor,
    Facet::Outlet,
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let documents: usize = arguments.next().map_or(Ok(200_000), |n| n.parse())?;
    let folder = arguments
        .next()
        .map_or_else(|| std::env::temp_dir().join("musnad-million"), PathBuf::from);
    let lexicon = Arc::new(Lexicon::builtin()?);
    let mut world = World::new(&lexicon);
    if folder.exists() {
        println!("asking what is in {}", folder.display());
    } else {
        add(&folder, &lexicon, &mut world, documents)?;
    }
    ask(&folder, &lexicon, &mut world)
}

fn add(
    folder: &Path,
    lexicon: &Arc<Lexicon>,
    world: &mut World,
    documents: usize,
) -> Result<(), Box<dyn Error>> {
    let before = cpu();
    for n in 0..documents / 20 {
        world.document(n, documents);
    }
    let making = (cpu() - before) * 20.0;
    let (before, begun) = (cpu(), Instant::now());
    let index = Index::open(folder, lexicon)?;
    let mut writer = index.writer()?;
    for n in 0..documents {
        add_one(&mut writer, &world.document(n, documents))?;
        if n % 10_000 == 9_999 {
            writer.commit(n as u64)?;
        }
    }
    writer.commit(documents as u64)?;
    writer.finish()?;
    let spent = cpu() - before;
    println!(
        "added {documents} documents, {} claims in {:.1} s: {:.1} s of CPU, {:.1} s of it to make the texts",
        documents * CLAIMS,
        begun.elapsed().as_secs_f64(),
        spent,
        making
    );
    let bytes: u64 = std::fs::read_dir(folder)?
        .filter_map(|f| f.ok()?.metadata().ok())
        .map(|m| m.len())
        .sum();
    println!("{:.0} MB on disk; {}", bytes as f64 / 1e6, memory());
    Ok(())
}

fn add_one(writer: &mut Writer, made: &Made) -> Result<(), Box<dyn Error>> {
    let outlet = format!("outlet-{}", made.outlet);
    let story = format!("story-{}", made.story);
    let base = Entry {
        kind: Kind::Document,
        id: &made.id,
        key: made.number,
        time: Some(made.time),
        title: &made.title,
        text: &made.text,
        facets: &[(Facet::Outlet, &outlet), (Facet::Story, &story)],
        at: None,
        confidence: 1.0,
        doubtful: false,
        shown: "",
    };
    writer.add(&base)?;
    for claim in &made.claims {
        let [town, region, country] = claim.places.each_ref().map(String::as_str);
        let facets = [
            (Facet::Type, claim.what),
            (Facet::Mode, claim.mode),
            (Facet::Modality, claim.modality),
            (Facet::Actor, claim.actor.as_str()),
            (Facet::Recipient, claim.recipient.as_str()),
            (Facet::Source, outlet.as_str()),
            (Facet::SourceKind, "official"),
            (Facet::Place, town),
            (Facet::Place, region),
            (Facet::Place, country),
            (Facet::Country, country),
            (Facet::Outlet, outlet.as_str()),
            (Facet::Story, story.as_str()),
            (Facet::Event, claim.event.as_str()),
            (Facet::Document, made.id.as_str()),
            (Facet::Status, "unreviewed"),
        ];
        writer.add(&Entry {
            kind: Kind::Claim,
            id: &claim.id,
            key: claim.number,
            title: "",
            text: &claim.text,
            facets: &facets,
            at: Some(claim.at),
            confidence: 0.8,
            doubtful: claim.number.is_multiple_of(10),
            ..base
        })?;
    }
    Ok(())
}

fn ask(folder: &Path, lexicon: &Arc<Lexicon>, world: &mut World) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let index = Index::open_existing(folder, lexicon)?;
    let total = index
        .search(&Query {
            doubtful: true,
            ..Query::default()
        })?
        .total;
    println!(
        "{total} entries, opened and counted in {:.0} ms",
        begun.elapsed().as_secs_f64() * 1e3
    );
    let mut all = Vec::new();
    for (name, make) in QUESTIONS {
        let mut times = Vec::new();
        let mut totals = Vec::new();
        for _ in 0..50 {
            let query = Query {
                facets: COUNTED.to_vec(),
                size: 20,
                now: Some(START + 4000 * DAY),
                ..make(world)
            };
            let begun = on_cpu();
            let hits = index.search(&query)?;
            times.push(on_cpu().saturating_sub(begun));
            totals.push(hits.total);
        }
        totals.sort_unstable();
        println!(
            "{name:28} {}, {} hits in the middle",
            spread(&mut times),
            totals[totals.len() / 2]
        );
        all.extend(times);
    }
    println!("{:28} {}", "all", spread(&mut all));
    println!("{}", memory());
    Ok(())
}

type Make = fn(&mut World) -> Query;

/// Each kind of question.
const QUESTIONS: &[(&str, Make)] = &[
    ("rare word", |w| worded(w.rare())),
    ("common word", |w| worded(w.common())),
    ("two common words", |w| {
        worded(format!("{} {}", w.common(), w.common()))
    }),
    ("word and rare word", |w| {
        worded(format!("{} {}", w.common(), w.rare()))
    }),
    ("phrase", |_| {
        worded("\"مصادر محلية\" \"القصف على المدينة\"".to_owned())
    }),
    ("either, not the third", |w| {
        worded(format!("{} OR {} -{}", w.common(), w.rare(), w.common()))
    }),
    ("beginning", |w| {
        let word: String = w.common().chars().take(4).collect();
        worded(format!("{word}*"))
    }),
    ("word, type, country", |w| Query {
        filters: vec![
            one(Facet::Type, TYPES[w.below(6)]),
            one(Facet::Country, &w.country()),
        ],
        ..worded(w.common())
    }),
    ("place, newest first", |w| Query {
        filters: vec![one(Facet::Place, &w.country())],
        sort: Sort::Newest,
        ..Query::default()
    }),
    ("type, not a country", |w| Query {
        kind: Some(Kind::Claim),
        filters: vec![
            one(Facet::Type, TYPES[w.below(6)]),
            Filter {
                exclude: true,
                ..one(Facet::Country, &w.country())
            },
        ],
        sort: Sort::Newest,
        ..Query::default()
    }),
    ("box", |w| {
        let (south, west) = (w.below(25) as f64 + 12.0, w.below(30) as f64 + 25.0);
        Query {
            within: Some(Bounds {
                west,
                south,
                east: west + 4.0,
                north: south + 4.0,
            }),
            sort: Sort::Newest,
            ..Query::default()
        }
    }),
    ("word in a month", |w| {
        let from = START + w.below(3900) as i64 * DAY;
        Query {
            from: Some(from),
            to: Some(from + 30 * DAY),
            ..worded(w.common())
        }
    }),
    ("a month", |w| {
        let from = START + w.below(3900) as i64 * DAY;
        Query {
            from: Some(from),
            to: Some(from + 30 * DAY),
            sort: Sort::Oldest,
            ..Query::default()
        }
    }),
    ("everything", |_| Query {
        sort: Sort::Newest,
        doubtful: true,
        ..Query::default()
    }),
];

fn worded(words: String) -> Query {
    Query {
        words,
        ..Query::default()
    }
}

fn one(facet: Facet, value: &str) -> Filter {
    Filter {
        facet,
        values: vec![value.to_owned()],
        exclude: false,
    }
}

/// Middle, 95th of a hundred and worst.
fn spread(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    format!(
        "{:7.2} ms, 95th of 100 {:7.2} ms, worst {:7.2} ms",
        at(0.5),
        at(0.95),
        at(1.0)
    )
}

struct Made {
    id: String,
    number: u64,
    time: i64,
    title: String,
    text: String,
    outlet: usize,
    story: usize,
    claims: Vec<Claim>,
}

struct Claim {
    id: String,
    number: u64,
    text: String,
    what: &'static str,
    mode: &'static str,
    modality: &'static str,
    actor: String,
    recipient: String,
    /// Town, region, country.
    places: [String; 3],
    event: String,
    at: (f64, f64),
}

/// Where texts come from; the same each time.
struct World {
    state: u64,
    words: Vec<String>,
    names: Vec<String>,
}

impl World {
    fn new(lexicon: &Lexicon) -> World {
        let words = lexicon.lexemes().map(|(_, l)| l.lemma.clone());
        let mut world = World {
            state: 88_172_645_463_325_252,
            words: words.filter(|w| !w.contains('_')).collect(),
            names: Vec::new(),
        };
        let letters: Vec<char> = "ابتجحدرزسشصطعغفقكلمنهوي".chars().collect();
        for _ in 0..50_000 {
            let length = 4 + world.below(4);
            let name = (0..length).map(|_| letters[world.below(letters.len())]).collect();
            world.names.push(name);
        }
        world
    }

    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() >> 11) as usize % most
    }

    /// A number below `most`, small ones far more often, as words are.
    fn skewed(&mut self, most: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((most as f64).powf(share) - 1.0) as usize % most
    }

    fn common(&mut self) -> String {
        let at = 20 + self.below(60);
        self.words[at].clone()
    }

    fn rare(&mut self) -> String {
        let at = self.names.len() / 2 + self.below(self.names.len() / 2);
        self.names[at].clone()
    }

    fn country(&mut self) -> String {
        format!("country-{}", self.skewed(60))
    }

    fn words(&mut self, count: usize, out: &mut String) {
        for _ in 0..count {
            if self.below(60) == 0 {
                out.push_str(SHUFFLED[self.below(SHUFFLED.len())]);
            } else if self.below(7) == 0 {
                let name = self.skewed(self.names.len());
                out.push_str(&self.names[name]);
            } else {
                let word = self.skewed(self.words.len());
                out.push_str(FRONTS[self.below(FRONTS.len())]);
                out.push_str(&self.words[word]);
            }
            out.push(' ');
        }
    }

    fn document(&mut self, n: usize, of: usize) -> Made {
        let claims: Vec<Claim> = (0..CLAIMS).map(|c| self.claim(n * CLAIMS + c)).collect();
        let mut title = String::new();
        self.words(8, &mut title);
        let mut text = String::with_capacity(2000);
        if n.is_multiple_of(25) {
            text.push_str(PHRASE);
            text.push_str(". ");
        }
        self.words(130, &mut text);
        Made {
            id: format!("document-{n:08}"),
            number: n as u64,
            time: START + (n as i64 * 4000 * DAY) / of.max(1) as i64,
            title,
            text,
            outlet: self.skewed(600),
            story: n / 12,
            claims,
        }
    }

    fn claim(&mut self, n: usize) -> Claim {
        let mut text = String::with_capacity(400);
        if n.is_multiple_of(25) {
            text.push_str(PHRASE);
            text.push(' ');
            self.words(17, &mut text);
        } else {
            self.words(30, &mut text);
        }
        let (country, region, town) = (self.skewed(60), self.skewed(12), self.skewed(20));
        Claim {
            id: format!("claim-{n:08}"),
            number: n as u64,
            text,
            what: TYPES[self.skewed(TYPES.len())],
            mode: MODES[self.below(MODES.len())],
            modality: MODALITIES[self.skewed(MODALITIES.len())],
            actor: format!("actor-{}", self.skewed(4000)),
            recipient: format!("actor-{}", self.skewed(4000)),
            places: [
                format!("town-{country}-{region}-{town}"),
                format!("region-{country}-{region}"),
                format!("country-{country}"),
            ],
            event: format!("event-{}", n / 6),
            at: (
                12.0 + (country % 6) as f64 * 4.0 + town as f64 / 20.0,
                25.0 + (country / 6) as f64 * 3.0 + region as f64 / 10.0,
            ),
        }
    }
}

/// Seconds of CPU that the process has had.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or("");
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|t| t.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// How long this thread has run; on a machine that others use too, waiting for it is no time of ours.
fn on_cpu() -> Duration {
    // the kernel books the time at the next switch
    std::thread::yield_now();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        status
            .lines()
            .find(|l| l.starts_with(name))
            .unwrap_or("")
            .replace('\t', " ")
    };
    format!("{}, {}", line("VmHWM"), line("RssAnon"))
}
