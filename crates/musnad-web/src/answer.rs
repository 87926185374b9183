//! Answers: pages and data with what belongs to them, problems in the form that was asked for.

use crate::app::App;
use crate::ask::Ask;
use crate::give::{self, Giving};
use crate::kept::Made;
use crate::layout::Page;
use crate::problem::Problem;
use crate::words::Language;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// An answer.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A page for people.
    Page(Page),
    /// Data of this media type.
    Data(&'static str, Vec<u8>),
    /// One part of a list as JSON, and the address of the next.
    Part(Vec<u8>, Option<String>),
    /// A file.
    File(Made),
    /// All that a question finds, given out bit by bit.
    Give(Box<Giving>),
    /// Another address.
    See(String),
}

/// The response for an answer, or for what went wrong. Pages and data bear an `ETag`; who has the same already is told
/// so without them.
pub(crate) fn respond(app: &Arc<App>, ask: &Ask, answer: Result<Answer, Problem>) -> Response {
    if let Some(made) = answer.as_ref().ok().and_then(|answer| made(app, ask, answer)) {
        return made_again(ask, &made);
    }
    match answer {
        Ok(Answer::Give(giving)) => give::stream(app, ask, *giving),
        Ok(Answer::See(address)) => with(
            StatusCode::SEE_OTHER,
            "text/plain",
            Vec::new(),
            &[(header::LOCATION, &address)],
        ),
        Ok(_) => respond(app, ask, Err(Problem::broken())),
        Err(problem) => told(app, ask, &problem),
    }
}

/// The response that tells of a problem.
fn told(app: &App, ask: &Ask, problem: &Problem) -> Response {
    // whoever asks too often is told shortly, unless it is a person who reads
    let is_page = ask.form.is_none() && (problem.again.is_none() || ask.is_read_by_people());
    let mut response = if is_page {
        let page = Page::of_problem(app.words(ask.language), problem);
        let html = page.html(app, ask).into_bytes();
        with(problem.status, "text/html; charset=utf-8", html, &[])
    } else {
        let words = app.words(ask.asked().unwrap_or(Language::English));
        let json = problem.json(words).into_bytes();
        let headers = [(header::CONTENT_LANGUAGE, words.language.code())];
        with(problem.status, "application/problem+json", json, &headers)
    };
    if let Some(seconds) = problem.again {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// An answer whose bytes are known; nothing for one that leads away or is given out bit by bit.
pub(crate) fn made(app: &App, ask: &Ask, answer: &Answer) -> Option<Made> {
    let (kind, bytes, next) = match answer {
        Answer::Page(page) => (
            "text/html; charset=utf-8",
            page.html(app, ask).into_bytes(),
            page.next.clone(),
        ),
        Answer::Part(bytes, next) => ("application/json", bytes.clone(), next.clone()),
        Answer::Data(kind, bytes) => (*kind, bytes.clone(), None),
        Answer::File(made) => return Some(made.clone()),
        Answer::Give(_) | Answer::See(_) => return None,
    };
    Some(Made {
        kind,
        bytes: bytes.into(),
        next,
        file: None,
    })
}

/// The response for what was made.
pub(crate) fn made_again(ask: &Ask, made: &Made) -> Response {
    let mut response = linked(tagged(ask, made.kind, made.bytes.clone()), made.next.as_deref());
    if let Some(name) = &made.file {
        to_be_kept(&mut response, name);
    }
    response
}

/// Has a response kept as a file of this name, not shown.
pub(crate) fn to_be_kept(response: &mut Response, name: &str) {
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
}

/// With a link to what comes behind (RFC 8288).
fn linked(mut response: Response, next: Option<&str>) -> Response {
    let link = next.map(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")));
    if let Some(Ok(link)) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

fn tagged(ask: &Ask, kind: &str, bytes: Bytes) -> Response {
    let tag = tag(&bytes);
    let headers = of_tag(&tag);
    match is_known(ask, &tag) {
        true => with(StatusCode::NOT_MODIFIED, kind, Vec::new(), &headers),
        false => with(StatusCode::OK, kind, bytes, &headers),
    }
}

/// The `ETag` of these bytes.
pub(crate) fn tag(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let tag: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
    format!("W/\"{tag}\"")
}

/// Whether who asks has what bears this `ETag` already.
pub(crate) fn is_known(ask: &Ask, tag: &str) -> bool {
    let known = ask
        .headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    known.is_some_and(|all| all.split(',').any(|t| t.trim() == tag))
}

/// The headers of what bears an `ETag`.
pub(crate) fn of_tag(tag: &str) -> [(header::HeaderName, &str); 3] {
    [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Cookie, Accept-Language"),
    ]
}

/// A response with these headers; one whose value may not stand in a header is left out.
pub(crate) fn with(
    status: StatusCode,
    kind: &str,
    bytes: impl Into<Body>,
    headers: &[(header::HeaderName, &str)],
) -> Response {
    let mut response = Response::new(bytes.into());
    *response.status_mut() = status;
    for (name, value) in [(header::CONTENT_TYPE, kind)].iter().chain(headers) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name.clone(), value);
        }
    }
    response
}
