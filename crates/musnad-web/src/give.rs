//! What a question finds, whole, in a form for other programs: given out bit by bit, so that its size costs no memory.

use crate::answer::{Answer, is_known, of_tag, tag, to_be_kept, with};
use crate::app::App;
use crate::ask::Ask;
use crate::kept::Made;
use crate::problem::Problem;
use crate::routes::Look;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt;
use futures_util::stream::unfold;
use jiff::Timestamp;
use musnad_archive::store::Store;
use musnad_archive::{give, kind_of};
use musnad_export::{Export, Fatalities, Format, Options, Rows};
use musnad_search::Query;
use musnad_story::Policy;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// So much is written before it is sent.
const PIECE: usize = 32 * 1024;
/// So many pieces wait for whoever takes them, and so long they wait.
const WAITING: usize = 4;
const PATIENCE: Duration = Duration::from_secs(30);

/// The most lines of a list that is made whole.
const MOST: usize = 100_000;

/// What is to be given out.
#[derive(Debug)]
pub(crate) struct Giving {
    format: Format,
    rows: Rows,
    query: Query,
    policy: Policy,
    options: Options,
    /// The name under which it is kept, without its ending.
    name: String,
    tag: String,
}

impl Giving {
    /// All that `query` finds, as the form that the address asks for.
    ///
    /// # Errors
    /// If these rows have no such form, or the archive cannot be read.
    pub(crate) fn of(look: &Look<'_>, rows: Rows, query: Query, policy: Policy) -> Result<Giving, Problem> {
        let ask = look.ask;
        let form = ask.form.unwrap_or_default();
        let format = Format::named(form).filter(|f| f.rows().contains(&rows));
        let format =
            format.ok_or_else(|| Problem::missing(format!("{form} is no form of {}", rows.name())))?;
        let (size, at) = last_change(look)?;
        // as old as what it is made of: the same archive gives the same bytes
        let now: Timestamp = at.parse().unwrap_or_default();
        let base = base(&ask.headers);
        let mut options = Options::at(now);
        options.title = format!("Musnad · {}", rows.name());
        options.feed = base
            .as_deref()
            .map(|b| format!("{b}{}", ask.address(ask.form, &[]).trim_start_matches('/')));
        options.base = base;
        options.fatalities = match ask.get("fatalities") {
            None | Some("none") => Fatalities::None,
            Some("acled") => Fatalities::Acled,
            Some(other) => return Err(Problem::wrong(format!("fatalities: “{other}” is none"))),
        };
        let seen = look.app.search()?.up_to()?;
        let of = format!("{size} {seen} {} {:?}", look.app.settings.version, options.feed);
        Ok(Giving {
            format,
            rows,
            query,
            policy,
            options,
            name: name_of(rows.name(), &at),
            tag: tag(of.as_bytes()),
        })
    }
}

/// How long the archive's journal is, and when its last entry was made; nothing where there is none.
fn last_change(look: &Look<'_>) -> Result<(u64, String), Problem> {
    let size = look.archive.store().size()?.journal.unsigned_abs();
    let last = look.archive.store().journal(size.saturating_sub(1), 1)?.pop();
    Ok((size, last.map(|l| l.entry.at).unwrap_or_default()))
}

/// The name of a file of these, without its ending.
fn name_of(what: &str, at: &str) -> String {
    format!("musnad-{what}-{}", at.get(..10).unwrap_or("empty"))
}

/// The forms of a list that is made whole.
pub(crate) const LIST_FORMS: &[&str] = &["json", "jsonl", "csv"];

/// So many values are counted for a list, where its page shows `listed`.
pub(crate) fn values(look: &Look<'_>, listed: usize) -> usize {
    if look.ask.form.is_some() { MOST } else { listed }
}

