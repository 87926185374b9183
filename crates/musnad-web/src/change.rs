//! Changes: what people say of claims and events, and articles that they paste to be kept, come in as forms or JSON,
//! from our own pages or with a key, and are kept. Nothing that was typed is lost where it cannot be.

use crate::access::{name_cookie, own_name};
use crate::answer::{Answer, respond, with};
use crate::app::App;
use crate::ask::{Ask, asked};
use crate::detail;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::{Shared, is_inside};
use crate::screens::paste::{self, Pasted};
use crate::screens::settle;
use crate::setting::{self, Setting};
use crate::show::encoded;
use crate::words::Language;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::html;
use musnad_archive::store::Correction;
use musnad_archive::{Archive, By, Incoming, Reach, Said, Sqlite};
use musnad_record::v1::Records;
use serde_json::json;
use std::sync::Arc;
use url::form_urlencoded;

/// The most bytes of a form.
const MOST: usize = 64 * 1024;

/// The fields of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    /// A field's value; nothing where it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(n, _)| n == name);
        found.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    fn all(&self, name: &str) -> Vec<&str> {
        let found = self.0.iter().filter(|(n, v)| n == name && !v.is_empty());
        found.map(|(_, v)| v.as_str()).collect()
    }

    /// The same with a field set.
    pub(crate) fn with(&self, name: &str, value: &str) -> Fields {
        let mut all = self.0.clone();
        all.retain(|(n, _)| n != name);
        all.push((name.to_owned(), value.to_owned()));
        Fields(all)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Fields, Response> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.starts_with("application/json"));
        let language = asked(&[], request.headers()).unwrap_or(Language::English);
        let refused = |status, why: &str| {
            let why = detail::plain(language, why).into_bytes();
            with(status, "text/plain; charset=utf-8", why, &[])
        };
        let Ok(bytes) = to_bytes(request.into_body(), MOST).await else {
            return Err(refused(StatusCode::PAYLOAD_TOO_LARGE, "too much at once"));
        };
        if !is_json {
            return Ok(Fields(form_urlencoded::parse(&bytes).into_owned().collect()));
        }
        let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(&bytes) else {
            return Err(refused(StatusCode::BAD_REQUEST, "not a JSON object"));
        };
        let mut all = Vec::new();
        for (name, value) in object {
            let values = match value {
                serde_json::Value::Array(values) => values,
                one => vec![one],
            };
            for value in values.iter().filter(|v| !v.is_null() && **v != false) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                all.push((name.clone(), text));
            }
        }
        Ok(Fields(all))
    }
}

/// Whether a change comes from a page of ours, or with a key: a page elsewhere could make a browser send it.
///
/// # Errors
/// If it does not.
pub(crate) fn is_own_page(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    if text(header::AUTHORIZATION).is_some() {
        return Ok(());
    }
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    let host = text(header::HOST).unwrap_or_default();
    let origin = text(header::ORIGIN).map(|o| {
        let own = o.strip_prefix("http://").or_else(|| o.strip_prefix("https://"));
        own == Some(host)
    });
    let fits = match (site, origin) {
        (_, Some(false)) | (None, None) => false,
        (Some(site), _) => site == "same-origin",
        (None, Some(true)) => true,
    };
    match fits {
        true => Ok(()),
        false => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "elsewhere",
            "a change is sent from a page of this server, or with a key",
        )),
    }
}

/// Who makes a change, and how it is told of.
struct Maker {
    app: Arc<App>,
    ask: Ask,
    fields: Fields,
}

