//! One page as it was fetched.

use jiff::Timestamp;

/// A page as it was fetched, its compression undone and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The address that was asked for.
    pub url: String,
    /// The address that answered, after redirects.
    pub final_url: String,
    /// When it was fetched.
    pub fetched: Timestamp,
    /// The HTTP status.
    pub status: u16,
    /// The header lines of the answer, in order.
    pub headers: Vec<(String, String)>,
    /// What the server called it: `text/html; charset=windows-1256`.
    pub content_type: Option<String>,
    /// Who published it, where it is known.
    pub outlet: Option<String>,
    /// When a feed or sitemap says that it was published.
    pub published: Option<Timestamp>,
    /// The body, compression undone.
    pub bytes: Vec<u8>,
}
