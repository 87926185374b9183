//! The loop: what is due is asked for, a host at a time, several hosts at once, and what comes is kept.

use crate::archive::{Archive, Kept, Next, Note, Outcome, Task, site_of};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::fetch::{Fetcher, Request, Response, by_status};
use crate::links::{Looks, looks_like_article};
use crate::plan::{HOUR, MINUTE, SECOND, retry_after};
use crate::robots::{self, Robots};
use crate::sources::{self, Kind};
use jiff::Timestamp;
use std::collections::HashSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use url::Url;

/// With nothing to do, one looks again after this, in milliseconds.
const IDLE: i64 = HOUR;
/// The least delay between two requests to a host of others, in milliseconds.
const LEAST: i64 = SECOND;
/// A host that cannot be asked is left alone for this, then for twice as long, in milliseconds.
const FAULT: i64 = MINUTE;

/// What was just done, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// The outlet's id.
    pub outlet: String,
    /// The address.
    pub url: String,
    /// What came of it.
    pub what: What,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A source gave so many new links of so many.
    Links(usize, usize),
    /// A source gave more new links than are taken at once: so many were taken.
    Many(usize),
    /// A page was kept in this version, counted from 1.
    Version(u32),
    /// Nothing has changed.
    Unchanged,
    /// The site's robots.txt was fetched; or why it could not be.
    Robots(Option<String>),
    /// It is on another host.
    Moved(String),
    /// It failed: code, words, and when it is asked again.
    Failed(&'static str, String, Option<Timestamp>),
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: ", self.outlet, self.url)?;
        match &self.what {
            What::Links(new, all) => write!(f, "{new} new of {all} links"),
            What::Many(new) => write!(
                f,
                "the first {new} new links; the rest the next time [many-links]"
            ),
            What::Version(1) => write!(f, "fetched"),
            What::Version(n) => write!(f, "changed, version {n}"),
            What::Unchanged => write!(f, "unchanged"),
            What::Robots(None) => write!(f, "robots.txt read"),
            What::Robots(Some(why)) => write!(f, "{why} [robots-unreachable]"),
            What::Moved(to) => write!(f, "moved to {to}"),
            What::Failed(code, why, Some(at)) => write!(f, "{why} [{code}]; again at {at:.0}"),
            What::Failed(code, why, None) => write!(f, "{why} [{code}]; given up"),
        }
    }
}

/// Watches outlets for an archive.
pub struct Watch {
    archive: Archive,
    fetcher: Fetcher,
    clock: Arc<dyn Clock>,
    looks: Looks,
    hosts: usize,
    busy: Mutex<HashSet<String>>,
    broken: Mutex<Option<Error>>,
}

impl Watch {
    /// Watches with this fetcher by this clock.
    pub fn new(archive: Archive, fetcher: Fetcher, clock: Arc<dyn Clock>) -> Watch {
        Watch {
            archive,
            fetcher,
            clock,
            looks: looks_like_article,
            hosts: 1,
            busy: Mutex::default(),
            broken: Mutex::default(),
        }
    }

    /// Judges links of sections by `looks`.
    pub fn with_looks(self, looks: Looks) -> Watch {
        Watch { looks, ..self }
    }

