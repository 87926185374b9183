//! Placing: where and when the event of a draft was.
//!
//! First a rule's own slots are asked, then the clause of its trigger. What neither tells is looked for once the
//! drafts of the sentence are joined: in a relative clause of the event noun, in the phrase that opens the sentence,
//! in the clause that this one goes on from or that goes on from it. A word that turns to another matter ends the
//! search.

use crate::claim::{EventType, Place, PlacePrecision};
use crate::draft::{Draft, Filler};
use crate::form::is_place_name;
use crate::frame::View;
use crate::frames::Frames;
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::phrase::{NpId, Piece, Prep, clitics_at};
use crate::report::Report;
use crate::rule::Rules;
use musnad_lexicon::{Clitics, Pos};
use musnad_text::TimeRole;

impl Matcher<'_, '_, '_> {
    /// The first place after a preposition of place in the clause; those after the trigger first. A recipient
    /// that is itself a place serves where there is none.
    pub(crate) fn place_near(
        &self,
        kind: EventType,
        nodes: &[Node],
        clause: (usize, usize),
        recipient: &[Filler],
    ) -> Option<NpId> {
        let view = self.view;
        let trigger = self.head(&nodes[0]);
        let chunks = &view.chunks;
        let (first, last) = (chunks.of_token[clause.0], chunks.of_token[clause.1]);
        let here = chunks.of_token[trigger];
        let after = (here..=last)
            .filter(|c| *c < chunks.list.len())
            .find(|c| view.located(*c).is_some());
        let target = recipient.iter().find_map(|f| match f {
            Filler::Np(np) => view.is_struck(kind, *np).then_some(*np),
            Filler::Word(_) => None,
        });
        if let (Some(target), Some(after)) = (target, after) {
            // «قطع جسر الحضارات في الناصرية»: what is struck lies in the place named next
            let follows = chunks.of_token[chunks.nps[chunks.outermost(target)].last] + 1 == after;
            if follows && !view.is_named(target) {
                return Some(target);
            }
        }
        let inside = || {
            chunks.np_of(here).and_then(|np| {
                let place_noun = &view.sent.lang.class.place_noun;
                (chunks.within(np).into_iter().skip(1))
                    .find(|p| view.place(*p).is_some() && view.sent.is(chunks.nps[*p].head, place_noun))
            })
        };
        let before = || (first..here).find_map(|c| view.located(c));
        let opening = || self.view.opening(clause.0).and_then(|c| view.located(c));
        after
            .and_then(|c| view.located(c))
            .or(target)
            .or_else(inside)
            .or_else(before)
            .or_else(opening)
    }

    /// The time of the clause that is nearest to the trigger, those after it first.
    pub(crate) fn time_near(&self, kind: EventType, trigger: usize, clause: (usize, usize)) -> Option<usize> {
        let view = self.view;
        let mut times: Vec<(usize, usize)> = (0..view.sent.times.len())
            .filter(|n| view.tells_when(*n, self.date) && !view.is_set_off_by(kind, trigger, *n))
            .map(|n| (n, view.sent.times[n].tokens.start))
            .filter(|(_, at)| (clause.0..=clause.1).contains(at))
            .collect();
        // «وفي مارس 2021 خطف مسلحون 30 طالبا قبل الإفراج عنهم بعد شهرين»: what is counted from another act tells no time
        let counted = |n: usize| {
            let start = view.sent.times[n].start.as_deref();
            let ahead = start.is_none() || crate::when::is_ahead(start, self.date);
            let other_act = |at: usize| {
                let class = &view.sent.lang.class;
                view.sent.toks[at].tag == Tag::Word(Pos::Prep)
                    && view.word_classes(at).meets(&class.time_prep)
            };
            ahead && (trigger..view.sent.times[n].tokens.start).any(other_act)
        };
        times.sort_by_key(|(n, at)| (counted(*n), *at < trigger, at.abs_diff(trigger)));
        if view.is_counted_from(trigger) {
            return times.into_iter().find(|(_, at)| *at > trigger).map(|(n, _)| n);
        }
        let nearest = times.first().map(|(n, _)| *n);
        nearest.or_else(|| view.opening_time(clause.0))
    }
}

