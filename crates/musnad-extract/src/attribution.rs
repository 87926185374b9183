//! The chain of sources of a claim: whose word it is told by, nearest first, then the outlet.

use crate::claim::{Actor, Role, Source, SourceKind, Stance};
use crate::draft::Draft;
use crate::frame::View;
use crate::frames::Frames;
use crate::heard::Heard;
use crate::lexical::Tag;
use crate::report::{Report, Reporter};

/// Whose word an event is told by: those whom it is heard from where that was weighed, else those of the reports that tell
/// it.
pub(crate) fn attribution(
    (view, frames, date): (&View<'_, '_>, &Frames, Option<&str>),
    d: &Draft,
    (reports, before): (&[Report], &[Source]),
    actors: &[Actor],
    tail: &[Source],
) -> Vec<Source> {
    let trigger = d.trigger[0];
    let telling: Vec<&Report> = reports.iter().filter(|r| r.tells(trigger)).collect();
    match d.heard {
        None => {
            let owners = if tells_of_himself(view, trigger, reports) {
                &[][..]
            } else {
                actors
            };
            chain(&[], telling, owners, tail)
        }
        Some(Heard::Nobody) => chain(&[], Vec::new(), &[], tail),
        Some(Heard::Before) => chain(before, Vec::new(), &[], tail),
        Some(Heard::Phrase(np)) => {
            let reporter = Reporter { view, frames, date };
            chain(&[reporter.source(np)], telling, &[], tail)
        }
        Some(Heard::Report(r, k)) => {
            let told = &reports[r];
            let inside = told.tells(trigger);
            let wider = |o: &&Report| inside && o.content.len() > told.content.len() && o.at != told.at;
            let wider = telling.into_iter().filter(wider).collect();
            chain(&told.sources[k..], wider, &[], tail)
        }
    }
}

/// «وزعم الجيش أنه قصف»: who tells what he did is its source as well.
fn tells_of_himself(view: &View<'_, '_>, trigger: usize, reports: &[Report]) -> bool {
    // «إنها احتجزت اثنين ثم أفرجت عنهما»
    let own = |r: &Report| {
        let before = r.content.start.checked_sub(1).map(|i| view.chunks.of_token[i]);
        r.content.contains(&trigger) && before.is_some_and(|c| view.after_own_comp(c + 1))
    };
    // «أعلنت الشرطة توقيف أربعة»: so does who announces it
    let act = view.sent.toks[trigger].tag == Tag::Noun && view.sent.toks[trigger].is_act();
    let announces = |r: &Report| {
        act && r.content.contains(&trigger) && view.sent.is(r.at, &view.sent.lang.class.announce)
    };
    view.after_own_comp(view.chunks.of_token[trigger]) || reports.iter().any(|r| own(r) || announces(r))
}

/// The chain of a claim: the nearest, the reports that cover its trigger, the narrowest first, then the outlet. A speaker
/// who is the event's own actor is no source of it.
fn chain(nearest: &[Source], mut covering: Vec<&Report>, actors: &[Actor], tail: &[Source]) -> Vec<Source> {
    covering.sort_by_key(|r| (r.content.len(), std::cmp::Reverse(r.at)));
    let mut out: Vec<Source> = nearest.to_vec();
    for (keeps, source) in covering.iter().flat_map(|r| r.sources.iter().map(|s| (r.own, s))) {
        let own = actors
            .iter()
            .any(|a| a.role == Role::Actor && source.span == Some(a.span));
        let known = out
            .iter()
            .any(|s| s.span == source.span || (s.id.is_some() && s.id == source.id));
        let denies = source.stance == Stance::Denying;
        if (!own || denies || keeps) && !known {
            out.push(source.clone());
        }
    }
    let outlet = tail.last().and_then(|s| s.id.clone());
    out.retain(|s| s.id.is_none() || s.id != outlet);
    out.extend(
        tail.iter()
            .filter(|s| s.kind == SourceKind::Outlet || !out.iter().any(|o| o.id.is_some() && o.id == s.id))
            .cloned()
            .collect::<Vec<_>>(),
    );
    out
}
