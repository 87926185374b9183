//! The interface for programs, told twice out of one table: as OpenAPI 3.1, and as a page for people.

use super::events::FORMS as EVENTS;
use super::search::{DOCUMENT_FORMS, RECORD_FORMS};
use crate::answer::Answer;
use crate::detail;
use crate::give::LIST_FORMS;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::code;
use maud::html;
use musnad_export::Format;
use serde_json::{Map, Value, json};

/// A parameter: name, what its values are (`string`, `integer`, `date`, `boolean`, or words of which it is one), what
/// it does.
type Parameter = (&'static str, &'static str, &'static str);

/// An address: path, what it gives, its own parameters, whether it takes those of a question, its forms.
pub(crate) struct Address {
    pub(crate) path: &'static str,
    method: &'static str,
    gives: &'static str,
    own: &'static [Parameter],
    question: bool,
    forms: &'static [&'static str],
}

/// What a question can ask for.
const QUESTION: &[Parameter] = &[
    ("q", "string", "Words, \"exact phrase\", -without, OR, beginning*"),
    ("type", "string", "PLOVER's event types, with commas"),
    ("mode", "string", "PLOVER's modes"),
    (
        "modality",
        "asserted|denied|negated|planned|demanded|conditional|possible|historical",
        "Whether it is said to be so; several with commas",
    ),
    (
        "actor",
        "string",
        "Who is said to have done it: a name in Arabic or English, an id, a country's code",
    ),
    ("recipient", "string", "To whom"),
    ("place", "string", "Where, with all that lies inside"),
    ("source", "string", "Who is quoted"),
    (
        "source_kind",
        "official|military|medical|witness|agency|media|organisation|document|social|unnamed",
        "Kind of source",
    ),
    ("outlet", "string", "Who published it"),
    (
        "grade",
        "confirmed|fair|weak|contested|discounted",
        "How well an event is attested",
    ),
    ("status", "accepted|rejected|corrected", "What people said of it"),
    ("story", "string", "Only of these stories, by id"),
    ("from", "date", "Not before this day"),
    ("to", "date", "Before this day"),
    ("box", "string", "Inside west,south,east,north in degrees"),
    ("all", "boolean", "Claims in doubt too"),
    (
        "updated_since",
        "string",
        "Only what changed since this moment or day, by the archive's journal",
    ),
    (
        "sort",
        "relevance|newest|oldest",
        "What comes first; files are always oldest first",
    ),
    (
        "size",
        "integer",
        "How many on a page, 1000 at most; files hold all",
    ),
    (
        "cursor",
        "string",
        "Where another page ended: the header Link has the whole address",
    ),
];

const POLICY: Parameter = (
    "policy",
    "latest|most|low|high",
    "Which figure is told as the best",
);
const FATALITIES: Parameter = (
    "fatalities",
    "none|acled",
    "What ACLED's shape has where words stand for a figure",
);
const COLUMNS: Parameter = ("columns", "string", "Columns of the table, on the page alone");
const PAIRS: Parameter = (
    "duplicates",
    "boolean",
    "Pairs of events that may be one, instead",
);
const KIND: Parameter = ("kind", "document|quote|claim|event", "Only these");
const SINCE: Parameter = ("since", "string", "From this moment or day on");
const CURSOR: Parameter = ("cursor", "string", "Where another page ended");
const ID: Parameter = ("id", "string", "Its id");

const WHY: Parameter = ("why", "string", "Why it is said");
const CLAIM: Parameter = (
    "what",
    "accept|reject|set",
    "accept and reject need no more than why",
);
const FIELD: Parameter = (
    "field",
    "type|mode|modality|place|time|actor|recipient|toll|source",
    "The field that is set",
);
const VALUE: Parameter = (
    "value",
    "string",
    "What to: an id, a name, a day, killed=at_least:12; none for what the text does not say",
);
const WHICH: Parameter = (
    "which",
    "string",
    "Of several parties, which: its number from 1, or its words",
);
const REACH: Parameter = (
    "reach",
    "document|story|archive",
    "Also where the same words were read the same",
);
const PREVIEW: Parameter = ("preview", "boolean", "Only tell what would be kept");
const CHANGE: Parameter = ("what", "grade|merge|split", "What is changed");
const GRADE: Parameter = ("grade", "confirmed|fair|weak|contested|discounted", "For grade");
const OTHER: Parameter = ("other", "string", "For merge: the event that goes in");
const CLAIMS: Parameter = ("claim", "string", "For split: the claims that go out, one by one");
const NUMBER: Parameter = ("n", "integer", "The number of what was said");
const READING: Parameter = ("reading", "integer", "An earlier reading, by its number from 1");
const SKIP: Parameter = ("skip", "string", "Claims to leave out, by id");
const PAGE: Parameter = ("sha256", "string", "Its SHA-256, as the document has it");

const JSON: &[&str] = &["json"];

