//! One article's reading held against its gold: which claims match, and how good their fields are.

use crate::gold;
use crate::tally::Tally;
use crate::words::{overlap, places_of, shared};
use musnad_extract::{Actor, Bound, Claim, Count, EventType, Place, Reader, Role, Source, SourceKind, Time};
use musnad_page::{Document, Hints};
use musnad_text::{Span, key};
use std::collections::BTreeMap;

/// The figures of a whole corpus.
#[derive(Debug, Default)]
pub struct Scores {
    pub claims: Tally,
    pub types: BTreeMap<&'static str, Tally>,
    pub fields: BTreeMap<&'static str, Tally>,
    /// Claims by the confidence they carry, in hundredths.
    pub confidence: BTreeMap<u32, Tally>,
    pub articles: Vec<(String, Tally)>,
    pub misses: Vec<Miss>,
}

/// A claim that was missed, or one too many.
#[derive(Debug)]
pub struct Miss {
    pub article: String,
    pub kind: String,
    /// The rule of a claim too many; none for a missed one.
    pub rule: Option<String>,
    pub why: String,
    pub words: String,
}

/// Reads an article as the program does.
pub fn document(article: &gold::Article) -> Document {
    let hints = Hints {
        id: Some(&article.id),
        outlet: article.outlet.as_deref(),
        published: article.published.as_deref(),
        ..Hints::default()
    };
    musnad_page::read(article.text.as_bytes(), &hints)
}

impl Scores {
    pub fn of(reader: &Reader, articles: &[gold::Article]) -> Scores {
        let mut scores = Scores::default();
        for kind in EventType::ALL {
            scores.types.insert(kind.name(), Tally::default());
        }
        for article in articles {
            scores.article(reader, article);
        }
        scores
    }

    fn article(&mut self, reader: &Reader, article: &gold::Article) {
        let document = document(article);
        let claims = reader.read(&document).claims;
        let spots: Vec<Option<Spots>> = article
            .claims
            .iter()
            .map(|g| Spots::of(&document.text, g))
            .collect();
        let pairs = matches(&claims, &article.claims, &spots);
        let mut own = Tally::default();
        own.add(pairs.len(), claims.len(), article.claims.len());
        self.claims.add(own.right, own.given, own.wanted);
        self.articles.push((article.id.clone(), own));
        for (c, claim) in claims.iter().enumerate() {
            let right = pairs.iter().any(|p| p.0 == c);
            let carried = (claim.confidence * 100.0).round() as u32;
            self.confidence
                .entry(carried)
                .or_default()
                .add(right.into(), 1, 0);
        }
        for claim in &claims {
            self.types.entry(claim.kind.name()).or_default().given += 1;
        }
        for gold in &article.claims {
            let kind =
                EventType::from_name(&gold.kind).unwrap_or_else(|| panic!("{}: {}", article.id, gold.kind));
            self.types.entry(kind.name()).or_default().wanted += 1;
        }
        for (c, g) in &pairs {
            self.types.entry(claims[*c].kind.name()).or_default().right += 1;
            self.fields_of(&claims[*c], &article.claims[*g], &document.text);
        }
        self.events(&pairs, &claims, &article.claims);
        self.page(article, &document, claims.is_empty());
        self.note_misses(article, &document, &claims, &spots, &pairs);
    }

    fn field(&mut self, name: &'static str) -> &mut Tally {
        self.fields.entry(name).or_default()
    }

