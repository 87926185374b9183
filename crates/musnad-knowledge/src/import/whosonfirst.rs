//! Who's On First: features in GeoJSON, one in a file or a collection of them
//! (<https://whosonfirst.org/docs/properties/>).

use super::{Gazetted, Importer, aliases, alpha3, arabic, cell, people};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The parts of an object as they stand in the file, so that it is known where.
type Parts<'a> = HashMap<String, &'a RawValue>;

/// What features gave; divisions are named when all were read, since a region may come after its towns.
#[derive(Default)]
pub(super) struct Features {
    /// Rows before and behind the division, with the number of the region.
    rows: Vec<(String, u64, String)>,
    /// Regions by number.
    regions: HashMap<u64, String>,
}

impl Features {
    /// The rows, each with the name of its division.
    pub(super) fn rows(&self) -> String {
        let name = |n: &u64| self.regions.get(n).map_or("", String::as_str);
        let row =
            |(before, region, behind): &(String, u64, String)| format!("{before}{}{behind}", name(region));
        self.rows.iter().map(row).collect()
    }
}

impl Importer<'_> {
    pub(super) fn whosonfirst(&mut self, file: &str, bytes: &[u8]) {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let whole: Parts<'_> = match serde_json::from_slice(bytes) {
            Ok(whole) => whole,
            Err(e) => {
                let line = bytes.split(|b| *b == b'\n').nth(e.line().saturating_sub(1));
                let before = line.map_or(0, |l| {
                    let end = e.column().saturating_sub(1).min(l.len());
                    String::from_utf8_lossy(&l[..end]).chars().count()
                });
                let why = e.to_string();
                let why = why.split(" at line ").next().unwrap_or_default();
                return self.problem(file, e.line().max(1), before + 1, why);
            }
        };
        let features: Vec<Parts<'_>> = match whole.get("features") {
            None => vec![whole],
            Some(list) => match serde_json::from_str(list.get()) {
                Ok(features) => features,
                Err(_) => return self.wrong(file, bytes, list.get(), "no list of features"),
            },
        };
        for feature in &features {
            let Some(raw) = feature.get("properties") else {
                let anything = feature.values().next().map_or("", |v| v.get());
                self.wrong(file, bytes, anything, "a feature without properties");
                continue;
            };
            let properties: Value = serde_json::from_str(raw.get()).unwrap_or_default();
            match self.feature(&properties) {
                Ok(true) => self.out.records += 1,
                Ok(false) => self.out.left_out += 1,
                Err((key, why)) => {
                    let quoted = format!("\"{key}\"");
                    let at = raw.get().find(&quoted).unwrap_or(0);
                    self.wrong(file, bytes, &raw.get()[at..], &why);
                }
            }
        }
    }

    /// What is wrong at `part`, which lies in `bytes`.
    fn wrong(&mut self, file: &str, bytes: &[u8], part: &str, why: &str) {
        let at = (part.as_ptr() as usize).saturating_sub(bytes.as_ptr() as usize);
        let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.problem(file, line, column, why);
    }

    /// Takes the row that a feature's properties give; not where it has no Arabic name, or stands no more. Else the
    /// property that is wrong, and why.
    fn feature(&mut self, p: &Value) -> Result<bool, (&'static str, String)> {
        let text = |key: &str| p[key].as_str().unwrap_or_default();
        let id = p["wof:id"]
            .as_u64()
            .ok_or(("wof:id", "a feature without a number in wof:id".to_owned()))?;
        let country = text("wof:country");
        let placetype = text("wof:placetype");
        let listed = |key: &str| p[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        if placetype == "region" {
            self.features.regions.insert(id, cell(text("wof:name")));
        }
        let mut names: Vec<String> = Vec::new();
        for name in listed("name:ara_x_preferred").chain(listed("name:ara_x_variant")) {
            if let Some(name) = arabic(name, country).filter(|n| !names.contains(n)) {
                names.push(name);
            }
        }
        let number = |key: &str| p[key].as_f64().filter(|n| *n >= 1.0).map(|n| n as u64);
        let population = number("wof:population").or(number("gn:population")).unwrap_or(0);
        let Some(kind) = kind(placetype, population).filter(|_| !names.is_empty() && !is_gone(p)) else {
            return Ok(false);
        };
        let degrees = |keys: [&'static str; 2], most: f64| {
            let key = if p[keys[0]].is_null() { keys[1] } else { keys[0] };
            let value = p[key].as_f64().filter(|v| v.abs() <= most);
            value.ok_or_else(|| (key, format!("a place without coordinates: no degrees in {key}")))
        };
        let lat = degrees(["lbl:latitude", "geom:latitude"], 90.0)?;
        let lon = degrees(["lbl:longitude", "geom:longitude"], 180.0)?;
        if !self.is_new("wof", id) {
            return Err(("wof:id", format!("the id \"wof-{id}\" stands twice")));
        }
        let about = Gazetted {
            id: &format!("wof-{id}"),
            point: (lat, lon),
            alpha2: country,
            population,
        };
        let names = self.own_names(&about, names);
        if names.is_empty() {
            return Ok(false);
        }
        let mut before = format!(
            "wof-{id}\t{}\t{}\t{}\t{kind}\t",
            names[0],
            cell(text("wof:name")),
            aliases(&names[1..])
        );
        let _ = write!(before, "{}\t", alpha3(country).unwrap_or(""));
        let region = if placetype == "region" { 0 } else { region(p) };
        let behind = format!("\t{lat}\t{lon}\t{}\n", people(population));
        self.features.rows.push((before, region, behind));
        Ok(true)
    }
}

