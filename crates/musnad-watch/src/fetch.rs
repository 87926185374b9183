//! The safe fetcher: an address goes in, what its server answers comes out, within limits.
//!
//! Only `http` and `https`, without credentials, on ports 80, 443 or above 1023. The host's addresses are looked up
//! once, all must be public, and the connection goes to these; each redirect is judged anew. There are limits to
//! the time of the whole request, to header, body and decompressed body. Cookies are never kept or sent, proxies of
//! the environment are not used. Whatever fails gives an [`Error`] and no part of a page.

mod decode;
mod resolve;

pub use resolve::{Names, OwnHost, SystemNames};

pub(crate) use decode::gunzip;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::page::Page;
use jiff::Timestamp;
use resolve::{Checked, checked};
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, HeaderValue, header};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,application/rss+xml,application/atom+xml,application/feed+json,*/*;q=0.5";

/// What a fetcher may do.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How it names itself.
    pub user_agent: String,
    /// Hosts that may be asked on any port and at any address.
    pub own_hosts: Vec<OwnHost>,
    /// The time for a whole request with its redirects.
    pub whole: Duration,
    /// The time for one connection, TLS included.
    pub connect: Duration,
    /// The most bytes of status line and header.
    pub header_bytes: usize,
    /// The most bytes of a body as sent.
    pub body_bytes: u64,
    /// The most bytes of a body when decompressed.
    pub decoded_bytes: u64,
    /// The most redirects that are followed.
    pub redirects: usize,
}

impl Rules {
    /// The usual limits, and a user agent by which the site's people can reach whoever asks: a mail address or a
    /// page.
    ///
    /// # Errors
    /// `bad-contact` where the contact is neither.
    pub fn with_contact(contact: &str) -> Result<Rules, Error> {
        let contact = contact.trim();
        let reachable =
            contact.contains('@') || contact.starts_with("https://") || contact.starts_with("http://");
        let plain = contact
            .chars()
            .all(|c| c.is_ascii_graphic() && !"()\\".contains(c));
        if !reachable || !plain {
            return Err(Error::new(
                "bad-contact",
                format!("the contact is to be a mail address or the address of a page, not {contact:?}"),
            ));
        }
        Ok(Rules {
            user_agent: format!("Musnad/0.1 (+{contact})"),
            own_hosts: Vec::new(),
            whole: Duration::from_secs(30),
            connect: Duration::from_secs(10),
            header_bytes: 64 << 10,
            body_bytes: 16 << 20,
            decoded_bytes: 64 << 20,
            redirects: 5,
        })
    }

    /// Whether `url` leads to a host of one's own.
    pub fn is_own(&self, url: &Url) -> bool {
        self.own_hosts.iter().any(|host| host.has(url))
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The address.
    pub url: Url,
    /// The `ETag` of what is there already.
    pub etag: Option<String>,
    /// The `Last-Modified` of what is there already.
    pub last_modified: Option<String>,
    /// Whether a redirect to another host is handed back instead of followed.
    pub stay: bool,
}

impl Request {
    /// Asks for `url`, wherever it leads.
    pub fn of(url: Url) -> Request {
        Request {
            url,
            etag: None,
            last_modified: None,
            stay: false,
        }
    }
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Response {
    /// The address that answered.
    pub url: Url,
    /// The status.
    pub status: u16,
    /// The header lines in order; bytes that are no UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The body as it was sent.
    pub served: Vec<u8>,
    /// The body, decompressed.
    pub body: Vec<u8>,
    /// When the answer was whole.
    pub fetched: Timestamp,
    /// The other host's address that it redirects to, if that was not followed.
    pub moved: Option<Url>,
}

impl Response {
    /// The first header line of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(n, _): &&(String, String)| n.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }
}

/// Fetches by its rules.
#[derive(Clone)]
pub struct Fetcher {
    rules: Rules,
    names: Arc<dyn Names>,
    clock: Arc<dyn Clock>,
}

impl Fetcher {
    /// A fetcher with the system's resolver and clock.
    pub fn new(rules: Rules) -> Fetcher {
        Fetcher::with(rules, Arc::new(SystemNames), Arc::new(SystemClock))
    }

    /// A fetcher that asks `names` for addresses and `clock` for the time.
    pub fn with(rules: Rules, names: Arc<dyn Names>, clock: Arc<dyn Clock>) -> Fetcher {
        Fetcher { rules, names, clock }
    }

    /// What it may do.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Asks and follows redirects; whatever the status, it is an answer.
    ///
    /// # Errors
    /// See the codes in `docs/watch.md`.
    pub fn fetch(&self, request: &Request) -> Result<Response, Error> {
        self.fetch_if(request, &|_| Ok(()))
    }

    /// As [`Fetcher::fetch`], following redirects only to what `may` allows.
    pub(crate) fn fetch_if(
        &self,
        request: &Request,
        may: &dyn Fn(&Url) -> Result<(), Error>,
    ) -> Result<Response, Error> {
        let end = Instant::now() + self.rules.whole;
        let mut url = request.url.clone();
        url.set_fragment(None);
        let mut seen = vec![url.clone()];
        loop {
            let mut response = self.once(&url, request, end)?;
            let Some(next) = target(&response)? else {
                return Ok(response);
            };
            self.judge(&next).map_err(|e| at_redirect(&next, e))?;
            if seen.contains(&next) {
                return Err(Error::new(
                    "redirect-loop",
                    format!("redirected in a circle at {next}"),
                ));
            }
            if request.stay && host_of(&next) != host_of(&url) {
                response.moved = Some(next);
                return Ok(response);
            }
            if seen.len() > self.rules.redirects {
                return Err(Error::new(
                    "too-many-redirects",
                    format!("redirected more than {} times", self.rules.redirects),
                ));
            }
            may(&next).map_err(|e| at_redirect(&next, e))?;
            seen.push(next.clone());
            url = next;
        }
    }

    /// Whether an address may be asked at all, before its host is looked up.
    fn judge(&self, url: &Url) -> Result<(), Error> {
        if !matches!(url.scheme(), "http" | "https") {
            let message = format!("{}: is neither http nor https", url.scheme());
            return Err(Error::new("bad-scheme", message));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::new(
                "has-credentials",
                "the address holds a name or password",
            ));
        }
        let port = url.port_or_known_default().unwrap_or(0);
        if !matches!(port, 80 | 443 | 1024..) && !self.rules.is_own(url) {
            return Err(Error::new(
                "refused-port",
                format!("port {port} is not for pages"),
            ));
        }
        Ok(())
    }

    /// One request to one address.
    fn once(&self, url: &Url, request: &Request, end: Instant) -> Result<Response, Error> {
        self.judge(url)?;
        let own = self.rules.is_own(url);
        let addresses = checked(
            url,
            own,
            self.names.as_ref(),
            self.left(end)?.min(self.rules.connect),
        )?;
        let agent = self.agent(addresses, self.left(end)?);
        let mut call = agent.get(url.as_str()).header(header::CONNECTION, "close");
        // what is known is known of the first address alone
        if *url == request.url {
            for (name, mark) in [
                (header::IF_NONE_MATCH, &request.etag),
                (header::IF_MODIFIED_SINCE, &request.last_modified),
            ] {
                // what a server sent may be no proper header
                if let Some(value) = mark.as_deref().and_then(|m| HeaderValue::from_str(m).ok()) {
                    call = call.header(name, value);
                }
            }
        }
        let (head, mut body) = call.call().map_err(|e| self.failed(e))?.into_parts();
        let served = self.body(&head.headers, &mut body)?;
        let encoding = all(&head.headers, header::CONTENT_ENCODING.as_str());
        Ok(Response {
            url: url.clone(),
            status: head.status.as_u16(),
            body: decode::decode(&served, &encoding, self.rules.decoded_bytes)?,
            served,
            headers: lines(&head.headers),
            fetched: self.clock.now(),
            moved: None,
        })
    }

    fn left(&self, end: Instant) -> Result<Duration, Error> {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(self.timeout())
        } else {
            Ok(left)
        }
    }

    fn timeout(&self) -> Error {
        let seconds = self.rules.whole.as_secs_f32();
        Error::new(
            "timeout",
            format!("took longer than allowed ({seconds} s for all)"),
        )
    }

    fn agent(&self, addresses: Vec<std::net::SocketAddr>, left: Duration) -> Agent {
        let config = Agent::config_builder()
            .user_agent(self.rules.user_agent.as_str())
            .accept(ACCEPT)
            .accept_encoding("gzip, deflate, br")
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .max_response_header_size(self.rules.header_bytes)
            .max_idle_connections(0)
            .timeout_global(Some(left))
            .timeout_connect(Some(self.rules.connect))
            .build();
        Agent::with_parts(config, DefaultConnector::default(), Checked(addresses))
    }

    /// The body as it comes, up to the limit; all of what was announced.
    fn body(&self, headers: &HeaderMap, body: &mut Body) -> Result<Vec<u8>, Error> {
        let limit = self.rules.body_bytes;
        let too_large = || Error::new("too-large", format!("more than {limit} bytes"));
        if body.content_length().is_some_and(|n| n > limit) {
            return Err(too_large());
        }
        let mut out = Vec::new();
        let mut reader = body.as_reader().take(limit.saturating_add(1));
        reader.read_to_end(&mut out).map_err(|e| self.failed(e.into()))?;
        if out.len() as u64 > limit {
            return Err(too_large());
        }
        let announced: Option<usize> = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|v| v.to_str().ok()?.parse().ok());
        let chunked = headers.contains_key(header::TRANSFER_ENCODING);
        match announced {
            Some(n) if !chunked && !out.is_empty() && n > out.len() => Err(Error::new(
                "cut-connection",
                format!("ended after {} of {n} bytes", out.len()),
            )),
            _ => Ok(out),
        }
    }

    fn failed(&self, e: ureq::Error) -> Error {
        let (code, message) = match &e {
            ureq::Error::Timeout(_) => return self.timeout().because(e),
            ureq::Error::Io(io) => match of_io(io) {
                "timeout" => return self.timeout().because(e),
                code => (code, said(code, io)),
            },
            ureq::Error::LargeResponseHeader(..) => {
                let most = self.rules.header_bytes;
                ("large-headers", format!("a header of more than {most} bytes"))
            }
            ureq::Error::Protocol(why) => ("bad-http", format!("no proper HTTP: {why}")),
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) => ("bad-tls", format!("no safe connection: {e}")),
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => ("bad-url", format!("cannot be asked: {e}")),
            ureq::Error::ConnectionFailed => ("no-connection", "cannot be reached".to_owned()),
            _ => ("bad-http", e.to_string()),
        };
        Error::new(code, message).because(e)
    }
}

fn of_io(e: &io::Error) -> &'static str {
    match e.kind() {
        ErrorKind::UnexpectedEof
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe => "cut-connection",
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "timeout",
        // what TLS finds wrong comes as such
        ErrorKind::InvalidData => "bad-tls",
        _ => "no-connection",
    }
}

fn said(code: &str, e: &io::Error) -> String {
    match code {
        "cut-connection" => "the connection was cut before the answer was whole".to_owned(),
        "bad-tls" => format!("no safe connection: {e}"),
        _ => format!("cannot be reached: {e}"),
    }
}

/// Where an answer redirects to.
fn target(response: &Response) -> Result<Option<Url>, Error> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let bad = |why: String| Error::new("bad-redirect", why);
    let location = response
        .header("location")
        .ok_or_else(|| bad(format!("status {} without a place to go", response.status)))?;
    let joined = response.url.join(location);
    let mut next = joined.map_err(|e| bad(format!("redirected to {location:?}: {e}")))?;
    next.set_fragment(None);
    Ok(Some(next))
}

fn at_redirect(url: &Url, e: Error) -> Error {
    let code = e.code();
    Error::new(code, format!("redirected to {url}: {e}")).because(e)
}

/// The host with its port: what is asked politely as one.
pub(crate) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn lines(headers: &HeaderMap) -> Vec<(String, String)> {
    let line = |(name, value): (&header::HeaderName, &HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    };
    headers.iter().map(line).collect()
}

/// All values of a header as one list.
fn all(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter();
    let values: Vec<_> = values.map(|v| String::from_utf8_lossy(v.as_bytes())).collect();
    values.join(",")
}

/// Fetches one page that somebody asked for.
///
/// # Errors
/// As [`Fetcher::fetch`]; and by its status where the server has no page.
pub fn fetch_page(url: &str, rules: &Rules) -> Result<Page, Error> {
    let parsed = Url::parse(url).map_err(|e| Error::new("bad-url", format!("no address of a page: {e}")))?;
    let response = Fetcher::new(rules.clone()).fetch(&Request::of(parsed))?;
    match by_status(response.status) {
        Some(e) => Err(e),
        None => Ok(page(url, response)),
    }
}

pub(crate) fn page(url: &str, response: Response) -> Page {
    Page {
        url: url.to_owned(),
        final_url: response.url.to_string(),
        fetched: response.fetched,
        status: response.status,
        content_type: response.header("content-type").map(str::to_owned),
        outlet: None,
        published: None,
        headers: response.headers,
        bytes: response.body,
    }
}

/// What is wrong with a status other than those of success.
pub(crate) fn by_status(status: u16) -> Option<Error> {
    let code = match status {
        200..=299 => return None,
        401 | 403 | 407 | 451 => "forbidden",
        404 | 410 => "not-found",
        429 => "rate-limited",
        500..=599 => "server-error",
        _ => "bad-status",
    };
    Some(Error::new(
        code,
        format!("the server answered with status {status}"),
    ))
}
