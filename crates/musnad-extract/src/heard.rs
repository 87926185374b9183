//! By whose word: who of a sentence, or of the sentences before, is the nearest source of an event.
//!
//! Reports ([`crate::report`]) say what words are whose by their construction; here whoever may be a source of an event is
//! weighed as its own, by the reports that he speaks in, by how they stand to the event, and by what he is. The weights
//! are those of the scorer, under names that begin with `source/`.

use crate::attach::{Attacher, Field, Spot};
use crate::claim::{Role, Stance};
use crate::draft::Filler;
use crate::features::{Names, class_names, lemma, lemma_before};
use crate::lexical::Tag;
use crate::phrase::NpId;
use crate::report::Report;
use crate::scorer::Scorer;
use musnad_text::Span;
use std::ops::Range;

/// Who an event is heard from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Nobody,
    /// A report by its number, and which of its sources is the nearest.
    Report(usize, usize),
    /// Somebody who speaks in no report that was found.
    Phrase(NpId),
    /// Who spoke in the sentences before.
    Before,
}

/// The nearest source of each draft of `these`.
pub(crate) fn hear(attacher: &Attacher<'_, '_, '_>, scorer: &Scorer, these: Range<usize>) -> Vec<Heard> {
    let spots = attacher.speakers();
    // «أحصت الشبكة تسعة قتلى»: whose figures they are is told by the act itself
    let counts = |n: usize, s: usize| {
        let draft = &attacher.drafts[n];
        let told = attacher.telling(n, &spots[s]);
        !draft.toll.is_empty() && told.is_some_and(|(r, _)| draft.trigger.contains(&attacher.reports[r].at))
    };
    let heaviest = |n: usize| {
        let weighed = (0..spots.len())
            .filter(|s| attacher.may_be_heard(n, &spots[*s]))
            .map(|s| (attacher.weight(scorer, Field::Source, n, &spots, s), s));
        let best = weighed
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|best| best.0 > 0.0 || counts(n, best.1));
        best.map_or(Heard::Nobody, |(_, s)| {
            let told = attacher.telling(n, &spots[s]);
            match (told, attacher.is_before(&spots[s])) {
                (Some((r, k)), _) => Heard::Report(r, k),
                (None, true) => Heard::Before,
                (None, false) => Heard::Phrase(spots[s].id),
            }
        })
    };
    these.map(heaviest).collect()
}

