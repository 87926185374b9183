//! Work done on many threads whose results come out in the order in which the work went in.
//!
//! No more than a few batches are under way at once, so that memory stays bounded however long the input is.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Runs `work` on what `produce` sends, on `threads` threads, and gives the results to `consume` in order.
///
/// `consume` ends everything early by giving `false`; then the function that `produce` was given gives `false`
/// too. Without more than one thread nothing is started and everything happens in turn.
pub(super) fn in_order<T: Send, U: Send>(
    threads: usize,
    produce: impl FnOnce(&mut dyn FnMut(T) -> bool) + Send,
    work: impl Fn(T) -> U + Sync,
    mut consume: impl FnMut(U) -> bool,
) {
    if threads <= 1 {
        return produce(&mut |item| consume(work(item)));
    }
    let (to_workers, jobs) = sync_channel::<(T, SyncSender<U>)>(threads);
    let (to_writer, results) = sync_channel::<Receiver<U>>(threads * 2);
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        for _ in 0..threads {
            let (jobs, work) = (&jobs, &work);
            scope.spawn(move || {
                while let Some((item, answer)) = take(jobs) {
                    // nobody waits for it where the writer has gone
                    let _ = answer.send(work(item));
                }
            });
        }
        scope.spawn(move || {
            produce(&mut |item| {
                let (answer, result) = sync_channel(1);
                to_writer.send(result).is_ok() && to_workers.send((item, answer)).is_ok()
            });
        });
        for result in &results {
            let Ok(result) = result.recv() else { continue };
            if !consume(result) {
                break;
            }
        }
        // the producer's next send fails, its channels close, and the workers end
        drop(results);
    });
}

fn take<T>(jobs: &Mutex<Receiver<T>>) -> Option<T> {
    jobs.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(threads: usize, stop_after: usize) -> Vec<u64> {
        let mut out = Vec::new();
        in_order(
            threads,
            |send| {
                let _ = (0..500u64).try_for_each(|n| send(n).then_some(()).ok_or(()));
            },
            |n| {
                thread::sleep(std::time::Duration::from_micros(n * 7919 % 300));
                n * 2
            },
            |n| {
                out.push(n);
                out.len() < stop_after
            },
        );
        out
    }

    #[test]
    fn order_holds_on_any_number_of_threads() {
        let all: Vec<u64> = (0..500).map(|n| n * 2).collect();
        for threads in [1, 2, 4] {
            assert_eq!(run(threads, usize::MAX), all);
            assert_eq!(run(threads, 20), all[..20]);
        }
    }
}
