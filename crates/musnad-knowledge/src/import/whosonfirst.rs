//! Who's On First: features in GeoJSON, one in a file or a collection of them
//! (<https://whosonfirst.org/docs/properties/>).

use super::{Import, PLACES, aliases, alpha3, arabic, cell};
use crate::table::Problem;
use serde_json::Value;
use std::fmt::Write as _;

pub(super) fn import(file: &str, bytes: &[u8], problems: &mut Vec<Problem>) -> Import {
    let mut out = Import {
        table: PLACES.to_owned(),
        ..Import::default()
    };
    let whole: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(e) => {
            problems.push(Problem {
                file: file.to_owned(),
                line: e.line().max(1),
                column: e.column().max(1),
                why: e.to_string(),
            });
            return out;
        }
    };
    let features = match whole.get("features").and_then(Value::as_array) {
        Some(list) => list.iter().collect(),
        None => vec![&whole],
    };
    for (n, feature) in features.into_iter().enumerate() {
        match record(&feature["properties"]) {
            Ok(Some(row)) => {
                out.table.push_str(&row);
                out.records += 1;
            }
            Ok(None) => out.left_out += 1,
            Err(why) => problems.push(Problem {
                file: file.to_owned(),
                line: 1,
                column: 1,
                why: format!("feature {}: {why}", n + 1),
            }),
        }
    }
    out
}

/// The row that a feature's properties give; none where it has no Arabic name, or stands no more.
fn record(p: &Value) -> Result<Option<String>, String> {
    let id = p["wof:id"].as_u64().ok_or("no wof:id")?;
    let text = |key: &str| p[key].as_str().unwrap_or_default();
    let gone =
        p["mz:is_current"].as_i64() == Some(0) || !matches!(text("edtf:deprecated"), "" | "u" | "uuuu");
    let country = text("wof:country");
    let listed = |key: &str| p[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut names: Vec<String> = Vec::new();
    for name in listed("name:ara_x_preferred").chain(listed("name:ara_x_variant")) {
        if let Some(name) = arabic(name, country).filter(|n| !names.contains(n)) {
            names.push(name);
        }
    }
    let population = p["wof:population"]
        .as_u64()
        .or(p["gn:population"].as_u64())
        .unwrap_or(0);
    let Some(kind) = kind(text("wof:placetype"), population).filter(|_| !names.is_empty() && !gone) else {
        return Ok(None);
    };
    let degrees = |keys: [&str; 2], most: f64| {
        let value = keys
            .iter()
            .find_map(|k| p[*k].as_f64())
            .filter(|v| v.abs() <= most);
        value.ok_or_else(|| format!("no {}", keys[1]))
    };
    let lat = degrees(["lbl:latitude", "geom:latitude"], 90.0)?;
    let lon = degrees(["lbl:longitude", "geom:longitude"], 180.0)?;
    let people = if population == 0 {
        String::new()
    } else {
        population.min(u64::from(u32::MAX)).to_string()
    };
    let mut row = String::new();
    let _ = writeln!(
        row,
        "wof-{id}\t{}\t{}\t{}\t{kind}\t{}\t\t{lat}\t{lon}\t{people}",
        names[0],
        cell(text("wof:name")),
        aliases(&names[1..]),
        alpha3(country).unwrap_or(""),
    );
    Ok(Some(row))
}

/// Our kind for a placetype of theirs.
fn kind(placetype: &str, population: u64) -> Option<&'static str> {
    Some(match placetype {
        "locality" => match population {
            100_000.. => "city",
            5_000.. | 0 => "town",
            _ => "village",
        },
        "borough" | "macrohood" | "neighbourhood" | "microhood" => "quarter",
        "localadmin" | "county" | "macrocounty" => "district",
        "region" => "governorate",
        "macroregion" | "marketarea" => "region",
        "marinearea" | "ocean" => "sea",
        "campus" | "venue" => "site",
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_feature_makes_a_row() {
        let json = r#"{"type":"Feature","properties":{"wof:id":5,"wof:name":"Test Quarter","wof:placetype":"neighbourhood",
            "wof:country":"SY","name:ara_x_preferred":["حي التجربة"],"name:ara_x_variant":["التجربة"],
            "lbl:latitude":36.2,"lbl:longitude":37.1}}"#;
        let mut problems = Vec::new();
        let out = import("x.geojson", json.as_bytes(), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!((out.records, out.left_out), (1, 0));
        assert!(
            out.table
                .ends_with("wof-5\tحي التجربة\tTest Quarter\tالتجربة\tquarter\tSYR\t\t36.2\t37.1\t\n")
        );
    }

    #[test]
    fn broken_json_is_told_by_line() {
        let mut problems = Vec::new();
        import("x.geojson", b"{\n\"type\": ,\n}", &mut problems);
        assert_eq!((problems.len(), problems[0].line), (1, 2));
    }
}
