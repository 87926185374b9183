//! The actor list of the Uppsala Conflict Data Program, in CSV (<https://ucdp.uu.se/downloads/>): names in Latin
//! letters. An actor that is known by an English name is left as it is, and the two ids are told; the others become
//! lines that a team can give Arabic names by a table of its own with the same ids.

use super::{Entry, Importer, aliases, cell, state};
use std::collections::HashMap;
use std::fmt::Write as _;

/// Columns with further names, those in full English first.
const NAMES: [&str; 6] = [
    "NewNameFullEng",
    "NameOrigFullEng",
    "NameData",
    "NewName",
    "NameOrig",
    "NameFull",
];

/// Where a group is seated says nothing of whose it is: Palestinian groups are listed under Israel, those of
/// Western Sahara under Morocco.
const SEATS_ALONE: [&str; 2] = ["ISR", "MAR"];

impl Importer<'_> {
    pub(super) fn ucdp(&mut self, file: &str, bytes: &[u8]) {
        let text = decoded(bytes);
        if let Some(at) = text.find(|c| matches!(c, '\u{80}'..='\u{9F}' | '\u{FFFD}')) {
            let (line, column) = place(&text[..at]);
            return self.problem(file, line, column, "the bytes are neither UTF-8 nor windows-1252");
        }
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head = match reader.headers() {
            Ok(head) => head.clone(),
            Err(e) => return self.problem(file, 1, 1, e.to_string()),
        };
        let at = |column: &str| head.iter().position(|c| c.trim() == column);
        let (Some(id), Some(_)) = (at("ActorId"), at("NameData")) else {
            return self.problem(file, 1, 1, "no columns ActorId and NameData");
        };
        let columns = Columns {
            id,
            names: NAMES.iter().filter_map(|c| at(c)).collect(),
            org: at("Org"),
            seat: at("GWNOLoc"),
        };
        let mut actors = Actors::default();
        for record in reader.records() {
            match record {
                Ok(record) => self.actor(file, &text, &record, &columns, &mut actors),
                Err(e) => {
                    let line = e.position().map_or(1, csv::Position::line);
                    let why = match e.kind() {
                        csv::ErrorKind::UnequalLengths {
                            expected_len, len, ..
                        } => {
                            format!("{len} cells for {expected_len} columns")
                        }
                        _ => e.to_string(),
                    };
                    self.problem(file, usize::try_from(line).unwrap_or(usize::MAX), 1, why);
                }
            }
        }
        for actor in actors.all {
            self.row(&actor);
        }
    }

    /// Takes the actor of a record; the list has several records of some, with other names.
    fn actor(
        &mut self,
        file: &str,
        text: &str,
        record: &csv::StringRecord,
        columns: &Columns,
        actors: &mut Actors,
    ) {
        let field = |n: usize| record.get(n).unwrap_or_default().trim();
        let Ok(number) = field(columns.id).parse::<u64>() else {
            let from = record.position().map_or(0, |p| p.byte() as usize);
            let (line, column) = place_of(text, from, columns.id);
            let why = format!("ActorId {:?} is no number", field(columns.id));
            return self.problem(file, line, column, why);
        };
        let actor = actors.of(number);
        for n in &columns.names {
            let name = cell(field(*n));
            if !name.is_empty() && name != "NA" && !actor.names.contains(&name) {
                actor.names.push(name);
            }
        }
        let fill = |what: &mut String, column: Option<usize>| {
            if what.is_empty() {
                *what = column.map_or("", field).to_owned();
            }
        };
        fill(&mut actor.org, columns.org);
        fill(&mut actor.seat, columns.seat);
    }

    fn row(&mut self, actor: &Actor) {
        let number = actor.number;
        let known = |name: &String| {
            let entries = self.knowledge.named_in_english(name);
            entries.into_iter().find_map(|e| match e {
                Entry::Actor(n) => Some(self.knowledge.actor(n).id.to_owned()),
                _ => None,
            })
        };
        if let Some(ours) = actor.names.iter().find_map(known) {
            self.out.known.push((format!("ucdp-{number}"), ours));
            self.out.left_out += 1;
            return;
        }
        let (Some(name), true) = (actor.names.first(), self.is_new("ucdp", number)) else {
            self.out.left_out += 1;
            return;
        };
        // a state's government, an organised group, or people of one community or party
        let (kind, sector) = match actor.org.as_str() {
            "4" => ("government", "GOV"),
            "1" => ("group", "UAF"),
            _ => ("group", ""),
        };
        // a list of several seats is the number of no state
        let country = state(&actor.seat).filter(|c| actor.org == "4" || !SEATS_ALONE.contains(c));
        let _ = writeln!(
            self.actors,
            "ucdp-{number}\t{name}\t{}\t{kind}\t{}\t{sector}\tUCDP actor {number}",
            aliases(&actor.names),
            country.unwrap_or(""),
        );
        self.out.records += 1;
    }
}

