//! Where registries that a team added are kept: a folder with a folder for each source, and a list of them.
//!
//! A source's folder holds its tables as they were added or made, and `registries.pack`, which is compiled from
//! them. `sources.toml` lists what counts: it is written beside its place and renamed, after the folder that it
//! names is whole, so that at any moment a source is there as it was or as it is now. Whoever changes something
//! holds a lock. A team's own tables lie over registers of others; among equals what was added later wins.

mod files;

use etcetera::BaseStrategy;
use files::{Kind, files};
use musnad_knowledge::import::{Beside, Format, Importer};
use musnad_knowledge::{Knowledge, Problem};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// Registries in a folder.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// One source that was added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// What it was made from.
    pub format: String,
    /// The files that it was made from, without their folders.
    pub files: Vec<String>,
    /// How many records it has.
    pub records: usize,
    /// How many records of the files were left out.
    pub left_out: usize,
    /// The hash of the files.
    pub sha256: String,
    /// The version: a hash of what it holds.
    pub version: String,
    /// When it was added, RFC 3339.
    pub added: String,
    /// Whether it has a table of the team's own, which lies over all registers of others.
    pub own: bool,
    /// The folder that it lies in.
    folder: String,
}

/// What came of adding a source.
#[derive(Clone, Debug)]
pub struct Added {
    /// The source.
    pub source: Source,
    /// The ids of actors of the files that are known by other ids, with these.
    pub known: Vec<(String, String)>,
    /// Files of folders that were passed over.
    pub passed: Vec<PathBuf>,
}

/// What is being done, and how much of it, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Reading: so many bytes of so many.
    Reading(u64, u64),
    /// Compiling what was read.
    Compiling,
}

/// Why something could not be done.
#[derive(Debug)]
pub enum Failure {
    /// The files are wrong: all that is, in their order.
    Tables(Vec<Problem>),
    /// Anything else.
    Other(String),
}

impl From<String> for Failure {
    fn from(why: String) -> Failure {
        Failure::Other(why)
    }
}

/// A table of a source: its name, and its bytes.
type Table = (String, Vec<u8>);

const PACK: &str = "registries.pack";
const LIST: &str = "sources.toml";
const LOCK: &str = "lock";

impl Store {
    /// The folder named, else that of the user's data; none where the user asks for the built-in registries alone.
    ///
    /// # Errors
    /// If the user has no home.
    pub fn of(folder: Option<&Path>) -> Result<Option<Store>, String> {
        match folder.filter(|path| !path.as_os_str().is_empty()) {
            Some(path) if path.as_os_str() == "none" => Ok(None),
            Some(path) => Ok(Some(Store {
                folder: path.to_owned(),
            })),
            None => {
                let user = etcetera::choose_base_strategy().map_err(|e| e.to_string())?;
                Ok(Some(Store {
                    folder: user.data_dir().join("musnad").join("knowledge"),
                }))
            }
        }
    }

    /// The registries: ours, and over them what was added.
    ///
    /// # Errors
    /// If a source cannot be read, or was compiled by another version of the program.
    pub fn load(&self) -> Result<Knowledge, String> {
        match self.load_without("") {
            // whoever replaces a source takes the old one away: the list names another by then
            Err(_) => self.load_without(""),
            loaded => loaded,
        }
    }

    /// The registries without the source `name`.
    fn load_without(&self, name: &str) -> Result<Knowledge, String> {
        let mut packs = Vec::new();
        for source in self.sources()?.iter().filter(|s| s.name != name) {
            let path = self.folder.join(&source.folder).join(PACK);
            packs.push(fs::read(&path).map_err(|e| told(&path, &e))?);
        }
        self.with(packs)
    }

    fn with(&self, packs: Vec<Vec<u8>>) -> Result<Knowledge, String> {
        Knowledge::with(packs).map_err(|_| {
            format!(
                "{}: compiled by another version of Musnad; run: musnad knowledge rebuild",
                self.folder.display()
            )
        })
    }

    /// The sources, those that win first.
    ///
    /// # Errors
    /// If the list cannot be read.
    pub fn sources(&self) -> Result<Vec<Source>, String> {
        let mut out = self.listed()?;
        out.reverse();
        // the order among equals stays
        out.sort_by_key(|s| !s.own);
        Ok(out)
    }

    /// The sources in the order in which they were added.
    fn listed(&self) -> Result<Vec<Source>, String> {
        let path = self.folder.join(LIST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(told(&path, &e)),
        };
        let list: toml::Table = text.parse().map_err(|e| format!("{}: {e}", path.display()))?;
        let sources = list.get("source").and_then(toml::Value::as_array);
        let tables = sources.into_iter().flatten().filter_map(toml::Value::as_table);
        Ok(tables.map(Source::of).collect())
    }

