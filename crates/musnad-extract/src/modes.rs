//! Modes and contexts: PLOVER's second and third field, from the words of the clause (`lang/ar/modes.toml`).

use crate::claim::EventType;
use crate::error::Error;
use crate::frame::View;
use crate::lang::Lang;
use crate::modality::AnyOf;
use crate::rule::parse_test;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mode: Vec<RawMode>,
    context: Vec<RawContext>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMode {
    #[serde(rename = "type")]
    kind: String,
    mode: String,
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContext {
    context: String,
    #[serde(default)]
    types: Vec<String>,
    words: Vec<String>,
}

/// The table of modes and contexts.
#[derive(Debug)]
pub(crate) struct Modes {
    modes: Vec<(EventType, String, AnyOf)>,
    contexts: Vec<(Vec<EventType>, String, AnyOf)>,
}

impl Modes {
    pub(crate) fn builtin(lang: &Lang) -> Result<Modes, Error> {
        let file: File = toml::from_str(include_str!("../../../lang/ar/modes.toml")).map_err(Error::data)?;
        let tests = |words: &[String]| -> Result<AnyOf, Error> {
            words
                .iter()
                .map(|w| parse_test(lang, w).ok_or_else(|| Error::data(format!("modes.toml: {w:?}"))))
                .collect::<Result<_, _>>()
                .map(AnyOf::new)
        };
        let kind = |name: &String| {
            EventType::from_name(name).ok_or_else(|| Error::data(format!("modes.toml: {name:?}")))
        };
        let modes = file
            .mode
            .iter()
            .map(|m| Ok((kind(&m.kind)?, m.mode.clone(), tests(&m.words)?)))
            .collect::<Result<_, Error>>()?;
        let contexts = file
            .context
            .iter()
            .map(|c| {
                Ok((
                    c.types.iter().map(kind).collect::<Result<_, _>>()?,
                    c.context.clone(),
                    tests(&c.words)?,
                ))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Modes { modes, contexts })
    }

    /// The mode that the words of tokens `first..=last` give an event of type `kind`.
    pub(crate) fn mode(
        &self,
        view: &View<'_, '_>,
        kind: EventType,
        clause: (usize, usize),
    ) -> Option<String> {
        let mine = self.modes.iter().filter(|(k, ..)| *k == kind);
        mine.into_iter()
            .find(|(_, _, tests)| stands(view, clause, tests))
            .map(|(_, mode, _)| mode.clone())
    }

    /// The contexts that those words give it.
    pub(crate) fn contexts(
        &self,
        view: &View<'_, '_>,
        kind: EventType,
        clause: (usize, usize),
    ) -> Vec<String> {
        let mine = self
            .contexts
            .iter()
            .filter(|(kinds, ..)| kinds.is_empty() || kinds.contains(&kind));
        mine.filter(|(_, _, tests)| stands(view, clause, tests))
            .map(|(_, context, _)| context.clone())
            .collect()
    }
}

fn stands(view: &View<'_, '_>, (first, last): (usize, usize), tests: &AnyOf) -> bool {
    (first..=last).any(|at| tests.fits(view, at))
}
