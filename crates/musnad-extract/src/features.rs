//! What is known of a candidate claim as named numbers: the scorer weighs them, `explain` shows them.
//!
//! A name begins with its family. Those of `w:` and `b:` (words of the sentence, alone and in pairs) are many and
//! are told apart by a hash alone; all others stand by name in the file of weights.

use crate::claim::{Actor, BlockPlace, Claim, EventType, Role};
use crate::draft::Draft;
use crate::frame::View;
use crate::frames::Frames;
use crate::learned::{learned_family, share_in_tenths};
use crate::lexical::Tag;
use crate::phrase::{NpId, Piece};
use crate::report::Report;
use musnad_lexicon::Aspect;
use musnad_page::Document;
use std::fmt::Write as _;

/// How far round the trigger words count as near.
const NEAR: usize = 5;

/// Where the sentence stands, and what the document told before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    block: BlockPlace,
    /// The document is this paragraph alone.
    lone: bool,
    /// How many sentences came before.
    number: usize,
    /// By type: how many events the rules found in the sentences before, all that they ask for included.
    found: [u8; 16],
    /// The same of the sentence before, and of title and lead.
    found_last: [bool; 16],
    found_in_head: [bool; 16],
}

/// Whether the document is one paragraph without a title, as a sentence that stands alone is.
pub fn stands_alone(document: &Document) -> bool {
    document.blocks.len() == 1 && document.title.is_none() && document.outlet.is_none()
}

impl Setting {
    /// That of the first sentence.
    pub(crate) fn of(document: &Document) -> Setting {
        Setting {
            block: BlockPlace::Head,
            lone: stands_alone(document),
            number: 0,
            found: [0; 16],
            found_last: [false; 16],
            found_in_head: [false; 16],
        }
    }

    /// The same, in a block of another kind.
    pub(crate) fn at(self, block: BlockPlace) -> Setting {
        Setting { block, ..self }
    }

    /// That of the next sentence, after one with these drafts.
    pub(crate) fn after(mut self, drafts: &[Draft]) -> Setting {
        self.number += 1;
        self.found_last = [false; 16];
        for draft in drafts.iter().filter(|d| d.is_sound()) {
            let at = draft.kind as usize;
            self.found[at] = self.found[at].saturating_add(1);
            self.found_last[at] = true;
            self.found_in_head[at] |= self.block == BlockPlace::Head;
        }
        self
    }

    pub(crate) fn is_alone(self) -> bool {
        self.lone
    }

    fn name(self) -> &'static str {
        match (self.lone, self.block) {
            (true, _) => "lone",
            (_, BlockPlace::Head) => "head",
            (_, BlockPlace::Body) => "body",
        }
    }
}

/// A candidate with what it was read from.
pub(crate) struct Candidate<'c, 's, 'a> {
    pub(crate) view: &'c View<'s, 'a>,
    pub(crate) frames: &'c Frames,
    pub(crate) draft: &'c Draft,
    pub(crate) claim: &'c Claim,
    pub(crate) reports: &'c [Report],
    /// All drafts of the sentence.
    pub(crate) all: &'c [Draft],
    pub(crate) setting: Setting,
}

/// Hands each feature on, under a name that is written anew in place.
pub(crate) struct Names<'f> {
    name: String,
    /// What every name begins with.
    field: &'static str,
    kind: &'static str,
    each: &'f mut dyn FnMut(&str, f32),
}