    /// Adds the files and folders `paths` as the source `name`, in place of one of that name. `tick` hears what is
    /// done.
    ///
    /// # Errors
    /// All that is wrong with the files; nothing is changed then.
    pub fn add(
        &self,
        name: &str,
        paths: &[PathBuf],
        now: &str,
        tick: &mut dyn FnMut(Progress),
    ) -> Result<Added, Failure> {
        let others = self.load_without(name)?;
        let files = files(paths)?;
        let mut made = Made::of(&files, &others, tick)?;
        tick(Progress::Compiling);
        let pack = compile(&made.tables, &others)?;
        drop(others);
        let source = &mut made.added.source;
        source.name = name.to_owned();
        source.added = now.to_owned();
        source.version = version_of(&pack)?;
        source.folder = format!("{name}.{}", source.version);
        let source = source.clone();
        self.change(|store, mut list| {
            match list.iter_mut().find(|s| s.name == name) {
                Some(old) => *old = source.clone(),
                None => list.push(source.clone()),
            }
            store.write(&source.folder, &made.tables, &pack)?;
            Ok(list)
        })?;
        Ok(made.added)
    }

    /// Takes a source away; whether there was one.
    ///
    /// # Errors
    /// If it cannot be taken away, or if another source needs it.
    pub fn remove(&self, name: &str) -> Result<bool, String> {
        if self.listed()?.iter().all(|s| s.name != name) {
            return Ok(false);
        }
        let without = |_: &Store, mut list: Vec<Source>| {
            list.retain(|s| s.name != name);
            Ok(list)
        };
        self.change(without).map(|()| true)
    }

    /// Compiles every source anew from its tables; how many there are.
    ///
    /// # Errors
    /// If a table cannot be read or is wrong.
    pub fn rebuild(&self) -> Result<usize, Failure> {
        let mut packs: Vec<Vec<u8>> = Vec::new();
        let before = self.listed()?;
        let mut list = before.clone();
        let mut rebuilt = Vec::new();
        let order = self.sources()?;
        // from below, so that what one source says of another's entries is known by then
        for source in order.iter().rev() {
            let mut tables = Vec::new();
            for entry in sorted(&self.folder.join(&source.folder))? {
                if entry.extension().is_some_and(|e| e == "tsv") {
                    let bytes = fs::read(&entry).map_err(|e| told(&entry, &e))?;
                    tables.push((entry.display().to_string(), bytes));
                }
            }
            let pack = compile(&tables, &self.with(packs.clone())?)?;
            let mut now = source.clone();
            now.version = version_of(&pack)?;
            now.folder = format!("{}.{}", now.name, now.version);
            if let Some(old) = list.iter_mut().find(|s| s.name == now.name) {
                *old = now.clone();
            }
            packs.insert(0, pack.clone());
            rebuilt.push((now, tables, pack));
        }
        let count = list.len();
        self.change(|store, now| {
            if now != before {
                return Err("sources were changed meanwhile; run it again".to_owned());
            }
            for (source, tables, pack) in &rebuilt {
                store.write(&source.folder, tables, pack)?;
            }
            Ok(list)
        })?;
        Ok(count)
    }

    /// Changes the list of sources under the lock: what `change` makes of it counts from the moment when it is
    /// renamed, folders that it names no more are taken away.
    fn change(
        &self,
        change: impl FnOnce(&Store, Vec<Source>) -> Result<Vec<Source>, String>,
    ) -> Result<(), String> {
        fs::create_dir_all(&self.folder).map_err(|e| told(&self.folder, &e))?;
        let path = self.folder.join(LOCK);
        let lock = fs::File::create(&path).map_err(|e| told(&path, &e))?;
        lock.lock().map_err(|e| told(&path, &e))?;
        let before = self.listed()?;
        let after = change(self, before.clone())?;
        let done = self.check(&after).and_then(|()| self.write_list(&after));
        let kept = if done.is_ok() { &after } else { &before };
        self.clear(kept);
        done
    }

    /// Whether the actors of all sources have parents.
    fn check(&self, list: &[Source]) -> Result<(), String> {
        let mut packs = Vec::new();
        for source in list.iter().rev() {
            let path = self.folder.join(&source.folder).join(PACK);
            packs.push((!source.own, fs::read(&path).map_err(|e| told(&path, &e))?));
        }
        packs.sort_by_key(|(others, _)| *others);
        let knowledge = self.with(packs.into_iter().map(|(_, pack)| pack).collect())?;
        match knowledge.lost_parents().first() {
            None => Ok(()),
            Some((id, parent)) => Err(format!(
                "{id:?} of another source would have no parent {parent:?} any more, or be its own parent's parent"
            )),
        }
    }

