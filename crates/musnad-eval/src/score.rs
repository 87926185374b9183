//! One article's reading held against its gold: which claims match, and how good their fields are.

use crate::fields::Fields;
use crate::gold;
use crate::tally::Tally;
use crate::words::places_of;
use musnad_extract::{Claim, EventType, Reader};
use musnad_page::{Document, Hints};
use musnad_text::{Span, key};
use std::collections::BTreeMap;

/// The figures of a whole corpus.
#[derive(Debug, Default)]
pub struct Scores {
    /// Claims of all types.
    pub claims: Tally,
    /// Claims by type.
    pub types: BTreeMap<&'static str, Tally>,
    /// Fields of matched claims, by name.
    pub fields: BTreeMap<&'static str, Tally>,
    /// All candidates by tenths of the confidence they carry: their number, the sum of it, and how many are right.
    pub confidence: [(usize, f64, usize); 10],
    /// Claims told, by the rule that read them.
    pub rules: BTreeMap<String, Tally>,
    /// How often a coded type was read as another.
    pub confused: BTreeMap<(String, &'static str), usize>,
    /// What is wrong, by the number of the item and the paragraph.
    pub faults: BTreeMap<(usize, Span), Vec<String>>,
    /// The documents that were read.
    pub documents: Vec<Document>,
    /// Claims by article.
    pub articles: Vec<(String, Tally)>,
    /// What is wrong with the claims told.
    pub misses: Vec<Miss>,
    /// Fields of matched claims that are wrong: field, article, trigger, what was given, what was wanted.
    pub wrong: Vec<String>,
}

/// A claim that was missed, or one too many.
#[derive(Debug)]
pub struct Miss {
    /// Its item.
    pub article: String,
    /// Its type.
    pub kind: String,
    /// The rule of a claim too many; none for a missed one.
    pub rule: Option<String>,
    /// What was read in its place.
    pub why: String,
    /// Its words.
    pub words: String,
}

/// Reads an article as the program does.
pub fn document(article: &gold::Item) -> Document {
    let hints = Hints {
        id: Some(&article.id),
        outlet: article.outlet.as_deref(),
        published: article.published.as_deref(),
        ..Hints::default()
    };
    musnad_page::read(article.text.as_bytes(), &hints)
}

impl Scores {
    /// Reads all items and holds them against their gold.
    pub fn of(reader: &Reader, articles: &[gold::Item]) -> Scores {
        let mut scores = Scores::default();
        for kind in EventType::ALL {
            scores.types.insert(kind.name(), Tally::default());
        }
        for article in articles {
            scores.article(reader, article);
        }
        scores
    }

    fn article(&mut self, reader: &Reader, article: &gold::Item) {
        let document = document(article);
        let reading = reader.read(&document);
        let claims: Vec<Claim> = reading.told().cloned().collect();
        crate::quotes::score(self, &document, &reading.quotes, article);
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
        let all = right(&reading.claims, &document, article);
        for (claim, right) in reading.claims.iter().zip(all) {
            let tenth = &mut self.confidence[((claim.confidence * 10.0) as usize).min(9)];
            *tenth = (
                tenth.0 + 1,
                tenth.1 + f64::from(claim.confidence),
                tenth.2 + usize::from(right),
            );
        }
        for (c, claim) in claims.iter().enumerate() {
            let right = pairs.iter().any(|p| p.0 == c);
            self.rules
                .entry(claim.rule.clone())
                .or_default()
                .add(right.into(), 1, 0);
        }
        for claim in &claims {
            self.types.entry(claim.kind.name()).or_default().given += 1;
        }
        for gold in &article.claims {
            let Some(kind) = EventType::from_name(&gold.kind) else {
                continue;
            };
            self.types.entry(kind.name()).or_default().wanted += 1;
        }
        for (c, g) in &pairs {
            self.types.entry(claims[*c].kind.name()).or_default().right += 1;
            let (claim, gold) = (&claims[*c], &article.claims[*g]);
            Fields {
                scores: self,
                article: &article.id,
                text: &document.text,
                claim,
                gold,
            }
            .score();
        }
        self.events(&pairs, &claims, &article.claims);
        self.page(article, &document, claims.is_empty());
        self.note_misses(article, &document, &claims, &spots, &pairs);
        self.documents.push(document);
    }

