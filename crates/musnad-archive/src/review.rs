//! What people said, looked at: history beside the machine's reading, agreement, and documents that were reviewed
//! whole.

use crate::Error;
use crate::archive::{Archive, missing};
use crate::overlay::{Overlay, Status, live, set, undoes};
use crate::store::{Correction, Store};
use musnad_record::correction;
use musnad_record::v1::{Claim, Records};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What two people may agree on: whether it is a claim, and each field.
const FIELDS: [&str; 10] = [
    "verdict",
    "type",
    "mode",
    "modality",
    "place",
    "time",
    "actor",
    "recipient",
    "toll",
    "source",
];

/// Documents of which people judged every claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// The records of each as JSON Lines, with what people said laid over them.
    pub documents: Vec<String>,
    /// Documents of which people judged some claims only.
    pub partly: usize,
}

impl<S: Store> Archive<S> {
    /// What people said of a claim or event, of all where none is named, with what the machine read there.
    ///
    /// # Errors
    /// `is_missing` where there is neither a claim nor an event with this id, and never was one that was corrected.
    pub fn history(&self, target: Option<&str>) -> Result<Vec<correction::Correction>, Error> {
        let said = self.store.corrections(target)?;
        if let (true, Some(target)) = (said.is_empty(), target) {
            let is_claim = match self.store.claim(target) {
                Err(e) if e.is_refused() => false,
                other => other?.is_some(),
            };
            if !is_claim && self.store.own_event(target)?.is_none() {
                return Err(missing("claim or event", target));
            }
        }
        self.shown(said)
    }

    /// What became of the claims of a document that people judged, by their ids.
    ///
    /// # Errors
    /// `is_missing` where there is no document with this id.
    pub fn judged(&self, document: &str) -> Result<FxHashMap<String, Status>, Error> {
        let known = self.store.document(document)?;
        let n = known.ok_or_else(|| missing("document", document))?.n;
        Ok(Overlay::of(self.store.corrections_in(n)?).statuses())
    }

    /// Corrections as records, with what the machine read there.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn shown(&self, said: Vec<Correction>) -> Result<Vec<correction::Correction>, Error> {
        let undone: FxHashMap<i64, i64> = self
            .store
            .corrections(None)?
            .iter()
            .filter_map(|c| Some((undoes(c)?, c.n)))
            .collect();
        let mut readings = Readings::default();
        let mut out = Vec::with_capacity(said.len());
        for c in said {
            let document = match c.document {
                Some(n) => self.store.documents(&[n])?.pop().map(|d| d.id),
                None => None,
            };
            let (reading, gone) = match c.document {
                Some(n) => readings.of(&self.store, n, &c)?,
                None => (Value::Null, false),
            };
            out.push(correction::Correction {
                record: "correction/1".to_owned(),
                undone: undone.get(&c.n).copied(),
                value: value(&c)?,
                n: c.n,
                at: c.at,
                who: c.who,
                why: c.why,
                target: c.target,
                document,
                kind: c.kind,
                field: c.field,
                reading,
                follows: c.follows,
                gone,
            });
        }
        Ok(out)
    }

    /// How far people agree who judged the same claims. Whoever judged a claim and set a field not agrees with the
    /// machine's reading of it; corrections that only follow others are no judgements.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn agreement(&self) -> Result<correction::Agreement, Error> {
        let mut by_claim: BTreeMap<(i64, String), BTreeMap<String, Vec<Correction>>> = BTreeMap::new();
        for c in live(self.store.corrections(None)?) {
            if let (Some(document), true) = (c.document, is_judgement(&c)) {
                let people = by_claim.entry((document, c.target.clone())).or_default();
                people.entry(c.who.clone()).or_default().push(c);
            }
        }
        let mut out = correction::Agreement {
            record: "agreement/1".to_owned(),
            judged: by_claim.len() as u64,
            ..correction::Agreement::default()
        };
        let mut readings = Readings::default();
        let mut answers: Answers = BTreeMap::new();
        for ((document, id), people) in by_claim.iter().filter(|(_, people)| people.len() > 1) {
            out.twice += 1;
            let Some((line, _)) = readings.line(&self.store, *document, id)? else {
                continue;
            };
            let mut labels = Vec::new();
            for (who, said) in people {
                labels.push((who, answered(&line, said)?));
            }
            for (n, (a, of_a)) in labels.iter().enumerate() {
                for (b, of_b) in &labels[n + 1..] {
                    // a field is compared where both say that there is a claim
                    for (field, (x, y)) in of_a.iter().zip(of_b).enumerate() {
                        answers
                            .entry(((*a).clone(), (*b).clone(), field))
                            .or_default()
                            .push((x.clone(), y.clone()));
                    }
                }
            }
        }
        out.pairs = answers.into_iter().map(pair).collect();
        Ok(out)
    }

    /// The documents of which people judged every claim that is not in doubt.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn reviewed(&self) -> Result<Reviewed, Error> {
        let all = live(self.store.corrections(None)?);
        let mut numbers: Vec<i64> = all.iter().filter_map(|c| c.document).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let judged: FxHashSet<&str> = all
            .iter()
            .filter(|c| is_judgement(c))
            .map(|c| c.target.as_str())
            .collect();
        let mut out = Reviewed::default();
        for document in self.store.documents(&numbers)? {
            let lines = self.lines(&document.id)?;
            let records = Records::read(&lines)?;
            let mut sure = records.claims.iter().filter(|c| !records.is_doubtful(c));
            match sure.all(|c| judged.contains(c.id.as_str())) {
                true => out.documents.push(self.corrected(&document.id)?),
                false => out.partly += 1,
            }
        }
        Ok(out)
    }
}

