//! What people type to correct a field of a claim, made what the archive keeps: `place=syr-aleppo`,
//! `actor.2=syrian-army`, `toll=killed=at_least:12`.

use jiff::civil::Date;
use musnad_archive::Said;
use musnad_extract::{Bound, EventType, Modality, Outcome};
use musnad_knowledge::{Entry, Knowledge};
use musnad_record::v1::{Actor, Claim, Document};
use serde_json::{Value, json};

/// The modes of each type.
const MODES: &str = include_str!("../../../data/modes.toml");
/// What is typed for what the text does not say.
const NONE: &str = "none";

/// A field that is to be set.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'s> {
    /// `place`, `actor`, …
    pub field: &'s str,
    /// Of several parties in one role, which: its number from 1, or its words.
    pub which: Option<&'s str>,
    /// What people type for it.
    pub value: &'s str,
}

impl<'s> Setting<'s> {
    /// A setting as it is typed: `FIELD=VALUE`, `FIELD.WHICH=VALUE`.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(text: &'s str) -> Result<Setting<'s>, String> {
        let Some((field, value)) = text.split_once('=') else {
            return Err(format!("“{text}” is not FIELD=VALUE"));
        };
        let (field, which) = field
            .split_once('.')
            .map_or((field, None), |(f, w)| (f, Some(w.trim())));
        Ok(Setting {
            field: field.trim(),
            which,
            value: value.trim(),
        })
    }
}

/// Something known that may be meant by a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) name_ar: Option<String>,
    pub(crate) name_en: Option<String>,
    pub(crate) country: Option<String>,
    /// Of a place, the administrative unit that it lies in.
    pub(crate) admin1: Option<String>,
}

/// What the registries know by the name `typed` that the field can have; nothing where it is an id.
pub(crate) fn candidates(field: &str, typed: &str, k: &Knowledge) -> Vec<Candidate> {
    let is_id = k.by_id(typed).is_some() || k.by_id(&format!("outlet:{typed}")).is_some();
    if is_id || !["place", "actor", "recipient", "source"].contains(&field) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for entry in k.named(typed).into_iter().chain(k.named_in_english(typed)) {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let found = match (entry, field) {
            (Entry::Place(n), "place") => {
                let p = k.place(n);
                (
                    p.id.to_owned(),
                    owned(p.name_ar),
                    owned(p.name_en),
                    owned(p.country),
                    owned(p.admin1),
                )
            }
            (Entry::Country(n), "place" | "actor" | "recipient") => {
                let c = k.country(n);
                (
                    c.code.to_owned(),
                    Some(c.name_ar.to_owned()),
                    owned(c.name_en),
                    None,
                    None,
                )
            }
            (Entry::Actor(n), "actor" | "recipient" | "source") => {
                let a = k.actor(n);
                (
                    a.id.to_owned(),
                    owned(a.name_ar),
                    owned(a.name_en),
                    owned(a.country),
                    None,
                )
            }
            (Entry::Outlet(n), "source") => {
                let o = k.outlet(n);
                (o.id.to_owned(), owned(o.name_ar), owned(o.name_en), None, None)
            }
            _ => continue,
        };
        let (id, name_ar, name_en, country, admin1) = found;
        let new = Candidate {
            id,
            name_ar,
            name_en,
            country,
            admin1,
        };
        if !out.contains(&new) {
            out.push(new);
        }
    }
    out
}

