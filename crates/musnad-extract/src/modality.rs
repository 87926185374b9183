//! Modality: whether an event is said to have happened, by cues with a scope (`lang/ar/modality.toml`).

use crate::claim::Modality;
use crate::error::Error;
use crate::frame::View;
use crate::frames::Frames;
use crate::lang::Lang;
use crate::lexical::{Tag, suits};
use crate::phrase::{Piece, Prep};
use crate::rule::{Test, parse_test};
use musnad_lexicon::{Aspect, ClassSet, Clitics, LexemeId, Pos};
use rustc_hash::FxHashSet;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    cue: Vec<RawCue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCue {
    modality: String,
    scope: String,
    cue: Vec<String>,
    event: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Before,
    Governs,
    Clause,
    Sentence,
    /// Before the event's word, no joined verb between.
    Opens,
    /// Behind the event's word, no other verb between: what is said of a subject that names the event.
    Said,
}

/// The cues of the language.
#[derive(Debug)]
pub(crate) struct Cues {
    list: Vec<Cue>,
}

#[derive(Debug)]
struct Cue {
    modality: Modality,
    scope: Scope,
    words: AnyOf,
    /// What the event's own word must be.
    event: Option<Test>,
}

/// Tests of which one is enough.
#[derive(Debug)]
pub(crate) struct AnyOf {
    tests: Vec<Test>,
    /// All that any of them asks for: most words of a sentence have none of it.
    classes: ClassSet,
    lexemes: FxHashSet<LexemeId>,
}

impl AnyOf {
    pub(crate) fn new(tests: Vec<Test>) -> AnyOf {
        AnyOf {
            classes: tests
                .iter()
                .fold(ClassSet::default(), |set, t| set.union(&t.classes)),
            lexemes: tests.iter().flat_map(|t| t.lexemes.iter().copied()).collect(),
            tests,
        }
    }

    /// Whether the word at token `at` passes one, by its form alone.
    pub(crate) fn fits(&self, view: &View<'_, '_>, at: usize) -> bool {
        let tok = &view.sent.toks[at];
        let known = |l: &LexemeId| self.lexemes.contains(l);
        let may = tok.entry.is_some()
            || tok
                .readings()
                .any(|r| r.classes.meets(&self.classes) || r.lexeme.as_ref().is_some_and(known));
        may && self.tests.iter().any(|t| fits(view, at, t))
    }
}

impl Cues {
    pub(crate) fn builtin(lang: &Lang) -> Result<Cues, Error> {
        let file: File =
            toml::from_str(include_str!("../../../lang/ar/modality.toml")).map_err(Error::data)?;
        let mut list = Vec::new();
        for raw in file.cue {
            let modality = Modality::from_name(&raw.modality)
                .ok_or_else(|| Error::data(format!("modality.toml: {:?}", raw.modality)))?;
            let scope = match raw.scope.as_str() {
                "before" => Scope::Before,
                "governs" => Scope::Governs,
                "clause" => Scope::Clause,
                "sentence" => Scope::Sentence,
                "opens" => Scope::Opens,
                "said" => Scope::Said,
                other => return Err(Error::data(format!("modality.toml: no scope {other:?}"))),
            };
            let test =
                |c: &String| parse_test(lang, c).ok_or_else(|| Error::data(format!("modality.toml: {c:?}")));
            list.push(Cue {
                modality,
                scope,
                words: AnyOf::new(raw.cue.iter().map(test).collect::<Result<_, _>>()?),
                event: raw.event.as_ref().map(test).transpose()?,
            });
        }
        Ok(Cues { list })
    }

