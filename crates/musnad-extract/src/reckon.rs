//! Reckoning: which of the counted people of a sentence an event did something to.
//!
//! The rules count what their slots reach ([`crate::counts`], [`crate::tolling`]). Here all counted people of the
//! sentence are weighed as those of each event, one outcome at a time, by the words that tell what became of them and by
//! how they stand to the event.

use crate::attach::{Attacher, Field, Spot};
use crate::claim::{Claim, Count, EventType, Outcome, Role};
use crate::draft::Draft;
use crate::features::{Names, class_names, lemma, lemma_before, lemma_behind};
use crate::lexical::Tag;
use crate::phrase::NpId;
use crate::scorer::Scorer;
use musnad_lexicon::{ClassSet, Pos, Reading};
use musnad_text::Span;
use std::ops::Range;

/// What figures that the rules found must weigh more than; all else more than nothing.
pub const LEAST_FIGURE: f32 = -2.0;

/// How many words before people tell what became of them, and how many behind.
const BEFORE: usize = 14;
const BEHIND: usize = 6;

/// Gives each claim of `these` the figures that weigh enough as its own.
pub(crate) fn reckon(
    attacher: &Attacher<'_, '_, '_>,
    scorer: &Scorer,
    claims: &mut [Claim],
    these: Range<usize>,
) {
    if these.is_empty() || !scorer.attaches(Field::Toll) {
        return;
    }
    let spots = attacher.spots(Field::Toll);
    for n in these {
        let (draft, claim) = (&attacher.drafts[n], &mut claims[n]);
        let mut weighed: Vec<(f32, &Count)> = (0..spots.len())
            .filter_map(|s| {
                let count = spots[s]
                    .count
                    .as_ref()
                    .filter(|_| attacher.may_count(n, &spots[s]))?;
                Some((attacher.weight(scorer, Field::Toll, n, &spots, s), count))
            })
            .collect();
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
        // «برصاص قناص»: whoever did it is none of those it was done to
        let does = |c: &Count| {
            let mut doers = claim.actors.iter().filter(|a| a.role == Role::Actor);
            c.outcome != Outcome::Participants && doers.any(|a| a.span.overlaps(c.span))
        };
        weighed.retain(|(_, count)| draft.counts(count) || !does(count));
        for (weight, count) in weighed {
            if draft.counts(count) {
                if weight <= LEAST_FIGURE {
                    claim.toll.retain(|c| !c.is_same(count));
                }
                continue;
            }
            let apart = |c: &Count| !c.span.overlaps(count.span);
            if weight > 0.0 && claim.toll.iter().all(apart) {
                let cumulative = claim.toll.iter().any(|c| c.cumulative);
                claim.toll.push(Count {
                    cumulative,
                    ..count.clone()
                });
            }
        }
    }
}

/// Whether an event of this kind can have had this outcome for people.
fn befits(draft: &Draft, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Killed | Outcome::Injured => matches!(draft.kind, EventType::Assault | EventType::Coerce),
        Outcome::Abducted => draft.kind == EventType::Assault,
        Outcome::Detained => draft.kind == EventType::Coerce,
        Outcome::Participants => draft.kind == EventType::Protest,
        Outcome::Missing | Outcome::Displaced => false,
    }
}

