//! Events in ACLED's shape: its columns by its names, then ours. What the public codebook asks for and a record
//! can't tell stays empty.

use crate::cell::{Cell, columns};
use crate::event::{EventRow, Language, joined, name, once};
use crate::events::EventCell;
use crate::export::Fatalities;
use crate::ontology::{Acled, Country, What};
use musnad_record::event::Party;

/// Why ACLED has no place for an event, if it has none.
pub(crate) fn left_out(row: &EventRow<'_>) -> Option<&'static str> {
    if !row.happened() {
        return Some("not-asserted");
    }
    let told = row
        .context
        .ontology
        .acled(&row.event.r#type, row.event.mode.as_deref(), None);
    told.is_err().then_some("no-counterpart")
}

columns! {
    /// ACLED's columns in their order, then our own.
    ACLED(EventCell):
    "event_id_cnty" Text "The event's id; ours, not a country's code and a number."
        <- "event.id" => |r| (&r.event.id).into();
    "event_date" Date
        "The day it began, or the first day of its week or month; empty where the time is coarser or \
         unknown."
        <- "event.time.start" => |r| precision(r).and(r.start()).into();
    "year" Integer "The year, if it began and ended in one." <- "event.time" => |r| year(r).into();
    "time_precision" Integer "1 the day, 2 the week, 3 the month."
        <- "event.time.precision" => |r| precision(r).into();
    "disorder_type" Text "By type and mode, data/ontology.toml."
        <- "event.type, mode" => |r| names(r).map(|a| some(&a.disorder_type)).into();
    "event_type" Text
        "By type and mode; an assault without a means of its own is Battles against the armed, Violence \
         against civilians against others, and empty where nobody knows against whom."
        <- "event.type, mode, parties" => |r| names(r).map(|a| some(&a.event_type)).into();
    "sub_event_type" Text "As event_type; empty where modes of ours are two of ACLED's."
        <- "event.type, mode, parties" => |r| names(r).map(|a| some(&a.sub_event_type)).into();
    "actor1" Text
        "The first actor: the registry's English name, else its Arabic, else the words of the text."
        <- "event.parties" => |r| r.parties(true).next().map(name).into();
    "assoc_actor_1" Text "The other actors." <- "event.parties" => |r| others(r, true).into();
    "inter1" Integer
        "What actor1 is: 1 state forces, 2 rebels, 3 political militia, 5 rioters, 6 protesters, 7 \
         civilians, 8 external forces. 4, identity militia, can't be told."
        <- "event.parties.country, sector" => |r| inter(r, true).into();
    "actor2" Text "The first recipient." <- "event.parties" => |r| r.parties(false).next().map(name).into();
    "assoc_actor_2" Text "The other recipients." <- "event.parties" => |r| others(r, false).into();
    "inter2" Integer "What actor2 is." <- "event.parties.country, sector" => |r| inter(r, false).into();
    "interaction" Integer
        "Both numbers, the smaller first; with nobody against them, a 0 behind; empty where one of them is."
        <- "event.parties" => |r| interaction(r).into();
    "civilian_targeting" Text "Civilian targeting, where political violence is done to civilians."
        <- "event.parties" => |r| targeting(r).into();
    "iso" Integer "The country's number in ISO 3166-1."
        <- "event.place.country" => |r| country(r).and_then(|c| c.numeric).into();
    "region" Text "ACLED's region."
        <- "event.place.country" => |r| country(r).map(|c| some(c.acled_region)).into();
    "country" Text "The country's English name."
        <- "event.place.country" => |r| country(r).map(|c| c.name_en).into();
    "admin1" Text "The first division."
        <- "event.place.admin1" => |r| r.place().and_then(|p| p.admin1.as_ref()).into();
    "admin2" Text "Empty: records have no second division." <- "" => |_| Cell::Empty;
    "admin3" Text "Empty: records have no third division." <- "" => |_| Cell::Empty;
    "location" Text "The place's English name, else its Arabic."
        <- "event.place" => |r| r.place().and_then(|p| p.name_en.as_ref().or(p.name_ar.as_ref())).into();
    "latitude" Number "Degrees north; empty where geo_precision is. With 2 and 3 a point inside the area."
        <- "event.place.lat" => |r| where_(r).and(r.point()).map(|(_, lat)| lat).into();
    "longitude" Number "Degrees east."
        <- "event.place.lon" => |r| where_(r).and(r.point()).map(|(lon, _)| lon).into();
    "geo_precision" Integer
        "1 a point or town, 2 a district, 3 a province or region; empty for a country, a sea, a vague \
         place."
        <- "event.place.precision" => |r| where_(r).into();
    "source" Text "The outlets." <- "document.outlet" => |r| joined(&r.outlets()).into();
    "source_scale" Text "Empty: records don't tell how far an outlet reaches." <- "" => |_| Cell::Empty;
    "notes" Text "The sentence of the first report." <- "claim.sentence.quote" => |r| r.sentence().into();
    "fatalities" Integer "The dead, by the policy that was chosen: see above."
        <- "event.toll" => |r| fatalities(r).into();
    "tags" Text "grade=… and, where claims disagree, disputed=…"
        <- "event.grade, disputed" => |r| tags(r).into();
    "timestamp" Integer "When the export was made, seconds since 1970."
        <- "option now" => |r| Cell::Integer(r.context.options.now.as_second());
    "fatalities_low" Integer "The least that the latest figures of independent sources allow."
        <- "event.toll.low" => |r| r.toll("killed").and_then(|t| t.low).into();
    "fatalities_high" Integer "The most; empty where there is no upper bound."
        <- "event.toll.high" => |r| r.toll("killed").and_then(|t| t.high).into();
    "toll_words" Text "The words of the figures that count."
        <- "event.toll.lines.words" => |r| joined(&r.toll_words("killed")).into();
    "attribution" Text
        "The chains of sources, the first report's first; in a chain nearest to the event first."
        <- "claim.attribution"
        => |r| Some(r.chains(Language::Arabic).join("; ")).filter(|c| !c.is_empty()).into();
    "first_report_url" Text "The address of the first report."
        <- "document.url" => |r| r.first_document().and_then(|d| d.url).into();
    "n_reports" Integer "Documents that tell it." <- "event.reports" => |r| r.event.reports.into();
    "n_independent" Integer "Independent sources that say it."
        <- "event.independent" => |r| r.event.independent.into();
    "story_id" Text "The story it belongs to." <- "event.story" => |r| r.event.story.as_ref().into();
    "record_url" Text "The event's page; empty without an address of the archive."
        <- "option base" => |r| r.address().into();
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn names<'a>(row: &'a EventRow<'_>) -> Option<&'a Acled> {
    let (kind, mode) = (&row.event.r#type, row.event.mode.as_deref());
    row.context.ontology.acled(kind, mode, row.what(false)).ok()
}

fn precision(row: &EventRow<'_>) -> Option<i16> {
    row.context
        .ontology
        .time(&row.event.time.as_ref()?.precision)
        .acled
}

fn where_(row: &EventRow<'_>) -> Option<i16> {
    row.context.ontology.place(&row.place()?.precision).acled
}

fn year(row: &EventRow<'_>) -> Option<i16> {
    let start = row.start()?.year();
    let ended = row.end().is_some_and(|end| end.year() == start);
    (ended || precision(row).is_some()).then_some(start)
}

pub(crate) fn country(row: &EventRow<'_>) -> Option<Country> {
    row.context.ontology.country(row.place()?.country.as_deref()?)
}

fn others(row: &EventRow<'_>, acts: bool) -> Option<std::borrow::Cow<'static, str>> {
    joined(&once(row.parties(acts).skip(1).map(name)))
}

fn inter(row: &EventRow<'_>, acts: bool) -> Option<i16> {
    let party = row.parties(acts).next()?;
    row.context.ontology.inter(actor_kind(row, party, acts)?)
}

/// What a party is to ACLED: the crowd of a protest by what it does, a state's force by where it is.
fn actor_kind(row: &EventRow<'_>, party: &Party, acts: bool) -> Option<What> {
    if acts && row.event.r#type == "PROTEST" {
        let riot = row.event.mode.as_deref() == Some("riot");
        return Some(if riot { What::Rioters } else { What::Protesters });
    }
    let (of, sector) = (party.country.as_deref(), party.sector.as_deref());
    match row.context.ontology.party(acts, of, sector)? {
        What::State => {
            // «the police» with no country named are those of the place
            let Some(of) = of else { return Some(What::State) };
            let at = row.place()?.country.as_deref()?;
            Some(if of == at { What::State } else { What::External })
        }
        other => Some(other),
    }
}

fn interaction(row: &EventRow<'_>) -> Option<i16> {
    let first = inter(row, true);
    if row.parties(false).next().is_none() {
        return first.map(|n| n * 10);
    }
    let (a, b) = (first?, inter(row, false)?);
    Some(a.min(b) * 10 + a.max(b))
}

fn targeting(row: &EventRow<'_>) -> Option<&'static str> {
    let violence = names(row)?.disorder_type == "Political violence";
    (violence && row.what(false) == Some(What::People)).then_some("Civilian targeting")
}

fn fatalities(row: &EventRow<'_>) -> Option<u64> {
    match row.context.options.fatalities {
        Fatalities::None => row.figure("killed"),
        Fatalities::Acled => row.toll("killed").map_or(Some(0), |t| t.low),
    }
}

fn tags(row: &EventRow<'_>) -> Option<String> {
    let grade = some(&row.event.grade).map(|g| format!("grade={g}"));
    let disputed = row.event.disputed.iter().map(|d| format!("disputed={d}"));
    let all: Vec<String> = grade.into_iter().chain(disputed).collect();
    (!all.is_empty()).then(|| all.join("; "))
}
