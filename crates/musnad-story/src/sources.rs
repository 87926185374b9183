//! Who says it: one name for one source, whatever each document calls it.
//!
//! «ضابط في الشرطة» and «الشرطة الصومالية» are one source, two «مصدر طبي» of two outlets are two, and one of an outlet
//! and of those that copied it is one. Names are held against each other within one event alone.

use crate::cues::Cues;
use crate::stem::{Stem, Stemmer};
use crate::view::Document;
use musnad_lexicon::{Lexicon, Pos};
use musnad_record::v1::{Claim, Source};
use musnad_text::{Kind, key, tokens};
use rustc_hash::FxHashSet;

/// Words of sources.
#[derive(Debug)]
pub(crate) struct Sources {
    /// Keys of what people are called by their work, and of bodies that speak for others: they speak for the body that
    /// is named with them.
    roles: FxHashSet<String>,
    /// Stems of the same, where no body's name has the same stem as «شرطي» and «شرطة» have.
    role_stems: FxHashSet<Stem>,
    /// Keys of words for those whose names are kept back.
    nameless: FxHashSet<String>,
}

/// Who says something.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct By {
    /// What it is called.
    pub(crate) name: String,
    /// Its entry in a registry.
    id: Option<String>,
    /// Stems of the body's names, each in order: as the document calls it, as the registry does.
    names: Vec<Vec<Stem>>,
    /// The outlet that keeps its name back.
    keeper: Option<String>,
    /// It is the outlet itself.
    outlet: bool,
}

impl Sources {
    pub(crate) fn builtin(stemmer: &Stemmer, lexicon: &Lexicon, cues: &Cues) -> Sources {
        let class = |name| lexicon.class(name);
        let bodies = ["org", "office", "force", "facility"].map(class);
        let (mut roles, mut role_stems) = (FxHashSet::default(), FxHashSet::default());
        let (mut body_keys, mut body_stems) = (FxHashSet::default(), FxHashSet::default());
        let mut nameless = FxHashSet::default();
        for (_, lexeme) in lexicon.lexemes() {
            let has = |class: Option<_>| class.is_some_and(|c| lexeme.classes.contains(c));
            let first = lexeme.lemma.split('_').next().unwrap_or_default();
            if bodies.iter().any(|b| has(*b)) {
                body_stems.extend(stemmer.stem(first));
                body_keys.insert(key(first));
            } else if lexeme.pos == Pos::Person {
                roles.insert(key(first));
                role_stems.extend(stemmer.stem(first));
                if has(class("source")) && lexeme.country.is_none() {
                    nameless.insert(key(first));
                }
            }
        }
        roles.retain(|w| !body_keys.contains(w));
        roles.extend(cues.speaks_for.iter().map(|w| key(w)));
        role_stems.retain(|s| !body_stems.contains(s));
        Sources {
            roles,
            role_stems,
            nameless,
        }
    }

    /// Who is nearest to the event in a claim's chain.
    pub(crate) fn by(&self, stemmer: &Stemmer, claim: &Claim<'_>, document: &Document<'_>) -> By {
        // a paper or an account is whose it is
        let speaks = |s: &&Source<'_>| s.kind != "document" && s.kind != "outlet" && s.text.is_some();
        match claim.attribution.iter().find(speaks) {
            Some(source) => self.of(stemmer, source, document),
            None => self.outlet(stemmer, claim, document),
        }
    }

    fn of(&self, stemmer: &Stemmer, source: &Source<'_>, document: &Document<'_>) -> By {
        let text = source.text.as_deref().unwrap_or_default();
        let first = tokens(text).first().map(|t| t.span.of(text));
        let nameless = !source.named
            && source.id.is_none()
            && first.is_some_and(|w| bare(stemmer, w).any(|k| self.nameless.contains(&k)));
        let body = self.body(stemmer, text);
        let kept_back = source.id.is_none() && (nameless || source.kind == "witness" || body.is_empty());
        let mut names = vec![if body.is_empty() {
            stemmer.stems(text)
        } else {
            body
        }];
        if let Some(name) = source.name_ar.as_deref() {
            names.push(self.body(stemmer, name));
        }
        By {
            name: source.name_ar.as_deref().unwrap_or(text).to_owned(),
            id: source.id.as_deref().map(str::to_owned),
            names,
            keeper: kept_back.then(|| document.origin().to_owned()),
            outlet: false,
        }
    }

