//! Entries: what the caller puts into the index, and the names of its facets.

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An article.
    Document,
    /// A reported statement.
    Quote,
    /// One telling of an event in one document.
    Claim,
    /// What claims of several documents tell together.
    Event,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Document, Kind::Quote, Kind::Claim, Kind::Event];

    /// Its name: `claim`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Document => "document",
            Kind::Quote => "quote",
            Kind::Claim => "claim",
            Kind::Event => "event",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.name() == name)
    }

    pub(crate) fn from_code(code: u8) -> Kind {
        Kind::ALL[usize::from(code) % Kind::ALL.len()]
    }
}

/// By what entries are filtered and counted. An entry may have several values of one facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// PLOVER's event type: `ASSAULT`.
    Type,
    /// PLOVER's mode: `aerial`.
    Mode,
    /// Whether it is said to be so: `asserted`.
    Modality,
    /// The id of who does it.
    Actor,
    /// The id of who suffers or receives it.
    Recipient,
    /// The id of who is quoted.
    Source,
    /// What kind of source that is: `official`.
    SourceKind,
    /// The id of a place, and those of all it lies in, each a value of its own.
    Place,
    /// ISO 3166-1 alpha-3.
    Country,
    /// Who published it.
    Outlet,
    /// The id of the story.
    Story,
    /// The id of the event.
    Event,
    /// The id of the document.
    Document,
    /// How well an event is attested.
    Grade,
    /// What people decided about it: `accepted`.
    Status,
}

impl Facet {
    /// All facets.
    pub const ALL: [Facet; 15] = [
        Facet::Type,
        Facet::Mode,
        Facet::Modality,
        Facet::Actor,
        Facet::Recipient,
        Facet::Source,
        Facet::SourceKind,
        Facet::Place,
        Facet::Country,
        Facet::Outlet,
        Facet::Story,
        Facet::Event,
        Facet::Document,
        Facet::Grade,
        Facet::Status,
    ];

    /// Its name: `source_kind`.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Type => "type",
            Facet::Mode => "mode",
            Facet::Modality => "modality",
            Facet::Actor => "actor",
            Facet::Recipient => "recipient",
            Facet::Source => "source",
            Facet::SourceKind => "source_kind",
            Facet::Place => "place",
            Facet::Country => "country",
            Facet::Outlet => "outlet",
            Facet::Story => "story",
            Facet::Event => "event",
            Facet::Document => "document",
            Facet::Grade => "grade",
            Facet::Status => "status",
        }
    }

    /// The facet of that name.
    pub fn from_name(name: &str) -> Option<Facet> {
        Facet::ALL.into_iter().find(|f| f.name() == name)
    }
}

/// What is put into the index. Text is found, not kept: what comes back are id, key, time and what is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its id, one of its own within its kind.
    pub id: &'a str,
    /// The archive's number for it; settles the order of what is equal otherwise.
    pub key: u64,
    /// When it happened or was published, in seconds UTC.
    pub time: Option<i64>,
    /// Its title, searched with the text; a phrase doesn't run from one into the other.
    pub title: &'a str,
    /// Its words.
    pub text: &'a str,
    /// What it is filtered and counted by.
    pub facets: &'a [(Facet, &'a str)],
    /// Latitude and longitude in degrees; what lies outside the Earth's is as good as none.
    pub at: Option<(f64, f64)>,
    /// How sure it is, 0 to 1; a small weight in the order by relevance.
    pub confidence: f32,
    /// Whether it is shown only to those who ask for doubtful entries.
    pub doubtful: bool,
    /// What a hit brings along as it is, so that it can be shown in a line; empty for nothing.
    pub shown: &'a str,
}