impl Attacher<'_, '_, '_> {
    /// Every phrase that may be a source, and whoever spoke last before the sentence.
    pub(crate) fn speakers(&self) -> Vec<Spot> {
        let chunks = &self.view.chunks;
        if self.drafts.is_empty() {
            return Vec::new();
        }
        let mut out: Vec<Spot> = Vec::new();
        for np in chunks.phrases() {
            let p = &chunks.nps[np];
            let words = self.view.words(np);
            let said = || (self.reports.iter().flat_map(|r| &r.sources)).any(|s| s.span == Some(words));
            if self.view.is_party(np, self.date) || said() {
                let chunk = chunks.of_token[p.first];
                out.push(Spot::new(np, (p.first, p.last), chunk, self.preposition(chunk)));
            }
        }
        if self.before.iter().any(|s| s.span.is_some()) {
            out.push(Spot::new(usize::MAX, (0, 0), 0, "before".to_owned()));
        }
        out
    }

    /// Whether it is who spoke before the sentence.
    pub(crate) fn is_before(&self, spot: &Spot) -> bool {
        spot.id == usize::MAX
    }

    /// The words of a speaker, which may stand before the sentence.
    pub(crate) fn words_of_speaker(&self, spot: &Spot) -> Span {
        let before = self
            .before
            .first()
            .and_then(|s| s.span)
            .filter(|_| self.is_before(spot));
        before.unwrap_or_else(|| self.view.words(spot.id))
    }

    pub(crate) fn may_be_heard(&self, n: usize, spot: &Spot) -> bool {
        let draft = &self.drafts[n];
        self.is_before(spot) || !draft.trigger.contains(&self.view.chunks.nps[spot.id].head)
    }

    /// The report in which `spot` tells draft `n`, if in any, and his place in its chain: one that covers the event
    /// before others, the narrowest before wider ones.
    pub(crate) fn telling(&self, n: usize, spot: &Spot) -> Option<(usize, usize)> {
        let words = self.words_of_speaker(spot);
        let anchor = self.drafts[n].trigger[0];
        let told = self.reports.iter().enumerate().filter_map(|(r, report)| {
            let spans = || report.sources.iter().map(|s| s.span);
            let meets = |s: Option<Span>| s.is_some_and(|s| s.overlaps(words));
            let k = spans()
                .position(|s| s == Some(words))
                .or_else(|| spans().position(meets))?;
            let away = !report.tells(anchor);
            Some(((away, report.content.len(), report.at.abs_diff(anchor)), (r, k)))
        });
        told.min_by_key(|(rank, _)| *rank).map(|(_, at)| at)
    }

    /// The words of the nearest source of draft `n` by the construction of the sentence.
    fn found(&self, n: usize) -> Option<Span> {
        let anchor = self.drafts[n].trigger[0];
        let covering = self.reports.iter().filter(|r| r.tells(anchor));
        let nearest = covering.min_by_key(|r| (r.content.len(), usize::MAX - r.at))?;
        nearest.sources.first()?.span
    }

    /// What speaks for `spot` as the source of draft `n`.
    pub(crate) fn speaker(&self, f: &mut Names<'_>, n: usize, spot: &Spot) -> &'static str {
        let (view, draft) = (self.view, &self.drafts[n]);
        let (chunks, toks) = (&view.chunks, &view.sent.toks);
        let anchor = draft.trigger[0];
        let event = lemma(view, anchor);
        let covering = |r: &&Report| r.tells(anchor);
        let words = self.words_of_speaker(spot);
        let found = match self.found(n) {
            Some(span) if span == words => "this",
            Some(span) if span.overlaps(words) => "part",
            Some(_) => "other",
            None => "none",
        };
        let party = |role: Role| {
            draft.ruled[role as usize].iter().any(|filler| match filler {
                Filler::Np(np) => view.words(*np).overlaps(words),
                Filler::Word(at) => toks[*at].span.overlaps(words),
            })
        };
        let role = match (party(Role::Actor), party(Role::Recipient)) {
            (true, _) => "actor",
            (_, true) => "recipient",
            _ => "none",
        };
        let own = view.after_own_comp(chunks.of_token[anchor]);
        f.both("found", format_args!("{found}"));
        f.both("role", format_args!("{role} {found}"));
        f.common("role-own", format_args!("{role} {own} {found}"));
        f.common("found-event", format_args!("{found} {role} {event}"));
        f.common(
            "found-rule",
            format_args!("{found} {role} {}", self.rules.list[draft.rule].id),
        );
        let telling = self.telling(n, spot);
        match telling {
            None => {
                f.both("telling", format_args!("none"));
                f.common("telling-role", format_args!("none {role}"));
            }
            Some((r, k)) => {
                let report = &self.reports[r];
                let how = match toks[report.at].tag {
                    Tag::Verb => "verb",
                    Tag::Punct(_) => "mark",
                    Tag::Word(_) => "word",
                    _ => "noun",
                };
                let inside = report.content.contains(&anchor);
                let itself = draft.trigger.contains(&report.at);
                let side = if report.at < anchor { "before" } else { "behind" };
                let cue = lemma(view, report.at);
                let narrower = (self.reports.iter().filter(covering))
                    .filter(|other| other.content.len() < report.content.len())
                    .count()
                    .min(2);
                f.both("telling", format_args!("{how} {inside} {itself} {}", k.min(2)));
                f.common("telling-role", format_args!("{how} {inside} {itself} {role}"));
                f.common("cue", format_args!("{cue} {inside} {itself}"));
                f.both("cue", format_args!("{cue} {inside}"));
                f.common("cue-role", format_args!("{cue} {inside} {role}"));
                f.common("cue-event", format_args!("{cue} {event}"));
                f.common("narrower", format_args!("{narrower} {inside} {how}"));
                let (direct, quiet, mine, carried) =
                    (report.direct, report.quiet, report.own, report.carried);
                f.common(
                    "kind",
                    format_args!("{direct} {quiet} {mine} {carried} {inside} {how} {role}"),
                );
                let between = report.at.min(anchor) + 1..report.at.max(anchor);
                let count = |most: usize, test: &dyn Fn(usize) -> bool| {
                    between.clone().filter(|at| test(*at)).take(most).count()
                };
                let verbs = count(4, &|at| toks[at].tag == Tag::Verb);
                let joined = count(2, &|at| {
                    toks[at].tag == Tag::Verb && toks[at].clitics().has_conj()
                });
                let marks = count(3, &|at| matches!(toks[at].tag, Tag::Punct('،' | ',' | '؛')));
                let others = self
                    .reports
                    .iter()
                    .filter(|o| between.contains(&o.at))
                    .take(2)
                    .count();
                f.common(
                    "cue-way",
                    format_args!("{how} {side} {inside} {verbs} {joined} {others}"),
                );
                f.common(
                    "cue-marks",
                    format_args!("{how} {side} {inside} {marks} {others}"),
                );
                f.both("cue-side", format_args!("{how} {side} {inside}"));
                let conj = toks[anchor].clitics().has_conj();
                let verb = toks[anchor].tag == Tag::Verb;
                f.common(
                    "cue-trigger",
                    format_args!("{how} {side} {inside} {verb} {conj} {others} {joined}"),
                );
                let stance = report.sources.get(k).map_or(Stance::Neutral, |s| s.stance);
                f.both("stance", format_args!("{stance:?} {inside}"));
            }
        }
        if self.is_before(spot) {
            let first = self.before.first().map(|s| (s.named, s.kind));
            f.common("before-kind", format_args!("{first:?}"));
            f.both(
                "before",
                format_args!("{} {}", self.reports.is_empty(), self.reports.len().min(2)),
            );
            f.common("opening", format_args!("{}", lemma(view, 0)));
            return found;
        }
        let p = &chunks.nps[spot.id];
        let party = view.party(spot.id, self.date);
        let sector = party
            .sector
            .as_deref()
            .unwrap_or(if party.id.is_some() { "known" } else { "none" });
        f.common("sector", format_args!("{sector}"));
        f.common("sector-role", format_args!("{sector} {role} {found}"));
        f.common("head", format_args!("{}", lemma(view, p.head)));
        for class in class_names(view, p.head) {
            f.common("head-class", format_args!("{class}"));
        }
        f.common(
            "definite",
            format_args!("{} {}", view.is_definite(spot.id), p.quantity.is_some()),
        );
        f.common("depth", format_args!("{}", p.inside.is_some()));
        let mut verbs = (0..toks.len()).filter(|at| toks[*at].tag == Tag::Verb);
        let acts = verbs.find(|at| self.frames.verb(view, *at).subject == Some(spot.id));
        if let Some(at) = acts {
            let itself = draft.trigger.contains(&at);
            f.common("acts", format_args!("{} {itself}", lemma(view, at)));
            f.common(
                "acts-side",
                format_args!("{} {itself} {}", at < anchor, telling.is_some()),
            );
        }
        let (stand, word) = self.stands(n, &self.nouns(n), spot);
        f.common("stand", format_args!("{stand} {word} {}", telling.is_some()));
        f.both("stand", format_args!("{stand}"));
        let before = lemma_before(view, spot.first);
        f.common("word-before", format_args!("{before} {}", telling.is_some()));
        found
    }
}
