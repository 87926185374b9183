//! What time it is, and waiting: the system's clock, and in tests a clock that waits for nobody.

use jiff::Timestamp;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// How often a wait looks whether it is to end early.
const SLICE: Duration = Duration::from_millis(200);

/// A source of time.
pub trait Clock: Send + Sync {
    /// The present.
    fn now(&self) -> Timestamp;

    /// Waits until `until`, until `stop`, or until one of `busy` workers reports.
    fn wait(&self, until: Timestamp, busy: usize, done: &Receiver<()>, stop: &AtomicBool);
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait(&self, until: Timestamp, _: usize, done: &Receiver<()>, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            let left = Duration::try_from(until.duration_since(self.now())).unwrap_or_default();
            if left.is_zero() {
                return;
            }
            match done.recv_timeout(left.min(SLICE)) {
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(left.min(SLICE)),
                Ok(()) => return,
            }
        }
    }
}
