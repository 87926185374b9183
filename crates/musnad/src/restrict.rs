//! What must not leave: rules with names go in, records come out without them, and it is counted what was left out.
//!
//! Words are compared as letters and digits alone, with spellings made one, so that spaces, marks, hamzas and what is
//! written on to a name hide nothing. Too much is left out rather than too little: a name of four letters or more is
//! found inside other words too, a shorter one where it is a word, with or without a letter written on to it.

use musnad_seal::LeftOut;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};

/// Names of fewer letters are looked for as words.
const LONG: usize = 4;
/// The field that says who says a thing: the thing has a meaning of its own without it.
const WHO: &str = "by";

/// Rules as a team writes them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The rules.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What the bundle calls it; it says nothing of what is left out.
    pub name: String,
    /// Names as they may be written.
    #[serde(default)]
    pub names: Vec<String>,
    /// Ids of the registry, with all names that it or the documents give to them.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Outlets of which no unnamed source may leave.
    #[serde(default)]
    pub unnamed_sources_of: Vec<String>,
    /// Documents by id.
    #[serde(default)]
    pub documents: Vec<String>,
}

impl Rules {
    /// Reads rules from TOML.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(text: &str) -> Result<Rules, String> {
        let rules: Rules = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut seen = HashSet::new();
        for rule in &rules.rules {
            let name = &rule.name;
            if name.trim().is_empty() || !seen.insert(name) {
                return Err(format!("a rule needs a name of its own, not “{name}”"));
            }
            let nothing = [&rule.names, &rule.ids, &rule.unnamed_sources_of, &rule.documents]
                .iter()
                .all(|l| l.is_empty());
            if nothing {
                return Err(format!("rule “{name}” leaves nothing out"));
            }
            if let Some(short) = rule.names.iter().find(|n| letters(n).chars().count() < 2) {
                return Err(format!("rule “{name}”: “{short}” is too short to be found"));
            }
        }
        Ok(rules)
    }
}

/// Words that must not leave, and where they are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Needle {
    rule: String,
    words: String,
    /// Found inside other words too.
    inside: bool,
    /// Only in what touches one of these documents; everywhere where there are none.
    within: Option<HashSet<String>>,
}

/// What must not leave, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub struct Restricted {
    needles: Vec<Needle>,
    /// Ids with the rule of each.
    ids: BTreeMap<String, String>,
    counted: BTreeMap<(String, &'static str), u64>,
}

impl Restricted {
    /// Looks for `words` by this rule; only in what touches one of the documents `within`, where there are any.
    pub fn words(&mut self, rule: &str, words: &str, within: Option<&HashSet<String>>) {
        let letters = letters(words);
        let needle = Needle {
            rule: rule.to_owned(),
            inside: letters.chars().count() >= LONG,
            words: letters,
            within: within.cloned(),
        };
        if !needle.words.is_empty() && !self.needles.contains(&needle) {
            self.needles.push(needle);
        }
    }

    /// Looks for the id of an actor, a place or a document.
    pub fn id(&mut self, rule: &str, id: &str) {
        self.ids.insert(id.to_owned(), rule.to_owned());
    }

    /// Whether nothing is restricted.
    pub fn is_empty(&self) -> bool {
        self.needles.is_empty() && self.ids.is_empty()
    }

    /// The rule by which a text that touches these documents may not leave.
    pub fn rule_of(&self, text: &str, touched: &[&str]) -> Option<&str> {
        if let Some(rule) = self.ids.get(text) {
            return Some(rule);
        }
        let needles: Vec<&Needle> = self.needles.iter().filter(|n| n.is_for(touched)).collect();
        if needles.is_empty() {
            return None;
        }
        let readings = [text.to_owned(), opened(text)];
        let found = readings.iter().find_map(|text| {
            let haystack = Haystack::of(text);
            needles.iter().find(|n| haystack.has(n))
        });
        found.map(|n| n.rule.as_str())
    }

