//! Events as features of GeoJSON: a point only where the place is one.

use crate::Error;
use crate::cell::{Cell, Head, Kind, object};
use crate::event::EventRow;
use crate::events::EVENTS;
use crate::json::Array;
use serde_json::{Value, json};
use std::io::Write;

/// Columns of the table that are said otherwise: the point by the geometry.
const ELSEWHERE: &[&str] = &["id", "lat", "lon", "place_precision"];

const PRECISION: Head = Head {
    name: "precision",
    kind: Kind::Text,
    means: "How exact the place is; a district and what is coarser has no geometry.",
    from: "event.place.precision",
};

const UNCERTAINTY: Head = Head {
    name: "uncertainty_km",
    kind: Kind::Integer,
    means: "How far the point may be from the place, where the registry says how exact its points are; else null.",
    from: "event.place.precision",
};

/// The properties of a feature.
pub(crate) fn heads() -> Vec<Head> {
    let columns = EVENTS.iter().map(|c| c.head);
    let properties = columns.filter(|h| !ELSEWHERE.contains(&h.name));
    properties.chain([PRECISION, UNCERTAINTY]).collect()
}

pub(crate) fn begin<W: Write>(out: W) -> Result<Array<W>, Error> {
    Array::begin(out, "{\"type\":\"FeatureCollection\",\"features\":[", "]}\n")
}

/// An event as a feature.
pub(crate) fn feature(row: &EventRow<'_>) -> Value {
    let columns = EVENTS.iter().filter(|c| !ELSEWHERE.contains(&c.head.name));
    let mut properties = object(columns.map(|c| (c.head.name, (c.cell)(row))), true);
    let precision = row.place().map(|p| row.context.ontology.place(&p.precision));
    let point = row.point().filter(|_| precision.is_some_and(|p| p.pin));
    let uncertainty = precision
        .and_then(|p| p.uncertainty_km)
        .filter(|_| point.is_some());
    let named = row.place().map(|p| &p.precision);
    properties.insert(PRECISION.name.to_owned(), Cell::from(named).json());
    properties.insert(UNCERTAINTY.name.to_owned(), Cell::from(uncertainty).json());
    json!({
        "type": "Feature",
        "id": row.event.id,
        "geometry": point.map(|(lon, lat)| json!({"type": "Point", "coordinates": [lon, lat]})),
        "properties": properties,
    })
}
