//! Places: what place a noun phrase names, and how finely.
//!
//! A phrase may name a place («حلب»), its kind and it («مدينة حلب»), a side of it («شمال غرب سوريا»), what lies
//! round it («ريف حلب الغربي»), or a spot at a distance from it («على بعد 40 كلم شمال بعقوبة»). What is said is
//! never made finer: a side of a country is a region and has no pin.

use crate::claim::{Place, PlacePrecision};
use crate::frame::View;
use crate::lexical::Tag;
use crate::names::{NameHit, Resolved};
use crate::phrase::{NpId, Piece, Prep};
use crate::whereabouts::PlaceWord;
use musnad_knowledge::{Entry, Scored};
use musnad_lexicon::{Clitics, Pos};
use musnad_text::Span;

/// What a phrase says of the named place in it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// The place itself, or a part as fine as it is.
    Whole,
    /// What lies round it, or a side of it.
    Side,
    /// The land that is called by it.
    Land,
    /// What lies between it and another.
    Between,
    /// A spot in a direction (degrees clockwise from north) at a distance in kilometres.
    Away(f64, f64),
}

impl View<'_, '_> {
    /// Whether the head of `np` names a building or site.
    pub(crate) fn is_facility(&self, np: NpId) -> bool {
        let head = self.chunks.nps[np].head;
        self.sent.is(head, &self.sent.lang.class.facility) || self.is_place_noun(head)
    }

    /// Whether the word at `head` names a kind of place, and no person: «مواطن» is rarely the plural of «موطن».
    fn is_place_noun(&self, head: usize) -> bool {
        let person = self.sent.toks[head].readings().any(|r| r.pos == Pos::Person);
        let place = !person || self.sent.place_word(head).is_some();
        place && self.sent.is(head, &self.sent.lang.class.place_noun)
    }

    /// The place that `np` names, if it names one.
    pub(crate) fn place(&self, np: NpId) -> Option<Place> {
        let outer = &self.chunks.nps[np];
        let class = &self.sent.lang.class;
        let head = outer.head;
        let kind_noun = self.is_place_noun(head);
        let side = self.sent.is(head, &class.direction);
        let beside = self.stands_by(np);
        let local = kind_noun
            || side
            || beside.is_some()
            || self.sent.toks[head].tag == Tag::Name
            || self.is_facility(np)
            || self.is_unknown_spot(np)
            || outer.quantity.is_none() && self.sent.is(head, &class.facility);
        if !local {
            return None;
        }
        let named = self.chunks.within(np).into_iter().find_map(|part| {
            Some((
                part,
                self.named_place(part).or_else(|| self.recalled_place(part))?,
            ))
        });
        let mut place = match named {
            Some((part, place)) => self.part_of(np, part, place),
            None if kind_noun && (outer.genitive.is_some() || outer.apposed.is_some()) => {
                self.unknown_place(self.kind_precision(head))
            }
            None if beside.is_some() => self.unknown_place(beside?),
            None if kind_noun && outer.quantity.is_some() => self.unknown_place(PlacePrecision::Vague),
            None if self.is_unknown_spot(np) => self.unknown_place(PlacePrecision::Town),
            None if self.is_site(np) => self.unknown_place(PlacePrecision::Point),
            None if (kind_noun || side) && self.is_known(np) => Place {
                // «الأراضي السورية»
                country: self.nation(np).and_then(|at| self.country_of_word(at)),
                ..self.unknown_place(match self.kind_precision(head) {
                    _ if side => PlacePrecision::Region,
                    PlacePrecision::Region => PlacePrecision::Region,
                    _ => PlacePrecision::Vague,
                })
            },
            None => return None,
        };
        place.span = self.words(np);
        if place.id.is_none()
            && matches!(place.precision, PlacePrecision::Point | PlacePrecision::Vague)
            && let Some(container) = self.container(np)
        {
            // «جسر الحضارات في الناصرية»
            let last = self.words(container);
            place.span = place.span.cover(last);
        }
        if place.country.is_none() && place.id.is_none() {
            self.locate(np, &mut place);
        }
        Some(place)
    }

    /// «تظاهروا في إيراكليون»: a word that neither dictionary nor registry has, by itself behind «في».
    pub(crate) fn is_unknown_spot(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let tok = &self.sent.toks[p.head];
        let unknown = tok.tag == Tag::Noun
            && tok.kind == musnad_text::Kind::Word
            && tok
                .reading()
                .is_some_and(|r| r.pos == musnad_lexicon::Pos::Unknown);
        let chunk = self.chunks.of_token[p.first];
        let within = matches!(self.chunks.list[chunk].piece, Piece::Pp(Prep::At(at), whole)
            if whole == np && self.word_classes(at).meets(&self.sent.lang.class.member));
        unknown && within && p.first == p.last
    }

