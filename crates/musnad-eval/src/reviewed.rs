//! Documents that people reviewed, written as gold: in the form that [`gold`](crate::gold) reads.

use musnad_record::v1::{Actor, Claim, Count, Document, Place, Records, Source, Time};
use toml::{Table, Value};

/// One article as gold, from the records of a document with what people said laid over them: every claim that is not
/// in doubt is one, and nothing else is.
///
/// # Errors
/// If it cannot be written as TOML.
pub fn write(records: &Records<'_>) -> Result<String, toml::ser::Error> {
    let document = &records.document;
    let sure = records.claims.iter().filter(|c| !records.is_doubtful(c));
    let claims: Vec<Value> = sure.map(|c| Value::Table(claim(document, c))).collect();
    let mut out = Table::new();
    put(&mut out, "id", Some(&document.id));
    put(&mut out, "outlet", document.outlet.as_ref());
    put(&mut out, "published", document.published.as_ref());
    let register = if claims.is_empty() { "silent-other" } else { "site" };
    put(&mut out, "register", Some(register));
    put(&mut out, "text", Some(&document.text));
    put(
        &mut out,
        "title",
        Some(document.title.as_deref().unwrap_or_default()),
    );
    let related = document.related.iter().map(|r| Value::from(r.title.as_ref()));
    out.insert("related".to_owned(), Value::Array(related.collect()));
    if !claims.is_empty() {
        out.insert("claim".to_owned(), Value::Array(claims));
    }
    toml::to_string_pretty(&out)
}

fn put(table: &mut Table, key: &str, value: Option<impl AsRef<str>>) {
    if let Some(value) = value {
        table.insert(key.to_owned(), Value::from(value.as_ref()));
    }
}

fn list(table: &mut Table, key: &str, all: Vec<Value>) {
    if !all.is_empty() {
        table.insert(key.to_owned(), Value::Array(all));
    }
}

fn claim(document: &Document<'_>, claim: &Claim<'_>) -> Table {
    let mut out = Table::new();
    put(&mut out, "type", Some(&claim.r#type));
    put(&mut out, "mode", claim.mode.as_ref());
    put(&mut out, "modality", Some(&claim.modality));
    list(
        &mut out,
        "trigger",
        vec![Value::from(claim.trigger.quote.as_ref())],
    );
    put(&mut out, "near", Some(near(&document.text, claim)));
    for role in ["actor", "recipient"] {
        let own = claim.actors.iter().filter(|a| a.role == role);
        list(&mut out, role, own.map(party).collect());
    }
    let places = [("place", &claim.place), ("from", &claim.from), ("to", &claim.to)];
    for (key, where_) in places {
        if let Some(p) = where_ {
            out.insert(key.to_owned(), place(p));
        }
    }
    if let Some(when) = &claim.time {
        out.insert("time".to_owned(), time(when));
    }
    list(&mut out, "toll", claim.toll.iter().map(count).collect());
    let sources = claim.attribution.iter().filter_map(source);
    out.insert("sources".to_owned(), Value::Array(sources.collect()));
    out.insert("event".to_owned(), Value::from(i64::from(claim.event)));
    out
}

/// Words that stand once in the text and hold a claim's trigger.
fn near<'t>(text: &'t str, claim: &Claim<'_>) -> &'t str {
    let byte = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    let (first, last) = (byte(claim.sentence.start), byte(claim.sentence.end));
    let (mut start, mut end) = (byte(claim.trigger.start), byte(claim.trigger.end));
    let sentence = text.get(first..last).unwrap_or_default();
    // a word more behind, as long as there is one, and then one before
    while text.get(start..end).is_some_and(|t| text.matches(t).count() > 1) {
        let behind = text.get(end..last).unwrap_or_default();
        let before = text.get(first..start).unwrap_or_default();
        if !behind.trim().is_empty() {
            let word = behind.trim_start();
            let gap = behind.len() - word.len();
            end += gap + word.find(char::is_whitespace).unwrap_or(word.len());
        } else if !before.trim().is_empty() {
            let word = before.trim_end();
            start = first
                + word
                    .rfind(char::is_whitespace)
                    .map_or(0, |at| at + space(word, at));
        } else {
            return sentence;
        }
    }
    text.get(start..end).unwrap_or(sentence)
}

/// The bytes of the white space that stands at `at`.
fn space(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.chars().next().map_or(0, char::len_utf8)
}

fn party(actor: &Actor<'_>) -> Value {
    let mut out = Table::new();
    put(&mut out, "text", Some(&actor.text));
    put(&mut out, "country", actor.country.as_ref());
    put(&mut out, "sector", actor.sector.as_ref());
    let aligned = actor.aligned_with.iter().map(|c| Value::from(c.as_str()));
    list(&mut out, "aligned_with", aligned.collect());
    Value::Table(out)
}

fn place(place: &Place<'_>) -> Value {
    let mut out = Table::new();
    put(&mut out, "text", Some(&place.text));
    put(&mut out, "country", place.country.as_ref());
    put(&mut out, "precision", Some(&place.precision));
    Value::Table(out)
}

fn time(time: &Time<'_>) -> Value {
    let mut out = Table::new();
    put(&mut out, "text", Some(&time.text));
    put(&mut out, "start", time.start.as_ref());
    put(&mut out, "end", time.end.as_ref());
    put(&mut out, "precision", Some(&time.precision));
    Value::Table(out)
}

fn count(count: &Count<'_>) -> Value {
    let mut out = Table::new();
    put(&mut out, "outcome", Some(&count.outcome));
    put(&mut out, "who", count.who.as_ref());
    put(&mut out, "bound", Some(&count.bound));
    let vague = count.bound == "vague";
    let numbers = [
        ("value", count.value),
        ("min", count.min.filter(|_| vague)),
        ("max", count.max.filter(|_| vague)),
    ];
    for (key, number) in numbers {
        if let Some(number) = number.and_then(|n| i64::try_from(n).ok()) {
            out.insert(key.to_owned(), Value::from(number));
        }
    }
    if count.cumulative {
        out.insert("cumulative".to_owned(), Value::from(true));
    }
    Value::Table(out)
}

fn source(source: &Source<'_>) -> Option<Value> {
    let text = source.text.as_deref().filter(|_| source.kind != "outlet")?;
    Some(Value::from(text))
}
