//! Grades: how well an event is attested, by rules that are data (`data/grades.toml`), in the manner of Airwars.

use serde::Deserialize;

const DATA: &str = include_str!("../../../data/grades.toml");

/// What is known of how an event is attested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attested {
    /// A party says that it did it.
    pub(crate) claimed: bool,
    /// Sources disagree on who did it.
    pub(crate) perpetrator: bool,
    /// Some say that it happened.
    pub(crate) asserted: bool,
    /// Some say that it did not.
    pub(crate) denied: bool,
    /// Sources, each counted once.
    pub(crate) independent: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    grade: Vec<Rule>,
}

/// A grade is given where all that it names holds; the first that fits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    name: String,
    claimed: Option<bool>,
    perpetrator_disputed: Option<bool>,
    asserted: Option<bool>,
    denied: Option<bool>,
    #[serde(default)]
    independent: u32,
}

/// The rules.
#[derive(Debug)]
pub(crate) struct Grades(Vec<Rule>);

impl Grades {
    pub(crate) fn builtin() -> Result<Grades, toml::de::Error> {
        Ok(Grades(toml::from_str::<Table>(DATA)?.grade))
    }

    /// The names of all grades, each once.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut out = Vec::new();
        for rule in &self.0 {
            if !out.contains(&rule.name.as_str()) {
                out.push(rule.name.as_str());
            }
        }
        out
    }

    pub(crate) fn of(&self, a: Attested) -> &str {
        let is = |asked: Option<bool>, is: bool| asked.is_none_or(|asked| asked == is);
        let fits = |r: &&Rule| {
            is(r.claimed, a.claimed)
                && is(r.perpetrator_disputed, a.perpetrator)
                && is(r.asserted, a.asserted)
                && is(r.denied, a.denied)
                && a.independent >= r.independent
        };
        self.0.iter().find(fits).map_or("", |r| r.name.as_str())
    }
}