    /// The modality of an event whose trigger is token `at`, with the token of the cue.
    pub(crate) fn modality(
        &self,
        view: &View<'_, '_>,
        frames: &Frames,
        at: usize,
    ) -> (Modality, Option<usize>) {
        let tok = &view.sent.toks[at];
        if tok.tag == Tag::Verb && tok.clitics().has(Clitics::WILL) {
            return (Modality::Planned, Some(at));
        }
        let chunk = view.chunks.of_token[at];
        let clause = view.chunks.list[view.clause_start(chunk)].first;
        let joined_verb = |i: usize| {
            let tok = &view.sent.toks[i];
            tok.tag == Tag::Verb && tok.clitics().has_conj()
        };
        let within_phrase = |i: usize| {
            let inside = matches!(
                view.chunks.list[view.chunks.of_token[i]].piece,
                Piece::Np(_) | Piece::Pp(..)
            );
            inside && matches!(view.sent.toks[i].tag, Tag::Word(Pos::Modal))
        };
        for cue in &self.list {
            let tests = &cue.words;
            if cue.event.as_ref().is_some_and(|e| !fits(view, at, e)) {
                continue;
            }
            let found = match cue.scope {
                Scope::Before => self.right_before(view, at, tests),
                Scope::Clause => (clause.saturating_sub(1)..at)
                    // «طائرة [يعتقد أنها تركية] قصفت»: whose it was is believed, not that it happened
                    .filter(|i| !within_phrase(*i))
                    .find(|i| tests.fits(view, *i)),
                Scope::Sentence => (0..view.sent.toks.len()).find(|i| *i != at && tests.fits(view, *i)),
                Scope::Opens => (0..=at)
                    .rev()
                    .take_while(|i| !joined_verb(*i))
                    .find(|i| tests.fits(view, *i)),
                Scope::Said => (at + 1..view.sent.toks.len())
                    .take_while(|i| view.sent.toks[*i].tag != Tag::Verb)
                    .find(|i| tests.fits(view, *i)),
                Scope::Governs => (0..at)
                    .rev()
                    .find(|i| tests.fits(view, *i) && governs(view, frames, *i, at)),
            };
            if let Some(token) = found {
                return (cue.modality, Some(token));
            }
        }
        let last = view.sent.toks.last();
        if last.is_some_and(|t| t.is_punct('؟') || t.is_punct('?')) {
            return (Modality::Possible, None);
        }
        (Modality::Asserted, None)
    }

    fn right_before(&self, view: &View<'_, '_>, at: usize, tests: &AnyOf) -> Option<usize> {
        // «مزرعة في وادي عدم واعتقلت أربعة»: «و» before a verb begins anew
        if view.sent.toks[at].tag == Tag::Verb && view.sent.toks[at].clitics().has_conj() {
            return None;
        }
        let mut i = at;
        for _ in 0..3 {
            i = i.checked_sub(1)?;
            if tests.fits(view, i) {
                return Some(i);
            }
            let light = matches!(
                view.sent.toks[i].tag,
                Tag::Word(Pos::Modal | Pos::Adv | Pos::Quant)
            ) || view.sent.toks[i].tag == Tag::Noun
                && view.sent.is(i, &view.sent.lang.class.light_noun);
            if !light {
                return None;
            }
        }
        None
    }
}

/// Whether the word at token `at` passes `test`, by its form alone.
fn fits(view: &View<'_, '_>, at: usize, test: &Test) -> bool {
    let tok = &view.sent.toks[at];
    if let (Tag::Word(_), true) = (tok.tag, test.pos.is_empty()) {
        return view.word_classes(at).meets(&test.classes) || view.is_word(at, &test.lexemes);
    }
    let name = tok.tag == Tag::Name;
    let any_word = test.classes.is_empty() && !test.names;
    let word = tok.readings().any(|r| {
        let pos = (test.pos.is_empty() || test.pos.contains(&r.pos))
            && (suits(tok.tag, r.pos) || name && r.pos.is_nominal());
        let named = || r.lexeme.is_some_and(|l| test.lexemes.contains(&l));
        pos && (any_word || r.classes.meets(&test.classes) || named())
    });
    word && test.aspect.is_none_or(|a| only_aspect(view, at, a))
}

/// Whether the verb at token `at` has this aspect and no other.
fn only_aspect(view: &View<'_, '_>, at: usize, aspect: Aspect) -> bool {
    let mut verbs = view.sent.toks[at].readings().filter(|r| r.pos == Pos::Verb);
    verbs.all(|r| r.feats.aspect() == Some(aspect))
}

