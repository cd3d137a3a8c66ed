//! Keeping promises: every payment that waits for the provider's word gets it, whoever made the promise and died.

use std::time::Duration;

use baedal_runtime::database::apart;
use futures_util::future::join_all;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::{Error, Payments};
use crate::db::payments as db;
use crate::db::payments::{Saved, Stored};
use crate::domain::{Change, Input, Payment, Rejected, State};
use crate::events;

/// How many open payments are taken up at once, and asked about side by side: no more than can be settled before the
/// reservation runs out.
const ROUND: i64 = 16;

/// How often a change is decided anew because somebody else changed the payment meanwhile.
const ATTEMPTS: usize = 5;

/// Asks the provider about open payments until all are settled. Any number may run over one database.
pub struct Settler {
    payments: Payments,
}

impl Settler {
    /// A settler for these payments.
    pub const fn new(payments: Payments) -> Self {
        Self { payments }
    }

    /// Works until told to stop. A round that is cut off loses nothing: its reservations run out.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            let Some(round) = stop.run_until_cancelled(self.payments.settle_round()).await else {
                return;
            };
            let more = match round {
                Ok(taken) => taken == usize::try_from(ROUND).unwrap_or(usize::MAX),
                Err(error) => {
                    tracing::error!(error = %baedal_runtime::chain(&error), "open payments not read");
                    false
                }
            };
            if more {
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.payments.opened.notified() => {}
                () = tokio::time::sleep(self.payments.timing.sweep_interval) => {}
            }
        }
    }
}

impl Payments {
    /// Takes up the open payments that are due, and asks the provider about each. Says how many there were.
    pub async fn settle_round(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        let mut conn = self.pool.acquire().await?;
        let due = db::take_due(&mut conn, now, now + self.reservation(), ROUND).await?;
        drop(conn);
        let taken = due.len();
        join_all(due.into_iter().map(|stored| apart(self.settle(stored)))).await;
        Ok(taken)
    }

    async fn settle(&self, stored: Stored) {
        let Stored { payment, tries, .. } = stored;
        let order = payment.order;
        let settling = async {
            match payment.state {
                State::Pending => self.settle_pending(payment).await,
                State::Voiding { .. } => self.finish_void(payment).await.map(drop),
                State::RefundPending => self.finish_refund(payment).await,
                // Settled by somebody else since it was read.
                State::Approved | State::Declined | State::Voided { .. } | State::Refunded => {
                    Ok(())
                }
            }
        };
        let settled = tokio::time::timeout(self.reservation(), settling)
            .await
            .unwrap_or(Err(Error::OutcomeUnknown));
        if let Err(error) = settled {
            let error = baedal_runtime::chain(&error);
            tracing::warn!(order.id = %order, error, tries, "payment stays open");
            self.postpone(order, self.pause(tries)).await;
        }
    }

    /// An authorization whose caller is gone: what did the provider make of it?
    async fn settle_pending(&self, payment: Payment) -> Result<(), Error> {
        if let Some(answer) = self.look_up(payment.order).await? {
            return self.record_answer(payment, answer).await.map(drop);
        }
        if self.clock.now() - payment.created_at < self.timing.abandon_after {
            // Not heard of, so far. The order service may still ask again, and will not be kept waiting.
            self.postpone(payment.order, self.timing.max_retry_pause)
                .await;
            return Ok(());
        }
        // Given up only as long as nobody knows of it: an approval that came in between stands.
        let payment = self
            .change(payment, |payment, at| match payment.state {
                State::Pending => payment.apply(Input::Void, at),
                _ => Ok(None),
            })
            .await?;
        match payment.state {
            State::Voiding { .. } => self.finish_void(payment).await.map(drop),
            State::Pending
            | State::Approved
            | State::Declined
            | State::Voided { .. }
            | State::RefundPending
            | State::Refunded => Ok(()),
        }
    }

    async fn finish_refund(&self, payment: Payment) -> Result<(), Error> {
        // Only a tombstone has no terms, and it is never refunded.
        let Some(terms) = &payment.terms else {
            return Ok(());
        };
        self.in_time(self.provider.refund(payment.order, terms.amount))
            .await?;
        self.record(payment, Input::RefundConfirmed).await.map(drop)
    }

    async fn postpone(&self, order: baedal_values::OrderId, pause: Duration) {
        let now = self.clock.now();
        let postponed = async {
            let mut conn = self.pool.acquire().await?;
            db::schedule(&mut conn, order, now, now + pause).await
        };
        if let Err(error) = postponed.await {
            // It comes up again when the reservation runs out.
            tracing::warn!(order.id = %order, error = %error, "payment not postponed");
        }
    }

    /// The pause after so many tries.
    fn pause(&self, tries: i32) -> Duration {
        let doublings = u32::try_from(tries.clamp(1, 20)).unwrap_or(1) - 1;
        let pause = self.timing.retry_pause.saturating_mul(1 << doublings);
        pause.min(self.timing.max_retry_pause)
    }

    /// Decides on a payment as it is now and writes the decision, ledger and facts in one statement. Where somebody else
    /// was faster, decides again on what they left.
    pub(super) async fn change(
        &self,
        mut payment: Payment,
        decide: impl Fn(&Payment, OffsetDateTime) -> Result<Option<Change>, Rejected>,
    ) -> Result<Payment, Error> {
        for _ in 0..ATTEMPTS {
            let at = self.clock.now();
            let Some(change) = decide(&payment, at)? else {
                return Ok(payment);
            };
            // Whoever opens a payment here asks the provider next.
            let saved = Saved {
                reserved_until: at + self.reservation(),
                change,
            };
            let facts = events::facts(&saved.change, &*self.ids);
            let mut conn = self.pool.acquire().await?;
            if db::save(&mut conn, std::slice::from_ref(&saved), &facts).await? == 1 {
                if !facts.is_empty() {
                    self.outbox.wake();
                }
                return Ok(saved.change.payment);
            }
            payment = db::find(&mut conn, payment.order)
                .await?
                .ok_or(Error::NotFound)?
                .payment;
        }
        Err(Error::Contended)
    }
}
