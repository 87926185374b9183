//! People who are told one after the other, joined to a phrase or listed. The names behind «استشهاد كل من:», in the
//! sentence or in lines under it, are counted for the claim that they stand under.

use crate::claim::{Bound, Claim, Count, EventType, Outcome};
use crate::frame::View;
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece, head_gender};
use musnad_lexicon::{Clitics, Number, Pos, Reading};
use musnad_text::{Kind, Span};
use std::ops::Range;

/// A list that a sentence has opened and later lines may go on with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    /// The number of the claim that it stands under.
    claim: usize,
    outcome: Outcome,
    people: u64,
    span: Option<Span>,
    /// What its lines count, where they count by places: «▪️ الوادي شرق 11».
    shares: Option<u64>,
}

impl List {
    /// The list that a sentence opens, of whose claims the first is number `first`.
    pub(crate) fn opened(view: &View<'_, '_>, claims: &[Claim], first: usize) -> Option<List> {
        let (toks, class) = (&view.sent.toks, &view.sent.lang.class);
        let colon = view.colon_of_list()?;
        let hurt = (0..colon).rev().find(|i| view.is_hurt(*i))?;
        let counts = |c: &&Claim| c.kind == EventType::Assault;
        let near = claims.iter().enumerate().filter(|(_, c)| counts(c));
        let place = |c: &Claim| (c.doubtful, c.trigger.start.abs_diff(toks[hurt].span.start));
        let (n, _) = near.min_by_key(|(_, c)| place(c))?;
        let injured = view.sent.is(hurt, &class.injured) || view.sent.is(hurt, &class.injure);
        let mut out = List {
            claim: first + n,
            outcome: if injured {
                Outcome::Injured
            } else {
                Outcome::Killed
            },
            people: 0,
            span: None,
            shares: None,
        };
        let rest = colon + 1..toks.len();
        (rest.is_empty() || out.goes_on(view, rest)).then_some(out)
    }

    /// Whether the words of `range` list people; they are counted if so.
    fn goes_on(&mut self, view: &View<'_, '_>, range: Range<usize>) -> bool {
        let Some((people, span)) = view.listed(range) else {
            return false;
        };
        self.people += people;
        self.span = Some(self.span.map_or(span, |s| s.cover(span)));
        true
    }

    /// Whether the sentence is a further line of the list, or the number of one.
    pub(crate) fn takes(&mut self, view: &View<'_, '_>) -> bool {
        let toks = &view.sent.toks;
        if self.people == 0
            && let Some((share, span)) = view.share()
        {
            self.shares = Some(self.shares.unwrap_or(0) + share);
            self.span = Some(self.span.map_or(span, |s| s.cover(span)));
            return true;
        }
        if self.shares.is_some() {
            return false;
        }
        let number = toks
            .iter()
            .all(|t| matches!(t.kind, Kind::Number | Kind::Punct(_) | Kind::Other));
        number || self.goes_on(view, 0..toks.len())
    }

    /// Gives the count to its claim, where that has none of its own.
    pub(crate) fn close(self, claims: &mut [Claim]) {
        let Some(span) = self.span else { return };
        let people = self.shares.unwrap_or(self.people);
        let toll = &mut claims[self.claim].toll;
        // «شهيدان: خالد وعمر»: what is counted is known; those whom the phrase reaches alone are some of them
        let within = |c: &Count| span.contains(c.span);
        let known = toll.iter().any(|c| c.outcome == self.outcome && !within(c));
        if known || people < 2 {
            return;
        }
        toll.retain(|c| c.outcome != self.outcome);
        toll.push(exactly(self.outcome, people, span));
    }
}

/// A number of dead or hurt whose portions follow, a line each: «استقبل المستشفى 12 شهيدا:», «- سبعة من قصف خيمة».
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portions {
    outcome: Outcome,
    whole: u64,
}

impl Portions {
    /// The number that a sentence ends in a colon with.
    pub(crate) fn opened(view: &View<'_, '_>, claims: &[Claim]) -> Option<Portions> {
        view.sent.toks.last().filter(|t| t.is_punct(':'))?;
        let told = claims
            .iter()
            .filter(|c| c.kind == EventType::Assault && !c.doubtful);
        let mut counts = told.flat_map(|c| &c.toll);
        let hurt = |c: &&Count| matches!(c.outcome, Outcome::Killed | Outcome::Injured);
        let count = counts.find(hurt)?;
        let whole = count.value.filter(|v| *v > 1)?;
        Some(Portions {
            outcome: count.outcome,
            whole,
        })
    }

