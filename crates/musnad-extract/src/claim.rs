//! The results of reading: claims, quotes and what they are made of, as Musnad holds them inside.
//!
//! These types mirror the record contract but are not the wire: spans are bytes here, and they serialise nowhere.

use musnad_text::Span;
use std::sync::Arc;

/// Where in its document a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockPlace {
    /// Title or lead, which tell what the body tells again.
    Head,
    /// The body.
    Body,
}

/// What one document says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Reported statements, in the order of the text.
    pub quotes: Vec<Quote>,
    /// Tellings of events, in the order of the text.
    pub claims: Vec<Claim>,
    /// The version of the registries that names were resolved by; none where nothing was read.
    pub knowledge: Option<Arc<str>>,
}

impl Reading {
    /// The claims that are likely enough to be told.
    pub fn told(&self) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(|c| !c.doubtful)
    }
}

/// One reported statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Direct, indirect or both.
    pub kind: QuoteKind,
    /// What is reported.
    pub content: Span,
    /// The word that reports it.
    pub cue: Option<Span>,
    /// Who said it: nearest first, the outlet last.
    pub attribution: Vec<Source>,
}

/// One telling of one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Claims of one document with the same number tell one happening.
    pub event: u32,
    /// What sort of event.
    pub kind: EventType,
    /// Its PLOVER mode.
    pub mode: Option<String>,
    /// Its PLOVER contexts.
    pub contexts: Vec<String>,
    /// Whether it is said to be so.
    pub modality: Modality,
    /// The words that name the event.
    pub trigger: Span,
    /// Who did it and to whom.
    pub actors: Vec<Actor>,
    /// Where.
    pub place: Option<Place>,
    /// Where a movement began.
    pub from: Option<Place>,
    /// Where a movement goes.
    pub to: Option<Place>,
    /// When.
    pub time: Option<Time>,
    /// How many were hurt, held, driven out or took part.
    pub toll: Vec<Count>,
    /// The chain: nearest to the event first, the outlet last.
    pub attribution: Vec<Source>,
    /// The sentence it stands in.
    pub sentence: Span,
    /// The rule that read it.
    pub rule: String,
    /// The share of such claims that a coder accepts, 0 to 1.
    pub confidence: f32,
    /// It is kept, and left out where only what is likely is wanted.
    pub doubtful: bool,
}

/// One party to an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Which side.
    pub role: Role,
    /// The words.
    pub span: Span,
    /// Its entry in the registry.
    pub id: Option<String>,
    /// The registry's Arabic name.
    pub name_ar: Option<String>,
    /// The registry's English name.
    pub name_en: Option<String>,
    /// ISO 3166-1 alpha-3, or PLOVER's code for what is no country.
    pub country: Option<String>,
    /// PLOVER's sector.
    pub sector: Option<String>,
    /// Countries it is said to be loyal to or backed by.
    pub aligned_with: Vec<String>,
    /// How many.
    pub count: Option<Count>,
}

/// A place of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The words.
    pub span: Span,
    /// Its entry in the gazetteer.
    pub id: Option<String>,
    /// The gazetteer's Arabic name.
    pub name_ar: Option<String>,
    /// The gazetteer's English name.
    pub name_en: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First administrative level, in English.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Never finer than the words allow.
    pub precision: PlacePrecision,
}

/// A time of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// The words.
    pub span: Span,
    /// ISO 8601, inclusive.
    pub start: Option<String>,
    /// ISO 8601, exclusive.
    pub end: Option<String>,
    /// How fine.
    pub precision: TimePrecision,
    /// What it was worked out from.
    pub basis: TimeBasis,
}

/// A count of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// What became of them.
    pub outcome: Outcome,
    /// Who they are, in the text's words.
    pub who: Option<String>,
    /// The figure, if one is named.
    pub value: Option<u64>,
    /// How the figure bounds the truth.
    pub bound: Bound,
    /// At least.
    pub min: Option<u64>,
    /// At most.
    pub max: Option<u64>,
    /// Whether it sums up more than this happening's news.
    pub cumulative: bool,
    /// The words.
    pub span: Span,
}