/// The answers of two people, by field.
type Answers = BTreeMap<(String, String, usize), Vec<(String, String)>>;

/// Whether somebody looked at the very claim.
fn is_judgement(correction: &Correction) -> bool {
    correction.follows.is_none() && matches!(correction.kind.as_str(), "accept" | "reject" | "set")
}

fn value(correction: &Correction) -> Result<Value, Error> {
    let value = correction.value.as_deref().map(serde_json::from_str);
    Ok(value.transpose()?.unwrap_or_default())
}

/// What somebody says of a claim: the verdict, and where it is one, each field.
fn answered(line: &str, said: &[Correction]) -> Result<Vec<String>, Error> {
    let mut claim: Claim<'_> = serde_json::from_str(line)?;
    if Overlay::of(said.to_vec()).is_rejected(&claim.id) {
        return Ok(vec!["no".to_owned()]);
    }
    for c in said {
        set(&mut claim, c)?;
    }
    let fields = FIELDS[1..].iter().map(|field| label(&claim, field));
    Ok(std::iter::once("yes".to_owned()).chain(fields).collect())
}

/// A field's value, by which two are the same or not.
fn label(claim: &Claim<'_>, field: &str) -> String {
    match field {
        "type" => claim.r#type.to_string(),
        "modality" => claim.modality.to_string(),
        "place" => {
            let place = claim.place.as_ref();
            place.map_or(String::new(), |p| p.id.as_ref().unwrap_or(&p.text).to_string())
        }
        "time" => {
            let times = claim.time.as_ref().map(|t| json!([t.start, t.end]));
            times.map_or(String::new(), |t| t.to_string())
        }
        "actor" | "recipient" => {
            let own = claim.actors.iter().filter(|a| a.role == field);
            let mut ids: Vec<&str> = own.map(|a| a.id.as_deref().unwrap_or(&a.text)).collect();
            ids.sort_unstable();
            ids.join("\n")
        }
        "toll" => {
            let counts = claim.toll.iter().map(|c| json!([c.outcome, c.min, c.max]));
            let mut all: Vec<String> = counts.map(|c| c.to_string()).collect();
            all.sort_unstable();
            all.join("\n")
        }
        "source" => {
            let first = claim.attribution.first();
            first.map_or(String::new(), |s| {
                s.id.as_deref()
                    .or(s.text.as_deref())
                    .unwrap_or_default()
                    .to_owned()
            })
        }
        _ => claim.mode.as_deref().unwrap_or_default().to_owned(),
    }
}

