//! Attaching: which place, time, figures, parties and source of a sentence are those of an event.
//!
//! The rules find some by the clause ([`crate::placing`], [`crate::counts`]); here every place and every time, all
//! counted people ([`crate::reckon`]), everybody who may have acted or suffered ([`crate::who`]) and everybody who may tell
//! it ([`crate::heard`]) are weighed as the event's own, by how they stand to the trigger, to the other events and to what
//! the rules have found. The weights are those of the scorer, under names that begin with the field, as `place/`; without
//! them the rules' finds stand.

use crate::claim::{Count, Role, Source};
use crate::draft::{Draft, Filler};
use crate::features::{Names, class_names, lemma, lemma_before, lemma_behind, piece};
use crate::form::is_place_name;
use crate::frame::View;
use crate::frames::Frames;
use crate::lexical::Tag;
use crate::opinion::{Opinion, log_odds};
use crate::phrase::{NpId, Piece, Prep, clitics_at};
use crate::report::Report;
use crate::rule::Rules;
use crate::scorer::{Features, Scorer};
use musnad_lexicon::{ClassSet, Pos};
use musnad_text::{Kind, Span};
use std::ops::Range;

/// What is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Place,
    Time,
    Toll,
    Actor,
    Recipient,
    Source,
}

impl Field {
    pub(crate) const ALL: [Field; 6] = [
        Field::Place,
        Field::Time,
        Field::Toll,
        Field::Actor,
        Field::Recipient,
        Field::Source,
    ];

    /// The role of a party.
    pub(crate) fn role(self) -> Option<Role> {
        match self {
            Field::Actor => Some(Role::Actor),
            Field::Recipient => Some(Role::Recipient),
            _ => None,
        }
    }

    /// How the names of its features begin.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Field::Place => "place/",
            Field::Time => "time/",
            Field::Toll => "toll/",
            Field::Actor => "actor/",
            Field::Recipient => "recipient/",
            Field::Source => "source/",
        }
    }

    /// The feature that all candidates have; its weight is the constant.
    pub(crate) fn bias(self) -> &'static str {
        match self {
            Field::Place => "place/bias",
            Field::Time => "time/bias",
            Field::Toll => "toll/bias",
            Field::Actor => "actor/bias",
            Field::Recipient => "recipient/bias",
            Field::Source => "source/bias",
        }
    }
}

/// What an event might have for a field: a phrase, or the number of a time, and its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) id: usize,
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) chunk: usize,
    /// The preposition of a place or of people, or how what happens lies to a time.
    pub(crate) word: String,
    /// How fine a place is.
    precision: &'static str,
    /// A place that the registry has.
    known: bool,
    /// How many people, and what became of them.
    pub(crate) count: Option<Count>,
    /// The sector of a party, or what it is instead.
    pub(crate) sector: String,
}

impl Spot {
    pub(crate) fn new(id: usize, (first, last): (usize, usize), chunk: usize, word: String) -> Spot {
        Spot {
            id,
            first,
            last,
            chunk,
            word,
            precision: "none",
            known: false,
            count: None,
            sector: String::new(),
        }
    }
}

/// What a place that the rules found must weigh more than; all else more than nothing.
const LEAST_FOUND: f32 = -0.35;

/// What the encoder says counts so much, from these log-odds on; fitted on parts of `corpus/dev` (places and times) and of
/// `corpus/train` that neither it nor the weights had seen.
const PLACE_ENCODED: (f32, f32) = (0.6, -2.0);
const TIME_ENCODED: (f32, f32) = (0.3, -1.0);
const ACTOR_ENCODED: (f32, f32) = (0.4, -1.0);
const RECIPIENT_ENCODED: (f32, f32) = (0.4, -2.0);
const SOURCE_ENCODED: (f32, f32) = (0.4, -1.5);

/// The events of a sentence with what they were read from.
pub(crate) struct Attacher<'r, 's, 'a> {
    pub(crate) view: &'r View<'s, 'a>,
    pub(crate) frames: &'r Frames,
    pub(crate) reports: &'r [Report],
    /// Who spoke last before the sentence.
    pub(crate) before: &'r [Source],
    pub(crate) drafts: &'r [Draft],
    pub(crate) rules: &'r Rules,
    pub(crate) date: Option<&'r str>,
    /// What the encoder says of the document.
    pub(crate) opinion: Option<&'r Opinion>,
}

