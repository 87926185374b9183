//! Who did it and to whom: the phrases of a sentence weighed as actor and as recipient of each event.
//!
//! The slots of a rule find them by one construction each; here every phrase that can be either is weighed by how it
//! stands to the trigger, by what it is and by what the rules have found. The weights are those of the scorer, under
//! names that begin with `actor/` and `recipient/`; what is known of somebody has the same names for both.

use crate::attach::{Attacher, Field, Spot};
use crate::claim::EventType;
use crate::draft::{Draft, Filler};
use crate::features::{Names, class_names, lemma, lemma_before, lemma_behind};
use crate::form::{is_nominative, is_oblique};
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece, head_gender};
use crate::scorer::{Features, Scorer};
use musnad_lexicon::{Pos, Voice};
use std::ops::Range;

/// Of a phrase and a part of it whose weights lie no further apart, the whole is the party.
const ALIKE: f32 = 0.5;

/// How far before an event noun the verb that it depends on is looked for, in tokens.
const GOVERNS: usize = 14;

/// Gives each draft of `these` those who weigh most as its actor and its recipients, nobody in both roles.
pub(crate) fn assign(
    attacher: &Attacher<'_, '_, '_>,
    scorer: &Scorer,
    these: Range<usize>,
) -> Vec<[Vec<Filler>; 2]> {
    let spots = attacher.parties();
    let mut known: Vec<(EventType, Vec<Option<[f32; 2]>>)> = Vec::new();
    let mut features = Features::default();
    let mut chosen = |n: usize| {
        let kind = attacher.drafts[n].kind;
        let of_kind = known.iter().position(|(k, _)| *k == kind).unwrap_or_else(|| {
            known.push((kind, vec![None; spots.len()]));
            known.len() - 1
        });
        let event = attacher.event(n);
        let mut weighed: Vec<(f32, usize, usize)> = Vec::new();
        for (s, spot) in spots.iter().enumerate() {
            if !attacher.may_take_part(n, spot) {
                continue;
            }
            let mut weights = |from: [f32; 2], tell: &dyn Fn(&mut Names<'_>)| {
                features.clear();
                let mut push = |name: &str, value: f32| features.push(name, value);
                tell(&mut Names::new(Field::Actor.prefix(), kind.name(), &mut push));
                scorer.roles(from, &features)
            };
            let is =
                *known[of_kind].1[s].get_or_insert_with(|| weights([0.0; 2], &|f| attacher.what(f, spot)));
            let stands = weights(scorer.role_bias, &|f| attacher.how(f, &event, spot));
            for (role, field) in [Field::Actor, Field::Recipient].into_iter().enumerate() {
                let weight = is[role] + stands[role] + attacher.encoded(field, n, spot);
                if weight > 0.0 {
                    weighed.push((weight, s, role));
                }
            }
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut taken: Vec<usize> = Vec::new();
        let mut out: [Vec<Filler>; 2] = Default::default();
        for &(weight, s, role) in &weighed {
            // «سفارة فرنسا» before «فرنسا», where they weigh about the same
            let wide = |s: usize| spots[s].last - spots[s].first;
            let around = |o: usize| {
                spots[o].first <= spots[s].first && spots[s].last <= spots[o].last && wide(o) > wide(s)
            };
            let known = |o: usize| !matches!(spots[o].sector.as_str(), "none" | "party" | "nation");
            let outer = (weighed.iter())
                .filter(|(w, o, r)| *r == role && w + ALIKE > weight && around(*o) && known(*o));
            let s = outer.map(|(_, o, _)| *o).max_by_key(|o| wide(*o)).unwrap_or(s);
            let meets = |t: &usize| spots[*t].first <= spots[s].last && spots[s].first <= spots[*t].last;
            if !taken.iter().any(meets) {
                taken.push(s);
                out[role].push(attacher.filler(&spots[s]));
            }
        }
        out
    };
    these.map(&mut chosen).collect()
}

/// A draft with what of its trigger matters to everybody.
pub(crate) struct Event<'e> {
    n: usize,
    draft: &'e Draft,
    /// The first word of the trigger, and its lemma.
    anchor: usize,
    lemma: &'e str,
    rule: &'e str,
    verb: bool,
    joined: bool,
    voice: &'static str,
    /// The phrases that its nouns head.
    nouns: Vec<NpId>,
    /// The phrases right behind its verb, and the first preposition or «أن» among them.
    bare: Vec<NpId>,
    to: String,
    /// The subjects of the verbs before it, the nearest first.
    acted: Vec<(usize, Option<NpId>)>,
}

