//! Which address leads where, and what holds for all of them.

use crate::answer::{Answer, made, made_again, respond, with};
use crate::app::App;
use crate::ask::{Ask, without_form};
use crate::kept::Given;
use crate::limit::Client;
use crate::live::live;
use crate::problem::Problem;
use crate::screens::paste::Pasted;
use crate::show::Show;
use crate::{access, assets, change, screens};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequestParts, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use musnad_archive::store::Store;
use musnad_archive::{Archive, Sqlite};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// So long a request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is sent with every answer: nothing runs that is not ours, nothing is asked of another machine, nobody frames
/// the page.
const SAFE: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

pub(crate) type Shared = State<Arc<App>>;

/// What a screen is made from: what all requests share, the archive at one moment, and what is asked.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) app: &'a App,
    pub(crate) archive: &'a Archive<Sqlite>,
    pub(crate) ask: &'a Ask,
    pub(crate) show: Show<'a>,
}

/// The whole site. The form is taken off an address before it is looked at.
pub(crate) fn site(app: Arc<App>) -> Router {
    let pages = Router::new()
        .route(
            "/",
            get(async |s: Shared, a: Ask| look(s, a, screens::home::page).await),
        )
        .route(
            "/stories",
            get(async |s: Shared, a: Ask| look(s, a, screens::stories::list).await),
        )
        .route(
            "/stories/{id}",
            get(async |s: Shared, a: Ask, Path(id): Path<String>| {
                look(s, a, move |l| screens::stories::one(l, &id)).await
            }),
        )
        .route(
            "/events",
            get(async |s: Shared, a: Ask| look(s, a, screens::events::list).await),
        )
        .route(
            "/deleted",
            get(async |s: Shared, a: Ask| look(s, a, screens::events::deleted).await),
        )
        .route(
            "/search",
            get(async |s: Shared, a: Ask| look(s, a, screens::search::all).await),
        )
        .route(
            "/documents",
            get(async |s: Shared, a: Ask| look(s, a, screens::search::documents).await),
        )
        .route(
            "/claims",
            get(async |s: Shared, a: Ask| look(s, a, screens::search::claims).await),
        )
        .route(
            "/quotes",
            get(async |s: Shared, a: Ask| look(s, a, screens::search::quotes).await),
        )
        .route(
            "/events/{id}",
            get(async |s: Shared, a: Ask, Path(id): Path<String>| {
                look(s, a, move |l| screens::event::one(l, &id)).await
            }),
        )
        .route(
            "/actors",
            get(async |s: Shared, a: Ask| look(s, a, screens::actors::list).await),
        )
        .route(
            "/actors/{*id}",
            get(async |s: Shared, a: Ask, Path(id): Path<String>| {
                look(s, a, move |l| screens::actors::one(l, &id)).await
            }),
        )
        .route(
            "/places",
            get(async |s: Shared, a: Ask| look(s, a, screens::places::list).await),
        )
        .route(
            "/places/{*id}",
            get(async |s: Shared, a: Ask, Path(id): Path<String>| {
                look(s, a, move |l| screens::places::one(l, &id)).await
            }),
        )
        .route(
            "/outlets",
            get(async |s: Shared, a: Ask| look(s, a, screens::outlets::list).await),
        )
        .route(
            "/outlets/{name}",
            get(async |s: Shared, a: Ask, Path(id): Path<String>| {
                look(s, a, move |l| screens::outlets::one(l, &id)).await
            }),
        )
        .route("/live", get(live))
        .route(
            "/api",
            get(async |s: Shared, a: Ask| look(s, a, screens::api::page).await),
        )
        .route(
            "/openapi.json",
            get(async |s: Shared, a: Ask| look(s, a, screens::api::openapi).await),
        )
        .route(
            "/rules",
            get(async |s: Shared, a: Ask| look(s, a, screens::rules::list).await),
        )
        .route(
            "/quality",
            get(async |s: Shared, a: Ask| look(s, a, screens::quality::page).await),
        )
        .route("/paste", get(paste).post(paste))
        .route("/paste/keep", post(change::keep))
        .route("/analyze", post(analyze))
        .route(
            "/documents/{*id}",
            get(async |s: Shared, a: Ask, Path(id): Path<String>| {
                look(s, a, move |l| screens::document::at(l, &id)).await
            }),
        )
        .route(
            "/claims/{id}",
            get(async |s: Shared, a: Ask, Path(id): Path<String>| {
                look(s, a, move |l| screens::claim::one(l, &id)).await
            }),
        )
        .route("/claims/{id}/{what}", post(change::claim))
        .route("/events/{id}/{what}", post(change::event))
        .route("/corrections/{n}/undo", post(change::undo))
        .route(
            "/review",
            get(async |s: Shared, a: Ask| look(s, a, screens::review::page).await),
        )
        .route("/pages/{sha256}", get(page_as_fetched))
        .route("/enter", get(access::form).post(access::begin))
        .route("/leave", post(access::leave))
        .route("/choose", get(choose))
        .route("/assets/{version}/{name}", get(assets::asset))
        .fallback(nowhere)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            PATIENCE,
        ))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard))
        .with_state(app);
    Router::new()
        .fallback_service(pages)
        .layer(middleware::map_request(async |request: Request| {
            without_form(request)
        }))
}

