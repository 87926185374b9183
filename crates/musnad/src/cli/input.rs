//! What is to be read: paths made a stream of jobs in a stable order.

use musnad_intake::{Columns, Content, Input, Item, Kind, Known, Options, items};
use musnad_page::{LARGEST, RecordLine};
use musnad_watch::{Page, Pages, Which, file_of, is_archive};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A batch is full with this many bytes.
const BATCH_BYTES: usize = 256 << 10;
/// A batch is full with this many documents, of such as take long the second.
pub(super) const BATCH_JOBS: [usize; 2] = [256, 4];

/// What is read in a folder, by the ends of names; what it is, is told by its content.
const IN_FOLDERS: &[&str] = &[
    "txt", "jsonl", "ndjson", "json", "html", "htm", "xhtml", "xml", "rss", "atom", "warc", "wacz",
    "parquet", "gz", "zst",
];

/// One thing to be read.
pub(super) struct Job {
    /// The input that it is from, for people.
    pub(super) name: Arc<str>,
    /// What it is, with what the input tells of it.
    pub(super) item: Item,
}

impl Job {
    /// Where it stands, for people.
    pub(super) fn place(&self) -> String {
        match &self.item.place {
            Some(place) => format!("{} {place}", self.name),
            None => self.name.to_string(),
        }
    }
}

/// How inputs are to be read.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// What each input must be.
    pub(super) expect: Option<Kind>,
    /// Where tables and records have the contract's fields.
    pub(super) columns: Columns,
    /// Where in a WARC to begin, in bytes.
    pub(super) resume_at: u64,
    /// Which versions of an archive's pages.
    pub(super) which: Which,
    /// How many documents make a batch.
    pub(super) batch: usize,
}

/// Sends the jobs that `paths` give in batches, until `send` says no; without paths, standard input.
pub(super) fn jobs(paths: &[PathBuf], wanted: &Wanted, send: &mut dyn FnMut(Vec<Job>) -> bool) {
    let mut batches = Batches {
        wanted,
        jobs: Vec::new(),
        bytes: 0,
        open: true,
        send,
    };
    if paths.is_empty() {
        batches.stdin();
    }
    for path in paths {
        if !batches.open {
            return;
        }
        if path.as_os_str() == "-" {
            batches.stdin();
        } else if let Some(url) = url(path) {
            batches.add(url.into(), job(Content::Fetch(url.to_owned())));
        } else {
            batches.path(path, true);
        }
    }
    batches.flush();
}

/// The URL that `path` is, if it is one.
fn url(path: &Path) -> Option<&str> {
    let text = path.to_str()?;
    let is_web = ["http://", "https://"]
        .iter()
        .any(|s| text.get(..s.len()).is_some_and(|h| h.eq_ignore_ascii_case(s)));
    is_web.then_some(text)
}

struct Batches<'a> {
    wanted: &'a Wanted,
    jobs: Vec<Job>,
    bytes: usize,
    open: bool,
    send: &'a mut dyn FnMut(Vec<Job>) -> bool,
}

