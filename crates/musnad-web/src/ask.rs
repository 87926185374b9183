//! A request, as the screens see it: language, form, and what is asked for.

use crate::access::Person;
use crate::day;
use crate::limit::Client;
use crate::problem::Problem;
use crate::words::Language;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, Uri, header};
use std::convert::Infallible;
use std::str::FromStr;
use url::form_urlencoded;

/// The forms in which an address may be asked for, as they stand at its end.
const FORMS: &[&str] = &[
    "json", "jsonl", "csv", "acled", "ucdp", "plover", "geojson", "parquet", "atom", "bibtex", "csl",
];

/// The form that was asked for, taken off the address before it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form(pub(crate) Option<&'static str>);

/// What is asked, and how it is to be shown.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) language: Language,
    /// Digits as ١٢٣.
    pub(crate) eastern: bool,
    /// Months as they are called in Egypt: يناير. Otherwise as in the Levant.
    pub(crate) egyptian: bool,
    /// None for a page.
    pub(crate) form: Option<&'static str>,
    /// The address without form and query.
    pub(crate) path: String,
    /// Name and value, as they were given.
    pub(crate) pairs: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    /// Who asks, if they may do more than anybody.
    pub(crate) person: Option<Person>,
    pub(crate) client: Option<Client>,
}

impl Ask {
    /// A request for an address, by nobody, in Arabic.
    #[cfg(test)]
    pub(crate) fn of(path: &str) -> Ask {
        Ask {
            language: Language::Arabic,
            eastern: false,
            egyptian: false,
            form: None,
            path: path.to_owned(),
            pairs: Vec::new(),
            headers: HeaderMap::new(),
            person: None,
            client: None,
        }
    }

    /// The language that was asked for, if any was.
    pub(crate) fn asked(&self) -> Option<Language> {
        asked(&self.pairs, &self.headers)
    }

    /// The value of a parameter; the last where it stands several times.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().rev().find(|(n, v)| n == name && !v.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    /// What is asked and how it is to be shown, as one text.
    pub(crate) fn name(&self) -> String {
        let shown = (self.language.code(), self.eastern, self.egyptian);
        format!("{shown:?} {}", self.address(self.form, &[]))
    }

    /// Whether a page is wanted, and by a browser.
    pub(crate) fn is_read_by_people(&self) -> bool {
        let accepts = self.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
        self.form.is_none() && accepts.is_some_and(|a| a.contains("text/html"))
    }

    /// The media type of what came with the request.
    pub(crate) fn kind(&self) -> String {
        let kind = self
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        kind.unwrap_or_default().to_ascii_lowercase()
    }

    /// All values of a parameter, set apart by commas or given one by one.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let found = self.pairs.iter().filter(|(n, _)| n == name);
        let values = found.flat_map(|(_, v)| v.split(','));
        values
            .map(str::trim)
            .filter(|v| !v.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The value of a parameter, read.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let read = |value: &str| {
            value
                .parse()
                .map_err(|_| Problem::wrong(format!("{name}: “{value}” cannot be read")))
        };
        self.get(name).map(read).transpose()
    }

    /// This address in another form (none for the page), with some parameters changed: set, or taken away where the
    /// value is empty.
    pub(crate) fn address(&self, form: Option<&str>, changes: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .filter(|(n, v)| !v.is_empty() && !changes.iter().any(|(c, _)| c == n))
            .collect();
        pairs.extend(changes.iter().filter(|(_, v)| !v.is_empty()));
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let form = form.map(|f| format!(".{f}")).unwrap_or_default();
        let query = if query.is_empty() {
            query
        } else {
            format!("?{query}")
        };
        format!("{}{form}{query}", self.path)
    }

    /// This address with a value of a list added or taken away, from its first page on.
    pub(crate) fn toggled(&self, name: &str, value: &str) -> String {
        let mut all = self.all(name);
        match all.iter().position(|v| v == value) {
            Some(at) => {
                all.remove(at);
            }
            None => all.push(value.to_owned()),
        }
        self.address(None, &[(name, &all.join(",")), ("cursor", "")])
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Ask, Infallible> {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
                .into_owned()
                .map(in_days)
                .collect();
        let language = asked(&pairs, &parts.headers).unwrap_or(Language::Arabic);
        let form = parts.extensions.get::<Form>().copied();
        Ok(Ask {
            language,
            eastern: cookie(&parts.headers, "digits").as_deref() == Some("arab"),
            egyptian: cookie(&parts.headers, "months").as_deref() == Some("egypt"),
            form: form.and_then(|f| f.0),
            path: parts.uri.path().to_owned(),
            pairs,
            headers: parts.headers.clone(),
            person: parts.extensions.get::<Person>().cloned(),
            client: parts.extensions.get::<Client>().copied(),
        })
    }
}

/// A parameter that names a day, as it may have been typed, with the day as all others have it.
fn in_days((name, value): (String, String)) -> (String, String) {
    let day = ["from", "to"].contains(&name.as_str()).then(|| day::read(&value));
    (name, day.flatten().unwrap_or(value))
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|c| c.to_str().ok());
    let mut pairs = all
        .flat_map(|c| c.split(';'))
        .filter_map(|c| c.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, v)| v.to_owned())
}

/// The language that is asked for: chosen, or preferred among ours by the browser.
pub(crate) fn asked(pairs: &[(String, String)], headers: &HeaderMap) -> Option<Language> {
    let named = pairs.iter().rev().find(|(n, _)| n == "lang");
    let chosen = named.map(|(_, v)| v.clone()).or_else(|| cookie(headers, "lang"));
    chosen.as_deref().and_then(Language::from_code).or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        accepted.split(',').find_map(|l| Language::from_code(l.trim()))
    })
}

/// Takes the form off a request's address: `/events.csv` is `/events` as `csv`.
pub(crate) fn without_form<B>(mut request: Request<B>) -> Request<B> {
    let path = request.uri().path();
    let cut = path.rsplit_once('.').and_then(|(rest, end)| {
        let form = FORMS.iter().find(|f| **f == end)?;
        (!rest.is_empty() && !rest.ends_with('/') && !rest.starts_with("/assets") && rest != "/openapi")
            .then_some((rest, *form))
    });
    let Some((rest, form)) = cut else { return request };
    let query = request.uri().query().map(|q| format!("?{q}")).unwrap_or_default();
    if let Ok(uri) = Uri::from_str(&format!("{rest}{query}")) {
        *request.uri_mut() = uri;
        request.extensions_mut().insert(Form(Some(form)));
    }
    request
}
