//! What the claims of an event say together: what they agree on, what they dispute, who said it first.

use crate::Error;
use crate::cues::Cues;
use crate::figures::{Speaker, gather};
use crate::grade::{Attested, Grades};
use crate::ledger::{Ledger, Policy, ledger};
use crate::profile::seconds;
use crate::sources::{By, Sources, distinct};
use crate::stem::Stemmer;
use crate::versions::Later;
use musnad_lexicon::Lexicon;
use musnad_record::event::{Duplicate, Event, First, Party, Place, Reason, Telling, Time};
use musnad_record::v1::{self, Actor, Claim};
use musnad_text::NumberReader;

/// A document, as far as its claims need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document<'r> {
    /// Its id.
    pub id: &'r str,
    /// Who published it.
    pub outlet: Option<&'r str>,
    /// When it was published, as in the contract.
    pub published: Option<&'r str>,
    /// When it was fetched, as in the contract: where nobody says when it was published, it was there by then.
    pub fetched: Option<&'r str>,
    /// The document that it took its text from.
    pub copy_of: Option<&'r str>,
    /// Who published the first of a chain of copies, where it is one.
    pub origin: Option<&'r str>,
    /// What it is to earlier versions of its page, where there are any.
    pub later: Option<Later<'r>>,
}

impl Document<'_> {
    /// The outlet whose own words its text is.
    pub(crate) fn origin(&self) -> &str {
        self.origin.or(self.outlet).unwrap_or(self.id)
    }

    /// When it was there: published, or for a later version of a page, seen; never before the page was published,
    /// whatever clock its outlet has.
    pub(crate) fn time(&self) -> i64 {
        let published = self.published.and_then(seconds);
        let fetched = self.fetched.and_then(seconds);
        let time = match self.later {
            Some(_) => published.max(fetched),
            None => published.or(fetched),
        };
        time.unwrap_or(i64::MAX)
    }

    /// When a later version of a page was first seen.
    pub(crate) fn seen(&self) -> Option<&str> {
        self.later.and(self.fetched)
    }

    /// What versions of one page have in common.
    pub(crate) fn page(&self) -> &str {
        self.later.map_or(self.id, |l| l.first)
    }
}

/// A claim of an event, with its document and why it belongs to the event.
#[derive(Clone, Debug)]
pub struct Told<'r> {
    /// The document.
    pub document: &'r Document<'r>,
    /// The claim.
    pub claim: &'r Claim<'r>,
    /// Why it was merged; nothing for those that the event began with.
    pub why: Vec<Reason>,
}

/// Makes events of their claims.
#[derive(Debug)]
pub struct Viewer {
    stemmer: Stemmer,
    sources: Sources,
    cues: Cues,
    numbers: NumberReader,
    grades: Grades,
}

/// The ids and neighbours of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The event's id.
    pub id: String,
    /// The id of its story.
    pub story: Option<String>,
    /// Events that may be the same.
    pub duplicates: Vec<Duplicate>,
}

impl Viewer {
    /// One with the built-in data.
    ///
    /// # Errors
    /// If the built-in data is broken.
    pub fn builtin() -> Result<Viewer, Error> {
        let lexicon = Lexicon::builtin().map_err(Error::new)?;
        let stemmer = Stemmer::builtin(&lexicon).map_err(Error::new)?;
        let cues = Cues::builtin().map_err(Error::new)?;
        Ok(Viewer {
            sources: Sources::builtin(&stemmer, &lexicon, &cues),
            cues,
            numbers: NumberReader::builtin().map_err(Error::new)?,
            stemmer,
            grades: Grades::builtin().map_err(Error::new)?,
        })
    }

    /// The names of the grades, in the order in which their rules are asked.
    pub fn grades(&self) -> Vec<&str> {
        self.grades.names()
    }

    /// The event that `told` tell, in any order; nothing where nobody tells any.
    pub fn event(&self, about: About, told: Vec<Told<'_>>, policy: Policy) -> Option<Event> {
        self.seen(about, told, Some(policy))
    }

    /// The same without tolls and what they dispute, which take as long as all the rest.
    pub fn without_tolls(&self, about: About, told: Vec<Told<'_>>) -> Option<Event> {
        self.seen(about, told, None)
    }

