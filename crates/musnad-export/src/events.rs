//! The columns of events in CSV and Parquet, which are GeoJSON's properties too.

use crate::cell::{Cell, columns};
use crate::event::{EventRow, Language};

/// Fills a cell of an event.
pub(crate) type EventCell = for<'r> fn(&'r EventRow<'r>) -> Cell<'r>;

columns! {
    /// One row an event.
    EVENTS(EventCell):
    "id" Text "The event; stays the same when reports come and go."
        <- "event.id" => |r| (&r.event.id).into();
    "story_id" Text "The story that most of its documents belong to."
        <- "event.story" => |r| r.event.story.as_ref().into();
    "type" Text "PLOVER's type." <- "event.type" => |r| (&r.event.r#type).into();
    "mode" Text "PLOVER's mode, where the claims agree."
        <- "event.mode" => |r| r.event.mode.as_ref().into();
    "contexts" List "PLOVER's contexts."
        <- "event.contexts" => |r| r.event.contexts.iter().map(String::as_str).collect::<Vec<_>>().into();
    "modality" Text "Whether it is said to be so: a denied or planned event is a row too."
        <- "event.modality" => |r| (&r.event.modality).into();
    "date_start" Date "The day it began, on the clock that the time is written in."
        <- "event.time.start" => |r| r.start().into();
    "date_end" Date "The last day it may have gone on; empty for what goes on."
        <- "event.time.end" => |r| r.end().into();
    "time_start" Text "The time in full, ISO 8601, inclusive."
        <- "event.time.start" => |r| r.event.time.as_ref().map(|t| &t.start).into();
    "time_end" Text "The time in full, ISO 8601, exclusive."
        <- "event.time.end" => |r| r.event.time.as_ref().and_then(|t| t.end.as_ref()).into();
    "time_precision" Text "How exact the time is."
        <- "event.time.precision" => |r| r.event.time.as_ref().map(|t| &t.precision).into();
    "place_id" Text "The place's entry in the registry."
        <- "event.place.id" => |r| r.place().and_then(|p| p.id.as_ref()).into();
    "place_ar" Text "The place in Arabic."
        <- "event.place.name_ar" => |r| r.place().and_then(|p| p.name_ar.as_ref()).into();
    "place_en" Text "The place in English."
        <- "event.place.name_en" => |r| r.place().and_then(|p| p.name_en.as_ref()).into();
    "country" Text "ISO 3166-1, three letters."
        <- "event.place.country" => |r| r.place().and_then(|p| p.country.as_ref()).into();
    "admin1" Text "The first division."
        <- "event.place.admin1" => |r| r.place().and_then(|p| p.admin1.as_ref()).into();
    "lat" Number
        "Degrees north, five decimals. A point inside, where the place is an area: see place_precision."
        <- "event.place.lat" => |r| r.point().map(|(_, lat)| lat).into();
    "lon" Number "Degrees east, five decimals."
        <- "event.place.lon" => |r| r.point().map(|(lon, _)| lon).into();
    "place_precision" Text
        "How exact the place is: point, town, district, province, region, country, sea, vague."
        <- "event.place.precision" => |r| r.place().map(|p| &p.precision).into();
    "actors_ar" List
        "Who did it: the registry's Arabic name, else the words of the text. The lists of actors have one \
         entry for each, in one order; an empty one where there is nothing."
        <- "event.parties.name_ar, text"
        => |r| r.each_party(true, |p| p.name_ar.as_deref().or(Some(&p.text))).into();
    "actors_en" List "The registry's English names."
        <- "event.parties.name_en" => |r| r.each_party(true, |p| p.name_en.as_deref()).into();
    "actors_id" List "Their entries in the registry."
        <- "event.parties.id" => |r| r.each_party(true, |p| p.id.as_deref()).into();
    "actors_country" List "ISO 3166-1, or what stands for a country: IGO, NGO."
        <- "event.parties.country" => |r| r.each_party(true, |p| p.country.as_deref()).into();
    "actors_sector" List "PLOVER's sectors."
        <- "event.parties.sector" => |r| r.each_party(true, |p| p.sector.as_deref()).into();
    "actors_stance" List "Whether they claim it, deny it, or others allege it."
        <- "event.parties.stance" => |r| r.each_party(true, |p| Some(&p.stance)).into();
    "recipients_ar" List "To whom: as the lists of actors."
        <- "event.parties.name_ar, text"
        => |r| r.each_party(false, |p| p.name_ar.as_deref().or(Some(&p.text))).into();
    "recipients_en" List "The registry's English names."
        <- "event.parties.name_en" => |r| r.each_party(false, |p| p.name_en.as_deref()).into();
    "recipients_id" List "Their entries in the registry."
        <- "event.parties.id" => |r| r.each_party(false, |p| p.id.as_deref()).into();
    "recipients_country" List "ISO 3166-1, or what stands for a country."
        <- "event.parties.country" => |r| r.each_party(false, |p| p.country.as_deref()).into();
    "recipients_sector" List "PLOVER's sectors."
        <- "event.parties.sector" => |r| r.each_party(false, |p| p.sector.as_deref()).into();
    "killed_low" Integer "The least that the latest figures of independent sources allow."
        <- "event.toll.low" => |r| r.toll("killed").and_then(|t| t.low).into();
    "killed_best" Integer
        "The best figure by the archive's policy; where that rests on words, the least that they allow."
        <- "event.toll.best" => |r| r.toll("killed").and_then(|t| t.best).into();
    "killed_high" Integer "The most; empty where there is no upper bound."
        <- "event.toll.high" => |r| r.toll("killed").and_then(|t| t.high).into();
    "killed_words" List "The words of the figures that count, as the reports have them."
        <- "event.toll.lines.words" => |r| r.toll_words("killed").into();
    "injured_low" Integer "As for the killed."
        <- "event.toll.low" => |r| r.toll("injured").and_then(|t| t.low).into();
    "injured_best" Integer "As for the killed."
        <- "event.toll.best" => |r| r.toll("injured").and_then(|t| t.best).into();
    "injured_high" Integer "As for the killed."
        <- "event.toll.high" => |r| r.toll("injured").and_then(|t| t.high).into();
    "injured_words" List "As for the killed."
        <- "event.toll.lines.words" => |r| r.toll_words("injured").into();
    "missing_best" Integer "The missing."
        <- "event.toll.best" => |r| r.toll("missing").and_then(|t| t.best).into();
    "missing_words" List "As for the killed."
        <- "event.toll.lines.words" => |r| r.toll_words("missing").into();
    "detained_best" Integer "The detained."
        <- "event.toll.best" => |r| r.toll("detained").and_then(|t| t.best).into();
    "detained_words" List "As for the killed."
        <- "event.toll.lines.words" => |r| r.toll_words("detained").into();
    "abducted_best" Integer "The abducted."
        <- "event.toll.best" => |r| r.toll("abducted").and_then(|t| t.best).into();
    "abducted_words" List "As for the killed."
        <- "event.toll.lines.words" => |r| r.toll_words("abducted").into();
    "displaced_best" Integer "The displaced."
        <- "event.toll.best" => |r| r.toll("displaced").and_then(|t| t.best).into();
    "displaced_words" List "As for the killed."
        <- "event.toll.lines.words" => |r| r.toll_words("displaced").into();
    "participants_best" Integer "Those who took part."
        <- "event.toll.best" => |r| r.toll("participants").and_then(|t| t.best).into();
    "participants_words" List "As for the killed."
        <- "event.toll.lines.words" => |r| r.toll_words("participants").into();
    "disputed" List "What claims disagree about: perpetrator, toll, happened."
        <- "event.disputed" => |r| r.event.disputed.iter().map(String::as_str).collect::<Vec<_>>().into();
    "grade" Text "How well it is attested: confirmed, fair, weak, contested, discounted."
        <- "event.grade" => |r| (&r.event.grade).into();
    "attribution" List
        "The chains of sources of its claims, each once, the first report's first; in a chain nearest to \
         the event first, links joined by ←."
        <- "claim.attribution" => |r| r.chains(Language::Arabic).into();
    "attribution_en" List "The same with the registry's English names, where it has them."
        <- "claim.attribution.name_en" => |r| r.chains(Language::English).into();
    "sentence" Text "The sentence of the first report."
        <- "claim.sentence.quote" => |r| r.sentence().into();
    "first_outlet" Text "Who published the first report."
        <- "event.first.outlet" => |r| r.event.first.as_ref().and_then(|f| f.outlet.as_ref()).into();
    "first_published" Text "When, as the document has it."
        <- "event.first.published" => |r| r.event.first.as_ref().and_then(|f| f.published.as_ref()).into();
    "first_report_url" Text "The address of the first report."
        <- "document.url" => |r| r.first_document().and_then(|d| d.url).into();
    "outlets" List "The outlets that told it, each once." <- "document.outlet" => |r| r.outlets().into();
    "n_reports" Integer "Documents that tell it." <- "event.reports" => |r| r.event.reports.into();
    "n_copies" Integer "Of them, copies of others." <- "event.copies" => |r| r.event.copies.into();
    "n_independent" Integer "Independent sources that say it."
        <- "event.independent" => |r| r.event.independent.into();
    "record_url" Text "The event's page; empty without an address of the archive."
        <- "option base" => |r| r.address().into();
}
