//! Deliveries that wait for too long: for a rider, or for the rider who claimed them.

use std::time::Duration;

use baedal_messaging::NewEvent;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::{Deliveries, Error};
use crate::db::deliveries::{self as db, Saved};
use crate::domain::Command;
use crate::events;

/// Deliveries in one transaction.
const BATCH: i64 = 100;

/// How long deliveries may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// How long for a rider, before it is urgent.
    pub claim_within: Duration,
    /// How long, cooked, for the rider who claimed it, before somebody else may.
    pub pick_up_within: Duration,
}

impl Deliveries {
    /// Looks every `interval` until told to stop.
    pub async fn keep_watching(self, waits: Waits, interval: Duration, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            // Cut off half way it loses nothing: the next process goes on.
            let Some(swept) = stop.run_until_cancelled(self.watch(waits)).await else {
                return;
            };
            if let Err(error) = swept {
                tracing::warn!(error = %baedal_runtime::chain(&error), "watching over deliveries failed");
            }
        }
    }

    /// Takes back the claims that were not picked up in time, and puts what nobody claimed in time on top of the list.
    /// Answers how many deliveries changed.
    pub async fn watch(&self, waits: Waits) -> Result<usize, Error> {
        let released = self
            .sweep(&Command::ExpireClaim, waits.pick_up_within)
            .await?;
        let urgent = self.sweep(&Command::Overdue, waits.claim_within).await?;
        if released + urgent > 0 {
            tracing::info!(released, urgent, "deliveries waited for too long");
        }
        Ok(released + urgent)
    }

    async fn sweep(&self, command: &Command, within: Duration) -> Result<usize, Error> {
        let mut swept = 0;
        loop {
            let now = self.clock.now();
            let since = now
                .checked_sub(within.try_into().unwrap_or(time::Duration::MAX))
                .unwrap_or(OffsetDateTime::UNIX_EPOCH);
            let mut tx = self.pool.begin().await?;
            let found = match command {
                Command::ExpireClaim => db::lock_stale_claims(&mut tx, since, BATCH).await?,
                _ => db::lock_overdue(&mut tx, since, BATCH).await?,
            };
            if found.is_empty() {
                return Ok(swept);
            }
            let mut saved: Vec<Saved> = Vec::with_capacity(found.len());
            let mut facts: Vec<NewEvent> = Vec::with_capacity(found.len());
            for delivery in &found {
                // The row says that the command applies, so there always is a change.
                let Some(change) = delivery.apply(command, now)? else {
                    continue;
                };
                if let Some(fact) = change.fact {
                    let rider = change.rider.as_ref();
                    facts.push(events::fact(fact, &change.delivery, rider, self.ids.uuid()));
                }
                saved.push(Saved {
                    old_version: delivery.version,
                    change,
                });
            }
            // The locks held make less impossible; were it not so, going on would go round for ever.
            if db::save(&mut tx, &saved, &facts).await?.deliveries != found.len() {
                return Err(Error::Contended);
            }
            tx.commit().await?;
            self.outbox.wake();
            swept += found.len();
        }
    }
}