/// Gives each draft of `these` the place, time, parties and source that weigh most, or none where none weighs enough.
pub(crate) fn attach(
    view: &View<'_, '_>,
    frames: &Frames,
    (reports, before): (&[Report], &[Source]),
    date: Option<&str>,
    (scorer, rules, opinion): (&Scorer, &Rules, Option<&Opinion>),
    drafts: &mut [Draft],
    these: Range<usize>,
) {
    if these.is_empty() {
        return;
    }
    let (chosen, parties, heard) = {
        let attacher = Attacher {
            view,
            frames,
            reports,
            before,
            drafts,
            rules,
            date,
            opinion,
        };
        let spots = [Field::Place, Field::Time].map(|f| (f, attacher.spots(f)));
        let heaviest = |n| [0, 1].map(|i| attacher.heaviest(scorer, spots[i].0, n, &spots[i].1));
        let chosen: Vec<[Option<usize>; 2]> = these.clone().map(heaviest).collect();
        let parties = scorer
            .attaches(Field::Actor)
            .then(|| crate::who::assign(&attacher, scorer, these.clone()));
        let heard =
            (scorer.attaches(Field::Source)).then(|| crate::heard::hear(&attacher, scorer, these.clone()));
        (chosen, parties, heard)
    };
    let drafts = &mut drafts[these];
    for (draft, heard) in drafts.iter_mut().zip(heard.into_iter().flatten()) {
        draft.heard = Some(heard);
    }
    for (draft, [actor, recipient]) in drafts.iter_mut().zip(parties.into_iter().flatten()) {
        (draft.actor, draft.recipient) = (actor, recipient);
    }
    for (draft, [place, time]) in drafts.iter_mut().zip(chosen) {
        if scorer.attaches(Field::Place) && !rules.list[draft.rule].placeless {
            draft.place = place;
        }
        if scorer.attaches(Field::Time) {
            draft.time = time;
        }
    }
}

