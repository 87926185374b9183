//! Lexemes: the entries of the dictionary and the classes that rules name them by.

/// The number of a lexeme in its [`Lexicon`](crate::Lexicon).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LexemeId(pub u32);

/// The number of a class in its lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

/// The most classes that a lexicon can have.
pub const CLASSES: usize = 384;

const WORDS: usize = CLASSES / 64;

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClassSet([u64; WORDS]);

impl ClassSet {
    /// Adds one.
    pub fn insert(&mut self, class: ClassId) {
        self.0[usize::from(class.0 >> 6)] |= 1 << (class.0 & 63);
    }

    /// Whether `class` is in it.
    pub fn contains(&self, class: ClassId) -> bool {
        self.0[usize::from(class.0 >> 6)] >> (class.0 & 63) & 1 == 1
    }

    /// Whether the two share a class.
    #[inline]
    pub fn meets(&self, other: &ClassSet) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .fold(0, |shared, (a, b)| shared | a & b)
            != 0
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    /// Both together.
    pub fn union(&self, other: &ClassSet) -> ClassSet {
        ClassSet(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    /// Its classes, by number.
    pub fn iter(self) -> impl Iterator<Item = ClassId> {
        self.0.into_iter().enumerate().flat_map(|(n, word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(ClassId((n * 64) as u16 + bit as u16))
            })
        })
    }
}

/// What part of speech a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pos {
    /// A finite verb.
    Verb,
    /// The verbal noun of a verb.
    Masdar,
    /// The active participle of a verb.
    ActivePart,
    /// The passive participle of a verb.
    PassivePart,
    /// A noun.
    Noun,
    /// A noun for people, groups and bodies.
    Person,
    /// An adjective.
    Adj,
    /// An adjective of nationality, also as a noun.
    Nisba,
    /// Preposition.
    Prep,
    /// Conjunction.
    Conj,
    /// «أن», «إن» and their like.
    Comp,
    /// «إذا», «لو».
    Cond,
    /// Relative pronoun.
    Rel,
    /// Demonstrative.
    Dem,
    /// Negator.
    Neg,
    /// «سوف».
    Fut,
    /// Question word.
    Ques,
    /// «قد», «ربما».
    Modal,
    /// Personal pronoun.
    Pron,
    /// «كل», «بعض».
    Quant,
    /// Adverb.
    Adv,
    /// «إلا», «سوى».
    Exc,
    /// Any other particle.
    Particle,
    /// Not in the dictionary: most often a name.
    Unknown,
}

impl Pos {
    /// The part of speech by its name in the tables.
    pub(crate) fn from_table(name: &str) -> Pos {
        match name {
            "verb" => Pos::Verb,
            "noun" => Pos::Noun,
            "person" => Pos::Person,
            "adj" => Pos::Adj,
            "nisba" => Pos::Nisba,
            "prep" => Pos::Prep,
            "conj" => Pos::Conj,
            "comp" => Pos::Comp,
            "cond" => Pos::Cond,
            "rel" => Pos::Rel,
            "dem" => Pos::Dem,
            "neg" => Pos::Neg,
            "fut" => Pos::Fut,
            "ques" => Pos::Ques,
            "modal" => Pos::Modal,
            "pron" => Pos::Pron,
            "quant" => Pos::Quant,
            "adv" => Pos::Adv,
            "exc" => Pos::Exc,
            _ => Pos::Particle,
        }
    }

    /// The part of speech that the compiled number stands for; 0 is the lexeme's own.
    pub(crate) fn from_code(code: u32, own: Pos) -> Pos {
        match (code, own) {
            (1, _) => Pos::Verb,
            (2, _) => Pos::Masdar,
            (3, _) => Pos::ActivePart,
            (4, _) => Pos::PassivePart,
            _ => own,
        }
    }

    /// Whether it declines like a noun: takes the article and prepositions.
    pub fn is_nominal(self) -> bool {
        self.is_noun() || matches!(self, Pos::Adj | Pos::ActivePart | Pos::PassivePart)
    }

    /// Whether it can head a noun phrase by itself.
    pub fn is_noun(self) -> bool {
        matches!(
            self,
            Pos::Noun | Pos::Person | Pos::Masdar | Pos::Nisba | Pos::Unknown
        )
    }

    /// Whether it is a function word.
    pub fn is_particle(self) -> bool {
        !self.is_nominal() && self != Pos::Verb
    }
}

/// One entry of the dictionary.
#[derive(Clone, Debug)]
pub struct Lexeme {
    /// Its dictionary form.
    pub lemma: String,
    /// Its own part of speech; derived forms have others.
    pub pos: Pos,
    /// The classes it is in.
    pub classes: ClassSet,
    /// PLOVER's sector of the people it names.
    pub sector: Option<String>,
    /// ISO code of the country it implies.
    pub country: Option<String>,
    /// The id of the place that a demonym comes from.
    pub place: Option<String>,
}
