//! What all requests share: the archive, opened to be read by several at once, its index, the reader, the words.

use crate::live;
use crate::problem::Problem;
use crate::routes;
use crate::words::{Language, Words};
use musnad_archive::store::Store;
use musnad_archive::{Archive, Error, Search, Sqlite};
use musnad_extract::Reader;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Builder;
use tokio::sync::watch;

/// So many open archives are kept for the next requests.
const KEPT: usize = 16;

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
}

impl Settings {
    /// Whether a request with this `Host` header is meant for this server: this machine's own names, and those that it
    /// was told.
    pub(crate) fn is_own_name(&self, host: &str) -> bool {
        let name = host
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
        let name = name.map_or(host, |(name, _)| name);
        ["localhost", "127.0.0.1", "[::1]"].contains(&name) || self.hosts.iter().any(|h| h == name)
    }
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
            news: heard,
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
            axum::serve(listener, routes::site(self.app))
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
    news: watch::Receiver<u64>,
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
