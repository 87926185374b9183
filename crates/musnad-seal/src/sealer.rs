//! Sealing: what a case is made of comes in piece by piece, a signed bundle stands there at the end, or nothing.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::NamedTempFile;

use crate::hash::{Hash, Sum, Tally, hex};
use crate::journal::{self, End, Link};
use crate::layout::{self, Writer};
use crate::verdict::{Check, Failure, Verdict};
use crate::whole::{folder, readable, sync_folder};
use crate::{Error, Key, PublicKey, bag, lines, stamp, verify, warc};

/// What stands in a bundle for people who read it, in Arabic and English.
const README: &str = include_str!("../../../lang/ar/seal/README.txt");

/// What a bundle says of itself.
#[derive(Debug, Clone)]
pub struct About {
    /// When it is sealed, in UTC by RFC 3339: `2026-03-01T08:00:00Z`.
    pub sealed: String,
    /// What it is, on one line.
    pub description: String,
    /// Who made it, on one line.
    pub organization: Option<String>,
    /// Where the chain stood before the first entry of the journal that is put in.
    pub journal_start: End,
}

/// What goes with the pages and records, and is known when all of them are in.
#[derive(Debug, Clone)]
pub struct Enclosed {
    /// Versions of what made the records (rules, knowledge, scorer), as a JSON object on one line.
    pub versions: String,
    /// A report for people, HTML, in Arabic.
    pub report_ar: String,
    /// The same in English.
    pub report_en: String,
    /// What was left out as restricted.
    pub left_out: Vec<LeftOut>,
}

/// What was left out by one rule, without a word of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The name of the rule that keeps it back.
    pub rule: String,
    /// What kind of thing: `page`, `claim`, `field`.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// A page as it was fetched.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// Its bytes, with transfer and content encodings undone.
    pub bytes: &'a [u8],
    /// The address that it was fetched from.
    pub url: &'a str,
    /// When it was fetched, in UTC by RFC 3339.
    pub fetched: &'a str,
    /// Its media type, as served.
    pub media: Option<&'a str>,
    /// What the server answered, where that was kept.
    pub answer: Option<Answer<'a>>,
}

/// The head of what a server answered.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    /// The status of HTTP.
    pub status: u16,
    /// The headers in their order.
    pub headers: Vec<(&'a str, &'a str)>,
}

/// The tables of records in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Documents; each names its page by `sha256`, and where that is not put in says why in `without_page`.
    Documents,
    /// Quotes; each names its `document`.
    Quotes,
    /// Claims; each names its `document`.
    Claims,
    /// Events.
    Events,
    /// Stories.
    Stories,
    /// What documents said when they were read before.
    Earlier,
    /// People's corrections, with their history.
    Corrections,
}

const TABLES: usize = 7;

/// A bundle that was sealed.
#[derive(Debug)]
pub struct Sealed {
    /// The SHA-256 of `tagmanifest-sha256.txt`, on which the whole bundle hangs.
    pub hash: Hash,
    /// What checking the bundle found before it was given its name.
    pub verdict: Verdict,
}

/// A bundle that is being made. Dropped before [`Sealer::seal`], it leaves nothing.
///
/// Memory is some hundreds of bytes for each page, and never more than one page or line beside.
///
/// ```
/// use musnad_seal::journal::End;
/// use musnad_seal::{About, Enclosed, Key, Page, Sealer, Table, verify};
/// let folder = tempfile::tempdir().unwrap();
/// let key = Key::generate(&folder.path().join("key.pem")).unwrap();
/// let about = About {
///     sealed: "2026-03-01T08:00:00Z".into(),
///     description: "سيول الساحل".into(),
///     organization: None,
///     journal_start: End::NONE,
/// };
/// let path = folder.path().join("قضية.zip");
/// let mut sealer = Sealer::create(&path, about).unwrap();
/// let page = Page {
///     bytes: "<p>قطعت السيول الطريق الساحلي.</p>".as_bytes(),
///     url: "https://marfa.example/1",
///     fetched: "2026-02-28T10:00:00Z",
///     media: Some("text/html"),
///     answer: None,
/// };
/// let hash = sealer.page(&page).unwrap();
/// sealer.record(Table::Documents, &format!(r#"{{"id":"d1","sha256":"{hash}"}}"#)).unwrap();
/// let enclosed = Enclosed {
///     versions: r#"{"rules":"2026-03"}"#.into(),
///     report_ar: "<p>تقرير</p>".into(),
///     report_en: "<p>Report</p>".into(),
///     left_out: Vec::new(),
/// };
/// sealer.seal(&enclosed, &key).unwrap();
/// assert!(verify(&path, &[key.public()]).unwrap().holds());
/// ```
pub struct Sealer {
    about: About,
    base: String,
    path: PathBuf,
    zip: Writer<BufWriter<NamedTempFile>>,
    pages: HashSet<Hash>,
    records: u64,
    warc: Spool,
    tables: [Spool; TABLES],
    journal: Spool,
    head: End,
}

