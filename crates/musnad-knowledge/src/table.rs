//! Tab-separated tables: a head line that names the columns, then a record a line.

/// Why a registry could not be read: the file, the line and the reason.
#[derive(Debug, thiserror::Error)]
#[error("{file}:{line}: {why}")]
pub struct Error {
    file: String,
    line: usize,
    why: String,
}

/// One record of a table.
pub(crate) struct Row<'a> {
    file: &'a str,
    line: usize,
    columns: &'a [&'a str],
    cells: Vec<&'a str>,
}

/// Calls `each` with every record of `text`.
pub(crate) fn rows(
    file: &str,
    text: &str,
    mut each: impl FnMut(&Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    let Some((_, head)) = lines.next() else {
        return Ok(());
    };
    let columns: Vec<&str> = head.split('\t').map(str::trim).collect();
    for (n, line) in lines {
        let row = Row {
            file,
            line: n + 1,
            columns: &columns,
            cells: line.split('\t').map(str::trim).collect(),
        };
        if row.cells.len() > columns.len() {
            return Err(row.error(format!("{} cells for {} columns", row.cells.len(), columns.len())));
        }
        each(&row)?;
    }
    Ok(())
}

impl<'a> Row<'a> {
    /// The cell of `column`; `None` where it is empty.
    pub(crate) fn cell(&self, column: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|c| *c == column)?;
        self.cells.get(at).copied().filter(|c| !c.is_empty())
    }

    /// The same as text of its own.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        self.cell(column).map(str::to_owned)
    }

    /// The cell, which must not be empty.
    pub(crate) fn must(&self, column: &str) -> Result<String, Error> {
        self.text(column)
            .ok_or_else(|| self.error(format!("column {column:?} is empty")))
    }

    /// The values of a cell; underscores join the words of a value.
    pub(crate) fn values(&self, column: &str) -> Vec<String> {
        self.cell(column)
            .unwrap_or("")
            .split_whitespace()
            .map(|v| v.replace('_', " "))
            .collect()
    }

    /// A number.
    pub(crate) fn number(&self, column: &str) -> Result<Option<f64>, Error> {
        self.cell(column)
            .map(|c| {
                c.parse()
                    .map_err(|_| self.error(format!("{column}: {c:?} is no number")))
            })
            .transpose()
    }

    fn error(&self, why: String) -> Error {
        Error {
            file: self.file.to_owned(),
            line: self.line,
            why,
        }
    }
}
