//! Checking a bundle: each check in its order, until one does not hold.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::path::Path;

use serde_json::Value;

use crate::hash::Hash;
use crate::journal::{self, End};
use crate::layout::{self, Entry};
use crate::lines::{self, Lines};
use crate::sealer::behind;
use crate::verdict::{Check, Failure, Verdict};
use crate::{Error, PublicKey, bag, stamp, warc};

/// The most bytes that the manifests may have, for each file that they may name.
const LARGEST_LINE: u64 = 400;
/// The most bytes that any other tag file may have.
const LARGEST_TAG: u64 = 1 << 20;

/// Reads the bundle at `path` and says whether it is what was sealed.
///
/// Checks are made in the order of [`Check`]; the first that does not hold is told and ends it. With `trusted` empty
/// any key's signature will do, and whose key it is remains to be asked.
///
/// Memory is some hundreds of bytes for each page, document and entry of the ZIP, whatever the file says of itself.
///
/// # Errors
/// [`Error::is_io`] where the file cannot be read. A file that is no bundle is a [`Verdict`].
pub fn verify(path: &Path, trusted: &[PublicKey]) -> Result<Verdict, Error> {
    let io = |e| Error::io(path, "read the bundle", e);
    let file = File::open(path).map_err(io)?;
    verify_in(file, trusted).map_err(io)
}

/// [`verify`] for what is no file on the disk.
///
/// # Errors
/// What `file` says.
pub fn verify_in(file: impl Read + Seek, trusted: &[PublicKey]) -> io::Result<Verdict> {
    let mut verdict = Verdict {
        failure: None,
        signer: None,
        stamped: None,
        sealed: None,
        journal: None,
        pages: 0,
        documents: 0,
        without_page: 0,
    };
    match check(file, trusted, &mut verdict) {
        Ok(()) => Ok(verdict),
        Err(Stop::Failed(failure)) => {
            verdict.failure = Some(failure);
            Ok(verdict)
        }
        Err(Stop::Io(e)) => Err(e),
    }
}

/// Why checking ended.
enum Stop {
    Failed(Failure),
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(e: io::Error) -> Stop {
        Stop::Io(e)
    }
}

fn fail<T>(check: Check, place: impl Into<String>, why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Failed(Failure::new(check, place, why)))
}

fn check<F: Read + Seek>(file: F, trusted: &[PublicKey], verdict: &mut Verdict) -> Result<(), Stop> {
    let mut bundle = open(file)?;
    declared(&mut bundle)?;
    let info = info(&mut bundle)?;
    verdict.sealed = Some(info.sealed.clone());
    oxum(&bundle, &info)?;
    payload(&mut bundle)?;
    tags(&mut bundle)?;
    let signature = signature(&mut bundle, trusted, verdict)?;
    stamped(&mut bundle, &signature, verdict)?;
    chained(&mut bundle, &info)?;
    verdict.journal = Some((info.start, info.head));
    let pages = archived(&mut bundle)?;
    verdict.pages = pages.len() as u64;
    (verdict.documents, verdict.without_page) = recorded(&mut bundle, &pages)?;
    Ok(())
}

/// A bundle whose bytes are those of a ZIP and whose names are those of a bundle.
struct Bundle<F> {
    file: F,
    /// The folder around everything, with its slash.
    base: String,
    entries: Vec<Entry>,
    /// How many entries are payload; they come first, and pages before all others.
    payload: usize,
    pages: usize,
}

impl<F: Read + Seek> Bundle<F> {
    fn name<'a>(&self, entry: &'a Entry) -> &'a str {
        &entry.name[self.base.len()..]
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries[self.pages..].iter().find(|e| self.name(e) == name)
    }

    /// A stream of the content of `name`; empty where it is not there, which the names have ruled out.
    fn stream(&mut self, name: &str) -> io::Result<BufReader<Take<&mut F>>> {
        let (at, size) = self.entry(name).map_or((0, 0), |e| (e.content(), e.sum.size));
        self.file.seek(SeekFrom::Start(at))?;
        Ok(BufReader::new((&mut self.file).take(size)))
    }

    /// The content of a small tag file.
    fn bytes(&mut self, check: Check, name: &str) -> Result<Vec<u8>, Stop> {
        let lines = match name {
            bag::MANIFEST => self.payload as u64,
            _ => 0,
        };
        if self
            .entry(name)
            .is_some_and(|e| e.sum.size > LARGEST_TAG + lines * LARGEST_LINE)
        {
            return fail(check, name, "is larger than such a file can be");
        }
        let mut out = Vec::new();
        self.stream(name)?.read_to_end(&mut out)?;
        Ok(out)
    }

    fn text(&mut self, check: Check, name: &str) -> Result<String, Stop> {
        match String::from_utf8(self.bytes(check, name)?) {
            Ok(text) => Ok(text),
            Err(_) => fail(check, name, "is no UTF-8"),
        }
    }
}

