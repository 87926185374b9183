//! Modality: whether an event is said to have happened, by cues with a scope (`lang/ar/modality.toml`).

use crate::claim::Modality;
use crate::error::Error;
use crate::frame::View;
use crate::lang::Lang;
use crate::lexical::{Tag, suits};
use crate::matching::Frames;
use crate::phrase::Piece;
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Before,
    Governs,
    Clause,
    Sentence,
}

/// The cues of the language.
#[derive(Debug)]
pub(crate) struct Cues {
    list: Vec<(Modality, Scope, AnyOf)>,
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
                other => return Err(Error::data(format!("modality.toml: no scope {other:?}"))),
            };
            let tests = raw
                .cue
                .iter()
                .map(|c| parse_test(lang, c).ok_or_else(|| Error::data(format!("modality.toml: {c:?}"))))
                .collect::<Result<_, _>>()?;
            list.push((modality, scope, AnyOf::new(tests)));
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
        for (modality, scope, tests) in &self.list {
            let found = match scope {
                Scope::Before => self.right_before(view, at, tests),
                Scope::Clause => (clause.saturating_sub(1)..at).find(|i| tests.fits(view, *i)),
                Scope::Sentence => (0..view.sent.toks.len()).find(|i| *i != at && tests.fits(view, *i)),
                Scope::Governs => (0..at)
                    .rev()
                    .find(|i| tests.fits(view, *i) && governs(view, frames, *i, at)),
            };
            if let Some(cue) = found {
                return (*modality, Some(cue));
            }
        }
        let last = view.sent.toks.last();
        if last.is_some_and(|t| t.is_punct('؟') || t.is_punct('?')) {
            return (Modality::Possible, None);
        }
        (Modality::Asserted, None)
    }

    fn right_before(&self, view: &View<'_, '_>, at: usize, tests: &AnyOf) -> Option<usize> {
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
    tok.readings().any(|r| {
        let pos = (test.pos.is_empty() || test.pos.contains(&r.pos))
            && (suits(tok.tag, r.pos) || name && r.pos.is_nominal());
        pos && (r.classes.meets(&test.classes) || r.lexeme.is_some_and(|l| test.lexemes.contains(&l)))
    })
}

/// Whether the event at token `at` stands in what the cue at token `cue` governs.
fn governs(view: &View<'_, '_>, frames: &Frames, cue: usize, at: usize) -> bool {
    let chunks = &view.chunks.list;
    let here = view.chunks.of_token[at];
    let verbal_event = view.sent.toks[at].tag == Tag::Verb;
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

fn next_complement(view: &View<'_, '_>, end: usize) -> Option<usize> {
    let c = end + 1;
    (view.chunks.list.get(c)?.piece == Piece::Word(Pos::Comp)).then_some(c)
}