impl View<'_, '_> {
    /// The place of chunk `c`, if its preposition says that something is there.
    fn located(&self, c: usize) -> Option<NpId> {
        let np = self.chunks.np_of(c).filter(|_| self.is_location(c))?;
        self.place(np)?;
        if self.in_brackets(c) || self.is_unknown_spot(np) {
            return None;
        }
        let is = |at, class| self.word_classes(at).meets(class);
        let between = |at| is(at, &self.sent.lang.class.between);
        let against = |at| is(at, &self.sent.lang.class.upon);
        match self.chunks.list[c].piece {
            // «بين الهند وباكستان», «العقوبات على سوريا»: states, no place
            Piece::Pp(Prep::At(at), _) if self.is_state(np) && (between(at) || against(at)) => None,
            // «من مواقعها شرقي المدينة»: where that is from which it came
            Piece::Pp(Prep::Bare, _)
                if c > 0 && self.has_prep(c - 1, "", &self.sent.lang.class.partitive) =>
            {
                None
            }
            _ => Some(np),
        }
    }

    /// «جسر الشغور (30 كم غرب إدلب)»: an aside on where the place lies.
    fn in_brackets(&self, c: usize) -> bool {
        let marks = (0..c).rev().take(6).map(|i| self.chunks.list[i].piece);
        let mut marks = marks.filter(|p| matches!(p, Piece::Mark('(' | ')')));
        marks.next() == Some(Piece::Mark('('))
    }

    fn is_location(&self, c: usize) -> bool {
        let class = &self.sent.lang.class;
        match self.chunks.list[c].piece {
            Piece::Pp(Prep::Clitic(clitics), np) => {
                clitics.has(Clitics::BI) && self.place(np).is_some() && !self.is_penalty(np)
            }
            Piece::Pp(prep, np) => {
                // «من أمام سكنه»
                let second = match prep {
                    Prep::At(at) if self.has_prep(c, "", &class.partitive) => {
                        (at + 1..self.chunks.nps[np].first).any(|i| self.is_spot_word(i))
                    }
                    _ => false,
                };
                second || self.has_prep(c, "", &class.location)
            }
            Piece::Np(np) => {
                self.sent.is(self.chunks.nps[np].head, &class.direction)
                    && !clitics_at(self.sent, self.chunks.nps[np].first).has_conj()
            }
            _ => false,
        }
    }

    /// «بالسجن»: as a sentence, not as a place.
    fn is_penalty(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        p.first == p.last && !self.sent.may_recall(p.head)
    }

    /// Whether `np` names a state: «الهند», not «شمال الهند».
    fn is_state(&self, np: NpId) -> bool {
        let p = &self.chunks.nps[np];
        let name = self.sent.toks[p.head]
            .part_of
            .filter(|_| self.sent.toks[p.head].tag == Tag::Name);
        p.first == p.head && name.is_some_and(|n| self.sent.names[n].countries().next().is_some())
    }

    /// Whether `np` names a place that a registry knows.
    fn is_named(&self, np: NpId) -> bool {
        self.place(np).is_some_and(|p| p.id.is_some())
    }

    /// Whether what an act is done to is also where it was done: «قصفت السوق», «أغلقوا الطريق», «قصف دوما», not a
    /// state that is attacked, accused or sanctioned.
    fn is_struck(&self, kind: EventType, np: NpId) -> bool {
        let Some(place) = self.place(np).filter(|_| !self.is_state(np)) else {
            return false;
        };
        let own = self.sent.toks[self.chunks.nps[np].head]
            .reading()
            .is_some_and(|r| r.pron.is_some());
        match kind {
            EventType::Assault | EventType::Protest => {
                place.precision != PlacePrecision::Country
                    && !(own && place.precision == PlacePrecision::Vague)
            }
            EventType::Coerce | EventType::Mobilize | EventType::Retreat => {
                place.precision != PlacePrecision::Country && (place.id.is_some() || place.country.is_some())
            }
            _ => false,
        }
    }

    /// Whether time `n` says when something was, not how long it took, how much later it was than something else
    /// («بعد ساعات») or until when it lasts.
    pub(crate) fn tells_when(&self, n: usize, date: Option<&str>) -> bool {
        let time = &self.sent.times[n];
        let open = time.start.is_none() && (time.end.is_some() || date.is_some());
        // «ثم انسحبوا بعد ساعتين»: later than something else, not than publication
        let later = time.role == TimeRole::After && time.basis == musnad_text::Basis::Relative;
        time.role != TimeRole::Duration && !open && !later
    }

