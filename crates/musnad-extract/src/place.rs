//! Places: what place a noun phrase names, and how finely.

use crate::claim::{Place, PlacePrecision};
use crate::frame::View;
use crate::lexical::Tag;
use crate::phrase::NpId;
use musnad_knowledge::Entry;
use musnad_text::Span;

impl View<'_, '_> {
    /// Whether the head of `np` names a building or site.
    pub(crate) fn is_facility(&self, np: NpId) -> bool {
        let head = self.chunks.nps[np].head;
        self.sent.is(head, &self.sent.lang.class.facility)
            || self.sent.is(head, &self.sent.lang.class.place_noun)
    }

    /// The place that `np` names, if it names one.
    pub(crate) fn place(&self, np: NpId) -> Option<Place> {
        let outer = &self.chunks.nps[np];
        let class = &self.sent.lang.class;
        let named = self
            .chunks
            .within(np)
            .into_iter()
            .find_map(|part| self.named_place(part));
        let head = outer.head;
        let kind_noun = self.sent.is(head, &class.place_noun);
        let vague = self.sent.is(head, &class.direction);
        let mut place = match named {
            Some(place) => place,
            None if self.is_site(np) => Place {
                precision: PlacePrecision::Point,
                ..self.unknown_place(head)
            },
            None if kind_noun && (outer.genitive.is_some() || outer.apposed.is_some()) => {
                self.unknown_place(head)
            }
            None if (kind_noun || vague) && self.is_known(np) => Place {
                precision: PlacePrecision::Vague,
                ..self.unknown_place(head)
            },
            None => return None,
        };
        let local = kind_noun
            || vague
            || self.sent.toks[head].tag == Tag::Name
            || self.is_facility(np)
            || outer.quantity.is_none() && self.sent.is(head, &class.facility);
        if !local {
            return None;
        }
        if vague && place.precision != PlacePrecision::Vague {
            place.precision = place.precision.max(PlacePrecision::Region);
            (place.lat, place.lon) = (None, None);
        }
        place.span = self.words(np);
        Some(place)
    }

    /// A building or site that the text knows: definite, or named by what belongs to it.
    fn is_site(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let facility = self.sent.is(p.head, &self.sent.lang.class.facility);
        let known = p.genitive.is_some()
            || p.apposed.is_some()
            || self.sent.toks[p.head]
                .reading()
                .is_some_and(musnad_lexicon::Reading::is_definite);
        facility && known && p.quantity.is_none()
    }

    /// «المنطقة نفسها», «القرى الحدودية»: a definite place without a name.
    fn is_known(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        p.demonstrative
            || self.sent.toks[p.head]
                .reading()
                .is_some_and(musnad_lexicon::Reading::is_definite)
    }

    fn unknown_place(&self, _head: usize) -> Place {
        Place {
            span: Span::default(),
            id: None,
            name_ar: None,
            name_en: None,
            country: None,
            admin1: None,
            lat: None,
            lon: None,
            precision: PlacePrecision::Town,
        }
    }

    fn named_place(&self, np: NpId) -> Option<Place> {
        let head = self.chunks.nps[np].head;
        let hit = self.sent.toks[head]
            .part_of
            .filter(|_| self.sent.toks[head].tag == Tag::Name)
            .map(|n| &self.sent.names[n])?;
        let k = &self.sent.lang.knowledge;
        let places = || {
            hit.entries.iter().filter_map(|e| {
                if let Entry::Place(n) = e {
                    Some(k.place(*n))
                } else {
                    None
                }
            })
        };
        if let Some(first) = places().next() {
            let one_country = places().all(|p| p.country == first.country);
            let known = |p: &musnad_knowledge::Place<'_>| {
                p.country
                    .is_some_and(|c| self.sent.countries.iter().any(|known| known == c))
            };
            // a minor place bears its name only in an article that speaks of its country
            let minor = |p: &musnad_knowledge::Place<'_>| {
                matches!(
                    p.kind,
                    "quarter" | "camp" | "village" | "town" | "street" | "base" | "district"
                )
            };
            let fits = |p: &musnad_knowledge::Place<'_>| {
                known(p) || one_country && (!minor(p) || self.sent.countries.is_empty())
            };
            return match places().find(fits) {
                Some(p) => Some(entry_place(&p)),
                None => Some(self.unknown_place(head)),
            };
        }
        hit.entries.iter().find_map(|e| match e {
            Entry::Country(n) => {
                let c = k.country(*n);
                let place = self.unknown_place(head);
                Some(Place {
                    name_ar: Some(c.name_ar.to_owned()),
                    name_en: c.name_en.map(str::to_owned),
                    country: Some(c.code.to_owned()),
                    precision: PlacePrecision::Country,
                    ..place
                })
            }
            _ => None,
        })
    }
}

fn entry_place(p: &musnad_knowledge::Place<'_>) -> Place {
    Place {
        span: Span::default(),
        id: Some(p.id.to_owned()),
        name_ar: p.name_ar.map(str::to_owned),
        name_en: p.name_en.map(str::to_owned),
        country: p.country.map(str::to_owned),
        admin1: p.admin1.map(str::to_owned),
        lat: p.point.map(|(lat, _)| lat),
        lon: p.point.map(|(_, lon)| lon),
        precision: PlacePrecision::from_name(p.precision).unwrap_or(PlacePrecision::Vague),
    }
}
