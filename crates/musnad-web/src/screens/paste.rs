//! A text that somebody pastes, read and shown; nothing of it is kept unless an editor says so.

use super::event;
use super::watching::failure;
use crate::access::Person;
use crate::answer::Answer;
use crate::app::App;
use crate::ask::Ask;
use crate::change::is_own_page;
use crate::day;
use crate::held;
use crate::layout::Page;
use crate::outside::{Fetched, Unfetched};
use crate::problem::Problem;
use crate::show::{Show, code, command, outside};
use axum::http::StatusCode;
use maud::{Markup, html};
use musnad_archive::Incoming;
use musnad_page::{Diagnostic, Document, Hints, Severity, read_page};
use musnad_record::v1::Records;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What is to be read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Pasted {
    /// The page at an address that was pasted, and the address.
    #[serde(skip)]
    fetched: Option<Fetched>,
    #[serde(skip)]
    address: Option<String>,
    /// What the page was called by when it was read before.
    #[serde(skip)]
    seen: Option<String>,
    id: Option<String>,
    text: String,
    html: String,
    url: Option<String>,
    outlet: Option<String>,
    title: Option<String>,
    published: Option<String>,
}

impl Pasted {
    /// A request's body: JSON with the fields of an input line of the contract, a page, or a text as it is.
    ///
    /// # Errors
    /// If it should be JSON and is not.
    pub(crate) fn of(kind: &str, body: &[u8]) -> Result<Pasted, Problem> {
        let written = || String::from_utf8_lossy(body).into_owned();
        match kind.split(';').next().unwrap_or_default().trim() {
            "application/json" => serde_json::from_slice(body)
                .map_err(|e| Problem::wrong(format!("what came is not the JSON that is asked for: {e}"))),
            "application/x-www-form-urlencoded" => Ok(Pasted::form(body)),
            _ => Ok(Pasted {
                text: written(),
                ..Pasted::default()
            }),
        }
    }

    fn form(body: &[u8]) -> Pasted {
        let mut out = Pasted::default();
        for (name, value) in url::form_urlencoded::parse(body).filter(|(_, v)| !v.trim().is_empty()) {
            let value = value.into_owned();
            match name.as_ref() {
                "text" => out.text = value,
                "address" => out.address = Some(value.trim().to_owned()),
                "seen" => out.seen = Some(value),
                "url" => out.url = Some(value),
                "outlet" => out.outlet = Some(value),
                "published" => out.published = Some(day::read(&value).unwrap_or(value)),
                _ => {}
            }
        }
        out
    }

    /// The articles: of a page of short reports, several.
    fn documents(&self) -> Vec<Document> {
        if let Some(page) = &self.fetched {
            let hints = Hints {
                url: Some(&page.url),
                fetched: Some(&format!("{:.0}", page.fetched)),
                content_type: page.content_type.as_deref(),
                ..Hints::default()
            };
            return read_page(&page.bytes, &hints);
        }
        let hints = Hints {
            id: self.id.as_deref(),
            url: self.url.as_deref(),
            outlet: self.outlet.as_deref(),
            title: self.title.as_deref(),
            published: self.published.as_deref(),
            ..Hints::default()
        };
        read_page(self.bytes(), &hints)
    }

    /// The records of what was pasted, as JSON Lines.
    ///
    /// # Errors
    /// If they cannot be written.
    pub(crate) fn lines(&self, app: &App) -> Result<Vec<u8>, Problem> {
        Ok(self.records(app)?.concat().into_bytes())
    }

    /// The bytes of the page.
    fn bytes(&self) -> &[u8] {
        match &self.fetched {
            Some(page) => &page.bytes,
            None if self.html.is_empty() => self.text.as_bytes(),
            None => self.html.as_bytes(),
        }
    }

