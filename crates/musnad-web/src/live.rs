//! News of the archive while it is looked at: a line to all who listen whenever its journal has grown. It is looked at
//! once a second for all together, and not at all while nobody listens.

use crate::app::App;
use crate::routes::Shared;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt};
use musnad_archive::store::Store;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

const EVERY: Duration = Duration::from_secs(1);

/// Tells `say` how far the journal goes, until `stop` says so; then all who listen hear the end.
pub(crate) async fn watch(app: Arc<App>, say: watch::Sender<u64>, mut stop: watch::Receiver<bool>) {
    // whoever could say so may be gone: that is the end too
    while tokio::time::timeout(EVERY, stop.wait_for(|stop| *stop))
        .await
        .is_err()
    {
        // the one that is kept for those who come is not of anybody who listens
        if say.receiver_count() < 2 {
            continue;
        }
        let size = app.ask(|_, archive| Ok(archive.store().size()?)).await;
        // an archive that cannot be read now can be read later
        if let Ok(size) = size {
            let now = size.journal.unsigned_abs();
            say.send_if_modified(|known| std::mem::replace(known, now) != now);
        }
    }
}

/// The journal's length, now and whenever it has grown.
pub(crate) async fn live(State(app): Shared) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let heard = app.news();
    let lines = unfold(heard, async |mut heard| {
        loop {
            heard.changed().await.ok()?;
            let n = *heard.borrow_and_update();
            if n > 0 {
                return Some((Ok(Event::default().data(n.to_string())), heard));
            }
        }
    });
    // it may be asked once more after its end
    Sse::new(lines.fuse()).keep_alive(KeepAlive::default())
}
