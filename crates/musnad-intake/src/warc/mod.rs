//! WARC: records of a web archive, one after the other, those with pages made items.
//!
//! A record that is damaged is an item that tells where and why; reading goes on at the next record that can be
//! found: behind the next line `WARC/1.`, or in the next member of a packed file. The file is read once, in order;
//! what is held of it is one record and fixed buffers.

mod digest;
mod head;
mod http;
mod source;

use crate::item::grouped;
use crate::tape::Tape;
use crate::{Content, Item};
use head::Head;
use musnad_page::{LARGEST, Severity};
use source::Source;
pub(crate) use source::begins_record;
use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};

/// How many reasons for passing records over are told apart.
const MOST_REASONS: usize = 64;

/// The records of a WARC file that hold pages.
#[derive(Debug)]
pub(crate) struct Warc<R> {
    flow: Tape<Source<R>>,
    /// How many records were seen; `None` where reading began in the middle.
    record: Option<u64>,
    /// Whether no record of the member was read yet.
    member_is_new: bool,
    /// Where a record was told to begin at which reading is to start.
    sought: Option<u64>,
    passed_over: BTreeMap<String, u64>,
    pages: u64,
    state: State,
    /// The body of the last record, its room used again.
    body: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Reading,
    /// All was read; what was passed over is still to be told.
    Ended,
    Told,
}

/// Where a record begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    record: Option<u64>,
    byte: u64,
    /// Whether the offset counts unpacked bytes.
    unpacked: bool,
}

/// Why a record cannot be read.
struct Fault {
    place: Place,
    why: String,
    /// How to go on.
    then: Then,
}

enum Then {
    /// These bytes were taken; the next record may be in them.
    Search(Vec<u8>),
    /// What is packed is damaged.
    Resynchronise,
    /// The stream itself is broken.
    Stop,
}

impl<R: Read> Warc<R> {
    /// The records of `stream`, which is `packed` with gzip or not.
    pub(crate) fn new(stream: R, packed: bool) -> Warc<R> {
        Warc::from(stream, packed, 0)
    }

    /// The records of `stream` whose next byte has the offset `start`.
    pub(crate) fn from(stream: R, packed: bool, start: u64) -> Warc<R> {
        let base = if packed { 0 } else { start };
        Warc {
            flow: Tape::new(Source::new(stream, packed, start), base, 0),
            record: (start == 0).then_some(0),
            member_is_new: false,
            sought: None,
            passed_over: BTreeMap::new(),
            pages: 0,
            state: State::Reading,
            body: Vec::new(),
        }
    }

    /// Passes over what stands before the record that was told to begin at `byte`.
    pub(crate) fn seek(mut self, byte: u64) -> Warc<R> {
        self.sought = (byte > 0).then_some(byte);
        self
    }

    /// Goes to where the next record should begin; `false` at the end.
    fn find(&mut self) -> std::io::Result<bool> {
        loop {
            let next = self.flow.ahead(1)?.first().copied();
            match next {
                Some(b'\r' | b'\n') => self.flow.pass(1),
                Some(_) => return Ok(true),
                None if !self.next_member()? => return Ok(false),
                None => {}
            }
        }
    }

    fn next_member(&mut self) -> std::io::Result<bool> {
        self.member_is_new = true;
        let more = self.flow.inner_mut().next_member()?;
        self.flow.reopen();
        Ok(more)
    }

    fn place(&self) -> Place {
        let member = self.flow.inner().member();
        let stored = member.filter(|_| self.member_is_new);
        Place {
            record: self.record,
            byte: stored.unwrap_or_else(|| self.flow.offset()),
            unpacked: member.is_some() && stored.is_none(),
        }
    }

    /// The next record: its place and head; its body is in `self.body`, if it is not too large.
    fn read(&mut self) -> Result<Option<(Place, Head)>, Fault> {
        self.body.clear();
        let found = self.find();
        if !matches!(found, Ok(false)) {
            self.record = self.record.map(|n| n + 1);
        }
        let place = self.place();
        self.member_is_new = false;
        match found {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(e) => return Err(broken(place, &e)),
        }
        let head = self.head(place)?;
        if head.length > (LARGEST + head::LONGEST) as u64 {
            self.skip(place, head.length)?;
        } else {
            // the length was just compared
            self.fill_body(place, head.length as usize)?;
        }
        self.end(place, head.length)?;
        Ok(Some((place, head)))
    }

