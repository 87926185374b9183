//! Tab-separated tables: a head line that names the columns, then a record a line. What is wrong is a
//! [`Problem`] with its file, line and column; the rest of the table is read on, so that all faults show at once.

use std::fmt;

/// What is wrong at one place of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in code points, from 1.
    pub column: usize,
    /// What is wrong.
    pub why: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.why)
    }
}

/// Why registries could not be used: all that is wrong, in the order of the files.
#[derive(Debug, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct Error(pub(crate) Vec<Problem>);

impl Error {
    /// What is wrong, in the order of the files.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

fn lines(problems: &[Problem]) -> String {
    let all: Vec<String> = problems.iter().map(Problem::to_string).collect();
    all.join("\n")
}

/// Where a record stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The number of its file among those read.
    pub file: usize,
    /// Its line, from 1.
    pub line: usize,
}

/// One record of a table.
pub struct Row<'a> {
    file: &'a str,
    line: usize,
    columns: &'a [&'a str],
    text: &'a str,
    cells: Vec<&'a str>,
}

/// Reads `bytes` as a table whose columns are among `known` and calls `each` with every record; what `each` or
/// the table itself finds wrong goes to `problems`.
pub fn rows(
    file: &str,
    bytes: &[u8],
    known: &[&str],
    problems: &mut Vec<Problem>,
    mut each: impl FnMut(&Row<'_>, &mut Vec<Problem>),
) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text),
        Err(e) => return problems.push(bad_bytes(file, bytes, e.valid_up_to())),
    };
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    let Some((head_line, head)) = lines.next() else {
        return problems.push(problem(file, 1, 1, "the table is empty".to_owned()));
    };
    let columns: Vec<&str> = head.split('\t').map(str::trim).collect();
    let wrong = columns
        .iter()
        .enumerate()
        .find(|(n, c)| !known.contains(c) || columns[..*n].contains(c));
    if let Some((n, column)) = wrong {
        let why = if known.contains(column) {
            format!("column {column:?} stands twice")
        } else {
            format!("no such column as {column:?}; there are: {}", known.join(", "))
        };
        return problems.push(problem(file, head_line + 1, column_of(head, n), why));
    }
    for (n, line) in lines {
        let row = Row {
            file,
            line: n + 1,
            columns: &columns,
            text: line,
            cells: line.split('\t').map(str::trim).collect(),
        };
        if row.cells.len() > columns.len() {
            let why = format!("{} cells for {} columns", row.cells.len(), columns.len());
            problems.push(problem(file, row.line, column_of(line, columns.len()), why));
            continue;
        }
        each(&row, problems);
    }
}

fn problem(file: &str, line: usize, column: usize, why: String) -> Problem {
    Problem {
        file: file.to_owned(),
        line,
        column,
        why,
    }
}

/// The place of the first byte that is no UTF-8.
fn bad_bytes(file: &str, bytes: &[u8], at: usize) -> Problem {
    let before = &bytes[..at];
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    problem(file, line, column, "the bytes are no UTF-8".to_owned())
}

/// The column, in code points from 1, where cell `n` of `line` begins.
fn column_of(line: &str, n: usize) -> usize {
    line.split('\t')
        .take(n)
        .map(|c| c.chars().count() + 1)
        .sum::<usize>()
        + 1
}

impl<'a> Row<'a> {
    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The cell of `column`; `None` where it is empty.
    pub fn cell(&self, column: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|c| *c == column)?;
        self.cells.get(at).copied().filter(|c| !c.is_empty())
    }

    /// The same as text of its own; empty where the cell is.
    pub fn text(&self, column: &str) -> String {
        self.cell(column).unwrap_or_default().to_owned()
    }

    /// The values of a cell; underscores join the words of a value.
    pub fn values(&self, column: &str) -> Vec<String> {
        let cell = self.cell(column).unwrap_or_default();
        cell.split_whitespace().map(|v| v.replace('_', " ")).collect()
    }

    /// Whether the table has this column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }

    /// Where the cell of `column` begins, in code points from 1.
    pub fn column(&self, column: &str) -> usize {
        let at = self.columns.iter().position(|c| *c == column).unwrap_or(0);
        column_of(self.text, at)
    }

    /// What is wrong with the cell of `column`.
    pub fn problem(&self, column: &str, why: impl Into<String>) -> Problem {
        problem(self.file, self.line, self.column(column), why.into())
    }
}
