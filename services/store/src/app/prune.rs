//! What requests came to is forgotten after a while, so that it does not grow for ever.

use std::time::Duration;

use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::App;
use crate::db;

/// Requests in one statement.
const BATCH: i64 = 500;
/// Statements in one round; what is left is the next round's.
const ROUNDS: usize = 100;

impl App {
    /// Forgets requests older than `remember`; looks every `interval` until told to stop.
    pub async fn keep_pruning(
        self,
        remember: Duration,
        interval: Duration,
        stop: CancellationToken,
    ) {
        let mut ticks = tokio::time::interval(interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            let Some(pruned) = stop.run_until_cancelled(self.prune(remember)).await else {
                return;
            };
            match pruned {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "old requests forgotten"),
                Err(error) => {
                    tracing::warn!(error = %baedal_runtime::chain(&error), "forgetting old requests failed");
                }
            }
        }
    }

    /// Forgets requests older than `remember`, in small batches: the same `request_id` is a new request afterwards. Answers how
    /// many there were.
    pub async fn prune(&self, remember: Duration) -> sqlx::Result<u64> {
        let remember = remember.try_into().unwrap_or(time::Duration::MAX);
        let before = self.clock.now().checked_sub(remember);
        let before = before.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let mut pruned = 0;
        for _ in 0..ROUNDS {
            let mut conn = self.pool.acquire().await?;
            let count = db::catalog::prune_requests(&mut conn, before, BATCH).await?;
            pruned += count;
            if count < BATCH.unsigned_abs() {
                break;
            }
        }
        Ok(pruned)
    }
}