    fn head(&mut self, place: Place) -> Result<Head, Fault> {
        let found = self.head_length().map_err(|e| broken(place, &e))?;
        let parsed = found.and_then(|length| {
            let ahead = self.flow.ahead(length).map_err(|_| "its head cannot be read")?;
            Ok((head::parse(ahead.get(..length).unwrap_or(ahead))?, length))
        });
        // what is no head is searched from its second byte on
        self.flow.pass(parsed.as_ref().map_or(1, |(_, length)| *length));
        parsed.map(|(head, _)| head).map_err(|why| fault(place, why))
    }

    /// The length of the head that lies ahead, or why there is none.
    fn head_length(&mut self) -> std::io::Result<Result<usize, &'static str>> {
        let mut least = 1 << 10;
        loop {
            let ahead = self.flow.ahead(least)?;
            let here = ahead.len();
            match head::length(&ahead[..here.min(head::LONGEST)]) {
                Some(length) => return Ok(Ok(length)),
                None if !head::begins(ahead) => return Ok(Err("no record begins here")),
                None if here < least => return Ok(Err("the file ends in its head")),
                None if here >= head::LONGEST => return Ok(Err("its head has no end")),
                None => least *= 2,
            }
        }
    }

    fn fill_body(&mut self, place: Place, length: usize) -> Result<(), Fault> {
        let mut body = std::mem::take(&mut self.body);
        if body.capacity() > 4 << 20 {
            body = Vec::new();
        }
        let read = self.flow.read_to(&mut body, length);
        match read {
            Ok(all) if all == length => {
                self.body = body;
                Ok(())
            }
            Ok(_) => Err(Fault {
                place,
                why: format!(
                    "its Content-Length is {}, but {} bytes are there",
                    grouped(length as u64),
                    grouped(body.len() as u64)
                ),
                then: Then::Search(body),
            }),
            Err(e) => Err(broken(place, &e)),
        }
    }

    /// Passes over the body of a large record; a record that begins in it says that its length is wrong.
    fn skip(&mut self, place: Place, length: u64) -> Result<(), Fault> {
        const BEGINNING: &[u8] = b"\r\n\r\nWARC/1.";
        let mut left = length;
        while left > 0 {
            let ahead = self.flow.ahead(64 << 10).map_err(|e| broken(place, &e))?;
            let (all, found) = (ahead.len(), memchr::memmem::find(ahead, BEGINNING));
            let part = found.unwrap_or_else(|| {
                if all < 64 << 10 {
                    all
                } else {
                    all - BEGINNING.len()
                }
            });
            let part = part.min(usize::try_from(left).unwrap_or(usize::MAX));
            self.flow.pass(part);
            left -= part as u64;
            if left > 0 && (all == 0 || found == Some(part)) {
                let why = "its Content-Length is too large";
                return Err(fault(place, why));
            }
        }
        Ok(())
    }

    /// Looks whether a record ends here: with two empty lines as it should, or at least where another begins or
    /// nothing more comes. What stands behind the empty lines is not this record's fault.
    fn end(&mut self, place: Place, length: u64) -> Result<(), Fault> {
        let mut ahead = self.flow.ahead(16).map_err(|e| broken(place, &e))?;
        if ahead.starts_with(b"\r\n\r\n") {
            return Ok(());
        }
        while let [b'\r' | b'\n', rest @ ..] = ahead {
            ahead = rest;
        }
        if ahead.is_empty() || ahead.starts_with(&b"WARC/"[..ahead.len().min(5)]) {
            return Ok(());
        }
        Err(Fault {
            place,
            why: format!(
                "it does not end after the {} bytes of its Content-Length",
                grouped(length)
            ),
            then: Then::Search(std::mem::take(&mut self.body)),
        })
    }

    /// Goes on to the next record after a fault.
    fn recover(&mut self, then: Then) {
        match then {
            Then::Search(taken) => {
                self.flow.give_back(taken);
                if self.search().is_err() {
                    self.resynchronise();
                }
            }
            Then::Resynchronise => self.resynchronise(),
            Then::Stop => self.state = State::Ended,
        }
    }

    /// Takes what stands before the next record, or to the end of the member.
    fn search(&mut self) -> std::io::Result<()> {
        const BEGINNING: usize = 32;
        let mut at_line = false;
        loop {
            let ahead = self.flow.ahead(64 << 10)?;
            let starts_line = |at: usize| at.checked_sub(1).map_or(at_line, |before| ahead[before] == b'\n');
            let begins = |at: &usize| match starts_line(*at) {
                true => head::begins(&ahead[*at..]),
                false => head::begins_surely(&ahead[*at..]),
            };
            let all = ahead.len();
            let last = all < 64 << 10;
            // a beginning may be cut in two
            let end = if last { all } else { all - BEGINNING };
            let found = memchr::memmem::find_iter(ahead, b"WARC/").find(begins);
            at_line = end > 0 && ahead[end - 1] == b'\n';
            self.flow.pass(found.unwrap_or(end));
            if found.is_some() || last {
                return Ok(());
            }
        }
    }

    fn resynchronise(&mut self) {
        let left = self.flow.ahead(0).map_or(0, <[u8]>::len);
        self.flow.pass(left);
        match self.flow.inner_mut().resynchronise() {
            Ok(true) => self.flow.reopen(),
            Ok(false) | Err(_) => self.state = State::Ended,
        }
    }

    /// The item that a record makes, if it holds a page.
    fn item(&mut self, place: Place, head: &Head) -> Option<Item> {
        if let Some(sought) = self.sought {
            if place.byte != sought {
                return None;
            }
            self.sought = None;
        }
        let mut item = match page(head, &self.body) {
            Page::PassedOver(why) => {
                self.pass_over(why);
                return None;
            }
            Page::Item(item) => *item,
        };
        self.pages += 1;
        item.place = Some(place.told());
        item.known.url = head.url.clone();
        item.known.fetched = head.date.as_deref().and_then(musnad_page::publication_date);
        if let Some(why) = &head.truncated {
            let message = format!("the crawler kept only part of the page ({why})");
            item.say("truncated", Severity::Warning, message);
        }
        Some(item)
    }

    fn pass_over(&mut self, why: String) {
        let full = self.passed_over.len() >= MOST_REASONS && !self.passed_over.contains_key(&why);
        let why = if full { "of other types".to_owned() } else { why };
        *self.passed_over.entry(why).or_default() += 1;
    }

    /// What was passed over, for people.
    fn summary(&self) -> Item {
        if let Some(sought) = self.sought {
            let message = format!("no record begins at byte {}", grouped(sought));
            return Item::failed("no-such-record", message);
        }
        let passed_over: Vec<String> = self
            .passed_over
            .iter()
            .map(|(why, count)| format!("{} {why}", grouped(*count)))
            .collect();
        let pages = grouped(self.pages);
        Item::new(Content::Note(match passed_over.is_empty() {
            true => format!("{pages} pages"),
            false => format!("{pages} pages; passed over: {}", passed_over.join(", ")),
        }))
    }
}