/// Accepts, rejects or sets a claim, as the address says.
pub(crate) async fn claim(
    State(app): Shared,
    ask: Ask,
    Path((id, what)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let maker = Maker::new(app, ask, fields);
    match what.as_str() {
        "accept" => maker.judge(id, Said::Accept).await,
        "reject" => maker.judge(id, Said::Reject).await,
        "set" => maker.set(id).await,
        _ => maker.nowhere(),
    }
}

/// Grades, merges or splits an event, as the address says.
pub(crate) async fn event(
    State(app): Shared,
    ask: Ask,
    Path((id, what)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let maker = Maker::new(app, ask, fields);
    let own = maker.fields.clone();
    let change = move |archive: &mut Archive<Sqlite>, by: By<'_>| {
        let value = |name: &str| {
            own.get(name)
                .ok_or_else(|| Problem::wrong(format!("{name}: nothing is given")))
        };
        let done = match what.as_str() {
            "grade" => archive.grade(&id, value("grade")?, by),
            "merge" => archive.merge(&id, value("other")?, by),
            "split" => archive.split(&id, &own.all("claim"), by),
            _ => return Err(Problem::missing("no such change of an event")),
        };
        Ok(vec![done?])
    };
    maker.make(change).await
}

/// Keeps a text or page that was pasted, as a document like any other; the journal names who did so.
pub(crate) async fn keep(State(app): Shared, ask: Ask, body: Bytes) -> Response {
    let kind = ask.kind();
    let form = kind.starts_with("application/x-www-form-urlencoded");
    let fields = form.then(|| Fields(form_urlencoded::parse(&body).into_owned().collect()));
    let maker = Maker::new(app, ask, fields.unwrap_or_default());
    let (who, asked, at) = (maker.who(), maker.ask.clone(), maker.app.present());
    let kept = async {
        let who = who?;
        let mut pasted = Pasted::of(&kind, &body)?;
        let read = maker.app.ask(move |app, _| match pasted.have(app, &asked)? {
            true => Ok(Ok(pasted.into_incoming(app)?)),
            false if asked.form.is_some() => Err(Problem::changed()),
            false => Ok(Err(paste::changed(app, &asked, pasted)?)),
        });
        let read = match read.await? {
            Ok(read) => read,
            Err(page) => return Ok(Err(page)),
        };
        let (ids, incoming): (Vec<String>, Vec<Incoming>) = read.into_iter().unzip();
        if ids.is_empty() {
            return Err(Problem::wrong("there is nothing to be kept"));
        }
        let taken = maker
            .app
            .write(move |archive| Ok(archive.take_for(incoming, &who, &at)?))
            .await?;
        Ok(Ok((ids, taken)))
    };
    match kept.await {
        Err(problem) => maker.failed(problem),
        Ok(Err(page)) => {
            let mut response = respond(&maker.app, &maker.ask, Ok(page));
            *response.status_mut() = StatusCode::CONFLICT;
            response
        }
        Ok(Ok((ids, taken))) if maker.ask.form.is_some() => {
            let told = json!({
                "documents": ids,
                "new": taken.new,
                "changed": taken.changed,
                "known": taken.known,
            });
            let data = Answer::Data("application/json", told.to_string().into_bytes());
            respond(&maker.app, &maker.ask, Ok(data))
        }
        Ok(Ok((ids, _))) => {
            let to = format!(
                "/documents/{}",
                ids.first().map_or_else(String::new, |id| encoded(id))
            );
            with(
                StatusCode::SEE_OTHER,
                "text/plain",
                Vec::new(),
                &[(header::LOCATION, &to)],
            )
        }
    }
}

/// Takes back what was said.
pub(crate) async fn undo(State(app): Shared, ask: Ask, Path(n): Path<i64>, fields: Fields) -> Response {
    Maker::new(app, ask, fields)
        .make(move |archive, by| Ok(archive.undo(n, by)?))
        .await
}

impl Maker {
    fn new(app: Arc<App>, mut ask: Ask, fields: Fields) -> Maker {
        let accepts = ask.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
        if accepts.is_some_and(|a| a.contains("application/json")) {
            ask.form = Some("json");
        }
        Maker { app, ask, fields }
    }

    fn nowhere(&self) -> Response {
        let problem = Problem::missing(format!("nothing is at {}", self.ask.path));
        respond(&self.app, &self.ask, Err(problem))
    }

    /// The name of whoever may make changes.
    fn who(&self) -> Result<String, Problem> {
        is_own_page(&self.ask.headers)?;
        let refused = |status| Problem::new(status, "forbidden", "changes need the key of an editor");
        let Some(person) = &self.ask.person else {
            return Err(refused(StatusCode::UNAUTHORIZED));
        };
        if !person.may_edit() {
            return Err(refused(StatusCode::FORBIDDEN));
        }
        let own = own_name(self.fields.get("who").unwrap_or_default());
        match person.name.as_str() {
            "" if own.is_empty() => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "nameless",
                "say who you are: the field “who”",
            )),
            "" => Ok(own),
            name => Ok(name.to_owned()),
        }
    }

    async fn judge(self, id: String, said: Said) -> Response {
        self.make(move |archive, by| Ok(archive.judge(&id, &[said], None, by)?))
            .await
    }

    /// Sets a field, after what may be asked back: which of several is meant, and how many other mentions follow.
    async fn set(self, id: String) -> Response {
        let set = Set::of(&self.fields);
        let (claim, own) = (id.clone(), set.clone());
        let who = match self.who() {
            Ok(who) => who,
            Err(problem) => return self.failed(problem),
        };
        let at = self.app.present();
        let why = self.fields.get("why").unwrap_or_default().to_owned();
        let asked = self.app.ask(move |app, archive| {
            let knowledge = app.settings.reader.knowledge();
            let candidates = own.candidates(knowledge);
            if candidates.len() > 1 {
                return Ok(Before::Choose(candidates));
            }
            let own = match candidates.into_iter().next() {
                Some(one) => Set { value: one.id, ..own },
                None => own,
            };
            let said = own.said(app, archive, &claim)?;
            let by = By {
                who: &who,
                why: &why,
                at: &at,
            };
            let kept = archive.foresee(&claim, &said, own.reach, by)?;
            Ok(Before::Ready(own, kept))
        });
        let wants_page = self.ask.form.is_none();
        let set = match asked.await {
            Err(problem) => return self.failed(problem),
            Ok(Before::Choose(candidates)) if wants_page => {
                let page = settle::choose(&self.app, &self.ask, &self.fields, &candidates);
                return respond(&self.app, &self.ask, Ok(crate::answer::Answer::Page(page)));
            }
            Ok(Before::Choose(candidates)) => {
                let ids: Vec<&str> = candidates.iter().map(|c| c.id.as_str()).collect();
                return self.failed(Problem::wrong(format!("value: one of {}", ids.join(", "))));
            }
            Ok(Before::Ready(set, kept)) => {
                let is_sure = self.fields.get("sure").is_some();
                if set.reach.is_some() && !is_sure && wants_page {
                    let page = settle::confirm(
                        &self.app,
                        &self.ask,
                        &self.fields.with("value", &set.value),
                        &kept,
                    );
                    return respond(&self.app, &self.ask, Ok(crate::answer::Answer::Page(page)));
                }
                if self.fields.get("preview").is_some() {
                    return self.told(kept).await;
                }
                set
            }
        };
        let app = Arc::clone(&self.app);
        self.make(move |archive, by| {
            let said = set.said(&app, archive, &id)?;
            Ok(archive.judge(&id, &said, set.reach, by)?)
        })
        .await
    }

    /// Makes a change and tells of it.
    async fn make(
        self,
        change: impl FnOnce(&mut Archive<Sqlite>, By<'_>) -> Result<Vec<Correction>, Problem> + Send + 'static,
    ) -> Response {
        let who = match self.who() {
            Ok(who) => who,
            Err(problem) => return self.failed(problem),
        };
        let (why, at) = (
            self.fields.get("why").unwrap_or_default().to_owned(),
            self.app.present(),
        );
        let by = who.clone();
        let made = self.app.write(move |archive| {
            let by = By {
                who: &by,
                why: &why,
                at: &at,
            };
            change(archive, by)
        });
        let kept = match made.await {
            Ok(kept) => kept,
            Err(problem) => return self.failed(problem),
        };
        if self.ask.form.is_some() {
            return self.told(kept).await;
        }
        let to = self.fields.get("to").filter(|to| is_inside(to)).unwrap_or("/");
        let mut response = with(
            StatusCode::SEE_OTHER,
            "text/plain",
            Vec::new(),
            &[(header::LOCATION, to)],
        );
        let nameless = self.ask.person.as_ref().is_some_and(|p| p.name.is_empty());
        if let (true, Ok(cookie)) = (nameless, HeaderValue::try_from(name_cookie(&who))) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// The records of what was said.
    async fn told(&self, kept: Vec<Correction>) -> Response {
        let shown = self.app.ask(move |_, archive| {
            let shown = archive.shown(kept)?;
            let json = serde_json::to_vec(&shown)?;
            Ok(crate::answer::Answer::Data("application/json", json))
        });
        respond(&self.app, &self.ask, shown.await)
    }

    /// What went wrong, and for people a form that sends the same again.
    fn failed(&self, problem: Problem) -> Response {
        if self.ask.form.is_some() {
            return respond(&self.app, &self.ask, Err(problem));
        }
        let words = self.app.words(self.ask.language);
        let asks_name = problem.code == "nameless";
        let status = problem.status;
        let page = Page::of_problem(words, &problem);
        let body = html! {
            (page.body)
            @if problem.code == "forbidden" { p { a href="/enter" target="_blank" { (words.get("enter")) } } }
            @if problem.code != "elsewhere" {
                form.stack method="post" action=(self.ask.path) {
                    @for (name, value) in self.fields.0.iter().filter(|(n, _)| !asks_name || n != "who") {
                        input type="hidden" name=(name) value=(value);
                    }
                    @if asks_name { label { (words.get("who.you")) input name="who" required dir="auto" autofocus; } }
                    button { (words.get("again")) }
                }
                (settle::typed(words, &self.fields))
            }
        };
        let html = Page { body, ..page }.html(&self.app, &self.ask);
        with(status, "text/html; charset=utf-8", html.into_bytes(), &[])
    }
}

enum Before {
    /// Several bear the name.
    Choose(Vec<setting::Candidate>),
    /// What is to be set, and all that would be kept.
    Ready(Set, Vec<Correction>),
}

/// A field that is to be set, as it was sent.
#[derive(Clone, Debug, Default)]
struct Set {
    field: String,
    which: Option<String>,
    value: String,
    reach: Option<Reach>,
}

impl Set {
    fn of(fields: &Fields) -> Set {
        let text = |name: &str| fields.get(name).unwrap_or_default().to_owned();
        let value = match (fields.get("outcome"), fields.get("bound")) {
            // a figure comes in parts
            (Some(outcome), Some("none")) => format!("{outcome}=none"),
            (Some(outcome), Some("vague")) => format!("{outcome}={}", text("value")),
            (Some(outcome), bound) => format!("{outcome}={}:{}", bound.unwrap_or("exact"), text("value")),
            (None, _) => text("value"),
        };
        Set {
            field: text("field"),
            which: fields.get("which").map(str::to_owned),
            value,
            reach: match fields.get("reach") {
                Some("document") => Some(Reach::Document),
                Some("story") => Some(Reach::Story),
                Some("archive") => Some(Reach::Archive),
                _ => None,
            },
        }
    }

    fn candidates(&self, knowledge: &musnad_knowledge::Knowledge) -> Vec<setting::Candidate> {
        setting::candidates(&self.field, &self.value, knowledge)
    }

    fn said(&self, app: &App, archive: &Archive<Sqlite>, id: &str) -> Result<Vec<Said>, Problem> {
        let document = archive.document_of(id)?;
        let lines = archive.lines(&document.id)?;
        let records = Records::read(&lines)?;
        let claim = records.claims.iter().find(|c| c.id == id);
        let claim = claim.ok_or_else(|| Problem::missing(format!("there is no claim “{id}”")))?;
        let own = Setting {
            field: &self.field,
            which: self.which.as_deref(),
            value: &self.value,
        };
        setting::said(&[own], &records.document, claim, app.settings.reader.knowledge())
            .map_err(Problem::wrong)
    }
}