    fn fields_of(&mut self, claim: &Claim, gold: &gold::Claim, text: &str) {
        self.field("mode")
            .field(claim.mode.as_deref(), gold.mode.as_deref(), |a, b| a == b);
        self.field("modality")
            .answer(claim.modality.name() == gold.modality);
        self.parties(
            ["actor", "actor.country", "actor.sector"],
            Role::Actor,
            claim,
            &gold.actor,
            text,
        );
        let names = ["recipient", "recipient.country", "recipient.sector"];
        self.parties(names, Role::Recipient, claim, &gold.recipient, text);
        let same_place = |a: &Place, b: &gold::Place| overlap(a.span.of(text), &b.text);
        self.field("place")
            .field(claim.place.as_ref(), gold.place.as_ref(), same_place);
        self.field("from")
            .field(claim.from.as_ref(), gold.from.as_ref(), same_place);
        self.field("to")
            .field(claim.to.as_ref(), gold.to.as_ref(), same_place);
        if let (Some(a), Some(b)) = (&claim.place, &gold.place)
            && same_place(a, b)
        {
            self.field("place.country")
                .field(a.country.as_deref(), b.country.as_deref(), |a, b| a == b);
            self.field("place.precision")
                .answer(a.precision.name() == b.precision);
        }
        self.field("time")
            .field(claim.time.as_ref(), gold.time.as_ref(), same_time);
        if let (Some(a), Some(b)) = (&claim.time, &gold.time) {
            self.field("time.words").answer(overlap(a.span.of(text), &b.text));
            self.field("time.precision")
                .answer(a.precision.name() == b.precision);
        }
        self.toll(claim, gold);
        self.chain(claim, gold, text);
    }

