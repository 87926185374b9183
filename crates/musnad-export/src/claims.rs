//! The columns of claims in CSV and Parquet.

use crate::DocumentFacts;
use crate::cell::{Cell, columns};
use crate::event::{Language, chain, five};
use crate::export::Context;
use musnad_record::v1::{Actor, Claim, Count, Place, Text};

/// A claim as the forms see it.
pub(crate) struct ClaimRow<'a> {
    pub(crate) claim: &'a Claim<'a>,
    pub(crate) document: &'a DocumentFacts<'a>,
    pub(crate) context: &'a Context,
}

impl ClaimRow<'_> {
    fn actors<'a>(&'a self, role: &str, text: impl Fn(&'a Actor<'a>) -> Option<&'a str>) -> Vec<&'a str> {
        let actors = self.claim.actors.iter().filter(|a| a.role == role);
        actors.map(|a| text(a).unwrap_or_default()).collect()
    }

    /// The first count of an outcome; what follows it is a part of it or another telling.
    fn count(&self, outcome: &str) -> Option<&Count<'_>> {
        self.claim.toll.iter().find(|c| c.outcome == outcome)
    }

    /// The counts of an outcome in words.
    fn words(&self, outcome: &str) -> Vec<&str> {
        let counts = self.claim.toll.iter().filter(|c| c.outcome == outcome);
        counts.map(|c| &*c.span.quote).collect()
    }

    fn chain(&self, language: Language) -> Option<String> {
        Some(chain(&self.claim.attribution, language)).filter(|c| !c.is_empty())
    }

    fn place(&self) -> Option<&Place<'_>> {
        self.claim.place.as_ref()
    }

    fn address(&self) -> Option<String> {
        let document = self.context.address("documents", &self.claim.document)?;
        Some(format!("{document}#{}", self.claim.id))
    }
}

fn text<'a>(maybe: &'a Option<Text<'_>>) -> Option<&'a str> {
    maybe.as_deref()
}

/// Fills a cell of a claim.
pub(crate) type ClaimCell = for<'r> fn(&'r ClaimRow<'r>) -> Cell<'r>;

