//! Hard sentences (`lang/ar/corpus/names*.toml`): what each name in them stands for, held against what is read.
//!
//! `MUSNAD_MISSES=1 cargo test -p musnad-extract --test names -- --nocapture` lists what is wrong.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a table that cannot be read is a failure"
)]

use musnad_extract::{Mention, Named, Place, PlacePrecision, Reader};
use musnad_page::{Block, BlockKind, Dateline, Document};
use musnad_text::Span;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A point may be this far, in kilometres, from the one in the table, which is itself right to about ten.
const NEAR: f64 = 15.0;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The share of right answers below which no change may fall.
    floor: f64,
    case: Vec<Case>,
}

/// A sentence with what its article is known to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    text: String,
    published: Option<String>,
    outlet: Option<String>,
    dateline: Option<String>,
    title: Option<String>,
    context: Option<String>,
    /// Why it is hard; for people.
    #[serde(rename = "about")]
    _about: Option<String>,
    want: Vec<Want>,
}

/// What some words of it stand for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Want {
    words: String,
    /// A place's English name; for people, coordinates are compared.
    place: Option<String>,
    country: Option<String>,
    near: Option<[f64; 2]>,
    precision: Option<String>,
    /// The words name no place and no actor of a registry.
    none: Option<String>,
    actor: Option<String>,
    actor_country: Option<String>,
    actor_sector: Option<String>,
    person: Option<String>,
    outlet: Option<String>,
    same_as: Option<String>,
    unresolved: Option<bool>,
}

/// What is wrong, and whether an answer is finer than its words allow.
struct Wrong {
    why: String,
    finer: bool,
}

fn wrong(why: impl Into<String>) -> Result<(), Wrong> {
    Err(Wrong {
        why: why.into(),
        finer: false,
    })
}

fn document(case: &Case) -> Document {
    let mut text = String::new();
    let mut blocks = Vec::new();
    let parts = [
        (case.title.as_deref(), BlockKind::Title),
        (case.context.as_deref(), BlockKind::Paragraph),
        (Some(case.text.as_str()), BlockKind::Paragraph),
    ];
    for (part, kind) in parts {
        let Some(part) = part else { continue };
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(part);
        blocks.push(Block {
            kind,
            span: Span::new(start, text.len()),
        });
    }
    Document {
        text,
        blocks,
        title: case.title.clone(),
        outlet: case.outlet.clone(),
        published: case.published.clone(),
        dateline: Dateline {
            place: case.dateline.clone(),
            agency: None,
        },
        ..Document::default()
    }
}

/// The mention that the words mean: the smallest that holds them, else the largest inside them.
fn meant<'m, T>(
    mentions: &'m [Mention],
    span: Span,
    of: impl Fn(&'m Named) -> Option<T> + Copy,
) -> Option<T> {
    let inside = |a: Span, b: Span| b.start <= a.start && a.end <= b.end;
    let length = |m: &Mention| m.span.end - m.span.start;
    let all = || mentions.iter().filter(|m| of(&m.what).is_some());
    let holds = all().filter(|m| inside(span, m.span)).min_by_key(|m| length(m));
    let held = || all().filter(|m| inside(m.span, span)).max_by_key(|m| length(m));
    let meets = || {
        all()
            .filter(|m| m.span.start < span.end && span.start < m.span.end)
            .min_by_key(|m| length(m))
    };
    held()
        .filter(|m| length(m) * 2 > span.end - span.start)
        .or(holds)
        .or_else(held)
        .or_else(meets)
        .and_then(|m| of(&m.what))
}

fn place_of(what: &Named) -> Option<&Place> {
    match what {
        Named::Place(place) => Some(place),
        _ => None,
    }
}