impl Count {
    /// Whether it is of the same words as the other, and says that the same became of those people.
    pub fn is_same(&self, other: &Count) -> bool {
        self.span == other.span && self.outcome == other.outcome
    }
}

/// One link of a chain of sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The words; none for an outlet that the text does not name.
    pub span: Option<Span>,
    /// Its entry in a registry.
    pub id: Option<String>,
    /// The registry's Arabic name, or the outlet's as given.
    pub name_ar: Option<String>,
    /// The registry's English name.
    pub name_en: Option<String>,
    /// What sort of source.
    pub kind: SourceKind,
    /// Whether it is named.
    pub named: bool,
    /// How many speak.
    pub count: Option<Count>,
    /// The word that reports.
    pub cue: Option<Span>,
    /// How the reporting word stands to what is said.
    pub stance: Stance,
}

/// PLOVER's sixteen event types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// Agree to, promise, offer.
    Agree,
    /// Meet, talk, visit.
    Consult,
    /// Praise, endorse in words.
    Support,
    /// Ease, yield.
    Concede,
    /// Act together, sign.
    Cooperate,
    /// Give for another's good.
    Aid,
    /// Withdraw, release, resign.
    Retreat,
    /// Ask, demand.
    Request,
    /// Accuse, condemn, investigate.
    Accuse,
    /// Refuse.
    Reject,
    /// Threaten.
    Threaten,
    /// Demonstrate, strike.
    Protest,
    /// Punish short of force.
    Sanction,
    /// Move or raise forces.
    Mobilize,
    /// Arrest, seize, restrict.
    Coerce,
    /// Use force.
    Assault,
}

