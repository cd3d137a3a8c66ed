//! Orders that were called off without a delivery are forgotten after a while, so that they do not grow for ever.

use std::time::Duration;

use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::Deliveries;
use crate::db::orders;

/// Orders in one statement.
const BATCH: i64 = 500;
/// Statements in one round; what is left is the next round's.
const ROUNDS: usize = 100;

impl Deliveries {
    /// Forgets orders called off longer than `remember` ago; looks every `interval` until told to stop.
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
                Ok(count) => tracing::info!(count, "canceled orders forgotten"),
                Err(error) => {
                    tracing::warn!(error = %baedal_runtime::chain(&error), "forgetting canceled orders failed");
                }
            }
        }
    }

    /// Forgets orders called off longer than `remember` ago, in small batches. An acceptance that came even later than that would
    /// send a rider. Answers how many there were.
    pub async fn prune(&self, remember: Duration) -> sqlx::Result<u64> {
        let remember = remember.try_into().unwrap_or(time::Duration::MAX);
        let before = self.clock.now().checked_sub(remember);
        let before = before.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let mut pruned = 0;
        for _ in 0..ROUNDS {
            let mut conn = self.pool.acquire().await?;
            let count = orders::prune(&mut conn, before, BATCH).await?;
            pruned += count;
            if count < BATCH.unsigned_abs() {
                break;
            }
        }
        Ok(pruned)
    }
}
