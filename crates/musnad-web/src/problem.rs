//! What can go wrong with a request, as it is told: RFC 9457 for programs, a page for people.

use crate::detail;
use crate::words::{Language, Words};
use axum::http::StatusCode;
use musnad_archive::Error;
use serde_json::json;

/// Why a request was not answered as asked.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// A stable code, which is also the key of the words for it: `problem.missing`.
    pub(crate) code: &'static str,
    /// What exactly, in English.
    pub(crate) detail: String,
    /// In how many seconds to ask again, where that is known.
    pub(crate) again: Option<i64>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem {
            status,
            code,
            detail: detail.into(),
            again: None,
        }
    }

    /// There is no such thing.
    pub(crate) fn missing(what: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "missing", what)
    }

    /// The request asks for what cannot be.
    pub(crate) fn wrong(what: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "wrong", what)
    }

    /// What is to be kept is no longer what was read.
    pub(crate) fn changed() -> Problem {
        let detail = "the page is another one than was read before; nothing was kept";
        Problem::new(StatusCode::CONFLICT, "changed", detail)
    }

    /// Too many of these came from one client.
    pub(crate) fn too_many(of: &str, seconds: i64) -> Problem {
        let detail = format!("too many {of}: ask again in {seconds} s");
        Problem {
            again: Some(seconds),
            ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many", detail)
        }
    }

    /// Something is wrong here, not with the request.
    pub(crate) fn broken() -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "broken",
            "the server failed at this; its own messages say why",
        )
    }

    /// It as `application/problem+json`, for a program whose user reads this language.
    pub(crate) fn json(&self, words: &Words) -> String {
        let title = match words.language {
            Language::English => self.status.canonical_reason(),
            Language::Arabic => words.known("problem", self.code),
        };
        json!({
            "type": format!("about:blank#{}", self.code),
            "title": title,
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": detail::plain(words.language, &self.detail),
        })
        .to_string()
    }
}

impl From<Error> for Problem {
    fn from(e: Error) -> Problem {
        let (status, code) = match () {
            () if e.is_missing() => (StatusCode::NOT_FOUND, "missing"),
            () if e.is_refused() => (StatusCode::BAD_REQUEST, "wrong"),
            () if e.is_busy() => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            () if e.is_full() => (StatusCode::INSUFFICIENT_STORAGE, "full"),
            () if e.is_read_only() => (StatusCode::FORBIDDEN, "read-only"),
            () => (StatusCode::INTERNAL_SERVER_ERROR, "broken"),
        };
        Problem::new(status, code, e.to_string())
    }
}

impl From<serde_json::Error> for Problem {
    fn from(e: serde_json::Error) -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", e.to_string())
    }
}