    /// The outlet that speaks for itself: of a copy, the one that it was copied from.
    fn outlet(&self, stemmer: &Stemmer, claim: &Claim<'_>, document: &Document<'_>) -> By {
        let name = document.origin();
        let own = document.outlet.is_none_or(|o| o == name);
        let last = claim.attribution.last().filter(|s| own && s.kind == "outlet");
        By {
            name: name.to_owned(),
            id: last.and_then(|s| s.id.as_deref()).map(str::to_owned),
            names: vec![self.body(stemmer, name)],
            keeper: None,
            outlet: true,
        }
    }

    /// The stems of the body that a name is of, without whoever speaks for it.
    fn body(&self, stemmer: &Stemmer, name: &str) -> Vec<Stem> {
        let mut out = Vec::new();
        for token in tokens(name) {
            let word = token.span.of(name);
            let speaks = bare(stemmer, word).any(|k| self.roles.contains(&k));
            match token.kind {
                Kind::Word if speaks => {}
                Kind::Word => out.extend(stemmer.stem(word).filter(|s| !self.role_stems.contains(s))),
                Kind::Latin => out.extend(stemmer.stems(word)),
                Kind::Number | Kind::Punct(_) | Kind::Other => {}
            }
        }
        out
    }
}

/// The key of a word, and those of what is left without an article or a preposition on its front.
fn bare<'s>(stemmer: &'s Stemmer, word: &str) -> impl Iterator<Item = String> + 's {
    let whole = key(word);
    let cut = stemmer.without_front(&whole);
    std::iter::once(whole).chain(cut)
}

impl By {
    /// Whether the outlet speaks for itself.
    pub(crate) fn is_outlet(&self) -> bool {
        self.outlet
    }

    /// Whether two names are of one source.
    fn is(&self, other: &By) -> bool {
        if self.keeper != other.keeper {
            return false;
        }
        if self.id.is_some() && other.id.is_some() {
            return self.id == other.id;
        }
        let fits = |a: &Vec<Stem>| other.names.iter().any(|b| fit(a, b));
        self.names.iter().any(fits)
    }

    fn length(&self) -> usize {
        self.names.iter().map(Vec::len).max().unwrap_or(0) + usize::from(self.id.is_some())
    }
}

/// Whether one name is the other's, perhaps cut short: «الشرطة», «الشرطة الصومالية».
fn fit(a: &[Stem], b: &[Stem]) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !few.is_empty() && few.first() == many.first() && few.iter().all(|w| many.contains(w))
}

/// The sources among `all`, each once, with the place of each one's source. Full names are put together first; a short
/// one that fits several is that of its own document, else a source of its own.
pub(crate) fn distinct(all: &[By], documents: &[&str]) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|n| (std::cmp::Reverse(all[*n].length()), *n));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for n in order {
        let fitting: Vec<usize> = (0..groups.len())
            .filter(|g| all[groups[*g][0]].is(&all[n]))
            .collect();
        let near = |g: &&usize| groups[**g].iter().any(|m| documents[*m] == documents[n]);
        // the outlet as such, or the same short name, is whoever was called so before
        let named = |g: &&usize| groups[**g].iter().any(|m| all[*m].names == all[n].names);
        let chosen = match fitting.as_slice() {
            [one] => Some(*one),
            several => several
                .iter()
                .find(near)
                .or_else(|| several.iter().find(named))
                .copied(),
        };
        match chosen {
            Some(g) => groups[g].push(n),
            None => groups.push(vec![n]),
        }
    }
    // in the order in which they first speak
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_by_key(|g| g[0]);
    let mut place = vec![0; all.len()];
    for (g, group) in groups.iter().enumerate() {
        for n in group {
            place[*n] = g;
        }
    }
    (groups.iter().map(|g| g[0]).collect(), place)
}