    /// Has the page that was pasted as an address: the one that was read before, or, where that is not held any more,
    /// what stands there now. False if that is another one.
    ///
    /// # Errors
    /// If the page cannot be had.
    pub(crate) fn have(&mut self, app: &App, ask: &Ask) -> Result<bool, Problem> {
        let Some(address) = self.address.as_deref() else {
            return Ok(true);
        };
        is_own_page(&ask.headers)?;
        let seen = self.seen.as_deref();
        self.fetched = seen.and_then(|seen| app.held.get(seen, app.now()));
        if self.fetched.is_none() {
            let fetched = fetch(app, ask, address)?;
            let page = fetched.map_err(|e| Problem::wrong(format!("the page was not had: {}", e.message)))?;
            let same = seen.is_none_or(|seen| seen == held::hash(&page));
            self.fetched = Some(page);
            return Ok(same);
        }
        Ok(true)
    }

    /// Its articles, ready to be kept, and their ids.
    ///
    /// # Errors
    /// If there is nothing to be kept.
    pub(crate) fn into_incoming(self, app: &App) -> Result<Vec<(String, Incoming)>, Problem> {
        let made_by: Arc<str> = app.settings.reader.made_by(&app.settings.version).into();
        let page = self.bytes();
        let hash: String = Sha256::digest(page).iter().map(|b| format!("{b:02x}")).collect();
        let mut out = Vec::new();
        for document in self.documents() {
            let bad = |d: &&Diagnostic| d.severity == Severity::Error;
            if let Some(why) = document.diagnostics.iter().find(bad) {
                return Err(Problem::wrong(format!("this cannot be read: {}", why.message)));
            }
            let lines = lines(app, &document)?;
            let own = (document.sha256 == hash).then_some(page);
            out.push((document.id, Incoming::new(lines, own, Arc::clone(&made_by))?));
        }
        Ok(out)
    }

    /// The same, apart for each article.
    fn records(&self, app: &App) -> Result<Vec<String>, Problem> {
        self.documents().iter().map(|d| lines(app, d)).collect()
    }
}

/// The records of a document, as JSON Lines.
fn lines(app: &App, document: &Document) -> Result<String, Problem> {
    let mut lines = Vec::new();
    let written = Records::of(document, &app.settings.reader.read(document)).write(&mut lines);
    written.map_err(|e| Problem::wrong(e.to_string()))?;
    String::from_utf8(lines).map_err(|e| Problem::wrong(e.to_string()))
}

/// Fetches what was pasted as an address.
///
/// # Errors
/// If it did not come from a page of ours, or others are being fetched.
fn fetch(app: &App, ask: &Ask, address: &str) -> Result<Result<Fetched, Unfetched>, Problem> {
    is_own_page(&ask.headers)?;
    let busy = |_| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "other pages are being fetched",
        )
    };
    let _turn = app.fetching.try_acquire().map_err(busy)?;
    Ok(app.settings.outside.page(address))
}

/// The page: a place to paste, and under it what was read.
pub(crate) fn page(app: &App, ask: &Ask, pasted: Option<Pasted>) -> Result<Answer, Problem> {
    let mut given = pasted.unwrap_or_default();
    let fetched = given
        .address
        .as_deref()
        .map(|address| fetch(app, ask, address))
        .transpose()?;
    let failed = fetched.as_ref().and_then(|f| f.as_ref().err()).cloned();
    given.fetched = fetched.and_then(Result::ok);
    shown(app, ask, given, failed.as_ref(), false)
}

/// The page with what was read just now, where what was read before stands no more at its address.
pub(crate) fn changed(app: &App, ask: &Ask, pasted: Pasted) -> Result<Answer, Problem> {
    shown(app, ask, pasted, None, true)
}

