//! Web archives (WARC/1.1): pages as records, one gzip member each, and read again to be compared.
//!
//! A page whose answer is known becomes a response, with the status and headers as kept; the others become
//! resources. Bodies are as they were after transfer and content encodings were undone, so the headers that speak of
//! these, and a length that no longer fits, are kept as `X-Archive-Orig-…`.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use crate::Error;
use crate::hash::{Hash, hex, pour};
use crate::sealer::Page;

/// The most bytes that the head of a record, and that of an HTTP response, may have.
const LARGEST_HEAD: u64 = 1 << 20;

/// Writes the record that says who made the archive.
pub(crate) fn write_info(out: &mut dyn Write, at: &str, agent: &str) -> io::Result<()> {
    let body = format!("software: {agent}\r\nformat: WARC File Format 1.1\r\n");
    let id = id(&["warcinfo", at, agent]);
    let head = format!(
        "WARC-Type: warcinfo\r\nWARC-Record-ID: {id}\r\nWARC-Date: {at}\r\nContent-Type: application/warc-fields\r\n"
    );
    record(out, &head, &[body.as_bytes()])
}

/// Writes the record of `page`, whose bytes have this hash; `nth` tells records of one page apart.
pub(crate) fn write_page(
    out: &mut dyn Write,
    page: &Page<'_>,
    hash: Hash,
    nth: u64,
) -> Result<io::Result<()>, Error> {
    let url = page.url;
    if url.is_empty() || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Error::value(format!("{url:?} is no address of a page")));
    }
    let (kind, media, http) = match &page.answer {
        Some(_) => (
            "response",
            "application/http; msgtype=response".to_owned(),
            http(page)?,
        ),
        None => ("resource", media(page)?, String::new()),
    };
    let id = id(&[kind, url, page.fetched, &hash.to_string(), &nth.to_string()]);
    let head = format!(
        "WARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\nWARC-Date: {}\r\nWARC-Target-URI: {url}\r\n\
         WARC-Payload-Digest: sha256:{hash}\r\nContent-Type: {media}\r\n",
        page.fetched
    );
    Ok(record(out, &head, &[http.as_bytes(), page.bytes]))
}

/// The media type of a resource.
fn media(page: &Page<'_>) -> Result<String, Error> {
    let media = page.media.unwrap_or("application/octet-stream");
    one_line("a media type", media)?;
    Ok(media.to_owned())
}

/// The head of the HTTP response.
fn http(page: &Page<'_>) -> Result<String, Error> {
    let mut out = String::new();
    let Some(answer) = &page.answer else {
        return Ok(out);
    };
    if !(100..=999).contains(&answer.status) {
        return Err(Error::value(format!("{} is no status of HTTP", answer.status)));
    }
    let _ = write!(out, "HTTP/1.1 {} \r\n", answer.status);
    for (name, value) in &answer.headers {
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || !name.bytes().all(token) {
            return Err(Error::value(format!(
                "{}: {name:?} is no name of a header",
                page.url
            )));
        }
        one_line("a header's value", value)?;
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        let length = || value.trim().parse() == Ok(page.bytes.len() as u64);
        let undone = is("transfer-encoding") || is("content-encoding") || (is("content-length") && !length());
        let before = if undone { "X-Archive-Orig-" } else { "" };
        let _ = write!(out, "{before}{name}: {value}\r\n");
    }
    out.push_str("\r\n");
    Ok(out)
}

pub(crate) fn one_line(what: &str, text: &str) -> Result<(), Error> {
    match text.chars().any(|c| c.is_control() && c != '\t') {
        true => Err(Error::value(format!("{what} of more than one line: {text:?}"))),
        false => Ok(()),
    }
}

/// A name of a record that follows from what it is.
fn id(parts: &[&str]) -> String {
    let Hash(hash) = Hash::of(parts.join("\n").as_bytes());
    let mut id: [u8; 16] = [0; 16];
    id.copy_from_slice(&hash[..16]);
    // a UUID of version 8, RFC 9562: what its bits are is ours to say
    id[6] = id[6] & 0x0f | 0x80;
    id[8] = id[8] & 0x3f | 0x80;
    let digits = hex(&id);
    let (a, b, c, d, e) = (
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    );
    format!("<urn:uuid:{a}-{b}-{c}-{d}-{e}>")
}

