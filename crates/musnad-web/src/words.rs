//! The words of screens and reports, in Arabic and English, out of tables.

use std::collections::HashMap;

/// The tables: key, English, Arabic.
const TABLES: &[&str] = &[
    include_str!("../../../lang/ar/seal/report.tsv"),
    include_str!("../../../lang/ar/web/words.tsv"),
    include_str!("../../../lang/ar/web/steps.tsv"),
    include_str!("../../../lang/ar/web/classes.tsv"),
];

/// A language of screens and reports.
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

    /// The language of that code, as a browser or a cookie gives it.
    pub fn from_code(code: &str) -> Option<Language> {
        match code.get(..2)? {
            "ar" => Some(Language::Arabic),
            "en" => Some(Language::English),
            _ => None,
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
        Words {
            language,
            table: rows()
                .map(|(key, en, ar)| (key, if language == Language::Arabic { ar } else { en }))
                .collect(),
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
        self.known(of, code).unwrap_or(code).to_owned()
    }

    /// The same, if there are any.
    pub(crate) fn known(&self, of: &str, code: &str) -> Option<&'static str> {
        self.table.get(format!("{of}.{code}").as_str()).copied()
    }

    /// The words for a phrase that another crate says in English, under the key made of its letters: `of.the-same-party`.
    pub(crate) fn phrase(&self, of: &str, english: &str) -> Option<&'static str> {
        self.known(of, &english.is_ascii().then(|| slug(english))?)
    }

    /// What `n` things are called: the form of `key` for that number, in which `#` stands for the number itself.
    /// English has two forms, Arabic six (none, one, two, few, many, other), set apart by `|`.
    pub fn count(&self, key: &str, n: u64) -> &'static str {
        let forms: Vec<&'static str> = self
            .table
            .get(key)
            .copied()
            .unwrap_or_default()
            .split('|')
            .collect();
        let form = match self.language {
            Language::English => usize::from(n != 1),
            Language::Arabic => match (n, n % 100) {
                (0..=2, _) => usize::try_from(n).unwrap_or_default(),
                (_, 3..=10) => 3,
                (_, 11..=99) => 4,
                _ => 5,
            },
        };
        forms.get(form).or(forms.last()).copied().unwrap_or_default()
    }
}

/// The words of an English phrase, joined by hyphens.
fn slug(english: &str) -> String {
    let words = english
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// Key, English and Arabic of each row.
pub(crate) fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = TABLES
        .iter()
        .flat_map(|table| table.lines().filter(|l| !l.starts_with('#')).skip(1));
    lines.filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete_and_no_key_stands_twice() {
        let (ar, en) = (Words::of(Language::Arabic), Words::of(Language::English));
        let lines = TABLES
            .iter()
            .map(|t| t.lines().filter(|l| !l.starts_with('#')).count() - 1);
        let lines: usize = lines.sum();
        assert_eq!((ar.table.len(), en.table.len()), (lines, lines));
        for (key, words) in &ar.table {
            let arabic = words.chars().any(musnad_text::is_arabic_letter);
            assert!(arabic || ["comma", "digits.arab"].contains(key), "{key}: {words}");
            if key.starts_with("n.") {
                assert_eq!(words.split('|').count(), 6, "{key}: {words}");
            }
        }
        for (key, words) in &en.table {
            assert!(!words.is_empty() && words.is_ascii(), "{key}: {words}");
            if key.starts_with("n.") {
                assert_eq!(words.split('|').count(), 2, "{key}: {words}");
            }
        }
    }

    #[test]
    fn what_other_crates_say_has_words() {
        let words = Words::of(Language::Arabic);
        for phrase in musnad_story::phrases() {
            assert!(words.phrase("reason", phrase).is_some(), "{phrase}");
        }
        let figures = include_str!("../../../data/quality/test.json");
        let figures: serde_json::Value = serde_json::from_str(figures).unwrap_or_default();
        let figures = figures["figures"].as_object().into_iter().flatten();
        for (figure, _) in figures.filter(|(f, _)| !f.starts_with("type.")) {
            assert_ne!(&words.code("figure", figure), figure);
        }
    }

    #[test]
    fn what_is_odd_about_a_page_has_words() {
        let words = Words::of(Language::Arabic);
        let files = [
            include_str!("../../musnad-page/src/decode.rs"),
            include_str!("../../musnad-page/src/clean.rs"),
            include_str!("../../musnad-page/src/read.rs"),
            include_str!("../../musnad-page/src/record.rs"),
            include_str!("../../musnad-page/src/html/article.rs"),
            include_str!("../../musnad-page/src/published/candidate.rs"),
            include_str!("../../musnad-page/src/published/decide.rs"),
        ];
        let quoted = files.iter().flat_map(|f| f.split('"').skip(1).step_by(2));
        let encoding = |c: &&str| {
            ["utf-", "iso-", "windows-", "x-"]
                .iter()
                .any(|e| c.starts_with(e))
        };
        let is_code = |c: &&str| {
            let parts = c
                .split('-')
                .all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
            parts && c.contains('-')
        };
        let codes: Vec<&str> = quoted
            .filter(|c| is_code(c) && !encoding(c) && !c.starts_with('2') && *c != "amp-img")
            .collect();
        assert!(codes.len() > 20, "{codes:?}");
        for code in codes.into_iter().chain(["binary", "updated", "second-reader"]) {
            assert!(
                words.known("diagnostic", code).is_some(),
                "diagnostic.{code}: lang/ar/web/words.tsv"
            );
        }
    }

    #[test]
    fn arabic_counts_in_six_forms() {
        let words = Words::of(Language::Arabic);
        let forms: Vec<&str> = [0, 1, 2, 3, 11, 100]
            .iter()
            .map(|n| words.count("n.documents", *n))
            .collect();
        for (n, form) in forms.iter().enumerate() {
            assert!(!forms[..n].contains(form) || n == 5, "{form}");
        }
        assert_eq!(words.count("n.documents", 103), words.count("n.documents", 3));
        assert_eq!(words.count("n.documents", 102), words.count("n.documents", 100));
        assert_eq!(words.count("n.documents", 111), words.count("n.documents", 11));
    }
}
