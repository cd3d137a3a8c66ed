//! The sweeper: every checkout becomes an order, or is voided. None stays open because somebody crashed.

use std::time::Duration;

use baedal_runtime::database::apart;
use futures_util::future::join_all;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{App, Ended, Payment, PaymentError};
use crate::db::{
    self,
    checkouts::{Checkout, CheckoutStatus},
};

/// Checkouts taken at once, and worked on side by side: no more than can be settled within one lease.
const BATCH: i64 = 16;

/// The pause after the first failure; each further one is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Why a checkout stays for the next sweep.
#[derive(Debug, thiserror::Error)]
enum Unsettled {
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("payment gave no answer")]
    Payment(#[from] PaymentError),
    #[error("the order could not be stored")]
    Store(#[from] Ended),
}

impl App {
    /// Sweeps every `interval` until told to stop.
    pub async fn keep_settling(self, interval: Duration, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            // Cut off half way it loses nothing: the next process goes on.
            let Some(swept) = stop.run_until_cancelled(self.settle()).await else {
                return;
            };
            if let Err(error) = swept {
                tracing::warn!(error = %baedal_runtime::chain(&error), "sweeping checkouts failed");
            }
        }
    }

    /// Settles the checkouts older than twice the deadline that are nobody's work. Answers how many it ended.
    pub async fn settle(&self) -> sqlx::Result<usize> {
        let mut settled = 0;
        {
            let mut connection = self.0.db.acquire().await?;
            let open = db::checkouts::count_unsettled(&mut connection).await?;
            self.0.unsettled.record(open, &[]);
        }
        loop {
            let stale = {
                let mut connection = self.0.db.acquire().await?;
                let age = self.0.settings.deadline * 2;
                db::checkouts::claim_stale(&mut connection, age, self.lease(), BATCH).await?
            };
            let ended = join_all(
                stale
                    .into_iter()
                    .map(|checkout| apart(self.settle_one(checkout))),
            )
            .await;
            let ended = ended.into_iter().filter(|ended| *ended).count();
            settled += ended;
            // None left, or payment has nothing to say at the moment: the next sweep goes on.
            if ended == 0 {
                return Ok(settled);
            }
        }
    }

    async fn settle_one(&self, checkout: Checkout) -> bool {
        let (order, attempt) = (checkout.purchase.order_id, checkout.attempts);
        match timeout(self.lease(), self.end(checkout)).await {
            Ok(Ok(how)) => {
                tracing::info!(order.id = %order, checkout.end = how, "checkout settled");
                return true;
            }
            Err(_) => {
                tracing::warn!(order.id = %order, "settling a checkout took longer than its lease");
            }
            Ok(Err(error)) => {
                tracing::warn!(order.id = %order, error = %baedal_runtime::chain(&error), "checkout not settled");
            }
        }
        // Those that cannot be settled at the moment, or never, must not keep the others from being looked at.
        let postponed = async {
            let mut connection = self.0.db.acquire().await?;
            db::checkouts::postpone(&mut connection, order, attempt, pause(attempt)).await
        };
        if let Err(error) = postponed.await {
            // It comes up again when the lease has run out.
            tracing::warn!(order.id = %order, error = %baedal_runtime::chain(&error), "checkout not postponed");
        }
        false
    }

    async fn end(&self, checkout: Checkout) -> Result<&'static str, Unsettled> {
        let order = checkout.purchase.order_id;
        let limit = self.0.settings.deadline;
        if checkout.status == CheckoutStatus::Open {
            match self.0.payments.find(order, limit / 2).await? {
                Some(Payment::Approved(payment)) => {
                    let paid = self.paid(checkout.purchase, payment, checkout.traceparent);
                    self.finish(paid).await?;
                    return Ok("placed");
                }
                Some(Payment::Declined) => {
                    let mut connection = self.0.db.acquire().await?;
                    db::checkouts::decline(&mut connection, order).await?;
                    return Ok("declined");
                }
                Some(Payment::Gone) | None => {}
            }
        }
        // First the row, then payment: once an approval may be taken back, no order may come of it.
        let mut connection = self.0.db.acquire().await?;
        if !db::checkouts::begin_void(&mut connection, order, checkout.attempts).await? {
            return Ok("somebody else's");
        }
        drop(connection);
        self.0.payments.void(order, limit / 2).await?;
        let mut connection = self.0.db.acquire().await?;
        db::checkouts::end_void(&mut connection, order).await?;
        Ok("voided")
    }
}

/// How long after so many attempts the next one waits.
fn pause(attempts: i32) -> Duration {
    // The first one was the caller's, the second failed here.
    let doublings = u32::try_from(attempts - 2).unwrap_or(0).min(16);
    FIRST_PAUSE
        .saturating_mul(1 << doublings)
        .min(LONGEST_PAUSE)
}
