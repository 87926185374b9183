//! One event as the forms see it: its parts found among its claims and documents.

use crate::DocumentFacts;
use crate::export::Context;
use crate::ontology::What;
use crate::when;
use jiff::civil::Date;
use musnad_record::event::{Event, Line, Party, Place, Toll};
use musnad_record::v1::{Claim, Source};
use std::borrow::Cow;

/// An event with what the caller knows of its claims and documents.
pub(crate) struct EventRow<'a> {
    pub(crate) event: &'a Event,
    pub(crate) claims: &'a [Claim<'a>],
    pub(crate) documents: &'a [DocumentFacts<'a>],
    pub(crate) context: &'a Context,
}

impl EventRow<'_> {
    /// The claim that came first, else the first that was handed over.
    pub(crate) fn first_claim(&self) -> Option<&Claim<'_>> {
        let told = |first: &str| self.claims.iter().find(|c| c.id == first);
        let first = self.event.first.as_ref();
        first.and_then(|f| told(&f.claim)).or(self.claims.first())
    }

    /// The document that came first, else the first that was handed over.
    pub(crate) fn first_document(&self) -> Option<&DocumentFacts<'_>> {
        let first = self.event.first.as_ref();
        first
            .and_then(|f| self.documents.iter().find(|d| d.id == f.document))
            .or(self.documents.first())
    }

    /// The sentence of the first report.
    pub(crate) fn sentence(&self) -> Option<&str> {
        self.first_claim().map(|c| &*c.sentence.quote)
    }

    pub(crate) fn place(&self) -> Option<&Place> {
        self.event.place.as_ref()
    }

    /// Where it is, west to east and south to north last, if the place has a point on the globe.
    pub(crate) fn point(&self) -> Option<(f64, f64)> {
        let place = self.place()?;
        let (lat, lon) = (place.lat?, place.lon?);
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then(|| (five(lon), five(lat)))
    }

    /// The day that it began.
    pub(crate) fn start(&self) -> Option<Date> {
        when::day(&self.event.time.as_ref()?.start)
    }

    /// The last day that it may have gone on.
    pub(crate) fn end(&self) -> Option<Date> {
        let time = self.event.time.as_ref()?;
        when::last_day(time.end.as_deref()?, when::day(&time.start)?)
    }

    pub(crate) fn parties(&self, acts: bool) -> impl Iterator<Item = &Party> {
        let role = if acts { "actor" } else { "recipient" };
        self.event.parties.iter().filter(move |p| p.role == role)
    }

    /// One text for each party of this role, in one order; an empty one where there is none.
    pub(crate) fn each_party<'a>(
        &'a self,
        acts: bool,
        text: impl Fn(&'a Party) -> Option<&'a str>,
    ) -> Vec<&'a str> {
        self.parties(acts).map(|p| text(p).unwrap_or_default()).collect()
    }

    /// What the first party of this role is to other data sets.
    pub(crate) fn what(&self, acts: bool) -> Option<What> {
        let party = self.parties(acts).next()?;
        self.context
            .ontology
            .party(acts, party.country.as_deref(), party.sector.as_deref())
    }

    pub(crate) fn toll(&self, outcome: &str) -> Option<&Toll> {
        self.event.toll.iter().find(|t| t.outcome == outcome)
    }

    /// The figures of an outcome that count for its range.
    pub(crate) fn current<'a>(&'a self, outcome: &str) -> impl DoubleEndedIterator<Item = &'a Line> {
        let lines = self.toll(outcome).map(|t| t.lines.as_slice()).unwrap_or_default();
        lines.iter().filter(|l| l.current)
    }

    /// The ledger's best figure, if a report that counts gives it; the ledger may also say the least that words allow.
    pub(crate) fn figure(&self, outcome: &str) -> Option<u64> {
        let best = self.toll(outcome)?.best?;
        self.current(outcome)
            .any(|l| l.value == Some(best))
            .then_some(best)
    }

    /// The words of these figures, each once.
    pub(crate) fn toll_words(&self, outcome: &str) -> Vec<&str> {
        once(self.current(outcome).map(|l| l.words.as_str()))
    }

    /// The outlets of its documents, each once.
    pub(crate) fn outlets(&self) -> Vec<&str> {
        once(self.documents.iter().filter_map(|d| d.outlet))
    }

    /// Who is nearest to the event in each telling, each once.
    pub(crate) fn origins(&self) -> Vec<&str> {
        once(
            self.event
                .tellings
                .iter()
                .map(|t| t.by.as_str())
                .filter(|by| !by.is_empty()),
        )
    }

    /// The chains of sources of its claims, each once, the first report's first.
    pub(crate) fn chains(&self, language: Language) -> Vec<String> {
        let first = self.first_claim();
        let rest = self.claims.iter().filter(|c| first.is_none_or(|f| f.id != c.id));
        let mut chains: Vec<String> = Vec::new();
        for told in first
            .into_iter()
            .chain(rest)
            .map(|c| chain(&c.attribution, language))
        {
            if !told.is_empty() && !chains.contains(&told) {
                chains.push(told);
            }
        }
        chains
    }

    /// The address of the event's page, if records have addresses.
    pub(crate) fn address(&self) -> Option<String> {
        self.context.address("events", &self.event.id)
    }

    /// Whether most sources say that it happened.
    pub(crate) fn happened(&self) -> bool {
        matches!(self.event.modality.as_str(), "asserted" | "historical")
    }
}

/// The name of a party: the registry's in English, else in Arabic, else the words of the text.
pub(crate) fn name(party: &Party) -> &str {
    party
        .name_en
        .as_deref()
        .or(party.name_ar.as_deref())
        .unwrap_or(&party.text)
}

/// The language that names are asked for in.
#[derive(Clone, Copy)]
pub(crate) enum Language {
    Arabic,
    English,
}

/// The links of a chain of sources in one line, nearest to the event first: names of the registry, else words of the
/// text, else the kind.
pub(crate) fn chain(links: &[Source<'_>], language: Language) -> String {
    let name = |link: &Source<'_>| {
        let known = match language {
            Language::Arabic => link.name_ar.as_ref(),
            Language::English => link.name_en.as_ref(),
        };
        known.or(link.text.as_ref()).unwrap_or(&link.kind).to_string()
    };
    links.iter().map(name).collect::<Vec<_>>().join(" ← ")
}

/// Each text once, in the order of its first.
pub(crate) fn once<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for text in all {
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

/// Texts in one cell.
pub(crate) fn joined(all: &[&str]) -> Option<Cow<'static, str>> {
    (!all.is_empty()).then(|| Cow::Owned(all.join("; ")))
}

/// Rounded to five decimals, a metre.
pub(crate) fn five(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}
