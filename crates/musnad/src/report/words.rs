//! The report's words, in Arabic and English, out of one table.

use std::collections::HashMap;

/// The table: key, English, Arabic.
const TABLE: &str = include_str!("../../../../lang/ar/seal/report.tsv");

/// A language of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// From right to left.
    Arabic,
    /// From left to right.
    English,
}

impl Language {
    /// Its code, as `lang` has it.
    pub fn code(self) -> &'static str {
        match self {
            Language::Arabic => "ar",
            Language::English => "en",
        }
    }

    /// The direction of its script, as `dir` has it.
    pub fn direction(self) -> &'static str {
        match self {
            Language::Arabic => "rtl",
            Language::English => "ltr",
        }
    }
}

/// The words in one language.
#[derive(Clone, Debug)]
pub struct Words {
    /// Which.
    pub language: Language,
    table: HashMap<&'static str, &'static str>,
}

impl Words {
    /// The words in a language.
    pub fn of(language: Language) -> Words {
        let column = match language {
            Language::English => 1,
            Language::Arabic => 2,
        };
        let rows = TABLE.lines().filter(|l| !l.starts_with('#')).skip(1);
        let row = |line: &'static str| {
            let mut cells = line.split('\t');
            let key = cells.next()?;
            Some((key, cells.nth(column - 1)?))
        };
        Words {
            language,
            table: rows.filter_map(row).collect(),
        }
    }

    /// The words for `key`; itself where there are none.
    pub fn get<'k>(&self, key: &'k str) -> &'k str
    where
        'static: 'k,
    {
        self.table.get(key).copied().unwrap_or(key)
    }

    /// The words for a code of the records, such as `aerial` of `mode`; itself where there are none.
    pub fn code(&self, of: &str, code: &str) -> String {
        let known = self.table.get(format!("{of}.{code}").as_str());
        known.map_or_else(|| code.to_owned(), |w| (*w).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete() {
        let (ar, en) = (Words::of(Language::Arabic), Words::of(Language::English));
        let rows = TABLE.lines().filter(|l| !l.starts_with('#')).count() - 1;
        assert_eq!((ar.table.len(), en.table.len()), (rows, rows));
        for (key, words) in &ar.table {
            let arabic = words.chars().any(musnad_text::is_arabic_letter);
            assert!(arabic || *key == "comma", "{key}: {words}");
        }
        for (key, words) in &en.table {
            assert!(!words.is_empty() && words.is_ascii(), "{key}: {words}");
        }
    }
}
