//! What the leader does beside publishing: count what waits, remove what is old.

use std::{convert::Infallible, time::Duration};

use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{Relay, TurnError, statement};
use crate::{metrics, outbox::backlog};

const COUNT_EVERY: Duration = Duration::from_secs(5);
const PRUNE_EVERY: Duration = Duration::from_mins(1);

impl Relay {
    /// Never returns; errors are left to the next time.
    pub(super) async fn keep_house(&self) -> Infallible {
        let mut tick = interval(COUNT_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pruned = None::<Instant>;
        loop {
            tick.tick().await;
            if let Err(error) = self.count().await {
                tracing::debug!(error = %error, "the outbox was not counted");
            }
            if pruned.is_none_or(|at| at.elapsed() >= PRUNE_EVERY) {
                pruned = Some(Instant::now());
                if let Err(error) = self.prune().await {
                    tracing::warn!(error = %baedal_runtime::chain(&error), "the outbox was not pruned");
                }
            }
        }
    }

    async fn count(&self) -> Result<(), TurnError> {
        let backlog = statement(backlog(&self.pool)).await?;
        let age = backlog.oldest_age.unwrap_or_default();
        metrics::outbox(backlog.depth, age.as_secs_f64());
        Ok(())
    }

    /// Removes rows published longer than `keep` ago, whatever their places: those of different streams are in no order.
    pub(super) async fn prune(&self) -> Result<(), TurnError> {
        loop {
            let removed = statement(
                sqlx::query(
                    "DELETE FROM outbox WHERE seq IN
                        (SELECT seq FROM outbox WHERE published_at < now() - make_interval(secs => $1)
                          ORDER BY published_at LIMIT $2)
                        AND published_at < now() - make_interval(secs => $1)",
                )
                .bind(self.config.keep.as_secs_f64())
                .bind(self.chunk)
                .execute(&self.pool),
            )
            .await?;
            if removed.rows_affected() < self.chunk.unsigned_abs() {
                return Ok(());
            }
        }
    }
}
