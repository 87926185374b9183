//! Inputs made for the tests: pages, WARC records, gzip.

#![allow(dead_code, reason = "each test uses a part of it")]

use flate2::Compression;
use flate2::write::GzEncoder;
use musnad_intake::{Content, Input, Item, Options, items};
use std::io::{Cursor, Write};

/// A page of its own for each number, larger than a chunk of a small file.
pub(crate) fn page(number: usize) -> String {
    let line =
        format!("<p>قطعت السيول الطريق الساحلي رقم {number} أمس، وقالت السلطات إن العمل جار لفتحه.</p>\n");
    format!(
        "<html><head><title>خبر {number}</title></head><body>\n{}</body></html>",
        line.repeat(20)
    )
}

pub(crate) fn url(number: usize) -> String {
    format!("https://marfa.example/news/{number}")
}

/// A record with `fields` besides its length.
pub(crate) fn record(fields: &str, block: &[u8]) -> Vec<u8> {
    let head = format!("WARC/1.0\r\n{fields}Content-Length: {}\r\n\r\n", block.len());
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

pub(crate) fn response_of(url: &str, more: &str, http: &[u8]) -> Vec<u8> {
    let fields = format!(
        "WARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-12-02T10:30:00Z\r\n{more}\
         Content-Type: application/http; msgtype=response\r\n"
    );
    record(&fields, http)
}

/// A response with page `number`.
pub(crate) fn response(number: usize) -> Vec<u8> {
    let http = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}",
        page(number)
    );
    response_of(&url(number), "", http.as_bytes())
}

pub(crate) fn request(number: usize) -> Vec<u8> {
    let fields = format!("WARC-Type: request\r\nWARC-Target-URI: {}\r\n", url(number));
    record(&fields, b"GET / HTTP/1.1\r\n\r\n")
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Each of `records` in a member of its own.
pub(crate) fn members(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|r| gzip(r)).collect()
}

pub(crate) fn read(bytes: Vec<u8>) -> Vec<Item> {
    read_as(bytes, Options::default())
}

pub(crate) fn read_as(bytes: Vec<u8>, options: Options) -> Vec<Item> {
    items(Input::file(Cursor::new(bytes)).unwrap(), options).collect()
}

/// The URLs of pages and the faults, in order; notes left out.
pub(crate) fn told(items: &[Item]) -> Vec<String> {
    let told = items.iter().filter_map(|item| match &item.content {
        Content::Note(_) => None,
        Content::Failed { code, message } => {
            let place = item.place.as_deref().unwrap_or("-");
            Some(format!("{place}: {code}: {message}"))
        }
        _ => Some(item.known.url.clone().unwrap_or_default()),
    });
    told.collect()
}
