//! Of what ended long ago few bytes stay, so that a request id means for ever what it meant; the rest is forgotten.

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

    /// Forgets checkouts that are older than what is kept and became an order, or were declined, all but what their request ids
    /// mean; and requests whose time of being turned away is over. Those that are still to be settled stay, however old. Answers
    /// how many went.
    pub async fn prune(&self) -> sqlx::Result<u64> {
        let (age, margin) = (self.0.settings.remember, self.0.settings.forget_margin);
        let hint = self.now() - age;
        let mut pruned = 0;
        for _ in 0..ROUNDS {
            let mut connection = self.0.db.acquire().await?;
            let turned = db::requests::forget_turned_away(&mut connection, BATCH).await?;
            let stay = db::requests::remember(&mut connection, age, hint, BATCH).await?;
            let gone = db::requests::forget(&mut connection, age, margin, hint, BATCH).await?;
            pruned += turned + gone;
            if [turned, stay, gone]
                .iter()
                .all(|count| *count < BATCH.unsigned_abs())
            {
                break;
            }
        }
        Ok(pruned)
    }
}