    /// «ردا على عدوان الجمعة», «إثر تسلل ثلاثة ليلة الجمعة»: the time of what came before; of people who were hurt
    /// it is that of the attack as well.
    pub(crate) fn is_set_off_by(&self, kind: EventType, trigger: usize, n: usize) -> bool {
        let class = &self.sent.lang.class;
        let start = self.sent.times[n].tokens.start;
        (trigger + 1..start.saturating_sub(1)).any(|i| {
            matches!(self.sent.toks[i].tag, Tag::Word(_)) && {
                let words = self.word_classes(i);
                // «توقيف العشرات خلال مسيرة أمس»: one time for both
                let at_once = words.meets(&class.location) || words.meets(&class.while_of);
                let after = words.meets(&class.time_prep) && !at_once;
                let before = words.meets(&class.because) || after;
                words.meets(&class.answered) || kind != EventType::Assault && before
            }
        })
    }

    /// «عاد أمس بعد أربعة أيام من خطفه»: what another act is counted from was before it, and before its time.
    pub(crate) fn is_counted_from(&self, trigger: usize) -> bool {
        let chunk = self.chunks.of_token[trigger];
        chunk > 0
            && self.chunks.list[chunk - 1].piece == Piece::Time
            && self.has_prep(chunk, "", &self.sent.lang.class.partitive)
    }

    /// The chunk that opens the sentence before a comma, when a clause follows the comma: «وفي حلب، قتل …».
    fn opening(&self, clause: usize) -> Option<usize> {
        let start = self.chunks.of_token[clause];
        let comma = start.checked_sub(1)?;
        let before = comma.checked_sub(1)?;
        let first = before == 0
            || before == 1 && matches!(self.chunks.list[0].piece, Piece::Word(Pos::Conj) | Piece::Time);
        (matches!(self.chunks.list[comma].piece, Piece::Mark('،' | ',')) && first).then_some(before)
    }

    /// «تركيا.. توقيف 300 محتج», «▪ محافظة حمص: مقتل رجل», «صعدة | غارة»: whether chunk `c` is a place that a line begins
    /// with.
    pub(crate) fn is_label(&self, c: usize) -> bool {
        let list = &self.chunks.list;
        let Piece::Np(np) = list[c].piece else {
            return false;
        };
        let head = self.chunks.nps[np].head;
        let place = is_place_name(self.sent, head) || self.sent.is(head, &self.sent.lang.class.place_noun);
        let closes = |m: char| matches!(m, ':' | '.' | '…' | '|' | '/' | '-' | '–' | '—');
        let closed = list
            .get(c + 1)
            .is_some_and(|x| matches!(x.piece, Piece::Mark(m) if closes(m)));
        let opens = (list[..c].iter()).all(|x| matches!(x.piece, Piece::Mark(_) | Piece::Other));
        place && closed && opens
    }

    /// The place that a headline, line or paragraph begins with.
    fn label(&self) -> Option<NpId> {
        let mut pieces = self.chunks.list.iter().map(|x| x.piece);
        let c = pieces.position(|p| !matches!(p, Piece::Mark(_) | Piece::Other))?;
        let np = self.chunks.np_of(c).filter(|_| self.is_label(c))?;
        self.place(np).is_some().then_some(np)
    }

    /// The known place, no larger than a province, that the line begins with; not «غزة.. 10 قتلى», which names what the
    /// news is about.
    pub(crate) fn headed_place(&self) -> Option<Place> {
        let label = self.label()?;
        let close = self.chunks.of_token[self.chunks.nps[label].last] + 1;
        let topic = matches!(self.chunks.list[close].piece, Piece::Mark('.' | '…'));
        let place = self.place(label).filter(|_| !topic)?;
        let wide = matches!(
            place.precision,
            PlacePrecision::Country | PlacePrecision::Region | PlacePrecision::Sea | PlacePrecision::Vague
        );
        (place.id.is_some() && !wide).then_some(place)
    }

