//! Drafts: claims in the making.

use crate::claim::{Count, EventType};
use crate::heard::Heard;
use crate::lexical::Sent;
use crate::phrase::NpId;
use crate::rule::{Part, Rule, Slot};
use musnad_text::Span;

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
    /// Actor and recipient as the rules found them, whoever was chosen in the end.
    pub(crate) ruled: [Vec<Filler>; 2],
    /// Who it is heard from, where that was weighed.
    pub(crate) heard: Option<Heard>,
    /// The recipient stands further off and makes no event by itself.
    pub(crate) aimed: bool,
    pub(crate) place: Option<NpId>,
    pub(crate) from: Option<NpId>,
    pub(crate) to: Option<NpId>,
    /// A time of the sentence, by index.
    pub(crate) time: Option<usize>,
    /// The place and the time that the rules found, whatever was chosen in the end.
    pub(crate) found: (Option<NpId>, Option<usize>),
    pub(crate) toll: Vec<Count>,
    /// First and last token of the clause.
    pub(crate) clause: (usize, usize),
    /// The rule asks for news, and this is told as background.
    pub(crate) background: bool,
    /// Fewer of its fields are found than the rule asks for.
    pub(crate) thin: bool,
    /// What the rule asks for and does not find, or excludes and finds.
    pub(crate) loose: Option<Why>,
    /// It is read by the frame of the type that its trigger is known to tell, in this share of its occurrences.
    pub(crate) learned: Option<f32>,
    /// Its trigger tells such an event in so few of its occurrences, or is read as another by the rules, that it is a claim
    /// only where it is likely enough.
    pub(crate) weak: bool,
}

impl Draft {
    /// The words of its trigger, and what stands between them.
    pub(crate) fn words(&self, sent: &Sent<'_>) -> Span {
        let first = sent.toks[self.trigger[0]].span;
        self.trigger
            .iter()
            .fold(first, |all, t| all.cover(sent.toks[*t].span))
    }

    /// Whether the rules give it this figure of these people.
    pub(crate) fn counts(&self, count: &Count) -> bool {
        self.toll.iter().any(|c| c.is_same(count))
    }

    /// Whether the rule found all that it asks for.
    pub(crate) fn is_sound(&self) -> bool {
        !self.background && !self.thin && self.loose.is_none() && self.learned.is_none()
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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lost {
    pub(crate) rule: usize,
    pub(crate) at: usize,
    pub(crate) why: Why,
}

/// Why a rule gave no claim; numbers are places in the rule's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Form,
    /// Of the trigger's further words.
    Missing(usize),
    /// Of `require`.
    Required(usize),
    /// Of `unless`.
    Excluded(usize),
    Longer,
    Inside,
    OnlyWords,
    /// An accident or nature did it.
    Mishap,
}

impl Why {
    /// Which slot of the rule it is about: `require 0`, `unless 2`.
    pub(crate) fn slot(self) -> String {
        match self {
            Why::Required(n) => format!("require {n}"),
            Why::Excluded(n) => format!("unless {n}"),
            _ => String::new(),
        }
    }

    /// In words, with what `rule` says there.
    pub(crate) fn told(self, rule: &Rule) -> String {
        let slot = |s: &Slot| s.text.clone();
        match self {
            Why::Form => "the word has another form than the rule asks for".to_owned(),
            Why::Missing(n) => format!("a word of the trigger is missing — {}", slot(&rule.more[n])),
            Why::Required(n) => {
                let any: Vec<String> = rule.require[n].iter().map(slot).collect();
                format!(
                    "something that the rule requires is missing — {}",
                    any.join(" or ")
                )
            }
            Why::Excluded(n) => format!("the rule excludes what stands here — {}", slot(&rule.unless[n])),
            Why::Longer => "another rule reads this word with more of its surroundings".to_owned(),
            Why::Inside => "part of a longer trigger".to_owned(),
            Why::Mishap => "an accident or nature did it, and nobody".to_owned(),
            Why::OnlyWords => "promised, threatened or refused, not done".to_owned(),
        }
    }
}
