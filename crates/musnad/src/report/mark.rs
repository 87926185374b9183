//! Pieces of HTML: everything from outside is escaped, and set apart from the direction of what stands around it.

use super::words::Words;
use serde_json::Value;

/// `text` as it may stand in HTML, inside of elements and of attributes in quotation marks.
///
/// ```
/// assert_eq!(musnad::report::escaped("<b \"&'>"), "&lt;b &quot;&amp;&#39;&gt;");
/// ```
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // a direction that is opened and not closed would turn the rest of the page
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Outside words in a line, in the language that they are known to have.
pub(super) fn outside(text: &str, language: Option<&str>) -> String {
    let language = escaped(language.unwrap_or_default());
    format!("<bdi lang=\"{language}\">{}</bdi>", escaped(text))
}

/// A code, an address, a time: from left to right in both languages.
pub(super) fn code(text: &str) -> String {
    format!("<bdi dir=\"ltr\" class=\"code\">{}</bdi>", escaped(text))
}

/// An address, to be followed where it leads to the web.
pub(super) fn address(url: &str) -> String {
    let web = url.starts_with("http://") || url.starts_with("https://");
    match web {
        true => format!(
            "<a rel=\"noreferrer noopener\" href=\"{}\">{}</a>",
            escaped(url),
            code(url)
        ),
        false => code(url),
    }
}

/// A moment, as the records have it.
pub(super) fn moment(text: &str) -> String {
    code(&text.replace('T', " "))
}

/// A field that is text.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

/// The items of a field that is a list, those left out too.
pub(super) fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// What stands where something was left out.
pub(super) fn withheld(words: &Words) -> String {
    format!(
        "<span class=\"withheld\">[{}]</span>",
        escaped(words.get("withheld"))
    )
}

/// Whether a record's field was left out.
pub(super) fn is_withheld(record: &Value, field: &str) -> bool {
    items(record, "left_out")
        .iter()
        .any(|m| text(m, "field") == Some(field))
}

/// The field as `show` shows it; what tells that it was left out, or nothing where it is not known.
pub(super) fn field(
    record: &Value,
    key: &str,
    words: &Words,
    show: impl FnOnce(&str) -> String,
) -> Option<String> {
    match text(record, key) {
        Some(value) => Some(show(value)),
        None => is_withheld(record, &format!("/{key}")).then(|| withheld(words)),
    }
}

/// A list of labels and what they stand for; what is not known is not told.
pub(super) fn facts(rows: &[(&str, Option<String>)], words: &Words) -> String {
    let known = rows.iter().filter_map(|(label, html)| {
        let html = html.as_ref()?;
        Some(format!(
            "<div><dt>{}</dt><dd>{html}</dd></div>",
            escaped(words.get(label))
        ))
    });
    format!("<dl>{}</dl>", known.collect::<String>())
}

/// A table with a line of headings.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>], words: &Words) -> String {
    let heads: String = heads
        .iter()
        .map(|h| format!("<th scope=\"col\">{}</th>", escaped(words.get(h))))
        .collect();
    let row = |cells: &Vec<String>| {
        let cells: String = cells.iter().map(|c| format!("<td>{c}</td>")).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let rows: String = rows.iter().map(row).collect();
    format!(
        "<div class=\"wide\"><table><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table></div>\n"
    )
}
