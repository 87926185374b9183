//! Root and pattern: which stems a verb has.
//!
//! A pattern is a string where `1 2 3 4` are radicals, `P` and `T` the first radical and the ت of form VIII
//! after they have met, `v` the vowel of the middle radical. The lemma decides between rival builds of one
//! root («استحوذ» beside «استقام», «اتخذ» beside «ائتمن»): every build is tried, the first that makes the
//! lemma is the verb's.

use crate::sounds::{is_short, is_vowel, is_weak, join, settle};
use crate::spelling::spell;
use crate::{Error, Form, Verb, Voice, Vowel, Vowels};

/// A verb whose build is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Build {
    pub(crate) form: Form,
    radicals: [char; 4],
    hollow: bool,
    doubled: bool,
    /// The middle radical is dropped: «أرى», «استحى».
    short: bool,
    onset: Onset,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Onset {
    Plain,
    /// The first radical and the letter that it meets, as they sound together.
    Pair(char, char),
    /// Forms V and VI with ت swallowed: «اطير», «اثاقل».
    Swallowed,
}

/// A stem before an ending in a vowel, and before any other ending or none.
#[derive(Clone, Debug)]
pub(crate) struct Stem {
    pub(crate) vowel: String,
    pub(crate) consonant: String,
}

/// Perfect or imperfect and voice, with the vowels of form I.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) imperfect: bool,
    pub(crate) voice: Voice,
    pub(crate) vowels: Vowels,
}

/// What the vowels are where the form does not care.
pub(crate) const NO_VOWELS: Vowels = Vowels {
    perfect: Vowel::A,
    imperfect: Vowel::I,
};

/// The build whose third person masculine singular is the lemma.
pub(crate) fn build(verb: &Verb) -> Result<Build, Error> {
    if verb.form == Form::I && verb.vowels.is_empty() {
        return Err(Error::vowels(""));
    }
    let radicals = radicals(verb)?;
    let lemma = plain(verb.lemma);
    let vowels = vowels(verb);
    let mut first = None;
    for build in Build::all(verb.form, radicals) {
        let spellings: Vec<String> = vowels.iter().flat_map(|&v| build.lemma(v)).collect();
        if spellings.contains(&lemma) {
            return Ok(build);
        }
        first = first.or_else(|| spellings.into_iter().next());
    }
    Err(Error::lemma(verb.lemma, first.unwrap_or_default()))
}

/// The vowel pairs to conjugate with: one that does not matter for forms other than I.
pub(crate) fn vowels(verb: &Verb) -> Vec<Vowels> {
    if verb.form == Form::I {
        verb.vowels.clone()
    } else {
        vec![NO_VOWELS]
    }
}

/// Text without vowel marks and shadda.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{64b}'..='\u{652}' | '\u{670}'))
        .collect()
}

fn radicals(verb: &Verb) -> Result<[char; 4], Error> {
    let mut radicals = ['.'; 4];
    if verb.root.chars().count() != verb.form.radicals() {
        return Err(Error::root(verb.root));
    }
    for (slot, letter) in radicals.iter_mut().zip(verb.root.chars()) {
        if !matches!(letter, 'ء' | 'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي') {
            return Err(Error::root(verb.root));
        }
        *slot = letter;
    }
    Ok(radicals)
}

impl Build {
    fn all(form: Form, radicals: [char; 4]) -> Vec<Self> {
        let [c1, c2, c3, _] = radicals;
        let derived = matches!(form, Form::I | Form::IV | Form::VII | Form::VIII | Form::X);
        let can_hollow = derived && is_weak(c2) && !is_weak(c3);
        let can_double = c2 == c3 && (derived || matches!(form, Form::III | Form::VI));
        let can_short = matches!(form, Form::IV | Form::X) && matches!(c2, 'ء' | 'ي') && is_weak(c3);
        let always = matches!(form, Form::IX | Form::Q4);
        let mut all = Vec::new();
        for onset in onsets(form, c1) {
            for hollow in [can_hollow, false] {
                for doubled in if is_weak(c3) {
                    [false, can_double]
                } else {
                    [can_double, false]
                } {
                    for short in [false, can_short] {
                        let doubled = doubled || always;
                        all.push(Self {
                            form,
                            radicals,
                            hollow,
                            doubled,
                            short,
                            onset,
                        });
                    }
                }
            }
        }
        all
    }