    /// Whether the sentence tells a portion; its claim gets the count, where it has none.
    pub(crate) fn takes(self, view: &View<'_, '_>, claims: &mut [Claim]) -> bool {
        let Some(count) = view.portion(self.outcome).filter(|c| c.value <= Some(self.whole)) else {
            return false;
        };
        let mut told = claims
            .iter_mut()
            .filter(|c| c.kind == EventType::Assault && !c.doubtful);
        if let Some(claim) = told
            .next()
            .filter(|c| c.toll.iter().all(|t| t.outcome != self.outcome))
        {
            claim.toll.push(count);
        }
        true
    }
}

fn exactly(outcome: Outcome, people: u64, span: Span) -> Count {
    Count {
        outcome,
        who: None,
        value: Some(people),
        bound: Bound::Exact,
        min: Some(people),
        max: Some(people),
        cumulative: false,
        span,
    }
}

/// What a word is in a list of people.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Listed {
    /// Another person: a relative, somebody of a title or trade.
    One,
    Two,
    /// Several; their number or their names follow.
    Several,
    /// A word of somebody's name, or one that no dictionary has.
    Name,
    /// The first word of another name: «وفاطمة».
    AndName,
}

impl View<'_, '_> {
    /// Whether `next` says who the dead or hurt of `counted` are: «شهيدان رجل وزوجته».
    pub(crate) fn are_told_as(&self, counted: NpId, next: NpId) -> bool {
        let p = &self.chunks.nps[counted];
        let people = |np: NpId| {
            let tok = &self.sent.toks[self.chunks.nps[np].head];
            let person = |r: &Reading| r.pos == Pos::Person || r.classes.meets(&self.sent.lang.class.kin);
            tok.tag == Tag::Noun && tok.readings().any(person)
        };
        let several = p.quantity.is_some() || head_gender(self.sent, p).1 == Some(Number::Dual);
        several && self.sent.is(p.head, &self.sent.lang.class.casualty) && people(next)
    }

    /// «استشهد رجل وامرأة، وأم وطفلها»: whether people are told with others over a comma, and begin no clause of their own.
    pub(crate) fn more_people(&self, first: NpId, c: usize) -> bool {
        let single = |np: NpId| {
            let p = &self.chunks.nps[np];
            let mut readings = self.sent.toks[p.head].readings();
            p.quantity.is_none() && readings.any(|r| r.pos == Pos::Person && !r.clitics.has(Clitics::AL))
        };
        let joined =
            |c: &usize| matches!(self.chunks.list[*c].piece, Piece::Np(np) if self.is_coordinated(np));
        let last = (c..self.chunks.list.len()).take_while(joined).last();
        let Some(last) = last else { return false };
        let after = self.chunks.list.get(last + 1);
        let own_verb =
            after.is_some_and(|x| x.piece == Piece::Verb && !self.sent.toks[x.first].clitics().has_conj());
        let people = |c: usize| self.chunks.np_of(c).is_some_and(single);
        single(first) && people(c) && !own_verb
    }

    /// The colon of a sentence behind which people may be listed.
    fn colon_of_list(&self) -> Option<usize> {
        self.sent.toks.iter().rposition(|t| t.is_punct(':'))
    }

    fn is_hurt(&self, at: usize) -> bool {
        let class = &self.sent.lang.class;
        self.sent.is(at, &class.casualty) || self.sent.is(at, &class.harm)
    }

    /// Whether people are listed behind the word at `at`, in the sentence or under it.
    pub(crate) fn heads_list(&self, at: usize) -> bool {
        let colon = self
            .colon_of_list()
            .filter(|c| *c > at && (0..*c).any(|i| self.is_hurt(i)));
        let until = self.sent.toks.len();
        colon.is_some_and(|c| c + 1 == until || self.listed(c + 1..until).is_some())
    }

