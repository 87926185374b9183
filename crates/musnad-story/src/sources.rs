//! Who says it: one name for one source, whatever each document calls it.
//!
//! «ضابط في الشرطة» and «الشرطة الصومالية» are one source, two «مصدر طبي» of two outlets are two, and one of an outlet
//! and of those that copied it is one.

use crate::stem::{Stem, Stemmer};
use crate::view::Document;
use musnad_lexicon::{Lexicon, Pos};
use musnad_record::v1::{Claim, Source};
use rustc_hash::FxHashSet;

/// Words of sources.
#[derive(Debug)]
pub(crate) struct Sources {
    /// Stems of what people are called by their work: they speak for the body that is named with them.
    roles: FxHashSet<Stem>,
    /// Stems of words for those whose names are kept back.
    nameless: FxHashSet<Stem>,
}

/// Who says something.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct By {
    /// What it is called.
    pub(crate) name: String,
    /// Its entry in a registry, or the outlet that alone knows it.
    id: Option<String>,
    /// Stems of the body's name.
    words: Vec<Stem>,
    /// The outlet that keeps its name back.
    keeper: Option<String>,
    /// It is the outlet itself.
    outlet: bool,
}

impl Sources {
    pub(crate) fn builtin(stemmer: &Stemmer, lexicon: &Lexicon) -> Sources {
        let class = lexicon.class("source");
        let (mut roles, mut nameless) = (FxHashSet::default(), FxHashSet::default());
        for (_, lexeme) in lexicon.lexemes() {
            let stems = || lexeme.lemma.split('_').filter_map(|w| stemmer.stem(w));
            if class.is_some_and(|c| lexeme.classes.contains(c)) && lexeme.country.is_none() {
                nameless.extend(stems().take(1));
            }
            if lexeme.pos == Pos::Person {
                roles.extend(stems());
            }
        }
        Sources { roles, nameless }
    }

    /// Who is nearest to the event in a claim's chain.
    pub(crate) fn by(&self, stemmer: &Stemmer, claim: &Claim<'_>, document: &Document<'_>) -> By {
        // a paper or an account is whose it is
        let speaks = |s: &&Source<'_>| s.kind != "document" && s.kind != "outlet" && s.text.is_some();
        match claim.attribution.iter().find(speaks) {
            Some(source) => self.of(stemmer, source, document),
            None => By::outlet(document),
        }
    }

    fn of(&self, stemmer: &Stemmer, source: &Source<'_>, document: &Document<'_>) -> By {
        let text = source.text.as_deref().unwrap_or_default();
        let name = source.name_ar.as_deref().unwrap_or(text).to_owned();
        if let Some(id) = source.id.as_deref() {
            return By {
                name,
                id: Some(id.to_owned()),
                words: Vec::new(),
                keeper: None,
                outlet: false,
            };
        }
        let stems = stemmer.stems(text);
        let mut words: Vec<Stem> = stems
            .iter()
            .copied()
            .filter(|s| !self.roles.contains(s))
            .collect();
        let nameless = !source.named && stems.first().is_some_and(|s| self.nameless.contains(s));
        let kept_back = nameless || matches!(source.kind.as_ref(), "witness" | "unnamed") || words.is_empty();
        if words.is_empty() {
            words = stems;
        }
        words.sort_unstable();
        words.dedup();
        By {
            name,
            id: None,
            words,
            outlet: false,
            keeper: kept_back.then(|| document.origin().to_owned()),
        }
    }
}

impl By {
    fn outlet(document: &Document<'_>) -> By {
        By {
            name: document.origin().to_owned(),
            id: Some(document.origin().to_owned()),
            words: Vec::new(),
            keeper: None,
            outlet: true,
        }
    }

    /// Whether the outlet speaks for itself.
    pub(crate) fn is_outlet(&self) -> bool {
        self.outlet
    }

    /// Whether two names are of one source.
    pub(crate) fn is(&self, other: &By) -> bool {
        if self.id.is_some() || other.id.is_some() {
            return self.id == other.id;
        }
        let (few, many) = match self.words.len() <= other.words.len() {
            true => (&self.words, &other.words),
            false => (&other.words, &self.words),
        };
        self.keeper == other.keeper && !few.is_empty() && few.iter().all(|w| many.contains(w))
    }
}

/// The sources among `all`, each once, with the place of each one's source.
pub(crate) fn distinct(all: &[By]) -> (Vec<usize>, Vec<usize>) {
    let (mut heads, mut place) = (Vec::<usize>::new(), Vec::new());
    for by in all {
        let known = heads.iter().position(|h| all[*h].is(by));
        place.push(known.unwrap_or_else(|| {
            heads.push(place.len());
            heads.len() - 1
        }));
    }
    (heads, place)
}
