//! WACZ: a zip file with web archives in its folder `archive`.
//!
//! Only the list of files is taken from the zip; the archives in it are read as WARC files are, one after the
//! other by name.

use crate::input::{Section, Shared};
use crate::warc::Warc;
use crate::{Content, Item};
use flate2::read::DeflateDecoder;
use std::io::{BufReader, Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

/// The most files that a WACZ may have.
const MOST_FILES: usize = 1 << 20;

/// One archive in the zip file.
struct Part {
    name: String,
    start: u64,
    size: u64,
    deflated: bool,
}

/// The pages in the WACZ `file`.
pub(crate) fn pages(file: &Shared) -> Box<dyn Iterator<Item = Item> + Send> {
    let parts = match parts(file.rest(0)) {
        Ok(parts) => parts,
        Err(why) => return Box::new(std::iter::once(Item::failed("bad-zip", why))),
    };
    if parts.is_empty() {
        let why = "a zip file without archive/*.warc or archive/*.warc.gz is no WACZ";
        return Box::new(std::iter::once(Item::failed("no-wacz", why)));
    }
    let file = file.clone();
    Box::new(parts.into_iter().flat_map(move |part| in_part(&file, part)))
}

/// The archives by name.
fn parts(file: Section) -> Result<Vec<Part>, String> {
    let damaged = |e: zip::result::ZipError| format!("the zip file is damaged: {e}");
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    if zip.len() > MOST_FILES {
        return Err("the zip file has more files than a WACZ has".to_owned());
    }
    let mut out = Vec::new();
    for at in 0..zip.len() {
        let entry = zip.by_index_raw(at).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        if !name.starts_with("archive/") || !(name.ends_with(".warc.gz") || name.ends_with(".warc")) {
            continue;
        }
        let deflated = match entry.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            _ => return Err(format!("{name} is packed in a way that is not known")),
        };
        let start = entry.data_start().ok_or("the zip file is damaged")?;
        let size = entry.compressed_size();
        out.push(Part {
            name,
            start,
            size,
            deflated,
        });
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(out)
}

fn in_part(file: &Shared, part: Part) -> Box<dyn Iterator<Item = Item> + Send> {
    let section = file.section(part.start, part.start.saturating_add(part.size));
    let mut stream: Box<dyn Read + Send> = match part.deflated {
        true => Box::new(DeflateDecoder::new(BufReader::new(section))),
        false => Box::new(section),
    };
    let mut start = [0; 2];
    let first = stream.read_exact(&mut start);
    let packed = first.is_ok() && start == [0x1f, 0x8b];
    let stream = Cursor::new(start)
        .take(if first.is_ok() { 2 } else { 0 })
        .chain(stream);
    let name = part.name;
    Box::new(Warc::new(stream, packed).map(move |mut item| {
        match (&mut item.place, &mut item.content) {
            (Some(place), _) => *place = format!("{name} {place}"),
            (None, Content::Note(note)) => *note = format!("{name}: {note}"),
            (None, _) => item.place = Some(name.clone()),
        }
        item
    }))
}