/// Answers with what `screen` makes of the archive.
async fn look(
    State(app): Shared,
    ask: Ask,
    screen: impl FnOnce(&Look<'_>) -> Result<Answer, Problem> + Send + 'static,
) -> Response {
    let now = app.state().filter(|_| ask.person.is_none());
    let name = ask.name();
    match now.and_then(|now| app.kept.get(&name, now)) {
        Some(Given::Now(made)) => return made_again(&ask, &made),
        Some(Given::Once(old)) => {
            let response = made_again(&ask, &old);
            tokio::spawn(async move {
                // one after the other: whoever asks for what is not there yet comes first
                let Ok(_turn) = app.renewing.acquire().await else {
                    return;
                };
                let now = app.state();
                let answer = shown(&app, &ask, screen).await;
                if let Some((now, made)) = now.zip(answer.ok().and_then(|a| made(&app, &ask, &a))) {
                    app.kept.keep(name, now, made);
                }
            });
            return response;
        }
        None => {}
    }
    let answer = shown(&app, &ask, screen).await;
    let made = now.and_then(|now| Some((now, made(&app, &ask, answer.as_ref().ok()?)?)));
    match made {
        Some((now, made)) => {
            app.kept.keep(name, now, made.clone());
            made_again(&ask, &made)
        }
        None => respond(&app, &ask, answer),
    }
}

/// What a screen makes of the archive as it is now.
async fn shown(
    app: &Arc<App>,
    ask: &Ask,
    screen: impl FnOnce(&Look<'_>) -> Result<Answer, Problem> + Send + 'static,
) -> Result<Answer, Problem> {
    let asked = ask.clone();
    let looked = app.ask(move |app, archive| {
        let show = Show {
            words: app.words(asked.language),
            ask: &asked,
        };
        screen(&Look {
            app,
            archive,
            ask: &asked,
            show,
        })
    });
    looked.await
}

async fn nowhere(State(app): Shared, ask: Ask) -> Response {
    let problem = Problem::missing(format!("nothing is at {}", ask.path));
    respond(&app, &ask, Err(problem))
}

/// A place to paste a text, and what is read in one that was pasted.
async fn paste(State(app): Shared, ask: Ask, body: Bytes) -> Response {
    let (shared, asked) = (Arc::clone(&app), ask.clone());
    let answer = apart(move || {
        let pasted = (!body.is_empty())
            .then(|| Pasted::of(&asked.kind(), &body))
            .transpose()?;
        screens::paste::page(&shared, &asked, pasted)
    });
    respond(&app, &ask, answer.await)
}

/// The records of a text, as JSON Lines; nothing is kept.
async fn analyze(State(app): Shared, ask: Ask, body: Bytes) -> Response {
    let shared = Arc::clone(&app);
    let ask = Ask {
        form: Some("jsonl"),
        ..ask
    };
    let kind = ask.kind();
    let answer = apart(move || {
        Ok(Answer::Data(
            "application/jsonl",
            Pasted::of(&kind, &body)?.lines(&shared)?,
        ))
    });
    respond(&app, &ask, answer.await)
}

/// Does work that takes a while apart from the threads that answer requests.
async fn apart(work: impl FnOnce() -> Result<Answer, Problem> + Send + 'static) -> Result<Answer, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Problem::broken()))
}

/// A page as it was fetched: to be kept, never to be shown here as it is.
async fn page_as_fetched(State(app): Shared, ask: Ask, Path(sha256): Path<String>) -> Response {
    let wanted = sha256.clone();
    let page = app.ask(move |_, archive| {
        let is_hash = wanted.len() == 64 && wanted.bytes().all(|b| b.is_ascii_hexdigit());
        let page = if is_hash {
            archive.store().page(&wanted)?
        } else {
            None
        };
        page.ok_or_else(|| Problem::missing(format!("there is no page {wanted}")))
    });
    match page.await {
        Err(problem) => respond(&app, &ask, Err(problem)),
        Ok(bytes) => with(
            StatusCode::OK,
            "text/plain; charset=utf-8",
            bytes,
            &[
                (
                    header::CONTENT_DISPOSITION,
                    &format!("attachment; filename=\"{sha256}.txt\""),
                ),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
                (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
            ],
        ),
    }
}

/// Whether an address leads into this site.
pub(crate) fn is_inside(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && !to.contains('\\')
}

/// Keeps a reader's choice of language, digits or months, and leads back to where it was made.
async fn choose(ask: Ask) -> Response {
    // only back into this site
    let to = ask.get("to").filter(|to| is_inside(to));
    let chosen = [
        ("lang", ["ar", "en"]),
        ("digits", ["arab", "latn"]),
        ("months", ["levant", "egypt"]),
    ];
    let mut response = with(
        StatusCode::SEE_OTHER,
        "text/plain",
        Vec::new(),
        &[(header::LOCATION, to.unwrap_or("/"))],
    );
    for (name, values) in chosen {
        let value = ask.get(name).filter(|v| values.contains(v));
        let set = value.map(|v| format!("{name}={v}; Path=/; Max-Age=31536000; SameSite=Lax"));
        if let Some(Ok(set)) = set.map(HeaderValue::try_from) {
            response.headers_mut().append(header::SET_COOKIE, set);
        }
    }
    response
}

/// What a layer refused by itself, in words of nobody: it is told like everything else that goes wrong.
fn wordless(response: &Response) -> Option<Problem> {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let status = response.status();
    let (code, detail) = match status {
        StatusCode::METHOD_NOT_ALLOWED => ("wrong", "this address does not take what was sent"),
        StatusCode::PAYLOAD_TOO_LARGE => ("wrong", "too much at once"),
        StatusCode::SERVICE_UNAVAILABLE => ("busy", "the answer took longer than it may"),
        _ => return None,
    };
    is_plain.then(|| Problem::new(status, code, detail))
}

/// Answers whoever may ask, as whom they are.
async fn known(app: &Arc<App>, client: Client, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let person = app.person(request.headers(), client).await;
    let is_open =
        !app.settings.closed || path == "/enter" || path == "/choose" || path.starts_with("/assets/");
    let problem = match person {
        Err(problem) => Some(problem),
        Ok(None) if !is_open => Some(Problem::new(
            StatusCode::UNAUTHORIZED,
            "forbidden",
            "reading needs a key",
        )),
        Ok(person) => {
            if let Some(person) = person {
                request.extensions_mut().insert(person);
            }
            None
        }
    };
    let Some(problem) = problem else {
        let mut asked = Request::new(axum::body::Body::empty());
        *asked.uri_mut() = request.uri().clone();
        *asked.headers_mut() = request.headers().clone();
        asked.extensions_mut().extend(request.extensions().clone());
        let response = next.run(request).await;
        let Some(problem) = wordless(&response) else {
            return response;
        };
        let (mut parts, _) = asked.into_parts();
        let Ok(ask) = Ask::from_request_parts(&mut parts, app).await;
        return respond(app, &ask, Err(problem));
    };
    let (mut parts, _) = request.into_parts();
    let Ok(ask) = Ask::from_request_parts(&mut parts, app).await;
    match ask.is_read_by_people() && problem.status == StatusCode::UNAUTHORIZED {
        true => {
            let to = ask.address(None, &[]);
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("to", &to)
                .finish();
            respond(app, &ask, Ok(Answer::See(format!("/enter?{query}"))))
        }
        false => respond(app, &ask, Err(problem)),
    }
}

/// Answers whoever does not ask too often.
async fn counted(app: &Arc<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)), |info| info.0);
    let client = Client::of(peer, request.headers(), !app.is_here(request.headers()));
    let taken = app.limits.take(client, request.method(), (app.settings.now)());
    let Err(problem) = taken else {
        request.extensions_mut().insert(client);
        return known(app, client, request, next).await;
    };
    let (mut parts, _) = request.into_parts();
    let Ok(ask) = Ask::from_request_parts(&mut parts, app).await;
    respond(app, &ask, Err(problem))
}

/// Refuses requests under a name that is not this machine's (a page elsewhere may have made its own name point here),
/// and sends with every answer what keeps it safe.
async fn guard(State(app): Shared, request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    let mut response = match app.settings.is_own_name(host) {
        true => counted(&app, request, next).await,
        false => with(
            StatusCode::MISDIRECTED_REQUEST,
            "text/plain",
            b"another host was asked for".to_vec(),
            &[],
        ),
    };
    for (name, value) in SAFE {
        response
            .headers_mut()
            .entry(*name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