macro_rules! address {
    ($method:literal $path:literal, $gives:literal, [$($own:expr),*], $question:literal, $forms:expr) => {
        Address { path: $path, method: $method, gives: $gives, own: &[$($own),*], question: $question, forms: $forms }
    };
}

/// All addresses for programs.
pub(crate) const ADDRESSES: &[Address] = &[
    address!("get" "/events", "Events that documents tell", [POLICY, FATALITIES, COLUMNS, PAIRS], true, EVENTS),
    address!("get" "/events/{id}", "One event: what its claims agree on and dispute; one that went into another leads there", [ID, POLICY], false, JSON),
    address!("get" "/stories", "Stories, the one that moved last first", [CURSOR], false, JSON),
    address!("get" "/stories/{id}", "One story with its documents and events", [ID], false, JSON),
    address!("get" "/documents", "Documents", [], true, DOCUMENT_FORMS),
    address!("get" "/documents/{id}", "The records of one document, with what people said laid over them", [ID, READING], false, &["json", "jsonl"]),
    address!("get" "/pages/{sha256}", "A page as it was fetched, as plain text to be kept", [PAGE], false, &[]),
    address!("get" "/review", "Claims that nobody judged, the least sure first", [SKIP], false, JSON),
    address!("get" "/claims/{id}", "One claim, as people corrected it", [ID], false, JSON),
    address!("post" "/claims/{id}/{what}", "Says something of a claim; needs the key of an editor", [ID, CLAIM, FIELD, VALUE, WHICH, REACH, PREVIEW, WHY], false, &[]),
    address!("post" "/events/{id}/{what}", "Grades, merges or splits an event; needs the key of an editor", [ID, CHANGE, GRADE, OTHER, CLAIMS, WHY], false, &[]),
    address!("post" "/corrections/{n}/undo", "Takes back what was said; needs the key of an editor", [NUMBER, WHY], false, &[]),
    address!("get" "/claims", "Claims, each one telling of an event in one document", [], true, RECORD_FORMS),
    address!("get" "/quotes", "What people are quoted with", [], true, RECORD_FORMS),
    address!("get" "/search", "Documents, quotes, claims and events in one list", [KIND], true, DOCUMENT_FORMS),
    address!("get" "/actors", "Actors with how often they are said to act and to be acted on", [], false, LIST_FORMS),
    address!("get" "/actors/{id}", "One actor: to whom, by whom, who says so", [ID], false, JSON),
    address!("get" "/places", "Places with how many events are told of each", [], false, LIST_FORMS),
    address!("get" "/places/{id}", "One place and what is told of it and of all inside", [ID], false, JSON),
    address!("get" "/outlets", "Outlets with how much they published", [], false, LIST_FORMS),
    address!("get" "/outlets/{name}", "One outlet: first or copy, from whom, its words beside those of others", [("name", "string", "Its name, as documents have it")], false, JSON),
    address!("get" "/deleted", "Events that went into others or are told by nobody any more", [SINCE], false, JSON),
    address!("get" "/live", "Server-sent events: the journal's length, now and whenever it has grown", [], false, &[]),
    address!("post" "/analyze", "What a text says: its records as JSON Lines; nothing of it is kept", [], false, &[]),
    address!("post" "/paste/keep", "The same, kept as a document like any other, by the key of an editor", [], false, &[]),
];

/// The interface as OpenAPI 3.1.
pub(crate) fn openapi(look: &Look<'_>) -> Result<Answer, Problem> {
    let mut paths = Map::new();
    for address in ADDRESSES {
        for form in address.forms {
            // the form stands at the end of the address, whatever is before it
            let path = format!("{}.{form}", address.path);
            paths.insert(path, json!({ address.method: operation(address, Some(form)) }));
        }
        if address.forms.is_empty() {
            paths.insert(
                address.path.to_owned(),
                json!({ address.method: operation(address, None) }),
            );
        }
    }
    let whole = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Musnad",
            "version": look.app.settings.version,
            "summary": "Who said what: Arabic news read as evidence. It never says that something happened.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": { "Problem": problem() },
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer", "description": "As musnad key add made it" } },
        },
    });
    Ok(Answer::Data("application/json", serde_json::to_vec(&whole)?))
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "code": { "type": "string", "description": "Stable" }, "detail": { "type": "string" },
        },
    })
}

