//! Declined forms of a nominal stem: singular, dual, plurals, in each state and case that spelling shows.
//!
//! A stem is a row of sounds without a case ending. A stem in `iي` is defective («قاضي», «قاض»), one in `aي`
//! or `aو` ends in an alif («مستشفى»), one in `ة` is feminine.

use crate::feats::{Case, Gender, Number, State};
use crate::sounds::{join, settle};
use crate::spelling::spell;
use crate::{Feats, Pos, Written};

/// Where declined forms go, and what they have in common.
pub(crate) struct Table {
    pub(crate) out: Vec<Written>,
    pub(crate) pos: Pos,
}

const CASES: [(&str, Case); 3] = [("u", Case::Nom), ("a", Case::Acc), ("i", Case::Gen)];

impl Table {
    pub(crate) fn new(pos: Pos) -> Self {
        Self {
            out: Vec::with_capacity(40),
            pos,
        }
    }

    fn push(&mut self, stem: &str, ending: &str, feats: Feats) {
        self.spell(&join(stem, ending), false, feats);
    }

    fn bound(&mut self, stem: &str, ending: &str, feats: Feats) {
        self.spell(&join(stem, ending), true, feats.with_state(State::Pron));
    }

    fn spell(&mut self, word: &str, open: bool, feats: Feats) {
        let pos = self.pos;
        let texts = spell(&settle(word), open);
        self.out
            .extend(texts.into_iter().map(|text| Written { text, pos, feats }));
    }

    /// Words that are inflected by their last vowel: singulars and broken plurals. `alif`: takes tanwin.
    pub(crate) fn one(&mut self, stem: &str, gender: Gender, number: Number, alif: bool) {
        let feats = Feats::new().with_gender(gender).with_number(number);
        let unbound = feats.with_state(State::Free).with_state(State::Construct);
        for (ending, case) in CASES {
            self.push(stem, ending, unbound.with_case(case));
            self.bound(stem, ending, feats.with_case(case));
        }
        if let Some(cut) = stem.strip_suffix("iي") {
            let bare = feats
                .with_state(State::Free)
                .with_indefinite()
                .with_case(Case::Nom)
                .with_case(Case::Gen);
            self.spell(&[cut, "i"].concat(), false, bare);
        }
        if alif && takes_alif(stem) {
            self.push(stem, "N", feats.with_acc_alif());
        }
    }

    /// The dual of a singular stem: «حمراوان», and both «سماءان» and «سماوان».
    pub(crate) fn two(&mut self, stem: &str, gender: Gender) {
        let feats = Feats::new().with_gender(gender).with_number(Number::Dual);
        let turns = stem.ends_with("Aء") && gender == Gender::Fem;
        if !turns || self.pos != Pos::Adj {
            self.nun(stem, ["Aنi", "aينi"], ["A", "aي"], feats);
        }
        if turns {
            let stem = [&stem[..stem.len() - "ء".len()], "و"].concat();
            self.nun(&stem, ["Aنi", "aينi"], ["A", "aي"], feats);
        }
    }

    /// The sound masculine plural.
    pub(crate) fn men(&mut self, stem: &str) {
        let feats = Feats::new().with_gender(Gender::Masc).with_number(Number::Plural);
        self.nun(stem, ["Uنa", "Iنa"], ["U", "I"], feats);
    }

    fn nun(&mut self, stem: &str, full: [&str; 2], cut: [&str; 2], feats: Feats) {
        for (at, case) in [Case::Nom, Case::AccGen].into_iter().enumerate() {
            let feats = feats.with_case(case);
            self.push(stem, full[at], feats.with_state(State::Free));
            self.push(stem, cut[at], feats.with_state(State::Construct));
            self.bound(stem, cut[at], feats);
        }
    }

    /// The sound feminine plural of a stem without ة.
    pub(crate) fn women(&mut self, stem: &str) {
        let feats = Feats::new()
            .with_gender(Gender::Fem)
            .with_number(Number::Plural)
            .with_case(Case::Any);
        let all = feats
            .with_state(State::Free)
            .with_state(State::Construct)
            .with_state(State::Pron);
        self.push(stem, "Aت", all);
    }

    /// All of an adjective or participle that takes the sound plurals.
    pub(crate) fn adjective(&mut self, stem: &str) {
        self.one(stem, Gender::Masc, Number::Sing, true);
        self.two(stem, Gender::Masc);
        self.men(stem);
        self.feminine(stem);
        self.women(stem);
    }

    fn feminine(&mut self, stem: &str) {
        let feminine = join(stem, "aة");
        self.one(&feminine, Gender::Fem, Number::Sing, false);
        self.two(&feminine, Gender::Fem);
    }
}

/// Whether the indefinite accusative has an alif: not after ة, اء, أ or another alif.
fn takes_alif(stem: &str) -> bool {
    !["ة", "A", "Aء", "aء", "aي", "aو"]
        .iter()
        .any(|end| stem.ends_with(end))
}
