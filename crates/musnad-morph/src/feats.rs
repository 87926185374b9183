//! Features of a written form, packed into 32 bits with typed getters and builders.
//!
//! Mood, gender, case and state are sets: one spelling may serve several. Aspect, voice, person and number
//! have one value; a spelling with two of them («تقتل»: she, you) comes out as two entries.

/// Perfect («قتل») or imperfect («يقتل»).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// «قتل».
    Perfect,
    /// «يقتل».
    Imperfect,
}

/// Active or passive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Voice {
    /// «قتل العدو», and all that is no verb.
    Active,
    /// «قُتل العدو».
    Passive,
}

/// The mood of an imperfect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mood {
    /// «يقولون».
    Indicative = 1,
    /// After «أن» and «لن»: «يقولوا».
    Subjunctive = 2,
    /// After «لم»: «يقل».
    Jussive = 4,
}

/// Grammatical gender; `Both` where one spelling serves either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Masculine.
    Masc = 1,
    /// Feminine.
    Fem = 2,
    /// Either.
    Both = 3,
}

/// Singular, dual or plural.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// One.
    Sing = 1,
    /// Two.
    Dual = 2,
    /// Three and more.
    Plural = 3,
}

/// The case that a spelling may stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// Nominative: «مسلحون».
    Nom = 1,
    /// Accusative: «قتيلا».
    Acc = 2,
    /// Genitive.
    Gen = 4,
    /// Accusative or genitive: «مسلحين».
    AccGen = 6,
    /// Any: the spelling does not show it.
    Any = 7,
}

/// What the spelling may be followed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Stands alone: «مسلحون», «مدينة».
    Free = 1,
    /// Before a genitive noun: «مسلحو (الحركة)».
    Construct = 2,
    /// Before an attached pronoun: «مدينت(ه)», «رما(ه)», «قتلو(ه)».
    Pron = 4,
}

/// The features of one [`Written`](crate::Written) form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feats(u32);

const ASPECT: u32 = 0;
const VOICE: u32 = 2;
const MOOD: u32 = 3;
const PERSON: u32 = 6;
const GENDER: u32 = 8;
const NUMBER: u32 = 10;
const CASE: u32 = 12;
const STATE: u32 = 15;
const INDEFINITE: u32 = 18;
const ACC_ALIF: u32 = 19;

impl Feats {
    /// The set-valued fields, in the order in which like entries are joined.
    pub(crate) const SETS: [u32; 4] = [0b111 << MOOD, 0b111 << STATE, 0b11 << GENDER, 0b111 << CASE];

    /// No feature at all.
    pub const fn new() -> Self {
        Self(0)
    }

    /// The packed bits, for storage.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Features from [`bits`](Self::bits).
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    pub(crate) const fn without(self, mask: u32) -> Self {
        Self(self.0 & !mask)
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn field(self, at: u32, width: u32) -> u32 {
        (self.0 >> at) & ((1 << width) - 1)
    }

    const fn add(self, at: u32, value: u32) -> Self {
        Self(self.0 | (value << at))
    }

    /// The aspect; `None` for what is no verb.
    pub const fn aspect(self) -> Option<Aspect> {
        match self.field(ASPECT, 2) {
            1 => Some(Aspect::Perfect),
            2 => Some(Aspect::Imperfect),
            _ => None,
        }
    }

    /// The voice of a verb; for a participle [`Pos`](crate::Pos) says it.
    pub const fn voice(self) -> Voice {
        if self.field(VOICE, 1) == 1 {
            Voice::Passive
        } else {
            Voice::Active
        }
    }

    /// Whether the form serves this mood.
    pub const fn has_mood(self, mood: Mood) -> bool {
        self.field(MOOD, 3) & mood as u32 != 0
    }

    /// The person of a verb, 1 to 3.
    pub const fn person(self) -> Option<u8> {
        match self.field(PERSON, 2) {
            0 => None,
            n => Some(n as u8),
        }
    }

    /// The gender.
    pub const fn gender(self) -> Option<Gender> {
        match self.field(GENDER, 2) {
            1 => Some(Gender::Masc),
            2 => Some(Gender::Fem),
            3 => Some(Gender::Both),
            _ => None,
        }
    }

    /// The number.
    pub const fn number(self) -> Option<Number> {
        match self.field(NUMBER, 2) {
            1 => Some(Number::Sing),
            2 => Some(Number::Dual),
            3 => Some(Number::Plural),
            _ => None,
        }
    }

    /// Whether the form may stand in every case that `case` names.
    pub const fn has_case(self, case: Case) -> bool {
        self.field(CASE, 3) & case as u32 == case as u32
    }

    /// Whether the form may be followed so.
    pub const fn has_state(self, state: State) -> bool {
        self.field(STATE, 3) & state as u32 != 0
    }

    /// Whether the form cannot carry the article: «قتيلا», «قاض».
    pub const fn is_indefinite(self) -> bool {
        self.field(INDEFINITE, 1) == 1
    }

    /// Whether the form ends in the alif of the indefinite accusative: «قتيلا».
    pub const fn is_acc_alif(self) -> bool {
        self.field(ACC_ALIF, 1) == 1
    }

    /// With this aspect.
    #[must_use]
    pub const fn with_aspect(self, aspect: Aspect) -> Self {
        self.add(ASPECT, aspect as u32 + 1)
    }

    /// With this voice.
    #[must_use]
    pub const fn with_voice(self, voice: Voice) -> Self {
        self.add(VOICE, voice as u32)
    }

    /// With this mood too.
    #[must_use]
    pub const fn with_mood(self, mood: Mood) -> Self {
        self.add(MOOD, mood as u32)
    }

    /// With this person, 1 to 3.
    #[must_use]
    pub const fn with_person(self, person: u8) -> Self {
        self.add(PERSON, (person & 3) as u32)
    }

    /// With this gender too.
    #[must_use]
    pub const fn with_gender(self, gender: Gender) -> Self {
        self.add(GENDER, gender as u32)
    }

    /// With this number.
    #[must_use]
    pub const fn with_number(self, number: Number) -> Self {
        self.add(NUMBER, number as u32)
    }

    /// With this case too.
    #[must_use]
    pub const fn with_case(self, case: Case) -> Self {
        self.add(CASE, case as u32)
    }

    /// With this state too.
    #[must_use]
    pub const fn with_state(self, state: State) -> Self {
        self.add(STATE, state as u32)
    }

    /// Marked as unable to carry the article.
    #[must_use]
    pub const fn with_indefinite(self) -> Self {
        self.add(INDEFINITE, 1)
    }

    /// Marked as an indefinite accusative in alif: accusative, indefinite, free.
    #[must_use]
    pub const fn with_acc_alif(self) -> Self {
        self.add(ACC_ALIF, 1)
            .with_indefinite()
            .with_case(Case::Acc)
            .with_state(State::Free)
    }
}