    fn lemma(&self, vowels: Vowels) -> Vec<String> {
        let slot = Slot {
            imperfect: false,
            voice: Voice::Active,
            vowels,
        };
        spell(&settle(&join(&self.stem(slot).vowel, "a")), false)
    }

    /// The two stems of a slot, without the prefix of the imperfect.
    pub(crate) fn stem(&self, slot: Slot) -> Stem {
        if self.hollow {
            return self.hollow_stem(slot);
        }
        let consonant = self.fill(&self.template(slot), self.last(slot));
        let joined = self.doubled && !(self.is_defective() && slot.imperfect);
        let vowel = if joined {
            contract(&consonant)
        } else {
            consonant.clone()
        };
        Stem { vowel, consonant }
    }

    /// All stems of the imperfect of form I: «يسع» and «يوسع» may both exist.
    pub(crate) fn stems(&self, slot: Slot) -> Vec<Stem> {
        let mut all = vec![self.stem(slot)];
        let guttural = |c| matches!(c, 'ء' | 'ه' | 'ع' | 'ح' | 'غ' | 'خ');
        let doubtful = self.form == Form::I
            && slot.imperfect
            && slot.voice == Voice::Active
            && self.drops_first(slot.vowels)
            && slot.vowels.perfect == Vowel::I
            && slot.vowels.imperfect == Vowel::A
            && self.radicals[1..3].iter().any(|&c| guttural(c));
        if doubtful {
            let kept = self.fill("12a3", self.last(slot));
            all.push(Stem {
                vowel: kept.clone(),
                consonant: kept,
            });
        }
        all
    }

    /// A row of radicals and sounds from a template, the last radical being `last`.
    fn fill(&self, template: &str, last: char) -> String {
        let end = self.form.radicals();
        let (p, t) = match self.onset {
            Onset::Pair(p, t) => (p, t),
            _ => (self.radicals[0], 'ت'),
        };
        template
            .chars()
            .map(|c| match c {
                'P' => p,
                'T' => t,
                '1'..='4' => {
                    let n = c as usize - '0' as usize;
                    if n == end { last } else { self.radicals[n - 1] }
                }
                other => other,
            })
            .collect()
    }

    /// A template with the last radical as derived words have it: «و» is «ي» there.
    pub(crate) fn derived(&self, template: &str) -> String {
        self.fill(template, self.weak_last())
    }

    /// A template with the radicals as they are in the root.
    pub(crate) fn as_rooted(&self, template: &str) -> String {
        self.fill(template, self.radicals[self.form.radicals() - 1])
    }

    fn weak_last(&self) -> char {
        match self.radicals[self.form.radicals() - 1] {
            'و' => 'ي',
            other => other,
        }
    }

    fn last(&self, slot: Slot) -> char {
        let last = self.radicals[self.form.radicals() - 1];
        if !is_weak(last) || self.form != Form::I || slot.voice == Voice::Passive {
            return self.weak_last();
        }
        match (slot.imperfect, slot.vowels) {
            (
                false,
                Vowels {
                    perfect: Vowel::A, ..
                },
            ) => last,
            (
                false,
                Vowels {
                    perfect: Vowel::U, ..
                },
            )
            | (
                true,
                Vowels {
                    imperfect: Vowel::U, ..
                },
            ) => 'و',
            _ => 'ي',
        }
    }

    /// Whether the last radical is weak.
    pub(crate) fn is_defective(&self) -> bool {
        is_weak(self.radicals[self.form.radicals() - 1])
    }

    /// Whether the middle radical is weak and melts into a long vowel.
    pub(crate) fn is_hollow(&self) -> bool {
        self.hollow
    }

    /// Whether the last two radicals are one sound, where a vowel follows.
    pub(crate) fn is_doubled(&self) -> bool {
        self.doubled
    }

    /// Whether the middle radical is dropped.
    pub(crate) fn is_short(&self) -> bool {
        self.short
    }