fn pair(((a, b, field), answers): ((String, String, usize), Vec<(String, String)>)) -> correction::Pair {
    let both = answers.len() as f64;
    let same = answers.iter().filter(|(x, y)| x == y).count();
    let agreement = same as f64 / both;
    let mut shares: FxHashMap<&str, (f64, f64)> = FxHashMap::default();
    for (x, y) in &answers {
        shares.entry(x).or_default().0 += 1.0 / both;
        shares.entry(y).or_default().1 += 1.0 / both;
    }
    let chance: f64 = shares.values().map(|(x, y)| x * y).sum();
    correction::Pair {
        a,
        b,
        field: FIELDS[field].to_owned(),
        both: answers.len() as u64,
        same: same as u64,
        agreement,
        kappa: (chance < 1.0 - f64::EPSILON).then(|| (agreement - chance) / (1.0 - chance)),
    }
}

/// The readings of documents, the last and, where a claim is not in it, those before.
#[derive(Default)]
struct Readings(FxHashMap<i64, String>);

impl Readings {
    /// The record of a claim as the machine read it last, and whether it is no more in the last reading.
    fn line<S: Store>(
        &mut self,
        store: &S,
        document: i64,
        claim: &str,
    ) -> Result<Option<(String, bool)>, Error> {
        if let std::collections::hash_map::Entry::Vacant(entry) = self.0.entry(document) {
            entry.insert(store.lines(document)?.map(|(lines, _)| lines).unwrap_or_default());
        }
        let last = self.0.get(&document).map_or("", String::as_str);
        if let Some(line) = find(last, claim) {
            return Ok(Some((line.to_owned(), false)));
        }
        let earlier = store.readings(document)?;
        let found = earlier.iter().rev().find_map(|(_, lines)| find(lines, claim));
        Ok(found.map(|line| (line.to_owned(), true)))
    }

    /// What the machine read where a correction is, and whether the claim is gone.
    fn of<S: Store>(
        &mut self,
        store: &S,
        document: i64,
        correction: &Correction,
    ) -> Result<(Value, bool), Error> {
        let Some((line, gone)) = self.line(store, document, &correction.target)? else {
            return Ok((Value::Null, true));
        };
        let claim: Value = serde_json::from_str(&line)?;
        let all = |key: &str| claim[key].as_array().cloned().unwrap_or_default();
        let reading = match correction.field.as_deref() {
            Some(role @ ("actor" | "recipient")) => {
                let words = value(correction)?["text"].clone();
                let is = |a: &Value| a["role"] == role && a["text"] == words;
                all("actors").into_iter().find(is).unwrap_or_default()
            }
            Some("toll") => {
                let outcome = value(correction)?["outcome"].clone();
                let own = all("toll").into_iter().filter(|c| c["outcome"] == outcome);
                own.collect()
            }
            Some("source") => claim["attribution"][0].clone(),
            Some(field) => claim[field].clone(),
            None => json!({
                "type": claim["type"], "mode": claim["mode"], "modality": claim["modality"],
                "trigger": claim["trigger"], "sentence": claim["sentence"],
            }),
        };
        Ok((reading, gone))
    }
}

/// The record of a claim among the records of its document.
fn find<'l>(lines: &'l str, claim: &str) -> Option<&'l str> {
    let head = format!("{{\"record\":\"claim/1\",\"id\":\"{claim}\"");
    lines.lines().find(|line| line.starts_with(&head))
}
