//! Pages that were fetched to be read, held in memory for as long as whoever reads one may want to keep it: what is kept
//! is then what was read, and no site is asked twice. Nothing of them reaches the disk.

use crate::outside::Fetched;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// So long a page is held, in seconds, and so many bytes of pages at most: the oldest go first.
const LASTS: i64 = 15 * 60;
const MOST: usize = 64 << 20;

/// Pages by the hash of their bytes, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<VecDeque<One>>);

#[derive(Debug)]
struct One {
    hash: String,
    until: i64,
    page: Fetched,
}

/// What a page is called by while it is held.
pub(crate) fn hash(page: &Fetched) -> String {
    Sha256::digest(&page.bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

impl Held {
    /// Holds a page from this second on, and says what it is called by.
    pub(crate) fn hold(&self, page: &Fetched, now: i64) -> String {
        let hash = hash(page);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| one.until > now && !(one.hash == hash && one.page.url == page.url));
        all.push_back(One {
            hash: hash.clone(),
            until: now.saturating_add(LASTS),
            page: page.clone(),
        });
        let mut size: usize = all.iter().map(|one| one.page.bytes.len()).sum();
        while size > MOST {
            size -= all.pop_front().map_or(size, |one| one.page.bytes.len());
        }
        hash
    }

    /// The page that is called so, if it is still held.
    pub(crate) fn get(&self, hash: &str, now: i64) -> Option<Fetched> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| one.until > now);
        let found = all.iter().rev().find(|one| one.hash == hash);
        found.map(|one| one.page.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, bytes: Vec<u8>) -> Fetched {
        Fetched {
            url: url.to_owned(),
            fetched: jiff::Timestamp::UNIX_EPOCH,
            content_type: None,
            bytes,
        }
    }

    #[test]
    fn a_page_is_held_for_a_while_and_the_oldest_go_first() {
        let held = Held::default();
        let first = held.hold(&page("https://a.example/", b"one".to_vec()), 0);
        assert_eq!(
            held.get(&first, LASTS - 1).map(|p| p.bytes),
            Some(b"one".to_vec())
        );
        assert!(held.get(&first, LASTS).is_none());
        assert!(held.get(&first, 0).is_none(), "it is gone, not only hidden");
        let large = |n: u8| page("https://a.example/", vec![n; MOST / 2]);
        let old = held.hold(&large(1), 0);
        let new = held.hold(&large(2), 1);
        assert!(held.get(&old, 2).is_some());
        let newest = held.hold(&page("https://a.example/", vec![3]), 2);
        assert!(held.get(&old, 3).is_none());
        assert!(held.get(&new, 3).is_some() && held.get(&newest, 3).is_some());
        assert!(held.get("no such page", 3).is_none());
    }
}