impl<'f> Names<'f> {
    pub(crate) fn new(
        field: &'static str,
        kind: &'static str,
        each: &'f mut dyn FnMut(&str, f32),
    ) -> Names<'f> {
        Names {
            name: String::with_capacity(64),
            field,
            kind,
            each,
        }
    }

    fn begin(&mut self, family: &str, value: std::fmt::Arguments<'_>) {
        self.name.clear();
        self.name.push_str(self.field);
        self.name.push_str(family);
        self.name.push(':');
        let _ = self.name.write_fmt(value);
    }

    /// Hands on the name that was begun, as that of a feature of this type of event.
    fn of_kind(&mut self, weight: f32) {
        self.name.push('|');
        self.name.push_str(self.kind);
        (self.each)(&self.name, weight);
    }

    /// A feature of all types.
    pub(crate) fn common(&mut self, family: &str, value: std::fmt::Arguments<'_>) {
        self.begin(family, value);
        (self.each)(&self.name, 1.0);
    }

    /// A feature of this type of event, of the given weight.
    fn own_with(&mut self, family: &str, value: std::fmt::Arguments<'_>, weight: f32) {
        self.begin(family, value);
        self.of_kind(weight);
    }

    fn own(&mut self, family: &str, value: std::fmt::Arguments<'_>) {
        self.own_with(family, value, 1.0);
    }

    pub(crate) fn both(&mut self, family: &str, value: std::fmt::Arguments<'_>) {
        self.common(family, value);
        self.of_kind(1.0);
    }
}