impl<R: Read> Iterator for Warc<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.state == State::Reading {
            match self.read() {
                Ok(Some((place, head))) => {
                    if let Some(item) = self.item(place, &head) {
                        return Some(item);
                    }
                }
                Ok(None) => self.state = State::Ended,
                Err(fault) => {
                    self.recover(fault.then);
                    if self.sought.is_none() {
                        return Some(Item::failed("bad-warc", fault.why).at(fault.place.told()));
                    }
                }
            }
        }
        let told = self.state == State::Told;
        self.state = State::Told;
        (!told).then(|| self.summary())
    }
}

impl Place {
    fn told(self) -> String {
        let number = self
            .record
            .map_or_else(String::new, |n| format!(" {}", grouped(n)));
        let unpacked = if self.unpacked { " unpacked" } else { "" };
        format!("record{number} at byte {}{unpacked}", grouped(self.byte))
    }
}

/// A record that is not what it should be.
fn fault(place: Place, why: &str) -> Fault {
    Fault {
        place,
        why: why.to_owned(),
        then: Then::Search(Vec::new()),
    }
}

/// A stream that cannot be read on.
fn broken(place: Place, error: &std::io::Error) -> Fault {
    let damaged = matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof);
    Fault {
        place,
        why: error.to_string(),
        then: if damaged { Then::Resynchronise } else { Then::Stop },
    }
}

