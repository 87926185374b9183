//! What GeoNames lists beside its dumps: names of first divisions (`admin1CodesASCII.txt`), and names with their
//! languages (`alternateNames.txt`, `alternateNamesV2.txt`), of which the Arabic ones count.

use super::{Format, arabic, lines, text_of};
use crate::table::Problem;
use std::collections::HashMap;
use std::io::{self, BufRead};

/// Lists that tell more of the places of a dump.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Names of divisions by code: `SY.09`.
    divisions: HashMap<String, String>,
    /// Arabic names by the number of the place, preferred ones first.
    names: HashMap<u64, Vec<String>>,
}

impl Beside {
    /// Adds the list `file`; files of another format give nothing.
    ///
    /// # Errors
    /// If `stream` cannot be read; what is wrong in it goes to `problems`.
    pub fn read(
        &mut self,
        format: Format,
        file: &str,
        stream: &mut dyn BufRead,
        problems: &mut Vec<Problem>,
        tick: &mut dyn FnMut(u64),
    ) -> io::Result<()> {
        let add = match format {
            Format::Divisions => Beside::division,
            Format::AlternateNames => Beside::name,
            _ => return Ok(()),
        };
        lines(stream, |line, bytes, done| {
            if line % 4096 == 0 {
                tick(done);
            }
            let added = text_of(bytes).and_then(|text| add(self, text));
            if let Err((column, why)) = added {
                problems.push(Problem {
                    file: file.to_owned(),
                    line,
                    column,
                    why,
                });
            }
        })
    }

    fn division(&mut self, line: &str) -> Result<(), (usize, String)> {
        let mut cells = line.split('\t');
        let (Some(code), Some(name)) = (cells.next(), cells.next()) else {
            return Err((line.chars().count() + 1, "a division without a name".to_owned()));
        };
        self.divisions.insert(code.to_owned(), name.to_owned());
        Ok(())
    }

    fn name(&mut self, line: &str) -> Result<(), (usize, String)> {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() < 4 {
            let why = format!("{} columns, a list of names has 8 or 10", cells.len());
            return Err((line.chars().count() + 1, why));
        }
        if cells[2] != "ar" {
            return Ok(());
        }
        let place: u64 = cells[1].parse().map_err(|_| {
            let column = cells[0].chars().count() + 2;
            (column, format!("{:?} is no number of GeoNames", cells[1]))
        })?;
        let marked = |n: usize| cells.get(n) == Some(&"1");
        // what the list calls Arabic is Arabic, whatever keyboard wrote it; names of the past are no news
        if let (Some(name), false) = (arabic(cells[3], "SY"), marked(7)) {
            let names = self.names.entry(place).or_default();
            if !names.contains(&name) {
                let at = if marked(4) { 0 } else { names.len() };
                names.insert(at, name);
            }
        }
        Ok(())
    }

    /// The name of a division; empty where it is not listed.
    pub(super) fn division_of(&self, country: &str, code: &str) -> &str {
        if self.divisions.is_empty() {
            return "";
        }
        let name = self.divisions.get(&format!("{country}.{code}"));
        name.map_or("", String::as_str)
    }

    /// The Arabic names of a place.
    pub(super) fn names_of(&self, place: u64) -> &[String] {
        self.names.get(&place).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn arabic_names_are_kept_the_preferred_one_first() {
        let list = "1\t7\tar\tتل ورد\t\t\t\t\t\t\n2\t7\tar\tتل الورد\t1\t\t\t\t\t\n3\t7\tfa\tتپه\t\t\t\t\t\t\n\
                    4\t7\tar\tتل قديم\t\t\t\t1\t\t\n5\tx\tar\tتل\n";
        let (mut beside, mut problems) = (Beside::default(), Vec::new());
        beside
            .read(
                Format::AlternateNames,
                "names.txt",
                &mut list.as_bytes(),
                &mut problems,
                &mut |_| {},
            )
            .unwrap();
        assert_eq!(beside.names_of(7), ["تل الورد", "تل ورد"]);
        assert_eq!((problems.len(), problems[0].line, problems[0].column), (1, 5, 3));
    }
}
