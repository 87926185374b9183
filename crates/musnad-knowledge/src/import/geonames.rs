//! Dumps of GeoNames (<https://download.geonames.org/export/dump/readme.txt>): a place a line, 19 columns.

use super::{Beside, Gazetted, Importer, aliases, alpha3, arabic, cell, lines, people, text_of};
use std::fmt::Write as _;
use std::io::{self, BufRead};

const COLUMNS: usize = 19;

impl Importer<'_> {
    pub(super) fn geonames(
        &mut self,
        file: &str,
        stream: &mut dyn BufRead,
        tick: &mut dyn FnMut(u64),
    ) -> io::Result<()> {
        lines(stream, |line, bytes, done| {
            if line % 4096 == 0 {
                tick(done);
            }
            match text_of(bytes).and_then(|text| record(text, &self.beside)) {
                Ok(Some(place)) => self.geonames_place(file, line, place),
                Ok(None) => self.out.left_out += 1,
                Err((column, why)) => self.problem(file, line, column, why),
            }
        })
    }

    fn geonames_place(&mut self, file: &str, line: usize, place: Record) {
        let id = format!("gn-{}", place.number);
        if !self.is_new("gn", place.number) {
            return self.problem(file, line, 1, format!("the id {id:?} stands twice"));
        }
        let about = Gazetted {
            id: &id,
            point: place.point,
            alpha2: &place.alpha2,
            population: place.population,
        };
        let mut names = self.own_names(&about, place.names);
        if let Some(right) = self.judged.name_of(place.number) {
            names = vec![right.to_owned()];
        }
        if names.is_empty() || self.judged.is_dropped(place.number) {
            self.out.left_out += 1;
            return;
        }
        let _ = writeln!(
            self.places,
            "{id}\t{}\t{}\t{}\t{}",
            names[0],
            place.english,
            aliases(&names[1..]),
            place.rest
        );
        self.out.records += 1;
    }
}

/// A place that a line gives.
#[derive(Debug, PartialEq)]
struct Record {
    number: u64,
    english: String,
    /// Its Arabic names, the first of them the one to show.
    names: Vec<String>,
    point: (f64, f64),
    alpha2: String,
    population: u64,
    /// The cells behind the names.
    rest: String,
}