    fn seen(&self, about: About, mut told: Vec<Told<'_>>, policy: Option<Policy>) -> Option<Event> {
        told.sort_by(|a, b| {
            let key = |t: &Told<'_>| {
                let version = t.document.later.map_or(1, |l| l.number);
                (t.document.time(), t.document.copy_of.is_some(), version)
            };
            let place = |t: &Told<'_>| t.claim.trigger.start;
            key(a)
                .cmp(&key(b))
                .then_with(|| a.document.id.cmp(b.document.id))
                .then(place(a).cmp(&place(b)))
        });
        let first = told.first()?;
        let by: Vec<By> = told
            .iter()
            .map(|t| self.sources.by(&self.stemmer, t.claim, t.document))
            .collect();
        let ids: Vec<&str> = told.iter().map(|t| t.document.id).collect();
        let (heads, speaker) = distinct(&by, &ids);
        let names: Vec<&str> = heads.iter().map(|h| by[*h].name.as_str()).collect();
        let speakers = by.iter().zip(&speaker).map(|(by, s)| Speaker {
            number: *s,
            name: names[*s],
            own: by.is_outlet(),
        });
        let words = (&self.cues, &self.numbers, &self.stemmer);
        let ledgers = match policy {
            Some(policy) => ledgers(words, &told, &speakers.collect::<Vec<_>>(), policy),
            None => Vec::new(),
        };
        let attested = attested(&told, &speaker, heads.len());
        let (reports, copies) = reports(&told);
        Some(Event {
            record: "event/1".to_owned(),
            id: about.id,
            story: about.story,
            r#type: first.claim.r#type.to_string(),
            mode: agreed(told.iter().filter_map(|t| t.claim.mode.as_deref())),
            contexts: contexts(&told),
            modality: modality(&told, &speaker),
            place: place(&told),
            time: time(&told),
            parties: parties(&told, &speaker, &names),
            disputed: disputed(&attested, &ledgers),
            grade: self.grades.of(attested).to_owned(),
            first: Some(First {
                document: first.document.id.to_owned(),
                claim: first.claim.id.to_string(),
                outlet: first.document.outlet.map(str::to_owned),
                published: first.document.published.map(str::to_owned),
                seen: seen(first.document),
            }),
            reports,
            copies,
            independent: heads.len() as u32,
            tellings: tellings(&told, &speaker, &names),
            toll: ledgers.into_iter().map(|l| l.toll).collect(),
            duplicates: about.duplicates,
        })
    }
}

fn seen(document: &Document<'_>) -> Option<String> {
    document.seen().map(str::to_owned)
}