impl Attacher<'_, '_, '_> {
    /// Every place, every time or all counted people of the sentence.
    pub(crate) fn spots(&self, field: Field) -> Vec<Spot> {
        if self.drafts.is_empty() {
            return Vec::new();
        }
        let (sent, chunks) = (self.view.sent, &self.view.chunks);
        let spot = |id, first: usize, last, word| Spot::new(id, (first, last), chunks.of_token[first], word);
        match field {
            Field::Toll => return self.figures(),
            Field::Actor | Field::Recipient => return self.parties(),
            Field::Source => return self.speakers(),
            Field::Place | Field::Time => {}
        }
        if field == Field::Time {
            let times = sent.times.iter().enumerate();
            let role = |t: &musnad_text::TimeMention| format!("{:?}", t.role).to_lowercase();
            return times
                .map(|(n, t)| spot(n, t.tokens.start, t.tokens.end - 1, role(t)))
                .collect();
        }
        let mut out: Vec<(Spot, Span)> = Vec::new();
        for np in (0..chunks.list.len()).filter_map(|c| chunks.np_of(c)) {
            for (n, part) in chunks.within(np).into_iter().enumerate() {
                let p = &chunks.nps[part];
                // «مستحقات مالية» is no money owed to a town
                let adjective =
                    |r: &musnad_lexicon::Reading| matches!(r.pos, Pos::Adj | Pos::Nisba) && !r.is_definite();
                let name = is_place_name(sent, p.head) && !sent.toks[p.head].readings().any(adjective);
                // «قوات خفر السواحل» are not on the coast by their name
                let of_body = || sent.is(chunks.nps[np].head, &sent.lang.class.body);
                let named = n == 0 || name || sent.is(p.head, &sent.lang.class.place_noun) && !of_body();
                let Some(place) = self.view.place(part).filter(|_| named) else {
                    continue;
                };
                // «سوق الحرية في مدينة الفاشر»: one place, told by all its words
                if out.iter().any(|(_, wider)| wider.contains(place.span)) {
                    continue;
                }
                let word = match n {
                    0 => self.preposition(chunks.of_token[p.first]),
                    _ => "inner".to_owned(),
                };
                let spot = Spot {
                    precision: place.precision.name(),
                    known: place.id.is_some(),
                    ..spot(part, p.first, p.last, word)
                };
                out.push((spot, place.span));
            }
        }
        out.into_iter().map(|(spot, _)| spot).collect()
    }

    /// The drafts that the rules vouch for; weak ones are none to compare with.
    pub(crate) fn sound(&self) -> impl Iterator<Item = &Draft> {
        self.drafts.iter().filter(|d| !d.weak)
    }

    /// Those but for draft `n`, with their numbers.
    pub(crate) fn others(&self, n: usize) -> impl Iterator<Item = (usize, &Draft)> {
        let all = self.drafts.iter().enumerate();
        all.filter(move |(m, d)| *m != n && !d.weak)
    }

    /// Whether draft `n` can have what is at `spot`.
    pub(crate) fn befits(&self, field: Field, n: usize, spot: &Spot) -> bool {
        match field {
            Field::Place | Field::Time => true,
            Field::Toll => self.may_count(n, spot),
            Field::Actor | Field::Recipient => self.may_take_part(n, spot),
            Field::Source => self.may_be_heard(n, spot),
        }
    }

    /// What `spots[s]` weighs as that of draft `n`; it can be taken if it is more than nothing.
    pub(crate) fn weight(&self, scorer: &Scorer, field: Field, n: usize, spots: &[Spot], s: usize) -> f32 {
        let mut features = Features::default();
        let mut push = |name: &str, value| features.push(name, value);
        let weight = if let Some(role) = field.role() {
            let kind = self.drafts[n].kind.name();
            let mut names = Names::new(Field::Actor.prefix(), kind, &mut push);
            self.party(&mut names, n, &spots[s]);
            scorer.roles(scorer.role_bias, &features)[role as usize]
        } else {
            push(field.bias(), 1.0);
            self.features(field, n, spots, s, &mut push);
            scorer.weights(&features).sum()
        };
        weight + self.encoded(field, n, &spots[s])
    }

    /// The one that weighs most as that of draft `n`, if it weighs enough.
    fn heaviest(&self, scorer: &Scorer, field: Field, n: usize, spots: &[Spot]) -> Option<usize> {
        // «عاد إلى غزة أمس بعد أربعة أيام من خطفه»: what stands before is of the other act
        let trigger = self.drafts[n].trigger[0];
        let counted = self.view.is_counted_from(trigger);
        let free = (0..spots.len()).filter(|s| !counted || spots[*s].first > trigger);
        let weighed = free.map(|s| (self.weight(scorer, field, n, spots, s), spots[s].id));
        let best = weighed.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let found = field == Field::Place && self.drafts[n].found.0 == Some(best.1);
        let least = if found { LEAST_FOUND } else { 0.0 };
        let chosen = spots
            .iter()
            .position(|s| s.id == best.1)
            .filter(|_| best.0 > least)?;
        match field {
            Field::Place => Some(spots[self.finest(spots, chosen)].id),
            _ => Some(best.1),
        }
    }

    /// «بلدة النيرب في ريف إدلب»: of places that are told to lie in each other, the first.
    fn finest(&self, spots: &[Spot], mut chosen: usize) -> usize {
        let location = &self.view.sent.lang.class.location;
        let town = |s: &Spot| s.precision == "town" && s.known;
        let wider = |s: &Spot| matches!(s.precision, "region" | "province" | "district" | "country");
        while wider(&spots[chosen]) {
            let from = spots[chosen].first;
            let inside = self.view.has_prep(spots[chosen].chunk, "", location);
            let adjoins =
                |s: &Spot| s.last + 1 == from || s.last + 2 == from && s.chunk + 1 == spots[chosen].chunk;
            let before = |s: &Spot| inside && adjoins(s) || self.is_within(s, &spots[chosen]);
            let Some(inner) = spots.iter().position(|s| (town(s) || wider(s)) && before(s)) else {
                break;
            };
            chosen = inner;
        }
        chosen
    }

    /// «كفررمان، قضاء النبطية»: a town told right before a comma and the division that it is in.
    fn is_within(&self, town: &Spot, wider: &Spot) -> bool {
        let view = self.view;
        let comma = matches!(
            view.sent.toks.get(town.last + 1).map(|t| t.kind),
            Some(Kind::Punct('،' | ','))
        );
        let places = [town, wider].map(|s| view.place(s.id));
        let [Some(p), Some(q)] = &places else {
            return false;
        };
        let one = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        let division =
            matches!(q.precision.name(), "district" | "province" | "region") && one(&p.admin1, &q.admin1);
        let holds = one(&p.country, &q.country) && (division || wider.precision == "country");
        comma && town.last + 2 == wider.first && town.precision == "town" && town.known && holds
    }

    /// What the encoder adds for `spot` as that of draft `n`.
    pub(crate) fn encoded(&self, field: Field, n: usize, spot: &Spot) -> f32 {
        let Some(opinion) = self.opinion else {
            return 0.0;
        };
        let toks = &self.view.sent.toks;
        let all = || toks[spot.first].span.cover(toks[spot.last].span);
        let head = || match self.filler(spot) {
            Filler::Np(np) => toks[self.view.chunks.nps[np].head].span,
            Filler::Word(at) => toks[at].span,
        };
        let (role, (share, least), words) = match field {
            Field::Place => ("place", PLACE_ENCODED, all()),
            Field::Time => ("time", TIME_ENCODED, all()),
            Field::Actor => ("actor", ACTOR_ENCODED, head()),
            Field::Recipient => ("recipient", RECIPIENT_ENCODED, head()),
            Field::Source => ("source", SOURCE_ENCODED, self.words_of_speaker(spot)),
            Field::Toll => return 0.0,
        };
        let p = opinion.role(self.drafts[n].words(self.view.sent), words, role);
        p.map_or(0.0, |p| share * (log_odds(p) - least))
    }

    /// The words of a place, time or figure.
    pub(crate) fn words(&self, field: Field, spot: &Spot) -> Span {
        match field {
            Field::Place => (self.view.place(spot.id)).map_or_else(|| self.view.words(spot.id), |p| p.span),
            Field::Time => crate::when::time(self.view, spot.id).span,
            Field::Toll => self.view.words(spot.id),
            Field::Source => self.words_of_speaker(spot),
            Field::Actor | Field::Recipient => match self.filler(spot) {
                Filler::Np(np) => self.view.words(np),
                Filler::Word(at) => self.view.sent.span_of(at, at),
            },
        }
    }

    /// What is known of `spots[s]` as that of draft `n`.
    pub(crate) fn features(
        &self,
        field: Field,
        n: usize,
        spots: &[Spot],
        s: usize,
        each: &mut dyn FnMut(&str, f32),
    ) {
        let kind = match &spots[s].count {
            Some(count) => count.outcome.name(),
            None => self.drafts[n].kind.name(),
        };
        let mut names = Names::new(field.prefix(), kind, each);
        let found = match field {
            Field::Toll => self.figure(&mut names, n, (spots, &spots[s])),
            Field::Place => self.place(&mut names, n, &spots[s]),
            Field::Time => self.time(&mut names, n, &spots[s]),
            Field::Source => self.speaker(&mut names, n, &spots[s]),
            Field::Actor | Field::Recipient => return self.party(&mut names, n, &spots[s]),
        };
        let pair = Pair {
            of: self,
            field,
            n,
            spots,
            s,
            side: self.side(n, &spots[s]),
            found,
        };
        pair.between(&mut names);
        pair.others(&mut names);
        pair.surroundings(&mut names);
    }

    /// What a place is by itself; how it stands to what the rules found, and its preposition.
    fn place(&self, f: &mut Names<'_>, n: usize, spot: &Spot) -> &'static str {
        let (view, draft) = (self.view, &self.drafts[n]);
        let chunks = &view.chunks;
        let whole = chunks.outermost(spot.id);
        let found = match draft.found.0 {
            Some(np) if np == spot.id => "this",
            Some(np) if chunks.outermost(np) == whole => "part",
            Some(_) => "other",
            None => "none",
        };
        let (prep, precision, known) = (&spot.word, spot.precision, spot.known);
        f.both("found", format_args!("{found}"));
        f.both("precision", format_args!("{precision} {known}"));
        f.both("prep", format_args!("{prep}"));
        f.common("found-prep", format_args!("{found} {prep}"));
        let head = chunks.nps[spot.id].head;
        f.common("head", format_args!("{}", lemma(view, head)));
        for class in class_names(view, head) {
            f.common("head-class", format_args!("{class}"));
        }
        f.both(
            "ends",
            format_args!("{} {}", draft.from.is_some(), draft.to.is_some()),
        );
        let ends = |d: &Draft| {
            let mut ends = [d.from, d.to].into_iter().flatten();
            ends.any(|end| chunks.outermost(end) == whole)
        };
        let filled = |d: &Draft, role: Role| self.fills(&d.ruled[role as usize], spot);
        let role = if ends(draft) {
            "end"
        } else if filled(draft, Role::Recipient) {
            "recipient"
        } else if filled(draft, Role::Actor) {
            "actor"
        } else if self.sound().any(ends) {
            "other-end"
        } else if self.sound().any(|d| filled(d, Role::Actor)) {
            "other-actor"
        } else if self.sound().any(|d| filled(d, Role::Recipient)) {
            "other-recipient"
        } else {
            "none"
        };
        f.both("role", format_args!("{role}"));
        f.common("role-prep", format_args!("{role} {prep} {precision}"));
        let (stand, word) = self.stands(n, &self.nouns(n), spot);
        let event = lemma(view, draft.trigger[0]);
        f.both("stand", format_args!("{stand} {word}"));
        f.common("stand-event", format_args!("{stand} {word} {event}"));
        f.common("stand-found", format_args!("{stand} {word} {found}"));
        f.common("stand-precision", format_args!("{stand} {word} {precision}"));
        let before = lemma_before(view, spot.first);
        f.common("word-before", format_args!("{before} {prep}"));
        found
    }

    /// What a time is by itself; how it stands to what the rules found, and how what happens lies to it.
    fn time(&self, f: &mut Names<'_>, n: usize, spot: &Spot) -> &'static str {
        let (view, draft) = (self.view, &self.drafts[n]);
        let trigger = draft.trigger[0];
        let found = match draft.found.1 {
            Some(id) if id == spot.id => "this",
            Some(_) => "other",
            None => "none",
        };
        let t = &view.sent.times[spot.id];
        let role = &spot.word;
        f.both("found", format_args!("{found}"));
        f.both("role", format_args!("{role}"));
        f.common("basis", format_args!("{:?} {:?}", t.basis, t.precision));
        f.common("found-role", format_args!("{found} {role} {:?}", t.basis));
        let ahead = crate::when::is_ahead(t.start.as_deref(), self.date);
        let old = crate::when::is_old(t.end.as_deref(), self.date);
        f.common(
            "dated",
            format_args!("{} {} {ahead} {old}", t.start.is_some(), t.end.is_some()),
        );
        f.common("counted-from", format_args!("{}", view.is_counted_from(trigger)));
        let set_off = view.is_set_off_by(draft.kind, trigger, spot.id);
        f.common("set-off", format_args!("{set_off}"));
        f.common("tells", format_args!("{}", view.tells_when(spot.id, self.date)));
        let verb = view.sent.toks[trigger].tag == Tag::Verb;
        f.common("trigger", format_args!("{verb} {}", view.may_be_future(trigger)));
        let before = lemma_before(view, spot.first);
        f.common("before", format_args!("{before}"));
        f.common("event", format_args!("{} {found}", lemma(view, trigger)));
        f.both("rule", format_args!("{found} {}", self.rules.list[draft.rule].id));
        f.common(
            "behind",
            format_args!("{} {found}", lemma_behind(view, spot.last)),
        );
        f.common("first", format_args!("{} {found}", lemma(view, spot.first)));
        found
    }

    pub(crate) fn fills(&self, fillers: &[Filler], spot: &Spot) -> bool {
        fillers.iter().any(|f| match f {
            Filler::Np(np) => {
                let p = &self.view.chunks.nps[*np];
                p.first <= spot.last && spot.first <= p.last
            }
            Filler::Word(at) => (spot.first..=spot.last).contains(at),
        })
    }

    /// The preposition of a chunk: its word, its letter, or what stands there instead.
    pub(crate) fn preposition(&self, c: usize) -> String {
        let (view, sent) = (self.view, self.view.sent);
        match view.chunks.list[c].piece {
            Piece::Pp(Prep::At(at), _) => lemma(view, at).to_owned(),
            Piece::Pp(Prep::Clitic(clitics), _) => format!("{clitics:?}"),
            Piece::Pp(Prep::Bare, _) => "bare".to_owned(),
            Piece::Np(np) => {
                let np = &view.chunks.nps[np];
                let side = sent.is(np.head, &sent.lang.class.direction);
                let joined = clitics_at(sent, np.first).has_conj();
                if view.is_label(c) {
                    return "label".to_owned();
                }
                match (side, joined) {
                    (true, true) => "and-side",
                    (true, false) => "side",
                    (false, true) => "and",
                    (false, false) => "phrase",
                }
                .to_owned()
            }
            other => piece(other).to_owned(),
        }
    }

    /// On which side of the trigger it stands.
    pub(crate) fn side(&self, n: usize, spot: &Spot) -> &'static str {
        let trigger = self.drafts[n].trigger[0];
        if self.view.chunks.of_token[trigger] == spot.chunk {
            "in"
        } else if spot.first > trigger {
            "after"
        } else {
            "before"
        }
    }

    /// How many phrases and words off it stands, by steps.
    pub(crate) fn far(&self, n: usize, spot: &Spot) -> usize {
        match self.view.chunks.of_token[self.drafts[n].trigger[0]].abs_diff(spot.chunk) {
            n @ 0..=2 => n,
            3..=4 => 4,
            5..=8 => 8,
            9..=16 => 16,
            _ => 17,
        }
    }

    /// The tokens between the trigger and it.
    pub(crate) fn between(&self, n: usize, spot: &Spot) -> Range<usize> {
        let trigger = self.drafts[n].trigger[0];
        if spot.first > trigger {
            trigger + 1..spot.first
        } else {
            (spot.last + 1).min(trigger)..trigger
        }
    }

    /// What stands right behind it.
    pub(crate) fn closed(&self, spot: &Spot) -> &'static str {
        match self.view.sent.toks.get(spot.last + 1).map(|t| t.tag) {
            None => "end",
            Some(Tag::Punct('،' | ',')) => "comma",
            Some(Tag::Punct(_)) => "mark",
            _ => "word",
        }
    }
}