/// An actor of the list.
#[derive(Default)]
struct Actor {
    number: u64,
    /// Its names, the first of them the one to show.
    names: Vec<String>,
    org: String,
    seat: String,
}

/// The actors of a list in its order.
#[derive(Default)]
struct Actors {
    all: Vec<Actor>,
    by_number: HashMap<u64, usize>,
}

impl Actors {
    fn of(&mut self, number: u64) -> &mut Actor {
        let at = *self.by_number.entry(number).or_insert(self.all.len());
        if at == self.all.len() {
            self.all.push(Actor {
                number,
                ..Actor::default()
            });
        }
        &mut self.all[at]
    }
}

/// Where the columns that are read stand.
struct Columns {
    id: usize,
    names: Vec<usize>,
    org: Option<usize>,
    seat: Option<usize>,
}

/// The text: UTF-8, else windows-1252, in which the list is published.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
}

/// Line and column of what comes after `before`.
fn place(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}

/// Line and column of cell `n` of the record that begins at byte `from`.
fn place_of(text: &str, from: usize, n: usize) -> (usize, usize) {
    let record = text.get(from..).unwrap_or_default();
    let skipped = record.len() - record.trim_start_matches(['\n', '\r']).len();
    let (mut quoted, mut cells, mut at) = (false, 0, from + skipped);
    for (byte, c) in record[skipped..].char_indices() {
        if cells == n {
            break;
        }
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                cells += 1;
                at = from + skipped + byte + 1;
            }
            _ => {}
        }
    }
    place(&text[..at])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::{Beside, Import, Knowledge};
    use super::*;
    use crate::table::Problem;

    const HEAD: &str = "NameData,ActorId,NameOrig,NameOrigFullEng,NewName,Org,GWNOLoc\n";

    fn import(list: &[u8]) -> Result<Import, Vec<Problem>> {
        let k = Knowledge::builtin().unwrap();
        let mut importer = Importer::new(Beside::default(), &k);
        importer.ucdp("actors.csv", list);
        importer.finish()
    }

    #[test]
    fn unknown_actors_become_lines_and_known_ones_do_not() {
        let list = format!(
            "{HEAD}TF,7,NA,\"Front, the Test\",NA,1,652\nHZ,8,NA,HEZBOLLAH,NA,1,660\n\
             Government of Testland,9,NA,NA,NA,4,666\nOthers,10,NA,NA,NA,3,\"630, 645\"\nSeated,11,,,,1,666\n"
        );
        let out = import(list.as_bytes()).unwrap();
        assert_eq!((out.records, out.left_out), (4, 1));
        assert_eq!(out.known, [("ucdp-8".to_owned(), "hezbollah".to_owned())]);
        let rows: Vec<&str> = out.tables[0].1.lines().skip(1).collect();
        let want = [
            "ucdp-7\tFront, the Test\tFront,_the_Test TF\tgroup\tSYR\tUAF\tUCDP actor 7",
            "ucdp-9\tGovernment of Testland\tGovernment_of_Testland\tgovernment\tISR\tGOV\tUCDP actor 9",
            "ucdp-10\tOthers\tOthers\tgroup\t\t\tUCDP actor 10",
            "ucdp-11\tSeated\tSeated\tgroup\t\tUAF\tUCDP actor 11",
        ];
        assert_eq!(rows, want);
    }

    #[test]
    fn faults_are_told_by_line_and_column() {
        let list = format!("{HEAD}A,1,,,,1,652\n\"B,\nb\",x,,,,1,652\nC,3,,\n");
        let all = import(list.as_bytes()).unwrap_err();
        let all: Vec<String> = all.iter().map(ToString::to_string).collect();
        let want = [
            "actors.csv:4:4: ActorId \"x\" is no number",
            "actors.csv:5:1: 4 cells for 7 columns",
        ];
        assert_eq!(all, want);
    }

    #[test]
    fn records_of_one_actor_are_one_line() {
        let list = format!("{HEAD}TF,7,,,,,\nTF,7,Front,Front in Full,,1,652\n,8,,,,1,652\n");
        let out = import(list.as_bytes()).unwrap();
        assert_eq!((out.records, out.left_out), (1, 1));
        let row = "ucdp-7\tTF\tTF Front_in_Full Front\tgroup\tSYR\tUAF\tUCDP actor 7";
        assert_eq!(out.tables[0].1.lines().nth(1), Some(row));
    }

    #[test]
    fn the_published_encoding_is_read_and_a_broken_one_is_told() {
        let mut list = HEAD.as_bytes().to_vec();
        list.extend(b"Am\xe9l,7,NA,NA,NA,1,652\n");
        assert!(import(&list).unwrap().tables[0].1.contains("Am\u{e9}l"));
        list.extend(b"B\x81,8,NA,NA,NA,1,652\n");
        let broken = import(&list).unwrap_err();
        assert!(
            broken[0].to_string().starts_with("actors.csv:3:2: "),
            "{}",
            broken[0]
        );
    }
}