/// The verb that tells of the event noun at token `at`, and by which it is said to happen or not: «لم تسجل أي
/// اعتقالات», «سيتم الإفراج عن», «قد تبدأ المحادثات».
///
/// Of a noun behind a preposition («قام بتفجير») it is no verb that says it took place: `behind` lets it count.
pub(crate) fn carrier(view: &View<'_, '_>, frames: &Frames, at: usize, behind: bool) -> Option<usize> {
    let class = &view.sent.lang.class;
    let here = view.chunks.of_token[at];
    if view.sent.toks[at].tag == Tag::Verb {
        return None;
    }
    let verb = (0..here)
        .rev()
        .find(|c| view.chunks.list[*c].piece == Piece::Verb)
        .map(|c| view.chunks.list[c].first)?;
    let carries = [
        &class.undertake,
        &class.occur,
        &class.begin,
        &class.suffer,
        &class.record,
    ]
    .iter()
    .any(|c| view.sent.is(verb, c));
    let np = view.chunks.headed_by[at].map(|np| view.chunks.outermost(np))?;
    let frame = frames.verb(view, verb);
    let own = frame.subject == Some(np) || frame.object == Some(np);
    let through = behind && frame.pps.iter().any(|c| view.chunks.np_of(*c) == Some(np));
    (carries && (own || through)).then_some(verb)
}

/// Whether the event at token `at` stands in what the cue at token `cue` governs.
fn governs(view: &View<'_, '_>, frames: &Frames, cue: usize, at: usize) -> bool {
    let chunks = &view.chunks.list;
    let here = view.chunks.of_token[at];
    let verbal_event = view.sent.toks[at].tag == Tag::Verb;
    // «تعرض لغارات» is no threat, though «عرض» may be one
    let suffers = view.sent.is(cue, &view.sent.lang.class.suffer);
    let toward = matches!(chunks[here].piece, Piece::Pp(Prep::Clitic(c), _) if c.has(Clitics::LI));
    // «تمكن الجيش من استعادة البلدة»: what somebody manages is more than possible
    if suffers && toward || view.sent.is(cue, &view.sent.lang.class.manage) {
        return false;
    }
    let (end, complement) = if view.sent.toks[cue].tag == Tag::Verb {
        let frame = frames.verb(view, cue);
        if frame
            .subject
            .is_some_and(|np| view.chunks.nps[np].first <= at && at <= view.chunks.nps[np].last)
            && !frame.subject_first
            && frame.object.is_some()
        {
            return false;
        }
        (frame.clause.1, frame.complement)
    } else if matches!(view.sent.toks[cue].tag, Tag::Word(_)) {
        let chunk = view.chunks.of_token[cue];
        match foreseen(view, chunk) {
            Some(c) => (chunk, Some(c)),
            None => return !verbal_event && (chunk..here).all(|i| chunks[i].piece != Piece::Verb),
        }
    } else {
        match view.chunks.headed_by[cue] {
            Some(np) => {
                let frame = frames.noun(view, np);
                (frame.clause.1, next_complement(view, frame.clause.1))
            }
            None => return false,
        }
    };
    if here <= end {
        return !verbal_event;
    }
    // «أن» and a subjunctive, or «أن» and a statement of what is denied
    let Some(c) = complement else { return false };
    let between = (c + 1..here).filter(|i| chunks[*i].piece == Piece::Verb).count();
    let conj = view.sent.toks[at].clitics().has_conj();
    here > c && between == 0 && !(verbal_event && conj && view.aspect_is(at, Aspect::Perfect))
}

/// «من المقرر، بحسب البيان، أن»: the «أن» of a word that foresees.
fn foreseen(view: &View<'_, '_>, chunk: usize) -> Option<usize> {
    let chunks = &view.chunks.list;
    (chunk + 1..chunks.len().min(chunk + 7))
        .take_while(|c| chunks[*c].piece != Piece::Verb)
        .find(|c| chunks[*c].piece == Piece::Word(Pos::Comp))
}

fn next_complement(view: &View<'_, '_>, end: usize) -> Option<usize> {
    let c = end + 1;
    (view.chunks.list.get(c)?.piece == Piece::Word(Pos::Comp)).then_some(c)
}