    fn field(&mut self, name: &'static str) -> &mut Tally {
        self.fields.entry(name).or_default()
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

    fn page(&mut self, article: &gold::Item, document: &Document, silent: bool) {
        if article.register.starts_with("silent") {
            self.field("silent").answer(silent);
        }
        if article.register == gold::SENTENCE && article.claims.is_empty() {
            self.field("silent.sentences").answer(silent);
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
        article: &gold::Item,
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
                        (Some(c), _) => {
                            let confused = (gold.kind.clone(), c.kind.name());
                            *self.confused.entry(confused).or_default() += 1;
                            format!("read as {}", c.kind.name())
                        }
                        (None, Some(_)) => "another event of the sentence read".to_owned(),
                        (None, None) => "nothing read".to_owned(),
                    }
                }
            };
            let words = format!("{} … {}", gold.trigger[0], gold.near);
            if let Some(spots) = &spots[g] {
                self.fault(
                    document,
                    spots.near,
                    format!("missed {}: {words}: {why}", gold.kind),
                );
            }
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
            let fault = format!(
                "too many: {} {} by {}: {why}",
                claim.kind.name(),
                claim.trigger.of(&document.text),
                claim.rule
            );
            self.fault(document, claim.trigger, fault);
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

    /// Notes what is wrong in the paragraph round `at`, in the document read last.
    fn fault(&mut self, document: &Document, at: Span, what: String) {
        let block = document.blocks.iter().map(|b| b.span).find(|b| b.contains(at));
        self.faults
            .entry((self.documents.len(), block.unwrap_or(at)))
            .or_default()
            .push(what);
    }

    fn miss(&mut self, article: &gold::Item, kind: String, rule: Option<String>, why: String, words: String) {
        self.misses.push(Miss {
            article: article.id.clone(),
            kind,
            rule,
            why,
            words,
        });
    }

    /// Every figure that a floor may be set under, by name, with the number of answers it is made of.
    pub fn metrics(&self) -> BTreeMap<String, (f64, usize)> {
        let (all, mut out) = (self.claims, BTreeMap::new());
        out.insert("claims.precision".to_owned(), (all.precision(), all.given));
        out.insert("claims.recall".to_owned(), (all.recall(), all.wanted));
        out.insert("claims.f1".to_owned(), (all.f1(), all.answers()));
        for (name, tally) in &self.types {
            out.insert(format!("type.{name}"), (tally.f1(), tally.answers()));
        }
        for (name, tally) in &self.fields {
            out.insert(format!("field.{name}"), (tally.f1(), tally.answers()));
        }
        out
    }
}

/// Which claims match a coded one.
pub fn right(claims: &[Claim], document: &Document, item: &gold::Item) -> Vec<bool> {
    let matched = matched(claims, document, item);
    matched.into_iter().map(|m| m.is_some()).collect()
}

/// For each claim the number of the coded one that it matches.
pub fn matched(claims: &[Claim], document: &Document, item: &gold::Item) -> Vec<Option<usize>> {
    let spots: Vec<_> = item.claims.iter().map(|g| Spots::of(&document.text, g)).collect();
    let pairs = matches(claims, &item.claims, &spots);
    let of = |c: usize| pairs.iter().find(|p| p.0 == c).map(|p| p.1);
    (0..claims.len()).map(of).collect()
}

/// Where the main trigger of a coded claim stands.
pub(crate) fn main_trigger(text: &str, gold: &gold::Claim) -> Option<Span> {
    let start = text.find(&gold.near)?;
    let main = gold.near.find(&gold.trigger[0]).map_or(start, |at| start + at);
    Some(Span::new(main, main + gold.trigger[0].len()))
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
        let near = main_trigger(text, gold)?;
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

fn short(text: &str) -> String {
    text.split_whitespace().take(14).collect::<Vec<_>>().join(" ")
}
