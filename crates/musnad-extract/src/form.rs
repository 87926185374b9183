//! Questions on the form of a single word or mark.

use crate::lexical::{Sent, Tag};
use musnad_lexicon::{Number, Reading};

/// Whether each nominal reading is a dual or plural in the oblique case.
pub(crate) fn is_oblique<'r>(readings: impl Iterator<Item = &'r Reading>) -> bool {
    let mut nominal = readings.filter(|r| r.pos.is_nominal()).peekable();
    let oblique = |r: &Reading| {
        !r.feats.has_case(musnad_lexicon::Case::Nom)
            && matches!(r.number(), Some(Number::Dual | Number::Plural))
            && r.feats.bits() != 0
    };
    nominal.peek().is_some() && nominal.all(oblique)
}

/// Whether each nominal reading is a dual or plural in the nominative.
pub(crate) fn is_nominative<'r>(readings: impl Iterator<Item = &'r Reading>) -> bool {
    let mut nominal = readings.filter(|r| r.pos.is_nominal()).peekable();
    let named = |r: &Reading| {
        let (acc, gen_) = (musnad_lexicon::Case::Acc, musnad_lexicon::Case::Gen);
        !r.feats.has_case(acc)
            && !r.feats.has_case(gen_)
            && matches!(r.number(), Some(Number::Dual | Number::Plural))
            && r.feats.bits() != 0
    };
    nominal.peek().is_some() && nominal.all(named)
}

/// Whether the name that token `at` is part of can only be a place.
pub(crate) fn is_place_name(sent: &Sent<'_>, at: usize) -> bool {
    let Some(n) = sent.toks[at].part_of.filter(|_| sent.toks[at].tag == Tag::Name) else {
        return false;
    };
    sent.names[n]
        .entries
        .iter()
        .all(|e| matches!(e, musnad_knowledge::Entry::Place(_)))
}

/// Whether a mark may open a quotation.
pub(crate) fn opens_quote(c: char) -> bool {
    matches!(c, '«' | '“' | '"' | '‹' | '‘' | '\'' | '”')
}

/// The mark that closes what `open` opens.
pub(crate) fn closing(open: char) -> Option<char> {
    Some(match open {
        '«' => '»',
        '“' => '”',
        '”' => '”',
        '"' => '"',
        '‹' => '›',
        '‘' => '’',
        '\'' => '\'',
        _ => return None,
    })
}