impl<'r> Attacher<'r, '_, '_> {
    /// Every phrase, and every adjective of a nation that describes nobody.
    pub(crate) fn parties(&self) -> Vec<Spot> {
        let (view, chunks) = (self.view, &self.view.chunks);
        if self.drafts.is_empty() {
            return Vec::new();
        }
        let spot = |id, first: usize, last| {
            let chunk = chunks.of_token[first];
            let mut spot = Spot::new(id, (first, last), chunk, self.preposition(chunk));
            spot.sector = self.sector(&spot);
            spot
        };
        let mut out: Vec<Spot> = Vec::new();
        for np in chunks.phrases() {
            let p = &chunks.nps[np];
            out.push(spot(np, p.first, p.last));
            if let Some(at) = view.nation(np).filter(|_| !view.is_party(np, self.date)) {
                out.push(spot(chunks.nps.len() + at, at, at));
            }
        }
        // what the rules found otherwise
        for filler in self.sound().flat_map(|d| d.ruled.iter().flatten()) {
            if !out.iter().any(|s| self.filler(s) == *filler) {
                out.push(match filler {
                    Filler::Np(np) => spot(*np, chunks.nps[*np].first, chunks.nps[*np].last),
                    Filler::Word(at) => spot(chunks.nps.len() + at, *at, *at),
                });
            }
        }
        out
    }

    pub(crate) fn filler(&self, spot: &Spot) -> Filler {
        match spot.id.checked_sub(self.view.chunks.nps.len()) {
            Some(at) => Filler::Word(at),
            None => Filler::Np(spot.id),
        }
    }

    /// Whether draft `n` can have `spot` for a party: no act, and its own trigger only if that names people.
    pub(crate) fn may_take_part(&self, n: usize, spot: &Spot) -> bool {
        let draft = &self.drafts[n];
        let (head, people) = match self.filler(spot) {
            Filler::Np(np) => (self.view.chunks.nps[np].head, self.view.is_party(np, self.date)),
            Filler::Word(at) => (at, false),
        };
        let act = spot.id < self.view.chunks.nps.len() && self.view.sent.toks[head].is_act();
        let found = || draft.ruled.iter().flatten().any(|f| *f == self.filler(spot));
        people || !act && !draft.trigger.contains(&head) || found()
    }

