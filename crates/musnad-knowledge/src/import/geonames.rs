//! Dumps of GeoNames (<https://download.geonames.org/export/dump/readme.txt>): a place a line, 19 columns.

use super::{Divisions, Import, PLACES, aliases, alpha3, arabic, cell};
use crate::table::Problem;
use std::fmt::Write as _;

const COLUMNS: usize = 19;

pub(super) fn import(
    file: &str,
    bytes: &[u8],
    divisions: &Divisions,
    problems: &mut Vec<Problem>,
    tick: &mut dyn FnMut(u64),
) -> Import {
    let mut out = Import {
        table: PLACES.to_owned(),
        ..Import::default()
    };
    let mut done = 0u64;
    for (n, line) in bytes.split(|b| *b == b'\n').enumerate() {
        done += line.len() as u64 + 1;
        if n % 4096 == 0 {
            tick(done);
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        match record(line, divisions) {
            Ok(Some(row)) => {
                out.table.push_str(&row);
                out.records += 1;
            }
            Ok(None) => out.left_out += 1,
            Err((column, why)) => problems.push(Problem {
                file: file.to_owned(),
                line: n + 1,
                column,
                why,
            }),
        }
    }
    out
}

/// The row of ours that a line gives; none where it has no Arabic name. Else the column and what is wrong there.
fn record(line: &[u8], divisions: &Divisions) -> Result<Option<String>, (usize, String)> {
    let text = std::str::from_utf8(line).map_err(|e| {
        let before = String::from_utf8_lossy(&line[..e.valid_up_to()]);
        (before.chars().count() + 1, "the bytes are no UTF-8".to_owned())
    })?;
    let cells: Vec<&str> = text.split('\t').collect();
    let column = |n: usize| cells.iter().take(n).map(|c| c.chars().count() + 1).sum::<usize>() + 1;
    if cells.len() != COLUMNS {
        return Err((1, format!("{} columns, GeoNames has {COLUMNS}", cells.len())));
    }
    let id: u64 = cells[0]
        .parse()
        .map_err(|_| (1, format!("{:?} is no number of GeoNames", cells[0])))?;
    let degrees = |n: usize, most: f64| {
        let value = cells[n].parse::<f64>().ok().filter(|v| v.abs() <= most);
        value.ok_or_else(|| (column(n), format!("{:?} is no coordinate", cells[n])))
    };
    let (lat, lon) = (degrees(4, 90.0)?, degrees(5, 180.0)?);
    let population: u64 = match cells[14] {
        "" => 0,
        p => p
            .parse()
            .map_err(|_| (column(14), format!("{p:?} is no population")))?,
    };
    let country = cells[8];
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(cells[1])
        .chain(cells[3].split(','))
        .filter_map(|n| arabic(n, country))
    {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let Some(kind) = kind(cells[6], cells[7], population).filter(|_| !names.is_empty()) else {
        return Ok(None);
    };
    let mut row = format!(
        "gn-{id}\t{}\t{}\t{}\t{kind}\t",
        names[0],
        cell(cells[1]),
        aliases(&names[1..])
    );
    let people = if population == 0 {
        String::new()
    } else {
        population.min(u64::from(u32::MAX)).to_string()
    };
    let _ = writeln!(
        row,
        "{}\t{}\t{lat}\t{lon}\t{people}",
        alpha3(country).unwrap_or(""),
        cell(divisions.name(country, cells[10])),
    );
    Ok(Some(row))
}

/// Our kind for a class and code of GeoNames; none for what news does not name as a place of an event.
fn kind(class: &str, code: &str, population: u64) -> Option<&'static str> {
    Some(match (class, code) {
        ("P", "PPLX") => "quarter",
        ("P", "PPLC" | "PPLA") => "city",
        ("P", "PPLH" | "PPLQ" | "PPLW") => return None,
        ("P", _) => match population {
            100_000.. => "city",
            5_000.. | 0 => "town",
            _ => "village",
        },
        ("A", "ADM1") => "governorate",
        ("A", code) if code.ends_with('H') => return None,
        ("A", "PCLI" | "PCL" | "PCLD" | "PCLF" | "PCLS" | "PCLIX") => return None,
        ("A", _) => "district",
        ("L", "CMP" | "CMPRF") => "camp",
        ("L", "MILB") | ("S", "INSM" | "FT") => "base",
        ("L", _) => "region",
        ("H", "STM" | "STMS" | "STMI") => "river",
        ("H", "WAD" | "WADS") => "valley",
        ("H", "LK" | "LKS" | "RSV" | "LGN") => "lake",
        ("H", "STRT" | "CHN") => "strait",
        ("H", "SEA" | "GULF" | "BAY" | "OCN") => "sea",
        ("T", "ISL" | "ISLS" | "ISLET") => "island",
        ("T", "DSRT") => "desert",
        ("T", "VAL" | "VALS") => "valley",
        ("T", "PLN" | "PLAT" | "PEN" | "UPLD") => "region",
        ("T", "MT" | "MTS" | "HLL" | "HLLS" | "PK" | "RDGE") => "mountain",
        ("S", "AIRP" | "AIRF" | "AIRH") => "airport",
        ("S", "AIRB") => "base",
        ("S", "DAM") => "dam",
        ("S", "PRN") => "prison",
        ("S", "PS" | "HSP" | "HSPC" | "SQR" | "BDG" | "MSQE" | "CH" | "OILR" | "UNIV") => "site",
        ("S", "BDPT" | "PSTB") => "crossing",
        ("S", "PRT") => "port",
        ("R", "ST" | "RDJCT") => "street",
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn line(cells: &[(usize, &str)]) -> Vec<u8> {
        let mut all = [""; COLUMNS];
        for (n, text) in cells {
            all[*n] = text;
        }
        all.join("\t").into_bytes()
    }

    #[test]
    fn an_arabic_name_makes_a_row() {
        let line = line(&[
            (0, "77"),
            (1, "Tell Test"),
            (3, "Tall,تل التجربة,تل تجربه,تپه"),
            (4, "36.5"),
            (5, "37.25"),
            (6, "P"),
            (7, "PPL"),
            (8, "SY"),
            (10, "09"),
            (14, "12000"),
        ]);
        let divisions = Divisions::of(b"SY.09\tAleppo\tAleppo\t170062\n");
        let row = record(&line, &divisions).unwrap().unwrap();
        assert_eq!(
            row,
            "gn-77\tتل التجربة\tTell Test\tتل_تجربه\ttown\tSYR\tAleppo\t36.5\t37.25\t12000\n"
        );
    }

    #[test]
    fn faults_have_their_column_and_foreign_names_are_left_out() {
        let good = [
            (0, "7"),
            (1, "X"),
            (3, "شهر"),
            (4, "1"),
            (5, "2"),
            (6, "P"),
            (7, "PPL"),
            (8, "IR"),
        ];
        let with = |n: usize, text: &'static str| {
            let mut cells = good.to_vec();
            cells.push((n, text));
            line(&cells)
        };
        let none = Divisions::default();
        assert!(record(&with(8, "IR"), &none).unwrap().is_some());
        assert!(record(&with(3, "روستای"), &none).unwrap().is_none(), "Persian");
        assert_eq!(record(&with(4, "north"), &none).unwrap_err().0, 10);
        assert!(record(b"1\t2\t3", &none).unwrap_err().1.contains("3 columns"));
    }
}
