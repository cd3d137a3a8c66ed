//! How old the views are.

use std::time::Duration;

use baedal_runtime::{BoxError, chain};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::App;
use super::project::CONSUMER;
use crate::db;

/// How often the broker is asked whether anything is left to apply.
const EVERY: Duration = Duration::from_secs(1);
/// One question and what is written down of its answer.
const ASK: Duration = Duration::from_secs(5);
/// A caller waits no longer than this to learn how much is left.
const BRIEFLY: Duration = Duration::from_secs(1);

impl App {
    /// Keeps writing down when nothing was left to apply, until `stop`. So the views grow no older while nothing happens, and
    /// do while the broker is away or the consumer is behind.
    pub async fn keep_time(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if timeout(ASK, self.note_when_caught_up()).await.is_err() {
                tracing::debug!("asking how far the views are takes too long");
            }
            stop.run_until_cancelled(sleep(EVERY)).await;
        }
    }

    async fn note_when_caught_up(&self) {
        // Before the question: what is published while it is on its way may not be counted.
        let asked_at = self.clock.now();
        if self.pending().await != Some(0) {
            return;
        }
        let noted = async {
            let mut conn = self.pool.acquire().await?;
            db::projection::caught_up(&mut *conn, asked_at).await
        };
        if let Err(error) = noted.await {
            let error: BoxError = error.into();
            tracing::debug!(error = %chain(&*error), "cannot write down how far the views are");
        }
    }

    /// How many events are published and not applied; `None` while the broker does not say.
    pub(super) async fn pending(&self) -> Option<u64> {
        match timeout(BRIEFLY, self.broker.pending(CONSUMER)).await {
            Ok(Ok(pending)) => pending,
            Ok(Err(error)) => {
                tracing::debug!(error = %chain(&error), "the broker does not say what is left");
                None
            }
            Err(_) => None,
        }
    }
}