fn record(out: &mut dyn Write, head: &str, body: &[&[u8]]) -> io::Result<()> {
    let long: usize = body.iter().map(|b| b.len()).sum();
    let mut gzip = GzEncoder::new(out, Compression::default());
    write!(gzip, "WARC/1.1\r\n{head}Content-Length: {long}\r\n\r\n")?;
    for part in body {
        gzip.write_all(part)?;
    }
    gzip.write_all(b"\r\n\r\n")?;
    gzip.finish()?;
    Ok(())
}

/// What is wrong with a record.
pub(crate) type Wrong = String;

/// Reads the records of an archive one by one, to the end or to the first that is wrong, and hands the hash of each
/// payload to `seen`. No payload may be larger than `largest`, the size of the largest page.
///
/// # Errors
/// What is wrong, with the number of the record from 1.
pub(crate) fn read(
    mut file: impl BufRead,
    largest: u64,
    mut seen: impl FnMut(Hash) -> Result<(), Wrong>,
) -> Result<(), (u64, Wrong)> {
    for nth in 1.. {
        match file.fill_buf() {
            Ok([]) => return Ok(()),
            Ok(_) => member(&mut file, largest)
                .and_then(|payload| payload.map_or(Ok(()), &mut seen))
                .map_err(|wrong| (nth, wrong))?,
            Err(e) => return Err((nth, e.to_string())),
        }
    }
    Ok(())
}

/// The hash of the payload of the record in one gzip member; `None` where it is about the archive itself.
fn member(file: &mut dyn BufRead, largest: u64) -> Result<Option<Hash>, Wrong> {
    let most = largest + 2 * LARGEST_HEAD;
    let mut text = BufReader::new(GzDecoder::new(file).take(most));
    let head = head(&mut text)?;
    let mut lines = head.split("\r\n");
    if lines.next() != Some("WARC/1.1") {
        return Err("does not begin as WARC/1.1".into());
    }
    let mut fields = lines
        .filter_map(|l| l.split_once(": "))
        .collect::<std::collections::HashMap<_, _>>();
    let mut field = |name: &str| fields.remove(name).ok_or_else(|| format!("has no {name}"));
    let kind = field("WARC-Type")?;
    let long: u64 = field("Content-Length")?.parse().map_err(|_| "has no length")?;
    let told = field("WARC-Payload-Digest").ok();
    let mut block = (&mut text).take(long);
    let http = match kind {
        "response" => self::head(&mut block)?.len() as u64 + 4,
        "resource" | "warcinfo" => 0,
        _ => return Err(format!("is of a kind that no bundle has: {kind:?}")),
    };
    let sum = pour(&mut block, &mut io::sink()).map_err(|e| e.to_string())?;
    let mut end = Vec::new();
    text.take(5).read_to_end(&mut end).map_err(|e| e.to_string())?;
    if sum.size + http != long || end != b"\r\n\r\n" {
        return Err("is not as long as it says".into());
    }
    if kind == "warcinfo" {
        return Ok(None);
    }
    match told == Some(&format!("sha256:{}", sum.hash)) {
        true => Ok(Some(sum.hash)),
        false => Err("has another payload than its digest says".into()),
    }
}

/// What stands before the first empty line.
fn head(text: &mut dyn BufRead) -> Result<String, Wrong> {
    const END: &[u8] = b"\r\n\r\n";
    let mut out = Vec::new();
    let mut text = text.take(LARGEST_HEAD);
    while !out.ends_with(END) {
        if text.read_until(b'\n', &mut out).map_err(|e| e.to_string())? == 0 {
            return Err("has no end to its head".into());
        }
    }
    out.truncate(out.len() - END.len());
    String::from_utf8(out).map_err(|_| "has a head that is no UTF-8".into())
}
