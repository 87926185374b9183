//! Files that stand under their names whole or not at all: written beside the name, and given it in the end.

use std::fs::File;
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// The folder that a file is in.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// A file in `folder` that is gone when it is dropped, and may be read by its owner alone.
pub(crate) fn private(folder: &Path) -> io::Result<NamedTempFile> {
    named().tempfile_in(folder)
}

/// A file in `folder` that is gone when it is dropped, and may be read by whom the system lets read new files.
pub(crate) fn readable(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = named();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn named() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".musnad-seal-").suffix(".tmp");
    builder
}

/// A name is on the disk when its folder is.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