/// The checks of the ZIP and of its names.
fn open<F: Read + Seek>(mut file: F) -> Result<Bundle<F>, Stop> {
    file.rewind()?;
    let read = layout::read(BufReader::with_capacity(1 << 16, &mut file))?;
    let (entries, _) = match read {
        Ok(read) => read,
        Err(misfit) => {
            let byte = format!("byte {}", misfit.at);
            let place = misfit
                .name
                .map_or(byte.clone(), |name| format!("{name} ({byte})"));
            return fail(Check::Zip, place, misfit.why);
        }
    };
    let base = entries
        .first()
        .and_then(|e| e.name.split_once('/'))
        .map(|(base, _)| format!("{base}/"));
    let Some(base) = base else {
        return fail(Check::Names, "the first entry", "stands in no folder");
    };
    let mut bundle = Bundle {
        file,
        base,
        entries,
        payload: 0,
        pages: 0,
    };
    named(&mut bundle)?;
    Ok(bundle)
}

/// The names: pages, then what every bundle has, in its order, then perhaps a time stamp.
fn named<F: Read + Seek>(bundle: &mut Bundle<F>) -> Result<(), Stop> {
    let mut names = Vec::with_capacity(bundle.entries.len());
    for entry in &bundle.entries {
        match entry.name.strip_prefix(&bundle.base) {
            Some(name) => names.push(name),
            None => return fail(Check::Names, &entry.name, "stands outside the bag"),
        }
    }
    let mut seen = HashSet::new();
    let pages = names.iter().take_while(|n| bag::page_hash(n).is_some()).count();
    for name in &names[..pages] {
        if !bag::page_hash(name).is_some_and(|hash| seen.insert(hash)) {
            return fail(Check::Names, *name, "stands there twice");
        }
    }
    let fixed = bag::PAYLOAD.into_iter().chain(bag::TAGS).chain(bag::BEHIND);
    let mut found = names[pages..].iter().copied();
    for wanted in fixed {
        match found.next() {
            Some(name) if name == wanted => {}
            Some(name) => return fail(Check::Names, name, format!("stands where {wanted} should")),
            None => return fail(Check::Names, wanted, "is not there"),
        }
    }
    match (found.next(), found.next()) {
        (None, _) | (Some(bag::STAMP), None) => {}
        (Some(bag::STAMP), Some(name)) | (Some(name), _) => {
            return fail(Check::Names, name, "is no file of a bundle");
        }
    }
    bundle.pages = pages;
    bundle.payload = pages + bag::PAYLOAD.len();
    Ok(())
}

fn declared<F: Read + Seek>(bundle: &mut Bundle<F>) -> Result<(), Stop> {
    match bundle.text(Check::Declaration, bag::BAGIT)? == bag::DECLARATION {
        true => Ok(()),
        false => fail(
            Check::Declaration,
            bag::BAGIT,
            "does not declare a bag of version 1.0 in UTF-8",
        ),
    }
}

/// What `bag-info.txt` says that other checks need.
struct Info {
    oxum: String,
    sealed: String,
    start: End,
    head: End,
}

fn info<F: Read + Seek>(bundle: &mut Bundle<F>) -> Result<Info, Stop> {
    use bag::label;
    let text = bundle.text(Check::Declaration, bag::INFO)?;
    let wrong = |why: String| Stop::Failed(Failure::new(Check::Declaration, bag::INFO, why));
    let fields = bag::parse_info(&text).map_err(|line| {
        wrong(format!(
            "line {line} is no label with its value, or stands there twice"
        ))
    })?;
    let field = |label: &str| {
        fields
            .get(label)
            .copied()
            .ok_or_else(|| wrong(format!("has no {label}")))
    };
    let end = |label: &str| {
        bag::parse_end(field(label)?).ok_or_else(|| wrong(format!("{label} is no end of a chain")))
    };
    let folder = field(label::IDENTIFIER)?;
    if Some(folder) != bundle.base.strip_suffix('/') {
        return Err(wrong(format!(
            "the bag was sealed as {folder} and stands in {}",
            bundle.base
        )));
    }
    Ok(Info {
        oxum: field(label::OXUM)?.to_owned(),
        sealed: field(label::SEALED)?.to_owned(),
        start: end(label::START)?,
        head: end(label::HEAD)?,
    })
}