    fn parties(
        &mut self,
        names: [&'static str; 3],
        role: Role,
        claim: &Claim,
        gold: &[gold::Party],
        text: &str,
    ) {
        let [name, country, sector] = names;
        let mut left: Vec<&Actor> = claim.actors.iter().filter(|a| a.role == role).collect();
        let given = left.len();
        let mut right = 0;
        for want in gold {
            let best =
                (0..left.len()).max_by_key(|i| (shared(left[*i].span.of(text), &want.text), usize::MAX - i));
            let Some(i) = best.filter(|i| overlap(left[*i].span.of(text), &want.text)) else {
                continue;
            };
            let have = left.remove(i);
            right += 1;
            self.field(country)
                .field(have.country.as_deref(), want.country.as_deref(), |a, b| a == b);
            self.field(sector)
                .field(have.sector.as_deref(), want.sector.as_deref(), |a, b| a == b);
            if !want.aligned_with.is_empty() {
                self.field("aligned_with")
                    .answer(have.aligned_with == want.aligned_with);
            }
        }
        self.field(name).add(right, given, gold.len());
    }

    fn toll(&mut self, claim: &Claim, gold: &gold::Claim) {
        let mut left: Vec<&Count> = claim.toll.iter().collect();
        let given = left.len();
        let mut right = 0;
        for want in &gold.toll {
            let same_who = |have: &Count| match (&have.who, &want.who) {
                (Some(a), Some(b)) => overlap(a, b),
                (a, b) => a.is_none() && b.is_none(),
            };
            let fits = |have: &&Count| have.outcome.name() == want.outcome && same_figure(have, want);
            let best = left.iter().position(|have| fits(have) && same_who(have));
            let Some(i) = best.or_else(|| left.iter().position(fits)) else {
                continue;
            };
            let have = left.remove(i);
            right += 1;
            self.field("toll.cumulative")
                .answer(have.cumulative == want.cumulative);
            if want.who.is_some() {
                self.field("toll.who").answer(same_who(have));
            }
        }
        self.field("toll").add(right, given, gold.toll.len());
    }

    fn chain(&mut self, claim: &Claim, gold: &gold::Claim, text: &str) {
        let quoted = claim
            .attribution
            .iter()
            .filter(|s| s.kind != SourceKind::Outlet || s.span.is_some());
        let links: Vec<&str> = quoted.map(|s| words_of(s, text)).collect();
        let first = gold.sources.first().map(String::as_str);
        self.field("source.first")
            .field(links.first().copied(), first, overlap);
        let same =
            links.len() == gold.sources.len() && links.iter().zip(&gold.sources).all(|(a, b)| overlap(a, b));
        self.field("source.chain").answer(same);
        if gold.sources.len() > 1 {
            self.field("source.long-chain").answer(same);
        }
    }

    /// Which matched claims of one document tell one happening, pair by pair.
    fn events(&mut self, pairs: &[(usize, usize)], claims: &[Claim], gold: &[gold::Claim]) {
        for (n, (c, g)) in pairs.iter().enumerate() {
            for (d, h) in &pairs[n + 1..] {
                let given = claims[*c].event == claims[*d].event;
                let wanted = gold[*g].event == gold[*h].event;
                self.field("events")
                    .add((given && wanted).into(), given.into(), wanted.into());
            }
        }
    }

    fn page(&mut self, article: &gold::Article, document: &Document, silent: bool) {
        if article.register.starts_with("silent") {
            self.field("silent").answer(silent);
        }
        if article.register == "page" {
            let title = document.title.as_deref().unwrap_or("");
            self.field("page.title")
                .answer(key(title.trim()) == key(article.title.trim()));
            let found = |t: &String| {
                document
                    .related
                    .iter()
                    .any(|r| key(r.title.trim()) == key(t.trim()))
            };
            let right = article.related.iter().filter(|t| found(t)).count();
            self.field("page.related")
                .add(right, document.related.len(), article.related.len());
        }
    }

    fn note_misses(
        &mut self,
        article: &gold::Article,
        document: &Document,
        claims: &[Claim],
        spots: &[Option<Spots>],
        pairs: &[(usize, usize)],
    ) {
        for (g, gold) in article
            .claims
            .iter()
            .enumerate()
            .filter(|(g, _)| !pairs.iter().any(|p| p.1 == *g))
        {
            let why = match &spots[g] {
                None => "not in the article's text".to_owned(),
                Some(spots) => {
                    let here = |c: &&Claim| c.sentence.contains(spots.near);
                    let on = |c: &&Claim| here(c) && spots.triggers.iter().any(|t| t.overlaps(c.trigger));
                    match (claims.iter().find(on), claims.iter().find(here)) {
                        (Some(c), _) if c.kind.name() == gold.kind => "one claim for two tellings".to_owned(),
                        (Some(c), _) => format!("read as {}", c.kind.name()),
                        (None, Some(_)) => "another event of the sentence read".to_owned(),
                        (None, None) => "nothing read".to_owned(),
                    }
                }
            };
            let words = format!("{} … {}", gold.trigger[0], gold.near);
            self.miss(article, gold.kind.clone(), None, why, words);
        }
        for (_, claim) in claims
            .iter()
            .enumerate()
            .filter(|(c, _)| !pairs.iter().any(|p| p.0 == *c))
        {
            let at = |g: &usize| {
                spots[*g]
                    .as_ref()
                    .is_some_and(|s| claim.sentence.contains(s.near))
            };
            let on = |g: &usize| {
                at(g)
                    && spots[*g]
                        .iter()
                        .any(|s| s.triggers.iter().any(|t| t.overlaps(claim.trigger)))
            };
            let gold = |g: usize| article.claims[g].kind.as_str();
            let all = 0..article.claims.len();
            let why = match (all.clone().find(on), all.clone().find(at)) {
                (Some(g), _) if gold(g) == claim.kind.name() => "told twice".to_owned(),
                (Some(g), _) => format!("should be {}", gold(g)),
                (None, Some(_)) => "no event, beside one".to_owned(),
                (None, None) => "no event in the sentence".to_owned(),
            };
            let sentence = claim.sentence.of(&document.text);
            let words = format!("{} … {}", claim.trigger.of(&document.text), short(sentence));
            self.miss(
                article,
                claim.kind.name().to_owned(),
                Some(claim.rule.clone()),
                why,
                words,
            );
        }
    }

    fn miss(
        &mut self,
        article: &gold::Article,
        kind: String,
        rule: Option<String>,
        why: String,
        words: String,
    ) {
        self.misses.push(Miss {
            article: article.id.clone(),
            kind,
            rule,
            why,
            words,
        });
    }

    /// Every figure that a floor may be set under, by name.
    pub fn metrics(&self) -> BTreeMap<String, f64> {
        let mut out = BTreeMap::new();
        out.insert("claims.precision".to_owned(), self.claims.precision());
        out.insert("claims.recall".to_owned(), self.claims.recall());
        out.insert("claims.f1".to_owned(), self.claims.f1());
        for (name, tally) in &self.types {
            out.insert(format!("type.{name}"), tally.f1());
        }
        for (name, tally) in &self.fields {
            out.insert(format!("field.{name}"), tally.f1());
        }
        out
    }
}

/// Where a gold claim stands in the document as read.
struct Spots {
    /// Its main trigger.
    near: Span,
    /// All its triggers, wherever they stand.
    triggers: Vec<Span>,
}

impl Spots {
    fn of(text: &str, gold: &gold::Claim) -> Option<Spots> {
        let start = text.find(&gold.near)?;
        let main = gold.near.find(&gold.trigger[0]).map_or(start, |at| start + at);
        let near = Span::new(main, main + gold.trigger[0].len());
        let triggers = gold
            .trigger
            .iter()
            .flat_map(|t| places_of(text, t))
            .chain([near])
            .collect();
        Some(Spots { near, triggers })
    }
}

/// Pairs of a claim and the gold claim that it matches: same type, same sentence, a trigger in common; one to
/// one, those that lie nearest first.
fn matches(claims: &[Claim], gold: &[gold::Claim], spots: &[Option<Spots>]) -> Vec<(usize, usize)> {
    let mut possible = Vec::new();
    for (g, (want, spots)) in gold.iter().zip(spots).enumerate() {
        let Some(spots) = spots else { continue };
        for (c, have) in claims.iter().enumerate() {
            let same = have.kind.name() == want.kind && have.sentence.contains(spots.near);
            if same && spots.triggers.iter().any(|t| t.overlaps(have.trigger)) {
                let main = have.trigger.overlaps(spots.near);
                possible.push((!main, have.trigger.start.abs_diff(spots.near.start), c, g));
            }
        }
    }
    possible.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, _, c, g) in possible {
        if !pairs.iter().any(|p| p.0 == c || p.1 == g) {
            pairs.push((c, g));
        }
    }
    pairs
}