    /// The rule by which a page may not leave: it is looked at as written, with its escapes opened, and without tags.
    pub fn rule_of_page(&self, decoded: &str, touched: &[&str]) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        let opened = opened(&opened(decoded));
        [decoded, &opened, &untagged(&opened, " "), &untagged(&opened, "")]
            .iter()
            .find_map(|text| self.rule_of(text, touched))
    }

    /// Counts something that is left out by a rule.
    pub fn count(&mut self, rule: &str, what: &'static str) {
        *self.counted.entry((rule.to_owned(), what)).or_default() += 1;
    }

    /// What was left out until now.
    pub fn left_out(&self) -> Vec<LeftOut> {
        let row = |((rule, what), count): (&(String, &'static str), &u64)| LeftOut {
            rule: rule.clone(),
            what: (*what).to_owned(),
            count: *count,
        };
        self.counted.iter().map(row).collect()
    }

    /// Takes out of a record what must not leave. The smallest part of it that has a meaning of its own goes as a
    /// whole and becomes `null`; which parts, and by which rule, stands under `left_out`, where there are any.
    pub fn clean(&mut self, record: &mut Value, touched: &[&str]) {
        if self.is_empty() {
            return;
        }
        let mut gone = Vec::new();
        let Value::Object(fields) = record else { return };
        for (name, value) in fields.iter_mut() {
            let at = format!("/{name}");
            let mut cut = Vec::new();
            if let Some(rule) = self.cut(value, &at, touched, &mut cut) {
                cut = vec![(at.clone(), rule)];
                *value = Value::Null;
            }
            // a name may run over the borders of fields, as that of several authors in a list
            let whole = (!value.is_null()).then(|| value.to_string());
            if let Some(rule) = whole.and_then(|whole| self.rule_of(&whole, touched).map(str::to_owned)) {
                cut = vec![(at, rule)];
                *value = Value::Null;
            }
            gone.extend(cut);
        }
        if gone.is_empty() {
            return;
        }
        for (_, rule) in &gone {
            self.count(rule, "field");
        }
        let marks = gone
            .into_iter()
            .map(|(field, rule)| json!({"field": field, "rule": rule}));
        fields.insert("left_out".to_owned(), marks.collect());
    }

    /// Cuts inside `value`; gives the rule where it may not leave as a whole.
    fn cut(
        &self,
        value: &mut Value,
        at: &str,
        touched: &[&str],
        gone: &mut Vec<(String, String)>,
    ) -> Option<String> {
        match value {
            Value::String(text) => self.rule_of(text, touched).map(str::to_owned),
            Value::Array(all) => {
                for (n, one) in all.iter_mut().enumerate() {
                    let at = format!("{at}/{n}");
                    if let Some(rule) = self.cut(one, &at, touched, gone) {
                        *one = Value::Null;
                        gone.push((at, rule));
                    }
                }
                None
            }
            Value::Object(fields) => self.cut_object(fields, at, touched, gone),
            _ => None,
        }
    }

    fn cut_object(
        &self,
        fields: &mut Map<String, Value>,
        at: &str,
        touched: &[&str],
        gone: &mut Vec<(String, String)>,
    ) -> Option<String> {
        let is_own = |name: &str, v: &Value| v.is_string() && name != WHO;
        let own = fields.iter().filter(|(name, v)| is_own(name, v));
        let rule = own
            .filter_map(|(_, v)| v.as_str())
            .find_map(|text| self.rule_of(text, touched));
        if let Some(rule) = rule {
            return Some(rule.to_owned());
        }
        for (name, value) in fields.iter_mut().filter(|(name, v)| !is_own(name, v)) {
            let at = format!("{at}/{name}");
            if let Some(rule) = self.cut(value, &at, touched, gone) {
                *value = Value::Null;
                gone.push((at, rule));
            }
        }
        None
    }
}

impl Needle {
    fn is_for(&self, touched: &[&str]) -> bool {
        let within = |w: &HashSet<String>| touched.iter().any(|t| w.contains(*t));
        self.within.as_ref().is_none_or(within)
    }
}

/// A text as it is searched.
struct Haystack {
    /// Letters and digits alone.
    letters: String,
    /// The same as words.
    words: Vec<String>,
}

impl Haystack {
    fn of(text: &str) -> Haystack {
        let folded = musnad_text::key(text).to_lowercase();
        let words: Vec<String> = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect();
        Haystack {
            letters: words.concat(),
            words,
        }
    }

    fn has(&self, needle: &Needle) -> bool {
        let wanted = needle.words.as_str();
        if needle.inside {
            return self.letters.contains(wanted);
        }
        self.words.iter().any(|word| {
            let written_on = |w: &str| w.chars().count() <= 2 && w.chars().all(musnad_text::is_arabic_letter);
            word.strip_suffix(wanted).is_some_and(written_on)
        })
    }
}

fn letters(text: &str) -> String {
    Haystack::of(text).letters
}

