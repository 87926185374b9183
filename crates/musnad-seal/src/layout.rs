//! The one ZIP that given names and contents make: nothing is compressed, dates are those of the form's beginning,
//! and each byte follows from names and contents. So a reader can tell whether a file is exactly that.
//!
//! Form: APPNOTE 6.3. Sizes and offsets over 4 GiB and more than 65,534 entries are written as ZIP64, and only then.

use std::io::{self, BufRead, Read, Write};

use crate::hash::{Sum, Tally, pour};

/// The longest name of an entry, in bytes.
pub(crate) const LONGEST_NAME: usize = 255;

/// The most entries that are read.
const MOST_ENTRIES: usize = 1_000_000;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR: u32 = 0x0706_4b50;
/// What a field of four bytes holds where the value stands in the ZIP64 part.
const FULL: u64 = 0xffff_ffff;
const FULL_COUNT: u64 = 0xffff;
/// 1 January 1980, midnight: the first moment that the form can say.
const DATE: u16 = 0x0021;
/// Made on Unix, by version 3.0 of the form.
const MADE_BY: u16 = 0x031e;
/// A plain file that all may read and its owner may write.
const MODE: u32 = 0o100_644 << 16;

/// An entry: where it stands, and what its content comes to.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) sum: Sum,
    /// Where its header begins.
    pub(crate) offset: u64,
}

impl Entry {
    /// Where its content begins.
    pub(crate) fn content(&self) -> u64 {
        self.offset + local(&self.name, self.sum.size, self.sum.crc).len() as u64
    }
}

/// Writes a ZIP, entry by entry.
pub(crate) struct Writer<W> {
    out: W,
    at: u64,
    entries: Vec<Entry>,
}

impl<W: Write> Writer<W> {
    pub(crate) fn new(out: W) -> Writer<W> {
        Writer::going_on(out, Vec::new(), 0)
    }

    /// Goes on behind `entries`, which `out` has already and which end at `at`.
    pub(crate) fn going_on(out: W, entries: Vec<Entry>, at: u64) -> Writer<W> {
        Writer { out, at, entries }
    }

    /// Writes an entry of small content.
    pub(crate) fn bytes(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.stream(name, Sum::of(content), &mut &content[..])
    }

    /// Writes an entry whose content is known to come to `sum`.
    pub(crate) fn stream(&mut self, name: &str, sum: Sum, content: &mut dyn Read) -> io::Result<()> {
        let head = local(name, sum.size, sum.crc);
        self.out.write_all(&head)?;
        if pour(content, &mut self.out)? != sum {
            return Err(io::Error::other(format!("{name} changed while it was written")));
        }
        self.entries.push(Entry {
            name: name.to_owned(),
            sum,
            offset: self.at,
        });
        self.at += head.len() as u64 + sum.size;
        Ok(())
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Writes the directory.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        directory(&self.entries, self.at, &mut self.out)?;
        Ok(self.out)
    }
}

/// Where a file is not the ZIP that its names and contents make.
#[derive(Debug)]
pub(crate) struct Misfit {
    /// The byte, counted from 0.
    pub(crate) at: u64,
    /// The entry at that place.
    pub(crate) name: Option<String>,
    pub(crate) why: &'static str,
}

/// Reads `file` from its first byte to its last, and gives its entries and where they end. The outer error is the
/// disk's.
pub(crate) fn read(file: impl BufRead) -> io::Result<Result<(Vec<Entry>, u64), Misfit>> {
    let mut reader = Reader {
        file,
        back: Vec::new(),
        at: 0,
        entries: Vec::new(),
    };
    loop {
        match reader.entry()? {
            Ok(true) => {}
            Ok(false) => return reader.end(),
            Err(misfit) => return Ok(Err(misfit)),
        }
    }
}

struct Reader<R> {
    file: R,
    /// The beginning of the directory, read already and to be read again.
    back: Vec<u8>,
    at: u64,
    entries: Vec<Entry>,
}