/// One place, time, figure or source as that of one draft.
struct Pair<'p, 'r, 's, 'a> {
    of: &'p Attacher<'r, 's, 'a>,
    field: Field,
    n: usize,
    spots: &'p [Spot],
    s: usize,
    side: &'static str,
    found: &'static str,
}

impl Pair<'_, '_, '_, '_> {
    fn draft(&self) -> &Draft {
        &self.of.drafts[self.n]
    }

    fn spot(&self) -> &Spot {
        &self.spots[self.s]
    }

    fn is_trigger_of_another(&self, at: usize) -> bool {
        !self.draft().trigger.contains(&at) && self.of.sound().any(|d| d.trigger.contains(&at))
    }

    /// What stands between the trigger and it.
    fn between(&self, f: &mut Names<'_>) {
        let (view, spot, side) = (self.of.view, self.spot(), self.side);
        let word = &spot.word;
        let (toks, class) = (&view.sent.toks, &view.sent.lang.class);
        let trigger = self.draft().trigger[0];
        let far = self.of.far(self.n, spot);
        let between = self.of.between(self.n, spot);
        let count = |most: usize, test: &dyn Fn(usize) -> bool| {
            between.clone().filter(|i| test(*i)).take(most).count()
        };
        let is = |at: usize, classes: &ClassSet| {
            matches!(toks[at].tag, Tag::Word(_)) && view.word_classes(at).meets(classes)
        };
        let comma = |at: usize| matches!(toks[at].tag, Tag::Punct('،' | ','));
        let verbs = count(3, &|i| toks[i].tag == Tag::Verb);
        let commas = count(2, &comma);
        let marks = count(2, &|i| matches!(toks[i].tag, Tag::Punct(_)) && !comma(i));
        let triggers = count(2, &|i| self.is_trigger_of_another(i));
        let turns = count(1, &|i| is(i, &class.turn) || is(i, &class.opposition));
        let relatives = count(1, &|i| toks[i].tag == Tag::Word(Pos::Rel));
        let joined = count(1, &|i| toks[i].tag == Tag::Verb && toks[i].clitics().has_conj());
        let set_off = count(1, &|i| {
            is(i, &class.time_prep) || is(i, &class.answered) || is(i, &class.because)
        });
        let from = count(1, &|i| is(i, &class.partitive));
        let located = count(2, &|i| is(i, &class.location));
        for (name, n) in [
            ("far", far),
            ("verbs", verbs),
            ("commas", commas),
            ("marks", marks),
            ("triggers", triggers),
            ("turns", turns),
            ("relatives", relatives),
            ("joined", joined),
            ("because", set_off),
            ("located", located),
            ("from", from),
        ] {
            f.common(name, format_args!("{side} {n}"));
        }
        f.common(
            "way",
            format_args!("{side} {verbs} {triggers} {} {joined} {word}", commas.min(1)),
        );
        f.common(
            "found-way",
            format_args!("{} {side} {verbs} {triggers}", self.found),
        );
        let verb = if toks[trigger].tag == Tag::Verb {
            "verb"
        } else {
            "noun"
        };
        f.common("trigger-side", format_args!("{verb} {side} {far} {word}"));
    }