    /// Whether the ت of forms V and VI is swallowed by the first radical.
    pub(crate) fn is_swallowed(&self) -> bool {
        self.onset == Onset::Swallowed
    }

    /// The radicals; the fourth is «.» where there are three.
    pub(crate) fn radicals(&self) -> [char; 4] {
        self.radicals
    }

    fn template(&self, slot: Slot) -> String {
        let active = slot.voice == Voice::Active;
        if self.form == Form::I {
            return self.first_template(slot);
        }
        let [perfect, passive, imperfect, imperfect_passive] = if self.short {
            short_templates(self.form)
        } else if self.is_swallowed() {
            swallowed_templates(self.form)
        } else {
            templates(self.form)
        };
        match (slot.imperfect, active) {
            (false, true) => perfect,
            (false, false) => passive,
            (true, true) => imperfect,
            (true, false) => imperfect_passive,
        }
        .to_owned()
    }

    fn first_template(&self, slot: Slot) -> String {
        let sees = self.radicals == ['ر', 'ء', 'ي', '.'];
        match (slot.imperfect, slot.voice) {
            (true, _) if sees => "1a3".to_owned(),
            (false, Voice::Active) => format!("1a2{}3", slot.vowels.perfect.short()),
            (false, Voice::Passive) => "1u2i3".to_owned(),
            (true, Voice::Passive) => "12a3".to_owned(),
            (true, Voice::Active) => {
                let vowel = slot.vowels.imperfect.short();
                if self.drops_first(slot.vowels) {
                    format!("2{vowel}3")
                } else {
                    format!("12{vowel}3")
                }
            }
        }
    }

    /// Whether «و» at the start is lost in the imperfect: «يصل», «يقع», «يسع».
    fn drops_first(&self, vowels: Vowels) -> bool {
        let [c1, c2, c3, _] = self.radicals;
        let guttural = |c| matches!(c, 'ء' | 'ه' | 'ع' | 'ح' | 'غ' | 'خ');
        c1 == 'و'
            && c2 != c3
            && match (vowels.perfect, vowels.imperfect) {
                (_, Vowel::I) | (Vowel::A, Vowel::A) => true,
                (Vowel::I, Vowel::A) => guttural(c2) || guttural(c3),
                _ => false,
            }
    }

    fn hollow_stem(&self, slot: Slot) -> Stem {
        let active = slot.voice == Voice::Active;
        let head = match (self.form, slot.imperfect, active) {
            (Form::IV, false, true) => "ءa1",
            (Form::IV, false, false) => "ءu1",
            (Form::VII | Form::VIII, false, true) => "WiPT",
            (Form::VII | Form::VIII, false, false) => "WuPT",
            (Form::VII | Form::VIII, true, _) => "PT",
            (Form::X, false, true) => "Wiستa1",
            (Form::X, false, false) => "Wuستu1",
            (Form::X, true, _) => "ستa1",
            _ => "1",
        };
        let nucleus = self.nucleus(slot);
        let short = match (self.form, slot.imperfect, active, self.radicals[1]) {
            (Form::I, false, true, 'و') if slot.vowels.imperfect == Vowel::U => 'u',
            (Form::I, false, true, _) => 'i',
            _ => nucleus.short(),
        };
        let stem = |sound: char| self.derived(&format!("{head}{sound}3"));
        Stem {
            vowel: stem(nucleus.long()),
            consonant: stem(short),
        }
    }

    fn nucleus(&self, slot: Slot) -> Vowel {
        match (slot.imperfect, slot.voice, self.form) {
            (false, Voice::Active, _) | (true, Voice::Passive, _) => Vowel::A,
            (false, Voice::Passive, _) => Vowel::I,
            (true, Voice::Active, Form::I) => slot.vowels.imperfect,
            (true, Voice::Active, Form::VII | Form::VIII) => Vowel::A,
            (true, Voice::Active, _) => Vowel::I,
        }
    }
}