columns! {
    /// One row a claim.
    CLAIMS(ClaimCell):
    "id" Text "The claim." <- "claim.id" => |r| (&r.claim.id).into();
    "document_id" Text "Its document." <- "claim.document" => |r| (&r.claim.document).into();
    "event_number" Integer "Claims of one document with one number tell one happening."
        <- "claim.event" => |r| r.claim.event.into();
    "type" Text "PLOVER's type." <- "claim.type" => |r| (&r.claim.r#type).into();
    "mode" Text "PLOVER's mode." <- "claim.mode" => |r| r.claim.mode.as_ref().into();
    "contexts" List "PLOVER's contexts."
        <- "claim.contexts" => |r| r.claim.contexts.iter().map(String::as_str).collect::<Vec<_>>().into();
    "modality" Text "Whether it is said to be so." <- "claim.modality" => |r| (&r.claim.modality).into();
    "confidence" Number "The probability that a coder accepts it, four decimals."
        <- "claim.confidence" => |r| four(r.claim.confidence).into();
    "sentence" Text "The sentence that tells it."
        <- "claim.sentence.quote" => |r| (&r.claim.sentence.quote).into();
    "sentence_start" Integer "Its first code point in the document's text."
        <- "claim.sentence.start" => |r| r.claim.sentence.start.into();
    "sentence_end" Integer "One past its last code point."
        <- "claim.sentence.end" => |r| r.claim.sentence.end.into();
    "trigger" Text "The words that tell the event."
        <- "claim.trigger.quote" => |r| (&r.claim.trigger.quote).into();
    "trigger_start" Integer "Their first code point."
        <- "claim.trigger.start" => |r| r.claim.trigger.start.into();
    "trigger_end" Integer "One past their last code point."
        <- "claim.trigger.end" => |r| r.claim.trigger.end.into();
    "actors_text" List
        "Who did it, in the words of the text. The lists of actors have one entry for each, in one order; \
         an empty one where there is nothing."
        <- "claim.actors.text" => |r| r.actors("actor", |a| Some(&a.text)).into();
    "actors_ar" List "The registry's Arabic names."
        <- "claim.actors.name_ar" => |r| r.actors("actor", |a| text(&a.name_ar)).into();
    "actors_en" List "The registry's English names."
        <- "claim.actors.name_en" => |r| r.actors("actor", |a| text(&a.name_en)).into();
    "actors_id" List "Their entries in the registry."
        <- "claim.actors.id" => |r| r.actors("actor", |a| text(&a.id)).into();
    "actors_country" List "ISO 3166-1, or what stands for a country: IGO, NGO."
        <- "claim.actors.country" => |r| r.actors("actor", |a| text(&a.country)).into();
    "actors_sector" List "PLOVER's sectors."
        <- "claim.actors.sector" => |r| r.actors("actor", |a| text(&a.sector)).into();
    "recipients_text" List "To whom: as the lists of actors."
        <- "claim.actors.text" => |r| r.actors("recipient", |a| Some(&a.text)).into();
    "recipients_ar" List "The registry's Arabic names."
        <- "claim.actors.name_ar" => |r| r.actors("recipient", |a| text(&a.name_ar)).into();
    "recipients_en" List "The registry's English names."
        <- "claim.actors.name_en" => |r| r.actors("recipient", |a| text(&a.name_en)).into();
    "recipients_id" List "Their entries in the registry."
        <- "claim.actors.id" => |r| r.actors("recipient", |a| text(&a.id)).into();
    "recipients_country" List "ISO 3166-1, or what stands for a country."
        <- "claim.actors.country" => |r| r.actors("recipient", |a| text(&a.country)).into();
    "recipients_sector" List "PLOVER's sectors."
        <- "claim.actors.sector" => |r| r.actors("recipient", |a| text(&a.sector)).into();
    "place_text" Text "Where, in the words of the text."
        <- "claim.place.text" => |r| r.place().map(|p| &p.text).into();
    "place_ar" Text "The place in Arabic."
        <- "claim.place.name_ar" => |r| r.place().and_then(|p| p.name_ar.as_ref()).into();
    "place_en" Text "The place in English."
        <- "claim.place.name_en" => |r| r.place().and_then(|p| p.name_en.as_ref()).into();
    "place_id" Text "Its entry in the registry."
        <- "claim.place.id" => |r| r.place().and_then(|p| p.id.as_ref()).into();
    "country" Text "ISO 3166-1, three letters."
        <- "claim.place.country" => |r| r.place().and_then(|p| p.country.as_ref()).into();
    "admin1" Text "The first division."
        <- "claim.place.admin1" => |r| r.place().and_then(|p| p.admin1.as_ref()).into();
    "lat" Number "Degrees north."
        <- "claim.place.lat" => |r| r.place().and_then(|p| p.lat).map(five).into();
    "lon" Number "Degrees east." <- "claim.place.lon" => |r| r.place().and_then(|p| p.lon).map(five).into();
    "place_precision" Text "How exact the place is."
        <- "claim.place.precision" => |r| r.place().map(|p| &p.precision).into();
    "from_text" Text "Whence, of movement."
        <- "claim.from.text" => |r| r.claim.from.as_ref().map(|p| &p.text).into();
    "to_text" Text "Whither, of movement."
        <- "claim.to.text" => |r| r.claim.to.as_ref().map(|p| &p.text).into();
    "time_text" Text "When, in the words of the text."
        <- "claim.time.text" => |r| r.claim.time.as_ref().map(|t| &t.text).into();
    "time_start" Text "ISO 8601, inclusive."
        <- "claim.time.start" => |r| r.claim.time.as_ref().and_then(|t| t.start.as_ref()).into();
    "time_end" Text "ISO 8601, exclusive."
        <- "claim.time.end" => |r| r.claim.time.as_ref().and_then(|t| t.end.as_ref()).into();
    "time_precision" Text "How exact the time is."
        <- "claim.time.precision" => |r| r.claim.time.as_ref().map(|t| &t.precision).into();
    "time_basis" Text "What the time was worked out from."
        <- "claim.time.basis" => |r| r.claim.time.as_ref().map(|t| &t.basis).into();
    "killed" Integer "The first figure of the dead; empty where words stand for it."
        <- "claim.toll.value" => |r| r.count("killed").and_then(|c| c.value).into();
    "killed_bound" Text "How it bounds the truth: exact, at_least, more_than, about, vague …"
        <- "claim.toll.bound" => |r| r.count("killed").map(|c| &c.bound).into();
    "killed_min" Integer "The least it allows."
        <- "claim.toll.min" => |r| r.count("killed").and_then(|c| c.min).into();
    "killed_max" Integer "The most it allows."
        <- "claim.toll.max" => |r| r.count("killed").and_then(|c| c.max).into();
    "killed_words" List "All figures of the dead, in the words of the text."
        <- "claim.toll.span.quote" => |r| r.words("killed").into();
    "injured" Integer "As for the killed."
        <- "claim.toll.value" => |r| r.count("injured").and_then(|c| c.value).into();
    "injured_bound" Text "As for the killed."
        <- "claim.toll.bound" => |r| r.count("injured").map(|c| &c.bound).into();
    "injured_min" Integer "As for the killed."
        <- "claim.toll.min" => |r| r.count("injured").and_then(|c| c.min).into();
    "injured_max" Integer "As for the killed."
        <- "claim.toll.max" => |r| r.count("injured").and_then(|c| c.max).into();
    "injured_words" List "As for the killed." <- "claim.toll.span.quote" => |r| r.words("injured").into();
    "attribution" Text "The chain of sources, nearest to the event first, links joined by ←."
        <- "claim.attribution" => |r| r.chain(Language::Arabic).into();
    "attribution_en" Text "The same with the registry's English names, where it has them."
        <- "claim.attribution.name_en" => |r| r.chain(Language::English).into();
    "rule" Text "The rule that found it." <- "claim.rule" => |r| (&r.claim.rule).into();
    "outlet" Text "Who published the document." <- "document.outlet" => |r| r.document.outlet.into();
    "title" Text "The document's title." <- "document.title" => |r| r.document.title.into();
    "published" Text "When the document was published."
        <- "document.published" => |r| r.document.published.into();
    "url" Text "The document's address." <- "document.url" => |r| r.document.url.into();
    "record_url" Text "The claim in its document's page; empty without an address of the archive."
        <- "option base" => |r| r.address().into();
}

/// A share with four decimals, which is more than it is good for.
fn four(share: f32) -> f64 {
    (f64::from(share) * 1e4).round() / 1e4
}
