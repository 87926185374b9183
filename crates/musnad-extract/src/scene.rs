//! The scene of a document: the countries it speaks of and the places it names, by which a name that several
//! places bear is resolved. The whole document is asked, not only what stands before the name.

use crate::lang::Lang;
use crate::lexical::{Sent, Tag, Tok};
use crate::names::Resolved;
use crate::whereabouts::PlaceWord;
use musnad_knowledge::{Choice, Clues, Entry, Place, Scored};
use musnad_lexicon::Pos;
use musnad_page::Document;
use rustc_hash::FxHashMap;

/// The most places whose points are kept; further ones add nothing.
const POINTS: usize = 40;

/// What a document speaks of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    /// Countries with how often they are named.
    counts: FxHashMap<String, f32>,
    /// The same as shares of the most named, most first.
    countries: Vec<(String, f32)>,
    /// One of them is named by something else than an army, its weapons or attacks.
    sure: bool,
    /// The country of the dateline, else of the outlet.
    home: Option<String>,
    /// Points of the places that are certain.
    points: Vec<(f64, f64)>,
}

impl Scene {
    /// The scene of a document of which nothing is read yet.
    pub(crate) fn of(lang: &Lang, document: &Document) -> Scene {
        let k = &lang.knowledge;
        let country_of = |e: &Entry| match e {
            Entry::Place(n) => k.place(*n).country.map(str::to_owned),
            Entry::Country(n) => Some(k.country(*n).code.to_owned()),
            _ => None,
        };
        let dateline = document.dateline.place.as_deref();
        let dateline = dateline.and_then(|name| one(k.named(name).iter().filter_map(country_of)));
        let outlet = || {
            let outlet = document.outlet.as_deref()?;
            k.outlet_named(outlet)?.country.map(str::to_owned)
        };
        Scene {
            home: dateline.or_else(outlet),
            ..Scene::default()
        }
    }

    /// Adds what `sent` names without doubt.
    pub(crate) fn note(&mut self, sent: &Sent<'_>) {
        let k = &sent.lang.knowledge;
        for hit in &sent.names {
            let country = one(hit.entries.iter().map(|e| match e {
                Entry::Country(n) => Some(k.country(*n).code.to_owned()),
                Entry::Actor(n) => k.actor(*n).country.map(str::to_owned),
                Entry::Place(n) => {
                    let p = k.place(*n);
                    let major = matches!(p.kind, "city" | "governorate" | "region");
                    let sure = p.by_hand && !p.ambiguous && (major || hit.last > hit.first);
                    p.country.filter(|_| sure).map(str::to_owned)
                }
                Entry::Outlet(_) => None,
            }));
            // an army or a president is a weaker sign of where than a country or a city
            let actor = hit.entries.iter().any(|e| matches!(e, Entry::Actor(_)));
            if let Some(country) = country.flatten().filter(|c| k.country_by_code(c).is_some()) {
                *self.counts.entry(country).or_default() += if actor { 0.7 } else { 1.0 };
                let army = |e: &Entry| matches!(e, Entry::Actor(n) if k.actor(*n).sector == Some("MIL"));
                self.sure |= !hit.entries.iter().any(army);
            }
        }
        let nation = |t: &Tok| {
            let named = matches!(t.tag, Tag::Noun | Tag::Adj)
                && !t.readings().any(|r| matches!(r.pos, Pos::Noun | Pos::Adj));
            let nisba = named.then(|| t.readings().find(|r| r.pos == Pos::Nisba))?;
            sent.lang.lexicon.lexeme(nisba?.lexeme?).country.clone()
        };
        let class = &sent.lang.class;
        let of_arms = |at: usize| {
            [&class.weapon, &class.blow, &class.force]
                .iter()
                .any(|c| sent.is(at, c))
        };
        for (at, tok) in sent.toks.iter().enumerate() {
            if let Some(country) = nation(tok) {
                *self.counts.entry(country).or_default() += 0.7;
                self.sure |= !(at.saturating_sub(2)..at).any(of_arms);
            }
        }
    }

    /// Takes stock: shares are taken anew.
    pub(crate) fn settle(&mut self) {
        let most = self.counts.values().copied().fold(0.0, f32::max);
        self.countries = self.counts.iter().map(|(c, n)| (c.clone(), n / most)).collect();
        self.countries
            .sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }

    /// Resolves the places that `sent` names, and learns from those that are certain.
    pub(crate) fn resolve(&mut self, sent: &mut Sent<'_>) {
        for n in (0..sent.names.len()).rev() {
            self.doubt_namesakes(sent, n);
            self.choose_actors(sent, n);
            if sent.names[n].places().next().is_none() {
                continue;
            }
            let choice = self.choose(sent, n);
            if let Some(place) = choice.place {
                self.learn(&sent.lang.knowledge.place(place), &choice);
            }
            sent.names[n].place = match choice.place {
                Some(place) => Resolved::Place(place),
                None => Resolved::Doubtful(choice.country, choice.admin1),
            };
            sent.names[n].candidates = choice.candidates;
        }
    }

