//! Why claims were put together, kept small: what is found is one of a few dozen phrases, so each is kept once and a
//! reason is its number with its points. A million claims have ten million reasons.

use crate::Error;
use musnad_record::event::Reason;
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// The phrases that were asked for, so that each is asked for once.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// What each number says: what a reason is about, and what was found.
    words: FxHashMap<i64, (String, String)>,
    /// Numbers by what was found, then by what it is about.
    numbers: FxHashMap<String, FxHashMap<String, i64>>,
    /// What was packed last, and as what: claims of one event in one document have the same reasons.
    last: (String, String),
}

impl Phrases {
    /// Reasons as they are kept: `3:160 7:-45`, the phrase's number and hundredths of a point; what is no list of
    /// reasons with two places is kept as it is.
    pub(crate) fn packed(&mut self, db: &Connection, json: &str) -> Result<String, Error> {
        if self.last.0 == json {
            return Ok(self.last.1.clone());
        }
        let Some(reasons) = reasons(json) else {
            return Ok(json.to_owned());
        };
        let mut out = String::new();
        for reason in reasons {
            let gap = if out.is_empty() { "" } else { " " };
            let n = self.number(db, &reason.about, &reason.found)?;
            // writing to a string does not fail
            let _ = write!(out, "{gap}{n}:{}", hundredths(reason.points));
        }
        self.last = (json.to_owned(), out.clone());
        Ok(out)
    }

    /// The number of what a reason is about and what was found.
    fn number(&mut self, db: &Connection, about: &str, found: &str) -> Result<i64, Error> {
        if let Some(n) = self.numbers.get(found).and_then(|by| by.get(about)) {
            return Ok(*n);
        }
        let known = db
            .prepare_cached("SELECT n FROM reason WHERE about = ?1 AND found = ?2")?
            .query_row([about, found], |row| row.get(0))
            .optional()?;
        let n = match known {
            Some(n) => n,
            None => db
                .prepare_cached("INSERT INTO reason (about, found) VALUES (?1, ?2)")?
                .insert([about, found])?,
        };
        let by = self.numbers.entry(found.to_owned()).or_default();
        by.insert(about.to_owned(), n);
        Ok(n)
    }

    /// Reasons as JSON again.
    pub(crate) fn unpacked(&mut self, db: &Connection, kept: String) -> Result<String, Error> {
        if kept.is_empty() || kept.starts_with(['[', '{']) {
            return Ok(kept);
        }
        let mut out = Vec::new();
        for one in kept.split(' ') {
            let parts = one.split_once(':').and_then(|(n, points)| {
                let points: i32 = points.parse().ok()?;
                Some((n.parse::<i64>().ok()?, points))
            });
            let (n, points) = parts.ok_or_else(|| Error::broken("reasons of the archive cannot be read"))?;
            let (about, found) = self.words(db, n)?;
            out.push(Reason {
                about: about.clone(),
                points: points as f32 / 100.0,
                found: found.clone(),
            });
        }
        Ok(serde_json::to_string(&out)?)
    }

    /// What the phrase with this number says.
    fn words(&mut self, db: &Connection, n: i64) -> Result<&(String, String), Error> {
        use std::collections::hash_map::Entry;
        match self.words.entry(n) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => {
                let mut asked = db.prepare_cached("SELECT about, found FROM reason WHERE n = ?1")?;
                Ok(new.insert(asked.query_row(params![n], |row| Ok((row.get(0)?, row.get(1)?)))?))
            }
        }
    }
}

fn reasons(json: &str) -> Option<Vec<Reason>> {
    let reasons: Vec<Reason> = serde_json::from_str(json).ok()?;
    let exact = |r: &Reason| hundredths(r.points) as f32 / 100.0 == r.points;
    (!reasons.is_empty() && reasons.iter().all(exact)).then_some(reasons)
}

fn hundredths(points: f32) -> i32 {
    (points * 100.0).round() as i32
}