impl Attacher<'_, '_, '_> {
    /// Whether draft `n` can have what is at `spot`: an arrest has no dead bodies, a meeting no figures.
    pub(crate) fn may_count(&self, n: usize, spot: &Spot) -> bool {
        let outcome = spot.count.as_ref().map(|c| c.outcome);
        outcome.is_none_or(|o| befits(&self.drafts[n], o))
    }

    /// All counted people of the sentence, once for each outcome that one of its events may have had for them.
    pub(crate) fn figures(&self) -> Vec<Spot> {
        let chunks = &self.view.chunks;
        let told = |outcome: Outcome| self.drafts.iter().any(|d| befits(d, outcome));
        let outcomes: Vec<Outcome> = (Outcome::ALL.iter().copied()).filter(|o| told(*o)).collect();
        if outcomes.is_empty() {
            return Vec::new();
        }
        // «شهيدان أم وطفلها», «الأختين مها وسلمى»: those before, by other words
        let people = |np: NpId| self.may_be_people(np);
        let named_again: Vec<NpId> = (0..chunks.nps.len())
            .filter(|np| self.is_beside_people(*np, &people))
            .flat_map(|np| self.view.coordinated(np))
            .collect();
        let undivided = self.view.undivided();
        let part = |words: Span| undivided.iter().any(|all| all.contains(words));
        let mut out: Vec<Spot> = Vec::new();
        for np in 0..chunks.nps.len() {
            let p = &chunks.nps[np];
            let words = self.view.words(np);
            if !people(np) || named_again.contains(&np) || self.speaks(words) || part(words) {
                continue;
            }
            for count in outcomes.iter().filter_map(|o| self.view.count(np, *o)) {
                let known = |s: &Spot| s.count.as_ref().is_some_and(|c| c.is_same(&count));
                if out.iter().any(known) {
                    continue;
                }
                let word = self.preposition(chunks.of_token[p.first]);
                let mut spot = Spot::new(np, (p.first, p.last), chunks.of_token[p.first], word);
                spot.count = Some(count);
                out.push(spot);
            }
        }
        out
    }

    /// «ضابطا متقاعدا», «الطفل يوسف»: whether people stand right before it, of whom it says more.
    fn is_beside_people(&self, np: NpId, people: &dyn Fn(NpId) -> bool) -> bool {
        let chunks = &self.view.chunks;
        let first = chunks.nps[np].first;
        let before = |other: &NpId| chunks.nps[*other].last + 1 == first && people(*other);
        let joined = self.view.is_coordinated(np) || chunks.nps[np].quantity.is_some();
        !joined && (0..chunks.nps.len()).any(|other| before(&other))
    }

    /// Whether these are the words of a source.
    fn speaks(&self, words: Span) -> bool {
        let sources = self.reports.iter().flat_map(|r| &r.sources);
        sources.filter_map(|s| s.span).any(|s| s.overlaps(words))
    }

    /// Whether a phrase with this head may be people, one by one: bodies, sites and the dead body of somebody are not.
    fn may_be_people(&self, np: NpId) -> bool {
        let sent = self.view.sent;
        let class = &sent.lang.class;
        let p = &self.view.chunks.nps[np];
        let tok = &sent.toks[p.head];
        match tok.tag {
            Tag::Num | Tag::Name => true,
            Tag::Word(pos) => pos == Pos::Pron,
            Tag::Adj => false,
            _ if [&class.facility, &class.org, &class.office]
                .iter()
                .any(|c| sent.is(p.head, c)) =>
            {
                false
            }
            _ if p.quantity.is_none() && [&class.group, &class.corpse].iter().any(|c| sent.is(p.head, c)) => {
                false
            }
            _ => {
                let person =
                    |r: &Reading| matches!(r.pos, Pos::Person | Pos::Nisba) || r.classes.meets(&class.kin);
                let ordinal = sent.is(p.head, &class.ordinal) && self.view.is_definite(np);
                tok.reading().is_some_and(person) && !ordinal
                    || [&class.counted, &class.injure, &class.household, &class.partitive]
                        .iter()
                        .any(|c| sent.is(p.head, c))
            }
        }
    }

    /// What the word at `at` tells to have become of people.
    fn tells_outcome(&self, at: usize) -> Option<Outcome> {
        let sent = self.view.sent;
        let class = &sent.lang.class;
        if !matches!(sent.toks[at].tag, Tag::Verb | Tag::Noun | Tag::Adj) {
            return None;
        }
        let by: [(&ClassSet, Outcome); 8] = [
            (&class.killed, Outcome::Killed),
            (&class.injured, Outcome::Injured),
            (&class.deadly, Outcome::Killed),
            (&class.injure, Outcome::Injured),
            (&class.abducts, Outcome::Abducted),
            (&class.arrests, Outcome::Detained),
            (&class.missing, Outcome::Missing),
            (&class.displaced, Outcome::Displaced),
        ];
        by.iter()
            .find(|(set, _)| sent.is(at, set))
            .map(|(_, outcome)| *outcome)
    }

    /// What a figure is by itself, which words tell what became of its people, and how it stands to what the rules found.
    pub(crate) fn figure(
        &self,
        f: &mut Names<'_>,
        n: usize,
        (spots, spot): (&[Spot], &Spot),
    ) -> &'static str {
        let (view, draft) = (self.view, &self.drafts[n]);
        let (sent, chunks) = (view.sent, &view.chunks);
        let Some(count) = &spot.count else {
            return "none";
        };
        let p = &chunks.nps[spot.id];
        let same = |o: Option<Outcome>| match o {
            Some(o) if o == count.outcome => "same",
            Some(_) => "other",
            None => "none",
        };
        let others = draft.toll.iter().filter(|c| c.outcome == count.outcome).count();
        let found = if draft.counts(count) {
            "this"
        } else if draft.toll.iter().any(|c| c.span.overlaps(count.span)) {
            "part"
        } else if others > 0 {
            "taken"
        } else if draft.toll.is_empty() {
            "none"
        } else {
            "beside"
        };
        f.both("found", format_args!("{found}"));
        f.both("type", format_args!("{}", draft.kind.name()));
        let size = match count.value.or(count.min) {
            None => "vague",
            Some(0) => "0",
            Some(1) => "1",
            Some(2) => "2",
            Some(3..=9) => "few",
            Some(10..=99) => "tens",
            Some(_) => "many",
        };
        let figure = if p.quantity.is_some() { "figure" } else { "noun" };
        let head = &sent.toks[p.head];
        let definite = view.is_definite(spot.id);
        f.both("size", format_args!("{figure} {size}"));
        f.common("definite", format_args!("{definite} {figure} {size}"));
        f.common("head", format_args!("{}", lemma(view, p.head)));
        f.common("tag", format_args!("{}", tag(head.tag)));
        for class in class_names(view, p.head) {
            f.both("head-class", format_args!("{class}"));
        }
        let own = same(view.outcome_of(spot.id));
        f.both("own", format_args!("{own} {found}"));
        // the words that tell what became of somebody: the nearest before, and the nearest behind
        let before = (p.first.saturating_sub(BEFORE)..p.first).rev();
        let left = before.clone().find_map(|at| Some((at, self.tells_outcome(at)?)));
        let right = (spot.last + 1..sent.toks.len().min(spot.last + 1 + BEHIND))
            .find_map(|at| Some((at, self.tells_outcome(at)?)));
        let verb = before.clone().find(|at| sent.toks[*at].tag == Tag::Verb);
        let far = |n: usize| match n {
            0..=3 => n,
            4..=6 => 6,
            _ => 7,
        };
        let undone = |at: usize| {
            let before = at.checked_sub(1);
            self.view.is_negated(at) || before.is_some_and(|b| sent.is(b, &sent.lang.class.attempt))
        };
        let trigger = draft.trigger[0];
        f.common(
            "undone",
            format_args!("{} {:?}", undone(trigger), left.map(|(at, _)| undone(at))),
        );
        f.common(
            "undone-right",
            format_args!("{:?}", right.map(|(at, _)| undone(at))),
        );
        let [left_told, right_told] = [left, right].map(|near| same(near.map(|(_, o)| o)));
        let left_own = left.map(|(at, _)| draft.trigger.contains(&at));
        let distance = left.map(|(at, _)| far(p.first - at));
        f.both("left", format_args!("{left_told} {left_own:?}"));
        f.common("left-far", format_args!("{left_told} {distance:?} {found}"));
        f.common(
            "left-tag",
            format_args!(
                "{left_told} {}",
                left.map_or("", |(at, _)| tag(sent.toks[at].tag))
            ),
        );
        f.both("right", format_args!("{right_told} {own}"));
        f.common("sides", format_args!("{left_told} {right_told} {own} {found}"));
        let told_by_verb = verb.map_or("none", |at| match self.tells_outcome(at) {
            Some(o) => same(Some(o)),
            None if sent.is(at, &sent.lang.class.cause) => "cause",
            None => "verb",
        });
        f.both("verb", format_args!("{told_by_verb} {found}"));
        if let Some(at) = verb {
            f.common("verb-lemma", format_args!("{}", lemma(view, at)));
            let frame = self.frames.verb(view, at);
            let place = if frame.subject == Some(spot.id) {
                "subject"
            } else if frame.object == Some(spot.id) {
                "object"
            } else {
                "else"
            };
            f.both("verb-place", format_args!("{told_by_verb} {place}"));
        }
        let outer = chunks.outermost(spot.id);
        let governs = |np: NpId| self.tells_outcome(chunks.nps[np].head);
        let inside = if outer == spot.id {
            "none"
        } else {
            same(governs(outer))
        };
        f.both(
            "inside",
            format_args!("{inside} {}", draft.trigger.contains(&chunks.nps[outer].head)),
        );
        f.both("prep", format_args!("{}", spot.word));
        f.common("word-before", format_args!("{}", lemma_before(view, p.first)));
        f.common("word-behind", format_args!("{}", lemma_behind(view, spot.last)));
        let joined = view.is_coordinated(spot.id);
        let with = joined && {
            let group = |c: &Count| c.outcome == count.outcome && c.span.end <= count.span.start;
            draft.toll.iter().any(group)
        };
        f.common("joined", format_args!("{joined} {with} {own}"));
        let filled = |d: &Draft| {
            if self.fills(&d.ruled[Role::Recipient as usize], spot) {
                "recipient"
            } else if self.fills(&d.ruled[Role::Actor as usize], spot) {
                "actor"
            } else {
                "none"
            }
        };
        let other = self
            .others(n)
            .map(|(_, d)| (filled(d), d.kind))
            .find(|(r, _)| *r != "none");
        let whose = other.map_or("", |(_, kind)| kind.name());
        let other = other.map_or("none", |(role, _)| role);
        f.common(
            "role-kind",
            format_args!("{} {other} {whose} {}", filled(draft), draft.kind.name()),
        );
        let alike = spots.iter().filter(|s| {
            let same = s.count.as_ref().is_some_and(|c| c.outcome == count.outcome);
            same && s.id != spot.id
        });
        let far_off = |s: &Spot| s.first.abs_diff(trigger);
        let nearer = alike.clone().filter(|s| far_off(s) < far_off(spot)).count();
        let earlier = alike.filter(|s| s.first < spot.first).count();
        f.both("rank", format_args!("{} {}", nearer.min(3), earlier.min(3)));
        f.both("role", format_args!("{} {other}", filled(draft)));
        f.common(
            "role-told",
            format_args!("{} {other} {left_told} {own}", filled(draft)),
        );
        let tells = draft.trigger.iter().map(|at| self.tells_outcome(*at));
        let tells = tells.map(same).find(|t| *t != "none").unwrap_or("none");
        f.both("trigger-tells", format_args!("{tells} {found}"));
        let event = lemma(view, draft.trigger[0]);
        f.both("event", format_args!("{event}"));
        let (stand, word) = self.stands(n, &self.nouns(n), spot);
        f.both("stand", format_args!("{stand} {word}"));
        f.both("stand-event", format_args!("{stand} {word} {event}"));
        f.both("stand-found", format_args!("{stand} {word} {found}"));
        f.both("stand-type", format_args!("{stand} {word} {}", draft.kind.name()));
        let elsewhere = self.others(n).any(|(_, d)| d.counts(count));
        f.both("elsewhere", format_args!("{elsewhere} {found}"));
        found
    }
}

fn tag(tag: Tag) -> &'static str {
    match tag {
        Tag::Verb => "verb",
        Tag::Noun => "noun",
        Tag::Adj => "adj",
        Tag::Num => "num",
        Tag::Name => "name",
        _ => "word",
    }
}