impl<R: BufRead> Reader<R> {
    /// Reads one entry, and says whether there was one.
    fn entry(&mut self) -> io::Result<Result<bool, Misfit>> {
        let offset = self.at;
        let misfit = |at, name, why| Ok(Err(Misfit { at, name, why }));
        if self.entries.len() >= MOST_ENTRIES {
            return misfit(offset, None, "more entries than are read");
        }
        let mut fixed = [0; 30];
        if !self.fill(&mut fixed[..4])? {
            return misfit(offset, None, "the file ends before its directory");
        }
        if fixed[..4] == CENTRAL.to_le_bytes() && offset > 0 {
            self.at = offset;
            self.back.extend(&fixed[..4]);
            return Ok(Ok(false));
        }
        if fixed[..4] != LOCAL.to_le_bytes() {
            return misfit(offset, None, "no entry begins here");
        }
        if !self.fill(&mut fixed[4..])? {
            return misfit(offset, None, "the file ends inside a header");
        }
        let long = usize::from(u16::from_le_bytes([fixed[26], fixed[27]]));
        if long > LONGEST_NAME {
            return misfit(offset + 26, None, "a name that is too long");
        }
        let mut name = vec![0; long];
        if !self.fill(&mut name)? {
            return misfit(offset + 30, None, "the file ends inside a name");
        }
        let Some(name) = String::from_utf8(name).ok().filter(|n| is_safe(n)) else {
            return misfit(
                offset + 30,
                None,
                "a name that not every system can hold, or that leads outside",
            );
        };
        let four = |at: usize| [fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]];
        let mut size = u64::from(u32::from_le_bytes(four(22)));
        let mut extra = [0; 20];
        if size == FULL {
            if !self.fill(&mut extra)? {
                return misfit(offset + 30, Some(name), "the file ends inside a header");
            }
            let [.., a, b, c, d, e, f, g, h] = extra;
            size = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        }
        let crc = u32::from_le_bytes(four(14));
        let wanted = local(&name, size, crc);
        let mut found = [&fixed[..], name.as_bytes()].concat();
        if wanted.len() > found.len() {
            found.extend_from_slice(&extra);
        }
        if let Some(at) = differ(&wanted, &found) {
            return misfit(
                offset + at,
                Some(name),
                "a header that says more or other than it should",
            );
        }
        let Some(sum) = self.content(size)? else {
            return misfit(self.at, Some(name), "the file ends inside the entry");
        };
        if sum.crc != crc {
            return misfit(
                offset,
                Some(name),
                "the content is not what its checksum in the ZIP was taken from",
            );
        }
        self.entries.push(Entry { name, sum, offset });
        Ok(Ok(true))
    }

    /// Holds the rest of the file to the directory that the entries make.
    fn end(mut self) -> io::Result<Result<(Vec<Entry>, u64), Misfit>> {
        let ends = self.at;
        let mut rest = Rest {
            reader: &mut self,
            wrong: None,
        };
        let entries = std::mem::take(&mut rest.reader.entries);
        directory(&entries, ends, &mut rest)?;
        let wrong = rest.wrong;
        let more = !self.file.fill_buf()?.is_empty();
        let misfit = match wrong {
            Some((at, why)) => Some((at, why)),
            None if more => Some((self.at, "something stands behind the end")),
            None => None,
        };
        Ok(match misfit {
            None => Ok((entries, ends)),
            Some((at, why)) => Err(Misfit { at, name: None, why }),
        })
    }

    /// Fills `into`; `false` where the file ends before.
    fn fill(&mut self, into: &mut [u8]) -> io::Result<bool> {
        let back = self.back.len().min(into.len());
        into.iter_mut()
            .zip(self.back.drain(..back))
            .for_each(|(to, from)| *to = from);
        match self.file.read_exact(&mut into[back..]) {
            Ok(()) => {
                self.at += into.len() as u64;
                Ok(true)
            }
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Reads a content of `size` bytes; `None` where the file ends before.
    fn content(&mut self, size: u64) -> io::Result<Option<Sum>> {
        let mut tally = Tally::default();
        let mut left = size;
        while left > 0 {
            let piece = self.file.fill_buf()?;
            if piece.is_empty() {
                return Ok(None);
            }
            let take = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            tally.add(&piece[..take]);
            self.file.consume(take);
            self.at += take as u64;
            left -= take as u64;
        }
        Ok(Some(tally.sum()))
    }
}

/// Takes what should be written and compares it with what stands there.
struct Rest<'a, R> {
    reader: &'a mut Reader<R>,
    wrong: Option<(u64, &'static str)>,
}

impl<R: BufRead> Write for Rest<'_, R> {
    fn write(&mut self, wanted: &[u8]) -> io::Result<usize> {
        if self.wrong.is_none() {
            let at = self.reader.at;
            let mut found = vec![0; wanted.len()];
            if !self.reader.fill(&mut found)? {
                self.wrong = Some((at, "the file ends inside its directory"));
            } else if let Some(off) = differ(wanted, &found) {
                self.wrong = Some((at + off, "the directory says other than the entries"));
            }
        }
        Ok(wanted.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where two runs of bytes differ first.
fn differ(one: &[u8], other: &[u8]) -> Option<u64> {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    (same < one.len().max(other.len())).then_some(same as u64)
}

/// Whether every system can keep a file of this name under a folder, and it stays in there.
pub(crate) fn is_safe(name: &str) -> bool {
    let safe = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let stem = part.split('.').next().unwrap_or_default().to_ascii_uppercase();
        let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
            || (stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")));
        !part.is_empty()
            && part.chars().all(plain)
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !device
    };
    name.len() <= LONGEST_NAME && name.split('/').all(safe)
}

/// The header that stands before a content.
fn local(name: &str, size: u64, crc: u32) -> Vec<u8> {
    let large = size >= FULL;
    let mut head = Vec::with_capacity(50 + name.len());
    head.extend(LOCAL.to_le_bytes());
    common(&mut head, large, size, crc, name, if large { 20 } else { 0 });
    head.extend(name.as_bytes());
    if large {
        extra(&mut head, &[size, size]);
    }
    head
}

/// The entry of the directory.
fn central(entry: &Entry) -> Vec<u8> {
    let size = entry.sum.size;
    let mut far = Vec::new();
    if size >= FULL {
        far.extend([size, size]);
    }
    if entry.offset >= FULL {
        far.push(entry.offset);
    }
    let mut head = Vec::with_capacity(80 + entry.name.len());
    head.extend(CENTRAL.to_le_bytes());
    head.extend(MADE_BY.to_le_bytes());
    let long = if far.is_empty() {
        0
    } else {
        4 + 8 * far.len() as u16
    };
    common(&mut head, !far.is_empty(), size, entry.sum.crc, &entry.name, long);
    // no comment, the first disk, no inner attributes
    head.extend([0; 6]);
    head.extend(MODE.to_le_bytes());
    head.extend(clipped(entry.offset));
    head.extend(entry.name.as_bytes());
    if !far.is_empty() {
        extra(&mut head, &far);
    }
    head
}

/// What both headers of an entry have in common, up to the length of the extra part.
fn common(head: &mut Vec<u8>, large: bool, size: u64, crc: u32, name: &str, extra: u16) {
    let needs: u16 = if large { 45 } else { 10 };
    for field in [needs, 0, 0, 0, DATE] {
        head.extend(field.to_le_bytes());
    }
    head.extend(crc.to_le_bytes());
    head.extend(clipped(size));
    head.extend(clipped(size));
    head.extend((name.len() as u16).to_le_bytes());
    head.extend(extra.to_le_bytes());
}

fn extra(head: &mut Vec<u8>, values: &[u64]) {
    head.extend(1u16.to_le_bytes());
    head.extend((8 * values.len() as u16).to_le_bytes());
    values.iter().for_each(|v| head.extend(v.to_le_bytes()));
}

fn clipped(value: u64) -> [u8; 4] {
    (value.min(FULL) as u32).to_le_bytes()
}

/// The directory and the end of the file, behind entries that end at `at`.
fn directory(entries: &[Entry], at: u64, out: &mut dyn Write) -> io::Result<()> {
    let mut size = 0;
    for entry in entries {
        let head = central(entry);
        size += head.len() as u64;
        out.write_all(&head)?;
    }
    let count = entries.len() as u64;
    let mut end = Vec::new();
    if count >= FULL_COUNT || size >= FULL || at >= FULL {
        end.extend(END64.to_le_bytes());
        end.extend(44u64.to_le_bytes());
        end.extend(MADE_BY.to_le_bytes());
        end.extend(45u16.to_le_bytes());
        end.extend([0; 8]);
        [count, count, size, at]
            .iter()
            .for_each(|v| end.extend(v.to_le_bytes()));
        end.extend(LOCATOR.to_le_bytes());
        end.extend([0; 4]);
        end.extend((at + size).to_le_bytes());
        end.extend(1u32.to_le_bytes());
    }
    end.extend(END.to_le_bytes());
    end.extend([0; 4]);
    let clipped_count = (count.min(FULL_COUNT) as u16).to_le_bytes();
    end.extend(clipped_count);
    end.extend(clipped_count);
    end.extend(clipped(size));
    end.extend(clipped(at));
    end.extend([0; 2]);
    out.write_all(&end)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// Writes `count` small entries, and reads them with this reader and with the zip crate's.
    fn there_and_back(count: usize) {
        let mut writer = Writer::new(Vec::new());
        for n in 0..count {
            writer.bytes(&format!("x/{n}"), &n.to_le_bytes()).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let (entries, _) = read(&bytes[..]).unwrap().unwrap();
        let mut other = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!((entries.len(), other.len()), (count, count));
        for n in [0, count / 2, count - 1] {
            let mut content = Vec::new();
            other.by_index(n).unwrap().read_to_end(&mut content).unwrap();
            assert_eq!(content, n.to_le_bytes());
            assert_eq!(entries[n].sum, Sum::of(&content));
            assert_eq!(bytes[entries[n].content() as usize..][..8], content);
        }
    }

    #[test]
    fn more_entries_than_two_bytes_count() {
        for count in [1, 65_534, 65_535, 65_536, 70_000] {
            there_and_back(count);
        }
    }

    #[test]
    fn any_buffer_will_do() {
        let mut writer = Writer::new(Vec::new());
        writer.bytes("x/1", "خبر".as_bytes()).unwrap();
        writer.bytes("x/2", b"").unwrap();
        let bytes = writer.finish().unwrap();
        for size in 1..bytes.len() {
            let (entries, end) = read(io::BufReader::with_capacity(size, &bytes[..]))
                .unwrap()
                .unwrap();
            assert_eq!((entries.len(), entries[1].offset, end), (2, 39, 72));
        }
    }

    /// Zeros that take no time to compare: writes go to a file, and long ones leave a hole in it.
    struct Holes(std::fs::File);

    impl Write for Holes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match bytes.len() >= 1 << 16 {
                true => io::Seek::seek(&mut self.0, io::SeekFrom::Current(bytes.len() as i64))
                    .map(|_| bytes.len()),
                false => self.0.write(bytes),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            self.0.flush()
        }
    }

    #[test]
    #[ignore = "eight gigabytes go by; run it with --release"]
    fn more_bytes_than_four_count() {
        const SIZE: u64 = (1 << 32) + (1 << 16);
        let sum = pour(&mut io::repeat(0).take(SIZE), &mut io::sink()).unwrap();
        let mut writer = Writer::new(Holes(tempfile::tempfile().unwrap()));
        writer.bytes("x/1", b"before").unwrap();
        writer.stream("x/2", sum, &mut io::repeat(0).take(SIZE)).unwrap();
        writer.bytes("x/3", "خلف".as_bytes()).unwrap();
        let mut file = writer.finish().unwrap().0;
        io::Seek::rewind(&mut file).unwrap();
        let (entries, _) = read(io::BufReader::new(&file)).unwrap().unwrap();
        assert_eq!((entries[1].sum, entries.len()), (sum, 3));
        let mut other = zip::ZipArchive::new(&file).unwrap();
        assert_eq!(other.by_index(1).unwrap().size(), SIZE);
        let mut content = String::new();
        other.by_index(2).unwrap().read_to_string(&mut content).unwrap();
        assert_eq!(content, "خلف");
    }
}