/// The number of the region that a place lies in; 0 where none is said.
fn region(p: &Value) -> u64 {
    let ways = p["wof:hierarchy"].as_array().into_iter().flatten();
    let mut regions = ways.filter_map(|way| way["region_id"].as_u64());
    regions.next().unwrap_or(0)
}

/// Whether a place stands no more, or is written up under another number.
fn is_gone(p: &Value) -> bool {
    let dated = |key: &str| {
        let date = p[key].as_str().unwrap_or_default();
        !matches!(date, "" | "u" | "uuuu" | ".." | "open")
    };
    let superseded = p["wof:superseded_by"].as_array().is_some_and(|a| !a.is_empty());
    p["mz:is_current"].as_i64() == Some(0)
        || dated("edtf:deprecated")
        || dated("edtf:cessation")
        || superseded
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
    use super::super::{Beside, Import, Knowledge};
    use super::*;
    use crate::table::Problem;

    fn import(json: &[u8]) -> Result<Import, Vec<Problem>> {
        let k = Knowledge::builtin().unwrap();
        let mut importer = Importer::new(Beside::default(), &k);
        importer.whosonfirst("x.geojson", json);
        importer.finish()
    }

    #[test]
    fn a_feature_makes_a_row_with_the_name_of_its_region() {
        let json = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"wof:id":5,"wof:name":"Test Quarter","wof:placetype":"neighbourhood",
            "wof:country":"SY","name:ara_x_preferred":["حي التجربة"],"name:ara_x_variant":["التجربة"],
            "wof:hierarchy":[{"region_id":9}],"edtf:cessation":"uuuu","lbl:latitude":36.2,"lbl:longitude":37.1}},
            {"type":"Feature","geometry":{"type":"Point"},"properties":{"wof:id":9,"wof:name":"Test Region",
            "wof:placetype":"region","wof:country":"SY"}},
            {"type":"Feature","properties":{"wof:id":6,"wof:placetype":"locality","name:ara_x_preferred":["تل"],
            "wof:superseded_by":[7]}}]}"#;
        let out = import(json.as_bytes()).unwrap();
        assert_eq!((out.records, out.left_out), (1, 2));
        let row = "wof-5\tحي التجربة\tTest Quarter\tالتجربة\tquarter\tSYR\tTest Region\t36.2\t37.1\t";
        assert_eq!(out.tables[0].1.lines().nth(1), Some(row));
    }

    #[test]
    fn faults_are_told_by_line_and_column() {
        let place = |of: &[u8]| -> Vec<String> {
            let all = import(of).unwrap_err();
            all.iter().map(|p| p.to_string()).collect()
        };
        assert!(place(b"{\n\"type\": ,\n}")[0].starts_with("x.geojson:2:9: "));
        assert!(place("{\n\"é\": \"\\x\"}".as_bytes())[0].starts_with("x.geojson:2:8: "));
        let named = "\"wof:placetype\":\"locality\",\"name:ara_x_preferred\":[\"تل\"]";
        let feature = format!("{{\n \"properties\": {{\"wof:id\":1,{named}}}}}");
        assert!(place(feature.as_bytes())[0].starts_with("x.geojson:2:16: a place without coordinates"));
        let feature = format!("{{\n \"properties\": {{{named},\"wof:id\":1,\n\"lbl:latitude\":91}}}}");
        assert!(place(feature.as_bytes())[0].starts_with("x.geojson:3:1: a place without coordinates"));
        assert!(place(b"{\"a\":1}")[0].contains("without properties"));
        assert!(place(b"{\"properties\":{}}")[0].starts_with("x.geojson:1:15: "));
        assert!(place(b"{\"features\":7}")[0].starts_with("x.geojson:1:13: "));
    }
}
