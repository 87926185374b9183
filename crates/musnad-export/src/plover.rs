//! Events as PLOVER's JSON: fields by the names of its manual, then ours.

use crate::cell::{columns, object};
use crate::event::{EventRow, Language};
use crate::events::EventCell;
use crate::when;
use musnad_record::event::{Party, Place};
use serde_json::{Map, Value, json};

/// Why PLOVER has no place for an event: it has no word for what did not happen.
pub(crate) fn left_out(row: &EventRow<'_>) -> Option<&'static str> {
    (!row.happened()).then_some("not-asserted")
}

/// The event as an object: what PLOVER requires stands always, what else is empty does not.
pub(crate) fn event(row: &EventRow<'_>) -> Value {
    let mut fields = object(PLOVER.iter().map(|c| (c.head.name, (c.cell)(row))), true);
    let required = ["id", "date", "source", "event"];
    fields.retain(|name, value| !value.is_null() || required.contains(&name.as_str()));
    Value::Object(fields)
}

columns! {
    /// PLOVER's fields, then our own.
    PLOVER(EventCell):
    "id" Text "The event." <- "event.id" => |r| (&r.event.id).into();
    "date" Date "The day it began; null where it is unknown, though PLOVER requires a day."
        <- "event.time.start" => |r| r.start().into();
    "time" Text "The time of day it began, where it is known to the hour or minute."
        <- "event.time.start" => |r| clock(r).into();
    "enddate" Date "The last day it may have gone on." <- "event.time.end" => |r| r.end().into();
    "source" Json
        "Who did it: a list of actors, each with code, sector, actor_text, identifier_id, identifier_text. \
         Not the source of the news."
        <- "event.parties" => |r| parties(r, true).into();
    "recipient" Json "To whom: a list of the same; left out where there is nobody."
        <- "event.parties" => |r| Some(parties(r, false)).filter(|all| all != &json!([])).into();
    "event" Json "PLOVER's type, as a list of one." <- "event.type" => |r| json!([r.event.r#type]).into();
    "mode" Json "PLOVER's mode, as a list of one."
        <- "event.mode" => |r| r.event.mode.as_ref().map(|m| json!([m])).into();
    "context" Json "PLOVER's contexts."
        <- "event.contexts" => |r| (!r.event.contexts.is_empty()).then(|| json!(r.event.contexts)).into();
    "quad_code" Integer "1 and 2 cooperation, 3 and 4 conflict, in words and in deeds."
        <- "event.type" => |r| r.context.ontology.quad(&r.event.r#type).into();
    "event_loc" Json
        "The place: name, alternatenames (Arabic), latitude, longitude, cc3, admin1; geonameid where the \
         registry took it from there; precision is ours."
        <- "event.place" => |r| r.place().map(|p| location(r, p)).into();
    "event_text" Json "The words that tell it in the first report, as a list of one."
        <- "claim.trigger.quote" => |r| r.first_claim().map(|c| json!([c.trigger.quote])).into();
    "size_info" Json "dead, injured and arrested, where a report that counts gives the figure."
        <- "event.toll.best" => |r| sizes(r).into();
    "link" Text "The story, common to related events."
        <- "event.story" => |r| r.event.story.as_ref().into();
    "cite_info" Json "The first report: url, title, publication, coder, codebook, version."
        <- "document" => |r| citation(r).into();
    "coder" Text "Musnad." <- "" => |_| "Musnad".into();
    "coded_date" Text "The day of the export."
        <- "option now" => |r| r.context.options.now.strftime("%Y-%m-%d").to_string().into();
    "coded_time" Text "The time of the export, UTC."
        <- "option now" => |r| r.context.options.now.strftime("%H:%M:%SZ").to_string().into();
    "modality" Text "Ours: asserted or historical." <- "event.modality" => |r| (&r.event.modality).into();
    "time_precision" Text "Ours: how exact the time is."
        <- "event.time.precision" => |r| r.event.time.as_ref().map(|t| &t.precision).into();
    "dead_low" Integer "Ours: the least."
        <- "event.toll.low" => |r| r.toll("killed").and_then(|t| t.low).into();
    "dead_high" Integer "Ours: the most."
        <- "event.toll.high" => |r| r.toll("killed").and_then(|t| t.high).into();
    "toll_words" List "Ours: the words of the figures of dead that count."
        <- "event.toll.lines.words" => |r| Some(r.toll_words("killed")).filter(|w| !w.is_empty()).into();
    "attribution" List "Ours: the chains of sources."
        <- "claim.attribution"
        => |r| Some(r.chains(Language::Arabic)).filter(|c| !c.is_empty()).map(|c| json!(c)).into();
    "disputed" List "Ours: what claims disagree about."
        <- "event.disputed" => |r| (!r.event.disputed.is_empty()).then(|| json!(r.event.disputed)).into();
    "grade" Text "Ours: how well it is attested."
        <- "event.grade" => |r| Some(&r.event.grade).filter(|g| !g.is_empty()).into();
    "n_reports" Integer "Ours: documents that tell it." <- "event.reports" => |r| r.event.reports.into();
    "n_independent" Integer "Ours: independent sources that say it."
        <- "event.independent" => |r| r.event.independent.into();
    "record_url" Text "Ours: the event's page." <- "option base" => |r| r.address().into();
}

fn clock<'a>(row: &'a EventRow<'_>) -> Option<&'a str> {
    let time = row.event.time.as_ref()?;
    let exact = matches!(time.precision.as_str(), "minute" | "hour");
    when::day(&time.start).filter(|_| exact)?;
    time.start.get(11..).filter(|clock| !clock.is_empty())
}

fn parties(row: &EventRow<'_>, acts: bool) -> Value {
    let party = |p: &Party| {
        let fields = [
            ("code", p.country.as_deref()),
            ("sector", p.sector.as_deref()),
            ("actor_text", Some(p.text.as_str()).filter(|t| !t.is_empty())),
            ("identifier_id", p.id.as_deref()),
            ("identifier_text", p.name_en.as_deref().or(p.name_ar.as_deref())),
        ];
        Value::Object(present(fields.into_iter().map(|(k, v)| (k, v.map(Value::from)))))
    };
    row.parties(acts).map(party).collect()
}

fn location(row: &EventRow<'_>, place: &Place) -> Value {
    let point = row.point();
    let geonames = place
        .id
        .as_deref()
        .and_then(|id| id.strip_prefix("gn-")?.parse::<u64>().ok());
    let fields = [
        ("geonameid", geonames.map(Value::from)),
        (
            "name",
            place
                .name_en
                .as_deref()
                .or(place.name_ar.as_deref())
                .map(Value::from),
        ),
        ("alternatenames", place.name_ar.as_deref().map(Value::from)),
        ("latitude", point.map(|(_, lat)| lat.into())),
        ("longitude", point.map(|(lon, _)| lon.into())),
        ("cc3", place.country.as_deref().map(Value::from)),
        ("admin1", place.admin1.as_deref().map(Value::from)),
        ("precision", Some(place.precision.as_str().into())),
    ];
    Value::Object(present(fields.into_iter()))
}

fn sizes(row: &EventRow<'_>) -> Option<Value> {
    let figures = [
        ("dead", "killed"),
        ("injured", "injured"),
        ("arrested", "detained"),
    ];
    let best = |outcome: &str| row.figure(outcome).map(Value::from);
    let sizes = present(figures.into_iter().map(|(name, outcome)| (name, best(outcome))));
    (!sizes.is_empty()).then_some(Value::Object(sizes))
}

fn citation(row: &EventRow<'_>) -> Value {
    let first = row.first_document();
    let fields = [
        ("url", first.and_then(|d| d.url).map(Value::from)),
        ("title", first.and_then(|d| d.title).map(Value::from)),
        ("publication", first.and_then(|d| d.outlet).map(Value::from)),
        ("coder", Some("Musnad".into())),
        ("codebook", Some("docs/coding.md".into())),
        ("version", Some(env!("CARGO_PKG_VERSION").into())),
    ];
    Value::Object(present(fields.into_iter()))
}

fn present(fields: impl Iterator<Item = (&'static str, Option<Value>)>) -> Map<String, Value> {
    fields
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}
