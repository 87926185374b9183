//! Parquet: rows with a text or a page each, one row group after the other.
//!
//! Only the columns that hold the contract's fields are read, a few rows at a time.

use crate::columns::FIELDS;
use crate::input::Shared;
use crate::item::grouped;
use crate::{Columns, Content, Item};
use jiff::{Timestamp, civil::Date};
use musnad_page::{LARGEST, Severity};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescPtr;
use std::collections::VecDeque;

/// How many rows are read at once.
const BATCH: usize = 32;

/// The rows of `file`, whose fields stand where `columns` says.
pub(crate) fn rows(file: Shared, columns: &Columns) -> Box<dyn Iterator<Item = Item> + Send> {
    match Rows::of(file, columns) {
        Ok(rows) => Box::new(rows),
        Err((code, why)) => Box::new(std::iter::once(Item::failed(code, why))),
    }
}

/// Code and message of what is wrong with a whole file.
type Wrong = (&'static str, String);

struct Rows {
    file: SerializedFileReader<Shared>,
    /// The columns that are read, each with its field.
    fields: Vec<(&'static str, usize)>,
    group: usize,
    readers: Vec<ColumnReader>,
    /// How many rows of the group are still to come.
    left: usize,
    row: u64,
    ready: VecDeque<Item>,
}

/// A value as it is kept until its row is made.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Bytes(ByteArray),
    /// What is no string, written as one.
    Written(String),
}

impl Rows {
    fn of(file: Shared, columns: &Columns) -> Result<Rows, Wrong> {
        let file = guarded(|| SerializedFileReader::new(file))
            .map_err(|e| ("bad-parquet", format!("the Parquet file cannot be read: {e}")))?;
        let fields = fields(&file, columns)?;
        Ok(Rows {
            file,
            fields,
            group: 0,
            readers: Vec::new(),
            left: 0,
            row: 0,
            ready: VecDeque::new(),
        })
    }

    /// Makes some rows ready; `None` at the end.
    fn fill(&mut self) -> Option<()> {
        while self.left == 0 {
            if self.group == self.file.num_row_groups() {
                return None;
            }
            if let Err(e) = guarded(|| self.next_group()) {
                self.give_up_group(&e);
                return Some(());
            }
        }
        let count = self.left.min(BATCH);
        let mut rows: Vec<Vec<Option<Cell>>> = vec![Vec::new(); count];
        for (at, reader) in self.readers.iter_mut().enumerate() {
            let (_, column) = self.fields[at];
            let descr = self.file.metadata().file_metadata().schema_descr().column(column);
            match guarded(|| cells(reader, &descr, count)) {
                Ok(cells) => rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell)),
                Err(e) => {
                    self.give_up_group(&e);
                    return Some(());
                }
            }
        }
        for row in rows {
            self.row += 1;
            let item = item(&self.fields, row).at(format!("row {}", grouped(self.row)));
            self.ready.push_back(item);
        }
        self.left -= count;
        Some(())
    }

    fn next_group(&mut self) -> Result<(), ParquetError> {
        let group = self.file.metadata().row_group(self.group);
        self.left = usize::try_from(group.num_rows()).unwrap_or(0);
        self.group += 1;
        let group = self.file.get_row_group(self.group - 1)?;
        let of_group = |at: usize| group.metadata().column(at);
        if self.fields.iter().any(|(_, at)| !has_range(of_group(*at))) {
            return Err(ParquetError::General(
                "the place of a column is negative".to_owned(),
            ));
        }
        let readers = self.fields.iter().map(|(_, at)| group.get_column_reader(*at));
        self.readers = readers.collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Tells that the rest of the row group cannot be read.
    fn give_up_group(&mut self, error: &ParquetError) {
        let (first, last) = (self.row + 1, self.row + self.left as u64);
        let message = format!(
            "rows {} to {} cannot be read: {error}",
            grouped(first),
            grouped(last)
        );
        let item = Item::failed("bad-parquet", message).at(format!("row group {}", self.group));
        self.ready.push_back(item);
        (self.row, self.left) = (last, 0);
        self.readers.clear();
    }
}

