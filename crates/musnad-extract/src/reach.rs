//! How far a report reaches: where what somebody says ends, and what another says begins.

use crate::lexical::Tag;
use crate::report::{Report, Reporter};
use musnad_lexicon::{Clitics, Pos};
use std::ops::Range;

impl Reporter<'_, '_, '_> {
    /// A report ends where the next reporting verb at its level begins: «وقال … وأضاف».
    pub(crate) fn limit(&self, reports: &mut [Report]) {
        let starts: Vec<(usize, usize)> = reports
            .iter()
            .filter_map(|r| Some((r.at, self.new_clause(r)?)))
            .collect();
        for r in reports.iter_mut() {
            let next = starts
                .iter()
                .filter(|(at, from)| *at > r.at && r.content.contains(at) && r.content.contains(from))
                .map(|(_, from)| *from)
                .min();
            if let Some(next) = next.filter(|n| r.content.start > r.at && r.content.start < *n) {
                r.content.end = next;
            }
            if let Some(end) = self.next_act(r).filter(|e| r.content.contains(e)) {
                r.content.end = end;
            }
            if !r.direct
                && r.content.start > r.at
                && let Some(end) = self.circumstance_in(r.content.clone())
            {
                r.content.end = end;
            }
        }
    }

    /// «رأت النقابة أن الوزير يخنق الأصوات، ودعت أعضاءها»: where a verb behind a comma goes on with the speaker's acts,
    /// since it agrees with her and not with whom she speaks of.
    fn next_act(&self, report: &Report) -> Option<usize> {
        let toks = &self.view.sent.toks;
        if toks[report.at].tag != Tag::Verb || report.direct || report.content.start < report.at {
            return None;
        }
        let speaker = self.frames.verb(self.view, report.at).subject?;
        let verb = |i: &usize| toks[*i].tag == Tag::Verb;
        let inner = report.content.clone().find(verb)?;
        let about = self.frames.verb(self.view, inner).subject?;
        report.content.clone().skip_while(|i| *i <= inner).find(|i| {
            let comma = matches!(toks[i - 1].tag, Tag::Punct('،' | ','));
            let unsaid = || {
                let frame = self.frames.verb(self.view, *i);
                frame.subject.is_none_or(|np| self.view.chunks.nps[np].first < *i)
            };
            verb(i)
                && comma
                && toks[*i].clitics().has_conj()
                && unsaid()
                && self.view.agrees(*i, speaker, true)
                && !self.view.agrees(*i, about, true)
        })
    }

    /// Where the clause of a reporting verb begins that goes on from one before: «… وأضاف», «…، أكد سكان»,
    /// «… بينما قالت الشرطة».
    pub(crate) fn new_clause(&self, report: &Report) -> Option<usize> {
        let toks = &self.view.sent.toks;
        let at = report.at;
        if toks[at].tag != Tag::Verb || report.content.start < at {
            return None;
        }
        if toks[at].clitics().has_conj() {
            return Some(at);
        }
        let turn = (at.saturating_sub(3)..at).find(|i| {
            matches!(toks[*i].tag, Tag::Word(_))
                && self.view.word_classes(*i).meets(&self.view.sent.lang.class.turn)
        });
        let comma = at > 0 && !report.carried && matches!(toks[at - 1].tag, Tag::Punct('،' | ',' | '؛'));
        turn.or(comma.then_some(at))
    }

    /// «قال، استنادا إلى مصدر، إن»: who is cited between a reporting verb and what it reports, is cited for just that.
    pub(crate) fn nest(&self, reports: &mut [Report]) {
        let verbs: Vec<(usize, Range<usize>)> = reports
            .iter()
            .filter(|r| self.view.sent.toks[r.at].tag == Tag::Verb)
            .map(|r| (r.at, r.content.clone()))
            .collect();
        for r in reports
            .iter_mut()
            .filter(|r| matches!(self.view.sent.toks[r.at].tag, Tag::Word(_)))
        {
            let inside = verbs
                .iter()
                .filter(|(at, content)| *at < r.at && r.at < content.start);
            if let Some((_, content)) = inside.max_by_key(|(at, _)| *at) {
                r.content = content.clone();
            }
        }
    }

    /// «…، رافضا المشاركة»: an accusative participle after a comma is the speaker's own act, no part of what he says.
    fn circumstance_in(&self, content: Range<usize>) -> Option<usize> {
        let toks = &self.view.sent.toks;
        let act = |i: usize| {
            // «نافيا», «مؤكدة»
            let adverbial = |r: &musnad_lexicon::Reading| {
                let woman = r.feats.gender() == Some(musnad_lexicon::Gender::Fem)
                    && r.number() == Some(musnad_lexicon::Number::Sing);
                r.pos == Pos::ActivePart
                    && (r.feats.is_acc_alif()
                        || woman && !r.clitics.has(Clitics::AL) && !r.classes.is_empty())
            };
            toks[i].readings().any(adverbial) || self.goes_on(i)
        };
        // «، بينما حثت الصين», «، وهو ما نفته»
        let turns = |i: usize| {
            let class = &self.view.sent.lang.class;
            matches!(toks[i].tag, Tag::Word(_)) && {
                let pronoun = toks[i].tag == Tag::Word(Pos::Pron) && toks[i].clitics().has_conj();
                let after = toks.get(i + 1).map(|t| t.tag);
                self.view.word_classes(i).meets(&class.while_apart)
                    || pronoun && after == Some(Tag::Word(Pos::Rel))
            }
        };
        content.skip(1).find(|i| {
            matches!(toks[i - 1].tag, Tag::Punct('،' | ','))
                && (matches!(toks[*i].tag, Tag::Noun | Tag::Adj) && act(*i) || turns(*i))
        })
    }
}
