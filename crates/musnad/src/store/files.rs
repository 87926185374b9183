//! The files that a source is made from: those named, those inside folders, and the lists that GeoNames has beside
//! its dumps; each with what it is.

use super::{Failure, sorted, told};
use musnad_knowledge::import::Format;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file to be added.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// Its path as people see it.
    pub(super) shown: String,
    pub(super) size: u64,
    pub(super) kind: Kind,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A register or a table.
    Of(Format),
    /// A list that tells more of the places of a register.
    Beside(Format),
    /// Something else that lies in the folder.
    Passed,
    /// What was named and cannot be used, and why.
    Unknown(&'static str),
}

/// Bytes that show what a file is: a head line may come after comments.
const START: u64 = 1 << 16;

/// The files of `paths`, those of a folder in the order of their names.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<File>, Failure> {
    let mut out: Vec<File> = Vec::new();
    let mut left: Vec<(PathBuf, bool)> = paths.iter().rev().map(|p| (p.clone(), true)).collect();
    while let Some((path, named)) = left.pop() {
        let about = fs::metadata(&path).map_err(|e| told(&path, &e))?;
        if about.is_dir() {
            let inside = sorted(&path)?.into_iter();
            // a link to a folder may lead back to this one
            let fit = inside.filter(|p| {
                if p.is_dir() {
                    !p.is_symlink()
                } else {
                    has_ending(p)
                }
            });
            left.extend(fit.rev().map(|p| (p, false)));
            continue;
        }
        let kind = kind(&path, named)?;
        out.push(File {
            shown: path.display().to_string(),
            size: about.len(),
            path,
            kind,
        });
    }
    let mut more = Vec::new();
    for file in out.iter().filter(|f| f.kind == Kind::Of(Format::GeoNames)) {
        let folder = file.path.parent().unwrap_or(Path::new("."));
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        for path in sorted(folder)?.into_iter().filter(|p| is_beside(p)) {
            let seen = |f: &File| f.path.file_name() == path.file_name();
            if !out.iter().chain(&more).any(seen) {
                more.push(File {
                    shown: path.display().to_string(),
                    size: fs::metadata(&path).map_err(|e| told(&path, &e))?.len(),
                    kind: kind(&path, false)?,
                    path,
                });
            }
        }
    }
    more.retain(|f| matches!(f.kind, Kind::Beside(_)));
    out.extend(more);
    Ok(out)
}

/// Whether a file is called like a list that GeoNames has beside its dumps.
fn is_beside(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    name.ends_with(".txt") && (name.starts_with("admin1codes") || name.starts_with("alternatenames"))
}

fn kind(path: &Path, named: bool) -> Result<Kind, Failure> {
    let mut start = Vec::new();
    let file = fs::File::open(path).map_err(|e| told(path, &e))?;
    file.take(START)
        .read_to_end(&mut start)
        .map_err(|e| told(path, &e))?;
    Ok(match Format::of(&start) {
        Some(format @ (Format::Divisions | Format::AlternateNames)) => Kind::Beside(format),
        Some(format) => Kind::Of(format),
        // a table with a mistake in its head line is not to be passed over
        None if !named && path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("tsv")) => Kind::Passed,
        None if start.starts_with(b"PK\x03\x04")
            || start.starts_with(&[0x1F, 0x8B])
            || start.starts_with(b"BZh") =>
        {
            Kind::Unknown("an archive; unpack it first")
        }
        None => Kind::Unknown("neither a table of Musnad, GeoNames, Who's On First nor UCDP's actors"),
    })
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
