//! Reports: who is quoted for what.
//!
//! A report has a cue («قال», «وفق»), its speakers, nearest to the event first, and the tokens that it covers.
//! The chain of a claim is read off the reports that cover its trigger, the narrowest first. A speaker named
//! once is carried on to sentences that go on reporting without naming one.

use crate::claim::{Source, Stance};
use crate::form::{closing, opens_quote};
use crate::frame::{VerbFrame, View};
use crate::frames::Frames;
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece};
use musnad_lexicon::{Clitics, Pos};
use musnad_text::Span;
use std::ops::Range;

/// One report inside a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) cue: Span,
    /// Nearest to the event first.
    pub(crate) sources: Vec<Source>,
    /// Tokens that are reported.
    pub(crate) content: Range<usize>,
    /// The words are given as the speaker's own.
    pub(crate) direct: bool,
    /// An act is told, in no words of the speaker's: «اتهم الجيش المسلحين بقصف السوق».
    pub(crate) quiet: bool,
    /// The speaker tells what he did himself and stays its source: «تبنى التنظيم الهجوم».
    pub(crate) own: bool,
    /// The token that reports.
    pub(crate) at: usize,
    /// The tokens that cite, where they may stand inside `content`: «وفق المرصد».
    pub(crate) citing: Range<usize>,
    /// It names no speaker of its own.
    pub(crate) carried: bool,
    /// The speaker as a party, should what is said be an act of his.
    pub(crate) speaker: Option<Spoken>,
}

impl Report {
    /// Whether it tells, by its construction, what has its trigger at `anchor`.
    pub(crate) fn tells(&self, anchor: usize) -> bool {
        self.content.contains(&anchor) || self.own && self.at == anchor
    }

    /// Goes on with a quotation that an earlier sentence opened.
    pub(crate) fn goes_on(&self) -> bool {
        self.direct && self.carried && self.at == 0 && self.content.start == 0
    }
}

/// A speaker as a party.
#[derive(Clone, Debug)]
pub(crate) struct Spoken {
    pub(crate) span: Span,
    pub(crate) head: String,
    /// A body, which no title points back to: «قالت الوزارة … وقال الوزير».
    pub(crate) body: bool,
    pub(crate) party: crate::party::Party,
}

/// What one sentence hands on to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speaker {
    /// The last chain that was named.
    pub(crate) chain: Vec<Source>,
    /// A quotation opened with this mark is still open.
    pub(crate) open: Option<char>,
    /// The last speaker as a party.
    pub(crate) party: Option<Spoken>,
    /// Look-up form of the noun that heads it, to know it again: «الوزارة».
    pub(crate) head: String,
}

/// Finds the reports of one sentence.
pub(crate) struct Reporter<'r, 's, 'a> {
    pub(crate) view: &'r View<'s, 'a>,
    pub(crate) frames: &'r Frames,
    pub(crate) date: Option<&'r str>,
}