impl Iterator for Rows {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.ready.is_empty() {
            self.fill()?;
        }
        self.ready.pop_front()
    }
}

/// What `work` gives. The parser panics on some files that are damaged: that is an error like any other.
fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    done.unwrap_or_else(|_| {
        Err(ParquetError::General(
            "what it says of itself cannot be".to_owned(),
        ))
    })
}

/// Whether a column says where it stands.
fn has_range(column: &ColumnChunkMetaData) -> bool {
    let start = column
        .dictionary_page_offset()
        .unwrap_or_else(|| column.data_page_offset());
    start >= 0 && column.compressed_size() >= 0
}

/// The columns with the contract's fields.
fn fields(
    file: &SerializedFileReader<Shared>,
    columns: &Columns,
) -> Result<Vec<(&'static str, usize)>, Wrong> {
    let schema = file.metadata().file_metadata().schema_descr();
    let there: Vec<&str> = schema
        .columns()
        .iter()
        .map(|c| c.path().parts()[0].as_str())
        .collect();
    let wrong = |what: String| {
        let mut names = there.clone();
        names.dedup();
        let message = format!("{what}; the file has the columns {}", names.join(", "));
        Err(("no-column", message))
    };
    let mut out = Vec::new();
    for field in FIELDS {
        let (name, said) = columns.name(field);
        let found = schema.columns().iter().position(|c| c.path().parts()[0] == name);
        match found {
            None if said => return wrong(format!("there is no column “{name}”")),
            None => {}
            Some(at) if !is_flat(&schema.column(at)) => {
                return wrong(format!("the column “{name}” holds no single values"));
            }
            Some(at) => out.push((field, at)),
        }
    }
    match out.iter().any(|(field, _)| matches!(*field, "text" | "html")) {
        true => Ok(out),
        false => wrong(
            "there is neither a column “text” nor “html” (--columns text=NAME says where it is)".to_owned(),
        ),
    }
}

fn is_flat(column: &ColumnDescPtr) -> bool {
    column.path().parts().len() == 1 && column.max_rep_level() == 0
}

/// The next `count` values of a column.
fn cells(
    reader: &mut ColumnReader,
    descr: &ColumnDescPtr,
    count: usize,
) -> Result<Vec<Option<Cell>>, ParquetError> {
    let whole = |value: i64| Cell::Written(number(value, descr));
    match reader {
        ColumnReader::ByteArrayColumnReader(r) => values(r, descr, count, Cell::Bytes),
        ColumnReader::FixedLenByteArrayColumnReader(r) => values(r, descr, count, |v| {
            Cell::Bytes(ByteArray::from(v.data().to_vec()))
        }),
        ColumnReader::Int32ColumnReader(r) => values(r, descr, count, |v| whole(i64::from(v))),
        ColumnReader::Int64ColumnReader(r) => values(r, descr, count, whole),
        ColumnReader::Int96ColumnReader(r) => values(r, descr, count, |v| {
            let time = Timestamp::from_millisecond(v.to_millis());
            Cell::Written(time.map_or_else(|_| String::new(), |t| t.to_string()))
        }),
        ColumnReader::BoolColumnReader(r) => values(r, descr, count, |v| Cell::Written(v.to_string())),
        ColumnReader::FloatColumnReader(r) => values(r, descr, count, |v| Cell::Written(v.to_string())),
        ColumnReader::DoubleColumnReader(r) => values(r, descr, count, |v| Cell::Written(v.to_string())),
    }
}

