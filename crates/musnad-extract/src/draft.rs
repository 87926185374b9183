//! Drafts: claims in the making.

use crate::claim::{Count, EventType};
use crate::phrase::NpId;
use crate::rule::Part;

/// A word or phrase that fills a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filler {
    Np(NpId),
    /// A single word, such as an adjective of nationality.
    Word(usize),
}

/// A claim in the making.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) rule: usize,
    pub(crate) kind: EventType,
    pub(crate) part: Part,
    /// Tokens of the trigger's words, the anchor first.
    pub(crate) trigger: Vec<usize>,
    pub(crate) actor: Vec<Filler>,
    pub(crate) recipient: Vec<Filler>,
    /// The recipient stands further off and makes no event by itself.
    pub(crate) aimed: bool,
    pub(crate) place: Option<NpId>,
    pub(crate) from: Option<NpId>,
    pub(crate) to: Option<NpId>,
    /// A time of the sentence, by index.
    pub(crate) time: Option<usize>,
    pub(crate) toll: Vec<Count>,
    /// First and last token of the clause.
    pub(crate) clause: (usize, usize),
    /// The rule asks for news, and this is told as background.
    pub(crate) background: bool,
    /// What an attack did has been joined to it.
    pub(crate) with_effect: bool,
    /// Fewer of its fields are found than the rule asks for.
    pub(crate) thin: bool,
}

impl Draft {
    /// Whether the rule found all that it asks for.
    pub(crate) fn is_sound(&self) -> bool {
        !self.background && !self.thin
    }

    /// How many of the fields that make an event are found.
    pub(crate) fn evidence(&self) -> u8 {
        u8::from(!self.actor.is_empty())
            + u8::from(!self.recipient.is_empty() && !self.aimed)
            + u8::from(self.place.is_some() || self.to.is_some() || self.from.is_some())
            + u8::from(self.time.is_some())
            + u8::from(!self.toll.is_empty())
    }
}

/// A rule that was tried and did not give a claim.
#[derive(Clone, Debug)]
pub(crate) struct Lost {
    pub(crate) rule: usize,
    pub(crate) at: usize,
    pub(crate) why: &'static str,
}