/// What `settings` say of a claim; a mode that its new type cannot have goes.
///
/// # Errors
/// What is wrong, to be told.
pub fn said(
    settings: &[Setting<'_>],
    document: &Document<'_>,
    claim: &Claim<'_>,
    knowledge: &Knowledge,
) -> Result<Vec<Said>, String> {
    let mut out = Vec::new();
    let (mut kind, mut mode) = (claim.r#type.to_string(), claim.mode.as_deref().map(str::to_owned));
    for setting in settings {
        let Setting { field, which, value } = *setting;
        let value = match field {
            "type" => {
                kind = named(
                    value,
                    "type",
                    EventType::from_name,
                    EventType::name,
                    EventType::ALL,
                )?
                .to_owned();
                json!(kind)
            }
            "mode" => {
                mode = (value != NONE).then(|| value.to_owned());
                json!(mode)
            }
            "modality" => json!(named(
                value,
                "modality",
                Modality::from_name,
                Modality::name,
                Modality::ALL
            )?),
            "place" => place(value, claim, knowledge)?,
            "time" => time(value)?,
            "actor" | "recipient" => party(field, which, value, claim, knowledge)?,
            "toll" => toll(value)?,
            "source" => source(value, document, knowledge)?,
            other => {
                return Err(format!(
                    "there is no field “{other}”; there are type, mode, modality, place, time, actor, recipient, toll, source"
                ));
            }
        };
        out.push(Said::Set {
            field: field.to_owned(),
            value,
        });
    }
    let known = modes(&kind)?;
    if let Some(own) = mode.filter(|own| !known.contains(own)) {
        if settings.iter().any(|s| s.field == "mode") {
            let known = known.join(", ");
            return Err(format!("{kind} has no mode “{own}”; it has: {known}"));
        }
        out.push(Said::Set {
            field: "mode".to_owned(),
            value: Value::Null,
        });
    }
    Ok(out)
}

fn named<T: Copy>(
    value: &str,
    what: &str,
    from: impl Fn(&str) -> Option<T>,
    name: impl Fn(T) -> &'static str,
    all: &[T],
) -> Result<&'static str, String> {
    let found = from(value).or_else(|| from(&value.to_uppercase()));
    found.map(&name).ok_or_else(|| {
        let all: Vec<&str> = all.iter().map(|v| name(*v)).collect();
        format!("there is no {what} “{value}”; there are {}", all.join(", "))
    })
}

/// The modes that claims of a type can have.
pub(crate) fn modes(kind: &str) -> Result<Vec<String>, String> {
    let all: toml::Table = MODES.parse().map_err(|e| format!("modes.toml: {e}"))?;
    let own = all
        .get(kind)
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten();
    Ok(own.filter_map(|m| m.as_str().map(str::to_owned)).collect())
}

fn unknown(id: &str, what: &str) -> String {
    format!("there is no {what} with the id “{id}”: musnad knowledge find NAME shows ids")
}

fn place(id: &str, claim: &Claim<'_>, k: &Knowledge) -> Result<Value, String> {
    if id == NONE {
        return Ok(Value::Null);
    }
    // where the machine read a place, its words stay; else a name of the place, if it stands in the sentence
    let words = |mut names: Box<dyn Iterator<Item = &str> + '_>| {
        let found = names.find(|n| claim.sentence.quote.contains(n));
        found.filter(|_| claim.place.is_none()).map(str::to_owned)
    };
    match k.by_id(id) {
        Some(Entry::Place(n)) => {
            let p = k.place(n);
            Ok(json!({
                "id": p.id, "name_ar": p.name_ar, "name_en": p.name_en, "country": p.country, "admin1": p.admin1,
                "lat": p.point.map(|p| p.0), "lon": p.point.map(|p| p.1), "precision": p.precision,
                "text": words(Box::new(p.name_ar.into_iter().chain(p.names()))),
            }))
        }
        Some(Entry::Country(n)) => {
            let c = k.country(n);
            Ok(json!({
                "name_ar": c.name_ar, "name_en": c.name_en, "country": c.code, "precision": "country",
                "text": words(Box::new(std::iter::once(c.name_ar))),
            }))
        }
        _ => Err(unknown(id, "place")),
    }
}

