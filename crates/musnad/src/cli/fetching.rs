//! URLs made pages: one at a time from a host, by the rules of the fetcher.

use musnad_watch::fetch::OwnHost;
use musnad_watch::{Page, Rules, fetch_page};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time between two pages of one host.
const DELAY: Duration = Duration::from_secs(2);

/// Who fetches, and when each host may be asked again.
#[derive(Debug)]
pub(super) struct Fetching {
    rules: Option<Rules>,
    next: Mutex<HashMap<String, Instant>>,
}

impl Fetching {
    /// Nothing can be fetched without a contact.
    ///
    /// # Errors
    /// If the contact is none.
    pub(super) fn of(contact: Option<&str>, own_hosts: &[OwnHost]) -> Result<Fetching, musnad_watch::Error> {
        let mut rules = contact.map(Rules::with_contact).transpose()?;
        if let Some(rules) = &mut rules {
            rules.own_hosts = own_hosts.to_vec();
        }
        Ok(Fetching {
            rules,
            next: Mutex::default(),
        })
    }

    /// Whether anything can be fetched.
    pub(super) fn is_on(&self) -> bool {
        self.rules.is_some()
    }

    /// The page at `url`, after the wait that its host is owed.
    ///
    /// # Errors
    /// A stable code and what to tell.
    pub(super) fn page(&self, url: &str) -> Result<Page, (&'static str, String)> {
        let Some(rules) = &self.rules else {
            let why = "say how the site's people can reach you: --contact desk@archive.example";
            return Err(("not-fetched", why.to_owned()));
        };
        std::thread::sleep(self.wait(url));
        fetch_page(url, rules).map_err(|e| (e.code(), e.to_string()))
    }

    /// How long to wait for `url`; from then on its host is taken.
    fn wait(&self, url: &str) -> Duration {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = rest
            .split(['/', '?', '#'])
            .next()
            .unwrap_or(rest)
            .to_ascii_lowercase();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let at = next.get(&host).copied().unwrap_or(now).max(now);
        next.insert(host, at + DELAY);
        at - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_not_asked_twice_at_once() {
        let fetching = Fetching::of(None, &[]).unwrap();
        assert_eq!(fetching.wait("https://sahel.example/1"), Duration::ZERO);
        assert!(fetching.wait("https://SAHEL.example/2") > Duration::ZERO);
        assert_eq!(fetching.wait("https://other.example/1"), Duration::ZERO);
        assert_eq!(
            fetching.page("https://sahel.example/1").unwrap_err().0,
            "not-fetched"
        );
    }
}
