//! Made-up news for measuring an archive: `N` documents as JSON Lines, in the order in which they arrive.
//!
//! `cargo run --release -p musnad --example archive_documents -- N > documents.jsonl`
//!
//! Affairs begin at any moment of one year. Each is told by one document or up to forty, over hours and days: a first
//! report, copies of it under other headlines, rewrites, figures that rise, denials, what others say of it. A few
//! documents arrive days after they were published. Places and outlets are those of the registries, sentences come
//! from `archive_documents.toml`. There is no clock and no chance in it: the same `N` gives the same bytes.

use jiff::{Timestamp, tz::TimeZone};
use musnad_knowledge::Knowledge;
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;
use std::error::Error;
use std::io::{BufWriter, Write};

const START: i64 = 1_735_689_600;
const HOUR: i64 = 3600;
const YEAR: usize = 365 * 24 * 3600;

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().nth(1).map_or(Ok(1000), |n| n.parse())?;
    write(count, BufWriter::new(std::io::stdout().lock()))
}

/// Writes so many documents. Tests of the archive use it too.
pub(crate) fn write(count: usize, mut out: impl Write) -> Result<(), Box<dyn Error>> {
    let world = World::new(&Knowledge::builtin()?)?;
    for plan in world.plans(count) {
        let affair = world.affair(plan.affair);
        serde_json::to_writer(&mut out, &world.document(&affair, plan.step))?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

#[derive(Deserialize)]
struct Words {
    weekdays: Vec<String>,
    given: Vec<String>,
    family: Vec<String>,
    sites: Vec<String>,
    nouns: HashMap<String, Vec<String>>,
    country: Vec<Country>,
    common: Common,
    affair: Vec<Kind>,
}

#[derive(Deserialize)]
struct Country {
    code: String,
    army: String,
    government: String,
    fronts: Vec<String>,
}

#[derive(Deserialize)]
struct Common {
    credits: Vec<String>,
    sources: Vec<String>,
    reactions: Vec<String>,
    scenes: Vec<String>,
}

#[derive(Deserialize)]
struct Kind {
    titles: Vec<String>,
    leads: Vec<String>,
    details: Vec<String>,
    updates: Vec<String>,
    denials: Vec<String>,
}

struct World {
    words: Words,
    /// Of each country: towns with the governorates that they are in.
    towns: Vec<Vec<(String, String)>>,
    agencies: Vec<Publisher>,
    others: Vec<Publisher>,
}

struct Publisher {
    name: String,
    domain: String,
}

/// A document that is to be made.
struct Plan {
    arrives: i64,
    affair: usize,
    step: usize,
}

struct Affair {
    number: usize,
    kind: usize,
    steps: Vec<Step>,
    /// What is the same in all documents of it.
    facts: Vec<(&'static str, String)>,
    /// The dead, wounded, held and gathered as first told.
    figures: [usize; 4],
}

#[derive(Clone, Copy)]
struct Step {
    form: Form,
    published: i64,
    late: i64,
    /// How often the figures had risen.
    stage: usize,
}

#[derive(Clone, Copy)]
enum Form {
    First,
    /// Of which step.
    Copy(usize),
    Rewrite,
    Update,
    Denial,
    Echo,
}

/// Numbers that look like chance and are the same each time (xorshift, seeded by splitmix).
struct Chance(u64);

impl Chance {
    fn of(parts: [usize; 2]) -> Chance {
        let mut state = (parts[0] as u64) << 20 ^ parts[1] as u64 ^ 0x5eed_5eed;
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Chance((state ^ (state >> 31)) | 1)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most
    }

    /// Small numbers far more often than large ones.
    fn skewed(&mut self, most: usize) -> usize {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((most as f64).powf(share) - 1.0) as usize
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn often<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.skewed(of.len())]
    }
}

impl World {
    fn new(knowledge: &Knowledge) -> Result<World, Box<dyn Error>> {
        let words: Words = toml::from_str(include_str!("archive_documents.toml"))?;
        let [_, outlets, places, _] = knowledge.sizes();
        let places: Vec<_> = (0..places as u32).map(|n| knowledge.place(n)).collect();
        let mut areas = HashMap::new();
        for place in places.iter().filter(|p| p.kind == "governorate") {
            areas
                .entry((place.country, place.admin1))
                .or_insert(place.name_ar.unwrap_or_default());
        }
        let towns = |country: &Country| {
            let mine = places.iter().filter(|p| {
                let known = !p.ambiguous && p.admin1.is_some() && p.point.is_some();
                known && p.country == Some(&country.code) && matches!(p.kind, "town" | "city" | "village")
            });
            let named = mine.filter_map(|p| {
                let area = areas.get(&(p.country, p.admin1))?;
                Some((p.name_ar?.to_owned(), (*area).to_owned()))
            });
            named.collect::<Vec<_>>()
        };
        let (mut agencies, mut others) = (Vec::new(), Vec::new());
        for outlet in (0..outlets as u32).map(|n| knowledge.outlet(n)) {
            let (Some(name), Some(domain)) = (outlet.name_ar, outlet.domains().next()) else {
                continue;
            };
            let known = Publisher {
                name: name.to_owned(),
                domain: domain.to_owned(),
            };
            match outlet.kind {
                "agency" => agencies.push(known),
                _ => others.push(known),
            }
        }
        Ok(World {
            towns: words.country.iter().map(towns).collect(),
            words,
            agencies,
            others,
        })
    }

    /// So many documents, as they arrive.
    fn plans(&self, count: usize) -> Vec<Plan> {
        let mut out = Vec::new();
        for number in 0.. {
            if out.len() >= count {
                break;
            }
            let steps = self.affair(number).steps;
            out.extend(steps.iter().enumerate().map(|(step, s)| Plan {
                arrives: s.published + s.late,
                affair: number,
                step,
            }));
        }
        out.truncate(count);
        out.sort_by_key(|p| (p.arrives, p.affair, p.step));
        out
    }

    fn affair(&self, number: usize) -> Affair {
        let mut chance = Chance::of([number, 0]);
        let country = loop {
            let country = chance.skewed(self.words.country.len());
            if !self.towns[country].is_empty() {
                break country;
            }
        };
        let kind = chance.below(self.words.affair.len());
        let (town, area) = chance.one(&self.towns[country]).clone();
        let local = &self.words.country[country];
        let mut facts = vec![
            ("town", town),
            ("area", area),
            ("army", local.army.clone()),
            ("government", local.government.clone()),
            ("front", chance.one(&local.fronts).clone()),
            ("site", self.site(&mut chance)),
            ("site2", self.site(&mut chance)),
            ("agency", chance.often(&self.agencies).name.clone()),
        ];
        facts.push(("person", self.person(&mut chance)));
        Affair {
            number,
            kind,
            figures: [
                1 + chance.skewed(30),
                2 + chance.skewed(60),
                2 + chance.skewed(40),
                20 + chance.skewed(900),
            ],
            steps: steps(&mut chance),
            facts,
        }
    }

    fn site(&self, chance: &mut Chance) -> String {
        let (site, family) = (chance.one(&self.words.sites), chance.one(&self.words.family));
        format!("{site} {family}")
    }

    fn person(&self, chance: &mut Chance) -> String {
        let (given, family) = (chance.one(&self.words.given), chance.one(&self.words.family));
        format!("{given} {family}")
    }

    fn document(&self, affair: &Affair, n: usize) -> serde_json::Value {
        let step = affair.steps[n];
        let publisher = self.publisher(affair, n);
        let (title, text) = self.text(affair, n);
        let published = Timestamp::from_second(step.published).unwrap_or_default();
        json!({
            "id": format!("made-{}-{n}", affair.number),
            "url": format!("https://{}/news/{}/{n}", publisher.domain, affair.number),
            "outlet": publisher.name,
            "title": title,
            "published": published.to_string(),
            "text": text,
        })
    }

    fn publisher(&self, affair: &Affair, n: usize) -> &Publisher {
        let mut chance = Chance::of([affair.number, n + 1]);
        match affair.steps[n].form {
            Form::First => chance.often(&self.agencies),
            _ => chance.often(&self.others),
        }
    }

    fn text(&self, affair: &Affair, n: usize) -> (String, String) {
        let step = affair.steps[n];
        let mut fill = Filler {
            world: self,
            affair,
            step,
            publisher: self.publisher(affair, n),
            chance: Chance::of([affair.number, n + 1]),
        };
        let kind = &self.words.affair[affair.kind];
        let common = &self.words.common;
        let title = fill.one(&kind.titles);
        if let Form::Copy(of) = step.form {
            let original = self.text(affair, of).1;
            let mut paragraphs: Vec<&str> = original.split("\n\n").collect();
            if paragraphs.len() > 3 && fill.chance.below(2) == 0 {
                paragraphs.pop();
            }
            return (title, paragraphs.join("\n\n"));
        }
        let credit = fill.one(&common.credits);
        let lead = match step.form {
            Form::Update => fill.one(&kind.updates),
            Form::Denial => fill.one(&kind.denials),
            Form::Echo => fill.one(&common.reactions),
            _ => fill.one(&kind.leads),
        };
        let mut paragraphs = vec![format!("{credit}{lead}")];
        if matches!(step.form, Form::Update | Form::Denial | Form::Echo) {
            paragraphs.push(fill.one(&kind.leads));
        }
        let mut rest: Vec<&String> = kind.details.iter().chain(&common.scenes).collect();
        rest.extend(&common.reactions[..2 + fill.chance.below(2)]);
        for _ in 0..SENTENCES + fill.chance.below(3) {
            let at = fill.chance.below(rest.len());
            paragraphs.push(fill.fill(rest.swap_remove(at)));
        }
        (title, paragraphs.join("\n\n"))
    }
}

/// So many sentences follow the first ones, or some more.
const SENTENCES: usize = 4;

/// What documents tell an affair, and when.
fn steps(chance: &mut Chance) -> Vec<Step> {
    let size = match chance.below(10) {
        0..=2 => 1,
        3..=5 => 2 + chance.below(3),
        6..=8 => 5 + chance.below(8),
        _ => 13 + chance.below(28),
    };
    let mut published = START + chance.below(YEAR) as i64;
    let (mut out, mut stage) = (Vec::<Step>::new(), 0);
    for n in 0..size {
        let form = match chance.below(100) {
            _ if n == 0 => Form::First,
            0..=29 => Form::Copy(chance.skewed(n)),
            30..=49 => Form::Rewrite,
            50..=74 => Form::Update,
            75..=81 => Form::Denial,
            _ => Form::Echo,
        };
        stage += usize::from(matches!(form, Form::Update));
        let late = match chance.below(100) {
            0..=2 => chance.below(20 * 24) as i64 * HOUR,
            _ => chance.below(1800) as i64,
        };
        out.push(Step {
            // a copy of a copy is a copy of what that was one of
            form: match form {
                Form::Copy(of) => match out[of].form {
                    Form::Copy(first) => Form::Copy(first),
                    _ => form,
                },
                other => other,
            },
            published,
            late,
            stage,
        });
        published += 600 + chance.skewed(40) as i64 * HOUR;
    }
    out
}

/// Fills in what stands in braces.
struct Filler<'a> {
    world: &'a World,
    affair: &'a Affair,
    step: Step,
    publisher: &'a Publisher,
    chance: Chance,
}

impl Filler<'_> {
    fn one(&mut self, of: &[String]) -> String {
        let sentence = self.chance.one(of);
        self.fill(sentence)
    }

    fn fill(&mut self, sentence: &str) -> String {
        let mut out = String::with_capacity(sentence.len() * 2);
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(&self.value(name));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn value(&mut self, name: &str) -> String {
        let [dead, hurt, held, crowd] = self.affair.figures.map(|f| f + f * self.step.stage / 3);
        match name {
            "dead" => self.counted(dead, "dead"),
            "hurt" => self.counted(hurt, "hurt"),
            "held" => self.counted(held, "held"),
            "crowd" => self.counted(crowd, "crowd"),
            "outlet" => self.publisher.name.clone(),
            "source" => {
                let source = self.chance.one(&self.world.words.common.sources);
                self.fill(source)
            }
            "day" => {
                let began = self.affair.steps[0].published;
                let day = Timestamp::from_second(began).unwrap_or_default();
                let weekday = day.to_zoned(TimeZone::UTC).weekday().to_monday_zero_offset();
                self.world.words.weekdays[weekday as usize].clone()
            }
            _ => {
                let fact = self.affair.facts.iter().find(|(n, _)| *n == name);
                fact.map(|(_, value)| value.clone()).unwrap_or_default()
            }
        }
    }

    fn counted(&self, n: usize, noun: &str) -> String {
        let forms = &self.world.words.nouns[noun];
        match (n, n % 100) {
            (1, _) => forms[0].clone(),
            (2, _) => forms[1].clone(),
            (_, 3..=10) => format!("{n} {}", forms[2]),
            (_, 11..=99) => format!("{n} {}", forms[3]),
            _ => format!("{n} {}", forms[4]),
        }
    }
}