    /// «محمد إبراهيم» is a minister only in a text that speaks of his country.
    fn doubt_namesakes(&self, sent: &mut Sent<'_>, n: usize) {
        let k = &sent.lang.knowledge;
        let named = |country: Option<&str>| self.countries.iter().any(|(c, _)| Some(c.as_str()) == country);
        let namesake = |e: &Entry| match e {
            Entry::Actor(n) => {
                let a = k.actor(*n);
                a.kind == "person" && a.ambiguous() && !named(a.country)
            }
            _ => false,
        };
        if sent.names[n].last > sent.names[n].first && sent.names[n].entries.iter().all(namesake) {
            sent.names[n].entries.clear();
        }
    }

    /// «العدالة والتنمية» is the party of the country that the text speaks of most among those that have one.
    fn choose_actors(&self, sent: &mut Sent<'_>, n: usize) {
        let k = &sent.lang.knowledge;
        let share = |e: &Entry| match e {
            Entry::Actor(n) => self.share_of(k.actor(*n).country),
            _ => 0.0,
        };
        let entries = &sent.names[n].entries;
        let actors = entries.iter().filter(|e| matches!(e, Entry::Actor(_)));
        let most = entries.iter().map(share).fold(0.0, f32::max);
        if actors.count() > 1 && most > 0.0 {
            sent.names[n].entries = entries.iter().copied().filter(|e| share(e) == most).collect();
        }
    }

    /// How often a country is named, as a share of the most named.
    fn share_of(&self, country: Option<&str>) -> f32 {
        let mut all = self.countries.iter();
        all.find(|(c, _)| Some(c.as_str()) == country)
            .map_or(0.0, |(_, share)| *share)
    }

    /// The point of a place that leads the others by far stands for where the story is.
    fn learn(&mut self, place: &Place<'_>, choice: &Choice) {
        let score = |n: usize| choice.candidates.get(n).map_or(0.0, Scored::score);
        let fine = matches!(place.precision, "town" | "point" | "district");
        let sure = fine && score(0) >= 3.0 && score(0) - score(1) >= 1.5;
        let room = self.points.len() < POINTS;
        self.points
            .extend(place.point.filter(|p| sure && room && !self.points.contains(p)));
    }

    /// The choice among the places that bear name `n` of the sentence.
    pub(crate) fn choose(&self, sent: &Sent<'_>, n: usize) -> Choice {
        let hit = &sent.names[n];
        let around = hit.around.clone().unwrap_or_default();
        let k = &sent.lang.knowledge;
        let (mut within, mut within_countries) = (Vec::new(), Vec::new());
        for outer in around.within.iter().map(|w| &sent.names[*w]) {
            match &outer.place {
                Resolved::Place(place) => within.push(*place),
                Resolved::Doubtful(country, _) => within_countries.extend(country.clone()),
                Resolved::Open => {
                    within_countries.extend(outer.countries().map(|c| k.country(c).code.to_owned()));
                }
            }
        }
        let mut candidates: Vec<u32> = hit.places().collect();
        if let Some((kind, _)) = around.kind {
            // «محافظة «مأرب»», «محافظتي مأرب والبيضاء»: the registry may have the name with its kind
            let kind = sent.lang.place_words.kind(kind);
            let suits = |n: &u32| {
                let place = k.place(*n);
                place.precision == kind.precision || kind.kinds.iter().any(|known| known == place.kind)
            };
            if !candidates.iter().any(suits) {
                let written = sent.span_of(hit.first, hit.last).of(sent.text);
                let more = kind
                    .words
                    .iter()
                    .flat_map(|word| k.named(&format!("{word} {written}")));
                candidates.extend(more.filter_map(|e| match e {
                    Entry::Place(n) => Some(n),
                    _ => None,
                }));
                candidates.dedup();
            }
        }
        // «مدينة القصير» may be an alias of one, and «القصير» the name of another
        if let Some(PlaceWord::Kind(kind)) = sent.place_word(hit.first).filter(|_| hit.last > hit.first) {
            let kinds = &sent.lang.place_words.kind(kind).kinds;
            let rest = sent.span_of(hit.first + 1, hit.last).of(sent.text);
            let more = k.named(rest).into_iter().filter_map(|e| match e {
                Entry::Place(n) => Some(n),
                _ => None,
            });
            let suits = |n: &u32| kinds.iter().any(|known| known == k.place(*n).kind);
            candidates.extend(more.filter(suits));
            candidates.sort_unstable();
            candidates.dedup();
        }
        let none = Vec::new();
        k.choose(
            &candidates,
            &Clues {
                written: sent.span_of(hit.first, hit.last).of(sent.text),
                kinds: around.kind.map_or(&none, |(kind, _)| {
                    let kind = sent.lang.place_words.kind(kind);
                    // a hospital or an airport by the name of a town is no kind of town
                    let suits = |n: &u32| kind.kinds.iter().any(|known| known == k.place(*n).kind);
                    if kind.precision == "point" && !candidates.iter().any(suits) {
                        &none
                    } else {
                        &kind.kinds
                    }
                }),
                nationality: &around.nationality,
                within: &within,
                within_countries: &within_countries,
                countries: &self.countries,
                countries_sure: self.sure,
                home: self.home.as_deref(),
                near: &self.points,
                located: around.located,
                only_a_name: (sent.toks[hit.first..=hit.last].iter())
                    .all(|t| t.readings().all(|r| r.pos == Pos::Unknown)),
            },
        )
    }
}

/// What all are, where all are the same.
fn one<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}