/// A list that is made whole, as the form that the address asks for; nothing where it asks for a page.
///
/// # Errors
/// If a list has no such form, or the archive cannot be read.
pub(crate) fn listed(
    look: &Look<'_>,
    what: &str,
    fields: &[&str],
    objects: impl FnOnce() -> Vec<Value>,
) -> Result<Option<Answer>, Problem> {
    let Some(form) = look.ask.form else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    let format = match form {
        "json" => {
            let json = serde_json::to_vec(&objects())?;
            return Ok(Some(Answer::Data("application/json", json)));
        }
        "jsonl" => {
            for object in objects() {
                serde_json::to_writer(&mut bytes, &object)?;
                bytes.push(b'\n');
            }
            Format::Jsonl
        }
        "csv" => {
            let written = musnad_export::csv(&objects(), fields, &mut bytes);
            written.map_err(|e| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", e.to_string()))?;
            Format::Csv
        }
        _ => return Err(Problem::missing(format!("{form} is no form of {what}"))),
    };
    let (_, at) = last_change(look)?;
    Ok(Some(Answer::File(Made {
        kind: format.media_type(),
        bytes: bytes.into(),
        next: None,
        file: Some(format!("{}.{}", name_of(what, &at), format.extension())),
    })))
}

/// The address under which who asks sees this server.
fn base(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let proto = headers.get("x-forwarded-proto").and_then(|p| p.to_str().ok());
    let scheme = if proto == Some("https") { "https" } else { "http" };
    Some(format!("{scheme}://{host}/"))
}

/// The response that gives it out. Where it fails on the way the connection breaks off, so that nobody takes a part for
/// the whole.
pub(crate) fn stream(app: &Arc<App>, ask: &Ask, giving: Giving) -> Response {
    let kind = giving.format.media_type();
    if is_known(ask, &giving.tag) {
        return with(StatusCode::NOT_MODIFIED, kind, Vec::new(), &of_tag(&giving.tag));
    }
    let mut response = with(StatusCode::OK, kind, Vec::new(), &of_tag(&giving.tag));
    // a feed is read where it is; all else is kept
    if giving.format != Format::Atom {
        to_be_kept(
            &mut response,
            &format!("{}.{}", giving.name, giving.format.extension()),
        );
    }
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(WAITING);
    let app = Arc::clone(app);
    let handle = Handle::current();
    // ends by itself: what is written is sent, or nobody takes it any more
    drop(tokio::task::spawn_blocking(move || {
        let out = Pieces {
            piece: Vec::with_capacity(PIECE),
            sender: sender.clone(),
            handle: handle.clone(),
        };
        if let Err(problem) = write(&app, giving, out) {
            let broken = Err(io::Error::other(problem.detail));
            // whoever asked may be gone
            let _ = handle.block_on(tokio::time::timeout(PATIENCE, sender.send(broken)));
        }
    }));
    let pieces = unfold(receiver, async |mut receiver| {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    // what compresses asks once more after the end
    *response.body_mut() = Body::from_stream(Box::pin(pieces.fuse()));
    response
}

fn write(app: &App, giving: Giving, mut out: Pieces) -> Result<(), Problem> {
    let search = app.search()?;
    let mut query = giving.query;
    query.kind = Some(kind_of(giving.rows));
    query.facets.clear();
    query.days = false;
    query.after = None;
    let broken =
        |e: musnad_export::Error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", e.to_string());
    let mut export = Export::new(giving.format, giving.rows, &mut out, giving.options).map_err(broken)?;
    app.at_once(|archive| {
        Ok(give(
            archive,
            &search,
            query,
            giving.policy,
            &mut export,
            &mut |_| {},
        )?)
    })?;
    export.finish().map_err(broken)?;
    out.send()
        .map_err(|e| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", e.to_string()))
}

/// Bytes on their way out, in pieces.
struct Pieces {
    piece: Vec<u8>,
    sender: mpsc::Sender<io::Result<Bytes>>,
    handle: Handle,
}

impl Pieces {
    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        let sent = tokio::time::timeout(PATIENCE, self.sender.send(Ok(piece.into())));
        match self.handle.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::Error::new(
                io::ErrorKind::BrokenPipe,
                "nobody takes what is given",
            )),
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
