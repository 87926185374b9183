//! Events in the shape of UCDP's georeferenced events: its columns by its names. What its codebook asks for and a
//! record can't tell stays empty.

use crate::acled::country;
use crate::cell::{Cell, columns};
use crate::event::{EventRow, joined, name, once};
use crate::events::EventCell;
use crate::ontology::What;
use musnad_record::v1::{Actor, Claim};

/// Why UCDP has no place for an event, if it has none.
pub(crate) fn left_out(row: &EventRow<'_>) -> Option<&'static str> {
    if !row.happened() {
        return Some("not-asserted");
    }
    if !row.context.ontology.ucdp(&row.event.r#type) {
        return Some("no-counterpart");
    }
    let toll = row.toll("killed");
    // some words for the dead, or a figure that is not nought
    let dead = toll.is_some_and(|t| t.best.or(t.high).or(t.low).is_none_or(|n| n > 0));
    (!dead).then_some("no-deaths")
}

columns! {
    /// UCDP's columns; conflicts, dyads and cells of its grid are its own research and are not imitated.
    UCDP(EventCell):
    "id" Text "The event's id; ours, not a number." <- "event.id" => |r| (&r.event.id).into();
    "relid" Text "Empty: UCDP's own." <- "" => |_| Cell::Empty;
    "year" Integer "The year that it began in."
        <- "event.time.start" => |r| r.start().map(|d| d.year()).into();
    "active_year" Integer "Empty: whether a conflict was active is a matter of the whole year."
        <- "" => |_| Cell::Empty;
    "code_status" Text "Empty: UCDP's own." <- "" => |_| Cell::Empty;
    "type_of_violence" Integer
        "1 state-based, 2 non-state, 3 one-sided, by what both sides are; empty where one of them is \
         unknown."
        <- "event.parties.country, sector" => |r| violence(r).into();
    "conflict_name" Text "Empty: UCDP's own." <- "" => |_| Cell::Empty;
    "dyad_name" Text "Empty: UCDP's own." <- "" => |_| Cell::Empty;
    "side_a" Text "The actors: English name, else Arabic, else the words of the text."
        <- "event.parties" => |r| joined(&once(r.parties(true).map(name))).into();
    "side_b" Text "The recipients."
        <- "event.parties" => |r| joined(&once(r.parties(false).map(name))).into();
    "number_of_sources" Integer "Documents that tell it." <- "event.reports" => |r| r.event.reports.into();
    "source_article" Text "Outlet, date and title of each document, joined by semicolons."
        <- "document" => |r| Some(articles(r)).filter(|a| !a.is_empty()).into();
    "source_office" Text "The outlets." <- "document.outlet" => |r| joined(&r.outlets()).into();
    "source_date" Text "The days of publication."
        <- "document.published"
        => |r| joined(&once(r.documents.iter().filter_map(|d| d.published?.get(..10)))).into();
    "source_headline" Text "The titles."
        <- "document.title" => |r| joined(&once(r.documents.iter().filter_map(|d| d.title))).into();
    "source_original" Text "Who said it: the source nearest to the event in each report."
        <- "event.tellings.by" => |r| joined(&r.origins()).into();
    "where_prec" Integer
        "1 a point or town, 3 a district, 4 a province, 5 a region, 6 a country, 7 a sea; 2 (near a place) \
         can't be told, empty for a vague place."
        <- "event.place.precision"
        => |r| r.place().and_then(|p| r.context.ontology.place(&p.precision).ucdp).into();
    "where_coordinates" Text "The place's English name, else its Arabic."
        <- "event.place" => |r| r.place().and_then(|p| p.name_en.as_ref().or(p.name_ar.as_ref())).into();
    "where_description" Text "The place's Arabic name."
        <- "event.place.name_ar" => |r| r.place().and_then(|p| p.name_ar.as_ref()).into();
    "adm_1" Text "The first division."
        <- "event.place.admin1" => |r| r.place().and_then(|p| p.admin1.as_ref()).into();
    "adm_2" Text "Empty: records have no second division." <- "" => |_| Cell::Empty;
    "latitude" Number "Degrees north; for an area a point inside."
        <- "event.place.lat" => |r| r.point().map(|(_, lat)| lat).into();
    "longitude" Number "Degrees east." <- "event.place.lon" => |r| r.point().map(|(lon, _)| lon).into();
    "geom_wkt" Text "The same as well-known text."
        <- "event.place.lat, lon" => |r| r.point().map(|(lon, lat)| format!("POINT ({lon} {lat})")).into();
    "priogrid_gid" Integer "Empty: a cell of another grid." <- "" => |_| Cell::Empty;
    "country" Text "The country's English name."
        <- "event.place.country" => |r| country(r).map(|c| c.name_en).into();
    "country_id" Integer "The country's number by Gleditsch and Ward, where it means this state alone."
        <- "event.place.country" => |r| country(r).and_then(|c| c.gw).into();
    "region" Text "UCDP's region."
        <- "event.place.country" => |r| country(r).map(|c| c.ucdp_region).filter(|x| !x.is_empty()).into();
    "event_clarity" Integer "Empty: whether a report is of one event or of several, UCDP's coders judge."
        <- "" => |_| Cell::Empty;
    "date_prec" Integer "1 the day, 2 two to six days, 3 the week, 4 the month, 5 up to a year."
        <- "event.time" => |r| precision(r).into();
    "date_start" Date "The first day it may have been." <- "event.time.start" => |r| r.start().into();
    "date_end" Date "The last day it may have been." <- "event.time.end" => |r| r.end().into();
    "deaths_a" Integer "Dead of side A, where the claim that best comes from says so."
        <- "claim.actors.count" => |r| deaths(r).map(|d| d.a).into();
    "deaths_b" Integer "Dead of side B, likewise."
        <- "claim.actors.count" => |r| deaths(r).map(|d| d.b).into();
    "deaths_civilians" Integer "Dead civilians, likewise."
        <- "claim.actors.count" => |r| deaths(r).map(|d| d.people).into();
    "deaths_unknown" Integer "The rest of best; all of it where no claim says who they were."
        <- "event.toll.best" => |r| unknown(r).into();
    "best" Integer "The ledger's best figure, where a report that counts gives it; empty where it rests on words."
        <- "event.toll.best" => |r| r.figure("killed").into();
    "high" Integer "The most; empty where there is no upper bound."
        <- "event.toll.high" => |r| r.toll("killed").and_then(|t| t.high).into();
    "low" Integer "The least." <- "event.toll.low" => |r| r.toll("killed").and_then(|t| t.low).into();
}

fn violence(row: &EventRow<'_>) -> Option<i16> {
    row.context.ontology.violence(row.what(true)?, row.what(false)?)
}

fn articles(row: &EventRow<'_>) -> String {
    let article = |parts: [Option<&str>; 3]| parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let documents = row.documents.iter();
    let all = documents.map(|d| article([d.outlet, d.published.and_then(|p| p.get(..10)), d.title]));
    all.filter(|a| !a.is_empty()).collect::<Vec<_>>().join("; ")
}

/// The precision by its name; a day that is an interval of several is two to six days.
fn precision(row: &EventRow<'_>) -> Option<i16> {
    let told = row
        .context
        .ontology
        .time(&row.event.time.as_ref()?.precision)
        .ucdp?;
    let days = row.end()?.duration_since(row.start()?).as_hours() / 24 + 1;
    Some(match (told, days) {
        (1, 2..=6) => 2,
        (1, 7..) => 3,
        _ => told,
    })
}

/// The dead by side.
#[derive(Default)]
struct Deaths {
    a: u64,
    b: u64,
    people: u64,
}

/// The dead by side, as the claim behind the best figure has them; nothing where it names nobody, or more than
/// there are.
fn deaths(row: &EventRow<'_>) -> Option<Deaths> {
    let best = row.figure("killed")?;
    let line = row.current("killed").rev().find(|l| l.value == Some(best))?;
    let claim: &Claim<'_> = row.claims.iter().find(|c| c.id == line.claim)?;
    let mut deaths = Deaths::default();
    let mut told = false;
    for actor in &claim.actors {
        let Some(dead) = dead(actor) else { continue };
        let acts = actor.role == "actor";
        let party = row
            .context
            .ontology
            .party(acts, actor.country.as_deref(), actor.sector.as_deref());
        match party {
            Some(What::People | What::Protesters | What::Rioters) => deaths.people += dead,
            Some(_) if acts => deaths.a += dead,
            Some(_) => deaths.b += dead,
            None => continue,
        }
        told = true;
    }
    let sum = deaths.a + deaths.b + deaths.people;
    (told && sum <= best).then_some(deaths)
}

fn dead(actor: &Actor<'_>) -> Option<u64> {
    let count = actor.count.as_ref()?;
    (count.outcome == "killed" && count.bound == "exact").then_some(count.value)?
}

fn unknown(row: &EventRow<'_>) -> Option<u64> {
    let best = row.figure("killed")?;
    Some(deaths(row).map_or(best, |d| best.saturating_sub(d.a + d.b + d.people)))
}