    /// «أمام البرلمان», «قرب نقطة تفتيش»: a spot told by what stands there, and how finely.
    fn stands_by(&self, np: NpId) -> Option<PlacePrecision> {
        let class = &self.sent.lang.class;
        let outer = &self.chunks.nps[np];
        let chunk = self.chunks.of_token[outer.first];
        let Piece::Pp(Prep::At(at), whole) = self.chunks.list[chunk].piece else {
            return None;
        };
        let stands = self.is_facility(np)
            || self.sent.is(outer.head, &class.office)
            || self.sent.is(outer.head, &class.org);
        let words = at..self.chunks.nps[whole].first;
        let spot = words.clone().any(|i| self.is_spot_word(i));
        let near = words.clone().any(|i| self.sent.is_around(i));
        (np == whole && stands && spot && outer.quantity.is_none()).then_some(if near {
            PlacePrecision::Vague
        } else {
            PlacePrecision::Point
        })
    }

    pub(crate) fn is_spot_word(&self, at: usize) -> bool {
        matches!(self.sent.toks[at].tag, Tag::Word(_))
            && self.word_classes(at).meets(&self.sent.lang.class.spot)
    }

    /// Gives an unknown place the country and division of the place that it is said to lie in: «قرية كذا بريف
    /// إدلب», «التابعة لبلدة كذا».
    fn locate(&self, np: NpId, place: &mut Place) {
        let container = [self.chunks.nps[np].patron, self.container(np)]
            .into_iter()
            .flatten();
        let found = container
            .flat_map(|np| self.chunks.within(np))
            .find_map(|part| self.named_place(part));
        if let Some(found) = found {
            (place.country, place.admin1) = (found.country, found.admin1);
        }
    }

    /// The phrase right after `np` that names what it lies in.
    fn container(&self, np: NpId) -> Option<NpId> {
        let outer = self.chunks.outermost(np);
        let next = self.chunks.of_token[self.chunks.nps[outer].last] + 1;
        let after = match self.chunks.list.get(next).map(|c| c.piece) {
            Some(Piece::Pp(Prep::Clitic(clitics), np)) if clitics.has(Clitics::BI) => Some(np),
            Some(Piece::Pp(Prep::Bare, np)) => Some(np),
            Some(Piece::Pp(Prep::At(at), np))
                if self.sent.is(at, &self.sent.lang.class.member) || self.sent.is_inside(at) =>
            {
                Some(np)
            }
            _ => None,
        };
        after.filter(|np| {
            self.chunks
                .within(*np)
                .into_iter()
                .any(|p| self.named_place(p).is_some())
        })
    }

    /// `place`, named by the part `part` of `np`, as coarse as the words of `np` make it.
    fn part_of(&self, np: NpId, part: NpId, place: Place) -> Place {
        let said = self.said_of(np, part);
        match said {
            Part::Whole
                if np != part && (self.is_site(np) || self.is_spot(np)) && !self.kind_fits(np, &place) =>
            {
                Place {
                    // a building in a town is finer than the town, but nobody knows where it stands; one that is named
                    // after a state may stand in another
                    span: place.span,
                    country: place
                        .country
                        .filter(|_| place.precision != PlacePrecision::Country),
                    admin1: place.admin1,
                    ..self.unknown_place(PlacePrecision::Point)
                }
            }
            Part::Whole => self.as_coarse_as_its_kind(np, part, place),
            Part::Side | Part::Land => {
                // «شرقي رام الله» is a hint, «شرق سوريا» and «ريف حلب» are land
                let hint = match place.precision {
                    PlacePrecision::Point | PlacePrecision::Town => said == Part::Side,
                    other => other == PlacePrecision::Vague,
                };
                Place {
                    country: place.country,
                    admin1: place.admin1,
                    ..self.unknown_place(if hint {
                        PlacePrecision::Vague
                    } else {
                        PlacePrecision::Region
                    })
                }
            }
            Part::Between => Place {
                country: place.country,
                ..self.unknown_place(PlacePrecision::Vague)
            },
            Part::Away(bearing, kilometres) => {
                let point = place
                    .lat
                    .zip(place.lon)
                    .map(|from| musnad_knowledge::destination(from, bearing, kilometres));
                Place {
                    country: place.country,
                    lat: point.map(|(lat, _)| hundredths(lat)),
                    lon: point.map(|(_, lon)| hundredths(lon)),
                    ..self.unknown_place(match point {
                        Some(_) => PlacePrecision::District,
                        None => PlacePrecision::Region,
                    })
                }
            }
        }
    }

