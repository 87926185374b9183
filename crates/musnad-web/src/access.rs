//! Who asks: a key once, a session after that, kept in memory by the hash of its cookie; or a key with each request.
//! On a demonstration without keys, whoever is on this machine may change it under a name of their choice.

use crate::answer::with;
use crate::app::App;
use crate::ask::{Ask, cookie};
use crate::change::{Fields, is_own_page};
use crate::keys::{Key, Keys, Role, hexadecimal, random};
use crate::layout::Page;
use crate::limit::Client;
use crate::problem::Problem;
use crate::routes::Shared;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::html;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// So long a session lasts.
const LASTS: Duration = Duration::from_secs(12 * 3600);
/// So many sessions and keys are remembered.
const MOST: usize = 10_000;
/// So many keys are checked at once: each check takes much memory.
const AT_ONCE: usize = 2;
/// The longest name that somebody can give themselves.
const NAME: usize = 80;

/// Whoever asks, if they may do more than anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// Their name; empty where they did not say it yet.
    pub(crate) name: String,
    pub(crate) role: Role,
    /// The id of their key; none on a demonstration.
    key: Option<String>,
}

/// The sessions and keys that are known.
#[derive(Debug)]
pub(crate) struct Access {
    /// By the hash of the cookie: the person, and when the session ends, in seconds since 1970.
    sessions: Mutex<HashMap<String, (Person, i64)>>,
    /// Keys that were checked, by their hash: the id.
    checked: Mutex<HashMap<String, String>>,
    turns: Semaphore,
}

impl Default for Access {
    fn default() -> Access {
        Access {
            sessions: Mutex::default(),
            checked: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

fn hash(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

impl Person {
    fn of(key: &Key) -> Person {
        Person {
            name: key.name.clone(),
            role: key.role,
            key: Some(key.id.clone()),
        }
    }

    /// Whether they entered with a key.
    pub(crate) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    pub(crate) fn may_edit(&self) -> bool {
        self.role >= Role::Editor
    }
}

impl App {
    fn keys(&self) -> Result<Keys, Problem> {
        Keys::read(&self.settings.folder)
            .map_err(|e| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", e.to_string()))
    }

    /// Who asks with these headers.
    pub(crate) async fn person(
        self: &Arc<App>,
        headers: &HeaderMap,
        client: Client,
    ) -> Result<Option<Person>, Problem> {
        let keys = self.keys()?;
        if keys.all().is_empty() && self.settings.demonstration {
            let name = cookie(headers, "who").unwrap_or_default();
            return Ok(Some(Person {
                name: percent_decoded(&name),
                role: Role::Editor,
                key: None,
            }));
        }
        if let Some(key) = bearer(headers) {
            return Ok(self.checked(&key, keys, client).await?.map(|k| Person::of(&k)));
        }
        let Some(session) = cookie(headers, session_name(self, headers)) else {
            return Ok(None);
        };
        let mut sessions = self
            .access
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let at = hash(&session);
        let found = sessions.get(&at).cloned();
        let holds = |(person, until): &(Person, i64)| {
            *until > self.now() && keys.all().iter().any(|k| Some(&k.id) == person.key.as_ref())
        };
        match found.filter(holds) {
            Some((person, _)) => Ok(Some(person)),
            None => {
                sessions.remove(&at);
                Ok(None)
            }
        }
    }

    pub(crate) fn now(&self) -> i64 {
        (self.settings.now)().as_second()
    }

    /// The key that `given` is.
    ///
    /// # Errors
    /// If too many from this client were none.
    async fn checked(
        self: &Arc<App>,
        given: &str,
        keys: Keys,
        client: Client,
    ) -> Result<Option<Key>, Problem> {
        let at = hash(given);
        let known = {
            let checked = self.access.checked.lock().unwrap_or_else(PoisonError::into_inner);
            checked.get(&at).cloned()
        };
        if let Some(id) = known {
            return Ok(keys.all().iter().find(|k| k.id == id).cloned());
        }
        let wrong = &self.limits.wrong;
        wrong
            .take(client, (self.settings.now)())
            .map_err(|seconds| Problem::too_many("wrong keys", seconds))?;
        let id = given.split('-').next().unwrap_or_default();
        let Some(key) = keys.all().iter().find(|k| k.id == id).cloned() else {
            return Ok(None);
        };
        let _turn = self.access.turns.acquire().await.map_err(|_| Problem::broken())?;
        let given = given.to_owned();
        let is = tokio::task::spawn_blocking(move || key.is(&given).then_some(key));
        let found = is.await.map_err(|_| Problem::broken())?;
        if let Some(key) = &found {
            wrong.fill(client);
            let mut checked = self.access.checked.lock().unwrap_or_else(PoisonError::into_inner);
            if checked.len() >= MOST {
                checked.clear();
            }
            checked.insert(at, key.id.clone());
        }
        Ok(found)
    }

    /// Begins a session; gives back its cookie's value.
    fn begin(&self, person: Person) -> Result<String, Problem> {
        let session = random::<32>().map_err(|_| Problem::broken())?;
        let session = hexadecimal(&session);
        let now = self.now();
        let mut sessions = self
            .access
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, (_, until)| *until > now);
        if sessions.len() >= MOST {
            return Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "too many sessions",
            ));
        }
        let until = now.saturating_add(LASTS.as_secs().cast_signed());
        sessions.insert(hash(&session), (person, until));
        Ok(session)
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, key) = value.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
}

/// The session's cookie: in front of a proxy it is sent over TLS alone.
fn session_name(app: &App, headers: &HeaderMap) -> &'static str {
    match app.is_here(headers) {
        true => "session",
        false => "__Host-session",
    }
}

fn session_cookie(app: &App, headers: &HeaderMap, value: &str, lasts: u64) -> String {
    let name = session_name(app, headers);
    let secure = if app.is_here(headers) { "" } else { "; Secure" };
    format!("{name}={value}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Strict{secure}")
}

/// A cookie that keeps the name somebody gave themselves.
pub(crate) fn name_cookie(name: &str) -> String {
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("who={name}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict")
}

fn percent_decoded(name: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(name.as_bytes());
    own_name(
        &pairs
            .next()
            .map(|(name, _)| name.into_owned())
            .unwrap_or_default(),
    )
}

/// A name as somebody may give it to themselves.
pub(crate) fn own_name(name: &str) -> String {
    name.trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME)
        .collect()
}

