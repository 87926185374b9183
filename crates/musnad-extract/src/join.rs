//! Joining: drafts of one sentence that tell one happening are one claim.

use crate::claim::{Count, EventType, Outcome};
use crate::draft::{Draft, Filler};
use crate::frame::View;
use crate::lexical::Tag;
use crate::phrase::NpId;
use crate::rule::Part;

/// Joins effects with their cause and with each other: «قتل 3 وأصيب 5 في غارة» is one claim.
pub(crate) fn join_drafts(view: &View<'_, '_>, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for draft in drafts {
        let partner = out.iter_mut().rev().find(|d| are_one(view, d, &draft));
        match partner {
            Some(first) => absorb(first, draft),
            None => out.push(draft),
        }
    }
    out
}

/// Whether two drafts of a sentence tell one happening, by the rules.
fn are_one(view: &View<'_, '_>, first: &Draft, second: &Draft) -> bool {
    (first.kind == second.kind || clears(first, second))
        && (told_of(view, first, second) || may_join(first, second) && linked(view, first, second))
}

/// Whether one stands in a phrase of the other's clause, or a word
/// of causing links them, or the second goes straight on from the first.
fn linked(view: &View<'_, '_>, a: &Draft, b: &Draft) -> bool {
    let (first, second) = if a.trigger[0] < b.trigger[0] {
        (a, b)
    } else {
        (b, a)
    };
    let inside = second.trigger[0] <= first.clause.1;
    let between = first.trigger[0] + 1..second.trigger[0];
    let causes = between.clone().any(|i| {
        view.sent.toks[i].classes().meets(&view.sent.lang.class.cause)
            || (matches!(view.sent.toks[i].tag, Tag::Word(_))
                && view.word_classes(i).meets(&view.sent.lang.class.result))
    });
    let when = second.part == Part::Cause
        && between.clone().any(|i| {
            matches!(view.sent.toks[i].tag, Tag::Word(_))
                && view.word_classes(i).meets(&view.sent.lang.class.when)
        });
    let stops = between.clone().any(|i| {
        view.sent.toks[i].is_punct('؛')
            || view.sent.toks[i].is_punct('.')
            || (matches!(view.sent.toks[i].tag, Tag::Word(_))
                && view.word_classes(i).meets(&view.sent.lang.class.turn))
    });
    // «استشهاد خمسة في قصف استهدف سيارة»: what the attack did that they were hurt in
    let hit = first.part == Part::Effect && {
        let at = second.trigger[0];
        let frame = (view.sent.toks[at].tag == Tag::Verb).then(|| view.verb_frame(at));
        let of = frame.map(|f| [f.subject, f.antecedent]);
        of.into_iter().flatten().flatten().any(|np| {
            let head = view.chunks.nps[np].head;
            between.contains(&head) && view.sent.is(head, &view.sent.lang.class.event_noun)
        })
    };
    // «ارتفع عدد القتلى إلى سبعة، في حين بلغ عدد الجرحى تسعة»: two figures of one toll
    let figures = [first, second]
        .iter()
        .all(|d| view.sent.is(d.trigger[0], &view.sent.lang.class.rise));
    let gap = second.trigger[0].saturating_sub(first.clause.1);
    // «مصرع ستة، بينهم طفل، وإصابة آخرين»
    let listed = view.sent.toks[second.trigger[0]]
        .clitics()
        .has(musnad_lexicon::Clitics::AND)
        && between.clone().all(|i| view.sent.toks[i].tag != Tag::Verb);
    let both_effects = first.part == Part::Effect && second.part == Part::Effect;
    let joined = (gap <= 2 || listed && both_effects) && (both_effects || second.part == Part::Effect);
    let own_place =
        first.place.is_some() && second.place.is_some() && first.place != second.place && both_effects;
    let listed = figures && both_effects && !own_place;
    listed || !stops && !own_place && (inside || causes || joined || when || hit)
}

