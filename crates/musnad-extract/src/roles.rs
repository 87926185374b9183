//! Who did it and to whom, as the encoder says: what the rules found is kept unless it says no, and what it holds for
//! likely is taken.

use crate::claim::{Claim, Outcome, Role};
use crate::draft::{Draft, Filler};
use crate::frame::View;
use crate::lexical::Tag;
use crate::opinion::Opinion;
use std::ops::RangeInclusive;

/// What the encoder holds for likelier than not is taken where the rules found nobody, or only such as it says no to.
const TAKEN: f32 = 0.5;
/// Below this it says no.
const REFUSED: f32 = 0.05;

/// From here on a claim in doubt is taken for one that tells more of an event told before.
const GOES_ON: f32 = 0.2;

/// Weighs the parties of each draft.
pub(crate) fn weigh(view: &View<'_, '_>, opinion: &Opinion, drafts: &mut [Draft]) {
    for draft in drafts {
        for role in [Role::Actor, Role::Recipient] {
            let fillers = fillers(view, opinion, draft, role);
            match role {
                Role::Actor => draft.actor = fillers,
                Role::Recipient => draft.recipient = fillers,
            }
        }
    }
}

fn fillers(view: &View<'_, '_>, opinion: &Opinion, draft: &Draft, role: Role) -> Vec<Filler> {
    let (toks, nps) = (&view.sent.toks, &view.chunks.nps);
    let trigger = draft.words(view.sent);
    let likely = |at: usize| opinion.role(trigger, toks[at].span, role.name());
    let head = |f: Filler| match f {
        Filler::Np(np) => nps[np].head,
        Filler::Word(at) => at,
    };
    let extent = |f: Filler| -> RangeInclusive<usize> {
        match f {
            Filler::Np(np) => nps[np].first..=nps[np].last,
            Filler::Word(at) => at..=at,
        }
    };
    let meet = |a: Filler, b: Filler| {
        let (a, b) = (extent(a), extent(b));
        a.start() <= b.end() && b.start() <= a.end()
    };
    let (mine, other) = match role {
        Role::Actor => (&draft.actor, &draft.recipient),
        Role::Recipient => (&draft.recipient, &draft.actor),
    };
    let refused = |f: &Filler| likely(head(*f)).is_some_and(|p| p < REFUSED);
    if !mine.iter().all(refused) {
        return mine.clone();
    }
    let phrases = (0..nps.len()).map(Filler::Np);
    let nations = (0..toks.len()).filter(|at| {
        let mut entries = toks[*at].readings().filter_map(|r| r.lexeme);
        toks[*at].tag == Tag::Adj && entries.any(|l| view.sent.lang.lexicon.lexeme(l).country.is_some())
    });
    let free = |f: &Filler| !draft.trigger.contains(&head(*f)) && !other.iter().any(|o| meet(*o, *f));
    let taken = |f: &Filler| likely(head(*f)).filter(|p| *p >= TAKEN && free(f));
    let found = phrases.chain(nations.map(Filler::Word));
    let found = found.filter_map(|f| Some((taken(&f)?, f)));
    let best = found.max_by(|a, b| a.0.total_cmp(&b.0));
    // «[مليشيا [مسلحة]]»: the whole phrase
    let whole = |mut f: Filler| {
        while let Filler::Np(np) = f
            && let Some(outer) = nps[np].inside.map(Filler::Np).filter(|o| taken(o).is_some())
        {
            f = outer;
        }
        f
    };
    best.map_or_else(|| mine.clone(), |(_, f)| vec![whole(f)])
}

/// Gives what doubtful claims tell, where they stand on further words of an event that is told, to its claim as far as
/// that has nothing of the sort: «[هجوم] على حاجز أسفر عن [مقتل] ثلاثة جنود».
pub(crate) fn hand_over(opinion: &Opinion, claims: &mut [Claim]) {
    for n in 0..claims.len() {
        let (kind, words) = (claims[n].kind, claims[n].trigger);
        if !claims[n].doubtful || !opinion.goes_on(kind, words).is_some_and(|p| p >= GOES_ON) {
            continue;
        }
        let told = (0..claims.len()).filter(|m| claims[*m].kind == kind && !claims[*m].doubtful);
        let Some(to) = told.min_by_key(|m| claims[*m].trigger.start.abs_diff(words.start)) else {
            continue;
        };
        let from = claims[n].clone();
        let to = &mut claims[to];
        for role in [Role::Actor, Role::Recipient] {
            if to.actors.iter().all(|a| a.role != role) {
                to.actors
                    .extend(from.actors.iter().filter(|a| a.role == role).cloned());
            }
        }
        to.place = to.place.take().or(from.place);
        to.time = to.time.take().or(from.time);
        let known: Vec<Outcome> = to.toll.iter().map(|c| c.outcome).collect();
        to.toll
            .extend(from.toll.into_iter().filter(|c| !known.contains(&c.outcome)));
    }
}