    /// What a line that begins with a place tells of one who is nowhere, or at a spot that no registry has: «القرعون: مسيّرة
    /// استهدفت سيارة على طريق السد» is known to be in Qaraoun, and no finer.
    pub(crate) fn under_label(
        &self,
        kind: EventType,
        place: Option<Place>,
        label: impl Fn() -> Option<Place>,
    ) -> Option<Place> {
        let bodily = matches!(
            kind,
            EventType::Assault | EventType::Protest | EventType::Coerce | EventType::Mobilize
        );
        let open = |p: &Place| {
            let spot = matches!(p.precision, PlacePrecision::Point | PlacePrecision::Vague);
            p.id.is_none() && spot && p.lat.is_none()
        };
        match place {
            Some(spot) if open(&spot) => match label() {
                Some(label) => Some(Place {
                    span: spot.span,
                    ..label
                }),
                None => Some(spot),
            },
            None if bodily => label(),
            place => place,
        }
    }

    fn opening_time(&self, clause: usize) -> Option<usize> {
        let chunk = self.chunks.list[self.opening(clause)?];
        (self.sent.times.iter()).position(|t| (chunk.first..=chunk.last).contains(&t.tokens.start))
    }
}

/// Looks further afield for the place and time of drafts that have none.
pub(crate) fn look_further(
    view: &View<'_, '_>,
    frames: &Frames,
    rules: &Rules,
    reports: &[Report],
    date: Option<&str>,
    drafts: &mut [Draft],
) {
    let search = Search {
        view,
        frames,
        reports,
        date,
    };
    for n in 0..drafts.len() {
        if let Some(np) = drafts[n].place
            && (search.is_of_another(drafts, n, view.chunks.nps[np].head) || search.is_way(&drafts[n], np))
        {
            drafts[n].place = None;
        }
        if let Some(time) = drafts[n].time
            && search.is_of_another(drafts, n, view.sent.times[time].tokens.start)
        {
            drafts[n].time = None;
        }
    }
    for n in 0..drafts.len() {
        let draft = &drafts[n];
        let wants = !rules.list[draft.rule].placeless && draft.from.is_none() && draft.to.is_none();
        if draft.place.is_none() && wants && is_bodily(draft.kind) {
            drafts[n].place = search.place(drafts, n);
        }
        if drafts[n].place.is_none()
            && wants
            && (is_bodily(drafts[n].kind) || drafts[n].kind == EventType::Retreat)
        {
            drafts[n].place = view.label();
        }
        if drafts[n].time.is_none() && !view.is_counted_from(drafts[n].trigger[0]) {
            drafts[n].time = search.time(drafts, n);
        }
    }
    for draft in drafts {
        draft.found = (draft.place, draft.time);
    }
}

/// Whether events of this type are done rather than said.
fn is_act(kind: EventType) -> bool {
    use EventType::{Accuse, Agree, Reject, Request, Support, Threaten};
    !matches!(kind, Accuse | Agree | Reject | Request | Support | Threaten)
}

/// Whether events of this type are at some place, more than words that are said anywhere.
fn is_bodily(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Assault
            | EventType::Protest
            | EventType::Coerce
            | EventType::Mobilize
            | EventType::Consult
    )
}

struct Search<'r, 's, 'a> {
    view: &'r View<'s, 'a>,
    frames: &'r Frames,
    reports: &'r [Report],
    date: Option<&'r str>,
}