impl Batches<'_> {
    fn stdin(&mut self) {
        // a lock cannot go to another thread, a copy of the bytes' source can
        let input = Input::stream(BufReader::new(std::io::stdin()));
        self.items("standard input".into(), input, false);
    }

    /// A file or, with all that is inside, a folder.
    fn path(&mut self, path: &Path, named: bool) {
        let name: Arc<str> = path.display().to_string().into();
        if named && holds_archive(&file_of(path)) {
            return self.archive(name, path);
        }
        if path.is_dir() {
            return self.folder(path, name);
        }
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        let extension = extension.to_lowercase();
        if !named && !IN_FOLDERS.contains(&extension.as_str()) {
            return;
        }
        let records_or_text = matches!(extension.as_str(), "txt" | "jsonl" | "ndjson");
        match File::open(path).and_then(input) {
            Ok(input) => self.items(name, input, !named && !records_or_text),
            Err(e) => self.unreadable(name, &e),
        }
    }

    /// The pages that `musnad watch` keeps in an archive.
    fn archive(&mut self, name: Arc<str>, path: &Path) {
        let pages = match Pages::open(path, self.wanted.which) {
            Ok(pages) => pages,
            Err(e) => return self.unreadable(name, &std::io::Error::other(e)),
        };
        for page in pages {
            match page {
                Ok(page) => self.add(page.url.as_str().into(), archived(page)),
                Err(e) => self.unreadable(name.clone(), &std::io::Error::other(e)),
            }
            if !self.open {
                return;
            }
        }
    }

    fn folder(&mut self, path: &Path, name: Arc<str>) {
        let entries: std::io::Result<Vec<_>> = std::fs::read_dir(path).and_then(Iterator::collect);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(e) => return self.unreadable(name, &e),
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            // a link to a folder may lead back to this one
            let link = entry.file_type().is_ok_and(|t| t.is_symlink());
            let inside = entry.path();
            if self.open && !(link && inside.is_dir()) {
                self.path(&inside, false);
            }
        }
    }

    fn items(&mut self, name: Arc<str>, input: Input, known_alone: bool) {
        let options = Options {
            expect: self.wanted.expect,
            columns: self.wanted.columns.clone(),
            resume_at: self.wanted.resume_at,
            known_alone,
        };
        for item in items(input, options) {
            self.add(name.clone(), item);
            if !self.open {
                return;
            }
        }
    }

    fn unreadable(&mut self, name: Arc<str>, error: &std::io::Error) {
        let content = Content::Failed {
            code: "unreadable",
            message: error.to_string(),
        };
        self.add(name, job(content));
    }

    fn add(&mut self, name: Arc<str>, item: Item) {
        self.bytes += size(&item.content);
        self.jobs.push(Job { name, item });
        if self.bytes >= BATCH_BYTES || self.jobs.len() >= self.wanted.batch {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.jobs);
        if self.open && !batch.is_empty() {
            self.open = (self.send)(batch);
        }
    }
}

/// A file that can be searched, or what else has a name: pipes are read as they come.
fn input(file: File) -> std::io::Result<Input> {
    match file.metadata()?.is_file() {
        true => Input::file(file),
        false => Ok(Input::stream(file)),
    }
}

/// Whether a file is an archive of pages.
fn holds_archive(path: &Path) -> bool {
    let mut head = [0; 16];
    // what is read from a pipe is gone
    path.is_file()
        && File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok() && is_archive(&head))
}

/// A page as it was fetched, with what is known of it.
pub(super) fn archived(page: Page) -> Item {
    Item {
        known: Known {
            url: Some(page.url),
            outlet: page.outlet,
            fetched: Some(page.fetched.to_string()),
            content_type: page.content_type,
            listed: page.published.map(|p| p.to_string()),
            ..Known::default()
        },
        ..job(Content::Page(page.bytes))
    }
}

fn job(content: Content) -> Item {
    Item {
        place: None,
        known: musnad_intake::Known::default(),
        content,
        diagnostics: Vec::new(),
    }
}

/// How many bytes of memory a job takes, or will.
fn size(content: &Content) -> usize {
    match content {
        Content::Page(bytes) => bytes.len(),
        Content::Text(text) => text.len(),
        Content::Stream(_) => LARGEST,
        Content::Record(RecordLine {
            content: musnad_page::Content::Bytes(bytes),
            ..
        }) => bytes.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::url;
    use std::path::Path;

    #[test]
    fn urls_are_told_from_paths() {
        assert_eq!(
            url(Path::new("HTTPS://marfa.example/1")),
            Some("HTTPS://marfa.example/1")
        );
        assert_eq!(url(Path::new("http/page.html")), None);
        assert_eq!(url(Path::new("صفحة.html")), None);
    }
}
