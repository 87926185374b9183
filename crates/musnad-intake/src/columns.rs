//! Where the fields of the contract stand in tables and records of others: `text=body,url=link`.

use musnad_page::{Content, RecordLine};
use serde_json::{Map, Value};
use std::str::FromStr;

/// The fields that a document may have, by the contract's names.
pub(crate) const FIELDS: [&str; 7] = ["id", "text", "html", "url", "outlet", "title", "published"];

/// The names under which the contract's fields stand; each its own where nothing else is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Field and name of those that were said.
    named: Vec<(&'static str, String)>,
}

impl FromStr for Columns {
    type Err = String;

    /// Reads `FIELD=NAME`, several with commas between.
    ///
    /// ```
    /// use musnad_intake::Columns;
    /// assert!("text=body,url=link".parse::<Columns>().is_ok());
    /// assert!("body".parse::<Columns>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Columns, String> {
        let mut columns = Columns::default();
        for pair in text.split(',').filter(|p| !p.trim().is_empty()) {
            let Some((field, name)) = pair.split_once('=') else {
                return Err(format!("“{pair}” is not FIELD=COLUMN"));
            };
            let field = field.trim();
            let Some(field) = FIELDS.iter().find(|f| **f == field) else {
                return Err(format!("“{field}” is none of {}", FIELDS.join(", ")));
            };
            columns.named.push((field, name.trim().to_owned()));
        }
        Ok(columns)
    }
}

impl Columns {
    /// The name of the column with `field`, and whether it was said.
    pub(crate) fn name<'a>(&'a self, field: &'a str) -> (&'a str, bool) {
        let said = self.named.iter().find(|(f, _)| *f == field);
        said.map_or((field, false), |(_, name)| (name, true))
    }

    /// Whether the name of a column with text stands in `head` as JSON writes it.
    pub(crate) fn any_in(&self, head: &[u8]) -> bool {
        ["text", "html"].iter().any(|field| {
            let name = format!("\"{}\"", self.name(field).0);
            memchr::memmem::find(head, name.as_bytes()).is_some()
        })
    }

    /// `line` with the contract's names for its fields; `None` where it is read as it is.
    pub fn renamed(&self, line: &RecordLine) -> Option<RecordLine> {
        let Content::Bytes(bytes) = &line.content else {
            return None;
        };
        if self.named.is_empty() {
            return None;
        }
        // what is no JSON is told by whoever reads it
        let mut record: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
        let taken: Vec<_> = self
            .named
            .iter()
            .map(|(field, name)| (*field, record.get(name).cloned()))
            .collect();
        for (field, value) in taken {
            record.insert(field.to_owned(), value.unwrap_or(Value::Null));
        }
        Some(RecordLine {
            number: line.number,
            content: Content::Bytes(serde_json::to_vec(&record).ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_get_their_names() {
        let line = RecordLine {
            number: 4,
            content: Content::Bytes(r#"{"body":"قصف","link":"u","text":null,"id":7}"#.into()),
        };
        assert_eq!(Columns::default().renamed(&line), None);
        let columns: Columns = "text=body, url=link".parse().unwrap();
        let renamed = columns.renamed(&line).unwrap();
        let Content::Bytes(bytes) = renamed.content else {
            panic!()
        };
        let record: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(
            (&record["text"], &record["url"], &record["id"]),
            (&"قصف".into(), &"u".into(), &7.into())
        );
        assert!("words=body".parse::<Columns>().unwrap_err().contains("published"));
    }
}