fn oxum<F>(bundle: &Bundle<F>, info: &Info) -> Result<(), Stop> {
    let payload = &bundle.entries[..bundle.payload];
    let bytes: u64 = payload.iter().map(|e| e.sum.size).sum();
    let found = format!("{bytes}.{}", payload.len());
    match found == info.oxum {
        true => Ok(()),
        false => {
            let why = format!("Payload-Oxum says {}, there are {found} (bytes.files)", info.oxum);
            fail(Check::Oxum, bag::INFO, why)
        }
    }
}

fn payload<F: Read + Seek>(bundle: &mut Bundle<F>) -> Result<(), Stop> {
    let text = bundle.text(Check::Payload, bag::MANIFEST)?;
    listed(bundle, Check::Payload, bag::MANIFEST, &text, 0..bundle.payload)?;
    for entry in &bundle.entries[..bundle.pages] {
        let name = bundle.name(entry);
        if bag::page_hash(name) != Some(entry.sum.hash) {
            return fail(Check::Payload, name, "is not what its name says");
        }
    }
    Ok(())
}

fn tags<F: Read + Seek>(bundle: &mut Bundle<F>) -> Result<(), Stop> {
    let text = bundle.text(Check::Tags, bag::TAG_MANIFEST)?;
    let tags = bundle.payload..bundle.payload + bag::TAGS.len();
    listed(bundle, Check::Tags, bag::TAG_MANIFEST, &text, tags)
}

/// Holds entries to the lines of a manifest: all of them, in its order, and no others.
fn listed<F: Read + Seek>(
    bundle: &Bundle<F>,
    check: Check,
    manifest: &str,
    text: &str,
    range: std::ops::Range<usize>,
) -> Result<(), Stop> {
    let mut lines = text.split_terminator('\n').enumerate();
    for entry in &bundle.entries[range] {
        let name = bundle.name(entry);
        let Some((at, line)) = lines.next() else {
            return fail(check, name, format!("is not in {manifest}"));
        };
        match bag::manifest_line(line) {
            Some((hash, listed)) if listed == name && hash == entry.sum.hash => {}
            Some((_, listed)) if listed == name => {
                return fail(check, name, format!("has not the hash that {manifest} gives it"));
            }
            _ => {
                let place = format!("{manifest} line {}", at + 1);
                return fail(check, place, format!("is not the line of {name}"));
            }
        }
    }
    match lines.next() {
        None if text.ends_with('\n') => Ok(()),
        None => fail(check, manifest, "has no end to its last line"),
        Some((at, _)) => fail(
            check,
            format!("{manifest} line {}", at + 1),
            "names a file that is not there",
        ),
    }
}

/// The signature, and all that stands in the folder with it; gives its bytes.
fn signature<F: Read + Seek>(
    bundle: &mut Bundle<F>,
    trusted: &[PublicKey],
    verdict: &mut Verdict,
) -> Result<[u8; 64], Stop> {
    const CHECK: Check = Check::Signature;
    let pem = bundle.text(CHECK, bag::PUBLIC)?;
    let Ok(key) = PublicKey::from_pem(&pem) else {
        return fail(CHECK, bag::PUBLIC, "is no public Ed25519 key");
    };
    let tag_manifest = bundle.bytes(CHECK, bag::TAG_MANIFEST)?;
    let Ok(signature) = <[u8; 64]>::try_from(bundle.bytes(CHECK, bag::SIGNATURE)?) else {
        return fail(CHECK, bag::SIGNATURE, "is not 64 bytes");
    };
    if !key.signed(&tag_manifest, &signature) {
        let why = format!("is not the signature of key {key} on {}", bag::TAG_MANIFEST);
        return fail(CHECK, bag::SIGNATURE, why);
    }
    let wanted = match behind(&tag_manifest, &signature, &key) {
        Ok(wanted) => wanted,
        Err(e) => return fail(CHECK, bag::PUBLIC, e.to_string()),
    };
    for (name, wanted) in bag::BEHIND.into_iter().zip(wanted) {
        if bundle.bytes(CHECK, name)? != wanted {
            return fail(CHECK, name, "does not go with the signature");
        }
    }
    verdict.signer = Some(key);
    if !trusted.is_empty() && !trusted.contains(&key) {
        return fail(
            CHECK,
            bag::PUBLIC,
            format!("the key {key} is none of those that are trusted"),
        );
    }
    Ok(signature)
}