/// Perfect, its passive, imperfect, its passive.
fn templates(form: Form) -> [&'static str; 4] {
    match form {
        Form::I => ["1a2a3", "1u2i3", "12a3", "12a3"],
        Form::II => ["1a22a3", "1u22i3", "1a22i3", "1a22a3"],
        Form::III => ["1A2a3", "1U2i3", "1A2i3", "1A2a3"],
        Form::IV => ["ءa12a3", "ءu12i3", "12i3", "12a3"],
        Form::V => ["تa1a22a3", "تu1u22i3", "تa1a22a3", "تa1a22a3"],
        Form::VI => ["تa1A2a3", "تu1U2i3", "تa1A2a3", "تa1A2a3"],
        Form::VII | Form::VIII => ["WiPTa2a3", "WuPTu2i3", "PTa2i3", "PTa2a3"],
        Form::IX => ["Wi12a3a3", "Wu12u3i3", "12a3i3", "12a3a3"],
        Form::X => ["Wiستa12a3", "Wuستu12i3", "ستa12i3", "ستa12a3"],
        Form::Q1 => ["1a23a4", "1u23i4", "1a23i4", "1a23a4"],
        Form::Q2 => ["تa1a23a4", "تu1u23i4", "تa1a23a4", "تa1a23a4"],
        Form::Q4 => ["Wi12a34a4", "Wu12u34i4", "12a34i4", "12a34a4"],
    }
}

fn swallowed_templates(form: Form) -> [&'static str; 4] {
    match form {
        Form::V => ["Wi11a22a3", "Wu11u22i3", "11a22a3", "11a22a3"],
        _ => ["Wi11A2a3", "Wu11U2i3", "11A2a3", "11A2a3"],
    }
}

fn short_templates(form: Form) -> [&'static str; 4] {
    match form {
        Form::IV => ["ءa1a3", "ءu1i3", "1i3", "1a3"],
        _ => ["Wiستa1a3", "Wuستu1i3", "ستa1i3", "ستa1a3"],
    }
}

fn onsets(form: Form, c1: char) -> Vec<Onset> {
    let pairs: &[(char, char)] = match (form, c1) {
        (Form::VII, 'م') => &[('ن', 'م'), ('م', 'م')],
        (Form::VII, _) => return vec![Onset::Pair('ن', c1)],
        (Form::V | Form::VI, 'ت' | 'ث' | 'د' | 'ذ' | 'ز' | 'س' | 'ش' | 'ص' | 'ض' | 'ط' | 'ظ') => {
            return vec![Onset::Plain, Onset::Swallowed];
        }
        (Form::VIII, 'و' | 'ي') => &[('ت', 'ت')],
        (Form::VIII, 'ء') => &[('ء', 'ت'), ('ت', 'ت')],
        (Form::VIII, 'ط') => &[('ط', 'ط')],
        (Form::VIII, 'ظ') => &[('ظ', 'ظ'), ('ظ', 'ط'), ('ط', 'ط')],
        (Form::VIII, 'ص') => &[('ص', 'ط'), ('ص', 'ص')],
        (Form::VIII, 'ض') => &[('ض', 'ط'), ('ض', 'ض'), ('ط', 'ط')],
        (Form::VIII, 'د') => &[('د', 'د')],
        (Form::VIII, 'ذ') => &[('د', 'د'), ('ذ', 'ذ'), ('ذ', 'د')],
        (Form::VIII, 'ز') => &[('ز', 'د'), ('ز', 'ز')],
        (Form::VIII, 'ث') => &[('ث', 'ث'), ('ث', 'ت'), ('ت', 'ت')],
        (Form::VIII, _) => return vec![Onset::Pair(c1, 'ت')],
        _ => return vec![Onset::Plain],
    };
    pairs.iter().map(|&(p, t)| Onset::Pair(p, t)).collect()
}

/// Joins the two like radicals at the end of a stem: `رaدaد` → `رaدد`, `ردuد` → `رuدد`.
pub(crate) fn contract(stem: &str) -> String {
    let mut sounds: Vec<char> = stem.chars().collect();
    let Some(at) = sounds.len().checked_sub(3) else {
        return stem.to_owned();
    };
    if sounds[at] == sounds[at + 2] && is_vowel(sounds[at + 1]) {
        let vowel = sounds.remove(at + 1);
        if at > 0 && !is_vowel(sounds[at - 1]) && is_short(vowel) {
            sounds.insert(at, vowel);
        }
    }
    sounds.into_iter().collect()
}