impl Candidate<'_, '_, '_> {
    /// Every feature with its value.
    pub(crate) fn features(&self, each: &mut dyn FnMut(&str, f32)) {
        self.own(each);
        sentence_words(
            self.view,
            self.claim.kind.name(),
            &mut twice(self.stands_apart(), each),
        );
        self.round(each);
    }

    /// The drafts of the sentence that the rules vouch for.
    fn sound(&self) -> impl Iterator<Item = &Draft> {
        self.all.iter().filter(|d| !d.weak)
    }

    /// Whether it is one of those that coders have voted on: in a sentence that stands alone, of one of their types.
    pub(crate) fn stands_apart(&self) -> bool {
        self.setting.is_alone() && VOTED.contains(&self.claim.kind)
    }

    /// What the candidate has for itself, the words round its trigger aside.
    pub(crate) fn own(&self, each: &mut dyn FnMut(&str, f32)) {
        let mut each = twice(self.stands_apart(), each);
        let mut names = Names::new("", self.claim.kind.name(), &mut each);
        let n = &mut names;
        n.own("type", format_args!("is"));
        n.common("rule", format_args!("{}", self.claim.rule));
        if self.draft.background {
            n.both("flag", format_args!("background"));
        }
        if self.draft.thin {
            n.both("flag", format_args!("thin"));
        }
        if self.claim.kind == EventType::Assault && self.view.heads_list(self.draft.trigger[0]) {
            n.both("flag", format_args!("heads-list"));
        }
        if let Some(why) = self.draft.loose {
            n.both("flag", format_args!("loose"));
            n.both("loose-in", format_args!("{}", self.setting.name()));
            n.common("loose", format_args!("{}", self.claim.rule));
            n.common("lacks", format_args!("{} {}", self.claim.rule, why.slot()));
        }
        if let Some(share) = self.draft.learned {
            let at = self.draft.trigger[0];
            let verb = self.view.sent.toks[at].tag == Tag::Verb;
            n.both("flag", format_args!("learned"));
            n.both("learned-in", format_args!("{}", self.setting.name()));
            n.own(learned_family(verb), format_args!("{}", lemma(self.view, at)));
            n.both("share", format_args!("{}", share_in_tenths(share)));
        }
        if self.draft.weak {
            let at = self.draft.trigger[0];
            let rival = self.sound().find(|d| d.trigger.contains(&at));
            let (kind, sound) = rival.map_or(("none", false), |d| (d.kind.name(), d.is_sound()));
            n.both("rival", format_args!("{kind}"));
            n.both("rival", format_args!("{} {sound}", rival.is_some()));
        }
        n.both("part", format_args!("{:?}", self.draft.part));
        n.both(
            "mode",
            format_args!("{}", self.claim.mode.as_deref().unwrap_or("none")),
        );
        n.both("modality", format_args!("{}", self.claim.modality.name()));
        self.setting(n);
        self.trigger(n);
        self.parties(n);
        self.fields(n);
        self.reporting(n);
        self.shape(n);
    }

    fn setting(&self, n: &mut Names<'_>) {
        let setting = &self.setting;
        n.own("setting", format_args!("{}", setting.name()));
        if setting.lone {
            return;
        }
        n.both("sentence", format_args!("{}", bucket(setting.number)));
        let at = self.claim.kind as usize;
        let (mine, all) = (
            usize::from(setting.found[at]),
            setting.found.iter().map(|n| usize::from(*n)).sum(),
        );
        let sound = self.draft.is_sound();
        n.both("found", format_args!("{} {sound}", bucket(mine)));
        n.common(
            "found-all",
            format_args!("{} {}", bucket(all), bucket(setting.number)),
        );
        n.both("found-last", format_args!("{} {sound}", setting.found_last[at]));
        n.both(
            "found-head",
            format_args!("{} {sound}", setting.found_in_head[at]),
        );
    }

    fn trigger(&self, n: &mut Names<'_>) {
        let (view, at) = (self.view, self.draft.trigger[0]);
        let tok = &view.sent.toks[at];
        n.own("lemma", format_args!("{}", lemma(view, at)));
        n.own("form", format_args!("{}", tok.key()));
        n.both("words", format_args!("{}", self.draft.trigger.len().min(4)));
        // a bar opens another part, as the sentence does
        let before = at.checked_sub(1).map(|i| lemma(view, i));
        let before = before.filter(|w| *w != "|").unwrap_or("^");
        n.both("before", format_args!("{before}"));
        if let Some(second) = at.checked_sub(2) {
            n.own("before2", format_args!("{}", lemma(view, second)));
        }
        n.own("after", format_args!("{}", lemma_behind(view, at)));
        for (family, beside) in [("before-class", at.checked_sub(1)), ("after-class", Some(at + 1))] {
            let Some(beside) = beside.filter(|i| *i < view.sent.toks.len()) else {
                continue;
            };
            for class in class_names(view, beside) {
                n.common(family, format_args!("{class}"));
            }
        }
        self.company(n);
        for class in class_names(view, at) {
            n.own("class", format_args!("{class}"));
        }
        let person = tok.reading().and_then(|r| r.feats.person());
        match tok.tag {
            Tag::Verb => {
                let frame = self.frames.verb(view, at);
                let tense = match (
                    view.aspect_is(at, Aspect::Perfect),
                    view.aspect_is(at, Aspect::Imperfect),
                ) {
                    (true, _) => "perfect",
                    (_, true) => "imperfect",
                    _ => "other",
                };
                n.both("tense", format_args!("{tense}"));
                n.both("person", format_args!("{}", person.unwrap_or(3)));
                let subject = match (frame.subject, frame.subject_first, frame.unsaid) {
                    (Some(_), true, _) => "first",
                    (Some(_), false, _) => "after",
                    (None, _, true) => "unsaid",
                    (None, ..) => "none",
                };
                n.both("subject", format_args!("{subject}"));
                let object = match (frame.object, frame.pronoun) {
                    (Some(_), _) => "words",
                    (None, Some(_)) => "pronoun",
                    (None, None) => "none",
                };
                n.both("object", format_args!("{object}"));
                n.both("relative", format_args!("{}", view.is_known_relative(&frame)));
                n.both("antecedent", format_args!("{}", frame.antecedent.is_some()));
                let doer = self.sort(frame.subject.or(frame.antecedent));
                n.both("doer", format_args!("{doer}"));
                if self.draft.loose.is_some() {
                    n.both("loose-doer", format_args!("{doer}"));
                }
                n.both("done-to", format_args!("{}", self.sort(frame.object)));
            }
            _ => {
                let definite = tok.reading().is_some_and(musnad_lexicon::Reading::is_definite);
                let number = tok.reading().and_then(musnad_lexicon::Reading::number);
                n.both("definite", format_args!("{definite}"));
                n.both("number", format_args!("{number:?}"));
                if let Some(np) = view.chunks.headed_by[at] {
                    let np = &view.chunks.nps[np];
                    n.both("inside", format_args!("{}", np.inside.is_some()));
                    n.both(
                        "genitive",
                        format_args!("{}", np.genitive.is_some() || np.of.is_some()),
                    );
                    n.both("owner", format_args!("{}", self.sort(np.genitive)));
                    n.both("this", format_args!("{}", np.demonstrative));
                    n.both("counted", format_args!("{}", np.quantity.is_some()));
                }
                // the verb before it, whatever stands between
                let verb = (0..at).rev().find(|i| view.sent.toks[*i].tag == Tag::Verb);
                n.own(
                    "verb",
                    format_args!("{}", verb.map_or("none", |v| lemma(view, v))),
                );
                for class in verb.into_iter().flat_map(|v| class_names(view, v)) {
                    n.common("verb-class", format_args!("{class}"));
                }
                if let Some(np) = view.chunks.headed_by[at] {
                    let head = view.chunks.nps[view.chunks.outermost(np)].head;
                    if head != at {
                        n.common("head", format_args!("{}", lemma(view, head)));
                        for class in class_names(view, head) {
                            n.common("head-class", format_args!("{class}"));
                        }
                    }
                }
                let chunk = view.chunks.of_token[at];
                n.both("piece", format_args!("{}", piece(view.chunks.list[chunk].piece)));
                let previous = chunk
                    .checked_sub(1)
                    .map_or("start", |c| piece(view.chunks.list[c].piece));
                n.both("piece-before", format_args!("{previous}"));
            }
        }
    }

    /// The nearest other candidates of its type, before and behind it.
    fn company(&self, n: &mut Names<'_>) {
        let at = self.draft.trigger[0];
        let of_type = || self.sound().filter(|d| d.kind == self.draft.kind);
        let before = of_type()
            .filter(|d| d.trigger[0] < at)
            .max_by_key(|d| d.trigger[0]);
        let behind = of_type()
            .filter(|d| d.trigger[0] > at)
            .min_by_key(|d| d.trigger[0]);
        for (family, other) in [("company-before", before), ("company-behind", behind)] {
            let Some(other) = other else {
                n.both(family, format_args!("none"));
                continue;
            };
            let far = bucket(other.trigger[0].abs_diff(at));
            let (sound, mine) = (other.is_sound(), self.draft.is_sound());
            n.both(family, format_args!("{far}"));
            n.common("company-sound", format_args!("{sound} {mine}"));
            n.common(
                "company-part",
                format_args!("{:?} {:?}", other.part, self.draft.part),
            );
        }
    }

    /// What a phrase beside the trigger is.
    fn sort(&self, np: Option<NpId>) -> &'static str {
        let view = self.view;
        match np {
            None => "none",
            Some(np) if view.is_party(np, None) => "party",
            Some(np) if view.place(np).is_some() => "place",
            Some(np) if view.is_facility(np) => "facility",
            Some(np) if view.chunks.nps[np].quantity.is_some() => "counted",
            Some(_) => "other",
        }
    }

    fn parties(&self, n: &mut Names<'_>) {
        for role in [Role::Actor, Role::Recipient] {
            let of_role: Vec<&Actor> = self.claim.actors.iter().filter(|a| a.role == role).collect();
            let label = role.name();
            n.both(label, format_args!("{}", of_role.len().min(3)));
            let ruled = self.draft.ruled[role as usize].len();
            n.both(label, format_args!("ruled {}", ruled.min(3)));
            for a in of_role {
                n.both(
                    label,
                    format_args!("sector {}", a.sector.as_deref().unwrap_or("none")),
                );
                n.both(label, format_args!("country {}", a.country.is_some()));
                n.both(label, format_args!("known {}", a.id.is_some()));
                n.both(
                    label,
                    format_args!("count {}", a.count.as_ref().map_or("none", |c| c.bound.name())),
                );
            }
        }
    }

    fn fields(&self, n: &mut Names<'_>) {
        let claim = self.claim;
        let ruled = self.draft.ruled.iter().filter(|all| !all.is_empty()).count();
        let evidence = ruled
            + usize::from(claim.place.is_some())
            + usize::from(claim.time.is_some())
            + usize::from(!claim.toll.is_empty());
        n.both("evidence", format_args!("{evidence}"));
        n.both(
            "place",
            format_args!("{}", claim.place.as_ref().map_or("none", |p| p.precision.name())),
        );
        n.both(
            "move",
            format_args!("{}", claim.from.is_some() || claim.to.is_some()),
        );
        match &claim.time {
            None => n.both("time", format_args!("none")),
            Some(t) => n.both("time", format_args!("{} {}", t.basis.name(), t.precision.name())),
        }
        n.both("toll", format_args!("{}", claim.toll.len().min(3)));
        for c in &claim.toll {
            n.both("toll", format_args!("{} {}", c.outcome.name(), c.bound.name()));
            n.both("toll", format_args!("cumulative {}", c.cumulative));
            let size = match c.value {
                None => "none",
                Some(0..=2) => "few",
                Some(3..=29) => "some",
                Some(30..=199) => "many",
                Some(_) => "hundreds",
            };
            n.both("toll", format_args!("{} {size}", c.outcome.name()));
        }
    }

    fn reporting(&self, n: &mut Names<'_>) {
        let at = self.draft.trigger[0];
        let covering = || self.reports.iter().filter(|r| r.content.contains(&at));
        match covering().min_by_key(|r| r.content.len()) {
            None => n.both("report", format_args!("none")),
            Some(r) => {
                n.both(
                    "report",
                    format_args!("{}", if r.direct { "direct" } else { "indirect" }),
                );
                n.both("report", format_args!("links {}", r.sources.len().min(3)));
                if let Some(s) = r.sources.first() {
                    n.both("report", format_args!("{} {}", s.kind.name(), s.stance.name()));
                    n.both("report", format_args!("named {}", s.named));
                }
            }
        }
        n.both("reports", format_args!("{}", self.reports.len().min(3)));
    }

    /// How the sentence is built and where the trigger stands in it.
    fn shape(&self, n: &mut Names<'_>) {
        let (view, at) = (self.view, self.draft.trigger[0]);
        let toks = &view.sent.toks;
        n.both("at", format_args!("{}", bucket(at)));
        n.both("length", format_args!("{}", bucket(toks.len())));
        let verbs = toks[..at].iter().filter(|t| t.tag == Tag::Verb).count();
        n.both("verbs-before", format_args!("{}", verbs.min(4)));
        let same = self.sound().filter(|d| d.kind == self.draft.kind).count();
        n.both("same", format_args!("{}", same.min(3)));
        for other in self.sound().filter(|d| d.kind != self.draft.kind) {
            n.own("beside", format_args!("{}", other.kind.name()));
        }
        for t in &view.sent.times {
            let role = if self
                .draft
                .time
                .is_some_and(|own| view.sent.times[own].tokens == t.tokens)
            {
                "own"
            } else {
                "other"
            };
            n.both("times", format_args!("{role} {:?} {:?}", t.basis, t.precision));
        }
        if view.sent.times.is_empty() {
            n.both("times", format_args!("none"));
        }
        for (mark, name) in [
            ('؟', "question"),
            ('«', "guillemet"),
            ('"', "quote"),
            ('!', "cry"),
            (':', "colon"),
        ] {
            if toks.iter().any(|t| t.is_punct(mark)) {
                n.both("mark", format_args!("{name}"));
            }
        }
        if toks
            .iter()
            .any(|t| matches!(t.reading().and_then(|r| r.feats.person()), Some(1 | 2)) && t.tag == Tag::Verb)
        {
            n.both("mark", format_args!("speaker"));
        }
        let numbers = toks.iter().filter(|t| t.tag == Tag::Num).count();
        n.both("numbers", format_args!("{}", numbers.min(4)));
        let names = toks.iter().filter(|t| t.tag == Tag::Name).count();
        n.both("names", format_args!("{}", bucket(names)));
    }

    /// The words round the trigger, their classes and those of the whole sentence.
    pub(crate) fn round(&self, each: &mut dyn FnMut(&str, f32)) {
        let mut each = twice(self.stands_apart(), each);
        let mut names = Names::new("", self.claim.kind.name(), &mut each);
        let n = &mut names;
        let (view, at) = (self.view, self.draft.trigger[0]);
        let toks = &view.sent.toks;
        let weight = weight(view);
        for (i, tok) in toks.iter().enumerate() {
            let word = lemma(view, i);
            let near = i.abs_diff(at) <= NEAR && i != at;
            if near {
                let side = if i < at { '<' } else { '>' };
                n.own_with("w", format_args!("{side}{word}"), 0.5);
            }
            for class in tok.classes().iter() {
                let class = view.sent.lang.lexicon.class_name(class);
                n.own_with("in", format_args!("{class}"), weight);
                if near {
                    n.own_with("near", format_args!("{class}"), 0.5);
                }
            }
        }
    }
}

