//! `musnad serve`: an archive in the browser, and as an interface for programs.

use super::{Outcome, complain, demonstration, reader, tell, version};
use musnad_web::{Settings, Site};
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
    /// Who reads needs a key too, as made by musnad key add
    #[arg(long)]
    closed: bool,
    /// Show errors alone
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(arguments: &ServeArguments, folder: Option<&Path>) -> Outcome {
    let reader = match reader(folder) {
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
    let site = Site::new(Settings {
        folder: archive.clone(),
        reader,
        version: version(),
        hosts: arguments.host.clone(),
        demonstration: demonstration.is_some(),
        closed: arguments.closed,
        now: jiff::Timestamp::now,
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