enum Page {
    Item(Box<Item>),
    /// Why the record holds no page.
    PassedOver(String),
}

/// The page in a record.
fn page(head: &Head, body: &[u8]) -> Page {
    match head.kind.as_str() {
        _ if body.is_empty() && head.length > 0 => Page::PassedOver("too large".to_owned()),
        "response" if is_type(&head.content_type, &["application/http"]) => response(head, body),
        "response" | "resource" | "conversion" => {
            if !is_page(&head.content_type) || is_robots(head) {
                return Page::PassedOver(other_type(&head.content_type));
            }
            let mut item = Item::new(Content::Page(body.to_vec()));
            item.known.content_type = Some(head.content_type.clone());
            check_digest(&mut item, head, &[body]);
            Page::Item(Box::new(item))
        }
        other => Page::PassedOver(format!("of type {other}")),
    }
}

fn response(head: &Head, block: &[u8]) -> Page {
    let response = match http::response(block) {
        Ok(response) => response,
        Err(why) => return Page::Item(Box::new(Item::failed("bad-http", why))),
    };
    if response.status != 200 {
        return Page::PassedOver(format!("with status {}", response.status));
    }
    let content_type = response.content_type.clone().unwrap_or_default();
    if is_robots(head) || !content_type.is_empty() && !is_page(&content_type) {
        return Page::PassedOver(other_type(&content_type));
    }
    let body = match response.decoded() {
        Ok(body) => body,
        Err(why) => return Page::Item(Box::new(Item::failed("bad-http", why))),
    };
    if content_type.is_empty() && crate::Kind::of(&body.bytes) != crate::Kind::Html {
        return Page::PassedOver("of no told type".to_owned());
    }
    let mut item = Item::new(Content::Page(Vec::new()));
    let unchunked = body.unchunked.as_deref().unwrap_or(&[]);
    check_digest(&mut item, head, &[response.body, unchunked, &body.bytes]);
    if let Some(why) = body.wrong {
        item.say("truncated", Severity::Warning, why);
    }
    item.known.content_type = response.content_type;
    item.content = Content::Page(body.bytes);
    Page::Item(Box::new(item))
}

/// Holds the page to its digest. Programs differ in whether they take it before or after encodings are undone, so
/// any of `variants` will do.
fn check_digest(item: &mut Item, head: &Head, variants: &[&[u8]]) {
    let Some(digest) = head.digest.as_deref().filter(|_| head.truncated.is_none()) else {
        return;
    };
    if variants
        .iter()
        .all(|bytes| digest::fits(digest, bytes) == Some(false))
    {
        let message = format!("the page is not what was archived: its digest is not {digest}");
        item.say("digest-mismatch", Severity::Warning, message);
    }
}

fn is_type(content_type: &str, wanted: &[&str]) -> bool {
    let name = content_type.split(';').next().unwrap_or("").trim();
    wanted.iter().any(|w| name.eq_ignore_ascii_case(w))
}

fn is_page(content_type: &str) -> bool {
    is_type(
        content_type,
        &["text/html", "application/xhtml+xml", "text/plain"],
    )
}

fn is_robots(head: &Head) -> bool {
    head.url.as_deref().is_some_and(|u| u.ends_with("/robots.txt"))
}

fn other_type(content_type: &str) -> String {
    let name = content_type.split(';').next().unwrap_or("").trim();
    match is_page(content_type) {
        true => "robots.txt".to_owned(),
        false => format!("of type {}", name.to_ascii_lowercase()),
    }
}
