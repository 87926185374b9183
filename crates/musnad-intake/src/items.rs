//! An input opened: what it is, and the items in it.

use crate::input::{Opened, head};
use crate::item::grouped;
use crate::warc::Warc;
use crate::{Columns, Content, Input, Item, Kind, feed, json, packed, rows, sitemap, wacz, warc};
use std::io::{Cursor, Read};

/// A page up to this size, in bytes, is read at once; of a larger one the stream is given.
const SMALL: u64 = 1 << 20;
/// How often something may be packed.
const DEEPEST: usize = 2;

/// How an input is to be read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the input must be; anything else is an error.
    pub expect: Option<Kind>,
    /// Where tables and records have the contract's fields.
    pub columns: Columns,
    /// Where in a WARC to begin: the byte that was told of a record, 0 for the first.
    pub resume_at: u64,
    /// Whether bare text and what is not known is to be passed over with a note.
    pub known_alone: bool,
}

/// The items in an input, in its order.
pub struct Items(Box<dyn Iterator<Item = Item> + Send>);

impl std::fmt::Debug for Items {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Items(..)")
    }
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.0.next()
    }
}

impl Items {
    fn of(items: impl Iterator<Item = Item> + Send + 'static) -> Items {
        Items(Box::new(items))
    }

    fn one(item: Item) -> Items {
        Items::of(std::iter::once(item))
    }

    fn failed(code: &'static str, message: impl Into<String>) -> Items {
        Items::one(Item::failed(code, message))
    }
}

/// The items in `input`. Never fails: what is wrong is an item too.
pub fn items(input: Input, options: Options) -> Items {
    match input.open() {
        Ok(opened) => inside(opened, &options, 0),
        Err(e) => unreadable(&e),
    }
}

fn unreadable(error: &std::io::Error) -> Items {
    Items::failed("unreadable", error.to_string())
}

/// The items in what was opened, which was packed `depth` times.
fn inside(opened: Opened, options: &Options, depth: usize) -> Items {
    let kind = Kind::of(&opened.head);
    if matches!(kind, Kind::Gzip | Kind::Zstd) && depth < DEEPEST {
        return unpacked(opened, kind, options, depth);
    }
    if let Some(wrong) = unwanted(kind, &opened.head, options) {
        return wrong;
    }
    match kind {
        Kind::Warc => archive(opened, false, options),
        Kind::Feed => Items::of(feed::entries(opened.stream)),
        Kind::Sitemap => Items::of(sitemap::urls(opened.stream)),
        Kind::Json => Items::of(json::records(opened.stream, &opened.head)),
        Kind::Zip => match opened.file {
            Some(file) => Items::of(wacz::pages(&file)),
            None => needs_file("WACZ"),
        },
        Kind::Parquet => match opened.file {
            Some(file) => Items::of(rows::rows(file, &options.columns)),
            None => needs_file("Parquet"),
        },
        Kind::Xml => Items::failed("unknown-xml", "XML that is neither a feed nor a sitemap"),
        Kind::Html | Kind::Text | Kind::Binary | Kind::Gzip | Kind::Zstd => Items::one(page(opened.stream)),
    }
}

/// What to say where something else was wanted.
fn unwanted(kind: Kind, head: &[u8], options: &Options) -> Option<Items> {
    if let Some(expected) = options.expect.filter(|e| *e != kind) {
        let message = format!("expected {expected}, found {kind}");
        return Some(Items::failed("unexpected-kind", message));
    }
    if options.resume_at > 0 && kind != Kind::Warc {
        let message = format!("only a WARC can be begun at byte {}", grouped(options.resume_at));
        return Some(Items::failed("no-such-record", message));
    }
    let unknown = match kind {
        Kind::Text | Kind::Binary | Kind::Xml | Kind::Gzip | Kind::Zstd => true,
        Kind::Json => !options.columns.any_in(head),
        _ => false,
    };
    (options.known_alone && unknown).then(|| {
        let note = format!("passed over: {kind}, with no pages that are known");
        Items::one(Item::new(Content::Note(note)))
    })
}

fn needs_file(what: &str) -> Items {
    let message = format!("{what} is read from a file, not from a pipe and not packed");
    Items::failed("needs-file", message)
}

fn unpacked(opened: Opened, kind: Kind, options: &Options, depth: usize) -> Items {
    if kind == Kind::Gzip && warc::begins_record(&opened.head) {
        return match unwanted(Kind::Warc, &opened.head, options) {
            Some(wrong) => wrong,
            None => archive(opened, true, options),
        };
    }
    let stream = match kind {
        Kind::Zstd => packed::zstd(opened.stream),
        _ => Ok(packed::gzip(opened.stream)),
    };
    let first = stream.and_then(|mut stream| Ok((head(&mut stream)?, stream)));
    match first {
        Ok((head, stream)) => {
            let opened = Opened {
                stream: Box::new(Cursor::new(head.clone()).chain(stream)),
                head,
                file: None,
            };
            inside(opened, options, depth + 1)
        }
        Err(e) => unreadable(&e),
    }
}

/// The pages of a WARC. Where a member begins at the byte asked for, nothing before it is read.
fn archive(opened: Opened, packed: bool, options: &Options) -> Items {
    let from = options.resume_at;
    if let Some(file) = opened.file.filter(|_| from > 0) {
        let mut start = Vec::new();
        let read = file
            .section(from, from.saturating_add(4 << 10))
            .read_to_end(&mut start);
        let fits = match packed {
            true => warc::begins_record(&start),
            false => start.starts_with(b"WARC/"),
        };
        if fits && read.is_ok() {
            return Items::of(Warc::from(file.rest(from), packed, from));
        }
    }
    Items::of(Warc::new(opened.stream, packed).seek(from))
}

fn page(mut stream: Box<dyn Read + Send>) -> Item {
    let mut bytes = Vec::new();
    match stream.by_ref().take(SMALL).read_to_end(&mut bytes) {
        Err(e) => Item::failed("unreadable", e.to_string()),
        Ok(read) if (read as u64) < SMALL => Item::new(Content::Page(bytes)),
        Ok(_) => Item::new(Content::Stream(Box::new(Cursor::new(bytes).chain(stream)))),
    }
}