fn party(
    role: &str,
    which: Option<&str>,
    id: &str,
    claim: &Claim<'_>,
    k: &Knowledge,
) -> Result<Value, String> {
    let all: Vec<&Actor<'_>> = claim.actors.iter().filter(|a| a.role == role).collect();
    let number = which.and_then(|w| w.parse::<usize>().ok());
    let found = match (which, number) {
        (None, _) if all.len() == 1 => all.first(),
        (None, _) => None,
        (_, Some(n)) => n.checked_sub(1).and_then(|n| all.get(n)),
        (Some(words), _) => all.iter().find(|a| a.text == words),
    };
    let Some(own) = found else {
        let texts: Vec<String> = (1..).zip(&all).map(|(n, a)| format!("{n} {}", a.text)).collect();
        return Err(match all.is_empty() {
            true => format!("the claim has no {role}"),
            false => format!("say which {role}, as {role}.1=ID: {}", texts.join(", ")),
        });
    };
    let entry = match k.by_id(id) {
        _ if id == NONE => Value::Null,
        Some(Entry::Actor(n)) => {
            let a = k.actor(n);
            let aligned: Vec<&str> = a.aligned_with().collect();
            json!({
                "id": a.id, "name_ar": a.name_ar, "name_en": a.name_en, "country": a.country, "sector": a.sector,
                "aligned_with": aligned,
            })
        }
        Some(Entry::Country(n)) => {
            let c = k.country(n);
            json!({ "name_ar": c.name_ar, "name_en": c.name_en, "country": c.code })
        }
        _ => return Err(unknown(id, "actor")),
    };
    Ok(json!({ "text": own.text, "entry": entry }))
}

/// `2026-03-04`, `2026-03`, `2026`, `START/END` with its end not in it, `START/` for what goes on.
fn time(value: &str) -> Result<Value, String> {
    if value == NONE {
        return Ok(Value::Null);
    }
    let wrong = || {
        format!("“{value}” is no time like 2026-03-04, 2026-03, 2026, 2026-03-04/2026-03-07 or 2026-03-04/")
    };
    let day = |text: &str| text.parse::<Date>().ok();
    let whole = |start: Option<Date>, end: fn(Date) -> Result<Date, jiff::Error>, precision: &str| {
        let end = start.and_then(|s| end(s).ok());
        start
            .zip(end)
            .map(|(s, e)| json!({"start": s.to_string(), "end": e.to_string(), "precision": precision}))
    };
    let found = match (value.split_once('/'), value.len()) {
        (Some((start, "")), _) => {
            day(start).map(|s| json!({"start": s.to_string(), "end": null, "precision": "open"}))
        }
        (Some((start, end)), _) => day(start).zip(day(end)).filter(|(s, e)| s < e).map(|(s, e)| {
            let days = (e - s).get_days();
            let precision = match days {
                ..2 => "day",
                2..8 => "week",
                8..32 => "month",
                32..94 => "season",
                _ => "year",
            };
            json!({"start": s.to_string(), "end": e.to_string(), "precision": precision})
        }),
        (None, 10) => whole(day(value), |d| d.tomorrow(), "day"),
        (None, 7) => whole(
            day(&format!("{value}-01")),
            |d| d.last_of_month().tomorrow(),
            "month",
        ),
        (None, 4) => whole(
            day(&format!("{value}-01-01")),
            |d| d.last_of_year().tomorrow(),
            "year",
        ),
        _ => None,
    };
    found.ok_or_else(wrong)
}

