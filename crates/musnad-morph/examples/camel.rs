//! Measures the paradigms against the stem tables of Camel Morph MSA: `camel PV.csv IV.csv`.
//!
//! Each row of those tables has a root, a lemma, a pattern, one stem and the conditions of its use. From the
//! stem and the conditions follows one whole form (third person masculine singular, or the person that takes
//! the other stem), which must be among the forms that this crate derives from root, pattern and lemma alone.
//! Prints the share by class of root, and a sample of the disagreements. The tables are not part of Musnad.

use musnad_morph::{Aspect, Feats, Gender, Number, Verb, Voice, Written};
use std::collections::BTreeMap;
use std::error::Error;

/// How many disagreements of a class of root are printed.
const SAMPLE: usize = 12;

type Row<'a> = BTreeMap<&'a str, &'a str>;
type Paradigms = BTreeMap<(String, String, String, String), Result<Vec<Written>, String>>;

#[derive(Default)]
struct Tally {
    checked: usize,
    found: usize,
    without_paradigm: usize,
    sample: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut tallies: BTreeMap<(String, &str), Tally> = BTreeMap::new();
    let mut paradigms = Paradigms::new();
    let (mut rows, mut out_of_reach) = (0, 0);
    for path in std::env::args().skip(1) {
        let table = std::fs::read_to_string(path)?;
        let mut lines = table.lines();
        let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        for line in lines {
            let row: Row = head.iter().copied().zip(line.split(',')).collect();
            rows += 1;
            match check(&row, &mut paradigms) {
                Some((class, slot, outcome)) => tallies.entry((class, slot)).or_default().add(outcome),
                None => out_of_reach += 1,
            }
        }
    }
    print(&tallies, rows, out_of_reach, paradigms.len());
    Ok(())
}

enum Outcome {
    Found,
    Missing(String),
    NoParadigm(String),
}

impl Tally {
    fn add(&mut self, outcome: Outcome) {
        self.checked += 1;
        match outcome {
            Outcome::Found => self.found += 1,
            Outcome::Missing(text) => self.sample.push(text),
            Outcome::NoParadigm(text) => {
                self.without_paradigm += 1;
                self.sample.push(text);
            }
        }
    }
}

