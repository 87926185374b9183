//! Answers: pages and data with what belongs to them, problems in the form that was asked for.

use crate::app::App;
use crate::ask::Ask;
use crate::layout::Page;
use crate::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

/// An answer.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A page for people.
    Page(Page),
    /// Data of this media type.
    Data(&'static str, Vec<u8>),
    /// Another address.
    See(String),
}

/// The response for an answer, or for what went wrong. Pages and data bear an `ETag`; who has the same already is told
/// so without them.
pub(crate) fn respond(app: &App, ask: &Ask, answer: Result<Answer, Problem>) -> Response {
    match answer {
        Ok(Answer::Page(page)) => tagged(ask, "text/html; charset=utf-8", page.html(app, ask).into_bytes()),
        Ok(Answer::Data(kind, bytes)) => tagged(ask, kind, bytes),
        Ok(Answer::See(address)) => with(
            StatusCode::SEE_OTHER,
            "text/plain",
            Vec::new(),
            &[(header::LOCATION, &address)],
        ),
        Err(problem) if ask.form.is_none() => {
            let page = Page::of_problem(app.words(ask.language), &problem);
            let html = page.html(app, ask).into_bytes();
            with(problem.status, "text/html; charset=utf-8", html, &[])
        }
        Err(problem) => with(
            problem.status,
            "application/problem+json",
            problem.json().into_bytes(),
            &[],
        ),
    }
}

fn tagged(ask: &Ask, kind: &str, bytes: Vec<u8>) -> Response {
    let hash = Sha256::digest(&bytes);
    let tag: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
    let tag = format!("W/\"{tag}\"");
    let known = ask
        .headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    let known = known.is_some_and(|all| all.split(',').any(|t| t.trim() == tag));
    let headers = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Cookie, Accept-Language"),
    ];
    match known {
        true => with(StatusCode::NOT_MODIFIED, kind, Vec::new(), &headers),
        false => with(StatusCode::OK, kind, bytes, &headers),
    }
}

/// A response with these headers; one whose value may not stand in a header is left out.
pub(crate) fn with(
    status: StatusCode,
    kind: &str,
    bytes: Vec<u8>,
    headers: &[(header::HeaderName, &str)],
) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    for (name, value) in [(header::CONTENT_TYPE, kind)].iter().chain(headers) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name.clone(), value);
        }
    }
    response
}
