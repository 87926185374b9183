//! What rules ask of a word where it stands: its voice and aspect, what negates it, which preposition it is.

use crate::frame::{VerbFrame, View};
use crate::lexical::{Tag, suits};
use crate::phrase::{Piece, Prep};
use crate::rule::PrepTest;
use musnad_lexicon::{Aspect, ClassSet, LexemeId, Number, Pos, Voice};

impl View<'_, '_> {
    /// Whether the verb at token `at` is negated: «لم يتجاوز».
    pub(crate) fn is_negated(&self, at: usize) -> bool {
        at > 0 && self.sent.toks[at - 1].tag == Tag::Word(Pos::Neg)
    }

    /// Whether the verb stands in this voice in this frame.
    pub(crate) fn voice_is(&self, frame: &VerbFrame, voice: Voice) -> bool {
        if let Some((_, own)) = frame.act {
            return own == voice;
        }
        // what asks for a voice has its rules for both
        if frame.turned {
            return false;
        }
        let readings = || {
            self.sent.toks[frame.verb]
                .readings()
                .filter(|r| r.pos == Pos::Verb)
        };
        let passive = readings().any(|r| r.feats.voice() == Voice::Passive);
        let active = readings().any(|r| r.feats.voice() == Voice::Active);
        let has_object = frame.object.is_some() || frame.pronoun.is_some() || frame.unnamed.is_some();
        match voice {
            Voice::Passive => passive && (!active || !has_object),
            Voice::Active => active && (!passive || has_object),
        }
    }

    /// Whether the chosen or any verb reading of `verb` has this aspect.
    pub(crate) fn aspect_is(&self, verb: usize, aspect: Aspect) -> bool {
        self.sent.toks[verb]
            .readings()
            .any(|r| r.pos == Pos::Verb && r.feats.aspect() == Some(aspect))
    }

    /// Whether a verb without a subject has people for it by its form or place: «نرفض», «علقا», «إنها صدت».
    pub(crate) fn implies_people(&self, frame: &VerbFrame) -> bool {
        let Some(r) = self.sent.toks[frame.verb].reading() else {
            return false;
        };
        let several = matches!(r.number(), Some(Number::Plural | Number::Dual));
        frame.subject.is_none()
            && frame.act.is_none()
            && (frame.unsaid || r.feats.person() == Some(1) || several || r.clitics.has_conj())
    }

    /// Whether the verb at token `at` may tell of what is to come: an imperfect and no perfect.
    pub(crate) fn may_be_future(&self, at: usize) -> bool {
        self.aspect_is(at, Aspect::Imperfect) && !self.aspect_is(at, Aspect::Perfect)
    }

    /// Whether chunk `c` has the preposition with this lemma, or one of these classes.
    pub(crate) fn has_prep(&self, c: usize, lemma: &str, classes: &ClassSet) -> bool {
        match self.chunks.list[c].piece {
            Piece::Pp(Prep::Clitic(clitics), _) => {
                let letter = self.sent.lang.lexicon.front_clitics(lemma);
                letter.has_prep() && clitics.has(letter)
            }
            Piece::Pp(Prep::Bare, _) => classes.meets(&self.sent.lang.class.location),
            Piece::Pp(Prep::At(at), _) | Piece::PrepPron(at, _) => self.prep_word_is(at, lemma, classes),
            _ => false,
        }
    }

    /// The classes of the function word or fixed phrase at token `at`.
    pub(crate) fn word_classes(&self, at: usize) -> ClassSet {
        self.entries(at)
            .fold(ClassSet::default(), |set, e| set.union(&e.classes))
    }

    /// Whether the function word or fixed phrase at token `at` is one of these entries.
    pub(crate) fn is_word(&self, at: usize, lexemes: &[LexemeId]) -> bool {
        self.entry_ids(at).any(|l| lexemes.contains(&l))
    }

    /// The entries of the function word or fixed phrase at token `at`, as far as they suit its tag.
    fn entries(&self, at: usize) -> impl Iterator<Item = &musnad_lexicon::Lexeme> {
        self.entry_ids(at).map(|l| self.sent.lang.lexicon.lexeme(l))
    }

    fn entry_ids(&self, at: usize) -> impl Iterator<Item = LexemeId> {
        let tok = &self.sent.toks[at];
        let own = tok
            .readings()
            .filter(|r| tok.entry.is_none() && suits(tok.tag, r.pos))
            .filter_map(|r| r.lexeme);
        tok.entry.into_iter().chain(own)
    }

    /// Whether chunk `c` has one of these prepositions.
    pub(crate) fn has_any_prep(&self, c: usize, preps: &PrepTest) -> bool {
        match self.chunks.list[c].piece {
            Piece::Pp(Prep::Clitic(clitics), _) => preps.clitics.iter().any(|p| clitics.has(*p)),
            Piece::Pp(Prep::At(at), _) | Piece::PrepPron(at, _) => self.is_one_of(at, preps),
            // «اتفقا على أن»
            Piece::Word(Pos::Prep) => self.is_one_of(self.chunks.list[c].first, preps),
            _ => false,
        }
    }

    fn is_one_of(&self, at: usize, preps: &PrepTest) -> bool {
        self.is_word(at, &preps.lexemes)
            || (!preps.classes.is_empty() && self.word_classes(at).meets(&preps.classes))
    }

    fn prep_word_is(&self, at: usize, lemma: &str, classes: &ClassSet) -> bool {
        self.entries(at)
            .any(|e| e.lemma == lemma || e.classes.meets(classes))
    }
}