impl EventType {
    /// All of them, in the contract's order.
    pub const ALL: &'static [EventType] = &[
        EventType::Agree,
        EventType::Consult,
        EventType::Support,
        EventType::Concede,
        EventType::Cooperate,
        EventType::Aid,
        EventType::Retreat,
        EventType::Request,
        EventType::Accuse,
        EventType::Reject,
        EventType::Threaten,
        EventType::Protest,
        EventType::Sanction,
        EventType::Mobilize,
        EventType::Coerce,
        EventType::Assault,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            EventType::Agree => "AGREE",
            EventType::Consult => "CONSULT",
            EventType::Support => "SUPPORT",
            EventType::Concede => "CONCEDE",
            EventType::Cooperate => "COOPERATE",
            EventType::Aid => "AID",
            EventType::Retreat => "RETREAT",
            EventType::Request => "REQUEST",
            EventType::Accuse => "ACCUSE",
            EventType::Reject => "REJECT",
            EventType::Threaten => "THREATEN",
            EventType::Protest => "PROTEST",
            EventType::Sanction => "SANCTION",
            EventType::Mobilize => "MOBILIZE",
            EventType::Coerce => "COERCE",
            EventType::Assault => "ASSAULT",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<EventType> {
        EventType::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// Which side of an event a party is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Does it.
    Actor,
    /// Suffers or receives it.
    Recipient,
}

impl Role {
    /// All of them, in the contract's order.
    pub const ALL: &'static [Role] = &[Role::Actor, Role::Recipient];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            Role::Actor => "actor",
            Role::Recipient => "recipient",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// Whether an event is said to have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modality {
    /// Said to be so.
    Asserted,
    /// Somebody denies it.
    Denied,
    /// Said not to be so.
    Negated,
    /// Said to be coming.
    Planned,
    /// Called for.
    Demanded,
    /// Under a condition.
    Conditional,
    /// Said to be possible, or asked.
    Possible,
    /// Told as history.
    Historical,
}

impl Modality {
    /// All of them, in the contract's order.
    pub const ALL: &'static [Modality] = &[
        Modality::Asserted,
        Modality::Denied,
        Modality::Negated,
        Modality::Planned,
        Modality::Demanded,
        Modality::Conditional,
        Modality::Possible,
        Modality::Historical,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            Modality::Asserted => "asserted",
            Modality::Denied => "denied",
            Modality::Negated => "negated",
            Modality::Planned => "planned",
            Modality::Demanded => "demanded",
            Modality::Conditional => "conditional",
            Modality::Possible => "possible",
            Modality::Historical => "historical",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<Modality> {
        Modality::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// What became of counted people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Dead.
    Killed,
    /// Wounded.
    Injured,
    /// Missing.
    Missing,
    /// Held.
    Detained,
    /// Abducted.
    Abducted,
    /// Driven out.
    Displaced,
    /// Took part.
    Participants,
}

impl Outcome {
    /// All of them, in the contract's order.
    pub const ALL: &'static [Outcome] = &[
        Outcome::Killed,
        Outcome::Injured,
        Outcome::Missing,
        Outcome::Detained,
        Outcome::Abducted,
        Outcome::Displaced,
        Outcome::Participants,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Killed => "killed",
            Outcome::Injured => "injured",
            Outcome::Missing => "missing",
            Outcome::Detained => "detained",
            Outcome::Abducted => "abducted",
            Outcome::Displaced => "displaced",
            Outcome::Participants => "participants",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<Outcome> {
        Outcome::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// How a figure bounds the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// The figure itself.
    Exact,
    /// The figure or more.
    AtLeast,
    /// More than the figure.
    MoreThan,
    /// The figure or fewer.
    AtMost,
    /// Fewer than the figure.
    LessThan,
    /// Near the figure.
    About,
    /// A word for a range.
    Vague,
}

impl Bound {
    /// All of them, in the contract's order.
    pub const ALL: &'static [Bound] = &[
        Bound::Exact,
        Bound::AtLeast,
        Bound::MoreThan,
        Bound::AtMost,
        Bound::LessThan,
        Bound::About,
        Bound::Vague,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::AtLeast => "at_least",
            Bound::MoreThan => "more_than",
            Bound::AtMost => "at_most",
            Bound::LessThan => "less_than",
            Bound::About => "about",
            Bound::Vague => "vague",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<Bound> {
        Bound::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// How fine a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlacePrecision {
    /// A building or spot.
    Point,
    /// A town, camp or quarter.
    Town,
    /// A district.
    District,
    /// A first-level division.
    Province,
    /// A region without sharp borders.
    Region,
    /// A country.
    Country,
    /// A sea or strait.
    Sea,
    /// No more than a hint.
    Vague,
}

impl PlacePrecision {
    /// All of them, in the contract's order.
    pub const ALL: &'static [PlacePrecision] = &[
        PlacePrecision::Point,
        PlacePrecision::Town,
        PlacePrecision::District,
        PlacePrecision::Province,
        PlacePrecision::Region,
        PlacePrecision::Country,
        PlacePrecision::Sea,
        PlacePrecision::Vague,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            PlacePrecision::Point => "point",
            PlacePrecision::Town => "town",
            PlacePrecision::District => "district",
            PlacePrecision::Province => "province",
            PlacePrecision::Region => "region",
            PlacePrecision::Country => "country",
            PlacePrecision::Sea => "sea",
            PlacePrecision::Vague => "vague",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<PlacePrecision> {
        PlacePrecision::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// How fine a time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimePrecision {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A part of a day.
    PartOfDay,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A season.
    Season,
    /// A year.
    Year,
    /// Open at one end.
    Open,
}

impl TimePrecision {
    /// All of them, in the contract's order.
    pub const ALL: &'static [TimePrecision] = &[
        TimePrecision::Minute,
        TimePrecision::Hour,
        TimePrecision::PartOfDay,
        TimePrecision::Day,
        TimePrecision::Week,
        TimePrecision::Month,
        TimePrecision::Season,
        TimePrecision::Year,
        TimePrecision::Open,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            TimePrecision::Minute => "minute",
            TimePrecision::Hour => "hour",
            TimePrecision::PartOfDay => "part_of_day",
            TimePrecision::Day => "day",
            TimePrecision::Week => "week",
            TimePrecision::Month => "month",
            TimePrecision::Season => "season",
            TimePrecision::Year => "year",
            TimePrecision::Open => "open",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<TimePrecision> {
        TimePrecision::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// What a time was worked out from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeBasis {
    /// The words alone.
    Stated,
    /// The words and the time of publication.
    Relative,
    /// The time of publication alone.
    Published,
    /// A weekday's name.
    Weekday,
}

impl TimeBasis {
    /// All of them, in the contract's order.
    pub const ALL: &'static [TimeBasis] = &[
        TimeBasis::Stated,
        TimeBasis::Relative,
        TimeBasis::Published,
        TimeBasis::Weekday,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            TimeBasis::Stated => "stated",
            TimeBasis::Relative => "relative",
            TimeBasis::Published => "published",
            TimeBasis::Weekday => "weekday",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<TimeBasis> {
        TimeBasis::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// How a statement is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuoteKind {
    /// In its own words.
    Direct,
    /// Retold.
    Indirect,
    /// Both.
    Mixed,
}

impl QuoteKind {
    /// All of them, in the contract's order.
    pub const ALL: &'static [QuoteKind] = &[QuoteKind::Direct, QuoteKind::Indirect, QuoteKind::Mixed];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            QuoteKind::Direct => "direct",
            QuoteKind::Indirect => "indirect",
            QuoteKind::Mixed => "mixed",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<QuoteKind> {
        QuoteKind::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// What sort of source a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// Speaks for a state or its organs.
    Official,
    /// Speaks for armed forces.
    Military,
    /// Speaks for hospitals and rescuers.
    Medical,
    /// Saw it.
    Witness,
    /// A news agency.
    Agency,
    /// Another medium.
    Media,
    /// A group, party, monitor, company.
    Organisation,
    /// A report or paper.
    Document,
    /// Social media.
    Social,
    /// Unnamed and of no stated kind.
    Unnamed,
    /// The outlet itself.
    Outlet,
}

impl SourceKind {
    /// All of them, in the contract's order.
    pub const ALL: &'static [SourceKind] = &[
        SourceKind::Official,
        SourceKind::Military,
        SourceKind::Medical,
        SourceKind::Witness,
        SourceKind::Agency,
        SourceKind::Media,
        SourceKind::Organisation,
        SourceKind::Document,
        SourceKind::Social,
        SourceKind::Unnamed,
        SourceKind::Outlet,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::Official => "official",
            SourceKind::Military => "military",
            SourceKind::Medical => "medical",
            SourceKind::Witness => "witness",
            SourceKind::Agency => "agency",
            SourceKind::Media => "media",
            SourceKind::Organisation => "organisation",
            SourceKind::Document => "document",
            SourceKind::Social => "social",
            SourceKind::Unnamed => "unnamed",
            SourceKind::Outlet => "outlet",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<SourceKind> {
        SourceKind::ALL.iter().copied().find(|v| v.name() == name)
    }
}

/// How a reporting word stands to what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stance {
    /// Takes no side.
    Neutral,
    /// Affirms it.
    Affirming,
    /// Doubts it.
    Doubting,
    /// Denies it.
    Denying,
}

impl Stance {
    /// All of them, in the contract's order.
    pub const ALL: &'static [Stance] = &[
        Stance::Neutral,
        Stance::Affirming,
        Stance::Doubting,
        Stance::Denying,
    ];

    /// Its name in the record contract.
    pub fn name(self) -> &'static str {
        match self {
            Stance::Neutral => "neutral",
            Stance::Affirming => "affirming",
            Stance::Doubting => "doubting",
            Stance::Denying => "denying",
        }
    }

    /// The one with this name in the record contract.
    pub fn from_name(name: &str) -> Option<Stance> {
        Stance::ALL.iter().copied().find(|v| v.name() == name)
    }
}
