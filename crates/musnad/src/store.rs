//! Where registries that a team added are kept: a folder with a folder for each source.
//!
//! A source's folder holds its tables as they were added or made, `registries.pack`, which is compiled from them,
//! and `about.tsv`, which says what it is. It is written whole beside its place and then moved there, so that a
//! source is there or it is not. What was added later wins.

use etcetera::BaseStrategy;
use musnad_knowledge::import::{self, Divisions, Format};
use musnad_knowledge::{Knowledge, Problem};
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Registries in a folder.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// One source that was added.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// What it was made from.
    pub format: String,
    /// How many records it has.
    pub records: usize,
    /// How many records of the files were left out.
    pub left_out: usize,
    /// The hash of the files.
    pub sha256: String,
    /// When it was added, RFC 3339.
    pub added: String,
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
const ABOUT: &str = "about.tsv";

impl Store {
    /// The folder named, else that of the user's data; none where the user asks for the built-in registries alone.
    ///
    /// # Errors
    /// If the user has no home.
    pub fn of(folder: Option<&Path>) -> Result<Option<Store>, String> {
        match folder {
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
        let mut packs = Vec::new();
        for source in self.sources()? {
            let path = self.folder.join(&source.name).join(PACK);
            packs.push(fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?);
        }
        Knowledge::with(packs).map_err(|_| {
            format!(
                "{}: compiled by another version of Musnad; run: musnad knowledge rebuild",
                self.folder.display()
            )
        })
    }

    /// The sources, the latest first.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn sources(&self) -> Result<Vec<Source>, String> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(format!("{}: {e}", self.folder.display())),
        };
        let mut out = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // what begins with a dot is being written
            if let Ok(about) = fs::read_to_string(entry.path().join(ABOUT))
                && !name.starts_with('.')
            {
                out.push(Source::of(name, &about));
            }
        }
        out.sort_by(|a, b| b.added.cmp(&a.added).then_with(|| a.name.cmp(&b.name)));
        Ok(out)
    }

    /// Adds the files and folders `paths` as the source `name`, in place of one of that name. `tick` hears how many
    /// bytes of how many are done.
    ///
    /// # Errors
    /// All that is wrong with the files; nothing is changed then.
    pub fn add(
        &self,
        name: &str,
        paths: &[PathBuf],
        now: &str,
        tick: &mut dyn FnMut(u64, u64),
    ) -> Result<Source, Failure> {
        let files = files(paths)?;
        let total: u64 = files.iter().map(|(_, size)| size).sum();
        let ours = Knowledge::builtin().map_err(|e| Failure::Other(e.to_string()))?;
        let known = |english: &str| !ours.named_in_english(english).is_empty();
        let divisions = divisions(&files)?;
        let mut hash = Sha256::new();
        let (mut tables, mut problems): (Vec<Table>, Vec<Problem>) = (Vec::new(), Vec::new());
        let (mut formats, mut records, mut left_out, mut before) = (Vec::new(), 0, 0, 0);
        for (path, size) in &files {
            let shown = path.display().to_string();
            let bytes = fs::read(path).map_err(|e| format!("{shown}: {e}"))?;
            hash.update(&bytes);
            let Some(format) = Format::of(&bytes) else {
                problems.push(Problem {
                    file: shown,
                    line: 1,
                    column: 1,
                    why: "neither a table of Musnad, GeoNames, Who's On First nor UCDP's actors".to_owned(),
                });
                continue;
            };
            if !formats.contains(&format.name()) {
                formats.push(format.name());
            }
            match format {
                Format::Divisions => {}
                Format::Table => {
                    records += bytes
                        .split(|b| *b == b'\n')
                        .filter(|l| !l.is_empty())
                        .count()
                        .saturating_sub(1);
                    tables.push((shown, bytes));
                }
                _ => {
                    let mut here = |done| tick(before + done, total);
                    let made = import::import(
                        format,
                        &shown,
                        &bytes,
                        &divisions,
                        &known,
                        &mut problems,
                        &mut here,
                    );
                    records += made.records;
                    left_out += made.left_out;
                    join(&mut tables, format, made.table);
                }
            }
            before += size;
            tick(before, total);
        }
        if !problems.is_empty() {
            return Err(Failure::Tables(problems));
        }
        let pack = compile(&tables, &ours)?;
        let source = Source {
            name: name.to_owned(),
            format: formats.join(", "),
            records,
            left_out,
            sha256: hash.finalize().iter().map(|b| format!("{b:02x}")).collect(),
            added: now.to_owned(),
        };
        self.write(&source, &tables, &pack)?;
        Ok(source)
    }

    /// Compiles every source anew from its tables.
    ///
    /// # Errors
    /// If a table cannot be read or is wrong.
    pub fn rebuild(&self) -> Result<usize, Failure> {
        let ours = Knowledge::builtin().map_err(|e| Failure::Other(e.to_string()))?;
        let sources = self.sources()?;
        for source in &sources {
            let folder = self.folder.join(&source.name);
            let mut tables = Vec::new();
            for (path, _) in files(std::slice::from_ref(&folder))? {
                if path.file_name().is_none_or(|n| n != ABOUT) {
                    let bytes = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
                    tables.push((path.display().to_string(), bytes));
                }
            }
            let pack = compile(&tables, &ours)?;
            let part = folder.join(format!(".{PACK}.part"));
            let write = || fs::write(&part, &pack).and_then(|()| fs::rename(&part, folder.join(PACK)));
            write().map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        Ok(sources.len())
    }

    /// Takes a source away; whether there was one.
    ///
    /// # Errors
    /// If it cannot be taken away.
    pub fn remove(&self, name: &str) -> Result<bool, String> {
        let folder = self.folder.join(name);
        if !is_name(name) || !folder.join(ABOUT).is_file() {
            return Ok(false);
        }
        let away = self.folder.join(format!(".{name}.old-{}", std::process::id()));
        let taken = fs::rename(&folder, &away).and_then(|()| fs::remove_dir_all(&away));
        taken
            .map(|()| true)
            .map_err(|e| format!("{}: {e}", folder.display()))
    }

    /// Writes a source beside its place and moves it there.
    fn write(&self, source: &Source, tables: &[Table], pack: &[u8]) -> Result<(), Failure> {
        let part = self
            .folder
            .join(format!(".{}.part-{}", source.name, std::process::id()));
        let place = self.folder.join(&source.name);
        let write = || -> io::Result<()> {
            fs::create_dir_all(&part)?;
            for (n, (_, bytes)) in tables.iter().enumerate() {
                fs::write(part.join(format!("{n:03}.tsv")), bytes)?;
            }
            fs::write(part.join(PACK), pack)?;
            fs::write(part.join(ABOUT), source.about())?;
            if place.exists() {
                let old = self
                    .folder
                    .join(format!(".{}.old-{}", source.name, std::process::id()));
                fs::rename(&place, &old)?;
                fs::rename(&part, &place)?;
                fs::remove_dir_all(&old)
            } else {
                fs::rename(&part, &place)
            }
        };
        write().map_err(|e| {
            // the error that came first is the one to tell
            let _ = fs::remove_dir_all(&part);
            Failure::Other(format!("{}: {e}", place.display()))
        })
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

fn compile(tables: &[Table], ours: &Knowledge) -> Result<Vec<u8>, Failure> {
    if tables.is_empty() {
        return Err(Failure::Other("nothing in the files to add".to_owned()));
    }
    Knowledge::compile(tables, ours).map_err(|e| Failure::Tables(e.problems().to_vec()))
}

/// Adds a table that was made to those that were, under one head line a format.
fn join(tables: &mut Vec<Table>, format: Format, table: String) {
    match tables.iter_mut().find(|(name, _)| name == format.name()) {
        Some((_, all)) => {
            let rows = table.split_once('\n').map_or("", |(_, rows)| rows);
            all.extend(rows.as_bytes());
        }
        None => tables.push((format.name().to_owned(), table.into_bytes())),
    }
}

/// The files of `paths`, with their sizes, those of a folder in the order of their names.
fn files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, u64)>, Failure> {
    let mut out = Vec::new();
    let mut left: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = left.pop() {
        let about = fs::metadata(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        if about.is_dir() {
            let entries = fs::read_dir(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            let mut inside: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
            inside.retain(|p| p.is_dir() || has_ending(p));
            inside.sort();
            left.extend(inside.into_iter().rev());
        } else {
            out.push((path, about.len()));
        }
    }
    Ok(out)
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let hidden = path
        .file_name()
        .is_some_and(|n| n.to_string_lossy().starts_with('.'));
    let readme = path.file_stem().is_some_and(|s| s.eq_ignore_ascii_case("readme"));
    !hidden
        && !readme
        && ending.is_some_and(|e| ["tsv", "txt", "csv", "json", "geojson"].contains(&e.as_str()))
}

/// The divisions that one of the files lists, if one does.
fn divisions(files: &[(PathBuf, u64)]) -> Result<Divisions, Failure> {
    for (path, _) in files {
        let named = path
            .file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with("admin1"));
        if named {
            let bytes = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
            if Format::of(&bytes) == Some(Format::Divisions) {
                return Ok(Divisions::of(&bytes));
            }
        }
    }
    Ok(Divisions::default())
}

impl Source {
    fn about(&self) -> String {
        format!(
            "format\t{}\nrecords\t{}\nleft_out\t{}\nsha256\t{}\nadded\t{}\n",
            self.format, self.records, self.left_out, self.sha256, self.added
        )
    }

    fn of(name: String, about: &str) -> Source {
        let cell = |key: &str| {
            let mut lines = about.lines().filter_map(|l| l.split_once('\t'));
            lines
                .find(|(k, _)| *k == key)
                .map_or_else(String::new, |(_, v)| v.to_owned())
        };
        Source {
            name,
            format: cell("format"),
            records: cell("records").parse().unwrap_or(0),
            left_out: cell("left_out").parse().unwrap_or(0),
            sha256: cell("sha256"),
            added: cell("added"),
        }
    }
}