    fn write(&self, folder: &str, tables: &[Table], pack: &[u8]) -> Result<(), String> {
        let place = self.folder.join(folder);
        let whole = |path: &Path, bytes: &[u8]| -> io::Result<()> {
            let mut file = fs::File::create(path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        let write = || -> io::Result<()> {
            // what the list names is whole already
            if self.listed().is_ok_and(|l| l.iter().any(|s| s.folder == folder)) {
                let part = place.join(format!(".{PACK}.part"));
                whole(&part, pack)?;
                return fs::rename(&part, place.join(PACK));
            }
            let _ = fs::remove_dir_all(&place);
            fs::create_dir_all(&place)?;
            for (n, (_, bytes)) in tables.iter().enumerate() {
                whole(&place.join(format!("{n:03}.tsv")), bytes)?;
            }
            whole(&place.join(PACK), pack)
        };
        write().map_err(|e| {
            self.clear(&self.listed().unwrap_or_default());
            told(&place, &e)
        })
    }

    fn write_list(&self, list: &[Source]) -> Result<(), String> {
        let head = "# The sources that were added, in their order. Written by musnad knowledge; change nothing here.\n";
        let entries: Vec<toml::Value> = list.iter().map(|s| toml::Value::Table(s.table())).collect();
        let mut all = toml::Table::new();
        all.insert("source".to_owned(), toml::Value::Array(entries));
        let (part, path) = (self.folder.join(format!(".{LIST}.part")), self.folder.join(LIST));
        let write = || -> io::Result<()> {
            let mut file = fs::File::create(&part)?;
            file.write_all(format!("{head}{all}").as_bytes())?;
            file.sync_all()?;
            fs::rename(&part, &path)
        };
        write().map_err(|e| told(&path, &e))
    }

    /// Takes away the folders of sources that `list` does not name.
    fn clear(&self, list: &[Source]) {
        for path in sorted(&self.folder).unwrap_or_default() {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let source = path.is_dir() && name.split_once('.').is_some_and(|(name, _)| is_name(name));
            if source && list.iter().all(|s| s.folder != name) {
                // what cannot be taken away now is taken away by the next change
                let _ = fs::remove_dir_all(&path);
            }
        }
    }
}

/// A source in the making.
struct Made {
    added: Added,
    tables: Vec<Table>,
}

impl Made {
    fn of(
        files: &[files::File],
        others: &Knowledge,
        tick: &mut dyn FnMut(Progress),
    ) -> Result<Made, Failure> {
        let total: u64 = files.iter().map(|f| f.size).sum();
        let mut before = 0;
        let mut problems = Vec::new();
        let mut beside = Beside::default();
        let mut hash = Sha256::new();
        let lists = files.iter().filter(|f| matches!(f.kind, Kind::Beside(_)));
        for file in lists.clone() {
            let Kind::Beside(format) = file.kind else { continue };
            let mut stream = Hashed::open(&file.path, &mut hash)?;
            let mut here = |done| tick(Progress::Reading(before + done, total));
            let read = beside.read(format, &file.shown, &mut stream, &mut problems, &mut here);
            read.map_err(|e| told(&file.path, &e))?;
            before += file.size;
        }
        let mut importer = Importer::new(beside, others);
        let mut source = Source::default();
        let mut tables: Vec<Table> = Vec::new();
        let mut passed = Vec::new();
        for file in files {
            let format = match file.kind {
                Kind::Of(format) => format,
                Kind::Beside(format) => {
                    source.note(format, file);
                    continue;
                }
                Kind::Passed => {
                    passed.push(file.path.clone());
                    continue;
                }
                Kind::Unknown(why) => {
                    problems.push(Problem {
                        file: file.shown.clone(),
                        line: 1,
                        column: 1,
                        why: why.to_owned(),
                    });
                    continue;
                }
            };
            source.note(format, file);
            let mut stream = Hashed::open(&file.path, &mut hash)?;
            let read = if format == Format::Table {
                source.own = true;
                let mut bytes = Vec::new();
                let read = stream.read_to_end(&mut bytes).map(|_| ());
                let rows = bytes.split(|b| *b == b'\n');
                let rows = rows.filter(|l| !l.trim_ascii().is_empty() && !l.starts_with(b"#"));
                source.records += rows.count().saturating_sub(1);
                tables.push((file.shown.clone(), bytes));
                read
            } else {
                let mut here = |done| tick(Progress::Reading(before + done, total));
                importer.read(format, &file.shown, &mut stream, &mut here)
            };
            read.map_err(|e| told(&file.path, &e))?;
            before += file.size;
            tick(Progress::Reading(before, total));
        }
        let import = match importer.finish() {
            Ok(import) if problems.is_empty() => import,
            Ok(_) => return Err(Failure::Tables(problems)),
            Err(wrong) => {
                problems.extend(wrong);
                return Err(Failure::Tables(problems));
            }
        };
        source.records += import.records;
        source.left_out = import.left_out;
        source.sha256 = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        let imported = import.tables.into_iter();
        tables.extend(imported.map(|(name, table)| (name.to_owned(), table.into_bytes())));
        Ok(Made {
            tables,
            added: Added {
                source,
                known: import.known,
                passed,
            },
        })
    }
}

/// A file whose bytes are hashed as they are read.
struct Hashed<'h> {
    file: BufReader<fs::File>,
    hash: &'h mut Sha256,
}

impl Hashed<'_> {
    fn open<'h>(path: &Path, hash: &'h mut Sha256) -> Result<Hashed<'h>, String> {
        let file = fs::File::open(path).map_err(|e| told(path, &e))?;
        Ok(Hashed {
            file: BufReader::with_capacity(1 << 16, file),
            hash,
        })
    }
}