impl Reporter<'_, '_, '_> {
    /// The reports of the sentence; `speaker` is read and brought up to date.
    pub(crate) fn reports(&self, speaker: &mut Speaker) -> Vec<Report> {
        let mut out = Vec::new();
        if let Some(open) = speaker.open {
            out.extend(self.open_quote(open, speaker));
        }
        // who speaks where a verb goes on without naming anybody: «قالت … وأضافت»
        let mut now = speaker.clone();
        let mut named = false;
        for at in 0..self.view.sent.toks.len() {
            let report = match self.view.sent.toks[at].tag {
                Tag::Verb => self.verb_report(at, &now).or_else(|| self.count_report(at)),
                Tag::Word(Pos::Prep | Pos::Conj | Pos::Adv) => self.accord(at, &now),
                Tag::Noun | Tag::Adj => self.noun_report(at, &now),
                Tag::Punct(':') => self.heading(at),
                _ => None,
            };
            let Some(report) = report.filter(|r| !r.sources.is_empty()) else {
                continue;
            };
            let nested = (out.iter()).any(|r: &Report| r.at < r.content.start && r.content.contains(&at));
            let level = !nested || self.new_clause(&report).is_some();
            if report.speaker.is_some() && level {
                remember(std::slice::from_ref(&report), &mut now);
                named |= !report.carried;
            }
            out.extend(self.first_half(&report));
            out.push(report);
        }
        // «قال المدير إن جثتين سجلتا مرتين»: who speaks inside what is said does not go on speaking
        if named {
            *speaker = now;
        } else {
            remember(&out, speaker);
        }
        self.limit(&mut out);
        self.nest(&mut out);
        let out = one_telling(out, |r| self.view.sent.toks[r.at].tag == Tag::Verb);
        speaker.open = self.still_open(speaker.open);
        out
    }

    /// «"…"، قالت الشرطة، "…"»: the part of a quotation before its cue.
    fn first_half(&self, report: &Report) -> Option<Report> {
        let (content, direct) = self
            .before_report(report.at)
            .filter(|_| report.direct && report.content.start > report.at)?;
        (direct && self.opens_quote_at(content.start)).then(|| Report {
            content,
            ..report.clone()
        })
    }

    /// The rest of a quotation that an earlier sentence opened.
    fn open_quote(&self, open: char, speaker: &Speaker) -> Option<Report> {
        let close = closing(open)?;
        let toks = &self.view.sent.toks;
        let end = toks.iter().position(|t| t.is_punct(close)).unwrap_or(toks.len());
        let first = toks.first()?;
        Some(Report {
            cue: first.span,
            sources: speaker.chain.clone(),
            content: 0..end,
            direct: true,
            quiet: false,
            own: false,
            at: 0,
            citing: 0..0,
            carried: true,
            speaker: speaker.party.clone(),
        })
    }

    /// The mark of a quotation that is open at the end of the sentence.
    fn still_open(&self, before: Option<char>) -> Option<char> {
        let mut open = before;
        for tok in &self.view.sent.toks {
            let Tag::Punct(c) = tok.tag else { continue };
            match open {
                Some(o) if closing(o) == Some(c) => open = None,
                None if opens_quote(c) && c != '"' && c != '\'' && c != '”' => open = Some(c),
                None if c == '"' => open = Some(c),
                _ => {}
            }
        }
        open
    }

    /// Reports by a verb: «قال مصدر إن …», «أعلنت الوزارة مقتل …», «…، قال مصدر».
    fn verb_report(&self, at: usize, speaker: &Speaker) -> Option<Report> {
        let sent = self.view.sent;
        let how = sent.report(at)?;
        if self.after_accord(at) {
            return None;
        }
        let frame = self.frames.verb(self.view, at);
        // what a medium learns it tells, what others learn they know
        let learns = how.takes("outlet");
        if learns && frame.subject.is_none_or(|np| self.outlet(np).is_none()) {
            return None;
        }
        // a statement holds what stands in it, other things only come
        let stands = how.takes("statement");
        let holder = self.relayed(&frame, how);
        let written =
            holder.is_some_and(|np| sent.is(self.view.chunks.nps[np].head, &sent.lang.class.statement));
        if stands && !written {
            return None;
        }
        let (content, direct) = self.content(at, &frame, how)?;
        let (mut sources, mut carried) = self.speakers(at, &frame, how, content.start, speaker);
        // «ونفت الشرطة استخدام الرصاص، وقالت إنها»: who said something before in the sentence goes on
        let before = self
            .reporter_before(at)
            .filter(|_| carried && frame.subject.is_none_or(|np| self.view.chunks.nps[np].first < at));
        if let Some(np) = before {
            (sources, carried) = (vec![self.source(np)], false);
        }
        // words given as one's own are not what one denies
        let stance = Stance::from_name(&how.stance)
            .filter(|s| !(direct && *s == Stance::Denying))
            .unwrap_or(Stance::Neutral);
        let cue = sent.span_of(at, at);
        let sources = sources
            .into_iter()
            .map(|s| Source {
                cue: s.cue.or(Some(cue)),
                stance,
                ..s
            })
            .collect();
        let spoken = if carried {
            speaker.party.clone()
        } else {
            before.or(frame.subject).map(|np| self.spoken(np))
        };
        Some(Report {
            cue,
            sources,
            content,
            direct,
            quiet: how.takes("quiet"),
            own: how.takes("own"),
            at,
            citing: at..at,
            carried,
            speaker: spoken,
        })
    }

    /// «أحصت الشبكة 17 مصابا», «قدرت النقابة عدد المشاركين بألف»: who counts people tells their number.
    fn count_report(&self, at: usize) -> Option<Report> {
        let sent = self.view.sent;
        let frame = self.frames.verb(self.view, at);
        let speaks = |np: &NpId| self.can_speak(*np) || self.is_named_thing(*np);
        let subject = frame.subject.filter(speaks)?;
        let class = &sent.lang.class;
        if !(sent.is(at, &class.record) || sent.is(at, &class.report)) {
            return None;
        }
        let people = |np: NpId| {
            let p = &self.view.chunks.nps[np];
            let number = p.first != p.head && sent.is(p.first, &class.toll);
            number || p.quantity.is_some() && sent.is(p.head, &class.counted)
        };
        let none = musnad_lexicon::ClassSet::default();
        let about = |c: &usize| self.view.has_prep(*c, "عن", &none) || self.view.has_prep(*c, "ب", &none);
        let told = frame
            .pps
            .iter()
            .filter(|c| about(c))
            .filter_map(|c| self.view.chunks.np_of(*c));
        let counts = frame.object.into_iter().chain(told).any(people);
        counts.then(|| Report {
            cue: sent.span_of(at, at),
            sources: vec![self.joint_source(subject)],
            content: at..sent.toks.len(),
            direct: false,
            quiet: true,
            own: true,
            at,
            citing: at..at,
            carried: false,
            speaker: Some(self.spoken(subject)),
        })
    }

    /// The tokens that a verb reports.
    fn content(
        &self,
        at: usize,
        frame: &VerbFrame,
        how: &musnad_lexicon::Report,
    ) -> Option<(Range<usize>, bool)> {
        let chunks = &self.view.chunks.list;
        let end = self.view.sent.toks.len();
        if let Some(c) = frame.complement {
            let start = chunks[c].last + 1;
            return Some((start..end, self.opens_quote_at(start)));
        }
        if let Some(start) = self.quote_after(at) {
            return Some((start..self.quote_end(start), true));
        }
        if how.takes("marked") {
            // «نددت بـ «المجزرة»»: the marked words alone are the speaker's
            let toks = &self.view.sent.toks;
            let start = (at + 1..end.min(at + 11))
                .take_while(|i| !matches!(toks[*i].tag, Tag::Punct('،' | ',' | ':' | '.')))
                .find(|i| self.opens_quote_at(*i));
            let marked = start.map(|s| (s..self.quote_end(s), true));
            if marked.is_some() || how.frames.len() == 1 {
                return marked;
            }
        }
        let after_clause = chunks[frame.clause.1].last + 1;
        let relays = how.relays().is_some();
        let object = how
            .takes("object")
            .then(|| {
                let np = frame.object.filter(|np| self.is_event_noun(*np));
                np.map(|np| self.view.chunks.nps[np].first)
                    .or_else(|| self.event_after_aside(after_clause))
            })
            .flatten();
        let clause = self.complement_near(after_clause, relays);
        match (clause, object) {
            (Some(start), object) if object.is_none_or(|o| start < o || !self.is_happening(o)) => {
                return Some((start..end, self.opens_quote_at(start)));
            }
            (_, Some(start)) => return Some((start..end, false)),
            _ => {}
        }
        // «يقر الموازنة بمرسوم»: with an object of its own it says nothing
        let statement = &self.view.sent.lang.class.statement;
        let text = |np: NpId| self.view.sent.is(self.view.chunks.nps[np].head, statement);
        let does = frame.object.is_some_and(|np| !text(np)) && how.to.as_deref() != Some("object");
        for lemma in how.prepositions() {
            let none = musnad_lexicon::ClassSet::default();
            // «أفادت باستشهاد خمسة جراء قصف الجيش شقة»: what stands behind is not its own
            let own = |c: &usize| {
                let object = frame.object.filter(|_| does);
                object.is_none_or(|np| self.view.chunks.nps[np].first > chunks[*c].first)
            };
            let pp = frame.pps.iter().filter(|c| own(c));
            let mut pp = pp.filter(|c| chunks[**c].first > at);
            let pp = pp.find(|c| self.view.has_prep(**c, lemma, &none));
            if let Some(np) = pp
                .and_then(|c| self.view.chunks.np_of(*c))
                .filter(|np| self.is_event_noun(*np))
            {
                return Some((self.view.chunks.nps[np].first..end, false));
            }
        }
        // «أفاد مصدر، اليوم الاثنين، بمقتل ثلاثة»
        let behind = |lemma| self.phrase_after_aside(after_clause, lemma);
        if let Some(start) = how.prepositions().find_map(behind) {
            return Some((start..end, false));
        }
        // «جرح 13 آخرين، نقلوا إلى المشفى» relays nothing
        let outlet = frame.subject.is_some_and(|np| self.outlet(np).is_some());
        if relays && !outlet {
            return None;
        }
        self.before_report(at)
    }

    /// «…، قالت الشرطة»: what stands before a reporting verb that has nothing after it.
    fn before_report(&self, at: usize) -> Option<(Range<usize>, bool)> {
        let toks = &self.view.sent.toks;
        let mark = (0..at).rev().find(|i| matches!(toks[*i].tag, Tag::Punct(_)))?;
        // «منطقة "نبع السلام" فردت عليهم القوات»: the end of a name is none of what is said
        let closes = |i: usize| {
            let Tag::Punct(c @ ('»' | '”' | '"')) = toks[i].tag else {
                return false;
            };
            let mut opening = (0..i).rev().filter_map(|o| match toks[o].tag {
                Tag::Punct(open) if opens_quote(open) && closing(open) == Some(c) => Some((o, open)),
                _ => None,
            });
            opening.next().is_none_or(|(o, open)| self.is_quotation(o, open))
        };
        let quoted = closes(mark);
        let after_quote = quoted || mark > 0 && closes(mark - 1);
        // «…، نقلها إليه الوزير» hands over, it does not say
        let hands_over = !after_quote && toks[at].reading().is_some_and(|r| r.pron.is_some());
        // «كشفت الوزارة، في بيان، أنها علقت»
        let told = (mark..at).any(|i| toks[i].tag == Tag::Word(Pos::Comp));
        // «…، فردت المدفعية بدك المرابض» goes on, it does not cite
        let goes_on = !after_quote && toks[at].clitics().has_conj();
        let near = at - mark <= 2 && (quoted || matches!(toks[mark].tag, Tag::Punct('،' | ',' | '-' | '–')));
        (near && mark > 2 && !hands_over && !told && !goes_on).then_some((0..mark, after_quote))
    }

    pub(crate) fn is_event_noun(&self, np: NpId) -> bool {
        let head = self.view.chunks.nps[np].head;
        let tok = &self.view.sent.toks[head];
        // «أعلن المستشفى حصيلة القصف، وهي سبعة قتلى»
        let class = &self.view.sent.lang.class;
        let toll = self.view.sent.is(head, &class.toll) && self.view.sent.is(head, &class.statement);
        if toll || self.view.tells_toll(np) {
            return true;
        }
        // «نفت الشرطة استخدام القوة»: a noun of the dictionary that is also what a verb does
        let told = tok.readings().any(|r| {
            // «نقل معلومات», «نشرت بيانا»: what hands on a text does not say what is in it
            let text = r.classes.meets(&self.view.sent.lang.class.statement);
            r.pos == Pos::Noun && !r.classes.is_empty() && !text
        });
        (tok.is_act() || told) && !self.view.sent.is(head, &self.view.sent.lang.class.weapon_fire)
    }

    fn opens_quote_at(&self, at: usize) -> bool {
        matches!(self.view.sent.toks.get(at).map(|t| t.tag), Some(Tag::Punct(c)) if opens_quote(c))
    }

    /// The token of a quotation mark or colon that opens what is said, near after the verb.
    fn quote_after(&self, at: usize) -> Option<usize> {
        let toks = &self.view.sent.toks;
        for (i, tok) in toks.iter().enumerate().take(at + 30).skip(at + 1) {
            match tok.tag {
                Tag::Punct(':') => return Some(i + 1),
                Tag::Punct(c) if opens_quote(c) && self.is_quotation(i, c) => return Some(i),
                Tag::Verb | Tag::Word(Pos::Comp) => return None,
                _ => {}
            }
        }
        None
    }

    /// A quotation has a verb or is long; a name in quotation marks has none and is short.
    fn is_quotation(&self, at: usize, open: char) -> bool {
        let toks = &self.view.sent.toks;
        let close = closing(open);
        let end = (at + 1..toks.len())
            .find(|i| Some(toks[*i].tag) == close.map(Tag::Punct))
            .unwrap_or(toks.len());
        end - at > 8 || (at..end).any(|i| matches!(toks[i].tag, Tag::Verb))
    }

    fn quote_end(&self, start: usize) -> usize {
        let toks = &self.view.sent.toks;
        let Some(Tag::Punct(open)) = toks.get(start).map(|t| t.tag) else {
            return toks.len();
        };
        let close = closing(open).filter(|_| opens_quote(open));
        (start + 1..toks.len())
            .find(|i| Some(toks[*i].tag) == close.map(Tag::Punct))
            .map_or(toks.len(), |i| i + 1)
    }

    /// «أن» a little after the clause, over an aside: «أعلن، في بيان، أن».
    fn complement_near(&self, from: usize, over_verbs: bool) -> Option<usize> {
        let toks = &self.view.sent.toks;
        // «في بيان نشرته الوكالة», «نقلت عنه الصحيفة»: what describes the statement or the speaker
        let describes = |i: usize| {
            toks[i].reading().is_some_and(|r| r.pron.is_some())
                || self
                    .view
                    .chunks
                    .list
                    .get(self.view.chunks.of_token[i] + 1)
                    .is_some_and(|c| matches!(c.piece, Piece::PrepPron(..)))
        };
        let mut over = over_verbs;
        for (i, tok) in toks.iter().enumerate().take(from + 20).skip(from) {
            match tok.tag {
                // «…، وإن المحكمة رفضت» goes on with what an earlier verb reports
                Tag::Word(Pos::Comp) if tok.clitics().has_conj() => return None,
                Tag::Word(Pos::Comp) => return Some(i + 1),
                Tag::Verb if over || describes(i) => over = true,
                Tag::Punct('،' | ',') => over = over_verbs,
                Tag::Noun | Tag::Adj if i > from && self.goes_on(i) => return None,
                Tag::Verb | Tag::Punct('؛' | '.') => return None,
                _ => {}
            }
        }
        None
    }

    /// A verbal noun or the noun of an attack, a death.
    fn is_happening(&self, at: usize) -> bool {
        let tok = &self.view.sent.toks[at];
        let event = &self.view.sent.lang.class.event_noun;
        tok.is_act() || tok.readings().any(|r| r.classes.meets(event))
    }

    /// «، مضيفة أن», «، مشيرا إلى»: a participle that reports on after a comma.
    pub(crate) fn goes_on(&self, at: usize) -> bool {
        let sent = self.view.sent;
        let comma = at > 0 && matches!(sent.toks[at - 1].tag, Tag::Punct('،' | ','));
        comma
            && sent.toks[at].readings().any(|r| {
                r.pos == Pos::ActivePart
                    && !r.clitics.has(Clitics::AL)
                    && !r.clitics.has_conj()
                    && r.pron.is_none()
                    && r.lexeme.is_some_and(|l| {
                        let lemma = &sent.lang.lexicon.lexeme(l).lemma;
                        sent.lang.lexicon.report(lemma).is_some()
                    })
            })
    }

    /// «أعلنت اللجنة، وهي هيئة أهلية، مقتل»: the event noun after an aside.
    fn event_after_aside(&self, from: usize) -> Option<usize> {
        let next = self.after_aside(from)?;
        let np = self.view.chunks.headed_by.get(next).copied().flatten()?;
        let happens = self.is_happening(next) || self.view.tells_toll(np);
        (happens && self.is_event_noun(np)).then_some(next)
    }

    /// The event noun with this preposition after an aside.
    fn phrase_after_aside(&self, from: usize, preposition: &str) -> Option<usize> {
        let c = self.view.chunks.of_token[self.after_aside(from)?];
        let none = musnad_lexicon::ClassSet::default();
        let np = self
            .view
            .chunks
            .np_of(c)
            .filter(|_| self.view.has_prep(c, preposition, &none))?;
        self.is_event_noun(np).then(|| self.view.chunks.nps[np].first)
    }

    /// The token behind an aside that opens about token `from`.
    fn after_aside(&self, from: usize) -> Option<usize> {
        let toks = &self.view.sent.toks;
        // «نفت الخلية، في بيان تلقته الوكالة، ارتفاع الحصيلة»: the clause may reach into the aside
        let mark = |t: &crate::lexical::Tok| matches!(t.tag, Tag::Punct('،' | ','));
        let aside = from < toks.len() && toks[from.saturating_sub(3)..=from].iter().any(mark);
        let close = (from + 1..toks.len().min(from + 14)).find(|i| mark(&toks[*i]))?;
        (aside && close + 1 < toks.len()).then_some(close + 1)
    }

    /// A participle that reports on («مؤكدا أن», «نافيا وقوع») goes on with the speaker at hand; a verbal noun
    /// («إعلان الجماعة مقتل») has its speaker for its genitive.
    fn noun_report(&self, at: usize, speaker: &Speaker) -> Option<Report> {
        let sent = self.view.sent;
        let participle = sent.toks[at]
            .readings()
            .find(|r| r.pos == Pos::ActivePart && (r.feats.is_acc_alif() || self.goes_on(at)));
        let masdar = sent.toks[at].masdars().next();
        let reading = participle.or(masdar)?;
        let lemma = &sent.lang.lexicon.lexeme(reading.lexeme?).lemma;
        let how = sent.lang.lexicon.report(lemma)?;
        let np = self.view.chunks.headed_by[at]?;
        let p = &self.view.chunks.nps[np];
        let (sources, carried, from) = if participle.is_some() {
            (
                self.main_speaker(at).unwrap_or_else(|| speaker.chain.clone()),
                true,
                p.head + 1,
            )
        } else {
            let by = p.genitive.filter(|g| self.can_speak(*g))?;
            (vec![self.source(by)], false, self.view.chunks.nps[by].last + 1)
        };
        let start = self.content_from(from)?;
        let cue = sent.span_of(at, at);
        let stance = Stance::from_name(&how.stance).unwrap_or(Stance::Neutral);
        let sources = sources
            .into_iter()
            .map(|s| Source {
                cue: Some(cue),
                stance,
                ..s
            })
            .collect();
        Some(Report {
            cue,
            sources,
            content: start..sent.toks.len(),
            direct: false,
            quiet: how.takes("quiet"),
            own: false,
            at,
            citing: at..at,
            carried,
            speaker: speaker.party.clone(),
        })
    }

    /// Where what is reported begins after a noun that reports: after «أن», or at an event noun.
    fn content_from(&self, from: usize) -> Option<usize> {
        let toks = &self.view.sent.toks;
        for (i, tok) in toks.iter().enumerate().take(from + 8).skip(from) {
            match tok.tag {
                Tag::Word(Pos::Comp) => return Some(i + 1),
                Tag::Verb | Tag::Punct(_) => return None,
                Tag::Noun if self.view.chunks.headed_by[i].is_some_and(|np| self.is_event_noun(np)) => {
                    return Some(i);
                }
                _ => {}
            }
        }
        None
    }

    /// «الداخلية: تفجير انتحاري …», «مصدر أمني لرويترز: …»: who says it, before a colon at the head of a line.
    fn heading(&self, at: usize) -> Option<Report> {
        let chunk = self.view.chunks.of_token[at];
        let (first, rest) = self.view.chunks.list[..chunk].split_first()?;
        let Piece::Np(np) = first.piece else {
            return None;
        };
        let sent = self.view.sent;
        // «الجيش والشرطة: …»
        let joined =
            |c: &crate::phrase::Chunk| matches!(c.piece, Piece::Np(np) if self.view.is_coordinated(np));
        let rest = &rest[rest.iter().take_while(|c| joined(c)).count()..];
        let told: Option<Vec<NpId>> = rest
            .iter()
            .map(|c| match c.piece {
                Piece::Pp(_, np) => Some(np),
                _ => None,
            })
            .collect();
        let told = told.filter(|t| t.len() <= 2)?;
        let whole = at <= 10 && at + 2 < sent.toks.len() && !self.opens_quote_at(at + 1);
        // «لبنان: شهيدان …» is where, not who
        let place = self.view.place(np).is_some() && self.view.party(np, self.date).sector.is_none();
        let p = &self.view.chunks.nps[np];
        let body = rest.is_empty()
            && sent.toks[p.head].clitics().has(Clitics::AL)
            && !p.adjectives.is_empty()
            && self.is_named_thing(np);
        // «حصاد الأسبوع: …»: a word that nobody knows, of something that is no party
        let unknown = sent.toks[p.head].reading().is_some_and(|r| r.pos == Pos::Unknown);
        let column = unknown && p.genitive.is_some_and(|g| !self.view.is_party(g, self.date));
        if !whole || place || column || !(self.can_speak(np) || body) {
            return None;
        }
        let medium = told.into_iter().find(|np| self.outlet(*np).is_some());
        let cue = sent.toks[at].span;
        Some(Report {
            cue,
            sources: std::iter::once(self.joint_source(np))
                .chain(medium.map(|np| self.source(np)))
                .collect(),
            content: at + 1..sent.toks.len(),
            direct: false,
            quiet: false,
            own: false,
            at,
            citing: at..at,
            carried: false,
            speaker: Some(self.spoken(np)),
        })
    }
}

