//! The actor list of the Uppsala Conflict Data Program, in CSV (<https://ucdp.uu.se/downloads/>): names in Latin
//! letters. An actor that is known by its English name is left as it is; the others become lines that a team can
//! give Arabic names by a table of its own with the same ids.

use super::{Import, cell};
use crate::table::Problem;
use std::fmt::Write as _;

pub(super) fn import(
    file: &str,
    bytes: &[u8],
    known: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Problem>,
) -> Import {
    let mut out = Import {
        table: "id\tname_en\taliases\tkind\tsector\tsource\n".to_owned(),
        ..Import::default()
    };
    let problem = |line: u64, why: String| Problem {
        file: file.to_owned(),
        line: usize::try_from(line).unwrap_or(usize::MAX).max(1),
        column: 1,
        why,
    };
    let text = decoded(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let head = match reader.headers() {
        Ok(head) => head.clone(),
        Err(e) => {
            problems.push(problem(1, e.to_string()));
            return out;
        }
    };
    let at = |column: &str| head.iter().position(|c| c.trim() == column);
    let (Some(id), Some(name)) = (at("ActorId"), at("NameData")) else {
        problems.push(problem(1, "no columns ActorId and NameData".to_owned()));
        return out;
    };
    let more: Vec<usize> = ["NameOrig", "NameOrigFullEng", "NewName", "NewNameFullEng"]
        .iter()
        .filter_map(|c| at(c))
        .collect();
    let org = at("Org");
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(e) => {
                let line = e.position().map_or(1, csv::Position::line);
                problems.push(problem(line, e.to_string()));
                continue;
            }
        };
        let line = record.position().map_or(1, csv::Position::line);
        let field = |n: usize| record.get(n).unwrap_or_default().trim();
        let number: u64 = match field(id).parse() {
            Ok(number) => number,
            Err(_) => {
                problems.push(problem(line, format!("ActorId {:?} is no number", field(id))));
                continue;
            }
        };
        let mut names: Vec<String> = Vec::new();
        for n in std::iter::once(name).chain(more.iter().copied()) {
            let text = cell(field(n));
            if !text.is_empty() && text != "NA" && !names.contains(&text) {
                names.push(text);
            }
        }
        if names.is_empty() || names.iter().any(|n| known(n)) {
            out.left_out += 1;
            continue;
        }
        // Org 4 is a state's government; the rest are groups, of which nothing more is certain
        let state = org.is_some_and(|n| field(n) == "4");
        let (kind, sector) = if state {
            ("government", "GOV")
        } else {
            ("group", "UAF")
        };
        let aliases: Vec<String> = names.iter().map(|n| n.replace(' ', "_")).collect();
        let _ = writeln!(
            out.table,
            "ucdp-{number}\t{}\t{}\t{kind}\t{sector}\tUCDP actor {number}",
            names[0],
            aliases.join(" ")
        );
        out.records += 1;
    }
    out
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const HEAD: &str = "ActorId,NameData,NameOrig,NameOrigFullEng,NewName,Org\n";

    #[test]
    fn unknown_actors_become_lines_and_known_ones_do_not() {
        let list = format!(
            "{HEAD}7,Test Front,NA,\"Front, the Test\",NA,1\n8,Hezbollah,NA,NA,NA,1\n9,Government of Testland,NA,NA,NA,4\n"
        );
        let mut problems = Vec::new();
        let out = import(
            "actors.csv",
            list.as_bytes(),
            &|n| n == "Hezbollah",
            &mut problems,
        );
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!((out.records, out.left_out), (2, 1));
        assert!(
            out.table
                .contains("ucdp-7\tTest Front\tTest_Front Front,_the_Test\tgroup\tUAF\t")
        );
        assert!(
            out.table
                .contains("ucdp-9\tGovernment of Testland\tGovernment_of_Testland\tgovernment\tGOV\t")
        );
    }

    #[test]
    fn a_number_that_is_none_is_told_by_line() {
        let mut problems = Vec::new();
        import(
            "actors.csv",
            format!("{HEAD}1,A,,,,1\nx,B,,,,1\n").as_bytes(),
            &|_| false,
            &mut problems,
        );
        assert_eq!((problems.len(), problems[0].line), (1, 3));
    }
}