/// `killed=12`, `killed=at_least:12`, `killed=10-99`, `killed=none`.
fn toll(value: &str) -> Result<Value, String> {
    let wrong =
        || format!("“{value}” is no toll like killed=12, killed=at_least:12, killed=10-99 or killed=none");
    let (outcome, figure) = value.split_once('=').ok_or_else(wrong)?;
    let outcome = named(
        outcome,
        "outcome",
        Outcome::from_name,
        Outcome::name,
        Outcome::ALL,
    )?;
    if figure == NONE {
        return Ok(json!({ "outcome": outcome }));
    }
    let number = |text: &str| text.parse::<u64>().map_err(|_| wrong());
    if let Some((min, max)) = figure.split_once('-') {
        let (min, max) = (number(min)?, number(max)?);
        if min > max {
            return Err(wrong());
        }
        return Ok(json!({"outcome": outcome, "bound": "vague", "min": min, "max": max}));
    }
    let (bound, figure) = figure.split_once(':').unwrap_or(("exact", figure));
    let bound = named(bound, "bound", Bound::from_name, Bound::name, Bound::ALL)?;
    let n = number(figure)?;
    let (min, max) = match bound {
        "exact" => (Some(n), Some(n)),
        "at_least" => (Some(n), None),
        "more_than" => (n.checked_add(1), None),
        "at_most" => (None, Some(n)),
        "less_than" => (None, Some(n.saturating_sub(1))),
        "about" => (None, None),
        _ => return Err(wrong()),
    };
    Ok(json!({"outcome": outcome, "value": n, "bound": bound, "min": min, "max": max}))
}

/// An id of the registry, or words of the article.
fn source(value: &str, document: &Document<'_>, k: &Knowledge) -> Result<Value, String> {
    if value == NONE {
        return Ok(Value::Null);
    }
    match k.by_id(value).or_else(|| k.by_id(&format!("outlet:{value}"))) {
        Some(Entry::Actor(n)) => {
            let a = k.actor(n);
            let kind = match a.sector {
                Some("GOV" | "JUD" | "LEG") => "official",
                Some("MIL" | "COP" | "SPY") => "military",
                Some("HLH") => "medical",
                Some("MED") => "media",
                _ => "organisation",
            };
            let text = a.name_ar.or(a.name_en).unwrap_or(a.id);
            Ok(json!({"id": a.id, "name_ar": a.name_ar, "name_en": a.name_en, "text": text, "kind": kind}))
        }
        Some(Entry::Outlet(n)) => {
            let o = k.outlet(n);
            let kind = if o.kind == "agency" { "agency" } else { "media" };
            let text = o.name_ar.or(o.name_en).unwrap_or(o.id);
            Ok(json!({"id": o.id, "name_ar": o.name_ar, "name_en": o.name_en, "text": text, "kind": kind}))
        }
        _ if !value.is_empty() && document.text.contains(value) => Ok(json!({ "text": value })),
        _ => Err(format!(
            "“{value}” is neither an id of the registry nor words of the article"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolls_and_times_are_what_the_contract_has() {
        let count = toll("killed=more_than:12").unwrap_or_default();
        assert_eq!(
            (&count["min"], &count["max"], &count["bound"]),
            (&json!(13), &json!(null), &json!("more_than"))
        );
        assert_eq!(toll("injured=10-99").unwrap_or_default()["max"], 99);
        for wrong in [
            "12",
            "killed",
            "killed=",
            "killed=many",
            "killed=vague:3",
            "killed=9-3",
            "lost=3",
        ] {
            assert!(toll(wrong).is_err(), "{wrong}");
        }
        let month = time("2026-02").unwrap_or_default();
        assert_eq!(
            (&month["start"], &month["end"]),
            (&json!("2026-02-01"), &json!("2026-03-01"))
        );
        assert_eq!(time("2026-03-04").unwrap_or_default()["end"], "2026-03-05");
        assert_eq!(
            time("2026-03-04/2026-03-09").unwrap_or_default()["precision"],
            "week"
        );
        assert_eq!(time("2026-03-04/").unwrap_or_default()["precision"], "open");
        for wrong in [
            "",
            "yesterday",
            "2026-13",
            "2026-03-09/2026-03-04",
            "2026-02-30",
            "٢٠٢٦",
        ] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_type_has_its_modes() {
        for kind in EventType::ALL {
            assert!(modes(kind.name()).is_ok());
        }
        assert!(
            modes("ASSAULT")
                .unwrap_or_default()
                .contains(&"aerial".to_owned())
        );
        assert_eq!(
            MODES.lines().filter(|l| l.contains('=')).count(),
            EventType::ALL.len()
        );
    }
}
