//! Stems: what is left of a written word when all that is written on to it comes off.
//!
//! In comes a [`Word`], out come look-up forms ([`key`](musnad_text::key)), one for each thing that the word may
//! be: «وبالمستشفى» gives «مستشفي», «مدينتهم» gives «مدينه». The inflection stays: «مستشفيات» is another stem.
//! For whoever searches, not for whoever understands: ambiguity is kept, and a stem says whether it is sure.

use crate::clitic::{Clitics, Pron};
use crate::word::{Lexicon, Reading, Word};
use std::hash::{Hash as _, Hasher as _};

/// What a written word may be once clitics and pronouns are off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stem {
    /// Its look-up form.
    pub form: String,
    /// Whether the word is this rather than another word, or a name, that begins or ends like it: «بمستشفى» is
    /// surely «مستشفى», «كمال» is not surely «مال» nor «لبنان» «بنان».
    pub sure: bool,
}

/// The least letters of a stem behind two clitics or more: «وليد» is no «يد».
const SHORT: usize = 3;

/// The least letters of a sure stem: behind «و» or before a pronoun of the third person, before another pronoun
/// or behind another clitic, and behind one in a word that the dictionary lacks.
const SURE: (usize, usize, usize) = (3, 4, 5);

/// The least letters before a pronoun in a word that the dictionary lacks; many names end like one.
const UNKNOWN: usize = 4;

impl Lexicon {
    /// The stems of `word`, each form once, the likeliest first. The word as it stands is one of them, unless it
    /// has the article.
    ///
    /// ```
    /// let lexicon = musnad_lexicon::Lexicon::builtin()?;
    /// let stems = lexicon.stems(&lexicon.read("وبالمستشفى"));
    /// assert!(stems.len() == 1 && stems[0].form == "مستشفي" && stems[0].sure);
    /// # Ok::<(), musnad_lexicon::Error>(())
    /// ```
    pub fn stems(&self, word: &Word) -> Vec<Stem> {
        let mut out = Vec::new();
        let bare = |r: &Reading| r.lexeme.is_some() && fronts(r) == 0 && r.pron.is_none();
        let known_bare = word.readings.iter().any(bare);
        for reading in &word.readings {
            self.stems_of(&word.key, reading, known_bare, &mut out);
        }
        if out.is_empty() || !word.readings.iter().any(|r| r.clitics.has(Clitics::AL)) {
            add(&word.key, true, &mut out);
        }
        out
    }