fn check(want: &Want, case: &Case, document: &Document, mentions: &[Mention]) -> Result<(), Wrong> {
    let body = document.text.len() - case.text.len();
    let find = |words: &str| {
        let at = document.text[body..].find(words).map(|at| at + body);
        let at = at.or_else(|| document.text.find(words));
        at.map(|at| Span::new(at, at + words.len()))
    };
    let Some(span) = find(&want.words) else {
        return wrong("the words are not in the text");
    };
    let party = |span| {
        meant(mentions, span, |what| match what {
            Named::Party(actor) => Some(actor),
            _ => None,
        })
    };
    if let Some(person) = &want.person {
        let people = mentions.iter().filter(|m| m.what == Named::Person);
        let all: Vec<&str> = people.map(|m| m.span.of(&document.text)).collect();
        if !all.contains(&person.as_str()) {
            return wrong(format!("people are {all:?}"));
        }
    }
    if let Some(outlet) = &want.outlet {
        let meets = |m: &&Mention| m.span.start < span.end && span.start < m.span.end;
        let found = mentions
            .iter()
            .filter(meets)
            .any(|m| m.what == Named::Outlet(outlet.clone()));
        if !found {
            return wrong("no such outlet there");
        }
    }
    if want.none.is_some() {
        let inside = |m: &&Mention| span.start <= m.span.start && m.span.end <= span.end;
        for m in mentions.iter().filter(inside) {
            match &m.what {
                Named::Place(p) if p.id.is_some() || p.country.is_some() => {
                    return wrong(format!("read as the place {:?}", p.id));
                }
                Named::Party(a) if a.id.is_some() => return wrong(format!("read as the actor {:?}", a.id)),
                _ => {}
            }
        }
    }
    if let Some(id) = &want.actor {
        let found = party(span).and_then(|a| a.id.as_deref());
        if found != Some(id) {
            return wrong(format!("the actor is {found:?}"));
        }
    }
    let code = |want: &Option<String>, have: Option<&str>, what: &str| match want.as_deref() {
        None => Ok(()),
        Some("none") if have.is_none() => Ok(()),
        Some(want) if have == Some(want) => Ok(()),
        Some(want) => wrong(format!("the {what} is {have:?}, not {want}")),
    };
    if want.actor_country.is_some() || want.actor_sector.is_some() {
        let found = party(span);
        let country = found.and_then(|a| a.country.as_deref());
        code(&want.actor_country, country, "actor's country")?;
        let sector = found.and_then(|a| a.sector.as_deref());
        code(&want.actor_sector, sector, "actor's sector")?;
    }
    if let Some(other) = &want.same_as {
        let Some(other) = find(other) else {
            return wrong("the other words are not in the text");
        };
        let (a, b) = (party(span), party(other));
        let same_party = a.zip(b).is_some_and(|(a, b)| {
            let known = a.id.is_some() || a.country.is_some() || a.sector.is_some();
            known && (&a.id, &a.country, &a.sector) == (&b.id, &b.country, &b.sector)
        });
        let (p, q) = (meant(mentions, span, place_of), meant(mentions, other, place_of));
        let same_place = p.zip(q).is_some_and(|(p, q)| p.id.is_some() && p.id == q.id);
        if !same_party && !same_place {
            let place = |p: Option<&Place>| p.and_then(|p| p.id.clone());
            let id = |a: Option<&musnad_extract::Actor>| {
                a.map(|a| (a.id.clone(), a.country.clone(), a.sector.clone()))
            };
            return wrong(format!(
                "{:?} {:?} and {:?} {:?}",
                id(a),
                place(p),
                id(b),
                place(q)
            ));
        }
    }
    let place = meant(mentions, span, place_of);
    if want.unresolved == Some(true) && place.is_some_and(|p| p.id.is_some()) {
        return wrong(format!("resolved to {:?}", place.and_then(|p| p.id.as_deref())));
    }
    if want.place.is_none() && want.precision.is_none() && want.near.is_none() {
        return code(&want.country, place.and_then(|p| p.country.as_deref()), "country");
    }
    let Some(place) = place else {
        return wrong("no place");
    };
    code(&want.country, place.country.as_deref(), "country")?;
    if let Some(precision) = want.precision.as_deref().and_then(PlacePrecision::from_name) {
        use PlacePrecision as P;
        let rank = |p: P| match p {
            P::Point => 0,
            P::Town => 1,
            P::District => 2,
            P::Province => 3,
            P::Region | P::Sea => 4,
            P::Country => 5,
            P::Vague => 6,
        };
        let (have, wanted) = (rank(place.precision), rank(precision));
        // one step coarser is no mistake; a finer one never passes
        if have < wanted || have > wanted + 1 {
            return Err(Wrong {
                why: format!(
                    "{} where {} is right ({:?})",
                    place.precision.name(),
                    precision.name(),
                    place.id
                ),
                finer: have < wanted,
            });
        }
    }
    if let Some([lat, lon]) = want.near {
        let Some(point) = place.lat.zip(place.lon) else {
            return wrong(format!("no point ({:?})", place.id));
        };
        let off = musnad_knowledge::kilometres(point, (lat, lon));
        let allowed = if place.precision > PlacePrecision::District {
            80.0
        } else {
            NEAR
        };
        if off > allowed {
            return wrong(format!("{off:.0} km off ({:?})", place.id));
        }
    }
    Ok(())
}

#[test]
fn hard_names_are_read_right_and_never_too_finely() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lang/ar/corpus");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.retain(|p| {
        p.file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with("names"))
    });
    paths.sort();
    let reader = Reader::builtin().unwrap();
    let mut sentences = 0;
    let mut below = Vec::new();
    let mut finer = 0;
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut misses = String::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: File = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let (mut all, mut right) = (0, 0);
        sentences += file.case.len();
        for case in &file.case {
            let document = document(case);
            let mentions = reader.mentions(&document);
            for want in &case.want {
                let kind = match want {
                    Want { person: Some(_), .. } => "person",
                    Want { none: Some(_), .. } => "no name",
                    Want { same_as: Some(_), .. } => "pointing back",
                    Want { outlet: Some(_), .. } => "outlet",
                    Want { actor: Some(_), .. } => "actor",
                    Want {
                        actor_country: Some(_),
                        ..
                    }
                    | Want {
                        actor_sector: Some(_),
                        ..
                    } => "codes",
                    _ => "place",
                };
                let tally = kinds.entry(kind).or_default();
                (all, tally.1) = (all + 1, tally.1 + 1);
                match check(want, case, &document, &mentions) {
                    Ok(()) => (right, tally.0) = (right + 1, tally.0 + 1),
                    Err(w) => {
                        finer += usize::from(w.finer);
                        misses += &format!(
                            "{kind}\t{}\t«{}»\t{}\n\t{}\n",
                            case.id, want.words, w.why, case.text
                        );
                    }
                }
            }
        }
        let share = f64::from(right) / f64::from(all);
        let name = path.file_name().unwrap().to_string_lossy();
        println!(
            "{name}: {} sentences, {right} of {all} names right = {share:.3}",
            file.case.len()
        );
        if share < file.floor {
            below.push(format!("{name}: {share:.3} right, the floor is {}", file.floor));
        }
    }
    if std::env::var_os("MUSNAD_MISSES").is_some() {
        println!("{misses}");
    }
    println!("{sentences} sentences, {finer} names finer than their words");
    for (kind, (right, all)) in kinds {
        println!("  {kind}: {right} of {all}");
    }
    assert!(sentences >= 300, "{sentences} sentences are too few");
    assert!(below.is_empty(), "{}\n{misses}", below.join("\n"));
    assert_eq!(finer, 0, "finer than the words\n{misses}");
}