    /// The other places or times, and whose it is by the rules.
    fn others(&self, f: &mut Names<'_>) {
        let (spot, side, found) = (self.spot(), self.side, self.found);
        let trigger = self.of.view.chunks.of_token[self.draft().trigger[0]];
        let nearer = self.spots.iter().filter(|other| {
            let same_side = (other.chunk > trigger) == (spot.chunk > trigger);
            same_side && other.chunk.abs_diff(trigger) < spot.chunk.abs_diff(trigger)
        });
        let rank = nearer.count().min(3);
        f.common("rank", format_args!("{side} {rank}"));
        f.common("rank-word", format_args!("{side} {rank} {}", spot.word));
        f.common("alone", format_args!("{}", self.spots.len() == 1));
        let owns = |d: &Draft| match self.field {
            Field::Place => d.found.0 == Some(spot.id),
            Field::Time => d.found.1 == Some(spot.id),
            Field::Toll => spot.count.as_ref().is_some_and(|c| d.counts(c)),
            // told apart in what they are weighed by alone
            Field::Actor | Field::Recipient | Field::Source => false,
        };
        let mut free = true;
        for (m, other) in self.of.others(self.n).filter(|(_, d)| owns(d)) {
            free = false;
            let order = if m < self.n { "earlier" } else { "later" };
            f.both(
                "owner",
                format_args!("{order} {}", other.kind == self.draft().kind),
            );
            f.common(
                "owner-found",
                format_args!("{found} {order} {} {side}", other.kind.name()),
            );
        }
        if free {
            f.both("owner", format_args!("nobody {found}"));
        }
    }