impl Sealer {
    /// Begins a bundle that will stand at `path`.
    ///
    /// # Errors
    /// [`Error::is_exists`] where something stands at `path`; [`Error::is_value`] where a part of `about` is not
    /// fit: no time, more than one line; [`Error::is_io`] where the folder cannot be written.
    pub fn create(path: &Path, about: About) -> Result<Sealer, Error> {
        fit(&about)?;
        let io = |e| Error::io(path, "begin the bundle", e);
        if path.symlink_metadata().is_ok() {
            return Err(io(io::ErrorKind::AlreadyExists.into()));
        }
        let folder = folder(path);
        let spool = || Spool::new(folder).map_err(io);
        let mut sealer = Sealer {
            base: base(path),
            path: path.to_owned(),
            zip: Writer::new(BufWriter::new(readable(folder).map_err(io)?)),
            pages: HashSet::new(),
            records: 0,
            warc: spool()?,
            tables: [
                spool()?,
                spool()?,
                spool()?,
                spool()?,
                spool()?,
                spool()?,
                spool()?,
            ],
            journal: spool()?,
            head: about.journal_start,
            about,
        };
        warc::write_info(&mut sealer.warc, &sealer.about.sealed, &agent()).map_err(io)?;
        Ok(sealer)
    }

    /// Puts a page in, and gives its hash. The same bytes under two addresses are one file and two records of the
    /// web archive.
    ///
    /// # Errors
    /// [`Error::is_value`] where the address, time or headers are none; [`Error::is_io`] where it cannot be written.
    pub fn page(&mut self, page: &Page<'_>) -> Result<Hash, Error> {
        moment(page.fetched)?;
        let io = |e| Error::io(&self.path, "write a page", e);
        let sum = Sum::of(page.bytes);
        self.records += 1;
        warc::write_page(&mut self.warc, page, sum.hash, self.records)?.map_err(io)?;
        if self.pages.insert(sum.hash) {
            let name = format!("{}/{}", self.base, bag::page(sum.hash, page.media));
            self.zip.stream(&name, sum, &mut &page.bytes[..]).map_err(io)?;
        }
        Ok(sum.hash)
    }

    /// Puts a record in: one JSON object on one line, kept as it is.
    ///
    /// # Errors
    /// [`Error::is_value`] where it is no JSON object or of more than one line; [`Error::is_io`] where it cannot be
    /// written.
    pub fn record(&mut self, table: Table, line: &str) -> Result<(), Error> {
        if line.contains(['\n', '\r']) {
            return Err(Error::value("a record of more than one line"));
        }
        lines::object(1, line)?;
        let spool = &mut self.tables[table as usize];
        let written = spool
            .write_all(line.as_bytes())
            .and_then(|()| spool.write_all(b"\n"));
        written.map_err(|e| Error::io(&self.path, "write a record", e))
    }

    /// Puts the next entry of the journal in, as it was kept; where its body may not be seen, withheld.
    ///
    /// # Errors
    /// [`Error::is_unsound`] where it does not hold, or does not follow on the entry before; [`Error::is_value`]
    /// where its time is none; [`Error::is_io`] where it cannot be written.
    pub fn journal(&mut self, link: &Link) -> Result<(), Error> {
        moment(&link.entry.at)?;
        let checked = journal::verify([Ok(link.clone())], self.head, None)?;
        self.head =
            checked.map_err(|b| Error::unsound(Failure::new(Check::Journal, bag::JOURNAL, b.to_string())))?;
        journal::write(&mut self.journal, link).map_err(|e| Error::io(&self.path, "write the journal", e))
    }

    /// Signs what was put in and gives the bundle its name, once it was read again and found to hold.
    ///
    /// # Errors
    /// [`Error::is_unsound`] where it would not hold, as where a record names a page that was not put in;
    /// [`Error::is_exists`] where something stands at its path by now; [`Error::is_io`] where it cannot be written.
    /// After any error nothing stands there.
    pub fn seal(mut self, enclosed: &Enclosed, key: &Key) -> Result<Sealed, Error> {
        lines::object(1, &enclosed.versions)?;
        let path = self.path.clone();
        let io = |e| Error::io(&path, "write the bundle", e);
        self.payload(enclosed).map_err(io)?;
        let hash = self.tags(key)?;
        let file = self
            .zip
            .finish()
            .and_then(|out| out.into_inner().map_err(|e| e.into_error()))
            .map_err(io)?;
        let verdict = keep(file, &path, &[key.public()])?;
        Ok(Sealed { hash, verdict })
    }