fn operation(address: &Address, form: Option<&str>) -> Value {
    // what is not in the path of a change is in its body
    let (own, body): (Vec<&Parameter>, Vec<&Parameter>) =
        parameters(address).partition(|p| address.method == "get" || is_in_path(address, p.0));
    let parameters: Vec<Value> = own.into_iter().map(|p| parameter(address, p)).collect();
    let answer = match (form.and_then(Format::named), form, address.path) {
        (Some(format), ..) => json!({ format.media_type(): {} }),
        (None, Some(_), _) => json!({ "application/json": {} }),
        (None, None, "/pages/{sha256}") => json!({ "text/plain": {} }),
        (None, None, _) if !body.is_empty() => json!({ "application/json": {} }),
        (None, None, "/live") => json!({ "text/event-stream": {} }),
        (None, None, _) => json!({ "application/jsonl": {} }),
    };
    let problem = json!({ "description": "What is wrong", "content": {
        "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    let mut operation = json!({
        "summary": address.gives,
        "parameters": parameters,
        "responses": { "200": { "description": address.gives, "content": answer }, "default": problem },
    });
    if !body.is_empty() {
        let fields = body
            .iter()
            .map(|(name, kind, does)| ((*name).to_owned(), described(kind, does)));
        let fields = json!({ "schema": { "type": "object", "properties": fields.collect::<Map<_, _>>() } });
        operation["requestBody"] =
            json!({ "content": { "application/json": fields, "application/x-www-form-urlencoded": fields } });
        operation["security"] = json!([{ "key": [] }]);
    }
    operation
}

fn is_in_path(address: &Address, name: &str) -> bool {
    address.path.contains(&format!("{{{name}}}"))
}

/// What the values of a field of a body are.
fn described(kind: &str, does: &str) -> Value {
    let mut schema = schema(kind);
    schema["description"] = json!(does);
    schema
}

fn parameters(address: &Address) -> impl Iterator<Item = &Parameter> {
    let question = if address.question { QUESTION } else { &[] };
    address.own.iter().chain(question)
}

fn parameter(address: &Address, (name, kind, does): &Parameter) -> Value {
    let in_path = is_in_path(address, name);
    json!({
        "name": name, "in": if in_path { "path" } else { "query" }, "required": in_path, "description": does,
        "schema": schema(kind),
    })
}

fn schema(kind: &str) -> Value {
    match kind {
        "date" => json!({ "type": "string", "format": "date" }),
        // several may stand with commas
        "string" => json!({ "type": "string" }),
        "integer" | "boolean" => json!({ "type": kind }),
        words => {
            let words: Vec<&str> = words.split('|').collect();
            json!({ "type": "string", "examples": words })
        }
    }
}

/// The same for people.
pub(crate) fn page(look: &Look<'_>) -> Result<Answer, Problem> {
    let show = &look.show;
    let said = |text: &str| detail::shown(show.words.language, text);
    let table = |parameters: &[&Parameter]| {
        html! {
            div.wide { table.stacked { tbody {
                @for (name, kind, does) in parameters {
                    tr { th scope="row" { (code(name)) } td { (said(does)) } td { (code(&kind.replace('|', " | "))) } }
                }
            } } }
        }
    };
    let body = html! {
        h1 { (show.word("way.api")) }
        p { (show.word("api.about")) }
        p { a href="/openapi.json" { (code("/openapi.json")) } " · OpenAPI 3.1" }
        h2 { (show.word("api.question")) }
        (table(&QUESTION.iter().collect::<Vec<_>>()))
        h2 { (show.word("api.addresses")) }
        @for address in ADDRESSES {
            section.card {
                h3 { (code(&format!("{} {}", address.method.to_uppercase(), address.path))) }
                p { (said(address.gives)) @if address.question { " · " a href="#main" { (said("takes a question")) } } }
                @if !address.forms.is_empty() { p { @for form in address.forms { (code(&format!(".{form}"))) " " } } }
                @if !address.own.is_empty() { (table(&address.own.iter().collect::<Vec<_>>())) }
            }
        }
    };
    Ok(Answer::Page(Page::new(show.word("way.api"), "/api", body)))
}

#[cfg(test)]
mod tests {
    use super::{ADDRESSES, QUESTION};
    use crate::detail;
    use crate::words::Language;
    use std::collections::BTreeSet;

    /// Addresses for people alone, and what belongs to them.
    const PEOPLE: &[&str] = &[
        "/",
        "/api",
        "/openapi.json",
        "/rules",
        "/quality",
        "/paste",
        "/choose",
        "/enter",
        "/leave",
        "/assets/{version}/{name}",
    ];

    #[test]
    fn what_addresses_give_and_take_has_arabic_words() {
        let own = ADDRESSES.iter().flat_map(|a| a.own).chain(QUESTION);
        let told = own.map(|p| p.2).chain(ADDRESSES.iter().map(|a| a.gives));
        for text in told.chain(["takes a question"]) {
            let arabic = detail::plain(Language::Arabic, text);
            assert_ne!(arabic, text, "lang/ar/web/api.tsv");
        }
    }

    #[test]
    fn the_table_has_each_address_of_the_router_and_no_other() {
        let routes = include_str!("../routes.rs").split(".route(").skip(1);
        let routes: BTreeSet<String> = routes
            .filter_map(|r| r.split('"').nth(1))
            .map(|path| path.replace("{*", "{"))
            .filter(|path| !PEOPLE.contains(&path.as_str()))
            .collect();
        let told: BTreeSet<String> = ADDRESSES.iter().map(|a| a.path.to_owned()).collect();
        assert_eq!(routes, told);
    }
}