/// The pages that tell it, however many versions of each do, and those of them that are copies in all these.
fn reports(told: &[Told<'_>]) -> (u32, u32) {
    let mut pages: Vec<(&str, bool)> = Vec::new();
    for document in told.iter().map(|t| t.document) {
        let copy = document.copy_of.is_some();
        match pages.iter_mut().find(|(page, _)| *page == document.page()) {
            Some((_, copies)) => *copies &= copy,
            None => pages.push((document.page(), copy)),
        }
    }
    let copies = pages.iter().filter(|(_, copies)| *copies).count();
    (pages.len() as u32, copies as u32)
}

fn tellings(told: &[Told<'_>], speaker: &[usize], names: &[&str]) -> Vec<Telling> {
    let one = |(t, s): (&Told<'_>, &usize)| Telling {
        claim: t.claim.id.to_string(),
        document: t.document.id.to_owned(),
        outlet: t.document.outlet.map(str::to_owned),
        copy_of: t.document.copy_of.map(str::to_owned),
        version_of: t.document.later.map(|l| l.of.to_owned()),
        by: names[*s].to_owned(),
        modality: t.claim.modality.to_string(),
        why: t.why.clone(),
    };
    told.iter().zip(speaker).map(one).collect()
}

/// What all that say something say; nothing where they differ.
fn agreed<'r>(mut all: impl Iterator<Item = &'r str>) -> Option<String> {
    let first = all.next()?;
    all.all(|other| other == first).then(|| first.to_owned())
}

fn contexts(told: &[Told<'_>]) -> Vec<String> {
    let mut out: Vec<String> = told
        .iter()
        .flat_map(|t| t.claim.contexts.iter().cloned())
        .collect();
    out.sort();
    out.dedup();
    out
}

/// What most sources say; of several, what was said first.
fn modality(told: &[Told<'_>], speaker: &[usize]) -> String {
    let sources = |modality: &str| {
        let says = told
            .iter()
            .zip(speaker)
            .filter(|(t, _)| t.claim.modality == modality);
        let mut all: Vec<usize> = says.map(|(_, s)| *s).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    };
    let best = told.iter().rev().max_by_key(|t| sources(&t.claim.modality));
    best.map(|t| t.claim.modality.to_string()).unwrap_or_default()
}

/// How fine a place is: 0 a point.
fn coarse(precision: &str) -> usize {
    const FROM_FINE: [&str; 8] = [
        "point", "town", "district", "province", "region", "sea", "country", "vague",
    ];
    FROM_FINE
        .iter()
        .position(|p| *p == precision)
        .unwrap_or(FROM_FINE.len())
}

/// The place that most claims name, of several the finest.
fn place(told: &[Told<'_>]) -> Option<Place> {
    let places: Vec<&v1::Place<'_>> = told.iter().filter_map(|t| t.claim.place.as_ref()).collect();
    let same = |a: &v1::Place<'_>, b: &v1::Place<'_>| match (&a.id, &b.id) {
        (Some(x), Some(y)) => x == y,
        _ => a.text == b.text,
    };
    let votes = |p: &v1::Place<'_>| places.iter().filter(|o| same(o, p)).count();
    let best = places.iter().rev().max_by_key(|p| {
        let known = usize::from(p.lat.is_some());
        (known, votes(p), usize::MAX - coarse(&p.precision))
    })?;
    let text = |t: &Option<std::borrow::Cow<'_, str>>| t.as_deref().map(str::to_owned);
    Some(Place {
        id: text(&best.id),
        name_ar: text(&best.name_ar).or_else(|| Some(best.text.to_string())),
        name_en: text(&best.name_en),
        country: text(&best.country),
        admin1: text(&best.admin1),
        lat: best.lat,
        lon: best.lon,
        precision: best.precision.to_string(),
    })
}

/// The narrowest time that most others overlap.
fn time(told: &[Told<'_>]) -> Option<Time> {
    let known = |t: &Told<'_>| {
        let time = t.claim.time.as_ref()?;
        let start = seconds(time.start.as_deref()?)?;
        let end = time.end.as_deref().map_or(Some(i64::MAX), seconds)?;
        Some((
            start,
            end,
            time.start.as_deref()?.to_owned(),
            time.end.as_deref().map(str::to_owned),
            time.precision.to_string(),
        ))
    };
    let times: Vec<_> = told.iter().filter_map(known).collect();
    let overlaps = |a: &(i64, i64, String, Option<String>, String)| {
        times.iter().filter(|b| a.0 < b.1 && b.0 < a.1).count()
    };
    let best = times.iter().max_by(|a, b| {
        let width = |t: &(i64, i64, String, Option<String>, String)| t.1.saturating_sub(t.0);
        overlaps(a).cmp(&overlaps(b)).then(width(b).cmp(&width(a)))
    })?;
    Some(Time {
        start: best.2.clone(),
        end: best.3.clone(),
        precision: best.4.clone(),
    })
}

fn is_party(party: &Party, actor: &Actor<'_>) -> bool {
    party.role == actor.role
        && match (party.id.as_deref(), actor.id.as_deref()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => {
                let alike = party.country.as_deref() == actor.country.as_deref()
                    && party.sector.as_deref() == actor.sector.as_deref();
                party.text == actor.text || alike && party.sector.is_some()
            }
            _ => false,
        }
}

fn parties(told: &[Told<'_>], speaker: &[usize], names: &[&str]) -> Vec<Party> {
    let mut out: Vec<Party> = Vec::new();
    for (t, s) in told.iter().zip(speaker) {
        for actor in &t.claim.actors {
            let n = out.iter().position(|p| is_party(p, actor)).unwrap_or_else(|| {
                let text = |t: &Option<std::borrow::Cow<'_, str>>| t.as_deref().map(str::to_owned);
                out.push(Party {
                    role: actor.role.to_string(),
                    id: text(&actor.id),
                    name_ar: text(&actor.name_ar),
                    name_en: text(&actor.name_en),
                    text: actor.text.to_string(),
                    country: text(&actor.country),
                    sector: text(&actor.sector),
                    stance: "alleged".to_owned(),
                    ..Party::default()
                });
                out.len() - 1
            });
            let party = &mut out[n];
            if !party.claims.iter().any(|c| t.claim.id == c.as_str()) {
                party.claims.push(t.claim.id.to_string());
            }
            if !party.by.iter().any(|b| b == names[*s]) {
                party.by.push(names[*s].to_owned());
            }
            match (says_itself(t.claim, actor), t.claim.modality.as_ref()) {
                (true, "asserted") if party.role == "actor" => party.stance = "claimed".to_owned(),
                (_, "denied") if party.stance == "alleged" && party.role == "actor" => {
                    party.stance = "denied".to_owned();
                }
                _ => {}
            }
        }
    }
    out
}

/// Whether the one who is said to have done it is the one who says so.
fn says_itself(claim: &Claim<'_>, actor: &Actor<'_>) -> bool {
    let Some(source) = claim.attribution.first() else {
        return false;
    };
    match (&source.id, &actor.id) {
        (Some(a), Some(b)) => a == b,
        _ => source.span.is_some() && source.span == Some(actor.span.clone()),
    }
}

/// Acts of which somebody is the doer and others are the victims: who did it may be disputed.
fn has_doer(kind: &str) -> bool {
    matches!(kind, "ASSAULT" | "COERCE")
}

fn attested(told: &[Told<'_>], speaker: &[usize], independent: usize) -> Attested {
    let doers: Vec<(&Actor<'_>, &Told<'_>, usize)> = told
        .iter()
        .zip(speaker)
        .flat_map(|(t, s)| {
            let actors = t.claim.actors.iter().filter(|a| a.role == "actor");
            actors.map(move |a| (a, t, *s))
        })
        .collect();
    let asserted = |t: &Told<'_>| t.claim.modality == "asserted";
    let claimed = doers
        .iter()
        .any(|(a, t, _)| asserted(t) && says_itself(t.claim, a));
    let said = || doers.iter().filter(|(_, t, _)| asserted(t));
    let two = said().any(|(a, _, s)| said().any(|(b, _, o)| s != o && opposed(a, b)));
    // «نفت ارتفاع الحصيلة إلى تسعة»: that a toll has risen is no deed
    let figure = |t: &Told<'_>| t.claim.toll.iter().any(|c| c.cumulative);
    let denials = || {
        told.iter()
            .zip(speaker)
            .filter(|(t, _)| t.claim.modality == "denied" && !figure(t))
    };
    // where others count the victims, whoever denies it denies that it was him
    let counted_by_others = |speaker_of_denial: usize| {
        let others = told
            .iter()
            .zip(speaker)
            .filter(|(t, s)| asserted(t) && **s != speaker_of_denial);
        others
            .flat_map(|(t, _)| &t.claim.toll)
            .any(|c| c.min.or(c.value).unwrap_or(0) > 0)
    };
    let of_doer = |t: &Told<'_>, s: usize| {
        let names_one = t.claim.actors.iter().any(|a| a.role == "actor");
        names_one || has_doer(&t.claim.r#type) && counted_by_others(s)
    };
    let refused = denials().any(|(t, s)| of_doer(t, *s));
    let doer_matters = told.iter().any(|t| has_doer(&t.claim.r#type));
    let says = |m: &[&str]| told.iter().any(|t| m.contains(&t.claim.modality.as_ref()));
    Attested {
        claimed,
        perpetrator: doer_matters && (two || refused && says(&["asserted"])),
        asserted: says(&["asserted", "historical"]) || !says(&["denied", "negated"]),
        denied: says(&["negated"]) || denials().any(|(t, s)| !of_doer(t, *s)),
        independent: independent as u32,
    }
}

/// Whether two who are said to have done it are on two sides: of two countries, or one of a state and one against it.
fn opposed(a: &Actor<'_>, b: &Actor<'_>) -> bool {
    let state = |a: &Actor<'_>| matches!(a.sector.as_deref(), Some("GOV" | "MIL" | "COP" | "SPY" | "JUD"));
    let against = |a: &Actor<'_>| matches!(a.sector.as_deref(), Some("REB" | "UAF" | "OPP" | "CRM"));
    let sides = state(a) && against(b) || against(a) && state(b);
    let countries = a.country.is_some() && b.country.is_some() && a.country != b.country;
    a.id.is_some() && b.id.is_some() && a.id != b.id && (countries || sides)
}

fn disputed(attested: &Attested, ledgers: &[Ledger]) -> Vec<String> {
    let found = [
        ("perpetrator", attested.perpetrator),
        ("toll", ledgers.iter().any(|l| l.disputed)),
        ("happened", attested.denied && attested.asserted),
    ];
    found
        .iter()
        .filter(|(_, yes)| *yes)
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

/// The ledgers of all outcomes that anyone counts.
fn ledgers(
    words: (&Cues, &NumberReader, &Stemmer),
    told: &[Told<'_>],
    by: &[Speaker<'_>],
    policy: Policy,
) -> Vec<Ledger> {
    const OUTCOMES: [&str; 7] = [
        "killed",
        "injured",
        "missing",
        "detained",
        "abducted",
        "displaced",
        "participants",
    ];
    let all = OUTCOMES.map(|outcome| (outcome, gather(words, outcome, told, by)));
    let mut risen: Vec<&str> = Vec::new();
    let mut most = 0;
    for figure in &all[0].1 {
        let value = figure.value().unwrap_or(0);
        if value > most && !figure.other {
            most = value;
            risen.push(figure.document);
        }
    }
    all.into_iter()
        .filter(|(_, figures)| !figures.is_empty())
        .map(|(outcome, figures)| ledger(outcome, figures, &risen, policy))
        .collect()
}