    /// Writes the payload behind the pages, in the order of [`bag::PAYLOAD`].
    fn payload(&mut self, enclosed: &Enclosed) -> io::Result<()> {
        let spools = std::iter::once(&mut self.warc)
            .chain(&mut self.tables)
            .chain([&mut self.journal]);
        let texts = [
            format!("{}\n", enclosed.versions),
            enclosed.report_ar.clone(),
            enclosed.report_en.clone(),
            left_out(&enclosed.left_out),
        ];
        let mut names = bag::PAYLOAD.iter().map(|name| format!("{}/{name}", self.base));
        for (spool, name) in spools.zip(&mut names) {
            spool.empty_into(&name, &mut self.zip)?;
        }
        for (text, name) in texts.iter().zip(&mut names) {
            self.zip.bytes(&name, text.as_bytes())?;
        }
        Ok(())
    }

    /// Writes the tag files, and gives the hash of the tag manifest.
    fn tags(&mut self, key: &Key) -> Result<Hash, Error> {
        let inside = self.base.len() + 1;
        let payload = self.zip.entries();
        let manifest = bag::manifest(payload.iter().map(|e| (&e.name[inside..], e.sum.hash)));
        let bytes: u64 = payload.iter().map(|e| e.sum.size).sum();
        let info = bag::info(&self.info(bytes, payload.len()));
        let tags = [bag::DECLARATION, &info, README, &manifest];
        let tag_manifest = bag::manifest(bag::TAGS.into_iter().zip(tags.map(|t| Hash::of(t.as_bytes()))));
        let signature = key.sign(tag_manifest.as_bytes());
        let behind = behind(tag_manifest.as_bytes(), &signature, &key.public())?;
        let all = bag::TAGS.into_iter().zip(tags.map(str::as_bytes));
        for (name, content) in all.chain(bag::BEHIND.into_iter().zip(behind.iter().map(Vec::as_slice))) {
            let written = self.zip.bytes(&format!("{}/{name}", self.base), content);
            written.map_err(|e| Error::io(&self.path, "write the bundle", e))?;
        }
        Ok(Hash::of(tag_manifest.as_bytes()))
    }

    fn info(&self, bytes: u64, files: usize) -> Vec<(&'static str, String)> {
        use bag::label;
        let about = &self.about;
        let mut fields = vec![
            (label::DESCRIPTION, about.description.clone()),
            (label::IDENTIFIER, self.base.clone()),
            (label::DATE, about.sealed.chars().take(10).collect()),
            (label::AGENT, agent()),
            (label::OXUM, format!("{bytes}.{files}")),
            (label::SEALED, about.sealed.clone()),
            (label::START, about.journal_start.to_string()),
            (label::HEAD, self.head.to_string()),
        ];
        if let Some(organization) = &about.organization {
            fields.insert(0, (label::ORGANIZATION, organization.clone()));
        }
        fields
    }
}

/// Adds the answer of a time-stamp authority (RFC 3161) to the bundle at `path`, made from its
/// `signature/timestamp.tsq`. The rest of the bundle stays as it is.
///
/// # Errors
/// [`Error::is_unsound`] where the bundle does not hold, with this stamp or before; [`Error::is_exists`] where it has
/// a stamp; [`Error::is_io`] where it cannot be read or written. After an error the bundle stands as it was.
pub fn add_timestamp(path: &Path, answer: &[u8]) -> Result<Verdict, Error> {
    let io = |e| Error::io(path, "add the time stamp", e);
    let before = verify(path, &[])?;
    if let Some(failure) = before.failure {
        return Err(Error::unsound(failure));
    }
    if before.stamped.is_some() {
        return Err(io(io::ErrorKind::AlreadyExists.into()));
    }
    let mut old = File::open(path).map_err(io)?;
    let read = layout::read(BufReader::new(&old)).map_err(io)?;
    let (entries, end) = read.map_err(|_| io(io::Error::other("it changes while it is read")))?;
    let name = entries.last().and_then(|e| e.name.strip_suffix(bag::QUERY));
    let name = format!("{}{}", name.unwrap_or_default(), bag::STAMP);
    let mut new = BufWriter::new(readable(folder(path)).map_err(io)?);
    old.rewind().map_err(io)?;
    io::copy(&mut io::Read::take(&mut old, end), &mut new).map_err(io)?;
    let mut zip = Writer::going_on(new, entries, end);
    zip.bytes(&name, answer).map_err(io)?;
    let file = zip
        .finish()
        .and_then(|out| out.into_inner().map_err(|e| e.into_error()))
        .map_err(io)?;
    let verdict = sound(&file, path, &[])?;
    file.persist(path).map_err(|e| io(e.error))?;
    sync_folder(path).map_err(io)?;
    Ok(verdict)
}

