//! Host names made checked addresses: what is not public is refused before anything is asked.

use crate::address::is_public;
use crate::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::str::FromStr;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

/// Addresses of a host that are tried.
const MOST: usize = 8;

/// Asks for the addresses of a host; the system's resolver, and in tests a table.
pub trait Names: Send + Sync {
    /// The addresses of `host`, within so much time.
    ///
    /// # Errors
    /// If it has none or none could be found in time (`TimedOut`).
    fn addresses(&self, host: &str, within: Duration) -> io::Result<Vec<IpAddr>>;
}

/// The system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, host: &str, within: Duration) -> io::Result<Vec<IpAddr>> {
        let (send, answer) = sync_channel(1);
        let host = host.to_owned();
        // the system's call cannot be ended early: its thread is left to end by itself
        thread::Builder::new().spawn(move || {
            let found = (host.as_str(), 0).to_socket_addrs();
            let _ = send.send(found.map(|all| all.map(|a| a.ip()).collect()));
        })?;
        match answer.recv_timeout(within) {
            Ok(found) => found,
            Err(RecvTimeoutError::Timeout) => Err(io::ErrorKind::TimedOut.into()),
            Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("the resolver ended")),
        }
    }
}

/// A host of one's own, which may be asked wherever it is: `name`, `name:port`, `[::1]:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnHost {
    host: String,
    port: Option<u16>,
}

impl FromStr for OwnHost {
    type Err = String;

    fn from_str(text: &str) -> Result<OwnHost, String> {
        let wrong = || format!("not a host like name, name:8080 or [::1]:8080: {text:?}");
        let url = Url::parse(&format!("http://{text}/")).map_err(|_| wrong())?;
        let bare = url.path() == "/" && url.username().is_empty() && url.query().is_none();
        let host = url.host_str().filter(|_| bare).ok_or_else(wrong)?;
        // the parser leaves the default port out
        let port = url.port().or_else(|| text.ends_with(":80").then_some(80));
        Ok(OwnHost {
            host: host.to_owned(),
            port,
        })
    }
}

impl OwnHost {
    /// Whether `url` leads to this host.
    pub fn has(&self, url: &Url) -> bool {
        url.host_str() == Some(&self.host)
            && (self.port.is_none() || self.port == url.port_or_known_default())
    }
}

/// The addresses of the host of `url`, each of them public, or the host one's own.
///
/// # Errors
/// `unknown-host`, `timeout`, or `refused-address` where any address is not public.
pub(super) fn checked(
    url: &Url,
    own: bool,
    names: &dyn Names,
    within: Duration,
) -> Result<Vec<SocketAddr>, Error> {
    let port = url.port_or_known_default().unwrap_or(80);
    let found = match url.host() {
        Some(Host::Ipv4(v4)) => vec![IpAddr::V4(v4)],
        Some(Host::Ipv6(v6)) => vec![IpAddr::V6(v6)],
        Some(Host::Domain(name)) => names.addresses(name, within).map_err(|e| unknown(name, e))?,
        None => return Err(Error::new("bad-url", format!("{url} names no host"))),
    };
    if let Some(inside) = found.iter().find(|a| !own && !is_public(**a)) {
        let host = url.host_str().unwrap_or_default();
        let named = match url.host() {
            Some(Host::Domain(_)) => format!("{host} is at {inside}, which"),
            _ => host.to_owned(),
        };
        return Err(Error::new(
            "refused-address",
            format!("{named} is no public address (--allow-host allows hosts of your own)"),
        ));
    }
    if found.is_empty() {
        let nothing = io::Error::other("it has no address");
        return Err(unknown(url.host_str().unwrap_or_default(), nothing));
    }
    Ok(found
        .into_iter()
        .take(MOST)
        .map(|ip| SocketAddr::new(ip, port))
        .collect())
}

fn unknown(name: &str, e: io::Error) -> Error {
    let code = match e.kind() {
        io::ErrorKind::TimedOut => "timeout",
        _ => "unknown-host",
    };
    Error::new(code, format!("no address of {name} could be found: {e}")).because(e)
}

/// Gives the addresses that were checked, and asks nobody again.
pub(super) struct Checked(pub(super) Vec<SocketAddr>);

impl Resolver for Checked {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut out = self.empty();
        for address in self.0.iter().take(MOST) {
            out.push(*address);
        }
        Ok(out)
    }
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}
