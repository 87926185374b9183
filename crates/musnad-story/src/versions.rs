//! Versions of one page: what an outlet puts at one address, one text after the other.
//!
//! Documents go in as far as their addresses tell; out goes which are of one page, and in which order. What a later
//! version says, it says from when it was fetched: its time of publication is that of the page. A later version is no second report, and no copy of the one before.

use crate::profile::seconds;

/// A document as one of those at an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version<'r> {
    /// Its id.
    pub id: &'r str,
    /// Who published it.
    pub outlet: Option<&'r str>,
    /// Where.
    pub url: Option<&'r str>,
    /// When it was fetched, as in the contract.
    pub fetched: Option<&'r str>,
}

/// What a later version of a page is to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later<'r> {
    /// The version before it.
    pub of: &'r str,
    /// The first version of the page.
    pub first: &'r str,
    /// Which it is, counted from 1.
    pub number: usize,
}

impl<'r> Version<'r> {
    /// Whether both are at one address of one outlet; of a live blog, whether they are the same post.
    pub fn is_of_page(&self, other: &Version<'_>) -> bool {
        let outlets = [self.outlet, other.outlet].map(|o| o.map(musnad_text::key));
        self.url.is_some_and(names_a_page)
            && self.url == other.url
            && outlets[0] == outlets[1]
            && match (post(self.id), post(other.id)) {
                (None, None) => true,
                // posts that are counted alone have other numbers as soon as a new one comes
                (Some(a), Some(b)) => a == b && !a.bytes().all(|b| b.is_ascii_digit()),
                _ => false,
            }
    }

    /// What this is to those of `all` that are versions of its page, itself among them, given in the order in which
    /// they came in; nothing for the first.
    pub fn later(&self, all: &[Version<'r>]) -> Option<Later<'r>> {
        let mut page: Vec<&Version<'r>> = all.iter().filter(|v| v.is_of_page(self)).collect();
        page.sort_by_key(|v| v.fetched.and_then(seconds));
        let at = page.iter().position(|v| v.id == self.id)?;
        let before = page.get(at.checked_sub(1)?)?;
        Some(Later {
            of: before.id,
            first: page.first()?.id,
            number: at + 1,
        })
    }
}

/// What tells a post of a live blog from the others on its page.
fn post(id: &str) -> Option<&str> {
    id.split_once('#').map(|(_, own)| own)
}

/// Whether an address is more than that of a site: what lies there is no page of its own.
pub(crate) fn names_a_page(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').is_some_and(|(_, path)| !path.is_empty())
}