fn check(row: &Row, paradigms: &mut Paradigms) -> Option<(String, &'static str, Outcome)> {
    let form = form(row["PATTERN_ABSTRACT"])?;
    let root = root(row["ROOT"])?;
    let (lemma, vowels) = (row["LEMMA"], vowels(form, row["LEMMA"])?);
    let text = arabic(lemma.split(['-', '_']).next()?);
    let wanted = Wanted::new(row)?;
    let key = (text.clone(), root.clone(), form.to_owned(), vowels.clone());
    let paradigm = paradigms
        .entry(key)
        .or_insert_with(|| paradigm(&text, &root, form, &vowels));
    let outcome = match paradigm {
        Err(error) => Outcome::NoParadigm(format!("{text} {root} {form} {vowels}: {error}")),
        Ok(all) if all.iter().any(|w| wanted.is(w)) => Outcome::Found,
        Ok(all) => Outcome::Missing(format!(
            "{text} {root} {form} {vowels}: {} expected, has {}",
            wanted.describe(),
            all.iter()
                .filter(|w| wanted.fits(w.feats))
                .map(|w| w.text.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        )),
    };
    Some((class(&root), wanted.slot(), outcome))
}

fn paradigm(lemma: &str, root: &str, form: &str, vowels: &str) -> Result<Vec<Written>, String> {
    let form = form.parse().map_err(|e: musnad_morph::Error| e.to_string())?;
    let vowels = vowels.parse().map_err(|e: musnad_morph::Error| e.to_string())?;
    let verb = Verb {
        lemma,
        root,
        form,
        vowels: vec![vowels],
        masdars: vec![],
    };
    musnad_morph::conjugate(&verb).map_err(|e| e.to_string())
}

/// One form that follows from a row.
struct Wanted {
    text: String,
    aspect: Aspect,
    voice: Voice,
    person: u8,
    gender: Gender,
    number: Number,
}

impl Wanted {
    fn new(row: &Row) -> Option<Self> {
        let conditions: Vec<&str> = row["COND-T"].split(' ').chain(row["COND-S"].split(' ')).collect();
        let (tag, stem) = (row["BW"], row["FORM"]);
        let voice = if tag.ends_with("PASS") {
            Voice::Passive
        } else {
            Voice::Active
        };
        let ending = conditions
            .iter()
            .find_map(|c| c.strip_prefix("#-"))
            .map(ending)
            .unwrap_or_default();
        let bound = conditions.contains(&"c-suff");
        let first = conditions.contains(&">-#");
        let join = |prefix: &str, ending: &str| arabic(&[prefix, stem, ending].concat());
        let (aspect, text, person, gender, number) = match (tag.starts_with("PV"), bound, first) {
            (true, true, _) => (
                Aspect::Perfect,
                join("", once(stem, "t")),
                1,
                Gender::Both,
                Number::Sing,
            ),
            (true, false, _) => (Aspect::Perfect, join("", &ending), 3, Gender::Masc, Number::Sing),
            (false, _, true) => {
                let prefix = if conditions.contains(&"u-#") { ">uw" } else { "|" };
                (
                    Aspect::Imperfect,
                    join(prefix, &ending),
                    1,
                    Gender::Both,
                    Number::Sing,
                )
            }
            (false, true, _) => (
                Aspect::Imperfect,
                join("y", once(stem, "n")),
                3,
                Gender::Fem,
                Number::Plural,
            ),
            (false, false, _) => (
                Aspect::Imperfect,
                join("y", &ending),
                3,
                Gender::Masc,
                Number::Sing,
            ),
        };
        Some(Self {
            text,
            aspect,
            voice,
            person,
            gender,
            number,
        })
    }

    fn fits(&self, feats: Feats) -> bool {
        feats.aspect() == Some(self.aspect)
            && feats.voice() == self.voice
            && feats.person() == Some(self.person)
            && feats.number() == Some(self.number)
            && feats.gender() == Some(self.gender)
    }

    fn is(&self, written: &Written) -> bool {
        written.text == self.text && self.fits(written.feats)
    }

    fn slot(&self) -> &'static str {
        match (self.aspect, self.voice) {
            (Aspect::Perfect, Voice::Active) => "perfect",
            (Aspect::Perfect, Voice::Passive) => "perfect passive",
            (Aspect::Imperfect, Voice::Active) => "imperfect",
            (Aspect::Imperfect, Voice::Passive) => "imperfect passive",
        }
    }

    fn describe(&self) -> String {
        format!("{} ({}, {})", self.text, self.slot(), self.person)
    }
}

/// The last letters of the third person, cut off from the stem in the tables.
fn ending(condition: &str) -> String {
    match condition {
        "ay" | "aY" => "Y",
        "aw" | "aA" | "A" => "A",
        "iy" => "y",
        "uw" => "w",
        "a>" => ">",
        "u&" => "&",
        "A'" => "A'",
        "iy'" => "y'",
        "uw'" => "w'",
        "}iy" => "}y",
        "ay-A" | ">ay" => ">Y",
        other => other,
    }
    .to_owned()
}

/// An ending, unless the stem's last consonant is the same letter.
fn once<'a>(stem: &str, ending: &'a str) -> &'a str {
    if stem.ends_with(ending) { "" } else { ending }
}

fn form(pattern: &str) -> Option<&'static str> {
    Some(match pattern {
        "1a2a3" => "1",
        "1a2~a3" => "2",
        "1A2a3" => "3",
        ">a1o2a3" => "4",
        "ta1a2~3" => "5",
        "ta1A2a3" => "6",
        "{ino1a2a3" => "7",
        "{i1ota2a3" => "8",
        "{i1o2a3~" => "9",
        "{isota1o2a3" => "10",
        "1a2o3a4" => "Q1",
        "ta1a2o3a4" => "Q2",
        "{i1o2a3a4~" => "Q4",
        _ => return None,
    })
}