fn stamped<F: Read + Seek>(
    bundle: &mut Bundle<F>,
    signature: &[u8; 64],
    verdict: &mut Verdict,
) -> Result<(), Stop> {
    if bundle.entry(bag::STAMP).is_none() {
        return Ok(());
    }
    let answer = bundle.bytes(Check::Stamp, bag::STAMP)?;
    match stamp::time(&answer, Hash::of(signature)) {
        Ok(time) => {
            verdict.stamped = Some(time);
            Ok(())
        }
        Err(why) => fail(Check::Stamp, bag::STAMP, format!("is {why}")),
    }
}

fn chained<F: Read + Seek>(bundle: &mut Bundle<F>, info: &Info) -> Result<(), Stop> {
    let links = journal::read(bundle.stream(bag::JOURNAL)?);
    match journal::verify(links, info.start, Some(info.head)) {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(broken)) => fail(Check::Journal, bag::JOURNAL, broken.to_string()),
        Err(e) => fail(Check::Journal, bag::JOURNAL, e.to_string()),
    }
}

/// Holds the web archive to the page files; gives the pages.
fn archived<F: Read + Seek>(bundle: &mut Bundle<F>) -> Result<HashSet<Hash>, Stop> {
    let files = &bundle.entries[..bundle.pages];
    let largest = files.iter().map(|e| e.sum.size).max().unwrap_or(0);
    let mut left: HashMap<Hash, bool> = files.iter().map(|e| (e.sum.hash, false)).collect();
    let read = warc::read(bundle.stream(bag::WARC)?, largest, |payload| {
        let seen = left
            .get_mut(&payload)
            .ok_or("holds a page that is not among the page files")?;
        *seen = true;
        Ok(())
    });
    if let Err((nth, why)) = read {
        return fail(Check::Warc, format!("{} record {nth}", bag::WARC), why);
    }
    let missing = bundle.entries[..bundle.pages]
        .iter()
        .find(|e| left.get(&e.sum.hash) == Some(&false));
    match missing {
        Some(entry) => fail(Check::Warc, bundle.name(entry), "is not in the web archive"),
        None => Ok(left.into_keys().collect()),
    }
}

/// Holds the records to the pages and documents that they name; gives how many documents there are, and how many of
/// them say that their page is not there.
fn recorded<F: Read + Seek>(bundle: &mut Bundle<F>, pages: &HashSet<Hash>) -> Result<(u64, u64), Stop> {
    // ids are held as hashes under a key that nobody can know beforehand
    let state = RandomState::new();
    let mut documents = HashSet::new();
    let (mut count, mut without) = (0, 0);
    rows(bundle, bag::DOCUMENTS, |row| {
        let page = row.get("sha256").and_then(Value::as_str).unwrap_or_default();
        let there = page.parse().is_ok_and(|hash: Hash| pages.contains(&hash));
        match (there, row.get("without_page")) {
            (true, None | Some(Value::Null)) => {}
            (false, Some(Value::String(_))) => without += 1,
            (false, _) => return Err("names a page that is not there"),
            (true, Some(_)) => return Err("says that its page is not there, but it is"),
        }
        documents.insert(state.hash_one(row.get("id").and_then(Value::as_str).unwrap_or_default()));
        count += 1;
        Ok(())
    })?;
    for name in [bag::QUOTES, bag::CLAIMS] {
        rows(bundle, name, |row| {
            let document = row
                .get("document")
                .and_then(Value::as_str)
                .ok_or("names no document")?;
            match documents.contains(&state.hash_one(document)) {
                true => Ok(()),
                false => Err("names a document that is not there"),
            }
        })?;
    }
    for name in [bag::EVENTS, bag::STORIES, bag::EARLIER, bag::CORRECTIONS] {
        rows(bundle, name, |_| Ok(()))?;
    }
    Ok((count, without))
}

fn rows<F: Read + Seek>(
    bundle: &mut Bundle<F>,
    name: &str,
    mut seen: impl FnMut(&serde_json::Map<String, Value>) -> Result<(), &'static str>,
) -> Result<(), Stop> {
    for line in Lines::new(bundle.stream(name)?) {
        let row = line.and_then(|(at, text)| Ok((at, lines::object(at, &text)?)));
        let wrong = match row {
            Ok((at, row)) => seen(&row).map_err(|why| (format!("{name} line {at}"), why.to_owned())),
            Err(e) => Err((name.to_owned(), e.to_string())),
        };
        if let Err((place, why)) = wrong {
            return fail(Check::Records, place, why);
        }
    }
    Ok(())
}