/// «الهجوم الذي استهدف مخفرا», «عقب اشتباكات استمرت ساعة وأدت إلى مقتل ستة»: what the happening that the noun of the
/// first names is said to have struck or brought about.
fn told_of(view: &View<'_, '_>, first: &Draft, second: &Draft) -> bool {
    let (noun, at) = (first.trigger[0], second.trigger[0]);
    let outcomes = |d: &Draft| d.toll.iter().map(|c| c.outcome).collect::<Vec<_>>();
    let twice = outcomes(first).iter().any(|o| outcomes(second).contains(o));
    if at <= noun || twice || first.part == Part::Effect {
        return false;
    }
    let causes = |i: &usize| view.sent.is(*i, &view.sent.lang.class.cause);
    if view.sent.toks[noun].tag == Tag::Verb {
        // «سقطت قذيفة على معبد كان فيه نازحون، فأردت راهبا»
        let subject = |at: usize| view.verb_frame(at).subject;
        let weapon = |np: &NpId| {
            view.sent
                .is(view.chunks.nps[*np].head, &view.sent.lang.class.weapon)
        };
        let harms = view.sent.toks[at].tag == Tag::Verb && second.part == Part::Effect;
        return harms
            && subject(noun)
                .filter(weapon)
                .is_some_and(|np| subject(at) == Some(np));
    }
    (noun.saturating_sub(3)..=at)
        .filter(|i| view.sent.toks[*i].tag == Tag::Verb)
        .filter(|i| *i == at && second.part == Part::Cause || second.part == Part::Effect && causes(i))
        .map(|i| view.verb_frame(i))
        .filter(|f| view.chunks.of_token[at] <= f.clause.1)
        .any(|f| f.subject.is_some_and(|np| view.chunks.nps[np].head == noun))
}

/// «أصيب 14 شخصا حين فرقت الشرطة المتظاهرين»: those wounded, and the clearing that wounded them.
fn clears(a: &Draft, b: &Draft) -> bool {
    let hurt = |d: &Draft| {
        d.kind == EventType::Assault
            && d.part == Part::Effect
            && d.actor.is_empty()
            && !d.toll.is_empty()
            && d.toll.iter().all(|c| c.outcome == Outcome::Injured)
    };
    let clearing = |d: &Draft| d.kind == EventType::Coerce && d.part == Part::Cause;
    hurt(a) && clearing(b) || clearing(a) && hurt(b)
}

fn may_join(a: &Draft, b: &Draft) -> bool {
    let parts = (a.part, b.part);
    let kinds = !matches!(
        parts,
        (Part::Whole, Part::Whole) | (Part::Whole, Part::Cause) | (Part::Cause, Part::Whole)
    );
    let same_outcome = a
        .toll
        .iter()
        .any(|x| b.toll.iter().any(|y| x.outcome == y.outcome && x.span != y.span));
    // «قتل 11 في هجوم على فندق»: the effect vouches for a cause that says little by itself
    let sound = a.is_sound() == b.is_sound()
        || matches!(parts, (Part::Effect, Part::Cause | Part::Effect))
        // «أطلقوا النار على دورية ما أدى إلى مقتل شرطيين»
        || !a.background && !b.background && matches!(parts, (Part::Cause | Part::Whole, Part::Effect));
    sound && kinds && !same_outcome && (parts != (Part::Cause, Part::Cause))
}

/// Adds to `first` what `other` knows more. The effect's people are the recipients, the cause's doer the actor.
fn absorb(first: &mut Draft, other: Draft) {
    let other_is_cause = other.part == Part::Cause;
    if other_is_cause && first.kind != other.kind {
        (first.kind, first.rule) = (other.kind, other.rule);
    }
    if first.actor.is_empty() {
        first.actor = other.actor;
    }
    let more = (other.recipient.into_iter()).filter(|f| !first.recipient.contains(f));
    let more: Vec<Filler> = more.collect();
    first.recipient.extend(more);
    first.place = first.place.or(other.place);
    first.time = first.time.or(other.time);
    let more = (other.toll.into_iter()).filter(|c| !first.toll.iter().any(|f| f.span == c.span));
    let more: Vec<Count> = more.collect();
    first.toll.extend(more);
    first.background &= other.background;
    first.thin &= other.thin;
    first.loose = first.loose.and(other.loose);
    first.clause = (
        first.clause.0.min(other.clause.0),
        first.clause.1.max(other.clause.1),
    );
    first.trigger.extend(other.trigger);
}
