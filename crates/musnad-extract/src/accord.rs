//! Who is cited: «وفق المرصد», «بحسب ما أفاد مصدر», «في حصيلة أوردها الدفاع المدني».

use crate::claim::Source;
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece, Prep};
use crate::report::{Report, Reporter, Speaker};
use musnad_lexicon::Pos;
use std::ops::Range;

impl Reporter<'_, '_, '_> {
    /// «وفق ما أفاد»: the verb belongs to the phrase before it.
    pub(crate) fn after_accord(&self, at: usize) -> bool {
        let class = &self.view.sent.lang.class;
        (at.saturating_sub(2)..at)
            .any(|i| matches!(self.view.sent.toks[i].tag, Tag::Word(_)) && self.is_accord(i, class))
    }

    pub(crate) fn is_accord(&self, at: usize, class: &crate::lang::Classes) -> bool {
        // «كما أوضح …» at the head of a sentence adds; it does not cite
        let adds = at == 0
            && self.view.sent.toks[at].phrase == 1
            && self.view.sent.toks[at].tag == Tag::Word(Pos::Conj);
        !adds && self.view.word_classes(at).meets(&class.accord)
    }

    /// «وفق المرصد», «بحسب ما نقلت وكالة عن مصدر», «نقلا عن»: covers the clause it stands in.
    pub(crate) fn accord(&self, at: usize, speaker: &Speaker) -> Option<Report> {
        let sent = self.view.sent;
        if !(self.is_accord(at, &sent.lang.class) || self.cites_toll(at))
            || (at > 0
                && sent.toks[at - 1].phrase > 1
                && sent.toks[at].phrase == 1
                && matches!(sent.toks[at - 1].tag, Tag::Word(_)))
        {
            return None;
        }
        let chunk = self.view.chunks.of_token[at];
        let (mut sources, mut last) = (Vec::new(), at);
        // «وفق أحدث حصيلة للشبكة»
        let cited = |np: NpId| {
            let toll = |g: &NpId| sent.is(self.view.chunks.nps[*g].head, &sent.lang.class.toll);
            self.view.chunks.nps[np].genitive.filter(toll).unwrap_or(np)
        };
        if let Piece::Pp(Prep::At(_), np) = self.view.chunks.list[chunk].piece
            && let np = cited(np)
            && (self.can_speak(np) || self.view.is_facility(np))
        {
            sources = self
                .view
                .coordinated(np)
                .into_iter()
                .map(|p| self.source(p))
                .collect();
            last = self.with_phrases(self.view.chunks.nps[np].last);
            let owner = self.whose(np).map(|np| self.view.chunks.outermost(np));
            last = owner.map_or(last, |np| last.max(self.view.chunks.nps[np].last));
        }
        if sources.is_empty() {
            let verb = (at + 1..sent.toks.len().min(at + 5)).find(|i| sent.toks[*i].tag == Tag::Verb)?;
            let frame = self.frames.verb(self.view, verb);
            let how = sent.report(verb)?;
            // «كما ثبتت المحكمة الحكم» adds
            if sent.toks[at].tag == Tag::Word(Pos::Conj)
                && sent.toks[at].phrase == 1
                && frame.object.is_some()
            {
                return None;
            }
            last = self.with_phrases(self.view.chunks.list[frame.clause.1].last);
            let (found, carried) = self.speakers(verb, &frame, how, last + 1, speaker);
            // «حسب ما جاء في قرار الإحالة»: what it stands in tells it
            let holder = self.relayed(&frame, how).filter(|_| how.takes("statement"));
            sources = match holder {
                Some(np) if found.is_empty() || carried => vec![self.source(np)],
                _ if carried => return None,
                _ => found,
            };
        }
        let cue = sent.span_of(at, at + sent.toks[at].phrase - 1);
        let sources = sources
            .into_iter()
            .map(|s| Source {
                cue: s.cue.or(Some(cue)),
                ..s
            })
            .collect();
        let content = self.covered(at, last);
        Some(Report {
            cue,
            sources,
            content,
            direct: false,
            quiet: false,
            own: false,
            at,
            citing: at..last + 1,
            carried: false,
            speaker: None,
        })
    }

    /// «…، في حصيلة أوردها الدفاع المدني»: a toll of somebody's behind a comma.
    fn cites_toll(&self, at: usize) -> bool {
        let sent = self.view.sent;
        let comma = at > 0 && matches!(sent.toks[at - 1].tag, Tag::Punct('،' | ','));
        let chunk = self.view.chunks.of_token[at];
        match self.view.chunks.list[chunk].piece {
            Piece::Pp(Prep::At(prep), np) if comma && prep == at => {
                sent.is(self.view.chunks.nps[np].head, &sent.lang.class.toll) && self.whose(np).is_some()
            }
            _ => false,
        }
    }

    /// The last of the phrases with a preposition that go on right after token `last`: «تقرير للأمم المتحدة في جنيف».
    fn with_phrases(&self, last: usize) -> usize {
        let chunks = &self.view.chunks;
        chunks.list[chunks.of_token[last] + 1..]
            .iter()
            .take_while(|c| matches!(c.piece, Piece::Pp(..) | Piece::Time))
            .last()
            .map_or(last, |c| c.last.max(last))
    }

    /// The part of the sentence that an «according to» covers: up to «فيما» and its like on either side.
    fn covered(&self, at: usize, last: usize) -> Range<usize> {
        let toks = &self.view.sent.toks;
        let turns = |i: &usize| {
            *i > 0
                && matches!(toks[*i].tag, Tag::Word(_))
                && self.view.word_classes(*i).meets(&self.view.sent.lang.class.turn)
        };
        // «قتل ثلاثة، بحسب مسعفين، فيما أصيب رابع، بحسب الشرطة»: each has its part; else all is said by one
        let said_before = |turn: usize| {
            (0..turn).any(|i| {
                self.is_accord(i, &self.view.sent.lang.class)
                    || toks[i].tag == Tag::Verb && toks[i].classes().meets(&self.view.sent.lang.class.report)
            })
        };
        let start = (0..at).rev().find(turns).filter(|t| said_before(*t)).unwrap_or(0);
        // «وفق بيان للمكتب الذي طالب بفتح المعبر»: what is told of who says it, he doesn't say
        let of_speaker = toks.get(last + 1).is_some_and(|t| t.tag == Tag::Word(Pos::Rel));
        let end = (last + 1..toks.len()).find(|i| of_speaker || turns(i));
        start..end.unwrap_or(toks.len())
    }
}