/// Types that coders have voted on, sentence by sentence.
const VOTED: [EventType; 2] = [EventType::Assault, EventType::Protest];

/// How a feature ends that counts where a sentence stands alone, and nowhere else.
pub const LONE: &str = "~lone";

/// Hands each feature on; where the candidate stands apart, again as one of such, so that what voters go by is learned
/// beside what all go by.
pub(crate) fn twice<'e>(apart: bool, each: &'e mut dyn FnMut(&str, f32)) -> impl FnMut(&str, f32) + use<'e> {
    let mut again = String::new();
    move |name, value| {
        each(name, value);
        if apart {
            again.clear();
            again.push_str(name);
            again.push_str(LONE);
            each(&again, value);
        }
    }
}

/// How many, roughly: the greatest number of its range, 99 beyond the last.
fn bucket(n: usize) -> usize {
    match n {
        0..=2 => n,
        3..=5 => 5,
        6..=10 => 10,
        11..=20 => 20,
        21..=40 => 40,
        _ => 99,
    }
}

/// What a word of the sentence weighs: the longer the sentence, the less.
fn weight(view: &View<'_, '_>) -> f32 {
    4.0 / (view.sent.toks.len().max(1) as f32).sqrt()
}

/// The words of a sentence, alone and in pairs, as features of a type.
pub(crate) fn sentence_words(view: &View<'_, '_>, kind: &str, each: &mut dyn FnMut(&str, f32)) {
    let weight = weight(view);
    let (mut name, mut previous) = (String::with_capacity(64), "^");
    for (i, tok) in view.sent.toks.iter().enumerate() {
        if matches!(tok.tag, Tag::Punct('،' | '.')) {
            continue;
        }
        let word = lemma(view, i);
        for (family, before) in [("w:", ""), ("b:", previous)] {
            name.clear();
            for part in [family, before, " ", word, "|", kind] {
                name.push_str(part);
            }
            each(&name, weight);
        }
        previous = word;
    }
}