    /// What it stands in: clause, verb, report, the ends of the sentence.
    fn surroundings(&self, f: &mut Names<'_>) {
        let (view, draft, spot, side) = (self.of.view, self.draft(), self.spot(), self.side);
        let (chunks, toks) = (&view.chunks, &view.sent.toks);
        let within = (draft.clause.0..=draft.clause.1).contains(&spot.first);
        f.common("clause", format_args!("{within} {side}"));
        let before = (0..spot.first).rev();
        let governor = before
            .filter(|i| toks[*i].tag == Tag::Verb || self.of.sound().any(|d| d.trigger.contains(i)))
            .map(|i| match i {
                _ if draft.trigger.contains(&i) => "own",
                _ if self.is_trigger_of_another(i) => "another",
                _ if self.of.reports.iter().any(|r| r.at == i) => "report",
                _ if view.sent.is(i, &view.sent.lang.class.aux) => "aux",
                _ => "verb",
            })
            .next()
            .unwrap_or("none");
        f.both("governor", format_args!("{governor} {side}"));
        f.common("governor-word", format_args!("{governor} {side} {}", spot.word));
        let light = matches!(chunks.list[0].piece, Piece::Word(Pos::Conj) | Piece::Time);
        f.common(
            "opens",
            format_args!("{}", spot.chunk == 0 || spot.chunk == 1 && light),
        );
        let closed = self.of.closed(spot);
        f.common("closed", format_args!("{closed} {side}"));
        let citing = self.of.reports.iter().any(|r| r.citing.contains(&spot.first));
        let speaker = |at: usize| {
            let covering = self.of.reports.iter().filter(|r| r.content.contains(&at));
            covering.min_by_key(|r| r.content.len()).map(|r| r.at)
        };
        let same = speaker(draft.trigger[0]) == speaker(spot.first);
        f.common("said", format_args!("{citing} {same} {side}"));
        if toks[draft.trigger[0]].tag == Tag::Verb {
            let frame = self.of.frames.verb(view, draft.trigger[0]);
            let stands =
                |np: Option<NpId>| np.is_some_and(|np| chunks.of_token[chunks.nps[np].first] == spot.chunk);
            f.common(
                "frame",
                format_args!(
                    "{} {} {}",
                    frame.pps.contains(&spot.chunk),
                    stands(frame.object),
                    stands(frame.subject)
                ),
            );
        }
    }
}