impl Search<'_, '_, '_> {
    /// «الإفراج عن طبيب بعد شهر من خطفه في الجنوب»: what stands behind the trigger of an event told as earlier or as
    /// the cause is that event's.
    fn is_of_another(&self, drafts: &[Draft], n: usize, at: usize) -> bool {
        let trigger = drafts[n].trigger[0];
        drafts.iter().enumerate().any(|(m, other)| {
            let between = trigger < other.trigger[0] && other.trigger[0] < at;
            m != n && between && at <= other.clause.1 && self.is_set_off(trigger, other.trigger[0])
        })
    }

    /// «غادرت ميناء خليفة في أبوظبي»: where one goes from or to, or what that lies in.
    fn is_way(&self, draft: &Draft, place: NpId) -> bool {
        let chunks = &self.view.chunks;
        let chunk = |np: NpId| chunks.of_token[chunks.nps[chunks.outermost(np)].last];
        let ends = [draft.from, draft.to].into_iter().flatten();
        ends.into_iter()
            .any(|end| chunk(place) == chunk(end) || chunk(place) == chunk(end) + 1)
    }

    /// Whether «بعد», «إثر» or the like stands between two words.
    fn is_set_off(&self, first: usize, second: usize) -> bool {
        let class = &self.view.sent.lang.class;
        (first + 1..second).any(|i| {
            matches!(self.view.sent.toks[i].tag, Tag::Word(_)) && {
                let words = self.view.word_classes(i);
                words.meets(&class.time_prep) || words.meets(&class.answered)
            }
        })
    }

    /// The tokens round the trigger of a draft in which nobody turns to another matter and the same people speak.
    fn stretch(&self, draft: &Draft) -> (usize, usize) {
        let (trigger, toks) = (draft.trigger[0], &self.view.sent.toks);
        let (mut first, mut last) = (0, toks.len() - 1);
        for report in self.reports {
            if report.content.contains(&trigger) {
                first = first.max(report.content.start);
                last = last.min(report.content.end.saturating_sub(1));
            }
        }
        let cites = |i: usize| self.reports.iter().any(|r| r.citing.contains(&i) || r.at == i);
        let stops = |i: usize| toks[i].is_punct('؛') || toks[i].is_punct('.') || self.turns(i) || cites(i);
        first = (first..trigger)
            .rev()
            .find(|i| stops(*i))
            .map_or(first, |i| i + 1);
        last = (trigger + 1..=last).find(|i| stops(*i)).map_or(last, |i| i - 1);
        (first, last)
    }

    fn turns(&self, at: usize) -> bool {
        let (class, toks) = (&self.view.sent.lang.class, &self.view.sent.toks);
        matches!(toks[at].tag, Tag::Word(_)) && {
            let words = self.view.word_classes(at);
            // «بينما كانوا يقطفون الزيتون»: the same people
            let goes_on = words.meets(&class.while_)
                && (toks.get(at + 1)).is_some_and(|t| t.tag == Tag::Verb && t.classes().meets(&class.aux));
            words.meets(&class.turn) && !goes_on || words.meets(&class.opposition)
        }
    }

    fn place(&self, drafts: &[Draft], n: usize) -> Option<NpId> {
        let view = self.view;
        let draft = &drafts[n];
        let (first, last) = self.stretch(draft);
        let chunks = &view.chunks;
        let trigger = draft.trigger[0];
        let fine = |np: &NpId| {
            view.place(*np)
                .is_some_and(|p| p.precision != PlacePrecision::Country)
        };
        let opening = || {
            let np = view
                .located(0)
                .or_else(|| view.located(1).filter(|_| self.opens(0)));
            np.filter(|np| fine(np) && (first..=last).contains(&chunks.nps[*np].head))
        };
        let earlier = || {
            let before = drafts[..n].iter().rev();
            (before.filter(|d| d.trigger[0] >= first && is_bodily(d.kind))).find_map(|d| d.place.filter(fine))
        };
        // «فجر حزامه وسط مصلين في بيشاور، ما أدى إلى مقتل تسعة»
        let cause = || {
            let class = &view.sent.lang.class;
            (first..trigger).any(|i| view.sent.is(i, &class.cause)).then(|| {
                (chunks.of_token[first]..chunks.of_token[trigger]).find_map(|c| view.located(c).filter(fine))
            })?
        };
        let later = || later(drafts, n, view, last)?.place.filter(fine);
        // «أصيب ثلاثة حين أطلق جنود النار عند مدخل البلدة», «…، على بعد 50 ميلا غربي الميناء»
        let after = || {
            (chunks.of_token[trigger] + 1..=chunks.of_token[last]).find_map(|c| {
                let np = view.located(c).filter(fine)?;
                let at = chunks.list[c].first;
                let mark = |c: usize| matches!(chunks.list[c].piece, Piece::Mark(_));
                // «، على بعد 50 ميلا بحريا غربي الميناء»
                let behind_mark =
                    (1..=2).any(|n| c >= n && mark(c - n) && chunks.list[c - n].first > trigger);
                let word = |i: usize, class| {
                    matches!(view.sent.toks[i].tag, Tag::Word(_)) && view.word_classes(i).meets(class)
                };
                let class = &view.sent.lang.class;
                let when = (trigger..at).any(|i| word(i, &class.when) || word(i, &class.while_));
                // «على فندق كان يجتمع فيه شيوخ بمدينة بلدوين»: where that stands which is struck
                let struck = || {
                    let site = |f: &Filler| matches!(f, Filler::Np(np) if view.is_facility(*np));
                    draft.recipient.iter().any(site) && !(chunks.of_token[trigger]..c).any(mark)
                };
                (behind_mark || draft.kind == EventType::Assault && (when || struck())).then_some(np)
            })
        };
        (self.relative(draft))
            .or_else(opening)
            .or_else(earlier)
            .or_else(cause)
            .or_else(later)
            .or_else(after)
            .or_else(|| self.of_people(draft))
            .or_else(|| self.taken_from(draft))
            .or_else(|| self.unknown_spot(draft))
            .filter(|np| !self.is_of_another(drafts, n, chunks.nps[*np].head))
    }

    /// «اعتقلت 14 مواطنا من محافظتي جنين ونابلس», «نساء عدن يتظاهرن»: the place of those whom it befell, or who
    /// gathered.
    fn of_people(&self, draft: &Draft) -> Option<NpId> {
        let view = self.view;
        let chunks = &view.chunks;
        let people = match draft.kind {
            EventType::Protest => &draft.actor,
            EventType::Assault | EventType::Coerce => &draft.recipient,
            _ => return None,
        };
        people.iter().find_map(|f| {
            let Filler::Np(np) = f else { return None };
            let inner = chunks.within(*np).into_iter().skip(1);
            let own = || (inner.clone()).find(|p| view.is_named(*p) && draft.kind == EventType::Protest);
            let next = chunks.of_token[chunks.nps[chunks.outermost(*np)].last] + 1;
            let from = || {
                let from =
                    next < chunks.list.len() && view.has_prep(next, "", &view.sent.lang.class.partitive);
                let np = chunks.np_of(next).filter(|_| from)?;
                let fine = view.place(np)?.precision != PlacePrecision::Country;
                let kind = view
                    .sent
                    .is(chunks.nps[np].head, &view.sent.lang.class.place_noun);
                (fine && kind).then_some(np)
            };
            own().or_else(from)
        })
    }

    /// «خطفت الجماعة 276 تلميذة من شيبوك», «اقتيدوا من أحياء المدينة»: whence somebody is led away is where it was.
    fn taken_from(&self, draft: &Draft) -> Option<NpId> {
        let (view, class) = (self.view, &self.view.sent.lang.class);
        let chunks = &view.chunks;
        let trigger = draft.trigger[0];
        let people = |f: &Filler| matches!(f, Filler::Np(np) if view.is_party(*np, self.date));
        let whom = &draft.recipient;
        let led = view.sent.is(trigger, &class.leads_away) && (whom.is_empty() || whom.iter().any(people));
        (chunks.of_token[trigger] + 1..=chunks.of_token[draft.clause.1]).find_map(|c| {
            let from = led && view.has_prep(c, "", &class.partitive);
            let np = chunks.np_of(c).filter(|_| from)?;
            let precision = view.place(np)?.precision;
            let fine = !matches!(precision, PlacePrecision::Country | PlacePrecision::Vague);
            fine.then_some(np)
        })
    }

    /// «تظاهروا في إيراكليون»: in the clause, behind «في», a word that nobody knows.
    fn unknown_spot(&self, draft: &Draft) -> Option<NpId> {
        let chunks = &self.view.chunks;
        (chunks.of_token[draft.trigger[0]] + 1..=chunks.of_token[draft.clause.1])
            .filter_map(|c| chunks.np_of(c))
            .find(|np| self.view.is_unknown_spot(*np))
    }

    /// «و» written apart.
    fn opens(&self, c: usize) -> bool {
        matches!(self.view.chunks.list[c].piece, Piece::Word(Pos::Conj))
    }

    /// The place told in a relative clause of the event noun: «هجوم شنه مسلحون على فندق بمقديشو».
    fn relative(&self, draft: &Draft) -> Option<NpId> {
        let view = self.view;
        let chunks = &view.chunks;
        self.relatives(draft).find_map(|verb| {
            let frame = self.frames.verb(view, verb);
            let located = (frame.clause.0..=frame.clause.1)
                .filter(|c| chunks.list[*c].first > verb)
                .find(|c| view.located(*c).is_some() && !self.is_set_off(verb, chunks.list[*c].first));
            let object = frame.object.filter(|np| view.is_struck(draft.kind, *np));
            let follows =
                |np: NpId, c: usize| chunks.of_token[chunks.nps[chunks.outermost(np)].last] + 1 == c;
            match (object, located) {
                (Some(np), Some(c)) if follows(np, c) && !view.is_named(np) => Some(np),
                (object, located) => located.and_then(|c| view.located(c)).or(object),
            }
        })
    }

    /// The verbs of relative clauses that describe a noun of the trigger.
    fn relatives<'d>(&'d self, draft: &'d Draft) -> impl Iterator<Item = usize> + 'd {
        let view = self.view;
        let own = |verb: usize| {
            let of = self.frames.verb(view, verb).antecedent;
            of.is_some_and(|np| {
                let np = view.chunks.outermost(np);
                let phrase = &view.chunks.nps[np];
                draft
                    .trigger
                    .iter()
                    .any(|t| (phrase.first..=phrase.last).contains(t))
            })
        };
        let verbs = draft.trigger[0] + 1..view.sent.toks.len();
        verbs
            .take(30)
            .filter(move |i| view.sent.toks[*i].tag == Tag::Verb && own(*i))
    }

    /// The time that opens the sentence, that of the act that this one goes on from, or one that closes the stretch
    /// behind a comma: «تعرضت لهجوم بزوارق أطلقت عليها قذائف، مساء أمس».
    fn time(&self, drafts: &[Draft], n: usize) -> Option<usize> {
        let view = self.view;
        let draft = &drafts[n];
        let (first, last) = self.stretch(draft);
        let start = |t: usize| view.sent.times[t].tokens.start;
        let within = |t: &usize| view.tells_when(*t, self.date) && (first..=last).contains(&start(*t));
        let times = || (0..view.sent.times.len()).filter(within);
        let opening = times().find(|t| {
            let c = view.chunks.of_token[start(*t)];
            c == 0 || c == 1 && self.opens(0)
        });
        let earlier = || {
            let before = drafts[..n].iter().rev();
            (before.filter(|d| d.trigger[0] >= first && is_bodily(d.kind) && is_bodily(draft.kind)))
                .find_map(|d| d.time.filter(|t| within(t)))
        };
        let mark = |i: usize| matches!(view.sent.toks[i].tag, Tag::Punct(_));
        let closing = || {
            times().find(|t| {
                let chunk = view.chunks.list[view.chunks.of_token[start(*t)]];
                let ends = view.sent.times[*t].tokens.end > last || mark(view.sent.times[*t].tokens.end);
                start(*t) > draft.trigger[0]
                    && ends
                    && chunk.first > 0
                    && mark(chunk.first - 1)
                    && !self.is_of_another(drafts, n, start(*t))
            })
        };
        let relative = || {
            self.relatives(draft).find_map(|verb| {
                let (lo, hi) = self.frames.verb(view, verb).clause;
                times().find(|t| (lo..=hi).contains(&view.chunks.of_token[start(*t)]) && start(*t) > verb)
            })
        };
        // one that no other act has: «احتضنت العاصمة، ظهر السبت، جولة من المحادثات»
        let owned = |t: usize| drafts.iter().any(|d| d.time == Some(t));
        let own_after = || {
            let next = drafts
                .iter()
                .map(|d| d.trigger[0])
                .filter(|at| *at > draft.trigger[0])
                .min();
            times().find(|t| {
                let at = start(*t);
                let free = next.is_none_or(|next| at < next);
                at > draft.trigger[0] && free && !view.is_set_off_by(draft.kind, draft.trigger[0], *t)
            })
        };
        let acts = is_act(draft.kind);
        let own_before = || {
            times()
                .filter(|t| start(*t) < draft.trigger[0] && !owned(*t))
                .last()
        };
        (opening.or_else(relative).or_else(earlier).or_else(closing))
            .or_else(|| later(drafts, n, view, last).and_then(|d| d.time.filter(|t| within(t))))
            .or_else(|| own_after().filter(|_| acts))
            .or_else(|| own_before().filter(|_| acts))
    }
}

/// «ارتقى جراء قصف استهدف شقة في مخيم البداوي»: the draft of the same type that the next words of cause or time lead to.
fn later<'d>(drafts: &'d [Draft], n: usize, view: &View<'_, '_>, last: usize) -> Option<&'d Draft> {
    let class = &view.sent.lang.class;
    let draft = &drafts[n];
    let next = drafts
        .get(n + 1)
        .filter(|d| d.kind == draft.kind && d.trigger[0] <= last)?;
    let links = (draft.trigger[0] + 1..next.trigger[0]).any(|i| {
        matches!(view.sent.toks[i].tag, Tag::Word(_))
            && (view.word_classes(i).meets(&class.because) || view.word_classes(i).meets(&class.when))
    });
    links.then_some(next)
}
