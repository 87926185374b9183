//! What is asked of an archive: words and filters of the command line made a question to it.

use musnad_archive::{Question, bounds};
use musnad_knowledge::Knowledge;
use musnad_search::{Bounds, Facet, Kind, Query};

/// What is looked for in an archive.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Asked {
    /// Words that must all stand there; "…" for an exact phrase, -WORD for none of it, OR between two, WORD* for any ending
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// PLOVER's event types: ASSAULT, PROTEST, …; several with commas, as for all that follow
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// PLOVER's modes
    #[arg(long, value_name = "MODE", value_delimiter = ',')]
    mode: Vec<String>,
    /// asserted, denied, negated, planned, demanded, conditional, possible, historical
    #[arg(long, value_name = "MODALITY", value_delimiter = ',')]
    modality: Vec<String>,
    /// Who is said to have done it: a name in Arabic or English, an id, or a country's code
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    actor: Vec<String>,
    /// To whom
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    recipient: Vec<String>,
    /// Where, with all that lies inside: a name in Arabic or English, an id, or a country's code
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    place: Vec<String>,
    /// Who is quoted
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    source: Vec<String>,
    /// official, military, medical, witness, agency, media, organisation, document, social, unnamed
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    source_kind: Vec<String>,
    /// Who published it
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    outlet: Vec<String>,
    /// How well an event is attested: confirmed, fair, weak, contested, discounted
    #[arg(long, value_name = "GRADE", value_delimiter = ',')]
    grade: Vec<String>,
    /// What people said of it: accepted, rejected, corrected
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<String>,
    /// Only of these stories, by id
    #[arg(long = "in-story", value_name = "ID", value_delimiter = ',')]
    in_story: Vec<String>,
    /// Not before this day
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    from: Option<String>,
    /// Before this day
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    to: Option<String>,
    /// Only inside this box, in degrees: west,south,east,north
    #[arg(long = "box", value_name = "W,S,E,N", value_parser = bounds, allow_hyphen_values = true)]
    within: Option<Bounds>,
    /// Claims in doubt too
    #[arg(long)]
    all: bool,
}

impl Asked {
    /// The words, as they were given.
    pub(super) fn words(&self) -> String {
        self.words.join(" ")
    }

    /// The filters, as they were given.
    pub(super) fn filters(&self) -> Vec<String> {
        let all = self.question().filters().into_iter();
        all.map(|(name, values)| format!("{name}: {values}")).collect()
    }

    /// The question to the index; names are looked up in the registries.
    ///
    /// # Errors
    /// Names what no registry knows.
    pub(super) fn query(&self, kind: Option<Kind>, knowledge: &Knowledge, now: i64) -> Result<Query, String> {
        let query = self.question().query(kind, knowledge, now);
        query.map_err(|e| e.to_string())
    }

    fn question(&self) -> Question {
        let values = [
            (Facet::Type, &self.types),
            (Facet::Mode, &self.mode),
            (Facet::Modality, &self.modality),
            (Facet::SourceKind, &self.source_kind),
            (Facet::Grade, &self.grade),
            (Facet::Status, &self.status),
            (Facet::Story, &self.in_story),
        ];
        Question {
            words: self.words(),
            values: values.into_iter().map(|(f, v)| (f, v.clone())).collect(),
            actor: self.actor.clone(),
            recipient: self.recipient.clone(),
            place: self.place.clone(),
            source: self.source.clone(),
            outlet: self.outlet.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            within: self.within,
            doubtful: self.all,
        }
    }
}
