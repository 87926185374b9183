//! What all requests share: the archive, opened to be read by several at once, its index, the reader, the words.

use crate::access::Access;
use crate::held::Held;
use crate::kept::{Kept, When};
use crate::limit::Limits;
use crate::live;
use crate::outside::Outside;
use crate::problem::Problem;
use crate::routes;
use crate::words::{Language, Words};
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use musnad_archive::store::Store;
use musnad_archive::{Archive, Error, Search, Sqlite};
use musnad_extract::Reader;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::{Semaphore, watch};

/// So many open archives are kept for the next requests.
const KEPT: usize = 16;

/// So many pages are fetched at once.
const FETCHING: usize = 4;

/// So often an archive that another process writes is tried again, and so long after.
const TRIES: usize = 8;
const PAUSE: Duration = Duration::from_millis(250);

/// What a server is made of.
#[derive(Debug)]
pub struct Settings {
    /// The archive's folder.
    pub folder: PathBuf,
    /// What reads texts that are pasted, with the registries that names are looked up in.
    pub reader: Reader,
    /// The version of the program.
    pub version: String,
    /// Names besides this machine's own under which it is asked.
    pub hosts: Vec<String>,
    /// The archive is one of made-up articles, to look around in.
    pub demonstration: bool,
    /// Who reads needs a key too.
    pub closed: bool,
    /// The present.
    pub now: fn() -> Timestamp,
    /// The world outside the archive.
    pub outside: Box<dyn Outside>,
}

impl Settings {
    /// Whether a request with this `Host` header is meant for this server: this machine's own names, and those that it
    /// was told.
    pub(crate) fn is_own_name(&self, host: &str) -> bool {
        let name = without_port(host);
        HERE.contains(&name) || self.hosts.iter().any(|h| h == name)
    }
}

/// What this machine calls itself.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

fn without_port(host: &str) -> &str {
    let parts = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    parts.map_or(host, |(name, _)| name)
}

/// A server over one archive.
#[derive(Debug)]
pub struct Site {
    app: Arc<App>,
    news: watch::Sender<u64>,
}

impl Site {
    /// A server over the archive of `settings`.
    ///
    /// # Errors
    /// If there is no archive, or it cannot be read.
    pub fn new(settings: Settings) -> Result<Site, Error> {
        let (news, heard) = watch::channel(0);
        let app = App {
            words: [Words::of(Language::Arabic), Words::of(Language::English)],
            readers: Mutex::default(),
            search: Mutex::default(),
            watched: Mutex::default(),
            kept: Kept::default(),
            held: Held::default(),
            news: heard,
            access: Access::default(),
            limits: Limits::default(),
            fetching: Semaphore::new(FETCHING),
            renewing: Semaphore::new(1),
            writing: Mutex::default(),
            settings,
        };
        app.give_back(app.open()?);
        Ok(Site {
            app: Arc::new(app),
            news,
        })
    }

    /// Answers requests until `stop` says so; those under way are answered to the end.
    ///
    /// # Errors
    /// If the listener cannot be used.
    pub fn run(self, listener: TcpListener, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
        listener.set_nonblocking(true)?;
        let runtime = Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tokio::spawn(live::watch(Arc::clone(&self.app), self.news, stop.clone()));
            let stopped = async move {
                // whoever could say so may be gone
                let _ = stop.wait_for(|stop| *stop).await;
            };
            axum::serve(
                listener,
                routes::site(self.app).into_make_service_with_connect_info::<SocketAddr>(),
            )
            .with_graceful_shutdown(stopped)
            .await
        })
    }
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) settings: Settings,
    words: [Words; 2],
    /// Archives that no request uses just now: each has a connection of its own.
    readers: Mutex<Vec<Archive<Sqlite>>>,
    search: Mutex<Option<Arc<Search>>>,
    /// Asked whether the archive has changed.
    watched: Mutex<Option<Sqlite>>,
    pub(crate) kept: Kept,
    /// Pages that were fetched to be read and may yet be kept.
    pub(crate) held: Held,
    news: watch::Receiver<u64>,
    pub(crate) access: Access,
    pub(crate) limits: Limits,
    /// A turn for each page that is being fetched.
    pub(crate) fetching: Semaphore,
    /// A turn for whoever makes an answer anew that was given already.
    pub(crate) renewing: Semaphore,
    /// Held by whoever changes the archive.
    writing: Mutex<()>,
}