fn values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    descr: &ColumnDescPtr,
    count: usize,
    cell: impl Fn(T::T) -> Cell,
) -> Result<Vec<Option<Cell>>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    while levels.len().max(values.len()) < count {
        let wanted = count - levels.len().max(values.len());
        let optional = descr.max_def_level() > 0;
        let (read, _, _) = reader.read_records(wanted, optional.then_some(&mut levels), None, &mut values)?;
        if read == 0 {
            return Err(ParquetError::EOF("the column ends too early".to_owned()));
        }
    }
    let mut values = values.into_iter();
    if levels.is_empty() {
        return Ok(values.map(|v| Some(cell(v))).collect());
    }
    let present = levels.iter().map(|level| *level == descr.max_def_level());
    Ok(present
        .map(|p| if p { values.next().map(&cell) } else { None })
        .collect())
}

/// A whole number as text: a date or a time where the column holds those.
fn number(value: i64, descr: &ColumnDescPtr) -> String {
    let logical = descr.logical_type_ref();
    if matches!(logical, Some(LogicalType::Date)) || descr.converted_type() == ConvertedType::DATE {
        return date(value).unwrap_or_default();
    }
    let (time, zoned) = match (logical, descr.converted_type()) {
        (Some(LogicalType::Timestamp(kind)), _) => {
            let time = match kind.unit {
                TimeUnit::MILLIS => Timestamp::from_millisecond(value),
                TimeUnit::MICROS => Timestamp::from_microsecond(value),
                TimeUnit::NANOS => Timestamp::from_nanosecond(i128::from(value)),
            };
            (time, kind.is_adjusted_to_u_t_c)
        }
        (_, ConvertedType::TIMESTAMP_MILLIS) => (Timestamp::from_millisecond(value), true),
        (_, ConvertedType::TIMESTAMP_MICROS) => (Timestamp::from_microsecond(value), true),
        _ => return value.to_string(),
    };
    match time {
        Ok(time) if zoned => time.to_string(),
        // a time of nowhere in particular says its date alone
        Ok(time) => time.strftime("%Y-%m-%d").to_string(),
        Err(_) => String::new(),
    }
}

/// The date so many days after 1 January 1970.
fn date(days: i64) -> Option<String> {
    let days = jiff::Span::new().try_days(days).ok()?;
    let date = Date::constant(1970, 1, 1).checked_add(days).ok()?;
    Some(date.to_string())
}

/// The item that a row makes.
fn item(fields: &[(&'static str, usize)], row: Vec<Option<Cell>>) -> Item {
    let (mut text, mut html, mut damaged) = (None, None, false);
    let mut item = Item::new(Content::Text(String::new()));
    for ((field, _), cell) in fields.iter().zip(row) {
        let bytes = match cell {
            None => continue,
            Some(Cell::Bytes(bytes)) => bytes.data().to_vec(),
            Some(Cell::Written(text)) => text.into_bytes(),
        };
        if *field == "html" {
            html = Some(bytes);
            continue;
        }
        let words = String::from_utf8(bytes).unwrap_or_else(|e| {
            damaged = true;
            String::from_utf8_lossy(e.as_bytes()).into_owned()
        });
        if *field == "text" {
            text = Some(words);
        } else if *field == "published" {
            item.published(&words);
        } else if let Some(known) = known(&mut item, field) {
            *known = Some(words).filter(|w| !w.trim().is_empty());
        }
    }
    if damaged {
        item.say(
            "invalid-utf8",
            Severity::Warning,
            "bytes that are not UTF-8 were replaced",
        );
    }
    item.content = match (text, html) {
        (Some(text), _) if text.len() > LARGEST => too_large(),
        (Some(text), _) => Content::Text(text),
        (None, Some(html)) => Content::Page(html),
        (None, None) => Content::Failed {
            code: "bad-record",
            message: "the row has neither text nor html".to_owned(),
        },
    };
    item
}

fn known<'a>(item: &'a mut Item, field: &str) -> Option<&'a mut Option<String>> {
    match field {
        "id" => Some(&mut item.known.id),
        "url" => Some(&mut item.known.url),
        "outlet" => Some(&mut item.known.outlet),
        "title" => Some(&mut item.known.title),
        _ => None,
    }
}

fn too_large() -> Content {
    Content::Failed {
        code: "too-large",
        message: format!("larger than {} MiB, not read", LARGEST >> 20),
    }
}