/// The place of a line; none where it has no Arabic name. Else the column and what is wrong there.
fn record(line: &str, beside: &Beside) -> Result<Option<Record>, (usize, String)> {
    let cells: Vec<&str> = line.split('\t').collect();
    let column = |n: usize| cells.iter().take(n).map(|c| c.chars().count() + 1).sum::<usize>() + 1;
    if cells.len() != COLUMNS {
        let end = if cells.len() > COLUMNS {
            column(COLUMNS)
        } else {
            line.chars().count() + 1
        };
        return Err((end, format!("{} columns, GeoNames has {COLUMNS}", cells.len())));
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
    let mut names: Vec<String> = beside.names_of(id).to_vec();
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
    // the plain Latin form is what people type
    let english = if cells[1].is_ascii() || cells[2].is_empty() {
        cells[1]
    } else {
        cells[2]
    };
    Ok(Some(Record {
        number: id,
        english: cell(english),
        names,
        point: (lat, lon),
        alpha2: country.to_owned(),
        population,
        rest: format!(
            "{kind}\t{}\t{}\t{lat}\t{lon}\t{}",
            alpha3(country).unwrap_or(""),
            cell(beside.division_of(country, cells[10])),
            people(population)
        ),
    }))
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
    use super::super::{Format, Knowledge};
    use super::*;

    fn line(cells: &[(usize, &str)]) -> String {
        let mut all = [""; COLUMNS];
        for (n, text) in cells {
            all[*n] = text;
        }
        all.join("\t")
    }

    #[test]
    fn an_arabic_name_makes_a_row() {
        let line = line(&[
            (0, "77"),
            (1, "Tall Tajriba\u{304}"),
            (2, "Tall Tajriba"),
            (3, "Tall,تل التجربة,تل تجربه,تپه"),
            (4, "36.5"),
            (5, "37.25"),
            (6, "P"),
            (7, "PPL"),
            (8, "SY"),
            (10, "09"),
            (14, "12000"),
        ]);
        let (mut beside, mut problems) = (Beside::default(), Vec::new());
        let lists: [(Format, &str); 2] = [
            (Format::Divisions, "SY.09\tAleppo\tAleppo\t170062\n"),
            (Format::AlternateNames, "1\t77\tar\tتل التجريب\t1\t\t\t\t\t\n"),
        ];
        for (format, list) in lists {
            beside
                .read(format, "list", &mut list.as_bytes(), &mut problems, &mut |_| {})
                .unwrap();
        }
        let place = record(&line, &beside).unwrap().unwrap();
        let want = Record {
            number: 77,
            english: "Tall Tajriba".to_owned(),
            names: ["تل التجريب", "تل التجربة", "تل تجربه"]
                .map(str::to_owned)
                .to_vec(),
            point: (36.5, 37.25),
            alpha2: "SY".to_owned(),
            population: 12_000,
            rest: "town\tSYR\tAleppo\t36.5\t37.25\t12000".to_owned(),
        };
        assert_eq!(place, want);
    }

    #[test]
    fn what_is_known_by_hand_is_not_taken_once_more() {
        let k = Knowledge::builtin().unwrap();
        let mut importer = Importer::new(Beside::default(), &k);
        let place = |id: &str, names: &str, lat: &str, lon: &str| {
            let cells = [
                (0, id),
                (1, "X"),
                (3, names),
                (4, lat),
                (5, lon),
                (6, "P"),
                (7, "PPL"),
                (8, "SY"),
            ];
            line(&cells) + "\n"
        };
        let dump = [
            // Aleppo itself; a country's name; a village by the name of a city, and by another; a village
            place("1", "حلب", "36.25", "37.2"),
            place("2", "تونس", "36.8", "10.2"),
            place("3", "حلب,تل الزنبق", "33", "36"),
            place("4", "وادي الزنبق", "33", "36"),
        ];
        importer
            .geonames("SY.txt", &mut dump.concat().as_bytes(), &mut |_| {})
            .unwrap();
        let out = importer.finish().unwrap();
        assert_eq!((out.records, out.left_out), (2, 2));
        let rows = out.tables[0].1.lines().skip(1);
        let names: Vec<&str> = rows.filter_map(|l| l.split('\t').nth(1)).collect();
        assert_eq!(names, ["تل الزنبق", "وادي الزنبق"]);
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
        let none = Beside::default();
        assert!(record(&with(8, "IR"), &none).unwrap().is_some());
        assert!(record(&with(3, "روستای"), &none).unwrap().is_none(), "Persian");
        assert_eq!(record(&with(4, "north"), &none).unwrap_err().0, 10);
        assert_eq!(record(&with(5, "181"), &none).unwrap_err().0, 12);
        assert_eq!(record(&with(14, "-3"), &none).unwrap_err().0, 28);
        let short = record("1\t2\t3", &none).unwrap_err();
        assert!(short.0 == 6 && short.1.contains("3 columns"), "{short:?}");
    }

    #[test]
    fn a_number_that_stands_twice_is_told_at_its_second_line() {
        let row = line(&[
            (0, "7"),
            (1, "X"),
            (3, "تل"),
            (4, "1"),
            (5, "2"),
            (6, "P"),
            (7, "PPL"),
            (8, "SY"),
        ]);
        let k = Knowledge::builtin().unwrap();
        let mut importer = Importer::new(Beside::default(), &k);
        let text = format!("{row}\n\n{row}\n");
        importer
            .geonames("SY.txt", &mut text.as_bytes(), &mut |_| {})
            .unwrap();
        let problems = importer.finish().unwrap_err();
        assert_eq!(problems.len(), 1);
        assert!(
            problems[0].to_string().starts_with("SY.txt:3:1: "),
            "{}",
            problems[0]
        );
    }
}
