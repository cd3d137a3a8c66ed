//! Orders that no store accepts go the cancel way.

use std::time::Duration;

use baedal_messaging::outbox;
use tokio_util::sync::CancellationToken;

use super::App;
use crate::{db, domain::lifecycle::Input, events};

/// Orders in one transaction.
const BATCH: i64 = 100;

impl App {
    /// Looks every `interval` until told to stop.
    pub async fn keep_expiring(self, interval: Duration, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            // Cut off half way it loses nothing: the next process goes on.
            let Some(swept) = stop.run_until_cancelled(self.expire()).await else {
                return;
            };
            if let Err(error) = swept {
                tracing::warn!(error = %baedal_runtime::chain(&error), "expiring orders failed");
            }
        }
    }

    /// Asks the stores to let go of the orders they did not accept in time. Answers how many there were.
    pub async fn expire(&self) -> sqlx::Result<usize> {
        let mut expired = 0;
        loop {
            let now = self.now();
            let mut transaction = self.0.db.begin().await?;
            let mut orders = db::orders::lock_unanswered(&mut transaction, now, BATCH).await?;
            if orders.is_empty() {
                return Ok(expired);
            }
            let mut told = Vec::with_capacity(orders.len());
            for order in &mut orders {
                // The row says PLACED and past its time, so this is always a step; were it not, the row would stay.
                if let Ok(change) = order.hear(&Input::AcceptTimeout, now) {
                    told.extend(
                        change
                            .told
                            .iter()
                            .map(|it| events::told(order, it, self.0.ids.uuid(), now)),
                    );
                }
            }
            if told.is_empty() {
                // The next sweep looks at them again, and not this one for ever.
                return Ok(expired);
            }
            db::orders::save(&mut transaction, &orders).await?;
            outbox::append(&mut transaction, &told).await?;
            transaction.commit().await?;
            self.0.wake.wake();
            expired += orders.len();
        }
    }
}