    pub(crate) fn event(&self, n: usize) -> Event<'_> {
        let (view, draft) = (self.view, &self.drafts[n]);
        let (chunks, toks) = (&view.chunks, &view.sent.toks);
        let anchor = draft.trigger[0];
        let verb = toks[anchor].tag == Tag::Verb;
        let mut voices = toks[anchor]
            .readings()
            .filter(|r| r.pos == Pos::Verb)
            .map(|r| r.feats.voice());
        let voice = match voices.next() {
            _ if !verb => "noun",
            Some(v) if voices.all(|other| other == v) => match v {
                Voice::Passive => "passive",
                Voice::Active => "active",
            },
            _ => "either",
        };
        let (mut bare, mut to) = (Vec::new(), String::new());
        for c in (chunks.of_token[anchor] + 1..chunks.list.len()).filter(|_| verb) {
            match chunks.list[c].piece {
                Piece::Np(np) if !view.is_coordinated(np) && !view.is_adverbial(np) => bare.push(np),
                Piece::Pp(..) if to.is_empty() => to = self.preposition(c),
                Piece::Pp(..) | Piece::Np(_) | Piece::PrepPron(..) | Piece::Time => {}
                Piece::Word(Pos::Adv | Pos::Quant) => {}
                Piece::Word(Pos::Comp) => {
                    "that".clone_into(&mut to);
                    break;
                }
                _ => break,
            }
        }
        let before = (0..anchor).rev().filter(|at| toks[*at].tag == Tag::Verb).take(3);
        Event {
            n,
            draft,
            anchor,
            lemma: lemma(view, anchor),
            rule: &self.rules.list[draft.rule].id,
            verb,
            joined: toks[anchor].clitics().has_conj(),
            voice,
            nouns: self.nouns(n),
            bare,
            to,
            acted: before
                .map(|at| (at, self.frames.verb(view, at).subject))
                .collect(),
        }
    }

    /// The phrases that the nouns of a draft's trigger head.
    pub(crate) fn nouns(&self, n: usize) -> Vec<NpId> {
        let noun = |at: &&usize| self.view.sent.toks[**at].tag != Tag::Verb;
        // «سبعة من القتلى»: the whole phrase, not that inside with the same head
        let nps = &self.view.chunks.nps;
        let headed = |at: &usize| (0..nps.len()).find(|np| nps[*np].head == *at);
        let nouns = self.drafts[n].trigger.iter().filter(noun);
        nouns.filter_map(headed).collect()
    }

    /// All that is known of `spot` as a party to draft `n`.
    pub(crate) fn party(&self, f: &mut Names<'_>, n: usize, spot: &Spot) {
        self.what(f, spot);
        self.how(f, &self.event(n), spot);
    }

    /// Its head, its phrase, and the phrase that has the adjective of a nation.
    fn of(&self, spot: &Spot) -> (usize, Option<NpId>) {
        match self.filler(spot) {
            Filler::Np(np) => (self.view.chunks.nps[np].head, Some(np)),
            Filler::Word(at) => (at, None),
        }
    }

    /// The sector of somebody, or what he is instead.
    fn sector(&self, spot: &Spot) -> String {
        let Some(np) = self.of(spot).1 else {
            return "nation".to_owned();
        };
        if !self.view.is_party(np, self.date) {
            return "none".to_owned();
        }
        let party = self.view.party(np, self.date);
        if party.id.is_some() && party.id == party.country {
            return "state".to_owned();
        }
        party.sector.unwrap_or_else(|| "party".to_owned())
    }

    /// What somebody is.
    fn what(&self, f: &mut Names<'_>, spot: &Spot) {
        let view = self.view;
        let (chunks, toks) = (&view.chunks, &view.sent.toks);
        let (head, np) = self.of(spot);
        f.both("sector", format_args!("{}", spot.sector));
        f.common("head", format_args!("{}", lemma(view, head)));
        for class in class_names(view, head) {
            f.both("head-class", format_args!("{class}"));
        }
        f.common("word-before", format_args!("{}", lemma_before(view, spot.first)));
        f.common("word-behind", format_args!("{}", lemma_behind(view, spot.last)));
        let Some(np) = np else { return };
        let p = &chunks.nps[np];
        let own = toks[p.head].reading().is_some_and(|r| r.pron.is_some());
        let (counted, definite) = (p.quantity.is_some(), view.is_definite(np));
        f.common(
            "form",
            format_args!("{counted} {definite} {own} {}", self.case(np)),
        );
        f.both("definite", format_args!("{definite} {counted}"));
        let outermost = chunks.outermost(np);
        let depth = chunks.within(outermost).iter().position(|part| *part == np);
        f.both("depth", format_args!("{}", depth.map_or(0, |d| d.min(3))));
        let Some(around) = p.inside else { return };
        let outer = chunks.nps[around].head;
        f.both(
            "inside-party",
            format_args!("{}", view.is_party(around, self.date)),
        );
        f.common("inside", format_args!("{}", lemma(view, outer)));
        for class in class_names(view, outer) {
            f.common("inside-class", format_args!("{class}"));
        }
    }

    /// The case that the spelling shows.
    fn case(&self, np: NpId) -> &'static str {
        let tok = &self.view.sent.toks[self.view.chunks.nps[np].head];
        if is_oblique(tok.readings()) {
            "oblique"
        } else if is_nominative(tok.readings()) {
            "nominative"
        } else if tok.readings().any(|r| r.feats.is_acc_alif()) {
            "accusative"
        } else {
            "any"
        }
    }

    /// How somebody stands to an event and to what the rules found for it.
    fn how(&self, f: &mut Names<'_>, event: &Event<'_>, spot: &Spot) {
        let (view, draft) = (self.view, event.draft);
        let (chunks, toks) = (&view.chunks, &view.sent.toks);
        let me = self.filler(spot);
        let [actor, recipient] = &draft.ruled;
        let found = if actor.contains(&me) {
            "actor"
        } else if recipient.contains(&me) {
            "recipient"
        } else if self.fills(actor, spot) {
            "of-actor"
        } else if self.fills(recipient, spot) {
            "of-recipient"
        } else {
            match (actor.is_empty(), recipient.is_empty()) {
                (true, true) => "free",
                (true, false) => "no-actor",
                (false, true) => "no-recipient",
                (false, false) => "neither",
            }
        };
        let open = (actor.is_empty(), recipient.is_empty());
        let (stand, word) = self.stands(event.n, &event.nouns, spot);
        let (lemma_of, rule, voice) = (event.lemma, event.rule, event.voice);
        f.both("found", format_args!("{found}"));
        f.common("found-rule", format_args!("{found} {rule}"));
        f.common("found-open", format_args!("{found} {open:?}"));
        f.both("stand", format_args!("{stand} {word}"));
        f.common("stand-found", format_args!("{stand} {word} {found}"));
        f.common("stand-event", format_args!("{stand} {word} {lemma_of}"));
        f.common("stand-rule", format_args!("{stand} {word} {rule}"));
        f.common("stand-voice", format_args!("{stand} {voice} {found}"));
        let sector = &spot.sector;
        f.both("sector-stand", format_args!("{sector} {stand} {word}"));
        f.common("sector-found", format_args!("{sector} {found}"));
        let words = toks[spot.first].span.cover(toks[spot.last].span);
        let counted = draft.toll.iter().find(|c| c.span.overlaps(words));
        f.both(
            "counted",
            format_args!("{}", counted.map_or("none", |c| c.outcome.name())),
        );
        let there = |np: Option<NpId>| {
            np.is_some_and(|np| chunks.nps[np].first <= spot.last && spot.first <= chunks.nps[np].last)
        };
        let places = [("place", draft.found.0), ("from", draft.from), ("to", draft.to)];
        let place = places
            .into_iter()
            .find(|(_, np)| there(*np))
            .map_or("none", |(name, _)| name);
        f.both("there", format_args!("{place}"));
        f.common("there-stand", format_args!("{place} {stand} {word}"));
        if let (_, Some(np)) = self.of(spot) {
            f.common("case", format_args!("{} {stand} {voice}", self.case(np)));
            f.common("joined", format_args!("{} {stand}", view.is_coordinated(np)));
            if event.verb {
                let agrees = [false, true].map(|first| view.agrees(event.anchor, np, first));
                f.common("agrees", format_args!("{agrees:?} {stand} {voice}"));
                let number = head_gender(view.sent, &chunks.nps[np]);
                let own = view.reading_number(event.anchor);
                f.common("number", format_args!("{number:?} {own:?} {stand}"));
            }
            self.bare(f, event, np);
            self.acted(f, event, np, open);
        }
        for (m, other) in self.others(event.n) {
            if let Some(role) = other.ruled.iter().position(|all| all.contains(&me)) {
                let order = if m < event.n { "earlier" } else { "later" };
                f.both("elsewhere", format_args!("{role} {order} {open:?}"));
                f.common(
                    "elsewhere-kind",
                    format_args!("{role} {order} {} {open:?}", other.kind.name()),
                );
            }
        }
        self.way(f, event, spot, (stand, found));
        let speaks = self.reports.iter().any(|r| {
            let mut theirs = r.sources.iter().filter_map(|s| s.span);
            r.content.contains(&event.anchor) && theirs.any(|s| s.overlaps(words))
        });
        let own = view.after_own_comp(chunks.of_token[event.anchor]);
        f.both("speaks", format_args!("{speaks} {own} {}", open.0));
    }

    /// What lies between the trigger and somebody.
    fn way(&self, f: &mut Names<'_>, event: &Event<'_>, spot: &Spot, (stand, found): (&str, &str)) {
        let toks = &self.view.sent.toks;
        let (side, far) = (self.side(event.n, spot), self.far(event.n, spot));
        let (mut verbs, mut joined, mut commas, mut marks, mut relatives, mut events) = (0, 0, 0, 0, 0, 0);
        for at in self.between(event.n, spot) {
            match toks[at].tag {
                Tag::Verb if toks[at].clitics().has_conj() => joined += 1,
                Tag::Verb => verbs += 1,
                Tag::Punct('،' | ',') => commas += 1,
                Tag::Punct(_) => marks += 1,
                Tag::Word(Pos::Rel) => relatives += 1,
                _ => {}
            }
            let other = self
                .sound()
                .any(|d| d.trigger[0] == at && !event.draft.trigger.contains(&at));
            events += u8::from(other);
        }
        let (verbs, commas, events) = (verbs.min(3), commas.min(2), events.min(2));
        f.both("far", format_args!("{side} {far}"));
        f.common("far-found", format_args!("{side} {far} {found}"));
        f.common("verbs", format_args!("{side} {verbs} {}", joined.min(2)));
        f.common("marks", format_args!("{side} {commas} {}", marks.min(2)));
        f.common("events", format_args!("{side} {events} {}", relatives.min(1)));
        f.common(
            "way",
            format_args!(
                "{side} {verbs} {events} {} {} {stand}",
                commas.min(1),
                joined.min(1)
            ),
        );
        f.common("way-found", format_args!("{side} {verbs} {events} {found}"));
        let closed = self.closed(spot);
        let within = (event.draft.clause.0..=event.draft.clause.1).contains(&spot.first);
        f.common("ends", format_args!("{closed} {side} {within}"));
    }

    /// How `spot` stands to the trigger of draft `n`, whose nouns head `nouns`: its place in the frame of the verb or
    /// noun, and the word that joins them.
    pub(crate) fn stands<'t>(&self, n: usize, nouns: &[NpId], spot: &'t Spot) -> (&'static str, &'t str)
    where
        'r: 't,
    {
        let (view, draft) = (self.view, &self.drafts[n]);
        let chunks = &view.chunks;
        let anchor = draft.trigger[0];
        let (np, word) = match self.filler(spot) {
            Filler::Np(np) => (np, None),
            Filler::Word(at) => {
                let of = (0..chunks.nps.len()).find(|np| chunks.nps[*np].adjectives.contains(&at));
                let Some(np) = of else {
                    return ("word", "");
                };
                (np, Some(at))
            }
        };
        let outer = chunks.outermost(np);
        let is = |other: NpId| other == np && word.is_none();
        let part = |other: NpId| chunks.outermost(other) == outer;
        let mut wide = ("", "");
        for own in nouns {
            let p = &chunks.nps[*own];
            if is(*own) {
                return ("itself", "");
            }
            if word.is_some_and(|at| p.adjectives.contains(&at)) {
                return ("its-nation", "");
            }
            if p.genitive.is_some_and(is) {
                return ("genitive", "");
            }
            if view.object_after(*own).is_some_and(is) {
                return ("act-object", "");
            }
            if chunks.within(*own).contains(&np) {
                wide = ("in-genitive", "");
            } else if chunks.within(np).contains(own) {
                wide = ("around", "");
            }
            let frame = self.frames.noun(view, *own);
            let behind = frame
                .pps
                .iter()
                .filter_map(|c| chunks.np_of(*c))
                .find(|of| part(*of));
            if let Some(of) = behind {
                return (if is(of) { "noun-prep" } else { "in-noun-prep" }, &spot.word);
            }
        }
        if view.sent.toks[anchor].tag == Tag::Verb {
            let frame = self.frames.verb(view, anchor);
            let places = [
                ("subject", "in-subject", frame.subject),
                ("object", "in-object", frame.object),
                ("given", "in-given", frame.given),
                ("antecedent", "in-antecedent", frame.antecedent),
            ];
            for (name, inside, place) in places {
                let Some(place) = place else { continue };
                if is(place) {
                    return (
                        name,
                        if name == "subject" && frame.subject_first {
                            "first"
                        } else {
                            ""
                        },
                    );
                }
                if part(place) && wide.0.is_empty() {
                    wide = (inside, "");
                }
            }
            let mut behind = frame.pps.iter().filter_map(|c| chunks.np_of(*c));
            if let Some(of) = behind.find(|of| part(*of)).filter(|_| wide.0.is_empty()) {
                wide = (if is(of) { "prep" } else { "in-prep" }, &spot.word);
            }
        }
        if !wide.0.is_empty() {
            return wide;
        }
        // the verb that an event noun depends on
        let governor = (0..anchor)
            .rev()
            .take(GOVERNS)
            .find(|at| view.sent.toks[*at].tag == Tag::Verb);
        if let Some(at) = governor {
            let frame = self.frames.verb(view, at);
            if frame.subject.is_some_and(is) {
                return ("governor-subject", lemma(view, at));
            }
            if frame.object.is_some_and(is) {
                return ("governor-object", lemma(view, at));
            }
            if frame.pps.iter().any(|c| chunks.np_of(*c).is_some_and(is)) {
                return ("governor-prep", lemma(view, at));
            }
        }
        (if spot.first > anchor { "behind" } else { "before" }, "")
    }

    /// Which of the phrases right behind a verb it is, of how many, and whether somebody acted before: «وحث الحكومة على».
    fn bare(&self, f: &mut Names<'_>, event: &Event<'_>, np: NpId) {
        let (view, anchor) = (self.view, event.anchor);
        let sent = view.sent;
        let Some(nth) = event.bare.iter().position(|other| *other == np) else {
            return;
        };
        let (of, joined, to, lemma_of) = (event.bare.len(), event.joined, &event.to, event.lemma);
        let pronoun = sent.toks[anchor].reading().is_some_and(|r| r.pron.is_some());
        let before = event.acted.first().and_then(|(_, subject)| *subject);
        let agrees = before.is_some_and(|np| view.agrees(anchor, np, true));
        f.both("bare", format_args!("{nth} {of} {joined} {pronoun} {agrees}"));
        f.common(
            "bare-event",
            format_args!("{nth} {of} {joined} {pronoun} {lemma_of}"),
        );
        f.common("bare-prep", format_args!("{nth} {of} {joined} {to} {agrees}"));
        f.common("bare-prep-event", format_args!("{nth} {of} {to} {lemma_of}"));
        let other = before.filter(|b| *b != np);
        let parties = [Some(np), other].map(|np| np.is_some_and(|np| view.is_party(np, self.date)));
        let may = view.agrees(anchor, np, false);
        f.common(
            "bare-who",
            format_args!("{nth} {of} {joined} {agrees} {may} {parties:?}"),
        );
        let class = &sent.lang.class;
        let kinds = [
            &class.asks,
            &class.report,
            &class.upon_people,
            &class.harm,
            &class.hits_sites,
        ]
        .map(|set| u8::from(sent.is(anchor, set)));
        f.common(
            "bare-class",
            format_args!("{nth} {of} {joined} {agrees} {may} {kinds:?}"),
        );
    }

    /// Whether it acted in what the sentence tells before; `open` where the rules found no actor and no recipient.
    fn acted(&self, f: &mut Names<'_>, event: &Event<'_>, np: NpId, open: (bool, bool)) {
        let view = self.view;
        let acted = event.acted.iter().position(|(_, subject)| *subject == Some(np));
        let (nth, joined, verb) = (acted.unwrap_or(9), event.joined, event.verb);
        let agrees = verb && view.agrees(event.anchor, np, true);
        f.both("acted", format_args!("{nth} {joined} {verb} {open:?}"));
        f.common("acted-agrees", format_args!("{nth} {joined} {agrees} {open:?}"));
        if let Some(nth) = acted {
            let at = event.acted[nth].0;
            f.common("acted-verb", format_args!("{nth} {} {}", lemma(view, at), open.0));
            f.common("acted-event", format_args!("{nth} {} {}", event.lemma, open.0));
        }
    }
}