/// The way back, if it stays in this site.
fn back(to: Option<&str>) -> &str {
    to.filter(|to| crate::routes::is_inside(to)).unwrap_or("/")
}

/// The page that asks for a key.
pub(crate) async fn form(State(app): Shared, ask: Ask) -> Response {
    let page = enter(&app, &ask, ask.get("to"), false);
    crate::answer::respond(&app, &ask, Ok(crate::answer::Answer::Page(page)))
}

fn enter(app: &App, ask: &Ask, to: Option<&str>, wrong: bool) -> Page {
    let words = app.words(ask.language);
    let body = html! {
        h1 { (words.get("enter")) }
        @if wrong { p.warning role="alert" { (words.get("enter.wrong")) } }
        form.stack method="post" action="/enter" {
            input type="hidden" name="to" value=(back(to));
            label { (words.get("enter.key"))
                input type="password" name="key" dir="ltr" required autocomplete="current-password" autofocus;
            }
            button { (words.get("enter")) }
        }
        p.hint { (words.get("enter.hint")) " " (crate::show::command("musnad key add --name … --role editor")) }
    };
    Page::new(words.get("enter"), "", body)
}

/// Takes a key and begins a session.
pub(crate) async fn begin(State(app): Shared, ask: Ask, fields: Fields) -> Response {
    let answer = async {
        is_own_page(&ask.headers)?;
        let keys = app.keys()?;
        let given = fields.get("key").unwrap_or_default().to_owned();
        let client = ask.client.ok_or_else(Problem::broken)?;
        match app.checked(&given, keys, client).await? {
            Some(key) => Ok(Some(app.begin(Person::of(&key))?)),
            None => Ok(None),
        }
    };
    match answer.await {
        Err(problem) => crate::answer::respond(&app, &ask, Err(problem)),
        Ok(None) => {
            let html = enter(&app, &ask, fields.get("to"), true).html(&app, &ask);
            with(
                StatusCode::FORBIDDEN,
                "text/html; charset=utf-8",
                html.into_bytes(),
                &[],
            )
        }
        Ok(Some(session)) => {
            let cookie = session_cookie(&app, &ask.headers, &session, LASTS.as_secs());
            let to = back(fields.get("to")).to_owned();
            away(&to, &cookie)
        }
    }
}

/// Ends a session.
pub(crate) async fn leave(State(app): Shared, ask: Ask) -> Response {
    if let Err(problem) = is_own_page(&ask.headers) {
        return crate::answer::respond(&app, &ask, Err(problem));
    }
    if let Some(session) = cookie(&ask.headers, session_name(&app, &ask.headers)) {
        let mut sessions = app.access.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.remove(&hash(&session));
    }
    away("/", &session_cookie(&app, &ask.headers, "", 0))
}

fn away(to: &str, cookie: &str) -> Response {
    let mut response = with(
        StatusCode::SEE_OTHER,
        "text/plain",
        Vec::new(),
        &[(header::LOCATION, to)],
    );
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