    /// How many people the words of `range` list, and their words; none if they list nobody. Words are asked, and no
    /// phrases: most names are words of another kind as well.
    fn listed(&self, range: Range<usize>) -> Option<(u64, Span)> {
        let toks = &self.sent.toks;
        let mut people = 0;
        let mut words: Option<(usize, usize)> = None;
        // of the people named last: how many may still be named, and whether a name may begin another person
        let (mut named, mut fresh) = (0, true);
        let mut at = range.start;
        let marked = matches!(toks.get(at).map(|t| t.kind), Some(Kind::Number | Kind::Punct(_)));
        while at < range.end {
            let tok = &toks[at];
            match tok.kind {
                Kind::Punct('(') => {
                    at = (at..range.end).find(|i| toks[*i].is_punct(')')).unwrap_or(at);
                }
                Kind::Punct(c) if matches!(c, '.' | '…') && people > 0 => break,
                // «1- », «| », «، »: another
                Kind::Punct(_) | Kind::Other => (named, fresh) = (0, true),
                Kind::Number => {}
                _ if tok.tag == Tag::Time || self.sent.is(at, &self.sent.lang.class.unit) => {}
                _ => {
                    let what = self.as_listed(at);
                    let joined = self.is_joined(at);
                    // «رحمهم الله» is no further line
                    let sure = marked || what != Some(Listed::Name) || self.is_name_word(at);
                    match what {
                        None if people == 0 => return None,
                        _ if people == 0 && !sure => return None,
                        None => {}
                        Some(Listed::One | Listed::Two) if !fresh && !joined => {}
                        Some(Listed::One) => (people, named) = (people + 1, 1),
                        Some(Listed::Two) => (people, named) = (people + 2, 2),
                        Some(Listed::Several) => {
                            let n = toks
                                .get(at + 1)
                                .filter(|t| t.tag == Tag::Num)
                                .and_then(|t| t.part_of);
                            let n = n.and_then(|q| self.sent.quantities[q].value);
                            (people, named) = (people + n.unwrap_or(0), n.unwrap_or(0));
                        }
                        Some(Listed::Name) if fresh && named == 0 => people += 1,
                        Some(Listed::Name) if named > 0 => named -= 1,
                        Some(Listed::Name) => {}
                        Some(Listed::AndName) if named > 0 => named -= 1,
                        Some(Listed::AndName) => people += 1,
                    }
                    // «وأولادهما [حسن]»: the first of several who are not counted
                    let several = what == Some(Listed::Several) && named == 0;
                    fresh = several;
                    if people > 0 {
                        words = Some((words.map_or(at, |w| w.0), at));
                    }
                }
            }
            at += 1;
        }
        words.map(|(first, last)| (people, self.sent.span_of(first, last)))
    }

    /// What a line gives of a number that is counted by places: the number that it ends in, behind words that are nobody's
    /// name.
    fn share(&self) -> Option<(u64, Span)> {
        let toks = &self.sent.toks;
        let words = toks.iter().position(|t| t.kind == Kind::Word)?;
        let last = toks
            .iter()
            .rposition(|t| !matches!(t.kind, Kind::Punct(_) | Kind::Other))?;
        let quantity = toks[last].part_of.filter(|_| toks[last].tag == Tag::Num);
        let value = quantity.and_then(|q| self.sent.quantities[q].value);
        let article = toks[words].readings().any(|r| r.clitics.has(Clitics::AL));
        let name = toks[words].in_names.person.given() && !article || toks[last].kind != Kind::Number;
        let one = toks.iter().filter(|t| t.tag == Tag::Num).count() == 1;
        let span = || self.sent.span_of(words, last);
        value
            .filter(|_| words < last && !name && one)
            .map(|v| (v, span()))
    }

    /// How many of those counted before a colon a line begins with, as a count of `outcome`: «- سبعة من قصف خيمة».
    fn portion(&self, outcome: Outcome) -> Option<Count> {
        let toks = &self.sent.toks;
        let first = toks
            .iter()
            .position(|t| !matches!(t.kind, Kind::Punct(_) | Kind::Other))?;
        let quantity = &self.sent.quantities[toks[first].part_of.filter(|_| toks[first].tag == Tag::Num)?];
        let value = quantity
            .value
            .filter(|_| !quantity.ordinal && !quantity.percent)?;
        let from = matches!(
            toks.get(quantity.tokens.end).map(|t| t.tag),
            Some(Tag::Word(Pos::Prep))
        );
        from.then(|| exactly(outcome, value, self.sent.span_of(first, quantity.tokens.end - 1)))
    }

    /// Whether «و» is written on to a word that is none without it.
    fn is_joined(&self, at: usize) -> bool {
        let tok = &self.sent.toks[at];
        tok.readings().any(|r| r.clitics.has(Clitics::AND)) || self.name_behind_and(at)
    }

    fn name_behind_and(&self, at: usize) -> bool {
        let (tok, lang) = (&self.sent.toks[at], self.sent.lang);
        let mut name = false;
        if tok.in_names.person_behind && !self.is_name_word(at) {
            lang.lexicon.without_front(tok.key(), |rest, clitics, _| {
                let and = clitics.has(Clitics::AND) && clitics.count() == 1;
                name |= and && lang.knowledge.name_word(rest).is_some();
            });
        }
        name
    }

    fn is_name_word(&self, at: usize) -> bool {
        self.sent.toks[at].in_names.person.is_some()
    }

    fn as_listed(&self, at: usize) -> Option<Listed> {
        let tok = &self.sent.toks[at];
        let class = &self.sent.lang.class;
        let mut people = tok
            .readings()
            .filter(|r| r.pos == Pos::Person || r.classes.meets(&class.kin));
        if let Some(person) = people.next() {
            return Some(match person.number() {
                Some(Number::Dual) => Listed::Two,
                Some(Number::Plural) => Listed::Several,
                _ => Listed::One,
            });
        }
        if self.name_behind_and(at) {
            return Some(Listed::AndName);
        }
        let unknown = |r: &Reading| r.pos == Pos::Unknown;
        (self.is_name_word(at) || tok.readings().all(unknown)).then_some(Listed::Name)
    }
}