fn shown(
    app: &App,
    ask: &Ask,
    mut given: Pasted,
    failed: Option<&Unfetched>,
    is_changed: bool,
) -> Result<Answer, Problem> {
    let show = Show {
        words: app.words(ask.language),
        ask,
    };
    // whoever may keep it keeps what is shown here
    let may_keep = ask.person.as_ref().is_some_and(Person::may_edit);
    given.seen = given
        .fetched
        .as_ref()
        .filter(|_| may_keep)
        .map(|page| app.held.hold(page, app.now()));
    let is_empty = given.fetched.is_none() && given.text.is_empty() && given.html.is_empty();
    let records = if is_empty { Vec::new() } else { given.records(app)? };
    let text = if given.html.is_empty() {
        &given.text
    } else {
        &given.html
    };
    let body = html! {
        h1 { (show.word("way.paste")) }
        p { (show.word("paste.about")) }
        (address(&show, app.settings.outside.can_fetch(), given.address.as_deref()))
        @if let Some(why) = failed { p.warning role="alert" { (show.word("paste.failed")) " " (failure(&show, why)) } }
        @if is_changed { p.warning role="alert" { (show.word("paste.changed")) } }
        form.paste method="post" action="/paste" {
            textarea name="text" rows="9" dir="auto" aria-label=(show.word("paste.text")) required { (text) }
            div.row {
                label { (show.word("outlet")) input name="outlet" dir="auto" value=[given.outlet.as_deref()]; }
                label { (show.word("published")) (show.day_field("published", given.published.as_deref())) }
                button { (show.word("rules.read")) }
            }
        }
        @if let Some(page) = &given.fetched {
            p.about { (code(&page.url)) " · " (show.moment(&format!("{:.0}", page.fetched))) }
        }
        @for lines in &records { (found(&show, lines)?) }
        @if !records.is_empty() { (keeping(&show, &given)) }
    };
    Ok(Answer::Page(Page::new(show.word("way.paste"), "/paste", body)))
}

/// For editors, a button that keeps what was read.
fn keeping(show: &Show<'_>, given: &Pasted) -> Markup {
    let person = show.ask.person.as_ref().filter(|p| p.may_edit());
    let text = if given.html.is_empty() {
        &given.text
    } else {
        &given.html
    };
    let fields = [
        ("address", given.address.as_deref()),
        ("seen", given.seen.as_deref()),
        ("text", Some(text.as_str()).filter(|t| !t.is_empty())),
        ("url", given.url.as_deref()),
        ("outlet", given.outlet.as_deref()),
        ("published", given.published.as_deref()),
    ];
    html! {
        @if let Some(person) = person {
            form.keep method="post" action="/paste/keep" {
                @for (name, value) in fields.iter().filter_map(|(n, v)| Some((n, (*v)?))) {
                    input type="hidden" name=(name) value=(value);
                }
                p.about { (show.word("paste.keep.about")) }
                @if person.name.is_empty() { label.who { (show.word("who.you")) " " input name="who" required dir="auto" maxlength="80"; } }
                button { (show.word("paste.keep")) }
            }
        }
    }
}

/// A place for an address, where pages can be fetched; else how they could be.
fn address(show: &Show<'_>, can_fetch: bool, given: Option<&str>) -> Markup {
    html! {
        @if can_fetch {
            form.paste method="post" action="/paste" {
                div.row {
                    label.long { (show.word("paste.address")) input name="address" type="url" dir="ltr" required placeholder="https://" value=[given]; }
                    button { (show.word("paste.fetch")) }
                }
            }
        } @else {
            p.hint { (show.word("paste.off")) " " (command("musnad serve --contact desk@archive.example")) }
        }
    }
}

fn found(show: &Show<'_>, lines: &str) -> Result<Markup, Problem> {
    let records = Records::read(lines)?;
    let (doubtful, sure): (Vec<_>, Vec<_>) = records.claims.iter().partition(|c| records.is_doubtful(c));
    Ok(html! {
        section.readings {
            @if let Some(title) = records.document.title.as_deref() { h2 { (outside(title, Some("ar"))) } }
            p.about { (show.count("n.claims", sure.len() as u64)) " · " (show.count("n.quotes", records.quotes.len() as u64)) }
            @for claim in sure { (event::claim(show, claim)) }
            @if !doubtful.is_empty() {
                details {
                    summary { (show.word("paste.doubtful")) " (" (show.number(doubtful.len() as u64)) ")" }
                    @for claim in doubtful { (event::claim(show, claim)) }
                }
            }
            details {
                summary { (show.word("paste.records")) }
                pre dir="ltr" { (crate::show::still(lines)) }
            }
        }
    })
}