/// Text with what stands for characters opened: `&#1593;`, `&amp;`, `%D8%B9`, `\u0639`.
fn opened(text: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '%', '\\']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let (bytes, taken) = escape(rest).unwrap_or_else(|| (rest.as_bytes()[..1].to_vec(), 1));
        out.extend_from_slice(&bytes);
        rest = &rest[taken..];
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// The bytes that an escape at the beginning of `rest` stands for, and how long it is.
fn escape(rest: &str) -> Option<(Vec<u8>, usize)> {
    let character = |digits: &str, radix: u32| {
        let c = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)?;
        Some(c.to_string().into_bytes())
    };
    if let Some(hex) = rest.strip_prefix('%') {
        let byte = u8::from_str_radix(hex.get(..2)?, 16).ok()?;
        return Some((vec![byte], 3));
    }
    if let Some(hex) = rest.strip_prefix("\\u") {
        return Some((character(hex.get(..4)?, 16)?, 6));
    }
    let body = rest.strip_prefix("&#")?;
    let (digits, radix, before) = match body.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 3),
        None => (body, 10, 2),
    };
    let long = digits
        .find(|c: char| !c.is_ascii_hexdigit())
        .unwrap_or(digits.len());
    let end = usize::from(digits[long..].starts_with(';'));
    Some((character(&digits[..long], radix)?, before + long + end))
}

/// Text with each tag replaced.
fn untagged(text: &str, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        match tag.split_once('>') {
            Some((_, behind)) => {
                out.push_str(by);
                rest = behind;
            }
            None => rest = tag,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restricted(names: &[&str]) -> Restricted {
        let mut out = Restricted::default();
        names.iter().for_each(|n| out.words("r", n, None));
        out
    }

    #[test]
    fn spellings_hide_nothing() {
        let r = restricted(&["أيمن الراوي", "Ayman Rawi"]);
        for text in [
            "قال ايمن الرّاوي",
            "ولأيمن الراوى",
            "أيمـن\u{200f}  الراوي",
            "#أيمن_الراوي",
            "https://a.example/%D8%A3%D9%8A%D9%85%D9%86-%D8%A7%D9%84%D8%B1%D8%A7%D9%88%D9%8A",
            "ayman.rawi@a.example",
            "\\u0623\\u064a\\u0645\\u0646 الراوي",
        ] {
            assert!(r.rule_of(text, &[]).is_some(), "{text}");
        }
        for text in ["أيمن وحده", "الراوي", "قال راو"] {
            assert!(r.rule_of(text, &[]).is_none(), "{text}");
        }
    }

    #[test]
    fn pages_hide_nothing() {
        let r = restricted(&["أيمن الراوي"]);
        for page in [
            "<b>أيمن</b> <i class=x>الراوي</i>",
            "أي<b>من الراوي</b>",
            "&#1571;&#x64a;&#1605;&#1606; الراوي",
            "<meta content=\"أيمن الراوي\">",
        ] {
            assert!(r.rule_of_page(page, &[]).is_some(), "{page}");
        }
    }

    #[test]
    fn a_short_name_is_a_word() {
        let r = restricted(&["علي"]);
        assert!(r.rule_of("ولعلي كتاب", &[]).is_some());
        assert!(r.rule_of("المعالي والعليا", &[]).is_none());
    }

    #[test]
    fn what_has_a_meaning_of_its_own_goes_whole() {
        let mut r = restricted(&["أيمن الراوي"]);
        let mut record = json!({
            "id": "c1", "byline": ["أيمن الراوي", "هدى"],
            "sentence": {"start": 0, "end": 9, "quote": "قال أيمن الراوي"},
            "actors": [{"role": "actor", "text": "الجيش"}, {"role": "actor", "text": "أيمن الراوي", "span": null}],
            "toll": [{"outcome": "killed", "span": {"start": 1, "quote": "مقتل أيمن الراوي"}}],
            "tellings": [{"claim": "c1", "by": "أيمن الراوي"}],
        });
        r.clean(&mut record, &[]);
        assert_eq!(record["byline"], json!([null, "هدى"]));
        assert_eq!(record["sentence"], Value::Null);
        assert_eq!(
            record["actors"],
            json!([{"role": "actor", "text": "الجيش"}, null])
        );
        assert_eq!(record["toll"], json!([{"outcome": "killed", "span": null}]));
        assert_eq!(record["tellings"], json!([{"claim": "c1", "by": null}]));
        assert_eq!(record["left_out"].as_array().map(Vec::len), Some(5));
        assert_eq!(record["left_out"][1], json!({"field": "/sentence", "rule": "r"}));
        assert_eq!(r.left_out()[0].count, 5);
    }

    #[test]
    fn rules_are_held_to_their_form() {
        for bad in [
            "[[rule]]\nname = \"\"\nnames = [\"هدى\"]",
            "[[rule]]\nname = \"a\"",
            "[[rule]]\nname = \"a\"\nnames = [\"ه\"]",
            "[[rule]]\nname = \"a\"\nnmaes = [\"هدى\"]",
            "[[rules]]\nname = \"a\"\nnames = [\"هدى\"]",
        ] {
            assert!(Rules::read(bad).is_err(), "{bad}");
        }
    }
}
