//! Clitics: what is written on to the front and the end of a word.

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// The clitics at the front of a word, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Clitics(u8);

impl Clitics {
    /// «و».
    pub const AND: Clitics = Clitics(1);
    /// «ف».
    pub const THEN: Clitics = Clitics(2);
    /// «ب».
    pub const BI: Clitics = Clitics(4);
    /// «ل».
    pub const LI: Clitics = Clitics(8);
    /// «ك».
    pub const KA: Clitics = Clitics(16);
    /// «ال».
    pub const AL: Clitics = Clitics(32);
    /// «س».
    pub const WILL: Clitics = Clitics(64);

    /// Whether it has all of `other`.
    pub fn has(self, other: Clitics) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it has a preposition.
    pub fn has_prep(self) -> bool {
        self.0 & (Clitics::BI.0 | Clitics::LI.0 | Clitics::KA.0) != 0
    }

    /// Whether it has a conjunction.
    pub fn has_conj(self) -> bool {
        self.0 & (Clitics::AND.0 | Clitics::THEN.0) != 0
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    fn from_name(name: &str) -> Option<Clitics> {
        Some(match name {
            "and" => Clitics::AND,
            "then" => Clitics::THEN,
            "bi" => Clitics::BI,
            "li" => Clitics::LI,
            "ka" => Clitics::KA,
            "al" => Clitics::AL,
            "will" => Clitics::WILL,
            _ => return None,
        })
    }
}

/// A pronoun at the end of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pron {
    /// «ـه».
    He,
    /// «ـها»: she, it, and plural things.
    She,
    /// «ـهما».
    Two,
    /// «ـهم».
    They,
    /// «ـهن».
    TheyFem,
    /// First or second person.
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    proclitic: Vec<Line>,
    enclitic: Vec<Line>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    form: String,
    #[serde(default)]
    parts: Vec<String>,
    person: Option<String>,
    hosts: Vec<String>,
}

/// What a clitic may be written on to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hosts {
    pub(crate) noun: bool,
    pub(crate) verb: bool,
    pub(crate) imperfect: bool,
    pub(crate) particle: bool,
}

/// One way a word may begin.
#[derive(Debug)]
pub(crate) struct Proclitic {
    pub(crate) form: String,
    pub(crate) clitics: Clitics,
    pub(crate) hosts: Hosts,
}

/// One way a word may end.
#[derive(Debug)]
pub(crate) struct Enclitic {
    pub(crate) form: String,
    pub(crate) pron: Pron,
    pub(crate) hosts: Hosts,
}

/// The clitics of the language.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) front: Vec<Proclitic>,
    /// What is written on to the front, by its form.
    pub(crate) by_form: FxHashMap<String, Clitics>,
    /// The form of the article alone.
    pub(crate) article: String,
    pub(crate) end: Vec<Enclitic>,
}

impl Table {
    /// Reads `lang/ar/clitics.toml`.
    pub(crate) fn parse(toml: &str) -> Result<Table, toml::de::Error> {
        let file: File = toml::from_str(toml)?;
        let front = file.proclitic.into_iter().map(|l| Proclitic {
            hosts: hosts(&l.hosts),
            clitics: Clitics(
                l.parts
                    .iter()
                    .filter_map(|p| Clitics::from_name(p))
                    .fold(0, |set, c| set | c.0),
            ),
            form: l.form,
        });
        let end = file.enclitic.into_iter().map(|l| Enclitic {
            hosts: hosts(&l.hosts),
            pron: match l.person.as_deref() {
                Some("3ms") => Pron::He,
                Some("3fs") => Pron::She,
                Some("3d") => Pron::Two,
                Some("3mp") => Pron::They,
                Some("3fp") => Pron::TheyFem,
                _ => Pron::Other,
            },
            form: l.form,
        });
        let front: Vec<Proclitic> = front.collect();
        let mut by_form = FxHashMap::default();
        for f in &front {
            by_form.entry(f.form.clone()).or_insert(f.clitics);
        }
        let article = front.iter().find(|f| f.clitics == Clitics::AL);
        Ok(Table {
            by_form,
            article: article.map_or_else(String::new, |f| f.form.clone()),
            front,
            end: end.collect(),
        })
    }
}

fn hosts(names: &[String]) -> Hosts {
    let has = |name: &str| names.iter().any(|n| n == name);
    Hosts {
        noun: has("noun"),
        verb: has("verb"),
        imperfect: has("imperfect"),
        particle: has("particle"),
    }
}