    /// «بلدات الخيام وكفركلا»: names that a plural counts up, each a place of its kind.
    fn is_list(&self, part: NpId) -> bool {
        let next = self.chunks.nps[part].last + 1;
        self.sent.toks.get(next).is_some_and(|t| t.tag == Tag::Name)
            && crate::phrase::clitics_at(self.sent, next).has(Clitics::AND)
    }

    /// «قضاء خانقين» is no finer than a district, though the registry knows the town alone.
    fn as_coarse_as_its_kind(&self, np: NpId, part: NpId, place: Place) -> Place {
        let before = self.chunks.nps[part].first.checked_sub(1);
        let before = before.filter(|i| *i >= self.chunks.nps[np].first);
        let Some(PlaceWord::Kind(kind)) = before.and_then(|i| self.sent.place_word(i)) else {
            return place;
        };
        self.as_coarse_as(kind, place, true)
    }

    /// `place`, no finer than a place of this kind is; `apart`: its name stands without the word for the kind, so that
    /// «بادية الميادين» is not the town, while «جبل المكبر» may be a quarter.
    fn as_coarse_as(&self, kind: u16, place: Place, apart: bool) -> Place {
        let kind = self.sent.lang.place_words.kind(kind);
        let Some(asked) = PlacePrecision::from_name(&kind.precision) else {
            return place;
        };
        let coarse = matches!(asked, PlacePrecision::District | PlacePrecision::Province)
            || apart && asked == PlacePrecision::Region;
        if !coarse || place.precision >= asked {
            return place;
        }
        let known = place
            .id
            .as_deref()
            .and_then(|id| self.sent.lang.knowledge.by_id(id));
        let suits = match known {
            Some(Entry::Place(n)) => kind
                .kinds
                .iter()
                .any(|k| k == self.sent.lang.knowledge.place(n).kind),
            _ => false,
        };
        if suits {
            // «منطقة المواصي» is as fine as what bears the name
            return Place {
                precision: if asked == PlacePrecision::Region {
                    place.precision
                } else {
                    asked
                },
                ..place
            };
        }
        Place {
            country: place.country,
            admin1: place.admin1,
            ..self.unknown_place(asked)
        }
    }

    /// What the words of `np` before and after the name in `part` say of it.
    fn said_of(&self, np: NpId, part: NpId) -> Part {
        let outer = &self.chunks.nps[np];
        // «في محيط مطار الخرطوم»: the word is part of the preposition
        let chunk = self.chunks.of_token[outer.first];
        if self.is_between(chunk) {
            return Part::Between;
        }
        if let Piece::Pp(Prep::At(at), whole) = self.chunks.list[chunk].piece
            && self.chunks.nps[whole].first <= outer.first
            && (at..self.chunks.nps[whole].first).any(|i| self.sent.is_around(i))
        {
            return Part::Side;
        }
        let name = self.chunks.nps[part].first;
        let aside = |i: &usize| {
            self.sent.toks[*i]
                .readings()
                .any(|r| r.pos.is_nominal() && !r.clitics.has(Clitics::AL))
        };
        for i in (outer.first..name).filter(aside) {
            match self.sent.place_word(i) {
                Some(PlaceWord::Direction(_)) => {
                    let Some((bearing, _)) = self.sent.direction_at(i) else {
                        return Part::Side;
                    };
                    let distance = self.sent.distance_before(i).map(|(km, _)| km);
                    return distance.map_or(Part::Side, |km| Part::Away(bearing, km));
                }
                Some(PlaceWord::Around) => return Part::Side,
                Some(PlaceWord::Land) => return Part::Land,
                _ if self.sent.plural_around(i) && !self.is_list(part) => return Part::Side,
                _ => {}
            }
        }
        // «ريف حلب الغربي», «حلب الشرقية»: a side by an adjective after the name
        let last = self.chunks.nps[part].last;
        let named_last = self.sent.toks[self.chunks.nps[part].head]
            .part_of
            .map_or(last, |n| self.sent.names[n].last);
        let side = (named_last + 1..=outer.last.max(named_last)).any(|i| {
            matches!(self.sent.place_word(i), Some(PlaceWord::Direction(_)))
                && self.sent.toks[i].clitics().has(Clitics::AL)
        });
        if side { Part::Side } else { Part::Whole }
    }