impl Read for Hashed<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(out)?;
        self.hash.update(&out[..n]);
        Ok(n)
    }
}

impl BufRead for Hashed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.hash.update(&self.file.buffer()[..amount]);
        self.file.consume(amount);
    }
}

/// Whether `name` can name a source: small Latin letters, digits, hyphens.
pub fn is_name(name: &str) -> bool {
    let fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.len() <= 60 && name.chars().all(fit)
}

/// A name for a source after the path that it came from.
pub fn name_after(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map_or_else(String::new, |s| s.to_string_lossy().to_lowercase());
    let name: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let name = name.trim_matches('-').to_owned();
    if is_name(&name) { name } else { "added".to_owned() }
}

fn told(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// What lies in a folder, by name.
fn sorted(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|e| told(folder, &e))?;
    let mut inside: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    inside.sort();
    Ok(inside)
}

fn compile(tables: &[Table], others: &Knowledge) -> Result<Vec<u8>, Failure> {
    if tables.is_empty() {
        return Err(Failure::Other(
            "nothing to add: no table, and no record that is not left out".to_owned(),
        ));
    }
    Knowledge::compile(tables, others).map_err(|e| Failure::Tables(e.problems().to_vec()))
}

/// The version of compiled tables.
fn version_of(pack: &[u8]) -> Result<String, String> {
    musnad_knowledge::version_of(pack).ok_or_else(|| "what was compiled cannot be used".to_owned())
}

impl Source {
    /// Takes note of a file that it is made from.
    fn note(&mut self, format: Format, file: &files::File) {
        let name = format.name();
        if !self.format.split(", ").any(|f| f == name) {
            let comma = if self.format.is_empty() { "" } else { ", " };
            self.format = format!("{}{comma}{name}", self.format);
        }
        // a repository of features has a file for each
        if self.files.len() < 20 {
            let name = file.path.file_name().unwrap_or_default();
            self.files.push(name.to_string_lossy().into_owned());
        }
    }

    fn table(&self) -> toml::Table {
        let count = |n: usize| toml::Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
        let texts = self.files.iter().map(|f| toml::Value::String(f.clone()));
        let mut out = toml::Table::new();
        for (key, text) in [
            ("name", &self.name),
            ("format", &self.format),
            ("sha256", &self.sha256),
            ("version", &self.version),
            ("added", &self.added),
            ("folder", &self.folder),
        ] {
            out.insert(key.to_owned(), toml::Value::String(text.clone()));
        }
        out.insert("files".to_owned(), toml::Value::Array(texts.collect()));
        out.insert("records".to_owned(), count(self.records));
        out.insert("left_out".to_owned(), count(self.left_out));
        out.insert("own".to_owned(), toml::Value::Boolean(self.own));
        out
    }

    fn of(table: &toml::Table) -> Source {
        let text = |key: &str| {
            table
                .get(key)
                .and_then(toml::Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let count = |key: &str| {
            let n = table.get(key).and_then(toml::Value::as_integer);
            n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
        };
        let files = table.get("files").and_then(toml::Value::as_array);
        let files = files.into_iter().flatten().filter_map(toml::Value::as_str);
        Source {
            name: text("name"),
            format: text("format"),
            files: files.map(str::to_owned).collect(),
            records: count("records"),
            left_out: count("left_out"),
            sha256: text("sha256"),
            version: text("version"),
            added: text("added"),
            own: table.get("own").and_then(toml::Value::as_bool).unwrap_or(false),
            folder: text("folder"),
        }
    }
}
