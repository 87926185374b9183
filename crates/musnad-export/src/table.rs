//! Tables: rows of cells as CSV or as Parquet.

use crate::Error;
use crate::cell::{Cell, Head, Kind};
use crate::clean::guarded;
use jiff::civil::Date;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

/// Rows that are held before they are written as a group of a Parquet file.
const GROUP: usize = 20_000;

/// A list of JSON's objects as CSV, in the form of all CSV here: these fields of each, empty where it has none.
///
/// # Errors
/// If `out` fails.
///
/// ```
/// use serde_json::json;
/// let mut out = Vec::new();
/// musnad_export::csv(&[json!({ "id": "SYR", "n": 3 })], &["id", "n"], &mut out)?;
/// assert_eq!(String::from_utf8_lossy(&out), "\u{feff}id,n\r\nSYR,3\r\n");
/// # Ok::<(), musnad_export::Error>(())
/// ```
pub fn csv<W: Write + Send>(objects: &[Value], fields: &[&str], out: W) -> Result<(), Error> {
    let mut table = Table::with_names(out, fields.iter().copied())?;
    for object in objects {
        table.row(fields.iter().map(|field| match &object[*field] {
            Value::String(text) => text.into(),
            Value::Number(n) if n.is_u64() => n.as_u64().into(),
            Value::Number(n) => n.as_f64().into(),
            other => other.clone().into(),
        }))?;
    }
    table.finish()
}

/// A table that rows are added to.
pub(crate) enum Table<W: Write + Send> {
    Csv(Box<csv::Writer<W>>),
    Parquet(Box<Parquet<W>>),
}

impl<W: Write + Send> Table<W> {
    /// RFC 4180 with a byte order mark, by which spreadsheets tell UTF-8.
    pub(crate) fn csv(out: W, heads: &[Head]) -> Result<Table<W>, Error> {
        Table::with_names(out, heads.iter().map(|h| h.name))
    }

    fn with_names<'a>(mut out: W, names: impl Iterator<Item = &'a str>) -> Result<Table<W>, Error> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        writer.write_record(names)?;
        Ok(Table::Csv(Box::new(writer)))
    }

    /// Parquet with these columns, compressed with zstd.
    pub(crate) fn parquet(out: W, name: &str, heads: &[Head]) -> Result<Table<W>, Error> {
        let schema = Arc::new(parse_message_type(&message(name, heads))?);
        let properties = WriterProperties::builder()
            .set_created_by(concat!("Musnad ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        Ok(Table::Parquet(Box::new(Parquet {
            writer: SerializedFileWriter::new(out, schema, Arc::new(properties))?,
            columns: heads.iter().map(|h| Filled::of(h.kind)).collect(),
            held: 0,
        })))
    }

    /// Adds a row: a cell for each head.
    pub(crate) fn row<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> Result<(), Error> {
        match self {
            Table::Csv(writer) => {
                for cell in cells {
                    field(writer, cell)?;
                }
                writer.write_record(None::<&[u8]>)?;
                Ok(())
            }
            Table::Parquet(table) => table.row(cells),
        }
    }

    pub(crate) fn finish(self) -> Result<(), Error> {
        match self {
            Table::Csv(mut writer) => writer.flush()?,
            Table::Parquet(mut table) => {
                table.write_group()?;
                table.writer.close()?;
            }
        }
        Ok(())
    }
}

/// A cell as a field of CSV: numbers stay numbers, text is guarded.
fn field<W: Write>(writer: &mut csv::Writer<W>, cell: Cell<'_>) -> Result<(), Error> {
    match cell {
        Cell::Empty => writer.write_field("")?,
        Cell::Text(text) => writer.write_field(&*guarded(&text))?,
        Cell::Integer(n) => writer.write_field(n.to_string())?,
        Cell::Number(n) => writer.write_field(n.to_string())?,
        Cell::Date(day) => writer.write_field(day.to_string())?,
        // a list of empty entries says nothing
        Cell::List(all) if all.iter().all(|t| t.is_empty()) => writer.write_field("")?,
        Cell::List(all) => writer.write_field(&*guarded(&all.join("; ")))?,
        Cell::Json(value) => writer.write_field(&*guarded(&value.to_string()))?,
    }
    Ok(())
}

