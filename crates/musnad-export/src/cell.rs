//! Columns and cells: what a row of a table has under a name, what the name means, and from which field it comes.
//!
//! Every form with named fields is a list of columns, so that docs/exports.md can be held to what is written.

use jiff::civil::Date;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; in Parquet a string.
    Text,
    /// A whole number; in Parquet `INT64`.
    Integer,
    /// A number with a point; in Parquet `DOUBLE`.
    Number,
    /// A day; in CSV `2026-03-04`, in Parquet `DATE`.
    Date,
    /// Texts in a stated order; in CSV joined by `; `, in Parquet a list of strings.
    List,
    /// A value of JSON, in forms of JSON alone.
    Json,
}

impl Kind {
    /// Its name in the documentation.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::List => "list",
            Kind::Json => "JSON",
        }
    }
}

/// The head of a column, as docs/exports.md shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its name in the file.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means; where it says so, when it is empty.
    pub means: &'static str,
    /// The field of the record that it comes from; nothing where it is always empty.
    pub from: &'static str,
}

/// A head and how to fill a cell under it.
pub(crate) struct Column<F> {
    pub(crate) head: Head,
    pub(crate) cell: F,
}

/// What stands under a head in one row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Date(Date),
    List(Vec<Cow<'a, str>>),
    Json(Value),
}

impl Cell<'_> {
    /// As JSON: nothing is `null`.
    pub(crate) fn json(self) -> Value {
        match self {
            Cell::Empty => Value::Null,
            Cell::Text(text) => Value::String(text.into_owned()),
            Cell::Integer(n) => n.into(),
            Cell::Number(n) => n.into(),
            Cell::Date(day) => Value::String(day.to_string()),
            Cell::List(all) => all.into_iter().map(Cow::into_owned).collect(),
            Cell::Json(value) => value,
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Cell<'a> {
    fn from(text: Cow<'a, str>) -> Cell<'a> {
        Cell::Text(text)
    }
}

impl<'a> From<&'a Cow<'a, str>> for Cell<'a> {
    fn from(text: &'a Cow<'a, str>) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<u64> for Cell<'_> {
    fn from(n: u64) -> Self {
        // no count of people comes near the limit
        i64::try_from(n).map_or(Cell::Empty, Cell::Integer)
    }
}

impl From<u32> for Cell<'_> {
    fn from(n: u32) -> Self {
        Cell::Integer(n.into())
    }
}

impl From<i16> for Cell<'_> {
    fn from(n: i16) -> Self {
        Cell::Integer(n.into())
    }
}

impl From<usize> for Cell<'_> {
    fn from(n: usize) -> Self {
        Cell::from(n as u64)
    }
}

impl From<f64> for Cell<'_> {
    fn from(n: f64) -> Self {
        if n.is_finite() {
            Cell::Number(n)
        } else {
            Cell::Empty
        }
    }
}

impl From<Date> for Cell<'_> {
    fn from(day: Date) -> Self {
        Cell::Date(day)
    }
}

impl<'a> From<Vec<Cow<'a, str>>> for Cell<'a> {
    fn from(all: Vec<Cow<'a, str>>) -> Cell<'a> {
        Cell::List(all)
    }
}

impl<'a> From<Vec<&'a str>> for Cell<'a> {
    fn from(all: Vec<&'a str>) -> Cell<'a> {
        Cell::List(all.into_iter().map(Cow::Borrowed).collect())
    }
}

impl From<Vec<String>> for Cell<'_> {
    fn from(all: Vec<String>) -> Self {
        Cell::List(all.into_iter().map(Cow::Owned).collect())
    }
}

impl From<Value> for Cell<'_> {
    fn from(value: Value) -> Self {
        if value.is_null() {
            Cell::Empty
        } else {
            Cell::Json(value)
        }
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(maybe: Option<T>) -> Cell<'a> {
        maybe.map_or(Cell::Empty, Into::into)
    }
}

/// Names and cells as an object; what is empty stands as `null` or not at all.
pub(crate) fn object<'a>(
    fields: impl Iterator<Item = (&'static str, Cell<'a>)>,
    nulls: bool,
) -> Map<String, Value> {
    fields
        .filter(|(_, cell)| nulls || *cell != Cell::Empty)
        .map(|(name, cell)| (name.to_owned(), cell.json()))
        .collect()
}

/// A constant list of columns: `NAME(Row): "name" Kind "meaning" <- "field" => |row| cell;`.
macro_rules! columns {
    ($(#[$doc:meta])* $list:ident($filler:ty): $($name:literal $kind:ident $means:literal <- $from:literal => $cell:expr;)*) => {
        $(#[$doc])*
        pub(crate) const $list: &[$crate::cell::Column<$filler>] = &[$(
            $crate::cell::Column::<$filler> {
                head: $crate::cell::Head {
                    name: $name,
                    kind: $crate::cell::Kind::$kind,
                    means: $means,
                    from: $from,
                },
                cell: $cell,
            },
        )*];
    };
}
pub(crate) use columns;