/// A word as its dictionary entry, names and numbers as their kind.
pub(crate) fn lemma<'v>(view: &'v View<'_, '_>, at: usize) -> &'v str {
    let tok = &view.sent.toks[at];
    match tok.tag {
        Tag::Num => return "#number",
        Tag::Name => return "#name",
        _ => {}
    }
    if tok.key().is_empty() {
        return tok.span.of(view.sent.text);
    }
    if tok.key().starts_with(|c: char| c.is_numeric()) {
        return "#number";
    }
    view.sent.lexeme(at).map_or(tok.key(), |e| e.lemma.as_str())
}

/// The word before the one at `at`; `^` at the beginning.
pub(crate) fn lemma_before<'v>(view: &'v View<'_, '_>, at: usize) -> &'v str {
    at.checked_sub(1).map_or("^", |before| lemma(view, before))
}

/// The word behind the one at `at`; `$` at the end.
pub(crate) fn lemma_behind<'v>(view: &'v View<'_, '_>, at: usize) -> &'v str {
    if at + 1 < view.sent.toks.len() {
        lemma(view, at + 1)
    } else {
        "$"
    }
}

/// The names of the classes of the word at `at`.
pub(crate) fn class_names<'v>(view: &'v View<'_, '_>, at: usize) -> impl Iterator<Item = &'v str> {
    let classes = view.sent.toks[at].classes().iter();
    classes.map(|c| view.sent.lang.lexicon.class_name(c))
}

pub(crate) fn piece(piece: Piece) -> &'static str {
    match piece {
        Piece::Np(_) => "phrase",
        Piece::Pp(..) | Piece::PrepPron(..) => "preposition",
        Piece::Verb => "verb",
        Piece::Time => "time",
        Piece::Mark(_) => "mark",
        Piece::Word(_) => "word",
        Piece::Other => "other",
    }
}
