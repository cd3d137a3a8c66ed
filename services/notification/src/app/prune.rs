//! Forgets what is old.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use super::App;
use crate::db;

/// So many at once: others want to write in between.
const BATCH: u32 = 500;

impl App {
    /// Forgets old notifications now and then, until told to stop.
    pub async fn prune_all(&self, every: Duration, stop: CancellationToken) {
        loop {
            match self.prune().await {
                Ok(0) => {}
                Ok(count) => info!(count, "old notifications forgotten"),
                Err(error) => error!(
                    error = &error as &dyn std::error::Error,
                    "cannot forget old notifications"
                ),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(every) => {}
            }
        }
    }

    /// Forgets every notification that is too old, in small batches, and says how many there were.
    pub async fn prune(&self) -> Result<u64, sqlx::Error> {
        let cutoff = self.clock.now() - self.rules.keep;
        let mut pruned = 0;
        loop {
            let mut conn = self.pools.write.acquire().await?;
            let batch = db::prune(&mut conn, cutoff, BATCH).await?;
            pruned += batch;
            if batch < u64::from(BATCH) {
                return Ok(pruned);
            }
        }
    }
}