impl App {
    pub(crate) fn words(&self, language: Language) -> &Words {
        let [ar, en] = &self.words;
        match language {
            Language::Arabic => ar,
            Language::English => en,
        }
    }

    /// Asks the archive as it is at one moment, apart from the threads that answer requests.
    ///
    /// # Errors
    /// Those of `ask`, and if the archive cannot be read.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<App>,
        ask: impl FnOnce(&App, &Archive<Sqlite>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || app.at_once(|archive| ask(&app, archive)));
        // what panicked has been told on the standard error
        asked.await.unwrap_or_else(|_| Err(Problem::broken()))
    }

    /// Asks the archive as it is at one moment, on this thread.
    ///
    /// # Errors
    /// Those of `ask`, and if the archive cannot be read.
    pub(crate) fn at_once<T>(
        &self,
        ask: impl FnOnce(&Archive<Sqlite>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let archive = self.reader()?;
        archive.look_anew();
        let mut answer = None;
        let looked = archive.store().at_once(|_| {
            answer = Some(ask(&archive));
            Ok(())
        });
        self.give_back(archive);
        looked?;
        answer.unwrap_or_else(|| Err(Problem::broken()))
    }

    /// How far the journal goes, for whoever wants to hear when it grows: they hear it once in any case.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        let mut news = self.news.clone();
        news.mark_changed();
        news
    }

    /// Changes the archive, apart from the threads that answer requests, and brings its index up.
    ///
    /// # Errors
    /// Those of `change`; 503 while another process writes.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<App>,
        change: impl FnOnce(&mut Archive<Sqlite>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        let written = tokio::task::spawn_blocking(move || {
            let _one = app.writing.lock().unwrap_or_else(PoisonError::into_inner);
            let mut archive = Archive::new(app.open_to_write()?)?;
            let kept = change(&mut archive)?;
            // what is kept is kept: an index that cannot be brought up now is brought up by the next change
            let refreshed = Search::open(&app.settings.folder).and_then(|search| search.refresh(&archive));
            if let Err(e) = refreshed {
                // nothing is left to be done where standard error is closed
                let _ = writeln!(std::io::stderr(), "musnad: the search index: {e}");
            }
            Ok(kept)
        });
        written.await.unwrap_or_else(|_| Err(Problem::broken()))
    }

    /// Whoever watches writes a moment and rests: it is waited for.
    fn open_to_write(&self) -> Result<Sqlite, Error> {
        for _ in 0..TRIES {
            match Sqlite::open(&self.settings.folder) {
                Err(e) if e.is_busy() => std::thread::sleep(PAUSE),
                other => return other,
            }
        }
        Sqlite::open(&self.settings.folder)
    }

    /// The present, as the archive tells it.
    pub(crate) fn present(&self) -> String {
        format!("{:.0}", (self.settings.now)())
    }

    /// Whether a request came under a name of this machine, and not by a proxy.
    pub(crate) fn is_here(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
        host.is_some_and(|h| HERE.contains(&without_port(h)))
    }

    /// The present, and the archive's state; nothing where it cannot be asked.
    pub(crate) fn state(&self) -> Option<When> {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if watched.is_none() {
            *watched = Sqlite::read(&self.settings.folder).ok();
        }
        Some(When {
            moment: (self.settings.now)().as_millisecond(),
            state: watched.as_ref()?.state().ok()?,
        })
    }

    /// The index of the archive.
    ///
    /// # Errors
    /// If there is none that can be used.
    pub(crate) fn search(&self) -> Result<Arc<Search>, Problem> {
        let mut kept = self.search.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(search) = &*kept {
            return Ok(Arc::clone(search));
        }
        let search = Arc::new(Search::read(&self.settings.folder)?);
        Ok(Arc::clone(kept.insert(search)))
    }

    fn open(&self) -> Result<Archive<Sqlite>, Error> {
        Archive::new(Sqlite::read(&self.settings.folder)?)
    }

    fn reader(&self) -> Result<Archive<Sqlite>, Error> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.map_or_else(|| self.open(), Ok)
    }

    fn give_back(&self, archive: Archive<Sqlite>) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < KEPT {
            readers.push(archive);
        }
    }
}
