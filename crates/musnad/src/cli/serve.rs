//! `musnad serve`: an archive in the browser, and as an interface for programs.

use super::fetching::Fetching;
use super::{Outcome, With, complain, demonstration, reader, tell, version};
use jiff::Timestamp;
use musnad_archive::{Archive, Search, Sqlite};
use musnad_watch::fetch::OwnHost;
use musnad_watch::{Health, file_of, health};
use musnad_web::{Fetched, Outside, Settings, Site, Unfetched, Watched};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct ServeArguments {
    /// The archive's folder; without it, made-up stories to look around in
    #[arg(long, value_name = "DIR", env = "MUSNAD_ARCHIVE")]
    archive: Option<PathBuf>,
    /// The port to answer on, of this machine alone; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 7373)]
    port: u16,
    /// Another name under which browsers may ask, as where a proxy stands in front
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Lets people paste addresses, whose pages are fetched; and where the sites' people can reach you: a mail address or
    /// the address of a page
    #[arg(long, value_name = "CONTACT", env = "MUSNAD_CONTACT")]
    contact: Option<String>,
    /// A host of your own that may be asked on any port and at private addresses too
    #[arg(long, value_name = "HOST[:PORT]")]
    allow_host: Vec<OwnHost>,
    /// Who reads needs a key too, as made by musnad key add
    #[arg(long)]
    closed: bool,
    /// Show errors alone
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(arguments: &ServeArguments, with: With<'_>) -> Outcome {
    let reader = match reader(with) {
        Ok(reader) => reader,
        Err(outcome) => return outcome,
    };
    // held until the server has ended: then the folder goes
    let demonstration = match &arguments.archive {
        Some(_) => None,
        None => match demonstration::archive(&reader) {
            Ok(folder) => Some(folder),
            Err(why) => return complain(&why),
        },
    };
    let archive = arguments
        .archive
        .clone()
        .or(demonstration.as_ref().map(|d| d.path().to_owned()));
    let Some(archive) = archive else {
        return complain("there is no archive");
    };
    let fetching = match Fetching::of(arguments.contact.as_deref(), &arguments.allow_host) {
        Ok(fetching) => fetching,
        Err(e) => {
            tell(&format!("musnad: {e}"));
            return Outcome::WrongUsage;
        }
    };
    bring_up(&archive, arguments.quiet);
    let site = Site::new(Settings {
        folder: archive.clone(),
        reader,
        version: version(),
        hosts: arguments.host.clone(),
        demonstration: demonstration.is_some(),
        closed: arguments.closed,
        now: jiff::Timestamp::now,
        outside: Box::new(World {
            folder: archive.clone(),
            fetching,
        }),
    });
    let site = match site {
        Ok(site) => site,
        Err(e) => return complain(&format!("{}: {e}", archive.display())),
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let listener = TcpListener::bind(address).and_then(|l| Ok((l.local_addr()?, l)));
    let (address, listener) = match listener {
        Ok(bound) => bound,
        Err(e) => return complain(&format!("{address}: {e}")),
    };
    let (say, stop) = tokio::sync::watch::channel(false);
    let heeded = ctrlc::set_handler(move || {
        // whoever ran the server may be gone
        let _ = say.send(true);
    });
    if let Err(e) = heeded {
        return complain(&format!("cannot heed Ctrl-C: {e}"));
    }
    if !arguments.quiet {
        tell(&format!("http://{address}/ shows the archive; Ctrl-C ends it"));
    }
    match site.run(listener, stop) {
        Ok(()) => Outcome::AllRead,
        Err(e) => complain(&e.to_string()),
    }
}

/// The world as the server sees it: what `musnad watch` keeps in the archive's folder, and the net.
#[derive(Debug)]
struct World {
    folder: PathBuf,
    fetching: Fetching,
}

impl Outside for World {
    fn watched(&self, now: Timestamp) -> Option<Vec<Watched>> {
        if !file_of(&self.folder).is_file() {
            return None;
        }
        // a watch that just begins, or one of a later Musnad, tells nothing
        let all = health(&self.folder, now).ok()?;
        Some(all.into_iter().map(watched).collect())
    }

    fn can_fetch(&self) -> bool {
        self.fetching.is_on()
    }

    fn page(&self, url: &str) -> Result<Fetched, Unfetched> {
        let page = self.fetching.page(url).map_err(|(code, message)| Unfetched {
            code: code.to_owned(),
            message,
        })?;
        Ok(Fetched {
            url: page.final_url,
            fetched: page.fetched,
            content_type: page.content_type,
            bytes: page.bytes,
        })
    }
}

fn watched(h: Health) -> Watched {
    let why = h.code.zip(h.message);
    Watched {
        outlet: h.name,
        answered: h.ok,
        published: h.new,
        silent: h.silent,
        sources: h.sources,
        failing: h.failing,
        failures: h.errors,
        failed: h
            .failed
            .zip(why)
            .map(|(at, (code, message))| (at, Unfetched { code, message })),
        pages: h.pages,
        waiting: h.waiting,
        changes: h.changes,
        delay: h.delay,
    }
}

/// Makes the search index before anybody asks it, where there is none or one that another version made. Where that
/// cannot be, it is told, and all but searching works.
fn bring_up(folder: &Path, quiet: bool) {
    let missing = |e: musnad_archive::Error| e.is_missing();
    // where there is no archive to be read, whoever opens it next says so
    let Ok(store) = Sqlite::read(folder) else { return };
    if !Search::read(folder).is_err_and(missing) {
        return;
    }
    if !quiet {
        tell("the search index is not there, or another version's: it is made before the archive is shown");
    }
    let made = Archive::new(store).and_then(|archive| Search::open(folder)?.refresh(&archive));
    if let Err(e) = made {
        tell(&format!(
            "musnad: {}: the search index cannot be made: {e}",
            folder.display()
        ));
    }
}