/// What stands behind the tag files, in the order of [`bag::BEHIND`]: all of it follows from these three.
pub(crate) fn behind(
    tag_manifest: &[u8],
    signature: &[u8; 64],
    key: &PublicKey,
) -> Result<[Vec<u8>; 5], Error> {
    let described = format!(
        "{{\n  \"seal\": 1,\n  \"algorithm\": \"Ed25519\",\n  \"signed\": \"{}\",\n  \"sha256\": \"{}\",\n  \
         \"fingerprint\": \"{key}\",\n  \"signature\": \"{}\"\n}}\n",
        bag::TAG_MANIFEST,
        Hash::of(tag_manifest),
        hex(signature),
    );
    let query = stamp::query(Hash::of(signature));
    Ok([
        tag_manifest.to_vec(),
        described.into_bytes(),
        signature.to_vec(),
        key.to_pem()?.into_bytes(),
        query,
    ])
}

/// Gives the finished bundle its name, if it holds and nothing has that name.
fn keep(file: NamedTempFile, path: &Path, trusted: &[PublicKey]) -> Result<Verdict, Error> {
    let io = |e| Error::io(path, "write the bundle", e);
    let verdict = sound(&file, path, trusted)?;
    file.persist_noclobber(path).map_err(|e| io(e.error))?;
    if let Err(e) = sync_folder(path) {
        // what may be gone after the next power cut must not be taken for kept
        let _ = std::fs::remove_file(path);
        return Err(io(e));
    }
    Ok(verdict)
}

/// Sees to it that the bundle is on the disk, and reads it again.
fn sound(file: &NamedTempFile, path: &Path, trusted: &[PublicKey]) -> Result<Verdict, Error> {
    file.as_file()
        .sync_all()
        .map_err(|e| Error::io(path, "write the bundle", e))?;
    let mut verdict = verify(file.path(), trusted)?;
    match verdict.failure.take() {
        Some(failure) => Err(Error::unsound(failure)),
        None => Ok(verdict),
    }
}

/// Whether what a bundle says of itself can be written down.
fn fit(about: &About) -> Result<(), Error> {
    moment(&about.sealed)?;
    for text in std::iter::once(&about.description).chain(&about.organization) {
        warc::one_line("a description", text)?;
        if text.trim() != text {
            return Err(Error::value(format!("spaces at the edge of {text:?}")));
        }
    }
    Ok(())
}

/// Whether `text` is a time in UTC by RFC 3339.
fn moment(text: &str) -> Result<(), Error> {
    let form = text.len() >= 20 && text.is_ascii() && text.ends_with('Z') && text.as_bytes()[10] == b'T';
    match form && text.parse::<jiff::Timestamp>().is_ok() {
        true => Ok(()),
        false => Err(Error::value(format!("{text:?} is no time in UTC by RFC 3339"))),
    }
}

/// The name of the folder inside the bundle: that of the file where every system can hold it.
fn base(path: &Path) -> String {
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    match layout::is_safe(stem) && stem.len() <= 64 && !stem.contains('/') {
        true => stem.to_owned(),
        false => "musnad-bundle".to_owned(),
    }
}

fn left_out(all: &[LeftOut]) -> String {
    let string = |text: &str| Value::from(text).to_string();
    let row = |l: &LeftOut| {
        let (rule, what) = (string(&l.rule), string(&l.what));
        format!("  {{\"rule\": {rule}, \"what\": {what}, \"count\": {}}}", l.count)
    };
    let rows: Vec<String> = all.iter().map(row).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

fn agent() -> String {
    format!("Musnad {}", env!("CARGO_PKG_VERSION"))
}

/// What must wait outside until its place in the ZIP comes: a file without a name, and what it comes to.
struct Spool {
    file: BufWriter<File>,
    tally: Tally,
}

impl Spool {
    fn new(folder: &Path) -> io::Result<Spool> {
        Ok(Spool {
            file: BufWriter::new(tempfile::tempfile_in(folder)?),
            tally: Tally::default(),
        })
    }

    fn empty_into<W: Write>(&mut self, name: &str, zip: &mut Writer<W>) -> io::Result<()> {
        self.file.flush()?;
        let mut file = self.file.get_ref();
        file.rewind()?;
        zip.stream(name, self.tally.sum(), &mut file)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.tally.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
