//! What is to be read: paths made a stream of jobs in a stable order.

use musnad_page::{LARGEST, RecordLine, RecordLines};
use musnad_watch::{Pages, Which, file_of, is_archive};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A page up to this size is read at once; a larger one is read by the thread that works on it.
const SMALL: u64 = 1 << 20;
/// A batch is full with this many bytes.
const BATCH_BYTES: usize = 256 << 10;
/// A batch is full with this many documents.
const BATCH_JOBS: usize = 256;

/// One thing to be read.
pub(super) struct Job {
    /// Where it is from, for people.
    pub(super) name: Arc<str>,
    /// What it is.
    pub(super) content: Content,
}

pub(super) enum Content {
    /// A page.
    Page(Vec<u8>),
    /// A page whose bytes are still to come.
    Stream(Box<dyn Read + Send>),
    /// A record.
    Record(RecordLine),
    /// A page of an archive.
    Archived(Box<musnad_watch::Page>),
    /// What could not be read, and why.
    Failed(String),
}

/// Sends the jobs that `paths` give in batches, until `send` says no; without paths, standard input.
pub(super) fn jobs(paths: &[PathBuf], which: Which, send: &mut dyn FnMut(Vec<Job>) -> bool) {
    let mut batches = Batches {
        jobs: Vec::new(),
        bytes: 0,
        open: true,
        which,
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
        } else {
            batches.path(path, true);
        }
    }
    batches.flush();
}

struct Batches<'a> {
    jobs: Vec<Job>,
    bytes: usize,
    open: bool,
    which: Which,
    send: &'a mut dyn FnMut(Vec<Job>) -> bool,
}

impl Batches<'_> {
    fn stdin(&mut self) {
        // a lock cannot go to another thread, a copy of the bytes' source can
        self.stream("standard input".into(), BufReader::new(std::io::stdin()), false);
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
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or("")
            .to_lowercase();
        let records = matches!(extension.as_str(), "jsonl" | "ndjson");
        if !named && !records && extension != "txt" {
            return;
        }
        match File::open(path) {
            Ok(file) => self.stream(name, BufReader::with_capacity(1 << 16, file), records),
            Err(e) => self.failed(name, &e),
        }
    }

    fn archive(&mut self, name: Arc<str>, path: &Path) {
        let pages = match Pages::open(path, self.which) {
            Ok(pages) => pages,
            Err(e) => return self.failed(name, &std::io::Error::other(e)),
        };
        for page in pages {
            match page {
                Ok(page) => {
                    let bytes = page.bytes.len();
                    self.add(page.url.as_str().into(), Content::Archived(Box::new(page)), bytes);
                }
                Err(e) => self.failed(name.clone(), &std::io::Error::other(e)),
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
            Err(e) => return self.failed(name, &e),
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

    /// JSON Lines, or one page: the first characters tell.
    fn stream(&mut self, name: Arc<str>, mut stream: impl BufRead + Send + 'static, records: bool) {
        match stream.fill_buf() {
            Ok(head) if records || is_record(head) => self.records(name, stream),
            Ok(_) => self.page(name, stream),
            Err(e) => self.failed(name, &e),
        }
    }

    fn records(&mut self, name: Arc<str>, stream: impl BufRead) {
        for line in RecordLines::of(stream) {
            match line {
                Ok(line) => {
                    let bytes = match &line.content {
                        musnad_page::Content::Bytes(bytes) => bytes.len(),
                        musnad_page::Content::TooLarge(_) => 0,
                    };
                    self.add(name.clone(), Content::Record(line), bytes);
                }
                Err(e) => return self.failed(name, &e),
            }
            if !self.open {
                return;
            }
        }
    }

    fn page(&mut self, name: Arc<str>, mut stream: impl BufRead + Send + 'static) {
        let mut bytes = Vec::new();
        match stream.by_ref().take(SMALL).read_to_end(&mut bytes) {
            Err(e) => self.failed(name, &e),
            Ok(read) if (read as u64) < SMALL => self.add(name, Content::Page(bytes), read),
            Ok(_) => {
                let whole = Box::new(std::io::Cursor::new(bytes).chain(stream));
                self.add(name, Content::Stream(whole), LARGEST);
            }
        }
    }

    fn failed(&mut self, name: Arc<str>, error: &std::io::Error) {
        self.add(name, Content::Failed(error.to_string()), 0);
    }

    fn add(&mut self, name: Arc<str>, content: Content, bytes: usize) {
        self.jobs.push(Job { name, content });
        self.bytes += bytes;
        if self.bytes >= BATCH_BYTES || self.jobs.len() >= BATCH_JOBS {
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

/// Whether a file is an archive of pages.
fn holds_archive(path: &Path) -> bool {
    let mut head = [0; 16];
    // what is read from a pipe is gone
    path.is_file()
        && File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok() && is_archive(&head))
}

/// Whether a stream that begins with `head` is JSON Lines: `{` and then a key or `}`, or a list of such.
fn is_record(head: &[u8]) -> bool {
    let head = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    let inside = head.strip_prefix(b"[").map_or(head, <[u8]>::trim_ascii_start);
    let Some(rest) = inside.strip_prefix(b"{") else {
        return false;
    };
    matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}') | None)
}

#[cfg(test)]
mod tests {
    use super::is_record;

    #[test]
    fn records_are_told_from_pages() {
        for yes in [
            "{\"id\":1}",
            " \n{ \"text\": ",
            "\u{FEFF}{\"a\"",
            "[{\"text\":",
            "{}",
        ] {
            assert!(is_record(yes.as_bytes()), "{yes}");
        }
        for no in ["", "قصف", "{قصف}", "[صورة] قصف", "\"{\""] {
            assert!(!is_record(no.as_bytes()), "{no}");
        }
    }
}
