//! Why claims were put together, kept small: what is found is one of a few dozen phrases, so each is kept once and a
//! reason is its number with its points. A million claims have ten million reasons.

use crate::Error;
use musnad_record::event::Reason;
use rusqlite::{Connection, OptionalExtension, params};
use std::fmt::Write;

/// Reasons as they are kept: `3:160 7:-45`, the phrase's number and hundredths of a point; what is no list of reasons
/// with two places is kept as it is.
pub(crate) fn packed(db: &Connection, json: &str) -> Result<String, Error> {
    let Some(reasons) = reasons(json) else {
        return Ok(json.to_owned());
    };
    let mut out = String::new();
    for reason in reasons {
        let gap = if out.is_empty() { "" } else { " " };
        let n = phrase(db, &reason)?;
        // writing to a string does not fail
        let _ = write!(out, "{gap}{n}:{}", hundredths(&reason));
    }
    Ok(out)
}

fn reasons(json: &str) -> Option<Vec<Reason>> {
    let reasons: Vec<Reason> = serde_json::from_str(json).ok()?;
    let exact = |r: &Reason| hundredths(r) as f32 / 100.0 == r.points;
    (!reasons.is_empty() && reasons.iter().all(exact)).then_some(reasons)
}

fn hundredths(reason: &Reason) -> i32 {
    (reason.points * 100.0).round() as i32
}

/// The number of what a reason is about and what was found.
fn phrase(db: &Connection, reason: &Reason) -> Result<i64, Error> {
    let known = db
        .prepare_cached("SELECT n FROM reason WHERE about = ?1 AND found = ?2")?
        .query_row([&reason.about, &reason.found], |row| row.get(0))
        .optional()?;
    if let Some(n) = known {
        return Ok(n);
    }
    let mut new = db.prepare_cached("INSERT INTO reason (about, found) VALUES (?1, ?2)")?;
    Ok(new.insert([&reason.about, &reason.found])?)
}

/// Reasons as JSON again.
pub(crate) fn unpacked(db: &Connection, kept: String) -> Result<String, Error> {
    if kept.is_empty() || kept.starts_with(['[', '{']) {
        return Ok(kept);
    }
    let mut asked = db.prepare_cached("SELECT about, found FROM reason WHERE n = ?1")?;
    let mut out = Vec::new();
    for one in kept.split(' ') {
        let parts = one.split_once(':').and_then(|(n, points)| {
            let points: i32 = points.parse().ok()?;
            Some((n.parse::<i64>().ok()?, points))
        });
        let (n, points) = parts.ok_or_else(|| Error::broken("reasons of the archive cannot be read"))?;
        out.push(asked.query_row(params![n], |row| {
            Ok(Reason {
                about: row.get(0)?,
                points: points as f32 / 100.0,
                found: row.get(1)?,
            })
        })?);
    }
    Ok(serde_json::to_string(&out)?)
}