    /// Watches what `config` names until `stop`; once, only what is due now, each source included. `tell` hears
    /// what is kept, after it is. Requests under way are ended before it returns.
    ///
    /// # Errors
    /// If the archive cannot be written; what a server does is no error.
    pub fn run(
        mut self,
        config: &Config,
        once: bool,
        stop: &AtomicBool,
        tell: &(dyn Fn(&Told) + Sync),
    ) -> Result<(), Error> {
        self.hosts = config.hosts;
        let now = self.now();
        self.archive.set_up(config, now, once)?;
        let (report, done) = channel();
        let watch = &self;
        thread::scope(|scope| {
            let (give, tasks) = channel::<Task>();
            let tasks = Arc::new(Mutex::new(tasks));
            for _ in 0..watch.hosts {
                let (tasks, report) = (tasks.clone(), report.clone());
                scope.spawn(move || watch.work(&tasks, &report, tell));
            }
            watch.lead(once.then_some(now), &give, &done, stop)
        })?;
        let broken = self.broken.into_inner().unwrap_or_else(PoisonError::into_inner);
        broken.map_or(Ok(()), Err)
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    fn busy(&self) -> MutexGuard<'_, HashSet<String>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives out what is due until there is nothing more, or somebody says stop.
    fn lead(
        &self,
        round: Option<i64>,
        give: &Sender<Task>,
        done: &Receiver<()>,
        stop: &AtomicBool,
    ) -> Result<(), Error> {
        while !stop.load(Ordering::Relaxed) && self.is_whole() {
            let now = self.now();
            let busy = self.busy().clone();
            let next = match busy.len() < self.hosts {
                true => self.archive.next(now, round, &busy)?,
                false => Next::Nothing,
            };
            let until = match next {
                Next::Task(task) => {
                    self.busy().insert(task.host.clone());
                    if give.send(*task).is_err() {
                        return Ok(());
                    }
                    continue;
                }
                Next::At(at) => at,
                Next::Nothing if busy.is_empty() && round.is_some() => return Ok(()),
                Next::Nothing => now + IDLE,
            };
            let until = Timestamp::from_millisecond(until).unwrap_or(Timestamp::MAX);
            self.clock.wait(until, busy.len(), done, stop);
        }
        Ok(())
    }

    fn is_whole(&self) -> bool {
        self.broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_none()
    }

    /// Works on what is given out until nothing more comes.
    fn work(&self, tasks: &Mutex<Receiver<Task>>, report: &Sender<()>, tell: &(dyn Fn(&Told) + Sync)) {
        loop {
            let next = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(task) = next else { return };
            match self.guarded(&task) {
                Ok(all) => all.iter().for_each(tell),
                Err(e) => *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(e),
            }
            self.busy().remove(&task.host);
            // nobody waits any more where the run is ending
            let _ = report.send(());
        }
    }

    /// Does one task. Readers of feeds and the like are of others: a page at which one breaks is told, not the end.
    fn guarded(&self, task: &Task) -> Result<Vec<Told>, Error> {
        catch_unwind(AssertUnwindSafe(|| self.task(task))).unwrap_or_else(|_| {
            let e = Error::new(
                "bug",
                "a fault of Musnad's own; please report it with the address",
            );
            let note = Note {
                // it may have been asked
                free: Some(self.now() + task.delay.max(LEAST)),
                ..self.unasked(task)
            };
            self.keep(task, Outcome::Failed(e), &note)
        })
    }

    /// Does one task, or first what it needs; everything that came of it is kept when this returns.
    fn task(&self, task: &Task) -> Result<Vec<Told>, Error> {
        let url = match Url::parse(&task.target) {
            Ok(url) => url,
            Err(e) => {
                let e = Error::new("bad-url", format!("no address: {e}"));
                return self.keep(task, Outcome::Failed(e), &self.unasked(task));
            }
        };
        let site = site_of(&url);
        let Some(robots) = self.archive.robots(&site, self.now())? else {
            return self.robots(task, &url, &site);
        };
        match robots.judge(&url) {
            Err(e) => self.keep(task, Outcome::Failed(e), &self.unasked(task)),
            Ok(delay) => {
                let delay = delay.max(self.delay(task, &url));
                self.ask(task, url, delay, &robots)
            }
        }
    }

    /// The time that a host is left alone after a request, without what its robots.txt asks for.
    fn delay(&self, task: &Task, url: &Url) -> i64 {
        let own = self.fetcher.rules().is_own(url);
        task.delay.max(if own { 0 } else { LEAST })
    }

    fn unasked(&self, task: &Task) -> Note {
        Note {
            host: task.host.clone(),
            now: self.now(),
            free: None,
            fault: None,
            wish: None,
        }
    }

    /// What is to be noted of a host that was asked, and answered or failed so.
    fn asked(&self, task: &Task, delay: i64, answer: Result<&Response, &Error>) -> Result<Note, Error> {
        let now = self.now();
        let fault = match answer {
            Ok(r) => by_status(r.status).filter(Error::is_temporary).map(|e| e.code()),
            Err(e) => Some(e).filter(|e| e.is_temporary()).map(Error::code),
        };
        let wish = answer.ok().filter(|r| matches!(r.status, 429 | 503));
        let wish = wish.and_then(|r| retry_after(r.header("retry-after")?, now));
        let mut free = now + delay;
        if fault.is_some() {
            // a single page may be at fault; a server that says it is busy means the host
            let busy = answer.is_ok_and(|r| matches!(r.status, 429 | 503));
            let times = self.archive.host_failures(&task.host)? + u32::from(busy);
            let alone = times.checked_sub(1).map_or(0, |n| FAULT << n.min(6));
            free = free.max(now + alone.min(HOUR));
        }
        Ok(Note {
            host: task.host.clone(),
            now,
            free: Some(wish.map_or(free, |wish| wish.max(now + delay))),
            fault,
            wish,
        })
    }

    /// Fetches a site's robots.txt; the task stays due.
    fn robots(&self, task: &Task, url: &Url, site: &str) -> Result<Vec<Told>, Error> {
        let Some(address) = robots::address(url) else {
            let e = Error::new("bad-url", "no address of a site");
            return self.keep(task, Outcome::Failed(e), &self.unasked(task));
        };
        let answer = match self.fetcher.fetch(&Request::of(address.clone())) {
            // the host may not be asked at all
            Err(e) if e.is_refused() => return self.keep(task, Outcome::Failed(e), &self.unasked(task)),
            answer => answer,
        };
        let robots = Robots::of(answer.as_ref(), self.now());
        let mut note = self.asked(task, self.delay(task, url), answer.as_ref())?;
        if robots.text.is_err() {
            // what needs the file fails by it, without asking the host
            note.free = Some(note.now + self.delay(task, url));
        }
        self.archive.keep_robots(site, &robots, &note)?;
        Ok(vec![self.told(
            task,
            address.as_str(),
            What::Robots(robots.text.err()),
        )])
    }

    fn ask(&self, task: &Task, url: Url, delay: i64, robots: &Robots) -> Result<Vec<Told>, Error> {
        let request = Request {
            url,
            etag: task.etag.clone(),
            last_modified: task.modified.clone(),
            stay: true,
        };
        // a redirect inside the host may lead to what is forbidden
        let answer = self
            .fetcher
            .fetch_if(&request, &|next| robots.judge(next).map(|_| ()));
        let note = self.asked(task, delay, answer.as_ref())?;
        let outcome = answer.map_or_else(Outcome::Failed, |response| self.outcome(task, response));
        self.keep(task, outcome, &note)
    }

    fn outcome(&self, task: &Task, response: Response) -> Outcome {
        if let Some(to) = response.moved {
            return Outcome::Moved(to);
        }
        let asked_on_condition = task.etag.is_some() || task.modified.is_some();
        if response.status == 304 && asked_on_condition {
            return Outcome::Unchanged;
        }
        if let Some(e) = by_status(response.status) {
            return Outcome::Failed(e);
        }
        match task.kind {
            None => of_page(response),
            Some(kind) => match self.listing(kind, &response) {
                Ok(listing) => Outcome::Listing(Box::new(response), listing),
                Err(e) => Outcome::Failed(e),
            },
        }
    }

    fn listing(&self, kind: Kind, response: &Response) -> Result<sources::Listing, Error> {
        sources::read(kind, &response.body, &response.url, self.looks)
    }

    fn keep(&self, task: &Task, outcome: Outcome, note: &Note) -> Result<Vec<Told>, Error> {
        let kept = self.archive.keep(task, &outcome, note)?;
        let mut all = Vec::new();
        let what = match (kept, outcome) {
            (
                Kept::Links {
                    new,
                    all: links,
                    more,
                },
                _,
            ) => {
                if more {
                    all.push(self.told(task, &task.url, What::Many(new)));
                }
                What::Links(new, links)
            }
            (Kept::Version(n), _) => What::Version(n),
            (Kept::Unchanged, _) => What::Unchanged,
            (Kept::Moved, Outcome::Moved(to)) => What::Moved(to.to_string()),
            (Kept::Moved, _) => What::Moved(String::new()),
            (Kept::Failed(at), outcome) => {
                let at = at.and_then(|ms| Timestamp::from_millisecond(ms).ok());
                match outcome {
                    Outcome::Failed(e) => What::Failed(e.code(), e.to_string(), at),
                    _ => What::Failed("too-many-redirects", "redirected without end".to_owned(), at),
                }
            }
        };
        all.push(self.told(task, &task.url, what));
        Ok(all)
    }

    fn told(&self, task: &Task, url: &str, what: What) -> Told {
        Told {
            at: self.clock.now(),
            outlet: task.outlet.clone(),
            url: url.to_owned(),
            what,
        }
    }
}

/// A page, if there is something and its server calls it one.
fn of_page(response: Response) -> Outcome {
    let kind = response.header("content-type").unwrap_or("text/html");
    let kind = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let known = ["application/xhtml+xml", "application/xml", "application/json", ""].contains(&kind.as_str());
    if response.body.trim_ascii().is_empty() {
        return Outcome::Failed(Error::new("empty", "the server answered with nothing"));
    }
    if known || kind.starts_with("text/") {
        return Outcome::Page(Box::new(response));
    }
    let message = format!("no page but {kind:?}");
    Outcome::Failed(Error::new("wrong-type", message))
}
