//! How often one client may ask: each has a bucket that fills by itself, one for reading, one for what is sent, one for
//! keys that were wrong. Whoever empties one is told when to come again.

use crate::problem::Problem;
use axum::http::{HeaderMap, Method};
use jiff::Timestamp;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

/// So many clients are remembered by each kind of bucket.
const CLIENTS: usize = 10_000;
const SECOND: i64 = 1_000_000;

/// Whoever asks, as far as the network tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Client(IpAddr);

impl Client {
    /// The machine that asks; where it asks under the name of a proxy, the one that a proxy on this machine names last.
    pub(crate) fn of(peer: SocketAddr, headers: &HeaderMap, by_proxy: bool) -> Client {
        let told = headers.get_all("x-forwarded-for").iter().next_back();
        let last = told.and_then(|v| v.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        let named = last.filter(|_| by_proxy && peer.ip().is_loopback());
        Client(network(named.unwrap_or(peer.ip())))
    }
}

/// What one client has to itself: of IPv6, the first half of an address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

/// All buckets.
#[derive(Debug)]
pub(crate) struct Limits {
    reading: Buckets,
    sending: Buckets,
    /// Keys that were wrong.
    pub(crate) wrong: Buckets,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            reading: Buckets::new(4000, SECOND / 1000),
            sending: Buckets::new(200, SECOND / 20),
            wrong: Buckets::new(10, 10 * SECOND),
        }
    }
}

impl Limits {
    /// Counts a request.
    ///
    /// # Errors
    /// If there were too many.
    pub(crate) fn take(&self, client: Client, method: &Method, now: Timestamp) -> Result<(), Problem> {
        let is_reading = [Method::GET, Method::HEAD].contains(method);
        let buckets = if is_reading { &self.reading } else { &self.sending };
        let taken = buckets.take(client, now);
        taken.map_err(|seconds| Problem::too_many("requests", seconds))
    }
}

/// Buckets of one size.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// So long it takes until one drop has come in, and until all have, in microseconds.
    drop: i64,
    all: i64,
    /// When each will be full, in microseconds since 1970; whoever is not here has a full one.
    full: Mutex<HashMap<Client, i64>>,
}

impl Buckets {
    fn new(size: i64, drop: i64) -> Buckets {
        Buckets {
            drop,
            all: size * drop,
            full: Mutex::default(),
        }
    }

    /// Takes a drop.
    ///
    /// # Errors
    /// If there is none: in how many seconds one will be.
    pub(crate) fn take(&self, client: Client, now: Timestamp) -> Result<(), i64> {
        let now = now.as_microsecond();
        let mut known = self.full.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CLIENTS && !known.contains_key(&client) {
            known.retain(|_, full| *full > now);
            if known.len() >= CLIENTS {
                known.clear();
            }
        }
        let full = known.entry(client).or_insert(now);
        // where the clock was set back no bucket is emptier than empty
        *full = (*full).clamp(now, now + self.all);
        match *full + self.drop - now - self.all {
            missing @ 1.. => Err((missing + SECOND - 1) / SECOND),
            _ => {
                *full += self.drop;
                Ok(())
            }
        }
    }

    /// Fills a bucket.
    pub(crate) fn fill(&self, client: Client) {
        let mut known = self.full.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&client);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &'static str, by_proxy: bool) -> Client {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            forwarded.parse().unwrap_or_else(|_| unreachable!()),
        );
        let peer = peer.parse().unwrap_or_else(|_| unreachable!());
        Client::of(peer, &headers, by_proxy)
    }

    #[test]
    fn a_bucket_is_emptied_and_fills_again() {
        let buckets = Buckets::new(3, SECOND);
        let (one, other) = (
            client("192.0.2.1:9", "-", false),
            client("192.0.2.2:9", "-", false),
        );
        let at = |s: i64| Timestamp::from_second(1_000_000 + s).unwrap_or_default();
        for _ in 0..3 {
            assert_eq!(buckets.take(one, at(0)), Ok(()));
        }
        assert_eq!(buckets.take(one, at(0)), Err(1));
        assert_eq!(buckets.take(other, at(0)), Ok(()), "another's is another's");
        assert_eq!(
            (buckets.take(one, at(1)), buckets.take(one, at(1))),
            (Ok(()), Err(1))
        );
        // the clock is set back by an hour
        assert_eq!(buckets.take(one, at(-3600)), Err(1));
        assert_eq!(buckets.take(one, at(-3599)), Ok(()));
        buckets.fill(one);
        assert_eq!(buckets.take(one, at(-3599)), Ok(()));
    }

    #[test]
    fn many_clients_do_not_fill_the_memory() {
        let buckets = Buckets::new(3, SECOND);
        for n in 0..3 * u32::try_from(CLIENTS).unwrap_or_default() {
            let peer = SocketAddr::from((n.to_be_bytes(), 9));
            let taken = buckets.take(Client::of(peer, &HeaderMap::new(), false), Timestamp::UNIX_EPOCH);
            assert_eq!(taken, Ok(()));
        }
        assert!(buckets.full.lock().is_ok_and(|known| known.len() <= CLIENTS));
    }

    #[test]
    fn a_client_is_the_peer_or_whom_the_proxy_on_this_machine_names() {
        let far = client("192.0.2.1:9", "-", false);
        assert_eq!(client("127.0.0.1:9", "198.51.100.7, 192.0.2.1", true), far);
        assert_ne!(
            client("127.0.0.1:9", "192.0.2.1", false),
            far,
            "not asked by a proxy"
        );
        assert_ne!(
            client("192.0.2.9:9", "192.0.2.1", true),
            far,
            "the proxy is on another machine"
        );
        assert_eq!(
            client("[2001:db8::1]:9", "-", false),
            client("[2001:db8::ffff]:9", "-", false)
        );
        assert_ne!(
            client("[2001:db8:0:1::1]:9", "-", false),
            client("[2001:db8::1]:9", "-", false)
        );
        assert_eq!(client("[::ffff:192.0.2.1]:9", "-", false), far);
    }
}