fn words_of<'s>(source: &'s Source, text: &'s str) -> &'s str {
    source
        .span
        .map_or_else(|| source.name_ar.as_deref().unwrap_or(""), |s| s.of(text))
}

/// Same least and most; for «about», the same figure.
fn same_figure(have: &Count, want: &gold::Count) -> bool {
    match want.range() {
        Some(range) => range == (have.min, have.max),
        None => have.value == want.value && have.bound == Bound::About,
    }
}

/// Same start and end, by the day: for hours and parts of a day the day is enough.
fn same_time(have: &Time, want: &gold::Time) -> bool {
    let start = have.start.as_deref().map(|t| day(t, false));
    let end = have.end.as_deref().map(|t| day(t, true));
    start == want.start && end == want.end
}

/// The day of an ISO 8601 moment; `up` gives the next day unless the moment is a midnight.
fn day(moment: &str, up: bool) -> String {
    let (date, clock) = (moment.get(..10).unwrap_or(moment), moment.get(11..16));
    if !up || clock.is_none_or(|c| c == "00:00") {
        return date.to_owned();
    }
    let next = date
        .parse::<jiff::civil::Date>()
        .ok()
        .and_then(|d| d.tomorrow().ok());
    next.map_or_else(|| date.to_owned(), |d| d.to_string())
}

fn short(text: &str) -> String {
    text.split_whitespace().take(14).collect::<Vec<_>>().join(" ")
}
