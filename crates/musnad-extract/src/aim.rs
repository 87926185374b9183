//! Aims: whom those who protest are against or ask something of.
//!
//! The words that tell it stand after the protest itself: a reason («احتجاجا على قرار الحكومة»), what people do
//! meanwhile («منددين بـ», «مطالبين الحكومة بـ»), their slogans («هتافات ضد»), or the seat that they gather at.

use crate::draft::Filler;
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::phrase::{NpId, Piece, Prep};
use crate::rule::{Relation, Slot};
use musnad_lexicon::{Clitics, Pos};

impl Matcher<'_, '_, '_> {
    /// What a protest whose word stands at token `at` is against or asks of; the plainest words first.
    pub(crate) fn aim(&self, at: usize) -> Option<Node> {
        let view = self.view;
        let here = view.chunks.of_token[at];
        let rest = || here..view.chunks.list.len();
        let told = rest().find_map(|c| {
            self.against(c)
                .or_else(|| self.asked(c))
                .or_else(|| self.unwanted(c))
        });
        let aim = told.or_else(|| rest().skip(1).find_map(|c| self.seat(c).map(Filler::Np)));
        aim.map(|filler| match filler {
            Filler::Np(np) => Node::Np(self.frames.noun(view, np)),
            Filler::Word(at) => Node::Word(at),
        })
    }

    /// Whether the recipient of an event stands further off, where an aim is looked for: none that makes it an event.
    pub(crate) fn is_aimed(&self, slots: &[Slot], nodes: &[Node]) -> bool {
        let (aims, others): (Vec<&Slot>, Vec<&Slot>) =
            slots.iter().partition(|s| s.path.contains(&Relation::Aim));
        !aims.is_empty() && others.iter().all(|s| self.follow(s, nodes).is_empty())
    }

    /// «احتجاجا على [قرار الحكومة]», «منددين بـ[زيارة الرئيس]», «شعارات معادية لـ[الحكومة]».
    fn against(&self, c: usize) -> Option<Filler> {
        let view = self.view;
        let class = &view.sent.lang.class;
        let chunk = view.chunks.list[c];
        if let Piece::Pp(Prep::At(prep), np) = chunk.piece
            && view.word_classes(prep).meets(&class.opposing)
        {
            return self.opponent(np);
        }
        let opposes = |at: usize| match view.sent.toks[at].tag {
            Tag::Verb => self.is_of_protest(at) && view.sent.is(at, &class.opposing),
            Tag::Word(_) => view.word_classes(at).meets(&class.opposing),
            _ => view.sent.is(at, &class.opposing),
        };
        let cue = (chunk.first..=chunk.last).rev().find(|at| opposes(*at))?;
        if cue < chunk.last && view.sent.toks[cue].tag != Tag::Word(Pos::Prep) {
            return None;
        }
        match view.chunks.list.get(c + 1)?.piece {
            Piece::Pp(_, np) => self.opponent(np),
            // «على ما يصفونه بوحشية الشرطة»
            _ => (c + 1..view.chunks.list.len().min(c + 5)).find_map(|n| match view.chunks.list[n].piece {
                Piece::Pp(Prep::Clitic(clitics), np) if clitics.has(Clitics::BI) => self.opponent(np),
                _ => None,
            }),
        }
    }

    /// «مطالبين [الحكومة] بـ», «لمطالبة [الإدارة] بـ», «تطالب [رئيس الوزراء] بـ».
    fn asked(&self, c: usize) -> Option<Filler> {
        let view = self.view;
        let chunk = view.chunks.list[c];
        let demands = |at: usize| view.sent.is(at, &view.sent.lang.class.demand);
        let np = match chunk.piece {
            Piece::Verb if demands(chunk.first) && self.is_of_protest(chunk.first) => {
                match view.chunks.list.get(c + 1)?.piece {
                    Piece::Np(np) => Some(np),
                    _ => None,
                }
            }
            Piece::Np(np) | Piece::Pp(_, np) if demands(view.chunks.nps[np].head) => {
                view.chunks.nps[np].genitive.or_else(|| {
                    let next = view.chunks.list.get(c + 1)?.piece;
                    match next {
                        Piece::Np(next) => Some(next),
                        Piece::Pp(..) if view.has_prep(c + 1, "", &view.sent.lang.class.upon) => {
                            view.chunks.np_of(c + 1)
                        }
                        _ => None,
                    }
                })
            }
            _ => None,
        }?;
        self.authority(np).map(Filler::Np)
    }

    /// «مطالبين باستقالة [الحكومة]», «للمطالبة بوقف [الهجمات الإسرائيلية]»: whose end is asked for.
    fn unwanted(&self, c: usize) -> Option<Filler> {
        let view = self.view;
        let class = &view.sent.lang.class;
        let np = view.chunks.np_of(c)?;
        let asks = match view.chunks.list[c].piece {
            Piece::Pp(Prep::At(prep), _) => view.word_classes(prep).meets(&class.demand),
            Piece::Pp(..) => view
                .sent
                .is(view.chunks.list[c.checked_sub(1)?].last, &class.demand),
            _ => false,
        };
        let p = &view.chunks.nps[np];
        let ends = asks && view.sent.is(p.head, &class.ending);
        p.genitive.filter(|_| ends).and_then(|g| self.opponent(g))
    }

    /// The seat of an authority that people gather at: «أمام مبنى الوزارة», «قرب السفارة».
    fn seat(&self, c: usize) -> Option<NpId> {
        let view = self.view;
        let class = &view.sent.lang.class;
        let Piece::Pp(Prep::At(prep), np) = view.chunks.list[c].piece else {
            return None;
        };
        let near = view.word_classes(prep);
        if !near.meets(&class.location) && !near.meets(&class.toward) || near.meets(&class.member) {
            return None;
        }
        view.chunks
            .within(np)
            .into_iter()
            .filter(|p| {
                let head = view.chunks.nps[*p].head;
                view.sent.toks[head].tag == Tag::Name || view.sent.is(head, &class.seat)
            })
            .find(|p| {
                let party = view.party(*p, self.date);
                self.authority(*p).is_some() && (party.sector.is_some() || party.id.is_some())
            })
    }

    /// A verb that tells of those who protest, their march or their slogans: none that has a subject of its own.
    fn is_of_protest(&self, at: usize) -> bool {
        let view = self.view;
        let class = &view.sent.lang.class;
        let frame = self.frames.verb(view, at);
        frame.subject.is_none_or(|np| {
            let head = view.chunks.nps[np].head;
            frame.subject_first || view.sent.is(head, &class.anybody)
        })
    }

    /// The party in the words that a protest is against: itself, whose it is, or by an adjective of nationality.
    fn opponent(&self, np: NpId) -> Option<Filler> {
        let view = self.view;
        let class = &view.sent.lang.class;
        for p in view.chunks.within(np) {
            // where a war is says nothing of who is blamed for it
            if view.sent.is(view.chunks.nps[p].head, &class.war) {
                return None;
            }
            if let Some(found) = self.authority(p) {
                return Some(Filler::Np(found));
            }
            if let Some(adjective) = view.nation(p) {
                return Some(Filler::Word(adjective));
            }
            // who is killed or held is not whom a protest is against
            if view.sent.is(view.chunks.nps[p].head, &class.suffering) {
                return None;
            }
        }
        None
    }

    /// `np` where it is a state, a body or somebody in office.
    fn authority(&self, np: NpId) -> Option<NpId> {
        let party = self.view.party(np, self.date);
        let known = party.country.is_some() || party.sector.is_some();
        (party.is_party && known && !matches!(party.sector.as_deref(), Some("CVL" | "MED"))).then_some(np)
    }
}