fn root(text: &str) -> Option<String> {
    let letters: String = text.split('.').collect();
    let root: String = arabic(&letters)
        .chars()
        .map(|c| if "أإؤئآ".contains(c) { 'ء' } else { c })
        .collect();
    (text.split('.').all(|radical| radical.len() == 1) && root.chars().count() >= 3).then_some(root)
}

/// The vowels of a form I lemma: the perfect's are in it, the imperfect's follow a hyphen. Without a hyphen
/// they are not known; other forms need none.
fn vowels(form: &str, lemma: &str) -> Option<String> {
    if form != "1" {
        return Some("a-i".to_owned());
    }
    let (stem, mark) = lemma.rsplit_once('-')?;
    let imperfect = &mark[..1.min(mark.len())];
    let shown: Vec<char> = stem.chars().filter(|c| "aiu".contains(*c)).collect();
    let perfect = match shown[..] {
        [_, vowel, ..] => vowel,
        _ if imperfect == "a" && !stem.ends_with(['Y', 'A']) => 'i',
        _ => 'a',
    };
    Some(format!("{perfect}-{imperfect}"))
}

fn class(root: &str) -> String {
    let radicals: Vec<char> = root.chars().collect();
    let weak = |c: &char| matches!(c, 'و' | 'ي');
    let mut parts = Vec::new();
    if radicals.len() == 4 {
        return "four radicals".to_owned();
    }
    let names = [
        ["assimilated", "hollow", "defective"],
        ["hamza first", "hamza middle", "hamza last"],
    ];
    for (at, radical) in radicals.iter().enumerate().take(3) {
        if weak(radical) {
            parts.push(names[0][at]);
        } else if *radical == 'ء' {
            parts.push(names[1][at]);
        }
    }
    if radicals.len() == 3 && radicals[1] == radicals[2] {
        parts.push("doubled");
    }
    if parts.is_empty() {
        "sound".to_owned()
    } else {
        parts.join(" + ")
    }
}

fn arabic(text: &str) -> String {
    text.chars()
        .filter_map(letter)
        .collect::<String>()
        .replace("أا", "آ")
}

fn letter(c: char) -> Option<char> {
    const LATIN: &str = "'|>&<}AbptvjHxd*rzs$SDTZEgfqklmnhwYy{";
    const ARABIC: &str = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيا";
    LATIN
        .chars()
        .zip(ARABIC.chars())
        .find(|(latin, _)| *latin == c)
        .map(|(_, arabic)| arabic)
}

fn print(tallies: &BTreeMap<(String, &str), Tally>, rows: usize, out_of_reach: usize, verbs: usize) {
    let mut classes: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for ((class, _), tally) in tallies {
        let sum = classes.entry(class).or_default();
        *sum = (
            sum.0 + tally.checked,
            sum.1 + tally.found,
            sum.2 + tally.without_paradigm,
        );
    }
    println!(
        "{rows} rows, {verbs} verbs, {out_of_reach} rows whose pattern, root or vowels cannot be inferred\n"
    );
    println!("| class of root | forms | found | share | verb refused |\n|---|--:|--:|--:|--:|");
    let mut all = (0, 0, 0);
    for (class, (checked, found, refused)) in classes {
        line(class, checked, found, refused);
        all = (all.0 + checked, all.1 + found, all.2 + refused);
    }
    line("all", all.0, all.1, all.2);
    for ((class, slot), tally) in tallies.iter().filter(|(_, tally)| !tally.sample.is_empty()) {
        println!(
            "\n{class}, {slot}: {} of {} differ",
            tally.sample.len(),
            tally.checked
        );
        let step = tally.sample.len().div_ceil(SAMPLE);
        for text in tally.sample.iter().step_by(step) {
            println!("  {text}");
        }
    }
}

fn line(class: &str, checked: usize, found: usize, refused: usize) {
    let share = 100.0 * found as f64 / checked.max(1) as f64;
    println!("| {class} | {checked} | {found} | {share:.2} % | {refused} |");
}
