//! The ways in: what an input is, and which pages lie in it.
//!
//! In comes a stream of bytes, or a file that can be searched; out come [`Item`]s in the input's order: the bytes
//! of a page, a record or a text, each with what the input tells of it (URL, time of fetching, title, date) and
//! where it stands, for people. What the input is, is recognised from its first bytes, never from its name:
//! pages, feeds, sitemaps, JSON Lines, WARC, WACZ, Parquet, and most of these packed with gzip or zstd.
//!
//! Nothing is opened, fetched or asked here, and no more of the input is held than one page and fixed buffers.
//! What is wrong with the input is an item too ([`Content::Failed`]), and the rest goes on.
//!
//! ```
//! use musnad_intake::{Content, Input, Options, items};
//! let feed = r#"<rss version="2.0"><channel><title>صحيفة المرفأ</title><item><title>سيول تقطع الطريق</title>
//!     <link>https://marfa.example/1</link><description>قطعت السيول الطريق الساحلي.</description>
//!     </item></channel></rss>"#;
//! let mut found = items(Input::stream(feed.as_bytes()), Options::default());
//! let entry = found.next().unwrap();
//! assert_eq!(entry.known.outlet.as_deref(), Some("صحيفة المرفأ"));
//! assert!(matches!(entry.content, Content::Text(text) if text.starts_with("سيول تقطع الطريق\n\n")));
//! ```

mod columns;
mod feed;
mod input;
mod item;
mod items;
mod json;
mod kind;
mod mend;
mod packed;
mod rows;
mod sitemap;
mod tape;
mod wacz;
mod warc;

pub use columns::Columns;
pub use input::{Input, Seekable};
pub use item::{Content, Item, Known};
pub use items::{Items, Options, items};
pub use kind::Kind;