/// Joins what is cited between a verb and its words to the verb's own chain: «قالت الصحيفة، نقلا عن مسؤول، إن»,
/// «في بيان نشرته الوكالة إن».
fn one_telling(reports: Vec<Report>, is_verb: impl Fn(&Report) -> bool) -> Vec<Report> {
    let mut out: Vec<Report> = Vec::with_capacity(reports.len());
    for r in reports {
        let outer = out
            .iter_mut()
            .find(|o| o.at < r.at && r.at < o.content.start && o.content == r.content && is_verb(o));
        let Some(outer) = outer else {
            out.push(r);
            continue;
        };
        let known = |s: &Source| outer.sources.iter().any(|o| o.span == s.span);
        let new: Vec<Source> = r.sources.iter().filter(|s| !known(s)).cloned().collect();
        if is_verb(&r) {
            outer.sources.extend(new);
        } else {
            outer.sources.splice(0..0, new);
        }
    }
    out
}

/// Who goes on speaking after the sentence: the last that a verb names, else the last that is cited.
fn remember(reports: &[Report], speaker: &mut Speaker) {
    let named = || reports.iter().filter(|r| !r.carried);
    let Some(last) = named()
        .rfind(|r| r.speaker.is_some())
        .or_else(|| named().next_back())
    else {
        return;
    };
    speaker.chain.clone_from(&last.sources);
    speaker.party.clone_from(&last.speaker);
    speaker.head = last.speaker.as_ref().map(|s| s.head.clone()).unwrap_or_default();
}