    /// A number that differs where another lexicon or other clitics would give words other stems.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = rustc_hash::FxHasher::default();
        self.forms.as_fst().as_bytes().hash(&mut hasher);
        self.entries.hash(&mut hasher);
        self.clitics.front.iter().for_each(|f| f.form.hash(&mut hasher));
        self.clitics.end.iter().for_each(|e| e.form.hash(&mut hasher));
        hasher.finish()
    }

    fn stems_of(&self, key: &str, reading: &Reading, known_bare: bool, out: &mut Vec<Stem>) {
        for rest in self.behind(key, reading.clitics) {
            let sure = |stem: &str| is_sure(stem, reading, known_bare);
            match (reading.pron, reading.lexeme) {
                (Some(pron), _) => {
                    if let Some(stem) = self.before(rest, pron, reading) {
                        add_long(&stem, reading, sure(&stem), out);
                    }
                }
                (None, Some(_)) => {
                    self.without_conjunction(key, rest, reading, out);
                    add_long(rest, reading, sure(rest), out);
                    // the alif of an accusative: «جريحا» is «جريح»
                    if let Some(stem) = rest.strip_suffix('ا').filter(|_| reading.feats.is_acc_alif()) {
                        add_long(stem, reading, sure(stem), out);
                    }
                }
                (None, None) => {
                    add_long(rest, reading, sure(rest), out);
                    self.before_unknown(rest, reading, out);
                }
            }
        }
    }

    /// What stands behind the front clitics `clitics`, by each way of writing them.
    fn behind<'k>(&self, key: &'k str, clitics: Clitics) -> impl Iterator<Item = &'k str> {
        let bare = (clitics == Clitics::default()).then_some(key);
        let forms = self.clitics.front.iter().filter(move |f| f.clitics == clitics);
        bare.into_iter()
            .chain(forms.filter_map(move |f| key.strip_prefix(f.form.as_str())))
    }

    /// What stands behind the conjunction alone, where more comes off: «وكمال» may be «كمال» as well as «مال».
    fn without_conjunction(&self, key: &str, stem: &str, reading: &Reading, out: &mut Vec<Stem>) {
        let long = stem.chars().count() >= SHORT;
        if !long || reading.clitics.has(Clitics::AL) || fronts(reading) < 2 {
            return;
        }
        for conjunction in [Clitics::AND, Clitics::THEN] {
            if reading.clitics.has(conjunction) {
                self.behind(key, conjunction)
                    .for_each(|rest| add(rest, false, out));
            }
        }
    }

    /// The free form of what stands before the pronoun `pron`.
    fn before(&self, rest: &str, pron: Pron, reading: &Reading) -> Option<String> {
        let lexeme = reading.lexeme?;
        let ends = self.clitics.end.iter().filter(|e| e.pron == pron);
        let stem = ends
            .filter_map(|e| rest.strip_suffix(e.form.as_str()))
            .find(|stem| self.is_form(stem, lexeme))?;
        let free = free_form(stem).filter(|f| reading.pos.is_nominal() && self.is_form(f, lexeme));
        Some(free.unwrap_or_else(|| stem.to_owned()))
    }

    /// What an unknown word may be without a pronoun of two letters or more.
    fn before_unknown(&self, rest: &str, reading: &Reading, out: &mut Vec<Stem>) {
        if reading.clitics.has(Clitics::AL) || fronts(reading) > u32::from(reading.clitics.has_conj()) {
            return;
        }
        let ends = self.clitics.end.iter().map(|e| e.form.as_str());
        let stems = ends
            .filter(|e| e.chars().count() > 1)
            .filter_map(|e| rest.strip_suffix(e));
        for stem in stems.filter(|s| s.chars().count() >= UNKNOWN) {
            let free = free_form(stem).filter(|f| f.ends_with('ه'));
            add(free.as_deref().unwrap_or(stem), false, out);
        }
    }
}

/// How many clitics are at the front besides the article.
fn fronts(reading: &Reading) -> u32 {
    reading.clitics.count() - u32::from(reading.clitics.has(Clitics::AL))
}

fn is_sure(stem: &str, reading: &Reading, known_bare: bool) -> bool {
    if reading.clitics.has(Clitics::AL) || (fronts(reading) == 0 && reading.pron.is_none()) {
        return true;
    }
    let (few, some, many) = SURE;
    let least = match (reading.pron, reading.lexeme) {
        (Some(Pron::Other), _) => some,
        (Some(_), _) => few,
        (None, _) if reading.clitics == Clitics::AND => few,
        (None, Some(_)) => some,
        (None, None) => many,
    };
    !known_bare && stem.chars().count() >= least
}

/// Before a pronoun «ة» is «ت», «ى» is «ا», and a last hamza has a seat: how the word ends without one.
fn free_form(stem: &str) -> Option<String> {
    let (at, last) = stem.char_indices().next_back()?;
    let end = match last {
        'ت' if !stem[..at].ends_with('ا') => 'ه',
        'ا' => 'ي',
        'و' | 'ي' => 'ء',
        _ => return None,
    };
    Some(format!("{}{end}", &stem[..at]))
}

fn add_long(stem: &str, reading: &Reading, sure: bool, out: &mut Vec<Stem>) {
    let least = if fronts(reading) > 1 { SHORT } else { 2 };
    if stem.chars().count() >= least {
        add(stem, sure, out);
    }
}

fn add(stem: &str, sure: bool, out: &mut Vec<Stem>) {
    match out.iter_mut().find(|s| s.form == stem) {
        Some(there) => there.sure |= sure,
        None => out.push(Stem {
            form: stem.to_owned(),
            sure,
        }),
    }
}