    /// Whether `chunk` is one side of what a «بين» stands before: «الطريق بين حماة وحمص».
    fn is_between(&self, chunk: usize) -> bool {
        let opens = |c: usize| {
            matches!(self.chunks.list[c].piece, Piece::Pp(Prep::At(at), _)
                if self.sent.is(at, &self.sent.lang.class.between))
        };
        let joined = |c: usize| {
            let first = self.chunks.list[c].first;
            matches!(self.chunks.list[c].piece, Piece::Np(_))
                && crate::phrase::clitics_at(self.sent, first).has(Clitics::AND)
        };
        opens(chunk) || chunk > 0 && joined(chunk) && opens(chunk - 1)
    }

    /// Whether the word that heads `np` may be said of `place` itself: «مدينة حلب», not «مستشفى حلب».
    fn kind_fits(&self, np: NpId, place: &Place) -> bool {
        let head = self.chunks.nps[np].head;
        match self.sent.place_word(head) {
            Some(PlaceWord::Kind(kind)) => {
                let precision = self.sent.lang.place_words.kind(kind).precision.as_str();
                precision != "point" || place.precision == PlacePrecision::Point
            }
            Some(_) => true,
            None => !self.sent.is(head, &self.sent.lang.class.facility),
        }
    }

    /// How fine a place is that has no more than its kind.
    fn kind_precision(&self, head: usize) -> PlacePrecision {
        match self.sent.place_word(head) {
            Some(PlaceWord::Kind(kind)) => {
                let precision = &self.sent.lang.place_words.kind(kind).precision;
                PlacePrecision::from_name(precision).unwrap_or(PlacePrecision::Vague)
            }
            Some(PlaceWord::Direction(_) | PlaceWord::Around | PlaceWord::Land) => PlacePrecision::Region,
            _ => PlacePrecision::Vague,
        }
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

    /// «شارع سوريا»: the head is a word for a spot.
    fn is_spot(&self, np: NpId) -> bool {
        match self.sent.place_word(self.chunks.nps[np].head) {
            Some(PlaceWord::Kind(kind)) => self.sent.lang.place_words.kind(kind).precision == "point",
            _ => false,
        }
    }

    /// «المنطقة نفسها», «القرى الحدودية»: a definite place without a name.
    pub(crate) fn is_known(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let definite = |np: NpId| {
            let tok = &self.sent.toks[self.chunks.nps[np].head];
            tok.reading().is_some_and(musnad_lexicon::Reading::is_definite)
        };
        p.demonstrative || definite(np) || definite(self.innermost(np))
    }

    fn unknown_place(&self, precision: PlacePrecision) -> Place {
        Place {
            span: Span::default(),
            id: None,
            name_ar: None,
            name_en: None,
            country: None,
            admin1: None,
            lat: None,
            lon: None,
            precision,
        }
    }

    /// The kind that a name begins with: «قضاء سنجار» as a name of the town.
    fn kind_in(&self, hit: &NameHit) -> Option<u16> {
        match self.sent.place_word(hit.first).filter(|_| hit.last > hit.first) {
            Some(PlaceWord::Kind(kind)) => Some(kind),
            _ => None,
        }
    }

    fn named_place(&self, np: NpId) -> Option<Place> {
        let head = self.chunks.nps[np].head;
        let hit = self.sent.toks[head]
            .part_of
            .filter(|_| self.sent.toks[head].tag == Tag::Name)
            .map(|n| &self.sent.names[n])?;
        let k = &self.sent.lang.knowledge;
        match &hit.place {
            Resolved::Place(n) => {
                let place = entry_place(&k.place(*n));
                return Some(match self.kind_in(hit) {
                    Some(kind) => self.as_coarse_as(kind, place, false),
                    None => place,
                });
            }
            Resolved::Doubtful(country, admin1) if hit.countries().next().is_none() => {
                let precision = |c: &Scored| PlacePrecision::from_name(k.place(c.place).precision);
                let coarsest = hit.candidates.iter().filter_map(precision).max();
                let place = Place {
                    country: country.clone(),
                    admin1: admin1.clone(),
                    ..self.unknown_place(coarsest.unwrap_or(PlacePrecision::Town).max(PlacePrecision::Town))
                };
                return Some(match self.kind_in(hit) {
                    Some(kind) => self.as_coarse_as(kind, place, false),
                    None => place,
                });
            }
            _ => {}
        }
        let country = k.country(hit.countries().next()?);
        Some(Place {
            name_ar: Some(country.name_ar.to_owned()),
            name_en: country.name_en.map(str::to_owned),
            country: Some(country.code.to_owned()),
            ..self.unknown_place(PlacePrecision::Country)
        })
    }
}

/// A reckoned coordinate is no finer than a kilometre.
fn hundredths(degrees: f64) -> f64 {
    (degrees * 100.0).round() / 100.0
}

pub(crate) fn entry_place(p: &musnad_knowledge::Place<'_>) -> Place {
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
