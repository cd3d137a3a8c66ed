//! What ended long ago is forgotten, so that checkouts do not grow for ever.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::App;
use crate::db;

/// Checkouts in one statement.
const BATCH: i64 = 500;
/// Statements in one round; what is left is the next round's.
const ROUNDS: usize = 100;

impl App {
    /// Looks every `interval` until told to stop.
    pub async fn keep_pruning(self, interval: Duration, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            let Some(pruned) = stop.run_until_cancelled(self.prune()).await else {
                return;
            };
            match pruned {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "old checkouts forgotten"),
                Err(error) => {
                    tracing::warn!(error = %baedal_runtime::chain(&error), "forgetting old checkouts failed");
                }
            }
        }
    }

    /// Forgets checkouts that are older than what is remembered and became an order, or were declined. Those that are still
    /// to be settled stay, however old. Answers how many went.
    pub async fn prune(&self) -> sqlx::Result<u64> {
        let before = self.now() - self.0.settings.remember;
        let mut pruned = 0;
        for _ in 0..ROUNDS {
            let mut connection = self.0.db.acquire().await?;
            let count = db::checkouts::prune(&mut connection, before, BATCH).await?;
            pruned += count;
            if count < BATCH.unsigned_abs() {
                break;
            }
        }
        Ok(pruned)
    }
}