/// The schema in Parquet's own words.
fn message(name: &str, heads: &[Head]) -> String {
    let mut out = format!("message {name} {{\n");
    for Head { name, kind, .. } in heads {
        let _ = match kind {
            Kind::Text | Kind::Json => writeln!(out, "  optional binary {name} (STRING);"),
            Kind::Integer => writeln!(out, "  optional int64 {name};"),
            Kind::Number => writeln!(out, "  optional double {name};"),
            Kind::Date => writeln!(out, "  optional int32 {name} (DATE);"),
            Kind::List => writeln!(
                out,
                "  required group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}"
            ),
        };
    }
    out.push('}');
    out
}

/// A Parquet file with the rows that are not yet written.
pub(crate) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Filled>,
    held: usize,
}

impl<W: Write + Send> Parquet<W> {
    fn row<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> Result<(), Error> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.held += 1;
        if self.held == GROUP {
            self.write_group()?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> Result<(), Error> {
        if self.held == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for filled in &mut self.columns {
            if let Some(mut column) = group.next_column()? {
                filled.write(&mut column)?;
                column.close()?;
            }
            filled.clear();
        }
        group.close()?;
        self.held = 0;
        Ok(())
    }
}

/// The cells of a column that are held: the values that are there, and for each row (of a list, each entry) whether
/// one is.
struct Filled {
    values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Date(Vec<i32>),
    List(Vec<ByteArray>),
}

impl Filled {
    fn of(kind: Kind) -> Filled {
        Filled {
            values: match kind {
                Kind::Text | Kind::Json => Values::Text(Vec::new()),
                Kind::Integer => Values::Integer(Vec::new()),
                Kind::Number => Values::Number(Vec::new()),
                Kind::Date => Values::Date(Vec::new()),
                Kind::List => Values::List(Vec::new()),
            },
            definitions: Vec::new(),
            repetitions: Vec::new(),
        }
    }

    /// Adds a cell; one of another kind than the column's counts as empty.
    fn push(&mut self, cell: Cell<'_>) {
        let there = match (&mut self.values, cell) {
            (Values::List(values), Cell::List(all)) if !all.is_empty() => {
                for (at, text) in all.iter().enumerate() {
                    values.push(ByteArray::from(&**text));
                    self.definitions.push(1);
                    self.repetitions.push(i16::from(at > 0));
                }
                return;
            }
            (Values::List(_), _) => {
                self.repetitions.push(0);
                false
            }
            (Values::Text(values), Cell::Text(text)) => pushed(values, ByteArray::from(&*text)),
            (Values::Text(values), Cell::Json(value)) => {
                pushed(values, ByteArray::from(value.to_string().as_str()))
            }
            (Values::Integer(values), Cell::Integer(n)) => pushed(values, n),
            (Values::Number(values), Cell::Number(n)) => pushed(values, n),
            (Values::Date(values), Cell::Date(day)) => pushed(values, days(day)),
            _ => false,
        };
        self.definitions.push(i16::from(there));
    }

    fn write(&self, column: &mut SerializedColumnWriter<'_>) -> Result<(), Error> {
        let definitions = Some(self.definitions.as_slice());
        match &self.values {
            Values::Text(v) => column
                .typed::<ByteArrayType>()
                .write_batch(v, definitions, None)?,
            Values::Integer(v) => column.typed::<Int64Type>().write_batch(v, definitions, None)?,
            Values::Number(v) => column.typed::<DoubleType>().write_batch(v, definitions, None)?,
            Values::Date(v) => column.typed::<Int32Type>().write_batch(v, definitions, None)?,
            Values::List(v) => {
                let writer = column.typed::<ByteArrayType>();
                writer.write_batch(v, definitions, Some(&self.repetitions))?
            }
        };
        Ok(())
    }

    fn clear(&mut self) {
        self.definitions.clear();
        self.repetitions.clear();
        match &mut self.values {
            Values::Text(v) | Values::List(v) => v.clear(),
            Values::Integer(v) => v.clear(),
            Values::Number(v) => v.clear(),
            Values::Date(v) => v.clear(),
        }
    }
}

fn pushed<T>(values: &mut Vec<T>, value: T) -> bool {
    values.push(value);
    true
}

/// Days since 1970, as Parquet counts them.
fn days(day: Date) -> i32 {
    day.duration_since(Date::constant(1970, 1, 1))
        .as_hours()
        .div_euclid(24)
        .try_into()
        .unwrap_or_default()
}
