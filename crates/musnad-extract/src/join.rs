//! Joining: drafts of one sentence that tell one happening are one claim, and claims of one document that tell
//! one happening share a number.

use crate::claim::{Actor, BlockPlace, Claim, Count, EventType, Outcome, Role};
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

/// Numbers the claims of a document so that tellings of one happening share a number.
pub(crate) fn number_events(claims: &mut [Claim], place_of: &[BlockPlace]) {
    let mut next = 0;
    for n in 0..claims.len() {
        let same = (0..n)
            .rev()
            .find(|m| same_event(&claims[*m], &claims[n], place_of[*m]));
        claims[n].event = match same {
            Some(m) => claims[m].event,
            None => {
                next += 1;
                next
            }
        };
    }
}

/// Two tellings of one happening: one type, nothing that contradicts, and enough that agrees.
fn same_event(a: &Claim, b: &Claim, at_a: BlockPlace) -> bool {
    if !same_kind(a.kind, b.kind)
        || a.sentence == b.sentence
        || a.modality != b.modality
        || a.doubtful != b.doubtful
    {
        return false;
    }
    // «الهجوم» told by one construction: the same kind of rule read both
    let family = |c: &Claim| c.rule.rsplit_once('.').map(|(f, _)| f.to_owned());
    let mut agree = usize::from(family(a) == family(b) && a.rule.matches('.').count() > 1);
    for role in [Role::Actor, Role::Recipient] {
        match compare_parties(a, b, role) {
            Some(true) => agree += 1,
            Some(false) => return false,
            None => {}
        }
    }
    match compare_places(a, b) {
        Some(true) => agree += 1,
        Some(false) => return false,
        None => {}
    }
    for outcome in [Outcome::Killed, Outcome::Injured, Outcome::Detained] {
        match compare_tolls(&a.toll, &b.toll, outcome) {
            Some(true) => agree += 2,
            Some(false) => return false,
            None => {}
        }
    }
    if let (Some(x), Some(y)) = (&a.time, &b.time)
        && let (Some(s), Some(t)) = (&x.start, &y.start)
    {
        let day = s.len().min(t.len()).min(10);
        if s[..day] != t[..day] {
            return false;
        }
        // one in the morning and one in the evening
        let before = |end: &Option<String>, start: &str| {
            end.as_deref()
                .is_some_and(|e| e.len() > 10 && start.len() > 10 && e <= start)
        };
        if before(&x.end, t) || before(&y.end, s) {
            return false;
        }
        agree += 1;
    }
    let headline = at_a == BlockPlace::Head;
    agree >= if headline { 1 } else { 2 }
}

/// One happening may be told as the sending of fighters and as the help that they bring.
fn same_kind(a: EventType, b: EventType) -> bool {
    let sent = |k| matches!(k, EventType::Aid | EventType::Mobilize);
    a == b || sent(a) && sent(b)
}

fn compare_parties(a: &Claim, b: &Claim, role: Role) -> Option<bool> {
    let of = |c: &Claim| -> Vec<Actor> { c.actors.iter().filter(|x| x.role == role).cloned().collect() };
    let (xs, ys) = (of(a), of(b));
    if xs.is_empty() || ys.is_empty() {
        return None;
    }
    let mut contrary = true;
    for x in &xs {
        for y in &ys {
            if x.id.is_some() && x.id == y.id {
                return Some(true);
            }
            let country = x.country.is_some() && x.country == y.country;
            // one civilian is not another
            let sector = x.sector.as_deref().is_some_and(|s| s != "CVL") && x.sector == y.sector;
            if country && (sector || x.sector.is_none() || y.sector.is_none())
                || sector && (x.country.is_none() || y.country.is_none())
            {
                return Some(true);
            }
            let differ = |p: &Option<String>, q: &Option<String>| p.is_some() && q.is_some() && p != q;
            contrary &= differ(&x.country, &y.country) || differ(&x.sector, &y.sector);
        }
    }
    contrary.then_some(false)
}

fn compare_places(a: &Claim, b: &Claim) -> Option<bool> {
    let first = |c: &Claim| c.place.clone().or_else(|| c.to.clone());
    let (x, y) = (first(a)?, first(b)?);
    if x.country.is_some() && y.country.is_some() && x.country != y.country {
        return Some(false);
    }
    let (x_id, y_id) = (x.id?, y.id?);
    if x_id == y_id {
        return Some(true);
    }
    (x.precision == y.precision && x.admin1 != y.admin1).then_some(false)
}

fn compare_tolls(a: &[Count], b: &[Count], outcome: Outcome) -> Option<bool> {
    let of = |list: &[Count]| list.iter().find(|c| c.outcome == outcome).cloned();
    let (x, y) = (of(a)?, of(b)?);
    let below = |p: &Count, q: &Count| matches!((p.max, q.min), (Some(max), Some(min)) if max < min);
    Some(!(below(&x, &y) || below(&y, &x)))
}
